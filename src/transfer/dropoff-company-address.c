/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "dropoff-company-address.h"

#include <string.h>

/* As DNS has it. */
#define MAX_NAME_CHARS 253
#define NAME_CHARS "abcdefghijklmnopqrstuvwxyz0123456789.-_"
#define IPV6_CHARS "0123456789abcdef:."

/* ":" and a number, or nothing at all. */
static gboolean
is_port (const char *text)
{
  guint64 port;

  if (*text == '\0')
    return TRUE;
  return *text == ':' && g_ascii_string_to_unsigned (text + 1, 10, 1, G_MAXUINT16, &port, NULL);
}

static char *
read_literal (const char *text)
{
  g_autofree char *lower = g_ascii_strdown (text, -1);
  gsize length = strspn (lower + 1, IPV6_CHARS);
  const char *end = lower + 1 + length;

  if (length == 0 || *end != ']' || !is_port (end + 1))
    return NULL;
  return g_steal_pointer (&lower);
}

static char *
read_name (const char *text)
{
  gsize length = strcspn (text, ":");
  g_autofree char *name = g_strndup (text, length);
  g_autofree char *ascii = g_hostname_to_ascii (name);
  g_autofree char *lower = ascii != NULL ? g_ascii_strdown (ascii, -1) : NULL;

  if (lower == NULL || *lower == '\0' || strlen (lower) > MAX_NAME_CHARS
      || strspn (lower, NAME_CHARS) != strlen (lower) || !is_port (text + length))
    return NULL;
  return g_strconcat (lower, text + length, NULL);
}

char *
dropoff_company_address_find_host (const char *address)
{
  g_autofree char *stripped = g_utf8_make_valid (address, -1);
  g_autofree char *authority = NULL;
  const char *start, *at, *host;

  g_strstrip (stripped);
  start = strstr (stripped, "://");
  start = start != NULL ? start + 3 : stripped;
  authority = g_strndup (start, strcspn (start, "/?#"));
  at = strchr (authority, '@');
  host = at != NULL ? at + 1 : authority;
  /* A second one would hide where it leads. */
  if (strchr (host, '@') != NULL)
    return NULL;
  return *host == '[' ? read_literal (host) : read_name (host);
}
