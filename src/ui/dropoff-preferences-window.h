/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "dropoff-preferences.h"

G_BEGIN_DECLS

#define DROPOFF_TYPE_PREFERENCES_WINDOW (dropoff_preferences_window_get_type ())

/**
 * DropoffPreferencesWindow:
 *
 * Shows the preferences; every change counts at once. Main thread.
 */
G_DECLARE_FINAL_TYPE (DropoffPreferencesWindow, dropoff_preferences_window, DROPOFF,
                      PREFERENCES_WINDOW, AdwPreferencesWindow)

/**
 * dropoff_preferences_window_new:
 * @parent: (nullable): the window it belongs to
 * @preferences: what is shown and changed
 *
 * Returns: (transfer floating): the window, to be presented.
 */
GtkWidget *dropoff_preferences_window_new (GtkWindow *parent, DropoffPreferences *preferences);

G_END_DECLS
