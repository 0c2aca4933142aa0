/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "dropoff-account.h"
#include "dropoff-batch.h"
#include "dropoff-clock.h"
#include "dropoff-destination.h"
#include "dropoff-part-reader.h"
#include "dropoff-store.h"

G_BEGIN_DECLS

/**
 * DropoffJobTraffic:
 * @carried_bytes: acknowledged by the other side in requests that have ended, well or not
 * @n_answered: requests with bytes that succeeded
 * @n_throttled: requests that were throttled
 * @n_lost: requests with bytes whose connection broke
 * @line_rate: bytes per second that the line was last seen to carry, 0 = not known
 *
 * What all jobs have done so far: jobs add to it, the queue reads it and says what the line gives.
 */
typedef struct
{
  guint64 carried_bytes;
  guint64 n_answered;
  guint64 n_throttled;
  guint64 n_lost;
  guint64 line_rate;
} DropoffJobTraffic;

/**
 * DropoffJobTools:
 * @store: the journal
 * @account: who sends
 * @destination: where to
 * @reader: the reader threads
 * @clock: servers' time
 * @traffic: what all jobs have done
 * @asks_same_name: the person wants to be asked where the company has a file of the name already
 *
 * What a job works with; borrowed from the queue, which outlives its jobs.
 */
typedef struct
{
  DropoffStore *store;
  DropoffAccount *account;
  DropoffDestination *destination;
  DropoffPartReader *reader;
  DropoffClock *clock;
  DropoffJobTraffic *traffic;
  gboolean asks_same_name;
} DropoffJobTools;

/**
 * DropoffJobPurpose:
 * @DROPOFF_JOB_SEND: send the file, going on where it stood
 * @DROPOFF_JOB_SEND_ANEW: the file is another now: send it, keeping the parts that still match
 * @DROPOFF_JOB_TAKE_BACK: take back what was begun
 *
 * What a job is for.
 */
typedef enum {
  DROPOFF_JOB_SEND,
  DROPOFF_JOB_SEND_ANEW,
  DROPOFF_JOB_TAKE_BACK,
} DropoffJobPurpose;

/**
 * DropoffJobStep:
 * @DROPOFF_JOB_STEP_NOTHING: nothing to begin now
 * @DROPOFF_JOB_STEP_LATER: nothing before a time
 * @DROPOFF_JOB_STEP_STARTED: something small was begun
 * @DROPOFF_JOB_STEP_SENDING: a PUT or part was begun; it holds one connection
 * @DROPOFF_JOB_STEP_ENDED: the job is over; its ending says how
 *
 * What a step did.
 */
typedef enum {
  DROPOFF_JOB_STEP_NOTHING,
  DROPOFF_JOB_STEP_LATER,
  DROPOFF_JOB_STEP_STARTED,
  DROPOFF_JOB_STEP_SENDING,
  DROPOFF_JOB_STEP_ENDED,
} DropoffJobStep;

/**
 * DropoffJobEnding:
 * @DROPOFF_JOB_ENDING_DONE: the file is there; the record is complete and journaled
 * @DROPOFF_JOB_ENDING_TAKEN_BACK: nothing is left on the other side
 * @DROPOFF_JOB_ENDING_GAVE_UP: its error says why
 * @DROPOFF_JOB_ENDING_STOPPED: it was told to stop
 *
 * How a job ended.
 */
typedef enum {
  DROPOFF_JOB_ENDING_DONE,
  DROPOFF_JOB_ENDING_TAKEN_BACK,
  DROPOFF_JOB_ENDING_GAVE_UP,
  DROPOFF_JOB_ENDING_STOPPED,
} DropoffJobEnding;

#define DROPOFF_TYPE_UPLOAD_JOB (dropoff_upload_job_get_type ())

/**
 * DropoffUploadJob:
 *
 * Carries out one upload's plan: asks it what to do, has the reader and the destination do it,
 * journals what must survive before it goes on, and tells the plan what came of it. Emits
 * "changed" when a step may be possible again. Main thread.
 */
G_DECLARE_FINAL_TYPE (DropoffUploadJob, dropoff_upload_job, DROPOFF, UPLOAD_JOB, GObject)

/**
 * dropoff_upload_job_new:
 * @tools: what it works with; copied, the objects are borrowed
 * @batch: the upload's batch
 * @upload: the upload, journaled
 * @purpose: what for
 *
 * Makes a job; its first step reads the journal's parts.
 *
 * Returns: (transfer full): a job.
 */
DropoffUploadJob *dropoff_upload_job_new (const DropoffJobTools *tools, DropoffBatch *batch,
                                          DropoffUpload *upload, DropoffJobPurpose purpose);

/**
 * dropoff_upload_job_step:
 * @self: a job
 * @may_send: a connection is free
 * @until_ms: (out): with %DROPOFF_JOB_STEP_LATER, the monotonic time in milliseconds
 *
 * Does the next thing, if there is one. Call again until it says nothing, later or ended.
 *
 * Returns: what was done.
 */
