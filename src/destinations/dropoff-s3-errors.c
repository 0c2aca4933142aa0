/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "dropoff-s3-errors.h"

#include "dropoff-log.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define MAX_WAIT_MS (G_GINT64_CONSTANT (3600) * 1000)
#define MAX_MESSAGE_CHARACTERS 300

#define ON(kind) (1u << (DROPOFF_OPERATION_##kind))
#define ON_ANY 0xffu

/* Sentences of their own; the others come from the error's code. */
typedef enum {
  SAY_DEFAULT,
  SAY_DENIED,
  SAY_NO_PLACE,
  SAY_FULL,
  SAY_TOO_LARGE,
  SAY_NO_ENCRYPTION,
  SAY_NOT_ABLE,
  SAY_SUSPENDED,
} Sentence;

/* The first row that fits decides. Codes: Amazon S3 API Reference, "Error responses"; those of
 * other stores are marked. "KMS." stands for all codes that begin so. */
static const struct
{
  const char *code;
  guint operations;
  DropoffError error;
  Sentence sentence;
} by_code[] = {
  { "SlowDown", ON_ANY, DROPOFF_ERROR_THROTTLED, SAY_DEFAULT },
  { "SlowDownRead", ON_ANY, DROPOFF_ERROR_THROTTLED, SAY_DEFAULT },  /* MinIO */
  { "SlowDownWrite", ON_ANY, DROPOFF_ERROR_THROTTLED, SAY_DEFAULT }, /* MinIO */
  { "Throttling", ON_ANY, DROPOFF_ERROR_THROTTLED, SAY_DEFAULT },
  { "ThrottlingException", ON_ANY, DROPOFF_ERROR_THROTTLED, SAY_DEFAULT },
  { "RequestLimitExceeded", ON_ANY, DROPOFF_ERROR_THROTTLED, SAY_DEFAULT },
  { "BandwidthLimitExceeded", ON_ANY, DROPOFF_ERROR_THROTTLED, SAY_DEFAULT },
  { "TooManyRequests", ON_ANY, DROPOFF_ERROR_THROTTLED, SAY_DEFAULT },
  { "KMS.ThrottlingException", ON_ANY, DROPOFF_ERROR_THROTTLED, SAY_DEFAULT },

  { "RequestTimeout", ON_ANY, DROPOFF_ERROR_RETRY, SAY_DEFAULT },
  { "InternalError", ON_ANY, DROPOFF_ERROR_RETRY, SAY_DEFAULT },
  { "ServiceUnavailable", ON_ANY, DROPOFF_ERROR_RETRY, SAY_DEFAULT },
  { "IncompleteBody", ON_ANY, DROPOFF_ERROR_RETRY, SAY_DEFAULT },
  { "ConnectionClosedByRequester", ON_ANY, DROPOFF_ERROR_RETRY, SAY_DEFAULT },
  { "OperationAborted", ON_ANY, DROPOFF_ERROR_RETRY, SAY_DEFAULT },
  { "KMS.InternalException", ON_ANY, DROPOFF_ERROR_RETRY, SAY_DEFAULT },
  /* Keys of a few seconds may end on the way, again and again: the next attempt has newer ones. */
  { "ExpiredToken", ON_ANY, DROPOFF_ERROR_RETRY, SAY_DEFAULT },
  { "ExpiredTokenException", ON_ANY, DROPOFF_ERROR_RETRY, SAY_DEFAULT },
  { "TokenRefreshRequired", ON_ANY, DROPOFF_ERROR_RETRY, SAY_DEFAULT },

  { "RequestTimeTooSkewed", ON_ANY, DROPOFF_ERROR_CLOCK, SAY_DEFAULT },
  { "RequestExpired", ON_ANY, DROPOFF_ERROR_CLOCK, SAY_DEFAULT },

  { "PreconditionFailed", ON_ANY, DROPOFF_ERROR_NAME_TAKEN, SAY_DEFAULT },
  { "ConditionalRequestConflict", ON (PUT), DROPOFF_ERROR_RETRY, SAY_DEFAULT },
  { "ConditionalRequestConflict", ON_ANY, DROPOFF_ERROR_UPLOAD_GONE, SAY_DEFAULT },
  { "NoSuchUpload", ON_ANY, DROPOFF_ERROR_UPLOAD_GONE, SAY_DEFAULT },
  { "NoSuchKey", ON (SEND_PART) | ON (LIST_PARTS) | ON (COMPLETE) | ON (ABORT),
    DROPOFF_ERROR_UPLOAD_GONE, SAY_DEFAULT }, /* Ceph */

  { "BadDigest", ON_ANY, DROPOFF_ERROR_DAMAGED, SAY_DEFAULT },
  { "XAmzContentSHA256Mismatch", ON_ANY, DROPOFF_ERROR_DAMAGED, SAY_DEFAULT },
  { "XAmzContentChecksumMismatch", ON_ANY, DROPOFF_ERROR_DAMAGED, SAY_DEFAULT }, /* MinIO */
  { "InvalidDigest", ON_ANY, DROPOFF_ERROR_DAMAGED, SAY_DEFAULT },
  { "InvalidPart", ON (COMPLETE), DROPOFF_ERROR_DAMAGED, SAY_DEFAULT },
  { "InvalidPartOrder", ON (COMPLETE), DROPOFF_ERROR_DAMAGED, SAY_DEFAULT },
  { "EntityTooSmall", ON (COMPLETE), DROPOFF_ERROR_DAMAGED, SAY_DEFAULT },
  /* The size or a checksum promised for the whole is not that of the parts. */
  { "InvalidRequest", ON (COMPLETE), DROPOFF_ERROR_DAMAGED, SAY_DEFAULT },

  { "KeyTooLongError", ON_ANY, DROPOFF_ERROR_NOT_ACCEPTED, SAY_DEFAULT },

  { "NoSuchBucket", ON_ANY, DROPOFF_ERROR_ASK_COMPANY, SAY_NO_PLACE },
  { "InvalidBucketName", ON_ANY, DROPOFF_ERROR_ASK_COMPANY, SAY_NO_PLACE },
  { "PermanentRedirect", ON_ANY, DROPOFF_ERROR_ASK_COMPANY, SAY_NO_PLACE },
  { "TemporaryRedirect", ON_ANY, DROPOFF_ERROR_RETRY, SAY_DEFAULT },
  { "Redirect", ON_ANY, DROPOFF_ERROR_RETRY, SAY_DEFAULT },
  { "AuthorizationHeaderMalformed", ON_ANY, DROPOFF_ERROR_ASK_COMPANY, SAY_NO_PLACE },
  { "IllegalLocationConstraintException", ON_ANY, DROPOFF_ERROR_ASK_COMPANY, SAY_NO_PLACE },
  { "EntityTooLarge", ON_ANY, DROPOFF_ERROR_ASK_COMPANY, SAY_TOO_LARGE },
  { "QuotaExceeded", ON_ANY, DROPOFF_ERROR_ASK_COMPANY, SAY_FULL },     /* Ceph */
  { "XMinioStorageFull", ON_ANY, DROPOFF_ERROR_ASK_COMPANY, SAY_FULL }, /* MinIO */
  { "InsufficientCapacity", ON_ANY, DROPOFF_ERROR_ASK_COMPANY, SAY_FULL },
  { "KMS.", ON_ANY, DROPOFF_ERROR_ASK_COMPANY, SAY_NO_ENCRYPTION },
  { "InvalidEncryptionAlgorithmError", ON_ANY, DROPOFF_ERROR_ASK_COMPANY, SAY_NO_ENCRYPTION },
  { "NotImplemented", ON_ANY, DROPOFF_ERROR_ASK_COMPANY, SAY_NOT_ABLE },
  { "MethodNotAllowed", ON_ANY, DROPOFF_ERROR_ASK_COMPANY, SAY_NOT_ABLE },
  { "InvalidRequest", ON_ANY, DROPOFF_ERROR_ASK_COMPANY, SAY_NOT_ABLE },
  { "InvalidArgument", ON_ANY, DROPOFF_ERROR_ASK_COMPANY, SAY_NOT_ABLE },
  { "AccountProblem", ON_ANY, DROPOFF_ERROR_ASK_COMPANY, SAY_SUSPENDED },
  { "AllAccessDisabled", ON_ANY, DROPOFF_ERROR_ASK_COMPANY, SAY_SUSPENDED },
  { "NotSignedUp", ON_ANY, DROPOFF_ERROR_ASK_COMPANY, SAY_SUSPENDED },
  { "UserSuspended", ON_ANY, DROPOFF_ERROR_ASK_COMPANY, SAY_SUSPENDED }, /* Ceph */
  { "AccessDenied", ON_ANY, DROPOFF_ERROR_ASK_COMPANY, SAY_DENIED },
  { "InvalidToken", ON_ANY, DROPOFF_ERROR_ASK_COMPANY, SAY_DENIED },
  { "InvalidAccessKeyId", ON_ANY, DROPOFF_ERROR_ASK_COMPANY, SAY_DENIED },

  { "SignatureDoesNotMatch", ON_ANY, DROPOFF_ERROR_INTERNAL, SAY_DEFAULT },
  { "MalformedXML", ON_ANY, DROPOFF_ERROR_INTERNAL, SAY_DEFAULT },
  { "MissingContentLength", ON_ANY, DROPOFF_ERROR_INTERNAL, SAY_DEFAULT },
  { "MissingSecurityHeader", ON_ANY, DROPOFF_ERROR_INTERNAL, SAY_DEFAULT },
  { "UnsupportedSignature", ON_ANY, DROPOFF_ERROR_INTERNAL, SAY_DEFAULT },
  { "InvalidURI", ON_ANY, DROPOFF_ERROR_INTERNAL, SAY_DEFAULT },
  { "RequestHeaderSectionTooLarge", ON_ANY, DROPOFF_ERROR_INTERNAL, SAY_DEFAULT },
  { "MetadataTooLarge", ON_ANY, DROPOFF_ERROR_INTERNAL, SAY_DEFAULT },
};

