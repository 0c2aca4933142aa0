/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define DROPOFF_TYPE_GROWING_LIST (dropoff_growing_list_get_type ())

/**
 * DropoffGrowingList:
 *
 * Shows a long list little by little, between frames: what is built on it (a tree makes a node for
 * each item) would keep the window for a tenth of a second if 100,000 items came at once. Once it
 * shows all of the list it stays so. Main thread.
 */
G_DECLARE_FINAL_TYPE (DropoffGrowingList, dropoff_growing_list, DROPOFF, GROWING_LIST, GObject)

/**
 * dropoff_growing_list_new:
 * @source: (transfer none): a list, however long
 *
 * Returns: (transfer full): the first items of it, and soon all.
 */
DropoffGrowingList *dropoff_growing_list_new (GListModel *source);

/**
 * dropoff_growing_list_new_later:
 * @source: (transfer none): a list of which much is about to change
 *
 * Returns: (transfer full): nothing of it until nothing has changed in it for a moment: what
 *   changes in the meantime costs those who show it nothing.
 */
DropoffGrowingList *dropoff_growing_list_new_later (GListModel *source);

/**
 * dropoff_growing_list_reach:
 * @self: a growing list
 * @position: an index in the whole list
 *
 * Makes it reach as far as @position now, if there is so much.
 */
void dropoff_growing_list_reach (DropoffGrowingList *self, guint position);

/**
 * dropoff_growing_list_wither:
 * @self: a growing list of which nothing is in sight any more
 * @built_on_it: (transfer full) (nullable): an object, such as the tree
 *
 * Lets go of its source now, and of what was built on it little by little, between frames: to free
 * a tree of 100,000 nodes at once would be felt. No item may be asked for any more.
 */
void dropoff_growing_list_wither (DropoffGrowingList *self, gpointer built_on_it);

G_END_DECLS
