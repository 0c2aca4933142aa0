/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "dropoff-connection.h"
#include "dropoff-file-lock.h"
#include "dropoff-vault.h"

G_BEGIN_DECLS

#define DROPOFF_TYPE_KEPT_SIGN_IN (dropoff_kept_sign_in_get_type ())

/**
 * DropoffKeptSignIn:
 *
 * What is kept of a sign-in, whatever kind it is: a #DropoffVaultEntry with its name, identity id
 * and one secret. It is held here and kept in the vault; without a vault it is held for this
 * session only. A vault that could not keep it, or not tell it, is watched: signal "mended" says
 * that it is kept, or held, after all. Main thread.
 */
G_DECLARE_FINAL_TYPE (DropoffKeptSignIn, dropoff_kept_sign_in, DROPOFF, KEPT_SIGN_IN, GObject)

/**
 * dropoff_kept_sign_in_new:
 * @connection: the connection
 * @vault: (nullable): where it is kept
 *
 * Returns: (transfer full): nothing is held yet.
 */
DropoffKeptSignIn *dropoff_kept_sign_in_new (DropoffConnection *connection, DropoffVault *vault);

/**
 * dropoff_kept_sign_in_restore_async:
 * @self: a kept sign-in
 * @callback: called when the vault answered
 * @user_data: for @callback
 *
 * Takes up what the vault keeps, unless something is held already or was forgotten meanwhile.
 */
void dropoff_kept_sign_in_restore_async (DropoffKeptSignIn *self, GAsyncReadyCallback callback,
                                         gpointer user_data);

/**
 * dropoff_kept_sign_in_restore_finish:
 * @self: a kept sign-in
 * @result: from the callback
 * @error: %DROPOFF_ERROR_KEYRING
 *
 * Returns: %TRUE if the vault answered, whether it kept something or not.
 */
gboolean dropoff_kept_sign_in_restore_finish (DropoffKeptSignIn *self, GAsyncResult *result,
                                              GError **error);

/**
 * dropoff_kept_sign_in_lock_async:
 * @self: a kept sign-in
 * @callback: called when nobody else changes what is kept
 * @user_data: for @callback
 *
 * For secrets that work once: keeps other processes from changing what the vault keeps, and takes
 * up what they have put there for the same person meanwhile. A sign-in of this session only has
 * nothing to be locked.
 */
void dropoff_kept_sign_in_lock_async (DropoffKeptSignIn *self, GAsyncReadyCallback callback,
                                      gpointer user_data);

/**
 * dropoff_kept_sign_in_lock_finish:
 * @self: a kept sign-in
 * @result: from the callback
 *
 * Returns: (transfer full) (nullable): the lock; %NULL if there is nothing to be locked or it could
 *   not be had, which is no reason not to go on.
 */
DropoffFileLock *dropoff_kept_sign_in_lock_finish (DropoffKeptSignIn *self, GAsyncResult *result);

/**
 * dropoff_kept_sign_in_hold_async:
 * @self: a kept sign-in
 * @entry: (transfer full): the sign-in; without a secret and an identity it is not worth keeping
 * @callback: called when it is kept if the vault can
 * @user_data: for @callback
 *
 * Holds this instead of what was held, at once. It cannot fail. A vault that could not keep what
 * was held is not asked again, only watched.
 */
void dropoff_kept_sign_in_hold_async (DropoffKeptSignIn *self, DropoffVaultEntry *entry,
                                      GAsyncReadyCallback callback, gpointer user_data);

/**
 * dropoff_kept_sign_in_hold_finish:
 * @self: a kept sign-in
 * @result: from the callback
 *
 * Returns: whether this is still the sign-in that is held.
 */
gboolean dropoff_kept_sign_in_hold_finish (DropoffKeptSignIn *self, GAsyncResult *result);

/**
 * dropoff_kept_sign_in_renew_async:
 * @self: a kept sign-in that is held, and locked
 * @identity_id: (nullable): the identity id that came, or %NULL if it stays
 * @secret: (nullable): the secret that came, or %NULL if the old one stays good
 * @callback: called when it is kept if the vault can
 * @user_data: for @callback
 *
 * Changes what is held, which is still the same sign-in. For what came with @secret to be used
 * only after it is kept. Finish with dropoff_kept_sign_in_hold_finish().
 */
