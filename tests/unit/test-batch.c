/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a card says about its files. */
#include <string.h>

#include "dropoff-batch.h"
#include "dropoff-error.h"
#include "dropoff-packed-uploads.h"
#include "dropoff-state-counts.h"

#define N_STATES DROPOFF_UPLOAD_N_STATES

static DropoffBatchRecord *
new_record (guint n_files, guint64 size_bytes)
{
  DropoffBatchRecord *record = dropoff_batch_record_new ();

  record->name = g_strdup ("Survey");
  record->path = g_strdup ("/nowhere/Survey");
  record->is_folder = n_files > 1;
  record->n_files = n_files;
  for (guint i = 0; i < n_files; i++)
    {
      DropoffUploadRecord *upload = dropoff_upload_record_new ();

      upload->id = i + 1;
      dropoff_upload_record_set_paths (upload, g_strdup_printf ("/nowhere/Survey/%u", i),
                                       g_strdup_printf ("Survey/%u", i));
      upload->size_bytes = size_bytes;
      record->size_bytes += size_bytes;
      g_ptr_array_add (record->uploads, upload);
    }
  return record;
}

static DropoffBatch *
new_batch (guint n_files, guint64 size_bytes)
{
  return dropoff_batch_new (new_record (n_files, size_bytes));
}

/* As it comes from the journal when it has many files. */
static DropoffBatch *
new_packed_batch (guint n_files, guint64 size_bytes)
{
  DropoffBatchRecord *record = new_record (n_files, size_bytes);
  const guint n = DROPOFF_PACKED_UPLOADS_N;

  record->packed = g_ptr_array_new_with_free_func (g_free);
  while (record->uploads->len >= n)
    {
      g_ptr_array_add (record->packed, dropoff_packed_uploads_new (
                                           (DropoffUploadRecord **) record->uploads->pdata));
      g_ptr_array_remove_range (record->uploads, 0, n);
    }
  return dropoff_batch_new (record);
}

static void
set_state (DropoffBatch *batch, guint index, DropoffUploadState state, guint64 sent_bytes)
{
  DropoffUpload *upload = dropoff_batch_get_upload (batch, index);
  DropoffUploadState before = dropoff_upload_get_state (upload);
  guint64 sent_before = dropoff_upload_get_sent (upload);
  g_autoptr (GError) error = NULL;

  if (dropoff_upload_state_needs_person (state) || state == DROPOFF_UPLOAD_REFUSED)
    error = dropoff_error_new (DROPOFF_ERROR_FILE, NULL, 0, "It cannot be read.");
  dropoff_upload_set_figures (upload, sent_bytes, 0, -1);
  dropoff_upload_set_state (upload, state, error);
  dropoff_batch_upload_changed (batch, upload, before, sent_before);
}

/* One file: the card is in its file's state. */
static void
test_one_file (void)
{
  for (guint i = 0; i <= DROPOFF_UPLOAD_CANCELLED; i++)
    {
      g_autoptr (DropoffBatch) batch = new_batch (1, 10);

      set_state (batch, 0, (DropoffUploadState) i, 0);
      g_assert_cmpint ((int) dropoff_batch_get_state (batch), ==, (int) i);
      g_assert_cmpint (dropoff_batch_is_finished (batch), ==, i == DROPOFF_UPLOAD_DONE);
    }
}

