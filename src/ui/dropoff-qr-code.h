/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define DROPOFF_TYPE_QR_CODE (dropoff_qr_code_get_type ())

/**
 * DropoffQrCode:
 *
 * A QR code. Black on white whatever the colours of the desktop are, because many apps read no
 * other; with the quiet margin that they need. Main thread.
 */
G_DECLARE_FINAL_TYPE (DropoffQrCode, dropoff_qr_code, DROPOFF, QR_CODE, GtkWidget)

/**
 * dropoff_qr_code_set_text:
 * @self: a code
 * @text: (nullable): what it says, or %NULL for nothing; at most 1,000 bytes
 *
 * Shows a text; nothing of it is kept but the picture.
 *
 * Returns: whether the text can be shown.
 */
gboolean dropoff_qr_code_set_text (DropoffQrCode *self, const char *text);

G_END_DECLS
