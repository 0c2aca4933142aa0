/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "dropoff-kept-sign-in.h"

#include <glib/gi18n-lib.h>

#include "dropoff-error.h"
#include "dropoff-vault-watch.h"

#define LOCK_PATIENCE_MS 20000

struct _DropoffKeptSignIn
{
  GObject parent_instance;

  DropoffConnection *connection;
  DropoffVault *vault;
  DropoffVaultWatch *watch; /* on while the vault owes us something; NULL without a vault */

  DropoffVaultEntry *entry; /* what is held, or NULL */
  gboolean session_only;
  gboolean is_unread; /* the vault could not tell what it keeps */
  guint generation;
};

static guint mended_signal;

static void login_source_init (DropoffLoginSourceInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (DropoffKeptSignIn, dropoff_kept_sign_in, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (DROPOFF_TYPE_LOGIN_SOURCE,
                                                      login_source_init))

static void
dropoff_kept_sign_in_finalize (GObject *object)
{
  DropoffKeptSignIn *self = DROPOFF_KEPT_SIGN_IN (object);

  if (self->watch != NULL)
    g_signal_handlers_disconnect_by_data (self->watch, self);
  g_clear_object (&self->watch);
  g_clear_object (&self->connection);
  g_clear_object (&self->vault);
  g_clear_pointer (&self->entry, dropoff_vault_entry_free);
  G_OBJECT_CLASS (dropoff_kept_sign_in_parent_class)->finalize (object);
}

static void
dropoff_kept_sign_in_class_init (DropoffKeptSignInClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = dropoff_kept_sign_in_finalize;
  mended_signal = g_signal_new ("mended", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                NULL, NULL, G_TYPE_NONE, 0);
}

static void
dropoff_kept_sign_in_init (DropoffKeptSignIn *self)
{
}

static void
replace_entry (DropoffKeptSignIn *self, DropoffVaultEntry *entry)
{
  g_clear_pointer (&self->entry, dropoff_vault_entry_free);
  self->entry = entry;
  self->generation++;
  if (self->watch != NULL)
    dropoff_vault_watch_end (self->watch);
}

static gboolean
has_secret (const DropoffVaultEntry *entry)
{
  return dropoff_secret_length (entry->refresh_token) > 0;
}

static void
store_entry (DropoffKeptSignIn *self, GAsyncReadyCallback callback, gpointer user_data)
{
  /* Translators: the name of a keyring item; a company's name. */
  g_autofree char *label = g_strdup_printf (_ ("Dropoff: sign-in at %s"),
                                            dropoff_connection_get_name (self->connection));

  dropoff_vault_store_async (self->vault, dropoff_connection_get_id (self->connection), label,
                             self->entry, callback, user_data);
}

static void
on_restored (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = G_TASK (user_data);
  DropoffKeptSignIn *self = g_task_get_source_object (task);
  DropoffVaultEntry *entry = NULL;
  GError *error = NULL;

  self->is_unread = !dropoff_vault_load_finish (DROPOFF_VAULT (source), result, &entry, &error);
  if (self->is_unread)
    {
      dropoff_vault_watch_begin (self->watch);
      g_task_return_error (task, error);
      return;
    }
  if (!self->session_only)
    dropoff_vault_watch_end (self->watch);
  if (self->entry == NULL && entry != NULL)
    {
      replace_entry (self, g_steal_pointer (&entry));
      self->session_only = FALSE;
    }
  g_clear_pointer (&entry, dropoff_vault_entry_free);
  g_task_return_boolean (task, TRUE);
}

static void
on_stored (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = G_TASK (user_data);
  DropoffKeptSignIn *self = g_task_get_source_object (task);
  guint generation = GPOINTER_TO_UINT (g_task_get_task_data (task));
  g_autoptr (GError) error = NULL;

  if (!dropoff_vault_store_finish (DROPOFF_VAULT (source), result, &error)
      && generation == self->generation)
    {
      g_message ("the sign-in is not kept: %s", dropoff_error_get_detail (error));
      self->session_only = TRUE;
      dropoff_vault_watch_begin (self->watch);
    }
  g_task_return_boolean (task, generation == self->generation);
}

/* What was asked of the vault for what was held at that moment. */
typedef struct
{
  DropoffKeptSignIn *kept;
  guint generation;
} Rescue;

static Rescue *
new_rescue (DropoffKeptSignIn *self)
{
  Rescue *rescue = g_new0 (Rescue, 1);

  rescue->kept = g_object_ref (self);
  rescue->generation = self->generation;
  return rescue;
}

static void
on_rescued (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autofree Rescue *rescue = user_data;
  g_autoptr (DropoffKeptSignIn) self = rescue->kept;
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

/* An identity that was had anew for want of the one that was kept does not take its place: the
 * company knows the guest by that one. */
static void
on_found (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autofree Rescue *rescue = user_data;
  g_autoptr (DropoffKeptSignIn) self = rescue->kept;
  DropoffVaultEntry *entry = NULL;

  if (!dropoff_vault_load_finish (DROPOFF_VAULT (source), result, &entry, NULL))
    {
      if (rescue->generation == self->generation)
        dropoff_vault_watch_begin (self->watch);
    }
  else if (rescue->generation == self->generation)
    {
      self->is_unread = FALSE;
      if (self->entry == NULL && entry != NULL)
        {
          replace_entry (self, g_steal_pointer (&entry));
          self->session_only = FALSE;
          g_signal_emit (self, mended_signal, 0);
        }
      else if (self->entry != NULL && entry == NULL)
        store_entry (self, on_rescued, new_rescue (self));
    }
  g_clear_pointer (&entry, dropoff_vault_entry_free);
}

/* What could not be kept is kept now; what could not be read is read. */
static void
on_vault_open (DropoffKeptSignIn *self)
{
  if (self->entry != NULL && (has_secret (self->entry) || !self->is_unread))
    store_entry (self, on_rescued, new_rescue (self));
  else
    dropoff_vault_load_async (self->vault, dropoff_connection_get_id (self->connection), on_found,
                              new_rescue (self));
}

static void
on_forgotten (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = G_TASK (user_data);
  gboolean nothing_kept = GPOINTER_TO_INT (g_task_get_task_data (task));
  GError *error = NULL;

  /* A keyring that does not answer is no failure when it never kept anything of this. */
  if (dropoff_vault_forget_finish (DROPOFF_VAULT (source), result, &error) || nothing_kept)
    {
      g_clear_error (&error);
      g_task_return_boolean (task, TRUE);
    }
  else
    g_task_return_error (task, error);
}

/* What a lock is wanted for, until it is had. */
typedef struct
{
  guint generation;
  DropoffFileLock *lock;
} Locking;

static void
locking_free (Locking *locking)
{
  g_clear_pointer (&locking->lock, dropoff_file_lock_release);
  g_free (locking);
}

static void
on_reread (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = G_TASK (user_data);
  DropoffKeptSignIn *self = g_task_get_source_object (task);
  Locking *locking = g_task_get_task_data (task);
  DropoffVaultEntry *entry = NULL;

  /* It is the same sign-in, as somebody else renewed it: the generation stays. */
  if (dropoff_vault_load_finish (DROPOFF_VAULT (source), result, &entry, NULL) && entry != NULL
      && locking->generation == self->generation && self->entry != NULL
      && g_str_equal (entry->user_name, self->entry->user_name))
    {
      dropoff_vault_entry_free (self->entry);
      self->entry = g_steal_pointer (&entry);
    }
  g_clear_pointer (&entry, dropoff_vault_entry_free);
  g_task_return_pointer (task, g_steal_pointer (&locking->lock),
                         (GDestroyNotify) dropoff_file_lock_release);
}

static void
on_locked (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = G_TASK (user_data);
  DropoffKeptSignIn *self = g_task_get_source_object (task);
  Locking *locking = g_task_get_task_data (task);

  locking->lock = dropoff_file_lock_acquire_finish (result);
  dropoff_vault_load_async (self->vault, dropoff_connection_get_id (self->connection), on_reread,
                            task);
}

/* As a login source it is a guest's: nothing proves anything. */

static void
get_token_async (DropoffLoginSource *source, gboolean refused, GAsyncReadyCallback callback,
                 gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (source, NULL, callback, user_data);

  g_task_set_source_tag (task, get_token_async);
  g_task_return_boolean (task, TRUE);
}

static gboolean
get_token_finish (DropoffLoginSource *source, GAsyncResult *result, DropoffSecret **token,
                  GError **error)
{
  *token = NULL;
  return g_task_propagate_boolean (G_TASK (result), error);
}

static const char *
get_identity_id (DropoffLoginSource *source)
{
  return dropoff_kept_sign_in_get_identity_id (DROPOFF_KEPT_SIGN_IN (source));
}

static void
set_identity_id (DropoffLoginSource *source, const char *identity_id)
{
  DropoffKeptSignIn *self = DROPOFF_KEPT_SIGN_IN (source);

  if (g_strcmp0 (dropoff_kept_sign_in_get_identity_id (self), identity_id) != 0)
    dropoff_kept_sign_in_hold_async (self, NULL, identity_id, NULL, NULL, NULL);
}

static void
login_source_init (DropoffLoginSourceInterface *iface)
{
  iface->get_token_async = get_token_async;
  iface->get_token_finish = get_token_finish;
  iface->get_identity_id = get_identity_id;
  iface->set_identity_id = set_identity_id;
}

DropoffKeptSignIn *
dropoff_kept_sign_in_new (DropoffConnection *connection, DropoffVault *vault)
{
  DropoffKeptSignIn *self = g_object_new (DROPOFF_TYPE_KEPT_SIGN_IN, NULL);

  self->connection = g_object_ref (connection);
  if (vault != NULL)
    {
      self->vault = g_object_ref (vault);
      self->watch = dropoff_vault_watch_new (vault);
      g_signal_connect_swapped (self->watch, "open", G_CALLBACK (on_vault_open), self);
    }
  return self;
}

void
dropoff_kept_sign_in_restore_async (DropoffKeptSignIn *self, GAsyncReadyCallback callback,
                                    gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, NULL, callback, user_data);

  g_task_set_source_tag (task, dropoff_kept_sign_in_restore_async);
  if (self->vault == NULL)
    g_task_return_boolean (task, TRUE);
  else
    dropoff_vault_load_async (self->vault, dropoff_connection_get_id (self->connection),
                              on_restored, g_object_ref (task));
}

gboolean
dropoff_kept_sign_in_restore_finish (DropoffKeptSignIn *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, dropoff_kept_sign_in_restore_async),
                        FALSE);
  return g_task_propagate_boolean (G_TASK (result), error);
}

