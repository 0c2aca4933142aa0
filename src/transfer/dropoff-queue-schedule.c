/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who goes next: which jobs exist, who gets a free connection, what becomes of a job's end. */
#include "dropoff-upload-queue-private.h"

#include "dropoff-upload-plan.h"

/* How often the line is looked at when no turn does it. */
#define WATCH_MS 100

/* Jobs beside those that may hold a connection: so many small files are looked at, named and read
 * ahead that none of the connections waits for that. */
#define JOBS_AHEAD 12

/* So many files of a folder are asked after at a time when their drive is gone. */
#define MAX_WAITING_FOR_FILE 64

static gboolean on_pump (gpointer user_data);

/* Goes on after a slice, and after a frame that is due. */
static void
pump_on (DropoffUploadQueue *self)
{
  if (self->pump_source == 0)
    self->pump_source = g_idle_add_full (DROPOFF_SLICE_PRIORITY, on_pump, self, NULL);
}

static void
make_restless (DropoffUploadQueue *self, DropoffUploadJob *job)
{
  g_queue_push_tail (&self->restless, g_object_ref (job));
  dropoff_queue_pump (self);
}

static void
make_all_restless (DropoffUploadQueue *self)
{
  for (guint i = 0; i < self->jobs->len; i++)
    make_restless (self, g_ptr_array_index (self->jobs, i));
}

static void
on_job_changed (DropoffUploadJob *job, gpointer user_data)
{
  make_restless (user_data, job);
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
  g_hash_table_insert (self->jobs_by_upload, upload, job);
  make_restless (self, job);
}

static guint
count_sending (DropoffUploadQueue *self)
{
  guint n = 0;

  for (guint i = 0; i < self->jobs->len; i++)
    n += dropoff_upload_job_get_n_sending (g_ptr_array_index (self->jobs, i));
  return n;
}

gboolean
dropoff_queue_is_signed_in (DropoffUploadQueue *self)
{
  return dropoff_account_get_state (self->tools.account) == DROPOFF_ACCOUNT_SIGNED_IN;
}

gboolean
dropoff_queue_has_jobs (DropoffUploadQueue *self, DropoffBatch *batch)
{
  for (guint i = 0; i < self->jobs->len; i++)
    if (dropoff_upload_job_get_batch (g_ptr_array_index (self->jobs, i)) == batch)
      return TRUE;
  return FALSE;
}

/* Of one batch, or of all. */
static guint
count_waiting_for_file (DropoffUploadQueue *self, DropoffBatch *batch)
{
  guint n = 0;

  for (guint i = 0; i < self->jobs->len; i++)
    {
      DropoffUploadJob *job = g_ptr_array_index (self->jobs, i);

      if (batch == NULL || dropoff_upload_job_get_batch (job) == batch)
        n += dropoff_upload_get_state (dropoff_upload_job_get_upload (job))
             == DROPOFF_UPLOAD_WAITING_FILE;
    }
  return n;
}

/* Files of a drive that was pulled are in nobody's way. */
static gboolean
has_room_for_jobs (DropoffUploadQueue *self)
{
  const guint room = 2 * dropoff_queue_get_limit (self) + JOBS_AHEAD;

  return self->jobs->len < room || self->jobs->len - count_waiting_for_file (self, NULL) < room;
}

static gboolean
is_waiting_state (int state)
{
  return state == DROPOFF_UPLOAD_QUEUED || state == DROPOFF_UPLOAD_WAITING_SIGN_IN;
}

static gboolean
waits_its_turn (DropoffUploadQueue *self, DropoffUpload *upload)
{
  return is_waiting_state ((int) dropoff_upload_get_state (upload))
         && dropoff_queue_find_job (self, upload) == NULL;
}

DropoffUpload *
dropoff_queue_next_upload (DropoffUploadQueue *self, DropoffBatch *batch)
{
  DropoffUpload *preferred = g_hash_table_lookup (self->preferred, batch);
  guint index = GPOINTER_TO_UINT (g_hash_table_lookup (self->cursors, batch));
  guint n = dropoff_batch_get_n_uploads (batch);

  if (preferred != NULL && waits_its_turn (self, preferred))
    return preferred;
  for (; index < n; index++)
    {
      DropoffUpload *upload;

      /* Those that do not wait are passed over without making their objects. */
      if (!is_waiting_state ((int) dropoff_batch_peek_state (batch, index)))
        continue;
      upload = dropoff_batch_get_upload (batch, index);
      if (!waits_its_turn (self, upload))
        continue;
      g_hash_table_insert (self->cursors, batch, GUINT_TO_POINTER (index));
      return upload;
    }
  g_hash_table_insert (self->cursors, batch, GUINT_TO_POINTER (index));
  return NULL;
}

