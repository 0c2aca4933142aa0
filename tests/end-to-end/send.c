/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The engine without a window, for tests that kill it, cut it off, or measure it:
 *   dropoff-test-send --data DIR [--connection FILE | --address ADDRESS] [--user NAME] [--limit N]
 *     [--ca-file FILE] [--stay] [PATH…]
 * The password comes in the environment variable DROPOFF_TEST_PASSWORD. Prints a line of JSON for
 * every change that a person could see and twice a second for progress. Exit status: 0 all sent,
 * 1 something needs the person, 2 it could not start or sign in, 3 told to stop.
 *
 * With --stay it does not end by itself but takes commands, one a line, from standard input:
 *   add URI… · pause ID|all · resume ID|all · retry all · first ID · move ID [ID] ·
 *   remove ID|all · undo ID|all · forget ID|all · pause-file ID N · resume-file ID N ·
 *   cancel-file ID N · first-file ID N (the Nth file, from 0) · hold · release · ask-same-name ·
 *   skip ID · limit BYTES-PER-SECOND · sign-in NAME PASSWORD · sign-out · list · network ·
 *   ca-file [PATH] · quit ·
 *   watch (the main loop's longest turns are counted from here on) */
#include <gio/gio.h>
#include <gio/gunixinputstream.h>
#include <glib-unix.h>
#include <locale.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "dropoff-engine.h"
#include "send-report.h"
#include "turn-watch.h"

typedef struct
{
  GMainLoop *loop;
  DropoffEngine *engine;
  Reporter *reporter;
  GDataInputStream *input;
  GPtrArray *chosen; /* of DropoffBatch: what was removed last */
  int status;
  gboolean added;
  gboolean ending;
} Sender;

static char *opt_data;
static char *opt_connection;
static char *opt_address;
static char *opt_user;
static gint64 opt_limit;
static char *opt_ca_file;
static gboolean opt_stay;
static char **opt_paths;

static const GOptionEntry entries[] = {
  { "data", 0, 0, G_OPTION_ARG_FILENAME, &opt_data, "Data directory", "DIR" },
  { "connection", 0, 0, G_OPTION_ARG_FILENAME, &opt_connection, "Connection file", "FILE" },
  { "address", 0, 0, G_OPTION_ARG_STRING, &opt_address, "Company address", "ADDRESS" },
  { "user", 0, 0, G_OPTION_ARG_STRING, &opt_user, "Sign in as", "NAME" },
  { "limit", 0, 0, G_OPTION_ARG_INT64, &opt_limit, "Bytes per second", "N" },
  { "ca-file", 0, 0, G_OPTION_ARG_FILENAME, &opt_ca_file, "The company's certificate", "FILE" },
  { "stay", 0, 0, G_OPTION_ARG_NONE, &opt_stay, "Take commands, do not exit when idle", NULL },
  { G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &opt_paths, NULL, "[PATH…]" },
  G_OPTION_ENTRY_NULL,
};

static DropoffUploadQueue *
get_queue (Sender *sender)
{
  return dropoff_engine_get_queue (sender->engine);
}

static void
on_stopped (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Sender *sender = user_data;

  dropoff_engine_stop_finish (DROPOFF_ENGINE (source), result);
  g_main_loop_quit (sender->loop);
}

static void
end (Sender *sender, int status)
{
  if (sender->ending)
    return;
  sender->ending = TRUE;
  sender->status = status;
  dropoff_engine_stop_async (sender->engine, on_stopped, sender);
}

static void
fail (Sender *sender, const char *what, const GError *error)
{
  report_error (what, error);
  if (!opt_stay)
    end (sender, 2);
}

static void
leave_if_over (Sender *sender)
{
  DropoffQueueState state = dropoff_upload_queue_get_state (get_queue (sender));

  if (opt_stay || !sender->added || sender->ending)
    return;
  if (state != DROPOFF_QUEUE_IDLE && state != DROPOFF_QUEUE_WAITING_PERSON)
    return;
  report_lists (get_queue (sender));
  end (sender, state == DROPOFF_QUEUE_IDLE ? 0 : 1);
}

static void
on_queue_state (GObject *queue, GParamSpec *pspec, gpointer user_data)
{
  leave_if_over (user_data);
}

static gboolean
on_progress (gpointer user_data)
{
  Sender *sender = user_data;

  if (get_queue (sender) != NULL)
    report_progress (get_queue (sender), turn_watch_get ());
  return G_SOURCE_CONTINUE;
}

/* Dropping */

static void
on_added (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Sender *sender = user_data;
  g_autoptr (GPtrArray) refusals = NULL;
  g_autoptr (GError) error = NULL;
  guint n_added = 0;
  guint n_known = 0;

  if (!dropoff_upload_queue_add_finish (DROPOFF_UPLOAD_QUEUE (source), result, &n_added, &n_known,
                                        &refusals, &error))
    {
      fail (sender, "add", error);
      return;
    }
  report_added (n_added, n_known, refusals);
  sender->added = TRUE;
  leave_if_over (sender);
}

static GPtrArray *
new_drops (void)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify) dropoff_drop_free);
}

