/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "dropoff-token-keeper.h"

#include <glib/gi18n-lib.h>

#include "dropoff-error.h"
#include "dropoff-file-lock.h"
#include "dropoff-vault-watch.h"

#define RENEW_AHEAD_S 300
#define LOCK_PATIENCE_MS 20000

struct _DropoffTokenKeeper
{
  GObject parent_instance;

  DropoffConnection *connection;
  DropoffCognitoClient *client;
  DropoffClock *clock;
  DropoffVault *vault;
  DropoffVaultWatch *watch; /* on while the vault owes us something; NULL without a vault */

  DropoffVaultEntry *entry; /* the sign-in, or NULL */
  gboolean session_only;
  guint generation; /* counts sign-ins and sign-outs: what belongs to an older one is dropped */

  DropoffSecret *id_token;
  DropoffSecret *access_token;
  gint64 renew_at_us; /* monotonic: no wall clock can be trusted */
  GTask *renewal;     /* the one under way for this sign-in, or NULL; owned by its callbacks */
};

static guint mended_signal;

G_DEFINE_FINAL_TYPE_WITH_CODE (DropoffTokenKeeper, dropoff_token_keeper, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (DROPOFF_TYPE_LOGIN_SOURCE,
                                                      dropoff_token_keeper_source_init))

/* One renewal. */
typedef struct
{
  guint generation;
  DropoffFileLock *lock;
  gboolean older_call;
  GPtrArray *others; /* of GTask: who asked while it went on */
} Renewal;

static void
renewal_free (Renewal *renewal)
{
  g_clear_pointer (&renewal->lock, dropoff_file_lock_release);
  g_ptr_array_unref (renewal->others);
  g_free (renewal);
}

static void
dropoff_token_keeper_finalize (GObject *object)
{
  DropoffTokenKeeper *self = DROPOFF_TOKEN_KEEPER (object);

  if (self->watch != NULL)
    g_signal_handlers_disconnect_by_data (self->watch, self);
  g_clear_object (&self->watch);
  g_clear_object (&self->connection);
  g_clear_object (&self->client);
  g_clear_object (&self->vault);
  g_clear_pointer (&self->access_token, dropoff_secret_unref);
  g_clear_pointer (&self->entry, dropoff_vault_entry_free);
  g_clear_pointer (&self->id_token, dropoff_secret_unref);
  G_OBJECT_CLASS (dropoff_token_keeper_parent_class)->finalize (object);
}

static void
dropoff_token_keeper_class_init (DropoffTokenKeeperClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = dropoff_token_keeper_finalize;
  mended_signal = g_signal_new ("mended", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                NULL, NULL, G_TYPE_NONE, 0);
}

static void
dropoff_token_keeper_init (DropoffTokenKeeper *self)
{
}

static void
replace_entry (DropoffTokenKeeper *self, DropoffVaultEntry *entry)
{
  g_clear_pointer (&self->entry, dropoff_vault_entry_free);
  self->entry = entry;
}

static void
drop_sign_in (DropoffTokenKeeper *self)
{
  replace_entry (self, NULL);
  g_clear_pointer (&self->id_token, dropoff_secret_unref);
  g_clear_pointer (&self->access_token, dropoff_secret_unref);
  if (self->watch != NULL)
    dropoff_vault_watch_end (self->watch);
  self->renewal = NULL;
  self->generation++;
}

/* The token tells its own life; ExpiresIn is the access token's. */
static void
hold_tokens (DropoffTokenKeeper *self, const DropoffCognitoReply *reply)
{
  g_auto (DropoffTokenClaims) claims = { 0 };
  gint64 life_s = reply->expires_in_s;

  if (dropoff_token_claims_read (&claims, reply->id_token)
      && claims.expires_at_s > claims.issued_at_s && claims.issued_at_s > 0)
    {
      life_s = claims.expires_at_s - claims.issued_at_s;
      dropoff_clock_learn (self->clock, claims.issued_at_s);
    }
  g_clear_pointer (&self->id_token, dropoff_secret_unref);
  self->id_token = dropoff_secret_ref (reply->id_token);
  g_clear_pointer (&self->access_token, dropoff_secret_unref);
  self->access_token = dropoff_secret_ref (reply->access_token);
  self->renew_at_us = g_get_monotonic_time ()
                      + (life_s - MIN (RENEW_AHEAD_S, life_s / 2)) * G_USEC_PER_SEC;
}

static char *
make_label (DropoffTokenKeeper *self)
{
  /* Translators: the name of a keyring item; a company's name. */
  return g_strdup_printf (_ ("Dropoff: sign-in at %s"),
                          dropoff_connection_get_name (self->connection));
}

