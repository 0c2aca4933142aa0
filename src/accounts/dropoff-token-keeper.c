/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "dropoff-token-keeper.h"

#include <glib/gi18n-lib.h>

#include "dropoff-error.h"
#include "dropoff-login-source.h"
#include "dropoff-token-life.h"

#define RENEW_AHEAD_S 300

struct _DropoffTokenKeeper
{
  GObject parent_instance;

  DropoffConnection *connection;
  DropoffCognitoClient *client;
  DropoffClock *clock;
  DropoffKeptSignIn *kept; /* its secret is the refresh token */

  DropoffSecret *id_token;
  DropoffSecret *access_token;
  gint64 renew_at_us; /* monotonic: no wall clock can be trusted */
  GTask *renewal;     /* the one under way for this sign-in, or NULL; owned by its callbacks */
};

static void login_source_init (DropoffLoginSourceInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (DropoffTokenKeeper, dropoff_token_keeper, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (DROPOFF_TYPE_LOGIN_SOURCE,
                                                      login_source_init))

/* One renewal. */
typedef struct
{
  guint generation;
  DropoffFileLock *lock;
  gboolean older_call;
  DropoffCognitoReply *reply; /* the tokens that came, until they may be used */
  GPtrArray *others;          /* of GTask: who asked while it went on */
} Renewal;

static void
renewal_free (Renewal *renewal)
{
  g_clear_pointer (&renewal->lock, dropoff_file_lock_release);
  g_clear_pointer (&renewal->reply, dropoff_cognito_reply_free);
  g_ptr_array_unref (renewal->others);
  g_free (renewal);
}

static void
dropoff_token_keeper_finalize (GObject *object)
{
  DropoffTokenKeeper *self = DROPOFF_TOKEN_KEEPER (object);

  g_clear_object (&self->kept);
  g_clear_object (&self->connection);
  g_clear_object (&self->client);
  g_clear_pointer (&self->access_token, dropoff_secret_unref);
  g_clear_pointer (&self->id_token, dropoff_secret_unref);
  G_OBJECT_CLASS (dropoff_token_keeper_parent_class)->finalize (object);
}

static void
dropoff_token_keeper_class_init (DropoffTokenKeeperClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = dropoff_token_keeper_finalize;
}

static void
dropoff_token_keeper_init (DropoffTokenKeeper *self)
{
}

static void
drop_tokens (DropoffTokenKeeper *self)
{
  g_clear_pointer (&self->id_token, dropoff_secret_unref);
  g_clear_pointer (&self->access_token, dropoff_secret_unref);
  self->renewal = NULL;
}

static void
drop_sign_in (DropoffTokenKeeper *self)
{
  drop_tokens (self);
  dropoff_kept_sign_in_drop (self->kept);
}

/* The token tells its own life; ExpiresIn is the access token's. */
static void
hold_tokens (DropoffTokenKeeper *self, const DropoffCognitoReply *reply)
{
  g_clear_pointer (&self->id_token, dropoff_secret_unref);
  self->id_token = dropoff_secret_ref (reply->id_token);
  g_clear_pointer (&self->access_token, dropoff_secret_unref);
  self->access_token = dropoff_secret_ref (reply->access_token);
  self->renew_at_us = dropoff_token_renew_at_us (reply->id_token, reply->expires_in_s,
                                                 RENEW_AHEAD_S, self->clock);
}

static void
answer_renewal (GTask *task, DropoffSecret *id_token, const GError *error)
{
  if (error != NULL)
    g_task_return_error (task, g_error_copy (error));
  else
    g_task_return_pointer (task, dropoff_secret_ref (id_token),
                           (GDestroyNotify) dropoff_secret_unref);
}

/* Whether the sign-in that is renewed is still the one that is held. */
static gboolean
is_current (GTask *task)
{
  DropoffTokenKeeper *self = g_task_get_source_object (task);
  const Renewal *renewal = g_task_get_task_data (task);

  return renewal->generation == dropoff_kept_sign_in_get_generation (self->kept);
}

static void
end_renewal (GTask *task, GError *error)
{
  DropoffTokenKeeper *self = g_task_get_source_object (task);
  Renewal *renewal = g_task_get_task_data (task);
  g_autoptr (DropoffSecret) id_token = NULL;
  g_autoptr (GError) failure = error;

  g_clear_pointer (&renewal->lock, dropoff_file_lock_release);
  if (self->renewal == task)
    self->renewal = NULL;
  if (failure == NULL && !is_current (task))
    failure = dropoff_error_new (DROPOFF_ERROR_SIGN_IN, "signed out in between", 0,
                                 _ ("Please sign in again."));
  if (failure == NULL)
    id_token = dropoff_secret_ref (self->id_token);
  answer_renewal (task, id_token, failure);
  for (guint i = 0; i < renewal->others->len; i++)
    answer_renewal (g_ptr_array_index (renewal->others, i), id_token, failure);
}

/* A new refresh token is kept before anything that came with it is used. */
static void
on_renewed_kept (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = G_TASK (user_data);
  const Renewal *renewal = g_task_get_task_data (task);

  if (dropoff_kept_sign_in_hold_finish (DROPOFF_KEPT_SIGN_IN (source), result))
    hold_tokens (g_task_get_source_object (task), renewal->reply);
  end_renewal (task, NULL);
}

/* The service said for certain that this sign-in has ended. */
static void
forget_worthless (GTask *task)
{
  DropoffTokenKeeper *self = g_task_get_source_object (task);
  Renewal *renewal = g_task_get_task_data (task);

  drop_tokens (self);
  dropoff_kept_sign_in_forget_worthless (self->kept, g_steal_pointer (&renewal->lock));
}

static void send_renewal (GTask *task);

static void
on_renewal_replied (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = G_TASK (user_data);
  DropoffTokenKeeper *self = g_task_get_source_object (task);
  Renewal *renewal = g_task_get_task_data (task);
  g_autoptr (GBytes) body = NULL;
  GError *error = NULL;
  DropoffCallFacts facts;

  body = dropoff_cognito_client_call_finish (DROPOFF_COGNITO_CLIENT (source), result, &facts,
                                             &error);
  if (!is_current (task))
    {
      g_clear_error (&error);
      end_renewal (task, NULL);
      return;
    }
  if (body == NULL && facts.remedy == DROPOFF_REMEDY_OTHER_CALL && !renewal->older_call)
    {
      g_clear_error (&error);
      renewal->older_call = TRUE;
      send_renewal (task);
      return;
    }
  if (body == NULL && facts.remedy == DROPOFF_REMEDY_FORGET)
    forget_worthless (task);
  if (body != NULL)
    renewal->reply = dropoff_cognito_reply_parse (body, &error);
  if (renewal->reply != NULL && renewal->reply->id_token == NULL)
    {
      error = dropoff_error_new (DROPOFF_ERROR_SIGN_IN, "a challenge came instead of tokens", 0,
                                 _ ("Please sign in again."));
      forget_worthless (task);
    }
  if (error != NULL)
    end_renewal (task, error);
  else
    /* Without rotation no refresh token comes, and the old one stays good. */
    dropoff_kept_sign_in_renew_async (self->kept, NULL, renewal->reply->refresh_token,
                                      on_renewed_kept, g_object_ref (task));
}

static void
send_renewal (GTask *task)
{
  DropoffTokenKeeper *self = g_task_get_source_object (task);
  const Renewal *renewal = g_task_get_task_data (task);
  const char *client_id = dropoff_connection_get_client_id (self->connection);
  DropoffSecret *refresh_token = dropoff_kept_sign_in_get_secret (self->kept);
  const char *device_key = dropoff_kept_sign_in_get_device_key (self->kept);

  dropoff_cognito_client_call_async (
      self->client, DROPOFF_CALL_RENEW,
      renewal->older_call ? "InitiateAuth" : "GetTokensFromRefreshToken",
      renewal->older_call ? dropoff_cognito_initiate_refresh (client_id, refresh_token, device_key)
                          : dropoff_cognito_get_tokens (client_id, refresh_token, device_key),
      DROPOFF_CALL_REPEATABLE, NULL, on_renewal_replied, g_object_ref (task));
}

static void
on_locked (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = G_TASK (user_data);
  DropoffTokenKeeper *self = g_task_get_source_object (task);
  Renewal *renewal = g_task_get_task_data (task);

  renewal->lock = dropoff_kept_sign_in_lock_finish (DROPOFF_KEPT_SIGN_IN (source), result);
  if (is_current (task) && dropoff_kept_sign_in_get_secret (self->kept) != NULL)
    {
      send_renewal (task);
      return;
    }
  if (is_current (task))
    drop_sign_in (self);
  end_renewal (task, NULL);
}

static void
begin_renewal (GTask *task)
{
  DropoffTokenKeeper *self = g_task_get_source_object (task);
  Renewal *renewal = g_new0 (Renewal, 1);

  renewal->generation = dropoff_kept_sign_in_get_generation (self->kept);
  renewal->others = g_ptr_array_new_with_free_func (g_object_unref);
  g_task_set_task_data (task, renewal, (GDestroyNotify) renewal_free);
  self->renewal = task;
  dropoff_kept_sign_in_lock_async (self->kept, on_locked, g_object_ref (task));
}

/* A sign-out waits for two answers: the vault's counts, the service's does not. */
typedef struct
{
  guint n_pending;
  GError *error;
} Farewell;

static void
farewell_free (Farewell *farewell)
{
  g_clear_error (&farewell->error);
  g_free (farewell);
}

static void
end_farewell_part (GTask *task)
{
  Farewell *farewell = g_task_get_task_data (task);

  if (--farewell->n_pending > 0)
    return;
  if (farewell->error != NULL)
    g_task_return_error (task, g_steal_pointer (&farewell->error));
  else
    g_task_return_boolean (task, TRUE);
}

static void
on_revoked (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = G_TASK (user_data);
  GBytes *body
      = dropoff_cognito_client_call_finish (DROPOFF_COGNITO_CLIENT (source), result, NULL, NULL);

  g_clear_pointer (&body, g_bytes_unref);
  end_farewell_part (task);
}

static void
on_forgotten (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = G_TASK (user_data);
  Farewell *farewell = g_task_get_task_data (task);

  dropoff_kept_sign_in_forget_finish (DROPOFF_KEPT_SIGN_IN (source), result, &farewell->error);
  end_farewell_part (task);
}

DropoffTokenKeeper *
dropoff_token_keeper_new (DropoffConnection *connection, DropoffCognitoClient *client,
                          DropoffClock *clock, DropoffKeptSignIn *kept)
{
  DropoffTokenKeeper *self = g_object_new (DROPOFF_TYPE_TOKEN_KEEPER, NULL);

  self->connection = g_object_ref (connection);
  self->client = g_object_ref (client);
  self->clock = clock;
  self->kept = g_object_ref (kept);
  return self;
}

DropoffSecret *
dropoff_token_keeper_get_access_token (DropoffTokenKeeper *self)
{
  return self->access_token;
}

DropoffVaultEntry *
dropoff_token_keeper_take (DropoffTokenKeeper *self, const DropoffCognitoReply *reply,
                           const char *user_name, const char *device_key)
{
  g_auto (DropoffTokenClaims) claims = { 0 };
  DropoffVaultEntry *entry;

  g_return_val_if_fail (reply->id_token != NULL, NULL);

  /* A keyring that could not keep the last sign-in is asked again: the person is there. */
  drop_sign_in (self);
  hold_tokens (self, reply);
  dropoff_token_claims_read (&claims, reply->id_token);
  /* A first sign-in always brings one; without it the sign-in just cannot be renewed. */
  entry = dropoff_vault_entry_new (user_name, NULL, reply->refresh_token);
  entry->subject = g_strdup (claims.subject);
  entry->device_key = g_strdup (device_key);
  entry->signed_in_at_s = dropoff_clock_now_s (self->clock);
  return entry;
}

void
dropoff_token_keeper_get_id_token_async (DropoffTokenKeeper *self, gboolean refused,
                                         GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, NULL, callback, user_data);

  g_task_set_source_tag (task, dropoff_token_keeper_get_id_token_async);
  if (!dropoff_kept_sign_in_is_held (self->kept))
    g_task_return_error (task, dropoff_error_new (DROPOFF_ERROR_SIGN_IN, "nobody is signed in", 0,
                                                  _ ("Please sign in again.")));
  else if (!refused && self->id_token != NULL && g_get_monotonic_time () < self->renew_at_us)
    g_task_return_pointer (task, dropoff_secret_ref (self->id_token),
                           (GDestroyNotify) dropoff_secret_unref);
  else if (self->renewal != NULL)
    {
      Renewal *renewal = g_task_get_task_data (self->renewal);

      g_ptr_array_add (renewal->others, g_steal_pointer (&task));
    }
  else
    begin_renewal (task);
}

