/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "dropoff-report-dialog.h"

#include <glib/gi18n.h>
#include <string.h>

#include "dropoff-file-chooser.h"
#include "dropoff-report.h"

struct _DropoffReportDialog
{
  AdwWindow parent_instance;

  char *address; /* nullable */
  char *report;

  AdwToastOverlay *toasts;
  GtkTextView *text_view;
  GtkWidget *mail_button;
};

G_DEFINE_FINAL_TYPE (DropoffReportDialog, dropoff_report_dialog, ADW_TYPE_WINDOW)

static void
on_mail (DropoffReportDialog *self)
{
  g_autofree char *uri = dropoff_report_mail_uri (self->address, self->report);

  gtk_show_uri (GTK_WINDOW (self), uri, GDK_CURRENT_TIME);
}

static void
on_saved (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (DropoffReportDialog) self = user_data;
  gboolean ok = g_file_replace_contents_finish (G_FILE (source), result, NULL, NULL);
  g_autofree char *markup = g_markup_escape_text (
      ok ? _ ("Report saved")
         : _ ("The report could not be saved there. Choose another folder."),
      -1);

  adw_toast_overlay_add_toast (self->toasts, adw_toast_new (markup));
}

static void
on_place_chosen (GListModel *files, gpointer user_data)
{
  DropoffReportDialog *self = user_data;
  g_autoptr (GFile) file = g_list_model_get_item (files, 0);
  g_autoptr (GBytes) bytes = g_bytes_new (self->report, strlen (self->report));

  g_file_replace_contents_bytes_async (file, bytes, NULL, FALSE, G_FILE_CREATE_NONE, NULL,
                                       on_saved, g_object_ref (self));
}

static void
on_save (DropoffReportDialog *self)
{
  dropoff_file_chooser_save (GTK_WINDOW (self), _ ("Save Report"), _ ("Dropoff report.txt"),
                             on_place_chosen, self);
}

static void
dropoff_report_dialog_finalize (GObject *object)
{
  DropoffReportDialog *self = DROPOFF_REPORT_DIALOG (object);

  g_clear_pointer (&self->address, g_free);
  g_clear_pointer (&self->report, g_free);
  G_OBJECT_CLASS (dropoff_report_dialog_parent_class)->finalize (object);
}

static void
dropoff_report_dialog_class_init (DropoffReportDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = dropoff_report_dialog_finalize;
  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/dropoff/Dropoff/dropoff-report-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, DropoffReportDialog, toasts);
  gtk_widget_class_bind_template_child (widget_class, DropoffReportDialog, text_view);
  gtk_widget_class_bind_template_child (widget_class, DropoffReportDialog, mail_button);
  gtk_widget_class_bind_template_callback (widget_class, on_mail);
  gtk_widget_class_bind_template_callback (widget_class, on_save);
}

static void
dropoff_report_dialog_init (DropoffReportDialog *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
dropoff_report_dialog_new (GtkWindow *parent, const char *address, const char *report)
{
  DropoffReportDialog *self
      = g_object_new (DROPOFF_TYPE_REPORT_DIALOG, "transient-for", parent, NULL);

  self->address = g_strdup (address);
  self->report = g_strdup (report);
  gtk_text_buffer_set_text (gtk_text_view_get_buffer (self->text_view), report, -1);
  gtk_widget_set_visible (self->mail_button, address != NULL);
  return GTK_WIDGET (self);
}
