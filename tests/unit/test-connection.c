/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "dropoff-connection.h"
#include "dropoff-error.h"

/* The complete form; the broken ones are made from it by replacing one piece. */
static const char good[]
    = "{ \"dropoff\": 1, \"id\": \"acme-geo\", \"name\": \"Acme Geophysics\","
      " \"support\": { \"email\": \"help@acme.example\", \"url\": \"https://acme.example/help\" },"
      " \"sign-in\": { \"kind\": \"cognito\", \"region\": \"eu-west-1\","
      " \"user-pool-id\": \"eu-west-1_Ab1Cd2Ef3\", \"client-id\": \"3n4b5urk1ft4fl3mg5e62d9ado\","
      " \"self-sign-up\": false, \"hint\": \"Ask Zoë.\","
      " \"identity-pool-id\": \"eu-west-1:0d70b0ff-10ca\","
      " \"password-rules\": { \"length\": 12, \"upper\": true, \"lower\": true, \"number\": true,"
      " \"symbol\": false } },"
      " \"destination\": { \"kind\": \"s3\", \"region\": \"eu-central-1\", \"bucket\": \"acme-in\","
      " \"key\": \"uploads/{identity}/{date}/{path}\" },"
      " \"rules\": { \"max-size\": 5000000000000, \"types\": [\"image/*\", \".dmp\","
      " \"video/mp4\"], \"same-name\": \"refuse\" },"
      " \"details\": [ { \"name\": \"title\", \"label\": \"Title\", \"required\": true },"
      " { \"name\": \"line\", \"label\": \"Line\", \"kind\": \"choice\","
      " \"choices\": [\"North\", \"Süd\"] } ], \"something-newer\": { \"a\": [1] } }";

static DropoffConnection *
read_text (const char *text, GError **error)
{
  g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));

  return dropoff_connection_new_from_bytes (bytes, "acme.example", error);
}

static char *
replace (const char *from, const char *to)
{
  const char *found = strstr (good, from);

  g_assert_nonnull (found);
  return g_strdup_printf ("%.*s%s%s", (int) (found - good), good, to, found + strlen (from));
}

static void
test_good (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (DropoffConnection) connection = read_text (good, &error);
  const DropoffPasswordRules *rules;

  g_assert_no_error (error);
  rules = dropoff_connection_get_password_rules (connection);
  g_assert_cmpstr (dropoff_connection_get_id (connection), ==, "acme-geo");
  g_assert_cmpstr (dropoff_connection_get_name (connection), ==, "Acme Geophysics");
  g_assert_cmpstr (dropoff_connection_get_origin (connection), ==, "acme.example");
  g_assert_cmpstr (dropoff_connection_get_support_email (connection), ==, "help@acme.example");
  g_assert_cmpstr (dropoff_connection_get_support_url (connection), ==,
                   "https://acme.example/help");
  g_assert_cmpstr (dropoff_connection_get_region (connection), ==, "eu-west-1");
  g_assert_cmpstr (dropoff_connection_get_user_pool_id (connection), ==, "eu-west-1_Ab1Cd2Ef3");
  g_assert_cmpstr (dropoff_connection_get_client_id (connection), ==,
                   "3n4b5urk1ft4fl3mg5e62d9ado");
  g_assert_cmpstr (dropoff_connection_get_identity_pool_id (connection), ==,
                   "eu-west-1:0d70b0ff-10ca");
  g_assert_cmpstr (dropoff_connection_get_user_pool_endpoint (connection), ==,
                   "https://cognito-idp.eu-west-1.amazonaws.com");
  g_assert_cmpstr (dropoff_connection_get_identity_endpoint (connection), ==,
                   "https://cognito-identity.eu-west-1.amazonaws.com");
  g_assert_cmpstr (dropoff_connection_get_login_provider (connection), ==,
                   "cognito-idp.eu-west-1.amazonaws.com/eu-west-1_Ab1Cd2Ef3");
  g_assert_false (dropoff_connection_get_offers_sign_up (connection));
  g_assert_cmpstr (dropoff_connection_get_hint (connection), ==, "Ask Zoë.");
  g_assert_cmpuint (rules->min_length, ==, 12);
  g_assert_true (rules->upper && rules->lower && rules->number && !rules->symbol);
  g_assert_cmpstr (dropoff_connection_get_bucket (connection), ==, "acme-in");
  g_assert_cmpstr (dropoff_connection_get_bucket_region (connection), ==, "eu-central-1");
  g_assert_null (dropoff_connection_get_bucket_endpoint (connection));
  g_assert_cmpstr (dropoff_connection_get_key_template (connection), ==,
                   "uploads/{identity}/{date}/{path}");
  g_assert_cmpuint (dropoff_connection_get_max_size (connection), ==,
                    G_GUINT64_CONSTANT (5000000000000));
  g_assert_cmpuint (g_strv_length ((char **) dropoff_connection_get_types (connection)), ==, 3);
  g_assert_cmpint ((int) dropoff_connection_get_same_name (connection), ==,
                   (int) DROPOFF_SAME_NAME_REFUSE);
  g_assert_null (dropoff_connection_get_ca_file (connection));
  g_assert_cmpuint (g_bytes_get_size (dropoff_connection_get_bytes (connection)), ==,
                    strlen (good));
}

