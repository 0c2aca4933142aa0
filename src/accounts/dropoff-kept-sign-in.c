/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "dropoff-kept-sign-in.h"

#include <glib/gi18n-lib.h>

#include "dropoff-error.h"
#include "dropoff-vault-watch.h"

#define LOCK_PATIENCE_MS 60000

struct _DropoffKeptSignIn
{
  GObject parent_instance;

  DropoffConnection *connection;
  DropoffVault *vault;
  DropoffVaultWatch *watch; /* on while the vault owes us something; NULL without a vault */

  DropoffVaultEntry *entry; /* what is held, or NULL */
  gboolean session_only;
  gboolean is_unread; /* the vault could not tell what it keeps */
  guint generation;   /* counts sign-ins and sign-outs: what belongs to an older one is dropped */
  guint n_changes;    /* counts what became of the sign-in that is held */
};

static guint mended_signal;

G_DEFINE_FINAL_TYPE (DropoffKeptSignIn, dropoff_kept_sign_in, G_TYPE_OBJECT)

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
set_identity (DropoffKeptSignIn *self, const char *identity_id)
{
  g_free (self->entry->identity_id);
  self->entry->identity_id = g_strdup (identity_id);
  self->n_changes++;
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

/* A vault that failed is not relied on until it has kept the sign-in after all. */
static void
judge_store (DropoffKeptSignIn *self, GAsyncResult *result, guint generation)
{
  g_autoptr (GError) error = NULL;

  if (!dropoff_vault_store_finish (self->vault, result, &error) && generation == self->generation)
    {
      g_message ("the sign-in is not kept: %s", dropoff_error_get_detail (error));
      self->session_only = TRUE;
      dropoff_vault_watch_begin (self->watch);
    }
}

static void
on_stored (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = G_TASK (user_data);
  DropoffKeptSignIn *self = g_task_get_source_object (task);

  judge_store (self, result, GPOINTER_TO_UINT (g_task_get_task_data (task)));
  g_task_return_boolean (task, TRUE);
}

/* What the vault was given of this session's sign-in. */
typedef struct
{
  DropoffKeptSignIn *kept;
  guint generation;
  guint n_changes;
} Rescue;

/* A secret that was renewed while the vault was busy is not the one that it has: it is given that
 * one, too. */
static void
on_rescued (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autofree Rescue *rescue = user_data;
  g_autoptr (DropoffKeptSignIn) self = rescue->kept;
  gboolean kept = dropoff_vault_store_finish (DROPOFF_VAULT (source), result, NULL);

  if (rescue->generation != self->generation)
    return;
  if (!kept || rescue->n_changes != self->n_changes)
    {
      dropoff_vault_watch_begin (self->watch);
      return;
    }
  self->session_only = FALSE;
  g_signal_emit (self, mended_signal, 0);
}

static void
rescue_entry (DropoffKeptSignIn *self)
{
  Rescue *rescue = g_new0 (Rescue, 1);

  rescue->kept = g_object_ref (self);
  rescue->generation = self->generation;
  rescue->n_changes = self->n_changes;
  store_entry (self, on_rescued, rescue);
}

/* Never takes the place of what is held. An identity that was had anew for want of the one that
 * was kept does not take that one's place either: the company knows the guest by it. */
static void
take_up (DropoffKeptSignIn *self, DropoffVaultEntry *entry)
{
  self->is_unread = FALSE;
  if (self->entry == NULL)
    {
      self->session_only = FALSE;
      replace_entry (self, entry);
    }
  else if (entry != NULL)
    dropoff_vault_entry_free (entry);
  else if (self->session_only)
    rescue_entry (self);
}

/* What was held or forgotten while the vault was asked goes before its answer. */
static void
on_restored (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = G_TASK (user_data);
  DropoffKeptSignIn *self = g_task_get_source_object (task);
  gboolean is_current = GPOINTER_TO_UINT (g_task_get_task_data (task)) == self->generation;
  g_autoptr (DropoffVaultEntry) entry = NULL;
  GError *error = NULL;

  if (!dropoff_vault_load_finish (DROPOFF_VAULT (source), result, &entry, &error))
    {
      self->is_unread = TRUE;
      if (is_current)
        dropoff_vault_watch_begin (self->watch);
      g_task_return_error (task, error);
      return;
    }
  if (is_current)
    take_up (self, g_steal_pointer (&entry));
  g_task_return_boolean (task, TRUE);
}

static void
on_found (GObject *source, GAsyncResult *result, gpointer user_data)
{
  DropoffKeptSignIn *self = DROPOFF_KEPT_SIGN_IN (source);

  if (dropoff_kept_sign_in_restore_finish (self, result, NULL) && self->entry != NULL
      && !self->session_only)
    g_signal_emit (self, mended_signal, 0);
}

/* What could not be kept is kept now; what could not be read is read. */
static void
on_vault_open (DropoffKeptSignIn *self)
{
  if (self->entry != NULL && (has_secret (self->entry) || !self->is_unread))
    rescue_entry (self);
  else
    dropoff_kept_sign_in_restore_async (self, on_found, NULL);
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

/* The lock goes after the vault has forgotten. */
static void
on_worthless_forgotten (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (DropoffFileLock) lock G_GNUC_UNUSED = user_data;
  g_autoptr (GError) error = NULL;

  if (!dropoff_vault_forget_finish (DROPOFF_VAULT (source), result, &error))
    g_message ("the keyring did not forget: %s", dropoff_error_get_detail (error));
}

/* What a lock is wanted for. */
typedef struct
{
  guint generation;
  DropoffFileLock *lock; /* until it is handed out, and while an amendment goes on */
  gboolean is_reread;    /* what is held is what the vault keeps now */
} Locking;

static void
locking_free (Locking *locking)
{
  g_clear_pointer (&locking->lock, dropoff_file_lock_release);
  g_free (locking);
}

/* Another process may have renewed since: a secret that works once is used up then. It is the same
 * sign-in all the same: the generation stays. What the vault could not be given is newer. */
static void
on_reread (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = G_TASK (user_data);
  DropoffKeptSignIn *self = g_task_get_source_object (task);
  Locking *locking = g_task_get_task_data (task);
  g_autoptr (DropoffVaultEntry) entry = NULL;

  if (dropoff_vault_load_finish (DROPOFF_VAULT (source), result, &entry, NULL) && entry != NULL
      && locking->generation == self->generation && self->entry != NULL && !self->session_only
      && dropoff_vault_entry_is_same_person (entry, self->entry))
    {
      dropoff_vault_entry_free (self->entry);
      self->entry = g_steal_pointer (&entry);
      locking->is_reread = TRUE;
    }
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
  g_task_set_task_data (task, GUINT_TO_POINTER (self->generation), NULL);
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

static GTask *
new_hold_task (DropoffKeptSignIn *self, GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task = g_task_new (self, NULL, callback, user_data);

  g_task_set_source_tag (task, dropoff_kept_sign_in_hold_async);
  g_task_set_task_data (task, GUINT_TO_POINTER (self->generation), NULL);
  return task;
}

void
dropoff_kept_sign_in_hold_async (DropoffKeptSignIn *self, DropoffVaultEntry *entry,
                                 GAsyncReadyCallback callback, gpointer user_data)
{
  gboolean is_worth_it = has_secret (entry) || entry->identity_id != NULL;
  /* Asking anew would open a locked keyring's dialog each time. */
  gboolean goes_on = self->entry != NULL && self->session_only;
  g_autoptr (GTask) task = NULL;

  replace_entry (self, entry);
  task = new_hold_task (self, callback, user_data);
  self->session_only = self->vault == NULL || !is_worth_it || goes_on
                       || (!has_secret (entry) && self->is_unread);
  if (!self->session_only)
    {
      store_entry (self, on_stored, g_object_ref (task));
      return;
    }
  if (is_worth_it && self->watch != NULL)
    dropoff_vault_watch_begin (self->watch);
  g_task_return_boolean (task, TRUE);
}

gboolean
dropoff_kept_sign_in_hold_finish (DropoffKeptSignIn *self, GAsyncResult *result)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, dropoff_kept_sign_in_hold_async), FALSE);
  return GPOINTER_TO_UINT (g_task_get_task_data (G_TASK (result))) == self->generation
         && g_task_propagate_boolean (G_TASK (result), NULL);
}

