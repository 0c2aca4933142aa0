/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "dropoff-aws-credentials.h"

G_BEGIN_DECLS

/** Payload hash of a body that is not signed: only over TLS, where its bytes are safe anyway. */
#define DROPOFF_SIGV4_UNSIGNED_PAYLOAD "UNSIGNED-PAYLOAD"
/** Payload hash of an empty body. */
#define DROPOFF_SIGV4_EMPTY_PAYLOAD                                                                \
  "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
/** Length of a signature in hex digits. */
#define DROPOFF_SIGV4_SIGNATURE_LENGTH 64

/**
 * DropoffSigv4Scope:
 * @region: AWS region
 * @service: "s3"
 * @time_s: time of the signature in seconds since 1970, by the servers' clock
 *
 * What a signature is good for. The texts are borrowed.
 */
typedef struct
{
  const char *region;
  const char *service;
  gint64 time_s;
} DropoffSigv4Scope;

/**
 * DropoffSigv4Request:
 *
 * The parts of a request that Signature Version 4 covers, in S3's dialect (AWS General Reference,
 * "Create a signed AWS API request"; Amazon S3 API Reference, "Authenticating Requests"). What is
 * signed here is what has to be sent: path, query and headers are read back from it. Any thread,
 * one at a time.
 */
typedef struct _DropoffSigv4Request DropoffSigv4Request;

/**
 * DropoffSigv4Header:
 * @name: in lower case
 * @value: as it is sent
 *
 * One header of a signed request.
 */
typedef struct
{
  char *name;
  char *value;
} DropoffSigv4Header;

/**
 * dropoff_sigv4_request_new:
 * @method: HTTP method
 * @host: value of the Host header, with the port unless it is the scheme's own
 * @path: absolute path, percent-encoded once by dropoff_sigv4_encode()
 *
 * Returns: (transfer full): a request with nothing else.
 */
DropoffSigv4Request *dropoff_sigv4_request_new (const char *method, const char *host,
                                                const char *path);

/**
 * dropoff_sigv4_request_free:
 * @request: (transfer full) (nullable): a request
 *
 * Frees it; values of headers are overwritten.
 */
void dropoff_sigv4_request_free (DropoffSigv4Request *request);

/**
 * dropoff_sigv4_request_add_query:
 * @request: a request
 * @name: parameter, not encoded
 * @value: its value, not encoded, "" for none
 *
 * Adds a query parameter.
 */
void dropoff_sigv4_request_add_query (DropoffSigv4Request *request, const char *name,
                                      const char *value);

/**
 * dropoff_sigv4_request_add_header:
 * @request: a request
 * @name: header in any case
 * @value: its value without line breaks
 *
 * Adds a header that is to be sent and signed.
 */
void dropoff_sigv4_request_add_header (DropoffSigv4Request *request, const char *name,
                                       const char *value);

/**
 * dropoff_sigv4_request_sign:
 * @request: a request
 * @credentials: keys
 * @scope: what for
 * @payload_hash: lower-case hex SHA-256 of the body, or %DROPOFF_SIGV4_UNSIGNED_PAYLOAD
 *
 * Adds the headers x-amz-date, x-amz-content-sha256, x-amz-security-token (if the keys have one)
 * and authorization. Once for each request, after everything else was added.
 */
void dropoff_sigv4_request_sign (DropoffSigv4Request *request,
                                 const DropoffAwsCredentials *credentials,
                                 const DropoffSigv4Scope *scope, const char *payload_hash);

/**
 * dropoff_sigv4_request_presign:
 * @request: a request
 * @credentials: keys
 * @scope: what for
 * @lifetime_s: how long the URL is good, 1 to 604,800 s
 *
 * Adds the signature as query parameters instead of headers (the body is unsigned then).
 */
void dropoff_sigv4_request_presign (DropoffSigv4Request *request,
                                    const DropoffAwsCredentials *credentials,
                                    const DropoffSigv4Scope *scope, guint lifetime_s);

/**
 * dropoff_sigv4_request_dup_query:
 * @request: a request
 *
 * Returns: (transfer full): the query to be sent, encoded and in canonical order, without "?";
 *   empty when there is none.
 */
char *dropoff_sigv4_request_dup_query (const DropoffSigv4Request *request);

/**
 * dropoff_sigv4_request_get_headers:
 * @request: a request
 *
 * Returns: (transfer none) (element-type DropoffSigv4Header): the headers to be sent, "host" among
 *   them.
 */
const GPtrArray *dropoff_sigv4_request_get_headers (const DropoffSigv4Request *request);

/**
 * dropoff_sigv4_request_dup_canonical:
 * @request: a request
 * @payload_hash: as it is signed
 *
 * Returns: (transfer full): the canonical request.
 */
char *dropoff_sigv4_request_dup_canonical (const DropoffSigv4Request *request,
                                           const char *payload_hash);

/**
 * dropoff_sigv4_encode:
 * @text: bytes of UTF-8, zero-terminated
 * @keep_slash: whether "/" stays as it is (object keys) or not (query parameters)
 *
 * Returns: (transfer full): everything but A-Z a-z 0-9 - . _ ~ as %XX with upper-case digits.
 */
char *dropoff_sigv4_encode (const char *text, gboolean keep_slash);

/**
 * dropoff_sigv4_string_to_sign:
 * @scope: what for
 * @canonical_request: the canonical request
 *
 * Returns: (transfer full): the string to sign.
 */
char *dropoff_sigv4_string_to_sign (const DropoffSigv4Scope *scope, const char *canonical_request);

/**
 * dropoff_sigv4_signature:
 * @credentials: keys
 * @scope: what for
 * @string_to_sign: the string to sign
 *
 * Returns: (transfer full): the signature, 64 lower-case hex digits.
 */
char *dropoff_sigv4_signature (const DropoffAwsCredentials *credentials,
                               const DropoffSigv4Scope *scope, const char *string_to_sign);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (DropoffSigv4Request, dropoff_sigv4_request_free)

G_END_DECLS
