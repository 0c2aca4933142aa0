/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "dropoff-upload.h"

G_BEGIN_DECLS

#define DROPOFF_TYPE_FILE_ROW (dropoff_file_row_get_type ())

/**
 * DropoffFileRow:
 *
 * One file among all files of a folder: name, folder, state, and what can be done with it. Property
 * "upload" (#DropoffUpload, nullable: rows are reused). Signal "request" (int #DropoffVerb). Main
 * thread.
 */
G_DECLARE_FINAL_TYPE (DropoffFileRow, dropoff_file_row, DROPOFF, FILE_ROW, GtkBox)

/**
 * dropoff_file_row_new:
 *
 * Returns: (transfer floating): an empty row.
 */
GtkWidget *dropoff_file_row_new (void);

/**
 * dropoff_file_row_get_upload:
 * @self: a row
 *
 * Returns: (transfer none) (nullable): what it shows.
 */
DropoffUpload *dropoff_file_row_get_upload (DropoffFileRow *self);

/**
 * dropoff_file_row_set_upload:
 * @self: a row
 * @upload: (nullable): what it shows from now on
 *
 * Shows another file.
 */
void dropoff_file_row_set_upload (DropoffFileRow *self, DropoffUpload *upload);

/**
 * dropoff_file_row_set_has_details:
 * @self: a row
 * @has_details: whether the company asked something with its files
 *
 * Offers to change that for the file alone, as long as nothing of it is sent.
 */
void dropoff_file_row_set_has_details (DropoffFileRow *self, gboolean has_details);

/**
 * dropoff_file_row_popup_menu:
 * @self: a row in a list
 *
 * Opens its menu.
 */
void dropoff_file_row_popup_menu (DropoffFileRow *self);

G_END_DECLS
