/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "net-fixture.h"

#include <string.h>

/* Progress is what the other side has acknowledged, not what lies in some buffer of ours. */

#define MIB (1024 * 1024)
#define SAMPLE_MS 20
/* The counters are renewed every 100 ms; and a busy machine lets threads wait. */
#define LATENESS_US (400 * 1000)

typedef struct
{
  gint64 time_us;
  guint64 handed;
  guint64 acknowledged;
} Sample;

typedef struct
{
  gint64 time_us;
  guint64 n_read;
} Mark;

/* Samples the counters until the reply is there. */
static GArray *
send_sampled (Fixture *fixture, DropoffHttpRequest *request, Outcome *outcome,
              DropoffHttpProgress *progress)
{
  GArray *samples = g_array_new (FALSE, FALSE, sizeof (Sample));

  dropoff_http_request_set_progress (request, progress);
  outcome_send (outcome, fixture->client, request, NULL);
  while (outcome->n_calls == 0)
    {
      Sample sample;

      net_sleep_ms (SAMPLE_MS);
      sample.acknowledged = dropoff_http_progress_get_acknowledged (progress);
      sample.handed = dropoff_http_progress_get_handed (progress);
      sample.time_us = g_get_monotonic_time ();
      g_array_append_val (samples, sample);
    }
  return samples;
}

/* The reply of /pace: the receive buffer's size, then lines of time and bytes read. */
static GArray *
parse_marks (const Outcome *outcome, guint64 *buffer_bytes)
{
  GArray *marks = g_array_new (FALSE, FALSE, sizeof (Mark));
  gsize size;
  const char *data = g_bytes_get_data (dropoff_http_response_get_body (outcome->response), &size);
  g_autofree char *text = g_strndup (data, size);
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);

  *buffer_bytes = g_ascii_strtoull (lines[0], NULL, 10);
  for (guint i = 1; lines[i] != NULL; i++)
    {
      char *end;
      Mark mark;

      mark.time_us = g_ascii_strtoll (lines[i], &end, 10);
      mark.n_read = g_ascii_strtoull (end, NULL, 10);
      g_array_append_val (marks, mark);
    }
  return marks;
}

static guint64
read_until (GArray *marks, gint64 time_us)
{
  guint64 n_read = 0;

  for (guint i = 0; i < marks->len; i++)
    {
      const Mark *mark = &g_array_index (marks, Mark, i);

      if (mark->time_us <= time_us)
        n_read = mark->n_read;
    }
  return n_read;
}

static void
test_truthful (Fixture *fixture, gconstpointer data)
{
  const guint64 length = 3 * MIB;
  g_autoptr (DropoffHttpProgress) progress = dropoff_http_progress_new ();
  g_autoptr (GArray) samples = NULL;
  g_autoptr (GArray) marks = NULL;
  Outcome outcome = { 0 };
  guint64 buffer_bytes;
  guint64 last = 0;
  gint64 most_ahead = 0;
  gint64 most_behind = 0;
  gint64 most_handed_ahead = 0;
  guint n_steps = 0;

  samples = send_sampled (fixture, test_put_new (data, "/pace?rate=1000000", length), &outcome,
                          progress);
  assert_reply (&outcome, 200);
  marks = parse_marks (&outcome, &buffer_bytes);
  g_assert_cmpuint (marks->len, >, 10);
  g_assert_cmpuint (samples->len, >, 50);
  /* The last sample may see the request's end. */
  for (guint i = 0; i + 1 < samples->len; i++)
    {
      const Sample *sample = &g_array_index (samples, Sample, i);
      gint64 read_now = (gint64) read_until (marks, sample->time_us + 50 * 1000);
      gint64 read_before = (gint64) read_until (marks, sample->time_us - LATENESS_US);

      g_assert_cmpuint (sample->acknowledged, >=, last);
      g_assert_cmpuint (sample->acknowledged, <=, sample->handed);
      g_assert_cmpuint (sample->handed, <=, length);
      n_steps += sample->acknowledged != last;
      last = sample->acknowledged;
      most_ahead = MAX (most_ahead, (gint64) sample->acknowledged - read_now);
      most_handed_ahead = MAX (most_handed_ahead, (gint64) sample->handed - read_now);
      most_behind = MAX (most_behind, read_before - (gint64) sample->acknowledged);
    }
  g_test_message ("acknowledged at most %" G_GINT64_FORMAT " KiB ahead of the reader (its buffer "
                  "%" G_GUINT64_FORMAT " KiB), %" G_GINT64_FORMAT " KiB behind, handed at most "
                  "%" G_GINT64_FORMAT " KiB ahead, %u steps",
                  most_ahead / 1024, buffer_bytes / 1024, most_behind / 1024,
                  most_handed_ahead / 1024, n_steps);
  g_assert_cmpint (most_ahead, <=, buffer_bytes);
  g_assert_cmpint (most_behind, <=, 256 * 1024);
  g_assert_cmpuint (n_steps, >=, 10);
  g_assert_cmpuint (dropoff_http_progress_get_handed (progress), ==, length);
  g_assert_cmpuint (dropoff_http_progress_get_acknowledged (progress), ==, length);
  outcome_clear (&outcome);
}

