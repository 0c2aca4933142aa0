/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "dropoff-plan-parts.h"
#include "dropoff-upload-plan.h"

G_BEGIN_DECLS

/* A plan's inside, shared by its two files: what to do next (dropoff-upload-plan.c) and what a
 * reply changes (dropoff-upload-plan-replies.c). */

/**
 * DropoffPlanPhase:
 *
 * What an upload is about. Each phase has one action, but that parts are sent side by side.
 */
typedef enum {
  DROPOFF_PLAN_PHASE_CHECK,
  DROPOFF_PLAN_PHASE_NAME,
  DROPOFF_PLAN_PHASE_FIND,
  DROPOFF_PLAN_PHASE_FIND_CHECK,
  DROPOFF_PLAN_PHASE_BEGIN,
  DROPOFF_PLAN_PHASE_LIST,
  DROPOFF_PLAN_PHASE_COMPARE,
  DROPOFF_PLAN_PHASE_TAKE_VERSION,
  DROPOFF_PLAN_PHASE_SEND,
  DROPOFF_PLAN_PHASE_COMPLETE,
  DROPOFF_PLAN_PHASE_VERIFY,
  DROPOFF_PLAN_PHASE_ABORT,
  DROPOFF_PLAN_PHASE_ABORT_CHECK,
  DROPOFF_PLAN_PHASE_DONE,
  DROPOFF_PLAN_PHASE_ABORTED,
} DropoffPlanPhase;

struct _DropoffUploadPlan
{
  gboolean keep_both;
  gboolean in_one_request; /* always: and nothing is proved by being taken, only by what is told */

  /* Where it stands */
  DropoffPlanPhase phase;
  DropoffPlanPhase after_check;
  gboolean has_upload_id;
  gboolean begin_intended; /* for the key as it is; its answer may have been lost */
  gboolean begin_lost; /* one that was lost may be carried out later than it was looked for */
  gint64 find_not_before_ms; /* it is given a moment, whatever else is in a hurry */
  DropoffPlanPhase after_find;
  gboolean complete_tried;
  gboolean ours; /* a PUT or Complete was answered with success */
  gboolean sent; /* the object is ours and whole; what is done after that may fail */
  gboolean name_taken; /* one was refused because something has the name */
  gboolean unwanted;
  guint candidate;
  guint list_marker;
  DropoffPlanParts table;
  guint64 crc64; /* of a file sent in one request, or of the whole as it was journaled */
  gboolean verified;

  /* The file under us */
  gboolean compare;      /* parts on the other side may be of another version */
  gboolean must_match;   /* nobody has asked for another version: a part that differs ends it */
  gboolean touched;      /* only parts that match can show that it is the same file */
  gboolean doubtful;     /* bytes were not what they had been, whatever the times say */
  gboolean take_version; /* the version found last is not journaled yet */
  gboolean may_grow;     /* a person wants what was there when asked, whatever comes after it */
  gboolean compared;     /* all parts, since the last of them arrived */
  guint n_versions;      /* since a part last arrived */

  /* What is in flight */
  gboolean busy; /* anything but a part */
  guint n_flying;

  /* What went wrong */
  guint n_failures; /* in a row */
  guint n_restarts;
  guint n_damaged;
  guint n_unreadable; /* with the file there, since a part last arrived */
  guint n_abort_rounds;
  gint64 not_before_ms;
  int wait_reason; /* DropoffError or -1 */
  gboolean given_up;
  DropoffError error;
};

/**
 * dropoff_upload_plan_restart:
 * @plan: a plan
 * @phase: BEGIN, SEND or NAME
 *
 * The whole is begun again under the same or another name; what was begun is taken back first.
 */
void dropoff_upload_plan_restart (DropoffUploadPlan *plan, DropoffPlanPhase phase);

/**
 * dropoff_upload_plan_is_taking_back:
 * @plan: a plan
 *
 * Returns: whether its phase is one of taking back.
 */
gboolean dropoff_upload_plan_is_taking_back (const DropoffUploadPlan *plan);

/**
 * dropoff_upload_plan_take_back:
 * @plan: a plan that is not in flight with anything but parts
 *
 * Goes to the phase that takes back what was begun, or may have been.
 */
void dropoff_upload_plan_take_back (DropoffUploadPlan *plan);

G_END_DECLS
