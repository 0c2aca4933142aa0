/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "dialog-scenes.h"

#include <glib/gi18n.h>

#include "dropoff-about.h"
#include "dropoff-all-files-dialog.h"
#include "dropoff-preferences-window.h"
#include "dropoff-receipt-dialog.h"
#include "dropoff-refusals-dialog.h"
#include "dropoff-report-dialog.h"
#include "dropoff-report.h"
#include "dropoff-second-step-dialog.h"
#include "dropoff-second-step-row.h"
#include "samples.h"

static GtkWidget *
show_receipt (guint index)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  g_autoptr (GListStore) list = samples_sent (now);
  g_autoptr (DropoffBatch) batch = g_list_model_get_item (G_LIST_MODEL (list), index);
  GtkWidget *dialog;

  dialog = dropoff_receipt_dialog_new (NULL, COMPANY, NULL, batch);
  /* Nothing is asked of the destination here; it makes "Check Again" appear. */
  dropoff_receipt_dialog_set_destination (DROPOFF_RECEIPT_DIALOG (dialog), NULL);
  return dialog;
}

GtkWidget *
scene_receipt (DropoffWindow *window)
{
  return show_receipt (0);
}

GtkWidget *
scene_receipt_folder (DropoffWindow *window)
{
  return show_receipt (1);
}

GtkWidget *
scene_refusals (DropoffWindow *window)
{
  g_autoptr (GPtrArray) refusals
      = g_ptr_array_new_with_free_func ((GDestroyNotify) dropoff_refusal_free);

  g_autofree char *kind = g_strdup_printf (_ ("%s does not take files of this kind."), COMPANY);
  g_autofree char *large = g_strdup_printf (_ ("%s takes files of up to %s."), COMPANY, "5 TB");

  g_ptr_array_add (refusals, dropoff_refusal_new ("clip-0007.mov", kind));
  g_ptr_array_add (refusals, dropoff_refusal_new (
                                 "Chloé & Zoë <1>.lnk",
                                 _ ("It is a link. Drop the file it points to instead.")));
  g_ptr_array_add (refusals, dropoff_refusal_new ("huge.dmp", large));
  return dropoff_refusals_dialog_new (NULL, refusals);
}

GtkWidget *
scene_preferences (DropoffWindow *window)
{
  g_autoptr (DropoffPreferences) preferences = dropoff_preferences_new (NULL);

  g_object_set (preferences, "limit-speed", TRUE, NULL);
  return dropoff_preferences_window_new (NULL, preferences);
}

GtkWidget *
scene_report (DropoffWindow *window)
{
  g_autoptr (GListStore) list = samples_in_progress ();
  g_autofree char *queue = dropoff_report_about_queue (G_LIST_MODEL (list));
  g_autofree char *report = g_strconcat ("Dropoff 0.1.0\n\nIn the list\n", queue, NULL);

  return dropoff_report_dialog_new (NULL, "help@acme.example", report);
}

GtkWidget *
scene_shortcuts (DropoffWindow *window)
{
  g_autoptr (GtkBuilder) builder
      = gtk_builder_new_from_resource ("/io/github/dropoff/Dropoff/dropoff-shortcuts.ui");

  return GTK_WIDGET (gtk_builder_get_object (builder, "help_overlay"));
}

/* All of a folder's files. */
GtkWidget *
scene_all_files (DropoffWindow *window)
{
  g_autoptr (GListStore) list = samples_in_progress ();
  g_autoptr (DropoffBatch) folder = g_list_model_get_item (G_LIST_MODEL (list), 1);

  return dropoff_all_files_dialog_new (NULL, folder);
}

static GtkWidget *
get_part (GtkWidget *dialog, const char *name)
{
  return GTK_WIDGET (
      gtk_widget_get_template_child (dialog, DROPOFF_TYPE_SECOND_STEP_DIALOG, name));
}

/* Of nobody: as it is for a person with codes by e-mail and an app. */
GtkWidget *
scene_second_step (DropoffWindow *window)
{
  GtkWidget *dialog = g_object_new (DROPOFF_TYPE_SECOND_STEP_DIALOG, NULL);

  gtk_label_set_label (
      GTK_LABEL (get_part (dialog, "description_label")),
      _ ("When you sign in you are asked for your password and a code."));
  dropoff_second_step_row_show (DROPOFF_SECOND_STEP_ROW (get_part (dialog, "app_row")), TRUE, TRUE,
                                TRUE);
  dropoff_second_step_row_show (DROPOFF_SECOND_STEP_ROW (get_part (dialog, "email_row")), TRUE,
                                FALSE, TRUE);
  dropoff_second_step_row_show (DROPOFF_SECOND_STEP_ROW (get_part (dialog, "phone_row")), FALSE,
                                FALSE, TRUE);
  gtk_widget_set_visible (get_part (dialog, "list"), TRUE);
  return dialog;
}

GtkWidget *
scene_about (DropoffWindow *window)
{
  return dropoff_about_new (NULL);
}