DropoffJobStep dropoff_upload_job_step (DropoffUploadJob *self, gboolean may_send,
                                        gint64 *until_ms);

/**
 * dropoff_upload_job_get_ending:
 * @self: an ended job
 * @error: (out) (transfer full) (nullable): with gave-up, why
 *
 * Returns: how it ended.
 */
DropoffJobEnding dropoff_upload_job_get_ending (DropoffUploadJob *self, GError **error);

/**
 * dropoff_upload_job_stop:
 * @self: a job
 *
 * Takes it off the wire; it ends as stopped. What arrived stays and is found again.
 */
void dropoff_upload_job_stop (DropoffUploadJob *self);

/**
 * dropoff_upload_job_hurry:
 * @self: a job
 *
 * Ends its waits.
 */
void dropoff_upload_job_hurry (DropoffUploadJob *self);

/**
 * dropoff_upload_job_get_upload:
 * @self: a job
 *
 * Returns: (transfer none): its upload.
 */
DropoffUpload *dropoff_upload_job_get_upload (DropoffUploadJob *self);

/**
 * dropoff_upload_job_get_batch:
 * @self: a job
 *
 * Returns: (transfer none): its upload's batch.
 */
DropoffBatch *dropoff_upload_job_get_batch (DropoffUploadJob *self);

/**
 * dropoff_upload_job_get_n_sending:
 * @self: a job
 *
 * Returns: how many connections it holds.
 */
guint dropoff_upload_job_get_n_sending (DropoffUploadJob *self);

/**
 * dropoff_upload_job_get_n_leaving:
 * @self: a job
 * @left_bytes: so few bytes
 *
 * Returns: how many of its connections have no more than that left to be acknowledged, or only wait
 *   for an answer.
 */
guint dropoff_upload_job_get_n_leaving (DropoffUploadJob *self, guint64 left_bytes);

/**
 * dropoff_upload_job_get_request_bytes:
 * @self: a job
 *
 * Returns: how large its requests are: a part, or the file.
 */
guint64 dropoff_upload_job_get_request_bytes (DropoffUploadJob *self);

/**
 * dropoff_upload_job_wants_connection:
 * @self: a job
 * @until_ms: (inout): lowered to the monotonic time in milliseconds from which it would, if later
 *
 * Returns: whether a step with a free connection would use it.
 */
gboolean dropoff_upload_job_wants_connection (DropoffUploadJob *self, gint64 *until_ms);

/**
 * dropoff_upload_job_get_in_flight:
 * @self: a job
 *
 * Returns: acknowledged bytes of the requests under way.
 */
guint64 dropoff_upload_job_get_in_flight (DropoffUploadJob *self);

/**
 * dropoff_upload_job_moves_again:
 * @self: a job
 *
 * Returns: whether bytes of a request that set out after the last failure have been acknowledged:
 *   what it waited for is back, long before a whole part is through.
 */
gboolean dropoff_upload_job_moves_again (DropoffUploadJob *self);

/**
 * dropoff_upload_job_get_n_called_back:
 * @self: a job
 *
 * Returns: how many of its connections are about to come back.
 */
guint dropoff_upload_job_get_n_called_back (DropoffUploadJob *self);

/**
 * dropoff_upload_job_get_youngest:
 * @self: a job
 *
 * Returns: acknowledged bytes of the part under way that has the fewest, %G_MAXUINT64 if there is
 *   none.
 */
guint64 dropoff_upload_job_get_youngest (DropoffUploadJob *self);

/**
 * dropoff_upload_job_call_back:
 * @self: a job with a part under way
 *
 * Takes the part with the fewest acknowledged bytes off the wire; it is sent later.
 */
void dropoff_upload_job_call_back (DropoffUploadJob *self);

/**
 * dropoff_upload_job_resend_straggler:
 * @self: a job that has nothing more to begin, while a connection is free
 *
 * Takes a part off the wire that is far slower than the one before was, so that it is sent on
 * another connection. All in all no more than a twentieth of the file is sent again for that.
 *
 * Returns: whether there was one.
 */
gboolean dropoff_upload_job_resend_straggler (DropoffUploadJob *self);

/**
 * dropoff_upload_job_get_acknowledged:
 * @self: a job
 *
 * Returns: bytes of the file that the other side has or has acknowledged.
 */
guint64 dropoff_upload_job_get_acknowledged (DropoffUploadJob *self);

/**
 * dropoff_upload_job_get_state:
 * @self: a job
 * @reason: (out) (transfer full) (nullable): for waiting states, the last error
 *
 * Returns: what the person should see.
 */
DropoffUploadState dropoff_upload_job_get_state (DropoffUploadJob *self, GError **reason);

G_END_DECLS
