/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "net-fixture.h"

#include <dlfcn.h>
#include <netdb.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

guint test_body_n_seeks;
guint test_body_n_freed;
guint net_n_lookups;
guint net_n_connects;

/* Not a GSubprocess: the thread that GLib runs for those is noise to ThreadSanitizer. */
static GPid server_pid;
static int server_input; /* the server ends when this is closed */
static GHashTable *server_values; /* name → value */

/* These two stand in front of the C library's, for libcurl too (the program exports them). */
int
getaddrinfo (const char *node, const char *service, const struct addrinfo *hints,
             struct addrinfo **result)
{
  int (*original) (const char *, const char *, const struct addrinfo *, struct addrinfo **);

  *(void **) &original = dlsym (RTLD_NEXT, "getaddrinfo");
  g_atomic_int_inc (&net_n_lookups);
  if (g_strcmp0 (node, SLOW_NAME) == 0)
    {
      g_usleep (SLOW_NAME_MS * 1000);
      return EAI_FAIL;
    }
  return original (node, service, hints, result);
}

int
connect (int fd, const struct sockaddr *address, socklen_t length)
{
  g_atomic_int_inc (&net_n_connects);
  return (int) syscall (SYS_connect, fd, address, length);
}

static void
read_server_values (int fd)
{
  FILE *lines = fdopen (fd, "r");
  char line[512];
  gboolean ready = FALSE;

  g_assert_nonnull (lines);
  while (!ready && fgets (line, sizeof line, lines) != NULL)
    {
      g_auto (GStrv) words = g_strsplit (g_strchomp (line), " ", 2);

      ready = g_str_equal (words[0], "ready");
      g_hash_table_replace (server_values, g_strdup (words[0]), g_strdup (words[1]));
    }
  g_assert_true (ready);
  fclose (lines);
}

void
net_server_start (void)
{
  static const char *const proxies[]
    = { "http_proxy", "https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY" };
  const char *root = g_getenv ("DROPOFF_SOURCE_ROOT");
  g_auto (GStrv) command = NULL;
  g_autoptr (GError) error = NULL;
  int output;

  g_assert_nonnull (root);
  for (guint i = 0; i < G_N_ELEMENTS (proxies); i++)
    g_unsetenv (proxies[i]);

  command = g_new0 (char *, 3);
  command[0] = g_strdup ("/usr/bin/python3");
  command[1] = g_build_filename (root, "tests", "net", "server.py", NULL);
  g_spawn_async_with_pipes (NULL, command, NULL, G_SPAWN_DO_NOT_REAP_CHILD, NULL, NULL, &server_pid,
                            &server_input, &output, NULL, &error);
  g_assert_no_error (error);
  server_values = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  read_server_values (output);
}

void
net_server_stop (void)
{
  close (server_input);
  g_assert_cmpint (waitpid (server_pid, NULL, 0), ==, server_pid);
  g_spawn_close_pid (server_pid);
  g_clear_pointer (&server_values, g_hash_table_unref);
}

const char *
net_server_get (const char *name)
{
  const char *value = g_hash_table_lookup (server_values, name);

  g_assert_nonnull (value);
  return value;
}

char *
net_url (const char *port_name, const char *path)
{
  static const char *const plain[] = { "http", "narrow", "full", "refused", NULL };
  const char *scheme = g_strv_contains (plain, port_name) ? "http" : "https";

  return g_strdup_printf ("%s://localhost:%s%s", scheme, net_server_get (port_name), path);
}

void
net_fixture_set_up (Fixture *fixture, gconstpointer data)
{
  fixture->client = dropoff_http_client_new ();
  dropoff_http_client_set_ca_file (fixture->client, net_server_get ("ca"));
}

void
net_fixture_tear_down (Fixture *fixture, gconstpointer data)
{
  g_assert_finalize_object (fixture->client);
}

gint64
net_tolerance_ms (void)
{
  const char *slowness = g_getenv ("DROPOFF_TEST_SLOWNESS");

  return 300 * (slowness != NULL ? g_ascii_strtoll (slowness, NULL, 10) : 1);
}

static gboolean
on_patience_ended (gpointer user_data)
{
  g_error ("Nothing happens any more");
  return G_SOURCE_REMOVE;
}

void
net_wait (const guint *flag)
{
  guint patience_ms = PATIENCE_MS + (guint) net_tolerance_ms () * 10;
  guint timer = g_timeout_add (patience_ms, on_patience_ended, NULL);

  while (*flag == 0)
    g_main_context_iteration (NULL, TRUE);
  g_source_remove (timer);
}

static gboolean
on_slept (gpointer user_data)
{
  guint *slept = user_data;

  *slept = 1;
  return G_SOURCE_REMOVE;
}

void
net_sleep_ms (guint ms)
{
  guint slept = 0;

  g_timeout_add (ms, on_slept, &slept);
  net_wait (&slept);
}

void
outcome_clear (Outcome *outcome)
{
  g_clear_pointer (&outcome->response, dropoff_http_response_free);
  g_clear_error (&outcome->error);
  outcome->n_calls = 0;
}

static void
on_sent (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Outcome *outcome = user_data;
  g_autoptr (GError) error = NULL;
  DropoffHttpResponse *response
    = dropoff_http_client_send_finish ((DropoffHttpClient *) source, result, &error);

  outcome->n_calls++;
  outcome->done_us = g_get_monotonic_time ();
  g_assert_cmpuint (outcome->n_calls, ==, 1);
  g_assert_true ((response == NULL) == (error != NULL));
  outcome->response = response;
  outcome->error = g_steal_pointer (&error);
}

