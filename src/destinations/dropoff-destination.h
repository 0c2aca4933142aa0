/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "dropoff-details.h"
#include "dropoff-http-request.h"

G_BEGIN_DECLS

/**
 * DropoffOperationKind:
 * @DROPOFF_OPERATION_PUT: the whole object in one request
 * @DROPOFF_OPERATION_BEGIN: begin an upload in parts; gives the upload id
 * @DROPOFF_OPERATION_SEND_PART: one part
 * @DROPOFF_OPERATION_LIST_PARTS: one page of the parts that arrived
 * @DROPOFF_OPERATION_COMPLETE: put the parts together
 * @DROPOFF_OPERATION_ABORT: forget the upload and its parts
 * @DROPOFF_OPERATION_PROBE: look at the object itself (exists? size? checksum?)
 * @DROPOFF_OPERATION_FIND: look for an upload in parts that was begun for this very key (its begin
 *   was sent, but the answer lost); gives its upload id, or none; where the company does not allow
 *   to look, none
 */
typedef enum {
  DROPOFF_OPERATION_PUT,
  DROPOFF_OPERATION_BEGIN,
  DROPOFF_OPERATION_SEND_PART,
  DROPOFF_OPERATION_LIST_PARTS,
  DROPOFF_OPERATION_COMPLETE,
  DROPOFF_OPERATION_ABORT,
  DROPOFF_OPERATION_PROBE,
  DROPOFF_OPERATION_FIND,
} DropoffOperationKind;

/**
 * DropoffPart:
 * @number: 1 to 10,000
 * @size_bytes: its size
 * @has_crc64: whether @crc64 is known
 * @crc64: its CRC64NVME
 * @etag: the server's tag as it was given, quotes included, zero-terminated
 *
 * A part that arrived.
 */
typedef struct
{
  guint number;
  gboolean has_crc64;
  guint64 size_bytes;
  guint64 crc64;
  char etag[80];
} DropoffPart;

/** The most parts that an object may have (S3: 10,000). */
#define DROPOFF_MAX_PARTS 10000

/**
 * DropoffOperation:
 * @kind: what to do
 * @key: object key, UTF-8, ≤ 1,024 bytes
 * @upload_id: for SEND_PART, LIST_PARTS, COMPLETE, ABORT
 * @content_type: (nullable): MIME type for PUT, BEGIN
 * @reference: (nullable): PUT, BEGIN: kept with the object ([0-9a-f], ≤ 64), so that PROBE can tell
 *   ours from another's
 * @details: (nullable): PUT, BEGIN: what the company asked and the person answered; kept with the
 *   object
 * @only_if_absent: PUT, COMPLETE: fail with %DROPOFF_ERROR_NAME_TAKEN if the object exists
 * @part_number: SEND_PART: 1 to 10,000
 * @part_marker: LIST_PARTS: parts after this number; 0 = from the first
 * @passed_over: (nullable) (element-type utf8): FIND: ids of uploads that do not count
 * @size_bytes: PUT, SEND_PART: bytes of this request; COMPLETE: bytes of the whole object
 * @has_crc64: whether @crc64 is known
 * @crc64: PUT, SEND_PART: CRC64NVME of the body; COMPLETE: of the whole object
 * @sha256: (nullable): PUT, SEND_PART: lower-case hex SHA-256 of the body to be signed, needed
 *   when dropoff_destination_get_needs_sha256(); else %NULL
 * @parts: (nullable) (element-type DropoffPart): COMPLETE: all parts in order
 * @body_funcs: PUT, SEND_PART: how the body is read
 * @body: (transfer full): PUT, SEND_PART: the body; given away when the operation is performed
 * @progress: (nullable): PUT, SEND_PART: counters
 *
 * What the plan wants done, as a plain struct.
 */
typedef struct
{
  DropoffOperationKind kind;
  char *key;
  char *upload_id;
  char *content_type;
  char *reference;
  DropoffDetails *details;
  gboolean only_if_absent;
  guint part_number;
  guint part_marker;
  GPtrArray *passed_over;
  guint64 size_bytes;
  gboolean has_crc64;
  guint64 crc64;
  char *sha256;
  GArray *parts;
  const DropoffHttpBodyFuncs *body_funcs;
  gpointer body;
  DropoffHttpProgress *progress;
} DropoffOperation;

/**
 * DropoffOutcome:
 * @upload_id: (nullable): BEGIN, FIND: the upload id
 * @etag: (nullable): PUT, SEND_PART, COMPLETE, PROBE: the tag, quotes included
 * @version_id: (nullable): PUT, COMPLETE, PROBE
 * @reference: (nullable): PROBE: the reference that the object bears
 * @verified: the server itself compared our checksum (it echoed it, or verified a signed payload)
 * @exists: PROBE: the object is there
 * @unknown: PROBE: we may not look (many companies only allow sending): it may exist or not
 * @size_bytes: PROBE: its size
 * @has_crc64: PROBE, COMPLETE: whether the server told the whole object's CRC64NVME
 * @crc64: that checksum
 * @parts: (nullable) (element-type DropoffPart): LIST_PARTS: this page
 * @more: LIST_PARTS: there are more pages
 * @next_marker: LIST_PARTS: where the next page begins
 *
 * What came of it, as a plain struct.
 */
