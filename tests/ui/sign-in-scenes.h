/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "dropoff-window.h"

/* The pages of the gallery that a sign-in shows beside the usual ones. */
GtkWidget *scene_code_remember (DropoffWindow *window);
GtkWidget *scene_choice (DropoffWindow *window);
GtkWidget *scene_set_up_app (DropoffWindow *window);
GtkWidget *scene_sign_up (DropoffWindow *window);
