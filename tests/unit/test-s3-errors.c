/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "dropoff-s3-errors.h"

#include <string.h>

typedef struct
{
  DropoffOperationKind operation;
  guint status;
  const char *code;
  gboolean had_body;
  DropoffError error;
  const char *sentence_has;
} Case;

#define OP(kind) DROPOFF_OPERATION_##kind
#define ERR(code) DROPOFF_ERROR_##code

static const Case cases[] = {
  { OP (SEND_PART), 503, "SlowDown", TRUE, ERR (THROTTLED), "busy" },
  { OP (PUT), 429, NULL, FALSE, ERR (THROTTLED), "busy" },
  { OP (PUT), 429, "Whatever", TRUE, ERR (THROTTLED), "busy" },
  { OP (PUT), 400, "KMS.ThrottlingException", TRUE, ERR (THROTTLED), "busy" },
  { OP (PUT), 400, "RequestTimeout", TRUE, ERR (RETRY), "passing" },
  { OP (COMPLETE), 200, "InternalError", TRUE, ERR (RETRY), "passing" },
  { OP (LIST_PARTS), 500, NULL, TRUE, ERR (RETRY), "passing" },
  { OP (PROBE), 502, NULL, FALSE, ERR (RETRY), "passing" },
  { OP (PUT), 503, "ServiceUnavailable", TRUE, ERR (RETRY), "passing" },
  { OP (PUT), 507, "SomethingNew", TRUE, ERR (RETRY), "passing" },
  { OP (PUT), 400, "ExpiredToken", TRUE, ERR (RETRY), "passing" },
  { OP (PUT), 403, "RequestTimeTooSkewed", TRUE, ERR (CLOCK), "clock" },
  { OP (PUT), 412, "PreconditionFailed", TRUE, ERR (NAME_TAKEN), "this name" },
  { OP (COMPLETE), 412, NULL, FALSE, ERR (NAME_TAKEN), "this name" },
  { OP (PUT), 409, "ConditionalRequestConflict", TRUE, ERR (RETRY), "passing" },
  { OP (COMPLETE), 409, "ConditionalRequestConflict", TRUE, ERR (UPLOAD_GONE), "begin again" },
  { OP (SEND_PART), 404, "NoSuchUpload", TRUE, ERR (UPLOAD_GONE), "begin again" },
  { OP (COMPLETE), 404, "NoSuchKey", TRUE, ERR (UPLOAD_GONE), "begin again" },
  { OP (PUT), 409, "OperationAborted", TRUE, ERR (RETRY), "passing" },
  { OP (SEND_PART), 400, "BadDigest", TRUE, ERR (DAMAGED), "damaged" },
  { OP (SEND_PART), 400, "XAmzContentSHA256Mismatch", TRUE, ERR (DAMAGED), "damaged" },
  { OP (COMPLETE), 400, "InvalidPart", TRUE, ERR (DAMAGED), "damaged" },
  { OP (COMPLETE), 400, "InvalidPartOrder", TRUE, ERR (DAMAGED), "damaged" },
  { OP (COMPLETE), 400, "InvalidRequest", TRUE, ERR (DAMAGED), "damaged" },
  { OP (SEND_PART), 400, "InvalidRequest", TRUE, ERR (ASK_COMPANY), "in this way" },
  { OP (PUT), 400, "KeyTooLongError", TRUE, ERR (NOT_ACCEPTED), "too long" },
  { OP (BEGIN), 404, "NoSuchBucket", TRUE, ERR (ASK_COMPANY), "cannot be found" },
  { OP (BEGIN), 301, "PermanentRedirect", TRUE, ERR (ASK_COMPANY), "cannot be found" },
  { OP (PUT), 400, "EntityTooLarge", TRUE, ERR (ASK_COMPANY), "too large" },
  { OP (PUT), 413, "RequestEntityTooBig", TRUE, ERR (ASK_COMPANY), "too large" },
  { OP (PUT), 403, "QuotaExceeded", TRUE, ERR (ASK_COMPANY), "full" },
  { OP (BEGIN), 400, "KMS.DisabledException", TRUE, ERR (ASK_COMPANY), "encrypt" },
  { OP (BEGIN), 501, "NotImplemented", TRUE, ERR (ASK_COMPANY), "in this way" },
  { OP (PUT), 403, "AllAccessDisabled", TRUE, ERR (ASK_COMPANY), "closed" },
  { OP (PUT), 403, "AccessDenied", TRUE, ERR (ASK_COMPANY), "not allowed" },
  { OP (PUT), 403, "SomethingNew", TRUE, ERR (ASK_COMPANY), "not allowed" },
  { OP (PROBE), 403, NULL, FALSE, ERR (ASK_COMPANY), "not allowed" },
  { OP (PUT), 400, "SomethingNew", TRUE, ERR (ASK_COMPANY), "refused" },
  { OP (PUT), 403, "SignatureDoesNotMatch", TRUE, ERR (INTERNAL), "report" },
  { OP (COMPLETE), 400, "MalformedXML", TRUE, ERR (INTERNAL), "report" },
  { OP (BEGIN), 200, NULL, TRUE, ERR (NOT_THE_SERVICE), "Something else" },
  { OP (PUT), 200, NULL, FALSE, ERR (NOT_THE_SERVICE), "Something else" },
  { OP (PUT), 302, NULL, TRUE, ERR (NOT_THE_SERVICE), "Something else" },
  { OP (PUT), 403, NULL, TRUE, ERR (NOT_THE_SERVICE), "Something else" },
  { OP (PUT), 407, NULL, TRUE, ERR (NOT_THE_SERVICE), "Something else" },
  { OP (PUT), 511, NULL, TRUE, ERR (NOT_THE_SERVICE), "Something else" },
};