/* As little as a company may write. */
static void
test_least (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (DropoffConnection) connection = read_text (
      "{\"dropoff\":1,\"id\":\"a\",\"name\":\"Æ\",\"sign-in\":{\"kind\":\"cognito\",\"region\":"
      "\"cn-north-1\",\"user-pool-id\":\"cn-north-1_x\",\"client-id\":\"c\",\"identity-pool-id\":"
      "\"cn-northwest-1:1\"},\"destination\":{\"kind\":\"s3\",\"region\":\"r\",\"bucket\":"
      "\"abc\"}}",
      &error);

  g_assert_no_error (error);
  g_assert_cmpstr (dropoff_connection_get_key_template (connection), ==,
                   "uploads/{identity}/{path}");
  g_assert_cmpstr (dropoff_connection_get_user_pool_endpoint (connection), ==,
                   "https://cognito-idp.cn-north-1.amazonaws.com.cn");
  g_assert_cmpstr (dropoff_connection_get_identity_endpoint (connection), ==,
                   "https://cognito-identity.cn-northwest-1.amazonaws.com.cn");
  g_assert_cmpuint (dropoff_connection_get_max_size (connection), ==, 0);
  g_assert_null (dropoff_connection_get_types (connection));
  g_assert_null (dropoff_connection_get_support_email (connection));
  g_assert_null (dropoff_connection_get_hint (connection));
  g_assert_cmpint ((int) dropoff_connection_get_same_name (connection), ==,
                   (int) DROPOFF_SAME_NAME_KEEP_BOTH);
  g_assert_cmpuint (dropoff_connection_get_password_rules (connection)->min_length, ==, 0);
}

#define HEAD "{\"dropoff\":1,\"id\":\"a\",\"name\":\"A\",\"sign-in\":"
#define S3 ",\"destination\":{\"kind\":\"s3\",\"region\":\"r\",\"bucket\":\"abc\"}}"
#define POOL "\"identity-pool-id\":\"eu-west-1:1\""
#define USER_POOL \
  POOL ",\"region\":\"eu-west-1\",\"user-pool-id\":\"eu-west-1_a\",\"client-id\":\"c\""
#define LOGIN "\"login-endpoint\":\"https://login.acme.example\","
#define ROLE "arn:aws:iam::123456789012:role/a/b"

