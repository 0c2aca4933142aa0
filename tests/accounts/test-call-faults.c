/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Every call of every kind of account, met by everything that a network or a broken service may
 * answer: each time the person reads something that passes, the keyring still holds what it held,
 * the same step can be taken again, and without the fault it succeeds. */
#include <string.h>

#include "account-fixture.h"

#define ZOE "zoe.martin@example.com"
#define NEW_PASSWORD "Quite-long-enough-7"
#define SHARED_KEY "acme-shared-key-7f3a"

/* The last may have done its work: what it used up is used up. */
static const struct
{
  const char *name;
  const char *effect; /* NULL: nobody answers at all */
} faults[] = {
  { "connection refused", NULL },
  { "500", "{\"kind\":\"reply\",\"status\":500}" },
  { "503", "{\"kind\":\"reply\",\"status\":503}" },
  { "429", "{\"kind\":\"reply\",\"status\":429}" },
  { "HTML", "{\"kind\":\"reply\",\"body\":\"<html>Log in to HotelWiFi</html>\"}" },
  { "nothing", "{\"kind\":\"reply\",\"body\":\"\"}" },
  { "10 MB of rubbish", "{\"kind\":\"reply\",\"rubbish\":10000000}" },
  { "cut in the reply", "{\"kind\":\"cut-reply\",\"after\":20}" },
};

/* By then a new code has been sent, or the sign-in begun again. */
#define MAX_TRIES 3

/* Somebody at a step, on an account of their own: as another program on the same keyring. */
typedef struct
{
  Fixture *fixture;
  const struct _Call *call;
  DropoffAccount *account;
  DropoffSecondSteps *steps;
  gboolean is_stale; /* what has ended stays so while nothing is renewed */
} Person;

typedef void (*Prepare) (Person *person);
typedef gboolean (*Act) (Person *person, GError **error);

typedef struct _Call
{
  const char *name;
  const char *match;      /* of the request: members of a fault's "match" */
  const char *connection; /* of another kind, or NULL */
  const char *settings;   /* of the cloud, or NULL */
  const char *sign_in;    /* members of the connection's "sign-in", or NULL */
  const char *user;
  Prepare prepare; /* leads to the step, or NULL */
  Act act;
  gboolean is_forgiven; /* what comes of it has no part in whether the step succeeds */
  gboolean is_used_up;  /* it works only once, and the last fault lets it work */
} Call;

static void
become_challenged (Person *person)
{
  if (dropoff_account_get_state (person->account) != DROPOFF_ACCOUNT_CHALLENGED)
    g_assert_true (sign_in (person->account, person->call->user, PASSWORD, NULL));
  assert_state (person->account, CHALLENGED);
}

static void
become_invited (Person *person)
{
  if (dropoff_account_get_state (person->account) != DROPOFF_ACCOUNT_CHALLENGED)
    g_assert_true (sign_in (person->account, person->call->user, "Start-here-2026", NULL));
  assert_asked (person->account, NEW_PASSWORD);
}

static void
become_forgetful (Person *person)
{
  if (dropoff_account_get_state (person->account) != DROPOFF_ACCOUNT_CHALLENGED)
    g_assert_true (reset_password (person->account, person->call->user, NULL));
  assert_asked (person->account, RESET_PASSWORD);
}

static void
become_signed_in (Person *person)
{
  if (dropoff_account_get_state (person->account) != DROPOFF_ACCOUNT_SIGNED_IN)
    g_assert_true (sign_in (person->account, person->call->user, PASSWORD, NULL));
  assert_state (person->account, SIGNED_IN);
}

/* This computer is known, so no code is asked for. */
static void
become_known (Person *person)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *code = NULL;

  if (dropoff_account_get_state (person->account) == DROPOFF_ACCOUNT_SIGNED_IN)
    g_assert_true (sign_out (person->account, NULL));
  if (cloud_count ("ConfirmDevice") > 0)
    return;
  g_assert_true (sign_in (person->account, person->call->user, PASSWORD, &error));
  code = cloud_app_code (person->call->user);
  g_assert_true (answer_and_remember (person->account, code, TRUE, &error));
  g_assert_true (sign_out (person->account, &error));
}

