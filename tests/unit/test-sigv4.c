/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "dropoff-sigv4.h"

#include <json-glib/json-glib.h>
#include <string.h>

#define VECTORS "tests/vectors/s3-signing-examples.json"

typedef struct
{
  JsonParser *parser;
  JsonArray *cases;
  DropoffAwsCredentials *credentials;
  DropoffSigv4Scope scope;
} Fixture;

static void
fixture_set_up (Fixture *fixture, gconstpointer user_data)
{
  const char *root_path = g_getenv ("DROPOFF_SOURCE_ROOT");
  g_autofree char *path = g_build_filename (root_path != NULL ? root_path : ".", VECTORS, NULL);
  g_autoptr (GDateTime) time = g_date_time_new_utc (2013, 5, 24, 0, 0, 0);
  JsonObject *root;

  fixture->parser = json_parser_new ();
  g_assert_true (json_parser_load_from_file (fixture->parser, path, NULL));
  root = json_node_get_object (json_parser_get_root (fixture->parser));
  fixture->cases = json_object_get_array_member (root, "cases");
  fixture->credentials =
      dropoff_aws_credentials_new (json_object_get_string_member (root, "access_key"),
                                   json_object_get_string_member (root, "secret_key"), NULL, 0);
  fixture->scope.region = json_object_get_string_member (root, "region");
  fixture->scope.service = json_object_get_string_member (root, "service");
  fixture->scope.time_s = g_date_time_to_unix (time);
}

static void
fixture_tear_down (Fixture *fixture, gconstpointer user_data)
{
  dropoff_aws_credentials_unref (fixture->credentials);
  g_object_unref (fixture->parser);
}

/* Parameters of the listed query but those that signing adds. */
static void
add_listed_query (DropoffSigv4Request *request, const char *query)
{
  g_auto (GStrv) pairs = g_strsplit (query, "&", -1);

  for (guint i = 0; pairs[i] != NULL; i++)
    {
      char *equals = strchr (pairs[i], '=');

      if (equals == NULL || g_str_has_prefix (pairs[i], "X-Amz-"))
        continue;
      *equals = '\0';
      dropoff_sigv4_request_add_query (request, pairs[i], equals + 1);
    }
}

static DropoffSigv4Request *
request_of_case (JsonObject *vector)
{
  JsonObject *headers = json_object_get_object_member (vector, "headers");
  g_autofree char *path =
      dropoff_sigv4_encode (json_object_get_string_member (vector, "path"), TRUE);
  DropoffSigv4Request *request =
      dropoff_sigv4_request_new (json_object_get_string_member (vector, "method"),
                                 json_object_get_string_member (headers, "Host"), path);
  g_autoptr (GList) names = json_object_get_members (headers);

  g_assert_cmpstr (path, ==, json_object_get_string_member (vector, "canonical_uri"));
  add_listed_query (request, json_object_get_string_member (vector, "canonical_query"));
  for (GList *l = names; l != NULL; l = l->next)
    if (strcmp (l->data, "Host") != 0 && strcmp (l->data, "x-amz-date") != 0
        && strcmp (l->data, "x-amz-content-sha256") != 0)
      dropoff_sigv4_request_add_header (request, l->data,
                                        json_object_get_string_member (headers, l->data));
  return request;
}

static const char *
find_header (const DropoffSigv4Request *request, const char *name)
{
  const GPtrArray *headers = dropoff_sigv4_request_get_headers (request);

  for (guint i = 0; i < headers->len; i++)
    {
      const DropoffSigv4Header *header = g_ptr_array_index (headers, i);

      if (strcmp (header->name, name) == 0)
        return header->value;
    }
  return NULL;
}

static void
check_header_case (Fixture *fixture, JsonObject *vector)
{
  g_autoptr (DropoffSigv4Request) request = request_of_case (vector);
  const char *hash = json_object_get_string_member (vector, "payload_hash");
  g_autofree char *expected = g_strdup_printf (
      "AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request,"
      "SignedHeaders=%s,Signature=%s",
      json_object_get_string_member (vector, "signed_headers"),
      json_object_get_string_member (vector, "expected_signature"));

  dropoff_sigv4_request_sign (request, fixture->credentials, &fixture->scope, hash);
  g_assert_cmpstr (find_header (request, "authorization"), ==, expected);
}

static void
check_presigned_case (Fixture *fixture, JsonObject *vector)
{
  g_autoptr (DropoffSigv4Request) request = request_of_case (vector);
  g_autofree char *before = NULL;
  g_autofree char *query = NULL;
  g_autofree char *expected = g_strconcat (
      json_object_get_string_member (vector, "canonical_query"),
      "&X-Amz-Signature=", json_object_get_string_member (vector, "expected_signature"), NULL);

  dropoff_sigv4_request_presign (request, fixture->credentials, &fixture->scope, 86400);
  query = dropoff_sigv4_request_dup_query (request);
  /* The signature sorts before SignedHeaders: compare as sets. */
  before = g_strdup (query);
  {
    g_auto (GStrv) given = g_strsplit (before, "&", -1);
    g_auto (GStrv) wanted = g_strsplit (expected, "&", -1);

    g_assert_cmpuint (g_strv_length (given), ==, g_strv_length (wanted));
    for (guint i = 0; wanted[i] != NULL; i++)
      g_assert_true (g_strv_contains ((const char *const *) given, wanted[i]));
  }
  g_assert_null (find_header (request, "authorization"));
}

