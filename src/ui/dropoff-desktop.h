/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * dropoff_desktop_show_in_files:
 * @parent: (nullable): a window
 * @path: (type filename): a file
 *
 * Shows the file in the desktop's file manager, selected where the desktop can do that, else its
 * folder. Does not wait. Main thread.
 */
void dropoff_desktop_show_in_files (GtkWindow *parent, const char *path);

G_END_DECLS
