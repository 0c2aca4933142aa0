/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "dropoff-error-line.h"

G_BEGIN_DECLS

#define DROPOFF_TYPE_QUESTION_PAGE (dropoff_question_page_get_type ())

/**
 * DropoffQuestionPage:
 *
 * What all pages have in common that ask one thing before files can be sent: whose it is, whether
 * the answer is on its way, what was wrong with it, and the way back. Its children draw a
 * #DropoffFormPage. Properties: "company-name" (string, nullable), "busy" (boolean). Signals:
 * "back", "fault-clicked" (the button beside a fault). Main thread.
 */
G_DECLARE_DERIVABLE_TYPE (DropoffQuestionPage, dropoff_question_page, DROPOFF, QUESTION_PAGE,
                          GtkBox)

/**
 * DropoffQuestionPageClass:
 * @update: (nullable): what else follows from "busy"; called whenever it changes, and by
 *   dropoff_question_page_update()
 */
struct _DropoffQuestionPageClass
{
  GtkBoxClass parent_class;

  void (*update) (DropoffQuestionPage *self);
};

/**
 * dropoff_question_page_class_set_template:
 * @klass: a child's class
 * @resource_path: (transfer none): its template
 *
 * Takes the template, with the types that such pages are made of and the callback `on_back`.
 */
void dropoff_question_page_class_set_template (DropoffQuestionPageClass *klass,
                                               const char *resource_path);

/**
 * dropoff_question_page_set_up:
 * @self: a page whose template is there
 * @error_line: (transfer none): where faults are shown
 * @submit_button: (transfer none) (nullable): the #DropoffBusyButton that sends the answer
 *
 * Says which of the child's widgets the two are, and shows the page's state. Once, at the end of
 * the child's init.
 */
void dropoff_question_page_set_up (DropoffQuestionPage *self, DropoffErrorLine *error_line,
                                   GtkWidget *submit_button);

/**
 * dropoff_question_page_update:
 * @self: a page
 *
 * Shows the state again, after something typed has changed it.
 */
void dropoff_question_page_update (DropoffQuestionPage *self);

/**
 * dropoff_question_page_is_busy:
 * @self: a page
 *
 * Returns: whether the answer is on its way, so that nothing more can be typed or sent
 */
gboolean dropoff_question_page_is_busy (DropoffQuestionPage *self);

/**
 * dropoff_question_page_get_company_name:
 * @self: a page
 *
 * Returns: (transfer none) (nullable): the company's name
 */
const char *dropoff_question_page_get_company_name (DropoffQuestionPage *self);

/**
 * dropoff_question_page_show_fault:
 * @self: a page
 * @message: (nullable): one sentence, or %NULL for no fault any more
 * @button: (nullable): the words of the next step's button beside it
 * @field: (nullable): the field it is about; it gets the colour, the description for screen
 *   readers, the focus, and its text chosen, so that typing replaces it
 *
 * Says what was wrong.
 */
void dropoff_question_page_show_fault (DropoffQuestionPage *self, const char *message,
                                       const char *button, GtkWidget *field);

/**
 * dropoff_question_page_offer:
 * @self: a page that shows a fault
 * @button: (nullable): the words of the next step's button beside it
 *
 * Puts another button beside the fault.
 */
void dropoff_question_page_offer (DropoffQuestionPage *self, const char *button);

G_END_DECLS
