/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "dropoff-banner-choice.h"

#define DAY_S 86400

static void
test_priority (void)
{
  /* All at once; what presses most is mended first, one after the other. */
  DropoffBannerFacts facts = {
    .lapsed = TRUE,
    .session_only = TRUE,
    .held = TRUE,
    .disk_full = TRUE,
    .waits_for_file = TRUE,
    .state = DROPOFF_QUEUE_WAITING_PERSON,
    .seconds_left = 3 * DAY_S,
    .now_s = 1000000000,
    .sign_in_ends_s = 1000000000 + 2 * DAY_S,
  };

  g_assert_cmpint (dropoff_banner_choose (&facts), ==, DROPOFF_BANNER_SIGN_IN);
  facts.lapsed = FALSE;
  g_assert_cmpint (dropoff_banner_choose (&facts), ==, DROPOFF_BANNER_DISK_FULL);
  facts.disk_full = FALSE;
  g_assert_cmpint (dropoff_banner_choose (&facts), ==, DROPOFF_BANNER_METERED);
  facts.held = FALSE;
  g_assert_cmpint (dropoff_banner_choose (&facts), ==, DROPOFF_BANNER_DRIVE);
  facts.state = DROPOFF_QUEUE_WAITING_NETWORK;
  g_assert_cmpint (dropoff_banner_choose (&facts), ==, DROPOFF_BANNER_OFFLINE);
  facts.state = DROPOFF_QUEUE_SENDING;
  g_assert_cmpint (dropoff_banner_choose (&facts), ==, DROPOFF_BANNER_SIGN_IN_SOON);
  facts.seconds_left = DAY_S;
  g_assert_cmpint (dropoff_banner_choose (&facts), ==, DROPOFF_BANNER_SESSION_ONLY);
  facts.session_only_seen = TRUE;
  g_assert_cmpint (dropoff_banner_choose (&facts), ==, DROPOFF_BANNER_NONE);
}

static void
test_quiet (void)
{
  DropoffBannerFacts facts = { .held = TRUE, .seconds_left = -1, .now_s = 1000000000 };

  /* Nothing to send: nothing is held back, nothing lapses too early. */
  g_assert_cmpint (dropoff_banner_choose (&facts), ==, DROPOFF_BANNER_NONE);
  facts.sign_in_ends_s = facts.now_s + 60;
  g_assert_cmpint (dropoff_banner_choose (&facts), ==, DROPOFF_BANNER_NONE);
  /* What the person has paused is paused by the person. */
  facts.sign_in_ends_s = 0;
  facts.state = DROPOFF_QUEUE_PAUSED;
  g_assert_cmpint (dropoff_banner_choose (&facts), ==, DROPOFF_BANNER_NONE);
  facts.state = DROPOFF_QUEUE_HELD;
  g_assert_cmpint (dropoff_banner_choose (&facts), ==, DROPOFF_BANNER_METERED);
}

static void
test_soon (void)
{
  DropoffBannerFacts facts = {
    .state = DROPOFF_QUEUE_SENDING,
    .seconds_left = -1,
    .now_s = 1000000000,
    .sign_in_ends_s = 1000000000 + 5 * DAY_S,
  };

  /* Not known how long it takes: only when the end is near. */
  g_assert_cmpint (dropoff_banner_choose (&facts), ==, DROPOFF_BANNER_NONE);
  facts.sign_in_ends_s = facts.now_s + DAY_S;
  g_assert_cmpint (dropoff_banner_choose (&facts), ==, DROPOFF_BANNER_SIGN_IN_SOON);
  /* Weeks away: nobody plans for it. */
  facts.seconds_left = 100 * DAY_S;
  facts.sign_in_ends_s = facts.now_s + 20 * DAY_S;
  g_assert_cmpint (dropoff_banner_choose (&facts), ==, DROPOFF_BANNER_NONE);
}

static void
test_words (void)
{
  const DropoffBannerFacts facts = {
    .now_s = 1000000000,                          /* 9 September 2001 */
    .sign_in_ends_s = 1000000000 + 5 * DAY_S,
  };
  const DropoffBannerFacts one_drive = { .waits_for_file = TRUE, .drive = "EOS_DIGITAL" };
  g_autofree char *soon = dropoff_banner_text (DROPOFF_BANNER_SIGN_IN_SOON, &facts);
  g_autofree char *insert = dropoff_banner_text (DROPOFF_BANNER_DRIVE, &one_drive);

  g_assert_cmpstr (soon, ==, "Sign in by Friday 14 September to go on without a break");
  g_assert_cmpstr (insert, ==, "Insert “EOS_DIGITAL” to go on");
  for (int kind = DROPOFF_BANNER_SIGN_IN; kind <= DROPOFF_BANNER_SESSION_ONLY; kind++)
    {
      g_autofree char *text = dropoff_banner_text ((DropoffBannerKind) kind, &facts);

      g_assert_cmpint (g_utf8_strlen (text, -1), >, 10);
      g_assert_nonnull (dropoff_banner_icon ((DropoffBannerKind) kind));
      /* What needs the person has a word to press. */
      if (dropoff_banner_needs_person ((DropoffBannerKind) kind))
        g_assert_nonnull (dropoff_banner_button ((DropoffBannerKind) kind));
    }
  g_assert_null (dropoff_banner_button (DROPOFF_BANNER_OFFLINE));
}

int
main (int argc, char *argv[])
{
  g_setenv ("TZ", "UTC", TRUE);
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/banner-choice/priority", test_priority);
  g_test_add_func ("/banner-choice/quiet", test_quiet);
  g_test_add_func ("/banner-choice/soon", test_soon);
  g_test_add_func ("/banner-choice/words", test_words);
  return g_test_run ();
}