static void
begin_queue (Sender *sender)
{
  GPtrArray *drops;

  report_account ("ready", dropoff_engine_get_account (sender->engine));
  if (opt_paths == NULL)
    {
      sender->added = TRUE;
      leave_if_over (sender);
      return;
    }
  drops = new_drops ();
  for (guint i = 0; opt_paths[i] != NULL; i++)
    g_ptr_array_add (drops, dropoff_drop_new (opt_paths[i], NULL));
  dropoff_upload_queue_add_async (get_queue (sender), drops, NULL, on_added, sender);
}

/* Starting and signing in */

static void
on_account_state (GObject *account, GParamSpec *pspec, gpointer user_data)
{
  report_account ("account", DROPOFF_ACCOUNT (account));
}

static void
on_first_sign_in (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Sender *sender = user_data;
  g_autoptr (GError) error = NULL;

  if (!dropoff_account_step_finish (DROPOFF_ACCOUNT (source), result, &error))
    fail (sender, "sign-in", error);
  if (error == NULL || opt_stay)
    begin_queue (sender);
}

static void
on_signed_in (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;

  if (!dropoff_account_step_finish (DROPOFF_ACCOUNT (source), result, &error))
    report_error ("sign-in", error);
  else
    report_account ("signed-in", DROPOFF_ACCOUNT (source));
}

static void
sign_in (Sender *sender, const char *user, const char *text, GAsyncReadyCallback callback)
{
  g_autoptr (DropoffSecret) password = dropoff_secret_new (text != NULL ? text : "");

  dropoff_account_sign_in_async (dropoff_engine_get_account (sender->engine), user, password, NULL,
                                 callback, sender);
}

static void
on_connection_open (Sender *sender)
{
  DropoffAccount *account = dropoff_engine_get_account (sender->engine);

  reporter_watch (sender->reporter, get_queue (sender));
  g_signal_connect (get_queue (sender), "notify::state", G_CALLBACK (on_queue_state), sender);
  g_signal_connect (account, "notify::state", G_CALLBACK (on_account_state), sender);
  if (opt_user == NULL || dropoff_account_get_state (account) == DROPOFF_ACCOUNT_SIGNED_IN)
    begin_queue (sender);
  else
    sign_in (sender, opt_user, g_getenv ("DROPOFF_TEST_PASSWORD"), on_first_sign_in);
}

static void
on_used (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Sender *sender = user_data;
  g_autoptr (GError) error = NULL;

  if (!dropoff_engine_use_connection_finish (DROPOFF_ENGINE (source), result, &error))
    fail (sender, "use-connection", error);
  else
    on_connection_open (sender);
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
    {
      fail (sender, "start", error);
      return;
    }
  if (notice != NULL)
    report_notice (notice);
  if (dropoff_engine_get_connection (sender->engine) != NULL)
    on_connection_open (sender);
  else if (opt_address != NULL)
    dropoff_engine_find_connection_async (sender->engine, opt_address, NULL, on_connection_read,
                                          sender);
  else if (opt_connection != NULL)
    {
      g_autoptr (GFile) file = g_file_new_for_commandline_arg (opt_connection);

      dropoff_engine_read_connection_async (sender->engine, file, NULL, on_connection_read, sender);
    }
  else
    {
      report_plain ("no-connection");
      if (!opt_stay)
        end (sender, 2);
    }
}

/* Commands */

static void
add_uris (Sender *sender, char **uris)
{
  GPtrArray *drops = new_drops ();

  for (guint i = 0; uris[i] != NULL; i++)
    {
      g_autofree char *path = g_filename_from_uri (uris[i], NULL, NULL);

      g_ptr_array_add (drops, dropoff_drop_new (path, NULL));
    }
  dropoff_upload_queue_add_async (get_queue (sender), drops, NULL, on_added, sender);
}

static void
run_card_command (Sender *sender, const char *command, const char *which)
{
  static const struct
  {
    const char *name;
    void (*func) (DropoffUploadQueue *queue, DropoffBatch *batch);
  } commands[] = {
    { "first", dropoff_upload_queue_send_first },  { "skip", dropoff_upload_queue_skip_same_names },
  };
  DropoffBatch *batch
      = reporter_find (sender->reporter, g_ascii_strtoll (which != NULL ? which : "", NULL, 10));

  for (guint i = 0; i < G_N_ELEMENTS (commands); i++)
    if (batch != NULL && strcmp (commands[i].name, command) == 0)
      {
        g_autoptr (DropoffBatch) kept = g_object_ref (batch);

        commands[i].func (get_queue (sender), kept);
        report_plain (command);
        return;
      }
  report_plain ("not-understood");
}