static const struct
{
  const char *code;
  DropoffS3Remedy remedy;
} remedies[] = {
  { "ExpiredToken", DROPOFF_S3_REMEDY_RENEW_KEYS },
  { "ExpiredTokenException", DROPOFF_S3_REMEDY_RENEW_KEYS },
  { "InvalidToken", DROPOFF_S3_REMEDY_RENEW_KEYS },
  { "TokenRefreshRequired", DROPOFF_S3_REMEDY_RENEW_KEYS },
  { "InvalidAccessKeyId", DROPOFF_S3_REMEDY_RENEW_KEYS }, /* Ceph, for temporary keys */
  { "RequestTimeTooSkewed", DROPOFF_S3_REMEDY_LEARN_CLOCK },
  { "RequestExpired", DROPOFF_S3_REMEDY_LEARN_CLOCK },
  { "PermanentRedirect", DROPOFF_S3_REMEDY_LEARN_REGION },
  { "TemporaryRedirect", DROPOFF_S3_REMEDY_LEARN_REGION },
  { "AuthorizationHeaderMalformed", DROPOFF_S3_REMEDY_LEARN_REGION },
  { "IllegalLocationConstraintException", DROPOFF_S3_REMEDY_LEARN_REGION },
};

static const char *
get_default_sentence (DropoffError error)
{
  switch ((guint) error)
    {
    case DROPOFF_ERROR_RETRY:
      return _ ("The service has a passing problem.");
    case DROPOFF_ERROR_THROTTLED:
      return _ ("The service is busy at the moment.");
    case DROPOFF_ERROR_NOT_THE_SERVICE:
      return _ ("Something else answered instead of the service. Perhaps this network has a "
                "sign-in page, or a firewall stands in between.");
    case DROPOFF_ERROR_CLOCK:
      return _ ("This computer’s clock is wrong. Set date and time, then try again.");
    case DROPOFF_ERROR_NAME_TAKEN:
      return _ ("A file with this name is there already.");
    case DROPOFF_ERROR_UPLOAD_GONE:
      return _ ("The transfer was ended on the other side and has to begin again.");
    case DROPOFF_ERROR_DAMAGED:
      return _ ("The file was damaged on its way and has to be sent again.");
    case DROPOFF_ERROR_NOT_ACCEPTED:
      return _ ("The name of this file is too long. Give it a shorter one.");
    case DROPOFF_ERROR_INTERNAL:
      return _ ("The service did not understand this program. Please report it.");
    default:
      return _ ("The company’s storage refused the file. Ask the company.");
    }
}

