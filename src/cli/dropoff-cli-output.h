/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "dropoff-cli-errors.h"
#include "dropoff-cli-options.h"
#include "dropoff-control-messages.h"

G_BEGIN_DECLS

/**
 * dropoff_cli_say:
 * @options: the command line
 * @event: what happened
 *
 * With --json: prints it. Otherwise does nothing.
 */
void dropoff_cli_say (const DropoffCliOptions *options, JsonNode *event);

/**
 * dropoff_cli_say_error:
 * @options: the command line
 * @error: why something did not work
 *
 * Prints it, for a person on standard error.
 *
 * Returns: the exit status for it.
 */
DropoffCliStatus dropoff_cli_say_error (const DropoffCliOptions *options, const GError *error);

/**
 * dropoff_cli_say_notice:
 * @options: the command line
 * @sentence: a sentence that the person should see
 *
 * Prints it, for a person on standard error.
 */
void dropoff_cli_say_notice (const DropoffCliOptions *options, const char *sentence);

/** Who has to do what a step of the doctor lacks. */
#define DROPOFF_DOCTOR_ACCOUNT "account"
#define DROPOFF_DOCTOR_CONNECTION "connection"
#define DROPOFF_DOCTOR_NETWORK "network"
#define DROPOFF_DOCTOR_COMPUTER "computer"

/**
 * dropoff_cli_say_check:
 * @options: the command line
 * @step: what was tried
 * @good: whether it works
 * @message: (nullable): more about it
 * @who: (nullable): if not: who has to see to it, one of the above
 * @advice: (nullable): and what they have to do
 *
 * Prints a step of the doctor.
 */
void dropoff_cli_say_check (const DropoffCliOptions *options, const char *step, gboolean good,
                            const char *message, const char *who, const char *advice);

/**
 * dropoff_cli_say_event_error:
 * @options: the command line
 * @event: an "error" event
 *
 * Prints the error that who owns the list told.
 *
 * Returns: the exit status for it.
 */
DropoffCliStatus dropoff_cli_say_event_error (const DropoffCliOptions *options,
                                              JsonObject *event);

G_END_DECLS
