/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "account-fixture.h"

static void
test_plain (Fixture *fixture, gconstpointer data)
{
  g_autoptr (DropoffAwsCredentials) keys = NULL;
  g_autoptr (GError) error = NULL;

  assert_state (fixture->account, SIGNED_OUT);
  sign_in_zoe (fixture->account);
  g_assert_cmpstr (dropoff_account_get_user_name (fixture->account), ==,
                   "zoe.martin@example.com");
  g_assert_true (dropoff_account_get_session_only (fixture->account));
  g_assert_null (dropoff_account_get_challenge (fixture->account));
  keys = get_keys (fixture->account, FALSE, &error);
  g_assert_no_error (error);
  g_assert_true (g_str_has_prefix (dropoff_aws_credentials_get_access_key_id (keys), "A"));
  g_assert_nonnull (dropoff_aws_credentials_get_session_token (keys));
  g_assert_true (g_str_has_prefix (dropoff_account_get_identity_id (fixture->account),
                                   "eu-west-1:"));
}

static void
test_other_spellings (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (sign_in (fixture->account, " Zoe.Martin@EXAMPLE.com\n", PASSWORD, &error));
  g_assert_true (sign_out (fixture->account, &error));
  g_assert_true (
      sign_in (fixture->account, "unicode@example.com", "Ünï çödé 9 pässwörd ✓", &error));
  g_assert_no_error (error);
}

static void
test_wrong (Fixture *fixture, gconstpointer data)
{
  static const char *const names[] = { "zoe.martin@example.com", "nobody@example.com" };
  g_autofree char *first = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_false (sign_in (fixture->account, names[i], "not the password", &error));
      assert_code (error, WRONG_ANSWER);
      assert_state (fixture->account, SIGNED_OUT);
      /* Nobody may learn from the sentence whether a name exists. */
      if (first == NULL)
        first = g_strdup (error->message);
      g_assert_cmpstr (error->message, ==, first);
    }
  sign_in_zoe (fixture->account);
}

static void
test_kinds_of_people (Fixture *fixture, gconstpointer data)
{
  static const struct
  {
    const char *name;
    const char *password;
    DropoffError code;
  } people[] = {
    { "off@example.com", PASSWORD, DROPOFF_ERROR_ASK_COMPANY },
    { "expired@example.com", "Start-here-2025", DROPOFF_ERROR_ASK_COMPANY },
    { "reset@example.com", PASSWORD, DROPOFF_ERROR_NEW_PASSWORD },
    { "unconfirmed@example.com", PASSWORD, DROPOFF_ERROR_CONFIRM_ADDRESS },
    { "bad\xff@example.com", PASSWORD, DROPOFF_ERROR_WRONG_ANSWER },
  };

  /* Where people cannot help themselves, they are told. */
  fixture_change_sign_in (fixture, "{\"self-service\":false}");
  for (gsize i = 0; i < G_N_ELEMENTS (people); i++)
    {
      g_autofree char *shown = g_strescape (people[i].name, NULL);
      g_autoptr (GError) error = NULL;

      g_test_message ("%s", shown);
      g_assert_false (sign_in (fixture->account, people[i].name, people[i].password, &error));
      g_assert_error (error, DROPOFF_ERROR, (int) people[i].code);
      assert_state (fixture->account, SIGNED_OUT);
    }
}

static void
test_too_many_tries (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  cloud_control ("{\"set\":{\"lockout_seconds\":600}}");
  for (int i = 0; i < 5; i++)
    g_assert_false (sign_in (fixture->account, "zoe.martin@example.com", "wrong", NULL));
  g_assert_false (sign_in (fixture->account, "zoe.martin@example.com", PASSWORD, &error));
  assert_code (error, TOO_MANY_TRIES);
}

/* A step that nobody has heard of. */
static void
test_unknown_steps (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  cloud_control ("{\"fault\":{\"match\":{\"op\":\"RespondToAuthChallenge\"},\"times\":1,\"do\":"
                 "{\"kind\":\"change-json\",\"set\":{\"ChallengeName\":\"EYE_COLOUR\"},"
                 "\"remove\":[\"AuthenticationResult\"]}}}");
  g_assert_false (sign_in (fixture->account, "zoe.martin@example.com", PASSWORD, &error));
  assert_code (error, ASK_COMPANY);
  g_assert_cmpstr (dropoff_error_get_detail (error), ==, "challenge EYE_COLOUR");
  assert_state (fixture->account, SIGNED_OUT);
}

