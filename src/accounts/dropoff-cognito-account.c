/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "dropoff-cognito-account.h"

#include <glib/gi18n-lib.h>

#include "dropoff-browser-attempt.h"
#include "dropoff-cognito-account-messages.h"
#include "dropoff-cognito-client.h"
#include "dropoff-credentials-provider.h"
#include "dropoff-device-shelf.h"
#include "dropoff-error.h"
#include "dropoff-second-steps.h"
#include "dropoff-sign-in-attempt.h"
#include "dropoff-sign-in-step.h"
#include "dropoff-signed-in-call.h"
#include "dropoff-token-keeper.h"

struct _DropoffCognitoAccount
{
  DropoffAccount parent_instance;

  DropoffCognitoClient *client;
  DropoffClock *clock;
  DropoffTokenKeeper *keeper;
  DropoffDeviceShelf *devices;
  DropoffCredentialsProvider *provider;

  /* A sign-in that is going on. */
  DropoffSignInAttempt *attempt;
  DropoffBrowserAttempt *browser; /* a sign-in in the browser that goes on, or NULL */
  gboolean has_passkey;             /* as the last attempt found out */
  DropoffAccountState state_before; /* where giving up leads back to */
  GCancellable *step;               /* cancels the step under way; a new one for each step */
};

G_DEFINE_FINAL_TYPE (DropoffCognitoAccount, dropoff_cognito_account, DROPOFF_TYPE_ACCOUNT)

static void
dropoff_cognito_account_dispose (GObject *object)
{
  DropoffCognitoAccount *self = DROPOFF_COGNITO_ACCOUNT (object);

  g_clear_object (&self->client);
  if (self->keeper != NULL)
    g_signal_handlers_disconnect_by_data (self->keeper, self);
  g_clear_object (&self->keeper);
  g_clear_object (&self->devices);
  g_clear_object (&self->provider);
  g_clear_object (&self->attempt);
  g_clear_object (&self->browser);
  g_clear_object (&self->step);
  G_OBJECT_CLASS (dropoff_cognito_account_parent_class)->dispose (object);
}

/* Brings what the window shows into line with what the keeper holds. */
static void
show_sign_in (DropoffCognitoAccount *self)
{
  DropoffAccount *account = DROPOFF_ACCOUNT (self);

  dropoff_account_set_user_name (account, dropoff_token_keeper_get_user_name (self->keeper));
  dropoff_account_set_identity_id (account, dropoff_token_keeper_get_identity_id (self->keeper));
  dropoff_account_set_session_only (account, dropoff_token_keeper_get_session_only (self->keeper));
  dropoff_account_set_lapses_at_s (account, dropoff_token_keeper_get_lapses_at_s (self->keeper));
  dropoff_account_set_state (account, DROPOFF_ACCOUNT_SIGNED_IN);
}

/* The keyring has taken the sign-in after all, or told it: what goes on by then goes first. */
static void
on_mended (DropoffCognitoAccount *self)
{
  if (dropoff_account_get_state (DROPOFF_ACCOUNT (self)) != DROPOFF_ACCOUNT_SIGNED_OUT)
    dropoff_account_set_session_only (DROPOFF_ACCOUNT (self),
                                      dropoff_token_keeper_get_session_only (self->keeper));
  else if (self->attempt == NULL && self->browser == NULL)
    show_sign_in (self);
}

/* Password, session and challenge are forgotten; somebody who is signed in stays so. */
static void
drop_attempt (DropoffCognitoAccount *self, DropoffAccountState state)
{
  g_clear_object (&self->attempt);
  g_clear_object (&self->browser);
  dropoff_account_set_browser_address (DROPOFF_ACCOUNT (self), NULL);
  dropoff_account_set_challenge (DROPOFF_ACCOUNT (self), NULL);
  if (state != DROPOFF_ACCOUNT_SIGNED_IN)
    dropoff_account_set_state (DROPOFF_ACCOUNT (self), state);
  else if (dropoff_token_keeper_holds_sign_in (self->keeper))
    show_sign_in (self);
  else
    dropoff_account_set_state (DROPOFF_ACCOUNT (self), DROPOFF_ACCOUNT_LAPSED);
}

