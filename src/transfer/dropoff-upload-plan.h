/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

#include "dropoff-destination.h"
#include "dropoff-error.h"
#include "dropoff-file-facts.h"
#include "dropoff-store-records.h"

G_BEGIN_DECLS

/** Files up to this size go in one request unless the line is known to be slow; on a line that is
 * known to be fast it is the smallest part. */
#define DROPOFF_PLAN_SMALL_BYTES (G_GUINT64_CONSTANT (16) * 1024 * 1024)

/** The smallest part S3 takes, but for the last. */
#define DROPOFF_PLAN_MIN_PART_BYTES (G_GUINT64_CONSTANT (5) * 1024 * 1024)

/** The largest part S3 takes. */
#define DROPOFF_PLAN_MAX_PART_BYTES (G_GUINT64_CONSTANT (5) * 1024 * 1024 * 1024)

/** The largest object: 10,000 parts of 5 GiB. */
#define DROPOFF_PLAN_MAX_BYTES (DROPOFF_PLAN_MAX_PART_BYTES * 10000)

/**
 * DropoffActionKind:
 * @DROPOFF_ACTION_WAIT: nothing to begin now; a reply or an event will change that
 * @DROPOFF_ACTION_WAIT_UNTIL: nothing before @until_ms
 * @DROPOFF_ACTION_CHECK_FILE: is the file there, and what does it look like now?
 * @DROPOFF_ACTION_CHECK_PART: sum up part @part of the file: has the server the same?
 * @DROPOFF_ACTION_TAKE_VERSION: journal that the file as it was found last is what is sent
 * @DROPOFF_ACTION_NAME: decide the object key: is candidate @candidate free?
 * @DROPOFF_ACTION_FIND: the answer to a begin may have been lost: look for its upload id, but for
 *   those that were found before
 * @DROPOFF_ACTION_PUT: send the whole file in one request
 * @DROPOFF_ACTION_BEGIN: begin an upload in parts
 * @DROPOFF_ACTION_SEND_PART: send part @part
 * @DROPOFF_ACTION_LIST_PARTS: ask which parts arrived, after part @marker
 * @DROPOFF_ACTION_COMPLETE: put the parts together
 * @DROPOFF_ACTION_VERIFY: look at the object: is it ours, and whole?
 * @DROPOFF_ACTION_ABORT: take back what was begun
 * @DROPOFF_ACTION_DONE: finished and verified
 * @DROPOFF_ACTION_ABORTED: nothing is left on the other side
 * @DROPOFF_ACTION_GIVE_UP: the person or the world has to change something: @error says what
 *
 * What an upload does next.
 */
typedef enum {
  DROPOFF_ACTION_WAIT,
  DROPOFF_ACTION_WAIT_UNTIL,
  DROPOFF_ACTION_CHECK_FILE,
  DROPOFF_ACTION_CHECK_PART,
  DROPOFF_ACTION_TAKE_VERSION,
  DROPOFF_ACTION_NAME,
  DROPOFF_ACTION_FIND,
  DROPOFF_ACTION_PUT,
  DROPOFF_ACTION_BEGIN,
  DROPOFF_ACTION_SEND_PART,
  DROPOFF_ACTION_LIST_PARTS,
  DROPOFF_ACTION_COMPLETE,
  DROPOFF_ACTION_VERIFY,
  DROPOFF_ACTION_ABORT,
  DROPOFF_ACTION_DONE,
  DROPOFF_ACTION_ABORTED,
  DROPOFF_ACTION_GIVE_UP,
} DropoffActionKind;

/**
 * DropoffAction:
 * @kind: what
 * @part: SEND_PART, CHECK_PART: 1 to 10,000
 * @marker: LIST_PARTS: after this part
 * @candidate: NAME: 1 = the name itself, 2 = "name (2)", …
 * @until_ms: WAIT_UNTIL: monotonic time in milliseconds
 * @error: GIVE_UP: why
 *
 * An action with its figures.
 */
typedef struct
{
  DropoffActionKind kind;
  guint part;
  guint marker;
  guint candidate;
  gint64 until_ms;
  DropoffError error;
} DropoffAction;