static const char *
get_sentence (DropoffError error, Sentence sentence)
{
  switch (sentence)
    {
    case SAY_DENIED:
      return _ ("You are not allowed to send files to this place. Ask the company.");
    case SAY_NO_PLACE:
      return _ ("The place that files go to cannot be found. Ask the company.");
    case SAY_FULL:
      return _ ("The company’s storage is full. Ask the company.");
    case SAY_TOO_LARGE:
      return _ ("The file is too large for the company’s storage. Ask the company.");
    case SAY_NO_ENCRYPTION:
      return _ ("The company’s storage cannot encrypt the file. Ask the company.");
    case SAY_NOT_ABLE:
      return _ ("The company’s storage cannot take files in this way. Ask the company.");
    case SAY_SUSPENDED:
      return _ ("The company’s storage is closed at the moment. Ask the company.");
    case SAY_DEFAULT:
    default:
      return get_default_sentence (error);
    }
}

static gboolean
code_fits (const char *pattern, const char *code)
{
  return g_str_has_suffix (pattern, ".") ? g_str_has_prefix (code, pattern)
                                         : strcmp (pattern, code) == 0;
}

/* A code that the table does not know, or a reply without a code. */
static DropoffError
judge_status (const DropoffS3Failure *failure, Sentence *sentence)
{
  *sentence = SAY_DEFAULT;
  /* A HEAD cannot say SlowDown; S3's 503 hardly ever means anything else. */
  if (failure->status == 429 || (failure->status == 503 && !failure->had_body))
    return DROPOFF_ERROR_THROTTLED;
  if (failure->status >= 500 && failure->status != 501 && failure->status != 511)
    return DROPOFF_ERROR_RETRY;
  if (failure->status == 412)
    return DROPOFF_ERROR_NAME_TAKEN;
  if (failure->status == 408)
    return DROPOFF_ERROR_RETRY;
  if (failure->code == NULL && failure->had_body)
    return DROPOFF_ERROR_NOT_THE_SERVICE;
  if (failure->status == 413)
    *sentence = SAY_TOO_LARGE;
  else if (failure->status == 401 || failure->status == 403)
    *sentence = SAY_DENIED;
  else if (failure->status == 404)
    *sentence = SAY_NO_PLACE;
  else if (failure->status == 501)
    *sentence = SAY_NOT_ABLE;
  else if (failure->code == NULL)
    return DROPOFF_ERROR_NOT_THE_SERVICE;
  return DROPOFF_ERROR_ASK_COMPANY;
}

