/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Signing in on the company's page, with a browser made of sockets. */
#include <string.h>

#include "account-fixture.h"
#include "dropoff-browser-attempt.h"
#include "dropoff-loopback-listener.h"

typedef struct
{
  gboolean ended;
  GError *error;
} Outcome;

static void
on_signed_in (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Outcome *outcome = user_data;

  dropoff_account_step_finish (DROPOFF_ACCOUNT (source), result, &outcome->error);
  outcome->ended = TRUE;
}

static void
wait_for_end (Outcome *outcome)
{
  while (!outcome->ended)
    g_main_context_iteration (NULL, TRUE);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture_set_up (fixture, NULL);
  fixture_use (fixture, "browser");
}

/* The account listens only while the main loop turns, so the browser has a thread of its own. */
typedef struct
{
  char *address;
  char *family; /* "127.0.0.1", "::1", or NULL for the name in the address */
  char *method;
  char *reply;
} Visit;

static void
run_visit (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Visit *visit = data;
  g_autoptr (GUri) uri = g_uri_parse (visit->address, G_URI_FLAGS_ENCODED, NULL);
  g_autoptr (GSocketClient) client = g_socket_client_new ();
  g_autoptr (GSocketConnection) connection = NULL;
  g_autoptr (GOutputStream) memory = g_memory_output_stream_new_resizable ();
  g_autofree char *request = g_strdup_printf (
      "%s %s%s%s HTTP/1.1\r\nHost: %s:%d\r\n\r\n", visit->method, g_uri_get_path (uri),
      g_uri_get_query (uri) != NULL ? "?" : "",
      g_uri_get_query (uri) != NULL ? g_uri_get_query (uri) : "", g_uri_get_host (uri),
      g_uri_get_port (uri));

  connection = g_socket_client_connect_to_host (
      client, visit->family != NULL ? visit->family : g_uri_get_host (uri),
      (guint16) g_uri_get_port (uri), NULL, NULL);
  if (connection != NULL)
    {
      g_output_stream_write_all (g_io_stream_get_output_stream (G_IO_STREAM (connection)), request,
                                 strlen (request), NULL, NULL, NULL);
      g_output_stream_splice (memory, g_io_stream_get_input_stream (G_IO_STREAM (connection)),
                              G_OUTPUT_STREAM_SPLICE_NONE, NULL, NULL);
      g_output_stream_write_all (memory, "", 1, NULL, NULL, NULL);
      visit->reply = g_strdup (g_memory_output_stream_get_data (G_MEMORY_OUTPUT_STREAM (memory)));
    }
  g_task_return_boolean (task, TRUE);
}

/* Gives what comes back, "" for nothing. */
static char *
visit (const char *method, const char *address, const char *family)
{
  Visit one = { g_strdup (address), g_strdup (family), g_strdup (method), NULL };
  g_autoptr (GTask) task = g_task_new (NULL, NULL, NULL, NULL);

  g_task_set_task_data (task, &one, NULL);
  g_task_run_in_thread (task, run_visit);
  while (!g_task_get_completed (task))
    g_main_context_iteration (NULL, TRUE);
  g_free (one.address);
  g_free (one.family);
  g_free (one.method);
  return one.reply != NULL ? one.reply : g_strdup ("");
}

static char *
get_member (const char *address, const char *name)
{
  g_autoptr (GUri) uri = g_uri_parse (address, G_URI_FLAGS_ENCODED, NULL);
  g_autoptr (GHashTable) members
      = g_uri_parse_params (g_uri_get_query (uri), -1, "&", G_URI_PARAMS_WWW_FORM, NULL);

  return g_strdup (g_hash_table_lookup (members, name));
}

