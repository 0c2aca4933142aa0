/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "dropoff-candidate-name.h"

#include <string.h>

static const char *
find_extension (const char *name)
{
  const char *dot = strrchr (name, '.');

  if (dot == NULL || dot == name)
    return name + strlen (name);
  /* ".tar.gz" and its like belong together. */
  if (dot - name > 4 && strncmp (dot - 4, ".tar", 4) == 0)
    return dot - 4;
  return dot;
}

char *
dropoff_candidate_name (const char *path, guint candidate)
{
  const char *slash = strrchr (path, '/');
  const char *extension;

  if (candidate <= 1)
    return g_strdup (path);
  extension = find_extension (slash != NULL ? slash + 1 : path);
  return g_strdup_printf ("%.*s (%u)%s", (int) (extension - path), path, candidate, extension);
}
