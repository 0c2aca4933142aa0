/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "dropoff-batch.h"
#include "dropoff-overall-line.h"

G_BEGIN_DECLS

#define DROPOFF_TYPE_IN_PROGRESS_PAGE (dropoff_in_progress_page_get_type ())

/**
 * DropoffInProgressPage:
 *
 * What is on its way: the overall line and one card for each dropped thing, or the invitation to
 * drop something. Properties: "model" (#GListModel of #DropoffBatch, nullable), "company-name"
 * (string), "held" (boolean: held back on this network). Signals: "request" (#GPtrArray of
 * #DropoffBatch, int #DropoffVerb): the person wants something done to these; "move" (#GPtrArray of
 * #DropoffBatch, nullable #DropoffBatch): these are to stand before that one, or at the end. Main
 * thread.
 */
G_DECLARE_FINAL_TYPE (DropoffInProgressPage, dropoff_in_progress_page, DROPOFF, IN_PROGRESS_PAGE,
                      GtkBox)

/**
 * dropoff_in_progress_page_get_overall:
 * @self: a page
 *
 * Returns: (transfer none): its pinned line, whose properties are bound to the queue's.
 */
DropoffOverallLine *dropoff_in_progress_page_get_overall (DropoffInProgressPage *self);

/**
 * dropoff_in_progress_page_set_model:
 * @self: a page
 * @model: (nullable): a list of #DropoffBatch
 *
 * Shows another list.
 */
void dropoff_in_progress_page_set_model (DropoffInProgressPage *self, GListModel *model);

/**
 * dropoff_in_progress_page_show_trouble:
 * @self: a page
 *
 * Scrolls to the first card that needs the person and puts the focus on its button.
 */
void dropoff_in_progress_page_show_trouble (DropoffInProgressPage *self);

/**
 * dropoff_in_progress_page_focus_batch:
 * @self: a page
 * @batch: one of its cards
 *
 * Scrolls to the card and puts the keyboard focus on it.
 */
void dropoff_in_progress_page_focus_batch (DropoffInProgressPage *self, DropoffBatch *batch);

/**
 * dropoff_in_progress_page_set_compact:
 * @self: a page
 * @compact: whether there is little room
 *
 * Makes the empty page smaller, so that a small window shows all of it below a banner.
 */
void dropoff_in_progress_page_set_compact (DropoffInProgressPage *self, gboolean compact);

/**
 * dropoff_in_progress_page_dup_part_arrived:
 * @self: a page
 *
 * Returns: (transfer full) (nullable): how many files of folders that are not finished have arrived
 *   already, "2,997 of 3,000 files"; %NULL if none has.
 */
char *dropoff_in_progress_page_dup_part_arrived (DropoffInProgressPage *self);

/**
 * dropoff_in_progress_page_focus:
 * @self: a page
 *
 * Puts the keyboard focus into the list, or on the empty page's first button.
 */
void dropoff_in_progress_page_focus (DropoffInProgressPage *self);

/**
 * dropoff_in_progress_page_set_open:
 * @self: a page
 * @index: which batch
 * @open: whether its card is open
 *
 * Opens or closes a folder's card.
 */
void dropoff_in_progress_page_set_open (DropoffInProgressPage *self, guint index, gboolean open);

/**
 * dropoff_in_progress_page_expect_changes:
 * @self: a page
 *
 * Thousands of cards are about to leave the list, or to come back: it is shown anew when they have.
 */
void dropoff_in_progress_page_expect_changes (DropoffInProgressPage *self);

/**
 * dropoff_in_progress_page_finish_asking:
 * @self: a page
 *
 * Emits "request" now for what was asked of thousands and is still being gathered.
 */
void dropoff_in_progress_page_finish_asking (DropoffInProgressPage *self);

G_END_DECLS
