/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "account-fixture.h"

#define ZOE "zoe.martin@example.com"

static void
add (const char *path, void (*test) (Fixture *, gconstpointer))
{
  g_test_add (path, Fixture, NULL, fixture_set_up, test, fixture_tear_down);
}

/* One of several second steps: the choice is kept when a new code is wanted. */
static void
test_choose_second_step (Fixture *fixture, gconstpointer data)
{
  const DropoffChallenge *challenge;
  g_autoptr (GError) error = NULL;
  g_autofree char *code = NULL;
  g_autofree char *new_code = NULL;

  g_assert_true (sign_in (fixture->account, "choice@example.com", PASSWORD, &error));
  assert_asked (fixture->account, CHOOSE);
  challenge = dropoff_account_get_challenge (fixture->account);
  g_assert_cmpuint (challenge->n_ways, ==, 2);
  g_assert_cmpint ((int) challenge->ways[0], ==, DROPOFF_WAY_PHONE);
  g_assert_cmpint ((int) challenge->ways[1], ==, DROPOFF_WAY_APP);
  g_assert_false (challenge->is_set_up);
  g_assert_true (answer_way (fixture->account, DROPOFF_WAY_PHONE, &error));
  assert_asked (fixture->account, SMS_CODE);
  code = cloud_last_code ("choice@example.com");
  g_assert_true (resend (fixture->account, &error));
  assert_asked (fixture->account, SMS_CODE);
  new_code = cloud_last_code ("choice@example.com");
  g_assert_cmpstr (code, !=, new_code);
  g_assert_true (answer_text (fixture->account, new_code, &error));
  g_assert_no_error (error);
  assert_state (fixture->account, SIGNED_IN);
}

/* Time runs out while the person thinks about the choice: nobody notices. */
static void
test_choice_too_late (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *code = NULL;

  g_assert_true (sign_in (fixture->account, "choice@example.com", PASSWORD, &error));
  cloud_expire_sessions ();
  g_assert_true (answer_way (fixture->account, DROPOFF_WAY_APP, &error));
  g_assert_no_error (error);
  assert_asked (fixture->account, APP_CODE);
  code = cloud_app_code ("choice@example.com");
  g_assert_true (answer_text (fixture->account, code, &error));
}

static void
test_set_up_app (Fixture *fixture, gconstpointer data)
{
  const DropoffChallenge *challenge;
  g_autoptr (GError) wrong = NULL;
  g_autoptr (GError) cut = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *address = NULL;
  g_autofree char *code = NULL;

  cloud_control ("{\"set\":{\"mfa_required\":true}}");
  g_assert_true (sign_in (fixture->account, ZOE, PASSWORD, &error));
  g_assert_no_error (error);
  assert_asked (fixture->account, SET_UP_APP);
  challenge = dropoff_account_get_challenge (fixture->account);
  address = g_strdup_printf ("otpauth://totp/Acme%%20Geophysics:zoe.martin%%40example.com?secret=%s"
                             "&issuer=Acme%%20Geophysics",
                             dropoff_secret_peek (challenge->app_key));
  g_assert_cmpstr (dropoff_secret_peek (challenge->app_address), ==, address);
  code = cloud_app_code (ZOE);
  g_assert_false (
      answer_text (fixture->account, g_str_has_prefix (code, "1") ? "000000" : "111111", &wrong));
  assert_code (wrong, WRONG_ANSWER);
  g_assert_nonnull (strstr (wrong->message, "clock of your phone"));
  g_assert_false (answer_text (fixture->account, "x", &cut));
  assert_code (cut, WRONG_ANSWER);
  assert_asked (fixture->account, SET_UP_APP);
  g_assert_true (answer_text (fixture->account, code, &error));
  g_assert_no_error (error);
  assert_state (fixture->account, SIGNED_IN);
  /* From now on it is asked for. */
  g_assert_true (sign_out (fixture->account, &error));
  g_assert_true (sign_in (fixture->account, ZOE, PASSWORD, &error));
  assert_asked (fixture->account, APP_CODE);
}

