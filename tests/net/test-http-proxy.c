/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "net-fixture.h"

#include <glib/gstdio.h>
#include <string.h>

/* The ways of a company's network: proxies that the desktop names, and an authority of its own that
 * the person chose. The desktop is a resolver of our own that stands where GNOME's or the portal's
 * would. */

typedef enum { ANSWER_AT_ONCE, ANSWER_LATER, ANSWER_NEVER, ANSWER_ERROR } Manner;

#define LATER_MS 200

static struct
{
  Manner manner;
  const char *proposals[4];
  guint n_questions;
  char *last_uri;
} desktop;

#define TEST_TYPE_RESOLVER (test_resolver_get_type ())
G_DECLARE_FINAL_TYPE (TestResolver, test_resolver, TEST, RESOLVER, GObject)

struct _TestResolver
{
  GObject parent_instance;
};

static void test_resolver_iface_init (GProxyResolverInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (TestResolver, test_resolver, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_PROXY_RESOLVER,
                                                      test_resolver_iface_init))

static gboolean
test_resolver_is_supported (GProxyResolver *resolver)
{
  return TRUE;
}

static gboolean
on_answer_due (gpointer user_data)
{
  GTask *task = user_data;

  if (!g_task_return_error_if_cancelled (task))
    g_task_return_pointer (task, g_strdupv ((char **) desktop.proposals),
                           (GDestroyNotify) g_strfreev);
  return G_SOURCE_REMOVE;
}

static void
on_question_cancelled (GCancellable *cancellable, gpointer user_data)
{
  g_idle_add_full (G_PRIORITY_DEFAULT, on_answer_due, g_object_ref (user_data), g_object_unref);
}

static void
test_resolver_lookup_async (GProxyResolver *resolver, const char *uri, GCancellable *cancellable,
                            GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (resolver, cancellable, callback, user_data);

  desktop.n_questions++;
  g_free (desktop.last_uri);
  desktop.last_uri = g_strdup (uri);
  switch (desktop.manner)
    {
    case ANSWER_AT_ONCE:
      on_answer_due (task);
      break;
    case ANSWER_LATER:
      g_timeout_add_full (G_PRIORITY_DEFAULT, LATER_MS, on_answer_due, g_object_ref (task),
                          g_object_unref);
      break;
    case ANSWER_NEVER:
      g_cancellable_connect (cancellable, G_CALLBACK (on_question_cancelled),
                             g_object_ref (task), g_object_unref);
      break;
    case ANSWER_ERROR:
    default:
      g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_FAILED, "The portal is gone");
    }
}

