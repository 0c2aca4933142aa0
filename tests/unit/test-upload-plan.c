/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The plan against a simulated other side: random orders of replies, faults, lost answers, crashes
 * and clean-up by the bucket's owner. Whatever happens, once the faults end the object is there,
 * whole, with nothing left behind. */
#include <glib.h>
#include <string.h>

#include "dropoff-candidate-name.h"
#include "dropoff-crc64nvme.h"
#include "dropoff-rate.h"
#include "dropoff-retry-policy.h"
#include "dropoff-upload-plan.h"

#define MIB (G_GUINT64_CONSTANT (1024) * 1024)
#define MAX_SIMULATED_PARTS 8
#define MAX_FLIGHTS 4
#define N_NAMES 12
#define MAX_STEPS 20000

typedef struct
{
  gboolean there;
  guint64 crc64;
} SimulatedPart;

typedef struct
{
  /* The other side */
  gboolean upload_open;
  guint upload_number; /* which upload is open, or was last */
  SimulatedPart parts[MAX_SIMULATED_PARTS + 1];
  gboolean object_exists[N_NAMES]; /* by candidate name, from 1 */
  guint64 object_size[N_NAMES];
  guint64 object_crc64[N_NAMES];
  gboolean object_is_ours[N_NAMES];
  guint max_open;

  /* The file */
  guint64 size;
  guint n_parts;

  /* The journal */
  guint key; /* candidate, 0 = none */
  gboolean has_upload_id;
  guint journal_upload;
  gboolean complete_intended;
  DropoffPartRecord journal_parts[MAX_SIMULATED_PARTS];
  guint n_journal_parts;
  guint64 part_size;

  /* The program */
  DropoffUploadPlan *plan;
  DropoffAction flights[MAX_FLIGHTS];
  guint flight_candidates[MAX_FLIGHTS];
  guint n_flights;
  gint64 now_ms;

  /* The weather */
  GRand *rand;
  gboolean calm;
  gboolean echoes; /* the other side compares checksums */
  gboolean blind;  /* we may not look at objects */
  gboolean unwanted;
  guint sent_again; /* of parts that were journaled, in the same upload */
  gboolean finished;
  DropoffActionKind ending;
  DropoffError ending_error;
} World;

static guint64
part_crc (guint part)
{
  guint64 value = part * G_GUINT64_CONSTANT (0x9e3779b97f4a7c15);

  return dropoff_crc64nvme_update (0, &value, sizeof value);
}

static guint64
part_length (World *world, guint part)
{
  guint64 length;

  if (dropoff_upload_plan_get_part_size (world->plan) == 0)
    return world->size;
  dropoff_upload_plan_get_part_range (world->plan, part, &length);
  return length;
}

static guint64
whole_crc (World *world)
{
  guint64 crc = part_crc (1);

  for (guint i = 2; i <= world->n_parts; i++)
    crc = dropoff_crc64nvme_combine (crc, part_crc (i), part_length (world, i));
  return crc;
}

static gboolean
chance (World *world, double probability)
{
  return g_rand_double (world->rand) < probability;
}

static void
make_plan (World *world)
{
  DropoffPlanStart start = {
    .size_bytes = world->size,
    .part_size_bytes = world->part_size,
    .has_key = world->key != 0,
    .has_upload_id = world->has_upload_id,
    .begin_intended = world->key != 0 && !world->has_upload_id,
    .complete_intended = world->complete_intended,
    .keep_both = TRUE,
    .parts = world->journal_parts,
    .n_parts = world->n_journal_parts,
  };

  world->plan = dropoff_upload_plan_new (&start);
  world->n_flights = 0;
  if (world->unwanted)
    dropoff_upload_plan_abort (world->plan);
}

static void
forget_upload (World *world)
{
  world->n_journal_parts = 0;
  world->has_upload_id = FALSE;
  world->complete_intended = FALSE;
}

static void
journal_part (World *world, guint part)
{
  for (guint i = 0; i < world->n_journal_parts; i++)
    if (world->journal_parts[i].number == part)
      return;
  world->journal_parts[world->n_journal_parts++]
      = (DropoffPartRecord){ part, part_length (world, part), part_crc (part), "\"tag\"" };
}

