/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reading: parts that are as they were, changed, shortened, gone, replaced; the body of a request
 * that never hands out a changed file as if it were whole. */
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "dropoff-crc64nvme.h"
#include "dropoff-error.h"
#include "dropoff-part-reader.h"

#define SIZE (3 * 1024 * 1024 + 17)

typedef struct
{
  char *directory;
  char *path;
  guint8 *bytes;
  DropoffPartReader *reader;
  DropoffFileFacts facts;
} Fixture;

static void
look_at (Fixture *fixture)
{
  struct stat st;

  g_assert_cmpint (stat (fixture->path, &st), ==, 0);
  fixture->facts = dropoff_file_facts_from_stat (&st);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GRand) random = g_rand_new_with_seed (7);

  fixture->directory = g_dir_make_tmp ("dropoff-reader-XXXXXX", &error);
  g_assert_no_error (error);
  fixture->path = g_build_filename (fixture->directory, "file", NULL);
  fixture->bytes = g_malloc (SIZE);
  for (guint i = 0; i < SIZE; i++)
    fixture->bytes[i] = (guint8) g_rand_int (random);
  g_file_set_contents (fixture->path, (const char *) fixture->bytes, SIZE, &error);
  g_assert_no_error (error);
  fixture->reader = dropoff_part_reader_new ();
  look_at (fixture);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_clear_object (&fixture->reader);
  g_chmod (fixture->path, 0600);
  g_remove (fixture->path);
  g_rmdir (fixture->directory);
  g_free (fixture->directory);
  g_free (fixture->path);
  g_free (fixture->bytes);
}

static void
on_result (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GAsyncResult **place = user_data;

  *place = g_object_ref (result);
}

static GAsyncResult *
wait_for (GAsyncResult **place)
{
  while (*place == NULL)
    g_main_context_iteration (NULL, TRUE);
  return *place;
}

static DropoffPreparedPart *
prepare (Fixture *fixture, guint64 offset, guint64 length, gboolean want_sha256, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  dropoff_part_reader_prepare_async (fixture->reader, fixture->path, &fixture->facts, offset,
                                     length,
                                     want_sha256 ? DROPOFF_READ_TO_SIGN : DROPOFF_READ_TO_SEND,
                                     NULL, on_result, &result);
  return dropoff_part_reader_prepare_finish (fixture->reader, wait_for (&result), error);
}

static void
assert_refused (Fixture *fixture, DropoffError code)
{
  g_autoptr (GError) error = NULL;
  DropoffPreparedPart *part = prepare (fixture, 0, SIZE, FALSE, &error);

  g_assert_null (part);
  g_assert_error (error, DROPOFF_ERROR, (int) code);
}

/* Reads the body to its end or its error in pieces of that size. Returns the bytes handed out. */
static guint64
read_body (DropoffFileBody *body, const guint8 *expected, gsize step, gboolean *failed)
{
  g_autofree guint8 *buffer = g_malloc (step);
  guint64 done = 0;
  gssize got;

  while ((got = dropoff_file_body_funcs.read (body, buffer, step)) > 0)
    {
      if (expected != NULL)
        g_assert_cmpmem (buffer, got, expected + done, got);
      done += (guint64) got;
    }
  *failed = got < 0;
  return done;
}

static void
test_whole (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (DropoffPreparedPart) part = prepare (fixture, 0, SIZE, TRUE, &error);
  g_autofree char *sha256
      = g_compute_checksum_for_data (G_CHECKSUM_SHA256, fixture->bytes, SIZE);
  gboolean failed;

  g_assert_no_error (error);
  g_assert_cmpuint (part->crc64, ==, dropoff_crc64nvme_update (0, fixture->bytes, SIZE));
  g_assert_cmpstr (part->sha256, ==, sha256);
  g_assert_cmpuint (read_body (part->body, fixture->bytes, 10007, &failed), ==, SIZE);
  g_assert_false (failed);
}

