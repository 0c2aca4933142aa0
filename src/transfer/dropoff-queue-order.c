/* SPDX-License-Identifier: GPL-3.0-or-later */
/* In which order the cards are sent: a person moves them, and the journal remembers. */
#include "dropoff-upload-queue-private.h"

static gint64
get_position (DropoffBatch *batch)
{
  DropoffBatchRecord room;

  return dropoff_batch_look_at (batch, &room)->position;
}

static void
set_position (DropoffUploadQueue *self, DropoffBatch *batch, gint64 position)
{
  if (get_position (batch) == position)
    return;
  dropoff_batch_get_record (batch)->position = position;
  dropoff_queue_save_batch (self, batch);
}

/* Takes the cards out of the list; what is not in it is left alone. (transfer full) (element-type
 * DropoffBatch): those that were in it, in its order. */
static GPtrArray *
take_out (DropoffUploadQueue *self, GPtrArray *batches)
{
  GPtrArray *taken = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GHashTable) wanted = g_hash_table_new (NULL, NULL);
  g_autoptr (GArray) positions = g_array_new (FALSE, FALSE, sizeof (guint));

  for (guint i = 0; i < batches->len; i++)
    g_hash_table_add (wanted, g_ptr_array_index (batches, i));
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->batches)); i++)
    {
      g_autoptr (DropoffBatch) batch = g_list_model_get_item (G_LIST_MODEL (self->batches), i);

      if (!g_hash_table_contains (wanted, batch))
        continue;
      g_array_append_val (positions, i);
      g_ptr_array_add (taken, g_steal_pointer (&batch));
    }
  for (guint i = positions->len; i > 0; i--)
    dropoff_batch_list_remove (self->batches, g_array_index (positions, guint, i - 1));
  return taken;
}

/* Numbers @n cards from @first on, so that they stand after the one before them; those ahead give
 * way towards the head, as far as there is no gap. */
static void
number (DropoffUploadQueue *self, guint first, guint n)
{
  GListModel *list = G_LIST_MODEL (self->batches);
  g_autoptr (DropoffBatch) next = g_list_model_get_item (list, first + n);
  gint64 limit = next != NULL ? get_position (next) : self->next_position + n;

  self->next_position = MAX (self->next_position, limit);
  for (guint i = first + n; i > 0; i--)
    {
      g_autoptr (DropoffBatch) batch = g_list_model_get_item (list, i - 1);
      gboolean is_moved = i - 1 >= first;

      if (!is_moved && get_position (batch) < limit)
        break;
      limit--;
      set_position (self, batch, limit);
    }
}

void
dropoff_upload_queue_move (DropoffUploadQueue *self, GPtrArray *batches, DropoffBatch *before)
{
  g_autoptr (GPtrArray) taken = NULL;
  guint position = 0;

  g_return_if_fail (DROPOFF_IS_UPLOAD_QUEUE (self));

  if (before != NULL && g_ptr_array_find (batches, before, NULL))
    return;
  taken = take_out (self, batches);
  if (taken->len == 0)
    return;
  if (before == NULL || !dropoff_batch_list_find (self->batches, before, &position))
    position = g_list_model_get_n_items (G_LIST_MODEL (self->batches));
  dropoff_batch_list_splice (self->batches, position, 0, taken->pdata, taken->len);
  number (self, position, taken->len);
  dropoff_queue_reorder_jobs (self);
}

void
dropoff_upload_queue_send_first (DropoffUploadQueue *self, DropoffBatch *batch)
{
  g_autoptr (DropoffBatch) head = NULL;
  g_autoptr (GPtrArray) batches = g_ptr_array_new ();

  g_return_if_fail (DROPOFF_IS_UPLOAD_QUEUE (self));

  head = g_list_model_get_item (G_LIST_MODEL (self->batches), 0);
  g_ptr_array_add (batches, batch);
  if (head != batch)
    dropoff_upload_queue_move (self, batches, head);
}
