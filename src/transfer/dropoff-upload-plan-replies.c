/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the reply to an action changes: where the upload stands, and how long it waits. */
#include "dropoff-retry-policy.h"
#include "dropoff-upload-plan-private.h"

#define FILE_POLL_MS 2000
#define MAX_DAMAGED 3
#define MAX_RESTARTS 5
#define MAX_BLIND_NAMES 100
#define MAX_ABORT_ROUNDS 5
#define MAX_VERSIONS 5
#define MAX_UNREADABLE 4
/* In a row, of what is done after the file was sent. */
#define MAX_AFTERWARDS 3
/* A begin whose connection broke may be on its way still, in some buffer, or be carried out just
 * now. */
#define LOST_BEGIN_MS 1000

/* Where it goes on once it has a name. */
static DropoffPlanPhase
first_sending_phase (const DropoffUploadPlan *plan)
{
  if (plan->table.part_size_bytes == 0)
    return DROPOFF_PLAN_PHASE_SEND;
  return plan->begin_intended ? DROPOFF_PLAN_PHASE_FIND : DROPOFF_PLAN_PHASE_BEGIN;
}

void
dropoff_upload_plan_restart (DropoffUploadPlan *plan, DropoffPlanPhase phase)
{
  if (++plan->n_restarts > MAX_RESTARTS)
    {
      plan->given_up = TRUE;
      plan->error = DROPOFF_ERROR_UPLOAD_GONE;
      return;
    }
  dropoff_plan_parts_forget (&plan->table);
  plan->complete_tried = FALSE;
  plan->ours = FALSE;
  plan->name_taken = FALSE;
  plan->verified = !plan->in_one_request;
  plan->compare = FALSE;
  plan->must_match = FALSE;
  plan->touched = FALSE;
  plan->take_version = FALSE;
  plan->compared = FALSE;
  /* A begin of an earlier life may be hidden behind the id that the journal had. */
  if (plan->table.n_parts > 0 || plan->has_upload_id || plan->begin_intended)
    {
      plan->begin_lost = TRUE;
      plan->after_find = phase;
      phase = DROPOFF_PLAN_PHASE_FIND;
    }
  plan->after_check = phase;
  plan->phase = plan->has_upload_id ? DROPOFF_PLAN_PHASE_ABORT : phase;
}

static void
restart_under_next_name (DropoffUploadPlan *plan)
{
  plan->candidate++;
  /* Where nobody may look, each name has to be tried: with a small file as many as it takes. */
  if (plan->table.size_bytes <= DROPOFF_PLAN_SMALL_BYTES && plan->candidate <= MAX_BLIND_NAMES)
    plan->n_restarts = 0;
  dropoff_upload_plan_restart (plan, DROPOFF_PLAN_PHASE_NAME);
}

/* What was found may be somebody's who sends a file of that name from another computer. */
static void
pass_over (DropoffUploadPlan *plan)
{
  plan->has_upload_id = FALSE;
  plan->phase = DROPOFF_PLAN_PHASE_FIND;
}

static void
give_up (DropoffUploadPlan *plan, DropoffError error)
{
  /* Taking back is best effort: what the company does not let us take back, its own rule for
   * unfinished uploads will. */
  if (plan->phase == DROPOFF_PLAN_PHASE_ABORT || plan->phase == DROPOFF_PLAN_PHASE_ABORT_CHECK)
    {
      plan->has_upload_id = FALSE;
      plan->phase = plan->unwanted ? DROPOFF_PLAN_PHASE_ABORTED : plan->after_check;
      return;
    }
  if (plan->phase == DROPOFF_PLAN_PHASE_FIND_CHECK)
    {
      pass_over (plan);
      return;
    }
  if (plan->unwanted && dropoff_upload_plan_is_taking_back (plan))
    plan->phase = DROPOFF_PLAN_PHASE_ABORTED;
  else if (plan->unwanted)
    dropoff_upload_plan_take_back (plan);
  plan->given_up = TRUE;
  plan->error = error;
}

