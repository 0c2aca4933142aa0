/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "net-fixture.h"

#include <string.h>

/* Requests, replies, and every way of not getting one. */

#define MIB (1024 * 1024)

static GPtrArray *log_lines;

static void
on_log (const char *domain, GLogLevelFlags level, const char *message, gpointer user_data)
{
  g_ptr_array_add (log_lines, g_strdup (message));
}

static void
test_get (Fixture *fixture, gconstpointer data)
{
  g_autofree char *url = net_url ("http", "/echo/../a//b/./c%2b%2F?x=%20&secret-in-query=1");
  DropoffHttpRequest *request = dropoff_http_request_new ("GET", url);
  Outcome outcome;

  dropoff_http_request_add_header (request, "X-One", "secret-in-header");
  dropoff_http_request_add_header (request, "X-Empty", "");
  outcome = net_perform (fixture->client, request);
  assert_reply (&outcome, 200);
  /* The path is not tidied up. */
  assert_body_has (&outcome, "GET /echo/../a//b/./c%2b%2F?x=%20&secret-in-query=1 HTTP/1.1\r\n");
  assert_body_has (&outcome, "\r\nX-One: secret-in-header\r\n");
  assert_body_has (&outcome, "\r\nX-Empty:\r\n");
  assert_body_has (&outcome, "\r\nUser-Agent: Dropoff/");
  assert_body_has (&outcome, "length=0\n");
  outcome_clear (&outcome);
}

static void
test_put (Fixture *fixture, gconstpointer data)
{
  const char *port_name = data;
  g_autofree char *sha256 = test_body_sha256 (5 * MIB + 1);
  g_autofree char *line = g_strdup_printf ("sha256=%s\n", sha256);
  Outcome outcome;
  gsize size;
  const char *text;

  test_body_n_freed = 0;
  outcome = net_perform (fixture->client, test_put_new (port_name, "/echo", 5 * MIB + 1));
  assert_reply (&outcome, 200);
  assert_body_has (&outcome, "PUT /echo HTTP/1.1\r\n");
  assert_body_has (&outcome, "\r\nContent-Length: 5242881\r\n");
  assert_body_has (&outcome, line);
  text = g_bytes_get_data (dropoff_http_response_get_body (outcome.response), &size);
  g_assert_null (g_strstr_len (text, (gssize) size, "Expect"));
  g_assert_null (g_strstr_len (text, (gssize) size, "Content-Type"));
  g_assert_null (g_strstr_len (text, (gssize) size, "Transfer-Encoding"));
  g_assert_cmpuint (test_body_n_freed, ==, 1);
  outcome_clear (&outcome);
}

static void
test_methods (Fixture *fixture, gconstpointer data)
{
  static const char *const methods[] = { "GET", "PUT", "POST", "HEAD", "DELETE" };
  g_autofree char *url = net_url ("http", "/echo");
  g_autoptr (GBytes) bytes = g_bytes_new_static ("hello", 5);

  for (guint i = 0; i < G_N_ELEMENTS (methods); i++)
    {
      g_autofree char *line = g_strdup_printf ("%s /echo HTTP/1.1\r\n", methods[i]);
      DropoffHttpRequest *request = dropoff_http_request_new (methods[i], url);
      Outcome outcome = net_perform (fixture->client, request);

      assert_reply (&outcome, 200);
      if (g_str_equal (methods[i], "HEAD"))
        g_assert_cmpuint (g_bytes_get_size (dropoff_http_response_get_body (outcome.response)), ==,
                          0);
      else
        assert_body_has (&outcome, line);
      if (methods[i][0] == 'P')
        assert_body_has (&outcome, "\r\nContent-Length: 0\r\n");
      outcome_clear (&outcome);

      if (methods[i][0] != 'P' && methods[i][0] != 'D')
        continue;
      request = dropoff_http_request_new (methods[i], url);
      dropoff_http_request_set_body_bytes (request, bytes);
      outcome = net_perform (fixture->client, request);
      assert_reply (&outcome, 200);
      assert_body_has (&outcome, line);
      assert_body_has (&outcome, "\r\nContent-Length: 5\r\n");
      assert_body_has (&outcome, "sha256=2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362");
      outcome_clear (&outcome);
    }
}