static void
store_entry (DropoffTokenKeeper *self, GAsyncReadyCallback callback, gpointer user_data)
{
  g_autofree char *label = make_label (self);

  dropoff_vault_store_async (self->vault, dropoff_connection_get_id (self->connection), label,
                             self->entry, callback, user_data);
}

/* A vault that failed is not relied on until it has kept the sign-in after all. */
static void
judge_store (DropoffTokenKeeper *self, GAsyncResult *result, guint generation)
{
  g_autoptr (GError) error = NULL;

  if (!dropoff_vault_store_finish (self->vault, result, &error) && generation == self->generation)
    {
      g_message ("the sign-in is not kept: %s", dropoff_error_get_detail (error));
      self->session_only = TRUE;
      dropoff_vault_watch_begin (self->watch);
    }
}

/* What was asked of the vault for the sign-in of that moment. */
typedef struct
{
  DropoffTokenKeeper *keeper;
  guint generation;
} Rescue;

static void
on_rescued (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autofree Rescue *rescue = user_data;
  g_autoptr (DropoffTokenKeeper) self = rescue->keeper;
  gboolean kept = dropoff_vault_store_finish (DROPOFF_VAULT (source), result, NULL);

  if (rescue->generation != self->generation)
    return;
  if (!kept)
    {
      dropoff_vault_watch_begin (self->watch);
      return;
    }
  self->session_only = FALSE;
  g_signal_emit (self, mended_signal, 0);
}

static void
on_found (GObject *source, GAsyncResult *result, gpointer user_data)
{
  DropoffTokenKeeper *self = DROPOFF_TOKEN_KEEPER (source);

  if (dropoff_token_keeper_restore_finish (self, result, NULL) && self->entry != NULL
      && !self->session_only)
    g_signal_emit (self, mended_signal, 0);
}

/* What could not be kept is kept now; what could not be read is read. */
static void
on_vault_open (DropoffTokenKeeper *self)
{
  Rescue *rescue;

  if (self->entry == NULL)
    {
      dropoff_token_keeper_restore_async (self, on_found, NULL);
      return;
    }
  rescue = g_new0 (Rescue, 1);
  rescue->keeper = g_object_ref (self);
  rescue->generation = self->generation;
  store_entry (self, on_rescued, rescue);
}

static void
on_restored (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = G_TASK (user_data);
  DropoffTokenKeeper *self = g_task_get_source_object (task);
  DropoffVaultEntry *entry = NULL;
  GError *error = NULL;

  if (!dropoff_vault_load_finish (DROPOFF_VAULT (source), result, &entry, &error))
    {
      if (self->entry == NULL)
        dropoff_vault_watch_begin (self->watch);
      g_task_return_error (task, error);
      return;
    }
  if (self->entry == NULL)
    {
      dropoff_vault_watch_end (self->watch);
      replace_entry (self, entry);
      self->session_only = FALSE;
    }
  else
    g_clear_pointer (&entry, dropoff_vault_entry_free);
  g_task_return_boolean (task, TRUE);
}

static void
on_accepted_stored (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = G_TASK (user_data);

  DropoffTokenKeeper *self = g_task_get_source_object (task);
  guint generation = GPOINTER_TO_UINT (g_task_get_task_data (task));

  judge_store (self, result, generation);
  g_task_return_boolean (task, generation == self->generation);
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
  if (failure == NULL && renewal->generation != self->generation)
    failure = dropoff_error_new (DROPOFF_ERROR_SIGN_IN, "signed out in between", 0,
                                 _ ("Please sign in again."));
  if (failure == NULL)
    id_token = dropoff_secret_ref (self->id_token);
  answer_renewal (task, id_token, failure);
  for (guint i = 0; i < renewal->others->len; i++)
    answer_renewal (g_ptr_array_index (renewal->others, i), id_token, failure);
}

static void
on_renewed_stored (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = G_TASK (user_data);
  Renewal *renewal = g_task_get_task_data (task);

  judge_store (g_task_get_source_object (task), result, renewal->generation);
  end_renewal (task, NULL);
}

static void
on_worthless_forgotten (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = G_TASK (user_data);
  g_autoptr (GError) error = NULL;

  if (!dropoff_vault_forget_finish (DROPOFF_VAULT (source), result, &error))
    g_message ("the keyring did not forget: %s", dropoff_error_get_detail (error));
  g_object_unref (task);
}

/* The service said for certain that this sign-in has ended. */
static void
forget_worthless (GTask *task)
{
  DropoffTokenKeeper *self = g_task_get_source_object (task);

  drop_sign_in (self);
  if (self->vault != NULL && !self->session_only)
    dropoff_vault_forget_async (self->vault, dropoff_connection_get_id (self->connection),
                                on_worthless_forgotten, g_object_ref (task));
}

