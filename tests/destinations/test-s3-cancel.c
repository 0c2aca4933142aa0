/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "s3-fixture.h"

#include "dropoff-s3-errors.h"

/* The cancel matrix: every operation, called off at every moment. Each time the callback comes once
 * and soon, the body is let go of once, and the other side gets nothing more. */

#define N_OPERATIONS (DROPOFF_OPERATION_FIND + 1)
/* What is promised, and what a busy machine and sanitizers may add. */
#define OFF_THE_WIRE_MS 200
#define TOLERANCE_MS 1300
#define BODY_BYTES (6 * MIB)

typedef enum {
  BEFORE,      /* called off before it is begun */
  IMMEDIATELY, /* before it had a chance to do anything */
  SOON,        /* at a random point of its beginning */
  UNDER_WAY,   /* while the other side makes it wait */
  AFTER,       /* when it is over */
  WITH_CLIENT, /* the program ends */
  N_MOMENTS
} Moment;

static const char *const moment_names[N_MOMENTS]
    = { "before", "immediately", "soon", "under-way", "after", "with-client" };

/* One cell of the matrix, as a test. */
typedef struct
{
  Wish wish;
  DropoffOperationKind kind;
  Moment moment;
} Cell;

typedef struct
{
  guint n_calls;
  gboolean succeeded;
  GError *error;
  gint64 end_us;
} Ending;

static GBytes *
new_body (void)
{
  return g_bytes_new_take (g_malloc0 (BODY_BYTES), BODY_BYTES);
}

static void
on_ended (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Ending *ending = user_data;
  g_autoptr (DropoffOutcome) outcome = NULL;

  g_clear_error (&ending->error);
  outcome = dropoff_destination_perform_finish (DROPOFF_DESTINATION (source), result,
                                                &ending->error);
  ending->succeeded = outcome != NULL;
  ending->n_calls++;
  ending->end_us = g_get_monotonic_time ();
}

static gboolean
on_slept (gpointer user_data)
{
  *(gboolean *) user_data = TRUE;
  return G_SOURCE_REMOVE;
}

static void
sleep_ms (guint ms)
{
  gboolean slept = FALSE;

  g_timeout_add (ms, on_slept, &slept);
  while (!slept)
    g_main_context_iteration (NULL, TRUE);
}

static void
wait_for_end (Ending *ending)
{
  while (ending->n_calls == 0)
    g_main_context_iteration (NULL, TRUE);
}

static gint64
get_counter (const char *name)
{
  g_autoptr (JsonNode) page = cloud_page ("state");
  JsonObject *counters
      = json_object_get_object_member (json_node_get_object (page), "counters");

  return json_object_get_int_member (counters, name);
}

static void
wait_until_under_way (void)
{
  for (guint i = 0; get_counter ("in_flight") == 0; i++)
    {
      g_assert_cmpuint (i, <, 2000);
      sleep_ms (5);
    }
}

/* The other side has nobody to talk to any more, and gets no more bytes. */
static void
assert_off_the_wire (gint64 cancelled_us)
{
  gint64 bytes;

  while (get_counter ("in_flight") > 0)
    {
      g_assert_cmpint ((g_get_monotonic_time () - cancelled_us) / 1000, <,
                       OFF_THE_WIRE_MS + TOLERANCE_MS);
      sleep_ms (5);
    }
  bytes = get_counter ("bytes_received");
  sleep_ms (50);
  g_assert_cmpint (get_counter ("bytes_received"), ==, bytes);
}

static DropoffOperation *
make_operation (Fixture *fixture, DropoffOperationKind kind, const char *upload_id,
                const DropoffPart *part, GBytes *bytes, guint *n_freed)
{
  g_autofree char *key = fixture_key (fixture, "cancel");
  DropoffOperation *operation;

  switch (kind)
    {
    case DROPOFF_OPERATION_PUT:
      operation = operation_new_put (fixture, key, bytes);
      break;
    case DROPOFF_OPERATION_SEND_PART:
      operation = operation_new_part (fixture, key, upload_id, 2, bytes);
      break;
    case DROPOFF_OPERATION_COMPLETE:
      return operation_new_complete (key, upload_id, part, 1);
    case DROPOFF_OPERATION_LIST_PARTS:
    case DROPOFF_OPERATION_ABORT:
      return operation_new_upload (kind, key, upload_id);
    case DROPOFF_OPERATION_BEGIN:
    case DROPOFF_OPERATION_PROBE:
    case DROPOFF_OPERATION_FIND:
    default:
      return operation_new (kind, key);
    }
  operation->body_funcs->free (operation->body);
  operation_set_body (operation, bytes, n_freed);
  return operation;
}

/* Lets the moment come, and calls it off then; gives when that was. */
static gint64
call_off (Fixture *fixture, Moment moment, GCancellable *cancellable, Ending *ending)
{
  gint64 cancelled_us;

  if (moment == SOON)
    sleep_ms (1 + g_test_rand_int_range (0, 25));
  else if (moment == UNDER_WAY || moment == WITH_CLIENT)
    wait_until_under_way ();
  else if (moment == AFTER)
    wait_for_end (ending);
  cancelled_us = g_get_monotonic_time ();
  if (moment == WITH_CLIENT)
    dropoff_http_client_stop (fixture->http);
  else
    g_cancellable_cancel (cancellable);
  return cancelled_us;
}

