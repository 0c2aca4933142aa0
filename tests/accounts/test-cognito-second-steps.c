/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "account-fixture.h"

#define ZOE "zoe.martin@example.com"
#define MAIL "mail@example.com"

/* What the service says, in one line: "app email* phone": the star is asked for first. */
static void
assert_steps (DropoffSecondSteps *steps, const char *expected)
{
  static const struct
  {
    DropoffChallengeWay way;
    const char *name;
  } names[] = { { DROPOFF_WAY_APP, "app" },
                { DROPOFF_WAY_EMAIL, "email" },
                { DROPOFF_WAY_PHONE, "phone" } };
  g_autoptr (GString) found = g_string_new (NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      if (dropoff_second_steps_is_on (steps, names[i].way))
        g_string_append_printf (found, "%s%s%s", found->len > 0 ? " " : "", names[i].name,
                                dropoff_second_steps_is_first (steps, names[i].way) ? "*" : "");
    }
  g_assert_cmpstr (found->str, ==, expected);
}

static DropoffSecondSteps *
load (DropoffAccount *account)
{
  g_autoptr (GError) error = NULL;
  DropoffSecondSteps *steps = load_second_steps (account, &error);

  g_assert_no_error (error);
  return steps;
}

static void
sign_in_mail (DropoffAccount *account)
{
  g_autofree char *code = NULL;

  g_assert_true (sign_in (account, MAIL, PASSWORD, NULL));
  code = cloud_last_code (MAIL);
  g_assert_true (answer_text (account, code, NULL));
}

/* From none to an app, which the next sign-in asks for; and off again. */
static void
test_app (Fixture *fixture, gconstpointer data)
{
  g_autoptr (DropoffSecondSteps) steps = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) wrong = NULL;
  g_autofree char *code = NULL;
  g_autofree char *next_code = NULL;

  g_assert_false (dropoff_account_can_change_second_steps (fixture->account));
  sign_in_zoe (fixture->account);
  g_assert_true (dropoff_account_can_change_second_steps (fixture->account));
  steps = load (fixture->account);
  assert_steps (steps, "");
  g_assert_true (dropoff_second_steps_is_possible (steps, DROPOFF_WAY_APP));
  g_assert_true (dropoff_second_steps_is_possible (steps, DROPOFF_WAY_EMAIL));
  g_assert_false (dropoff_second_steps_is_possible (steps, DROPOFF_WAY_PHONE));
  g_assert_null (dropoff_second_steps_get_app (steps));

  g_assert_true (prepare_app (steps, &error));
  g_assert_nonnull (strstr (
      dropoff_secret_peek (dropoff_second_steps_get_app (steps)->app_address), "zoe.martin"));
  g_assert_false (confirm_app (steps, "no digits", &wrong));
  assert_code (wrong, WRONG_ANSWER);
  g_clear_error (&wrong);
  code = cloud_app_code (ZOE);
  g_assert_false (confirm_app (steps, g_str_has_prefix (code, "1") ? "000000" : "111111", &wrong));
  assert_code (wrong, WRONG_ANSWER);
  g_assert_nonnull (dropoff_second_steps_get_app (steps));
  g_assert_true (confirm_app (steps, code, &error));
  g_assert_no_error (error);
  assert_steps (steps, "app*");
  g_assert_null (dropoff_second_steps_get_app (steps));

  g_assert_true (sign_out (fixture->account, &error));
  g_assert_true (sign_in (fixture->account, ZOE, PASSWORD, &error));
  assert_asked (fixture->account, APP_CODE);
  next_code = cloud_app_code (ZOE);
  g_assert_true (answer_text (fixture->account, next_code, &error));
  g_assert_true (turn_second_step (steps, DROPOFF_WAY_APP, FALSE, &error));
  g_assert_no_error (error);
  assert_steps (steps, "");
}

