/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "dropoff-aws-endpoint.h"
#include "dropoff-connection-private.h"

/* The provider's name in the Logins map is one for all regions but China's. */
static char *
make_provider (const char *region)
{
  if (g_str_has_prefix (region, "cn-"))
    return dropoff_aws_service_host ("cognito-identity", region);
  return g_strdup ("cognito-identity.amazonaws.com");
}

gboolean
dropoff_connection_read_back_end (DropoffConnection *self, const DropoffConnectionReader *sign_in,
                                  GError **error)
{
  g_autofree char *region = NULL;

  if (!dropoff_connection_reader_address (sign_in, "endpoint", TRUE, &self->back_end, error))
    return FALSE;
  if (self->back_end == NULL)
    return dropoff_connection_reader_refuse (sign_in, "endpoint", "is missing", error);
  dropoff_connection_use_address (self, self->back_end);
  region = g_strndup (self->identity_pool_id, strcspn (self->identity_pool_id, ":"));
  self->login_provider = make_provider (region);
  return TRUE;
}

const char *
dropoff_connection_get_back_end (DropoffConnection *self)
{
  g_return_val_if_fail (DROPOFF_IS_CONNECTION (self), NULL);
  return self->back_end;
}
