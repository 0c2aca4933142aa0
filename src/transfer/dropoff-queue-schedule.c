/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who goes next: which jobs exist, who gets a free connection, what becomes of a job's end. */
#include "dropoff-upload-queue-private.h"

#include "dropoff-error.h"
#include "dropoff-upload-plan.h"

static void
on_job_changed (DropoffUploadJob *job, gpointer user_data)
{
  dropoff_queue_pump (user_data);
}

static gint64
get_position (DropoffUploadJob *job)
{
  return dropoff_batch_get_record (dropoff_upload_job_get_batch (job))->position;
}

static gboolean
is_preferred (DropoffUploadQueue *self, DropoffUploadJob *job)
{
  return g_hash_table_lookup (self->preferred, dropoff_upload_job_get_batch (job))
         == dropoff_upload_job_get_upload (job);
}

static gboolean
goes_before (DropoffUploadQueue *self, DropoffUploadJob *a, DropoffUploadJob *b)
{
  if (get_position (a) != get_position (b))
    return get_position (a) < get_position (b);
  return is_preferred (self, a) && !is_preferred (self, b);
}

/* In the order of the list, so that a free connection goes to the first card that can use it. */
static void
insert_job (DropoffUploadQueue *self, DropoffUploadJob *job)
{
  guint index = self->jobs->len;

  while (index > 0 && goes_before (self, job, g_ptr_array_index (self->jobs, index - 1)))
    index--;
  g_ptr_array_insert (self->jobs, (int) index, job);
}

static void
start_job (DropoffUploadQueue *self, DropoffBatch *batch, DropoffUpload *upload,
           DropoffJobPurpose purpose)
{
  DropoffUploadJob *job = dropoff_upload_job_new (&self->tools, batch, upload, purpose);

  g_signal_connect_object (job, "changed", G_CALLBACK (on_job_changed), self, 0);
  insert_job (self, job);
}

static guint
count_sending (DropoffUploadQueue *self)
{
  guint n = 0;

  for (guint i = 0; i < self->jobs->len; i++)
    n += dropoff_upload_job_get_n_sending (g_ptr_array_index (self->jobs, i));
  return n;
}

static gboolean
waits_its_turn (DropoffUploadQueue *self, DropoffUpload *upload)
{
  DropoffUploadState state = dropoff_upload_get_state (upload);

  return (state == DROPOFF_UPLOAD_QUEUED || state == DROPOFF_UPLOAD_WAITING_SIGN_IN)
         && dropoff_queue_find_job (self, upload) == NULL;
}

/* The next upload of a batch that waits its turn. */
static DropoffUpload *
next_upload (DropoffUploadQueue *self, DropoffBatch *batch)
{
  DropoffUpload *preferred = g_hash_table_lookup (self->preferred, batch);
  guint index = GPOINTER_TO_UINT (g_hash_table_lookup (self->cursors, batch));
  guint n = dropoff_batch_get_n_uploads (batch);

  if (preferred != NULL && waits_its_turn (self, preferred))
    return preferred;
  for (; index < n; index++)
    {
      DropoffUpload *upload = dropoff_batch_get_upload (batch, index);

      if (!waits_its_turn (self, upload))
        continue;
      g_hash_table_insert (self->cursors, batch, GUINT_TO_POINTER (index));
      return upload;
    }
  g_hash_table_insert (self->cursors, batch, GUINT_TO_POINTER (index));
  return NULL;
}

/* With all connections taken, a small file does not wait for the large one that has them, and the
 * card that a person put first waits for nobody. */
static gboolean
may_line_up (DropoffUploadQueue *self, DropoffBatch *batch, DropoffUpload *upload)
{
  return dropoff_upload_plan_choose_part_size (dropoff_upload_get_size (upload)) == 0
         || g_hash_table_lookup (self->preferred, batch) == upload
         || dropoff_batch_get_record (batch)->position
                < get_position (g_ptr_array_index (self->jobs, 0));
}

static gboolean
start_next_job (DropoffUploadQueue *self)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->batches));

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (DropoffBatch) batch = g_list_model_get_item (G_LIST_MODEL (self->batches), i);
      DropoffUpload *upload;

      if (dropoff_batch_get_record (batch)->paused)
        continue;
      upload = next_upload (self, batch);
      if (upload == NULL)
        continue;
      if (count_sending (self) >= DROPOFF_QUEUE_CONNECTIONS
          && !may_line_up (self, batch, upload))
        continue;
      start_job (self, batch, upload,
                 g_hash_table_remove (self->dirty_anew, upload) ? DROPOFF_JOB_SEND_ANEW
                                                                : DROPOFF_JOB_SEND);
      return TRUE;
    }
  return FALSE;
}

