/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "dropoff-receipt-dialog.h"

#include <glib/gi18n.h>
#include <string.h>

#include "dropoff-file-chooser.h"
#include "dropoff-last-words.h"
#include "dropoff-receipt-check.h"
#include "dropoff-receipt-text.h"

struct _DropoffReceiptDialog
{
  AdwWindow parent_instance;

  DropoffReceiptText *text;
  DropoffBatch *batch;
  DropoffDestination *destination; /* nullable */
  GCancellable *cancellable;       /* ends with the dialog */
  guint answer_idle;

  AdwToastOverlay *toasts;
  GtkScrolledWindow *scrolled;
  GtkLabel *title_label;
  GtkLabel *sentence_label;
  GtkListBox *list;
  AdwActionRow *file_row;
  AdwActionRow *size_row;
  AdwActionRow *received_row;
  AdwActionRow *reference_row;
  AdwActionRow *checksum_row;
  GtkWidget *check_button;
  GtkLabel *check_label;
};

G_DEFINE_FINAL_TYPE (DropoffReceiptDialog, dropoff_receipt_dialog, ADW_TYPE_WINDOW)

static void
show_toast (DropoffReceiptDialog *self, const char *sentence)
{
  g_autofree char *markup = g_markup_escape_text (sentence, -1);

  adw_toast_overlay_add_toast (self->toasts, adw_toast_new (markup));
}

static void
on_copy (DropoffReceiptDialog *self)
{
  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)), self->text->reference);
  show_toast (self, _ ("Reference copied"));
}

static void
on_saved (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (DropoffReceiptDialog) self = user_data;
  g_autoptr (GError) error = NULL;

  if (g_file_replace_contents_finish (G_FILE (source), result, NULL, &error))
    show_toast (self, _ ("Receipt saved"));
  else
    show_toast (self, _ ("The receipt could not be saved there. Choose another folder."));
}

static void
save (DropoffReceiptDialog *self, GListModel *files, GBytes *bytes)
{
  g_autoptr (GFile) file = g_list_model_get_item (files, 0);

  if (bytes == NULL)
    {
      show_toast (self, _ ("The receipt could not be drawn."));
      return;
    }
  g_file_replace_contents_bytes_async (file, bytes, NULL, FALSE, G_FILE_CREATE_NONE, NULL,
                                       on_saved, g_object_ref (self));
}

static void
on_place_chosen (GListModel *files, gpointer user_data)
{
  DropoffReceiptDialog *self = user_data;
  g_autoptr (GBytes) pdf = dropoff_receipt_text_to_pdf (self->text);

  save (self, files, pdf);
}

static void
on_text_place_chosen (GListModel *files, gpointer user_data)
{
  DropoffReceiptDialog *self = user_data;
  char *plain = dropoff_receipt_text_to_plain (self->text);
  g_autoptr (GBytes) bytes = g_bytes_new_take (plain, strlen (plain));

  save (self, files, bytes);
}

static void
on_save (DropoffReceiptDialog *self)
{
  /* Translators: proposed file name; %s is the name of what was sent */
  g_autofree char *name = g_strdup_printf (_ ("Receipt for %s.pdf"), self->text->file);

  dropoff_file_chooser_save (GTK_WINDOW (self), _ ("Save Receipt"), name, on_place_chosen, self);
}

static void
on_save_text (DropoffReceiptDialog *self)
{
  /* Translators: proposed file name; %s is the name of what was sent */
  g_autofree char *name = g_strdup_printf (_ ("Receipt for %s.txt"), self->text->file);

  dropoff_file_chooser_save (GTK_WINDOW (self), _ ("Save Receipt"), name, on_text_place_chosen,
                             self);
}

/* Looking again */

static gboolean
on_answer_idle (gpointer user_data)
{
  DropoffReceiptDialog *self = user_data;
  GtkAdjustment *adjustment = gtk_scrolled_window_get_vadjustment (self->scrolled);

  self->answer_idle = 0;
  gtk_adjustment_set_value (adjustment, gtk_adjustment_get_upper (adjustment));
  return G_SOURCE_REMOVE;
}

