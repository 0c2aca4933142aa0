/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define DROPOFF_TYPE_FORM_PAGE (dropoff_form_page_get_type ())

/**
 * DropoffFormPage:
 *
 * The frame of every page that asks one thing: a quiet header, a picture, a title, a sentence, and
 * the page's own content. Read-write properties: "avatar-text" (string, nullable: the company's
 * name, shown as its initials), "icon-name" (string, nullable: a large icon instead), "title",
 * "description" (strings), "can-go-back" (boolean), "menu-model" (#GMenuModel, nullable), "content"
 * (#GtkWidget). Signal: "back". Main thread.
 */
G_DECLARE_FINAL_TYPE (DropoffFormPage, dropoff_form_page, DROPOFF, FORM_PAGE, GtkBox)

G_END_DECLS
