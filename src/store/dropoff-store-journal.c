/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "dropoff-store-journal.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "dropoff-error.h"
#include "dropoff-store-batches.h"
#include "dropoff-store-drops.h"
#include "dropoff-store-lock.h"
#include "dropoff-store-schema.h"
#include "dropoff-store-uploads.h"

/* No SQLite database is smaller than its first page, and no page smaller than this. */
#define PAGE_MIN_BYTES 512

/* Pages of 4 KiB given back to the disk at a close: bounded, so that closing stays quick. */
#define SHRINK "PRAGMA incremental_vacuum (4096)"

/* auto_vacuum must come before the first table and before the log. The log is synced at every
 * commit: a part that we told the server about must be in the journal after a power cut. */
#define SETTINGS                                                                                   \
  "PRAGMA cell_size_check = ON;"                                                                   \
  "PRAGMA trusted_schema = OFF;"                                                                   \
  "PRAGMA temp_store = MEMORY;"                                                                    \
  "PRAGMA auto_vacuum = INCREMENTAL;"                                                              \
  "PRAGMA journal_mode = WAL;"                                                                     \
  "PRAGMA synchronous = FULL;"                                                                     \
  "PRAGMA journal_size_limit = 4194304;"                                                           \
  "PRAGMA secure_delete = ON;"                                                                     \
  "PRAGMA foreign_keys = ON"

struct _DropoffStoreJournal
{
  char *path; /* without links */
  DropoffStoreLock *lock;
  DropoffStoreDatabase *database;
};

