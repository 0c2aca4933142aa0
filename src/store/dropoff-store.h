/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "dropoff-store-records.h"

G_BEGIN_DECLS

#define DROPOFF_TYPE_STORE (dropoff_store_get_type ())

/**
 * DropoffStore:
 *
 * The journal: what must survive a crash, in one SQLite database that only the store's own thread
 * touches. Calls are carried out in the order they are made; writes that queue up while the disk
 * is busy are committed together, and a write's callback comes only after its commit is on disk.
 * A call with a callback keeps the store alive until the callback came; one without does not, and
 * its failure is only logged. Main thread.
 */
G_DECLARE_FINAL_TYPE (DropoffStore, dropoff_store, DROPOFF, STORE, GObject)

/**
 * dropoff_store_new:
 * @path: (type filename): the database file; its directory is made (0700), the file is 0600
 *
 * Starts the store's thread. Nothing is opened yet.
 *
 * Returns: (transfer full): a store.
 */
DropoffStore *dropoff_store_new (const char *path);

/**
 * dropoff_store_open_async:
 * @self: a store
 * @cancellable: (nullable): a cancellable
 * @callback: called when it is open
 * @user_data: for @callback
 *
 * Opens the database, brings its schema up to date; a damaged one is set aside under a name with
 * its date and a new one begun.
 */
void dropoff_store_open_async (DropoffStore *self, GCancellable *cancellable,
                               GAsyncReadyCallback callback, gpointer user_data);

/**
 * dropoff_store_open_finish:
 * @self: a store
 * @result: from the callback
 * @set_aside: (out) (transfer full) (nullable): where a damaged database was put, or %NULL
 * @error: %DROPOFF_ERROR_JOURNAL (also: made by a newer version, held by another process),
 *   %DROPOFF_ERROR_NO_SPACE, %DROPOFF_ERROR_CANCELLED
 *
 * Returns: %TRUE if it is open.
 */
gboolean dropoff_store_open_finish (DropoffStore *self, GAsyncResult *result, char **set_aside,
                                    GError **error);

/**
 * dropoff_store_add_drops_async:
 * @self: a store
 * @drops: (transfer full) (element-type DropoffDropRecord): what was dropped in one go; their ids
 *   are set in the result
 * @callback: called after the commit
 * @user_data: for @callback
 *
 * Journals that these things are to be looked through.
 */
void dropoff_store_add_drops_async (DropoffStore *self, GPtrArray *drops,
                                    GAsyncReadyCallback callback, gpointer user_data);

/**
 * dropoff_store_load_drops_async:
 * @self: a store
 * @connection_id: whose
 * @callback: called with the drops
 * @user_data: for @callback
 *
 * Reads the drops that were not looked through to their end, in their order.
 */
void dropoff_store_load_drops_async (DropoffStore *self, const char *connection_id,
                                     GAsyncReadyCallback callback, gpointer user_data);

/**
 * dropoff_store_drops_finish:
 * @self: a store
 * @result: from the callback of add_drops or load_drops
 * @error: %DROPOFF_ERROR_NO_SPACE, %DROPOFF_ERROR_JOURNAL (then nothing is journaled)
 *
 * Returns: (transfer full) (element-type DropoffDropRecord): the drops, with ids.
 */
GPtrArray *dropoff_store_drops_finish (DropoffStore *self, GAsyncResult *result, GError **error);

/**
 * dropoff_store_add_finds_async:
 * @self: a store
 * @finds: (transfer full) (element-type DropoffFindRecord): what was found in drops; the ids of
 *   batches and uploads are set in the result
 * @cancellable: (nullable): ignored once the write began
 * @callback: called after the commit
 * @user_data: for @callback
 *
 * Journals new batches and more files of those that still grow, in one transaction (100,000 files
 * within a second or two); a drop that has been looked through is forgotten with it.
 */
void dropoff_store_add_finds_async (DropoffStore *self, GPtrArray *finds,
                                    GCancellable *cancellable, GAsyncReadyCallback callback,
                                    gpointer user_data);

/**
 * dropoff_store_add_finds_finish:
 * @self: a store
 * @result: from the callback
 * @error: %DROPOFF_ERROR_NO_SPACE, %DROPOFF_ERROR_JOURNAL (also: a batch that grows is not there
 *   any more), %DROPOFF_ERROR_CANCELLED (then nothing is journaled)
 *
 * Returns: (transfer full) (element-type DropoffFindRecord): the finds as journaled, with ids.
 */
GPtrArray *dropoff_store_add_finds_finish (DropoffStore *self, GAsyncResult *result,
                                           GError **error);

/**
 * dropoff_store_find_known_async:
 * @self: a store
 * @connection_id: whose
 * @uploads: (element-type DropoffUploadRecord): files; nobody touches them before the callback
 * @callback: called with what is known
 * @user_data: for @callback
 *
 * Looks for files of the same path (on both sides), size and modification time in the journal,
 * whether they are finished or not.
 */
void dropoff_store_find_known_async (DropoffStore *self, const char *connection_id,
                                     GPtrArray *uploads, GAsyncReadyCallback callback,
                                     gpointer user_data);

/**
 * dropoff_store_find_known_finish:
 * @self: a store
 * @result: from the callback
 * @error: %DROPOFF_ERROR_JOURNAL
 *
 * Returns: (transfer full) (element-type DropoffKnownFile): for each file what is known.
 */
GArray *dropoff_store_find_known_finish (DropoffStore *self, GAsyncResult *result, GError **error);

/**
 * dropoff_store_load_unfinished_async:
 * @self: a store
 * @connection_id: whose
 * @settle: (nullable): what makes of each upload's state the one to begin with
 * @cancellable: (nullable): a cancellable
 * @callback: called with the batches
 * @user_data: for @callback
 *
 * Reads the batches that are not finished, by position, with all their uploads (also the finished
 * ones of a batch), packed where they are many, without parts.
 */
