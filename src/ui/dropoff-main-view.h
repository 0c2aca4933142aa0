/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "dropoff-banner.h"
#include "dropoff-in-progress-page.h"
#include "dropoff-sent-page.h"

G_BEGIN_DECLS

#define DROPOFF_TYPE_MAIN_VIEW (dropoff_main_view_get_type ())

/**
 * DropoffMainView:
 *
 * What a signed-in person sees: header, banner, the two pages. Read-write properties:
 * "company-name", "user-name" (strings; the latter nullable, for who has no name), "narrow"
 * (boolean), "n-unfinished" (uint: the badge). Its buttons are actions of the window. Main thread.
 */
G_DECLARE_FINAL_TYPE (DropoffMainView, dropoff_main_view, DROPOFF, MAIN_VIEW, GtkBox)

/**
 * dropoff_main_view_get_in_progress_page:
 * @self: a view
 *
 * Returns: (transfer none): its first page.
 */
DropoffInProgressPage *dropoff_main_view_get_in_progress_page (DropoffMainView *self);

/**
 * dropoff_main_view_get_sent_page:
 * @self: a view
 *
 * Returns: (transfer none): its second page.
 */
DropoffSentPage *dropoff_main_view_get_sent_page (DropoffMainView *self);

/**
 * dropoff_main_view_get_companies_menu:
 * @self: a main view
 *
 * Returns: (transfer none): the part of the company menu with the companies to choose from, to be
 *   filled by the window.
 */
GMenu *dropoff_main_view_get_companies_menu (DropoffMainView *self);

/**
 * dropoff_main_view_get_banner:
 * @self: a view
 *
 * Returns: (transfer none): its banner.
 */
DropoffBanner *dropoff_main_view_get_banner (DropoffMainView *self);

/**
 * dropoff_main_view_get_toasts:
 * @self: a view
 *
 * Returns: (transfer none): where toasts are shown over the lists.
 */
AdwToastOverlay *dropoff_main_view_get_toasts (DropoffMainView *self);

/**
 * dropoff_main_view_announce:
 * @self: a main view
 * @text: what is to be spoken
 *
 * Has a screen reader say it (as an alert whose text changes: gtk_accessible_announce() is not in
 * GTK 4.8). Nothing is seen.
 */
void dropoff_main_view_announce (DropoffMainView *self, const char *text);

/**
 * dropoff_main_view_show_page:
 * @self: a view
 * @name: "in-progress" or "sent"
 *
 * Turns to a page.
 */
void dropoff_main_view_show_page (DropoffMainView *self, const char *name);

/**
 * dropoff_main_view_shows:
 * @self: a view
 * @name: "in-progress" or "sent"
 *
 * Returns: whether this is the page that is turned to.
 */
gboolean dropoff_main_view_shows (DropoffMainView *self, const char *name);

/**
 * dropoff_main_view_focus_list:
 * @self: a view
 *
 * Puts the keyboard focus where a person goes on: into the list, or on the first button of an
 * empty page.
 */
void dropoff_main_view_focus_list (DropoffMainView *self);

/**
 * dropoff_main_view_begin_search:
 * @self: a view
 *
 * Turns to what was sent and opens the search.
 */
void dropoff_main_view_begin_search (DropoffMainView *self);

G_END_DECLS
