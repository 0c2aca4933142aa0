/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * DropoffHttpFailureKind:
 * @DROPOFF_HTTP_FAILURE_NONE: there is a reply
 * @DROPOFF_HTTP_FAILURE_CURL: libcurl gave up; see the other members
 * @DROPOFF_HTTP_FAILURE_CANCELLED: called off by the program
 * @DROPOFF_HTTP_FAILURE_STALLED: no byte moved for longer than the request allows
 * @DROPOFF_HTTP_FAILURE_DROPPED: the connection was given up, e.g. after sleep
 * @DROPOFF_HTTP_FAILURE_REPLY_TOO_LARGE: head or body of the reply over its limit
 * @DROPOFF_HTTP_FAILURE_BAD_STATUS: a reply with a status outside 200 to 599
 * @DROPOFF_HTTP_FAILURE_BAD_ADDRESS: not a URL that can be asked
 * @DROPOFF_HTTP_FAILURE_NOT_PROTECTED: neither https nor a loopback host
 * @DROPOFF_HTTP_FAILURE_BODY: the request's body could not be read, rewound, or was too short
 *
 * Why a request got no reply.
 */
typedef enum {
  DROPOFF_HTTP_FAILURE_NONE,
  DROPOFF_HTTP_FAILURE_CURL,
  DROPOFF_HTTP_FAILURE_CANCELLED,
  DROPOFF_HTTP_FAILURE_STALLED,
  DROPOFF_HTTP_FAILURE_DROPPED,
  DROPOFF_HTTP_FAILURE_REPLY_TOO_LARGE,
  DROPOFF_HTTP_FAILURE_BAD_STATUS,
  DROPOFF_HTTP_FAILURE_BAD_ADDRESS,
  DROPOFF_HTTP_FAILURE_NOT_PROTECTED,
  DROPOFF_HTTP_FAILURE_BODY,
} DropoffHttpFailureKind;

/**
 * DropoffHttpFailure:
 * @kind: why
 * @curl_code: a `CURLcode`, with %DROPOFF_HTTP_FAILURE_CURL
 * @os_errno: the system's error number if libcurl knew one, else 0
 * @verify_result: OpenSSL's `X509_V_` result of the certificate check, 0 = nothing to complain
 * @text: (nullable): libcurl's own words
 * @body_error: (nullable): what the body's describe_error gave
 * @proxy_status: HTTP status with which a proxy answered, 0 = none did
 * @by_proxy: the desktop's settings named a proxy
 *
 * What the net thread knows about a request without reply, as plain values.
 */
typedef struct
{
  DropoffHttpFailureKind kind;
  int curl_code;
  int os_errno;
  long verify_result;
  char *text;
  GError *body_error;
  long proxy_status;
  gboolean by_proxy;
} DropoffHttpFailure;

/**
 * dropoff_http_failure_to_error:
 * @failure: a failure of a kind other than %DROPOFF_HTTP_FAILURE_NONE
 *
 * Decides what can be done about a failure and says it in one sentence. A pure function.
 *
 * Returns: (transfer full): an error of the domain (or the body's own error), its detail without
 *   secrets. Any thread.
 */
GError *dropoff_http_failure_to_error (const DropoffHttpFailure *failure);

/**
 * dropoff_http_failure_clear:
 * @failure: a failure
 *
 * Frees what the members hold and makes it %DROPOFF_HTTP_FAILURE_NONE.
 */
void dropoff_http_failure_clear (DropoffHttpFailure *failure);

G_END_DECLS
