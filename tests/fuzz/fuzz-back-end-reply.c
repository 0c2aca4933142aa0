/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "dropoff-back-end-messages.h"

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size_bytes);

/* A reply has an identity that fits for a name and a token, or there is none. */
int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size_bytes)
{
  g_autoptr (GBytes) body = g_bytes_new (data, size_bytes);
  g_autoptr (GError) error = NULL;
  g_autoptr (DropoffBackEndReply) reply = dropoff_back_end_reply_parse (body, &error);
  g_autoptr (DropoffServiceError) failure = dropoff_oauth_parse_error (body);

  g_assert_true ((reply == NULL) == (error != NULL));
  g_assert_true (failure->text == NULL || g_utf8_validate (failure->text, -1, NULL));
  if (reply == NULL)
    return 0;
  g_assert_null (strpbrk (reply->identity_id, "/. \r\n"));
  g_assert_cmpuint (dropoff_secret_length (reply->token), >, 0);
  return 0;
}
