/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "dropoff-upload-queue.h"

G_BEGIN_DECLS

/**
 * DropoffMilestone:
 * @DROPOFF_MILESTONE_NONE: nothing has been sent yet
 * @DROPOFF_MILESTONE_START: it began
 * @DROPOFF_MILESTONE_QUARTER: 25 % are there
 * @DROPOFF_MILESTONE_HALF: 50 % are there
 * @DROPOFF_MILESTONE_THREE_QUARTERS: 75 % are there
 * @DROPOFF_MILESTONE_DONE: everything is there
 *
 * What a screen reader is told of the whole, once each: enough to know, not enough to annoy.
 */
typedef enum {
  DROPOFF_MILESTONE_NONE,
  DROPOFF_MILESTONE_START,
  DROPOFF_MILESTONE_QUARTER,
  DROPOFF_MILESTONE_HALF,
  DROPOFF_MILESTONE_THREE_QUARTERS,
  DROPOFF_MILESTONE_DONE,
} DropoffMilestone;

/**
 * dropoff_milestone_next:
 * @reached: the last one
 * @state: what sums up the queue
 * @fraction: how much of everything is there, 0–1
 *
 * Pure. Never goes back but for a new beginning after the end; when files are added in the middle
 * nothing is told twice.
 *
 * Returns: the one that is reached now.
 */
DropoffMilestone dropoff_milestone_next (DropoffMilestone reached, DropoffQueueState state,
                                         double fraction);

/**
 * dropoff_milestone_text:
 * @milestone: one that has been reached
 * @company_name: who gets the files
 *
 * Returns: (transfer full): what is spoken, "" for none.
 */
char *dropoff_milestone_text (DropoffMilestone milestone, const char *company_name);

G_END_DECLS
