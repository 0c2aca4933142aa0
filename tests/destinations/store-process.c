/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store-process.h"

#include "s3-fixture.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static struct
{
  GPid pid;
  int input; /* our end of the cloud's standard input */
  JsonParser *parser;
  JsonObject *line;
} store;

/* Not by GSubprocess: it starts a thread of GLib's, whose locks ThreadSanitizer cannot see. */
static void
start_cloud (void)
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
                            &store.pid, &store.input, &output, NULL, &error);
  g_assert_no_error (error);
  stream = fdopen (output, "r");
  g_assert_cmpint (getline (&line, &room, stream), >, 0);
  g_assert_true (json_parser_load_from_data (store.parser, line, -1, &error));
  free (line);
  fclose (stream);
}

void
store_start (void)
{
  const char *given = g_getenv ("DROPOFF_TEST_S3");

  store.parser = json_parser_new ();
  if (given == NULL)
    start_cloud ();
  else if (!json_parser_load_from_data (store.parser, given, -1, NULL))
    g_error ("DROPOFF_TEST_S3 is not JSON");
  store.line = json_node_get_object (json_parser_get_root (store.parser));
}

void
store_stop (void)
{
  if (store.pid != 0)
    {
      kill (store.pid, SIGTERM);
      g_assert_cmpint (waitpid (store.pid, NULL, 0), ==, store.pid);
      g_spawn_close_pid (store.pid);
      close (store.input);
    }
  g_clear_object (&store.parser);
}

gboolean
store_is_cloud (void)
{
  return store.pid != 0;
}

const char *
store_get (const char *name)
{
  return json_object_get_string_member_with_default (store.line, name, NULL);
}

char *
plain_request (const char *url, const char *method, const char *headers, const char *body,
               guint *status)
{
  g_autoptr (GUri) uri = g_uri_parse (url, G_URI_FLAGS_ENCODED, NULL);
  g_autoptr (GSocketClient) client =
      g_object_new (G_TYPE_SOCKET_CLIENT, "enable-proxy", FALSE, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (GSocketConnection) connection = g_socket_client_connect_to_host (
      client, g_uri_get_host (uri), (guint16) g_uri_get_port (uri), NULL, &error);
  g_autofree char *request = g_strdup_printf (
      "%s %s HTTP/1.1\r\nHost: %s:%d\r\nConnection: close\r\nContent-Length: %zu\r\n%s\r\n%s",
      method, g_uri_get_path (uri), g_uri_get_host (uri), g_uri_get_port (uri), strlen (body),
      headers, body);
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

void
cloud_control (const char *commands)
{
  guint status;
  g_autofree char *answer = plain_request (store_get ("control"), "POST", "", commands, &status);

  if (status != 200)
    g_error ("control: %s", answer);
}

JsonNode *
cloud_page (const char *name)
{
  g_autofree char *url = g_strconcat (store_get ("control"), "/", name, NULL);
  guint status;
  g_autofree char *answer = plain_request (url, "GET", "", "", &status);
  g_autoptr (GError) error = NULL;
  JsonNode *node = json_from_string (answer, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (status, ==, 200);
  return node;
}

guint
cloud_count_requests (const char *operation)
{
  g_autoptr (JsonNode) log = cloud_page ("log");
  JsonArray *entries = json_object_get_array_member (json_node_get_object (log), "entries");
  guint n = 0;

  for (guint i = 0; i < json_array_get_length (entries); i++)
    {
      JsonObject *entry = json_array_get_object_element (entries, i);

      if (g_strcmp0 (json_object_get_string_member_with_default (entry, "op", NULL), operation)
          == 0)
        n++;
    }
  return n;
}
