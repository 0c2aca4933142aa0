/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * words_check:
 * @root: a window or popover that is shown, in the language that pseudo.py makes
 * @scene: what is shown, for the findings
 * @width: the width that it should have, pixels; 0 = any
 *
 * Prints every label whose text is neither translated nor data (a file's or a company's name, an
 * address, figures), every translated one that is cut off, and a window that is wider than it
 * should be. Main thread.
 *
 * Returns: whether there is nothing to find.
 */
gboolean words_check (GtkWidget *root, const char *scene, int width);

G_END_DECLS
