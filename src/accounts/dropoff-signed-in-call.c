/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "dropoff-signed-in-call.h"

#include <glib/gi18n-lib.h>

#include "dropoff-error.h"

typedef struct
{
  DropoffTokenKeeper *keeper;
  DropoffCognitoClient *client;
  DropoffSignedInCall call;
  gboolean renewed; /* the access token was refused, and has been renewed or not */
  GError *failure;  /* why not */
} Pending;

static void
pending_free (Pending *pending)
{
  g_object_unref (pending->keeper);
  g_object_unref (pending->client);
  if (pending->call.free_data != NULL)
    pending->call.free_data (pending->call.data);
  g_clear_error (&pending->failure);
  g_free (pending);
}

static void ask_for_keys (GTask *task, gboolean refused);

/* With or without other tokens: the account learns by it whether the sign-in has ended. */
static void
on_renewed (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = G_TASK (user_data);
  Pending *pending = g_task_get_task_data (task);
  g_autoptr (DropoffSecret) id_token G_GNUC_UNUSED = dropoff_token_keeper_get_id_token_finish (
      DROPOFF_TOKEN_KEEPER (source), result, &pending->failure);

  ask_for_keys (task, FALSE);
}

/* A sign-in that was ended elsewhere shows here first: keys already had live on. */
static gboolean
may_have_ended (const DropoffCallFacts *facts)
{
  return facts->remedy == DROPOFF_REMEDY_NEW_TOKENS || facts->remedy == DROPOFF_REMEDY_FORGET;
}

static void
on_replied (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = G_TASK (user_data);
  Pending *pending = g_task_get_task_data (task);
  GError *error = NULL;
  DropoffCallFacts facts;
  GBytes *body = dropoff_cognito_client_call_finish (DROPOFF_COGNITO_CLIENT (source), result,
                                                     &facts, &error);

  if (body != NULL)
    g_task_return_pointer (task, body, (GDestroyNotify) g_bytes_unref);
  else if (may_have_ended (&facts) && !pending->renewed)
    {
      g_error_free (error);
      pending->renewed = TRUE;
      dropoff_token_keeper_get_id_token_async (pending->keeper, TRUE, on_renewed,
                                               g_object_ref (task));
    }
  else
    g_task_return_error (task, error);
}

static void
on_keys_had (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = G_TASK (user_data);
  Pending *pending = g_task_get_task_data (task);
  DropoffSecret *access_token = dropoff_token_keeper_get_access_token (pending->keeper);
  GError *error = NULL;
  DropoffAwsCredentials *keys
      = dropoff_account_get_credentials_finish (DROPOFF_ACCOUNT (source), result, &error);

  g_clear_pointer (&keys, dropoff_aws_credentials_unref);
  if (pending->failure != NULL)
    {
      g_clear_error (&error);
      error = g_steal_pointer (&pending->failure);
    }
  if (error == NULL && access_token == NULL)
    error = dropoff_error_new (DROPOFF_ERROR_SIGN_IN, "no access token", 0,
                               _ ("Please sign in again."));
  if (error != NULL)
    g_task_return_error (task, error);
  else
    dropoff_cognito_client_call_async (
        pending->client, pending->call.call, pending->call.operation,
        pending->call.make_body (access_token, pending->call.data), DROPOFF_CALL_ONCE, NULL,
        on_replied, g_object_ref (task));
}

static void
ask_for_keys (GTask *task, gboolean refused)
{
  dropoff_account_get_credentials_async (DROPOFF_ACCOUNT (g_task_get_source_object (task)),
                                         refused, NULL, on_keys_had, g_object_ref (task));
}

/* Asking for fresh keys brings tokens that live for some minutes, through the one place that may
 * renew them. */
void
dropoff_signed_in_call_async (DropoffAccount *account, DropoffTokenKeeper *keeper,
                              DropoffCognitoClient *client, const DropoffSignedInCall *call,
                              GCancellable *cancellable, GAsyncReadyCallback callback,
                              gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (account, cancellable, callback, user_data);
  Pending *pending = g_new0 (Pending, 1);

  g_task_set_source_tag (task, dropoff_signed_in_call_async);
  pending->keeper = g_object_ref (keeper);
  pending->client = g_object_ref (client);
  pending->call = *call;
  g_task_set_task_data (task, pending, (GDestroyNotify) pending_free);
  ask_for_keys (task, TRUE);
}

GBytes *
dropoff_signed_in_call_finish (DropoffAccount *account, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, dropoff_signed_in_call_async), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}
