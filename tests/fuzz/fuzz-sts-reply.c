/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "dropoff-sts-messages.h"

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size_bytes);

/* Keys are whole and fit for a header, or there are none; an error's words are text. */
int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size_bytes)
{
  g_autoptr (GBytes) body = g_bytes_new (data, size_bytes);
  g_autoptr (GError) error = NULL;
  g_autoptr (DropoffAwsCredentials) keys = dropoff_sts_parse_credentials (body, &error);
  g_autoptr (DropoffServiceError) reply = dropoff_sts_parse_error (body);

  g_assert_true ((keys == NULL) == (error != NULL));
  g_assert_true (reply->text == NULL || g_utf8_validate (reply->text, -1, NULL));
  if (keys == NULL)
    return 0;
  g_assert_null (strpbrk (dropoff_aws_credentials_get_session_token (keys), " \r\n"));
  g_assert_cmpint (dropoff_aws_credentials_get_expires_at_s (keys), >, 0);
  return 0;
}
