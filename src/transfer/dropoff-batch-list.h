/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "dropoff-batch.h"

G_BEGIN_DECLS

#define DROPOFF_TYPE_BATCH_LIST (dropoff_batch_list_get_type ())

/**
 * DropoffBatchList:
 *
 * A #GListModel of #DropoffBatch, for the queue. It does what a #GListStore does with 8 bytes a
 * card instead of 48, because there may be 100,000 cards. Main thread.
 */
G_DECLARE_FINAL_TYPE (DropoffBatchList, dropoff_batch_list, DROPOFF, BATCH_LIST, GObject)

/**
 * dropoff_batch_list_new:
 *
 * Returns: (transfer full): an empty list.
 */
DropoffBatchList *dropoff_batch_list_new (void);

/**
 * dropoff_batch_list_splice:
 * @self: a list
 * @position: where, at most the number of cards
 * @n_removed: so many cards from there on are taken out
 * @added: (array length=n_added) (nullable): #DropoffBatch that come there instead; the list refers
 *   to them
 * @n_added: how many
 *
 * Changes it, and tells of that as one change. Takes long only where it is far from the change
 * before: cards are sent, removed and brought back in their order.
 */
void dropoff_batch_list_splice (DropoffBatchList *self, guint position, guint n_removed,
                                gpointer *added, guint n_added);

/**
 * dropoff_batch_list_remove:
 * @self: a list
 * @position: where, less than the number of cards
 *
 * Takes one out.
 */
void dropoff_batch_list_remove (DropoffBatchList *self, guint position);

/**
 * dropoff_batch_list_find:
 * @self: a list
 * @batch: a card
 * @position: (out): where it stands
 *
 * Looks through the list from its beginning.
 *
 * Returns: whether it is in it.
 */
gboolean dropoff_batch_list_find (DropoffBatchList *self, DropoffBatch *batch, guint *position);

G_END_DECLS
