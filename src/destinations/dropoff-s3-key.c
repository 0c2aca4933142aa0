/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "dropoff-s3-key.h"

#include <string.h>

#define HASH_LENGTH 12
#define MAX_EXTENSION_BYTES 20
#define MIN_ROOM_BYTES 64
#define NAME_OF_NOTHING "unnamed"

static char *
clean_path (const char *path)
{
  g_autofree char *valid = g_utf8_make_valid (path, -1);
  g_auto (GStrv) components = g_strsplit (valid, "/", -1);
  GString *clean = g_string_new (NULL);

  for (guint i = 0; components[i] != NULL; i++)
    {
      if (components[i][0] == '\0' || strcmp (components[i], ".") == 0
          || strcmp (components[i], "..") == 0)
        continue;
      if (clean->len > 0)
        g_string_append_c (clean, '/');
      g_string_append (clean, components[i]);
    }
  if (clean->len == 0)
    g_string_append (clean, NAME_OF_NOTHING);
  return g_string_free (clean, FALSE);
}

/* ".tar" of "a/b.tar"; "" for "a.b/c", ".hidden" and what is too long to be one. */
static const char *
find_extension (const char *path)
{
  const char *slash = strrchr (path, '/');
  const char *name = slash != NULL ? slash + 1 : path;
  const char *dot = strrchr (name, '.');

  if (dot == NULL || dot == name || strlen (dot) > MAX_EXTENSION_BYTES)
    return path + strlen (path);
  return dot;
}

static char *
shorten_path (const char *path, gsize room_bytes)
{
  const char *extension = find_extension (path);
  g_autofree char *hash = g_compute_checksum_for_string (G_CHECKSUM_SHA256, path, -1);
  gsize stem_bytes =
      MIN (room_bytes - 1 - HASH_LENGTH - strlen (extension), (gsize) (extension - path));

  while (stem_bytes > 0 && ((guint8) path[stem_bytes] & 0xc0) == 0x80)
    stem_bytes--; /* not in the middle of a character */
  return g_strdup_printf ("%.*s-%.*s%s", (int) stem_bytes, path, HASH_LENGTH, hash, extension);
}

static gsize
count (const char *text, const char *word)
{
  gsize n = 0;

  for (const char *at = strstr (text, word); at != NULL; at = strstr (at + strlen (word), word))
    n++;
  return n;
}

/* One pass, so that a "{date}" in a file's name stays what it is. */
static char *
fill_in (const char *key_template, const char *identity, const char *path, const char *date)
{
  const char *const fields[][2] = { { "{identity}", identity },
                                    { "{path}", path },
                                    { "{date}", date } };
  GString *key = g_string_new (NULL);
  const char *at = key_template;

  while (*at != '\0')
    {
      guint i = 0;

      while (i < G_N_ELEMENTS (fields) && !g_str_has_prefix (at, fields[i][0]))
        i++;
      if (i < G_N_ELEMENTS (fields))
        {
          g_string_append (key, fields[i][1]);
          at += strlen (fields[i][0]);
        }
      else
        g_string_append_c (key, *at++);
    }
  return g_string_free (key, FALSE);
}

char *
dropoff_s3_key_make (const char *key_template, const char *identity, const char *path, gint64 now_s)
{
  g_autoptr (GDateTime) time = g_date_time_new_from_unix_utc (now_s);
  g_autofree char *date = time != NULL ? g_date_time_format (time, "%Y-%m-%d") : g_strdup ("");
  g_autofree char *clean = clean_path (path);
  const gsize n_paths = MAX (count (key_template, "{path}"), 1);
  g_autofree char *frame = NULL;
  g_autofree char *shorter = NULL;
  gsize room_bytes;

  if (identity == NULL && strstr (key_template, "{identity}") != NULL)
    return NULL;
  frame = fill_in (key_template, identity, "", date);
  if (strlen (frame) + n_paths * MIN_ROOM_BYTES > DROPOFF_S3_MAX_KEY_BYTES)
    return NULL;
  room_bytes = (DROPOFF_S3_MAX_KEY_BYTES - strlen (frame)) / n_paths;
  if (strlen (clean) <= room_bytes)
    return fill_in (key_template, identity, clean, date);
  shorter = shorten_path (clean, room_bytes);
  return fill_in (key_template, identity, shorter, date);
}