/* Fills in the login form as a browser does; gives where it leads to. */
static char *
fill_in_form (Fixture *fixture, const char *address, const char *user_name, const char *password)
{
  const char *query = strchr (address, '?') + 1;
  g_autofree char *url = g_strconcat (
      dropoff_connection_get_login_endpoint (fixture->connection), "/login?", query, NULL);
  g_autofree char *form = g_strdup_printf ("username=%s&password=%s", user_name, password);
  g_autoptr (GBytes) body = g_bytes_new (form, strlen (form));
  DropoffHttpRequest *request = dropoff_http_request_new ("POST", url);
  g_autoptr (DropoffHttpResponse) response = NULL;
  g_autoptr (GAsyncResult) result = NULL;

  dropoff_http_request_add_header (request, "Content-Type", "application/x-www-form-urlencoded");
  dropoff_http_request_set_body_bytes (request, body);
  result = send_and_wait (fixture->http, request);
  response = dropoff_http_client_send_finish (fixture->http, result, NULL);
  g_assert_cmpuint (dropoff_http_response_get_status (response), ==, 302);
  return g_strdup (dropoff_http_response_get_header (response, "Location"));
}

static char *
begin (Fixture *fixture, Outcome *outcome)
{
  const char *address;

  dropoff_account_sign_in_with_browser_async (fixture->account, NULL, on_signed_in, outcome);
  address = dropoff_account_get_browser_address (fixture->account);
  g_assert_nonnull (address);
  return g_strdup (address);
}

static char *
sign_in_on_page (Fixture *fixture, const char *address)
{
  return fill_in_form (fixture, address, "zoe.martin%40example.com",
                       "Survey%20boat%207%20at%20sea!");
}

static void
test_whole (Fixture *fixture, gconstpointer family)
{
  Outcome outcome = { 0 };
  g_autofree char *address = begin (fixture, &outcome);
  g_autofree char *back = sign_in_on_page (fixture, address);
  g_autofree char *provider = get_member (address, "identity_provider");
  g_autofree char *redirect = get_member (address, "redirect_uri");
  g_autofree char *icon = g_strdup (redirect);
  g_autofree char *not_found = NULL;
  g_autofree char *posted = NULL;
  g_autofree char *page = NULL;
  g_autoptr (DropoffAwsCredentials) keys = NULL;

  g_assert_cmpstr (provider, ==, "AcmeStaff");
  /* A favicon and a form change nothing. */
  memcpy (strstr (icon, "/signed-in"), "/favicon.i", strlen ("/signed-in"));
  not_found = visit ("GET", icon, family);
  g_assert_true (g_str_has_prefix (not_found, "HTTP/1.1 404"));
  posted = visit ("POST", back, family);
  g_assert_true (g_str_has_prefix (posted, "HTTP/1.1 405"));
  page = visit ("GET", back, family);
  g_assert_true (g_str_has_prefix (page, "HTTP/1.1 200"));
  g_assert_nonnull (strstr (page, "go back to Dropoff"));
  wait_for_end (&outcome);
  g_assert_no_error (outcome.error);
  assert_state (fixture->account, SIGNED_IN);
  g_assert_null (dropoff_account_get_browser_address (fixture->account));
  g_assert_cmpstr (dropoff_account_get_user_name (fixture->account), ==,
                   "zoe.martin@example.com");
  keys = get_keys (fixture->account, FALSE, NULL);
  g_assert_nonnull (keys);
  /* Nobody listens any more. */
  g_free (g_steal_pointer (&page));
  page = visit ("GET", back, family);
  g_assert_cmpstr (page, ==, "");
}

