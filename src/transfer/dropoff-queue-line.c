/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The line: how many requests it is given at a time, and which are called back from it. */
#include "dropoff-upload-queue-private.h"

/* It is looked at with each turn, but not more often than this. */
#define WATCH_MIN_MS 20

/* A request that is through so soon makes way for the next, if it is long. */
#define LEAVING_MS 500
#define LONG_REQUEST_MS 2000

guint
dropoff_queue_get_limit (DropoffUploadQueue *self)
{
  return dropoff_concurrency_get_limit (self->concurrency);
}

/* On a line that is for one connection alone, the next request sets out while the last bytes of the
 * one before are on their way and its answer is waited for: else nothing would flow meanwhile. */
static guint
count_leaving (DropoffUploadQueue *self)
{
  const guint64 rate = self->traffic.line_rate;

  for (guint i = 0; i < self->jobs->len && dropoff_queue_get_limit (self) == 1 && rate > 0; i++)
    {
      DropoffUploadJob *job = g_ptr_array_index (self->jobs, i);

      if (dropoff_upload_job_get_request_bytes (job) > rate * LONG_REQUEST_MS / 1000
          && dropoff_upload_job_get_n_leaving (job, rate * LEAVING_MS / 1000) > 0)
        return 1;
    }
  return 0;
}

guint
dropoff_queue_get_n_most (DropoffUploadQueue *self)
{
  return dropoff_queue_get_limit (self) + count_leaving (self);
}

/* Parts that would share a thin line for minutes are better sent one after the other. */
static void
call_back_surplus (DropoffUploadQueue *self)
{
  const guint n_most = dropoff_queue_get_n_most (self);
  guint n_left = 0;

  for (guint i = 0; i < self->jobs->len; i++)
    n_left += dropoff_upload_job_get_n_sending (g_ptr_array_index (self->jobs, i))
              - dropoff_upload_job_get_n_called_back (g_ptr_array_index (self->jobs, i));
  for (; n_left > n_most; n_left--)
    {
      DropoffUploadJob *youngest = NULL;
      guint64 fewest = G_MAXUINT64;

      for (guint i = 0; i < self->jobs->len; i++)
        {
          DropoffUploadJob *job = g_ptr_array_index (self->jobs, i);
          guint64 bytes = dropoff_upload_job_get_youngest (job);

          /* What is well under way is not given up. */
          if (bytes >= fewest || bytes > dropoff_upload_job_get_request_bytes (job) / 4)
            continue;
          youngest = job;
          fewest = bytes;
        }
      if (youngest == NULL)
        return;
      dropoff_upload_job_call_back (youngest);
    }
}

/* When nothing is left to begin, a connection that crawls would be waited for by all the others. */
static void
resend_straggler (DropoffUploadQueue *self)
{
  gint64 until_ms = G_MAXINT64;

  for (guint i = 0; i < self->jobs->len; i++)
    if (dropoff_upload_job_wants_connection (g_ptr_array_index (self->jobs, i), &until_ms))
      return;
  for (guint i = 0; i < self->jobs->len; i++)
    if (dropoff_upload_job_resend_straggler (g_ptr_array_index (self->jobs, i)))
      return;
}

gboolean
dropoff_queue_watch_line (DropoffUploadQueue *self, gboolean has_room, gboolean *more)
{
  DropoffConcurrencySample sample = { .now_ms = dropoff_monotonic_ms (),
                                      .carried_bytes = self->traffic.carried_bytes,
                                      .n_answered = self->traffic.n_answered,
                                      .n_throttled = self->traffic.n_throttled,
                                      .n_lost = self->traffic.n_lost };
  const guint before = dropoff_queue_get_limit (self);

  *more = FALSE;
  if (sample.now_ms - self->watched_ms < WATCH_MIN_MS)
    return FALSE;
  self->watched_ms = sample.now_ms;
  for (guint i = 0; i < self->jobs->len; i++)
    {
      DropoffUploadJob *job = g_ptr_array_index (self->jobs, i);
      guint n_sending = dropoff_upload_job_get_n_sending (job);

      if (n_sending == 0)
        continue;
      sample.n_in_use += n_sending;
      sample.carried_bytes += dropoff_upload_job_get_in_flight (job);
      sample.request_bytes
          = MAX (sample.request_bytes, dropoff_upload_job_get_request_bytes (job));
    }
  if (sample.n_in_use > before)
    sample.n_in_use -= count_leaving (self);
  else if (sample.n_in_use == before)
    *more = count_leaving (self) > 0;
  /* With fewer in use and room for jobs, there is nothing more to send. */
  sample.wanted = sample.n_in_use >= before || !has_room;
  dropoff_concurrency_sample (self->concurrency, &sample);
  self->traffic.line_rate = dropoff_concurrency_get_rate (self->concurrency);
  if (dropoff_queue_get_limit (self) != before)
    g_debug ("%u connections, %u were in use", dropoff_queue_get_limit (self), sample.n_in_use);
  if (dropoff_queue_get_limit (self) < sample.n_in_use
      && dropoff_concurrency_wants_fewer_now (self->concurrency))
    call_back_surplus (self);
  else if (has_room)
    resend_straggler (self);
  *more = *more || dropoff_queue_get_limit (self) > before;
  return TRUE;
}
