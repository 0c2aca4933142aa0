/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "s3-fixture.h"

#include "dropoff-s3-errors.h"

#include <string.h>

/* Every error of S3 at every operation, walked against the local cloud: once said, once and for all
 * said, each cell with its outcome. A HEAD has no body, so what comes to PROBE is decided by the
 * status alone and has a table of its own. */

#define N_OPERATIONS (DROPOFF_OPERATION_FIND + 1)
#define BIT(kind) (1u << DROPOFF_OPERATION_##kind)
#define EVERY 0xffu
#define SENDS (BIT (PUT) | BIT (SEND_PART))
#define OF_UPLOAD (BIT (SEND_PART) | BIT (LIST_PARTS) | BIT (COMPLETE) | BIT (ABORT))
/* Whose requests carry a checksum or its name. */
#define WITH_SUM (SENDS | BIT (BEGIN) | BIT (COMPLETE))

#define ERR(code) ((int) DROPOFF_ERROR_##code)
/* Not an error but an answer: there is nothing, or it may not be looked at. */
#define ANSWER (-1)

typedef struct
{
  guint status;
  const char *code;
  guint healed;     /* operations that get over it when it is said once */
  int error;        /* when it is said again and again */
  guint exceptions; /* operations with another outcome */
  int other;
  guint operations; /* that the row is about, 0 = all */
} Row;