/* Two states at once, in whatever order and number: which one speaks for the whole. */
static void
test_pairs (void)
{
  static const struct
  {
    DropoffUploadState one;
    DropoffUploadState other;
    DropoffUploadState whole;
  } pairs[] = {
    { DROPOFF_UPLOAD_SENDING, DROPOFF_UPLOAD_FAILED, DROPOFF_UPLOAD_SENDING },
    { DROPOFF_UPLOAD_SENDING, DROPOFF_UPLOAD_DONE, DROPOFF_UPLOAD_SENDING },
    { DROPOFF_UPLOAD_QUEUED, DROPOFF_UPLOAD_DONE, DROPOFF_UPLOAD_QUEUED },
    { DROPOFF_UPLOAD_QUEUED, DROPOFF_UPLOAD_WAITING_SIGN_IN, DROPOFF_UPLOAD_WAITING_SIGN_IN },
    { DROPOFF_UPLOAD_QUEUED, DROPOFF_UPLOAD_WAITING_NETWORK, DROPOFF_UPLOAD_WAITING_NETWORK },
    { DROPOFF_UPLOAD_PAUSED, DROPOFF_UPLOAD_DONE, DROPOFF_UPLOAD_PAUSED },
    { DROPOFF_UPLOAD_FAILED, DROPOFF_UPLOAD_DONE, DROPOFF_UPLOAD_FAILED },
    { DROPOFF_UPLOAD_CHANGED, DROPOFF_UPLOAD_DONE, DROPOFF_UPLOAD_CHANGED },
    { DROPOFF_UPLOAD_CANCELLED, DROPOFF_UPLOAD_DONE, DROPOFF_UPLOAD_DONE },
    { DROPOFF_UPLOAD_SAME_NAME, DROPOFF_UPLOAD_SENDING, DROPOFF_UPLOAD_SENDING },
    { DROPOFF_UPLOAD_SAME_NAME, DROPOFF_UPLOAD_PAUSED, DROPOFF_UPLOAD_PAUSED },
    { DROPOFF_UPLOAD_SAME_NAME, DROPOFF_UPLOAD_CHANGED, DROPOFF_UPLOAD_SAME_NAME },
    { DROPOFF_UPLOAD_SAME_NAME, DROPOFF_UPLOAD_FAILED, DROPOFF_UPLOAD_SAME_NAME },
    { DROPOFF_UPLOAD_SAME_NAME, DROPOFF_UPLOAD_DONE, DROPOFF_UPLOAD_SAME_NAME },
  };

  for (guint i = 0; i < G_N_ELEMENTS (pairs); i++)
    {
      guint each[N_STATES] = { 0 };
      const DropoffStateCounts counts = { .n = 7001, .each = each };
      g_autoptr (DropoffBatch) batch = new_batch (2, 10);

      each[pairs[i].one] = 1;
      each[pairs[i].other] = 7000;
      g_assert_cmpint ((int) dropoff_state_counts_sum_up (&counts), ==, (int) pairs[i].whole);
      each[pairs[i].one] = 7000;
      each[pairs[i].other] = 1;
      g_assert_cmpint ((int) dropoff_state_counts_sum_up (&counts), ==, (int) pairs[i].whole);
      set_state (batch, 0, pairs[i].one, 0);
      set_state (batch, 1, pairs[i].other, 0);
      g_assert_cmpint ((int) dropoff_batch_get_state (batch), ==, (int) pairs[i].whole);
    }
}

/* The sums kept in constant time are the sums, after whatever happened. */
static void
test_sums (void)
{
  const guint n_files = 50;
  g_autoptr (DropoffBatch) batch = new_batch (n_files, 1000);

  for (guint round = 0; round < 20000; round++)
    {
      guint index = (guint) g_test_rand_int_range (0, (gint32) n_files);
      guint state = (guint) g_test_rand_int_range (0, DROPOFF_UPLOAD_CANCELLED + 1);

      set_state (batch, index, (DropoffUploadState) state,
                 (guint64) g_test_rand_int_range (0, 1001));
      if (round % 100 == 0)
        {
          guint counts[N_STATES] = { 0 };
          guint64 sent = 0;
          guint64 size;
          guint n_left;

          for (guint i = 0; i < n_files; i++)
            {
              DropoffUpload *upload = dropoff_batch_get_upload (batch, i);

              counts[dropoff_upload_get_state (upload)]++;
              sent += dropoff_upload_get_sent (upload);
            }
          g_assert_cmpuint (dropoff_batch_get_sent (batch), ==, sent);
          g_assert_cmpint ((int) dropoff_batch_get_state (batch), ==,
                           (int) dropoff_state_counts_sum_up (
                               &(DropoffStateCounts){ .n = n_files, .each = counts }));
          g_assert_cmpuint (dropoff_batch_get_n_failed (batch), ==,
                            counts[DROPOFF_UPLOAD_CHANGED] + counts[DROPOFF_UPLOAD_FAILED]
                                + counts[DROPOFF_UPLOAD_REFUSED]);
          g_object_get (batch, "size", &size, "n-files", &n_left, NULL);
          g_assert_cmpuint (n_left, ==, n_files - counts[DROPOFF_UPLOAD_CANCELLED]);
          g_assert_cmpuint (size, ==, n_left * 1000);
          g_assert_cmpuint (dropoff_batch_get_n_in_state (batch, DROPOFF_UPLOAD_PAUSED), ==,
                           counts[DROPOFF_UPLOAD_PAUSED]);
          g_assert_cmpuint (g_list_model_get_n_items (dropoff_batch_get_shown (batch)), <=,
                            DROPOFF_BATCH_MAX_SHOWN);
        }
    }
}