static void
test_new_password (Fixture *fixture, gconstpointer data)
{
  const DropoffChallenge *challenge;
  g_autoptr (GError) weak = NULL;
  g_autoptr (GError) missing = NULL;
  g_autoptr (GError) none = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_true (sign_in (fixture->account, "new@example.com", "Start-here-2026", &error));
  assert_state (fixture->account, CHALLENGED);
  challenge = dropoff_account_get_challenge (fixture->account);
  g_assert_cmpint ((int) challenge->kind, ==, (int) DROPOFF_CHALLENGE_NEW_PASSWORD);
  g_assert_cmpstrv (challenge->required_attributes, ((const char *[]){ "given_name", NULL }));

  g_assert_false (answer_password (fixture->account, "short", "Nora", &weak));
  assert_code (weak, NEW_PASSWORD);
  assert_state (fixture->account, CHALLENGED);
  g_assert_false (answer_password (fixture->account, "Quite-long-enough-7", NULL, &missing));
  assert_code (missing, NEW_PASSWORD);
  g_assert_false (answer_text (fixture->account, "text", &none));
  assert_code (none, WRONG_ANSWER);
  /* The fixture also offers "email", which must not be sent. */
  g_assert_true (answer_password (fixture->account, "Quite-long-enough-7", "Nora", &error));
  g_assert_no_error (error);
  assert_state (fixture->account, SIGNED_IN);
  g_assert_true (sign_out (fixture->account, &error));
  g_assert_true (sign_in (fixture->account, "new@example.com", "Quite-long-enough-7", &error));
}

static void
test_app_code (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) wrong = NULL;
  g_autoptr (GError) cut = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *code = NULL;
  g_autofree char *typed = NULL;

  g_assert_true (sign_in (fixture->account, "totp@example.com", PASSWORD, &error));
  g_assert_cmpint ((int) dropoff_account_get_challenge (fixture->account)->kind, ==,
                   (int) DROPOFF_CHALLENGE_APP_CODE);
  code = cloud_app_code ("totp@example.com");
  g_assert_false (answer_text (fixture->account, g_str_has_prefix (code, "1") ? "000000" : "111111",
                               &wrong));
  assert_code (wrong, WRONG_ANSWER);
  g_assert_false (answer_text (fixture->account, "12 ab", &cut));
  assert_code (cut, WRONG_ANSWER);
  assert_state (fixture->account, CHALLENGED);
  typed = g_strdup_printf (" %.3s %.3s\n", code, code + 3);
  g_assert_true (answer_text (fixture->account, typed, &error));
  g_assert_no_error (error);
  assert_state (fixture->account, SIGNED_IN);
}

/* A wrong code ends the session of a text message, so the next try needs a new code. */
static void
test_sms_code (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) wrong = NULL;
  g_autoptr (GError) late = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *code = NULL;
  g_autofree char *new_code = NULL;

  g_assert_true (sign_in (fixture->account, "sms@example.com", PASSWORD, &error));
  g_assert_cmpint ((int) dropoff_account_get_challenge (fixture->account)->kind, ==,
                   (int) DROPOFF_CHALLENGE_SMS_CODE);
  g_assert_nonnull (dropoff_account_get_challenge (fixture->account)->destination);
  code = cloud_last_code ("sms@example.com");
  g_assert_false (answer_text (fixture->account, "0000", &wrong));
  assert_code (wrong, WRONG_ANSWER);
  g_assert_false (answer_text (fixture->account, code, &late));
  assert_code (late, CODE_EXPIRED);
  assert_state (fixture->account, CHALLENGED);
  new_code = cloud_last_code ("sms@example.com");
  g_assert_cmpstr (new_code, !=, code);
  g_assert_true (answer_text (fixture->account, new_code, &error));
  g_assert_no_error (error);
}