static const Row rows[] = {
  /* Slower */
  { 503, "SlowDown", 0, ERR (THROTTLED), 0, 0 },
  { 503, "ServiceUnavailable", 0, ERR (RETRY), 0, 0 },
  { 503, "Busy", 0, ERR (RETRY), 0, 0 },
  { 429, "TooManyRequests", 0, ERR (THROTTLED), 0, 0 },
  { 400, "Throttling", 0, ERR (THROTTLED), 0, 0 },
  { 400, "ThrottlingException", 0, ERR (THROTTLED), 0, 0 },
  { 503, "RequestLimitExceeded", 0, ERR (THROTTLED), 0, 0 },
  { 509, "BandwidthLimitExceeded", 0, ERR (THROTTLED), 0, 0 },
  { 400, "KMS.ThrottlingException", 0, ERR (THROTTLED), 0, 0 },
  /* Again */
  { 500, "InternalError", 0, ERR (RETRY), 0, 0 },
  { 502, "BadGateway", 0, ERR (RETRY), 0, 0 },
  { 504, "GatewayTimeout", 0, ERR (RETRY), 0, 0 },
  { 400, "RequestTimeout", 0, ERR (RETRY), 0, 0 },
  { 408, "RequestTimeout", 0, ERR (RETRY), 0, 0 },
  { 400, "IncompleteBody", 0, ERR (RETRY), 0, 0 },
  { 400, "ConnectionClosedByRequester", 0, ERR (RETRY), 0, 0 },
  { 409, "OperationAborted", 0, ERR (RETRY), 0, 0 },
  { 500, "KMS.InternalException", 0, ERR (RETRY), 0, 0 },
  /* Other keys */
  { 400, "ExpiredToken", EVERY, ERR (RETRY), 0, 0 },
  { 400, "ExpiredTokenException", EVERY, ERR (RETRY), 0, 0 },
  { 400, "TokenRefreshRequired", EVERY, ERR (RETRY), 0, 0 },
  { 400, "InvalidToken", EVERY, ERR (ASK_COMPANY), 0, 0 },
  { 403, "InvalidAccessKeyId", EVERY, ERR (ASK_COMPANY), BIT (FIND), ANSWER },
  /* The clock */
  { 403, "RequestTimeTooSkewed", EVERY, ERR (CLOCK), BIT (FIND), ANSWER },
  { 400, "RequestExpired", EVERY, ERR (CLOCK), 0, 0 },
  /* Elsewhere */
  { 301, "PermanentRedirect", EVERY, ERR (ASK_COMPANY), 0, 0 },
  { 307, "TemporaryRedirect", EVERY, ERR (RETRY), 0, 0 },
  { 307, "Redirect", EVERY, ERR (RETRY), 0, 0 },
  { 400, "AuthorizationHeaderMalformed", EVERY, ERR (ASK_COMPANY), 0, 0 },
  { 400, "IllegalLocationConstraintException", EVERY, ERR (ASK_COMPANY), 0, 0 },
  /* The name, the upload */
  { 412, "PreconditionFailed", 0, ERR (NAME_TAKEN), 0, 0 },
  { 409, "ConditionalRequestConflict", 0, ERR (UPLOAD_GONE), BIT (PUT), ERR (RETRY) },
  { 404, "NoSuchUpload", 0, ERR (UPLOAD_GONE), BIT (ABORT), ANSWER },
  { 404, "NoSuchKey", 0, ERR (UPLOAD_GONE), BIT (ABORT), ANSWER, OF_UPLOAD },
  { 404, "NoSuchKey", 0, ERR (ASK_COMPANY), 0, 0, EVERY & ~OF_UPLOAD },
  /* The bytes */
  { 400, "BadDigest", 0, ERR (DAMAGED), 0, 0 },
  { 400, "InvalidDigest", 0, ERR (DAMAGED), 0, 0 },
  { 400, "XAmzContentSHA256Mismatch", 0, ERR (DAMAGED), 0, 0 },
  { 400, "XAmzContentChecksumMismatch", 0, ERR (DAMAGED), 0, 0 },
  { 400, "InvalidPart", 0, ERR (ASK_COMPANY), BIT (COMPLETE), ERR (DAMAGED) },
  { 400, "InvalidPartOrder", 0, ERR (ASK_COMPANY), BIT (COMPLETE), ERR (DAMAGED) },
  { 400, "EntityTooSmall", 0, ERR (ASK_COMPANY), BIT (COMPLETE), ERR (DAMAGED) },
  /* Checksums that a store does not know are left out */
  { 400, "InvalidRequest", WITH_SUM, ERR (ASK_COMPANY), BIT (COMPLETE), ERR (DAMAGED) },
  { 400, "InvalidArgument", WITH_SUM, ERR (ASK_COMPANY), 0, 0 },
  { 501, "NotImplemented", WITH_SUM, ERR (ASK_COMPANY), BIT (FIND), ANSWER },
  /* A person's business */
  { 400, "KeyTooLongError", 0, ERR (NOT_ACCEPTED), 0, 0 },
  { 403, "AccessDenied", 0, ERR (ASK_COMPANY), BIT (FIND), ANSWER },
  { 401, "Unauthorized", 0, ERR (ASK_COMPANY), 0, 0 },
  { 403, "AccountProblem", 0, ERR (ASK_COMPANY), BIT (FIND), ANSWER },
  { 403, "AllAccessDisabled", 0, ERR (ASK_COMPANY), BIT (FIND), ANSWER },
  { 403, "NotSignedUp", 0, ERR (ASK_COMPANY), BIT (FIND), ANSWER },
  { 403, "UserSuspended", 0, ERR (ASK_COMPANY), BIT (FIND), ANSWER },
  { 403, "InvalidObjectState", 0, ERR (ASK_COMPANY), BIT (FIND), ANSWER },
  { 403, "InvalidPayer", 0, ERR (ASK_COMPANY), BIT (FIND), ANSWER },
  { 403, "InvalidSecurity", 0, ERR (ASK_COMPANY), BIT (FIND), ANSWER },
  { 403, "UnexpectedIPError", 0, ERR (ASK_COMPANY), BIT (FIND), ANSWER },
  { 404, "NoSuchBucket", 0, ERR (ASK_COMPANY), 0, 0 },
  { 400, "InvalidBucketName", 0, ERR (ASK_COMPANY), 0, 0 },
  { 409, "InvalidBucketState", 0, ERR (ASK_COMPANY), 0, 0 },
  { 400, "EntityTooLarge", 0, ERR (ASK_COMPANY), 0, 0 },
  { 413, "RequestEntityTooLarge", 0, ERR (ASK_COMPANY), 0, 0 },
  { 403, "QuotaExceeded", 0, ERR (ASK_COMPANY), BIT (FIND), ANSWER },
  { 507, "XMinioStorageFull", 0, ERR (ASK_COMPANY), 0, 0 },
  { 503, "InsufficientCapacity", 0, ERR (ASK_COMPANY), 0, 0 },
  { 400, "KMS.DisabledException", 0, ERR (ASK_COMPANY), 0, 0 },
  { 400, "KMS.NotFoundException", 0, ERR (ASK_COMPANY), 0, 0 },
  { 403, "KMS.AccessDeniedException", 0, ERR (ASK_COMPANY), BIT (FIND), ANSWER },
  { 400, "InvalidEncryptionAlgorithmError", 0, ERR (ASK_COMPANY), 0, 0 },
  { 400, "InvalidStorageClass", 0, ERR (ASK_COMPANY), 0, 0 },
  { 405, "MethodNotAllowed", 0, ERR (ASK_COMPANY), BIT (FIND), ANSWER },
  { 400, "SomethingNew", 0, ERR (ASK_COMPANY), 0, 0 },
  { 409, "SomethingNew", 0, ERR (ASK_COMPANY), 0, 0 },
  { 418, "SomethingNew", 0, ERR (ASK_COMPANY), 0, 0 },
  { 599, "SomethingNew", 0, ERR (RETRY), 0, 0 },
  /* Our own fault */
  { 403, "SignatureDoesNotMatch", 0, ERR (INTERNAL), BIT (FIND), ANSWER },
  { 400, "MalformedXML", 0, ERR (INTERNAL), 0, 0 },
  { 411, "MissingContentLength", 0, ERR (INTERNAL), 0, 0 },
  { 400, "MissingSecurityHeader", 0, ERR (INTERNAL), 0, 0 },
  { 400, "UnsupportedSignature", 0, ERR (INTERNAL), 0, 0 },
  { 400, "InvalidURI", 0, ERR (INTERNAL), 0, 0 },
  { 400, "RequestHeaderSectionTooLarge", 0, ERR (INTERNAL), 0, 0 },
  { 400, "MetadataTooLarge", 0, ERR (INTERNAL), 0, 0 },
  /* An error in a good reply: S3 says 200 before it knows. What sends bytes has to have a tag. */
  { 200, "InternalError", 0, ERR (RETRY), SENDS, ERR (NOT_THE_SERVICE) },
  { 200, "SlowDown", 0, ERR (THROTTLED), SENDS, ERR (NOT_THE_SERVICE) },
  { 200, "AccessDenied", 0, ERR (ASK_COMPANY), SENDS, ERR (NOT_THE_SERVICE) },
};

