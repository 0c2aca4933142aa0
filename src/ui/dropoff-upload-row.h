/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "dropoff-upload.h"

G_BEGIN_DECLS

#define DROPOFF_TYPE_UPLOAD_ROW (dropoff_upload_row_get_type ())

/**
 * DropoffUploadRow:
 *
 * One file inside an open folder's card. Property: "upload" (#DropoffUpload, nullable). Main
 * thread.
 */
G_DECLARE_FINAL_TYPE (DropoffUploadRow, dropoff_upload_row, DROPOFF, UPLOAD_ROW, GtkBox)

/**
 * dropoff_upload_row_new:
 *
 * Returns: (transfer floating): a row that shows nothing yet.
 */
GtkWidget *dropoff_upload_row_new (void);

/**
 * dropoff_upload_row_set_upload:
 * @self: a row
 * @upload: (nullable): what it shows from now on
 *
 * Shows another file.
 */
void dropoff_upload_row_set_upload (DropoffUploadRow *self, DropoffUpload *upload);

G_END_DECLS
