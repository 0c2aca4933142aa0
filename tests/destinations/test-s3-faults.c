/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "s3-fixture.h"

#include <string.h>

/* What goes wrong between us and S3: healed without a word where no decision is needed, else told
 * as what it is. The local cloud makes the faults. */

#define PART_BYTES (5 * MIB)
#define N_PARALLEL 8

static void
arm (const char *operation, const char *what)
{
  g_autofree char *commands = g_strdup_printf (
      "{\"reset_log\": true, \"fault\": {\"match\": {\"op\": \"%s\"}, \"times\": 1, \"do\": %s}}",
      operation, what);

  cloud_control (commands);
}

static void
arm_for_good (const char *operation, const char *what)
{
  g_autofree char *commands = g_strdup_printf (
      "{\"reset_log\": true, \"fault\": {\"match\": {\"op\": \"%s\"}, \"do\": %s}}", operation,
      what);

  cloud_control (commands);
}

static void
put_well (Fixture *fixture, const char *name)
{
  g_autofree char *key = fixture_key (fixture, name);
  g_autoptr (GBytes) bytes = random_bytes (MIB);
  guint n_freed = 0;
  DropoffOperation *put = operation_new_put (fixture, key, bytes);
  g_autoptr (DropoffOutcome) sent = NULL;
  g_autoptr (GBytes) stored = NULL;

  put->body_funcs->free (put->body);
  operation_set_body (put, bytes, &n_freed);
  sent = fixture_do (fixture, put);
  g_assert_true (sent->verified);
  stored = fixture_get_object (fixture, key);
  assert_same_bytes (stored, bytes);
  g_assert_cmpuint (g_atomic_int_get (&n_freed), ==, 1);
}

/* -- keys, clock, region ------------------------------------------------------------------------
 */

static void
test_expired_keys (Fixture *fixture, gconstpointer user_data)
{
  g_autofree char *key = fixture_key (fixture, "expired");
  g_autoptr (DropoffOutcome) probed = NULL;
  g_autofree char *upload_id = NULL;

  cloud_control ("{\"expire_keys\": true}");
  put_well (fixture, "expired");
  g_assert_cmpuint (fixture_count_keys (fixture), ==, 1);
  /* A HEAD is refused without a word why. */
  cloud_control ("{\"expire_keys\": true}");
  probed = fixture_do (fixture, operation_new (DROPOFF_OPERATION_PROBE, key));
  g_assert_true (probed->exists);
  g_assert_cmpuint (fixture_count_keys (fixture), ==, 2);
  cloud_control ("{\"expire_keys\": true}");
  upload_id = fixture_begin (fixture, key);
  g_assert_cmpuint (fixture_count_keys (fixture), ==, 3);
}

/* Ceph does not say that keys have ended, but that they may not: when they are near their end, new
 * ones are tried. */
static void
test_silently_expired (Fixture *fixture, gconstpointer user_data)
{
  g_autofree char *key = fixture_key (fixture, "silently expired");
  g_autoptr (GBytes) bytes = random_bytes (1000);

  arm ("PutObject", "{\"kind\": \"error\", \"status\": 403, \"code\": \"AccessDenied\"}");
  fixture_fail (fixture, operation_new_put (fixture, key, bytes), DROPOFF_ERROR_ASK_COMPANY);
  g_assert_cmpuint (fixture_count_keys (fixture), ==, 0);

  cloud_control ("{\"set\": {\"key_seconds\": 30}, \"expire_keys\": true}");
  put_well (fixture, "silently expired");
  g_assert_cmpuint (fixture_count_keys (fixture), ==, 1);
  arm ("PutObject", "{\"kind\": \"error\", \"status\": 403, \"code\": \"AccessDenied\"}");
  put_well (fixture, "silently expired");
  g_assert_cmpuint (fixture_count_keys (fixture), ==, 2);
}

/* Refused although they are new: told after the second try, and not for ever. */
static void
test_always_expired (Fixture *fixture, gconstpointer user_data)
{
  g_autofree char *key = fixture_key (fixture, "always expired");
  g_autoptr (GBytes) bytes = random_bytes (1000);

  arm_for_good ("PutObject", "{\"kind\": \"error\", \"status\": 400, \"code\": \"ExpiredToken\"}");
  fixture_fail (fixture, operation_new_put (fixture, key, bytes), DROPOFF_ERROR_RETRY);
  g_assert_cmpuint (cloud_count ("PutObject"), ==, 2);
  g_assert_cmpuint (fixture_count_keys (fixture), ==, 1);
}

