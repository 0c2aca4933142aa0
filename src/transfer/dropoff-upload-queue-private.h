/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "dropoff-batch-list.h"
#include "dropoff-concurrency.h"
#include "dropoff-part-reader.h"
#include "dropoff-rate.h"
#include "dropoff-slice.h"
#include "dropoff-upload-job.h"
#include "dropoff-upload-queue.h"
#include "dropoff-worker.h"

G_BEGIN_DECLS

/** How many sent cards are in memory and in the list; the journal has the older ones, too. */
#define DROPOFF_QUEUE_MAX_SENT 10000

/**
 * DropoffErrand:
 * @batches: (element-type DropoffBatch): the cards
 * @n_done: with how many of them it is through
 * @place: for the step function: where the next card is likely to stand (0 at first)
 *
 * Something that a person does to many cards.
 */
typedef struct
{
  GPtrArray *batches;
  guint n_done;
  guint place;
} DropoffErrand;

/**
 * DropoffErrandStep:
 * @self: a queue
 * @errand: what is done, with some of its cards left
 *
 * Does it to the next card, or to some; well below a slice's time.
 *
 * Returns: to how many, at least 1.
 */
typedef guint (*DropoffErrandStep) (DropoffUploadQueue *self, DropoffErrand *errand);

/**
 * DropoffErrandsOver:
 * @user_data: what was given with it
 *
 * All that was being done to many cards is done.
 */
typedef void (*DropoffErrandsOver) (gpointer user_data);

/* The queue's inside, shared by its files: the lists (dropoff-upload-queue.c), what comes into them
 * (dropoff-queue-add.c), what has to be asked first (dropoff-queue-forms.c), what a person does to
 * them (dropoff-queue-control.c), and removes (dropoff-queue-remove.c), how that goes on when there
 * are many (dropoff-queue-errands.c), in which order they stand (dropoff-queue-order.c), who
 * waits for a sign-in (dropoff-queue-sign-in.c), who goes next (dropoff-queue-schedule.c), what
 * follows from a change of state (dropoff-queue-states.c), and what people read
 * (dropoff-queue-figures.c). Each calls only those named after it; but each turn looks whether
 * something has to be asked or a sign-in is waited for. Main thread. */
struct _DropoffUploadQueue
{
  GObject parent_instance;

  /* What it works with */
  DropoffJobTools tools;
  DropoffWorker *scanner;

  /* The lists */
  DropoffBatchList *batches; /* DropoffBatch in progress, as shown */
  DropoffBatchList *sent;    /* DropoffBatch, newest first */
  GHashTable *removed; /* DropoffBatch → GUINT_TO_POINTER (position), until undone or forgotten */
  GHashTable *removed_going; /* those of them that went on until they were removed */
  GPtrArray *forgotten; /* DropoffBatch being taken back */
  GHashTable *unwanted; /* row of a removed or forgotten batch, in its record */
  guint n_forgotten_seen; /* of them, when a slice was over before all were looked at */
  GHashTable *cancelled; /* DropoffUpload being taken back → its DropoffBatch, both owned */
  gint64 next_position;
  guint n_journaling; /* drops of which not all is journaled */

  /* What a person does to many cards goes on in slices, one thing after the other */
  GQueue errands; /* of what dropoff-queue-errands.c makes of them */
  guint errand_source;

  /* What is asked */
  GHashTable *forms; /* id → what has it, of dropoff-queue-forms.c */
  gint64 form;       /* the one to be answered next, 0 = none */

