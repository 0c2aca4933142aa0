/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "dropoff-concurrency.h"

/* The controller on lines that are simulated in steps of 20 ms, with noise. */

#define STEP_MS 20
#define MIB (1024.0 * 1024)

typedef struct
{
  double rate;           /* of the line, bytes per second */
  double connection;     /* what one connection can carry at most */
  double think_ms;       /* from the last byte to the answer */
  double request_bytes;
  guint throttle_above;  /* connections, 0 = never */
  guint n_available;     /* connections that the work can use */
} Conditions;

typedef struct
{
  gboolean busy;
  double left_bytes;
  double think_ms;
} Connection;

typedef struct
{
  DropoffConcurrency *controller;
  DropoffConcurrencySample sample;
  Connection connections[DROPOFF_CONCURRENCY_MAX_SMALL];
  double carried;
  double wasted;
  guint most;
  guint64 sum_limits;
  guint n_steps;
} Simulation;

static void
init (Simulation *simulation)
{
  *simulation = (Simulation){ .controller = dropoff_concurrency_new (), .sample.now_ms = 1000 };
}

static guint
count_busy (const Simulation *simulation)
{
  guint n = 0;

  for (guint i = 0; i < G_N_ELEMENTS (simulation->connections); i++)
    n += simulation->connections[i].busy;
  return n;
}

/* The one that has carried the least is begun anew later. */
static void
call_back_one (Simulation *simulation, const Conditions *conditions)
{
  Connection *youngest = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (simulation->connections); i++)
    {
      Connection *connection = &simulation->connections[i];

      if (connection->busy
          && (youngest == NULL || connection->left_bytes > youngest->left_bytes))
        youngest = connection;
    }
  simulation->wasted += conditions->request_bytes - youngest->left_bytes;
  youngest->busy = FALSE;
}

static void
begin_requests (Simulation *simulation, const Conditions *conditions)
{
  guint limit = dropoff_concurrency_get_limit (simulation->controller);
  guint n = count_busy (simulation);

  g_assert_cmpuint (limit, >=, 1);
  g_assert_cmpuint (limit, <=, DROPOFF_CONCURRENCY_MAX_SMALL);
  for (guint i = 0; i < G_N_ELEMENTS (simulation->connections); i++)
    {
      Connection *connection = &simulation->connections[i];

      if (!connection->busy && n < MIN (limit, conditions->n_available))
        {
          *connection = (Connection){ TRUE, conditions->request_bytes, conditions->think_ms };
          n++;
        }
    }
  for (; n > limit && dropoff_concurrency_wants_fewer_now (simulation->controller); n--)
    call_back_one (simulation, conditions);
}

static void
carry (Simulation *simulation, const Conditions *conditions)
{
  guint n_sending = 0;
  double share;

  for (guint i = 0; i < G_N_ELEMENTS (simulation->connections); i++)
    n_sending += simulation->connections[i].busy && simulation->connections[i].left_bytes > 0;
  share = n_sending > 0 ? conditions->rate / n_sending : 0;
  share = MIN (share, conditions->connection) * g_test_rand_double_range (0.95, 1.05);
  for (guint i = 0; i < G_N_ELEMENTS (simulation->connections); i++)
    {
      Connection *connection = &simulation->connections[i];
      double moved = MIN (connection->left_bytes, share * STEP_MS / 1000);

      if (!connection->busy)
        continue;
      if (connection->left_bytes <= 0)
        connection->think_ms -= STEP_MS;
      connection->left_bytes -= moved;
      simulation->carried += moved;
      if (connection->left_bytes > 0 || connection->think_ms > 0)
        continue;
      connection->busy = FALSE;
      if (conditions->throttle_above > 0 && count_busy (simulation) >= conditions->throttle_above)
        simulation->sample.n_throttled++;
      else
        simulation->sample.n_answered++;
    }
}

