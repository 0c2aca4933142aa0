/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gstdio.h>
#include <sqlite3.h>
#include <string.h>
#include <sys/stat.h>

#include "dropoff-error.h"
#include "dropoff-store-schema.h"
#include "store-fixture.h"

static void
assert_same_batch (const DropoffBatchRecord *a, const DropoffBatchRecord *b)
{
  g_assert_cmpint (a->id, ==, b->id);
  g_assert_cmpstr (a->connection_id, ==, b->connection_id);
  g_assert_cmpstr (a->name, ==, b->name);
  g_assert_cmpstr (a->path, ==, b->path);
  g_assert_cmpint (a->is_folder, ==, b->is_folder);
  g_assert_cmpint (a->paused, ==, b->paused);
  g_assert_cmpint (a->position, ==, b->position);
  g_assert_cmpint (a->created_at_s, ==, b->created_at_s);
  g_assert_cmpint (a->finished_at_s, ==, b->finished_at_s);
  g_assert_cmpuint (a->n_files, ==, b->n_files);
  g_assert_cmpuint (a->size_bytes, ==, b->size_bytes);
  g_assert_cmpint (a->verified, ==, b->verified);
  g_assert_cmpint (a->forgotten, ==, b->forgotten);
  g_assert_cmpstr (a->details, ==, b->details);
  g_assert_cmpint (a->form_id, ==, b->form_id);
  g_assert_cmpuint (a->uploads->len, ==, b->uploads->len);
  for (guint i = 0; i < a->uploads->len; i++)
    store_assert_same_upload (g_ptr_array_index (a->uploads, i),
                              g_ptr_array_index (b->uploads, i));
}

/* Adds a batch, which must work, and gives it back as journaled. */
static DropoffBatchRecord *
add (StoreFixture *fixture, DropoffBatchRecord *batch)
{
  g_autoptr (GError) error = NULL;
  DropoffBatchRecord *added = store_add (fixture->store, batch, &error);

  g_assert_no_error (error);
  g_assert_nonnull (added);
  return added;
}

static GPtrArray *
load (StoreFixture *fixture)
{
  g_autoptr (GError) error = NULL;
  GPtrArray *batches = store_load (fixture->store, &error);

  g_assert_no_error (error);
  return batches;
}

static GArray *
load_parts (StoreFixture *fixture, gint64 upload_id)
{
  g_autoptr (GError) error = NULL;
  GArray *parts = store_load_parts (fixture->store, upload_id, &error);

  g_assert_no_error (error);
  return parts;
}

static void
set_string (char **slot, const char *value)
{
  g_free (*slot);
  *slot = g_strdup (value);
}

/* Names as they are found on disks: bytes that are no UTF-8, quotes, a newline, 255 bytes. */
static const char *const odd_names[] = {
  "caf\xe9 \xff\xfe.dat", "it's \"quoted\"; DROP TABLE uploads;--", "two\nlines\t.txt", "",
  "\xf0\x9f\x98\x80 %s %n ?1 \\ \x01\x7f",
};

