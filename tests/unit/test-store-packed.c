/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is packed in memory, and how it comes out of the journal. */
#include <string.h>

#include "dropoff-packed-card.h"
#include "dropoff-packed-uploads.h"
#include "store-fixture.h"

#define N_PACKED 3
#define N_REST 7
#define N_LARGE (N_PACKED * DROPOFF_PACKED_UPLOADS_N + N_REST)

static guint64
random_number (void)
{
  guint64 bits = (guint64) (guint32) g_test_rand_int () << 32 | (guint32) g_test_rand_int ();

  return bits >> g_test_rand_int_range (0, 64);
}

/* (nullable): any bytes, often like those before it. */
static char *
random_text (const char *before)
{
  GString *text = g_string_new (before);

  if (g_test_rand_int_range (0, 8) == 0)
    g_string_truncate (text, 0);
  if (g_test_rand_int_range (0, 8) == 0)
    return g_string_free (text, TRUE), NULL;
  g_string_truncate (text, MIN (text->len, (gsize) g_test_rand_int_range (0, 80)));
  for (gint n = g_test_rand_int_range (0, 12); n > 0; n--)
    g_string_append_c (text, (char) g_test_rand_int_range (1, 256));
  return g_string_free (text, FALSE);
}

static DropoffUploadRecord *
random_upload (const DropoffUploadRecord *before)
{
  static const char *const types[] = { NULL, "image/jpeg", "text/plain", "application/pdf" };
  DropoffUploadRecord *record = dropoff_upload_record_new ();
  char *path = random_text (before != NULL ? before->path : NULL);
  char *tail = path != NULL && g_test_rand_int_range (0, 4) > 0
                   ? g_strdup (path + (gsize) g_test_rand_int_range (0, (gint) strlen (path) + 1))
                   : random_text (NULL);

  dropoff_upload_record_set_paths (record, path, tail);
  record->id = before != NULL ? before->id + g_test_rand_int_range (1, 3) : (gint64) 1 << 62;
  record->batch_id = 7;
  record->content_type = g_intern_static_string (types[g_test_rand_int_range (0, 4)]);
  record->size_bytes = random_number ();
  record->mtime_ns = (gint64) random_number ();
  record->ctime_ns = (gint64) random_number ();
  record->device = random_number ();
  record->inode = random_number ();
  record->state = g_test_rand_int_range (0, 14);
  record->error_code = g_test_rand_int_range (-1, 5);
  record->may_grow = random_number () & 1;
  record->has_crc64 = random_number () & 1;
  record->verified = random_number () & 1;
  record->keeps_both = random_number () & 1;
  if (g_test_rand_int_range (0, 3) == 0)
    *dropoff_upload_record_edit (record) = (DropoffUploadLater){
      .real_path = random_text ("/srv/a"), .key = random_text ("uploads/me"),
      .part_size_bytes = random_number (), .upload_id = random_text ("id"),
      .earlier_reference = random_text ("r"), .error_message = random_text ("No."),
      .crc64 = random_number (), .etag = random_text ("tag"), .version_id = random_text ("v"),
      .finished_at_s = (gint64) random_number (), .details = random_text ("{}"),
    };
  return record;
}

