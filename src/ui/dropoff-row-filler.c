/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "dropoff-row-filler.h"

#include "dropoff-focus.h"

/* Rows that nobody sees are filled so many at a time, and only while none come: each of them has to
 * be measured with the next frame. */
#define ROWS_AT_A_TIME 4
#define CALM_MS 150
#define NEXT_MS 30

/* So long a frame fills rows; each takes about three times as long to be styled, measured, drawn.
 * What is left comes with the next: a row that comes a frame later is not noticed, a frame that is
 * late is. */
#define FRAME_US 1000

/* A frame that took so long before its rows had their places fills none: the next one does. */
#define LATE_US 4000

/* A list that is no longer than this is filled at once: about what is shown of it. */
#define SHORT 8

/* As high as most cards: as many empty ones as full ones are taken for shown, and nothing moves
 * when they are filled. */
#define EMPTY_HEIGHT 81

struct _DropoffRowFiller
{
  GtkWidget *list;
  GType child_type;
  DropoffRowFillFunc fill;
  DropoffRowLetGoFunc let_go;
  gpointer user_data;
  /* Of GtkListItem, which are bound as long as they are in one of these */
  GPtrArray *waiting;
  GPtrArray *filled;
  GdkFrameClock *clock; /* of the list, while it has one */
  guint fill_source;
  guint tick;           /* fills with the next frame */
  gint64 begun_us;      /* when the frame began */
  gint64 frame_us;      /* what it needed for filling */
  gboolean put_off;     /* it leaves its rows to the next one */
  gboolean was_put_off; /* as the one before it did */
  gboolean moved;       /* rows came that have no places yet */
  gint64 busy_us;       /* when a row came, or one that is shown was filled */
  guint first_shown;    /* positions; first > last: nothing is shown */
  guint last_shown;
};

/* A list does not lay out what is outside of it, and hides it: its bounds tell an earlier place. */
static gboolean
is_shown (DropoffRowFiller *filler, GtkListItem *list_item)
{
  GtkWidget *child = gtk_list_item_get_child (list_item);
  GtkWidget *row = child != NULL ? gtk_widget_get_parent (child) : NULL;
  graphene_rect_t bounds;

  if (row == NULL || !gtk_widget_get_mapped (row)
      || !gtk_widget_compute_bounds (row, filler->list, &bounds))
    return FALSE;
  return bounds.origin.y < (float) gtk_widget_get_height (filler->list)
         && bounds.origin.y + bounds.size.height > 0;
}

static void
find_shown (DropoffRowFiller *filler, GPtrArray *list_items)
{
  for (guint i = 0; i < list_items->len; i++)
    {
      GtkListItem *list_item = g_ptr_array_index (list_items, i);
      guint position = gtk_list_item_get_position (list_item);

      if ((position >= filler->first_shown && position <= filler->last_shown)
          || !is_shown (filler, list_item))
        continue;
      filler->first_shown = MIN (filler->first_shown, position);
      filler->last_shown = MAX (filler->last_shown, position);
    }
}

/* How many rows there are between it and what is shown; 0 is shown. */
static guint
get_distance (DropoffRowFiller *filler, GtkListItem *list_item)
{
  guint position = gtk_list_item_get_position (list_item);

  if (filler->first_shown > filler->last_shown)
    return G_MAXUINT;
  if (position < filler->first_shown)
    return filler->first_shown - position;
  return position > filler->last_shown ? position - filler->last_shown : 0;
}

/* So many rows on either side are filled when there is time: as many as are shown. */
static guint
get_margin (DropoffRowFiller *filler)
{
  return filler->first_shown > filler->last_shown ? 0
                                                  : filler->last_shown - filler->first_shown + 1;
}

static gboolean
has_child (DropoffRowFiller *filler, GtkListItem *list_item)
{
  GtkWidget *child = gtk_list_item_get_child (list_item);

  return child != NULL && G_TYPE_CHECK_INSTANCE_TYPE (child, filler->child_type);
}

/* The keyboard is not taken away from a row because it is out of sight. */
static gboolean
has_focus (GtkListItem *list_item)
{
  return dropoff_focus_find_in (gtk_widget_get_parent (gtk_list_item_get_child (list_item)))
         != NULL;
}

/* (nullable): of these rows the one farthest from what is shown, if it is farther than that and has
 * a child to give away */
static GtkListItem *
find_giver (DropoffRowFiller *filler, GPtrArray *list_items, guint distance)
{
  GtkListItem *found = NULL;

  for (guint i = 0; i < list_items->len; i++)
    {
      GtkListItem *list_item = g_ptr_array_index (list_items, i);
      guint other = get_distance (filler, list_item);

      if (other <= distance || !has_child (filler, list_item) || has_focus (list_item))
        continue;
      found = list_item;
      distance = other;
    }
  return found;
}

/* -1: what its child needs */
static void
set_height (GtkListItem *list_item, int height)
{
  GtkWidget *child = gtk_list_item_get_child (list_item);

  if (child != NULL)
    gtk_widget_set_size_request (gtk_widget_get_parent (child), -1, height);
}

