/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the cards say when somebody signs out or in: the head of every card waits for it, or queues.
 * So many at a time as take one slice, and none if no card is in that state. */
#include "dropoff-upload-queue-private.h"

static gboolean
on_more_waiting (gpointer user_data)
{
  DropoffUploadQueue *self = user_data;

  self->waiting_source = 0;
  dropoff_queue_show_sign_in (self);
  return G_SOURCE_REMOVE;
}

static DropoffUploadState
signed_out_state (DropoffUploadState state)
{
  return state == DROPOFF_UPLOAD_QUEUED ? DROPOFF_UPLOAD_WAITING_SIGN_IN : state;
}

static DropoffUploadState
signed_in_state (DropoffUploadState state)
{
  return state == DROPOFF_UPLOAD_WAITING_SIGN_IN ? DROPOFF_UPLOAD_QUEUED : state;
}

static void
show_waiting_of (DropoffUploadQueue *self, DropoffBatch *batch, DropoffUploadState from,
                 DropoffUploadState to)
{
  DropoffBatchRecord room;
  DropoffUpload *upload;

  if (dropoff_batch_look_at (batch, &room)->paused || dropoff_batch_get_state (batch) != from)
    return;
  if (dropoff_batch_get_n_uploads (batch) == 1)
    {
      /* Without making its object. */
      if (!dropoff_queue_has_jobs (self, batch))
        dropoff_queue_change_states (
            self, batch, to == DROPOFF_UPLOAD_QUEUED ? signed_in_state : signed_out_state);
      return;
    }
  upload = dropoff_queue_next_upload (self, batch);
  if (upload != NULL && dropoff_upload_get_state (upload) == from)
    dropoff_queue_set_upload_state (self, batch, upload, to, NULL);
}

void
dropoff_queue_show_sign_in (DropoffUploadQueue *self)
{
  gboolean signed_in = dropoff_queue_is_signed_in (self);
  DropoffUploadState from = signed_in ? DROPOFF_UPLOAD_WAITING_SIGN_IN : DROPOFF_UPLOAD_QUEUED;
  DropoffUploadState to = signed_in ? DROPOFF_UPLOAD_QUEUED : DROPOFF_UPLOAD_WAITING_SIGN_IN;
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->batches));
  gint64 until_us = dropoff_slice_get_end ();

  if (self->sign_in_changed)
    self->n_told_sign_in = 0;
  self->sign_in_changed = FALSE;
  while (self->totals.counts[from] > 0 && self->n_told_sign_in < n
         && g_get_monotonic_time () < until_us)
    {
      g_autoptr (DropoffBatch) batch
          = g_list_model_get_item (G_LIST_MODEL (self->batches), self->n_told_sign_in++);

      show_waiting_of (self, batch, from, to);
    }
  if (self->totals.counts[from] == 0)
    self->n_told_sign_in = n;
  if (self->n_told_sign_in < n && self->waiting_source == 0)
    self->waiting_source
        = g_idle_add_full (DROPOFF_SLICE_PRIORITY, on_more_waiting, self, NULL);
}
