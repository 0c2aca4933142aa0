/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "dropoff-http-request.h"

G_BEGIN_DECLS

#define DROPOFF_TYPE_HTTP_CLIENT (dropoff_http_client_get_type ())

/**
 * DropoffHttpClient:
 *
 * The main thread's face of the net thread. All requests of the program go through one of these;
 * it owns the thread, the connections and the TLS sessions.
 */
G_DECLARE_FINAL_TYPE (DropoffHttpClient, dropoff_http_client, DROPOFF, HTTP_CLIENT, GObject)

/**
 * dropoff_http_client_new:
 *
 * Starts the net thread. It is joined when the last reference goes; what is still under way is
 * cancelled then.
 *
 * Returns: (transfer full): a client.
 */
DropoffHttpClient *dropoff_http_client_new (void);

/**
 * dropoff_http_client_set_ca_file:
 * @client: a client
 * @path: (nullable): a PEM file of certificates trusted instead of the system's (a company's own
 *   authority), or %NULL for the system's
 *
 * Takes effect for connections made from now on.
 */
void dropoff_http_client_set_ca_file (DropoffHttpClient *client, const char *path);

/**
 * dropoff_http_client_set_company_ca_file:
 * @client: a client
 * @path: (nullable) (type filename): a PEM file of certificates trusted beside the system's (of a
 *   network that looks into its traffic), or %NULL for none
 *
 * Takes effect for connections made from now on. A connection's own file
 * (dropoff_http_client_set_ca_file()) goes before it. The file is read for each connection; one
 * that cannot be used lets requests fail with %DROPOFF_ERROR_NOT_SAFE.
 *
 * Returns: %FALSE if that was set already.
 */
gboolean dropoff_http_client_set_company_ca_file (DropoffHttpClient *client, const char *path);

/**
 * dropoff_http_client_set_rate_limit:
 * @client: a client
 * @bytes_per_second: how much all requests together may send of bodies that are read while they are
 *   sent, 0 for no limit
 *
 * Takes effect at once, also for requests under way. The bytes come evenly, in pieces of a
 * hundredth of a second, in turn for all requests; one that waits for its turn is not stalled.
 */
void dropoff_http_client_set_rate_limit (DropoffHttpClient *client, guint64 bytes_per_second);

/**
 * dropoff_http_client_send_async:
 * @client: a client
 * @request: (transfer full): the request
 * @cancellable: (nullable): cancelling (on the main thread) takes the request off the wire within
 *   200 ms
 * @callback: always called from the main loop, never from inside this call; its source object is
 *   @client, or %NULL if that is gone
 * @user_data: for @callback
 *
 * Sends a request. TLS is always verified; plain http is refused unless the host is a loopback
 * address; redirects are not followed (they are replies). Goes through the proxy that environment
 * or desktop name.
 */
void dropoff_http_client_send_async (DropoffHttpClient *client, DropoffHttpRequest *request,
                                     GCancellable *cancellable, GAsyncReadyCallback callback,
                                     gpointer user_data);

/**
 * dropoff_http_client_send_finish:
 * @client: (nullable): the callback's source object
 * @result: from the callback
 * @error: %DROPOFF_ERROR_NETWORK (no answer: name, route, refused, reset, stalled, timed out),
 *   %DROPOFF_ERROR_NOT_SAFE (TLS, or an address without), %DROPOFF_ERROR_NOT_THE_SERVICE (reply too
 *   large or not HTTP, or a proxy refuses), %DROPOFF_ERROR_ASK_COMPANY (the URL is none),
 *   %DROPOFF_ERROR_CANCELLED, or what the body's describe_error gave
 *
 * Returns: (transfer full): the reply, whatever its status.
 */
DropoffHttpResponse *dropoff_http_client_send_finish (DropoffHttpClient *client,
                                                      GAsyncResult *result, GError **error);

/**
 * dropoff_http_client_drop_connections:
 * @client: a client
 *
 * After sleep or a change of network: open connections are dead though nobody says so. Requests
 * under way fail with %DROPOFF_ERROR_NETWORK, idle connections are closed.
 */
void dropoff_http_client_drop_connections (DropoffHttpClient *client);

/**
 * dropoff_http_client_stop:
 * @client: a client
 *
 * For quitting, when others may still hold the client: ends its thread and waits for that. Requests
 * under way, and those begun later, fail with %DROPOFF_ERROR_CANCELLED.
 */
void dropoff_http_client_stop (DropoffHttpClient *client);

G_END_DECLS
