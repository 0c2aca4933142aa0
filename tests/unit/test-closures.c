/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "dropoff-closures.h"

#include <string.h>

#include "dropoff-password-page.h"

#define KB G_GUINT64_CONSTANT (1000)
#define MB (1000 * KB)
#define GB (1000 * MB)
#define NBSP "\xc2\xa0"

/* Texts are compared with plain blanks; where lines may break is tested on its own. */
static void
assert_text (char *text, const char *expected)
{
  g_auto (GStrv) parts = g_strsplit (text, NBSP, -1);
  g_autofree char *plain = g_strjoinv (" ", parts);

  g_assert_cmpstr (plain, ==, expected);
  g_free (text);
}

static void
test_size (void)
{
  assert_text (dropoff_text_size (0), "0 bytes");
  assert_text (dropoff_text_size (1), "1 byte");
  assert_text (dropoff_text_size (999), "999 bytes");
  assert_text (dropoff_text_size (1000), "1 kB");
  assert_text (dropoff_text_size (2400 * KB), "2.4 MB");
  assert_text (dropoff_text_size (12 * MB + 300 * KB), "12 MB");
  assert_text (dropoff_text_size (999 * MB + 960 * KB), "1 GB");
  assert_text (dropoff_text_size (19604488192), "19.6 GB");
  assert_text (dropoff_text_size (20 * GB), "20 GB");
  assert_text (dropoff_text_size (204 * GB + 800 * MB), "205 GB");
  assert_text (dropoff_text_size (5000 * GB), "5 TB");
  assert_text (dropoff_text_size (G_MAXUINT64), "18447 PB");
  assert_text (dropoff_text_exact_size (999), "999 bytes");
  assert_text (dropoff_text_exact_size (1234567), "1.2 MB (1234567 bytes)");
}

static void
test_size_of (void)
{
  assert_text (dropoff_text_size_of (0, 20 * GB), "0 of 20 GB");
  assert_text (dropoff_text_size_of (3100 * MB, 20 * GB), "3.1 of 20 GB");
  assert_text (dropoff_text_size_of (4 * GB, 20 * GB), "4.0 of 20 GB");
  assert_text (dropoff_text_size_of (50 * MB, 20 * GB), "50 MB of 20 GB");
  assert_text (dropoff_text_size_of (14 * MB, 31 * MB), "14 of 31 MB");
  assert_text (dropoff_text_size_of (3200 * KB, 29 * MB), "3.2 of 29 MB");
  assert_text (dropoff_text_size_of (14400 * MB, 86800 * MB), "14.4 of 86.8 GB");
  assert_text (dropoff_text_size_of (0, 0), "0 of 0 bytes");
  /* Never "all" before it is all. */
  assert_text (dropoff_text_size_of (20 * GB - 1, 20 * GB), "19.9 of 20 GB");
  assert_text (dropoff_text_size_of (20 * GB, 20 * GB), "20 of 20 GB");
}

static void
test_time_left (void)
{
  assert_text (dropoff_text_time_left (0), "Less than a minute left");
  assert_text (dropoff_text_time_left (59), "Less than a minute left");
  assert_text (dropoff_text_time_left (60), "About 1 minute left");
  assert_text (dropoff_text_time_left (34 * 60 + 10), "About 34 minutes left");
  assert_text (dropoff_text_time_left (59 * 60 + 29), "About 59 minutes left");
  assert_text (dropoff_text_time_left (59 * 60 + 31), "About 1 hour left");
  assert_text (dropoff_text_time_left (89 * 60), "About 1 hour left");
  assert_text (dropoff_text_time_left (7300), "About 2 hours left");
  assert_text (dropoff_text_time_left (48 * 3600), "About 48 hours left");
  assert_text (dropoff_text_time_left (48 * 3600 + 1), "About 2 days left");
  assert_text (dropoff_text_time_left (3 * 86400), "About 3 days left");
  assert_text (dropoff_text_time_left (G_MAXINT64 / 4), "About 9999 days left");
}

static void
test_settle (void)
{
  g_assert_cmpint (dropoff_settle_seconds (-1, 100), ==, 100);
  g_assert_cmpint (dropoff_settle_seconds (100, 90), ==, 90);
  g_assert_cmpint (dropoff_settle_seconds (100, 114), ==, 100);
  g_assert_cmpint (dropoff_settle_seconds (100, 116), ==, 116);
  g_assert_cmpint (dropoff_settle_seconds (100, -1), ==, -1);
}

