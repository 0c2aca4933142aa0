/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

#include "dropoff-aws-credentials.h"
#include "dropoff-secret.h"

G_BEGIN_DECLS

/* Nothing here does I/O. Any thread. */

/** What goes before an operation's name in the header X-Amz-Target. */
#define DROPOFF_IDENTITY_TARGET "AWSCognitoIdentityService"

/** The longest reply that is read, in bytes. */
#define DROPOFF_IDENTITY_MAX_REPLY (64 * 1024)

/**
 * dropoff_identity_get_id:
 * @identity_pool_id: "REGION:GUID"
 * @provider: (nullable): the key of the Logins map, or %NULL for a guest
 * @id_token: (nullable): the ID token (the access token is refused), or %NULL for a guest
 *
 * Returns: (transfer full): the body of GetId.
 */
GBytes *dropoff_identity_get_id (const char *identity_pool_id, const char *provider,
                                 const DropoffSecret *id_token);

/**
 * dropoff_identity_get_credentials:
 * @identity_id: "REGION:GUID"
 * @provider: (nullable): the key of the Logins map, or %NULL for a guest
 * @id_token: (nullable): the ID token, or %NULL for a guest
 * @role_arn: (nullable): CustomRoleArn, one of several roles that the token allows
 *
 * Returns: (transfer full): the body of GetCredentialsForIdentity.
 */
GBytes *dropoff_identity_get_credentials (const char *identity_id, const char *provider,
                                          const DropoffSecret *id_token, const char *role_arn);

/**
 * dropoff_identity_get_open_id_token:
 * @identity_id: "REGION:GUID"
 * @provider: (nullable): the key of the Logins map, or %NULL for a guest
 * @id_token: (nullable): the ID token, or %NULL for a guest
 *
 * Returns: (transfer full): the body of GetOpenIdToken (the basic flow's first half).
 */
GBytes *dropoff_identity_get_open_id_token (const char *identity_id, const char *provider,
                                            const DropoffSecret *id_token);

/**
 * dropoff_identity_is_id:
 * @text: (nullable): a text
 *
 * Returns: whether it can be an identity id; it becomes part of objects' names.
 */
gboolean dropoff_identity_is_id (const char *text);

/**
 * dropoff_identity_parse_id:
 * @body: the body of a reply of GetId with status 200
 * @error: %DROPOFF_ERROR_NOT_THE_SERVICE if it is anything else
 *
 * Returns: (transfer full): the identity id.
 */
char *dropoff_identity_parse_id (GBytes *body, GError **error);

/**
 * dropoff_identity_parse_credentials:
 * @body: the body of a reply of GetCredentialsForIdentity with status 200
 * @identity_id: (out) (transfer full): the identity the keys are for; may differ from the one that
 *   was asked for (identities merge): keep this one
 * @error: %DROPOFF_ERROR_NOT_THE_SERVICE if it is anything else
 *
 * Reads the keys. Expiration comes as whole number, decimal or with an exponent.
 *
 * Returns: (transfer full): the keys.
 */
DropoffAwsCredentials *dropoff_identity_parse_credentials (GBytes *body, char **identity_id,
                                                           GError **error);

/**
 * dropoff_identity_parse_open_id_token:
 * @body: the body of a reply of GetOpenIdToken with status 200
 * @identity_id: (out) (transfer full): the identity that the token is for
 * @error: %DROPOFF_ERROR_NOT_THE_SERVICE if it is anything else
 *
 * Returns: (transfer full): the token, good for ten minutes.
 */
DropoffSecret *dropoff_identity_parse_open_id_token (GBytes *body, char **identity_id,
                                                     GError **error);

G_END_DECLS
