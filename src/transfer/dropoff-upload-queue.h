/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "dropoff-account.h"
#include "dropoff-batch.h"
#include "dropoff-clock.h"
#include "dropoff-destination.h"
#include "dropoff-drop.h"
#include "dropoff-store.h"

G_BEGIN_DECLS

/**
 * DropoffQueueState:
 * @DROPOFF_QUEUE_IDLE: nothing to do
 * @DROPOFF_QUEUE_SENDING: bytes flow, or are about to
 * @DROPOFF_QUEUE_FINISHING: all bytes are there; the last files are being verified
 * @DROPOFF_QUEUE_PAUSED: everything unfinished is paused by the person
 * @DROPOFF_QUEUE_WAITING_NETWORK: nothing answers
 * @DROPOFF_QUEUE_WAITING_SIGN_IN: the person has to sign in
 * @DROPOFF_QUEUE_WAITING_PERSON: all that is left needs the person (changed, failed, drive gone)
 * @DROPOFF_QUEUE_HELD: something would go, but the program holds it back (a metered network)
 *
 * What sums up the whole list: the pinned line's headline.
 */
typedef enum {
  DROPOFF_QUEUE_IDLE,
  DROPOFF_QUEUE_SENDING,
  DROPOFF_QUEUE_FINISHING,
  DROPOFF_QUEUE_PAUSED,
  DROPOFF_QUEUE_WAITING_NETWORK,
  DROPOFF_QUEUE_WAITING_SIGN_IN,
  DROPOFF_QUEUE_WAITING_PERSON,
  DROPOFF_QUEUE_HELD,
} DropoffQueueState;

#define DROPOFF_TYPE_UPLOAD_QUEUE (dropoff_upload_queue_get_type ())

/**
 * DropoffUploadQueue:
 *
 * All uploads of one connection: a #GListModel of #DropoffBatch in progress, and a second one of
 * those sent. It asks each upload's plan what to do next, has the destination do it, and journals
 * what happened. Read-only properties, notified: "state" (int, #DropoffQueueState), "size", "sent"
 * (uint64, bytes of everything that is not finished, and of what was finished since the list was
 * last empty), "fraction" (double), "speed" (double), "seconds-left" (int64, −1 not known),
 * "n-unfinished" (uint, cards), "n-failed", "n-asking" (uint, files that need the person or were
 * refused, and those of them that only ask about their names), "held" (boolean), "form" (int64, the
 * form that has to be answered next, 0 = none). Signal "refused" (#GPtrArray of
 * #DropoffRefusal, uint of files taken): what was not taken of a drop that an earlier run had left.
 * Signal "waits-for-drive" (a sentence for people): a drive does not answer while a drop is looked
 * through. Main thread.
 */
G_DECLARE_FINAL_TYPE (DropoffUploadQueue, dropoff_upload_queue, DROPOFF, UPLOAD_QUEUE, GObject)

/**
 * dropoff_upload_queue_new:
 * @store: the journal, open
 * @account: who sends
 * @destination: where to
 * @clock: servers' time
 *
 * Returns: (transfer full): an empty queue that does nothing until it is loaded.
 */
DropoffUploadQueue *dropoff_upload_queue_new (DropoffStore *store, DropoffAccount *account,
                                              DropoffDestination *destination,
                                              DropoffClock *clock);

/**
 * dropoff_upload_queue_load_async:
 * @self: a queue
 * @cancellable: (nullable): a cancellable
 * @callback: called when the journal has been read; sending goes on by itself from then
 * @user_data: for @callback
 *
 * Takes up what the journal holds.
 */
void dropoff_upload_queue_load_async (DropoffUploadQueue *self, GCancellable *cancellable,
                                      GAsyncReadyCallback callback, gpointer user_data);

/**
 * dropoff_upload_queue_load_finish:
 * @self: a queue
 * @result: from the callback
 * @error: %DROPOFF_ERROR_JOURNAL
 *
 * Returns: %TRUE if the lists are complete.
 */
gboolean dropoff_upload_queue_load_finish (DropoffUploadQueue *self, GAsyncResult *result,
                                           GError **error);

/**
 * dropoff_upload_queue_add_async:
 * @self: a queue
 * @drops: (transfer full) (element-type DropoffDrop): what was dropped in one go
 * @cancellable: (nullable): a cancellable
 * @callback: called when everything is in the list and journaled
 * @user_data: for @callback
 *
 * Looks through files and folders off the main thread (links and special files are reported, not
 * followed), checks the company's rules, leaves out what the company has, journals and begins, all
 * of it piece by piece: the first files are sent while others are still being found. What a crash
 * or a stop interrupts goes on after the next start.
 */
