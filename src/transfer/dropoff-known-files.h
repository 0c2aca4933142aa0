/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

#include "dropoff-store-records.h"

G_BEGIN_DECLS

/**
 * DropoffKnownVerdict:
 * @DROPOFF_KNOWN_SEND: send it
 * @DROPOFF_KNOWN_SKIP: leave it out: the company has this very file, or it is on its way
 * @DROPOFF_KNOWN_OWN: leave it out: it is in this batch already, from before a restart
 *
 * What is done with a dropped file.
 */
typedef enum {
  DROPOFF_KNOWN_SEND,
  DROPOFF_KNOWN_SKIP,
  DROPOFF_KNOWN_OWN,
} DropoffKnownVerdict;

/**
 * dropoff_known_file_judge:
 * @known: what the journal knows of a file with the same path, size and modification time
 * @own_batch_id: the batch it would go to, 0 = a new one
 * @again: the person wants what was sent before to be sent again
 * @unwanted: the known one's batch has been removed by the person
 *
 * Pure. A folder that is dropped again sends only what is new or changed; what nobody has verified,
 * or what did not get there, is sent.
 *
 * Returns: what to do with the file.
 */
DropoffKnownVerdict dropoff_known_file_judge (const DropoffKnownFile *known, gint64 own_batch_id,
                                              gboolean again, gboolean unwanted);

G_END_DECLS
