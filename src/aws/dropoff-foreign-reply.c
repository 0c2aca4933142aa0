/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "dropoff-foreign-reply.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "dropoff-error.h"

static gboolean
refuse (const char *detail, const char *message, GError **error)
{
  g_propagate_error (error, dropoff_error_new (DROPOFF_ERROR_NOT_THE_SERVICE, detail, 0, message));
  return FALSE;
}

gboolean
dropoff_foreign_refuse_sign_in (const char *detail, GError **error)
{
  return refuse (detail,
                 _ ("Something else answered instead of the sign-in service. Check the network "
                    "and try again."),
                 error);
}

gboolean
dropoff_foreign_refuse_company (const char *detail, GError **error)
{
  return refuse (detail,
                 _ ("Something else answered instead of the company’s service. Check the network "
                    "and try again."),
                 error);
}

char *
dropoff_foreign_words (const char *words, gsize max_bytes)
{
  g_autofree char *valid = NULL;
  GString *clean;

  if (words == NULL || words[0] == '\0')
    return NULL;
  valid = g_utf8_make_valid (words, (gssize) MIN (strlen (words), max_bytes));
  clean = g_string_sized_new (strlen (valid));
  for (const char *at = valid; *at != '\0'; at = g_utf8_next_char (at))
    {
      gunichar c = g_utf8_get_char (at);

      g_string_append_unichar (clean, g_unichar_isprint (c) ? c : ' ');
    }
  return g_string_free (clean, FALSE);
}