void dropoff_upload_queue_add_async (DropoffUploadQueue *self, GPtrArray *drops,
                                     GCancellable *cancellable, GAsyncReadyCallback callback,
                                     gpointer user_data);

/**
 * dropoff_upload_queue_add_finish:
 * @self: a queue
 * @result: from the callback
 * @n_added: (out) (nullable): how many files were taken
 * @n_known: (out) (nullable): how many were left out because the company has them unchanged, or
 *   because they are on their way already
 * @refusals: (out) (transfer full) (nullable) (element-type DropoffRefusal): what was not taken
 *   and why, at most 1,000 entries
 * @error: %DROPOFF_ERROR_NO_SPACE or %DROPOFF_ERROR_JOURNAL: what had been found by then is sent,
 *   the rest is looked for after the next start
 *
 * Returns: %TRUE if the rest was taken (also if there was no rest).
 */
gboolean dropoff_upload_queue_add_finish (DropoffUploadQueue *self, GAsyncResult *result,
                                          guint *n_added, guint *n_known,
                                          GPtrArray **refusals, GError **error);

/**
 * dropoff_upload_queue_get_sent_list:
 * @self: a queue
 *
 * Returns: (transfer none): a #GListModel of finished #DropoffBatch, newest first.
 */
GListModel *dropoff_upload_queue_get_sent_list (DropoffUploadQueue *self);

/**
 * dropoff_upload_queue_get_state:
 * @self: a queue
 *
 * Returns: what sums up the list.
 */
DropoffQueueState dropoff_upload_queue_get_state (DropoffUploadQueue *self);

/**
 * dropoff_upload_queue_get_destination:
 * @self: a queue
 *
 * Returns: (transfer none): where its files go.
 */
DropoffDestination *dropoff_upload_queue_get_destination (DropoffUploadQueue *self);

/**
 * dropoff_upload_queue_pause:
 * @self: a queue
 * @batches: (element-type DropoffBatch): some of its unfinished batches
 *
 * Stops their bytes (within 2 s) until resumed; survives a restart. Done at once if they are few,
 * in slices if they are many; what is asked in the meantime is done afterwards.
 */
void dropoff_upload_queue_pause (DropoffUploadQueue *self, GPtrArray *batches);

/**
 * dropoff_upload_queue_resume:
 * @self: a queue
 * @batches: (element-type DropoffBatch): some of its unfinished batches
 *
 * Goes on with paused batches, as dropoff_upload_queue_pause() does; also tries again what failed
 * in them, and takes the new version of a changed file. In state %DROPOFF_UPLOAD_SAME_NAME it is
 * the answer that all files that ask are wanted, and no more than that; no other function but
 * dropoff_upload_queue_resume_upload() gives it.
 */
void dropoff_upload_queue_resume (DropoffUploadQueue *self, GPtrArray *batches);

/**
 * dropoff_upload_queue_skip_same_names:
 * @self: a queue
 * @batch: one of its unfinished batches
 *
 * The answer that none of its files is wanted of whose names the company has one already. Nothing
 * of them is on the other side. A batch of which nothing is left leaves the list.
 */
void dropoff_upload_queue_skip_same_names (DropoffUploadQueue *self, DropoffBatch *batch);

/**
 * dropoff_upload_queue_pause_all:
 * @self: a queue
 *
 * Pauses every unfinished batch.
 */
void dropoff_upload_queue_pause_all (DropoffUploadQueue *self);

/**
 * dropoff_upload_queue_resume_all:
 * @self: a queue
 *
 * Resumes every paused batch.
 */
void dropoff_upload_queue_resume_all (DropoffUploadQueue *self);

/**
 * dropoff_upload_queue_send_first:
 * @self: a queue
 * @batch: one of its unfinished batches
 *
 * Moves it to the head of the list.
 */
void dropoff_upload_queue_send_first (DropoffUploadQueue *self, DropoffBatch *batch);

/**
 * dropoff_upload_queue_move:
 * @self: a queue
 * @batches: (element-type DropoffBatch): unfinished batches of it
 * @before: (nullable): the unfinished batch that they are to stand before, none of them; %NULL: the
 *   end of the list
 *
 * Moves them together, in the order they have. What stands first is sent first, also after a
 * restart.
 */
