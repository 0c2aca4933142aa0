/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "dropoff-http-client.h"

#include <curl/curl.h>

#include "dropoff-log.h"
#include "dropoff-net-proxies.h"
#include "dropoff-net-thread.h"

struct _DropoffHttpClient
{
  GObject parent_instance;

  DropoffMailbox *mailbox;
  DropoffNetThread *thread;
  DropoffNetProxies *proxies;
  char *ca_file;
  char *company_ca_file;
  GQueue calls;   /* of Call, those whose callback has not been called yet */
  GQueue waiting; /* of Call, those that need to know their proxy first */
};

G_DEFINE_FINAL_TYPE (DropoffHttpClient, dropoff_http_client, G_TYPE_OBJECT)

/* One call of send_async(). The task does not hold the client: a client that nobody wants any more
 * cancels its requests instead of living until they end. */
typedef struct
{
  DropoffHttpClient *client; /* NULL once it is gone */
  DropoffNetExchange *exchange;
  gint64 begun_us;

  GTask *task;
  GAsyncReadyCallback callback;
  gpointer user_data;

  GCancellable *cancellable;
  gulong cancelled_id;
} Call;

static void
on_task_returned (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Call *call = user_data;
  g_autoptr (DropoffHttpClient) client = NULL;

  if (call->client != NULL)
    {
      client = g_object_ref (call->client);
      g_queue_remove (&client->calls, call);
    }
  if (call->callback != NULL)
    call->callback (G_OBJECT (client), result, call->user_data);
  g_clear_object (&call->cancellable);
  g_free (call);
}

static void
log_outcome (Call *call)
{
  DropoffNetExchange *exchange = call->exchange;
  double seconds = (double) (g_get_monotonic_time () - call->begun_us) / G_USEC_PER_SEC;
  g_autofree char *url = dropoff_log_url (exchange->request->url);

  if (exchange->response != NULL)
    g_debug ("%s %s: %u after %.3f s", exchange->request->method, url, exchange->response->status,
             seconds);
  else
    g_debug ("%s %s: no reply after %.3f s", exchange->request->method, url, seconds);
}

/* Hands the outcome to the task, which calls on_task_returned(). */
static void
return_outcome (Call *call)
{
  g_autoptr (DropoffNetExchange) exchange = g_steal_pointer (&call->exchange);
  g_autoptr (GTask) task = g_steal_pointer (&call->task);

  /* A reply that crossed with its cancellation is not wanted any more. */
  if (atomic_load (&exchange->cancelled))
    {
      dropoff_http_failure_clear (&exchange->failure);
      exchange->failure.kind = DROPOFF_HTTP_FAILURE_CANCELLED;
    }
  if (exchange->failure.kind != DROPOFF_HTTP_FAILURE_NONE)
    g_task_return_error (task, dropoff_http_failure_to_error (&exchange->failure));
  else
    g_task_return_pointer (task, g_steal_pointer (&exchange->response),
                           (GDestroyNotify) dropoff_http_response_free);
}

static gboolean
on_idle_return (gpointer user_data)
{
  return_outcome (g_task_get_task_data (user_data));
  return G_SOURCE_REMOVE;
}

/* From the mailbox: the net thread is done with an exchange. */
static void
on_exchange_done (gpointer mail)
{
  DropoffNetExchange *exchange = mail;
  Call *call = exchange->owner;

  call->exchange = exchange;
  if (call->cancellable != NULL)
    g_cancellable_disconnect (call->cancellable, call->cancelled_id);
  call->cancelled_id = 0;
  log_outcome (call);
  if (call->client != NULL)
    {
      return_outcome (call);
    }
  else
    {
      /* We are inside the unref of somebody who does not expect to be called back from there. */
      g_autoptr (GSource) idle = g_idle_source_new ();

      g_source_set_static_name (idle, "dropoff-http-client");
      g_task_attach_source (call->task, idle, on_idle_return);
    }
}

/* Gives the exchange to the net thread, unless its proxy has to be known first. */
static gboolean
hand_over (Call *call)
{
  DropoffHttpClient *self = call->client;
  DropoffNetExchange *exchange = call->exchange;
  const char *proxy = NULL;

  if (!atomic_load (&exchange->cancelled)
      && !dropoff_net_proxies_get (self->proxies, exchange->request->url, &proxy))
    return FALSE;
  exchange->proxy = g_strdup (proxy);
  dropoff_net_thread_send (self->thread, exchange);
  return TRUE;
}

static void
on_proxy_known (gpointer user_data)
{
  DropoffHttpClient *self = user_data;

  for (guint n = g_queue_get_length (&self->waiting); n > 0; n--)
    {
      Call *call = g_queue_pop_head (&self->waiting);

      if (!hand_over (call))
        g_queue_push_tail (&self->waiting, call);
    }
}

/* The net thread is about to end: it sends home what it never began, too. */
static void
call_off_waiting (DropoffHttpClient *self)
{
  Call *call;

  while ((call = g_queue_pop_head (&self->waiting)) != NULL)
    {
      atomic_store (&call->exchange->cancelled, TRUE);
      dropoff_net_thread_send (self->thread, call->exchange);
    }
}

static void
on_cancelled (GCancellable *cancellable, gpointer user_data)
{
  Call *call = user_data;
  DropoffHttpClient *self = call->client;

  if (self->thread == NULL)
    return;
  dropoff_net_thread_cancel (self->thread, call->exchange);
  if (g_queue_remove (&self->waiting, call))
    hand_over (call);
}

