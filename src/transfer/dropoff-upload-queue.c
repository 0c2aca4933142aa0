/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The lists: what is in progress, what was sent, and what a person does to them. */
#include "dropoff-upload-queue-private.h"

#include "dropoff-error.h"
#include "dropoff-folder-scan.h"

/* The Sent list as loaded; more are in the journal. */
#define HISTORY_LIMIT 10000

typedef enum {
  PROP_STATE = 1,
  PROP_SIZE,
  PROP_SENT,
  PROP_FRACTION,
  PROP_SPEED,
  PROP_SECONDS_LEFT,
  PROP_N_UNFINISHED,
  PROP_N_FAILED,
} QueueProperty;

static GParamSpec *properties[PROP_N_FAILED + 1];

static void list_model_iface_init (GListModelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (DropoffUploadQueue, dropoff_upload_queue, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, list_model_iface_init))

/* A drop being looked through and journaled. */
typedef struct
{
  DropoffUploadQueue *queue; /* kept alive by task */
  DropoffConnection *connection;
  GPtrArray *drops;
  DropoffScan *scan;
  GTask *task;
  guint n_left;
  GError *error;
} Adding;

static GType
get_item_type (GListModel *model)
{
  return DROPOFF_TYPE_BATCH;
}

static guint
get_n_items (GListModel *model)
{
  return g_list_model_get_n_items (G_LIST_MODEL (DROPOFF_UPLOAD_QUEUE (model)->batches));
}

static gpointer
get_item (GListModel *model, guint position)
{
  return g_list_model_get_item (G_LIST_MODEL (DROPOFF_UPLOAD_QUEUE (model)->batches), position);
}

static void
list_model_iface_init (GListModelInterface *iface)
{
  iface->get_item_type = get_item_type;
  iface->get_n_items = get_n_items;
  iface->get_item = get_item;
}

static void
dropoff_upload_queue_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  DropoffUploadQueue *self = DROPOFF_UPLOAD_QUEUE (object);

  switch ((QueueProperty) id)
    {
    case PROP_STATE:
      g_value_set_int (value, (int) self->state);
      break;
    case PROP_SIZE:
      g_value_set_uint64 (value, self->size_bytes);
      break;
    case PROP_SENT:
      g_value_set_uint64 (value, self->sent_bytes);
      break;
    case PROP_FRACTION:
      g_value_set_double (value, self->fraction);
      break;
    case PROP_SPEED:
      g_value_set_double (value, self->speed);
      break;
    case PROP_SECONDS_LEFT:
      g_value_set_int64 (value, self->seconds_left);
      break;
    case PROP_N_UNFINISHED:
      g_value_set_uint (value, self->n_unfinished);
      break;
    case PROP_N_FAILED:
      g_value_set_uint (value, self->n_failed);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
dropoff_upload_queue_dispose (GObject *object)
{
  DropoffUploadQueue *self = DROPOFF_UPLOAD_QUEUE (object);

  g_clear_handle_id (&self->pump_source, g_source_remove);
  g_clear_handle_id (&self->later_source, g_source_remove);
  g_clear_handle_id (&self->tick_source, g_source_remove);
  if (self->jobs != NULL)
    g_ptr_array_set_size (self->jobs, 0);
  g_clear_pointer (&self->scanner, dropoff_worker_free);
  g_clear_object (&self->tools.reader);
  g_clear_object (&self->tools.store);
  g_clear_object (&self->tools.account);
  g_clear_object (&self->tools.destination);
  G_OBJECT_CLASS (dropoff_upload_queue_parent_class)->dispose (object);
}

static void
dropoff_upload_queue_finalize (GObject *object)
{
  DropoffUploadQueue *self = DROPOFF_UPLOAD_QUEUE (object);

  g_clear_object (&self->batches);
  g_clear_object (&self->sent);
  g_clear_pointer (&self->removed, g_hash_table_unref);
  g_clear_pointer (&self->forgotten, g_ptr_array_unref);
  g_clear_pointer (&self->jobs, g_ptr_array_unref);
  g_clear_pointer (&self->cursors, g_hash_table_unref);
  g_clear_pointer (&self->dirty_anew, g_hash_table_unref);
  g_clear_pointer (&self->rates, g_hash_table_unref);
  G_OBJECT_CLASS (dropoff_upload_queue_parent_class)->finalize (object);
}

static void
dropoff_upload_queue_class_init (DropoffUploadQueueClass *klass)
{
  const GParamFlags flags
      = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = dropoff_upload_queue_get_property;
  object_class->dispose = dropoff_upload_queue_dispose;
  object_class->finalize = dropoff_upload_queue_finalize;

  properties[PROP_STATE] = g_param_spec_int ("state", NULL, NULL, 0, DROPOFF_QUEUE_WAITING_PERSON,
                                             DROPOFF_QUEUE_IDLE, flags);
  properties[PROP_SIZE] = g_param_spec_uint64 ("size", NULL, NULL, 0, G_MAXUINT64, 0, flags);
  properties[PROP_SENT] = g_param_spec_uint64 ("sent", NULL, NULL, 0, G_MAXUINT64, 0, flags);
  properties[PROP_FRACTION] = g_param_spec_double ("fraction", NULL, NULL, 0, 1, 0, flags);
  properties[PROP_SPEED] = g_param_spec_double ("speed", NULL, NULL, 0, G_MAXDOUBLE, 0, flags);
  properties[PROP_SECONDS_LEFT]
      = g_param_spec_int64 ("seconds-left", NULL, NULL, -1, G_MAXINT64, -1, flags);
  properties[PROP_N_UNFINISHED]
      = g_param_spec_uint ("n-unfinished", NULL, NULL, 0, G_MAXUINT, 0, flags);
  properties[PROP_N_FAILED] = g_param_spec_uint ("n-failed", NULL, NULL, 0, G_MAXUINT, 0, flags);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);
}

