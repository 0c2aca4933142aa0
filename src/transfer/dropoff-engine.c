/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "dropoff-engine.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "dropoff-cognito-account.h"
#include "dropoff-company-address.h"
#include "dropoff-connection-shelf.h"
#include "dropoff-control-server.h"
#include "dropoff-developer-account.h"
#include "dropoff-error.h"
#include "dropoff-guest-account.h"
#include "dropoff-http-client.h"
#include "dropoff-key-account.h"
#include "dropoff-put-destination.h"
#include "dropoff-s3-destination.h"
#include "dropoff-vault.h"
#include "dropoff-worker.h"

struct _DropoffEngine
{
  GObject parent_instance;

  char *data_dir;
  DropoffHttpClient *http;
  DropoffClock *clock;
  DropoffVault *vault;
  DropoffStore *store;
  DropoffWorker *files; /* connection files are read and written here */
  DropoffControlServer *control; /* while the journal is ours */
  GListStore *connections;

  /* Of the current connection */
  DropoffConnection *connection;
  DropoffAccount *account;
  DropoffUploadQueue *queue;
};

typedef enum { PROP_CONNECTION = 1, PROP_ACCOUNT, PROP_QUEUE } EngineProperty;

static GParamSpec *properties[PROP_QUEUE + 1];
static guint show_signal;

G_DEFINE_FINAL_TYPE (DropoffEngine, dropoff_engine, G_TYPE_OBJECT)

/* One piece of work on the files thread. */
typedef struct
{
  GTask *task;
  char *path; /* data directory, or the file to read */
  DropoffConnection *connection;
  GPtrArray *loaded;
  char *current_id;
  char *notice;
  GError *error;
} FileWork;

static void
file_work_free (FileWork *work)
{
  g_clear_object (&work->task);
  g_free (work->path);
  g_clear_object (&work->connection);
  g_clear_pointer (&work->loaded, g_ptr_array_unref);
  g_free (work->current_id);
  g_free (work->notice);
  g_clear_error (&work->error);
  g_free (work);
}

static void
dropoff_engine_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  DropoffEngine *self = DROPOFF_ENGINE (object);

  switch ((EngineProperty) id)
    {
    case PROP_CONNECTION:
      g_value_set_object (value, self->connection);
      break;
    case PROP_ACCOUNT:
      g_value_set_object (value, self->account);
      break;
    case PROP_QUEUE:
      g_value_set_object (value, self->queue);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
dropoff_engine_finalize (GObject *object)
{
  DropoffEngine *self = DROPOFF_ENGINE (object);

  g_clear_pointer (&self->control, dropoff_control_server_free);
  g_clear_object (&self->queue);
  g_clear_object (&self->account);
  g_clear_object (&self->connection);
  g_clear_object (&self->connections);
  g_clear_pointer (&self->files, dropoff_worker_free);
  g_clear_object (&self->store);
  g_clear_object (&self->vault);
  g_clear_object (&self->http);
  g_clear_pointer (&self->clock, dropoff_clock_free);
  g_clear_pointer (&self->data_dir, g_free);
  G_OBJECT_CLASS (dropoff_engine_parent_class)->finalize (object);
}

static void
dropoff_engine_class_init (DropoffEngineClass *klass)
{
  const GParamFlags flags
      = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = dropoff_engine_get_property;
  object_class->finalize = dropoff_engine_finalize;

  properties[PROP_CONNECTION]
      = g_param_spec_object ("connection", NULL, NULL, DROPOFF_TYPE_CONNECTION, flags);
  properties[PROP_ACCOUNT]
      = g_param_spec_object ("account", NULL, NULL, DROPOFF_TYPE_ACCOUNT, flags);
  properties[PROP_QUEUE]
      = g_param_spec_object ("queue", NULL, NULL, DROPOFF_TYPE_UPLOAD_QUEUE, flags);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);
  show_signal = g_signal_new ("show", DROPOFF_TYPE_ENGINE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                              G_TYPE_NONE, 0);
}

static void
dropoff_engine_init (DropoffEngine *self)
{
  self->http = dropoff_http_client_new ();
  self->clock = dropoff_clock_new ();
  self->vault = dropoff_vault_new ();
  self->files = dropoff_worker_new ("dropoff-files", 1);
  self->connections = g_list_store_new (DROPOFF_TYPE_CONNECTION);
}

static void
remember_connection (DropoffEngine *self, DropoffConnection *connection)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->connections));

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (DropoffConnection) known
          = g_list_model_get_item (G_LIST_MODEL (self->connections), i);

      if (strcmp (dropoff_connection_get_id (known), dropoff_connection_get_id (connection)) == 0)
        {
          g_list_store_splice (self->connections, i, 1, (gpointer *) &connection, 1);
          return;
        }
    }
  g_list_store_append (self->connections, connection);
}

