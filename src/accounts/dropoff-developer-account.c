/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "dropoff-developer-account.h"

#include <glib/gi18n-lib.h>

#include "dropoff-credentials-provider.h"
#include "dropoff-developer-login.h"
#include "dropoff-error.h"
#include "dropoff-sign-in-step.h"

struct _DropoffDeveloperAccount
{
  DropoffAccount parent_instance;

  DropoffCognitoClient *client;
  DropoffKeptSignIn *kept;
  DropoffDeveloperLogin *login;
  DropoffCredentialsProvider *provider;

  GCancellable *step; /* cancels the sign-in under way, or NULL */
};

G_DEFINE_FINAL_TYPE (DropoffDeveloperAccount, dropoff_developer_account, DROPOFF_TYPE_ACCOUNT)

static void
dropoff_developer_account_dispose (GObject *object)
{
  DropoffDeveloperAccount *self = DROPOFF_DEVELOPER_ACCOUNT (object);

  g_clear_object (&self->client);
  if (self->kept != NULL)
    g_signal_handlers_disconnect_by_data (self->kept, self);
  g_clear_object (&self->kept);
  g_clear_object (&self->login);
  g_clear_object (&self->provider);
  g_clear_object (&self->step);
  G_OBJECT_CLASS (dropoff_developer_account_parent_class)->dispose (object);
}

static void
on_mended (DropoffDeveloperAccount *self)
{
  dropoff_kept_sign_in_show_mended (self->kept, DROPOFF_ACCOUNT (self), self->step != NULL);
}

static void
on_restored (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = G_TASK (user_data);
  DropoffDeveloperAccount *self = g_task_get_source_object (task);
  GError *error = NULL;

  if (!dropoff_kept_sign_in_restore_finish (DROPOFF_KEPT_SIGN_IN (source), result, &error))
    {
      g_task_return_error (task, error);
      return;
    }
  if (dropoff_kept_sign_in_get_secret (self->kept) != NULL && self->step == NULL)
    dropoff_kept_sign_in_show (self->kept, DROPOFF_ACCOUNT (self));
  g_task_return_boolean (task, TRUE);
}

static void
dropoff_developer_account_restore_async (DropoffAccount *account, GTask *task)
{
  g_task_set_check_cancellable (task, FALSE);
  dropoff_kept_sign_in_restore_async (DROPOFF_DEVELOPER_ACCOUNT (account)->kept, on_restored,
                                      g_object_ref (task));
}

static void
on_kept (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = G_TASK (user_data);
  DropoffDeveloperAccount *self = g_task_get_source_object (task);
  gboolean held = dropoff_kept_sign_in_hold_finish (DROPOFF_KEPT_SIGN_IN (source), result);

  /* Given up while the keyring was busy: then nothing may stay behind. */
  if (!dropoff_sign_in_step_end (&self->step, task))
    {
      if (held)
        dropoff_kept_sign_in_forget_async (self->kept, NULL, NULL);
      dropoff_sign_in_step_return_cancelled (task);
      return;
    }
  dropoff_kept_sign_in_show (self->kept, DROPOFF_ACCOUNT (self));
  g_task_return_boolean (task, TRUE);
}

static void
on_signed_in (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = G_TASK (user_data);
  DropoffDeveloperAccount *self = g_task_get_source_object (task);
  g_autoptr (DropoffBackEndReply) reply = NULL;
  g_autoptr (GBytes) body = NULL;
  GError *error = NULL;

  body = dropoff_cognito_client_call_finish (DROPOFF_COGNITO_CLIENT (source), result, NULL,
                                             &error);
  if (body != NULL)
    reply = dropoff_back_end_reply_parse (body, &error);
  if (reply == NULL)
    {
      dropoff_sign_in_step_end (&self->step, task);
      g_task_return_error (task, error);
      return;
    }
  dropoff_credentials_provider_forget (self->provider);
  dropoff_developer_login_take (self->login, reply);
  dropoff_kept_sign_in_hold_async (
      self->kept,
      dropoff_vault_entry_new (dropoff_account_get_user_name (DROPOFF_ACCOUNT (self)),
                               reply->identity_id, reply->refresh_secret),
      on_kept, g_object_ref (task));
}

static void
dropoff_developer_account_sign_in_async (DropoffAccount *account, const char *user_name,
                                         DropoffSecret *password, GTask *task)
{
  DropoffDeveloperAccount *self = DROPOFF_DEVELOPER_ACCOUNT (account);
  GCancellable *cancellable = dropoff_sign_in_step_begin (&self->step, task);

  dropoff_account_set_user_name (account, user_name);
  dropoff_cognito_client_call_async (self->client, DROPOFF_CALL_BACK_END, "sign-in",
                                     dropoff_back_end_sign_in (user_name, password),
                                     DROPOFF_CALL_ONCE, cancellable, on_signed_in,
                                     g_object_ref (task));
}