/* The row has that height; what is in it is hidden, so that it needs no style: whatever changes
 * before 200 rows has those of all of them made anew. */
static void
make_empty (GtkListItem *list_item, int height)
{
  GtkWidget *empty = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);

  gtk_widget_set_visible (empty, FALSE);
  gtk_list_item_set_child (list_item, empty);
  set_height (list_item, height);
}

/* As high as the row is: nothing that is shown moves. */
static void
make_empty_again (GtkListItem *list_item)
{
  GtkWidget *child = gtk_list_item_get_child (list_item);
  int width = gtk_widget_get_width (gtk_widget_get_parent (child));
  int height = 0;

  gtk_widget_measure (child, GTK_ORIENTATION_VERTICAL, width > 0 ? width : -1, NULL, &height,
                      NULL, NULL);
  make_empty (list_item, height);
}

static void
let_go_of (DropoffRowFiller *filler, GtkListItem *list_item)
{
  if (filler->let_go != NULL)
    filler->let_go (gtk_list_item_get_child (list_item), filler->user_data);
}

/* A child is made for as many rows as are shown and a few more, not for all 200 that a list view
 * makes: each is sixteen widgets to style, measure and keep up to date. */
static void
take_child (DropoffRowFiller *filler, GtkListItem *list_item, guint distance)
{
  GtkListItem *giver = find_giver (filler, filler->waiting, distance);
  g_autoptr (GtkWidget) child = NULL;

  if (giver == NULL)
    giver = find_giver (filler, filler->filled, distance);
  if (giver == NULL)
    return;
  child = g_object_ref (gtk_list_item_get_child (giver));
  if (g_ptr_array_remove_fast (filler->filled, giver))
    {
      let_go_of (filler, giver);
      g_ptr_array_add (filler->waiting, giver);
    }
  make_empty_again (giver);
  gtk_list_item_set_child (list_item, child);
}

/* distance: how far from what is shown a row has to be to give its child away for this one */
static void
fill_at (DropoffRowFiller *filler, guint index, guint distance)
{
  GtkListItem *list_item = g_ptr_array_steal_index_fast (filler->waiting, index);

  if (!has_child (filler, list_item))
    take_child (filler, list_item, distance);
  set_height (list_item, -1);
  filler->fill (list_item, filler->user_data);
  g_ptr_array_add (filler->filled, list_item);
}

/* Of the rows that wait the one that is nearest to what is shown, at most so far from it; of equals
 * the upper one, so that a page is filled from its top. */
static gboolean
find_nearest (DropoffRowFiller *filler, guint farthest, guint *index)
{
  guint nearest = G_MAXUINT;
  guint nearest_position = G_MAXUINT;

  for (guint i = 0; i < filler->waiting->len; i++)
    {
      guint distance = get_distance (filler, g_ptr_array_index (filler->waiting, i));
      guint position = gtk_list_item_get_position (g_ptr_array_index (filler->waiting, i));

      if (distance > farthest || distance > nearest
          || (distance == nearest && position > nearest_position))
        continue;
      nearest = distance;
      nearest_position = position;
      *index = i;
    }
  return nearest != G_MAXUINT;
}

static gboolean
on_time (gpointer user_data)
{
  DropoffRowFiller *filler = user_data;
  guint margin = get_margin (filler);
  guint index = 0;

  if (g_get_monotonic_time () - filler->busy_us < CALM_MS * 1000)
    return G_SOURCE_CONTINUE;
  for (guint i = 0; i < ROWS_AT_A_TIME && find_nearest (filler, margin, &index); i++)
    fill_at (filler, index, margin);
  if (find_nearest (filler, margin, &index))
    return G_SOURCE_CONTINUE;
  filler->fill_source = 0;
  return G_SOURCE_REMOVE;
}

static void
fill_when_calm (DropoffRowFiller *filler)
{
  guint index = 0;

  if (filler->fill_source == 0 && gtk_widget_get_mapped (filler->list)
      && find_nearest (filler, get_margin (filler), &index))
    filler->fill_source
        = g_timeout_add_full (G_PRIORITY_DEFAULT_IDLE, NEXT_MS, on_time, filler, NULL);
}

/* Fills those that are shown, until the frame's time for that is over. TRUE: none is left. */
static gboolean
fill_shown (DropoffRowFiller *filler)
{
  gint64 begun_us = g_get_monotonic_time ();
  gint64 until_us = begun_us + FRAME_US - filler->frame_us;
  guint index = 0;
  gboolean is_left;

  while ((is_left = find_nearest (filler, 0, &index)) && g_get_monotonic_time () < until_us)
    {
      fill_at (filler, index, 0);
      filler->busy_us = g_get_monotonic_time ();
    }
  filler->frame_us += g_get_monotonic_time () - begun_us;
  return !is_left;
}

