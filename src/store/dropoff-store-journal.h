/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "dropoff-store-database.h"

G_BEGIN_DECLS

/**
 * DropoffStoreJournal:
 *
 * An open journal: the lock that makes it ours, and the database, sound and up to date. It lives on
 * the store's thread alone.
 */
typedef struct _DropoffStoreJournal DropoffStoreJournal;

/**
 * dropoff_store_journal_open:
 * @path: (type filename): the database; its directory is made with mode 0700 if need be
 * @set_aside: (inout) (transfer full) (nullable): replaced by where a damaged database was put, if
 *   one was; also when the call fails afterwards
 * @error: %DROPOFF_ERROR_JOURNAL, %DROPOFF_ERROR_NO_SPACE
 *
 * Locks, checks (the whole database only if the last close was not clean), sets a damaged database
 * aside, and brings the schema up to date.
 *
 * Returns: (transfer full): the journal, or %NULL.
 */
DropoffStoreJournal *dropoff_store_journal_open (const char *path, char **set_aside,
                                                 GError **error);

/**
 * dropoff_store_journal_get_database:
 * @journal: a journal
 *
 * Returns: (transfer none): its connection.
 */
DropoffStoreDatabase *dropoff_store_journal_get_database (DropoffStoreJournal *journal);

/**
 * dropoff_store_journal_close:
 * @journal: (transfer full): a journal
 *
 * Closes the database, notes that the close was clean if it was, and lets go of the lock.
 */
void dropoff_store_journal_close (DropoffStoreJournal *journal);

G_END_DECLS
