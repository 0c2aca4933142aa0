/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define DROPOFF_TYPE_REFUSALS_DIALOG (dropoff_refusals_dialog_get_type ())

/**
 * DropoffRefusalsDialog:
 *
 * All files of one drop that are not sent, and why: one list instead of many messages. Main
 * thread.
 */
G_DECLARE_FINAL_TYPE (DropoffRefusalsDialog, dropoff_refusals_dialog, DROPOFF, REFUSALS_DIALOG,
                      AdwWindow)

/**
 * dropoff_refusals_dialog_new:
 * @parent: (nullable): the window
 * @refusals: (element-type DropoffRefusal): at least one; copied
 *
 * Returns: (transfer floating): a dialog that is not shown yet.
 */
GtkWidget *dropoff_refusals_dialog_new (GtkWindow *parent, GPtrArray *refusals);

G_END_DECLS
