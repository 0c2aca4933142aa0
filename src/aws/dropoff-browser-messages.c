/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "dropoff-browser-messages.h"

#include <json-glib/json-glib.h>
#include <openssl/crypto.h>
#include <openssl/rand.h>
#include <string.h>

#include "dropoff-foreign-reply.h"
#include "dropoff-form-writer.h"
#include "dropoff-json-check.h"

#define RANDOM_BYTES 32
#define SCOPES "openid email profile"
#define DEFAULT_LIFE_S 3600
#define MAX_LIFE_S 86400
#define MAX_CODE_BYTES 2048
#define MAX_ERROR_BYTES 64
#define MAX_WORDS_BYTES 1024
/* Clocks differ; a token that ended a minute ago is not an attack. */
#define LEEWAY_S 300

static char *
to_base64url (const guint8 *bytes, gsize size_bytes)
{
  char *text = g_base64_encode (bytes, size_bytes);

  for (char *at = text; *at != '\0'; at++)
    *at = *at == '+' ? '-' : *at == '/' ? '_' : *at;
  text[strcspn (text, "=")] = '\0';
  return text;
}

static char *
make_challenge (const char *verifier)
{
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
  guint8 digest[32];
  gsize size_bytes = sizeof digest;

  g_checksum_update (checksum, (const guchar *) verifier, (gssize) strlen (verifier));
  g_checksum_get_digest (checksum, digest, &size_bytes);
  return to_base64url (digest, size_bytes);
}

static char *
make_random_hex (void)
{
  static const char hex[] = "0123456789abcdef";
  guint8 random[RANDOM_BYTES];
  char *text = g_malloc (2 * RANDOM_BYTES + 1);

  /* OpenSSL ends no sign-in quietly with bad numbers: without a source of them nothing works. */
  if (RAND_bytes (random, sizeof random) != 1)
    g_error ("no random numbers");
  for (gsize i = 0; i < sizeof random; i++)
    {
      text[2 * i] = hex[random[i] >> 4];
      text[2 * i + 1] = hex[random[i] & 15];
    }
  text[2 * RANDOM_BYTES] = '\0';
  dropoff_wipe (random, sizeof random);
  return text;
}

DropoffBrowserSecrets *
dropoff_browser_secrets_new_from_verifier (const char *verifier, const char *state,
                                           const char *nonce)
{
  DropoffBrowserSecrets *secrets = g_new0 (DropoffBrowserSecrets, 1);

  secrets->verifier = dropoff_secret_new (verifier);
  secrets->challenge = make_challenge (verifier);
  secrets->state = g_strdup (state);
  secrets->nonce = g_strdup (nonce);
  return secrets;
}

DropoffBrowserSecrets *
dropoff_browser_secrets_new (void)
{
  char *verifier = make_random_hex ();
  g_autofree char *state = make_random_hex ();
  g_autofree char *nonce = make_random_hex ();
  DropoffBrowserSecrets *secrets
      = dropoff_browser_secrets_new_from_verifier (verifier, state, nonce);

  dropoff_wipe_string (verifier);
  return secrets;
}

void
dropoff_browser_secrets_free (DropoffBrowserSecrets *secrets)
{
  g_clear_pointer (&secrets->verifier, dropoff_secret_unref);
  g_free (secrets->challenge);
  g_free (secrets->state);
  g_free (secrets->nonce);
  g_free (secrets);
}

char *
dropoff_browser_make_address (const char *endpoint, const char *client_id, const char *redirect,
                              const char *identity_provider, const DropoffBrowserSecrets *secrets)
{
  DropoffFormWriter *writer = dropoff_form_writer_new ();
  g_autoptr (GBytes) query = NULL;

  dropoff_form_writer_add_text (writer, "response_type", "code");
  dropoff_form_writer_add_text (writer, "client_id", client_id);
  dropoff_form_writer_add_text (writer, "redirect_uri", redirect);
  dropoff_form_writer_add_text (writer, "scope", SCOPES);
  dropoff_form_writer_add_text (writer, "state", secrets->state);
  dropoff_form_writer_add_text (writer, "nonce", secrets->nonce);
  dropoff_form_writer_add_text (writer, "code_challenge", secrets->challenge);
  dropoff_form_writer_add_text (writer, "code_challenge_method", "S256");
  dropoff_form_writer_add_text (writer, "identity_provider", identity_provider);
  query = dropoff_form_writer_finish (writer);
  return g_strdup_printf ("%s/oauth2/authorize?%.*s", endpoint, (int) g_bytes_get_size (query),
                          (const char *) g_bytes_get_data (query, NULL));
}

static gboolean
is_same (const char *one, const char *other)
{
  return one != NULL && strlen (one) == strlen (other)
         && CRYPTO_memcmp (one, other, strlen (other)) == 0;
}

