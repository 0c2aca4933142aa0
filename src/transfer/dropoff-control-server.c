/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "dropoff-control-server.h"

#include <gio/gunixsocketaddress.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "dropoff-control-session.h"
#include "dropoff-control-stream.h"
#include "dropoff-error.h"

/* More people at the door than this are not let in. */
#define MAX_PEERS 32

struct _DropoffControlServer
{
  DropoffEngine *engine;
  int directory;
  GSocketAddress *address;
  GSocket *socket;
  GSource *source;
  GPtrArray *peers;
};

typedef struct
{
  DropoffControlServer *server;
  DropoffControlStream *stream;
  DropoffControlSession *session;
} Peer;

static void
peer_free (gpointer data)
{
  Peer *peer = data;

  g_clear_pointer (&peer->session, dropoff_control_session_free);
  g_clear_pointer (&peer->stream, dropoff_control_stream_free);
  g_free (peer);
}

static void
on_event (JsonNode *event, gpointer user_data)
{
  Peer *peer = user_data;
  g_autofree char *line = dropoff_control_event_write (event);

  dropoff_control_stream_send (peer->stream, line);
}

static void
on_line (GBytes *line, gpointer user_data)
{
  Peer *peer = user_data;
  g_autofree char *problem = NULL;
  g_autoptr (DropoffControlRequest) request = dropoff_control_request_read (line, &problem);
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) event = NULL;

  if (request != NULL)
    {
      dropoff_control_session_handle (peer->session, request);
      return;
    }
  error = dropoff_error_new (DROPOFF_ERROR_INTERNAL, problem, 0,
                             _ ("Something went wrong inside Dropoff."));
  event = dropoff_control_event_of_error (error);
  on_event (event, peer);
}

static void
on_ended (gpointer user_data)
{
  Peer *peer = user_data;

  g_ptr_array_remove_fast (peer->server->peers, peer);
}

static gboolean
on_visitor (GSocket *socket, GIOCondition condition, gpointer user_data)
{
  static const DropoffControlStreamFuncs funcs = { .line = on_line, .ended = on_ended };
  DropoffControlServer *self = user_data;
  g_autoptr (GSocket) visitor = g_socket_accept (socket, NULL, NULL);
  Peer *peer;

  if (visitor == NULL || self->peers->len >= MAX_PEERS || !dropoff_control_is_ours (visitor))
    return G_SOURCE_CONTINUE;
  peer = g_new0 (Peer, 1);
  peer->server = self;
  peer->stream = dropoff_control_stream_new (visitor, &funcs, peer);
  g_ptr_array_add (self->peers, peer);
  peer->session = dropoff_control_session_new (self->engine, on_event, peer);
  return G_SOURCE_CONTINUE;
}

DropoffControlServer *
dropoff_control_server_new (DropoffEngine *engine, const char *data_dir, GError **error)
{
  g_autoptr (DropoffControlServer) self = g_new0 (DropoffControlServer, 1);
  g_autoptr (GError) problem = NULL;

  self->engine = engine;
  self->directory = -1;
  self->peers = g_ptr_array_new_with_free_func (peer_free);
  self->address = dropoff_control_address_new (data_dir, &self->directory, error);
  if (self->address == NULL)
    return NULL;
  self->socket = g_socket_new (G_SOCKET_FAMILY_UNIX, G_SOCKET_TYPE_STREAM,
                               G_SOCKET_PROTOCOL_DEFAULT, &problem);
  if (self->socket != NULL)
    {
      g_unlink (g_unix_socket_address_get_path (G_UNIX_SOCKET_ADDRESS (self->address)));
      /* Linux gives the socket's own mode to its name. */
      fchmod (g_socket_get_fd (self->socket), 0600);
      g_socket_set_blocking (self->socket, FALSE);
    }
  if (self->socket == NULL || !g_socket_bind (self->socket, self->address, FALSE, &problem)
      || !g_socket_listen (self->socket, &problem))
    {
      g_propagate_error (error, dropoff_error_new (DROPOFF_ERROR_JOURNAL, problem->message, 0,
                                                   _ ("Other programs can’t reach Dropoff.")));
      return NULL;
    }
  self->source = g_socket_create_source (self->socket, G_IO_IN, NULL);
  g_source_set_callback (self->source, G_SOURCE_FUNC (on_visitor), self, NULL);
  g_source_attach (self->source, NULL);
  return g_steal_pointer (&self);
}

void
dropoff_control_server_free (DropoffControlServer *self)
{
  if (self->source != NULL)
    {
      g_unlink (g_unix_socket_address_get_path (G_UNIX_SOCKET_ADDRESS (self->address)));
      g_source_destroy (self->source);
      g_source_unref (self->source);
    }
  g_ptr_array_unref (self->peers);
  g_clear_object (&self->socket);
  g_clear_object (&self->address);
  if (self->directory >= 0)
    close (self->directory);
  g_free (self);
}