/* A passkey takes the browser, and there the pool's own page: providers know nothing of it. */
static void
test_passkey (Fixture *fixture, gconstpointer data)
{
  Outcome outcome = { 0 };
  g_autoptr (GError) error = NULL;
  g_autofree char *address = NULL;
  g_autofree char *provider = NULL;
  g_autofree char *back = NULL;
  g_autofree char *page = NULL;

  cloud_control ("{\"set\":{\"choice_auth\":true},\"user\":{\"email\":"
                 "\"zoe.martin@example.com\",\"factors\":[\"WEB_AUTHN\"]}}");
  fixture_use (fixture, "both");
  fixture_change_sign_in (fixture,
                          "{\"flow\":\"user-auth\",\"identity-provider\":\"AcmeStaff\"}");
  g_assert_false (sign_in (fixture->account, "zoe.martin@example.com", "", &error));
  assert_code (error, BROWSER);
  assert_state (fixture->account, SIGNED_OUT);
  address = begin (fixture, &outcome);
  provider = get_member (address, "identity_provider");
  g_assert_null (provider);
  back = sign_in_on_page (fixture, address);
  page = visit ("GET", back, NULL);
  wait_for_end (&outcome);
  g_assert_no_error (outcome.error);
  assert_state (fixture->account, SIGNED_IN);
}

