/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "dropoff-aws-credentials.h"

G_BEGIN_DECLS

/**
 * DropoffWaiters:
 *
 * Tasks that wait for the same keys. Each can be cancelled by itself, without disturbing
 * the work or the others. Main thread.
 */
typedef struct _DropoffWaiters DropoffWaiters;

/**
 * dropoff_waiters_new:
 *
 * Returns: (transfer full): an empty list.
 */
DropoffWaiters *dropoff_waiters_new (void);

/**
 * dropoff_waiters_free:
 * @self: (transfer full): a list; its tasks hold references on what owns it, so it is empty
 *
 * Frees it.
 */
void dropoff_waiters_free (DropoffWaiters *self);

/**
 * dropoff_waiters_add:
 * @self: a list
 * @task: a task that is not answered; if its cancellable is cancelled it is answered at once with
 *   %DROPOFF_ERROR_CANCELLED
 *
 * Adds a task.
 */
void dropoff_waiters_add (DropoffWaiters *self, GTask *task);

/**
 * dropoff_waiters_answer:
 * @self: a list
 * @credentials: (nullable): what each task gets, or %NULL to give @error
 * @error: (nullable): what each task gets a copy of when there are no @credentials
 *
 * Answers all tasks that are in the list now.
 */
void dropoff_waiters_answer (DropoffWaiters *self, DropoffAwsCredentials *credentials,
                             const GError *error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (DropoffWaiters, dropoff_waiters_free)

G_END_DECLS