static void
dropoff_store_journal_free (DropoffStoreJournal *journal)
{
  g_clear_pointer (&journal->lock, dropoff_store_lock_release);
  g_free (journal->path);
  g_free (journal);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (DropoffStoreJournal, dropoff_store_journal_free)

/* Makes the directory and gives @path with the directory's links followed: a home directory may be
 * reached over a link, the database itself may not. */
static char *
prepare_directory (const char *path, GError **error)
{
  g_autofree char *directory = g_path_get_dirname (path);
  g_autofree char *name = g_path_get_basename (path);
  char *real;
  char *result;

  if (g_mkdir_with_parents (directory, 0700) != 0 || (real = realpath (directory, NULL)) == NULL)
    {
      g_propagate_error (error, dropoff_store_file_error (errno, directory));
      return NULL;
    }
  result = g_build_filename (real, name, NULL);
  free (real);
  return result;
}

/* "journal.db" → "journal" + @suffix */
static char *
sibling (const char *path, const char *suffix)
{
  gsize length = strlen (path);

  if (g_str_has_suffix (path, ".db"))
    length -= strlen (".db");
  return g_strdup_printf ("%.*s%s", (int) length, path, suffix);
}

/* Makes sure that a file is an ordinary one and nobody else's to read. Before SQLite opens it,
 * because closing any descriptor of a file drops the locks a process has on it. */
static gboolean
prepare_file (const char *path, int create_flag, GError **error)
{
  int fd = open (path, O_RDWR | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK | create_flag, 0600);
  struct stat status;
  int error_number = 0;

  if (fd < 0 && errno == ENOENT && create_flag == 0)
    return TRUE;
  if (fd < 0 || fstat (fd, &status) != 0)
    error_number = errno;
  else if (!S_ISREG (status.st_mode))
    error_number = ELOOP;
  else if ((status.st_mode & 0077) != 0 && fchmod (fd, 0600) != 0)
    error_number = errno;
  if (fd >= 0)
    close (fd);
  if (error_number != 0)
    g_propagate_error (error, dropoff_store_file_error (error_number, path));
  return error_number == 0;
}

static gboolean
prepare_files (const char *path, GError **error)
{
  g_autofree char *log = g_strconcat (path, "-wal", NULL);
  g_autofree char *index = g_strconcat (path, "-shm", NULL);

  return prepare_file (path, O_CREAT, error) && prepare_file (log, 0, error)
         && prepare_file (index, 0, error);
}

static void
sync_directory (const char *path)
{
  g_autofree char *directory = g_path_get_dirname (path);
  int fd = open (directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

  if (fd < 0)
    return;
  fsync (fd);
  close (fd);
}

typedef enum
{
  OPENED,
  DAMAGED,
  FAILED,
} Outcome;

static Outcome
judge (DropoffStoreDatabase *database, int code, GError **error)
{
  /* A table or column that is not there, or a file format that SQLite does not know, is an
   * SQLITE_ERROR: our own statements are right, so the file is not. */
  if (dropoff_store_database_is_damage (code) || (code & 0xff) == SQLITE_ERROR)
    return DAMAGED;
  g_propagate_error (error, dropoff_store_database_error (database, code));
  return FAILED;
}

/* The full check, with the indexes that quick_check leaves out: 70 ms for 100,000 uploads and as
 * many parts, and only after a close that was not clean. */
static int
check_integrity (DropoffStoreDatabase *database)
{
  g_autofree char *verdict = NULL;
  int code = dropoff_store_database_read_text (database, "PRAGMA integrity_check (1)", &verdict);

  if (code == SQLITE_OK && g_strcmp0 (verdict, "ok") != 0)
    return SQLITE_CORRUPT;
  return code;
}

static Outcome
try_database (DropoffStoreDatabase *database, int code, gboolean check, GError **error)
{
  DropoffStoreSchemaState state = DROPOFF_STORE_SCHEMA_USABLE;

  if (code == SQLITE_OK)
    code = dropoff_store_schema_inspect (database, &state);
  if (code == SQLITE_OK && state == DROPOFF_STORE_SCHEMA_NEWER)
    {
      g_propagate_error (error,
                         dropoff_error_new (DROPOFF_ERROR_JOURNAL, "The schema is newer", 0,
                                            _ ("The list of your files was made by a newer version "
                                               "of Dropoff. Update Dropoff to go on.")));
      return FAILED;
    }
  /* We could open the file for writing, so only its header can make it read-only. */
  if (code == SQLITE_OK
      && (state == DROPOFF_STORE_SCHEMA_FOREIGN
          || sqlite3_db_readonly (dropoff_store_database_get_handle (database), "main") == 1))
    return DAMAGED;

  if (code == SQLITE_OK && check)
    code = check_integrity (database);
  if (code == SQLITE_OK)
    code = dropoff_store_database_exec (database, SETTINGS);
  if (code == SQLITE_OK)
    code = dropoff_store_schema_upgrade (database);
  if (code == SQLITE_OK)
    code = dropoff_store_uploads_prepare (database);
  if (code == SQLITE_OK)
    code = dropoff_store_batches_prepare (database);
  if (code == SQLITE_OK)
    code = dropoff_store_drops_prepare (database);
  return code == SQLITE_OK ? OPENED : judge (database, code, error);
}

/* On OPENED, journal->database is set. */
static Outcome
open_database (DropoffStoreJournal *journal, gboolean check, GError **error)
{
  DropoffStoreDatabase *database;
  Outcome outcome;
  int code;

  if (!prepare_files (journal->path, error))
    return FAILED;
  code = dropoff_store_database_connect (journal->path, &database);
  outcome = try_database (database, code, check, error);
  if (outcome == OPENED)
    journal->database = database;
  else
    dropoff_store_database_close (database, TRUE);
  return outcome;
}

static guint64
size_of (const char *path)
{
  struct stat status;

  return lstat (path, &status) == 0 ? (guint64) status.st_size : 0;
}

/* SQLite takes a file of next to nothing for a new database, and throws its log away. */
static gboolean
was_emptied (DropoffStoreJournal *journal)
{
  g_autofree char *log = g_strconcat (journal->path, "-wal", NULL);

  if (size_of (journal->path) > 0)
    return size_of (journal->path) < PAGE_MIN_BYTES;
  return size_of (log) > 0
         || (dropoff_store_lock_was_clean (journal->lock)
             && g_file_test (journal->path, G_FILE_TEST_EXISTS));
}

static char *
free_name (const char *path)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  g_autofree char *date = g_date_time_format (now, "%Y-%m-%d");

  for (guint i = 1;; i++)
    {
      g_autofree char *suffix =
          i == 1 ? g_strdup_printf ("-%s.db", date) : g_strdup_printf ("-%s-%u.db", date, i);
      g_autofree char *name = sibling (path, suffix);
      g_autofree char *log = g_strconcat (name, "-wal", NULL);

      if (!g_file_test (name, G_FILE_TEST_EXISTS) && !g_file_test (log, G_FILE_TEST_EXISTS))
        return g_steal_pointer (&name);
    }
}

/* The log goes first: should we be stopped in between, a database without its log is set aside at
 * the next start, whereas a log without its database would be taken for the new one's. */
static char *
set_database_aside (const char *path, GError **error)
{
  g_autofree char *log = g_strconcat (path, "-wal", NULL);
  g_autofree char *index = g_strconcat (path, "-shm", NULL);
  g_autofree char *aside = free_name (path);
  g_autofree char *aside_log = g_strconcat (aside, "-wal", NULL);

  if ((rename (log, aside_log) != 0 && errno != ENOENT) || rename (path, aside) != 0)
    {
      g_propagate_error (error, dropoff_store_file_error (errno, path));
      return NULL;
    }
  if (unlink (index) != 0 && errno != ENOENT)
    {
      g_propagate_error (error, dropoff_store_file_error (errno, index));
      return NULL;
    }
  sync_directory (path);
  return g_steal_pointer (&aside);
}

DropoffStoreJournal *
dropoff_store_journal_open (const char *path, char **set_aside, GError **error)
{
  g_autoptr (DropoffStoreJournal) journal = g_new0 (DropoffStoreJournal, 1);
  g_autofree char *lock_path = NULL;
  g_autofree char *aside = NULL;
  gboolean is_clean, is_emptied;
  Outcome outcome;

  journal->path = prepare_directory (path, error);
  if (journal->path == NULL)
    return NULL;
  lock_path = sibling (journal->path, ".lock");
  journal->lock = dropoff_store_lock_acquire (lock_path, error);
  if (journal->lock == NULL)
    return NULL;
  is_clean = dropoff_store_lock_is_clean (journal->lock, journal->path);
  is_emptied = was_emptied (journal);
  if (!dropoff_store_lock_mark_open (journal->lock, error))
    return NULL;

  if (is_emptied)
    outcome = prepare_files (journal->path, error) ? DAMAGED : FAILED;
  else
    outcome = open_database (journal, !is_clean, error);
  if (outcome == DAMAGED)
    {
      aside = set_database_aside (journal->path, error);
      if (aside == NULL)
        return NULL;
      g_free (*set_aside);
      *set_aside = g_steal_pointer (&aside);
      outcome = open_database (journal, FALSE, error);
    }
  if (outcome == OPENED)
    {
      sync_directory (journal->path);
      return g_steal_pointer (&journal);
    }
  /* A database just made that is damaged: the disk does not keep what is written. */
  if (outcome == DAMAGED)
    g_propagate_error (error, dropoff_store_file_error (EIO, journal->path));
  return NULL;
}

DropoffStoreDatabase *
dropoff_store_journal_get_database (DropoffStoreJournal *journal)
{
  return journal->database;
}

void
dropoff_store_journal_close (DropoffStoreJournal *journal)
{
  g_autofree char *log = g_strconcat (journal->path, "-wal", NULL);
  gboolean damage_seen = dropoff_store_database_get_damage_seen (journal->database);

  if (!damage_seen)
    dropoff_store_database_exec (journal->database, SHRINK);
  dropoff_store_database_close (journal->database, damage_seen);
  /* A log that is still there (a full disk, another reader) is replayed at the next start. */
  if (!damage_seen && !g_file_test (log, G_FILE_TEST_EXISTS))
    dropoff_store_lock_mark_clean (journal->lock, journal->path);
  dropoff_store_journal_free (journal);
}
