/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "dropoff-net-thread.h"

#include <curl/curl.h>
#include <pthread.h>
#include <signal.h>

#include "dropoff-net-origins.h"
#include "dropoff-net-queue.h"
#include "dropoff-net-sockets.h"
#include "dropoff-net-transfer.h"
#include "dropoff-thread-rank.h"

#define SAMPLE_US (100 * 1000)
/* With nothing under way the thread sleeps until it is woken. */
#define IDLE_WAIT_MS (60 * 60 * 1000)
/* Twice the most requests that run at once with many small files. */
#define MAX_IDLE_CONNECTIONS 512L

struct _DropoffNetThread
{
  GThread *thread;
  DropoffMailbox *mailbox;
  DropoffMailFunc on_done;

  /* Any thread */
  DropoffNetQueue *queue;
  atomic_bool cancel_asked;
  _Atomic guint64 rate_limit; /* bytes per second, 0 = none */
  pthread_mutex_t multi_mutex; /* held to wake @multi and to replace it */

  /* Net thread */
  CURLM *multi;
  CURLSH *share;
  DropoffNetTransferContext context;
  DropoffNetSockets *sockets;
  DropoffNetOrigins *origins;
  DropoffNetPacer *pacer;
  guint64 rate_kept; /* what the pacer was told */
  GPtrArray *transfers; /* of DropoffNetTransfer, begun or waiting */
  gint64 next_sample_us;
};

static CURLM *
new_multi (void)
{
  CURLM *multi = curl_multi_init ();

  g_assert (multi != NULL);
  curl_multi_setopt (multi, CURLMOPT_MAXCONNECTS, MAX_IDLE_CONNECTIONS);
  curl_multi_setopt (multi, CURLMOPT_PIPELINING, (long) CURLPIPE_NOTHING);
  return multi;
}

static CURLSH *
new_share (void)
{
  CURLSH *share = curl_share_init ();

  g_assert (share != NULL);
  /* Only this thread uses it, so it needs no locks. */
  curl_share_setopt (share, CURLSHOPT_SHARE, CURL_LOCK_DATA_SSL_SESSION);
  return share;
}

static void
wake (DropoffNetThread *thread)
{
  pthread_mutex_lock (&thread->multi_mutex);
  curl_multi_wakeup (thread->multi);
  pthread_mutex_unlock (&thread->multi_mutex);
}

static void
on_connected (DropoffNetTransfer *transfer, gpointer user_data)
{
  DropoffNetThread *thread = user_data;

  dropoff_net_origins_connected (thread->origins, transfer, g_get_monotonic_time ());
}

static void
on_socket_closing (int fd, gpointer user_data)
{
  DropoffNetThread *thread = user_data;

  for (guint i = 0; i < thread->transfers->len; i++)
    dropoff_net_transfer_forget_socket (g_ptr_array_index (thread->transfers, i), fd);
}

/* The outcome is set; the exchange goes home. */
static void
finish (DropoffNetThread *thread, DropoffNetTransfer *transfer)
{
  DropoffNetExchange *exchange = dropoff_net_transfer_get_exchange (transfer);

  /* For a handle that has not been added yet this does nothing. */
  curl_multi_remove_handle (thread->multi, dropoff_net_transfer_get_easy (transfer));
  dropoff_net_origins_remove (thread->origins, transfer);
  g_ptr_array_remove_fast (thread->transfers, transfer);
  dropoff_net_transfer_free (transfer);
  dropoff_mailbox_post (thread->mailbox, thread->on_done, exchange);
}

static void
abort_transfer (DropoffNetThread *thread, DropoffNetTransfer *transfer,
                DropoffHttpFailureKind kind)
{
  dropoff_net_transfer_abort (transfer, kind);
  finish (thread, transfer);
}

static void
abort_all (DropoffNetThread *thread, DropoffHttpFailureKind kind)
{
  while (thread->transfers->len > 0)
    abort_transfer (thread, g_ptr_array_index (thread->transfers, thread->transfers->len - 1),
                    kind);
}

static void
abort_cancelled (DropoffNetThread *thread)
{
  if (!atomic_exchange (&thread->cancel_asked, FALSE))
    return;
  /* Backwards, because finishing one moves the last into its place. */
  for (guint i = thread->transfers->len; i > 0; i--)
    {
      DropoffNetTransfer *transfer = g_ptr_array_index (thread->transfers, i - 1);

      if (atomic_load (&dropoff_net_transfer_get_exchange (transfer)->cancelled))
        abort_transfer (thread, transfer, DROPOFF_HTTP_FAILURE_CANCELLED);
    }
}