static void
dropoff_http_client_dispose (GObject *object)
{
  DropoffHttpClient *self = DROPOFF_HTTP_CLIENT (object);
  Call *call;

  call_off_waiting (self);
  while ((call = g_queue_pop_head (&self->calls)) != NULL)
    {
      if (call->cancellable != NULL)
        g_cancellable_disconnect (call->cancellable, call->cancelled_id);
      call->cancelled_id = 0;
      /* Those whose task has returned only wait for their callback. */
      if (call->exchange != NULL)
        atomic_store (&call->exchange->cancelled, TRUE);
      call->client = NULL;
    }
  g_clear_pointer (&self->thread, dropoff_net_thread_free);
  g_clear_pointer (&self->mailbox, dropoff_mailbox_free);
  g_clear_pointer (&self->proxies, dropoff_net_proxies_free);

  G_OBJECT_CLASS (dropoff_http_client_parent_class)->dispose (object);
}

static void
dropoff_http_client_finalize (GObject *object)
{
  DropoffHttpClient *self = DROPOFF_HTTP_CLIENT (object);

  g_free (self->ca_file);
  g_free (self->company_ca_file);

  G_OBJECT_CLASS (dropoff_http_client_parent_class)->finalize (object);
}

static void
dropoff_http_client_class_init (DropoffHttpClientClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = dropoff_http_client_dispose;
  object_class->finalize = dropoff_http_client_finalize;

  if (curl_global_init (CURL_GLOBAL_DEFAULT) != CURLE_OK)
    g_error ("libcurl cannot be initialised");
}

static void
dropoff_http_client_init (DropoffHttpClient *self)
{
  g_queue_init (&self->calls);
  g_queue_init (&self->waiting);
  self->proxies = dropoff_net_proxies_new (on_proxy_known, self);
  self->mailbox = dropoff_mailbox_new ();
  self->thread = dropoff_net_thread_new (self->mailbox, on_exchange_done);
}

DropoffHttpClient *
dropoff_http_client_new (void)
{
  return g_object_new (DROPOFF_TYPE_HTTP_CLIENT, NULL);
}

void
dropoff_http_client_set_ca_file (DropoffHttpClient *client, const char *path)
{
  g_return_if_fail (DROPOFF_IS_HTTP_CLIENT (client));

  if (g_strcmp0 (client->ca_file, path) == 0)
    return;
  g_free (client->ca_file);
  client->ca_file = g_strdup (path);
}

gboolean
dropoff_http_client_set_company_ca_file (DropoffHttpClient *client, const char *path)
{
  g_return_val_if_fail (DROPOFF_IS_HTTP_CLIENT (client), FALSE);

  if (g_strcmp0 (client->company_ca_file, path) == 0)
    return FALSE;
  g_free (client->company_ca_file);
  client->company_ca_file = g_strdup (path);
  return TRUE;
}

void
dropoff_http_client_set_rate_limit (DropoffHttpClient *client, guint64 bytes_per_second)
{
  g_return_if_fail (DROPOFF_IS_HTTP_CLIENT (client));

  if (client->thread != NULL)
    dropoff_net_thread_set_rate_limit (client->thread, bytes_per_second);
}

void
dropoff_http_client_send_async (DropoffHttpClient *client, DropoffHttpRequest *request,
                                GCancellable *cancellable, GAsyncReadyCallback callback,
                                gpointer user_data)
{
  Call *call;

  g_return_if_fail (DROPOFF_IS_HTTP_CLIENT (client));
  g_return_if_fail (request != NULL);
  g_return_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable));

  call = g_new0 (Call, 1);
  call->client = client;
  call->begun_us = g_get_monotonic_time ();
  call->callback = callback;
  call->user_data = user_data;
  call->exchange = dropoff_net_exchange_new (request);
  call->exchange->owner = call;
  call->exchange->ca_file = g_strdup (client->ca_file);
  call->exchange->company_ca_file = g_strdup (client->company_ca_file);
  call->task = g_task_new (NULL, NULL, on_task_returned, call);
  g_task_set_source_tag (call->task, dropoff_http_client_send_async);
  g_task_set_task_data (call->task, call, NULL);
  g_queue_push_tail (&client->calls, call);
  if (cancellable != NULL)
    {
      call->cancellable = g_object_ref (cancellable);
      call->cancelled_id
        = g_cancellable_connect (cancellable, G_CALLBACK (on_cancelled), call, NULL);
    }
  if (client->thread != NULL)
    {
      if (!hand_over (call))
        g_queue_push_tail (&client->waiting, call);
      return;
    }
  call->exchange->failure.kind = DROPOFF_HTTP_FAILURE_CANCELLED;
  dropoff_mailbox_post (client->mailbox, on_exchange_done, call->exchange);
}

DropoffHttpResponse *
dropoff_http_client_send_finish (DropoffHttpClient *client, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (client == NULL || DROPOFF_IS_HTTP_CLIENT (client), NULL);
  g_return_val_if_fail (g_task_is_valid (result, NULL), NULL);
  g_return_val_if_fail (g_async_result_is_tagged (result, dropoff_http_client_send_async), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

void
dropoff_http_client_drop_connections (DropoffHttpClient *client)
{
  g_return_if_fail (DROPOFF_IS_HTTP_CLIENT (client));

  dropoff_net_proxies_forget (client->proxies);
  if (client->thread != NULL)
    dropoff_net_thread_drop_connections (client->thread);
}

void
dropoff_http_client_stop (DropoffHttpClient *client)
{
  g_return_if_fail (DROPOFF_IS_HTTP_CLIENT (client));

  call_off_waiting (client);
  /* Its end takes all requests off the wire and posts them home as cancelled. */
  g_clear_pointer (&client->thread, dropoff_net_thread_free);
}