void
dropoff_kept_sign_in_renew_async (DropoffKeptSignIn *self, const char *identity_id,
                                  DropoffSecret *secret, GAsyncReadyCallback callback,
                                  gpointer user_data)
{
  g_autoptr (GTask) task = new_hold_task (self, callback, user_data);
  gboolean is_other = identity_id != NULL && g_strcmp0 (self->entry->identity_id, identity_id) != 0;

  if (is_other)
    set_identity (self, identity_id);
  if (secret != NULL)
    {
      dropoff_secret_unref (self->entry->refresh_token);
      self->entry->refresh_token = dropoff_secret_ref (secret);
      self->n_changes++;
    }
  if (self->session_only || (secret == NULL && !is_other))
    g_task_return_boolean (task, TRUE);
  else
    store_entry (self, on_stored, g_object_ref (task));
}

/* The lock goes with its task. */
static void
on_amended (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) locked = G_TASK (user_data);
  const Locking *locking = g_task_get_task_data (locked);

  judge_store (g_task_get_source_object (locked), result, locking->generation);
}

/* What the vault keeps is changed under the lock, like a renewal, and from what it keeps now:
 * another program may have put a newer secret there, or forgotten it. */
static void
on_amendment_locked (GObject *source, GAsyncResult *result, gpointer user_data)
{
  DropoffKeptSignIn *self = DROPOFF_KEPT_SIGN_IN (source);
  Locking *locking = g_task_get_task_data (G_TASK (result));
  g_autofree char *identity_id = user_data;

  locking->lock = dropoff_kept_sign_in_lock_finish (self, result);
  if (locking->is_reread && locking->generation == self->generation)
    {
      set_identity (self, identity_id);
      store_entry (self, on_amended, g_object_ref (result));
    }
}

