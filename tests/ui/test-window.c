/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The window's widgets with invented data: what a state shows, and what a press asks for. */
#include <adwaita.h>
#include <string.h>

#include "dropoff-account-fault.h"
#include "dropoff-app-page.h"
#include "dropoff-batch-row.h"
#include "dropoff-choice-page.h"
#include "dropoff-code-page.h"
#include "dropoff-day-heading.h"
#include "dropoff-day-list.h"
#include "dropoff-error.h"
#include "dropoff-last-words.h"
#include "dropoff-preferences-window.h"
#include "dropoff-receipt-text.h"
#include "dropoff-report.h"
#include "dropoff-sent-row.h"
#include "dropoff-verb.h"
#include "dropoff-window-private.h"
#include "probe.h"
#include "samples.h"

#define MANY 100000

static void
test_states (void)
{
  static const struct
  {
    DropoffUploadState state;
    const char *text;
    gboolean has_bar;
    gboolean is_idle;
    const char *word; /* of the button with a word */
    const char *icon; /* of the round button */
  } expected[] = {
    { DROPOFF_UPLOAD_QUEUED, "200 MB · Waiting its turn", FALSE, FALSE, NULL,
      "media-playback-pause-symbolic" },
    { DROPOFF_UPLOAD_CHECKING, "Reading the file…", TRUE, TRUE, NULL,
      "media-playback-pause-symbolic" },
    { DROPOFF_UPLOAD_SENDING, "0 of 200 MB", TRUE, FALSE, NULL, "media-playback-pause-symbolic" },
    { DROPOFF_UPLOAD_VERIFYING, "Almost done… Making sure that all of it arrived", TRUE, FALSE,
      NULL, NULL },
    { DROPOFF_UPLOAD_PAUSED, "Paused · 0 of 200 MB", TRUE, TRUE, NULL,
      "media-playback-start-symbolic" },
    { DROPOFF_UPLOAD_WAITING_NETWORK, "Waiting for the network · 0 of 200 MB", TRUE, TRUE, NULL,
      "media-playback-pause-symbolic" },
    { DROPOFF_UPLOAD_WAITING_SIGN_IN, "Waiting for you to sign in · 0 of 200 MB", TRUE, TRUE, NULL,
      "media-playback-pause-symbolic" },
    { DROPOFF_UPLOAD_CHANGED, "This file has changed. Send the new version?", FALSE, FALSE, "Send",
      NULL },
    { DROPOFF_UPLOAD_SAME_NAME, "There is already a file of this name. Send both?", FALSE, FALSE,
      NULL, NULL },
    { DROPOFF_UPLOAD_FAILED, "This file could not be sent.", FALSE, FALSE, "Retry", NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (expected); i++)
    {
      g_autoptr (DropoffBatch) batch = samples_file ("a.bin", "application/octet-stream",
                                                     expected[i].state, 0, 200 * 1000 * 1000);
      GtkWidget *row = g_object_ref_sink (dropoff_batch_row_new ());
      GtkWidget *bar, *button;

      dropoff_batch_row_set_batch (DROPOFF_BATCH_ROW (row), batch);
      bar = probe_find (row, GTK_TYPE_PROGRESS_BAR, 0);
      button = probe_find (row, GTK_TYPE_BUTTON, 0);
      g_test_message ("state %d", (int) expected[i].state);
      probe_expect (row, "a.bin");
      probe_expect (row, expected[i].text);
      g_assert_cmpint (bar != NULL, ==, expected[i].has_bar);
      if (bar != NULL)
        g_assert_cmpint (gtk_widget_has_css_class (bar, "idle"), ==, expected[i].is_idle);
      if (expected[i].word != NULL)
        g_assert_cmpstr (gtk_button_get_label (GTK_BUTTON (button)), ==, expected[i].word);
      else if (expected[i].icon != NULL)
        g_assert_cmpstr (gtk_button_get_icon_name (GTK_BUTTON (button)), ==, expected[i].icon);
      g_object_unref (row);
    }
}

/* A question has two answers, which go away with it. */
static void
test_row_asks (void)
{
  g_autoptr (DropoffBatch) asking = samples_same_names ();
  g_autoptr (DropoffBatch) paused = samples_file ("a.bin", "application/octet-stream",
                                                  DROPOFF_UPLOAD_PAUSED, 0, 200 * 1000 * 1000);
  GtkWidget *row = g_object_ref_sink (dropoff_batch_row_new ());

  dropoff_batch_row_set_batch (DROPOFF_BATCH_ROW (row), asking);
  probe_expect (row, "3 files of the same names are already there. Send both?");
  probe_expect (row, "Don’t Send");
  probe_expect (row, "Send Both");
  dropoff_batch_row_set_batch (DROPOFF_BATCH_ROW (row), paused);
  g_assert_false (probe_says (row, "Don’t Send"));
  g_assert_false (probe_says (row, "Send Both"));
  g_object_unref (row);
}

/* A row follows its batch, and lets it go. */
static void
test_row_follows (void)
{
  DropoffBatch *batch = samples_file ("a.bin", NULL, DROPOFF_UPLOAD_SENDING, 0, 200000000);
  DropoffUpload *upload = dropoff_batch_get_upload (batch, 0);
  GtkWidget *row = g_object_ref_sink (dropoff_batch_row_new ());

  dropoff_batch_row_set_batch (DROPOFF_BATCH_ROW (row), batch);
  dropoff_upload_set_figures (upload, 100000000, 1e6, 100);
  dropoff_batch_upload_changed (batch, upload, DROPOFF_UPLOAD_SENDING, 0);
  dropoff_batch_set_figures (batch, 1e6, 100);
  dropoff_batch_set_fraction (batch, 0.5);
  probe_expect (row, "100 of 200 MB · 1 MB/s · About 2 minutes left");
  g_assert_cmpfloat (gtk_progress_bar_get_fraction (
                         GTK_PROGRESS_BAR (probe_find (row, GTK_TYPE_PROGRESS_BAR, 0))),
                     ==, 0.5);
  dropoff_upload_set_state (upload, DROPOFF_UPLOAD_PAUSED, NULL);
  dropoff_batch_upload_changed (batch, upload, DROPOFF_UPLOAD_SENDING, 100000000);
  probe_expect (row, "Paused · 100 of 200 MB");
  dropoff_batch_row_set_batch (DROPOFF_BATCH_ROW (row), NULL);
  g_assert_finalize_object (batch);
  g_object_unref (row);
}

static void
on_request (gpointer source, GPtrArray *batches, int verb, int *last_verb)
{
  g_assert_cmpuint (batches->len, ==, 1);
  g_assert_true (DROPOFF_IS_BATCH (g_ptr_array_index (batches, 0)));
  *last_verb = verb;
}

static void
test_requests (void)
{
  DropoffWindow *window = probe_new_window (760, 900);
  g_autoptr (GListStore) list = samples_in_progress ();
  DropoffInProgressPage *page = probe_show_list (window, list);
  int verb = -1;
  GtkWidget *row = probe_await (page, DROPOFF_TYPE_BATCH_ROW, 0);

  g_signal_connect (page, "request", G_CALLBACK (on_request), &verb);
  gtk_widget_activate_action (row, "row.press", NULL);
  g_assert_cmpint (verb, ==, DROPOFF_VERB_PRESS);
  gtk_widget_activate_action (row, "row.remove", NULL);
  g_assert_cmpint (verb, ==, DROPOFF_VERB_REMOVE);
  gtk_widget_activate_action (row, "row.send-first", NULL);
  g_assert_cmpint (verb, ==, DROPOFF_VERB_SEND_FIRST);
  probe_close_window (window);
}

static void
test_folder (void)
{
  DropoffWindow *window = probe_new_window (760, 900);
  g_autoptr (GListStore) list = samples_in_progress ();
  DropoffInProgressPage *page = probe_show_list (window, list);
  GtkWidget *row = probe_await (page, DROPOFF_TYPE_BATCH_ROW, 1);
  g_autoptr (DropoffBatch) batch = NULL;

  probe_expect (row, "Field Photos");
  g_assert_false (probe_says (GTK_WIDGET (page), "clip-0007.mov"));
  gtk_widget_activate_action (row, "row.toggle-open", NULL);
  probe_settle (2 * SETTLE_MS);
  probe_expect (GTK_WIDGET (page), "clip-0007.mov");
  probe_expect (GTK_WIDGET (page), "Acme Geophysics does not take files of this kind.");
  probe_expect (GTK_WIDGET (page), "3396 more waiting");
  g_assert_true (gtk_widget_has_css_class (probe_find (page, DROPOFF_TYPE_BATCH_ROW, 1), "open"));
  /* More are sent at once than are shown: none of them is left out of the sum. */
  batch = g_list_model_get_item (G_LIST_MODEL (list), 1);
  for (guint i = 700; i < 760; i++)
    {
      DropoffUpload *upload = dropoff_batch_get_upload (batch, i);

      dropoff_upload_set_state (upload, DROPOFF_UPLOAD_SENDING, NULL);
      dropoff_batch_upload_changed (batch, upload, DROPOFF_UPLOAD_QUEUED, 0);
    }
  probe_settle (2 * SETTLE_MS);
  g_assert_true (probe_says (GTK_WIDGET (page), "3394 more waiting"));
  gtk_widget_activate_action (probe_await (page, DROPOFF_TYPE_BATCH_ROW, 1), "row.toggle-open",
                              NULL);
  probe_settle (2 * SETTLE_MS);
  g_assert_false (probe_says (GTK_WIDGET (page), "clip-0007.mov"));
  probe_close_window (window);
}

static void
test_empty (void)
{
  DropoffWindow *window = probe_new_window (760, 600);
  g_autoptr (GListStore) list = g_list_store_new (DROPOFF_TYPE_BATCH);
  DropoffInProgressPage *page = probe_show_list (window, list);
  g_autoptr (DropoffBatch) batch = samples_file ("a.bin", NULL, DROPOFF_UPLOAD_QUEUED, 0, 5);

  probe_expect (GTK_WIDGET (page), "Drop Files Here");
  probe_expect (GTK_WIDGET (page), "They go straight to Acme Geophysics.");
  g_list_store_append (list, batch);
  probe_settle (2 * SETTLE_MS);
  probe_expect (GTK_WIDGET (page), "a.bin");
  g_list_store_remove_all (list);
  probe_settle (2 * SETTLE_MS);
  probe_expect (GTK_WIDGET (page), "Drop Files Here");
  probe_close_window (window);
}

static void
test_narrow (void)
{
  DropoffWindow *wide = probe_new_window (760, 600);
  DropoffWindow *slim = probe_new_window (360, 600);
  gboolean narrow = TRUE;

  g_object_get (wide, "narrow", &narrow, NULL);
  g_assert_false (narrow);
  g_object_get (slim, "narrow", &narrow, NULL);
  g_assert_true (narrow);
  /* Without a compositor the frame takes a few of them. */
  g_assert_cmpint (gtk_widget_get_width (GTK_WIDGET (slim)), <=, 360);
  probe_close_window (wide);
  probe_close_window (slim);
}

/* The name in the header bar, as it is laid out. */
static gboolean
is_company_cut (DropoffWindow *window, const char *name)
{
  DropoffMainView *view = DROPOFF_MAIN_VIEW (dropoff_window_show_page (window, "main"));
  GtkWidget *button = NULL;

  g_object_set (view, "company-name", name, NULL);
  probe_settle (4 * SETTLE_MS);
  for (guint i = 0; button == NULL || !gtk_widget_has_css_class (button, "company"); i++)
    {
      button = probe_find (view, GTK_TYPE_MENU_BUTTON, i);
      g_assert_nonnull (button);
    }
  return pango_layout_is_ellipsized (
      gtk_label_get_layout (GTK_LABEL (probe_find (button, GTK_TYPE_LABEL, 0))));
}

/* It is whole where there is room, and ends well where there is not. */
static void
test_company_name (void)
{
  DropoffWindow *window = probe_new_window (760, 600);

  g_assert_false (is_company_cut (window, "Acme Geophysics"));
  g_assert_false (is_company_cut (window, "Wim & Wum"));
  g_assert_true (is_company_cut (window, "The Very Long Name of a Company of Surveyors"));
  g_assert_cmpint (gtk_widget_get_width (GTK_WIDGET (window)), <=, 760);
  probe_close_window (window);
}

static void
test_day_list (void)
{
  g_autoptr (GDateTime) now = g_date_time_new_local (2026, 11, 20, 15, 0, 0);
  g_autoptr (GListStore) source = samples_sent (now);
  g_autoptr (DropoffDayList) days = dropoff_day_list_new (G_LIST_MODEL (source));
  g_autoptr (GObject) first = g_list_model_get_item (G_LIST_MODEL (days), 0);
  g_autoptr (GObject) second = NULL;
  g_autoptr (GDateTime) tomorrow = g_date_time_add_days (now, 1);
  g_autoptr (DropoffBatch) newest
      = samples_file ("new.dat", "text/plain", DROPOFF_UPLOAD_DONE, 10, 10);

  g_assert_true (DROPOFF_IS_DAY_HEADING (first));
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (days)), ==, 8 + 4);
  g_assert_cmpint (dropoff_day_list_get_place (days, 0), ==, DROPOFF_DAY_PLACE_HEADING);
  g_assert_cmpint (dropoff_day_list_get_place (days, 1), ==, DROPOFF_DAY_PLACE_FIRST);
  g_assert_cmpint (dropoff_day_list_get_place (days, 2), ==, DROPOFF_DAY_PLACE_MID);
  g_assert_cmpint (dropoff_day_list_get_place (days, 3), ==, DROPOFF_DAY_PLACE_LAST);
  g_assert_cmpint (dropoff_day_list_get_place (days, 11), ==, DROPOFF_DAY_PLACE_ONE);
  dropoff_batch_set_finished (newest, g_date_time_to_unix (now));
  g_list_store_insert (source, 0, newest);
  second = g_list_model_get_item (G_LIST_MODEL (days), 1);
  g_assert_true (second == (GObject *) newest);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (days)), ==, 9 + 4);
  g_list_store_remove (source, 0);
  dropoff_batch_set_finished (newest, g_date_time_to_unix (tomorrow));
  g_list_store_insert (source, 0, newest);
  g_assert_cmpint (dropoff_day_list_get_place (days, 1), ==, DROPOFF_DAY_PLACE_ONE);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (days)), ==, 9 + 5);
  g_list_store_remove (source, 0);
  g_list_store_remove (source, 0);
  g_assert_cmpint (dropoff_day_list_get_place (days, 1), ==, DROPOFF_DAY_PLACE_FIRST);
  g_assert_cmpint (dropoff_day_list_get_place (days, 2), ==, DROPOFF_DAY_PLACE_LAST);
  g_list_store_remove (source, 6);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (days)), ==, 6 + 3);
  g_list_store_remove_all (source);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (days)), ==, 0);
}