static void
begin (DropoffNetThread *thread, DropoffNetExchange *exchange)
{
  DropoffNetTransfer *transfer = NULL;

  if (atomic_load (&exchange->cancelled))
    exchange->failure.kind = DROPOFF_HTTP_FAILURE_CANCELLED;
  else
    transfer = dropoff_net_transfer_new (exchange, &thread->context);
  if (transfer == NULL)
    {
      dropoff_mailbox_post (thread->mailbox, thread->on_done, exchange);
      return;
    }
  g_ptr_array_add (thread->transfers, transfer);
  dropoff_net_origins_add (thread->origins, transfer, g_get_monotonic_time ());
}

static void
drop_connections (DropoffNetThread *thread)
{
  CURLM *old = thread->multi;

  abort_all (thread, DROPOFF_HTTP_FAILURE_DROPPED);
  dropoff_net_origins_forget (thread->origins);
  dropoff_net_sockets_reset_all (thread->sockets);
  /* A new handle also forgets the addresses that the old network gave to names. */
  pthread_mutex_lock (&thread->multi_mutex);
  thread->multi = new_multi ();
  pthread_mutex_unlock (&thread->multi_mutex);
  curl_multi_cleanup (old);
}

/* Returns FALSE when the thread is to end. */
static gboolean
obey_orders (DropoffNetThread *thread)
{
  for (;;)
    {
      DropoffNetExchange *exchange;

      switch (dropoff_net_queue_pop (thread->queue, &exchange))
        {
        case DROPOFF_NET_ORDER_NONE:
          return TRUE;
        case DROPOFF_NET_ORDER_SEND:
          begin (thread, exchange);
          break;
        case DROPOFF_NET_ORDER_DROP:
          drop_connections (thread);
          break;
        case DROPOFF_NET_ORDER_QUIT:
          return FALSE;
        default:
          g_assert_not_reached ();
        }
    }
}

static void
pace (DropoffNetThread *thread)
{
  guint64 rate = atomic_load (&thread->rate_limit);
  DropoffNetTransfer *transfer;
  gsize n_bytes;

  if (rate != thread->rate_kept)
    dropoff_net_pacer_set_rate (thread->pacer, rate, g_get_monotonic_time ());
  thread->rate_kept = rate;
  while ((transfer = dropoff_net_pacer_pop_due (thread->pacer, g_get_monotonic_time (), &n_bytes))
         != NULL)
    dropoff_net_transfer_go_on (transfer, n_bytes);
}

static void
add_ready (DropoffNetThread *thread)
{
  DropoffNetTransfer *transfer;

  while ((transfer = dropoff_net_origins_pop_ready (thread->origins)) != NULL)
    {
      CURLMcode code
        = curl_multi_add_handle (thread->multi, dropoff_net_transfer_get_easy (transfer));

      if (code != CURLM_OK)
        g_error ("libcurl refuses a request: %s", curl_multi_strerror (code));
    }
}

static void
complete (DropoffNetThread *thread, DropoffNetTransfer *transfer, CURLcode code)
{
  CURL *easy = dropoff_net_transfer_get_easy (transfer);

  if (dropoff_net_transfer_rewind (transfer, (int) code))
    {
      curl_multi_remove_handle (thread->multi, easy);
      curl_multi_add_handle (thread->multi, easy);
      return;
    }
  dropoff_net_transfer_complete (transfer, (int) code);
  finish (thread, transfer);
}

static void
collect_finished (DropoffNetThread *thread)
{
  CURLMsg *message;
  int n_left;

  while ((message = curl_multi_info_read (thread->multi, &n_left)) != NULL)
    {
      /* The message is gone once its handle is. */
      CURLcode code = message->data.result;
      char *transfer = NULL;

      if (message->msg != CURLMSG_DONE)
        continue;
      curl_easy_getinfo (message->easy_handle, CURLINFO_PRIVATE, &transfer);
      complete (thread, (DropoffNetTransfer *) (gpointer) transfer, code);
    }
}

static void
sample_all (DropoffNetThread *thread)
{
  gint64 now_us = g_get_monotonic_time ();

  if (now_us < thread->next_sample_us)
    return;
  thread->next_sample_us = now_us + SAMPLE_US;
  for (guint i = thread->transfers->len; i > 0; i--)
    {
      DropoffNetTransfer *transfer = g_ptr_array_index (thread->transfers, i - 1);

      if (!dropoff_net_transfer_sample (transfer, now_us))
        abort_transfer (thread, transfer, DROPOFF_HTTP_FAILURE_STALLED);
    }
}

