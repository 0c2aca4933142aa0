/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * dropoff_spoken_names_mend:
 *
 * From now on, whatever comes to be shown is spoken of by a screen reader as a person would: words
 * with a mnemonic once and without its underscore, a button that has only an icon by its tooltip,
 * what is in a row by its own words or, if it has none, by the row's, the switch of a row that
 * opens by its row, and a list of which nothing can be chosen is no stop of the keyboard. So are
 * the toolkit's own widgets, which nobody else could name. To be called once. Main thread.
 */
void dropoff_spoken_names_mend (void);

G_END_DECLS