static void
test_developer (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (DropoffConnection) connection = read_text (
      HEAD "{\"kind\":\"developer\",\"endpoint\":\"https://acme.example/in\"," POOL "}" S3,
      &error);
  g_autoptr (DropoffConnection) chinese = read_text (
      HEAD "{\"kind\":\"developer\",\"endpoint\":\"https://acme.example/in\","
           "\"identity-pool-id\":\"cn-north-1:1\"}" S3, &error);

  g_assert_no_error (error);
  g_assert_cmpint ((int) dropoff_connection_get_sign_in_kind (connection), ==,
                   (int) DROPOFF_SIGN_IN_DEVELOPER);
  g_assert_cmpstr (dropoff_connection_get_back_end (connection), ==, "https://acme.example/in");
  g_assert_cmpstr (dropoff_connection_get_login_provider (connection), ==,
                   "cognito-identity.amazonaws.com");
  g_assert_cmpstr (dropoff_connection_get_login_provider (chinese), ==,
                   "cognito-identity.cn-north-1.amazonaws.com.cn");
}

static void
test_browser (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (DropoffConnection) connection
      = read_text (HEAD "{\"kind\":\"browser\"," LOGIN
                        "\"identity-provider\":\"Acme\"," USER_POOL "}" S3, &error);
  g_autoptr (DropoffConnection) both
      = read_text (HEAD "{\"kind\":\"cognito\"," LOGIN USER_POOL "}" S3, &error);
  g_autoptr (DropoffConnection) without
      = read_text (HEAD "{\"kind\":\"cognito\"," USER_POOL "}" S3, &error);

  g_assert_no_error (error);
  g_assert_cmpint ((int) dropoff_connection_get_sign_in_kind (connection), ==,
                   (int) DROPOFF_SIGN_IN_BROWSER);
  g_assert_cmpstr (dropoff_connection_get_login_endpoint (connection), ==,
                   "https://login.acme.example");
  g_assert_cmpstr (dropoff_connection_get_identity_provider (connection), ==, "Acme");
  g_assert_nonnull (dropoff_connection_get_login_endpoint (both));
  g_assert_null (dropoff_connection_get_identity_provider (both));
  g_assert_null (dropoff_connection_get_login_endpoint (without));
}

static void
test_guest (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (DropoffConnection) connection
      = read_text (HEAD "{\"kind\":\"guest\"," POOL "}" S3, &error);
  g_autoptr (DropoffConnection) basic
      = read_text (HEAD "{\"kind\":\"guest\"," POOL ",\"identity-flow\":\"basic\","
                        "\"role\":\"" ROLE "\"}" S3, &error);

  g_assert_no_error (error);
  g_assert_cmpint ((int) dropoff_connection_get_sign_in_kind (connection), ==,
                   (int) DROPOFF_SIGN_IN_GUEST);
  g_assert_null (dropoff_connection_get_login_provider (connection));
  g_assert_false (dropoff_connection_get_basic_flow (connection));
  g_assert_null (dropoff_connection_get_role (connection));
  g_assert_true (dropoff_connection_get_basic_flow (basic));
  g_assert_cmpstr (dropoff_connection_get_role (basic), ==, ROLE);
  g_assert_cmpstr (dropoff_connection_get_role_endpoint (basic), ==,
                   "https://sts.eu-west-1.amazonaws.com");
}

static void
test_shared_key (void)
{
  static const char *const broken[] = {
    "{\"kind\":\"put\"}",
    "{\"kind\":\"put\",\"endpoint\":\"http://acme.example\"}",
    "{\"kind\":\"put\",\"endpoint\":\"https://acme.example\",\"key\":\"{identity}/{path}\"}",
    "{\"kind\":\"put\",\"endpoint\":\"https://acme.example\",\"key\":\"x\"}",
  };
  g_autoptr (GError) error = NULL;
  g_autoptr (DropoffConnection) connection
      = read_text (HEAD "{\"kind\":\"shared-key\"},\"destination\":{\"kind\":\"put\","
                        "\"endpoint\":\"HTTPS://acme.example/in/\"}}", &error);

  g_assert_no_error (error);
  g_assert_cmpstr (dropoff_connection_get_put_endpoint (connection), ==,
                   "https://acme.example/in");
  g_assert_cmpstr (dropoff_connection_get_key_template (connection), ==, "{path}");
  for (gsize i = 0; i < G_N_ELEMENTS (broken); i++)
    {
      g_autofree char *text = g_strconcat (HEAD, "{\"kind\":\"shared-key\"},\"destination\":",
                                           broken[i], "}", NULL);
      g_autoptr (GError) problem = NULL;

      g_assert_null (read_text (text, &problem));
      g_assert_true (g_str_has_prefix (dropoff_error_get_detail (problem), "destination."));
    }
}