static void
test_email_code (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) wrong = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *code = NULL;

  g_assert_true (sign_in (fixture->account, "mail@example.com", PASSWORD, &error));
  g_assert_cmpint ((int) dropoff_account_get_challenge (fixture->account)->kind, ==,
                   (int) DROPOFF_CHALLENGE_EMAIL_CODE);
  g_assert_nonnull (strchr (dropoff_account_get_challenge (fixture->account)->destination, '*'));
  g_assert_false (answer_text (fixture->account, "0000", &wrong));
  assert_code (wrong, WRONG_ANSWER);
  code = cloud_last_code ("mail@example.com");
  g_assert_true (answer_text (fixture->account, code, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (cloud_count ("InitiateAuth"), ==, 1);
}

static void
test_resend (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *code = NULL;
  g_autofree char *new_code = NULL;

  g_assert_true (sign_in (fixture->account, "mail@example.com", PASSWORD, &error));
  code = cloud_last_code ("mail@example.com");
  g_assert_true (resend (fixture->account, &error));
  assert_state (fixture->account, CHALLENGED);
  new_code = cloud_last_code ("mail@example.com");
  g_assert_cmpstr (code, !=, new_code);
  g_assert_true (answer_text (fixture->account, new_code, &error));
  g_assert_no_error (error);
}

/* The three minutes of a session are over while the person looks for the code. */
static void
test_expired_session (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) late = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *code = NULL;
  g_autofree char *new_code = NULL;
  g_autofree char *app_code = NULL;

  g_assert_true (sign_in (fixture->account, "mail@example.com", PASSWORD, &error));
  code = cloud_last_code ("mail@example.com");
  cloud_expire_sessions ();
  g_assert_false (answer_text (fixture->account, code, &late));
  assert_code (late, CODE_EXPIRED);
  g_assert_nonnull (strstr (late->message, "on its way"));
  assert_state (fixture->account, CHALLENGED);
  new_code = cloud_last_code ("mail@example.com");
  g_assert_true (answer_text (fixture->account, new_code, &error));
  g_assert_true (sign_out (fixture->account, &error));

  /* An app's code and a new password are still good: nobody notices. */
  g_assert_true (sign_in (fixture->account, "totp@example.com", PASSWORD, &error));
  cloud_expire_sessions ();
  app_code = cloud_app_code ("totp@example.com");
  g_assert_true (answer_text (fixture->account, app_code, &error));
  g_assert_no_error (error);
  assert_state (fixture->account, SIGNED_IN);
  g_assert_true (sign_out (fixture->account, &error));
  g_assert_true (sign_in (fixture->account, "new@example.com", "Start-here-2026", &error));
  cloud_expire_sessions ();
  g_assert_true (answer_password (fixture->account, "Quite-long-enough-7", "Nora", &error));
  g_assert_no_error (error);
  assert_state (fixture->account, SIGNED_IN);
}

/* The server's clock is a day and two hours ahead, or behind. */
static void
test_wrong_clock (Fixture *fixture, gconstpointer data)
{
  static const int skews_s[] = { 26 * 3600, -26 * 3600 };

  for (gsize i = 0; i < G_N_ELEMENTS (skews_s); i++)
    {
      g_autofree char *commands
          = g_strdup_printf ("{\"reset\":true,\"set\":{\"clock_skew\":%d}}", skews_s[i]);
      g_autoptr (DropoffAwsCredentials) keys = NULL;
      g_autoptr (GError) wrong = NULL;
      g_autoptr (GError) error = NULL;

      cloud_control (commands);
      g_assert_false (sign_in (fixture->account, "zoe.martin@example.com", "wrong", &wrong));
      assert_code (wrong, WRONG_ANSWER);
      g_assert_nonnull (strstr (wrong->message, "clock"));
      sign_in_zoe (fixture->account);
      g_assert_cmpint (ABS (dropoff_clock_get_offset_s (fixture->clock) - skews_s[i]), <, 60);
      keys = get_keys (fixture->account, FALSE, &error);
      g_assert_no_error (error);
      g_assert_cmpint (ABS (dropoff_aws_credentials_get_expires_at_s (keys)
                            - dropoff_clock_now_s (fixture->clock) - 3600),
                       <, 60);
      g_assert_true (sign_out (fixture->account, &error));
    }
}

