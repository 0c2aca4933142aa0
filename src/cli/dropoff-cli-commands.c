/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "dropoff-cli-commands.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "dropoff-cli-output.h"
#include "dropoff-cli-sign-in.h"
#include "dropoff-cli-wait.h"
#include "dropoff-doctor.h"
#include "dropoff-error.h"
#include "dropoff-progress-bars.h"

#define MAX_FILES 100000
/* How long taking back may keep somebody waiting. */
#define TAKE_BACK_S 10

static DropoffCliStatus
fail (const DropoffCliOptions *options, DropoffError code, const char *sentence)
{
  g_autoptr (GError) error = dropoff_error_new (code, NULL, 0, sentence);

  return dropoff_cli_say_error (options, error);
}

static DropoffCliStatus
stop_here (const DropoffCliOptions *options)
{
  /* Translators: a command line to be typed follows */
  g_autofree char *sentence = g_strdup_printf (_ ("Stopped. To go on: %s"), "dropoff-cli resume");

  dropoff_cli_say_notice (options, sentence);
  return DROPOFF_CLI_INTERRUPTED;
}

static DropoffCliStatus
refuse_while_open (const DropoffCliOptions *options, DropoffCliLink *link)
{
  gint64 process
      = json_object_get_int_member_with_default (dropoff_cli_link_get_owner (link), "process", 0);
  /* Translators: %d is the number of a process */
  g_autofree char *sentence = g_strdup_printf (
      _ ("Dropoff is already open (process %d). Do this there, or close it first."),
      (int) process);

  fail (options, DROPOFF_ERROR_JOURNAL, sentence);
  return DROPOFF_CLI_IN_USE;
}

static gboolean
has_name (JsonObject *event, const char *name)
{
  return strcmp (json_object_get_string_member_with_default (event, "event", ""), name) == 0;
}

/* Asks, and hands every event of the answer to a function until it is complete. */
static DropoffCliStatus
ask (const DropoffCliOptions *options, DropoffCliLink *link, const DropoffControlRequest *request,
     void (*take) (JsonObject *event, gpointer user_data), gpointer user_data)
{
  dropoff_cli_link_request (link, request);
  for (;;)
    {
      g_autoptr (JsonNode) event = dropoff_cli_link_next (link);
      JsonObject *object = event != NULL ? json_node_get_object (event) : NULL;

      if (object == NULL)
        return DROPOFF_CLI_INTERRUPTED;
      if (has_name (object, "ok"))
        return DROPOFF_CLI_OK;
      if (has_name (object, "error"))
        return dropoff_cli_say_event_error (options, object);
      if (has_name (object, "closed"))
        return fail (options, DROPOFF_ERROR_JOURNAL, _ ("Dropoff has been closed."));
      dropoff_cli_say (options, event);
      if (take != NULL)
        take (object, user_data);
    }
}

/* Sending */

typedef struct
{
  DropoffProgressBars *bars; /* NULL with --json */
  guint n_refused;
} Sending;

static void
take_sending (JsonObject *event, gpointer user_data)
{
  Sending *sending = user_data;

  if (has_name (event, "refused") && sending->bars != NULL)
    g_printerr ("%s: %s\n", json_object_get_string_member_with_default (event, "name", ""),
                json_object_get_string_member_with_default (event, "message", ""));
  if (has_name (event, "notice") && sending->bars != NULL)
    g_printerr ("dropoff-cli: %s\n",
                json_object_get_string_member_with_default (event, "message", ""));
  if (has_name (event, "added"))
    sending->n_refused
        += (guint) json_object_get_int_member_with_default (event, "refused", 0);
  if (sending->bars != NULL)
    dropoff_progress_bars_take (sending->bars, event);
}

static const char *
get_state (JsonObject *event)
{
  return json_object_get_string_member_with_default (event, "state", "");
}

/* The sign-in has lapsed under way. */
static DropoffCliStatus
sign_in_again (const DropoffCliOptions *options, DropoffCliLink *link)
{
  DropoffEngine *engine = dropoff_cli_link_get_engine (link);
  DropoffAccount *account = engine != NULL ? dropoff_engine_get_account (engine) : NULL;
  g_autoptr (GError) error = NULL;

  if (account == NULL || dropoff_account_get_state (account) == DROPOFF_ACCOUNT_SIGNED_IN)
    return DROPOFF_CLI_OK;
  return dropoff_cli_sign_in (options, account, &error) ? DROPOFF_CLI_OK
                                                        : dropoff_cli_say_error (options, error);
}

static gboolean
is_over (JsonObject *event, gboolean all)
{
  if (!all)
    return has_name (event, "settled");
  return has_name (event, "total")
         && (strcmp (get_state (event), "idle") == 0
             || strcmp (get_state (event), "waiting-person") == 0);
}

