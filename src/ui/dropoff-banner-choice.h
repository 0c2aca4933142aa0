/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "dropoff-upload-queue.h"

G_BEGIN_DECLS

/*
 * Which of the states that last the one banner speaks of, and how: pure functions of facts, no
 * widget, no I/O. Any thread.
 */

/**
 * DropoffBannerKind:
 * @DROPOFF_BANNER_NONE: hidden
 * @DROPOFF_BANNER_SIGN_IN: the person has to sign in again
 * @DROPOFF_BANNER_DISK_FULL: this computer's disk is full
 * @DROPOFF_BANNER_DRIVE: all that is left waits for a drive or a file
 * @DROPOFF_BANNER_METERED: held back on a metered network
 * @DROPOFF_BANNER_OFFLINE: nothing answers
 * @DROPOFF_BANNER_SIGN_IN_SOON: the sign-in ends before everything is sent
 * @DROPOFF_BANNER_SESSION_ONLY: the keyring cannot keep the sign-in
 *
 * The states that last, the most pressing first.
 */
typedef enum {
  DROPOFF_BANNER_NONE,
  DROPOFF_BANNER_SIGN_IN,
  DROPOFF_BANNER_DISK_FULL,
  DROPOFF_BANNER_DRIVE,
  DROPOFF_BANNER_METERED,
  DROPOFF_BANNER_OFFLINE,
  DROPOFF_BANNER_SIGN_IN_SOON,
  DROPOFF_BANNER_SESSION_ONLY,
} DropoffBannerKind;

/**
 * DropoffBannerFacts:
 * @lapsed: the sign-in has ended
 * @session_only: the sign-in is kept until the program ends
 * @session_only_seen: the person has read that and does not want to be told again
 * @held: held back because the network is metered
 * @disk_full: something could not be sent or kept because this computer's disk is full
 * @waits_for_file: a file or its drive is not there
 * @drive: (nullable): the name of the drive that is missing, if it is one alone
 * @state: what sums up the queue
 * @seconds_left: until everything is sent, -1 = not known
 * @now_s: the present, seconds since 1970
 * @sign_in_ends_s: when the sign-in ends, seconds since 1970; 0 = not known
 *
 * What the banner depends on.
 */
typedef struct
{
  gboolean lapsed;
  gboolean session_only;
  gboolean session_only_seen;
  gboolean held;
  gboolean disk_full;
  gboolean waits_for_file;
  const char *drive;
  DropoffQueueState state;
  gint64 seconds_left;
  gint64 now_s;
  gint64 sign_in_ends_s;
} DropoffBannerFacts;

/**
 * dropoff_banner_choose:
 * @facts: what is known
 *
 * Returns: the one state that the banner speaks of.
 */
DropoffBannerKind dropoff_banner_choose (const DropoffBannerFacts *facts);

/**
 * dropoff_banner_text:
 * @kind: a state
 * @facts: what is known
 *
 * Returns: (transfer full): its sentence, "" for none.
 */
char *dropoff_banner_text (DropoffBannerKind kind, const DropoffBannerFacts *facts);

/**
 * dropoff_banner_button:
 * @kind: a state
 *
 * Returns: (nullable): the word on its button, translated, or %NULL where the state mends itself.
 */
const char *dropoff_banner_button (DropoffBannerKind kind);

/**
 * dropoff_banner_icon:
 * @kind: a state
 *
 * Returns: the name of its icon.
 */
const char *dropoff_banner_icon (DropoffBannerKind kind);

/**
 * dropoff_banner_needs_person:
 * @kind: a state
 *
 * Returns: whether it does not mend itself: the banner is yellow then.
 */
gboolean dropoff_banner_needs_person (DropoffBannerKind kind);

G_END_DECLS
