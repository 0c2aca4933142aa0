/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "hanging-drive.h"

#include <errno.h>
#include <fcntl.h>
#include <gio/gio.h>
#include <linux/fuse.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define FILE_NODE 2
#define BUFFER_SIZE (1024 * 1024 + 4096)
#define MAX_WAITING 64

struct _HangingDrive
{
  char *directory;
  pid_t pid;
  int answer; /* closed: give the bytes */
};

/* In the other process */

typedef struct
{
  int fuse;
  guint64 size_bytes;
  gboolean answers;
  struct
  {
    guint64 unique;
    guint32 size;
  } waiting[MAX_WAITING];
  guint n_waiting;
} Server;

static void
reply (const Server *server, guint64 unique, int error, const void *data, gsize size)
{
  g_autofree guint8 *message = g_malloc0 (sizeof (struct fuse_out_header) + size);
  struct fuse_out_header header = { .len = (guint32) (sizeof header + size), .error = -error,
                                    .unique = unique };

  memcpy (message, &header, sizeof header);
  if (size > 0)
    memcpy (message + sizeof header, data, size);
  if (write (server->fuse, message, header.len) < 0 && errno != ENOENT)
    _exit (1);
}

static struct fuse_attr
make_attributes (const Server *server, guint64 node)
{
  struct fuse_attr attributes = { .ino = node, .nlink = 1, .mtime = 1700000000,
                                  .ctime = 1700000000 };

  attributes.mode = node == FILE_NODE ? S_IFREG | 0644 : S_IFDIR | 0755;
  attributes.size = node == FILE_NODE ? server->size_bytes : 0;
  return attributes;
}

static void
reply_zeros (const Server *server, guint64 unique, guint32 size)
{
  g_autofree guint8 *zeros = g_malloc0 (size);

  reply (server, unique, 0, zeros, size);
}

static void
on_init (const Server *server, guint64 unique)
{
  struct fuse_init_out out = { .major = FUSE_KERNEL_VERSION, .minor = FUSE_KERNEL_MINOR_VERSION,
                               .max_readahead = 65536, .max_write = 65536 };

  reply (server, unique, 0, &out, sizeof out);
}

static void
on_lookup (const Server *server, guint64 unique, const char *name)
{
  struct fuse_entry_out out = { .nodeid = FILE_NODE, .attr = make_attributes (server, FILE_NODE) };

  if (strcmp (name, "file") == 0)
    reply (server, unique, 0, &out, sizeof out);
  else
    reply (server, unique, ENOENT, NULL, 0);
}

static void
on_read (Server *server, guint64 unique, const struct fuse_read_in *in)
{
  guint32 size = in->offset >= server->size_bytes
                     ? 0
                     : (guint32) MIN (in->size, server->size_bytes - in->offset);

  if (server->answers)
    reply_zeros (server, unique, size);
  else if (server->n_waiting < MAX_WAITING)
    {
      server->waiting[server->n_waiting].unique = unique;
      server->waiting[server->n_waiting++].size = size;
    }
}

static void
on_request (Server *server, const guint8 *message)
{
  const struct fuse_in_header *header = (const void *) message;
  const void *body = message + sizeof *header;
  struct fuse_attr_out attributes = { .attr = make_attributes (server, header->nodeid) };
  struct fuse_statfs_out statistics = { 0 };
  struct fuse_open_out opened = { .open_flags = FOPEN_DIRECT_IO };

  if (server->size_bytes == 0 && header->opcode != FUSE_INIT)
    return;
  switch (header->opcode)
    {
    case FUSE_INIT:
      on_init (server, header->unique);
      break;
    case FUSE_LOOKUP:
      on_lookup (server, header->unique, body);
      break;
    case FUSE_GETATTR:
      reply (server, header->unique, 0, &attributes, sizeof attributes);
      break;
    case FUSE_OPEN:
      reply (server, header->unique, 0, &opened, sizeof opened);
      break;
    case FUSE_READ:
      on_read (server, header->unique, body);
      break;
    case FUSE_STATFS:
      reply (server, header->unique, 0, &statistics, sizeof statistics);
      break;
    case FUSE_FLUSH:
    case FUSE_RELEASE:
      reply (server, header->unique, 0, NULL, 0);
      break;
    case FUSE_FORGET:
    case FUSE_BATCH_FORGET:
    case FUSE_INTERRUPT:
      break; /* want no reply */
    default:
      reply (server, header->unique, ENOSYS, NULL, 0);
    }
}

static void
serve (Server *server, int answer)
{
  g_autofree guint8 *message = g_malloc (BUFFER_SIZE);
  struct pollfd polls[] = { { .fd = server->fuse, .events = POLLIN },
                            { .fd = answer, .events = POLLIN } };

  while (poll (polls, server->answers ? 1 : 2, -1) > 0)
    {
      if (polls[0].revents != 0)
        {
          if (read (server->fuse, message, BUFFER_SIZE) < 0 && errno != EINTR && errno != ENOENT)
            break;
          on_request (server, message);
        }
      if (!server->answers && polls[1].revents != 0)
        {
          server->answers = TRUE;
          for (guint i = 0; i < server->n_waiting; i++)
            reply_zeros (server, server->waiting[i].unique, server->waiting[i].size);
        }
    }
  _exit (0);
}

/* In the test */

gboolean
hanging_drive_prepare (void)
{
  if (unshare (geteuid () == 0 ? CLONE_NEWNS : CLONE_NEWUSER | CLONE_NEWNS) != 0)
    return FALSE;
  return mount (NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) == 0;
}

HangingDrive *
hanging_drive_new (const char *directory, guint64 size_bytes, GError **error)
{
  Server server = { .size_bytes = size_bytes };
  g_autofree char *options = NULL;
  HangingDrive *drive;
  int ends[2];
  pid_t pid;

  server.fuse = open ("/dev/fuse", O_RDWR | O_CLOEXEC);
  options = g_strdup_printf ("fd=%d,rootmode=40000,user_id=%u,group_id=%u", server.fuse, geteuid (),
                             getegid ());
  if (server.fuse < 0 || mount ("hanging", directory, "fuse", MS_NOSUID | MS_NODEV, options) != 0)
    {
      g_set_error (error, G_IO_ERROR, g_io_error_from_errno (errno), "no FUSE here: %s",
                   g_strerror (errno));
      if (server.fuse >= 0)
        close (server.fuse);
      return NULL;
    }
  g_assert_cmpint (pipe (ends), ==, 0);
  pid = fork ();
  g_assert_cmpint (pid, >=, 0);
  if (pid == 0)
    {
      prctl (PR_SET_PDEATHSIG, SIGKILL);
      close (ends[1]);
      serve (&server, ends[0]);
    }
  close (server.fuse);
  close (ends[0]);
  drive = g_new0 (HangingDrive, 1);
  drive->directory = g_strdup (directory);
  drive->pid = pid;
  drive->answer = ends[1];
  return drive;
}

void
hanging_drive_answer (HangingDrive *drive)
{
  close (drive->answer);
  drive->answer = -1;
}

void
hanging_drive_free (HangingDrive *drive)
{
  kill (drive->pid, SIGKILL);
  waitpid (drive->pid, NULL, 0);
  if (drive->answer >= 0)
    close (drive->answer);
  umount2 (drive->directory, MNT_DETACH);
  g_free (drive->directory);
  g_free (drive);
}
