/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "dropoff-cognito-account-messages.h"

#include "dropoff-cognito-messages.h"
#include "dropoff-foreign-reply.h"
#include "dropoff-json-check.h"
#include "dropoff-json-writer.h"

GBytes *
dropoff_cognito_associate_app (const DropoffSecret *session, const DropoffSecret *access_token)
{
  DropoffJsonWriter *writer = dropoff_json_writer_new ();

  dropoff_json_writer_add_secret (writer, "Session", session);
  dropoff_json_writer_add_secret (writer, "AccessToken", access_token);
  return dropoff_json_writer_finish (writer);
}

GBytes *
dropoff_cognito_verify_app (const DropoffSecret *session, const DropoffSecret *access_token,
                            const char *code, const char *name)
{
  DropoffJsonWriter *writer = dropoff_json_writer_new ();

  dropoff_json_writer_add_secret (writer, "Session", session);
  dropoff_json_writer_add_secret (writer, "AccessToken", access_token);
  dropoff_json_writer_add_text (writer, "UserCode", code);
  dropoff_json_writer_add_text (writer, "FriendlyDeviceName", name);
  return dropoff_json_writer_finish (writer);
}

GBytes *
dropoff_cognito_sign_up (const char *client_id, const char *user_name,
                         const DropoffSecret *password, const char *const *attributes)
{
  DropoffJsonWriter *writer = dropoff_json_writer_new ();

  dropoff_json_writer_add_text (writer, "ClientId", client_id);
  dropoff_json_writer_add_text (writer, "Username", user_name);
  dropoff_json_writer_add_secret (writer, "Password", password);
  dropoff_json_writer_add_pairs (writer, "UserAttributes", attributes);
  return dropoff_json_writer_finish (writer);
}

GBytes *
dropoff_cognito_confirm_sign_up (const char *client_id, const char *user_name, const char *code)
{
  DropoffJsonWriter *writer = dropoff_json_writer_new ();

  dropoff_json_writer_add_text (writer, "ClientId", client_id);
  dropoff_json_writer_add_text (writer, "Username", user_name);
  dropoff_json_writer_add_text (writer, "ConfirmationCode", code);
  return dropoff_json_writer_finish (writer);
}

GBytes *
dropoff_cognito_ask_for_code (const char *client_id, const char *user_name)
{
  DropoffJsonWriter *writer = dropoff_json_writer_new ();

  dropoff_json_writer_add_text (writer, "ClientId", client_id);
  dropoff_json_writer_add_text (writer, "Username", user_name);
  return dropoff_json_writer_finish (writer);
}

GBytes *
dropoff_cognito_confirm_forgot (const char *client_id, const char *user_name, const char *code,
                                const DropoffSecret *password)
{
  DropoffJsonWriter *writer = dropoff_json_writer_new ();

  dropoff_json_writer_add_text (writer, "ClientId", client_id);
  dropoff_json_writer_add_text (writer, "Username", user_name);
  dropoff_json_writer_add_text (writer, "ConfirmationCode", code);
  dropoff_json_writer_add_secret (writer, "Password", password);
  return dropoff_json_writer_finish (writer);
}

GBytes *
dropoff_cognito_change_password (const DropoffSecret *access_token,
                                 const DropoffSecret *old_password,
                                 const DropoffSecret *new_password)
{
  DropoffJsonWriter *writer = dropoff_json_writer_new ();

  dropoff_json_writer_add_secret (writer, "AccessToken", access_token);
  dropoff_json_writer_add_secret (writer, "PreviousPassword", old_password);
  dropoff_json_writer_add_secret (writer, "ProposedPassword", new_password);
  return dropoff_json_writer_finish (writer);
}

GBytes *
dropoff_cognito_confirm_device (const DropoffSecret *access_token, const char *device_key,
                                const char *name, const char *salt, const char *verifier)
{
  DropoffJsonWriter *writer = dropoff_json_writer_new ();

  dropoff_json_writer_add_secret (writer, "AccessToken", access_token);
  dropoff_json_writer_add_text (writer, "DeviceKey", device_key);
  dropoff_json_writer_add_text (writer, "DeviceName", name);
  dropoff_json_writer_begin_object (writer, "DeviceSecretVerifierConfig");
  dropoff_json_writer_add_text (writer, "Salt", salt);
  dropoff_json_writer_add_text (writer, "PasswordVerifier", verifier);
  dropoff_json_writer_end_object (writer);
  return dropoff_json_writer_finish (writer);
}

GBytes *
dropoff_cognito_remember_device (const DropoffSecret *access_token, const char *device_key,
                                 gboolean remembered)
{
  DropoffJsonWriter *writer = dropoff_json_writer_new ();

  dropoff_json_writer_add_secret (writer, "AccessToken", access_token);
  dropoff_json_writer_add_text (writer, "DeviceKey", device_key);
  dropoff_json_writer_add_text (writer, "DeviceRememberedStatus",
                                remembered ? "remembered" : "not_remembered");
  return dropoff_json_writer_finish (writer);
}

GBytes *
dropoff_cognito_get_user (const DropoffSecret *access_token)
{
  DropoffJsonWriter *writer = dropoff_json_writer_new ();

  dropoff_json_writer_add_secret (writer, "AccessToken", access_token);
  return dropoff_json_writer_finish (writer);
}

GBytes *
dropoff_cognito_set_second_steps (const DropoffSecret *access_token,
                                  const DropoffCognitoSecondStep *steps, gsize n_steps)
{
  DropoffJsonWriter *writer = dropoff_json_writer_new ();

  dropoff_json_writer_add_secret (writer, "AccessToken", access_token);
  for (gsize i = 0; i < n_steps; i++)
    {
      dropoff_json_writer_begin_object (writer, steps[i].member);
      dropoff_json_writer_add_flag (writer, "Enabled", steps[i].is_on);
      dropoff_json_writer_add_flag (writer, "PreferredMfa", steps[i].is_first);
      dropoff_json_writer_end_object (writer);
    }
  return dropoff_json_writer_finish (writer);
}

