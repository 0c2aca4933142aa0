/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The journal on a full disk. A process of its own plays each case, because it needs a small file
 * system of its own (root, or a user namespace) or a limit on the size of files. */
#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "dropoff-error.h"
#include "store-fixture.h"

#define EXIT_SKIP 77

/* Takes what space there is. */
static void
write_ballast (const char *path)
{
  int fd = open (path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
  char block[4096];

  memset (block, 0x5a, sizeof block);
  g_assert_cmpint (fd, >=, 0);
  while (write (fd, block, sizeof block) > 0)
    continue;
  g_assert_cmpint (errno, ==, ENOSPC);
  close (fd);
}

/* Parts until one finds no space. Returns how many were confirmed. */
static guint
save_until_full (DropoffStore *store, gint64 upload_id)
{
  g_autoptr (GError) error = NULL;
  guint n_saved = 0;

  while (n_saved < 10000 && store_save_part (store, upload_id, n_saved + 1, &error))
    n_saved++;
  g_assert_error (error, DROPOFF_ERROR, DROPOFF_ERROR_NO_SPACE);
  g_test_message ("%s [%s]", error->message, dropoff_error_get_detail (error));
  return n_saved;
}

static void
assert_parts (DropoffStore *store, gint64 upload_id, guint n_parts)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GArray) parts = store_load_parts (store, upload_id, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (parts->len, ==, n_parts);
  for (guint i = 0; i < parts->len; i++)
    store_assert_part (&g_array_index (parts, DropoffPartRecord, i));
}

/* In one group, the batch that is too big fails alone. */
static void
add_too_much_among_others (DropoffStore *store, gint64 upload_id)
{
  GAsyncResult *results[20] = { NULL };
  GAsyncResult *too_much = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (results); i++)
    {
      DropoffPartRecord part = store_make_part (i + 1);

      if (i == 10)
        store_add_async (store, store_make_batch ("big", 30000), NULL,
                                       store_on_result, &too_much);
      dropoff_store_save_part_async (store, upload_id, &part, store_on_result, &results[i]);
    }
  result = store_wait (&too_much);
  g_assert_null (store_add_finish (store, result, &error));
  g_assert_error (error, DROPOFF_ERROR, DROPOFF_ERROR_NO_SPACE);
  g_clear_error (&error);
  for (guint i = 0; i < G_N_ELEMENTS (results); i++)
    {
      g_autoptr (GAsyncResult) written = store_wait (&results[i]);

      g_assert_true (dropoff_store_write_finish (store, written, &error));
      g_assert_no_error (error);
    }
  assert_parts (store, upload_id, G_N_ELEMENTS (results));
  g_assert_true (store_clear_parts (store, upload_id, &error));
}

static void
fill_and_free (const char *path, const char *ballast)
{
  g_autoptr (DropoffStore) store = store_open (path);
  g_autoptr (DropoffBatchRecord) batch = store_add (store, store_make_batch ("one", 1), NULL);
  g_autoptr (GPtrArray) batches = NULL;
  g_autoptr (GError) error = NULL;
  gint64 upload_id = ((DropoffUploadRecord *) g_ptr_array_index (batch->uploads, 0))->id;
  guint n_saved;

  add_too_much_among_others (store, upload_id);
  write_ballast (ballast);
  n_saved = save_until_full (store, upload_id);
  /* Reading goes on, and failing again changes nothing. */
  assert_parts (store, upload_id, n_saved);
  g_assert_null (store_add (store, store_make_batch ("two", 500), &error));
  g_assert_error (error, DROPOFF_ERROR, DROPOFF_ERROR_NO_SPACE);
  g_clear_error (&error);
  batches = store_load (store, &error);
  g_assert_cmpuint (batches->len, ==, 1);

  g_assert_cmpint (g_unlink (ballast), ==, 0);
  g_assert_true (store_save_part (store, upload_id, n_saved + 1, &error));
  assert_parts (store, upload_id, n_saved + 1);

  /* Closed and opened on a full disk: all is there, and it closes in order again. */
  write_ballast (ballast);
  g_assert_true (store_close (store, &error));
  if (!store_try_open (store, NULL, &error))
    {
      g_assert_error (error, DROPOFF_ERROR, DROPOFF_ERROR_NO_SPACE);
      g_clear_error (&error);
      g_assert_cmpint (g_unlink (ballast), ==, 0);
      g_assert_true (store_try_open (store, NULL, &error));
    }
  assert_parts (store, upload_id, n_saved + 1);
  g_unlink (ballast);
}