static void
test_reply_headers (Fixture *fixture, gconstpointer data)
{
  Outcome outcome = net_get (fixture->client, "http", "/headers");

  assert_reply (&outcome, 200);
  g_assert_cmpstr (dropoff_http_response_get_header (outcome.response, "X-TWICE"), ==, "two");
  g_assert_cmpstr (dropoff_http_response_get_header (outcome.response, "x-empty"), ==, "");
  g_assert_null (dropoff_http_response_get_header (outcome.response, "x-interim"));
  g_assert_cmpint (dropoff_http_response_get_date_s (outcome.response), ==, 784111777);
  outcome_clear (&outcome);

  outcome = net_get (fixture->client, "http", "/bad-date");
  assert_reply (&outcome, 200);
  g_assert_cmpint (dropoff_http_response_get_date_s (outcome.response), ==, 0);
  outcome_clear (&outcome);
}

static void
test_any_status (Fixture *fixture, gconstpointer data)
{
  static const guint codes[] = { 200, 400, 401, 403, 404, 407, 412, 429, 500, 503, 599 };
  Outcome outcome;

  for (guint i = 0; i < G_N_ELEMENTS (codes); i++)
    {
      g_autofree char *path = g_strdup_printf ("/status?code=%u", codes[i]);

      outcome = net_get (fixture->client, "http", path);
      assert_reply (&outcome, codes[i]);
      assert_body_has (&outcome, "body");
      outcome_clear (&outcome);
    }
  outcome = net_get (fixture->client, "http", "/redirect");
  assert_reply (&outcome, 302);
  g_assert_cmpstr (dropoff_http_response_get_header (outcome.response, "location"), ==, "/echo");
  outcome_clear (&outcome);
}

static void
test_header_injection (Fixture *fixture, gconstpointer data)
{
  g_autofree char *url = net_url ("http", "/echo");
  DropoffHttpRequest *request = dropoff_http_request_new ("GET", url);
  static const char *const bad[][2] = {
    { "X-Bad", "a\r\nX-Injected: yes" }, { "X-Bad", "a\nX-Injected: yes" },
    { "X-Bad\r\nX-Injected", "yes" },    { "X-Bad: a", "yes" },
    { "", "yes" },
  };
  Outcome outcome;
  gsize size;
  const char *text;

  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_test_expect_message (G_LOG_DOMAIN, G_LOG_LEVEL_CRITICAL, "*is_header_*");
      dropoff_http_request_add_header (request, bad[i][0], bad[i][1]);
      g_test_assert_expected_messages ();
    }
  g_test_expect_message (G_LOG_DOMAIN, G_LOG_LEVEL_CRITICAL, "*is_method*");
  g_assert_null (dropoff_http_request_new ("GET / HTTP/1.1\r\nX-Injected: yes\r\n\r\n", url));
  g_test_assert_expected_messages ();

  outcome = net_perform (fixture->client, request);
  assert_reply (&outcome, 200);
  text = g_bytes_get_data (dropoff_http_response_get_body (outcome.response), &size);
  g_assert_null (g_strstr_len (text, (gssize) size, "X-Injected"));
  g_assert_null (g_strstr_len (text, (gssize) size, "X-Bad"));
  outcome_clear (&outcome);
}

static void
test_parallel (Fixture *fixture, gconstpointer data)
{
  const char *port_name = data;
  enum
  {
    N = 200
  };
  Outcome outcomes[N] = { 0 };
  g_autofree char *sha256 = test_body_sha256 (100000);
  g_autofree char *line = g_strdup_printf ("sha256=%s\n", sha256);
  guint lookups_before = net_n_lookups;

  for (guint i = 0; i < N; i++)
    outcome_send (&outcomes[i], fixture->client, test_put_new (port_name, "/echo", 100000), NULL);
  for (guint i = 0; i < N; i++)
    {
      outcome_wait (&outcomes[i]);
      assert_reply (&outcomes[i], 200);
      assert_body_has (&outcomes[i], line);
      outcome_clear (&outcomes[i]);
    }
  g_assert_cmpuint (net_n_lookups - lookups_before, <=, 1);
}

