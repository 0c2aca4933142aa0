/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Drives that are pulled, that come back, that do not answer: what is on them waits, what is on
 * others goes on. Needs a mount namespace of its own; where that is not allowed, it says so. */
#include <errno.h>
#include <glib/gstdio.h>
#include <sys/mount.h>
#include <sys/stat.h>

#include "dropoff-error.h"
#include "dropoff-file-error.h"
#include "dropoff-part-reader.h"
#include "hanging-drive.h"

#define SIZE (3 * 1024 * 1024)
#define HANGING 1
#define SOUND 2

static gboolean may_mount;

typedef struct
{
  char *directory;
  char *drive;
  char *hanging_path;
  char *sound_path;
  HangingDrive *hanging;
  DropoffPartReader *reader;
  GCancellable *cancellable;
} Fixture;

/* Returns FALSE, with the test skipped aloud, where the system does not allow it. */
static gboolean
set_up (Fixture *fixture)
{
  g_autofree char *bytes = g_malloc0 (SIZE);
  g_autoptr (GError) error = NULL;

  fixture->directory = g_dir_make_tmp ("dropoff-drives-XXXXXX", NULL);
  fixture->drive = g_build_filename (fixture->directory, "drive", NULL);
  fixture->hanging_path = g_build_filename (fixture->drive, "file", NULL);
  fixture->sound_path = g_build_filename (fixture->directory, "sound", NULL);
  g_assert_cmpint (g_mkdir (fixture->drive, 0700), ==, 0);
  g_assert_true (g_file_set_contents (fixture->sound_path, bytes, SIZE, NULL));
  fixture->reader = dropoff_part_reader_new ();
  fixture->cancellable = g_cancellable_new ();
  if (may_mount)
    fixture->hanging = hanging_drive_new (fixture->drive, SIZE, &error);
  if (fixture->hanging != NULL)
    return TRUE;
  g_test_skip (error != NULL ? error->message : "no mount namespace here");
  return FALSE;
}

static void
tear_down (Fixture *fixture)
{
  g_clear_object (&fixture->reader);
  g_clear_object (&fixture->cancellable);
  g_clear_pointer (&fixture->hanging, hanging_drive_free);
  g_remove (fixture->sound_path);
  g_rmdir (fixture->drive);
  g_rmdir (fixture->directory);
  g_free (fixture->sound_path);
  g_free (fixture->hanging_path);
  g_free (fixture->drive);
  g_free (fixture->directory);
}

static void
on_result (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GAsyncResult **place = user_data;

  *place = g_object_ref (result);
}

static void
begin (Fixture *fixture, guint64 drive, GAsyncResult **place)
{
  const char *path = drive == HANGING ? fixture->hanging_path : fixture->sound_path;
  DropoffFileFacts facts = { .size_bytes = SIZE, .device = drive };
  struct stat st;

  if (drive == SOUND)
    {
      g_assert_cmpint (stat (path, &st), ==, 0);
      facts = dropoff_file_facts_from_stat (&st);
      facts.device = SOUND;
    }
  else
    facts.mtime_ns = facts.ctime_ns = G_GINT64_CONSTANT (1700000000000000000);
  dropoff_part_reader_prepare_async (fixture->reader, path, &facts, 0, SIZE, DROPOFF_READ_TO_SEND,
                                     drive == HANGING ? fixture->cancellable : NULL, on_result,
                                     place);
}

/* Returns -1 for success, or the error's code. */
static int
end (Fixture *fixture, GAsyncResult **place)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (DropoffPreparedPart) part = NULL;
  g_autoptr (GError) error = NULL;

  while (*place == NULL)
    g_main_context_iteration (NULL, TRUE);
  result = g_steal_pointer (place);
  part = dropoff_part_reader_prepare_finish (fixture->reader, result, &error);
  if (part != NULL)
    return -1;
  g_assert_cmpint (error->domain, ==, DROPOFF_ERROR);
  g_test_message ("%s [%s]", error->message, dropoff_error_get_detail (error));
  return error->code;
}

/* More files hang than there are threads, and the others are read. */
static void
test_hanging (void)
{
  Fixture fixture = { 0 };
  GAsyncResult *hanging[40] = { NULL };
  GAsyncResult *sound[10] = { NULL };

  if (set_up (&fixture))
    {
      for (guint i = 0; i < G_N_ELEMENTS (hanging); i++)
        begin (&fixture, HANGING, &hanging[i]);
      for (guint i = 0; i < G_N_ELEMENTS (sound); i++)
        begin (&fixture, SOUND, &sound[i]);
      for (guint i = 0; i < G_N_ELEMENTS (sound); i++)
        g_assert_cmpint (end (&fixture, &sound[i]), ==, -1);
      /* It answers: all of them are read, those that were given up meanwhile at the next try. */
      hanging_drive_answer (fixture.hanging);
      for (guint i = 0; i < G_N_ELEMENTS (hanging); i++)
        {
          int code;

          while ((code = end (&fixture, &hanging[i])) == DROPOFF_ERROR_FILE_GONE)
            begin (&fixture, HANGING, &hanging[i]);
          g_assert_cmpint (code, ==, -1);
        }
    }
  tear_down (&fixture);
}

/* Called off: those that hang and those that wait behind them come back. */
static void
test_cancelled (void)
{
  Fixture fixture = { 0 };
  GAsyncResult *hanging[8] = { NULL };

  if (set_up (&fixture))
    {
      for (guint i = 0; i < G_N_ELEMENTS (hanging); i++)
        begin (&fixture, HANGING, &hanging[i]);
      g_cancellable_cancel (fixture.cancellable);
      for (guint i = 0; i < G_N_ELEMENTS (hanging); i++)
        g_assert_cmpint (end (&fixture, &hanging[i]), ==, DROPOFF_ERROR_CANCELLED);
    }
  /* The reader ends although threads of it still hang. */
  tear_down (&fixture);
}