/* The answer comes below everything else, most often out of sight. What moves in the middle of an
 * allocation is not drawn, so it is moved right after. */
static void
on_content_grown (DropoffReceiptDialog *self)
{
  if (self->answer_idle == 0 && gtk_widget_get_visible (GTK_WIDGET (self->check_label)))
    self->answer_idle = g_idle_add_full (G_PRIORITY_HIGH, on_answer_idle, self, NULL);
}

static const char *
verdict_text (DropoffReceiptVerdict verdict)
{
  switch (verdict)
    {
    case DROPOFF_RECEIPT_IDENTICAL:
      return _ ("It is still there, identical to what you sent.");
    case DROPOFF_RECEIPT_SAME_SIZE:
      return _ ("A file of this name and size is there. More could not be compared.");
    case DROPOFF_RECEIPT_OTHER:
      return _ ("Another file is there under this name now.");
    case DROPOFF_RECEIPT_GONE:
      return _ ("It is no longer there. The company may have taken it on.");
    case DROPOFF_RECEIPT_HIDDEN:
    default:
      return _ ("The company does not let anybody look at what was sent.");
    }
}

static void
show_check (DropoffReceiptDialog *self, const char *sentence, gboolean busy)
{
  gtk_label_set_label (self->check_label, sentence);
  gtk_widget_set_visible (GTK_WIDGET (self->check_label), TRUE);
  /* The focus must not stay where no key is taken. */
  if (busy)
    gtk_widget_child_focus (GTK_WIDGET (self), GTK_DIR_TAB_BACKWARD);
  gtk_widget_set_sensitive (self->check_button, !busy);
}

static void
on_checked (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (DropoffReceiptDialog) self = user_data;
  g_autoptr (GError) error = NULL;
  DropoffReceiptVerdict verdict = DROPOFF_RECEIPT_HIDDEN;
  gboolean ok
      = dropoff_receipt_check_finish (DROPOFF_DESTINATION (source), result, &verdict, &error);

  if (!g_cancellable_is_cancelled (self->cancellable))
    show_check (self, ok ? verdict_text (verdict) : error->message, FALSE);
}

static void
on_check (DropoffReceiptDialog *self)
{
  show_check (self, _ ("Looking…"), TRUE);
  dropoff_receipt_check_async (self->destination, dropoff_batch_peek_record (self->batch, 0),
                               self->cancellable, on_checked, g_object_ref (self));
}

static void
dropoff_receipt_dialog_dispose (GObject *object)
{
  DropoffReceiptDialog *self = DROPOFF_RECEIPT_DIALOG (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_handle_id (&self->answer_idle, g_source_remove);
  g_clear_object (&self->destination);
  G_OBJECT_CLASS (dropoff_receipt_dialog_parent_class)->dispose (object);
}

static void
dropoff_receipt_dialog_finalize (GObject *object)
{
  DropoffReceiptDialog *self = DROPOFF_RECEIPT_DIALOG (object);

  g_clear_object (&self->batch);
  g_clear_object (&self->cancellable);
  g_clear_pointer (&self->text, dropoff_receipt_text_free);
  G_OBJECT_CLASS (dropoff_receipt_dialog_parent_class)->finalize (object);
}

static void
dropoff_receipt_dialog_class_init (DropoffReceiptDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = dropoff_receipt_dialog_dispose;
  G_OBJECT_CLASS (klass)->finalize = dropoff_receipt_dialog_finalize;
  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/dropoff/Dropoff/dropoff-receipt-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, DropoffReceiptDialog, toasts);
  gtk_widget_class_bind_template_child (widget_class, DropoffReceiptDialog, scrolled);
  gtk_widget_class_bind_template_child (widget_class, DropoffReceiptDialog, title_label);
  gtk_widget_class_bind_template_child (widget_class, DropoffReceiptDialog, sentence_label);
  gtk_widget_class_bind_template_child (widget_class, DropoffReceiptDialog, list);
  gtk_widget_class_bind_template_child (widget_class, DropoffReceiptDialog, file_row);
  gtk_widget_class_bind_template_child (widget_class, DropoffReceiptDialog, size_row);
  gtk_widget_class_bind_template_child (widget_class, DropoffReceiptDialog, received_row);
  gtk_widget_class_bind_template_child (widget_class, DropoffReceiptDialog, reference_row);
  gtk_widget_class_bind_template_child (widget_class, DropoffReceiptDialog, checksum_row);
  gtk_widget_class_bind_template_child (widget_class, DropoffReceiptDialog, check_button);
  gtk_widget_class_bind_template_child (widget_class, DropoffReceiptDialog, check_label);
  gtk_widget_class_bind_template_callback (widget_class, on_check);
  gtk_widget_class_bind_template_callback (widget_class, on_copy);
  gtk_widget_class_bind_template_callback (widget_class, on_save);
  gtk_widget_class_bind_template_callback (widget_class, on_save_text);
}