/* Where the first row of the list stands: the rows follow the list when there is time. */
static void
expect_class (DropoffSentPage *page, const char *css_class)
{
  for (guint i = 0; i < 300; i++)
    {
      if (gtk_widget_has_css_class (probe_await (page, DROPOFF_TYPE_SENT_ROW, 0), css_class))
        return;
      probe_settle (SETTLE_MS);
    }
  g_error ("the first row is not “%s”", css_class);
}

static void
test_sent (void)
{
  DropoffWindow *window = probe_new_window (760, 900);
  DropoffMainView *view = DROPOFF_MAIN_VIEW (dropoff_window_show_page (window, "main"));
  DropoffSentPage *page = dropoff_main_view_get_sent_page (view);
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  g_autoptr (GListStore) sent = samples_sent (now);
  g_autoptr (GListStore) list = samples_in_progress ();

  dropoff_main_view_show_page (view, "sent");
  probe_expect (GTK_WIDGET (page), "Nothing Sent Yet");
  /* Of a folder some have arrived. */
  dropoff_in_progress_page_set_model (dropoff_main_view_get_in_progress_page (view),
                                      G_LIST_MODEL (list));
  dropoff_main_view_show_page (view, "in-progress");
  dropoff_main_view_show_page (view, "sent");
  probe_expect (GTK_WIDGET (page), "Partly Received");
  probe_expect (GTK_WIDGET (page),
                "Received so far: 612 of 4012 files. The rest is under “In Progress”.");
  g_assert_false (probe_says (GTK_WIDGET (page), "Nothing Sent Yet"));
  dropoff_sent_page_set_model (page, G_LIST_MODEL (sent));
  probe_settle (2 * SETTLE_MS);
  probe_expect (GTK_WIDGET (page), "Today");
  probe_expect (GTK_WIDGET (page), "318 files · 7.2 GB · 11:05");
  expect_class (page, "first");
  probe_expect (probe_await (page, DROPOFF_TYPE_SENT_ROW, 0), "Received");
  /* Without a receipt nothing is green. */
  probe_expect (probe_await (page, DROPOFF_TYPE_SENT_ROW, 2), "Sent");
  g_assert_false (probe_says (probe_await (page, DROPOFF_TYPE_SENT_ROW, 2), "Received"));
  g_list_store_remove (sent, 0);
  probe_settle (2 * SETTLE_MS);
  expect_class (page, "first");
  dropoff_sent_page_search (page, "CORE");
  probe_settle (4 * SETTLE_MS);
  expect_class (page, "one");
  dropoff_sent_page_search (page, "yesterday");
  probe_settle (4 * SETTLE_MS);
  probe_expect (GTK_WIDGET (page), "Field Photos, Camp 2");
  dropoff_sent_page_search (page, "nothing like it");
  probe_settle (4 * SETTLE_MS);
  probe_expect (GTK_WIDGET (page), "No Results Found");
  probe_close_window (window);
}