  /* Who goes */
  GPtrArray *jobs;        /* DropoffUploadJob, in the order of the list */
  GHashTable *jobs_by_upload; /* DropoffUpload → its DropoffUploadJob, borrowed */
  GQueue restless;        /* of DropoffUploadJob to which something happened, owned */
  guint search_from;      /* no batch before it has anything to start */
  guint small_from;       /* no batch between that and this has a small file to start */
  GHashTable *cursors;    /* DropoffBatch → index of the first upload that may be queued, or of one
                           * that is forgotten, that may have to be taken back */
  GHashTable *preferred;  /* DropoffBatch → the DropoffUpload of it that goes first */
  GHashTable *dirty_anew; /* DropoffUpload that are to be sent as a new version */
  guint pump_source;
  guint later_source;
  gint64 wake_ms; /* when the first of the jobs that wait goes on */
  DropoffConcurrency *concurrency;
  DropoffJobTraffic traffic;
  gint64 watched_ms;
  guint watch_source;
  gboolean loaded;
  gboolean stopping;
  gboolean held; /* nothing may go for now */
  gboolean pausing_all; /* nothing may start: its card may be about to be paused */
  gboolean sign_in_changed; /* or cards were added: what the cards say has to be looked at */
  guint n_told_sign_in;     /* of the cards, in the order of the list */
  guint waiting_source;
  GTask *stop_task;

  /* Figures */
  guint tick_source;
  guint n_ticks;
  DropoffBatchTotals totals; /* over all batches in progress */
  GHashTable *touched;       /* of DropoffBatch whose figures may have changed */
  GHashTable *rates;      /* DropoffBatch or DropoffUpload or the queue → DropoffRate */
  guint64 run_done_bytes; /* finished since the list was last empty */
  DropoffQueueState state;
  guint64 size_bytes;
  guint64 sent_bytes;
  double fraction;
  double speed;
  gint64 seconds_left;
  guint n_unfinished;
  guint n_failed;
  guint n_asking;
};

/**
 * dropoff_queue_pump:
 * @self: a queue
 *
 * Lets every job that can do something do it, starts new jobs, ends finished ones; soon, from the
 * main loop.
 */
void dropoff_queue_pump (DropoffUploadQueue *self);

/**
 * dropoff_queue_set_upload_state:
 * @self: a queue
 * @batch: the upload's batch
 * @upload: an upload
 * @state: its new state
 * @error: (nullable): the reason
 *
 * Sets a state and keeps the batch's sums right.
 */
void dropoff_queue_set_upload_state (DropoffUploadQueue *self, DropoffBatch *batch,
                                     DropoffUpload *upload, DropoffUploadState state,
                                     const GError *error);

/**
 * dropoff_queue_change_states:
 * @self: a queue
 * @batch: a batch
 * @func: says for each upload which state it is to have
 *
 * Sets many states at once and keeps all sums right.
 */
void dropoff_queue_change_states (DropoffUploadQueue *self, DropoffBatch *batch,
                                  DropoffBatchStateFunc func);

/**
 * dropoff_queue_state_after:
 * @error: why an upload was given up
 *
 * Returns: the state that it has then.
 */
DropoffUploadState dropoff_queue_state_after (const GError *error);

/**
 * dropoff_queue_take_off:
 * @self: a queue
 * @batch: a batch in progress
 * @position: where it stands in the list
 *
 * Takes it off the list of those in progress, and out of the sums.
 */
void dropoff_queue_take_off (DropoffUploadQueue *self, DropoffBatch *batch, guint position);

/**
 * dropoff_queue_save_batch:
 * @self: a queue
 * @batch: a batch
 *
 * Journals its own columns.
 */
void dropoff_queue_save_batch (DropoffUploadQueue *self, DropoffBatch *batch);

/**
 * dropoff_queue_save_upload:
 * @self: a queue
 * @batch: the upload's batch
 * @upload: an upload
 *
 * Journals it. In the journal a file is paused only if it is by itself, not with its batch.
 */
void dropoff_queue_save_upload (DropoffUploadQueue *self, DropoffBatch *batch,
                                DropoffUpload *upload);

/**
 * dropoff_queue_get_limit:
 * @self: a queue
 *
 * Returns: how many requests the line is to carry at a time, 1 to 256.
 */
guint dropoff_queue_get_limit (DropoffUploadQueue *self);

/**
 * dropoff_queue_get_n_most:
 * @self: a queue
 *
 * Returns: how many may be under way now: one more than the limit while the only one on a thin line
 *   is nearly through.
 */
guint dropoff_queue_get_n_most (DropoffUploadQueue *self);