/* Known to nobody: each time the computer is registered. */
static void
become_unknown (Person *person)
{
  if (dropoff_account_get_state (person->account) == DROPOFF_ACCOUNT_SIGNED_IN)
    g_assert_true (sign_out (person->account, NULL));
  g_clear_object (&person->account);
  person->account = fixture_new_account (person->fixture, NULL);
  g_assert_true (sign_in (person->account, person->call->user, PASSWORD, NULL));
}

static void
become_manager (Person *person)
{
  g_autoptr (GError) error = NULL;

  become_signed_in (person);
  if (person->steps == NULL)
    person->steps = load_second_steps (person->account, &error);
  g_assert_no_error (error);
}

static void
become_owner_of_app (Person *person)
{
  become_manager (person);
  if (dropoff_second_steps_get_app (person->steps) == NULL)
    g_assert_true (prepare_app (person->steps, NULL));
}

static gboolean
type_password (Person *person, GError **error)
{
  return sign_in (person->account, person->call->user, PASSWORD, error);
}

static gboolean
type_sent_code (Person *person, GError **error)
{
  g_autofree char *code = cloud_last_code (person->call->user);

  return answer_text (person->account, code, error);
}

static gboolean
type_app_code (Person *person, GError **error)
{
  g_autofree char *code = cloud_app_code (person->call->user);

  return answer_and_remember (person->account, code, TRUE, error);
}

static gboolean
type_answer (Person *person, GError **error)
{
  return answer_text (person->account, "Aurora", error);
}

static gboolean
type_address (Person *person, GError **error)
{
  return answer_text (person->account, ZOE, error);
}

static gboolean
type_new_password (Person *person, GError **error)
{
  return answer_password (person->account, NEW_PASSWORD, "Nora", error);
}

static gboolean
choose_phone (Person *person, GError **error)
{
  return answer_way (person->account, DROPOFF_WAY_PHONE, error);
}

static gboolean
ask_for_code (Person *person, GError **error)
{
  return sign_in (person->account, person->call->user, "", error);
}

static gboolean
ask_again (Person *person, GError **error)
{
  return resend (person->account, error);
}

static gboolean
forget_password (Person *person, GError **error)
{
  return reset_password (person->account, person->call->user, error);
}

static gboolean
choose_password (Person *person, GError **error)
{
  g_autofree char *code = cloud_last_code (person->call->user);

  return answer_reset (person->account, code, NEW_PASSWORD, error);
}

static gboolean
make_account (Person *person, GError **error)
{
  return sign_up (person->account, person->call->user, NEW_PASSWORD, NULL, error);
}

static gboolean
replace_password (Person *person, GError **error)
{
  return change_password (person->account, PASSWORD, NEW_PASSWORD, error);
}

static gboolean
look_at_steps (Person *person, GError **error)
{
  g_autoptr (DropoffSecondSteps) steps = load_second_steps (person->account, error);

  return steps != NULL;
}

static gboolean
turn_email_on (Person *person, GError **error)
{
  return turn_second_step (person->steps, DROPOFF_WAY_EMAIL, TRUE, error);
}

static gboolean
ask_for_app (Person *person, GError **error)
{
  return prepare_app (person->steps, error);
}

static gboolean
type_first_code (Person *person, GError **error)
{
  g_autofree char *code = cloud_app_code (person->call->user);

  return confirm_app (person->steps, code, error);
}

static gboolean
want_keys (Person *person, GError **error)
{
  g_autoptr (DropoffAwsCredentials) keys = get_keys (person->account, FALSE, error);

  return keys != NULL;
}

/* The life of what came with the sign-in is over. */
static void
become_stale (Person *person)
{
  become_signed_in (person);
  if (!person->is_stale)
    wait_ms (OUTLIVE_TOKENS_MS);
  person->is_stale = TRUE;
}

/* The same at a pool that knows only the older operation. */
static void
become_stale_at_old_pool (Person *person)
{
  become_stale (person);
  cloud_control ("{\"fault\":{\"match\":{\"op\":\"GetTokensFromRefreshToken\"},\"do\":"
                 "{\"kind\":\"error\",\"status\":404,\"code\":\"UnknownOperationException\"}}}");
}