void
outcome_send (Outcome *outcome, DropoffHttpClient *client, DropoffHttpRequest *request,
              GCancellable *cancellable)
{
  dropoff_http_client_send_async (client, request, cancellable, on_sent, outcome);
  /* Never from inside the call */
  g_assert_cmpuint (outcome->n_calls, ==, 0);
}

void
outcome_wait (Outcome *outcome)
{
  net_wait (&outcome->n_calls);
}

Outcome
net_perform (DropoffHttpClient *client, DropoffHttpRequest *request)
{
  Outcome outcome = { 0 };

  outcome_send (&outcome, client, request, NULL);
  outcome_wait (&outcome);
  return outcome;
}

Outcome
net_get (DropoffHttpClient *client, const char *port_name, const char *path)
{
  g_autofree char *url = net_url (port_name, path);

  return net_perform (client, dropoff_http_request_new ("GET", url));
}

void
assert_reply (const Outcome *outcome, guint status)
{
  if (outcome->error != NULL)
    g_test_message ("%s", dropoff_error_get_detail (outcome->error));
  g_assert_no_error (outcome->error);
  g_assert_nonnull (outcome->response);
  g_assert_cmpuint (dropoff_http_response_get_status (outcome->response), ==, status);
}

void
assert_body_has (const Outcome *outcome, const char *part)
{
  gsize size;
  const char *data = g_bytes_get_data (dropoff_http_response_get_body (outcome->response), &size);

  if (g_strstr_len (data, (gssize) size, part) == NULL)
    g_error ("“%s” is not in: %.*s", part, (int) size, data);
}

void
assert_failed (const Outcome *outcome, DropoffError code)
{
  g_assert_null (outcome->response);
  g_test_message ("%s [%s]", outcome->error->message, dropoff_error_get_detail (outcome->error));
  g_assert_error (outcome->error, DROPOFF_ERROR, (int) code);
  g_assert_cmpstr (outcome->error->message, !=, "");
}

gint64
net_server_seen (const char *id, const char *value)
{
  /* A client of its own: the one under test may be gone, or its connections. */
  g_autoptr (DropoffHttpClient) client = dropoff_http_client_new ();
  g_autofree char *path = g_strdup_printf ("/seen?of=%s&wait=%s", id, value);
  g_autofree char *key = g_strdup_printf ("%s=", value);
  Outcome outcome = net_get (client, "http", path);
  gint64 seen = -1;
  g_auto (GStrv) lines = NULL;
  g_autofree char *text = NULL;
  gsize size;
  const char *data;

  assert_reply (&outcome, 200);
  data = g_bytes_get_data (dropoff_http_response_get_body (outcome.response), &size);
  text = g_strndup (data != NULL ? data : "", size);
  lines = g_strsplit (text, "\n", -1);
  for (guint i = 0; lines[i] != NULL; i++)
    if (g_str_has_prefix (lines[i], key))
      seen = g_ascii_strtoll (lines[i] + strlen (key), NULL, 10);
  outcome_clear (&outcome);
  return seen;
}

static guint8
byte_at (guint64 offset_bytes)
{
  return (guint8) ((offset_bytes * 2654435761u) >> 13);
}

static gssize
test_body_read (gpointer data, guint8 *buffer, gsize size_bytes)
{
  TestBody *body = data;
  guint64 end = body->short_at_bytes != 0 ? body->short_at_bytes : body->length_bytes;
  gsize n = (gsize) MIN (size_bytes, end - body->offset_bytes);

  if (body->fail_at_bytes != 0 && body->offset_bytes >= body->fail_at_bytes)
    return -1;
  for (gsize i = 0; i < n; i++)
    buffer[i] = byte_at (body->offset_bytes + i);
  body->offset_bytes += n;
  return (gssize) n;
}

static gboolean
test_body_seek (gpointer data, guint64 offset_bytes)
{
  TestBody *body = data;

  test_body_n_seeks++;
  body->offset_bytes = offset_bytes;
  return !body->cannot_seek;
}

static GError *
test_body_describe_error (gpointer data)
{
  return dropoff_error_new (DROPOFF_ERROR_FILE_GONE, "test", 0, "The drive is not there.");
}

static void
test_body_free (gpointer data)
{
  test_body_n_freed++;
  g_free (data);
}

const DropoffHttpBodyFuncs test_body_funcs = {
  .read = test_body_read,
  .seek = test_body_seek,
  .describe_error = test_body_describe_error,
  .free = test_body_free,
};

TestBody *
test_body_new (guint64 length_bytes)
{
  TestBody *body = g_new0 (TestBody, 1);

  body->length_bytes = length_bytes;
  return body;
}

char *
test_body_sha256 (guint64 length_bytes)
{
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);

  for (guint64 i = 0; i < length_bytes; i++)
    {
      guint8 byte = byte_at (i);

      g_checksum_update (checksum, &byte, 1);
    }
  return g_strdup (g_checksum_get_string (checksum));
}

DropoffHttpRequest *
test_put_new (const char *port_name, const char *path, guint64 length_bytes)
{
  g_autofree char *url = net_url (port_name, path);
  DropoffHttpRequest *request = dropoff_http_request_new ("PUT", url);

  dropoff_http_request_set_body (request, &test_body_funcs, test_body_new (length_bytes),
                                 length_bytes);
  return request;
}
