/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "dropoff-cognito-messages.h"

#include <string.h>

#include "dropoff-foreign-reply.h"
#include "dropoff-json-check.h"
#include "dropoff-json-writer.h"

#define DEFAULT_LIFE_S 3600
#define MAX_LIFE_S 86400
#define MAX_CLAIMS_BYTES (64 * 1024)
#define ATTRIBUTE_PREFIX "userAttributes."
/* The year 9999: later times do not fit the calendar functions. */
#define MAX_TIME_S G_GINT64_CONSTANT (253402300799)

GBytes *
dropoff_cognito_initiate (const char *client_id, const char *flow,
                          const DropoffCognitoText *parameters, gsize n_parameters,
                          const char *secret_name, const DropoffSecret *secret)
{
  DropoffJsonWriter *writer = dropoff_json_writer_new ();

  dropoff_json_writer_add_text (writer, "AuthFlow", flow);
  dropoff_json_writer_add_text (writer, "ClientId", client_id);
  dropoff_json_writer_begin_object (writer, "AuthParameters");
  for (gsize i = 0; i < n_parameters; i++)
    dropoff_json_writer_add_text (writer, parameters[i].name, parameters[i].value);
  dropoff_json_writer_add_secret (writer, secret_name, secret);
  dropoff_json_writer_end_object (writer);
  return dropoff_json_writer_finish (writer);
}

GBytes *
dropoff_cognito_respond (const char *client_id, const char *challenge_name,
                         const DropoffSecret *session, const char *user_name,
                         const DropoffCognitoText *answers, gsize n_answers,
                         const char *secret_name, const DropoffSecret *secret)
{
  DropoffJsonWriter *writer = dropoff_json_writer_new ();

  dropoff_json_writer_add_text (writer, "ChallengeName", challenge_name);
  dropoff_json_writer_add_text (writer, "ClientId", client_id);
  dropoff_json_writer_add_secret (writer, "Session", session);
  dropoff_json_writer_begin_object (writer, "ChallengeResponses");
  dropoff_json_writer_add_text (writer, "USERNAME", user_name);
  for (gsize i = 0; i < n_answers; i++)
    dropoff_json_writer_add_text (writer, answers[i].name, answers[i].value);
  dropoff_json_writer_add_secret (writer, secret_name, secret);
  dropoff_json_writer_end_object (writer);
  return dropoff_json_writer_finish (writer);
}

GBytes *
dropoff_cognito_get_tokens (const char *client_id, const DropoffSecret *refresh_token,
                            const char *device_key)
{
  DropoffJsonWriter *writer = dropoff_json_writer_new ();

  dropoff_json_writer_add_text (writer, "ClientId", client_id);
  dropoff_json_writer_add_secret (writer, "RefreshToken", refresh_token);
  dropoff_json_writer_add_text (writer, "DeviceKey", device_key);
  return dropoff_json_writer_finish (writer);
}

GBytes *
dropoff_cognito_initiate_refresh (const char *client_id, const DropoffSecret *refresh_token,
                                  const char *device_key)
{
  return dropoff_cognito_initiate (client_id, "REFRESH_TOKEN_AUTH",
                                   &(DropoffCognitoText){ "DEVICE_KEY", device_key }, 1,
                                   "REFRESH_TOKEN", refresh_token);
}

GBytes *
dropoff_cognito_revoke (const char *client_id, const DropoffSecret *refresh_token)
{
  DropoffJsonWriter *writer = dropoff_json_writer_new ();

  dropoff_json_writer_add_text (writer, "ClientId", client_id);
  dropoff_json_writer_add_secret (writer, "Token", refresh_token);
  return dropoff_json_writer_finish (writer);
}

static gboolean
read_secret (JsonObject *object, const char *name, gboolean required, DropoffSecret **secret,
             GError **error)
{
  g_autofree char *detail = g_strdup_printf ("%s is missing or not a text", name);
  const char *text;

  if (!dropoff_json_get_text (object, name, &text) || (required && text == NULL))
    return dropoff_foreign_refuse_sign_in (detail, error);
  if (text != NULL)
    *secret = dropoff_secret_new (text);
  return TRUE;
}

