/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "dropoff-secret.h"

G_BEGIN_DECLS

/**
 * DropoffVaultEntry:
 * @user_name: what the person typed, or "" where nobody typed a name
 * @subject: (nullable): the person's unchanging id (sub), which tells two people apart
 * @identity_id: (nullable): the identity id, once known
 * @refresh_token: the refresh token or what serves as one, or "" if the identity id is all there is
 * @device_key: (nullable): the device that the token is tied to, where the pool remembers devices
 * @signed_in_at_s: when the person signed in, by the servers' time; 0 when not known
 *
 * What is kept of a sign-in, and nowhere else.
 */
typedef struct
{
  char *user_name;
  char *subject;
  char *identity_id;
  DropoffSecret *refresh_token;
  char *device_key;
  gint64 signed_in_at_s;
} DropoffVaultEntry;

/**
 * dropoff_vault_entry_new:
 * @user_name: (nullable): what the person typed
 * @identity_id: (nullable): the identity id
 * @refresh_token: (nullable): the refresh token or what serves as one
 *
 * Returns: (transfer full): an entry; the rest of it is not known.
 */
DropoffVaultEntry *dropoff_vault_entry_new (const char *user_name, const char *identity_id,
                                            DropoffSecret *refresh_token);

/**
 * dropoff_vault_entry_free:
 * @entry: (transfer full): an entry
 *
 * Frees it.
 */
void dropoff_vault_entry_free (DropoffVaultEntry *entry);

/**
 * dropoff_vault_entry_is_same_person:
 * @one: an entry
 * @other: another
 *
 * Returns: whether both are of one person: by the subject, or by the name where one has none.
 */
gboolean dropoff_vault_entry_is_same_person (const DropoffVaultEntry *one,
                                             const DropoffVaultEntry *other);

/**
 * dropoff_vault_entry_write:
 * @entry: an entry
 *
 * Returns: (transfer full) (nullable): it as JSON, or %NULL if a text is not valid UTF-8.
 */
DropoffSecret *dropoff_vault_entry_write (const DropoffVaultEntry *entry);

/**
 * dropoff_vault_entry_read:
 * @text: what dropoff_vault_entry_write() gave, or anything
 *
 * Returns: (transfer full) (nullable): the entry, or %NULL if @text is none.
 */
DropoffVaultEntry *dropoff_vault_entry_read (const char *text);

/** The kind of item that holds the devices of a connection. */
#define DROPOFF_VAULT_DEVICES "devices"

#define DROPOFF_TYPE_VAULT (dropoff_vault_get_type ())

/**
 * DropoffVault:
 *
 * The system keyring through libsecret (which in a sandbox chooses an encrypted file of its own).
 * One item per connection and kind. Operations run one after the other in the order of the calls;
 * each answers within about ten seconds whatever the keyring does, unless a dialog of the keyring
 * is waiting for the person. Main thread.
 */
G_DECLARE_FINAL_TYPE (DropoffVault, dropoff_vault, DROPOFF, VAULT, GObject)

/**
 * dropoff_vault_new:
 *
 * Returns: (transfer full): a vault; nothing is opened before the first operation.
 */
DropoffVault *dropoff_vault_new (void);

/**
 * dropoff_vault_set_patience:
 * @self: a vault
 * @patience_ms: how long a silent keyring is waited for, in milliseconds; 8,000 unless set
 *
 * For tests.
 */
void dropoff_vault_set_patience (DropoffVault *self, guint patience_ms);

/**
 * dropoff_vault_get_patience:
 * @self: a vault
 *
 * Returns: how long a silent keyring is waited for, in milliseconds.
 */
guint dropoff_vault_get_patience (DropoffVault *self);

/**
 * dropoff_vault_load_async:
 * @self: a vault
 * @connection_id: the connection's id
 * @callback: called with the answer
 * @user_data: for @callback
 *
 * Looks up what is kept for a connection. It cannot be cancelled: taking a look-up back while the
 * keyring's dialog is open has crashed the keyring.
 */
void dropoff_vault_load_async (DropoffVault *self, const char *connection_id,
                               GAsyncReadyCallback callback, gpointer user_data);