/* There is a receipt for the whole only when there is one for every file. */
static void
test_verified (void)
{
  for (guint n_verified = 0; n_verified <= 3; n_verified++)
    {
      g_autoptr (DropoffBatch) batch = new_batch (3, 10);
      gboolean verified;

      for (guint i = 0; i < 3; i++)
        {
          g_assert_false (dropoff_batch_is_finished (batch));
          dropoff_upload_get_record (dropoff_batch_get_upload (batch, i))->verified
              = i < n_verified;
          set_state (batch, i, DROPOFF_UPLOAD_DONE, 10);
        }
      g_assert_true (dropoff_batch_is_finished (batch));
      dropoff_batch_set_finished (batch, 1);
      g_object_get (batch, "verified", &verified, NULL);
      g_assert_cmpint (verified, ==, n_verified == 3);
    }
}

/* A folder that is still being looked through is not finished, and goes on with what comes. */
static void
test_growing (void)
{
  g_autoptr (DropoffBatch) batch = new_batch (2, 10);
  g_autoptr (GPtrArray) more = g_ptr_array_new ();
  guint n_files;
  guint64 size;

  dropoff_batch_set_open (batch, TRUE);
  for (guint i = 0; i < 2; i++)
    set_state (batch, i, DROPOFF_UPLOAD_DONE, 10);
  g_assert_false (dropoff_batch_is_finished (batch));
  g_assert_cmpint ((int) dropoff_batch_get_state (batch), ==, DROPOFF_UPLOAD_CHECKING);
  for (guint i = 0; i < 3; i++)
    {
      DropoffUploadRecord *upload = dropoff_upload_record_new ();

      upload->path = g_strdup_printf ("/nowhere/Survey/more-%u", i);
      upload->size_bytes = 100;
      g_ptr_array_add (more, upload);
    }
  dropoff_batch_add_uploads (batch, more);
  g_assert_cmpuint (more->len, ==, 0);
  g_assert_cmpuint (dropoff_batch_get_n_uploads (batch), ==, 5);
  g_assert_cmpint ((int) dropoff_batch_get_state (batch), ==, DROPOFF_UPLOAD_QUEUED);
  g_object_get (batch, "n-files", &n_files, "size", &size, NULL);
  g_assert_cmpuint (n_files, ==, 5);
  g_assert_cmpuint (size, ==, 320);
  for (guint i = 2; i < 5; i++)
    set_state (batch, i, DROPOFF_UPLOAD_DONE, 100);
  g_assert_false (dropoff_batch_is_finished (batch));
  dropoff_batch_set_open (batch, FALSE);
  g_assert_true (dropoff_batch_is_finished (batch));
}

/* A file's new version has another size. */
static void
test_resized (void)
{
  g_autoptr (DropoffBatch) batch = new_batch (2, 1000);
  guint64 size;

  set_state (batch, 0, DROPOFF_UPLOAD_SENDING, 600);
  set_state (batch, 1, DROPOFF_UPLOAD_SENDING, 50);
  dropoff_batch_upload_resized (batch, dropoff_batch_get_upload (batch, 0), 10);
  g_object_get (batch, "size", &size, NULL);
  g_assert_cmpuint (size, ==, 1010);
  g_assert_cmpuint (dropoff_batch_get_sent (batch), ==, 50);
}

