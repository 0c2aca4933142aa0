/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "dropoff-sign-in-errors.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "dropoff-error.h"
#include "dropoff-log.h"

#define PASSWORD (1u << DROPOFF_CALL_PASSWORD)
#define CODE (1u << DROPOFF_CALL_CODE)
#define CHOOSE (1u << DROPOFF_CALL_NEW_PASSWORD)
#define RENEW (1u << DROPOFF_CALL_RENEW)
#define REVOKE (1u << DROPOFF_CALL_REVOKE)
#define IDENTITY (1u << DROPOFF_CALL_IDENTITY)
#define SEND (1u << DROPOFF_CALL_SEND_CODE)
#define CONFIRM (1u << DROPOFF_CALL_CONFIRM)
#define RESET (1u << DROPOFF_CALL_RESET)
#define SIGN_UP (1u << DROPOFF_CALL_SIGN_UP)
#define CHANGE (1u << DROPOFF_CALL_CHANGE)
#define APP (1u << DROPOFF_CALL_APP)
#define SECOND_STEP (1u << DROPOFF_CALL_SECOND_STEP)
#define DEVICE (1u << DROPOFF_CALL_DEVICE)
#define ASSUME (1u << DROPOFF_CALL_ASSUME_ROLE)
#define REDEEM (1u << DROPOFF_CALL_REDEEM)
#define BACK_END (1u << DROPOFF_CALL_BACK_END)
#define BACK_END_RENEW (1u << DROPOFF_CALL_BACK_END_RENEW)
#define OWN (BACK_END | BACK_END_RENEW)
#define ALL (PASSWORD | CODE | CHOOSE | RENEW | REVOKE | IDENTITY | SEND | CONFIRM | RESET \
             | SIGN_UP | CHANGE | APP | SECOND_STEP | DEVICE | ASSUME | REDEEM | OWN)
/* What somebody who is signed in does about the own account. */
#define SIGNED_IN (CHANGE | APP | SECOND_STEP)

#define WRONG_PASSWORD N_ ("The e-mail address or the password is not right.")
#define WRONG_CODE N_ ("That code is not right. Check it and type it again.")
#define TOO_LATE N_ ("That took too long. A new code is on its way.")
#define AGAIN N_ ("Please sign in again.")
#define BUSY N_ ("The service is busy. Try again in a moment.")
#define TOO_MANY N_ ("Too many attempts. Try again later.")
#define SWITCHED_OFF N_ ("This account has been switched off. Ask the company.")
#define INVITATION N_ ("The starting password is no longer valid. Ask the company for a new " \
                       "invitation.")
#define SET_UP N_ ("This connection is not set up correctly. Ask the company.")
#define NO_SECOND_STEP N_ ("The second step of signing in is not set up for this account. Ask " \
                           "the company.")
#define GENERAL N_ ("The sign-in service reported a problem. Ask the company.")
#define REFUSED_NETWORK N_ ("The service refuses this network. Try another one, or ask the " \
                            "company.")
#define OTHER_ANSWER N_ ("Something else answered instead of the sign-in service. Check the " \
                         "network and try again.")

typedef struct
{
  const char *type;
  const char *text;
  guint calls;
  DropoffError code;
  DropoffSignInRemedy remedy;
  const char *sentence;
} Row;

