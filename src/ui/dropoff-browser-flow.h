/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "dropoff-account.h"
#include "dropoff-pages.h"

G_BEGIN_DECLS

#define DROPOFF_TYPE_BROWSER_FLOW (dropoff_browser_flow_get_type ())

/**
 * DropoffBrowserFlow:
 *
 * Leads the person through a sign-in in the browser. Signals: "changed" (whether its page is to be
 * shown), "done" (the person is signed in), "open" (string address: the browser has to open it),
 * "left" (the person goes back from the page). Main thread.
 */
G_DECLARE_FINAL_TYPE (DropoffBrowserFlow, dropoff_browser_flow, DROPOFF, BROWSER_FLOW, GObject)

/**
 * dropoff_browser_flow_new:
 * @pages: (transfer none): makes its page, which is not there yet; must outlive the flow
 *
 * Returns: (transfer full): a flow that leads nobody yet.
 */
DropoffBrowserFlow *dropoff_browser_flow_new (DropoffPages *pages);

/**
 * dropoff_browser_flow_set_account:
 * @self: a flow
 * @account: (nullable): who signs in from now on
 *
 * Begins anew with another account.
 */
void dropoff_browser_flow_set_account (DropoffBrowserFlow *self, DropoffAccount *account);

/**
 * dropoff_browser_flow_choose:
 * @self: a flow
 *
 * Turns to the browser at once, from the page that asks for a password. Does nothing if the
 * account has no login pages.
 */
void dropoff_browser_flow_choose (DropoffBrowserFlow *self);

/**
 * dropoff_browser_flow_not_opened:
 * @self: a flow
 *
 * The address of "open" could not be opened: says what to do instead, if it is still waited for.
 */
void dropoff_browser_flow_not_opened (DropoffBrowserFlow *self);

/**
 * dropoff_browser_flow_asks:
 * @self: a flow
 *
 * Returns: whether its page is the one to be shown to who signs in: the account has login pages,
 *   and no other way besides, or the person has chosen this one.
 */
gboolean dropoff_browser_flow_asks (DropoffBrowserFlow *self);

G_END_DECLS