static void
put_object (World *world, guint candidate)
{
  world->object_exists[candidate] = TRUE;
  world->object_size[candidate] = world->size;
  world->object_crc64[candidate] = whole_crc (world);
  world->object_is_ours[candidate] = TRUE;
}

static gboolean
all_parts_there (World *world)
{
  for (guint i = 1; i <= world->n_parts; i++)
    if (!world->parts[i].there)
      return FALSE;
  return TRUE;
}

static void
list_parts (World *world, const DropoffAction *action, DropoffResult *result, DropoffPart *page)
{
  /* Two parts a page, so that paging is always at work. */
  for (guint i = action->marker + 1; i <= world->n_parts; i++)
    {
      if (!world->parts[i].there)
        continue;
      if (result->n_parts == 2)
        {
          result->more = TRUE;
          return;
        }
      page[result->n_parts++] = (DropoffPart){ i, world->echoes, part_length (world, i),
                                               world->parts[i].crc64, "\"tag\"" };
      result->next_marker = i;
    }
}

static void
fail (DropoffResult *result, DropoffError error)
{
  result->ok = FALSE;
  result->error = error;
}

static void
serve_complete (World *world, gboolean ours, guint candidate, DropoffResult *result)
{
  if (!ours)
    fail (result, DROPOFF_ERROR_UPLOAD_GONE);
  else if (world->object_exists[candidate])
    fail (result, DROPOFF_ERROR_NAME_TAKEN);
  else if (!all_parts_there (world))
    fail (result, DROPOFF_ERROR_DAMAGED);
  else
    {
      put_object (world, candidate);
      world->upload_open = FALSE;
      result->has_crc64 = world->echoes;
      result->crc64 = whole_crc (world);
    }
}

/* What the other side does with a request. */
static void
serve (World *world, const DropoffAction *action, guint candidate, DropoffResult *result,
       DropoffPart *page)
{
  gboolean ours = world->upload_open && world->has_upload_id
                  && world->journal_upload == world->upload_number;

  result->ok = TRUE;
  result->parts = page;
  switch (action->kind)
    {
    case DROPOFF_ACTION_CHECK_FILE:
      break;
    case DROPOFF_ACTION_NAME:
      result->free
          = world->blind || world->n_parts == 0 || !world->object_exists[action->candidate];
      break;
    case DROPOFF_ACTION_FIND:
      result->found = world->upload_open;
      break;
    case DROPOFF_ACTION_PUT:
      result->crc64 = whole_crc (world);
      result->verified = world->echoes;
      if (world->object_exists[candidate])
        fail (result, DROPOFF_ERROR_NAME_TAKEN);
      else
        put_object (world, candidate);
      break;
    case DROPOFF_ACTION_BEGIN:
      g_assert_false (world->upload_open);
      world->upload_open = TRUE;
      world->upload_number++;
      memset (world->parts, 0, sizeof world->parts);
      break;
    case DROPOFF_ACTION_SEND_PART:
      if (!ours)
        {
          fail (result, DROPOFF_ERROR_UPLOAD_GONE);
          break;
        }
      world->parts[action->part] = (SimulatedPart){ TRUE, part_crc (action->part) };
      result->crc64 = part_crc (action->part);
      result->verified = world->echoes;
      result->etag = "\"tag\"";
      break;
    case DROPOFF_ACTION_LIST_PARTS:
      if (!ours)
        fail (result, DROPOFF_ERROR_UPLOAD_GONE);
      else
        list_parts (world, action, result, page);
      break;
    case DROPOFF_ACTION_COMPLETE:
      serve_complete (world, ours, candidate, result);
      break;
    case DROPOFF_ACTION_VERIFY:
      if (world->blind)
        {
          result->unknown = TRUE;
          break;
        }
      result->exists = world->object_exists[candidate];
      result->size_bytes = world->object_size[candidate];
      result->ours = world->object_is_ours[candidate];
      result->has_crc64 = world->echoes;
      result->crc64 = world->object_crc64[candidate];
      break;
    case DROPOFF_ACTION_ABORT:
      if (!ours)
        fail (result, DROPOFF_ERROR_UPLOAD_GONE);
      else
        world->upload_open = FALSE;
      break;
    case DROPOFF_ACTION_WAIT:
    case DROPOFF_ACTION_WAIT_UNTIL:
    case DROPOFF_ACTION_DONE:
    case DROPOFF_ACTION_ABORTED:
    case DROPOFF_ACTION_GIVE_UP:
    default:
      g_assert_not_reached ();
    }
  world->max_open = MAX (world->max_open, world->upload_open ? 1 : 0);
}

