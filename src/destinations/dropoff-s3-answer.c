/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "dropoff-s3-exchange.h"

#include "dropoff-crc64nvme.h"
#include "dropoff-s3-messages.h"

#include <string.h>

#define CLOCK_TOLERANCE_S 60
#define CHECKSUM_HEADER "x-amz-checksum-crc64nvme"

static DropoffOutcome *
add_outcome (DropoffS3Answer *answer)
{
  answer->outcome = g_new0 (DropoffOutcome, 1);
  return answer->outcome;
}

/* The reply is a success by its status, but not what S3 would have said. */
static void
refuse (DropoffS3Answer *answer, const char *why)
{
  g_clear_pointer (&answer->outcome, dropoff_outcome_free);
  g_free (answer->message);
  answer->message = g_strdup (why);
  answer->failure.message = answer->message;
}

static void
fail_as (DropoffS3Answer *answer, const char *code, const char *message)
{
  g_clear_pointer (&answer->outcome, dropoff_outcome_free);
  g_free (answer->code);
  g_free (answer->message);
  answer->code = g_strdup (code);
  answer->message = g_strdup (message);
  answer->failure.code = answer->code;
  answer->failure.message = answer->message;
}

static void
read_sent (DropoffS3Answer *answer, const DropoffOperation *operation, gboolean with_checksum,
           const DropoffHttpResponse *response)
{
  const char *etag = dropoff_http_response_get_header (response, "ETag");
  DropoffOutcome *outcome = add_outcome (answer);
  guint64 echo = 0;

  if (etag == NULL || etag[0] == '\0' || strlen (etag) > DROPOFF_S3_MAX_ETAG_LENGTH)
    {
      refuse (answer, "no usable ETag");
      return;
    }
  outcome->etag = g_strdup (etag);
  outcome->version_id = g_strdup (dropoff_http_response_get_header (response, "x-amz-version-id"));
  outcome->verified = operation->sha256 != NULL || operation->size_bytes == 0;
  if (!operation->has_crc64 || !with_checksum)
    return;
  if (!dropoff_crc64nvme_from_base64 (dropoff_http_response_get_header (response, CHECKSUM_HEADER),
                                      &echo))
    answer->no_checksum = TRUE;
  else if (echo != operation->crc64)
    fail_as (answer, "BadDigest", "the checksum echoed is not the one sent");
  else
    outcome->verified = TRUE;
}

static void
read_probed (DropoffS3Answer *answer, const DropoffHttpResponse *response)
{
  const char *length = dropoff_http_response_get_header (response, "Content-Length");
  const char *etag = dropoff_http_response_get_header (response, "ETag");
  DropoffOutcome *outcome = add_outcome (answer);

  if (length == NULL
      || !g_ascii_string_to_unsigned (length, 10, 0, G_MAXINT64, &outcome->size_bytes, NULL))
    {
      refuse (answer, "no usable Content-Length");
      return;
    }
  /* Any page has a length. */
  if (etag == NULL || etag[0] == '\0')
    {
      refuse (answer, "an object without an ETag");
      return;
    }
  outcome->exists = TRUE;
  outcome->etag = g_strdup (etag);
  outcome->version_id = g_strdup (dropoff_http_response_get_header (response, "x-amz-version-id"));
  outcome->reference =
      g_strdup (dropoff_http_response_get_header (response, DROPOFF_S3_REFERENCE_HEADER));
  outcome->has_crc64 = dropoff_crc64nvme_from_base64 (
      dropoff_http_response_get_header (response, CHECKSUM_HEADER), &outcome->crc64);
}

static void
take_page (DropoffS3Answer *answer, const DropoffOperation *operation, DropoffS3Reply *reply)
{
  DropoffOutcome *outcome;

  if (reply->more && reply->next_marker <= operation->part_marker)
    {
      refuse (answer, "a page that leads to itself");
      return;
    }
  outcome = add_outcome (answer);
  outcome->more = reply->more;
  outcome->next_marker = reply->next_marker;
  outcome->parts = g_array_new (FALSE, TRUE, sizeof (DropoffPart));
  g_array_set_size (outcome->parts, reply->parts->len);
  for (guint i = 0; i < reply->parts->len; i++)
    {
      const DropoffS3Part *from = &g_array_index (reply->parts, DropoffS3Part, i);
      DropoffPart *to = &g_array_index (outcome->parts, DropoffPart, i);

      to->number = from->number;
      to->size_bytes = from->size_bytes;
      to->has_crc64 = from->has_crc64;
      to->crc64 = from->crc64;
      g_strlcpy (to->etag, from->etag, sizeof to->etag);
    }
}

