/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "account-fixture.h"
#include "dropoff-sign-in-errors.h"

#define ZOE "zoe.martin@example.com"
#define NEW_PASSWORD "Quite-long-enough-7"

/* What the service may answer, as it words it. */
static const struct
{
  const char *type;
  const char *text;
} answers[] = {
  { "NotAuthorizedException", "Incorrect username or password." },
  { "NotAuthorizedException", "Password attempts exceeded" },
  { "NotAuthorizedException", "User is disabled." },
  { "NotAuthorizedException", "Temporary password has expired and must be reset by an "
                              "administrator." },
  { "NotAuthorizedException", "Unable to verify secret hash for client c" },
  { "NotAuthorizedException", "Invalid Refresh Token" },
  { "NotAuthorizedException", "Refresh Token has been revoked" },
  { "NotAuthorizedException", "User password cannot be reset in the current state." },
  { "UserNotFoundException", "User does not exist." },
  { "UserNotConfirmedException", "User is not confirmed." },
  { "PasswordResetRequiredException", "Password reset required for the user" },
  { "CodeMismatchException", "Invalid verification code provided, please try again." },
  { "CodeDeliveryFailureException", "Could not send." },
  { "LimitExceededException", "Attempt limit exceeded, please try after some time." },
  { "TooManyFailedAttemptsException", "Too many." },
  { "InvalidPasswordException", "Password did not conform with policy: Password not long enough" },
  { "PasswordHistoryPolicyViolationException", "Used before." },
  { "InvalidParameterException", "USER_SRP_AUTH is not enabled for the client." },
  { "InvalidParameterException", "Cannot reset password for the user as there is no "
                                 "registered/verified email or phone_number" },
  { "InvalidParameterException", "1 validation error detected: Value at 'x'" },
  { "UsernameExistsException", "User already exists" },
  { "AliasExistsException", "An account with the email already exists." },
  { "UserLambdaValidationException", "PreSignUp failed with error Use your work address.." },
  { "UnexpectedLambdaException", "Lambda" },
  { "InvalidLambdaResponseException", "Lambda" },
  { "MFAMethodNotFoundException", "none" },
  { "SoftwareTokenMFANotFoundException", "none" },
  { "EnableSoftwareTokenMFAException", "Code mismatch" },
  { "ResourceNotFoundException", "User pool client c does not exist." },
  { "RefreshTokenReuseException", "Refresh Token has been used already" },
  { "TokenRevokedException", "revoked" },
  { "UnauthorizedException", "no" },
  { "UnsupportedOperationException", "no" },
  { "FeatureUnavailableInTierException", "no" },
  { "InvalidUserPoolConfigurationException", "no" },
  { "InvalidSmsRoleAccessPolicyException", "no" },
  { "InvalidEmailRoleAccessPolicyException", "no" },
  { "ForbiddenException", "Request not allowed due to WAF block." },
  { "BrandNewException", "Something new" },
};

/* Each operation as a person comes to it. */
typedef gboolean (*Attempt) (Fixture *fixture, GError **error);

static gboolean
try_password (Fixture *fixture, GError **error)
{
  return sign_in (fixture->account, ZOE, PASSWORD, error);
}

static gboolean
try_code (Fixture *fixture, GError **error)
{
  g_assert_true (sign_in (fixture->account, "mail@example.com", PASSWORD, NULL));
  return answer_text (fixture->account, "123456", error);
}

static gboolean
try_new_password (Fixture *fixture, GError **error)
{
  g_assert_true (sign_in (fixture->account, "new@example.com", "Start-here-2026", NULL));
  return answer_password (fixture->account, NEW_PASSWORD, "Nora", error);
}

static gboolean
try_forgot (Fixture *fixture, GError **error)
{
  return reset_password (fixture->account, ZOE, error);
}

static gboolean
try_reset (Fixture *fixture, GError **error)
{
  g_assert_true (reset_password (fixture->account, ZOE, NULL));
  return answer_reset (fixture->account, "123456", NEW_PASSWORD, error);
}

static gboolean
try_sign_up (Fixture *fixture, GError **error)
{
  return sign_up (fixture->account, "ines@example.com", NEW_PASSWORD, NULL, error);
}

static gboolean
try_confirm (Fixture *fixture, GError **error)
{
  g_assert_true (sign_in (fixture->account, "unconfirmed@example.com", PASSWORD, NULL));
  return answer_text (fixture->account, "123456", error);
}

static gboolean
try_app (Fixture *fixture, GError **error)
{
  cloud_control ("{\"set\":{\"mfa_required\":true}}");
  g_assert_true (sign_in (fixture->account, ZOE, PASSWORD, NULL));
  return answer_text (fixture->account, "123456", error);
}

static gboolean
try_change (Fixture *fixture, GError **error)
{
  sign_in_zoe (fixture->account);
  return change_password (fixture->account, PASSWORD, NEW_PASSWORD, error);
}

static gboolean
try_renewal (Fixture *fixture, GError **error)
{
  g_autoptr (DropoffAwsCredentials) keys = NULL;

  sign_in_zoe (fixture->account);
  cloud_refuse_token ();
  keys = get_keys (fixture->account, FALSE, error);
  return keys != NULL;
}