/* What the program journals before it tells the plan. */
static void
journal (World *world, const DropoffAction *action, const DropoffResult *result)
{
  if (!result->ok)
    return;
  if (action->kind == DROPOFF_ACTION_NAME && result->free)
    {
      world->key = action->candidate;
      world->part_size = dropoff_upload_plan_get_part_size (world->plan);
      forget_upload (world);
    }
  if (action->kind == DROPOFF_ACTION_BEGIN
      || (action->kind == DROPOFF_ACTION_FIND && result->found))
    {
      forget_upload (world);
      world->has_upload_id = TRUE;
      world->journal_upload = world->upload_number;
    }
  /* A part's row may be lost with the program: it is not waited for. */
  if (action->kind == DROPOFF_ACTION_SEND_PART && result->verified && !chance (world, 0.05))
    journal_part (world, action->part);
}

static DropoffError
random_fault (World *world)
{
  static const DropoffError faults[] = {
    DROPOFF_ERROR_NETWORK,  DROPOFF_ERROR_RETRY,       DROPOFF_ERROR_THROTTLED,
    DROPOFF_ERROR_NOT_SAFE, DROPOFF_ERROR_KEYS_EXPIRED, DROPOFF_ERROR_NOT_THE_SERVICE,
  };

  return faults[g_rand_int_range (world->rand, 0, G_N_ELEMENTS (faults))];
}

static void
land_flight (World *world)
{
  guint index = (guint) g_rand_int_range (world->rand, 0, (gint32) world->n_flights);
  DropoffAction action = world->flights[index];
  guint candidate = world->flight_candidates[index];
  DropoffPart page[2];
  DropoffResult result = { 0 };

  world->flights[index] = world->flights[world->n_flights - 1];
  world->flight_candidates[index] = world->flight_candidates[world->n_flights - 1];
  world->n_flights--;
  if (!world->calm && chance (world, 0.1))
    fail (&result, action.kind == DROPOFF_ACTION_CHECK_FILE ? DROPOFF_ERROR_FILE_GONE
                                                            : random_fault (world));
  else
    {
      serve (world, &action, candidate, &result, page);
      if (!world->calm && result.ok && chance (world, 0.05))
        fail (&result, random_fault (world)); /* it happened, but the answer was lost */
    }
  result.random = g_rand_double (world->rand);
  journal (world, &action, &result);
  dropoff_upload_plan_ended (world->plan, &action, &result, world->now_ms);
}

static void
begin_flight (World *world, const DropoffAction *action)
{
  if (action->kind == DROPOFF_ACTION_SEND_PART && world->parts[action->part].there
      && world->echoes)
    for (guint i = 0; i < world->n_journal_parts; i++)
      if (world->journal_parts[i].number == action->part && world->upload_open
          && world->journal_upload == world->upload_number)
        world->sent_again++;
  if (action->kind == DROPOFF_ACTION_COMPLETE)
    world->complete_intended = TRUE;
  world->flights[world->n_flights] = *action;
  world->flight_candidates[world->n_flights] = world->key;
  world->n_flights++;
  dropoff_upload_plan_started (world->plan, action);
}

static void
crash (World *world)
{
  DropoffPart page[2];

  /* What was on the wire may still arrive; nobody hears the answer. */
  for (guint i = 0; i < world->n_flights; i++)
    {
      DropoffResult result = { 0 };

      if (chance (world, 0.5))
        serve (world, &world->flights[i], world->flight_candidates[i], &result, page);
    }
  dropoff_upload_plan_free (world->plan);
  make_plan (world);
}

static void
stir (World *world)
{
  if (world->calm)
    return;
  if (chance (world, 0.01))
    crash (world);
  if (chance (world, 0.002))
    world->upload_open = FALSE; /* the owner's clean-up rule */
  if (world->key != 0 && chance (world, 0.002) && !world->object_exists[world->key])
    {
      world->object_exists[world->key] = world->key < 3; /* somebody else takes the name */
      world->object_size[world->key] = world->size;
      world->object_crc64[world->key] = 1;
    }
  if (chance (world, 0.01))
    dropoff_upload_plan_hurry (world->plan);
}

