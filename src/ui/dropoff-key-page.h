/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "dropoff-question-page.h"
#include "dropoff-secret.h"

G_BEGIN_DECLS

#define DROPOFF_TYPE_KEY_PAGE (dropoff_key_page_get_type ())

/**
 * DropoffKeyPage:
 *
 * Asks for the one key that a company gives to everybody. Properties: "company-name" (string),
 * "busy" (boolean: the key is being tried). Signals: "submit" (#DropoffSecret key), "back". Main
 * thread.
 */
G_DECLARE_FINAL_TYPE (DropoffKeyPage, dropoff_key_page, DROPOFF, KEY_PAGE,
                      DropoffQuestionPage)

/**
 * dropoff_key_page_show_error:
 * @self: a page
 * @message: (nullable): one sentence, or %NULL for none
 *
 * Says what went wrong, until the next key.
 */
void dropoff_key_page_show_error (DropoffKeyPage *self, const char *message);

/**
 * dropoff_key_page_begin:
 * @self: a page that is shown
 *
 * Empties the field and gives it the focus.
 */
void dropoff_key_page_begin (DropoffKeyPage *self);

G_END_DECLS
