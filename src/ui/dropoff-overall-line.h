/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define DROPOFF_TYPE_OVERALL_LINE (dropoff_overall_line_get_type ())

/**
 * DropoffOverallLine:
 *
 * The pinned line over the cards: how long everything takes. Read-write properties, named as the
 * queue's so that they can be bound to it: "state" (int, #DropoffQueueState), "size", "sent"
 * (uint64, bytes), "fraction" (double), "speed" (double), "seconds-left" (int64, −1 not known),
 * "n-failed" (uint). Its buttons are actions of the window: win.pause-all, win.resume-all,
 * win.show-trouble. Main thread.
 */
G_DECLARE_FINAL_TYPE (DropoffOverallLine, dropoff_overall_line, DROPOFF, OVERALL_LINE, GtkBox)

G_END_DECLS