/**
 * dropoff_vault_load_finish:
 * @self: a vault
 * @result: from the callback
 * @entry: (out) (transfer full) (nullable): what is kept, or %NULL if nothing is
 * @error: %DROPOFF_ERROR_KEYRING: the keyring is locked, absent or silent
 *
 * Returns: %TRUE if the keyring answered.
 */
gboolean dropoff_vault_load_finish (DropoffVault *self, GAsyncResult *result,
                                    DropoffVaultEntry **entry, GError **error);

/**
 * dropoff_vault_store_async:
 * @self: a vault
 * @connection_id: the connection's id
 * @label: the item's name, for a person who looks into the keyring
 * @entry: what to keep instead of what was kept
 * @callback: called when it is kept
 * @user_data: for @callback
 *
 * Keeps a sign-in.
 */
void dropoff_vault_store_async (DropoffVault *self, const char *connection_id, const char *label,
                                const DropoffVaultEntry *entry, GAsyncReadyCallback callback,
                                gpointer user_data);

/**
 * dropoff_vault_store_finish:
 * @self: a vault
 * @result: from the callback
 * @error: %DROPOFF_ERROR_KEYRING
 *
 * Returns: %TRUE if it is kept.
 */
gboolean dropoff_vault_store_finish (DropoffVault *self, GAsyncResult *result, GError **error);

/**
 * dropoff_vault_forget_async:
 * @self: a vault
 * @connection_id: the connection's id
 * @callback: called when nothing is kept any more
 * @user_data: for @callback
 *
 * Removes what is kept for a connection.
 */
void dropoff_vault_forget_async (DropoffVault *self, const char *connection_id,
                                 GAsyncReadyCallback callback, gpointer user_data);

/**
 * dropoff_vault_forget_finish:
 * @self: a vault
 * @result: from the callback
 * @error: %DROPOFF_ERROR_KEYRING
 *
 * Returns: %TRUE if nothing is kept.
 */
gboolean dropoff_vault_forget_finish (DropoffVault *self, GAsyncResult *result, GError **error);

/**
 * dropoff_vault_look_async:
 * @self: a vault
 * @callback: called with the answer
 * @user_data: for @callback
 *
 * Looks whether the keyring is there and open, without asking the person anything.
 */
void dropoff_vault_look_async (DropoffVault *self, GAsyncReadyCallback callback,
                               gpointer user_data);

/**
 * dropoff_vault_look_finish:
 * @self: a vault
 * @result: from the callback
 *
 * Returns: whether something can be kept now.
 */
gboolean dropoff_vault_look_finish (DropoffVault *self, GAsyncResult *result);

/**
 * dropoff_vault_load_text_async:
 * @self: a vault
 * @connection_id: the connection's id
 * @kind: what sort of item; a constant
 * @callback: called with the answer
 * @user_data: for @callback
 *
 * Looks up another secret that is kept for a connection, as dropoff_vault_load_async() does.
 */
void dropoff_vault_load_text_async (DropoffVault *self, const char *connection_id,
                                    const char *kind, GAsyncReadyCallback callback,
                                    gpointer user_data);

/**
 * dropoff_vault_load_text_finish:
 * @self: a vault
 * @result: from the callback
 * @text: (out) (transfer full) (nullable): what is kept, or %NULL if nothing is
 * @error: %DROPOFF_ERROR_KEYRING
 *
 * Returns: %TRUE if the keyring answered.
 */
gboolean dropoff_vault_load_text_finish (DropoffVault *self, GAsyncResult *result,
                                         DropoffSecret **text, GError **error);

/**
 * dropoff_vault_store_text_async:
 * @self: a vault
 * @connection_id: the connection's id
 * @kind: what sort of item; a constant
 * @label: the item's name, for a person who looks into the keyring
 * @text: what to keep instead of what was kept
 * @callback: called when it is kept
 * @user_data: for @callback
 *
 * Keeps another secret of a connection. Finish with dropoff_vault_store_finish().
 */
void dropoff_vault_store_text_async (DropoffVault *self, const char *connection_id,
                                     const char *kind, const char *label, DropoffSecret *text,
                                     GAsyncReadyCallback callback, gpointer user_data);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (DropoffVaultEntry, dropoff_vault_entry_free)

G_END_DECLS