static char **
test_resolver_lookup_finish (GProxyResolver *resolver, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
test_resolver_iface_init (GProxyResolverInterface *iface)
{
  iface->is_supported = test_resolver_is_supported;
  iface->lookup_async = test_resolver_lookup_async;
  iface->lookup_finish = test_resolver_lookup_finish;
}

static void
test_resolver_class_init (TestResolverClass *klass)
{
}

static void
test_resolver_init (TestResolver *self)
{
}

/* What the desktop says from now on. Free with g_free(). */
static char *
set_desktop (Manner manner, const char *scheme, const char *port_name)
{
  const char *port = port_name != NULL ? net_server_get (port_name) : "";
  char *proxy = g_strdup_printf ("%s127.0.0.1:%s", scheme, port);

  desktop.manner = manner;
  memset (desktop.proposals, 0, sizeof desktop.proposals);
  desktop.proposals[0] = port_name != NULL ? proxy : "direct://";
  desktop.n_questions = 0;
  return proxy;
}

/* A place that only a proxy knows. */
static char *
far_url (void)
{
  return g_strdup_printf ("https://service.example:%s/echo", net_server_get ("https"));
}

static Outcome
get_far (DropoffHttpClient *client)
{
  g_autofree char *url = far_url ();

  return net_perform (client, dropoff_http_request_new ("GET", url));
}

static void
assert_far (DropoffHttpClient *client)
{
  Outcome outcome = get_far (client);

  assert_reply (&outcome, 200);
  outcome_clear (&outcome);
}

static void
assert_far_fails (DropoffHttpClient *client, DropoffError code, const char *part)
{
  Outcome outcome = get_far (client);

  assert_failed (&outcome, code);
  g_assert_nonnull (strstr (outcome.error->message, part));
  outcome_clear (&outcome);
}

static void
test_desktop (Fixture *fixture, gconstpointer data)
{
  const Manner manner = GPOINTER_TO_UINT (data);
  g_autofree char *proxy G_GNUC_UNUSED = set_desktop (manner, "http://", "proxy");
  const char *port = net_server_get ("https");
  g_autofree char *expected = g_strdup_printf ("https://service.example:%s", port);
  Outcome first = { 0 };
  Outcome second = { 0 };
  g_autofree char *url = far_url ();

  outcome_send (&first, fixture->client, dropoff_http_request_new ("GET", url), NULL);
  outcome_send (&second, fixture->client, dropoff_http_request_new ("GET", url), NULL);
  outcome_wait (&first);
  outcome_wait (&second);
  assert_reply (&first, 200);
  assert_reply (&second, 200);
  /* Asked once for both, and by the name of the place, without what is wanted there. */
  g_assert_cmpuint (desktop.n_questions, ==, 1);
  g_assert_cmpstr (desktop.last_uri, ==, expected);
  assert_far (fixture->client);
  g_assert_cmpuint (desktop.n_questions, ==, 1);
  /* Another network may have another proxy. */
  dropoff_http_client_drop_connections (fixture->client);
  assert_far (fixture->client);
  g_assert_cmpuint (desktop.n_questions, ==, 2);
  outcome_clear (&first);
  outcome_clear (&second);
}

/* A body through the tunnel arrives whole, and its progress is known. */
static void
test_body (Fixture *fixture, gconstpointer data)
{
  g_autofree char *proxy G_GNUC_UNUSED = set_desktop (ANSWER_AT_ONCE, "http://", "proxy");
  g_autofree char *url = far_url ();
  const guint64 size = 8 * 1024 * 1024;
  g_autofree char *sum = test_body_sha256 (size);
  g_autofree char *line = g_strdup_printf ("sha256=%s", sum);
  g_autoptr (DropoffHttpProgress) progress = dropoff_http_progress_new ();
  DropoffHttpRequest *request = dropoff_http_request_new ("PUT", url);
  Outcome outcome;

  dropoff_http_request_set_body (request, &test_body_funcs, test_body_new (size), size);
  dropoff_http_request_set_progress (request, progress);
  outcome = net_perform (fixture->client, request);
  assert_reply (&outcome, 200);
  assert_body_has (&outcome, line);
  g_assert_cmpuint (dropoff_http_progress_get_acknowledged (progress), ==, size);
  outcome_clear (&outcome);
}

/* This computer is reached directly, whatever the desktop says. */
static void
test_loopback (Fixture *fixture, gconstpointer data)
{
  g_autofree char *proxy G_GNUC_UNUSED = set_desktop (ANSWER_AT_ONCE, "http://", "proxy-closed");
  Outcome outcome = net_get (fixture->client, "https", "/echo");

  assert_reply (&outcome, 200);
  g_assert_cmpuint (desktop.n_questions, ==, 0);
  outcome_clear (&outcome);
}

static void
test_direct (Fixture *fixture, gconstpointer data)
{
  const Manner manner = GPOINTER_TO_UINT (data);
  g_autofree char *proxy G_GNUC_UNUSED = set_desktop (manner, "", NULL);

  assert_far_fails (fixture->client, DROPOFF_ERROR_NETWORK, "address was not found");
  g_assert_cmpuint (desktop.n_questions, ==, 1);
}

/* What the proxy says instead of connecting is told as what it is. */
static void
test_refusals (Fixture *fixture, gconstpointer data)
{
  static const struct
  {
    const char *port_name;
    DropoffError code;
    const char *part;
  } cases[] = {
    { "proxy-password", DROPOFF_ERROR_NOT_THE_SERVICE, "a name and a password" },
    { "proxy-closed", DROPOFF_ERROR_NOT_THE_SERVICE, "does not let Dropoff through" },
    { "proxy-portal", DROPOFF_ERROR_NOT_THE_SERVICE, "does not let Dropoff through" },
    { "proxy-broken", DROPOFF_ERROR_NETWORK, "cannot be reached" },
    { "refused", DROPOFF_ERROR_NETWORK, "proxy cannot be reached" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *proxy G_GNUC_UNUSED
          = set_desktop (ANSWER_AT_ONCE, "http://", cases[i].port_name);

      dropoff_http_client_drop_connections (fixture->client);
      assert_far_fails (fixture->client, cases[i].code, cases[i].part);
    }
}

static void
test_password (Fixture *fixture, gconstpointer data)
{
  g_autofree char *proxy G_GNUC_UNUSED
      = set_desktop (ANSWER_AT_ONCE, "http://anna:secret@", "proxy-password");

  assert_far (fixture->client);
}

/* What a later proposal or a kind that libcurl does not know is worth. */
static void
test_proposals (Fixture *fixture, gconstpointer data)
{
  g_autofree char *proxy G_GNUC_UNUSED = set_desktop (ANSWER_AT_ONCE, "http://", "proxy");

  desktop.proposals[1] = desktop.proposals[0];
  desktop.proposals[0] = "gopher://127.0.0.1:70";
  desktop.proposals[2] = "direct://";
  assert_far (fixture->client);
}

/* Cancelled while the desktop thinks. */
static void
test_cancel (Fixture *fixture, gconstpointer data)
{
  g_autofree char *proxy G_GNUC_UNUSED = set_desktop (ANSWER_NEVER, "http://", "proxy");
  g_autofree char *url = far_url ();
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  Outcome cancelled = { 0 };
  Outcome dropped = { 0 };
  Outcome stopped = { 0 };
  DropoffHttpClient *other = dropoff_http_client_new ();
  gint64 begun_us;

  outcome_send (&cancelled, fixture->client, dropoff_http_request_new ("GET", url), cancellable);
  outcome_send (&dropped, other, dropoff_http_request_new ("GET", url), NULL);
  net_sleep_ms (50);
  begun_us = g_get_monotonic_time ();
  g_cancellable_cancel (cancellable);
  g_assert_finalize_object (other);
  outcome_wait (&cancelled);
  outcome_wait (&dropped);
  assert_failed (&cancelled, DROPOFF_ERROR_CANCELLED);
  assert_failed (&dropped, DROPOFF_ERROR_CANCELLED);
  g_assert_cmpint (cancelled.done_us - begun_us, <, (200 + net_tolerance_ms ()) * 1000);

  outcome_send (&stopped, fixture->client, dropoff_http_request_new ("GET", url), NULL);
  dropoff_http_client_stop (fixture->client);
  outcome_wait (&stopped);
  assert_failed (&stopped, DROPOFF_ERROR_CANCELLED);
  outcome_clear (&cancelled);
  outcome_clear (&dropped);
  outcome_clear (&stopped);
}

/* The environment's proxy goes before the desktop's. */
static void
test_environment (Fixture *fixture, gconstpointer data)
{
  g_autofree char *closed G_GNUC_UNUSED = set_desktop (ANSWER_AT_ONCE, "http://", "proxy-closed");
  g_autofree char *proxy = g_strdup_printf ("http://127.0.0.1:%s", net_server_get ("proxy"));
  g_autoptr (DropoffHttpClient) client = NULL;

  g_setenv ("https_proxy", proxy, TRUE);
  client = dropoff_http_client_new ();
  dropoff_http_client_set_ca_file (client, net_server_get ("ca"));
  assert_far (client);
  dropoff_http_client_drop_connections (client);
  g_setenv ("no_proxy", "other.example,.example", TRUE);
  assert_far_fails (client, DROPOFF_ERROR_NETWORK, "address was not found");
  g_unsetenv ("no_proxy");
  g_unsetenv ("https_proxy");
  g_assert_cmpuint (desktop.n_questions, ==, 0);
}

/* -- a company's own authority -- */

static void
assert_not_trusted (DropoffHttpClient *client, const char *part)
{
  Outcome outcome = net_get (client, "https", "/echo");

  assert_failed (&outcome, DROPOFF_ERROR_NOT_SAFE);
  g_assert_nonnull (strstr (outcome.error->message, part));
  g_assert_nonnull (strstr (outcome.error->message, "Preferences"));
  outcome_clear (&outcome);
}

static void
assert_trusted (DropoffHttpClient *client)
{
  Outcome outcome = net_get (client, "https", "/echo");

  assert_reply (&outcome, 200);
  outcome_clear (&outcome);
}

static void
test_company (void)
{
  g_autoptr (DropoffHttpClient) client = dropoff_http_client_new ();
  g_autofree char *rubbish = g_build_filename (g_get_tmp_dir (), "dropoff-no-certificate", NULL);

  assert_not_trusted (client, "checks network traffic");
  g_assert_true (dropoff_http_client_set_company_ca_file (client, net_server_get ("ca")));
  g_assert_false (dropoff_http_client_set_company_ca_file (client, net_server_get ("ca")));
  assert_trusted (client);
  /* Taken back: neither an open connection nor a TLS session goes on with it. */
  g_assert_true (dropoff_http_client_set_company_ca_file (client, NULL));
  assert_not_trusted (client, "checks network traffic");
  g_assert_true (dropoff_http_client_set_company_ca_file (client, "/nowhere/ca.pem"));
  assert_not_trusted (client, "cannot be used");
  g_assert_true (g_file_set_contents (rubbish, "not a certificate", -1, NULL));
  g_assert_true (dropoff_http_client_set_company_ca_file (client, rubbish));
  assert_not_trusted (client, "cannot be used");
  g_assert_cmpint (g_remove (rubbish), ==, 0);
  /* A connection's own goes before it. */
  dropoff_http_client_set_ca_file (client, net_server_get ("ca"));
  assert_trusted (client);
}

/* The other checks stay. */
static void
test_company_checks (void)
{
  static const char *const ports[] = { "wrong-name", "expired", "early", "self-signed" };
  g_autoptr (DropoffHttpClient) client = dropoff_http_client_new ();

  dropoff_http_client_set_company_ca_file (client, net_server_get ("ca"));
  for (guint i = 0; i < G_N_ELEMENTS (ports); i++)
    {
      Outcome outcome = net_get (client, ports[i], "/echo");

      assert_failed (&outcome, DROPOFF_ERROR_NOT_SAFE);
      outcome_clear (&outcome);
    }
}

#define ADD(path, data, function)                                                                  \
  g_test_add ("/http-proxy/" path, Fixture, data, net_fixture_set_up, function,                   \
              net_fixture_tear_down)

int
main (int argc, char *argv[])
{
  int status;

  g_test_init (&argc, &argv, NULL);
  g_io_extension_point_register (G_PROXY_RESOLVER_EXTENSION_POINT_NAME);
  g_io_extension_point_implement (G_PROXY_RESOLVER_EXTENSION_POINT_NAME, TEST_TYPE_RESOLVER, "test",
                                  1000);
  net_server_start ();

  ADD ("desktop", GUINT_TO_POINTER (ANSWER_AT_ONCE), test_desktop);
  ADD ("desktop-later", GUINT_TO_POINTER (ANSWER_LATER), test_desktop);
  ADD ("body", NULL, test_body);
  ADD ("loopback", NULL, test_loopback);
  ADD ("direct", GUINT_TO_POINTER (ANSWER_AT_ONCE), test_direct);
  ADD ("desktop-fails", GUINT_TO_POINTER (ANSWER_ERROR), test_direct);
  ADD ("desktop-silent", GUINT_TO_POINTER (ANSWER_NEVER), test_direct);
  ADD ("refusals", NULL, test_refusals);
  ADD ("password", NULL, test_password);
  ADD ("proposals", NULL, test_proposals);
  ADD ("cancel", NULL, test_cancel);
  ADD ("environment", NULL, test_environment);
  g_test_add_func ("/http-proxy/company", test_company);
  g_test_add_func ("/http-proxy/company-checks", test_company_checks);

  status = g_test_run ();
  net_server_stop ();
  g_free (desktop.last_uri);
  return status;
}
