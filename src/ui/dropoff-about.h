/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * dropoff_about_new:
 * @parent: (nullable): the window it belongs to
 *
 * Says what the program is, its version and licence, and what those need who look for a fault.
 *
 * Returns: (transfer none): a dialog, not shown yet. Main thread.
 */
GtkWidget *dropoff_about_new (GtkWindow *parent);

G_END_DECLS
