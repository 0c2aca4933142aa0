/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define DROPOFF_TYPE_STEADY_LAYOUT (dropoff_steady_layout_get_type ())
G_DECLARE_FINAL_TYPE (DropoffSteadyLayout, dropoff_steady_layout, DROPOFF, STEADY_LAYOUT,
                      GtkLayoutManager)

/*
 * The layout of a widget with one child, which says that it needs what the child needed when it was
 * laid out the last time; the child is asked when it has got its place. For a list that changes all
 * the time: whenever anything in it may be of another size, GDK asks the whole window how large it
 * has to be, before GTK has looked at what is new. All 200 rows are measured then, and what is
 * measured before it has its style gets one that GTK 4.8 makes anew with each change of any widget
 * around it. Main thread.
 */

G_END_DECLS
