/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "dropoff-cognito-client.h"
#include "dropoff-cognito-messages.h"
#include "dropoff-login-source.h"
#include "dropoff-vault.h"

G_BEGIN_DECLS

#define DROPOFF_TYPE_TOKEN_KEEPER (dropoff_token_keeper_get_type ())

/**
 * DropoffTokenKeeper:
 *
 * Holds the tokens of the signed-in person, and renews them with the refresh token that a
 * #DropoffKeptSignIn keeps. A renewal serves all who ask while it goes on, and is one at a time
 * among processes; a refresh token that came anew is in the vault before anything that came with it
 * is used. Signal "mended" is the kept sign-in's. Main thread.
 */
G_DECLARE_FINAL_TYPE (DropoffTokenKeeper, dropoff_token_keeper, DROPOFF, TOKEN_KEEPER, GObject)

/**
 * dropoff_token_keeper_source_init:
 * @iface: (out): filled
 *
 * The keeper as a login source. For the type only.
 */
void dropoff_token_keeper_source_init (DropoffLoginSourceInterface *iface);

/**
 * dropoff_token_keeper_new:
 * @connection: the connection
 * @client: for calls
 * @clock: (transfer none): learns from the tokens' dates; outlives the keeper
 * @vault: (nullable): where the refresh token is kept, or %NULL to keep it in memory only
 *
 * Returns: (transfer full): a keeper that holds nothing.
 */
DropoffTokenKeeper *dropoff_token_keeper_new (DropoffConnection *connection,
                                              DropoffCognitoClient *client, DropoffClock *clock,
                                              DropoffVault *vault);

/**
 * dropoff_token_keeper_holds_sign_in:
 * @self: a keeper
 *
 * Returns: whether somebody is signed in as far as is known here.
 */
gboolean dropoff_token_keeper_holds_sign_in (DropoffTokenKeeper *self);

/**
 * dropoff_token_keeper_get_session_only:
 * @self: a keeper
 *
 * Returns: whether the sign-in is held in memory only.
 */
gboolean dropoff_token_keeper_get_session_only (DropoffTokenKeeper *self);

/**
 * dropoff_token_keeper_get_user_name:
 * @self: a keeper
 *
 * Returns: (nullable): what the person typed.
 */
const char *dropoff_token_keeper_get_user_name (DropoffTokenKeeper *self);

/**
 * dropoff_token_keeper_get_identity_id:
 * @self: a keeper
 *
 * Returns: (nullable): the identity id kept with the sign-in.
 */
const char *dropoff_token_keeper_get_identity_id (DropoffTokenKeeper *self);

/**
 * dropoff_token_keeper_get_lapses_at_s:
 * @self: a keeper
 *
 * Returns: when the sign-in ends for good, by the servers' time in seconds since 1970, or 0 when
 *   that is not known. Renewing does not move it.
 */
gint64 dropoff_token_keeper_get_lapses_at_s (DropoffTokenKeeper *self);

/**
 * dropoff_token_keeper_get_access_token:
 * @self: a keeper
 *
 * Returns: (nullable) (transfer none): the access token that came with the ID token last given;
 *   it lives as long.
 */
DropoffSecret *dropoff_token_keeper_get_access_token (DropoffTokenKeeper *self);

/**
 * dropoff_token_keeper_set_identity_id:
 * @self: a keeper
 * @identity_id: the identity id
 *
 * Keeps the identity id with the sign-in; the vault follows by itself.
 */
void dropoff_token_keeper_set_identity_id (DropoffTokenKeeper *self, const char *identity_id);

/**
 * dropoff_token_keeper_restore_async:
 * @self: a keeper
 * @callback: called when the vault answered
 * @user_data: for @callback
 *
 * Takes up what the vault keeps.
 */
void dropoff_token_keeper_restore_async (DropoffTokenKeeper *self, GAsyncReadyCallback callback,
                                         gpointer user_data);

/**
 * dropoff_token_keeper_restore_finish:
 * @self: a keeper
 * @result: from the callback
 * @error: %DROPOFF_ERROR_KEYRING
 *
 * Returns: %TRUE if the vault answered, whether it kept something or not.
 */
gboolean dropoff_token_keeper_restore_finish (DropoffTokenKeeper *self, GAsyncResult *result,
                                              GError **error);

/**
 * dropoff_token_keeper_accept_async:
 * @self: a keeper
 * @reply: the reply that ended a sign-in, with tokens
 * @user_name: what the person typed
 * @device_key: (nullable): the device that the tokens are tied to
 * @callback: called when the sign-in is held, and kept if the vault can
 * @user_data: for @callback
 *
 * Takes over a fresh sign-in. It cannot fail: without a vault it is for this session only.
 */
void dropoff_token_keeper_accept_async (DropoffTokenKeeper *self, const DropoffCognitoReply *reply,
                                        const char *user_name, const char *device_key,
                                        GAsyncReadyCallback callback, gpointer user_data);

/**
 * dropoff_token_keeper_accept_finish:
 * @self: a keeper
 * @result: from the callback
 *
 * Returns: whether this sign-in is still the one that is held.
 */
gboolean dropoff_token_keeper_accept_finish (DropoffTokenKeeper *self, GAsyncResult *result);

/**
 * dropoff_token_keeper_get_id_token_async:
 * @self: a keeper; no other call of this is under way
 * @refused: the token last given was refused: renew in any case
 * @callback: called with the token
 * @user_data: for @callback
 *
 * Gives an ID token that lives for at least five more minutes (or half its life); renews if need
 * be.
 */
void dropoff_token_keeper_get_id_token_async (DropoffTokenKeeper *self, gboolean refused,
                                              GAsyncReadyCallback callback, gpointer user_data);

/**
 * dropoff_token_keeper_get_id_token_finish:
 * @self: a keeper
 * @result: from the callback
 * @error: %DROPOFF_ERROR_SIGN_IN (the sign-in has been forgotten if it was worthless), or what
 *   passes: %DROPOFF_ERROR_NETWORK, %DROPOFF_ERROR_RETRY and so on (everything is kept)
 *
 * Returns: (transfer full): the ID token.
 */
DropoffSecret *dropoff_token_keeper_get_id_token_finish (DropoffTokenKeeper *self,
                                                         GAsyncResult *result, GError **error);

/**
 * dropoff_token_keeper_forget_async:
 * @self: a keeper
 * @callback: called when the vault has forgotten and the service has been told
 * @user_data: for @callback
 *
 * Forgets the sign-in at once, then in the vault, and asks the service to revoke it.
 */
void dropoff_token_keeper_forget_async (DropoffTokenKeeper *self, GAsyncReadyCallback callback,
                                        gpointer user_data);

/**
 * dropoff_token_keeper_forget_finish:
 * @self: a keeper
 * @result: from the callback
 * @error: %DROPOFF_ERROR_KEYRING
 *
 * Returns: %TRUE if the vault keeps nothing.
 */
gboolean dropoff_token_keeper_forget_finish (DropoffTokenKeeper *self, GAsyncResult *result,
                                             GError **error);

G_END_DECLS
