/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "dropoff-identity-messages.h"

#include <string.h>

#include "dropoff-foreign-reply.h"
#include "dropoff-json-check.h"
#include "dropoff-json-writer.h"

#define MAX_TIME_S 253402300799.0
#define MAX_IDENTITY_ID_BYTES 128

static void
add_logins (DropoffJsonWriter *writer, const char *provider, const DropoffSecret *id_token)
{
  if (provider == NULL || id_token == NULL)
    return;
  dropoff_json_writer_begin_object (writer, "Logins");
  dropoff_json_writer_add_secret (writer, provider, id_token);
  dropoff_json_writer_end_object (writer);
}

GBytes *
dropoff_identity_get_id (const char *identity_pool_id, const char *provider,
                         const DropoffSecret *id_token)
{
  DropoffJsonWriter *writer = dropoff_json_writer_new ();

  dropoff_json_writer_add_text (writer, "IdentityPoolId", identity_pool_id);
  add_logins (writer, provider, id_token);
  return dropoff_json_writer_finish (writer);
}

GBytes *
dropoff_identity_get_credentials (const char *identity_id, const char *provider,
                                  const DropoffSecret *id_token, const char *role_arn)
{
  DropoffJsonWriter *writer = dropoff_json_writer_new ();

  dropoff_json_writer_add_text (writer, "IdentityId", identity_id);
  add_logins (writer, provider, id_token);
  dropoff_json_writer_add_text (writer, "CustomRoleArn", role_arn);
  return dropoff_json_writer_finish (writer);
}

GBytes *
dropoff_identity_get_open_id_token (const char *identity_id, const char *provider,
                                    const DropoffSecret *id_token)
{
  DropoffJsonWriter *writer = dropoff_json_writer_new ();

  dropoff_json_writer_add_text (writer, "IdentityId", identity_id);
  add_logins (writer, provider, id_token);
  return dropoff_json_writer_finish (writer);
}

/* The id becomes part of object keys, so nothing odd may be in it. */
gboolean
dropoff_identity_is_id (const char *text)
{
  return text != NULL && text[0] != '\0' && strlen (text) <= MAX_IDENTITY_ID_BYTES
         && strspn (text, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789:_-")
                == strlen (text);
}

static char *
read_identity_id (JsonObject *object, GError **error)
{
  const char *text;

  if (!dropoff_json_get_text (object, "IdentityId", &text) || !dropoff_identity_is_id (text))
    {
      dropoff_foreign_refuse_company ("IdentityId is missing or has not the right form", error);
      return NULL;
    }
  return g_strdup (text);
}

static JsonNode *
parse (GBytes *body, GError **error)
{
  g_autofree char *problem = NULL;
  JsonNode *root = dropoff_json_parse (body, DROPOFF_IDENTITY_MAX_REPLY, &problem);

  if (root == NULL)
    dropoff_foreign_refuse_company (problem, error);
  return root;
}

char *
dropoff_identity_parse_id (GBytes *body, GError **error)
{
  g_autoptr (JsonNode) root = NULL;

  g_return_val_if_fail (body != NULL, NULL);

  root = parse (body, error);
  return root != NULL ? read_identity_id (json_node_get_object (root), error) : NULL;
}

/* What ends up in a header must not be able to end it. */
static const char *
read_header_text (JsonObject *object, const char *name)
{
  const char *text;

  if (!dropoff_json_get_text (object, name, &text) || text == NULL)
    return NULL;
  for (const char *at = text; *at != '\0'; at++)
    {
      if (!g_ascii_isgraph (*at))
        return NULL;
    }
  return text;
}

static DropoffAwsCredentials *
read_credentials (JsonObject *object, GError **error)
{
  const char *access_key_id = read_header_text (object, "AccessKeyId");
  const char *secret_key = read_header_text (object, "SecretKey");
  const char *session_token = read_header_text (object, "SessionToken");
  double expiration_s = -1;

  if (access_key_id == NULL || secret_key == NULL || session_token == NULL
      || !dropoff_json_get_number (object, "Expiration", &expiration_s) || expiration_s < 0
      || expiration_s > MAX_TIME_S)
    {
      dropoff_foreign_refuse_company ("Credentials is not complete", error);
      return NULL;
    }
  return dropoff_aws_credentials_new (access_key_id, secret_key, session_token,
                                      (gint64) expiration_s);
}

DropoffAwsCredentials *
dropoff_identity_parse_credentials (GBytes *body, char **identity_id, GError **error)
{
  g_autoptr (JsonNode) root = NULL;
  g_autofree char *identity = NULL;
  DropoffAwsCredentials *credentials;
  JsonObject *object;

  g_return_val_if_fail (body != NULL, NULL);
  g_return_val_if_fail (identity_id != NULL, NULL);

  root = parse (body, error);
  if (root == NULL)
    return NULL;
  identity = read_identity_id (json_node_get_object (root), error);
  if (identity == NULL)
    return NULL;
  if (!dropoff_json_get_object (json_node_get_object (root), "Credentials", &object)
      || object == NULL)
    {
      dropoff_foreign_refuse_company ("Credentials is missing", error);
      return NULL;
    }
  credentials = read_credentials (object, error);
  if (credentials != NULL)
    *identity_id = g_steal_pointer (&identity);
  return credentials;
}

DropoffSecret *
dropoff_identity_parse_open_id_token (GBytes *body, char **identity_id, GError **error)
{
  g_autoptr (JsonNode) root = NULL;
  g_autofree char *identity = NULL;
  const char *token;

  g_return_val_if_fail (body != NULL, NULL);
  g_return_val_if_fail (identity_id != NULL, NULL);

  root = parse (body, error);
  if (root == NULL)
    return NULL;
  identity = read_identity_id (json_node_get_object (root), error);
  if (identity == NULL)
    return NULL;
  if (!dropoff_json_get_text (json_node_get_object (root), "Token", &token) || token == NULL)
    {
      dropoff_foreign_refuse_company ("Token is missing", error);
      return NULL;
    }
  *identity_id = g_steal_pointer (&identity);
  return dropoff_secret_new (token);
}
