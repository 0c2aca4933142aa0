/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What happens to the journal from outside: kills, damage, other processes, other files. */
#include <fcntl.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <sqlite3.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "dropoff-error.h"
#include "dropoff-store-schema.h"
#include "store-fixture.h"

#define N_KILLS 60
#define BATCH_UPLOADS 200

/* ---- a process that writes until it is killed ---- */

typedef struct
{
  DropoffStore *store;
  gint64 upload_id;
  guint number;
} Writer;

static void write_next (Writer *writer);

static void
say (char kind, gint64 value)
{
  char line[32];
  int length = g_snprintf (line, sizeof line, "%c%" G_GINT64_FORMAT "\n", kind, value);

  g_assert_cmpint (write (STDOUT_FILENO, line, (gsize) length), ==, length);
}

static void
on_writer_batch (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (DropoffBatchRecord) batch
      = store_add_finish (DROPOFF_STORE (source), result, NULL);

  g_assert_nonnull (batch);
  say ('b', batch->id);
}

typedef struct
{
  Writer *writer;
  guint number;
} WrittenPart;

static void
on_writer_part (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autofree WrittenPart *written = user_data;

  g_assert_true (dropoff_store_write_finish (DROPOFF_STORE (source), result, NULL));
  say ('p', written->number);
  write_next (written->writer);
}

static void
write_next (Writer *writer)
{
  WrittenPart *written = g_new (WrittenPart, 1);
  DropoffPartRecord part;

  written->writer = writer;
  written->number = ++writer->number;
  part = store_make_part (written->number);
  dropoff_store_save_part_async (writer->store, writer->upload_id, &part, on_writer_part, written);
  if (written->number % 40 == 0)
    store_add_async (writer->store, store_make_batch ("more", BATCH_UPLOADS), NULL,
                                   on_writer_batch, NULL);
}

static int
writer_main (const char *path, const char *upload_id, const char *first)
{
  Writer writer = { .store = store_open (path),
                    .upload_id = g_ascii_strtoll (upload_id, NULL, 10),
                    .number = (guint) g_ascii_strtoull (first, NULL, 10) };

  /* Nobody waits for ever, should the parent be gone. */
  alarm (60);
  for (guint i = 0; i < 8; i++)
    write_next (&writer);
  while (writer.store != NULL)
    g_main_context_iteration (NULL, TRUE);
  return 1;
}

/* ---- a process that holds the journal until its input ends ---- */

static int
holder_main (const char *path)
{
  DropoffStore *store = store_open (path);
  char byte;

  alarm (60);
  say ('h', getpid ());
  g_assert_cmpint (read (STDIN_FILENO, &byte, 1), ==, 0);
  g_object_unref (store);
  return 0;
}

/* ---- kills ---- */

typedef struct
{
  guint last_part;    /* the highest part whose callback came */
  guint n_said;       /* lines the process said */
  GArray *said_parts; /* of gint64 */
  GArray *said_batches;
} Said;

static void
take_line (Said *said, const char *line)
{
  gint64 value = g_ascii_strtoll (line + 1, NULL, 10);

  said->n_said++;
  if (line[0] == 'b')
    g_array_append_val (said->said_batches, value);
  else if (line[0] == 'p')
    g_array_append_val (said->said_parts, value);
  else
    g_error ("A line that nobody wrote: %s", line);
  if (line[0] == 'p')
    said->last_part = MAX (said->last_part, (guint) value);
}

/* A line that was cut by the kill was not said. */
static void
take_lines (Said *said, GString *rest)
{
  char *end;

  while ((end = strchr (rest->str, '\n')) != NULL)
    {
      *end = '\0';
      take_line (said, rest->str);
      g_string_erase (rest, 0, end - rest->str + 1);
    }
}

static void
write_and_kill (StoreFixture *fixture, gint64 upload_id, Said *said, guint round)
{
  g_autofree char *row = g_strdup_printf ("%" G_GINT64_FORMAT, upload_id);
  g_autofree char *first = g_strdup_printf ("%u", said->last_part + 100);
  const char *const arguments[] = { "--writer", fixture->path, row, first, NULL };
  g_autoptr (GString) rest = g_string_new (NULL);
  StoreProcess process = store_process_start (arguments);
  char byte;
  int status;

  /* Most die while they write; every fourth wherever it is, also while it opens. */
  if (round % 4 != 0)
    {
      g_assert_cmpint (read (process.output, &byte, 1), ==, 1);
      g_string_append_c (rest, byte);
    }
  g_usleep ((gulong) g_random_int_range (0, 50000));
  g_assert_cmpint (kill (process.pid, SIGKILL), ==, 0);
  status = store_process_wait (&process, rest);
  g_assert_true (WIFSIGNALED (status) && WTERMSIG (status) == SIGKILL);
  take_lines (said, rest);
}

