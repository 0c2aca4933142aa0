/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * dropoff_type_icon:
 * @content_type: (nullable): a MIME type
 * @symbolic: the small one-colour icon
 *
 * No file is touched: the icon goes by the type alone. Main thread.
 *
 * Returns: (transfer full): the icon of that type of file.
 */
GIcon *dropoff_type_icon (const char *content_type, gboolean symbolic);

G_END_DECLS
