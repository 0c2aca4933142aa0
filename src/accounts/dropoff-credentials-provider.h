/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "dropoff-aws-credentials.h"
#include "dropoff-clock.h"
#include "dropoff-cognito-client.h"
#include "dropoff-login-source.h"

G_BEGIN_DECLS

#define DROPOFF_TYPE_CREDENTIALS_PROVIDER (dropoff_credentials_provider_get_type ())

/**
 * DropoffCredentialsProvider:
 *
 * Temporary keys from an identity pool for whoever the login source stands for: asked for once for
 * all callers, renewed ahead of their end. Main thread.
 */
G_DECLARE_FINAL_TYPE (DropoffCredentialsProvider, dropoff_credentials_provider, DROPOFF,
                      CREDENTIALS_PROVIDER, GObject)

/**
 * dropoff_credentials_provider_new:
 * @connection: the connection
 * @client: for calls
 * @source: the sign-in
 * @clock: (transfer none): the servers' time; outlives the provider
 *
 * Returns: (transfer full): a provider without keys.
 */
DropoffCredentialsProvider *
dropoff_credentials_provider_new (DropoffConnection *connection, DropoffCognitoClient *client,
                                  DropoffLoginSource *source, DropoffClock *clock);

/**
 * dropoff_credentials_provider_get:
 * @self: a provider
 * @refused: the keys last given were refused: get new ones in any case
 * @task: answered with #DropoffAwsCredentials, never from inside this call; its cancellable ends
 *   its own wait only
 *
 * Gives keys that live for at least ten more minutes, or half their life. If they cannot be
 * renewed for a passing reason, keys that still live for a while are given once more.
 */
void dropoff_credentials_provider_get (DropoffCredentialsProvider *self, gboolean refused,
                                       GTask *task);

/**
 * dropoff_credentials_provider_forget:
 * @self: a provider
 *
 * Forgets the keys; who waits gets %DROPOFF_ERROR_SIGN_IN.
 */
void dropoff_credentials_provider_forget (DropoffCredentialsProvider *self);

G_END_DECLS