static void
fill_upload (DropoffUploadRecord *upload)
{
  dropoff_upload_record_set_paths (upload, g_strdup ("/run/user/1000/doc/a1b2/caf\xe9 \xff.dat"),
                                   g_strdup ("Survey/日本語 '\"\n.dat"));
  set_string (&dropoff_upload_record_edit (upload)->real_path, "/media/Ünï/caf\xe9 \xff.dat");
  upload->content_type = g_intern_string ("application/x-segy; note=\"a\"");
  upload->size_bytes = G_GUINT64_CONSTANT (5497558138880);
  upload->mtime_ns = -5;
  upload->ctime_ns = G_MININT64;
  upload->device = G_MAXUINT64;
  upload->inode = G_GUINT64_CONSTANT (1) << 63;
  set_string (&dropoff_upload_record_edit (upload)->key, "uploads/eu-west-1:1/a b+c%20//é");
  dropoff_upload_record_edit (upload)->part_size_bytes = G_GUINT64_CONSTANT (5368709120);
  set_string (&dropoff_upload_record_edit (upload)->upload_id, "2~up.load_ID-");
  set_string (&dropoff_upload_record_edit (upload)->earlier_reference, "0123456789abcdef");
  upload->may_grow = TRUE;
  set_string (&dropoff_upload_record_edit (upload)->details, "{\"title\":\"Größe\"}");
  upload->keeps_both = TRUE;
  upload->state = -7;
  upload->error_code = DROPOFF_ERROR_FILE_GONE;
  dropoff_upload_record_set_error_message (upload, "The drive is not there.\nPlug it in.");
  upload->has_crc64 = TRUE;
  dropoff_upload_record_edit (upload)->crc64 = G_GUINT64_CONSTANT (0xfedcba9876543210);
  set_string (&dropoff_upload_record_edit (upload)->etag, "\"d41d8cd98f00b204e9800998ecf8427e-3\"");
  set_string (&dropoff_upload_record_edit (upload)->version_id, "");
  upload->verified = TRUE;
  dropoff_upload_record_edit (upload)->finished_at_s = G_GINT64_CONSTANT (1) << 40;
}

static void
test_columns (StoreFixture *fixture, gconstpointer data)
{
  DropoffBatchRecord *batch = store_make_batch ("Survey \"n°1\"\n", 2 + G_N_ELEMENTS (odd_names));
  g_autoptr (DropoffBatchRecord) added = NULL;
  g_autoptr (GPtrArray) batches = NULL;
  g_autofree char *long_name = g_strnfill (255, '\xc3');

  set_string (&batch->path, "/mnt/\xc0\xaf\n'");
  batch->paused = TRUE;
  batch->position = -3;
  batch->n_files = G_MAXUINT;
  batch->size_bytes = G_MAXUINT64;
  batch->verified = TRUE;
  batch->forgotten = TRUE;
  set_string (&batch->details, "{}");
  batch->form_id = 9;
  fill_upload (g_ptr_array_index (batch->uploads, 0));
  store_set_path (g_ptr_array_index (batch->uploads, 1), long_name);
  for (guint i = 0; i < G_N_ELEMENTS (odd_names); i++)
    {
      DropoffUploadRecord *upload = g_ptr_array_index (batch->uploads, 2 + i);

      store_set_path (upload, odd_names[i]);
      set_string (&dropoff_upload_record_edit (upload)->real_path, odd_names[i]);
    }

  added = add (fixture, batch);
  g_assert_cmpint (added->id, >, 0);
  g_assert_true (added == batch);
  store_fixture_reopen (fixture);
  batches = load (fixture);
  g_assert_cmpuint (batches->len, ==, 1);
  assert_same_batch (g_ptr_array_index (batches, 0), added);
}

static void
test_save (StoreFixture *fixture, gconstpointer data)
{
  g_autoptr (DropoffBatchRecord) batch = add (fixture, store_make_batch ("one", 3));
  g_autoptr (DropoffUploadRecord) plain
      = dropoff_upload_record_copy (g_ptr_array_index (batch->uploads, 2));
  g_autoptr (GPtrArray) batches = NULL;
  g_autoptr (GError) error = NULL;

  fill_upload (g_ptr_array_index (batch->uploads, 1));
  fill_upload (g_ptr_array_index (batch->uploads, 2));
  g_assert_true (
      store_save_upload (fixture->store, g_ptr_array_index (batch->uploads, 1), &error));
  g_assert_true (
      store_save_upload (fixture->store, g_ptr_array_index (batch->uploads, 2), &error));
  /* Back to where most columns are empty. */
  g_assert_true (store_save_upload (fixture->store, plain, &error));
  g_ptr_array_remove_index (batch->uploads, 2);
  g_ptr_array_add (batch->uploads, g_steal_pointer (&plain));

  set_string (&batch->name, "renamed");
  set_string (&batch->path, NULL);
  batch->is_folder = FALSE;
  batch->paused = TRUE;
  batch->position = 99;
  batch->n_files = 77;
  g_assert_true (store_save_batch (fixture->store, batch, &error));
  g_assert_no_error (error);

  store_fixture_reopen (fixture);
  batches = load (fixture);
  g_assert_cmpuint (batches->len, ==, 1);
  assert_same_batch (g_ptr_array_index (batches, 0), batch);
}

