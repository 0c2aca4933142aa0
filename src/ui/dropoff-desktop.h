/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/** The desktop portal's name and object. */
#define DROPOFF_PORTAL_NAME "org.freedesktop.portal.Desktop"
#define DROPOFF_PORTAL_PATH "/org/freedesktop/portal/desktop"

/** The longest status that the Background portal takes, in characters. */
#define DROPOFF_DESKTOP_MAX_STATUS 96

/**
 * dropoff_desktop_is_sandboxed:
 *
 * Returns: whether the desktop is to be asked through its portals: in a Flatpak, and where
 *   GTK_USE_PORTAL says so, as for GTK and GLib themselves.
 */
gboolean dropoff_desktop_is_sandboxed (void);

/**
 * dropoff_desktop_set_status:
 * @status: what Dropoff does in the background, at most %DROPOFF_DESKTOP_MAX_STATUS characters
 *
 * Tells a sandboxed program's status to the desktop, which shows it among the background apps
 * (org.freedesktop.portal.Background.SetStatus). Nothing happens outside of a sandbox or where the
 * desktop has no such list. Does not wait. Main thread.
 */
void dropoff_desktop_set_status (const char *status);

/**
 * dropoff_desktop_set_dock:
 * @fraction: 0–1, or below 0 to show nothing
 * @n_unfinished: how many cards are not finished
 *
 * Shows a bar and a number on the program's icon, where the desktop's dock listens for
 * com.canonical.Unity.LauncherEntry. Does not wait. Main thread.
 */
void dropoff_desktop_set_dock (double fraction, guint n_unfinished);

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