static void
on_batches_changed (GListModel *batches, guint position, guint removed, guint added,
                    gpointer user_data)
{
  g_list_model_items_changed (user_data, position, removed, added);
}

static void
dropoff_upload_queue_init (DropoffUploadQueue *self)
{
  self->batches = g_list_store_new (DROPOFF_TYPE_BATCH);
  self->sent = g_list_store_new (DROPOFF_TYPE_BATCH);
  self->removed = g_hash_table_new_full (NULL, NULL, g_object_unref, NULL);
  self->forgotten = g_ptr_array_new_with_free_func (g_object_unref);
  self->jobs = g_ptr_array_new_with_free_func (g_object_unref);
  self->cursors = g_hash_table_new (NULL, NULL);
  self->dirty_anew = g_hash_table_new (NULL, NULL);
  self->rates = g_hash_table_new_full (NULL, NULL, NULL, g_free);
  self->seconds_left = -1;
  self->scanner = dropoff_worker_new ("dropoff-scan", 1);
  self->tools.reader = dropoff_part_reader_new ();
  g_signal_connect_object (self->batches, "items-changed", G_CALLBACK (on_batches_changed), self,
                           0);
}

static void
on_account_state (GObject *account, GParamSpec *pspec, gpointer user_data)
{
  DropoffUploadQueue *self = user_data;

  self->sign_in_changed = TRUE;
  if (dropoff_account_get_state (self->tools.account) == DROPOFF_ACCOUNT_SIGNED_IN)
    for (guint i = 0; i < self->jobs->len; i++)
      dropoff_upload_job_hurry (g_ptr_array_index (self->jobs, i));
  dropoff_queue_pump (self);
}

static void
save_batch (DropoffUploadQueue *self, DropoffBatch *batch)
{
  dropoff_store_save_batch_async (self->tools.store, dropoff_batch_get_record (batch), NULL, NULL);
}

static gboolean
was_forgotten (DropoffBatch *batch)
{
  for (guint i = 0; i < dropoff_batch_get_n_uploads (batch); i++)
    if (dropoff_upload_get_state (dropoff_batch_get_upload (batch, i))
        == DROPOFF_UPLOAD_CANCELLED)
      return TRUE;
  return FALSE;
}

