/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "dropoff-store-records.h"

G_BEGIN_DECLS

typedef enum
{
  DROPOFF_STORE_JOB_OPEN,
  DROPOFF_STORE_JOB_CLOSE,
  DROPOFF_STORE_JOB_ADD_DROPS,
  DROPOFF_STORE_JOB_ADD_FINDS,
  DROPOFF_STORE_JOB_ANSWER_FORM,
  DROPOFF_STORE_JOB_SAVE_BATCH,
  DROPOFF_STORE_JOB_REMOVE_BATCH,
  DROPOFF_STORE_JOB_SAVE_UPLOAD,
  DROPOFF_STORE_JOB_SAVE_PART,
  DROPOFF_STORE_JOB_CLEAR_PARTS,
  DROPOFF_STORE_JOB_LOAD_UNFINISHED,
  DROPOFF_STORE_JOB_LOAD_HISTORY,
  DROPOFF_STORE_JOB_LOAD_PARTS,
  DROPOFF_STORE_JOB_LOAD_DROPS,
  DROPOFF_STORE_JOB_FIND_KNOWN,
} DropoffStoreJobKind;

/**
 * DropoffStoreJob:
 * @kind: what to do
 * @task: (nullable): the caller's task; only the main thread touches it
 * @cancellable: (nullable): asked before the job is begun
 * @row: the batch or upload to remove, clear, or read, or the form that is answered
 * @connection_id: (nullable): whose batches to read
 * @limit: how many batches to read
 * @settle: (nullable): what makes of the states that are read those to begin with
 * @details: (nullable): the answer to a form
 * @batch: (nullable): the batch to write
 * @upload: (nullable): the upload to write
 * @part: the part to write
 * @finds: (nullable): the finds to write; get their ids
 * @drops: (nullable): the drops to write, or answer: those that were read
 * @uploads: (nullable): the files to look for
 * @known: (nullable): answer: what is known of them
 * @batches: (nullable): answer: what was read
 * @parts: (nullable): answer: what was read
 * @set_aside: (nullable): answer: where a damaged database was put
 * @error: (nullable): answer: why it was not done
 *
 * One call on the store. It belongs to the thread that works on it, whole.
 */
typedef struct
{
  DropoffStoreJobKind kind;
  GTask *task;
  GCancellable *cancellable;

  gint64 row;
  char *connection_id;
  guint limit;
  DropoffSettleFunc settle;
  char *details;
  DropoffBatchRecord *batch;
  DropoffUploadRecord *upload;
  DropoffPartRecord part;
  GPtrArray *finds;
  GPtrArray *drops;
  GPtrArray *uploads;

  GArray *known;
  GPtrArray *batches;
  GArray *parts;
  char *set_aside;
  GError *error;
} DropoffStoreJob;

/**
 * dropoff_store_job_new:
 * @kind: what to do
 * @cancellable: (nullable): a cancellable
 *
 * Returns: (transfer full): a job without values. Main thread.
 */
DropoffStoreJob *dropoff_store_job_new (DropoffStoreJobKind kind, GCancellable *cancellable);

/**
 * dropoff_store_job_clear_answer:
 * @job: a job
 *
 * Forgets what an earlier attempt left, so that it can be tried again. The thread that has it.
 */
void dropoff_store_job_clear_answer (DropoffStoreJob *job);

/**
 * dropoff_store_job_free:
 * @job: (transfer full): a job
 *
 * Frees it with everything it holds. Main thread.
 */
void dropoff_store_job_free (DropoffStoreJob *job);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (DropoffStoreJob, dropoff_store_job_free)

G_END_DECLS
