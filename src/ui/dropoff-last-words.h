/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * dropoff_last_words_keep:
 * @label: (transfer none): a label that wraps and has no attributes of its own
 *
 * From now on the last two words of what @label says stay on one line if they are short: a line
 * with a single short word looks like a mistake. The text itself stays as it is. Main thread.
 */
void dropoff_last_words_keep (GtkLabel *label);

G_END_DECLS
