/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "net-fixture.h"

/* The cancel matrix: whenever it comes, a cancelled request says so and is off the wire at once,
 * as the server sees it. */

#define MIB (1024 * 1024)
/* What is promised */
#define OFF_THE_WIRE_MS 200

typedef struct
{
  const char *port_name;
  const char *path;
  gboolean has_body;
  guint after_ms; /* cancelled so long after sending */
} Case;

static double longest_ms;

static gint64
get_limit_us (void)
{
  return (OFF_THE_WIRE_MS + net_tolerance_ms ()) * 1000;
}

static void
assert_cancelled (const Outcome *outcome, gint64 cancelled_us)
{
  assert_failed (outcome, DROPOFF_ERROR_CANCELLED);
  g_assert_cmpint (outcome->done_us - cancelled_us, <, get_limit_us ());
}

static void
assert_gone (const char *id, gint64 cancelled_us)
{
  gint64 gone_us = net_server_seen (id, "gone");
  double ms = (double) (gone_us - cancelled_us) / 1000;

  g_assert_cmpint (gone_us, >, 0);
  longest_ms = MAX (longest_ms, ms);
  g_test_message ("gone %.1f ms after the cancel", ms);
  g_assert_cmpfloat (ms, <, OFF_THE_WIRE_MS + net_tolerance_ms ());
}

static DropoffHttpRequest *
new_request (const Case *c, const char *id)
{
  g_autofree char *path
    = g_strdup_printf ("%s%cid=%s", c->path, g_strrstr (c->path, "?") != NULL ? '&' : '?', id);
  g_autofree char *url = NULL;

  if (c->has_body)
    return test_put_new (c->port_name, path, 100 * MIB);
  url = net_url (c->port_name, path);
  return dropoff_http_request_new ("GET", url);
}

/* Cancelled while something is going on at the server. */
static void
test_under_way (Fixture *fixture, gconstpointer data)
{
  const Case *c = data;
  g_autofree char *id = g_uuid_string_random ();
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  Outcome outcome = { 0 };
  gint64 cancelled_us;

  test_body_n_freed = 0;
  outcome_send (&outcome, fixture->client, new_request (c, id), cancellable);
  g_assert_cmpint (net_server_seen (id, "begun"), >, 0);
  net_sleep_ms (c->after_ms);
  g_assert_cmpuint (outcome.n_calls, ==, 0);
  cancelled_us = g_get_monotonic_time ();
  g_cancellable_cancel (cancellable);
  g_assert_cmpuint (outcome.n_calls, ==, 0);
  outcome_wait (&outcome);
  assert_cancelled (&outcome, cancelled_us);
  assert_gone (id, cancelled_us);
  if (c->has_body)
    g_assert_cmpuint (test_body_n_freed, ==, 1);
  outcome_clear (&outcome);
}

/* Cancelled while there is no connection yet. */
static void
test_connecting (Fixture *fixture, gconstpointer data)
{
  const char *url_or_port = data;
  g_autofree char *url = g_str_has_prefix (url_or_port, "https:") ? g_strdup (url_or_port)
                                                                  : net_url (url_or_port, "/");
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  Outcome outcome = { 0 };
  Outcome waiting = { 0 };
  gint64 cancelled_us;

  outcome_send (&outcome, fixture->client, dropoff_http_request_new ("GET", url), cancellable);
  /* This one waits for the other's connection. */
  outcome_send (&waiting, fixture->client, dropoff_http_request_new ("GET", url), cancellable);
  net_sleep_ms (150);
  cancelled_us = g_get_monotonic_time ();
  g_cancellable_cancel (cancellable);
  outcome_wait (&outcome);
  outcome_wait (&waiting);
  assert_cancelled (&outcome, cancelled_us);
  assert_cancelled (&waiting, cancelled_us);
  g_test_message ("called back after %.1f ms", (double) (outcome.done_us - cancelled_us) / 1000);
  outcome_clear (&outcome);
  outcome_clear (&waiting);
}

/* A resolver that does not answer must not hold up the others either. */
static void
test_resolving_blocks_nobody (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  Outcome slow = { 0 };
  Outcome outcome;
  gint64 begun_us;

  outcome_send (&slow, fixture->client, dropoff_http_request_new ("GET", "https://" SLOW_NAME "/"),
                cancellable);
  net_sleep_ms (50);
  begun_us = g_get_monotonic_time ();
  g_cancellable_cancel (cancellable);
  outcome = net_get (fixture->client, "http", "/echo");
  assert_reply (&outcome, 200);
  g_assert_cmpint (outcome.done_us - begun_us, <, get_limit_us ());
  outcome_wait (&slow);
  outcome_clear (&slow);
  outcome_clear (&outcome);
}