/* Without an answer for long: gone, to be tried again; and pulled at last. */
static void
test_silent (void)
{
  Fixture fixture = { 0 };
  GAsyncResult *hanging[4] = { NULL };
  GAsyncResult *again = NULL;

  if (set_up (&fixture))
    {
      for (guint i = 0; i < G_N_ELEMENTS (hanging); i++)
        begin (&fixture, HANGING, &hanging[i]);
      for (guint i = 0; i < G_N_ELEMENTS (hanging); i++)
        g_assert_cmpint (end (&fixture, &hanging[i]), ==, DROPOFF_ERROR_FILE_GONE);
      begin (&fixture, HANGING, &again);
      g_clear_pointer (&fixture.hanging, hanging_drive_free);
      g_assert_cmpint (end (&fixture, &again), ==, DROPOFF_ERROR_FILE_GONE);
    }
  tear_down (&fixture);
}

/* What was read from a far drive can be sent although the drive is away by then: the network
 * thread does not wait for it. */
static void
test_sent_from_far (void)
{
  Fixture fixture = { 0 };
  GAsyncResult *place = NULL;
  g_autofree guint8 *buffer = g_malloc (SIZE);
  gsize done = 0;

  if (set_up (&fixture))
    {
      g_autoptr (GAsyncResult) result = NULL;
      g_autoptr (DropoffPreparedPart) part = NULL;
      gssize got;

      hanging_drive_answer (fixture.hanging);
      begin (&fixture, HANGING, &place);
      while (place == NULL)
        g_main_context_iteration (NULL, TRUE);
      result = g_steal_pointer (&place);
      part = dropoff_part_reader_prepare_finish (fixture.reader, result, NULL);
      g_assert_nonnull (part);
      g_clear_pointer (&fixture.hanging, hanging_drive_free);
      while ((got = dropoff_file_body_funcs.read (part->body, buffer + done, SIZE - done)) > 0)
        done += (gsize) got;
      g_assert_cmpint (got, ==, 0);
      g_assert_cmpuint (done, ==, SIZE);
      for (gsize i = 0; i < SIZE; i++)
        g_assert_cmpuint (buffer[i], ==, 0);
    }
  tear_down (&fixture);
}

static void
test_names (void)
{
  static const struct
  {
    const char *path;
    const char *name;
    const char *root;
  } cases[] = {
    { "/run/media/zoe/EOS_DIGITAL/DCIM/1.CR3", "EOS_DIGITAL", "/run/media/zoe/EOS_DIGITAL" },
    { "/media/zoe/My Stick/a", "My Stick", "/media/zoe/My Stick" },
    { "/media/usb0/a", "usb0", "/media/usb0" },
    { "/media/zoe/a", "zoe", "/media/zoe" },
    { "/media/zoef/a/b", "zoef", "/media/zoef" },
    { "/media/zoe", NULL, NULL },
    { "/media//a", NULL, NULL },
    { "/mediathek/zoe/a", NULL, NULL },
    { "/home/zoe/media/a", NULL, NULL },
    { "/run/media/zoe/\xff/a", "\xef\xbf\xbd", "/run/media/zoe/\xff" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *root = NULL;
      g_autofree char *name = dropoff_file_error_find_drive (cases[i].path, "zoe", &root);

      g_assert_cmpstr (name, ==, cases[i].name);
      g_assert_cmpstr (root, ==, cases[i].root);
    }
}

/* A real drive at /run/media: there, pulled, back. */
static void
test_pulled (void)
{
  const char *root = "/run/media/dropoff-test/EOS_DIGITAL";
  g_autofree char *path = g_build_filename (root, "1.CR3", NULL);
  g_autoptr (GError) deleted = NULL;
  g_autoptr (GError) pulled = NULL;

  if (!may_mount || mount ("none", "/run", "tmpfs", 0, NULL) != 0)
    {
      g_test_skip ("no mount namespace here");
      return;
    }
  g_assert_cmpint (g_mkdir_with_parents (root, 0700), ==, 0);
  g_assert_cmpint (mount ("none", root, "tmpfs", 0, NULL), ==, 0);
  deleted = dropoff_file_error_new (ENOENT, path);
  g_assert_error (deleted, DROPOFF_ERROR, DROPOFF_ERROR_FILE_GONE);
  g_assert_null (strstr (deleted->message, "dropoff-test"));
  g_assert_cmpint (umount (root), ==, 0);
  g_assert_cmpint (g_rmdir (root), ==, 0);
  g_assert_cmpint (g_rmdir ("/run/media/dropoff-test"), ==, 0);
  pulled = dropoff_file_error_new (ENOENT, path);
  g_assert_error (pulled, DROPOFF_ERROR, DROPOFF_ERROR_FILE_GONE);
  g_assert_nonnull (strstr (pulled->message, "“dropoff-test”"));
  g_assert_cmpint (umount ("/run"), ==, 0);
}

int
main (int argc, char **argv)
{
  may_mount = hanging_drive_prepare ();
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/drives/names", test_names);
  g_test_add_func ("/drives/pulled", test_pulled);
  g_test_add_func ("/drives/sent-from-far", test_sent_from_far);
  g_test_add_func ("/drives/hanging", test_hanging);
  g_test_add_func ("/drives/cancelled", test_cancelled);
  g_test_add_func ("/drives/silent", test_silent);
  return g_test_run ();
}
