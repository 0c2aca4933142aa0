/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "dropoff-store-uploads.h"

#include <string.h>

#include "dropoff-packed-uploads.h"

/* bind_upload() and read_upload() follow the order of this list. */
#define COLUMNS                                                                                    \
  "batch_id, path, real_path, relative_path, content_type, size_bytes, mtime_ns, device, inode, "  \
  "key, part_size_bytes, upload_id, state, error_code, error_message, crc64, etag, version_id, "   \
  "verified, finished_at_s, ctime_ns, earlier_reference, details, may_grow, keeps_both"
#define VALUES                                                                                     \
  "(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, "   \
  "?21, ?22, ?23, ?24, ?25)"
#define N_COLUMNS 25

static const char insert_upload[] = "INSERT INTO uploads (" COLUMNS ") VALUES " VALUES;
static const char update_upload[] = "UPDATE uploads SET (" COLUMNS ") = " VALUES " WHERE id = ?26";
static const char select_uploads[] =
    "SELECT " COLUMNS ", id FROM uploads WHERE batch_id = ?1 ORDER BY id";
static const char select_known[] =
    "SELECT uploads.batch_id, uploads.state, uploads.verified FROM uploads "
    "JOIN batches ON batches.id = uploads.batch_id "
    "WHERE uploads.path = ?1 AND uploads.size_bytes = ?2 AND uploads.mtime_ns = ?3 "
    "AND uploads.relative_path = ?4 AND batches.connection_id = ?5 "
    "ORDER BY uploads.id DESC LIMIT 1";
static const char save_part[] =
    "INSERT INTO parts (upload_id, number, size_bytes, crc64, etag) "
    "SELECT id, ?2, ?3, ?4, ?5 FROM uploads WHERE id = ?1 "
    "ON CONFLICT (upload_id, number) DO UPDATE SET "
    "size_bytes = excluded.size_bytes, crc64 = excluded.crc64, etag = excluded.etag";
static const char clear_parts[] = "DELETE FROM parts WHERE upload_id = ?1";
static const char select_parts[] =
    "SELECT number, size_bytes, crc64, etag FROM parts WHERE upload_id = ?1 ORDER BY number";

int
dropoff_store_uploads_prepare (DropoffStoreDatabase *database)
{
  const char *const sql[] = { insert_upload, update_upload, select_uploads, select_known,
                              save_part,     clear_parts,   select_parts };

  return dropoff_store_database_prepare (database, sql, G_N_ELEMENTS (sql));
}

static void
bind_upload (sqlite3_stmt *statement, const DropoffUploadRecord *upload)
{
  const DropoffUploadLater *later = upload->later;
  int column = 1;

  sqlite3_bind_int64 (statement, column++, upload->batch_id);
  dropoff_store_bind_path (statement, column++, upload->path);
  dropoff_store_bind_path (statement, column++, later->real_path);
  dropoff_store_bind_string (statement, column++, upload->relative_path);
  dropoff_store_bind_string (statement, column++, upload->content_type);
  sqlite3_bind_int64 (statement, column++, (gint64) upload->size_bytes);
  sqlite3_bind_int64 (statement, column++, upload->mtime_ns);
  sqlite3_bind_int64 (statement, column++, (gint64) upload->device);
  sqlite3_bind_int64 (statement, column++, (gint64) upload->inode);
  dropoff_store_bind_string (statement, column++, later->key);
  sqlite3_bind_int64 (statement, column++, (gint64) later->part_size_bytes);
  dropoff_store_bind_string (statement, column++, later->upload_id);
  sqlite3_bind_int (statement, column++, upload->state);
  sqlite3_bind_int (statement, column++, upload->error_code);
  dropoff_store_bind_string (statement, column++, later->error_message);
  if (upload->has_crc64)
    sqlite3_bind_int64 (statement, column, (gint64) later->crc64);
  column++;
  dropoff_store_bind_string (statement, column++, later->etag);
  dropoff_store_bind_string (statement, column++, later->version_id);
  sqlite3_bind_int (statement, column++, upload->verified != FALSE);
  sqlite3_bind_int64 (statement, column++, later->finished_at_s);
  sqlite3_bind_int64 (statement, column++, upload->ctime_ns);
  dropoff_store_bind_string (statement, column++, later->earlier_reference);
  dropoff_store_bind_string (statement, column++, later->details);
  sqlite3_bind_int (statement, column++, upload->may_grow != FALSE);
  sqlite3_bind_int (statement, column++, upload->keeps_both != FALSE);
  g_assert (column == N_COLUMNS + 1);
}

