/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a person does to many cards, of which there may be 100,000: in slices, one thing after the
 * other, so that an Undo comes after all of what it undoes. */
#include "dropoff-upload-queue-private.h"

typedef struct
{
  DropoffErrand errand;
  DropoffErrandStep step;
  gboolean is_sweep; /* over all cards there were */
  DropoffErrandsOver then;
  gpointer user_data;
} Waiting;

static void
waiting_free (gpointer data)
{
  Waiting *waiting = data;

  g_ptr_array_unref (waiting->errand.batches);
  g_free (waiting);
}

static void
end_errand (DropoffUploadQueue *self)
{
  Waiting *waiting = g_queue_pop_head (&self->errands);

  if (waiting->is_sweep)
    self->pausing_all = FALSE;
  if (waiting->then != NULL)
    waiting->then (waiting->user_data);
  waiting_free (waiting);
  dropoff_queue_pump (self);
}

static gboolean
on_slice (gpointer user_data)
{
  DropoffUploadQueue *self = user_data;
  const gint64 until_us = dropoff_slice_get_end ();
  Waiting *waiting;

  while ((waiting = g_queue_peek_head (&self->errands)) != NULL)
    {
      DropoffErrand *errand = &waiting->errand;

      if (errand->n_done >= errand->batches->len)
        end_errand (self);
      else if (g_get_monotonic_time () >= until_us)
        return G_SOURCE_CONTINUE;
      else
        errand->n_done += waiting->step (self, errand);
    }
  self->errand_source = 0;
  return G_SOURCE_REMOVE;
}

static void
add (DropoffUploadQueue *self, GPtrArray *batches, DropoffErrandStep step, gboolean is_sweep)
{
  Waiting *waiting = g_new0 (Waiting, 1);
  guint source;

  waiting->errand.batches = batches;
  waiting->step = step;
  waiting->is_sweep = is_sweep;
  g_queue_push_tail (&self->errands, waiting);
  if (self->errand_source != 0)
    return;
  source = g_idle_add_full (DROPOFF_SLICE_PRIORITY, on_slice, self, NULL);
  self->errand_source = source;
  if (on_slice (self) == G_SOURCE_REMOVE)
    g_source_remove (source);
}

void
dropoff_queue_run_errand (DropoffUploadQueue *self, GPtrArray *batches, DropoffErrandStep step)
{
  GPtrArray *own = g_ptr_array_new_full (batches->len, g_object_unref);

  for (guint i = 0; i < batches->len; i++)
    g_ptr_array_add (own, g_object_ref (g_ptr_array_index (batches, i)));
  add (self, own, step, FALSE);
}

void
dropoff_queue_sweep (DropoffUploadQueue *self, DropoffErrandStep step)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->batches));
  GPtrArray *batches = g_ptr_array_new_full (n, g_object_unref);

  dropoff_queue_end_sweep (self);
  for (guint i = 0; i < n; i++)
    g_ptr_array_add (batches, g_list_model_get_item (G_LIST_MODEL (self->batches), i));
  add (self, batches, step, TRUE);
}

void
dropoff_queue_end_sweep (DropoffUploadQueue *self)
{
  for (GList *link = self->errands.head; link != NULL; link = link->next)
    {
      Waiting *waiting = link->data;

      if (waiting->is_sweep)
        waiting->errand.n_done = waiting->errand.batches->len;
    }
  self->pausing_all = FALSE;
  dropoff_queue_pump (self);
}

void
dropoff_queue_after_errands (DropoffUploadQueue *self, DropoffErrandsOver then,
                             gpointer user_data)
{
  Waiting *waiting;

  if (!dropoff_queue_has_errands (self))
    {
      then (user_data);
      return;
    }
  waiting = g_new0 (Waiting, 1);
  waiting->errand.batches = g_ptr_array_new ();
  waiting->then = then;
  waiting->user_data = user_data;
  g_queue_push_tail (&self->errands, waiting);
}

void
dropoff_queue_clear_errands (DropoffUploadQueue *self)
{
  g_clear_handle_id (&self->errand_source, g_source_remove);
  g_queue_clear_full (&self->errands, waiting_free);
}

gboolean
dropoff_queue_has_errands (DropoffUploadQueue *self)
{
  return !g_queue_is_empty (&self->errands);
}
