/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "dropoff-window.h"

/* The form of what a company asks, for the gallery. */
GtkWidget *scene_details (DropoffWindow *window);
GtkWidget *scene_details_empty (DropoffWindow *window);
GtkWidget *scene_details_kinds (DropoffWindow *window);
GtkWidget *scene_details_long (DropoffWindow *window);
GtkWidget *scene_details_wrong (DropoffWindow *window);