/* Two of them: which is asked for first is the person's choice. */
static void
test_first (Fixture *fixture, gconstpointer data)
{
  g_autoptr (DropoffSecondSteps) steps = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *code = NULL;

  sign_in_mail (fixture->account);
  steps = load (fixture->account);
  assert_steps (steps, "email*");
  g_assert_true (prepare_app (steps, &error));
  code = cloud_app_code (MAIL);
  g_assert_true (confirm_app (steps, code, &error));
  g_assert_no_error (error);
  g_assert_true (put_second_step_first (steps, DROPOFF_WAY_EMAIL, &error));
  assert_steps (steps, "app email*");
  g_assert_true (put_second_step_first (steps, DROPOFF_WAY_APP, &error));
  g_assert_no_error (error);
  assert_steps (steps, "app* email");
  g_assert_true (turn_second_step (steps, DROPOFF_WAY_EMAIL, FALSE, &error));
  assert_steps (steps, "app*");
  g_assert_true (turn_second_step (steps, DROPOFF_WAY_EMAIL, TRUE, &error));
  g_assert_no_error (error);
  assert_steps (steps, "app* email");
}

/* What the company does not offer is said in words that lead somewhere, and nothing changes. */
static void
test_refused (Fixture *fixture, gconstpointer data)
{
  g_autoptr (DropoffSecondSteps) steps = NULL;
  g_autoptr (GError) error = NULL;

  cloud_control ("{\"set\":{\"mfa_offered\":[\"SOFTWARE_TOKEN_MFA\"]}}");
  sign_in_zoe (fixture->account);
  steps = load (fixture->account);
  g_assert_false (turn_second_step (steps, DROPOFF_WAY_EMAIL, TRUE, &error));
  assert_code (error, ASK_COMPANY);
  g_assert_nonnull (strstr (error->message, "not offered here"));
  assert_steps (steps, "");
  assert_state (fixture->account, SIGNED_IN);
}

/* Not without the company's leave. */
static void
test_not_allowed (Fixture *fixture, gconstpointer data)
{
  fixture_change_sign_in (fixture, "{\"self-service\":false}");
  sign_in_zoe (fixture->account);
  g_assert_false (dropoff_account_can_change_second_steps (fixture->account));
}

/* The sign-in ended elsewhere, or the person is no longer known: asked to sign in, as everywhere,
 * with the dialog open before or not. */
static void
test_ended (Fixture *fixture, gconstpointer data)
{
  g_autoptr (DropoffSecondSteps) steps = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) open_error = NULL;
  g_autoptr (GError) gone_error = NULL;

  sign_in_zoe (fixture->account);
  cloud_control ("{\"revoke\":true}");
  g_assert_null (load_second_steps (fixture->account, &error));
  assert_code (error, SIGN_IN);
  assert_state (fixture->account, LAPSED);

  sign_in_zoe (fixture->account);
  steps = load (fixture->account);
  cloud_control ("{\"revoke\":true}");
  g_assert_false (prepare_app (steps, &open_error));
  assert_code (open_error, SIGN_IN);
  assert_state (fixture->account, LAPSED);

  sign_in_zoe (fixture->account);
  cloud_control ("{\"fault\":{\"match\":{\"op\":\"SetUserMFAPreference\"},\"do\":"
                 "{\"kind\":\"error\",\"code\":\"UserNotFoundException\","
                 "\"message\":\"User does not exist.\"}}}");
  cloud_control ("{\"revoke\":true}");
  g_assert_false (turn_second_step (steps, DROPOFF_WAY_EMAIL, TRUE, &gone_error));
  assert_code (gone_error, SIGN_IN);
  assert_state (fixture->account, LAPSED);
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
  add ("/second-steps/app", test_app);
  add ("/second-steps/first", test_first);
  add ("/second-steps/refused", test_refused);
  add ("/second-steps/not-allowed", test_not_allowed);
  add ("/second-steps/ended", test_ended);
  status = g_test_run ();
  cloud_stop ();
  return status;
}
