/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "dropoff-details.h"

G_BEGIN_DECLS

#define DROPOFF_TYPE_DETAILS_DIALOG (dropoff_details_dialog_get_type ())

/**
 * DropoffDetailsDialog:
 *
 * The form of what a company asks with files, for one drop. Signals: "answered" (all that is
 * required is there and fits; see dropoff_details_dialog_dup_details()) and "cancelled", one of
 * them once, before it closes. Main thread.
 */
G_DECLARE_FINAL_TYPE (DropoffDetailsDialog, dropoff_details_dialog, DROPOFF, DETAILS_DIALOG,
                      AdwWindow)

/**
 * dropoff_details_dialog_new:
 * @parent: the window it belongs to
 * @company_name: who asks
 * @fields: (element-type DropoffDetailField): what is asked, at least one
 * @earlier: (nullable): answers that are shown first
 * @changes: whether @earlier is changed instead of something being sent
 *
 * Returns: (transfer none): a dialog, not shown yet.
 */
GtkWidget *dropoff_details_dialog_new (GtkWindow *parent, const char *company_name,
                                       const GPtrArray *fields, const DropoffDetails *earlier,
                                       gboolean changes);

/**
 * dropoff_details_dialog_set_files:
 * @self: a dialog
 * @name: what it is about, for people
 * @figures: how much that is ("4,012 files · 61 GB")
 * @content_type: (nullable): the MIME type for the icon
 *
 * Says what the form is about; the figures may grow while it is open.
 */
void dropoff_details_dialog_set_files (DropoffDetailsDialog *self, const char *name,
                                       const char *figures, const char *content_type);

/**
 * dropoff_details_dialog_dup_details:
 * @self: a dialog
 *
 * Returns: (transfer full): what is filled in.
 */
DropoffDetails *dropoff_details_dialog_dup_details (DropoffDetailsDialog *self);

G_END_DECLS