static gboolean
is_all_sent (JsonObject *event)
{
  return has_name (event, "settled")
             ? json_object_get_int_member_with_default (event, "not-sent", 0) == 0
             : strcmp (get_state (event), "idle") == 0;
}

/* Follows until the files of this command, or all, are sent or need a person. */
static DropoffCliStatus
follow (const DropoffCliOptions *options, DropoffCliLink *link, Sending *sending, gboolean all)
{
  for (;;)
    {
      g_autoptr (JsonNode) event = dropoff_cli_link_next (link);
      JsonObject *object = event != NULL ? json_node_get_object (event) : NULL;
      DropoffCliStatus status;

      if (object == NULL)
        return dropoff_cli_link_get_engine (link) != NULL ? stop_here (options)
                                                          : DROPOFF_CLI_INTERRUPTED;
      if (has_name (object, "closed"))
        return stop_here (options);
      dropoff_cli_say (options, event);
      take_sending (object, sending);
      if (is_over (object, all))
        return is_all_sent (object) && sending->n_refused == 0 ? DROPOFF_CLI_OK
                                                               : DROPOFF_CLI_NEEDS_PERSON;
      if (has_name (object, "total") && strcmp (get_state (object), "waiting-sign-in") == 0)
        {
          status = sign_in_again (options, link);
          if (status != DROPOFF_CLI_OK)
            return status;
        }
    }
}

static DropoffCliStatus
need_connection (const DropoffCliOptions *options, DropoffCliLink *link)
{
  if (dropoff_engine_get_account (dropoff_cli_link_get_engine (link)) != NULL)
    return DROPOFF_CLI_OK;
  return fail (options, DROPOFF_ERROR_CONNECTION_FILE,
               _ ("Choose a company first: give its connection file or address with "
                  "--connection."));
}

static DropoffCliStatus
be_ready_to_send (const DropoffCliOptions *options, DropoffCliLink *link)
{
  DropoffCliStatus status;

  if (dropoff_cli_link_get_engine (link) == NULL)
    return DROPOFF_CLI_OK;
  status = need_connection (options, link);
  return status == DROPOFF_CLI_OK ? sign_in_again (options, link) : status;
}

static DropoffCliStatus
read_details (const DropoffCliOptions *options, DropoffControlRequest *request)
{
  if (options->details == NULL)
    return DROPOFF_CLI_OK;
  request->details = dropoff_details_new ();
  for (char **detail = options->details; *detail != NULL; detail++)
    {
      const char *equals = strchr (*detail, '=');
      g_autofree char *name = equals != NULL ? g_strndup (*detail, (gsize) (equals - *detail))
                                             : NULL;

      if (name == NULL || name[0] == '\0' || equals[1] == '\0')
        {
          fail (options, DROPOFF_ERROR_NOT_ACCEPTED,
                _ ("Give --detail a name and a text, as in --detail title=Report."));
          return DROPOFF_CLI_USAGE;
        }
      dropoff_details_set (request->details, name, equals + 1);
    }
  return DROPOFF_CLI_OK;
}

static DropoffCliStatus
add_all (const DropoffCliOptions *options, DropoffCliLink *link, Sending *sending)
{
  DropoffCliStatus status = DROPOFF_CLI_OK;

  for (guint i = 0; options->arguments[i] != NULL && status == DROPOFF_CLI_OK;)
    {
      g_autoptr (DropoffControlRequest) request = dropoff_control_request_new (DROPOFF_CONTROL_ADD);

      for (; options->arguments[i] != NULL && dropoff_control_request_has_room (request); i++)
        {
          g_autofree char *path = g_canonicalize_filename (options->arguments[i], NULL);

          dropoff_control_request_add_path (request, path);
        }
      status = read_details (options, request);
      if (status == DROPOFF_CLI_OK)
        status = ask (options, link, request, take_sending, sending);
    }
  return status;
}

static DropoffCliStatus
run_upload (const DropoffCliOptions *options, DropoffCliLink *link)
{
  g_autoptr (DropoffProgressBars) bars = options->json ? NULL : dropoff_progress_bars_new ();
  Sending sending = { .bars = bars };
  DropoffCliStatus status = be_ready_to_send (options, link);

  if (status == DROPOFF_CLI_OK)
    status = add_all (options, link, &sending);
  return status == DROPOFF_CLI_OK ? follow (options, link, &sending, FALSE) : status;
}

/* The list */