static DropoffUploadState
state_after_giving_up (const GError *error)
{
  if (dropoff_error_is (error, DROPOFF_ERROR_FILE_CHANGED))
    return DROPOFF_UPLOAD_CHANGED;
  if (dropoff_error_is (error, DROPOFF_ERROR_NOT_ACCEPTED))
    return DROPOFF_UPLOAD_REFUSED;
  return DROPOFF_UPLOAD_FAILED;
}

/* The person has neither paused nor cancelled it. */
static gboolean
is_wanted (DropoffUpload *upload)
{
  DropoffUploadState state = dropoff_upload_get_state (upload);

  return state != DROPOFF_UPLOAD_PAUSED && state != DROPOFF_UPLOAD_CANCELLED;
}

static void
on_stopped (DropoffUploadQueue *self, DropoffBatch *batch, DropoffUpload *upload)
{
  if (is_wanted (upload))
    dropoff_queue_set_upload_state (self, batch, upload, DROPOFF_UPLOAD_QUEUED, NULL);
  g_hash_table_remove (self->cursors, batch);
}

static void
on_job_ended (DropoffUploadQueue *self, DropoffUploadJob *job)
{
  DropoffBatch *batch = dropoff_upload_job_get_batch (job);
  DropoffUpload *upload = dropoff_upload_job_get_upload (job);
  g_autoptr (GError) error = NULL;

  switch (dropoff_upload_job_get_ending (job, &error))
    {
    case DROPOFF_JOB_ENDING_DONE:
      dropoff_upload_set_fraction (upload, 1);
      dropoff_queue_set_upload_state (self, batch, upload, DROPOFF_UPLOAD_DONE, NULL);
      break;
    case DROPOFF_JOB_ENDING_TAKEN_BACK:
      dropoff_queue_set_upload_state (self, batch, upload, DROPOFF_UPLOAD_CANCELLED, NULL);
      g_clear_pointer (&dropoff_upload_get_record (upload)->upload_id, g_free);
      g_clear_pointer (&dropoff_upload_get_record (upload)->key, g_free);
      break;
    case DROPOFF_JOB_ENDING_GAVE_UP:
      dropoff_queue_set_upload_state (self, batch, upload, state_after_giving_up (error), error);
      break;
    case DROPOFF_JOB_ENDING_STOPPED:
    default:
      on_stopped (self, batch, upload);
    }
  dropoff_queue_forget_rate (self, upload);
  dropoff_queue_save_upload (self, batch, upload);
  dropoff_queue_finish_batch (self, batch);
}

static void
show_job_state (DropoffUploadQueue *self, DropoffUploadJob *job)
{
  g_autoptr (GError) reason = NULL;
  DropoffUploadState state;

  if (!is_wanted (dropoff_upload_job_get_upload (job)))
    return;
  state = dropoff_upload_job_get_state (job, &reason);
  dropoff_queue_set_upload_state (self, dropoff_upload_job_get_batch (job),
                                  dropoff_upload_job_get_upload (job), state, reason);
}

/* Does all that needs no connection. Returns FALSE when the job has ended. */
static gboolean
run_job (DropoffUploadJob *job, gint64 *wake_ms)
{
  gint64 until_ms = 0;

  for (;;)
    {
      DropoffJobStep step = dropoff_upload_job_step (job, FALSE, &until_ms);

      if (step == DROPOFF_JOB_STEP_ENDED)
        return FALSE;
      if (step == DROPOFF_JOB_STEP_LATER)
        *wake_ms = MIN (*wake_ms, until_ms);
      if (step == DROPOFF_JOB_STEP_LATER || step == DROPOFF_JOB_STEP_NOTHING)
        return TRUE;
    }
}

static gboolean
offer_connection (DropoffUploadJob *job, gint64 *wake_ms)
{
  gint64 until_ms = G_MAXINT64;
  DropoffJobStep step = dropoff_upload_job_step (job, TRUE, &until_ms);

  if (step == DROPOFF_JOB_STEP_LATER)
    *wake_ms = MIN (*wake_ms, until_ms);
  return step == DROPOFF_JOB_STEP_SENDING;
}

/* Gives one connection to the job that holds the fewest and has a use for it; of equals, to the
 * first. So a small file never waits behind all the parts of a large one. Only a file that a person
 * put first goes before all others. */
