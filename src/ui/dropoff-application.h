/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define DROPOFF_TYPE_APPLICATION (dropoff_application_get_type ())

/**
 * DropoffApplication:
 *
 * The program with a window: one instance, one engine. It lives on without a window while there is
 * something to send, and ends when there is nothing. Main thread.
 */
G_DECLARE_FINAL_TYPE (DropoffApplication, dropoff_application, DROPOFF, APPLICATION,
                      AdwApplication)

/**
 * dropoff_application_new:
 *
 * Returns: (transfer full): the application, to be run with g_application_run(). Connection files,
 *   dropoff: links and files to send may be given to it. The variable DROPOFF_DATA_DIR names
 *   another place for its data.
 */
DropoffApplication *dropoff_application_new (void);

/**
 * dropoff_ui_init:
 *
 * Registers the window's resources; called by the application, and by tests that show widgets
 * without one. May be called again.
 */
void dropoff_ui_init (void);

G_END_DECLS
