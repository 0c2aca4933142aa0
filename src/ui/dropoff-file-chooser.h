/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * DropoffFileChooserKind:
 * @DROPOFF_FILE_CHOOSER_FILES: files to send
 * @DROPOFF_FILE_CHOOSER_FOLDER: folders to send
 * @DROPOFF_FILE_CHOOSER_CONNECTION: one connection file
 * @DROPOFF_FILE_CHOOSER_CERTIFICATE: one file of certificates
 * @DROPOFF_FILE_CHOOSER_RECEIPTS: a folder to save receipts in
 *
 * What is to be chosen.
 */
typedef enum {
  DROPOFF_FILE_CHOOSER_FILES,
  DROPOFF_FILE_CHOOSER_FOLDER,
  DROPOFF_FILE_CHOOSER_CONNECTION,
  DROPOFF_FILE_CHOOSER_CERTIFICATE,
  DROPOFF_FILE_CHOOSER_RECEIPTS,
} DropoffFileChooserKind;

/**
 * DropoffFilesChosen:
 * @files: (element-type GFile): what was chosen, at least one
 * @user_data: as given
 *
 * Called when something was chosen; not called when the person changed their mind.
 */
typedef void (*DropoffFilesChosen) (GListModel *files, gpointer user_data);

/**
 * dropoff_file_chooser_open:
 * @parent: the window; must live longer than the chooser, which it closes with itself
 * @kind: what is to be chosen
 * @callback: called with the files
 * @user_data: for @callback
 *
 * Opens the desktop's file chooser (the portal's in a sandbox, whose grants last).
 */
void dropoff_file_chooser_open (GtkWindow *parent, DropoffFileChooserKind kind,
                                DropoffFilesChosen callback, gpointer user_data);

/**
 * dropoff_file_chooser_save:
 * @parent: the window; must live longer than the chooser
 * @title: what is saved, as the chooser's title
 * @name: proposed file name
 * @callback: called with the one file to write
 * @user_data: for @callback
 *
 * Asks where to save.
 */
void dropoff_file_chooser_save (GtkWindow *parent, const char *title, const char *name,
                                DropoffFilesChosen callback, gpointer user_data);

G_END_DECLS
