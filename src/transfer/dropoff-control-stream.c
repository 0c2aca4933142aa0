/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "dropoff-control-stream.h"

#include <errno.h>
#include <fcntl.h>
#include <gio/gunixsocketaddress.h>
#include <string.h>
#include <unistd.h>

#include "dropoff-control-messages.h"
#include "dropoff-error.h"
#include "dropoff-store-database.h"

#define READ_BYTES (64 * 1024)
/* The list of 100,000 files takes about 30 MB. */
#define MAX_UNREAD_BYTES (64 * 1024 * 1024)
#define SOCKET_NAME "control.sock"

struct _DropoffControlStream
{
  gint n_refs; /* one of its owner, one of each source */
  GSocket *socket;
  const DropoffControlStreamFuncs *funcs; /* NULL once it was freed */
  gpointer user_data;
  GSource *reading;
  GSource *writing;
  GByteArray *in;
  GByteArray *out;
  gsize written;
  gboolean overflowed;
};

static void
stream_unref (gpointer data)
{
  DropoffControlStream *self = data;

  if (--self->n_refs > 0)
    return;
  g_byte_array_unref (self->in);
  g_byte_array_unref (self->out);
  g_object_unref (self->socket);
  g_free (self);
}

static void
drop_source (GSource **source)
{
  g_autoptr (GSource) dropped = g_steal_pointer (source);

  if (dropped != NULL)
    g_source_destroy (dropped);
}

static void
end (DropoffControlStream *self)
{
  const DropoffControlStreamFuncs *funcs = g_steal_pointer (&self->funcs);

  drop_source (&self->reading);
  drop_source (&self->writing);
  g_socket_close (self->socket, NULL);
  if (funcs != NULL)
    funcs->ended (self->user_data);
}

static GSource *
watch (DropoffControlStream *self, GIOCondition condition, GSocketSourceFunc func)
{
  GSource *source = g_socket_create_source (self->socket, condition, NULL);

  self->n_refs++;
  g_source_set_callback (source, G_SOURCE_FUNC (func), self, stream_unref);
  g_source_attach (source, NULL);
  return source;
}

static void
hand_out_lines (DropoffControlStream *self)
{
  while (self->funcs != NULL && self->in->len > 0)
    {
      const guint8 *newline = memchr (self->in->data, '\n', self->in->len);
      gsize length;
      g_autoptr (GBytes) line = NULL;

      if (newline == NULL)
        {
          if (self->in->len > DROPOFF_CONTROL_MAX_LINE_BYTES)
            end (self);
          return;
        }
      length = (gsize) (newline - self->in->data);
      line = g_bytes_new (self->in->data, length);
      g_byte_array_remove_range (self->in, 0, (guint) length + 1);
      self->funcs->line (line, self->user_data);
    }
}

static gboolean
on_readable (GSocket *socket, GIOCondition condition, gpointer user_data)
{
  DropoffControlStream *self = user_data;
  g_autoptr (GError) error = NULL;
  guint8 piece[READ_BYTES];
  gssize n = g_socket_receive (socket, (char *) piece, sizeof piece, NULL, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK))
    return G_SOURCE_CONTINUE;
  if (n <= 0)
    {
      end (self);
      return G_SOURCE_REMOVE;
    }
  g_byte_array_append (self->in, piece, (guint) n);
  hand_out_lines (self);
  return self->funcs != NULL ? G_SOURCE_CONTINUE : G_SOURCE_REMOVE;
}

static gboolean
on_writable (GSocket *socket, GIOCondition condition, gpointer user_data)
{
  DropoffControlStream *self = user_data;
  g_autoptr (GError) error = NULL;
  gssize n = g_socket_send (socket, (const char *) self->out->data + self->written,
                            self->out->len - self->written, NULL, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK))
    return G_SOURCE_CONTINUE;
  if (n < 0)
    {
      end (self);
      return G_SOURCE_REMOVE;
    }
  self->written += (gsize) n;
  if (self->written < self->out->len)
    return G_SOURCE_CONTINUE;
  g_byte_array_set_size (self->out, 0);
  self->written = 0;
  drop_source (&self->writing);
  return G_SOURCE_REMOVE;
}

DropoffControlStream *
dropoff_control_stream_new (GSocket *socket, const DropoffControlStreamFuncs *funcs,
                            gpointer user_data)
{
  DropoffControlStream *self = g_new0 (DropoffControlStream, 1);

  self->n_refs = 1;
  self->socket = g_object_ref (socket);
  self->funcs = funcs;
  self->user_data = user_data;
  self->in = g_byte_array_new ();
  self->out = g_byte_array_new ();
  g_socket_set_blocking (socket, FALSE);
  self->reading = watch (self, G_IO_IN, on_readable);
  return self;
}

void
dropoff_control_stream_send (DropoffControlStream *self, const char *line)
{
  if (self->funcs == NULL || self->overflowed)
    return;
  if (self->out->len - self->written > MAX_UNREAD_BYTES)
    {
      /* Whoever sends is in the middle of something: the end comes from the main loop. */
      self->overflowed = TRUE;
      g_socket_shutdown (self->socket, TRUE, TRUE, NULL);
      return;
    }
  g_byte_array_append (self->out, (const guint8 *) line, (guint) strlen (line));
  if (self->writing == NULL)
    self->writing = watch (self, G_IO_OUT, on_writable);
}

void
dropoff_control_stream_free (DropoffControlStream *self)
{
  self->funcs = NULL;
  /* Short last words, such as why it is closed, go out at once or not at all. */
  if (self->writing != NULL)
    g_socket_send (self->socket, (const char *) self->out->data + self->written,
                   self->out->len - self->written, NULL, NULL);
  end (self);
  stream_unref (self);
}

GSocketAddress *
dropoff_control_address_new (const char *data_dir, int *directory, GError **error)
{
  g_autofree char *path = NULL;

  *directory = open (data_dir, O_PATH | O_DIRECTORY | O_CLOEXEC);
  if (*directory < 0)
    {
      g_propagate_error (error, dropoff_store_file_error (errno, data_dir));
      return NULL;
    }
  path = g_strdup_printf ("/proc/self/fd/%d/" SOCKET_NAME, *directory);
  return g_unix_socket_address_new (path);
}

gboolean
dropoff_control_is_ours (GSocket *socket)
{
  g_autoptr (GCredentials) credentials = g_socket_get_credentials (socket, NULL);

  return credentials != NULL && g_credentials_get_unix_user (credentials, NULL) == getuid ();
}
