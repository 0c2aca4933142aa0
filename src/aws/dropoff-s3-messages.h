/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/** The most parts of an upload, and so the most that a page may tell (S3: 10,000). */
#define DROPOFF_S3_MAX_PARTS 10000
/** Longest entity tag kept, quotes included, without the final zero. */
#define DROPOFF_S3_MAX_ETAG_LENGTH 79

/**
 * DropoffS3Part:
 * @number: 1 to 10,000
 * @has_crc64: whether @crc64 is known
 * @size_bytes: its size
 * @crc64: its CRC64NVME
 * @etag: its tag as given, quotes included
 *
 * A part as S3's messages tell it.
 */
typedef struct
{
  guint number;
  gboolean has_crc64;
  guint64 size_bytes;
  guint64 crc64;
  char etag[DROPOFF_S3_MAX_ETAG_LENGTH + 1];
} DropoffS3Part;

/** The most unfinished uploads that a page may tell (S3: 1,000). */
#define DROPOFF_S3_MAX_UPLOADS 1000

/**
 * DropoffS3Upload:
 * @key: the object's key
 * @upload_id: the upload's id
 * @initiated_s: when it was begun, in seconds since 1970, or 0
 *
 * An upload that was begun and neither finished nor aborted.
 */
typedef struct
{
  char *key;
  char *upload_id;
  gint64 initiated_s;
} DropoffS3Upload;

/**
 * DropoffS3ReplyKind:
 * @DROPOFF_S3_REPLY_ERROR: an error, whatever the status (a completion may fail after its 200)
 * @DROPOFF_S3_REPLY_INITIATED: an upload was begun
 * @DROPOFF_S3_REPLY_PARTS: a page of parts
 * @DROPOFF_S3_REPLY_COMPLETED: an object was put together
 * @DROPOFF_S3_REPLY_UPLOADS: a page of unfinished uploads
 *
 * What the root element says that a reply is.
 */
typedef enum {
  DROPOFF_S3_REPLY_ERROR,
  DROPOFF_S3_REPLY_INITIATED,
  DROPOFF_S3_REPLY_PARTS,
  DROPOFF_S3_REPLY_COMPLETED,
  DROPOFF_S3_REPLY_UPLOADS,
} DropoffS3ReplyKind;

/**
 * DropoffS3Reply:
 * @kind: which of the following are set
 * @code: ERROR: S3's error code, never %NULL
 * @message: (nullable): ERROR: its text
 * @region: (nullable): ERROR: the region that it should have been
 * @server_time_s: ERROR: the server's time in seconds since 1970, or 0
 * @upload_id: INITIATED: the upload's id, never empty
 * @parts: (element-type DropoffS3Part): PARTS: the page, as ordered by the server
 * @more: PARTS: there are more pages
 * @next_marker: PARTS: number after which the next page begins, > 0 if @more
 * @etag: (nullable): COMPLETED: the object's tag
 * @has_crc64: COMPLETED: whether the checksum of the whole object was told
 * @crc64: COMPLETED: that checksum
 * @uploads: (element-type DropoffS3Upload): UPLOADS: the page, as ordered by the server
 *
 * A reply's body, read.
 */
typedef struct
{
  DropoffS3ReplyKind kind;
  char *code;
  char *message;
  char *region;
  gint64 server_time_s;
  char *upload_id;
  GArray *parts;
  gboolean more;
  guint next_marker;
  char *etag;
  gboolean has_crc64;
  guint64 crc64;
  GArray *uploads;
} DropoffS3Reply;

/**
 * dropoff_s3_reply_read:
 * @body: a reply's body
 * @problem: (out) (transfer full): why it is none of S3's, for a report
 *
 * Reads what S3 answers to a request of an upload (Amazon S3 API Reference: CreateMultipartUpload,
 * ListParts, CompleteMultipartUpload, ListMultipartUploads, "Error responses"). Any thread.
 *
 * Returns: (transfer full) (nullable): the reply, or %NULL with @problem set: not XML, another root
 *   element, something missing, or a number out of range.
 */
DropoffS3Reply *dropoff_s3_reply_read (GBytes *body, char **problem);

/**
 * dropoff_s3_reply_free:
 * @reply: (transfer full) (nullable): a reply
 *
 * Frees it.
 */
void dropoff_s3_reply_free (DropoffS3Reply *reply);

/**
 * dropoff_s3_complete_write:
 * @parts: all parts in rising order
 * @n_parts: how many, 1 to 10,000
 *
 * Returns: (transfer full): the body of CompleteMultipartUpload, with the checksum of each part
 *   that has one. Any thread.
 */
GBytes *dropoff_s3_complete_write (const DropoffS3Part *parts, gsize n_parts);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (DropoffS3Reply, dropoff_s3_reply_free)

G_END_DECLS