/* All: those in the list when they were removed. */
static void
choose_cards (Sender *sender, const char *which)
{
  GListModel *list = G_LIST_MODEL (get_queue (sender));
  DropoffBatch *batch;

  g_ptr_array_set_size (sender->chosen, 0);
  if (g_strcmp0 (which, "all") == 0)
    for (guint i = 0; i < g_list_model_get_n_items (list); i++)
      g_ptr_array_add (sender->chosen, g_list_model_get_item (list, i));
  else if ((batch = reporter_find (sender->reporter,
                                   g_ascii_strtoll (which != NULL ? which : "", NULL, 10)))
           != NULL)
    g_ptr_array_add (sender->chosen, g_object_ref (batch));
}

/* "remove 3", "undo 3"; "remove all": all that are in the list. */
static gboolean
run_cards_command (Sender *sender, char **words)
{
  static const struct
  {
    const char *name;
    void (*func) (DropoffUploadQueue *queue, GPtrArray *batches);
  } commands[] = {
    { "pause", dropoff_upload_queue_pause },
    { "resume", dropoff_upload_queue_resume },
    { "remove", dropoff_upload_queue_remove },
    { "undo", dropoff_upload_queue_undo_remove },
    { "forget", dropoff_upload_queue_forget },
  };
  gboolean as_before = g_strcmp0 (words[0], "undo") == 0 || g_strcmp0 (words[0], "forget") == 0;
  for (guint i = 0; i < G_N_ELEMENTS (commands); i++)
    if (g_strcmp0 (words[0], commands[i].name) == 0)
      {
        if (!as_before || g_strcmp0 (words[1], "all") != 0)
          choose_cards (sender, words[1]);
        commands[i].func (get_queue (sender), sender->chosen);
        report_plain (words[0]);
        return TRUE;
      }
  return FALSE;
}

static gboolean
run_file_command (Sender *sender, char **words)
{
  static const struct
  {
    const char *name;
    void (*func) (DropoffUploadQueue *queue, DropoffBatch *batch, DropoffUpload *upload);
  } commands[] = {
    { "pause-file", dropoff_upload_queue_pause_upload },
    { "resume-file", dropoff_upload_queue_resume_upload },
    { "cancel-file", dropoff_upload_queue_cancel_upload },
    { "first-file", dropoff_upload_queue_send_upload_first },
  };
  DropoffBatch *batch;
  guint index;

  if (g_strv_length (words) != 3)
    return FALSE;
  batch = reporter_find (sender->reporter, g_ascii_strtoll (words[1], NULL, 10));
  index = (guint) g_ascii_strtoull (words[2], NULL, 10);
  for (guint i = 0; i < G_N_ELEMENTS (commands); i++)
    if (batch != NULL && index < dropoff_batch_get_n_uploads (batch)
        && strcmp (commands[i].name, words[0]) == 0)
      {
        commands[i].func (get_queue (sender), batch, dropoff_batch_get_upload (batch, index));
        report_plain (words[0]);
        return TRUE;
      }
  return FALSE;
}

/* "move 3 1": the third card before the first; "move 3": to the end. */
static void
move_card (Sender *sender, char **words)
{
  g_autoptr (GPtrArray) batches = g_ptr_array_new ();
  DropoffBatch *before = NULL;

  g_ptr_array_add (batches,
                   reporter_find (sender->reporter, g_ascii_strtoll (words[1], NULL, 10)));
  if (words[2] != NULL)
    before = reporter_find (sender->reporter, g_ascii_strtoll (words[2], NULL, 10));
  dropoff_upload_queue_move (get_queue (sender), batches, before);
}

static gboolean
run_queue_command (Sender *sender, char **words)
{
  DropoffUploadQueue *queue = get_queue (sender);
  const char *command = words[0] != NULL ? words[0] : "";
  gboolean all = words[0] != NULL && g_strcmp0 (words[1], "all") == 0;

  if (strcmp (command, "pause") == 0 && all)
    dropoff_upload_queue_pause_all (queue);
  else if (strcmp (command, "resume") == 0 && all)
    dropoff_upload_queue_resume_all (queue);
  else if (strcmp (command, "retry") == 0 && all)
    dropoff_upload_queue_retry_all (queue);
  else if (strcmp (command, "hold") == 0)
    dropoff_upload_queue_set_held (queue, TRUE);
  else if (strcmp (command, "watch") == 0)
    turn_watch_begin ();
  else if (strcmp (command, "release") == 0)
    dropoff_upload_queue_set_held (queue, FALSE);
  else if (strcmp (command, "ask-same-name") == 0)
    dropoff_upload_queue_set_asks_same_name (queue, TRUE);
  else if (strcmp (command, "move") == 0 && words[1] != NULL)
    move_card (sender, words);
  else if (strcmp (command, "limit") == 0 && words[1] != NULL)
    dropoff_engine_set_rate_limit (sender->engine, g_ascii_strtoull (words[1], NULL, 10));
  else
    return FALSE;
  report_plain (command);
  return TRUE;
}