gboolean
dropoff_browser_read_answer (const char *query, const char *state, DropoffSecret **code,
                             char **problem, char **description)
{
  g_autoptr (GHashTable) members = NULL;
  const char *came;
  const char *failed;

  *code = NULL;
  *problem = NULL;
  *description = NULL;
  if (query == NULL)
    return FALSE;
  members = g_uri_parse_params (query, -1, "&", G_URI_PARAMS_WWW_FORM, NULL);
  if (members == NULL || !is_same (g_hash_table_lookup (members, "state"), state))
    return FALSE;
  failed = g_hash_table_lookup (members, "error");
  came = g_hash_table_lookup (members, "code");
  if (failed != NULL)
    {
      const char *words = g_hash_table_lookup (members, "error_description");
      g_autofree char *name = g_utf8_make_valid (failed, -1);

      *problem = g_strndup (name, MAX_ERROR_BYTES);
      *description = dropoff_foreign_words (words, MAX_WORDS_BYTES);
      return TRUE;
    }
  if (came == NULL || came[0] == '\0' || strlen (came) > MAX_CODE_BYTES)
    return FALSE;
  *code = dropoff_secret_new (came);
  return TRUE;
}

GBytes *
dropoff_browser_redeem (const char *client_id, const DropoffSecret *code, const char *redirect,
                        const DropoffSecret *verifier)
{
  DropoffFormWriter *writer = dropoff_form_writer_new ();

  dropoff_form_writer_add_text (writer, "grant_type", "authorization_code");
  dropoff_form_writer_add_text (writer, "client_id", client_id);
  dropoff_form_writer_add_secret (writer, "code", code);
  dropoff_form_writer_add_text (writer, "redirect_uri", redirect);
  dropoff_form_writer_add_secret (writer, "code_verifier", verifier);
  return dropoff_form_writer_finish (writer);
}

static gboolean
read_secret (JsonObject *object, const char *name, gboolean required, DropoffSecret **secret)
{
  const char *text;

  if (!dropoff_json_get_text (object, name, &text) || (required && text == NULL))
    return FALSE;
  *secret = text != NULL ? dropoff_secret_new (text) : NULL;
  return TRUE;
}

DropoffCognitoReply *
dropoff_browser_parse_tokens (GBytes *body, GError **error)
{
  g_autoptr (DropoffCognitoReply) reply = g_new0 (DropoffCognitoReply, 1);
  g_autofree char *problem = NULL;
  g_autoptr (JsonNode) root = NULL;
  double life_s = DEFAULT_LIFE_S;

  g_return_val_if_fail (body != NULL, NULL);

  reply->parameters = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  root = dropoff_json_parse (body, DROPOFF_BROWSER_MAX_REPLY, &problem);
  if (root != NULL)
    {
      JsonObject *object = json_node_get_object (root);

      if (dropoff_json_get_number (object, "expires_in", &life_s) && life_s >= 1
          && read_secret (object, "access_token", TRUE, &reply->access_token)
          && read_secret (object, "id_token", TRUE, &reply->id_token)
          && read_secret (object, "refresh_token", FALSE, &reply->refresh_token))
        {
          reply->expires_in_s = (gint64) MIN (life_s, MAX_LIFE_S);
          return g_steal_pointer (&reply);
        }
    }
  dropoff_foreign_refuse_sign_in (problem != NULL ? problem : "tokens are not complete", error);
  return NULL;
}

static gboolean
claim_is (JsonObject *claims, const char *name, const char *wanted, char **detail)
{
  const char *text;

  if (dropoff_json_get_text (claims, name, &text) && is_same (text, wanted))
    return TRUE;
  *detail = g_strdup_printf ("the ID token's %s is wrong", name);
  return FALSE;
}

static char *
read_person (JsonObject *claims)
{
  static const char *const names[] = { "email", "preferred_username", "cognito:username", "sub" };

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      const char *text;

      if (dropoff_json_get_text (claims, names[i], &text) && text != NULL)
        return dropoff_foreign_words (text, MAX_WORDS_BYTES);
    }
  return NULL;
}

gboolean
dropoff_browser_check_id_token (const DropoffSecret *id_token, const char *issuer,
                                const char *client_id, const char *nonce, gint64 now_s,
                                char **person, char **detail)
{
  g_autoptr (JsonNode) root = dropoff_token_payload_parse (id_token);
  JsonObject *claims;
  double expires_at_s = 0;

  *person = NULL;
  *detail = NULL;
  if (root == NULL)
    {
      *detail = g_strdup ("the ID token is none");
      return FALSE;
    }
  claims = json_node_get_object (root);
  if (!claim_is (claims, "iss", issuer, detail) || !claim_is (claims, "aud", client_id, detail)
      || !claim_is (claims, "token_use", "id", detail)
      || !claim_is (claims, "nonce", nonce, detail))
    return FALSE;
  if (!dropoff_json_get_number (claims, "exp", &expires_at_s)
      || expires_at_s + LEEWAY_S < (double) now_s)
    {
      *detail = g_strdup ("the ID token has ended already");
      return FALSE;
    }
  *person = read_person (claims);
  if (*person == NULL)
    *detail = g_strdup ("the ID token names nobody");
  return *person != NULL;
}
