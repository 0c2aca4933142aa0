/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "dropoff-json-writer.h"

#include <string.h>

#define FIRST_SIZE 4096

struct _DropoffJsonWriter
{
  char *text;
  gsize length;
  gsize size;
  guint depth;
  gboolean needs_comma;
  gboolean broken;
};

/* realloc() could leave a copy behind, so growing is done by hand. */
static void
append (DropoffJsonWriter *writer, const char *text, gsize length)
{
  if (writer->length + length > writer->size)
    {
      gsize size = MAX (writer->size * 2, writer->length + length);
      char *grown = g_malloc (size);

      memcpy (grown, writer->text, writer->length);
      dropoff_wipe (writer->text, writer->length);
      g_free (writer->text);
      writer->text = grown;
      writer->size = size;
    }
  memcpy (writer->text + writer->length, text, length);
  writer->length += length;
}

static void
append_quoted (DropoffJsonWriter *writer, const char *text)
{
  static const char hex[] = "0123456789abcdef";

  if (!g_utf8_validate (text, -1, NULL))
    {
      writer->broken = TRUE;
      return;
    }
  append (writer, "\"", 1);
  for (const char *at = text; *at != '\0'; at++)
    {
      guchar c = (guchar) *at;
      const char escape[] = { '\\', 'u', '0', '0', hex[c >> 4], hex[c & 15] };

      if (c == '"' || c == '\\')
        append (writer, "\\", 1);
      if (c < 0x20 || c == 0x7f)
        append (writer, escape, sizeof (escape));
      else
        append (writer, at, 1);
    }
  append (writer, "\"", 1);
}

static void
append_name (DropoffJsonWriter *writer, const char *name)
{
  if (writer->needs_comma)
    append (writer, ",", 1);
  append_quoted (writer, name);
  append (writer, ":", 1);
}

DropoffJsonWriter *
dropoff_json_writer_new (void)
{
  DropoffJsonWriter *writer = g_new0 (DropoffJsonWriter, 1);

  writer->size = FIRST_SIZE;
  writer->text = g_malloc (writer->size);
  append (writer, "{", 1);
  return writer;
}

void
dropoff_json_writer_free (DropoffJsonWriter *writer)
{
  dropoff_wipe (writer->text, writer->length);
  g_free (writer->text);
  g_free (writer);
}

void
dropoff_json_writer_add_text (DropoffJsonWriter *writer, const char *name, const char *value)
{
  g_return_if_fail (writer != NULL);
  g_return_if_fail (name != NULL);

  if (value == NULL)
    return;
  append_name (writer, name);
  append_quoted (writer, value);
  writer->needs_comma = TRUE;
}

void
dropoff_json_writer_add_secret (DropoffJsonWriter *writer, const char *name,
                                const DropoffSecret *value)
{
  if (value != NULL)
    dropoff_json_writer_add_text (writer, name, dropoff_secret_peek (value));
}

void
dropoff_json_writer_add_flag (DropoffJsonWriter *writer, const char *name, gboolean value)
{
  g_return_if_fail (writer != NULL);
  g_return_if_fail (name != NULL);

  append_name (writer, name);
  append (writer, value ? "true" : "false", value ? 4 : 5);
  writer->needs_comma = TRUE;
}

void
dropoff_json_writer_add_pairs (DropoffJsonWriter *writer, const char *name,
                               const char *const *pairs)
{
  g_return_if_fail (writer != NULL);
  g_return_if_fail (name != NULL);

  append_name (writer, name);
  append (writer, "[", 1);
  for (const char *const *at = pairs; at[0] != NULL && at[1] != NULL; at += 2)
    {
      append (writer, at == pairs ? "{" : ",{", at == pairs ? 1 : 2);
      writer->needs_comma = FALSE;
      dropoff_json_writer_add_text (writer, "Name", at[0]);
      dropoff_json_writer_add_text (writer, "Value", at[1]);
      append (writer, "}", 1);
    }
  append (writer, "]", 1);
  writer->needs_comma = TRUE;
}

void
dropoff_json_writer_begin_object (DropoffJsonWriter *writer, const char *name)
{
  g_return_if_fail (writer != NULL);
  g_return_if_fail (name != NULL);

  append_name (writer, name);
  append (writer, "{", 1);
  writer->needs_comma = FALSE;
  writer->depth++;
}

void
dropoff_json_writer_end_object (DropoffJsonWriter *writer)
{
  g_return_if_fail (writer != NULL);
  g_return_if_fail (writer->depth > 0);

  append (writer, "}", 1);
  writer->needs_comma = TRUE;
  writer->depth--;
}

GBytes *
dropoff_json_writer_finish (DropoffJsonWriter *writer)
{
  GBytes *bytes;

  g_return_val_if_fail (writer != NULL, NULL);
  g_return_val_if_fail (writer->depth == 0, NULL);

  if (writer->broken)
    {
      dropoff_json_writer_free (writer);
      return NULL;
    }
  append (writer, "}", 1);
  bytes = dropoff_wiped_bytes_new_take (writer->text, writer->length);
  g_free (writer);
  return bytes;
}

DropoffSecret *
dropoff_json_writer_finish_secret (DropoffJsonWriter *writer)
{
  g_autoptr (GBytes) bytes = dropoff_json_writer_finish (writer);

  if (bytes == NULL)
    return NULL;
  return dropoff_secret_new_take (
      g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes)));
}