static void
dropoff_receipt_dialog_init (DropoffReceiptDialog *self)
{
  self->cancellable = g_cancellable_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
  dropoff_last_words_keep (self->title_label);
  dropoff_last_words_keep (self->sentence_label);
  g_signal_connect_object (gtk_scrolled_window_get_vadjustment (self->scrolled), "notify::upper",
                           G_CALLBACK (on_content_grown), self, G_CONNECT_SWAPPED);
}

static void
show_row (AdwActionRow *row, const char *text)
{
  adw_action_row_set_subtitle (row, text != NULL ? text : "");
  gtk_widget_set_visible (GTK_WIDGET (row), text != NULL);
}

/* As those of the template. */
static GtkWidget *
make_row (const char *title, const char *text)
{
  GtkWidget *row = g_object_new (ADW_TYPE_ACTION_ROW, "use-markup", FALSE, "title", title,
                                 "subtitle", text, "subtitle-lines", 0, "activatable", FALSE, NULL);

  gtk_widget_add_css_class (row, "property");
  return row;
}

/* Lower where there is less to say: a folder has no reference and no checksum of its own, and
 * cannot be looked for again. */
#define FOLDER_HEIGHT 540

GtkWidget *
dropoff_receipt_dialog_new (GtkWindow *parent, const char *company_name, const GPtrArray *fields,
                            DropoffBatch *batch)
{
  DropoffReceiptDialog *self
      = g_object_new (DROPOFF_TYPE_RECEIPT_DIALOG, "transient-for", parent, NULL);
  DropoffReceiptText *text = dropoff_receipt_text_new (company_name, fields, batch);

  self->batch = g_object_ref (batch);
  self->text = text;
  if (dropoff_batch_get_record (batch)->is_folder)
    g_object_set (self, "default-height", FOLDER_HEIGHT, NULL);
  gtk_label_set_label (self->title_label, text->title);
  gtk_label_set_label (self->sentence_label, text->sentence != NULL ? text->sentence : "");
  gtk_widget_set_visible (GTK_WIDGET (self->sentence_label), text->sentence != NULL);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->file_row), text->kind);
  show_row (self->file_row, text->file);
  show_row (self->size_row, text->size);
  show_row (self->received_row, text->received);
  show_row (self->reference_row, text->reference);
  show_row (self->checksum_row, text->checksum);
  for (guint i = 0; text->detail_labels[i] != NULL; i++)
    gtk_list_box_append (self->list,
                         make_row (text->detail_labels[i], text->detail_values[i]));
  return GTK_WIDGET (self);
}

void
dropoff_receipt_dialog_set_destination (DropoffReceiptDialog *self,
                                        DropoffDestination *destination)
{
  g_return_if_fail (DROPOFF_IS_RECEIPT_DIALOG (self));

  /* Of a folder that was sent, the list of its files is not kept. */
  if (dropoff_batch_get_n_uploads (self->batch) != 1
      || dropoff_batch_peek_record (self->batch, 0)->later->key == NULL)
    return;
  g_set_object (&self->destination, destination);
  gtk_widget_set_visible (self->check_button, TRUE);
}
