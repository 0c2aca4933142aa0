/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "dropoff-mailbox.h"

G_BEGIN_DECLS

/**
 * DropoffWorker:
 *
 * A fixed number of threads that take jobs from one queue, in order. A job is a plain struct that
 * belongs to the thread while it runs and comes back whole. The store has one thread (so its jobs
 * are serial), the readers a few.
 */
typedef struct _DropoffWorker DropoffWorker;

/**
 * dropoff_worker_new:
 * @name: (transfer none): the threads' name, ≤ 15 bytes, static
 * @n_threads: 1 to 16
 *
 * Returns: (transfer full): a worker; replies come in the caller's thread-default context.
 */
DropoffWorker *dropoff_worker_new (const char *name, guint n_threads);

/**
 * dropoff_worker_push:
 * @worker: a worker
 * @run: called with @job on one of the threads
 * @done: called with @job in the worker's context afterwards; owns @job then
 * @job: (transfer full): a plain struct
 *
 * Queues a job. Call from the worker's context.
 */
void dropoff_worker_push (DropoffWorker *worker, DropoffMailFunc run, DropoffMailFunc done,
                          gpointer job);

/**
 * dropoff_worker_free:
 * @worker: (transfer full): a worker
 *
 * Runs what is queued, joins the threads, delivers the last replies, frees. From the worker's
 * context.
 */
void dropoff_worker_free (DropoffWorker *worker);

/**
 * dropoff_worker_abandon:
 * @worker: (transfer full): a worker
 *
 * For threads that may never come back from a job: does not wait. Threads end when they come back,
 * and their replies are delivered; what they share is never freed. From the worker's context.
 */
void dropoff_worker_abandon (DropoffWorker *worker);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (DropoffWorker, dropoff_worker_free)

G_END_DECLS
