/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

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
 * dropoff_form_is_region:
 * @text: a text
 *
 * Returns: whether it can be an AWS region's name; it becomes part of host names.
 */
gboolean dropoff_form_is_region (const char *text);

/**
 * dropoff_form_is_key_template:
 * @text: a text
 *
 * Returns: whether it can be a template of object names: at most 512 bytes, with {path}, and no
 *   braces but {identity}, {path} and {date}.
 */
gboolean dropoff_form_is_key_template (const char *text);

/**
 * dropoff_form_make_aws_host:
 * @service: "cognito-idp"
 * @region: an AWS region
 *
 * Returns: (transfer full): AWS's own host of a service; China has a domain of its own.
 */
char *dropoff_form_make_aws_host (const char *service, const char *region);

G_END_DECLS