/* Most of 100,000 files that wait have nothing of it. */
static void
set_later (DropoffUploadRecord *upload, const DropoffUploadLater *later)
{
  static const DropoffUploadLater nothing;

  if (memcmp (later, &nothing, sizeof nothing) != 0)
    *dropoff_upload_record_edit (upload) = *later;
}

/* Returns NULL for a row that lacks what the schema demands: damage that no check has seen. */
static DropoffUploadRecord *
read_upload (sqlite3_stmt *statement)
{
  g_autoptr (DropoffUploadRecord) upload = dropoff_upload_record_new ();
  DropoffUploadLater later = { 0 };
  int column = 0;

  upload->batch_id = sqlite3_column_int64 (statement, column++);
  dropoff_upload_record_set_paths (upload, dropoff_store_column_string (statement, column),
                                   dropoff_store_column_string (statement, column + 2));
  later.real_path = dropoff_store_column_string (statement, column + 1);
  column += 3;
  upload->content_type = dropoff_store_column_interned (statement, column++);
  upload->size_bytes = (guint64) sqlite3_column_int64 (statement, column++);
  upload->mtime_ns = sqlite3_column_int64 (statement, column++);
  upload->device = (guint64) sqlite3_column_int64 (statement, column++);
  upload->inode = (guint64) sqlite3_column_int64 (statement, column++);
  later.key = dropoff_store_column_string (statement, column++);
  later.part_size_bytes = (guint64) sqlite3_column_int64 (statement, column++);
  later.upload_id = dropoff_store_column_string (statement, column++);
  upload->state = sqlite3_column_int (statement, column++);
  upload->error_code = sqlite3_column_int (statement, column++);
  later.error_message = dropoff_store_column_string (statement, column++);
  upload->has_crc64 = sqlite3_column_type (statement, column) != SQLITE_NULL;
  later.crc64 = (guint64) sqlite3_column_int64 (statement, column++);
  later.etag = dropoff_store_column_string (statement, column++);
  later.version_id = dropoff_store_column_string (statement, column++);
  upload->verified = sqlite3_column_int (statement, column++) != 0;
  later.finished_at_s = sqlite3_column_int64 (statement, column++);
  upload->ctime_ns = sqlite3_column_int64 (statement, column++);
  later.earlier_reference = dropoff_store_column_string (statement, column++);
  later.details = dropoff_store_column_string (statement, column++);
  upload->may_grow = sqlite3_column_int (statement, column++) != 0;
  upload->keeps_both = sqlite3_column_int (statement, column++) != 0;
  g_assert (column == N_COLUMNS);
  set_later (upload, &later);
  upload->id = sqlite3_column_int64 (statement, column);
  if (upload->path == NULL || upload->relative_path == NULL)
    return NULL;
  return g_steal_pointer (&upload);
}

int
dropoff_store_uploads_insert (DropoffStoreDatabase *database, DropoffUploadRecord *upload)
{
  sqlite3_stmt *statement = dropoff_store_database_statement (database, insert_upload);
  int code;

  bind_upload (statement, upload);
  code = dropoff_store_database_run (statement);
  if (code == SQLITE_OK)
    upload->id = sqlite3_last_insert_rowid (dropoff_store_database_get_handle (database));
  return code;
}

static int
missing_unless_changed (DropoffStoreDatabase *database, int code)
{
  if (code == SQLITE_OK && sqlite3_changes (dropoff_store_database_get_handle (database)) == 0)
    return SQLITE_NOTFOUND;
  return code;
}

int
dropoff_store_uploads_update (DropoffStoreDatabase *database, const DropoffUploadRecord *upload)
{
  sqlite3_stmt *statement = dropoff_store_database_statement (database, update_upload);

  bind_upload (statement, upload);
  sqlite3_bind_int64 (statement, N_COLUMNS + 1, upload->id);
  return missing_unless_changed (database, dropoff_store_database_run (statement));
}

