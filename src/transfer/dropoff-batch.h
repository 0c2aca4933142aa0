/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "dropoff-upload.h"

G_BEGIN_DECLS

#define DROPOFF_TYPE_BATCH (dropoff_batch_get_type ())

/** How many files of a folder are shown at most: those that move or have trouble. */
#define DROPOFF_BATCH_MAX_SHOWN 6

/**
 * DropoffBatchTotals:
 * @counts: batches in each state
 * @n_failed: files that need the person or were refused
 * @n_asking: those of them of whose name the company has one already
 * @size_bytes: sizes together
 * @sent_bytes: acknowledged bytes together
 *
 * The sums over many batches, kept right by each of them in constant time: no list of 100,000 has
 * to be walked to say how far it is.
 */
typedef struct
{
  guint counts[DROPOFF_UPLOAD_N_STATES];
  guint n_failed;
  guint n_asking;
  guint64 size_bytes;
  guint64 sent_bytes;
} DropoffBatchTotals;

/**
 * DropoffBatchStateFunc:
 * @state: that of one of a batch's uploads
 *
 * Returns: the state that it is to have.
 */
typedef DropoffUploadState (*DropoffBatchStateFunc) (DropoffUploadState state);

/**
 * DropoffBatch:
 *
 * One thing that was dropped, a file or a folder: one card in the window. It sums up its uploads.
 * Read-only properties, notified on change: "name", "path" (strings), "content-type" (string,
 * nullable; "inode/directory" for a folder), "is-folder" (boolean), "state" (int,
 * #DropoffUploadState of the file, or what sums up the folder), "size", "sent" (uint64, bytes),
 * "fraction" (double), "speed" (double), "seconds-left" (int64), "n-files", "n-done", "n-failed",
 * "n-waiting" (uint), "error-message" (string, nullable), "finished-at" (int64, seconds since
 * 1970), "verified" (boolean: there is a receipt for all of it). The same object is a card in
 * progress and, when it is finished, a row under Sent. Main thread.
 */
G_DECLARE_FINAL_TYPE (DropoffBatch, dropoff_batch, DROPOFF, BATCH, GObject)

/**
 * dropoff_batch_new:
 * @record: (transfer full): its journaled form; its uploads are taken out
 *
 * Returns: (transfer full): a batch.
 */
DropoffBatch *dropoff_batch_new (DropoffBatchRecord *record);

/**
 * dropoff_batch_pack:
 * @self: a batch that nobody has seen yet
 *
 * If it is for one file of which nothing is known but what was dropped, it takes less than half of
 * the memory from here on, until somebody asks for one of its records, its file's object or its
 * name. There may be 100,000 cards that wait: what goes through all of them asks for none of these.
 */
void dropoff_batch_pack (DropoffBatch *self);

/**
 * dropoff_batch_get_record:
 * @self: a batch
 *
 * Returns: (transfer none): its journaled form (without its list of uploads); only the queue
 *   changes it.
 */
DropoffBatchRecord *dropoff_batch_get_record (DropoffBatch *self);

/**
 * dropoff_batch_look_at:
 * @self: a batch
 * @room: (out caller-allocated): for the answer, if the batch is packed
 *
 * What dropoff_batch_get_record() gives, only to be read: a packed batch stays packed.
 *
 * Returns: (transfer none): its journaled form, until something else than a look is done to it.
 */
const DropoffBatchRecord *dropoff_batch_look_at (DropoffBatch *self, DropoffBatchRecord *room);

/**
 * dropoff_batch_get_error_message:
 * @self: a batch
 *
 * Returns: (transfer none) (nullable): of a card for one file, what is the matter with it: one
 *   sentence.
 */
const char *dropoff_batch_get_error_message (DropoffBatch *self);

/**
 * dropoff_batch_get_n_uploads:
 * @self: a batch
 *
 * Returns: how many uploads it holds (0 for a folder from the history).
 */
guint dropoff_batch_get_n_uploads (DropoffBatch *self);

/**
 * dropoff_batch_get_upload:
 * @self: a batch
 * @index: 0 to n_uploads − 1
 *
 * Returns: (transfer none): that upload, whose object is made when it is first asked for: most
 *   files of a large folder wait without one.
 */
DropoffUpload *dropoff_batch_get_upload (DropoffBatch *self, guint index);

/**
 * dropoff_batch_let_go:
 * @self: a batch
 * @upload: one of its uploads that is over
 *
 * Keeps no more than its journaled form, unless somebody else holds the object: a folder of 100,000
 * files that have been sent needs no 100,000 objects. Of all but the first not even where it was
 * sent to, if that was one request: from here on the upload must not be journaled any more. For the
 * queue.
 */
void dropoff_batch_let_go (DropoffBatch *self, DropoffUpload *upload);

/**
 * dropoff_batch_peek_record:
 * @self: a batch
 * @index: 0 to n_uploads − 1
 *
 * Returns: (transfer none): that upload's journaled form, without making its object. Without one
 *   it is there only until another of the batch's uploads is asked for: of a large folder most are
 *   packed, 256 together, and unpacked for this.
 */
const DropoffUploadRecord *dropoff_batch_peek_record (DropoffBatch *self, guint index);

/**
 * dropoff_batch_peek_state:
 * @self: a batch
 * @index: 0 to n_uploads − 1
 *
 * Returns: that upload's state. Costs nothing, whatever is packed.
 */
DropoffUploadState dropoff_batch_peek_state (DropoffBatch *self, guint index);

/**
 * dropoff_batch_peek_upload:
 * @self: a batch
 * @index: 0 to n_uploads − 1
 *
 * Returns: (transfer none) (nullable): that upload's object, if somebody asked for it. Costs
 *   nothing, whatever is packed.
 */
