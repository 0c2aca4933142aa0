/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "dropoff-window.h"

/* The gallery's pages from the first one to a signed-in person, and what is about passwords. */
GtkWidget *scene_first_run (DropoffWindow *window);
GtkWidget *scene_no_company (DropoffWindow *window);
GtkWidget *scene_whose_is_it (DropoffWindow *window);
GtkWidget *scene_sign_in (DropoffWindow *window);
GtkWidget *scene_wrong_password (DropoffWindow *window);
GtkWidget *scene_signing_in (DropoffWindow *window);
GtkWidget *scene_code (DropoffWindow *window);
GtkWidget *scene_code_too_old (DropoffWindow *window);
GtkWidget *scene_code_app (DropoffWindow *window);
GtkWidget *scene_question (DropoffWindow *window);
GtkWidget *scene_forgotten (DropoffWindow *window);
GtkWidget *scene_forgotten_code (DropoffWindow *window);
GtkWidget *scene_forgotten_password (DropoffWindow *window);
GtkWidget *scene_new_password (DropoffWindow *window);
GtkWidget *scene_new_password_names (DropoffWindow *window);
GtkWidget *scene_sign_in_company (DropoffWindow *window);
GtkWidget *scene_sign_in_back_end (DropoffWindow *window);
GtkWidget *scene_browser (DropoffWindow *window);
GtkWidget *scene_browser_waiting (DropoffWindow *window);
GtkWidget *scene_browser_not_opened (DropoffWindow *window);
GtkWidget *scene_browser_timed_out (DropoffWindow *window);
GtkWidget *scene_key (DropoffWindow *window);
GtkWidget *scene_key_wrong (DropoffWindow *window);
GtkWidget *scene_change_password (DropoffWindow *window);
GtkWidget *scene_drag_early (DropoffWindow *window);
GtkWidget *scene_code_remember (DropoffWindow *window);
GtkWidget *scene_choice (DropoffWindow *window);
GtkWidget *scene_set_up_app (DropoffWindow *window);
GtkWidget *scene_sign_up (DropoffWindow *window);
