/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "dropoff-connection-forms.h"
#include "dropoff-connection-private.h"

#define MAX_LABEL_CHARS 80

/* The object's own metadata begins with it. */
#define OWN_PREFIX "dropoff"

static gboolean
is_name (const char *text)
{
  return strlen (text) <= DROPOFF_DETAILS_MAX_NAME && dropoff_form_consists_of (text, "-", FALSE)
         && text[0] != '-' && !g_str_has_prefix (text, OWN_PREFIX);
}

static gboolean
is_label (const char *text)
{
  return g_utf8_strlen (text, -1) <= MAX_LABEL_CHARS
         && !g_unichar_isspace (g_utf8_get_char (text))
         && !g_ascii_isspace (text[strlen (text) - 1]);
}

static gboolean
read_kind (const DropoffConnectionReader *reader, DropoffDetailField *field, GError **error)
{
  static const char *const kinds[] = { [DROPOFF_DETAIL_TEXT] = "text",
                                       [DROPOFF_DETAIL_LONG] = "long",
                                       [DROPOFF_DETAIL_CHOICE] = "choice",
                                       [DROPOFF_DETAIL_DATE] = "date",
                                       NULL };
  guint kind = DROPOFF_DETAIL_TEXT;

  if (!dropoff_connection_reader_choice (reader, "kind", FALSE, kinds, &kind, error))
    return FALSE;
  field->kind = (DropoffDetailKind) kind;
  return TRUE;
}

static gboolean
read_choices (const DropoffConnectionReader *reader, DropoffDetailField *field, GError **error)
{
  if (!dropoff_connection_reader_texts (reader, "choices", is_label, &field->choices, error))
    return FALSE;
  if (field->kind == DROPOFF_DETAIL_CHOICE && field->choices == NULL)
    return dropoff_connection_reader_refuse (reader, "choices", "is missing", error);
  if (field->kind != DROPOFF_DETAIL_CHOICE && field->choices != NULL)
    return dropoff_connection_reader_refuse (reader, "choices", "is only for kind choice", error);
  return TRUE;
}

static gboolean
is_taken (const GPtrArray *fields, const char *name)
{
  for (guint i = 0; i < fields->len; i++)
    if (strcmp (((const DropoffDetailField *) g_ptr_array_index (fields, i))->name, name) == 0)
      return TRUE;
  return FALSE;
}

static gboolean
read_field (const DropoffConnectionReader *reader, GPtrArray *fields, GError **error)
{
  g_autoptr (DropoffDetailField) field = g_new0 (DropoffDetailField, 1);

  if (!dropoff_connection_reader_text (reader, "name", TRUE, is_name, &field->name, error)
      || !dropoff_connection_reader_text (reader, "label", TRUE, is_label, &field->label, error)
      || !dropoff_connection_reader_flag (reader, "required", &field->required, error)
      || !read_kind (reader, field, error) || !read_choices (reader, field, error))
    return FALSE;
  if (is_taken (fields, field->name))
    return dropoff_connection_reader_refuse (reader, "name", "is there twice", error);
  g_ptr_array_add (fields, g_steal_pointer (&field));
  return TRUE;
}

gboolean
dropoff_connection_read_details (DropoffConnection *self, const DropoffConnectionReader *root,
                                 GError **error)
{
  g_autoptr (GPtrArray) fields
      = g_ptr_array_new_with_free_func ((GDestroyNotify) dropoff_detail_field_free);
  JsonArray *array = NULL;

  if (!dropoff_connection_reader_list (root, "details", DROPOFF_DETAILS_MAX_FIELDS, &array, error))
    return FALSE;
  for (guint i = 0; array != NULL && i < json_array_get_length (array); i++)
    {
      JsonNode *element = json_array_get_element (array, i);
      g_autofree char *path = g_strdup_printf ("details[%u].", i);
      DropoffConnectionReader reader = { .path = path };

      if (!JSON_NODE_HOLDS_OBJECT (element))
        {
          g_autofree char *place = g_strdup_printf ("details[%u]", i);

          return dropoff_connection_reader_refuse (root, place, "is not an object", error);
        }
      reader.object = json_node_get_object (element);
      if (!read_field (&reader, fields, error))
        return FALSE;
    }
  self->details = g_steal_pointer (&fields);
  return TRUE;
}

const GPtrArray *
dropoff_connection_get_details (DropoffConnection *self)
{
  g_return_val_if_fail (DROPOFF_IS_CONNECTION (self), NULL);
  return self->details;
}
