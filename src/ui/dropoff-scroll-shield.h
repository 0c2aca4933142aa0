/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/*
 * A list whose rows the pointer does not meet while they run past below it. Main thread.
 */

/**
 * dropoff_scroll_shield_add:
 * @list: a list in a scrolled window; it owns what is added
 *
 * For a sixteenth of a second after a turn of the wheel, or a key that moves it, no row is under
 * the pointer: with each that the pointer meets GTK 4.8 has the whole window looked through for
 * what looks otherwise now, which takes as long as drawing it. Not while the list moves by itself:
 * it may do that all the time, and rows are to be pressed.
 */
void dropoff_scroll_shield_add (GtkWidget *list);

G_END_DECLS
