/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "dropoff-cognito-account.h"

#include "dropoff-account-private.h"
#include "dropoff-browser-attempt.h"
#include "dropoff-cognito-account-messages.h"
#include "dropoff-device-shelf.h"
#include "dropoff-error.h"
#include "dropoff-second-steps.h"
#include "dropoff-sign-in-attempt.h"
#include "dropoff-signed-in-call.h"
#include "dropoff-token-keeper.h"

struct _DropoffCognitoAccount
{
  DropoffKeptAccount parent_instance;

  DropoffCognitoClient *client;
  DropoffClock *clock;
  DropoffTokenKeeper *keeper;
  DropoffDeviceShelf *devices;

  /* A sign-in that is going on. */
  DropoffSignInAttempt *attempt;  /* or NULL */
  DropoffBrowserAttempt *browser; /* one in the browser, or NULL */
  gboolean has_passkey;           /* as the last attempt found out */
};

G_DEFINE_FINAL_TYPE (DropoffCognitoAccount, dropoff_cognito_account, DROPOFF_TYPE_KEPT_ACCOUNT)

static void
dropoff_cognito_account_dispose (GObject *object)
{
  DropoffCognitoAccount *self = DROPOFF_COGNITO_ACCOUNT (object);

  g_clear_object (&self->client);
  g_clear_object (&self->keeper);
  g_clear_object (&self->devices);
  g_clear_object (&self->attempt);
  g_clear_object (&self->browser);
  G_OBJECT_CLASS (dropoff_cognito_account_parent_class)->dispose (object);
}

/* Password and session are forgotten. */
static void
dropoff_cognito_account_clear_attempt (DropoffKeptAccount *account)
{
  DropoffCognitoAccount *self = DROPOFF_COGNITO_ACCOUNT (account);

  g_clear_object (&self->attempt);
  g_clear_object (&self->browser);
  dropoff_account_set_browser_address (DROPOFF_ACCOUNT (self), NULL);
}

static void
keep_tokens (DropoffCognitoAccount *self, GTask *task, const DropoffCognitoReply *tokens,
             const char *user_name, const char *device_key)
{
  DropoffKeptAccount *account = DROPOFF_KEPT_ACCOUNT (self);

  dropoff_kept_account_forget_keys (account);
  dropoff_kept_account_keep (
      account, task, dropoff_token_keeper_take (self->keeper, tokens, user_name, device_key));
}

/* After an error the sign-in goes on if there is still something to answer. */
static void
on_attempt_stepped (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = G_TASK (user_data);
  DropoffCognitoAccount *self = g_task_get_source_object (task);
  DropoffKeptAccount *account = DROPOFF_KEPT_ACCOUNT (self);
  DropoffSignInAttempt *attempt = DROPOFF_SIGN_IN_ATTEMPT (source);
  const DropoffCognitoReply *tokens = dropoff_sign_in_attempt_get_tokens (attempt);
  GError *error = NULL;
  gboolean succeeded = dropoff_sign_in_attempt_finish (attempt, result, &error);
  DropoffChallenge *challenge;

  if (!dropoff_kept_account_goes_on (account, task))
    {
      g_clear_error (&error);
      return;
    }
  if (succeeded && tokens != NULL)
    {
      keep_tokens (self, task, tokens, dropoff_sign_in_attempt_get_user_name (attempt),
                   dropoff_sign_in_attempt_get_device_key (attempt));
      return;
    }
  self->has_passkey = dropoff_error_is (error, DROPOFF_ERROR_BROWSER);
  challenge = dropoff_sign_in_attempt_make_challenge (attempt);
  if (challenge == NULL)
    {
      dropoff_kept_account_fail (account, task, error);
      return;
    }
  dropoff_kept_account_ask (account, task, challenge);
  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_boolean (task, TRUE);
}

