/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Guests, a company's own back end, roles, and every error of an identity pool. */
#include "account-fixture.h"

/* What the local cloud's address for PUT wants. */
#define KEY "acme-shared-key-7f3a"
#define ZOE "zoe.martin@example.com"

static void
set_up_without_vault (Fixture *fixture, gconstpointer data)
{
  fixture_set_up (fixture, NULL);
}

static char *
get_identity (Fixture *fixture, gboolean refused)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (DropoffAwsCredentials) keys = get_keys (fixture->account, refused, &error);

  g_assert_no_error (error);
  g_assert_nonnull (dropoff_aws_credentials_get_session_token (keys));
  return g_strdup (dropoff_account_get_identity_id (fixture->account));
}

static void
assert_no_keys (Fixture *fixture, DropoffError code)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (DropoffAwsCredentials) keys = get_keys (fixture->account, TRUE, &error);

  g_assert_null (keys);
  g_assert_error (error, DROPOFF_ERROR, (int) code);
}

static void
test_guest (Fixture *fixture, gconstpointer data)
{
  g_autofree char *identity = NULL;
  g_autofree char *again = NULL;
  g_autofree char *other = NULL;
  g_autoptr (GError) error = NULL;

  cloud_control ("{\"set\":{\"guests_allowed\":true}}");
  cloud_shorten_lives ();
  fixture_use (fixture, data);
  g_assert_true (restore (fixture->account, &error));
  assert_state (fixture->account, SIGNED_IN);
  identity = get_identity (fixture, FALSE);
  /* Each renewal keeps the identity. */
  wait_ms (OUTLIVE_KEYS_MS);
  again = get_identity (fixture, FALSE);
  g_assert_cmpstr (identity, ==, again);
  g_assert_cmpuint (cloud_count ("GetId"), ==, 1);
  /* Deleted on the other side: the next one is asked for once. */
  cloud_control ("{\"delete_identities\":true}");
  wait_ms (OUTLIVE_KEYS_MS);
  other = get_identity (fixture, FALSE);
  g_assert_cmpstr (other, !=, identity);
  g_assert_cmpuint (cloud_count ("GetId"), ==, 2);
  g_assert_true (sign_out (fixture->account, &error));
  assert_state (fixture->account, SIGNED_IN);
  g_assert_null (dropoff_account_get_identity_id (fixture->account));
}

static void
test_guests_not_allowed (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  fixture_use (fixture, "guest");
  g_assert_true (restore (fixture->account, &error));
  assert_no_keys (fixture, DROPOFF_ERROR_ASK_COMPANY);
}

static void
sign_in_at_back_end (Fixture *fixture)
{
  fixture_use (fixture, "developer");
  sign_in_zoe (fixture->account);
  g_assert_cmpstr (dropoff_account_get_user_name (fixture->account), ==, ZOE);
}

static void
test_developer (Fixture *fixture, gconstpointer data)
{
  g_autofree char *identity = NULL;
  g_autofree char *again = NULL;
  g_autofree char *other = NULL;

  cloud_shorten_lives ();
  sign_in_at_back_end (fixture);
  identity = get_identity (fixture, FALSE);
  g_assert_cmpuint (cloud_count ("GetId"), ==, 0);
  g_assert_cmpuint (cloud_count ("BackEnd"), ==, 1);
  /* The token ends with the keys: the back end gives another without the person. */
  wait_ms (OUTLIVE_KEYS_MS);
  again = get_identity (fixture, FALSE);
  g_assert_cmpstr (again, ==, identity);
  g_assert_cmpuint (cloud_count ("BackEnd"), ==, 2);
  /* A deleted identity is the back end's to replace. */
  cloud_control ("{\"delete_identities\":true}");
  wait_ms (OUTLIVE_KEYS_MS);
  other = get_identity (fixture, FALSE);
  g_assert_cmpstr (other, !=, identity);
  g_assert_cmpuint (cloud_count ("GetId"), ==, 0);
  assert_state (fixture->account, SIGNED_IN);
}