static void
wait_for (DropoffUploadPlan *plan, DropoffError reason, gint64 until_ms)
{
  plan->wait_reason = (int) reason;
  plan->not_before_ms = MAX (plan->not_before_ms, until_ms);
}

static void
back_off (DropoffUploadPlan *plan, const DropoffResult *result, DropoffRetryClass retry_class,
          gint64 now_ms)
{
  /* Parts in flight together fail together: that is one failure, not six. */
  if (plan->n_failures == 0 || now_ms >= plan->not_before_ms)
    plan->n_failures++;
  wait_for (plan, result->error,
            now_ms
                + dropoff_retry_policy_delay_ms (retry_class, plan->n_failures,
                                                 result->retry_after_ms, result->random));
}

/* Looks at the file again; then it goes on where it was. */
static void
look_again (DropoffUploadPlan *plan)
{
  if (plan->phase == DROPOFF_PLAN_PHASE_CHECK)
    return;
  plan->after_check = plan->phase;
  plan->phase = DROPOFF_PLAN_PHASE_CHECK;
}

static void
ask_for_parts (DropoffUploadPlan *plan)
{
  plan->phase = DROPOFF_PLAN_PHASE_LIST;
  plan->list_marker = 0;
}

/* Goes on with the parts as they are known now. */
static void
go_on (DropoffUploadPlan *plan)
{
  guint unsure;

  if (dropoff_plan_parts_find_unsure (&plan->table, &unsure))
    {
      plan->phase = DROPOFF_PLAN_PHASE_COMPARE;
      return;
    }
  if (plan->touched && plan->table.n_there == 0)
    {
      give_up (plan, DROPOFF_ERROR_FILE_CHANGED);
      return;
    }
  plan->touched = FALSE;
  plan->must_match = FALSE;
  if (plan->take_version)
    plan->phase = DROPOFF_PLAN_PHASE_TAKE_VERSION;
  else if (!dropoff_plan_parts_are_complete (&plan->table))
    plan->phase = DROPOFF_PLAN_PHASE_SEND;
  else
    {
      /* All parts are there: a last look whether the file is still the one that they are of. */
      plan->after_check = DROPOFF_PLAN_PHASE_COMPLETE;
      plan->phase = DROPOFF_PLAN_PHASE_CHECK;
    }
}

static void
on_damaged (DropoffUploadPlan *plan, const DropoffAction *action, const DropoffResult *result,
            gint64 now_ms)
{
  if (action->kind == DROPOFF_ACTION_SEND_PART)
    {
      if (++plan->table.parts[action->part - 1].n_damaged >= MAX_DAMAGED)
        give_up (plan, DROPOFF_ERROR_DAMAGED);
    }
  else if (++plan->n_damaged >= MAX_DAMAGED)
    give_up (plan, DROPOFF_ERROR_DAMAGED);
  else if (action->kind == DROPOFF_ACTION_COMPLETE && plan->has_upload_id && plan->n_damaged == 1)
    {
      /* A part that was still on its way from an earlier life may have taken another's place. */
      plan->compare = TRUE;
      dropoff_plan_parts_doubt (&plan->table, DROPOFF_PLAN_PART_JOURNALED);
      ask_for_parts (plan);
    }
  else if (action->kind == DROPOFF_ACTION_COMPLETE)
    dropoff_upload_plan_restart (plan, DROPOFF_PLAN_PHASE_BEGIN);
  back_off (plan, result, DROPOFF_RETRY_TRANSIENT, now_ms);
}

