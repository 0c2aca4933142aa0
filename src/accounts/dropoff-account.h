/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "dropoff-aws-credentials.h"
#include "dropoff-challenge.h"
#include "dropoff-connection.h"
#include "dropoff-secret.h"

G_BEGIN_DECLS

/**
 * DropoffAccountState:
 * @DROPOFF_ACCOUNT_SIGNED_OUT: nobody is signed in
 * @DROPOFF_ACCOUNT_CHALLENGED: sign-in has begun and asks for one more thing
 * @DROPOFF_ACCOUNT_SIGNED_IN: keys can be had
 * @DROPOFF_ACCOUNT_LAPSED: was signed in; the person has to sign in again (uploads wait)
 */
typedef enum {
  DROPOFF_ACCOUNT_SIGNED_OUT,
  DROPOFF_ACCOUNT_CHALLENGED,
  DROPOFF_ACCOUNT_SIGNED_IN,
  DROPOFF_ACCOUNT_LAPSED,
} DropoffAccountState;

typedef struct _DropoffSecondSteps DropoffSecondSteps;

#define DROPOFF_TYPE_ACCOUNT (dropoff_account_get_type ())

/**
 * DropoffAccount:
 *
 * The person on a connection: an abstract state machine. Properties (all read-only, notified):
 * "state" (#DropoffAccountState as int), "user-name" (what the person typed, nullable),
 * "session-only" (boolean: signed in, but the keyring could not keep it), "lapses-at" (int64: see
 * dropoff_account_get_lapses_at_s()), "browser-address" (what to open in the browser, nullable).
 * Main thread.
 */
G_DECLARE_DERIVABLE_TYPE (DropoffAccount, dropoff_account, DROPOFF, ACCOUNT, GObject)

struct _DropoffAccountClass
{
  GObjectClass parent_class;

  void (*restore_async) (DropoffAccount *self, GTask *task);
  void (*sign_in_async) (DropoffAccount *self, const char *user_name, DropoffSecret *password,
                         GTask *task);
  void (*sign_in_with_browser_async) (DropoffAccount *self, GTask *task);
  void (*answer_async) (DropoffAccount *self, const DropoffChallengeAnswer *answer, GTask *task);
  void (*resend_async) (DropoffAccount *self, GTask *task);
  void (*sign_up_async) (DropoffAccount *self, const char *user_name, DropoffSecret *password,
                         const char *const *attributes, GTask *task);
  void (*reset_password_async) (DropoffAccount *self, const char *user_name, GTask *task);
  void (*change_password_async) (DropoffAccount *self, DropoffSecret *old_password,
                                 DropoffSecret *new_password, GTask *task);
  DropoffSecondSteps *(*make_second_steps) (DropoffAccount *self);
  void (*get_credentials_async) (DropoffAccount *self, gboolean refused, GTask *task);
  void (*get_header_async) (DropoffAccount *self, gboolean refused, GTask *task);
  void (*sign_out_async) (DropoffAccount *self, GTask *task);
  void (*abandon) (DropoffAccount *self);
};

/**
 * dropoff_account_get_connection:
 * @self: an account
 *
 * Returns: (transfer none): its connection.
 */
DropoffConnection *dropoff_account_get_connection (DropoffAccount *self);

/**
 * dropoff_account_get_state:
 * @self: an account
 *
 * Returns: its state.
 */
DropoffAccountState dropoff_account_get_state (DropoffAccount *self);

/**
 * dropoff_account_get_user_name:
 * @self: an account
 *
 * Returns: (nullable): the name that the person typed, also after a lapse.
 */
const char *dropoff_account_get_user_name (DropoffAccount *self);

/**
 * dropoff_account_get_session_only:
 * @self: an account
 *
 * Returns: whether the sign-in will be forgotten when the program ends (no keyring).
 */
gboolean dropoff_account_get_session_only (DropoffAccount *self);

/**
 * dropoff_account_get_lapses_at_s:
 * @self: an account
 *
 * Returns: when the person will have to sign in again whatever happens, by the servers' time in
 *   seconds since 1970; 0 when that is not known or nobody is signed in. Uploads that last longer
 *   should say so days before.
 */
gint64 dropoff_account_get_lapses_at_s (DropoffAccount *self);

