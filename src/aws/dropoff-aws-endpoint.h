/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * DropoffAwsEndpoint:
 *
 * Where a bucket is: scheme, host and the path before the key. Immutable.
 */
typedef struct _DropoffAwsEndpoint DropoffAwsEndpoint;

/**
 * dropoff_aws_endpoint_new:
 * @bucket: the bucket's name
 * @region: its AWS region
 * @address: (nullable): the object store's own address ("https://HOST[:PORT][/PATH]"), or %NULL
 *   for AWS's
 *
 * AWS's buckets are addressed by host name (Amazon S3 User Guide, "Virtual hosting of buckets"),
 * but a bucket with a dot by path, because no certificate covers its host name. At an own address
 * the bucket is in the path, which every other server understands.
 *
 * Returns: (transfer full) (nullable): the endpoint, or %NULL if the region cannot be one, the
 *   bucket is empty, or the address is not http or https with a host. Any thread.
 */
DropoffAwsEndpoint *dropoff_aws_endpoint_new (const char *bucket, const char *region,
                                              const char *address);

/**
 * dropoff_aws_endpoint_free:
 * @endpoint: (transfer full) (nullable): an endpoint
 *
 * Frees it.
 */
void dropoff_aws_endpoint_free (DropoffAwsEndpoint *endpoint);

/**
 * dropoff_aws_endpoint_get_host:
 * @endpoint: an endpoint
 *
 * Returns: the value of the Host header: with the port unless it is the scheme's own.
 */
const char *dropoff_aws_endpoint_get_host (const DropoffAwsEndpoint *endpoint);

/**
 * dropoff_aws_endpoint_is_secure:
 * @endpoint: an endpoint
 *
 * Returns: whether it is reached by TLS.
 */
gboolean dropoff_aws_endpoint_is_secure (const DropoffAwsEndpoint *endpoint);

/**
 * dropoff_aws_endpoint_dup_path:
 * @endpoint: an endpoint
 * @key: (nullable): an object key, or %NULL for the bucket itself
 *
 * Returns: (transfer full): the absolute path, percent-encoded once, "//" and "." kept.
 */
char *dropoff_aws_endpoint_dup_path (const DropoffAwsEndpoint *endpoint, const char *key);

/**
 * dropoff_aws_endpoint_dup_url:
 * @endpoint: an endpoint
 * @path: from dropoff_aws_endpoint_dup_path()
 * @query: the encoded query without "?", may be empty
 *
 * Returns: (transfer full): the absolute URL.
 */
char *dropoff_aws_endpoint_dup_url (const DropoffAwsEndpoint *endpoint, const char *path,
                                    const char *query);

/**
 * dropoff_aws_service_host:
 * @service: "cognito-idp"
 * @region: a valid region
 *
 * Returns: (transfer full): AWS's own host of a service; some parts of the world have a domain of
 *   their own.
 */
char *dropoff_aws_service_host (const char *service, const char *region);

/**
 * dropoff_aws_region_is_valid:
 * @region: (nullable): what may be the name of a region
 *
 * Returns: whether it is 1–32 of a–z, 0–9 and "-": safe as a part of a host name, wherever it was
 *   learnt from.
 */
gboolean dropoff_aws_region_is_valid (const char *region);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (DropoffAwsEndpoint, dropoff_aws_endpoint_free)

G_END_DECLS
