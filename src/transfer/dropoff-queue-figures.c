/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What people read: ten times a second the bars, twice a second the figures, each card's in one of
 * the ticks between. */
#include "dropoff-upload-queue-private.h"

#define TICK_MS 100
#define TICKS_PER_FIGURE 5

static DropoffRate *
get_rate (DropoffUploadQueue *self, gpointer object)
{
  DropoffRate *rate = g_hash_table_lookup (self->rates, object);

  if (rate == NULL)
    {
      rate = g_new0 (DropoffRate, 1);
      g_hash_table_insert (self->rates, object, rate);
    }
  return rate;
}

static double
get_fraction (guint64 part, guint64 whole)
{
  return whole > 0 ? (double) part / (double) whole : 0;
}

/* Acknowledged bytes that the upload's own figure does not show yet. */
static gint64
get_ahead (DropoffUploadJob *job)
{
  DropoffUpload *upload = dropoff_upload_job_get_upload (job);

  return (gint64) dropoff_upload_job_get_acknowledged (job)
         - (gint64) dropoff_upload_get_sent (upload);
}

static void
move_bars (DropoffUploadQueue *self)
{
  g_autoptr (GHashTable) ahead = g_hash_table_new (NULL, NULL);
  GHashTableIter iter;
  gpointer batch;
  gpointer bytes;
  gint64 total_ahead = 0;

  for (guint i = 0; i < self->jobs->len; i++)
    {
      DropoffUploadJob *job = g_ptr_array_index (self->jobs, i);
      DropoffUpload *upload = dropoff_upload_job_get_upload (job);
      gpointer key = dropoff_upload_job_get_batch (job);
      gint64 sum = GPOINTER_TO_SIZE (g_hash_table_lookup (ahead, key)) + get_ahead (job);

      g_hash_table_insert (ahead, key, GSIZE_TO_POINTER (sum));
      total_ahead += get_ahead (job);
      dropoff_upload_set_fraction (upload, get_fraction (dropoff_upload_job_get_acknowledged (job),
                                                         dropoff_upload_get_size (upload)));
    }
  g_hash_table_iter_init (&iter, ahead);
  while (g_hash_table_iter_next (&iter, &batch, &bytes))
    dropoff_batch_set_fraction (
        batch, get_fraction (dropoff_batch_get_sent (batch) + GPOINTER_TO_SIZE (bytes),
                             dropoff_batch_get_record (batch)->size_bytes));
  self->fraction
      = CLAMP (get_fraction (self->sent_bytes + (guint64) total_ahead, self->size_bytes), 0, 1);
  g_object_notify (G_OBJECT (self), "fraction");
}

static void
update_upload (DropoffUploadQueue *self, DropoffUploadJob *job, gint64 now_us)
{
  DropoffUpload *upload = dropoff_upload_job_get_upload (job);
  DropoffBatch *batch = dropoff_upload_job_get_batch (job);
  guint64 sent_before = dropoff_upload_get_sent (upload);
  guint64 sent = dropoff_upload_job_get_acknowledged (job);
  DropoffRate *rate = get_rate (self, upload);

  if (dropoff_upload_get_state (upload) != DROPOFF_UPLOAD_SENDING)
    dropoff_rate_stop (rate);
  else
    dropoff_rate_sample (rate, sent, now_us);
  dropoff_upload_set_figures (
      upload, sent, rate->speed,
      dropoff_rate_get_seconds_left (rate, dropoff_upload_get_size (upload) - sent));
  dropoff_batch_upload_changed (batch, upload, dropoff_upload_get_state (upload), sent_before);
}

static void
update_batch (DropoffUploadQueue *self, DropoffBatch *batch, gint64 now_us)
{
  guint64 size = dropoff_batch_get_record (batch)->size_bytes;
  guint64 sent = dropoff_batch_get_sent (batch);
  DropoffRate *rate;

  if (dropoff_batch_get_state (batch) != DROPOFF_UPLOAD_SENDING)
    {
      dropoff_queue_forget_rate (self, batch);
      dropoff_batch_set_figures (batch, 0, -1);
      dropoff_batch_set_fraction (batch, get_fraction (sent, size));
      return;
    }
  rate = get_rate (self, batch);
  dropoff_rate_sample (rate, sent, now_us);
  dropoff_batch_set_figures (batch, rate->speed,
                             dropoff_rate_get_seconds_left (rate, size > sent ? size - sent : 0));
}

static DropoffQueueState
sum_up_queue (const guint counts[DROPOFF_UPLOAD_N_STATES], guint n, gboolean held)
{
  if (n == 0)
    return DROPOFF_QUEUE_IDLE;
  if (held && counts[DROPOFF_UPLOAD_QUEUED] + counts[DROPOFF_UPLOAD_SENDING] > 0)
    return DROPOFF_QUEUE_HELD;
  if (counts[DROPOFF_UPLOAD_SENDING] + counts[DROPOFF_UPLOAD_CHECKING] > 0)
    return DROPOFF_QUEUE_SENDING;
  if (counts[DROPOFF_UPLOAD_VERIFYING] > 0)
    return counts[DROPOFF_UPLOAD_QUEUED] > 0 ? DROPOFF_QUEUE_SENDING : DROPOFF_QUEUE_FINISHING;
  if (counts[DROPOFF_UPLOAD_WAITING_SIGN_IN] > 0)
    return DROPOFF_QUEUE_WAITING_SIGN_IN;
  if (counts[DROPOFF_UPLOAD_WAITING_NETWORK] > 0)
    return DROPOFF_QUEUE_WAITING_NETWORK;
  if (counts[DROPOFF_UPLOAD_QUEUED] > 0)
    return DROPOFF_QUEUE_SENDING;
  if (counts[DROPOFF_UPLOAD_PAUSED] > 0)
    return DROPOFF_QUEUE_PAUSED;
  return DROPOFF_QUEUE_WAITING_PERSON;
}