/* Keys were had, so there is an identity; they have ended. They live long enough to be alive when
 * they come on a slow computer: else they count as keys that do not say how long they live. */
static void
become_stale_guest (Person *person)
{
  g_autoptr (DropoffAwsCredentials) keys = NULL;

  if (person->is_stale)
    return;
  keys = get_keys (person->account, FALSE, NULL);
  g_assert_nonnull (keys);
  wait_ms (3100);
  person->is_stale = TRUE;
}

static gboolean
leave (Person *person, GError **error)
{
  return sign_out (person->account, error);
}

static gboolean
type_key (Person *person, GError **error)
{
  return sign_in (person->account, "", SHARED_KEY, error);
}

typedef struct
{
  gboolean is_over;
  gboolean ok;
  GError **error;
} Outcome;

static void
on_stepped (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Outcome *outcome = user_data;

  outcome->ok = dropoff_account_step_finish (DROPOFF_ACCOUNT (source), result, outcome->error);
  outcome->is_over = TRUE;
}

/* Comes back from the company's page as a browser does; what the code is good for is never asked,
 * because the exchange fails before. */
static gboolean
come_back (Person *person, GError **error)
{
  Outcome outcome = { .error = error };
  g_autoptr (GSocketClient) client = g_socket_client_new ();
  g_autoptr (GSocketConnection) connection = NULL;
  g_autoptr (GHashTable) members = NULL;
  g_autoptr (GUri) page = NULL;
  g_autoptr (GUri) back = NULL;
  g_autofree char *request = NULL;

  dropoff_account_sign_in_with_browser_async (person->account, NULL, on_stepped, &outcome);
  page = g_uri_parse (dropoff_account_get_browser_address (person->account), G_URI_FLAGS_ENCODED,
                      NULL);
  members = g_uri_parse_params (g_uri_get_query (page), -1, "&", G_URI_PARAMS_WWW_FORM, NULL);
  back = g_uri_parse (g_hash_table_lookup (members, "redirect_uri"), G_URI_FLAGS_NONE, NULL);
  connection = g_socket_client_connect_to_host (client, "127.0.0.1",
                                                (guint16) g_uri_get_port (back), NULL, error);
  g_assert_nonnull (connection);
  request = g_strdup_printf ("GET %s?code=c0de&state=%s HTTP/1.1\r\nHost: %s:%d\r\n\r\n",
                             g_uri_get_path (back),
                             (const char *) g_hash_table_lookup (members, "state"),
                             g_uri_get_host (back), g_uri_get_port (back));
  g_output_stream_write_all (g_io_stream_get_output_stream (G_IO_STREAM (connection)), request,
                             strlen (request), NULL, NULL, NULL);
  while (!outcome.is_over)
    g_main_context_iteration (NULL, TRUE);
  return outcome.ok;
}

#define OP(name) "\"op\":\"" name "\""
#define ANSWER(challenge) OP ("RespondToAuthChallenge") ",\"challenge\":\"" challenge "\""
#define SHORT "{\"id_token_seconds\":2,\"open_id_seconds\":2,\"late_seconds\":60}"
#define DEVICES "{\"remember_devices\":true}"
#define BY_CHOICE "{\"choice_auth\":true}"

