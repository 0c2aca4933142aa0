/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "dropoff-log.h"

#include <string.h>

#define MARK "‹hidden›"

static char *
replace_all (const char *pattern, const char *text, const char *replacement)
{
  g_autoptr (GRegex) regex = g_regex_new (pattern, G_REGEX_CASELESS | G_REGEX_OPTIMIZE, 0, NULL);

  g_assert (regex != NULL);
  return g_regex_replace (regex, text, -1, 0, replacement, 0, NULL);
}

char *
dropoff_log_redact (const char *text)
{
  static const char *const rules[][2] = {
    /* "RefreshToken": "…" and the like, also where the text was cut */
    { "(\"[a-z_-]*(token|password|secret|signature|session|credential|key|code|block)[a-z_-]*\"\\s*"
      ":\\s*\")[^\"]*",
      "\\1" MARK },
    { "((authorization|x-amz-security-token|x-api-key|cookie)\\s*[:=]\\s*)[^\\r\\n]*",
      "\\1" MARK },
    { "(https?://[^\\s?\"'<>]*\\?)[^\\s\"'<>]*", "\\1" MARK },
    { "\\beyJ[A-Za-z0-9_-]{8,}[A-Za-z0-9._-]*", MARK },
    { "\\b(AKIA|ASIA)[A-Z0-9]{12,}", MARK },
    { "[A-Za-z0-9+/_=-]{40,}", MARK },
  };
  g_autofree char *valid = g_utf8_make_valid (text, -1);
  char *clean = g_steal_pointer (&valid);

  for (guint i = 0; i < G_N_ELEMENTS (rules); i++)
    {
      char *next = replace_all (rules[i][0], clean, rules[i][1]);

      g_free (clean);
      clean = next;
    }
  return clean;
}

char *
dropoff_log_url (const char *url)
{
  g_autoptr (GUri) uri = g_uri_parse (url, G_URI_FLAGS_ENCODED | G_URI_FLAGS_HAS_PASSWORD, NULL);

  if (uri == NULL)
    return g_strdup ("(not a URL)");
  return g_uri_to_string_partial (uri, G_URI_HIDE_QUERY | G_URI_HIDE_FRAGMENT
                                           | G_URI_HIDE_USERINFO);
}
