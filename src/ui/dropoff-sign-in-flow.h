/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "dropoff-account.h"
#include "dropoff-pages.h"

G_BEGIN_DECLS

#define DROPOFF_TYPE_SIGN_IN_FLOW (dropoff_sign_in_flow_get_type ())

/**
 * DropoffSignInFlow:
 *
 * Leads the person through a sign-in, a forgotten password or a new account: what the pages say
 * goes to the account, what the account asks goes to the pages. Signals: "changed" (another page is
 * to be shown), "done" (the person is signed in), "left" (the person goes back from its first
 * page), "help" (string address to open: the person asks the company), "browser" (sign-in goes on
 * on the company's own page). Main thread.
 */
G_DECLARE_FINAL_TYPE (DropoffSignInFlow, dropoff_sign_in_flow, DROPOFF, SIGN_IN_FLOW, GObject)

/**
 * dropoff_sign_in_flow_new:
 * @pages: makes its pages, none of which is there yet
 *
 * Returns: (transfer full): a flow that leads nobody yet; it keeps no reference to the pages,
 *   whose owner must let it go first.
 */
DropoffSignInFlow *dropoff_sign_in_flow_new (DropoffPages *pages);

/**
 * dropoff_sign_in_flow_set_account:
 * @self: a flow
 * @account: (nullable): who signs in from now on
 *
 * Begins anew with another account.
 */
void dropoff_sign_in_flow_set_account (DropoffSignInFlow *self, DropoffAccount *account);

/**
 * dropoff_sign_in_flow_get_page:
 * @self: a flow
 *
 * Returns: (transfer none): the name of the page that asks now; it may not have been made yet.
 */
const char *dropoff_sign_in_flow_get_page (DropoffSignInFlow *self);

/**
 * dropoff_sign_in_flow_begin:
 * @self: a flow
 *
 * Makes the first page ready for the person. Call it when that page is shown.
 */
void dropoff_sign_in_flow_begin (DropoffSignInFlow *self);

G_END_DECLS
