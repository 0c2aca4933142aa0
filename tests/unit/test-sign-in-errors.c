/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "dropoff-error.h"
#include "dropoff-sign-in-errors.h"

typedef struct
{
  DropoffSignInCall call;
  guint status;
  const char *type;
  const char *text;
  DropoffError code;
  DropoffSignInRemedy remedy;
  const char *sentence; /* a piece of it */
} Case;

#define CASE(call, status, type, text, code, remedy, sentence) \
  { DROPOFF_CALL_##call,   status,  type, text, DROPOFF_ERROR_##code, \
    DROPOFF_REMEDY_##remedy, sentence }

/* Shortened as the service words them. */
static const char nae[] = "NotAuthorizedException";
static const char ipe[] = "InvalidParameterException";
static const char rnf[] = "ResourceNotFoundException";

static const Case cases[] = {
  CASE (PASSWORD, 400, nae, "Incorrect username or password.", WRONG_ANSWER, NONE, "not right"),
  CASE (PASSWORD, 400, nae, NULL, WRONG_ANSWER, NONE, "not right"),
  CASE (PASSWORD, 400, nae, "Password attempts exceeded", TOO_MANY_TRIES, NONE, "15 minutes"),
  CASE (PASSWORD, 400, nae, "User is disabled.", ASK_COMPANY, NONE, "switched off"),
  CASE (RENEW, 400, nae, "User is disabled.", SIGN_IN, FORGET, "switched off"),
  CASE (PASSWORD, 400, nae,
        "Temporary password has expired and must be reset by an administrator.", ASK_COMPANY, NONE,
        "invitation"),
  CASE (PASSWORD, 400, nae,
        "User account has expired, it must be reset by an administrator.", ASK_COMPANY, NONE,
        "invitation"),
  CASE (CODE, 400, nae, "Invalid session for the user, session is expired.", CODE_EXPIRED,
        BEGIN_AGAIN, "on its way"),
  CASE (NEW_PASSWORD, 400, nae, "Invalid session for the user.", CODE_EXPIRED, BEGIN_AGAIN,
        "too long"),
  CASE (RENEW, 400, nae, "Invalid Refresh Token", SIGN_IN, FORGET, "sign in again"),
  CASE (RENEW, 401, nae, "Refresh Token has expired", SIGN_IN, FORGET, "sign in again"),
  CASE (RENEW, 400, nae, "Refresh Token has been revoked", SIGN_IN, FORGET, "sign in again"),
  CASE (PASSWORD, 400, nae, "Access Token has expired", SIGN_IN, NEW_TOKENS, "sign in again"),
  CASE (RENEW, 400, nae, "Client c is configured with secret but SECRET_HASH was not received",
        ASK_COMPANY, NONE, "not set up"),
  CASE (PASSWORD, 400, nae, "Unable to verify secret hash for client c", ASK_COMPANY, NONE,
        "not set up"),
  CASE (RENEW, 400, nae, "SecretHash does not match for the client: c", ASK_COMPANY, NONE,
        "not set up"),
  CASE (RENEW, 400, nae, "Refresh token rotation is enabled for this client.", ASK_COMPANY, NONE,
        "not set up"),
  CASE (PASSWORD, 400, nae, "User cannot be confirmed. Current status is CONFIRMED", SIGN_IN, NONE,
        "confirmed already"),
  CASE (PASSWORD, 400, nae, "User password cannot be reset in the current state.", SIGN_IN, NONE,
        "first sign-in"),
  CASE (CONFIRM, 400, nae, "User cannot be confirmed. Current status is CONFIRMED", SIGN_IN, GO_ON,
        "confirmed already"),
  CASE (CHANGE, 400, nae, "Incorrect username or password.", WRONG_ANSWER, NONE,
        "present password"),
  CASE (CHANGE, 400, nae, "Access Token has been revoked", SIGN_IN, NEW_TOKENS, "sign in again"),
  CASE (SECOND_STEP, 400, "UserNotFoundException", "User does not exist.", SIGN_IN, NEW_TOKENS,
        "sign in again"),
  CASE (CHANGE, 400, "UserNotConfirmedException", NULL, SIGN_IN, NEW_TOKENS, "sign in again"),
  CASE (CHANGE, 400, "PasswordResetRequiredException", NULL, SIGN_IN, NEW_TOKENS, "sign in again"),
  CASE (APP, 400, nae, "Access Token does not have required scopes", ASK_COMPANY, NONE,
        "manages how you sign in"),
  CASE (CODE, 400, nae, "Something new", WRONG_ANSWER, NONE, "code is not right"),
  CASE (NEW_PASSWORD, 400, nae, "Cannot modify an already provided email", ASK_COMPANY, NONE,
        "reported a problem"),
  CASE (REVOKE, 400, nae, NULL, ASK_COMPANY, NONE, "reported a problem"),
  CASE (IDENTITY, 400, nae, "Invalid login token. Token expired: 1 >= 2", RETRY, NEW_TOKENS,
        "busy"),
  CASE (IDENTITY, 400, nae, "Invalid login token. Issuer doesn't match providerName", ASK_COMPANY,
        NONE, "not set up"),
  CASE (IDENTITY, 400, nae, "Invalid login token. Couldn't verify signed token.", ASK_COMPANY, NONE,
        "not set up"),
  CASE (IDENTITY, 400, nae, "Token is not from a supported provider of this identity pool.",
        ASK_COMPANY, NONE, "not set up"),
  CASE (IDENTITY, 400, nae, "Logins don't match. Please include at least one valid login",
        ASK_COMPANY, NEW_IDENTITY, "not set up"),
  CASE (IDENTITY, 400, nae, "Access to Identity 'x' is forbidden.", ASK_COMPANY, NEW_IDENTITY,
        "not set up"),
  CASE (IDENTITY, 400, nae, "Unauthenticated access is not supported for this identity pool.",
        ASK_COMPANY, NONE, "not set up"),

  CASE (PASSWORD, 400, "UserNotFoundException", "User does not exist.", WRONG_ANSWER, NONE,
        "not right"),
  CASE (SEND_CODE, 400, "UserNotFoundException", NULL, WRONG_ANSWER, GO_ON, "not right"),
  CASE (RESET, 400, "UserNotFoundException", NULL, WRONG_ANSWER, NONE, "code is not right"),
  CASE (CONFIRM, 400, "UserNotFoundException", NULL, WRONG_ANSWER, NONE, "code is not right"),
  CASE (RENEW, 400, "UserNotFoundException", NULL, SIGN_IN, FORGET, "sign in again"),
  CASE (PASSWORD, 400, "UserNotConfirmedException", "User is not confirmed.", CONFIRM_ADDRESS, NONE,
        "confirmed first"),
  CASE (RENEW, 400, "UserNotConfirmedException", NULL, SIGN_IN, FORGET, "sign in again"),
  CASE (PASSWORD, 400, "PasswordResetRequiredException", NULL, NEW_PASSWORD, NONE,
        "new password"),
  CASE (RENEW, 400, "PasswordResetRequiredException", NULL, SIGN_IN, FORGET, "sign in again"),
  CASE (RENEW, 400, "RefreshTokenReuseException", NULL, SIGN_IN, FORGET, "sign in again"),
  CASE (RENEW, 400, "TokenRevokedException", NULL, SIGN_IN, FORGET, "sign in again"),
  CASE (CODE, 400, "CodeMismatchException", "Invalid code", WRONG_ANSWER, NONE,
        "code is not right"),
  CASE (CODE, 400, "EnableSoftwareTokenMFAException", NULL, WRONG_ANSWER, NONE, "clock"),
  CASE (CODE, 400, "ExpiredCodeException", NULL, CODE_EXPIRED, BEGIN_AGAIN, "on its way"),
  CASE (PASSWORD, 400, "CodeDeliveryFailureException", NULL, ASK_COMPANY, NONE,
        "could not be sent"),
  CASE (CODE, 400, "MFAMethodNotFoundException", NULL, ASK_COMPANY, NONE, "second step"),
  CASE (CODE, 400, "SoftwareTokenMFANotFoundException", NULL, ASK_COMPANY, NONE, "second step"),
  CASE (PASSWORD, 400, "LimitExceededException", "Attempt limit exceeded", TOO_MANY_TRIES, NONE,
        "Too many"),
  CASE (IDENTITY, 400, "LimitExceededException", NULL, ASK_COMPANY, NONE, "reported a problem"),
  CASE (CODE, 400, "TooManyFailedAttemptsException", NULL, TOO_MANY_TRIES, NONE, "Too many"),
  CASE (RENEW, 400, "TooManyRequestsException", NULL, THROTTLED, REPEAT, "busy"),
  CASE (PASSWORD, 400, "ThrottlingException", NULL, THROTTLED, REPEAT, "busy"),
  CASE (RENEW, 400, "InternalErrorException", NULL, RETRY, REPEAT, "busy"),
  CASE (IDENTITY, 500, "InternalServerException", NULL, RETRY, REPEAT, "busy"),
  CASE (IDENTITY, 500, "InternalFailure", NULL, RETRY, REPEAT, "busy"),
  CASE (IDENTITY, 503, "ServiceUnavailable", NULL, RETRY, REPEAT, "busy"),
  CASE (IDENTITY, 503, "ServiceUnavailableException", NULL, RETRY, REPEAT, "busy"),
  CASE (IDENTITY, 400, "ExternalServiceException", NULL, RETRY, REPEAT, "busy"),
  CASE (CODE, 400, "ConcurrentModificationException", NULL, RETRY, REPEAT, "busy"),
  CASE (NEW_PASSWORD, 400, "InvalidPasswordException",
        "Password did not conform with policy: Password not long enough", NEW_PASSWORD, NONE,
        "Password not long enough"),
  CASE (NEW_PASSWORD, 400, "InvalidPasswordException", NULL, NEW_PASSWORD, NONE, "not accepted"),
  CASE (NEW_PASSWORD, 400, "PasswordHistoryPolicyViolationException", NULL, NEW_PASSWORD, NONE,
        "used this password before"),
  CASE (PASSWORD, 400, ipe, "USER_PASSWORD_AUTH flow not enabled for this client", ASK_COMPANY,
        NONE, "not set up"),
  CASE (PASSWORD, 400, ipe, "USER_SRP_AUTH is not enabled for the client.", ASK_COMPANY, NONE,
        "not set up"),
  CASE (PASSWORD, 400, ipe,
        "Cannot reset password for the user as there is no registered/verified email or "
        "phone_number",
        ASK_COMPANY, NONE, "no confirmed address"),
  CASE (PASSWORD, 400, ipe, "TIMESTAMP format should be EEE MMM d HH:mm:ss z yyyy in english.",
        INTERNAL, NONE, "report"),
  CASE (NEW_PASSWORD, 400, ipe, "Invalid attributes given, name is missing", NEW_PASSWORD, NONE,
        "every field"),
  CASE (PASSWORD, 400, ipe, "1 validation error detected: Value at 'x'", WRONG_ANSWER, NONE,
        "Check what you typed"),
  CASE (CODE, 400, ipe, "1 validation error detected: Value at 'x'", WRONG_ANSWER, NONE,
        "Check what you typed"),
  CASE (NEW_PASSWORD, 400, ipe, "1 validation error detected: Value at 'x'", NEW_PASSWORD, NONE,
        "not accepted"),
  CASE (RENEW, 400, ipe, "1 validation error detected: Value at 'x'", ASK_COMPANY, NONE,
        "not set up"),
  CASE (SEND_CODE, 400, ipe, "1 validation error detected: Value at 'x'", WRONG_ANSWER, NONE,
        "Check what you typed"),
  CASE (RESET, 400, ipe, "1 validation error detected: Value at 'x'", NEW_PASSWORD, NONE,
        "not accepted"),
  CASE (SEND_CODE, 400, ipe, "User is already confirmed.", SIGN_IN, NONE, "confirmed already"),
  CASE (SIGN_UP, 400, ipe, "Invalid email address format.", WRONG_ANSWER, NONE,
        "not an e-mail address"),
  CASE (IDENTITY, 400, ipe, NULL, ASK_COMPANY, NONE, "not set up"),
  CASE (PASSWORD, 400, "UsernameExistsException", NULL, SIGN_IN, NONE, "already an account"),
  CASE (PASSWORD, 400, "AliasExistsException", NULL, SIGN_IN, NONE, "already an account"),
  CASE (PASSWORD, 400, "UserLambdaValidationException",
        "PreAuthentication failed with error Use your work address..", ASK_COMPANY, NONE,
        "Use your work address."),
  CASE (PASSWORD, 400, "UserLambdaValidationException", NULL, ASK_COMPANY, NONE,
        "reported a problem"),
  CASE (PASSWORD, 400, "UnexpectedLambdaException", NULL, RETRY, NONE, "own sign-in program"),
  CASE (PASSWORD, 400, "InvalidLambdaResponseException", NULL, RETRY, NONE, "own sign-in program"),
  CASE (IDENTITY, 400, rnf, "Identity 'eu-west-1:x' not found.", ASK_COMPANY, NEW_IDENTITY,
        "not set up"),
  CASE (IDENTITY, 400, rnf, "IdentityPool 'eu-west-1:x' not found.", ASK_COMPANY, NONE,
        "not set up"),
  CASE (PASSWORD, 400, rnf, "Device does not exist.", SIGN_IN, FORGET_DEVICE, "sign in again"),
  CASE (RENEW, 400, rnf, "Device does not exist.", SIGN_IN, FORGET, "sign in again"),
  CASE (RENEW, 400, rnf, "User pool client x does not exist.", ASK_COMPANY, NONE, "not set up"),
  CASE (IDENTITY, 400, "ResourceConflictException", NULL, ASK_COMPANY, NONE, "reported a problem"),
  CASE (RENEW, 400, "UnknownOperationException", NULL, ASK_COMPANY, OTHER_CALL, "not set up"),
  CASE (PASSWORD, 404, "UnknownOperationException", NULL, ASK_COMPANY, NONE, "not set up"),
  CASE (REVOKE, 400, "UnauthorizedException", NULL, ASK_COMPANY, NONE, "not set up"),
  CASE (REVOKE, 400, "UnsupportedTokenTypeException", NULL, ASK_COMPANY, NONE, "not set up"),
  CASE (REVOKE, 400, "UnsupportedOperationException", NULL, ASK_COMPANY, NONE, "not set up"),
  CASE (RENEW, 400, "OperationNotEnabledException", NULL, ASK_COMPANY, NONE, "not set up"),
  CASE (RENEW, 400, "FeatureUnavailableInTierException", NULL, ASK_COMPANY, NONE, "not set up"),
  CASE (RENEW, 400, "InvalidUserPoolConfigurationException", NULL, ASK_COMPANY, NONE, "not set up"),
  CASE (IDENTITY, 400, "InvalidIdentityPoolConfigurationException", NULL, ASK_COMPANY, NONE,
        "not set up"),
  CASE (CODE, 400, "InvalidSmsRoleAccessPolicyException", NULL, ASK_COMPANY, NONE, "not set up"),
  CASE (CODE, 400, "InvalidSmsRoleTrustRelationshipException", NULL, ASK_COMPANY, NONE,
        "not set up"),
  CASE (CODE, 400, "InvalidEmailRoleAccessPolicyException", NULL, ASK_COMPANY, NONE, "not set up"),
  CASE (PASSWORD, 403, "ForbiddenException", "Request not allowed due to WAF block.",
        NOT_THE_SERVICE, NONE, "refuses this network"),

  /* A type that nobody knows, and no type at all. */
  CASE (RENEW, 400, "BrandNewException", "Something", ASK_COMPANY, NONE, "reported a problem"),
  CASE (RENEW, 500, "BrandNewException", NULL, RETRY, REPEAT, "busy"),
  CASE (RENEW, 429, NULL, NULL, THROTTLED, REPEAT, "busy"),
  CASE (RENEW, 500, NULL, NULL, RETRY, REPEAT, "busy"),
  CASE (RENEW, 502, NULL, NULL, RETRY, REPEAT, "busy"),
  CASE (RENEW, 503, NULL, NULL, RETRY, REPEAT, "busy"),
  CASE (RENEW, 504, NULL, NULL, RETRY, REPEAT, "busy"),
  CASE (RENEW, 403, NULL, NULL, NOT_THE_SERVICE, NONE, "refuses this network"),
  CASE (RENEW, 302, NULL, NULL, NOT_THE_SERVICE, NONE, "Something else answered"),
  CASE (RENEW, 400, NULL, NULL, NOT_THE_SERVICE, NONE, "Something else answered"),
  CASE (RENEW, 401, NULL, NULL, NOT_THE_SERVICE, NONE, "Something else answered"),
  CASE (RENEW, 501, NULL, NULL, NOT_THE_SERVICE, NONE, "Something else answered"),

  CASE (ASSUME_ROLE, 400, "IDPRejectedClaim", NULL, ASK_COMPANY, NONE, "not set up"),
  CASE (ASSUME_ROLE, 400, "MalformedPolicyDocument", NULL, ASK_COMPANY, NONE, "not set up"),
  CASE (ASSUME_ROLE, 403, "RegionDisabledException", NULL, ASK_COMPANY, NONE, "not set up"),
  CASE (ASSUME_ROLE, 400, "ValidationError", NULL, ASK_COMPANY, NONE, "not set up"),
  CASE (ASSUME_ROLE, 400, "InvalidAction", NULL, ASK_COMPANY, NONE, "not set up"),
  CASE (ASSUME_ROLE, 400, "Throttling", NULL, THROTTLED, REPEAT, "busy"),
  CASE (BACK_END, 400, "server_error", NULL, RETRY, REPEAT, "busy"),
  CASE (BACK_END, 400, "invalid_request", NULL, ASK_COMPANY, NONE, "not set up"),
  CASE (REDEEM, 400, "invalid_client", NULL, ASK_COMPANY, NONE, "not set up"),
  CASE (REDEEM, 400, "unauthorized_client", NULL, ASK_COMPANY, NONE, "not set up"),
  CASE (REDEEM, 400, "unsupported_grant_type", NULL, ASK_COMPANY, NONE, "not set up"),
  CASE (REDEEM, 400, "invalid_scope", NULL, ASK_COMPANY, NONE, "not set up"),
  CASE (SECOND_STEP, 400, nae, "Access Token does not have required scopes", ASK_COMPANY, NONE,
        "manages how you sign in"),
  CASE (SECOND_STEP, 400, nae, "Access Token has been revoked", SIGN_IN, NEW_TOKENS,
        "sign in again"),
  CASE (SECOND_STEP, 400, ipe, "User has not set up software token mfa", ASK_COMPANY, NONE,
        "not offered here"),
  CASE (ASSUME_ROLE, 400, "ExpiredTokenException", "Token expired", RETRY, NEW_TOKENS, "busy"),
  CASE (ASSUME_ROLE, 403, "AccessDenied", "Not authorized", ASK_COMPANY, NONE, "not set up"),
  CASE (BACK_END, 400, "invalid_grant", NULL, WRONG_ANSWER, NONE, "not right"),
  CASE (BACK_END_RENEW, 400, "invalid_grant", NULL, SIGN_IN, FORGET, "sign in again"),
  CASE (BACK_END, 403, "access_denied", NULL, ASK_COMPANY, NONE, "switched off"),
  CASE (BACK_END, 429, "slow_down", NULL, TOO_MANY_TRIES, NONE, "Too many"),
  CASE (BACK_END_RENEW, 401, NULL, NULL, NOT_THE_SERVICE, NONE, "Something else answered"),
  CASE (BACK_END_RENEW, 503, "temporarily_unavailable", NULL, RETRY, REPEAT, "busy"),
};

static void
test_rows (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      const DropoffServiceError reply = { (char *) cases[i].type, (char *) cases[i].text };
      DropoffSignInRemedy remedy;
      g_autoptr (GError) error
          = dropoff_sign_in_error_new (cases[i].call, cases[i].status, &reply, &remedy);

      g_test_message ("%s: %s", cases[i].type, cases[i].text);
      g_assert_error (error, DROPOFF_ERROR, (int) cases[i].code);
      g_assert_cmpint ((int) remedy, ==, (int) cases[i].remedy);
      g_assert_nonnull (strstr (error->message, cases[i].sentence));
      if (cases[i].type != NULL)
        g_assert_nonnull (strstr (dropoff_error_get_detail (error), cases[i].type));
    }
}

