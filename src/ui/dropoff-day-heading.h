/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

#define DROPOFF_TYPE_DAY_HEADING (dropoff_day_heading_get_type ())

/**
 * DropoffDayHeading:
 *
 * A day in the list of what was sent. Immutable. Main thread.
 */
G_DECLARE_FINAL_TYPE (DropoffDayHeading, dropoff_day_heading, DROPOFF, DAY_HEADING, GObject)

/**
 * dropoff_day_heading_new:
 * @day: any moment of the day, in local time
 *
 * Returns: (transfer full): a heading.
 */
DropoffDayHeading *dropoff_day_heading_new (GDateTime *day);

/**
 * dropoff_day_heading_get_day:
 * @self: a heading
 *
 * Returns: (transfer none): midnight at which the day begins.
 */
GDateTime *dropoff_day_heading_get_day (DropoffDayHeading *self);

G_END_DECLS