/* Words of the trade that no person should have to know. */
static void
assert_plain (const char *sentence)
{
  static const char *const words[] = { "pool",   "token", "credential", "endpoint", "region",
                                       "bucket", "s3",    "arn",        "multipart" };
  g_autofree char *lower = g_utf8_strdown (sentence, -1);
  g_auto (GStrv) parts = g_strsplit_set (lower, " .,;:’!?()-", -1);

  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    for (guint j = 0; parts[j] != NULL; j++)
      g_assert_false (g_str_has_prefix (parts[j], words[i]));
  g_assert_true (g_str_has_suffix (sentence, "."));
}

static void
test_table (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      const Case *c = &cases[i];
      const DropoffS3Failure failure = { .operation = c->operation,
                                         .status = c->status,
                                         .code = c->code,
                                         .had_body = c->had_body,
                                         .retry_after_ms = 1500 };
      g_autoptr (GError) error = dropoff_s3_failure_to_error (&failure);

      if (!dropoff_error_is (error, c->error) || strstr (error->message, c->sentence_has) == NULL)
        g_error ("%s: error %d, “%s”", dropoff_error_get_detail (error), error->code,
                 error->message);
      assert_plain (error->message);
      g_assert_cmpint (dropoff_error_get_retry_after_ms (error), ==, 1500);
    }
}

static void
test_detail (void)
{
  const DropoffS3Failure failure = {
    .operation = OP (PUT),
    .status = 403,
    .code = "AccessDenied",
    .had_body = TRUE,
    .message = "key AKIAIOSFODNN7EXAMPLE of wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"
  };
  const DropoffS3Failure bare = { .operation = OP (PROBE), .status = 500 };
  g_autoptr (GError) error = dropoff_s3_failure_to_error (&failure);
  g_autoptr (GError) bare_error = dropoff_s3_failure_to_error (&bare);
  const char *detail = dropoff_error_get_detail (error);

  g_assert_true (g_str_has_prefix (detail, "PutObject 403 AccessDenied: key "));
  g_assert_null (strstr (detail, "AKIA"));
  g_assert_null (strstr (detail, "wJalr"));
  g_assert_cmpstr (dropoff_error_get_detail (bare_error), ==, "HeadObject 500 (no code)");
}

static void
assert_remedy (DropoffS3Failure failure, DropoffS3Remedy expected)
{
  g_assert_cmpint (dropoff_s3_failure_find_remedy (&failure), ==, expected);
}