static void
test_developer_wrong (Fixture *fixture, gconstpointer data)
{
  static const struct
  {
    const char *user_name;
    const char *password;
    const char *fault;
    DropoffError code;
  } cases[] = {
    { ZOE, "wrong", NULL, DROPOFF_ERROR_WRONG_ANSWER },
    { "nobody@example.com", "x", NULL, DROPOFF_ERROR_WRONG_ANSWER },
    { "off@example.com", PASSWORD, NULL, DROPOFF_ERROR_ASK_COMPANY },
    { ZOE, PASSWORD, "{\"kind\":\"reply\",\"body\":\"<html>\"}", DROPOFF_ERROR_NOT_THE_SERVICE },
    { ZOE, PASSWORD, "{\"kind\":\"reply\",\"status\":503,\"body\":\"\"}", DROPOFF_ERROR_RETRY },
    { ZOE, PASSWORD, "{\"kind\":\"reply\",\"status\":401,\"body\":\"\"}",
      DROPOFF_ERROR_NOT_THE_SERVICE },
    { ZOE, PASSWORD, "{\"kind\":\"error\",\"code\":\"slow_down\",\"status\":429}",
      DROPOFF_ERROR_TOO_MANY_TRIES },
    { ZOE, PASSWORD, "{\"kind\":\"error\",\"code\":\"temporarily_unavailable\"}",
      DROPOFF_ERROR_RETRY },
    { ZOE, PASSWORD, "{\"kind\":\"change-json\",\"set\":{\"identity-id\":\"../x\"}}",
      DROPOFF_ERROR_NOT_THE_SERVICE },
    { ZOE, PASSWORD, "{\"kind\":\"change-json\",\"remove\":[\"token\"]}",
      DROPOFF_ERROR_NOT_THE_SERVICE },
    { ZOE, PASSWORD, "{\"kind\":\"drop-reply\",\"reset\":true}", DROPOFF_ERROR_NETWORK },
  };

  fixture_use (fixture, "developer");
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;

      cloud_control ("{\"clear_faults\":true}");
      if (cases[i].fault != NULL)
        {
          g_autofree char *order = g_strdup_printf (
              "{\"fault\":{\"match\":{\"service\":\"back-end\"},\"do\":%s}}", cases[i].fault);

          cloud_control (order);
        }
      g_test_message ("%s: %s", cases[i].user_name, cases[i].fault);
      g_assert_false (sign_in (fixture->account, cases[i].user_name, cases[i].password, &error));
      g_assert_error (error, DROPOFF_ERROR, (int) cases[i].code);
      assert_state (fixture->account, SIGNED_OUT);
    }
}

/* What passes ends no sign-in; what the back end says for certain does. */
static void
test_developer_renewal (Fixture *fixture, gconstpointer data)
{
  cloud_shorten_lives ();
  sign_in_at_back_end (fixture);
  wait_ms (OUTLIVE_TOKENS_MS);
  cloud_control ("{\"fault\":{\"match\":{\"service\":\"back-end\"},\"do\":"
                 "{\"kind\":\"reply\",\"status\":403,\"body\":\"<html>\"}}}");
  assert_no_keys (fixture, DROPOFF_ERROR_NOT_THE_SERVICE);
  assert_state (fixture->account, SIGNED_IN);
  cloud_control ("{\"clear_faults\":true,\"revoke\":true}");
  assert_no_keys (fixture, DROPOFF_ERROR_SIGN_IN);
  assert_state (fixture->account, LAPSED);
  g_assert_cmpstr (dropoff_account_get_user_name (fixture->account), ==, ZOE);
  sign_in_zoe (fixture->account);
}

