/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "dropoff-error.h"
#include "dropoff-identity-messages.h"
#include "message-fixture.h"

#define PROVIDER "cognito-idp.eu-west-1.amazonaws.com/eu-west-1_Abc"

static void
test_requests (void)
{
  g_autoptr (DropoffSecret) token = dropoff_secret_new ("id");

  assert_body (dropoff_identity_get_id ("eu-west-1:1", PROVIDER, token),
               "{\"IdentityPoolId\":\"eu-west-1:1\",\"Logins\":{\"" PROVIDER "\":\"id\"}}");
  assert_body (dropoff_identity_get_credentials ("eu-west-1:2", PROVIDER, token, NULL),
               "{\"IdentityId\":\"eu-west-1:2\",\"Logins\":{\"" PROVIDER "\":\"id\"}}");
  assert_body (dropoff_identity_get_id ("eu-west-1:1", NULL, NULL),
               "{\"IdentityPoolId\":\"eu-west-1:1\"}");
}

static DropoffAwsCredentials *
parse (const char *text, char **identity_id, GError **error)
{
  g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));

  return dropoff_identity_parse_credentials (bytes, identity_id, error);
}

static void
test_credentials (void)
{
  static const struct
  {
    const char *expiration;
    gint64 expires_at_s;
  } cases[] = { { "1790086205", 1790086205 },
                { "1790086205.739", 1790086205 },
                { "1.790086205E9", 1790086205 },
                { "1.790086205e+09", 1790086205 } };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text = g_strdup_printf (
          "{\"IdentityId\":\"eu-west-1:ab-cd\",\"Credentials\":{\"AccessKeyId\":\"ASIA1\","
          "\"SecretKey\":\"s/e+c=\",\"SessionToken\":\"t/o+k=\",\"Expiration\":%s}}",
          cases[i].expiration);
      g_autofree char *identity_id = NULL;
      g_autoptr (GError) error = NULL;
      g_autoptr (DropoffAwsCredentials) keys = parse (text, &identity_id, &error);

      g_assert_no_error (error);
      g_assert_cmpstr (identity_id, ==, "eu-west-1:ab-cd");
      g_assert_cmpstr (dropoff_aws_credentials_get_access_key_id (keys), ==, "ASIA1");
      g_assert_cmpstr (dropoff_aws_credentials_get_secret_access_key (keys), ==, "s/e+c=");
      g_assert_cmpstr (dropoff_aws_credentials_get_session_token (keys), ==, "t/o+k=");
      g_assert_cmpint (dropoff_aws_credentials_get_expires_at_s (keys), ==, cases[i].expires_at_s);
    }
}

#define KEYS(rest) "{\"IdentityId\":\"eu-west-1:1\",\"Credentials\":{" rest "}}"
#define THREE "\"AccessKeyId\":\"a\",\"SecretKey\":\"s\",\"SessionToken\":\"t\","

static void
test_bad_credentials (void)
{
  static const char *const bad[] = {
    "", "{}", "<html>", "[]", "{\"IdentityId\":\"eu-west-1:1\"}",
    "{\"IdentityId\":\"eu-west-1:1\",\"Credentials\":[]}", KEYS (""),
    KEYS ("\"AccessKeyId\":\"a\",\"SecretKey\":\"s\",\"Expiration\":1"),
    /* STS's name for the key is another one. */
    KEYS ("\"AccessKeyId\":\"a\",\"SecretAccessKey\":\"s\",\"SessionToken\":\"t\","
          "\"Expiration\":1"),
    KEYS (THREE "\"Expiration\":\"2026-09-22T13:10:05Z\""), KEYS (THREE "\"Expiration\":-1"),
    KEYS (THREE "\"Expiration\":1e300"), KEYS (THREE "\"Expiration\":1e999"),
    KEYS (THREE "\"Expiration\":null"), KEYS (THREE "\"Other\":1"),
    KEYS ("\"AccessKeyId\":\"a\\nb\",\"SecretKey\":\"s\",\"SessionToken\":\"t\",\"Expiration\":1"),
    KEYS ("\"AccessKeyId\":\"a\",\"SecretKey\":\"s\",\"SessionToken\":\"t\\r\\nX: y\","
          "\"Expiration\":1"),
    "{\"IdentityId\":\"../../x\",\"Credentials\":{" THREE "\"Expiration\":1}}",
    "{\"IdentityId\":7,\"Credentials\":{" THREE "\"Expiration\":1}}",
    "{\"Credentials\":{" THREE "\"Expiration\":1}}",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autofree char *identity_id = NULL;
      g_autoptr (GError) error = NULL;

      g_test_message ("%s", bad[i]);
      g_assert_null (parse (bad[i], &identity_id, &error));
      g_assert_null (identity_id);
      g_assert_error (error, DROPOFF_ERROR, DROPOFF_ERROR_NOT_THE_SERVICE);
    }
}

static void
test_id (void)
{
  static const char *const bad[] = { "", "{}", "{\"IdentityId\":\"\"}", "{\"IdentityId\":\"a b\"}",
                                     "{\"IdentityId\":\"a/b\"}", "{\"IdentityId\":[]}" };
  g_autoptr (GBytes) good = g_bytes_new_static ("{\"IdentityId\":\"eu-west-1:1\"}", 28);
  g_autofree char *id = dropoff_identity_parse_id (good, NULL);
  g_autofree char *long_id = g_strnfill (200, 'a');
  g_autofree char *long_text = g_strdup_printf ("{\"IdentityId\":\"%s\"}", long_id);
  g_autoptr (GBytes) long_bytes = g_bytes_new (long_text, strlen (long_text));

  g_assert_cmpstr (id, ==, "eu-west-1:1");
  g_assert_null (dropoff_identity_parse_id (long_bytes, NULL));
  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr (GBytes) bytes = g_bytes_new_static (bad[i], strlen (bad[i]));
      g_autoptr (GError) error = NULL;

      g_assert_null (dropoff_identity_parse_id (bytes, &error));
      g_assert_error (error, DROPOFF_ERROR, DROPOFF_ERROR_NOT_THE_SERVICE);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/identity/requests", test_requests);
  g_test_add_func ("/identity/credentials", test_credentials);
  g_test_add_func ("/identity/bad-credentials", test_bad_credentials);
  g_test_add_func ("/identity/id", test_id);
  return g_test_run ();
}
