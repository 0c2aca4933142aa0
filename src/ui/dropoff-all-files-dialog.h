/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "dropoff-batch.h"

G_BEGIN_DECLS

#define DROPOFF_TYPE_ALL_FILES_DIALOG (dropoff_all_files_dialog_get_type ())

/**
 * DropoffAllFilesDialog:
 *
 * All files of a folder that is on its way, to be searched and each to be paused, sent first or
 * removed. Signal "request" (#DropoffUpload, int #DropoffVerb): the person wants something done
 * (%DROPOFF_VERB_REMOVE comes when it cannot be undone any more; until then the file is paused).
 * Main thread.
 */
G_DECLARE_FINAL_TYPE (DropoffAllFilesDialog, dropoff_all_files_dialog, DROPOFF, ALL_FILES_DIALOG,
                      AdwWindow)

/**
 * dropoff_all_files_dialog_new:
 * @parent: (nullable): the window
 * @batch: a folder on its way
 *
 * Returns: (transfer floating): a dialog that is not shown yet.
 */
GtkWidget *dropoff_all_files_dialog_new (GtkWindow *parent, DropoffBatch *batch);

/**
 * dropoff_all_files_dialog_get_batch:
 * @self: a dialog
 *
 * Returns: (transfer none): the folder.
 */
DropoffBatch *dropoff_all_files_dialog_get_batch (DropoffAllFilesDialog *self);

G_END_DECLS