static void
on_submit (gpointer page, const char *text, char **submitted)
{
  g_free (*submitted);
  *submitted = g_strdup (text);
}

static void
test_code (void)
{
  DropoffWindow *window = probe_new_window (760, 600);
  DropoffCodePage *page = DROPOFF_CODE_PAGE (dropoff_window_show_page (window, "code"));
  g_autoptr (DropoffChallenge) challenge = dropoff_challenge_new (DROPOFF_CHALLENGE_SMS_CODE);
  g_autofree char *submitted = NULL;

  challenge->destination = g_strdup ("+•••••67");
  dropoff_code_page_begin (page, challenge);
  probe_settle (SETTLE_MS);
  probe_expect (GTK_WIDGET (page), "Check Your Phone");
  g_signal_connect (page, "submit", G_CALLBACK (on_submit), &submitted);
  dropoff_code_page_set_code (page, "4071");
  g_assert_null (submitted);
  dropoff_code_page_set_code (page, "407 118");
  g_assert_cmpstr (submitted, ==, "407118");
  g_clear_pointer (&submitted, g_free);
  /* The same code is not sent twice by itself. */
  dropoff_code_page_show_error (page, "That code is not right.");
  dropoff_code_page_set_code (page, "407118");
  g_assert_null (submitted);
  probe_close_window (window);
}

