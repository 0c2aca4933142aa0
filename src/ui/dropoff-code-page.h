/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "dropoff-account.h"
#include "dropoff-question-page.h"

G_BEGIN_DECLS

#define DROPOFF_TYPE_CODE_PAGE (dropoff_code_page_get_type ())

/** How long a code works, in seconds (the service ends the step after three minutes). */
#define DROPOFF_CODE_LIFE_S 180

/**
 * DropoffCodePage:
 *
 * Asks for a code that was sent or that an app shows, for the answer to the company's own question,
 * or for an address to send codes to. Properties: "company-name" (string), "busy" (boolean).
 * Signals: "submit" (string), "resend", "back". Main thread.
 */
G_DECLARE_FINAL_TYPE (DropoffCodePage, dropoff_code_page, DROPOFF, CODE_PAGE,
                      DropoffQuestionPage)

/**
 * dropoff_code_page_begin:
 * @self: a page
 * @challenge: what is asked: a code or a text
 *
 * Asks: an empty field with the focus, no error, and half a minute until a new code may be asked
 * for.
 */
void dropoff_code_page_begin (DropoffCodePage *self, const DropoffChallenge *challenge);

/**
 * dropoff_code_page_show_error:
 * @self: a page
 * @message: (nullable): one sentence, or %NULL to take it away
 *
 * Shows what went wrong under the field; the code can be typed again.
 */
void dropoff_code_page_show_error (DropoffCodePage *self, const char *message);

/**
 * dropoff_code_page_get_remember:
 * @self: a page
 *
 * Returns: whether the person does not want to be asked on this computer again.
 */
gboolean dropoff_code_page_get_remember (DropoffCodePage *self);

/**
 * dropoff_code_page_set_code:
 * @self: a page
 * @code: digits
 *
 * Fills the field as if typed. For the gallery.
 */
void dropoff_code_page_set_code (DropoffCodePage *self, const char *code);

G_END_DECLS