/* Fetching the app takes longer than the step lives: there is a new key then, which is said. */
static void
test_set_up_app_too_late (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) late = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *old_key = NULL;
  g_autofree char *code = NULL;
  g_autofree char *new_code = NULL;

  cloud_control ("{\"set\":{\"mfa_required\":true}}");
  g_assert_true (sign_in (fixture->account, ZOE, PASSWORD, &error));
  old_key = g_strdup (
      dropoff_secret_peek (dropoff_account_get_challenge (fixture->account)->app_key));
  code = cloud_app_code (ZOE);
  cloud_expire_sessions ();
  g_assert_false (answer_text (fixture->account, code, &late));
  assert_code (late, CODE_EXPIRED);
  assert_asked (fixture->account, SET_UP_APP);
  g_assert_cmpstr (
      dropoff_secret_peek (dropoff_account_get_challenge (fixture->account)->app_key), !=, old_key);
  new_code = cloud_app_code (ZOE);
  g_assert_true (answer_text (fixture->account, new_code, &error));
  g_assert_no_error (error);
}

static void
test_set_up_email (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) wrong = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *code = NULL;

  cloud_control ("{\"set\":{\"mfa_required\":true,\"mfa_setup\":[\"SMS_MFA\",\"EMAIL_OTP\"]}}");
  g_assert_true (sign_in (fixture->account, ZOE, PASSWORD, &error));
  assert_asked (fixture->account, SET_UP_EMAIL);
  g_assert_false (answer_text (fixture->account, "no address", &wrong));
  assert_code (wrong, WRONG_ANSWER);
  g_assert_true (answer_text (fixture->account, ZOE, &error));
  assert_asked (fixture->account, EMAIL_CODE);
  code = cloud_last_code (ZOE);
  g_assert_true (answer_text (fixture->account, code, &error));
  g_assert_no_error (error);
  assert_state (fixture->account, SIGNED_IN);
}

static void
test_choose_what_to_set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) none = NULL;

  cloud_control ("{\"set\":{\"mfa_required\":true,\"mfa_setup\":"
                 "[\"SOFTWARE_TOKEN_MFA\",\"EMAIL_OTP\"]}}");
  g_assert_true (sign_in (fixture->account, ZOE, PASSWORD, &error));
  assert_asked (fixture->account, CHOOSE);
  g_assert_true (dropoff_account_get_challenge (fixture->account)->is_set_up);
  g_assert_true (answer_way (fixture->account, DROPOFF_WAY_EMAIL, &error));
  assert_asked (fixture->account, SET_UP_EMAIL);
  dropoff_account_abandon (fixture->account);
  g_assert_true (sign_in (fixture->account, ZOE, PASSWORD, &error));
  g_assert_true (answer_way (fixture->account, DROPOFF_WAY_APP, &error));
  assert_asked (fixture->account, SET_UP_APP);
  dropoff_account_abandon (fixture->account);
  /* Only the company can enter a telephone number. */
  cloud_control ("{\"set\":{\"mfa_setup\":[\"SMS_MFA\"]}}");
  g_assert_false (sign_in (fixture->account, ZOE, PASSWORD, &none));
  assert_code (none, ASK_COMPANY);
}

/* The company's own question, after the password. */
static void
test_custom (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) empty = NULL;
  g_autoptr (GError) last = NULL;
  g_autoptr (GError) error = NULL;

  fixture_change_sign_in (fixture, "{\"flow\":\"custom-auth\"}");
  g_assert_true (sign_in (fixture->account, ZOE, PASSWORD, &error));
  g_assert_no_error (error);
  assert_asked (fixture->account, CUSTOM);
  g_assert_cmpstr (dropoff_account_get_challenge (fixture->account)->question, ==,
                   "Which vessel?");
  g_assert_false (answer_text (fixture->account, "", &empty));
  assert_code (empty, WRONG_ANSWER);
  /* A wrong answer brings the question again. */
  g_assert_true (answer_text (fixture->account, "Borealis", &error));
  assert_asked (fixture->account, CUSTOM);
  g_assert_true (answer_text (fixture->account, "Aurora", &error));
  assert_state (fixture->account, SIGNED_IN);
  g_assert_true (sign_out (fixture->account, &error));
  /* The third wrong one is the last. */
  g_assert_true (sign_in (fixture->account, ZOE, PASSWORD, &error));
  g_assert_true (answer_text (fixture->account, "a", &error));
  g_assert_true (answer_text (fixture->account, "b", &error));
  g_assert_false (answer_text (fixture->account, "c", &last));
  assert_code (last, WRONG_ANSWER);
  g_assert_false (sign_in (fixture->account, ZOE, "wrong", NULL));
}

