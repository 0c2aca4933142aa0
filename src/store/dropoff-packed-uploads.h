/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "dropoff-store-records.h"

G_BEGIN_DECLS

/**
 * dropoff_packed_uploads_pack:
 * @records: (array length=n_records): uploads, of one batch and in its order if it is to be small
 * @n_records: how many
 * @reserved: bytes at the beginning that the caller fills in
 * @size: (out): bytes in all
 *
 * Writes down what they say in about a tenth of the room: neighbours in a folder differ by little.
 * It only lives in memory: it is of no other program, nor of another run. Any thread.
 *
 * Returns: (transfer full): the bytes; g_free().
 */
guint8 *dropoff_packed_uploads_pack (DropoffUploadRecord *const *records, guint n_records,
                                     gsize reserved, gsize *size);

/**
 * dropoff_packed_uploads_unpack:
 * @packed: what was written, behind the bytes that were reserved
 * @records: (out caller-allocated) (array length=n_records): the uploads, each (transfer full)
 * @n_records: as many as were packed
 *
 * Makes the records again, equal in everything. Any thread.
 */
void dropoff_packed_uploads_unpack (const guint8 *packed, DropoffUploadRecord **records,
                                    guint n_records);

/**
 * dropoff_packed_uploads_read_sizes:
 * @packed: what was written, behind the bytes that were reserved
 * @sizes_bytes: (out caller-allocated) (array length=n_records): the sizes
 * @n_records: as many as were packed
 *
 * Reads no more than that. Any thread.
 */
void dropoff_packed_uploads_read_sizes (const guint8 *packed, guint64 *sizes_bytes,
                                        guint n_records);

G_END_DECLS