/* What the other kinds refuse. */
static const struct
{
  const char *sign_in;
  const char *detail;
} broken_kinds[] = {
  { "{\"kind\":\"guest\"}", "sign-in.identity-pool-id is missing" },
  { "{\"kind\":\"developer\"," POOL "}", "sign-in.endpoint is missing" },
  { "{\"kind\":\"developer\",\"endpoint\":\"http://acme.example\"," POOL "}",
    "sign-in.endpoint " },
  { "{\"kind\":\"guest\"," POOL ",\"identity-flow\":\"basic\"}", "sign-in.role is missing" },
  { "{\"kind\":\"guest\"," POOL ",\"identity-flow\":\"odd\"}", "sign-in.identity-flow " },
  { "{\"kind\":\"guest\"," POOL ",\"role\":\"admin\"}", "sign-in.role " },
  { "{\"kind\":\"guest\"," POOL ",\"role\":\"" ROLE " x\"}", "sign-in.role " },
  { "{\"kind\":\"shared-key\"}", "destination.kind cannot" },
  { "{\"kind\":\"browser\"," USER_POOL "}", "sign-in.login-endpoint is missing" },
  { "{\"kind\":\"cognito\",\"login-endpoint\":\"ftp://a\"," USER_POOL "}",
    "sign-in.login-endpoint " },
  { "{\"kind\":\"magic\"," POOL "}", "sign-in.kind " },
};

static void
test_broken_kinds (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (broken_kinds); i++)
    {
      g_autofree char *text = g_strconcat (HEAD, broken_kinds[i].sign_in, S3, NULL);
      g_autoptr (GError) error = NULL;

      g_test_message ("%s", broken_kinds[i].sign_in);
      g_assert_null (read_text (text, &error));
      g_assert_error (error, DROPOFF_ERROR, (int) DROPOFF_ERROR_CONNECTION_FILE);
      g_assert_true (
          g_str_has_prefix (dropoff_error_get_detail (error), broken_kinds[i].detail));
    }
}