static void
assert_said_parts (StoreFixture *fixture, gint64 upload_id, Said *said)
{
  g_autoptr (GHashTable) found = g_hash_table_new (NULL, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (GArray) parts = store_load_parts (fixture->store, upload_id, &error);

  g_assert_no_error (error);
  for (guint i = 0; i < parts->len; i++)
    {
      DropoffPartRecord *part = &g_array_index (parts, DropoffPartRecord, i);

      store_assert_part (part);
      g_hash_table_add (found, GUINT_TO_POINTER (part->number));
    }
  for (guint i = 0; i < said->said_parts->len; i++)
    {
      gint64 number = g_array_index (said->said_parts, gint64, i);

      g_assert_true (g_hash_table_contains (found, GUINT_TO_POINTER ((guint) number)));
    }
}

/* A batch is there with all its files or not at all; those that were said are there. Removes them,
 * so that the next round is no slower. */
static void
assert_said_batches (StoreFixture *fixture, Said *said)
{
  g_autoptr (GHashTable) found = g_hash_table_new (g_int64_hash, g_int64_equal);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) batches = store_load (fixture->store, &error);

  g_assert_no_error (error);
  for (guint i = 0; i < batches->len; i++)
    {
      DropoffBatchRecord *batch = g_ptr_array_index (batches, i);

      g_assert_cmpuint (batch->uploads->len, ==, batch->n_files);
      g_hash_table_add (found, &batch->id);
      if (batch->n_files == BATCH_UPLOADS)
        dropoff_store_remove_batch_async (fixture->store, batch->id, NULL, NULL);
    }
  for (guint i = 0; i < said->said_batches->len; i++)
    g_assert_true (
        g_hash_table_contains (found, &g_array_index (said->said_batches, gint64, i)));
  g_array_set_size (said->said_batches, 0);
}

static void
test_kill (StoreFixture *fixture, gconstpointer data)
{
  Said said = { .said_parts = g_array_new (FALSE, FALSE, sizeof (gint64)),
                .said_batches = g_array_new (FALSE, FALSE, sizeof (gint64)) };
  g_autoptr (DropoffBatchRecord) batch
      = store_add (fixture->store, store_make_batch ("one", 1), NULL);
  gint64 upload_id = ((DropoffUploadRecord *) g_ptr_array_index (batch->uploads, 0))->id;

  for (guint round = 0; round < N_KILLS; round++)
    {
      g_clear_object (&fixture->store);
      write_and_kill (fixture, upload_id, &said, round);
      fixture->store = store_open (fixture->path);
      assert_said_parts (fixture, upload_id, &said);
      assert_said_batches (fixture, &said);
    }
  g_test_message ("%u kills, %u writes confirmed before them, none lost", N_KILLS, said.n_said);
  g_assert_cmpuint (said.n_said, >, N_KILLS * 5);
  g_array_unref (said.said_parts);
  g_array_unref (said.said_batches);
}

/* ---- damage ---- */

typedef struct
{
  char *bytes;
  gsize length;
} Content;

static Content
read_content (const char *path)
{
  Content content = { NULL, 0 };
  g_autoptr (GError) error = NULL;

  g_file_get_contents (path, &content.bytes, &content.length, &error);
  g_assert_no_error (error);
  return content;
}

static void
write_content (const char *path, const Content *content)
{
  g_autoptr (GError) error = NULL;

  g_file_set_contents (path, content->bytes, (gssize) content->length, &error);
  g_assert_no_error (error);
}