/* Gives the bytes carried. */
static double
run (Simulation *simulation, const Conditions *conditions, guint seconds)
{
  double before = simulation->carried;

  simulation->most = 0;
  simulation->sum_limits = 0;
  simulation->n_steps = seconds * 1000 / STEP_MS;
  for (guint i = 0; i < simulation->n_steps; i++)
    {
      guint limit;

      begin_requests (simulation, conditions);
      carry (simulation, conditions);
      simulation->sample.now_ms += STEP_MS;
      begin_requests (simulation, conditions);
      limit = dropoff_concurrency_get_limit (simulation->controller);
      simulation->sample.n_in_use = count_busy (simulation);
      simulation->sample.wanted = conditions->n_available > limit;
      simulation->sample.carried_bytes = (guint64) simulation->carried;
      simulation->sample.request_bytes = (guint64) conditions->request_bytes;
      dropoff_concurrency_sample (simulation->controller, &simulation->sample);
      simulation->most = MAX (simulation->most, limit);
      simulation->sum_limits += limit;
    }
  return simulation->carried - before;
}

static double
mean_limit (const Simulation *simulation)
{
  return (double) simulation->sum_limits / simulation->n_steps;
}

/* 1 Mbit/s: soon one connection, and it stays with it. */
static void
test_thin (void)
{
  const Conditions conditions = { 125000, 1e9, 50, 16 * MIB, 0, 1000 };
  Simulation simulation;

  init (&simulation);
  run (&simulation, &conditions, 30);
  g_assert_cmpuint (dropoff_concurrency_get_limit (simulation.controller), ==, 1);
  g_assert_cmpfloat (simulation.wasted, <, 1.5 * MIB);
  simulation.wasted = 0;
  run (&simulation, &conditions, 3600);
  g_assert_cmpfloat (mean_limit (&simulation), <, 1.1);
  g_assert_cmpfloat (simulation.wasted, <, 0.02 * 125000 * 3600);
  dropoff_concurrency_free (simulation.controller);
}

/* 10 Mbit/s: one connection carries it all, so few are enough. */
static void
test_shared (void)
{
  const Conditions conditions = { 1250000, 1e9, 50, 16 * MIB, 0, 1000 };
  Simulation simulation;

  init (&simulation);
  run (&simulation, &conditions, 60);
  g_assert_cmpuint (simulation.most, <=, 8);
  g_assert_cmpfloat (simulation.wasted, <, 0.03 * 1250000 * 60);
  g_assert_cmpfloat (run (&simulation, &conditions, 600), >, 0.98 * 1250000 * 600);
  g_assert_cmpfloat (simulation.wasted, <, 0.02 * 1250000 * 600);
  g_assert_cmpfloat (mean_limit (&simulation), <, 1.2);
  dropoff_concurrency_free (simulation.controller);
}

/* The same with the parts that an unknown line is given: little is held up, and little lost. */
static void
test_shared_small_parts (void)
{
  const Conditions conditions = { 1250000, 1e9, 50, 5 * MIB, 0, 1000 };
  Simulation simulation;

  init (&simulation);
  g_assert_cmpuint (dropoff_concurrency_get_rate (simulation.controller), ==, 0);
  run (&simulation, &conditions, 60);
  g_assert_cmpuint (simulation.most, <=, 4);
  g_assert_cmpfloat (simulation.wasted, <, 0.02 * 1250000 * 60);
  g_assert_cmpfloat (run (&simulation, &conditions, 600), >, 0.97 * 1250000 * 600);
  g_assert_cmpfloat (mean_limit (&simulation), <, 1.2);
  g_assert_cmpuint (dropoff_concurrency_get_rate (simulation.controller), >, 1000000);
  g_assert_cmpuint (dropoff_concurrency_get_rate (simulation.controller), <, 1400000);
  dropoff_concurrency_reset (simulation.controller);
  g_assert_cmpuint (dropoff_concurrency_get_rate (simulation.controller), ==, 0);
  dropoff_concurrency_free (simulation.controller);
}

