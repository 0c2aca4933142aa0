/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "dropoff-connection-forms.h"
#include "dropoff-connection-private.h"

#define DEFAULT_KEY_TEMPLATE "{path}"

/* A shared key knows nobody. */
static gboolean
is_template_without_identity (const char *text)
{
  return dropoff_form_is_key_template (text) && strstr (text, "{identity}") == NULL;
}

gboolean
dropoff_connection_read_put (DropoffConnection *self, const DropoffConnectionReader *destination,
                             GError **error)
{
  if (self->sign_in_kind != DROPOFF_SIGN_IN_SHARED_KEY)
    return dropoff_connection_reader_refuse (destination, "kind",
                                             "needs sign-in.kind shared-key", error);
  if (!dropoff_connection_reader_address (destination, "endpoint", TRUE, &self->put_endpoint,
                                          error)
      || !dropoff_connection_reader_text (destination, "key", FALSE, is_template_without_identity,
                                          &self->key_template, error))
    return FALSE;
  if (self->put_endpoint == NULL)
    return dropoff_connection_reader_refuse (destination, "endpoint", "is missing", error);
  if (self->key_template == NULL)
    self->key_template = g_strdup (DEFAULT_KEY_TEMPLATE);
  dropoff_connection_use_address (self, self->put_endpoint);
  return TRUE;
}

const char *
dropoff_connection_get_put_endpoint (DropoffConnection *self)
{
  g_return_val_if_fail (DROPOFF_IS_CONNECTION (self), NULL);
  return self->put_endpoint;
}
