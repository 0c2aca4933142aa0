/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "dropoff-crc64nvme.h"
#include "s3-fixture.h"

#include <string.h>

/* Every operation as it goes when nothing goes wrong, and refusals that every store has to make.
 * Runs against the local cloud, and against any other store (tests/ceph/run.sh). */

#define PART_BYTES (5 * MIB)
#define MAX_KEY_BYTES 1024

static void
put_and_check (Fixture *fixture, const char *key, GBytes *bytes)
{
  DropoffOperation *put = operation_new_put (fixture, key, bytes);
  const guint64 crc64 = put->crc64;
  g_autoptr (DropoffOutcome) sent = NULL;
  g_autoptr (DropoffOutcome) probed = NULL;
  g_autoptr (GBytes) stored = NULL;

  put->content_type = g_strdup ("text/plain; charset=utf-8");
  put->reference = g_strdup ("0123456789abcdef");
  sent = fixture_do (fixture, put);
  probed = fixture_do (fixture, operation_new (DROPOFF_OPERATION_PROBE, key));

  g_assert_nonnull (sent->etag);
  g_assert_true (probed->exists);
  g_assert_false (probed->unknown);
  g_assert_cmpuint (probed->size_bytes, ==, g_bytes_get_size (bytes));
  g_assert_cmpstr (probed->etag, ==, sent->etag);
  g_assert_cmpstr (probed->reference, ==, "0123456789abcdef");
  if (store_is_cloud ())
    g_assert_true (probed->has_crc64);
  if (probed->has_crc64)
    g_assert_cmphex (probed->crc64, ==, crc64);
  stored = fixture_get_object (fixture, key);
  assert_same_bytes (stored, bytes);
}

static void
test_put (Fixture *fixture, gconstpointer user_data)
{
  const gsize sizes[] = { 0, 1, 1000, 300000, 3 * MIB };

  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      g_autofree char *name = g_strdup_printf ("put-%zu", sizes[i]);
      g_autofree char *key = fixture_key (fixture, name);
      g_autoptr (GBytes) bytes = random_bytes (sizes[i]);

      put_and_check (fixture, key, bytes);
    }
}

/* Whoever does not echo our checksum is not trusted to have compared it: after the first such reply
 * payloads are signed, which every store has to compare. */
static void
test_put_verified (Fixture *fixture, gconstpointer user_data)
{
  g_autofree char *key = fixture_key (fixture, "verified");
  g_autoptr (GBytes) bytes = random_bytes (1000);
  g_autoptr (DropoffOutcome) first = fixture_do (fixture, operation_new_put (fixture, key, bytes));
  g_autoptr (DropoffOutcome) second = fixture_do (fixture, operation_new_put (fixture, key, bytes));

  g_assert_true (second->verified);
  g_assert_true (first->verified || dropoff_destination_get_needs_sha256 (fixture->destination));
}

/* Of what was completed already some stores say so again, others that it is gone. */
static void
complete_again (Fixture *fixture, DropoffOperation *complete)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (DropoffOutcome) outcome = fixture_try (fixture, complete, &error);

  g_assert_true (outcome != NULL || dropoff_error_is (error, DROPOFF_ERROR_UPLOAD_GONE));
}

static void
test_parts (Fixture *fixture, gconstpointer user_data)
{
  g_autofree char *key = fixture_key (fixture, "in parts +%20/x");
  g_autoptr (GBytes) first = random_bytes (PART_BYTES);
  g_autoptr (GBytes) second = random_bytes (PART_BYTES);
  g_autoptr (GBytes) last = random_bytes (12345);
  g_autofree char *upload_id = fixture_begin (fixture, key);
  DropoffPart parts[3];
  g_autoptr (DropoffOutcome) listed = NULL;
  g_autoptr (DropoffOutcome) completed = NULL;
  g_autoptr (DropoffOutcome) probed = NULL;
  g_autoptr (GBytes) stored = NULL;
  DropoffOperation *complete;
  guint64 crc64;

  parts[2] = fixture_send_part (fixture, key, upload_id, 10000, last);
  parts[0] = fixture_send_part (fixture, key, upload_id, 1, first);
  parts[1] = fixture_send_part (fixture, key, upload_id, 7, second);

  listed =
      fixture_do (fixture, operation_new_upload (DROPOFF_OPERATION_LIST_PARTS, key, upload_id));
  g_assert_false (listed->more);
  g_assert_cmpuint (listed->parts->len, ==, 3);
  for (guint i = 0; i < 3; i++)
    {
      const DropoffPart *part = &g_array_index (listed->parts, DropoffPart, i);

      g_assert_cmpuint (part->number, ==, parts[i].number);
      g_assert_cmpuint (part->size_bytes, ==, parts[i].size_bytes);
      g_assert_cmpstr (part->etag, ==, parts[i].etag);
      if (part->has_crc64)
        g_assert_cmphex (part->crc64, ==, parts[i].crc64);
    }

  complete = operation_new_complete (key, upload_id, parts, 3);
  crc64 = complete->crc64;
  completed = fixture_do (fixture, complete);
  /* Ceph 16 forgets to tell the tag here. */
  g_assert_cmpstr (completed->etag, !=, "");
  if (store_is_cloud ())
    g_assert_true (completed->verified);
  if (completed->has_crc64)
    g_assert_cmphex (completed->crc64, ==, crc64);

  probed = fixture_do (fixture, operation_new (DROPOFF_OPERATION_PROBE, key));
  g_assert_cmpuint (probed->size_bytes, ==, 2 * PART_BYTES + 12345);
  stored = fixture_get_object (fixture, key);
  g_assert_cmphex (
      dropoff_crc64nvme_update (0, g_bytes_get_data (stored, NULL), g_bytes_get_size (stored)), ==,
      crc64);
  fixture_fail (fixture, operation_new_upload (DROPOFF_OPERATION_LIST_PARTS, key, upload_id),
                DROPOFF_ERROR_UPLOAD_GONE);
  complete_again (fixture, operation_new_complete (key, upload_id, parts, 3));
}

