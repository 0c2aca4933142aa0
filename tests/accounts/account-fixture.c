/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "account-fixture.h"

#include <string.h>

#include "dropoff-developer-account.h"
#include "dropoff-guest-account.h"
#include "dropoff-key-account.h"

void
cloud_shorten_lives (void)
{
  cloud_control ("{\"set\":{\"id_token_seconds\":2,\"access_token_seconds\":2,"
                 "\"open_id_seconds\":2,\"key_seconds\":4,\"late_seconds\":60}}");
}

void
cloud_refuse_token (void)
{
  cloud_control ("{\"fault\":{\"match\":{\"service\":\"identity-pool\"},\"times\":1,\"do\":"
                 "{\"kind\":\"error\",\"status\":400,\"code\":\"NotAuthorizedException\","
                 "\"message\":\"Invalid login token. Token expired: 1 >= 2\"}}}");
}

void
cloud_expire_sessions (void)
{
  cloud_control ("{\"expire_sessions\":true}");
}

char *
cloud_last_code (const char *email)
{
  g_autofree char *name = g_strconcat ("outbox?email=", email, NULL);
  g_autoptr (JsonNode) page = cloud_page (name);
  JsonArray *messages = json_node_get_array (page);
  guint n = json_array_get_length (messages);

  g_assert_cmpuint (n, >, 0);
  return g_strdup (
      json_object_get_string_member (json_array_get_object_element (messages, n - 1), "code"));
}

char *
cloud_app_code (const char *email)
{
  g_autofree char *name = g_strconcat ("totp?email=", email, NULL);
  g_autoptr (JsonNode) page = cloud_page (name);

  return g_strdup (json_object_get_string_member (json_node_get_object (page), "code"));
}

DropoffAccount *
fixture_new_account (Fixture *fixture, DropoffVault *vault)
{
  switch (dropoff_connection_get_sign_in_kind (fixture->connection))
    {
    case DROPOFF_SIGN_IN_DEVELOPER:
      return dropoff_developer_account_new (fixture->connection, fixture->http, fixture->clock,
                                            vault);
    case DROPOFF_SIGN_IN_GUEST:
      return dropoff_guest_account_new (fixture->connection, fixture->http, fixture->clock, vault);
    case DROPOFF_SIGN_IN_SHARED_KEY:
      return dropoff_key_account_new (fixture->connection, fixture->http, vault);
    case DROPOFF_SIGN_IN_COGNITO:
    case DROPOFF_SIGN_IN_BROWSER:
    default:
      return dropoff_cognito_account_new (fixture->connection, fixture->http, fixture->clock,
                                          vault);
    }
}

static DropoffConnection *
read_connection (const char *path)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = NULL;
  DropoffConnection *connection;
  char *content;
  gsize size;

  g_file_get_contents (path, &content, &size, &error);
  g_assert_no_error (error);
  bytes = g_bytes_new_take (content, size);
  connection = dropoff_connection_new_from_bytes (bytes, NULL, &error);
  g_assert_no_error (error);
  return connection;
}

/* The last reference, once what is on its way (a look into the keyring) is back: long before the
 * half minute that is a leak. */
void
fixture_drop (gpointer object)
{
  gint64 until_us = g_get_monotonic_time () + 30 * G_USEC_PER_SEC;

  g_object_add_weak_pointer (object, &object);
  g_object_unref (object);
  while (object != NULL && g_get_monotonic_time () < until_us)
    wait_ms (10);
  g_assert_null (object);
}

void
fixture_use (Fixture *fixture, const char *name)
{
  JsonObject *files = json_object_get_object_member (cloud_get_line (), "connection_files");

  g_assert_finalize_object (fixture->account);
  g_object_unref (fixture->connection);
  fixture->connection = read_connection (json_object_get_string_member (files, name));
  fixture->account = fixture_new_account (fixture, fixture->vault);
}

void
fixture_set_up (Fixture *fixture, gconstpointer with_vault)
{
  cloud_control ("{\"reset\":true}");
  fixture->connection = read_connection (
      json_object_get_string_member (cloud_get_line (), "connection_file"));
  fixture->http = dropoff_http_client_new ();
  dropoff_http_client_set_ca_file (fixture->http,
                                   dropoff_connection_get_ca_file (fixture->connection));
  fixture->clock = dropoff_clock_new ();
  fixture->vault = with_vault != NULL ? dropoff_vault_new () : NULL;
  fixture->account = fixture_new_account (fixture, fixture->vault);
}

