/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The lists: what is in progress, what was sent, and what a person does to them. */
#include "dropoff-upload-queue-private.h"

#include "dropoff-error.h"

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
  PROP_N_ASKING,
  PROP_HELD,
  PROP_FORM,
} QueueProperty;

static GParamSpec *properties[PROP_FORM + 1];

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
    case PROP_N_ASKING:
      g_value_set_uint (value, self->n_asking);
      break;
    case PROP_HELD:
      g_value_set_boolean (value, self->held);
      break;
    case PROP_FORM:
      g_value_set_int64 (value, self->form);
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
  g_clear_handle_id (&self->waiting_source, g_source_remove);
  g_clear_handle_id (&self->tick_source, g_source_remove);
  dropoff_queue_clear_errands (self);
  g_hash_table_remove_all (self->jobs_by_upload);
  g_queue_clear_full (&self->restless, g_object_unref);
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
  g_clear_pointer (&self->removed_going, g_hash_table_unref);
  g_clear_pointer (&self->unwanted, g_hash_table_unref);
  g_clear_pointer (&self->forgotten, g_ptr_array_unref);
  g_clear_pointer (&self->forms, g_hash_table_unref);
  g_clear_pointer (&self->cancelled, g_hash_table_unref);
  g_clear_pointer (&self->jobs, g_ptr_array_unref);
  g_clear_pointer (&self->jobs_by_upload, g_hash_table_unref);
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
  properties[PROP_N_ASKING] = g_param_spec_uint ("n-asking", NULL, NULL, 0, G_MAXUINT, 0, flags);
  properties[PROP_HELD] = g_param_spec_boolean ("held", NULL, NULL, FALSE, flags);
  properties[PROP_FORM] = g_param_spec_int64 ("form", NULL, NULL, 0, G_MAXINT64, 0, flags);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);
  g_signal_new ("refused", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                G_TYPE_NONE, 2, G_TYPE_PTR_ARRAY, G_TYPE_UINT);
  g_signal_new ("waits-for-drive", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
}

/* Where a place in the list is after a change of it; no later than the first card that is new. */
static guint
follow (guint place, guint position, guint removed, guint added)
{
  if (position >= place)
    return place;
  return added == 0 ? MAX (position, place - MIN (removed, place)) : position;
}

static void
on_batches_changed (GListModel *batches, guint position, guint removed, guint added,
                    gpointer user_data)
{
  DropoffUploadQueue *self = user_data;

  self->search_from = follow (self->search_from, position, removed, added);
  self->small_from = follow (self->small_from, position, removed, added);
  for (guint i = position; i < position + added; i++)
    {
      g_autoptr (DropoffBatch) batch = g_list_model_get_item (batches, i);

      dropoff_batch_set_totals (batch, &self->totals);
    }
  g_list_model_items_changed (G_LIST_MODEL (self), position, removed, added);
}

static void
dropoff_upload_queue_init (DropoffUploadQueue *self)
{
  self->batches = dropoff_batch_list_new ();
  self->sent = dropoff_batch_list_new ();
  self->removed = g_hash_table_new_full (NULL, NULL, g_object_unref, NULL);
  self->removed_going = g_hash_table_new (NULL, NULL);
  self->forgotten = g_ptr_array_new_with_free_func (g_object_unref);
  self->unwanted = g_hash_table_new (g_int64_hash, g_int64_equal);
  self->forms = dropoff_queue_make_forms ();
  self->cancelled = g_hash_table_new_full (NULL, NULL, g_object_unref, g_object_unref);
  self->jobs = g_ptr_array_new_with_free_func (g_object_unref);
  self->jobs_by_upload = g_hash_table_new (NULL, NULL);
  g_queue_init (&self->restless);
  g_queue_init (&self->errands);
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
  if (dropoff_batch_get_n_in_state (batch, DROPOFF_UPLOAD_CANCELLED) == 0)
    return;
  for (guint i = 0; i < dropoff_batch_get_n_uploads (batch); i++)
    if (dropoff_batch_peek_state (batch, i) == DROPOFF_UPLOAD_CANCELLED)
      g_hash_table_insert (self->cancelled, g_object_ref (dropoff_batch_get_upload (batch, i)),
                           g_object_ref (batch));
}

/* States that only make sense while the program runs are taken up from the beginning. A state of
 * no meaning, which only damage can have written, is taken for one that was not begun. */
static int
settle_loaded_state (int journaled, gboolean paused)
{
  const DropoffUploadState state = (DropoffUploadState) journaled;

  if (journaled >= 0 && journaled < DROPOFF_UPLOAD_N_STATES
      && (dropoff_upload_state_is_finished (state) || dropoff_upload_state_needs_person (state)))
    return journaled;
  return paused || state == DROPOFF_UPLOAD_PAUSED ? DROPOFF_UPLOAD_PAUSED : DROPOFF_UPLOAD_QUEUED;
}

/* A list that comes into memory: read and settled in the store's thread, made into cards in slices,
 * because there may be 100,000 of them. */
typedef struct
{
  DropoffUploadQueue *queue; /* kept alive by task */
  GTask *task;
  GPtrArray *records; /* of DropoffBatchRecord; those that are cards are gone */
  guint n_taken;
} Loading;

static void
loading_free (Loading *loading)
{
  g_clear_pointer (&loading->records, g_ptr_array_unref);
  g_free (loading);
}

static void
load_slices (Loading *loading, GPtrArray *records, GSourceFunc take_slice)
{
  g_clear_pointer (&loading->records, g_ptr_array_unref);
  loading->records = records;
  loading->n_taken = 0;
  g_idle_add_full (DROPOFF_SLICE_PRIORITY, take_slice, loading, NULL);
}

