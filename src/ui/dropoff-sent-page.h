/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "dropoff-batch.h"

G_BEGIN_DECLS

#define DROPOFF_TYPE_SENT_PAGE (dropoff_sent_page_get_type ())

/**
 * DropoffSentPage:
 *
 * What the company has: by day, searchable. Properties: "model" (#GListModel of finished
 * #DropoffBatch, newest first, nullable), "company-name" (string), "narrow" (boolean),
 * "search-mode" (boolean: the search bar is open). Signal "request" (#GPtrArray of #DropoffBatch,
 * int #DropoffVerb). Main thread.
 */
G_DECLARE_FINAL_TYPE (DropoffSentPage, dropoff_sent_page, DROPOFF, SENT_PAGE, GtkBox)

/**
 * dropoff_sent_page_set_model:
 * @self: a page
 * @model: (nullable): a list of finished #DropoffBatch, newest first
 *
 * Shows another list.
 */
void dropoff_sent_page_set_model (DropoffSentPage *self, GListModel *model);

/**
 * dropoff_sent_page_capture_keys:
 * @self: a page
 * @widget: (nullable): where typing begins a search, while the page is shown
 *
 * Lets a search begin by just typing.
 */
void dropoff_sent_page_capture_keys (DropoffSentPage *self, GtkWidget *widget);

/**
 * dropoff_sent_page_focus_batch:
 * @self: a page
 * @batch: one of its rows
 *
 * Scrolls to the row and puts the keyboard focus on it.
 */
void dropoff_sent_page_focus_batch (DropoffSentPage *self, DropoffBatch *batch);

/**
 * dropoff_sent_page_focus:
 * @self: a page that is shown in a window
 *
 * Puts the keyboard focus on the first row; where there is none, on what comes next in the window.
 */
void dropoff_sent_page_focus (DropoffSentPage *self);

/**
 * dropoff_sent_page_search:
 * @self: a page
 * @text: what to look for
 *
 * Opens the search with that text. For the gallery.
 */
void dropoff_sent_page_search (DropoffSentPage *self, const char *text);

G_END_DECLS