void
dropoff_kept_sign_in_lock_async (DropoffKeptSignIn *self, GAsyncReadyCallback callback,
                                 gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, NULL, callback, user_data);
  g_autofree char *name = NULL;
  Locking *locking = g_new0 (Locking, 1);

  g_task_set_source_tag (task, dropoff_kept_sign_in_lock_async);
  g_task_set_task_data (task, locking, (GDestroyNotify) locking_free);
  locking->generation = self->generation;
  if (self->vault == NULL || self->session_only)
    {
      g_task_return_pointer (task, NULL, NULL);
      return;
    }
  name = g_strconcat ("sign-in-", dropoff_connection_get_id (self->connection), NULL);
  dropoff_file_lock_acquire_async (name, LOCK_PATIENCE_MS, on_locked, g_object_ref (task));
}

DropoffFileLock *
dropoff_kept_sign_in_lock_finish (DropoffKeptSignIn *self, GAsyncResult *result)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, dropoff_kept_sign_in_lock_async), NULL);
  return g_task_propagate_pointer (G_TASK (result), NULL);
}

void
dropoff_kept_sign_in_hold_async (DropoffKeptSignIn *self, const char *user_name,
                                 const char *identity_id, DropoffSecret *secret,
                                 GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, NULL, callback, user_data);
  DropoffVaultEntry *entry = g_new0 (DropoffVaultEntry, 1);
  /* A renewal: asking anew would open a locked keyring's dialog each time. */
  gboolean goes_on = self->entry != NULL && self->session_only;

  g_task_set_source_tag (task, dropoff_kept_sign_in_hold_async);
  entry->user_name = g_strdup (user_name != NULL ? user_name : "");
  entry->identity_id = g_strdup (identity_id);
  entry->refresh_token = secret != NULL ? dropoff_secret_ref (secret) : dropoff_secret_new ("");
  replace_entry (self, entry);
  g_task_set_task_data (task, GUINT_TO_POINTER (self->generation), NULL);
  self->session_only = self->vault == NULL || goes_on || (secret == NULL && self->is_unread);
  if (self->session_only || (secret == NULL && identity_id == NULL))
    {
      if (self->session_only && self->watch != NULL)
        dropoff_vault_watch_begin (self->watch);
      g_task_return_boolean (task, TRUE);
      return;
    }
  store_entry (self, on_stored, g_object_ref (task));
}

