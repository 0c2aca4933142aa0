/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "dropoff-upload-plan.h"

#include <string.h>

#include "dropoff-crc64nvme.h"
#include "dropoff-retry-policy.h"

#define MIB (G_GUINT64_CONSTANT (1024) * 1024)
#define TARGET_PARTS 9500
#define FILE_POLL_MS 2000
#define MAX_DAMAGED 3
#define MAX_RESTARTS 5
#define MAX_ABORT_ROUNDS 5

/* A hiccup that the next tries get over, in a second or so, is nothing a person needs to see. */
#define FAILURES_SHOWN 5

typedef enum {
  PHASE_CHECK,
  PHASE_NAME,
  PHASE_FIND,
  PHASE_BEGIN,
  PHASE_LIST,
  PHASE_SEND,
  PHASE_COMPLETE,
  PHASE_VERIFY,
  PHASE_ABORT,
  PHASE_ABORT_CHECK,
  PHASE_DONE,
  PHASE_ABORTED,
} Phase;

typedef enum { PART_MISSING, PART_JOURNALED, PART_FLYING, PART_THERE } PartState;

typedef struct
{
  guint8 state;
  guint8 n_damaged;
  guint8 n_unverified;
  guint64 crc64;
  char etag[80];
} Part;

struct _DropoffUploadPlan
{
  /* What is fixed */
  guint64 size_bytes;
  guint64 part_size_bytes; /* 0 = one request */
  guint n_parts;
  gboolean keep_both;

  /* Where it stands */
  Phase phase;
  Phase after_check;
  gboolean has_upload_id;
  gboolean complete_tried;
  gboolean ours; /* a PUT or Complete was answered with success */
  gboolean unwanted;
  guint candidate;
  guint list_marker;
  Part *parts; /* n_parts of them */
  guint n_there;
  guint64 bytes_there;
  guint next_missing; /* no missing part has a lower index */
  guint64 crc64; /* of a file sent in one request */
  gboolean verified;

  /* What is in flight */
  gboolean busy; /* anything but a part */
  guint n_flying;

  /* What went wrong */
  guint n_failures; /* in a row */
  guint n_restarts;
  guint n_damaged;
  guint n_abort_rounds;
  gint64 not_before_ms;
  int wait_reason; /* DropoffError or -1 */
  gboolean given_up;
  DropoffError error;
};

static void
recount (DropoffUploadPlan *plan)
{
  plan->n_there = 0;
  plan->bytes_there = 0;
  plan->next_missing = 0;
  for (guint i = 0; i < plan->n_parts; i++)
    {
      guint64 length;

      if (plan->parts[i].state != PART_THERE)
        continue;
      dropoff_upload_plan_get_part_range (plan, i + 1, &length);
      plan->n_there++;
      plan->bytes_there += length;
    }
}

static void
settle_journaled_parts (DropoffUploadPlan *plan, PartState state)
{
  for (guint i = 0; i < plan->n_parts; i++)
    if (plan->parts[i].state == PART_JOURNALED)
      plan->parts[i].state = (guint8) state;
  recount (plan);
  plan->phase = plan->n_there == plan->n_parts ? PHASE_COMPLETE : PHASE_SEND;
}

static void
forget_parts (DropoffUploadPlan *plan)
{
  if (plan->n_parts > 0)
    memset (plan->parts, 0, sizeof (Part) * plan->n_parts);
  recount (plan);
}

static Phase
first_phase_after_check (const DropoffPlanStart *start, gboolean in_parts)
{
  if (!start->has_key)
    return PHASE_NAME;
  if (!in_parts)
    return PHASE_SEND;
  if (start->has_upload_id)
    return PHASE_LIST;
  return start->begin_intended ? PHASE_FIND : PHASE_BEGIN;
}

static void
take_journaled_parts (DropoffUploadPlan *plan, const DropoffPlanStart *start)
{
  for (guint i = 0; i < start->n_parts; i++)
    {
      const DropoffPartRecord *record = &start->parts[i];
      guint64 length;
      Part *part;

      if (record->number < 1 || record->number > plan->n_parts)
        continue;
      dropoff_upload_plan_get_part_range (plan, record->number, &length);
      if (record->size_bytes != length)
        continue;
      part = &plan->parts[record->number - 1];
      part->state = PART_JOURNALED;
      part->crc64 = record->crc64;
      g_strlcpy (part->etag, record->etag, sizeof part->etag);
    }
}