/* What the person would do next; fails or works, but does not crash. */
static guint
use_journal (DropoffStore *store, gint64 upload_id)
{
  g_autoptr (DropoffBatchRecord) batch = NULL;
  GError *errors[5] = { NULL };
  g_autoptr (GPtrArray) batches = store_load (store, &errors[0]);
  g_autoptr (GPtrArray) history = store_load_history (store, 100, &errors[1]);
  g_autoptr (GArray) parts = store_load_parts (store, upload_id, &errors[2]);
  guint n_errors = 0;

  g_assert_true ((history == NULL) == (errors[1] != NULL));
  g_assert_true ((parts == NULL) == (errors[2] != NULL));
  batch = store_add (store, store_make_batch ("after", 50), &errors[3]);
  if (batches != NULL && batches->len > 0)
    store_remove (store, ((DropoffBatchRecord *) g_ptr_array_index (batches, 0))->id, &errors[4]);
  for (guint i = 0; i < G_N_ELEMENTS (errors); i++)
    {
      if (errors[i] == NULL)
        continue;
      g_assert_error (errors[i], DROPOFF_ERROR, DROPOFF_ERROR_JOURNAL);
      g_clear_error (&errors[i]);
      n_errors++;
    }
  return n_errors;
}

typedef struct
{
  guint n_ways;
  guint n_set_aside;
  guint n_late;    /* opened, and the damage came to light in use */
  guint n_refused; /* "made by a newer version" */
} Tally;

/* Opens a damaged journal and uses it. */
static void
survive (const char *path, gint64 upload_id, Tally *tally)
{
  guint n_errors = 0;

  tally->n_ways++;
  for (guint i = 0; i < 2; i++)
    {
      g_autoptr (DropoffStore) store = dropoff_store_new (path);
      g_autofree char *set_aside = NULL;
      g_autoptr (GError) error = NULL;

      if (!store_try_open (store, &set_aside, &error))
        {
          g_assert_error (error, DROPOFF_ERROR, DROPOFF_ERROR_JOURNAL);
          g_assert_nonnull (strstr (error->message, "newer version"));
          tally->n_refused++;
          return;
        }
      tally->n_set_aside += set_aside != NULL;
      if (set_aside != NULL)
        g_assert_true (g_file_test (set_aside, G_FILE_TEST_IS_REGULAR));
      n_errors = use_journal (store, upload_id);
      if (i == 0)
        tally->n_late += n_errors > 0;
    }
  /* What did not work the first time works after a new start. */
  g_assert_cmpuint (n_errors, ==, 0);
}

typedef struct
{
  char *directory; /* where damaged copies are opened */
  char *path;
  Content database;
  Content log; /* bytes == NULL: none */
  Content lock;
  gint64 upload_id;
  Tally tally;
} Damage;

static Content
copy_content (const Content *content)
{
  Content copy = { g_memdup2 (content->bytes, content->length + 1), content->length };

  return copy;
}

static void
try_damaged (Damage *damage, const Content *database, const Content *log)
{
  g_autofree char *log_path = g_strconcat (damage->path, "-wal", NULL);
  g_autofree char *lock_path = g_build_filename (damage->directory, "journal.lock", NULL);

  g_assert_cmpint (g_mkdir (damage->directory, 0700), ==, 0);
  write_content (damage->path, database);
  write_content (lock_path, &damage->lock);
  if (log->bytes != NULL)
    write_content (log_path, log);
  survive (damage->path, damage->upload_id, &damage->tally);
  store_delete_directory (damage->directory);
}

static void
truncate_in_many_places (Damage *damage, gboolean in_log)
{
  const Content *whole = in_log ? &damage->log : &damage->database;
  const gsize lengths[] = {
    0,    1,    15,   16,   31,   32,   99,   100,  511,  512, 1024, 4095, 4096, 4097, 8192, 12288,
    whole->length / 4, whole->length / 2, whole->length - 4096, whole->length - 1,
  };

  for (guint i = 0; i < G_N_ELEMENTS (lengths); i++)
    {
      Content cut = { whole->bytes, MIN (lengths[i], whole->length) };
      guint n_set_aside = damage->tally.n_set_aside;

      try_damaged (damage, in_log ? &damage->database : &cut, in_log ? &cut : &damage->log);
      /* A log that is cut loses its end; a database that is cut is noticed, but for its last byte,
       * which may be nobody's. */
      if (!in_log && cut.length + 1 < whole->length)
        g_assert_cmpuint (damage->tally.n_set_aside, ==, n_set_aside + 1);
    }
}

