/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/*
 * What a pointer or a finger does to the rows of a list, beside what GTK does by itself (it chooses
 * rows, also with Ctrl and Shift). Main thread.
 */

/**
 * DropoffRowFunc:
 * @row: the row: the child of the list's own row
 * @x: where in it, in its coordinates
 * @y: where in it
 * @user_data: as given
 *
 * Called when something was done to a row.
 */
typedef void (*DropoffRowFunc) (GtkWidget *row, double x, double y, gpointer user_data);

/**
 * dropoff_row_gestures_add_press:
 * @row: a row that is about to get into a list
 * @func: called when it is pressed once, and not to choose it
 * @user_data: for @func
 *
 * A list's own activation by one click would also choose what the pointer only passes.
 */
void dropoff_row_gestures_add_press (GtkWidget *row, DropoffRowFunc func, gpointer user_data);

/**
 * dropoff_row_gestures_add_menu:
 * @list: a list view
 * @row_type: the type of the rows that have a menu
 * @func: called when it is wanted: by the secondary button or a long touch
 * @user_data: for @func
 *
 * Asks for the menu of the row under the pointer.
 */
void dropoff_row_gestures_add_menu (GtkWidget *list, GType row_type, DropoffRowFunc func,
                                    gpointer user_data);

/**
 * dropoff_row_gestures_popup_menu:
 * @row: a row
 * @menu: its menu, whose actions are the row's
 * @x: where the pointer is, in the row's coordinates
 * @y: where the pointer is
 *
 * Shows the menu at the pointer; it goes away by itself.
 */
void dropoff_row_gestures_popup_menu (GtkWidget *row, GMenuModel *menu, double x, double y);

G_END_DECLS