/* More parts than fit a page, read to the end. */
static void
test_pages (Fixture *fixture, gconstpointer user_data)
{
  const guint n_parts = store_is_cloud () ? 10 : 1003;
  g_autofree char *key = fixture_key (fixture, "pages");
  g_autofree char *upload_id = fixture_begin (fixture, key);
  g_autoptr (GBytes) byte = random_bytes (1);
  guint marker = 0;
  guint n_pages = 0;
  guint n_seen = 0;
  gboolean more = TRUE;

  if (store_is_cloud ())
    cloud_control ("{\"set\": {\"max_list_parts\": 3}}");
  for (guint i = 1; i <= n_parts; i++)
    fixture_send_part (fixture, key, upload_id, i, byte);
  while (more)
    {
      DropoffOperation *list = operation_new_upload (DROPOFF_OPERATION_LIST_PARTS, key, upload_id);
      g_autoptr (DropoffOutcome) page = NULL;

      list->part_marker = marker;
      page = fixture_do (fixture, list);
      for (guint i = 0; i < page->parts->len; i++)
        g_assert_cmpuint (g_array_index (page->parts, DropoffPart, i).number, ==, ++n_seen);
      n_pages++;
      more = page->more;
      marker = page->next_marker;
    }
  g_assert_cmpuint (n_seen, ==, n_parts);
  g_assert_cmpuint (n_pages, ==, store_is_cloud () ? 4 : 2);
  dropoff_outcome_free (
      fixture_do (fixture, operation_new_upload (DROPOFF_OPERATION_ABORT, key, upload_id)));
}

static void
test_keys (Fixture *fixture, gconstpointer user_data)
{
  const char *const names[] = {
    "plain.txt",
    "two words",
    " led and followed by blanks ",
    "plus+plus",
    "100%",
    "%41",
    "ünï-€-😀",
    "double//slash",
    "/leading",
    "trailing/",
    "quo\"te'",
    "line\nbreak",
    "tab\there",
    "back\\slash",
    "q?x=1&y=2#z",
    "semi;colon=,@:$!*()[]{}<>|^`~",
    "dot/./dot",
    "dot/../dot",
    "..",
    "e\u0301",
  };
  g_autoptr (GBytes) bytes = random_bytes (100);

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *key = fixture_key (fixture, names[i]);

      put_and_check (fixture, key, bytes);
    }
  {
    g_autofree char *fill = g_strnfill (MAX_KEY_BYTES - strlen (fixture->prefix), 'k');
    g_autofree char *longest = fixture_key (fixture, fill);

    put_and_check (fixture, longest, bytes);
  }
}