static void
flip_in_many_places (Damage *damage, gboolean in_log)
{
  const Content *whole = in_log ? &damage->log : &damage->database;

  /* Each field of the header, then anywhere; one bit, a byte, a sector or a page. */
  for (guint i = 0; i < 120; i++)
    {
      const gsize lengths[] = { 1, 1, 512, 4096 };
      Content copy = copy_content (whole);
      gsize at = i < 50 ? i * 2
                        : (gsize) g_test_rand_int_range (0, (gint32) MIN (whole->length, G_MAXINT));
      gsize length = i < 50 ? 1 : MIN (lengths[i % 4], whole->length - at);

      if (i % 4 == 0)
        copy.bytes[at] ^= (char) (1 << g_test_rand_int_range (0, 8));
      else
        memset (copy.bytes + at, i % 3 == 0 ? 0 : g_test_rand_int_range (1, 256), length);
      try_damaged (damage, in_log ? &damage->database : &copy, in_log ? &copy : &damage->log);
      g_free (copy.bytes);
    }
}

static void
fill_journal (StoreFixture *fixture, Damage *damage)
{
  for (guint i = 0; i < 6; i++)
    {
      DropoffBatchRecord *batch = store_make_batch ("Survey", i % 2 == 0 ? 60 : 1);
      g_autoptr (DropoffBatchRecord) added = NULL;

      batch->finished_at_s = i < 4 ? 0 : 1700000000 + i;
      added = store_add (fixture->store, batch, NULL);
      g_assert_nonnull (added);
      if (i == 0)
        damage->upload_id = ((DropoffUploadRecord *) g_ptr_array_index (added->uploads, 0))->id;
    }
  for (guint number = 1; number < 200; number++)
    g_assert_true (store_save_part (fixture->store, damage->upload_id, number, NULL));
}

static void
test_damage (StoreFixture *fixture, gconstpointer data)
{
  g_autofree char *log_path = g_strconcat (fixture->path, "-wal", NULL);
  g_autofree char *home = g_path_get_dirname (fixture->path);
  g_autofree char *lock_path = g_build_filename (home, "journal.lock", NULL);
  Damage damage = { .directory = g_build_filename (fixture->directory, "damaged", NULL) };

  damage.path = g_build_filename (damage.directory, "journal.db", NULL);
  fill_journal (fixture, &damage);

  /* As a crash leaves it: with a log. Then as a clean close leaves it. */
  damage.database = read_content (fixture->path);
  damage.log = read_content (log_path);
  damage.lock = read_content (lock_path);
  g_assert_cmpuint (damage.log.length, >, 8192);
  truncate_in_many_places (&damage, TRUE);
  flip_in_many_places (&damage, TRUE);
  g_free (damage.database.bytes);
  g_free (damage.lock.bytes);
  g_clear_pointer (&damage.log.bytes, g_free);

  g_clear_object (&fixture->store);
  damage.database = read_content (fixture->path);
  damage.lock = read_content (lock_path);
  g_assert_cmpuint (damage.database.length, >, 8192);
  g_assert_false (g_file_test (log_path, G_FILE_TEST_EXISTS));
  truncate_in_many_places (&damage, FALSE);
  flip_in_many_places (&damage, FALSE);

  g_test_message ("%u ways of damage: %u set aside, %u seen late, %u taken for newer",
                  damage.tally.n_ways, damage.tally.n_set_aside, damage.tally.n_late,
                  damage.tally.n_refused);
  g_assert_cmpuint (damage.tally.n_set_aside, >, 30);
  g_assert_cmpuint (damage.tally.n_refused, <, 5);
  g_free (damage.database.bytes);
  g_free (damage.lock.bytes);
  g_free (damage.directory);
  g_free (damage.path);
}

/* Changes that keep size and time, as a bad disk makes them: the check at the start is spared, the
 * damage is found in use, and the next start sets the journal aside. */
static void
test_damage_unnoticed (StoreFixture *fixture, gconstpointer data)
{
  Damage damage = { 0 };
  Content content;
  struct stat status;
  struct timespec times[2];

  fill_journal (fixture, &damage);
  g_clear_object (&fixture->store);
  g_assert_cmpint (stat (fixture->path, &status), ==, 0);
  content = read_content (fixture->path);
  memset (content.bytes + 3 * 4096, 0xa5, content.length - 3 * 4096);
  write_content (fixture->path, &content);
  times[0] = status.st_atim;
  times[1] = status.st_mtim;
  g_assert_cmpint (utimensat (AT_FDCWD, fixture->path, times, 0), ==, 0);

  survive (fixture->path, damage.upload_id, &damage.tally);
  g_assert_cmpuint (damage.tally.n_late, ==, 1);
  g_assert_cmpuint (damage.tally.n_set_aside, ==, 1);
  g_free (content.bytes);
}