/* A file that is sent keeps its object only while somebody holds it, and nothing of it is lost. */
static void
test_let_go (void)
{
  g_autoptr (DropoffBatch) batch = new_batch (3, 100);
  DropoffUpload *upload = dropoff_batch_get_upload (batch, 1);
  const DropoffUploadRecord *record = dropoff_batch_peek_record (batch, 1);
  gpointer watched = upload;

  g_object_add_weak_pointer (G_OBJECT (upload), &watched);
  set_state (batch, 1, DROPOFF_UPLOAD_DONE, 100);
  g_object_ref (upload);
  dropoff_batch_let_go (batch, upload);
  g_assert_true (dropoff_batch_get_upload (batch, 1) == upload);
  g_object_unref (upload);
  dropoff_batch_let_go (batch, upload);
  g_assert_null (watched);
  g_assert_true (dropoff_batch_peek_record (batch, 1) == record);
  g_assert_cmpuint (dropoff_batch_get_sent (batch), ==, 100);
  upload = dropoff_batch_get_upload (batch, 1);
  g_assert_cmpint ((int) dropoff_upload_get_state (upload), ==, DROPOFF_UPLOAD_DONE);
  g_assert_cmpuint (dropoff_upload_get_sent (upload), ==, 100);
}

/* Of a folder's files only the first keeps where it was sent to, and what was sent in parts. */
static void
test_let_go_place (void)
{
  g_autoptr (DropoffBatch) batch = new_batch (3, 100);

  for (guint i = 0; i < 3; i++)
    {
      DropoffUploadRecord *record
          = dropoff_upload_get_record (dropoff_batch_get_upload (batch, i));

      dropoff_upload_record_edit (record)->key = g_strdup_printf ("uploads/me/Survey/%u", i);
      dropoff_upload_record_edit (record)->etag = g_strdup ("\"tag\"");
      dropoff_upload_record_edit (record)->part_size_bytes = i == 2 ? 5 << 20 : 0;
      set_state (batch, i, DROPOFF_UPLOAD_DONE, 100);
      dropoff_batch_let_go (batch, dropoff_batch_get_upload (batch, i));
    }
  g_assert_cmpstr (dropoff_batch_peek_record (batch, 0)->later->key, ==, "uploads/me/Survey/0");
  g_assert_null (dropoff_batch_peek_record (batch, 1)->later->key);
  g_assert_null (dropoff_batch_peek_record (batch, 1)->later->etag);
  g_assert_cmpstr (dropoff_batch_peek_record (batch, 2)->later->key, ==, "uploads/me/Survey/2");
}

/* One that begins as a single file and grows piece by piece has all of them, in their order. */
static void
test_from_one (void)
{
  DropoffBatchRecord *record = dropoff_batch_record_new ();
  g_autoptr (DropoffBatch) batch = NULL;
  guint n = 0;

  record->name = g_strdup ("Survey");
  record->path = g_strdup ("/nowhere/Survey");
  record->is_folder = TRUE;
  record->is_open = TRUE;
  batch = dropoff_batch_new (record);
  for (guint piece = 1; piece < 20; piece++)
    {
      g_autoptr (GPtrArray) more = g_ptr_array_new ();

      for (guint i = 0; i < piece; i++)
        {
          DropoffUploadRecord *upload = dropoff_upload_record_new ();

          upload->id = ++n;
          dropoff_upload_record_set_paths (upload, g_strdup ("/nowhere/Survey/a"),
                                           g_strdup ("Survey/a"));
          g_ptr_array_add (more, upload);
        }
      dropoff_batch_add_uploads (batch, more);
      dropoff_batch_get_upload (batch, n / 2);
    }
  g_assert_cmpuint (dropoff_batch_get_n_uploads (batch), ==, n);
  for (guint i = 0; i < n; i++)
    g_assert_cmpint (dropoff_batch_peek_record (batch, i)->id, ==, i + 1);
}