static DropoffError
judge (const DropoffS3Failure *failure, Sentence *sentence)
{
  for (guint i = 0; failure->code != NULL && i < G_N_ELEMENTS (by_code); i++)
    if ((by_code[i].operations & (1u << failure->operation)) != 0
        && code_fits (by_code[i].code, failure->code))
      {
        *sentence = by_code[i].sentence;
        return by_code[i].error;
      }
  return judge_status (failure, sentence);
}

static char *
describe (const DropoffS3Failure *failure)
{
  g_autofree char *valid =
      failure->message != NULL ? g_utf8_make_valid (failure->message, -1) : g_strdup ("");
  g_autofree char *redacted = dropoff_log_redact (valid);
  g_autofree char *start =
      g_utf8_substring (redacted, 0, MIN (g_utf8_strlen (redacted, -1), MAX_MESSAGE_CHARACTERS));

  return g_strdup_printf ("%s %u %s%s%s", dropoff_s3_operation_get_name (failure->operation),
                          failure->status, failure->code != NULL ? failure->code : "(no code)",
                          start[0] != '\0' ? ": " : "", start);
}

DropoffS3Remedy
dropoff_s3_failure_find_remedy (const DropoffS3Failure *failure)
{
  for (guint i = 0; failure->code != NULL && i < G_N_ELEMENTS (remedies); i++)
    if (strcmp (remedies[i].code, failure->code) == 0)
      return remedies[i].remedy;

  if (failure->status == 301 || failure->status == 307)
    return DROPOFF_S3_REMEDY_LEARN_REGION;
  /* Without a body (HEAD) all these come as a bare 400 or 403. */
  if (failure->region_told && failure->code == NULL)
    return DROPOFF_S3_REMEDY_LEARN_REGION;
  if (failure->status == 403 && failure->code == NULL && failure->clock_differs)
    return DROPOFF_S3_REMEDY_LEARN_CLOCK;
  /* Ceph refuses keys that have ended as if they had no right. */
  if (failure->status == 403 && failure->keys_past_end)
    return DROPOFF_S3_REMEDY_RENEW_KEYS;
  if (failure->status == 400 && failure->code == NULL && !failure->had_body)
    return DROPOFF_S3_REMEDY_RENEW_KEYS;
  if (failure->had_checksum
      && (g_strcmp0 (failure->code, "InvalidRequest") == 0
          || g_strcmp0 (failure->code, "InvalidArgument") == 0
          || g_strcmp0 (failure->code, "NotImplemented") == 0)
      && (failure->message == NULL || strstr (failure->message, "x-amz-mp-object-size") == NULL))
    return DROPOFF_S3_REMEDY_LEAVE_CHECKSUM;
  if (failure->operation == DROPOFF_OPERATION_COMPLETE && failure->message != NULL
      && strstr (failure->message, "already in progress") != NULL)
    return DROPOFF_S3_REMEDY_LOOK_FOR_UPLOAD;
  return DROPOFF_S3_REMEDY_NONE;
}

