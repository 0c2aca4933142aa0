/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "dropoff-store-thread.h"

#include <glib/gi18n-lib.h>
#include <pthread.h>

#include "dropoff-error.h"
#include "dropoff-store-batches.h"
#include "dropoff-store-drops.h"
#include "dropoff-store-journal.h"
#include "dropoff-store-uploads.h"
#include "dropoff-thread-rank.h"

#define GROUP_MAX 256

/* More new rows than this are a transaction of megabytes. */
#define BIG_ROWS 1000

#define CUT_LOG "PRAGMA wal_checkpoint (TRUNCATE)"

struct _DropoffStoreThread
{
  /* set before the thread starts */
  char *path;
  DropoffMailFunc answer;
  DropoffMailbox *mailbox;
  GThread *thread;

  pthread_mutex_t mutex;
  pthread_cond_t changed;
  GQueue jobs;       /* of DropoffStoreJob, guarded by mutex */
  gboolean stopping; /* guarded by mutex */

  /* the thread's own */
  DropoffStoreJournal *journal; /* NULL unless open */
  char *set_aside;              /* waits for an opening that succeeds to tell of it */
};

static gboolean
is_write (const DropoffStoreJob *job)
{
  switch (job->kind)
    {
    case DROPOFF_STORE_JOB_ADD_DROPS:
    case DROPOFF_STORE_JOB_ADD_FINDS:
    case DROPOFF_STORE_JOB_ANSWER_FORM:
    case DROPOFF_STORE_JOB_SAVE_BATCH:
    case DROPOFF_STORE_JOB_REMOVE_BATCH:
    case DROPOFF_STORE_JOB_SAVE_UPLOAD:
    case DROPOFF_STORE_JOB_SAVE_PART:
    case DROPOFF_STORE_JOB_CLEAR_PARTS:
      return TRUE;
    case DROPOFF_STORE_JOB_OPEN:
    case DROPOFF_STORE_JOB_CLOSE:
    case DROPOFF_STORE_JOB_LOAD_UNFINISHED:
    case DROPOFF_STORE_JOB_LOAD_HISTORY:
    case DROPOFF_STORE_JOB_LOAD_PARTS:
    case DROPOFF_STORE_JOB_LOAD_DROPS:
    case DROPOFF_STORE_JOB_FIND_KNOWN:
    default:
      return FALSE;
    }
}

static gboolean
is_big (const DropoffStoreJob *job)
{
  guint n_rows = job->kind == DROPOFF_STORE_JOB_ADD_DROPS ? job->drops->len : 0;

  for (guint i = 0; job->kind == DROPOFF_STORE_JOB_ADD_FINDS && i < job->finds->len; i++)
    {
      const DropoffFindRecord *find = g_ptr_array_index (job->finds, i);

      n_rows += find->batch != NULL ? find->batch->uploads->len : 0;
    }
  return n_rows > BIG_ROWS;
}

/* Opening and closing are done between transactions. */
static gboolean
is_barrier (const DropoffStoreJob *job)
{
  return job->kind == DROPOFF_STORE_JOB_OPEN || job->kind == DROPOFF_STORE_JOB_CLOSE;
}

static int
run_write (DropoffStoreDatabase *database, DropoffStoreJob *job)
{
  switch (job->kind)
    {
    case DROPOFF_STORE_JOB_ADD_DROPS:
      return dropoff_store_drops_add (database, job->drops);
    case DROPOFF_STORE_JOB_ADD_FINDS:
      return dropoff_store_drops_take (database, job->finds);
    case DROPOFF_STORE_JOB_ANSWER_FORM:
      return dropoff_store_drops_answer_form (database, job->row, job->details);
    case DROPOFF_STORE_JOB_SAVE_BATCH:
      return dropoff_store_batches_update (database, job->batch);
    case DROPOFF_STORE_JOB_REMOVE_BATCH:
      return dropoff_store_batches_remove (database, job->row);
    case DROPOFF_STORE_JOB_SAVE_UPLOAD:
      return dropoff_store_uploads_update (database, job->upload);
    case DROPOFF_STORE_JOB_SAVE_PART:
      return dropoff_store_parts_save (database, job->row, &job->part);
    case DROPOFF_STORE_JOB_CLEAR_PARTS:
      return dropoff_store_parts_clear (database, job->row);
    case DROPOFF_STORE_JOB_OPEN:
    case DROPOFF_STORE_JOB_CLOSE:
    case DROPOFF_STORE_JOB_LOAD_UNFINISHED:
    case DROPOFF_STORE_JOB_LOAD_HISTORY:
    case DROPOFF_STORE_JOB_LOAD_PARTS:
    case DROPOFF_STORE_JOB_LOAD_DROPS:
    case DROPOFF_STORE_JOB_FIND_KNOWN:
    default:
      g_assert_not_reached ();
    }
}

