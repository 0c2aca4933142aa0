/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What dropped paths hold. */
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "dropoff-drop.h"
#include "dropoff-folder-scan.h"
#include "dropoff-upload.h"

static const char connection_text[]
    = "{\"dropoff\": 1, \"id\": \"acme\", \"name\": \"Acme\","
      " \"sign-in\": {\"kind\": \"cognito\", \"region\": \"eu-west-1\","
      "  \"user-pool-id\": \"eu-west-1_abcdefghi\", \"client-id\": \"abcdefghijklmnopqrstuvwxyz\","
      "  \"identity-pool-id\": \"eu-west-1:00000000-0000-0000-0000-000000000000\"},"
      " \"destination\": {\"kind\": \"s3\", \"region\": \"eu-west-1\", \"bucket\": \"incoming\","
      "  \"key\": \"uploads/{identity}/{path}\"},"
      " \"rules\": {\"max-size\": 100}}";

typedef struct
{
  char *root;
  DropoffConnection *connection;
  GPtrArray *drops;   /* of DropoffDropRecord */
  guint max_files;    /* of a piece */
  DropoffFolderScan *scan;
  GPtrArray *batches; /* of DropoffBatchRecord: what was found, put together */
  guint n_files;
  guint n_pieces;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GBytes) bytes = g_bytes_new_static (connection_text, strlen (connection_text));
  g_autoptr (GError) error = NULL;
  g_autofree char *made = g_dir_make_tmp ("dropoff-scan-XXXXXX", &error);

  g_assert_no_error (error);
  fixture->root = realpath (made, NULL);
  fixture->connection = dropoff_connection_new_from_bytes (bytes, NULL, &error);
  g_assert_no_error (error);
  fixture->drops = g_ptr_array_new_with_free_func ((GDestroyNotify) dropoff_drop_record_free);
  fixture->batches = g_ptr_array_new_with_free_func ((GDestroyNotify) dropoff_batch_record_free);
  fixture->max_files = 1000;
}

static void
remove_all (const char *path)
{
  g_autoptr (GDir) directory
      = g_file_test (path, G_FILE_TEST_IS_SYMLINK) ? NULL : g_dir_open (path, 0, NULL);
  const char *name;

  while (directory != NULL && (name = g_dir_read_name (directory)) != NULL)
    {
      g_autofree char *child = g_build_filename (path, name, NULL);

      remove_all (child);
    }
  g_remove (path);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  remove_all (fixture->root);
  g_clear_pointer (&fixture->scan, dropoff_folder_scan_free);
  g_ptr_array_unref (fixture->batches);
  g_ptr_array_unref (fixture->drops);
  g_object_unref (fixture->connection);
  free (fixture->root);
}

static char *
path_of (Fixture *fixture, const char *name)
{
  return g_build_filename (fixture->root, name, NULL);
}

static void
make_file (Fixture *fixture, const char *name, gsize size)
{
  g_autofree char *path = path_of (fixture, name);
  g_autofree char *folder = g_path_get_dirname (path);
  g_autofree char *bytes = g_malloc0 (size + 1);

  g_assert_cmpint (g_mkdir_with_parents (folder, 0700), ==, 0);
  g_assert_true (g_file_set_contents (path, bytes, (gssize) size, NULL));
}

static void
make_link (Fixture *fixture, const char *target, const char *name)
{
  g_autofree char *path = path_of (fixture, name);

  g_assert_cmpint (symlink (target, path), ==, 0);
}

static void
drop (Fixture *fixture, const char *name)
{
  DropoffDropRecord *record = dropoff_drop_record_new ();

  record->path = path_of (fixture, name);
  record->id = 1000 + fixture->drops->len;
  g_ptr_array_add (fixture->drops, record);
}

/* Puts a piece to what came before of its drop, whose batch, if there is one, is the last. */
static void
put_together (Fixture *fixture, DropoffFindRecord *find, gboolean goes_on)
{
  DropoffBatchRecord *batch;

  if (find->batch == NULL)
    return;
  g_assert_cmpuint (find->batch->n_files, ==, find->batch->uploads->len);
  fixture->n_files += find->batch->n_files;
  if (!goes_on)
    {
      g_ptr_array_add (fixture->batches, g_steal_pointer (&find->batch));
      return;
    }
  batch = g_ptr_array_index (fixture->batches, fixture->batches->len - 1);
  g_assert_cmpstr (batch->path, ==, find->batch->path);
  batch->size_bytes += find->batch->size_bytes;
  g_ptr_array_extend_and_steal (batch->uploads, g_steal_pointer (&find->batch->uploads));
  find->batch->uploads = g_ptr_array_new ();
}

