/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "dropoff-secret.h"

G_BEGIN_DECLS

#define DROPOFF_TYPE_SIGN_IN_PAGE (dropoff_sign_in_page_get_type ())

/**
 * DropoffSignInPage:
 *
 * Asks for e-mail and password. Properties: "company-name" (string), "user-name" (string: fills
 * the e-mail), "hint" (string, nullable: what the company says here), "busy" (boolean: an answer is
 * awaited), "can-go-back" (boolean), "takes-names" (boolean: people may go by another name than
 * their e-mail), "offers-code" (boolean: a code may stand for the password), "offers-sign-up"
 * (boolean), "offers-browser" (boolean: the company has a page of its own). Signals: "submit"
 * (string user name, #DropoffSecret password, empty for a code), "help" (the button beside a fault,
 * or the one for a forgotten password), "sign-up", "browser", "back".
 * Main thread.
 */
G_DECLARE_FINAL_TYPE (DropoffSignInPage, dropoff_sign_in_page, DROPOFF, SIGN_IN_PAGE, GtkBox)

/**
 * dropoff_sign_in_page_show_error:
 * @self: a page
 * @message: (nullable): one sentence, or %NULL to take it away
 * @button: (nullable): what to press about it; pressed means the signal "help"
 * @in_password: the password is to be typed again
 *
 * Shows what went wrong beside the field it is about.
 */
void dropoff_sign_in_page_show_error (DropoffSignInPage *self, const char *message,
                                      const char *button, gboolean in_password);

/**
 * dropoff_sign_in_page_dup_user_name:
 * @self: a page
 *
 * Returns: (transfer full): the name as typed, without blanks around it.
 */
char *dropoff_sign_in_page_dup_user_name (DropoffSignInPage *self);

/**
 * dropoff_sign_in_page_ask_user_name:
 * @self: a page
 *
 * Puts the focus into the field for the name.
 */
void dropoff_sign_in_page_ask_user_name (DropoffSignInPage *self);

/**
 * dropoff_sign_in_page_submit:
 * @self: a page
 *
 * Tries again what is typed, if it is complete.
 */
void dropoff_sign_in_page_submit (DropoffSignInPage *self);

/**
 * dropoff_sign_in_page_clear:
 * @self: a page
 *
 * Takes away password and error.
 */
void dropoff_sign_in_page_clear (DropoffSignInPage *self);

/**
 * dropoff_sign_in_page_begin:
 * @self: a page
 *
 * Makes it ready for the person: no password, no error, the focus in the first empty field.
 */
void dropoff_sign_in_page_begin (DropoffSignInPage *self);

G_END_DECLS