static void
on_chosen (gpointer page, guint way, guint *chosen)
{
  *chosen = way;
}

/* Enter on a row is a choice. */
static void
test_choice (void)
{
  DropoffWindow *window = probe_new_window (760, 600);
  DropoffChoicePage *page = DROPOFF_CHOICE_PAGE (dropoff_window_show_page (window, "choice"));
  g_autoptr (DropoffChallenge) challenge = dropoff_challenge_new (DROPOFF_CHALLENGE_CHOOSE);
  guint chosen = DROPOFF_N_WAYS;

  challenge->n_ways = 2;
  challenge->ways[0] = DROPOFF_WAY_APP;
  challenge->ways[1] = DROPOFF_WAY_EMAIL;
  dropoff_choice_page_begin (page, challenge);
  probe_settle (SETTLE_MS);
  probe_expect (GTK_WIDGET (page), "Code App");
  g_assert_false (probe_says (GTK_WIDGET (page), "Text Message"));
  g_signal_connect (page, "chosen", G_CALLBACK (on_chosen), &chosen);
  gtk_widget_activate (gtk_window_get_focus (GTK_WINDOW (window)));
  g_assert_cmpuint (chosen, ==, DROPOFF_WAY_APP);
  probe_close_window (window);
}

/* The key can be read in groups, and leaves the page when it is not needed any more. */
static void
test_app (void)
{
  DropoffWindow *window = probe_new_window (760, 600);
  DropoffAppPage *page = DROPOFF_APP_PAGE (dropoff_window_show_page (window, "app"));
  g_autoptr (DropoffSecret) key = dropoff_secret_new ("ABCDEFGHIJ");
  g_autoptr (DropoffSecret) address = dropoff_secret_new ("otpauth://totp/A:b?secret=ABCDEFGHIJ");

  dropoff_app_page_begin (page, key, address);
  probe_settle (SETTLE_MS);
  probe_expect (GTK_WIDGET (page), "ABCD EFGH IJ");
  dropoff_app_page_show_error (page, "That code is not right.");
  probe_expect (GTK_WIDGET (page), "That code is not right.");
  dropoff_app_page_clear (page);
  g_assert_false (probe_says (GTK_WIDGET (page), "ABCD EFGH IJ"));
  probe_close_window (window);
}

