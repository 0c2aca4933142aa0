/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The forms that members of a connection file need. Any thread. */

/**
 * dropoff_form_consists_of:
 * @text: a text
 * @others: characters that are fine beside small letters and digits
 * @upper: whether capital letters are fine
 *
 * Returns: whether the text has only ASCII letters and digits and @others.
 */
gboolean dropoff_form_consists_of (const char *text, const char *others, gboolean upper);

/**
 * dropoff_form_is_key_template:
 * @text: a text
 *
 * Returns: whether it can be a template of object names: at most 512 bytes, with {path}, and no
 *   braces but {identity}, {path} and {date}.
 */
gboolean dropoff_form_is_key_template (const char *text);

G_END_DECLS
