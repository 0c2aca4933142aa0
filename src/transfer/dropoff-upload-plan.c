/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "dropoff-upload-plan-private.h"

#define MIB (G_GUINT64_CONSTANT (1024) * 1024)
#define TARGET_PARTS 9500

/* What is under way when a line breaks is lost: small parts lose less. Large ones cost less of the
 * processor and of the company's money, where they take no time. */
#define FAST_LINE_RATE (8 * MIB)
/* Longer than that a request is too much to lose. */
#define LONG_REQUEST_S 20

/* A hiccup that the next tries get over, in a second or so, is nothing a person needs to see. */
#define FAILURES_SHOWN 5

static DropoffPlanPhase
first_phase_after_check (const DropoffPlanStart *start, gboolean in_parts)
{
  if (!start->has_key)
    return DROPOFF_PLAN_PHASE_NAME;
  if (!in_parts)
    return DROPOFF_PLAN_PHASE_SEND;
  if (start->has_upload_id)
    return DROPOFF_PLAN_PHASE_LIST;
  return start->begin_intended ? DROPOFF_PLAN_PHASE_FIND : DROPOFF_PLAN_PHASE_BEGIN;
}

static DropoffAction
next_in_send (const DropoffUploadPlan *plan, gboolean may_send)
{
  DropoffAction action = { .kind = DROPOFF_ACTION_WAIT };

  if (!may_send || (plan->n_flying > 0 && plan->n_failures > 0))
    return action;
  if (plan->table.part_size_bytes == 0)
    action.kind = DROPOFF_ACTION_PUT;
  else if (dropoff_plan_parts_find_missing (&plan->table, &action.part))
    action.kind = DROPOFF_ACTION_SEND_PART;
  return action;
}

static DropoffAction
next_in_phase (const DropoffUploadPlan *plan, gboolean may_send)
{
  static const DropoffActionKind kinds[] = {
    [DROPOFF_PLAN_PHASE_CHECK] = DROPOFF_ACTION_CHECK_FILE,
    [DROPOFF_PLAN_PHASE_NAME] = DROPOFF_ACTION_NAME,
    [DROPOFF_PLAN_PHASE_FIND] = DROPOFF_ACTION_FIND,
    [DROPOFF_PLAN_PHASE_FIND_CHECK] = DROPOFF_ACTION_LIST_PARTS,
    [DROPOFF_PLAN_PHASE_BEGIN] = DROPOFF_ACTION_BEGIN,
    [DROPOFF_PLAN_PHASE_LIST] = DROPOFF_ACTION_LIST_PARTS,
    [DROPOFF_PLAN_PHASE_COMPARE] = DROPOFF_ACTION_CHECK_PART,
    [DROPOFF_PLAN_PHASE_TAKE_VERSION] = DROPOFF_ACTION_TAKE_VERSION,
    [DROPOFF_PLAN_PHASE_SEND] = DROPOFF_ACTION_WAIT,
    [DROPOFF_PLAN_PHASE_COMPLETE] = DROPOFF_ACTION_COMPLETE,
    [DROPOFF_PLAN_PHASE_VERIFY] = DROPOFF_ACTION_VERIFY,
    [DROPOFF_PLAN_PHASE_ABORT] = DROPOFF_ACTION_ABORT,
    [DROPOFF_PLAN_PHASE_ABORT_CHECK] = DROPOFF_ACTION_LIST_PARTS,
    [DROPOFF_PLAN_PHASE_DONE] = DROPOFF_ACTION_DONE,
    [DROPOFF_PLAN_PHASE_ABORTED] = DROPOFF_ACTION_ABORTED,
  };
  DropoffAction action = { .kind = kinds[plan->phase] };

  if (plan->phase == DROPOFF_PLAN_PHASE_SEND)
    return next_in_send (plan, may_send);
  /* A new phase begins when the parts of the old one are off the wire. */
  if (plan->n_flying > 0)
    action.kind = DROPOFF_ACTION_WAIT;
  if (action.kind == DROPOFF_ACTION_CHECK_PART)
    dropoff_plan_parts_find_unsure (&plan->table, &action.part);
  action.candidate = plan->candidate;
  action.marker = plan->phase == DROPOFF_PLAN_PHASE_LIST ? plan->list_marker : 0;
  return action;
}

/* The upload that was begun for another version of the file can take this one: its parts are of a
 * size that suits. */
