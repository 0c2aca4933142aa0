/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

#include "dropoff-secret.h"
#include "dropoff-service-error.h"

G_BEGIN_DECLS

/* Nothing here does I/O. Any thread. */

/** The longest reply that is read, in bytes. */
#define DROPOFF_BACK_END_MAX_REPLY (64 * 1024)

/**
 * DropoffBackEndReply:
 * @identity_id: the identity that the company's own back end had from its identity pool
 * @token: the OpenID token for it
 * @refresh_secret: (nullable): what renews both without a password, if a new one came
 *
 * A good reply of a company's own sign-in; the README tells the protocol.
 */
typedef struct
{
  char *identity_id;
  DropoffSecret *token;
  DropoffSecret *refresh_secret;
} DropoffBackEndReply;

/**
 * dropoff_back_end_sign_in:
 * @user_name: as typed
 * @password: the password
 *
 * Returns: (transfer full) (nullable): the body that signs a person in, or %NULL if a text is not
 *   valid UTF-8.
 */
GBytes *dropoff_back_end_sign_in (const char *user_name, const DropoffSecret *password);

/**
 * dropoff_back_end_renew:
 * @refresh_secret: what came with an earlier reply
 *
 * Returns: (transfer full): the body that asks for a new token.
 */
GBytes *dropoff_back_end_renew (const DropoffSecret *refresh_secret);

/**
 * dropoff_back_end_reply_parse:
 * @body: the body of a reply with status 200
 * @error: %DROPOFF_ERROR_NOT_THE_SERVICE if it is anything else
 *
 * Reads {"identity-id": …, "token": …, "refresh-token": …} strictly; other members are ignored.
 *
 * Returns: (transfer full): the reply.
 */
DropoffBackEndReply *dropoff_back_end_reply_parse (GBytes *body, GError **error);

/**
 * dropoff_back_end_reply_free:
 * @reply: (transfer full): a reply
 *
 * Frees it.
 */
void dropoff_back_end_reply_free (DropoffBackEndReply *reply);

/**
 * dropoff_oauth_parse_error:
 * @body: the body of a reply with another status
 *
 * Reads {"error": …, "error_description": …} (RFC 6749 §5.2): the managed login's token address
 * answers so, and a company's back end should.
 *
 * Returns: (transfer full): the error; its type is %NULL if it is none.
 */
DropoffServiceError *dropoff_oauth_parse_error (GBytes *body);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (DropoffBackEndReply, dropoff_back_end_reply_free)

G_END_DECLS
