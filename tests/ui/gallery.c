/* SPDX-License-Identifier: GPL-3.0-or-later */

/*
 * gallery DIRECTORY [NAME…]: shows every page and state with invented data, made from the real
 * widgets, in every variant, and saves a picture of each. With names, only scenes whose name
 * begins so.
 */
#include <adwaita.h>
#include <glib/gi18n.h>
#include <locale.h>

#include "dropoff-application.h"
#include "dropoff-preferences-window.h"
#include "dropoff-report-dialog.h"
#include "dropoff-report.h"
#include "dropoff-receipt-dialog.h"
#include "dropoff-refusals-dialog.h"
#include "dropoff-window-private.h"
#include "samples.h"
#include "sign-in-scenes.h"

#define PICTURE_SCALE 2
#define SETTLE_MS 120
#define READY_MS 10000
#define MAX_TRIES 50 /* until there is something to draw; a machine under load needs some */

typedef enum {
  VARIANT_LIGHT = 1 << 0,
  VARIANT_DARK = 1 << 1,
  VARIANT_LARGE_TEXT = 1 << 2,
  VARIANT_RTL = 1 << 3,
  VARIANT_NARROW = 1 << 4,
  VARIANT_SMALL = 1 << 5, /* the smallest window that is not narrow */
} Variant;

#define VARIANT_ALL                                                                              \
  (VARIANT_LIGHT | VARIANT_DARK | VARIANT_LARGE_TEXT | VARIANT_RTL | VARIANT_NARROW)

static const struct
{
  Variant variant;
  const char *suffix;
} variants[] = {
  { VARIANT_LIGHT, "" },       { VARIANT_DARK, "-dark" },     { VARIANT_LARGE_TEXT, "-200" },
  { VARIANT_RTL, "-rtl" },     { VARIANT_NARROW, "-360" },   { VARIANT_SMALL, "-600" },
};

typedef GtkWidget *(*SceneFunc) (DropoffWindow *window);

/* An open menu is a surface of its own: a scene that has one leaves it here. */
static GtkWidget *open_popover;

static void
settle (guint ms)
{
  gint64 end_us = g_get_monotonic_time () + ms * 1000;

  while (g_get_monotonic_time () < end_us)
    if (!g_main_context_iteration (NULL, FALSE))
      g_usleep (2000);
}

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
open_menu (DropoffWindow *window, guint n)
{
  GtkWidget *button = find_menu_button (GTK_WIDGET (window), &n);

  gtk_menu_button_popup (GTK_MENU_BUTTON (button));
  open_popover = GTK_WIDGET (gtk_menu_button_get_popover (GTK_MENU_BUTTON (button)));
}

static GtkWidget *
scene_company_menu (DropoffWindow *window)
{
  show_main (window, NULL, NULL);
  settle (SETTLE_MS);
  open_menu (window, 1);
  return NULL;
}