static void
test_remedies (void)
{
  assert_remedy ((DropoffS3Failure){ .status = 400, .code = "ExpiredToken" },
                 DROPOFF_S3_REMEDY_RENEW_KEYS);
  assert_remedy ((DropoffS3Failure){ .status = 403, .code = "InvalidAccessKeyId" },
                 DROPOFF_S3_REMEDY_RENEW_KEYS);
  assert_remedy ((DropoffS3Failure){ .status = 403, .code = "AccessDenied", .keys_past_end = TRUE },
                 DROPOFF_S3_REMEDY_RENEW_KEYS);
  assert_remedy ((DropoffS3Failure){ .status = 403, .code = "AccessDenied" },
                 DROPOFF_S3_REMEDY_NONE);
  assert_remedy ((DropoffS3Failure){ .status = 400 }, DROPOFF_S3_REMEDY_RENEW_KEYS);
  assert_remedy ((DropoffS3Failure){ .status = 400, .had_body = TRUE }, DROPOFF_S3_REMEDY_NONE);
  assert_remedy ((DropoffS3Failure){ .status = 403, .code = "RequestTimeTooSkewed" },
                 DROPOFF_S3_REMEDY_LEARN_CLOCK);
  assert_remedy ((DropoffS3Failure){ .status = 403, .clock_differs = TRUE },
                 DROPOFF_S3_REMEDY_LEARN_CLOCK);
  assert_remedy ((DropoffS3Failure){ .status = 301 }, DROPOFF_S3_REMEDY_LEARN_REGION);
  assert_remedy ((DropoffS3Failure){ .status = 307, .code = "TemporaryRedirect" },
                 DROPOFF_S3_REMEDY_LEARN_REGION);
  assert_remedy ((DropoffS3Failure){ .status = 400, .region_told = TRUE },
                 DROPOFF_S3_REMEDY_LEARN_REGION);
  assert_remedy (
      (DropoffS3Failure){ .status = 400, .code = "InvalidArgument", .had_checksum = TRUE },
      DROPOFF_S3_REMEDY_LEAVE_CHECKSUM);
  assert_remedy (
      (DropoffS3Failure){ .status = 501, .code = "NotImplemented", .had_checksum = TRUE },
      DROPOFF_S3_REMEDY_LEAVE_CHECKSUM);
  assert_remedy ((DropoffS3Failure){ .status = 400, .code = "InvalidArgument" },
                 DROPOFF_S3_REMEDY_NONE);
  assert_remedy ((DropoffS3Failure){ .status = 400,
                                     .code = "InvalidRequest",
                                     .had_checksum = TRUE,
                                     .message = "The 'x-amz-mp-object-size' header" },
                 DROPOFF_S3_REMEDY_NONE);
  assert_remedy ((DropoffS3Failure){ .operation = OP (COMPLETE),
                                     .status = 500,
                                     .code = "InternalError",
                                     .message = "This completion is already in progress" },
                 DROPOFF_S3_REMEDY_LOOK_FOR_UPLOAD);
  assert_remedy (
      (DropoffS3Failure){ .operation = OP (COMPLETE), .status = 500, .code = "InternalError" },
      DROPOFF_S3_REMEDY_NONE);
  assert_remedy ((DropoffS3Failure){ .status = 503, .code = "SlowDown" }, DROPOFF_S3_REMEDY_NONE);
}

static void
test_retry_after (void)
{
  g_assert_cmpint (dropoff_s3_parse_retry_after (NULL, NULL), ==, 0);
  g_assert_cmpint (dropoff_s3_parse_retry_after (NULL, "3"), ==, 3000);
  g_assert_cmpint (dropoff_s3_parse_retry_after ("250", "3"), ==, 250);
  g_assert_cmpint (dropoff_s3_parse_retry_after ("soon", "3"), ==, 3000);
  g_assert_cmpint (dropoff_s3_parse_retry_after (NULL, "-3"), ==, 0);
  g_assert_cmpint (dropoff_s3_parse_retry_after (NULL, "Fri, 20 Nov 2026 10:00:00 GMT"), ==, 0);
  g_assert_cmpint (dropoff_s3_parse_retry_after (NULL, "999999999"), ==, 3600000);
  g_assert_cmpint (dropoff_s3_parse_retry_after ("9223372036854775807", NULL), ==, 3600000);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/s3-errors/table", test_table);
  g_test_add_func ("/s3-errors/detail", test_detail);
  g_test_add_func ("/s3-errors/remedies", test_remedies);
  g_test_add_func ("/s3-errors/retry-after", test_retry_after);
  return g_test_run ();
}
