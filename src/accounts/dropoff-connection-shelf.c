/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "dropoff-connection-shelf.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "dropoff-error.h"

#define SUFFIX ".dropoff"
#define CURRENT "current"

/* The first line of a kept file's companion tells where the connection came from. */
#define ORIGIN_SUFFIX ".origin"

static gboolean
is_known (GPtrArray *connections, const char *id)
{
  for (guint i = 0; i < connections->len; i++)
    if (strcmp (dropoff_connection_get_id (g_ptr_array_index (connections, i)), id) == 0)
      return TRUE;
  return FALSE;
}

static char *
read_small (const char *path)
{
  char *text = NULL;

  if (!g_file_get_contents (path, &text, NULL, NULL))
    return NULL;
  return g_strstrip (text);
}

static DropoffConnection *
load_file (const char *path)
{
  g_autofree char *origin_path = g_strconcat (path, ORIGIN_SUFFIX, NULL);
  g_autofree char *origin = read_small (origin_path);
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = NULL;
  DropoffConnection *connection;
  char *data;
  gsize length;

  if (!g_file_get_contents (path, &data, &length, &error))
    {
      g_message ("Connection file passed over: %s", error->message);
      return NULL;
    }
  bytes = g_bytes_new_take (data, length);
  connection = dropoff_connection_new_from_bytes (bytes, origin, &error);
  if (connection == NULL)
    g_message ("Connection file passed over: %s", error->message);
  return connection;
}

static void
load_dir (GPtrArray *connections, const char *path)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;

  if (dir == NULL)
    return;
  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *file = g_build_filename (path, name, NULL);
      g_autoptr (DropoffConnection) connection = NULL;

      if (!g_str_has_suffix (name, SUFFIX))
        continue;
      connection = load_file (file);
      if (connection != NULL && !is_known (connections, dropoff_connection_get_id (connection)))
        g_ptr_array_add (connections, g_steal_pointer (&connection));
    }
}

static gboolean
write_private (const char *path, const char *data, gsize length, GError **error)
{
  g_autoptr (GError) local = NULL;
  gboolean full;

  if (g_file_set_contents_full (path, data, (gssize) length,
                                G_FILE_SET_CONTENTS_CONSISTENT | G_FILE_SET_CONTENTS_DURABLE,
                                0600, &local))
    return TRUE;
  full = g_error_matches (local, G_FILE_ERROR, G_FILE_ERROR_NOSPC);
  g_propagate_error (error,
                     dropoff_error_new (full ? DROPOFF_ERROR_NO_SPACE : DROPOFF_ERROR_JOURNAL,
                                        local->message, 0,
                                        full ? _ ("The disk is full. Free some space, then try "
                                                  "again.")
                                             : _ ("Dropoff can’t write to your home folder.")));
  return FALSE;
}

GPtrArray *
dropoff_connection_shelf_load (const char *data_dir, char **current_id)
{
  GPtrArray *connections = g_ptr_array_new_with_free_func (g_object_unref);
  g_autofree char *own = g_build_filename (data_dir, "connections", NULL);
  g_autofree char *current = g_build_filename (own, CURRENT, NULL);
  const char *const *system_dirs = g_get_system_data_dirs ();

  load_dir (connections, own);
  load_dir (connections, "/etc/dropoff");
  for (guint i = 0; system_dirs[i] != NULL; i++)
    {
      g_autofree char *path = g_build_filename (system_dirs[i], "dropoff", "connections", NULL);

      load_dir (connections, path);
    }
  *current_id = read_small (current);
  return connections;
}

gboolean
dropoff_connection_shelf_keep (const char *data_dir, DropoffConnection *connection, GError **error)
{
  const char *id = dropoff_connection_get_id (connection);
  const char *origin = dropoff_connection_get_origin (connection);
  g_autofree char *dir = g_build_filename (data_dir, "connections", NULL);
  g_autofree char *name = g_strconcat (id, SUFFIX, NULL);
  g_autofree char *path = g_build_filename (dir, name, NULL);
  g_autofree char *origin_path = g_strconcat (path, ORIGIN_SUFFIX, NULL);
  g_autofree char *current = g_build_filename (dir, CURRENT, NULL);
  gsize length;
  const char *data = g_bytes_get_data (dropoff_connection_get_bytes (connection), &length);

  g_mkdir_with_parents (dir, 0700);
  if (origin != NULL && !write_private (origin_path, origin, strlen (origin), error))
    return FALSE;
  return write_private (path, data, length, error)
         && write_private (current, id, strlen (id), error);
}