static void
test_developer_without_renewal (Fixture *fixture, gconstpointer data)
{
  g_autofree char *identity = NULL;
  g_autoptr (GError) error = NULL;

  cloud_shorten_lives ();
  cloud_control ("{\"set\":{\"back_end_refresh\":false}}");
  sign_in_at_back_end (fixture);
  identity = get_identity (fixture, FALSE);
  wait_ms (OUTLIVE_KEYS_MS);
  assert_no_keys (fixture, DROPOFF_ERROR_SIGN_IN);
  assert_state (fixture->account, LAPSED);
  sign_in_zoe (fixture->account);
  g_assert_true (sign_out (fixture->account, &error));
  assert_state (fixture->account, SIGNED_OUT);
  assert_no_keys (fixture, DROPOFF_ERROR_SIGN_IN);
}

static void
on_stepped (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (dropoff_account_step_finish (DROPOFF_ACCOUNT (source), result, &error));
  assert_code (error, CANCELLED);
  *(gboolean *) user_data = TRUE;
}

static void
test_developer_abandoned (Fixture *fixture, gconstpointer data)
{
  g_autoptr (DropoffSecret) password = dropoff_secret_new (PASSWORD);
  gboolean ended = FALSE;

  fixture_use (fixture, "developer");
  cloud_control ("{\"fault\":{\"match\":{\"service\":\"back-end\"},\"do\":"
                 "{\"kind\":\"delay\",\"seconds\":2}}}");
  dropoff_account_sign_in_async (fixture->account, ZOE, password, NULL, on_stepped, &ended);
  dropoff_account_abandon (fixture->account);
  while (!ended)
    g_main_context_iteration (NULL, TRUE);
  assert_state (fixture->account, SIGNED_OUT);
}

static void
on_signed_in (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (dropoff_account_step_finish (DROPOFF_ACCOUNT (source), result, &error));
  g_assert_no_error (error);
  *(gboolean *) user_data = TRUE;
}

/* While somebody else signs in the one who is signed in goes on sending; each has the own name and
 * identity. */
static void
test_developer_replaced (Fixture *fixture, gconstpointer data)
{
  g_autoptr (DropoffSecret) password = dropoff_secret_new (PASSWORD);
  g_autofree char *identity = NULL;
  g_autofree char *meanwhile = NULL;
  g_autofree char *other = NULL;
  gboolean ended = FALSE;

  sign_in_at_back_end (fixture);
  identity = get_identity (fixture, FALSE);
  cloud_control ("{\"fault\":{\"match\":{\"service\":\"back-end\"},\"do\":"
                 "{\"kind\":\"delay\",\"seconds\":1}}}");
  dropoff_account_sign_in_async (fixture->account, "mail@example.com", password, NULL,
                                 on_signed_in, &ended);
  meanwhile = get_identity (fixture, FALSE);
  g_assert_cmpstr (meanwhile, ==, identity);
  while (!ended)
    g_main_context_iteration (NULL, TRUE);
  assert_state (fixture->account, SIGNED_IN);
  g_assert_cmpstr (dropoff_account_get_user_name (fixture->account), ==, "mail@example.com");
  other = get_identity (fixture, FALSE);
  g_assert_cmpstr (other, !=, identity);
}

static void
test_basic_flow (Fixture *fixture, gconstpointer data)
{
  g_autofree char *identity = NULL;

  fixture_use (fixture, "basic");
  sign_in_zoe (fixture->account);
  cloud_control ("{\"faults\":[{\"match\":{\"service\":\"sts\"},\"do\":\"throttle\",\"times\":1},"
                 "{\"match\":{\"service\":\"sts\"},\"do\":{\"kind\":\"error\","
                 "\"code\":\"ExpiredTokenException\"},\"times\":1,\"skip\":1}]}");
  identity = get_identity (fixture, FALSE);
  g_assert_nonnull (identity);
  g_assert_cmpuint (cloud_count ("GetCredentialsForIdentity"), ==, 0);
  g_assert_cmpuint (cloud_count ("GetOpenIdToken"), >=, 2);
}

