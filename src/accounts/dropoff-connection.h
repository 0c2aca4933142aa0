/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "dropoff-details.h"

G_BEGIN_DECLS

#define DROPOFF_TYPE_CONNECTION (dropoff_connection_get_type ())

/**
 * DropoffConnection:
 *
 * What a company hands out: who it is, how to sign in, where files go. Immutable, checked whole
 * when it is read. Main thread.
 */
G_DECLARE_FINAL_TYPE (DropoffConnection, dropoff_connection, DROPOFF, CONNECTION, GObject)

/** The largest connection file accepted, in bytes. */
#define DROPOFF_CONNECTION_MAX_BYTES (256 * 1024)

/**
 * DropoffSignInKind:
 * @DROPOFF_SIGN_IN_COGNITO: e-mail and password at a user pool
 * @DROPOFF_SIGN_IN_BROWSER: the company's own page in the browser
 * @DROPOFF_SIGN_IN_DEVELOPER: the company's own back end
 * @DROPOFF_SIGN_IN_GUEST: nobody signs in
 * @DROPOFF_SIGN_IN_SHARED_KEY: one key for everybody
 */
typedef enum {
  DROPOFF_SIGN_IN_COGNITO,
  DROPOFF_SIGN_IN_BROWSER,
  DROPOFF_SIGN_IN_DEVELOPER,
  DROPOFF_SIGN_IN_GUEST,
  DROPOFF_SIGN_IN_SHARED_KEY,
} DropoffSignInKind;

/**
 * DropoffSignInStart:
 * @DROPOFF_START_PASSWORD_PROOF: USER_SRP_AUTH: the password is proved and never sent
 * @DROPOFF_START_CHOICE: USER_AUTH: the person may choose a code instead of the password
 * @DROPOFF_START_CUSTOM: CUSTOM_AUTH: the proof, then the company's own questions
 * @DROPOFF_START_PLAIN_PASSWORD: USER_PASSWORD_AUTH: the password is sent (over TLS), which a pool
 *   needs that takes its people over from somewhere else
 *
 * How a sign-in at a user pool begins.
 */
typedef enum {
  DROPOFF_START_PASSWORD_PROOF,
  DROPOFF_START_CHOICE,
  DROPOFF_START_CUSTOM,
  DROPOFF_START_PLAIN_PASSWORD,
} DropoffSignInStart;

/**
 * DropoffSameName:
 * @DROPOFF_SAME_NAME_KEEP_BOTH: the new file gets a free name
 * @DROPOFF_SAME_NAME_REPLACE: the new file replaces the old one
 * @DROPOFF_SAME_NAME_REFUSE: the new file is not sent
 */
typedef enum {
  DROPOFF_SAME_NAME_KEEP_BOTH,
  DROPOFF_SAME_NAME_REPLACE,
  DROPOFF_SAME_NAME_REFUSE,
} DropoffSameName;

/**
 * DropoffPasswordRules:
 *
 * What a new password must have, as far as the connection says so; all zero: nothing is said.
 */
typedef struct
{
  guint min_length;
  gboolean upper;
  gboolean lower;
  gboolean number;
  gboolean symbol;
} DropoffPasswordRules;

/**
 * dropoff_connection_new_from_bytes:
 * @bytes: the file's content, ≤ %DROPOFF_CONNECTION_MAX_BYTES
 * @origin: (nullable): where it was found, for a person ("acme.example"), or %NULL
 * @error: %DROPOFF_ERROR_CONNECTION_FILE with one sentence; the detail names the member's path
 *   ("sign-in.region is missing")
 *
 * Reads and checks a connection file. Unknown members are ignored, unknown kinds, missing members,
 * wrong types and unsafe addresses (plain http other than to loopback) are refused.
 *
 * Returns: (transfer full): the connection.
 */
DropoffConnection *dropoff_connection_new_from_bytes (GBytes *bytes, const char *origin,
                                                      GError **error);

/**
 * dropoff_connection_get_bytes:
 * @self: a connection
 *
 * Returns: (transfer none): the text it was read from, for keeping.
 */
GBytes *dropoff_connection_get_bytes (DropoffConnection *self);

/**
 * dropoff_connection_get_id:
 * @self: a connection
 *
 * Returns: the company's own short name for it: 1–64 of [a-z0-9-]. Two connections with one id are
 *   versions of one connection.
 */
const char *dropoff_connection_get_id (DropoffConnection *self);

/**
 * dropoff_connection_get_name:
 * @self: a connection
 *
 * Returns: the company's name, 1–80 characters, no line break.
 */
const char *dropoff_connection_get_name (DropoffConnection *self);

/**
 * dropoff_connection_get_origin:
 * @self: a connection
 *
 * Returns: (nullable): where it was found.
 */
