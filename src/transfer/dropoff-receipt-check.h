/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "dropoff-destination.h"
#include "dropoff-store-records.h"

G_BEGIN_DECLS

/* Whether what was sent is still there. */

/**
 * DropoffReceiptVerdict:
 * @DROPOFF_RECEIPT_IDENTICAL: it is there and is what was sent, by its checksum or its tag
 * @DROPOFF_RECEIPT_SAME_SIZE: something of that name and size is there; more is not told
 * @DROPOFF_RECEIPT_OTHER: something else is there under its name
 * @DROPOFF_RECEIPT_GONE: nothing is there under its name
 * @DROPOFF_RECEIPT_HIDDEN: the company does not let us look
 *
 * What was found.
 */
typedef enum {
  DROPOFF_RECEIPT_IDENTICAL,
  DROPOFF_RECEIPT_SAME_SIZE,
  DROPOFF_RECEIPT_OTHER,
  DROPOFF_RECEIPT_GONE,
  DROPOFF_RECEIPT_HIDDEN,
} DropoffReceiptVerdict;

/**
 * dropoff_receipt_judge:
 * @record: what was sent
 * @outcome: what a look at its place has told
 *
 * Pure.
 *
 * Returns: what that means.
 */
DropoffReceiptVerdict dropoff_receipt_judge (const DropoffUploadRecord *record,
                                             const DropoffOutcome *outcome);

/**
 * dropoff_receipt_check_async:
 * @destination: where it went
 * @record: what was sent; it has a key; copied during the call
 * @cancellable: (nullable): a cancellable
 * @callback: called when it has been looked at
 * @user_data: for @callback
 *
 * Looks at the place of a file that was sent. Main thread.
 */
void dropoff_receipt_check_async (DropoffDestination *destination,
                                  const DropoffUploadRecord *record, GCancellable *cancellable,
                                  GAsyncReadyCallback callback, gpointer user_data);

/**
 * dropoff_receipt_check_finish:
 * @destination: where it went
 * @result: from the callback
 * @verdict: (out): what was found
 * @error: those of dropoff_destination_perform_finish()
 *
 * Returns: %TRUE if it could be looked for.
 */
gboolean dropoff_receipt_check_finish (DropoffDestination *destination, GAsyncResult *result,
                                       DropoffReceiptVerdict *verdict, GError **error);

G_END_DECLS