static void
take_completed (DropoffS3Answer *answer, const DropoffOperation *operation, DropoffS3Reply *reply,
                const DropoffHttpResponse *response)
{
  DropoffOutcome *outcome = add_outcome (answer);

  outcome->etag = g_steal_pointer (&reply->etag);
  outcome->version_id = g_strdup (dropoff_http_response_get_header (response, "x-amz-version-id"));
  outcome->has_crc64 = reply->has_crc64;
  outcome->crc64 = reply->crc64;
  outcome->verified = reply->has_crc64 && operation->has_crc64 && reply->crc64 == operation->crc64;
  if (reply->has_crc64 && operation->has_crc64 && !outcome->verified)
    fail_as (answer, "BadDigest", "the object's checksum is not the one sent");
}

static void
take_begun (DropoffS3Answer *answer, gboolean with_checksum, DropoffS3Reply *reply,
            const DropoffHttpResponse *response)
{
  add_outcome (answer)->upload_id = g_steal_pointer (&reply->upload_id);
  /* S3 repeats the algorithm that it will use; who does not will compare nothing. */
  answer->no_checksum =
      with_checksum
      && dropoff_http_response_get_header (response, "x-amz-checksum-algorithm") == NULL;
}

static gboolean
is_passed_over (const DropoffOperation *operation, const char *upload_id)
{
  return operation->passed_over != NULL
         && g_ptr_array_find_with_equal_func (operation->passed_over, upload_id, g_str_equal, NULL);
}

/* Of several, the youngest: it is the one whose begin we lost. */
static void
take_found (DropoffS3Answer *answer, const DropoffOperation *operation, DropoffS3Reply *reply)
{
  DropoffOutcome *outcome = add_outcome (answer);
  gint64 initiated_s = 0;

  for (guint i = 0; i < reply->uploads->len; i++)
    {
      const DropoffS3Upload *upload = &g_array_index (reply->uploads, DropoffS3Upload, i);

      if (strcmp (upload->key, operation->key) != 0 || upload->initiated_s < initiated_s
          || is_passed_over (operation, upload->upload_id))
        continue;
      initiated_s = upload->initiated_s;
      g_free (outcome->upload_id);
      outcome->upload_id = g_strdup (upload->upload_id);
    }
}

static void
take_error (DropoffS3Answer *answer, DropoffS3Reply *reply)
{
  fail_as (answer, reply->code, reply->message);
  if (answer->told_region == NULL && dropoff_aws_region_is_valid (reply->region))
    answer->told_region = g_strdup (reply->region);
  if (reply->server_time_s > 0)
    answer->told_time_s = reply->server_time_s;
}

/* Operations whose good reply is a document. */
static void
read_document (DropoffS3Answer *answer, const DropoffOperation *operation,
               const DropoffS3Terms *terms, const DropoffHttpResponse *response)
{
  g_autofree char *problem = NULL;
  g_autoptr (DropoffS3Reply) reply =
      dropoff_s3_reply_read (dropoff_http_response_get_body (response), &problem);
  const gboolean good_status = answer->failure.status < 300;

  if (reply == NULL)
    refuse (answer, problem);
  else if (reply->kind == DROPOFF_S3_REPLY_ERROR)
    take_error (answer, reply);
  else if (good_status && operation->kind == DROPOFF_OPERATION_BEGIN
           && reply->kind == DROPOFF_S3_REPLY_INITIATED)
    take_begun (answer, terms->with_checksum, reply, response);
  else if (good_status && operation->kind == DROPOFF_OPERATION_LIST_PARTS
           && reply->kind == DROPOFF_S3_REPLY_PARTS)
    take_page (answer, operation, reply);
  else if (good_status && operation->kind == DROPOFF_OPERATION_COMPLETE
           && reply->kind == DROPOFF_S3_REPLY_COMPLETED)
    take_completed (answer, operation, reply, response);
  else if (good_status && operation->kind == DROPOFF_OPERATION_FIND
           && reply->kind == DROPOFF_S3_REPLY_UPLOADS)
    take_found (answer, operation, reply);
  else
    refuse (answer, "a reply to something else");
}