/* The whole is begun again under the same or another name; what was begun is taken back first. */
static void
restart (DropoffUploadPlan *plan, Phase phase)
{
  if (++plan->n_restarts > MAX_RESTARTS)
    {
      plan->given_up = TRUE;
      plan->error = DROPOFF_ERROR_UPLOAD_GONE;
      return;
    }
  forget_parts (plan);
  plan->complete_tried = FALSE;
  plan->ours = FALSE;
  plan->verified = TRUE;
  /* A begin of an earlier life may be hidden behind the id that the journal had. */
  plan->after_check = phase == PHASE_BEGIN ? PHASE_FIND : phase;
  plan->phase = plan->has_upload_id ? PHASE_ABORT : plan->after_check;
}

static void
restart_under_next_name (DropoffUploadPlan *plan)
{
  plan->candidate++;
  restart (plan, PHASE_NAME);
}

static void
give_up (DropoffUploadPlan *plan, DropoffError error)
{
  /* Taking back is best effort: what the company does not let us take back, its own rule for
   * unfinished uploads will. */
  if (plan->phase == PHASE_ABORT || plan->phase == PHASE_ABORT_CHECK)
    {
      plan->has_upload_id = FALSE;
      plan->phase = plan->unwanted ? PHASE_ABORTED : plan->after_check;
      return;
    }
  if (plan->unwanted)
    plan->phase = PHASE_ABORTED;
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

static void
on_damaged (DropoffUploadPlan *plan, const DropoffAction *action, const DropoffResult *result,
            gint64 now_ms)
{
  if (action->kind == DROPOFF_ACTION_SEND_PART)
    {
      if (++plan->parts[action->part - 1].n_damaged >= MAX_DAMAGED)
        give_up (plan, DROPOFF_ERROR_DAMAGED);
    }
  else if (++plan->n_damaged >= MAX_DAMAGED)
    give_up (plan, DROPOFF_ERROR_DAMAGED);
  else if (action->kind == DROPOFF_ACTION_COMPLETE)
    restart (plan, PHASE_BEGIN);
  back_off (plan, result, DROPOFF_RETRY_TRANSIENT, now_ms);
}

static void
on_upload_gone (DropoffUploadPlan *plan)
{
  plan->has_upload_id = FALSE;
  if (plan->unwanted)
    plan->phase = PHASE_FIND; /* is there nothing else for this key? */
  else if (plan->phase == PHASE_ABORT || plan->phase == PHASE_ABORT_CHECK)
    plan->phase = plan->after_check;
  else if (plan->complete_tried)
    plan->phase = PHASE_VERIFY; /* the answer to Complete may have been lost */
  else if (plan->phase != PHASE_BEGIN && plan->phase != PHASE_FIND)
    restart (plan, PHASE_BEGIN); /* in-flight parts of the old upload may report this again */
}

static void
on_failed (DropoffUploadPlan *plan, const DropoffAction *action, const DropoffResult *result,
           gint64 now_ms)
{
  /* Taking back does not need the file. */
  if (plan->unwanted && action->kind == DROPOFF_ACTION_CHECK_FILE)
    return;
  /* Whether it began is not known: look before beginning a second one. */
  if (action->kind == DROPOFF_ACTION_BEGIN)
    plan->phase = PHASE_FIND;

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
      if (plan->phase != PHASE_CHECK)
        {
          plan->after_check = plan->phase;
          plan->phase = PHASE_CHECK;
        }
      wait_for (plan, DROPOFF_ERROR_FILE_GONE, now_ms + FILE_POLL_MS);
      break;
    case DROPOFF_ERROR_DAMAGED:
      on_damaged (plan, action, result, now_ms);
      break;
    case DROPOFF_ERROR_UPLOAD_GONE:
      on_upload_gone (plan);
      break;
    case DROPOFF_ERROR_NAME_TAKEN:
      if (action->kind == DROPOFF_ACTION_PUT)
        plan->crc64 = result->crc64;
      plan->phase = PHASE_VERIFY; /* it may be ours: an earlier answer may have been lost */
      break;
    case DROPOFF_ERROR_ASK_COMPANY:
      /* Not allowed to look which parts arrived: then the journal has to be believed. */
      if (plan->phase == PHASE_LIST)
        settle_journaled_parts (plan, PART_THERE);
      else
        give_up (plan, result->error);
      break;
    case DROPOFF_ERROR_WRONG_ANSWER:
    case DROPOFF_ERROR_TOO_MANY_TRIES:
    case DROPOFF_ERROR_CODE_EXPIRED:
    case DROPOFF_ERROR_NEW_PASSWORD:
    case DROPOFF_ERROR_CONFIRM_ADDRESS:
    case DROPOFF_ERROR_CLOCK:
    case DROPOFF_ERROR_CONNECTION_FILE:
    case DROPOFF_ERROR_FILE:
    case DROPOFF_ERROR_FILE_CHANGED:
    case DROPOFF_ERROR_NOT_ACCEPTED:
    case DROPOFF_ERROR_NO_SPACE:
    case DROPOFF_ERROR_JOURNAL:
    case DROPOFF_ERROR_KEYRING:
    case DROPOFF_ERROR_INTERNAL:
    default:
      give_up (plan, result->error);
    }
}