static DropoffUploadState
cancel_all (DropoffUploadState state)
{
  return state == DROPOFF_UPLOAD_DONE ? state : DROPOFF_UPLOAD_CANCELLED;
}

/* Of a large folder most is packed, and nothing of it is lost whatever is asked for and changed. */
static void
test_large (gconstpointer is_packed)
{
  const guint n = 5000;
  g_autoptr (DropoffBatch) batch
      = is_packed != NULL ? new_packed_batch (n, 100) : new_batch (n, 100);
  DropoffUploadState states[5000] = { 0 };
  guint n_done = 0;

  for (guint i = 0; i < n; i++)
    states[i] = DROPOFF_UPLOAD_QUEUED;
  for (guint round = 0; round < 20000; round++)
    {
      guint i = (guint) g_test_rand_int_range (0, (gint32) n);
      g_autofree char *path = g_strdup_printf ("/nowhere/Survey/%u", i);
      const DropoffUploadRecord *record = dropoff_batch_peek_record (batch, i);

      g_assert_cmpstr (record->path, ==, path);
      g_assert_cmpstr (record->relative_path, ==, path + strlen ("/nowhere/"));
      g_assert_cmpint (record->id, ==, i + 1);
      g_assert_cmpint (record->state, ==, (int) states[i]);
      i = (guint) g_test_rand_int_range (0, (gint32) n);
      g_assert_cmpint ((int) dropoff_batch_peek_state (batch, i), ==, (int) states[i]);
      if (round % 2 != 0 || states[i] == DROPOFF_UPLOAD_DONE)
        continue;
      states[i] = round % 8 != 0 ? DROPOFF_UPLOAD_DONE : DROPOFF_UPLOAD_FAILED;
      n_done += states[i] == DROPOFF_UPLOAD_DONE;
      set_state (batch, i, states[i], 100);
      if (states[i] == DROPOFF_UPLOAD_DONE || round % 3 == 0)
        dropoff_batch_let_go (batch, dropoff_batch_get_upload (batch, i));
    }
  dropoff_batch_change_states (batch, cancel_all);
  g_assert_cmpuint (dropoff_batch_get_record (batch)->n_files, ==, n_done);
  g_assert_cmpuint (dropoff_batch_get_record (batch)->size_bytes, ==, n_done * 100);
  g_assert_cmpuint (dropoff_batch_get_n_in_state (batch, DROPOFF_UPLOAD_DONE), ==, n_done);
  for (guint i = 0; i < n; i++)
    {
      const DropoffUploadRecord *record = dropoff_batch_peek_record (batch, i);

      g_assert_cmpint (record->state, ==, (int) cancel_all (states[i]));
      g_assert_cmpint (record->error_code, ==, -1);
      g_assert_null (record->later->error_message);
      g_assert_true (dropoff_batch_is_untouched (batch, i));
    }
}

/* One that comes packed counts as it would file by file, and grows. */
static void
test_packed (void)
{
  const guint n = DROPOFF_PACKED_UPLOADS_N;
  DropoffBatchRecord *record = new_record (n, 100);
  g_autoptr (DropoffBatch) batch = NULL;
  g_autoptr (DropoffBatch) more = new_batch (1, 7);
  g_autoptr (GPtrArray) added = g_ptr_array_new ();

  for (guint i = 0; i < n; i++)
    ((DropoffUploadRecord *) g_ptr_array_index (record->uploads, i))->state
        = i % 4 == 0 ? DROPOFF_UPLOAD_DONE : DROPOFF_UPLOAD_QUEUED;
  record->packed = g_ptr_array_new_with_free_func (g_free);
  g_ptr_array_add (record->packed, dropoff_packed_uploads_new (
                                       (DropoffUploadRecord **) record->uploads->pdata));
  g_ptr_array_set_size (record->uploads, 0);
  batch = dropoff_batch_new (record);
  g_assert_cmpuint (dropoff_batch_get_n_uploads (batch), ==, n);
  g_assert_cmpuint (dropoff_batch_get_n_in_state (batch, DROPOFF_UPLOAD_DONE), ==, n / 4);
  g_assert_cmpuint (dropoff_batch_get_sent (batch), ==, n / 4 * 100);
  g_ptr_array_add (added, dropoff_upload_record_copy (dropoff_batch_peek_record (more, 0)));
  ((DropoffUploadRecord *) g_ptr_array_index (added, 0))->id = n + 1;
  dropoff_batch_add_uploads (batch, added);
  g_assert_cmpuint (dropoff_batch_get_n_uploads (batch), ==, n + 1);
  g_assert_cmpint (dropoff_batch_peek_record (batch, n)->id, ==, n + 1);
  g_assert_cmpint (dropoff_batch_peek_record (batch, 0)->id, ==, 1);
  g_assert_cmpuint (dropoff_batch_get_record (batch)->size_bytes, ==, n * 100 + 7);
}

