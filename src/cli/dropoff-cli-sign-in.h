/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "dropoff-account.h"
#include "dropoff-cli-options.h"

G_BEGIN_DECLS

/**
 * dropoff_cli_sign_in:
 * @options: the command line: who, and where the password comes from
 * @account: an account that is not signed in
 * @error: why it did not work
 *
 * Signs in: the name from the command line, the password from its descriptor, and whatever else is
 * asked from the terminal, again when it was wrong.
 *
 * Returns: %TRUE if the account is signed in.
 */
gboolean dropoff_cli_sign_in (const DropoffCliOptions *options, DropoffAccount *account,
                              GError **error);

/**
 * dropoff_cli_sign_out:
 * @account: an account
 * @error: %DROPOFF_ERROR_KEYRING
 *
 * Returns: %TRUE if nothing of the sign-in is left on this computer.
 */
gboolean dropoff_cli_sign_out (DropoffAccount *account, GError **error);

G_END_DECLS