static void
test_parts (StoreFixture *fixture, gconstpointer data)
{
  g_autoptr (DropoffBatchRecord) batch = add (fixture, store_make_batch ("one", 2));
  gint64 first = ((DropoffUploadRecord *) g_ptr_array_index (batch->uploads, 0))->id;
  gint64 second = ((DropoffUploadRecord *) g_ptr_array_index (batch->uploads, 1))->id;
  DropoffPartRecord replaced = { .number = 10000, .size_bytes = 1, .etag = "\"old\"" };
  g_autoptr (GError) error = NULL;
  g_autoptr (GArray) parts = NULL;
  g_autoptr (GArray) none = NULL;
  g_autoptr (GArray) others = NULL;

  dropoff_store_save_part_async (fixture->store, first, &replaced, NULL, NULL);
  for (guint number = 10000; number >= 1; number--)
    {
      DropoffPartRecord part = store_make_part (number);

      dropoff_store_save_part_async (fixture->store, first, &part, NULL, NULL);
    }
  g_assert_true (store_save_part (fixture->store, second, 1, &error));
  store_fixture_reopen (fixture);

  parts = load_parts (fixture, first);
  g_assert_cmpuint (parts->len, ==, 10000);
  for (guint i = 0; i < parts->len; i++)
    {
      g_assert_cmpuint (g_array_index (parts, DropoffPartRecord, i).number, ==, i + 1);
      store_assert_part (&g_array_index (parts, DropoffPartRecord, i));
    }
  g_assert_true (store_clear_parts (fixture->store, first, &error));
  none = load_parts (fixture, first);
  g_assert_cmpuint (none->len, ==, 0);
  others = load_parts (fixture, second);
  g_assert_cmpuint (others->len, ==, 1);
}

static void
test_unfinished (StoreFixture *fixture, gconstpointer data)
{
  const int positions[] = { 5, -1, 3, 3 };
  const char *const expected[] = { "1", "2", "3", "0" };
  g_autoptr (GPtrArray) batches = NULL;
  DropoffBatchRecord *other;

  for (guint i = 0; i < G_N_ELEMENTS (positions); i++)
    {
      g_autofree char *name = g_strdup_printf ("%u", i);
      g_autoptr (DropoffBatchRecord) added = NULL;
      DropoffBatchRecord *batch = store_make_batch (name, i);

      batch->position = positions[i];
      added = add (fixture, batch);
    }
  other = store_make_batch ("foreign", 1);
  other->connection_id = g_intern_string ("other");
  dropoff_batch_record_free (add (fixture, other));
  other = store_make_batch ("finished", 1);
  other->finished_at_s = 1;
  dropoff_batch_record_free (add (fixture, other));

  batches = load (fixture);
  g_assert_cmpuint (batches->len, ==, G_N_ELEMENTS (expected));
  for (guint i = 0; i < batches->len; i++)
    {
      DropoffBatchRecord *batch = g_ptr_array_index (batches, i);

      g_assert_cmpstr (batch->name, ==, expected[i]);
      g_assert_cmpuint (batch->uploads->len, ==, batch->n_files);
    }
}