DropoffSecret *
dropoff_token_keeper_get_id_token_finish (DropoffTokenKeeper *self, GAsyncResult *result,
                                          GError **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, dropoff_token_keeper_get_id_token_async),
                        NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}

void
dropoff_token_keeper_forget_async (DropoffTokenKeeper *self, GAsyncReadyCallback callback,
                                   gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, NULL, callback, user_data);
  DropoffSecret *refresh_token = dropoff_kept_sign_in_get_secret (self->kept);
  Farewell *farewell = g_new0 (Farewell, 1);

  g_task_set_source_tag (task, dropoff_token_keeper_forget_async);
  g_task_set_task_data (task, farewell, (GDestroyNotify) farewell_free);
  farewell->n_pending = refresh_token != NULL ? 2 : 1;
  if (refresh_token != NULL)
    dropoff_cognito_client_call_async (
        self->client, DROPOFF_CALL_REVOKE, "RevokeToken",
        dropoff_cognito_revoke (dropoff_connection_get_client_id (self->connection),
                                refresh_token),
        DROPOFF_CALL_BRIEF, NULL, on_revoked, g_object_ref (task));
  drop_tokens (self);
  dropoff_kept_sign_in_forget_async (self->kept, on_forgotten, g_object_ref (task));
}

gboolean
dropoff_token_keeper_forget_finish (DropoffTokenKeeper *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, dropoff_token_keeper_forget_async),
                        FALSE);
  return g_task_propagate_boolean (G_TASK (result), error);
}