GError *
dropoff_s3_failure_to_error (const DropoffS3Failure *failure)
{
  g_autofree char *detail = describe (failure);
  Sentence sentence;
  DropoffError error = judge (failure, &sentence);

  return dropoff_error_new (error, detail, failure->retry_after_ms, get_sentence (error, sentence));
}

const char *
dropoff_s3_operation_get_name (DropoffOperationKind kind)
{
  switch (kind)
    {
    case DROPOFF_OPERATION_PUT:
      return "PutObject";
    case DROPOFF_OPERATION_BEGIN:
      return "CreateMultipartUpload";
    case DROPOFF_OPERATION_SEND_PART:
      return "UploadPart";
    case DROPOFF_OPERATION_LIST_PARTS:
      return "ListParts";
    case DROPOFF_OPERATION_COMPLETE:
      return "CompleteMultipartUpload";
    case DROPOFF_OPERATION_ABORT:
      return "AbortMultipartUpload";
    case DROPOFF_OPERATION_PROBE:
      return "HeadObject";
    case DROPOFF_OPERATION_FIND:
      return "ListMultipartUploads";
    default:
      return "?";
    }
}

gint64
dropoff_s3_parse_retry_after (const char *amz_value, const char *value)
{
  guint64 number;

  if (amz_value != NULL && g_ascii_string_to_unsigned (amz_value, 10, 0, G_MAXINT64, &number, NULL))
    return MIN ((gint64) number, MAX_WAIT_MS);
  if (value == NULL)
    return 0;
  if (g_ascii_string_to_unsigned (value, 10, 0, G_MAXINT32, &number, NULL))
    return MIN ((gint64) number * 1000, MAX_WAIT_MS);
  return 0;
}