static void send_renewal (GTask *task);

static void
take_renewal (GTask *task, const DropoffCognitoReply *reply)
{
  DropoffTokenKeeper *self = g_task_get_source_object (task);

  hold_tokens (self, reply);
  /* Without rotation none comes, and the old one stays good. */
  if (reply->refresh_token != NULL)
    {
      dropoff_secret_unref (self->entry->refresh_token);
      self->entry->refresh_token = dropoff_secret_ref (reply->refresh_token);
      if (self->vault != NULL && !self->session_only)
        {
          store_entry (self, on_renewed_stored, g_object_ref (task));
          return;
        }
    }
  end_renewal (task, NULL);
}

static void
on_renewal_replied (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = G_TASK (user_data);
  DropoffTokenKeeper *self = g_task_get_source_object (task);
  Renewal *renewal = g_task_get_task_data (task);
  g_autoptr (DropoffCognitoReply) reply = NULL;
  g_autoptr (GBytes) body = NULL;
  GError *error = NULL;
  DropoffCallFacts facts;

  body = dropoff_cognito_client_call_finish (DROPOFF_COGNITO_CLIENT (source), result, &facts,
                                             &error);
  if (renewal->generation != self->generation)
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
    reply = dropoff_cognito_reply_parse (body, &error);
  if (reply != NULL && reply->id_token == NULL)
    {
      error = dropoff_error_new (DROPOFF_ERROR_SIGN_IN, "a challenge came instead of tokens", 0,
                                 _ ("Please sign in again."));
      forget_worthless (task);
    }
  if (error != NULL)
    end_renewal (task, error);
  else
    take_renewal (task, reply);
}

static void
send_renewal (GTask *task)
{
  DropoffTokenKeeper *self = g_task_get_source_object (task);
  const Renewal *renewal = g_task_get_task_data (task);
  const char *client_id = dropoff_connection_get_client_id (self->connection);
  DropoffSecret *refresh_token = self->entry->refresh_token;
  const char *device_key = self->entry->device_key;

  dropoff_cognito_client_call_async (
      self->client, DROPOFF_CALL_RENEW,
      renewal->older_call ? "InitiateAuth" : "GetTokensFromRefreshToken",
      renewal->older_call ? dropoff_cognito_initiate_refresh (client_id, refresh_token, device_key)
                          : dropoff_cognito_get_tokens (client_id, refresh_token, device_key),
      DROPOFF_CALL_REPEATABLE, NULL, on_renewal_replied, g_object_ref (task));
}

static gboolean
is_same_person (const DropoffVaultEntry *one, const DropoffVaultEntry *other)
{
  if (one->subject != NULL && other->subject != NULL)
    return g_str_equal (one->subject, other->subject);
  return g_str_equal (one->user_name, other->user_name);
}

/* Another process may have renewed since: with rotation our refresh token is used up then. */
static void
on_reread (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = G_TASK (user_data);
  DropoffTokenKeeper *self = g_task_get_source_object (task);
  const Renewal *renewal = g_task_get_task_data (task);
  DropoffVaultEntry *entry = NULL;

  if (dropoff_vault_load_finish (DROPOFF_VAULT (source), result, &entry, NULL) && entry != NULL
      && renewal->generation == self->generation && is_same_person (entry, self->entry))
    replace_entry (self, g_steal_pointer (&entry));
  g_clear_pointer (&entry, dropoff_vault_entry_free);
  if (renewal->generation != self->generation)
    end_renewal (task, NULL);
  else
    send_renewal (task);
}

static void
on_locked (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = G_TASK (user_data);
  DropoffTokenKeeper *self = g_task_get_source_object (task);
  Renewal *renewal = g_task_get_task_data (task);

  renewal->lock = dropoff_file_lock_acquire_finish (result);
  dropoff_vault_load_async (self->vault, dropoff_connection_get_id (self->connection), on_reread,
                            g_object_ref (task));
}

/* What the vault keeps is changed under the lock, like a renewal, and from what it keeps now:
 * another program may have put a newer refresh token there. */
typedef struct
{
  DropoffTokenKeeper *keeper;
  guint generation;
  DropoffFileLock *lock;
} Amendment;

static void
amendment_free (Amendment *amendment)
{
  g_clear_pointer (&amendment->lock, dropoff_file_lock_release);
  g_object_unref (amendment->keeper);
  g_free (amendment);
}