static void
assert_ended (const Ending *ending, Moment moment, gint64 cancelled_us)
{
  g_assert_cmpuint (ending->n_calls, ==, 1);
  if (moment == AFTER)
    {
      g_assert_no_error (ending->error);
      g_assert_true (ending->succeeded);
      return;
    }
  g_assert_error (ending->error, DROPOFF_ERROR, (int) DROPOFF_ERROR_CANCELLED);
  g_assert_cmpint ((ending->end_us - cancelled_us) / 1000, <, OFF_THE_WIRE_MS + TOLERANCE_MS);
}

static void
test_cell (Fixture *fixture, gconstpointer data)
{
  const Cell *cell = data;
  const gboolean sends
      = cell->kind == DROPOFF_OPERATION_PUT || cell->kind == DROPOFF_OPERATION_SEND_PART;
  g_autoptr (GBytes) bytes = new_body ();
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autofree char *key = fixture_key (fixture, "cancel");
  g_autofree char *upload_id = fixture_begin (fixture, key);
  DropoffPart part = fixture_send_part (fixture, key, upload_id, 1, bytes);
  g_autofree char *fault = NULL;
  Ending ending = { 0 };
  guint n_freed = 0;
  gint64 cancelled_us;

  fault = g_strdup_printf ("{\"fault\": {\"match\": {\"op\": \"%s\"}, \"do\": "
                           "{\"kind\": \"stall\", \"after\": %u}}}",
                           dropoff_s3_operation_get_name (cell->kind), sends ? 1000 : 0);
  if (cell->moment != AFTER)
    cloud_control (fault);
  if (cell->moment == BEFORE)
    g_cancellable_cancel (cancellable);
  dropoff_destination_perform_async (
      fixture->destination,
      make_operation (fixture, cell->kind, upload_id, &part, bytes, &n_freed), cancellable,
      on_ended, &ending);
  /* Never from inside the call */
  g_assert_cmpuint (ending.n_calls, ==, 0);
  cancelled_us = call_off (fixture, cell->moment, cancellable, &ending);
  wait_for_end (&ending);
  sleep_ms (20);
  assert_ended (&ending, cell->moment, cancelled_us);
  assert_off_the_wire (cancelled_us);
  g_assert_cmpuint (g_atomic_int_get (&n_freed), ==, sends ? 1 : 0);
  cloud_control ("{\"clear_faults\": true}");
  g_clear_error (&ending.error);
}

/* Many at once, of all kinds, called off together. */
static void
test_all_at_once (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GBytes) bytes = new_body ();
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autofree char *key = fixture_key (fixture, "cancel");
  g_autofree char *upload_id = fixture_begin (fixture, key);
  DropoffPart part = fixture_send_part (fixture, key, upload_id, 1, bytes);
  Ending endings[4 * N_OPERATIONS] = { 0 };
  guint n_freed = 0;
  gint64 cancelled_us;

  cloud_control ("{\"fault\": {\"match\": {\"service\": \"s3\"}, \"do\": \"stall\"}}");
  for (guint i = 0; i < G_N_ELEMENTS (endings); i++)
    dropoff_destination_perform_async (
        fixture->destination,
        make_operation (fixture, (DropoffOperationKind) (i % N_OPERATIONS), upload_id, &part, bytes,
                        &n_freed),
        cancellable, on_ended, &endings[i]);
  while (get_counter ("in_flight") < (gint64) G_N_ELEMENTS (endings))
    sleep_ms (10);
  cancelled_us = g_get_monotonic_time ();
  g_cancellable_cancel (cancellable);
  for (guint i = 0; i < G_N_ELEMENTS (endings); i++)
    {
      wait_for_end (&endings[i]);
      assert_ended (&endings[i], UNDER_WAY, cancelled_us);
      g_clear_error (&endings[i].error);
    }
  assert_off_the_wire (cancelled_us);
  g_assert_cmpuint (g_atomic_int_get (&n_freed), ==, 2 * 4);
}

int
main (int argc, char **argv)
{
  static Cell cells[N_OPERATIONS][N_MOMENTS];
  int status;

  g_test_init (&argc, &argv, NULL);
  store_start ();
  for (guint kind = 0; kind < N_OPERATIONS; kind++)
    for (guint moment = 0; moment < N_MOMENTS; moment++)
      {
        g_autofree char *path = g_strdup_printf (
            "/s3-cancel/%s/%s", dropoff_s3_operation_get_name ((DropoffOperationKind) kind),
            moment_names[moment]);

        cells[kind][moment].kind = (DropoffOperationKind) kind;
        cells[kind][moment].moment = (Moment) moment;
        g_test_add (path, Fixture, &cells[kind][moment], fixture_set_up, test_cell,
                    fixture_tear_down);
      }
  g_test_add ("/s3-cancel/all-at-once", Fixture, NULL, fixture_set_up, test_all_at_once,
              fixture_tear_down);
  status = g_test_run ();
  store_stop ();
  return status;
}