void dropoff_upload_queue_move (DropoffUploadQueue *self, GPtrArray *batches,
                                DropoffBatch *before);

/**
 * dropoff_upload_queue_retry_all:
 * @self: a queue
 *
 * Tries again whatever failed, in every batch. What was refused, has changed or asks about its name
 * waits for the person, and what is paused stays so.
 */
void dropoff_upload_queue_retry_all (DropoffUploadQueue *self);

/**
 * dropoff_upload_queue_pause_upload:
 * @self: a queue
 * @batch: one of its unfinished batches
 * @upload: one of the batch's uploads
 *
 * Stops the bytes of one file (within 2 s) until it or its batch is resumed; survives a restart.
 * Nothing happens to a file that is finished or needs the person.
 */
void dropoff_upload_queue_pause_upload (DropoffUploadQueue *self, DropoffBatch *batch,
                                        DropoffUpload *upload);

/**
 * dropoff_upload_queue_resume_upload:
 * @self: a queue
 * @batch: one of its unfinished batches
 * @upload: one of the batch's uploads
 *
 * Goes on with a paused file, tries a failed one again, takes the new version of a changed one. In
 * a paused batch it goes on alone: the others stay paused.
 */
void dropoff_upload_queue_resume_upload (DropoffUploadQueue *self, DropoffBatch *batch,
                                         DropoffUpload *upload);

/**
 * dropoff_upload_queue_cancel_upload:
 * @self: a queue
 * @batch: one of its unfinished batches
 * @upload: one of the batch's uploads, not done
 *
 * Takes one file out for good: stops its bytes and takes back what was begun (the abort is repeated
 * after a restart until it worked). The batch's sums become those of the rest; a batch of which
 * nothing is left leaves the list.
 */
void dropoff_upload_queue_cancel_upload (DropoffUploadQueue *self, DropoffBatch *batch,
                                         DropoffUpload *upload);

/**
 * dropoff_upload_queue_send_upload_first:
 * @self: a queue
 * @batch: one of its unfinished batches
 * @upload: one of the batch's uploads
 *
 * Moves the batch to the head of the list and, within it, sends this file next (resumed if it was
 * paused). The order within a batch does not survive a restart.
 */
void dropoff_upload_queue_send_upload_first (DropoffUploadQueue *self, DropoffBatch *batch,
                                             DropoffUpload *upload);

/**
 * dropoff_upload_queue_set_held:
 * @self: a queue
 * @held: whether nothing may be sent for now
 *
 * For a network that costs money: takes everything off the wire (within 2 s) and begins nothing,
 * but leaves every file queued in its place. What the person paused is not touched. Not journaled.
 */
void dropoff_upload_queue_set_held (DropoffUploadQueue *self, gboolean held);

/**
 * dropoff_upload_queue_get_held:
 * @self: a queue
 *
 * Returns: whether it is held.
 */
gboolean dropoff_upload_queue_get_held (DropoffUploadQueue *self);

/**
 * dropoff_upload_queue_set_asks_same_name:
 * @self: a queue
 * @asks: whether the person is asked where the company has a file of the name already
 *
 * Such a file, of those begun from now on, waits in state %DROPOFF_UPLOAD_SAME_NAME for the answer,
 * which is journaled. Where the company replaces or refuses such files, nothing is asked.
 */
void dropoff_upload_queue_set_asks_same_name (DropoffUploadQueue *self, gboolean asks);

/**
 * dropoff_upload_queue_remove:
 * @self: a queue
 * @batches: (element-type DropoffBatch): unfinished batches, or sent ones
 *
 * Takes them off their lists and stops their bytes, as dropoff_upload_queue_pause() does. They can
 * come back by undo until dropoff_upload_queue_forget(); a restart before that brings them back,
 * paused.
 */
void dropoff_upload_queue_remove (DropoffUploadQueue *self, GPtrArray *batches);

/**
 * dropoff_upload_queue_undo_remove:
 * @self: a queue
 * @batches: (element-type DropoffBatch): removed batches, in the order in which they were removed
 *
 * Puts them back where they were and goes on with them, as dropoff_upload_queue_pause() does.
 */
void dropoff_upload_queue_undo_remove (DropoffUploadQueue *self, GPtrArray *batches);

/**
 * dropoff_upload_queue_forget:
 * @self: a queue
 * @batches: (element-type DropoffBatch): removed batches
 *
 * Makes the removal final, as dropoff_upload_queue_pause() does: takes back what was begun on the
 * other side (the abort is repeated after a restart until it worked), and clears the journal.
 */
