/* SPDX-License-Identifier: GPL-3.0-or-later */

/*
 * gallery DIRECTORY [NAME…]: shows every page and state with invented data, made from the real
 * widgets, in every variant, and saves a picture of each. With names, only scenes whose name
 * begins so; DROPOFF_GALLERY_FORMS is a number that masks the variants, and with
 * DROPOFF_GALLERY_ALL scenes have also those that are as a rule left out, to be looked at once.
 *
 * gallery --words [NAME…]: with the translation that pseudo.py makes, looks for words that are not
 * translated and for words that are cut off, and saves nothing. See words.sh.
 *
 * gallery --hold [NAME…]: says the name of each scene and shows it until it gets a line, for
 * somebody who looks at it from outside. See end-to-end/display/test_roles.py.
 */
#include <adwaita.h>
#include <glib-unix.h>
#include <glib/gi18n.h>
#include <locale.h>

#include "dropoff-application.h"
#include "dropoff-closures.h"
#include "dropoff-window-private.h"
#include "camera.h"
#include "details-scenes.h"
#include "dialog-scenes.h"
#include "samples.h"
#include "sign-in-scenes.h"
#include "words.h"

typedef GtkWidget *(*SceneFunc) (DropoffWindow *window);

/* An open menu is a surface of its own: a scene that has one leaves it here. */
static GtkWidget *open_popover;

static void
show_main (DropoffWindow *window, GListStore *list, GListStore *sent)
{
  DropoffMainView *view = dropoff_window_get_main_view (window);

  dropoff_window_show_page (window, "main");
  g_object_set (view, "company-name", COMPANY, "user-name", PERSON, NULL);
  if (list != NULL)
    g_object_set (view, "n-unfinished", g_list_model_get_n_items (G_LIST_MODEL (list)), NULL);
  dropoff_in_progress_page_set_model (dropoff_main_view_get_in_progress_page (view),
                                      G_LIST_MODEL (list));
  dropoff_sent_page_set_model (dropoff_main_view_get_sent_page (view), G_LIST_MODEL (sent));
  g_clear_object (&list);
  g_clear_object (&sent);
}

static void
set_overall (DropoffWindow *window, DropoffQueueState state, guint64 sent, guint64 size,
             double speed, gint64 seconds_left, guint n_failed)
{
  DropoffMainView *view = dropoff_window_get_main_view (window);
  DropoffInProgressPage *page = dropoff_main_view_get_in_progress_page (view);

  g_object_set (dropoff_in_progress_page_get_overall (page), "state", (int) state, "sent", sent,
                "size", size, "fraction", (double) sent / (double) size, "speed", speed,
                "seconds-left", seconds_left, "n-failed", n_failed, NULL);
}

static GtkWidget *
scene_empty (DropoffWindow *window)
{
  show_main (window, NULL, NULL);
  return NULL;
}

/* The nth menu button below a widget. */
static GtkWidget *
find_menu_button (GtkWidget *widget, guint *n)
{
  if (GTK_IS_MENU_BUTTON (widget) && gtk_widget_get_mapped (widget) && (*n)-- == 0)
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find_menu_button (child, n);

      if (found != NULL)
        return found;
    }
  return NULL;
}

static void
open_menu (GtkWidget *button)
{
  gtk_menu_button_popup (GTK_MENU_BUTTON (button));
  open_popover = GTK_WIDGET (gtk_menu_button_get_popover (GTK_MENU_BUTTON (button)));
}

/* One of the header's menus, by the button's name in the template. */
static void
open_header_menu (DropoffWindow *window, const char *name)
{
  DropoffMainView *view = dropoff_window_get_main_view (window);

  camera_settle (GTK_WIDGET (window));
  open_menu (GTK_WIDGET (
      gtk_widget_get_template_child (GTK_WIDGET (view), DROPOFF_TYPE_MAIN_VIEW, name)));
}

/* The menu of the nth row of a page. */
static void
open_row_menu (DropoffWindow *window, GtkWidget *page, guint n)
{
  camera_settle (GTK_WIDGET (window));
  open_menu (find_menu_button (page, &n));
}

static GtkWidget *
scene_company_menu (DropoffWindow *window)
{
  show_main (window, NULL, NULL);
  open_header_menu (window, "company_button");
  return NULL;
}

