/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "dropoff-store-records.h"

G_BEGIN_DECLS

/**
 * DropoffPackedUploads:
 * @first_id: the row of the first
 * @has_reasons: some have an error's code or sentence
 * @has_touched: some have a key or an upload id
 * @all_verified: there is a receipt for each
 * @states: of each, 0 to 255; may be changed
 * @columns: (skip): all else
 *
 * What %DROPOFF_PACKED_UPLOADS_N uploads say, in about a tenth of the room: neighbours in a folder
 * differ by little. It only lives in memory: it is of no other program, nor of another run.
 */
struct _DropoffPackedUploads
{
  gint64 first_id;
  guint has_reasons : 1;
  guint has_touched : 1;
  guint all_verified : 1;
  guint8 states[DROPOFF_PACKED_UPLOADS_N];
  guint8 columns[];
};

/**
 * dropoff_packed_uploads_new:
 * @records: (array fixed-size=256): %DROPOFF_PACKED_UPLOADS_N uploads, of one batch and in its
 *   order if it is to be small; their states are 0 to 255
 *
 * Writes down what they say. Any thread.
 *
 * Returns: (transfer full): that; g_free().
 */
DropoffPackedUploads *dropoff_packed_uploads_new (DropoffUploadRecord *const *records);

/**
 * dropoff_packed_uploads_unpack:
 * @self: packed uploads
 * @records: (out caller-allocated) (array fixed-size=256): the uploads, each (transfer full)
 *
 * Makes the records again, equal in everything. Any thread.
 */
void dropoff_packed_uploads_unpack (const DropoffPackedUploads *self,
                                    DropoffUploadRecord **records);

/**
 * dropoff_packed_uploads_read_sizes:
 * @self: packed uploads
 * @sizes_bytes: (out caller-allocated) (array fixed-size=256): the sizes in bytes
 *
 * Reads no more than that. Any thread.
 */
void dropoff_packed_uploads_read_sizes (const DropoffPackedUploads *self, guint64 *sizes_bytes);

G_END_DECLS