static gboolean
hand_out_connection (DropoffUploadQueue *self, gint64 *wake_ms)
{
  for (guint i = 0; i < self->jobs->len; i++)
    if (is_preferred (self, g_ptr_array_index (self->jobs, i))
        && offer_connection (g_ptr_array_index (self->jobs, i), wake_ms))
      return TRUE;
  for (guint n = 0; n < DROPOFF_QUEUE_CONNECTIONS; n++)
    for (guint i = 0; i < self->jobs->len; i++)
      {
        DropoffUploadJob *job = g_ptr_array_index (self->jobs, i);

        if (dropoff_upload_job_get_n_sending (job) == n && offer_connection (job, wake_ms))
          return TRUE;
      }
  return FALSE;
}

static gint64
run_jobs (DropoffUploadQueue *self)
{
  guint n_sending;
  gint64 wake_ms = G_MAXINT64;

  for (guint i = 0; i < self->jobs->len;)
    {
      g_autoptr (DropoffUploadJob) job = g_object_ref (g_ptr_array_index (self->jobs, i));

      if (run_job (job, &wake_ms))
        {
          i++;
          continue;
        }
      g_signal_handlers_disconnect_by_data (job, self);
      g_ptr_array_remove_index (self->jobs, i);
      on_job_ended (self, job);
    }
  n_sending = count_sending (self);
  while (n_sending < DROPOFF_QUEUE_CONNECTIONS && hand_out_connection (self, &wake_ms))
    n_sending++;
  for (guint i = 0; i < self->jobs->len; i++)
    show_job_state (self, g_ptr_array_index (self->jobs, i));
  return wake_ms;
}

static gboolean
may_start_jobs (DropoffUploadQueue *self)
{
  return self->loaded && !self->stopping && !self->held && self->jobs->len < DROPOFF_QUEUE_JOBS
         && dropoff_account_get_state (self->tools.account) == DROPOFF_ACCOUNT_SIGNED_IN;
}

/* Signed out: the head of every card says what it waits for; signed in again: it queues. */
static void
show_waiting_for_sign_in (DropoffUploadQueue *self)
{
  gboolean signed_in
      = dropoff_account_get_state (self->tools.account) == DROPOFF_ACCOUNT_SIGNED_IN;
  DropoffUploadState from = signed_in ? DROPOFF_UPLOAD_WAITING_SIGN_IN : DROPOFF_UPLOAD_QUEUED;
  DropoffUploadState to = signed_in ? DROPOFF_UPLOAD_QUEUED : DROPOFF_UPLOAD_WAITING_SIGN_IN;
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->batches));

  if (!self->sign_in_changed)
    return;
  self->sign_in_changed = FALSE;
  for (guint i = 0; i < n; i++)
    {
      g_autoptr (DropoffBatch) batch = g_list_model_get_item (G_LIST_MODEL (self->batches), i);
      DropoffUpload *upload;

      if (dropoff_batch_get_record (batch)->paused || dropoff_batch_get_state (batch) != from)
        continue;
      upload = next_upload (self, batch);
      if (upload != NULL && dropoff_upload_get_state (upload) == from)
        dropoff_queue_set_upload_state (self, batch, upload, to, NULL);
    }
}

static gboolean
on_later (gpointer user_data)
{
  DropoffUploadQueue *self = user_data;

  self->later_source = 0;
  dropoff_queue_pump (self);
  return G_SOURCE_REMOVE;
}

static void
wake_later (DropoffUploadQueue *self, gint64 wake_ms)
{
  gint64 delay_ms = wake_ms - g_get_monotonic_time () / 1000;

  g_clear_handle_id (&self->later_source, g_source_remove);
  if (wake_ms != G_MAXINT64)
    self->later_source = g_timeout_add ((guint) CLAMP (delay_ms, 1, 60000), on_later, self);
}

static void
return_stopped (DropoffUploadQueue *self)
{
  g_autoptr (GTask) task = g_steal_pointer (&self->stop_task);

  g_task_return_boolean (task, TRUE);
}

static gboolean
on_pump (gpointer user_data)
{
  g_autoptr (DropoffUploadQueue) self = g_object_ref (user_data);
  gint64 wake_ms;

  self->pump_source = 0;
  wake_ms = run_jobs (self);
  if (self->loaded && !self->stopping && !self->held)
    {
      /* After the jobs: one that has just come off the wire may be what is to be taken back. */
      dropoff_queue_take_back_next (self);
      wake_ms = MIN (wake_ms, run_jobs (self));
      show_waiting_for_sign_in (self);
    }
  while (may_start_jobs (self) && start_next_job (self))
    wake_ms = MIN (wake_ms, run_jobs (self));
  wake_later (self, self->stopping ? G_MAXINT64 : wake_ms);
  dropoff_queue_update_figures (self);
  if (self->stop_task != NULL && self->jobs->len == 0)
    return_stopped (self);
  return G_SOURCE_REMOVE;
}