/**
 * dropoff_queue_watch_line:
 * @self: a queue
 * @has_room: whether a file that waits could be started
 * @more: (out): whether more requests may set out than before
 *
 * Has the limit follow what the line carried since the last time, and calls back what is too much
 * on a thin one.
 *
 * Returns: %FALSE if it was looked at just before, and nothing was done.
 */
gboolean dropoff_queue_watch_line (DropoffUploadQueue *self, gboolean has_room, gboolean *more);

/**
 * dropoff_queue_stop_job:
 * @self: a queue
 * @job: one of its jobs
 *
 * Takes a job off the wire.
 */
void dropoff_queue_stop_job (DropoffUploadQueue *self, DropoffUploadJob *job);

/**
 * dropoff_queue_hurry_jobs:
 * @self: a queue
 *
 * What waits for better times tries at once.
 */
void dropoff_queue_hurry_jobs (DropoffUploadQueue *self);

/**
 * dropoff_queue_look_again:
 * @self: a queue
 * @batch: one of its batches
 *
 * Some of it may have to be started that was not there, or not free to go, before.
 */
void dropoff_queue_look_again (DropoffUploadQueue *self, DropoffBatch *batch);

/**
 * dropoff_queue_go_on_adding:
 * @self: a queue that is loaded
 *
 * Looks through what an earlier run did not look through to its end.
 */
void dropoff_queue_go_on_adding (DropoffUploadQueue *self);

/**
 * dropoff_queue_stop_jobs:
 * @self: a queue
 * @batch: (nullable): only this batch's
 *
 * Takes jobs off the wire.
 */
void dropoff_queue_stop_jobs (DropoffUploadQueue *self, DropoffBatch *batch);

/**
 * dropoff_queue_reorder_jobs:
 * @self: a queue
 *
 * Puts the jobs in the order of their cards again: a card has moved.
 */
void dropoff_queue_reorder_jobs (DropoffUploadQueue *self);

/**
 * dropoff_queue_find_job:
 * @self: a queue
 * @upload: an upload
 *
 * Returns: (nullable) (transfer none): its job, if one is at work.
 */
DropoffUploadJob *dropoff_queue_find_job (DropoffUploadQueue *self, DropoffUpload *upload);

/**
 * dropoff_queue_has_jobs:
 * @self: a queue
 * @batch: a batch
 *
 * Returns: whether a job is at work for one of its uploads.
 */
gboolean dropoff_queue_has_jobs (DropoffUploadQueue *self, DropoffBatch *batch);

/**
 * dropoff_queue_next_upload:
 * @self: a queue
 * @batch: a batch
 *
 * Returns: (nullable) (transfer none): its next upload that waits for its turn.
 */
DropoffUpload *dropoff_queue_next_upload (DropoffUploadQueue *self, DropoffBatch *batch);

/**
 * dropoff_queue_is_signed_in:
 * @self: a queue
 *
 * Returns: whether somebody is signed in, so that something can be sent.
 */
gboolean dropoff_queue_is_signed_in (DropoffUploadQueue *self);

/**
 * dropoff_queue_show_sign_in:
 * @self: a queue
 *
 * Has the cards say whether they wait for somebody to sign in; soon, if there are many.
 */
void dropoff_queue_show_sign_in (DropoffUploadQueue *self);

/**
 * dropoff_queue_finish_batch:
 * @self: a queue
 * @batch: one in progress
 *
 * If nothing is left to do in it, moves it to the sent list and journals that.
 */
void dropoff_queue_finish_batch (DropoffUploadQueue *self, DropoffBatch *batch);

/**
 * dropoff_queue_take_back_next:
 * @self: a queue
 *
 * Starts jobs that take back what forgotten batches had begun; a batch with nothing left leaves
 * the journal.
 */
void dropoff_queue_take_back_next (DropoffUploadQueue *self);

/**
 * dropoff_queue_run_errand:
 * @self: a queue
 * @batches: (element-type DropoffBatch): the cards
 * @step: what is done to them
 *
 * Does something to cards, after all that is being done to cards already: some of it at once, and
 * all if there are few.
 */