/* States that only make sense while the program runs are taken up from the beginning. */
static void
settle_loaded_state (DropoffBatchRecord *record)
{
  for (guint i = 0; i < record->uploads->len; i++)
    {
      DropoffUploadRecord *upload = g_ptr_array_index (record->uploads, i);
      DropoffUploadState state = (DropoffUploadState) upload->state;

      if (dropoff_upload_state_is_finished (state) || dropoff_upload_state_needs_person (state))
        continue;
      upload->state = record->paused ? DROPOFF_UPLOAD_PAUSED : DROPOFF_UPLOAD_QUEUED;
    }
}

static void
take_loaded (DropoffUploadQueue *self, GPtrArray *records)
{
  g_autoptr (GPtrArray) batches = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < records->len; i++)
    {
      DropoffBatchRecord *record = g_steal_pointer (&g_ptr_array_index (records, i));
      DropoffBatch *batch;

      self->next_position = MAX (self->next_position, record->position + 1);
      settle_loaded_state (record);
      batch = dropoff_batch_new (record);
      if (was_forgotten (batch))
        g_ptr_array_add (self->forgotten, batch);
      else
        g_ptr_array_add (batches, batch);
    }
  g_list_store_splice (self->batches, 0, 0, batches->pdata, batches->len);
  /* All its files may have been done when the program died before it could say so. */
  for (guint i = 0; i < batches->len; i++)
    dropoff_queue_finish_batch (self, g_ptr_array_index (batches, i));
}

static void
on_history_loaded (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  DropoffUploadQueue *self = g_task_get_source_object (task);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) records = NULL;
  g_autoptr (GPtrArray) batches = g_ptr_array_new_with_free_func (g_object_unref);

  records = dropoff_store_load_finish (DROPOFF_STORE (source), result, &error);
  if (records == NULL)
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }
  for (guint i = 0; i < records->len; i++)
    g_ptr_array_add (batches, dropoff_batch_new (g_steal_pointer (&records->pdata[i])));
  g_list_store_splice (self->sent, g_list_model_get_n_items (G_LIST_MODEL (self->sent)), 0,
                       batches->pdata, batches->len);
  self->loaded = TRUE;
  self->sign_in_changed = TRUE;
  dropoff_queue_update_figures (self); /* whoever waits for the lists asks for their state next */
  dropoff_queue_pump (self);
  g_task_return_boolean (task, TRUE);
}

static void
on_unfinished_loaded (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  DropoffUploadQueue *self = g_task_get_source_object (task);
  DropoffConnection *connection = dropoff_account_get_connection (self->tools.account);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) records
      = dropoff_store_load_finish (DROPOFF_STORE (source), result, &error);

  if (records == NULL)
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }
  take_loaded (self, records);
  dropoff_store_load_history_async (self->tools.store, dropoff_connection_get_id (connection),
                                    HISTORY_LIMIT, g_task_get_cancellable (task),
                                    on_history_loaded, g_object_ref (task));
}

static void
adding_free (Adding *adding)
{
  g_clear_object (&adding->connection);
  g_clear_pointer (&adding->drops, g_ptr_array_unref);
  g_clear_pointer (&adding->scan, dropoff_scan_free);
  g_clear_error (&adding->error);
  g_free (adding);
}

static void
return_added (Adding *adding)
{
  g_autoptr (GTask) task = g_steal_pointer (&adding->task);

  dropoff_queue_pump (adding->queue);
  if (adding->error != NULL)
    g_task_return_error (task, g_steal_pointer (&adding->error));
  else
    g_task_return_boolean (task, TRUE);
}

