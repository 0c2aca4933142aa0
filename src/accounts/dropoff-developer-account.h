/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "dropoff-clock.h"
#include "dropoff-http-client.h"
#include "dropoff-kept-account.h"
#include "dropoff-vault.h"

G_BEGIN_DECLS

#define DROPOFF_TYPE_DEVELOPER_ACCOUNT (dropoff_developer_account_get_type ())

/**
 * DropoffDeveloperAccount:
 *
 * A person whom the company's own back end signs in (developer-authenticated identities): name and
 * password go there over TLS, an identity id and a token for it come back, and the identity pool
 * gives keys for them. Main thread.
 */
G_DECLARE_FINAL_TYPE (DropoffDeveloperAccount, dropoff_developer_account, DROPOFF,
                      DEVELOPER_ACCOUNT, DropoffKeptAccount)

/**
 * dropoff_developer_account_new:
 * @connection: a connection of kind developer
 * @http: for calls
 * @clock: (transfer none): the servers' time; outlives the account
 * @vault: (nullable): where the back end's refresh secret is kept
 *
 * Returns: (transfer full): an account in state signed out; restore it first.
 */
DropoffAccount *dropoff_developer_account_new (DropoffConnection *connection,
                                               DropoffHttpClient *http, DropoffClock *clock,
                                               DropoffVault *vault);

G_END_DECLS
