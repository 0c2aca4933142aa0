/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "dropoff-key-account.h"

#include <glib/gi18n-lib.h>

#include "dropoff-error.h"

#define SCHEME "Bearer "

struct _DropoffKeyAccount
{
  DropoffKeptAccount parent_instance;

  DropoffHttpClient *http;
  DropoffSecret *typed; /* the key that is tried, or NULL */
};

G_DEFINE_FINAL_TYPE (DropoffKeyAccount, dropoff_key_account, DROPOFF_TYPE_KEPT_ACCOUNT)

static void
dropoff_key_account_dispose (GObject *object)
{
  DropoffKeyAccount *self = DROPOFF_KEY_ACCOUNT (object);

  g_clear_object (&self->http);
  g_clear_pointer (&self->typed, dropoff_secret_unref);
  G_OBJECT_CLASS (dropoff_key_account_parent_class)->dispose (object);
}

/* What a header cannot carry is no key. */
static DropoffSecret *
make_header (DropoffSecret *key)
{
  const char *text = dropoff_secret_peek (key);

  for (const char *at = text; *at != '\0'; at++)
    {
      if (!g_ascii_isgraph (*at))
        return NULL;
    }
  return *text != '\0' ? dropoff_secret_new_take (g_strconcat (SCHEME, text, NULL)) : NULL;
}

static GError *
wrong_key (const char *detail)
{
  return dropoff_error_new (DROPOFF_ERROR_WRONG_ANSWER, detail, 0,
                            _ ("This key is not right. Check it and type it again."));
}

/* The address itself need not answer anything sensible: only a refusal counts. */
static GError *
judge (guint status)
{
  g_autofree char *detail = g_strdup_printf ("HTTP %u", status);

  if (status == 401 || status == 403)
    return wrong_key (detail);
  if (status == 429)
    return dropoff_error_new (DROPOFF_ERROR_TOO_MANY_TRIES, detail, 0,
                              _ ("Too many attempts. Try again later."));
  if (status >= 300 && status < 400)
    return dropoff_error_new (DROPOFF_ERROR_NOT_THE_SERVICE, detail, 0,
                              _ ("Something else answered instead of the company’s service. Check "
                                 "the network and try again."));
  if (status >= 500 && status != 501)
    return dropoff_error_new (DROPOFF_ERROR_RETRY, detail, 0,
                              _ ("The service is busy. Try again in a moment."));
  return NULL;
}

static void
on_tried (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = G_TASK (user_data);
  DropoffKeyAccount *self = g_task_get_source_object (task);
  g_autoptr (DropoffSecret) key = g_steal_pointer (&self->typed);
  GError *error = NULL;
  g_autoptr (DropoffHttpResponse) response
      = dropoff_http_client_send_finish (DROPOFF_HTTP_CLIENT (source), result, &error);

  if (!dropoff_kept_account_goes_on (DROPOFF_KEPT_ACCOUNT (self), task))
    {
      g_clear_error (&error);
      return;
    }
  if (response != NULL)
    error = judge (dropoff_http_response_get_status (response));
  if (error != NULL)
    dropoff_kept_account_fail (DROPOFF_KEPT_ACCOUNT (self), task, error);
  else
    dropoff_kept_account_keep (DROPOFF_KEPT_ACCOUNT (self), task,
                               dropoff_vault_entry_new (NULL, NULL, key));
}

static void
dropoff_key_account_sign_in_async (DropoffAccount *account, const char *user_name,
                                   DropoffSecret *key, GTask *task)
{
  DropoffKeyAccount *self = DROPOFF_KEY_ACCOUNT (account);
  DropoffConnection *connection = dropoff_account_get_connection (account);
  g_autoptr (DropoffSecret) header = make_header (key);
  GCancellable *cancellable
      = dropoff_kept_account_begin_step (DROPOFF_KEPT_ACCOUNT (account), task);
  DropoffHttpRequest *request;

  if (header == NULL)
    {
      dropoff_kept_account_fail (DROPOFF_KEPT_ACCOUNT (account), task,
                                 wrong_key ("the key does not fit into a header"));
      return;
    }
  g_clear_pointer (&self->typed, dropoff_secret_unref);
  self->typed = dropoff_secret_ref (key);
  request = dropoff_http_request_new ("HEAD", dropoff_connection_get_put_endpoint (connection));
  dropoff_http_request_add_header (request, "Authorization", dropoff_secret_peek (header));
  dropoff_http_client_send_async (self->http, request, cancellable, on_tried, g_object_ref (task));
}

static void
dropoff_key_account_get_header_async (DropoffAccount *account, gboolean refused, GTask *task)
{
  DropoffKeptAccount *self = DROPOFF_KEPT_ACCOUNT (account);
  DropoffSecret *key = dropoff_kept_sign_in_get_secret (dropoff_kept_account_get_sign_in (self));

  g_task_set_check_cancellable (task, FALSE);
  if (refused)
    dropoff_kept_account_lapse (self);
  if (key == NULL || dropoff_account_get_state (account) != DROPOFF_ACCOUNT_SIGNED_IN)
    g_task_return_error (task, dropoff_error_new (DROPOFF_ERROR_SIGN_IN, "the key was refused", 0,
                                                  _ ("Please sign in again.")));
  else
    g_task_return_pointer (task, make_header (key), (GDestroyNotify) dropoff_secret_unref);
}

static void
dropoff_key_account_class_init (DropoffKeyAccountClass *klass)
{
  DropoffAccountClass *account_class = DROPOFF_ACCOUNT_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = dropoff_key_account_dispose;
  account_class->sign_in_async = dropoff_key_account_sign_in_async;
  account_class->get_header_async = dropoff_key_account_get_header_async;
}

static void
dropoff_key_account_init (DropoffKeyAccount *self)
{
}

DropoffAccount *
dropoff_key_account_new (DropoffConnection *connection, DropoffHttpClient *http,
                         DropoffVault *vault)
{
  DropoffKeyAccount *self;

  g_return_val_if_fail (DROPOFF_IS_CONNECTION (connection), NULL);
  g_return_val_if_fail (DROPOFF_IS_HTTP_CLIENT (http), NULL);

  self = dropoff_kept_account_new (DROPOFF_TYPE_KEY_ACCOUNT, connection, vault);
  self->http = g_object_ref (http);
  return DROPOFF_ACCOUNT (self);
}