void
dropoff_kept_sign_in_amend (DropoffKeptSignIn *self, const char *identity_id)
{
  if (self->entry == NULL || g_strcmp0 (self->entry->identity_id, identity_id) == 0)
    return;
  set_identity (self, identity_id);
  if (!self->session_only)
    dropoff_kept_sign_in_lock_async (self, on_amendment_locked, g_strdup (identity_id));
}

void
dropoff_kept_sign_in_drop (DropoffKeptSignIn *self)
{
  replace_entry (self, NULL);
}

void
dropoff_kept_sign_in_forget_worthless (DropoffKeptSignIn *self, DropoffFileLock *lock)
{
  replace_entry (self, NULL);
  if (self->vault != NULL && !self->session_only)
    dropoff_vault_forget_async (self->vault, dropoff_connection_get_id (self->connection),
                                on_worthless_forgotten, lock);
  else
    g_clear_pointer (&lock, dropoff_file_lock_release);
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

const char *
dropoff_kept_sign_in_get_device_key (DropoffKeptSignIn *self)
{
  return self->entry != NULL ? self->entry->device_key : NULL;
}

gint64
dropoff_kept_sign_in_get_lapses_at_s (DropoffKeptSignIn *self)
{
  gint64 days = dropoff_connection_get_refresh_days (self->connection);

  return self->entry != NULL && self->entry->signed_in_at_s != 0
             ? self->entry->signed_in_at_s + days * 86400
             : 0;
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
