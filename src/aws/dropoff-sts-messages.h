/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

#include "dropoff-aws-credentials.h"
#include "dropoff-secret.h"
#include "dropoff-service-error.h"

G_BEGIN_DECLS

/* Nothing here does I/O. Any thread. */

/** The longest reply that is read, in bytes. */
#define DROPOFF_STS_MAX_REPLY (64 * 1024)

/**
 * dropoff_sts_assume_role:
 * @role_arn: the role
 * @session_name: a name for the company's records, 2–64 of [A-Za-z0-9_=,.@-]
 * @token: the identity pool's OpenID token
 *
 * The second half of the identity pool's basic flow (API version 2011-06-15).
 *
 * Returns: (transfer full): the form of AssumeRoleWithWebIdentity.
 */
GBytes *dropoff_sts_assume_role (const char *role_arn, const char *session_name,
                                 const DropoffSecret *token);

/**
 * dropoff_sts_parse_credentials:
 * @body: the body of a reply of AssumeRoleWithWebIdentity with status 200
 * @error: %DROPOFF_ERROR_NOT_THE_SERVICE if it is anything else
 *
 * Reads the keys; what becomes a header holds no blanks.
 *
 * Returns: (transfer full): the keys.
 */
DropoffAwsCredentials *dropoff_sts_parse_credentials (GBytes *body, GError **error);

/**
 * dropoff_sts_parse_error:
 * @body: the body of a reply with another status
 *
 * Returns: (transfer full): code and words of the error; both %NULL if it is none.
 */
DropoffServiceError *dropoff_sts_parse_error (GBytes *body);

G_END_DECLS
