/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Forms: what a company asks with files. Cards of things that were dropped in one go share a form,
 * and nothing of them is sent before it is answered. It is known by the number that the journal
 * gave it, so that after a restart it is asked again. */
#include "dropoff-upload-queue-private.h"

#include "dropoff-details.h"

typedef struct
{
  GPtrArray *batches; /* of DropoffBatch: those that wait for the answer */
  guint n_removed;    /* of them, that are off the list, or about to be */
  guint n_forgotten;  /* of them, for good */
  char *answer;       /* for what is found after it was given */
  gboolean cancelled; /* what is found is not wanted … */
  gboolean forgotten; /* … and there is no Undo any more */
} Form;

static void
form_free (gpointer data)
{
  Form *form = data;

  g_ptr_array_unref (form->batches);
  g_free (form->answer);
  g_free (form);
}

GHashTable *
dropoff_queue_make_forms (void)
{
  return g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, form_free);
}

static Form *
get_form (DropoffUploadQueue *self, gint64 id)
{
  Form *form = g_hash_table_lookup (self->forms, &id);

  if (form != NULL)
    return form;
  form = g_new0 (Form, 1);
  form->batches = g_ptr_array_new_with_free_func (g_object_unref);
  g_hash_table_insert (self->forms, g_memdup2 (&id, sizeof id), form);
  return form;
}

/* Still in the list, not removed in the meantime. */
static gboolean
is_waiting (DropoffUploadQueue *self, DropoffBatch *batch)
{
  DropoffBatchRecord room;
  const DropoffBatchRecord *record = dropoff_batch_look_at (batch, &room);

  return record->form_id != 0 && !record->forgotten
         && !g_hash_table_contains (self->removed, batch);
}

static gboolean
has_waiting (DropoffUploadQueue *self, Form *form)
{
  for (guint i = 0; i < form->batches->len; i++)
    if (is_waiting (self, g_ptr_array_index (form->batches, i)))
      return TRUE;
  return FALSE;
}

void
dropoff_queue_take_form (DropoffUploadQueue *self, DropoffBatch *batch)
{
  DropoffConnection *connection = dropoff_account_get_connection (self->tools.account);
  DropoffBatchRecord room;
  const gint64 id = dropoff_batch_look_at (batch, &room)->form_id;
  Form *form;

  if (id == 0)
    return;
  form = get_form (self, id);
  /* A newer connection may have stopped asking. */
  if (form->answer == NULL && dropoff_connection_get_details (connection)->len > 0)
    {
      g_ptr_array_add (form->batches, g_object_ref (batch));
      return;
    }
  dropoff_batch_set_details (batch, form->answer);
  dropoff_queue_save_batch (self, batch);
}

/* (transfer full) (element-type DropoffBatch): those from @n on, of which there are none then. */
static GPtrArray *
take_rest (Form *form, guint *n)
{
  GPtrArray *rest = g_ptr_array_new ();

  while (*n < form->batches->len)
    g_ptr_array_add (rest, g_ptr_array_index (form->batches, (*n)++));
  return rest;
}

static void
remove_found (DropoffUploadQueue *self, Form *form)
{
  g_autoptr (GPtrArray) found = take_rest (form, &form->n_removed);
  g_autoptr (GPtrArray) forgotten = NULL;

  if (found->len > 0)
    dropoff_upload_queue_remove (self, found);
  if (!form->forgotten)
    return;
  forgotten = take_rest (form, &form->n_forgotten);
  if (forgotten->len > 0)
    dropoff_upload_queue_forget (self, forgotten);
}

void
dropoff_queue_update_form (DropoffUploadQueue *self)
{
  gint64 next = 0;
  GHashTableIter iter;
  gpointer key, value;

  g_hash_table_iter_init (&iter, self->forms);
  while (g_hash_table_iter_next (&iter, &key, &value))
    {
      const gint64 id = *(const gint64 *) key;
      Form *form = value;

      if (form->cancelled)
        remove_found (self, form);
      else if ((next == 0 || id < next) && has_waiting (self, form))
        next = id;
    }
  if (next == self->form)
    return;
  self->form = next;
  g_object_notify (G_OBJECT (self), "form");
}

gint64
dropoff_upload_queue_get_form (DropoffUploadQueue *self)
{
  g_return_val_if_fail (DROPOFF_IS_UPLOAD_QUEUE (self), 0);
  return self->form;
}

GPtrArray *
dropoff_upload_queue_list_form (DropoffUploadQueue *self, gint64 id)
{
  GPtrArray *batches = g_ptr_array_new_with_free_func (g_object_unref);
  Form *form;

  g_return_val_if_fail (DROPOFF_IS_UPLOAD_QUEUE (self), batches);

  form = g_hash_table_lookup (self->forms, &id);
  for (guint i = 0; form != NULL && i < form->batches->len; i++)
    if (is_waiting (self, g_ptr_array_index (form->batches, i)))
      g_ptr_array_add (batches, g_object_ref (g_ptr_array_index (form->batches, i)));
  return batches;
}

