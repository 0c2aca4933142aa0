/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "dropoff-receipt-check.h"

DropoffReceiptVerdict
dropoff_receipt_judge (const DropoffUploadRecord *record, const DropoffOutcome *outcome)
{
  if (outcome->unknown)
    return DROPOFF_RECEIPT_HIDDEN;
  if (!outcome->exists)
    return DROPOFF_RECEIPT_GONE;
  if (outcome->size_bytes != record->size_bytes)
    return DROPOFF_RECEIPT_OTHER;
  if (outcome->has_crc64 && record->has_crc64)
    return outcome->crc64 == record->later->crc64 ? DROPOFF_RECEIPT_IDENTICAL
                                                  : DROPOFF_RECEIPT_OTHER;
  if (outcome->etag == NULL || record->later->etag == NULL)
    return DROPOFF_RECEIPT_SAME_SIZE;
  /* The tag of a whole changes with its bytes; what was verified under it still is. */
  if (!g_str_equal (outcome->etag, record->later->etag))
    return DROPOFF_RECEIPT_OTHER;
  return record->verified ? DROPOFF_RECEIPT_IDENTICAL : DROPOFF_RECEIPT_SAME_SIZE;
}

static void
on_looked (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  g_autoptr (DropoffOutcome) outcome
      = dropoff_destination_perform_finish (DROPOFF_DESTINATION (source), result, &error);

  if (outcome == NULL)
    g_task_return_error (task, error);
  else
    g_task_return_int (task, (gssize) dropoff_receipt_judge (g_task_get_task_data (task), outcome));
}

void
dropoff_receipt_check_async (DropoffDestination *destination, const DropoffUploadRecord *record,
                             GCancellable *cancellable, GAsyncReadyCallback callback,
                             gpointer user_data)
{
  DropoffOperation *operation = dropoff_operation_new (DROPOFF_OPERATION_PROBE);
  GTask *task = g_task_new (destination, cancellable, callback, user_data);

  g_task_set_source_tag (task, dropoff_receipt_check_async);
  g_task_set_task_data (task, dropoff_upload_record_copy (record),
                        (GDestroyNotify) dropoff_upload_record_free);
  operation->key = g_strdup (record->later->key);
  dropoff_destination_perform_async (destination, operation, cancellable, on_looked, task);
}

gboolean
dropoff_receipt_check_finish (DropoffDestination *destination, GAsyncResult *result,
                              DropoffReceiptVerdict *verdict, GError **error)
{
  gssize value;

  g_return_val_if_fail (g_task_is_valid (result, destination), FALSE);

  value = g_task_propagate_int (G_TASK (result), error);
  if (value < 0)
    return FALSE;
  *verdict = (DropoffReceiptVerdict) value;
  return TRUE;
}