static void
test_keep_alive (Fixture *fixture, gconstpointer data)
{
  Outcome outcome;

  for (guint i = 1; i <= 3; i++)
    {
      g_autofree char *line = g_strdup_printf ("\nn=%u\n", i);

      outcome = net_get (fixture->client, "https", "/echo");
      assert_reply (&outcome, 200);
      assert_body_has (&outcome, line);
      outcome_clear (&outcome);
    }
}

static void
test_closed_while_idle (Fixture *fixture, gconstpointer data)
{
  const char *port_name = data;
  Outcome outcome;

  /* The connection ends before the next request, and at the very same time. */
  for (guint ms = 0; ms <= 20; ms += 2)
    {
      g_autofree char *path = g_strdup_printf ("/idle-close?ms=%u", ms);

      outcome = net_get (fixture->client, port_name, path);
      assert_reply (&outcome, 200);
      outcome_clear (&outcome);
      net_sleep_ms (10);
      outcome = net_perform (fixture->client, test_put_new (port_name, "/echo", MIB));
      assert_reply (&outcome, 200);
      assert_body_has (&outcome, "\nn=1\nlength=1048576\n");
      outcome_clear (&outcome);
      dropoff_http_client_drop_connections (fixture->client);
    }
}

static void
test_reset_while_sending (Fixture *fixture, gconstpointer data)
{
  const char *port_name = data;
  g_autofree char *sha256 = test_body_sha256 (5 * MIB);
  g_autofree char *line = g_strdup_printf ("\nn=1\nlength=5242880\nsha256=%s\n", sha256);
  Outcome outcome = net_get (fixture->client, port_name, "/reset-reused");

  assert_reply (&outcome, 200);
  outcome_clear (&outcome);

  test_body_n_seeks = 0;
  outcome = net_perform (fixture->client, test_put_new (port_name, "/reset-reused", 5 * MIB));
  assert_reply (&outcome, 200);
  assert_body_has (&outcome, line);
  g_assert_cmpuint (test_body_n_seeks, ==, 1);
  outcome_clear (&outcome);
}

/* A used connection on which no reply comes: libcurl asks again, unless it must not. */
static void
test_once (Fixture *fixture, gconstpointer data)
{
  for (guint once = 0; once <= 1; once++)
    {
      g_autofree char *id = g_uuid_string_random ();
      g_autofree char *path = g_strdup_printf ("/empty?id=%s", id);
      g_autofree char *url = net_url (data, path);
      DropoffHttpRequest *request = dropoff_http_request_new ("POST", url);
      Outcome outcome = net_get (fixture->client, data, "/echo");

      assert_reply (&outcome, 200);
      outcome_clear (&outcome);
      if (once)
        dropoff_http_request_set_once (request);
      outcome = net_perform (fixture->client, request);
      assert_failed (&outcome, DROPOFF_ERROR_NETWORK);
      g_assert_cmpint (net_server_seen (id, "count"), ==, once ? 1 : 2);
      outcome_clear (&outcome);
    }
}

static void
test_early_refusal (Fixture *fixture, gconstpointer data)
{
  const char *port_name = data;

  for (guint i = 0; i < 10; i++)
    {
      DropoffHttpProgress *progress = dropoff_http_progress_new ();
      DropoffHttpRequest *request = test_put_new (port_name, "/early", 50 * MIB);
      Outcome outcome;

      dropoff_http_request_set_progress (request, progress);
      outcome = net_perform (fixture->client, request);
      assert_reply (&outcome, 403);
      assert_body_has (&outcome, "AccessDenied");
      g_assert_cmpuint (dropoff_http_progress_get_handed (progress), <, 50 * MIB);
      g_test_message ("%" G_GUINT64_FORMAT " bytes sent in vain",
                      dropoff_http_progress_get_handed (progress));
      outcome_clear (&outcome);
      dropoff_http_progress_unref (progress);
    }
}

