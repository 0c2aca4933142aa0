/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "dropoff-back-end-messages.h"
#include "dropoff-error.h"
#include "dropoff-form-writer.h"
#include "message-fixture.h"

static void
test_requests (void)
{
  g_autoptr (DropoffSecret) secret = dropoff_secret_new ("pä\"ss");

  assert_body (dropoff_back_end_sign_in ("anna", secret),
               "{\"user\":\"anna\",\"password\":\"pä\\\"ss\"}");
  assert_body (dropoff_back_end_renew (secret), "{\"refresh-token\":\"pä\\\"ss\"}");
  g_assert_null (dropoff_back_end_sign_in ("\xff", secret));
}

static DropoffBackEndReply *
parse (const char *text, GError **error)
{
  g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));

  return dropoff_back_end_reply_parse (bytes, error);
}

static void
test_replies (void)
{
  static const char *const bad[] = {
    "",
    "[]",
    "<html>",
    "{}",
    "{\"identity-id\":\"eu-west-1:1\"}",
    "{\"identity-id\":\"\",\"token\":\"t\"}",
    "{\"identity-id\":\"../up\",\"token\":\"t\"}",
    "{\"identity-id\":\"eu-west-1:1\",\"token\":1}",
    "{\"identity-id\":\"eu-west-1:1\",\"token\":\"t\",\"refresh-token\":[]}",
    "{\"identity-id\":\"eu-west-1:1\",\"token\":\"t\"",
  };
  g_autoptr (GError) error = NULL;
  g_autoptr (DropoffBackEndReply) reply
      = parse ("{\"identity-id\":\"eu-west-1:1\",\"token\":\"t\",\"refresh-token\":\"r\",\"x\":1}",
               &error);
  g_autoptr (DropoffBackEndReply) least
      = parse ("{\"identity-id\":\"eu-west-1:1\",\"token\":\"t\"}", &error);

  g_assert_no_error (error);
  g_assert_cmpstr (reply->identity_id, ==, "eu-west-1:1");
  g_assert_cmpstr (dropoff_secret_peek (reply->token), ==, "t");
  g_assert_cmpstr (dropoff_secret_peek (reply->refresh_secret), ==, "r");
  g_assert_null (least->refresh_secret);
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
  g_autoptr (DropoffServiceError) reply = dropoff_oauth_parse_error (bytes);

  g_assert_cmpstr (reply->type, ==, type);
  g_assert_cmpstr (reply->text, ==, words);
}

static void
test_errors (void)
{
  assert_error ("{\"error\":\"invalid_grant\"}", "invalid_grant", NULL);
  assert_error ("{\"error\":\"access_denied\",\"error_description\":\"No.\"}", "access_denied",
                "No.");
  /* Nothing of it may steer a terminal. */
  assert_error ("{\"error\":\"access_denied\",\"error_description\":\"No\\u001b[2J\\nway\"}",
                "access_denied", "No [2J way");
  assert_error ("{\"error\":[]}", NULL, NULL);
  assert_error ("<html>", NULL, NULL);
  assert_error ("", NULL, NULL);
}

static void
test_forms (void)
{
  DropoffFormWriter *writer = dropoff_form_writer_new ();
  g_autoptr (DropoffSecret) secret = dropoff_secret_new ("a&b=c d/ä");

  dropoff_form_writer_add_text (writer, "one", "x-._~9");
  dropoff_form_writer_add_text (writer, "none", NULL);
  dropoff_form_writer_add_text (writer, "empty", "");
  dropoff_form_writer_add_secret (writer, "two", secret);
  dropoff_form_writer_add_secret (writer, "nothing", NULL);
  assert_body (dropoff_form_writer_finish (writer),
               "one=x-._~9&empty=&two=a%26b%3Dc%20d%2F%C3%A4");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/back-end/requests", test_requests);
  g_test_add_func ("/back-end/replies", test_replies);
  g_test_add_func ("/back-end/errors", test_errors);
  g_test_add_func ("/back-end/forms", test_forms);
  return g_test_run ();
}
