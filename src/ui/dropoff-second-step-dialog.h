/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "dropoff-account.h"

G_BEGIN_DECLS

#define DROPOFF_TYPE_SECOND_STEP_DIALOG (dropoff_second_step_dialog_get_type ())

/**
 * DropoffSecondStepDialog:
 *
 * Shows somebody who is signed in where the codes come from that are asked for besides the
 * password, and lets them change it: set up a code app, turn one on or off, choose which is asked
 * for first. Signal: "sign-in" (the sign-in has ended, and the person wants to sign in again; the
 * dialog has closed). Main thread.
 */
G_DECLARE_FINAL_TYPE (DropoffSecondStepDialog, dropoff_second_step_dialog, DROPOFF,
                      SECOND_STEP_DIALOG, AdwWindow)

/**
 * dropoff_second_step_dialog_new:
 * @parent: (nullable): the window
 * @account: whose second step it is; one that can change it
 *
 * Returns: (transfer floating): a dialog that is not shown yet.
 */
GtkWidget *dropoff_second_step_dialog_new (GtkWindow *parent, DropoffAccount *account);

G_END_DECLS
