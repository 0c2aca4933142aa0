/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Where the keyboard is. Main thread. */

/**
 * dropoff_focus_find:
 * @widget: a widget
 *
 * Returns: (transfer none) (nullable): what has the keyboard in the window that it is in, or is.
 */
GtkWidget *dropoff_focus_find (GtkWidget *widget);

/**
 * dropoff_focus_find_in:
 * @widget: a widget
 *
 * Returns: (transfer none) (nullable): what has the keyboard, if that is it or something in it.
 */
GtkWidget *dropoff_focus_find_in (GtkWidget *widget);

/**
 * dropoff_focus_find_row:
 * @widget: what is in the window in which the list is
 * @row_type: what the rows of the list have as their child
 * @itself: (out): whether the row as a whole has the keyboard, and not a button in it
 *
 * Returns: (transfer none) (nullable): the child of the row that has the keyboard.
 */
GtkWidget *dropoff_focus_find_row (GtkWidget *widget, GType row_type, gboolean *itself);

/**
 * dropoff_focus_is_menu_key:
 * @keyval: a key
 * @modifiers: what is held down with it
 *
 * Returns: whether that asks for the menu of what has the keyboard.
 */
gboolean dropoff_focus_is_menu_key (guint keyval, GdkModifierType modifiers);

/**
 * dropoff_focus_list:
 * @list: a list
 *
 * Gives it the keyboard: to the row that had it last, or took the place of that one; in a list that
 * never had it, to the first row that takes it.
 *
 * Returns: whether one of its rows has it now.
 */
gboolean dropoff_focus_list (GtkListView *list);

/**
 * dropoff_focus_after_removal:
 * @list: a list
 *
 * Gives it the keyboard if that went with what had it: GTK alone would come to a button in the next
 * row.
 */
void dropoff_focus_after_removal (GtkListView *list);

/**
 * dropoff_focus_rows_first:
 * @list: a list that is not in a window yet
 *
 * Lets Tab come to each row of it as a whole, which says what the row is, and only then to what is
 * in the row: GTK 4.8 goes from button to button.
 */
void dropoff_focus_rows_first (GtkListView *list);

G_END_DECLS
