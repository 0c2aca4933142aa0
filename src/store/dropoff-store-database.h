/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>
#include <sqlite3.h>

G_BEGIN_DECLS

/**
 * DropoffStoreDatabase:
 *
 * One SQLite connection with its prepared statements. It lives on the store's thread alone.
 *
 * Its functions, and those of uploads and batches, return SQLite's own (extended) result codes:
 * %SQLITE_OK, or a code that dropoff_store_database_error() turns into a sentence before the next
 * call on the connection. %SQLITE_NOTFOUND, which SQLite itself does not return from a statement,
 * means here that the row is not there and nothing was written.
 */
typedef struct _DropoffStoreDatabase DropoffStoreDatabase;

/**
 * dropoff_store_database_connect:
 * @path: (type filename): an existing file, or one to be made; no part of it may be a link
 * @database: (out) (transfer full): a connection, also when it failed, to ask it for the error
 *
 * Connects. Nothing is read yet, so a damaged file is noticed only by the first statement.
 *
 * Returns: a result code.
 */
int dropoff_store_database_connect (const char *path, DropoffStoreDatabase **database);

/**
 * dropoff_store_database_close:
 * @database: (transfer full): a connection
 * @keep_log: leave the write-ahead log as it is, for a damaged database that is to be kept
 *
 * Moves the write-ahead log into the database (unless @keep_log) and frees the connection.
 */
void dropoff_store_database_close (DropoffStoreDatabase *database, gboolean keep_log);

/**
 * dropoff_store_database_get_handle:
 * @database: a connection
 *
 * Returns: (transfer none): SQLite's handle.
 */
sqlite3 *dropoff_store_database_get_handle (DropoffStoreDatabase *database);

/**
 * dropoff_store_database_exec:
 * @database: a connection
 * @sql: statements that take no values
 *
 * Returns: a result code.
 */
int dropoff_store_database_exec (DropoffStoreDatabase *database, const char *sql);

/**
 * dropoff_store_database_read_text:
 * @database: a connection
 * @sql: a statement that gives one value
 * @value: (out) (transfer full) (nullable): the value as text, %NULL if there is none
 *
 * Returns: a result code.
 */
int dropoff_store_database_read_text (DropoffStoreDatabase *database, const char *sql,
                                      char **value);

/**
 * dropoff_store_database_read_int:
 * @database: a connection
 * @sql: a statement that gives one number
 * @value: (out): the number, 0 if there is none
 *
 * Returns: a result code.
 */
int dropoff_store_database_read_int (DropoffStoreDatabase *database, const char *sql,
                                     gint64 *value);

/**
 * dropoff_store_database_prepare:
 * @database: a connection
 * @sql: (array length=n_sql): static strings, each one statement
 * @n_sql: how many
 *
 * Prepares statements once for the life of the connection. Done at opening, which thereby also
 * proves that the tables have the columns we write.
 *
 * Returns: a result code.
 */
int dropoff_store_database_prepare (DropoffStoreDatabase *database, const char *const *sql,
                                    gsize n_sql);

/**
 * dropoff_store_database_statement:
 * @database: a connection
 * @sql: one of the very pointers given to dropoff_store_database_prepare()
 *
 * Returns: (transfer none): the prepared statement, without values.
 */
sqlite3_stmt *dropoff_store_database_statement (DropoffStoreDatabase *database, const char *sql);

/**
 * dropoff_store_database_run:
 * @statement: a statement that gives no rows, with its values
 *
 * Runs it and makes it ready for the next use.
 *
 * Returns: a result code.
 */
int dropoff_store_database_run (sqlite3_stmt *statement);

/**
 * dropoff_store_database_finish:
 * @statement: a statement that was stepped
 * @code: what the last step returned
 *
 * Makes it ready for the next use.
 *
 * Returns: %SQLITE_OK if @code says that all rows were read, else @code.
 */
int dropoff_store_database_finish (sqlite3_stmt *statement, int code);

/**
 * dropoff_store_database_is_damage:
 * @code: a result code
 *
 * Returns: %TRUE if @code says that the file is not a sound database.
 */
gboolean dropoff_store_database_is_damage (int code);

/**
 * dropoff_store_database_get_damage_seen:
 * @database: a connection
 *
 * Returns: %TRUE if an error was asked for that says the file is damaged.
 */
gboolean dropoff_store_database_get_damage_seen (DropoffStoreDatabase *database);

/**
 * dropoff_store_database_error:
 * @database: a connection
 * @code: what its last call returned, not %SQLITE_OK
 *
 * Returns: (transfer full): %DROPOFF_ERROR_NO_SPACE or %DROPOFF_ERROR_JOURNAL with a sentence and
 *   SQLite's own text as the detail.
 */
GError *dropoff_store_database_error (DropoffStoreDatabase *database, int code);

/**
 * dropoff_store_file_error:
 * @error_number: an errno value
 * @path: (type filename): the file it is about, for the detail
 *
 * Returns: (transfer full): %DROPOFF_ERROR_NO_SPACE or %DROPOFF_ERROR_JOURNAL with a sentence. Any
 *   thread.
 */
GError *dropoff_store_file_error (int error_number, const char *path);

/**
 * dropoff_store_bind_path:
 * @statement: a statement
 * @column: which value, from 1
 * @path: (type filename) (nullable): a file name, must live until the statement ran
 *
 * Binds a file name as raw bytes: file names need not be UTF-8.
 */
void dropoff_store_bind_path (sqlite3_stmt *statement, int column, const char *path);

/**
 * dropoff_store_bind_string:
 * @statement: a statement
 * @column: which value, from 1
 * @string: (nullable): a text, must live until the statement ran
 *
 * Binds a text, or NULL.
 */
void dropoff_store_bind_string (sqlite3_stmt *statement, int column, const char *string);

/**
 * dropoff_store_column_string:
 * @statement: a statement that stands on a row
 * @column: which column, from 0
 *
 * Returns: (transfer full) (nullable): the text or the raw bytes, zero-terminated; %NULL for NULL.
 */
char *dropoff_store_column_string (sqlite3_stmt *statement, int column);

/**
 * dropoff_store_column_interned:
 * @statement: a statement that stands on a row
 * @column: which column, from 0, of which few values are different in all rows
 *
 * Returns: (transfer none) (nullable): the text, interned; %NULL for NULL.
 */
const char *dropoff_store_column_interned (sqlite3_stmt *statement, int column);

G_END_DECLS
