/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "dropoff-part-reader.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <openssl/evp.h>
#include <sys/stat.h>
#include <unistd.h>

#include "dropoff-crc64nvme.h"
#include "dropoff-error.h"
#include "dropoff-file-error.h"
#include "dropoff-spool.h"
#include "dropoff-worker.h"

/* So many read at a time. The other threads stand in for those that hang in a drive. */
#define N_READING 3
#define N_THREADS 16

#define STEP_BYTES (1024 * 1024)
#define WATCH_MS 500
#define STUCK_US (2 * G_USEC_PER_SEC)
#define SILENT_US (10 * G_USEC_PER_SEC)

struct _DropoffPartReader
{
  GObject parent_instance;

  DropoffWorker *worker;
  GQueue waiting;     /* of ReadJob, for a thread or for their drive */
  GPtrArray *running; /* of ReadJob, each on a thread */
  guint watch_source;
};

typedef enum { READ_LOOK, READ_PREPARE } ReadKind;

/* Belongs to a reader thread while it runs, but for what is the main thread's. */
typedef struct
{
  /* Main thread */
  DropoffPartReader *reader; /* NULL once it is gone */
  GTask *task;               /* NULL once answered */
  guint64 drive;
  guint steps_seen;
  gint64 moved_at_us; /* when it was last seen to get on, or began to wait */
  gboolean stuck;

  char *path;
  DropoffFileFacts facts;
  ReadKind kind;
  guint64 offset;
  guint64 length;
  DropoffReadPurpose purpose;
  gint cancelled; /* atomic */
  guint steps;    /* atomic */

  DropoffPreparedPart *part;
  GError *error;
} ReadJob;

typedef struct
{
  GCancellable *cancellable;
  gulong handler;
} Cancelling;

G_DEFINE_FINAL_TYPE (DropoffPartReader, dropoff_part_reader, G_TYPE_OBJECT)

static void
dropoff_part_reader_finalize (GObject *object)
{
  DropoffPartReader *self = DROPOFF_PART_READER (object);

  /* Every task holds the reader, so what still runs was answered long ago: it hangs in a drive. */
  g_clear_handle_id (&self->watch_source, g_source_remove);
  for (guint i = 0; i < self->running->len; i++)
    ((ReadJob *) g_ptr_array_index (self->running, i))->reader = NULL;
  if (self->running->len > 0)
    dropoff_worker_abandon (self->worker);
  else
    dropoff_worker_free (self->worker);
  g_ptr_array_unref (self->running);
  G_OBJECT_CLASS (dropoff_part_reader_parent_class)->finalize (object);
}

static void
dropoff_part_reader_class_init (DropoffPartReaderClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = dropoff_part_reader_finalize;
}

static void
dropoff_part_reader_init (DropoffPartReader *self)
{
  self->worker = dropoff_worker_new ("dropoff-read", N_THREADS);
  self->running = g_ptr_array_new ();
  g_queue_init (&self->waiting);
}

/* On the reader threads */

/* Tells what the open file is. */
static gboolean
look_at (int fd, const char *path, DropoffFileFacts *facts, GError **error)
{
  struct stat st;

  if (fstat (fd, &st) != 0)
    {
      g_propagate_error (error, dropoff_file_error_new (errno, path));
      return FALSE;
    }
  if (!S_ISREG (st.st_mode))
    {
      g_propagate_error (error,
                         dropoff_error_new (DROPOFF_ERROR_FILE_GONE, "not a regular file", 0,
                                            _ ("This file isn’t there any more.")));
      return FALSE;
    }
  *facts = dropoff_file_facts_from_stat (&st);
  return TRUE;
}

static gboolean
compare_facts (ReadJob *job, int fd)
{
  DropoffFileFacts now;
  DropoffFileChange change;

  if (!look_at (fd, job->path, &now, &job->error))
    return FALSE;
  change = dropoff_file_facts_compare (&job->facts, &now);
  if (change == DROPOFF_FILE_SAME || change == DROPOFF_FILE_GROWN)
    return TRUE;
  job->error = dropoff_error_new (DROPOFF_ERROR_FILE_CHANGED, "size or times differ", 0,
                                  _ ("This file has changed. Send the new version?"));
  return FALSE;
}