/* A million of them are never all in memory as records. */
static void
pack_last (DropoffBatchRecord *batch)
{
  if (batch->uploads->len < DROPOFF_PACKED_UPLOADS_N)
    return;
  if (batch->packed == NULL)
    batch->packed = g_ptr_array_new_with_free_func (g_free);
  g_ptr_array_add (batch->packed, dropoff_packed_uploads_new (
                                      (DropoffUploadRecord **) batch->uploads->pdata));
  g_ptr_array_set_size (batch->uploads, 0);
}

int
dropoff_store_uploads_load (DropoffStoreDatabase *database, DropoffBatchRecord *batch,
                            DropoffSettleFunc settle)
{
  sqlite3_stmt *statement = dropoff_store_database_statement (database, select_uploads);
  int code;

  sqlite3_bind_int64 (statement, 1, batch->id);
  while ((code = sqlite3_step (statement)) == SQLITE_ROW)
    {
      DropoffUploadRecord *upload = read_upload (statement);

      if (upload == NULL)
        return dropoff_store_database_finish (statement, SQLITE_CORRUPT);
      if (settle != NULL)
        upload->state = settle (upload->state, batch->paused);
      g_ptr_array_add (batch->uploads, upload);
      pack_last (batch);
    }
  return dropoff_store_database_finish (statement, code);
}

int
dropoff_store_uploads_find_known (DropoffStoreDatabase *database, const char *connection_id,
                                  GPtrArray *uploads, GArray *known)
{
  sqlite3_stmt *statement = dropoff_store_database_statement (database, select_known);
  int code = SQLITE_OK;

  for (guint i = 0; i < uploads->len && code == SQLITE_OK; i++)
    {
      const DropoffUploadRecord *upload = g_ptr_array_index (uploads, i);
      DropoffKnownFile file = { 0 };

      dropoff_store_bind_path (statement, 1, upload->path);
      sqlite3_bind_int64 (statement, 2, (gint64) upload->size_bytes);
      sqlite3_bind_int64 (statement, 3, upload->mtime_ns);
      dropoff_store_bind_string (statement, 4, upload->relative_path);
      dropoff_store_bind_string (statement, 5, connection_id);
      code = sqlite3_step (statement);
      if (code == SQLITE_ROW)
        {
          file.is_known = TRUE;
          file.batch_id = sqlite3_column_int64 (statement, 0);
          file.state = sqlite3_column_int (statement, 1);
          file.verified = sqlite3_column_int (statement, 2) != 0;
          code = SQLITE_DONE;
        }
      code = dropoff_store_database_finish (statement, code);
      g_array_append_val (known, file);
    }
  return code;
}

int
dropoff_store_parts_save (DropoffStoreDatabase *database, gint64 upload_id,
                          const DropoffPartRecord *part)
{
  sqlite3_stmt *statement = dropoff_store_database_statement (database, save_part);

  sqlite3_bind_int64 (statement, 1, upload_id);
  sqlite3_bind_int64 (statement, 2, part->number);
  sqlite3_bind_int64 (statement, 3, (gint64) part->size_bytes);
  sqlite3_bind_int64 (statement, 4, (gint64) part->crc64);
  dropoff_store_bind_string (statement, 5, part->etag);
  return missing_unless_changed (database, dropoff_store_database_run (statement));
}

int
dropoff_store_parts_clear (DropoffStoreDatabase *database, gint64 upload_id)
{
  sqlite3_stmt *statement = dropoff_store_database_statement (database, clear_parts);

  sqlite3_bind_int64 (statement, 1, upload_id);
  return dropoff_store_database_run (statement);
}

int
dropoff_store_parts_load (DropoffStoreDatabase *database, gint64 upload_id, GArray *parts)
{
  sqlite3_stmt *statement = dropoff_store_database_statement (database, select_parts);
  int code;

  sqlite3_bind_int64 (statement, 1, upload_id);
  while ((code = sqlite3_step (statement)) == SQLITE_ROW)
    {
      g_autofree char *etag = dropoff_store_column_string (statement, 3);
      DropoffPartRecord part = { .number = (guint) sqlite3_column_int64 (statement, 0),
                                 .size_bytes = (guint64) sqlite3_column_int64 (statement, 1),
                                 .crc64 = (guint64) sqlite3_column_int64 (statement, 2) };

      if (etag == NULL)
        return dropoff_store_database_finish (statement, SQLITE_CORRUPT);
      g_strlcpy (part.etag, etag, sizeof part.etag);
      g_array_append_val (parts, part);
    }
  return dropoff_store_database_finish (statement, code);
}