static const DropoffDetailField title
    = { (char *) "title", (char *) "Title", DROPOFF_DETAIL_TEXT, TRUE, NULL };

static void
test_receipt (void)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  g_autoptr (GListStore) sent = samples_sent (now);
  g_autoptr (DropoffBatch) file = g_list_model_get_item (G_LIST_MODEL (sent), 0);
  g_autoptr (DropoffBatch) unverified = g_list_model_get_item (G_LIST_MODEL (sent), 2);
  g_autoptr (DropoffReceiptText) text = dropoff_receipt_text_new ("Acme", NULL, file);
  g_autoptr (DropoffReceiptText) weak = dropoff_receipt_text_new ("Acme", NULL, unverified);
  g_autoptr (GBytes) pdf = dropoff_receipt_text_to_pdf (text);
  g_autofree char *plain = dropoff_receipt_text_to_plain (text);
  g_autoptr (GPtrArray) fields = g_ptr_array_new ();
  g_autoptr (DropoffReceiptText) told = NULL;
  g_autofree char *plain_told = NULL;
  g_autoptr (DropoffBatch) folder = g_list_model_get_item (G_LIST_MODEL (sent), 1);
  g_autoptr (DropoffReceiptText) folder_text = dropoff_receipt_text_new ("Acme", NULL, folder);
  g_autofree char *plain_folder = dropoff_receipt_text_to_plain (folder_text);

  g_assert_cmpstr (text->title, ==, "Acme Has It");
  g_assert_cmpstr (text->sentence, ==, "What they received is identical to your file.");
  g_assert_cmpstr (text->checksum, ==, "9A1C 44E0 72BB 0F3D");
  g_assert_cmpstr (text->reference, ==, "uploads/zoe/survey-2026-line-06.dmp");
  g_assert_nonnull (strstr (plain, "\nFile: survey-2026-line-06.dmp\n"));
  g_assert_nonnull (strstr (plain_folder, "\nFolder: Core Scans\n"));
  g_assert_nonnull (strstr (plain, "\nReference: uploads/zoe/survey-2026-line-06.dmp\n"));
  g_assert_nonnull (strstr (plain, "\nChecksum: 9A1C 44E0 72BB 0F3D\n"));
  /* What the company asked, as it asks it now. */
  dropoff_batch_get_record (file)->details = g_strdup ("{\"title\":\"North\",\"gone\":\"x\"}");
  g_ptr_array_add (fields, (gpointer) &title);
  told = dropoff_receipt_text_new ("Acme", fields, file);
  plain_told = dropoff_receipt_text_to_plain (told);
  g_assert_nonnull (strstr (plain_told, "\nTitle: North\n"));
  g_assert_null (strstr (plain_told, "gone"));
  /* Nothing is claimed that was not compared. */
  g_assert_null (weak->sentence);
  g_assert_cmpuint (g_bytes_get_size (pdf), >, 1000);
  g_assert_cmpmem (g_bytes_get_data (pdf, NULL), 5, "%PDF-", 5);
}