/* What a person reads has none of the trade's words, and ends as a sentence does. */
static void
test_words (void)
{
  static const char *const words[]
      = { "pool",   "token", "credential", "endpoint",  "region",   "bucket",
          " S3", "ARN",   "multipart",  "Exception", "cognito" };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      /* Without the service's own words, which two rows hand on. */
      const DropoffServiceError reply = { (char *) cases[i].type, NULL };
      g_autoptr (GError) error
          = dropoff_sign_in_error_new (cases[i].call, cases[i].status, &reply, NULL);

      g_assert_true (g_str_has_suffix (error->message, "."));
      for (gsize j = 0; j < G_N_ELEMENTS (words); j++)
        g_assert_null (strstr (error->message, words[j]));
    }
}

/* Only a refusal for certain ends a kept sign-in: nothing by status, nothing unknown. */
static void
test_forgetting (void)
{
  for (guint status = 200; status < 600; status++)
    {
      const DropoffServiceError nothing = { NULL, NULL };
      const DropoffServiceError unknown = { (char *) "BrandNewException", (char *) "Invalid" };
      DropoffSignInRemedy remedy;

      g_error_free (dropoff_sign_in_error_new (DROPOFF_CALL_RENEW, status, &nothing, &remedy));
      g_assert_cmpint ((int) remedy, !=, (int) DROPOFF_REMEDY_FORGET);
      g_error_free (dropoff_sign_in_error_new (DROPOFF_CALL_RENEW, status, &unknown, &remedy));
      g_assert_cmpint ((int) remedy, !=, (int) DROPOFF_REMEDY_FORGET);
    }
}

/* A report must not carry what looks like a secret. */
static void
test_redaction (void)
{
  const DropoffServiceError reply
      = { (char *) "BrandNewException",
          (char *) "token eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiI1YjBlIn0.c2lnbmF0dXJlc2lnbmF0dXJl "
                   "failed" };
  g_autoptr (GError) error
      = dropoff_sign_in_error_new (DROPOFF_CALL_RENEW, 400, &reply, NULL);

  g_assert_null (strstr (dropoff_error_get_detail (error), "eyJzdWIi"));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/sign-in-errors/rows", test_rows);
  g_test_add_func ("/sign-in-errors/words", test_words);
  g_test_add_func ("/sign-in-errors/forgetting", test_forgetting);
  g_test_add_func ("/sign-in-errors/redaction", test_redaction);
  return g_test_run ();
}