void dropoff_queue_run_errand (DropoffUploadQueue *self, GPtrArray *batches,
                               DropoffErrandStep step);

/**
 * dropoff_queue_sweep:
 * @self: a queue
 * @step: what is done
 *
 * Does something to every card of now. What was being done to all of them before is not gone on
 * with.
 */
void dropoff_queue_sweep (DropoffUploadQueue *self, DropoffErrandStep step);

/**
 * dropoff_queue_end_sweep:
 * @self: a queue
 *
 * What is being done to all cards is not gone on with.
 */
void dropoff_queue_end_sweep (DropoffUploadQueue *self);

/**
 * dropoff_queue_has_errands:
 * @self: a queue
 *
 * Returns: whether something that a person does to cards goes on.
 */
gboolean dropoff_queue_has_errands (DropoffUploadQueue *self);

/**
 * dropoff_queue_after_errands:
 * @self: a queue
 * @then: what follows
 * @user_data: for it
 *
 * Goes on when all that is being done to cards now is done; at once, if that is nothing.
 */
void dropoff_queue_after_errands (DropoffUploadQueue *self, DropoffErrandsOver then,
                                  gpointer user_data);

/**
 * dropoff_queue_clear_errands:
 * @self: a queue that is about to go
 *
 * Nothing goes on.
 */
void dropoff_queue_clear_errands (DropoffUploadQueue *self);

/**
 * dropoff_queue_pause_batch:
 * @self: a queue
 * @batch: an unfinished batch
 *
 * Pauses it, and takes its bytes off the wire.
 */
void dropoff_queue_pause_batch (DropoffUploadQueue *self, DropoffBatch *batch);

/**
 * dropoff_queue_unpause_batch:
 * @self: a queue
 * @batch: an unfinished batch
 *
 * Undoes dropoff_queue_pause_batch(): goes on with what was paused, and with nothing that a person
 * is asked about.
 */
void dropoff_queue_unpause_batch (DropoffUploadQueue *self, DropoffBatch *batch);

/**
 * dropoff_queue_resume_batch:
 * @self: a queue
 * @batch: an unfinished batch
 *
 * Goes on with all of it that can be tried, but not with what asks about its name.
 */
void dropoff_queue_resume_batch (DropoffUploadQueue *self, DropoffBatch *batch);

/**
 * dropoff_queue_take_back_batch:
 * @self: a queue
 * @batch: an unfinished batch that is in no list any more
 *
 * Has what was begun of it taken back on the other side.
 */
void dropoff_queue_take_back_batch (DropoffUploadQueue *self, DropoffBatch *batch);

/**
 * dropoff_queue_touch:
 * @self: a queue
 * @batch: a batch of which something has changed
 *
 * Has its figures looked at with the next ones.
 */
void dropoff_queue_touch (DropoffUploadQueue *self, DropoffBatch *batch);

/**
 * dropoff_queue_update_figures:
 * @self: a queue
 *
 * Sums up the list now (state, counts), and has the figures sampled as long as something moves.
 */
void dropoff_queue_update_figures (DropoffUploadQueue *self);

/**
 * dropoff_queue_forget_rate:
 * @self: a queue
 * @object: a batch or upload that left
 *
 * Drops its rate.
 */
void dropoff_queue_forget_rate (DropoffUploadQueue *self, gpointer object);

/**
 * dropoff_queue_make_forms:
 *
 * Returns: (transfer full): an empty table for the queue's member of that name.
 */
GHashTable *dropoff_queue_make_forms (void);

/**
 * dropoff_queue_take_form:
 * @self: a queue
 * @batch: a batch that is new in the list
 *
 * Notes that it waits for the answer to its form, or gives it the answer that is there already.
 */
void dropoff_queue_take_form (DropoffUploadQueue *self, DropoffBatch *batch);

/**
 * dropoff_queue_update_form:
 * @self: a queue
 *
 * Finds out what has to be asked next, and takes out what was found of a drop that is not wanted.
 */
void dropoff_queue_update_form (DropoffUploadQueue *self);

G_END_DECLS
