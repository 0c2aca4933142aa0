/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>

#include "dropoff-store-records.h"

G_BEGIN_DECLS

/**
 * DropoffUploadState:
 * @DROPOFF_UPLOAD_QUEUED: waits its turn
 * @DROPOFF_UPLOAD_CHECKING: being read or compared before bytes flow
 * @DROPOFF_UPLOAD_SENDING: bytes flow
 * @DROPOFF_UPLOAD_VERIFYING: all bytes are there; the server puts them together and compares
 * @DROPOFF_UPLOAD_DONE: the server has verified it
 * @DROPOFF_UPLOAD_PAUSED: paused by the person
 * @DROPOFF_UPLOAD_WAITING_NETWORK: nothing answers; goes on by itself
 * @DROPOFF_UPLOAD_WAITING_SIGN_IN: the person has to sign in
 * @DROPOFF_UPLOAD_WAITING_FILE: the file or its drive is not there; goes on when it is back
 * @DROPOFF_UPLOAD_CHANGED: the file is another than was dropped; the person decides
 * @DROPOFF_UPLOAD_REFUSED: a rule of the company refuses it
 * @DROPOFF_UPLOAD_FAILED: needs the person; the error says what to do
 * @DROPOFF_UPLOAD_CANCELLED: removed; what was begun is being taken back
 * @DROPOFF_UPLOAD_NEEDS_DETAILS: never a file's own: the person has not said yet what the company
 *   asks about the whole batch
 * @DROPOFF_UPLOAD_SAME_NAME: the company has a file of its name already; the person, who wanted to
 *   be asked, decides
 *
 * Where an upload is. The numbers are in the journal: never change one, only add.
 */
typedef enum {
  DROPOFF_UPLOAD_QUEUED = 0,
  DROPOFF_UPLOAD_CHECKING = 1,
  DROPOFF_UPLOAD_SENDING = 2,
  DROPOFF_UPLOAD_VERIFYING = 3,
  DROPOFF_UPLOAD_DONE = 4,
  DROPOFF_UPLOAD_PAUSED = 5,
  DROPOFF_UPLOAD_WAITING_NETWORK = 6,
  DROPOFF_UPLOAD_WAITING_SIGN_IN = 7,
  DROPOFF_UPLOAD_WAITING_FILE = 8,
  DROPOFF_UPLOAD_CHANGED = 9,
  DROPOFF_UPLOAD_REFUSED = 10,
  DROPOFF_UPLOAD_FAILED = 11,
  DROPOFF_UPLOAD_CANCELLED = 12,
  DROPOFF_UPLOAD_NEEDS_DETAILS = 13,
  DROPOFF_UPLOAD_SAME_NAME = 14,
} DropoffUploadState;

/** How many states there are. */
#define DROPOFF_UPLOAD_N_STATES (DROPOFF_UPLOAD_SAME_NAME + 1)

#define DROPOFF_TYPE_UPLOAD (dropoff_upload_get_type ())

/**
 * DropoffUpload:
 *
 * One file on its way, as seen from outside: properties that change, nothing that acts. All
 * properties are read-only from outside and notified on change: "name" (string, UTF-8 for people),
 * "path" (string, for display), "content-type" (string, nullable), "state" (int,
 * #DropoffUploadState), "size" (uint64, bytes), "sent" (uint64, bytes acknowledged), "fraction"
 * (double 0–1, smooth), "speed" (double, bytes per second, 0 = not moving), "seconds-left" (int64,
 * -1 = not known), "error-message" (string, nullable, one sentence for a person). "sent", "speed"
 * and "seconds-left" change at most twice a second, "fraction" ten times. Main thread.
 */
G_DECLARE_FINAL_TYPE (DropoffUpload, dropoff_upload, DROPOFF, UPLOAD, GObject)

/**
 * dropoff_upload_new:
 * @record: (transfer full): its journaled form
 *
 * Returns: (transfer full): an upload.
 */
DropoffUpload *dropoff_upload_new (DropoffUploadRecord *record);