/* USER_AUTH: the password is proved when there is one, a code is sent when there is none. */
static void
test_choice (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) wrong = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *code = NULL;

  cloud_control ("{\"set\":{\"choice_auth\":true}}");
  fixture_change_sign_in (fixture, "{\"flow\":\"user-auth\"}");
  sign_in_zoe (fixture->account);
  g_assert_true (sign_out (fixture->account, &error));
  g_assert_false (sign_in (fixture->account, ZOE, "wrong", &wrong));
  assert_code (wrong, WRONG_ANSWER);
  g_assert_true (sign_in (fixture->account, ZOE, "", &error));
  g_assert_no_error (error);
  assert_asked (fixture->account, EMAIL_CODE);
  code = cloud_last_code (ZOE);
  g_assert_cmpuint (strlen (code), ==, 8);
  g_assert_true (answer_text (fixture->account, code, &error));
  assert_state (fixture->account, SIGNED_IN);
  g_assert_true (sign_out (fixture->account, &error));
  /* With a telephone there are two ways; with a second step only the password. */
  cloud_control ("{\"user\":{\"email\":\"" ZOE "\",\"attributes\":{\"phone_number\":\"+3531\"}}}");
  g_assert_true (sign_in (fixture->account, ZOE, "", &error));
  assert_asked (fixture->account, CHOOSE);
  g_assert_true (answer_way (fixture->account, DROPOFF_WAY_PHONE, &error));
  assert_asked (fixture->account, SMS_CODE);
  g_free (code);
  code = cloud_last_code (ZOE);
  g_assert_true (answer_text (fixture->account, code, &error));
  g_assert_true (sign_out (fixture->account, &error));
  g_clear_error (&wrong);
  g_assert_false (sign_in (fixture->account, "totp@example.com", "", &wrong));
  assert_code (wrong, WRONG_ANSWER);
  g_assert_nonnull (strstr (wrong->message, "password"));
  g_assert_true (sign_in (fixture->account, "totp@example.com", PASSWORD, &error));
  assert_asked (fixture->account, APP_CODE);
}

/* The service offers other factors than the one we would have liked. */
static void
test_offered_factors (Fixture *fixture, gconstpointer data)
{
  static const struct
  {
    const char *factors;
    const char *password;
    DropoffChallengeKind asked;
    gboolean fails;
  } cases[] = {
    { "[\"PASSWORD\"]", PASSWORD, 0, FALSE },
    { "[\"WEB_AUTHN\",\"EMAIL_OTP\"]", "", DROPOFF_CHALLENGE_EMAIL_CODE, FALSE },
    { "[\"WEB_AUTHN\",\"SMS_OTP\",\"EMAIL_OTP\"]", "", DROPOFF_CHALLENGE_CHOOSE, FALSE },
    { "[\"EMAIL_OTP\"]", PASSWORD, DROPOFF_CHALLENGE_EMAIL_CODE, FALSE },
    { "[\"WEB_AUTHN\"]", PASSWORD, 0, TRUE },
    { "[\"WEB_AUTHN\"]", "", 0, TRUE },
    { "[\"IRIS\"]", "", 0, TRUE },
  };

  cloud_control ("{\"set\":{\"choice_auth\":true}}");
  fixture_change_sign_in (fixture, "{\"flow\":\"user-auth\"}");
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *commands = g_strdup_printf (
          "{\"user\":{\"email\":\"" ZOE "\",\"factors\":%s}}", cases[i].factors);
      g_autoptr (GError) error = NULL;

      g_test_message ("%s", cases[i].factors);
      cloud_control (commands);
      g_assert_true (sign_in (fixture->account, ZOE, cases[i].password, &error)
                     == !cases[i].fails);
      if (cases[i].fails)
        assert_code (error, ASK_COMPANY);
      else if (dropoff_account_get_state (fixture->account) == DROPOFF_ACCOUNT_SIGNED_IN)
        g_assert_true (sign_out (fixture->account, NULL));
      else
        g_assert_cmpint ((int) dropoff_account_get_challenge (fixture->account)->kind, ==,
                         (int) cases[i].asked);
      dropoff_account_abandon (fixture->account);
    }
}

