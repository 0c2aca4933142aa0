/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a person does to the lists: pause, go on, cancel; files, cards, and all. */
#include "dropoff-upload-queue-private.h"

static gboolean
can_be_paused (DropoffUploadState state)
{
  return state != DROPOFF_UPLOAD_PAUSED && !dropoff_upload_state_is_finished (state)
         && !dropoff_upload_state_needs_person (state);
}

static gboolean
can_be_tried_again (DropoffUploadState state)
{
  return state == DROPOFF_UPLOAD_PAUSED || state == DROPOFF_UPLOAD_REFUSED
         || dropoff_upload_state_needs_person (state);
}

/* What becomes of each file of a card. */

static DropoffUploadState
pause_state (DropoffUploadState state)
{
  return can_be_paused (state) ? DROPOFF_UPLOAD_PAUSED : state;
}

/* What asks about its name goes on only when that is answered. */
static DropoffUploadState
resume_state (DropoffUploadState state)
{
  return can_be_tried_again (state) && state != DROPOFF_UPLOAD_SAME_NAME ? DROPOFF_UPLOAD_QUEUED
                                                                         : state;
}

static DropoffUploadState
unpause_state (DropoffUploadState state)
{
  return state == DROPOFF_UPLOAD_PAUSED ? DROPOFF_UPLOAD_QUEUED : state;
}

static DropoffUploadState
retry_state (DropoffUploadState state)
{
  return state == DROPOFF_UPLOAD_FAILED ? DROPOFF_UPLOAD_QUEUED : state;
}

/* Notes which changed files of a card are to be sent in their new version. */
static void
accept_changes (DropoffUploadQueue *self, DropoffBatch *batch)
{
  for (guint i = 0; i < dropoff_batch_get_n_uploads (batch); i++)
    if (dropoff_batch_peek_state (batch, i) == DROPOFF_UPLOAD_CHANGED)
      g_hash_table_add (self->dirty_anew, dropoff_batch_get_upload (batch, i));
}

/* (transfer container) (element-type DropoffUpload) */
static GPtrArray *
list_in_state (DropoffBatch *batch, DropoffUploadState state)
{
  GPtrArray *found = g_ptr_array_new ();

  for (guint i = 0; i < dropoff_batch_get_n_uploads (batch); i++)
    if (dropoff_batch_peek_state (batch, i) == state)
      g_ptr_array_add (found, dropoff_batch_get_upload (batch, i));
  return found;
}

static void
save_uploads (DropoffUploadQueue *self, DropoffBatch *batch, GPtrArray *uploads)
{
  for (guint i = 0; i < uploads->len; i++)
    dropoff_queue_save_upload (self, batch, g_ptr_array_index (uploads, i));
}

/* Something may have become free to go. */
static void
look_anew (DropoffUploadQueue *self, DropoffBatch *batch)
{
  dropoff_queue_look_again (self, batch);
  self->sign_in_changed = TRUE;
  dropoff_queue_pump (self);
}

void
dropoff_queue_pause_batch (DropoffUploadQueue *self, DropoffBatch *batch)
{
  DropoffBatchRecord *record = dropoff_batch_get_record (batch);

  if (record->paused)
    return;
  record->paused = TRUE;
  dropoff_queue_save_batch (self, batch);
  dropoff_queue_change_states (self, batch, pause_state);
  dropoff_queue_stop_jobs (self, batch);
}

void
dropoff_queue_unpause_batch (DropoffUploadQueue *self, DropoffBatch *batch)
{
  dropoff_batch_get_record (batch)->paused = FALSE;
  dropoff_queue_save_batch (self, batch);
  dropoff_queue_change_states (self, batch, unpause_state);
  look_anew (self, batch);
}

static void
resume_one (DropoffUploadQueue *self, DropoffBatch *batch, DropoffUpload *upload)
{
  DropoffUploadState state = dropoff_upload_get_state (upload);

  if (!can_be_tried_again (state))
    return;
  if (state == DROPOFF_UPLOAD_CHANGED)
    g_hash_table_add (self->dirty_anew, upload);
  if (state == DROPOFF_UPLOAD_SAME_NAME)
    dropoff_upload_get_record (upload)->keeps_both = TRUE;
  dropoff_queue_set_upload_state (self, batch, upload, DROPOFF_UPLOAD_QUEUED, NULL);
}

void
dropoff_queue_resume_batch (DropoffUploadQueue *self, DropoffBatch *batch)
{
  DropoffBatchRecord *record = dropoff_batch_get_record (batch);
  /* Without their card, files are paused in the journal, too. */
  g_autoptr (GPtrArray) alone
      = record->paused ? NULL : list_in_state (batch, DROPOFF_UPLOAD_PAUSED);

  if (dropoff_batch_get_n_in_state (batch, DROPOFF_UPLOAD_CHANGED) > 0)
    accept_changes (self, batch);
  dropoff_queue_change_states (self, batch, resume_state);
  if (alone != NULL)
    save_uploads (self, batch, alone);
  else
    {
      record->paused = FALSE;
      dropoff_queue_save_batch (self, batch);
    }
  look_anew (self, batch);
}

