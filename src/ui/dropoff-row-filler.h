/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * DropoffRowFiller:
 *
 * Fills the rows of a long list when they are shown, and those beside them when there is time. A
 * list view makes 200 rows around what is shown of it in one turn; with all that is in a card, this
 * kept the window from drawing for a third of a second whenever many cards came, or the list jumped
 * to its end. What is shown is filled from the top before it is drawn, for 1 ms in each frame and
 * not in one that is late: on a slow computer the last rows come some frames later. As many rows
 * again above and below are filled while nothing else is to be done. Rows farther away give their
 * children to those and stay empty, as high as they were, as do those of a list that is not shown.
 * Main thread.
 */
typedef struct _DropoffRowFiller DropoffRowFiller;

/**
 * DropoffRowFillFunc:
 * @list_item: a row that is bound
 * @user_data: as given
 *
 * Shows the row's item; the row may have another item's child.
 */
typedef void (*DropoffRowFillFunc) (GtkListItem *list_item, gpointer user_data);

/**
 * DropoffRowLetGoFunc:
 * @child: a filled row's child
 * @user_data: as given
 *
 * The child's row is not this item's any more, or gives its child away. It may go on showing the
 * item until it shows another.
 */
typedef void (*DropoffRowLetGoFunc) (GtkWidget *child, gpointer user_data);

/**
 * dropoff_row_filler_new:
 * @list: the list view; outlives the filler
 * @child_type: the type of a filled row's child
 * @fill: fills a row
 * @let_go: (nullable): what is to be done when a filled row is emptied
 * @user_data: for @fill and @let_go
 *
 * Returns: (transfer full): a filler.
 */
DropoffRowFiller *dropoff_row_filler_new (GtkWidget *list, GType child_type,
                                          DropoffRowFillFunc fill, DropoffRowLetGoFunc let_go,
                                          gpointer user_data);

/**
 * dropoff_row_filler_add:
 * @filler: a filler
 * @list_item: a row that is being bound
 *
 * Has it filled: at once in a short list, else later. One without a child gets an empty one until
 * then.
 */
void dropoff_row_filler_add (DropoffRowFiller *filler, GtkListItem *list_item);

/**
 * dropoff_row_filler_remove:
 * @filler: a filler
 * @list_item: a row that is being unbound
 *
 * It is not filled any more, and let go of if it was filled.
 *
 * Returns: whether it was one of the filler's.
 */
gboolean dropoff_row_filler_remove (DropoffRowFiller *filler, GtkListItem *list_item);

/**
 * dropoff_row_filler_fill:
 * @filler: a filler
 * @position: where a row stands in the list
 *
 * Fills that row now, if it waits for it: somebody needs what is in it.
 */
void dropoff_row_filler_fill (DropoffRowFiller *filler, guint position);

/**
 * dropoff_row_filler_find_focused:
 * @filler: a filler
 * @itself: (out): whether the row as a whole has the keyboard, and not a button in it
 *
 * Finds the row that has the keyboard, and fills it now if it waits for that.
 *
 * Returns: (transfer none) (nullable): its child; %NULL if no row of this kind has it.
 */
GtkWidget *dropoff_row_filler_find_focused (DropoffRowFiller *filler, gboolean *itself);

/**
 * dropoff_row_filler_free:
 * @filler: (transfer full) (nullable): a filler
 *
 * Frees it.
 */
void dropoff_row_filler_free (DropoffRowFiller *filler);

G_END_DECLS
