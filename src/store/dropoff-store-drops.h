/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "dropoff-store-database.h"
#include "dropoff-store-records.h"

G_BEGIN_DECLS

/* What was dropped and is still being looked through, so that nothing of it is lost in a crash.
 * Store's thread; the caller keeps the transaction. */

/**
 * dropoff_store_drops_prepare:
 * @database: a connection
 *
 * Prepares the statements of this file; once, after the schema is up to date.
 *
 * Returns: a result code.
 */
int dropoff_store_drops_prepare (DropoffStoreDatabase *database);

/**
 * dropoff_store_drops_add:
 * @database: a connection
 * @drops: (element-type DropoffDropRecord): new ones; their ids are set
 *
 * Writes their rows.
 *
 * Returns: a result code.
 */
int dropoff_store_drops_add (DropoffStoreDatabase *database, GPtrArray *drops);

/**
 * dropoff_store_drops_load:
 * @database: a connection
 * @connection_id: whose
 * @drops: (element-type DropoffDropRecord): they are appended in the order they were added
 *
 * Reads what was left; one whose batch has been finished meanwhile comes without it.
 *
 * Returns: a result code.
 */
int dropoff_store_drops_load (DropoffStoreDatabase *database, const char *connection_id,
                              GPtrArray *drops);

/**
 * dropoff_store_drops_take:
 * @database: a connection
 * @finds: (element-type DropoffFindRecord): what was found in drops; the ids of batches and uploads
 *   are set
 *
 * Writes the batches and uploads that were found, ties a drop to its batch, and deletes a drop that
 * has been looked through.
 *
 * Returns: a result code, %SQLITE_NOTFOUND if a batch that grows is not there any more; on failure
 *   some rows may be written, so roll back.
 */
int dropoff_store_drops_take (DropoffStoreDatabase *database, GPtrArray *finds);

/**
 * dropoff_store_drops_answer_form:
 * @database: a connection
 * @form_id: a form
 * @details: what goes with the files, as JSON
 *
 * Writes the answer to all batches and drops that have the form, and takes the form from them.
 *
 * Returns: a result code.
 */
int dropoff_store_drops_answer_form (DropoffStoreDatabase *database, gint64 form_id,
                                     const char *details);

G_END_DECLS