void dropoff_upload_queue_forget (DropoffUploadQueue *self, GPtrArray *batches);

/**
 * dropoff_upload_queue_get_n_taking_back:
 * @self: a queue
 *
 * Returns: how many files and batches that were taken out have not been taken back on the other
 *   side yet.
 */
guint dropoff_upload_queue_get_n_taking_back (DropoffUploadQueue *self);

/**
 * dropoff_upload_queue_network_changed:
 * @self: a queue
 * @available: whether there is a network at all, as far as the system knows
 *
 * Told by the desktop side after sleep or a change of network: what waits for the network tries at
 * once.
 */
void dropoff_upload_queue_network_changed (DropoffUploadQueue *self, gboolean available);

/**
 * dropoff_upload_queue_stop_async:
 * @self: a queue
 * @callback: called when no request is under way and the journal is up to date
 * @user_data: for @callback
 *
 * For quitting: takes everything off the wire; nothing is lost, the next load goes on.
 */
void dropoff_upload_queue_stop_async (DropoffUploadQueue *self, GAsyncReadyCallback callback,
                                      gpointer user_data);

/**
 * dropoff_upload_queue_stop_finish:
 * @self: a queue
 * @result: from the callback
 *
 * Ends the asynchronous stop.
 */
void dropoff_upload_queue_stop_finish (DropoffUploadQueue *self, GAsyncResult *result);

/**
 * dropoff_upload_queue_get_form:
 * @self: a queue
 *
 * What a company asks with files is asked once for all that was dropped in one go. Until then
 * nothing of it is sent, also not after a restart.
 *
 * Returns: the number of the form that has to be answered next, 0 = none.
 */
gint64 dropoff_upload_queue_get_form (DropoffUploadQueue *self);

/**
 * dropoff_upload_queue_list_form:
 * @self: a queue
 * @form: a form
 *
 * Returns: (transfer full) (element-type DropoffBatch): what waits for its answer and has been
 *   found so far; a batch that is open may still grow.
 */
GPtrArray *dropoff_upload_queue_list_form (DropoffUploadQueue *self, gint64 form);

/**
 * dropoff_upload_queue_answer_form:
 * @self: a queue
 * @form: a form
 * @details: the answer, checked
 *
 * Journals it and begins to send, also what is still being looked for.
 */
void dropoff_upload_queue_answer_form (DropoffUploadQueue *self, gint64 form,
                                       const DropoffDetails *details);

/**
 * dropoff_upload_queue_cancel_form:
 * @self: a queue
 * @form: a form
 *
 * Takes everything that waits for it off the list, until dropoff_upload_queue_undo_cancel_form()
 * (then it is asked again) or dropoff_upload_queue_forget_form(); a restart before that asks again.
 */
void dropoff_upload_queue_cancel_form (DropoffUploadQueue *self, gint64 form);

/**
 * dropoff_upload_queue_undo_cancel_form:
 * @self: a queue
 * @form: a cancelled form
 *
 * Puts everything back.
 */
void dropoff_upload_queue_undo_cancel_form (DropoffUploadQueue *self, gint64 form);

/**
 * dropoff_upload_queue_forget_form:
 * @self: a queue
 * @form: a form
 *
 * If it is cancelled, makes that final.
 */
void dropoff_upload_queue_forget_form (DropoffUploadQueue *self, gint64 form);

/**
 * dropoff_upload_queue_can_change_details:
 * @self: a queue
 * @batch: one of its batches
 * @upload: (nullable): one of the batch's uploads, or %NULL for the whole batch
 *
 * Returns: whether the company asks something, it was answered, and nothing of it is begun.
 */
gboolean dropoff_upload_queue_can_change_details (DropoffUploadQueue *self, DropoffBatch *batch,
                                                  DropoffUpload *upload);

/**
 * dropoff_upload_queue_change_details:
 * @self: a queue
 * @batch: one of its batches
 * @upload: (nullable): one of the batch's uploads, or %NULL for the whole batch
 * @details: the new answer, checked
 *
 * Journals other details for a whole batch, or for one file of it alone.
 *
 * Returns: %FALSE if it was too late.
 */
gboolean dropoff_upload_queue_change_details (DropoffUploadQueue *self, DropoffBatch *batch,
                                              DropoffUpload *upload,
                                              const DropoffDetails *details);

G_END_DECLS
