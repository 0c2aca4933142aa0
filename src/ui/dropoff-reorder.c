/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "dropoff-reorder.h"

#include "dropoff-batch-row.h"

typedef struct
{
  DropoffReorderFunc func;
  gpointer user_data;
  GtkWidget *marked; /* weak: the row with the line */
} Target;

static GdkContentProvider *
on_prepare (GtkDragSource *source, double x, double y)
{
  GtkWidget *row = gtk_event_controller_get_widget (GTK_EVENT_CONTROLLER (source));
  DropoffBatch *batch = dropoff_batch_row_get_batch (DROPOFF_BATCH_ROW (row));
  g_autoptr (GdkPaintable) picture = NULL;

  if (batch == NULL)
    return NULL;
  picture = gtk_widget_paintable_new (row);
  gtk_drag_source_set_icon (source, picture, (int) x, (int) y);
  return gdk_content_provider_new_typed (DROPOFF_TYPE_BATCH, batch);
}

void
dropoff_reorder_add_source (GtkWidget *row)
{
  GtkDragSource *source = gtk_drag_source_new ();

  gtk_drag_source_set_actions (source, GDK_ACTION_MOVE);
  g_signal_connect (source, "prepare", G_CALLBACK (on_prepare), NULL);
  gtk_widget_add_controller (row, GTK_EVENT_CONTROLLER (source));
}

static void
mark (Target *target, GtkWidget *row, gboolean after)
{
  if (target->marked != NULL)
    {
      gtk_widget_remove_css_class (target->marked, "drop-above");
      gtk_widget_remove_css_class (target->marked, "drop-below");
    }
  g_set_weak_pointer (&target->marked, row);
  if (row != NULL)
    gtk_widget_add_css_class (row, after ? "drop-below" : "drop-above");
}

/* The card at a height of the list: what lies below a card belongs to it, be it a file of an open
 * folder, a note or nothing. */
static GtkWidget *
find_row (GtkWidget *list, double y, gboolean *after)
{
  GtkWidget *found = NULL;

  for (GtkWidget *item = gtk_widget_get_first_child (list); item != NULL;
       item = gtk_widget_get_next_sibling (item))
    {
      GtkWidget *row = gtk_widget_get_first_child (item);
      graphene_rect_t bounds;

      if (!gtk_widget_get_child_visible (item) || !DROPOFF_IS_BATCH_ROW (row)
          || !gtk_widget_compute_bounds (item, list, &bounds))
        continue;
      if (found != NULL && bounds.origin.y > y)
        break;
      found = row;
      *after = y > bounds.origin.y + bounds.size.height / 2;
    }
  return found;
}

static GdkDragAction
on_motion (GtkDropTarget *drop_target, double x, double y, Target *target)
{
  GtkWidget *list = gtk_event_controller_get_widget (GTK_EVENT_CONTROLLER (drop_target));
  gboolean after = FALSE;
  GtkWidget *row = find_row (list, y, &after);

  mark (target, row, after);
  return row != NULL ? GDK_ACTION_MOVE : 0;
}

static void
on_leave (GtkDropTarget *drop_target, Target *target)
{
  mark (target, NULL, FALSE);
}

static gboolean
on_drop (GtkDropTarget *drop_target, const GValue *value, double x, double y, Target *target)
{
  GtkWidget *list = gtk_event_controller_get_widget (GTK_EVENT_CONTROLLER (drop_target));
  gboolean after = FALSE;
  GtkWidget *row = find_row (list, y, &after);
  DropoffBatch *over = row != NULL ? dropoff_batch_row_get_batch (DROPOFF_BATCH_ROW (row)) : NULL;

  mark (target, NULL, FALSE);
  if (over == NULL)
    return FALSE;
  target->func (g_value_get_object (value), over, after, target->user_data);
  return TRUE;
}

static void
target_free (gpointer data, GClosure *closure)
{
  Target *target = data;

  g_clear_weak_pointer (&target->marked);
  g_free (target);
}

void
dropoff_reorder_add_target (GtkWidget *list, DropoffReorderFunc func, gpointer user_data)
{
  GtkDropTarget *drop_target = gtk_drop_target_new (DROPOFF_TYPE_BATCH, GDK_ACTION_MOVE);
  Target *target = g_new0 (Target, 1);

  target->func = func;
  target->user_data = user_data;
  g_signal_connect (drop_target, "enter", G_CALLBACK (on_motion), target);
  g_signal_connect (drop_target, "motion", G_CALLBACK (on_motion), target);
  g_signal_connect (drop_target, "leave", G_CALLBACK (on_leave), target);
  g_signal_connect_data (drop_target, "drop", G_CALLBACK (on_drop), target, target_free, 0);
  gtk_widget_add_controller (list, GTK_EVENT_CONTROLLER (drop_target));
}
