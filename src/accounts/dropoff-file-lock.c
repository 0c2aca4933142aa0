/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "dropoff-file-lock.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <sys/file.h>
#include <unistd.h>

#define TRY_EVERY_MS 50

struct _DropoffFileLock
{
  int descriptor;
};

typedef struct
{
  int descriptor;
  gint64 give_up_at_us;
} Wait;

static void
wait_free (Wait *wait)
{
  if (wait->descriptor >= 0)
    close (wait->descriptor);
  g_free (wait);
}

/* In a sandbox each instance may have a runtime directory of its own; the data directory is one. */
static char *
make_path (const char *name)
{
  const char *base = g_getenv ("FLATPAK_ID") != NULL ? g_get_user_data_dir ()
                                                     : g_get_user_runtime_dir ();
  g_autofree char *directory = g_build_filename (base, "dropoff", NULL);
  g_autofree char *file = g_strconcat (name, ".lock", NULL);

  g_mkdir_with_parents (directory, 0700);
  return g_build_filename (directory, file, NULL);
}

/* TRUE when it is over, with or without the lock. */
static gboolean
try_lock (GTask *task)
{
  Wait *wait = g_task_get_task_data (task);
  DropoffFileLock *lock;

  if (wait->descriptor >= 0 && flock (wait->descriptor, LOCK_EX | LOCK_NB) == 0)
    {
      lock = g_new0 (DropoffFileLock, 1);
      lock->descriptor = wait->descriptor;
      wait->descriptor = -1;
      g_task_return_pointer (task, lock, (GDestroyNotify) dropoff_file_lock_release);
      return TRUE;
    }
  if (wait->descriptor >= 0 && g_get_monotonic_time () < wait->give_up_at_us)
    return FALSE;
  g_task_return_pointer (task, NULL, NULL);
  return TRUE;
}

static gboolean
on_try_again (gpointer user_data)
{
  return try_lock (G_TASK (user_data)) ? G_SOURCE_REMOVE : G_SOURCE_CONTINUE;
}

void
dropoff_file_lock_acquire_async (const char *name, guint patience_ms,
                                 GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, NULL, callback, user_data);
  g_autofree char *path = make_path (name);
  g_autoptr (GSource) source = NULL;
  Wait *wait = g_new0 (Wait, 1);

  wait->descriptor = g_open (path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
  wait->give_up_at_us = g_get_monotonic_time () + (gint64) patience_ms * 1000;
  g_task_set_source_tag (task, dropoff_file_lock_acquire_async);
  g_task_set_task_data (task, wait, (GDestroyNotify) wait_free);
  if (try_lock (task))
    return;
  source = g_timeout_source_new (TRY_EVERY_MS);
  g_source_set_callback (source, on_try_again, g_object_ref (task), g_object_unref);
  g_source_attach (source, g_main_context_get_thread_default ());
}

DropoffFileLock *
dropoff_file_lock_acquire_finish (GAsyncResult *result)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, dropoff_file_lock_acquire_async), NULL);
  return g_task_propagate_pointer (G_TASK (result), NULL);
}

void
dropoff_file_lock_release (DropoffFileLock *lock)
{
  close (lock->descriptor);
  g_free (lock);
}