static gboolean
wants_document (const DropoffS3Answer *answer, DropoffOperationKind kind)
{
  /* The answer to an abort is empty; what is not may be an error, or somebody else's page. */
  if (kind == DROPOFF_OPERATION_ABORT)
    return answer->failure.had_body;
  return kind == DROPOFF_OPERATION_BEGIN || kind == DROPOFF_OPERATION_LIST_PARTS
         || kind == DROPOFF_OPERATION_COMPLETE || kind == DROPOFF_OPERATION_FIND;
}

static void
read_body (DropoffS3Answer *answer, const DropoffOperation *operation, const DropoffS3Terms *terms,
           const DropoffHttpResponse *response)
{
  const gboolean good_status = answer->failure.status < 300;

  if (!good_status || wants_document (answer, operation->kind))
    read_document (answer, operation, terms, response);
  else if (operation->kind == DROPOFF_OPERATION_PROBE)
    read_probed (answer, response);
  else if (operation->kind == DROPOFF_OPERATION_ABORT)
    add_outcome (answer);
  else
    read_sent (answer, operation, terms->with_checksum, response);
}

/* Failures that are an answer. */
static void
accept_failure (DropoffS3Answer *answer, const DropoffOperation *operation)
{
  const guint status = answer->failure.status;

  if (operation->kind == DROPOFF_OPERATION_ABORT && status == 404
      && (g_strcmp0 (answer->code, "NoSuchUpload") == 0
          || g_strcmp0 (answer->code, "NoSuchKey") == 0))
    add_outcome (answer);
  if (operation->kind == DROPOFF_OPERATION_PROBE && status == 404)
    add_outcome (answer);
}

static void
note_circumstances (DropoffS3Answer *answer, const DropoffOperation *operation,
                    const DropoffS3Terms *terms, const DropoffHttpResponse *response)
{
  const char *region = dropoff_http_response_get_header (response, "x-amz-bucket-region");
  const gint64 date_s = dropoff_http_response_get_date_s (response);
  const gint64 end_s = dropoff_aws_credentials_get_expires_at_s (terms->credentials);
  DropoffS3Failure *failure = &answer->failure;

  if (dropoff_aws_region_is_valid (region))
    answer->told_region = g_strdup (region);
  answer->told_time_s = date_s;
  failure->operation = operation->kind;
  failure->status = dropoff_http_response_get_status (response);
  failure->had_body = g_bytes_get_size (dropoff_http_response_get_body (response)) > 0;
  failure->had_checksum =
      terms->with_checksum && (operation->has_crc64 || operation->kind == DROPOFF_OPERATION_BEGIN);
  failure->keys_past_end = end_s > 0 && terms->now_s >= end_s - CLOCK_TOLERANCE_S;
  failure->clock_differs = date_s > 0 && ABS (date_s - terms->now_s) > CLOCK_TOLERANCE_S;
  failure->retry_after_ms = dropoff_s3_parse_retry_after (
      dropoff_http_response_get_header (response, "x-amz-retry-after"),
      dropoff_http_response_get_header (response, "Retry-After"));
}

DropoffS3Answer *
dropoff_s3_answer_read (const DropoffOperation *operation, const DropoffS3Terms *terms,
                        const DropoffHttpResponse *response)
{
  DropoffS3Answer *answer = g_new0 (DropoffS3Answer, 1);

  note_circumstances (answer, operation, terms, response);
  read_body (answer, operation, terms, response);
  answer->failure.region_told =
      answer->told_region != NULL && strcmp (answer->told_region, terms->region) != 0;
  if (answer->outcome == NULL)
    accept_failure (answer, operation);
  return answer;
}

void
dropoff_s3_answer_accept_refusal (DropoffS3Answer *answer)
{
  const DropoffOperationKind kind = answer->failure.operation;
  const guint status = answer->failure.status;
  /* A proxy's refusal says nothing; S3's own has a code, or no body where there can be none. */
  const gboolean by_s3 = answer->code != NULL || !answer->failure.had_body;

  if (!by_s3)
    return;
  if (kind == DROPOFF_OPERATION_PROBE && status == 403)
    add_outcome (answer)->unknown = TRUE;
  if (kind == DROPOFF_OPERATION_FIND && (status == 403 || status == 405 || status == 501))
    add_outcome (answer);
}

void
dropoff_s3_answer_free (DropoffS3Answer *answer)
{
  if (answer == NULL)
    return;
  g_clear_pointer (&answer->outcome, dropoff_outcome_free);
  g_free (answer->code);
  g_free (answer->message);
  g_free (answer->told_region);
  g_free (answer);
}