static void
on_find (DropoffUploadPlan *plan, const DropoffResult *result)
{
  /* What is found is not gone on with but taken back: whether its parts are of this very file is
   * known only for uploads whose id the journal has. */
  plan->has_upload_id = result->found;
  plan->after_check = PHASE_FIND;
  if (result->found)
    plan->phase = PHASE_ABORT;
  else
    plan->phase = plan->unwanted ? PHASE_ABORTED : PHASE_BEGIN;
}

static void
on_put (DropoffUploadPlan *plan, const DropoffResult *result)
{
  plan->ours = TRUE;
  plan->crc64 = result->crc64;
  plan->verified = result->verified;
  /* Not compared by the server: look at the object; what it tells decides about the receipt. */
  plan->phase = result->verified ? PHASE_DONE : PHASE_VERIFY;
}

static void
on_part (DropoffUploadPlan *plan, const DropoffAction *action, const DropoffResult *result)
{
  Part *part = &plan->parts[action->part - 1];
  guint64 length;

  /* A part that the server did not compare is sent once more: by then the destination signs the
   * payload, which every server must verify. If that is not possible either, it is taken, but
   * there will be no receipt. */
  if (!result->verified && part->n_unverified++ == 0)
    return;
  plan->verified = plan->verified && result->verified;
  part->state = PART_THERE;
  part->crc64 = result->crc64;
  g_strlcpy (part->etag, result->etag != NULL ? result->etag : "", sizeof part->etag);
  dropoff_upload_plan_get_part_range (plan, action->part, &length);
  plan->n_there++;
  plan->bytes_there += length;
  if (plan->n_there == plan->n_parts && plan->phase == PHASE_SEND)
    plan->phase = PHASE_COMPLETE;
}

static void
on_list (DropoffUploadPlan *plan, const DropoffResult *result)
{
  for (guint i = 0; i < result->n_parts; i++)
    {
      const DropoffPart *listed = &result->parts[i];
      guint64 length;
      Part *part;

      if (listed->number < 1 || listed->number > plan->n_parts)
        continue;
      dropoff_upload_plan_get_part_range (plan, listed->number, &length);
      part = &plan->parts[listed->number - 1];
      if (listed->size_bytes != length)
        continue;
      if (part->state == PART_JOURNALED && strcmp (part->etag, listed->etag) == 0)
        part->state = PART_THERE;
      else if (listed->has_crc64)
        {
          /* It arrived, but we died before that was journaled. */
          part->state = PART_THERE;
          part->crc64 = listed->crc64;
          g_strlcpy (part->etag, listed->etag, sizeof part->etag);
        }
    }
  if (result->more && result->next_marker > plan->list_marker)
    {
      plan->list_marker = result->next_marker;
      return;
    }
  settle_journaled_parts (plan, PART_MISSING);
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
  plan->phase = plan->verified ? PHASE_DONE : PHASE_VERIFY;
}

