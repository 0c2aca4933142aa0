/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "dropoff-destination.h"

G_DEFINE_INTERFACE (DropoffDestination, dropoff_destination, G_TYPE_OBJECT)

static void
dropoff_destination_default_init (DropoffDestinationInterface *iface)
{
}

DropoffOperation *
dropoff_operation_new (DropoffOperationKind kind)
{
  DropoffOperation *operation = g_new0 (DropoffOperation, 1);

  operation->kind = kind;
  return operation;
}

void
dropoff_operation_free (DropoffOperation *operation)
{
  if (operation == NULL)
    return;
  if (operation->body != NULL)
    operation->body_funcs->free (operation->body);
  g_clear_pointer (&operation->progress, dropoff_http_progress_unref);
  g_clear_pointer (&operation->parts, g_array_unref);
  g_clear_pointer (&operation->passed_over, g_ptr_array_unref);
  g_free (operation->key);
  g_free (operation->upload_id);
  g_free (operation->content_type);
  g_free (operation->reference);
  dropoff_details_free (operation->details);
  g_free (operation->sha256);
  g_free (operation);
}

void
dropoff_outcome_free (DropoffOutcome *outcome)
{
  if (outcome == NULL)
    return;
  g_clear_pointer (&outcome->parts, g_array_unref);
  g_free (outcome->upload_id);
  g_free (outcome->etag);
  g_free (outcome->version_id);
  g_free (outcome->reference);
  g_free (outcome);
}

void
dropoff_destination_perform_async (DropoffDestination *self, DropoffOperation *operation,
                                   GCancellable *cancellable, GAsyncReadyCallback callback,
                                   gpointer user_data)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (DROPOFF_IS_DESTINATION (self));
  g_return_if_fail (operation != NULL);
  g_return_if_fail (operation->key != NULL);
  g_return_if_fail (operation->body == NULL || operation->body_funcs != NULL);
  g_return_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, dropoff_destination_perform_async);
  /* What ended is told as it ended: an object that is complete although its request was called off
   * is an outcome that the queue must know. */
  g_task_set_check_cancellable (task, FALSE);
  DROPOFF_DESTINATION_GET_IFACE (self)->perform_async (self, operation, task);
}

DropoffOutcome *
dropoff_destination_perform_finish (DropoffDestination *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (DROPOFF_IS_DESTINATION (self), NULL);
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

gboolean
dropoff_destination_get_needs_sha256 (DropoffDestination *self)
{
  g_return_val_if_fail (DROPOFF_IS_DESTINATION (self), FALSE);

  return DROPOFF_DESTINATION_GET_IFACE (self)->get_needs_sha256 (self);
}

gboolean
dropoff_destination_get_takes_parts (DropoffDestination *self)
{
  DropoffDestinationInterface *iface;

  g_return_val_if_fail (DROPOFF_IS_DESTINATION (self), FALSE);

  iface = DROPOFF_DESTINATION_GET_IFACE (self);
  return iface->get_takes_parts == NULL || iface->get_takes_parts (self);
}

char *
dropoff_destination_make_key (DropoffDestination *self, const char *path, gint64 now_s)
{
  g_return_val_if_fail (DROPOFF_IS_DESTINATION (self), NULL);
  g_return_val_if_fail (path != NULL, NULL);

  return DROPOFF_DESTINATION_GET_IFACE (self)->make_key (self, path, now_s);
}
