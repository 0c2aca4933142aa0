/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The journal of what was dropped: found piece by piece, and known again. */
#include <string.h>

#include "dropoff-error.h"
#include "store-fixture.h"

static GPtrArray *
wait_drops (StoreFixture *fixture, GAsyncResult **slot)
{
  g_autoptr (GAsyncResult) result = store_wait (slot);
  g_autoptr (GError) error = NULL;
  GPtrArray *drops = dropoff_store_drops_finish (fixture->store, result, &error);

  g_assert_no_error (error);
  return drops;
}

static GPtrArray *
add_drops (StoreFixture *fixture, guint n)
{
  GPtrArray *drops = g_ptr_array_new_with_free_func ((GDestroyNotify) dropoff_drop_record_free);
  GAsyncResult *slot = NULL;

  for (guint i = 0; i < n; i++)
    {
      DropoffDropRecord *drop = dropoff_drop_record_new ();

      drop->connection_id = g_intern_string ("acme");
      drop->path = g_strdup_printf ("/home/zoe/\xff%u", i);
      drop->real_path = i % 2 == 0 ? g_strdup ("/media/disk") : NULL;
      drop->again = i == 1;
      g_ptr_array_add (drops, drop);
    }
  dropoff_store_add_drops_async (fixture->store, drops, store_on_result, &slot);
  return wait_drops (fixture, &slot);
}

static GPtrArray *
load_drops (StoreFixture *fixture, const char *connection_id)
{
  GAsyncResult *slot = NULL;

  dropoff_store_load_drops_async (fixture->store, connection_id, store_on_result, &slot);
  return wait_drops (fixture, &slot);
}

static gint64
drop_id (GPtrArray *drops, guint index)
{
  return ((DropoffDropRecord *) g_ptr_array_index (drops, index))->id;
}

/* Journals one find; gives it back. */
static DropoffFindRecord *
add_find (StoreFixture *fixture, DropoffFindRecord *find, GError **error)
{
  GPtrArray *finds = g_ptr_array_new_with_free_func ((GDestroyNotify) dropoff_find_record_free);
  g_autoptr (GPtrArray) done = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  GAsyncResult *slot = NULL;

  g_ptr_array_add (finds, find);
  dropoff_store_add_finds_async (fixture->store, finds, NULL, store_on_result, &slot);
  result = store_wait (&slot);
  done = dropoff_store_add_finds_finish (fixture->store, result, error);
  return done != NULL ? g_ptr_array_steal_index (done, 0) : NULL;
}

/* The first two files of a folder. */
static DropoffFindRecord *
make_begin (gint64 drop)
{
  return dropoff_find_record_new (drop, store_make_batch ("Top", 2), FALSE);
}

/* More files for a batch that is journaled. */
static DropoffFindRecord *
make_growth (gint64 drop, gint64 batch_id, guint n_uploads, guint n_all, gboolean is_last)
{
  DropoffFindRecord *find
      = dropoff_find_record_new (drop, store_make_batch ("Top", n_uploads), is_last);

  find->is_new = FALSE;
  find->batch->id = batch_id;
  find->batch->n_files = n_all;
  find->batch->size_bytes = n_all * 10;
  return find;
}

static void
test_drops (StoreFixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) drops = add_drops (fixture, 3);
  g_autoptr (GPtrArray) loaded = NULL;
  g_autoptr (GPtrArray) others = NULL;

  store_fixture_reopen (fixture);
  loaded = load_drops (fixture, "acme");
  others = load_drops (fixture, "other");
  g_assert_cmpuint (others->len, ==, 0);
  g_assert_cmpuint (loaded->len, ==, 3);
  for (guint i = 0; i < 3; i++)
    {
      const DropoffDropRecord *drop = g_ptr_array_index (loaded, i);
      const DropoffDropRecord *before = g_ptr_array_index (drops, i);

      g_assert_cmpint (drop->id, ==, before->id);
      g_assert_cmpstr (drop->connection_id, ==, "acme");
      g_assert_cmpstr (drop->path, ==, before->path);
      g_assert_cmpstr (drop->real_path, ==, before->real_path);
      g_assert_cmpint (drop->again, ==, i == 1);
      g_assert_cmpint (drop->batch_id, ==, 0);
    }
}

