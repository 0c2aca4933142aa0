/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "dropoff-store.h"

#include "dropoff-store-thread.h"

struct _DropoffStore
{
  GObject parent_instance;

  DropoffStoreThread *thread;
};

G_DEFINE_FINAL_TYPE (DropoffStore, dropoff_store, G_TYPE_OBJECT)

static void
return_answer (GTask *task, DropoffStoreJob *job)
{
  switch (job->kind)
    {
    case DROPOFF_STORE_JOB_OPEN:
      g_task_set_task_data (task, g_steal_pointer (&job->set_aside), g_free);
      g_task_return_boolean (task, TRUE);
      break;
    case DROPOFF_STORE_JOB_ADD_FINDS:
      g_task_return_pointer (task, g_steal_pointer (&job->finds),
                             (GDestroyNotify) g_ptr_array_unref);
      break;
    case DROPOFF_STORE_JOB_ADD_DROPS:
    case DROPOFF_STORE_JOB_LOAD_DROPS:
      g_task_return_pointer (task, g_steal_pointer (&job->drops),
                             (GDestroyNotify) g_ptr_array_unref);
      break;
    case DROPOFF_STORE_JOB_FIND_KNOWN:
      g_task_return_pointer (task, g_steal_pointer (&job->known), (GDestroyNotify) g_array_unref);
      break;
    case DROPOFF_STORE_JOB_LOAD_UNFINISHED:
    case DROPOFF_STORE_JOB_LOAD_HISTORY:
      g_task_return_pointer (task, g_steal_pointer (&job->batches),
                             (GDestroyNotify) g_ptr_array_unref);
      break;
    case DROPOFF_STORE_JOB_LOAD_PARTS:
      g_task_return_pointer (task, g_steal_pointer (&job->parts), (GDestroyNotify) g_array_unref);
      break;
    case DROPOFF_STORE_JOB_CLOSE:
    case DROPOFF_STORE_JOB_ANSWER_FORM:
    case DROPOFF_STORE_JOB_SAVE_BATCH:
    case DROPOFF_STORE_JOB_REMOVE_BATCH:
    case DROPOFF_STORE_JOB_SAVE_UPLOAD:
    case DROPOFF_STORE_JOB_SAVE_PART:
    case DROPOFF_STORE_JOB_CLEAR_PARTS:
    default:
      g_task_return_boolean (task, TRUE);
      break;
    }
}

static void
on_answer (gpointer mail)
{
  g_autoptr (DropoffStoreJob) job = mail;

  if (job->task == NULL && job->error != NULL)
    g_message ("A write that nobody waits for failed: %s", job->error->message);
  else if (job->task != NULL && job->error != NULL)
    g_task_return_error (job->task, g_steal_pointer (&job->error));
  else if (job->task != NULL)
    return_answer (job->task, job);
}

/* Hands a job to the thread. A task keeps the store alive until its callback came; a job without a
 * callback has none, so that dropping the last reference can wait for it. */
static void
push (DropoffStore *self, DropoffStoreJob *job, gpointer source_tag, GAsyncReadyCallback callback,
      gpointer user_data)
{
  if (callback != NULL)
    {
      job->task = g_task_new (self, job->cancellable, callback, user_data);
      g_task_set_source_tag (job->task, source_tag);
      /* The thread says what became of it: a write that is on disk is not to be reported as
       * cancelled. */
      g_task_set_check_cancellable (job->task, FALSE);
      /* Above the mailbox, so that an answer GTask defers to an idle is not overtaken by the
       * answers after it. */
      g_task_set_priority (job->task, G_PRIORITY_HIGH);
    }
  dropoff_store_thread_push (self->thread, job);
}

static void
push_write (DropoffStore *self, DropoffStoreJob *job, GAsyncReadyCallback callback,
            gpointer user_data)
{
  push (self, job, dropoff_store_write_finish, callback, user_data);
}

static void
dropoff_store_finalize (GObject *object)
{
  DropoffStore *self = DROPOFF_STORE (object);

  g_clear_pointer (&self->thread, dropoff_store_thread_free);
  G_OBJECT_CLASS (dropoff_store_parent_class)->finalize (object);
}

static void
dropoff_store_class_init (DropoffStoreClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = dropoff_store_finalize;
}

static void
dropoff_store_init (DropoffStore *self)
{
}

DropoffStore *
dropoff_store_new (const char *path)
{
  DropoffStore *self;

  g_return_val_if_fail (path != NULL, NULL);

  self = g_object_new (DROPOFF_TYPE_STORE, NULL);
  self->thread = dropoff_store_thread_new (path, on_answer);
  return self;
}

