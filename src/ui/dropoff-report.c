/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "dropoff-report.h"

#include <adwaita.h>
#include <string.h>

#include "dropoff-desktop.h"
#include "dropoff-log.h"

/* The words of a report are for whoever helps; they stay the same in every language. */

static const char *
state_word (DropoffUploadState state)
{
  static const char *const words[] = {
    [DROPOFF_UPLOAD_QUEUED] = "queued",
    [DROPOFF_UPLOAD_CHECKING] = "checking",
    [DROPOFF_UPLOAD_SENDING] = "sending",
    [DROPOFF_UPLOAD_VERIFYING] = "verifying",
    [DROPOFF_UPLOAD_DONE] = "done",
    [DROPOFF_UPLOAD_PAUSED] = "paused",
    [DROPOFF_UPLOAD_WAITING_NETWORK] = "waiting for the network",
    [DROPOFF_UPLOAD_WAITING_SIGN_IN] = "waiting for sign-in",
    [DROPOFF_UPLOAD_WAITING_FILE] = "waiting for the file",
    [DROPOFF_UPLOAD_CHANGED] = "changed",
    [DROPOFF_UPLOAD_REFUSED] = "refused",
    [DROPOFF_UPLOAD_FAILED] = "failed",
    [DROPOFF_UPLOAD_CANCELLED] = "cancelled",
    [DROPOFF_UPLOAD_NEEDS_DETAILS] = "needs details",
    [DROPOFF_UPLOAD_SAME_NAME] = "same name",
  };

  return words[state];
}

static const char *
account_word (DropoffAccount *account)
{
  if (account == NULL)
    return "none";
  switch (dropoff_account_get_state (account))
    {
    case DROPOFF_ACCOUNT_CHALLENGED:
      return "signing in";
    case DROPOFF_ACCOUNT_SIGNED_IN:
      return dropoff_account_get_session_only (account) ? "signed in until the end" : "signed in";
    case DROPOFF_ACCOUNT_LAPSED:
      return "lapsed";
    case DROPOFF_ACCOUNT_SIGNED_OUT:
    default:
      return "signed out";
    }
}

char *
dropoff_report_about_system (void)
{
  const char *desktop = g_getenv ("XDG_CURRENT_DESKTOP");
  g_autofree char *os = g_get_os_info (G_OS_INFO_KEY_PRETTY_NAME);

  return g_strdup_printf ("Dropoff %s\n"
                          "GTK %u.%u.%u, libadwaita %u.%u.%u, GLib %u.%u.%u\n"
                          "System: %s\n"
                          "Desktop: %s, %s\n"
                          "Language: %s\n",
                          DROPOFF_VERSION, gtk_get_major_version (), gtk_get_minor_version (),
                          gtk_get_micro_version (), adw_get_major_version (),
                          adw_get_minor_version (), adw_get_micro_version (), glib_major_version,
                          glib_minor_version, glib_micro_version, os != NULL ? os : "not known",
                          desktop != NULL ? desktop : "not known",
                          dropoff_desktop_is_sandboxed () ? "sandboxed" : "not sandboxed",
                          g_get_language_names ()[0]);
}

static void
add_trouble (GString *text, DropoffBatch *batch)
{
  DropoffBatchRecord *record = dropoff_batch_get_record (batch);
  g_autofree char *size = g_format_size (record->size_bytes);
  g_autofree char *type = NULL;
  g_autofree char *message = NULL;
  g_autofree char *redacted = NULL;
  int code = -1;

  g_object_get (batch, "content-type", &type, "error-message", &message, NULL);
  for (guint i = 0; code < 0 && i < dropoff_batch_get_n_uploads (batch); i++)
    code = dropoff_batch_peek_record (batch, i)->error_code;
  redacted = dropoff_log_redact (message != NULL ? message : "");
  g_string_append_printf (text, "- %s, %s, %u files: %s, error %d%s%s\n",
                          type != NULL ? type : "?", size, record->n_files,
                          state_word (dropoff_batch_get_state (batch)), code,
                          *redacted != '\0' ? ": " : "", redacted);
}

char *
dropoff_report_about_queue (GListModel *queue)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (GString) troubles = g_string_new (NULL);
  guint counts[DROPOFF_UPLOAD_N_STATES] = { 0 };
  guint n_troubles = 0;

  for (guint i = 0; i < g_list_model_get_n_items (queue); i++)
    {
      g_autoptr (DropoffBatch) batch = g_list_model_get_item (queue, i);
      DropoffUploadState state = dropoff_batch_get_state (batch);

      counts[state]++;
      if (state != DROPOFF_UPLOAD_FAILED && state != DROPOFF_UPLOAD_CHANGED
          && dropoff_batch_get_n_failed (batch) == 0)
        continue;
      if (n_troubles++ < DROPOFF_REPORT_MAX_TROUBLES)
        add_trouble (troubles, batch);
    }
  for (guint i = 0; i < G_N_ELEMENTS (counts); i++)
    if (counts[i] > 0)
      g_string_append_printf (text, "%s: %u\n", state_word ((DropoffUploadState) i), counts[i]);
  if (n_troubles > 0)
    g_string_append_printf (text, "In trouble: %u\n%s", n_troubles, troubles->str);
  return g_string_free (g_steal_pointer (&text), FALSE);
}

char *
dropoff_report_make (DropoffEngine *engine)
{
  g_autofree char *system = dropoff_report_about_system ();
  g_autoptr (GDateTime) now = g_date_time_new_now_utc ();
  g_autofree char *when = g_date_time_format (now, "%F %T UTC");
  DropoffConnection *connection
      = engine != NULL ? dropoff_engine_get_connection (engine) : NULL;
  g_autofree char *queue = NULL;

  if (engine != NULL && dropoff_engine_get_queue (engine) != NULL)
    queue = dropoff_report_about_queue (G_LIST_MODEL (dropoff_engine_get_queue (engine)));
  return g_strdup_printf (
      "%sTime: %s\nCompany: %s\nSign-in: %s\n\nIn the list\n%s", system, when,
      connection != NULL ? dropoff_connection_get_id (connection) : "none",
      account_word (engine != NULL ? dropoff_engine_get_account (engine) : NULL),
      queue != NULL && *queue != '\0' ? queue : "nothing\n");
}

char *
dropoff_report_mail_uri (const char *address, const char *report)
{
  g_autofree char *to = g_uri_escape_string (address, "@", FALSE);
  g_auto (GStrv) lines = g_strsplit (report, "\n", -1);
  g_autofree char *text = g_strjoinv ("\r\n", lines);
  g_autofree char *body = g_uri_escape_string (text, NULL, FALSE);

  return g_strconcat ("mailto:", to, "?subject=Dropoff%20report&body=", body, NULL);
}