/**
 * dropoff_account_get_challenge:
 * @self: an account
 *
 * Returns: (nullable) (transfer none): what is asked, in state challenged.
 */
const DropoffChallenge *dropoff_account_get_challenge (DropoffAccount *self);

/**
 * dropoff_account_get_identity_id:
 * @self: an account
 *
 * Returns: (nullable): the identity id ("REGION:GUID") once keys were had; object keys hold it.
 */
const char *dropoff_account_get_identity_id (DropoffAccount *self);

/**
 * dropoff_account_restore_async:
 * @self: an account in state signed out
 * @cancellable: (nullable): a cancellable
 * @callback: called when it is known whether somebody is signed in
 * @user_data: for @callback
 *
 * Looks in the keyring for an earlier sign-in. Does not wait for the network: a stored refresh
 * token means signed in; it is tried when keys are first needed.
 */
void dropoff_account_restore_async (DropoffAccount *self, GCancellable *cancellable,
                                    GAsyncReadyCallback callback, gpointer user_data);

/**
 * dropoff_account_restore_finish:
 * @self: an account
 * @result: from the callback
 * @error: %DROPOFF_ERROR_KEYRING when the keyring is locked, absent or silent
 *
 * Returns: %TRUE if the look-up worked; the state says whether somebody is signed in.
 */
gboolean dropoff_account_restore_finish (DropoffAccount *self, GAsyncResult *result,
                                         GError **error);

/**
 * dropoff_account_sign_in_async:
 * @self: an account; one that is signed in stays so until the new sign-in has succeeded
 * @user_name: as typed, 1–128 characters
 * @password: the password; kept only while sign-in is going on (to send a new code). Where the
 *   connection lets people choose, an empty one has a code sent instead
 * @cancellable: (nullable): a cancellable
 * @callback: called when sign-in ended or asks for something
 * @user_data: for @callback
 *
 * Begins a sign-in.
 */
void dropoff_account_sign_in_async (DropoffAccount *self, const char *user_name,
                                    DropoffSecret *password, GCancellable *cancellable,
                                    GAsyncReadyCallback callback, gpointer user_data);

/**
 * dropoff_account_sign_in_with_browser_async:
 * @self: an account whose connection has login pages, in any state but signed in
 * @cancellable: (nullable): a cancellable
 * @callback: called when sign-in ended
 * @user_data: for @callback
 *
 * Begins a sign-in on the company's own page: "browser-address" tells what to open, also again, as
 * long as it is not %NULL. Ends by itself after ten minutes. Finish with
 * dropoff_account_step_finish().
 */
void dropoff_account_sign_in_with_browser_async (DropoffAccount *self, GCancellable *cancellable,
                                                 GAsyncReadyCallback callback,
                                                 gpointer user_data);

/**
 * dropoff_account_get_browser_address:
 * @self: an account
 *
 * Returns: (nullable): what the person has to open in the browser to go on.
 */
const char *dropoff_account_get_browser_address (DropoffAccount *self);

/**
 * dropoff_account_answer_async:
 * @self: an account in state challenged
 * @answer: the answer, borrowed during this call
 * @cancellable: (nullable): a cancellable
 * @callback: called when sign-in ended or asks for something else
 * @user_data: for @callback
 *
 * Answers the challenge.
 */
void dropoff_account_answer_async (DropoffAccount *self, const DropoffChallengeAnswer *answer,
                                   GCancellable *cancellable, GAsyncReadyCallback callback,
                                   gpointer user_data);

/**
 * dropoff_account_resend_async:
 * @self: an account in state challenged by a code
 * @cancellable: (nullable): a cancellable
 * @callback: called when a new code is on its way
 * @user_data: for @callback
 *
 * Has a new code sent, if need be by going through the sign-in again.
 */
void dropoff_account_resend_async (DropoffAccount *self, GCancellable *cancellable,
                                   GAsyncReadyCallback callback, gpointer user_data);

/**
 * dropoff_account_sign_up_async:
 * @self: an account whose connection offers sign-up, in any state but signed in
 * @user_name: the person's e-mail address
 * @password: the password that the person chose
 * @attributes: (nullable): what else was asked, names and values in turn, zero-terminated
 * @cancellable: (nullable): a cancellable
 * @callback: called when the account is made (and asks for the code that was sent)
 * @user_data: for @callback
 *
 * Makes a new account at the service and, after the code, signs in with it. Finish with
 * dropoff_account_step_finish(): %DROPOFF_ERROR_SIGN_IN means that there is an account already.
 */
