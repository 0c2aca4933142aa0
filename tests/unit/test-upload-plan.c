/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The plan against a simulated world: random orders of replies, faults, lost answers, crashes,
 * pauses, clean-up by the bucket's owner, and a file that is written to. Whatever happens, once the
 * storm is over the object is there, whole, of one version, with nothing left behind. */
#include "plan-world.h"

#include "dropoff-candidate-name.h"
#include "dropoff-rate.h"
#include "dropoff-retry-policy.h"

#define MIB WORLD_MIB

static guint
get_runs (guint normal)
{
  const char *text = g_getenv ("DROPOFF_PLAN_RUNS");

  return text != NULL ? (guint) g_ascii_strtoull (text, NULL, 10) : normal;
}

/* The object is the file as the record describes it: whole, of one version, and no part that the
 * other side had sent again. */
static void
assert_arrived (World *world)
{
  const WorldObject *object = &world->objects[world->record.key];

  g_assert_true (object->exists);
  g_assert_true (world_is_of_one_version (world, object));
  g_assert_cmpuint (world->sent_again, ==, 0);
  if (world->echoes)
    g_assert_true (dropoff_upload_plan_is_verified (world->plan));
}

static void
run_orders (guint n_runs, gboolean edits)
{
  guint n_done = 0;
  guint n_verified = 0;
  guint n_asked = 0;
  guint n_kept = 0;
  guint n_left = 0;

  for (guint32 seed = 0; seed < n_runs; seed++)
    {
      World world;

      world_init (&world, seed, edits);
      world_run (&world, 150);
      n_asked += world.n_asked;
      n_kept += world.n_kept;
      if (world.ending == DROPOFF_ACTION_DONE)
        {
          assert_arrived (&world);
          n_left += world_count_left (&world);
          n_verified += dropoff_upload_plan_is_verified (world.plan) ? 1 : 0;
          n_done++;
        }
      else
        {
          /* Only for what does not end: five restarts in one life of the program. */
          g_assert_cmpint ((int) world.ending, ==, DROPOFF_ACTION_GIVE_UP);
          g_assert_cmpint ((int) world.ending_error, ==, DROPOFF_ERROR_UPLOAD_GONE);
        }
      world_clear (&world);
    }
  g_test_message ("%u random orders: %u done, %u with a receipt, %u times asked about a new "
                  "version, %u times with parts that were kept, %u empty uploads left",
                  n_runs, n_done, n_verified, n_asked, n_kept, n_left);
  g_assert_cmpuint (n_left, <=, n_runs / 1000);
  g_assert_cmpuint (n_done, >, n_runs * 99 / 100);
}

static void
test_random_orders (void)
{
  run_orders (get_runs (100000), FALSE);
}

static void
test_random_edits (void)
{
  run_orders (get_runs (100000), TRUE);
}

