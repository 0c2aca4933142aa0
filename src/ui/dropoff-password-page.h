/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "dropoff-connection.h"
#include "dropoff-question-page.h"
#include "dropoff-secret.h"

G_BEGIN_DECLS

#define DROPOFF_TYPE_PASSWORD_PAGE (dropoff_password_page_get_type ())

/**
 * DropoffPasswordPage:
 *
 * Asks for a new password, with the company's rules checked while it is typed, and for what the
 * company wants to know besides; for a new account also for the address. Properties:
 * "company-name" (string), "busy" (boolean). Signals: "submit" (#DropoffSecret password, #GStrv
 * names and values in turn), "back". Main thread.
 */
G_DECLARE_FINAL_TYPE (DropoffPasswordPage, dropoff_password_page, DROPOFF, PASSWORD_PAGE,
                      DropoffQuestionPage)

/**
 * DropoffPasswordReason:
 * @DROPOFF_PASSWORD_INVITED: the first one was the company's
 * @DROPOFF_PASSWORD_FORGOTTEN: the old one is not known any more
 * @DROPOFF_PASSWORD_SIGN_UP: there is no account yet
 *
 * Why a password is asked for.
 */
typedef enum {
  DROPOFF_PASSWORD_INVITED,
  DROPOFF_PASSWORD_FORGOTTEN,
  DROPOFF_PASSWORD_SIGN_UP,
} DropoffPasswordReason;

/**
 * dropoff_password_page_begin:
 * @self: a page
 * @reason: why it is asked
 * @rules: what a password must have; all zero: nothing is said
 * @attributes: (nullable): names of what else is asked ("given_name"), zero-terminated
 *
 * Asks: empty fields, no error, the focus in the first.
 */
void dropoff_password_page_begin (DropoffPasswordPage *self, DropoffPasswordReason reason,
                                  const DropoffPasswordRules *rules,
                                  const char *const *attributes);

/**
 * dropoff_password_page_set_user_name:
 * @self: a page
 * @user_name: what is known of the address of a new account
 *
 * Fills the field for the address.
 */
void dropoff_password_page_set_user_name (DropoffPasswordPage *self, const char *user_name);

/**
 * dropoff_password_page_dup_user_name:
 * @self: a page
 *
 * Returns: (transfer full): the address of a new account as typed, without blanks around it.
 */
char *dropoff_password_page_dup_user_name (DropoffPasswordPage *self);

/**
 * dropoff_password_page_show_error:
 * @self: a page
 * @message: (nullable): one sentence, or %NULL to take it away
 *
 * Shows what went wrong under the password.
 */
void dropoff_password_page_show_error (DropoffPasswordPage *self, const char *message);

/**
 * dropoff_password_page_set_password:
 * @self: a page
 * @password: text
 *
 * Fills the field as if typed. For the gallery.
 */
void dropoff_password_page_set_password (DropoffPasswordPage *self, const char *password);

/**
 * dropoff_password_meets:
 * @rules: what a password must have
 * @password: UTF-8
 * @met: (out caller-allocates): for each of the five rules in the order of the struct whether it
 *   is met or not asked for
 *
 * Pure. As the service counts: characters, and ASCII classes (a symbol is one of
 * ^$*.[]{}()?"!@#%&/\,><':;|_~`=+-, or a blank inside).
 *
 * Returns: whether all rules are met.
 */
gboolean dropoff_password_meets (const DropoffPasswordRules *rules, const char *password,
                                 gboolean met[5]);

G_END_DECLS
