/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "dropoff-browser-messages.h"
#include "dropoff-error.h"

/* The verifier and challenge are those of RFC 7636, appendix B. */
#define VERIFIER "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
#define CHALLENGE "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"

static void
test_address (void)
{
  g_autoptr (DropoffBrowserSecrets) secrets
      = dropoff_browser_secrets_new_from_verifier (VERIFIER, "st4te", "n0nce");
  g_autofree char *address = dropoff_browser_make_address (
      "https://acme.auth.example", "client1", "http://localhost:23871/signed-in", "Acme", secrets);
  g_autofree char *plain = dropoff_browser_make_address ("https://a.example", "c", "r", NULL,
                                                         secrets);

  g_assert_cmpstr (secrets->challenge, ==, CHALLENGE);
  g_assert_cmpstr (address, ==,
                   "https://acme.auth.example/oauth2/authorize?response_type=code&"
                   "client_id=client1&redirect_uri=http%3A%2F%2Flocalhost%3A23871%2Fsigned-in&"
                   "scope=openid%20email%20profile&state=st4te&nonce=n0nce&code_challenge="
                   CHALLENGE "&code_challenge_method=S256&identity_provider=Acme");
  g_assert_null (strstr (plain, "identity_provider"));
}

static void
test_fresh (void)
{
  g_autoptr (DropoffBrowserSecrets) one = dropoff_browser_secrets_new ();
  g_autoptr (DropoffBrowserSecrets) two = dropoff_browser_secrets_new ();

  g_assert_cmpuint (dropoff_secret_length (one->verifier), >=, 43);
  g_assert_cmpuint (dropoff_secret_length (one->verifier), <=, 128);
  g_assert_cmpuint (strspn (one->state, "0123456789abcdef"), ==, strlen (one->state));
  g_assert_cmpstr (one->state, !=, two->state);
  g_assert_cmpstr (one->nonce, !=, two->nonce);
  g_assert_cmpstr (one->nonce, !=, one->state);
  g_assert_cmpstr (one->challenge, !=, two->challenge);
}

static void
test_answers (void)
{
  static const char *const foreign[]
      = { NULL, "", "code=a", "state=s", "code=a&state=t", "code=a&state=sx", "code=&state=s",
          "error=x&state=t", "state=%zz" };
  g_autoptr (DropoffSecret) code = NULL;
  g_autofree char *problem = NULL;
  g_autofree char *words = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (foreign); i++)
    {
      g_assert_false (
          dropoff_browser_read_answer (foreign[i], "s", &code, &problem, &words));
      g_assert_null (code);
      g_assert_null (problem);
    }
  g_assert_true (dropoff_browser_read_answer ("code=a%2Fb&state=s", "s", &code, &problem, &words));
  g_assert_cmpstr (dropoff_secret_peek (code), ==, "a/b");
  g_assert_null (problem);
  g_clear_pointer (&code, dropoff_secret_unref);
  g_assert_true (dropoff_browser_read_answer ("error=access_denied&error_description=No%0A+you"
                                              "&state=s&code=x", "s", &code, &problem, &words));
  g_assert_null (code);
  g_assert_cmpstr (problem, ==, "access_denied");
  g_assert_cmpstr (words, ==, "No  you");
}

static void
test_tokens (void)
{
  static const char *const bad[] = {
    "",
    "{}",
    "{\"access_token\":\"a\",\"id_token\":\"i\",\"expires_in\":0}",
    "{\"access_token\":\"a\",\"expires_in\":60}",
    "{\"id_token\":\"i\",\"expires_in\":60}",
    "{\"access_token\":\"a\",\"id_token\":[],\"expires_in\":60}",
  };
  const char *good
      = "{\"access_token\":\"a\",\"id_token\":\"i\",\"refresh_token\":\"r\",\"expires_in\":60}";
  g_autoptr (GBytes) bytes = g_bytes_new (good, strlen (good));
  g_autoptr (GError) error = NULL;
  g_autoptr (DropoffCognitoReply) reply = dropoff_browser_parse_tokens (bytes, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (dropoff_secret_peek (reply->refresh_token), ==, "r");
  g_assert_cmpint (reply->expires_in_s, ==, 60);
  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr (GBytes) wrong = g_bytes_new (bad[i], strlen (bad[i]));
      g_autoptr (GError) problem = NULL;

      g_assert_null (dropoff_browser_parse_tokens (wrong, &problem));
      g_assert_error (problem, DROPOFF_ERROR, (int) DROPOFF_ERROR_NOT_THE_SERVICE);
    }
}

static gboolean
check (const char *claims, char **person, char **detail)
{
  g_autofree char *payload = g_base64_encode ((const guchar *) claims, strlen (claims));
  g_autofree char *text = NULL;
  g_autoptr (DropoffSecret) token = NULL;

  payload[strcspn (payload, "=")] = '\0';
  text = g_strdup_printf ("e30.%s.c2ln", payload);
  token = dropoff_secret_new (text);
  return dropoff_browser_check_id_token (token, "https://i", "c", "n", 1000, person, detail);
}

static void
test_claims (void)
{
  static const char *const bad[] = {
    "{}",
    "[]",
    "{\"iss\":\"https://x\",\"aud\":\"c\",\"token_use\":\"id\",\"nonce\":\"n\",\"exp\":2000,"
    "\"sub\":\"s\"}",
    "{\"iss\":\"https://i\",\"aud\":\"x\",\"token_use\":\"id\",\"nonce\":\"n\",\"exp\":2000,"
    "\"sub\":\"s\"}",
    "{\"iss\":\"https://i\",\"aud\":\"c\",\"token_use\":\"access\",\"nonce\":\"n\",\"exp\":2000,"
    "\"sub\":\"s\"}",
    "{\"iss\":\"https://i\",\"aud\":\"c\",\"token_use\":\"id\",\"nonce\":\"x\",\"exp\":2000,"
    "\"sub\":\"s\"}",
    "{\"iss\":\"https://i\",\"aud\":\"c\",\"token_use\":\"id\",\"nonce\":\"n\",\"exp\":600,"
    "\"sub\":\"s\"}",
    "{\"iss\":\"https://i\",\"aud\":\"c\",\"token_use\":\"id\",\"nonce\":\"n\",\"sub\":\"s\"}",
    "{\"iss\":\"https://i\",\"aud\":\"c\",\"token_use\":\"id\",\"nonce\":\"n\",\"exp\":2000}",
  };
  g_autofree char *person = NULL;
  g_autofree char *detail = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_assert_false (check (bad[i], &person, &detail));
      g_assert_nonnull (detail);
      g_assert_null (person);
      g_clear_pointer (&detail, g_free);
    }
  g_assert_true (check ("{\"iss\":\"https://i\",\"aud\":\"c\",\"token_use\":\"id\",\"nonce\":\"n\","
                        "\"exp\":2000,\"sub\":\"s\",\"email\":\"a@b.example\"}", &person, &detail));
  g_assert_cmpstr (person, ==, "a@b.example");
  g_assert_null (detail);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/browser-messages/address", test_address);
  g_test_add_func ("/browser-messages/fresh", test_fresh);
  g_test_add_func ("/browser-messages/answers", test_answers);
  g_test_add_func ("/browser-messages/tokens", test_tokens);
  g_test_add_func ("/browser-messages/claims", test_claims);
  return g_test_run ();
}