static void
on_tokens_accepted (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = G_TASK (user_data);
  DropoffCognitoAccount *self = g_task_get_source_object (task);
  gboolean held = dropoff_token_keeper_accept_finish (DROPOFF_TOKEN_KEEPER (source), result);

  /* Given up while the keyring was busy: then nothing may stay behind. */
  if (!dropoff_sign_in_step_end (&self->step, task))
    {
      if (held)
        dropoff_token_keeper_forget_async (self->keeper, NULL, NULL);
      dropoff_sign_in_step_return_cancelled (task);
      return;
    }
  g_clear_object (&self->attempt);
  g_clear_object (&self->browser);
  dropoff_account_set_challenge (DROPOFF_ACCOUNT (self), NULL);
  show_sign_in (self);
  g_task_return_boolean (task, TRUE);
}

/* After an error the sign-in goes on if there is still something to answer. */
static void
show_challenge (DropoffCognitoAccount *self)
{
  DropoffChallenge *challenge = dropoff_sign_in_attempt_make_challenge (self->attempt);

  if (challenge == NULL)
    {
      drop_attempt (self, self->state_before);
      return;
    }
  dropoff_account_set_challenge (DROPOFF_ACCOUNT (self), challenge);
  dropoff_account_set_state (DROPOFF_ACCOUNT (self), DROPOFF_ACCOUNT_CHALLENGED);
}

static void
on_attempt_stepped (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = G_TASK (user_data);
  DropoffCognitoAccount *self = g_task_get_source_object (task);
  DropoffSignInAttempt *attempt = DROPOFF_SIGN_IN_ATTEMPT (source);
  const DropoffCognitoReply *tokens = dropoff_sign_in_attempt_get_tokens (attempt);
  GError *error = NULL;

  if (dropoff_sign_in_attempt_finish (attempt, result, &error) && tokens != NULL
      && self->attempt == attempt)
    {
      dropoff_credentials_provider_forget (self->provider);
      dropoff_token_keeper_accept_async (self->keeper, tokens,
                                         dropoff_sign_in_attempt_get_user_name (attempt),
                                         dropoff_sign_in_attempt_get_device_key (attempt),
                                         on_tokens_accepted, g_object_ref (task));
      return;
    }
  if (!dropoff_sign_in_step_end (&self->step, task) || self->attempt != attempt)
    {
      g_clear_error (&error);
      dropoff_sign_in_step_return_cancelled (task);
      return;
    }
  show_challenge (self);
  self->has_passkey = dropoff_error_is (error, DROPOFF_ERROR_BROWSER);
  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_boolean (task, TRUE);
}

/* What is going on gives place to a new attempt. */
static GCancellable *
begin_anew (DropoffCognitoAccount *self, GTask *task)
{
  DropoffAccountState state = dropoff_account_get_state (DROPOFF_ACCOUNT (self));
  GCancellable *cancellable = dropoff_sign_in_step_begin (&self->step, task);

  if (state != DROPOFF_ACCOUNT_CHALLENGED)
    self->state_before = state;
  drop_attempt (self, self->state_before);
  return cancellable;
}

static GCancellable *
begin_attempt (DropoffCognitoAccount *self, const char *user_name, DropoffSecret *password,
               GTask *task)
{
  DropoffAccount *account = DROPOFF_ACCOUNT (self);
  GCancellable *cancellable = begin_anew (self, task);

  dropoff_account_set_user_name (account, user_name);
  self->attempt
      = dropoff_sign_in_attempt_new (dropoff_account_get_connection (account), self->client,
                                     self->clock, self->devices, user_name, password);
  return cancellable;
}

static void
dropoff_cognito_account_sign_in_async (DropoffAccount *account, const char *user_name,
                                       DropoffSecret *password, GTask *task)
{
  DropoffCognitoAccount *self = DROPOFF_COGNITO_ACCOUNT (account);
  GCancellable *cancellable = begin_attempt (self, user_name, password, task);

  dropoff_sign_in_attempt_begin_async (self->attempt, cancellable, on_attempt_stepped,
                                       g_object_ref (task));
}