static void
on_batch_added (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Adding *adding = user_data;
  DropoffUploadQueue *self = adding->queue;
  g_autoptr (GError) error = NULL;
  DropoffBatchRecord *record
      = dropoff_store_add_batch_finish (DROPOFF_STORE (source), result, &error);

  if (record != NULL)
    {
      g_autoptr (DropoffBatch) batch = dropoff_batch_new (record);

      g_list_store_append (self->batches, batch);
      self->sign_in_changed = TRUE;
      dropoff_queue_update_figures (self);
      dropoff_queue_pump (self);
    }
  else if (adding->error == NULL)
    adding->error = g_steal_pointer (&error);
  if (--adding->n_left == 0)
    return_added (adding);
}

static void
run_scan (gpointer user_data)
{
  Adding *adding = user_data;

  adding->scan = dropoff_folder_scan_run (adding->drops, adding->connection);
}

static void
on_scanned (gpointer user_data)
{
  Adding *adding = user_data;
  DropoffUploadQueue *self = adding->queue;
  GPtrArray *batches = adding->scan->batches;

  adding->n_left = batches->len;
  if (adding->n_left == 0)
    {
      return_added (adding);
      return;
    }
  for (guint i = 0; i < batches->len; i++)
    {
      DropoffBatchRecord *record = g_steal_pointer (&g_ptr_array_index (batches, i));

      record->position = self->next_position++;
      dropoff_store_add_batch_async (self->tools.store, record, NULL, on_batch_added, adding);
    }
  g_ptr_array_set_size (batches, 0);
}

static gboolean
can_be_tried_again (DropoffUploadState state)
{
  return state == DROPOFF_UPLOAD_PAUSED || state == DROPOFF_UPLOAD_REFUSED
         || dropoff_upload_state_needs_person (state);
}

static void
pause_batch (DropoffUploadQueue *self, DropoffBatch *batch)
{
  DropoffBatchRecord *record = dropoff_batch_get_record (batch);

  if (record->paused)
    return;
  record->paused = TRUE;
  save_batch (self, batch);
  for (guint i = 0; i < dropoff_batch_get_n_uploads (batch); i++)
    {
      DropoffUpload *upload = dropoff_batch_get_upload (batch, i);
      DropoffUploadState state = dropoff_upload_get_state (upload);

      if (dropoff_upload_state_is_finished (state) || dropoff_upload_state_needs_person (state))
        continue;
      if (dropoff_queue_find_job (self, upload) == NULL)
        dropoff_queue_set_upload_state (self, batch, upload, DROPOFF_UPLOAD_PAUSED, NULL);
    }
  dropoff_queue_stop_jobs (self, batch);
}

static void
resume_batch (DropoffUploadQueue *self, DropoffBatch *batch)
{
  DropoffBatchRecord *record = dropoff_batch_get_record (batch);

  if (record->paused)
    {
      record->paused = FALSE;
      save_batch (self, batch);
    }
  for (guint i = 0; i < dropoff_batch_get_n_uploads (batch); i++)
    {
      DropoffUpload *upload = dropoff_batch_get_upload (batch, i);
      DropoffUploadState state = dropoff_upload_get_state (upload);

      if (!can_be_tried_again (state))
        continue;
      if (state == DROPOFF_UPLOAD_CHANGED)
        g_hash_table_add (self->dirty_anew, upload);
      dropoff_queue_set_upload_state (self, batch, upload, DROPOFF_UPLOAD_QUEUED, NULL);
    }
  g_hash_table_remove (self->cursors, batch);
  self->sign_in_changed = TRUE;
  dropoff_queue_pump (self);
}

static void
for_each_batch (DropoffUploadQueue *self,
                void (*func) (DropoffUploadQueue *self, DropoffBatch *batch))
{
  for (guint i = 0; i < get_n_items (G_LIST_MODEL (self)); i++)
    {
      g_autoptr (DropoffBatch) batch = get_item (G_LIST_MODEL (self), i);

      func (self, batch);
    }
}

static void
resume_if_paused (DropoffUploadQueue *self, DropoffBatch *batch)
{
  if (dropoff_batch_get_record (batch)->paused)
    resume_batch (self, batch);
}