static void
test_ranges (Fixture *fixture, gconstpointer data)
{
  static const guint64 ranges[][2] = {
    { 0, 0 }, { 0, 1 }, { SIZE - 1, 1 }, { 1024 * 1024, 1024 * 1024 }, { 1000003, 1048577 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (ranges); i++)
    {
      const guint8 *bytes = fixture->bytes + ranges[i][0];
      g_autoptr (GError) error = NULL;
      g_autoptr (DropoffPreparedPart) part
          = prepare (fixture, ranges[i][0], ranges[i][1], FALSE, &error);
      gboolean failed;

      g_assert_no_error (error);
      g_assert_null (part->sha256);
      g_assert_cmpuint (part->crc64, ==, dropoff_crc64nvme_update (0, bytes, ranges[i][1]));
      g_assert_cmpuint (read_body (part->body, bytes, 4096, &failed), ==, ranges[i][1]);
      g_assert_false (failed);
    }
}

/* A connection dies and the request is sent again from its beginning, or from further on. */
static void
test_seek (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (DropoffPreparedPart) part = prepare (fixture, 5, 100000, FALSE, &error);
  guint8 buffer[1000];
  gboolean failed;

  g_assert_no_error (error);
  g_assert_cmpint (dropoff_file_body_funcs.read (part->body, buffer, sizeof buffer), ==, 1000);
  g_assert_true (dropoff_file_body_funcs.seek (part->body, 0));
  g_assert_cmpuint (read_body (part->body, fixture->bytes + 5, 777, &failed), ==, 100000);
  g_assert_false (failed);
  g_assert_true (dropoff_file_body_funcs.seek (part->body, 99000));
  g_assert_cmpuint (read_body (part->body, fixture->bytes + 99005, 777, &failed), ==, 1000);
  g_assert_false (failed);
  g_assert_false (dropoff_file_body_funcs.seek (part->body, 100001));
}

static void
test_changed (Fixture *fixture, gconstpointer data)
{
  GStatBuf before;
  struct timespec times[2];

  /* Only the time. */
  g_assert_cmpint (g_stat (fixture->path, &before), ==, 0);
  times[0] = before.st_atim;
  times[1] = before.st_mtim;
  times[1].tv_nsec = (times[1].tv_nsec + 1) % 1000000000;
  g_assert_cmpint (utimensat (AT_FDCWD, fixture->path, times, 0), ==, 0);
  assert_refused (fixture, DROPOFF_ERROR_FILE_CHANGED);

  /* Only the size. */
  g_assert_cmpint (truncate (fixture->path, SIZE - 1), ==, 0);
  times[1] = before.st_mtim;
  g_assert_cmpint (utimensat (AT_FDCWD, fixture->path, times, 0), ==, 0);
  assert_refused (fixture, DROPOFF_ERROR_FILE_CHANGED);
}

/* A copy in its place that kept size and time. */
static void
test_replaced (Fixture *fixture, gconstpointer data)
{
  g_autofree char *copy = g_strconcat (fixture->path, ".copy", NULL);
  g_autoptr (GError) error = NULL;
  struct timespec times[2];
  struct stat before;

  g_assert_cmpint (stat (fixture->path, &before), ==, 0);
  times[0] = before.st_atim;
  times[1] = before.st_mtim;
  fixture->bytes[7] ^= 1;
  g_usleep (20000); /* the clock of a file system ticks 100 to 1,000 times a second */
  g_file_set_contents (copy, (const char *) fixture->bytes, SIZE, &error);
  g_assert_no_error (error);
  g_assert_cmpint (utimensat (AT_FDCWD, copy, times, 0), ==, 0);
  g_assert_cmpint (g_rename (copy, fixture->path), ==, 0);
  assert_refused (fixture, DROPOFF_ERROR_FILE_CHANGED);
}

static void
test_facts (Fixture *fixture, gconstpointer data)
{
  DropoffFileFacts before = { 5, 6, 7, 8, 9, FALSE };
  DropoffFileFacts now = { 5, 6, 7, 1, 1, FALSE };

  /* A drive that was plugged in again. */
  g_assert_cmpint (dropoff_file_facts_compare (&before, &now), ==, DROPOFF_FILE_SAME);
  now.ctime_ns = 8;
  g_assert_cmpint (dropoff_file_facts_compare (&before, &now), ==, DROPOFF_FILE_MOVED);
  before.ctime_ns = 0; /* journaled by an earlier version */
  g_assert_cmpint (dropoff_file_facts_compare (&before, &now), ==, DROPOFF_FILE_SAME);
  now.mtime_ns = 5;
  g_assert_cmpint (dropoff_file_facts_compare (&before, &now), ==, DROPOFF_FILE_TOUCHED);
  before.may_grow = TRUE;
  g_assert_cmpint (dropoff_file_facts_compare (&before, &now), ==, DROPOFF_FILE_TOUCHED);
  now.size_bytes = 6;
  g_assert_cmpint (dropoff_file_facts_compare (&before, &now), ==, DROPOFF_FILE_GROWN);
  now.size_bytes = 4;
  g_assert_cmpint (dropoff_file_facts_compare (&before, &now), ==, DROPOFF_FILE_RESIZED);
  before.may_grow = FALSE;
  now.size_bytes = 6;
  g_assert_cmpint (dropoff_file_facts_compare (&before, &now), ==, DROPOFF_FILE_RESIZED);
}

/* What comes behind the bytes that are sent does not matter, if that was said. */
static void
test_grown (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (DropoffPreparedPart) part = NULL;
  gboolean failed;

  g_assert_cmpint (truncate (fixture->path, SIZE + 1), ==, 0);
  assert_refused (fixture, DROPOFF_ERROR_FILE_CHANGED);
  fixture->facts.may_grow = TRUE;
  part = prepare (fixture, 0, SIZE, TRUE, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (read_body (part->body, fixture->bytes, 65536, &failed), ==, SIZE);
  g_assert_false (failed);
  g_assert_cmpint (truncate (fixture->path, SIZE - 1), ==, 0);
  assert_refused (fixture, DROPOFF_ERROR_FILE_CHANGED);
}

static void
test_gone (Fixture *fixture, gconstpointer data)
{
  g_assert_cmpint (g_remove (fixture->path), ==, 0);
  assert_refused (fixture, DROPOFF_ERROR_FILE_GONE);
  /* Something else took its name: neither hangs nor is taken for it. */
  g_assert_cmpint (mkfifo (fixture->path, 0600), ==, 0);
  assert_refused (fixture, DROPOFF_ERROR_FILE_GONE);
}

static void
test_look (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GAsyncResult) gone_result = NULL;
  g_autoptr (GError) error = NULL;
  DropoffFileFacts facts = { 0 };

  dropoff_part_reader_look_async (fixture->reader, fixture->path, 1, NULL, on_result, &result);
  g_assert_true (dropoff_part_reader_look_finish (fixture->reader, wait_for (&result), &facts,
                                                  &error));
  g_assert_no_error (error);
  g_assert_cmpuint (facts.size_bytes, ==, fixture->facts.size_bytes);
  g_assert_cmpint (facts.mtime_ns, ==, fixture->facts.mtime_ns);
  dropoff_part_reader_look_async (fixture->reader, fixture->directory, 1, NULL, on_result,
                                  &gone_result);
  g_assert_false (dropoff_part_reader_look_finish (fixture->reader, wait_for (&gone_result),
                                                   &facts, &error));
  g_assert_error (error, DROPOFF_ERROR, DROPOFF_ERROR_FILE_GONE);
}

static void
test_cancelled (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  g_cancellable_cancel (cancellable);
  dropoff_part_reader_prepare_async (fixture->reader, fixture->path, &fixture->facts, 0, SIZE,
                                     DROPOFF_READ_TO_SEND, cancellable, on_result, &result);
  g_assert_null (dropoff_part_reader_prepare_finish (fixture->reader, wait_for (&result), &error));
  g_assert_error (error, DROPOFF_ERROR, DROPOFF_ERROR_CANCELLED);
}

static void
assert_body_error (DropoffFileBody *body, DropoffError code)
{
  g_autoptr (GError) error = dropoff_file_body_funcs.describe_error (body);

  g_assert_error (error, DROPOFF_ERROR, (int) code);
}

/* Written to between the sum and the sending, in whatever byte: never handed out whole. */
static void
test_body_of_a_changed_file (Fixture *fixture, gconstpointer data)
{
  static const goffset places[] = { 0, SIZE / 2, SIZE - 1 };

  for (guint i = 0; i < G_N_ELEMENTS (places); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (DropoffPreparedPart) part = NULL;
      guint8 other = (guint8) ~fixture->bytes[places[i]];
      gboolean failed;
      int fd;

      look_at (fixture);
      part = prepare (fixture, 0, SIZE, FALSE, &error);
      g_assert_no_error (error);
      fd = g_open (fixture->path, O_WRONLY | O_CLOEXEC, 0);
      g_assert_cmpint (pwrite (fd, &other, 1, places[i]), ==, 1);
      g_close (fd, NULL);
      fixture->bytes[places[i]] = other;
      g_assert_cmpuint (read_body (part->body, NULL, 65536, &failed), <, SIZE);
      g_assert_true (failed);
      assert_body_error (part->body, DROPOFF_ERROR_FILE_CHANGED);
    }
}

static void
test_body_of_a_shortened_file (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (DropoffPreparedPart) part = prepare (fixture, 0, SIZE, FALSE, &error);
  gboolean failed;

  g_assert_no_error (error);
  g_assert_cmpint (truncate (fixture->path, 1000), ==, 0);
  g_assert_cmpuint (read_body (part->body, fixture->bytes, 65536, &failed), ==, 1000);
  g_assert_true (failed);
  assert_body_error (part->body, DROPOFF_ERROR_FILE_CHANGED);
}

/* The file may be deleted once it is being sent: what was opened is read to its end. */
static void
test_body_of_a_deleted_file (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (DropoffPreparedPart) part = prepare (fixture, 0, SIZE, FALSE, &error);
  gboolean failed;

  g_assert_no_error (error);
  g_assert_cmpint (g_remove (fixture->path), ==, 0);
  g_assert_cmpuint (read_body (part->body, fixture->bytes, 65536, &failed), ==, SIZE);
  g_assert_false (failed);
}

static void
add (const char *name, void (*func) (Fixture *fixture, gconstpointer data))
{
  g_autofree char *path = g_strconcat ("/part-reader/", name, NULL);

  g_test_add (path, Fixture, NULL, set_up, func, tear_down);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  add ("whole", test_whole);
  add ("ranges", test_ranges);
  add ("seek", test_seek);
  add ("changed", test_changed);
  add ("gone", test_gone);
  add ("replaced", test_replaced);
  add ("facts", test_facts);
  add ("grown", test_grown);
  add ("look", test_look);
  add ("cancelled", test_cancelled);
  add ("body-of-a-changed-file", test_body_of_a_changed_file);
  add ("body-of-a-shortened-file", test_body_of_a_shortened_file);
  add ("body-of-a-deleted-file", test_body_of_a_deleted_file);
  return g_test_run ();
}
