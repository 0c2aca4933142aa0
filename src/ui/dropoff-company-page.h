/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "dropoff-question-page.h"

G_BEGIN_DECLS

#define DROPOFF_TYPE_COMPANY_PAGE (dropoff_company_page_get_type ())

/**
 * DropoffCompanyPage:
 *
 * Whose connection it is and where files go, before the first sign-in. Properties: "company-name"
 * (string), "origin" (string, nullable), "questions" (string, nullable: whom to ask), "busy"
 * (boolean). Signals: "submit", "back". Main thread.
 */
G_DECLARE_FINAL_TYPE (DropoffCompanyPage, dropoff_company_page, DROPOFF, COMPANY_PAGE,
                      DropoffQuestionPage)

/**
 * dropoff_company_page_begin:
 * @self: a page
 *
 * Takes away an old error and puts the focus on the button.
 */
void dropoff_company_page_begin (DropoffCompanyPage *self);

/**
 * dropoff_company_page_show_error:
 * @self: a page
 * @message: (nullable): one sentence, or %NULL to take it away
 *
 * Shows what went wrong.
 */
void dropoff_company_page_show_error (DropoffCompanyPage *self, const char *message);

G_END_DECLS
