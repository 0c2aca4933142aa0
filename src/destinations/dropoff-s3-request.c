/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "dropoff-s3-exchange.h"

#include "dropoff-crc64nvme.h"
#include "dropoff-s3-messages.h"
#include "dropoff-sigv4.h"

#define CONNECT_MS (15 * 1000)
#define COMPLETE_MS (15 * 60 * 1000)
#define STALL_MS (30 * 1000)
#define MAX_PAGE_BYTES (2 * 1024 * 1024)
#define MAX_PAGE_PARTS "1000"
#define MAX_FOUND_UPLOADS "100"

static const char *
get_method (DropoffOperationKind kind)
{
  switch (kind)
    {
    case DROPOFF_OPERATION_PUT:
    case DROPOFF_OPERATION_SEND_PART:
      return "PUT";
    case DROPOFF_OPERATION_BEGIN:
    case DROPOFF_OPERATION_COMPLETE:
      return "POST";
    case DROPOFF_OPERATION_ABORT:
      return "DELETE";
    case DROPOFF_OPERATION_PROBE:
      return "HEAD";
    case DROPOFF_OPERATION_LIST_PARTS:
    case DROPOFF_OPERATION_FIND:
    default:
      return "GET";
    }
}

static void
add_number (DropoffSigv4Request *sigv4, const char *name, guint number)
{
  g_autofree char *text = g_strdup_printf ("%u", number);

  dropoff_sigv4_request_add_query (sigv4, name, text);
}

static void
add_query (DropoffSigv4Request *sigv4, const DropoffOperation *operation)
{
  if (operation->kind == DROPOFF_OPERATION_BEGIN || operation->kind == DROPOFF_OPERATION_FIND)
    dropoff_sigv4_request_add_query (sigv4, "uploads", "");
  if (operation->kind == DROPOFF_OPERATION_FIND)
    {
      /* Uploads come in the order of their keys, and a key sorts before those it begins: what is
       * looked for is on the first page. */
      dropoff_sigv4_request_add_query (sigv4, "prefix", operation->key);
      dropoff_sigv4_request_add_query (sigv4, "max-uploads", MAX_FOUND_UPLOADS);
    }
  if (operation->kind == DROPOFF_OPERATION_SEND_PART)
    add_number (sigv4, "partNumber", operation->part_number);
  if (operation->kind == DROPOFF_OPERATION_LIST_PARTS)
    {
      dropoff_sigv4_request_add_query (sigv4, "max-parts", MAX_PAGE_PARTS);
      if (operation->part_marker > 0)
        add_number (sigv4, "part-number-marker", operation->part_marker);
    }
  if (operation->upload_id != NULL)
    dropoff_sigv4_request_add_query (sigv4, "uploadId", operation->upload_id);
}

static void
add_checksum_headers (DropoffSigv4Request *sigv4, const DropoffOperation *operation)
{
  g_autofree char *crc64 =
      operation->has_crc64 ? dropoff_crc64nvme_to_base64 (operation->crc64) : NULL;

  if (operation->kind == DROPOFF_OPERATION_BEGIN)
    dropoff_sigv4_request_add_header (sigv4, "x-amz-checksum-algorithm", "CRC64NVME");
  if (operation->kind == DROPOFF_OPERATION_BEGIN
      || (operation->kind == DROPOFF_OPERATION_COMPLETE && crc64 != NULL))
    dropoff_sigv4_request_add_header (sigv4, "x-amz-checksum-type", "FULL_OBJECT");
  if (operation->kind == DROPOFF_OPERATION_PROBE)
    dropoff_sigv4_request_add_header (sigv4, "x-amz-checksum-mode", "ENABLED");
  if (crc64 != NULL)
    dropoff_sigv4_request_add_header (sigv4, "x-amz-checksum-crc64nvme", crc64);
}

static void
add_detail (const char *name, const char *value, gpointer user_data)
{
  g_autofree char *header = g_strconcat (DROPOFF_S3_METADATA_PREFIX, name, NULL);
  g_autofree char *encoded = dropoff_details_encode (value);

  dropoff_sigv4_request_add_header (user_data, header, encoded);
}

static void
add_headers (DropoffSigv4Request *sigv4, const DropoffOperation *operation,
             const DropoffS3Terms *terms)
{
  if (terms->with_checksum)
    add_checksum_headers (sigv4, operation);
  if (operation->content_type != NULL)
    dropoff_sigv4_request_add_header (sigv4, "content-type", operation->content_type);
  if (operation->reference != NULL)
    dropoff_sigv4_request_add_header (sigv4, DROPOFF_S3_REFERENCE_HEADER, operation->reference);
  if (operation->details != NULL)
    dropoff_details_foreach (operation->details, add_detail, sigv4);
  if (operation->only_if_absent)
    dropoff_sigv4_request_add_header (sigv4, "if-none-match", "*");
  if (operation->kind == DROPOFF_OPERATION_COMPLETE)
    {
      g_autofree char *size = g_strdup_printf ("%" G_GUINT64_FORMAT, operation->size_bytes);

      dropoff_sigv4_request_add_header (sigv4, "content-type", "application/xml");
      dropoff_sigv4_request_add_header (sigv4, "x-amz-mp-object-size", size);
    }
}