/* What the application does and no window alone. */
static void
add_application_actions (DropoffWindow *window)
{
  static const GActionEntry entries[]
      = { { .name = "preferences" }, { .name = "about" }, { .name = "quit" } };
  g_autoptr (GSimpleActionGroup) actions = g_simple_action_group_new ();
  g_autoptr (GtkBuilder) builder
      = gtk_builder_new_from_resource ("/io/github/dropoff/Dropoff/dropoff-shortcuts.ui");

  g_action_map_add_action_entries (G_ACTION_MAP (actions), entries, G_N_ELEMENTS (entries), NULL);
  gtk_widget_insert_action_group (GTK_WIDGET (window), "app", G_ACTION_GROUP (actions));
  gtk_application_window_set_help_overlay (
      GTK_APPLICATION_WINDOW (window),
      GTK_SHORTCUTS_WINDOW (gtk_builder_get_object (builder, "help_overlay")));
}

static GtkWidget *
scene_main_menu (DropoffWindow *window)
{
  show_main (window, NULL, NULL);
  add_application_actions (window);
  open_header_menu (window, "menu_button");
  return NULL;
}

static GtkWidget *
scene_guest_menu (DropoffWindow *window)
{
  show_main (window, NULL, NULL);
  g_object_set (dropoff_window_get_main_view (window), "user-name", _ ("You send as a guest"),
                NULL);
  gtk_widget_action_set_enabled (GTK_WIDGET (window), "win.change-password", FALSE);
  gtk_widget_action_set_enabled (GTK_WIDGET (window), "win.second-step", FALSE);
  gtk_widget_action_set_enabled (GTK_WIDGET (window), "win.sign-out", FALSE);
  open_header_menu (window, "company_button");
  return NULL;
}

static GtkWidget *
scene_companies_menu (DropoffWindow *window)
{
  GMenu *menu = dropoff_main_view_get_companies_menu (dropoff_window_get_main_view (window));

  g_menu_append (menu, COMPANY, "win.company::acme-geo");
  g_menu_append (menu, "Basin Surveys", "win.company::basin");
  g_action_group_change_action_state (G_ACTION_GROUP (window), "company",
                                      g_variant_new_string ("acme-geo"));
  return scene_company_menu (window);
}

/* With the folder open; one card can be taken away, -1 is none. */
static void
show_in_progress (DropoffWindow *window, int removed)
{
  DropoffMainView *view = dropoff_window_get_main_view (window);
  GListStore *list = samples_in_progress ();

  if (removed >= 0)
    g_list_store_remove (list, (guint) removed);
  show_main (window, list, NULL);
  set_overall (window, DROPOFF_QUEUE_SENDING, 14400000000, 86800000000, 12e6, 7300, 1);
  dropoff_in_progress_page_set_open (dropoff_main_view_get_in_progress_page (view), 1, TRUE);
}

static GtkWidget *
scene_in_progress (DropoffWindow *window)
{
  show_in_progress (window, -1);
  return NULL;
}

static GtkWidget *
scene_row_menu (DropoffWindow *window)
{
  show_main (window, samples_in_progress (), NULL);
  set_overall (window, DROPOFF_QUEUE_SENDING, 14400000000, 86800000000, 12e6, 7300, 1);
  open_row_menu (
      window,
      GTK_WIDGET (dropoff_main_view_get_in_progress_page (dropoff_window_get_main_view (window))),
      0);
  return NULL;
}

/* Two cards are chosen, as with Ctrl and a press. */
static GtkWidget *
scene_chosen (DropoffWindow *window)
{
  DropoffInProgressPage *page
      = dropoff_main_view_get_in_progress_page (dropoff_window_get_main_view (window));
  GtkSelectionModel *selection;

  scene_in_progress (window);
  selection = gtk_list_view_get_model (GTK_LIST_VIEW (gtk_widget_get_template_child (
      GTK_WIDGET (page), DROPOFF_TYPE_IN_PROGRESS_PAGE, "list")));
  dropoff_in_progress_page_set_open (page, 1, FALSE);
  gtk_selection_model_select_item (selection, 0, TRUE);
  gtk_selection_model_select_item (selection, 2, FALSE);
  return NULL;
}

static GtkWidget *
scene_notice (DropoffWindow *window)
{
  show_main (window, NULL, NULL);
  dropoff_window_show_notice (window,
                              _ ("The list of your files was damaged, so a new one was begun. "
                                 "Drop files that were not sent yet again."),
                              TRUE);
  return NULL;
}

