/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * DropoffStoreLock:
 *
 * The file beside the journal that says who owns it. It is locked (an open file description lock,
 * so the kernel lets go when the process ends, however it ends) and holds one line: the owner's
 * process id while the journal is open, or the size and time of the database that a clean close
 * left behind. That line saves the check of the whole database at the next start.
 */
typedef struct _DropoffStoreLock DropoffStoreLock;

/**
 * dropoff_store_lock_acquire:
 * @path: (type filename): the lock file; made with mode 0600
 * @error: %DROPOFF_ERROR_JOURNAL (held by another process: its id is in the detail; not writable),
 *   %DROPOFF_ERROR_NO_SPACE
 *
 * Takes the lock without waiting.
 *
 * Returns: (transfer full): the lock, or %NULL.
 */
DropoffStoreLock *dropoff_store_lock_acquire (const char *path, GError **error);

/**
 * dropoff_store_lock_is_clean:
 * @lock: the lock
 * @database_path: (type filename): the database
 *
 * Returns: %TRUE if the database is just as the last clean close left it.
 */
gboolean dropoff_store_lock_is_clean (DropoffStoreLock *lock, const char *database_path);

/**
 * dropoff_store_lock_was_clean:
 * @lock: the lock
 *
 * Returns: %TRUE if the last process to open the database closed it in order, whatever became of it
 *   since.
 */
gboolean dropoff_store_lock_was_clean (DropoffStoreLock *lock);

/**
 * dropoff_store_lock_mark_open:
 * @lock: the lock
 * @error: %DROPOFF_ERROR_JOURNAL, %DROPOFF_ERROR_NO_SPACE
 *
 * Notes on disk that the database is in use by this process.
 *
 * Returns: %TRUE if it is noted.
 */
gboolean dropoff_store_lock_mark_open (DropoffStoreLock *lock, GError **error);

/**
 * dropoff_store_lock_mark_clean:
 * @lock: the lock
 * @database_path: (type filename): the database, closed
 *
 * Notes that the database was closed in order. If it cannot be noted, the next start checks.
 */
void dropoff_store_lock_mark_clean (DropoffStoreLock *lock, const char *database_path);

/**
 * dropoff_store_lock_release:
 * @lock: (transfer full): the lock
 *
 * Lets go of it. The file stays: removing it would let two processes lock two files.
 */
void dropoff_store_lock_release (DropoffStoreLock *lock);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (DropoffStoreLock, dropoff_store_lock_release)

G_END_DECLS
