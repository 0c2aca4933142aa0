/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "dropoff-waiters.h"

#include <glib/gi18n-lib.h>

#include "dropoff-error.h"

struct _DropoffWaiters
{
  GPtrArray *waiters;
};

typedef struct
{
  DropoffWaiters *list;
  GTask *task;
  GSource *cancelled;
} Waiter;

static void
waiter_free (Waiter *waiter)
{
  if (waiter->cancelled != NULL)
    {
      g_source_destroy (waiter->cancelled);
      g_source_unref (waiter->cancelled);
    }
  g_object_unref (waiter->task);
  g_free (waiter);
}

static gboolean
on_cancelled (GCancellable *cancellable, gpointer user_data)
{
  Waiter *waiter = user_data;
  g_autoptr (GTask) task = g_object_ref (waiter->task);

  g_ptr_array_remove (waiter->list->waiters, waiter);
  g_task_return_error (task, dropoff_error_new (DROPOFF_ERROR_CANCELLED, NULL, 0,
                                                _ ("Cancelled.")));
  return G_SOURCE_REMOVE;
}

DropoffWaiters *
dropoff_waiters_new (void)
{
  DropoffWaiters *self = g_new0 (DropoffWaiters, 1);

  self->waiters = g_ptr_array_new_with_free_func ((GDestroyNotify) waiter_free);
  return self;
}

void
dropoff_waiters_free (DropoffWaiters *self)
{
  g_ptr_array_unref (self->waiters);
  g_free (self);
}

void
dropoff_waiters_add (DropoffWaiters *self, GTask *task)
{
  Waiter *waiter = g_new0 (Waiter, 1);

  waiter->list = self;
  waiter->task = g_object_ref (task);
  g_task_set_check_cancellable (task, FALSE);
  g_ptr_array_add (self->waiters, waiter);
  if (g_task_get_cancellable (task) == NULL)
    return;
  waiter->cancelled = g_cancellable_source_new (g_task_get_cancellable (task));
  g_source_set_callback (waiter->cancelled, G_SOURCE_FUNC (on_cancelled), waiter, NULL);
  g_source_attach (waiter->cancelled, g_main_context_get_thread_default ());
}

void
dropoff_waiters_answer (DropoffWaiters *self, DropoffAwsCredentials *credentials,
                        const GError *error)
{
  g_autoptr (GPtrArray) waiters = self->waiters;

  /* A callback may ask again at once. */
  self->waiters = g_ptr_array_new_with_free_func ((GDestroyNotify) waiter_free);
  for (guint i = 0; i < waiters->len; i++)
    {
      const Waiter *waiter = g_ptr_array_index (waiters, i);

      if (credentials != NULL)
        g_task_return_pointer (waiter->task, dropoff_aws_credentials_ref (credentials),
                               (GDestroyNotify) dropoff_aws_credentials_unref);
      else
        g_task_return_error (waiter->task, g_error_copy (error));
    }
}
