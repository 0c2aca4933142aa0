/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "dropoff-identity-messages.h"

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size_bytes);

/* Keys are whole and fit for a header, or there are none. */
int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size_bytes)
{
  g_autoptr (GBytes) body = g_bytes_new (data, size_bytes);
  g_autofree char *identity_id = NULL;
  g_autofree char *id = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) id_error = NULL;
  g_autoptr (DropoffAwsCredentials) keys
      = dropoff_identity_parse_credentials (body, &identity_id, &error);

  id = dropoff_identity_parse_id (body, &id_error);
  g_assert_true ((id == NULL) == (id_error != NULL));
  g_assert_true ((keys == NULL) == (error != NULL));
  g_assert_true ((keys == NULL) == (identity_id == NULL));
  if (keys == NULL)
    return 0;
  g_assert_null (strpbrk (identity_id, "/. \r\n"));
  g_assert_null (strpbrk (dropoff_aws_credentials_get_session_token (keys), " \r\n"));
  g_assert_cmpint (dropoff_aws_credentials_get_expires_at_s (keys), >=, 0);
  return 0;
}