static int
get_wait_ms (DropoffNetThread *thread)
{
  gint64 left_us;

  if (dropoff_net_origins_has_ready (thread->origins))
    return 0;
  if (thread->transfers->len == 0)
    return IDLE_WAIT_MS;
  left_us = MIN (thread->next_sample_us, dropoff_net_pacer_get_due_us (thread->pacer))
            - g_get_monotonic_time ();
  return (int) CLAMP ((left_us + 999) / 1000, 0, SAMPLE_US / 1000);
}

static gpointer
thread_main (gpointer user_data)
{
  DropoffNetThread *thread = user_data;
  sigset_t pipe_signal;
  int n_running;

  dropoff_thread_rank_take ();
  /* Writing to a connection that is gone is an ordinary error here. */
  sigemptyset (&pipe_signal);
  sigaddset (&pipe_signal, SIGPIPE);
  pthread_sigmask (SIG_BLOCK, &pipe_signal, NULL);

  while (obey_orders (thread))
    {
      abort_cancelled (thread);
      add_ready (thread);
      pace (thread);
      curl_multi_perform (thread->multi, &n_running);
      collect_finished (thread);
      sample_all (thread);
      curl_multi_poll (thread->multi, NULL, 0, get_wait_ms (thread), NULL);
    }
  abort_all (thread, DROPOFF_HTTP_FAILURE_CANCELLED);
  return NULL;
}

DropoffNetThread *
dropoff_net_thread_new (DropoffMailbox *mailbox, DropoffMailFunc on_done)
{
  DropoffNetThread *thread = g_new0 (DropoffNetThread, 1);

  thread->mailbox = mailbox;
  thread->on_done = on_done;
  thread->queue = dropoff_net_queue_new ();
  atomic_init (&thread->cancel_asked, FALSE);
  atomic_init (&thread->rate_limit, 0);
  pthread_mutex_init (&thread->multi_mutex, NULL);
  thread->multi = new_multi ();
  thread->share = new_share ();
  thread->sockets = dropoff_net_sockets_new ();
  thread->origins = dropoff_net_origins_new ();
  thread->pacer = dropoff_net_pacer_new ();
  thread->transfers = g_ptr_array_new ();
  thread->context.sockets = thread->sockets;
  thread->context.share = thread->share;
  thread->context.pacer = thread->pacer;
  thread->context.on_connected = on_connected;
  thread->context.on_socket_closing = on_socket_closing;
  thread->context.user_data = thread;
  thread->thread = g_thread_new ("dropoff-net", thread_main, thread);
  return thread;
}

void
dropoff_net_thread_free (DropoffNetThread *thread)
{
  dropoff_net_queue_push (thread->queue, DROPOFF_NET_ORDER_QUIT, NULL);
  wake (thread);
  g_thread_join (thread->thread);
  /* Closing connections calls back, so what they use goes later. */
  curl_multi_cleanup (thread->multi);
  curl_share_cleanup (thread->share);
  g_ptr_array_unref (thread->transfers);
  dropoff_net_pacer_free (thread->pacer);
  dropoff_net_origins_free (thread->origins);
  dropoff_net_sockets_free (thread->sockets);
  dropoff_net_queue_free (thread->queue);
  pthread_mutex_destroy (&thread->multi_mutex);
  g_free (thread);
}

void
dropoff_net_thread_send (DropoffNetThread *thread, DropoffNetExchange *exchange)
{
  dropoff_net_queue_push (thread->queue, DROPOFF_NET_ORDER_SEND, exchange);
  wake (thread);
}

void
dropoff_net_thread_cancel (DropoffNetThread *thread, DropoffNetExchange *exchange)
{
  atomic_store (&exchange->cancelled, TRUE);
  atomic_store (&thread->cancel_asked, TRUE);
  wake (thread);
}

void
dropoff_net_thread_drop_connections (DropoffNetThread *thread)
{
  dropoff_net_queue_push (thread->queue, DROPOFF_NET_ORDER_DROP, NULL);
  wake (thread);
}

void
dropoff_net_thread_set_rate_limit (DropoffNetThread *thread, guint64 bytes_per_second)
{
  atomic_store (&thread->rate_limit, bytes_per_second);
  wake (thread);
}
