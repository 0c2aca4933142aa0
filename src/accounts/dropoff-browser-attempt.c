/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "dropoff-browser-attempt.h"

#include <glib/gi18n-lib.h>

#include "dropoff-browser-messages.h"
#include "dropoff-error.h"
#include "dropoff-loopback-listener.h"

#define PATIENCE_S 600

struct _DropoffBrowserAttempt
{
  GObject parent_instance;

  DropoffConnection *connection;
  DropoffCognitoClient *client;
  DropoffClock *clock;
  guint patience_s;
  gboolean for_passkey;

  DropoffBrowserSecrets *secrets;
  char *redirect;
  char *address;

  /* While the browser is waited for */
  GTask *task;
  DropoffLoopbackListener *listener;
  GSource *time_out;
  GSource *cancelled; /* NULL when nobody can cancel */

  DropoffCognitoReply *tokens;
  char *person;
};

G_DEFINE_FINAL_TYPE (DropoffBrowserAttempt, dropoff_browser_attempt, G_TYPE_OBJECT)

static void
dropoff_browser_attempt_finalize (GObject *object)
{
  DropoffBrowserAttempt *self = DROPOFF_BROWSER_ATTEMPT (object);

  g_clear_object (&self->connection);
  g_clear_object (&self->client);
  g_clear_pointer (&self->secrets, dropoff_browser_secrets_free);
  g_clear_pointer (&self->tokens, dropoff_cognito_reply_free);
  g_free (self->redirect);
  g_free (self->address);
  g_free (self->person);
  G_OBJECT_CLASS (dropoff_browser_attempt_parent_class)->finalize (object);
}

static void
dropoff_browser_attempt_class_init (DropoffBrowserAttemptClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = dropoff_browser_attempt_finalize;
}

static void
dropoff_browser_attempt_init (DropoffBrowserAttempt *self)
{
  self->patience_s = PATIENCE_S;
}

static void
clear_source (GSource **source)
{
  if (*source != NULL)
    g_source_destroy (*source);
  g_clear_pointer (source, g_source_unref);
}

/* Nobody is waited for any more; gives the task that waited. */
static GTask *
stop_waiting (DropoffBrowserAttempt *self)
{
  if (self->listener != NULL)
    dropoff_loopback_listener_close (self->listener);
  g_clear_object (&self->listener);
  clear_source (&self->time_out);
  clear_source (&self->cancelled);
  g_clear_pointer (&self->address, g_free);
  return g_steal_pointer (&self->task);
}

static void
fail (DropoffBrowserAttempt *self, DropoffError code, const char *detail, const char *message)
{
  g_autoptr (GTask) task = stop_waiting (self);

  g_task_return_error (task, dropoff_error_new (code, detail, 0, message));
}

static gboolean
on_time_over (gpointer user_data)
{
  fail (user_data, DROPOFF_ERROR_CODE_EXPIRED, "nobody came back from the browser",
        _ ("The sign-in in the browser took too long. Begin again."));
  return G_SOURCE_REMOVE;
}

static gboolean
on_cancelled (GCancellable *cancellable, gpointer user_data)
{
  fail (user_data, DROPOFF_ERROR_CANCELLED, NULL, _ ("Cancelled."));
  return G_SOURCE_REMOVE;
}

/* The token came from the service itself, but only its claims say that it is for this sign-in. */
static gboolean
check_tokens (DropoffBrowserAttempt *self, GError **error)
{
  g_autofree char *issuer = g_strconcat (
      "https://", dropoff_connection_get_login_provider (self->connection), NULL);
  g_autofree char *detail = NULL;

  if (dropoff_browser_check_id_token (
          self->tokens->id_token, issuer, dropoff_connection_get_client_id (self->connection),
          self->secrets->nonce, dropoff_clock_now_s (self->clock), &self->person, &detail))
    return TRUE;
  g_clear_pointer (&self->tokens, dropoff_cognito_reply_free);
  g_propagate_error (error, dropoff_error_new (DROPOFF_ERROR_NOT_THE_SERVICE, detail, 0,
                                               _ ("The answer was not for this sign-in. Begin "
                                                  "again.")));
  return FALSE;
}

static void
on_redeemed (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = G_TASK (user_data);
  DropoffBrowserAttempt *self = g_task_get_source_object (task);
  GError *error = NULL;
  g_autoptr (GBytes) body = dropoff_cognito_client_call_finish (DROPOFF_COGNITO_CLIENT (source),
                                                                result, NULL, &error);

  if (body != NULL)
    self->tokens = dropoff_browser_parse_tokens (body, &error);
  if (self->tokens == NULL || !check_tokens (self, &error))
    g_task_return_error (task, error);
  else
    g_task_return_boolean (task, TRUE);
}

