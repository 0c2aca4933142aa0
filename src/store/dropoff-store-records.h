/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * DropoffPartRecord:
 * @number: 1 to 10,000
 * @size_bytes: its size
 * @crc64: its CRC64NVME as computed here
 * @etag: the server's tag, quotes included, zero-terminated
 *
 * A part that the server has.
 */
typedef struct
{
  guint number;
  guint64 size_bytes;
  guint64 crc64;
  char etag[80];
} DropoffPartRecord;

/**
 * DropoffUploadLater:
 * @real_path: (type filename) (nullable): its real path where the file's is not one that lasts
 * @key: (nullable): object key once decided
 * @part_size_bytes: 0 = one request; fixed once the upload has begun
 * @upload_id: (nullable): the server's upload id
 * @earlier_reference: (nullable): the reference that the upload was begun with, when parts that the
 *   server has may be of another version of the file than the one described in its record: each has
 *   to be compared with the file before it counts
 * @error_message: (nullable): the sentence
 * @crc64: CRC64NVME of the whole file, if known
 * @etag: (nullable): the finished object's tag
 * @version_id: (nullable): the finished object's version
 * @finished_at_s: servers' time in seconds since 1970, 0 = not finished
 * @details: (nullable): what goes with this file, as JSON; %NULL = what goes with its batch
 *
 * What becomes known of a file on its way.
 */
typedef struct
{
  char *real_path;
  char *key;
  guint64 part_size_bytes;
  char *upload_id;
  char *earlier_reference;
  char *error_message;
  guint64 crc64;
  char *etag;
  char *version_id;
  gint64 finished_at_s;
  char *details;
} DropoffUploadLater;

/**
 * DropoffUploadRecord:
 * @id: row, 0 = not journaled yet
 * @batch_id: its batch's row
 * @path: (type filename): where the file is read (may be a portal's path)
 * @relative_path: UTF-8, "/" between folders: what the object key is made of; the name at least.
 *   Set by dropoff_upload_record_set_paths()
 * @content_type: (nullable): MIME type; interned, because 100,000 files have few of them
 * @size_bytes: size when dropped
 * @mtime_ns: modification time in nanoseconds since 1970
 * @ctime_ns: time of the last change of its inode in nanoseconds since 1970, 0 = not known
 * @device: st_dev
 * @inode: st_ino
 * @later: what a file that waits for its turn lacks, most often; changed through
 *   dropoff_upload_record_edit()
 * @state: an integer that transfer gives meaning
 * @error_code: a #DropoffError or -1
 * @may_grow: a person wants this version of the file, whatever is written behind it
 * @has_crc64: whether the CRC64NVME of the whole file is known
 * @verified: the server verified what we sent: there is a receipt
 * @keeps_both: the person knows that there is a file of its name, and wants both
 *
 * A file on its way, as journaled. Never holds a credential. There may be 100,000 in memory, so it
 * is no larger than it has to be.
 */
typedef struct
{
  gint64 id;
  gint64 batch_id;
  char *path;
  const char *relative_path;
  const char *content_type;
  guint64 size_bytes;
  gint64 mtime_ns;
  gint64 ctime_ns;
  guint64 device;
  guint64 inode;
  const DropoffUploadLater *later;
  int state;
  int error_code;
  guint may_grow : 1;
  guint has_crc64 : 1;
  guint verified : 1;
  guint keeps_both : 1;
} DropoffUploadRecord;

/** How many uploads are packed together. */
#define DROPOFF_PACKED_UPLOADS_N 256

typedef struct _DropoffPackedUploads DropoffPackedUploads;

