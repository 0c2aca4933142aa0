/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "dropoff-connection-forms.h"

#include <string.h>

#define MAX_KEY_TEMPLATE_BYTES 512

gboolean
dropoff_form_consists_of (const char *text, const char *others, gboolean upper)
{
  for (; *text != '\0'; text++)
    {
      if (!g_ascii_islower (*text) && !g_ascii_isdigit (*text)
          && !(upper && g_ascii_isupper (*text)) && strchr (others, *text) == NULL)
        return FALSE;
    }
  return TRUE;
}

gboolean
dropoff_form_is_key_template (const char *text)
{
  static const char *const fields[] = { "{identity}", "{path}", "{date}" };
  const char *at = text;

  if (strlen (text) > MAX_KEY_TEMPLATE_BYTES || strstr (text, "{path}") == NULL)
    return FALSE;
  while ((at = strpbrk (at, "{}")) != NULL)
    {
      gsize length = 0;

      for (gsize i = 0; i < G_N_ELEMENTS (fields); i++)
        length = g_str_has_prefix (at, fields[i]) ? strlen (fields[i]) : length;
      if (length == 0)
        return FALSE;
      at += length;
    }
  return TRUE;
}