/* (transfer full) (element-type DropoffBatch): the next ones, empty at the end. */
static GPtrArray *
make_slice (Loading *loading)
{
  GPtrArray *batches = g_ptr_array_new_with_free_func (g_object_unref);
  const gint64 now_us = g_get_monotonic_time ();
  /* The other half is for those who are told of it. */
  const gint64 until_us = now_us + (dropoff_slice_get_end () - now_us) / 2;

  while (loading->n_taken < loading->records->len && g_get_monotonic_time () < until_us)
    {
      gpointer *record = &g_ptr_array_index (loading->records, loading->n_taken++);
      DropoffBatch *batch = dropoff_batch_new (g_steal_pointer (record));

      dropoff_batch_pack (batch);
      g_ptr_array_add (batches, batch);
    }
  return batches;
}

static void
append (DropoffBatchList *list, GPtrArray *batches)
{
  dropoff_batch_list_splice (list, g_list_model_get_n_items (G_LIST_MODEL (list)), 0,
                             batches->pdata, batches->len);
}

static void
end_loading (Loading *loading)
{
  g_autoptr (GTask) task = loading->task;
  DropoffUploadQueue *self = loading->queue;

  if (!self->stopping)
    {
      self->loaded = TRUE;
      self->sign_in_changed = TRUE;
      /* Whoever waits for the lists asks for their state next. */
      dropoff_queue_update_figures (self);
      dropoff_queue_pump (self);
      dropoff_queue_go_on_adding (self);
    }
  g_task_return_boolean (task, TRUE);
}

static gboolean
take_history_slice (gpointer user_data)
{
  Loading *loading = user_data;
  g_autoptr (GPtrArray) batches = make_slice (loading);

  if (batches->len > 0 && !loading->queue->stopping)
    {
      append (loading->queue->sent, batches);
      return G_SOURCE_CONTINUE;
    }
  end_loading (loading);
  return G_SOURCE_REMOVE;
}

static void
on_history_loaded (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Loading *loading = user_data;
  g_autoptr (GTask) task = loading->task;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) records
      = dropoff_store_load_finish (DROPOFF_STORE (source), result, &error);

  if (records == NULL)
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }
  load_slices (loading, g_steal_pointer (&records), take_history_slice);
  g_steal_pointer (&task);
}

static void
load_history (Loading *loading)
{
  DropoffUploadQueue *self = loading->queue;
  DropoffConnection *connection = dropoff_account_get_connection (self->tools.account);

  dropoff_store_load_history_async (self->tools.store, dropoff_connection_get_id (connection),
                                    DROPOFF_QUEUE_MAX_SENT, g_task_get_cancellable (loading->task),
                                    on_history_loaded, loading);
}

/* Brings batches into the lists; those that were removed for good go to be taken back. */
static void
take_loaded (DropoffUploadQueue *self, GPtrArray *batches)
{
  for (guint i = 0; i < batches->len;)
    {
      DropoffBatch *batch = g_ptr_array_index (batches, i);
      DropoffBatchRecord room;
      const DropoffBatchRecord *record = dropoff_batch_look_at (batch, &room);

      self->next_position = MAX (self->next_position, record->position + 1);
      if (record->forgotten)
        {
          g_hash_table_add (self->unwanted, &dropoff_batch_get_record (batch)->id);
          g_ptr_array_add (self->forgotten, g_ptr_array_steal_index (batches, i));
          continue;
        }
      dropoff_queue_take_form (self, batch);
      take_loaded_cancelled (self, batch);
      i++;
    }
  append (self->batches, batches);
  /* All its files may have been done when the program died before it could say so. */
  for (guint i = 0; i < batches->len; i++)
    dropoff_queue_finish_batch (self, g_ptr_array_index (batches, i));
}

static gboolean
take_unfinished_slice (gpointer user_data)
{
  Loading *loading = user_data;
  g_autoptr (GPtrArray) batches = make_slice (loading);

  if (loading->queue->stopping)
    {
      end_loading (loading);
      return G_SOURCE_REMOVE;
    }
  if (batches->len > 0)
    {
      take_loaded (loading->queue, batches);
      return G_SOURCE_CONTINUE;
    }
  load_history (loading);
  return G_SOURCE_REMOVE;
}

static void
on_unfinished_loaded (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Loading *loading = user_data;
  g_autoptr (GTask) task = loading->task;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) records
      = dropoff_store_load_finish (DROPOFF_STORE (source), result, &error);

  if (records == NULL)
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }
  load_slices (loading, g_steal_pointer (&records), take_unfinished_slice);
  g_steal_pointer (&task);
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
  Loading *loading = g_new0 (Loading, 1);

  g_task_set_source_tag (task, dropoff_upload_queue_load_async);
  loading->queue = self;
  loading->task = task;
  g_task_set_task_data (task, loading, (GDestroyNotify) loading_free);
  dropoff_store_load_unfinished_async (self->tools.store, dropoff_connection_get_id (connection),
                                       settle_loaded_state, cancellable, on_unfinished_loaded,
                                       loading);
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
  dropoff_queue_end_sweep (self);
  dropoff_queue_stop_jobs (self, NULL);
}

void
dropoff_upload_queue_stop_finish (DropoffUploadQueue *self, GAsyncResult *result)
{
  g_return_if_fail (g_task_is_valid (result, self));
  g_task_propagate_boolean (G_TASK (result), NULL);
}
