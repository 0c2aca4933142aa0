/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "dropoff-secret.h"
#include "dropoff-vault-entry.h"

G_BEGIN_DECLS

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

G_END_DECLS