static void
test_history (StoreFixture *fixture, gconstpointer data)
{
  const struct
  {
    const char *name;
    guint n_uploads;
    gint64 finished_at_s;
  } sent[] = { { "old", 1, 100 }, { "new", 3, 300 }, { "middle", 1, 200 }, { "going", 1, 0 } };
  g_autoptr (GPtrArray) batches = NULL;
  g_autoptr (GPtrArray) all = NULL;
  g_autoptr (GError) error = NULL;
  DropoffBatchRecord *batch;

  for (guint i = 0; i < G_N_ELEMENTS (sent); i++)
    {
      batch = store_make_batch (sent[i].name, sent[i].n_uploads);
      batch->finished_at_s = sent[i].finished_at_s;
      dropoff_batch_record_free (add (fixture, batch));
    }
  batches = store_load_history (fixture->store, 2, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (batches->len, ==, 2);
  batch = g_ptr_array_index (batches, 0);
  g_assert_cmpstr (batch->name, ==, "new");
  g_assert_cmpuint (batch->uploads->len, ==, 0);
  batch = g_ptr_array_index (batches, 1);
  g_assert_cmpstr (batch->name, ==, "middle");
  g_assert_cmpuint (batch->uploads->len, ==, 1);

  g_assert_true (store_remove (fixture->store, batch->id, &error));
  all = store_load_history (fixture->store, G_MAXUINT, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (all->len, ==, 2);
  g_assert_cmpstr (((DropoffBatchRecord *) g_ptr_array_index (all, 1))->name, ==, "old");
}

static gint64
count_rows (const char *path, const char *table)
{
  g_autofree char *sql = g_strdup_printf ("SELECT count(*) FROM %s", table);
  sqlite3 *handle;
  sqlite3_stmt *statement;
  gint64 n_rows;

  g_assert_cmpint (sqlite3_open_v2 (path, &handle, SQLITE_OPEN_READWRITE, NULL), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_prepare_v2 (handle, sql, -1, &statement, NULL), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_step (statement), ==, SQLITE_ROW);
  n_rows = sqlite3_column_int64 (statement, 0);
  sqlite3_finalize (statement);
  sqlite3_close (handle);
  return n_rows;
}

static void
test_remove (StoreFixture *fixture, gconstpointer data)
{
  g_autoptr (DropoffBatchRecord) gone = add (fixture, store_make_batch ("gone", 3));
  g_autoptr (DropoffBatchRecord) stays = add (fixture, store_make_batch ("stays", 2));
  g_autoptr (DropoffBatchRecord) next = NULL;
  DropoffUploadRecord *upload = g_ptr_array_index (gone->uploads, 2);
  g_autoptr (GError) error = NULL;

  g_assert_true (store_save_part (fixture->store, upload->id, 1, &error));
  g_assert_true (store_remove (fixture->store, gone->id, &error));
  g_assert_true (store_remove (fixture->store, gone->id, &error));
  g_assert_cmpint (count_rows (fixture->path, "batches"), ==, 1);
  g_assert_cmpint (count_rows (fixture->path, "uploads"), ==, 2);
  g_assert_cmpint (count_rows (fixture->path, "parts"), ==, 0);

  /* Late writes for what is gone fail, and never hit another row. */
  next = add (fixture, store_make_batch ("next", 1));
  g_assert_cmpint (next->id, >, stays->id);
  g_assert_false (store_save_part (fixture->store, upload->id, 1, &error));
  g_assert_error (error, DROPOFF_ERROR, DROPOFF_ERROR_JOURNAL);
  g_clear_error (&error);
  g_assert_false (store_save_upload (fixture->store, upload, &error));
  g_assert_error (error, DROPOFF_ERROR, DROPOFF_ERROR_JOURNAL);
  g_clear_error (&error);
  g_assert_false (store_save_batch (fixture->store, gone, &error));
  g_assert_error (error, DROPOFF_ERROR, DROPOFF_ERROR_JOURNAL);
  g_assert_cmpint (count_rows (fixture->path, "parts"), ==, 0);
}

typedef struct
{
  DropoffStore *store;
  guint n_called;
  guint n_done;
  guint n_wanted;
} Order;

typedef struct
{
  Order *order;
  guint number;
} Turn;

static void call_in_order (Order *order);

static void
on_turn (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autofree Turn *turn = user_data;
  Order *order = turn->order;

  g_assert_cmpuint (turn->number, ==, order->n_done);
  order->n_done++;
  /* Calls made from callbacks queue up like all others. */
  if (order->n_done % 3 == 0 && order->n_called < order->n_wanted)
    call_in_order (order);
}

static void
call_in_order (Order *order)
{
  Turn *turn = g_new (Turn, 1);
  DropoffPartRecord part = store_make_part (1);

  turn->order = order;
  turn->number = order->n_called++;
  switch (turn->number % 4)
    {
    case 0:
      store_add_async (order->store, store_make_batch ("x", 1), NULL, on_turn, turn);
      break;
    case 1:
      dropoff_store_load_parts_async (order->store, 1, NULL, on_turn, turn);
      break;
    case 2:
      dropoff_store_save_part_async (order->store, 1, &part, on_turn, turn);
      break;
    default:
      dropoff_store_remove_batch_async (order->store, 1 + turn->number / 4, on_turn, turn);
      break;
    }
}

static gboolean
on_idle_call (gpointer user_data)
{
  Order *order = user_data;

  if (order->n_called < order->n_wanted)
    call_in_order (order);
  return order->n_called < order->n_wanted;
}

static void
test_order (StoreFixture *fixture, gconstpointer data)
{
  Order order = { .store = fixture->store, .n_wanted = 3000 };

  for (guint i = 0; i < 600; i++)
    call_in_order (&order);
  g_idle_add (on_idle_call, &order);
  while (order.n_done < order.n_wanted)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpuint (order.n_called, ==, order.n_done);
}

/* A read sees the writes that were called before it, and not those after it. */
static void
test_read_after_write (StoreFixture *fixture, gconstpointer data)
{
  g_autoptr (DropoffBatchRecord) batch = add (fixture, store_make_batch ("one", 1));
  gint64 upload_id = ((DropoffUploadRecord *) g_ptr_array_index (batch->uploads, 0))->id;
  GAsyncResult *results[200] = { NULL };

  for (guint i = 0; i < G_N_ELEMENTS (results); i++)
    {
      DropoffPartRecord part = store_make_part (i + 1);

      dropoff_store_save_part_async (fixture->store, upload_id, &part, NULL, NULL);
      dropoff_store_load_parts_async (fixture->store, upload_id, NULL, store_on_result,
                                      &results[i]);
    }
  for (guint i = 0; i < G_N_ELEMENTS (results); i++)
    {
      g_autoptr (GAsyncResult) result = store_wait (&results[i]);
      g_autoptr (GArray) parts = dropoff_store_load_parts_finish (fixture->store, result, NULL);

      g_assert_cmpuint (parts->len, ==, i + 1);
    }
}

/* The write-ahead log tells how often we committed: a frame that ends a transaction holds the
 * database's size (https://sqlite.org/fileformat2.html#the_write_ahead_log, section 4.1). */
static guint
count_commits (const char *path)
{
  g_autofree char *log = g_strconcat (path, "-wal", NULL);
  g_autofree char *bytes = NULL;
  g_autoptr (GError) error = NULL;
  gsize length;
  guint32 page_size, commit;
  guint n_commits = 0;

  g_file_get_contents (log, &bytes, &length, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (length, >, 32);
  memcpy (&page_size, bytes + 8, sizeof page_size);
  page_size = GUINT32_FROM_BE (page_size);
  for (gsize at = 32; at + 24 <= length; at += 24 + page_size)
    {
      memcpy (&commit, bytes + at + 4, sizeof commit);
      n_commits += commit != 0;
    }
  return n_commits;
}

static void
test_group_commit (StoreFixture *fixture, gconstpointer data)
{
  g_autoptr (DropoffBatchRecord) batch = add (fixture, store_make_batch ("one", 1));
  gint64 upload_id = ((DropoffUploadRecord *) g_ptr_array_index (batch->uploads, 0))->id;
  GAsyncResult *last = NULL;
  g_autoptr (GAsyncResult) result = NULL;

  g_assert_true (store_close (fixture->store, NULL));
  /* While the thread is busy opening, the writes queue up. */
  dropoff_store_open_async (fixture->store, NULL, NULL, NULL);
  for (guint number = 1; number <= 2000; number++)
    {
      DropoffPartRecord part = store_make_part (number);

      dropoff_store_save_part_async (fixture->store, upload_id, &part,
                                     number == 2000 ? store_on_result : NULL, &last);
    }
  result = store_wait (&last);
  g_assert_true (dropoff_store_write_finish (fixture->store, result, NULL));
  g_test_message ("2000 writes in %u commits", count_commits (fixture->path));
  g_assert_cmpuint (count_commits (fixture->path), >=, 8);
  g_assert_cmpuint (count_commits (fixture->path), <, 100);
}

/* In a group, a write that cannot be done spoils no other. */
static void
test_group_failure (StoreFixture *fixture, gconstpointer data)
{
  GAsyncResult *results[40] = { NULL };
  g_autoptr (GPtrArray) batches = NULL;

  g_assert_true (store_close (fixture->store, NULL));
  dropoff_store_open_async (fixture->store, NULL, NULL, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (results); i++)
    {
      DropoffBatchRecord *batch = store_make_batch ("x", 3);

      if (i % 10 == 7)
        store_set_path (g_ptr_array_index (batch->uploads, 2), NULL);
      store_add_async (fixture->store, batch, NULL, store_on_result, &results[i]);
    }
  for (guint i = 0; i < G_N_ELEMENTS (results); i++)
    {
      g_autoptr (GAsyncResult) result = store_wait (&results[i]);
      g_autoptr (GError) error = NULL;
      g_autoptr (DropoffBatchRecord) batch
          = store_add_finish (fixture->store, result, &error);

      if (i % 10 == 7)
        g_assert_error (error, DROPOFF_ERROR, DROPOFF_ERROR_JOURNAL);
      else
        g_assert_no_error (error);
      g_assert_true ((batch == NULL) == (error != NULL));
    }
  batches = load (fixture);
  g_assert_cmpuint (batches->len, ==, 36);
  for (guint i = 0; i < batches->len; i++)
    g_assert_cmpuint (((DropoffBatchRecord *) g_ptr_array_index (batches, i))->uploads->len, ==,
                      3);
}

static void
test_cancel (StoreFixture *fixture, gconstpointer data)
{
  g_autoptr (GCancellable) cancelled = g_cancellable_new ();
  g_autoptr (GPtrArray) batches = NULL;
  guint n_added = 0;

  g_cancellable_cancel (cancelled);
  for (guint i = 0; i < 50; i++)
    {
      g_autoptr (GCancellable) soon = g_cancellable_new ();
      g_autoptr (GAsyncResult) result = NULL;
      g_autoptr (DropoffBatchRecord) batch = NULL;
      g_autoptr (GError) error = NULL;
      GAsyncResult *slot = NULL;

      store_add_async (fixture->store, store_make_batch ("x", 1),
                                     i < 10 ? cancelled : soon, store_on_result, &slot);
      if (i >= 20)
        g_usleep (i * 20);
      g_cancellable_cancel (soon);
      g_assert_null (slot);
      result = store_wait (&slot);
      batch = store_add_finish (fixture->store, result, &error);
      if (batch == NULL)
        g_assert_error (error, DROPOFF_ERROR, DROPOFF_ERROR_CANCELLED);
      else
        g_assert_cmpint (i, >=, 10);
      n_added += batch != NULL;
    }
  /* What we were told is what there is. */
  batches = load (fixture);
  g_assert_cmpuint (batches->len, ==, n_added);
}

static void
test_not_open (StoreFixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) batches = NULL;

  g_assert_true (store_try_open (fixture->store, NULL, &error));
  g_assert_true (store_close (fixture->store, &error));
  g_assert_true (store_close (fixture->store, &error));
  g_assert_no_error (error);
  g_assert_null (store_load (fixture->store, &error));
  g_assert_error (error, DROPOFF_ERROR, DROPOFF_ERROR_JOURNAL);
  g_clear_error (&error);
  g_assert_null (store_add (fixture->store, store_make_batch ("x", 1), &error));
  g_assert_error (error, DROPOFF_ERROR, DROPOFF_ERROR_JOURNAL);
  g_clear_error (&error);
  g_assert_true (store_try_open (fixture->store, NULL, &error));
  batches = load (fixture);
  g_assert_cmpuint (batches->len, ==, 0);
}

static void
on_added_drop (GObject *source, GAsyncResult *result, gpointer user_data)
{
  DropoffStore *store = DROPOFF_STORE (source);
  g_autoptr (DropoffBatchRecord) batch = store_add_finish (store, result, NULL);
  gboolean *called = user_data;

  g_assert_nonnull (batch);
  *called = TRUE;
  for (guint number = 1; number <= 500; number++)
    {
      DropoffUploadRecord *upload = g_ptr_array_index (batch->uploads, 0);
      DropoffPartRecord part = store_make_part (number);

      dropoff_store_save_part_async (store, upload->id, &part, NULL, NULL);
    }
}

/* Whoever drops the last reference, and wherever: what was queued is on disk. */
static void
test_last_reference (StoreFixture *fixture, gconstpointer data)
{
  gboolean called = FALSE;

  /* Here, with a queue that nobody waits for. */
  for (guint i = 0; i < 1000; i++)
    store_add_async (fixture->store, store_make_batch ("x", 1), NULL, NULL, NULL);
  g_assert_finalize_object (g_steal_pointer (&fixture->store));
  g_assert_cmpint (count_rows (fixture->path, "batches"), ==, 1000);

  /* In the answer to a call that was the last to hold it. */
  fixture->store = store_open (fixture->path);
  store_add_async (fixture->store, store_make_batch ("x", 1), NULL, on_added_drop,
                                 &called);
  g_object_add_weak_pointer (G_OBJECT (fixture->store), (gpointer *) &fixture->store);
  g_object_unref (fixture->store);
  while (fixture->store != NULL)
    g_main_context_iteration (NULL, TRUE);
  g_assert_true (called);
  g_assert_cmpint (count_rows (fixture->path, "parts"), ==, 500);

  /* Without ever having opened. */
  fixture->store = dropoff_store_new (fixture->path);
}

static void
test_migrations (void)
{
  g_autofree char *directory = g_dir_make_tmp ("dropoff-store-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (directory, "journal.db", NULL);
  DropoffStoreSchemaState state;
  DropoffStoreDatabase *database;
  gint64 value;

  g_assert_cmpint (dropoff_store_database_connect (path, &database), ==, SQLITE_OK);
  g_assert_cmpint (dropoff_store_schema_inspect (database, &state), ==, SQLITE_OK);
  g_assert_cmpint (state, ==, DROPOFF_STORE_SCHEMA_USABLE);
  for (guint i = 0; i < 2; i++)
    {
      g_assert_cmpint (dropoff_store_schema_upgrade (database), ==, SQLITE_OK);
      dropoff_store_database_read_int (database, "PRAGMA user_version", &value);
      g_assert_cmpint (value, ==, dropoff_store_schema_get_version ());
      dropoff_store_database_read_int (database, "PRAGMA application_id", &value);
      g_assert_cmpint (value, ==, DROPOFF_STORE_APPLICATION_ID);
      g_assert_cmpint (dropoff_store_schema_inspect (database, &state), ==, SQLITE_OK);
      g_assert_cmpint (state, ==, DROPOFF_STORE_SCHEMA_USABLE);
    }
  dropoff_store_database_close (database, FALSE);

  /* A migration that fails leaves nothing behind. */
  g_assert_cmpint (g_unlink (path), ==, 0);
  g_assert_cmpint (dropoff_store_database_connect (path, &database), ==, SQLITE_OK);
  dropoff_store_database_exec (database, "CREATE TABLE parts (x)");
  g_assert_cmpint (dropoff_store_schema_upgrade (database), !=, SQLITE_OK);
  dropoff_store_database_close (database, FALSE);
  g_assert_cmpint (dropoff_store_database_connect (path, &database), ==, SQLITE_OK);
  dropoff_store_database_read_int (database, "SELECT count(*) FROM sqlite_schema", &value);
  g_assert_cmpint (value, ==, 1);
  dropoff_store_database_close (database, FALSE);
  store_delete_directory (directory);
}

static void
assert_mode (const char *path, const char *suffix, guint mode)
{
  g_autofree char *name = g_strconcat (path, suffix, NULL);
  struct stat status;

  g_test_message ("%s", name);
  g_assert_cmpint (lstat (name, &status), ==, 0);
  g_assert_cmpuint (status.st_mode & 07777, ==, mode);
}

static void
test_modes (StoreFixture *fixture, gconstpointer data)
{
  g_autofree char *directory = g_path_get_dirname (fixture->path);
  g_autofree char *lock = g_build_filename (directory, "journal.lock", NULL);
  mode_t umask_before = umask (0);

  for (guint i = 0; i < 2; i++)
    {
      dropoff_batch_record_free (add (fixture, store_make_batch ("x", 1)));
      assert_mode (directory, "", 0700);
      assert_mode (fixture->path, "", 0600);
      assert_mode (fixture->path, "-wal", 0600);
      assert_mode (fixture->path, "-shm", 0600);
      assert_mode (lock, "", 0600);
      g_clear_object (&fixture->store);
      /* The next opening tightens what somebody loosened; the first made all of it anew. */
      if (i == 0)
        g_assert_cmpint (chmod (fixture->path, 0666), ==, 0);
      fixture->store = store_open (fixture->path);
    }
  umask (umask_before);
}

static void
test_many (StoreFixture *fixture, gconstpointer data)
{
  const guint n_uploads = 100000;
  DropoffBatchRecord *batch = store_make_batch ("many", n_uploads);
  g_autoptr (DropoffBatchRecord) added = NULL;
  g_autoptr (GPtrArray) batches = NULL;
  g_autoptr (GTimer) timer = g_timer_new ();
  g_autoptr (GError) error = NULL;
  struct stat before, after;

  added = add (fixture, batch);
  g_test_message ("%u uploads added in %.3f s", n_uploads, g_timer_elapsed (timer, NULL));
  g_timer_start (timer);
  batches = load (fixture);
  g_test_message ("%u uploads loaded in %.3f s", n_uploads, g_timer_elapsed (timer, NULL));
  assert_same_batch (g_ptr_array_index (batches, 0), added);

  g_timer_start (timer);
  store_fixture_reopen (fixture);
  g_test_message ("closed and opened in %.3f s", g_timer_elapsed (timer, NULL));
  g_assert_cmpint (stat (fixture->path, &before), ==, 0);
  g_timer_start (timer);
  g_assert_true (store_remove (fixture->store, added->id, &error));
  g_test_message ("removed in %.3f s", g_timer_elapsed (timer, NULL));
  store_fixture_reopen (fixture);
  g_assert_cmpint (stat (fixture->path, &after), ==, 0);
  g_test_message ("journal of %" G_GINT64_FORMAT " bytes shrank to %" G_GINT64_FORMAT,
                  (gint64) before.st_size, (gint64) after.st_size);
  g_assert_cmpint (after.st_size, <, before.st_size);
}

int
main (int argc, char **argv)
{
  const struct
  {
    const char *path;
    void (*function) (StoreFixture *fixture, gconstpointer data);
  } tests[] = {
    { "/store/columns", test_columns },
    { "/store/save", test_save },
    { "/store/parts", test_parts },
    { "/store/unfinished", test_unfinished },
    { "/store/history", test_history },
    { "/store/remove", test_remove },
    { "/store/order", test_order },
    { "/store/read-after-write", test_read_after_write },
    { "/store/group-commit", test_group_commit },
    { "/store/group-failure", test_group_failure },
    { "/store/cancel", test_cancel },
    { "/store/not-open", test_not_open },
    { "/store/last-reference", test_last_reference },
    { "/store/modes", test_modes },
    { "/store/many", test_many },
  };

  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (tests); i++)
    g_test_add (tests[i].path, StoreFixture, NULL, store_fixture_set_up, tests[i].function,
                store_fixture_tear_down);
  g_test_add_func ("/store/migrations", test_migrations);
  return g_test_run ();
}