static void
test_status (void)
{
  DropoffRowFigures file = { .state = DROPOFF_UPLOAD_SENDING,
                             .size_bytes = 20 * GB,
                             .sent_bytes = 3100 * MB,
                             .speed = 8200e3,
                             .seconds_left = 34 * 60 };
  DropoffRowFigures folder = { .state = DROPOFF_UPLOAD_SENDING,
                               .size_bytes = 61 * GB,
                               .sent_bytes = 9400 * MB,
                               .speed = 1e6,
                               .seconds_left = 7200,
                               .n_files = 412,
                               .n_done = 61,
                               .n_failed = 2 };

  assert_text (dropoff_text_status (&file), "3.1 of 20 GB · 8.2 MB/s · About 34 minutes left");
  file.speed = 0;
  file.seconds_left = -1;
  assert_text (dropoff_text_status (&file), "3.1 of 20 GB");
  file.state = DROPOFF_UPLOAD_PAUSED;
  assert_text (dropoff_text_status (&file), "Paused · 3.1 of 20 GB");
  file.state = DROPOFF_UPLOAD_WAITING_NETWORK;
  assert_text (dropoff_text_status (&file), "Waiting for the network · 3.1 of 20 GB");
  /* On a metered network only what could move is held back by it. */
  file.held = TRUE;
  assert_text (dropoff_text_status (&file), "Waiting for the network · 3.1 of 20 GB");
  file.state = DROPOFF_UPLOAD_QUEUED;
  assert_text (dropoff_text_status (&file), "Paused on this network · 3.1 of 20 GB");
  file.held = FALSE;
  file.state = DROPOFF_UPLOAD_WAITING_SIGN_IN;
  assert_text (dropoff_text_status (&file), "Waiting for you to sign in · 3.1 of 20 GB");
  file.state = DROPOFF_UPLOAD_WAITING_FILE;
  file.message = "Insert “EOS_DIGITAL” to go on";
  assert_text (dropoff_text_status (&file), "Insert “EOS_DIGITAL” to go on · 3.1 of 20 GB");
  file.state = DROPOFF_UPLOAD_FAILED;
  file.message = "This file can’t be opened. Check the drive, then retry.";
  assert_text (dropoff_text_status (&file),
               "This file can’t be opened. Check the drive, then retry.");
  file.state = DROPOFF_UPLOAD_QUEUED;
  file.sent_bytes = 0;
  assert_text (dropoff_text_status (&file), "20 GB · Waiting its turn");

  assert_text (dropoff_text_status (&folder),
               "61 of 412 files · 9.4 of 61 GB · About 2 hours left");
  folder.state = DROPOFF_UPLOAD_PAUSED;
  assert_text (dropoff_text_status (&folder), "Paused · 61 of 412 files");
  folder.state = DROPOFF_UPLOAD_FAILED;
  assert_text (dropoff_text_status (&folder), "2 files could not be sent · 61 of 412 files");
  folder.n_done = 0;
  assert_text (dropoff_text_status (&folder), "2 files could not be sent");
  folder.state = DROPOFF_UPLOAD_SAME_NAME;
  folder.n_asking = 1;
  assert_text (dropoff_text_status (&folder),
               "1 file of the same name is already there. Send both?");
  folder.n_asking = 1200;
  assert_text (dropoff_text_status (&folder),
               "1200 files of the same names are already there. Send both?");
  folder.n_files = 0;
  assert_text (dropoff_text_status (&folder), "There is already a file of this name. Send both?");
  assert_text (dropoff_text_trouble (2, 0), "2 files could not be sent");
  assert_text (dropoff_text_trouble (2, 1), "2 files need you");
  assert_text (dropoff_text_trouble (1, 1), "1 file needs you");
}

/* Every state has words and none has a percent sign or an ellipsis made of dots. */
static void
test_all_states (void)
{
  for (int state = DROPOFF_UPLOAD_QUEUED; state < DROPOFF_UPLOAD_N_STATES; state++)
    for (guint n_files = 0; n_files < 3; n_files++)
      {
        const DropoffRowFigures figures
            = { .state = (DropoffUploadState) state, .size_bytes = 5, .n_files = n_files };
        g_autofree char *text = dropoff_text_status (&figures);

        g_assert_cmpuint (strlen (text), >, 3);
        g_assert_null (strchr (text, '%'));
        g_assert_null (strstr (text, "..."));
      }
}

static void
test_breaks (void)
{
  const DropoffRowFigures figures = { .state = DROPOFF_UPLOAD_SENDING,
                                      .size_bytes = 20 * GB,
                                      .sent_bytes = 3100 * MB,
                                      .speed = 8200e3,
                                      .seconds_left = 34 * 60 };
  g_autofree char *text = dropoff_text_status (&figures);
  g_auto (GStrv) lines = g_strsplit (text, " ", -1);

  /* It may break only behind the dots. */
  g_assert_cmpuint (g_strv_length (lines), ==, 3);
  g_assert_true (g_str_has_suffix (lines[0], "·"));
  g_assert_true (g_str_has_suffix (lines[1], "·"));
}

