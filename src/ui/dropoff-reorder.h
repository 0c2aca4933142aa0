/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "dropoff-batch.h"

G_BEGIN_DECLS

/*
 * Dragging cards up and down within their list. What is dragged is a #DropoffBatch and no file, so
 * that it can be dropped nowhere else, and files that are dragged over the list are still the
 * window's. Main thread.
 */

/**
 * DropoffReorderFunc:
 * @dragged: the batch that was dragged
 * @over: the batch whose card it was dropped on
 * @after: below its middle
 * @user_data: as given
 *
 * Called when a card was dropped.
 */
typedef void (*DropoffReorderFunc) (DropoffBatch *dragged, DropoffBatch *over, gboolean after,
                                    gpointer user_data);

/**
 * dropoff_reorder_add_source:
 * @row: a #DropoffBatchRow
 *
 * Lets it be dragged.
 */
void dropoff_reorder_add_source (GtkWidget *row);

/**
 * dropoff_reorder_add_target:
 * @list: the list view with the rows
 * @func: called at a drop
 * @user_data: for @func
 *
 * Lets cards be dropped between others; a line shows where.
 */
void dropoff_reorder_add_target (GtkWidget *list, DropoffReorderFunc func, gpointer user_data);

G_END_DECLS
