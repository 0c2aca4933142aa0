/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <json-glib/json-glib.h>
#include <locale.h>
#include <string.h>

#include "dropoff-error.h"
#include "dropoff-srp.h"

typedef struct
{
  JsonParser *parser;
  JsonObject *root;
} Vectors;

static void
set_up (Vectors *vectors, gconstpointer data)
{
  g_autofree char *path = g_build_filename (g_getenv ("DROPOFF_SOURCE_ROOT"), "tests", "vectors",
                                            "srp-vectors.json", NULL);
  g_autoptr (GError) error = NULL;

  vectors->parser = json_parser_new ();
  json_parser_load_from_file (vectors->parser, path, &error);
  g_assert_no_error (error);
  vectors->root = json_node_get_object (json_parser_get_root (vectors->parser));
}

static void
tear_down (Vectors *vectors, gconstpointer data)
{
  g_clear_object (&vectors->parser);
}

static const char *
text (JsonObject *object, const char *name)
{
  return json_object_has_member (object, name) ? json_object_get_string_member (object, name)
                                               : NULL;
}

static char *
sign_vector (JsonObject *vector, gboolean device, GError **error)
{
  g_autoptr (DropoffSrp) srp = dropoff_srp_new_with_exponent (text (vector, "a"));
  g_autoptr (DropoffSecret) password = dropoff_secret_new (text (vector, "password"));
  g_autofree char *timestamp
      = dropoff_srp_timestamp (json_object_get_int_member (vector, "epoch"));
  DropoffSrpChallenge challenge = { text (vector, "SALT"), text (vector, "SRP_B"),
                                    text (vector, "SECRET_BLOCK"), text (vector, "user_id") };

  g_assert_cmpstr (dropoff_srp_get_client_value (srp), ==, text (vector, "SRP_A"));
  g_assert_cmpstr (timestamp, ==, text (vector, "TIMESTAMP"));
  return device ? dropoff_srp_sign_device (srp, text (vector, "scope"), &challenge, password,
                                           timestamp, error)
                : dropoff_srp_sign (srp, text (vector, "scope"), &challenge, password, timestamp,
                                    error);
}

static void
check_list (Vectors *vectors, const char *name, guint n_expected, gboolean device)
{
  JsonArray *list = json_object_get_array_member (vectors->root, name);

  g_assert_cmpuint (json_array_get_length (list), ==, n_expected);
  for (guint i = 0; i < n_expected; i++)
    {
      JsonObject *vector = json_array_get_object_element (list, i);
      g_autoptr (GError) error = NULL;
      g_autofree char *signature = sign_vector (vector, device, &error);

      g_test_message ("%s", text (vector, "name"));
      g_assert_no_error (error);
      g_assert_cmpstr (signature, ==, text (vector, "PASSWORD_CLAIM_SIGNATURE"));
      if (text (vector, "userPoolId") != NULL)
        g_assert_cmpstr (dropoff_srp_pool_name (text (vector, "userPoolId")), ==,
                         text (vector, "scope"));
    }
}

static void
test_passwords (Vectors *vectors, gconstpointer data)
{
  check_list (vectors, "password_vectors", 35, FALSE);
}

static void
test_devices (Vectors *vectors, gconstpointer data)
{
  JsonArray *list = json_object_get_array_member (vectors->root, "device_vectors");
  guint n_verifiers = 0;

  check_list (vectors, "device_vectors", 5, TRUE);
  for (guint i = 0; i < json_array_get_length (list); i++)
    {
      JsonObject *vector = json_array_get_object_element (list, i);
      g_autoptr (DropoffSecret) password = dropoff_secret_new (text (vector, "random_password"));
      g_autofree char *salt = NULL;
      g_autofree char *verifier = NULL;
      JsonObject *config;

      if (!JSON_NODE_HOLDS_OBJECT (
              json_object_get_member (vector, "DeviceSecretVerifierConfig")))
        continue;
      config = json_object_get_object_member (vector, "DeviceSecretVerifierConfig");
      g_assert_true (dropoff_srp_make_device_verifier (
          text (vector, "DeviceGroupKey"), text (vector, "DeviceKey"), password,
          text (vector, "device_salt_number"), &salt, &verifier));
      g_assert_cmpstr (salt, ==, text (config, "Salt"));
      g_assert_cmpstr (verifier, ==, text (config, "PasswordVerifier"));
      n_verifiers++;
    }
  g_assert_cmpuint (n_verifiers, ==, 4);
}

