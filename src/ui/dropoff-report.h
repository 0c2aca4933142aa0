/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "dropoff-engine.h"

G_BEGIN_DECLS

/** How many cards in trouble a report tells of at most. */
#define DROPOFF_REPORT_MAX_TROUBLES 20

/**
 * dropoff_report_about_system:
 *
 * Returns: (transfer full): versions and desktop, one a line: what About shows for those who look
 *   for a fault. In English. Main thread.
 */
char *dropoff_report_about_system (void);

/**
 * dropoff_report_about_queue:
 * @queue: (type GListModel) (element-type DropoffBatch): the cards
 *
 * Tells how many cards are in which state, and what is wrong with those in trouble: kind and size
 * instead of names (a name may be a secret), and the sentence without what looks like a secret.
 *
 * Returns: (transfer full): some lines. In English but for the sentences. Main thread.
 */
char *dropoff_report_about_queue (GListModel *queue);

/**
 * dropoff_report_make:
 * @engine: (nullable): an engine that has started
 *
 * Returns: (transfer full): the whole report, to be read by the person before it goes anywhere.
 *   Main thread.
 */
char *dropoff_report_make (DropoffEngine *engine);

/**
 * dropoff_report_mail_uri:
 * @address: whom to write to
 * @report: the report
 *
 * Pure.
 *
 * Returns: (transfer full): a mailto: address (RFC 6068) with subject and text.
 */
char *dropoff_report_mail_uri (const char *address, const char *report);

G_END_DECLS