/* All that asks about its name in a card: it goes under another one, or not at all. */
static void
answer_names (DropoffUploadQueue *self, DropoffBatch *batch, gboolean send)
{
  g_autoptr (GPtrArray) asking = list_in_state (batch, DROPOFF_UPLOAD_SAME_NAME);

  for (guint i = 0; i < asking->len; i++)
    {
      DropoffUpload *upload = g_ptr_array_index (asking, i);

      if (send)
        resume_one (self, batch, upload);
      else
        dropoff_queue_set_upload_state (self, batch, upload, DROPOFF_UPLOAD_CANCELLED, NULL);
      dropoff_queue_save_upload (self, batch, upload);
    }
}

/* Meanwhile one may have been sent or removed. */
static gboolean
is_in_progress (DropoffUploadQueue *self, DropoffBatch *batch)
{
  return dropoff_batch_get_record (batch)->finished_at_s == 0
         && !dropoff_batch_get_record (batch)->forgotten
         && !g_hash_table_contains (self->removed, batch);
}

/* What is done to all cards, one at a time. (transfer none) (nullable): the next, if it is still
 * there. */
static DropoffBatch *
get_next (DropoffUploadQueue *self, DropoffErrand *errand)
{
  DropoffBatch *batch = g_ptr_array_index (errand->batches, errand->n_done);

  return is_in_progress (self, batch) ? batch : NULL;
}

static guint
pause_next (DropoffUploadQueue *self, DropoffErrand *errand)
{
  DropoffBatch *batch = get_next (self, errand);

  if (batch != NULL)
    dropoff_queue_pause_batch (self, batch);
  return 1;
}

static guint
resume_next (DropoffUploadQueue *self, DropoffErrand *errand)
{
  DropoffBatch *batch = get_next (self, errand);

  if (batch != NULL
      && (dropoff_batch_get_record (batch)->paused
          || dropoff_batch_get_n_in_state (batch, DROPOFF_UPLOAD_PAUSED) > 0))
    dropoff_queue_resume_batch (self, batch);
  return 1;
}

/* Also what failed or asks about its name. */
static guint
go_on_with_next (DropoffUploadQueue *self, DropoffErrand *errand)
{
  DropoffBatch *batch = get_next (self, errand);

  if (batch == NULL)
    return 1;
  if (dropoff_batch_get_state (batch) == DROPOFF_UPLOAD_SAME_NAME)
    {
      answer_names (self, batch, TRUE);
      look_anew (self, batch);
      if (!dropoff_batch_get_record (batch)->paused)
        return 1;
    }
  dropoff_queue_resume_batch (self, batch);
  return 1;
}

static guint
retry_next (DropoffUploadQueue *self, DropoffErrand *errand)
{
  DropoffBatch *batch = get_next (self, errand);

  if (batch == NULL || dropoff_batch_get_n_in_state (batch, DROPOFF_UPLOAD_FAILED) == 0)
    return 1;
  dropoff_queue_change_states (self, batch, retry_state);
  look_anew (self, batch);
  return 1;
}

/* From a card that is paused to one whose files are, so that one of them can go on. */
static void
pause_files_instead (DropoffUploadQueue *self, DropoffBatch *batch)
{
  g_autoptr (GPtrArray) paused = list_in_state (batch, DROPOFF_UPLOAD_PAUSED);

  dropoff_batch_get_record (batch)->paused = FALSE;
  dropoff_queue_save_batch (self, batch);
  save_uploads (self, batch, paused);
}

/* What becomes of a card some files of which are cancelled: it may be done with, or unwanted. */
static void
leave_files_out (DropoffUploadQueue *self, DropoffBatch *batch)
{
  g_autoptr (DropoffBatch) kept = g_object_ref (batch);
  guint position;

  dropoff_queue_save_batch (self, batch);
  dropoff_queue_finish_batch (self, batch);
  if (dropoff_batch_get_state (batch) == DROPOFF_UPLOAD_CANCELLED
      && dropoff_batch_list_find (self->batches, batch, &position))
    {
      dropoff_queue_take_off (self, batch, position);
      dropoff_queue_take_back_batch (self, kept);
    }
  dropoff_queue_pump (self);
}

/* Files */

void
dropoff_upload_queue_pause_upload (DropoffUploadQueue *self, DropoffBatch *batch,
                                   DropoffUpload *upload)
{
  DropoffUploadJob *job = dropoff_queue_find_job (self, upload);

  g_return_if_fail (DROPOFF_IS_UPLOAD_QUEUE (self));

  if (!can_be_paused (dropoff_upload_get_state (upload)))
    return;
  dropoff_queue_set_upload_state (self, batch, upload, DROPOFF_UPLOAD_PAUSED, NULL);
  dropoff_queue_save_upload (self, batch, upload);
  if (job != NULL)
    dropoff_queue_stop_job (self, job);
  dropoff_queue_pump (self);
}

