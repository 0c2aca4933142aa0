/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * dropoff_receipt_folder_save_async:
 * @folder: where to
 * @company_name: who has what was sent
 * @fields: (nullable) (element-type DropoffDetailField): what the company asks with files
 * @batches: (element-type DropoffBatch): what was sent; what has no receipt is left out
 * @callback: called when all are written
 * @user_data: for @callback
 *
 * Saves a receipt for each as PDF. Nothing is replaced: where a name is taken a number is added.
 * Main thread; the files are written by another.
 */
void dropoff_receipt_folder_save_async (GFile *folder, const char *company_name,
                                        const GPtrArray *fields, GPtrArray *batches,
                                        GAsyncReadyCallback callback, gpointer user_data);

/**
 * dropoff_receipt_folder_save_finish:
 * @result: from the callback
 * @error: %G_IO_ERROR: it cannot be written there
 *
 * Returns: how many receipts were saved, −1 on error.
 */
gssize dropoff_receipt_folder_save_finish (GAsyncResult *result, GError **error);

G_END_DECLS