static void
count_down (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (DropoffOutcome) outcome =
      dropoff_destination_perform_finish (DROPOFF_DESTINATION (source), result, &error);

  g_assert_no_error (error);
  g_assert_true (outcome->verified);
  --*(guint *) user_data;
}

/* Many parts are refused with the same keys: they are renewed once. */
static void
test_expired_in_parallel (Fixture *fixture, gconstpointer user_data)
{
  g_autofree char *key = fixture_key (fixture, "parallel");
  g_autofree char *upload_id = fixture_begin (fixture, key);
  g_autoptr (GBytes) bytes = random_bytes (100000);
  guint left = N_PARALLEL;

  cloud_control ("{\"expire_keys\": true}");
  for (guint i = 1; i <= N_PARALLEL; i++)
    dropoff_destination_perform_async (fixture->destination,
                                       operation_new_part (fixture, key, upload_id, i, bytes), NULL,
                                       count_down, &left);
  while (left > 0)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpuint (fixture_count_keys (fixture), ==, 1);
}

static void
test_skew (Fixture *fixture, gconstpointer user_data)
{
  g_autofree char *key = fixture_key (fixture, "skew");
  g_autoptr (DropoffOutcome) probed = NULL;

  cloud_control ("{\"set\": {\"clock_skew\": 3000}}");
  put_well (fixture, "skew");
  g_assert_cmpint (ABS (dropoff_clock_get_offset_s (fixture->clock) - 3000), <, 5);
  /* Back again, and this time by a request whose refusal has no body. */
  cloud_control ("{\"set\": {\"clock_skew\": 0}}");
  probed = fixture_do (fixture, operation_new (DROPOFF_OPERATION_PROBE, key));
  g_assert_true (probed->exists);
  g_assert_cmpint (ABS (dropoff_clock_get_offset_s (fixture->clock)), <, 5);
}

static void
test_skew_for_good (Fixture *fixture, gconstpointer user_data)
{
  g_autofree char *key = fixture_key (fixture, "always skewed");
  g_autoptr (GBytes) bytes = random_bytes (1000);

  arm_for_good ("PutObject",
                "{\"kind\": \"error\", \"status\": 403, \"code\": \"RequestTimeTooSkewed\"}");
  fixture_fail (fixture, operation_new_put (fixture, key, bytes), DROPOFF_ERROR_CLOCK);
  g_assert_cmpuint (cloud_count ("PutObject"), ==, 2);
}

/* The bucket is elsewhere than the connection says. */
static void
test_region (Fixture *fixture, gconstpointer user_data)
{
  g_autofree char *key = fixture_key (fixture, "far away");
  g_autoptr (GBytes) bytes = random_bytes (1000);

  cloud_control ("{\"reset_log\": true}");
  dropoff_outcome_free (fixture_do (fixture, operation_new_put (fixture, key, bytes)));
  g_assert_cmpuint (cloud_count ("PutObject"), ==, 2);
  dropoff_outcome_free (fixture_do (fixture, operation_new_put (fixture, key, bytes)));
  g_assert_cmpuint (cloud_count ("PutObject"), ==, 3);
}

static void
test_region_by_head (Fixture *fixture, gconstpointer user_data)
{
  g_autofree char *key = fixture_key (fixture, "far away");
  g_autoptr (DropoffOutcome) probed =
      fixture_do (fixture, operation_new (DROPOFF_OPERATION_PROBE, key));

  g_assert_false (probed->exists);
  g_assert_false (probed->unknown);
}

/* A redirect that does not say where to: the bucket is asked. */
static void
test_silent_redirect (Fixture *fixture, gconstpointer user_data)
{
  g_autofree char *key = fixture_key (fixture, "redirected");
  g_autoptr (GBytes) bytes = random_bytes (1000);

  arm ("PutObject", "{\"kind\": \"reply\", \"status\": 301}");
  dropoff_outcome_free (fixture_do (fixture, operation_new_put (fixture, key, bytes)));
  g_assert_cmpuint (cloud_count ("HeadBucket"), ==, 1);
  g_assert_cmpuint (cloud_count ("PutObject"), ==, 2);
}