static void
test_child (void)
{
  DropoffRowFigures figures
      = { .state = DROPOFF_UPLOAD_SENDING, .size_bytes = 31 * MB, .sent_bytes = 14 * MB };

  assert_text (dropoff_text_child_status (&figures), "14 of 31 MB");
  g_assert_null (dropoff_text_child_trouble (&figures));
  figures.state = DROPOFF_UPLOAD_REFUSED;
  figures.message = "Not sent: videos aren’t accepted";
  assert_text (dropoff_text_child_status (&figures), "");
  assert_text (dropoff_text_child_trouble (&figures), "Not sent: videos aren’t accepted");
  assert_text (dropoff_text_more_waiting (0), "");
  assert_text (dropoff_text_more_waiting (1), "1 more waiting");
}

static void
test_overall (void)
{
  assert_text (dropoff_text_overall_title (DROPOFF_QUEUE_SENDING, 7300), "About 2 hours left");
  assert_text (dropoff_text_overall_title (DROPOFF_QUEUE_SENDING, -1),
               "Working out how long this takes…");
  assert_text (dropoff_text_overall_title (DROPOFF_QUEUE_FINISHING, 5), "Almost done…");
  assert_text (dropoff_text_overall_title (DROPOFF_QUEUE_PAUSED, 7300), "Paused");
  assert_text (dropoff_text_overall_title (DROPOFF_QUEUE_WAITING_NETWORK, -1),
               "Waiting for the network");
  assert_text (dropoff_text_overall_title (DROPOFF_QUEUE_WAITING_SIGN_IN, -1),
               "Waiting for you");
  assert_text (dropoff_text_overall_title (DROPOFF_QUEUE_WAITING_PERSON, -1), "Waiting for you");
  assert_text (dropoff_text_overall_title (DROPOFF_QUEUE_HELD, -1), "Waiting for another network");
  assert_text (dropoff_text_overall_figures (14400 * MB, 86800 * MB, 12e6),
               "14.4 of 86.8 GB · 12 MB/s");
  assert_text (dropoff_text_overall_figures (14400 * MB, 86800 * MB, 0), "14.4 of 86.8 GB");
  assert_text (dropoff_text_overall_figures (0, 3 * MB, 0), "3 MB");
  assert_text (dropoff_text_failed_files (1), "1 file could not be sent");
  assert_text (dropoff_text_removed ("a.zip", 1), "“a.zip” removed");
  assert_text (dropoff_text_removed ("a.zip", 3), "3 items removed");
  assert_text (dropoff_text_known (1, 0), "1 file is already sent or on its way.");
  assert_text (dropoff_text_known (3950, 62),
               "3950 files are already sent or on their way. 62 new files are being sent.");
}

static void
test_day (void)
{
  g_autoptr (GDateTime) now = g_date_time_new_local (2026, 11, 20, 0, 5, 0);
  g_autoptr (GDateTime) earlier = g_date_time_new_local (2026, 11, 20, 0, 1, 0);
  g_autoptr (GDateTime) last_minute = g_date_time_new_local (2026, 11, 19, 23, 59, 0);
  g_autoptr (GDateTime) monday = g_date_time_new_local (2026, 11, 16, 10, 0, 0);
  g_autoptr (GDateTime) week = g_date_time_new_local (2026, 11, 13, 10, 0, 0);
  g_autoptr (GDateTime) october = g_date_time_new_local (2026, 10, 3, 10, 0, 0);
  g_autoptr (GDateTime) last_year = g_date_time_new_local (2025, 12, 31, 10, 0, 0);

  assert_text (dropoff_text_day (earlier, now), "Today");
  assert_text (dropoff_text_day (last_minute, now), "Yesterday");
  assert_text (dropoff_text_day (monday, now), "Monday 16 November");
  assert_text (dropoff_text_day (week, now), "13 November");
  assert_text (dropoff_text_day (october, now), "3 October");
  assert_text (dropoff_text_day (last_year, now), "31 December 2025");
  assert_text (dropoff_text_heading ("dimanche 22 novembre"), "Dimanche 22 novembre");
  assert_text (dropoff_text_heading ("été"), "Été");
  assert_text (dropoff_text_heading ("22 novembre"), "22 novembre");
  assert_text (dropoff_text_heading (""), "");
  assert_text (dropoff_text_sent_line (0, 19600 * MB, monday), "19.6 GB · 10:00");
  assert_text (dropoff_text_sent_line (318, 7200 * MB, monday), "318 files · 7.2 GB · 10:00");
  assert_text (dropoff_text_moment (monday), "Monday 16 November 2026, 10:00");
}

