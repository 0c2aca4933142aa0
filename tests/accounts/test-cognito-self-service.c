/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "account-fixture.h"

#define ZOE "zoe.martin@example.com"
#define NEW_PASSWORD "Quite-long-enough-7"

static void
add (const char *path, void (*test) (Fixture *, gconstpointer))
{
  g_test_add (path, Fixture, NULL, fixture_set_up, test, fixture_tear_down);
}

static void
test_forgot (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) wrong = NULL;
  g_autoptr (GError) weak = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *code = NULL;

  g_assert_true (reset_password (fixture->account, ZOE, &error));
  g_assert_no_error (error);
  assert_asked (fixture->account, RESET_PASSWORD);
  g_assert_nonnull (strchr (dropoff_account_get_challenge (fixture->account)->destination, '*'));
  code = cloud_last_code (ZOE);
  g_assert_false (answer_reset (fixture->account, "000", NEW_PASSWORD, &wrong));
  assert_code (wrong, WRONG_ANSWER);
  g_clear_error (&wrong);
  g_assert_false (answer_reset (fixture->account,
                                g_str_has_prefix (code, "1") ? "000000" : "111111", NEW_PASSWORD,
                                &wrong));
  assert_code (wrong, WRONG_ANSWER);
  g_assert_false (answer_reset (fixture->account, code, "short", &weak));
  assert_code (weak, NEW_PASSWORD);
  assert_asked (fixture->account, RESET_PASSWORD);
  g_assert_true (answer_reset (fixture->account, code, NEW_PASSWORD, &error));
  g_assert_no_error (error);
  assert_state (fixture->account, SIGNED_IN);
  g_assert_true (sign_out (fixture->account, &error));
  g_assert_false (sign_in (fixture->account, ZOE, PASSWORD, NULL));
  g_assert_true (sign_in (fixture->account, ZOE, NEW_PASSWORD, &error));
}

/* An old code has a new one sent; so does the person. */
static void
test_forgot_again (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) late = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *code = NULL;
  g_autofree char *new_code = NULL;

  g_assert_true (reset_password (fixture->account, ZOE, &error));
  code = cloud_last_code (ZOE);
  cloud_control ("{\"set\":{\"clock_skew\":7200}}");
  g_assert_false (answer_reset (fixture->account, code, NEW_PASSWORD, &late));
  assert_code (late, CODE_EXPIRED);
  assert_asked (fixture->account, RESET_PASSWORD);
  g_assert_true (resend (fixture->account, &error));
  new_code = cloud_last_code (ZOE);
  g_assert_true (answer_reset (fixture->account, new_code, NEW_PASSWORD, &error));
  g_assert_no_error (error);
}

/* Who cannot have a new password that way is told; who does not exist is not told apart. */
static void
test_forgot_refused (Fixture *fixture, gconstpointer data)
{
  static const struct
  {
    const char *name;
    DropoffError code;
  } people[] = {
    { "off@example.com", DROPOFF_ERROR_ASK_COMPANY },
    { "new@example.com", DROPOFF_ERROR_SIGN_IN },
    { "unconfirmed@example.com", DROPOFF_ERROR_ASK_COMPANY },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (people); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_false (reset_password (fixture->account, people[i].name, &error));
      g_assert_error (error, DROPOFF_ERROR, (int) people[i].code);
      assert_state (fixture->account, SIGNED_OUT);
    }
  for (int hidden = 0; hidden < 2; hidden++)
    {
      g_autoptr (GError) error = NULL;

      cloud_control (hidden ? "{\"set\":{\"hide_existence\":true}}"
                            : "{\"set\":{\"hide_existence\":false}}");
      g_assert_true (reset_password (fixture->account, "nobody@example.com", &error));
      assert_asked (fixture->account, RESET_PASSWORD);
      g_assert_false (answer_reset (fixture->account, "123456", NEW_PASSWORD, &error));
      assert_code (error, WRONG_ANSWER);
      dropoff_account_abandon (fixture->account);
    }
}

