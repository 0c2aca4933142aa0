/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is sent of a folder that was dropped before. */
#include "dropoff-known-files.h"
#include "dropoff-upload.h"

#define OWN 7

static DropoffKnownVerdict
judge (DropoffUploadState state, gboolean verified, gint64 batch_id)
{
  DropoffKnownFile known = { TRUE, batch_id, (int) state, verified };

  return dropoff_known_file_judge (&known, OWN, FALSE, FALSE);
}

static void
test_unknown (void)
{
  DropoffKnownFile known = { FALSE, OWN, DROPOFF_UPLOAD_DONE, TRUE };

  g_assert_cmpint (dropoff_known_file_judge (&known, OWN, FALSE, FALSE), ==, DROPOFF_KNOWN_SEND);
}

static void
test_sent (void)
{
  g_assert_cmpint (judge (DROPOFF_UPLOAD_DONE, TRUE, 3), ==, DROPOFF_KNOWN_SKIP);
  /* Nobody has compared what is there: rather twice than not at all. */
  g_assert_cmpint (judge (DROPOFF_UPLOAD_DONE, FALSE, 3), ==, DROPOFF_KNOWN_SEND);
}

static void
test_under_way (void)
{
  static const DropoffUploadState states[] = {
    DROPOFF_UPLOAD_QUEUED,          DROPOFF_UPLOAD_CHECKING,        DROPOFF_UPLOAD_SENDING,
    DROPOFF_UPLOAD_VERIFYING,       DROPOFF_UPLOAD_PAUSED,          DROPOFF_UPLOAD_WAITING_NETWORK,
    DROPOFF_UPLOAD_WAITING_SIGN_IN, DROPOFF_UPLOAD_WAITING_FILE,    DROPOFF_UPLOAD_SAME_NAME,
  };

  for (guint i = 0; i < G_N_ELEMENTS (states); i++)
    g_assert_cmpint (judge (states[i], FALSE, 3), ==, DROPOFF_KNOWN_SKIP);
}

static void
test_not_sent (void)
{
  g_assert_cmpint (judge (DROPOFF_UPLOAD_FAILED, FALSE, 3), ==, DROPOFF_KNOWN_SEND);
  g_assert_cmpint (judge (DROPOFF_UPLOAD_REFUSED, FALSE, 3), ==, DROPOFF_KNOWN_SEND);
  g_assert_cmpint (judge (DROPOFF_UPLOAD_CHANGED, FALSE, 3), ==, DROPOFF_KNOWN_SEND);
  g_assert_cmpint (judge (DROPOFF_UPLOAD_CANCELLED, FALSE, 3), ==, DROPOFF_KNOWN_SEND);
}

/* A folder that goes on after a restart: each file of it is there once, whatever became of it. */
static void
test_own (void)
{
  for (guint i = DROPOFF_UPLOAD_QUEUED; i <= DROPOFF_UPLOAD_CANCELLED; i++)
    g_assert_cmpint (judge ((DropoffUploadState) i, FALSE, OWN), ==, DROPOFF_KNOWN_OWN);
}

static void
test_on_purpose (void)
{
  DropoffKnownFile known = { TRUE, 3, DROPOFF_UPLOAD_DONE, TRUE };

  g_assert_cmpint (dropoff_known_file_judge (&known, 0, TRUE, FALSE), ==, DROPOFF_KNOWN_SEND);
  g_assert_cmpint (dropoff_known_file_judge (&known, 3, TRUE, FALSE), ==, DROPOFF_KNOWN_OWN);
}

/* Removed from the list and dropped again. */
static void
test_unwanted (void)
{
  DropoffKnownFile known = { TRUE, 3, DROPOFF_UPLOAD_QUEUED, FALSE };

  g_assert_cmpint (dropoff_known_file_judge (&known, OWN, FALSE, TRUE), ==, DROPOFF_KNOWN_SEND);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/known-files/unknown", test_unknown);
  g_test_add_func ("/known-files/sent", test_sent);
  g_test_add_func ("/known-files/under-way", test_under_way);
  g_test_add_func ("/known-files/not-sent", test_not_sent);
  g_test_add_func ("/known-files/own", test_own);
  g_test_add_func ("/known-files/on-purpose", test_on_purpose);
  g_test_add_func ("/known-files/unwanted", test_unwanted);
  return g_test_run ();
}