/* The same in parts: here the key also comes back as XML. */
static void
test_keys_in_parts (Fixture *fixture, gconstpointer user_data)
{
  const char *const names[] = { "p/line\nbreak", "p/<&>\"'", "p//+ %2B", "p/ünï😀" };
  g_autoptr (GBytes) bytes = random_bytes (100);

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *key = fixture_key (fixture, names[i]);
      g_autofree char *upload_id = fixture_begin (fixture, key);
      DropoffPart part = fixture_send_part (fixture, key, upload_id, 1, bytes);
      g_autoptr (DropoffOutcome) listed =
          fixture_do (fixture, operation_new_upload (DROPOFF_OPERATION_LIST_PARTS, key, upload_id));
      g_autoptr (DropoffOutcome) found =
          fixture_do (fixture, operation_new (DROPOFF_OPERATION_FIND, key));
      g_autoptr (GBytes) stored = NULL;

      g_assert_cmpuint (listed->parts->len, ==, 1);
      g_assert_cmpstr (found->upload_id, ==, upload_id);
      dropoff_outcome_free (
          fixture_do (fixture, operation_new_complete (key, upload_id, &part, 1)));
      stored = fixture_get_object (fixture, key);
      assert_same_bytes (stored, bytes);
    }
}

static void
test_made_keys (Fixture *fixture, gconstpointer user_data)
{
  g_autoptr (GBytes) bytes = random_bytes (10);
  g_autofree char *key =
      dropoff_destination_make_key (fixture->destination, "../Survey 1/täst \"1\".bin", 0);
  g_autofree char *expected = fixture_key (fixture, "Survey 1/täst \"1\".bin");

  g_assert_cmpstr (key, ==, expected);
  put_and_check (fixture, key, bytes);
}

/* Bytes that are not those that were promised: refused, and nothing is stored. */
static void
test_damaged (Fixture *fixture, gconstpointer user_data)
{
  g_autofree char *key = fixture_key (fixture, "damaged");
  g_autoptr (GBytes) promised = random_bytes (50000);
  g_autoptr (GBytes) sent = random_bytes (50000);
  g_autofree char *upload_id = fixture_begin (fixture, key);
  DropoffOperation *put = operation_new_put (fixture, key, promised);
  DropoffOperation *part = operation_new_part (fixture, key, upload_id, 1, promised);
  g_autoptr (DropoffOutcome) probed = NULL;
  g_autoptr (DropoffOutcome) listed = NULL;

  put->body_funcs->free (put->body);
  operation_set_body (put, sent, NULL);
  fixture_fail (fixture, put, DROPOFF_ERROR_DAMAGED);
  part->body_funcs->free (part->body);
  operation_set_body (part, sent, NULL);
  fixture_fail (fixture, part, DROPOFF_ERROR_DAMAGED);

  probed = fixture_do (fixture, operation_new (DROPOFF_OPERATION_PROBE, key));
  g_assert_false (probed->exists);
  listed =
      fixture_do (fixture, operation_new_upload (DROPOFF_OPERATION_LIST_PARTS, key, upload_id));
  g_assert_cmpuint (listed->parts->len, ==, 0);
}

static void
test_name_taken (Fixture *fixture, gconstpointer user_data)
{
  g_autofree char *key = fixture_key (fixture, "taken");
  g_autoptr (GBytes) old_bytes = random_bytes (10);
  g_autoptr (GBytes) new_bytes = random_bytes (10);
  g_autoptr (GBytes) stored = NULL;
  DropoffOperation *put;

  put = operation_new_put (fixture, key, old_bytes);
  put->only_if_absent = TRUE;
  dropoff_outcome_free (fixture_do (fixture, put));
  put = operation_new_put (fixture, key, new_bytes);
  put->only_if_absent = TRUE;
  fixture_fail (fixture, put, DROPOFF_ERROR_NAME_TAKEN);
  stored = fixture_get_object (fixture, key);
  assert_same_bytes (stored, old_bytes);
}

static void
test_name_taken_in_parts (Fixture *fixture, gconstpointer user_data)
{
  g_autofree char *key = fixture_key (fixture, "taken in parts");
  g_autoptr (GBytes) bytes = random_bytes (10);
  g_autofree char *upload_id = fixture_begin (fixture, key);
  DropoffPart part = fixture_send_part (fixture, key, upload_id, 1, bytes);
  DropoffOperation *complete = operation_new_complete (key, upload_id, &part, 1);

  if (!store_is_cloud ())
    {
      dropoff_operation_free (complete);
      g_test_skip ("older stores do not look at conditions here");
      return;
    }
  dropoff_outcome_free (fixture_do (fixture, operation_new_put (fixture, key, bytes)));
  complete->only_if_absent = TRUE;
  fixture_fail (fixture, complete, DROPOFF_ERROR_NAME_TAKEN);
}