static void
step (World *world)
{
  DropoffAction action;

  world->now_ms += g_rand_int_range (world->rand, 0, 50);
  stir (world);
  action = dropoff_upload_plan_next (world->plan, world->now_ms, world->n_flights < MAX_FLIGHTS);
  switch (action.kind)
    {
    case DROPOFF_ACTION_WAIT:
      g_assert_cmpuint (world->n_flights, >, 0);
      land_flight (world);
      break;
    case DROPOFF_ACTION_WAIT_UNTIL:
      if (world->n_flights > 0)
        land_flight (world);
      else
        world->now_ms = MAX (world->now_ms, action.until_ms);
      break;
    case DROPOFF_ACTION_DONE:
    case DROPOFF_ACTION_ABORTED:
    case DROPOFF_ACTION_GIVE_UP:
      g_assert_cmpuint (world->n_flights, ==, 0);
      world->finished = TRUE;
      world->ending = action.kind;
      world->ending_error = action.error;
      break;
    case DROPOFF_ACTION_CHECK_FILE:
    case DROPOFF_ACTION_NAME:
    case DROPOFF_ACTION_FIND:
    case DROPOFF_ACTION_PUT:
    case DROPOFF_ACTION_BEGIN:
    case DROPOFF_ACTION_SEND_PART:
    case DROPOFF_ACTION_LIST_PARTS:
    case DROPOFF_ACTION_COMPLETE:
    case DROPOFF_ACTION_VERIFY:
    case DROPOFF_ACTION_ABORT:
    default:
      begin_flight (world, &action);
      if (chance (world, 0.3) && world->n_flights > 0)
        land_flight (world);
    }
}

static void
world_init (World *world, guint32 seed)
{
  memset (world, 0, sizeof *world);
  world->rand = g_rand_new_with_seed (seed);
  world->n_parts = (guint) g_rand_int_range (world->rand, 0, MAX_SIMULATED_PARTS + 1);
  if (world->n_parts == 1)
    world->n_parts = 0;
  world->size = world->n_parts == 0 ? (guint64) g_rand_int_range (world->rand, 0, 1000)
                                    : 16 * MIB * (world->n_parts - 1)
                                          + (guint64) g_rand_int_range (world->rand, 1, 1 << 24);
  world->echoes = chance (world, 0.8);
  world->blind = chance (world, 0.15);
  if (chance (world, 0.2))
    {
      world->object_exists[1] = TRUE; /* the name was taken before */
      world->object_size[1] = 7;
    }
  make_plan (world);
}

static void
world_clear (World *world)
{
  dropoff_upload_plan_free (world->plan);
  g_rand_free (world->rand);
}

/* Returns FALSE if it ended before the storm was over. */
static void
run_world (World *world, guint stormy_steps)
{
  for (guint i = 0; i < MAX_STEPS && !world->finished; i++)
    {
      world->calm = i >= stormy_steps;
      step (world);
    }
  g_assert_true (world->finished);
}

static guint
get_runs (guint normal)
{
  const char *text = g_getenv ("DROPOFF_PLAN_RUNS");

  return text != NULL ? (guint) g_ascii_strtoull (text, NULL, 10) : normal;
}

static void
test_random_orders (void)
{
  guint n_runs = get_runs (200000);
  guint n_done = 0;
  guint n_verified = 0;

  for (guint32 seed = 0; seed < n_runs; seed++)
    {
      World world;

      world_init (&world, seed);
      run_world (&world, 150);
      if (world.ending == DROPOFF_ACTION_GIVE_UP)
        {
          /* Only for what does not end: five restarts in one life of the program. */
          g_assert_cmpint ((int) world.ending_error, ==, DROPOFF_ERROR_UPLOAD_GONE);
          world_clear (&world);
          continue;
        }
      g_assert_cmpint ((int) world.ending, ==, DROPOFF_ACTION_DONE);
      g_assert_true (world.object_exists[world.key]);
      g_assert_cmpuint (world.object_size[world.key], ==, world.size);
      g_assert_cmphex (world.object_crc64[world.key], ==, whole_crc (&world));
      g_assert_false (world.upload_open);
      g_assert_cmpuint (world.sent_again, ==, 0);
      if (world.echoes)
        g_assert_true (dropoff_upload_plan_is_verified (world.plan));
      n_verified += dropoff_upload_plan_is_verified (world.plan) ? 1 : 0;
      n_done++;
      world_clear (&world);
    }
  g_test_message ("%u random orders: %u done, %u with a receipt", n_runs, n_done, n_verified);
  g_assert_cmpuint (n_done, >, n_runs * 99 / 100);
}