static void
on_upload_gone (DropoffUploadPlan *plan)
{
  if (plan->phase == DROPOFF_PLAN_PHASE_FIND_CHECK)
    {
      pass_over (plan); /* listed, and yet not there */
      return;
    }
  plan->has_upload_id = FALSE;
  plan->begin_intended = TRUE; /* by an earlier life, perhaps, that could not journal its id */
  if (plan->unwanted)
    plan->phase = DROPOFF_PLAN_PHASE_FIND; /* is there nothing else for this key? */
  else if (plan->phase == DROPOFF_PLAN_PHASE_ABORT || plan->phase == DROPOFF_PLAN_PHASE_ABORT_CHECK)
    plan->phase = plan->after_check;
  else if (plan->complete_tried)
    plan->phase = DROPOFF_PLAN_PHASE_VERIFY; /* the answer to Complete may have been lost */
  else if (plan->touched)
    give_up (plan, DROPOFF_ERROR_FILE_CHANGED); /* there is nothing left to compare it with */
  else if (plan->phase != DROPOFF_PLAN_PHASE_BEGIN && plan->phase != DROPOFF_PLAN_PHASE_FIND)
    /* Parts of the old upload that are in flight may report this again. */
    dropoff_upload_plan_restart (plan, DROPOFF_PLAN_PHASE_BEGIN);
}

static void
end_listing (DropoffUploadPlan *plan, DropoffPlanPartState unlisted)
{
  dropoff_plan_parts_settle_journaled (&plan->table, unlisted);
  if (plan->compare)
    dropoff_plan_parts_doubt (&plan->table, DROPOFF_PLAN_PART_UNSURE);
  go_on (plan);
}

static void
on_file_gone (DropoffUploadPlan *plan, const DropoffAction *action, gint64 now_ms)
{
  if (action->kind == DROPOFF_ACTION_CHECK_FILE)
    plan->n_unreadable = 0;
  /* There whenever it is looked at, but its bytes cannot be had: a person has to see to it. Parts
   * in flight together fail together: that counts once. */
  else if (plan->phase != DROPOFF_PLAN_PHASE_CHECK && ++plan->n_unreadable >= MAX_UNREADABLE)
    give_up (plan, DROPOFF_ERROR_FILE);
  look_again (plan);
  wait_for (plan, DROPOFF_ERROR_FILE_GONE, now_ms + FILE_POLL_MS);
}

static void
on_name_taken (DropoffUploadPlan *plan, const DropoffAction *action, const DropoffResult *result)
{
  if (action->kind == DROPOFF_ACTION_NAME) /* the person wants to be asked first */
    {
      give_up (plan, result->error);
      return;
    }
  if (action->kind == DROPOFF_ACTION_PUT)
    plan->crc64 = result->crc64;
  /* It may be ours: an earlier answer may have been lost. */
  plan->name_taken = TRUE;
  plan->phase = DROPOFF_PLAN_PHASE_VERIFY;
}

/* What was taken back is gone. */
static gboolean
is_success (const DropoffAction *action, const DropoffResult *result)
{
  return result->error == DROPOFF_ERROR_UPLOAD_GONE && action->kind != DROPOFF_ACTION_FIND;
}

/* The file is there. What may be left beside it is looked for with a few tries, and nobody is told
 * or kept waiting when that does not work. */
static void
on_failed_afterwards (DropoffUploadPlan *plan, const DropoffResult *result, gint64 now_ms)
{
  if (result->error == DROPOFF_ERROR_CANCELLED)
    return;
  if (++plan->n_failures >= MAX_AFTERWARDS)
    plan->phase = DROPOFF_PLAN_PHASE_DONE;
  else
    wait_for (plan, DROPOFF_ERROR_RETRY,
              now_ms
                  + dropoff_retry_policy_delay_ms (DROPOFF_RETRY_TRANSIENT, plan->n_failures, 0,
                                                   result->random));
}

/* Whether it began is not known: look before beginning a second one, and once more at the end. */
static void
on_begin_lost (DropoffUploadPlan *plan, gint64 now_ms)
{
  plan->phase = DROPOFF_PLAN_PHASE_FIND;
  plan->begin_lost = TRUE;
  plan->find_not_before_ms = now_ms + LOST_BEGIN_MS;
}

