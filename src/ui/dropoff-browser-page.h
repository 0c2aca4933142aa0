/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define DROPOFF_TYPE_BROWSER_PAGE (dropoff_browser_page_get_type ())

/**
 * DropoffBrowserPage:
 *
 * Signing in on the company's own page: a button that opens the browser, and while that is waited
 * for, one that opens it again, one that gives up, and one for those who open the page by hand.
 * Properties: "company-name" (string), "waiting" (boolean: the browser is open), "offers-password"
 * (boolean: there is another way). Signals: "open" (open the browser, or open it again), "copy"
 * (the page's address), "password" (the other way), "back" (back or cancel), "fault-clicked" (the
 * button beside a fault). Main thread.
 */
G_DECLARE_FINAL_TYPE (DropoffBrowserPage, dropoff_browser_page, DROPOFF, BROWSER_PAGE, GtkBox)

/**
 * dropoff_browser_page_show_error:
 * @self: a page
 * @message: (nullable): one sentence, or %NULL for none
 *
 * Says what went wrong.
 */
void dropoff_browser_page_show_error (DropoffBrowserPage *self, const char *message);

/**
 * dropoff_browser_page_offer:
 * @self: a page that says what went wrong
 * @button: (nullable): the words of a button beside it
 *
 * Puts another way on beside the fault.
 */
void dropoff_browser_page_offer (DropoffBrowserPage *self, const char *button);

/**
 * dropoff_browser_page_begin:
 * @self: a page that is shown
 *
 * Gives the focus to the next step.
 */
void dropoff_browser_page_begin (DropoffBrowserPage *self);

G_END_DECLS
