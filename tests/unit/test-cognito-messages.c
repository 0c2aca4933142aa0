/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "dropoff-cognito-account-messages.h"
#include "dropoff-cognito-messages.h"
#include "dropoff-error.h"
#include "dropoff-service-error.h"
#include "message-fixture.h"

static void
test_requests (void)
{
  g_autoptr (DropoffSecret) session = dropoff_secret_new ("sess");
  g_autoptr (DropoffSecret) token = dropoff_secret_new ("refresh");
  const DropoffCognitoText answers[] = { { "EMAIL_OTP_CODE", "123456" } };
  const DropoffCognitoText parameters[]
      = { { "USERNAME", "Zoë \"Z\"" }, { "SRP_A", "ab" }, { "PREFERRED_CHALLENGE", NULL } };
  const DropoffCognitoText bad[] = { { "USERNAME", "bad\xff" } };

  assert_body (dropoff_cognito_initiate ("client", "USER_SRP_AUTH", parameters, 3, NULL, NULL),
               "{\"AuthFlow\":\"USER_SRP_AUTH\",\"ClientId\":\"client\",\"AuthParameters\":"
               "{\"USERNAME\":\"Zoë \\\"Z\\\"\",\"SRP_A\":\"ab\"}}");
  assert_body (dropoff_cognito_respond ("client", "EMAIL_OTP", session, "zoe", answers, 1, NULL,
                                        NULL),
               "{\"ChallengeName\":\"EMAIL_OTP\",\"ClientId\":\"client\",\"Session\":\"sess\","
               "\"ChallengeResponses\":{\"USERNAME\":\"zoe\",\"EMAIL_OTP_CODE\":\"123456\"}}");
  /* PASSWORD_VERIFIER brings no Session, so none is sent back. */
  assert_body (dropoff_cognito_respond ("client", "X", NULL, "zoe", NULL, 0, "NEW_PASSWORD", token),
               "{\"ChallengeName\":\"X\",\"ClientId\":\"client\","
               "\"ChallengeResponses\":{\"USERNAME\":\"zoe\",\"NEW_PASSWORD\":\"refresh\"}}");
  assert_body (dropoff_cognito_get_tokens ("client", token, NULL),
               "{\"ClientId\":\"client\",\"RefreshToken\":\"refresh\"}");
  assert_body (dropoff_cognito_initiate_refresh ("client", token, "d_1"),
               "{\"AuthFlow\":\"REFRESH_TOKEN_AUTH\",\"ClientId\":\"client\",\"AuthParameters\":"
               "{\"DEVICE_KEY\":\"d_1\",\"REFRESH_TOKEN\":\"refresh\"}}");
  assert_body (dropoff_cognito_revoke ("client", token),
               "{\"ClientId\":\"client\",\"Token\":\"refresh\"}");
  g_assert_null (dropoff_cognito_initiate ("client", "USER_AUTH", bad, 1, NULL, NULL));
}

static DropoffCognitoReply *
parse (const char *text, GError **error)
{
  g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));

  return dropoff_cognito_reply_parse (bytes, error);
}

static void
test_challenge (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (DropoffCognitoReply) reply
      = parse ("{\"ChallengeName\":\"SMS_MFA\",\"Session\":\"s\",\"AuthenticationResult\":null,"
               "\"ChallengeParameters\":{\"CODE_DELIVERY_DESTINATION\":\"+***7\",\"EMPTY\":\"\","
               "\"NOTHING\":null},\"Unknown\":[1,{\"a\":2}]}",
               &error);

  g_assert_no_error (error);
  g_assert_cmpstr (reply->challenge_name, ==, "SMS_MFA");
  g_assert_cmpstr (dropoff_secret_peek (reply->session), ==, "s");
  g_assert_cmpstr (dropoff_cognito_reply_get (reply, "CODE_DELIVERY_DESTINATION"), ==, "+***7");
  g_assert_null (dropoff_cognito_reply_get (reply, "EMPTY"));
  g_assert_null (dropoff_cognito_reply_get (reply, "NOTHING"));
  g_assert_null (reply->id_token);
  g_assert_null (reply->available[0]);
}

