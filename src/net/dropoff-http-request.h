/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * DropoffHttpProgress:
 *
 * Byte counters of one request, shared between the net thread (writes) and the main thread (reads).
 * The only thing that both touch at once; all access is atomic.
 */
typedef struct _DropoffHttpProgress DropoffHttpProgress;

/**
 * dropoff_http_progress_new:
 *
 * Returns: (transfer full): counters at zero. Any thread.
 */
DropoffHttpProgress *dropoff_http_progress_new (void);

/**
 * dropoff_http_progress_ref:
 * @progress: counters
 *
 * Returns: (transfer full): @progress with one more reference. Any thread.
 */
DropoffHttpProgress *dropoff_http_progress_ref (DropoffHttpProgress *progress);

/**
 * dropoff_http_progress_unref:
 * @progress: (transfer full): counters
 *
 * Gives up a reference. Any thread.
 */
void dropoff_http_progress_unref (DropoffHttpProgress *progress);

/**
 * dropoff_http_progress_get_handed:
 * @progress: counters
 *
 * Returns: body bytes given to the kernel so far in the present attempt. Any thread.
 */
guint64 dropoff_http_progress_get_handed (const DropoffHttpProgress *progress);

/**
 * dropoff_http_progress_get_acknowledged:
 * @progress: counters
 *
 * Returns: body bytes that the other side's TCP has acknowledged (handed over minus what still
 *   lies unsent or unacknowledged in the socket, SIOCOUTQ); never more than the body's length; goes
 *   back only when a body is sent again from its beginning. Any thread.
 */
guint64 dropoff_http_progress_get_acknowledged (const DropoffHttpProgress *progress);

/**
 * dropoff_http_progress_set:
 * @progress: counters
 * @handed_bytes: body bytes handed to the kernel
 * @acknowledged_bytes: of them, acknowledged
 *
 * Sets both counters. Net thread (and tests).
 */
void dropoff_http_progress_set (DropoffHttpProgress *progress, guint64 handed_bytes,
                                guint64 acknowledged_bytes);

/**
 * DropoffHttpBodyFuncs:
 * @read: fills @buffer with up to @size_bytes; returns how many, 0 at the end, -1 to abort the
 *   request (then @describe_error tells why)
 * @seek: goes to @offset_bytes from the body's beginning (a connection was lost and the body is
 *   sent again); returns %FALSE if it cannot
 * @describe_error: (nullable): returns (transfer full) why @read or @seek failed
 * @free: releases the body
 *
 * Where a request's body comes from. All functions but @free are called on the net thread; @free
 * on any thread, exactly once.
 */
typedef struct
{
  gssize (*read) (gpointer body, guint8 *buffer, gsize size_bytes);
  gboolean (*seek) (gpointer body, guint64 offset_bytes);
  GError *(*describe_error) (gpointer body);
  void (*free) (gpointer body);
} DropoffHttpBodyFuncs;

/**
 * DropoffHttpRequest:
 *
 * One request as a plain struct with one owner: built on the main thread, handed whole to
 * dropoff_http_client_send_async().
 */
typedef struct _DropoffHttpRequest DropoffHttpRequest;

/**
 * dropoff_http_request_new:
 * @method: "GET", "PUT", "POST", "HEAD" or "DELETE"
 * @url: absolute, already percent-encoded; sent as it is (no path normalisation, "//" and "." stay)
 *
 * Returns: (transfer full): a request without body. Defaults: connect within 15 s, stalled after
 *   30 s without an acknowledged byte in either direction, no total limit, reply ≤ 1 MiB.
 */
DropoffHttpRequest *dropoff_http_request_new (const char *method, const char *url);

/**
 * dropoff_http_request_free:
 * @request: (transfer full): a request
 *
 * Frees it and its body.
 */
void dropoff_http_request_free (DropoffHttpRequest *request);

/**
 * dropoff_http_request_add_header:
 * @request: a request
 * @name: header name, ASCII
 * @value: header value without line breaks (a value with one is refused with a critical)
 *
 * Adds a header. An empty @value is sent as an empty header.
 */