static gboolean
is_small_size (DropoffUploadQueue *self, guint64 size_bytes)
{
  return dropoff_upload_plan_choose_part_size (size_bytes, self->traffic.line_rate) == 0;
}

static guint
count_large (DropoffUploadQueue *self)
{
  guint n = 0;

  for (guint i = 0; i < self->jobs->len; i++)
    {
      DropoffUpload *upload = dropoff_upload_job_get_upload (g_ptr_array_index (self->jobs, i));

      n += !is_small_size (self, dropoff_upload_get_size (upload))
           && dropoff_upload_get_state (upload) != DROPOFF_UPLOAD_WAITING_FILE;
    }
  return n;
}

/* As many large files as there are connections share them; more would only be begun. But a small
 * file waits for none of them, and what a person put first waits for nobody. */
static gboolean
may_start (DropoffUploadQueue *self, DropoffBatch *batch, guint64 size_bytes, gboolean preferred,
           guint n_large)
{
  DropoffBatchRecord room;

  return n_large < dropoff_queue_get_limit (self) || is_small_size (self, size_bytes) || preferred
         || dropoff_batch_look_at (batch, &room)->position
                < get_position (g_ptr_array_index (self->jobs, 0));
}

/* Whether all that a card has is one large file, for which there is no room. Said without making
 * its object: there may be 100,000. */
static gboolean
is_large_in_wait (DropoffUploadQueue *self, DropoffBatch *batch, guint n_large)
{
  DropoffBatchRecord room;

  return dropoff_batch_get_n_uploads (batch) == 1
         && is_waiting_state ((int) dropoff_batch_peek_state (batch, 0))
         && !may_start (self, batch, dropoff_batch_look_at (batch, &room)->size_bytes,
                        g_hash_table_contains (self->preferred, batch), n_large);
}

/* Starts what it may of a batch. Returns FALSE if some of it has to wait. */
static gboolean
start_jobs_of (DropoffUploadQueue *self, DropoffBatch *batch, guint *n_large)
{
  const DropoffUpload *preferred = g_hash_table_lookup (self->preferred, batch);
  DropoffBatchRecord room;
  const DropoffBatchRecord *record = dropoff_batch_look_at (batch, &room);
  DropoffUpload *upload;

  if (record->paused || record->form_id != 0)
    return TRUE;
  if (is_large_in_wait (self, batch, *n_large))
    return FALSE;
  if (count_waiting_for_file (self, batch) >= MAX_WAITING_FOR_FILE)
    return FALSE; /* the rest of the folder is on that drive, too */
  while ((upload = dropoff_queue_next_upload (self, batch)) != NULL)
    {
      const guint64 size_bytes = dropoff_upload_get_size (upload);

      if (!has_room_for_jobs (self)
          || !may_start (self, batch, size_bytes, upload == preferred, *n_large))
        return FALSE;
      *n_large += !is_small_size (self, size_bytes);
      start_job (self, batch, upload,
                 g_hash_table_remove (self->dirty_anew, upload) ? DROPOFF_JOB_SEND_ANEW
                                                                : DROPOFF_JOB_SEND);
    }
  return TRUE;
}

/* Of a card that has to wait: whether that is because what comes next in it is large. */
static gboolean
waits_for_large (DropoffUploadQueue *self, DropoffBatch *batch, guint n_large)
{
  return is_large_in_wait (self, batch, n_large)
         || (has_room_for_jobs (self)
             && count_waiting_for_file (self, batch) < MAX_WAITING_FOR_FILE);
}

/* While there is no room for another large file, a small one is looked for behind the cards that
 * have none. Returns FALSE if it takes longer than that. */