/* What is going on gives place to a new attempt. */
static GCancellable *
begin_anew (DropoffCognitoAccount *self, GTask *task)
{
  GCancellable *cancellable = dropoff_kept_account_begin_step (DROPOFF_KEPT_ACCOUNT (self), task);

  dropoff_kept_account_give_up (DROPOFF_KEPT_ACCOUNT (self));
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
  DropoffKeptAccount *account = DROPOFF_KEPT_ACCOUNT (self);
  DropoffBrowserAttempt *browser = DROPOFF_BROWSER_ATTEMPT (source);
  const DropoffCognitoReply *tokens;
  GError *error = NULL;

  tokens = dropoff_browser_attempt_finish (browser, result, &error);
  if (!dropoff_kept_account_goes_on (account, task))
    {
      g_clear_error (&error);
      return;
    }
  dropoff_account_set_browser_address (DROPOFF_ACCOUNT (self), NULL);
  if (tokens != NULL)
    keep_tokens (self, task, tokens, dropoff_browser_attempt_get_person (browser), NULL);
  else
    dropoff_kept_account_fail (account, task, error);
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
  GCancellable *cancellable
      = dropoff_kept_account_begin_step (DROPOFF_KEPT_ACCOUNT (account), task);

  dropoff_sign_in_attempt_answer_async (DROPOFF_COGNITO_ACCOUNT (account)->attempt, answer,
                                        cancellable, on_attempt_stepped, g_object_ref (task));
}

static void
dropoff_cognito_account_resend_async (DropoffAccount *account, GTask *task)
{
  GCancellable *cancellable
      = dropoff_kept_account_begin_step (DROPOFF_KEPT_ACCOUNT (account), task);

  dropoff_sign_in_attempt_resend_async (DROPOFF_COGNITO_ACCOUNT (account)->attempt, cancellable,
                                        on_attempt_stepped, g_object_ref (task));
}

static void
dropoff_cognito_account_abandon (DropoffAccount *account)
{
  DropoffCognitoAccount *self = DROPOFF_COGNITO_ACCOUNT (account);

  if (self->attempt != NULL || self->browser != NULL)
    self->has_passkey = FALSE;
  DROPOFF_ACCOUNT_CLASS (dropoff_cognito_account_parent_class)->abandon (account);
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
  DropoffCognitoAccount *self = DROPOFF_COGNITO_ACCOUNT (source);
  GError *error = NULL;

  if (g_task_propagate_boolean (G_TASK (result), &error))
    dropoff_device_shelf_load_async (self->devices, on_devices_loaded, g_object_ref (task));
  else
    g_task_return_error (task, error);
}

static void
dropoff_cognito_account_restore_async (DropoffAccount *account, GTask *task)
{
  g_autoptr (GTask) inner = g_task_new (account, NULL, on_restored, g_object_ref (task));

  g_task_set_source_tag (inner, dropoff_cognito_account_restore_async);
  g_task_set_check_cancellable (task, FALSE);
  DROPOFF_ACCOUNT_CLASS (dropoff_cognito_account_parent_class)->restore_async (account, inner);
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
dropoff_cognito_account_forget (DropoffKeptAccount *account, GTask *task)
{
  dropoff_token_keeper_forget_async (DROPOFF_COGNITO_ACCOUNT (account)->keeper, on_forgotten,
                                     g_object_ref (task));
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
  account_class->abandon = dropoff_cognito_account_abandon;
  DROPOFF_KEPT_ACCOUNT_CLASS (klass)->clear_attempt = dropoff_cognito_account_clear_attempt;
  DROPOFF_KEPT_ACCOUNT_CLASS (klass)->forget = dropoff_cognito_account_forget;
}

static void
dropoff_cognito_account_init (DropoffCognitoAccount *self)
{
}

DropoffAccount *
dropoff_cognito_account_new (DropoffConnection *connection, DropoffHttpClient *http,
                             DropoffClock *clock, DropoffVault *vault)
{
  DropoffCognitoAccount *self;
  DropoffKeptAccount *account;

  g_return_val_if_fail (DROPOFF_IS_CONNECTION (connection), NULL);
  g_return_val_if_fail (DROPOFF_IS_HTTP_CLIENT (http), NULL);
  g_return_val_if_fail (clock != NULL, NULL);

  self = dropoff_kept_account_new (DROPOFF_TYPE_COGNITO_ACCOUNT, connection, vault);
  account = DROPOFF_KEPT_ACCOUNT (self);
  self->clock = clock;
  self->client = dropoff_cognito_client_new (connection, http, clock);
  self->keeper = dropoff_token_keeper_new (connection, self->client, clock,
                                           dropoff_kept_account_get_sign_in (account));
  self->devices = dropoff_device_shelf_new (connection, vault);
  dropoff_kept_account_use_login (account, self->client, DROPOFF_LOGIN_SOURCE (self->keeper),
                                  clock);
  return DROPOFF_ACCOUNT (self);
}
