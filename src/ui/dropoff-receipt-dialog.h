/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "dropoff-batch.h"
#include "dropoff-destination.h"

G_BEGIN_DECLS

#define DROPOFF_TYPE_RECEIPT_DIALOG (dropoff_receipt_dialog_get_type ())

/**
 * DropoffReceiptDialog:
 *
 * The proof that the company has what was sent. Main thread.
 */
G_DECLARE_FINAL_TYPE (DropoffReceiptDialog, dropoff_receipt_dialog, DROPOFF, RECEIPT_DIALOG,
                      AdwWindow)

/**
 * dropoff_receipt_dialog_new:
 * @parent: (nullable): the window
 * @company_name: who has it
 * @fields: (nullable) (element-type DropoffDetailField): what the company asks with files
 * @batch: what was sent
 *
 * Returns: (transfer floating): a dialog that is not shown yet.
 */
GtkWidget *dropoff_receipt_dialog_new (GtkWindow *parent, const char *company_name,
                                       const GPtrArray *fields, DropoffBatch *batch);

/**
 * dropoff_receipt_dialog_set_destination:
 * @self: a dialog
 * @destination: (nullable): where the files went; %NULL for a picture of the dialog
 *
 * Offers to look whether a single file is still there.
 */
void dropoff_receipt_dialog_set_destination (DropoffReceiptDialog *self,
                                             DropoffDestination *destination);

G_END_DECLS
