/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "dropoff-upload.h"

G_BEGIN_DECLS

/**
 * DropoffStateCounts:
 * @n: how many uploads are counted
 * @only: the state of the only one
 * @each: how many are in each state, indexed by #DropoffUploadState; %NULL while there is no second
 *   one, because there may be 100,000 cards of one file
 *
 * How many uploads are in each state. Begins with zeros; for the batch.
 */
typedef struct
{
  guint n;
  DropoffUploadState only;
  guint *each;
} DropoffStateCounts;

/**
 * dropoff_state_counts_add:
 * @counts: counts
 * @state: of one upload more
 *
 * Counts it.
 */
void dropoff_state_counts_add (DropoffStateCounts *counts, DropoffUploadState state);

/**
 * dropoff_state_counts_move:
 * @counts: counts
 * @before: the state that an upload was counted in
 * @state: the one that it is in now
 *
 * Counts it there.
 */
void dropoff_state_counts_move (DropoffStateCounts *counts, DropoffUploadState before,
                                DropoffUploadState state);

/**
 * dropoff_state_counts_get:
 * @counts: counts
 * @state: a state
 *
 * Returns: how many are in it.
 */
guint dropoff_state_counts_get (const DropoffStateCounts *counts, DropoffUploadState state);

/**
 * dropoff_state_counts_get_failed:
 * @counts: counts
 *
 * Returns: how many need the person.
 */
guint dropoff_state_counts_get_failed (const DropoffStateCounts *counts);

/**
 * dropoff_state_counts_sum_up:
 * @counts: counts
 *
 * Pure. What sums up a folder: what moves wins over what waits, over what is paused, over what
 * needs the person; a folder is done when everything is, and when nothing is in it.
 *
 * Returns: the state of the whole.
 */
DropoffUploadState dropoff_state_counts_sum_up (const DropoffStateCounts *counts);

/**
 * dropoff_state_counts_clear:
 * @counts: counts
 *
 * Frees what they hold; nothing is counted then.
 */
void dropoff_state_counts_clear (DropoffStateCounts *counts);

G_END_DECLS
