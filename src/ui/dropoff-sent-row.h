/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "dropoff-batch.h"
#include "dropoff-day-list.h"
#include "dropoff-verb.h"

G_BEGIN_DECLS

#define DROPOFF_TYPE_SENT_ROW (dropoff_sent_row_get_type ())

/**
 * DropoffSentRow:
 *
 * One thing that was sent. Properties: "batch" (#DropoffBatch, nullable: rows are reused by their
 * list), "narrow" (boolean: the check says it without its word). Signal: "request" (int
 * #DropoffVerb). Main thread.
 */
G_DECLARE_FINAL_TYPE (DropoffSentRow, dropoff_sent_row, DROPOFF, SENT_ROW, GtkBox)

/**
 * dropoff_sent_row_new:
 *
 * Returns: (transfer floating): a row that shows nothing yet.
 */
GtkWidget *dropoff_sent_row_new (void);

/**
 * dropoff_sent_row_get_batch:
 * @self: a row
 *
 * Returns: (transfer none) (nullable): what it shows.
 */
DropoffBatch *dropoff_sent_row_get_batch (DropoffSentRow *self);

/**
 * dropoff_sent_row_set_batch:
 * @self: a row
 * @batch: (nullable): what it shows from now on
 *
 * Shows another batch.
 */
void dropoff_sent_row_set_batch (DropoffSentRow *self, DropoffBatch *batch);

/**
 * dropoff_sent_row_set_place:
 * @self: a row
 * @place: where it stands in its day's card
 *
 * Gives it the corners of its place.
 */
void dropoff_sent_row_set_place (DropoffSentRow *self, DropoffDayPlace place);

/**
 * dropoff_sent_row_popup_menu:
 * @self: a row
 *
 * Opens its menu, as the Menu key does.
 */
void dropoff_sent_row_popup_menu (DropoffSentRow *self);

/**
 * dropoff_sent_row_popup_menu_at:
 * @self: a row in a list
 * @x: where the pointer is, in the row's coordinates
 * @y: where the pointer is
 *
 * Opens its menu at the pointer.
 */
void dropoff_sent_row_popup_menu_at (DropoffSentRow *self, double x, double y);

/**
 * dropoff_sent_row_press:
 * @self: a row in a list
 *
 * Asks for what a press on the row is for: its receipt, or the file where there is none.
 */
void dropoff_sent_row_press (DropoffSentRow *self);

G_END_DECLS
