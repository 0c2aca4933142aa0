/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "dropoff-window-private.h"

G_BEGIN_DECLS

/*
 * For tests of widgets: shows a window and looks at what is in it. Main thread.
 */

/** How long a change needs until it is drawn. */
#define SETTLE_MS 80

/**
 * probe_begin:
 * @argc: as main() has it
 * @argv: as main() has it
 * @animations: whether things move, which a test has to wait for
 *
 * Begins a test program, in a locale that is the same everywhere.
 *
 * Returns: (transfer full): the application that the windows need.
 */
AdwApplication *probe_begin (int *argc, char ***argv, gboolean animations);

/**
 * probe_settle:
 * @ms: milliseconds
 *
 * Lets the main loop run so long.
 */
void probe_settle (guint ms);

/**
 * probe_find:
 * @widget: a widget
 * @type: a type
 * @n: which of them
 *
 * Returns: (transfer none) (nullable): the nth visible widget of that type below it, in order.
 */
GtkWidget *probe_find (gpointer widget, GType type, guint n);

/**
 * probe_await:
 * @widget: a widget
 * @type: a type
 * @n: which of them
 *
 * Lets the main loop run until there is an nth visible widget of that type below it, and fails the
 * test if there is none in half a minute.
 *
 * Returns: (transfer none): that widget.
 */
GtkWidget *probe_await (gpointer widget, GType type, guint n);

/**
 * probe_says:
 * @widget: a widget
 * @text: a text with plain blanks
 *
 * Returns: whether some visible label below it says exactly this.
 */
gboolean probe_says (GtkWidget *widget, const char *text);

/**
 * probe_expect:
 * @widget: a widget
 * @text: a text with plain blanks
 *
 * Lets the main loop run until some visible label below it says exactly this, and fails the test if
 * none does so in half a minute: a busy computer is slow to draw.
 */
void probe_expect (GtkWidget *widget, const char *text);

/**
 * probe_new_window:
 * @width: in pixels
 * @height: in pixels
 *
 * Returns: (transfer none): a window without an engine, shown.
 */
DropoffWindow *probe_new_window (int width, int height);

/**
 * probe_close_window:
 * @window: one of them
 *
 * Closes it; nothing may hold it any more.
 */
void probe_close_window (DropoffWindow *window);

/**
 * probe_show_list:
 * @window: a window
 * @list: a list of #DropoffBatch
 *
 * Returns: (transfer none): its page of what is in progress, which shows the list.
 */
DropoffInProgressPage *probe_show_list (DropoffWindow *window, GListStore *list);

G_END_DECLS
