/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "dropoff-connection.h"
#include "dropoff-error-line.h"

G_BEGIN_DECLS

/**
 * DropoffFaultWay:
 * @DROPOFF_FAULT_NOTHING: the sentence says it all
 * @DROPOFF_FAULT_AGAIN: another try, which is the dialog's
 * @DROPOFF_FAULT_SIGN_IN: the sign-in has ended
 * @DROPOFF_FAULT_COMPANY: only the company can help
 *
 * Where the button beside a fault leads, in a dialog about the own account.
 */
typedef enum {
  DROPOFF_FAULT_NOTHING,
  DROPOFF_FAULT_AGAIN,
  DROPOFF_FAULT_SIGN_IN,
  DROPOFF_FAULT_COMPANY,
} DropoffFaultWay;

/**
 * dropoff_account_fault_find_way:
 * @error: what went wrong
 * @may_try_again: whether nothing else in the dialog is for another try
 *
 * Pure.
 *
 * Returns: what leads on.
 */
DropoffFaultWay dropoff_account_fault_find_way (const GError *error, gboolean may_try_again);

/**
 * dropoff_account_fault_show:
 * @line: where faults are shown
 * @error: what went wrong
 * @way: what leads on
 * @connection: whose account it is
 *
 * Shows the sentence, with the button that leads on beside it. After the end of a sign-in that is
 * all there is to do, so it gets the keyboard. Main thread.
 */
void dropoff_account_fault_show (DropoffErrorLine *line, const GError *error, DropoffFaultWay way,
                                 DropoffConnection *connection);

/**
 * dropoff_account_fault_follow:
 * @way: what leads on; not another try
 * @dialog: the dialog; it has a signal "sign-in"
 * @connection: whose account it is
 *
 * Does what the button says: writes to the company, or closes the dialog and emits "sign-in". Main
 * thread.
 */
void dropoff_account_fault_follow (DropoffFaultWay way, GtkWindow *dialog,
                                   DropoffConnection *connection);

G_END_DECLS