static void
set_uint (DropoffUploadQueue *self, guint *field, guint value, const char *name)
{
  if (*field == value)
    return;
  *field = value;
  g_object_notify (G_OBJECT (self), name);
}

static void
sum_up (DropoffUploadQueue *self)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->batches));
  DropoffQueueState state = sum_up_queue (self->totals.counts, n, self->held);

  if (self->pausing_all && state == DROPOFF_QUEUE_SENDING)
    state = DROPOFF_QUEUE_PAUSED; /* it will be in a moment, and nothing starts any more */
  if (n == 0)
    self->run_done_bytes = 0;
  self->size_bytes = self->run_done_bytes + self->totals.size_bytes;
  self->sent_bytes = self->run_done_bytes + self->totals.sent_bytes;
  set_uint (self, &self->n_unfinished, n, "n-unfinished");
  set_uint (self, &self->n_failed, self->totals.n_failed, "n-failed");
  set_uint (self, &self->n_asking, self->totals.n_asking, "n-asking");
  if (state != self->state)
    {
      self->state = state;
      g_object_notify (G_OBJECT (self), "state");
    }
}

static void
update_total (DropoffUploadQueue *self, gint64 now_us)
{
  DropoffRate *rate = get_rate (self, self);

  if (self->state == DROPOFF_QUEUE_SENDING)
    dropoff_rate_sample (rate, self->sent_bytes, now_us);
  else
    dropoff_rate_stop (rate);
  self->speed = rate->speed;
  self->seconds_left = dropoff_rate_get_seconds_left (rate, self->size_bytes - self->sent_bytes);
  g_object_notify (G_OBJECT (self), "size");
  g_object_notify (G_OBJECT (self), "sent");
  g_object_notify (G_OBJECT (self), "speed");
  g_object_notify (G_OBJECT (self), "seconds-left");
}

/* Each card has its turn in one of the ticks between two figures: a hundred that move at once would
 * be laid out anew in the same frame, which took 19 ms of processor time. */
static gboolean
has_turn (DropoffUploadQueue *self, DropoffBatch *batch)
{
  return ((guint) dropoff_batch_get_record (batch)->id + self->n_ticks) % TICKS_PER_FIGURE == 0;
}

/* Of the cards only those that move or have changed: there may be 100,000 that wait. */
static void
update_cards (DropoffUploadQueue *self, gint64 now_us, gboolean all)
{
  GHashTableIter iter;
  gpointer batch;

  for (guint i = 0; i < self->jobs->len; i++)
    {
      DropoffUploadJob *job = g_ptr_array_index (self->jobs, i);

      batch = dropoff_upload_job_get_batch (job);
      if (all || has_turn (self, batch))
        update_upload (self, job, now_us);
      dropoff_queue_touch (self, batch);
    }
  g_hash_table_iter_init (&iter, self->touched);
  while (g_hash_table_iter_next (&iter, &batch, NULL))
    if (all || has_turn (self, batch))
      {
        update_batch (self, batch, now_us);
        g_hash_table_iter_remove (&iter);
      }
}

static void
update_all_figures (DropoffUploadQueue *self)
{
  gint64 now_us = g_get_monotonic_time ();

  update_cards (self, now_us, TRUE);
  sum_up (self);
  update_total (self, now_us);
}

static gboolean
on_tick (gpointer user_data)
{
  DropoffUploadQueue *self = user_data;
  const gint64 now_us = g_get_monotonic_time ();

  update_cards (self, now_us, FALSE);
  if (++self->n_ticks % TICKS_PER_FIGURE == 0)
    {
      sum_up (self);
      update_total (self, now_us);
    }
  move_bars (self);
  if (self->jobs->len > 0)
    return G_SOURCE_CONTINUE;
  update_all_figures (self);
  self->tick_source = 0;
  return G_SOURCE_REMOVE;
}

void
dropoff_queue_update_figures (DropoffUploadQueue *self)
{
  if (self->jobs->len == 0 && self->tick_source == 0)
    update_all_figures (self);
  else
    sum_up (self);
  if (self->jobs->len > 0 && self->tick_source == 0)
    self->tick_source = g_timeout_add (TICK_MS, on_tick, self);
}

void
dropoff_queue_forget_rate (DropoffUploadQueue *self, gpointer object)
{
  g_hash_table_remove (self->rates, object);
}

void
dropoff_queue_touch (DropoffUploadQueue *self, DropoffBatch *batch)
{
  if (!g_hash_table_contains (self->touched, batch))
    g_hash_table_add (self->touched, g_object_ref (batch));
}
