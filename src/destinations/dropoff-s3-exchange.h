/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "dropoff-aws-credentials.h"
#include "dropoff-aws-endpoint.h"
#include "dropoff-destination.h"
#include "dropoff-s3-errors.h"
#include "dropoff-shared-body.h"

G_BEGIN_DECLS

/** The object's own metadata that bears our reference (S3 keeps x-amz-meta-* with the object). */
#define DROPOFF_S3_REFERENCE_HEADER "x-amz-meta-dropoff-reference"

/** How the headers of all such metadata begin. */
#define DROPOFF_S3_METADATA_PREFIX "x-amz-meta-"

/**
 * DropoffS3Terms:
 * @endpoint: where the bucket is
 * @region: the region to sign for
 * @credentials: keys to sign with
 * @now_s: the servers' time in seconds since 1970
 * @with_checksum: the server is told CRC64NVME checksums
 *
 * What a request is made with beside its operation. All borrowed.
 */
typedef struct
{
  const DropoffAwsEndpoint *endpoint;
  const char *region;
  const DropoffAwsCredentials *credentials;
  gint64 now_s;
  gboolean with_checksum;
} DropoffS3Terms;

/**
 * DropoffS3Answer:
 * @outcome: (nullable): what came of it, if it succeeded
 * @failure: what is known otherwise; its texts live as long as the answer
 * @code: storage of the failure's code
 * @message: storage of the failure's message
 * @told_region: (nullable): the region that the reply names, checked
 * @told_time_s: the server's time by the error or the `Date` header, or 0
 * @no_checksum: the server showed that it does not compare CRC64NVME checksums
 *
 * A reply, read.
 */
typedef struct
{
  DropoffOutcome *outcome;
  DropoffS3Failure failure;
  char *code;
  char *message;
  char *told_region;
  gint64 told_time_s;
  gboolean no_checksum;
} DropoffS3Answer;

/**
 * dropoff_s3_request_build:
 * @operation: what to do
 * @body: (nullable): PUT, SEND_PART: the body
 * @terms: how
 *
 * Returns: (transfer full): the signed request. Main thread, no I/O.
 */
DropoffHttpRequest *dropoff_s3_request_build (const DropoffOperation *operation,
                                              DropoffSharedBody *body, const DropoffS3Terms *terms);

/**
 * dropoff_s3_request_build_head_bucket:
 * @terms: how
 *
 * Returns: (transfer full): a signed HEAD of the bucket, whose reply names its region.
 */
DropoffHttpRequest *dropoff_s3_request_build_head_bucket (const DropoffS3Terms *terms);

/**
 * dropoff_s3_answer_read:
 * @operation: what was asked
 * @terms: how it was asked, but with the time of the reply
 * @response: the reply
 *
 * Returns: (transfer full): what the reply means. Pure. Main thread.
 */
DropoffS3Answer *dropoff_s3_answer_read (const DropoffOperation *operation,
                                         const DropoffS3Terms *terms,
                                         const DropoffHttpResponse *response);

/**
 * dropoff_s3_answer_accept_refusal:
 * @answer: a failure that nothing healed
 *
 * PROBE and FIND only look, and many companies do not allow that: a refusal is an outcome then.
 */
void dropoff_s3_answer_accept_refusal (DropoffS3Answer *answer);

/**
 * dropoff_s3_answer_free:
 * @answer: (transfer full) (nullable): an answer
 *
 * Frees it.
 */
void dropoff_s3_answer_free (DropoffS3Answer *answer);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (DropoffS3Answer, dropoff_s3_answer_free)

G_END_DECLS