const char *dropoff_connection_get_origin (DropoffConnection *self);

/**
 * dropoff_connection_get_support_email:
 * @self: a connection
 *
 * Returns: (nullable): where to ask by e-mail.
 */
const char *dropoff_connection_get_support_email (DropoffConnection *self);

/**
 * dropoff_connection_get_support_url:
 * @self: a connection
 *
 * Returns: (nullable): where to ask on the web, https.
 */
const char *dropoff_connection_get_support_url (DropoffConnection *self);

/**
 * dropoff_connection_get_sign_in_kind:
 * @self: a connection
 *
 * Returns: how people sign in.
 */
DropoffSignInKind dropoff_connection_get_sign_in_kind (DropoffConnection *self);

/**
 * dropoff_connection_get_region:
 * @self: a connection
 *
 * Returns: the sign-in's AWS region.
 */
const char *dropoff_connection_get_region (DropoffConnection *self);

/**
 * dropoff_connection_get_user_pool_id:
 * @self: a connection of kind cognito
 *
 * Returns: the user pool's id, "REGION_NAME".
 */
const char *dropoff_connection_get_user_pool_id (DropoffConnection *self);

/**
 * dropoff_connection_get_client_id:
 * @self: a connection of kind cognito
 *
 * Returns: the app client's id.
 */
const char *dropoff_connection_get_client_id (DropoffConnection *self);

/**
 * dropoff_connection_get_identity_pool_id:
 * @self: a connection
 *
 * Returns: the identity pool's id, "REGION:GUID".
 */
const char *dropoff_connection_get_identity_pool_id (DropoffConnection *self);

/**
 * dropoff_connection_get_user_pool_endpoint:
 * @self: a connection
 *
 * Returns: the user pool's address without a final slash: the file's "endpoint", or AWS's.
 */
const char *dropoff_connection_get_user_pool_endpoint (DropoffConnection *self);

/**
 * dropoff_connection_get_identity_endpoint:
 * @self: a connection
 *
 * Returns: the identity pool's address without a final slash.
 */
const char *dropoff_connection_get_identity_endpoint (DropoffConnection *self);

/**
 * dropoff_connection_get_login_provider:
 * @self: a connection with an identity pool
 *
 * Returns: (nullable): the key of the Logins map: "cognito-idp.REGION.amazonaws.com/POOL", or
 *   "cognito-identity.amazonaws.com" for a company's own back end; %NULL for guests.
 */
const char *dropoff_connection_get_login_provider (DropoffConnection *self);

/**
 * dropoff_connection_get_basic_flow:
 * @self: a connection with an identity pool
 *
 * Returns: whether keys are had by the basic flow (GetOpenIdToken, then AssumeRoleWithWebIdentity)
 *   instead of GetCredentialsForIdentity.
 */
gboolean dropoff_connection_get_basic_flow (DropoffConnection *self);

/**
 * dropoff_connection_get_role:
 * @self: a connection with an identity pool
 *
 * Returns: (nullable): the role to ask for: of the basic flow, or one of several that a person's
 *   token allows.
 */
const char *dropoff_connection_get_role (DropoffConnection *self);

/**
 * dropoff_connection_get_role_endpoint:
 * @self: a connection with the basic flow
 *
 * Returns: the address of the service that gives roles, without a final slash.
 */
const char *dropoff_connection_get_role_endpoint (DropoffConnection *self);

/**
 * dropoff_connection_get_login_endpoint:
 * @self: a connection with a user pool
 *
 * Returns: (nullable): the address of the pages where people sign in with the browser, without a
 *   final slash; %NULL where there are none.
 */
const char *dropoff_connection_get_login_endpoint (DropoffConnection *self);

/**
 * dropoff_connection_get_identity_provider:
 * @self: a connection with login pages
 *
 * Returns: (nullable): the company's own sign-in that the pages lead to at once.
 */
const char *dropoff_connection_get_identity_provider (DropoffConnection *self);

/**
 * dropoff_connection_get_back_end:
 * @self: a connection of kind developer
 *
 * Returns: the address of the company's own back end that signs people in.
 */
const char *dropoff_connection_get_back_end (DropoffConnection *self);

/**
 * dropoff_connection_get_offers_sign_up:
 * @self: a connection
 *
 * Returns: whether people may make accounts by themselves.
 */
gboolean dropoff_connection_get_offers_sign_up (DropoffConnection *self);

/**
 * dropoff_connection_get_hint:
 * @self: a connection
 *
 * Returns: (nullable): what the company says to people who sign in, at most 200 characters.
 */
const char *dropoff_connection_get_hint (DropoffConnection *self);

/**
 * dropoff_connection_get_sign_in_start:
 * @self: a connection of kind cognito
 *
 * Returns: how a sign-in begins (sign-in.flow).
 */
