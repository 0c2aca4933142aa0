/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "account-fixture.h"

/* Has new keys fetched, which needs a living ID token. */
static void
assert_new_keys (DropoffAccount *account)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (DropoffAwsCredentials) keys = get_keys (account, TRUE, &error);

  g_assert_no_error (error);
  g_assert_nonnull (keys);
  assert_state (account, SIGNED_IN);
}

static void
test_reuse (Fixture *fixture, gconstpointer data)
{
  sign_in_zoe (fixture->account);
  for (int i = 0; i < 5; i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (DropoffAwsCredentials) keys = get_keys (fixture->account, FALSE, &error);

      g_assert_no_error (error);
      g_assert_nonnull (keys);
    }
  g_assert_cmpuint (cloud_count ("GetId"), ==, 1);
  g_assert_cmpuint (cloud_count ("GetCredentialsForIdentity"), ==, 1);
  g_assert_cmpuint (cloud_count ("GetTokensFromRefreshToken"), ==, 0);
}

static void
test_refused (Fixture *fixture, gconstpointer data)
{
  g_autoptr (DropoffAwsCredentials) first = NULL;
  g_autoptr (DropoffAwsCredentials) at_once = NULL;
  g_autoptr (DropoffAwsCredentials) later = NULL;

  sign_in_zoe (fixture->account);
  first = get_keys (fixture->account, FALSE, NULL);
  /* Keys that were had a moment ago are the answer to the refusal of older ones. */
  at_once = get_keys (fixture->account, TRUE, NULL);
  g_assert_true (first == at_once);
  wait_ms (2100);
  later = get_keys (fixture->account, TRUE, NULL);
  g_assert_cmpstr (dropoff_aws_credentials_get_access_key_id (later), !=,
                   dropoff_aws_credentials_get_access_key_id (first));
  g_assert_cmpuint (cloud_count ("GetId"), ==, 1);
}

static void
renew_three_times (Fixture *fixture)
{
  cloud_shorten_lives ();
  sign_in_zoe (fixture->account);
  for (int i = 0; i < 3; i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (DropoffAwsCredentials) keys = NULL;

      wait_ms (OUTLIVE_KEYS_MS);
      keys = get_keys (fixture->account, FALSE, &error);
      g_assert_no_error (error);
      g_assert_nonnull (keys);
    }
}

static void
test_without_rotation (Fixture *fixture, gconstpointer data)
{
  renew_three_times (fixture);
  g_assert_cmpuint (cloud_count ("GetTokensFromRefreshToken"), ==, 3);
}

static void
test_with_rotation (Fixture *fixture, gconstpointer data)
{
  cloud_control ("{\"set\":{\"refresh_rotation\":true,\"refresh_grace_seconds\":0}}");
  renew_three_times (fixture);
  g_assert_cmpuint (cloud_count ("GetTokensFromRefreshToken"), ==, 3);
}

/* The day on which the person has to sign in again is known from the start, and renewing does not
 * move it. (The clock may be set right by some seconds meanwhile.) */
static void
test_lapses (Fixture *fixture, gconstpointer data)
{
  gint64 life_s = dropoff_connection_get_refresh_days (fixture->connection) * (gint64) 86400;
  gint64 before_s = dropoff_clock_now_s (fixture->clock);
  gint64 lapses_at_s;

  g_assert_cmpint (dropoff_account_get_lapses_at_s (fixture->account), ==, 0);
  sign_in_zoe (fixture->account);
  lapses_at_s = dropoff_account_get_lapses_at_s (fixture->account);
  g_assert_cmpint (lapses_at_s, >=, before_s + life_s - 5);
  g_assert_cmpint (lapses_at_s, <=, dropoff_clock_now_s (fixture->clock) + life_s + 5);
  cloud_refuse_token ();
  assert_new_keys (fixture->account);
  g_assert_cmpuint (cloud_count ("GetTokensFromRefreshToken"), ==, 1);
  g_assert_cmpint (dropoff_account_get_lapses_at_s (fixture->account), ==, lapses_at_s);
}

