/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "dropoff-focus.h"

GtkWidget *
dropoff_focus_find (GtkWidget *widget)
{
  GtkRoot *root;
  GtkWidget *focus;

  g_return_val_if_fail (GTK_IS_WIDGET (widget), NULL);

  root = gtk_widget_get_root (widget);
  focus = root != NULL ? gtk_root_get_focus (root) : NULL;
  /* A row that is just being taken out of its list still has it, and is nowhere any more. */
  return focus != NULL && gtk_widget_get_root (focus) == root ? focus : NULL;
}

GtkWidget *
dropoff_focus_find_in (GtkWidget *widget)
{
  GtkWidget *focus = dropoff_focus_find (widget);

  return focus != NULL && (focus == widget || gtk_widget_is_ancestor (focus, widget)) ? focus
                                                                                      : NULL;
}

GtkWidget *
dropoff_focus_find_row (GtkWidget *widget, GType row_type, gboolean *itself)
{
  GtkWidget *focus = dropoff_focus_find (widget);
  GtkWidget *child = focus != NULL ? gtk_widget_get_first_child (focus) : NULL;

  *itself = child != NULL && G_TYPE_CHECK_INSTANCE_TYPE (child, row_type);
  if (*itself)
    return child;
  return focus != NULL ? gtk_widget_get_ancestor (focus, row_type) : NULL;
}

gboolean
dropoff_focus_is_menu_key (guint keyval, GdkModifierType modifiers)
{
  return keyval == GDK_KEY_Menu || (keyval == GDK_KEY_F10 && (modifiers & GDK_SHIFT_MASK) != 0);
}

static gboolean
has_row_with_focus (GtkWidget *list)
{
  GtkWidget *focus = dropoff_focus_find_in (list);

  return focus != NULL && focus != list;
}

gboolean
dropoff_focus_list (GtkListView *list)
{
  GtkWidget *widget = GTK_WIDGET (list);

  g_return_val_if_fail (GTK_IS_LIST_VIEW (list), FALSE);

  /* The list remembers a position, and keeps it while rows before it come and go. */
  gtk_widget_grab_focus (widget);
  for (GtkWidget *row = gtk_widget_get_first_child (widget);
       row != NULL && !has_row_with_focus (widget); row = gtk_widget_get_next_sibling (row))
    gtk_widget_grab_focus (row);
  return has_row_with_focus (widget);
}

void
dropoff_focus_after_removal (GtkListView *list)
{
  if (dropoff_focus_find (GTK_WIDGET (list)) == NULL)
    dropoff_focus_list (list);
}

#define LEFT_ROW "dropoff-left-row"

/* The row of a list that has the keyboard, itself or by what is in it; NULL: it is elsewhere. */
static GtkWidget *
find_row (GtkWidget *list)
{
  GtkWidget *row = dropoff_focus_find_in (list);

  while (row != NULL && row != list && gtk_widget_get_parent (row) != list)
    row = gtk_widget_get_parent (row);
  return row;
}

static void
before_move (GtkWindow *window, GtkDirectionType direction, GtkWidget *list)
{
  g_object_set_data (G_OBJECT (list), LEFT_ROW, find_row (list));
}

static void
after_move (GtkWindow *window, GtkDirectionType direction, GtkWidget *list)
{
  GtkWidget *row = find_row (list);

  if (row != NULL && row != g_object_get_data (G_OBJECT (list), LEFT_ROW))
    gtk_widget_grab_focus (row);
}

static void
on_root_changed (GtkWidget *list)
{
  GtkRoot *root = gtk_widget_get_root (list);

  if (!GTK_IS_WINDOW (root))
    return;
  g_signal_connect_object (root, "move-focus", G_CALLBACK (before_move), list, 0);
  g_signal_connect_object (root, "move-focus", G_CALLBACK (after_move), list, G_CONNECT_AFTER);
}

void
dropoff_focus_rows_first (GtkListView *list)
{
  g_return_if_fail (GTK_IS_LIST_VIEW (list));

  g_signal_connect (list, "notify::root", G_CALLBACK (on_root_changed), NULL);
}