void
dropoff_store_open_async (DropoffStore *self, GCancellable *cancellable,
                          GAsyncReadyCallback callback, gpointer user_data)
{
  g_return_if_fail (DROPOFF_IS_STORE (self));

  push (self, dropoff_store_job_new (DROPOFF_STORE_JOB_OPEN, cancellable),
        dropoff_store_open_finish, callback, user_data);
}

gboolean
dropoff_store_open_finish (DropoffStore *self, GAsyncResult *result, char **set_aside,
                           GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  g_return_val_if_fail (g_async_result_is_tagged (result, dropoff_store_open_finish), FALSE);

  if (set_aside != NULL)
    *set_aside = g_strdup (g_task_get_task_data (G_TASK (result)));
  return g_task_propagate_boolean (G_TASK (result), error);
}

void
dropoff_store_add_drops_async (DropoffStore *self, GPtrArray *drops, GAsyncReadyCallback callback,
                               gpointer user_data)
{
  DropoffStoreJob *job;

  g_return_if_fail (DROPOFF_IS_STORE (self));
  g_return_if_fail (drops != NULL);

  job = dropoff_store_job_new (DROPOFF_STORE_JOB_ADD_DROPS, NULL);
  job->drops = drops;
  push (self, job, dropoff_store_drops_finish, callback, user_data);
}

void
dropoff_store_load_drops_async (DropoffStore *self, const char *connection_id,
                                GAsyncReadyCallback callback, gpointer user_data)
{
  DropoffStoreJob *job;

  g_return_if_fail (DROPOFF_IS_STORE (self));
  g_return_if_fail (connection_id != NULL);

  job = dropoff_store_job_new (DROPOFF_STORE_JOB_LOAD_DROPS, NULL);
  job->connection_id = g_strdup (connection_id);
  push (self, job, dropoff_store_drops_finish, callback, user_data);
}

