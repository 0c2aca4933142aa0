/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Cards that a person removes, brings back, or has forgotten. */
#include "dropoff-upload-queue-private.h"

/* So many neighbours leave a list or come back in one go: it is slow to do that with thousands one
 * by one, and with more it would be felt. */
#define NEIGHBOURS 64

static DropoffBatch *
get_batch (const DropoffErrand *errand, guint index)
{
  return g_ptr_array_index (errand->batches, index);
}

static DropoffBatchList *
get_list (DropoffUploadQueue *self, DropoffBatch *batch)
{
  return dropoff_batch_get_record (batch)->finished_at_s == 0 ? self->batches : self->sent;
}

static gboolean
is_at (DropoffBatchList *list, guint position, DropoffBatch *batch)
{
  g_autoptr (DropoffBatch) found = g_list_model_get_item (G_LIST_MODEL (list), position);

  return found == batch;
}

/* Most often cards are removed in their order: the next one is not far behind the last one. */
static gboolean
find (DropoffBatchList *list, guint place, DropoffBatch *batch, guint *position)
{
  for (guint i = 0; i < NEIGHBOURS; i++)
    if (is_at (list, place + i, batch))
      {
        *position = place + i;
        return TRUE;
      }
  return dropoff_batch_list_find (list, batch, position);
}

/* It is off its list. */
static void
note_removed (DropoffUploadQueue *self, DropoffBatch *batch, guint position)
{
  g_hash_table_insert (self->removed, g_object_ref (batch), GUINT_TO_POINTER (position));
  g_hash_table_add (self->unwanted, &dropoff_batch_get_record (batch)->id);
  g_hash_table_remove (self->preferred, batch);
  if (get_list (self, batch) != self->batches)
    return;
  if (!dropoff_batch_get_record (batch)->paused)
    g_hash_table_add (self->removed_going, batch);
  dropoff_queue_pause_batch (self, batch);
  dropoff_batch_set_totals (batch, NULL);
}

/* What is in another list by now, because it has been sent, is left there. */
static guint
remove_from (DropoffUploadQueue *self, DropoffBatchList *list, DropoffErrand *errand)
{
  DropoffBatch *batch = get_batch (errand, errand->n_done);
  guint n_left = errand->batches->len - errand->n_done;
  guint position;
  guint n = 0;

  if (get_list (self, batch) != list || !find (list, errand->place, batch, &position))
    return 1;
  while (n < MIN (n_left, NEIGHBOURS)
         && is_at (list, position + n, get_batch (errand, errand->n_done + n)))
    note_removed (self, get_batch (errand, errand->n_done + n++), position);
  dropoff_batch_list_splice (list, position, n, NULL, 0);
  errand->place = position;
  dropoff_queue_pump (self);
  return n;
}

static guint
remove_next_in_progress (DropoffUploadQueue *self, DropoffErrand *errand)
{
  return remove_from (self, self->batches, errand);
}

static guint
remove_next_sent (DropoffUploadQueue *self, DropoffErrand *errand)
{
  return remove_from (self, self->sent, errand);
}

/* Whether it came off that list there. */
static gboolean
was_at (DropoffUploadQueue *self, DropoffBatchList *list, gpointer position, DropoffBatch *batch)
{
  gpointer found;

  return get_list (self, batch) == list
         && g_hash_table_lookup_extended (self->removed, batch, NULL, &found)
         && found == position;
}

/* The last one first: what stood before it does not matter to its place. */
static guint
bring_next_back (DropoffUploadQueue *self, DropoffErrand *errand)
{
  guint n_left = errand->batches->len - errand->n_done;
  DropoffBatch *last = get_batch (errand, n_left - 1);
  DropoffBatchList *list = get_list (self, last);
  gpointer position;
  guint n = 1;

  if (!g_hash_table_lookup_extended (self->removed, last, NULL, &position))
    return 1;
  while (n < MIN (n_left, NEIGHBOURS)
         && was_at (self, list, position, get_batch (errand, n_left - 1 - n)))
    n++;
  dropoff_batch_list_splice (
      list,
      MIN (GPOINTER_TO_UINT (position), g_list_model_get_n_items (G_LIST_MODEL (list))), 0,
      errand->batches->pdata + n_left - n, n);
  for (guint i = 1; i <= n; i++)
    {
      DropoffBatch *batch = get_batch (errand, n_left - i);

      if (g_hash_table_remove (self->removed_going, batch))
        dropoff_queue_unpause_batch (self, batch);
      g_hash_table_remove (self->unwanted, &dropoff_batch_get_record (batch)->id);
      g_hash_table_remove (self->removed, batch);
    }
  return n;
}

static DropoffUploadState
cancel_state (DropoffUploadState state)
{
  return state == DROPOFF_UPLOAD_DONE ? DROPOFF_UPLOAD_DONE : DROPOFF_UPLOAD_CANCELLED;
}

void
dropoff_queue_take_back_batch (DropoffUploadQueue *self, DropoffBatch *batch)
{
  GHashTableIter iter;
  gpointer owner;

  dropoff_queue_change_states (self, batch, cancel_state);
  g_hash_table_iter_init (&iter, self->cancelled);
  while (g_hash_table_iter_next (&iter, NULL, &owner))
    if (owner == batch)
      g_hash_table_iter_remove (&iter);
  g_hash_table_remove (self->preferred, batch);
  g_hash_table_remove (self->cursors, batch); /* from here on it tells what is taken back */
  /* Journaled as unwanted: a crash before the taking back is over does not lose it. */
  dropoff_batch_get_record (batch)->forgotten = TRUE;
  dropoff_queue_save_batch (self, batch);
  g_hash_table_add (self->unwanted, &dropoff_batch_get_record (batch)->id);
  g_ptr_array_add (self->forgotten, g_object_ref (batch));
  dropoff_queue_pump (self);
}

static guint
forget_next (DropoffUploadQueue *self, DropoffErrand *errand)
{
  DropoffBatch *batch = get_batch (errand, errand->n_done);

  g_hash_table_remove (self->removed_going, batch);
  if (!g_hash_table_remove (self->removed, batch))
    return 1;
  if (get_list (self, batch) == self->batches)
    {
      dropoff_queue_take_back_batch (self, batch);
      return 1;
    }
  g_hash_table_remove (self->unwanted, &dropoff_batch_get_record (batch)->id);
  dropoff_store_remove_batch_async (self->tools.store, dropoff_batch_get_record (batch)->id, NULL,
                                    NULL);
  return 1;
}

void
dropoff_upload_queue_remove (DropoffUploadQueue *self, GPtrArray *batches)
{
  g_return_if_fail (DROPOFF_IS_UPLOAD_QUEUE (self));

  if (batches->len == 0)
    return;
  dropoff_queue_run_errand (self, batches,
                            get_list (self, g_ptr_array_index (batches, 0)) == self->batches
                                ? remove_next_in_progress
                                : remove_next_sent);
}

void
dropoff_upload_queue_undo_remove (DropoffUploadQueue *self, GPtrArray *batches)
{
  g_return_if_fail (DROPOFF_IS_UPLOAD_QUEUE (self));
  dropoff_queue_run_errand (self, batches, bring_next_back);
}

void
dropoff_upload_queue_forget (DropoffUploadQueue *self, GPtrArray *batches)
{
  g_return_if_fail (DROPOFF_IS_UPLOAD_QUEUE (self));
  dropoff_queue_run_errand (self, batches, forget_next);
}

guint
dropoff_upload_queue_get_n_taking_back (DropoffUploadQueue *self)
{
  return self->forgotten->len + g_hash_table_size (self->cancelled);
}
