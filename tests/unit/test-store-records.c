/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What stands in memory for what is journaled. */
#include <string.h>

#include "dropoff-packed-uploads.h"
#include "dropoff-store-records.h"

/* What the key is made of is the end of the path, or a text of its own. */
static void
test_paths (void)
{
  g_autoptr (DropoffUploadRecord) upload = dropoff_upload_record_new ();
  g_autoptr (DropoffUploadRecord) copy = NULL;

  dropoff_upload_record_set_paths (upload, g_strdup ("/home/ana/Top/a"), g_strdup ("Top/a"));
  g_assert_true (upload->relative_path == upload->path + strlen ("/home/ana/"));
  copy = dropoff_upload_record_copy (upload);
  g_assert_true (copy->relative_path == copy->path + strlen ("/home/ana/"));
  dropoff_upload_record_set_paths (upload, g_strdup ("/run/doc/1/a"), g_strdup ("Top/a"));
  g_assert_cmpstr (upload->path, ==, "/run/doc/1/a");
  g_assert_cmpstr (upload->relative_path, ==, "Top/a");
  dropoff_upload_record_set_paths (upload, NULL, g_strdup ("longer than the path"));
  g_assert_cmpstr (upload->relative_path, ==, "longer than the path");
  g_assert_cmpstr (copy->relative_path, ==, "Top/a");
}

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

static void
assert_equal (const DropoffUploadRecord *one, const DropoffUploadRecord *other)
{
  g_assert_cmpint (one->id, ==, other->id);
  g_assert_cmpint (one->batch_id, ==, other->batch_id);
  g_assert_cmpstr (one->path, ==, other->path);
  g_assert_cmpstr (one->relative_path, ==, other->relative_path);
  g_assert_true (one->content_type == other->content_type);
  g_assert_cmpuint (one->size_bytes, ==, other->size_bytes);
  g_assert_cmpint (one->mtime_ns, ==, other->mtime_ns);
  g_assert_cmpint (one->ctime_ns, ==, other->ctime_ns);
  g_assert_cmpuint (one->device, ==, other->device);
  g_assert_cmpuint (one->inode, ==, other->inode);
  g_assert_cmpint (one->state, ==, other->state);
  g_assert_cmpint (one->error_code, ==, other->error_code);
  g_assert_cmpuint (one->may_grow, ==, other->may_grow);
  g_assert_cmpuint (one->has_crc64, ==, other->has_crc64);
  g_assert_cmpuint (one->verified, ==, other->verified);
  g_assert_cmpuint (one->keeps_both, ==, other->keeps_both);
  g_assert_cmpstr (one->later->real_path, ==, other->later->real_path);
  g_assert_cmpstr (one->later->key, ==, other->later->key);
  g_assert_cmpuint (one->later->part_size_bytes, ==, other->later->part_size_bytes);
  g_assert_cmpstr (one->later->upload_id, ==, other->later->upload_id);
  g_assert_cmpstr (one->later->earlier_reference, ==, other->later->earlier_reference);
  g_assert_cmpstr (one->later->error_message, ==, other->later->error_message);
  g_assert_cmpuint (one->later->crc64, ==, other->later->crc64);
  g_assert_cmpstr (one->later->etag, ==, other->later->etag);
  g_assert_cmpstr (one->later->version_id, ==, other->later->version_id);
  g_assert_cmpint (one->later->finished_at_s, ==, other->later->finished_at_s);
  g_assert_cmpstr (one->later->details, ==, other->later->details);
}

/* Whatever is packed comes out the same, and the sizes without the rest. */
static void
test_packed (void)
{
  for (guint round = 0; round < 1000; round++)
    {
      DropoffUploadRecord *records[256], *again[256];
      guint64 sizes[256];
      guint n = (guint) g_test_rand_int_range (1, 257);
      g_autofree guint8 *packed = NULL;
      gsize size;

      for (guint i = 0; i < n; i++)
        records[i] = random_upload (i > 0 ? records[i - 1] : NULL);
      packed = dropoff_packed_uploads_pack (records, n, 3, &size);
      dropoff_packed_uploads_unpack (packed + 3, again, n);
      dropoff_packed_uploads_read_sizes (packed + 3, sizes, n);
      for (guint i = 0; i < n; i++)
        {
          assert_equal (records[i], again[i]);
          g_assert_cmpuint (sizes[i], ==, records[i]->size_bytes);
          dropoff_upload_record_free (records[i]);
          dropoff_upload_record_free (again[i]);
        }
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/store-records/paths", test_paths);
  g_test_add_func ("/store-records/packed", test_packed);
  return g_test_run ();
}