/**
 * DropoffResult:
 * @ok: it worked; the members below tell what came of it
 * @error: else why not
 * @retry_after_ms: with an error: the wait asked for, or 0
 * @random: with an error: 0.0–1.0 for the jitter
 * @change: CHECK_FILE: how the file differs from what it was when last looked at
 * @free: NAME: nothing has that name
 * @found: FIND: an upload was found
 * @verified: PUT, SEND_PART, COMPLETE: the server compared a checksum of what we sent
 * @exists: VERIFY: the object is there
 * @unknown: VERIFY: we may not look; whether it is there is not known
 * @ours: VERIFY: it bears the reference of this very upload; FIND: it is the one whose id we had
 * @size_bytes: VERIFY: its size
 * @has_crc64: VERIFY, COMPLETE: the server told the whole object's CRC64NVME
 * @crc64: that, or PUT, SEND_PART, CHECK_PART: the CRC64NVME of what was sent or read
 * @etag: SEND_PART: the tag; (nullable) otherwise
 * @parts: LIST_PARTS: this page (of #DropoffPart)
 * @n_parts: LIST_PARTS: its length
 * @more: LIST_PARTS: there are more pages
 * @next_marker: LIST_PARTS: where the next begins
 *
 * The reply to an action, as the plan needs it.
 */
typedef struct
{
  gboolean ok;
  DropoffError error;
  gint64 retry_after_ms;
  double random;
  DropoffFileChange change;
  gboolean free;
  gboolean found;
  gboolean verified;
  gboolean exists;
  gboolean unknown;
  gboolean ours;
  guint64 size_bytes;
  gboolean has_crc64;
  guint64 crc64;
  const char *etag;
  const DropoffPart *parts;
  guint n_parts;
  gboolean more;
  guint next_marker;
} DropoffResult;

/**
 * DropoffUploadPlan:
 *
 * The decisions of one upload: what is known, what is in flight, and what to do next. No I/O, no
 * clock of its own, no randomness of its own; one thread at a time.
 */
typedef struct _DropoffUploadPlan DropoffUploadPlan;

/**
 * DropoffPlanStart:
 * @size_bytes: size of the file, at most %DROPOFF_PLAN_MAX_BYTES
 * @part_size_bytes: 0 = not decided yet (or one request)
 * @has_key: the object key was decided and journaled
 * @has_upload_id: the upload has begun and its id is journaled
 * @begin_intended: a begin was journaled, but no id: it may have happened
 * @complete_intended: the parts were about to be put together: it may have happened; not with
 *   @new_version
 * @crc64: with @complete_intended: the checksum of the whole that was journaled then
 * @new_version: the file is another now, and the person wants it sent: parts that still match are
 *   kept if it can go on in the same upload, else that is taken back and a name decided anew
 * @mixed_versions: parts on the other side may be of an earlier version of the file
 * @may_grow: a person wants the first @size_bytes, whatever is written behind them
 * @keep_both: an object of the same name must not be replaced
 * @in_one_request: the other side takes no parts, whatever the size
 * @line_rate: bytes per second that the line was last seen to carry, 0 = not known
 * @parts: (nullable): parts as journaled
 * @n_parts: how many
 *
 * What the journal knows when a plan is made.
 */
typedef struct
{
  guint64 size_bytes;
  guint64 part_size_bytes;
  gboolean has_key;
  gboolean has_upload_id;
  gboolean begin_intended;
  gboolean complete_intended;
  guint64 crc64;
  gboolean new_version;
  gboolean mixed_versions;
  gboolean may_grow;
  gboolean keep_both;
  gboolean in_one_request;
  guint64 line_rate;
  const DropoffPartRecord *parts;
  guint n_parts;
} DropoffPlanStart;

/**
 * dropoff_upload_plan_new:
 * @start: what the journal knows
 *
 * Returns: (transfer full): a plan.
 */
DropoffUploadPlan *dropoff_upload_plan_new (const DropoffPlanStart *start);

/**
 * dropoff_upload_plan_free:
 * @plan: (transfer full) (nullable): a plan
 *
 * Frees it.
 */
void dropoff_upload_plan_free (DropoffUploadPlan *plan);

/**
 * dropoff_upload_plan_next:
 * @plan: a plan
 * @now_ms: monotonic time in milliseconds
 * @may_send: a connection is free for another PUT or part
 *
 * The one decision.
 *
 * Returns: what to do now. DONE, ABORTED and GIVE_UP only come when nothing is in flight.
 */
DropoffAction dropoff_upload_plan_next (const DropoffUploadPlan *plan, gint64 now_ms,
                                        gboolean may_send);

/**
 * dropoff_upload_plan_started:
 * @plan: a plan
 * @action: an action just given by next, other than a wait or an end
 *
 * Says that it is in flight.
 */
void dropoff_upload_plan_started (DropoffUploadPlan *plan, const DropoffAction *action);

