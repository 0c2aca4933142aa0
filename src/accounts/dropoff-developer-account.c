/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "dropoff-developer-account.h"

#include "dropoff-account-private.h"
#include "dropoff-developer-login.h"

struct _DropoffDeveloperAccount
{
  DropoffKeptAccount parent_instance;

  DropoffCognitoClient *client;
  DropoffDeveloperLogin *login;
  char *typed_name; /* who signs in, until it is kept */
};

G_DEFINE_FINAL_TYPE (DropoffDeveloperAccount, dropoff_developer_account,
                     DROPOFF_TYPE_KEPT_ACCOUNT)

static void
dropoff_developer_account_dispose (GObject *object)
{
  DropoffDeveloperAccount *self = DROPOFF_DEVELOPER_ACCOUNT (object);

  g_clear_object (&self->client);
  g_clear_object (&self->login);
  g_clear_pointer (&self->typed_name, g_free);
  G_OBJECT_CLASS (dropoff_developer_account_parent_class)->dispose (object);
}

static void
on_signed_in (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = G_TASK (user_data);
  DropoffDeveloperAccount *self = g_task_get_source_object (task);
  DropoffKeptAccount *account = DROPOFF_KEPT_ACCOUNT (self);
  g_autoptr (DropoffBackEndReply) reply = NULL;
  g_autoptr (GBytes) body = NULL;
  GError *error = NULL;

  body = dropoff_cognito_client_call_finish (DROPOFF_COGNITO_CLIENT (source), result, NULL,
                                             &error);
  if (!dropoff_kept_account_goes_on (account, task))
    {
      g_clear_error (&error);
      return;
    }
  if (body != NULL)
    reply = dropoff_back_end_reply_parse (body, &error);
  if (reply == NULL)
    {
      dropoff_kept_account_fail (account, task, error);
      return;
    }
  dropoff_kept_account_forget_keys (account);
  dropoff_developer_login_take (self->login, reply);
  dropoff_kept_account_keep (
      account, task,
      dropoff_vault_entry_new (self->typed_name, reply->identity_id, reply->refresh_secret));
}

static void
dropoff_developer_account_sign_in_async (DropoffAccount *account, const char *user_name,
                                         DropoffSecret *password, GTask *task)
{
  DropoffDeveloperAccount *self = DROPOFF_DEVELOPER_ACCOUNT (account);
  GCancellable *cancellable
      = dropoff_kept_account_begin_step (DROPOFF_KEPT_ACCOUNT (account), task);

  g_free (self->typed_name);
  self->typed_name = g_strdup (user_name);
  dropoff_account_set_user_name (account, user_name);
  dropoff_cognito_client_call_async (self->client, DROPOFF_CALL_BACK_END, "sign-in",
                                     dropoff_back_end_sign_in (user_name, password),
                                     DROPOFF_CALL_ONCE, cancellable, on_signed_in,
                                     g_object_ref (task));
}

static void
dropoff_developer_account_forget (DropoffKeptAccount *account, GTask *task)
{
  dropoff_developer_login_forget (DROPOFF_DEVELOPER_ACCOUNT (account)->login);
  DROPOFF_KEPT_ACCOUNT_CLASS (dropoff_developer_account_parent_class)->forget (account, task);
}

static void
dropoff_developer_account_class_init (DropoffDeveloperAccountClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = dropoff_developer_account_dispose;
  DROPOFF_ACCOUNT_CLASS (klass)->sign_in_async = dropoff_developer_account_sign_in_async;
  DROPOFF_KEPT_ACCOUNT_CLASS (klass)->forget = dropoff_developer_account_forget;
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
  DropoffKeptAccount *account;

  g_return_val_if_fail (DROPOFF_IS_CONNECTION (connection), NULL);
  g_return_val_if_fail (DROPOFF_IS_HTTP_CLIENT (http), NULL);
  g_return_val_if_fail (clock != NULL, NULL);

  self = dropoff_kept_account_new (DROPOFF_TYPE_DEVELOPER_ACCOUNT, connection, vault);
  account = DROPOFF_KEPT_ACCOUNT (self);
  self->client = dropoff_cognito_client_new (connection, http, clock);
  self->login = dropoff_developer_login_new (dropoff_kept_account_get_sign_in (account),
                                             self->client, clock);
  dropoff_kept_account_use_login (account, self->client, DROPOFF_LOGIN_SOURCE (self->login),
                                  clock);
  return DROPOFF_ACCOUNT (self);
}
