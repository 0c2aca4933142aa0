/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "dropoff-loopback-listener.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "dropoff-error.h"
#include "dropoff-secret.h"

#define PATH "/signed-in"
#define MAX_HEAD_BYTES (16 * 1024)
#define MAX_VISITORS 16
#define PATIENCE_S 10

/* Below the ports that systems give out by themselves. */
static const guint16 ports[DROPOFF_LOOPBACK_N_PORTS] = { 23871, 25283, 27644 };

struct _DropoffLoopbackListener
{
  GObject parent_instance;

  GSocketService *service;
  GCancellable *cancellable;
  guint16 port;
  char *address;
  guint n_visitors;

  DropoffLoopbackFunc func; /* NULL once nobody waits any more */
  gpointer user_data;
};

G_DEFINE_FINAL_TYPE (DropoffLoopbackListener, dropoff_loopback_listener, G_TYPE_OBJECT)

/* One connection of a browser, until it has been answered. */
typedef struct
{
  DropoffLoopbackListener *self;
  GSocketConnection *connection;
  char head[MAX_HEAD_BYTES + 1];
  gsize length;
  char *reply;
} Visitor;

static void
visitor_free (Visitor *visitor)
{
  visitor->self->n_visitors--;
  g_io_stream_close_async (G_IO_STREAM (visitor->connection), G_PRIORITY_DEFAULT, NULL, NULL,
                           NULL);
  g_object_unref (visitor->connection);
  g_object_unref (visitor->self);
  /* The code has gone through here. */
  dropoff_wipe (visitor->head, sizeof visitor->head);
  g_free (visitor->reply);
  g_free (visitor);
}

static void
dropoff_loopback_listener_dispose (GObject *object)
{
  DropoffLoopbackListener *self = DROPOFF_LOOPBACK_LISTENER (object);

  if (self->service != NULL)
    {
      g_socket_service_stop (self->service);
      g_socket_listener_close (G_SOCKET_LISTENER (self->service));
    }
  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->service);
  G_OBJECT_CLASS (dropoff_loopback_listener_parent_class)->dispose (object);
}

static void
dropoff_loopback_listener_finalize (GObject *object)
{
  DropoffLoopbackListener *self = DROPOFF_LOOPBACK_LISTENER (object);

  g_clear_object (&self->cancellable);
  g_free (self->address);
  G_OBJECT_CLASS (dropoff_loopback_listener_parent_class)->finalize (object);
}

static void
dropoff_loopback_listener_class_init (DropoffLoopbackListenerClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = dropoff_loopback_listener_dispose;
  G_OBJECT_CLASS (klass)->finalize = dropoff_loopback_listener_finalize;
}

static void
dropoff_loopback_listener_init (DropoffLoopbackListener *self)
{
  self->cancellable = g_cancellable_new ();
}

/* A page of its own: nothing is loaded, nothing runs, nothing of the address is handed on. */
static char *
make_page (const char *status, const char *sentence)
{
  g_autofree char *words = g_markup_escape_text (sentence, -1);
  g_autofree char *page = g_strdup_printf (
      "<!doctype html><html><head><meta charset=\"utf-8\"><title>Dropoff</title>"
      "<meta name=\"color-scheme\" content=\"light dark\"></head>"
      "<body style=\"font: 1.25em sans-serif; text-align: center; margin: 20vh 2em\">"
      "<p>%s</p></body></html>",
      words);

  return g_strdup_printf ("HTTP/1.1 %s\r\nContent-Type: text/html; charset=utf-8\r\n"
                          "Content-Length: %zu\r\nConnection: close\r\nCache-Control: no-store\r\n"
                          "Content-Security-Policy: default-src 'none'; style-src "
                          "'unsafe-inline'\r\nReferrer-Policy: no-referrer\r\n"
                          "X-Content-Type-Options: nosniff\r\n\r\n%s",
                          status, strlen (page), page);
}

/* Another site may have its name point at this computer; its pages send another Host. */
static gboolean
host_is_ours (DropoffLoopbackListener *self, const char *head)
{
  g_autofree char *wanted = g_strdup_printf ("localhost:%u", self->port);
  g_auto (GStrv) lines = g_strsplit (head, "\r\n", 100);

  for (char **line = lines; *line != NULL; line++)
    {
      if (g_ascii_strncasecmp (*line, "Host:", 5) == 0)
        return g_ascii_strcasecmp (g_strstrip (*line + 5), wanted) == 0;
    }
  return FALSE;
}

static char *
answer (DropoffLoopbackListener *self, char *head)
{
  const char *not_found = _ ("There is nothing here.");
  g_autofree char *line = g_strndup (head, strcspn (head, "\r\n"));
  g_auto (GStrv) words = g_strsplit (line, " ", 4);
  char *query;

  if (g_strv_length (words) != 3 || !g_str_has_prefix (words[2], "HTTP/1."))
    return make_page ("400 Bad Request", not_found);
  query = strchr (words[1], '?');
  if (query != NULL)
    *query++ = '\0';
  if (!host_is_ours (self, head) || strcmp (words[1], PATH) != 0)
    return make_page ("404 Not Found", not_found);
  if (strcmp (words[0], "GET") != 0)
    return make_page ("405 Method Not Allowed", not_found);
  if (self->func == NULL || !self->func (query, self->user_data))
    return make_page ("400 Bad Request", _ ("This is not the sign-in that Dropoff waits for. Go "
                                            "back to Dropoff and begin again."));
  return make_page ("200 OK", _ ("You can close this page and go back to Dropoff."));
}