static DropoffBatch *
new_card (void)
{
  DropoffBatchRecord *record = new_record (1, 70);
  DropoffUploadRecord *upload = g_ptr_array_index (record->uploads, 0);

  record->id = upload->batch_id = 9;
  record->position = 4;
  upload->content_type = g_intern_static_string ("text/plain");
  upload->mtime_ns = 1234567890;
  g_free (record->path);
  record->path = g_strdup ("/nowhere/Survey");
  dropoff_upload_record_set_paths (upload, g_strdup ("/nowhere/Survey"), g_strdup ("Survey"));
  return dropoff_batch_new (record);
}

static gboolean
is_card_packed (DropoffBatch *batch)
{
  DropoffBatchRecord room;

  return dropoff_batch_look_at (batch, &room) == &room;
}

static void
assert_card (DropoffBatch *batch)
{
  DropoffBatchRecord room;
  const DropoffBatchRecord *record = dropoff_batch_look_at (batch, &room);
  g_autofree char *name = NULL;
  guint n_files, n_waiting;
  guint64 size;

  g_assert_cmpint (record->id, ==, 9);
  g_assert_cmpint (record->position, ==, 4);
  g_assert_cmpstr (record->path, ==, "/nowhere/Survey");
  g_object_get (batch, "name", &name, "size", &size, "n-files", &n_files, "n-waiting", &n_waiting,
                NULL);
  g_assert_cmpstr (name, ==, "Survey");
  g_assert_cmpuint (size, ==, 70);
  g_assert_cmpuint (n_files, ==, 1);
  g_assert_cmpuint (n_waiting, ==, 1);
  g_assert_cmpuint (dropoff_batch_get_n_uploads (batch), ==, 1);
  g_assert_cmpint (dropoff_batch_peek_state (batch, 0), ==, DROPOFF_UPLOAD_QUEUED);
  g_assert_null (dropoff_batch_peek_upload (batch, 0));
  g_assert_true (dropoff_batch_is_untouched (batch, 0));
  g_assert_false (dropoff_batch_is_finished (batch));
  g_assert_null (dropoff_batch_get_error_message (batch));
}

/* A card that waits says the same packed, and stays packed while it is only looked at. */
static void
test_pack (void)
{
  g_autoptr (DropoffBatch) batch = new_card ();
  DropoffBatchTotals totals = { 0 };
  const DropoffUploadRecord *upload;

  assert_card (batch);
  dropoff_batch_set_totals (batch, &totals);
  dropoff_batch_pack (batch);
  assert_card (batch);
  dropoff_batch_set_figures (batch, 0, -1);
  dropoff_batch_set_fraction (batch, 0);
  dropoff_batch_set_totals (batch, NULL);
  g_assert_cmpuint (totals.size_bytes, ==, 0);
  dropoff_batch_set_totals (batch, &totals);
  g_assert_cmpuint (totals.size_bytes, ==, 70);
  g_assert_true (is_card_packed (batch));

  upload = dropoff_batch_peek_record (batch, 0);
  g_assert_false (is_card_packed (batch));
  assert_card (batch);
  g_assert_cmpint (upload->batch_id, ==, 9);
  g_assert_cmpint (upload->mtime_ns, ==, 1234567890);
  g_assert_cmpstr (upload->content_type, ==, "text/plain");
  g_assert_cmpstr (upload->path, ==, "/nowhere/Survey");
  g_assert_true (dropoff_batch_get_record (batch)->path == upload->path);
  dropoff_batch_set_totals (batch, NULL);
  g_assert_cmpuint (totals.size_bytes, ==, 0);
}