void dropoff_kept_sign_in_renew_async (DropoffKeptSignIn *self, const char *identity_id,
                                       DropoffSecret *secret, GAsyncReadyCallback callback,
                                       gpointer user_data);

/**
 * dropoff_kept_sign_in_amend:
 * @self: a kept sign-in
 * @identity_id: the identity id that the pool told
 *
 * Changes the identity of what is held; the vault follows by itself, from what it keeps by then:
 * another process may have put a newer secret there.
 */
void dropoff_kept_sign_in_amend (DropoffKeptSignIn *self, const char *identity_id);

/**
 * dropoff_kept_sign_in_drop:
 * @self: a kept sign-in
 *
 * Forgets it here alone; what the vault keeps stays.
 */
void dropoff_kept_sign_in_drop (DropoffKeptSignIn *self);

/**
 * dropoff_kept_sign_in_forget_worthless:
 * @self: a kept sign-in that the service said for certain has ended
 * @lock: (nullable) (transfer full): the lock it was found out under
 *
 * Forgets it here at once, and then in the vault if it is kept there.
 */
void dropoff_kept_sign_in_forget_worthless (DropoffKeptSignIn *self, DropoffFileLock *lock);

/**
 * dropoff_kept_sign_in_forget_async:
 * @self: a kept sign-in
 * @callback: called when the vault has forgotten
 * @user_data: for @callback
 *
 * Forgets it here at once, then in the vault.
 */
void dropoff_kept_sign_in_forget_async (DropoffKeptSignIn *self, GAsyncReadyCallback callback,
                                        gpointer user_data);

/**
 * dropoff_kept_sign_in_forget_finish:
 * @self: a kept sign-in
 * @result: from the callback
 * @error: %DROPOFF_ERROR_KEYRING
 *
 * Returns: %TRUE if the vault keeps nothing.
 */
gboolean dropoff_kept_sign_in_forget_finish (DropoffKeptSignIn *self, GAsyncResult *result,
                                             GError **error);

/**
 * dropoff_kept_sign_in_is_held:
 * @self: a kept sign-in
 *
 * Returns: whether something is held.
 */
gboolean dropoff_kept_sign_in_is_held (DropoffKeptSignIn *self);

/**
 * dropoff_kept_sign_in_get_session_only:
 * @self: a kept sign-in
 *
 * Returns: whether something is held that the vault could not keep.
 */
gboolean dropoff_kept_sign_in_get_session_only (DropoffKeptSignIn *self);

/**
 * dropoff_kept_sign_in_get_user_name:
 * @self: a kept sign-in
 *
 * Returns: (nullable): what the person typed.
 */
const char *dropoff_kept_sign_in_get_user_name (DropoffKeptSignIn *self);

/**
 * dropoff_kept_sign_in_get_identity_id:
 * @self: a kept sign-in
 *
 * Returns: (nullable): the identity id.
 */
const char *dropoff_kept_sign_in_get_identity_id (DropoffKeptSignIn *self);

/**
 * dropoff_kept_sign_in_get_device_key:
 * @self: a kept sign-in
 *
 * Returns: (nullable): the device that the secret is tied to.
 */
const char *dropoff_kept_sign_in_get_device_key (DropoffKeptSignIn *self);

/**
 * dropoff_kept_sign_in_get_lapses_at_s:
 * @self: a kept sign-in
 *
 * Returns: when it ends for good, by the servers' time in seconds since 1970, or 0 when that is not
 *   known. Renewing does not move it.
 */
gint64 dropoff_kept_sign_in_get_lapses_at_s (DropoffKeptSignIn *self);

/**
 * dropoff_kept_sign_in_get_secret:
 * @self: a kept sign-in
 *
 * Returns: (nullable) (transfer none): the secret.
 */
DropoffSecret *dropoff_kept_sign_in_get_secret (DropoffKeptSignIn *self);

/**
 * dropoff_kept_sign_in_get_generation:
 * @self: a kept sign-in
 *
 * Returns: a number that changes whenever another sign-in is held, or none; renewing does not
 *   change it. A reply to a question of an older one is not for the present one.
 */
guint dropoff_kept_sign_in_get_generation (DropoffKeptSignIn *self);

G_END_DECLS