static GtkWidget *
scene_drag_over (DropoffWindow *window)
{
  g_autofree char *text = g_strdup_printf (_ ("Drop to Send to %s"), COMPANY);

  show_main (window, samples_in_progress (), NULL);
  g_object_set (window->drop_overlay, "text", text, NULL);
  dropoff_window_show_overlay (window);
  return NULL;
}

static GtkWidget *
scene_removed (DropoffWindow *window)
{
  g_autofree char *text = dropoff_text_removed ("borehole-images.zip", 1);

  show_in_progress (window, 2);
  dropoff_window_add_toast (window, dropoff_window_make_undo (window, text));
  return NULL;
}

static void
show_standing_still (DropoffWindow *window, DropoffUploadState state, DropoffQueueState all)
{
  show_main (window, samples_standing_still (state), NULL);
  set_overall (window, all, 13700000000, 85800000000, 0, -1, 0);
}

static GtkWidget *
scene_sign_in_again (DropoffWindow *window)
{
  show_standing_still (window, DROPOFF_UPLOAD_WAITING_SIGN_IN, DROPOFF_QUEUE_WAITING_SIGN_IN);
  return NULL;
}

static GtkWidget *
scene_offline (DropoffWindow *window)
{
  show_standing_still (window, DROPOFF_UPLOAD_WAITING_NETWORK, DROPOFF_QUEUE_WAITING_NETWORK);
  return NULL;
}

static GtkWidget *
scene_drive_gone (DropoffWindow *window)
{
  show_standing_still (window, DROPOFF_UPLOAD_WAITING_FILE, DROPOFF_QUEUE_WAITING_PERSON);
  return NULL;
}

static GtkWidget *
scene_metered (DropoffWindow *window)
{
  show_standing_still (window, DROPOFF_UPLOAD_QUEUED, DROPOFF_QUEUE_HELD);
  g_object_set (dropoff_main_view_get_in_progress_page (dropoff_window_get_main_view (window)),
                "held", TRUE, NULL);
  return NULL;
}

/* A file and a folder of whose names the company has some already. */
static GtkWidget *
scene_same_name (DropoffWindow *window)
{
  GListStore *list = g_list_store_new (DROPOFF_TYPE_BATCH);
  g_autoptr (DropoffBatch) file = samples_file (
      "Report of the Northern Line, final version.pdf", "application/pdf",
      DROPOFF_UPLOAD_SAME_NAME, 0, 4800000);
  g_autoptr (DropoffBatch) folder = samples_same_names ();
  g_autoptr (DropoffBatch) sending = samples_file (
      "film.mp4", "video/mp4", DROPOFF_UPLOAD_SENDING, 1200000000, 4800000000);

  g_list_store_append (list, file);
  g_list_store_append (list, folder);
  g_list_store_append (list, sending);
  show_main (window, list, NULL);
  set_overall (window, DROPOFF_QUEUE_SENDING, 1200000000, 5100000000, 12e6, 345, 4);
  g_object_set (dropoff_in_progress_page_get_overall (
                    dropoff_main_view_get_in_progress_page (dropoff_window_get_main_view (window))),
                "n-asking", 4, NULL);
  return NULL;
}

static GtkWidget *
scene_paused (DropoffWindow *window)
{
  GListStore *list = g_list_store_new (DROPOFF_TYPE_BATCH);
  g_autoptr (DropoffBatch) paused
      = samples_file ("dump.dmp", "application/octet-stream", DROPOFF_UPLOAD_PAUSED, 61000000000,
                      200000000000);
  g_autoptr (DropoffBatch) changed = samples_file ("notes.odt", "text/plain",
                                                   DROPOFF_UPLOAD_CHANGED, 0, 40000);
  g_autoptr (DropoffBatch) queued = samples_file ("photo.jpg", "image/jpeg",
                                                  DROPOFF_UPLOAD_QUEUED, 0, 4800000);
  g_autoptr (DropoffBatch) checking = samples_file ("film.mp4", "video/mp4",
                                                    DROPOFF_UPLOAD_CHECKING, 0, 4800000000);

  g_list_store_append (list, paused);
  g_list_store_append (list, changed);
  g_list_store_append (list, queued);
  g_list_store_append (list, checking);
  show_main (window, list, NULL);
  set_overall (window, DROPOFF_QUEUE_PAUSED, 61000000000, 204804840000, 0, -1, 0);
  return NULL;
}

