/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "dropoff-store-database.h"

G_BEGIN_DECLS

/* "DrpO" in the file's header: tells our journal from any other SQLite database. */
#define DROPOFF_STORE_APPLICATION_ID 0x4472704f

/**
 * DropoffStoreSchemaState:
 * @DROPOFF_STORE_SCHEMA_USABLE: new, or ours and not newer than this program
 * @DROPOFF_STORE_SCHEMA_NEWER: ours, but made by a newer program
 * @DROPOFF_STORE_SCHEMA_FOREIGN: not a journal of ours, or its header is damaged
 *
 * What the header of a database says.
 */
typedef enum
{
  DROPOFF_STORE_SCHEMA_USABLE,
  DROPOFF_STORE_SCHEMA_NEWER,
  DROPOFF_STORE_SCHEMA_FOREIGN,
} DropoffStoreSchemaState;

/**
 * dropoff_store_schema_get_version:
 *
 * Returns: the schema version that this program makes, ≥ 1.
 */
int dropoff_store_schema_get_version (void);

/**
 * dropoff_store_schema_inspect:
 * @database: a connection; this is its first read
 * @state: (out): what it is
 *
 * Reads the header and writes nothing.
 *
 * Returns: a result code.
 */
int dropoff_store_schema_inspect (DropoffStoreDatabase *database, DropoffStoreSchemaState *state);

/**
 * dropoff_store_schema_upgrade:
 * @database: a connection that was found usable
 *
 * Runs the migrations that the database has not seen, in order and in one transaction.
 *
 * Returns: a result code; on failure nothing was changed.
 */
int dropoff_store_schema_upgrade (DropoffStoreDatabase *database);

G_END_DECLS
