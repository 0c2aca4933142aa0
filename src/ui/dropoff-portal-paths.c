/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "dropoff-portal-paths.h"

#include <limits.h>
#include <string.h>
#include <sys/types.h>
#include <sys/xattr.h>
#include <unistd.h>

#define HOST_PATH "user.document-portal.host-path"

static void
run_look (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  GPtrArray *files = task_data;
  g_autofree char *documents = g_build_filename (g_get_user_runtime_dir (), "doc", NULL);
  GPtrArray *drops = g_ptr_array_new_with_free_func ((GDestroyNotify) dropoff_drop_free);

  for (guint i = 0; i < files->len; i++)
    {
      g_autofree char *path = g_file_get_path (g_ptr_array_index (files, i));
      g_autofree char *real = dropoff_portal_paths_get_real (path, documents);

      g_ptr_array_add (drops, dropoff_drop_new (path, real));
    }
  g_task_return_pointer (task, drops, (GDestroyNotify) g_ptr_array_unref);
}

void
dropoff_portal_paths_look_async (GPtrArray *files, GCancellable *cancellable,
                                 GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);

  g_task_set_source_tag (task, dropoff_portal_paths_look_async);
  g_task_set_task_data (task, g_ptr_array_ref (files), (GDestroyNotify) g_ptr_array_unref);
  g_task_run_in_thread (task, run_look);
}

GPtrArray *
dropoff_portal_paths_look_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, dropoff_portal_paths_look_async), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

char *
dropoff_portal_paths_get_real (const char *path, const char *documents)
{
  char real[PATH_MAX];
  gsize n = strlen (documents);
  ssize_t length;

  if (strncmp (path, documents, n) != 0 || path[n] != '/')
    return NULL;
  length = getxattr (path, HOST_PATH, real, sizeof real - 1);
  if (length <= 0)
    return NULL;
  real[length] = '\0';
  return *real == '/' && access (real, R_OK) == 0 ? g_strdup (real) : NULL;
}
