/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "dropoff-account.h"

G_BEGIN_DECLS

#define DROPOFF_TYPE_SECOND_STEP_ROW (dropoff_second_step_row_get_type ())

/**
 * DropoffSecondStepRow:
 *
 * One place where codes come from, whether it is used, and a button that changes that. Property:
 * "way" (#DropoffChallengeWay as int). Signals: "turn" (boolean: turn it on or off; a code app is
 * set up first), "put-first". Main thread.
 */
G_DECLARE_FINAL_TYPE (DropoffSecondStepRow, dropoff_second_step_row, DROPOFF, SECOND_STEP_ROW,
                      AdwActionRow)

/**
 * dropoff_second_step_row_get_way:
 * @self: a row
 *
 * Returns: what it is about.
 */
DropoffChallengeWay dropoff_second_step_row_get_way (DropoffSecondStepRow *self);

/**
 * dropoff_second_step_row_show:
 * @self: a row
 * @is_on: whether it is used
 * @is_first: whether it is asked for before others
 * @has_others: whether others are used, too
 *
 * Shows how it is.
 */
void dropoff_second_step_row_show (DropoffSecondStepRow *self, gboolean is_on, gboolean is_first,
                                   gboolean has_others);

G_END_DECLS