static void
test_redirect_for_good (Fixture *fixture, gconstpointer user_data)
{
  g_autofree char *key = fixture_key (fixture, "always redirected");
  g_autoptr (GBytes) bytes = random_bytes (1000);

  arm_for_good ("PutObject",
                "{\"kind\": \"error\", \"status\": 301, \"code\": \"PermanentRedirect\"}");
  fixture_fail (fixture, operation_new_put (fixture, key, bytes), DROPOFF_ERROR_ASK_COMPANY);
  g_assert_cmpuint (cloud_count ("PutObject"), ==, 2);
}

/* -- checksums ------------------------------------------------------------------------------------
 */

static void
test_no_echo (Fixture *fixture, gconstpointer user_data)
{
  g_autofree char *key = fixture_key (fixture, "no echo");
  g_autoptr (GBytes) bytes = random_bytes (1000);
  g_autoptr (DropoffOutcome) first = NULL;
  g_autoptr (DropoffOutcome) second = NULL;

  g_assert_false (dropoff_destination_get_needs_sha256 (fixture->destination));
  cloud_control ("{\"set\": {\"verify_checksums\": false}}");
  first = fixture_do (fixture, operation_new_put (fixture, key, bytes));
  g_assert_false (first->verified);
  g_assert_true (dropoff_destination_get_needs_sha256 (fixture->destination));
  second = fixture_do (fixture, operation_new_put (fixture, key, bytes));
  g_assert_true (second->verified);
}

static void
test_wrong_echo (Fixture *fixture, gconstpointer user_data)
{
  g_autofree char *key = fixture_key (fixture, "wrong echo");
  g_autofree char *upload_id = fixture_begin (fixture, key);
  g_autoptr (GBytes) bytes = random_bytes (1000);

  arm ("UploadPart", "\"lie-checksum\"");
  fixture_fail (fixture, operation_new_part (fixture, key, upload_id, 1, bytes),
                DROPOFF_ERROR_DAMAGED);
}

/* A store that refuses what it does not know. */
static void
test_checksum_unknown (Fixture *fixture, gconstpointer user_data)
{
  g_autofree char *key = fixture_key (fixture, "unknown checksum");
  g_autofree char *upload_id = NULL;
  g_autoptr (GBytes) bytes = random_bytes (1000);
  DropoffPart part;
  g_autoptr (DropoffOutcome) completed = NULL;

  arm ("CreateMultipartUpload",
       "{\"kind\": \"error\", \"status\": 400, \"code\": \"InvalidArgument\"}");
  upload_id = fixture_begin (fixture, key);
  g_assert_cmpuint (cloud_count ("CreateMultipartUpload"), ==, 2);
  g_assert_true (dropoff_destination_get_needs_sha256 (fixture->destination));
  part = fixture_send_part (fixture, key, upload_id, 1, bytes);
  completed = fixture_do (fixture, operation_new_complete (key, upload_id, &part, 1));
  g_assert_nonnull (completed->etag);
}

/* The sum of the parts is not what was promised. */
static void
test_wrong_whole (Fixture *fixture, gconstpointer user_data)
{
  g_autofree char *key = fixture_key (fixture, "wrong whole");
  g_autofree char *upload_id = fixture_begin (fixture, key);
  g_autoptr (GBytes) bytes = random_bytes (1000);
  DropoffPart part = fixture_send_part (fixture, key, upload_id, 1, bytes);
  DropoffOperation *wrong_size = operation_new_complete (key, upload_id, &part, 1);
  DropoffOperation *wrong_sum = operation_new_complete (key, upload_id, &part, 1);

  wrong_size->size_bytes++;
  fixture_fail (fixture, wrong_size, DROPOFF_ERROR_DAMAGED);
  wrong_sum->crc64 ^= 1;
  fixture_fail (fixture, wrong_sum, DROPOFF_ERROR_DAMAGED);
  dropoff_outcome_free (fixture_do (fixture, operation_new_complete (key, upload_id, &part, 1)));
}

/* -- Complete -------------------------------------------------------------------------------------
 */

/* Without a byte of the answer libcurl itself asks again on a new connection (it takes the old one
 * for one that the server had given up); with a part of it we are told. */