static void
print_batch (JsonObject *event, gpointer user_data)
{
  gint64 size = json_object_get_int_member_with_default (event, "size", 0);
  gint64 sent = json_object_get_int_member_with_default (event, "sent", 0);
  g_autofree char *size_text = g_format_size ((guint64) size);
  const char *message = json_object_get_string_member_with_default (event, "message", NULL);
  g_autofree char *name
      = g_strdup (json_object_get_string_member_with_default (event, "name", ""));

  if (!has_name (event, "batch"))
    return;
  g_print ("%6" G_GINT64_FORMAT "  %3d%%  %10s  %s  %s\n",
           json_object_get_int_member_with_default (event, "id", 0),
           size > 0 ? (int) ((double) sent / (double) size * 100) : 0, size_text,
           dropoff_progress_bars_state_text (get_state (event)),
           g_strdelimit (name, "\r\n\t\033", '?'));
  if (message != NULL)
    g_print ("        %s\n", message);
}

/* What only looks or takes away shall not begin to send. */
static void
hold (DropoffCliLink *link)
{
  DropoffEngine *engine = dropoff_cli_link_get_engine (link);
  DropoffUploadQueue *queue = engine != NULL ? dropoff_engine_get_queue (engine) : NULL;

  if (queue != NULL)
    dropoff_upload_queue_set_held (queue, TRUE);
}

static DropoffCliStatus
run_list (const DropoffCliOptions *options, DropoffCliLink *link)
{
  g_autoptr (DropoffControlRequest) request = dropoff_control_request_new (DROPOFF_CONTROL_LIST);

  hold (link);
  request->sent = options->sent;
  return ask (options, link, request, options->json ? NULL : print_batch, NULL);
}

static gboolean
read_which (const char *text, gint64 *id)
{
  guint64 number;

  *id = 0;
  if (strcmp (text, "all") == 0)
    return TRUE;
  if (!g_ascii_string_to_unsigned (text, 10, 1, G_MAXINT64, &number, NULL))
    return FALSE;
  *id = (gint64) number;
  return TRUE;
}

static DropoffCliStatus
act (const DropoffCliOptions *options, DropoffCliLink *link, DropoffControlVerb verb)
{
  g_autoptr (DropoffControlRequest) request = dropoff_control_request_new (verb);
  DropoffCliStatus status = DROPOFF_CLI_OK;

  for (guint i = 0; options->arguments[i] != NULL && status == DROPOFF_CLI_OK; i++)
    {
      if (!read_which (options->arguments[i], &request->id))
        {
          fail (options, DROPOFF_ERROR_FILE, _ ("Give the number that the list shows, or all."));
          return DROPOFF_CLI_USAGE;
        }
      status = ask (options, link, request, NULL, NULL);
    }
  return status;
}

static DropoffCliStatus
run_pause (const DropoffCliOptions *options, DropoffCliLink *link)
{
  hold (link);
  return act (options, link, DROPOFF_CONTROL_PAUSE);
}

static gboolean
on_patience_over (gpointer user_data)
{
  *(gboolean *) user_data = TRUE;
  return G_SOURCE_CONTINUE;
}

/* Without another process it is this command that takes back what was begun. What it cannot, the
 * next one does. */
static DropoffCliStatus
run_cancel (const DropoffCliOptions *options, DropoffCliLink *link)
{
  DropoffEngine *engine = dropoff_cli_link_get_engine (link);
  DropoffUploadQueue *queue = engine != NULL ? dropoff_engine_get_queue (engine) : NULL;
  DropoffCliStatus status = act (options, link, DROPOFF_CONTROL_CANCEL);
  gboolean over = FALSE;
  guint timer;

  if (queue == NULL || status != DROPOFF_CLI_OK)
    return status;
  timer = g_timeout_add_seconds (TAKE_BACK_S, on_patience_over, &over);
  while (dropoff_upload_queue_get_n_taking_back (queue) > 0 && !over
         && !g_cancellable_is_cancelled (dropoff_cli_get_interrupt ()))
    g_main_context_iteration (NULL, TRUE);
  g_source_remove (timer);
  return status;
}

/* In a process of its own it is this command that goes on sending. */
static DropoffCliStatus
run_resume (const DropoffCliOptions *options, DropoffCliLink *link)
{
  static const char *const all[] = { "all", NULL };
  DropoffCliOptions with_all = *options;
  g_autoptr (DropoffControlRequest) watch = dropoff_control_request_new (DROPOFF_CONTROL_WATCH);
  g_autoptr (DropoffProgressBars) bars = NULL;
  Sending sending = { 0 };
  DropoffCliStatus status = be_ready_to_send (options, link);

  if (options->arguments[0] == NULL)
    with_all.arguments = (char **) all;
  if (status == DROPOFF_CLI_OK)
    status = act (&with_all, link, DROPOFF_CONTROL_RESUME);
  if (status != DROPOFF_CLI_OK || dropoff_cli_link_get_engine (link) == NULL)
    return status;
  bars = options->json ? NULL : dropoff_progress_bars_new ();
  sending.bars = bars;
  status = ask (options, link, watch, take_sending, &sending);
  return status == DROPOFF_CLI_OK ? follow (options, link, &sending, TRUE) : status;
}

