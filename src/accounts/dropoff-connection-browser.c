/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "dropoff-connection-forms.h"
#include "dropoff-connection-private.h"

/* The API model's pattern for provider names is wider; this is what people use. */
static gboolean
is_identity_provider (const char *text)
{
  return strlen (text) <= 32 && dropoff_form_consists_of (text, "-_.", TRUE);
}

gboolean
dropoff_connection_read_browser (DropoffConnection *self, const DropoffConnectionReader *sign_in,
                                 GError **error)
{
  if (!dropoff_connection_reader_address (sign_in, "login-endpoint", TRUE, &self->login_endpoint,
                                          error)
      || !dropoff_connection_reader_text (sign_in, "identity-provider", FALSE,
                                          is_identity_provider, &self->identity_provider, error))
    return FALSE;
  if (self->login_endpoint != NULL)
    dropoff_connection_use_address (self, self->login_endpoint);
  else if (self->sign_in_kind == DROPOFF_SIGN_IN_BROWSER)
    return dropoff_connection_reader_refuse (sign_in, "login-endpoint", "is missing", error);
  return TRUE;
}

const char *
dropoff_connection_get_login_endpoint (DropoffConnection *self)
{
  g_return_val_if_fail (DROPOFF_IS_CONNECTION (self), NULL);
  return self->login_endpoint;
}

const char *
dropoff_connection_get_identity_provider (DropoffConnection *self)
{
  g_return_val_if_fail (DROPOFF_IS_CONNECTION (self), NULL);
  return self->identity_provider;
}