static void
test_choices_and_devices (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (DropoffCognitoReply) choice
      = parse ("{\"ChallengeName\":\"SELECT_CHALLENGE\",\"Session\":\"s\","
               "\"AvailableChallenges\":[\"EMAIL_OTP\",7,\"\",\"WEB_AUTHN\"]}",
               &error);
  g_autoptr (DropoffCognitoReply) tokens
      = parse ("{\"AuthenticationResult\":{\"AccessToken\":\"a\",\"IdToken\":\"i\","
               "\"NewDeviceMetadata\":{\"DeviceKey\":\"r_1\",\"DeviceGroupKey\":\"-g\"}}}",
               &error);

  g_assert_no_error (error);
  g_assert_cmpstrv (choice->available, ((const char *[]){ "EMAIL_OTP", "WEB_AUTHN", NULL }));
  g_assert_cmpstr (tokens->device_key, ==, "r_1");
  g_assert_cmpstr (tokens->device_group_key, ==, "-g");
}

static void
test_own_account (void)
{
  g_autoptr (DropoffSecret) token = dropoff_secret_new ("T");
  g_autoptr (DropoffSecret) old_password = dropoff_secret_new ("old");
  g_autoptr (DropoffSecret) key = dropoff_secret_new ("ABC234");
  g_autoptr (DropoffSecret) address = dropoff_app_address ("Acme: Geo", "zoe@a.example", key);
  const char *const attributes[] = { "email", "z@a", "given_name", "Zoë", NULL };
  const DropoffCognitoSecondStep steps[] = { { "SoftwareTokenMfaSettings", TRUE, TRUE },
                                             { "EmailMfaSettings", FALSE, FALSE } };

  assert_body (dropoff_cognito_associate_app (token, NULL), "{\"Session\":\"T\"}");
  assert_body (dropoff_cognito_verify_app (NULL, token, "123456", "app"),
               "{\"AccessToken\":\"T\",\"UserCode\":\"123456\",\"FriendlyDeviceName\":\"app\"}");
  assert_body (dropoff_cognito_sign_up ("c", "z@a", old_password, attributes),
               "{\"ClientId\":\"c\",\"Username\":\"z@a\",\"Password\":\"old\","
               "\"UserAttributes\":[{\"Name\":\"email\",\"Value\":\"z@a\"},"
               "{\"Name\":\"given_name\",\"Value\":\"Zoë\"}]}");
  assert_body (dropoff_cognito_confirm_sign_up ("c", "z", "1"),
               "{\"ClientId\":\"c\",\"Username\":\"z\",\"ConfirmationCode\":\"1\"}");
  assert_body (dropoff_cognito_ask_for_code ("c", "z"),
               "{\"ClientId\":\"c\",\"Username\":\"z\"}");
  assert_body (dropoff_cognito_confirm_forgot ("c", "z", "1", old_password),
               "{\"ClientId\":\"c\",\"Username\":\"z\",\"ConfirmationCode\":\"1\","
               "\"Password\":\"old\"}");
  assert_body (dropoff_cognito_change_password (token, old_password, key),
               "{\"AccessToken\":\"T\",\"PreviousPassword\":\"old\","
               "\"ProposedPassword\":\"ABC234\"}");
  assert_body (dropoff_cognito_confirm_device (token, "k", "n", "s", "v"),
               "{\"AccessToken\":\"T\",\"DeviceKey\":\"k\",\"DeviceName\":\"n\","
               "\"DeviceSecretVerifierConfig\":{\"Salt\":\"s\",\"PasswordVerifier\":\"v\"}}");
  assert_body (dropoff_cognito_remember_device (token, "k", FALSE),
               "{\"AccessToken\":\"T\",\"DeviceKey\":\"k\","
               "\"DeviceRememberedStatus\":\"not_remembered\"}");
  assert_body (dropoff_cognito_get_user (token), "{\"AccessToken\":\"T\"}");
  assert_body (dropoff_cognito_set_second_steps (token, steps, 2),
               "{\"AccessToken\":\"T\","
               "\"SoftwareTokenMfaSettings\":{\"Enabled\":true,\"PreferredMfa\":true},"
               "\"EmailMfaSettings\":{\"Enabled\":false,\"PreferredMfa\":false}}");
  g_assert_cmpstr (dropoff_secret_peek (address), ==,
                   "otpauth://totp/Acme%3A%20Geo:zoe%40a.example?secret=ABC234"
                   "&issuer=Acme%3A%20Geo");
}