static gboolean
look_for_jobs (DropoffUploadQueue *self, gint64 until_us)
{
  guint n_large = count_large (self);
  guint n_seen = 0;
  guint known;

  for (guint i = self->search_from; has_room_for_jobs (self); i++)
    {
      g_autoptr (DropoffBatch) batch = NULL;
      gboolean waits;

      known = MAX (self->search_from, self->small_from);
      if (i > self->search_from && n_large >= dropoff_queue_get_limit (self))
        i = MAX (i, known);
      if (i >= g_list_model_get_n_items (G_LIST_MODEL (self->batches)))
        return TRUE;
      if (n_seen++ > 0 && g_get_monotonic_time () >= until_us)
        return FALSE;
      batch = g_list_model_get_item (G_LIST_MODEL (self->batches), i);
      waits = !start_jobs_of (self, batch, &n_large);
      if (waits && !waits_for_large (self, batch, n_large))
        self->small_from = MIN (self->small_from, i);
      else if (i <= known)
        self->small_from = MAX (known, i + 1);
      if (i == self->search_from && !waits)
        self->search_from++;
    }
  return TRUE;
}

static void
start_jobs (DropoffUploadQueue *self, gint64 until_us)
{
  const guint search_before = self->search_from;
  const guint small_before = self->small_from;

  if (!look_for_jobs (self, until_us)
      && (self->search_from > search_before || self->small_from > small_before))
    pump_on (self);
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
  dropoff_queue_look_again (self, batch);
}

