/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "dropoff-file-body.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <unistd.h>

#include "dropoff-crc64nvme.h"
#include "dropoff-error.h"
#include "dropoff-file-error.h"

struct _DropoffFileBody
{
  int fd;
  DropoffSpool *spool; /* whose file it is, or NULL */
  guint64 offset;
  guint64 length;
  guint64 expected_crc64;

  /* Net thread */
  guint64 position;
  guint64 crc64; /* of the bytes before summed_to */
  guint64 summed_to;
  GError *error;
};

static void
set_changed (DropoffFileBody *body, const char *detail)
{
  g_clear_error (&body->error);
  body->error = dropoff_error_new (DROPOFF_ERROR_FILE_CHANGED, detail, 0,
                                   _ ("This file changed while it was being sent."));
}

static void
set_unreadable (DropoffFileBody *body, int error_number)
{
  g_clear_error (&body->error);
  body->error = dropoff_file_error_new (error_number, NULL);
}

static gboolean
sum_up (DropoffFileBody *body, const guint8 *buffer, gsize size)
{
  if (body->position != body->summed_to)
    return TRUE; /* after a seek into the middle: summed up when it is read from the beginning */
  body->crc64 = dropoff_crc64nvme_update (body->crc64, buffer, size);
  body->summed_to += size;
  return body->summed_to < body->length || body->crc64 == body->expected_crc64;
}

static gssize
file_body_read (gpointer user_data, guint8 *buffer, gsize size)
{
  DropoffFileBody *body = user_data;
  gsize want = (gsize) MIN ((guint64) size, body->length - body->position);
  gssize got;

  if (want == 0)
    return 0;
  do
    got = pread (body->fd, buffer, want, (off_t) (body->offset + body->position));
  while (got < 0 && errno == EINTR);
  if (got < 0)
    {
      set_unreadable (body, errno);
      return -1;
    }
  if (got == 0)
    {
      set_changed (body, "the file is shorter now");
      return -1;
    }
  if (!sum_up (body, buffer, (gsize) got))
    {
      set_changed (body, "checksum differs from the one computed before");
      return -1;
    }
  body->position += (guint64) got;
  return got;
}

static gboolean
file_body_seek (gpointer user_data, guint64 offset)
{
  DropoffFileBody *body = user_data;

  if (offset > body->length)
    return FALSE;
  body->position = offset;
  if (offset == 0)
    {
      body->summed_to = 0;
      body->crc64 = 0;
    }
  return TRUE;
}

static GError *
file_body_describe_error (gpointer user_data)
{
  DropoffFileBody *body = user_data;

  if (body->error == NULL)
    set_unreadable (body, EIO);
  return g_error_copy (body->error);
}

static void
file_body_free (gpointer user_data)
{
  dropoff_file_body_free (user_data);
}

const DropoffHttpBodyFuncs dropoff_file_body_funcs = {
  .read = file_body_read,
  .seek = file_body_seek,
  .describe_error = file_body_describe_error,
  .free = file_body_free,
};

DropoffFileBody *
dropoff_file_body_new (int fd, guint64 offset_bytes, guint64 length_bytes, guint64 crc64)
{
  DropoffFileBody *body = g_new0 (DropoffFileBody, 1);

  body->fd = fd;
  body->offset = offset_bytes;
  body->length = length_bytes;
  body->expected_crc64 = crc64;
  return body;
}

DropoffFileBody *
dropoff_file_body_new_spooled (DropoffSpool *spool, guint64 length_bytes, guint64 crc64)
{
  DropoffFileBody *body
      = dropoff_file_body_new (dropoff_spool_get_fd (spool), 0, length_bytes, crc64);

  body->spool = spool;
  return body;
}

void
dropoff_file_body_free (DropoffFileBody *body)
{
  if (body == NULL)
    return;
  if (body->spool != NULL)
    dropoff_spool_free (body->spool);
  else
    close (body->fd);
  g_clear_error (&body->error);
  g_free (body);
}
