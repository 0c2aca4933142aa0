/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "dropoff-batch.h"
#include "dropoff-verb.h"

G_BEGIN_DECLS

/**
 * DropoffAsking:
 *
 * What a person asks of the rows of a list of #DropoffBatch, which may be thousands: those that are
 * chosen are gathered in slices, the first of them at once, because to touch 100,000 in one turn
 * takes 30 ms. What was chosen when it was asked counts, also if the list changes meanwhile. Main
 * thread.
 */
typedef struct _DropoffAsking DropoffAsking;

/**
 * DropoffAsked:
 * @batches: (element-type DropoffBatch): what it is meant for, in the list's order; some may have
 *   left the list
 * @batch: the one that was asked
 * @verb: what
 * @user_data: as given
 */
typedef void (*DropoffAsked) (GPtrArray *batches, DropoffBatch *batch, DropoffVerb verb,
                              gpointer user_data);

/**
 * dropoff_asking_new:
 * @asked: called for whatever is asked, not always at once, in the order of asking
 * @user_data: for @asked
 *
 * Returns: (transfer full): nothing is asked yet.
 */
DropoffAsking *dropoff_asking_new (DropoffAsked asked, gpointer user_data);

/**
 * dropoff_asking_ask:
 * @asking: an asking of which nothing is being gathered
 * @selection: the list, and what is chosen in it
 * @position: where the row stands
 * @batch: what the row shows
 * @verb: what is asked of it
 *
 * What is asked of one of several that are chosen is meant for all of them, if it can be done to
 * several at once; what is asked of another one is meant for it alone.
 */
void dropoff_asking_ask (DropoffAsking *asking, GtkSelectionModel *selection, guint position,
                         DropoffBatch *batch, DropoffVerb verb);

/**
 * dropoff_asking_finish:
 * @asking: an asking
 *
 * Gathers the rest now: what comes next has to come after it.
 */
void dropoff_asking_finish (DropoffAsking *asking);

/**
 * dropoff_asking_forget:
 * @asking: an asking
 *
 * The list is about to go: what is being gathered is not asked.
 */
void dropoff_asking_forget (DropoffAsking *asking);

/**
 * dropoff_asking_free:
 * @asking: (transfer full) (nullable): an asking
 *
 * Forgets what is being gathered, and frees it.
 */
void dropoff_asking_free (DropoffAsking *asking);

G_END_DECLS