GPtrArray *
dropoff_store_drops_finish (DropoffStore *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  g_return_val_if_fail (g_async_result_is_tagged (result, dropoff_store_drops_finish), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

void
dropoff_store_add_finds_async (DropoffStore *self, GPtrArray *finds, GCancellable *cancellable,
                               GAsyncReadyCallback callback, gpointer user_data)
{
  DropoffStoreJob *job;

  g_return_if_fail (DROPOFF_IS_STORE (self));
  g_return_if_fail (finds != NULL);

  job = dropoff_store_job_new (DROPOFF_STORE_JOB_ADD_FINDS, cancellable);
  job->finds = finds;
  push (self, job, dropoff_store_add_finds_finish, callback, user_data);
}

GPtrArray *
dropoff_store_add_finds_finish (DropoffStore *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  g_return_val_if_fail (g_async_result_is_tagged (result, dropoff_store_add_finds_finish), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

void
dropoff_store_find_known_async (DropoffStore *self, const char *connection_id, GPtrArray *uploads,
                                GAsyncReadyCallback callback, gpointer user_data)
{
  DropoffStoreJob *job;

  g_return_if_fail (DROPOFF_IS_STORE (self));
  g_return_if_fail (uploads != NULL);

  job = dropoff_store_job_new (DROPOFF_STORE_JOB_FIND_KNOWN, NULL);
  job->connection_id = g_strdup (connection_id);
  job->uploads = g_ptr_array_ref (uploads);
  push (self, job, dropoff_store_find_known_finish, callback, user_data);
}

GArray *
dropoff_store_find_known_finish (DropoffStore *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  g_return_val_if_fail (g_async_result_is_tagged (result, dropoff_store_find_known_finish), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

void
dropoff_store_load_unfinished_async (DropoffStore *self, const char *connection_id,
                                     DropoffSettleFunc settle, GCancellable *cancellable,
                                     GAsyncReadyCallback callback, gpointer user_data)
{
  DropoffStoreJob *job;

  g_return_if_fail (DROPOFF_IS_STORE (self));
  g_return_if_fail (connection_id != NULL);

  job = dropoff_store_job_new (DROPOFF_STORE_JOB_LOAD_UNFINISHED, cancellable);
  job->connection_id = g_strdup (connection_id);
  job->settle = settle;
  push (self, job, dropoff_store_load_finish, callback, user_data);
}

GPtrArray *
dropoff_store_load_finish (DropoffStore *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  g_return_val_if_fail (g_async_result_is_tagged (result, dropoff_store_load_finish), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

void
dropoff_store_load_history_async (DropoffStore *self, const char *connection_id, guint limit,
                                  GCancellable *cancellable, GAsyncReadyCallback callback,
                                  gpointer user_data)
{
  DropoffStoreJob *job;

  g_return_if_fail (DROPOFF_IS_STORE (self));
  g_return_if_fail (connection_id != NULL);

  job = dropoff_store_job_new (DROPOFF_STORE_JOB_LOAD_HISTORY, cancellable);
  job->connection_id = g_strdup (connection_id);
  job->limit = limit;
  push (self, job, dropoff_store_load_finish, callback, user_data);
}

void
dropoff_store_load_parts_async (DropoffStore *self, gint64 upload_id, GCancellable *cancellable,
                                GAsyncReadyCallback callback, gpointer user_data)
{
  DropoffStoreJob *job;

  g_return_if_fail (DROPOFF_IS_STORE (self));

  job = dropoff_store_job_new (DROPOFF_STORE_JOB_LOAD_PARTS, cancellable);
  job->row = upload_id;
  push (self, job, dropoff_store_load_parts_finish, callback, user_data);
}

GArray *
dropoff_store_load_parts_finish (DropoffStore *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  g_return_val_if_fail (g_async_result_is_tagged (result, dropoff_store_load_parts_finish), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

void
dropoff_store_save_upload_async (DropoffStore *self, const DropoffUploadRecord *upload,
                                 GAsyncReadyCallback callback, gpointer user_data)
{
  DropoffStoreJob *job;

  g_return_if_fail (DROPOFF_IS_STORE (self));
  g_return_if_fail (upload != NULL);

  job = dropoff_store_job_new (DROPOFF_STORE_JOB_SAVE_UPLOAD, NULL);
  job->upload = dropoff_upload_record_copy (upload);
  push_write (self, job, callback, user_data);
}

void
dropoff_store_save_batch_async (DropoffStore *self, const DropoffBatchRecord *batch,
                                GAsyncReadyCallback callback, gpointer user_data)
{
  DropoffStoreJob *job;

  g_return_if_fail (DROPOFF_IS_STORE (self));
  g_return_if_fail (batch != NULL);

  job = dropoff_store_job_new (DROPOFF_STORE_JOB_SAVE_BATCH, NULL);
  job->batch = dropoff_batch_record_copy_head (batch);
  push_write (self, job, callback, user_data);
}

void
dropoff_store_save_part_async (DropoffStore *self, gint64 upload_id, const DropoffPartRecord *part,
                               GAsyncReadyCallback callback, gpointer user_data)
{
  DropoffStoreJob *job;

  g_return_if_fail (DROPOFF_IS_STORE (self));
  g_return_if_fail (part != NULL);

  job = dropoff_store_job_new (DROPOFF_STORE_JOB_SAVE_PART, NULL);
  job->row = upload_id;
  job->part = *part;
  push_write (self, job, callback, user_data);
}

void
dropoff_store_clear_parts_async (DropoffStore *self, gint64 upload_id, GAsyncReadyCallback callback,
                                 gpointer user_data)
{
  DropoffStoreJob *job;

  g_return_if_fail (DROPOFF_IS_STORE (self));

  job = dropoff_store_job_new (DROPOFF_STORE_JOB_CLEAR_PARTS, NULL);
  job->row = upload_id;
  push_write (self, job, callback, user_data);
}

void
dropoff_store_remove_batch_async (DropoffStore *self, gint64 batch_id, GAsyncReadyCallback callback,
                                  gpointer user_data)
{
  DropoffStoreJob *job;

  g_return_if_fail (DROPOFF_IS_STORE (self));

  job = dropoff_store_job_new (DROPOFF_STORE_JOB_REMOVE_BATCH, NULL);
  job->row = batch_id;
  push_write (self, job, callback, user_data);
}

void
dropoff_store_answer_form_async (DropoffStore *self, gint64 form_id, const char *details,
                                 GAsyncReadyCallback callback, gpointer user_data)
{
  DropoffStoreJob *job;

  g_return_if_fail (DROPOFF_IS_STORE (self));

  job = dropoff_store_job_new (DROPOFF_STORE_JOB_ANSWER_FORM, NULL);
  job->row = form_id;
  job->details = g_strdup (details);
  push_write (self, job, callback, user_data);
}

gboolean
dropoff_store_write_finish (DropoffStore *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  g_return_val_if_fail (g_async_result_is_tagged (result, dropoff_store_write_finish), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

void
dropoff_store_close_async (DropoffStore *self, GAsyncReadyCallback callback, gpointer user_data)
{
  g_return_if_fail (DROPOFF_IS_STORE (self));

  push_write (self, dropoff_store_job_new (DROPOFF_STORE_JOB_CLOSE, NULL), callback, user_data);
}