/* A service that does not know the new operation. */
static void
test_older_operation (Fixture *fixture, gconstpointer data)
{
  cloud_control ("{\"fault\":{\"match\":{\"op\":\"GetTokensFromRefreshToken\"},\"do\":"
                 "{\"kind\":\"error\",\"status\":404,\"code\":\"UnknownOperationException\"}}}");
  renew_three_times (fixture);
  g_assert_cmpuint (cloud_count ("InitiateAuth"), ==, 4);
}

/* Ends the sign-in: the person has to come back, and the same account signs in again. */
static void
test_revoked (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) again = NULL;

  sign_in_zoe (fixture->account);
  cloud_control ("{\"revoke\":true}");
  cloud_refuse_token ();
  g_assert_null (get_keys (fixture->account, FALSE, &error));
  assert_code (error, SIGN_IN);
  assert_state (fixture->account, LAPSED);
  g_assert_cmpstr (dropoff_account_get_user_name (fixture->account), ==,
                   "zoe.martin@example.com");
  g_assert_null (get_keys (fixture->account, FALSE, &again));
  assert_code (again, SIGN_IN);
  /* Giving up leads back to where it came from. */
  g_assert_true (sign_in (fixture->account, "mail@example.com", PASSWORD, NULL));
  dropoff_account_abandon (fixture->account);
  assert_state (fixture->account, LAPSED);
  sign_in_zoe (fixture->account);
  assert_new_keys (fixture->account);
}

static void
test_switched_off (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  sign_in_zoe (fixture->account);
  cloud_control ("{\"user\":{\"email\":\"zoe.martin@example.com\",\"enabled\":false}}");
  cloud_refuse_token ();
  g_assert_null (get_keys (fixture->account, FALSE, &error));
  assert_code (error, SIGN_IN);
  g_assert_nonnull (strstr (error->message, "switched off"));
  assert_state (fixture->account, LAPSED);
}

/* Nothing that a broken network or server sends ends a sign-in. */
static void
test_rubbish_keeps (Fixture *fixture, gconstpointer data)
{
  static const char *const effects[] = {
    "{\"kind\":\"reply\",\"body\":\"<html>Please log in to HotelWiFi</html>\"}",
    "{\"kind\":\"reply\",\"status\":403,\"body\":\"<html>Forbidden</html>\"}",
    "{\"kind\":\"reply\",\"status\":400,\"body\":\"\"}",
    "{\"kind\":\"reply\",\"status\":401,\"body\":\"<html>Proxy</html>\"}",
    "{\"kind\":\"reply\",\"body\":\"\"}",
    "{\"kind\":\"reply\",\"rubbish\":10000000}",
    "{\"kind\":\"reply\",\"status\":500,\"body\":\"{}\"}",
    "{\"kind\":\"error\",\"code\":\"InternalErrorException\"}",
    "{\"kind\":\"error\",\"status\":400,\"code\":\"LimitExceededException\"}",
    "{\"kind\":\"error\",\"status\":400,\"code\":\"SomethingNewException\"}",
    "\"throttle\"",
    "\"cut-reply\"",
    "\"drop-reply\"",
    "{\"kind\":\"change-json\",\"remove\":[\"AuthenticationResult.IdToken\"]}",
  };

  sign_in_zoe (fixture->account);
  for (gsize i = 0; i < G_N_ELEMENTS (effects); i++)
    {
      g_autofree char *commands = g_strdup_printf (
          "{\"fault\":{\"match\":{\"op\":\"GetTokensFromRefreshToken\"},\"do\":%s}}", effects[i]);
      g_autoptr (GError) error = NULL;

      g_test_message ("%s", effects[i]);
      cloud_refuse_token ();
      cloud_control (commands);
      g_assert_null (get_keys (fixture->account, TRUE, &error));
      g_assert_false (dropoff_error_is (error, DROPOFF_ERROR_SIGN_IN));
      assert_state (fixture->account, SIGNED_IN);
      cloud_control ("{\"clear_faults\":true}");
    }
  assert_new_keys (fixture->account);
}

