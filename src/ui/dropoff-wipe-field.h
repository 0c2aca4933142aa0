/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * dropoff_wipe_field:
 * @field: a field for passwords, whose buffer wipes what leaves it
 *
 * Empties the field so that no copy of its text stays in memory. Main thread.
 */
void dropoff_wipe_field (GtkEditable *field);

G_END_DECLS