void dropoff_account_sign_up_async (DropoffAccount *self, const char *user_name,
                                    DropoffSecret *password, const char *const *attributes,
                                    GCancellable *cancellable, GAsyncReadyCallback callback,
                                    gpointer user_data);

/**
 * dropoff_account_reset_password_async:
 * @self: an account whose connection offers self-service, in any state but signed in
 * @user_name: as typed
 * @cancellable: (nullable): a cancellable
 * @callback: called when a code was sent (and is asked for, with a new password)
 * @user_data: for @callback
 *
 * For a forgotten password: has a code sent; with it and a new password the person is signed in.
 * Finish with dropoff_account_step_finish().
 */
void dropoff_account_reset_password_async (DropoffAccount *self, const char *user_name,
                                           GCancellable *cancellable,
                                           GAsyncReadyCallback callback, gpointer user_data);

/**
 * dropoff_account_step_finish:
 * @self: an account
 * @result: from the callback of sign_in, sign_up, reset_password, answer or resend
 * @error: what a person can do about it: %DROPOFF_ERROR_WRONG_ANSWER (the state stays; type it
 *   again), %DROPOFF_ERROR_CODE_EXPIRED (a new code has been sent, the state stays challenged),
 *   %DROPOFF_ERROR_TOO_MANY_TRIES, %DROPOFF_ERROR_NEW_PASSWORD (not accepted, or one is required),
 *   %DROPOFF_ERROR_CONFIRM_ADDRESS, %DROPOFF_ERROR_BROWSER (go on with
 *   dropoff_account_sign_in_with_browser_async()), %DROPOFF_ERROR_CLOCK,
 *   %DROPOFF_ERROR_ASK_COMPANY,
 *   %DROPOFF_ERROR_NETWORK, %DROPOFF_ERROR_NOT_SAFE, %DROPOFF_ERROR_NOT_THE_SERVICE,
 *   %DROPOFF_ERROR_RETRY, %DROPOFF_ERROR_CANCELLED; the message is ready to be shown
 *
 * Returns: %TRUE if the step succeeded: look at the state, it is signed in or challenged.
 */
gboolean dropoff_account_step_finish (DropoffAccount *self, GAsyncResult *result, GError **error);

/**
 * dropoff_account_can_change_password:
 * @self: an account
 *
 * Returns: whether the person who is signed in may choose another password here.
 */
gboolean dropoff_account_can_change_password (DropoffAccount *self);

/**
 * dropoff_account_change_password_async:
 * @self: an account that can, in state signed in
 * @old_password: the present password
 * @new_password: the new one
 * @cancellable: (nullable): ends only this caller's wait
 * @callback: called when it is changed
 * @user_data: for @callback
 *
 * Changes the password. The sign-in goes on.
 */
void dropoff_account_change_password_async (DropoffAccount *self, DropoffSecret *old_password,
                                            DropoffSecret *new_password,
                                            GCancellable *cancellable,
                                            GAsyncReadyCallback callback, gpointer user_data);

/**
 * dropoff_account_change_password_finish:
 * @self: an account
 * @result: from the callback
 * @error: %DROPOFF_ERROR_WRONG_ANSWER (the present password is not right),
 *   %DROPOFF_ERROR_NEW_PASSWORD (the new one is not accepted), %DROPOFF_ERROR_TOO_MANY_TRIES,
 *   %DROPOFF_ERROR_SIGN_IN, %DROPOFF_ERROR_ASK_COMPANY, and the passing ones
 *
 * Returns: %TRUE if it is changed.
 */
gboolean dropoff_account_change_password_finish (DropoffAccount *self, GAsyncResult *result,
                                                 GError **error);

/**
 * dropoff_account_can_change_second_steps:
 * @self: an account
 *
 * Returns: whether the person who is signed in may choose here where codes come from.
 */
gboolean dropoff_account_can_change_second_steps (DropoffAccount *self);

/**
 * dropoff_account_make_second_steps:
 * @self: an account that can
 *
 * Returns: (transfer full): where the person's codes come from, not loaded yet.
 */
