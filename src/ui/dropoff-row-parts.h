/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "dropoff-closures.h"
#include "dropoff-verb.h"

G_BEGIN_DECLS

/*
 * What the rows of all lists have in common. Main thread.
 */

/**
 * dropoff_row_set_class:
 * @widget: a widget
 * @name: a CSS class
 * @wanted: whether it is to have it
 *
 * Adds or removes the class.
 */
void dropoff_row_set_class (GtkWidget *widget, const char *name, gboolean wanted);

/**
 * dropoff_row_set_tooltip:
 * @widget: a part of a row
 * @text: (nullable): what it is to say under the pointer
 *
 * Sets it unless it is that already.
 */
void dropoff_row_set_tooltip (GtkWidget *widget, const char *text);

/**
 * dropoff_row_show_trouble:
 * @widget: a row's status or icon
 * @state: the state it is about
 *
 * Colours it if a person has to do something or it was refused, else dims it.
 */
void dropoff_row_show_trouble (GtkWidget *widget, DropoffUploadState state);

/**
 * dropoff_row_show_button:
 * @word_button: a row's button with a word
 * @round_button: its round button
 * @button: which of them belongs to its state
 *
 * Shows that one with its word or icon, and hides the other.
 */
void dropoff_row_show_button (GtkWidget *word_button, GtkWidget *round_button,
                              DropoffRowButton button);

/**
 * dropoff_row_show_answers:
 * @column: the row's box, one line below the other
 * @answers: (inout): the line with the answers, %NULL until the row first asks
 * @button: what belongs to its state
 * @skip_action: the action of "Don’t Send"
 *
 * Shows the two answers below the question, or hides them. A line of their own: beside the name
 * there is no room for two words in a narrow window.
 */
void dropoff_row_show_answers (GtkBox *column, GtkWidget **answers, DropoffRowButton button,
                               const char *skip_action);

/**
 * dropoff_row_keep_focus:
 * @focus: (nullable): what had the focus in a row before its state changed
 * @round_button: the row's round button
 * @menu_button: its menu
 *
 * A button that goes away when it is pressed hands the focus on to one beside it.
 */
void dropoff_row_keep_focus (GtkWidget *focus, GtkWidget *round_button, GtkWidget *menu_button);

/**
 * dropoff_row_name_parent:
 * @row: a row
 * @name: (nullable): the words for it
 *
 * A list's own row has the focus and is what a screen reader reads: it gets our words. Does nothing
 * while the row is in no list, or without words.
 */
void dropoff_row_name_parent (GtkWidget *row, const char *name);

/**
 * dropoff_row_ease_wrapping:
 * @bin: (type AdwBin): what holds a label that wraps
 *
 * Has the label asked for its width alone, whatever its height. A box asks how narrow its children
 * can be for a height, which such a label finds out by trying: dozens of layouts of its text, most
 * of the time that a row took to be shown.
 */
void dropoff_row_ease_wrapping (GtkWidget *bin);

/**
 * dropoff_row_find_verb:
 * @action: a row's action, "row.…"
 *
 * Returns: what is asked for with it.
 */
DropoffVerb dropoff_row_find_verb (const char *action);

/**
 * dropoff_row_may_change_details:
 * @state: the state of a file or card
 * @sent_bytes: what was sent of it
 *
 * Returns: whether nothing of it is on its way yet, so that what goes with it may still change.
 */
gboolean dropoff_row_may_change_details (DropoffUploadState state, guint64 sent_bytes);

/**
 * dropoff_row_append_if_enabled:
 * @menu: a row's menu
 * @label: an item's words, with a mnemonic
 * @action: its action
 *
 * Appends an item that is there only while its action is enabled.
 */
void dropoff_row_append_if_enabled (GMenu *menu, const char *label, const char *action);

G_END_DECLS