/**
 * DropoffBatchRecord:
 * @id: row, 0 = not journaled yet
 * @connection_id: the connection it goes to; interned
 * @name: what the person sees: the file's or folder's name, UTF-8
 * @path: (type filename): what was dropped
 * @position: order in the list, ascending
 * @created_at_s: seconds since 1970
 * @finished_at_s: seconds since 1970, 0 = not finished
 * @size_bytes: the sizes of its files together
 * @details: (nullable): what goes with its files, as JSON
 * @form_id: the form that has to be answered before anything of it is sent, 0 = none
 * @packed: (nullable) (element-type DropoffPackedUploads): its first files, when they are many
 * @uploads: (nullable) (element-type DropoffUploadRecord): its files, those behind @packed
 * @n_files: files in it
 * @is_folder: a folder
 * @paused: paused by the person
 * @verified: every file of it has a receipt
 * @forgotten: removed for good; what was begun is being taken back
 * @is_open: more of its files may come: it is still being looked through (not a column: so long as
 *   there is a row of its drop)
 *
 * One thing that was dropped: a file or a folder.
 */
typedef struct
{
  gint64 id;
  const char *connection_id;
  char *name;
  char *path;
  gint64 position;
  gint64 created_at_s;
  gint64 finished_at_s;
  guint64 size_bytes;
  char *details;
  gint64 form_id;
  GPtrArray *packed;
  GPtrArray *uploads;
  guint n_files;
  guint is_folder : 1;
  guint paused : 1;
  guint verified : 1;
  guint forgotten : 1;
  guint is_open : 1;
} DropoffBatchRecord;

/**
 * DropoffDropRecord:
 * @id: row, 0 = not journaled yet
 * @connection_id: the connection it goes to; interned
 * @path: (type filename): what was dropped
 * @real_path: (type filename) (nullable): its lasting path where @path is a portal's
 * @again: files that were sent before are sent again
 * @details: (nullable): what goes with its files, as JSON
 * @form_id: the form that has to be answered before they are sent, 0 = none
 * @new_form: when it is journaled, @form_id becomes that of a new form, which all have that are
 *   journaled with it and want one
 * @batch_id: the batch that its files go to, 0 = none yet
 *
 * A dropped thing that has not been looked through to its end.
 */
typedef struct
{
  gint64 id;
  const char *connection_id;
  char *path;
  char *real_path;
  gboolean again;
  char *details;
  gint64 form_id;
  gboolean new_form;
  gint64 batch_id;
} DropoffDropRecord;

/**
 * DropoffFindRecord:
 * @drop_id: the drop, 0 = none
 * @batch: (nullable): files found in it: a new batch, or (with an id) more files of one that is
 *   journaled and the new number and size of all its files; %NULL = nothing more to send
 * @is_new: whether @batch is a new one
 * @is_last: the drop has been looked through
 * @again: as the drop says (%FALSE when made)
 *
 * A piece of what a dropped thing holds.
 */
typedef struct
{
  gint64 drop_id;
  DropoffBatchRecord *batch;
  gboolean is_new;
  gboolean is_last;
  gboolean again;
} DropoffFindRecord;

/**
 * DropoffKnownFile:
 * @is_known: whether the journal has a file like it at all; the other members are the newest one's
 * @batch_id: its batch
 * @state: its state
 * @verified: there is a receipt
 *
 * What the journal knows of a file with the same path on both sides, size and modification time.
 */
typedef struct
{
  gboolean is_known;
  gint64 batch_id;
  int state;
  gboolean verified;
} DropoffKnownFile;

/**
 * DropoffSettleFunc:
 * @state: the state in which an upload was journaled
 * @paused: whether its batch is paused
 *
 * Called for each upload that is read for the beginning of a run. The store's thread.
 *
 * Returns: the state that it has then, 0 to 255.
 */
typedef int (*DropoffSettleFunc) (int state, gboolean paused);

/**
 * dropoff_upload_record_new:
 *
 * Returns: (transfer full): an empty record with error_code -1.
 */
DropoffUploadRecord *dropoff_upload_record_new (void);

/**
 * dropoff_upload_record_set_paths:
 * @record: a record
 * @path: (transfer full) (nullable) (type filename): where the file is read
 * @relative_path: (transfer full) (nullable): what the object key is made of
 *
 * Replaces both. Most often the second is the end of the first, and then takes no memory of its
 * own.
 */