static void
dropoff_developer_account_abandon (DropoffAccount *account)
{
  dropoff_sign_in_step_drop (&DROPOFF_DEVELOPER_ACCOUNT (account)->step);
}

static void
on_credentials (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = G_TASK (user_data);
  DropoffDeveloperAccount *self = g_task_get_source_object (task);
  DropoffAccount *account = DROPOFF_ACCOUNT (self);
  DropoffAwsCredentials *credentials;
  GError *error = NULL;

  credentials = g_task_propagate_pointer (G_TASK (result), &error);
  if (dropoff_account_get_state (account) == DROPOFF_ACCOUNT_SIGNED_IN)
    {
      if (dropoff_kept_sign_in_is_held (self->kept))
        dropoff_kept_sign_in_show (self->kept, DROPOFF_ACCOUNT (self));
      else
        dropoff_account_set_state (account, DROPOFF_ACCOUNT_LAPSED);
    }
  if (credentials != NULL)
    g_task_return_pointer (task, credentials, (GDestroyNotify) dropoff_aws_credentials_unref);
  else
    g_task_return_error (task, error);
}

static void
dropoff_developer_account_get_credentials_async (DropoffAccount *account, gboolean refused,
                                                 GTask *task)
{
  DropoffDeveloperAccount *self = DROPOFF_DEVELOPER_ACCOUNT (account);
  g_autoptr (GTask) inner = NULL;

  g_task_set_check_cancellable (task, FALSE);
  if (dropoff_account_get_state (account) != DROPOFF_ACCOUNT_SIGNED_IN)
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

static void
on_forgotten (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = G_TASK (user_data);
  GError *error = NULL;

  if (dropoff_kept_sign_in_forget_finish (DROPOFF_KEPT_SIGN_IN (source), result, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
dropoff_developer_account_sign_out_async (DropoffAccount *account, GTask *task)
{
  DropoffDeveloperAccount *self = DROPOFF_DEVELOPER_ACCOUNT (account);

  g_task_set_check_cancellable (task, FALSE);
  dropoff_developer_account_abandon (account);
  dropoff_developer_login_forget (self->login);
  dropoff_kept_sign_in_forget_async (self->kept, on_forgotten, g_object_ref (task));
  dropoff_credentials_provider_forget (self->provider);
  dropoff_account_set_identity_id (account, NULL);
  dropoff_account_set_session_only (account, FALSE);
  dropoff_account_set_user_name (account, NULL);
  dropoff_account_set_state (account, DROPOFF_ACCOUNT_SIGNED_OUT);
}

static void
dropoff_developer_account_class_init (DropoffDeveloperAccountClass *klass)
{
  DropoffAccountClass *account_class = DROPOFF_ACCOUNT_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = dropoff_developer_account_dispose;
  account_class->restore_async = dropoff_developer_account_restore_async;
  account_class->sign_in_async = dropoff_developer_account_sign_in_async;
  account_class->get_credentials_async = dropoff_developer_account_get_credentials_async;
  account_class->sign_out_async = dropoff_developer_account_sign_out_async;
  account_class->abandon = dropoff_developer_account_abandon;
}

static void
dropoff_developer_account_init (DropoffDeveloperAccount *self)
{
}

DropoffAccount *
dropoff_developer_account_new (DropoffConnection *connection, DropoffHttpClient *http,
                               DropoffClock *clock, DropoffVault *vault)
{
  DropoffDeveloperAccount *self;

  g_return_val_if_fail (DROPOFF_IS_CONNECTION (connection), NULL);
  g_return_val_if_fail (DROPOFF_IS_HTTP_CLIENT (http), NULL);
  g_return_val_if_fail (clock != NULL, NULL);

  self = g_object_new (DROPOFF_TYPE_DEVELOPER_ACCOUNT, "connection", connection, NULL);
  self->client = dropoff_cognito_client_new (connection, http, clock);
  self->kept = dropoff_kept_sign_in_new (connection, vault);
  g_signal_connect_swapped (self->kept, "mended", G_CALLBACK (on_mended), self);
  self->login = dropoff_developer_login_new (self->kept, self->client, clock);
  self->provider = dropoff_credentials_provider_new (connection, self->client,
                                                     DROPOFF_LOGIN_SOURCE (self->login), clock);
  return DROPOFF_ACCOUNT (self);
}
