/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The engine without a window, for tests that kill it, cut it off, or measure it:
 *   send --data DIR [--connection FILE] [--user NAME] [--exit-when idle|never] [PATH…]
 * The password comes in the environment variable DROPOFF_TEST_PASSWORD. Prints a line of JSON for
 * every change of state and twice a second for progress. Exit status: 0 all sent, 1 something
 * needs the person, 2 it could not start or sign in. */
#include <gio/gio.h>
#include <glib-unix.h>
#include <locale.h>
#include <stdio.h>

#include "dropoff-engine.h"
#include "dropoff-error.h"

typedef struct
{
  GMainLoop *loop;
  DropoffEngine *engine;
  int status;
  gboolean added;
  guint64 worst_stall_us;
  gint64 last_beat_us;
} Sender;

static char *opt_data;
static char *opt_connection;
static char *opt_user;
static gboolean opt_stay;
static char **opt_paths;

static const GOptionEntry entries[] = {
  { "data", 0, 0, G_OPTION_ARG_FILENAME, &opt_data, "Data directory", "DIR" },
  { "connection", 0, 0, G_OPTION_ARG_FILENAME, &opt_connection, "Connection file", "FILE" },
  { "user", 0, 0, G_OPTION_ARG_STRING, &opt_user, "Sign in as", "NAME" },
  { "stay", 0, 0, G_OPTION_ARG_NONE, &opt_stay, "Do not exit when idle", NULL },
  { G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &opt_paths, NULL, "[PATH…]" },
  G_OPTION_ENTRY_NULL,
};

static void
fail (Sender *sender, const char *what, const GError *error)
{
  const char *detail = dropoff_error_get_detail (error);

  g_print ("{\"event\": \"error\", \"what\": \"%s\", \"code\": %d, \"message\": \"%s\", "
           "\"detail\": \"%s\"}\n",
           what, error->code, error->message, detail != NULL ? detail : "");
  sender->status = 2;
  g_main_loop_quit (sender->loop);
}

static void
on_stopped (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Sender *sender = user_data;

  dropoff_engine_stop_finish (DROPOFF_ENGINE (source), result);
  g_main_loop_quit (sender->loop);
}

static void
print_progress (Sender *sender, const char *event)
{
  DropoffUploadQueue *queue = dropoff_engine_get_queue (sender->engine);
  guint64 sent;
  guint64 size;
  guint n_failed;
  int state;

  g_object_get (queue, "sent", &sent, "size", &size, "n-failed", &n_failed, "state", &state, NULL);
  g_print ("{\"event\": \"%s\", \"state\": %d, \"sent\": %" G_GUINT64_FORMAT
           ", \"size\": %" G_GUINT64_FORMAT ", \"failed\": %u, \"stall_ms\": %.1f}\n",
           event, state, sent, size, n_failed, (double) sender->worst_stall_us / 1000);
}

static void
print_batches (Sender *sender)
{
  DropoffUploadQueue *queue = dropoff_engine_get_queue (sender->engine);
  GListModel *sent = dropoff_upload_queue_get_sent_list (queue);

  for (guint i = 0; i < g_list_model_get_n_items (sent); i++)
    {
      g_autoptr (DropoffBatch) batch = g_list_model_get_item (sent, i);
      gboolean verified;

      g_object_get (batch, "verified", &verified, NULL);
      for (guint j = 0; j < dropoff_batch_get_n_uploads (batch); j++)
        g_print ("{\"event\": \"sent\", \"key\": \"%s\", \"verified\": %s}\n",
                 dropoff_upload_get_record (dropoff_batch_get_upload (batch, j))->key,
                 verified ? "true" : "false");
    }
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (queue)); i++)
    {
      g_autoptr (DropoffBatch) batch = g_list_model_get_item (G_LIST_MODEL (queue), i);
      g_autofree char *message = NULL;

      g_object_get (batch, "error-message", &message, NULL);
      g_print ("{\"event\": \"left\", \"state\": %d, \"message\": \"%s\"}\n",
               (int) dropoff_batch_get_state (batch), message != NULL ? message : "");
    }
}

static void
leave_if_over (Sender *sender)
{
  DropoffUploadQueue *queue = dropoff_engine_get_queue (sender->engine);
  DropoffQueueState state = dropoff_upload_queue_get_state (queue);

  if (opt_stay || !sender->added || sender->status >= 0)
    return;
  if (state != DROPOFF_QUEUE_IDLE && state != DROPOFF_QUEUE_WAITING_PERSON)
    return;
  sender->status = state == DROPOFF_QUEUE_IDLE ? 0 : 1;
  print_batches (sender);
  dropoff_engine_stop_async (sender->engine, on_stopped, sender);
}

static void
on_queue_state (GObject *queue, GParamSpec *pspec, gpointer user_data)
{
  print_progress (user_data, "state");
  leave_if_over (user_data);
}

static gboolean
on_progress (gpointer user_data)
{
  if (dropoff_engine_get_queue (((Sender *) user_data)->engine) != NULL)
    print_progress (user_data, "progress");
  return G_SOURCE_CONTINUE;
}

/* The main loop's heartbeat: how long it was kept from running. */
static gboolean
on_beat (gpointer user_data)
{
  Sender *sender = user_data;
  gint64 now_us = g_get_monotonic_time ();

  if (sender->last_beat_us != 0)
    sender->worst_stall_us
        = MAX (sender->worst_stall_us, (guint64) (now_us - sender->last_beat_us - 5000));
  sender->last_beat_us = now_us;
  return G_SOURCE_CONTINUE;
}