static guint
count_refusals (Fixture *fixture, const char *port_name, const char *path, guint n)
{
  guint n_replies = 0;

  for (guint i = 0; i < n; i++)
    {
      Outcome outcome = net_perform (fixture->client, test_put_new (port_name, path, 50 * MIB));

      if (outcome.response != NULL)
        assert_reply (&outcome, 403);
      else
        g_assert_error (outcome.error, DROPOFF_ERROR, (int) DROPOFF_ERROR_NETWORK);
      n_replies += outcome.response != NULL;
      outcome_clear (&outcome);
    }
  g_test_message ("%s: %u of %u were replies", path, n_replies, n);
  return n_replies;
}

/* The server resets the connection right behind its reply. */
static void
test_early_refusal_hard (Fixture *fixture, gconstpointer data)
{
  /* While we write, the reset may come first: reply or interruption, but no third. */
  count_refusals (fixture, data, "/early/close?ms=0", 20);
  /* While we wait for room, the reply comes first. */
  g_assert_cmpuint (count_refusals (fixture, data, "/early/close?ms=300", 5), ==, 5);
}

static void
test_body_faults (Fixture *fixture, gconstpointer data)
{
  g_autofree char *url = net_url ("http", "/echo");
  DropoffHttpRequest *request;
  TestBody *body;
  Outcome outcome;

  body = test_body_new (5 * MIB);
  body->fail_at_bytes = MIB;
  request = dropoff_http_request_new ("PUT", url);
  dropoff_http_request_set_body (request, &test_body_funcs, body, 5 * MIB);
  outcome = net_perform (fixture->client, request);
  assert_failed (&outcome, DROPOFF_ERROR_FILE_GONE);
  outcome_clear (&outcome);

  body = test_body_new (5 * MIB);
  body->short_at_bytes = MIB;
  request = dropoff_http_request_new ("PUT", url);
  dropoff_http_request_set_body (request, &test_body_funcs, body, 5 * MIB);
  outcome = net_perform (fixture->client, request);
  assert_failed (&outcome, DROPOFF_ERROR_FILE_GONE);
  outcome_clear (&outcome);

  g_free (url);
  url = net_url ("http", "/reset-reused");
  outcome = net_get (fixture->client, "http", "/reset-reused");
  assert_reply (&outcome, 200);
  outcome_clear (&outcome);
  body = test_body_new (5 * MIB);
  body->cannot_seek = TRUE;
  request = dropoff_http_request_new ("PUT", url);
  dropoff_http_request_set_body (request, &test_body_funcs, body, 5 * MIB);
  outcome = net_perform (fixture->client, request);
  assert_failed (&outcome, DROPOFF_ERROR_FILE_GONE);
  outcome_clear (&outcome);
}

typedef struct
{
  const char *port_name;
  const char *path;
  DropoffError code;
} Failing;

static void
test_failures (Fixture *fixture, gconstpointer data)
{
  static const Failing cases[] = {
    { "refused", "/", DROPOFF_ERROR_NETWORK },
    { "http", "/cut/head", DROPOFF_ERROR_NETWORK },
    { "http", "/cut/body", DROPOFF_ERROR_NETWORK },
    { "https", "/cut/head", DROPOFF_ERROR_NETWORK },
    { "https", "/cut/body", DROPOFF_ERROR_NETWORK },
    { "http", "/empty", DROPOFF_ERROR_NETWORK },
    { "https", "/empty", DROPOFF_ERROR_NETWORK },
    { "http", "/large", DROPOFF_ERROR_NOT_THE_SERVICE },
    { "https", "/large", DROPOFF_ERROR_NOT_THE_SERVICE },
    { "http", "/endless-head", DROPOFF_ERROR_NOT_THE_SERVICE },
    { "http", "/long-line", DROPOFF_ERROR_NOT_THE_SERVICE },
    { "http", "/binary", DROPOFF_ERROR_NOT_THE_SERVICE },
    { "http", "/strange-status", DROPOFF_ERROR_NOT_THE_SERVICE },
    { "wrong-name", "/", DROPOFF_ERROR_NOT_SAFE },
    { "expired", "/", DROPOFF_ERROR_NOT_SAFE },
    { "early", "/", DROPOFF_ERROR_NOT_SAFE },
    { "self-signed", "/", DROPOFF_ERROR_NOT_SAFE },
    { "old-tls", "/", DROPOFF_ERROR_NOT_SAFE },
    { "plain", "/", DROPOFF_ERROR_NOT_SAFE },
    { "hang-up", "/", DROPOFF_ERROR_NETWORK },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      Outcome outcome = net_get (fixture->client, cases[i].port_name, cases[i].path);

      g_test_message ("%s %s", cases[i].port_name, cases[i].path);
      assert_failed (&outcome, cases[i].code);
      outcome_clear (&outcome);
    }
}