static void
lose_answer (Fixture *fixture, const char *how, DropoffError first)
{
  g_autofree char *key = fixture_key (fixture, "lost answer");
  g_autofree char *upload_id = fixture_begin (fixture, key);
  g_autoptr (GBytes) bytes = random_bytes (1000);
  DropoffPart part = fixture_send_part (fixture, key, upload_id, 1, bytes);
  g_autoptr (DropoffOutcome) probed = NULL;

  arm ("CompleteMultipartUpload", how);
  fixture_fail (fixture, operation_new_complete (key, upload_id, &part, 1), first);
  fixture_fail (fixture, operation_new_complete (key, upload_id, &part, 1),
                DROPOFF_ERROR_UPLOAD_GONE);
  probed = fixture_do (fixture, operation_new (DROPOFF_OPERATION_PROBE, key));
  g_assert_true (probed->exists);
  g_assert_true (probed->has_crc64);
  g_assert_cmphex (probed->crc64, ==, part.crc64);
}

static void
test_lost_answer (Fixture *fixture, gconstpointer user_data)
{
  lose_answer (fixture, "\"drop-reply\"", DROPOFF_ERROR_UPLOAD_GONE);
  lose_answer (fixture, "{\"kind\": \"cut-reply\", \"after\": 20}", DROPOFF_ERROR_NETWORK);
}

static void
test_late_error (Fixture *fixture, gconstpointer user_data)
{
  g_autofree char *key = fixture_key (fixture, "late error");
  g_autofree char *upload_id = fixture_begin (fixture, key);
  g_autoptr (GBytes) bytes = random_bytes (1000);
  DropoffPart part = fixture_send_part (fixture, key, upload_id, 1, bytes);

  arm ("CompleteMultipartUpload", "{\"kind\": \"late-error\", \"seconds\": 0.5}");
  fixture_fail (fixture, operation_new_complete (key, upload_id, &part, 1), DROPOFF_ERROR_RETRY);
  arm ("CompleteMultipartUpload", "{\"kind\": \"slow-complete\", \"seconds\": 2}");
  dropoff_outcome_free (fixture_do (fixture, operation_new_complete (key, upload_id, &part, 1)));
}

/* As Ceph says it, of an upload that is there: not gone, try again later. */
static void
test_in_progress (Fixture *fixture, gconstpointer user_data)
{
  g_autofree char *key = fixture_key (fixture, "in progress");
  g_autofree char *upload_id = fixture_begin (fixture, key);
  g_autoptr (GBytes) bytes = random_bytes (1000);
  DropoffPart part = fixture_send_part (fixture, key, upload_id, 1, bytes);

  arm ("CompleteMultipartUpload",
       "{\"kind\": \"error\", \"status\": 500, \"code\": \"InternalError\","
       "\"message\": \"This multipart completion is already in progress\"}");
  fixture_fail (fixture, operation_new_complete (key, upload_id, &part, 1), DROPOFF_ERROR_RETRY);
  g_assert_cmpuint (cloud_count ("ListParts"), ==, 1);
  dropoff_outcome_free (fixture_do (fixture, operation_new_complete (key, upload_id, &part, 1)));
}

static void
test_conflict (Fixture *fixture, gconstpointer user_data)
{
  g_autofree char *key = fixture_key (fixture, "conflict");
  g_autofree char *upload_id = fixture_begin (fixture, key);
  g_autoptr (GBytes) bytes = random_bytes (1000);
  DropoffPart part = fixture_send_part (fixture, key, upload_id, 1, bytes);
  DropoffOperation *complete = operation_new_complete (key, upload_id, &part, 1);

  cloud_control ("{\"set\": {\"conflict_on_complete\": true}}");
  complete->only_if_absent = TRUE;
  fixture_fail (fixture, complete, DROPOFF_ERROR_UPLOAD_GONE);
}

/* -- refusals
 * --------------------------------------------------------------------------------------- */

static void
test_throttle (Fixture *fixture, gconstpointer user_data)
{
  g_autofree char *key = fixture_key (fixture, "throttle");
  g_autoptr (GBytes) bytes = random_bytes (1000);
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) precise = NULL;

  arm ("PutObject", "{\"kind\": \"throttle\", \"retry-after\": 2}");
  g_assert_null (fixture_try (fixture, operation_new_put (fixture, key, bytes), &error));
  g_assert_true (dropoff_error_is (error, DROPOFF_ERROR_THROTTLED));
  g_assert_cmpint (dropoff_error_get_retry_after_ms (error), ==, 2000);

  arm ("PutObject", "{\"kind\": \"error\", \"status\": 503, \"code\": \"SlowDown\","
                    "\"headers\": {\"x-amz-retry-after\": \"250\"}}");
  g_assert_null (fixture_try (fixture, operation_new_put (fixture, key, bytes), &precise));
  g_assert_cmpint (dropoff_error_get_retry_after_ms (precise), ==, 250);
}