static DropoffUploadState
to_paused (DropoffUploadState state)
{
  return DROPOFF_UPLOAD_PAUSED;
}

/* What happens to a packed card happens to it as to any other. */
static void
test_pack_changed (void)
{
  g_autoptr (DropoffBatch) batch = new_card ();
  g_autoptr (DropoffBatch) seen = new_card ();
  g_autoptr (DropoffBatch) sent = new_card ();

  dropoff_batch_change_states (batch, to_paused);
  dropoff_batch_pack (batch); /* not paused as a card: that would be on it */
  g_assert_true (is_card_packed (batch));
  g_assert_cmpint (dropoff_batch_get_state (batch), ==, DROPOFF_UPLOAD_PAUSED);
  g_assert_cmpint (dropoff_batch_peek_record (batch, 0)->state, ==, DROPOFF_UPLOAD_PAUSED);

  dropoff_batch_pack (sent);
  set_state (sent, 0, DROPOFF_UPLOAD_SENDING, 30);
  g_assert_cmpuint (dropoff_batch_get_sent (sent), ==, 30);
  g_assert_cmpint (dropoff_batch_get_state (sent), ==, DROPOFF_UPLOAD_SENDING);
  set_state (sent, 0, DROPOFF_UPLOAD_DONE, 70);
  g_assert_true (dropoff_batch_is_finished (sent));
  dropoff_batch_pack (sent);
  g_assert_false (is_card_packed (sent));

  dropoff_batch_get_upload (seen, 0);
  dropoff_batch_pack (seen);
  g_assert_false (is_card_packed (seen));
}

/* A file's card has its texts from the file, whichever of them lives longer. */
static void
test_shared_texts (void)
{
  DropoffBatchRecord *record = dropoff_batch_record_new ();
  DropoffUploadRecord *upload = dropoff_upload_record_new ();
  g_autoptr (DropoffBatch) batch = NULL;
  g_autoptr (DropoffUpload) object = NULL;

  record->name = g_strdup ("a.dat");
  record->path = g_strdup ("/nowhere/a.dat");
  dropoff_upload_record_set_paths (upload, g_strdup ("/nowhere/a.dat"), g_strdup ("a.dat"));
  g_ptr_array_add (record->uploads, upload);
  batch = dropoff_batch_new (record);
  g_assert_true (record->path == upload->path);
  g_assert_true (record->name == upload->path + strlen ("/nowhere/"));
  object = g_object_ref (dropoff_batch_get_upload (batch, 0));
  g_assert_cmpstr (dropoff_batch_get_name (batch), ==, "a.dat");
  g_clear_object (&batch);
  g_assert_cmpstr (dropoff_upload_get_record (object)->path, ==, "/nowhere/a.dat");
}

/* The list of an open folder begins with what moves when it is first asked for. */
static void
test_shown (void)
{
  g_autoptr (DropoffBatch) batch = new_batch (20, 100);
  GListModel *shown;

  for (guint i = 0; i < 10; i++)
    set_state (batch, i, DROPOFF_UPLOAD_SENDING, 0);
  shown = dropoff_batch_get_shown (batch);
  g_assert_cmpuint (g_list_model_get_n_items (shown), ==, DROPOFF_BATCH_MAX_SHOWN);
  for (guint i = 0; i < 9; i++)
    set_state (batch, i, DROPOFF_UPLOAD_DONE, 100);
  set_state (batch, 19, DROPOFF_UPLOAD_SENDING, 0);
  g_assert_cmpuint (g_list_model_get_n_items (shown), ==, 1);
  g_assert_true (dropoff_batch_get_shown (batch) == shown);
}