static void
on_failed (DropoffUploadPlan *plan, const DropoffAction *action, const DropoffResult *result,
           gint64 now_ms)
{
  if (plan->sent && !plan->unwanted && !is_success (action, result))
    {
      on_failed_afterwards (plan, result, now_ms);
      return;
    }
  /* Taking back does not need the file. */
  if (plan->unwanted && action->kind == DROPOFF_ACTION_CHECK_FILE)
    return;
  /* Nor does putting together what is all there, and known to be of one version. */
  if (action->kind == DROPOFF_ACTION_CHECK_FILE && result->error != DROPOFF_ERROR_CANCELLED
      && plan->after_check == DROPOFF_PLAN_PHASE_COMPLETE && (!plan->may_grow || plan->compared))
    {
      plan->phase = DROPOFF_PLAN_PHASE_COMPLETE;
      return;
    }
  if (action->kind == DROPOFF_ACTION_BEGIN)
    on_begin_lost (plan, now_ms);

  switch (result->error)
    {
    case DROPOFF_ERROR_CANCELLED:
      break;
    case DROPOFF_ERROR_NETWORK:
    case DROPOFF_ERROR_NOT_SAFE:
    case DROPOFF_ERROR_NOT_THE_SERVICE:
      back_off (plan, result, DROPOFF_RETRY_NETWORK, now_ms);
      break;
    case DROPOFF_ERROR_RETRY:
    case DROPOFF_ERROR_KEYS_EXPIRED:
      back_off (plan, result, DROPOFF_RETRY_TRANSIENT, now_ms);
      break;
    case DROPOFF_ERROR_THROTTLED:
      back_off (plan, result, DROPOFF_RETRY_THROTTLE, now_ms);
      break;
    case DROPOFF_ERROR_SIGN_IN:
      wait_for (plan, DROPOFF_ERROR_SIGN_IN, G_MAXINT64);
      break;
    case DROPOFF_ERROR_FILE_GONE:
      on_file_gone (plan, action, now_ms);
      break;
    case DROPOFF_ERROR_FILE_CHANGED:
      plan->doubtful = TRUE;
      look_again (plan);
      break;
    case DROPOFF_ERROR_DAMAGED:
      on_damaged (plan, action, result, now_ms);
      break;
    case DROPOFF_ERROR_UPLOAD_GONE:
      on_upload_gone (plan);
      break;
    case DROPOFF_ERROR_NAME_TAKEN:
      on_name_taken (plan, action, result);
      break;
    case DROPOFF_ERROR_ASK_COMPANY:
      /* Not allowed to look which parts arrived: then the journal has to be believed. */
      if (plan->phase == DROPOFF_PLAN_PHASE_LIST)
        end_listing (plan, DROPOFF_PLAN_PART_THERE);
      else
        give_up (plan, result->error);
      break;
    case DROPOFF_ERROR_WRONG_ANSWER:
    case DROPOFF_ERROR_TOO_MANY_TRIES:
    case DROPOFF_ERROR_CODE_EXPIRED:
    case DROPOFF_ERROR_NEW_PASSWORD:
    case DROPOFF_ERROR_CONFIRM_ADDRESS:
    case DROPOFF_ERROR_BROWSER:
    case DROPOFF_ERROR_CLOCK:
    case DROPOFF_ERROR_CONNECTION_FILE:
    case DROPOFF_ERROR_FILE:
    case DROPOFF_ERROR_NOT_ACCEPTED:
    case DROPOFF_ERROR_NO_SPACE:
    case DROPOFF_ERROR_JOURNAL:
    case DROPOFF_ERROR_KEYRING:
    case DROPOFF_ERROR_INTERNAL:
    default:
      give_up (plan, result->error);
    }
}

/* More has come behind what is sent. The times say nothing of the rest any more: that its parts are
 * of one version is shown by comparing all of them once the last has arrived. */
static void
on_grown (DropoffUploadPlan *plan, gboolean doubtful)
{
  if (doubtful && ++plan->n_versions > MAX_VERSIONS)
    {
      give_up (plan, DROPOFF_ERROR_FILE_CHANGED);
      return;
    }
  if (plan->phase != DROPOFF_PLAN_PHASE_COMPLETE || plan->compared)
    return;
  plan->compared = TRUE;
  plan->must_match = TRUE;
  dropoff_plan_parts_doubt (&plan->table, DROPOFF_PLAN_PART_UNSURE);
  go_on (plan);
}

