/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "dropoff-challenge.h"
#include "dropoff-clock.h"
#include "dropoff-cognito-client.h"
#include "dropoff-cognito-messages.h"
#include "dropoff-device-shelf.h"
#include "dropoff-srp.h"

G_BEGIN_DECLS

#define DROPOFF_TYPE_SIGN_IN_ATTEMPT (dropoff_sign_in_attempt_get_type ())

/**
 * DropoffSignInAttempt:
 *
 * One way in at a user pool from the typed name to tokens: the password, a new account or a
 * forgotten password first, then whatever challenges come. It holds the password as long as it
 * lives, because a new code can only be had by going through the password again. One step at a
 * time. Main thread.
 */
G_DECLARE_FINAL_TYPE (DropoffSignInAttempt, dropoff_sign_in_attempt, DROPOFF, SIGN_IN_ATTEMPT,
                      GObject)

/**
 * DropoffSrpFactory:
 *
 * Returns: (transfer full): a new SRP exchange; tests give numbers of their own.
 */
typedef DropoffSrp *(*DropoffSrpFactory) (void);

/**
 * dropoff_sign_in_attempt_set_srp_factory:
 * @factory: (nullable): where SRP exchanges come from, or %NULL for random ones
 *
 * For tests: affects all attempts of the process.
 */
void dropoff_sign_in_attempt_set_srp_factory (DropoffSrpFactory factory);

/**
 * dropoff_sign_in_attempt_new:
 * @connection: the connection
 * @client: for calls
 * @clock: (transfer none): the servers' time; outlives the attempt
 * @devices: where this computer is remembered
 * @user_name: as typed; blanks around it are taken off
 * @password: (nullable): the password, exactly as typed; empty: a code is wanted instead; %NULL for
 *   a forgotten one
 *
 * Returns: (transfer full): an attempt that has not begun.
 */
DropoffSignInAttempt *dropoff_sign_in_attempt_new (DropoffConnection *connection,
                                                   DropoffCognitoClient *client,
                                                   DropoffClock *clock,
                                                   DropoffDeviceShelf *devices,
                                                   const char *user_name,
                                                   DropoffSecret *password);

/**
 * dropoff_sign_in_attempt_begin_async:
 * @self: an attempt
 * @cancellable: (nullable): a cancellable
 * @callback: called when tokens or a challenge came
 * @user_data: for @callback
 *
 * Signs in. An address that is not confirmed yet and a password that must be set anew lead to the
 * code for it, where the connection offers self-service.
 */
void dropoff_sign_in_attempt_begin_async (DropoffSignInAttempt *self, GCancellable *cancellable,
                                          GAsyncReadyCallback callback, gpointer user_data);

/**
 * dropoff_sign_in_attempt_sign_up_async:
 * @self: an attempt
 * @attributes: (nullable): what else was asked, names and values in turn, zero-terminated
 * @cancellable: (nullable): a cancellable
 * @callback: called when tokens or a challenge came
 * @user_data: for @callback
 *
 * Makes a new account and signs in with it.
 */
void dropoff_sign_in_attempt_sign_up_async (DropoffSignInAttempt *self,
                                            const char *const *attributes,
                                            GCancellable *cancellable,
                                            GAsyncReadyCallback callback, gpointer user_data);

/**
 * dropoff_sign_in_attempt_reset_async:
 * @self: an attempt
 * @cancellable: (nullable): a cancellable
 * @callback: called when the code is on its way
 * @user_data: for @callback
 *
 * Begins with a code for a forgotten password.
 */
void dropoff_sign_in_attempt_reset_async (DropoffSignInAttempt *self, GCancellable *cancellable,
                                          GAsyncReadyCallback callback, gpointer user_data);

/**
 * dropoff_sign_in_attempt_resend_async:
 * @self: an attempt with a challenge
 * @cancellable: (nullable): a cancellable
 * @callback: called when a new code is on its way
 * @user_data: for @callback
 *
 * Has a new code sent; for codes of a sign-in by going through the password again.
 */
void dropoff_sign_in_attempt_resend_async (DropoffSignInAttempt *self, GCancellable *cancellable,
                                           GAsyncReadyCallback callback, gpointer user_data);

/**
 * dropoff_sign_in_attempt_answer_async:
 * @self: an attempt with a challenge
 * @answer: the answer, borrowed during this call
 * @cancellable: (nullable): a cancellable
 * @callback: called when tokens or another challenge came
 * @user_data: for @callback
 *
 * Answers the challenge. If the step is too old the sign-in is begun again by itself: an answer
 * that is still good (new password, app code) is given again, otherwise a new code is sent and
 * that is reported.
 */
void dropoff_sign_in_attempt_answer_async (DropoffSignInAttempt *self,
                                           const DropoffChallengeAnswer *answer,
                                           GCancellable *cancellable, GAsyncReadyCallback callback,
                                           gpointer user_data);

/**
 * dropoff_sign_in_attempt_finish:
 * @self: an attempt
 * @result: from the callback of any of these
 * @error: as for dropoff_account_step_finish()
 *
 * Returns: %TRUE if there are tokens or a challenge now.
 */
gboolean dropoff_sign_in_attempt_finish (DropoffSignInAttempt *self, GAsyncResult *result,
                                         GError **error);

/**
 * dropoff_sign_in_attempt_get_tokens:
 * @self: an attempt
 *
 * Returns: (nullable) (transfer none): the reply with tokens, once signed in.
 */
const DropoffCognitoReply *dropoff_sign_in_attempt_get_tokens (DropoffSignInAttempt *self);

/**
 * dropoff_sign_in_attempt_make_challenge:
 * @self: an attempt
 *
 * Returns: (nullable) (transfer full): what is asked now; %NULL if nothing is (signed in, not
 *   begun, or an error ended the attempt).
 */
DropoffChallenge *dropoff_sign_in_attempt_make_challenge (DropoffSignInAttempt *self);

/**
 * dropoff_sign_in_attempt_get_device_key:
 * @self: an attempt with tokens
 *
 * Returns: (nullable): the device that the tokens are tied to; renewing them takes it.
 */
const char *dropoff_sign_in_attempt_get_device_key (DropoffSignInAttempt *self);

/**
 * dropoff_sign_in_attempt_get_user_name:
 * @self: an attempt
 *
 * Returns: what was typed, without blanks around it.
 */
const char *dropoff_sign_in_attempt_get_user_name (DropoffSignInAttempt *self);

G_END_DECLS
