/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "dropoff-connection-forms.h"
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

gboolean
dropoff_connection_read_identity_pool (DropoffConnection *self,
                                       const DropoffConnectionReader *sign_in, GError **error)
{
  if (!dropoff_connection_reader_text (sign_in, "identity-pool-id", TRUE, is_identity_pool_id,
                                       &self->identity_pool_id, error)
      || !dropoff_connection_reader_address (sign_in, "identity-endpoint", TRUE,
                                             &self->identity_endpoint, error))
    return FALSE;
  if (self->identity_endpoint == NULL)
    {
      g_autofree char *region = g_strndup (self->identity_pool_id,
                                           strcspn (self->identity_pool_id, ":"));
      g_autofree char *host = dropoff_form_make_aws_host ("cognito-identity", region);

      self->identity_endpoint = g_strconcat ("https://", host, NULL);
    }
  dropoff_connection_use_address (self, self->identity_endpoint);
  return TRUE;
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
