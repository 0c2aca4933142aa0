/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n-lib.h>
#include <string.h>

#include "dropoff-connection-forms.h"
#include "dropoff-connection-private.h"
#include "dropoff-error.h"

/* ".ext", "kind/sort" or "kind/" and an asterisk. */
static gboolean
is_type (const char *text)
{
  const char *slash = strchr (text, '/');

  if (strlen (text) > 127 || !dropoff_form_consists_of (text, "./*+-_", TRUE))
    return FALSE;
  if (slash == NULL)
    return text[0] == '.' && text[1] != '\0' && strchr (text, '*') == NULL;
  if (slash == text || slash[1] == '\0' || strchr (slash + 1, '/') != NULL)
    return FALSE;
  return strchr (text, '*') == NULL || (strchr (text, '*') == slash + 1 && slash[2] == '\0');
}

static gboolean
read_same_name (DropoffConnection *self, const DropoffConnectionReader *rules, GError **error)
{
  static const char *const words[] = { [DROPOFF_SAME_NAME_KEEP_BOTH] = "keep-both",
                                       [DROPOFF_SAME_NAME_REPLACE] = "replace",
                                       [DROPOFF_SAME_NAME_REFUSE] = "refuse",
                                       NULL };
  guint same_name = DROPOFF_SAME_NAME_KEEP_BOTH;

  if (!dropoff_connection_reader_choice (rules, "same-name", FALSE, words, &same_name, error))
    return FALSE;
  self->same_name = (DropoffSameName) same_name;
  return TRUE;
}

gboolean
dropoff_connection_read_rules (DropoffConnection *self, const DropoffConnectionReader *root,
                               GError **error)
{
  DropoffConnectionReader reader = { .path = "rules." };
  gint64 max_size_bytes = 0;

  if (!dropoff_connection_reader_object (root, "rules", FALSE, &reader.object, error))
    return FALSE;
  if (reader.object == NULL)
    return TRUE;
  if (!dropoff_connection_reader_number (&reader, "max-size", 1, G_MAXINT64, &max_size_bytes,
                                         error)
      || !dropoff_connection_reader_texts (&reader, "types", is_type, &self->types, error))
    return FALSE;
  self->max_size_bytes = (guint64) max_size_bytes;
  return read_same_name (self, &reader, error);
}

static gboolean
type_matches (const char *type, const char *name, const char *mime_type)
{
  gsize type_length = strlen (type);
  gsize name_length = strlen (name);

  if (type[0] == '.')
    return name_length > type_length
           && g_ascii_strcasecmp (name + name_length - type_length, type) == 0;
  if (type[type_length - 1] == '*')
    return g_ascii_strncasecmp (mime_type, type, type_length - 1) == 0;
  return g_ascii_strcasecmp (mime_type, type) == 0;
}

static gboolean
accepts_type (DropoffConnection *self, const char *name, const char *content_type)
{
  g_autofree char *guess = NULL;
  g_autofree char *mime_type = NULL;

  if (self->types == NULL)
    return TRUE;
  if (content_type == NULL)
    content_type = guess = g_content_type_guess (name, NULL, 0, NULL);
  mime_type = g_content_type_get_mime_type (content_type);
  for (char **type = self->types; *type != NULL; type++)
    {
      if (type_matches (*type, name, mime_type != NULL ? mime_type : content_type))
        return TRUE;
    }
  return FALSE;
}

gboolean
dropoff_connection_accepts (DropoffConnection *self, const char *name, const char *content_type,
                            guint64 size_bytes, GError **error)
{
  g_autofree char *message = NULL;

  g_return_val_if_fail (DROPOFF_IS_CONNECTION (self), FALSE);
  g_return_val_if_fail (name != NULL, FALSE);

  if (self->max_size_bytes > 0 && size_bytes > self->max_size_bytes)
    {
      g_autofree char *limit = g_format_size (self->max_size_bytes);

      /* Translators: a company's name and a size, "5 GB". */
      message = g_strdup_printf (_ ("%s takes files of up to %s."), self->name, limit);
    }
  else if (!accepts_type (self, name, content_type))
    {
      /* Translators: a company's name. */
      message = g_strdup_printf (_ ("%s does not take files of this kind."), self->name);
    }
  if (message == NULL)
    return TRUE;
  g_propagate_error (error, dropoff_error_new (DROPOFF_ERROR_NOT_ACCEPTED, NULL, 0, message));
  return FALSE;
}

guint64
dropoff_connection_get_max_size (DropoffConnection *self)
{
  g_return_val_if_fail (DROPOFF_IS_CONNECTION (self), 0);
  return self->max_size_bytes;
}

const char *const *
dropoff_connection_get_types (DropoffConnection *self)
{
  g_return_val_if_fail (DROPOFF_IS_CONNECTION (self), NULL);
  return (const char *const *) self->types;
}

DropoffSameName
dropoff_connection_get_same_name (DropoffConnection *self)
{
  g_return_val_if_fail (DROPOFF_IS_CONNECTION (self), DROPOFF_SAME_NAME_KEEP_BOTH);
  return self->same_name;
}
