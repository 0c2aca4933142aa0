/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define DROPOFF_TYPE_ERROR_LINE (dropoff_error_line_get_type ())

/**
 * DropoffErrorLine:
 *
 * What went wrong, beside the field it is about, and what to press about it. Signal: "clicked".
 * Main thread.
 */
G_DECLARE_FINAL_TYPE (DropoffErrorLine, dropoff_error_line, DROPOFF, ERROR_LINE, GtkBox)

/**
 * dropoff_error_line_show:
 * @self: a line
 * @message: (nullable): one sentence, or %NULL to hide the line
 * @button: (nullable): the button's words, or %NULL for none
 *
 * Shows a sentence; screen readers speak it as an alert.
 */
void dropoff_error_line_show (DropoffErrorLine *self, const char *message, const char *button);

/**
 * dropoff_error_line_offer:
 * @self: a line that shows a sentence
 * @button: (nullable): the button's words, or %NULL for none; an underline marks its key
 *
 * Puts another button beside the sentence.
 */
void dropoff_error_line_offer (DropoffErrorLine *self, const char *button);

G_END_DECLS