/* A password that the company wants set anew leads to the code for it by itself. */
static void
test_reset_required (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *code = NULL;

  g_assert_true (sign_in (fixture->account, "reset@example.com", PASSWORD, &error));
  g_assert_no_error (error);
  assert_asked (fixture->account, RESET_PASSWORD);
  code = cloud_last_code ("reset@example.com");
  g_assert_true (answer_reset (fixture->account, code, NEW_PASSWORD, &error));
  assert_state (fixture->account, SIGNED_IN);
}

/* And an address that was never confirmed to the code for that. */
static void
test_unconfirmed (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) wrong = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *code = NULL;

  g_assert_true (sign_in (fixture->account, "unconfirmed@example.com", PASSWORD, &error));
  g_assert_no_error (error);
  assert_asked (fixture->account, CONFIRM_ADDRESS);
  g_assert_true (resend (fixture->account, &error));
  code = cloud_last_code ("unconfirmed@example.com");
  g_assert_false (
      answer_text (fixture->account, g_str_has_prefix (code, "1") ? "000000" : "111111", &wrong));
  assert_code (wrong, WRONG_ANSWER);
  g_assert_true (answer_text (fixture->account, code, &error));
  g_assert_no_error (error);
  assert_state (fixture->account, SIGNED_IN);
}

static void
test_sign_up (Fixture *fixture, gconstpointer data)
{
  const char *const attributes[] = { "given_name", "Ines", NULL };
  g_autoptr (GError) taken = NULL;
  g_autoptr (GError) weak = NULL;
  g_autoptr (GError) no_address = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *code = NULL;

  fixture_change_sign_in (fixture, "{\"self-sign-up\":true,\"sign-up-fields\":[\"given_name\"]}");
  g_assert_cmpstrv (dropoff_connection_get_sign_up_fields (fixture->connection),
                    ((const char *[]){ "given_name", NULL }));
  g_assert_false (sign_up (fixture->account, ZOE, NEW_PASSWORD, attributes, &taken));
  assert_code (taken, SIGN_IN);
  g_assert_false (sign_up (fixture->account, "ines@example.com", "short", attributes, &weak));
  assert_code (weak, NEW_PASSWORD);
  g_assert_false (sign_up (fixture->account, "ines", NEW_PASSWORD, attributes, &no_address));
  assert_code (no_address, WRONG_ANSWER);
  assert_state (fixture->account, SIGNED_OUT);
  g_assert_true (
      sign_up (fixture->account, " ines@example.com ", NEW_PASSWORD, attributes, &error));
  g_assert_no_error (error);
  assert_asked (fixture->account, CONFIRM_ADDRESS);
  code = cloud_last_code ("ines@example.com");
  g_assert_true (answer_text (fixture->account, code, &error));
  g_assert_no_error (error);
  assert_state (fixture->account, SIGNED_IN);
  g_assert_cmpstr (dropoff_account_get_user_name (fixture->account), ==, "ines@example.com");
}

/* Confirmed in the meantime, in a browser perhaps: that is as good. */
static void
test_confirmed_elsewhere (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (sign_in (fixture->account, "unconfirmed@example.com", PASSWORD, &error));
  cloud_control ("{\"user\":{\"email\":\"unconfirmed@example.com\",\"status\":\"CONFIRMED\"}}");
  g_assert_true (answer_text (fixture->account, "123456", &error));
  g_assert_no_error (error);
  assert_state (fixture->account, SIGNED_IN);
}