/* Only the refusal tells that the clock is off: the exchange is made once more, and no more. */
static void
test_clock_learnt_late (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_utc ();
  g_autoptr (GDateTime) later = g_date_time_add_hours (now, 26);
  g_autofree char *date = g_date_time_format (later, "%a, %d %b %Y %H:%M:%S GMT");
  g_autofree char *commands = g_strdup_printf (
      "{\"fault\":{\"match\":{\"op\":\"RespondToAuthChallenge\"},\"times\":1,\"do\":"
      "{\"kind\":\"reply\",\"status\":400,\"headers\":{\"Date\":\"%s\"},\"body\":"
      "\"{\\\"__type\\\":\\\"NotAuthorizedException\\\",\\\"message\\\":"
      "\\\"Incorrect username or password.\\\"}\"}}}",
      date);

  cloud_control (commands);
  sign_in_zoe (fixture->account);
  g_assert_cmpuint (cloud_count ("InitiateAuth"), ==, 2);
  g_assert_true (sign_out (fixture->account, NULL));
  cloud_control ("{\"reset_log\":true}");
  g_assert_false (sign_in (fixture->account, "zoe.martin@example.com", "wrong", NULL));
  g_assert_cmpuint (cloud_count ("InitiateAuth"), ==, 1);
}

static void
test_error_styles (Fixture *fixture, gconstpointer data)
{
  static const char *const styles[] = { "normal", "header-only", "Message", "prefix", "code" };

  for (gsize i = 0; i < G_N_ELEMENTS (styles); i++)
    {
      g_autofree char *commands
          = g_strdup_printf ("{\"set\":{\"error_style\":\"%s\"}}", styles[i]);
      g_autoptr (GError) error = NULL;

      cloud_control (commands);
      g_assert_false (sign_in (fixture->account, "off@example.com", PASSWORD, &error));
      assert_code (error, ASK_COMPANY);
      g_assert_nonnull (strstr (error->message, "switched off"));
    }
}

/* Passing faults are sat out; what lasts is told. */
static void
test_passing_faults (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  cloud_control ("{\"faults\":["
                 "{\"match\":{\"op\":\"InitiateAuth\"},\"times\":2,\"do\":\"throttle\"},"
                 "{\"match\":{\"op\":\"RespondToAuthChallenge\"},\"times\":1,\"do\":"
                 "{\"kind\":\"error\",\"status\":500,\"code\":\"InternalErrorException\"}}]}");
  sign_in_zoe (fixture->account);
  g_assert_cmpuint (cloud_count ("InitiateAuth"), ==, 4);
  g_assert_true (sign_out (fixture->account, NULL));
  cloud_control ("{\"reset_log\":true,\"fault\":{\"match\":{\"op\":\"InitiateAuth\"},\"do\":"
                 "{\"kind\":\"reply\",\"status\":503,\"body\":\"<html>busy\"}}}");
  g_assert_false (sign_in (fixture->account, "zoe.martin@example.com", PASSWORD, &error));
  assert_code (error, RETRY);
  g_assert_cmpuint (cloud_count ("InitiateAuth"), ==, 3);
}

/* What a captive portal, a proxy or a broken server may send instead. */
static void
test_rubbish (Fixture *fixture, gconstpointer data)
{
  static const char *const effects[] = {
    "{\"kind\":\"reply\",\"body\":\"<html><body>Please log in to HotelWiFi</body></html>\"}",
    "{\"kind\":\"reply\",\"body\":\"\"}",
    "{\"kind\":\"reply\",\"rubbish\":10000000}",
    "{\"kind\":\"reply\",\"body\":\"{\\\"ChallengeName\\\":7}\"}",
    "{\"kind\":\"reply\",\"status\":403,\"body\":\"<html>Forbidden</html>\"}",
    "{\"kind\":\"reply\",\"status\":302,\"body\":\"\",\"headers\":{\"Location\":\"/x\"}}",
    "{\"kind\":\"change-json\",\"set\":{\"ChallengeParameters.SRP_B\":\"0\"}}",
    "{\"kind\":\"change-json\",\"set\":{\"ChallengeParameters.SALT\":\"xyz\"}}",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (effects); i++)
    {
      g_autofree char *commands = g_strdup_printf (
          "{\"fault\":{\"match\":{\"op\":\"InitiateAuth\"},\"times\":1,\"do\":%s}}", effects[i]);
      g_autoptr (GError) error = NULL;

      g_test_message ("%s", effects[i]);
      cloud_control (commands);
      g_assert_false (sign_in (fixture->account, "zoe.martin@example.com", PASSWORD, &error));
      assert_code (error, NOT_THE_SERVICE);
      assert_state (fixture->account, SIGNED_OUT);
    }
  sign_in_zoe (fixture->account);
}