#define ROW(type, text, calls, code, remedy, sentence) \
  { type, text, calls, DROPOFF_ERROR_##code, DROPOFF_REMEDY_##remedy, sentence }

/* The first row that fits decides, so particular words stand before the bare type. The wordings
 * are Cognito's own as of 2026 and may change; so each type ends with a row without words. */
static const Row rows[] = {
  ROW ("NotAuthorizedException", "Password attempts exceeded", ALL, TOO_MANY_TRIES, NONE,
       N_ ("Too many tries. Wait 15 minutes, then try again.")),
  ROW ("NotAuthorizedException", "User is disabled", RENEW, SIGN_IN, FORGET, SWITCHED_OFF),
  ROW ("NotAuthorizedException", "User is disabled", ALL, ASK_COMPANY, NONE, SWITCHED_OFF),
  ROW ("NotAuthorizedException", "Temporary password has expired", ALL, ASK_COMPANY, NONE,
       INVITATION),
  ROW ("NotAuthorizedException", "User account has expired", ALL, ASK_COMPANY, NONE, INVITATION),
  ROW ("NotAuthorizedException", "Invalid session for the user", ALL, CODE_EXPIRED, BEGIN_AGAIN,
       TOO_LATE),
  ROW ("NotAuthorizedException", "SECRET_HASH was not received", ALL, ASK_COMPANY, NONE, SET_UP),
  ROW ("NotAuthorizedException", "Unable to verify secret hash", ALL, ASK_COMPANY, NONE, SET_UP),
  ROW ("NotAuthorizedException", "SecretHash does not match", ALL, ASK_COMPANY, NONE, SET_UP),
  ROW ("NotAuthorizedException", "token rotation is enabled", ALL, ASK_COMPANY, NONE, SET_UP),
  ROW ("NotAuthorizedException", "Access Token has expired", ALL, SIGN_IN, NEW_TOKENS, AGAIN),
  ROW ("NotAuthorizedException", "Current status is CONFIRMED", CONFIRM, SIGN_IN, GO_ON,
       N_ ("This address is confirmed already. Sign in with your password.")),
  ROW ("NotAuthorizedException", "Current status is CONFIRMED", ALL, SIGN_IN, NONE,
       N_ ("This address is confirmed already. Sign in with your password.")),
  ROW ("NotAuthorizedException", "password cannot be reset in the current state", ALL, SIGN_IN,
       NONE, N_ ("Finish your first sign-in with the password from the invitation.")),
  ROW ("NotAuthorizedException", "Token expired", IDENTITY, RETRY, NEW_TOKENS, BUSY),
  ROW ("NotAuthorizedException", "Logins don't match", IDENTITY, ASK_COMPANY, NEW_IDENTITY, SET_UP),
  ROW ("NotAuthorizedException", "Access to Identity", IDENTITY, ASK_COMPANY, NEW_IDENTITY, SET_UP),
  /* Only a guest comes without a login. */
  ROW ("NotAuthorizedException", "Unauthenticated access", IDENTITY, ASK_COMPANY, NONE, SET_UP),
  ROW ("NotAuthorizedException", NULL, IDENTITY, ASK_COMPANY, NONE, SET_UP),
  ROW ("NotAuthorizedException", NULL, RENEW, SIGN_IN, FORGET, AGAIN),
  ROW ("NotAuthorizedException", "Incorrect username or password", CHANGE, WRONG_ANSWER, NONE,
       N_ ("Your present password is not right. Type it again.")),
  ROW ("NotAuthorizedException", "required scopes", SIGNED_IN, ASK_COMPANY, NONE,
       N_ ("Your company manages how you sign in. Ask them.")),
  ROW ("NotAuthorizedException", "Access Token", SIGNED_IN, SIGN_IN, NEW_TOKENS, AGAIN),
  ROW ("NotAuthorizedException", NULL, PASSWORD, WRONG_ANSWER, NONE, WRONG_PASSWORD),
  ROW ("NotAuthorizedException", NULL, CODE, WRONG_ANSWER, NONE, WRONG_CODE),
  ROW ("NotAuthorizedException", NULL, ALL, ASK_COMPANY, NONE, GENERAL),

  ROW ("UserNotFoundException", NULL, RENEW, SIGN_IN, FORGET, AGAIN),
  ROW ("UserNotFoundException", NULL, SIGNED_IN, SIGN_IN, NEW_TOKENS, AGAIN),
  ROW ("UserNotFoundException", NULL, SEND, WRONG_ANSWER, GO_ON, WRONG_CODE),
  ROW ("UserNotFoundException", NULL, CONFIRM | RESET, WRONG_ANSWER, NONE, WRONG_CODE),
  ROW ("UserNotFoundException", NULL, ALL, WRONG_ANSWER, NONE, WRONG_PASSWORD),
  ROW ("UserNotConfirmedException", NULL, RENEW, SIGN_IN, FORGET, AGAIN),
  ROW ("UserNotConfirmedException", NULL, SIGNED_IN, SIGN_IN, NEW_TOKENS, AGAIN),
  ROW ("UserNotConfirmedException", NULL, ALL, CONFIRM_ADDRESS, NONE,
       N_ ("Your e-mail address has to be confirmed first.")),
  ROW ("PasswordResetRequiredException", NULL, RENEW, SIGN_IN, FORGET, AGAIN),
  ROW ("PasswordResetRequiredException", NULL, SIGNED_IN, SIGN_IN, NEW_TOKENS, AGAIN),
  ROW ("PasswordResetRequiredException", NULL, ALL, NEW_PASSWORD, NONE,
       N_ ("A new password is required for this account.")),
  ROW ("RefreshTokenReuseException", NULL, ALL, SIGN_IN, FORGET, AGAIN),
  ROW ("TokenRevokedException", NULL, ALL, SIGN_IN, FORGET, AGAIN),

  ROW ("CodeMismatchException", NULL, ALL, WRONG_ANSWER, NONE, WRONG_CODE),
  ROW ("EnableSoftwareTokenMFAException", NULL, ALL, WRONG_ANSWER, NONE,
       N_ ("That code is not right. Check it, and the clock of your phone.")),
  ROW ("ExpiredCodeException", NULL, ALL, CODE_EXPIRED, BEGIN_AGAIN, TOO_LATE),
  ROW ("CodeDeliveryFailureException", NULL, ALL, ASK_COMPANY, NONE,
       N_ ("The message with the code could not be sent. Ask the company to check your address.")),
  ROW ("MFAMethodNotFoundException", NULL, ALL, ASK_COMPANY, NONE, NO_SECOND_STEP),
  ROW ("SoftwareTokenMFANotFoundException", NULL, ALL, ASK_COMPANY, NONE, NO_SECOND_STEP),

  ROW ("LimitExceededException", NULL, IDENTITY, ASK_COMPANY, NONE, GENERAL),
  ROW ("LimitExceededException", NULL, ALL, TOO_MANY_TRIES, NONE, TOO_MANY),
  ROW ("TooManyFailedAttemptsException", NULL, ALL, TOO_MANY_TRIES, NONE, TOO_MANY),
  ROW ("TooManyRequestsException", NULL, ALL, THROTTLED, REPEAT, BUSY),
  ROW ("ThrottlingException", NULL, ALL, THROTTLED, REPEAT, BUSY),
  ROW ("InternalErrorException", NULL, ALL, RETRY, REPEAT, BUSY),
  ROW ("InternalServerException", NULL, ALL, RETRY, REPEAT, BUSY),
  ROW ("InternalFailure", NULL, ALL, RETRY, REPEAT, BUSY),
  ROW ("ServiceUnavailable", NULL, ALL, RETRY, REPEAT, BUSY),
  ROW ("ServiceUnavailableException", NULL, ALL, RETRY, REPEAT, BUSY),
  ROW ("ExternalServiceException", NULL, ALL, RETRY, REPEAT, BUSY),
  ROW ("ConcurrentModificationException", NULL, ALL, RETRY, REPEAT, BUSY),

  ROW ("InvalidPasswordException", NULL, ALL, NEW_PASSWORD, NONE,
       N_ ("This password is not accepted. Choose another one.")),
  ROW ("PasswordHistoryPolicyViolationException", NULL, ALL, NEW_PASSWORD, NONE,
       N_ ("You used this password before. Choose another one.")),
  ROW ("InvalidParameterException", "not enabled for", ALL, ASK_COMPANY, NONE, SET_UP),
  ROW ("InvalidParameterException", "no registered/verified", ALL, ASK_COMPANY, NONE,
       N_ ("This account has no confirmed address. Ask the company.")),
  ROW ("InvalidParameterException", "TIMESTAMP", ALL, INTERNAL, NONE,
       N_ ("Something went wrong in Dropoff. Please report it.")),
  ROW ("InvalidParameterException", "Invalid attributes given", ALL, NEW_PASSWORD, NONE,
       N_ ("Something is missing. Fill in every field.")),
  ROW ("InvalidParameterException", "validation error", PASSWORD | CODE, WRONG_ANSWER, NONE,
       N_ ("Check what you typed and try again.")),
  ROW ("InvalidParameterException", "already confirmed", SEND, SIGN_IN, NONE,
       N_ ("This address is confirmed already. Sign in with your password.")),
  ROW ("InvalidParameterException", "Invalid email address", SIGN_UP | CODE, WRONG_ANSWER, NONE,
       N_ ("This is not an e-mail address. Check it and try again.")),
  ROW ("InvalidParameterException", "validation error", SEND | CONFIRM | APP, WRONG_ANSWER, NONE,
       N_ ("Check what you typed and try again.")),
  ROW ("InvalidParameterException", "validation error", CHOOSE | RESET | SIGN_UP | CHANGE,
       NEW_PASSWORD, NONE,
       N_ ("This password is not accepted. Choose another one.")),
  ROW ("InvalidParameterException", NULL, SECOND_STEP, ASK_COMPANY, NONE,
       N_ ("This second step is not offered here. Choose another one, or ask the company.")),
  ROW ("InvalidParameterException", NULL, ALL, ASK_COMPANY, NONE, SET_UP),

  ROW ("UsernameExistsException", NULL, ALL, SIGN_IN, NONE,
       N_ ("There is already an account with this address. Sign in instead.")),
  ROW ("AliasExistsException", NULL, ALL, SIGN_IN, NONE,
       N_ ("There is already an account with this address. Sign in instead.")),
  ROW ("UserLambdaValidationException", NULL, ALL, ASK_COMPANY, NONE, GENERAL),
  ROW ("UnexpectedLambdaException", NULL, ALL, RETRY, NONE,
       N_ ("The company’s own sign-in program failed. Try again later.")),
  ROW ("InvalidLambdaResponseException", NULL, ALL, RETRY, NONE,
       N_ ("The company’s own sign-in program failed. Try again later.")),

  ROW ("ResourceNotFoundException", "Identity '", IDENTITY, ASK_COMPANY, NEW_IDENTITY, SET_UP),
  ROW ("ResourceNotFoundException", "Device does not exist", RENEW, SIGN_IN, FORGET, AGAIN),
  ROW ("ResourceNotFoundException", "Device does not exist", ALL, SIGN_IN, FORGET_DEVICE, AGAIN),
  ROW ("ResourceNotFoundException", NULL, ALL, ASK_COMPANY, NONE, SET_UP),
  ROW ("ResourceConflictException", NULL, ALL, ASK_COMPANY, NONE, GENERAL),
  ROW ("UnknownOperationException", NULL, RENEW, ASK_COMPANY, OTHER_CALL, SET_UP),
  ROW ("UnknownOperationException", NULL, ALL, ASK_COMPANY, NONE, SET_UP),
  ROW ("UnauthorizedException", NULL, ALL, ASK_COMPANY, NONE, SET_UP),
  ROW ("UnsupportedTokenTypeException", NULL, ALL, ASK_COMPANY, NONE, SET_UP),
  ROW ("UnsupportedOperationException", NULL, ALL, ASK_COMPANY, NONE, SET_UP),
  ROW ("OperationNotEnabledException", NULL, ALL, ASK_COMPANY, NONE, SET_UP),
  ROW ("FeatureUnavailableInTierException", NULL, ALL, ASK_COMPANY, NONE, SET_UP),
  ROW ("InvalidUserPoolConfigurationException", NULL, ALL, ASK_COMPANY, NONE, SET_UP),
  ROW ("InvalidIdentityPoolConfigurationException", NULL, ALL, ASK_COMPANY, NONE, SET_UP),
  ROW ("InvalidSmsRoleAccessPolicyException", NULL, ALL, ASK_COMPANY, NONE, SET_UP),
  ROW ("InvalidSmsRoleTrustRelationshipException", NULL, ALL, ASK_COMPANY, NONE, SET_UP),
  ROW ("InvalidEmailRoleAccessPolicyException", NULL, ALL, ASK_COMPANY, NONE, SET_UP),
  ROW ("ForbiddenException", NULL, ALL, NOT_THE_SERVICE, NONE, REFUSED_NETWORK),

  /* The basic flow's second half. */
  ROW ("ExpiredTokenException", NULL, ASSUME, RETRY, NEW_TOKENS, BUSY),
  ROW ("IDPCommunicationError", NULL, ASSUME, RETRY, REPEAT, BUSY),
  ROW ("Throttling", NULL, ASSUME, THROTTLED, REPEAT, BUSY),
  ROW ("InvalidIdentityToken", NULL, ASSUME, ASK_COMPANY, NONE, SET_UP),
  ROW ("IDPRejectedClaim", NULL, ASSUME, ASK_COMPANY, NONE, SET_UP),
  ROW ("AccessDenied", NULL, ASSUME, ASK_COMPANY, NONE, SET_UP),
  ROW ("MalformedPolicyDocument", NULL, ASSUME, ASK_COMPANY, NONE, SET_UP),
  ROW ("PackedPolicyTooLarge", NULL, ASSUME, ASK_COMPANY, NONE, SET_UP),
  ROW ("RegionDisabledException", NULL, ASSUME, ASK_COMPANY, NONE, SET_UP),
  ROW ("ValidationError", NULL, ASSUME, ASK_COMPANY, NONE, SET_UP),
  ROW ("InvalidAction", NULL, ASSUME, ASK_COMPANY, NONE, SET_UP),

  /* A company's own back end speaks like an OAuth token address. */
  ROW ("invalid_grant", NULL, BACK_END_RENEW, SIGN_IN, FORGET, AGAIN),
  ROW ("invalid_grant", NULL, BACK_END, WRONG_ANSWER, NONE,
       N_ ("The name or the password is not right.")),
  ROW ("access_denied", NULL, BACK_END_RENEW, SIGN_IN, FORGET, SWITCHED_OFF),
  ROW ("access_denied", NULL, BACK_END, ASK_COMPANY, NONE, SWITCHED_OFF),
  ROW ("invalid_grant", NULL, REDEEM, CODE_EXPIRED, BEGIN_AGAIN,
       N_ ("The sign-in in the browser took too long. Begin again.")),
  ROW ("slow_down", NULL, OWN, TOO_MANY_TRIES, NONE, TOO_MANY),
  ROW ("temporarily_unavailable", NULL, OWN, RETRY, REPEAT, BUSY),
  ROW ("server_error", NULL, OWN, RETRY, REPEAT, BUSY),
  ROW ("invalid_request", NULL, OWN | REDEEM, ASK_COMPANY, NONE, SET_UP),
  ROW ("invalid_client", NULL, OWN | REDEEM, ASK_COMPANY, NONE, SET_UP),
  ROW ("unauthorized_client", NULL, OWN | REDEEM, ASK_COMPANY, NONE, SET_UP),
  ROW ("unsupported_grant_type", NULL, REDEEM, ASK_COMPANY, NONE, SET_UP),
  ROW ("invalid_scope", NULL, REDEEM, ASK_COMPANY, NONE, SET_UP),
};

/* When the type is unknown or there is none, the status is all there is to go by. */
static const Row too_fast = ROW (NULL, NULL, ALL, THROTTLED, REPEAT, BUSY);
static const Row passing = ROW (NULL, NULL, ALL, RETRY, REPEAT, BUSY);
static const Row refused_network = ROW (NULL, NULL, ALL, NOT_THE_SERVICE, NONE, REFUSED_NETWORK);
static const Row other_answer = ROW (NULL, NULL, ALL, NOT_THE_SERVICE, NONE, OTHER_ANSWER);
static const Row general = ROW (NULL, NULL, ALL, ASK_COMPANY, NONE, GENERAL);

static const Row *
find_row (DropoffSignInCall call, guint status, const DropoffServiceError *reply)
{
  for (gsize i = 0; reply->type != NULL && i < G_N_ELEMENTS (rows); i++)
    {
      if ((rows[i].calls & (1u << call)) != 0
          && dropoff_service_error_is (reply, rows[i].type, rows[i].text))
        return &rows[i];
    }
  if (status == 429)
    return &too_fast;
  if (status == 500 || (status >= 502 && status <= 504))
    return &passing;
  if (reply->type != NULL)
    return &general;
  return status == 403 ? &refused_network : &other_answer;
}

/* "Password did not conform with policy: Password not long enough": the part after the colon is
 * all that is known about the rules, which are not judged here. */
static char *
make_password_sentence (const char *text)
{
  const char *colon = text != NULL ? strchr (text, ':') : NULL;
  g_autofree char *reason = colon != NULL ? g_strstrip (g_strdup (colon + 1)) : NULL;

  if (reason == NULL || reason[0] == '\0')
    return NULL;
  /* Translators: what follows is the service's own reason, in its own language. */
  return g_strdup_printf (_ ("This password is not accepted: %s"), reason);
}

/* "PreAuthentication failed with error Please use your work address.": the operator's own words. */
static char *
make_operator_sentence (const char *text)
{
  static const char marker[] = " failed with error ";
  const char *found = text != NULL ? strstr (text, marker) : NULL;
  const char *words = found != NULL ? found + strlen (marker) : text;
  gsize length = words != NULL ? strlen (words) : 0;

  if (length > 0 && words[length - 1] == '.')
    length--;
  return length > 0 ? g_strndup (words, length) : NULL;
}

static char *
make_own_sentence (const DropoffServiceError *reply)
{
  if (dropoff_service_error_is (reply, "InvalidPasswordException", NULL))
    return make_password_sentence (reply->text);
  if (dropoff_service_error_is (reply, "access_denied", NULL) && reply->text != NULL)
    return g_strdup (reply->text);
  if (dropoff_service_error_is (reply, "UserLambdaValidationException", NULL))
    return make_operator_sentence (reply->text);
  return NULL;
}

GError *
dropoff_sign_in_error_new (DropoffSignInCall call, guint status, const DropoffServiceError *reply,
                           DropoffSignInRemedy *remedy)
{
  const Row *row = find_row (call, status, reply);
  g_autofree char *sentence = make_own_sentence (reply);
  g_autofree char *text = dropoff_log_redact (reply->text != NULL ? reply->text : "");
  g_autofree char *detail
      = g_strdup_printf ("%s: %s (HTTP %u)", reply->type != NULL ? reply->type : "no error type",
                         text, status);

  if (remedy != NULL)
    *remedy = row->remedy;
  return dropoff_error_new (row->code, detail, 0, sentence != NULL ? sentence : _ (row->sentence));
}
