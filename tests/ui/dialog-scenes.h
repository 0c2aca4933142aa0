/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "dropoff-window.h"

/* The gallery's dialogs: receipts, lists, preferences, reports. */
GtkWidget *scene_receipt (DropoffWindow *window);
GtkWidget *scene_receipt_folder (DropoffWindow *window);
GtkWidget *scene_refusals (DropoffWindow *window);
GtkWidget *scene_preferences (DropoffWindow *window);
GtkWidget *scene_report (DropoffWindow *window);
GtkWidget *scene_shortcuts (DropoffWindow *window);
GtkWidget *scene_all_files (DropoffWindow *window);
GtkWidget *scene_second_step (DropoffWindow *window);
GtkWidget *scene_about (DropoffWindow *window);