/* A negative salt is for devices alone. */
static void
test_negative_salt (Vectors *vectors, gconstpointer data)
{
  JsonArray *list = json_object_get_array_member (vectors->root, "device_vectors");
  JsonObject *vector = json_array_get_object_element (list, 4);
  g_autoptr (GError) error = NULL;

  g_assert_null (sign_vector (vector, FALSE, &error));
  g_assert_error (error, DROPOFF_ERROR, DROPOFF_ERROR_NOT_THE_SERVICE);
}

static void
test_refusals (Vectors *vectors, gconstpointer data)
{
  JsonObject *good = json_array_get_object_element (
      json_object_get_array_member (vectors->root, "password_vectors"), 0);
  JsonArray *list = json_object_get_array_member (vectors->root, "must_refuse");
  g_autoptr (DropoffSrp) srp = dropoff_srp_new_with_exponent (text (good, "a"));
  g_autoptr (DropoffSecret) password = dropoff_secret_new (text (good, "password"));

  g_assert_cmpuint (json_array_get_length (list), ==, 10);
  for (guint i = 0; i < 10; i++)
    {
      JsonObject *bad = json_array_get_object_element (list, i);
      const char *name = text (bad, "name");
      g_autoptr (GError) error = NULL;
      DropoffSrpChallenge challenge = { text (good, "SALT"), text (good, "SRP_B"),
                                        text (good, "SECRET_BLOCK"), text (good, "user_id") };

      g_test_message ("%s", name);
      challenge.salt = text (bad, "SALT") != NULL ? text (bad, "SALT") : challenge.salt;
      challenge.server_value = text (bad, "SRP_B") != NULL ? text (bad, "SRP_B")
                                                           : challenge.server_value;
      challenge.secret_block = text (bad, "SECRET_BLOCK") != NULL ? text (bad, "SECRET_BLOCK")
                                                                  : challenge.secret_block;
      if (strstr (name, "missing") != NULL)
        challenge.user_id = NULL;
      g_assert_null (dropoff_srp_sign (srp, text (good, "scope"), &challenge, password,
                                       text (good, "TIMESTAMP"), &error));
      if (strstr (name, "missing") != NULL || strstr (name, "empty") != NULL)
        g_assert_error (error, DROPOFF_ERROR, DROPOFF_ERROR_ASK_COMPANY);
      else
        g_assert_error (error, DROPOFF_ERROR, DROPOFF_ERROR_NOT_THE_SERVICE);
      g_assert_nonnull (dropoff_error_get_detail (error));
    }
}

