/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "dropoff-mailbox.h"

#include <pthread.h>
#include <string.h>

/* Longer than what is read in one turn. */
#define LONG_US 6000
#define N_LETTERS 5
#define N_MANY 20000

typedef struct
{
  DropoffMailbox *mailbox;
  GString *seen; /* a letter for each that was read, a dot for each turn of the others */
  guint n_read;
} Desk;

static Desk desk;

static void
read_slowly (gpointer mail)
{
  g_string_append_c (desk.seen, *(const char *) mail);
  desk.n_read++;
  g_usleep (LONG_US);
}

static gboolean
on_frame (gpointer user_data)
{
  g_string_append_c (desk.seen, '.');
  return G_SOURCE_CONTINUE;
}

static void
set_up (void)
{
  desk = (Desk){ .mailbox = dropoff_mailbox_new (), .seen = g_string_new (NULL) };
}

static void
tear_down (void)
{
  g_string_free (desk.seen, TRUE);
}

/* What comes all at once is read in order, and leaves a window its frames. */
static void
test_turns (void)
{
  static const char *const letters[N_LETTERS] = { "a", "b", "c", "d", "e" };
  guint frames;

  set_up ();
  frames = g_idle_add_full (G_PRIORITY_HIGH_IDLE + 20, on_frame, NULL, NULL);
  for (guint i = 0; i < N_LETTERS - 1; i++)
    dropoff_mailbox_post (desk.mailbox, read_slowly, (gpointer) letters[i]);
  while (desk.n_read == 0)
    g_main_context_iteration (NULL, TRUE);
  /* What comes now has to wait for those before it. */
  dropoff_mailbox_post (desk.mailbox, read_slowly, (gpointer) letters[N_LETTERS - 1]);
  while (desk.n_read < N_LETTERS)
    g_main_context_iteration (NULL, TRUE);
  g_source_remove (frames);
  dropoff_mailbox_free (desk.mailbox);
  for (guint i = 0; i + 1 < N_LETTERS; i++)
    {
      g_autofree char *next_to_each_other = g_strconcat (letters[i], letters[i + 1], NULL);

      g_assert_null (strstr (desk.seen->str, next_to_each_other));
    }
  g_string_replace (desk.seen, ".", "", 0);
  g_assert_cmpstr (desk.seen->str, ==, "abcde");
  tear_down ();
}

static void
read_and_free (gpointer mail)
{
  read_slowly (mail);
  dropoff_mailbox_free (desk.mailbox);
}

/* One who frees the mailbox because of a letter loses none of the others. */
static void
test_freed_by_letter (void)
{
  set_up ();
  dropoff_mailbox_post (desk.mailbox, read_and_free, (gpointer) "a");
  dropoff_mailbox_post (desk.mailbox, read_slowly, (gpointer) "b");
  dropoff_mailbox_post (desk.mailbox, read_slowly, (gpointer) "c");
  while (desk.n_read < 3)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpstr (desk.seen->str, ==, "abc");
  tear_down ();
}

static void
read_number (gpointer mail)
{
  g_assert_cmpuint (GPOINTER_TO_UINT (mail), ==, desk.n_read);
  desk.n_read++;
}

static void *
post_many (void *user_data)
{
  for (guint i = 0; i < N_MANY; i++)
    dropoff_mailbox_post (desk.mailbox, read_number, GUINT_TO_POINTER (i));
  return NULL;
}

static void
test_thread (void)
{
  pthread_t thread;

  set_up ();
  g_assert_cmpint (pthread_create (&thread, NULL, post_many, NULL), ==, 0);
  while (desk.n_read < N_MANY / 2)
    g_main_context_iteration (NULL, TRUE);
  pthread_join (thread, NULL);
  dropoff_mailbox_free (desk.mailbox);
  g_assert_cmpuint (desk.n_read, ==, N_MANY);
  tear_down ();
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/mailbox/turns", test_turns);
  g_test_add_func ("/mailbox/freed-by-letter", test_freed_by_letter);
  g_test_add_func ("/mailbox/thread", test_thread);
  return g_test_run ();
}