static void
test_cut_upload (Fixture *fixture, gconstpointer data)
{
  Outcome outcome = net_perform (fixture->client, test_put_new (data, "/cut/reset", 20 * MIB));

  assert_failed (&outcome, DROPOFF_ERROR_NETWORK);
  outcome_clear (&outcome);
}

static void
test_reply_limit (Fixture *fixture, gconstpointer data)
{
  g_autofree char *url = net_url ("http", "/large");
  DropoffHttpRequest *request = dropoff_http_request_new ("GET", url);
  Outcome outcome;

  dropoff_http_request_set_max_reply (request, 10000000);
  outcome = net_perform (fixture->client, request);
  assert_reply (&outcome, 200);
  g_assert_cmpuint (g_bytes_get_size (dropoff_http_response_get_body (outcome.response)), ==,
                    10000000);
  outcome_clear (&outcome);

  request = dropoff_http_request_new ("GET", url);
  dropoff_http_request_set_max_reply (request, 9999999);
  outcome = net_perform (fixture->client, request);
  assert_failed (&outcome, DROPOFF_ERROR_NOT_THE_SERVICE);
  outcome_clear (&outcome);
}

static void
assert_limited (Fixture *fixture, DropoffHttpRequest *request, guint connect_ms, guint stall_ms,
                guint total_ms)
{
  gint64 begun_us = g_get_monotonic_time ();
  guint limit_ms = total_ms > 0 ? total_ms : MIN (connect_ms, stall_ms);
  gint64 took_ms;
  Outcome outcome;

  dropoff_http_request_set_timeouts (request, connect_ms, stall_ms, total_ms);
  outcome = net_perform (fixture->client, request);
  took_ms = (outcome.done_us - begun_us) / 1000;
  assert_failed (&outcome, DROPOFF_ERROR_NETWORK);
  g_assert_cmpint (took_ms, >=, limit_ms - 1);
  g_assert_cmpint (took_ms, <=, limit_ms + 5 * net_tolerance_ms ());
  outcome_clear (&outcome);
}

static DropoffHttpRequest *
new_get (const char *port_name, const char *path)
{
  g_autofree char *url = net_url (port_name, path);

  return dropoff_http_request_new ("GET", url);
}

static void
test_limits (Fixture *fixture, gconstpointer data)
{
  Outcome outcome;
  DropoffHttpRequest *request;

  assert_limited (fixture, new_get ("full", "/"), 400, 10000, 0);
  assert_limited (fixture, new_get ("silent", "/"), 400, 10000, 0);
  assert_limited (fixture, dropoff_http_request_new ("GET", "https://" SLOW_NAME "/"), 400, 10000,
                  0);
  assert_limited (fixture, new_get ("http", "/slow?ms=5000"), 10000, 10000, 500);
  assert_limited (fixture, new_get ("http", "/stall/before-head"), 10000, 500, 0);
  assert_limited (fixture, new_get ("https", "/stall/before-head"), 10000, 500, 0);
  assert_limited (fixture, new_get ("https", "/stall/after-head"), 10000, 500, 0);
  assert_limited (fixture, test_put_new ("http", "/stall/reading", 50 * MIB), 10000, 500, 0);
  assert_limited (fixture, test_put_new ("https", "/stall/reading", 50 * MIB), 10000, 500, 0);

  /* Slow is not stalled. */
  request = new_get ("https", "/trickle?n=10&ms=150");
  dropoff_http_request_set_timeouts (request, 10000, 600, 0);
  outcome = net_perform (fixture->client, request);
  assert_reply (&outcome, 200);
  outcome_clear (&outcome);
  request = new_get ("http", "/slow?ms=1200");
  dropoff_http_request_set_timeouts (request, 300, 0, 0);
  outcome = net_perform (fixture->client, request);
  assert_reply (&outcome, 200);
  outcome_clear (&outcome);
}

