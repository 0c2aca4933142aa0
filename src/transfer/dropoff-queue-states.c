/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Changes of state: the sums and the journal are kept right with them. */
#include "dropoff-upload-queue-private.h"

#include "dropoff-error.h"

void
dropoff_queue_set_upload_state (DropoffUploadQueue *self, DropoffBatch *batch,
                                DropoffUpload *upload, DropoffUploadState state,
                                const GError *error)
{
  DropoffUploadState before = dropoff_upload_get_state (upload);
  guint64 sent_before = dropoff_upload_get_sent (upload);

  if (state == DROPOFF_UPLOAD_DONE)
    dropoff_upload_set_figures (upload, dropoff_upload_get_size (upload), 0, 0);
  else if (state == DROPOFF_UPLOAD_CANCELLED)
    dropoff_upload_set_figures (upload, 0, 0, -1);
  dropoff_upload_set_state (upload, state, error);
  dropoff_batch_upload_changed (batch, upload, before, sent_before);
  dropoff_queue_touch (self, batch);
}

void
dropoff_queue_change_states (DropoffUploadQueue *self, DropoffBatch *batch,
                             DropoffBatchStateFunc func)
{
  gboolean was_at_rest = dropoff_upload_state_is_at_rest (dropoff_batch_get_state (batch));
  guint64 sent_before_bytes = dropoff_batch_get_sent (batch);

  dropoff_batch_change_states (batch, func);
  /* 100,000 cards that are paused before they began have no figures to be looked at. */
  if (!was_at_rest || dropoff_batch_get_sent (batch) != sent_before_bytes)
    dropoff_queue_touch (self, batch);
}

void
dropoff_queue_take_off (DropoffUploadQueue *self, DropoffBatch *batch, guint position)
{
  dropoff_batch_set_totals (batch, NULL);
  dropoff_batch_list_remove (self->batches, position);
}

void
dropoff_queue_save_batch (DropoffUploadQueue *self, DropoffBatch *batch)
{
  dropoff_store_save_batch_async (self->tools.store, dropoff_batch_get_record (batch), NULL, NULL);
}

void
dropoff_queue_save_upload (DropoffUploadQueue *self, DropoffBatch *batch, DropoffUpload *upload)
{
  DropoffUploadRecord *record = dropoff_upload_get_record (upload);
  int state = record->state;

  if (state == DROPOFF_UPLOAD_PAUSED && dropoff_batch_get_record (batch)->paused)
    record->state = DROPOFF_UPLOAD_QUEUED;
  dropoff_store_save_upload_async (self->tools.store, record, NULL, NULL);
  record->state = state;
}

void
dropoff_queue_finish_batch (DropoffUploadQueue *self, DropoffBatch *batch)
{
  guint position;
  guint n_sent;

  if (!dropoff_batch_is_finished (batch)
      || !dropoff_batch_list_find (self->batches, batch, &position))
    return;
  g_object_ref (batch);
  self->run_done_bytes += dropoff_batch_get_record (batch)->size_bytes;
  dropoff_batch_set_finished (batch, dropoff_clock_now_s (self->tools.clock));
  dropoff_queue_save_batch (self, batch);
  g_hash_table_remove (self->cursors, batch);
  g_hash_table_remove (self->preferred, batch);
  dropoff_queue_forget_rate (self, batch);
  dropoff_queue_take_off (self, batch, position);
  dropoff_batch_list_splice (self->sent, 0, 0, (gpointer *) &batch, 1);
  n_sent = g_list_model_get_n_items (G_LIST_MODEL (self->sent));
  if (n_sent > DROPOFF_QUEUE_MAX_SENT)
    dropoff_batch_list_remove (self->sent, n_sent - 1);
  g_object_unref (batch);
}

DropoffUploadState
dropoff_queue_state_after (const GError *error)
{
  if (dropoff_error_is (error, DROPOFF_ERROR_FILE_CHANGED))
    return DROPOFF_UPLOAD_CHANGED;
  if (dropoff_error_is (error, DROPOFF_ERROR_NAME_TAKEN))
    return DROPOFF_UPLOAD_SAME_NAME;
  if (dropoff_error_is (error, DROPOFF_ERROR_NOT_ACCEPTED))
    return DROPOFF_UPLOAD_REFUSED;
  return DROPOFF_UPLOAD_FAILED;
}