/* What asks about its name needs the person, and is told from what failed. */
static void
test_asking (void)
{
  DropoffBatchTotals totals = { 0 };
  g_autoptr (DropoffBatch) batch = new_batch (3, 10);

  set_state (batch, 0, DROPOFF_UPLOAD_SAME_NAME, 0);
  dropoff_batch_set_totals (batch, &totals);
  set_state (batch, 1, DROPOFF_UPLOAD_SAME_NAME, 0);
  set_state (batch, 2, DROPOFF_UPLOAD_FAILED, 0);
  g_assert_cmpuint (dropoff_batch_get_n_failed (batch), ==, 3);
  g_assert_cmpuint (totals.n_failed, ==, 3);
  g_assert_cmpuint (totals.n_asking, ==, 2);
  set_state (batch, 0, DROPOFF_UPLOAD_QUEUED, 0);
  set_state (batch, 1, DROPOFF_UPLOAD_CANCELLED, 0);
  g_assert_cmpuint (totals.n_failed, ==, 1);
  g_assert_cmpuint (totals.n_asking, ==, 0);
  dropoff_batch_set_totals (batch, NULL);
}

/* Whatever its files are in, a card waits for the answer to its form, and counts as such. */
static void
test_form (void)
{
  DropoffBatchTotals totals = { 0 };
  DropoffBatchRecord *record = dropoff_batch_record_new ();
  g_autoptr (DropoffBatch) batch = NULL;

  record->name = g_strdup ("a");
  record->path = g_strdup ("/a");
  record->form_id = 7;
  record->n_files = 1;
  g_ptr_array_add (record->uploads, dropoff_upload_record_new ());
  ((DropoffUploadRecord *) g_ptr_array_index (record->uploads, 0))->path = g_strdup ("/a");
  batch = dropoff_batch_new (record);
  dropoff_batch_set_totals (batch, &totals);
  g_assert_cmpint (dropoff_batch_get_state (batch), ==, DROPOFF_UPLOAD_NEEDS_DETAILS);
  set_state (batch, 0, DROPOFF_UPLOAD_PAUSED, 0);
  g_assert_cmpint (dropoff_batch_get_state (batch), ==, DROPOFF_UPLOAD_NEEDS_DETAILS);
  g_assert_cmpuint (totals.counts[DROPOFF_UPLOAD_NEEDS_DETAILS], ==, 1);
  set_state (batch, 0, DROPOFF_UPLOAD_QUEUED, 0);
  dropoff_batch_set_details (batch, "{\"title\":\"x\"}");
  g_assert_cmpint (dropoff_batch_get_state (batch), ==, DROPOFF_UPLOAD_QUEUED);
  g_assert_cmpstr (dropoff_batch_get_record (batch)->details, ==, "{\"title\":\"x\"}");
  g_assert_cmpuint (totals.counts[DROPOFF_UPLOAD_NEEDS_DETAILS], ==, 0);
  g_assert_cmpuint (totals.counts[DROPOFF_UPLOAD_QUEUED], ==, 1);
  dropoff_batch_set_totals (batch, NULL);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/batch/one-file", test_one_file);
  g_test_add_func ("/batch/pairs", test_pairs);
  g_test_add_func ("/batch/sums", test_sums);
  g_test_add_func ("/batch/verified", test_verified);
  g_test_add_func ("/batch/resized", test_resized);
  g_test_add_func ("/batch/growing", test_growing);
  g_test_add_data_func ("/batch/large", NULL, test_large);
  g_test_add_data_func ("/batch/large-packed", "packed", test_large);
  g_test_add_func ("/batch/packed", test_packed);
  g_test_add_func ("/batch/let-go", test_let_go);
  g_test_add_func ("/batch/let-go-place", test_let_go_place);
  g_test_add_func ("/batch/from-one", test_from_one);
  g_test_add_func ("/batch/pack", test_pack);
  g_test_add_func ("/batch/pack-changed", test_pack_changed);
  g_test_add_func ("/batch/shared-texts", test_shared_texts);
  g_test_add_func ("/batch/shown", test_shown);
  g_test_add_func ("/batch/form", test_form);
  g_test_add_func ("/batch/asking", test_asking);
  return g_test_run ();
}