static DropoffCognitoDetails *
parse_details (const char *text, GError **error)
{
  g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));

  return dropoff_cognito_details_parse (bytes, error);
}

static void
test_details (void)
{
  static const char *const bad[] = {
    "", "[]", "<html>", "{\"Session\":7}", "{\"CodeDeliveryDetails\":\"x\"}",
    "{\"CodeDeliveryDetails\":{\"Destination\":7}}", "{\"UserConfirmed\":\"true\"}",
    "{\"UserMFASettingList\":{}}", "{\"PreferredMfaSetting\":[]}",
    "{\"UserAttributes\":{}}", "{\"Status\":[]}", "{\"SecretCode\":{}}",
  };
  g_autoptr (GError) error = NULL;
  g_autoptr (DropoffCognitoDetails) empty = parse_details ("{}", &error);
  g_autoptr (DropoffCognitoDetails) details
      = parse_details ("{\"CodeDeliveryDetails\":{\"Destination\":\"z***@a***\"},"
                       "\"UserConfirmed\":true,\"UserConfirmationNecessary\":true,"
                       "\"SecretCode\":\"ABC\",\"Session\":\"s\",\"Status\":\"SUCCESS\","
                       "\"UserMFASettingList\":[\"SMS_MFA\"],"
                       "\"PreferredMfaSetting\":\"SMS_MFA\",\"UserAttributes\":["
                       "{\"Name\":\"email_verified\",\"Value\":\"false\"},7,"
                       "{\"Name\":\"phone_number_verified\",\"Value\":\"true\"},"
                       "{\"Name\":7},{\"Name\":\"custom:x\",\"Value\":\"true\"}]}",
                       &error);

  g_assert_no_error (error);
  g_assert_null (empty->second_steps[0]);
  g_assert_false (empty->is_confirmed);
  g_assert_cmpstr (details->destination, ==, "z***@a***");
  g_assert_cmpstr (dropoff_secret_peek (details->secret_code), ==, "ABC");
  g_assert_cmpstr (details->status, ==, "SUCCESS");
  g_assert_true (details->is_confirmed && details->asks_to_remember);
  g_assert_cmpstr (details->second_steps[0], ==, "SMS_MFA");
  g_assert_cmpstr (details->first_step, ==, "SMS_MFA");
  g_assert_true (details->has_phone && !details->has_email);
  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr (GError) refusal = NULL;

      g_assert_null (parse_details (bad[i], &refusal));
      g_assert_error (refusal, DROPOFF_ERROR, DROPOFF_ERROR_NOT_THE_SERVICE);
    }
}

static void
test_tokens (void)
{
  static const struct
  {
    const char *expires_in;
    gint64 life_s;
  } cases[] = { { "\"ExpiresIn\":300,", 300 },  { "\"ExpiresIn\":300.0,", 300 },
                { "\"ExpiresIn\":3.6E3,", 3600 }, { "", 3600 },
                { "\"ExpiresIn\":999999999,", 86400 } };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text = g_strdup_printf (
          "{\"ChallengeParameters\":{},\"AuthenticationResult\":{%s\"AccessToken\":\"a\","
          "\"IdToken\":\"i\",\"TokenType\":\"Bearer\"}}",
          cases[i].expires_in);
      g_autoptr (GError) error = NULL;
      g_autoptr (DropoffCognitoReply) reply = parse (text, &error);

      g_assert_no_error (error);
      g_assert_cmpint (reply->expires_in_s, ==, cases[i].life_s);
      g_assert_cmpstr (dropoff_secret_peek (reply->access_token), ==, "a");
      g_assert_cmpstr (dropoff_secret_peek (reply->id_token), ==, "i");
      g_assert_null (reply->refresh_token);
      g_assert_null (reply->challenge_name);
    }
}