static void
on_checked (DropoffUploadPlan *plan, DropoffFileChange change)
{
  const gboolean has_parts = plan->has_upload_id && plan->table.n_parts > 0
                             && (plan->after_check == DROPOFF_PLAN_PHASE_LIST
                                 || plan->after_check == DROPOFF_PLAN_PHASE_COMPARE
                                 || plan->after_check == DROPOFF_PLAN_PHASE_SEND
                                 || plan->after_check == DROPOFF_PLAN_PHASE_COMPLETE);

  if (plan->unwanted)
    return; /* taking back does not need the file */
  if (change == DROPOFF_FILE_GROWN)
    {
      plan->phase = plan->after_check;
      on_grown (plan, plan->doubtful);
      plan->doubtful = FALSE;
      return;
    }
  if (plan->doubtful)
    change = MAX (change, DROPOFF_FILE_MOVED);
  plan->doubtful = FALSE;
  plan->phase = plan->after_check;
  if (change == DROPOFF_FILE_SAME)
    return;
  if (change == DROPOFF_FILE_RESIZED || (change == DROPOFF_FILE_TOUCHED && !has_parts)
      || ++plan->n_versions > MAX_VERSIONS)
    {
      give_up (plan, DROPOFF_ERROR_FILE_CHANGED);
      return;
    }
  if (!has_parts)
    return;
  /* Perhaps only its times are new. Whether what was sent is still true is seen in its bytes. */
  plan->compare = TRUE;
  plan->must_match = TRUE;
  plan->touched = plan->touched || change == DROPOFF_FILE_TOUCHED;
  plan->take_version = TRUE;
  if (plan->phase == DROPOFF_PLAN_PHASE_LIST)
    return;
  dropoff_plan_parts_doubt (&plan->table, DROPOFF_PLAN_PART_UNSURE);
  go_on (plan);
}

static void
on_part_checked (DropoffUploadPlan *plan, const DropoffAction *action,
                 const DropoffResult *result)
{
  plan->n_unreadable = 0;
  if (!dropoff_plan_parts_settle_unsure (&plan->table, action->part, result->crc64)
      && plan->must_match)
    give_up (plan, DROPOFF_ERROR_FILE_CHANGED);
  else
    go_on (plan);
}

static void
on_find (DropoffUploadPlan *plan, const DropoffResult *result)
{
  /* What is found is not gone on with but taken back: whether its parts are of this very file is
   * known only for uploads whose id the journal has. */
  plan->has_upload_id = result->found;
  plan->after_check = DROPOFF_PLAN_PHASE_FIND;
  if (result->found)
    {
      plan->phase = result->ours ? DROPOFF_PLAN_PHASE_ABORT : DROPOFF_PLAN_PHASE_FIND_CHECK;
      return;
    }
  plan->begin_intended = FALSE;
  plan->phase = plan->unwanted ? DROPOFF_PLAN_PHASE_ABORTED : plan->after_find;
  plan->after_find = DROPOFF_PLAN_PHASE_BEGIN;
}

/* Nothing can have been sent to an upload whose id we never had: one with parts is somebody's. */
static void
on_found_listed (DropoffUploadPlan *plan, const DropoffResult *result)
{
  if (result->n_parts > 0 || result->more)
    pass_over (plan);
  else
    plan->phase = DROPOFF_PLAN_PHASE_ABORT;
}

/* The object is ours and whole. A second upload for it, begun because an answer was lost, goes: the
 * one that we know, and what was carried out since it was looked for. */
static void
be_done (DropoffUploadPlan *plan)
{
  plan->sent = TRUE;
  plan->after_find = DROPOFF_PLAN_PHASE_DONE;
  plan->after_check = plan->begin_lost ? DROPOFF_PLAN_PHASE_FIND : DROPOFF_PLAN_PHASE_DONE;
  plan->phase = plan->has_upload_id ? DROPOFF_PLAN_PHASE_ABORT : plan->after_check;
}