void
dropoff_upload_queue_resume_upload (DropoffUploadQueue *self, DropoffBatch *batch,
                                    DropoffUpload *upload)
{
  g_return_if_fail (DROPOFF_IS_UPLOAD_QUEUE (self));

  if (!can_be_tried_again (dropoff_upload_get_state (upload)))
    return;
  resume_one (self, batch, upload);
  if (dropoff_batch_get_record (batch)->paused)
    pause_files_instead (self, batch);
  dropoff_queue_save_upload (self, batch, upload);
  look_anew (self, batch);
}

void
dropoff_upload_queue_cancel_upload (DropoffUploadQueue *self, DropoffBatch *batch,
                                    DropoffUpload *upload)
{
  DropoffUploadJob *job = dropoff_queue_find_job (self, upload);

  g_return_if_fail (DROPOFF_IS_UPLOAD_QUEUE (self));

  if (dropoff_upload_get_state (upload) == DROPOFF_UPLOAD_DONE
      || dropoff_upload_get_state (upload) == DROPOFF_UPLOAD_CANCELLED)
    return;
  dropoff_queue_set_upload_state (self, batch, upload, DROPOFF_UPLOAD_CANCELLED, NULL);
  dropoff_queue_save_upload (self, batch, upload);
  g_hash_table_insert (self->cancelled, g_object_ref (upload), g_object_ref (batch));
  if (job != NULL)
    dropoff_queue_stop_job (self, job);
  leave_files_out (self, batch);
}

void
dropoff_upload_queue_send_upload_first (DropoffUploadQueue *self, DropoffBatch *batch,
                                        DropoffUpload *upload)
{
  g_return_if_fail (DROPOFF_IS_UPLOAD_QUEUE (self));

  /* Its place is no answer to what it asks. */
  if (dropoff_upload_get_state (upload) != DROPOFF_UPLOAD_SAME_NAME)
    dropoff_upload_queue_resume_upload (self, batch, upload);
  g_hash_table_insert (self->preferred, batch, upload);
  dropoff_upload_queue_send_first (self, batch);
  look_anew (self, batch);
}

/* Cards */

void
dropoff_upload_queue_pause (DropoffUploadQueue *self, GPtrArray *batches)
{
  g_return_if_fail (DROPOFF_IS_UPLOAD_QUEUE (self));
  dropoff_queue_run_errand (self, batches, pause_next);
}

void
dropoff_upload_queue_resume (DropoffUploadQueue *self, GPtrArray *batches)
{
  g_return_if_fail (DROPOFF_IS_UPLOAD_QUEUE (self));
  dropoff_queue_run_errand (self, batches, go_on_with_next);
}

void
dropoff_upload_queue_skip_same_names (DropoffUploadQueue *self, DropoffBatch *batch)
{
  g_return_if_fail (DROPOFF_IS_UPLOAD_QUEUE (self));

  answer_names (self, batch, FALSE);
  leave_files_out (self, batch);
}

/* All */

void
dropoff_upload_queue_pause_all (DropoffUploadQueue *self)
{
  dropoff_queue_sweep (self, pause_next);
  self->pausing_all = dropoff_queue_has_errands (self);
  if (self->pausing_all) /* what flows does not flow on until its card's turn comes */
    dropoff_queue_stop_jobs (self, NULL);
}

void
dropoff_upload_queue_resume_all (DropoffUploadQueue *self)
{
  dropoff_queue_sweep (self, resume_next);
}

void
dropoff_upload_queue_retry_all (DropoffUploadQueue *self)
{
  dropoff_queue_sweep (self, retry_next);
}

void
dropoff_upload_queue_set_held (DropoffUploadQueue *self, gboolean held)
{
  g_return_if_fail (DROPOFF_IS_UPLOAD_QUEUE (self));

  if (self->held == (held != FALSE))
    return;
  self->held = held != FALSE;
  if (self->held)
    dropoff_queue_stop_jobs (self, NULL);
  dropoff_queue_pump (self);
  g_object_notify (G_OBJECT (self), "held");
}

void
dropoff_upload_queue_set_asks_same_name (DropoffUploadQueue *self, gboolean asks)
{
  g_return_if_fail (DROPOFF_IS_UPLOAD_QUEUE (self));
  self->tools.asks_same_name = asks;
}

gboolean
dropoff_upload_queue_get_held (DropoffUploadQueue *self)
{
  g_return_val_if_fail (DROPOFF_IS_UPLOAD_QUEUE (self), FALSE);

  return self->held;
}
