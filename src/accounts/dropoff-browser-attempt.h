/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "dropoff-clock.h"
#include "dropoff-cognito-client.h"
#include "dropoff-cognito-messages.h"

G_BEGIN_DECLS

#define DROPOFF_TYPE_BROWSER_ATTEMPT (dropoff_browser_attempt_get_type ())

/**
 * DropoffBrowserAttempt:
 *
 * One sign-in on the company's own page in the browser (managed login, OAuth 2 code grant with
 * PKCE). It listens on this computer for the browser's answer and exchanges the code for tokens;
 * with it goes what ties the two together. Main thread.
 */
G_DECLARE_FINAL_TYPE (DropoffBrowserAttempt, dropoff_browser_attempt, DROPOFF, BROWSER_ATTEMPT,
                      GObject)

/**
 * dropoff_browser_attempt_new:
 * @connection: a connection with login pages
 * @client: for calls
 * @clock: (transfer none): the servers' time; outlives the attempt
 *
 * Returns: (transfer full): an attempt that has not begun.
 */
DropoffBrowserAttempt *dropoff_browser_attempt_new (DropoffConnection *connection,
                                                    DropoffCognitoClient *client,
                                                    DropoffClock *clock);

/**
 * dropoff_browser_attempt_set_patience:
 * @self: an attempt that has not begun
 * @patience_s: how long the browser is waited for, in seconds; 600 unless set
 *
 * For tests.
 */
void dropoff_browser_attempt_set_patience (DropoffBrowserAttempt *self, guint patience_s);

/**
 * dropoff_browser_attempt_set_for_passkey:
 * @self: an attempt that has not begun
 *
 * The person has a passkey: those are kept by the user pool, so its own page is shown and not that
 * of the provider which the connection prefers.
 */
void dropoff_browser_attempt_set_for_passkey (DropoffBrowserAttempt *self);

/**
 * dropoff_browser_attempt_begin_async:
 * @self: an attempt that has not begun
 * @cancellable: (nullable): a cancellable
 * @callback: called when there are tokens, or none will come
 * @user_data: for @callback
 *
 * Begins: dropoff_browser_attempt_get_address() tells what to open in the browser.
 */
void dropoff_browser_attempt_begin_async (DropoffBrowserAttempt *self, GCancellable *cancellable,
                                          GAsyncReadyCallback callback, gpointer user_data);

/**
 * dropoff_browser_attempt_finish:
 * @self: an attempt
 * @result: from the callback
 * @error: %DROPOFF_ERROR_CODE_EXPIRED (nobody came back in time, or with an old code),
 *   %DROPOFF_ERROR_ASK_COMPANY, %DROPOFF_ERROR_NOT_THE_SERVICE (a token that is not for us),
 *   %DROPOFF_ERROR_RETRY and the others of a call, %DROPOFF_ERROR_CANCELLED
 *
 * Returns: (transfer none): the tokens, owned by @self.
 */
const DropoffCognitoReply *dropoff_browser_attempt_finish (DropoffBrowserAttempt *self,
                                                           GAsyncResult *result, GError **error);

/**
 * dropoff_browser_attempt_get_address:
 * @self: an attempt
 *
 * Returns: (nullable): what to open in the browser while it is waited for.
 */
const char *dropoff_browser_attempt_get_address (DropoffBrowserAttempt *self);

/**
 * dropoff_browser_attempt_get_person:
 * @self: an attempt that has ended with tokens
 *
 * Returns: the person's e-mail address or name, as the company's sign-in says.
 */
const char *dropoff_browser_attempt_get_person (DropoffBrowserAttempt *self);

G_END_DECLS