static void
test_unknown_host (Fixture *fixture, gconstpointer data)
{
  Outcome outcome
    = net_perform (fixture->client, dropoff_http_request_new ("GET", "https://nowhere.invalid/"));

  assert_failed (&outcome, DROPOFF_ERROR_NETWORK);
  outcome_clear (&outcome);
}

static void
test_verified (Fixture *fixture, gconstpointer data)
{
  g_autofree char *by_address = g_strdup_printf ("https://127.0.0.1:%s/echo",
                                                 net_server_get ("https"));
  Outcome outcome = net_perform (fixture->client, dropoff_http_request_new ("GET", by_address));

  assert_reply (&outcome, 200);
  outcome_clear (&outcome);

  /* An open, trusted connection must not serve a request that trusts others. */
  dropoff_http_client_set_ca_file (fixture->client, NULL);
  outcome = net_perform (fixture->client, dropoff_http_request_new ("GET", by_address));
  assert_failed (&outcome, DROPOFF_ERROR_NOT_SAFE);
  outcome_clear (&outcome);

  dropoff_http_client_set_ca_file (fixture->client, "/nonexistent/ca.pem");
  outcome = net_perform (fixture->client, dropoff_http_request_new ("GET", by_address));
  assert_failed (&outcome, DROPOFF_ERROR_NOT_SAFE);
  outcome_clear (&outcome);
}

static void
test_refused_addresses (Fixture *fixture, gconstpointer data)
{
  static const struct
  {
    const char *url;
    DropoffError code;
  } cases[] = {
    { "http://example.com/", DROPOFF_ERROR_NOT_SAFE },
    { "http://128.0.0.1/", DROPOFF_ERROR_NOT_SAFE },
    { "http://10.0.0.1/", DROPOFF_ERROR_NOT_SAFE },
    { "http://0.0.0.0/", DROPOFF_ERROR_NOT_SAFE },
    { "http://[::2]/", DROPOFF_ERROR_NOT_SAFE },
    { "http://127.0.0.1.example.com/", DROPOFF_ERROR_NOT_SAFE },
    { "http://localhost.example.com/", DROPOFF_ERROR_NOT_SAFE },
    { "ftp://localhost/", DROPOFF_ERROR_ASK_COMPANY },
    { "file:///etc/passwd", DROPOFF_ERROR_ASK_COMPANY },
    { "https://", DROPOFF_ERROR_ASK_COMPANY },
    { "nonsense", DROPOFF_ERROR_ASK_COMPANY },
    { "", DROPOFF_ERROR_ASK_COMPANY },
    { "https://user:password@localhost/", DROPOFF_ERROR_ASK_COMPANY },
    { "https://localhost/with space", DROPOFF_ERROR_ASK_COMPANY },
    { "https://localhost/\r\nX-Injected: yes", DROPOFF_ERROR_ASK_COMPANY },
  };
  guint lookups_before = net_n_lookups;
  guint connects_before = net_n_connects;

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      Outcome outcome
        = net_perform (fixture->client, dropoff_http_request_new ("GET", cases[i].url));

      assert_failed (&outcome, cases[i].code);
      outcome_clear (&outcome);
    }
  g_assert_cmpuint (net_n_lookups, ==, lookups_before);
  g_assert_cmpuint (net_n_connects, ==, connects_before);
}

static void
test_drop_connections (Fixture *fixture, gconstpointer data)
{
  const char *port_name = data;
  Outcome stalled = { 0 };
  Outcome outcome;

  outcome = net_get (fixture->client, port_name, "/echo");
  assert_reply (&outcome, 200);
  outcome_clear (&outcome);

  outcome_send (&stalled, fixture->client, test_put_new (port_name, "/stall/reading", 50 * MIB),
                NULL);
  net_sleep_ms (200);
  dropoff_http_client_drop_connections (fixture->client);
  /* Sooner than by its own time-out, for which nobody here has the patience. */
  outcome_wait (&stalled);
  assert_failed (&stalled, DROPOFF_ERROR_NETWORK);
  outcome_clear (&stalled);

  outcome = net_get (fixture->client, port_name, "/echo");
  assert_reply (&outcome, 200);
  assert_body_has (&outcome, "\nn=1\n");
  outcome_clear (&outcome);
}