static void
dropoff_cognito_account_sign_up_async (DropoffAccount *account, const char *user_name,
                                       DropoffSecret *password, const char *const *attributes,
                                       GTask *task)
{
  DropoffCognitoAccount *self = DROPOFF_COGNITO_ACCOUNT (account);
  GCancellable *cancellable = begin_attempt (self, user_name, password, task);

  dropoff_sign_in_attempt_sign_up_async (self->attempt, attributes, cancellable,
                                         on_attempt_stepped, g_object_ref (task));
}

static void
dropoff_cognito_account_reset_password_async (DropoffAccount *account, const char *user_name,
                                              GTask *task)
{
  DropoffCognitoAccount *self = DROPOFF_COGNITO_ACCOUNT (account);
  GCancellable *cancellable = begin_attempt (self, user_name, NULL, task);

  dropoff_sign_in_attempt_reset_async (self->attempt, cancellable, on_attempt_stepped,
                                       g_object_ref (task));
}

static void
on_browser_ended (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = G_TASK (user_data);
  DropoffCognitoAccount *self = g_task_get_source_object (task);
  DropoffBrowserAttempt *browser = DROPOFF_BROWSER_ATTEMPT (source);
  const DropoffCognitoReply *tokens;
  GError *error = NULL;

  tokens = dropoff_browser_attempt_finish (browser, result, &error);
  if (self->browser == browser)
    dropoff_account_set_browser_address (DROPOFF_ACCOUNT (self), NULL);
  if (tokens != NULL && self->browser == browser)
    {
      dropoff_credentials_provider_forget (self->provider);
      dropoff_token_keeper_accept_async (self->keeper, tokens,
                                         dropoff_browser_attempt_get_person (browser), NULL,
                                         on_tokens_accepted, g_object_ref (task));
      return;
    }
  if (!dropoff_sign_in_step_end (&self->step, task) || self->browser != browser)
    {
      g_clear_error (&error);
      dropoff_sign_in_step_return_cancelled (task);
      return;
    }
  drop_attempt (self, self->state_before);
  g_task_return_error (task, error);
}

static void
dropoff_cognito_account_sign_in_with_browser_async (DropoffAccount *account, GTask *task)
{
  DropoffCognitoAccount *self = DROPOFF_COGNITO_ACCOUNT (account);
  GCancellable *cancellable = begin_anew (self, task);

  self->browser = dropoff_browser_attempt_new (dropoff_account_get_connection (account),
                                               self->client, self->clock);
  if (self->has_passkey)
    dropoff_browser_attempt_set_for_passkey (self->browser);
  dropoff_browser_attempt_begin_async (self->browser, cancellable, on_browser_ended,
                                       g_object_ref (task));
  dropoff_account_set_browser_address (account,
                                       dropoff_browser_attempt_get_address (self->browser));
}

static void
dropoff_cognito_account_answer_async (DropoffAccount *account, const DropoffChallengeAnswer *answer,
                                      GTask *task)
{
  DropoffCognitoAccount *self = DROPOFF_COGNITO_ACCOUNT (account);

  dropoff_sign_in_attempt_answer_async (self->attempt, answer,
                                        dropoff_sign_in_step_begin (&self->step, task),
                                        on_attempt_stepped, g_object_ref (task));
}

static void
dropoff_cognito_account_resend_async (DropoffAccount *account, GTask *task)
{
  DropoffCognitoAccount *self = DROPOFF_COGNITO_ACCOUNT (account);

  dropoff_sign_in_attempt_resend_async (self->attempt,
                                        dropoff_sign_in_step_begin (&self->step, task),
                                        on_attempt_stepped, g_object_ref (task));
}

static void
dropoff_cognito_account_abandon (DropoffAccount *account)
{
  DropoffCognitoAccount *self = DROPOFF_COGNITO_ACCOUNT (account);

  if (self->attempt == NULL && self->browser == NULL)
    return;
  self->has_passkey = FALSE;
  dropoff_sign_in_step_drop (&self->step);
  drop_attempt (self, self->state_before);
}

/* Whether this computer is known has no part in whether somebody is signed in. */
static void
on_devices_loaded (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = G_TASK (user_data);

  dropoff_device_shelf_load_finish (DROPOFF_DEVICE_SHELF (source), result);
  g_task_return_boolean (task, TRUE);
}

