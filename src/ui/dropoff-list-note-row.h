/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "dropoff-list-note.h"

G_BEGIN_DECLS

#define DROPOFF_TYPE_LIST_NOTE_ROW (dropoff_list_note_row_get_type ())

/**
 * DropoffListNoteRow:
 *
 * The row of a #DropoffListNote. Main thread.
 */
G_DECLARE_FINAL_TYPE (DropoffListNoteRow, dropoff_list_note_row, DROPOFF, LIST_NOTE_ROW, GtkBox)

/**
 * dropoff_list_note_row_new:
 *
 * Returns: (transfer floating): a row that shows nothing yet.
 */
GtkWidget *dropoff_list_note_row_new (void);

/**
 * dropoff_list_note_row_set_note:
 * @self: a row
 * @note: (nullable): what it shows from now on
 *
 * Shows another note.
 */
void dropoff_list_note_row_set_note (DropoffListNoteRow *self, DropoffListNote *note);

G_END_DECLS