static void
test_buttons (void)
{
  g_assert_cmpint (dropoff_state_button (DROPOFF_UPLOAD_SENDING), ==, DROPOFF_ROW_BUTTON_PAUSE);
  g_assert_cmpint (dropoff_state_button (DROPOFF_UPLOAD_PAUSED), ==, DROPOFF_ROW_BUTTON_RESUME);
  g_assert_cmpint (dropoff_state_button (DROPOFF_UPLOAD_FAILED), ==, DROPOFF_ROW_BUTTON_RETRY);
  g_assert_cmpint (dropoff_state_button (DROPOFF_UPLOAD_CHANGED), ==, DROPOFF_ROW_BUTTON_SEND);
  g_assert_cmpint (dropoff_state_button (DROPOFF_UPLOAD_SAME_NAME), ==,
                   DROPOFF_ROW_BUTTON_SEND_BOTH);
  g_assert_cmpint (dropoff_state_button (DROPOFF_UPLOAD_VERIFYING), ==, DROPOFF_ROW_BUTTON_NONE);
  g_assert_cmpint (dropoff_state_bar (DROPOFF_UPLOAD_SENDING), ==, DROPOFF_ROW_BAR_FLOWS);
  g_assert_cmpint (dropoff_state_bar (DROPOFF_UPLOAD_PAUSED), ==, DROPOFF_ROW_BAR_IDLE);
  g_assert_cmpint (dropoff_state_bar (DROPOFF_UPLOAD_VERIFYING), ==, DROPOFF_ROW_BAR_FULL);
  g_assert_cmpint (dropoff_state_bar (DROPOFF_UPLOAD_FAILED), ==, DROPOFF_ROW_BAR_NONE);
  g_assert_cmpstr (dropoff_state_icon (DROPOFF_UPLOAD_FAILED), ==, "dialog-error-symbolic");
  g_assert_null (dropoff_state_icon (DROPOFF_UPLOAD_SENDING));
  g_assert_true (dropoff_queue_state_flows (DROPOFF_QUEUE_SENDING));
  g_assert_false (dropoff_queue_state_flows (DROPOFF_QUEUE_WAITING_SIGN_IN));
}

static void
test_narrow (void)
{
  g_assert_true (dropoff_is_narrow (360, 1));
  g_assert_true (dropoff_is_narrow (679, 1));
  g_assert_false (dropoff_is_narrow (680, 1));
  g_assert_true (dropoff_is_narrow (760, 2));
  g_assert_false (dropoff_is_narrow (1400, 2));
  g_assert_false (dropoff_is_narrow (0, 1));
}

static void
test_code (void)
{
  assert_text (dropoff_clean_code ("407 118"), "407118");
  assert_text (dropoff_clean_code ("code: 40-71-18."), "407118");
  assert_text (dropoff_clean_code ("1234567890"), "12345678");
  assert_text (dropoff_clean_code ("٤٠٧"), "");
  assert_text (dropoff_text_new_code_button (24), "Send a New Code in 0:24");
  assert_text (dropoff_text_new_code_button (0), "Send a New Code");
  assert_text (dropoff_text_checksum (G_GUINT64_CONSTANT (0x9a1c44e072bb0f3d)),
               "9A1C 44E0 72BB 0F3D");
}

static void
test_password (void)
{
  const DropoffPasswordRules rules
      = { .min_length = 12, .upper = TRUE, .lower = TRUE, .number = TRUE, .symbol = TRUE };
  const DropoffPasswordRules none = { 0 };
  gboolean met[5];

  g_assert_false (dropoff_password_meets (&rules, "Granite-rock", met));
  g_assert_true (met[0] && met[1] && met[2] && !met[3] && met[4]);
  g_assert_true (dropoff_password_meets (&rules, "Granite-rock1", met));
  g_assert_false (dropoff_password_meets (&rules, "", met));
  g_assert_true (dropoff_password_meets (&none, "", met));
  /* Twelve characters, not bytes; a blank counts as a symbol only inside. */
  g_assert_false (dropoff_password_meets (&rules, "Äöü1!Aäöüß9", met));
  g_assert_false (met[0]);
  g_assert_false (dropoff_password_meets (&rules, " Graniterock1 ", met));
  g_assert_true (dropoff_password_meets (&rules, "Granite rock1", met));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/closures/size", test_size);
  g_test_add_func ("/closures/size-of", test_size_of);
  g_test_add_func ("/closures/time-left", test_time_left);
  g_test_add_func ("/closures/settle", test_settle);
  g_test_add_func ("/closures/status", test_status);
  g_test_add_func ("/closures/all-states", test_all_states);
  g_test_add_func ("/closures/breaks", test_breaks);
  g_test_add_func ("/closures/child", test_child);
  g_test_add_func ("/closures/overall", test_overall);
  g_test_add_func ("/closures/day", test_day);
  g_test_add_func ("/closures/buttons", test_buttons);
  g_test_add_func ("/closures/narrow", test_narrow);
  g_test_add_func ("/closures/code", test_code);
  g_test_add_func ("/closures/password", test_password);
  return g_test_run ();
}