/* A hundred thousand cards: shown at once, and only a few of them are widgets. */
static void
test_many (void)
{
  DropoffWindow *window = probe_new_window (760, 600);
  g_autoptr (GListStore) list = samples_many (MANY);
  DropoffMainView *view = DROPOFF_MAIN_VIEW (dropoff_window_show_page (window, "main"));
  gint64 begin_us = g_get_monotonic_time ();
  gint64 took_ms;

  dropoff_in_progress_page_set_model (dropoff_main_view_get_in_progress_page (view),
                                      G_LIST_MODEL (list));
  while (probe_find (view, DROPOFF_TYPE_BATCH_ROW, 3) == NULL)
    g_main_context_iteration (NULL, TRUE);
  took_ms = (g_get_monotonic_time () - begin_us) / 1000;
  g_test_message ("%d cards: first rows after %d ms", MANY, (int) took_ms);
  g_assert_null (probe_find (view, DROPOFF_TYPE_BATCH_ROW, 300));
  probe_close_window (window);
}

/* A report helps and gives nothing away. */
static void
test_report (void)
{
  g_autoptr (GListStore) list = samples_in_progress ();
  g_autofree char *text = dropoff_report_about_queue (G_LIST_MODEL (list));
  g_autofree char *uri = dropoff_report_mail_uri ("help+x@acme.example", "one & two\nthree");

  g_assert_nonnull (strstr (text, "paused: 1\n"));
  g_assert_nonnull (strstr (text, "failed: 1\n"));
  g_assert_nonnull (strstr (text, "In trouble: 2\n"));
  g_assert_nonnull (strstr (text, "This file can’t be opened."));
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (list)); i++)
    {
      g_autoptr (DropoffBatch) batch = g_list_model_get_item (G_LIST_MODEL (list), i);

      g_assert_null (strstr (text, dropoff_batch_get_name (batch)));
    }
  g_assert_cmpstr (uri, ==,
                   "mailto:help%2Bx@acme.example?subject=Dropoff%20report"
                   "&body=one%20%26%20two%0D%0Athree");
}

/* As wide as all but the last word: the word before it goes down with it. */
static void
test_last_words (void)
{
  static const char text[] = "Sending goes on by itself.";
  GtkWidget *widget = g_object_ref_sink (
      g_object_new (GTK_TYPE_LABEL, "label", "Sending goes on by", "wrap", TRUE, NULL));
  GtkLabel *label = GTK_LABEL (widget);
  PangoLayout *layout = pango_layout_copy (gtk_label_get_layout (label));
  int width;

  pango_layout_set_width (layout, -1);
  pango_layout_get_size (layout, &width, NULL);
  g_object_unref (layout);
  dropoff_last_words_keep (label);
  gtk_label_set_label (label, text);
  layout = pango_layout_copy (gtk_label_get_layout (label));
  pango_layout_set_wrap (layout, PANGO_WRAP_WORD);
  pango_layout_set_width (layout, width);
  g_assert_cmpint (pango_layout_get_line_count (layout), ==, 2);
  g_assert_cmpint (pango_layout_get_line_readonly (layout, 1)->start_index, ==,
                   strstr (text, "by") - text);
  g_object_unref (layout);
  g_object_unref (widget);
}

