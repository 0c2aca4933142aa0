/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * DropoffCliStatus:
 * @DROPOFF_CLI_OK: done; everything is sent
 * @DROPOFF_CLI_NEEDS_PERSON: something was not sent, or is missing, and somebody has to look
 * @DROPOFF_CLI_USAGE: the command line is wrong
 * @DROPOFF_CLI_SIGN_IN: could not sign in
 * @DROPOFF_CLI_NETWORK: nothing answers
 * @DROPOFF_CLI_IN_USE: another process owns the list and this cannot be done through it
 * @DROPOFF_CLI_CONNECTION: no company is chosen, or its connection file is not usable
 * @DROPOFF_CLI_COMPUTER: something on this computer: disk, list, keyring
 * @DROPOFF_CLI_INTERRUPTED: ended by a signal
 *
 * Exit statuses; the manual page has them, so never change one.
 */
typedef enum {
  DROPOFF_CLI_OK = 0,
  DROPOFF_CLI_NEEDS_PERSON = 1,
  DROPOFF_CLI_USAGE = 2,
  DROPOFF_CLI_SIGN_IN = 3,
  DROPOFF_CLI_NETWORK = 4,
  DROPOFF_CLI_IN_USE = 5,
  DROPOFF_CLI_CONNECTION = 6,
  DROPOFF_CLI_COMPUTER = 7,
  DROPOFF_CLI_INTERRUPTED = 130,
} DropoffCliStatus;

/**
 * dropoff_cli_status_of_error:
 * @error: why something did not work
 *
 * Pure.
 *
 * Returns: the exit status that says what can be done about it.
 */
DropoffCliStatus dropoff_cli_status_of_error (const GError *error);

G_END_DECLS