static void
on_amended (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Amendment *amendment = user_data;

  judge_store (amendment->keeper, result, amendment->generation);
  amendment_free (amendment);
}

static void
on_amendment_loaded (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Amendment *amendment = user_data;
  DropoffTokenKeeper *self = amendment->keeper;
  DropoffVaultEntry *entry = NULL;
  gboolean current = amendment->generation == self->generation;

  if (!dropoff_vault_load_finish (DROPOFF_VAULT (source), result, &entry, NULL) || entry == NULL
      || !current || !is_same_person (entry, self->entry))
    {
      g_clear_pointer (&entry, dropoff_vault_entry_free);
      amendment_free (amendment);
      return;
    }
  g_free (entry->identity_id);
  entry->identity_id = g_strdup (self->entry->identity_id);
  replace_entry (self, entry);
  store_entry (self, on_amended, amendment);
}

static void
on_amendment_locked (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Amendment *amendment = user_data;
  DropoffTokenKeeper *self = amendment->keeper;

  amendment->lock = dropoff_file_lock_acquire_finish (result);
  dropoff_vault_load_async (self->vault, dropoff_connection_get_id (self->connection),
                            on_amendment_loaded, amendment);
}

static void
acquire_lock (DropoffTokenKeeper *self, GAsyncReadyCallback callback, gpointer user_data)
{
  g_autofree char *name
      = g_strconcat ("sign-in-", dropoff_connection_get_id (self->connection), NULL);

  dropoff_file_lock_acquire_async (name, LOCK_PATIENCE_MS, callback, user_data);
}

static void
begin_renewal (GTask *task)
{
  DropoffTokenKeeper *self = g_task_get_source_object (task);
  Renewal *renewal = g_new0 (Renewal, 1);

  renewal->generation = self->generation;
  renewal->others = g_ptr_array_new_with_free_func (g_object_unref);
  g_task_set_task_data (task, renewal, (GDestroyNotify) renewal_free);
  self->renewal = task;
  if (dropoff_secret_length (self->entry->refresh_token) == 0)
    {
      drop_sign_in (self);
      end_renewal (task, NULL);
    }
  else if (self->vault != NULL && !self->session_only)
    acquire_lock (self, on_locked, g_object_ref (task));
  else
    send_renewal (task);
}

/* A sign-out waits for two answers: the vault's counts, the service's does not. */
typedef struct
{
  guint n_pending;
  gboolean nothing_kept; /* then a keyring that does not answer is no failure */
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

  if (!dropoff_vault_forget_finish (DROPOFF_VAULT (source), result, &farewell->error)
      && farewell->nothing_kept)
    g_clear_error (&farewell->error);
  end_farewell_part (task);
}

DropoffTokenKeeper *
dropoff_token_keeper_new (DropoffConnection *connection, DropoffCognitoClient *client,
                          DropoffClock *clock, DropoffVault *vault)
{
  DropoffTokenKeeper *self = g_object_new (DROPOFF_TYPE_TOKEN_KEEPER, NULL);

  self->connection = g_object_ref (connection);
  self->client = g_object_ref (client);
  self->clock = clock;
  if (vault != NULL)
    {
      self->vault = g_object_ref (vault);
      self->watch = dropoff_vault_watch_new (vault);
      g_signal_connect_swapped (self->watch, "open", G_CALLBACK (on_vault_open), self);
    }
  return self;
}

gboolean
dropoff_token_keeper_holds_sign_in (DropoffTokenKeeper *self)
{
  return self->entry != NULL;
}

gboolean
dropoff_token_keeper_get_session_only (DropoffTokenKeeper *self)
{
  return self->entry != NULL && self->session_only;
}

const char *
dropoff_token_keeper_get_user_name (DropoffTokenKeeper *self)
{
  return self->entry != NULL ? self->entry->user_name : NULL;
}

const char *
dropoff_token_keeper_get_identity_id (DropoffTokenKeeper *self)
{
  return self->entry != NULL ? self->entry->identity_id : NULL;
}

gint64
dropoff_token_keeper_get_lapses_at_s (DropoffTokenKeeper *self)
{
  gint64 days = dropoff_connection_get_refresh_days (self->connection);

  if (self->entry == NULL || self->entry->signed_in_at_s == 0)
    return 0;
  return self->entry->signed_in_at_s + days * 86400;
}

DropoffSecret *
dropoff_token_keeper_get_access_token (DropoffTokenKeeper *self)
{
  return self->access_token;
}

