/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "dropoff-guest-account.h"

#include "dropoff-cognito-client.h"
#include "dropoff-credentials-provider.h"
#include "dropoff-guest-login.h"

struct _DropoffGuestAccount
{
  DropoffAccount parent_instance;

  DropoffKeptSignIn *kept;
  DropoffCredentialsProvider *provider;
};

G_DEFINE_FINAL_TYPE (DropoffGuestAccount, dropoff_guest_account, DROPOFF_TYPE_ACCOUNT)

static void
dropoff_guest_account_dispose (GObject *object)
{
  DropoffGuestAccount *self = DROPOFF_GUEST_ACCOUNT (object);

  if (self->kept != NULL)
    g_signal_handlers_disconnect_by_data (self->kept, self);
  g_clear_object (&self->kept);
  g_clear_object (&self->provider);
  G_OBJECT_CLASS (dropoff_guest_account_parent_class)->dispose (object);
}

/* The keyring has told the identity after all. */
static void
on_mended (DropoffGuestAccount *self)
{
  dropoff_account_set_identity_id (DROPOFF_ACCOUNT (self),
                                   dropoff_kept_sign_in_get_identity_id (self->kept));
}

static void
on_restored (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = G_TASK (user_data);
  DropoffAccount *account = g_task_get_source_object (task);
  DropoffKeptSignIn *kept = DROPOFF_KEPT_SIGN_IN (source);
  GError *error = NULL;

  dropoff_account_set_state (account, DROPOFF_ACCOUNT_SIGNED_IN);
  if (!dropoff_kept_sign_in_restore_finish (kept, result, &error))
    {
      g_task_return_error (task, error);
      return;
    }
  dropoff_account_set_identity_id (account, dropoff_kept_sign_in_get_identity_id (kept));
  g_task_return_boolean (task, TRUE);
}

static void
dropoff_guest_account_restore_async (DropoffAccount *account, GTask *task)
{
  g_task_set_check_cancellable (task, FALSE);
  dropoff_kept_sign_in_restore_async (DROPOFF_GUEST_ACCOUNT (account)->kept, on_restored,
                                      g_object_ref (task));
}

static void
on_credentials (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = G_TASK (user_data);
  DropoffGuestAccount *self = g_task_get_source_object (task);
  GError *error = NULL;
  DropoffAwsCredentials *credentials = g_task_propagate_pointer (G_TASK (result), &error);

  if (credentials == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  dropoff_account_set_identity_id (DROPOFF_ACCOUNT (self),
                                   dropoff_kept_sign_in_get_identity_id (self->kept));
  g_task_return_pointer (task, credentials, (GDestroyNotify) dropoff_aws_credentials_unref);
}

static void
dropoff_guest_account_get_credentials_async (DropoffAccount *account, gboolean refused,
                                             GTask *task)
{
  g_autoptr (GTask) inner
      = g_task_new (account, g_task_get_cancellable (task), on_credentials, g_object_ref (task));

  g_task_set_check_cancellable (task, FALSE);
  g_task_set_source_tag (inner, dropoff_credentials_provider_get);
  g_task_set_check_cancellable (inner, FALSE);
  dropoff_credentials_provider_get (DROPOFF_GUEST_ACCOUNT (account)->provider, refused, inner);
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
dropoff_guest_account_sign_out_async (DropoffAccount *account, GTask *task)
{
  DropoffGuestAccount *self = DROPOFF_GUEST_ACCOUNT (account);

  g_task_set_check_cancellable (task, FALSE);
  dropoff_kept_sign_in_forget_async (self->kept, on_forgotten, g_object_ref (task));
  dropoff_credentials_provider_forget (self->provider);
  dropoff_account_set_identity_id (account, NULL);
}

static void
dropoff_guest_account_class_init (DropoffGuestAccountClass *klass)
{
  DropoffAccountClass *account_class = DROPOFF_ACCOUNT_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = dropoff_guest_account_dispose;
  account_class->restore_async = dropoff_guest_account_restore_async;
  account_class->get_credentials_async = dropoff_guest_account_get_credentials_async;
  account_class->sign_out_async = dropoff_guest_account_sign_out_async;
}

static void
dropoff_guest_account_init (DropoffGuestAccount *self)
{
}

DropoffAccount *
dropoff_guest_account_new (DropoffConnection *connection, DropoffHttpClient *http,
                           DropoffClock *clock, DropoffVault *vault)
{
  DropoffGuestAccount *self;
  g_autoptr (DropoffCognitoClient) client = NULL;
  g_autoptr (DropoffGuestLogin) login = NULL;

  g_return_val_if_fail (DROPOFF_IS_CONNECTION (connection), NULL);
  g_return_val_if_fail (DROPOFF_IS_HTTP_CLIENT (http), NULL);
  g_return_val_if_fail (clock != NULL, NULL);

  self = g_object_new (DROPOFF_TYPE_GUEST_ACCOUNT, "connection", connection, NULL);
  client = dropoff_cognito_client_new (connection, http, clock);
  self->kept = dropoff_kept_sign_in_new (connection, vault);
  g_signal_connect_swapped (self->kept, "mended", G_CALLBACK (on_mended), self);
  login = dropoff_guest_login_new (self->kept);
  self->provider = dropoff_credentials_provider_new (connection, client,
                                                     DROPOFF_LOGIN_SOURCE (login), clock);
  return DROPOFF_ACCOUNT (self);
}
