/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "test-account.h"

#include "dropoff-account-private.h"
#include "s3-fixture.h"

#define JSON_HEADERS                                                                               \
  "Content-Type: application/x-amz-json-1.1\r\n"                                                   \
  "X-Amz-Target: AWSCognitoIdentityService.%s\r\n"

#define TEST_TYPE_ACCOUNT (test_account_get_type ())
G_DECLARE_FINAL_TYPE (TestAccount, test_account, TEST, ACCOUNT, DropoffAccount)

struct _TestAccount
{
  DropoffAccount parent_instance;
  DropoffAwsCredentials *keys;
  guint n_keys;
};

G_DEFINE_FINAL_TYPE (TestAccount, test_account, DROPOFF_TYPE_ACCOUNT)

static JsonNode *
ask_identity_pool (const char *operation, const char *body)
{
  g_autofree char *headers = g_strdup_printf (JSON_HEADERS, operation);
  g_autoptr (GError) error = NULL;
  guint status;
  g_autofree char *answer =
      plain_request (store_get ("plain_endpoint"), "POST", headers, body, &status);
  JsonNode *node = json_from_string (answer, &error);

  g_assert_no_error (error);
  if (status != 200)
    g_error ("%s: %s", operation, answer);
  return node;
}

static void
become_guest (TestAccount *self)
{
  g_autofree char *body =
      g_strdup_printf ("{\"IdentityPoolId\": \"%s\"}", store_get ("identity_pool_id"));
  g_autoptr (JsonNode) node = ask_identity_pool ("GetId", body);

  dropoff_account_set_identity_id (
      DROPOFF_ACCOUNT (self),
      json_object_get_string_member (json_node_get_object (node), "IdentityId"));
}

static void
fetch_keys (TestAccount *self)
{
  g_autofree char *body = g_strdup_printf (
      "{\"IdentityId\": \"%s\"}", dropoff_account_get_identity_id (DROPOFF_ACCOUNT (self)));
  g_autoptr (JsonNode) node = ask_identity_pool ("GetCredentialsForIdentity", body);
  JsonObject *keys = json_object_get_object_member (json_node_get_object (node), "Credentials");

  g_clear_pointer (&self->keys, dropoff_aws_credentials_unref);
  self->keys =
      dropoff_aws_credentials_new (json_object_get_string_member (keys, "AccessKeyId"),
                                   json_object_get_string_member (keys, "SecretKey"),
                                   json_object_get_string_member (keys, "SessionToken"),
                                   (gint64) json_object_get_double_member (keys, "Expiration"));
  self->n_keys++;
}

static void
test_account_get_credentials_async (DropoffAccount *account, gboolean refused, GTask *task)
{
  TestAccount *self = TEST_ACCOUNT (account);

  if (refused && store_is_cloud ())
    fetch_keys (self);
  g_task_return_pointer (task, dropoff_aws_credentials_ref (self->keys),
                         (GDestroyNotify) dropoff_aws_credentials_unref);
}

static void
test_account_finalize (GObject *object)
{
  g_clear_pointer (&TEST_ACCOUNT (object)->keys, dropoff_aws_credentials_unref);
  G_OBJECT_CLASS (test_account_parent_class)->finalize (object);
}

static void
test_account_class_init (TestAccountClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = test_account_finalize;
  DROPOFF_ACCOUNT_CLASS (klass)->get_credentials_async = test_account_get_credentials_async;
}

static void
test_account_init (TestAccount *self)
{
}

DropoffAccount *
test_account_new (DropoffConnection *connection)
{
  TestAccount *self = g_object_new (TEST_TYPE_ACCOUNT, "connection", connection, NULL);

  if (store_is_cloud ())
    {
      become_guest (self);
      fetch_keys (self);
      self->n_keys = 0;
    }
  else
    {
      /* Another one each time, so that a second run finds nothing of the first. */
      g_autofree char *uuid = g_uuid_string_random ();
      g_autofree char *identity = g_strconcat ("test:", uuid, NULL);

      dropoff_account_set_identity_id (DROPOFF_ACCOUNT (self), identity);
      self->keys = dropoff_aws_credentials_new (store_get ("access_key"), store_get ("secret_key"),
                                                store_get ("session_token"), 0);
    }
  return DROPOFF_ACCOUNT (self);
}

guint
test_account_count_keys (DropoffAccount *account)
{
  return TEST_ACCOUNT (account)->n_keys;
}

DropoffAwsCredentials *
test_account_dup_keys (DropoffAccount *account)
{
  return dropoff_aws_credentials_ref (TEST_ACCOUNT (account)->keys);
}
