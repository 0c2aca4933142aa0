/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "dropoff-row-selection.h"

struct _DropoffRowSelection
{
  GObject parent_instance;

  GListModel *rows;
  GtkBitset *chosen; /* of places */
};

static GType
get_item_type (GListModel *model)
{
  return g_list_model_get_item_type (DROPOFF_ROW_SELECTION (model)->rows);
}

static guint
get_n_items (GListModel *model)
{
  return g_list_model_get_n_items (DROPOFF_ROW_SELECTION (model)->rows);
}

static gpointer
get_item (GListModel *model, guint position)
{
  return g_list_model_get_item (DROPOFF_ROW_SELECTION (model)->rows, position);
}

static void
list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = get_item_type;
  iface->get_n_items = get_n_items;
  iface->get_item = get_item;
}

static gboolean
is_selected (GtkSelectionModel *model, guint position)
{
  return gtk_bitset_contains (DROPOFF_ROW_SELECTION (model)->chosen, position);
}

static GtkBitset *
get_selection_in_range (GtkSelectionModel *model, guint position, guint n_items)
{
  return gtk_bitset_ref (DROPOFF_ROW_SELECTION (model)->chosen);
}

static gboolean
set_selection (GtkSelectionModel *model, GtkBitset *selected, GtkBitset *mask)
{
  DropoffRowSelection *self = DROPOFF_ROW_SELECTION (model);
  g_autoptr (GtkBitset) changes = gtk_bitset_copy (selected);

  /* “Difference” is what is in one of the two alone. */
  gtk_bitset_difference (changes, self->chosen);
  gtk_bitset_intersect (changes, mask);
  gtk_bitset_difference (self->chosen, changes);
  if (!gtk_bitset_is_empty (changes))
    gtk_selection_model_selection_changed (
        model, gtk_bitset_get_minimum (changes),
        gtk_bitset_get_maximum (changes) - gtk_bitset_get_minimum (changes) + 1);
  return TRUE;
}

/* All else (one, a range, all) is done by it. */
static void
selection_model_init (GtkSelectionModelInterface *iface)
{
  iface->is_selected = is_selected;
  iface->get_selection_in_range = get_selection_in_range;
  iface->set_selection = set_selection;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (DropoffRowSelection, dropoff_row_selection, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, list_model_init)
                               G_IMPLEMENT_INTERFACE (GTK_TYPE_SELECTION_MODEL,
                                                      selection_model_init))

static void
on_items_changed (DropoffRowSelection *self, guint position, guint removed, guint added)
{
  gtk_bitset_splice (self->chosen, position, removed, added);
  g_list_model_items_changed (G_LIST_MODEL (self), position, removed, added);
}

static void
dropoff_row_selection_finalize (GObject *object)
{
  DropoffRowSelection *self = DROPOFF_ROW_SELECTION (object);

  g_clear_object (&self->rows);
  g_clear_pointer (&self->chosen, gtk_bitset_unref);
  G_OBJECT_CLASS (dropoff_row_selection_parent_class)->finalize (object);
}

static void
dropoff_row_selection_class_init (DropoffRowSelectionClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = dropoff_row_selection_finalize;
}

static void
dropoff_row_selection_init (DropoffRowSelection *self)
{
  self->chosen = gtk_bitset_new_empty ();
}

GtkSelectionModel *
dropoff_row_selection_new (GListModel *rows)
{
  DropoffRowSelection *self;

  g_return_val_if_fail (G_IS_LIST_MODEL (rows), NULL);

  self = g_object_new (DROPOFF_TYPE_ROW_SELECTION, NULL);
  self->rows = g_object_ref (rows);
  g_signal_connect_object (rows, "items-changed", G_CALLBACK (on_items_changed), self,
                           G_CONNECT_SWAPPED);
  return GTK_SELECTION_MODEL (self);
}

GListModel *
dropoff_row_selection_get_rows (DropoffRowSelection *self)
{
  g_return_val_if_fail (DROPOFF_IS_ROW_SELECTION (self), NULL);

  return self->rows;
}
