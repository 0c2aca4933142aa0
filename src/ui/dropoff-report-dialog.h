/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define DROPOFF_TYPE_REPORT_DIALOG (dropoff_report_dialog_get_type ())

/**
 * DropoffReportDialog:
 *
 * Shows a report to the person, who then sends or saves it. Main thread.
 */
G_DECLARE_FINAL_TYPE (DropoffReportDialog, dropoff_report_dialog, DROPOFF, REPORT_DIALOG,
                      AdwWindow)

/**
 * dropoff_report_dialog_new:
 * @parent: (nullable): the window it belongs to
 * @address: (nullable): where the company takes questions; without one it can only be saved
 * @report: the report
 *
 * Returns: (transfer floating): the dialog, to be presented.
 */
GtkWidget *dropoff_report_dialog_new (GtkWindow *parent, const char *address, const char *report);

G_END_DECLS