/* One piece each is wrong; the detail begins with the member's path. */
static const struct
{
  const char *from;
  const char *to;
  const char *detail;
} broken[] = {
  { "\"dropoff\": 1,", "", "dropoff is missing" },
  { "\"dropoff\": 1", "\"dropoff\": 2", "dropoff is not 1" },
  { "\"dropoff\": 1", "\"dropoff\": 0", "dropoff is out of range" },
  { "\"dropoff\": 1", "\"dropoff\": \"1\"", "dropoff is not a whole number" },
  { "\"dropoff\": 1", "\"dropoff\": 1.5", "dropoff is not a whole number" },
  { "\"dropoff\": 1", "\"dropoff\": true", "dropoff is not a whole number" },
  { "\"id\": \"acme-geo\",", "", "id is missing" },
  { "\"acme-geo\"", "\"Acme Geo\"", "id has not the right form" },
  { "\"acme-geo\"", "\"../x\"", "id has not the right form" },
  { "\"acme-geo\"", "\"\"", "id is empty" },
  { "\"acme-geo\"", "7", "id is not a text" },
  { "\"acme-geo\"", "null", "id is not a text" },
  { "\"Acme Geophysics\"", "\"Acme\\nGeo\"", "name has a control character" },
  { "\"Acme Geophysics\"", "\"Acme \\u202eoeG\"", "name has a control character" },
  { "\"Acme Geophysics\"", "[\"Acme\"]", "name is not a text" },
  { "\"Acme Geophysics\"",
    "\"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\"",
    "name has not the right form" },
  { "\"name\": \"Acme Geophysics\"", "\"nom\": \"x\"", "name is missing" },
  { "\"help@acme.example\"", "\"help\"", "support.email has not the right form" },
  { "\"help@acme.example\"", "\"a@b?subject=x\"", "support.email has not the right form" },
  { "\"https://acme.example/help\"", "\"http://acme.example/help\"",
    "support.url is not a safe address (https)" },
  { "\"https://acme.example/help\"", "\"javascript:alert(1)\"", "support.url is not an address" },
  { "\"https://acme.example/help\"", "\"file:///etc/passwd\"", "support.url is not an address" },
  { "\"https://acme.example/help\"", "\"https://u:p@acme.example\"",
    "support.url has more than a host and a path" },
  { "\"kind\": \"cognito\", ", "", "sign-in.kind is missing" },
  { "\"kind\": \"cognito\"", "\"kind\": \"magic\"", "sign-in.kind is not known to this version" },
  { "\"kind\": \"cognito\"", "\"kind\": 3", "sign-in.kind is not a text" },
  { "\"region\": \"eu-west-1\",", "", "sign-in.region is missing" },
  { "\"region\": \"eu-west-1\"", "\"region\": \"evil.example/\"",
    "sign-in.region has not the right form" },
  { "\"region\": \"eu-west-1\"", "\"region\": \"us-east-1\"",
    "sign-in.user-pool-id is not in this region" },
  { "\"eu-west-1_Ab1Cd2Ef3\"", "\"Ab1Cd2Ef3\"", "sign-in.user-pool-id has not the right form" },
  { "\"3n4b5urk1ft4fl3mg5e62d9ado\"", "\"a b\"", "sign-in.client-id has not the right form" },
  { "\"eu-west-1:0d70b0ff-10ca\"", "\"0d70b0ff\"",
    "sign-in.identity-pool-id has not the right form" },
  { "\"eu-west-1:0d70b0ff-10ca\"", "\"evil.example/:0\"",
    "sign-in.identity-pool-id has not the right form" },
  { "\"self-sign-up\": false", "\"self-sign-up\": \"no\"",
    "sign-in.self-sign-up is neither true nor false" },
  { "\"Ask Zoë.\"", "true", "sign-in.hint is not a text" },
  { "\"self-sign-up\": false", "\"endpoint\": \"http://cloud.example\"",
    "sign-in.endpoint is not a safe address (https)" },
  { "\"self-sign-up\": false", "\"endpoint\": \"http://127.0.0.1.evil.example\"",
    "sign-in.endpoint is not a safe address (https)" },
  { "\"self-sign-up\": false", "\"endpoint\": \"https://x.example?a=b\"",
    "sign-in.endpoint has more than a host and a path" },
  { "\"self-sign-up\": false", "\"identity-endpoint\": \"ftp://127.0.0.1\"",
    "sign-in.identity-endpoint is not a safe address (https)" },
  { "\"self-sign-up\": false", "\"identity-endpoint\": \"/relative\"",
    "sign-in.identity-endpoint is not an address" },
  { "\"length\": 12", "\"length\": 5", "sign-in.password-rules.length is out of range" },
  { "\"upper\": true", "\"upper\": 1", "sign-in.password-rules.upper is neither true nor false" },
  { "\"password-rules\": {", "\"password-rules\": [], \"x\": {",
    "sign-in.password-rules is not an object" },
  { "\"destination\":", "\"destiny\":", "destination is missing" },
  { "\"kind\": \"s3\"", "\"kind\": \"ftp\"", "destination.kind is not known to this version" },
  { "\"acme-in\"", "\"Acme In\"", "destination.bucket has not the right form" },
  { "\"acme-in\"", "\"a..b\"", "destination.bucket has not the right form" },
  { "\"bucket\": \"acme-in\",", "", "destination.bucket is missing" },
  { "\"uploads/{identity}/{date}/{path}\"", "\"uploads/{identity}/\"",
    "destination.key has not the right form" },
  { "\"uploads/{identity}/{date}/{path}\"", "\"uploads/{user}/{path}\"",
    "destination.key has not the right form" },
  { "\"uploads/{identity}/{date}/{path}\"", "\"uploads/{path\"",
    "destination.key has not the right form" },
  { "\"uploads/{identity}/{date}/{path}\"", "\"a\\u0001{path}\"",
    "destination.key has a control character" },
  { "5000000000000", "0", "rules.max-size is out of range" },
  { "5000000000000", "-1", "rules.max-size is out of range" },
  { "5000000000000", "1e3", "rules.max-size is not a whole number" },
  { "\"video/mp4\"", "7", "rules.types[2] is not a text" },
  { "\".dmp\"", "\"dmp\"", "rules.types[1] has not the right form" },
  { "\"image/*\"", "\"*/*\"", "rules.types[0] has not the right form" },
  { "[\"image/*\", \".dmp\", \"video/mp4\"]", "[]", "rules.types is empty" },
  { "[\"image/*\", \".dmp\", \"video/mp4\"]", "\"image/*\"", "rules.types is not a list" },
  { "\"refuse\"", "\"ask\"", "rules.same-name is not known to this version" },
  { "\"something-newer\": {", "\"ca-file\": \"/tmp/ca.pem\", \"x\": {",
    "ca-file is only for services on this computer" },
  { "\"something-newer\": {", "\"ca-file\": \"ca.pem\", \"x\": {",
    "ca-file has not the right form" },
  { "\"something-newer\":", "\"name\":", "name appears twice" },
  { "\"self-sign-up\": false", "\"region\": \"eu-west-1\"", "sign-in.region appears twice" },
};