/**
 * dropoff_upload_free_to_record:
 * @self: (transfer full): an upload that nobody else holds
 *
 * Returns: (transfer full): its journaled form. For its batch.
 */
DropoffUploadRecord *dropoff_upload_free_to_record (DropoffUpload *self);

/**
 * dropoff_upload_get_record:
 * @self: an upload
 *
 * Returns: (transfer none): its journaled form; only the queue changes it.
 */
DropoffUploadRecord *dropoff_upload_get_record (DropoffUpload *self);

/**
 * dropoff_upload_get_name:
 * @self: an upload
 *
 * Returns: (transfer none): the file's name in UTF-8 for people (broken bytes replaced).
 */
const char *dropoff_upload_get_name (DropoffUpload *self);

/**
 * dropoff_upload_get_state:
 * @self: an upload
 *
 * Returns: its state.
 */
DropoffUploadState dropoff_upload_get_state (DropoffUpload *self);

/**
 * dropoff_upload_get_size:
 * @self: an upload
 *
 * Returns: its size in bytes.
 */
guint64 dropoff_upload_get_size (DropoffUpload *self);

/**
 * dropoff_upload_get_sent:
 * @self: an upload
 *
 * Returns: bytes acknowledged, at most its size.
 */
guint64 dropoff_upload_get_sent (DropoffUpload *self);

/**
 * dropoff_upload_get_speed:
 * @self: an upload
 *
 * Returns: bytes per second.
 */
double dropoff_upload_get_speed (DropoffUpload *self);

/**
 * dropoff_upload_get_seconds_left:
 * @self: an upload
 *
 * Returns: seconds until it is sent, -1 = not known.
 */
gint64 dropoff_upload_get_seconds_left (DropoffUpload *self);

/**
 * dropoff_upload_get_error_code:
 * @self: an upload
 *
 * Returns: a #DropoffError, or -1.
 */
int dropoff_upload_get_error_code (DropoffUpload *self);

/**
 * dropoff_upload_get_error_message:
 * @self: an upload
 *
 * Returns: (nullable): one sentence for a person.
 */
const char *dropoff_upload_get_error_message (DropoffUpload *self);

/**
 * dropoff_upload_set_state:
 * @self: an upload
 * @state: the new state
 * @error: (nullable): why, for states that have a reason
 *
 * Sets state and reason. For the queue (and the gallery).
 */
void dropoff_upload_set_state (DropoffUpload *self, DropoffUploadState state,
                               const GError *error);

/**
 * dropoff_upload_set_figures:
 * @self: an upload
 * @sent_bytes: acknowledged bytes
 * @speed: bytes per second
 * @seconds_left: -1 = not known
 *
 * Sets the figures that people read. For the queue (and the gallery).
 */
void dropoff_upload_set_figures (DropoffUpload *self, guint64 sent_bytes, double speed,
                                 gint64 seconds_left);

/**
 * dropoff_upload_set_size:
 * @self: an upload
 * @size_bytes: the size of the file's new version
 *
 * Begins its figures anew. For its batch.
 */
void dropoff_upload_set_size (DropoffUpload *self, guint64 size_bytes);

/**
 * dropoff_upload_set_fraction:
 * @self: an upload
 * @fraction: 0–1
 *
 * Moves the bar. For the queue (and the gallery).
 */
void dropoff_upload_set_fraction (DropoffUpload *self, double fraction);

/**
 * dropoff_upload_state_is_finished:
 * @state: a state
 *
 * Returns: whether nothing more will happen by itself or by the person (done, refused, cancelled).
 */
gboolean dropoff_upload_state_is_finished (DropoffUploadState state);

/**
 * dropoff_upload_state_needs_person:
 * @state: a state
 *
 * Returns: whether it stands still until the person does something (changed, failed).
 */
gboolean dropoff_upload_state_needs_person (DropoffUploadState state);

/**
 * dropoff_upload_state_is_at_rest:
 * @state: a state
 *
 * Returns: whether nothing moves and nothing is the matter: it waits for its turn, for a person to
 *   go on, or for a sign-in.
 */
gboolean dropoff_upload_state_is_at_rest (DropoffUploadState state);

G_END_DECLS
