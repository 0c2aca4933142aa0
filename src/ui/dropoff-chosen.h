/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "dropoff-batch.h"
#include "dropoff-verb.h"

G_BEGIN_DECLS

/*
 * What a person has chosen in a list of #DropoffBatch, which may stand in a tree and among other
 * items. Main thread.
 */

/**
 * dropoff_chosen_list:
 * @selection: (nullable): a list's selection
 *
 * Returns: (transfer full) (element-type DropoffBatch): the chosen batches, in the list's order.
 */
GPtrArray *dropoff_chosen_list (GtkSelectionModel *selection);

/**
 * dropoff_chosen_take:
 * @selection: a list
 * @places: of rows in it
 * @n_most: how many rows at most
 * @batches: (element-type DropoffBatch): an array that owns what is in it
 *
 * Takes the first places away and adds the batches that stand there, in the list's order.
 *
 * Returns: whether places are left.
 */
gboolean dropoff_chosen_take (GtkSelectionModel *selection, GtkBitset *places, guint n_most,
                              GPtrArray *batches);

/**
 * dropoff_chosen_is_for_several:
 * @verb: what one of several that are chosen was asked
 *
 * Returns: whether it is meant for all of them, because it can be done to several at once.
 */
gboolean dropoff_chosen_is_for_several (DropoffVerb verb);

/**
 * dropoff_chosen_with:
 * @selection: a list's selection
 * @batch: a batch that was asked to do something
 * @verb: what it was asked
 *
 * What is asked of one of several that are chosen is meant for all of them, if it can be done to
 * several at once; what is asked of another one is meant for it alone. All of it is done at once:
 * where there may be thousands it is #DropoffAsking that asks.
 *
 * Returns: (transfer full) (element-type DropoffBatch): those that it is meant for, at least
 *   @batch.
 */
GPtrArray *dropoff_chosen_with (GtkSelectionModel *selection, DropoffBatch *batch,
                                DropoffVerb verb);

/**
 * dropoff_chosen_find:
 * @selection: a list's selection
 * @batch: a batch
 *
 * Returns: where it stands in the list, or %GTK_INVALID_LIST_POSITION.
 */
guint dropoff_chosen_find (GtkSelectionModel *selection, DropoffBatch *batch);

G_END_DECLS
