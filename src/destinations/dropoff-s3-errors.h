/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "dropoff-destination.h"
#include "dropoff-error.h"

G_BEGIN_DECLS

/**
 * DropoffS3Failure:
 * @operation: what was asked
 * @status: HTTP status; 200 when an error came in a good reply's body
 * @code: (nullable): S3's error code; %NULL when the reply had no body that S3 would write
 * @message: (nullable): the server's own text
 * @had_body: the reply had a body (a HEAD never has)
 * @had_checksum: the request carried a CRC64NVME or its algorithm's name
 * @keys_past_end: the keys that signed it were past their end of life when the reply came
 * @region_told: the reply named a region other than the one signed for
 * @clock_differs: the reply's `Date` is more than a minute from our time
 * @retry_after_ms: the wait asked for in milliseconds, or 0
 *
 * What is known of a request that failed. All texts are borrowed.
 */
typedef struct
{
  DropoffOperationKind operation;
  guint status;
  const char *code;
  const char *message;
  gboolean had_body;
  gboolean had_checksum;
  gboolean keys_past_end;
  gboolean region_told;
  gboolean clock_differs;
  gint64 retry_after_ms;
} DropoffS3Failure;

/**
 * DropoffS3Remedy:
 * @DROPOFF_S3_REMEDY_NONE: a decision is needed: the failure is told
 * @DROPOFF_S3_REMEDY_RENEW_KEYS: get new keys and send it again
 * @DROPOFF_S3_REMEDY_LEARN_CLOCK: take the server's time and send it again
 * @DROPOFF_S3_REMEDY_LEARN_REGION: take the region from the reply, or ask for it, and send it again
 * @DROPOFF_S3_REMEDY_LEAVE_CHECKSUM: the server knows no CRC64NVME: go on without
 * @DROPOFF_S3_REMEDY_LOOK_FOR_UPLOAD: Ceph before 17 says of an upload that is gone that it is
 * being completed: see whether it is there, to tell the one from the other
 *
 * What heals a failure without counting as an attempt; each is tried once for an operation.
 */
typedef enum {
  DROPOFF_S3_REMEDY_NONE,
  DROPOFF_S3_REMEDY_RENEW_KEYS,
  DROPOFF_S3_REMEDY_LEARN_CLOCK,
  DROPOFF_S3_REMEDY_LEARN_REGION,
  DROPOFF_S3_REMEDY_LEAVE_CHECKSUM,
  DROPOFF_S3_REMEDY_LOOK_FOR_UPLOAD,
} DropoffS3Remedy;

/**
 * dropoff_s3_failure_find_remedy:
 * @failure: a failure
 *
 * Returns: what may heal it. Pure. Any thread.
 */
DropoffS3Remedy dropoff_s3_failure_find_remedy (const DropoffS3Failure *failure);

/**
 * dropoff_s3_failure_to_error:
 * @failure: a failure that nothing healed
 *
 * Returns: (transfer full): what can be done about it, as a code and a plain sentence; the detail
 *   has operation, status, code and the server's text without secrets. Pure. Any thread.
 */
GError *dropoff_s3_failure_to_error (const DropoffS3Failure *failure);

/**
 * dropoff_s3_operation_get_name:
 * @kind: an operation
 *
 * Returns: S3's name of it, for reports ("UploadPart").
 */
const char *dropoff_s3_operation_get_name (DropoffOperationKind kind);

/**
 * dropoff_s3_parse_retry_after:
 * @amz_value: (nullable): `x-amz-retry-after`: milliseconds (AWS SDKs' retry specification 2.1)
 * @value: (nullable): `Retry-After`: seconds (RFC 9110, 10.2.3; its other form, a date, is not
 *   read: no object store sends it)
 *
 * Returns: the wait asked for in milliseconds, 0 for none, at most an hour.
 */
gint64 dropoff_s3_parse_retry_after (const char *amz_value, const char *value);

G_END_DECLS