static GtkWidget *
scene_long_names (DropoffWindow *window)
{
  g_autofree char *long_name = g_strnfill (255, 'w');
  GListStore *list = g_list_store_new (DROPOFF_TYPE_BATCH);
  const char *const names[] = { long_name, "line\nbreak & \"quotes\" <b>bold</b>.txt",
                                "🪨🧭🗺️ emoji.zip", "ملف عربي.pdf" };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autoptr (DropoffBatch) batch = samples_file (names[i], "application/pdf",
                                                     DROPOFF_UPLOAD_SENDING, 12345678, 98765432);

      g_list_store_append (list, batch);
    }
  show_main (window, list, NULL);
  g_object_set (dropoff_window_get_main_view (window), "company-name",
                "The Very Long Name of a Company & Its Sons <Ltd.> of Somewhere", NULL);
  set_overall (window, DROPOFF_QUEUE_SENDING, 49382712, 395061728, 1e6, 345, 0);
  return NULL;
}

static GtkWidget *
scene_many (DropoffWindow *window)
{
  show_main (window, samples_many (100000), NULL);
  set_overall (window, DROPOFF_QUEUE_SENDING, 160000000, 12000000000000, 40e6, 299000, 0);
  return NULL;
}

static void
show_sent (DropoffWindow *window)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();

  show_main (window, samples_in_progress (), samples_sent (now));
  dropoff_main_view_show_page (dropoff_window_get_main_view (window), "sent");
}

static GtkWidget *
scene_sent (DropoffWindow *window)
{
  show_sent (window);
  return NULL;
}

static GtkWidget *
scene_sent_menu (DropoffWindow *window)
{
  DropoffMainView *view = dropoff_window_get_main_view (window);

  show_sent (window);
  open_row_menu (window, GTK_WIDGET (dropoff_main_view_get_sent_page (view)), 3);
  return NULL;
}

static GtkWidget *
scene_sent_search (DropoffWindow *window)
{
  DropoffMainView *view = dropoff_window_get_main_view (window);

  show_sent (window);
  dropoff_main_view_begin_search (view);
  dropoff_sent_page_search (dropoff_main_view_get_sent_page (view), "photos");
  return NULL;
}

static GtkWidget *
scene_sent_nothing (DropoffWindow *window)
{
  DropoffMainView *view = dropoff_window_get_main_view (window);

  show_sent (window);
  dropoff_main_view_begin_search (view);
  dropoff_sent_page_search (dropoff_main_view_get_sent_page (view), "xyz");
  return NULL;
}

static GtkWidget *
scene_sent_empty (DropoffWindow *window)
{
  show_main (window, NULL, NULL);
  dropoff_main_view_show_page (dropoff_window_get_main_view (window), "sent");
  return NULL;
}

static const DropoffBannerFacts lapsed = { .lapsed = TRUE };
static const DropoffBannerFacts held = { .held = TRUE, .state = DROPOFF_QUEUE_HELD };
static const DropoffBannerFacts offline = { .state = DROPOFF_QUEUE_WAITING_NETWORK };
static const DropoffBannerFacts drive_gone
    = { .waits_for_file = TRUE, .drive = "EOS_DIGITAL", .state = DROPOFF_QUEUE_WAITING_PERSON };
static const DropoffBannerFacts disk_full = { .disk_full = TRUE };
static const DropoffBannerFacts session_only = { .session_only = TRUE };
static const DropoffBannerFacts lapses_soon = { .state = DROPOFF_QUEUE_SENDING,
                                                .seconds_left = 8 * 86400,
                                                .now_s = 1795000000,
                                                .sign_in_ends_s = 1795000000 + 4 * 86400 };

