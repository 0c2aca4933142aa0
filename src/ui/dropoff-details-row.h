/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "dropoff-details.h"

G_BEGIN_DECLS

#define DROPOFF_TYPE_DETAILS_ROW (dropoff_details_row_get_type ())

/**
 * DropoffDetailsRow:
 *
 * One thing that a company asks, as a card with the widget that fits it: a line, a text of some
 * lines, a choice, or a date with a calendar. Signal "changed". Main thread.
 */
G_DECLARE_FINAL_TYPE (DropoffDetailsRow, dropoff_details_row, DROPOFF, DETAILS_ROW, AdwBin)

/**
 * dropoff_details_row_new:
 * @field: what is asked; must outlive the row
 * @value: (nullable): the answer that is shown first
 *
 * Returns: (transfer floating): a row.
 */
GtkWidget *dropoff_details_row_new (const DropoffDetailField *field, const char *value);

/**
 * dropoff_details_row_get_field:
 * @self: a row
 *
 * Returns: (transfer none): what it asks.
 */
const DropoffDetailField *dropoff_details_row_get_field (DropoffDetailsRow *self);

/**
 * dropoff_details_row_dup_value:
 * @self: a row
 *
 * Returns: (transfer full): what is answered now, as it was typed; may be empty.
 */
char *dropoff_details_row_dup_value (DropoffDetailsRow *self);

/**
 * dropoff_details_row_mark:
 * @self: a row
 * @fault: (nullable): what is wrong with its answer
 *
 * Marks it and says the fault right below it; screen readers speak it as an alert.
 */
void dropoff_details_row_mark (DropoffDetailsRow *self, const char *fault);

G_END_DECLS