static void
test_custom_role (Fixture *fixture, gconstpointer data)
{
  g_autofree char *identity = NULL;

  fixture_use (fixture, "role");
  sign_in_zoe (fixture->account);
  identity = get_identity (fixture, FALSE);
  /* A role that this person's token does not allow is the company's to mend. */
  fixture_change_sign_in (fixture, "{\"role\":\"arn:aws:iam::123456789012:role/other\"}");
  sign_in_zoe (fixture->account);
  assert_no_keys (fixture, DROPOFF_ERROR_ASK_COMPANY);
  assert_state (fixture->account, SIGNED_IN);
}

/* Every error of an identity pool: what is tried by itself, and what comes of it when that is in
 * vain. */
static const struct
{
  const char *connection;
  const char *operation;
  const char *code;
  const char *message;
  gint once;   /* outcome when it happens once: -1 keys are had, else the error */
  gint always; /* and when it always happens */
} pool_errors[] = {
#define PASSES -1
#define ASK (gint) DROPOFF_ERROR_ASK_COMPANY
#define RETRY (gint) DROPOFF_ERROR_RETRY
#define KEYS "GetCredentialsForIdentity"
  { "guest", KEYS, "ResourceNotFoundException", "Identity 'eu-west-1:1' not found.", PASSES, ASK },
  { NULL, KEYS, "ResourceNotFoundException", "Identity 'eu-west-1:1' not found.", PASSES, ASK },
  { "guest", "GetId", "ResourceNotFoundException", "IdentityPool 'eu-west-1:1' not found.", ASK,
    ASK },
  { "guest", KEYS, "ResourceNotFoundException", "IdentityPool 'eu-west-1:1' not found.", ASK, ASK },
  { "guest", "GetId", "NotAuthorizedException",
    "Unauthenticated access is not supported for this identity pool.", ASK, ASK },
  { NULL, KEYS, "NotAuthorizedException", "Invalid login token. Token expired: 1 >= 2", PASSES,
    RETRY },
  { NULL, KEYS, "NotAuthorizedException",
    "Invalid login token. Issuer doesn't match providerName", ASK, ASK },
  { NULL, KEYS, "NotAuthorizedException", "Invalid login token. Couldn't verify signed token.",
    ASK, ASK },
  { NULL, KEYS, "NotAuthorizedException",
    "Token is not from a supported provider of this identity pool.", ASK, ASK },
  { NULL, KEYS, "NotAuthorizedException",
    "Logins don't match. Please include at least one valid login for this identity or identity "
    "pool.", PASSES, ASK },
  { "guest", KEYS, "NotAuthorizedException",
    "Unauthenticated access is not supported for this identity pool.", ASK, ASK },
  { "guest", KEYS, "NotAuthorizedException", "Access to Identity 'eu-west-1:1' is forbidden.",
    PASSES, ASK },
  { "guest", KEYS, "InvalidIdentityPoolConfigurationException", "Invalid identity pool "
    "configuration. Check assigned IAM roles for this pool.", ASK, ASK },
  { "guest", KEYS, "ExternalServiceException", "", PASSES, RETRY },
  { "guest", KEYS, "InternalErrorException", "", PASSES, RETRY },
  { "guest", KEYS, "TooManyRequestsException", "", PASSES, (gint) DROPOFF_ERROR_THROTTLED },
  { "guest", KEYS, "ResourceConflictException", "", ASK, ASK },
  { "guest", "GetId", "LimitExceededException", "", ASK, ASK },
  { "guest", KEYS, "InvalidParameterException", "", ASK, ASK },
  { "guest-basic", "GetOpenIdToken", "InvalidParameterException",
    "Basic (classic) flow is not supported with RoleMappings, please use enhanced flow.", ASK,
    ASK },
  { "guest-basic", "AssumeRoleWithWebIdentity", "AccessDenied",
    "Not authorized to perform sts:AssumeRoleWithWebIdentity", ASK, ASK },
  { "guest-basic", "AssumeRoleWithWebIdentity", "InvalidIdentityToken", "", ASK, ASK },
  { "guest-basic", "AssumeRoleWithWebIdentity", "ExpiredTokenException", "", PASSES, RETRY },
  { "guest-basic", "AssumeRoleWithWebIdentity", "IDPCommunicationError", "", PASSES, RETRY },
  { "guest-basic", "AssumeRoleWithWebIdentity", "PackedPolicyTooLarge", "", ASK, ASK },
};