static gboolean
read_parameters (JsonObject *object, DropoffCognitoReply *reply, GError **error)
{
  JsonObject *parameters;
  JsonObjectIter iter;
  const char *name;
  JsonNode *node;

  if (!dropoff_json_get_object (object, "ChallengeParameters", &parameters))
    return dropoff_foreign_refuse_sign_in ("ChallengeParameters is not an object", error);
  if (parameters == NULL)
    return TRUE;
  json_object_iter_init (&iter, parameters);
  while (json_object_iter_next (&iter, &name, &node))
    {
      const char *text;

      if (!dropoff_json_get_text (parameters, name, &text))
        return dropoff_foreign_refuse_sign_in ("a challenge parameter is not a text", error);
      if (text != NULL)
        g_hash_table_insert (reply->parameters, g_strdup (name), g_strdup (text));
    }
  return TRUE;
}

/* NewDeviceMetadata comes when the pool remembers devices and this one was not named. */
static gboolean
read_device (JsonObject *result, DropoffCognitoReply *reply, GError **error)
{
  const char *key;
  const char *group_key;
  JsonObject *device;

  if (!dropoff_json_get_object (result, "NewDeviceMetadata", &device))
    return dropoff_foreign_refuse_sign_in ("NewDeviceMetadata is not an object", error);
  if (device == NULL)
    return TRUE;
  if (!dropoff_json_get_text (device, "DeviceKey", &key)
      || !dropoff_json_get_text (device, "DeviceGroupKey", &group_key))
    return dropoff_foreign_refuse_sign_in ("a device's key is not a text", error);
  if (key != NULL && group_key != NULL)
    {
      reply->device_key = g_strdup (key);
      reply->device_group_key = g_strdup (group_key);
    }
  return TRUE;
}

static gboolean
read_result (JsonObject *result, DropoffCognitoReply *reply, GError **error)
{
  double life_s = DEFAULT_LIFE_S;

  if (!dropoff_json_get_number (result, "ExpiresIn", &life_s) || life_s < 1)
    return dropoff_foreign_refuse_sign_in ("ExpiresIn is not a time", error);
  reply->expires_in_s = (gint64) MIN (life_s, MAX_LIFE_S);
  return read_secret (result, "AccessToken", TRUE, &reply->access_token, error)
         && read_secret (result, "IdToken", TRUE, &reply->id_token, error)
         && read_secret (result, "RefreshToken", FALSE, &reply->refresh_token, error)
         && read_device (result, reply, error);
}

static gboolean
read_reply (JsonObject *object, DropoffCognitoReply *reply, GError **error)
{
  const char *challenge_name;
  JsonObject *result;

  if (!dropoff_json_get_text (object, "ChallengeName", &challenge_name))
    return dropoff_foreign_refuse_sign_in ("ChallengeName is not a text", error);
  if (!dropoff_json_get_object (object, "AuthenticationResult", &result))
    return dropoff_foreign_refuse_sign_in ("AuthenticationResult is not an object", error);
  if ((challenge_name == NULL) == (result == NULL))
    return dropoff_foreign_refuse_sign_in ("neither a challenge nor a result, or both", error);
  if (result != NULL)
    return read_result (result, reply, error);
  reply->challenge_name = g_strdup (challenge_name);
  if (!dropoff_json_get_names (object, "AvailableChallenges", &reply->available))
    return dropoff_foreign_refuse_sign_in ("AvailableChallenges is not a list", error);
  return read_secret (object, "Session", FALSE, &reply->session, error)
         && read_parameters (object, reply, error);
}

DropoffCognitoReply *
dropoff_cognito_reply_parse (GBytes *body, GError **error)
{
  g_autoptr (DropoffCognitoReply) reply = NULL;
  g_autofree char *problem = NULL;
  g_autoptr (JsonNode) root = NULL;

  g_return_val_if_fail (body != NULL, NULL);

  root = dropoff_json_parse (body, DROPOFF_COGNITO_MAX_REPLY, &problem);
  if (root == NULL)
    {
      dropoff_foreign_refuse_sign_in (problem, error);
      return NULL;
    }
  reply = g_new0 (DropoffCognitoReply, 1);
  reply->parameters = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  if (!read_reply (json_node_get_object (root), reply, error))
    return NULL;
  return g_steal_pointer (&reply);
}