static void
test_unreachable (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) later = NULL;

  cloud_control ("{\"away\":true}");
  g_assert_false (sign_in (fixture->account, "zoe.martin@example.com", PASSWORD, &error));
  assert_code (error, NETWORK);
  cloud_control ("{\"away\":false}");
  /* In the middle: the step stays and can be answered again. */
  g_assert_true (sign_in (fixture->account, "mail@example.com", PASSWORD, &later));
  cloud_control ("{\"away\":true}");
  g_assert_false (answer_text (fixture->account, "123456", &later));
  assert_code (later, NETWORK);
  assert_state (fixture->account, CHALLENGED);
  cloud_control ("{\"away\":false}");
}

static void
test_not_safe (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  dropoff_http_client_set_ca_file (fixture->http, NULL);
  g_assert_false (sign_in (fixture->account, "zoe.martin@example.com", PASSWORD, &error));
  assert_code (error, NOT_SAFE);
}

static void
on_step (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GError **error = user_data;

  g_assert_false (dropoff_account_step_finish (DROPOFF_ACCOUNT (source), result, error));
}

/* Given up by the page, by its cancellable, and by beginning anew. */
static void
test_giving_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (DropoffSecret) password = dropoff_secret_new (PASSWORD);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) abandoned = NULL;
  g_autoptr (GError) cancelled = NULL;
  g_autoptr (GError) replaced = NULL;

  cloud_control ("{\"fault\":{\"match\":{\"op\":\"InitiateAuth\"},\"times\":3,\"do\":"
                 "{\"kind\":\"delay\",\"seconds\":1}}}");
  dropoff_account_sign_in_async (fixture->account, "zoe.martin@example.com", password, NULL,
                                 on_step, &abandoned);
  wait_ms (100);
  dropoff_account_abandon (fixture->account);
  while (abandoned == NULL)
    g_main_context_iteration (NULL, TRUE);
  assert_code (abandoned, CANCELLED);

  dropoff_account_sign_in_async (fixture->account, "zoe.martin@example.com", password, cancellable,
                                 on_step, &cancelled);
  wait_ms (100);
  g_cancellable_cancel (cancellable);
  while (cancelled == NULL)
    g_main_context_iteration (NULL, TRUE);
  assert_code (cancelled, CANCELLED);

  dropoff_account_sign_in_async (fixture->account, "zoe.martin@example.com", password, NULL,
                                 on_step, &replaced);
  wait_ms (100);
  assert_state (fixture->account, SIGNED_OUT);
  sign_in_zoe (fixture->account);
  while (replaced == NULL)
    g_main_context_iteration (NULL, TRUE);
  assert_code (replaced, CANCELLED);
  assert_state (fixture->account, SIGNED_IN);
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
  add ("/sign-in/plain", test_plain);
  add ("/sign-in/other-spellings", test_other_spellings);
  add ("/sign-in/wrong", test_wrong);
  add ("/sign-in/kinds-of-people", test_kinds_of_people);
  add ("/sign-in/too-many-tries", test_too_many_tries);
  add ("/sign-in/unknown-steps", test_unknown_steps);
  add ("/sign-in/new-password", test_new_password);
  add ("/sign-in/app-code", test_app_code);
  add ("/sign-in/sms-code", test_sms_code);
  add ("/sign-in/email-code", test_email_code);
  add ("/sign-in/resend", test_resend);
  add ("/sign-in/expired-session", test_expired_session);
  add ("/sign-in/wrong-clock", test_wrong_clock);
  add ("/sign-in/clock-learnt-late", test_clock_learnt_late);
  add ("/sign-in/error-styles", test_error_styles);
  add ("/sign-in/passing-faults", test_passing_faults);
  add ("/sign-in/rubbish", test_rubbish);
  add ("/sign-in/unreachable", test_unreachable);
  add ("/sign-in/not-safe", test_not_safe);
  add ("/sign-in/giving-up", test_giving_up);
  status = g_test_run ();
  cloud_stop ();
  return status;
}
