/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "dropoff-store-job.h"

DropoffStoreJob *
dropoff_store_job_new (DropoffStoreJobKind kind, GCancellable *cancellable)
{
  DropoffStoreJob *job = g_new0 (DropoffStoreJob, 1);

  job->kind = kind;
  if (cancellable != NULL)
    job->cancellable = g_object_ref (cancellable);
  return job;
}

void
dropoff_store_job_clear_answer (DropoffStoreJob *job)
{
  g_clear_pointer (&job->batches, g_ptr_array_unref);
  g_clear_pointer (&job->parts, g_array_unref);
  g_clear_pointer (&job->known, g_array_unref);
  if (job->kind == DROPOFF_STORE_JOB_LOAD_DROPS)
    g_clear_pointer (&job->drops, g_ptr_array_unref);
  g_clear_pointer (&job->set_aside, g_free);
  g_clear_error (&job->error);
}

void
dropoff_store_job_free (DropoffStoreJob *job)
{
  dropoff_store_job_clear_answer (job);
  g_clear_object (&job->cancellable);
  g_free (job->connection_id);
  g_free (job->details);
  dropoff_batch_record_free (job->batch);
  dropoff_upload_record_free (job->upload);
  g_clear_pointer (&job->finds, g_ptr_array_unref);
  g_clear_pointer (&job->drops, g_ptr_array_unref);
  g_clear_pointer (&job->uploads, g_ptr_array_unref);
  /* Last: this may be the last reference to the store, and so end its thread. */
  g_clear_object (&job->task);
  g_free (job);
}
