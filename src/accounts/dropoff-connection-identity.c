/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "dropoff-aws-endpoint.h"
#include "dropoff-connection-private.h"

/* [\w-]+:[0-9a-f-]+, at most 55 (the API model's pattern). */
static gboolean
is_identity_pool_id (const char *text)
{
  const char *colon = strchr (text, ':');

  return colon != NULL && colon != text && colon[1] != '\0' && strlen (text) <= 55
         && strspn (colon + 1, "0123456789abcdef-") == strlen (colon + 1)
         && strspn (text, "abcdefghijklmnopqrstuvwxyz0123456789-") == (gsize) (colon - text);
}

/* arn:aws:iam::ACCOUNT:role/PATH/NAME; the partition differs in China and for governments. */
static gboolean
is_role (const char *text)
{
  return g_regex_match_simple ("^arn:aws[a-z-]*:iam::[0-9]{12}:role/[A-Za-z0-9_+=,.@/-]{1,576}$",
                               text, G_REGEX_DOLLAR_ENDONLY, 0);
}

static gboolean
read_role (DropoffConnection *self, const DropoffConnectionReader *sign_in, GError **error)
{
  static const char *const flows[] = { "enhanced", "basic", NULL };
  guint flow = 0;

  if (!dropoff_connection_reader_choice (sign_in, "identity-flow", FALSE, flows, &flow, error)
      || !dropoff_connection_reader_text (sign_in, "role", FALSE, is_role, &self->role, error)
      || !dropoff_connection_reader_address (sign_in, "role-endpoint", TRUE, &self->role_endpoint,
                                             error))
    return FALSE;
  self->basic_flow = flow == 1;
  if (self->basic_flow && self->role == NULL)
    return dropoff_connection_reader_refuse (sign_in, "role", "is missing", error);
  return TRUE;
}

static void
complete_endpoint (char **endpoint, const char *service, const char *region)
{
  if (*endpoint == NULL)
    {
      g_autofree char *host = dropoff_aws_service_host (service, region);

      *endpoint = g_strconcat ("https://", host, NULL);
    }
}

gboolean
dropoff_connection_read_identity_pool (DropoffConnection *self,
                                       const DropoffConnectionReader *sign_in, GError **error)
{
  g_autofree char *region = NULL;

  if (!dropoff_connection_reader_text (sign_in, "identity-pool-id", TRUE, is_identity_pool_id,
                                       &self->identity_pool_id, error)
      || !dropoff_connection_reader_address (sign_in, "identity-endpoint", TRUE,
                                             &self->identity_endpoint, error)
      || !read_role (self, sign_in, error))
    return FALSE;
  region = g_strndup (self->identity_pool_id, strcspn (self->identity_pool_id, ":"));
  complete_endpoint (&self->identity_endpoint, "cognito-identity", region);
  dropoff_connection_use_address (self, self->identity_endpoint);
  if (self->basic_flow)
    {
      complete_endpoint (&self->role_endpoint, "sts", region);
      dropoff_connection_use_address (self, self->role_endpoint);
    }
  return TRUE;
}

gboolean
dropoff_connection_get_basic_flow (DropoffConnection *self)
{
  g_return_val_if_fail (DROPOFF_IS_CONNECTION (self), FALSE);
  return self->basic_flow;
}

const char *
dropoff_connection_get_role (DropoffConnection *self)
{
  g_return_val_if_fail (DROPOFF_IS_CONNECTION (self), NULL);
  return self->role;
}

const char *
dropoff_connection_get_role_endpoint (DropoffConnection *self)
{
  g_return_val_if_fail (DROPOFF_IS_CONNECTION (self), NULL);
  return self->role_endpoint;
}

const char *
dropoff_connection_get_identity_pool_id (DropoffConnection *self)
{
  g_return_val_if_fail (DROPOFF_IS_CONNECTION (self), NULL);
  return self->identity_pool_id;
}

const char *
dropoff_connection_get_identity_endpoint (DropoffConnection *self)
{
  g_return_val_if_fail (DROPOFF_IS_CONNECTION (self), NULL);
  return self->identity_endpoint;
}

const char *
dropoff_connection_get_login_provider (DropoffConnection *self)
{
  g_return_val_if_fail (DROPOFF_IS_CONNECTION (self), NULL);
  return self->login_provider;
}
