/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* What comes from outside and is not, or may not be, what was asked for. Any thread. */

/**
 * dropoff_foreign_refuse_sign_in:
 * @detail: what is wrong with a reply of the service where people sign in
 * @error: (out): %DROPOFF_ERROR_NOT_THE_SERVICE
 *
 * Returns: %FALSE, always.
 */
gboolean dropoff_foreign_refuse_sign_in (const char *detail, GError **error);

/**
 * dropoff_foreign_refuse_company:
 * @detail: what is wrong with a reply of one of the company's other services
 * @error: (out): %DROPOFF_ERROR_NOT_THE_SERVICE
 *
 * Returns: %FALSE, always.
 */
gboolean dropoff_foreign_refuse_company (const char *detail, GError **error);

/**
 * dropoff_foreign_words:
 * @words: (nullable): words of somebody else that a person may read
 * @max_bytes: the longest that is of use
 *
 * What would spoil a label or a terminal is taken out: it becomes one line of valid UTF-8 without
 * control characters.
 *
 * Returns: (transfer full) (nullable): them, or %NULL if there are none.
 */
char *dropoff_foreign_words (const char *words, gsize max_bytes);

G_END_DECLS