/* Forms of numbers and blocks beyond the list. */
static void
test_strictness (Vectors *vectors, gconstpointer data)
{
  static const char *const bad_hex[] = { "", "-", "0x10", "12zz", " 1", "1 ", "+1", "1\n", "--1" };
  static const char *const bad_blocks[] = { "A", "AAAAA", "AA=A", "AAA==", "A===", "AA AA", "=",
                                            "AAAA====" };
  static const char *const good_blocks[] = { "AA==", "AA", "AAA=", "-_-_", "+/+/" };
  JsonObject *good = json_array_get_object_element (
      json_object_get_array_member (vectors->root, "password_vectors"), 0);
  g_autoptr (DropoffSrp) srp = dropoff_srp_new_with_exponent (text (good, "a"));
  g_autoptr (DropoffSecret) password = dropoff_secret_new ("x");
  g_autofree char *longest = g_strnfill (DROPOFF_SRP_MAX_HEX, '7');
  g_autofree char *too_long = g_strnfill (DROPOFF_SRP_MAX_HEX + 1, '0');
  DropoffSrpChallenge challenge = { "1", "2", "AAAA", "u" };

  for (gsize i = 0; i < G_N_ELEMENTS (bad_hex); i++)
    g_assert_null (dropoff_srp_encode_hex (bad_hex[i]));
  g_assert_null (dropoff_srp_encode_hex (too_long));
  g_bytes_unref (dropoff_srp_encode_hex (longest));
  g_assert_null (dropoff_srp_new_with_exponent ("0x1"));
  for (gsize i = 0; i < G_N_ELEMENTS (bad_blocks); i++)
    {
      challenge.secret_block = bad_blocks[i];
      g_assert_null (dropoff_srp_sign (srp, "p", &challenge, password, "t", NULL));
    }
  for (gsize i = 0; i < G_N_ELEMENTS (good_blocks); i++)
    {
      g_autofree char *signature = NULL;

      challenge.secret_block = good_blocks[i];
      signature = dropoff_srp_sign (srp, "p", &challenge, password, "t", NULL);
      g_assert_nonnull (signature);
    }
}

static void
test_encoding (Vectors *vectors, gconstpointer data)
{
  JsonArray *list = json_object_get_array_member (vectors->root, "padHex_examples");

  g_assert_cmpuint (json_array_get_length (list), ==, 20);
  for (guint i = 0; i < json_array_get_length (list); i++)
    {
      JsonObject *example = json_array_get_object_element (list, i);
      g_autoptr (GBytes) bytes = dropoff_srp_encode_hex (text (example, "hex"));
      g_autoptr (GString) hex = g_string_new (NULL);
      gsize size;
      const guint8 *bytes_data = g_bytes_get_data (bytes, &size);

      for (gsize j = 0; j < size; j++)
        g_string_append_printf (hex, "%02x", bytes_data[j]);
      g_assert_cmpstr (hex->str, ==, text (example, "padHex"));
    }
}

static void
test_timestamps (Vectors *vectors, gconstpointer data)
{
  JsonArray *list = json_object_get_array_member (vectors->root, "timestamp_vectors");

  g_assert_cmpuint (json_array_get_length (list), ==, 11);
  for (guint i = 0; i < json_array_get_length (list); i++)
    {
      JsonObject *vector = json_array_get_object_element (list, i);
      g_autofree char *timestamp
          = dropoff_srp_timestamp (json_object_get_int_member (vector, "epoch"));

      g_assert_cmpstr (timestamp, ==, text (vector, "TIMESTAMP"));
    }
}

/* Two fresh exchanges differ and have the full length. */
static void
test_random (void)
{
  g_autoptr (DropoffSrp) one = dropoff_srp_new ();
  g_autoptr (DropoffSrp) other = dropoff_srp_new ();

  g_assert_cmpstr (dropoff_srp_get_client_value (one), !=, dropoff_srp_get_client_value (other));
  g_assert_cmpuint (strlen (dropoff_srp_get_client_value (one)), >, 750);
}

static void
add (const char *path, void (*test) (Vectors *, gconstpointer))
{
  g_test_add (path, Vectors, NULL, set_up, test, tear_down);
}

int
main (int argc, char *argv[])
{
  setlocale (LC_ALL, "");
  g_test_init (&argc, &argv, NULL);
  add ("/srp/passwords", test_passwords);
  add ("/srp/devices", test_devices);
  add ("/srp/negative-salt", test_negative_salt);
  add ("/srp/refusals", test_refusals);
  add ("/srp/strictness", test_strictness);
  add ("/srp/encoding", test_encoding);
  add ("/srp/timestamps", test_timestamps);
  g_test_add_func ("/srp/random", test_random);
  return g_test_run ();
}