static GBytes *
write_part_list (const DropoffOperation *operation, gboolean with_checksum)
{
  g_autoptr (GArray) parts = g_array_new (FALSE, TRUE, sizeof (DropoffS3Part));

  g_array_set_size (parts, operation->parts->len);
  for (guint i = 0; i < operation->parts->len; i++)
    {
      const DropoffPart *from = &g_array_index (operation->parts, DropoffPart, i);
      DropoffS3Part *to = &g_array_index (parts, DropoffS3Part, i);

      to->number = from->number;
      to->has_crc64 = from->has_crc64 && with_checksum;
      to->crc64 = from->crc64;
      g_strlcpy (to->etag, from->etag, sizeof to->etag);
    }
  return dropoff_s3_complete_write ((const DropoffS3Part *) (const void *) parts->data, parts->len);
}

/* Signs, and makes of what was signed the request that is sent. */
static DropoffHttpRequest *
finish (DropoffSigv4Request *sigv4, const char *method, const char *path,
        const DropoffS3Terms *terms, const char *payload_hash)
{
  const DropoffSigv4Scope scope = { .region = terms->region,
                                    .service = "s3",
                                    .time_s = terms->now_s };
  g_autofree char *query = dropoff_sigv4_request_dup_query (sigv4);
  g_autofree char *url = dropoff_aws_endpoint_dup_url (terms->endpoint, path, query);
  DropoffHttpRequest *request = dropoff_http_request_new (method, url);
  const GPtrArray *headers;

  dropoff_sigv4_request_sign (sigv4, terms->credentials, &scope, payload_hash);
  headers = dropoff_sigv4_request_get_headers (sigv4);
  for (guint i = 0; i < headers->len; i++)
    {
      const DropoffSigv4Header *header = g_ptr_array_index (headers, i);

      dropoff_http_request_add_header (request, header->name, header->value);
    }
  return request;
}

static const char *
get_payload_hash (const DropoffOperation *operation, DropoffSharedBody *body)
{
  if (operation->kind != DROPOFF_OPERATION_PUT && operation->kind != DROPOFF_OPERATION_SEND_PART)
    return DROPOFF_SIGV4_EMPTY_PAYLOAD;
  if (body == NULL || operation->size_bytes == 0)
    return DROPOFF_SIGV4_EMPTY_PAYLOAD;
  return operation->sha256 != NULL ? operation->sha256 : DROPOFF_SIGV4_UNSIGNED_PAYLOAD;
}

DropoffHttpRequest *
dropoff_s3_request_build (const DropoffOperation *operation, DropoffSharedBody *body,
                          const DropoffS3Terms *terms)
{
  const char *method = get_method (operation->kind);
  const gboolean of_bucket = operation->kind == DROPOFF_OPERATION_FIND;
  g_autofree char *path =
      dropoff_aws_endpoint_dup_path (terms->endpoint, of_bucket ? NULL : operation->key);
  g_autoptr (DropoffSigv4Request) sigv4 =
      dropoff_sigv4_request_new (method, dropoff_aws_endpoint_get_host (terms->endpoint), path);
  g_autoptr (GBytes) document = NULL;
  g_autofree char *document_hash = NULL;
  DropoffHttpRequest *request;

  add_query (sigv4, operation);
  add_headers (sigv4, operation, terms);
  if (operation->kind == DROPOFF_OPERATION_COMPLETE)
    {
      document = write_part_list (operation, terms->with_checksum);
      document_hash = g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, document);
    }
  request = finish (sigv4, method, path, terms,
                    document_hash != NULL ? document_hash : get_payload_hash (operation, body));

  if (document != NULL)
    {
      dropoff_http_request_set_body_bytes (request, document);
      /* Putting thousands of parts together takes minutes in which nothing is sent. */
      dropoff_http_request_set_timeouts (request, CONNECT_MS, 0, COMPLETE_MS);
    }
  else
    dropoff_http_request_set_timeouts (request, CONNECT_MS, STALL_MS, 0);
  /* A second begin, sent because the first one's answer was lost, would stay behind for ever. */
  if (operation->kind == DROPOFF_OPERATION_BEGIN)
    dropoff_http_request_set_once (request);
  if (operation->kind == DROPOFF_OPERATION_LIST_PARTS || of_bucket)
    dropoff_http_request_set_max_reply (request, MAX_PAGE_BYTES);
  if (body != NULL)
    dropoff_shared_body_lend (body, request, operation->size_bytes);
  if (operation->progress != NULL)
    dropoff_http_request_set_progress (request, operation->progress);
  return request;
}

DropoffHttpRequest *
dropoff_s3_request_build_head_bucket (const DropoffS3Terms *terms)
{
  g_autofree char *path = dropoff_aws_endpoint_dup_path (terms->endpoint, NULL);
  g_autoptr (DropoffSigv4Request) sigv4 =
      dropoff_sigv4_request_new ("HEAD", dropoff_aws_endpoint_get_host (terms->endpoint), path);

  return finish (sigv4, "HEAD", path, terms, DROPOFF_SIGV4_EMPTY_PAYLOAD);
}
