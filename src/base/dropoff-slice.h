/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * DROPOFF_SLICE_US:
 *
 * The longest that all work which may be long keeps the main loop in one turn, in microseconds.
 */
#define DROPOFF_SLICE_US 4000

/**
 * DROPOFF_SLICE_LEAST_US:
 *
 * So long each of them may go on, even if others, or a frame, have had all of the turn.
 */
#define DROPOFF_SLICE_LEAST_US 500

/**
 * DROPOFF_SLICE_PRIORITY:
 *
 * The priority of such work: that of a window's frames (`GDK_PRIORITY_REDRAW`), so that neither
 * waits for all of the other.
 */
#define DROPOFF_SLICE_PRIORITY (G_PRIORITY_HIGH_IDLE + 20)

/**
 * dropoff_slice_get_end:
 *
 * Says until when work that may be long goes on in this turn of the main loop. Sources of the same
 * priority are called one after the other in a turn: were each to have all of the time, they would
 * have three times as much, beside a frame. Any thread.
 *
 * Returns: in g_get_monotonic_time()'s microseconds; always later than now.
 */
gint64 dropoff_slice_get_end (void);

G_END_DECLS
