/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "dropoff-control-client.h"

#include <glib/gi18n-lib.h>
#include <unistd.h>

#include "dropoff-control-stream.h"
#include "dropoff-error.h"

struct _DropoffControlClient
{
  DropoffControlStream *stream;
  DropoffControlEmit emit;
  gpointer user_data;
};

static void
on_line (GBytes *line, gpointer user_data)
{
  DropoffControlClient *self = user_data;
  g_autofree char *problem = NULL;
  g_autoptr (JsonNode) event = dropoff_control_event_read (line, &problem);

  if (event != NULL)
    self->emit (event, self->user_data);
  else
    g_message ("The owner of the list said what cannot be understood: %s", problem);
}

static void
on_ended (gpointer user_data)
{
  DropoffControlClient *self = user_data;
  g_autoptr (JsonNode) event
      = dropoff_control_event_end (dropoff_control_event_begin ("closed"));

  self->emit (event, self->user_data);
}

DropoffControlClient *
dropoff_control_client_new (const char *data_dir, DropoffControlEmit emit, gpointer user_data,
                            GError **error)
{
  static const DropoffControlStreamFuncs funcs = { .line = on_line, .ended = on_ended };
  g_autoptr (GSocket) socket = NULL;
  g_autoptr (GSocketAddress) address = NULL;
  g_autoptr (GError) problem = NULL;
  DropoffControlClient *self;
  gboolean connected;
  int directory;

  address = dropoff_control_address_new (data_dir, &directory, error);
  if (address == NULL)
    return NULL;
  socket = g_socket_new (G_SOCKET_FAMILY_UNIX, G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_DEFAULT,
                         &problem);
  connected = socket != NULL && g_socket_connect (socket, address, NULL, &problem)
              && dropoff_control_is_ours (socket);
  close (directory);
  if (!connected)
    {
      g_propagate_error (error,
                         dropoff_error_new (DROPOFF_ERROR_JOURNAL,
                                            problem != NULL ? problem->message : "another user",
                                            0, _ ("Dropoff is open, but does not answer.")));
      return NULL;
    }
  self = g_new0 (DropoffControlClient, 1);
  self->emit = emit;
  self->user_data = user_data;
  self->stream = dropoff_control_stream_new (socket, &funcs, self);
  return self;
}

void
dropoff_control_client_request (DropoffControlClient *self, const DropoffControlRequest *request)
{
  g_autofree char *line = dropoff_control_request_write (request);

  dropoff_control_stream_send (self->stream, line);
}

void
dropoff_control_client_free (DropoffControlClient *self)
{
  dropoff_control_stream_free (self->stream);
  g_free (self);
}