/* Tokens from the pages are renewed as all others are. */
static void
test_renewal (Fixture *fixture, gconstpointer data)
{
  Outcome outcome = { 0 };
  g_autofree char *address = NULL;
  g_autofree char *back = NULL;
  g_autofree char *page = NULL;
  g_autoptr (DropoffAwsCredentials) keys = NULL;
  g_autoptr (GError) error = NULL;

  cloud_control ("{\"set\":{\"refresh_rotation\":true}}");
  address = begin (fixture, &outcome);
  back = sign_in_on_page (fixture, address);
  page = visit ("GET", back, NULL);
  wait_for_end (&outcome);
  g_assert_no_error (outcome.error);
  cloud_refuse_token ();
  keys = get_keys (fixture->account, FALSE, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (cloud_count ("GetTokensFromRefreshToken"), ==, 1);
}

/* An answer with another state, or none, is not ours; the right one still works. */
static void
test_foreign_answers (Fixture *fixture, gconstpointer data)
{
  Outcome outcome = { 0 };
  g_autofree char *address = begin (fixture, &outcome);
  g_autofree char *redirect = get_member (address, "redirect_uri");
  g_autofree char *back = sign_in_on_page (fixture, address);
  g_autofree char *page = NULL;
  const char *const queries[] = { "", "?", "?code=abc", "?code=abc&state=", "?code=abc&state=x",
                                  "?error=access_denied&state=x", "?state=%41" };

  for (gsize i = 0; i < G_N_ELEMENTS (queries); i++)
    {
      g_autofree char *foreign = g_strconcat (redirect, queries[i], NULL);
      g_autofree char *reply = visit ("GET", foreign, NULL);

      g_assert_true (g_str_has_prefix (reply, "HTTP/1.1 400"));
    }
  g_assert_false (outcome.ended);
  page = visit ("GET", back, NULL);
  wait_for_end (&outcome);
  g_assert_no_error (outcome.error);
}

static void
test_refused (Fixture *fixture, gconstpointer data)
{
  Outcome outcome = { 0 };
  g_autofree char *address = begin (fixture, &outcome);
  g_autofree char *back
      = fill_in_form (fixture, address, "off%40example.com", "Survey%20boat%207%20at%20sea!");
  g_autofree char *page G_GNUC_UNUSED = visit ("GET", back, NULL);

  wait_for_end (&outcome);
  assert_code (outcome.error, ASK_COMPANY);
  g_assert_cmpstr (outcome.error->message, ==, "User is disabled.");
  g_clear_error (&outcome.error);
  assert_state (fixture->account, SIGNED_OUT);
}

/* Well signed, from the right address, and still not for us. */
static void
test_claims (Fixture *fixture, gconstpointer data)
{
  const char *const claims[] = { "{\"nonce\":\"other\"}", "{\"aud\":\"other\"}",
                                 "{\"iss\":\"https://other.example\"}",
                                 "{\"token_use\":\"access\"}", "{\"exp\":1000}",
                                 "{\"nonce\":null}", "{\"aud\":[\"x\"]}" };

  for (gsize i = 0; i < G_N_ELEMENTS (claims); i++)
    {
      Outcome outcome = { 0 };
      g_autofree char *order
          = g_strdup_printf ("{\"set\":{\"browser_id_claims\":%s}}", claims[i]);
      g_autofree char *address = NULL;
      g_autofree char *back = NULL;
      g_autofree char *page = NULL;

      g_test_message ("%s", claims[i]);
      cloud_control (order);
      address = begin (fixture, &outcome);
      back = sign_in_on_page (fixture, address);
      page = visit ("GET", back, NULL);
      wait_for_end (&outcome);
      assert_code (outcome.error, NOT_THE_SERVICE);
      g_clear_error (&outcome.error);
      assert_state (fixture->account, SIGNED_OUT);
    }
}

/* What can go wrong while the code is exchanged. */
static void
test_redeem_errors (Fixture *fixture, gconstpointer data)
{
  static const struct
  {
    const char *fault;
    DropoffError code;
  } cases[] = {
    { "{\"kind\":\"error\",\"code\":\"invalid_grant\"}", DROPOFF_ERROR_CODE_EXPIRED },
    { "{\"kind\":\"error\",\"code\":\"invalid_client\"}", DROPOFF_ERROR_ASK_COMPANY },
    { "{\"kind\":\"reply\",\"body\":\"<html>\"}", DROPOFF_ERROR_NOT_THE_SERVICE },
    { "{\"kind\":\"reply\",\"status\":502,\"body\":\"\"}", DROPOFF_ERROR_RETRY },
    { "{\"kind\":\"change-json\",\"remove\":[\"id_token\"]}", DROPOFF_ERROR_NOT_THE_SERVICE },
    { "{\"kind\":\"drop-reply\",\"reset\":true}", DROPOFF_ERROR_NETWORK },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      Outcome outcome = { 0 };
      g_autofree char *order = g_strdup_printf (
          "{\"clear_faults\":true,\"fault\":{\"match\":{\"op\":\"Token\"},\"do\":%s}}",
          cases[i].fault);
      g_autofree char *address = begin (fixture, &outcome);
      g_autofree char *back = sign_in_on_page (fixture, address);
      g_autofree char *page = NULL;

      g_test_message ("%s", cases[i].fault);
      cloud_control (order);
      page = visit ("GET", back, NULL);
      wait_for_end (&outcome);
      g_assert_error (outcome.error, DROPOFF_ERROR, (int) cases[i].code);
      g_clear_error (&outcome.error);
      assert_state (fixture->account, SIGNED_OUT);
    }
}

static void
test_abandoned (Fixture *fixture, gconstpointer data)
{
  Outcome outcome = { 0 };
  Outcome second = { 0 };
  g_autofree char *address = begin (fixture, &outcome);
  g_autofree char *redirect = get_member (address, "redirect_uri");
  g_autofree char *reply = NULL;
  g_autofree char *again = NULL;

  dropoff_account_abandon (fixture->account);
  wait_for_end (&outcome);
  assert_code (outcome.error, CANCELLED);
  g_clear_error (&outcome.error);
  reply = visit ("GET", redirect, NULL);
  g_assert_cmpstr (reply, ==, "");
  /* It begins anew on the same port, with other values. */
  again = begin (fixture, &second);
  g_assert_cmpstr (again, !=, address);
  dropoff_account_abandon (fixture->account);
  wait_for_end (&second);
  g_clear_error (&second.error);
}

static void
on_attempt_ended (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Outcome *outcome = user_data;

  g_assert_null (dropoff_browser_attempt_finish (DROPOFF_BROWSER_ATTEMPT (source), result,
                                                 &outcome->error));
  outcome->ended = TRUE;
}

static void
test_time_out (Fixture *fixture, gconstpointer data)
{
  g_autoptr (DropoffCognitoClient) client
      = dropoff_cognito_client_new (fixture->connection, fixture->http, fixture->clock);
  g_autoptr (DropoffBrowserAttempt) attempt
      = dropoff_browser_attempt_new (fixture->connection, client, fixture->clock);
  Outcome outcome = { 0 };

  dropoff_browser_attempt_set_patience (attempt, 1);
  dropoff_browser_attempt_begin_async (attempt, NULL, on_attempt_ended, &outcome);
  g_assert_nonnull (dropoff_browser_attempt_get_address (attempt));
  wait_for_end (&outcome);
  assert_code (outcome.error, CODE_EXPIRED);
  g_clear_error (&outcome.error);
  g_assert_null (dropoff_browser_attempt_get_address (attempt));
}

static gboolean
take_nothing (const char *query, gpointer user_data)
{
  return FALSE;
}

/* Three ports in turn, then a sentence. */
static void
test_ports (Fixture *fixture, gconstpointer data)
{
  DropoffLoopbackListener *listeners[DROPOFF_LOOPBACK_N_PORTS];
  g_autoptr (GError) error = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (listeners); i++)
    {
      listeners[i] = dropoff_loopback_listener_new (take_nothing, NULL, &error);
      g_assert_no_error (error);
      for (gsize j = 0; j < i; j++)
        g_assert_cmpstr (dropoff_loopback_listener_get_address (listeners[i]), !=,
                         dropoff_loopback_listener_get_address (listeners[j]));
    }
  g_assert_null (dropoff_loopback_listener_new (take_nothing, NULL, &error));
  assert_code (error, RETRY);
  for (gsize i = 0; i < G_N_ELEMENTS (listeners); i++)
    {
      dropoff_loopback_listener_close (listeners[i]);
      g_object_unref (listeners[i]);
    }
}

