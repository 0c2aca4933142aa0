/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "dropoff-batch.h"
#include "dropoff-verb.h"

G_BEGIN_DECLS

#define DROPOFF_TYPE_BATCH_ROW (dropoff_batch_row_get_type ())

/**
 * DropoffBatchRow:
 *
 * The card of one thing in progress. Properties: "batch" (#DropoffBatch, nullable: rows are reused
 * by their list), "expanded" (boolean: a folder's card is open), "held" (boolean: what could
 * move is held back on this network). Signal "request" (int
 * #DropoffVerb): the person wants something. Main thread.
 */
G_DECLARE_FINAL_TYPE (DropoffBatchRow, dropoff_batch_row, DROPOFF, BATCH_ROW, GtkBox)

/**
 * dropoff_batch_row_new:
 *
 * Returns: (transfer floating): a row that shows nothing yet.
 */
GtkWidget *dropoff_batch_row_new (void);

/**
 * dropoff_batch_row_get_batch:
 * @self: a row
 *
 * Returns: (transfer none) (nullable): what it shows.
 */
DropoffBatch *dropoff_batch_row_get_batch (DropoffBatchRow *self);

/**
 * dropoff_batch_row_set_batch:
 * @self: a row
 * @batch: (nullable): what it shows from now on
 *
 * Shows another batch.
 */
void dropoff_batch_row_set_batch (DropoffBatchRow *self, DropoffBatch *batch);

/**
 * dropoff_batch_row_set_expanded:
 * @self: a row
 * @expanded: whether its folder is open
 *
 * Joins the card to the rows below it, or closes it.
 */
void dropoff_batch_row_set_expanded (DropoffBatchRow *self, gboolean expanded);

/**
 * dropoff_batch_row_popup_menu:
 * @self: a row
 *
 * Opens its menu, as the Menu key does.
 */
void dropoff_batch_row_popup_menu (DropoffBatchRow *self);

/**
 * dropoff_batch_row_popup_menu_at:
 * @self: a row in a list
 * @x: where the pointer is, in the row's coordinates
 * @y: where the pointer is
 *
 * Opens its menu at the pointer.
 */
void dropoff_batch_row_popup_menu_at (DropoffBatchRow *self, double x, double y);

/**
 * dropoff_batch_row_focus_button:
 * @self: a row
 *
 * Gives the keyboard focus to the row's button with a word, or else to its menu.
 */
void dropoff_batch_row_focus_button (DropoffBatchRow *self);

G_END_DECLS
