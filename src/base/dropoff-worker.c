/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "dropoff-worker.h"

#include <pthread.h>

#include "dropoff-thread-rank.h"

typedef struct
{
  DropoffMailFunc run;
  DropoffMailFunc done;
  gpointer data;
} Job;

struct _DropoffWorker
{
  DropoffMailbox *mailbox;
  GPtrArray *threads; /* of GThread */

  pthread_mutex_t mutex;
  pthread_cond_t changed;
  GQueue jobs;       /* of Job, guarded by mutex */
  gboolean stopping; /* guarded by mutex */

  DropoffWorker *next_abandoned;
};

/* Kept, and so no losses to those who look for them. Main thread. */
static DropoffWorker *abandoned;

static Job *
take_job (DropoffWorker *worker)
{
  Job *job;

  pthread_mutex_lock (&worker->mutex);
  while (g_queue_is_empty (&worker->jobs) && !worker->stopping)
    pthread_cond_wait (&worker->changed, &worker->mutex);
  job = g_queue_pop_head (&worker->jobs);
  pthread_mutex_unlock (&worker->mutex);
  return job;
}

static gpointer
thread_main (gpointer user_data)
{
  DropoffWorker *worker = user_data;
  Job *job;

  dropoff_thread_rank_take ();
  while ((job = take_job (worker)) != NULL)
    {
      job->run (job->data);
      dropoff_mailbox_post (worker->mailbox, job->done, job->data);
      g_free (job);
    }
  return NULL;
}

DropoffWorker *
dropoff_worker_new (const char *name, guint n_threads)
{
  DropoffWorker *worker;

  g_return_val_if_fail (n_threads >= 1 && n_threads <= 16, NULL);

  worker = g_new0 (DropoffWorker, 1);
  worker->mailbox = dropoff_mailbox_new ();
  worker->threads = g_ptr_array_new ();
  pthread_mutex_init (&worker->mutex, NULL);
  pthread_cond_init (&worker->changed, NULL);
  g_queue_init (&worker->jobs);
  for (guint i = 0; i < n_threads; i++)
    g_ptr_array_add (worker->threads, g_thread_new (name, thread_main, worker));
  return worker;
}

void
dropoff_worker_push (DropoffWorker *worker, DropoffMailFunc run, DropoffMailFunc done,
                     gpointer job)
{
  Job *item = g_new (Job, 1);

  item->run = run;
  item->done = done;
  item->data = job;
  pthread_mutex_lock (&worker->mutex);
  g_queue_push_tail (&worker->jobs, item);
  pthread_cond_signal (&worker->changed);
  pthread_mutex_unlock (&worker->mutex);
}

void
dropoff_worker_abandon (DropoffWorker *worker)
{
  pthread_mutex_lock (&worker->mutex);
  worker->stopping = TRUE;
  pthread_cond_broadcast (&worker->changed);
  pthread_mutex_unlock (&worker->mutex);
  for (guint i = 0; i < worker->threads->len; i++)
    g_thread_unref (g_ptr_array_index (worker->threads, i));
  g_clear_pointer (&worker->threads, g_ptr_array_unref);
  worker->next_abandoned = abandoned;
  abandoned = worker;
}

void
dropoff_worker_free (DropoffWorker *worker)
{
  pthread_mutex_lock (&worker->mutex);
  worker->stopping = TRUE;
  pthread_cond_broadcast (&worker->changed);
  pthread_mutex_unlock (&worker->mutex);
  for (guint i = 0; i < worker->threads->len; i++)
    g_thread_join (g_ptr_array_index (worker->threads, i));
  g_ptr_array_unref (worker->threads);
  dropoff_mailbox_free (worker->mailbox);
  pthread_cond_destroy (&worker->changed);
  pthread_mutex_destroy (&worker->mutex);
  g_free (worker);
}
