/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "dropoff-type-icon.h"

GIcon *
dropoff_type_icon (const char *content_type, gboolean symbolic)
{
  const char *type = content_type != NULL ? content_type : "application/octet-stream";

  if (symbolic)
    return g_content_type_get_symbolic_icon (type);
  /* "inode/directory" gives the plain folder, as file managers show it. */
  return g_content_type_get_icon (type);
}
