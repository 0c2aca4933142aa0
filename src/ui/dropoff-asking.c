/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "dropoff-asking.h"

#include "dropoff-chosen.h"
#include "dropoff-slice.h"

/* So many take a fraction of a millisecond. */
#define STEP 1000

struct _DropoffAsking
{
  DropoffAsked asked;
  gpointer user_data;

  /* While something is gathered */
  GtkSelectionModel *selection; /* NULL = nothing is */
  GtkBitset *places;            /* what was chosen and is not gathered yet */
  GPtrArray *batches;
  DropoffBatch *batch;
  DropoffVerb verb;
  guint source;
};

static void
on_items_changed (DropoffAsking *asking, guint position, guint removed, guint added)
{
  gtk_bitset_splice (asking->places, position, removed, added);
}

static void
tell (DropoffAsking *asking)
{
  g_autoptr (GPtrArray) batches = g_steal_pointer (&asking->batches);
  g_autoptr (DropoffBatch) batch = g_steal_pointer (&asking->batch);

  dropoff_asking_forget (asking);
  /* All may have left the list. */
  if (batches->len > 0)
    asking->asked (batches, batch, asking->verb, asking->user_data);
}

static gboolean
on_slice (gpointer user_data)
{
  const gint64 until_us = dropoff_slice_get_end ();
  DropoffAsking *asking = user_data;

  while (dropoff_chosen_take (asking->selection, asking->places, STEP, asking->batches))
    if (g_get_monotonic_time () >= until_us)
      return G_SOURCE_CONTINUE;
  asking->source = 0;
  tell (asking);
  return G_SOURCE_REMOVE;
}

static void
gather (DropoffAsking *asking, GtkSelectionModel *selection)
{
  g_autoptr (GtkBitset) chosen = gtk_selection_model_get_selection (selection);

  asking->selection = g_object_ref (selection);
  asking->places = gtk_bitset_copy (chosen);
  g_signal_connect_swapped (selection, "items-changed", G_CALLBACK (on_items_changed), asking);
  if (on_slice (asking) == G_SOURCE_CONTINUE)
    asking->source = g_idle_add_full (DROPOFF_SLICE_PRIORITY, on_slice, asking, NULL);
}

DropoffAsking *
dropoff_asking_new (DropoffAsked asked, gpointer user_data)
{
  DropoffAsking *asking = g_new0 (DropoffAsking, 1);

  asking->asked = asked;
  asking->user_data = user_data;
  return asking;
}

void
dropoff_asking_ask (DropoffAsking *asking, GtkSelectionModel *selection, guint position,
                    DropoffBatch *batch, DropoffVerb verb)
{
  g_return_if_fail (asking->selection == NULL);
  g_return_if_fail (DROPOFF_IS_BATCH (batch));

  asking->batches = g_ptr_array_new_with_free_func (g_object_unref);
  asking->batch = g_object_ref (batch);
  asking->verb = verb;
  if (dropoff_chosen_is_for_several (verb) && gtk_selection_model_is_selected (selection, position))
    {
      gather (asking, selection);
      return;
    }
  g_ptr_array_add (asking->batches, g_object_ref (batch));
  tell (asking);
}

void
dropoff_asking_finish (DropoffAsking *asking)
{
  if (asking->selection == NULL)
    return;
  dropoff_chosen_take (asking->selection, asking->places, G_MAXUINT, asking->batches);
  tell (asking);
}

void
dropoff_asking_forget (DropoffAsking *asking)
{
  g_clear_handle_id (&asking->source, g_source_remove);
  if (asking->selection != NULL)
    g_signal_handlers_disconnect_by_func (asking->selection, on_items_changed, asking);
  g_clear_object (&asking->selection);
  g_clear_pointer (&asking->places, gtk_bitset_unref);
  g_clear_pointer (&asking->batches, g_ptr_array_unref);
  g_clear_object (&asking->batch);
}

void
dropoff_asking_free (DropoffAsking *asking)
{
  if (asking == NULL)
    return;
  dropoff_asking_forget (asking);
  g_free (asking);
}
