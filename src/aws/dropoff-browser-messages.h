/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

#include "dropoff-cognito-messages.h"
#include "dropoff-secret.h"

G_BEGIN_DECLS

/* Nothing here does I/O. Any thread. */

/** The longest reply of the token address that is read, in bytes. */
#define DROPOFF_BROWSER_MAX_REPLY (64 * 1024)

/**
 * DropoffBrowserSecrets:
 * @verifier: the code verifier (RFC 7636), told only when the code is exchanged
 * @challenge: its S256 challenge
 * @state: comes back with the answer: letters and digits only, because other characters come back
 *   encoded twice
 * @nonce: comes back inside the ID token
 *
 * What ties a sign-in in the browser to the program that began it.
 */
typedef struct
{
  DropoffSecret *verifier;
  char *challenge;
  char *state;
  char *nonce;
} DropoffBrowserSecrets;

/**
 * dropoff_browser_secrets_new:
 *
 * Returns: (transfer full): fresh random values of 256 bits each.
 */
DropoffBrowserSecrets *dropoff_browser_secrets_new (void);

/**
 * dropoff_browser_secrets_new_from_verifier:
 * @verifier: 43 to 128 of [A-Za-z0-9._~-]
 * @state: the state
 * @nonce: the nonce
 *
 * For tests with known values.
 *
 * Returns: (transfer full): the values with the challenge of @verifier.
 */
DropoffBrowserSecrets *dropoff_browser_secrets_new_from_verifier (const char *verifier,
                                                                  const char *state,
                                                                  const char *nonce);

/**
 * dropoff_browser_secrets_free:
 * @secrets: (transfer full): values
 *
 * Frees them.
 */
void dropoff_browser_secrets_free (DropoffBrowserSecrets *secrets);

/**
 * dropoff_browser_make_address:
 * @endpoint: the address of the login pages, without a final slash
 * @client_id: the app client's id
 * @redirect: where the browser comes back to
 * @identity_provider: (nullable): the company's own sign-in to go to at once
 * @secrets: the values
 *
 * Returns: (transfer full): the address to open in the browser (OAuth 2 code grant with PKCE).
 */
char *dropoff_browser_make_address (const char *endpoint, const char *client_id,
                                    const char *redirect, const char *identity_provider,
                                    const DropoffBrowserSecrets *secrets);

/**
 * dropoff_browser_read_answer:
 * @query: (nullable): what came back after the "?"
 * @state: the state that was sent
 * @code: (out) (transfer full) (nullable): the code, or %NULL
 * @problem: (out) (transfer full) (nullable): "error" of the answer, or %NULL
 * @description: (out) (transfer full) (nullable): its words, at most 400 characters, or %NULL
 *
 * Reads what the browser brings back. The state is compared in constant time; an answer with
 * another state is nobody's business here.
 *
 * Returns: %TRUE if it is an answer to us: then either @code or @problem is set.
 */
gboolean dropoff_browser_read_answer (const char *query, const char *state, DropoffSecret **code,
                                      char **problem, char **description);

/**
 * dropoff_browser_redeem:
 * @client_id: the app client's id
 * @code: the code that came back
 * @redirect: the same as in the address
 * @verifier: the code verifier
 *
 * Returns: (transfer full): the form that exchanges the code for tokens.
 */
GBytes *dropoff_browser_redeem (const char *client_id, const DropoffSecret *code,
                                const char *redirect, const DropoffSecret *verifier);

/**
 * dropoff_browser_parse_tokens:
 * @body: the body of a reply of the token address with status 200
 * @error: %DROPOFF_ERROR_NOT_THE_SERVICE if it is anything else
 *
 * Returns: (transfer full): the tokens, in the same form as the user pool's own reply.
 */
DropoffCognitoReply *dropoff_browser_parse_tokens (GBytes *body, GError **error);

/**
 * dropoff_browser_check_id_token:
 * @id_token: the ID token
 * @issuer: what its iss must be
 * @client_id: what its aud must be
 * @nonce: what its nonce must be
 * @now_s: the servers' time
 * @person: (out) (transfer full): the e-mail address, or the user's name where there is none
 * @detail: (out) (transfer full): which claim is wrong, for a report
 *
 * Checks the claims strictly: iss, aud, token_use, nonce, exp. The signature is not checked: the
 * token came from the token address itself over verified TLS (OpenID Connect Core 3.1.3.7, 6).
 *
 * Returns: %TRUE if the token is for us and for this sign-in.
 */
gboolean dropoff_browser_check_id_token (const DropoffSecret *id_token, const char *issuer,
                                         const char *client_id, const char *nonce, gint64 now_s,
                                         char **person, char **detail);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (DropoffBrowserSecrets, dropoff_browser_secrets_free)

G_END_DECLS