/* Whatever is packed comes out the same, and the sizes without the rest. */
static void
test_all_values (void)
{
  for (guint round = 0; round < 1000; round++)
    {
      DropoffUploadRecord *records[DROPOFF_PACKED_UPLOADS_N], *again[DROPOFF_PACKED_UPLOADS_N];
      guint64 sizes[DROPOFF_PACKED_UPLOADS_N];
      g_autofree DropoffPackedUploads *packed = NULL;
      gboolean has_reasons = FALSE, has_touched = FALSE, all_verified = TRUE;

      for (guint i = 0; i < DROPOFF_PACKED_UPLOADS_N; i++)
        records[i] = random_upload (i > 0 ? records[i - 1] : NULL);
      packed = dropoff_packed_uploads_new (records);
      g_assert_cmpint (packed->first_id, ==, records[0]->id);
      dropoff_packed_uploads_unpack (packed, again);
      dropoff_packed_uploads_read_sizes (packed, sizes);
      for (guint i = 0; i < DROPOFF_PACKED_UPLOADS_N; i++)
        {
          store_assert_same_upload (records[i], again[i]);
          g_assert_cmpuint (sizes[i], ==, records[i]->size_bytes);
          g_assert_cmpint (packed->states[i], ==, records[i]->state);
          has_reasons |= records[i]->error_code != -1 || records[i]->later->error_message != NULL;
          has_touched |= records[i]->later->key != NULL || records[i]->later->upload_id != NULL;
          all_verified &= records[i]->verified;
          dropoff_upload_record_free (records[i]);
          dropoff_upload_record_free (again[i]);
        }
      g_assert_cmpuint (packed->has_reasons, ==, has_reasons);
      g_assert_cmpuint (packed->has_touched, ==, has_touched);
      g_assert_cmpuint (packed->all_verified, ==, all_verified);
    }
}

static void
add (StoreFixture *fixture, const char *name, guint n_uploads, gboolean paused)
{
  DropoffBatchRecord *batch = store_make_batch (name, n_uploads);
  g_autoptr (GError) error = NULL;

  batch->paused = paused;
  batch->position = paused;
  dropoff_batch_record_free (store_add (fixture->store, batch, &error));
  g_assert_no_error (error);
}

static int
settle (int state, gboolean paused)
{
  return state + (paused ? 100 : 1);
}

/* Of a large folder only the last files come as records, all in their order, and every state is
 * settled. */
