/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The lists: what is in progress, what was sent, and what a person does to them. */
#include "dropoff-upload-queue-private.h"

#include "dropoff-error.h"

/* The Sent list as loaded; more are in the journal. */
#define HISTORY_LIMIT 10000
/* One scan at a time is as quick; the others stand in for those that hang in a drive. */
#define N_SCANNERS 8

typedef enum {
  PROP_STATE = 1,
  PROP_SIZE,
  PROP_SENT,
  PROP_FRACTION,
  PROP_SPEED,
  PROP_SECONDS_LEFT,
  PROP_N_UNFINISHED,
  PROP_N_FAILED,
  PROP_HELD,
} QueueProperty;

static GParamSpec *properties[PROP_HELD + 1];

static void list_model_iface_init (GListModelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (DropoffUploadQueue, dropoff_upload_queue, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, list_model_iface_init))

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
    case PROP_HELD:
      g_value_set_boolean (value, self->held);
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
  g_clear_handle_id (&self->watch_source, g_source_remove);
  g_clear_handle_id (&self->tick_source, g_source_remove);
  g_hash_table_remove_all (self->jobs_by_upload);
  g_ptr_array_set_size (self->restless, 0);
  g_ptr_array_set_size (self->jobs, 0);
  g_clear_pointer (&self->scanner, dropoff_worker_free);
  g_clear_object (&self->tools.reader);
  g_clear_object (&self->tools.store);
  g_clear_object (&self->tools.account);
  g_clear_object (&self->tools.destination);
  G_OBJECT_CLASS (dropoff_upload_queue_parent_class)->dispose (object);
}

/* The batches may live on in the window. */
static void
forget_totals (DropoffUploadQueue *self)
{
  for (guint i = 0; i < get_n_items (G_LIST_MODEL (self)); i++)
    {
      g_autoptr (DropoffBatch) batch = get_item (G_LIST_MODEL (self), i);

      dropoff_batch_set_totals (batch, NULL);
    }
}

static void
dropoff_upload_queue_finalize (GObject *object)
{
  DropoffUploadQueue *self = DROPOFF_UPLOAD_QUEUE (object);

  forget_totals (self);
  g_clear_object (&self->batches);
  g_clear_object (&self->sent);
  g_clear_pointer (&self->touched, g_hash_table_unref);
  g_clear_pointer (&self->removed, g_hash_table_unref);
  g_clear_pointer (&self->forgotten, g_ptr_array_unref);
  g_clear_pointer (&self->cancelled, g_hash_table_unref);
  g_clear_pointer (&self->jobs, g_ptr_array_unref);
  g_clear_pointer (&self->jobs_by_upload, g_hash_table_unref);
  g_clear_pointer (&self->restless, g_ptr_array_unref);
  g_clear_pointer (&self->concurrency, dropoff_concurrency_free);
  g_clear_pointer (&self->cursors, g_hash_table_unref);
  g_clear_pointer (&self->preferred, g_hash_table_unref);
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

  properties[PROP_STATE] = g_param_spec_int ("state", NULL, NULL, 0, DROPOFF_QUEUE_HELD,
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
  properties[PROP_HELD] = g_param_spec_boolean ("held", NULL, NULL, FALSE, flags);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);
  g_signal_new ("refused", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                G_TYPE_NONE, 2, G_TYPE_PTR_ARRAY, G_TYPE_UINT);
  g_signal_new ("waits-for-drive", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
on_batches_changed (GListModel *batches, guint position, guint removed, guint added,
                    gpointer user_data)
{
  DropoffUploadQueue *self = user_data;

  if (position < self->search_from)
    self->search_from = added == 0 ? MAX (position, self->search_from - removed) : position;
  for (guint i = position; i < position + added; i++)
    {
      g_autoptr (DropoffBatch) batch = g_list_model_get_item (batches, i);

      dropoff_batch_set_totals (batch, &self->totals);
      dropoff_queue_touch (self, batch);
    }
  g_list_model_items_changed (G_LIST_MODEL (self), position, removed, added);
}

static void
dropoff_upload_queue_init (DropoffUploadQueue *self)
{
  self->batches = g_list_store_new (DROPOFF_TYPE_BATCH);
  self->sent = g_list_store_new (DROPOFF_TYPE_BATCH);
  self->removed = g_hash_table_new_full (NULL, NULL, g_object_unref, NULL);
  self->forgotten = g_ptr_array_new_with_free_func (g_object_unref);
  self->cancelled = g_hash_table_new_full (NULL, NULL, g_object_unref, g_object_unref);
  self->jobs = g_ptr_array_new_with_free_func (g_object_unref);
  self->jobs_by_upload = g_hash_table_new (NULL, NULL);
  self->restless = g_ptr_array_new_with_free_func (g_object_unref);
  self->concurrency = dropoff_concurrency_new ();
  self->wake_ms = G_MAXINT64;
  self->tools.traffic = &self->traffic;
  self->cursors = g_hash_table_new (NULL, NULL);
  self->preferred = g_hash_table_new (NULL, NULL);
  self->dirty_anew = g_hash_table_new (NULL, NULL);
  self->touched = g_hash_table_new_full (NULL, NULL, g_object_unref, NULL);
  self->rates = g_hash_table_new_full (NULL, NULL, NULL, g_free);
  self->seconds_left = -1;
  self->scanner = dropoff_worker_new ("dropoff-scan", N_SCANNERS);
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
    dropoff_queue_hurry_jobs (self);
  else
    dropoff_queue_pump (self);
}

/* What was taken out and may still be on the other side. */
static void
take_loaded_cancelled (DropoffUploadQueue *self, DropoffBatch *batch)
{
  for (guint i = 0; i < dropoff_batch_get_n_uploads (batch); i++)
    if (dropoff_batch_peek_record (batch, i)->state == DROPOFF_UPLOAD_CANCELLED)
      g_hash_table_insert (self->cancelled, g_object_ref (dropoff_batch_get_upload (batch, i)),
                           g_object_ref (batch));
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
      if (record->paused)
        upload->state = DROPOFF_UPLOAD_PAUSED;
      else if (state != DROPOFF_UPLOAD_PAUSED)
        upload->state = DROPOFF_UPLOAD_QUEUED;
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
      if (record->forgotten)
        {
          g_ptr_array_add (self->forgotten, batch);
          continue;
        }
      g_ptr_array_add (batches, batch);
      take_loaded_cancelled (self, batch);
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
  dropoff_queue_go_on_adding (self);
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

GListModel *
dropoff_upload_queue_get_sent_list (DropoffUploadQueue *self)
{
  return G_LIST_MODEL (self->sent);
}

DropoffDestination *
dropoff_upload_queue_get_destination (DropoffUploadQueue *self)
{
  return self->tools.destination;
}

DropoffQueueState
dropoff_upload_queue_get_state (DropoffUploadQueue *self)
{
  return self->state;
}

void
dropoff_upload_queue_network_changed (DropoffUploadQueue *self, gboolean available)
{
  dropoff_concurrency_reset (self->concurrency);
  self->traffic.line_rate = 0;
  if (available)
    dropoff_queue_hurry_jobs (self);
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