/* What a HEAD is told. */
static const Row probe_rows[] = {
  { 301, NULL, EVERY, ERR (NOT_THE_SERVICE), 0, 0 },
  { 307, NULL, EVERY, ERR (NOT_THE_SERVICE), 0, 0 },
  { 400, NULL, EVERY, ERR (NOT_THE_SERVICE), 0, 0 },
  { 403, NULL, 0, ANSWER, 0, 0 },
  { 404, NULL, 0, ANSWER, 0, 0 },
  { 405, NULL, 0, ERR (NOT_THE_SERVICE), 0, 0 },
  { 429, NULL, 0, ERR (THROTTLED), 0, 0 },
  { 500, NULL, 0, ERR (RETRY), 0, 0 },
  { 501, NULL, 0, ERR (ASK_COMPANY), 0, 0 },
  { 503, NULL, 0, ERR (THROTTLED), 0, 0 },
};

/* What is not S3's: the line's faults and other people's pages, as faults of the cloud. */
static const struct
{
  const char *fault;
  int error;
  guint exceptions;
  int other;
} strange_rows[] = {
  { "{\"kind\": \"cut-reply\", \"after\": 20}", ERR (NETWORK), 0, 0 },
  { "{\"kind\": \"reply\", \"body\": \"<html>Free Wi-Fi</html>\"}", ERR (NOT_THE_SERVICE), 0, 0 },
  { "{\"kind\": \"reply\", \"status\": 302, \"headers\": {\"Location\": \"https://x.example/\"}}",
    ERR (NOT_THE_SERVICE), 0, 0 },
  { "{\"kind\": \"reply\", \"status\": 511, \"body\": \"<html>Log in</html>\"}",
    ERR (NOT_THE_SERVICE), 0, 0 },
  { "{\"kind\": \"reply\", \"status\": 407, \"body\": \"Proxy\"}", ERR (NOT_THE_SERVICE), 0, 0 },
  { "{\"kind\": \"reply\", \"status\": 502, \"body\": \"<html>Bad gateway</html>\"}",
    ERR (RETRY), 0, 0 },
  /* A 200 without anything is what an abort may be told, and of no use for the others. */
  { "{\"kind\": \"reply\", \"body\": \"\"}", ERR (NOT_THE_SERVICE), BIT (ABORT), ANSWER },
  { "{\"kind\": \"reply\", \"body\": \"<?xml version='1.0'?><ListPartsResult><Part><PartNum\"}",
    ERR (NOT_THE_SERVICE), 0, 0 },
};