/* Things dropped in one go have one form; its answer reaches what was found and what was not. */
static void
test_form (StoreFixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) drops = g_ptr_array_new_with_free_func (
      (GDestroyNotify) dropoff_drop_record_free);
  g_autoptr (GPtrArray) added = NULL;
  g_autoptr (GPtrArray) left = NULL;
  g_autoptr (GPtrArray) batches = NULL;
  g_autoptr (DropoffFindRecord) find = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  GAsyncResult *slot = NULL;
  gint64 form;

  for (guint i = 0; i < 4; i++)
    {
      DropoffDropRecord *drop = dropoff_drop_record_new ();

      drop->connection_id = g_intern_string ("acme");
      drop->path = g_strdup_printf ("/home/zoe/%u", i);
      drop->new_form = i != 1;
      drop->details = i == 1 ? g_strdup ("{}") : NULL;
      g_ptr_array_add (drops, drop);
    }
  dropoff_store_add_drops_async (fixture->store, g_steal_pointer (&drops), store_on_result, &slot);
  added = wait_drops (fixture, &slot);
  form = ((DropoffDropRecord *) g_ptr_array_index (added, 0))->form_id;
  g_assert_cmpint (form, ==, drop_id (added, 0));
  find = dropoff_find_record_new (drop_id (added, 0), store_make_batch ("Top", 1), FALSE);
  find->batch->form_id = form;
  find = add_find (fixture, g_steal_pointer (&find), &error);
  g_assert_no_error (error);
  store_fixture_reopen (fixture);
  left = load_drops (fixture, "acme");
  for (guint i = 0; i < 4; i++)
    g_assert_cmpint (((DropoffDropRecord *) g_ptr_array_index (left, i))->form_id, ==,
                     i != 1 ? form : 0);
  batches = store_load (fixture->store, &error);
  g_assert_cmpint (((DropoffBatchRecord *) g_ptr_array_index (batches, 0))->form_id, ==, form);
  g_clear_pointer (&left, g_ptr_array_unref);
  g_clear_pointer (&batches, g_ptr_array_unref);

  dropoff_store_answer_form_async (fixture->store, form, "{\"title\":\"x\"}", store_on_result,
                                   &slot);
  result = store_wait (&slot);
  g_assert_true (dropoff_store_write_finish (fixture->store, result, &error));
  left = load_drops (fixture, "acme");
  for (guint i = 0; i < 4; i++)
    {
      const DropoffDropRecord *drop = g_ptr_array_index (left, i);

      g_assert_cmpint (drop->form_id, ==, 0);
      g_assert_cmpstr (drop->details, ==, i != 1 ? "{\"title\":\"x\"}" : "{}");
    }
  batches = store_load (fixture->store, &error);
  g_assert_cmpint (((DropoffBatchRecord *) g_ptr_array_index (batches, 0))->form_id, ==, 0);
  g_assert_cmpstr (((DropoffBatchRecord *) g_ptr_array_index (batches, 0))->details, ==,
                   "{\"title\":\"x\"}");
}

/* A folder comes in three pieces; in between, and after a restart, it is known to be unfinished. */
static void
test_pieces (StoreFixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) drops = add_drops (fixture, 2);
  g_autoptr (DropoffFindRecord) first = NULL;
  g_autoptr (DropoffFindRecord) second = NULL;
  g_autoptr (DropoffFindRecord) third = NULL;
  g_autoptr (GError) error = NULL;

  first = add_find (fixture, make_begin (drop_id (drops, 0)), &error);
  g_assert_no_error (error);
  second = add_find (fixture, make_growth (drop_id (drops, 0), first->batch->id, 3, 5, FALSE),
                     &error);
  g_assert_no_error (error);
  for (guint round = 0; round < 2; round++)
    {
      g_autoptr (GPtrArray) left = load_drops (fixture, "acme");
      g_autoptr (GPtrArray) batches = store_load (fixture->store, &error);
      const DropoffBatchRecord *batch = g_ptr_array_index (batches, 0);

      g_assert_cmpuint (left->len, ==, 2);
      g_assert_cmpint (((DropoffDropRecord *) g_ptr_array_index (left, 0))->batch_id, ==,
                       batch->id);
      g_assert_cmpuint (batches->len, ==, 1);
      g_assert_true (batch->is_open);
      g_assert_cmpuint (batch->n_files, ==, 5);
      g_assert_cmpuint (batch->size_bytes, ==, 50);
      g_assert_cmpuint (batch->uploads->len, ==, 5);
      store_fixture_reopen (fixture);
    }
  third = add_find (fixture, dropoff_find_record_new (drop_id (drops, 0), NULL, TRUE), &error);
  g_assert_no_error (error);
  {
    g_autoptr (GPtrArray) left = load_drops (fixture, "acme");
    g_autoptr (GPtrArray) batches = store_load (fixture->store, &error);

    g_assert_cmpuint (left->len, ==, 1);
    g_assert_false (((DropoffBatchRecord *) g_ptr_array_index (batches, 0))->is_open);
  }
}