static void
on_put (DropoffUploadPlan *plan, const DropoffResult *result)
{
  plan->ours = TRUE;
  plan->crc64 = result->crc64;
  plan->verified = result->verified;
  /* Not compared by the server: look at the object; what it tells decides about the receipt. */
  if (result->verified)
    be_done (plan);
  else
    plan->phase = DROPOFF_PLAN_PHASE_VERIFY;
}

static void
on_part (DropoffUploadPlan *plan, const DropoffAction *action, const DropoffResult *result)
{
  DropoffPlanPart *part = &plan->table.parts[action->part - 1];

  /* A part that the server did not compare is sent once more: by then the destination signs the
   * payload, which every server must verify. If that is not possible either, it is taken, but
   * there will be no receipt. */
  if (!result->verified && part->n_unverified++ == 0)
    return;
  plan->verified = plan->verified && result->verified;
  plan->n_versions = 0;
  plan->n_unreadable = 0;
  plan->compared = FALSE;
  dropoff_plan_parts_arrive (&plan->table, action->part, result->crc64, result->etag);
  if (dropoff_plan_parts_are_complete (&plan->table) && plan->phase == DROPOFF_PLAN_PHASE_SEND)
    go_on (plan);
}

static void
on_list (DropoffUploadPlan *plan, const DropoffResult *result)
{
  dropoff_plan_parts_take_listed (&plan->table, result->parts, result->n_parts);
  if (result->more && result->next_marker > plan->list_marker)
    plan->list_marker = result->next_marker;
  else
    end_listing (plan, DROPOFF_PLAN_PART_MISSING);
}

static void
on_complete (DropoffUploadPlan *plan, const DropoffAction *action, const DropoffResult *result,
             gint64 now_ms)
{
  plan->has_upload_id = FALSE;
  if (result->has_crc64 && result->crc64 != dropoff_upload_plan_get_crc64 (plan))
    {
      on_damaged (plan, action, result, now_ms);
      return;
    }
  plan->ours = TRUE;
  plan->verified = plan->verified || result->has_crc64 || result->verified;
  /* Who says nothing of the whole may have lost a part of it: look at its size at least. */
  if (result->has_crc64 || result->verified)
    be_done (plan);
  else
    plan->phase = DROPOFF_PLAN_PHASE_VERIFY;
}

/* A success answered is one, whatever is shown afterwards: that store may show us nothing (some say
 * 403, some 404), or the company has taken the file away already, and sending it again would only
 * fill the place again. It is as verified as its parts were. */
static gboolean
is_hidden_success (const DropoffUploadPlan *plan, const DropoffResult *result)
{
  return plan->ours && (result->unknown || !result->exists);
}

static void
on_verify (DropoffUploadPlan *plan, const DropoffResult *result)
{
  gboolean same_size = result->exists && result->size_bytes == plan->table.size_bytes;
  gboolean is_ours = plan->ours || result->ours;

  if (same_size && result->has_crc64 && result->crc64 == dropoff_upload_plan_get_crc64 (plan))
    {
      plan->verified = TRUE;
      be_done (plan);
    }
  else if ((same_size && !result->has_crc64 && is_ours) || is_hidden_success (plan, result))
    be_done (plan);
  else if ((result->exists || result->unknown || plan->name_taken) && plan->keep_both)
    /* Not allowed to look, or told that nothing is where something was in the way: whether it is
     * ours cannot be known. Rather twice than not at all. */
    restart_under_next_name (plan);
  else
    dropoff_upload_plan_restart (plan, first_sending_phase (plan));
}

static void
on_abort_checked (DropoffUploadPlan *plan)
{
  /* Still listed: a part that was on its way came in after the abort (S3's own advice is to abort
   * again). */
  if (++plan->n_abort_rounds < MAX_ABORT_ROUNDS)
    plan->phase = DROPOFF_PLAN_PHASE_ABORT;
  else
    give_up (plan, DROPOFF_ERROR_UPLOAD_GONE);
}

