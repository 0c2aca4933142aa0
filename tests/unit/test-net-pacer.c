/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "dropoff-net-pacer.h"

/* The pacer in simulated time: who waits is let go when the pacer says, and at once asks again. */

#define MAX_WAITERS 64
#define BIN_US (100 * 1000)

typedef struct
{
  DropoffNetPacer *pacer;
  gint64 now_us;
  guint n_waiters;
  guint64 sent[MAX_WAITERS];
  guint64 total;
} Line;

static void
send_until_in_line (Line *line, guint waiter, gsize n_bytes)
{
  for (; n_bytes > 0;
       n_bytes = dropoff_net_pacer_take (line->pacer, &line->sent[waiter], line->now_us))
    {
      line->sent[waiter] += n_bytes;
      line->total += n_bytes;
    }
}

static void
line_init (Line *line, guint64 rate, guint n_waiters)
{
  *line = (Line){ .pacer = dropoff_net_pacer_new (), .now_us = 1000, .n_waiters = n_waiters };
  dropoff_net_pacer_set_rate (line->pacer, rate, line->now_us);
  for (guint i = 0; i < n_waiters; i++)
    send_until_in_line (line, i,
                        dropoff_net_pacer_take (line->pacer, &line->sent[i], line->now_us));
}

/* Runs for a time; the thread wakes @late_us after it should. */
static void
line_run (Line *line, gint64 span_us, gint64 late_us)
{
  const gint64 until_us = line->now_us + span_us;

  for (;;)
    {
      gint64 due_us = dropoff_net_pacer_get_due_us (line->pacer);
      guint64 *waiter;
      gsize n_bytes;

      g_assert_cmpint (due_us, !=, G_MAXINT64);
      if (MAX (due_us, line->now_us) + late_us > until_us)
        break;
      line->now_us = MAX (due_us, line->now_us) + late_us;
      waiter = dropoff_net_pacer_pop_due (line->pacer, line->now_us, &n_bytes);
      g_assert_nonnull (waiter);
      g_assert_cmpuint (n_bytes, >, 0);
      send_until_in_line (line, (guint) (waiter - line->sent), n_bytes);
    }
  line->now_us = until_us;
}

static void
test_rate (gconstpointer data)
{
  const guint64 rate = GPOINTER_TO_SIZE (data);

  for (guint n_waiters = 1; n_waiters <= MAX_WAITERS; n_waiters *= 4)
    {
      Line line;
      guint64 expected = rate * 10;

      line_init (&line, rate, n_waiters);
      line_run (&line, 10 * G_USEC_PER_SEC, 0);
      g_assert_cmpuint (line.total, <=, expected + rate / 20);
      g_assert_cmpuint (line.total, >=, expected - expected / 50 - 1024);
      /* In turn: nobody has more than a few pieces more than another. */
      for (guint i = 1; i < n_waiters; i++)
        g_assert_cmpuint (MAX (line.sent[0], line.sent[i]) - MIN (line.sent[0], line.sent[i]), <=,
                          8 * MAX (rate / 100, 1024));
      dropoff_net_pacer_free (line.pacer);
    }
}

static void
test_smooth (void)
{
  const guint64 rate = 1000000;
  Line line;

  line_init (&line, rate, 7);
  line_run (&line, G_USEC_PER_SEC, 0);
  for (guint i = 0; i < 100; i++)
    {
      guint64 before = line.total;

      /* Woken late now and then, as on a busy machine. */
      line_run (&line, BIN_US, i % 3 * 3000);
      g_assert_cmpuint (line.total - before, >=, rate / 10 * 7 / 10);
      g_assert_cmpuint (line.total - before, <=, rate / 10 * 15 / 10);
    }
  dropoff_net_pacer_free (line.pacer);
}

static void
test_change (void)
{
  Line line;
  guint64 before;
  gsize n_bytes;

  line_init (&line, 100000, 3);
  line_run (&line, 2 * G_USEC_PER_SEC, 0);
  before = line.total;
  dropoff_net_pacer_set_rate (line.pacer, 1000000, line.now_us);
  line_run (&line, 2 * G_USEC_PER_SEC, 0);
  g_assert_cmpuint (line.total - before, >=, 1900000);
  before = line.total;
  dropoff_net_pacer_set_rate (line.pacer, 50000, line.now_us);
  line_run (&line, 2 * G_USEC_PER_SEC, 0);
  g_assert_cmpuint (line.total - before, <=, 105000);

  /* Without a limit everybody goes. */
  dropoff_net_pacer_set_rate (line.pacer, 0, line.now_us);
  g_assert_false (dropoff_net_pacer_is_on (line.pacer));
  g_assert_cmpint (dropoff_net_pacer_get_due_us (line.pacer), <=, line.now_us);
  for (guint i = 0; i < 3; i++)
    g_assert_nonnull (dropoff_net_pacer_pop_due (line.pacer, line.now_us, &n_bytes));
  g_assert_null (dropoff_net_pacer_pop_due (line.pacer, line.now_us, &n_bytes));
  g_assert_cmpint (dropoff_net_pacer_get_due_us (line.pacer), ==, G_MAXINT64);
  dropoff_net_pacer_free (line.pacer);
}

static void
test_leave (void)
{
  Line line;
  gsize n_bytes;

  line_init (&line, 10000, 3);
  dropoff_net_pacer_remove (line.pacer, &line.sent[1]);
  dropoff_net_pacer_remove (line.pacer, &line.sent[1]);
  line.now_us += 10 * G_USEC_PER_SEC;
  while (dropoff_net_pacer_get_due_us (line.pacer) != G_MAXINT64)
    {
      gpointer waiter = dropoff_net_pacer_pop_due (line.pacer, line.now_us, &n_bytes);

      g_assert_true (waiter != &line.sent[1]);
      if (waiter == NULL)
        line.now_us += G_USEC_PER_SEC;
    }
  dropoff_net_pacer_free (line.pacer);
}

/* A pause does not save up for a burst. */
static void
test_no_burst (void)
{
  Line line;
  gsize n_bytes;

  line_init (&line, 1000000, 1);
  line.now_us += 60 * G_USEC_PER_SEC;
  line.total = 0;
  g_assert_nonnull (dropoff_net_pacer_pop_due (line.pacer, line.now_us, &n_bytes));
  send_until_in_line (&line, 0, n_bytes);
  g_assert_cmpuint (line.total, <=, 60000);
  dropoff_net_pacer_free (line.pacer);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_data_func ("/net-pacer/rate/10k", GSIZE_TO_POINTER (10000), test_rate);
  g_test_add_data_func ("/net-pacer/rate/1m", GSIZE_TO_POINTER (1000000), test_rate);
  g_test_add_data_func ("/net-pacer/rate/100m", GSIZE_TO_POINTER (100000000), test_rate);
  g_test_add_func ("/net-pacer/smooth", test_smooth);
  g_test_add_func ("/net-pacer/change", test_change);
  g_test_add_func ("/net-pacer/leave", test_leave);
  g_test_add_func ("/net-pacer/no-burst", test_no_burst);

  return g_test_run ();
}
