/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "dropoff-clock.h"
#include "dropoff-http-client.h"
#include "dropoff-kept-account.h"
#include "dropoff-vault.h"

G_BEGIN_DECLS

#define DROPOFF_TYPE_GUEST_ACCOUNT (dropoff_guest_account_get_type ())

/**
 * DropoffGuestAccount:
 *
 * Nobody signs in: an identity pool gives a guest's keys. Its identity id is all that a guest has,
 * so it is kept like a secret. Signed in from restoring on; signing out forgets the identity, and
 * the next keys are another guest's. Main thread.
 */
G_DECLARE_FINAL_TYPE (DropoffGuestAccount, dropoff_guest_account, DROPOFF, GUEST_ACCOUNT,
                      DropoffKeptAccount)

/**
 * dropoff_guest_account_new:
 * @connection: a connection of kind guest
 * @http: for calls
 * @clock: (transfer none): the servers' time; outlives the account
 * @vault: (nullable): where the identity id is kept
 *
 * Returns: (transfer full): an account; restore it first.
 */
DropoffAccount *dropoff_guest_account_new (DropoffConnection *connection, DropoffHttpClient *http,
                                           DropoffClock *clock, DropoffVault *vault);

G_END_DECLS