static void
redeem (DropoffBrowserAttempt *self, const DropoffSecret *code)
{
  GTask *task = stop_waiting (self);

  dropoff_cognito_client_call_async (
      self->client, DROPOFF_CALL_REDEEM, "token",
      dropoff_browser_redeem (dropoff_connection_get_client_id (self->connection), code,
                              self->redirect, self->secrets->verifier),
      DROPOFF_CALL_ONCE, g_task_get_cancellable (task), on_redeemed, task);
}

/* The words are the company's own sign-in's. */
static void
fail_as_told (DropoffBrowserAttempt *self, const char *problem, const char *description)
{
  g_autofree char *detail = g_strdup_printf ("the sign-in pages answered %s", problem);

  fail (self, DROPOFF_ERROR_ASK_COMPANY, detail,
        description != NULL && *description != '\0'
            ? description
            : _ ("The company’s sign-in did not let you in. Ask the company."));
}

static gboolean
on_came_back (const char *query, gpointer user_data)
{
  DropoffBrowserAttempt *self = user_data;
  g_autoptr (DropoffSecret) code = NULL;
  g_autofree char *problem = NULL;
  g_autofree char *description = NULL;

  if (!dropoff_browser_read_answer (query, self->secrets->state, &code, &problem, &description))
    return FALSE;
  if (code != NULL)
    redeem (self, code);
  else
    fail_as_told (self, problem, description);
  return TRUE;
}

DropoffBrowserAttempt *
dropoff_browser_attempt_new (DropoffConnection *connection, DropoffCognitoClient *client,
                             DropoffClock *clock)
{
  DropoffBrowserAttempt *self = g_object_new (DROPOFF_TYPE_BROWSER_ATTEMPT, NULL);

  self->connection = g_object_ref (connection);
  self->client = g_object_ref (client);
  self->clock = clock;
  return self;
}

void
dropoff_browser_attempt_set_patience (DropoffBrowserAttempt *self, guint patience_s)
{
  g_return_if_fail (DROPOFF_IS_BROWSER_ATTEMPT (self));
  self->patience_s = patience_s;
}

void
dropoff_browser_attempt_set_for_passkey (DropoffBrowserAttempt *self)
{
  g_return_if_fail (DROPOFF_IS_BROWSER_ATTEMPT (self));
  self->for_passkey = TRUE;
}

static void
watch_cancellable (GTask *task)
{
  DropoffBrowserAttempt *self = g_task_get_source_object (task);

  if (g_task_get_cancellable (task) == NULL)
    return;
  self->cancelled = g_cancellable_source_new (g_task_get_cancellable (task));
  g_source_set_callback (self->cancelled, G_SOURCE_FUNC (on_cancelled), self, NULL);
  g_source_attach (self->cancelled, g_main_context_get_thread_default ());
}

void
dropoff_browser_attempt_begin_async (DropoffBrowserAttempt *self, GCancellable *cancellable,
                                     GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);
  GError *error = NULL;

  g_return_if_fail (self->task == NULL && self->secrets == NULL);

  g_task_set_source_tag (task, dropoff_browser_attempt_begin_async);
  g_task_set_check_cancellable (task, FALSE);
  self->listener = dropoff_loopback_listener_new (on_came_back, self, &error);
  if (self->listener == NULL)
    {
      g_task_return_error (task, error);
      g_object_unref (task);
      return;
    }
  self->task = task;
  self->secrets = dropoff_browser_secrets_new ();
  self->redirect = g_strdup (dropoff_loopback_listener_get_address (self->listener));
  self->address = dropoff_browser_make_address (
      dropoff_connection_get_login_endpoint (self->connection),
      dropoff_connection_get_client_id (self->connection), self->redirect,
      self->for_passkey ? NULL : dropoff_connection_get_identity_provider (self->connection),
      self->secrets);
  self->time_out = g_timeout_source_new_seconds (self->patience_s);
  g_source_set_callback (self->time_out, on_time_over, self, NULL);
  g_source_attach (self->time_out, g_main_context_get_thread_default ());
  watch_cancellable (task);
}

const DropoffCognitoReply *
dropoff_browser_attempt_finish (DropoffBrowserAttempt *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, dropoff_browser_attempt_begin_async),
                        NULL);
  return g_task_propagate_boolean (G_TASK (result), error) ? self->tokens : NULL;
}

const char *
dropoff_browser_attempt_get_address (DropoffBrowserAttempt *self)
{
  g_return_val_if_fail (DROPOFF_IS_BROWSER_ATTEMPT (self), NULL);
  return self->address;
}

const char *
dropoff_browser_attempt_get_person (DropoffBrowserAttempt *self)
{
  g_return_val_if_fail (DROPOFF_IS_BROWSER_ATTEMPT (self), NULL);
  return self->person;
}
