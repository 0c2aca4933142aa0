/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "dropoff-list-note-row.h"

#include <glib/gi18n.h>

#include "dropoff-closures.h"
#include "dropoff-last-words.h"
#include "dropoff-row-parts.h"

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

/* The files that are neither above nor over: with many connections more are sent at once than are
 * shown. What failed is counted by the card. */
static guint
count_more (DropoffBatch *batch)
{
  GListModel *shown = dropoff_batch_get_shown (batch);
  guint n_over = dropoff_batch_get_n_failed (batch);
  guint n_files = 0, n_done = 0;

  g_object_get (batch, "n-files", &n_files, "n-done", &n_done, NULL);
  n_over += n_done;
  for (guint i = 0; i < g_list_model_get_n_items (shown); i++)
    {
      g_autoptr (DropoffUpload) upload = g_list_model_get_item (shown, i);
      DropoffUploadState state = dropoff_upload_get_state (upload);

      if (state != DROPOFF_UPLOAD_REFUSED && !dropoff_upload_state_needs_person (state))
        n_over++;
    }
  return n_files > n_over ? n_files - n_over : 0;
}

static void
show_foot (DropoffListNoteRow *self, DropoffBatch *batch)
{
  guint n_more = count_more (batch);
  g_autofree char *text = dropoff_text_more_waiting (n_more);

  gtk_label_set_label (self->label, text);
  /* Without words it stays as the card's rounded end. */
  gtk_widget_set_visible (GTK_WIDGET (self->label), n_more > 0);
  dropoff_row_set_class (GTK_WIDGET (self), "bare", n_more == 0);
  name_parent (self);
}

static void
on_files_changed (DropoffBatch *batch, GParamSpec *pspec, DropoffListNoteRow *self)
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
  static const char *const figures[]
      = { "notify::n-files", "notify::n-waiting", "notify::n-done", "notify::n-failed" };
  GtkWidget *label = gtk_label_new (NULL);

  self->label = GTK_LABEL (label);
  gtk_label_set_wrap (self->label, TRUE);
  dropoff_last_words_keep (self->label);
  gtk_widget_set_hexpand (label, TRUE);
  gtk_widget_add_css_class (label, "caption");
  gtk_widget_add_css_class (label, "dim-label");
  gtk_widget_add_css_class (label, "numeric");
  gtk_box_append (GTK_BOX (self), label);

  self->batch_signals = g_signal_group_new (DROPOFF_TYPE_BATCH);
  for (guint i = 0; i < G_N_ELEMENTS (figures); i++)
    g_signal_group_connect (self->batch_signals, figures[i], G_CALLBACK (on_files_changed), self);
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
  gtk_widget_remove_css_class (widget, "bare");
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
