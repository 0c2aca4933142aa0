/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "dropoff-sigv4.h"

#include "dropoff-secret.h"

#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <string.h>

#define ALGORITHM "AWS4-HMAC-SHA256"
#define DIGEST_BYTES 32
#define TIME_LENGTH 16 /* 20130524T000000Z */
#define DATE_LENGTH 8

struct _DropoffSigv4Request
{
  char *method;
  char *path;
  GPtrArray *query;   /* DropoffSigv4Header, name and value encoded */
  GPtrArray *headers; /* DropoffSigv4Header; a name is given once */
};

static void
pair_free (gpointer data)
{
  DropoffSigv4Header *pair = data;

  g_free (pair->name);
  dropoff_wipe_string (pair->value);
  g_free (pair);
}

static void
add_pair (GPtrArray *pairs, char *name, char *value)
{
  DropoffSigv4Header *pair = g_new0 (DropoffSigv4Header, 1);

  pair->name = name;
  pair->value = value;
  g_ptr_array_add (pairs, pair);
}

static int
compare_pairs (gconstpointer a, gconstpointer b)
{
  const DropoffSigv4Header *const *first = a;
  const DropoffSigv4Header *const *second = b;
  const int names = strcmp ((*first)->name, (*second)->name);

  return names != 0 ? names : strcmp ((*first)->value, (*second)->value);
}

static GPtrArray *
sorted_pairs (const GPtrArray *pairs)
{
  GPtrArray *sorted = g_ptr_array_sized_new (pairs->len);

  for (guint i = 0; i < pairs->len; i++)
    g_ptr_array_add (sorted, g_ptr_array_index (pairs, i));
  g_ptr_array_sort (sorted, compare_pairs);
  return sorted;
}

static char *
format_time (gint64 time_s)
{
  g_autoptr (GDateTime) time = g_date_time_new_from_unix_utc (time_s);

  return g_date_time_format (time, "%Y%m%dT%H%M%SZ");
}

static char *
format_scope (const DropoffSigv4Scope *scope)
{
  g_autofree char *time = format_time (scope->time_s);

  return g_strdup_printf ("%.*s/%s/%s/aws4_request", DATE_LENGTH, time, scope->region,
                          scope->service);
}

static char *
hex_sha256 (const char *text)
{
  return g_compute_checksum_for_string (G_CHECKSUM_SHA256, text, -1);
}

/* Trims a header's value and makes every run of blanks one, as the canonical form wants. */
static void
append_folded (GString *out, const char *value)
{
  const gsize begin = out->len;
  gboolean blank = FALSE;

  for (const char *c = value; *c != '\0'; c++)
    {
      if (*c == ' ' || *c == '\t')
        {
          blank = TRUE;
          continue;
        }
      if (blank && out->len > begin)
        g_string_append_c (out, ' ');
      blank = FALSE;
      g_string_append_c (out, *c);
    }
}

static char *
signed_names (const DropoffSigv4Request *request)
{
  g_autoptr (GPtrArray) sorted = sorted_pairs (request->headers);
  GString *names = g_string_new (NULL);

  for (guint i = 0; i < sorted->len; i++)
    {
      const DropoffSigv4Header *header = g_ptr_array_index (sorted, i);

      if (i > 0)
        g_string_append_c (names, ';');
      g_string_append (names, header->name);
    }
  return g_string_free (names, FALSE);
}

static void
hmac (const void *key, gsize key_bytes, const char *text, guint8 digest[DIGEST_BYTES])
{
  const unsigned char *done = HMAC (EVP_sha256 (), key, (int) key_bytes,
                                    (const unsigned char *) text, strlen (text), digest, NULL);

  g_assert (done != NULL);
}

static char *
to_hex (const guint8 digest[DIGEST_BYTES])
{
  GString *hex = g_string_sized_new (2 * DIGEST_BYTES + 1);

  for (guint i = 0; i < DIGEST_BYTES; i++)
    g_string_append_printf (hex, "%02x", digest[i]);
  return g_string_free (hex, FALSE);
}

