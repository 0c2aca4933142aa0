/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "dropoff-store-database.h"
#include "dropoff-store-records.h"

G_BEGIN_DECLS

/* Rows of uploads and of their parts. Store's thread; the caller keeps the transaction. */

/**
 * dropoff_store_uploads_prepare:
 * @database: a connection
 *
 * Prepares the statements of this file; once, after the schema is up to date.
 *
 * Returns: a result code.
 */
int dropoff_store_uploads_prepare (DropoffStoreDatabase *database);

/**
 * dropoff_store_uploads_insert:
 * @database: a connection
 * @upload: an upload whose batch_id is set; its id is set
 *
 * Writes a new row.
 *
 * Returns: a result code.
 */
int dropoff_store_uploads_insert (DropoffStoreDatabase *database, DropoffUploadRecord *upload);

/**
 * dropoff_store_uploads_update:
 * @database: a connection
 * @upload: an upload
 *
 * Writes all columns of its row.
 *
 * Returns: a result code, %SQLITE_NOTFOUND if there is no such row.
 */
int dropoff_store_uploads_update (DropoffStoreDatabase *database,
                                  const DropoffUploadRecord *upload);

/**
 * dropoff_store_uploads_load:
 * @database: a connection
 * @batch: a batch; its uploads are appended in the order they were added, packed but for the last
 *   of them
 * @settle: (nullable): what makes of each state the one to begin with; %NULL = they stay
 *
 * Reads all uploads of a batch.
 *
 * Returns: a result code.
 */
int dropoff_store_uploads_load (DropoffStoreDatabase *database, DropoffBatchRecord *batch,
                                DropoffSettleFunc settle);

/**
 * dropoff_store_uploads_find_known:
 * @database: a connection
 * @connection_id: whose
 * @uploads: (element-type DropoffUploadRecord): files, not journaled
 * @known: (element-type DropoffKnownFile): for each of them what is known is appended
 *
 * Looks for files like these in the journal, finished or not.
 *
 * Returns: a result code.
 */
int dropoff_store_uploads_find_known (DropoffStoreDatabase *database, const char *connection_id,
                                      GPtrArray *uploads, GArray *known);

/**
 * dropoff_store_parts_save:
 * @database: a connection
 * @upload_id: the upload's row
 * @part: a part
 *
 * Writes a part, or overwrites the one of the same number.
 *
 * Returns: a result code, %SQLITE_NOTFOUND if there is no such upload.
 */
int dropoff_store_parts_save (DropoffStoreDatabase *database, gint64 upload_id,
                              const DropoffPartRecord *part);

/**
 * dropoff_store_parts_clear:
 * @database: a connection
 * @upload_id: the upload's row
 *
 * Deletes all parts of an upload; it is no error if there are none.
 *
 * Returns: a result code.
 */
int dropoff_store_parts_clear (DropoffStoreDatabase *database, gint64 upload_id);

/**
 * dropoff_store_parts_load:
 * @database: a connection
 * @upload_id: the upload's row
 * @parts: (element-type DropoffPartRecord): the parts are appended by number
 *
 * Reads the parts of an upload.
 *
 * Returns: a result code.
 */
int dropoff_store_parts_load (DropoffStoreDatabase *database, gint64 upload_id, GArray *parts);

G_END_DECLS
