/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "dropoff-clock.h"
#include "dropoff-http-client.h"
#include "dropoff-kept-account.h"
#include "dropoff-vault.h"

G_BEGIN_DECLS

#define DROPOFF_TYPE_COGNITO_ACCOUNT (dropoff_cognito_account_get_type ())

/**
 * DropoffCognitoAccount:
 *
 * A person who signs in at a Cognito user pool with name, password and what else is asked, and
 * gets keys from an identity pool. Main thread.
 */
G_DECLARE_FINAL_TYPE (DropoffCognitoAccount, dropoff_cognito_account, DROPOFF, COGNITO_ACCOUNT,
                      DropoffKeptAccount)

/**
 * dropoff_cognito_account_new:
 * @connection: a connection of kind cognito
 * @http: the net thread's face
 * @clock: (transfer none): the servers' time; outlives the account
 * @vault: (nullable): the keyring, or %NULL to sign in for this session only
 *
 * Returns: (transfer full): an account, signed out until it is restored.
 */
DropoffAccount *dropoff_cognito_account_new (DropoffConnection *connection,
                                             DropoffHttpClient *http, DropoffClock *clock,
                                             DropoffVault *vault);

G_END_DECLS