/* Looks through everything, piece by piece, and checks that pieces are as promised. */
static void
scan (Fixture *fixture)
{
  gint64 drop_id = 1000;
  gboolean goes_on = FALSE;

  fixture->scan = dropoff_folder_scan_new (fixture->drops, fixture->connection);
  for (;;)
    {
      g_autoptr (GPtrArray) finds
          = dropoff_folder_scan_next (fixture->scan, fixture->max_files, G_MAXINT / 2);
      guint n_before = fixture->n_files;

      if (finds->len == 0)
        break;
      fixture->n_pieces++;
      for (guint i = 0; i < finds->len; i++)
        {
          DropoffFindRecord *find = g_ptr_array_index (finds, i);
          gboolean has_files = find->batch != NULL;

          g_assert_cmpint (find->drop_id, ==, drop_id);
          put_together (fixture, find, goes_on);
          goes_on = !find->is_last && (goes_on || has_files);
          drop_id += find->is_last;
        }
      g_assert_cmpuint (fixture->n_files - n_before, <=, fixture->max_files);
      g_assert_cmpuint (finds->len, <=, fixture->max_files);
    }
  g_assert_cmpint (drop_id, ==, 1000 + fixture->drops->len);
}

static DropoffBatchRecord *
get_batch (Fixture *fixture, guint index)
{
  g_assert_cmpuint (index, <, fixture->batches->len);
  return g_ptr_array_index (fixture->batches, index);
}

static DropoffUploadRecord *
get_file (Fixture *fixture, guint batch, guint index)
{
  GPtrArray *uploads = get_batch (fixture, batch)->uploads;

  g_assert_cmpuint (index, <, uploads->len);
  return g_ptr_array_index (uploads, index);
}

static void
assert_counts (Fixture *fixture, guint n_batches, guint n_files, guint n_refused)
{
  GPtrArray *refusals = dropoff_folder_scan_get_refusals (fixture->scan);

  g_assert_cmpuint (fixture->batches->len, ==, n_batches);
  g_assert_cmpuint (fixture->n_files, ==, n_files);
  g_assert_cmpuint (dropoff_folder_scan_get_n_refused (fixture->scan), ==, n_refused);
  g_assert_cmpuint (refusals->len, ==, n_refused);
  for (guint i = 0; i < n_refused; i++)
    {
      const DropoffRefusal *refusal = g_ptr_array_index (refusals, i);

      g_assert_cmpstr (refusal->name, !=, "");
      g_assert_true (g_str_has_suffix (refusal->reason, "."));
    }
}

static void
test_file (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = path_of (fixture, "a b.txt");
  GStatBuf st;

  make_file (fixture, "a b.txt", 42);
  drop (fixture, "a b.txt");
  scan (fixture);
  assert_counts (fixture, 1, 1, 0);
  g_assert_cmpint (g_stat (path, &st), ==, 0);
  g_assert_cmpstr (get_batch (fixture, 0)->name, ==, "a b.txt");
  g_assert_false (get_batch (fixture, 0)->is_folder);
  g_assert_cmpstr (get_file (fixture, 0, 0)->path, ==, path);
  g_assert_cmpstr (get_file (fixture, 0, 0)->relative_path, ==, "a b.txt");
  g_assert_cmpstr (get_file (fixture, 0, 0)->content_type, ==, "text/plain");
  g_assert_cmpuint (get_file (fixture, 0, 0)->size_bytes, ==, 42);
  g_assert_cmpuint (get_file (fixture, 0, 0)->inode, ==, st.st_ino);
  g_assert_cmpint (get_file (fixture, 0, 0)->mtime_ns, ==,
                   (gint64) st.st_mtim.tv_sec * 1000000000 + st.st_mtim.tv_nsec);
}