gboolean
dropoff_kept_sign_in_hold_finish (DropoffKeptSignIn *self, GAsyncResult *result)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, dropoff_kept_sign_in_hold_async), FALSE);
  return g_task_propagate_boolean (G_TASK (result), NULL);
}

/* One change of the identity, until the vault has it. */
typedef struct
{
  guint generation;
  char *identity_id;
  DropoffFileLock *lock;
} Amendment;

static void
amendment_free (Amendment *amendment)
{
  g_clear_pointer (&amendment->lock, dropoff_file_lock_release);
  g_free (amendment->identity_id);
  g_free (amendment);
}

static void
set_identity (DropoffKeptSignIn *self, const char *identity_id)
{
  g_free (self->entry->identity_id);
  self->entry->identity_id = g_strdup (identity_id);
}

static void
on_amended (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;

  if (!dropoff_vault_store_finish (DROPOFF_VAULT (source), result, &error))
    g_message ("the identity is not kept: %s", dropoff_error_get_detail (error));
  amendment_free (user_data);
}

static void
on_amendment_locked (GObject *source, GAsyncResult *result, gpointer user_data)
{
  DropoffKeptSignIn *self = DROPOFF_KEPT_SIGN_IN (source);
  Amendment *amendment = user_data;

  amendment->lock = dropoff_kept_sign_in_lock_finish (self, result);
  if (amendment->generation != self->generation)
    {
      amendment_free (amendment);
      return;
    }
  set_identity (self, amendment->identity_id);
  store_entry (self, on_amended, amendment);
}