static void
test_change (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) wrong = NULL;
  g_autoptr (GError) weak = NULL;
  g_autoptr (GError) ended = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_false (dropoff_account_can_change_password (fixture->account));
  cloud_shorten_lives ();
  sign_in_zoe (fixture->account);
  g_assert_true (dropoff_account_can_change_password (fixture->account));
  /* The tokens that came with the sign-in are over by then. */
  wait_ms (OUTLIVE_KEYS_MS);
  g_assert_false (change_password (fixture->account, "wrong", NEW_PASSWORD, &wrong));
  assert_code (wrong, WRONG_ANSWER);
  g_assert_nonnull (strstr (wrong->message, "present password"));
  g_assert_false (change_password (fixture->account, PASSWORD, "short", &weak));
  assert_code (weak, NEW_PASSWORD);
  g_assert_true (change_password (fixture->account, PASSWORD, NEW_PASSWORD, &error));
  g_assert_no_error (error);
  assert_state (fixture->account, SIGNED_IN);
  g_assert_true (sign_out (fixture->account, &error));
  g_assert_true (sign_in (fixture->account, ZOE, NEW_PASSWORD, &error));
  cloud_control ("{\"revoke\":true}");
  wait_ms (OUTLIVE_KEYS_MS);
  g_assert_false (change_password (fixture->account, NEW_PASSWORD, PASSWORD, &ended));
  assert_code (ended, SIGN_IN);
}

/* The sign-in was ended elsewhere while its tokens still had some life: the first call that is
 * refused leads to signing in again. */
static void
test_change_ended (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) ended = NULL;
  g_autoptr (GError) error = NULL;

  sign_in_zoe (fixture->account);
  cloud_control ("{\"revoke\":true}");
  g_assert_false (change_password (fixture->account, PASSWORD, NEW_PASSWORD, &ended));
  assert_code (ended, SIGN_IN);
  assert_state (fixture->account, LAPSED);
  g_assert_true (sign_in (fixture->account, ZOE, PASSWORD, &error));
  g_assert_true (change_password (fixture->account, PASSWORD, NEW_PASSWORD, &error));
  g_assert_no_error (error);
}

/* An access token alone that is refused is renewed, and nobody notices; without a network nothing
 * ends. */
static void
test_change_renewed (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) passing = NULL;
  g_autoptr (GError) error = NULL;

  sign_in_zoe (fixture->account);
  cloud_control ("{\"fault\":{\"match\":{\"op\":\"ChangePassword\"},\"times\":2,\"do\":"
                 "{\"kind\":\"error\",\"code\":\"NotAuthorizedException\","
                 "\"message\":\"Access Token has been revoked\"}}}");
  cloud_control ("{\"fault\":{\"match\":{\"op\":\"GetTokensFromRefreshToken\"},\"times\":1,"
                 "\"do\":{\"kind\":\"reply\",\"body\":\"<html>Log in</html>\"}}}");
  g_assert_false (change_password (fixture->account, PASSWORD, NEW_PASSWORD, &passing));
  assert_code (passing, NOT_THE_SERVICE);
  assert_state (fixture->account, SIGNED_IN);
  g_assert_true (change_password (fixture->account, PASSWORD, NEW_PASSWORD, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (cloud_count ("ChangePassword"), ==, 3);
  g_assert_cmpuint (cloud_count ("GetTokensFromRefreshToken"), ==, 2);
}

int
main (int argc, char *argv[])
{
  int status;

  g_test_init (&argc, &argv, NULL);
  cloud_start ();
  add ("/self-service/forgot", test_forgot);
  add ("/self-service/forgot-again", test_forgot_again);
  add ("/self-service/forgot-refused", test_forgot_refused);
  add ("/self-service/reset-required", test_reset_required);
  add ("/self-service/unconfirmed", test_unconfirmed);
  add ("/self-service/sign-up", test_sign_up);
  add ("/self-service/change", test_change);
  add ("/self-service/change-ended", test_change_ended);
  add ("/self-service/change-renewed", test_change_renewed);
  add ("/self-service/confirmed-elsewhere", test_confirmed_elsewhere);
  status = g_test_run ();
  cloud_stop ();
  return status;
}