static const struct
{
  const char *from;
  const char *to;
  const char *detail;
} broken_details[] = {
  { "\"details\": [", "\"details\": {}, \"x\": [", "details is not a list" },
  { "\"details\": [", "\"details\": [], \"x\": [", "details is empty" },
  { "\"details\": [", "\"details\": [ 7,", "details[0] is not an object" },
  { "\"details\": [", "\"details\": [ {},{},{},{},{},{},{},{},{},", "details is too long" },
  { "\"name\": \"title\", ", "", "details[0].name is missing" },
  { "\"title\"", "\"Title\"", "details[0].name has not the right form" },
  { "\"title\"", "\"dropoff-reference\"", "details[0].name has not the right form" },
  { "\"title\"", "\"a123456789a123456789a123456789a123456789x\"",
    "details[0].name has not the right form" },
  { "\"line\"", "\"title\"", "details[1].name is there twice" },
  { "\"label\": \"Title\", ", "", "details[0].label is missing" },
  { "\"Title\"", "\" Title\"", "details[0].label has not the right form" },
  { "\"Title\"", "\"Ti\\ntle\"", "details[0].label has a control character" },
  { "\"required\": true", "\"required\": 1", "details[0].required is neither true nor false" },
  { "\"required\": true", "\"kind\": \"color\"",
    "details[0].kind is not known to this version" },
  { "\"required\": true", "\"choices\": [\"a\"]", "details[0].choices is only for kind choice" },
  { "\"choices\": [\"North\", \"Süd\"]", "\"required\": false", "details[1].choices is missing" },
  { "\"North\"", "7", "details[1].choices[0] is not a text" },
};

