/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "dropoff-growing-list.h"

/* More than any window shows at first. */
#define FIRST_ITEMS 500
/* So many at a time cost about a millisecond; so long is one turn. */
#define STEP_ITEMS 1000
#define TURN_US 4000

static gboolean
is_whole (GtkSliceListModel *list)
{
  GListModel *model = gtk_slice_list_model_get_model (list);

  return gtk_slice_list_model_get_size (list) >= g_list_model_get_n_items (model);
}

static gboolean
on_turn (gpointer user_data)
{
  const gint64 until_us = g_get_monotonic_time () + TURN_US;
  GtkSliceListModel *list = user_data;

  while (!is_whole (list) && g_get_monotonic_time () < until_us)
    gtk_slice_list_model_set_size (list, gtk_slice_list_model_get_size (list) + STEP_ITEMS);
  if (!is_whole (list))
    return G_SOURCE_CONTINUE;
  gtk_slice_list_model_set_size (list, G_MAXUINT);
  return G_SOURCE_REMOVE;
}

GtkSliceListModel *
dropoff_growing_list_new (GListModel *model)
{
  GtkSliceListModel *list;

  g_return_val_if_fail (G_IS_LIST_MODEL (model), NULL);

  list = gtk_slice_list_model_new (g_object_ref (model), 0, FIRST_ITEMS);
  if (is_whole (list))
    gtk_slice_list_model_set_size (list, G_MAXUINT);
  else
    g_idle_add_full (GDK_PRIORITY_REDRAW, on_turn, g_object_ref (list), g_object_unref);
  return list;
}

void
dropoff_growing_list_reach (GtkSliceListModel *list, guint position)
{
  g_return_if_fail (GTK_IS_SLICE_LIST_MODEL (list));

  if (position >= gtk_slice_list_model_get_size (list))
    gtk_slice_list_model_set_size (list, position + 1);
}
