/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define TURN_WATCH_LONG_MS 16

/* How long the main loop was busy between two looks at its sources: while it is, no event is
 * answered and no frame is drawn. */

/**
 * TurnFigures:
 * @longest_us: the longest turn by the clock on the wall; a busy machine makes it longer
 * @longest_cpu_us: the most processor time that the thread took for one turn: ours alone
 * @n_long: turns that took more processor time than %TURN_WATCH_LONG_MS
 * @n_turns: all of them
 *
 * What was seen since turn_watch_begin().
 */
typedef struct
{
  gint64 longest_us;
  gint64 longest_cpu_us;
  guint n_long;
  guint n_turns;
} TurnFigures;

/**
 * turn_watch_get_cpu_us:
 *
 * Returns: the processor time that the calling thread has taken so far, in microseconds.
 */
gint64 turn_watch_get_cpu_us (void);

/**
 * turn_watch_begin:
 *
 * Watches the default main context from now on, and forgets what was seen before. Main thread.
 */
void turn_watch_begin (void);

/**
 * turn_watch_get:
 *
 * Returns: (transfer none): what was seen so far. Main thread.
 */
const TurnFigures *turn_watch_get (void);

G_END_DECLS