/* Companies and people */

static DropoffCliStatus
run_sign_in (const DropoffCliOptions *options, DropoffCliLink *link)
{
  if (dropoff_cli_link_get_engine (link) == NULL)
    return refuse_while_open (options, link);
  hold (link);
  return be_ready_to_send (options, link);
}

static DropoffCliStatus
run_doctor (const DropoffCliOptions *options, DropoffCliLink *link)
{
  DropoffCliStatus status;

  if (dropoff_cli_link_get_engine (link) == NULL)
    return refuse_while_open (options, link);
  hold (link);
  status = need_connection (options, link);
  return status == DROPOFF_CLI_OK ? dropoff_doctor_run (options, link) : status;
}

static DropoffCliStatus
run_sign_out (const DropoffCliOptions *options, DropoffCliLink *link)
{
  DropoffEngine *engine = dropoff_cli_link_get_engine (link);
  g_autoptr (GError) error = NULL;

  if (engine == NULL)
    return refuse_while_open (options, link);
  hold (link);
  if (dropoff_engine_get_account (engine) != NULL
      && !dropoff_cli_sign_out (dropoff_engine_get_account (engine), &error))
    return dropoff_cli_say_error (options, error);
  return DROPOFF_CLI_OK;
}

static void
say_connection (const DropoffCliOptions *options, DropoffConnection *connection,
                gboolean is_current)
{
  JsonBuilder *builder = dropoff_control_event_begin ("connection");
  g_autoptr (JsonNode) event = NULL;

  dropoff_control_event_add_text (builder, "id", dropoff_connection_get_id (connection));
  dropoff_control_event_add_text (builder, "company", dropoff_connection_get_name (connection));
  dropoff_control_event_add_flag (builder, "chosen", is_current);
  event = dropoff_control_event_end (builder);
  dropoff_cli_say (options, event);
  if (!options->json)
    g_print ("%c %s  %s\n", is_current ? '*' : ' ', dropoff_connection_get_id (connection),
             dropoff_connection_get_name (connection));
}

/* The link has taken over the company that was named. */
static DropoffCliStatus
run_connection (const DropoffCliOptions *options, DropoffCliLink *link)
{
  DropoffEngine *engine = dropoff_cli_link_get_engine (link);
  GListModel *known;

  if (engine == NULL)
    return refuse_while_open (options, link);
  hold (link);
  known = dropoff_engine_get_connections (engine);
  for (guint i = 0; i < g_list_model_get_n_items (known); i++)
    {
      g_autoptr (DropoffConnection) connection = g_list_model_get_item (known, i);

      say_connection (options, connection, connection == dropoff_engine_get_connection (engine));
    }
  return DROPOFF_CLI_OK;
}

static DropoffCliStatus
run_status (const DropoffCliOptions *options, DropoffCliLink *link)
{
  JsonObject *owner = dropoff_cli_link_get_owner (link);
  g_autoptr (JsonNode) event = json_node_init_object (json_node_alloc (), owner);

  hold (link);
  dropoff_cli_say (options, event);
  if (!options->json)
    g_print ("%s: %s, %s%s%s\n", json_object_get_string_member_with_default (owner, "company", "–"),
             json_object_get_string_member_with_default (owner, "account", "signed-out"),
             json_object_get_string_member_with_default (owner, "user", "–"),
             dropoff_cli_link_get_engine (link) == NULL ? ", process " : "",
             dropoff_cli_link_get_engine (link) == NULL
                 ? json_object_get_string_member_with_default (owner, "version", "")
                 : "");
  return DROPOFF_CLI_OK;
}

static const DropoffCliCommand commands[] = {
  { "upload", "FILE…", 1, MAX_FILES, run_upload },
  { "list", "[--sent]", 0, 0, run_list },
  { "pause", "ID…|all", 1, MAX_FILES, run_pause },
  { "resume", "[ID…|all]", 0, MAX_FILES, run_resume },
  { "cancel", "ID…|all", 1, MAX_FILES, run_cancel },
  { "status", "", 0, 0, run_status },
  { "sign-in", "[--user NAME] [--password-fd N]", 0, 0, run_sign_in },
  { "sign-out", "", 0, 0, run_sign_out },
  { "doctor", "", 0, 0, run_doctor },
  { "connection", "[FILE|ADDRESS|ID]", 0, 1, run_connection },
};

const DropoffCliCommand *
dropoff_cli_command_find (const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (commands); i++)
    if (strcmp (commands[i].name, name) == 0)
      return &commands[i];
  return NULL;
}

char *
dropoff_cli_command_describe_all (void)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < G_N_ELEMENTS (commands); i++)
    g_string_append_printf (text, "  %s %s\n", commands[i].name, commands[i].usage);
  return g_string_free (g_steal_pointer (&text), FALSE);
}
