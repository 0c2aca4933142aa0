/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define DROPOFF_TYPE_OR_LINE (dropoff_or_line_get_type ())

/**
 * DropoffOrLine:
 *
 * The line that stands between two ways to go on: "or" between two strokes. Main thread.
 */
G_DECLARE_FINAL_TYPE (DropoffOrLine, dropoff_or_line, DROPOFF, OR_LINE, GtkBox)

G_END_DECLS
