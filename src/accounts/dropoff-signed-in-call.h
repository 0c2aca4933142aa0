/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "dropoff-account.h"
#include "dropoff-cognito-client.h"
#include "dropoff-token-keeper.h"

G_BEGIN_DECLS

/**
 * DropoffSignedInBody:
 * @access_token: a living access token
 * @data: what the call is about
 *
 * Returns: (transfer full) (nullable): the request's body.
 */
typedef GBytes *(*DropoffSignedInBody) (const DropoffSecret *access_token, gconstpointer data);

/**
 * DropoffSignedInCall:
 * @call: what is being done
 * @operation: the operation's name
 * @make_body: makes the request once there is an access token
 * @data: for @make_body
 * @free_data: (nullable): frees @data
 *
 * A call to the user pool in the name of somebody who is signed in.
 */
typedef struct
{
  DropoffSignInCall call;
  const char *operation;
  DropoffSignedInBody make_body;
  gpointer data;
  GDestroyNotify free_data;
} DropoffSignedInCall;

/**
 * dropoff_signed_in_call_async:
 * @account: whose sign-in it is, in state signed in
 * @keeper: its tokens
 * @client: for the call
 * @call: the call; borrowed but for its data, which is taken
 * @cancellable: (nullable): ends only this caller's wait
 * @callback: called with the reply
 * @user_data: for @callback
 *
 * Makes a call with an access token that lives for some more minutes. One that is refused is
 * renewed once; where the sign-in has ended the account lapses, and the person is asked to sign in.
 * For accounts only; main thread.
 */
void dropoff_signed_in_call_async (DropoffAccount *account, DropoffTokenKeeper *keeper,
                                   DropoffCognitoClient *client, const DropoffSignedInCall *call,
                                   GCancellable *cancellable, GAsyncReadyCallback callback,
                                   gpointer user_data);

/**
 * dropoff_signed_in_call_finish:
 * @account: an account
 * @result: from the callback
 * @error: as for dropoff_account_get_credentials_finish() and dropoff_cognito_client_call_finish()
 *
 * Returns: (transfer full): the body of the reply.
 */
GBytes *dropoff_signed_in_call_finish (DropoffAccount *account, GAsyncResult *result,
                                       GError **error);

G_END_DECLS