/* As a login at an identity pool: the ID token. */
static void
get_token_async (DropoffLoginSource *source, gboolean refused, GAsyncReadyCallback callback,
                 gpointer user_data)
{
  dropoff_token_keeper_get_id_token_async (DROPOFF_TOKEN_KEEPER (source), refused, callback,
                                           user_data);
}

static gboolean
get_token_finish (DropoffLoginSource *source, GAsyncResult *result, DropoffSecret **token,
                  GError **error)
{
  *token = dropoff_token_keeper_get_id_token_finish (DROPOFF_TOKEN_KEEPER (source), result, error);
  return *token != NULL;
}

static const char *
get_identity_id (DropoffLoginSource *source)
{
  return dropoff_kept_sign_in_get_identity_id (DROPOFF_TOKEN_KEEPER (source)->kept);
}

static void
set_identity_id (DropoffLoginSource *source, const char *identity_id)
{
  dropoff_kept_sign_in_amend (DROPOFF_TOKEN_KEEPER (source)->kept, identity_id);
}

static void
login_source_init (DropoffLoginSourceInterface *iface)
{
  iface->get_token_async = get_token_async;
  iface->get_token_finish = get_token_finish;
  iface->get_identity_id = get_identity_id;
  iface->set_identity_id = set_identity_id;
}