static int
open_file (const char *path, GError **error)
{
  /* O_NONBLOCK: a pipe put in the file's place must not hang the reader. */
  int fd = open (path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);

  if (fd < 0)
    g_propagate_error (error, dropoff_file_error_new (errno, path));
  return fd;
}

/* Reads the range into the sums and, if there is one, the spool. */
static gboolean
sum_up_range (ReadJob *job, int fd, EVP_MD_CTX *sha256, DropoffSpool **spool)
{
  g_autofree guint8 *buffer = g_malloc (STEP_BYTES);
  guint64 done = 0;

  while (done < job->length)
    {
      gsize want = (gsize) MIN ((guint64) STEP_BYTES, job->length - done);
      gssize got = pread (fd, buffer, want, (off_t) (job->offset + done));

      if (got < 0 && errno == EINTR)
        continue;
      if (got < 0)
        {
          job->error = dropoff_file_error_new (errno, job->path);
          return FALSE;
        }
      if (got == 0)
        {
          job->error = dropoff_error_new (DROPOFF_ERROR_FILE_CHANGED, "the file is shorter now", 0,
                                          _ ("This file has changed. Send the new version?"));
          return FALSE;
        }
      if (g_atomic_int_get (&job->cancelled))
        {
          job->error = dropoff_error_new (DROPOFF_ERROR_CANCELLED, NULL, 0, _ ("Cancelled"));
          return FALSE;
        }
      job->part->crc64 = dropoff_crc64nvme_update (job->part->crc64, buffer, (gsize) got);
      if (sha256 != NULL)
        EVP_DigestUpdate (sha256, buffer, (gsize) got);
      if (*spool != NULL && !dropoff_spool_append (*spool, buffer, (gsize) got))
        g_clear_pointer (spool, dropoff_spool_free); /* the disk is full: as from any drive, then */
      done += (guint64) got;
      g_atomic_int_inc (&job->steps);
    }
  return TRUE;
}

static char *
finish_sha256 (EVP_MD_CTX *sha256)
{
  GString *hex = g_string_new (NULL);
  guint8 digest[EVP_MAX_MD_SIZE];
  unsigned int length = 0;

  EVP_DigestFinal_ex (sha256, digest, &length);
  for (unsigned int i = 0; i < length; i++)
    g_string_append_printf (hex, "%02x", digest[i]);
  return g_string_free (hex, FALSE);
}

/* Takes over the file. */
static void
make_body (ReadJob *job, int fd, DropoffSpool *spool)
{
  DropoffPreparedPart *part = job->part;

  if (spool == NULL)
    {
      part->body = dropoff_file_body_new (fd, job->offset, job->length, part->crc64);
      return;
    }
  part->body = dropoff_file_body_new_spooled (spool, job->length, part->crc64);
  close (fd);
}

/* The times of a file that grows say nothing of what is read, and what is spooled is read
 * only once: whether it was being written to is seen by reading it again. */
static gboolean
reads_the_same (ReadJob *job, int fd)
{
  const guint64 crc64 = job->part->crc64;
  DropoffSpool *none = NULL;

  job->part->crc64 = 0;
  if (!sum_up_range (job, fd, NULL, &none))
    return FALSE;
  if (job->part->crc64 == crc64)
    return TRUE;
  job->error = dropoff_error_new (DROPOFF_ERROR_FILE_CHANGED, "written to while it was read", 0,
                                  _ ("This file has changed. Send the new version?"));
  return FALSE;
}

static void
prepare (ReadJob *job, int fd)
{
  const gboolean to_send = job->purpose != DROPOFF_READ_TO_COMPARE;
  DropoffSpool *spool = to_send ? dropoff_spool_new_for (fd, job->length) : NULL;
  EVP_MD_CTX *sha256 = NULL;

  job->part = g_new0 (DropoffPreparedPart, 1);
  if (job->purpose == DROPOFF_READ_TO_SIGN)
    {
      sha256 = EVP_MD_CTX_new ();
      EVP_DigestInit_ex (sha256, EVP_sha256 (), NULL);
    }
  /* Looked at before and after: a file that is written to while it is read has a new time. */
  if (sum_up_range (job, fd, sha256, &spool) && compare_facts (job, fd) && to_send
      && (spool == NULL || !job->facts.may_grow || reads_the_same (job, fd)))
    {
      if (sha256 != NULL)
        job->part->sha256 = finish_sha256 (sha256);
      make_body (job, fd, spool);
    }
  else
    {
      close (fd);
      g_clear_pointer (&spool, dropoff_spool_free);
    }
  EVP_MD_CTX_free (sha256);
}