/* The object is ours and whole. A second upload for it, begun because an answer was lost, goes. */
static void
be_done (DropoffUploadPlan *plan)
{
  plan->after_check = PHASE_DONE;
  plan->phase = plan->has_upload_id ? PHASE_ABORT : PHASE_DONE;
}

static void
on_verify (DropoffUploadPlan *plan, const DropoffResult *result)
{
  gboolean same_size = result->exists && result->size_bytes == plan->size_bytes;
  gboolean is_ours = plan->ours || result->ours;

  if (same_size && result->has_crc64 && result->crc64 == dropoff_upload_plan_get_crc64 (plan))
    {
      plan->verified = TRUE;
      be_done (plan);
    }
  else if ((same_size && !result->has_crc64 && is_ours) || (result->unknown && plan->ours))
    be_done (plan); /* ours, and as verified as its parts were */
  else if ((result->exists || result->unknown) && plan->keep_both)
    restart_under_next_name (plan); /* not allowed to look: rather twice than not at all */
  else
    restart (plan, plan->part_size_bytes > 0 ? PHASE_BEGIN : PHASE_SEND);
}

static void
on_abort_checked (DropoffUploadPlan *plan)
{
  /* Still listed: a part that was on its way came in after the abort (S3's own advice is to abort
   * again). */
  if (++plan->n_abort_rounds < MAX_ABORT_ROUNDS)
    plan->phase = PHASE_ABORT;
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
      plan->phase = plan->after_check;
      break;
    case DROPOFF_ACTION_NAME:
      if (!result->free)
        plan->candidate++;
      else
        plan->phase = plan->part_size_bytes > 0 ? PHASE_BEGIN : PHASE_SEND;
      break;
    case DROPOFF_ACTION_FIND:
      on_find (plan, result);
      break;
    case DROPOFF_ACTION_PUT:
      on_put (plan, result);
      break;
    case DROPOFF_ACTION_BEGIN:
      plan->has_upload_id = TRUE;
      plan->phase = plan->unwanted ? PHASE_ABORT : PHASE_SEND;
      break;
    case DROPOFF_ACTION_SEND_PART:
      on_part (plan, action, result);
      break;
    case DROPOFF_ACTION_LIST_PARTS:
      if (plan->phase == PHASE_ABORT_CHECK)
        on_abort_checked (plan);
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
      plan->phase = PHASE_ABORT_CHECK;
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

static gboolean
find_missing (const DropoffUploadPlan *plan, guint *part)
{
  for (guint i = plan->next_missing; i < plan->n_parts; i++)
    if (plan->parts[i].state == PART_MISSING)
      {
        *part = i + 1;
        return TRUE;
      }
  return FALSE;
}

static DropoffAction
next_in_send (const DropoffUploadPlan *plan, gboolean may_send)
{
  DropoffAction action = { .kind = DROPOFF_ACTION_WAIT };

  if (!may_send || (plan->n_flying > 0 && plan->n_failures > 0))
    return action;
  if (plan->part_size_bytes == 0)
    action.kind = DROPOFF_ACTION_PUT;
  else if (find_missing (plan, &action.part))
    action.kind = DROPOFF_ACTION_SEND_PART;
  return action;
}

static DropoffAction
next_in_phase (const DropoffUploadPlan *plan, gboolean may_send)
{
  static const DropoffActionKind kinds[] = {
    [PHASE_CHECK] = DROPOFF_ACTION_CHECK_FILE, [PHASE_NAME] = DROPOFF_ACTION_NAME,
    [PHASE_FIND] = DROPOFF_ACTION_FIND,        [PHASE_BEGIN] = DROPOFF_ACTION_BEGIN,
    [PHASE_LIST] = DROPOFF_ACTION_LIST_PARTS,  [PHASE_SEND] = DROPOFF_ACTION_WAIT,
    [PHASE_COMPLETE] = DROPOFF_ACTION_COMPLETE, [PHASE_VERIFY] = DROPOFF_ACTION_VERIFY,
    [PHASE_ABORT] = DROPOFF_ACTION_ABORT,      [PHASE_ABORT_CHECK] = DROPOFF_ACTION_LIST_PARTS,
    [PHASE_DONE] = DROPOFF_ACTION_DONE,        [PHASE_ABORTED] = DROPOFF_ACTION_ABORTED,
  };
  DropoffAction action = { .kind = kinds[plan->phase] };

  if (plan->phase == PHASE_SEND)
    return next_in_send (plan, may_send);
  /* A new phase begins when the parts of the old one are off the wire. */
  if (plan->n_flying > 0)
    action.kind = DROPOFF_ACTION_WAIT;
  action.candidate = plan->candidate;
  action.marker = plan->phase == PHASE_LIST ? plan->list_marker : 0;
  return action;
}

static gboolean
is_taking_back (const DropoffUploadPlan *plan)
{
  return plan->phase == PHASE_ABORT || plan->phase == PHASE_ABORT_CHECK
         || plan->phase == PHASE_ABORTED || plan->phase == PHASE_FIND;
}

DropoffUploadPlan *
dropoff_upload_plan_new (const DropoffPlanStart *start)
{
  DropoffUploadPlan *plan;

  g_return_val_if_fail (start->size_bytes <= DROPOFF_PLAN_MAX_BYTES, NULL);

  plan = g_new0 (DropoffUploadPlan, 1);
  plan->size_bytes = start->size_bytes;
  plan->part_size_bytes = start->part_size_bytes;
  if (plan->part_size_bytes == 0)
    plan->part_size_bytes = dropoff_upload_plan_choose_part_size (start->size_bytes);
  if (plan->part_size_bytes > 0)
    {
      plan->n_parts = (guint) ((plan->size_bytes + plan->part_size_bytes - 1)
                               / plan->part_size_bytes);
      plan->parts = g_new0 (Part, plan->n_parts);
      take_journaled_parts (plan, start);
    }
  plan->keep_both = start->keep_both;
  plan->has_upload_id = start->has_upload_id;
  plan->complete_tried = start->complete_intended;
  plan->candidate = 1;
  plan->verified = TRUE;
  plan->wait_reason = -1;
  plan->after_check = first_phase_after_check (start, plan->part_size_bytes > 0);
  plan->phase = PHASE_CHECK;
  if (start->begin_anew && start->has_upload_id)
    restart (plan, PHASE_NAME);
  return plan;
}

void
dropoff_upload_plan_free (DropoffUploadPlan *plan)
{
  if (plan == NULL)
    return;
  g_free (plan->parts);
  g_free (plan);
}

DropoffAction
dropoff_upload_plan_next (const DropoffUploadPlan *plan, gint64 now_ms, gboolean may_send)
{
  DropoffAction action = { .kind = DROPOFF_ACTION_WAIT };

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
  if (action.kind != DROPOFF_ACTION_WAIT && action.kind != DROPOFF_ACTION_DONE
      && action.kind != DROPOFF_ACTION_ABORTED && now_ms < plan->not_before_ms)
    {
      action.kind = DROPOFF_ACTION_WAIT_UNTIL;
      action.until_ms = plan->not_before_ms;
    }
  return action;
}

void
dropoff_upload_plan_started (DropoffUploadPlan *plan, const DropoffAction *action)
{
  if (action->kind == DROPOFF_ACTION_SEND_PART)
    {
      g_assert (plan->parts[action->part - 1].state == PART_MISSING);
      plan->parts[action->part - 1].state = PART_FLYING;
      plan->next_missing = action->part;
      plan->n_flying++;
      return;
    }
  plan->busy = TRUE;
  if (action->kind == DROPOFF_ACTION_COMPLETE)
    plan->complete_tried = TRUE;
}

void
dropoff_upload_plan_ended (DropoffUploadPlan *plan, const DropoffAction *action,
                           const DropoffResult *result, gint64 now_ms)
{
  if (action->kind == DROPOFF_ACTION_SEND_PART)
    {
      Part *part = &plan->parts[action->part - 1];

      plan->n_flying--;
      if (part->state != PART_FLYING)
        return; /* of an upload that was begun again meanwhile */
      part->state = PART_MISSING;
      plan->next_missing = MIN (plan->next_missing, action->part - 1);
    }
  else
    plan->busy = FALSE;

  if (result->ok)
    on_succeeded (plan, action, result, now_ms);
  else
    on_failed (plan, action, result, now_ms);
  if (plan->unwanted && !is_taking_back (plan))
    plan->phase = plan->has_upload_id ? PHASE_ABORT : PHASE_ABORTED;
}

void
dropoff_upload_plan_abort (DropoffUploadPlan *plan)
{
  plan->unwanted = TRUE;
  dropoff_upload_plan_hurry (plan);
  if (plan->phase == PHASE_CHECK && plan->after_check == PHASE_FIND)
    plan->phase = PHASE_FIND;
  else if (!plan->busy && !is_taking_back (plan))
    plan->phase = plan->has_upload_id ? PHASE_ABORT : PHASE_ABORTED;
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
  return plan->part_size_bytes;
}

guint64
dropoff_upload_plan_get_part_range (const DropoffUploadPlan *plan, guint part,
                                    guint64 *length_bytes)
{
  guint64 offset = plan->part_size_bytes * (part - 1);

  g_assert (part >= 1 && part <= plan->n_parts);
  *length_bytes = MIN (plan->part_size_bytes, plan->size_bytes - offset);
  return offset;
}

guint64
dropoff_upload_plan_get_arrived (const DropoffUploadPlan *plan)
{
  if (plan->phase == PHASE_DONE)
    return plan->size_bytes;
  return plan->bytes_there;
}

GArray *
dropoff_upload_plan_get_parts (const DropoffUploadPlan *plan)
{
  GArray *parts = g_array_sized_new (FALSE, TRUE, sizeof (DropoffPart), plan->n_parts);
  guint64 total = 0;

  for (guint i = 0; i < plan->n_parts; i++)
    {
      DropoffPart part = { .number = i + 1, .has_crc64 = TRUE };

      g_assert (plan->parts[i].state == PART_THERE);
      part.crc64 = plan->parts[i].crc64;
      g_strlcpy (part.etag, plan->parts[i].etag, sizeof part.etag);
      dropoff_upload_plan_get_part_range (plan, i + 1, &part.size_bytes);
      total += part.size_bytes;
      g_array_append_val (parts, part);
    }
  g_assert (total == plan->size_bytes);
  return parts;
}

guint64
dropoff_upload_plan_get_crc64 (const DropoffUploadPlan *plan)
{
  guint64 crc64;
  guint64 length;

  if (plan->n_parts == 0)
    return plan->crc64;
  crc64 = plan->parts[0].crc64;
  for (guint i = 1; i < plan->n_parts; i++)
    {
      dropoff_upload_plan_get_part_range (plan, i + 1, &length);
      crc64 = dropoff_crc64nvme_combine (crc64, plan->parts[i].crc64, length);
    }
  return crc64;
}

gboolean
dropoff_upload_plan_is_verified (const DropoffUploadPlan *plan)
{
  return plan->phase == PHASE_DONE && plan->verified;
}

gboolean
dropoff_upload_plan_is_completing (const DropoffUploadPlan *plan)
{
  return plan->phase == PHASE_COMPLETE || plan->phase == PHASE_VERIFY
         || plan->phase == PHASE_DONE;
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
dropoff_upload_plan_choose_part_size (guint64 size_bytes)
{
  guint64 part_size;

  if (size_bytes <= DROPOFF_PLAN_SMALL_BYTES)
    return 0;
  part_size = (size_bytes + TARGET_PARTS - 1) / TARGET_PARTS;
  part_size = (part_size + MIB - 1) / MIB * MIB;
  return CLAMP (part_size, DROPOFF_PLAN_SMALL_BYTES, DROPOFF_PLAN_MAX_PART_BYTES);
}
