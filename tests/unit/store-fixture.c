/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store-fixture.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include "dropoff-packed-uploads.h"

void
store_on_result (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GAsyncResult **slot = user_data;

  g_assert_null (*slot);
  *slot = g_object_ref (result);
}

GAsyncResult *
store_wait (GAsyncResult **result)
{
  while (*result == NULL)
    g_main_context_iteration (NULL, TRUE);
  return g_steal_pointer (result);
}

static gboolean
wait_write (DropoffStore *store, GAsyncResult **slot, GError **error)
{
  g_autoptr (GAsyncResult) result = store_wait (slot);

  return dropoff_store_write_finish (store, result, error);
}

gboolean
store_try_open (DropoffStore *store, char **set_aside, GError **error)
{
  GAsyncResult *slot = NULL;
  g_autoptr (GAsyncResult) result = NULL;

  dropoff_store_open_async (store, NULL, store_on_result, &slot);
  result = store_wait (&slot);
  return dropoff_store_open_finish (store, result, set_aside, error);
}

DropoffStore *
store_open (const char *path)
{
  DropoffStore *store = dropoff_store_new (path);
  g_autoptr (GError) error = NULL;
  g_autofree char *set_aside = NULL;

  store_try_open (store, &set_aside, &error);
  g_assert_no_error (error);
  g_assert_null (set_aside);
  return store;
}

gboolean
store_close (DropoffStore *store, GError **error)
{
  GAsyncResult *slot = NULL;

  dropoff_store_close_async (store, store_on_result, &slot);
  return wait_write (store, &slot, error);
}

void
store_add_async (DropoffStore *store, DropoffBatchRecord *batch, GCancellable *cancellable,
                 GAsyncReadyCallback callback, gpointer user_data)
{
  GPtrArray *finds = g_ptr_array_new_with_free_func ((GDestroyNotify) dropoff_find_record_free);

  g_ptr_array_add (finds, dropoff_find_record_new (0, batch, TRUE));
  dropoff_store_add_finds_async (store, finds, cancellable, callback, user_data);
}

DropoffBatchRecord *
store_add_finish (DropoffStore *store, GAsyncResult *result, GError **error)
{
  g_autoptr (GPtrArray) finds = dropoff_store_add_finds_finish (store, result, error);

  if (finds == NULL)
    return NULL;
  return g_steal_pointer (&((DropoffFindRecord *) g_ptr_array_index (finds, 0))->batch);
}

DropoffBatchRecord *
store_add (DropoffStore *store, DropoffBatchRecord *batch, GError **error)
{
  GAsyncResult *slot = NULL;
  g_autoptr (GAsyncResult) result = NULL;

  store_add_async (store, batch, NULL, store_on_result, &slot);
  result = store_wait (&slot);
  return store_add_finish (store, result, error);
}

GPtrArray *
store_load_packed (DropoffStore *store, DropoffSettleFunc settle, GError **error)
{
  GAsyncResult *slot = NULL;
  g_autoptr (GAsyncResult) result = NULL;

  dropoff_store_load_unfinished_async (store, "acme", settle, NULL, store_on_result, &slot);
  result = store_wait (&slot);
  return dropoff_store_load_finish (store, result, error);
}

void
store_unpack (DropoffBatchRecord *batch)
{
  const guint n_packed = batch->packed != NULL ? batch->packed->len : 0;

  for (guint i = 0; i < n_packed; i++)
    {
      DropoffUploadRecord *records[DROPOFF_PACKED_UPLOADS_N];

      dropoff_packed_uploads_unpack (g_ptr_array_index (batch->packed, i), records);
      for (guint j = 0; j < DROPOFF_PACKED_UPLOADS_N; j++)
        g_ptr_array_insert (batch->uploads, (gint) (i * DROPOFF_PACKED_UPLOADS_N + j), records[j]);
    }
  g_clear_pointer (&batch->packed, g_ptr_array_unref);
}

GPtrArray *
store_load (DropoffStore *store, GError **error)
{
  GPtrArray *batches = store_load_packed (store, NULL, error);

  for (guint i = 0; batches != NULL && i < batches->len; i++)
    store_unpack (g_ptr_array_index (batches, i));
  return batches;
}

GPtrArray *
store_load_history (DropoffStore *store, guint limit, GError **error)
{
  GAsyncResult *slot = NULL;
  g_autoptr (GAsyncResult) result = NULL;

  dropoff_store_load_history_async (store, "acme", limit, NULL, store_on_result, &slot);
  result = store_wait (&slot);
  return dropoff_store_load_finish (store, result, error);
}