static void
test_bad_replies (void)
{
  static const char *const bad[] = {
    "", " ", "null", "[]", "7", "\"text\"", "{}", "<html></html>", "{\"ChallengeName\":\"X\"",
    "{\"ChallengeName\":\"X\",\"AvailableChallenges\":{}}",
    ("{\"AuthenticationResult\":{\"IdToken\":\"i\",\"AccessToken\":\"a\","
     "\"NewDeviceMetadata\":{\"DeviceKey\":7}}}"),
    "{\"ChallengeName\":7}", "{\"ChallengeName\":\"\"}", "{\"ChallengeName\":null}",
    "{\"ChallengeName\":\"X\",\"ChallengeParameters\":[]}",
    "{\"ChallengeName\":\"X\",\"ChallengeParameters\":{\"SALT\":7}}",
    "{\"ChallengeName\":\"X\",\"ChallengeParameters\":{\"SALT\":{}}}",
    "{\"ChallengeName\":\"X\",\"Session\":{}}", "{\"ChallengeName\":\"X\",\"Session\":7}",
    "{\"ChallengeName\":\"X\",\"ChallengeName\":\"Y\"}", "{\"AuthenticationResult\":[]}",
    "{\"AuthenticationResult\":{}}", "{\"AuthenticationResult\":{\"AccessToken\":\"a\"}}",
    "{\"AuthenticationResult\":{\"IdToken\":\"i\"}}",
    "{\"AuthenticationResult\":{\"IdToken\":\"i\",\"AccessToken\":\"\"}}",
    "{\"AuthenticationResult\":{\"IdToken\":\"i\",\"AccessToken\":\"a\",\"RefreshToken\":7}}",
    "{\"AuthenticationResult\":{\"IdToken\":\"i\",\"AccessToken\":\"a\",\"ExpiresIn\":\"1h\"}}",
    "{\"AuthenticationResult\":{\"IdToken\":\"i\",\"AccessToken\":\"a\",\"ExpiresIn\":0}}",
    "{\"AuthenticationResult\":{\"IdToken\":\"i\",\"AccessToken\":\"a\",\"ExpiresIn\":-1}}",
    "{\"AuthenticationResult\":{\"IdToken\":\"i\",\"AccessToken\":\"a\",\"ExpiresIn\":1e999}}",
    "{\"ChallengeName\":\"X\",\"AuthenticationResult\":{\"IdToken\":\"i\",\"AccessToken\":\"a\"}}",
  };
  g_autofree char *large = g_strnfill (DROPOFF_COGNITO_MAX_REPLY, 'x');
  g_autofree char *large_text = g_strdup_printf ("{\"ChallengeName\":\"%s\"}", large);
  g_autofree char *deep = g_strnfill (200000, '[');

  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr (GError) error = NULL;

      g_test_message ("%s", bad[i]);
      g_assert_null (parse (bad[i], &error));
      g_assert_error (error, DROPOFF_ERROR, DROPOFF_ERROR_NOT_THE_SERVICE);
      g_assert_nonnull (dropoff_error_get_detail (error));
    }
  g_assert_null (parse (large_text, NULL));
  g_assert_null (parse (deep, NULL));
}

static void
test_names (void)
{
  static const char *const bad[] = { "", "{}", "[", "7", "null", "[[]]" };
  g_auto (GStrv) names
      = dropoff_cognito_parse_names ("[\"userAttributes.given_name\",\"plain\",7,\"\",null,"
                                     "\"userAttributes.custom:fleet\",\"userAttributes.\"]");
  g_auto (GStrv) none = dropoff_cognito_parse_names (NULL);

  g_assert_cmpstrv (names, ((const char *[]){ "given_name", "plain", "custom:fleet", NULL }));
  g_assert_null (none[0]);
  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_auto (GStrv) empty = dropoff_cognito_parse_names (bad[i]);

      g_assert_null (empty[0]);
    }
}