static void
on_restored (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = G_TASK (user_data);
  DropoffCognitoAccount *self = g_task_get_source_object (task);
  GError *error = NULL;

  if (!dropoff_token_keeper_restore_finish (DROPOFF_TOKEN_KEEPER (source), result, &error))
    {
      g_task_return_error (task, error);
      return;
    }
  if (dropoff_token_keeper_holds_sign_in (self->keeper)
      && dropoff_account_get_state (DROPOFF_ACCOUNT (self)) == DROPOFF_ACCOUNT_SIGNED_OUT
      && self->attempt == NULL && self->browser == NULL)
    show_sign_in (self);
  dropoff_device_shelf_load_async (self->devices, on_devices_loaded, g_object_ref (task));
}

static void
dropoff_cognito_account_restore_async (DropoffAccount *account, GTask *task)
{
  DropoffCognitoAccount *self = DROPOFF_COGNITO_ACCOUNT (account);

  g_task_set_check_cancellable (task, FALSE);
  dropoff_token_keeper_restore_async (self->keeper, on_restored, g_object_ref (task));
}

static void
on_credentials (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = G_TASK (user_data);
  DropoffCognitoAccount *self = g_task_get_source_object (task);
  DropoffAccount *account = DROPOFF_ACCOUNT (self);
  DropoffAwsCredentials *credentials;
  GError *error = NULL;

  credentials = g_task_propagate_pointer (G_TASK (result), &error);
  if (dropoff_account_get_state (account) == DROPOFF_ACCOUNT_SIGNED_IN)
    {
      if (dropoff_token_keeper_holds_sign_in (self->keeper))
        show_sign_in (self);
      else
        dropoff_account_set_state (account, DROPOFF_ACCOUNT_LAPSED);
    }
  if (credentials != NULL)
    g_task_return_pointer (task, credentials, (GDestroyNotify) dropoff_aws_credentials_unref);
  else
    g_task_return_error (task, error);
}

static void
dropoff_cognito_account_get_credentials_async (DropoffAccount *account, gboolean refused,
                                               GTask *task)
{
  DropoffCognitoAccount *self = DROPOFF_COGNITO_ACCOUNT (account);
  g_autoptr (GTask) inner = NULL;

  g_task_set_check_cancellable (task, FALSE);
  /* While somebody who is signed in does so again, the old sign-in is still good. */
  if (dropoff_account_get_state (account) != DROPOFF_ACCOUNT_SIGNED_IN
      && !(dropoff_account_get_state (account) == DROPOFF_ACCOUNT_CHALLENGED
           && dropoff_token_keeper_holds_sign_in (self->keeper)))
    {
      g_task_return_error (task, dropoff_error_new (DROPOFF_ERROR_SIGN_IN, "not signed in", 0,
                                                    _ ("Please sign in again.")));
      return;
    }
  inner = g_task_new (self, g_task_get_cancellable (task), on_credentials, g_object_ref (task));
  g_task_set_source_tag (inner, dropoff_credentials_provider_get);
  g_task_set_check_cancellable (inner, FALSE);
  dropoff_credentials_provider_get (self->provider, refused, inner);
}

/* A change of password, until there is an access token for it. */
typedef struct
{
  DropoffSecret *old_password;
  DropoffSecret *new_password;
} Change;

static void
change_free (gpointer data)
{
  Change *change = data;

  dropoff_secret_unref (change->old_password);
  dropoff_secret_unref (change->new_password);
  g_free (change);
}

static GBytes *
make_change (const DropoffSecret *access_token, gconstpointer data)
{
  const Change *change = data;

  return dropoff_cognito_change_password (access_token, change->old_password,
                                          change->new_password);
}

