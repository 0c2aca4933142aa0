/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "dropoff-browser-messages.h"

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size_bytes);

/* An answer is a code or a problem; tokens are whole; a token of somebody else is never for us. */
int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size_bytes)
{
  g_autofree char *text = g_strndup ((const char *) data, size_bytes);
  g_autoptr (GBytes) body = g_bytes_new (data, size_bytes);
  g_autoptr (DropoffSecret) token = dropoff_secret_new (text);
  g_autoptr (DropoffSecret) code = NULL;
  g_autofree char *problem = NULL;
  g_autofree char *words = NULL;
  g_autofree char *person = NULL;
  g_autofree char *detail = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (DropoffCognitoReply) reply = dropoff_browser_parse_tokens (body, &error);

  g_assert_true ((reply == NULL) == (error != NULL));
  if (dropoff_browser_read_answer (text, "s", &code, &problem, &words))
    g_assert_true ((code == NULL) != (problem == NULL));
  else
    g_assert_true (code == NULL && problem == NULL);
  g_assert_true (words == NULL || g_utf8_validate (words, -1, NULL));
  g_assert_false (dropoff_browser_check_id_token (token, "https://nobody.example/1f0c", "client",
                                                  "a nonce that no input has", 0, &person,
                                                  &detail));
  g_assert_nonnull (detail);
  return 0;
}
