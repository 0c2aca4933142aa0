/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "dropoff-day-list.h"

#include "dropoff-batch.h"
#include "dropoff-day-heading.h"

struct _DropoffDayList
{
  GObject parent_instance;

  GListModel *source;
  GPtrArray *items; /* of GObject: headings and batches in turn */
};

static void list_model_init (GListModelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (DropoffDayList, dropoff_day_list, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, list_model_init))

static GType
get_item_type (GListModel *model)
{
  return G_TYPE_OBJECT;
}

static guint
get_n_items (GListModel *model)
{
  return DROPOFF_DAY_LIST (model)->items->len;
}

static gpointer
get_item (GListModel *model, guint position)
{
  DropoffDayList *self = DROPOFF_DAY_LIST (model);

  if (position >= self->items->len)
    return NULL;
  return g_object_ref (g_ptr_array_index (self->items, position));
}

static void
list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = get_item_type;
  iface->get_n_items = get_n_items;
  iface->get_item = get_item;
}

static GDateTime *
get_day (GObject *item)
{
  return dropoff_day_heading_get_day (DROPOFF_DAY_HEADING (item));
}

/* Two headings of one day are the same item to the list's view, so that nothing flickers. */
static gboolean
is_same (GObject *a, GObject *b)
{
  if (a == b)
    return TRUE;
  return DROPOFF_IS_DAY_HEADING (a) && DROPOFF_IS_DAY_HEADING (b)
         && g_date_time_equal (get_day (a), get_day (b));
}

static GPtrArray *
build (DropoffDayList *self)
{
  guint n_batches = self->source != NULL ? g_list_model_get_n_items (self->source) : 0;
  GPtrArray *items = g_ptr_array_new_full (n_batches + 8, g_object_unref);
  gint64 day_begins_s = G_MAXINT64;

  for (guint i = 0; i < n_batches; i++)
    {
      DropoffBatch *batch = g_list_model_get_item (self->source, i);
      gint64 when_s = dropoff_batch_get_record (batch)->finished_at_s;

      /* Calendars are slow; a comparison tells that it is still the same day. */
      if (when_s < day_begins_s)
        {
          g_autoptr (GDateTime) when = g_date_time_new_from_unix_local (when_s);
          DropoffDayHeading *heading = dropoff_day_heading_new (when);

          day_begins_s = g_date_time_to_unix (dropoff_day_heading_get_day (heading));
          g_ptr_array_add (items, heading);
        }
      g_ptr_array_add (items, batch);
    }
  return items;
}

/* New rows of the day that stands first: what happens whenever a file has been sent, and may not
 * cost the length of the list. FALSE if that is not what happened. */
static gboolean
take_newest (DropoffDayList *self, guint position, guint removed, guint added)
{
  g_autoptr (GDateTime) next_day = NULL;
  gint64 begins_s, ends_s;

  if (position != 0 || removed != 0 || self->items->len == 0)
    return FALSE;
  begins_s = g_date_time_to_unix (get_day (g_ptr_array_index (self->items, 0)));
  next_day = g_date_time_add_days (get_day (g_ptr_array_index (self->items, 0)), 1);
  ends_s = g_date_time_to_unix (next_day);
  for (guint i = 0; i < added; i++)
    {
      g_autoptr (DropoffBatch) batch = g_list_model_get_item (self->source, i);
      gint64 when_s = dropoff_batch_get_record (batch)->finished_at_s;

      if (when_s < begins_s || when_s >= ends_s)
        return FALSE;
    }
  for (guint i = 0; i < added; i++)
    g_ptr_array_insert (self->items, 1 + (gint) i, g_list_model_get_item (self->source, i));
  g_list_model_items_changed (G_LIST_MODEL (self), 1, 0, added);
  return TRUE;
}

/* Says only what differs: what is the same at both ends stays, and with it focus and scrolling. */
static void
rebuild (DropoffDayList *self)
{
  g_autoptr (GPtrArray) before = self->items;
  GPtrArray *after = build (self);
  guint head = 0, tail = 0;
  guint most = MIN (before->len, after->len);

  while (head < most && is_same (before->pdata[head], after->pdata[head]))
    head++;
  while (tail < most - head
         && is_same (before->pdata[before->len - 1 - tail], after->pdata[after->len - 1 - tail]))
    tail++;
  self->items = after;
  if (before->len - head - tail > 0 || after->len - head - tail > 0)
    g_list_model_items_changed (G_LIST_MODEL (self), head, before->len - head - tail,
                                after->len - head - tail);
}

static void
on_source_changed (DropoffDayList *self, guint position, guint removed, guint added)
{
  if (!take_newest (self, position, removed, added))
    rebuild (self);
}

static void
dropoff_day_list_dispose (GObject *object)
{
  DropoffDayList *self = DROPOFF_DAY_LIST (object);

  if (self->source != NULL)
    g_signal_handlers_disconnect_by_func (self->source, on_source_changed, self);
  g_clear_object (&self->source);
  G_OBJECT_CLASS (dropoff_day_list_parent_class)->dispose (object);
}

static void
dropoff_day_list_finalize (GObject *object)
{
  DropoffDayList *self = DROPOFF_DAY_LIST (object);

  g_clear_pointer (&self->items, g_ptr_array_unref);
  G_OBJECT_CLASS (dropoff_day_list_parent_class)->finalize (object);
}

static void
dropoff_day_list_class_init (DropoffDayListClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = dropoff_day_list_dispose;
  object_class->finalize = dropoff_day_list_finalize;
}

static void
dropoff_day_list_init (DropoffDayList *self)
{
  self->items = g_ptr_array_new_with_free_func (g_object_unref);
}

DropoffDayList *
dropoff_day_list_new (GListModel *source)
{
  DropoffDayList *self = g_object_new (DROPOFF_TYPE_DAY_LIST, NULL);

  if (source == NULL)
    return self;
  self->source = g_object_ref (source);
  g_signal_connect_swapped (source, "items-changed", G_CALLBACK (on_source_changed), self);
  rebuild (self);
  return self;
}

static gboolean
is_heading (DropoffDayList *self, guint position)
{
  return position >= self->items->len
         || DROPOFF_IS_DAY_HEADING (g_ptr_array_index (self->items, position));
}

DropoffDayPlace
dropoff_day_list_get_place (DropoffDayList *self, guint position)
{
  gboolean is_first, is_last;

  g_return_val_if_fail (DROPOFF_IS_DAY_LIST (self), DROPOFF_DAY_PLACE_HEADING);

  if (is_heading (self, position))
    return DROPOFF_DAY_PLACE_HEADING;
  is_first = position == 0 || is_heading (self, position - 1);
  is_last = is_heading (self, position + 1);
  if (is_first)
    return is_last ? DROPOFF_DAY_PLACE_ONE : DROPOFF_DAY_PLACE_FIRST;
  return is_last ? DROPOFF_DAY_PLACE_LAST : DROPOFF_DAY_PLACE_MID;
}