/* One operation, as a test. */
typedef struct
{
  Wish wish;
  DropoffOperationKind kind;
} Column;

static guint n_cells;

/* A bucket with what every operation needs. */
typedef struct
{
  Fixture *fixture;
  GBytes *bytes;
  char *key;
  char *upload_id; /* NULL once it has been put together or taken back */
  DropoffPart part;
} Bench;

static void
bench_prepare (Bench *bench)
{
  if (bench->upload_id != NULL)
    return;
  bench->upload_id = fixture_begin (bench->fixture, bench->key);
  bench->part
      = fixture_send_part (bench->fixture, bench->key, bench->upload_id, 1, bench->bytes);
}

static DropoffOperation *
bench_make (Bench *bench, DropoffOperationKind kind)
{
  switch (kind)
    {
    case DROPOFF_OPERATION_PUT:
      return operation_new_put (bench->fixture, bench->key, bench->bytes);
    case DROPOFF_OPERATION_SEND_PART:
      return operation_new_part (bench->fixture, bench->key, bench->upload_id, 1, bench->bytes);
    case DROPOFF_OPERATION_COMPLETE:
      return operation_new_complete (bench->key, bench->upload_id, &bench->part, 1);
    case DROPOFF_OPERATION_LIST_PARTS:
    case DROPOFF_OPERATION_ABORT:
      return operation_new_upload (kind, bench->key, bench->upload_id);
    case DROPOFF_OPERATION_BEGIN:
    case DROPOFF_OPERATION_PROBE:
    case DROPOFF_OPERATION_FIND:
    default:
      return operation_new (kind, bench->key);
    }
}

static void
bench_set_up (Bench *bench, Fixture *fixture)
{
  g_autoptr (DropoffOutcome) outcome = NULL;

  bench->fixture = fixture;
  bench->bytes = random_bytes (1000);
  bench->key = fixture_key (fixture, "table");
  bench->upload_id = NULL;
  outcome = fixture_do (fixture, operation_new_put (fixture, bench->key, bench->bytes));
}

static void
bench_tear_down (Bench *bench)
{
  g_bytes_unref (bench->bytes);
  g_free (bench->key);
  g_free (bench->upload_id);
}

/* What it learnt from the last cell must not help in the next. */
static void
forget_what_was_learnt (Fixture *fixture)
{
  g_object_unref (fixture->destination);
  fixture->destination = dropoff_s3_destination_new (fixture->connection, fixture->account,
                                                     fixture->http, fixture->clock);
}