static void
test_details (void)
{
  g_autoptr (DropoffConnection) connection = read_text (good, NULL);
  const GPtrArray *fields = dropoff_connection_get_details (connection);
  const DropoffDetailField *title = g_ptr_array_index (fields, 0);
  const DropoffDetailField *line = g_ptr_array_index (fields, 1);

  g_assert_cmpuint (fields->len, ==, 2);
  g_assert_cmpstr (title->name, ==, "title");
  g_assert_cmpstr (title->label, ==, "Title");
  g_assert_true (title->required && title->kind == DROPOFF_DETAIL_TEXT && title->choices == NULL);
  g_assert_true (!line->required && line->kind == DROPOFF_DETAIL_CHOICE);
  g_assert_cmpuint (g_strv_length (line->choices), ==, 2);
  for (gsize i = 0; i < G_N_ELEMENTS (broken_details); i++)
    {
      g_autofree char *text = replace (broken_details[i].from, broken_details[i].to);
      g_autoptr (GError) error = NULL;

      g_test_message ("%s", broken_details[i].detail);
      g_assert_null (read_text (text, &error));
      g_assert_error (error, DROPOFF_ERROR, DROPOFF_ERROR_CONNECTION_FILE);
      g_assert_cmpstr (dropoff_error_get_detail (error), ==, broken_details[i].detail);
    }
}

static void
test_broken (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (broken); i++)
    {
      g_autofree char *text = replace (broken[i].from, broken[i].to);
      g_autoptr (GError) error = NULL;

      g_test_message ("%s", broken[i].detail);
      g_assert_null (read_text (text, &error));
      g_assert_error (error, DROPOFF_ERROR, DROPOFF_ERROR_CONNECTION_FILE);
      g_assert_cmpstr (dropoff_error_get_detail (error), ==, broken[i].detail);
      g_assert_true (g_str_has_suffix (error->message, "."));
    }
}

/* Not even JSON, or too much of it. */
static void
test_unreadable (void)
{
  static const char *const texts[] = { "", " ", "hello", "[]", "7", "null", "<html></html>", "{",
                                       "{\"dropoff\":1,}", "{\"name\":\"\xff\"}", "{\"a\":1}//x",
                                       "{\"name\":\"\\ud800\"}", "PK\x03\x04" };
  g_autofree char *deep = g_strnfill (DROPOFF_CONNECTION_MAX_BYTES - 1, '[');
  g_autofree char *large = g_strnfill (DROPOFF_CONNECTION_MAX_BYTES + 1, ' ');
  g_autoptr (GString) objects = g_string_new (NULL);
  g_autoptr (GError) error = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (GError) one = NULL;

      g_assert_null (read_text (texts[i], &one));
      g_assert_error (one, DROPOFF_ERROR, DROPOFF_ERROR_CONNECTION_FILE);
      g_assert_nonnull (dropoff_error_get_detail (one));
    }
  for (int i = 0; i < 40000; i++)
    g_string_append (objects, "{\"a\":");
  g_assert_null (read_text (deep, NULL));
  g_assert_null (read_text (objects->str, NULL));
  g_assert_null (read_text (large, &error));
  g_assert_cmpstr (dropoff_error_get_detail (error), ==, "larger than 262144 bytes");
}