static void
test_published (Fixture *fixture, gconstpointer user_data)
{
  guint header_cases = 0;
  guint presigned_cases = 0;
  guint strings = 0;

  for (guint i = 0; i < json_array_get_length (fixture->cases); i++)
    {
      JsonObject *vector = json_array_get_object_element (fixture->cases, i);
      const char *string_to_sign = json_object_get_string_member (vector, "string_to_sign");
      g_autofree char *signature =
          dropoff_sigv4_signature (fixture->credentials, &fixture->scope, string_to_sign);

      g_assert_cmpstr (signature, ==, json_object_get_string_member (vector, "expected_signature"));
      strings++;
      if (!json_object_has_member (vector, "canonical_request"))
        continue; /* a chunk of a streamed body: only its string is signed */
      {
        g_autofree char *ours = dropoff_sigv4_string_to_sign (
            &fixture->scope, json_object_get_string_member (vector, "canonical_request"));

        g_assert_cmpstr (ours, ==, string_to_sign);
      }
      if (g_str_has_prefix (json_object_get_string_member (vector, "name"), "presigned"))
        {
          check_presigned_case (fixture, vector);
          presigned_cases++;
        }
      else
        {
          check_header_case (fixture, vector);
          header_cases++;
        }
    }
  g_test_message ("%u header, %u presigned, %u strings", header_cases, presigned_cases, strings);
  g_assert_cmpuint (header_cases, ==, 6);
  g_assert_cmpuint (presigned_cases, ==, 1);
  g_assert_cmpuint (strings, ==, 14);
}

static void
test_encode (void)
{
  const char *const pairs[][2] = {
    { "a b", "a%20b" },
    { "a+b", "a%2Bb" },
    { "100%", "100%25" },
    { "a//b/", "a//b/" },
    { "/a", "/a" },
    { "ü€😀", "%C3%BC%E2%82%AC%F0%9F%98%80" },
    { "\n\"'", "%0A%22%27" },
    { "-._~Az09", "-._~Az09" },
    { "*()!", "%2A%28%29%21" },
    { "a/../b", "a/../b" },
    { "", "" },
    { "\x7f", "%7F" },
  };
  g_autofree char *query = dropoff_sigv4_encode ("a/b=c&d", FALSE);

  for (guint i = 0; i < G_N_ELEMENTS (pairs); i++)
    {
      g_autofree char *encoded = dropoff_sigv4_encode (pairs[i][0], TRUE);

      g_assert_cmpstr (encoded, ==, pairs[i][1]);
    }
  g_assert_cmpstr (query, ==, "a%2Fb%3Dc%26d");
}

static void
test_canonical_form (void)
{
  g_autoptr (DropoffSigv4Request) request = dropoff_sigv4_request_new ("PUT", "h:1", "/b//k%20");
  g_autofree char *query = NULL;
  g_autofree char *canonical = NULL;

  dropoff_sigv4_request_add_query (request, "a-b", "1");
  dropoff_sigv4_request_add_query (request, "a", "2 +");
  dropoff_sigv4_request_add_query (request, "a", "1");
  dropoff_sigv4_request_add_query (request, "B", "");
  dropoff_sigv4_request_add_header (request, "X-B", "  two   words,  and: more\t ");
  dropoff_sigv4_request_add_header (request, "X-A", "");

  query = dropoff_sigv4_request_dup_query (request);
  g_assert_cmpstr (query, ==, "B=&a=1&a=2%20%2B&a-b=1");
  canonical = dropoff_sigv4_request_dup_canonical (request, "HASH");
  g_assert_cmpstr (canonical, ==,
                   "PUT\n/b//k%20\nB=&a=1&a=2%20%2B&a-b=1\nhost:h:1\nx-a:\n"
                   "x-b:two words, and: more\n\nhost;x-a;x-b\nHASH");
}

static void
test_session_token (Fixture *fixture, gconstpointer user_data)
{
  g_autoptr (DropoffAwsCredentials) temporary =
      dropoff_aws_credentials_new ("AKID", "secret", "TOKEN+/=", 0);
  g_autoptr (DropoffSigv4Request) by_header = dropoff_sigv4_request_new ("GET", "h", "/");
  g_autoptr (DropoffSigv4Request) by_query = dropoff_sigv4_request_new ("GET", "h", "/");
  g_autofree char *query = NULL;

  dropoff_sigv4_request_sign (by_header, temporary, &fixture->scope,
                              DROPOFF_SIGV4_UNSIGNED_PAYLOAD);
  g_assert_cmpstr (find_header (by_header, "x-amz-security-token"), ==, "TOKEN+/=");
  g_assert_cmpstr (find_header (by_header, "x-amz-date"), ==, "20130524T000000Z");
  g_assert_nonnull (strstr (find_header (by_header, "authorization"),
                            "SignedHeaders=host;x-amz-content-sha256;x-amz-date;"
                            "x-amz-security-token,Signature="));

  dropoff_sigv4_request_presign (by_query, temporary, &fixture->scope, 60);
  query = dropoff_sigv4_request_dup_query (by_query);
  g_assert_nonnull (strstr (query, "&X-Amz-Security-Token=TOKEN%2B%2F%3D&"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/sigv4/published", Fixture, NULL, fixture_set_up, test_published, fixture_tear_down);
  g_test_add_func ("/sigv4/encode", test_encode);
  g_test_add_func ("/sigv4/canonical-form", test_canonical_form);
  g_test_add ("/sigv4/session-token", Fixture, NULL, fixture_set_up, test_session_token,
              fixture_tear_down);
  return g_test_run ();
}
