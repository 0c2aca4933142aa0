/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "dropoff-growing-list.h"

#include "dropoff-slice.h"

/* More than any window shows at first. */
#define FIRST_ITEMS 500
/* So many at a time cost about a millisecond. */
#define STEP_ITEMS 1000
/* After so long without a change it begins anew. */
#define CALM_MS 150

/* GtkSliceListModel would do, but it tells of everything below a change as changed. */
struct _DropoffGrowingList
{
  GObject parent_instance;

  GListModel *source; /* NULL = it withers */
  guint n_shown;
  guint turn_source;  /* 0 = it is whole */
  gint64 changed_us;  /* the source, the last time */
  GObject *built_on_it; /* while it withers */
};

static GType
get_item_type (GListModel *model)
{
  GListModel *source = DROPOFF_GROWING_LIST (model)->source;

  return source != NULL ? g_list_model_get_item_type (source) : G_TYPE_OBJECT;
}

static guint
get_n_items (GListModel *model)
{
  return DROPOFF_GROWING_LIST (model)->n_shown;
}

static gpointer
get_item (GListModel *model, guint position)
{
  DropoffGrowingList *self = DROPOFF_GROWING_LIST (model);

  return position < self->n_shown ? g_list_model_get_item (self->source, position) : NULL;
}

static void
list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = get_item_type;
  iface->get_n_items = get_n_items;
  iface->get_item = get_item;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (DropoffGrowingList, dropoff_growing_list, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, list_model_init))

static void
show_more (DropoffGrowingList *self, guint n_items)
{
  guint n_before = self->n_shown;

  self->n_shown = MIN (n_items, g_list_model_get_n_items (self->source));
  g_list_model_items_changed (G_LIST_MODEL (self), n_before, 0, self->n_shown - n_before);
}

static gboolean
on_turn (gpointer user_data)
{
  const gint64 until_us = dropoff_slice_get_end ();
  DropoffGrowingList *self = user_data;

  while (self->n_shown < g_list_model_get_n_items (self->source)
         && g_get_monotonic_time () < until_us)
    show_more (self, self->n_shown + STEP_ITEMS);
  if (self->n_shown < g_list_model_get_n_items (self->source))
    return G_SOURCE_CONTINUE;
  self->turn_source = 0;
  return G_SOURCE_REMOVE;
}

static gboolean
on_calm (gpointer user_data)
{
  DropoffGrowingList *self = user_data;

  if (g_get_monotonic_time () < self->changed_us + CALM_MS * 1000)
    return G_SOURCE_CONTINUE;
  show_more (self, MAX (self->n_shown, FIRST_ITEMS));
  self->turn_source = g_idle_add_full (DROPOFF_SLICE_PRIORITY, on_turn, self, NULL);
  return G_SOURCE_REMOVE;
}

/* From its end, as it grew. */
static gboolean
on_wither (gpointer user_data)
{
  const gint64 until_us = dropoff_slice_get_end ();
  DropoffGrowingList *self = user_data;

  while (self->n_shown > 0 && g_get_monotonic_time () < until_us)
    {
      guint n = MIN (STEP_ITEMS, self->n_shown);

      self->n_shown -= n;
      g_list_model_items_changed (G_LIST_MODEL (self), self->n_shown, n, 0);
    }
  if (self->n_shown > 0)
    return G_SOURCE_CONTINUE;
  self->turn_source = 0;
  g_clear_object (&self->built_on_it);
  return G_SOURCE_REMOVE;
}

/* Of what is not shown yet nobody has to hear. */
static void
on_items_changed (DropoffGrowingList *self, guint position, guint removed, guint added)
{
  gboolean is_whole = self->turn_source == 0;

  self->changed_us = g_get_monotonic_time ();
  if (!is_whole && position >= self->n_shown)
    return;
  removed = MIN (removed, self->n_shown - position);
  self->n_shown += added - removed;
  g_list_model_items_changed (G_LIST_MODEL (self), position, removed, added);
}

static void
dropoff_growing_list_dispose (GObject *object)
{
  DropoffGrowingList *self = DROPOFF_GROWING_LIST (object);

  g_clear_handle_id (&self->turn_source, g_source_remove);
  G_OBJECT_CLASS (dropoff_growing_list_parent_class)->dispose (object);
}

static void
dropoff_growing_list_finalize (GObject *object)
{
  g_clear_object (&DROPOFF_GROWING_LIST (object)->source);
  G_OBJECT_CLASS (dropoff_growing_list_parent_class)->finalize (object);
}

static void
dropoff_growing_list_class_init (DropoffGrowingListClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = dropoff_growing_list_dispose;
  G_OBJECT_CLASS (klass)->finalize = dropoff_growing_list_finalize;
}

static void
dropoff_growing_list_init (DropoffGrowingList *self)
{
}

static DropoffGrowingList *
make (GListModel *source)
{
  DropoffGrowingList *self = g_object_new (DROPOFF_TYPE_GROWING_LIST, NULL);

  self->source = g_object_ref (source);
  g_signal_connect_object (source, "items-changed", G_CALLBACK (on_items_changed), self,
                           G_CONNECT_SWAPPED);
  return self;
}

DropoffGrowingList *
dropoff_growing_list_new (GListModel *source)
{
  DropoffGrowingList *self;

  g_return_val_if_fail (G_IS_LIST_MODEL (source), NULL);

  self = make (source);
  self->n_shown = MIN (FIRST_ITEMS, g_list_model_get_n_items (source));
  if (self->n_shown < g_list_model_get_n_items (source))
    self->turn_source = g_idle_add_full (DROPOFF_SLICE_PRIORITY, on_turn, self, NULL);
  return self;
}

DropoffGrowingList *
dropoff_growing_list_new_later (GListModel *source)
{
  DropoffGrowingList *self;

  g_return_val_if_fail (G_IS_LIST_MODEL (source), NULL);

  self = make (source);
  self->changed_us = g_get_monotonic_time ();
  self->turn_source = g_timeout_add (CALM_MS, on_calm, self);
  return self;
}

void
dropoff_growing_list_reach (DropoffGrowingList *self, guint position)
{
  g_return_if_fail (DROPOFF_IS_GROWING_LIST (self));

  if (position >= self->n_shown)
    show_more (self, position + 1);
}

void
dropoff_growing_list_wither (DropoffGrowingList *self, gpointer built_on_it)
{
  g_return_if_fail (DROPOFF_IS_GROWING_LIST (self));
  g_return_if_fail (self->source != NULL);

  g_signal_handlers_disconnect_by_func (self->source, on_items_changed, self);
  g_clear_object (&self->source);
  g_clear_handle_id (&self->turn_source, g_source_remove);
  self->built_on_it = built_on_it;
  self->turn_source = g_idle_add_full (DROPOFF_SLICE_PRIORITY, on_wither, g_object_ref (self),
                                       g_object_unref);
}