static void
on_succeeded (DropoffUploadPlan *plan, const DropoffAction *action, const DropoffResult *result,
              gint64 now_ms)
{
  plan->n_failures = 0;
  plan->wait_reason = -1;
  plan->not_before_ms = 0;
  switch (action->kind)
    {
    case DROPOFF_ACTION_CHECK_FILE:
      on_checked (plan, result->change);
      break;
    case DROPOFF_ACTION_CHECK_PART:
      on_part_checked (plan, action, result);
      break;
    case DROPOFF_ACTION_TAKE_VERSION:
      plan->take_version = FALSE;
      go_on (plan);
      break;
    case DROPOFF_ACTION_NAME:
      if (!result->free)
        plan->candidate++;
      else
        plan->phase = first_sending_phase (plan);
      break;
    case DROPOFF_ACTION_FIND:
      on_find (plan, result);
      break;
    case DROPOFF_ACTION_PUT:
      on_put (plan, result);
      break;
    case DROPOFF_ACTION_BEGIN:
      plan->begin_intended = FALSE;
      plan->has_upload_id = TRUE;
      plan->phase = plan->unwanted ? DROPOFF_PLAN_PHASE_ABORT : DROPOFF_PLAN_PHASE_SEND;
      break;
    case DROPOFF_ACTION_SEND_PART:
      on_part (plan, action, result);
      break;
    case DROPOFF_ACTION_LIST_PARTS:
      if (plan->phase == DROPOFF_PLAN_PHASE_ABORT_CHECK)
        on_abort_checked (plan);
      else if (plan->phase == DROPOFF_PLAN_PHASE_FIND_CHECK)
        on_found_listed (plan, result);
      else
        on_list (plan, result);
      break;
    case DROPOFF_ACTION_COMPLETE:
      on_complete (plan, action, result, now_ms);
      break;
    case DROPOFF_ACTION_VERIFY:
      on_verify (plan, result);
      break;
    case DROPOFF_ACTION_ABORT:
      plan->phase = DROPOFF_PLAN_PHASE_ABORT_CHECK;
      plan->list_marker = 0;
      break;
    case DROPOFF_ACTION_WAIT:
    case DROPOFF_ACTION_WAIT_UNTIL:
    case DROPOFF_ACTION_DONE:
    case DROPOFF_ACTION_ABORTED:
    case DROPOFF_ACTION_GIVE_UP:
    default:
      g_assert_not_reached ();
    }
}

gboolean
dropoff_upload_plan_is_taking_back (const DropoffUploadPlan *plan)
{
  return plan->phase == DROPOFF_PLAN_PHASE_ABORT || plan->phase == DROPOFF_PLAN_PHASE_ABORT_CHECK
         || plan->phase == DROPOFF_PLAN_PHASE_ABORTED || plan->phase == DROPOFF_PLAN_PHASE_FIND
         || plan->phase == DROPOFF_PLAN_PHASE_FIND_CHECK;
}

void
dropoff_upload_plan_take_back (DropoffUploadPlan *plan)
{
  if (plan->has_upload_id)
    plan->phase = DROPOFF_PLAN_PHASE_ABORT;
  else
    plan->phase = plan->begin_intended || plan->begin_lost ? DROPOFF_PLAN_PHASE_FIND
                                                           : DROPOFF_PLAN_PHASE_ABORTED;
}

void
dropoff_upload_plan_ended (DropoffUploadPlan *plan, const DropoffAction *action,
                           const DropoffResult *result, gint64 now_ms)
{
  if (action->kind == DROPOFF_ACTION_SEND_PART)
    {
      plan->n_flying--;
      if (dropoff_plan_parts_land (&plan->table, action->part) == NULL)
        return;
    }
  else
    plan->busy = FALSE;

  if (result->ok)
    on_succeeded (plan, action, result, now_ms);
  else
    on_failed (plan, action, result, now_ms);
  if (plan->unwanted && !dropoff_upload_plan_is_taking_back (plan))
    dropoff_upload_plan_take_back (plan);
}
