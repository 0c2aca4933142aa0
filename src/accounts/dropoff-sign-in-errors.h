/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

#include "dropoff-service-error.h"

G_BEGIN_DECLS

/* One table; any thread. */

/**
 * DropoffSignInCall:
 * @DROPOFF_CALL_PASSWORD: InitiateAuth, and the answer to PASSWORD_VERIFIER
 * @DROPOFF_CALL_CODE: the answer to a challenge that asks for a code or a text
 * @DROPOFF_CALL_NEW_PASSWORD: the answer to NEW_PASSWORD_REQUIRED
 * @DROPOFF_CALL_SEND_CODE: ForgotPassword, ResendConfirmationCode
 * @DROPOFF_CALL_CONFIRM: ConfirmSignUp
 * @DROPOFF_CALL_RESET: ConfirmForgotPassword
 * @DROPOFF_CALL_SIGN_UP: SignUp
 * @DROPOFF_CALL_CHANGE: ChangePassword
 * @DROPOFF_CALL_APP: AssociateSoftwareToken, VerifySoftwareToken
 * @DROPOFF_CALL_SECOND_STEP: GetUser, SetUserMFAPreference
 * @DROPOFF_CALL_DEVICE: ConfirmDevice, UpdateDeviceStatus
 * @DROPOFF_CALL_RENEW: new tokens for a refresh token
 * @DROPOFF_CALL_REVOKE: RevokeToken
 * @DROPOFF_CALL_IDENTITY: GetId, GetCredentialsForIdentity, GetOpenIdToken
 * @DROPOFF_CALL_ASSUME_ROLE: AssumeRoleWithWebIdentity
 * @DROPOFF_CALL_REDEEM: a code from the browser exchanged for tokens
 * @DROPOFF_CALL_BACK_END: a password sent to the company's own back end
 * @DROPOFF_CALL_BACK_END_RENEW: a new token from the company's own back end
 *
 * What was being done: one error means different things in different calls.
 */
typedef enum {
  DROPOFF_CALL_PASSWORD,
  DROPOFF_CALL_CODE,
  DROPOFF_CALL_NEW_PASSWORD,
  DROPOFF_CALL_SEND_CODE,
  DROPOFF_CALL_CONFIRM,
  DROPOFF_CALL_RESET,
  DROPOFF_CALL_SIGN_UP,
  DROPOFF_CALL_CHANGE,
  DROPOFF_CALL_APP,
  DROPOFF_CALL_SECOND_STEP,
  DROPOFF_CALL_DEVICE,
  DROPOFF_CALL_RENEW,
  DROPOFF_CALL_REVOKE,
  DROPOFF_CALL_IDENTITY,
  DROPOFF_CALL_ASSUME_ROLE,
  DROPOFF_CALL_REDEEM,
  DROPOFF_CALL_BACK_END,
  DROPOFF_CALL_BACK_END_RENEW,
} DropoffSignInCall;

/**
 * DropoffSignInRemedy:
 * @DROPOFF_REMEDY_NONE: nothing that a program could do
 * @DROPOFF_REMEDY_REPEAT: the same call may work in a moment
 * @DROPOFF_REMEDY_BEGIN_AGAIN: the step is used up or too old: begin the sign-in again
 * @DROPOFF_REMEDY_GO_ON: what was asked for is so already, or must look as if it were
 * @DROPOFF_REMEDY_FORGET_DEVICE: the service does not remember this computer any more
 * @DROPOFF_REMEDY_FORGET: the kept sign-in is worthless: forget it. Nothing else ends a sign-in
 * @DROPOFF_REMEDY_NEW_IDENTITY: ask for the identity id again
 * @DROPOFF_REMEDY_NEW_TOKENS: renew the tokens, then repeat
 * @DROPOFF_REMEDY_OTHER_CALL: the service does not know this operation; there is an older one
 *
 * What the program itself should try before it bothers anybody.
 */
typedef enum {
  DROPOFF_REMEDY_NONE,
  DROPOFF_REMEDY_REPEAT,
  DROPOFF_REMEDY_BEGIN_AGAIN,
  DROPOFF_REMEDY_GO_ON,
  DROPOFF_REMEDY_FORGET_DEVICE,
  DROPOFF_REMEDY_FORGET,
  DROPOFF_REMEDY_NEW_IDENTITY,
  DROPOFF_REMEDY_NEW_TOKENS,
  DROPOFF_REMEDY_OTHER_CALL,
} DropoffSignInRemedy;

/**
 * dropoff_sign_in_error_new:
 * @call: what was being done
 * @status: the reply's HTTP status; only used when the type says nothing
 * @reply: the error reply
 * @remedy: (out) (nullable): what to try
 *
 * Judges an error reply of a service that signs people in: by type first, by its words second,
 * with a general answer for everything else.
 *
 * Returns: (transfer full): an error with a sentence for a person, and type and words of the
 *   service as its detail.
 */
GError *dropoff_sign_in_error_new (DropoffSignInCall call, guint status,
                                   const DropoffServiceError *reply, DropoffSignInRemedy *remedy);

G_END_DECLS
