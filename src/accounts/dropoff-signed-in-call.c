/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "dropoff-signed-in-call.h"

#include <glib/gi18n-lib.h>

#include "dropoff-error.h"

typedef struct
{
  DropoffTokenKeeper *keeper;
  DropoffCognitoClient *client;
  DropoffSignedInCall call;
} Pending;

static void
pending_free (Pending *pending)
{
  g_object_unref (pending->keeper);
  g_object_unref (pending->client);
  if (pending->call.free_data != NULL)
    pending->call.free_data (pending->call.data);
  g_free (pending);
}

static void
on_replied (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = G_TASK (user_data);
  GError *error = NULL;
  GBytes *body = dropoff_cognito_client_call_finish (DROPOFF_COGNITO_CLIENT (source), result, NULL,
                                                     &error);

  if (body != NULL)
    g_task_return_pointer (task, body, (GDestroyNotify) g_bytes_unref);
  else
    g_task_return_error (task, error);
}

static void
on_keys_had (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = G_TASK (user_data);
  const Pending *pending = g_task_get_task_data (task);
  DropoffSecret *access_token = dropoff_token_keeper_get_access_token (pending->keeper);
  GError *error = NULL;
  DropoffAwsCredentials *keys
      = dropoff_account_get_credentials_finish (DROPOFF_ACCOUNT (source), result, &error);

  g_clear_pointer (&keys, dropoff_aws_credentials_unref);
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
  dropoff_account_get_credentials_async (account, TRUE, NULL, on_keys_had, g_object_ref (task));
}

GBytes *
dropoff_signed_in_call_finish (DropoffAccount *account, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, dropoff_signed_in_call_async), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}
