/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "dropoff-chosen.h"

#include "dropoff-row-selection.h"

/* A tree makes an object for every row that it is asked for, which is felt with 100,000. While
 * nothing is open in it, its own model has the same items at the same places. */
static GListModel *
get_items (GtkSelectionModel *selection)
{
  GListModel *rows = DROPOFF_IS_ROW_SELECTION (selection)
                         ? dropoff_row_selection_get_rows (DROPOFF_ROW_SELECTION (selection))
                         : NULL;
  GListModel *top = GTK_IS_TREE_LIST_MODEL (rows)
                        ? gtk_tree_list_model_get_model (GTK_TREE_LIST_MODEL (rows))
                        : NULL;

  return top != NULL && g_list_model_get_n_items (top) == g_list_model_get_n_items (rows)
             ? top
             : G_LIST_MODEL (selection);
}

/* (transfer full) (nullable) */
static DropoffBatch *
get_batch (GListModel *items, guint position)
{
  g_autoptr (GObject) item = g_list_model_get_item (items, position);

  if (GTK_IS_TREE_LIST_ROW (item))
    {
      GObject *inner = gtk_tree_list_row_get_item (GTK_TREE_LIST_ROW (item));

      g_object_unref (item);
      item = inner;
    }
  return DROPOFF_IS_BATCH (item) ? DROPOFF_BATCH (g_steal_pointer (&item)) : NULL;
}

gboolean
dropoff_chosen_is_for_several (DropoffVerb verb)
{
  switch (verb)
    {
    case DROPOFF_VERB_PAUSE:
    case DROPOFF_VERB_RESUME:
    case DROPOFF_VERB_SEND_FIRST:
    case DROPOFF_VERB_REMOVE:
    case DROPOFF_VERB_SEND_AGAIN:
    case DROPOFF_VERB_SAVE_RECEIPTS:
      return TRUE;
    case DROPOFF_VERB_PRESS:
    case DROPOFF_VERB_TOGGLE_OPEN:
    case DROPOFF_VERB_SHOW_ALL:
    case DROPOFF_VERB_SHOW_IN_FILES:
    case DROPOFF_VERB_DETAILS:
    case DROPOFF_VERB_RECEIPT:
    case DROPOFF_VERB_SKIP:
    default:
      return FALSE;
    }
}

gboolean
dropoff_chosen_take (GtkSelectionModel *selection, GtkBitset *places, guint n_most,
                     GPtrArray *batches)
{
  GListModel *items = get_items (selection);
  GtkBitsetIter iter;
  guint position = 0;
  gboolean more = gtk_bitset_iter_init_first (&iter, places, &position);

  for (guint n = 0; more && n < n_most; n++)
    {
      DropoffBatch *batch = get_batch (items, position);

      if (batch != NULL)
        g_ptr_array_add (batches, batch);
      more = gtk_bitset_iter_next (&iter, &position);
    }
  if (more)
    gtk_bitset_remove_range (places, 0, position);
  else
    gtk_bitset_remove_all (places);
  return more;
}

GPtrArray *
dropoff_chosen_list (GtkSelectionModel *selection)
{
  GPtrArray *batches = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GtkBitset) chosen = NULL;
  g_autoptr (GtkBitset) places = NULL;

  if (selection == NULL)
    return batches;
  chosen = gtk_selection_model_get_selection (selection);
  places = gtk_bitset_copy (chosen);
  dropoff_chosen_take (selection, places, G_MAXUINT, batches);
  return batches;
}

GPtrArray *
dropoff_chosen_with (GtkSelectionModel *selection, DropoffBatch *batch, DropoffVerb verb)
{
  g_autoptr (GPtrArray) batches
      = dropoff_chosen_is_for_several (verb) ? dropoff_chosen_list (selection) : NULL;

  if (batches != NULL && g_ptr_array_find (batches, batch, NULL))
    return g_steal_pointer (&batches);
  g_clear_pointer (&batches, g_ptr_array_unref);
  batches = g_ptr_array_new_with_free_func (g_object_unref);
  g_ptr_array_add (batches, g_object_ref (batch));
  return g_steal_pointer (&batches);
}

guint
dropoff_chosen_find (GtkSelectionModel *selection, DropoffBatch *batch)
{
  GListModel *items = selection != NULL ? get_items (selection) : NULL;
  guint n_items = items != NULL ? g_list_model_get_n_items (items) : 0;

  for (guint i = 0; i < n_items; i++)
    {
      g_autoptr (DropoffBatch) found = get_batch (items, i);

      if (found == batch)
        return i;
    }
  return GTK_INVALID_LIST_POSITION;
}