static DropoffAccount *
make_account (DropoffEngine *self, DropoffConnection *connection)
{
  switch (dropoff_connection_get_sign_in_kind (connection))
    {
    case DROPOFF_SIGN_IN_DEVELOPER:
      return dropoff_developer_account_new (connection, self->http, self->clock, self->vault);
    case DROPOFF_SIGN_IN_GUEST:
      return dropoff_guest_account_new (connection, self->http, self->clock, self->vault);
    case DROPOFF_SIGN_IN_SHARED_KEY:
      return dropoff_key_account_new (connection, self->http, self->vault);
    case DROPOFF_SIGN_IN_COGNITO:
    case DROPOFF_SIGN_IN_BROWSER:
    default:
      return dropoff_cognito_account_new (connection, self->http, self->clock, self->vault);
    }
}

static DropoffDestination *
make_destination (DropoffEngine *self, DropoffConnection *connection)
{
  if (dropoff_connection_get_put_endpoint (connection) != NULL)
    return dropoff_put_destination_new (connection, self->account, self->http);
  return dropoff_s3_destination_new (connection, self->account, self->http, self->clock);
}

static void
set_current (DropoffEngine *self, DropoffConnection *connection)
{
  g_autoptr (DropoffDestination) destination = NULL;

  dropoff_http_client_set_ca_file (self->http, dropoff_connection_get_ca_file (connection));
  g_set_object (&self->connection, connection);
  g_clear_object (&self->account);
  self->account = make_account (self, connection);
  destination = make_destination (self, connection);
  g_clear_object (&self->queue);
  self->queue = dropoff_upload_queue_new (self->store, self->account, destination, self->clock);
}

static void
notify_current (DropoffEngine *self)
{
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_CONNECTION]);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ACCOUNT]);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_QUEUE]);
}

/* Using a connection: keep it, restore its account, load its list. */

static void
on_queue_loaded (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;

  notify_current (g_task_get_source_object (task));
  if (!dropoff_upload_queue_load_finish (DROPOFF_UPLOAD_QUEUE (source), result, &error))
    g_task_return_error (task, g_steal_pointer (&error));
  else
    g_task_return_boolean (task, TRUE);
}

static void
on_account_restored (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  DropoffEngine *self = g_task_get_source_object (task);
  FileWork *work = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;

  if (!dropoff_account_restore_finish (DROPOFF_ACCOUNT (source), result, &error))
    {
      g_message ("The sign-in could not be restored: %s", error->message);
      if (work->notice == NULL)
        work->notice = g_strdup (error->message);
    }
  dropoff_upload_queue_load_async (self->queue, g_task_get_cancellable (task), on_queue_loaded,
                                   g_object_ref (task));
}

static void
open_connection (GTask *task, DropoffConnection *connection)
{
  DropoffEngine *self = g_task_get_source_object (task);

  remember_connection (self, connection);
  set_current (self, connection);
  dropoff_account_restore_async (self->account, g_task_get_cancellable (task),
                                 on_account_restored, g_object_ref (task));
}

static void
run_keep (gpointer user_data)
{
  FileWork *work = user_data;

  dropoff_connection_shelf_keep (work->path, work->connection, &work->error);
}

static void
on_old_queue_stopped (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  FileWork *work = g_task_get_task_data (task);

  dropoff_upload_queue_stop_finish (DROPOFF_UPLOAD_QUEUE (source), result);
  open_connection (task, work->connection);
}

static void
on_kept (gpointer user_data)
{
  FileWork *work = user_data;
  g_autoptr (GTask) task = g_steal_pointer (&work->task);
  DropoffEngine *self = g_task_get_source_object (task);

  if (work->error != NULL)
    g_task_return_error (task, g_steal_pointer (&work->error));
  else if (self->queue != NULL)
    dropoff_upload_queue_stop_async (self->queue, on_old_queue_stopped, g_object_ref (task));
  else
    open_connection (task, work->connection);
}

/* Starting: open the journal, read the connections, use the last one. */

static DropoffConnection *
choose_connection (GPtrArray *loaded, const char *current_id)
{
  for (guint i = 0; i < loaded->len; i++)
    {
      DropoffConnection *connection = g_ptr_array_index (loaded, i);

      if (g_strcmp0 (dropoff_connection_get_id (connection), current_id) == 0)
        return connection;
    }
  if (loaded->len == 1)
    return g_ptr_array_index (loaded, 0);
  return NULL;
}

static void
run_load (gpointer user_data)
{
  FileWork *work = user_data;

  work->loaded = dropoff_connection_shelf_load (work->path, &work->current_id);
}

