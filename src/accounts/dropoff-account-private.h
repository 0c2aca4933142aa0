/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "dropoff-account.h"

G_BEGIN_DECLS

/* What the kinds of account set; nobody else. Main thread. */

/**
 * dropoff_account_set_state:
 * @self: an account
 * @state: the new state
 *
 * Sets and notifies "state".
 */
void dropoff_account_set_state (DropoffAccount *self, DropoffAccountState state);

/**
 * dropoff_account_set_challenge:
 * @self: an account
 * @challenge: (transfer full) (nullable): what is asked now
 *
 * Sets the challenge.
 */
void dropoff_account_set_challenge (DropoffAccount *self, DropoffChallenge *challenge);

/**
 * dropoff_account_set_user_name:
 * @self: an account
 * @user_name: (nullable): the typed name
 *
 * Sets and notifies "user-name".
 */
void dropoff_account_set_user_name (DropoffAccount *self, const char *user_name);

/**
 * dropoff_account_set_session_only:
 * @self: an account
 * @session_only: the keyring could not keep it
 *
 * Sets and notifies "session-only".
 */
void dropoff_account_set_session_only (DropoffAccount *self, gboolean session_only);

/**
 * dropoff_account_set_lapses_at_s:
 * @self: an account
 * @lapses_at_s: seconds since 1970, or 0
 *
 * Sets and notifies "lapses-at".
 */
void dropoff_account_set_lapses_at_s (DropoffAccount *self, gint64 lapses_at_s);

/**
 * dropoff_account_set_browser_address:
 * @self: an account
 * @address: (nullable): what to open in the browser
 *
 * Sets and notifies "browser-address".
 */
void dropoff_account_set_browser_address (DropoffAccount *self, const char *address);

/**
 * dropoff_account_set_identity_id:
 * @self: an account
 * @identity_id: (nullable): the identity id
 *
 * Sets the identity id.
 */
void dropoff_account_set_identity_id (DropoffAccount *self, const char *identity_id);

G_END_DECLS
