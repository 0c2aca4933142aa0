/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "dropoff-store-drops.h"

#include "dropoff-store-batches.h"

static const char insert_drop[] =
    "INSERT INTO drops (connection_id, path, real_path, again, batch_id, details, form_id) "
    "VALUES (?1, ?2, ?3, ?4, NULL, ?5, ?6)";
static const char select_drops[] =
    "SELECT drops.id, drops.connection_id, drops.path, drops.real_path, drops.again, "
    "iif (batches.finished_at_s = 0, batches.id, 0), drops.details, drops.form_id "
    "FROM drops LEFT JOIN batches ON batches.id = drops.batch_id "
    "WHERE drops.connection_id = ?1 ORDER BY drops.id";
static const char found_form[] = "UPDATE drops SET form_id = id WHERE id = ?1";
static const char answer_drops[] =
    "UPDATE drops SET details = ?2, form_id = 0 WHERE form_id = ?1";
static const char answer_batches[] =
    "UPDATE batches SET details = ?2, form_id = 0 WHERE form_id = ?1";
static const char set_batch[] = "UPDATE drops SET batch_id = ?2 WHERE id = ?1";
static const char delete_drop[] = "DELETE FROM drops WHERE id = ?1";

int
dropoff_store_drops_prepare (DropoffStoreDatabase *database)
{
  const char *const sql[] = { insert_drop,    select_drops, found_form, answer_drops,
                              answer_batches, set_batch,    delete_drop };

  return dropoff_store_database_prepare (database, sql, G_N_ELEMENTS (sql));
}

/* A form is named after the first drop that has it. */
static int
found_form_of (DropoffStoreDatabase *database, DropoffDropRecord *drop)
{
  sqlite3_stmt *statement = dropoff_store_database_statement (database, found_form);

  drop->form_id = drop->id;
  sqlite3_bind_int64 (statement, 1, drop->id);
  return dropoff_store_database_run (statement);
}

int
dropoff_store_drops_add (DropoffStoreDatabase *database, GPtrArray *drops)
{
  sqlite3_stmt *statement = dropoff_store_database_statement (database, insert_drop);
  gint64 form_id = 0;
  int code = SQLITE_OK;

  for (guint i = 0; i < drops->len && code == SQLITE_OK; i++)
    {
      DropoffDropRecord *drop = g_ptr_array_index (drops, i);

      if (drop->new_form)
        drop->form_id = form_id;
      dropoff_store_bind_string (statement, 1, drop->connection_id);
      dropoff_store_bind_path (statement, 2, drop->path);
      dropoff_store_bind_path (statement, 3, drop->real_path);
      sqlite3_bind_int (statement, 4, drop->again != FALSE);
      dropoff_store_bind_string (statement, 5, drop->details);
      sqlite3_bind_int64 (statement, 6, drop->form_id);
      code = dropoff_store_database_run (statement);
      drop->id = sqlite3_last_insert_rowid (dropoff_store_database_get_handle (database));
      if (code == SQLITE_OK && drop->new_form && form_id == 0)
        {
          code = found_form_of (database, drop);
          form_id = drop->form_id;
        }
    }
  return code;
}

int
dropoff_store_drops_load (DropoffStoreDatabase *database, const char *connection_id,
                          GPtrArray *drops)
{
  sqlite3_stmt *statement = dropoff_store_database_statement (database, select_drops);
  int code;

  dropoff_store_bind_string (statement, 1, connection_id);
  while ((code = sqlite3_step (statement)) == SQLITE_ROW)
    {
      g_autoptr (DropoffDropRecord) drop = dropoff_drop_record_new ();

      drop->id = sqlite3_column_int64 (statement, 0);
      drop->connection_id = dropoff_store_column_interned (statement, 1);
      drop->path = dropoff_store_column_string (statement, 2);
      drop->real_path = dropoff_store_column_string (statement, 3);
      drop->again = sqlite3_column_int (statement, 4) != 0;
      drop->batch_id = sqlite3_column_int64 (statement, 5);
      drop->details = dropoff_store_column_string (statement, 6);
      drop->form_id = sqlite3_column_int64 (statement, 7);
      if (drop->connection_id == NULL || drop->path == NULL)
        return dropoff_store_database_finish (statement, SQLITE_CORRUPT);
      g_ptr_array_add (drops, g_steal_pointer (&drop));
    }
  return dropoff_store_database_finish (statement, code);
}

static int
set_batch_of (DropoffStoreDatabase *database, gint64 drop_id, gint64 batch_id)
{
  sqlite3_stmt *statement = dropoff_store_database_statement (database, set_batch);

  sqlite3_bind_int64 (statement, 1, drop_id);
  sqlite3_bind_int64 (statement, 2, batch_id);
  return dropoff_store_database_run (statement);
}

static int
remove_drop (DropoffStoreDatabase *database, gint64 drop_id)
{
  sqlite3_stmt *statement = dropoff_store_database_statement (database, delete_drop);

  sqlite3_bind_int64 (statement, 1, drop_id);
  return dropoff_store_database_run (statement);
}

static int
take_find (DropoffStoreDatabase *database, DropoffFindRecord *find)
{
  int code = SQLITE_OK;

  if (find->is_new)
    find->batch->id = 0; /* an attempt before this one may have failed after it was set */
  if (find->batch != NULL)
    code = dropoff_store_batches_add (database, find->batch);
  if (code == SQLITE_OK && find->is_last)
    code = remove_drop (database, find->drop_id);
  else if (code == SQLITE_OK && find->is_new)
    code = set_batch_of (database, find->drop_id, find->batch->id);
  return code;
}

int
dropoff_store_drops_take (DropoffStoreDatabase *database, GPtrArray *finds)
{
  int code = SQLITE_OK;

  for (guint i = 0; i < finds->len && code == SQLITE_OK; i++)
    code = take_find (database, g_ptr_array_index (finds, i));
  return code;
}

int
dropoff_store_drops_answer_form (DropoffStoreDatabase *database, gint64 form_id,
                                 const char *details)
{
  const char *const sql[] = { answer_drops, answer_batches };
  int code = SQLITE_OK;

  for (gsize i = 0; i < G_N_ELEMENTS (sql) && code == SQLITE_OK; i++)
    {
      sqlite3_stmt *statement = dropoff_store_database_statement (database, sql[i]);

      sqlite3_bind_int64 (statement, 1, form_id);
      dropoff_store_bind_string (statement, 2, details);
      code = dropoff_store_database_run (statement);
    }
  return code;
}
