/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* One step of a sign-in as an account's caller sees it: it ends with the account's cancellable or
 * the caller's. A step that is still under way gives place to a new one. For accounts only; main
 * thread. */

/**
 * dropoff_sign_in_step_begin:
 * @present: (inout) (nullable): the account's step under way; replaced
 * @task: the caller's task; its task data is taken
 *
 * Begins a step; one that is under way is cancelled.
 *
 * Returns: (transfer none): what cancels the step, alive until @task goes.
 */
GCancellable *dropoff_sign_in_step_begin (GCancellable **present, GTask *task);

/**
 * dropoff_sign_in_step_end:
 * @present: (inout) (nullable): the account's step under way; cleared if it is this one
 * @task: the caller's task, whose step is over
 *
 * Returns: %TRUE if the step was still the present one.
 */
gboolean dropoff_sign_in_step_end (GCancellable **present, GTask *task);

/**
 * dropoff_sign_in_step_drop:
 * @present: (inout) (nullable): the account's step under way; cleared
 *
 * Cancels the step under way, if there is one.
 */
void dropoff_sign_in_step_drop (GCancellable **present);

/**
 * dropoff_sign_in_step_return_cancelled:
 * @task: a task
 *
 * Answers it with %DROPOFF_ERROR_CANCELLED.
 */
void dropoff_sign_in_step_return_cancelled (GTask *task);

G_END_DECLS