/* Before a frame is laid out: it is not laid out once more for what is filled then. */
static gboolean
on_next_frame (GtkWidget *list, GdkFrameClock *clock, gpointer user_data)
{
  DropoffRowFiller *filler = user_data;

  if (!filler->moved && !fill_shown (filler))
    return G_SOURCE_CONTINUE;
  filler->tick = 0;
  return G_SOURCE_REMOVE;
}

/* Not twice in a row: else rows would stay empty as long as a list is scrolled. */
static gboolean
put_off (DropoffRowFiller *filler)
{
  guint index = 0;

  if (!filler->put_off && !filler->was_put_off)
    filler->put_off = g_get_monotonic_time () - filler->begun_us > LATE_US
                      && find_nearest (filler, 0, &index);
  return filler->put_off;
}

/* The rows have their places. What is filled now is laid out again before it is drawn. */
static void
on_layout (DropoffRowFiller *filler)
{
  if (!gtk_widget_get_mapped (filler->list))
    return;
  filler->moved = FALSE;
  filler->first_shown = G_MAXUINT;
  filler->last_shown = 0;
  find_shown (filler, filler->waiting);
  find_shown (filler, filler->filled);
  if ((put_off (filler) || !fill_shown (filler)) && filler->tick == 0)
    filler->tick = gtk_widget_add_tick_callback (filler->list, on_next_frame, filler, NULL);
  fill_when_calm (filler);
}

static void
on_before_paint (DropoffRowFiller *filler)
{
  filler->begun_us = g_get_monotonic_time ();
  filler->frame_us = 0;
  filler->was_put_off = filler->put_off;
  filler->put_off = FALSE;
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
    {
      g_signal_connect_swapped (filler->clock, "before-paint", G_CALLBACK (on_before_paint),
                                filler);
      g_signal_connect_swapped (filler->clock, "layout", G_CALLBACK (on_layout), filler);
    }
}

DropoffRowFiller *
dropoff_row_filler_new (GtkWidget *list, GType child_type, DropoffRowFillFunc fill,
                        DropoffRowLetGoFunc let_go, gpointer user_data)
{
  DropoffRowFiller *filler = g_new0 (DropoffRowFiller, 1);

  filler->list = list;
  filler->child_type = child_type;
  filler->fill = fill;
  filler->let_go = let_go;
  filler->user_data = user_data;
  filler->waiting = g_ptr_array_new ();
  filler->filled = g_ptr_array_new ();
  filler->first_shown = G_MAXUINT;
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
      g_ptr_array_add (filler->filled, list_item);
      return;
    }
  if (gtk_list_item_get_child (list_item) == NULL)
    make_empty (list_item, EMPTY_HEIGHT);
  else if (!has_child (filler, list_item))
    set_height (list_item, EMPTY_HEIGHT);
  g_ptr_array_add (filler->waiting, list_item);
  filler->busy_us = g_get_monotonic_time ();
  filler->moved = TRUE;
}

gboolean
dropoff_row_filler_remove (DropoffRowFiller *filler, GtkListItem *list_item)
{
  if (g_ptr_array_remove_fast (filler->waiting, list_item))
    {
      set_height (list_item, -1); /* it may become another kind of row */
      return TRUE;
    }
  if (!g_ptr_array_remove_fast (filler->filled, list_item))
    return FALSE;
  let_go_of (filler, list_item);
  return TRUE;
}

void
dropoff_row_filler_fill (DropoffRowFiller *filler, guint position)
{
  for (guint i = 0; i < filler->waiting->len; i++)
    if (gtk_list_item_get_position (g_ptr_array_index (filler->waiting, i)) == position)
      {
        fill_at (filler, i, get_margin (filler));
        return;
      }
}

/* The row may have another child then. */
static void
fill_if_waiting (DropoffRowFiller *filler, GtkWidget *child)
{
  for (guint i = 0; child != NULL && i < filler->waiting->len; i++)
    if (gtk_list_item_get_child (g_ptr_array_index (filler->waiting, i)) == child)
      {
        fill_at (filler, i, get_margin (filler));
        return;
      }
}

GtkWidget *
dropoff_row_filler_find_focused (DropoffRowFiller *filler, gboolean *itself)
{
  GtkWidget *focus = dropoff_focus_find (filler->list);

  if (focus != NULL)
    fill_if_waiting (filler, gtk_widget_get_first_child (focus));
  return dropoff_focus_find_row (filler->list, filler->child_type, itself);
}

void
dropoff_row_filler_free (DropoffRowFiller *filler)
{
  if (filler == NULL)
    return;
  g_clear_handle_id (&filler->fill_source, g_source_remove);
  if (filler->tick != 0)
    gtk_widget_remove_tick_callback (filler->list, filler->tick);
  g_signal_handlers_disconnect_by_data (filler->list, filler);
  on_unrealize (filler);
  g_ptr_array_unref (filler->waiting);
  g_ptr_array_unref (filler->filled);
  g_free (filler);
}