typedef struct
{
  char *upload_id;
  char *etag;
  char *version_id;
  char *reference;
  gboolean verified;
  gboolean exists;
  gboolean unknown;
  guint64 size_bytes;
  gboolean has_crc64;
  guint64 crc64;
  GArray *parts;
  gboolean more;
  guint next_marker;
} DropoffOutcome;

/**
 * dropoff_operation_new:
 * @kind: what to do
 *
 * Returns: (transfer full): an operation with nothing else set.
 */
DropoffOperation *dropoff_operation_new (DropoffOperationKind kind);

/**
 * dropoff_operation_free:
 * @operation: (transfer full) (nullable): an operation
 *
 * Frees it and, if it was not given away, its body.
 */
void dropoff_operation_free (DropoffOperation *operation);

/**
 * dropoff_outcome_free:
 * @outcome: (transfer full) (nullable): an outcome
 *
 * Frees it.
 */
void dropoff_outcome_free (DropoffOutcome *outcome);

#define DROPOFF_TYPE_DESTINATION (dropoff_destination_get_type ())

/**
 * DropoffDestination:
 *
 * The thing that takes bytes. It turns an operation into one request, has it signed, sends it, and
 * reads the reply. It heals by itself what needs no decision and counts as no attempt: expired
 * keys (renewed once), a wrong clock (learnt once), another region (followed once, remembered).
 * Main thread.
 */
G_DECLARE_INTERFACE (DropoffDestination, dropoff_destination, DROPOFF, DESTINATION, GObject)

struct _DropoffDestinationInterface
{
  GTypeInterface parent_iface;

  /* Owns the operation; keeps a reference to the task until it is returned. */
  void (*perform_async) (DropoffDestination *self, DropoffOperation *operation, GTask *task);
  gboolean (*get_needs_sha256) (DropoffDestination *self);
  gboolean (*get_takes_parts) (DropoffDestination *self); /* NULL: it does */
  char *(*make_key) (DropoffDestination *self, const char *path, gint64 now_s);
};

/**
 * dropoff_destination_perform_async:
 * @self: a destination
 * @operation: (transfer full): what to do
 * @cancellable: (nullable): takes the request off the wire
 * @callback: called with the outcome, never from inside this call
 * @user_data: for @callback
 *
 * Performs one operation.
 */
void dropoff_destination_perform_async (DropoffDestination *self, DropoffOperation *operation,
                                        GCancellable *cancellable, GAsyncReadyCallback callback,
                                        gpointer user_data);

/**
 * dropoff_destination_perform_finish:
 * @self: a destination
 * @result: from the callback
 * @error: %DROPOFF_ERROR_RETRY, THROTTLED (with the wait asked for), NETWORK, NOT_SAFE,
 *   NOT_THE_SERVICE, SIGN_IN, ASK_COMPANY, NAME_TAKEN, UPLOAD_GONE (no such upload, or a conflict
 *   that says to begin anew), DAMAGED (checksum refused, or a part missing on Complete), FILE*,
 *   CLOCK, CANCELLED
 *
 * Returns: (transfer full): the outcome.
 */
DropoffOutcome *dropoff_destination_perform_finish (DropoffDestination *self,
                                                    GAsyncResult *result, GError **error);

/**
 * dropoff_destination_get_needs_sha256:
 * @self: a destination
 *
 * Returns: whether PUT and SEND_PART must carry the body's SHA-256: over plain http always, and
 *   from the moment a server did not echo our checksum (so it did not verify it), or told it does
 *   not know it.
 */
gboolean dropoff_destination_get_needs_sha256 (DropoffDestination *self);

/**
 * dropoff_destination_get_takes_parts:
 * @self: a destination
 *
 * Returns: whether files may go in parts; else every file is one PUT, whatever its size, and none
 *   of the other operations but PROBE is there.
 */
gboolean dropoff_destination_get_takes_parts (DropoffDestination *self);

/**
 * dropoff_destination_make_key:
 * @self: a destination; the account must have given keys once (identity known)
 * @path: the file's relative path as dropped, UTF-8, "/" between folders
 * @now_s: time for {date}
 *
 * Returns: (transfer full) (nullable): the object key by the connection's template, ≤ 1,024 bytes
 *   (an over-long name is shortened before its extension, with a short hash to keep it unique), or
 *   %NULL while the identity is not known.
 */
char *dropoff_destination_make_key (DropoffDestination *self, const char *path, gint64 now_s);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (DropoffOperation, dropoff_operation_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (DropoffOutcome, dropoff_outcome_free)

G_END_DECLS