static void
test_random_aborts (void)
{
  for (guint32 seed = 0; seed < get_runs (200000) / 4; seed++)
    {
      World world;
      guint when;

      world_init (&world, seed);
      when = (guint) g_rand_int_range (world.rand, 0, 60);
      for (guint i = 0; i < when && !world.finished; i++)
        step (&world);
      if (!world.finished)
        {
          world.unwanted = TRUE;
          dropoff_upload_plan_abort (world.plan);
          run_world (&world, 40);
          g_assert_cmpint ((int) world.ending, ==, DROPOFF_ACTION_ABORTED);
          g_assert_false (world.upload_open);
        }
      world_clear (&world);
    }
}

static void
end (DropoffUploadPlan *plan, const DropoffAction *action, const DropoffResult *result)
{
  dropoff_upload_plan_started (plan, action);
  dropoff_upload_plan_ended (plan, action, result, 0);
}

/* Goes on with success until an action of that kind is next. */
static DropoffAction
advance_to (DropoffUploadPlan *plan, DropoffActionKind kind)
{
  for (guint i = 0; i < 50; i++)
    {
      DropoffAction action = dropoff_upload_plan_next (plan, 0, TRUE);
      DropoffResult ok = { .ok = TRUE, .free = TRUE, .verified = TRUE, .etag = "\"e\"" };

      if (action.kind == kind)
        return action;
      ok.crc64 = part_crc (MAX (action.part, 1));
      end (plan, &action, &ok);
    }
  g_assert_not_reached ();
}

static void
test_wrong_sum_is_never_done (void)
{
  DropoffPlanStart start = { .size_bytes = 40 * MIB };
  g_autoptr (DropoffUploadPlan) plan = dropoff_upload_plan_new (&start);
  DropoffResult lie = { .ok = TRUE, .has_crc64 = TRUE, .crc64 = 42 };
  DropoffAction action;

  for (guint i = 0; i < 3; i++)
    {
      action = advance_to (plan, DROPOFF_ACTION_COMPLETE);
      end (plan, &action, &lie);
      dropoff_upload_plan_hurry (plan);
      action = dropoff_upload_plan_next (plan, 0, TRUE);
      g_assert_cmpint ((int) action.kind, !=, DROPOFF_ACTION_DONE);
    }
  g_assert_cmpint ((int) action.kind, ==, DROPOFF_ACTION_GIVE_UP);
  g_assert_cmpint ((int) action.error, ==, DROPOFF_ERROR_DAMAGED);
}

static void
test_missing_part_is_noticed (void)
{
  DropoffPlanStart start = { .size_bytes = 40 * MIB };
  g_autoptr (DropoffUploadPlan) plan = dropoff_upload_plan_new (&start);
  g_autoptr (GArray) parts = NULL;
  DropoffAction last;
  DropoffResult arrived = { .ok = TRUE, .verified = TRUE, .etag = "\"e\"" };

  for (guint i = 0; i < 3; i++)
    {
      last = advance_to (plan, DROPOFF_ACTION_SEND_PART);
      g_assert_null (dropoff_upload_plan_get_parts (plan));
      end (plan, &last, &arrived);
    }
  parts = dropoff_upload_plan_get_parts (plan);
  g_assert_nonnull (parts);
  g_assert_cmpuint (parts->len, ==, 3);
}