static void
on_loaded (gpointer user_data)
{
  FileWork *work = user_data;
  g_autoptr (GTask) task = g_steal_pointer (&work->task);
  DropoffEngine *self = g_task_get_source_object (task);
  DropoffConnection *connection = choose_connection (work->loaded, work->current_id);

  g_list_store_splice (self->connections, 0, 0, work->loaded->pdata, work->loaded->len);
  if (connection == NULL)
    g_task_return_boolean (task, TRUE);
  else
    open_connection (task, connection);
}

/* Who is not reached by others works all the same. */
static void
open_door (DropoffEngine *self)
{
  g_autoptr (GError) error = NULL;

  self->control = dropoff_control_server_new (self, self->data_dir, &error);
  if (self->control == NULL)
    g_message ("No other process can reach this one: %s", dropoff_error_get_detail (error));
}

static void
on_store_opened (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  DropoffEngine *self = g_task_get_source_object (task);
  FileWork *work = g_task_get_task_data (task);
  g_autofree char *set_aside = NULL;
  g_autoptr (GError) error = NULL;

  if (!dropoff_store_open_finish (DROPOFF_STORE (source), result, &set_aside, &error))
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }
  if (set_aside != NULL)
    work->notice = g_strdup (_ ("The list of your files was damaged, so a new one was begun. "
                                "Drop files that were not sent yet again."));
  open_door (self);
  work->task = g_object_ref (task);
  dropoff_worker_push (self->files, run_load, on_loaded, work);
}

static FileWork *
file_work_new (DropoffEngine *self, GTask *task, const char *path)
{
  FileWork *work = g_new0 (FileWork, 1);

  work->path = g_strdup (path);
  g_task_set_task_data (task, work, (GDestroyNotify) file_work_free);
  return work;
}

/* Looking at a connection */

static void
on_file_read (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = g_file_load_bytes_finish (G_FILE (source), result, NULL, &error);
  DropoffConnection *connection;

  if (bytes == NULL)
    {
      g_task_return_error (task, dropoff_error_new (DROPOFF_ERROR_FILE, error->message, 0,
                                                    _ ("This file can’t be opened.")));
      return;
    }
  connection = dropoff_connection_new_from_bytes (bytes, NULL, &error);
  if (connection == NULL)
    g_task_return_error (task, g_steal_pointer (&error));
  else
    g_task_return_pointer (task, connection, g_object_unref);
}

static GError *
no_company_here (const char *detail)
{
  return dropoff_error_new (DROPOFF_ERROR_CONNECTION_FILE, detail, 0,
                            _ ("No company found at this address."));
}

static void
on_address_answered (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  const char *host = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;
  g_autoptr (DropoffHttpResponse) response
      = dropoff_http_client_send_finish (DROPOFF_HTTP_CLIENT (source), result, &error);
  DropoffConnection *connection;

  if (response == NULL)
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }
  if (dropoff_http_response_get_status (response) != 200)
    {
      g_task_return_error (task, no_company_here ("the address did not answer with a connection"));
      return;
    }
  connection = dropoff_connection_new_from_bytes (dropoff_http_response_get_body (response), host,
                                                  &error);
  if (connection == NULL)
    g_task_return_error (task, no_company_here (dropoff_error_get_detail (error)));
  else
    g_task_return_pointer (task, connection, g_object_unref);
}

DropoffEngine *
dropoff_engine_new (const char *data_dir)
{
  DropoffEngine *self = g_object_new (DROPOFF_TYPE_ENGINE, NULL);
  g_autofree char *journal = NULL;

  self->data_dir = data_dir != NULL ? g_strdup (data_dir)
                                    : g_build_filename (g_get_user_data_dir (), "dropoff", NULL);
  journal = g_build_filename (self->data_dir, "journal.db", NULL);
  self->store = dropoff_store_new (journal);
  return self;
}

void
dropoff_engine_start_async (DropoffEngine *self, GCancellable *cancellable,
                            GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, dropoff_engine_start_async);
  file_work_new (self, task, self->data_dir);
  dropoff_store_open_async (self->store, cancellable, on_store_opened, task);
}

gboolean
dropoff_engine_start_finish (DropoffEngine *self, GAsyncResult *result, char **notice,
                             GError **error)
{
  FileWork *work;

  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  work = g_task_get_task_data (G_TASK (result));
  if (notice != NULL)
    *notice = g_strdup (work->notice);
  return g_task_propagate_boolean (G_TASK (result), error);
}

const char *
dropoff_engine_get_data_dir (DropoffEngine *self)
{
  return self->data_dir;
}

DropoffConnection *
dropoff_engine_get_connection (DropoffEngine *self)
{
  return self->connection;
}

DropoffAccount *
dropoff_engine_get_account (DropoffEngine *self)
{
  return self->account;
}

DropoffUploadQueue *
dropoff_engine_get_queue (DropoffEngine *self)
{
  return self->queue;
}

