/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "dropoff-store-database.h"
#include "dropoff-store-records.h"

G_BEGIN_DECLS

/* Batches, and the two lists made of them: what is on its way, and what was sent. Store's thread;
 * the caller keeps the transaction. */

/**
 * dropoff_store_batches_prepare:
 * @database: a connection
 *
 * Prepares the statements of this file; once, after the schema is up to date.
 *
 * Returns: a result code.
 */
int dropoff_store_batches_prepare (DropoffStoreDatabase *database);

/**
 * dropoff_store_batches_add:
 * @database: a connection
 * @batch: a batch; its id and its uploads' ids and batch_ids are set
 *
 * Writes the rows of a new batch and of all its uploads. A batch that has an id gets the uploads as
 * well, and the new number and size of its files.
 *
 * Returns: a result code, %SQLITE_NOTFOUND if the batch is not there any more; on failure some rows
 *   may be written, so roll back.
 */
int dropoff_store_batches_add (DropoffStoreDatabase *database, DropoffBatchRecord *batch);

/**
 * dropoff_store_batches_update:
 * @database: a connection
 * @batch: a batch
 *
 * Writes all columns of its own row.
 *
 * Returns: a result code, %SQLITE_NOTFOUND if there is no such row.
 */
int dropoff_store_batches_update (DropoffStoreDatabase *database, const DropoffBatchRecord *batch);

/**
 * dropoff_store_batches_remove:
 * @database: a connection
 * @batch_id: the batch's row
 *
 * Deletes a batch with its uploads and parts; it is no error if it is not there.
 *
 * Returns: a result code.
 */
int dropoff_store_batches_remove (DropoffStoreDatabase *database, gint64 batch_id);

/**
 * dropoff_store_batches_load_unfinished:
 * @database: a connection
 * @connection_id: whose
 * @settle: (nullable): what makes of each upload's state the one to begin with
 * @batches: (element-type DropoffBatchRecord): the batches are appended by position
 *
 * Reads the batches that are not finished, with all their uploads.
 *
 * Returns: a result code.
 */
int dropoff_store_batches_load_unfinished (DropoffStoreDatabase *database,
                                           const char *connection_id, DropoffSettleFunc settle,
                                           GPtrArray *batches);

/**
 * dropoff_store_batches_load_history:
 * @database: a connection
 * @connection_id: whose
 * @limit: at most so many
 * @batches: (element-type DropoffBatchRecord): the batches are appended, newest first
 *
 * Reads the finished batches; those of one file with their upload.
 *
 * Returns: a result code.
 */
int dropoff_store_batches_load_history (DropoffStoreDatabase *database, const char *connection_id,
                                        guint limit, GPtrArray *batches);

G_END_DECLS