/* What only the company mends leads to it, the end of the sign-in to signing in, and another try is
 * offered only where nothing else in the dialog is for it. */
static void
test_account_fault (void)
{
  g_autoptr (GError) ended = g_error_new (DROPOFF_ERROR, DROPOFF_ERROR_SIGN_IN, "Sign in again.");
  g_autoptr (GError) company = g_error_new (DROPOFF_ERROR, DROPOFF_ERROR_ASK_COMPANY, "Ask.");
  g_autoptr (GError) network = g_error_new (DROPOFF_ERROR, DROPOFF_ERROR_NETWORK, "No network.");

  for (guint may = 0; may < 2; may++)
    {
      g_assert_cmpint (dropoff_account_fault_find_way (ended, may), ==, DROPOFF_FAULT_SIGN_IN);
      g_assert_cmpint (dropoff_account_fault_find_way (company, may), ==, DROPOFF_FAULT_COMPANY);
      g_assert_cmpint (dropoff_account_fault_find_way (network, may), ==,
                       may ? DROPOFF_FAULT_AGAIN : DROPOFF_FAULT_NOTHING);
    }
}

/* Every switch is bound to its preference, both ways; the limit is a plain number. */
static void
test_preferences (void)
{
  static const char *const names[]
      = { "limit-speed",    "pause-on-metered", "keep-awake", "ask-same-name",
          "start-at-login", "notify-when-sent" };
  g_autoptr (DropoffPreferences) preferences = dropoff_preferences_new (NULL);
  GtkWidget *window = dropoff_preferences_window_new (NULL, preferences);
  GtkWidget *spin;

  g_object_set (preferences, "limit-speed", TRUE, NULL);
  gtk_window_present (GTK_WINDOW (window));
  probe_settle (2 * SETTLE_MS);
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      GtkSwitch *toggle = GTK_SWITCH (probe_find (window, GTK_TYPE_SWITCH, i));
      gboolean before = gtk_switch_get_active (toggle), after;

      gtk_switch_set_active (toggle, !before);
      g_object_get (preferences, names[i], &after, NULL);
      g_assert_cmpint (after, ==, !before);
      g_object_set (preferences, names[i], before, NULL);
      g_assert_cmpint (gtk_switch_get_active (toggle), ==, before);
    }
  spin = probe_find (window, GTK_TYPE_SPIN_BUTTON, 0);
  gtk_spin_button_set_value (GTK_SPIN_BUTTON (spin), 4);
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (spin)), ==, "4");
  gtk_spin_button_set_value (GTK_SPIN_BUTTON (spin), 4.5);
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (spin)), ==, "4.5");
  gtk_window_destroy (GTK_WINDOW (window));
}

static const char guests[]
    = "{\"dropoff\":1,\"id\":\"acme-guest\",\"name\":\"Acme Geophysics\",\"sign-in\":{\"kind\":"
      "\"guest\",\"identity-pool-id\":\"eu-west-1:11111111-2222-4333-8444-555555555555\"},"
      "\"destination\":{\"kind\":\"s3\",\"region\":\"eu-west-1\",\"bucket\":\"acme-in\","
      "\"key\":\"uploads/{identity}/{path}\"}}";

static void
on_result (GObject *source, GAsyncResult *result, gpointer user_data)
{
  *(GAsyncResult **) user_data = g_object_ref (result);
}

static void
wait_for (GAsyncResult **result)
{
  while (*result == NULL)
    g_main_context_iteration (NULL, TRUE);
}

/* An engine that sends to whom nobody signs in. */
static DropoffEngine *
new_engine_for_guests (const char *folder)
{
  DropoffEngine *engine = dropoff_engine_new (folder);
  g_autoptr (GBytes) bytes = g_bytes_new_static (guests, strlen (guests));
  g_autoptr (GError) error = NULL;
  g_autoptr (DropoffConnection) connection
      = dropoff_connection_new_from_bytes (bytes, NULL, &error);
  g_autoptr (GAsyncResult) started = NULL;
  g_autoptr (GAsyncResult) used = NULL;

  g_assert_no_error (error);
  dropoff_engine_start_async (engine, NULL, on_result, &started);
  wait_for (&started);
  g_assert_true (dropoff_engine_start_finish (engine, started, NULL, &error));
  dropoff_engine_use_connection_async (engine, connection, NULL, on_result, &used);
  wait_for (&used);
  g_assert_true (dropoff_engine_use_connection_finish (engine, used, &error));
  return engine;
}