static void
test_unverified_part_goes_twice (void)
{
  DropoffPlanStart start = { .size_bytes = 20 * MIB };
  g_autoptr (DropoffUploadPlan) plan = dropoff_upload_plan_new (&start);
  DropoffResult mute = { .ok = TRUE, .etag = "\"e\"" };
  DropoffAction first = advance_to (plan, DROPOFF_ACTION_SEND_PART);
  DropoffAction again;

  end (plan, &first, &mute);
  again = dropoff_upload_plan_next (plan, 0, TRUE);
  g_assert_cmpint ((int) again.kind, ==, DROPOFF_ACTION_SEND_PART);
  g_assert_cmpuint (again.part, ==, first.part);
  end (plan, &again, &mute);
  g_assert_cmpuint (dropoff_upload_plan_get_arrived (plan), ==, 16 * MIB);
  advance_to (plan, DROPOFF_ACTION_COMPLETE);
}

static void
test_permissions_end_it (void)
{
  DropoffPlanStart start = { .size_bytes = 20 * MIB };
  g_autoptr (DropoffUploadPlan) plan = dropoff_upload_plan_new (&start);
  DropoffResult refused = { .error = DROPOFF_ERROR_ASK_COMPANY };
  DropoffAction action = advance_to (plan, DROPOFF_ACTION_SEND_PART);

  end (plan, &action, &refused);
  action = dropoff_upload_plan_next (plan, 0, TRUE);
  g_assert_cmpint ((int) action.kind, ==, DROPOFF_ACTION_GIVE_UP);
  g_assert_cmpint ((int) action.error, ==, DROPOFF_ERROR_ASK_COMPANY);
}

static void
test_not_allowed_to_look (void)
{
  const DropoffPartRecord parts[] = { { .number = 1, .size_bytes = 16 * MIB, .etag = "\"e\"" } };
  DropoffPlanStart start = { .size_bytes = 20 * MIB, .part_size_bytes = 16 * MIB, .has_key = TRUE,
                             .has_upload_id = TRUE, .parts = parts, .n_parts = 1 };
  g_autoptr (DropoffUploadPlan) plan = dropoff_upload_plan_new (&start);
  DropoffResult refused = { .error = DROPOFF_ERROR_ASK_COMPANY };
  DropoffAction action = advance_to (plan, DROPOFF_ACTION_LIST_PARTS);

  end (plan, &action, &refused);
  action = dropoff_upload_plan_next (plan, 0, TRUE);
  g_assert_cmpint ((int) action.kind, ==, DROPOFF_ACTION_SEND_PART);
  g_assert_cmpuint (action.part, ==, 2);
  advance_to (plan, DROPOFF_ACTION_DONE);
}

static void
test_sign_in_waits_for_the_person (void)
{
  DropoffPlanStart start = { .size_bytes = 20 * MIB };
  g_autoptr (DropoffUploadPlan) plan = dropoff_upload_plan_new (&start);
  DropoffResult lapsed = { .error = DROPOFF_ERROR_SIGN_IN };
  DropoffAction action = advance_to (plan, DROPOFF_ACTION_SEND_PART);

  end (plan, &action, &lapsed);
  action = dropoff_upload_plan_next (plan, G_MAXINT64 - 1, TRUE);
  g_assert_cmpint ((int) action.kind, ==, DROPOFF_ACTION_WAIT_UNTIL);
  g_assert_cmpint (dropoff_upload_plan_get_wait_reason (plan), ==, DROPOFF_ERROR_SIGN_IN);
  dropoff_upload_plan_hurry (plan);
  action = dropoff_upload_plan_next (plan, 0, TRUE);
  g_assert_cmpint ((int) action.kind, ==, DROPOFF_ACTION_SEND_PART);
}

