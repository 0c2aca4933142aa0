/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/** Longest object key in bytes (Amazon S3 User Guide, "Naming objects"). */
#define DROPOFF_S3_MAX_KEY_BYTES 1024

/**
 * dropoff_s3_key_make:
 * @key_template: text with {path} and perhaps {identity} and {date}
 * @identity: (nullable): the identity id
 * @path: relative path with "/" between folders; need not be valid UTF-8
 * @now_s: time for {date} ("2026-11-20", UTC), in seconds since 1970
 *
 * Fills in the template. The path is cleaned: empty components, "." and ".." are left out, what is
 * not UTF-8 becomes U+FFFD; everything else (blanks, quotes, line breaks) is kept, since a key may
 * hold it. A path that makes the key too long is cut before its extension, and a hash of the whole
 * path keeps it apart from others.
 *
 * Returns: (transfer full) (nullable): the key, or %NULL if the template wants an identity and
 * there is none, or leaves no room for a path. Pure. Any thread.
 */
char *dropoff_s3_key_make (const char *key_template, const char *identity, const char *path,
                           gint64 now_s);

G_END_DECLS