DropoffUploadQueue *
dropoff_upload_queue_new (DropoffStore *store, DropoffAccount *account,
                          DropoffDestination *destination, DropoffClock *clock)
{
  DropoffUploadQueue *self = g_object_new (DROPOFF_TYPE_UPLOAD_QUEUE, NULL);

  self->tools.store = g_object_ref (store);
  self->tools.account = g_object_ref (account);
  self->tools.destination = g_object_ref (destination);
  self->tools.clock = clock;
  g_signal_connect_object (account, "notify::state", G_CALLBACK (on_account_state), self, 0);
  return self;
}

void
dropoff_upload_queue_load_async (DropoffUploadQueue *self, GCancellable *cancellable,
                                 GAsyncReadyCallback callback, gpointer user_data)
{
  DropoffConnection *connection = dropoff_account_get_connection (self->tools.account);
  GTask *task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, dropoff_upload_queue_load_async);
  dropoff_store_load_unfinished_async (self->tools.store, dropoff_connection_get_id (connection),
                                       cancellable, on_unfinished_loaded, task);
}

gboolean
dropoff_upload_queue_load_finish (DropoffUploadQueue *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  return g_task_propagate_boolean (G_TASK (result), error);
}

void
dropoff_upload_queue_add_async (DropoffUploadQueue *self, GPtrArray *drops,
                                GCancellable *cancellable, GAsyncReadyCallback callback,
                                gpointer user_data)
{
  Adding *adding = g_new0 (Adding, 1);

  adding->queue = self;
  adding->connection = g_object_ref (dropoff_account_get_connection (self->tools.account));
  adding->drops = drops;
  adding->task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (adding->task, dropoff_upload_queue_add_async);
  g_task_set_task_data (adding->task, adding, (GDestroyNotify) adding_free);
  dropoff_worker_push (self->scanner, run_scan, on_scanned, adding);
}

gboolean
dropoff_upload_queue_add_finish (DropoffUploadQueue *self, GAsyncResult *result, guint *n_added,
                                 GPtrArray **refusals, GError **error)
{
  Adding *adding;

  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  adding = g_task_get_task_data (G_TASK (result));
  if (n_added != NULL)
    *n_added = adding->scan != NULL ? adding->scan->n_files : 0;
  if (refusals != NULL)
    *refusals = adding->scan != NULL ? g_ptr_array_ref (adding->scan->refusals) : NULL;
  return g_task_propagate_boolean (G_TASK (result), error);
}

GListModel *
dropoff_upload_queue_get_sent_list (DropoffUploadQueue *self)
{
  return G_LIST_MODEL (self->sent);
}

DropoffQueueState
dropoff_upload_queue_get_state (DropoffUploadQueue *self)
{
  return self->state;
}

void
dropoff_upload_queue_pause (DropoffUploadQueue *self, DropoffBatch *batch)
{
  g_return_if_fail (DROPOFF_IS_UPLOAD_QUEUE (self));
  pause_batch (self, batch);
}

void
dropoff_upload_queue_resume (DropoffUploadQueue *self, DropoffBatch *batch)
{
  g_return_if_fail (DROPOFF_IS_UPLOAD_QUEUE (self));
  resume_batch (self, batch);
}

void
dropoff_upload_queue_pause_all (DropoffUploadQueue *self)
{
  for_each_batch (self, pause_batch);
}

void
dropoff_upload_queue_resume_all (DropoffUploadQueue *self)
{
  for_each_batch (self, resume_if_paused);
}

void
dropoff_upload_queue_send_first (DropoffUploadQueue *self, DropoffBatch *batch)
{
  g_autoptr (DropoffBatch) head = NULL;
  guint position;

  if (!g_list_store_find (self->batches, batch, &position) || position == 0)
    return;
  head = g_list_model_get_item (G_LIST_MODEL (self->batches), 0);
  g_object_ref (batch);
  g_list_store_remove (self->batches, position);
  g_list_store_insert (self->batches, 0, batch);
  dropoff_batch_get_record (batch)->position = dropoff_batch_get_record (head)->position - 1;
  save_batch (self, batch);
  dropoff_queue_reorder_jobs (self);
  g_object_unref (batch);
}