DropoffUpload *dropoff_batch_peek_upload (DropoffBatch *self, guint index);

/**
 * dropoff_batch_is_untouched:
 * @self: a batch
 * @index: 0 to n_uploads − 1
 *
 * Returns: whether that upload has neither a key nor an upload id: nothing of it can be on the
 *   other side. Hardly anything is unpacked for it.
 */
gboolean dropoff_batch_is_untouched (DropoffBatch *self, guint index);

/**
 * dropoff_batch_change_states:
 * @self: a batch
 * @func: says for each upload which state it is to have
 *
 * Changes many states at once and tells of it once: 100,000 files in a few milliseconds. A new
 * state has no reason; a cancelled file has nothing sent. For the queue.
 */
void dropoff_batch_change_states (DropoffBatch *self, DropoffBatchStateFunc func);

/**
 * dropoff_batch_set_totals:
 * @self: a batch
 * @totals: (nullable): the sums that it counts in from now on; outlive it or are taken back
 *
 * Takes it out of the sums it was in and into others. For the queue.
 */
void dropoff_batch_set_totals (DropoffBatch *self, DropoffBatchTotals *totals);

/**
 * dropoff_batch_get_shown:
 * @self: a batch
 *
 * Returns: (transfer none): a list model of the #DropoffUpload that move or have trouble, at most
 *   %DROPOFF_BATCH_MAX_SHOWN, kept up to date; for an open folder's card.
 */
GListModel *dropoff_batch_get_shown (DropoffBatch *self);

/**
 * dropoff_batch_get_state:
 * @self: a batch
 *
 * Returns: its summed-up state.
 */
DropoffUploadState dropoff_batch_get_state (DropoffBatch *self);

/**
 * dropoff_batch_get_name:
 * @self: a batch
 *
 * Returns: (transfer none): its name for people.
 */
const char *dropoff_batch_get_name (DropoffBatch *self);

/**
 * dropoff_batch_get_sent:
 * @self: a batch
 *
 * Returns: bytes acknowledged.
 */
guint64 dropoff_batch_get_sent (DropoffBatch *self);

/**
 * dropoff_batch_get_speed:
 * @self: a batch
 *
 * Returns: bytes per second.
 */
double dropoff_batch_get_speed (DropoffBatch *self);

/**
 * dropoff_batch_get_n_failed:
 * @self: a batch
 *
 * Returns: files that need the person or were refused.
 */
guint dropoff_batch_get_n_failed (DropoffBatch *self);

/**
 * dropoff_batch_get_n_in_state:
 * @self: a batch
 * @state: a state
 *
 * Returns: how many of its files are in that state (paused: by themselves or with the batch).
 */
guint dropoff_batch_get_n_in_state (DropoffBatch *self, DropoffUploadState state);

/**
 * dropoff_batch_add_uploads:
 * @self: a batch that is open
 * @uploads: (element-type DropoffUploadRecord): more files of it, journaled; they are taken out
 *
 * Makes it grow. For the queue.
 */
void dropoff_batch_add_uploads (DropoffBatch *self, GPtrArray *uploads);

/**
 * dropoff_batch_set_open:
 * @self: a batch
 * @is_open: whether more of its files may come
 *
 * One that is open is not finished, whatever is sent of it. For the queue.
 */
void dropoff_batch_set_open (DropoffBatch *self, gboolean is_open);

/**
 * dropoff_batch_set_details:
 * @self: a batch
 * @details: (nullable): what goes with its files, as JSON
 *
 * The form is answered: it may go. For the queue.
 */
void dropoff_batch_set_details (DropoffBatch *self, const char *details);

/**
 * dropoff_batch_upload_changed:
 * @self: a batch
 * @upload: one of its uploads
 * @before: its state before
 * @sent_before_bytes: its acknowledged bytes before
 *
 * Takes over a change of one upload's state or figures into the sums, in constant time. A cancelled
 * file counts no more, neither as a file nor with its size. For the queue (and the gallery).
 */
void dropoff_batch_upload_changed (DropoffBatch *self, DropoffUpload *upload,
                                   DropoffUploadState before, guint64 sent_before_bytes);

/**
 * dropoff_batch_upload_resized:
 * @self: a batch
 * @upload: one of its uploads, about to be sent as a new version
 * @size_bytes: its new size
 *
 * Gives the upload its new size, nothing of it sent, and takes that into the sums. For the queue.
 */
void dropoff_batch_upload_resized (DropoffBatch *self, DropoffUpload *upload, guint64 size_bytes);

/**
 * dropoff_batch_set_figures:
 * @self: a batch
 * @speed: bytes per second
 * @seconds_left: -1 = not known
 *
 * Notifies the figures that people read. For the queue (and the gallery).
 */
void dropoff_batch_set_figures (DropoffBatch *self, double speed, gint64 seconds_left);

/**
 * dropoff_batch_set_fraction:
 * @self: a batch
 * @fraction: 0–1
 *
 * Moves the bar. For the queue (and the gallery).
 */
void dropoff_batch_set_fraction (DropoffBatch *self, double fraction);

/**
 * dropoff_batch_set_finished:
 * @self: a batch
 * @finished_at_s: seconds since 1970
 *
 * Marks it finished; "verified" becomes whether every file of it has a receipt. For the queue.
 */
void dropoff_batch_set_finished (DropoffBatch *self, gint64 finished_at_s);

/**
 * dropoff_batch_is_finished:
 * @self: a batch
 *
 * Returns: whether all of it is sent. One with a refused file stays in the list until the person
 *   has seen it and removes it.
 */
gboolean dropoff_batch_is_finished (DropoffBatch *self);

G_END_DECLS