/* Who never signed in is called a guest, and is not offered to sign out. */
static void
test_guest (void)
{
  g_autofree char *folder = g_build_filename (g_get_home_dir (), "guest", NULL);
  DropoffEngine *engine = new_engine_for_guests (folder);
  DropoffWindow *window = probe_new_window (760, 600);
  g_autoptr (GAsyncResult) stopped = NULL;
  g_autofree char *user_name = NULL;

  dropoff_window_set_engine (window, engine);
  while (dropoff_account_get_state (dropoff_engine_get_account (engine))
         != DROPOFF_ACCOUNT_SIGNED_IN)
    g_main_context_iteration (NULL, TRUE);
  probe_settle (SETTLE_MS);
  g_assert_true (gtk_widget_get_mapped (GTK_WIDGET (dropoff_window_get_main_view (window))));
  g_object_get (dropoff_window_get_main_view (window), "user-name", &user_name, NULL);
  g_assert_cmpstr (user_name, ==, "You send as a guest");
  g_assert_false (g_action_group_get_action_enabled (G_ACTION_GROUP (window), "sign-out"));
  g_assert_true (g_action_group_get_action_enabled (G_ACTION_GROUP (window), "other-company"));
  probe_close_window (window);
  dropoff_engine_stop_async (engine, on_result, &stopped);
  wait_for (&stopped);
  dropoff_engine_stop_finish (engine, stopped);
  g_object_unref (engine);
}

/* What a window is for is made when its first frame is drawn, and then shows the engine that came
 * before. */
static void
test_first_frame (void)
{
  g_autofree char *folder = g_build_filename (g_get_home_dir (), "first", NULL);
  DropoffEngine *engine = new_engine_for_guests (folder);
  DropoffWindow *window = dropoff_window_new (NULL);
  GtkWidget *header;
  g_autoptr (GAsyncResult) stopped = NULL;

  gtk_window_present (GTK_WINDOW (window));
  header = probe_find (window, ADW_TYPE_HEADER_BAR, 0);
  dropoff_window_set_engine (window, engine);
  g_assert_true (gtk_widget_get_mapped (GTK_WIDGET (window)));
  g_assert_null (probe_find (window, DROPOFF_TYPE_MAIN_VIEW, 0));
  /* Nothing that needs an icon or a font. */
  g_assert_null (probe_find (header, GTK_TYPE_WINDOW_CONTROLS, 0));
  g_assert_null (probe_find (header, GTK_TYPE_LABEL, 0));
  g_assert_cmpstr (gtk_window_get_title (GTK_WINDOW (window)), ==, "Dropoff");
  while (probe_find (window, DROPOFF_TYPE_MAIN_VIEW, 0) == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_assert_nonnull (probe_find (header, GTK_TYPE_WINDOW_CONTROLS, 0));
  g_assert_cmpstr (gtk_window_get_title (GTK_WINDOW (window)), ==,
                   dropoff_connection_get_name (dropoff_engine_get_connection (engine)));
  probe_close_window (window);
  /* One that is closed before that is not filled any more. */
  window = dropoff_window_new (NULL);
  gtk_window_present (GTK_WINDOW (window));
  dropoff_window_set_engine (window, engine);
  probe_close_window (window);
  dropoff_engine_stop_async (engine, on_result, &stopped);
  wait_for (&stopped);
  dropoff_engine_stop_finish (engine, stopped);
  g_object_unref (engine);
}

int
main (int argc, char *argv[])
{
  g_autoptr (AdwApplication) application G_GNUC_UNUSED = probe_begin (&argc, &argv, FALSE);

  g_test_add_func ("/window/states", test_states);
  g_test_add_func ("/window/row-asks", test_row_asks);
  g_test_add_func ("/window/row-follows", test_row_follows);
  g_test_add_func ("/window/requests", test_requests);
  g_test_add_func ("/window/folder", test_folder);
  g_test_add_func ("/window/empty", test_empty);
  g_test_add_func ("/window/narrow", test_narrow);
  g_test_add_func ("/window/company-name", test_company_name);
  g_test_add_func ("/window/day-list", test_day_list);
  g_test_add_func ("/window/sent", test_sent);
  g_test_add_func ("/window/code", test_code);
  g_test_add_func ("/window/choice", test_choice);
  g_test_add_func ("/window/app", test_app);
  g_test_add_func ("/window/receipt", test_receipt);
  g_test_add_func ("/window/many", test_many);
  g_test_add_func ("/window/report", test_report);
  g_test_add_func ("/window/last-words", test_last_words);
  g_test_add_func ("/window/account-fault", test_account_fault);
  g_test_add_func ("/window/preferences", test_preferences);
  g_test_add_func ("/window/guest", test_guest);
  g_test_add_func ("/window/first-frame", test_first_frame);
  return g_test_run ();
}