DropoffSecondSteps *dropoff_account_make_second_steps (DropoffAccount *self);

/**
 * dropoff_account_abandon:
 * @self: an account
 *
 * Gives up a sign-in that is going on: forgets password and session, state signed out (or lapsed
 * if it was).
 */
void dropoff_account_abandon (DropoffAccount *self);

/**
 * dropoff_account_get_credentials_async:
 * @self: an account
 * @refused: the keys last given were refused as expired or invalid: get new ones in any case
 * @cancellable: (nullable): ends only this caller's wait
 * @callback: called with the keys
 * @user_data: for @callback
 *
 * Gives keys that live for at least a few more minutes (or half their life, when they live
 * shorter); renews tokens and keys as needed, once for all callers.
 */
void dropoff_account_get_credentials_async (DropoffAccount *self, gboolean refused,
                                            GCancellable *cancellable,
                                            GAsyncReadyCallback callback, gpointer user_data);

/**
 * dropoff_account_get_credentials_finish:
 * @self: an account
 * @result: from the callback
 * @error: %DROPOFF_ERROR_SIGN_IN (state is lapsed now), %DROPOFF_ERROR_NETWORK and the other
 *   passing ones (tokens are kept), %DROPOFF_ERROR_ASK_COMPANY, %DROPOFF_ERROR_CANCELLED
 *
 * Returns: (transfer full): the keys.
 */
DropoffAwsCredentials *dropoff_account_get_credentials_finish (DropoffAccount *self,
                                                               GAsyncResult *result,
                                                               GError **error);

/**
 * dropoff_account_get_header_async:
 * @self: an account of kind shared-key
 * @refused: what was last given was refused: the person is asked for another
 * @cancellable: (nullable): a cancellable
 * @callback: called with the header
 * @user_data: for @callback
 *
 * Gives what a put destination wants instead of AWS keys. Accounts that have AWS keys have none.
 */
void dropoff_account_get_header_async (DropoffAccount *self, gboolean refused,
                                       GCancellable *cancellable, GAsyncReadyCallback callback,
                                       gpointer user_data);

/**
 * dropoff_account_get_header_finish:
 * @self: an account
 * @result: from the callback
 * @error: %DROPOFF_ERROR_SIGN_IN (state is lapsed now), %DROPOFF_ERROR_INTERNAL
 *
 * Returns: (transfer full): the value of the header Authorization.
 */
DropoffSecret *dropoff_account_get_header_finish (DropoffAccount *self, GAsyncResult *result,
                                                  GError **error);

/**
 * dropoff_account_identify_async:
 * @self: an account
 * @cancellable: (nullable): ends only this caller's wait
 * @callback: called when it is known who sends
 * @user_data: for @callback
 *
 * Makes sure that objects can be named: where there is an identity,
 * dropoff_account_get_identity_id() tells it afterwards.
 */
void dropoff_account_identify_async (DropoffAccount *self, GCancellable *cancellable,
                                     GAsyncReadyCallback callback, gpointer user_data);

/**
 * dropoff_account_identify_finish:
 * @self: an account
 * @result: from the callback
 * @error: as for dropoff_account_get_credentials_finish() and dropoff_account_get_header_finish()
 *
 * Returns: %TRUE if objects can be named.
 */
gboolean dropoff_account_identify_finish (DropoffAccount *self, GAsyncResult *result,
                                          GError **error);

/**
 * dropoff_account_sign_out_async:
 * @self: an account
 * @cancellable: (nullable): a cancellable
 * @callback: called when everything local is forgotten
 * @user_data: for @callback
 *
 * Forgets tokens and keys here (always, also without network), and asks the service to revoke the
 * sign-in (best effort).
 */
void dropoff_account_sign_out_async (DropoffAccount *self, GCancellable *cancellable,
                                     GAsyncReadyCallback callback, gpointer user_data);

/**
 * dropoff_account_sign_out_finish:
 * @self: an account
 * @result: from the callback
 * @error: %DROPOFF_ERROR_KEYRING when the keyring refused to forget
 *
 * Returns: %TRUE if nothing is left on this computer.
 */
gboolean dropoff_account_sign_out_finish (DropoffAccount *self, GAsyncResult *result,
                                          GError **error);

G_END_DECLS
