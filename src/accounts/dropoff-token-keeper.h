/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "dropoff-cognito-client.h"
#include "dropoff-cognito-messages.h"
#include "dropoff-kept-sign-in.h"

G_BEGIN_DECLS

#define DROPOFF_TYPE_TOKEN_KEEPER (dropoff_token_keeper_get_type ())

/**
 * DropoffTokenKeeper:
 *
 * Holds the tokens of the signed-in person, and renews them with the refresh token that a
 * #DropoffKeptSignIn keeps: a #DropoffLoginSource. A renewal serves all who ask while it goes on,
 * and is one at a time among processes; a refresh token that came anew is in the vault before
 * anything that came with it is used. Main thread.
 */
G_DECLARE_FINAL_TYPE (DropoffTokenKeeper, dropoff_token_keeper, DROPOFF, TOKEN_KEEPER, GObject)

/**
 * dropoff_token_keeper_new:
 * @connection: the connection
 * @client: for calls
 * @clock: (transfer none): learns from the tokens' dates; outlives the keeper
 * @kept: the sign-in; its secret is the refresh token
 *
 * Returns: (transfer full): a keeper without tokens.
 */
DropoffTokenKeeper *dropoff_token_keeper_new (DropoffConnection *connection,
                                              DropoffCognitoClient *client, DropoffClock *clock,
                                              DropoffKeptSignIn *kept);

/**
 * dropoff_token_keeper_get_access_token:
 * @self: a keeper
 *
 * Returns: (nullable) (transfer none): the access token that came with the ID token last given;
 *   it lives as long.
 */
DropoffSecret *dropoff_token_keeper_get_access_token (DropoffTokenKeeper *self);

/**
 * dropoff_token_keeper_take:
 * @self: a keeper
 * @reply: the reply that ended a sign-in, with tokens
 * @user_name: what the person typed
 * @device_key: (nullable): the device that the tokens are tied to
 *
 * Takes over the tokens of a fresh sign-in instead of the one that was held.
 *
 * Returns: (transfer full): the sign-in, for the caller to keep.
 */
DropoffVaultEntry *dropoff_token_keeper_take (DropoffTokenKeeper *self,
                                              const DropoffCognitoReply *reply,
                                              const char *user_name, const char *device_key);

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
