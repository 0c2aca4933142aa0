/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define DROPOFF_TYPE_PREFERENCES (dropoff_preferences_get_type ())

/**
 * DropoffPreferences:
 *
 * What the person wants of sending. Kept by GSettings under keys of the same names; where the
 * schema is not installed (a run from the build directory), for this run only. Properties, all
 * notified: "limit-speed" (boolean), "speed-limit" (double, MB/s), "pause-on-metered" (boolean),
 * "keep-awake" (boolean), "ask-same-name" (boolean), "start-at-login" (boolean),
 * "notify-when-sent" (boolean), "certificate-file" (string: path of the company's certificates,
 * "" = none). Main thread.
 */
G_DECLARE_FINAL_TYPE (DropoffPreferences, dropoff_preferences, DROPOFF, PREFERENCES, GObject)

/**
 * dropoff_preferences_new:
 * @settings: (nullable): where they are kept, or %NULL for this run only
 *
 * Returns: (transfer full): the preferences.
 */
DropoffPreferences *dropoff_preferences_new (GSettings *settings);

/**
 * dropoff_preferences_get_rate_limit:
 * @self: preferences
 *
 * Returns: bytes per second at most, 0 = no limit.
 */
guint64 dropoff_preferences_get_rate_limit (DropoffPreferences *self);

/**
 * dropoff_preferences_get_pause_on_metered:
 * @self: preferences
 *
 * Returns: whether nothing is sent on a metered network.
 */
gboolean dropoff_preferences_get_pause_on_metered (DropoffPreferences *self);

/**
 * dropoff_preferences_get_keep_awake:
 * @self: preferences
 *
 * Returns: whether the computer may not sleep while bytes flow.
 */
gboolean dropoff_preferences_get_keep_awake (DropoffPreferences *self);

/**
 * dropoff_preferences_get_ask_same_name:
 * @self: preferences
 *
 * Returns: whether the person is asked where the company has a file of the same name already.
 */
gboolean dropoff_preferences_get_ask_same_name (DropoffPreferences *self);

/**
 * dropoff_preferences_get_start_at_login:
 * @self: preferences
 *
 * Returns: whether unfinished files go on at login.
 */
gboolean dropoff_preferences_get_start_at_login (DropoffPreferences *self);

/**
 * dropoff_preferences_get_notify_when_sent:
 * @self: preferences
 *
 * Returns: whether a notification says that everything is sent.
 */
gboolean dropoff_preferences_get_notify_when_sent (DropoffPreferences *self);

/**
 * dropoff_preferences_get_certificate_file:
 * @self: preferences
 *
 * Returns: (nullable) (type filename): the company's certificates, to be trusted besides the
 *   system's, or %NULL.
 */
const char *dropoff_preferences_get_certificate_file (DropoffPreferences *self);

G_END_DECLS
