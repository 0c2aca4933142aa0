/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "dropoff-account.h"
#include "dropoff-clock.h"
#include "dropoff-cognito-client.h"
#include "dropoff-kept-sign-in.h"
#include "dropoff-login-source.h"

G_BEGIN_DECLS

#define DROPOFF_TYPE_KEPT_ACCOUNT (dropoff_kept_account_get_type ())

/**
 * DropoffKeptAccount:
 *
 * What all kinds of account have in common: a #DropoffKeptSignIn that is restored, shown and
 * forgotten; one step of a person at a time, which may be given up; and keys, for those that have
 * them. What a kind adds is how somebody signs in. dropoff_account_next_state() decides, this
 * carries it out. Main thread.
 */
G_DECLARE_DERIVABLE_TYPE (DropoffKeptAccount, dropoff_kept_account, DROPOFF, KEPT_ACCOUNT,
                          DropoffAccount)

/**
 * DropoffKeptAccountClass:
 * @is_for_guests: nobody has to sign in
 * @clear_attempt: forgets what only a sign-in under way needs; by default there is nothing
 * @forget: forgets the sign-in at once, then in the vault, and answers the task (a boolean); a kind
 *   that holds more chains up
 *
 * For the kinds of account only, like all of this.
 */
struct _DropoffKeptAccountClass
{
  DropoffAccountClass parent_class;

  gboolean is_for_guests;
  void (*clear_attempt) (DropoffKeptAccount *self);
  void (*forget) (DropoffKeptAccount *self, GTask *task);
};

/**
 * dropoff_kept_account_new:
 * @type: a kind of account
 * @connection: its connection
 * @vault: (nullable): where its sign-in is kept
 *
 * Returns: (transfer full) (type DropoffKeptAccount): an account in state signed out, without keys.
 */
gpointer dropoff_kept_account_new (GType type, DropoffConnection *connection,
                                   DropoffVault *vault);

/**
 * dropoff_kept_account_use_login:
 * @self: a new account
 * @client: for calls
 * @source: what proves to the identity pool who the person is
 * @clock: (transfer none): the servers' time; outlives the account
 *
 * From now on the account has keys, from an identity pool.
 */
void dropoff_kept_account_use_login (DropoffKeptAccount *self, DropoffCognitoClient *client,
                                     DropoffLoginSource *source, DropoffClock *clock);

/**
 * dropoff_kept_account_get_sign_in:
 * @self: an account
 *
 * Returns: (transfer none): what is kept of its sign-in.
 */
DropoffKeptSignIn *dropoff_kept_account_get_sign_in (DropoffKeptAccount *self);

/**
 * dropoff_kept_account_begin_step:
 * @self: an account
 * @task: the caller's task; its task data is taken
 *
 * Begins a step of a sign-in: it ends with the account's cancellable or the caller's. One that is
 * still under way gives place to it.
 *
 * Returns: (transfer none): what cancels the step, alive until @task goes.
 */
GCancellable *dropoff_kept_account_begin_step (DropoffKeptAccount *self, GTask *task);

/**
 * dropoff_kept_account_goes_on:
 * @self: an account
 * @task: the task of a step
 *
 * Returns: %TRUE if the step was not given up; else @task has been answered with
 *   %DROPOFF_ERROR_CANCELLED.
 */
gboolean dropoff_kept_account_goes_on (DropoffKeptAccount *self, GTask *task);

/**
 * dropoff_kept_account_ask:
 * @self: an account
 * @task: the task of a step that goes on; its caller is answered by the kind
 * @challenge: (transfer full): what is asked
 *
 * Ends the step with state challenged.
 */
void dropoff_kept_account_ask (DropoffKeptAccount *self, GTask *task, DropoffChallenge *challenge);

/**
 * dropoff_kept_account_fail:
 * @self: an account
 * @task: the task of a step that goes on
 * @error: (transfer full): why
 *
 * Ends the step and the sign-in, which came to nothing, and answers @task.
 */
void dropoff_kept_account_fail (DropoffKeptAccount *self, GTask *task, GError *error);

/**
 * dropoff_kept_account_keep:
 * @self: an account
 * @task: the task of a step that goes on
 * @entry: (transfer full): the sign-in that it led to
 *
 * Keeps it, then ends the step with state signed in and answers @task. Should the step be given up
 * meanwhile nothing stays behind.
 */
void dropoff_kept_account_keep (DropoffKeptAccount *self, GTask *task, DropoffVaultEntry *entry);

/**
 * dropoff_kept_account_give_up:
 * @self: an account
 *
 * Forgets a sign-in that goes on; somebody who is signed in stays so.
 */
void dropoff_kept_account_give_up (DropoffKeptAccount *self);

/**
 * dropoff_kept_account_lapse:
 * @self: an account
 *
 * What the person signed in with was refused: it has to be done again. It is kept until then.
 */
void dropoff_kept_account_lapse (DropoffKeptAccount *self);

/**
 * dropoff_kept_account_forget_keys:
 * @self: an account with keys
 *
 * Forgets the keys of an earlier sign-in; who waits for some is answered with
 * %DROPOFF_ERROR_SIGN_IN.
 */
void dropoff_kept_account_forget_keys (DropoffKeptAccount *self);

G_END_DECLS