static void
test_not_allowed (Fixture *fixture, gconstpointer user_data)
{
  const char *foreign = "uploads/somebody-else/x";
  g_autofree char *key = fixture_key (fixture, "not allowed");
  g_autoptr (GBytes) bytes = random_bytes (1000);
  g_autoptr (DropoffOutcome) probed =
      fixture_do (fixture, operation_new (DROPOFF_OPERATION_PROBE, foreign));
  g_autoptr (DropoffOutcome) found = NULL;

  g_assert_true (probed->unknown);
  g_assert_false (probed->exists);
  fixture_fail (fixture, operation_new_put (fixture, foreign, bytes), DROPOFF_ERROR_ASK_COMPANY);
  cloud_control ("{\"set\": {\"allowed_actions\": [\"PutObject\"]}}");
  found = fixture_do (fixture, operation_new (DROPOFF_OPERATION_FIND, key));
  g_assert_null (found->upload_id);
  fixture_fail (fixture, operation_new_upload (DROPOFF_OPERATION_ABORT, key, "x"),
                DROPOFF_ERROR_ASK_COMPANY);
}

static void
test_no_bucket (Fixture *fixture, gconstpointer user_data)
{
  g_autofree char *key = fixture_key (fixture, "x");

  fixture_fail (fixture, operation_new (DROPOFF_OPERATION_BEGIN, key), DROPOFF_ERROR_ASK_COMPANY);
}

/* Something in between answers instead of the service. */
static void
test_not_the_service (Fixture *fixture, gconstpointer user_data)
{
  static const char *const replies[] = {
    "{\"kind\": \"reply\", \"body\": \"<html><body>Please sign in</body></html>\"}",
    "{\"kind\": \"reply\", \"body\": \"\"}",
    "{\"kind\": \"reply\", \"body\": \"{}\"}",
    "{\"kind\": \"reply\", \"status\": 302, \"headers\": {\"Location\": \"https://x.example/\"}}",
    "{\"kind\": \"reply\", \"status\": 403, \"body\": \"<h1>Forbidden</h1>\"}",
    "{\"kind\": \"reply\", \"status\": 407, \"body\": \"Proxy\"}",
    "{\"kind\": \"reply\", \"status\": 511, \"body\": \"Log in\"}",
    "{\"kind\": \"reply\", \"rubbish\": 10000000}",
  };
  g_autofree char *key = fixture_key (fixture, "elsewhere");
  g_autofree char *upload_id = fixture_begin (fixture, key);
  g_autoptr (GBytes) bytes = random_bytes (1000);
  DropoffPart part = fixture_send_part (fixture, key, upload_id, 1, bytes);

  for (guint i = 0; i < G_N_ELEMENTS (replies); i++)
    {
      arm ("CreateMultipartUpload", replies[i]);
      fixture_fail (fixture, operation_new (DROPOFF_OPERATION_BEGIN, key),
                    DROPOFF_ERROR_NOT_THE_SERVICE);
      arm ("ListParts", replies[i]);
      fixture_fail (fixture, operation_new_upload (DROPOFF_OPERATION_LIST_PARTS, key, upload_id),
                    DROPOFF_ERROR_NOT_THE_SERVICE);
      arm ("CompleteMultipartUpload", replies[i]);
      fixture_fail (fixture, operation_new_complete (key, upload_id, &part, 1),
                    DROPOFF_ERROR_NOT_THE_SERVICE);
      cloud_control ("{\"clear_faults\": true}");
      arm ("PutObject", replies[i]);
      fixture_fail (fixture, operation_new_put (fixture, key, bytes),
                    DROPOFF_ERROR_NOT_THE_SERVICE);
    }
  arm ("CreateMultipartUpload",
       "{\"kind\": \"reply\", \"status\": 502, \"body\": \"Bad Gateway\"}");
  fixture_fail (fixture, operation_new (DROPOFF_OPERATION_BEGIN, key), DROPOFF_ERROR_RETRY);
}