GArray *
store_load_parts (DropoffStore *store, gint64 upload_id, GError **error)
{
  GAsyncResult *slot = NULL;
  g_autoptr (GAsyncResult) result = NULL;

  dropoff_store_load_parts_async (store, upload_id, NULL, store_on_result, &slot);
  result = store_wait (&slot);
  return dropoff_store_load_parts_finish (store, result, error);
}

gboolean
store_save_upload (DropoffStore *store, const DropoffUploadRecord *upload, GError **error)
{
  GAsyncResult *slot = NULL;

  dropoff_store_save_upload_async (store, upload, store_on_result, &slot);
  return wait_write (store, &slot, error);
}

gboolean
store_save_batch (DropoffStore *store, const DropoffBatchRecord *batch, GError **error)
{
  GAsyncResult *slot = NULL;

  dropoff_store_save_batch_async (store, batch, store_on_result, &slot);
  return wait_write (store, &slot, error);
}

gboolean
store_save_part (DropoffStore *store, gint64 upload_id, guint number, GError **error)
{
  DropoffPartRecord part = store_make_part (number);
  GAsyncResult *slot = NULL;

  dropoff_store_save_part_async (store, upload_id, &part, store_on_result, &slot);
  return wait_write (store, &slot, error);
}

gboolean
store_clear_parts (DropoffStore *store, gint64 upload_id, GError **error)
{
  GAsyncResult *slot = NULL;

  dropoff_store_clear_parts_async (store, upload_id, store_on_result, &slot);
  return wait_write (store, &slot, error);
}

gboolean
store_remove (DropoffStore *store, gint64 batch_id, GError **error)
{
  GAsyncResult *slot = NULL;

  dropoff_store_remove_batch_async (store, batch_id, store_on_result, &slot);
  return wait_write (store, &slot, error);
}

DropoffBatchRecord *
store_make_batch (const char *name, guint n_uploads)
{
  DropoffBatchRecord *batch = dropoff_batch_record_new ();

  batch->connection_id = g_intern_string ("acme");
  batch->name = g_strdup (name);
  batch->path = g_strdup_printf ("/home/ana/%s", name);
  batch->is_folder = n_uploads != 1;
  batch->created_at_s = 1700000000;
  batch->n_files = n_uploads;
  batch->size_bytes = (guint64) n_uploads * 1000;
  for (guint i = 0; i < n_uploads; i++)
    {
      DropoffUploadRecord *upload = dropoff_upload_record_new ();

      dropoff_upload_record_set_paths (
          upload, g_strdup_printf ("/home/ana/%s/line-%06u.sgy", name, i),
          g_strdup_printf ("%s/line-%06u.sgy", name, i));
      upload->size_bytes = 1000;
      upload->mtime_ns = G_GINT64_CONSTANT (1700000000123456789);
      upload->inode = i + 1;
      g_ptr_array_add (batch->uploads, upload);
    }
  return batch;
}

void
store_assert_same_upload (const DropoffUploadRecord *a, const DropoffUploadRecord *b)
{
  g_assert_cmpint (a->id, ==, b->id);
  g_assert_cmpint (a->batch_id, ==, b->batch_id);
  g_assert_cmpstr (a->path, ==, b->path);
  g_assert_cmpstr (a->later->real_path, ==, b->later->real_path);
  g_assert_cmpstr (a->relative_path, ==, b->relative_path);
  g_assert_true (a->content_type == b->content_type);
  g_assert_cmpuint (a->size_bytes, ==, b->size_bytes);
  g_assert_cmpint (a->mtime_ns, ==, b->mtime_ns);
  g_assert_cmpint (a->ctime_ns, ==, b->ctime_ns);
  g_assert_cmpuint (a->device, ==, b->device);
  g_assert_cmpuint (a->inode, ==, b->inode);
  g_assert_cmpstr (a->later->key, ==, b->later->key);
  g_assert_cmpuint (a->later->part_size_bytes, ==, b->later->part_size_bytes);
  g_assert_cmpstr (a->later->upload_id, ==, b->later->upload_id);
  g_assert_cmpstr (a->later->earlier_reference, ==, b->later->earlier_reference);
  g_assert_cmpint (a->may_grow, ==, b->may_grow);
  g_assert_cmpstr (a->later->details, ==, b->later->details);
  g_assert_cmpint (a->keeps_both, ==, b->keeps_both);
  g_assert_cmpint (a->state, ==, b->state);
  g_assert_cmpint (a->error_code, ==, b->error_code);
  g_assert_cmpstr (a->later->error_message, ==, b->later->error_message);
  g_assert_cmpint (a->has_crc64, ==, b->has_crc64);
  g_assert_cmpuint (a->later->crc64, ==, b->later->crc64);
  g_assert_cmpstr (a->later->etag, ==, b->later->etag);
  g_assert_cmpstr (a->later->version_id, ==, b->later->version_id);
  g_assert_cmpint (a->verified, ==, b->verified);
  g_assert_cmpint (a->later->finished_at_s, ==, b->later->finished_at_s);
}