void
dropoff_queue_pump (DropoffUploadQueue *self)
{
  if (self->pump_source == 0)
    self->pump_source = g_idle_add_full (G_PRIORITY_DEFAULT, on_pump, self, NULL);
}

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
dropoff_queue_stop_jobs (DropoffUploadQueue *self, DropoffBatch *batch)
{
  for (guint i = 0; i < self->jobs->len; i++)
    {
      DropoffUploadJob *job = g_ptr_array_index (self->jobs, i);

      if (batch == NULL || dropoff_upload_job_get_batch (job) == batch)
        dropoff_upload_job_stop (job);
    }
  dropoff_queue_pump (self);
}

void
dropoff_queue_reorder_jobs (DropoffUploadQueue *self)
{
  g_autoptr (GPtrArray) jobs = g_steal_pointer (&self->jobs);

  self->jobs = g_ptr_array_new_with_free_func (g_object_unref);
  for (guint i = 0; i < jobs->len; i++)
    insert_job (self, g_object_ref (g_ptr_array_index (jobs, i)));
  dropoff_queue_pump (self);
}

DropoffUploadJob *
dropoff_queue_find_job (DropoffUploadQueue *self, DropoffUpload *upload)
{
  for (guint i = 0; i < self->jobs->len; i++)
    {
      DropoffUploadJob *job = g_ptr_array_index (self->jobs, i);

      if (dropoff_upload_job_get_upload (job) == upload)
        return job;
    }
  return NULL;
}

void
dropoff_queue_finish_batch (DropoffUploadQueue *self, DropoffBatch *batch)
{
  guint position;

  if (!dropoff_batch_is_finished (batch) || !g_list_store_find (self->batches, batch, &position))
    return;
  g_object_ref (batch);
  self->run_done_bytes += dropoff_batch_get_record (batch)->size_bytes;
  dropoff_batch_set_finished (batch, dropoff_clock_now_s (self->tools.clock));
  dropoff_queue_save_batch (self, batch);
  g_hash_table_remove (self->cursors, batch);
  g_hash_table_remove (self->preferred, batch);
  dropoff_queue_forget_rate (self, batch);
  g_list_store_remove (self->batches, position);
  g_list_store_insert (self->sent, 0, batch);
  g_object_unref (batch);
}

/* Something may be on the other side: a begun upload, or one whose begin was intended. */
static gboolean
needs_taking_back (DropoffUpload *upload)
{
  DropoffUploadRecord *record = dropoff_upload_get_record (upload);

  return record->upload_id != NULL
         || (record->key != NULL && record->part_size_bytes > 0 && record->finished_at_s == 0);
}

/* Returns FALSE when nothing of it is left on the other side. */
static gboolean
take_back_upload (DropoffUploadQueue *self, DropoffBatch *batch, DropoffUpload *upload)
{
  if (dropoff_queue_find_job (self, upload) != NULL)
    return TRUE; /* still coming off the wire, or being taken back */
  if (!needs_taking_back (upload))
    return FALSE;
  if (dropoff_account_get_state (self->tools.account) == DROPOFF_ACCOUNT_SIGNED_IN
      && self->jobs->len < DROPOFF_QUEUE_JOBS)
    start_job (self, batch, upload, DROPOFF_JOB_TAKE_BACK);
  return TRUE;
}

static gboolean
take_back_batch (DropoffUploadQueue *self, DropoffBatch *batch)
{
  gboolean busy = FALSE;

  for (guint i = 0; i < dropoff_batch_get_n_uploads (batch); i++)
    busy = take_back_upload (self, batch, dropoff_batch_get_upload (batch, i)) || busy;
  return busy;
}

void
dropoff_queue_take_back_next (DropoffUploadQueue *self)
{
  GHashTableIter iter;
  gpointer upload;
  gpointer owner;

  g_hash_table_iter_init (&iter, self->cancelled);
  while (g_hash_table_iter_next (&iter, &upload, &owner))
    if (!take_back_upload (self, owner, upload))
      g_hash_table_iter_remove (&iter);
  for (guint i = 0; i < self->forgotten->len;)
    {
      DropoffBatch *batch = g_ptr_array_index (self->forgotten, i);

      if (take_back_batch (self, batch))
        {
          i++;
          continue;
        }
      dropoff_store_remove_batch_async (self->tools.store, dropoff_batch_get_record (batch)->id,
                                        NULL, NULL);
      g_ptr_array_remove_index (self->forgotten, i);
    }
}
