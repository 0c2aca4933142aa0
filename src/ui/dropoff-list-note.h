/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "dropoff-batch.h"

G_BEGIN_DECLS

#define DROPOFF_TYPE_LIST_NOTE (dropoff_list_note_get_type ())

/**
 * DropoffListNote:
 *
 * An item of the list that is no file: the foot of an open folder's card ("3,396 more waiting"),
 * or the words at the end of the whole list. Main thread.
 */
G_DECLARE_FINAL_TYPE (DropoffListNote, dropoff_list_note, DROPOFF, LIST_NOTE, GObject)

/**
 * dropoff_list_note_new:
 * @batch: (nullable): the folder whose foot it is, or %NULL for the end of the list
 *
 * Returns: (transfer full): a note.
 */
DropoffListNote *dropoff_list_note_new (DropoffBatch *batch);

/**
 * dropoff_list_note_get_batch:
 * @self: a note
 *
 * Returns: (transfer none) (nullable): the folder whose foot it is.
 */
DropoffBatch *dropoff_list_note_get_batch (DropoffListNote *self);

G_END_DECLS