static void
test_folder (Fixture *fixture, gconstpointer data)
{
  static const char *const expected[] = { "Top/a", "Top/b/1", "Top/b/2", "Top/c" };

  make_file (fixture, "Top/c", 1);
  make_file (fixture, "Top/b/2", 2);
  make_file (fixture, "Top/b/1", 3);
  make_file (fixture, "Top/a", 4);
  drop (fixture, "Top/");
  scan (fixture);
  assert_counts (fixture, 1, 4, 0);
  g_assert_true (get_batch (fixture, 0)->is_folder);
  g_assert_cmpstr (get_batch (fixture, 0)->name, ==, "Top");
  g_assert_cmpuint (get_batch (fixture, 0)->size_bytes, ==, 10);
  for (guint i = 0; i < G_N_ELEMENTS (expected); i++)
    g_assert_cmpstr (get_file (fixture, 0, i)->relative_path, ==, expected[i]);
}

static void
test_links (Fixture *fixture, gconstpointer data)
{
  make_file (fixture, "Top/a", 1);
  make_file (fixture, "elsewhere", 1);
  make_link (fixture, "..", "Top/up");
  make_link (fixture, ".", "Top/self");
  make_link (fixture, "a", "Top/link");
  make_link (fixture, "nowhere", "Top/broken");
  make_link (fixture, "elsewhere", "desktop link");
  make_link (fixture, "Top", "folder link");
  make_link (fixture, "loop", "loop");
  drop (fixture, "Top");
  drop (fixture, "desktop link");
  drop (fixture, "folder link");
  drop (fixture, "loop");
  scan (fixture);
  /* Dropped links are followed, links in a folder are not: four of them, twice, and the loop. */
  assert_counts (fixture, 3, 3, 9);
  g_assert_cmpstr (get_batch (fixture, 1)->name, ==, "desktop link");
  g_assert_cmpstr (get_file (fixture, 2, 0)->relative_path, ==, "folder link/a");
}

static void
test_special (Fixture *fixture, gconstpointer data)
{
  g_autofree char *inside = path_of (fixture, "Top/pipe");
  g_autofree char *alone = path_of (fixture, "pipe");

  make_file (fixture, "Top/a", 1);
  g_assert_cmpint (mkfifo (inside, 0600), ==, 0);
  g_assert_cmpint (mkfifo (alone, 0600), ==, 0);
  drop (fixture, "Top");
  drop (fixture, "pipe");
  drop (fixture, "not there");
  scan (fixture);
  assert_counts (fixture, 1, 1, 3);
}

static void
test_empty (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = path_of (fixture, "empty/with/nothing");

  make_file (fixture, "zero", 0);
  g_assert_cmpint (g_mkdir_with_parents (path, 0700), ==, 0);
  drop (fixture, "not there");
  drop (fixture, "empty");
  drop (fixture, "zero");
  scan (fixture);
  assert_counts (fixture, 1, 1, 2);
  g_assert_cmpuint (get_file (fixture, 0, 0)->size_bytes, ==, 0);
}

static void
test_rules (Fixture *fixture, gconstpointer data)
{
  make_file (fixture, "Top/just", 100);
  make_file (fixture, "Top/over", 101);
  make_file (fixture, "Only/over", 101);
  drop (fixture, "Top");
  drop (fixture, "Only");
  scan (fixture);
  assert_counts (fixture, 1, 1, 2);
  g_assert_cmpstr (get_file (fixture, 0, 0)->relative_path, ==, "Top/just");
}

static void
test_names (Fixture *fixture, gconstpointer data)
{
  make_file (fixture, "Top/line\nbreak", 1);
  make_file (fixture, "Top/bad \xff\xfe", 1);
  make_file (fixture, "Top/\xf0\x9f\x9a\xa4", 1);
  drop (fixture, "Top");
  drop (fixture, "Top/bad \xff\xfe");
  scan (fixture);
  assert_counts (fixture, 2, 4, 0);
  for (guint i = 0; i < 3; i++)
    {
      g_assert_true (g_utf8_validate (get_file (fixture, 0, i)->relative_path, -1, NULL));
      g_assert_true (g_file_test (get_file (fixture, 0, i)->path, G_FILE_TEST_IS_REGULAR));
    }
  g_assert_true (g_utf8_validate (get_batch (fixture, 1)->name, -1, NULL));
  g_assert_true (g_str_has_suffix (get_file (fixture, 1, 0)->path, "bad \xff\xfe"));
}

