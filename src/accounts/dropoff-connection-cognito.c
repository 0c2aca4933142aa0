/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "dropoff-connection-forms.h"
#include "dropoff-connection-private.h"

/* Cognito takes passwords of 6 to 256 characters. */
#define MIN_PASSWORD 6
#define MAX_PASSWORD 256

/* [\w-]+_[0-9a-zA-Z]+, at most 55 (the API model's pattern). */
static gboolean
is_user_pool_id (const char *text)
{
  const char *underscore = strchr (text, '_');

  return underscore != NULL && underscore != text && underscore[1] != '\0' && strlen (text) <= 55
         && dropoff_form_consists_of (underscore + 1, "", TRUE)
         && dropoff_form_consists_of (text, "-_", TRUE);
}

static gboolean
is_client_id (const char *text)
{
  return strlen (text) <= 128 && dropoff_form_consists_of (text, "_+", TRUE);
}

static gboolean
read_password_rules (DropoffConnection *self, const DropoffConnectionReader *sign_in,
                     GError **error)
{
  DropoffConnectionReader reader = { .path = "sign-in.password-rules." };
  DropoffPasswordRules *rules = &self->password_rules;
  gint64 min_length = 0;

  if (!dropoff_connection_reader_object (sign_in, "password-rules", FALSE, &reader.object, error))
    return FALSE;
  if (reader.object == NULL)
    return TRUE;
  if (!dropoff_connection_reader_number (&reader, "length", MIN_PASSWORD, MAX_PASSWORD,
                                         &min_length, error)
      || !dropoff_connection_reader_flag (&reader, "upper", &rules->upper, error)
      || !dropoff_connection_reader_flag (&reader, "lower", &rules->lower, error)
      || !dropoff_connection_reader_flag (&reader, "number", &rules->number, error)
      || !dropoff_connection_reader_flag (&reader, "symbol", &rules->symbol, error))
    return FALSE;
  rules->min_length = (guint) min_length;
  return TRUE;
}

/* What follows from the members that were read. */
static gboolean
complete (DropoffConnection *self, const DropoffConnectionReader *reader, GError **error)
{
  g_autofree char *pool_region = g_strndup (self->user_pool_id,
                                            strcspn (self->user_pool_id, "_"));
  g_autofree char *pool_host = dropoff_form_make_aws_host ("cognito-idp", self->region);

  if (!g_str_equal (pool_region, self->region))
    return dropoff_connection_reader_refuse (reader, "user-pool-id", "is not in this region",
                                             error);
  self->login_provider = g_strdup_printf ("%s/%s", pool_host, self->user_pool_id);
  if (self->user_pool_endpoint == NULL)
    self->user_pool_endpoint = g_strconcat ("https://", pool_host, NULL);
  dropoff_connection_use_address (self, self->user_pool_endpoint);
  return TRUE;
}

gboolean
dropoff_connection_read_cognito (DropoffConnection *self, const DropoffConnectionReader *sign_in,
                                 GError **error)
{
  if (!dropoff_connection_reader_text (sign_in, "region", TRUE, dropoff_form_is_region,
                                       &self->region, error)
      || !dropoff_connection_reader_text (sign_in, "user-pool-id", TRUE, is_user_pool_id,
                                          &self->user_pool_id, error)
      || !dropoff_connection_reader_text (sign_in, "client-id", TRUE, is_client_id,
                                          &self->client_id, error)
      || !dropoff_connection_reader_address (sign_in, "endpoint", TRUE, &self->user_pool_endpoint,
                                             error)
      || !dropoff_connection_reader_flag (sign_in, "self-sign-up", &self->offers_sign_up, error)
      || !read_password_rules (self, sign_in, error))
    return FALSE;
  return complete (self, sign_in, error);
}

const char *
dropoff_connection_get_region (DropoffConnection *self)
{
  g_return_val_if_fail (DROPOFF_IS_CONNECTION (self), NULL);
  return self->region;
}

const char *
dropoff_connection_get_user_pool_id (DropoffConnection *self)
{
  g_return_val_if_fail (DROPOFF_IS_CONNECTION (self), NULL);
  return self->user_pool_id;
}

const char *
dropoff_connection_get_client_id (DropoffConnection *self)
{
  g_return_val_if_fail (DROPOFF_IS_CONNECTION (self), NULL);
  return self->client_id;
}

const char *
dropoff_connection_get_user_pool_endpoint (DropoffConnection *self)
{
  g_return_val_if_fail (DROPOFF_IS_CONNECTION (self), NULL);
  return self->user_pool_endpoint;
}

const char *
dropoff_connection_get_login_provider (DropoffConnection *self)
{
  g_return_val_if_fail (DROPOFF_IS_CONNECTION (self), NULL);
  return self->login_provider;
}

gboolean
dropoff_connection_get_offers_sign_up (DropoffConnection *self)
{
  g_return_val_if_fail (DROPOFF_IS_CONNECTION (self), FALSE);
  return self->offers_sign_up;
}

const DropoffPasswordRules *
dropoff_connection_get_password_rules (DropoffConnection *self)
{
  g_return_val_if_fail (DROPOFF_IS_CONNECTION (self), NULL);
  return &self->password_rules;
}