void
dropoff_upload_queue_answer_form (DropoffUploadQueue *self, gint64 id,
                                  const DropoffDetails *details)
{
  Form *form;

  g_return_if_fail (DROPOFF_IS_UPLOAD_QUEUE (self));

  form = get_form (self, id);
  g_free (form->answer);
  form->answer = dropoff_details_write (details);
  dropoff_store_answer_form_async (self->tools.store, id, form->answer, NULL, NULL);
  for (guint i = 0; i < form->batches->len; i++)
    {
      DropoffBatch *batch = g_ptr_array_index (form->batches, i);
      gboolean goes = is_waiting (self, batch);

      dropoff_batch_set_details (batch, form->answer);
      dropoff_queue_touch (self, batch);
      dropoff_queue_look_again (self, batch);
      /* A restart between Cancel and its end has left it paused. */
      if (goes && dropoff_batch_get_record (batch)->paused)
        dropoff_queue_resume_batch (self, batch);
    }
  g_ptr_array_set_size (form->batches, 0);
  form->n_removed = form->n_forgotten = 0;
  dropoff_queue_update_form (self);
  self->sign_in_changed = TRUE;
  dropoff_queue_pump (self);
}

void
dropoff_upload_queue_cancel_form (DropoffUploadQueue *self, gint64 id)
{
  g_return_if_fail (DROPOFF_IS_UPLOAD_QUEUE (self));

  get_form (self, id)->cancelled = TRUE;
  dropoff_queue_update_form (self);
}

void
dropoff_upload_queue_undo_cancel_form (DropoffUploadQueue *self, gint64 id)
{
  Form *form;

  g_return_if_fail (DROPOFF_IS_UPLOAD_QUEUE (self));

  form = get_form (self, id);
  if (!form->cancelled || form->forgotten)
    return;
  form->cancelled = FALSE;
  form->n_removed = 0;
  dropoff_upload_queue_undo_remove (self, form->batches);
  dropoff_queue_update_form (self);
}

void
dropoff_upload_queue_forget_form (DropoffUploadQueue *self, gint64 id)
{
  Form *form;

  g_return_if_fail (DROPOFF_IS_UPLOAD_QUEUE (self));

  form = get_form (self, id);
  if (!form->cancelled)
    return;
  form->forgotten = TRUE;
  remove_found (self, form);
}

/* What was answered, changed */

static gboolean
is_begun (const DropoffUploadRecord *record)
{
  return record->later->upload_id != NULL || record->state == DROPOFF_UPLOAD_DONE;
}

gboolean
dropoff_upload_queue_can_change_details (DropoffUploadQueue *self, DropoffBatch *batch,
                                         DropoffUpload *upload)
{
  const DropoffBatchRecord *record = dropoff_batch_get_record (batch);

  g_return_val_if_fail (DROPOFF_IS_UPLOAD_QUEUE (self), FALSE);

  if (record->form_id != 0 || record->finished_at_s != 0
      || dropoff_connection_get_details (dropoff_account_get_connection (self->tools.account))->len
             == 0)
    return FALSE;
  if (upload != NULL)
    return dropoff_queue_find_job (self, upload) == NULL
           && !is_begun (dropoff_upload_get_record (upload));
  for (guint i = 0; i < self->jobs->len; i++)
    if (dropoff_upload_job_get_batch (g_ptr_array_index (self->jobs, i)) == batch)
      return FALSE;
  for (guint i = 0; i < dropoff_batch_get_n_uploads (batch); i++)
    if (dropoff_batch_peek_state (batch, i) == DROPOFF_UPLOAD_DONE
        || (!dropoff_batch_is_untouched (batch, i)
            && is_begun (dropoff_batch_peek_record (batch, i))))
      return FALSE;
  return TRUE;
}

gboolean
dropoff_upload_queue_change_details (DropoffUploadQueue *self, DropoffBatch *batch,
                                     DropoffUpload *upload, const DropoffDetails *details)
{
  char **text;

  if (!dropoff_upload_queue_can_change_details (self, batch, upload))
    return FALSE;
  text = upload != NULL
             ? &dropoff_upload_record_edit (dropoff_upload_get_record (upload))->details
             : &dropoff_batch_get_record (batch)->details;
  g_free (*text);
  *text = dropoff_details_write (details);
  if (upload != NULL)
    dropoff_queue_save_upload (self, batch, upload);
  else
    dropoff_queue_save_batch (self, batch);
  return TRUE;
}
