/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "dropoff-http-client.h"
#include "dropoff-kept-account.h"
#include "dropoff-vault.h"

G_BEGIN_DECLS

#define DROPOFF_TYPE_KEY_ACCOUNT (dropoff_key_account_get_type ())

/**
 * DropoffKeyAccount:
 *
 * One key for everybody who sends to a company: typed once, tried at the company's address, kept in
 * the vault, and sent as an Authorization header. There are no AWS keys. A key that is refused
 * later lapses; it is kept until another one is typed. Main thread.
 */
G_DECLARE_FINAL_TYPE (DropoffKeyAccount, dropoff_key_account, DROPOFF, KEY_ACCOUNT,
                      DropoffKeptAccount)

/**
 * dropoff_key_account_new:
 * @connection: a connection of kind shared-key
 * @http: for the try
 * @vault: (nullable): where the key is kept
 *
 * Returns: (transfer full): an account in state signed out; restore it first.
 */
DropoffAccount *dropoff_key_account_new (DropoffConnection *connection, DropoffHttpClient *http,
                                         DropoffVault *vault);

G_END_DECLS