void dropoff_store_load_unfinished_async (DropoffStore *self, const char *connection_id,
                                          DropoffSettleFunc settle, GCancellable *cancellable,
                                          GAsyncReadyCallback callback, gpointer user_data);

/**
 * dropoff_store_load_finish:
 * @self: a store
 * @result: from the callback of load_unfinished or load_history
 * @error: %DROPOFF_ERROR_JOURNAL, %DROPOFF_ERROR_CANCELLED
 *
 * Returns: (transfer full) (element-type DropoffBatchRecord): the batches.
 */
GPtrArray *dropoff_store_load_finish (DropoffStore *self, GAsyncResult *result, GError **error);

/**
 * dropoff_store_load_history_async:
 * @self: a store
 * @connection_id: whose
 * @limit: at most so many, newest first
 * @cancellable: (nullable): a cancellable
 * @callback: called with the batches; only a batch of one file carries its upload
 * @user_data: for @callback
 *
 * Reads what was sent (finished batches that were not removed from the list).
 */
void dropoff_store_load_history_async (DropoffStore *self, const char *connection_id, guint limit,
                                       GCancellable *cancellable, GAsyncReadyCallback callback,
                                       gpointer user_data);

/**
 * dropoff_store_load_parts_async:
 * @self: a store
 * @upload_id: the upload's row
 * @cancellable: (nullable): a cancellable
 * @callback: called with the parts
 * @user_data: for @callback
 *
 * Reads the parts of an upload that were journaled, by number.
 */
void dropoff_store_load_parts_async (DropoffStore *self, gint64 upload_id,
                                     GCancellable *cancellable, GAsyncReadyCallback callback,
                                     gpointer user_data);

/**
 * dropoff_store_load_parts_finish:
 * @self: a store
 * @result: from the callback
 * @error: %DROPOFF_ERROR_JOURNAL, %DROPOFF_ERROR_CANCELLED
 *
 * Returns: (transfer full) (element-type DropoffPartRecord): the parts.
 */
GArray *dropoff_store_load_parts_finish (DropoffStore *self, GAsyncResult *result, GError **error);

/**
 * dropoff_store_save_upload_async:
 * @self: a store
 * @upload: the upload; copied during the call
 * @callback: (nullable): called after the commit
 * @user_data: for @callback
 *
 * Writes all columns of an upload by its id.
 */
void dropoff_store_save_upload_async (DropoffStore *self, const DropoffUploadRecord *upload,
                                      GAsyncReadyCallback callback, gpointer user_data);

/**
 * dropoff_store_save_batch_async:
 * @self: a store
 * @batch: the batch; its own columns (not its uploads) are copied during the call
 * @callback: (nullable): called after the commit
 * @user_data: for @callback
 *
 * Writes a batch's own columns by its id.
 */
void dropoff_store_save_batch_async (DropoffStore *self, const DropoffBatchRecord *batch,
                                     GAsyncReadyCallback callback, gpointer user_data);

/**
 * dropoff_store_save_part_async:
 * @self: a store
 * @upload_id: the upload's row
 * @part: the part; copied during the call; replaces one of the same number
 * @callback: (nullable): called after the commit
 * @user_data: for @callback
 *
 * Journals a part that the server has.
 */
void dropoff_store_save_part_async (DropoffStore *self, gint64 upload_id,
                                    const DropoffPartRecord *part, GAsyncReadyCallback callback,
                                    gpointer user_data);

/**
 * dropoff_store_clear_parts_async:
 * @self: a store
 * @upload_id: the upload's row
 * @callback: (nullable): called after the commit
 * @user_data: for @callback
 *
 * Forgets all parts of an upload.
 */
void dropoff_store_clear_parts_async (DropoffStore *self, gint64 upload_id,
                                      GAsyncReadyCallback callback, gpointer user_data);

/**
 * dropoff_store_remove_batch_async:
 * @self: a store
 * @batch_id: the batch's row
 * @callback: (nullable): called after the commit
 * @user_data: for @callback
 *
 * Removes a batch with its uploads and parts (unfinished or from the history).
 */
void dropoff_store_remove_batch_async (DropoffStore *self, gint64 batch_id,
                                       GAsyncReadyCallback callback, gpointer user_data);

/**
 * dropoff_store_answer_form_async:
 * @self: a store
 * @form_id: a form
 * @details: what goes with the files of the drops that have it, as JSON
 * @callback: (nullable): called after the commit
 * @user_data: for @callback
 *
 * Writes the answer to everything that waits for it, found already or still being looked for.
 */
void dropoff_store_answer_form_async (DropoffStore *self, gint64 form_id, const char *details,
                                      GAsyncReadyCallback callback, gpointer user_data);

/**
 * dropoff_store_write_finish:
 * @self: a store
 * @result: from the callback of a save, an answer, a clear or a remove
 * @error: %DROPOFF_ERROR_NO_SPACE, %DROPOFF_ERROR_JOURNAL (also: the row to write is not there)
 *
 * Returns: %TRUE if it is on disk.
 */
gboolean dropoff_store_write_finish (DropoffStore *self, GAsyncResult *result, GError **error);

/**
 * dropoff_store_close_async:
 * @self: a store
 * @callback: called when everything queued is on disk and the database is closed
 * @user_data: for @callback
 *
 * Closes the database; finished by dropoff_store_write_finish(). Dropping the last reference does
 * the same and waits.
 */
void dropoff_store_close_async (DropoffStore *self, GAsyncReadyCallback callback,
                                gpointer user_data);

G_END_DECLS
