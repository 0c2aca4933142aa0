/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define DROPOFF_TYPE_AUTOSTART (dropoff_autostart_get_type ())

/**
 * DropoffAutostart:
 *
 * Whether the desktop starts Dropoff, without a window, at the person's next login. In a sandbox
 * the portal is asked (org.freedesktop.portal.Background; a call without autostart takes an earlier
 * one back, so every call says what is wanted now), elsewhere it is an entry in
 * ~/.config/autostart. Signal: "refused" (the desktop or the person does not allow it). Main
 * thread; does not block.
 */
G_DECLARE_FINAL_TYPE (DropoffAutostart, dropoff_autostart, DROPOFF, AUTOSTART, GObject)

/**
 * dropoff_autostart_new:
 *
 * Returns: (transfer full): it leaves everything as it is until told what is wanted.
 */
DropoffAutostart *dropoff_autostart_new (void);

/**
 * dropoff_autostart_set_wanted:
 * @self: an autostart
 * @wanted: whether the next login should start Dropoff
 *
 * Has the desktop do so, or take it back. Calls with nothing new do nothing.
 */
void dropoff_autostart_set_wanted (DropoffAutostart *self, gboolean wanted);

/**
 * dropoff_autostart_make_entry:
 * @program: (type filename): absolute path of the program
 *
 * Pure.
 *
 * Returns: (transfer full): the desktop entry for ~/.config/autostart; its command is quoted as
 *   the Desktop Entry Specification 1.5 ("The Exec key") asks.
 */
char *dropoff_autostart_make_entry (const char *program);

G_END_DECLS