/* clang-format off */
static const Call calls[] = {
  { .name = "begin", .match = OP ("InitiateAuth"), .user = ZOE, .act = type_password },
  { .name = "password-proof", .match = ANSWER ("PASSWORD_VERIFIER"), .user = ZOE,
    .act = type_password },
  { .name = "password-sent", .match = OP ("InitiateAuth"), .settings = "{\"password_auth\":true}",
    .sign_in = "{\"flow\":\"user-password-auth\"}", .user = ZOE, .act = type_password },
  { .name = "code-instead", .match = OP ("InitiateAuth"), .settings = BY_CHOICE,
    .sign_in = "{\"flow\":\"user-auth\"}", .user = ZOE, .act = ask_for_code },
  { .name = "factor", .match = ANSWER ("SELECT_CHALLENGE"), .settings = BY_CHOICE,
    .sign_in = "{\"flow\":\"user-auth\"}", .user = ZOE, .act = ask_for_code },
  { .name = "device", .match = ANSWER ("DEVICE_SRP_AUTH"), .settings = DEVICES,
    .sign_in = "{\"remember-devices\":true}", .user = "totp@example.com",
    .prepare = become_known, .act = type_password },
  { .name = "device-proof", .match = ANSWER ("DEVICE_PASSWORD_VERIFIER"), .settings = DEVICES,
    .sign_in = "{\"remember-devices\":true}", .user = "totp@example.com",
    .prepare = become_known, .act = type_password },
  { .name = "e-mail-code", .match = ANSWER ("EMAIL_OTP"), .user = "mail@example.com",
    .prepare = become_challenged, .act = type_sent_code },
  { .name = "e-mail-code-again", .match = OP ("InitiateAuth"), .user = "mail@example.com",
    .prepare = become_challenged, .act = ask_again },
  { .name = "phone-code", .match = ANSWER ("SMS_MFA"), .user = "sms@example.com",
    .prepare = become_challenged, .act = type_sent_code },
  { .name = "app-code", .match = ANSWER ("SOFTWARE_TOKEN_MFA"), .user = "totp@example.com",
    .prepare = become_challenged, .act = type_app_code },
  { .name = "choice", .match = ANSWER ("SELECT_MFA_TYPE"), .user = "choice@example.com",
    .prepare = become_challenged, .act = choose_phone },
  { .name = "question", .match = ANSWER ("CUSTOM_CHALLENGE"),
    .sign_in = "{\"flow\":\"custom-auth\"}", .user = ZOE, .prepare = become_challenged,
    .act = type_answer },
  { .name = "new-password", .match = ANSWER ("NEW_PASSWORD_REQUIRED"), .user = "new@example.com",
    .prepare = become_invited, .act = type_new_password, .is_used_up = TRUE },
  { .name = "set-up-e-mail", .match = ANSWER ("MFA_SETUP"),
    .settings = "{\"mfa_required\":true,\"mfa_setup\":[\"EMAIL_OTP\"]}", .user = ZOE,
    .prepare = become_challenged, .act = type_address, .is_used_up = TRUE },
  { .name = "set-up-app", .match = OP ("AssociateSoftwareToken"),
    .settings = "{\"mfa_required\":true}", .user = ZOE, .act = type_password },
  { .name = "set-up-app-code", .match = OP ("VerifySoftwareToken"),
    .settings = "{\"mfa_required\":true}", .user = ZOE, .prepare = become_challenged,
    .act = type_app_code },
  { .name = "set-up-app-end", .match = ANSWER ("MFA_SETUP"),
    .settings = "{\"mfa_required\":true}", .user = ZOE, .prepare = become_challenged,
    .act = type_app_code },
  { .name = "sign-up", .match = OP ("SignUp"), .sign_in = "{\"self-sign-up\":true}",
    .user = "ines@example.com", .act = make_account, .is_used_up = TRUE },
  { .name = "resend", .match = OP ("ResendConfirmationCode"), .user = "unconfirmed@example.com",
    .prepare = become_challenged, .act = ask_again },
  { .name = "confirm", .match = OP ("ConfirmSignUp"), .user = "unconfirmed@example.com",
    .prepare = become_challenged, .act = type_sent_code },
  { .name = "forgot", .match = OP ("ForgotPassword"), .user = ZOE, .act = forget_password },
  { .name = "reset", .match = OP ("ConfirmForgotPassword"), .user = ZOE,
    .prepare = become_forgetful, .act = choose_password },
  { .name = "register-device", .match = OP ("ConfirmDevice"), .settings = DEVICES,
    .sign_in = "{\"remember-devices\":true}", .user = "totp@example.com",
    .prepare = become_unknown, .act = type_app_code, .is_forgiven = TRUE },
  { .name = "remember-device", .match = OP ("UpdateDeviceStatus"),
    .settings = "{\"remember_devices\":true,\"device_choice\":true}",
    .sign_in = "{\"remember-devices\":true}", .user = "totp@example.com",
    .prepare = become_unknown, .act = type_app_code, .is_forgiven = TRUE },
  { .name = "change-password", .match = OP ("ChangePassword"), .user = ZOE,
    .prepare = become_signed_in, .act = replace_password, .is_used_up = TRUE },
  { .name = "second-steps", .match = OP ("GetUser"), .user = ZOE, .prepare = become_signed_in,
    .act = look_at_steps },
  { .name = "second-step-on", .match = OP ("SetUserMFAPreference"), .user = ZOE,
    .prepare = become_manager, .act = turn_email_on },
  { .name = "second-step-app", .match = OP ("AssociateSoftwareToken"), .user = ZOE,
    .prepare = become_manager, .act = ask_for_app },
  { .name = "second-step-code", .match = OP ("VerifySoftwareToken"), .user = ZOE,
    .prepare = become_owner_of_app, .act = type_first_code, .is_used_up = TRUE },
  { .name = "renewal", .match = OP ("GetTokensFromRefreshToken"), .settings = SHORT, .user = ZOE,
    .prepare = become_stale, .act = want_keys },
  { .name = "renewal-before", .match = OP ("InitiateAuth"), .settings = SHORT, .user = ZOE,
    .prepare = become_stale_at_old_pool, .act = want_keys },
  { .name = "identity", .match = OP ("GetId"), .user = ZOE, .prepare = become_signed_in,
    .act = want_keys },
  { .name = "keys", .match = OP ("GetCredentialsForIdentity"), .user = ZOE,
    .prepare = become_signed_in, .act = want_keys },
  { .name = "basic-token", .match = OP ("GetOpenIdToken"), .connection = "basic", .user = ZOE,
    .prepare = become_signed_in, .act = want_keys },
  { .name = "role", .match = "\"service\":\"sts\"", .connection = "basic", .user = ZOE,
    .prepare = become_signed_in, .act = want_keys },
  { .name = "guest", .match = OP ("GetId"), .connection = "guest",
    .settings = "{\"guests_allowed\":true}", .act = want_keys },
  { .name = "guest-keys", .match = OP ("GetCredentialsForIdentity"), .connection = "guest",
    .settings = "{\"guests_allowed\":true,\"key_seconds\":3}", .prepare = become_stale_guest,
    .act = want_keys },
  { .name = "back-end", .match = "\"service\":\"back-end\"", .connection = "developer",
    .user = ZOE, .act = type_password },
  { .name = "back-end-renewal", .match = "\"service\":\"back-end\"", .connection = "developer",
    .settings = SHORT, .user = ZOE, .prepare = become_stale, .act = want_keys },
  { .name = "back-end-keys", .match = OP ("GetCredentialsForIdentity"), .connection = "developer",
    .user = ZOE, .prepare = become_signed_in, .act = want_keys },
  { .name = "browser", .match = OP ("Token"), .connection = "browser", .act = come_back },
  { .name = "shared-key", .match = "\"service\":\"put\"", .connection = "shared-key",
    .act = type_key, .is_forgiven = TRUE }, /* only a refusal counts there */
  { .name = "sign-out", .match = OP ("RevokeToken"), .user = ZOE, .prepare = become_signed_in,
    .act = leave, .is_forgiven = TRUE },
};
/* clang-format on */