static void
on_added (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Sender *sender = user_data;
  g_autoptr (GPtrArray) refusals = NULL;
  g_autoptr (GError) error = NULL;
  guint n_added = 0;

  if (!dropoff_upload_queue_add_finish (DROPOFF_UPLOAD_QUEUE (source), result, &n_added, &refusals,
                                        &error))
    {
      fail (sender, "add", error);
      return;
    }
  g_print ("{\"event\": \"added\", \"files\": %u, \"refused\": %u}\n", n_added, refusals->len);
  for (guint i = 0; i < refusals->len; i++)
    {
      const DropoffRefusal *refusal = g_ptr_array_index (refusals, i);

      g_print ("{\"event\": \"refused\", \"reason\": \"%s\"}\n", refusal->reason);
    }
  sender->added = TRUE;
  leave_if_over (sender);
}

static void
add_paths (Sender *sender)
{
  DropoffUploadQueue *queue = dropoff_engine_get_queue (sender->engine);
  GPtrArray *drops;

  g_signal_connect (queue, "notify::state", G_CALLBACK (on_queue_state), sender);
  if (opt_paths == NULL)
    {
      sender->added = TRUE;
      leave_if_over (sender);
      return;
    }
  drops = g_ptr_array_new_with_free_func ((GDestroyNotify) dropoff_drop_free);
  for (guint i = 0; opt_paths[i] != NULL; i++)
    g_ptr_array_add (drops, dropoff_drop_new (opt_paths[i], NULL));
  dropoff_upload_queue_add_async (queue, drops, NULL, on_added, sender);
}

static void
on_signed_in (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Sender *sender = user_data;
  g_autoptr (GError) error = NULL;

  if (!dropoff_account_step_finish (DROPOFF_ACCOUNT (source), result, &error))
    fail (sender, "sign-in", error);
  else
    add_paths (sender);
}

static void
sign_in (Sender *sender)
{
  DropoffAccount *account = dropoff_engine_get_account (sender->engine);
  const char *text = g_getenv ("DROPOFF_TEST_PASSWORD");
  g_autoptr (DropoffSecret) password = NULL;

  if (opt_user == NULL || dropoff_account_get_state (account) == DROPOFF_ACCOUNT_SIGNED_IN)
    {
      add_paths (sender);
      return;
    }
  password = dropoff_secret_new (text != NULL ? text : "");
  dropoff_account_sign_in_async (account, opt_user, password, NULL, on_signed_in, sender);
}

static void
on_used (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Sender *sender = user_data;
  g_autoptr (GError) error = NULL;

  if (!dropoff_engine_use_connection_finish (DROPOFF_ENGINE (source), result, &error))
    fail (sender, "use-connection", error);
  else
    sign_in (sender);
}

static void
on_connection_read (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Sender *sender = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (DropoffConnection) connection
      = dropoff_engine_connection_finish (DROPOFF_ENGINE (source), result, &error);

  if (connection == NULL)
    fail (sender, "read-connection", error);
  else
    dropoff_engine_use_connection_async (sender->engine, connection, NULL, on_used, sender);
}

static void
on_started (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Sender *sender = user_data;
  g_autofree char *notice = NULL;
  g_autoptr (GError) error = NULL;

  if (!dropoff_engine_start_finish (DROPOFF_ENGINE (source), result, &notice, &error))
    fail (sender, "start", error);
  else if (notice != NULL)
    g_print ("{\"event\": \"notice\", \"message\": \"%s\"}\n", notice);
  if (error != NULL)
    return;
  if (dropoff_engine_get_connection (sender->engine) == NULL && opt_connection != NULL)
    {
      g_autoptr (GFile) file = g_file_new_for_commandline_arg (opt_connection);

      dropoff_engine_read_connection_async (sender->engine, file, NULL, on_connection_read, sender);
    }
  else if (dropoff_engine_get_connection (sender->engine) != NULL)
    sign_in (sender);
  else
    g_main_loop_quit (sender->loop);
}

static gboolean
on_terminate (gpointer user_data)
{
  Sender *sender = user_data;

  sender->status = 3;
  dropoff_engine_stop_async (sender->engine, on_stopped, sender);
  return G_SOURCE_REMOVE;
}

int
main (int argc, char **argv)
{
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);
  g_autoptr (GError) error = NULL;
  Sender sender = { .status = -1 };

  setlocale (LC_ALL, "");
  setvbuf (stdout, NULL, _IOLBF, 0);
  g_option_context_add_main_entries (context, entries, NULL);
  if (!g_option_context_parse (context, &argc, &argv, &error) || opt_data == NULL)
    {
      g_printerr ("%s\n", error != NULL ? error->message : "--data is missing");
      return 2;
    }
  sender.loop = g_main_loop_new (NULL, FALSE);
  sender.engine = dropoff_engine_new (opt_data);
  dropoff_engine_start_async (sender.engine, NULL, on_started, &sender);
  g_timeout_add (500, on_progress, &sender);
  g_timeout_add (5, on_beat, &sender);
  g_unix_signal_add (SIGTERM, on_terminate, &sender);
  g_main_loop_run (sender.loop);
  g_object_unref (sender.engine);
  g_main_loop_unref (sender.loop);
  return sender.status < 0 ? 2 : sender.status;
}