void
fixture_change_sign_in (Fixture *fixture, const char *members)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (JsonNode) root = NULL;
  g_autoptr (JsonNode) more = json_from_string (members, &error);
  g_autofree char *old = g_strndup (
      g_bytes_get_data (dropoff_connection_get_bytes (fixture->connection), NULL),
      g_bytes_get_size (dropoff_connection_get_bytes (fixture->connection)));
  JsonObject *sign_in;
  JsonObjectIter iter;
  const char *name;
  JsonNode *node;
  char *text;

  g_assert_no_error (error);
  root = json_from_string (old, &error);
  g_assert_no_error (error);
  sign_in = json_object_get_object_member (json_node_get_object (root), "sign-in");
  json_object_iter_init (&iter, json_node_get_object (more));
  while (json_object_iter_next (&iter, &name, &node))
    json_object_set_member (sign_in, name, json_node_copy (node));
  text = json_to_string (root, FALSE);
  bytes = g_bytes_new_take (text, strlen (text));
  g_assert_finalize_object (fixture->account);
  g_assert_finalize_object (fixture->connection);
  fixture->connection = dropoff_connection_new_from_bytes (bytes, NULL, &error);
  g_assert_no_error (error);
  fixture->account = fixture_new_account (fixture, fixture->vault);
}

void
fixture_tear_down (Fixture *fixture, gconstpointer with_vault)
{
  fixture_drop (fixture->account);
  /* A silent keyring holds the vault by the calls that it does not answer. */
  g_clear_object (&fixture->vault);
  fixture_drop (fixture->http);
  fixture_drop (fixture->connection);
  dropoff_clock_free (fixture->clock);
}

static gboolean
on_time_over (gpointer user_data)
{
  *(gboolean *) user_data = TRUE;
  return G_SOURCE_REMOVE;
}

void
wait_ms (guint milliseconds)
{
  gboolean over = FALSE;

  g_timeout_add (milliseconds, on_time_over, &over);
  while (!over)
    g_main_context_iteration (NULL, TRUE);
}

static void
on_done (GObject *source, GAsyncResult *result, gpointer user_data)
{
  *(GAsyncResult **) user_data = g_object_ref (result);
}

static GAsyncResult *
wait_for (GAsyncResult **result)
{
  while (*result == NULL)
    g_main_context_iteration (NULL, TRUE);
  return *result;
}

GAsyncResult *
send_and_wait (DropoffHttpClient *http, DropoffHttpRequest *request)
{
  GAsyncResult *result = NULL;

  dropoff_http_client_send_async (http, request, NULL, on_done, &result);
  return wait_for (&result);
}

gboolean
sign_in (DropoffAccount *account, const char *user_name, const char *password, GError **error)
{
  g_autoptr (DropoffSecret) secret = dropoff_secret_new (password);
  g_autoptr (GAsyncResult) result = NULL;

  dropoff_account_sign_in_async (account, user_name, secret, NULL, on_done, &result);
  return dropoff_account_step_finish (account, wait_for (&result), error);
}

static gboolean
give_answer (DropoffAccount *account, const DropoffChallengeAnswer *answer, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  dropoff_account_answer_async (account, answer, NULL, on_done, &result);
  return dropoff_account_step_finish (account, wait_for (&result), error);
}

gboolean
answer_text (DropoffAccount *account, const char *text, GError **error)
{
  return give_answer (account, &(DropoffChallengeAnswer){ .text = text }, error);
}

gboolean
answer_way (DropoffAccount *account, DropoffChallengeWay way, GError **error)
{
  return give_answer (account, &(DropoffChallengeAnswer){ .way = way }, error);
}

gboolean
answer_and_remember (DropoffAccount *account, const char *text, gboolean remember, GError **error)
{
  return give_answer (account, &(DropoffChallengeAnswer){ .text = text, .remember = remember },
                      error);
}

gboolean
answer_reset (DropoffAccount *account, const char *code, const char *password, GError **error)
{
  g_autoptr (DropoffSecret) secret = password != NULL ? dropoff_secret_new (password) : NULL;

  return give_answer (account,
                      &(DropoffChallengeAnswer){ .text = code, .new_password = secret }, error);
}