static void
test_abort (Fixture *fixture, gconstpointer user_data)
{
  g_autofree char *key = fixture_key (fixture, "aborted");
  g_autofree char *upload_id = fixture_begin (fixture, key);
  g_autoptr (GBytes) bytes = random_bytes (10);
  DropoffPart part = fixture_send_part (fixture, key, upload_id, 1, bytes);

  for (guint i = 0; i < 2; i++)
    dropoff_outcome_free (
        fixture_do (fixture, operation_new_upload (DROPOFF_OPERATION_ABORT, key, upload_id)));
  fixture_fail (fixture, operation_new_part (fixture, key, upload_id, 2, bytes),
                DROPOFF_ERROR_UPLOAD_GONE);
  fixture_fail (fixture, operation_new_upload (DROPOFF_OPERATION_LIST_PARTS, key, upload_id),
                DROPOFF_ERROR_UPLOAD_GONE);
  fixture_fail (fixture, operation_new_complete (key, upload_id, &part, 1),
                DROPOFF_ERROR_UPLOAD_GONE);
}

static void
test_find (Fixture *fixture, gconstpointer user_data)
{
  g_autofree char *key = fixture_key (fixture, "find me");
  g_autofree char *longer = fixture_key (fixture, "find me too");
  g_autofree char *shorter = fixture_key (fixture, "find");
  g_autofree char *longer_id = fixture_begin (fixture, longer);
  g_autofree char *upload_id = fixture_begin (fixture, key);
  g_autoptr (DropoffOutcome) found =
      fixture_do (fixture, operation_new (DROPOFF_OPERATION_FIND, key));
  g_autoptr (DropoffOutcome) none =
      fixture_do (fixture, operation_new (DROPOFF_OPERATION_FIND, shorter));
  g_autoptr (DropoffOutcome) seen = NULL;
  DropoffOperation *search;

  g_assert_cmpstr (found->upload_id, ==, upload_id);
  g_assert_cmpstr (none->upload_id, ==, NULL);
  search = operation_new (DROPOFF_OPERATION_FIND, key);
  search->passed_over = g_ptr_array_new_with_free_func (g_free);
  g_ptr_array_add (search->passed_over, g_strdup (upload_id));
  seen = fixture_do (fixture, search);
  g_assert_cmpstr (seen->upload_id, ==, NULL);
  dropoff_outcome_free (
      fixture_do (fixture, operation_new_upload (DROPOFF_OPERATION_ABORT, key, upload_id)));
  dropoff_outcome_free (
      fixture_do (fixture, operation_new_upload (DROPOFF_OPERATION_ABORT, longer, longer_id)));
}

static void
test_part_missing (Fixture *fixture, gconstpointer user_data)
{
  g_autofree char *key = fixture_key (fixture, "missing");
  g_autofree char *upload_id = fixture_begin (fixture, key);
  g_autoptr (GBytes) bytes = random_bytes (PART_BYTES);
  DropoffPart parts[2];

  parts[0] = fixture_send_part (fixture, key, upload_id, 1, bytes);
  parts[1] = parts[0];
  parts[1].number = 2;
  fixture_fail (fixture, operation_new_complete (key, upload_id, parts, 2), DROPOFF_ERROR_DAMAGED);
}

static void
test_absent (Fixture *fixture, gconstpointer user_data)
{
  g_autofree char *key = fixture_key (fixture, "never sent");
  g_autoptr (DropoffOutcome) probed =
      fixture_do (fixture, operation_new (DROPOFF_OPERATION_PROBE, key));

  g_assert_false (probed->exists);
  g_assert_false (probed->unknown);
}

static void
add (const char *name, const Wish *wish, void (*test) (Fixture *, gconstpointer))
{
  g_autofree char *path = g_strconcat ("/s3-destination/", name, NULL);

  g_test_add (path, Fixture, wish, fixture_set_up, test, fixture_tear_down);
}

int
main (int argc, char **argv)
{
  static const Wish plain = { .plain = TRUE };
  int status;

  g_test_init (&argc, &argv, NULL);
  store_start ();
  add ("put", NULL, test_put);
  add ("put-verified", NULL, test_put_verified);
  add ("parts", NULL, test_parts);
  add ("pages", NULL, test_pages);
  add ("keys", NULL, test_keys);
  add ("keys-in-parts", NULL, test_keys_in_parts);
  add ("made-keys", NULL, test_made_keys);
  add ("damaged", NULL, test_damaged);
  add ("name-taken", NULL, test_name_taken);
  add ("name-taken-in-parts", NULL, test_name_taken_in_parts);
  add ("abort", NULL, test_abort);
  add ("find", NULL, test_find);
  add ("part-missing", NULL, test_part_missing);
  add ("absent", NULL, test_absent);
  if (store_is_cloud ())
    {
      add ("plain/put", &plain, test_put);
      add ("plain/put-verified", &plain, test_put_verified);
      add ("plain/parts", &plain, test_parts);
      add ("plain/damaged", &plain, test_damaged);
    }
  status = g_test_run ();
  store_stop ();
  return status;
}
