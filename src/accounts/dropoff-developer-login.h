/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "dropoff-back-end-messages.h"
#include "dropoff-clock.h"
#include "dropoff-cognito-client.h"
#include "dropoff-kept-sign-in.h"

G_BEGIN_DECLS

#define DROPOFF_TYPE_DEVELOPER_LOGIN (dropoff_developer_login_get_type ())

/**
 * DropoffDeveloperLogin:
 *
 * The OpenID token that a company's own back end gave for an identity: a #DropoffLoginSource. The
 * token lives some minutes; a new one comes for the refresh secret, if the back end gave one,
 * otherwise the person has to sign in again. Main thread.
 */
G_DECLARE_FINAL_TYPE (DropoffDeveloperLogin, dropoff_developer_login, DROPOFF, DEVELOPER_LOGIN,
                      GObject)

/**
 * dropoff_developer_login_new:
 * @kept: the sign-in; its secret is the refresh secret
 * @client: for calls
 * @clock: (transfer none): learns from the tokens' dates; outlives the login
 *
 * Returns: (transfer full): a login without a token.
 */
DropoffDeveloperLogin *dropoff_developer_login_new (DropoffKeptSignIn *kept,
                                                    DropoffCognitoClient *client,
                                                    DropoffClock *clock);

/**
 * dropoff_developer_login_take:
 * @self: a login
 * @reply: the back end's reply
 *
 * Takes over a fresh token; what has to be kept is kept by the caller.
 */
void dropoff_developer_login_take (DropoffDeveloperLogin *self, const DropoffBackEndReply *reply);

/**
 * dropoff_developer_login_forget:
 * @self: a login
 *
 * Forgets the token.
 */
void dropoff_developer_login_forget (DropoffDeveloperLogin *self);

G_END_DECLS