/* SQLite would take a file without a byte for a new one; the person has to be told. */
static void
test_emptied (StoreFixture *fixture, gconstpointer data)
{
  g_autofree char *log_path = g_strconcat (fixture->path, "-wal", NULL);
  Content empty = { (char *) "", 0 };
  Content log;

  g_assert_true (store_remove (fixture->store, 1, NULL));
  log = read_content (log_path);
  g_assert_cmpuint (log.length, >, 0);
  for (guint i = 0; i < 3; i++)
    {
      g_autofree char *set_aside = NULL;
      g_autofree char *set_aside_log = NULL;
      g_autoptr (GError) error = NULL;

      g_clear_object (&fixture->store);
      write_content (fixture->path, &empty);
      if (i == 1)
        write_content (log_path, &log);
      else if (i == 2)
        g_assert_cmpint (g_unlink (fixture->path), ==, 0);
      fixture->store = dropoff_store_new (fixture->path);
      g_assert_true (store_try_open (fixture->store, &set_aside, &error));
      /* A database that somebody deleted is not damaged. */
      g_assert_true ((set_aside != NULL) == (i < 2));
      set_aside_log = g_strconcat (i < 2 ? set_aside : "", "-wal", NULL);
      g_assert_true (g_file_test (set_aside_log, G_FILE_TEST_EXISTS) == (i == 1));
      g_assert_cmpuint (use_journal (fixture->store, 1), ==, 0);
    }
  g_free (log.bytes);
}

static void
test_set_aside_names (StoreFixture *fixture, gconstpointer data)
{
  g_autoptr (GDateTime) before = g_date_time_new_now_local ();
  g_autofree char *date = g_date_time_format (before, "%Y-%m-%d");
  Content rubbish = { (char *) "This is not a database, is it? It is not.", 41 };

  for (guint i = 1; i <= 3; i++)
    {
      g_autofree char *end
          = i == 1 ? g_strdup_printf ("/share/dropoff/journal-%s.db", date)
                   : g_strdup_printf ("/share/dropoff/journal-%s-%u.db", date, i);
      g_autofree char *set_aside = NULL;
      g_autofree char *kept = NULL;
      g_autoptr (GError) error = NULL;

      g_clear_object (&fixture->store);
      write_content (fixture->path, &rubbish);
      fixture->store = dropoff_store_new (fixture->path);
      g_assert_true (store_try_open (fixture->store, &set_aside, &error));
      g_assert_nonnull (set_aside);
      g_assert_true (g_str_has_suffix (set_aside, end));
      g_file_get_contents (set_aside, &kept, NULL, NULL);
      g_assert_cmpstr (kept, ==, rubbish.bytes);
    }
}

/* ---- other versions, other processes, other files ---- */

static void
run_sql (const char *path, const char *sql)
{
  sqlite3 *handle;

  g_assert_cmpint (sqlite3_open_v2 (path, &handle, SQLITE_OPEN_READWRITE, NULL), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_exec (handle, sql, NULL, NULL, NULL), ==, SQLITE_OK);
  sqlite3_close (handle);
}

static void
assert_refused (const char *path, const char *words)
{
  g_autoptr (DropoffStore) store = dropoff_store_new (path);
  g_autofree char *set_aside = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_false (store_try_open (store, &set_aside, &error));
  g_assert_error (error, DROPOFF_ERROR, DROPOFF_ERROR_JOURNAL);
  g_test_message ("%s [%s]", error->message, dropoff_error_get_detail (error));
  g_assert_nonnull (strstr (error->message, words));
  g_assert_null (set_aside);
}