static void
test_part_sizes (void)
{
  static const struct
  {
    guint64 size;
    guint64 part_size;
  } cases[] = {
    { 0, 0 },
    { 1, 0 },
    { 16 * MIB, 0 },
    { 16 * MIB + 1, 16 * MIB },
    { 9500 * 16 * MIB, 16 * MIB },
    { 9500 * 16 * MIB + 1, 17 * MIB },
    { 200 * 1000 * G_GUINT64_CONSTANT (1000000), 21 * MIB },
    { DROPOFF_PLAN_MAX_BYTES, DROPOFF_PLAN_MAX_PART_BYTES },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    g_assert_cmpuint (dropoff_upload_plan_choose_part_size (cases[i].size), ==,
                      cases[i].part_size);
  for (guint64 size = 16 * MIB + 1; size < DROPOFF_PLAN_MAX_BYTES; size += size / 3)
    {
      guint64 part_size = dropoff_upload_plan_choose_part_size (size);

      g_assert_cmpuint ((size + part_size - 1) / part_size, <=, 10000);
    }
}

static void
test_retry_delays (void)
{
  g_assert_cmpint (dropoff_retry_policy_delay_ms (DROPOFF_RETRY_TRANSIENT, 1, 0, 1), ==, 100);
  g_assert_cmpint (dropoff_retry_policy_delay_ms (DROPOFF_RETRY_TRANSIENT, 4, 0, 1), ==, 800);
  g_assert_cmpint (dropoff_retry_policy_delay_ms (DROPOFF_RETRY_THROTTLE, 1, 0, 1), ==, 1000);
  g_assert_cmpint (dropoff_retry_policy_delay_ms (DROPOFF_RETRY_THROTTLE, 99, 0, 1), ==, 20000);
  g_assert_cmpint (dropoff_retry_policy_delay_ms (DROPOFF_RETRY_NETWORK, 99, 0, 1), ==, 4000);
  g_assert_cmpint (dropoff_retry_policy_delay_ms (DROPOFF_RETRY_TRANSIENT, 5, 0, 0), ==, 0);
  g_assert_cmpint (dropoff_retry_policy_delay_ms (DROPOFF_RETRY_THROTTLE, 1, 7000, 0.5), ==, 7000);
  g_assert_cmpint (dropoff_retry_policy_delay_ms (DROPOFF_RETRY_THROTTLE, 1, G_MAXINT64, 0), ==,
                   300000);
}

static void
test_candidate_names (void)
{
  static const struct
  {
    const char *path;
    guint candidate;
    const char *expected;
  } cases[] = {
    { "a.txt", 1, "a.txt" },
    { "a.txt", 2, "a (2).txt" },
    { "Photos/a.tar.gz", 3, "Photos/a (3).tar.gz" },
    { "Photos.old/plain", 2, "Photos.old/plain (2)" },
    { ".hidden", 2, ".hidden (2)" },
    { "Zoë & Chloé (1).CR3", 2, "Zoë & Chloé (1) (2).CR3" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *name = dropoff_candidate_name (cases[i].path, cases[i].candidate);

      g_assert_cmpstr (name, ==, cases[i].expected);
    }
}

static void
test_rate (void)
{
  DropoffRate rate = { 0 };
  gint64 now_us = 1;

  dropoff_rate_sample (&rate, 0, now_us);
  for (guint i = 1; i <= 20; i++)
    dropoff_rate_sample (&rate, i * 500000, now_us + i * G_USEC_PER_SEC / 2);
  g_assert_cmpfloat_with_epsilon (rate.speed, 1000000, 1);
  g_assert_cmpint (dropoff_rate_get_seconds_left (&rate, 60000000), ==, 60);
  /* A part that failed takes bytes back; that is no negative speed. */
  dropoff_rate_sample (&rate, 0, now_us + 11 * G_USEC_PER_SEC);
  g_assert_cmpfloat (rate.speed, >, 0);
  dropoff_rate_stop (&rate);
  g_assert_cmpint (dropoff_rate_get_seconds_left (&rate, 1), ==, -1);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/plan/random-orders", test_random_orders);
  g_test_add_func ("/plan/random-aborts", test_random_aborts);
  g_test_add_func ("/plan/wrong-sum-is-never-done", test_wrong_sum_is_never_done);
  g_test_add_func ("/plan/missing-part-is-noticed", test_missing_part_is_noticed);
  g_test_add_func ("/plan/unverified-part-goes-twice", test_unverified_part_goes_twice);
  g_test_add_func ("/plan/permissions-end-it", test_permissions_end_it);
  g_test_add_func ("/plan/not-allowed-to-look", test_not_allowed_to_look);
  g_test_add_func ("/plan/sign-in-waits-for-the-person", test_sign_in_waits_for_the_person);
  g_test_add_func ("/plan/part-sizes", test_part_sizes);
  g_test_add_func ("/plan/retry-delays", test_retry_delays);
  g_test_add_func ("/plan/candidate-names", test_candidate_names);
  g_test_add_func ("/plan/rate", test_rate);
  return g_test_run ();
}