/**
 * dropoff_upload_plan_ended:
 * @plan: a plan
 * @action: an action that was in flight
 * @result: what came of it
 * @now_ms: monotonic time in milliseconds
 *
 * Takes a reply into account.
 */
void dropoff_upload_plan_ended (DropoffUploadPlan *plan, const DropoffAction *action,
                                const DropoffResult *result, gint64 now_ms);

/**
 * dropoff_upload_plan_abort:
 * @plan: a plan
 *
 * The upload is unwanted: from now on it only takes back what was begun.
 */
void dropoff_upload_plan_abort (DropoffUploadPlan *plan);

/**
 * dropoff_upload_plan_hurry:
 * @plan: a plan
 *
 * Something came back (the network, the person, the drive): waits end now.
 */
void dropoff_upload_plan_hurry (DropoffUploadPlan *plan);

/**
 * dropoff_upload_plan_get_part_size:
 * @plan: a plan
 *
 * Returns: bytes of a part, or 0 when the file goes in one request.
 */
guint64 dropoff_upload_plan_get_part_size (const DropoffUploadPlan *plan);

/**
 * dropoff_upload_plan_get_part_range:
 * @plan: a plan
 * @part: 1 to its number of parts
 * @length_bytes: (out): bytes of that part
 *
 * Returns: where the part begins in the file, in bytes.
 */
guint64 dropoff_upload_plan_get_part_range (const DropoffUploadPlan *plan, guint part,
                                            guint64 *length_bytes);

/**
 * dropoff_upload_plan_get_arrived:
 * @plan: a plan
 *
 * Returns: bytes of the parts that the server has.
 */
guint64 dropoff_upload_plan_get_arrived (const DropoffUploadPlan *plan);

/**
 * dropoff_upload_plan_get_parts:
 * @plan: a plan whose parts are all there
 *
 * Returns: (transfer full) (nullable) (element-type DropoffPart): them, in order; %NULL if, counted
 *   and added up once more, they do not make up the file.
 */
GArray *dropoff_upload_plan_get_parts (const DropoffUploadPlan *plan);

/**
 * dropoff_upload_plan_get_crc64:
 * @plan: a plan whose bytes are all there
 *
 * Returns: the CRC64NVME of the whole file, combined from what was sent.
 */
guint64 dropoff_upload_plan_get_crc64 (const DropoffUploadPlan *plan);

/**
 * dropoff_upload_plan_is_verified:
 * @plan: a plan
 *
 * Returns: whether the server itself compared checksums of everything.
 */
gboolean dropoff_upload_plan_is_verified (const DropoffUploadPlan *plan);

/**
 * dropoff_upload_plan_is_completing:
 * @plan: a plan
 *
 * Returns: whether all bytes are there and only the end is missing, or what is done after it.
 */
gboolean dropoff_upload_plan_is_completing (const DropoffUploadPlan *plan);

/**
 * dropoff_upload_plan_is_comparing:
 * @plan: a plan
 *
 * Returns: whether it reads the file again to see which of its parts the other side has.
 */
gboolean dropoff_upload_plan_is_comparing (const DropoffUploadPlan *plan);

/**
 * dropoff_upload_plan_get_wait_reason:
 * @plan: a plan
 *
 * Returns: the #DropoffError it waits for (NETWORK, SIGN_IN, FILE_GONE, RETRY, THROTTLED …), or −1
 *   when it does not wait, or not long enough yet to be worth a word.
 */
int dropoff_upload_plan_get_wait_reason (const DropoffUploadPlan *plan);

/**
 * dropoff_upload_plan_has_given_up:
 * @plan: a plan
 *
 * Returns: whether it will give up as soon as nothing is in flight.
 */
gboolean dropoff_upload_plan_has_given_up (const DropoffUploadPlan *plan);

/**
 * dropoff_upload_plan_choose_part_size:
 * @size_bytes: size of a file
 * @line_rate: bytes per second that the line was last seen to carry, 0 = not known
 *
 * Pure. 5 MiB, 16 MiB on a line that is known to be fast, or what keeps the file under 9,500 parts,
 * rounded up to 1 MiB; at most 5 GiB. Up to 16 MiB a file goes in one request, on a line that would
 * take long over it up to 5 MiB.
 *
 * Returns: bytes of a part, or 0 when the file goes in one request.
 */
guint64 dropoff_upload_plan_choose_part_size (guint64 size_bytes, guint64 line_rate);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (DropoffUploadPlan, dropoff_upload_plan_free)

G_END_DECLS
