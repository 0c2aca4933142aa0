/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "dropoff-packed-uploads.h"
#include "dropoff-upload.h"

G_BEGIN_DECLS

typedef struct _DropoffBatchChunks DropoffBatchChunks;

/**
 * DropoffBatchFiles:
 * @only: (skip): the file while there is no second one
 * @few: (skip): the files, up to %DROPOFF_PACKED_UPLOADS_N
 * @chunks: (skip): the files when there are more
 * @n: how many there are
 * @n_allocated: how many have room
 *
 * The files of a batch. Each is its record until somebody asks for its object, which has the record
 * then. Of a large folder only the chunks in which there are objects, and the few that were looked
 * at last, stand as records; of the others what they say is packed. For the batch; main thread.
 */
typedef struct
{
  union
  {
    gpointer only;
    gpointer *few;
    DropoffBatchChunks *chunks;
  };
  guint n;
  guint n_allocated;
} DropoffBatchFiles;

/**
 * dropoff_batch_files_init:
 * @self: files
 *
 * There are none.
 */
void dropoff_batch_files_init (DropoffBatchFiles *self);

/**
 * dropoff_batch_files_clear:
 * @self: files
 *
 * Frees all of them.
 */
void dropoff_batch_files_clear (DropoffBatchFiles *self);

/**
 * dropoff_batch_files_append:
 * @self: files
 * @record: (transfer full): one more, journaled after all others
 *
 * Adds it.
 */
void dropoff_batch_files_append (DropoffBatchFiles *self, DropoffUploadRecord *record);

/**
 * dropoff_batch_files_append_packed:
 * @self: files, none or only such as came packed
 * @packed: (transfer full): more of them, journaled after all others
 *
 * Adds them as they are.
 */
void dropoff_batch_files_append_packed (DropoffBatchFiles *self, DropoffPackedUploads *packed);

/**
 * dropoff_batch_files_peek_object:
 * @self: files
 * @index: 0 to n − 1
 *
 * Returns: (transfer none) (nullable): its object, if it has one. Nothing is unpacked.
 */
DropoffUpload *dropoff_batch_files_peek_object (DropoffBatchFiles *self, guint index);

/**
 * dropoff_batch_files_get_object:
 * @self: files
 * @index: 0 to n − 1
 *
 * Returns: (transfer none): its object, which is made if there is none.
 */
DropoffUpload *dropoff_batch_files_get_object (DropoffBatchFiles *self, guint index);

/**
 * dropoff_batch_files_get_record:
 * @self: files
 * @index: 0 to n − 1
 *
 * Returns: (transfer none): its record; that of a file without an object until the next file is
 *   asked for.
 */
DropoffUploadRecord *dropoff_batch_files_get_record (DropoffBatchFiles *self, guint index);

/**
 * dropoff_batch_files_get_state:
 * @self: files
 * @index: 0 to n − 1
 *
 * Returns: its state. Nothing is unpacked.
 */
DropoffUploadState dropoff_batch_files_get_state (DropoffBatchFiles *self, guint index);

/**
 * dropoff_batch_files_get_size:
 * @self: files
 * @index: 0 to n − 1
 *
 * Returns: its size in bytes. Nothing but that is unpacked.
 */
guint64 dropoff_batch_files_get_size (DropoffBatchFiles *self, guint index);

/**
 * dropoff_batch_files_is_verified:
 * @self: files
 * @index: 0 to n − 1
 *
 * Returns: whether there is a receipt for it. Unpacks only where some have and some have not.
 */
gboolean dropoff_batch_files_is_verified (DropoffBatchFiles *self, guint index);

/**
 * dropoff_batch_files_is_untouched:
 * @self: files
 * @index: 0 to n − 1
 *
 * Returns: whether it has neither a key nor an upload id. Unpacks only where some have.
 */
gboolean dropoff_batch_files_is_untouched (DropoffBatchFiles *self, guint index);

/**
 * dropoff_batch_files_set_state:
 * @self: files
 * @index: 0 to n − 1, of a file without an object
 * @state: its new state
 *
 * Gives it that, and takes away the reason of the one before. Unpacks only where some have one.
 */
void dropoff_batch_files_set_state (DropoffBatchFiles *self, guint index,
                                    DropoffUploadState state);

/**
 * dropoff_batch_files_find:
 * @self: files
 * @upload: an object
 *
 * Returns: which of them it is, n if it is none. Nothing is unpacked.
 */
guint dropoff_batch_files_find (DropoffBatchFiles *self, DropoffUpload *upload);

/**
 * dropoff_batch_files_drop_object:
 * @self: files
 * @index: 0 to n − 1, of a file whose object nobody else holds
 *
 * Frees its object.
 *
 * Returns: (transfer none): its record, until the next file is asked for.
 */
DropoffUploadRecord *dropoff_batch_files_drop_object (DropoffBatchFiles *self, guint index);

G_END_DECLS