DropoffSignInStart dropoff_connection_get_sign_in_start (DropoffConnection *self);

/**
 * dropoff_connection_get_self_service:
 * @self: a connection of kind cognito
 *
 * Returns: whether people may set forgotten passwords anew, change them and manage their second
 *   step; otherwise they have to ask.
 */
gboolean dropoff_connection_get_self_service (DropoffConnection *self);

/**
 * dropoff_connection_get_remembers_devices:
 * @self: a connection of kind cognito
 *
 * Returns: whether a person may say that this computer needs no second step.
 */
gboolean dropoff_connection_get_remembers_devices (DropoffConnection *self);

/**
 * dropoff_connection_get_refresh_days:
 * @self: a connection of kind cognito
 *
 * Returns: how long a sign-in lasts, in days (1 to 3,650; 30 unless the file says so).
 */
guint dropoff_connection_get_refresh_days (DropoffConnection *self);

/**
 * dropoff_connection_get_sign_up_fields:
 * @self: a connection of kind cognito
 *
 * Returns: (transfer none) (nullable): names of what a new account must say besides its address
 *   ("given_name"), zero-terminated.
 */
const char *const *dropoff_connection_get_sign_up_fields (DropoffConnection *self);

/**
 * dropoff_connection_get_password_rules:
 * @self: a connection
 *
 * Returns: (transfer none): the rules of a new password.
 */
const DropoffPasswordRules *dropoff_connection_get_password_rules (DropoffConnection *self);

/**
 * dropoff_connection_get_bucket:
 * @self: a connection with an S3 destination
 *
 * Returns: the bucket's name.
 */
const char *dropoff_connection_get_bucket (DropoffConnection *self);

/**
 * dropoff_connection_get_bucket_region:
 * @self: a connection with an S3 destination
 *
 * Returns: the bucket's region.
 */
const char *dropoff_connection_get_bucket_region (DropoffConnection *self);

/**
 * dropoff_connection_get_bucket_endpoint:
 * @self: a connection with an S3 destination
 *
 * Returns: (nullable): the file's own address of the object store, without a final slash, or %NULL
 *   for AWS's by region and bucket.
 */
const char *dropoff_connection_get_bucket_endpoint (DropoffConnection *self);

/**
 * dropoff_connection_get_key_template:
 * @self: a connection
 *
 * Returns: the template of objects' names with {identity}, {path}, {date}; default
 *   "uploads/{identity}/{path}", or "{path}" for a put destination, which has no {identity}.
 */
const char *dropoff_connection_get_key_template (DropoffConnection *self);

/**
 * dropoff_connection_get_put_endpoint:
 * @self: a connection
 *
 * Returns: (nullable): the address that takes files by PUT, without a final slash, or %NULL if the
 *   destination is another.
 */
const char *dropoff_connection_get_put_endpoint (DropoffConnection *self);

/**
 * dropoff_connection_get_max_size:
 * @self: a connection
 *
 * Returns: the largest file accepted in bytes, or 0 for no limit of the company.
 */
guint64 dropoff_connection_get_max_size (DropoffConnection *self);

/**
 * dropoff_connection_get_types:
 * @self: a connection
 *
 * Returns: (nullable) (transfer none): accepted types ("image/ *" without the blank, "video/mp4",
 *   ".dmp"), or %NULL for all.
 */
const char *const *dropoff_connection_get_types (DropoffConnection *self);

/**
 * dropoff_connection_accepts:
 * @self: a connection
 * @name: the file's name
 * @content_type: (nullable): its MIME type
 * @size_bytes: its size
 * @error: %DROPOFF_ERROR_NOT_ACCEPTED with one sentence for a person
 *
 * Returns: whether the company's rules let this file through.
 */
gboolean dropoff_connection_accepts (DropoffConnection *self, const char *name,
                                     const char *content_type, guint64 size_bytes,
                                     GError **error);

/**
 * dropoff_connection_get_same_name:
 * @self: a connection
 *
 * Returns: what to do when an object with the name exists.
 */
DropoffSameName dropoff_connection_get_same_name (DropoffConnection *self);

/**
 * dropoff_connection_get_details:
 * @self: a connection
 *
 * Returns: (transfer none) (element-type DropoffDetailField): what the company asks with every
 *   drop, in its order; empty if nothing.
 */
const GPtrArray *dropoff_connection_get_details (DropoffConnection *self);

/**
 * dropoff_connection_get_ca_file:
 * @self: a connection
 *
 * Returns: (nullable): "ca-file": a PEM file with the authority to trust for this connection
 *   instead of the system's; only accepted when every endpoint of the connection is on loopback
 *   (it serves the local cloud; companies' own authorities are a setting of the person's).
 */
const char *dropoff_connection_get_ca_file (DropoffConnection *self);

G_END_DECLS
