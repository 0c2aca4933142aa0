/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * DropoffFileLock:
 *
 * A lock that only one process of a person holds at a time; the kernel lets it go when the process
 * ends in whatever way. The file stays empty.
 */
typedef struct _DropoffFileLock DropoffFileLock;

/**
 * dropoff_file_lock_acquire_async:
 * @name: the lock's name: letters, digits, "-"
 * @patience_ms: how long to try, in milliseconds
 * @callback: called with the lock
 * @user_data: for @callback
 *
 * Tries again and again without blocking. Main thread.
 */
void dropoff_file_lock_acquire_async (const char *name, guint patience_ms,
                                      GAsyncReadyCallback callback, gpointer user_data);

/**
 * dropoff_file_lock_acquire_finish:
 * @result: from the callback
 *
 * Returns: (transfer full) (nullable): the lock, or %NULL if it could not be had (somebody holds
 *   it too long, or there is no place for the file).
 */
DropoffFileLock *dropoff_file_lock_acquire_finish (GAsyncResult *result);

/**
 * dropoff_file_lock_release:
 * @lock: (transfer full): a lock
 *
 * Lets it go.
 */
void dropoff_file_lock_release (DropoffFileLock *lock);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (DropoffFileLock, dropoff_file_lock_release)

G_END_DECLS
