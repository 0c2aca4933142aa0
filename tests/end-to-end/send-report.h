/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "dropoff-engine.h"
#include "turn-watch.h"

/**
 * Reporter:
 *
 * Prints a line of JSON for everything that a person could see happen in a queue.
 */
typedef struct _Reporter Reporter;

/**
 * reporter_new:
 *
 * Returns: (transfer full): a reporter that watches nothing yet.
 */
Reporter *reporter_new (void);

/**
 * reporter_free:
 * @reporter: (transfer full): a reporter
 *
 * Frees it.
 */
void reporter_free (Reporter *reporter);

/**
 * reporter_watch:
 * @reporter: a reporter
 * @queue: the queue to report from now on; borrowed, may not end before the reporter
 *
 * Prints the queue's and every card's changes of state.
 */
void reporter_watch (Reporter *reporter, DropoffUploadQueue *queue);

/**
 * reporter_find:
 * @reporter: a reporter
 * @id: a card's id, as printed
 *
 * Returns: (transfer none) (nullable): a card that was in the queue since it is watched, removed
 *   or not.
 */
DropoffBatch *reporter_find (Reporter *reporter, gint64 id);

/**
 * report_plain:
 * @event: the event's name
 *
 * Prints an event without members.
 */
void report_plain (const char *event);

/**
 * report_notice:
 * @message: a sentence for a person
 *
 * Prints "notice".
 */
void report_notice (const char *message);

/**
 * report_error:
 * @what: the step that failed
 * @error: why
 *
 * Prints "error".
 */
void report_error (const char *what, const GError *error);

/**
 * report_account:
 * @event: the event's name
 * @account: (nullable): an account
 *
 * Prints its state and whether it is remembered.
 */
void report_account (const char *event, DropoffAccount *account);

/**
 * report_added:
 * @n_added: files taken
 * @n_known: files left out because the company has them
 * @refusals: (element-type DropoffRefusal): files not taken
 *
 * Prints "added", and "refused" for each refusal.
 */
void report_added (guint n_added, guint n_known, GPtrArray *refusals);

/**
 * report_progress:
 * @queue: a queue
 * @turns: how long the main loop's turns were
 *
 * Prints "progress".
 */
void report_progress (DropoffUploadQueue *queue, const TurnFigures *turns);

/**
 * report_lists:
 * @queue: a queue
 *
 * Prints "sent" for every file of the Sent list and "left" for every other.
 */
void report_lists (DropoffUploadQueue *queue);
