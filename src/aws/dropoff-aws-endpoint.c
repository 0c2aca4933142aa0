/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "dropoff-aws-endpoint.h"

#include "dropoff-sigv4.h"

#include <string.h>

#define MAX_REGION_LENGTH 32
#define MIN_BUCKET_LENGTH 3
#define MAX_BUCKET_LENGTH 63
#define HOST_NAME_CHARACTERS "abcdefghijklmnopqrstuvwxyz0123456789-"

struct _DropoffAwsEndpoint
{
  const char *scheme;
  char *host;
  char *base_path; /* before "/KEY": "" or "/BUCKET" or "/PATH/BUCKET" */
};

static const char *
get_domain (const char *region)
{
  if (g_str_has_prefix (region, "cn-"))
    return "amazonaws.com.cn";
  if (g_str_has_prefix (region, "eusc-"))
    return "amazonaws.eu";
  return "amazonaws.com";
}

char *
dropoff_aws_service_host (const char *service, const char *region)
{
  return g_strdup_printf ("%s.%s.%s", service, region, get_domain (region));
}

static gboolean
fits_host_name (const char *bucket)
{
  const gsize length = strlen (bucket);

  return length >= MIN_BUCKET_LENGTH && length <= MAX_BUCKET_LENGTH
         && strspn (bucket, HOST_NAME_CHARACTERS) == length;
}

static void
fill_for_aws (DropoffAwsEndpoint *endpoint, const char *bucket, const char *region)
{
  g_autofree char *host = dropoff_aws_service_host ("s3", region);

  endpoint->scheme = "https";
  if (fits_host_name (bucket))
    {
      endpoint->host = g_strconcat (bucket, ".", host, NULL);
      endpoint->base_path = g_strdup ("");
    }
  else
    {
      g_autofree char *encoded = dropoff_sigv4_encode (bucket, FALSE);

      endpoint->host = g_steal_pointer (&host);
      endpoint->base_path = g_strconcat ("/", encoded, NULL);
    }
}

static gboolean
fill_for_address (DropoffAwsEndpoint *endpoint, const char *bucket, const char *address)
{
  g_autoptr (GUri) uri = g_uri_parse (address, G_URI_FLAGS_ENCODED, NULL);
  g_autofree char *encoded = dropoff_sigv4_encode (bucket, FALSE);
  g_autofree char *bare_host = NULL;
  g_autofree char *path = NULL;
  gboolean secure;
  int own_port;

  if (uri == NULL || g_uri_get_host (uri) == NULL || g_uri_get_host (uri)[0] == '\0')
    return FALSE;
  secure = strcmp (g_uri_get_scheme (uri), "https") == 0;
  if (!secure && strcmp (g_uri_get_scheme (uri), "http") != 0)
    return FALSE;

  endpoint->scheme = secure ? "https" : "http";
  own_port = secure ? 443 : 80;
  bare_host = strchr (g_uri_get_host (uri), ':') != NULL
                  ? g_strdup_printf ("[%s]", g_uri_get_host (uri))
                  : g_ascii_strdown (g_uri_get_host (uri), -1);
  endpoint->host = g_uri_get_port (uri) > 0 && g_uri_get_port (uri) != own_port
                       ? g_strdup_printf ("%s:%d", bare_host, g_uri_get_port (uri))
                       : g_strdup (bare_host);
  path = g_strdup (g_uri_get_path (uri));
  while (g_str_has_suffix (path, "/"))
    path[strlen (path) - 1] = '\0';
  endpoint->base_path = g_strconcat (path, "/", encoded, NULL);
  return TRUE;
}

DropoffAwsEndpoint *
dropoff_aws_endpoint_new (const char *bucket, const char *region, const char *address)
{
  g_autoptr (DropoffAwsEndpoint) endpoint = g_new0 (DropoffAwsEndpoint, 1);

  if (bucket[0] == '\0' || !dropoff_aws_region_is_valid (region))
    return NULL;
  if (address == NULL)
    fill_for_aws (endpoint, bucket, region);
  else if (!fill_for_address (endpoint, bucket, address))
    return NULL;
  return g_steal_pointer (&endpoint);
}

void
dropoff_aws_endpoint_free (DropoffAwsEndpoint *endpoint)
{
  if (endpoint == NULL)
    return;
  g_free (endpoint->host);
  g_free (endpoint->base_path);
  g_free (endpoint);
}

const char *
dropoff_aws_endpoint_get_host (const DropoffAwsEndpoint *endpoint)
{
  return endpoint->host;
}

gboolean
dropoff_aws_endpoint_is_secure (const DropoffAwsEndpoint *endpoint)
{
  return strcmp (endpoint->scheme, "https") == 0;
}

char *
dropoff_aws_endpoint_dup_path (const DropoffAwsEndpoint *endpoint, const char *key)
{
  g_autofree char *encoded = dropoff_sigv4_encode (key != NULL ? key : "", TRUE);

  return g_strconcat (endpoint->base_path, "/", encoded, NULL);
}

char *
dropoff_aws_endpoint_dup_url (const DropoffAwsEndpoint *endpoint, const char *path,
                              const char *query)
{
  return g_strconcat (endpoint->scheme, "://", endpoint->host, path, query[0] != '\0' ? "?" : "",
                      query, NULL);
}

gboolean
dropoff_aws_region_is_valid (const char *region)
{
  gsize length;

  if (region == NULL)
    return FALSE;
  length = strlen (region);
  return length >= 1 && length <= MAX_REGION_LENGTH
         && strspn (region, HOST_NAME_CHARACTERS) == length;
}
