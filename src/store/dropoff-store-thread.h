/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "dropoff-mailbox.h"
#include "dropoff-store-job.h"

G_BEGIN_DECLS

/**
 * DropoffStoreThread:
 *
 * The one thread that touches the database. It takes all jobs that wait (up to 256), does them in
 * one transaction, commits, and only then answers: the more there is to write, the fewer times the
 * disk is asked to sync. If that transaction fails, each job gets one of its own, so that one bad
 * write spoils no other.
 */
typedef struct _DropoffStoreThread DropoffStoreThread;

/**
 * dropoff_store_thread_new:
 * @path: (type filename): the database
 * @answer: called with each #DropoffStoreJob that is done, in order, in the caller's thread-default
 *   context; owns the job
 *
 * Starts the thread; nothing is opened before a job says so.
 *
 * Returns: (transfer full): the thread.
 */
DropoffStoreThread *dropoff_store_thread_new (const char *path, DropoffMailFunc answer);

/**
 * dropoff_store_thread_push:
 * @thread: the thread
 * @job: (transfer full): a job
 *
 * Queues a job. From the context of dropoff_store_thread_new().
 */
void dropoff_store_thread_push (DropoffStoreThread *thread, DropoffStoreJob *job);

/**
 * dropoff_store_thread_free:
 * @thread: (transfer full): the thread
 *
 * Does what is queued, closes the database, gives the last answers, frees. From the context of
 * dropoff_store_thread_new(), which waits for the disk.
 */
void dropoff_store_thread_free (DropoffStoreThread *thread);

G_END_DECLS