static const struct
{
  const char *operation;
  const char *challenge; /* nullable */
  DropoffSignInCall call;
  Attempt attempt;
} calls[] = {
  { "InitiateAuth", NULL, DROPOFF_CALL_PASSWORD, try_password },
  { "RespondToAuthChallenge", "EMAIL_OTP", DROPOFF_CALL_CODE, try_code },
  { "RespondToAuthChallenge", "NEW_PASSWORD_REQUIRED", DROPOFF_CALL_NEW_PASSWORD,
    try_new_password },
  { "ForgotPassword", NULL, DROPOFF_CALL_SEND_CODE, try_forgot },
  { "ConfirmForgotPassword", NULL, DROPOFF_CALL_RESET, try_reset },
  { "SignUp", NULL, DROPOFF_CALL_SIGN_UP, try_sign_up },
  { "ConfirmSignUp", NULL, DROPOFF_CALL_CONFIRM, try_confirm },
  { "VerifySoftwareToken", NULL, DROPOFF_CALL_APP, try_app },
  { "ChangePassword", NULL, DROPOFF_CALL_CHANGE, try_change },
};

static void
arm (const char *operation, const char *challenge, const char *type, const char *text)
{
  g_autofree char *where
      = challenge != NULL ? g_strdup_printf (",\"challenge\":\"%s\"", challenge) : g_strdup ("");
  g_autofree char *commands = g_strdup_printf (
      "{\"reset\":true,\"fault\":{\"match\":{\"op\":\"%s\"%s},\"do\":{\"kind\":\"error\","
      "\"status\":400,\"code\":\"%s\",\"message\":\"%s\"}}}",
      operation, where, type, text);

  cloud_control (commands);
}

/* Two refusals of a password lead on by themselves; a code that may not be sent may look sent. */
static gboolean
leads_on (DropoffSignInCall call, DropoffSignInRemedy remedy, const GError *expected)
{
  return remedy == DROPOFF_REMEDY_GO_ON
         || (call == DROPOFF_CALL_PASSWORD
             && (dropoff_error_is (expected, DROPOFF_ERROR_CONFIRM_ADDRESS)
                 || dropoff_error_is (expected, DROPOFF_ERROR_NEW_PASSWORD)));
}

static void
assert_answered (Fixture *fixture, gsize call, gsize answer)
{
  const DropoffServiceError reply = { (char *) answers[answer].type,
                                      (char *) answers[answer].text };
  DropoffSignInRemedy remedy;
  g_autoptr (GError) expected = dropoff_sign_in_error_new (calls[call].call, 400, &reply, &remedy);
  g_autoptr (GError) error = NULL;
  gboolean ok;

  g_test_message ("%s: %s: %s", calls[call].operation, reply.type, reply.text);
  arm (calls[call].operation, calls[call].challenge, reply.type, reply.text);
  ok = calls[call].attempt (fixture, &error);
  if (leads_on (calls[call].call, remedy, expected))
    {
      /* What would be sent may be refused in turn, never silently. */
      g_assert_true (ok || error != NULL);
    }
  else
    {
      g_assert_false (ok);
      g_assert_error (error, DROPOFF_ERROR, expected->code);
      g_assert_cmpstr (error->message, ==, expected->message);
    }
  dropoff_account_abandon (fixture->account);
  if (dropoff_account_get_state (fixture->account) == DROPOFF_ACCOUNT_SIGNED_IN)
    g_assert_true (sign_out (fixture->account, NULL));
}

/* Every error at every operation, against the cloud: the person reads the table's sentence. */
static void
test_table (Fixture *fixture, gconstpointer data)
{
  fixture_change_sign_in (fixture, "{\"self-sign-up\":true}");
  for (gsize call = 0; call < G_N_ELEMENTS (calls); call++)
    {
      for (gsize answer = 0; answer < G_N_ELEMENTS (answers); answer++)
        assert_answered (fixture, call, answer);
    }
}

/* Renewing: only the errors that mean it end a sign-in. */
static void
test_renewal (Fixture *fixture, gconstpointer data)
{
  for (gsize i = 0; i < G_N_ELEMENTS (answers); i++)
    {
      const DropoffServiceError reply = { (char *) answers[i].type, (char *) answers[i].text };
      DropoffSignInRemedy remedy;
      g_autoptr (GError) expected
          = dropoff_sign_in_error_new (DROPOFF_CALL_RENEW, 400, &reply, &remedy);
      g_autoptr (GError) error = NULL;

      g_test_message ("%s: %s", reply.type, reply.text);
      arm ("GetTokensFromRefreshToken", NULL, reply.type, reply.text);
      g_assert_false (try_renewal (fixture, &error));
      g_assert_error (error, DROPOFF_ERROR, expected->code);
      if (remedy == DROPOFF_REMEDY_FORGET)
        assert_state (fixture->account, LAPSED);
      else
        assert_state (fixture->account, SIGNED_IN);
      g_assert_true (sign_out (fixture->account, NULL));
    }
}

int
main (int argc, char *argv[])
{
  int status;

  g_test_init (&argc, &argv, NULL);
  cloud_start ();
  g_test_add ("/errors/table", Fixture, NULL, fixture_set_up, test_table, fixture_tear_down);
  g_test_add ("/errors/renewal", Fixture, NULL, fixture_set_up, test_renewal, fixture_tear_down);
  status = g_test_run ();
  cloud_stop ();
  return status;
}