/* Proxies come from the environment; what stays on this computer never goes through one. */
static void
test_proxy (void)
{
  g_autofree char *proxy = g_strdup_printf ("http://127.0.0.1:%s", net_server_get ("refused"));
  DropoffHttpClient *client;
  Outcome outcome;

  g_setenv ("http_proxy", proxy, TRUE);
  g_setenv ("https_proxy", proxy, TRUE);
  client = dropoff_http_client_new ();
  outcome = net_get (client, "http", "/echo");
  assert_reply (&outcome, 200);
  outcome_clear (&outcome);
  outcome = net_perform (client, dropoff_http_request_new ("GET", "https://nowhere.invalid/"));
  assert_failed (&outcome, DROPOFF_ERROR_NETWORK);
  g_assert_nonnull (strstr (dropoff_error_get_detail (outcome.error), "curl 7 "));
  outcome_clear (&outcome);
  g_assert_finalize_object (client);
  g_unsetenv ("http_proxy");
  g_unsetenv ("https_proxy");
}

/* Last, over what all the others left behind. */
static void
test_log (void)
{
  gboolean has_line = FALSE;

  for (guint i = 0; i < log_lines->len; i++)
    {
      const char *line = g_ptr_array_index (log_lines, i);

      g_assert_null (strstr (line, "secret-in"));
      has_line = has_line || (g_str_has_prefix (line, "GET http://localhost:")
                              && strstr (line, "/a//b/c%2B%2F: 200 after ") != NULL);
    }
  g_assert_true (has_line);
}

#define ADD(path, data, function)                                                                  \
  g_test_add ("/http-client/" path, Fixture, data, net_fixture_set_up, function,                   \
              net_fixture_tear_down)

int
main (int argc, char *argv[])
{
  int status;

  g_test_init (&argc, &argv, NULL);
  log_lines = g_ptr_array_new_with_free_func (g_free);
  g_log_set_handler (G_LOG_DOMAIN, G_LOG_LEVEL_DEBUG, on_log, NULL);
  net_server_start ();

  ADD ("get", NULL, test_get);
  ADD ("put", "http", test_put);
  ADD ("put-tls", "https", test_put);
  ADD ("methods", NULL, test_methods);
  ADD ("reply-headers", NULL, test_reply_headers);
  ADD ("any-status", NULL, test_any_status);
  ADD ("header-injection", NULL, test_header_injection);
  ADD ("parallel", "http", test_parallel);
  ADD ("parallel-tls", "https", test_parallel);
  ADD ("keep-alive", NULL, test_keep_alive);
  ADD ("closed-while-idle", "http", test_closed_while_idle);
  ADD ("closed-while-idle-tls", "https", test_closed_while_idle);
  ADD ("reset-while-sending", "http", test_reset_while_sending);
  ADD ("reset-while-sending-tls", "https", test_reset_while_sending);
  ADD ("once", "http", test_once);
  ADD ("once-tls", "https", test_once);
  ADD ("early-refusal", "http", test_early_refusal);
  ADD ("early-refusal-tls", "https", test_early_refusal);
  ADD ("early-refusal-hard", "narrow", test_early_refusal_hard);
  ADD ("early-refusal-hard-tls", "narrow-https", test_early_refusal_hard);
  ADD ("body-faults", NULL, test_body_faults);
  ADD ("failures", NULL, test_failures);
  ADD ("cut-upload", "http", test_cut_upload);
  ADD ("cut-upload-tls", "https", test_cut_upload);
  ADD ("reply-limit", NULL, test_reply_limit);
  ADD ("limits", NULL, test_limits);
  ADD ("unknown-host", NULL, test_unknown_host);
  ADD ("verified", NULL, test_verified);
  ADD ("refused-addresses", NULL, test_refused_addresses);
  ADD ("drop-connections", "http", test_drop_connections);
  ADD ("drop-connections-tls", "https", test_drop_connections);
  g_test_add_func ("/http-client/proxy", test_proxy);
  g_test_add_func ("/http-client/log", test_log);

  status = g_test_run ();
  net_server_stop ();
  g_ptr_array_unref (log_lines);
  return status;
}
