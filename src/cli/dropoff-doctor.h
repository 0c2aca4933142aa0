/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "dropoff-cli-errors.h"
#include "dropoff-cli-link.h"

G_BEGIN_DECLS

/**
 * dropoff_doctor_run:
 * @options: the command line
 * @link: a link with an engine in this process that has a connection
 *
 * Checks a company's set-up: the way to it (dropoff_doctor_check_way()), signing in, and, by doing
 * it once with the rights of who is signed in, everything that sending files needs. Prints for each
 * step whether it works and, if not, who has to do what: which permission is missing. It speaks to
 * who runs the company's account, so it says things by the names that they have there. What it
 * sends is a test upload that it takes back; an object is only made if the storage takes what it
 * should have refused.
 *
 * Returns: %DROPOFF_CLI_OK if nothing is missing.
 */
DropoffCliStatus dropoff_doctor_run (const DropoffCliOptions *options, DropoffCliLink *link);

G_END_DECLS
