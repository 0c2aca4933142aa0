/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "dropoff-account.h"

G_BEGIN_DECLS

#define DROPOFF_TYPE_PASSWORD_DIALOG (dropoff_password_dialog_get_type ())

/**
 * DropoffPasswordDialog:
 *
 * Changes the password of somebody who is signed in. Signals: "changed" (it is done), "sign-in"
 * (the sign-in has ended, and the person wants to sign in again); the dialog has closed by then.
 * Main thread.
 */
G_DECLARE_FINAL_TYPE (DropoffPasswordDialog, dropoff_password_dialog, DROPOFF, PASSWORD_DIALOG,
                      AdwWindow)

/**
 * dropoff_password_dialog_new:
 * @parent: (nullable): the window
 * @account: whose password it is
 *
 * Returns: (transfer floating): a dialog that is not shown yet.
 */
GtkWidget *dropoff_password_dialog_new (GtkWindow *parent, DropoffAccount *account);

G_END_DECLS