static const struct
{
  const char *name;
  SceneFunc show;
  int height;
  guint variants;
  const DropoffBannerFacts *banner; /* nullable */
} scenes[] = {
  { "01-first-run", scene_first_run, 600, VARIANT_ALL },
  { "01a-no-company", scene_no_company, 600, VARIANT_LIGHT | VARIANT_NARROW },
  { "01b-whose-is-it", scene_whose_is_it, 600, VARIANT_ALL },
  { "02-sign-in", scene_sign_in, 600, VARIANT_ALL },
  { "02-sign-in-company", scene_sign_in_company, 640, VARIANT_ALL },
  { "02-sign-in-back-end", scene_sign_in_back_end, 600, VARIANT_ALL },
  { "02a-signing-in", scene_signing_in, 600, VARIANT_LIGHT | VARIANT_DARK },
  { "02b-wrong-password", scene_wrong_password, 600, VARIANT_ALL },
  { "02c-code", scene_code, 600, VARIANT_ALL },
  { "02c-code-too-old", scene_code_too_old, 600, VARIANT_LIGHT | VARIANT_NARROW },
  { "02c-code-app", scene_code_app, 600, VARIANT_LIGHT },
  { "02c-code-remember", scene_code_remember, 600, VARIANT_ALL },
  { "02c-choice", scene_choice, 600, VARIANT_ALL },
  { "02c-question", scene_question, 600, VARIANT_LIGHT },
  { "02c-forgotten", scene_forgotten, 600, VARIANT_ALL },
  { "02c-forgotten-code", scene_forgotten_code, 600, VARIANT_ALL },
  { "02d-forgotten-password", scene_forgotten_password, 600, VARIANT_ALL },
  { "02d-new-password", scene_new_password, 600, VARIANT_ALL },
  { "02d-new-password-names", scene_new_password_names, 760, VARIANT_LIGHT },
  { "02e-set-up-app", scene_set_up_app, 600, VARIANT_ALL },
  { "02f-sign-up", scene_sign_up, 600, VARIANT_ALL },
  { "02g-browser", scene_browser, 600, VARIANT_ALL },
  { "02g-browser-waiting", scene_browser_waiting, 600, VARIANT_ALL },
  { "02g-browser-not-opened", scene_browser_not_opened, 600, VARIANT_ALL },
  { "02g-browser-timed-out", scene_browser_timed_out, 600, VARIANT_ALL },
  { "02h-key", scene_key, 600, VARIANT_ALL },
  { "02h-key-wrong", scene_key_wrong, 600, VARIANT_ALL },
  { "02i-change-password", scene_change_password, 360, VARIANT_ALL },
  { "03-empty", scene_empty, 600, VARIANT_ALL },
  { "03a-notice", scene_notice, 600, VARIANT_LIGHT | VARIANT_DARK | VARIANT_NARROW },
  { "03b-company-menu", scene_company_menu, 600, VARIANT_LIGHT | VARIANT_DARK | VARIANT_RTL },
  { "03b-guest-menu", scene_guest_menu, 600, VARIANT_LIGHT | VARIANT_DARK | VARIANT_RTL },
  { "03d-main-menu", scene_main_menu, 600, VARIANT_LIGHT | VARIANT_RTL | VARIANT_NARROW },
  { "03c-companies-menu", scene_companies_menu, 600, VARIANT_LIGHT | VARIANT_RTL },
  { "04-drag-over", scene_drag_over, 600, VARIANT_ALL },
  { "04a-drag-early", scene_drag_early, 600, VARIANT_LIGHT | VARIANT_DARK },
  { "05-in-progress", scene_in_progress, 940, VARIANT_ALL },
  { "05a-in-progress-default", scene_in_progress, 600, VARIANT_LIGHT | VARIANT_DARK },
  { "05b-menu", scene_row_menu, 600, VARIANT_LIGHT | VARIANT_DARK },
  { "05b-paused", scene_paused, 600, VARIANT_LIGHT | VARIANT_DARK | VARIANT_NARROW },
  { "05b-same-name", scene_same_name, 600, VARIANT_ALL },
  { "05c-removed-undo", scene_removed, 600, VARIANT_LIGHT | VARIANT_DARK | VARIANT_NARROW },
  { "05f-chosen", scene_chosen, 600, VARIANT_LIGHT | VARIANT_DARK },
  { "05d-long-names", scene_long_names, 600,
    VARIANT_LIGHT | VARIANT_NARROW | VARIANT_RTL | VARIANT_SMALL },
  { "05e-100000", scene_many, 600, VARIANT_LIGHT },
  { "07-sign-in-again", scene_sign_in_again, 600,
    VARIANT_LIGHT | VARIANT_DARK | VARIANT_NARROW | VARIANT_LARGE_TEXT, &lapsed },
  { "07a-sign-in-soon", scene_in_progress, 600, VARIANT_LIGHT | VARIANT_NARROW, &lapses_soon },
  { "07b-metered", scene_metered, 600, VARIANT_ALL, &held },
  { "07c-offline", scene_offline, 600, VARIANT_LIGHT | VARIANT_DARK | VARIANT_NARROW,
    &offline },
  { "07d-drive", scene_drive_gone, 600, VARIANT_LIGHT | VARIANT_NARROW, &drive_gone },
  { "07e-disk-full", scene_in_progress, 600, VARIANT_LIGHT | VARIANT_DARK | VARIANT_NARROW,
    &disk_full },
  { "07f-session-only", scene_empty, 600, VARIANT_ALL, &session_only },
  { "08-sent", scene_sent, 760, VARIANT_ALL | VARIANT_SMALL },
  { "08-sent-menu", scene_sent_menu, 600, VARIANT_LIGHT | VARIANT_DARK },
  { "08a-sent-default", scene_sent, 600, VARIANT_LIGHT },
  { "08a-sent-empty", scene_sent_empty, 600, VARIANT_LIGHT },
  { "08b-sent-search", scene_sent_search, 600, VARIANT_LIGHT | VARIANT_DARK },
  { "08c-sent-nothing", scene_sent_nothing, 600, VARIANT_LIGHT },
  { "09-receipt", scene_receipt, 700, VARIANT_ALL },
  { "09a-receipt-folder", scene_receipt_folder, 540, VARIANT_LIGHT },
  { "10-not-sent", scene_refusals, 460, VARIANT_LIGHT | VARIANT_DARK },
  { "10-details", scene_details, 380, VARIANT_ALL },
  { "10a-details-empty", scene_details_empty, 380, VARIANT_LIGHT | VARIANT_DARK },
  { "10b-details-kinds", scene_details_kinds, 560, VARIANT_ALL },
  { "10c-details-long", scene_details_long, 380,
    VARIANT_LIGHT | VARIANT_NARROW | VARIANT_LARGE_TEXT | VARIANT_RTL },
  { "10d-details-wrong", scene_details_wrong, 560, VARIANT_LIGHT | VARIANT_NARROW },
  { "10e-all-files", scene_all_files, 560, VARIANT_ALL },
  { "10f-second-step", scene_second_step, 640, VARIANT_ALL },
  { "11-preferences", scene_preferences, 700, VARIANT_ALL },
  { "12-report", scene_report, 520, VARIANT_ALL },
  { "13-shortcuts", scene_shortcuts, 600, VARIANT_LIGHT },
  { "14-about", scene_about, 640, VARIANT_ALL },
};