/* Everything may be on this computer, then also without TLS and with an authority of its own. */
static void
test_loopback (void)
{
  static const char *const hosts[]
      = { "http://localhost:8080/", "http://127.0.0.1:1", "http://127.9.9.9/a//",
          "http://[::1]:5" };

  for (gsize i = 0; i < G_N_ELEMENTS (hosts); i++)
    {
      g_autofree char *text = g_strdup_printf (
          "{\"dropoff\":1,\"id\":\"a\",\"name\":\"A\",\"ca-file\":\"/tmp/ca.pem\",\"sign-in\":"
          "{\"kind\":\"cognito\",\"region\":\"r\",\"user-pool-id\":\"r_x\",\"client-id\":\"c\","
          "\"identity-pool-id\":\"r:1\",\"endpoint\":\"%s\",\"identity-endpoint\":\"%s\"},"
          "\"destination\":{\"kind\":\"s3\",\"region\":\"r\",\"bucket\":\"abc\","
          "\"endpoint\":\"%s\"}}",
          hosts[i], hosts[i], hosts[i]);
      g_autoptr (GError) error = NULL;
      g_autoptr (DropoffConnection) connection = read_text (text, &error);

      g_assert_no_error (error);
      g_assert_cmpstr (dropoff_connection_get_ca_file (connection), ==, "/tmp/ca.pem");
      g_assert_false (
          g_str_has_suffix (dropoff_connection_get_bucket_endpoint (connection), "/"));
      g_assert_true (g_str_has_prefix (hosts[i],
                                       dropoff_connection_get_user_pool_endpoint (connection)));
    }
}

static void
test_accepts (void)
{
  static const struct
  {
    const char *name;
    const char *content_type;
    guint64 size_bytes;
    gboolean accepted;
  } cases[] = {
    { "survey.DMP", NULL, 0, TRUE },
    { "survey.dmp", "application/octet-stream", 5000000000000, TRUE },
    { "survey.dmp", "application/octet-stream", 5000000000001, FALSE },
    { "picture", "image/png", 1, TRUE },
    { "picture.png", NULL, 1, TRUE },
    { "film.mp4", "video/mp4", 1, TRUE },
    { "film.mkv", "video/x-matroska", 1, FALSE },
    { "notes.txt", "text/plain", 1, FALSE },
    { ".dmp", "text/plain", 1, FALSE },
    { "", NULL, 1, FALSE },
  };
  g_autoptr (DropoffConnection) connection = read_text (good, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      gboolean accepted
          = dropoff_connection_accepts (connection, cases[i].name, cases[i].content_type,
                                        cases[i].size_bytes, &error);

      g_test_message ("%s", cases[i].name);
      g_assert_cmpint (accepted, ==, cases[i].accepted);
      g_assert_cmpint (accepted, ==, error == NULL);
      if (error != NULL)
        {
          g_assert_error (error, DROPOFF_ERROR, DROPOFF_ERROR_NOT_ACCEPTED);
          g_assert_nonnull (strstr (error->message, "Acme Geophysics"));
        }
    }
}

/* What the README shows a company is taken as it stands there. */
static void
test_readme (void)
{
  g_autofree char *path = g_build_filename (g_getenv ("DROPOFF_SOURCE_ROOT"), "README.md", NULL);
  g_autofree char *text = NULL;
  g_autoptr (DropoffConnection) connection = NULL;
  g_autoptr (GError) error = NULL;
  char *begin, *end;

  g_file_get_contents (path, &text, NULL, &error);
  g_assert_no_error (error);
  begin = strstr (text, "{ \"dropoff\": 1");
  g_assert_nonnull (begin);
  end = strstr (begin, "```");
  g_assert_nonnull (end);
  *end = '\0';
  connection = read_text (begin, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (dropoff_connection_get_name (connection), ==, "Acme Geophysics");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/connection/developer", test_developer);
  g_test_add_func ("/connection/guest", test_guest);
  g_test_add_func ("/connection/browser", test_browser);
  g_test_add_func ("/connection/shared-key", test_shared_key);
  g_test_add_func ("/connection/broken-kinds", test_broken_kinds);
  g_test_add_func ("/connection/good", test_good);
  g_test_add_func ("/connection/least", test_least);
  g_test_add_func ("/connection/broken", test_broken);
  g_test_add_func ("/connection/unreadable", test_unreadable);
  g_test_add_func ("/connection/loopback", test_loopback);
  g_test_add_func ("/connection/accepts", test_accepts);
  g_test_add_func ("/connection/details", test_details);
  g_test_add_func ("/connection/readme", test_readme);
  return g_test_run ();
}
