/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "dropoff-cognito-account-messages.h"
#include "dropoff-cognito-messages.h"
#include "dropoff-error.h"
#include "dropoff-service-error.h"
#include "dropoff-srp.h"

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size_bytes);

/* A challenge of any content is answered or refused; a small exponent keeps it quick. */
static void
answer (const DropoffCognitoReply *reply)
{
  g_autoptr (DropoffSrp) srp = dropoff_srp_new_with_exponent ("7");
  g_autoptr (DropoffSecret) password = dropoff_secret_new ("x");
  g_autoptr (GError) error = NULL;
  const DropoffSrpChallenge challenge = {
    dropoff_cognito_reply_get (reply, "SALT"), dropoff_cognito_reply_get (reply, "SRP_B"),
    dropoff_cognito_reply_get (reply, "SECRET_BLOCK"),
    dropoff_cognito_reply_get (reply, "USER_ID_FOR_SRP"),
  };
  g_autofree char *signature = dropoff_srp_sign_device (srp, "pool", &challenge, password,
                                                        "Thu Jan 1 00:00:00 UTC 1970", &error);

  g_assert_true ((signature == NULL) == (error != NULL));
}

/* As a reply about the own account. */
static void
read_details (GBytes *body)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (DropoffCognitoDetails) details = dropoff_cognito_details_parse (body, &error);

  g_assert_true ((details == NULL) == (error != NULL));
  if (details == NULL)
    return;
  g_assert_nonnull (details->second_steps);
  g_assert_true (details->first_step == NULL || details->first_step[0] != '\0');
  g_assert_true (details->secret_code == NULL || dropoff_secret_length (details->secret_code) > 0);
}

/* The same bytes as a good reply, as an error reply, and as a token. */
int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size_bytes)
{
  g_autoptr (GBytes) body = g_bytes_new (data, size_bytes);
  g_autofree char *text = g_strndup ((const char *) data, size_bytes);
  g_autoptr (DropoffSecret) token = dropoff_secret_new (text);
  g_auto (DropoffTokenClaims) claims = { 0 };
  g_autoptr (DropoffServiceError) service_error = dropoff_service_error_parse (text, text, body);
  g_autoptr (GError) error = NULL;
  g_autoptr (DropoffCognitoReply) reply = dropoff_cognito_reply_parse (body, &error);

  read_details (body);
  dropoff_token_claims_read (&claims, token);
  g_assert_true (service_error->text == NULL || g_utf8_validate (service_error->text, -1, NULL));
  g_assert_true ((reply == NULL) == (error != NULL));
  if (reply == NULL)
    return 0;
  g_assert_true ((reply->challenge_name == NULL) == (reply->id_token != NULL));
  g_assert_true ((reply->access_token != NULL) == (reply->id_token != NULL));
  g_strfreev (
      dropoff_cognito_parse_names (dropoff_cognito_reply_get (reply, "requiredAttributes")));
  if (reply->challenge_name != NULL)
    answer (reply);
  else
    g_assert_true (reply->expires_in_s >= 1 && reply->expires_in_s <= 86400);
  return 0;
}