void dropoff_upload_record_set_paths (DropoffUploadRecord *record, char *path,
                                      char *relative_path);

/**
 * dropoff_upload_record_has_later:
 * @record: a record
 *
 * Returns: whether anything that is known later was ever changed.
 */
gboolean dropoff_upload_record_has_later (const DropoffUploadRecord *record);

/**
 * dropoff_upload_record_edit:
 * @record: a record
 *
 * Returns: (transfer none): what is known later, to be changed; before the first time it takes no
 *   memory.
 */
DropoffUploadLater *dropoff_upload_record_edit (DropoffUploadRecord *record);

/**
 * dropoff_upload_record_set_error_message:
 * @record: a record
 * @message: (nullable): the sentence
 *
 * Sets or clears it.
 */
void dropoff_upload_record_set_error_message (DropoffUploadRecord *record, const char *message);

/**
 * dropoff_upload_record_copy:
 * @record: a record
 *
 * Returns: (transfer full): a deep copy.
 */
DropoffUploadRecord *dropoff_upload_record_copy (const DropoffUploadRecord *record);

/**
 * dropoff_upload_record_free:
 * @record: (transfer full) (nullable): a record
 *
 * Frees it.
 */
void dropoff_upload_record_free (DropoffUploadRecord *record);

/**
 * dropoff_batch_record_new:
 *
 * Returns: (transfer full): an empty record with an empty list of uploads that it owns.
 */
DropoffBatchRecord *dropoff_batch_record_new (void);

/**
 * dropoff_batch_record_copy_head:
 * @record: a record
 *
 * Returns: (transfer full): a copy of its own columns with an empty list of uploads.
 */
DropoffBatchRecord *dropoff_batch_record_copy_head (const DropoffBatchRecord *record);

/**
 * dropoff_batch_record_share_texts:
 * @record: a record
 * @upload: its only upload, not changed before dropoff_batch_record_give_texts_back()
 *
 * Where they say the same, @record has the texts of @upload instead of its own.
 */
void dropoff_batch_record_share_texts (DropoffBatchRecord *record,
                                       const DropoffUploadRecord *upload);

/**
 * dropoff_batch_record_give_texts_back:
 * @record: a record that has texts of @upload
 * @upload: that upload
 *
 * @record has no texts of it any more, and can be freed.
 */
void dropoff_batch_record_give_texts_back (DropoffBatchRecord *record,
                                           const DropoffUploadRecord *upload);

/**
 * dropoff_batch_record_free:
 * @record: (transfer full) (nullable): a record
 *
 * Frees it and its uploads.
 */
void dropoff_batch_record_free (DropoffBatchRecord *record);

/**
 * dropoff_drop_record_new:
 *
 * Returns: (transfer full): an empty record.
 */
DropoffDropRecord *dropoff_drop_record_new (void);

/**
 * dropoff_drop_record_free:
 * @record: (transfer full) (nullable): a record
 *
 * Frees it.
 */
void dropoff_drop_record_free (DropoffDropRecord *record);

/**
 * dropoff_find_record_new:
 * @drop_id: the drop, 0 = none
 * @batch: (transfer full) (nullable): the files found, so far a new batch
 * @is_last: whether the drop has been looked through
 *
 * Returns: (transfer full): a record.
 */
DropoffFindRecord *dropoff_find_record_new (gint64 drop_id, DropoffBatchRecord *batch,
                                            gboolean is_last);

/**
 * dropoff_find_record_free:
 * @record: (transfer full) (nullable): a record
 *
 * Frees it and its batch.
 */
void dropoff_find_record_free (DropoffFindRecord *record);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (DropoffUploadRecord, dropoff_upload_record_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (DropoffBatchRecord, dropoff_batch_record_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (DropoffDropRecord, dropoff_drop_record_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (DropoffFindRecord, dropoff_find_record_free)

G_END_DECLS
