/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "dropoff-account.h"
#include "dropoff-cognito-client.h"
#include "dropoff-token-keeper.h"

G_BEGIN_DECLS

#define DROPOFF_TYPE_SECOND_STEPS (dropoff_second_steps_get_type ())

/**
 * DropoffSecondSteps:
 *
 * Where the codes come from that somebody who is signed in is asked for besides the password, and
 * changing that. It knows nothing until it is loaded; after each change it knows what the service
 * says then. One call at a time. Main thread.
 */
G_DECLARE_FINAL_TYPE (DropoffSecondSteps, dropoff_second_steps, DROPOFF, SECOND_STEPS, GObject)

/**
 * dropoff_second_steps_new:
 * @account: the account, in state signed in
 * @keeper: its tokens
 * @client: for calls
 *
 * Use dropoff_account_make_second_steps().
 *
 * Returns: (transfer full): the person's second steps, not loaded yet.
 */
DropoffSecondSteps *dropoff_second_steps_new (DropoffAccount *account, DropoffTokenKeeper *keeper,
                                              DropoffCognitoClient *client);

/**
 * dropoff_second_steps_is_on:
 * @self: second steps that are loaded
 * @way: where codes come from
 *
 * Returns: whether it may be asked for.
 */
gboolean dropoff_second_steps_is_on (DropoffSecondSteps *self, DropoffChallengeWay way);

/**
 * dropoff_second_steps_is_first:
 * @self: second steps that are loaded
 * @way: where codes come from
 *
 * Returns: whether it is on and asked for before others.
 */
gboolean dropoff_second_steps_is_first (DropoffSecondSteps *self, DropoffChallengeWay way);

/**
 * dropoff_second_steps_is_possible:
 * @self: second steps that are loaded
 * @way: where codes come from
 *
 * Returns: whether it is on or could be: an app can always be set up, codes can only be sent to an
 *   address or number that is known to be the person's.
 */
gboolean dropoff_second_steps_is_possible (DropoffSecondSteps *self, DropoffChallengeWay way);

/**
 * dropoff_second_steps_get_app:
 * @self: second steps
 *
 * Returns: (nullable) (transfer none): the key of an app that is being set up, as a challenge of
 *   kind %DROPOFF_CHALLENGE_SET_UP_APP.
 */
const DropoffChallenge *dropoff_second_steps_get_app (DropoffSecondSteps *self);

/**
 * dropoff_second_steps_load_async:
 * @self: second steps
 * @cancellable: (nullable): ends only this caller's wait
 * @callback: called when they are known
 * @user_data: for @callback
 *
 * Asks the service (GetUser).
 */
void dropoff_second_steps_load_async (DropoffSecondSteps *self, GCancellable *cancellable,
                                      GAsyncReadyCallback callback, gpointer user_data);

/**
 * dropoff_second_steps_turn_async:
 * @self: second steps that are loaded
 * @way: a possible one; an app can only be turned off here
 * @on: whether it shall be on
 * @cancellable: (nullable): ends only this caller's wait
 * @callback: called when it is done
 * @user_data: for @callback
 *
 * Turns one on or off (SetUserMFAPreference). The first that is on is asked for first.
 */
void dropoff_second_steps_turn_async (DropoffSecondSteps *self, DropoffChallengeWay way,
                                      gboolean on, GCancellable *cancellable,
                                      GAsyncReadyCallback callback, gpointer user_data);

/**
 * dropoff_second_steps_put_first_async:
 * @self: second steps that are loaded
 * @way: one that is on
 * @cancellable: (nullable): ends only this caller's wait
 * @callback: called when it is done
 * @user_data: for @callback
 *
 * Has it asked for before others.
 */
void dropoff_second_steps_put_first_async (DropoffSecondSteps *self, DropoffChallengeWay way,
                                           GCancellable *cancellable, GAsyncReadyCallback callback,
                                           gpointer user_data);

/**
 * dropoff_second_steps_prepare_app_async:
 * @self: second steps
 * @cancellable: (nullable): ends only this caller's wait
 * @callback: called when dropoff_second_steps_get_app() has a key
 * @user_data: for @callback
 *
 * Has a key for a code app made (AssociateSoftwareToken).
 */
void dropoff_second_steps_prepare_app_async (DropoffSecondSteps *self, GCancellable *cancellable,
                                             GAsyncReadyCallback callback, gpointer user_data);

/**
 * dropoff_second_steps_confirm_app_async:
 * @self: second steps with an app that is being set up
 * @code: what the app shows, as typed
 * @cancellable: (nullable): ends only this caller's wait
 * @callback: called when the app is the person's second step
 * @user_data: for @callback
 *
 * Checks the app's first code (VerifySoftwareToken) and turns the app on.
 */
void dropoff_second_steps_confirm_app_async (DropoffSecondSteps *self, const char *code,
                                             GCancellable *cancellable,
                                             GAsyncReadyCallback callback, gpointer user_data);

/**
 * dropoff_second_steps_finish:
 * @self: second steps
 * @result: from the callback of any of these
 * @error: %DROPOFF_ERROR_WRONG_ANSWER (type the code again), %DROPOFF_ERROR_SIGN_IN,
 *   %DROPOFF_ERROR_TOO_MANY_TRIES, %DROPOFF_ERROR_ASK_COMPANY, and the passing ones
 *
 * Returns: %TRUE if it is done.
 */
gboolean dropoff_second_steps_finish (DropoffSecondSteps *self, GAsyncResult *result,
                                      GError **error);

G_END_DECLS