static GtkWidget *
scene_guest_menu (DropoffWindow *window)
{
  show_main (window, NULL, NULL);
  g_object_set (dropoff_window_get_main_view (window), "user-name", "You send as a guest", NULL);
  gtk_widget_action_set_enabled (GTK_WIDGET (window), "win.change-password", FALSE);
  gtk_widget_action_set_enabled (GTK_WIDGET (window), "win.sign-out", FALSE);
  settle (SETTLE_MS);
  open_menu (window, 1);
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

static GtkWidget *
scene_row_menu (DropoffWindow *window)
{
  show_main (window, samples_in_progress (), NULL);
  set_overall (window, DROPOFF_QUEUE_SENDING, 14400000000, 86800000000, 12e6, 7300, 1);
  settle (2 * SETTLE_MS);
  open_menu (window, 3);
  return NULL;
}

static GtkWidget *
scene_notice (DropoffWindow *window)
{
  show_main (window, NULL, NULL);
  dropoff_window_show_notice (window,
                              "The list of your files was damaged, so a new one was begun. "
                              "Drop files that were not sent yet again.",
                              TRUE);
  return NULL;
}

static GtkWidget *
scene_drag_over (DropoffWindow *window)
{
  show_main (window, samples_in_progress (), NULL);
  g_object_set (window->overlay, "text", "Drop to Send to " COMPANY, NULL);
  dropoff_window_show_overlay (window);
  return NULL;
}

static GtkWidget *
scene_in_progress (DropoffWindow *window)
{
  DropoffMainView *view = dropoff_window_get_main_view (window);

  show_main (window, samples_in_progress (), NULL);
  set_overall (window, DROPOFF_QUEUE_SENDING, 14400000000, 86800000000, 12e6, 7300, 1);
  dropoff_in_progress_page_set_open (dropoff_main_view_get_in_progress_page (view), 1, TRUE);
  return NULL;
}

static GtkWidget *
scene_removed (DropoffWindow *window)
{
  AdwToast *toast = adw_toast_new ("“borehole-images.zip” removed");

  scene_in_progress (window);
  adw_toast_set_button_label (toast, "_Undo");
  dropoff_main_view_add_toast (dropoff_window_get_main_view (window), toast);
  return NULL;
}

static GtkWidget *
scene_sign_in_again (DropoffWindow *window)
{
  show_main (window, samples_waiting_for_sign_in (), NULL);
  set_overall (window, DROPOFF_QUEUE_WAITING_SIGN_IN, 13700000000, 85800000000, 0, -1, 0);
  return NULL;
}

static GtkWidget *
scene_metered (DropoffWindow *window)
{
  show_main (window, samples_held (), NULL);
  g_object_set (dropoff_main_view_get_in_progress_page (dropoff_window_get_main_view (window)),
                "held", TRUE, NULL);
  set_overall (window, DROPOFF_QUEUE_HELD, 13700000000, 85800000000, 0, -1, 0);
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

static GtkWidget *
show_receipt (guint index)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  g_autoptr (GListStore) list = samples_sent (now);
  g_autoptr (DropoffBatch) batch = g_list_model_get_item (G_LIST_MODEL (list), index);

  return dropoff_receipt_dialog_new (NULL, COMPANY, batch);
}

static GtkWidget *
scene_receipt (DropoffWindow *window)
{
  return show_receipt (0);
}

static GtkWidget *
scene_receipt_folder (DropoffWindow *window)
{
  return show_receipt (1);
}

static GtkWidget *
scene_refusals (DropoffWindow *window)
{
  g_autoptr (GPtrArray) refusals
      = g_ptr_array_new_with_free_func ((GDestroyNotify) dropoff_refusal_free);

  g_ptr_array_add (refusals, dropoff_refusal_new ("clip-0007.mov", "Videos aren’t accepted."));
  g_ptr_array_add (refusals,
                   dropoff_refusal_new ("Chloé & Zoë <1>.lnk", "Links are not followed."));
  g_ptr_array_add (refusals, dropoff_refusal_new ("huge.dmp", "Files can be 5 TB at most."));
  return dropoff_refusals_dialog_new (NULL, refusals);
}

static GtkWidget *
scene_preferences (DropoffWindow *window)
{
  g_autoptr (DropoffPreferences) preferences = dropoff_preferences_new (NULL);

  g_object_set (preferences, "limit-speed", TRUE, NULL);
  return dropoff_preferences_window_new (NULL, preferences);
}

static GtkWidget *
scene_report (DropoffWindow *window)
{
  g_autoptr (GListStore) list = samples_in_progress ();
  g_autofree char *queue = dropoff_report_about_queue (G_LIST_MODEL (list));
  g_autofree char *report = g_strconcat ("Dropoff 0.1.0\n\nIn the list\n", queue, NULL);

  return dropoff_report_dialog_new (NULL, "help@acme.example", report);
}

static GtkWidget *
scene_shortcuts (DropoffWindow *window)
{
  g_autoptr (GtkBuilder) builder
      = gtk_builder_new_from_resource ("/io/github/dropoff/Dropoff/gtk/help-overlay.ui");

  return GTK_WIDGET (gtk_builder_get_object (builder, "help_overlay"));
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
  { "03c-companies-menu", scene_companies_menu, 600, VARIANT_LIGHT | VARIANT_RTL },
  { "04-drag-over", scene_drag_over, 600, VARIANT_ALL },
  { "04a-drag-early", scene_drag_early, 600, VARIANT_LIGHT | VARIANT_DARK },
  { "05-in-progress", scene_in_progress, 940, VARIANT_ALL },
  { "05a-in-progress-default", scene_in_progress, 600, VARIANT_LIGHT },
  { "05b-menu", scene_row_menu, 600, VARIANT_LIGHT | VARIANT_DARK },
  { "05b-paused", scene_paused, 600, VARIANT_LIGHT | VARIANT_DARK | VARIANT_NARROW },
  { "05c-removed", scene_removed, 600, VARIANT_LIGHT | VARIANT_DARK | VARIANT_NARROW },
  { "05d-long-names", scene_long_names, 600,
    VARIANT_LIGHT | VARIANT_NARROW | VARIANT_RTL | VARIANT_SMALL },
  { "05e-100000", scene_many, 600, VARIANT_LIGHT },
  { "07-sign-in-again", scene_sign_in_again, 600,
    VARIANT_LIGHT | VARIANT_DARK | VARIANT_NARROW | VARIANT_LARGE_TEXT, &lapsed },
  { "07a-sign-in-soon", scene_in_progress, 600, VARIANT_LIGHT | VARIANT_NARROW, &lapses_soon },
  { "07b-metered", scene_metered, 600, VARIANT_ALL, &held },
  { "07c-offline", scene_in_progress, 600, VARIANT_LIGHT | VARIANT_DARK | VARIANT_NARROW,
    &offline },
  { "07d-drive", scene_in_progress, 600, VARIANT_LIGHT | VARIANT_NARROW, &drive_gone },
  { "07e-disk-full", scene_in_progress, 600, VARIANT_LIGHT | VARIANT_DARK | VARIANT_NARROW,
    &disk_full },
  { "07f-session-only", scene_empty, 600, VARIANT_ALL, &session_only },
  { "08-sent", scene_sent, 760, VARIANT_ALL | VARIANT_SMALL },
  { "08a-sent-empty", scene_sent_empty, 600, VARIANT_LIGHT },
  { "08b-sent-search", scene_sent_search, 600, VARIANT_LIGHT | VARIANT_DARK },
  { "08c-sent-nothing", scene_sent_nothing, 600, VARIANT_LIGHT },
  { "09-receipt", scene_receipt, 610, VARIANT_ALL },
  { "09a-receipt-folder", scene_receipt_folder, 610, VARIANT_LIGHT },
  { "10-not-sent", scene_refusals, 460, VARIANT_LIGHT | VARIANT_DARK },
  { "11-preferences", scene_preferences, 700, VARIANT_ALL },
  { "12-report", scene_report, 520, VARIANT_ALL },
  { "13-shortcuts", scene_shortcuts, 600, VARIANT_LIGHT },
};

/* A machine under load may need longer for the first frame of a long list. */
static void
settle_until_drawn (GtkWidget *widget)
{
  gint64 end_us = g_get_monotonic_time () + READY_MS * 1000;

  settle (2 * SETTLE_MS);
  while (gtk_widget_get_width (widget) == 0 && g_get_monotonic_time () < end_us)
    settle (SETTLE_MS);
}

static void
draw_popover (GtkSnapshot *snapshot)
{
  g_autoptr (GdkPaintable) paintable = gtk_widget_paintable_new (open_popover);
  GdkSurface *surface = gtk_native_get_surface (GTK_NATIVE (open_popover));
  double x, y;

  gtk_native_get_surface_transform (GTK_NATIVE (open_popover), &x, &y);
  x += gdk_popup_get_position_x (GDK_POPUP (surface));
  y += gdk_popup_get_position_y (GDK_POPUP (surface));
  gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT ((float) x, (float) y));
  gdk_paintable_snapshot (paintable, snapshot, gtk_widget_get_width (open_popover),
                          gtk_widget_get_height (open_popover));
  gtk_popover_popdown (GTK_POPOVER (open_popover));
  open_popover = NULL;
}