/* -- called off
 * --------------------------------------------------------------------------------------- */

typedef struct
{
  GError *error;
  gboolean is_over;
} Cancelled;

static void
on_cancelled (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Cancelled *cancelled = user_data;

  g_assert_null (
      dropoff_destination_perform_finish (DROPOFF_DESTINATION (source), result, &cancelled->error));
  cancelled->is_over = TRUE;
}

static gboolean
on_time_to_cancel (gpointer user_data)
{
  g_cancellable_cancel (user_data);
  return G_SOURCE_REMOVE;
}

static void
cancel_after (Fixture *fixture, guint wait_ms)
{
  g_autofree char *key = fixture_key (fixture, "cancelled");
  g_autoptr (GBytes) bytes = random_bytes (4 * MIB);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  Cancelled cancelled = { 0 };

  if (wait_ms == 0)
    g_cancellable_cancel (cancellable);
  else
    g_timeout_add (wait_ms, on_time_to_cancel, cancellable);
  dropoff_destination_perform_async (fixture->destination, operation_new_put (fixture, key, bytes),
                                     cancellable, on_cancelled, &cancelled);
  while (!cancelled.is_over)
    g_main_context_iteration (NULL, TRUE);
  g_assert_true (dropoff_error_is (cancelled.error, DROPOFF_ERROR_CANCELLED));
  g_clear_error (&cancelled.error);
}

static void
test_cancel (Fixture *fixture, gconstpointer user_data)
{
  cancel_after (fixture, 0);
  arm_for_good ("PutObject", "{\"kind\": \"stall\", \"after\": 1000}");
  cancel_after (fixture, 1);
  cancel_after (fixture, 300);
}

/* Over plain http a body without its SHA-256 must not go out. */
static void
test_unsigned_on_plain (Fixture *fixture, gconstpointer user_data)
{
  g_autofree char *key = fixture_key (fixture, "unsigned");
  g_autoptr (GBytes) bytes = random_bytes (10);
  DropoffOperation *put = operation_new_put (fixture, key, bytes);

  g_assert_true (dropoff_destination_get_needs_sha256 (fixture->destination));
  g_clear_pointer (&put->sha256, g_free);
  fixture_fail (fixture, put, DROPOFF_ERROR_INTERNAL);
}

static void
add (const char *name, const Wish *wish, void (*test) (Fixture *, gconstpointer))
{
  g_autofree char *path = g_strconcat ("/s3-faults/", name, NULL);

  g_test_add (path, Fixture, wish, fixture_set_up, test, fixture_tear_down);
}

int
main (int argc, char **argv)
{
  static const Wish plain = { .plain = TRUE };
  static const Wish far = { .bucket = "acme-far-away" };
  static const Wish nowhere = { .bucket = "acme-nowhere" };
  int status;

  g_test_init (&argc, &argv, NULL);
  store_start ();
  add ("expired-keys", NULL, test_expired_keys);
  add ("plain/expired-keys", &plain, test_expired_keys);
  add ("silently-expired", NULL, test_silently_expired);
  add ("always-expired", NULL, test_always_expired);
  add ("expired-in-parallel", NULL, test_expired_in_parallel);
  add ("skew", NULL, test_skew);
  add ("skew-for-good", NULL, test_skew_for_good);
  add ("region", &far, test_region);
  add ("region-by-head", &far, test_region_by_head);
  add ("silent-redirect", NULL, test_silent_redirect);
  add ("redirect-for-good", NULL, test_redirect_for_good);
  add ("no-echo", NULL, test_no_echo);
  add ("wrong-echo", NULL, test_wrong_echo);
  add ("checksum-unknown", NULL, test_checksum_unknown);
  add ("wrong-whole", NULL, test_wrong_whole);
  add ("lost-answer", NULL, test_lost_answer);
  add ("late-error", NULL, test_late_error);
  add ("in-progress", NULL, test_in_progress);
  add ("conflict", NULL, test_conflict);
  add ("throttle", NULL, test_throttle);
  add ("not-allowed", NULL, test_not_allowed);
  add ("no-bucket", &nowhere, test_no_bucket);
  add ("not-the-service", NULL, test_not_the_service);
  add ("cancel", NULL, test_cancel);
  add ("unsigned-on-plain", &plain, test_unsigned_on_plain);
  status = g_test_run ();
  store_stop ();
  return status;
}