/* Shows a scene as it is in a variant; gives what is to be looked at, the window or a dialog. */
static GtkWidget *
show_scene (guint index, Variant variant, DropoffWindow *window)
{
  int height = variant == VARIANT_LARGE_TEXT ? 900 : scenes[index].height;
  GtkWidget *dialog;

  camera_set_variant (variant);
  gtk_window_set_default_size (GTK_WINDOW (window), camera_get_width (variant), height);
  gtk_window_present (GTK_WINDOW (window));
  camera_settle (GTK_WIDGET (window));
  dialog = scenes[index].show (window);
  if (scenes[index].banner != NULL)
    dropoff_banner_show (dropoff_main_view_get_banner (dropoff_window_get_main_view (window)),
                         scenes[index].banner);
  if (dialog != NULL)
    {
      if (variant == VARIANT_NARROW)
        gtk_window_set_default_size (
            GTK_WINDOW (dialog), 360,
            gtk_window_get_resizable (GTK_WINDOW (dialog)) ? scenes[index].height : -1);
      gtk_window_present (GTK_WINDOW (dialog));
    }
  camera_settle (dialog != NULL ? dialog : GTK_WIDGET (window));
  return dialog != NULL ? dialog : GTK_WIDGET (window);
}

static gboolean
on_line (int fd, GIOCondition condition, gpointer user_data)
{
  char c;

  if (read (fd, &c, 1) == 1 && c != '\n')
    return G_SOURCE_CONTINUE;
  g_main_loop_quit (user_data);
  return G_SOURCE_REMOVE;
}

/* Says which scene is shown, and shows it until a line comes. */
static void
hold_scene (const char *name)
{
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);

  g_print ("%s\n", name);
  fflush (stdout);
  g_unix_fd_add (STDIN_FILENO, G_IO_IN | G_IO_HUP, on_line, loop);
  g_main_loop_run (loop);
}