static int
run_read (DropoffStoreDatabase *database, DropoffStoreJob *job)
{
  if (job->kind == DROPOFF_STORE_JOB_LOAD_PARTS)
    {
      job->parts = g_array_new (FALSE, FALSE, sizeof (DropoffPartRecord));
      return dropoff_store_parts_load (database, job->row, job->parts);
    }
  if (job->kind == DROPOFF_STORE_JOB_LOAD_DROPS)
    {
      job->drops = g_ptr_array_new_with_free_func ((GDestroyNotify) dropoff_drop_record_free);
      return dropoff_store_drops_load (database, job->connection_id, job->drops);
    }
  if (job->kind == DROPOFF_STORE_JOB_FIND_KNOWN)
    {
      job->known = g_array_new (FALSE, FALSE, sizeof (DropoffKnownFile));
      return dropoff_store_uploads_find_known (database, job->connection_id, job->uploads,
                                               job->known);
    }
  job->batches = g_ptr_array_new_with_free_func ((GDestroyNotify) dropoff_batch_record_free);
  if (job->kind == DROPOFF_STORE_JOB_LOAD_HISTORY)
    return dropoff_store_batches_load_history (database, job->connection_id, job->limit,
                                               job->batches);
  return dropoff_store_batches_load_unfinished (database, job->connection_id, job->settle,
                                                job->batches);
}

static GError *
simple_error (DropoffError code, const char *sentence)
{
  return dropoff_error_new (code, NULL, 0, sentence);
}

/* Does one job in the transaction that is open. FALSE if that must not be committed any more. */
static gboolean
attempt (DropoffStoreDatabase *database, DropoffStoreJob *job)
{
  int code;

  dropoff_store_job_clear_answer (job);
  if (g_cancellable_is_cancelled (job->cancellable))
    {
      job->error = simple_error (DROPOFF_ERROR_CANCELLED, _ ("This was cancelled."));
      return TRUE;
    }
  code = is_write (job) ? run_write (database, job) : run_read (database, job);
  if (code == SQLITE_NOTFOUND)
    {
      job->error =
          simple_error (DROPOFF_ERROR_JOURNAL, _ ("This file is no longer in the list."));
      return TRUE;
    }
  if (code != SQLITE_OK)
    job->error = dropoff_store_database_error (database, code);
  return code == SQLITE_OK;
}

static void
roll_back (DropoffStoreDatabase *database)
{
  /* A full disk or an I/O error has SQLite roll back by itself. */
  if (!sqlite3_get_autocommit (dropoff_store_database_get_handle (database)))
    dropoff_store_database_exec (database, "ROLLBACK");
  /* What did not fit stays in the log and keeps the disk full, until the log is cut. A damaged
   * database is left as it is, with its log. */
  if (!dropoff_store_database_get_damage_seen (database))
    dropoff_store_database_exec (database, CUT_LOG);
}

/* All of them or none. A job's own error is in the job; @error is for a transaction that could not
 * be begun or committed. */
static gboolean
run_transaction (DropoffStoreDatabase *database, DropoffStoreJob **jobs, guint n_jobs,
                 GError **error)
{
  gboolean writes = FALSE;
  gboolean big = FALSE;
  gboolean sound = TRUE;
  int code;

  for (guint i = 0; i < n_jobs; i++)
    {
      writes = writes || is_write (jobs[i]);
      big = big || is_big (jobs[i]);
    }
  /* While the log holds nothing else, it can be cut even if this fills the disk. */
  if (big)
    dropoff_store_database_exec (database, CUT_LOG);
  code = dropoff_store_database_exec (database, writes ? "BEGIN IMMEDIATE" : "BEGIN");
  for (guint i = 0; i < n_jobs && code == SQLITE_OK && sound; i++)
    sound = attempt (database, jobs[i]);
  if (code == SQLITE_OK && sound)
    code = dropoff_store_database_exec (database, "COMMIT");
  if (code != SQLITE_OK)
    g_propagate_error (error, dropoff_store_database_error (database, code));
  if (code == SQLITE_OK && sound)
    return TRUE;
  roll_back (database);
  return FALSE;
}

static void
run_alone (DropoffStoreDatabase *database, DropoffStoreJob *job)
{
  g_autoptr (GError) error = NULL;

  run_transaction (database, &job, 1, &error);
  if (error == NULL)
    return;
  dropoff_store_job_clear_answer (job);
  job->error = g_steal_pointer (&error);
}

