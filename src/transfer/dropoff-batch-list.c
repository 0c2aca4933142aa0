/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "dropoff-batch-list.h"

#include <string.h>

/* An array with its free room where the last change was, so that the next one, which is most often
 * near, moves few. */
struct _DropoffBatchList
{
  GObject parent_instance;

  DropoffBatch **slots;
  guint n_slots;
  guint n_items;
  guint gap; /* the items from here on stand at the end of the slots */
};

static guint
get_gap_length (DropoffBatchList *self)
{
  return self->n_slots - self->n_items;
}

static DropoffBatch *
peek_item (DropoffBatchList *self, guint position)
{
  return self->slots[position < self->gap ? position : position + get_gap_length (self)];
}

static GType
get_item_type (GListModel *model)
{
  return DROPOFF_TYPE_BATCH;
}

static guint
get_n_items (GListModel *model)
{
  return DROPOFF_BATCH_LIST (model)->n_items;
}

static gpointer
get_item (GListModel *model, guint position)
{
  DropoffBatchList *self = DROPOFF_BATCH_LIST (model);

  return position < self->n_items ? g_object_ref (peek_item (self, position)) : NULL;
}

static void
list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = get_item_type;
  iface->get_n_items = get_n_items;
  iface->get_item = get_item;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (DropoffBatchList, dropoff_batch_list, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, list_model_init))

static void
move_gap (DropoffBatchList *self, guint to)
{
  const guint length = get_gap_length (self);

  if (to < self->gap)
    memmove (self->slots + to + length, self->slots + to,
             (self->gap - to) * sizeof *self->slots);
  else if (to > self->gap)
    memmove (self->slots + self->gap, self->slots + self->gap + length,
             (to - self->gap) * sizeof *self->slots);
  self->gap = to;
}

/* Makes room for @n_more. */
static void
reserve (DropoffBatchList *self, guint n_more)
{
  if (n_more <= get_gap_length (self))
    return;
  move_gap (self, self->n_items);
  self->n_slots = MAX (self->n_items + n_more, self->n_slots + self->n_slots / 2);
  self->slots = g_renew (DropoffBatch *, self->slots, self->n_slots);
}

/* Those before the gap; they are not in the list any more when they are let go of. */
static void
take_out (DropoffBatchList *self, guint n)
{
  self->gap -= n;
  self->n_items -= n;
  for (guint i = 0; i < n; i++)
    g_object_unref (self->slots[self->gap + i]);
  if (self->n_items > 0)
    return;
  g_clear_pointer (&self->slots, g_free);
  self->n_slots = 0;
}

static void
dropoff_batch_list_dispose (GObject *object)
{
  DropoffBatchList *self = DROPOFF_BATCH_LIST (object);

  move_gap (self, self->n_items);
  take_out (self, self->n_items);
  G_OBJECT_CLASS (dropoff_batch_list_parent_class)->dispose (object);
}

static void
dropoff_batch_list_class_init (DropoffBatchListClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = dropoff_batch_list_dispose;
}

static void
dropoff_batch_list_init (DropoffBatchList *self)
{
}

DropoffBatchList *
dropoff_batch_list_new (void)
{
  return g_object_new (DROPOFF_TYPE_BATCH_LIST, NULL);
}

void
dropoff_batch_list_splice (DropoffBatchList *self, guint position, guint n_removed,
                           gpointer *added, guint n_added)
{
  g_return_if_fail (DROPOFF_IS_BATCH_LIST (self));
  g_return_if_fail (position <= self->n_items && n_removed <= self->n_items - position);

  move_gap (self, position + n_removed);
  take_out (self, n_removed);
  reserve (self, n_added);
  move_gap (self, position);
  for (guint i = 0; i < n_added; i++)
    self->slots[self->gap++] = g_object_ref (added[i]);
  self->n_items += n_added;
  if (n_removed > 0 || n_added > 0)
    g_list_model_items_changed (G_LIST_MODEL (self), position, n_removed, n_added);
}

void
dropoff_batch_list_remove (DropoffBatchList *self, guint position)
{
  dropoff_batch_list_splice (self, position, 1, NULL, 0);
}

gboolean
dropoff_batch_list_find (DropoffBatchList *self, DropoffBatch *batch, guint *position)
{
  g_return_val_if_fail (DROPOFF_IS_BATCH_LIST (self), FALSE);

  for (guint i = 0; i < self->n_items; i++)
    if (peek_item (self, i) == batch)
      {
        *position = i;
        return TRUE;
      }
  return FALSE;
}