static gboolean
read_secret (JsonObject *object, const char *name, DropoffSecret **secret, GError **error)
{
  const char *text;

  if (!dropoff_json_get_text (object, name, &text))
    return dropoff_foreign_refuse_sign_in (name, error);
  if (text != NULL)
    *secret = dropoff_secret_new (text);
  return TRUE;
}

static gboolean
read_flag (JsonObject *object, const char *name, gboolean *flag, GError **error)
{
  JsonNode *node = json_object_get_member (object, name);

  if (node == NULL || JSON_NODE_HOLDS_NULL (node))
    return TRUE;
  if (!JSON_NODE_HOLDS_VALUE (node) || json_node_get_value_type (node) != G_TYPE_BOOLEAN)
    return dropoff_foreign_refuse_sign_in (name, error);
  *flag = json_node_get_boolean (node);
  return TRUE;
}

/* What else an attribute says is not asked for here. */
static void
read_attribute (JsonObject *attribute, DropoffCognitoDetails *details)
{
  const char *name, *value;

  if (!dropoff_json_get_text (attribute, "Name", &name)
      || !dropoff_json_get_text (attribute, "Value", &value))
    return;
  if (g_strcmp0 (name, "email_verified") == 0)
    details->has_email = g_strcmp0 (value, "true") == 0;
  else if (g_strcmp0 (name, "phone_number_verified") == 0)
    details->has_phone = g_strcmp0 (value, "true") == 0;
}

static gboolean
read_attributes (JsonObject *object, DropoffCognitoDetails *details, GError **error)
{
  JsonNode *node = json_object_get_member (object, "UserAttributes");
  JsonArray *array;

  if (node == NULL || JSON_NODE_HOLDS_NULL (node))
    return TRUE;
  if (!JSON_NODE_HOLDS_ARRAY (node))
    return dropoff_foreign_refuse_sign_in ("UserAttributes", error);
  array = json_node_get_array (node);
  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      JsonNode *element = json_array_get_element (array, i);

      if (JSON_NODE_HOLDS_OBJECT (element))
        read_attribute (json_node_get_object (element), details);
    }
  return TRUE;
}

static gboolean
read_user (JsonObject *object, DropoffCognitoDetails *details, GError **error)
{
  const char *first_step;

  if (!dropoff_json_get_names (object, "UserMFASettingList", &details->second_steps))
    return dropoff_foreign_refuse_sign_in ("UserMFASettingList", error);
  if (!dropoff_json_get_text (object, "PreferredMfaSetting", &first_step))
    return dropoff_foreign_refuse_sign_in ("PreferredMfaSetting", error);
  details->first_step = g_strdup (first_step);
  return read_attributes (object, details, error);
}

static gboolean
read_details (JsonObject *object, DropoffCognitoDetails *details, GError **error)
{
  const char *destination = NULL;
  const char *status;
  JsonObject *delivery;

  if (!dropoff_json_get_object (object, "CodeDeliveryDetails", &delivery)
      || (delivery != NULL && !dropoff_json_get_text (delivery, "Destination", &destination)))
    return dropoff_foreign_refuse_sign_in ("CodeDeliveryDetails", error);
  if (!dropoff_json_get_text (object, "Status", &status))
    return dropoff_foreign_refuse_sign_in ("Status", error);
  details->destination = g_strdup (destination);
  details->status = g_strdup (status);
  return read_user (object, details, error)
         && read_secret (object, "Session", &details->session, error)
         && read_secret (object, "SecretCode", &details->secret_code, error)
         && read_flag (object, "UserConfirmed", &details->is_confirmed, error)
         && read_flag (object, "UserConfirmationNecessary", &details->asks_to_remember, error);
}

DropoffCognitoDetails *
dropoff_cognito_details_parse (GBytes *body, GError **error)
{
  g_autoptr (DropoffCognitoDetails) details = NULL;
  g_autofree char *problem = NULL;
  g_autoptr (JsonNode) root = NULL;

  g_return_val_if_fail (body != NULL, NULL);

  root = dropoff_json_parse (body, DROPOFF_COGNITO_MAX_REPLY, &problem);
  if (root == NULL)
    {
      dropoff_foreign_refuse_sign_in (problem, error);
      return NULL;
    }
  details = g_new0 (DropoffCognitoDetails, 1);
  if (!read_details (json_node_get_object (root), details, error))
    return NULL;
  return g_steal_pointer (&details);
}

void
dropoff_cognito_details_free (DropoffCognitoDetails *details)
{
  g_free (details->destination);
  g_free (details->status);
  g_clear_pointer (&details->session, dropoff_secret_unref);
  g_clear_pointer (&details->secret_code, dropoff_secret_unref);
  g_strfreev (details->second_steps);
  g_free (details->first_step);
  g_free (details);
}

DropoffSecret *
dropoff_app_address (const char *issuer, const char *user_name, const DropoffSecret *secret_code)
{
  g_autofree char *shown_issuer = g_uri_escape_string (issuer, NULL, FALSE);
  g_autofree char *shown_user = g_uri_escape_string (user_name, NULL, FALSE);

  return dropoff_secret_new_take (
      g_strdup_printf ("otpauth://totp/%s:%s?secret=%s&issuer=%s", shown_issuer, shown_user,
                       dropoff_secret_peek (secret_code), shown_issuer));
}