static void
test_newer (StoreFixture *fixture, gconstpointer data)
{
  g_autofree char *current
      = g_strdup_printf ("PRAGMA user_version = %d", dropoff_store_schema_get_version ());
  g_autoptr (GPtrArray) batches = NULL;

  dropoff_batch_record_free (store_add (fixture->store, store_make_batch ("x", 1), NULL));
  g_clear_object (&fixture->store);
  run_sql (fixture->path, "PRAGMA user_version = 99");
  assert_refused (fixture->path, "newer version");
  /* Not touched: the newer program finds all of it. */
  run_sql (fixture->path, current);
  fixture->store = store_open (fixture->path);
  batches = store_load (fixture->store, NULL);
  g_assert_cmpuint (batches->len, ==, 1);
}

/* A journal as version 1 of its schema had it, with uploads in it. */
static void
test_older (StoreFixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) batches = NULL;
  DropoffBatchRecord *batch = store_make_batch ("x", 2);
  const DropoffUploadRecord *upload;

  dropoff_batch_record_free (store_add (fixture->store, batch, NULL));
  g_clear_object (&fixture->store);
  /* What every later version added, taken back. */
  run_sql (fixture->path, "DROP INDEX uploads_by_path;"
                          "DROP TABLE drops;"
                          "ALTER TABLE batches DROP COLUMN details;"
                          "ALTER TABLE batches DROP COLUMN form_id;"
                          "ALTER TABLE uploads DROP COLUMN details;"
                          "ALTER TABLE uploads DROP COLUMN may_grow;"
                          "ALTER TABLE uploads DROP COLUMN keeps_both;"
                          "ALTER TABLE batches DROP COLUMN forgotten;"
                          "ALTER TABLE uploads DROP COLUMN ctime_ns;"
                          "ALTER TABLE uploads DROP COLUMN earlier_reference;"
                          "PRAGMA user_version = 1");
  fixture->store = store_open (fixture->path);
  batches = store_load (fixture->store, NULL);
  g_assert_cmpuint (batches->len, ==, 1);
  batch = g_ptr_array_index (batches, 0);
  g_assert_cmpuint (batch->uploads->len, ==, 2);
  upload = g_ptr_array_index (batch->uploads, 1);
  g_assert_cmpint (upload->mtime_ns, ==, G_GINT64_CONSTANT (1700000000123456789));
  g_assert_cmpint (upload->ctime_ns, ==, 0);
  g_assert_null (upload->later->earlier_reference);
  g_assert_false (upload->may_grow);
  g_assert_false (upload->keeps_both);
}

/* Sound databases that are not ours, or not whole. */
static void
test_foreign (StoreFixture *fixture, gconstpointer data)
{
  const char *const changes[] = {
    "PRAGMA application_id = 1",
    "PRAGMA user_version = 0",
    "PRAGMA user_version = -4",
    "PRAGMA user_version = 2000000000",
    "DROP TABLE parts",
    "ALTER TABLE uploads RENAME COLUMN crc64 TO crc",
    "PRAGMA application_id = 0; PRAGMA user_version = 0",
  };

  for (guint i = 0; i < G_N_ELEMENTS (changes); i++)
    {
      g_autofree char *set_aside = NULL;
      g_autoptr (GError) error = NULL;

      g_clear_object (&fixture->store);
      run_sql (fixture->path, changes[i]);
      fixture->store = dropoff_store_new (fixture->path);
      g_assert_true (store_try_open (fixture->store, &set_aside, &error));
      g_assert_nonnull (set_aside);
      g_assert_cmpuint (use_journal (fixture->store, 1), ==, 0);
    }
}

static void
test_locked (StoreFixture *fixture, gconstpointer data)
{
  const char *const arguments[] = { "--holder", fixture->path, NULL };
  g_autoptr (GError) error = NULL;
  g_autoptr (GString) rest = g_string_new (NULL);
  g_autofree char *detail = NULL;
  g_autoptr (DropoffStore) second = dropoff_store_new (fixture->path);
  StoreProcess process;
  char line[32] = "";

  /* By this process, through another store. */
  assert_refused (fixture->path, "already running");
  g_clear_object (&fixture->store);

  process = store_process_start (arguments);
  g_assert_cmpint (read (process.output, line, sizeof line - 1), >, 1);
  g_assert_false (store_try_open (second, NULL, &error));
  g_assert_error (error, DROPOFF_ERROR, DROPOFF_ERROR_JOURNAL);
  detail = g_strdup_printf ("process %s", g_strchomp (line + 1));
  g_assert_nonnull (strstr (dropoff_error_get_detail (error), detail));
  g_clear_error (&error);

  g_assert_cmpint (store_process_wait (&process, rest), ==, 0);
  g_assert_true (store_try_open (second, NULL, &error));
}

