/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * dropoff_log_redact:
 * @text: any text that may reach a log or a report
 *
 * Replaces what could be a secret by a mark: the query of an URL, values of members and headers
 * that carry tokens, keys or signatures, JSON Web Tokens, and anything of 40 or more characters
 * that looks like base64. Used on every text that is not ours before it is written anywhere.
 *
 * Returns: (transfer full): the text without secrets. Any thread.
 */
char *dropoff_log_redact (const char *text);

/**
 * dropoff_log_url:
 * @url: an absolute URL
 *
 * Returns: (transfer full): scheme, host and path of @url for a log; never the query or user part.
 */
char *dropoff_log_url (const char *url);

G_END_DECLS
