/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * DROPOFF_SLICE_US:
 *
 * The longest that work which may be long keeps the main loop in one turn, in microseconds.
 */
#define DROPOFF_SLICE_US 4000

/**
 * DROPOFF_SLICE_PRIORITY:
 *
 * The priority of such work: that of a window's frames (`GDK_PRIORITY_REDRAW`), so that neither
 * waits for all of the other.
 */
#define DROPOFF_SLICE_PRIORITY (G_PRIORITY_HIGH_IDLE + 20)

G_END_DECLS
