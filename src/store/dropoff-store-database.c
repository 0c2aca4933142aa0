/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "dropoff-store-database.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <string.h>
#include <sys/statvfs.h>

#include "dropoff-error.h"

/* Another program may hold the database for a moment (a backup, a look with the sqlite3 tool). */
#define BUSY_TIMEOUT_MS 3000
/* SQLite needs about this much to commit anything at all. */
#define LEAST_FREE_BYTES (64 * 1024)

struct _DropoffStoreDatabase
{
  sqlite3 *handle;
  GHashTable *statements; /* static SQL, by pointer → sqlite3_stmt */
  char *directory;
  gboolean damage_seen;
};

static void
finalize_statement (gpointer statement)
{
  sqlite3_finalize (statement);
}

int
dropoff_store_database_connect (const char *path, DropoffStoreDatabase **database)
{
  DropoffStoreDatabase *self = g_new0 (DropoffStoreDatabase, 1);
  int code;

  self->directory = g_path_get_dirname (path);
  self->statements = g_hash_table_new_full (NULL, NULL, NULL, finalize_statement);
  *database = self;
  code = sqlite3_open_v2 (path, &self->handle,
                          SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX
                              | SQLITE_OPEN_PRIVATECACHE | SQLITE_OPEN_NOFOLLOW,
                          NULL);
  if (self->handle == NULL)
    return SQLITE_NOMEM;
  sqlite3_extended_result_codes (self->handle, 1);
  if (code != SQLITE_OK)
    return sqlite3_extended_errcode (self->handle);
  sqlite3_db_config (self->handle, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
  return sqlite3_busy_timeout (self->handle, BUSY_TIMEOUT_MS);
}

void
dropoff_store_database_close (DropoffStoreDatabase *database, gboolean keep_log)
{
  g_hash_table_unref (database->statements);
  if (keep_log)
    sqlite3_db_config (database->handle, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL);
  sqlite3_close_v2 (database->handle);
  g_free (database->directory);
  g_free (database);
}

sqlite3 *
dropoff_store_database_get_handle (DropoffStoreDatabase *database)
{
  return database->handle;
}

int
dropoff_store_database_exec (DropoffStoreDatabase *database, const char *sql)
{
  return sqlite3_exec (database->handle, sql, NULL, NULL, NULL);
}

int
dropoff_store_database_read_text (DropoffStoreDatabase *database, const char *sql, char **value)
{
  sqlite3_stmt *statement;
  int code = sqlite3_prepare_v2 (database->handle, sql, -1, &statement, NULL);

  *value = NULL;
  if (code != SQLITE_OK)
    return code;
  code = sqlite3_step (statement);
  if (code == SQLITE_ROW)
    *value = dropoff_store_column_string (statement, 0);
  sqlite3_finalize (statement);
  return code == SQLITE_ROW || code == SQLITE_DONE ? SQLITE_OK : code;
}

int
dropoff_store_database_read_int (DropoffStoreDatabase *database, const char *sql, gint64 *value)
{
  g_autofree char *text = NULL;
  int code = dropoff_store_database_read_text (database, sql, &text);

  *value = text != NULL ? g_ascii_strtoll (text, NULL, 10) : 0;
  return code;
}

int
dropoff_store_database_prepare (DropoffStoreDatabase *database, const char *const *sql, gsize n_sql)
{
  for (gsize i = 0; i < n_sql; i++)
    {
      sqlite3_stmt *statement;
      int code = sqlite3_prepare_v3 (database->handle, sql[i], -1, SQLITE_PREPARE_PERSISTENT,
                                     &statement, NULL);

      if (code != SQLITE_OK)
        return code;
      g_hash_table_insert (database->statements, (gpointer) sql[i], statement);
    }
  return SQLITE_OK;
}

sqlite3_stmt *
dropoff_store_database_statement (DropoffStoreDatabase *database, const char *sql)
{
  sqlite3_stmt *statement = g_hash_table_lookup (database->statements, sql);

  g_assert (statement != NULL);
  return statement;
}

int
dropoff_store_database_finish (sqlite3_stmt *statement, int code)
{
  sqlite3_reset (statement);
  sqlite3_clear_bindings (statement);
  return code == SQLITE_DONE ? SQLITE_OK : code;
}

int
dropoff_store_database_run (sqlite3_stmt *statement)
{
  return dropoff_store_database_finish (statement, sqlite3_step (statement));
}

gboolean
dropoff_store_database_is_damage (int code)
{
  int primary = code & 0xff;

  return primary == SQLITE_CORRUPT || primary == SQLITE_NOTADB || code == SQLITE_IOERR_SHORT_READ;
}

gboolean
dropoff_store_database_get_damage_seen (DropoffStoreDatabase *database)
{
  return database->damage_seen;
}

static gboolean
is_out_of_space (int error_number)
{
  /* EFBIG is what a limit on file sizes gives. */
  return error_number == ENOSPC || error_number == EDQUOT || error_number == EFBIG;
}

/* SQLite says SQLITE_FULL only where a write of pages failed; making or growing its helper files on
 * a full disk ends as an I/O error or "cannot open", and not always with an errno. */
static gboolean
is_full (DropoffStoreDatabase *database, int code)
{
  int primary = code & 0xff;
  struct statvfs space;

  if (primary == SQLITE_FULL)
    return TRUE;
  if (primary != SQLITE_IOERR && primary != SQLITE_CANTOPEN)
    return FALSE;
  if (is_out_of_space (sqlite3_system_errno (database->handle)))
    return TRUE;
  return statvfs (database->directory, &space) == 0
         && (guint64) space.f_bavail * space.f_frsize < LEAST_FREE_BYTES;
}

static const char *
sentence_no_space (void)
{
  return _ ("This computer’s disk is full. Free some space, then try again.");
}

static const char *
sentence_cannot_write (void)
{
  return _ ("Dropoff may not write to the folder where it keeps its list of "
            "files.");
}

static const char *
sentence_link (void)
{
  return _ ("The list of your files is a link or a special file, so Dropoff did "
            "not open it.");
}

static const char *
sentence_for_code (int code)
{
  if (code == SQLITE_CANTOPEN_SYMLINK)
    return sentence_link ();
  if (dropoff_store_database_is_damage (code))
    return _ ("The list of your files is damaged. Close Dropoff and open it again.");
  switch (code & 0xff)
    {
    case SQLITE_READONLY:
    case SQLITE_PERM:
    case SQLITE_CANTOPEN:
      return sentence_cannot_write ();
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return _ ("Another program is using the list of your files. Close it, then try "
                "again.");
    default:
      return _ ("The list of your files cannot be read or written.");
    }
}

GError *
dropoff_store_database_error (DropoffStoreDatabase *database, int code)
{
  g_autofree char *detail =
      g_strdup_printf ("SQLite %d (errno %d): %s", code, sqlite3_system_errno (database->handle),
                       sqlite3_errmsg (database->handle));

  if (is_full (database, code))
    return dropoff_error_new (DROPOFF_ERROR_NO_SPACE, detail, 0, sentence_no_space ());
  if (dropoff_store_database_is_damage (code))
    database->damage_seen = TRUE;
  return dropoff_error_new (DROPOFF_ERROR_JOURNAL, detail, 0, sentence_for_code (code));
}

GError *
dropoff_store_file_error (int error_number, const char *path)
{
  g_autofree char *name = g_filename_display_name (path);
  g_autofree char *detail = g_strdup_printf ("%s: %s", name, g_strerror (error_number));

  if (is_out_of_space (error_number))
    return dropoff_error_new (DROPOFF_ERROR_NO_SPACE, detail, 0, sentence_no_space ());
  switch (error_number)
    {
    case EACCES:
    case EPERM:
    case EROFS:
      return dropoff_error_new (DROPOFF_ERROR_JOURNAL, detail, 0, sentence_cannot_write ());
    case ELOOP:
    case EISDIR:
      return dropoff_error_new (DROPOFF_ERROR_JOURNAL, detail, 0, sentence_link ());
    default:
      return dropoff_error_new (DROPOFF_ERROR_JOURNAL, detail, 0,
                                _ ("The list of your files cannot be read or written."));
    }
}

void
dropoff_store_bind_path (sqlite3_stmt *statement, int column, const char *path)
{
  if (path == NULL)
    sqlite3_bind_null (statement, column);
  else
    sqlite3_bind_blob64 (statement, column, path, strlen (path), SQLITE_STATIC);
}

void
dropoff_store_bind_string (sqlite3_stmt *statement, int column, const char *string)
{
  sqlite3_bind_text (statement, column, string, -1, SQLITE_STATIC);
}

char *
dropoff_store_column_string (sqlite3_stmt *statement, int column)
{
  const void *bytes;

  if (sqlite3_column_type (statement, column) == SQLITE_NULL)
    return NULL;
  bytes = sqlite3_column_blob (statement, column);
  /* An empty value has no bytes to point at. */
  return bytes == NULL ? g_strdup ("")
                       : g_strndup (bytes, (gsize) sqlite3_column_bytes (statement, column));
}

const char *
dropoff_store_column_interned (sqlite3_stmt *statement, int column)
{
  g_autofree char *text = dropoff_store_column_string (statement, column);

  return g_intern_string (text);
}