static char *
sign_canonical (const DropoffSigv4Request *request, const DropoffAwsCredentials *credentials,
                const DropoffSigv4Scope *scope, const char *payload_hash)
{
  g_autofree char *canonical = dropoff_sigv4_request_dup_canonical (request, payload_hash);
  g_autofree char *string_to_sign = dropoff_sigv4_string_to_sign (scope, canonical);

  return dropoff_sigv4_signature (credentials, scope, string_to_sign);
}

DropoffSigv4Request *
dropoff_sigv4_request_new (const char *method, const char *host, const char *path)
{
  DropoffSigv4Request *request = g_new0 (DropoffSigv4Request, 1);

  request->method = g_strdup (method);
  request->path = g_strdup (path);
  request->query = g_ptr_array_new_with_free_func (pair_free);
  request->headers = g_ptr_array_new_with_free_func (pair_free);
  dropoff_sigv4_request_add_header (request, "host", host);
  return request;
}

void
dropoff_sigv4_request_free (DropoffSigv4Request *request)
{
  if (request == NULL)
    return;
  g_free (request->method);
  g_free (request->path);
  g_ptr_array_unref (request->query);
  g_ptr_array_unref (request->headers);
  g_free (request);
}

void
dropoff_sigv4_request_add_query (DropoffSigv4Request *request, const char *name, const char *value)
{
  add_pair (request->query, dropoff_sigv4_encode (name, FALSE),
            dropoff_sigv4_encode (value, FALSE));
}

void
dropoff_sigv4_request_add_header (DropoffSigv4Request *request, const char *name, const char *value)
{
  add_pair (request->headers, g_ascii_strdown (name, -1), g_strdup (value));
}

void
dropoff_sigv4_request_sign (DropoffSigv4Request *request, const DropoffAwsCredentials *credentials,
                            const DropoffSigv4Scope *scope, const char *payload_hash)
{
  const char *token = dropoff_aws_credentials_get_session_token (credentials);
  g_autofree char *time = format_time (scope->time_s);
  g_autofree char *scope_text = format_scope (scope);
  g_autofree char *names = NULL;
  g_autofree char *signature = NULL;
  g_autofree char *authorization = NULL;

  dropoff_sigv4_request_add_header (request, "x-amz-date", time);
  dropoff_sigv4_request_add_header (request, "x-amz-content-sha256", payload_hash);
  if (token != NULL)
    dropoff_sigv4_request_add_header (request, "x-amz-security-token", token);

  names = signed_names (request);
  signature = sign_canonical (request, credentials, scope, payload_hash);
  authorization = g_strdup_printf (ALGORITHM " Credential=%s/%s,SignedHeaders=%s,Signature=%s",
                                   dropoff_aws_credentials_get_access_key_id (credentials),
                                   scope_text, names, signature);
  dropoff_sigv4_request_add_header (request, "authorization", authorization);
}

void
dropoff_sigv4_request_presign (DropoffSigv4Request *request,
                               const DropoffAwsCredentials *credentials,
                               const DropoffSigv4Scope *scope, guint lifetime_s)
{
  const char *token = dropoff_aws_credentials_get_session_token (credentials);
  g_autofree char *time = format_time (scope->time_s);
  g_autofree char *scope_text = format_scope (scope);
  g_autofree char *credential = g_strdup_printf (
      "%s/%s", dropoff_aws_credentials_get_access_key_id (credentials), scope_text);
  g_autofree char *lifetime = g_strdup_printf ("%u", lifetime_s);
  g_autofree char *names = signed_names (request);
  g_autofree char *signature = NULL;

  dropoff_sigv4_request_add_query (request, "X-Amz-Algorithm", ALGORITHM);
  dropoff_sigv4_request_add_query (request, "X-Amz-Credential", credential);
  dropoff_sigv4_request_add_query (request, "X-Amz-Date", time);
  dropoff_sigv4_request_add_query (request, "X-Amz-Expires", lifetime);
  dropoff_sigv4_request_add_query (request, "X-Amz-SignedHeaders", names);
  if (token != NULL)
    dropoff_sigv4_request_add_query (request, "X-Amz-Security-Token", token);

  signature = sign_canonical (request, credentials, scope, DROPOFF_SIGV4_UNSIGNED_PAYLOAD);
  dropoff_sigv4_request_add_query (request, "X-Amz-Signature", signature);
}