static void
test_claims (void)
{
  static const char *const bad[] = { "", "a", "a.b", "a..b", ".", "..", "a.!!!!.b", "a.e30",
                                     "a.AA.b", "a.W10.b" };
  static const char payload[]
      = "{\"sub\":\"5b0e\",\"cognito:username\":\"zoé\",\"iat\":1790082605,\"exp\":1.7900862E9}";
  g_autofree char *encoded = g_base64_encode ((const guchar *) payload, strlen (payload));
  g_autofree char *text = NULL;
  g_autoptr (DropoffSecret) token = NULL;
  g_auto (DropoffTokenClaims) claims = { 0 };

  g_strdelimit (encoded, "+", '-');
  g_strdelimit (encoded, "/", '_');
  *(strchr (encoded, '=') != NULL ? strchr (encoded, '=') : encoded + strlen (encoded)) = '\0';
  text = g_strdup_printf ("eyJhbGciOiJSUzI1NiJ9.%s.c2ln", encoded);
  token = dropoff_secret_new (text);
  g_assert_true (dropoff_token_claims_read (&claims, token));
  g_assert_cmpint (claims.issued_at_s, ==, 1790082605);
  g_assert_cmpint (claims.expires_at_s, ==, 1790086200);
  g_assert_cmpstr (claims.subject, ==, "5b0e");
  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr (DropoffSecret) broken = dropoff_secret_new (bad[i]);
      g_auto (DropoffTokenClaims) nothing = { 0 };

      g_assert_false (dropoff_token_claims_read (&nothing, broken));
      g_assert_null (nothing.subject);
    }
}

static void
test_errors (void)
{
  static const struct
  {
    const char *type_header;
    const char *text_header;
    const char *body;
    const char *type;
    const char *text;
  } cases[] = {
    { NULL, NULL, "{\"__type\":\"NotAuthorizedException\",\"message\":\"Wrong.\"}",
      "NotAuthorizedException", "Wrong." },
    { NULL, NULL, "{\"__type\":\"com.amazonaws.cognito#LimitExceededException\",\"Message\":\"m\"}",
      "LimitExceededException", "m" },
    { "NotAuthorizedException:http://internal.amazon.com/coral/", "From the header.", "",
      "NotAuthorizedException", "From the header." },
    { "aws#A,B", NULL, "{\"__type\":\"Other\",\"message\":\"m\"}", "A", "m" },
    { NULL, NULL, "{\"code\":\"CodeException\"}", "CodeException", NULL },
    { NULL, NULL, "{\"__type\":7,\"message\":{}}", NULL, NULL },
    { NULL, NULL, "{\"__type\":\"<script>\",\"message\":\"m\"}", NULL, "m" },
    { NULL, NULL, "{\"__type\":\"T\",\"message\":\"a\\nb\\u0007c\"}", "T", "a b c" },
    { NULL, "Only a text", "<html>", NULL, NULL },
    { NULL, NULL, "<html><body>Login</body></html>", NULL, NULL },
    { NULL, NULL, "", NULL, NULL },
    { "", "", "{}", NULL, NULL },
    { ":", NULL, "#", NULL, NULL },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GBytes) body = g_bytes_new (cases[i].body, strlen (cases[i].body));
      g_autoptr (DropoffServiceError) error
          = dropoff_service_error_parse (cases[i].type_header, cases[i].text_header, body);

      g_test_message ("%" G_GSIZE_FORMAT, i);
      g_assert_cmpstr (error->type, ==, cases[i].type);
      g_assert_cmpstr (error->text, ==, cases[i].text);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/cognito/requests", test_requests);
  g_test_add_func ("/cognito/challenge", test_challenge);
  g_test_add_func ("/cognito/choices-and-devices", test_choices_and_devices);
  g_test_add_func ("/cognito/own-account", test_own_account);
  g_test_add_func ("/cognito/details", test_details);
  g_test_add_func ("/cognito/tokens", test_tokens);
  g_test_add_func ("/cognito/bad-replies", test_bad_replies);
  g_test_add_func ("/cognito/names", test_names);
  g_test_add_func ("/cognito/claims", test_claims);
  g_test_add_func ("/cognito/errors", test_errors);
  return g_test_run ();
}
