/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "dropoff-form-writer.h"

#include <string.h>

struct _DropoffFormWriter
{
  char *text;
  gsize length;
};

DropoffFormWriter *
dropoff_form_writer_new (void)
{
  return g_new0 (DropoffFormWriter, 1);
}

static gboolean
is_plain (char c)
{
  return g_ascii_isalnum (c) || strchr ("-._~", c) != NULL;
}

/* @room has space for three times @value. */
static char *
write_encoded (char *room, const char *value)
{
  static const char hex[] = "0123456789ABCDEF";

  for (const char *at = value; *at != '\0'; at++)
    {
      guchar c = (guchar) *at;

      if (is_plain (*at))
        {
          *room++ = *at;
          continue;
        }
      *room++ = '%';
      *room++ = hex[c >> 4];
      *room++ = hex[c & 15];
    }
  return room;
}

/* realloc() could leave a copy behind, so growing is done by hand. */
void
dropoff_form_writer_add_text (DropoffFormWriter *writer, const char *name, const char *value)
{
  char *grown;
  char *end;

  g_return_if_fail (writer != NULL);
  g_return_if_fail (name != NULL);

  if (value == NULL)
    return;
  grown = g_malloc (writer->length + strlen (name) + 3 * strlen (value) + 3);
  end = grown;
  if (writer->length > 0)
    {
      memcpy (grown, writer->text, writer->length);
      end = grown + writer->length;
      *end++ = '&';
      dropoff_wipe (writer->text, writer->length);
      g_free (writer->text);
    }
  end = g_stpcpy (end, name);
  *end++ = '=';
  end = write_encoded (end, value);
  writer->text = grown;
  writer->length = (gsize) (end - grown);
}

void
dropoff_form_writer_add_secret (DropoffFormWriter *writer, const char *name,
                                const DropoffSecret *value)
{
  if (value != NULL)
    dropoff_form_writer_add_text (writer, name, dropoff_secret_peek (value));
}

GBytes *
dropoff_form_writer_finish (DropoffFormWriter *writer)
{
  GBytes *bytes = dropoff_wiped_bytes_new_take (writer->text, writer->length);

  g_free (writer);
  return bytes;
}