/* Quitting: what is under way, what waits and what comes later all end at once. */
static void
test_stop (Fixture *fixture, gconstpointer data)
{
  g_autofree char *url = net_url (data, "/");
  gint64 stopped_us;
  Outcome outcomes[3] = { 0 };

  outcome_send (&outcomes[0], fixture->client, dropoff_http_request_new ("GET", url), NULL);
  outcome_send (&outcomes[1], fixture->client, dropoff_http_request_new ("GET", url), NULL);
  net_sleep_ms (50);
  stopped_us = g_get_monotonic_time ();
  dropoff_http_client_stop (fixture->client);
  outcome_send (&outcomes[2], fixture->client, dropoff_http_request_new ("GET", url), NULL);
  for (guint i = 0; i < G_N_ELEMENTS (outcomes); i++)
    {
      outcome_wait (&outcomes[i]);
      assert_cancelled (&outcomes[i], stopped_us);
      outcome_clear (&outcomes[i]);
    }
  dropoff_http_client_drop_connections (fixture->client);
  dropoff_http_client_stop (fixture->client);
}

static void
test_before_start (Fixture *fixture, gconstpointer data)
{
  g_autofree char *url = net_url ("http", "/echo");
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  guint connects_before = net_n_connects;
  Outcome outcome = { 0 };

  g_cancellable_cancel (cancellable);
  outcome_send (&outcome, fixture->client, dropoff_http_request_new ("GET", url), cancellable);
  outcome_wait (&outcome);
  assert_failed (&outcome, DROPOFF_ERROR_CANCELLED);
  g_assert_cmpuint (net_n_connects, ==, connects_before);
  outcome_clear (&outcome);
}

static void
test_immediately (Fixture *fixture, gconstpointer data)
{
  for (guint i = 0; i < 200; i++)
    {
      g_autoptr (GCancellable) cancellable = g_cancellable_new ();
      Outcome outcome = { 0 };
      gint64 cancelled_us;

      outcome_send (&outcome, fixture->client, test_put_new (data, "/echo", MIB), cancellable);
      /* At all points of the beginning, up to a few ms */
      g_usleep (i * 20);
      cancelled_us = g_get_monotonic_time ();
      g_cancellable_cancel (cancellable);
      outcome_wait (&outcome);
      /* Though the reply may have been on its way */
      g_assert_error (outcome.error, DROPOFF_ERROR, (int) DROPOFF_ERROR_CANCELLED);
      g_assert_cmpint (outcome.done_us - cancelled_us, <, get_limit_us ());
      outcome_clear (&outcome);
    }
}

static void
test_after_finish (Fixture *fixture, gconstpointer data)
{
  g_autofree char *url = net_url ("http", "/echo");
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  Outcome outcome = { 0 };

  outcome_send (&outcome, fixture->client, dropoff_http_request_new ("GET", url), cancellable);
  outcome_wait (&outcome);
  assert_reply (&outcome, 200);
  g_cancellable_cancel (cancellable);
  net_sleep_ms (50);
  g_assert_cmpuint (outcome.n_calls, ==, 1);
  outcome_clear (&outcome);

  /* The connection is as good as before. */
  outcome = net_get (fixture->client, "http", "/echo");
  assert_reply (&outcome, 200);
  assert_body_has (&outcome, "\nn=2\n");
  outcome_clear (&outcome);
}

static void
test_many (Fixture *fixture, gconstpointer data)
{
  enum
  {
    N = 64
  };
  const char *port_name = data;
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  Outcome outcomes[N] = { 0 };
  Outcome kept = { 0 };
  char *ids[N];
  gint64 cancelled_us;
  g_autofree char *url = net_url (port_name, "/slow?ms=1500");

  outcome_send (&kept, fixture->client, dropoff_http_request_new ("GET", url), NULL);
  for (guint i = 0; i < N; i++)
    {
      Case c = { port_name, "/stall/reading", TRUE, 0 };

      ids[i] = g_uuid_string_random ();
      outcome_send (&outcomes[i], fixture->client, new_request (&c, ids[i]), cancellable);
    }
  for (guint i = 0; i < N; i++)
    g_assert_cmpint (net_server_seen (ids[i], "begun"), >, 0);
  cancelled_us = g_get_monotonic_time ();
  g_cancellable_cancel (cancellable);
  for (guint i = 0; i < N; i++)
    {
      outcome_wait (&outcomes[i]);
      assert_cancelled (&outcomes[i], cancelled_us);
      outcome_clear (&outcomes[i]);
    }
  for (guint i = 0; i < N; i++)
    {
      assert_gone (ids[i], cancelled_us);
      g_free (ids[i]);
    }
  /* The others go on. */
  outcome_wait (&kept);
  assert_reply (&kept, 200);
  outcome_clear (&kept);
}

/* What the kernel still holds is thrown away: the server gets nothing more after the cancel. */
static void
test_nothing_follows (Fixture *fixture, gconstpointer data)
{
  g_autofree char *id = g_uuid_string_random ();
  g_autofree char *path = g_strdup_printf ("/pace?rate=400000&id=%s", id);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  Outcome outcome = { 0 };
  gint64 cancelled_us;

  outcome_send (&outcome, fixture->client, test_put_new ("narrow", path, 20 * MIB), cancellable);
  g_assert_cmpint (net_server_seen (id, "begun"), >, 0);
  net_sleep_ms (500);
  cancelled_us = g_get_monotonic_time ();
  g_cancellable_cancel (cancellable);
  outcome_wait (&outcome);
  assert_cancelled (&outcome, cancelled_us);
  assert_gone (id, cancelled_us);
  g_assert_cmpint (net_server_seen (id, "last"), <,
                   cancelled_us + get_limit_us ());
  outcome_clear (&outcome);
}

