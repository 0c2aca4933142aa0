/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "dropoff-engine.h"
#include "dropoff-main-view.h"

G_BEGIN_DECLS

#define DROPOFF_TYPE_WINDOW (dropoff_window_get_type ())

/**
 * DropoffWindow:
 *
 * The window: which page is shown follows from the engine's connection and account. Property:
 * "narrow" (boolean, read-only): the one switch of the layout, by width and text size. Signal:
 * "drawn", once, when the first frame is there. Main thread.
 */
G_DECLARE_FINAL_TYPE (DropoffWindow, dropoff_window, DROPOFF, WINDOW, AdwApplicationWindow)

/**
 * dropoff_window_new:
 * @application: (nullable): the application
 *
 * Returns: (transfer floating): a window that waits for its engine. Its first frame is a header bar
 *   alone; the rest is made when that is drawn.
 */
DropoffWindow *dropoff_window_new (GtkApplication *application);

/**
 * dropoff_window_set_engine:
 * @self: a window
 * @engine: (nullable): an engine that has started
 *
 * Shows what the engine has from now on; in a window that has not been drawn yet, when it is.
 */
void dropoff_window_set_engine (DropoffWindow *self, DropoffEngine *engine);

/**
 * dropoff_window_is_connection:
 * @file: any file
 *
 * Returns: whether it is a connection by its name (*.dropoff) or scheme (dropoff:).
 */
gboolean dropoff_window_is_connection (GFile *file);

/**
 * dropoff_window_open:
 * @self: a window
 * @files: (element-type GFile): connection files, dropoff: links, or files to send
 *
 * Takes a connection over (after asking), or sends the rest; what comes before sign-in is kept
 * until then.
 */
void dropoff_window_open (DropoffWindow *self, GListModel *files);

/**
 * dropoff_window_show_notice:
 * @self: a window
 * @sentence: what the person should know
 * @lasting: it stays until the person takes it away
 *
 * Shows a toast.
 */
void dropoff_window_show_notice (DropoffWindow *self, const char *sentence, gboolean lasting);

/**
 * dropoff_window_finish_removals:
 * @self: a window
 *
 * Makes removals final whose Undo is still offered; before the program ends.
 */
void dropoff_window_finish_removals (DropoffWindow *self);

/**
 * dropoff_window_get_main_view:
 * @self: a window
 *
 * Returns: (transfer none): the signed-in person's view. For tests and the gallery.
 */
DropoffMainView *dropoff_window_get_main_view (DropoffWindow *self);

/**
 * dropoff_window_show_page:
 * @self: a window
 * @name: "loading", "start", "company", "sign-in", "code", "password" or "main"
 *
 * Shows a page whatever the engine says. For tests and the gallery.
 *
 * Returns: (transfer none): that page.
 */
GtkWidget *dropoff_window_show_page (DropoffWindow *self, const char *name);

/**
 * dropoff_window_show_overlay:
 * @self: a window
 *
 * Lights up as while files are dragged over it. For the gallery.
 */
void dropoff_window_show_overlay (DropoffWindow *self);

G_END_DECLS