char *
dropoff_sigv4_request_dup_query (const DropoffSigv4Request *request)
{
  g_autoptr (GPtrArray) sorted = sorted_pairs (request->query);
  GString *query = g_string_new (NULL);

  for (guint i = 0; i < sorted->len; i++)
    {
      const DropoffSigv4Header *pair = g_ptr_array_index (sorted, i);

      g_string_append_printf (query, "%s%s=%s", i > 0 ? "&" : "", pair->name, pair->value);
    }
  return g_string_free (query, FALSE);
}

const GPtrArray *
dropoff_sigv4_request_get_headers (const DropoffSigv4Request *request)
{
  return request->headers;
}

char *
dropoff_sigv4_request_dup_canonical (const DropoffSigv4Request *request, const char *payload_hash)
{
  g_autoptr (GPtrArray) sorted = sorted_pairs (request->headers);
  g_autofree char *query = dropoff_sigv4_request_dup_query (request);
  g_autofree char *names = signed_names (request);
  GString *canonical = g_string_new (NULL);

  g_string_append_printf (canonical, "%s\n%s\n%s\n", request->method, request->path, query);
  for (guint i = 0; i < sorted->len; i++)
    {
      const DropoffSigv4Header *header = g_ptr_array_index (sorted, i);

      g_string_append_printf (canonical, "%s:", header->name);
      append_folded (canonical, header->value);
      g_string_append_c (canonical, '\n');
    }
  g_string_append_printf (canonical, "\n%s\n%s", names, payload_hash);
  return g_string_free (canonical, FALSE);
}

char *
dropoff_sigv4_encode (const char *text, gboolean keep_slash)
{
  GString *encoded = g_string_sized_new (strlen (text) + 16);

  for (const char *c = text; *c != '\0'; c++)
    if (g_ascii_isalnum (*c) || strchr ("-._~", *c) != NULL || (keep_slash && *c == '/'))
      g_string_append_c (encoded, *c);
    else
      g_string_append_printf (encoded, "%%%02X", (guint8) *c);
  return g_string_free (encoded, FALSE);
}

char *
dropoff_sigv4_string_to_sign (const DropoffSigv4Scope *scope, const char *canonical_request)
{
  g_autofree char *time = format_time (scope->time_s);
  g_autofree char *scope_text = format_scope (scope);
  g_autofree char *hash = hex_sha256 (canonical_request);

  return g_strjoin ("\n", ALGORITHM, time, scope_text, hash, NULL);
}

char *
dropoff_sigv4_signature (const DropoffAwsCredentials *credentials, const DropoffSigv4Scope *scope,
                         const char *string_to_sign)
{
  const char *secret = dropoff_aws_credentials_get_secret_access_key (credentials);
  g_autofree char *time = format_time (scope->time_s);
  const gsize first_bytes = strlen ("AWS4") + strlen (secret);
  char *first = g_strconcat ("AWS4", secret, NULL);
  guint8 key[DIGEST_BYTES];
  char *signature;

  time[DATE_LENGTH] = '\0';
  hmac (first, first_bytes, time, key);
  dropoff_wipe_string (first);
  hmac (key, sizeof key, scope->region, key);
  hmac (key, sizeof key, scope->service, key);
  hmac (key, sizeof key, "aws4_request", key);
  hmac (key, sizeof key, string_to_sign, key);
  signature = to_hex (key);
  dropoff_wipe (key, sizeof key);
  return signature;
}
