/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "dropoff-store-records.h"

G_BEGIN_DECLS

/**
 * DropoffPackedCard:
 *
 * What a batch for one file and its upload say, all but the upload's state, while nothing has
 * happened to them but that they were journaled, in less than a third of the room. It only lives in
 * memory.
 */
typedef struct _DropoffPackedCard DropoffPackedCard;

/**
 * dropoff_packed_card_new:
 * @batch: a batch; its lists of uploads are not looked at
 * @upload: its only upload
 *
 * Any thread.
 *
 * Returns: (transfer full) (nullable): what they say; g_free(). %NULL if more is to be said of them
 *   than it has room for.
 */
DropoffPackedCard *dropoff_packed_card_new (const DropoffBatchRecord *batch,
                                            const DropoffUploadRecord *upload);

/**
 * dropoff_packed_card_read:
 * @self: a packed card
 * @batch: (out caller-allocated): the batch, without lists of uploads; its texts are those of
 *   @self, not to be freed
 *
 * Says what the batch was. Allocates nothing. Any thread.
 */
void dropoff_packed_card_read (const DropoffPackedCard *self, DropoffBatchRecord *batch);

/**
 * dropoff_packed_card_unpack:
 * @self: a packed card
 * @upload: (out) (transfer full): the upload, as it was but for its state, which is 0
 *
 * Makes the records again. Any thread.
 *
 * Returns: (transfer full): the batch, without lists of uploads.
 */
DropoffBatchRecord *dropoff_packed_card_unpack (const DropoffPackedCard *self,
                                                DropoffUploadRecord **upload);

G_END_DECLS