gboolean
sign_up (DropoffAccount *account, const char *user_name, const char *password,
         const char *const *attributes, GError **error)
{
  g_autoptr (DropoffSecret) secret = dropoff_secret_new (password);
  g_autoptr (GAsyncResult) result = NULL;

  dropoff_account_sign_up_async (account, user_name, secret, attributes, NULL, on_done, &result);
  return dropoff_account_step_finish (account, wait_for (&result), error);
}

gboolean
change_password (DropoffAccount *account, const char *old_password, const char *new_password,
                 GError **error)
{
  g_autoptr (DropoffSecret) old_secret = dropoff_secret_new (old_password);
  g_autoptr (DropoffSecret) new_secret = dropoff_secret_new (new_password);
  g_autoptr (GAsyncResult) result = NULL;

  dropoff_account_change_password_async (account, old_secret, new_secret, NULL, on_done, &result);
  return dropoff_account_change_password_finish (account, wait_for (&result), error);
}

DropoffSecondSteps *
load_second_steps (DropoffAccount *account, GError **error)
{
  g_autoptr (DropoffSecondSteps) steps = dropoff_account_make_second_steps (account);
  g_autoptr (GAsyncResult) result = NULL;

  dropoff_second_steps_load_async (steps, NULL, on_done, &result);
  if (!dropoff_second_steps_finish (steps, wait_for (&result), error))
    return NULL;
  return g_steal_pointer (&steps);
}

gboolean
turn_second_step (DropoffSecondSteps *steps, DropoffChallengeWay way, gboolean on, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  dropoff_second_steps_turn_async (steps, way, on, NULL, on_done, &result);
  return dropoff_second_steps_finish (steps, wait_for (&result), error);
}

gboolean
put_second_step_first (DropoffSecondSteps *steps, DropoffChallengeWay way, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  dropoff_second_steps_put_first_async (steps, way, NULL, on_done, &result);
  return dropoff_second_steps_finish (steps, wait_for (&result), error);
}

gboolean
prepare_app (DropoffSecondSteps *steps, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  dropoff_second_steps_prepare_app_async (steps, NULL, on_done, &result);
  return dropoff_second_steps_finish (steps, wait_for (&result), error);
}

gboolean
confirm_app (DropoffSecondSteps *steps, const char *code, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  dropoff_second_steps_confirm_app_async (steps, code, NULL, on_done, &result);
  return dropoff_second_steps_finish (steps, wait_for (&result), error);
}

gboolean
reset_password (DropoffAccount *account, const char *user_name, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  dropoff_account_reset_password_async (account, user_name, NULL, on_done, &result);
  return dropoff_account_step_finish (account, wait_for (&result), error);
}

gboolean
answer_password (DropoffAccount *account, const char *password, const char *given_name,
                 GError **error)
{
  g_autoptr (DropoffSecret) secret = dropoff_secret_new (password);
  const char *attributes[] = { "email", "other@example.com", "given_name", given_name, NULL };
  const DropoffChallengeAnswer answer = { .new_password = secret,
                                          .attributes = given_name != NULL ? attributes : NULL };

  return give_answer (account, &answer, error);
}

gboolean
resend (DropoffAccount *account, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  dropoff_account_resend_async (account, NULL, on_done, &result);
  return dropoff_account_step_finish (account, wait_for (&result), error);
}

gboolean
restore (DropoffAccount *account, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  dropoff_account_restore_async (account, NULL, on_done, &result);
  return dropoff_account_restore_finish (account, wait_for (&result), error);
}

gboolean
sign_out (DropoffAccount *account, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  dropoff_account_sign_out_async (account, NULL, on_done, &result);
  return dropoff_account_sign_out_finish (account, wait_for (&result), error);
}

DropoffAwsCredentials *
get_keys (DropoffAccount *account, gboolean refused, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  dropoff_account_get_credentials_async (account, refused, NULL, on_done, &result);
  return dropoff_account_get_credentials_finish (account, wait_for (&result), error);
}

void
sign_in_zoe (DropoffAccount *account)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (sign_in (account, "zoe.martin@example.com", PASSWORD, &error));
  g_assert_no_error (error);
  assert_state (account, SIGNED_IN);
}
