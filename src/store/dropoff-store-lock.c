/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "dropoff-store-lock.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "dropoff-error.h"
#include "dropoff-store-database.h"

/* A record of fixed length is overwritten in place, which works on a full disk too. */
#define RECORD_BYTES 64

struct _DropoffStoreLock
{
  int fd;
  char *path;
};

static void
read_record (DropoffStoreLock *lock, char record[RECORD_BYTES + 1])
{
  gssize n = pread (lock->fd, record, RECORD_BYTES, 0);

  record[MAX (n, 0)] = '\0';
}

static gboolean
write_record (DropoffStoreLock *lock, const char *text)
{
  char record[RECORD_BYTES + 1];
  gssize n;

  g_snprintf (record, sizeof record, "%-*s\n", RECORD_BYTES - 1, text);
  n = pwrite (lock->fd, record, RECORD_BYTES, 0);
  if (n >= 0 && n < RECORD_BYTES)
    errno = ENOSPC;
  return n == RECORD_BYTES && fsync (lock->fd) == 0;
}

static GError *
held_error (DropoffStoreLock *lock)
{
  char record[RECORD_BYTES + 1];
  g_autofree char *detail = NULL;
  int pid;

  read_record (lock, record);
  /* The owner may not have written its id yet. */
  if (sscanf (record, "open %d", &pid) == 1)
    detail = g_strdup_printf ("The journal is held by process %d", pid);
  else
    detail = g_strdup ("The journal is held by another process");
  return dropoff_error_new (DROPOFF_ERROR_JOURNAL, detail, 0,
                            _ ("Dropoff is already running. Use the window that is open, or "
                               "close it first."));
}

DropoffStoreLock *
dropoff_store_lock_acquire (const char *path, GError **error)
{
  g_autoptr (DropoffStoreLock) lock = g_new0 (DropoffStoreLock, 1);
  struct flock whole = { .l_type = F_WRLCK, .l_whence = SEEK_SET };

  lock->path = g_strdup (path);
  lock->fd = open (path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
  if (lock->fd < 0)
    {
      g_propagate_error (error, dropoff_store_file_error (errno, path));
      return NULL;
    }
  if (fcntl (lock->fd, F_OFD_SETLK, &whole) == 0)
    return g_steal_pointer (&lock);

  if (errno == EAGAIN || errno == EACCES)
    g_propagate_error (error, held_error (lock));
  else
    g_propagate_error (error, dropoff_store_file_error (errno, path));
  return NULL;
}

static gboolean
describe_clean (const char *database_path, char record[RECORD_BYTES])
{
  struct stat status;

  if (lstat (database_path, &status) != 0)
    return FALSE;
  g_snprintf (record, RECORD_BYTES, "clean %" G_GINT64_FORMAT " %" G_GINT64_FORMAT ".%09ld",
              (gint64) status.st_size, (gint64) status.st_mtim.tv_sec, status.st_mtim.tv_nsec);
  return TRUE;
}

gboolean
dropoff_store_lock_is_clean (DropoffStoreLock *lock, const char *database_path)
{
  char record[RECORD_BYTES + 1], clean[RECORD_BYTES];

  read_record (lock, record);
  return describe_clean (database_path, clean) && strcmp (g_strchomp (record), clean) == 0;
}

gboolean
dropoff_store_lock_was_clean (DropoffStoreLock *lock)
{
  char record[RECORD_BYTES + 1];

  read_record (lock, record);
  return g_str_has_prefix (record, "clean ");
}

gboolean
dropoff_store_lock_mark_open (DropoffStoreLock *lock, GError **error)
{
  char record[RECORD_BYTES];

  g_snprintf (record, sizeof record, "open %d", (int) getpid ());
  if (write_record (lock, record))
    return TRUE;
  g_propagate_error (error, dropoff_store_file_error (errno, lock->path));
  return FALSE;
}

void
dropoff_store_lock_mark_clean (DropoffStoreLock *lock, const char *database_path)
{
  char record[RECORD_BYTES];

  if (describe_clean (database_path, record) && !write_record (lock, record))
    g_message ("The clean close of the journal could not be noted: %s", g_strerror (errno));
}

void
dropoff_store_lock_release (DropoffStoreLock *lock)
{
  if (lock->fd >= 0)
    close (lock->fd);
  g_free (lock->path);
  g_free (lock);
}
