/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "dropoff-error.h"
#include "dropoff-sts-messages.h"
#include "message-fixture.h"

#define BEGIN \
  "<AssumeRoleWithWebIdentityResponse xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\">" \
  "<AssumeRoleWithWebIdentityResult><Credentials>"
#define END \
  "</Credentials></AssumeRoleWithWebIdentityResult></AssumeRoleWithWebIdentityResponse>"
#define ID "<AccessKeyId>ASIA1</AccessKeyId>"
#define KEY "<SecretAccessKey>s/e+c=</SecretAccessKey>"
#define TOKEN "<SessionToken>t/o+k=</SessionToken>"
#define TIME "<Expiration>2026-09-22T13:10:05Z</Expiration>"

static void
test_request (void)
{
  g_autoptr (DropoffSecret) token = dropoff_secret_new ("a.b-c_d");

  assert_body (dropoff_sts_assume_role ("arn:aws:iam::123456789012:role/r", "dropoff", token),
               "Action=AssumeRoleWithWebIdentity&Version=2011-06-15&"
               "RoleArn=arn%3Aaws%3Aiam%3A%3A123456789012%3Arole%2Fr&RoleSessionName=dropoff&"
               "WebIdentityToken=a.b-c_d&DurationSeconds=3600");
}

static DropoffAwsCredentials *
parse (const char *text, GError **error)
{
  g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));

  return dropoff_sts_parse_credentials (bytes, error);
}

static void
test_credentials (void)
{
  static const char *const bad[] = {
    "",
    "<html></html>",
    BEGIN END,
    BEGIN ID KEY TOKEN END,
    BEGIN ID KEY TIME END,
    BEGIN ID TOKEN TIME END,
    BEGIN KEY TOKEN TIME END,
    BEGIN ID ID KEY TOKEN TIME END,
    BEGIN ID KEY "<SessionToken>a&#10;b</SessionToken>" TIME END,
    BEGIN ID KEY TOKEN "<Expiration>soon</Expiration>" END,
    BEGIN ID KEY TOKEN TIME "</Credentials>",
    "<Credentials>" ID KEY TOKEN TIME "</Credentials>",
  };
  g_autoptr (GError) error = NULL;
  g_autoptr (DropoffAwsCredentials) keys = parse (BEGIN ID KEY TOKEN TIME END, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (dropoff_aws_credentials_get_access_key_id (keys), ==, "ASIA1");
  g_assert_cmpstr (dropoff_aws_credentials_get_secret_access_key (keys), ==, "s/e+c=");
  g_assert_cmpstr (dropoff_aws_credentials_get_session_token (keys), ==, "t/o+k=");
  g_assert_cmpint (dropoff_aws_credentials_get_expires_at_s (keys), ==, 1790082605);
  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr (GError) problem = NULL;

      g_assert_null (parse (bad[i], &problem));
      g_assert_error (problem, DROPOFF_ERROR, (int) DROPOFF_ERROR_NOT_THE_SERVICE);
    }
}

static void
assert_error (const char *text, const char *type, const char *words)
{
  g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));
  g_autoptr (DropoffServiceError) reply = dropoff_sts_parse_error (bytes);

  g_assert_cmpstr (reply->type, ==, type);
  g_assert_cmpstr (reply->text, ==, words);
}

static void
test_errors (void)
{
  assert_error ("<ErrorResponse><Error><Type>Sender</Type><Code>AccessDenied</Code>"
                "<Message>No.</Message></Error></ErrorResponse>",
                "AccessDenied", "No.");
  assert_error ("<ErrorResponse><Error><Code>AccessDenied</Code>", NULL, NULL);
  assert_error ("<html></html>", NULL, NULL);
  assert_error ("", NULL, NULL);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/sts/request", test_request);
  g_test_add_func ("/sts/credentials", test_credentials);
  g_test_add_func ("/sts/errors", test_errors);
  return g_test_run ();
}