void
store_set_path (DropoffUploadRecord *upload, const char *path)
{
  dropoff_upload_record_set_paths (upload, g_strdup (path), g_strdup (upload->relative_path));
}

DropoffPartRecord
store_make_part (guint number)
{
  DropoffPartRecord part = { .number = number,
                             .size_bytes = 5000000 + number,
                             .crc64 = G_MAXUINT64 - (guint64) number * 7919 };

  g_snprintf (part.etag, sizeof part.etag, "\"%032u-tag\"", number);
  return part;
}

void
store_assert_part (const DropoffPartRecord *part)
{
  DropoffPartRecord expected = store_make_part (part->number);

  g_assert_cmpuint (part->size_bytes, ==, expected.size_bytes);
  g_assert_cmpuint (part->crc64, ==, expected.crc64);
  g_assert_cmpstr (part->etag, ==, expected.etag);
}

StoreProcess
store_process_start (const char *const *arguments)
{
  posix_spawn_file_actions_t actions;
  char *argv[8] = { (char *) "/proc/self/exe" };
  StoreProcess process;
  int to_process[2], from_process[2];

  for (guint i = 0; arguments[i] != NULL; i++)
    {
      g_assert_cmpuint (i + 2, <, G_N_ELEMENTS (argv));
      argv[i + 1] = (char *) arguments[i];
    }
  g_assert_cmpint (pipe2 (to_process, O_CLOEXEC), ==, 0);
  g_assert_cmpint (pipe2 (from_process, O_CLOEXEC), ==, 0);
  posix_spawn_file_actions_init (&actions);
  posix_spawn_file_actions_adddup2 (&actions, to_process[0], STDIN_FILENO);
  posix_spawn_file_actions_adddup2 (&actions, from_process[1], STDOUT_FILENO);
  g_assert_cmpint (posix_spawn (&process.pid, argv[0], &actions, NULL, argv, environ), ==, 0);
  posix_spawn_file_actions_destroy (&actions);
  close (to_process[0]);
  close (from_process[1]);
  process.input = to_process[1];
  process.output = from_process[0];
  return process;
}

int
store_process_wait (StoreProcess *process, GString *said)
{
  char buffer[4096];
  gssize n;
  int status;

  close (process->input);
  while ((n = read (process->output, buffer, sizeof buffer)) > 0)
    g_string_append_len (said, buffer, n);
  close (process->output);
  g_assert_cmpint (waitpid (process->pid, &status, 0), ==, process->pid);
  return status;
}

void
store_delete_directory (const char *directory)
{
  g_autoptr (GDir) entries = g_dir_open (directory, 0, NULL);
  const char *name;

  while (entries != NULL && (name = g_dir_read_name (entries)) != NULL)
    {
      g_autofree char *path = g_build_filename (directory, name, NULL);

      if (g_file_test (path, G_FILE_TEST_IS_DIR) && !g_file_test (path, G_FILE_TEST_IS_SYMLINK))
        store_delete_directory (path);
      else
        g_assert_cmpint (g_unlink (path), ==, 0);
    }
  g_assert_cmpint (g_rmdir (directory), ==, 0);
}

void
store_fixture_set_up (StoreFixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  fixture->directory = g_dir_make_tmp ("dropoff-store-XXXXXX", &error);
  g_assert_no_error (error);
  fixture->path = g_build_filename (fixture->directory, "share", "dropoff", "journal.db", NULL);
  fixture->store = store_open (fixture->path);
}

void
store_fixture_reopen (StoreFixture *fixture)
{
  g_clear_object (&fixture->store);
  fixture->store = store_open (fixture->path);
}

void
store_fixture_tear_down (StoreFixture *fixture, gconstpointer data)
{
  if (fixture->store != NULL)
    g_assert_finalize_object (g_steal_pointer (&fixture->store));
  store_delete_directory (fixture->directory);
  g_free (fixture->directory);
  g_free (fixture->path);
}