static void
on_done (GObject *source, GAsyncResult *result, gpointer user_data)
{
  *(GAsyncResult **) user_data = g_object_ref (result);
}

/* What the keyring keeps: "NAME TOKEN", or "" for nothing. */
static char *
read_keyring (Fixture *fixture)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  DropoffVaultEntry *entry = NULL;
  char *content;

  dropoff_vault_load_async (fixture->vault, dropoff_connection_get_id (fixture->connection),
                            on_done, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  dropoff_vault_load_finish (fixture->vault, result, &entry, &error);
  g_assert_no_error (error);
  if (entry == NULL)
    return g_strdup ("");
  content = g_strdup_printf ("%s %s", entry->user_name,
                             dropoff_secret_peek (entry->refresh_token));
  dropoff_vault_entry_free (entry);
  return content;
}

static void
arm (const Call *call, gsize fault)
{
  g_autofree char *order
      = faults[fault].effect == NULL
            ? g_strdup ("{\"away\":true}")
            : g_strdup_printf ("{\"fault\":{\"match\":{%s},\"do\":%s}}", call->match,
                               faults[fault].effect);

  cloud_control (order);
}

/* What passes by itself or with another network; each has its "Try Again". */
static gboolean
passes (const GError *error)
{
  return dropoff_error_is (error, DROPOFF_ERROR_NETWORK)
         || dropoff_error_is (error, DROPOFF_ERROR_RETRY)
         || dropoff_error_is (error, DROPOFF_ERROR_THROTTLED)
         || dropoff_error_is (error, DROPOFF_ERROR_TOO_MANY_TRIES)
         || dropoff_error_is (error, DROPOFF_ERROR_NOT_THE_SERVICE);
}