/* A page of another site whose name points here has another Host. */
static void
test_other_host (Fixture *fixture, gconstpointer data)
{
  Outcome outcome = { 0 };
  g_autofree char *address = begin (fixture, &outcome);
  g_autofree char *back = sign_in_on_page (fixture, address);
  g_autoptr (GUri) uri = g_uri_parse (back, G_URI_FLAGS_ENCODED, NULL);
  g_autofree char *foreign
      = g_strdup_printf ("http://evil.example:%d%s?%s", g_uri_get_port (uri),
                         g_uri_get_path (uri), g_uri_get_query (uri));
  g_autofree char *reply = visit ("GET", foreign, "127.0.0.1");

  g_assert_true (g_str_has_prefix (reply, "HTTP/1.1 404"));
  g_assert_false (outcome.ended);
  dropoff_account_abandon (fixture->account);
  wait_for_end (&outcome);
  g_clear_error (&outcome.error);
}

static void
add (const char *path, const char *data, void (*function) (Fixture *fixture, gconstpointer data))
{
  g_test_add (path, Fixture, data, set_up, function, fixture_tear_down);
}

int
main (int argc, char *argv[])
{
  int status;

  g_test_init (&argc, &argv, NULL);
  cloud_start ();
  add ("/browser/whole", NULL, test_whole);
  add ("/browser/whole-4", "127.0.0.1", test_whole);
  add ("/browser/whole-6", "::1", test_whole);
  add ("/browser/passkey", NULL, test_passkey);
  add ("/browser/renewal", NULL, test_renewal);
  add ("/browser/foreign-answers", NULL, test_foreign_answers);
  add ("/browser/other-host", NULL, test_other_host);
  add ("/browser/refused", NULL, test_refused);
  add ("/browser/claims", NULL, test_claims);
  add ("/browser/redeem-errors", NULL, test_redeem_errors);
  add ("/browser/abandoned", NULL, test_abandoned);
  add ("/browser/time-out", NULL, test_time_out);
  add ("/browser/ports", NULL, test_ports);
  status = g_test_run ();
  cloud_stop ();
  return status;
}
