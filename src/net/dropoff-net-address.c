/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "dropoff-net-address.h"

#include <arpa/inet.h>
#include <curl/curl.h>
#include <string.h>

/* Strings of libcurl's URL parser are freed by its own function. */
static char *
get_part (CURLU *parsed, CURLUPart part)
{
  char *value = NULL;
  char *copy;

  if (curl_url_get (parsed, part, &value, CURLU_DEFAULT_PORT) != CURLUE_OK)
    return NULL;
  copy = g_ascii_strdown (value, -1);
  curl_free (value);
  return copy;
}

static gboolean
is_loopback_host (const char *host)
{
  struct in_addr in;

  /* libcurl answers "localhost" itself, without asking anybody (since 7.78). */
  if (g_str_equal (host, "localhost") || g_str_equal (host, "[::1]"))
    return TRUE;
  /* RFC 1122 §3.2.1.3: all of 127.0.0.0/8 */
  return inet_pton (AF_INET, host, &in) == 1 && (ntohl (in.s_addr) >> 24) == 127;
}

static DropoffHttpFailureKind
judge (DropoffNetAddress *address, CURLU *parsed)
{
  g_autofree char *scheme = get_part (parsed, CURLUPART_SCHEME);
  g_autofree char *host = get_part (parsed, CURLUPART_HOST);
  g_autofree char *port = get_part (parsed, CURLUPART_PORT);
  g_autofree char *user = get_part (parsed, CURLUPART_USER);

  if (scheme == NULL || host == NULL || *host == '\0' || port == NULL || user != NULL)
    return DROPOFF_HTTP_FAILURE_BAD_ADDRESS;
  address->is_https = g_str_equal (scheme, "https");
  address->is_loopback = is_loopback_host (host);
  if (!address->is_https && !g_str_equal (scheme, "http"))
    return DROPOFF_HTTP_FAILURE_BAD_ADDRESS;
  if (!address->is_https && !address->is_loopback)
    return DROPOFF_HTTP_FAILURE_NOT_PROTECTED;
  address->origin = g_strdup_printf ("%s://%s:%s", scheme, host, port);
  return DROPOFF_HTTP_FAILURE_NONE;
}

DropoffHttpFailureKind
dropoff_net_address_init (DropoffNetAddress *address, const char *url)
{
  CURLU *parsed = curl_url ();
  DropoffHttpFailureKind kind = DROPOFF_HTTP_FAILURE_BAD_ADDRESS;

  g_assert (parsed != NULL);
  memset (address, 0, sizeof *address);
  if (curl_url_set (parsed, CURLUPART_URL, url, CURLU_PATH_AS_IS | CURLU_NON_SUPPORT_SCHEME)
      == CURLUE_OK)
    kind = judge (address, parsed);
  curl_url_cleanup (parsed);
  return kind;
}

void
dropoff_net_address_clear (DropoffNetAddress *address)
{
  g_clear_pointer (&address->origin, g_free);
}