static void
meet (Person *person, gsize fault)
{
  const Call *call = person->call;
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;
  g_autoptr (GError) error = NULL;
  gboolean ok;

  if (call->prepare != NULL)
    call->prepare (person);
  g_test_message ("%s: %s", call->name, faults[fault].name);
  before = read_keyring (person->fixture);
  arm (call, fault);
  ok = call->act (person, &error);
  cloud_control ("{\"away\":false,\"clear_faults\":true}");
  if (call->is_forgiven)
    {
      g_assert_true (ok || passes (error));
      return;
    }
  g_assert_false (ok);
  g_assert_nonnull (error);
  if (!passes (error))
    g_error ("%s: %s: %s does not pass", call->name, faults[fault].name, error->message);
  g_assert_cmpstr (error->message, !=, "");
  after = read_keyring (person->fixture);
  g_assert_cmpstr (after, ==, before);
}

/* Without a fault the step can be taken. */
static void
succeed (Person *person)
{
  gboolean ok = FALSE;

  for (guint n = 0; !ok && n < MAX_TRIES; n++)
    {
      g_autoptr (GError) error = NULL;

      if (person->call->prepare != NULL)
        person->call->prepare (person);
      ok = person->call->act (person, &error);
      if (!ok)
        g_test_message ("%s: %s", person->call->name, error->message);
    }
  g_assert_true (ok);
}

/* One call, each fault in turn; somebody is signed in all the while, and stays so. */
static void
test_call (Fixture *fixture, gconstpointer data)
{
  const Call *call = data;
  Person person = { .fixture = fixture, .call = call };
  g_autoptr (GError) error = NULL;

  if (call->connection != NULL)
    fixture_use (fixture, call->connection);
  if (call->sign_in != NULL)
    fixture_change_sign_in (fixture, call->sign_in);
  if (call->connection == NULL && call->settings == NULL && call->sign_in == NULL)
    sign_in_zoe (fixture->account);
  if (call->settings != NULL)
    {
      g_autofree char *order = g_strdup_printf ("{\"set\":%s}", call->settings);

      cloud_control (order);
    }
  person.account = fixture_new_account (fixture, fixture->vault);
  if (dropoff_connection_get_sign_in_kind (fixture->connection) == DROPOFF_SIGN_IN_GUEST)
    g_assert_true (restore (person.account, &error));
  for (gsize fault = 0; fault < G_N_ELEMENTS (faults); fault++)
    meet (&person, fault);
  if (call->act != come_back && !call->is_used_up)
    succeed (&person);
  dropoff_account_abandon (person.account);
  g_clear_object (&person.steps);
  fixture_drop (person.account);
}

int
main (int argc, char *argv[])
{
  int status;

  g_test_init (&argc, &argv, NULL);
  cloud_start ();
  for (gsize i = 0; i < G_N_ELEMENTS (calls); i++)
    {
      g_autofree char *path = g_strconcat ("/call-faults/", calls[i].name, NULL);

      g_test_add (path, Fixture, &calls[i], fixture_set_up, test_call, fixture_tear_down);
    }
  status = g_test_run ();
  cloud_stop ();
  return status;
}
