/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * DropoffVerb:
 * @DROPOFF_VERB_PRESS: the row's own button: pause, resume, retry, send the new version or
 *   both
 * @DROPOFF_VERB_TOGGLE_OPEN: open or close a folder's card
 * @DROPOFF_VERB_SEND_FIRST: move it to the head of the list
 * @DROPOFF_VERB_SHOW_IN_FILES: show the file where it is kept
 * @DROPOFF_VERB_REMOVE: take it off its list
 * @DROPOFF_VERB_DETAILS: change what goes with it, as long as nothing of it is begun
 * @DROPOFF_VERB_RECEIPT: show the proof that it was received
 * @DROPOFF_VERB_SEND_AGAIN: send the same file once more
 * @DROPOFF_VERB_PAUSE: pause it
 * @DROPOFF_VERB_RESUME: go on with it, or try it again
 * @DROPOFF_VERB_SHOW_ALL: show all files of a folder
 * @DROPOFF_VERB_SAVE_RECEIPTS: save the receipts into a folder
 * @DROPOFF_VERB_SKIP: do not send what the company has one of the same name of
 *
 * What a person can ask of a row. Rows and pages only pass it on; the window does it.
 */
typedef enum {
  DROPOFF_VERB_PRESS,
  DROPOFF_VERB_TOGGLE_OPEN,
  DROPOFF_VERB_SEND_FIRST,
  DROPOFF_VERB_SHOW_IN_FILES,
  DROPOFF_VERB_REMOVE,
  DROPOFF_VERB_DETAILS,
  DROPOFF_VERB_RECEIPT,
  DROPOFF_VERB_SEND_AGAIN,
  DROPOFF_VERB_PAUSE,
  DROPOFF_VERB_RESUME,
  DROPOFF_VERB_SHOW_ALL,
  DROPOFF_VERB_SAVE_RECEIPTS,
  DROPOFF_VERB_SKIP,
} DropoffVerb;

G_END_DECLS