GListModel *
dropoff_engine_get_connections (DropoffEngine *self)
{
  return G_LIST_MODEL (self->connections);
}

void
dropoff_engine_read_connection_async (DropoffEngine *self, GFile *file, GCancellable *cancellable,
                                      GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, dropoff_engine_read_connection_async);
  g_file_load_bytes_async (file, cancellable, on_file_read, task);
}

void
dropoff_engine_find_connection_async (DropoffEngine *self, const char *address,
                                      GCancellable *cancellable, GAsyncReadyCallback callback,
                                      gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);
  g_autofree char *host = dropoff_company_address_find_host (address);
  g_autofree char *url = NULL;
  DropoffHttpRequest *request;

  g_task_set_source_tag (task, dropoff_engine_find_connection_async);
  if (host == NULL)
    {
      g_task_return_error (task, no_company_here ("not an address"));
      g_object_unref (task);
      return;
    }
  url = g_strconcat ("https://", host, "/.well-known/dropoff.json", NULL);
  request = dropoff_http_request_new ("GET", url);
  dropoff_http_request_set_timeouts (request, 15000, 15000, 30000);
  dropoff_http_request_set_max_reply (request, DROPOFF_CONNECTION_MAX_BYTES);
  g_task_set_task_data (task, g_steal_pointer (&host), g_free);
  dropoff_http_client_send_async (self->http, request, cancellable, on_address_answered, task);
}

DropoffConnection *
dropoff_engine_connection_finish (DropoffEngine *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}

void
dropoff_engine_use_connection_async (DropoffEngine *self, DropoffConnection *connection,
                                     GCancellable *cancellable, GAsyncReadyCallback callback,
                                     gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);
  FileWork *work = file_work_new (self, task, self->data_dir);

  g_task_set_source_tag (task, dropoff_engine_use_connection_async);
  work->connection = g_object_ref (connection);
  work->task = task;
  dropoff_worker_push (self->files, run_keep, on_kept, work);
}

gboolean
dropoff_engine_use_connection_finish (DropoffEngine *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  return g_task_propagate_boolean (G_TASK (result), error);
}

void
dropoff_engine_network_changed (DropoffEngine *self, gboolean available)
{
  dropoff_http_client_drop_connections (self->http);
  if (self->queue != NULL)
    dropoff_upload_queue_network_changed (self->queue, available);
}

void
dropoff_engine_set_ca_file (DropoffEngine *self, const char *path)
{
  g_return_if_fail (DROPOFF_IS_ENGINE (self));

  if (dropoff_http_client_set_company_ca_file (self->http, path))
    dropoff_engine_network_changed (self, TRUE);
}

void
dropoff_engine_set_rate_limit (DropoffEngine *self, guint64 bytes_per_second)
{
  g_return_if_fail (DROPOFF_IS_ENGINE (self));

  dropoff_http_client_set_rate_limit (self->http, bytes_per_second);
}

gboolean
dropoff_engine_show (DropoffEngine *self)
{
  if (!g_signal_has_handler_pending (self, show_signal, 0, FALSE))
    return FALSE;
  g_signal_emit (self, show_signal, 0);
  return TRUE;
}

static void
on_store_closed (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  DropoffEngine *self = g_task_get_source_object (task);
  g_autoptr (GError) error = NULL;

  if (!dropoff_store_write_finish (DROPOFF_STORE (source), result, &error))
    g_message ("The journal could not be closed: %s", error->message);
  /* A sign-in under way holds the engine beyond the program's last unref, and what ends with the
   * process (OpenSSL's tables) must not be in use by then. */
  dropoff_http_client_stop (self->http);
  g_task_return_boolean (task, TRUE);
}

static void
on_queue_stopped (GObject *source, GAsyncResult *result, gpointer user_data)
{
  DropoffEngine *self = g_task_get_source_object (user_data);

  dropoff_upload_queue_stop_finish (DROPOFF_UPLOAD_QUEUE (source), result);
  dropoff_store_close_async (self->store, on_store_closed, user_data);
}

void
dropoff_engine_stop_async (DropoffEngine *self, GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task = g_task_new (self, NULL, callback, user_data);

  g_task_set_source_tag (task, dropoff_engine_stop_async);
  g_clear_pointer (&self->control, dropoff_control_server_free);
  if (self->queue != NULL)
    dropoff_upload_queue_stop_async (self->queue, on_queue_stopped, task);
  else
    dropoff_store_close_async (self->store, on_store_closed, task);
}

void
dropoff_engine_stop_finish (DropoffEngine *self, GAsyncResult *result)
{
  g_return_if_fail (g_task_is_valid (result, self));
  g_task_propagate_boolean (G_TASK (result), NULL);
}