void
dropoff_token_keeper_set_identity_id (DropoffTokenKeeper *self, const char *identity_id)
{
  char *copy = g_strdup (identity_id);

  if (self->entry == NULL || g_strcmp0 (self->entry->identity_id, identity_id) == 0)
    {
      g_free (copy);
      return;
    }
  g_free (self->entry->identity_id);
  self->entry->identity_id = copy;
  if (self->vault != NULL && !self->session_only)
    {
      Amendment *amendment = g_new0 (Amendment, 1);

      amendment->keeper = g_object_ref (self);
      amendment->generation = self->generation;
      acquire_lock (self, on_amendment_locked, amendment);
    }
}

void
dropoff_token_keeper_restore_async (DropoffTokenKeeper *self, GAsyncReadyCallback callback,
                                    gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, NULL, callback, user_data);

  g_task_set_source_tag (task, dropoff_token_keeper_restore_async);
  if (self->vault == NULL)
    g_task_return_boolean (task, TRUE);
  else
    dropoff_vault_load_async (self->vault, dropoff_connection_get_id (self->connection),
                              on_restored, g_object_ref (task));
}

gboolean
dropoff_token_keeper_restore_finish (DropoffTokenKeeper *self, GAsyncResult *result,
                                     GError **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, dropoff_token_keeper_restore_async),
                        FALSE);
  return g_task_propagate_boolean (G_TASK (result), error);
}

void
dropoff_token_keeper_accept_async (DropoffTokenKeeper *self, const DropoffCognitoReply *reply,
                                   const char *user_name, const char *device_key,
                                   GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, NULL, callback, user_data);
  g_auto (DropoffTokenClaims) claims = { 0 };
  DropoffVaultEntry *entry;

  g_return_if_fail (reply->id_token != NULL);

  g_task_set_source_tag (task, dropoff_token_keeper_accept_async);
  drop_sign_in (self);
  hold_tokens (self, reply);
  dropoff_token_claims_read (&claims, reply->id_token);
  entry = g_new0 (DropoffVaultEntry, 1);
  entry->user_name = g_strdup (user_name);
  entry->subject = g_strdup (claims.subject);
  entry->device_key = g_strdup (device_key);
  entry->signed_in_at_s = dropoff_clock_now_s (self->clock);
  /* A first sign-in always brings one; without it the sign-in just cannot be renewed. */
  entry->refresh_token = reply->refresh_token != NULL ? dropoff_secret_ref (reply->refresh_token)
                                                      : dropoff_secret_new ("");
  replace_entry (self, entry);
  self->session_only = self->vault == NULL || reply->refresh_token == NULL;
  g_task_set_task_data (task, GUINT_TO_POINTER (self->generation), NULL);
  if (self->session_only)
    g_task_return_boolean (task, TRUE);
  else
    store_entry (self, on_accepted_stored, g_object_ref (task));
}

gboolean
dropoff_token_keeper_accept_finish (DropoffTokenKeeper *self, GAsyncResult *result)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, dropoff_token_keeper_accept_async),
                        FALSE);
  return g_task_propagate_boolean (G_TASK (result), NULL);
}

void
dropoff_token_keeper_get_id_token_async (DropoffTokenKeeper *self, gboolean refused,
                                         GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, NULL, callback, user_data);

  g_task_set_source_tag (task, dropoff_token_keeper_get_id_token_async);
  if (self->entry == NULL)
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
  g_autoptr (DropoffSecret) refresh_token = NULL;
  Farewell *farewell = g_new0 (Farewell, 1);

  g_task_set_source_tag (task, dropoff_token_keeper_forget_async);
  g_task_set_task_data (task, farewell, (GDestroyNotify) farewell_free);
  if (self->entry != NULL)
    refresh_token = dropoff_secret_ref (self->entry->refresh_token);
  drop_sign_in (self);
  farewell->n_pending = 1;
  farewell->nothing_kept = self->session_only;
  if (self->vault != NULL)
    {
      farewell->n_pending++;
      dropoff_vault_forget_async (self->vault, dropoff_connection_get_id (self->connection),
                                  on_forgotten, g_object_ref (task));
    }
  if (refresh_token != NULL && dropoff_secret_length (refresh_token) > 0)
    {
      farewell->n_pending++;
      dropoff_cognito_client_call_async (
          self->client, DROPOFF_CALL_REVOKE, "RevokeToken",
          dropoff_cognito_revoke (dropoff_connection_get_client_id (self->connection),
                                  refresh_token),
          DROPOFF_CALL_BRIEF, NULL, on_revoked, g_object_ref (task));
    }
  end_farewell_part (task);
}

gboolean
dropoff_token_keeper_forget_finish (DropoffTokenKeeper *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, dropoff_token_keeper_forget_async),
                        FALSE);
  return g_task_propagate_boolean (G_TASK (result), error);
}