static void
meet_error (Fixture *fixture, gsize row, gboolean once)
{
  gint wanted = once ? pool_errors[row].once : pool_errors[row].always;
  g_autofree char *order = g_strdup_printf (
      "{\"clear_faults\":true,\"fault\":{\"match\":{\"op\":\"%s\"},\"do\":{\"kind\":\"error\","
      "\"code\":\"%s\",\"message\":\"%s\"}%s}}",
      pool_errors[row].operation, pool_errors[row].code, pool_errors[row].message,
      once ? ",\"times\":1" : "");
  g_autoptr (DropoffAccount) account = fixture_new_account (fixture, NULL);
  g_autoptr (DropoffAwsCredentials) keys = NULL;
  g_autoptr (GError) error = NULL;

  g_test_message ("%s %s, %s", pool_errors[row].operation, pool_errors[row].message,
                  once ? "once" : "always");
  if (pool_errors[row].connection == NULL)
    sign_in_zoe (account);
  else
    g_assert_true (restore (account, NULL));
  cloud_control (order);
  keys = get_keys (account, FALSE, &error);
  cloud_control ("{\"clear_faults\":true}");
  if (wanted == PASSES)
    g_assert_no_error (error);
  else
    g_assert_error (error, DROPOFF_ERROR, wanted);
  g_assert_true ((keys != NULL) == (wanted == PASSES));
  /* None of these ends a sign-in. */
  assert_state (account, SIGNED_IN);
}

static void
test_pool_errors (Fixture *fixture, gconstpointer data)
{
  cloud_control ("{\"set\":{\"guests_allowed\":true}}");
  for (gsize i = 0; i < G_N_ELEMENTS (pool_errors); i++)
    {
      fixture_use (fixture, pool_errors[i].connection != NULL ? pool_errors[i].connection : "role");
      meet_error (fixture, i, TRUE);
      meet_error (fixture, i, FALSE);
    }
}

/* Identities merge: what comes back is what counts from then on. */
static void
test_changed_identity (Fixture *fixture, gconstpointer data)
{
  g_autofree char *identity = NULL;

  cloud_control ("{\"set\":{\"guests_allowed\":true,\"identity_suffix\":\"-merged\"}}");
  fixture_use (fixture, "guest");
  g_assert_true (restore (fixture->account, NULL));
  identity = get_identity (fixture, FALSE);
  g_assert_true (g_str_has_suffix (identity, "-merged"));
  wait_ms (10); /* what keeps the identity id ends by itself */
}

static void
on_header (GObject *source, GAsyncResult *result, gpointer user_data)
{
  *(GAsyncResult **) user_data = g_object_ref (result);
}

