/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/**
 * DropoffProgressBars:
 *
 * Draws on a terminal what "batch" and "total" events tell: a line a file, and one for all. Where
 * the output is no terminal a line is printed for each file that has come to its end, and one for
 * all now and then.
 */
typedef struct _DropoffProgressBars DropoffProgressBars;

/**
 * dropoff_progress_bars_new:
 *
 * Returns: (transfer full): bars on standard output.
 */
DropoffProgressBars *dropoff_progress_bars_new (void);

/**
 * dropoff_progress_bars_take:
 * @self: bars
 * @event: an event; others than "batch" and "total" are passed over
 *
 * Takes over what happened and draws it.
 */
void dropoff_progress_bars_take (DropoffProgressBars *self, JsonObject *event);

/**
 * dropoff_progress_bars_free:
 * @self: (transfer full): bars
 *
 * Leaves the last picture as it is; what is printed next begins below it.
 */
void dropoff_progress_bars_free (DropoffProgressBars *self);

/**
 * dropoff_progress_bars_line:
 * @event: a "batch" or "total" event
 * @width: columns of the terminal
 *
 * Pure.
 *
 * Returns: (transfer full): the line for it, at most @width columns wide.
 */
char *dropoff_progress_bars_line (JsonObject *event, guint width);

/**
 * dropoff_progress_bars_state_text:
 * @state: a state's name in events
 *
 * Returns: what people call it.
 */
const char *dropoff_progress_bars_state_text (const char *state);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (DropoffProgressBars, dropoff_progress_bars_free)

G_END_DECLS
