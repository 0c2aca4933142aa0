/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "dropoff-list-note-row.h"

#include <glib/gi18n.h>

#include "dropoff-closures.h"

struct _DropoffListNoteRow
{
  GtkBox parent_instance;

  GtkLabel *label;
  GSignalGroup *batch_signals;
};

G_DEFINE_FINAL_TYPE (DropoffListNoteRow, dropoff_list_note_row, GTK_TYPE_BOX)

/* What a screen reader reads when it comes to the list's own row. */
static void
name_parent (DropoffListNoteRow *self)
{
  GtkWidget *parent = gtk_widget_get_parent (GTK_WIDGET (self));

  if (parent != NULL)
    gtk_accessible_update_property (GTK_ACCESSIBLE (parent), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                    gtk_label_get_text (self->label), -1);
}

static void
show_foot (DropoffListNoteRow *self, DropoffBatch *batch)
{
  guint n_waiting = 0;
  g_autofree char *text = NULL;

  g_object_get (batch, "n-waiting", &n_waiting, NULL);
  text = dropoff_text_more_waiting (n_waiting);
  gtk_label_set_label (self->label, text);
  /* Without words it stays as the card's rounded end. */
  gtk_widget_set_visible (GTK_WIDGET (self->label), n_waiting > 0);
  name_parent (self);
}

static void
on_waiting_changed (DropoffBatch *batch, GParamSpec *pspec, DropoffListNoteRow *self)
{
  show_foot (self, batch);
}

static void
dropoff_list_note_row_dispose (GObject *object)
{
  DropoffListNoteRow *self = DROPOFF_LIST_NOTE_ROW (object);

  g_clear_object (&self->batch_signals);
  G_OBJECT_CLASS (dropoff_list_note_row_parent_class)->dispose (object);
}

static void
dropoff_list_note_row_class_init (DropoffListNoteRowClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = dropoff_list_note_row_dispose;
}

static void
dropoff_list_note_row_init (DropoffListNoteRow *self)
{
  GtkWidget *label = gtk_label_new (NULL);

  self->label = GTK_LABEL (label);
  gtk_label_set_wrap (self->label, TRUE);
  gtk_widget_set_hexpand (label, TRUE);
  gtk_widget_add_css_class (label, "caption");
  gtk_widget_add_css_class (label, "dim-label");
  gtk_widget_add_css_class (label, "numeric");
  gtk_box_append (GTK_BOX (self), label);

  self->batch_signals = g_signal_group_new (DROPOFF_TYPE_BATCH);
  g_signal_group_connect (self->batch_signals, "notify::n-waiting",
                          G_CALLBACK (on_waiting_changed), self);
  g_signal_connect (self, "notify::parent", G_CALLBACK (name_parent), NULL);
}

GtkWidget *
dropoff_list_note_row_new (void)
{
  return g_object_new (DROPOFF_TYPE_LIST_NOTE_ROW, NULL);
}

void
dropoff_list_note_row_set_note (DropoffListNoteRow *self, DropoffListNote *note)
{
  GtkWidget *widget = GTK_WIDGET (self);
  DropoffBatch *batch;

  g_return_if_fail (DROPOFF_IS_LIST_NOTE_ROW (self));

  batch = note != NULL ? dropoff_list_note_get_batch (note) : NULL;
  g_signal_group_set_target (self->batch_signals, batch);
  if (batch != NULL)
    {
      gtk_widget_add_css_class (widget, "child");
      gtk_widget_add_css_class (widget, "last");
      gtk_widget_remove_css_class (widget, "end-of-list");
      gtk_label_set_xalign (self->label, 0);
      gtk_label_set_justify (self->label, GTK_JUSTIFY_LEFT);
      gtk_widget_set_margin_start (GTK_WIDGET (self->label), 59);
      show_foot (self, batch);
      return;
    }
  gtk_widget_remove_css_class (widget, "child");
  gtk_widget_remove_css_class (widget, "last");
  gtk_widget_add_css_class (widget, "end-of-list");
  gtk_label_set_xalign (self->label, 0.5);
  gtk_label_set_justify (self->label, GTK_JUSTIFY_CENTER);
  gtk_widget_set_margin_start (GTK_WIDGET (self->label), 0);
  gtk_widget_set_visible (GTK_WIDGET (self->label), TRUE);
  gtk_label_set_label (self->label,
                       _ ("Drop more files anywhere in this window\n"
                          "You can close the window or restart. Sending goes on by itself."));
  name_parent (self);
}
