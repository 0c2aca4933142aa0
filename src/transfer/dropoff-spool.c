/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "dropoff-spool.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/magic.h>
#include <sys/vfs.h>
#include <unistd.h>

#define MIB (1024 * 1024)
#define MAX_PART_BYTES (64 * MIB)
#define MAX_TOTAL_BYTES (1024 * MIB)

/* Not in every version of linux/magic.h. */
#define FUSE_MAGIC 0x65735546
#define CIFS_MAGIC 0xff534d42
#define SMB2_MAGIC 0xfe534d42
#define CEPH_MAGIC 0x00c36400

struct _DropoffSpool
{
  int fd;
  gssize room_bytes;
  guint64 written_bytes;
};

static gssize taken_bytes; /* atomic, by all spools together */

static gboolean
is_far_away (int fd)
{
  struct statfs fs;

  if (fstatfs (fd, &fs) != 0)
    return TRUE; /* no drive of this computer refuses that */
  switch ((guint32) fs.f_type)
    {
    case NFS_SUPER_MAGIC:
    case SMB_SUPER_MAGIC:
    case CIFS_MAGIC:
    case SMB2_MAGIC:
    case FUSE_MAGIC:
    case V9FS_MAGIC:
    case AFS_SUPER_MAGIC:
    case CODA_SUPER_MAGIC:
    case CEPH_MAGIC:
      return TRUE;
    default:
      return FALSE;
    }
}

static gboolean
is_in_memory (int fd)
{
  struct statfs fs;

  return fstatfs (fd, &fs) == 0 && (guint32) fs.f_type == TMPFS_MAGIC;
}

/* The home may be far away itself; /var/tmp is on disk wherever there is one. */
static int
open_unnamed_file (void)
{
  const char *const directories[] = { g_get_user_cache_dir (), "/var/tmp" };

  for (guint i = 0; i < G_N_ELEMENTS (directories); i++)
    {
      int fd = open (directories[i], O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);

      if (fd < 0)
        continue;
      if (!is_far_away (fd) && !is_in_memory (fd))
        return fd;
      close (fd);
    }
  return -1;
}

static gboolean
take_room (gssize bytes)
{
  if (g_atomic_pointer_add (&taken_bytes, bytes) + bytes <= MAX_TOTAL_BYTES)
    return TRUE;
  g_atomic_pointer_add (&taken_bytes, -bytes);
  return FALSE;
}

DropoffSpool *
dropoff_spool_new_for (int fd, guint64 length_bytes)
{
  DropoffSpool *spool;
  int copy;

  if (!is_far_away (fd) || length_bytes > MAX_PART_BYTES || !take_room ((gssize) length_bytes))
    return NULL;
  copy = open_unnamed_file ();
  if (copy < 0)
    {
      g_atomic_pointer_add (&taken_bytes, -(gssize) length_bytes);
      return NULL;
    }
  spool = g_new0 (DropoffSpool, 1);
  spool->fd = copy;
  spool->room_bytes = (gssize) length_bytes;
  return spool;
}

gboolean
dropoff_spool_append (DropoffSpool *spool, const guint8 *bytes, gsize size_bytes)
{
  gsize done = 0;

  while (done < size_bytes)
    {
      gssize put = pwrite (spool->fd, bytes + done, size_bytes - done,
                           (off_t) (spool->written_bytes + done));

      if (put < 0 && errno != EINTR)
        return FALSE;
      done += put > 0 ? (gsize) put : 0;
    }
  spool->written_bytes += size_bytes;
  return TRUE;
}

int
dropoff_spool_get_fd (const DropoffSpool *spool)
{
  return spool->fd;
}

void
dropoff_spool_free (DropoffSpool *spool)
{
  close (spool->fd);
  g_atomic_pointer_add (&taken_bytes, -spool->room_bytes);
  g_free (spool);
}
