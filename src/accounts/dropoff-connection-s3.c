/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "dropoff-aws-endpoint.h"
#include "dropoff-connection-forms.h"
#include "dropoff-connection-private.h"

#define DEFAULT_KEY_TEMPLATE "uploads/{identity}/{path}"

static gboolean
is_bucket (const char *text)
{
  gsize length = strlen (text);

  return length >= 3 && length <= 63 && dropoff_form_consists_of (text, ".-", FALSE)
         && g_ascii_isalnum (text[0]) && g_ascii_isalnum (text[length - 1])
         && strstr (text, "..") == NULL;
}

gboolean
dropoff_connection_read_s3 (DropoffConnection *self, const DropoffConnectionReader *destination,
                            GError **error)
{
  if (!dropoff_connection_reader_text (destination, "region", TRUE, dropoff_aws_region_is_valid,
                                       &self->bucket_region, error)
      || !dropoff_connection_reader_text (destination, "bucket", TRUE, is_bucket, &self->bucket,
                                          error)
      || !dropoff_connection_reader_address (destination, "endpoint", TRUE,
                                             &self->bucket_endpoint, error)
      || !dropoff_connection_reader_text (destination, "key", FALSE, dropoff_form_is_key_template,
                                          &self->key_template, error))
    return FALSE;
  if (self->key_template == NULL)
    self->key_template = g_strdup (DEFAULT_KEY_TEMPLATE);
  dropoff_connection_use_address (self, self->bucket_endpoint);
  return TRUE;
}

const char *
dropoff_connection_get_bucket (DropoffConnection *self)
{
  g_return_val_if_fail (DROPOFF_IS_CONNECTION (self), NULL);
  return self->bucket;
}

const char *
dropoff_connection_get_bucket_region (DropoffConnection *self)
{
  g_return_val_if_fail (DROPOFF_IS_CONNECTION (self), NULL);
  return self->bucket_region;
}

const char *
dropoff_connection_get_bucket_endpoint (DropoffConnection *self)
{
  g_return_val_if_fail (DROPOFF_IS_CONNECTION (self), NULL);
  return self->bucket_endpoint;
}

const char *
dropoff_connection_get_key_template (DropoffConnection *self)
{
  g_return_val_if_fail (DROPOFF_IS_CONNECTION (self), NULL);
  return self->key_template;
}