static void
run_job (gpointer user_data)
{
  ReadJob *job = user_data;
  int fd = open_file (job->path, &job->error);

  if (fd < 0)
    return;
  if (job->kind == READ_LOOK)
    {
      look_at (fd, job->path, &job->facts, &job->error);
      close (fd);
    }
  else if (compare_facts (job, fd))
    prepare (job, fd);
  else
    close (fd);
}

/* On the main thread */

static void
job_free (ReadJob *job)
{
  g_free (job->path);
  dropoff_prepared_part_free (job->part);
  g_clear_error (&job->error);
  g_free (job);
}

/* Takes the error, or what the job has found. */
static void
answer (ReadJob *job, GError *error)
{
  g_autoptr (GTask) task = g_steal_pointer (&job->task);
  Cancelling *cancelling = g_task_get_task_data (task);

  if (cancelling != NULL)
    g_cancellable_disconnect (cancelling->cancellable, cancelling->handler);
  if (error != NULL)
    g_task_return_error (task, error);
  else if (job->kind == READ_LOOK)
    g_task_return_pointer (task, g_memdup2 (&job->facts, sizeof job->facts), g_free);
  else
    g_task_return_pointer (task, g_steal_pointer (&job->part),
                           (GDestroyNotify) dropoff_prepared_part_free);
}

/* Answers a job that gets nowhere, if nobody wants it any more or it has been silent too long. */
static gboolean
answer_if_hopeless (ReadJob *job, gint64 now_us)
{
  if (g_atomic_int_get (&job->cancelled))
    answer (job, dropoff_error_new (DROPOFF_ERROR_CANCELLED, NULL, 0, _ ("Cancelled")));
  else if (now_us - job->moved_at_us > SILENT_US)
    answer (job, dropoff_error_new (DROPOFF_ERROR_FILE_GONE, "no answer from the drive", 0,
                                    _ ("Waiting for the drive to answer")));
  return job->task == NULL;
}

static gboolean
is_stuck (DropoffPartReader *self, guint64 drive)
{
  for (guint i = 0; i < self->running->len; i++)
    {
      const ReadJob *job = g_ptr_array_index (self->running, i);

      if (job->stuck && job->drive == drive)
        return TRUE;
    }
  return FALSE;
}

static guint
count_reading (DropoffPartReader *self)
{
  guint n = 0;

  for (guint i = 0; i < self->running->len; i++)
    n += ((const ReadJob *) g_ptr_array_index (self->running, i))->stuck ? 0 : 1;
  return n;
}

static void dispatch (DropoffPartReader *self);

static void
on_job_done (gpointer user_data)
{
  ReadJob *job = user_data;
  g_autoptr (DropoffPartReader) self = NULL;

  if (job->reader == NULL)
    {
      job_free (job);
      return;
    }
  self = g_object_ref (job->reader);
  if (job->task != NULL)
    answer (job, g_steal_pointer (&job->error));
  g_ptr_array_remove_fast (self->running, job);
  job_free (job);
  dispatch (self);
}

/* Gives the threads to those who wait, in order, but none to a drive that does not answer. */
static void
dispatch (DropoffPartReader *self)
{
  GList *link = self->waiting.head;

  while (link != NULL && count_reading (self) < N_READING && self->running->len < N_THREADS)
    {
      ReadJob *job = link->data;
      GList *next = link->next;

      if (!is_stuck (self, job->drive))
        {
          g_queue_delete_link (&self->waiting, link);
          job->moved_at_us = g_get_monotonic_time ();
          g_ptr_array_add (self->running, job);
          dropoff_worker_push (self->worker, run_job, on_job_done, job);
        }
      link = next;
    }
}

static void
watch_running (DropoffPartReader *self, gint64 now_us)
{
  for (guint i = 0; i < self->running->len; i++)
    {
      ReadJob *job = g_ptr_array_index (self->running, i);
      guint steps = (guint) g_atomic_int_get (&job->steps);

      if (steps != job->steps_seen)
        {
          job->steps_seen = steps;
          job->moved_at_us = now_us;
        }
      job->stuck = now_us - job->moved_at_us > STUCK_US;
      if (job->stuck && job->task != NULL)
        answer_if_hopeless (job, now_us);
    }
}