static void
test_load (StoreFixture *fixture, gconstpointer data)
{
  g_autoptr (DropoffBatchRecord) expected = store_make_batch ("large", N_LARGE);
  g_autoptr (GPtrArray) batches = NULL;
  g_autoptr (GError) error = NULL;
  DropoffBatchRecord *batch;

  add (fixture, "large", N_LARGE, FALSE);
  add (fixture, "paused", 2, TRUE);
  batches = store_load_packed (fixture->store, settle, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (batches->len, ==, 2);
  batch = g_ptr_array_index (batches, 0);
  g_assert_cmpuint (batch->packed->len, ==, N_PACKED);
  g_assert_cmpuint (batch->uploads->len, ==, N_REST);
  store_unpack (batch);
  g_assert_cmpuint (batch->uploads->len, ==, N_LARGE);
  for (guint i = 0; i < N_LARGE; i++)
    {
      const DropoffUploadRecord *upload = g_ptr_array_index (batch->uploads, i);
      DropoffUploadRecord *wanted = g_ptr_array_index (expected->uploads, i);

      wanted->id = i + 1;
      wanted->batch_id = batch->id;
      wanted->state = 1;
      store_assert_same_upload (upload, wanted);
    }
  batch = g_ptr_array_index (batches, 1);
  g_assert_null (batch->packed);
  g_assert_cmpuint (batch->uploads->len, ==, 2);
  g_assert_cmpint (((DropoffUploadRecord *) g_ptr_array_index (batch->uploads, 1))->state, ==,
                   100);
}

static void
assert_same_batch (const DropoffBatchRecord *a, const DropoffBatchRecord *b)
{
  g_assert_cmpint (a->id, ==, b->id);
  g_assert_true (a->connection_id == b->connection_id);
  g_assert_cmpstr (a->name, ==, b->name);
  g_assert_cmpstr (a->path, ==, b->path);
  g_assert_cmpint (a->position, ==, b->position);
  g_assert_cmpint (a->created_at_s, ==, b->created_at_s);
  g_assert_cmpint (a->finished_at_s, ==, b->finished_at_s);
  g_assert_cmpuint (a->size_bytes, ==, b->size_bytes);
  g_assert_cmpstr (a->details, ==, b->details);
  g_assert_cmpint (a->form_id, ==, b->form_id);
  g_assert_cmpuint (a->n_files, ==, b->n_files);
  g_assert_false (a->is_folder || a->paused || a->verified || a->forgotten || a->is_open);
}

/* A card for one file. */
static void
random_card (DropoffBatchRecord *batch, DropoffUploadRecord **upload)
{
  g_autoptr (DropoffUploadRecord) random = random_upload (NULL);
  g_autofree char *start = random_text ("/srv/");
  g_autofree char *name = random_text ("survey.dat");
  DropoffUploadRecord *own = dropoff_upload_record_new ();

  batch->name = g_strdup (name != NULL ? name : "");
  batch->path = g_strconcat (start != NULL ? start : "", batch->name, NULL);
  dropoff_upload_record_set_paths (own, g_strdup (batch->path), g_strdup (batch->name));
  batch->id = own->batch_id = (gint64) random_number ();
  batch->connection_id = g_intern_static_string ("acme");
  batch->position = (gint64) random_number ();
  batch->created_at_s = (gint64) random_number ();
  batch->size_bytes = own->size_bytes = random->size_bytes;
  batch->n_files = 1;
  own->id = (gint64) random_number ();
  own->content_type = random->content_type;
  own->mtime_ns = random->mtime_ns;
  own->ctime_ns = random->ctime_ns;
  own->device = random->device;
  own->inode = random->inode;
  *upload = own;
}

/* Whatever is packed of a card comes out the same. */
static void
test_card_values (void)
{
  for (guint i = 0; i < 2000; i++)
    {
      g_autoptr (DropoffBatchRecord) batch = dropoff_batch_record_new ();
      g_autoptr (DropoffBatchRecord) own_batch = NULL;
      g_autoptr (DropoffUploadRecord) upload = NULL;
      g_autoptr (DropoffUploadRecord) own = NULL;
      g_autofree DropoffPackedCard *packed = NULL;
      DropoffBatchRecord look;

      random_card (batch, &upload);
      packed = dropoff_packed_card_new (batch, upload);
      g_assert_nonnull (packed);
      dropoff_packed_card_read (packed, &look);
      assert_same_batch (&look, batch);
      own_batch = dropoff_packed_card_unpack (packed, &own);
      assert_same_batch (own_batch, batch);
      store_assert_same_upload (own, upload);
    }
}

/* What a packed card has no room for is not packed. */
static void
test_card_refused (void)
{
  for (guint i = 0; i < 16; i++)
    {
      g_autoptr (DropoffBatchRecord) batch = dropoff_batch_record_new ();
      g_autoptr (DropoffUploadRecord) upload = NULL;

      random_card (batch, &upload);
      batch->is_folder = i == 0;
      batch->paused = i == 1;
      batch->verified = i == 2;
      batch->forgotten = i == 3;
      batch->is_open = i == 4;
      batch->finished_at_s = i == 5;
      batch->form_id = i == 6;
      batch->details = i == 7 ? g_strdup ("{}") : NULL;
      batch->n_files += i == 8;
      upload->may_grow = i == 9;
      upload->has_crc64 = i == 10;
      upload->verified = i == 11;
      upload->keeps_both = i == 12;
      upload->error_code += i == 13;
      if (i == 14)
        dropoff_upload_record_edit (upload)->real_path = g_strdup ("/srv/a");
      upload->size_bytes += i == 15;
      g_assert_null (dropoff_packed_card_new (batch, upload));
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/store-packed/all-values", test_all_values);
  g_test_add_func ("/store-packed/card-values", test_card_values);
  g_test_add_func ("/store-packed/card-refused", test_card_refused);
  g_test_add ("/store-packed/load", StoreFixture, NULL, store_fixture_set_up, test_load,
              store_fixture_tear_down);
  return g_test_run ();
}