void
dropoff_cognito_reply_free (DropoffCognitoReply *reply)
{
  g_free (reply->challenge_name);
  g_hash_table_unref (reply->parameters);
  g_clear_pointer (&reply->session, dropoff_secret_unref);
  g_clear_pointer (&reply->access_token, dropoff_secret_unref);
  g_clear_pointer (&reply->id_token, dropoff_secret_unref);
  g_clear_pointer (&reply->refresh_token, dropoff_secret_unref);
  g_strfreev (reply->available);
  g_free (reply->device_key);
  g_free (reply->device_group_key);
  g_free (reply);
}

const char *
dropoff_cognito_reply_get (const DropoffCognitoReply *reply, const char *name)
{
  return g_hash_table_lookup (reply->parameters, name);
}

static JsonNode *
parse_array (const char *text)
{
  g_autoptr (JsonParser) parser = NULL;
  g_autofree char *problem = NULL;

  if (text == NULL || !dropoff_json_check (text, strlen (text), &problem))
    return NULL;
  parser = json_parser_new_immutable ();
  if (!json_parser_load_from_data (parser, text, -1, NULL)
      || json_parser_get_root (parser) == NULL
      || !JSON_NODE_HOLDS_ARRAY (json_parser_get_root (parser)))
    return NULL;
  return json_node_ref (json_parser_get_root (parser));
}

char **
dropoff_cognito_parse_names (const char *text)
{
  g_autoptr (JsonNode) root = parse_array (text);
  g_auto (GStrv) all = dropoff_json_read_names (root != NULL ? json_node_get_array (root) : NULL);
  g_autoptr (GStrvBuilder) names = g_strv_builder_new ();

  for (char **at = all; *at != NULL; at++)
    {
      const char *name = g_str_has_prefix (*at, ATTRIBUTE_PREFIX)
                             ? *at + strlen (ATTRIBUTE_PREFIX)
                             : *at;

      if (name[0] != '\0')
        g_strv_builder_add (names, name);
    }
  return g_strv_builder_end (names);
}

/* The middle one of the three parts, base64 for URLs without padding. */
static GBytes *
decode_payload (const char *token)
{
  const char *from = strchr (token, '.');
  const char *to = from != NULL ? strchr (from + 1, '.') : NULL;
  g_autoptr (GString) standard = NULL;
  guchar *data;
  gsize size;

  if (to == NULL)
    return NULL;
  standard = g_string_new_len (from + 1, to - from - 1);
  for (gsize i = 0; i < standard->len; i++)
    {
      char c = standard->str[i];

      standard->str[i] = c == '-' ? '+' : c == '_' ? '/' : c;
    }
  while (standard->len % 4 != 0)
    g_string_append_c (standard, '=');
  if (standard->len == 0)
    return NULL;
  data = g_base64_decode (standard->str, &size);
  return g_bytes_new_take (data, size);
}

static gint64
read_time (JsonObject *object, const char *name)
{
  double number = 0;

  if (!dropoff_json_get_number (object, name, &number) || number < 0 || number > MAX_TIME_S)
    return 0;
  return (gint64) number;
}

JsonNode *
dropoff_token_payload_parse (const DropoffSecret *token)
{
  g_autoptr (GBytes) payload = decode_payload (dropoff_secret_peek (token));
  g_autofree char *problem = NULL;

  return payload != NULL ? dropoff_json_parse (payload, MAX_CLAIMS_BYTES, &problem) : NULL;
}

gboolean
dropoff_token_claims_read (DropoffTokenClaims *claims, const DropoffSecret *token)
{
  g_autoptr (JsonNode) root = dropoff_token_payload_parse (token);
  JsonObject *object;
  const char *text;

  *claims = (DropoffTokenClaims){ 0 };
  if (root == NULL)
    return FALSE;
  object = json_node_get_object (root);
  claims->issued_at_s = read_time (object, "iat");
  claims->expires_at_s = read_time (object, "exp");
  if (dropoff_json_get_text (object, "sub", &text))
    claims->subject = g_strdup (text);
  return TRUE;
}

void
dropoff_token_claims_clear (DropoffTokenClaims *claims)
{
  g_clear_pointer (&claims->subject, g_free);
}
