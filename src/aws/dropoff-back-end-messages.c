/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "dropoff-back-end-messages.h"

#include "dropoff-foreign-reply.h"
#include "dropoff-identity-messages.h"
#include "dropoff-json-check.h"
#include "dropoff-json-writer.h"

#define MAX_ERROR_BYTES 1024

GBytes *
dropoff_back_end_sign_in (const char *user_name, const DropoffSecret *password)
{
  DropoffJsonWriter *writer = dropoff_json_writer_new ();

  dropoff_json_writer_add_text (writer, "user", user_name);
  dropoff_json_writer_add_secret (writer, "password", password);
  return dropoff_json_writer_finish (writer);
}

GBytes *
dropoff_back_end_renew (const DropoffSecret *refresh_secret)
{
  DropoffJsonWriter *writer = dropoff_json_writer_new ();

  dropoff_json_writer_add_secret (writer, "refresh-token", refresh_secret);
  return dropoff_json_writer_finish (writer);
}

DropoffBackEndReply *
dropoff_back_end_reply_parse (GBytes *body, GError **error)
{
  g_autoptr (DropoffBackEndReply) reply = NULL;
  g_autoptr (JsonNode) root = NULL;
  g_autofree char *problem = NULL;
  const char *identity_id;
  const char *token;
  const char *refresh_secret;
  JsonObject *object;

  g_return_val_if_fail (body != NULL, NULL);

  root = dropoff_json_parse (body, DROPOFF_BACK_END_MAX_REPLY, &problem);
  if (root == NULL)
    {
      dropoff_foreign_refuse_company (problem, error);
      return NULL;
    }
  object = json_node_get_object (root);
  if (!dropoff_json_get_text (object, "identity-id", &identity_id)
      || !dropoff_identity_is_id (identity_id)
      || !dropoff_json_get_text (object, "token", &token) || token == NULL
      || !dropoff_json_get_text (object, "refresh-token", &refresh_secret))
    {
      dropoff_foreign_refuse_company (
          "identity-id, token or refresh-token is missing or has not the right form", error);
      return NULL;
    }
  reply = g_new0 (DropoffBackEndReply, 1);
  reply->identity_id = g_strdup (identity_id);
  reply->token = dropoff_secret_new (token);
  reply->refresh_secret = refresh_secret != NULL ? dropoff_secret_new (refresh_secret) : NULL;
  return g_steal_pointer (&reply);
}

void
dropoff_back_end_reply_free (DropoffBackEndReply *reply)
{
  g_free (reply->identity_id);
  g_clear_pointer (&reply->token, dropoff_secret_unref);
  g_clear_pointer (&reply->refresh_secret, dropoff_secret_unref);
  g_free (reply);
}

DropoffServiceError *
dropoff_oauth_parse_error (GBytes *body)
{
  DropoffServiceError *reply = g_new0 (DropoffServiceError, 1);
  g_autoptr (JsonNode) root = NULL;
  g_autofree char *problem = NULL;
  const char *text;

  g_return_val_if_fail (body != NULL, reply);

  root = dropoff_json_parse (body, DROPOFF_BACK_END_MAX_REPLY, &problem);
  if (root == NULL)
    return reply;
  if (dropoff_json_get_text (json_node_get_object (root), "error", &text) && text != NULL)
    reply->type = g_strndup (text, MAX_ERROR_BYTES);
  if (dropoff_json_get_text (json_node_get_object (root), "error_description", &text))
    reply->text = dropoff_foreign_words (text, MAX_ERROR_BYTES);
  return reply;
}