static gboolean
save_picture (GtkWidget *window, const char *path)
{
  g_autoptr (GdkPaintable) paintable = gtk_widget_paintable_new (window);
  GtkSnapshot *snapshot = gtk_snapshot_new ();
  g_autoptr (GdkTexture) texture = NULL;
  GskRenderNode *node;
  int width = gtk_widget_get_width (window), height = gtk_widget_get_height (window);

  gtk_snapshot_scale (snapshot, PICTURE_SCALE, PICTURE_SCALE);
  gdk_paintable_snapshot (paintable, snapshot, width, height);
  if (open_popover != NULL)
    draw_popover (snapshot);
  node = gtk_snapshot_free_to_node (snapshot);
  if (node == NULL)
    return FALSE;
  texture = gsk_renderer_render_texture (
      gtk_native_get_renderer (GTK_NATIVE (window)), node,
      &GRAPHENE_RECT_INIT (0, 0, width * PICTURE_SCALE, height * PICTURE_SCALE));
  gsk_render_node_unref (node);
  return gdk_texture_save_to_png (texture, path);
}

static void
set_variant (Variant variant)
{
  g_object_set (gtk_settings_get_default (), "gtk-xft-dpi",
                variant == VARIANT_LARGE_TEXT ? 2 * 96 * 1024 : 96 * 1024, NULL);
  adw_style_manager_set_color_scheme (adw_style_manager_get_default (),
                                      variant == VARIANT_DARK ? ADW_COLOR_SCHEME_FORCE_DARK
                                                              : ADW_COLOR_SCHEME_FORCE_LIGHT);
  gtk_widget_set_default_direction (variant == VARIANT_RTL ? GTK_TEXT_DIR_RTL : GTK_TEXT_DIR_LTR);
}