/* Saves its picture, or without a directory reads or holds it; gives whether all is well. */
static gboolean
take_scene (guint index, Variant variant, const char *directory, gboolean hold)
{
  const char *suffix = camera_get_suffix (variant);
  g_autofree char *name = g_strconcat (scenes[index].name, suffix, NULL);
  DropoffWindow *window = NULL;
  GtkWidget *seen;
  gboolean ok = TRUE;

  camera_set_variant (variant);
  window = dropoff_window_new (NULL);
  seen = show_scene (index, variant, window);
  if (directory != NULL)
    {
      g_autofree char *file = g_strconcat (name, ".png", NULL);
      g_autofree char *path = g_build_filename (directory, file, NULL);

      ok = camera_save (seen, open_popover, path);
      g_print ("%s%s\n", file, ok ? "" : ": NOT SAVED");
    }
  else if (hold)
    hold_scene (name);
  else
    {
      gboolean has_width = seen == GTK_WIDGET (window) || variant == VARIANT_NARROW;

      ok = words_check (seen, name, has_width ? camera_get_width (variant) : 0);
      if (open_popover != NULL)
        ok &= words_check (open_popover, name, 0);
    }
  /* A menu that is open when its window goes makes GTK complain. */
  if (open_popover != NULL)
    gtk_popover_popdown (GTK_POPOVER (open_popover));
  open_popover = NULL;
  if (seen != GTK_WIDGET (window))
    gtk_window_destroy (GTK_WINDOW (seen));
  gtk_window_destroy (GTK_WINDOW (window));
  return ok;
}

static gboolean
is_wanted (const char *name, char **prefixes)
{
  if (prefixes[0] == NULL)
    return TRUE;
  for (guint i = 0; prefixes[i] != NULL; i++)
    if (g_str_has_prefix (name, prefixes[i]))
      return TRUE;
  return FALSE;
}

/* Words are read where they have the least room. */
static guint
get_variants (guint index, const char *directory, gboolean hold)
{
  guint variants = scenes[index].variants;

  if (directory != NULL)
    return variants | (g_getenv ("DROPOFF_GALLERY_ALL") != NULL ? VARIANT_ALL : 0);
  if (hold)
    return VARIANT_LIGHT;
  return variants & VARIANT_NARROW ? VARIANT_NARROW : VARIANT_LIGHT;
}

static gboolean
init (void)
{
  const char *translations = g_getenv ("DROPOFF_TRANSLATIONS");
  AdwApplication *application;

  setlocale (LC_ALL, "");
  bindtextdomain (GETTEXT_PACKAGE, translations != NULL ? translations : DROPOFF_LOCALEDIR);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);
  dropoff_ui_init ();
  /* What a scene sets in vain would be missing in its picture. */
  g_log_set_fatal_mask ("GLib-GObject",
                        G_LOG_FATAL_MASK | G_LOG_LEVEL_CRITICAL | G_LOG_LEVEL_WARNING);
  application = g_object_new (ADW_TYPE_APPLICATION, "application-id", DROPOFF_APP_ID ".Gallery",
                              "flags", G_APPLICATION_NON_UNIQUE, "resource-base-path",
                              "/io/github/dropoff/Dropoff", NULL);
  if (!g_application_register (G_APPLICATION (application), NULL, NULL))
    return FALSE;
  camera_set_desktop ();
  return TRUE;
}

int
main (int argc, char *argv[])
{
  const char *directory = argc > 1 && !g_str_has_prefix (argv[1], "--") ? argv[1] : NULL;
  gboolean hold = argc > 1 && g_str_equal (argv[1], "--hold");
  const char *forms = g_getenv ("DROPOFF_GALLERY_FORMS");
  guint mask = forms != NULL ? (guint) g_ascii_strtoull (forms, NULL, 0) : G_MAXUINT;
  guint n = 0, n_failed = 0;

  if (argc < 2)
    {
      g_printerr ("usage: gallery DIRECTORY|--words|--hold [NAME…]\n");
      return 2;
    }
  if (!init ())
    return 1;
  for (guint i = 0; i < G_N_ELEMENTS (scenes); i++)
    for (guint v = 0; v < N_VARIANTS; v++)
      {
        if (!(get_variants (i, directory, hold) & mask & (1 << v))
            || !is_wanted (scenes[i].name, argv + 2))
          continue;
        n++;
        if (!take_scene (i, (Variant) (1 << v), directory, hold))
          n_failed++;
      }
  g_print ("gallery: %u %s, %u failed\n", n, directory != NULL ? "pictures" : "scenes", n_failed);
  return n > 0 && n_failed == 0 ? 0 : 1;
}
