/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/**
 * DropoffAwsCredentials:
 *
 * Temporary keys for signing requests, immutable and reference counted; wiped with the last
 * reference.
 */
typedef struct _DropoffAwsCredentials DropoffAwsCredentials;

#define DROPOFF_TYPE_AWS_CREDENTIALS (dropoff_aws_credentials_get_type ())

/**
 * dropoff_aws_credentials_get_type:
 *
 * Returns: the boxed type.
 */
GType dropoff_aws_credentials_get_type (void) G_GNUC_CONST;

/**
 * dropoff_aws_credentials_new:
 * @access_key_id: the key id
 * @secret_access_key: the key
 * @session_token: (nullable): the session token of temporary keys
 * @expires_at_s: end of life in seconds since 1970 by the servers' time, or 0 for none
 *
 * Returns: (transfer full): credentials with copies of the texts. Any thread.
 */
DropoffAwsCredentials *dropoff_aws_credentials_new (const char *access_key_id,
                                                    const char *secret_access_key,
                                                    const char *session_token,
                                                    gint64 expires_at_s);

/**
 * dropoff_aws_credentials_ref:
 * @credentials: credentials
 *
 * Returns: (transfer full): @credentials with one more reference. Any thread.
 */
DropoffAwsCredentials *dropoff_aws_credentials_ref (DropoffAwsCredentials *credentials);

/**
 * dropoff_aws_credentials_unref:
 * @credentials: (transfer full): credentials
 *
 * Gives up a reference. Any thread.
 */
void dropoff_aws_credentials_unref (DropoffAwsCredentials *credentials);

/**
 * dropoff_aws_credentials_get_access_key_id:
 * @credentials: credentials
 *
 * Returns: (transfer none): the key id.
 */
const char *dropoff_aws_credentials_get_access_key_id (const DropoffAwsCredentials *credentials);

/**
 * dropoff_aws_credentials_get_secret_access_key:
 * @credentials: credentials
 *
 * Returns: (transfer none): the key; do not copy.
 */
const char *
dropoff_aws_credentials_get_secret_access_key (const DropoffAwsCredentials *credentials);

/**
 * dropoff_aws_credentials_get_session_token:
 * @credentials: credentials
 *
 * Returns: (transfer none) (nullable): the session token.
 */
const char *dropoff_aws_credentials_get_session_token (const DropoffAwsCredentials *credentials);

/**
 * dropoff_aws_credentials_get_expires_at_s:
 * @credentials: credentials
 *
 * Returns: end of life in seconds since 1970 by the servers' time, or 0.
 */
gint64 dropoff_aws_credentials_get_expires_at_s (const DropoffAwsCredentials *credentials);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (DropoffAwsCredentials, dropoff_aws_credentials_unref)

G_END_DECLS
