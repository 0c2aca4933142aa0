/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define DROPOFF_TYPE_ROW_SELECTION (dropoff_row_selection_get_type ())

/**
 * DropoffRowSelection:
 *
 * Which rows of a list are chosen, any number of them, known by their places alone: what is chosen
 * is never asked for. GtkMultiSelection keeps each item, and of a tree each is an object made for
 * it. What leaves the list and comes back in one change is not chosen any more. Main thread.
 */
G_DECLARE_FINAL_TYPE (DropoffRowSelection, dropoff_row_selection, DROPOFF, ROW_SELECTION, GObject)

/**
 * dropoff_row_selection_new:
 * @rows: (transfer none): a list
 *
 * Returns: (transfer full): it, with nothing chosen.
 */
GtkSelectionModel *dropoff_row_selection_new (GListModel *rows);

/**
 * dropoff_row_selection_get_rows:
 * @self: a selection
 *
 * Returns: (transfer none): the list that it was made for.
 */
GListModel *dropoff_row_selection_get_rows (DropoffRowSelection *self);

G_END_DECLS