/* Far away: a connection carries 2 MB/s of the 100 that the line has. */
static void
test_far (void)
{
  const Conditions conditions = { 100e6, 2e6, 200, 16 * MIB, 0, 1000 };
  Simulation simulation;

  init (&simulation);
  run (&simulation, &conditions, 60);
  g_assert_cmpfloat (run (&simulation, &conditions, 60), >, 0.85 * 100e6 * 60);
  g_assert_cmpuint (simulation.most, <=, DROPOFF_CONCURRENCY_MAX);
  dropoff_concurrency_free (simulation.controller);
}

/* A thin connection each, through no fault of the line: more of them do help. */
static void
test_thin_connections (void)
{
  const Conditions conditions = { 10e6, 100e3, 50, 16 * MIB, 0, 1000 };
  Simulation simulation;

  init (&simulation);
  run (&simulation, &conditions, 60);
  g_assert_cmpuint (dropoff_concurrency_get_limit (simulation.controller), >=, 48);
  dropoff_concurrency_free (simulation.controller);
}

/* Small files and a server that thinks: many connections, and soon. */
static void
test_small (void)
{
  const Conditions conditions = { 1e9, 50e6, 100, 64 * 1024, 0, 1000 };
  Simulation simulation;

  init (&simulation);
  run (&simulation, &conditions, 3);
  g_assert_cmpuint (dropoff_concurrency_get_limit (simulation.controller), >=, 200);
  run (&simulation, &conditions, 60);
  g_assert_cmpfloat (mean_limit (&simulation), >, 220);

  /* And then large ones: no more than they may have. */
  run (&simulation, &(Conditions){ 1e9, 50e6, 100, 16 * MIB, 0, 1000 }, 60);
  g_assert_cmpuint (dropoff_concurrency_get_limit (simulation.controller), <=,
                    DROPOFF_CONCURRENCY_MAX);
  dropoff_concurrency_free (simulation.controller);
}

/* A server that has enough of more than twelve. */
static void
test_throttled (void)
{
  const Conditions conditions = { 1e9, 5e6, 100, MIB, 12, 1000 };
  Simulation simulation;
  guint64 n_throttled;
  guint64 n_answered;

  init (&simulation);
  run (&simulation, &conditions, 30);
  n_throttled = simulation.sample.n_throttled;
  n_answered = simulation.sample.n_answered;
  run (&simulation, &conditions, 120);
  n_throttled = simulation.sample.n_throttled - n_throttled;
  n_answered = simulation.sample.n_answered - n_answered;
  g_test_message ("%" G_GUINT64_FORMAT " throttled, %" G_GUINT64_FORMAT " answered, mean %.1f",
                  n_throttled, n_answered, mean_limit (&simulation));
  g_assert_cmpuint (n_throttled * 20, <, n_answered);
  g_assert_cmpfloat (mean_limit (&simulation), >, 4);
  g_assert_cmpfloat (mean_limit (&simulation), <, 13);
  dropoff_concurrency_free (simulation.controller);
}

/* A storm of throttles at one moment halves once. */
static void
test_storm (void)
{
  g_autoptr (DropoffConcurrency) controller = dropoff_concurrency_new ();
  DropoffConcurrencySample sample = { .now_ms = 1000, .n_in_use = 4, .wanted = TRUE };

  for (guint i = 0; i < 20; i++)
    {
      sample.now_ms += 20;
      sample.n_throttled += 3;
      dropoff_concurrency_sample (controller, &sample);
    }
  g_assert_cmpuint (dropoff_concurrency_get_limit (controller), ==, 2);
  sample.now_ms += 2000;
  sample.n_throttled++;
  dropoff_concurrency_sample (controller, &sample);
  sample.now_ms += 2000;
  sample.n_throttled++;
  dropoff_concurrency_sample (controller, &sample);
  g_assert_cmpuint (dropoff_concurrency_get_limit (controller), ==, 1);
}

