/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "dropoff-store-batches.h"

#include "dropoff-store-uploads.h"

/* bind_batch() and read_batch() follow the order of this list. */
#define COLUMNS                                                                                    \
  "connection_id, name, path, is_folder, paused, position, created_at_s, finished_at_s, n_files, " \
  "size_bytes, verified, forgotten, details, form_id"
#define N_COLUMNS 14

static const char insert_batch[] =
    "INSERT INTO batches (" COLUMNS ") "
    "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)";
static const char update_batch[] =
    "UPDATE batches SET (" COLUMNS ") = (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, "
    "?14) WHERE id = ?15";
static const char grow_batch[] =
    "UPDATE batches SET n_files = ?2, size_bytes = ?3 WHERE id = ?1";
static const char delete_batch[] = "DELETE FROM batches WHERE id = ?1";
static const char select_unfinished[] =
    "SELECT " COLUMNS ", id, "
    "EXISTS (SELECT 1 FROM drops WHERE batch_id = batches.id) "
    "FROM batches WHERE connection_id = ?1 AND finished_at_s = 0 ORDER BY position, id";
static const char select_history[] =
    "SELECT " COLUMNS ", id, 0 FROM batches WHERE connection_id = ?1 AND finished_at_s <> 0 "
    "ORDER BY finished_at_s DESC, id DESC LIMIT ?2";

int
dropoff_store_batches_prepare (DropoffStoreDatabase *database)
{
  const char *const sql[] = { insert_batch, update_batch,      grow_batch,
                              delete_batch, select_unfinished, select_history };

  return dropoff_store_database_prepare (database, sql, G_N_ELEMENTS (sql));
}

static void
bind_batch (sqlite3_stmt *statement, const DropoffBatchRecord *batch)
{
  int column = 1;

  dropoff_store_bind_string (statement, column++, batch->connection_id);
  dropoff_store_bind_string (statement, column++, batch->name);
  dropoff_store_bind_path (statement, column++, batch->path);
  sqlite3_bind_int (statement, column++, batch->is_folder != FALSE);
  sqlite3_bind_int (statement, column++, batch->paused != FALSE);
  sqlite3_bind_int64 (statement, column++, batch->position);
  sqlite3_bind_int64 (statement, column++, batch->created_at_s);
  sqlite3_bind_int64 (statement, column++, batch->finished_at_s);
  sqlite3_bind_int64 (statement, column++, batch->n_files);
  sqlite3_bind_int64 (statement, column++, (gint64) batch->size_bytes);
  sqlite3_bind_int (statement, column++, batch->verified != FALSE);
  sqlite3_bind_int (statement, column++, batch->forgotten != FALSE);
  dropoff_store_bind_string (statement, column++, batch->details);
  sqlite3_bind_int64 (statement, column++, batch->form_id);
  g_assert (column == N_COLUMNS + 1);
}

/* Returns NULL for a row that lacks what the schema demands: damage that no check has seen. */
static DropoffBatchRecord *
read_batch (sqlite3_stmt *statement)
{
  g_autoptr (DropoffBatchRecord) batch = dropoff_batch_record_new ();
  int column = 0;

  batch->connection_id = dropoff_store_column_interned (statement, column++);
  batch->name = dropoff_store_column_string (statement, column++);
  batch->path = dropoff_store_column_string (statement, column++);
  batch->is_folder = sqlite3_column_int (statement, column++) != 0;
  batch->paused = sqlite3_column_int (statement, column++) != 0;
  batch->position = sqlite3_column_int64 (statement, column++);
  batch->created_at_s = sqlite3_column_int64 (statement, column++);
  batch->finished_at_s = sqlite3_column_int64 (statement, column++);
  batch->n_files = (guint) sqlite3_column_int64 (statement, column++);
  batch->size_bytes = (guint64) sqlite3_column_int64 (statement, column++);
  batch->verified = sqlite3_column_int (statement, column++) != 0;
  batch->forgotten = sqlite3_column_int (statement, column++) != 0;
  batch->details = dropoff_store_column_string (statement, column++);
  batch->form_id = sqlite3_column_int64 (statement, column++);
  g_assert (column == N_COLUMNS);
  batch->id = sqlite3_column_int64 (statement, column++);
  batch->is_open = sqlite3_column_int (statement, column) != 0;
  if (batch->connection_id == NULL || batch->name == NULL)
    return NULL;
  return g_steal_pointer (&batch);
}