static void
forget_begun (DropoffUploadLater *later)
{
  g_clear_pointer (&later->upload_id, g_free);
  g_clear_pointer (&later->key, g_free);
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
      forget_begun (dropoff_upload_record_edit (dropoff_upload_get_record (upload)));
      break;
    case DROPOFF_JOB_ENDING_GAVE_UP:
      dropoff_queue_set_upload_state (self, batch, upload, dropoff_queue_state_after (error),
                                      error);
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

static void
end_job (DropoffUploadQueue *self, DropoffUploadJob *job)
{
  GList *link;

  g_signal_handlers_disconnect_by_data (job, self);
  g_hash_table_remove (self->jobs_by_upload, dropoff_upload_job_get_upload (job));
  g_ptr_array_remove (self->jobs, job);
  while ((link = g_queue_find (&self->restless, job)) != NULL)
    {
      g_queue_delete_link (&self->restless, link);
      g_object_unref (job);
    }
  on_job_ended (self, job);
}

/* When nobody has the job any more, which has its upload. */
static void
let_go_if_sent (DropoffUploadQueue *self, DropoffBatch *batch, DropoffUpload *upload)
{
  if (g_hash_table_lookup (self->preferred, batch) != upload
      && dropoff_upload_get_state (upload) == DROPOFF_UPLOAD_DONE)
    dropoff_batch_let_go (batch, upload);
}

/* Does all that needs no connection. (transfer full) @job */
static void
run_job (DropoffUploadQueue *self, DropoffUploadJob *job)
{
  g_autoptr (DropoffUploadJob) owned = job;
  g_autoptr (DropoffBatch) batch = g_object_ref (dropoff_upload_job_get_batch (job));
  DropoffUpload *upload = dropoff_upload_job_get_upload (job);
  gint64 until_ms = G_MAXINT64;
  DropoffJobStep step;

  do
    step = dropoff_upload_job_step (job, FALSE, &until_ms);
  while (step == DROPOFF_JOB_STEP_STARTED || step == DROPOFF_JOB_STEP_SENDING);
  if (step == DROPOFF_JOB_STEP_ENDED)
    {
      end_job (self, job);
      g_clear_object (&owned);
      let_go_if_sent (self, batch, upload);
      return;
    }
  if (step == DROPOFF_JOB_STEP_LATER)
    self->wake_ms = MIN (self->wake_ms, until_ms);
  show_job_state (self, job);
}

/* Only those to which something happened: with hundreds of jobs, most only wait. Those that do not
 * get their turn by then have it with the next pump. */
static void
run_restless_jobs (DropoffUploadQueue *self, gint64 until_us)
{
  while (!g_queue_is_empty (&self->restless))
    {
      g_autoptr (DropoffUploadJob) job = NULL;

      if (g_get_monotonic_time () >= until_us)
        {
          pump_on (self);
          return;
        }
      job = g_queue_pop_head (&self->restless);
      if (dropoff_queue_find_job (self, dropoff_upload_job_get_upload (job)) == job)
        run_job (self, g_steal_pointer (&job));
    }
}

/* Connections */

/* Who gets a free connection: the job that holds the fewest bytes' worth of them and has a use for
 * one; of equals, the first. So a small file never waits behind all the parts of a large one. Only
 * a file that a person put first goes before all others. */
static DropoffUploadJob *
choose_job (DropoffUploadQueue *self)
{
  DropoffUploadJob *best = NULL;
  guint64 best_held = G_MAXUINT64;

  for (guint i = 0; i < self->jobs->len && best_held > 0; i++)
    {
      DropoffUploadJob *job = g_ptr_array_index (self->jobs, i);
      guint64 held = dropoff_upload_job_get_n_sending (job);

      if (held > 0)
        held *= MAX (1, dropoff_upload_job_get_request_bytes (job));
      if (g_hash_table_size (self->preferred) > 0 && is_preferred (self, job))
        held = 0;
      if (held >= best_held || !dropoff_upload_job_wants_connection (job, &self->wake_ms))
        continue;
      best = job;
      best_held = held;
    }
  return best;
}

static void
hand_out_connections (DropoffUploadQueue *self)
{
  const gint64 until_us = dropoff_slice_get_end ();
  const guint n_most = dropoff_queue_get_n_most (self);
  guint n_sending = count_sending (self);

  while (n_sending < n_most)
    {
      DropoffUploadJob *job = choose_job (self);
      gint64 until_ms = G_MAXINT64;

      if (job == NULL
          || dropoff_upload_job_step (job, TRUE, &until_ms) != DROPOFF_JOB_STEP_SENDING)
        return;
      n_sending++;
      show_job_state (self, job);
      if (g_get_monotonic_time () >= until_us)
        {
          pump_on (self);
          return;
        }
    }
}

/* A part may take minutes; that the network is back is seen at its first bytes. */
static void
watch (DropoffUploadQueue *self)
{
  gboolean more;

  if (!dropoff_queue_watch_line (self, has_room_for_jobs (self), &more))
    return;
  if (more)
    dropoff_queue_pump (self);
  for (guint i = 0; i < self->jobs->len; i++)
    {
      DropoffUploadJob *job = g_ptr_array_index (self->jobs, i);

      if (dropoff_upload_get_state (dropoff_upload_job_get_upload (job))
              == DROPOFF_UPLOAD_WAITING_NETWORK
          && dropoff_upload_job_get_n_sending (job) > 0 && dropoff_upload_job_moves_again (job))
        show_job_state (self, job);
    }
}

static gboolean
on_watch (gpointer user_data)
{
  DropoffUploadQueue *self = user_data;

  watch (self);
  if (self->jobs->len > 0)
    return G_SOURCE_CONTINUE;
  self->watch_source = 0;
  return G_SOURCE_REMOVE;
}

/* Turns */

static gboolean
on_later (gpointer user_data)
{
  DropoffUploadQueue *self = user_data;

  self->later_source = 0;
  self->wake_ms = G_MAXINT64;
  make_all_restless (self);
  dropoff_queue_pump (self);
  return G_SOURCE_REMOVE;
}

static void
wake_later (DropoffUploadQueue *self)
{
  gint64 delay_ms = self->wake_ms - dropoff_monotonic_ms ();

  g_clear_handle_id (&self->later_source, g_source_remove);
  if (self->wake_ms != G_MAXINT64 && !self->stopping)
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
  const gint64 until_us = dropoff_slice_get_end ();

  self->pump_source = 0;
  run_restless_jobs (self, until_us);
  if (self->loaded && !self->stopping && !self->held)
    {
      /* After the jobs: one that has just come off the wire may be what is to be taken back. */
      dropoff_queue_take_back_next (self);
      if (dropoff_queue_is_signed_in (self) && !self->pausing_all)
        start_jobs (self, until_us);
      run_restless_jobs (self, until_us);
    }
  if (self->loaded && !self->stopping)
    dropoff_queue_show_sign_in (self);
  hand_out_connections (self);
  watch (self);
  wake_later (self);
  if (self->jobs->len > 0 && self->watch_source == 0)
    self->watch_source = g_timeout_add (WATCH_MS, on_watch, self);
  dropoff_queue_update_form (self);
  dropoff_queue_update_figures (self);
  if (self->stop_task != NULL && self->jobs->len == 0 && self->n_journaling == 0
      && !dropoff_queue_has_errands (self))
    return_stopped (self);
  return G_SOURCE_REMOVE;
}

void
dropoff_queue_pump (DropoffUploadQueue *self)
{
  self->n_forgotten_seen = 0; /* what happened may be that one of them can go */
  if (self->pump_source == 0)
    self->pump_source = g_idle_add_full (G_PRIORITY_DEFAULT, on_pump, self, NULL);
}

void
dropoff_queue_stop_job (DropoffUploadQueue *self, DropoffUploadJob *job)
{
  dropoff_upload_job_stop (job);
  make_restless (self, job);
}

void
dropoff_queue_stop_jobs (DropoffUploadQueue *self, DropoffBatch *batch)
{
  for (guint i = 0; i < self->jobs->len; i++)
    {
      DropoffUploadJob *job = g_ptr_array_index (self->jobs, i);

      if (batch == NULL || dropoff_upload_job_get_batch (job) == batch)
        dropoff_queue_stop_job (self, job);
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
  return g_hash_table_lookup (self->jobs_by_upload, upload);
}

void
dropoff_queue_look_again (DropoffUploadQueue *self, DropoffBatch *batch)
{
  g_hash_table_remove (self->cursors, batch);
  self->search_from = self->small_from = 0;
}

void
dropoff_queue_hurry_jobs (DropoffUploadQueue *self)
{
  for (guint i = 0; i < self->jobs->len; i++)
    dropoff_upload_job_hurry (g_ptr_array_index (self->jobs, i));
  make_all_restless (self);
  dropoff_queue_pump (self);
}

/* Something may be on the other side: a begun upload, or one whose begin was intended. */
static gboolean
needs_taking_back (const DropoffUploadRecord *record)
{
  const DropoffUploadLater *later = record->later;

  return later->upload_id != NULL
         || (later->key != NULL && later->part_size_bytes > 0 && later->finished_at_s == 0);
}

/* Returns FALSE when nothing of it is left on the other side. */
static gboolean
take_back_upload (DropoffUploadQueue *self, DropoffBatch *batch, DropoffUpload *upload)
{
  if (dropoff_queue_find_job (self, upload) != NULL)
    return TRUE; /* still coming off the wire, or being taken back */
  if (!needs_taking_back (dropoff_upload_get_record (upload)))
    return FALSE;
  if (dropoff_queue_is_signed_in (self) && has_room_for_jobs (self))
    start_job (self, batch, upload, DROPOFF_JOB_TAKE_BACK);
  return TRUE;
}

/* Of a large folder hardly any file has been begun: the others are passed over once, by what the
 * journal knows of them. */
static gboolean
take_back_batch (DropoffUploadQueue *self, DropoffBatch *batch)
{
  gboolean busy = dropoff_queue_has_jobs (self, batch);
  guint first = GPOINTER_TO_UINT (g_hash_table_lookup (self->cursors, batch));
  guint n = dropoff_batch_get_n_uploads (batch);

  for (guint i = first; i < n && has_room_for_jobs (self); i++)
    if (!dropoff_batch_is_untouched (batch, i)
        && needs_taking_back (dropoff_batch_peek_record (batch, i)))
      busy = take_back_upload (self, batch, dropoff_batch_get_upload (batch, i)) || busy;
    else if (i == first)
      first++;
  g_hash_table_insert (self->cursors, batch, GUINT_TO_POINTER (first));
  return busy || first < n;
}

void
dropoff_queue_take_back_next (DropoffUploadQueue *self)
{
  const gint64 until_us = dropoff_slice_get_end ();
  GHashTableIter iter;
  gpointer upload;
  gpointer owner;

  g_hash_table_iter_init (&iter, self->cancelled);
  while (g_hash_table_iter_next (&iter, &upload, &owner))
    if (!take_back_upload (self, owner, upload))
      g_hash_table_iter_remove (&iter);
  while (self->n_forgotten_seen < self->forgotten->len)
    {
      DropoffBatch *batch = g_ptr_array_index (self->forgotten, self->n_forgotten_seen);

      if (g_get_monotonic_time () >= until_us)
        {
          pump_on (self);
          return;
        }
      if (take_back_batch (self, batch))
        {
          self->n_forgotten_seen++;
          continue;
        }
      dropoff_store_remove_batch_async (self->tools.store, dropoff_batch_get_record (batch)->id,
                                        NULL, NULL);
      g_hash_table_remove (self->cursors, batch);
      g_hash_table_remove (self->unwanted, &dropoff_batch_get_record (batch)->id);
      g_ptr_array_remove_index_fast (self->forgotten, self->n_forgotten_seen);
    }
  self->n_forgotten_seen = 0;
}
