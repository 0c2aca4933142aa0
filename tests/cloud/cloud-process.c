/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cloud-process.h"

#include <gio/gio.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static struct
{
  GPid pid;
  int input; /* our end of its standard input */
  JsonNode *line;
} cloud;

/* Not by GSubprocess: it starts a thread of GLib's, whose locks ThreadSanitizer cannot see. */
void
cloud_start (void)
{
  const char *root = g_getenv ("DROPOFF_SOURCE_ROOT");
  g_autofree char *command =
      g_build_filename (root != NULL ? root : ".", "tests", "cloud", "run", NULL);
  /* It ends by itself when our end of its standard input closes, however we end. */
  char *arguments[] = { command, (char *) "--exit-with-parent", NULL };
  g_autoptr (GError) error = NULL;
  char *line = NULL;
  size_t room = 0;
  int output;
  FILE *stream;

  g_spawn_async_with_pipes (NULL, arguments, NULL, G_SPAWN_DO_NOT_REAP_CHILD, NULL, NULL,
                            &cloud.pid, &cloud.input, &output, NULL, &error);
  g_assert_no_error (error);
  stream = fdopen (output, "r");
  g_assert_cmpint (getline (&line, &room, stream), >, 0);
  cloud.line = json_from_string (line, &error);
  g_assert_no_error (error);
  free (line);
  fclose (stream);
}

void
cloud_stop (void)
{
  kill (cloud.pid, SIGTERM);
  g_assert_cmpint (waitpid (cloud.pid, NULL, 0), ==, cloud.pid);
  g_spawn_close_pid (cloud.pid);
  close (cloud.input);
  g_clear_pointer (&cloud.line, json_node_unref);
}

JsonObject *
cloud_get_line (void)
{
  return json_node_get_object (cloud.line);
}

char *
plain_request (const char *url, const char *method, const char *headers, const char *body,
               guint *status)
{
  g_autoptr (GUri) uri = g_uri_parse (url, G_URI_FLAGS_ENCODED, NULL);
  const char *query = g_uri_get_query (uri);
  g_autoptr (GSocketClient) client =
      g_object_new (G_TYPE_SOCKET_CLIENT, "enable-proxy", FALSE, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (GSocketConnection) connection = g_socket_client_connect_to_host (
      client, g_uri_get_host (uri), (guint16) g_uri_get_port (uri), NULL, &error);
  g_autofree char *request = g_strdup_printf (
      "%s %s%s%s HTTP/1.1\r\nHost: %s:%d\r\nConnection: close\r\nContent-Length: %zu\r\n%s\r\n%s",
      method, g_uri_get_path (uri), query != NULL ? "?" : "", query != NULL ? query : "",
      g_uri_get_host (uri), g_uri_get_port (uri), strlen (body), headers, body);
  g_autoptr (GOutputStream) memory = g_memory_output_stream_new_resizable ();
  const char *reply;
  const char *content;

  g_assert_no_error (error);
  g_output_stream_write_all (g_io_stream_get_output_stream (G_IO_STREAM (connection)), request,
                             strlen (request), NULL, NULL, &error);
  g_assert_no_error (error);
  g_output_stream_splice (memory, g_io_stream_get_input_stream (G_IO_STREAM (connection)),
                          G_OUTPUT_STREAM_SPLICE_NONE, NULL, &error);
  g_assert_no_error (error);
  g_output_stream_write_all (memory, "", 1, NULL, NULL, NULL);

  reply = g_memory_output_stream_get_data (G_MEMORY_OUTPUT_STREAM (memory));
  content = strstr (reply, "\r\n\r\n");
  g_assert_nonnull (content);
  *status = (guint) g_ascii_strtoull (reply + strlen ("HTTP/1.1 "), NULL, 10);
  return g_strdup (content + 4);
}

static JsonNode *
ask_control (const char *method, const char *page, const char *body)
{
  g_autofree char *url
      = g_strconcat (json_object_get_string_member (cloud_get_line (), "control"), page, NULL);
  guint status;
  g_autofree char *answer = plain_request (url, method, "", body, &status);
  g_autoptr (GError) error = NULL;
  JsonNode *node;

  if (status != 200)
    g_error ("control: %s", answer);
  node = json_from_string (answer, &error);
  g_assert_no_error (error);
  return node;
}

void
cloud_control (const char *commands)
{
  json_node_unref (ask_control ("POST", "", commands));
}

JsonNode *
cloud_page (const char *name)
{
  g_autofree char *page = g_strconcat ("/", name, NULL);

  return ask_control ("GET", page, "");
}

guint
cloud_count (const char *operation)
{
  g_autoptr (JsonNode) page = cloud_page ("log");
  JsonObject *counters = json_object_get_object_member (json_node_get_object (page), "counters");
  JsonObject *operations = json_object_get_object_member (counters, "operations");

  return (guint) json_object_get_int_member_with_default (operations, operation, 0);
}
