/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "dropoff-account.h"

G_BEGIN_DECLS

/**
 * DropoffAccountEvent:
 * @DROPOFF_ACCOUNT_VAULT_ASKED: the vault told what it keeps, took what it had to keep, or failed
 * @DROPOFF_ACCOUNT_STEP_KEPT: somebody has signed in, and it is kept as well as can be
 * @DROPOFF_ACCOUNT_STEP_GIVEN_UP: a sign-in came to nothing; the state is the one before it
 * @DROPOFF_ACCOUNT_KEYS_ASKED: keys were asked for, with or without success
 * @DROPOFF_ACCOUNT_REFUSED: what the person signed in with is good no more
 * @DROPOFF_ACCOUNT_FORGOTTEN: the person signed out
 *
 * What changes an account's state.
 */
typedef enum {
  DROPOFF_ACCOUNT_VAULT_ASKED,
  DROPOFF_ACCOUNT_STEP_KEPT,
  DROPOFF_ACCOUNT_STEP_GIVEN_UP,
  DROPOFF_ACCOUNT_KEYS_ASKED,
  DROPOFF_ACCOUNT_REFUSED,
  DROPOFF_ACCOUNT_FORGOTTEN,
} DropoffAccountEvent;

/**
 * DropoffAccountFacts:
 * @is_for_guests: nobody has to sign in
 * @is_held: there is a sign-in
 * @has_secret: and with it one can go on without the person
 * @is_stepping: somebody is just signing in
 *
 * What is known beside the state.
 */
typedef struct
{
  gboolean is_for_guests;
  gboolean is_held;
  gboolean has_secret;
  gboolean is_stepping;
} DropoffAccountFacts;

/**
 * dropoff_account_next_state:
 * @state: the present state
 * @event: what happened
 * @facts: what is known after it
 *
 * A pure function; any thread.
 *
 * Returns: the state that follows.
 */
DropoffAccountState dropoff_account_next_state (DropoffAccountState state,
                                                DropoffAccountEvent event,
                                                const DropoffAccountFacts *facts);

/**
 * dropoff_account_may_have_keys:
 * @state: the present state
 * @facts: what is known beside it
 *
 * A pure function; any thread.
 *
 * Returns: whether keys can be asked for without asking the person.
 */
gboolean dropoff_account_may_have_keys (DropoffAccountState state,
                                        const DropoffAccountFacts *facts);

G_END_DECLS