void
dropoff_kept_sign_in_amend (DropoffKeptSignIn *self, const char *identity_id)
{
  Amendment *amendment;

  if (self->entry == NULL || g_strcmp0 (self->entry->identity_id, identity_id) == 0)
    return;
  set_identity (self, identity_id);
  if (self->vault == NULL || self->session_only)
    return;
  amendment = g_new0 (Amendment, 1);
  amendment->generation = self->generation;
  amendment->identity_id = g_strdup (identity_id);
  dropoff_kept_sign_in_lock_async (self, on_amendment_locked, amendment);
}

void
dropoff_kept_sign_in_forget_async (DropoffKeptSignIn *self, GAsyncReadyCallback callback,
                                   gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, NULL, callback, user_data);

  g_task_set_source_tag (task, dropoff_kept_sign_in_forget_async);
  g_task_set_task_data (task, GINT_TO_POINTER (self->session_only), NULL);
  replace_entry (self, NULL);
  if (self->vault == NULL)
    g_task_return_boolean (task, TRUE);
  else
    dropoff_vault_forget_async (self->vault, dropoff_connection_get_id (self->connection),
                                on_forgotten, g_object_ref (task));
}

gboolean
dropoff_kept_sign_in_forget_finish (DropoffKeptSignIn *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, dropoff_kept_sign_in_forget_async),
                        FALSE);
  return g_task_propagate_boolean (G_TASK (result), error);
}

void
dropoff_kept_sign_in_show (DropoffKeptSignIn *self, DropoffAccount *account)
{
  g_return_if_fail (DROPOFF_IS_KEPT_SIGN_IN (self));

  dropoff_account_set_user_name (account, dropoff_kept_sign_in_get_user_name (self));
  dropoff_account_set_identity_id (account, dropoff_kept_sign_in_get_identity_id (self));
  dropoff_account_set_session_only (account, dropoff_kept_sign_in_get_session_only (self));
  dropoff_account_set_state (account, DROPOFF_ACCOUNT_SIGNED_IN);
}

void
dropoff_kept_sign_in_show_mended (DropoffKeptSignIn *self, DropoffAccount *account,
                                  gboolean is_busy)
{
  DropoffAccountState state = dropoff_account_get_state (account);

  g_return_if_fail (DROPOFF_IS_KEPT_SIGN_IN (self));

  if (state == DROPOFF_ACCOUNT_SIGNED_IN)
    dropoff_account_set_session_only (account, dropoff_kept_sign_in_get_session_only (self));
  else if (state == DROPOFF_ACCOUNT_SIGNED_OUT && !is_busy
           && dropoff_kept_sign_in_get_secret (self) != NULL)
    dropoff_kept_sign_in_show (self, account);
}

gboolean
dropoff_kept_sign_in_is_held (DropoffKeptSignIn *self)
{
  return self->entry != NULL;
}

gboolean
dropoff_kept_sign_in_get_session_only (DropoffKeptSignIn *self)
{
  return self->entry != NULL && self->session_only;
}

const char *
dropoff_kept_sign_in_get_user_name (DropoffKeptSignIn *self)
{
  return self->entry != NULL && *self->entry->user_name != '\0' ? self->entry->user_name : NULL;
}

const char *
dropoff_kept_sign_in_get_identity_id (DropoffKeptSignIn *self)
{
  return self->entry != NULL ? self->entry->identity_id : NULL;
}

DropoffSecret *
dropoff_kept_sign_in_get_secret (DropoffKeptSignIn *self)
{
  return self->entry != NULL && has_secret (self->entry) ? self->entry->refresh_token : NULL;
}

guint
dropoff_kept_sign_in_get_generation (DropoffKeptSignIn *self)
{
  return self->generation;
}