static DropoffSecret *
get_header (Fixture *fixture, gboolean refused, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  dropoff_account_get_header_async (fixture->account, refused, NULL, on_header, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  return dropoff_account_get_header_finish (fixture->account, result, error);
}

static void
test_shared_key (Fixture *fixture, gconstpointer data)
{
  static const struct
  {
    const char *key;
    const char *fault;
    DropoffError code;
  } cases[] = {
    { "wrong", NULL, DROPOFF_ERROR_WRONG_ANSWER },
    { "", NULL, DROPOFF_ERROR_WRONG_ANSWER },
    { "a b", NULL, DROPOFF_ERROR_WRONG_ANSWER },
    { "a\r\nX: y", NULL, DROPOFF_ERROR_WRONG_ANSWER },
    { KEY, "{\"kind\":\"reply\",\"status\":503,\"body\":\"\"}", DROPOFF_ERROR_RETRY },
    { KEY, "{\"kind\":\"reply\",\"status\":302,\"body\":\"\"}", DROPOFF_ERROR_NOT_THE_SERVICE },
    { KEY, "{\"kind\":\"reply\",\"status\":429,\"body\":\"\"}", DROPOFF_ERROR_TOO_MANY_TRIES },
    { KEY, "{\"kind\":\"drop-reply\",\"reset\":true}", DROPOFF_ERROR_NETWORK },
  };
  g_autoptr (DropoffSecret) header = NULL;
  g_autoptr (GError) error = NULL;

  fixture_use (fixture, "shared-key");
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) problem = NULL;
      g_autofree char *order = g_strdup_printf (
          "{\"clear_faults\":true%s%s%s}",
          cases[i].fault != NULL ? ",\"fault\":{\"match\":{\"service\":\"put\"},\"do\":" : "",
          cases[i].fault != NULL ? cases[i].fault : "", cases[i].fault != NULL ? "}" : "");

      g_test_message ("%s: %s", cases[i].key, cases[i].fault);
      cloud_control (order);
      g_assert_false (sign_in (fixture->account, "", cases[i].key, &problem));
      g_assert_error (problem, DROPOFF_ERROR, (int) cases[i].code);
      assert_state (fixture->account, SIGNED_OUT);
    }
  cloud_control ("{\"clear_faults\":true}");
  g_assert_true (sign_in (fixture->account, "", KEY, &error));
  assert_state (fixture->account, SIGNED_IN);
  header = get_header (fixture, FALSE, &error);
  g_assert_cmpstr (dropoff_secret_peek (header), ==, "Bearer " KEY);
  /* Refused later: it has to be typed anew. */
  g_assert_null (get_header (fixture, TRUE, &error));
  assert_code (error, SIGN_IN);
  g_clear_error (&error);
  assert_state (fixture->account, LAPSED);
  g_assert_true (sign_in (fixture->account, "", KEY, &error));
  g_assert_true (sign_out (fixture->account, &error));
  assert_state (fixture->account, SIGNED_OUT);
  g_assert_null (get_header (fixture, FALSE, &error));
}

static void
add (const char *path, const char *connection,
     void (*function) (Fixture *fixture, gconstpointer data))
{
  g_test_add (path, Fixture, connection, set_up_without_vault, function, fixture_tear_down);
}

int
main (int argc, char *argv[])
{
  int status;

  g_test_init (&argc, &argv, NULL);
  cloud_start ();
  add ("/kinds/guest", "guest", test_guest);
  add ("/kinds/guest-basic", "guest-basic", test_guest);
  add ("/kinds/guests-not-allowed", NULL, test_guests_not_allowed);
  add ("/kinds/developer", NULL, test_developer);
  add ("/kinds/developer-wrong", NULL, test_developer_wrong);
  add ("/kinds/developer-renewal", NULL, test_developer_renewal);
  add ("/kinds/developer-without-renewal", NULL, test_developer_without_renewal);
  add ("/kinds/developer-abandoned", NULL, test_developer_abandoned);
  add ("/kinds/developer-replaced", NULL, test_developer_replaced);
  add ("/kinds/basic-flow", NULL, test_basic_flow);
  add ("/kinds/custom-role", NULL, test_custom_role);
  add ("/kinds/pool-errors", NULL, test_pool_errors);
  add ("/kinds/shared-key", NULL, test_shared_key);
  add ("/kinds/changed-identity", NULL, test_changed_identity);
  status = g_test_run ();
  cloud_stop ();
  return status;
}