/* The line changes: fast, thin, fast again. */
static void
test_changing (void)
{
  const Conditions fast = { 50e6, 2e6, 50, 16 * MIB, 0, 1000 };
  const Conditions thin = { 125000, 1e9, 50, 16 * MIB, 0, 1000 };
  Simulation simulation;

  init (&simulation);
  run (&simulation, &fast, 60);
  g_assert_cmpuint (dropoff_concurrency_get_limit (simulation.controller), >, 12);
  run (&simulation, &thin, 120);
  g_assert_cmpuint (dropoff_concurrency_get_limit (simulation.controller), <=, 1);
  run (&simulation, &fast, 60);
  g_assert_cmpfloat (run (&simulation, &fast, 60), >, 0.8 * 50e6 * 60);

  /* A few seconds in which next to nothing went are not the end of it. */
  run (&simulation, &(Conditions){ 2000, 1e9, 50, 16 * MIB, 0, 1000 }, 12);
  run (&simulation, &fast, 60);
  g_assert_cmpfloat (run (&simulation, &fast, 60), >, 0.8 * 50e6 * 60);

  dropoff_concurrency_reset (simulation.controller);
  g_assert_cmpuint (dropoff_concurrency_get_limit (simulation.controller), ==, 4);
  dropoff_concurrency_free (simulation.controller);
}

/* 40 Mbit/s, broken every 8 s: four parts at once would never be through, one is. */
static void
test_breaking (void)
{
  const Conditions conditions = { 5e6, 1e9, 50, 16 * MIB, 0, 1000 };
  Simulation simulation;

  init (&simulation);
  for (guint i = 0; i < 4; i++)
    {
      run (&simulation, &conditions, 8);
      simulation.sample.n_lost += count_busy (&simulation);
      for (guint j = 0; j < G_N_ELEMENTS (simulation.connections); j++)
        simulation.connections[j].busy = FALSE;
    }
  g_assert_cmpuint (dropoff_concurrency_get_limit (simulation.controller), ==, 1);
  simulation.sample.n_answered = 0;
  run (&simulation, &conditions, 8);
  g_assert_cmpuint (simulation.sample.n_answered, ==, 2);
  /* It has not broken for long: it is like any other. */
  run (&simulation, &conditions, 900);
  g_assert_cmpfloat (run (&simulation, &conditions, 60), >, 0.97 * 5e6 * 60);
  dropoff_concurrency_free (simulation.controller);
}

/* Nothing is learnt from connections that nobody could use. */
static void
test_no_demand (void)
{
  const Conditions conditions = { 1e9, 1e6, 50, 16 * MIB, 0, 2 };
  Simulation simulation;

  init (&simulation);
  run (&simulation, &conditions, 60);
  g_assert_cmpuint (dropoff_concurrency_get_limit (simulation.controller), ==, 4);
  dropoff_concurrency_free (simulation.controller);
}

/* But that three parts are too many for a thin line. */
static void
test_thin_without_demand (void)
{
  const Conditions conditions = { 125000, 1e9, 50, 16 * MIB, 0, 3 };
  Simulation simulation;

  init (&simulation);
  run (&simulation, &conditions, 10);
  g_assert_cmpuint (dropoff_concurrency_get_limit (simulation.controller), ==, 1);
  dropoff_concurrency_free (simulation.controller);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/concurrency/thin", test_thin);
  g_test_add_func ("/concurrency/shared", test_shared);
  g_test_add_func ("/concurrency/shared-small-parts", test_shared_small_parts);
  g_test_add_func ("/concurrency/far", test_far);
  g_test_add_func ("/concurrency/thin-connections", test_thin_connections);
  g_test_add_func ("/concurrency/small", test_small);
  g_test_add_func ("/concurrency/throttled", test_throttled);
  g_test_add_func ("/concurrency/storm", test_storm);
  g_test_add_func ("/concurrency/changing", test_changing);
  g_test_add_func ("/concurrency/breaking", test_breaking);
  g_test_add_func ("/concurrency/no-demand", test_no_demand);
  g_test_add_func ("/concurrency/thin-without-demand", test_thin_without_demand);
  return g_test_run ();
}
