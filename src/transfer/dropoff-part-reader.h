/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "dropoff-file-body.h"
#include "dropoff-file-facts.h"

G_BEGIN_DECLS

/**
 * DropoffReadPurpose:
 * @DROPOFF_READ_TO_COMPARE: only the checksum is wanted
 * @DROPOFF_READ_TO_SEND: the checksum, and a body
 * @DROPOFF_READ_TO_SIGN: the checksum, the SHA-256, and a body
 *
 * What a range of a file is read for.
 */
typedef enum {
  DROPOFF_READ_TO_COMPARE,
  DROPOFF_READ_TO_SEND,
  DROPOFF_READ_TO_SIGN,
} DropoffReadPurpose;

/**
 * DropoffPreparedPart:
 * @crc64: CRC64NVME of the range
 * @sha256: (nullable): lower-case hex SHA-256, to sign
 * @body: (transfer full) (nullable): the range as a request's body, to send or to sign
 *
 * A part that has been read once: summed up, and warm in the page cache.
 */
typedef struct
{
  guint64 crc64;
  char *sha256;
  DropoffFileBody *body;
} DropoffPreparedPart;

#define DROPOFF_TYPE_PART_READER (dropoff_part_reader_get_type ())

/**
 * DropoffPartReader:
 *
 * The reader threads: they open, look at and sum up files, so that neither the window nor the
 * network ever waits for a disk. A drive that does not answer (a network that is away) holds up its
 * own files only: others are read by other threads, and after 10 s its files are given up as gone,
 * to be tried again. Main thread.
 */
G_DECLARE_FINAL_TYPE (DropoffPartReader, dropoff_part_reader, DROPOFF, PART_READER, GObject)

/**
 * dropoff_part_reader_new:
 *
 * Returns: (transfer full): a reader with its threads.
 */
DropoffPartReader *dropoff_part_reader_new (void);

/**
 * dropoff_part_reader_look_async:
 * @self: a reader
 * @path: (type filename): a file
 * @drive: what it shares with other files of its drive: their st_dev when it was dropped
 * @cancellable: (nullable): a cancellable
 * @callback: called when it is known
 * @user_data: for @callback
 *
 * Looks what the file is now, and whether it can be read.
 */
void dropoff_part_reader_look_async (DropoffPartReader *self, const char *path, guint64 drive,
                                     GCancellable *cancellable, GAsyncReadyCallback callback,
                                     gpointer user_data);

/**
 * dropoff_part_reader_look_finish:
 * @self: a reader
 * @result: from the callback
 * @facts: (out): what it is
 * @error: %DROPOFF_ERROR_FILE_GONE, %DROPOFF_ERROR_FILE, %DROPOFF_ERROR_CANCELLED
 *
 * Returns: %TRUE if there is a regular file that can be read.
 */
gboolean dropoff_part_reader_look_finish (DropoffPartReader *self, GAsyncResult *result,
                                          DropoffFileFacts *facts, GError **error);

/**
 * dropoff_part_reader_prepare_async:
 * @self: a reader
 * @path: (type filename): a file
 * @facts: what it was when it was dropped
 * @offset_bytes: where the part begins
 * @length_bytes: its length, 0 for an empty file
 * @purpose: what for
 * @cancellable: (nullable): a cancellable
 * @callback: called when it is read
 * @user_data: for @callback
 *
 * Reads a part in steps of 1 MiB, nothing is kept in memory. From a drive that is reached over a
 * network the body's bytes are copied to a file without a name on this computer: they are sent by
 * the network thread, which must not wait for such a drive.
 */
void dropoff_part_reader_prepare_async (DropoffPartReader *self, const char *path,
                                        const DropoffFileFacts *facts, guint64 offset_bytes,
                                        guint64 length_bytes, DropoffReadPurpose purpose,
                                        GCancellable *cancellable, GAsyncReadyCallback callback,
                                        gpointer user_data);

/**
 * dropoff_part_reader_prepare_finish:
 * @self: a reader
 * @result: from the callback
 * @error: %DROPOFF_ERROR_FILE_GONE, %DROPOFF_ERROR_FILE_CHANGED, %DROPOFF_ERROR_FILE,
 *   %DROPOFF_ERROR_CANCELLED
 *
 * Returns: (transfer full): the part.
 */
DropoffPreparedPart *dropoff_part_reader_prepare_finish (DropoffPartReader *self,
                                                         GAsyncResult *result, GError **error);

/**
 * dropoff_prepared_part_free:
 * @part: (transfer full) (nullable): a part
 *
 * Frees it and, if it was not taken, its body.
 */
void dropoff_prepared_part_free (DropoffPreparedPart *part);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (DropoffPreparedPart, dropoff_prepared_part_free)

G_END_DECLS