static void
test_unreachable (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  cloud_shorten_lives ();
  sign_in_zoe (fixture->account);
  wait_ms (OUTLIVE_TOKENS_MS);
  cloud_control ("{\"away\":true}");
  g_assert_null (get_keys (fixture->account, FALSE, &error));
  assert_code (error, NETWORK);
  assert_state (fixture->account, SIGNED_IN);
  cloud_control ("{\"away\":false}");
  assert_new_keys (fixture->account);
}

/* Keys are renewed when half of their life is over; while that fails the old ones still serve. */
static void
test_old_keys_serve (Fixture *fixture, gconstpointer data)
{
  g_autoptr (DropoffAwsCredentials) first = NULL;
  g_autoptr (DropoffAwsCredentials) second = NULL;
  g_autoptr (DropoffAwsCredentials) third = NULL;
  g_autoptr (GError) error = NULL;

  cloud_control ("{\"set\":{\"key_seconds\":8}}");
  sign_in_zoe (fixture->account);
  first = get_keys (fixture->account, FALSE, &error);
  wait_ms (4100);
  cloud_control ("{\"fault\":{\"match\":{\"service\":\"identity-pool\"},\"do\":"
                 "{\"kind\":\"reply\",\"body\":\"<html>\"}}}");
  second = get_keys (fixture->account, FALSE, &error);
  g_assert_no_error (error);
  g_assert_true (first == second);
  wait_ms (2100);
  third = get_keys (fixture->account, FALSE, &error);
  assert_code (error, NOT_THE_SERVICE);
  g_assert_null (third);
}

/* Two lives of 15 s, asked every 100 ms: the keys given never have less than a part of their life
 * left, and they are not fetched more often than needed. */
static void
test_short_lived_keys (Fixture *fixture, gconstpointer data)
{
  gint64 end_us = g_get_monotonic_time () + 31 * G_USEC_PER_SEC;

  cloud_control ("{\"set\":{\"key_seconds\":15,\"id_token_seconds\":15}}");
  sign_in_zoe (fixture->account);
  while (g_get_monotonic_time () < end_us)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (DropoffAwsCredentials) keys = get_keys (fixture->account, FALSE, &error);

      g_assert_no_error (error);
      g_assert_cmpint (dropoff_aws_credentials_get_expires_at_s (keys)
                           - g_get_real_time () / G_USEC_PER_SEC,
                       >=, 5);
      wait_ms (100);
    }
  g_assert_cmpuint (cloud_count ("GetCredentialsForIdentity"), >=, 4);
  g_assert_cmpuint (cloud_count ("GetCredentialsForIdentity"), <=, 6);
}

typedef struct
{
  guint n_answers;
  guint n_keys;
  guint n_cancelled;
} Crowd;

static void
on_crowd_keys (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Crowd *crowd = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (DropoffAwsCredentials) keys
      = dropoff_account_get_credentials_finish (DROPOFF_ACCOUNT (source), result, &error);

  crowd->n_answers++;
  crowd->n_keys += keys != NULL;
  crowd->n_cancelled += dropoff_error_is (error, DROPOFF_ERROR_CANCELLED);
}

