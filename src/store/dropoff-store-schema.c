/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "dropoff-store-schema.h"

/* A version this far ahead is a damaged header, not a newer program. */
#define VERSION_MAX 10000

/* Migration n takes a database from version n to n + 1. A migration that was released is never
 * changed; the next one is added below it.
 *
 * Ids are AUTOINCREMENT so that a late write for a removed row can never hit a newer one. File
 * names are BLOB: they need not be UTF-8. 64-bit unsigned values are kept by their bits. */
static const char *const migrations[] = {
  "CREATE TABLE batches ("
  "  id INTEGER PRIMARY KEY AUTOINCREMENT,"
  "  connection_id TEXT NOT NULL,"
  "  name TEXT NOT NULL,"
  "  path BLOB,"
  "  is_folder INTEGER NOT NULL,"
  "  paused INTEGER NOT NULL,"
  "  position INTEGER NOT NULL,"
  "  created_at_s INTEGER NOT NULL,"
  "  finished_at_s INTEGER NOT NULL,"
  "  n_files INTEGER NOT NULL,"
  "  size_bytes INTEGER NOT NULL,"
  "  verified INTEGER NOT NULL"
  ") STRICT;"
  "CREATE INDEX batches_by_connection ON batches (connection_id, "
  "finished_at_s);"
  "CREATE TABLE uploads ("
  "  id INTEGER PRIMARY KEY AUTOINCREMENT,"
  "  batch_id INTEGER NOT NULL REFERENCES batches (id) ON DELETE CASCADE,"
  "  path BLOB NOT NULL,"
  "  real_path BLOB,"
  "  relative_path TEXT NOT NULL,"
  "  content_type TEXT,"
  "  size_bytes INTEGER NOT NULL,"
  "  mtime_ns INTEGER NOT NULL,"
  "  device INTEGER NOT NULL,"
  "  inode INTEGER NOT NULL,"
  "  key TEXT,"
  "  part_size_bytes INTEGER NOT NULL,"
  "  upload_id TEXT,"
  "  state INTEGER NOT NULL,"
  "  error_code INTEGER NOT NULL,"
  "  error_message TEXT,"
  "  crc64 INTEGER,"
  "  etag TEXT,"
  "  version_id TEXT,"
  "  verified INTEGER NOT NULL,"
  "  finished_at_s INTEGER NOT NULL"
  ") STRICT;"
  "CREATE INDEX uploads_by_batch ON uploads (batch_id);"
  "CREATE TABLE parts ("
  "  upload_id INTEGER NOT NULL REFERENCES uploads (id) ON DELETE CASCADE,"
  "  number INTEGER NOT NULL,"
  "  size_bytes INTEGER NOT NULL,"
  "  crc64 INTEGER NOT NULL,"
  "  etag TEXT NOT NULL,"
  "  PRIMARY KEY (upload_id, number)"
  ") STRICT, WITHOUT ROWID;",

  /* Rows from before do not know the time of change: 0 is never compared. */
  "ALTER TABLE uploads ADD COLUMN ctime_ns INTEGER NOT NULL DEFAULT 0;"
  "ALTER TABLE uploads ADD COLUMN earlier_reference TEXT;",

  /* A single file of a batch can be cancelled (12) since, which told of the whole batch before. */
  "ALTER TABLE batches ADD COLUMN forgotten INTEGER NOT NULL DEFAULT 0;"
  "UPDATE batches SET forgotten = 1 WHERE id IN (SELECT batch_id FROM uploads WHERE state = 12);",

  "CREATE TABLE drops ("
  "  id INTEGER PRIMARY KEY AUTOINCREMENT,"
  "  connection_id TEXT NOT NULL,"
  "  path BLOB NOT NULL,"
  "  real_path BLOB,"
  "  again INTEGER NOT NULL,"
  "  batch_id INTEGER REFERENCES batches (id) ON DELETE CASCADE"
  ") STRICT;"
  "CREATE INDEX drops_by_batch ON drops (batch_id);"
  "CREATE INDEX uploads_by_path ON uploads (path);",

  /* What the company asked with files, as JSON; a form is what was dropped in one go and not
   * answered yet, 0 is none. */
  "ALTER TABLE drops ADD COLUMN details TEXT;"
  "ALTER TABLE drops ADD COLUMN form_id INTEGER NOT NULL DEFAULT 0;"
  "ALTER TABLE batches ADD COLUMN details TEXT;"
  "ALTER TABLE batches ADD COLUMN form_id INTEGER NOT NULL DEFAULT 0;"
  "ALTER TABLE uploads ADD COLUMN details TEXT;",

  "ALTER TABLE uploads ADD COLUMN may_grow INTEGER NOT NULL DEFAULT 0;",

  "ALTER TABLE uploads ADD COLUMN keeps_both INTEGER NOT NULL DEFAULT 0;",
};

int
dropoff_store_schema_get_version (void)
{
  return G_N_ELEMENTS (migrations);
}

int
dropoff_store_schema_inspect (DropoffStoreDatabase *database, DropoffStoreSchemaState *state)
{
  gint64 application, version, n_tables;
  int code;

  *state = DROPOFF_STORE_SCHEMA_FOREIGN;
  code = dropoff_store_database_read_int (database, "PRAGMA application_id", &application);
  if (code == SQLITE_OK)
    code = dropoff_store_database_read_int (database, "PRAGMA user_version", &version);
  if (code == SQLITE_OK)
    code =
        dropoff_store_database_read_int (database, "SELECT count(*) FROM sqlite_schema", &n_tables);
  if (code != SQLITE_OK)
    return code;

  if (version == 0 && application == 0 && n_tables == 0)
    *state = DROPOFF_STORE_SCHEMA_USABLE;
  else if (application != DROPOFF_STORE_APPLICATION_ID || version < 1 || version > VERSION_MAX)
    *state = DROPOFF_STORE_SCHEMA_FOREIGN;
  else if (version > dropoff_store_schema_get_version ())
    *state = DROPOFF_STORE_SCHEMA_NEWER;
  else
    *state = DROPOFF_STORE_SCHEMA_USABLE;
  return SQLITE_OK;
}

int
dropoff_store_schema_upgrade (DropoffStoreDatabase *database)
{
  g_autofree char *stamp = NULL;
  gint64 version;
  int code;

  code = dropoff_store_database_read_int (database, "PRAGMA user_version", &version);
  if (code != SQLITE_OK || version == dropoff_store_schema_get_version ())
    return code;

  stamp = g_strdup_printf ("PRAGMA application_id = %d; PRAGMA user_version = %d; COMMIT",
                           DROPOFF_STORE_APPLICATION_ID, dropoff_store_schema_get_version ());
  code = dropoff_store_database_exec (database, "BEGIN IMMEDIATE");
  for (gsize i = (gsize) version; i < G_N_ELEMENTS (migrations) && code == SQLITE_OK; i++)
    code = dropoff_store_database_exec (database, migrations[i]);
  if (code == SQLITE_OK)
    code = dropoff_store_database_exec (database, stamp);
  /* On failure the connection is given up, and with it the transaction: a ROLLBACK here would only
   * hide SQLite's text of the error. */
  return code;
}