static int
insert_head (DropoffStoreDatabase *database, DropoffBatchRecord *batch)
{
  sqlite3_stmt *statement = dropoff_store_database_statement (database, insert_batch);
  int code;

  bind_batch (statement, batch);
  code = dropoff_store_database_run (statement);
  if (code == SQLITE_OK)
    batch->id = sqlite3_last_insert_rowid (dropoff_store_database_get_handle (database));
  return code;
}

static int
grow_head (DropoffStoreDatabase *database, const DropoffBatchRecord *batch)
{
  sqlite3_stmt *statement = dropoff_store_database_statement (database, grow_batch);
  int code;

  sqlite3_bind_int64 (statement, 1, batch->id);
  sqlite3_bind_int64 (statement, 2, batch->n_files);
  sqlite3_bind_int64 (statement, 3, (gint64) batch->size_bytes);
  code = dropoff_store_database_run (statement);
  if (code == SQLITE_OK && sqlite3_changes (dropoff_store_database_get_handle (database)) == 0)
    return SQLITE_NOTFOUND;
  return code;
}

int
dropoff_store_batches_add (DropoffStoreDatabase *database, DropoffBatchRecord *batch)
{
  int code = batch->id == 0 ? insert_head (database, batch) : grow_head (database, batch);

  for (guint i = 0; i < batch->uploads->len && code == SQLITE_OK; i++)
    {
      DropoffUploadRecord *upload = g_ptr_array_index (batch->uploads, i);

      upload->batch_id = batch->id;
      code = dropoff_store_uploads_insert (database, upload);
    }
  return code;
}

int
dropoff_store_batches_update (DropoffStoreDatabase *database, const DropoffBatchRecord *batch)
{
  sqlite3_stmt *statement = dropoff_store_database_statement (database, update_batch);
  int code;

  bind_batch (statement, batch);
  sqlite3_bind_int64 (statement, N_COLUMNS + 1, batch->id);
  code = dropoff_store_database_run (statement);
  if (code == SQLITE_OK && sqlite3_changes (dropoff_store_database_get_handle (database)) == 0)
    return SQLITE_NOTFOUND;
  return code;
}

int
dropoff_store_batches_remove (DropoffStoreDatabase *database, gint64 batch_id)
{
  sqlite3_stmt *statement = dropoff_store_database_statement (database, delete_batch);

  sqlite3_bind_int64 (statement, 1, batch_id);
  return dropoff_store_database_run (statement);
}

static int
load_heads (sqlite3_stmt *statement, GPtrArray *batches)
{
  int code;

  while ((code = sqlite3_step (statement)) == SQLITE_ROW)
    {
      DropoffBatchRecord *batch = read_batch (statement);

      if (batch == NULL)
        return dropoff_store_database_finish (statement, SQLITE_CORRUPT);
      g_ptr_array_add (batches, batch);
    }
  return dropoff_store_database_finish (statement, code);
}

int
dropoff_store_batches_load_unfinished (DropoffStoreDatabase *database, const char *connection_id,
                                       DropoffSettleFunc settle, GPtrArray *batches)
{
  sqlite3_stmt *statement = dropoff_store_database_statement (database, select_unfinished);
  int code;

  dropoff_store_bind_string (statement, 1, connection_id);
  code = load_heads (statement, batches);
  for (guint i = 0; i < batches->len && code == SQLITE_OK; i++)
    code = dropoff_store_uploads_load (database, g_ptr_array_index (batches, i), settle);
  return code;
}

int
dropoff_store_batches_load_history (DropoffStoreDatabase *database, const char *connection_id,
                                    guint limit, GPtrArray *batches)
{
  sqlite3_stmt *statement = dropoff_store_database_statement (database, select_history);
  int code;

  dropoff_store_bind_string (statement, 1, connection_id);
  sqlite3_bind_int64 (statement, 2, limit);
  code = load_heads (statement, batches);
  for (guint i = 0; i < batches->len && code == SQLITE_OK; i++)
    {
      DropoffBatchRecord *batch = g_ptr_array_index (batches, i);

      if (batch->n_files == 1)
        code = dropoff_store_uploads_load (database, batch, NULL);
    }
  return code;
}
