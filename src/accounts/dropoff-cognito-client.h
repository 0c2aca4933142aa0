/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "dropoff-clock.h"
#include "dropoff-connection.h"
#include "dropoff-http-client.h"
#include "dropoff-sign-in-errors.h"

G_BEGIN_DECLS

#define DROPOFF_TYPE_COGNITO_CLIENT (dropoff_cognito_client_get_type ())

/**
 * DropoffCognitoClient:
 *
 * Makes one call to a service that signs people in (the user pool, the identity pool, the service
 * for roles, a company's own back end): sends the request, teaches the clock from the reply's date,
 * judges errors, and repeats what failed in passing. Main thread.
 */
G_DECLARE_FINAL_TYPE (DropoffCognitoClient, dropoff_cognito_client, DROPOFF, COGNITO_CLIENT,
                      GObject)

/**
 * DropoffCallFlags:
 * @DROPOFF_CALL_ONCE: may use something up: repeated only when the service turned it away unread
 *   (throttling)
 * @DROPOFF_CALL_REPEATABLE: may be repeated after any passing fault
 * @DROPOFF_CALL_BRIEF: not worth waiting for longer than 5 s; never repeated
 *
 * How hard to try.
 */
typedef enum {
  DROPOFF_CALL_ONCE,
  DROPOFF_CALL_REPEATABLE,
  DROPOFF_CALL_BRIEF,
} DropoffCallFlags;

/**
 * DropoffCallFacts:
 * @remedy: what to try about the error
 * @clock_changed: the reply showed that our clock was off; it is corrected now
 *
 * What else came of a call.
 */
typedef struct
{
  DropoffSignInRemedy remedy;
  gboolean clock_changed;
} DropoffCallFacts;

/**
 * dropoff_cognito_client_new:
 * @connection: where the services are
 * @http: the net thread's face
 * @clock: (transfer none): the servers' time; outlives the client
 *
 * Returns: (transfer full): a client.
 */
DropoffCognitoClient *dropoff_cognito_client_new (DropoffConnection *connection,
                                                  DropoffHttpClient *http, DropoffClock *clock);

/**
 * dropoff_cognito_client_call_async:
 * @self: a client
 * @call: what is being done; it says which service is asked, too
 * @operation: the operation's name ("InitiateAuth")
 * @body: (nullable) (transfer full): the request's body; %NULL (a text that is not UTF-8) fails
 *   with %DROPOFF_ERROR_WRONG_ANSWER
 * @flags: how hard to try
 * @cancellable: (nullable): a cancellable
 * @callback: called with the reply
 * @user_data: for @callback
 *
 * Makes a call; at most 3 tries with growing, random waits.
 */
void dropoff_cognito_client_call_async (DropoffCognitoClient *self, DropoffSignInCall call,
                                        const char *operation, GBytes *body,
                                        DropoffCallFlags flags, GCancellable *cancellable,
                                        GAsyncReadyCallback callback, gpointer user_data);

/**
 * dropoff_cognito_client_call_finish:
 * @self: a client
 * @result: from the callback
 * @facts: (out caller-allocates) (nullable): filled in any case
 * @error: see dropoff_sign_in_error_new() and dropoff_http_client_send_finish()
 *
 * Returns: (transfer full): the body of a reply with status 200.
 */
GBytes *dropoff_cognito_client_call_finish (DropoffCognitoClient *self, GAsyncResult *result,
                                            DropoffCallFacts *facts, GError **error);

G_END_DECLS
