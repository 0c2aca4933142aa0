/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "dropoff-aws-endpoint.h"
#include "dropoff-connection-forms.h"
#include "dropoff-connection-private.h"

/* Cognito takes passwords of 6 to 256 characters. */
#define MIN_PASSWORD 6
#define MAX_PASSWORD 256
/* A refresh token lives for 60 minutes to ten years, 30 days unless the pool says so. */
#define USUAL_REFRESH_DAYS 30
#define MAX_REFRESH_DAYS 3650

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

static gboolean
is_attribute (const char *text)
{
  return strlen (text) <= 32 && dropoff_form_consists_of (text, ":_-", TRUE);
}

static gboolean
read_start (DropoffConnection *self, const DropoffConnectionReader *sign_in, GError **error)
{
  /* Cognito's own names of the flows, written as this file's members are. */
  static const char *const flows[] = { [DROPOFF_START_PASSWORD_PROOF] = "user-srp-auth",
                                       [DROPOFF_START_CHOICE] = "user-auth",
                                       [DROPOFF_START_CUSTOM] = "custom-auth",
                                       [DROPOFF_START_PLAIN_PASSWORD] = "user-password-auth",
                                       NULL };
  guint start = DROPOFF_START_PASSWORD_PROOF;

  if (!dropoff_connection_reader_choice (sign_in, "flow", FALSE, flows, &start, error))
    return FALSE;
  self->start = (DropoffSignInStart) start;
  return TRUE;
}

/* What people may do by themselves, and what the pool is set to. */
static gboolean
read_self_service (DropoffConnection *self, const DropoffConnectionReader *sign_in, GError **error)
{
  gint64 refresh_days = USUAL_REFRESH_DAYS;

  if (!dropoff_connection_reader_flag (sign_in, "self-sign-up", &self->offers_sign_up, error)
      || !dropoff_connection_reader_texts (sign_in, "sign-up-fields", is_attribute,
                                           &self->sign_up_fields, error)
      || !dropoff_connection_reader_flag (sign_in, "self-service", &self->self_service, error)
      || !dropoff_connection_reader_flag (sign_in, "remember-devices", &self->remembers_devices,
                                          error)
      || !dropoff_connection_reader_number (sign_in, "refresh-days", 1, MAX_REFRESH_DAYS,
                                            &refresh_days, error))
    return FALSE;
  self->refresh_days = (guint) refresh_days;
  return read_start (self, sign_in, error);
}

/* What follows from the members that were read. */
static gboolean
complete (DropoffConnection *self, const DropoffConnectionReader *reader, GError **error)
{
  g_autofree char *pool_region = g_strndup (self->user_pool_id,
                                            strcspn (self->user_pool_id, "_"));
  g_autofree char *pool_host = dropoff_aws_service_host ("cognito-idp", self->region);

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
  if (!dropoff_connection_reader_text (sign_in, "region", TRUE, dropoff_aws_region_is_valid,
                                       &self->region, error)
      || !dropoff_connection_reader_text (sign_in, "user-pool-id", TRUE, is_user_pool_id,
                                          &self->user_pool_id, error)
      || !dropoff_connection_reader_text (sign_in, "client-id", TRUE, is_client_id,
                                          &self->client_id, error)
      || !dropoff_connection_reader_address (sign_in, "endpoint", TRUE, &self->user_pool_endpoint,
                                             error)
      || !read_self_service (self, sign_in, error)
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

DropoffSignInStart
dropoff_connection_get_sign_in_start (DropoffConnection *self)
{
  g_return_val_if_fail (DROPOFF_IS_CONNECTION (self), DROPOFF_START_PASSWORD_PROOF);
  return self->start;
}

gboolean
dropoff_connection_get_self_service (DropoffConnection *self)
{
  g_return_val_if_fail (DROPOFF_IS_CONNECTION (self), FALSE);
  return self->self_service;
}

gboolean
dropoff_connection_get_remembers_devices (DropoffConnection *self)
{
  g_return_val_if_fail (DROPOFF_IS_CONNECTION (self), FALSE);
  return self->remembers_devices;
}

guint
dropoff_connection_get_refresh_days (DropoffConnection *self)
{
  g_return_val_if_fail (DROPOFF_IS_CONNECTION (self), USUAL_REFRESH_DAYS);
  return self->refresh_days;
}

const char *const *
dropoff_connection_get_sign_up_fields (DropoffConnection *self)
{
  g_return_val_if_fail (DROPOFF_IS_CONNECTION (self), NULL);
  return (const char *const *) self->sign_up_fields;
}