static void
on_answered (GObject *source, GAsyncResult *result, gpointer user_data)
{
  /* A browser that has gone needs no page. */
  g_output_stream_write_all_finish (G_OUTPUT_STREAM (source), result, NULL, NULL);
  visitor_free (user_data);
}

static void read_on (Visitor *visitor);

static void
on_read (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Visitor *visitor = user_data;
  gssize n = g_input_stream_read_finish (G_INPUT_STREAM (source), result, NULL);
  GOutputStream *output;

  if (n <= 0)
    {
      visitor_free (visitor);
      return;
    }
  visitor->length += (gsize) n;
  visitor->head[visitor->length] = '\0';
  if (strstr (visitor->head, "\r\n\r\n") == NULL && visitor->length < MAX_HEAD_BYTES)
    {
      read_on (visitor);
      return;
    }
  visitor->reply = answer (visitor->self, visitor->head);
  output = g_io_stream_get_output_stream (G_IO_STREAM (visitor->connection));
  g_output_stream_write_all_async (output, visitor->reply, strlen (visitor->reply),
                                   G_PRIORITY_DEFAULT, NULL, on_answered, visitor);
}

static void
read_on (Visitor *visitor)
{
  GInputStream *input = g_io_stream_get_input_stream (G_IO_STREAM (visitor->connection));

  g_input_stream_read_async (input, visitor->head + visitor->length,
                             MAX_HEAD_BYTES - visitor->length, G_PRIORITY_DEFAULT,
                             visitor->self->cancellable, on_read, visitor);
}

static gboolean
on_incoming (DropoffLoopbackListener *self, GSocketConnection *connection)
{
  Visitor *visitor;

  if (self->n_visitors == MAX_VISITORS)
    return TRUE;
  g_socket_set_timeout (g_socket_connection_get_socket (connection), PATIENCE_S);
  visitor = g_new0 (Visitor, 1);
  visitor->self = g_object_ref (self);
  visitor->connection = g_object_ref (connection);
  self->n_visitors++;
  read_on (visitor);
  return TRUE;
}

static gboolean
listen_on (GSocketListener *listener, GSocketFamily family, guint16 port, GError **error)
{
  g_autoptr (GInetAddress) loopback = g_inet_address_new_loopback (family);
  g_autoptr (GSocketAddress) address = g_inet_socket_address_new (loopback, port);

  return g_socket_listener_add_address (listener, address, G_SOCKET_TYPE_STREAM,
                                        G_SOCKET_PROTOCOL_TCP, NULL, NULL, error);
}

/* Browsers take either address for "localhost". A computer without IPv6 does without it, but a
 * port whose other half is somebody else's is not ours. */
static gboolean
listen_on_port (DropoffLoopbackListener *self, guint16 port)
{
  g_autoptr (GSocketService) service = g_socket_service_new ();
  g_autoptr (GError) error = NULL;

  g_socket_service_stop (service);
  if (!listen_on (G_SOCKET_LISTENER (service), G_SOCKET_FAMILY_IPV4, port, NULL)
      || (!listen_on (G_SOCKET_LISTENER (service), G_SOCKET_FAMILY_IPV6, port, &error)
          && g_error_matches (error, G_IO_ERROR, G_IO_ERROR_ADDRESS_IN_USE)))
    {
      g_socket_listener_close (G_SOCKET_LISTENER (service));
      return FALSE;
    }
  self->service = g_steal_pointer (&service);
  self->port = port;
  self->address = g_strdup_printf ("http://localhost:%u" PATH, port);
  g_signal_connect_object (self->service, "incoming", G_CALLBACK (on_incoming), self,
                           G_CONNECT_SWAPPED);
  g_socket_service_start (self->service);
  return TRUE;
}

DropoffLoopbackListener *
dropoff_loopback_listener_new (DropoffLoopbackFunc func, gpointer user_data, GError **error)
{
  g_autoptr (DropoffLoopbackListener) self
      = g_object_new (DROPOFF_TYPE_LOOPBACK_LISTENER, NULL);

  self->func = func;
  self->user_data = user_data;
  for (gsize i = 0; i < G_N_ELEMENTS (ports); i++)
    {
      if (listen_on_port (self, ports[i]))
        return g_steal_pointer (&self);
    }
  g_propagate_error (error, dropoff_error_new (DROPOFF_ERROR_RETRY, "all ports are taken", 0,
                                               _ ("Another program is in the way. Close other "
                                                  "sign-ins and try again.")));
  return NULL;
}

const char *
dropoff_loopback_listener_get_address (DropoffLoopbackListener *self)
{
  g_return_val_if_fail (DROPOFF_IS_LOOPBACK_LISTENER (self), NULL);
  return self->address;
}

void
dropoff_loopback_listener_close (DropoffLoopbackListener *self)
{
  g_return_if_fail (DROPOFF_IS_LOOPBACK_LISTENER (self));

  self->func = NULL;
  g_object_run_dispose (G_OBJECT (self));
}