void dropoff_http_request_add_header (DropoffHttpRequest *request, const char *name,
                                      const char *value);

/**
 * dropoff_http_request_set_body_bytes:
 * @request: a request
 * @body: the whole body, at most a few MiB
 *
 * Sets a body held in memory.
 */
void dropoff_http_request_set_body_bytes (DropoffHttpRequest *request, GBytes *body);

/**
 * dropoff_http_request_set_body:
 * @request: a request
 * @funcs: (transfer none): static table of functions
 * @body: (transfer full): what @funcs work on
 * @length_bytes: exact length; sent as Content-Length
 *
 * Sets a body that is read while it is sent. It keeps to the client's limit for sending
 * (dropoff_http_client_set_rate_limit()), as bodies held in memory do not.
 */
void dropoff_http_request_set_body (DropoffHttpRequest *request, const DropoffHttpBodyFuncs *funcs,
                                    gpointer body, guint64 length_bytes);

/**
 * dropoff_http_request_set_timeouts:
 * @request: a request
 * @connect_ms: longest time until the connection (with TLS) stands, > 0
 * @stall_ms: longest time without progress, or 0 for none
 * @total_ms: longest time altogether, or 0 for none
 *
 * Sets the request's limits.
 */
void dropoff_http_request_set_timeouts (DropoffHttpRequest *request, guint connect_ms,
                                        guint stall_ms, guint total_ms);

/**
 * dropoff_http_request_set_once:
 * @request: a request
 *
 * For what must not happen twice unnoticed: the request goes on a connection of its own. A used
 * connection that the other side closes is replaced and the request repeated silently (libcurl does
 * that by itself), though the first one may have been carried out.
 */
void dropoff_http_request_set_once (DropoffHttpRequest *request);

/**
 * dropoff_http_request_set_max_reply:
 * @request: a request
 * @max_bytes: longest reply body kept; a longer one fails with %DROPOFF_ERROR_NOT_THE_SERVICE
 *
 * Sets the limit of the reply's body.
 */
void dropoff_http_request_set_max_reply (DropoffHttpRequest *request, gsize max_bytes);

/**
 * dropoff_http_request_set_progress:
 * @request: a request
 * @progress: counters to keep up to date while the body is sent
 *
 * Shares @progress with the net thread.
 */
void dropoff_http_request_set_progress (DropoffHttpRequest *request, DropoffHttpProgress *progress);

/**
 * DropoffHttpResponse:
 *
 * One reply as a plain struct: any status is a reply, only a failure to get one is an error.
 */
typedef struct _DropoffHttpResponse DropoffHttpResponse;

/**
 * dropoff_http_response_free:
 * @response: (transfer full): a reply
 *
 * Frees it; its body's memory is overwritten (it may hold tokens).
 */
void dropoff_http_response_free (DropoffHttpResponse *response);

/**
 * dropoff_http_response_get_status:
 * @response: a reply
 *
 * Returns: the final HTTP status, 200 to 599.
 */
guint dropoff_http_response_get_status (const DropoffHttpResponse *response);

/**
 * dropoff_http_response_get_header:
 * @response: a reply
 * @name: header name in any case
 *
 * Returns: (nullable) (transfer none): the last value of that header, trimmed.
 */
const char *dropoff_http_response_get_header (const DropoffHttpResponse *response,
                                              const char *name);

/**
 * dropoff_http_response_get_body:
 * @response: a reply
 *
 * Returns: (transfer none): the body, empty when there was none.
 */
GBytes *dropoff_http_response_get_body (const DropoffHttpResponse *response);

/**
 * dropoff_http_response_get_date_s:
 * @response: a reply
 *
 * Returns: the `Date` header in seconds since 1970, or 0 without a readable one.
 */
gint64 dropoff_http_response_get_date_s (const DropoffHttpResponse *response);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (DropoffHttpProgress, dropoff_http_progress_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (DropoffHttpRequest, dropoff_http_request_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (DropoffHttpResponse, dropoff_http_response_free)

G_END_DECLS
