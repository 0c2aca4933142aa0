/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>
#include <json-glib/json-glib.h>

#include "dropoff-secret.h"

G_BEGIN_DECLS

/* Nothing here does I/O. Any thread. */

/** The longest reply that is read, in bytes. */
#define DROPOFF_COGNITO_MAX_REPLY (256 * 1024)

/** What goes before an operation's name in the header X-Amz-Target. */
#define DROPOFF_COGNITO_TARGET "AWSCognitoIdentityProviderService"

/**
 * DropoffCognitoText:
 * @name: a member's name
 * @value: its text
 *
 * One pair of ChallengeResponses; borrowed.
 */
typedef struct
{
  const char *name;
  const char *value;
} DropoffCognitoText;

/**
 * dropoff_cognito_initiate:
 * @client_id: the app client's id
 * @flow: AuthFlow
 * @parameters: members of AuthParameters; one whose value is %NULL is left out
 * @n_parameters: how many
 * @secret_name: (nullable): name of one more member
 * @secret: (nullable): its text
 *
 * Returns: (transfer full) (nullable): the body of InitiateAuth, or %NULL if a text is not valid
 *   UTF-8.
 */
GBytes *dropoff_cognito_initiate (const char *client_id, const char *flow,
                                  const DropoffCognitoText *parameters, gsize n_parameters,
                                  const char *secret_name, const DropoffSecret *secret);

/**
 * dropoff_cognito_respond:
 * @client_id: the app client's id
 * @challenge_name: the challenge that is answered
 * @session: (nullable): the latest Session; left out if none came
 * @user_name: USERNAME of the answer
 * @answers: the other members of ChallengeResponses
 * @n_answers: how many
 * @secret_name: (nullable): name of one more member
 * @secret: (nullable): its text
 *
 * Returns: (transfer full) (nullable): the body of RespondToAuthChallenge, or %NULL if a text is
 *   not valid UTF-8.
 */
GBytes *dropoff_cognito_respond (const char *client_id, const char *challenge_name,
                                 const DropoffSecret *session, const char *user_name,
                                 const DropoffCognitoText *answers, gsize n_answers,
                                 const char *secret_name, const DropoffSecret *secret);

/**
 * dropoff_cognito_get_tokens:
 * @client_id: the app client's id
 * @refresh_token: the refresh token
 * @device_key: (nullable): the device that it was given to; a pool that remembers devices wants it
 *
 * Returns: (transfer full): the body of GetTokensFromRefreshToken, which works with and without
 *   rotation.
 */
GBytes *dropoff_cognito_get_tokens (const char *client_id, const DropoffSecret *refresh_token,
                                    const char *device_key);

/**
 * dropoff_cognito_initiate_refresh:
 * @client_id: the app client's id
 * @refresh_token: the refresh token
 * @device_key: (nullable): the device that it was given to
 *
 * Returns: (transfer full): the body of InitiateAuth for REFRESH_TOKEN_AUTH, for services that do
 *   not know GetTokensFromRefreshToken.
 */
GBytes *dropoff_cognito_initiate_refresh (const char *client_id,
                                          const DropoffSecret *refresh_token,
                                          const char *device_key);

/**
 * dropoff_cognito_revoke:
 * @client_id: the app client's id
 * @refresh_token: the refresh token
 *
 * Returns: (transfer full): the body of RevokeToken.
 */
GBytes *dropoff_cognito_revoke (const char *client_id, const DropoffSecret *refresh_token);

/**
 * DropoffCognitoReply:
 * @challenge_name: (nullable): what is asked next, or %NULL when tokens came
 * @session: (nullable): to be sent with the answer
 * @parameters: (element-type utf8 utf8): ChallengeParameters, empty when none came
 * @access_token: (nullable): the access token
 * @id_token: (nullable): the ID token
 * @refresh_token: (nullable): the refresh token, if a new one came
 * @expires_in_s: life of the access token in seconds, 1 to 86,400
 * @available: (nullable): AvailableChallenges of a challenge, zero-terminated
 * @device_key: (nullable): DeviceKey of NewDeviceMetadata: this computer may be registered
 * @device_group_key: (nullable): its DeviceGroupKey
 *
 * A good reply of InitiateAuth, RespondToAuthChallenge or GetTokensFromRefreshToken: either a
 * challenge or both an access and an ID token.
 */
typedef struct
{
  char *challenge_name;
  DropoffSecret *session;
  GHashTable *parameters;
  DropoffSecret *access_token;
  DropoffSecret *id_token;
  DropoffSecret *refresh_token;
  gint64 expires_in_s;
  char **available;
  char *device_key;
  char *device_group_key;
} DropoffCognitoReply;

/**
 * dropoff_cognito_reply_parse:
 * @body: the body of a reply with status 200
 * @error: %DROPOFF_ERROR_NOT_THE_SERVICE if it is anything but what the service says (HTML, empty,
 *   cut, rubbish, wrong types, too large)
 *
 * Reads a reply strictly.
 *
 * Returns: (transfer full): the reply.
 */
DropoffCognitoReply *dropoff_cognito_reply_parse (GBytes *body, GError **error);

/**
 * dropoff_cognito_reply_free:
 * @reply: (transfer full): a reply
 *
 * Frees it; its tokens are wiped with their last reference.
 */
void dropoff_cognito_reply_free (DropoffCognitoReply *reply);

/**
 * dropoff_cognito_reply_get:
 * @reply: a reply
 * @name: a challenge parameter
 *
 * Returns: (nullable) (transfer none): its text.
 */
const char *dropoff_cognito_reply_get (const DropoffCognitoReply *reply, const char *name);

/**
 * dropoff_cognito_parse_names:
 * @text: (nullable): a JSON array of texts inside a text, as in requiredAttributes or
 *   MFAS_CAN_CHOOSE
 *
 * Returns: (transfer full): its texts without the prefix "userAttributes.", zero-terminated; none
 *   if it is not such an array.
 */
char **dropoff_cognito_parse_names (const char *text);

/**
 * DropoffTokenClaims:
 * @issued_at_s: iat, or 0
 * @expires_at_s: exp, or 0
 * @subject: (nullable): sub: the person's unchanging id
 *
 * What a JSON Web Token says about itself. It is not verified here: it came from the service over
 * TLS and only steers our timing.
 */
typedef struct
{
  gint64 issued_at_s;
  gint64 expires_at_s;
  char *subject;
} DropoffTokenClaims;

/**
 * dropoff_token_payload_parse:
 * @token: a JSON Web Token
 *
 * Returns: (transfer full) (nullable): the object with its claims, or %NULL if @token is none. Its
 *   signature is not looked at.
 */
JsonNode *dropoff_token_payload_parse (const DropoffSecret *token);

/**
 * dropoff_token_claims_read:
 * @claims: (out caller-allocates): filled with what was found, else with zeros
 * @token: a JSON Web Token
 *
 * Reads a token's claims. Clear with dropoff_token_claims_clear().
 *
 * Returns: %FALSE if @token is no JSON Web Token.
 */
gboolean dropoff_token_claims_read (DropoffTokenClaims *claims, const DropoffSecret *token);

/**
 * dropoff_token_claims_clear:
 * @claims: claims
 *
 * Frees what they hold.
 */
void dropoff_token_claims_clear (DropoffTokenClaims *claims);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (DropoffCognitoReply, dropoff_cognito_reply_free)
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (DropoffTokenClaims, dropoff_token_claims_clear)

G_END_DECLS