static void
test_begins_anew (Fixture *fixture, gconstpointer data)
{
  const guint64 length = 5 * MIB;
  g_autoptr (DropoffHttpProgress) progress = dropoff_http_progress_new ();
  DropoffHttpRequest *request = test_put_new (data, "/reset-reused", length);
  Outcome outcome = net_get (fixture->client, data, "/reset-reused");

  assert_reply (&outcome, 200);
  outcome_clear (&outcome);
  dropoff_http_request_set_progress (request, progress);
  test_body_n_seeks = 0;
  outcome = net_perform (fixture->client, request);
  assert_reply (&outcome, 200);
  g_assert_cmpuint (test_body_n_seeks, ==, 1);
  g_assert_cmpuint (dropoff_http_progress_get_handed (progress), ==, length);
  g_assert_cmpuint (dropoff_http_progress_get_acknowledged (progress), ==, length);
  outcome_clear (&outcome);
}

/* Nobody reads: what is acknowledged is what the server's kernel holds, no more and no less. */
static void
test_stalled (Fixture *fixture, gconstpointer data)
{
  g_autofree char *id = g_uuid_string_random ();
  g_autofree char *path = g_strdup_printf ("/stall/reading?id=%s", id);
  g_autoptr (DropoffHttpProgress) progress = dropoff_http_progress_new ();
  DropoffHttpRequest *request = test_put_new (data, path, 20 * MIB);
  Outcome outcome;
  guint64 acknowledged;
  gint64 held;

  dropoff_http_request_set_progress (request, progress);
  dropoff_http_request_set_timeouts (request, 5000, 500, 0);
  outcome = net_perform (fixture->client, request);
  assert_failed (&outcome, DROPOFF_ERROR_NETWORK);
  acknowledged = dropoff_http_progress_get_acknowledged (progress);
  held = net_server_seen (id, "held");
  g_test_message ("handed %" G_GUINT64_FORMAT ", acknowledged %" G_GUINT64_FORMAT
                  ", the server holds %" G_GINT64_FORMAT " bytes",
                  dropoff_http_progress_get_handed (progress), acknowledged, held);
  g_assert_cmpint (held, >, 0);
  g_assert_cmpuint (acknowledged, <=, held);
  g_assert_cmpuint (acknowledged, >=, held - held / 500 - 256);
  outcome_clear (&outcome);
}

#define ADD(path, data, function)                                                                  \
  g_test_add ("/http-progress/" path, Fixture, data, net_fixture_set_up, function,                 \
              net_fixture_tear_down)

int
main (int argc, char *argv[])
{
  int status;

  g_test_init (&argc, &argv, NULL);
  net_server_start ();

  ADD ("truthful", "narrow", test_truthful);
  ADD ("truthful-tls", "narrow-https", test_truthful);
  ADD ("begins-anew", "http", test_begins_anew);
  ADD ("begins-anew-tls", "https", test_begins_anew);
  ADD ("stalled", "narrow", test_stalled);
  ADD ("stalled-tls", "narrow-https", test_stalled);

  status = g_test_run ();
  net_server_stop ();
  return status;
}
