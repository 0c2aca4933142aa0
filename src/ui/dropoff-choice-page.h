/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "dropoff-account.h"
#include "dropoff-question-page.h"

G_BEGIN_DECLS

#define DROPOFF_TYPE_CHOICE_PAGE (dropoff_choice_page_get_type ())

/**
 * DropoffChoicePage:
 *
 * Asks where codes shall come from. Properties: "company-name" (string), "busy" (boolean).
 * Signals: "chosen" (#DropoffChallengeWay as uint), "back". Main thread.
 */
G_DECLARE_FINAL_TYPE (DropoffChoicePage, dropoff_choice_page, DROPOFF, CHOICE_PAGE,
                      DropoffQuestionPage)

/**
 * dropoff_choice_page_begin:
 * @self: a page
 * @challenge: a choice
 *
 * Offers the ways of the challenge; the first one has the focus.
 */
void dropoff_choice_page_begin (DropoffChoicePage *self, const DropoffChallenge *challenge);

/**
 * dropoff_choice_page_show_error:
 * @self: a page
 * @message: (nullable): one sentence, or %NULL to take it away
 *
 * Shows what went wrong under the list; it can be chosen again.
 */
void dropoff_choice_page_show_error (DropoffChoicePage *self, const char *message);

G_END_DECLS
