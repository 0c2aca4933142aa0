/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "dropoff-sign-in-step.h"

#include <glib/gi18n-lib.h>

#include "dropoff-error.h"

typedef struct
{
  GCancellable *cancellable;
  gulong linked;
} Step;

static void
step_free (Step *step)
{
  g_object_unref (step->cancellable);
  g_free (step);
}

static void
on_caller_cancelled (GCancellable *caller, gpointer user_data)
{
  g_cancellable_cancel (G_CANCELLABLE (user_data));
}

GCancellable *
dropoff_sign_in_step_begin (GCancellable **present, GTask *task)
{
  Step *step = g_new0 (Step, 1);
  GCancellable *caller = g_task_get_cancellable (task);

  dropoff_sign_in_step_drop (present);
  *present = g_cancellable_new ();
  step->cancellable = g_object_ref (*present);
  g_task_set_check_cancellable (task, FALSE);
  g_task_set_task_data (task, step, (GDestroyNotify) step_free);
  if (caller != NULL)
    step->linked = g_cancellable_connect (caller, G_CALLBACK (on_caller_cancelled),
                                          g_object_ref (*present), g_object_unref);
  return step->cancellable;
}

gboolean
dropoff_sign_in_step_end (GCancellable **present, GTask *task)
{
  Step *step = g_task_get_task_data (task);
  gboolean is_present = *present == step->cancellable;

  if (step->linked != 0)
    g_cancellable_disconnect (g_task_get_cancellable (task), step->linked);
  step->linked = 0;
  if (is_present)
    g_clear_object (present);
  return is_present;
}

void
dropoff_sign_in_step_drop (GCancellable **present)
{
  if (*present != NULL)
    g_cancellable_cancel (*present);
  g_clear_object (present);
}

void
dropoff_sign_in_step_return_cancelled (GTask *task)
{
  g_task_return_error (task, dropoff_error_new (DROPOFF_ERROR_CANCELLED, NULL, 0,
                                                _ ("Cancelled.")));
}
