/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "dropoff-milestone.h"

/* However it goes up and down, each is told once, in order. */
static void
test_once_each (void)
{
  DropoffMilestone reached = DROPOFF_MILESTONE_NONE;
  guint told[DROPOFF_MILESTONE_DONE + 1] = { 0 };

  for (guint step = 0; step <= 1000; step++)
    {
      double wobble = g_test_rand_double_range (-0.1, 0.1);
      DropoffMilestone next = dropoff_milestone_next (
          reached, step == 1000 ? DROPOFF_QUEUE_IDLE : DROPOFF_QUEUE_SENDING,
          CLAMP (step / 1000.0 + wobble, 0, 1));

      g_assert_cmpint (next, >=, reached);
      told[next] += next != reached;
      reached = next;
    }
  for (guint i = DROPOFF_MILESTONE_START; i <= DROPOFF_MILESTONE_DONE; i++)
    g_assert_cmpuint (told[i], ==, 1);
}

static void
test_rounds (void)
{
  const DropoffQueueState sending = DROPOFF_QUEUE_SENDING, idle = DROPOFF_QUEUE_IDLE;

  /* An empty list says nothing. */
  g_assert_cmpint (dropoff_milestone_next (DROPOFF_MILESTONE_NONE, idle, 0), ==,
                   DROPOFF_MILESTONE_NONE);
  /* What is small goes from the beginning to the end. */
  g_assert_cmpint (dropoff_milestone_next (DROPOFF_MILESTONE_NONE, sending, 0.9), ==,
                   DROPOFF_MILESTONE_START);
  g_assert_cmpint (dropoff_milestone_next (DROPOFF_MILESTONE_START, idle, 0), ==,
                   DROPOFF_MILESTONE_DONE);
  g_assert_cmpint (dropoff_milestone_next (DROPOFF_MILESTONE_DONE, idle, 0), ==,
                   DROPOFF_MILESTONE_DONE);
  /* The next files begin a new round. */
  g_assert_cmpint (dropoff_milestone_next (DROPOFF_MILESTONE_DONE, sending, 0), ==,
                   DROPOFF_MILESTONE_START);
  /* Skipped ones are not told late. */
  g_assert_cmpint (dropoff_milestone_next (DROPOFF_MILESTONE_START, sending, 0.6), ==,
                   DROPOFF_MILESTONE_HALF);
}

static void
test_words (void)
{
  g_autofree char *start = dropoff_milestone_text (DROPOFF_MILESTONE_START, "Acme");
  g_autofree char *none = dropoff_milestone_text (DROPOFF_MILESTONE_NONE, "Acme");

  g_assert_cmpstr (start, ==, "Sending to Acme");
  g_assert_cmpstr (none, ==, "");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/milestone/once-each", test_once_each);
  g_test_add_func ("/milestone/rounds", test_rounds);
  g_test_add_func ("/milestone/words", test_words);
  return g_test_run ();
}
