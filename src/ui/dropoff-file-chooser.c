/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "dropoff-file-chooser.h"

#include <glib/gi18n.h>

/* The one place that knows GtkFileChooserNative, which later versions of GTK replace. */

typedef struct
{
  GtkFileChooserNative *native;
  DropoffFilesChosen callback;
  gpointer user_data;
} Choice;

static void
on_response (GtkNativeDialog *dialog, int response, gpointer user_data)
{
  g_autofree Choice *choice = user_data;
  g_autoptr (GListModel) files = NULL;

  if (response == GTK_RESPONSE_ACCEPT)
    files = gtk_file_chooser_get_files (GTK_FILE_CHOOSER (dialog));
  if (files != NULL && g_list_model_get_n_items (files) > 0)
    choice->callback (files, choice->user_data);
  g_object_unref (choice->native);
}

static void
show (GtkFileChooserNative *native, DropoffFilesChosen callback, gpointer user_data)
{
  Choice *choice = g_new0 (Choice, 1);

  choice->native = native;
  choice->callback = callback;
  choice->user_data = user_data;
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (native), TRUE);
  g_signal_connect (native, "response", G_CALLBACK (on_response), choice);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (native));
}

/* suffixes: zero-terminated */
static void
add_filter (GtkFileChooser *chooser, const char *name, const char *const *suffixes)
{
  g_autoptr (GtkFileFilter) filter = gtk_file_filter_new ();
  g_autoptr (GtkFileFilter) all = gtk_file_filter_new ();

  gtk_file_filter_set_name (filter, name);
  for (; *suffixes != NULL; suffixes++)
    gtk_file_filter_add_suffix (filter, *suffixes);
  gtk_file_filter_set_name (all, _ ("All Files"));
  gtk_file_filter_add_pattern (all, "*");
  gtk_file_chooser_add_filter (chooser, filter);
  gtk_file_chooser_add_filter (chooser, all);
}

void
dropoff_file_chooser_open (GtkWindow *parent, DropoffFileChooserKind kind,
                           DropoffFilesChosen callback, gpointer user_data)
{
  static const char *const titles[] = {
    [DROPOFF_FILE_CHOOSER_FILES] = N_ ("Choose Files to Send"),
    [DROPOFF_FILE_CHOOSER_FOLDER] = N_ ("Choose a Folder to Send"),
    [DROPOFF_FILE_CHOOSER_CONNECTION] = N_ ("Open Connection File"),
    [DROPOFF_FILE_CHOOSER_CERTIFICATE] = N_ ("Choose the Company Certificate"),
    [DROPOFF_FILE_CHOOSER_RECEIPTS] = N_ ("Choose a Folder for the Receipts"),
  };
  static const char *const connections[] = { "dropoff", NULL };
  static const char *const certificates[] = { "pem", "crt", "cer", NULL };
  gboolean is_sent = kind == DROPOFF_FILE_CHOOSER_FILES || kind == DROPOFF_FILE_CHOOSER_FOLDER;
  gboolean saves = kind == DROPOFF_FILE_CHOOSER_RECEIPTS;
  gboolean is_folder = kind == DROPOFF_FILE_CHOOSER_FOLDER || saves;
  GtkFileChooserNative *native = gtk_file_chooser_native_new (
      _ (titles[kind]), parent,
      is_folder ? GTK_FILE_CHOOSER_ACTION_SELECT_FOLDER : GTK_FILE_CHOOSER_ACTION_OPEN,
      is_sent ? _ ("_Send") : saves ? _ ("_Save") : _ ("_Open"), NULL);

  if (kind == DROPOFF_FILE_CHOOSER_CONNECTION)
    add_filter (GTK_FILE_CHOOSER (native), _ ("Connection Files"), connections);
  else if (kind == DROPOFF_FILE_CHOOSER_CERTIFICATE)
    add_filter (GTK_FILE_CHOOSER (native), _ ("Certificates"), certificates);
  else if (is_sent)
    gtk_file_chooser_set_select_multiple (GTK_FILE_CHOOSER (native), TRUE);
  show (native, callback, user_data);
}

void
dropoff_file_chooser_save (GtkWindow *parent, const char *title, const char *name,
                           DropoffFilesChosen callback, gpointer user_data)
{
  GtkFileChooserNative *native = gtk_file_chooser_native_new (
      title, parent, GTK_FILE_CHOOSER_ACTION_SAVE, _ ("_Save"), NULL);

  gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (native), name);
  show (native, callback, user_data);
}