/* With the fault said so often, the operation has that outcome: 0 for a success. */
static void
check_cell (Bench *bench, DropoffOperationKind kind, const char *fault, gboolean once, int expected,
            gboolean healed)
{
  const char *name = dropoff_s3_operation_get_name (kind);
  g_autofree char *commands = NULL;
  g_autoptr (DropoffOutcome) outcome = NULL;
  g_autoptr (GError) error = NULL;

  forget_what_was_learnt (bench->fixture);
  bench_prepare (bench);
  commands = g_strdup_printf (
      "{\"clear_faults\": true, \"fault\": {\"match\": {\"op\": \"%s\"}, %s\"do\": %s}}", name,
      once ? "\"times\": 1, " : "", fault);
  cloud_control (commands);
  outcome = fixture_try (bench->fixture, bench_make (bench, kind), &error);
  cloud_control ("{\"clear_faults\": true}");
  n_cells++;
  if (healed || expected == ANSWER)
    {
      if (outcome == NULL)
        g_error ("%s, %s: error %d: %s (%s)", name, fault, error->code, error->message,
                 dropoff_error_get_detail (error));
      if (kind == DROPOFF_OPERATION_COMPLETE || kind == DROPOFF_OPERATION_ABORT)
        g_clear_pointer (&bench->upload_id, g_free);
    }
  else if (outcome != NULL || !dropoff_error_is (error, (DropoffError) expected))
    g_error ("%s, %s: %s instead of error %d", name, fault,
             outcome != NULL ? "a success" : dropoff_error_get_detail (error), expected);
  g_assert_true (outcome != NULL || g_str_has_suffix (error->message, "."));
}

static void
check_row (Bench *bench, DropoffOperationKind kind, const Row *row)
{
  const guint bit = 1u << kind;
  const int expected = (row->exceptions & bit) != 0 ? row->other : row->error;
  g_autofree char *fault
      = g_strdup_printf ("{\"kind\": \"error\", \"status\": %u, \"code\": \"%s\"}", row->status,
                         row->code != NULL ? row->code : "");

  if ((row->healed & bit) != 0)
    check_cell (bench, kind, fault, TRUE, expected, TRUE);
  check_cell (bench, kind, fault, FALSE, expected, FALSE);
}

static void
test_errors (Fixture *fixture, gconstpointer data)
{
  const DropoffOperationKind kind = ((const Column *) data)->kind;
  const gboolean is_probe = kind == DROPOFF_OPERATION_PROBE;
  const Row *table = is_probe ? probe_rows : rows;
  const guint n_rows = is_probe ? G_N_ELEMENTS (probe_rows) : G_N_ELEMENTS (rows);
  Bench bench;

  n_cells = 0;
  bench_set_up (&bench, fixture);
  for (guint i = 0; i < n_rows; i++)
    if (table[i].operations == 0 || (table[i].operations & (1u << kind)) != 0)
      check_row (&bench, kind, &table[i]);
  for (guint i = 0; i < G_N_ELEMENTS (strange_rows); i++)
    {
      const gboolean other = (strange_rows[i].exceptions & (1u << kind)) != 0;

      check_cell (&bench, kind, strange_rows[i].fault, FALSE,
                  other ? strange_rows[i].other : strange_rows[i].error, FALSE);
    }
  g_test_message ("%s: %u errors, %u cells", dropoff_s3_operation_get_name (kind),
                  n_rows + (guint) G_N_ELEMENTS (strange_rows), n_cells);
  bench_tear_down (&bench);
}

int
main (int argc, char **argv)
{
  Column columns[N_OPERATIONS] = { 0 };
  int status;

  g_test_init (&argc, &argv, NULL);
  store_start ();
  for (guint kind = 0; kind < N_OPERATIONS; kind++)
    {
      g_autofree char *path = g_strconcat (
          "/s3-table/", dropoff_s3_operation_get_name ((DropoffOperationKind) kind), NULL);

      columns[kind].kind = (DropoffOperationKind) kind;
      g_test_add (path, Fixture, &columns[kind], fixture_set_up, test_errors, fixture_tear_down);
    }
  status = g_test_run ();
  store_stop ();
  return status;
}