static void
test_random_aborts (void)
{
  for (guint32 seed = 0; seed < get_runs (200000) / 4; seed++)
    {
      World world;
      guint when;

      world_init (&world, seed, seed % 2 == 0);
      when = (guint) g_rand_int_range (world.rand, 0, 60);
      for (guint i = 0; i < when && !world.finished; i++)
        world_step (&world);
      if (!world.finished)
        {
          world_abort (&world);
          world_run (&world, 40);
          g_assert_cmpint ((int) world.ending, ==, DROPOFF_ACTION_ABORTED);
          g_assert_cmpuint (world_count_left (&world), ==, 0);
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
      ok.crc64 = world_crc (MAX (action.part, 1));
      end (plan, &action, &ok);
    }
  g_assert_not_reached ();
}

/* An action of that kind, and no other, is next. */
static DropoffAction
expect (DropoffUploadPlan *plan, gint64 now_ms, DropoffActionKind kind)
{
  DropoffAction action = dropoff_upload_plan_next (plan, now_ms, TRUE);

  g_assert_cmpint ((int) action.kind, ==, (int) kind);
  return action;
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

/* Killed twice: a part that only the list knew of is in no journal, and after the second time there
 * is no list. The object is ours all the same, and must not be sent again under another name. */
static void
test_part_of_no_journal (void)
{
  const DropoffPartRecord known
      = { .number = 1, .size_bytes = 16 * MIB, .crc64 = 7, .etag = "\"e\"" };
  DropoffPlanStart start = { .size_bytes = 40 * MIB,
                             .part_size_bytes = 16 * MIB,
                             .has_key = TRUE,
                             .has_upload_id = TRUE,
                             .complete_intended = TRUE,
                             .crc64 = 4711,
                             .keep_both = TRUE,
                             .parts = &known,
                             .n_parts = 1 };
  g_autoptr (DropoffUploadPlan) plan = dropoff_upload_plan_new (&start);
  DropoffAction action = advance_to (plan, DROPOFF_ACTION_LIST_PARTS);
  DropoffResult gone = { .error = DROPOFF_ERROR_UPLOAD_GONE };
  DropoffResult there = {
    .ok = TRUE, .exists = TRUE, .size_bytes = 40 * MIB, .has_crc64 = TRUE, .crc64 = 4711
  };

  end (plan, &action, &gone);
  dropoff_upload_plan_hurry (plan);
  action = expect (plan, 0, DROPOFF_ACTION_VERIFY);
  end (plan, &action, &there);
  advance_to (plan, DROPOFF_ACTION_DONE);
  g_assert_true (dropoff_upload_plan_is_verified (plan));
  g_assert_cmphex (dropoff_upload_plan_get_crc64 (plan), ==, 4711);
}

/* Sends a file to an answer of success that proves nothing of the whole, and looks at the object:
 * gives whether the plan ends there with a receipt. */
static gboolean
ends_with_receipt (guint64 size_bytes, gboolean in_one_request, gboolean verified,
                   const DropoffResult *shown)
{
  DropoffPlanStart start
      = { .size_bytes = size_bytes, .in_one_request = in_one_request, .keep_both = TRUE };
  g_autoptr (DropoffUploadPlan) plan = dropoff_upload_plan_new (&start);
  DropoffResult taken = { .ok = TRUE, .free = TRUE, .verified = verified, .etag = "\"e\"" };
  DropoffAction action;

  for (guint i = 0; i < 50; i++)
    {
      action = dropoff_upload_plan_next (plan, 0, TRUE);
      if (action.kind == DROPOFF_ACTION_DONE)
        return dropoff_upload_plan_is_verified (plan);
      taken.verified = verified && action.kind != DROPOFF_ACTION_COMPLETE;
      end (plan, &action, action.kind == DROPOFF_ACTION_VERIFY ? shown : &taken);
    }
  g_assert_not_reached ();
}

/* What was taken with success and is not shown to us afterwards is sent, and received if all of it
 * was compared on its way. */
static void
test_success_that_is_hidden (void)
{
  const DropoffResult hidden[] = { { .ok = TRUE, .unknown = TRUE }, { .ok = TRUE } };

  for (guint i = 0; i < G_N_ELEMENTS (hidden); i++)
    {
      g_assert_true (ends_with_receipt (40 * MIB, FALSE, TRUE, &hidden[i]));
      g_assert_false (ends_with_receipt (40 * MIB, FALSE, FALSE, &hidden[i]));
      g_assert_true (ends_with_receipt (1000, FALSE, TRUE, &hidden[i]));
      g_assert_false (ends_with_receipt (1000, FALSE, FALSE, &hidden[i]));
      g_assert_false (ends_with_receipt (40 * MIB, TRUE, FALSE, &hidden[i]));
    }
}

/* The answer is lost, nothing is shown, and yet something is in the way: it may be ours or not, so
 * the file goes under the next name, and does not run against the wall until it is given up. */
static void
test_lost_answer_and_hidden (void)
{
  DropoffPlanStart start = { .size_bytes = 40 * MIB, .keep_both = TRUE };
  g_autoptr (DropoffUploadPlan) plan = dropoff_upload_plan_new (&start);
  const DropoffResult lost = { .error = DROPOFF_ERROR_NETWORK };
  const DropoffResult gone = { .error = DROPOFF_ERROR_UPLOAD_GONE };
  const DropoffResult taken = { .error = DROPOFF_ERROR_NAME_TAKEN };
  const DropoffResult nothing = { .ok = TRUE };
  DropoffAction action = advance_to (plan, DROPOFF_ACTION_COMPLETE);

  end (plan, &action, &lost);
  dropoff_upload_plan_hurry (plan);
  action = advance_to (plan, DROPOFF_ACTION_COMPLETE);
  end (plan, &action, &gone);
  dropoff_upload_plan_hurry (plan);
  action = expect (plan, 0, DROPOFF_ACTION_VERIFY);
  end (plan, &action, &nothing);
  action = advance_to (plan, DROPOFF_ACTION_COMPLETE);
  end (plan, &action, &taken);
  dropoff_upload_plan_hurry (plan);
  action = expect (plan, 0, DROPOFF_ACTION_VERIFY);
  end (plan, &action, &nothing);
  action = advance_to (plan, DROPOFF_ACTION_NAME);
  g_assert_cmpuint (action.candidate, ==, 2);
  advance_to (plan, DROPOFF_ACTION_DONE);
}

/* The person wants to be asked about a name that is taken: nothing more is tried before. */
static void
test_name_is_asked_about (void)
{
  DropoffPlanStart start = { .size_bytes = 40 * MIB, .keep_both = TRUE };
  g_autoptr (DropoffUploadPlan) plan = dropoff_upload_plan_new (&start);
  const DropoffResult not_free = { .ok = TRUE };
  const DropoffResult asks = { .error = DROPOFF_ERROR_NAME_TAKEN };
  DropoffAction action = advance_to (plan, DROPOFF_ACTION_NAME);

  end (plan, &action, &not_free);
  action = expect (plan, 0, DROPOFF_ACTION_NAME);
  g_assert_cmpuint (action.candidate, ==, 2);
  end (plan, &action, &asks);
  action = expect (plan, 0, DROPOFF_ACTION_GIVE_UP);
  g_assert_cmpint ((int) action.error, ==, DROPOFF_ERROR_NAME_TAKEN);
}

/* Where nobody may look, a small file still gets past many others of its name. */
static void
test_many_of_one_name (void)
{
  DropoffPlanStart start = { .size_bytes = 1000, .keep_both = TRUE };
  g_autoptr (DropoffUploadPlan) plan = dropoff_upload_plan_new (&start);
  const DropoffResult taken = { .error = DROPOFF_ERROR_NAME_TAKEN };
  const DropoffResult unknown = { .ok = TRUE, .unknown = TRUE };

  for (guint candidate = 1; candidate < 90; candidate++)
    {
      DropoffAction action = advance_to (plan, DROPOFF_ACTION_PUT);

      end (plan, &action, &taken);
      action = expect (plan, 0, DROPOFF_ACTION_VERIFY);
      end (plan, &action, &unknown);
      action = expect (plan, 0, DROPOFF_ACTION_NAME);
      g_assert_cmpuint (action.candidate, ==, candidate + 1);
    }
  advance_to (plan, DROPOFF_ACTION_DONE);
}

/* An address that takes files by PUT alone has compared nothing unless it says so: also when its
 * word was lost and our reference is all that is seen. */
static void
test_lost_answer_proves_nothing (void)
{
  DropoffPlanStart start = { .size_bytes = 1000, .in_one_request = TRUE, .keep_both = TRUE };
  g_autoptr (DropoffUploadPlan) plan = dropoff_upload_plan_new (&start);
  const DropoffResult taken = { .error = DROPOFF_ERROR_NAME_TAKEN };
  const DropoffResult ours = { .ok = TRUE, .exists = TRUE, .ours = TRUE, .size_bytes = 1000 };
  DropoffAction action = advance_to (plan, DROPOFF_ACTION_PUT);

  end (plan, &action, &taken);
  action = advance_to (plan, DROPOFF_ACTION_VERIFY);
  end (plan, &action, &ours);
  action = expect (plan, 0, DROPOFF_ACTION_DONE);
  g_assert_false (dropoff_upload_plan_is_verified (plan));
}

/* A begin is lost and looked for after a moment. Gives the plan when the file is sent. */
static DropoffUploadPlan *
lose_begin (void)
{
  DropoffPlanStart start = { .size_bytes = 40 * MIB, .keep_both = TRUE };
  DropoffUploadPlan *plan = dropoff_upload_plan_new (&start);
  const DropoffResult lost = { .error = DROPOFF_ERROR_NETWORK };
  const DropoffResult none = { .ok = TRUE };
  const DropoffResult verified = { .ok = TRUE, .verified = TRUE };
  DropoffAction action;

  action = advance_to (plan, DROPOFF_ACTION_BEGIN);
  end (plan, &action, &lost);
  dropoff_upload_plan_hurry (plan);
  action = expect (plan, 0, DROPOFF_ACTION_WAIT_UNTIL);
  g_assert_cmpint (action.until_ms, >=, 500);
  action = expect (plan, action.until_ms, DROPOFF_ACTION_FIND);
  end (plan, &action, &none);
  action = advance_to (plan, DROPOFF_ACTION_COMPLETE);
  end (plan, &action, &verified);
  g_assert_true (dropoff_upload_plan_is_completing (plan));
  return plan;
}

/* What was carried out meanwhile goes if nothing was sent to it; with parts it is somebody's. */
static void
test_lost_begin_is_late (void)
{
  static const struct
  {
    DropoffActionKind kind;
    DropoffResult result;
  } steps[] = {
    { DROPOFF_ACTION_FIND, { .ok = TRUE, .found = TRUE } },
    { DROPOFF_ACTION_LIST_PARTS, { .ok = TRUE, .n_parts = 1 } },
    { DROPOFF_ACTION_FIND, { .ok = TRUE, .found = TRUE } },
    { DROPOFF_ACTION_LIST_PARTS, { .ok = TRUE } },
    { DROPOFF_ACTION_ABORT, { .ok = TRUE } },
    { DROPOFF_ACTION_LIST_PARTS, { .error = DROPOFF_ERROR_UPLOAD_GONE } },
    { DROPOFF_ACTION_FIND, { .ok = TRUE } },
  };
  DropoffAction action;
  g_autoptr (DropoffUploadPlan) plan = lose_begin ();

  for (guint i = 0; i < G_N_ELEMENTS (steps); i++)
    {
      action = expect (plan, 10000, steps[i].kind);
      end (plan, &action, &steps[i].result);
    }
  action = expect (plan, 10000, DROPOFF_ACTION_DONE);
}

/* After three tries it is done, and nothing was to be seen of them. */
static void
test_search_may_fail (void)
{
  static const DropoffError errors[]
      = { DROPOFF_ERROR_NETWORK, DROPOFF_ERROR_RETRY,       DROPOFF_ERROR_THROTTLED,
          DROPOFF_ERROR_SIGN_IN, DROPOFF_ERROR_ASK_COMPANY, DROPOFF_ERROR_UPLOAD_GONE,
          DROPOFF_ERROR_CLOCK,   DROPOFF_ERROR_INTERNAL,    DROPOFF_ERROR_WRONG_ANSWER };

  for (guint i = 0; i < G_N_ELEMENTS (errors); i++)
    {
      const DropoffResult failed = { .error = errors[i] };
      DropoffAction action;
      g_autoptr (DropoffUploadPlan) plan = lose_begin ();

      for (guint n = 0; n < 3; n++)
        {
          action = dropoff_upload_plan_next (plan, 10000, TRUE);
          end (plan, &action, &failed);
          g_assert_cmpint (dropoff_upload_plan_get_wait_reason (plan), ==, -1);
        }
      action = expect (plan, 10000, DROPOFF_ACTION_DONE);
      g_assert_cmpuint (dropoff_upload_plan_get_arrived (plan), ==, 40 * MIB);
    }
}

static void
test_missing_part_is_noticed (void)
{
  DropoffPlanStart start = { .size_bytes = 40 * MIB };
  g_autoptr (DropoffUploadPlan) plan = dropoff_upload_plan_new (&start);
  g_autoptr (GArray) parts = NULL;
  DropoffAction last;
  DropoffResult arrived = { .ok = TRUE, .verified = TRUE, .etag = "\"e\"" };

  for (guint i = 0; i < 8; i++)
    {
      last = advance_to (plan, DROPOFF_ACTION_SEND_PART);
      g_assert_null (dropoff_upload_plan_get_parts (plan));
      end (plan, &last, &arrived);
    }
  parts = dropoff_upload_plan_get_parts (plan);
  g_assert_nonnull (parts);
  g_assert_cmpuint (parts->len, ==, 8);
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
  g_assert_cmpuint (dropoff_upload_plan_get_arrived (plan), ==, 5 * MIB);
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
  action = expect (plan, 0, DROPOFF_ACTION_GIVE_UP);
  g_assert_cmpint ((int) action.error, ==, DROPOFF_ERROR_ASK_COMPANY);
}

/* A drive that is there, but does not give the bytes. */
static void
test_unreadable_is_told (void)
{
  DropoffPlanStart start = { .size_bytes = 20 * MIB };
  g_autoptr (DropoffUploadPlan) plan = dropoff_upload_plan_new (&start);
  DropoffResult gone = { .error = DROPOFF_ERROR_FILE_GONE };
  DropoffResult there = { .ok = TRUE, .change = DROPOFF_FILE_SAME };
  DropoffAction action;

  for (guint i = 0; i < 3; i++)
    {
      action = advance_to (plan, DROPOFF_ACTION_SEND_PART);
      end (plan, &action, &gone);
      g_assert_cmpint (dropoff_upload_plan_get_wait_reason (plan), ==, DROPOFF_ERROR_FILE_GONE);
      dropoff_upload_plan_hurry (plan);
      action = advance_to (plan, DROPOFF_ACTION_CHECK_FILE);
      end (plan, &action, &there);
    }
  action = advance_to (plan, DROPOFF_ACTION_SEND_PART);
  end (plan, &action, &gone);
  action = expect (plan, 0, DROPOFF_ACTION_GIVE_UP);
  g_assert_cmpint ((int) action.error, ==, DROPOFF_ERROR_FILE);
}

/* All parts in flight fail when a drive is pulled: that tells no more than one of them. */
static void
test_gone_together (void)
{
  DropoffPlanStart start = { .size_bytes = 200 * MIB };
  g_autoptr (DropoffUploadPlan) plan = dropoff_upload_plan_new (&start);
  DropoffResult gone = { .error = DROPOFF_ERROR_FILE_GONE };
  DropoffResult there = { .ok = TRUE, .change = DROPOFF_FILE_SAME };
  DropoffAction parts[12];
  DropoffAction action;

  for (guint i = 0; i < G_N_ELEMENTS (parts); i++)
    {
      parts[i] = advance_to (plan, DROPOFF_ACTION_SEND_PART);
      dropoff_upload_plan_started (plan, &parts[i]);
    }
  for (guint i = 0; i < G_N_ELEMENTS (parts); i++)
    dropoff_upload_plan_ended (plan, &parts[i], &gone, 0);
  dropoff_upload_plan_hurry (plan);
  action = advance_to (plan, DROPOFF_ACTION_CHECK_FILE);
  end (plan, &action, &there);
  advance_to (plan, DROPOFF_ACTION_SEND_PART);
}

/* A drive that comes and goes is waited for without an end. */
static void
test_gone_is_waited_for (void)
{
  DropoffPlanStart start = { .size_bytes = 20 * MIB };
  g_autoptr (DropoffUploadPlan) plan = dropoff_upload_plan_new (&start);
  DropoffResult gone = { .error = DROPOFF_ERROR_FILE_GONE };
  gint64 now_ms = 0;

  for (guint i = 0; i < 1000; i++)
    {
      DropoffAction action = expect (plan, now_ms, DROPOFF_ACTION_CHECK_FILE);
      dropoff_upload_plan_started (plan, &action);
      dropoff_upload_plan_ended (plan, &action, &gone, now_ms);
      action = expect (plan, now_ms, DROPOFF_ACTION_WAIT_UNTIL);
      g_assert_cmpint (action.until_ms - now_ms, <=, 4000); /* goes on within 5 s */
      now_ms = action.until_ms;
    }
}

/* A log: every look finds more of it. A person who was asked once is not asked again; before the
 * end all parts are compared with the file, because its times tell nothing. */
static void
test_grows_without_end (void)
{
  DropoffPlanStart start = { .size_bytes = 40 * MIB, .line_rate = 100 * MIB, .has_key = TRUE,
                             .may_grow = TRUE };
  g_autoptr (DropoffUploadPlan) plan = dropoff_upload_plan_new (&start);
  guint n_compared = 0;

  for (guint i = 0; i < 50; i++)
    {
      DropoffAction action = dropoff_upload_plan_next (plan, 0, TRUE);
      DropoffResult ok = { .ok = TRUE, .free = TRUE, .verified = TRUE, .etag = "\"e\"",
                           .change = DROPOFF_FILE_GROWN };

      if (action.kind == DROPOFF_ACTION_COMPLETE)
        {
          g_assert_cmpuint (n_compared, ==, 3);
          return;
        }
      ok.crc64 = world_crc (MAX (action.part, 1));
      n_compared += action.kind == DROPOFF_ACTION_CHECK_PART;
      end (plan, &action, &ok);
    }
  g_assert_not_reached ();
}

/* It grows, and what was sent of it is written over: it is asked about, and not put together. Nor
 * is it while it cannot be looked at. */
static void
test_grows_and_changes (void)
{
  DropoffPlanStart start = { .size_bytes = 40 * MIB, .line_rate = 100 * MIB, .has_key = TRUE,
                             .may_grow = TRUE };
  g_autoptr (DropoffUploadPlan) plan = dropoff_upload_plan_new (&start);
  const DropoffResult grown = { .ok = TRUE, .change = DROPOFF_FILE_GROWN };
  const DropoffResult gone = { .error = DROPOFF_ERROR_FILE_GONE };
  const DropoffResult other = { .ok = TRUE, .crc64 = 42 };
  DropoffAction action;

  for (guint i = 0; i < 3; i++)
    {
      DropoffResult sent = { .ok = TRUE, .verified = TRUE, .etag = "\"e\"" };

      action = advance_to (plan, DROPOFF_ACTION_SEND_PART);
      sent.crc64 = world_crc (action.part);
      end (plan, &action, &sent);
    }
  action = advance_to (plan, DROPOFF_ACTION_CHECK_FILE);
  end (plan, &action, &gone);
  dropoff_upload_plan_hurry (plan);
  action = advance_to (plan, DROPOFF_ACTION_CHECK_FILE);
  end (plan, &action, &grown);
  action = expect (plan, 0, DROPOFF_ACTION_CHECK_PART);
  end (plan, &action, &other);
  action = expect (plan, 0, DROPOFF_ACTION_GIVE_UP);
  g_assert_cmpint ((int) action.error, ==, DROPOFF_ERROR_FILE_CHANGED);
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
  action = expect (plan, 0, DROPOFF_ACTION_SEND_PART);
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
  action = expect (plan, G_MAXINT64 - 1, DROPOFF_ACTION_WAIT_UNTIL);
  g_assert_cmpint (dropoff_upload_plan_get_wait_reason (plan), ==, DROPOFF_ERROR_SIGN_IN);
  dropoff_upload_plan_hurry (plan);
  action = expect (plan, 0, DROPOFF_ACTION_SEND_PART);
}

static void
test_part_sizes (void)
{
  static const struct
  {
    guint64 size;
    guint64 line_rate;
    guint64 part_size;
  } cases[] = {
    { 0, 0, 0 },
    { 1, 0, 0 },
    { 0, 1, 0 },
    { 16 * MIB, 0, 0 },
    { 16 * MIB + 1, 0, 5 * MIB },
    { 9500 * 5 * MIB, 0, 5 * MIB },
    { 9500 * 5 * MIB + 1, 0, 6 * MIB },
    { 200 * 1000 * G_GUINT64_CONSTANT (1000000), 0, 21 * MIB },
    { DROPOFF_PLAN_MAX_BYTES, 0, DROPOFF_PLAN_MAX_PART_BYTES },
    /* 1 Mbit/s */
    { 2 * MIB, 125000, 0 },
    { 5 * MIB, 125000, 0 },
    { 5 * MIB + 1, 125000, 5 * MIB },
    { 100 * MIB, 125000, 5 * MIB },
    { DROPOFF_PLAN_MAX_BYTES, 1, DROPOFF_PLAN_MAX_PART_BYTES },
    /* 20 Mbit/s */
    { 16 * MIB, 2500000, 0 },
    { 16 * MIB + 1, 2500000, 5 * MIB },
    /* 1 Gbit/s */
    { 16 * MIB, 125000000, 0 },
    { 16 * MIB + 1, 125000000, 16 * MIB },
    { 9500 * 16 * MIB, 125000000, 16 * MIB },
    { 9500 * 16 * MIB + 1, 125000000, 17 * MIB },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    g_assert_cmpuint (dropoff_upload_plan_choose_part_size (cases[i].size, cases[i].line_rate), ==,
                      cases[i].part_size);
  for (guint64 size = 16 * MIB + 1; size < DROPOFF_PLAN_MAX_BYTES; size += size / 3)
    {
      guint64 part_size = dropoff_upload_plan_choose_part_size (size, 0);

      g_assert_cmpuint ((size + part_size - 1) / part_size, <=, 10000);
    }
}

/* What was named for one request stays in one, however slow the line is by then. */
static void
test_named_for_one_request (void)
{
  DropoffPlanStart start = { .size_bytes = 12 * MIB, .line_rate = 125000 };
  g_autoptr (DropoffUploadPlan) fresh = dropoff_upload_plan_new (&start);
  g_autoptr (DropoffUploadPlan) named = NULL;

  g_assert_cmpuint (dropoff_upload_plan_get_part_size (fresh), ==, 5 * MIB);
  start.has_key = TRUE;
  named = dropoff_upload_plan_new (&start);
  g_assert_cmpuint (dropoff_upload_plan_get_part_size (named), ==, 0);
  /* And what has begun in parts goes on with parts of that size. */
  start.part_size_bytes = 6 * MIB;
  start.has_upload_id = TRUE;
  dropoff_upload_plan_free (named);
  named = dropoff_upload_plan_new (&start);
  g_assert_cmpuint (dropoff_upload_plan_get_part_size (named), ==, 6 * MIB);
}

static void
test_retry_delays (void)
{
  g_assert_cmpint (dropoff_retry_policy_delay_ms (DROPOFF_RETRY_TRANSIENT, 1, 0, 1), ==, 100);
  g_assert_cmpint (dropoff_retry_policy_delay_ms (DROPOFF_RETRY_TRANSIENT, 4, 0, 1), ==, 800);
  g_assert_cmpint (dropoff_retry_policy_delay_ms (DROPOFF_RETRY_THROTTLE, 1, 0, 1), ==, 1000);
  g_assert_cmpint (dropoff_retry_policy_delay_ms (DROPOFF_RETRY_THROTTLE, 99, 0, 1), ==, 20000);
  g_assert_cmpint (dropoff_retry_policy_delay_ms (DROPOFF_RETRY_NETWORK, 3, 0, 1), ==, 400);
  g_assert_cmpint (dropoff_retry_policy_delay_ms (DROPOFF_RETRY_NETWORK, 40, 0, 1), ==, 500);
  g_assert_cmpint (dropoff_retry_policy_delay_ms (DROPOFF_RETRY_NETWORK, 41, 0, 1), ==, 1000);
  g_assert_cmpint (dropoff_retry_policy_delay_ms (DROPOFF_RETRY_NETWORK, 80, 0, 1), ==, 1000);
  g_assert_cmpint (dropoff_retry_policy_delay_ms (DROPOFF_RETRY_NETWORK, 81, 0, 1), ==, 4000);
  g_assert_cmpint (dropoff_retry_policy_delay_ms (DROPOFF_RETRY_NETWORK, 99, 0, 1), ==, 4000);
  g_assert_cmpint (dropoff_retry_policy_delay_ms (DROPOFF_RETRY_TRANSIENT, 5, 0, 0), ==, 0);
  g_assert_cmpint (dropoff_retry_policy_delay_ms (DROPOFF_RETRY_THROTTLE, 1, 7000, 0.5), ==, 7000);
  g_assert_cmpint (dropoff_retry_policy_delay_ms (DROPOFF_RETRY_THROTTLE, 1, G_MAXINT64, 0), ==,
                   300000);
}

static void
test_stragglers (void)
{
  /* Half a second is usual. */
  g_assert_true (dropoff_retry_policy_is_straggler (2000, 0, 8 * MIB, 500));
  g_assert_true (dropoff_retry_policy_is_straggler (2000, 5 * MIB, 8 * MIB, 500));
  g_assert_false (dropoff_retry_policy_is_straggler (2000, 6 * MIB, 8 * MIB, 500));
  g_assert_false (dropoff_retry_policy_is_straggler (1999, 0, 8 * MIB, 500));
  g_assert_false (dropoff_retry_policy_is_straggler (60000, 8 * MIB, 8 * MIB, 500));
  /* A minute is. */
  g_assert_false (dropoff_retry_policy_is_straggler (179999, 0, 8 * MIB, 60000));
  g_assert_true (dropoff_retry_policy_is_straggler (180000, 4 * MIB, 8 * MIB, 60000));
  /* Nothing is. */
  g_assert_false (dropoff_retry_policy_is_straggler (3600000, 0, 8 * MIB, 0));
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
  g_test_add_func ("/plan/random-edits", test_random_edits);
  g_test_add_func ("/plan/random-aborts", test_random_aborts);
  g_test_add_func ("/plan/wrong-sum-is-never-done", test_wrong_sum_is_never_done);
  g_test_add_func ("/upload-plan/part-of-no-journal", test_part_of_no_journal);
  g_test_add_func ("/plan/success-that-is-hidden", test_success_that_is_hidden);
  g_test_add_func ("/plan/lost-answer-and-hidden", test_lost_answer_and_hidden);
  g_test_add_func ("/plan/name-is-asked-about", test_name_is_asked_about);
  g_test_add_func ("/plan/many-of-one-name", test_many_of_one_name);
  g_test_add_func ("/plan/lost-answer-proves-nothing", test_lost_answer_proves_nothing);
  g_test_add_func ("/plan/lost-begin-is-late", test_lost_begin_is_late);
  g_test_add_func ("/plan/search-may-fail", test_search_may_fail);
  g_test_add_func ("/plan/missing-part-is-noticed", test_missing_part_is_noticed);
  g_test_add_func ("/plan/unverified-part-goes-twice", test_unverified_part_goes_twice);
  g_test_add_func ("/plan/permissions-end-it", test_permissions_end_it);
  g_test_add_func ("/plan/unreadable-is-told", test_unreadable_is_told);
  g_test_add_func ("/plan/gone-together", test_gone_together);
  g_test_add_func ("/plan/gone-is-waited-for", test_gone_is_waited_for);
  g_test_add_func ("/plan/grows-without-end", test_grows_without_end);
  g_test_add_func ("/plan/grows-and-changes", test_grows_and_changes);
  g_test_add_func ("/plan/not-allowed-to-look", test_not_allowed_to_look);
  g_test_add_func ("/plan/sign-in-waits-for-the-person", test_sign_in_waits_for_the_person);
  g_test_add_func ("/plan/part-sizes", test_part_sizes);
  g_test_add_func ("/plan/named-for-one-request", test_named_for_one_request);
  g_test_add_func ("/plan/retry-delays", test_retry_delays);
  g_test_add_func ("/plan/stragglers", test_stragglers);
  g_test_add_func ("/plan/candidate-names", test_candidate_names);
  g_test_add_func ("/plan/rate", test_rate);
  return g_test_run ();
}
