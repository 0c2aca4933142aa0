/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "dropoff-s3-xml.h"

#include <string.h>

typedef struct
{
  DropoffS3XmlFunc on_element;
  gpointer user_data;
  GString *path;
  GString *text;
  guint depth;
  gboolean ended; /* the root was closed; GMarkup itself would take another */
} Reader;

static void
on_start_element (GMarkupParseContext *context, const char *name, const char **attribute_names,
                  const char **attribute_values, gpointer user_data, GError **error)
{
  Reader *reader = user_data;

  if (reader->ended || reader->depth == DROPOFF_S3_XML_MAX_DEPTH)
    {
      g_set_error_literal (error, G_MARKUP_ERROR, G_MARKUP_ERROR_INVALID_CONTENT,
                           reader->ended ? "a second document" : "nested too deeply");
      return;
    }
  reader->depth++;
  if (reader->path->len > 0)
    g_string_append_c (reader->path, '/');
  g_string_append (reader->path, name);
  g_string_truncate (reader->text, 0);
}

static void
on_end_element (GMarkupParseContext *context, const char *name, gpointer user_data, GError **error)
{
  Reader *reader = user_data;
  g_autofree char *refusal =
      reader->on_element (reader->path->str, reader->text->str, reader->user_data);
  const char *slash = strrchr (reader->path->str, '/');

  if (refusal != NULL)
    g_set_error_literal (error, G_MARKUP_ERROR, G_MARKUP_ERROR_INVALID_CONTENT, refusal);
  g_string_truncate (reader->path, slash != NULL ? (gsize) (slash - reader->path->str) : 0);
  g_string_truncate (reader->text, 0);
  reader->depth--;
  reader->ended = reader->depth == 0;
}

static void
on_text (GMarkupParseContext *context, const char *text, gsize size_bytes, gpointer user_data,
         GError **error)
{
  Reader *reader = user_data;

  if (reader->text->len + size_bytes > DROPOFF_S3_XML_MAX_TEXT_BYTES)
    g_set_error_literal (error, G_MARKUP_ERROR, G_MARKUP_ERROR_INVALID_CONTENT,
                         "an element's text is too long");
  else
    g_string_append_len (reader->text, text, (gssize) size_bytes);
}

/* GMarkup's own messages quote the document, which may hold what must not be logged. */
static char *
describe (const GError *error)
{
  if (g_error_matches (error, G_MARKUP_ERROR, G_MARKUP_ERROR_INVALID_CONTENT))
    return g_strdup (error->message);
  if (g_error_matches (error, G_MARKUP_ERROR, G_MARKUP_ERROR_EMPTY))
    return g_strdup ("an empty reply");
  if (g_error_matches (error, G_MARKUP_ERROR, G_MARKUP_ERROR_BAD_UTF8))
    return g_strdup ("not UTF-8");
  return g_strdup ("not XML");
}

gboolean
dropoff_s3_xml_read (GBytes *bytes, DropoffS3XmlFunc on_element, gpointer user_data, char **problem)
{
  static const GMarkupParser functions = { .start_element = on_start_element,
                                           .end_element = on_end_element,
                                           .text = on_text };
  Reader reader = { .on_element = on_element, .user_data = user_data };
  g_autoptr (GMarkupParseContext) context = NULL;
  g_autoptr (GError) error = NULL;
  gsize size_bytes;
  const char *data = g_bytes_get_data (bytes, &size_bytes);

  if (size_bytes == 0 || size_bytes > DROPOFF_S3_XML_MAX_BYTES)
    {
      *problem = g_strdup (size_bytes == 0 ? "an empty reply" : "too long a reply");
      return FALSE;
    }
  reader.path = g_string_new (NULL);
  reader.text = g_string_new (NULL);
  context = g_markup_parse_context_new (&functions, G_MARKUP_TREAT_CDATA_AS_TEXT, &reader, NULL);
  if (g_markup_parse_context_parse (context, data, (gssize) size_bytes, &error))
    g_markup_parse_context_end_parse (context, &error);
  g_string_free (reader.path, TRUE);
  g_string_free (reader.text, TRUE);
  if (error != NULL)
    *problem = describe (error);
  return error == NULL;
}