/* Many ask at once, some give up: one fetch, and everybody gets an answer of their own. */
static void
test_crowd (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  Crowd crowd = { 0 };

  sign_in_zoe (fixture->account);
  cloud_control ("{\"fault\":{\"match\":{\"op\":\"GetId\"},\"times\":1,\"do\":"
                 "{\"kind\":\"delay\",\"seconds\":0.5}}}");
  for (int i = 0; i < 20; i++)
    dropoff_account_get_credentials_async (fixture->account, i % 2 == 0,
                                           i % 4 == 0 ? cancellable : NULL, on_crowd_keys, &crowd);
  wait_ms (100);
  g_assert_cmpuint (crowd.n_answers, ==, 0);
  g_cancellable_cancel (cancellable);
  wait_ms (50);
  g_assert_cmpuint (crowd.n_cancelled, ==, 5);
  while (crowd.n_answers < 20)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpuint (crowd.n_keys, ==, 15);
  g_assert_cmpuint (cloud_count ("GetId"), ==, 1);
  g_assert_cmpuint (cloud_count ("GetCredentialsForIdentity"), ==, 1);
}

/* Who waits for keys learns that there is nobody signed in any more. */
static void
test_sign_out_meanwhile (Fixture *fixture, gconstpointer data)
{
  Crowd crowd = { 0 };
  g_autoptr (GError) error = NULL;

  sign_in_zoe (fixture->account);
  cloud_control ("{\"fault\":{\"match\":{\"op\":\"GetId\"},\"times\":1,\"do\":"
                 "{\"kind\":\"delay\",\"seconds\":0.5}}}");
  dropoff_account_get_credentials_async (fixture->account, FALSE, NULL, on_crowd_keys, &crowd);
  wait_ms (100);
  g_assert_true (sign_out (fixture->account, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (crowd.n_answers, ==, 1);
  g_assert_cmpuint (crowd.n_keys, ==, 0);
  assert_state (fixture->account, SIGNED_OUT);
  g_assert_null (dropoff_account_get_user_name (fixture->account));
  g_assert_null (dropoff_account_get_identity_id (fixture->account));
  wait_ms (600);
  assert_state (fixture->account, SIGNED_OUT);
  sign_in_zoe (fixture->account);
  assert_new_keys (fixture->account);
}

static void
test_sign_out (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  sign_in_zoe (fixture->account);
  g_assert_true (sign_out (fixture->account, &error));
  g_assert_cmpuint (cloud_count ("RevokeToken"), ==, 1);
  sign_in_zoe (fixture->account);
  cloud_control ("{\"away\":true}");
  g_assert_true (sign_out (fixture->account, &error));
  g_assert_no_error (error);
  assert_state (fixture->account, SIGNED_OUT);
  cloud_control ("{\"away\":false}");
}

/* What the identity pool may say, and the way out of it. */
static void
test_identity_errors (Fixture *fixture, gconstpointer data)
{
  static const struct
  {
    const char *code;
    const char *message;
    const char *mended_by;
    guint n;
  } cases[] = {
    { "ResourceNotFoundException", "Identity 'eu-west-1:x' not found.", "GetId", 2 },
    { "NotAuthorizedException", "Access to Identity 'eu-west-1:x' is forbidden.", "GetId", 2 },
    { "NotAuthorizedException", "Logins don't match. Please include at least one", "GetId", 2 },
    { "NotAuthorizedException", "Invalid login token. Token expired: 1 >= 2",
      "GetTokensFromRefreshToken", 1 },
    { "ExternalServiceException", "busy", "GetCredentialsForIdentity", 2 },
    { "TooManyRequestsException", "busy", "GetCredentialsForIdentity", 2 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *once = g_strdup_printf (
          "{\"reset\":true,\"fault\":{\"match\":{\"op\":\"GetCredentialsForIdentity\"},"
          "\"times\":1,\"do\":{\"kind\":\"error\",\"status\":400,\"code\":\"%s\","
          "\"message\":\"%s\"}}}",
          cases[i].code, cases[i].message);

      g_test_message ("%s", cases[i].message);
      cloud_control (once);
      sign_in_zoe (fixture->account);
      assert_new_keys (fixture->account);
      g_assert_cmpuint (cloud_count (cases[i].mended_by), ==, cases[i].n);
      g_assert_true (sign_out (fixture->account, NULL));
    }
}

/* What cannot be mended is tried once and then told. */
static void
test_identity_refuses (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) lasting = NULL;
  g_autoptr (GError) set_up = NULL;

  sign_in_zoe (fixture->account);
  cloud_control ("{\"fault\":{\"match\":{\"op\":\"GetCredentialsForIdentity\"},\"do\":"
                 "{\"kind\":\"error\",\"status\":400,\"code\":\"ResourceNotFoundException\","
                 "\"message\":\"Identity 'eu-west-1:x' not found.\"}}}");
  g_assert_null (get_keys (fixture->account, FALSE, &lasting));
  assert_code (lasting, ASK_COMPANY);
  g_assert_cmpuint (cloud_count ("GetId"), ==, 2);
  cloud_control ("{\"clear_faults\":true,\"fault\":{\"match\":{\"service\":\"identity-pool\"},"
                 "\"do\":{\"kind\":\"error\",\"status\":400,"
                 "\"code\":\"InvalidIdentityPoolConfigurationException\"}}}");
  g_assert_null (get_keys (fixture->account, FALSE, &set_up));
  assert_code (set_up, ASK_COMPANY);
  assert_state (fixture->account, SIGNED_IN);
}

/* Identities merge: the id that comes back is the one that counts. */
static void
test_merged_identity (Fixture *fixture, gconstpointer data)
{
  cloud_control ("{\"set\":{\"identity_suffix\":\"-merged\"}}");
  sign_in_zoe (fixture->account);
  assert_new_keys (fixture->account);
  g_assert_true (
      g_str_has_suffix (dropoff_account_get_identity_id (fixture->account), "-merged"));
}

static void
test_expiration_forms (Fixture *fixture, gconstpointer data)
{
  static const char *const forms[] = { "float", "integer", "exponent" };

  for (gsize i = 0; i < G_N_ELEMENTS (forms); i++)
    {
      g_autofree char *commands
          = g_strdup_printf ("{\"set\":{\"expiration_format\":\"%s\"}}", forms[i]);
      g_autoptr (DropoffAwsCredentials) keys = NULL;
      gint64 life_s;

      cloud_control (commands);
      sign_in_zoe (fixture->account);
      keys = get_keys (fixture->account, FALSE, NULL);
      life_s = dropoff_aws_credentials_get_expires_at_s (keys)
               - g_get_real_time () / G_USEC_PER_SEC;
      g_assert_cmpint (ABS (life_s - 3600), <, 30);
      g_assert_true (sign_out (fixture->account, NULL));
    }
}

static void
add (const char *path, void (*test) (Fixture *, gconstpointer))
{
  g_test_add (path, Fixture, NULL, fixture_set_up, test, fixture_tear_down);
}

int
main (int argc, char *argv[])
{
  int status;

  g_test_init (&argc, &argv, NULL);
  cloud_start ();
  add ("/renewal/reuse", test_reuse);
  add ("/renewal/refused", test_refused);
  add ("/renewal/without-rotation", test_without_rotation);
  add ("/renewal/with-rotation", test_with_rotation);
  add ("/renewal/lapses", test_lapses);
  add ("/renewal/older-operation", test_older_operation);
  add ("/renewal/revoked", test_revoked);
  add ("/renewal/switched-off", test_switched_off);
  add ("/renewal/rubbish-keeps", test_rubbish_keeps);
  add ("/renewal/unreachable", test_unreachable);
  add ("/renewal/old-keys-serve", test_old_keys_serve);
  add ("/renewal/short-lived-keys", test_short_lived_keys);
  add ("/renewal/crowd", test_crowd);
  add ("/renewal/sign-out-meanwhile", test_sign_out_meanwhile);
  add ("/renewal/sign-out", test_sign_out);
  add ("/renewal/identity-errors", test_identity_errors);
  add ("/renewal/identity-refuses", test_identity_refuses);
  add ("/renewal/merged-identity", test_merged_identity);
  add ("/renewal/expiration-forms", test_expiration_forms);
  status = g_test_run ();
  cloud_stop ();
  return status;
}