/* A journal cannot be begun on a full disk, and can be once there is space. */
static void
begin_on_full_disk (const char *path, const char *ballast)
{
  g_autoptr (DropoffStore) store = dropoff_store_new (path);
  g_autofree char *set_aside = NULL;
  g_autoptr (GError) error = NULL;

  write_ballast (ballast);
  g_assert_false (store_try_open (store, &set_aside, &error));
  g_assert_error (error, DROPOFF_ERROR, DROPOFF_ERROR_NO_SPACE);
  g_clear_error (&error);
  g_assert_cmpint (g_unlink (ballast), ==, 0);
  g_assert_true (store_try_open (store, &set_aside, &error));
  g_assert_null (set_aside);
}

static gboolean
write_word (const char *path, const char *word)
{
  int fd = open (path, O_WRONLY | O_CLOEXEC);
  gboolean written = fd >= 0 && write (fd, word, strlen (word)) == (gssize) strlen (word);

  if (fd >= 0)
    close (fd);
  return written;
}

/* Whoever is not root is root in a user namespace of their own, where that is allowed. */
static gboolean
own_mounts (void)
{
  g_autofree char *users = g_strdup_printf ("0 %u 1", geteuid ());
  g_autofree char *groups = g_strdup_printf ("0 %u 1", getegid ());

  if (unshare (CLONE_NEWNS) == 0)
    return TRUE;
  return unshare (CLONE_NEWUSER | CLONE_NEWNS) == 0 && write_word ("/proc/self/setgroups", "deny")
         && write_word ("/proc/self/uid_map", users) && write_word ("/proc/self/gid_map", groups);
}

static gboolean
mount_small (const char *directory)
{
  if (!own_mounts ())
    return FALSE;
  return mount ("none", "/", NULL, MS_REC | MS_PRIVATE, NULL) == 0
         && mount ("tmpfs", directory, "tmpfs", 0, "size=3m,mode=0700") == 0;
}

static int
small_disk_main (const char *directory)
{
  g_autofree char *path = g_build_filename (directory, "a", "journal.db", NULL);
  g_autofree char *other = g_build_filename (directory, "b", "journal.db", NULL);
  g_autofree char *other_directory = g_path_get_dirname (other);
  g_autofree char *ballast = g_build_filename (directory, "ballast", NULL);

  alarm (100);
  if (!mount_small (directory))
    return EXIT_SKIP;
  fill_and_free (path, ballast);
  g_assert_cmpint (g_mkdir (other_directory, 0700), ==, 0);
  begin_on_full_disk (other, ballast);
  return EXIT_SUCCESS;
}

static void
limit_files (rlim_t size_bytes)
{
  struct rlimit limit;

  g_assert_cmpint (getrlimit (RLIMIT_FSIZE, &limit), ==, 0);
  limit.rlim_cur = size_bytes;
  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &limit), ==, 0);
}

static int
small_files_main (const char *directory)
{
  g_autofree char *path = g_build_filename (directory, "journal.db", NULL);
  g_autoptr (DropoffStore) store = store_open (path);
  g_autoptr (DropoffBatchRecord) batch = store_add (store, store_make_batch ("one", 1), NULL);
  gint64 upload_id = ((DropoffUploadRecord *) g_ptr_array_index (batch->uploads, 0))->id;
  g_autoptr (GError) error = NULL;
  guint n_saved;

  alarm (100);
  signal (SIGXFSZ, SIG_IGN);
  limit_files (1024 * 1024);
  add_too_much_among_others (store, upload_id);
  limit_files (200 * 1024);
  n_saved = save_until_full (store, upload_id);
  assert_parts (store, upload_id, n_saved);
  limit_files (RLIM_INFINITY);
  g_assert_true (store_save_part (store, upload_id, n_saved + 1, &error));
  g_assert_true (store_close (store, &error));
  g_assert_true (store_try_open (store, NULL, &error));
  assert_parts (store, upload_id, n_saved + 1);
  return EXIT_SUCCESS;
}

static void
play (const char *what)
{
  g_autofree char *directory = g_dir_make_tmp ("dropoff-store-XXXXXX", NULL);
  const char *const arguments[] = { what, directory, NULL };
  g_autoptr (GString) said = g_string_new (NULL);
  StoreProcess process = store_process_start (arguments);
  int status = store_process_wait (&process, said);

  g_test_message ("%s", g_strchomp (said->str));
  if (WIFEXITED (status) && WEXITSTATUS (status) == EXIT_SKIP)
    g_test_skip ("No file system can be mounted here");
  else
    g_assert_cmpint (status, ==, 0);
  store_delete_directory (directory);
}

static void
test_small_disk (void)
{
  play ("--small-disk");
}

static void
test_small_files (void)
{
  play ("--small-files");
}

int
main (int argc, char **argv)
{
  if (argc == 3 && strcmp (argv[1], "--small-disk") == 0)
    return small_disk_main (argv[2]);
  if (argc == 3 && strcmp (argv[1], "--small-files") == 0)
    return small_files_main (argv[2]);

  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/store-full/small-disk", test_small_disk);
  g_test_add_func ("/store-full/small-files", test_small_files);
  return g_test_run ();
}