static void
test_drop_client (gconstpointer data)
{
  const Case *c = data;
  g_autofree char *id = g_uuid_string_random ();
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  DropoffHttpClient *client = dropoff_http_client_new ();
  Outcome outcome = { 0 };
  Outcome slow = { 0 };
  gint64 dropped_us;

  dropoff_http_client_set_ca_file (client, net_server_get ("ca"));
  outcome_send (&outcome, client, new_request (c, id), cancellable);
  outcome_send (&slow, client, dropoff_http_request_new ("GET", "https://" SLOW_NAME "/"), NULL);
  g_assert_cmpint (net_server_seen (id, "begun"), >, 0);
  net_sleep_ms (c->after_ms);
  dropped_us = g_get_monotonic_time ();
  g_assert_finalize_object (client);
  /* Not from inside the unref */
  g_assert_cmpuint (outcome.n_calls, ==, 0);
  g_assert_cmpint (g_get_monotonic_time () - dropped_us, <, get_limit_us ());
  g_cancellable_cancel (cancellable);
  outcome_wait (&outcome);
  outcome_wait (&slow);
  assert_cancelled (&outcome, dropped_us);
  assert_cancelled (&slow, dropped_us);
  assert_gone (id, dropped_us);
  outcome_clear (&outcome);
  outcome_clear (&slow);
}

typedef struct
{
  DropoffHttpClient *client;
  guint n_calls;
} Dropper;

static void
on_drop (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Dropper *dropper = user_data;
  DropoffHttpResponse *response
    = dropoff_http_client_send_finish ((DropoffHttpClient *) source, result, NULL);

  dropper->n_calls++;
  g_clear_object (&dropper->client);
  g_clear_pointer (&response, dropoff_http_response_free);
}

/* The last reference goes in the callback of one of several replies. */
static void
test_drop_client_in_callback (void)
{
  g_autofree char *url = net_url ("http", "/echo");

  for (guint i = 0; i < 20; i++)
    {
      Dropper dropper = { dropoff_http_client_new (), 0 };

      for (guint j = 0; j < 20; j++)
        dropoff_http_client_send_async (dropper.client, dropoff_http_request_new ("GET", url), NULL,
                                        on_drop, &dropper);
      while (dropper.n_calls < 20)
        g_main_context_iteration (NULL, TRUE);
      g_assert_null (dropper.client);
    }
}

static const Case cases[] = {
  { "http", "/pace?rate=1000000", TRUE, 300 },  { "https", "/pace?rate=1000000", TRUE, 300 },
  { "http", "/stall/reading", TRUE, 300 },      { "https", "/stall/reading", TRUE, 300 },
  { "narrow", "/stall/reading", TRUE, 300 },    { "http", "/stall/before-head", FALSE, 200 },
  { "https", "/stall/before-head", FALSE, 200 }, { "http", "/stall/after-head", FALSE, 200 },
  { "https", "/stall/after-head", FALSE, 200 }, { "http", "/trickle?n=500&ms=10", FALSE, 200 },
  { "https", "/trickle?n=500&ms=10", FALSE, 200 },
};

#define ADD(path, data, function)                                                                  \
  g_test_add ("/http-cancel/" path, Fixture, data, net_fixture_set_up, function,                   \
              net_fixture_tear_down)

int
main (int argc, char *argv[])
{
  int status;

  g_test_init (&argc, &argv, NULL);
  net_server_start ();

  ADD ("before-start", NULL, test_before_start);
  ADD ("immediately", "http", test_immediately);
  ADD ("immediately-tls", "https", test_immediately);
  ADD ("connecting", "full", test_connecting);
  ADD ("resolving", "https://" SLOW_NAME "/", test_connecting);
  ADD ("handshaking", "silent", test_connecting);
  ADD ("resolving-blocks-nobody", NULL, test_resolving_blocks_nobody);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *name = g_strdup_printf ("/http-cancel/under-way/%s%s", cases[i].port_name,
                                               cases[i].path);
      g_autofree char *drop_name = g_strdup_printf ("/http-cancel/drop-client/%s%s",
                                                    cases[i].port_name, cases[i].path);

      g_test_add (name, Fixture, &cases[i], net_fixture_set_up, test_under_way,
                  net_fixture_tear_down);
      g_test_add_data_func (drop_name, &cases[i], test_drop_client);
    }
  ADD ("after-finish", NULL, test_after_finish);
  ADD ("many", "http", test_many);
  ADD ("stop", "silent", test_stop);
  ADD ("many-tls", "https", test_many);
  ADD ("nothing-follows", NULL, test_nothing_follows);
  g_test_add_func ("/http-cancel/drop-client-in-callback", test_drop_client_in_callback);

  status = g_test_run ();
  g_test_message ("off the wire within %.1f ms at most", longest_ms);
  net_server_stop ();
  return status;
}