static void
run_group (DropoffStoreThread *self, DropoffStoreJob **jobs, guint n_jobs)
{
  DropoffStoreDatabase *database;
  g_autoptr (GError) error = NULL;

  if (self->journal == NULL)
    {
      for (guint i = 0; i < n_jobs; i++)
        jobs[i]->error =
            simple_error (DROPOFF_ERROR_JOURNAL, _ ("The list of your files is not open."));
      return;
    }
  database = dropoff_store_journal_get_database (self->journal);
  if (n_jobs > 1 && run_transaction (database, jobs, n_jobs, &error))
    return;
  for (guint i = 0; i < n_jobs; i++)
    run_alone (database, jobs[i]);
}

static void
run_barrier (DropoffStoreThread *self, DropoffStoreJob *job)
{
  if (job->kind == DROPOFF_STORE_JOB_CLOSE)
    g_clear_pointer (&self->journal, dropoff_store_journal_close);
  else if (g_cancellable_is_cancelled (job->cancellable))
    job->error = simple_error (DROPOFF_ERROR_CANCELLED, _ ("This was cancelled."));
  else if (self->journal == NULL)
    self->journal = dropoff_store_journal_open (self->path, &self->set_aside, &job->error);
  if (self->journal != NULL)
    job->set_aside = g_steal_pointer (&self->set_aside);
}

static void
run_jobs (DropoffStoreThread *self, DropoffStoreJob **jobs, guint n_jobs)
{
  guint i = 0;

  while (i < n_jobs)
    {
      guint begin = i;

      while (i < n_jobs && !is_barrier (jobs[i]))
        i++;
      if (i > begin)
        run_group (self, jobs + begin, i - begin);
      else
        run_barrier (self, jobs[i++]);
      for (guint j = begin; j < i; j++)
        dropoff_mailbox_post (self->mailbox, self->answer, jobs[j]);
    }
}

/* Waits for work. Returns 0 when there is none left and none will come. */
static guint
take_jobs (DropoffStoreThread *self, DropoffStoreJob *jobs[GROUP_MAX])
{
  guint n_jobs = 0;

  pthread_mutex_lock (&self->mutex);
  while (g_queue_is_empty (&self->jobs) && !self->stopping)
    pthread_cond_wait (&self->changed, &self->mutex);
  while (n_jobs < GROUP_MAX && !g_queue_is_empty (&self->jobs))
    jobs[n_jobs++] = g_queue_pop_head (&self->jobs);
  pthread_mutex_unlock (&self->mutex);
  return n_jobs;
}

static gpointer
thread_main (gpointer user_data)
{
  DropoffStoreThread *self = user_data;
  DropoffStoreJob *jobs[GROUP_MAX];
  guint n_jobs;

  dropoff_thread_rank_take ();
  while ((n_jobs = take_jobs (self, jobs)) > 0)
    run_jobs (self, jobs, n_jobs);
  g_clear_pointer (&self->journal, dropoff_store_journal_close);
  return NULL;
}

DropoffStoreThread *
dropoff_store_thread_new (const char *path, DropoffMailFunc answer)
{
  DropoffStoreThread *self = g_new0 (DropoffStoreThread, 1);

  self->path = g_strdup (path);
  self->answer = answer;
  self->mailbox = dropoff_mailbox_new ();
  pthread_mutex_init (&self->mutex, NULL);
  pthread_cond_init (&self->changed, NULL);
  g_queue_init (&self->jobs);
  self->thread = g_thread_new ("dropoff-store", thread_main, self);
  return self;
}

void
dropoff_store_thread_push (DropoffStoreThread *thread, DropoffStoreJob *job)
{
  pthread_mutex_lock (&thread->mutex);
  g_queue_push_tail (&thread->jobs, job);
  pthread_cond_signal (&thread->changed);
  pthread_mutex_unlock (&thread->mutex);
}

void
dropoff_store_thread_free (DropoffStoreThread *thread)
{
  pthread_mutex_lock (&thread->mutex);
  thread->stopping = TRUE;
  pthread_cond_signal (&thread->changed);
  pthread_mutex_unlock (&thread->mutex);
  g_thread_join (thread->thread);
  dropoff_mailbox_free (thread->mailbox);
  pthread_cond_destroy (&thread->changed);
  pthread_mutex_destroy (&thread->mutex);
  g_free (thread->set_aside);
  g_free (thread->path);
  g_free (thread);
}
