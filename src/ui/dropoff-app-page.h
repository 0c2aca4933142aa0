/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "dropoff-question-page.h"
#include "dropoff-secret.h"

G_BEGIN_DECLS

#define DROPOFF_TYPE_APP_PAGE (dropoff_app_page_get_type ())

/**
 * DropoffAppPage:
 *
 * Has a code app set up: a picture to scan, the same as text, and a field for the app's first
 * code. Properties: "company-name" (string), "busy" (boolean). Signals: "submit" (string), "back".
 * Main thread.
 */
G_DECLARE_FINAL_TYPE (DropoffAppPage, dropoff_app_page, DROPOFF, APP_PAGE,
                      DropoffQuestionPage)

/**
 * dropoff_app_page_begin:
 * @self: a page
 * @key: the key, to be typed
 * @address: the same as an address, to be scanned
 *
 * Shows a key; the field for the code is empty and has the focus.
 */
void dropoff_app_page_begin (DropoffAppPage *self, const DropoffSecret *key,
                             const DropoffSecret *address);

/**
 * dropoff_app_page_show_error:
 * @self: a page
 * @message: (nullable): one sentence, or %NULL to take it away
 *
 * Shows what went wrong under the field; the code can be typed again.
 */
void dropoff_app_page_show_error (DropoffAppPage *self, const char *message);

/**
 * dropoff_app_page_clear:
 * @self: a page
 *
 * Takes the key off the page.
 */
void dropoff_app_page_clear (DropoffAppPage *self);

G_END_DECLS