/* A passkey is asked for straight away, with another factor beside it. */
static void
test_passkey (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *code = NULL;

  cloud_control ("{\"set\":{\"choice_auth\":true},\"fault\":{\"match\":{\"op\":\"InitiateAuth\"},"
                 "\"times\":1,\"do\":{\"kind\":\"change-json\",\"set\":{\"ChallengeName\":"
                 "\"WEB_AUTHN\",\"AvailableChallenges\":[\"WEB_AUTHN\",\"EMAIL_OTP\"]}}}}");
  fixture_change_sign_in (fixture, "{\"flow\":\"user-auth\"}");
  g_assert_true (sign_in (fixture->account, ZOE, "", &error));
  g_assert_no_error (error);
  assert_asked (fixture->account, EMAIL_CODE);
  code = cloud_last_code (ZOE);
  g_assert_true (answer_text (fixture->account, code, &error));
  assert_state (fixture->account, SIGNED_IN);
}

/* The password itself goes out only where the connection says so. */
static void
test_plain_password (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) wrong = NULL;
  g_autoptr (GError) error = NULL;

  fixture_change_sign_in (fixture, "{\"flow\":\"user-password-auth\"}");
  g_assert_false (sign_in (fixture->account, ZOE, PASSWORD, &wrong));
  assert_code (wrong, ASK_COMPANY);
  cloud_control ("{\"set\":{\"password_auth\":true}}");
  sign_in_zoe (fixture->account);
  g_assert_true (sign_out (fixture->account, &error));
  g_clear_error (&wrong);
  g_assert_false (sign_in (fixture->account, ZOE, "wrong", &wrong));
  assert_code (wrong, WRONG_ANSWER);
  g_assert_true (sign_in (fixture->account, "totp@example.com", PASSWORD, &error));
  assert_asked (fixture->account, APP_CODE);
}

/* A service that asks for the password where it is not allowed, and one that goes in circles. */
static void
test_tricks (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) plain = NULL;
  g_autoptr (GError) circles = NULL;

  cloud_control ("{\"fault\":{\"match\":{\"op\":\"InitiateAuth\"},\"times\":1,\"do\":"
                 "{\"kind\":\"change-json\",\"set\":{\"ChallengeName\":\"PASSWORD\","
                 "\"Session\":\"abcdefghijklmnopqrstuvwxyz\"}}}}");
  g_assert_false (sign_in (fixture->account, ZOE, PASSWORD, &plain));
  assert_code (plain, ASK_COMPANY);
  g_assert_cmpuint (cloud_count ("RespondToAuthChallenge"), ==, 0);
  cloud_control ("{\"clear_faults\":true,\"fault\":{\"match\":{\"op\":"
                 "\"RespondToAuthChallenge\"},\"do\":{\"kind\":\"reply\",\"status\":200,"
                 "\"content_type\":\"application/json\",\"body\":"
                 "\"{\\\"ChallengeName\\\":\\\"PASSWORD_SRP\\\",\\\"Session\\\":\\\"abc\\\"}\"}}}");
  g_assert_false (sign_in (fixture->account, ZOE, PASSWORD, &circles));
  assert_code (circles, ASK_COMPANY);
  g_assert_cmpuint (cloud_count ("RespondToAuthChallenge"), <=, 15);
}

int
main (int argc, char *argv[])
{
  int status;

  g_test_init (&argc, &argv, NULL);
  cloud_start ();
  add ("/challenges/choose-second-step", test_choose_second_step);
  add ("/challenges/choice-too-late", test_choice_too_late);
  add ("/challenges/set-up-app", test_set_up_app);
  add ("/challenges/set-up-app-too-late", test_set_up_app_too_late);
  add ("/challenges/set-up-email", test_set_up_email);
  add ("/challenges/choose-what-to-set-up", test_choose_what_to_set_up);
  add ("/challenges/custom", test_custom);
  add ("/challenges/choice", test_choice);
  add ("/challenges/offered-factors", test_offered_factors);
  add ("/challenges/passkey", test_passkey);
  add ("/challenges/plain-password", test_plain_password);
  add ("/challenges/tricks", test_tricks);
  status = g_test_run ();
  cloud_stop ();
  return status;
}
