/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <sys/types.h>

#include "dropoff-store.h"

G_BEGIN_DECLS

/* What the store's tests share: a private directory, and the store's calls made to wait. */

typedef struct
{
  char *directory;
  char *path; /* of the database, which need not be there */
  DropoffStore *store;
} StoreFixture;

/* Makes the directory and opens a new store in it. */
void store_fixture_set_up (StoreFixture *fixture, gconstpointer data);
void store_fixture_tear_down (StoreFixture *fixture, gconstpointer data);

/* Closes the fixture's store, if it has one, and opens a new one on the same database. */
void store_fixture_reopen (StoreFixture *fixture);

/* A callback that stores a new reference to the result where @user_data points, and the wait for
 * it. The wait gives the result away. */
void store_on_result (GObject *source, GAsyncResult *result, gpointer user_data);
GAsyncResult *store_wait (GAsyncResult **result);

gboolean store_try_open (DropoffStore *store, char **set_aside, GError **error);
DropoffStore *store_open (const char *path);
gboolean store_close (DropoffStore *store, GError **error);
DropoffBatchRecord *store_add (DropoffStore *store, DropoffBatchRecord *batch, GError **error);

/* The same in two steps: a batch of its own, found in no drop. */
void store_add_async (DropoffStore *store, DropoffBatchRecord *batch, GCancellable *cancellable,
                      GAsyncReadyCallback callback, gpointer user_data);
DropoffBatchRecord *store_add_finish (DropoffStore *store, GAsyncResult *result, GError **error);

/* What is not finished, with all uploads as records; and as the store gives it. */
GPtrArray *store_load (DropoffStore *store, GError **error);
GPtrArray *store_load_packed (DropoffStore *store, DropoffSettleFunc settle, GError **error);
void store_unpack (DropoffBatchRecord *batch);

GPtrArray *store_load_history (DropoffStore *store, guint limit, GError **error);
GArray *store_load_parts (DropoffStore *store, gint64 upload_id, GError **error);
gboolean store_save_upload (DropoffStore *store, const DropoffUploadRecord *upload,
                            GError **error);
gboolean store_save_batch (DropoffStore *store, const DropoffBatchRecord *batch, GError **error);
gboolean store_save_part (DropoffStore *store, gint64 upload_id, guint number, GError **error);
gboolean store_clear_parts (DropoffStore *store, gint64 upload_id, GError **error);
gboolean store_remove (DropoffStore *store, gint64 batch_id, GError **error);

/* A batch of the connection "acme" with so many uploads, named by number. */
DropoffBatchRecord *store_make_batch (const char *name, guint n_uploads);

/* Equal in everything; MIME types are interned. */
void store_assert_same_upload (const DropoffUploadRecord *a, const DropoffUploadRecord *b);

/* Another path for a file that goes to the same place; NULL as no row may have it. */
void store_set_path (DropoffUploadRecord *upload, const char *path);

/* A part whose values follow from its number, and the proof that they do. */
DropoffPartRecord store_make_part (guint number);
void store_assert_part (const DropoffPartRecord *part);

/* This test program started again as another process, with pipes to its input and from its output.
 * Without GSubprocess, whose own thread is noise to ThreadSanitizer. */
typedef struct
{
  pid_t pid;
  int input;
  int output;
} StoreProcess;

/* @arguments: (array zero-terminated): after the program's name, at most six */
StoreProcess store_process_start (const char *const *arguments);

/* Appends what it says until it ends, and gives waitpid()'s status. */
int store_process_wait (StoreProcess *process, GString *said);

/* Deletes a directory with the files in it. */
void store_delete_directory (const char *directory);

G_END_DECLS