static void
test_real_paths (Fixture *fixture, gconstpointer data)
{
  DropoffDropRecord *record;

  make_file (fixture, "Top/deep/a", 1);
  drop (fixture, "Top");
  record = g_ptr_array_index (fixture->drops, 0);
  record->real_path = g_strdup ("/home/zoe/Top");
  scan (fixture);
  assert_counts (fixture, 1, 1, 0);
  g_assert_cmpstr (get_file (fixture, 0, 0)->later->real_path, ==, "/home/zoe/Top/deep/a");
}

/* Thousands of refusals are counted, but not all named. */
static void
test_many_refusals (Fixture *fixture, gconstpointer data)
{
  for (guint i = 0; i < DROPOFF_SCAN_MAX_REFUSALS + 5; i++)
    drop (fixture, "not there");
  scan (fixture);
  g_assert_cmpuint (dropoff_folder_scan_get_n_refused (fixture->scan), ==,
                    DROPOFF_SCAN_MAX_REFUSALS + 5);
  g_assert_cmpuint (dropoff_folder_scan_get_refusals (fixture->scan)->len, ==,
                    DROPOFF_SCAN_MAX_REFUSALS);
}

static void
make_mixture (Fixture *fixture)
{
  make_file (fixture, "single", 1);
  for (guint i = 0; i < 25; i++)
    {
      g_autofree char *name = g_strdup_printf ("Top/%02u/%02u", i % 4, i);

      make_file (fixture, name, i);
    }
  make_file (fixture, "Only/over", 101);
  drop (fixture, "single");
  drop (fixture, "Top");
  drop (fixture, "Only");
  drop (fixture, "not there");
  drop (fixture, "single");
}

/* However small the pieces: the same files in the same order, nothing twice. */
static void
test_pieces (Fixture *fixture, gconstpointer data)
{
  make_mixture (fixture);
  fixture->max_files = GPOINTER_TO_UINT (data);
  scan (fixture);
  assert_counts (fixture, 3, 27, 2);
  g_assert_cmpuint (fixture->n_pieces, >=, 27 / fixture->max_files);
  g_assert_cmpuint (get_batch (fixture, 1)->size_bytes, ==, 24 * 25 / 2);
  for (guint i = 0; i < 25; i++)
    {
      const char *path = get_file (fixture, 1, i)->relative_path;

      if (i > 0)
        g_assert_cmpstr (get_file (fixture, 1, i - 1)->relative_path, <, path);
    }
  /* Of 100,000 things those that have been looked through take no more memory. */
  for (guint i = 0; i < fixture->drops->len - 1; i++)
    g_assert_null (g_ptr_array_index (fixture->drops, i));
}

/* With no patience at all every piece has something. */
static void
test_impatient (Fixture *fixture, gconstpointer data)
{
  guint n_files = 0;

  make_mixture (fixture);
  fixture->scan = dropoff_folder_scan_new (fixture->drops, fixture->connection);
  for (;;)
    {
      g_autoptr (GPtrArray) finds = dropoff_folder_scan_next (fixture->scan, 1000, 0);

      if (finds->len == 0)
        break;
      for (guint i = 0; i < finds->len; i++)
        {
          const DropoffFindRecord *find = g_ptr_array_index (finds, i);

          g_assert_true (find->batch != NULL || find->is_last);
          n_files += find->batch != NULL ? find->batch->n_files : 0;
        }
    }
  g_assert_cmpuint (n_files, ==, 27);
}

static void
add (const char *name, void (*func) (Fixture *fixture, gconstpointer data))
{
  g_autofree char *path = g_strconcat ("/folder-scan/", name, NULL);

  g_test_add (path, Fixture, NULL, set_up, func, tear_down);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  add ("file", test_file);
  add ("folder", test_folder);
  add ("links", test_links);
  add ("special", test_special);
  add ("empty", test_empty);
  add ("rules", test_rules);
  add ("names", test_names);
  add ("real-paths", test_real_paths);
  add ("many-refusals", test_many_refusals);
  g_test_add ("/folder-scan/pieces-of-1", Fixture, GUINT_TO_POINTER (1), set_up, test_pieces,
              tear_down);
  g_test_add ("/folder-scan/pieces-of-7", Fixture, GUINT_TO_POINTER (7), set_up, test_pieces,
              tear_down);
  add ("impatient", test_impatient);
  return g_test_run ();
}