void
dropoff_upload_queue_remove (DropoffUploadQueue *self, DropoffBatch *batch)
{
  GListStore *store = self->batches;
  guint position;

  g_return_if_fail (DROPOFF_IS_BATCH (batch));

  if (!g_list_store_find (self->batches, batch, &position))
    {
      store = self->sent;
      if (!g_list_store_find (self->sent, batch, &position))
        return;
    }
  g_hash_table_insert (self->removed, g_object_ref (batch), GUINT_TO_POINTER (position));
  if (store == self->batches)
    pause_batch (self, batch);
  g_list_store_remove (store, position);
  dropoff_queue_pump (self);
}

void
dropoff_upload_queue_undo_remove (DropoffUploadQueue *self, DropoffBatch *batch)
{
  gpointer position;
  gboolean unfinished = dropoff_batch_get_record (batch)->finished_at_s == 0;
  GListStore *store = unfinished ? self->batches : self->sent;

  if (!g_hash_table_lookup_extended (self->removed, batch, NULL, &position))
    return;
  g_list_store_insert (store,
                       MIN (GPOINTER_TO_UINT (position),
                            g_list_model_get_n_items (G_LIST_MODEL (store))),
                       batch);
  if (unfinished)
    resume_batch (self, batch);
  g_hash_table_remove (self->removed, batch);
}

void
dropoff_upload_queue_forget (DropoffUploadQueue *self, DropoffBatch *batch)
{
  g_autoptr (DropoffBatch) kept = g_object_ref (batch);

  if (!g_hash_table_remove (self->removed, batch))
    return;
  if (dropoff_batch_get_record (batch)->finished_at_s != 0)
    {
      dropoff_store_remove_batch_async (self->tools.store, dropoff_batch_get_record (batch)->id,
                                        NULL, NULL);
      return;
    }
  for (guint i = 0; i < dropoff_batch_get_n_uploads (batch); i++)
    {
      DropoffUpload *upload = dropoff_batch_get_upload (batch, i);
      DropoffUploadRecord *record = dropoff_upload_get_record (upload);

      if (dropoff_upload_get_state (upload) == DROPOFF_UPLOAD_DONE)
        continue;
      dropoff_queue_set_upload_state (self, batch, upload, DROPOFF_UPLOAD_CANCELLED, NULL);
      /* Journaled as unwanted: a crash before the taking back is over does not lose it. */
      if (record->key != NULL)
        dropoff_store_save_upload_async (self->tools.store, record, NULL, NULL);
    }
  g_ptr_array_add (self->forgotten, g_steal_pointer (&kept));
  dropoff_queue_pump (self);
}

void
dropoff_upload_queue_network_changed (DropoffUploadQueue *self, gboolean available)
{
  if (!available)
    return;
  for (guint i = 0; i < self->jobs->len; i++)
    dropoff_upload_job_hurry (g_ptr_array_index (self->jobs, i));
  dropoff_queue_pump (self);
}

void
dropoff_upload_queue_stop_async (DropoffUploadQueue *self, GAsyncReadyCallback callback,
                                 gpointer user_data)
{
  g_return_if_fail (self->stop_task == NULL);

  self->stop_task = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (self->stop_task, dropoff_upload_queue_stop_async);
  self->stopping = TRUE;
  dropoff_queue_stop_jobs (self, NULL);
}

void
dropoff_upload_queue_stop_finish (DropoffUploadQueue *self, GAsyncResult *result)
{
  g_return_if_fail (g_task_is_valid (result, self));
  g_task_propagate_boolean (G_TASK (result), NULL);
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
  save_batch (self, batch);
  g_hash_table_remove (self->cursors, batch);
  dropoff_queue_forget_rate (self, batch);
  g_list_store_remove (self->batches, position);
  g_list_store_insert (self->sent, 0, batch);
  g_object_unref (batch);
}

void
dropoff_queue_notify (DropoffUploadQueue *self, const char *name)
{
  g_object_notify (G_OBJECT (self), name);
}