static void
on_password_changed (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = G_TASK (user_data);
  GError *error = NULL;
  g_autoptr (GBytes) body
      = dropoff_signed_in_call_finish (DROPOFF_ACCOUNT (source), result, &error);
  /* Anybody's page may come with a good status. */
  g_autoptr (DropoffCognitoDetails) details
      = body != NULL ? dropoff_cognito_details_parse (body, &error) : NULL;

  if (details != NULL)
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
dropoff_cognito_account_change_password_async (DropoffAccount *account,
                                               DropoffSecret *old_password,
                                               DropoffSecret *new_password, GTask *task)
{
  DropoffCognitoAccount *self = DROPOFF_COGNITO_ACCOUNT (account);
  Change *change = g_new0 (Change, 1);

  change->old_password = dropoff_secret_ref (old_password);
  change->new_password = dropoff_secret_ref (new_password);
  dropoff_signed_in_call_async (account, self->keeper, self->client,
                                &(DropoffSignedInCall){ .call = DROPOFF_CALL_CHANGE,
                                                        .operation = "ChangePassword",
                                                        .make_body = make_change,
                                                        .data = change,
                                                        .free_data = change_free },
                                NULL, on_password_changed, g_object_ref (task));
}

static DropoffSecondSteps *
dropoff_cognito_account_make_second_steps (DropoffAccount *account)
{
  DropoffCognitoAccount *self = DROPOFF_COGNITO_ACCOUNT (account);

  return dropoff_second_steps_new (account, self->keeper, self->client);
}

static void
on_forgotten (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = G_TASK (user_data);
  GError *error = NULL;

  if (dropoff_token_keeper_forget_finish (DROPOFF_TOKEN_KEEPER (source), result, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
dropoff_cognito_account_sign_out_async (DropoffAccount *account, GTask *task)
{
  DropoffCognitoAccount *self = DROPOFF_COGNITO_ACCOUNT (account);

  g_task_set_check_cancellable (task, FALSE);
  dropoff_cognito_account_abandon (account);
  dropoff_token_keeper_forget_async (self->keeper, on_forgotten, g_object_ref (task));
  dropoff_credentials_provider_forget (self->provider);
  dropoff_account_set_identity_id (account, NULL);
  dropoff_account_set_session_only (account, FALSE);
  dropoff_account_set_lapses_at_s (account, 0);
  dropoff_account_set_user_name (account, NULL);
  dropoff_account_set_state (account, DROPOFF_ACCOUNT_SIGNED_OUT);
}

static void
dropoff_cognito_account_class_init (DropoffCognitoAccountClass *klass)
{
  DropoffAccountClass *account_class = DROPOFF_ACCOUNT_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = dropoff_cognito_account_dispose;
  account_class->restore_async = dropoff_cognito_account_restore_async;
  account_class->sign_in_async = dropoff_cognito_account_sign_in_async;
  account_class->sign_in_with_browser_async = dropoff_cognito_account_sign_in_with_browser_async;
  account_class->change_password_async = dropoff_cognito_account_change_password_async;
  account_class->make_second_steps = dropoff_cognito_account_make_second_steps;
  account_class->sign_up_async = dropoff_cognito_account_sign_up_async;
  account_class->reset_password_async = dropoff_cognito_account_reset_password_async;
  account_class->answer_async = dropoff_cognito_account_answer_async;
  account_class->resend_async = dropoff_cognito_account_resend_async;
  account_class->get_credentials_async = dropoff_cognito_account_get_credentials_async;
  account_class->sign_out_async = dropoff_cognito_account_sign_out_async;
  account_class->abandon = dropoff_cognito_account_abandon;
}

static void
dropoff_cognito_account_init (DropoffCognitoAccount *self)
{
  self->state_before = DROPOFF_ACCOUNT_SIGNED_OUT;
}

DropoffAccount *
dropoff_cognito_account_new (DropoffConnection *connection, DropoffHttpClient *http,
                             DropoffClock *clock, DropoffVault *vault)
{
  DropoffCognitoAccount *self;

  g_return_val_if_fail (DROPOFF_IS_CONNECTION (connection), NULL);
  g_return_val_if_fail (DROPOFF_IS_HTTP_CLIENT (http), NULL);
  g_return_val_if_fail (clock != NULL, NULL);

  self = g_object_new (DROPOFF_TYPE_COGNITO_ACCOUNT, "connection", connection, NULL);
  self->clock = clock;
  self->client = dropoff_cognito_client_new (connection, http, clock);
  self->keeper = dropoff_token_keeper_new (connection, self->client, clock, vault);
  self->devices = dropoff_device_shelf_new (connection, vault);
  g_signal_connect_swapped (self->keeper, "mended", G_CALLBACK (on_mended), self);
  self->provider
      = dropoff_credentials_provider_new (connection, self->client,
                                          DROPOFF_LOGIN_SOURCE (self->keeper), clock);
  return DROPOFF_ACCOUNT (self);
}
