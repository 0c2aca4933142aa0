/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "dropoff-row-filler.h"

/* Rows that nobody sees are filled so many at a time, and only while none come: each of them has to
 * be measured with the next frame. */
#define ROWS_AT_A_TIME 4
#define CALM_MS 150
#define NEXT_MS 30

/* A list that is no longer than this is filled at once: about what is shown of it. */
#define SHORT 8

/* As high as most cards: as many empty ones as full ones are taken for shown, and nothing moves
 * when they are filled. */
#define EMPTY_HEIGHT 81

struct _DropoffRowFiller
{
  GtkWidget *list;
  DropoffRowFillFunc fill;
  gpointer user_data;
  GPtrArray *waiting;   /* of GtkListItem, which are bound as long as they are in it */
  GdkFrameClock *clock; /* of the list, while it has one */
  guint fill_source;
  gint64 added_us; /* the last row */
};

static void
fill_at (DropoffRowFiller *filler, guint index)
{
  GtkListItem *list_item = g_ptr_array_steal_index_fast (filler->waiting, index);

  filler->fill (list_item, filler->user_data);
}

/* A list does not lay out what is outside of it, and hides it: its bounds tell an earlier place. */
static gboolean
is_shown (DropoffRowFiller *filler, GtkListItem *list_item)
{
  GtkWidget *child = gtk_list_item_get_child (list_item);
  graphene_rect_t bounds;

  if (child == NULL || !gtk_widget_get_mapped (child)
      || !gtk_widget_compute_bounds (child, filler->list, &bounds))
    return FALSE;
  return bounds.origin.y < (float) gtk_widget_get_height (filler->list)
         && bounds.origin.y + bounds.size.height > 0;
}

/* The rows have their places. What is filled now is laid out again before it is drawn. */
static void
on_layout (DropoffRowFiller *filler)
{
  if (!gtk_widget_get_mapped (filler->list))
    return;
  for (guint i = filler->waiting->len; i > 0; i--)
    if (is_shown (filler, g_ptr_array_index (filler->waiting, i - 1)))
      fill_at (filler, i - 1);
}

static gboolean
on_time (gpointer user_data)
{
  DropoffRowFiller *filler = user_data;

  if (g_get_monotonic_time () - filler->added_us < CALM_MS * 1000)
    return G_SOURCE_CONTINUE;
  for (guint i = 0; i < ROWS_AT_A_TIME && filler->waiting->len > 0; i++)
    fill_at (filler, filler->waiting->len - 1);
  if (filler->waiting->len > 0)
    return G_SOURCE_CONTINUE;
  filler->fill_source = 0;
  return G_SOURCE_REMOVE;
}

static void
fill_when_calm (DropoffRowFiller *filler)
{
  if (filler->fill_source == 0 && filler->waiting->len > 0 && gtk_widget_get_mapped (filler->list))
    filler->fill_source
        = g_timeout_add_full (G_PRIORITY_DEFAULT_IDLE, NEXT_MS, on_time, filler, NULL);
}

static void
on_unmap (DropoffRowFiller *filler)
{
  g_clear_handle_id (&filler->fill_source, g_source_remove);
}

static void
on_unrealize (DropoffRowFiller *filler)
{
  if (filler->clock != NULL)
    g_signal_handlers_disconnect_by_data (filler->clock, filler);
  g_clear_object (&filler->clock);
}

static void
on_realize (DropoffRowFiller *filler)
{
  on_unrealize (filler);
  g_set_object (&filler->clock, gtk_widget_get_frame_clock (filler->list));
  if (filler->clock != NULL)
    g_signal_connect_swapped (filler->clock, "layout", G_CALLBACK (on_layout), filler);
}

DropoffRowFiller *
dropoff_row_filler_new (GtkWidget *list, DropoffRowFillFunc fill, gpointer user_data)
{
  DropoffRowFiller *filler = g_new0 (DropoffRowFiller, 1);

  filler->list = list;
  filler->fill = fill;
  filler->user_data = user_data;
  filler->waiting = g_ptr_array_new ();
  g_signal_connect_swapped (list, "realize", G_CALLBACK (on_realize), filler);
  g_signal_connect_swapped (list, "unrealize", G_CALLBACK (on_unrealize), filler);
  g_signal_connect_swapped (list, "map", G_CALLBACK (fill_when_calm), filler);
  g_signal_connect_swapped (list, "unmap", G_CALLBACK (on_unmap), filler);
  return filler;
}

static gboolean
is_short (DropoffRowFiller *filler)
{
  GtkSelectionModel *model = gtk_list_view_get_model (GTK_LIST_VIEW (filler->list));

  return model != NULL && g_list_model_get_n_items (G_LIST_MODEL (model)) <= SHORT;
}

void
dropoff_row_filler_add (DropoffRowFiller *filler, GtkListItem *list_item)
{
  if (is_short (filler))
    {
      filler->fill (list_item, filler->user_data);
      return;
    }
  if (gtk_list_item_get_child (list_item) == NULL)
    {
      GtkWidget *empty = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);

      gtk_widget_set_size_request (empty, -1, EMPTY_HEIGHT);
      gtk_list_item_set_child (list_item, empty);
    }
  g_ptr_array_add (filler->waiting, list_item);
  filler->added_us = g_get_monotonic_time ();
  fill_when_calm (filler);
}

gboolean
dropoff_row_filler_remove (DropoffRowFiller *filler, GtkListItem *list_item)
{
  return g_ptr_array_remove_fast (filler->waiting, list_item);
}

void
dropoff_row_filler_fill (DropoffRowFiller *filler, guint position)
{
  for (guint i = 0; i < filler->waiting->len; i++)
    if (gtk_list_item_get_position (g_ptr_array_index (filler->waiting, i)) == position)
      {
        fill_at (filler, i);
        return;
      }
}

void
dropoff_row_filler_fill_child (DropoffRowFiller *filler, GtkWidget *child)
{
  for (guint i = 0; child != NULL && i < filler->waiting->len; i++)
    if (gtk_list_item_get_child (g_ptr_array_index (filler->waiting, i)) == child)
      {
        fill_at (filler, i);
        return;
      }
}

void
dropoff_row_filler_free (DropoffRowFiller *filler)
{
  if (filler == NULL)
    return;
  g_clear_handle_id (&filler->fill_source, g_source_remove);
  g_signal_handlers_disconnect_by_data (filler->list, filler);
  on_unrealize (filler);
  g_ptr_array_unref (filler->waiting);
  g_free (filler);
}