/* Removed while it was looked through: its drop goes with it, and nothing more can come. */
static void
test_removed (StoreFixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) drops = add_drops (fixture, 1);
  g_autoptr (DropoffFindRecord) first = NULL;
  g_autoptr (GPtrArray) left = NULL;
  g_autoptr (GPtrArray) batches = NULL;
  g_autoptr (GError) error = NULL;

  first = add_find (fixture, make_begin (drop_id (drops, 0)), &error);
  g_assert_no_error (error);
  g_assert_true (store_remove (fixture->store, first->batch->id, &error));
  left = load_drops (fixture, "acme");
  g_assert_cmpuint (left->len, ==, 0);
  g_assert_null (add_find (fixture, make_growth (drop_id (drops, 0), first->batch->id, 1, 3, TRUE),
                           &error));
  g_assert_error (error, DROPOFF_ERROR, DROPOFF_ERROR_JOURNAL);
  g_clear_error (&error);
  batches = store_load (fixture->store, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (batches->len, ==, 0);
}

/* A batch that was finished without the rest of its drop gets no more files. */
static void
test_finished (StoreFixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) drops = add_drops (fixture, 1);
  g_autoptr (DropoffFindRecord) first = NULL;
  g_autoptr (GPtrArray) left = NULL;
  g_autoptr (GError) error = NULL;

  first = add_find (fixture, make_begin (drop_id (drops, 0)), &error);
  g_assert_no_error (error);
  first->batch->finished_at_s = 1;
  g_assert_true (store_save_batch (fixture->store, first->batch, &error));
  left = load_drops (fixture, "acme");
  g_assert_cmpuint (left->len, ==, 1);
  g_assert_cmpint (((DropoffDropRecord *) g_ptr_array_index (left, 0))->batch_id, ==, 0);
}

static GArray *
find_known (StoreFixture *fixture, const char *connection_id, GPtrArray *uploads)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  GAsyncResult *slot = NULL;
  GArray *known;

  dropoff_store_find_known_async (fixture->store, connection_id, uploads, store_on_result, &slot);
  result = store_wait (&slot);
  known = dropoff_store_find_known_finish (fixture->store, result, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (known->len, ==, uploads->len);
  return known;
}

static void
test_known (StoreFixture *fixture, gconstpointer data)
{
  g_autoptr (DropoffBatchRecord) old
      = store_add (fixture->store, store_make_batch ("Top", 6), NULL);
  g_autoptr (DropoffBatchRecord) same = store_make_batch ("Top", 6);
  g_autoptr (DropoffBatchRecord) newer = NULL;
  g_autoptr (GArray) known = NULL;
  g_autoptr (GArray) others = NULL;
  g_autoptr (GArray) again = NULL;
  DropoffUploadRecord *sent = g_ptr_array_index (old->uploads, 1);
  DropoffUploadRecord *other;

  sent->state = 4;
  sent->verified = TRUE;
  dropoff_upload_record_edit (sent)->finished_at_s = 99;
  g_assert_true (store_save_upload (fixture->store, sent, NULL));
  ((DropoffUploadRecord *) g_ptr_array_index (same->uploads, 2))->size_bytes++;
  ((DropoffUploadRecord *) g_ptr_array_index (same->uploads, 3))->mtime_ns++;
  store_set_path (g_ptr_array_index (same->uploads, 4), "/else");
  other = g_ptr_array_index (same->uploads, 5);
  dropoff_upload_record_set_paths (other, g_strdup (other->path), g_strdup ("Data/Top/5"));
  known = find_known (fixture, "acme", same->uploads);
  others = find_known (fixture, "other", same->uploads);
  for (guint i = 0; i < 6; i++)
    {
      const DropoffKnownFile *file = &g_array_index (known, DropoffKnownFile, i);

      g_assert_cmpint (file->is_known, ==, i < 2);
      g_assert_cmpint (file->batch_id, ==, i < 2 ? old->id : 0);
      g_assert_cmpint (file->verified, ==, i == 1);
      g_assert_false (g_array_index (others, DropoffKnownFile, i).is_known);
    }
  g_assert_cmpint (g_array_index (known, DropoffKnownFile, 1).state, ==, 4);
  /* The newest one counts. */
  newer = store_add (fixture->store, store_make_batch ("Top", 2), NULL);
  again = find_known (fixture, "acme", same->uploads);
  g_assert_cmpint (g_array_index (again, DropoffKnownFile, 1).batch_id, ==, newer->id);
  g_assert_false (g_array_index (again, DropoffKnownFile, 1).verified);
}

int
main (int argc, char **argv)
{
  static const struct
  {
    const char *path;
    void (*function) (StoreFixture *fixture, gconstpointer data);
  } tests[] = {
    { "/store-drops/drops", test_drops },       { "/store-drops/pieces", test_pieces },
    { "/store-drops/removed", test_removed },   { "/store-drops/finished", test_finished },
    { "/store-drops/known", test_known },       { "/store-drops/form", test_form },
  };

  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (tests); i++)
    g_test_add (tests[i].path, StoreFixture, NULL, store_fixture_set_up, tests[i].function,
                store_fixture_tear_down);
  return g_test_run ();
}