static gboolean
can_keep_parts (const DropoffPlanStart *start)
{
  return start->has_upload_id && start->part_size_bytes > 0
         && dropoff_upload_plan_choose_part_size (start->size_bytes, 0) > 0
         && start->size_bytes <= start->part_size_bytes * DROPOFF_MAX_PARTS;
}

/* What has a name may have begun in parts. Of what was one request when it was named, their size is
 * not journaled; that it is another version now says that it may have been large. */
static gboolean
may_have_begun (const DropoffPlanStart *start)
{
  return !start->in_one_request
         && (start->part_size_bytes > 0 || start->new_version
             || start->size_bytes > DROPOFF_PLAN_SMALL_BYTES);
}

DropoffUploadPlan *
dropoff_upload_plan_new (const DropoffPlanStart *start)
{
  const gboolean mixed = start->new_version || start->mixed_versions;
  const gboolean anew = mixed && !start->complete_intended && !can_keep_parts (start);
  /* In an earlier life, on another line perhaps: it may have gone out. */
  const gboolean named_for_one
      = start->has_key && !anew && start->size_bytes <= DROPOFF_PLAN_SMALL_BYTES;
  DropoffUploadPlan *plan;
  guint64 part_size_bytes;

  g_return_val_if_fail (start->size_bytes <= DROPOFF_PLAN_MAX_BYTES, NULL);

  plan = g_new0 (DropoffUploadPlan, 1);
  part_size_bytes = anew ? 0 : start->part_size_bytes;
  if (part_size_bytes == 0 && !start->in_one_request && !named_for_one)
    part_size_bytes
        = dropoff_upload_plan_choose_part_size (start->size_bytes, start->line_rate);
  dropoff_plan_parts_init (&plan->table, start->size_bytes, part_size_bytes);
  /* Without an upload id they are what is left of one that was given up. */
  if (!anew && start->has_upload_id)
    dropoff_plan_parts_take_journaled (&plan->table, start->parts, start->n_parts);
  plan->keep_both = start->keep_both;
  plan->in_one_request = start->in_one_request;
  plan->has_upload_id = start->has_upload_id;
  plan->begin_intended = start->begin_intended && may_have_begun (start);
  /* What goes on does not know what its earlier lives have lost. */
  plan->begin_lost = plan->begin_intended || plan->has_upload_id;
  plan->after_find = DROPOFF_PLAN_PHASE_BEGIN;
  plan->complete_tried = start->complete_intended && !anew;
  plan->crc64 = start->crc64;
  plan->compare = mixed && !anew;
  plan->take_version = start->new_version && !anew;
  plan->may_grow = start->may_grow;
  plan->candidate = 1;
  plan->verified = !start->in_one_request;
  plan->wait_reason = -1;
  plan->after_check = first_phase_after_check (start, part_size_bytes > 0);
  plan->phase = DROPOFF_PLAN_PHASE_CHECK;
  if (anew)
    dropoff_upload_plan_restart (plan, DROPOFF_PLAN_PHASE_NAME);
  return plan;
}

void
dropoff_upload_plan_free (DropoffUploadPlan *plan)
{
  if (plan == NULL)
    return;
  dropoff_plan_parts_clear (&plan->table);
  g_free (plan);
}

DropoffAction
dropoff_upload_plan_next (const DropoffUploadPlan *plan, gint64 now_ms, gboolean may_send)
{
  DropoffAction action = { .kind = DROPOFF_ACTION_WAIT };
  gint64 not_before_ms = plan->not_before_ms;

  if (plan->busy)
    return action;
  if (plan->given_up && !plan->unwanted)
    {
      if (plan->n_flying == 0)
        {
          action.kind = DROPOFF_ACTION_GIVE_UP;
          action.error = plan->error;
        }
      return action;
    }
  action = next_in_phase (plan, may_send);
  if (action.kind == DROPOFF_ACTION_FIND)
    not_before_ms = MAX (not_before_ms, plan->find_not_before_ms);
  if (action.kind != DROPOFF_ACTION_WAIT && action.kind != DROPOFF_ACTION_DONE
      && action.kind != DROPOFF_ACTION_ABORTED && now_ms < not_before_ms)
    {
      action.kind = DROPOFF_ACTION_WAIT_UNTIL;
      action.until_ms = not_before_ms;
    }
  return action;
}