static void
watch_waiting (DropoffPartReader *self, gint64 now_us)
{
  for (GList *link = self->waiting.head, *next; link != NULL; link = next)
    {
      ReadJob *job = link->data;

      next = link->next;
      if (!is_stuck (self, job->drive))
        job->moved_at_us = now_us; /* it waits for others' reading, not for its drive */
      else if (answer_if_hopeless (job, now_us))
        {
          g_queue_delete_link (&self->waiting, link);
          job_free (job);
        }
    }
}

static gboolean
on_watch (gpointer user_data)
{
  g_autoptr (DropoffPartReader) self = g_object_ref (user_data);
  gint64 now_us = g_get_monotonic_time ();

  watch_running (self, now_us);
  watch_waiting (self, now_us);
  dispatch (self);
  if (self->running->len > 0 || !g_queue_is_empty (&self->waiting))
    return G_SOURCE_CONTINUE;
  self->watch_source = 0;
  return G_SOURCE_REMOVE;
}

static void
on_cancelled (GCancellable *cancellable, gpointer user_data)
{
  ReadJob *job = user_data;

  g_atomic_int_set (&job->cancelled, 1);
}

static void
push_job (DropoffPartReader *self, ReadJob *job, GCancellable *cancellable)
{
  if (cancellable != NULL)
    {
      Cancelling *cancelling = g_new0 (Cancelling, 1);

      cancelling->cancellable = cancellable;
      cancelling->handler
          = g_cancellable_connect (cancellable, G_CALLBACK (on_cancelled), job, NULL);
      g_task_set_task_data (job->task, cancelling, g_free);
    }
  job->moved_at_us = g_get_monotonic_time ();
  g_queue_push_tail (&self->waiting, job);
  dispatch (self);
  if (self->watch_source == 0)
    self->watch_source = g_timeout_add (WATCH_MS, on_watch, self);
}

DropoffPartReader *
dropoff_part_reader_new (void)
{
  return g_object_new (DROPOFF_TYPE_PART_READER, NULL);
}

static ReadJob *
read_job_new (DropoffPartReader *self, ReadKind kind, const char *path, guint64 drive,
              GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  ReadJob *job = g_new0 (ReadJob, 1);

  job->reader = self;
  job->kind = kind;
  job->drive = drive;
  job->path = g_strdup (path);
  job->task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (job->task, read_job_new);
  /* The reply tells whether it was cancelled, in our own error domain. */
  g_task_set_check_cancellable (job->task, FALSE);
  return job;
}

void
dropoff_part_reader_look_async (DropoffPartReader *self, const char *path, guint64 drive,
                                GCancellable *cancellable, GAsyncReadyCallback callback,
                                gpointer user_data)
{
  g_return_if_fail (DROPOFF_IS_PART_READER (self));

  push_job (self, read_job_new (self, READ_LOOK, path, drive, cancellable, callback, user_data),
            cancellable);
}

gboolean
dropoff_part_reader_look_finish (DropoffPartReader *self, GAsyncResult *result,
                                 DropoffFileFacts *facts, GError **error)
{
  g_autofree DropoffFileFacts *found = NULL;

  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  found = g_task_propagate_pointer (G_TASK (result), error);
  if (found == NULL)
    return FALSE;
  *facts = *found;
  return TRUE;
}

void
dropoff_part_reader_prepare_async (DropoffPartReader *self, const char *path,
                                   const DropoffFileFacts *facts, guint64 offset_bytes,
                                   guint64 length_bytes, DropoffReadPurpose purpose,
                                   GCancellable *cancellable, GAsyncReadyCallback callback,
                                   gpointer user_data)
{
  ReadJob *job;

  g_return_if_fail (DROPOFF_IS_PART_READER (self));

  job = read_job_new (self, READ_PREPARE, path, facts->device, cancellable, callback, user_data);
  job->facts = *facts;
  job->offset = offset_bytes;
  job->length = length_bytes;
  job->purpose = purpose;
  push_job (self, job, cancellable);
}

DropoffPreparedPart *
dropoff_part_reader_prepare_finish (DropoffPartReader *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}

void
dropoff_prepared_part_free (DropoffPreparedPart *part)
{
  if (part == NULL)
    return;
  g_free (part->sha256);
  dropoff_file_body_free (part->body);
  g_free (part);
}