static void
on_signed_out (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;

  if (!dropoff_account_sign_out_finish (DROPOFF_ACCOUNT (source), result, &error))
    report_error ("sign-out", error);
  report_account ("signed-out", DROPOFF_ACCOUNT (source));
}

static void
run_command (Sender *sender, char *line)
{
  g_auto (GStrv) words = g_strsplit (line, " ", -1);
  const char *command = words[0] != NULL ? words[0] : "";

  if (strcmp (command, "quit") == 0)
    end (sender, 3);
  else if (get_queue (sender) == NULL)
    report_plain ("not-understood");
  else if (strcmp (command, "add") == 0)
    add_uris (sender, words + 1);
  else if (strcmp (command, "ca-file") == 0)
    dropoff_engine_set_ca_file (sender->engine, words[1]);
  else if (strcmp (command, "network") == 0)
    dropoff_engine_network_changed (sender->engine, TRUE);
  else if (strcmp (command, "sign-in") == 0 && g_strv_length (words) >= 3)
    sign_in (sender, words[1], line + strlen ("sign-in ") + strlen (words[1]) + 1, on_signed_in);
  else if (strcmp (command, "sign-out") == 0)
    dropoff_account_sign_out_async (dropoff_engine_get_account (sender->engine), NULL,
                                    on_signed_out, sender);
  else if (strcmp (command, "list") == 0)
    {
      report_lists (get_queue (sender));
      report_plain ("listed");
    }
  else if (!run_queue_command (sender, words) && !run_cards_command (sender, words)
           && !run_file_command (sender, words))
    run_card_command (sender, command, words[0] != NULL ? words[1] : NULL);
}

static void
on_line (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Sender *sender = user_data;
  g_autofree char *line
      = g_data_input_stream_read_line_finish (G_DATA_INPUT_STREAM (source), result, NULL, NULL);

  if (line == NULL)
    {
      end (sender, 3);
      return;
    }
  run_command (sender, line);
  g_data_input_stream_read_line_async (sender->input, G_PRIORITY_DEFAULT, NULL, on_line, sender);
}

static void
listen_to_commands (Sender *sender)
{
  g_autoptr (GInputStream) stream = g_unix_input_stream_new (STDIN_FILENO, FALSE);

  sender->input = g_data_input_stream_new (stream);
  g_data_input_stream_read_line_async (sender->input, G_PRIORITY_DEFAULT, NULL, on_line, sender);
}

static gboolean
on_terminate (gpointer user_data)
{
  end (user_data, 3);
  return G_SOURCE_REMOVE;
}

int
main (int argc, char **argv)
{
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);
  g_autoptr (GError) error = NULL;
  Sender sender = { .status = 2 };

  setlocale (LC_ALL, "");
  setvbuf (stdout, NULL, _IOLBF, 0);
  g_option_context_add_main_entries (context, entries, NULL);
  if (!g_option_context_parse (context, &argc, &argv, &error) || opt_data == NULL)
    {
      g_printerr ("%s\n", error != NULL ? error->message : "--data is missing");
      return 2;
    }
  sender.loop = g_main_loop_new (NULL, FALSE);
  sender.reporter = reporter_new ();
  sender.chosen = g_ptr_array_new_with_free_func (g_object_unref);
  sender.engine = dropoff_engine_new (opt_data);
  dropoff_engine_set_rate_limit (sender.engine, (guint64) opt_limit);
  dropoff_engine_set_ca_file (sender.engine, opt_ca_file);
  dropoff_engine_start_async (sender.engine, NULL, on_started, &sender);
  if (opt_stay)
    listen_to_commands (&sender);
  g_timeout_add (500, on_progress, &sender);
  turn_watch_begin ();
  g_unix_signal_add (SIGTERM, on_terminate, &sender);
  g_main_loop_run (sender.loop);
  g_ptr_array_unref (sender.chosen);
  reporter_free (sender.reporter);
  g_object_unref (sender.engine);
  g_clear_object (&sender.input);
  g_main_loop_unref (sender.loop);
  return sender.status;
}