void
dropoff_upload_plan_started (DropoffUploadPlan *plan, const DropoffAction *action)
{
  if (action->kind == DROPOFF_ACTION_SEND_PART)
    {
      dropoff_plan_parts_fly (&plan->table, action->part);
      plan->n_flying++;
      return;
    }
  plan->busy = TRUE;
  if (action->kind == DROPOFF_ACTION_BEGIN)
    plan->begin_intended = TRUE;
  if (action->kind == DROPOFF_ACTION_COMPLETE)
    plan->complete_tried = TRUE;
}

void
dropoff_upload_plan_abort (DropoffUploadPlan *plan)
{
  plan->unwanted = TRUE;
  dropoff_upload_plan_hurry (plan);
  if (!plan->busy && !dropoff_upload_plan_is_taking_back (plan))
    dropoff_upload_plan_take_back (plan);
  /* What is busy ends first; dropoff_upload_plan_ended() turns it round. */
}

void
dropoff_upload_plan_hurry (DropoffUploadPlan *plan)
{
  plan->not_before_ms = 0;
  plan->n_failures = 0;
  plan->wait_reason = -1;
}

guint64
dropoff_upload_plan_get_part_size (const DropoffUploadPlan *plan)
{
  return plan->table.part_size_bytes;
}

guint64
dropoff_upload_plan_get_part_range (const DropoffUploadPlan *plan, guint part,
                                    guint64 *length_bytes)
{
  return dropoff_plan_parts_get_range (&plan->table, part, length_bytes);
}

guint64
dropoff_upload_plan_get_arrived (const DropoffUploadPlan *plan)
{
  if (plan->sent)
    return plan->table.size_bytes;
  return plan->table.bytes_there;
}

GArray *
dropoff_upload_plan_get_parts (const DropoffUploadPlan *plan)
{
  return dropoff_plan_parts_to_array (&plan->table);
}

guint64
dropoff_upload_plan_get_crc64 (const DropoffUploadPlan *plan)
{
  /* Once the parts were put together there is no list any more of those that the journal lacks. */
  const gboolean of_journal = plan->complete_tried && plan->table.n_there < plan->table.n_parts;

  return plan->table.n_parts == 0 || of_journal ? plan->crc64
                                                : dropoff_plan_parts_get_crc64 (&plan->table);
}

gboolean
dropoff_upload_plan_is_verified (const DropoffUploadPlan *plan)
{
  return plan->phase == DROPOFF_PLAN_PHASE_DONE && plan->verified;
}

gboolean
dropoff_upload_plan_is_completing (const DropoffUploadPlan *plan)
{
  return plan->phase == DROPOFF_PLAN_PHASE_COMPLETE || plan->phase == DROPOFF_PLAN_PHASE_VERIFY
         || plan->sent;
}

gboolean
dropoff_upload_plan_is_comparing (const DropoffUploadPlan *plan)
{
  return plan->phase == DROPOFF_PLAN_PHASE_COMPARE;
}

int
dropoff_upload_plan_get_wait_reason (const DropoffUploadPlan *plan)
{
  gboolean lasts = plan->wait_reason == DROPOFF_ERROR_SIGN_IN
                   || plan->wait_reason == DROPOFF_ERROR_FILE_GONE
                   || plan->n_failures >= FAILURES_SHOWN;

  return lasts ? plan->wait_reason : -1;
}

gboolean
dropoff_upload_plan_has_given_up (const DropoffUploadPlan *plan)
{
  return plan->given_up;
}

guint64
dropoff_upload_plan_choose_part_size (guint64 size_bytes, guint64 line_rate)
{
  const gboolean takes_long = line_rate > 0 && size_bytes / line_rate >= LONG_REQUEST_S;
  const guint64 smallest = line_rate >= FAST_LINE_RATE ? DROPOFF_PLAN_SMALL_BYTES
                                                       : DROPOFF_PLAN_MIN_PART_BYTES;
  guint64 part_size;

  if (size_bytes <= (takes_long ? DROPOFF_PLAN_MIN_PART_BYTES : DROPOFF_PLAN_SMALL_BYTES))
    return 0;
  part_size = (size_bytes + TARGET_PARTS - 1) / TARGET_PARTS;
  part_size = (part_size + MIB - 1) / MIB * MIB;
  return CLAMP (part_size, smallest, DROPOFF_PLAN_MAX_PART_BYTES);
}
