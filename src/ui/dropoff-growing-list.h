/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * dropoff_growing_list_new:
 * @model: (transfer none): a list, however long
 *
 * Shows a long list little by little, between frames: what is built on it (a tree makes a node for
 * each item) would keep the window for a tenth of a second if 100,000 items came at once. Once it
 * shows all of @model it stays so. Main thread.
 *
 * Returns: (transfer full): the list, which begins with the first items.
 */
GtkSliceListModel *dropoff_growing_list_new (GListModel *model);

/**
 * dropoff_growing_list_reach:
 * @list: a list of dropoff_growing_list_new()
 * @position: an index in the whole
 *
 * Makes it reach as far as @position now.
 */
void dropoff_growing_list_reach (GtkSliceListModel *list, guint position);

G_END_DECLS