static void
test_links (StoreFixture *fixture, gconstpointer data)
{
  g_autofree char *other = g_build_filename (fixture->directory, "other", NULL);
  g_autofree char *target = g_build_filename (fixture->directory, "target", NULL);
  g_autofree char *other_path = g_build_filename (other, "journal.db", NULL);
  g_autofree char *other_log = g_build_filename (other, "journal.db-wal", NULL);
  g_autofree char *other_lock = g_build_filename (other, "journal.lock", NULL);
  g_autofree char *linked = g_build_filename (fixture->directory, "linked", NULL);
  g_autofree char *linked_path = g_build_filename (linked, "journal.db", NULL);

  g_assert_cmpint (g_mkdir (other, 0700), ==, 0);
  g_assert_cmpint (symlink (target, other_path), ==, 0);
  assert_refused (other_path, "link or a special file");
  g_assert_cmpint (g_unlink (other_path), ==, 0);
  g_assert_cmpint (symlink (target, other_log), ==, 0);
  assert_refused (other_path, "link or a special file");
  g_assert_cmpint (g_unlink (other_log) + g_unlink (other_path) + g_unlink (other_lock), ==, 0);
  g_assert_cmpint (symlink (target, other_lock), ==, 0);
  assert_refused (other_path, "link or a special file");
  g_assert_cmpint (g_unlink (other_lock), ==, 0);
  g_assert_false (g_file_test (target, G_FILE_TEST_EXISTS));

  g_assert_cmpint (mkfifo (other_path, 0600), ==, 0);
  assert_refused (other_path, "link or a special file");
  g_assert_cmpint (g_unlink (other_path) + g_mkdir (other_path, 0700), ==, 0);
  assert_refused (other_path, "link or a special file");
  g_assert_cmpint (g_rmdir (other_path), ==, 0);

  /* A directory reached over a link is fine: so is many a home. */
  g_assert_cmpint (symlink (other, linked), ==, 0);
  g_clear_object (&fixture->store);
  fixture->store = store_open (linked_path);
  g_assert_true (g_file_test (other_path, G_FILE_TEST_IS_REGULAR));
}

static void
test_not_writable (StoreFixture *fixture, gconstpointer data)
{
  g_autofree char *other = g_build_filename (fixture->directory, "other", NULL);
  g_autofree char *path = g_build_filename (other, "journal.db", NULL);
  g_autofree char *under_file = g_build_filename (fixture->path, "journal.db", NULL);
  gboolean is_root = geteuid () == 0;

  g_assert_cmpint (g_mkdir (other, 0555), ==, 0);
  g_assert_cmpint (chmod (fixture->directory, 0755), ==, 0);
  /* Nothing is read-only for root. */
  if (is_root)
    g_assert_cmpint (seteuid (65534), ==, 0);
  assert_refused (path, "may not write to the folder");
  if (is_root)
    g_assert_cmpint (seteuid (0), ==, 0);
  assert_refused (under_file, "cannot be read or written");
}

int
main (int argc, char **argv)
{
  const struct
  {
    const char *path;
    void (*function) (StoreFixture *fixture, gconstpointer data);
  } tests[] = {
    { "/store-crash/kill", test_kill },
    { "/store-crash/damage", test_damage },
    { "/store-crash/damage-unnoticed", test_damage_unnoticed },
    { "/store-crash/emptied", test_emptied },
    { "/store-crash/set-aside-names", test_set_aside_names },
    { "/store-crash/newer", test_newer },
    { "/store-crash/older", test_older },
    { "/store-crash/foreign", test_foreign },
    { "/store-crash/locked", test_locked },
    { "/store-crash/links", test_links },
    { "/store-crash/not-writable", test_not_writable },
  };

  if (argc == 5 && strcmp (argv[1], "--writer") == 0)
    return writer_main (argv[2], argv[3], argv[4]);
  if (argc == 3 && strcmp (argv[1], "--holder") == 0)
    return holder_main (argv[2]);

  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (tests); i++)
    g_test_add (tests[i].path, StoreFixture, NULL, store_fixture_set_up, tests[i].function,
                store_fixture_tear_down);
  return g_test_run ();
}