static int
get_width (Variant variant)
{
  if (variant == VARIANT_NARROW)
    return 360;
  return variant == VARIANT_SMALL ? 600 : 760;
}

static gboolean
make_picture (guint index, guint variant_index, const char *directory)
{
  g_autofree char *name
      = g_strconcat (scenes[index].name, variants[variant_index].suffix, ".png", NULL);
  g_autofree char *path = g_build_filename (directory, name, NULL);
  Variant variant = variants[variant_index].variant;
  DropoffWindow *window;
  GtkWidget *dialog;
  gboolean ok;

  set_variant (variant);
  window = dropoff_window_new (NULL);
  gtk_window_set_default_size (GTK_WINDOW (window), get_width (variant),
                               variant == VARIANT_LARGE_TEXT ? 900 : scenes[index].height);
  gtk_window_present (GTK_WINDOW (window));
  settle (SETTLE_MS);
  dialog = scenes[index].show (window);
  if (scenes[index].banner != NULL)
    dropoff_banner_show (dropoff_main_view_get_banner (dropoff_window_get_main_view (window)),
                         scenes[index].banner);
  if (dialog != NULL)
    {
      if (variant == VARIANT_NARROW)
        gtk_window_set_default_size (GTK_WINDOW (dialog), 360, scenes[index].height);
      gtk_window_present (GTK_WINDOW (dialog));
    }
  settle_until_drawn (dialog != NULL ? dialog : GTK_WIDGET (window));
  ok = save_picture (dialog != NULL ? dialog : GTK_WIDGET (window), path);
  for (int tries = 0; !ok && tries < MAX_TRIES; tries++)
    {
      settle (SETTLE_MS);
      ok = save_picture (dialog != NULL ? dialog : GTK_WIDGET (window), path);
    }
  g_print ("%s%s\n", name, ok ? "" : ": NOT SAVED");
  if (dialog != NULL)
    gtk_window_destroy (GTK_WINDOW (dialog));
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

/* As on a desktop: its font, its window buttons; no motion, and no frame of a bare X server. */
static void
set_desktop (void)
{
  g_autoptr (GtkCssProvider) css = gtk_css_provider_new ();

  g_object_set (gtk_settings_get_default (), "gtk-font-name", "Cantarell 11",
                "gtk-decoration-layout", ":close", "gtk-enable-animations", FALSE, NULL);
  gtk_css_provider_load_from_data (
      css,
      "window.solid-csd, window.csd { margin: 0; padding: 0; border: none; box-shadow: none; }",
      -1);
  gtk_style_context_add_provider_for_display (gdk_display_get_default (),
                                              GTK_STYLE_PROVIDER (css), 900);
}

int
main (int argc, char *argv[])
{
  g_autoptr (AdwApplication) application = NULL;
  const char *translations = g_getenv ("DROPOFF_TRANSLATIONS");
  guint n_pictures = 0, n_failed = 0;

  if (argc < 2)
    {
      g_printerr ("usage: gallery DIRECTORY [NAME…]\n");
      return 2;
    }
  setlocale (LC_ALL, "");
  bindtextdomain (GETTEXT_PACKAGE, translations != NULL ? translations : DROPOFF_LOCALEDIR);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);
  dropoff_ui_init ();
  application = g_object_new (ADW_TYPE_APPLICATION, "application-id", DROPOFF_APP_ID ".Gallery",
                              "flags", G_APPLICATION_NON_UNIQUE, "resource-base-path",
                              "/io/github/dropoff/Dropoff", NULL);
  if (!g_application_register (G_APPLICATION (application), NULL, NULL))
    return 1;
  set_desktop ();
  for (guint i = 0; i < G_N_ELEMENTS (scenes); i++)
    for (guint v = 0; v < G_N_ELEMENTS (variants); v++)
      {
        if (!(scenes[i].variants & variants[v].variant)
            || !is_wanted (scenes[i].name, argv + 2))
          continue;
        n_pictures++;
        if (!make_picture (i, v, argv[1]))
          n_failed++;
      }
  g_print ("gallery: %u pictures, %u failed\n", n_pictures, n_failed);
  return n_pictures > 0 && n_failed == 0 ? 0 : 1;
}
