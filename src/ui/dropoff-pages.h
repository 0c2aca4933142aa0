/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define DROPOFF_TYPE_PAGES (dropoff_pages_get_type ())

/* Their names, as in dropoff-window.ui. */
#define DROPOFF_PAGE_START "start"
#define DROPOFF_PAGE_COMPANY "company"
#define DROPOFF_PAGE_KEY "key"
#define DROPOFF_PAGE_BROWSER "browser"
#define DROPOFF_PAGE_SIGN_IN "sign-in"
#define DROPOFF_PAGE_CODE "code"
#define DROPOFF_PAGE_PASSWORD "password"
#define DROPOFF_PAGE_CHOICE "choice"
#define DROPOFF_PAGE_APP "app"

/**
 * DropoffPages:
 *
 * The pages that ask something before files can be sent. Each is made when it is needed for the
 * first time: most people see none of them, and nine pages take as long as the rest of a window.
 * Signal: "made" (#GtkWidget; detailed by the page's name): a page is there now, before anything is
 * done with it. Main thread.
 */
G_DECLARE_FINAL_TYPE (DropoffPages, dropoff_pages, DROPOFF, PAGES, GObject)

/**
 * dropoff_pages_new:
 * @stack: (transfer none): has an empty #AdwBin for each page, under its name; it must outlive the
 *   pages
 *
 * Returns: (transfer full): no pages yet.
 */
DropoffPages *dropoff_pages_new (GtkStack *stack);

/**
 * dropoff_pages_get:
 * @self: the pages
 * @name: one of the names above
 *
 * Returns: (transfer none) (type GtkWidget): the page, made now if it was not there.
 */
gpointer dropoff_pages_get (DropoffPages *self, const char *name);

/**
 * dropoff_pages_peek:
 * @self: the pages
 * @name: one of the names above
 *
 * Returns: (transfer none) (nullable) (type GtkWidget): the page, or %NULL as long as nobody needed
 *   it.
 */
gpointer dropoff_pages_peek (DropoffPages *self, const char *name);

/**
 * dropoff_pages_set_company_name:
 * @self: the pages
 * @name: whose pages they are
 *
 * Names the company on all pages but the two that ask which one it is, also on those that are made
 * later.
 */
void dropoff_pages_set_company_name (DropoffPages *self, const char *name);

/**
 * dropoff_pages_set_busy:
 * @self: the pages
 * @names: (array zero-terminated=1): which of them
 * @busy: whether they wait for an answer, and take no keys meanwhile
 *
 * Tells those of them that are there.
 */
void dropoff_pages_set_busy (DropoffPages *self, const char *const *names, gboolean busy);

/**
 * dropoff_pages_connect:
 * @self: the pages
 * @name: one of the names above
 * @made: (scope forever): is called with @object and the page when it is made
 * @object: (transfer none): who listens
 *
 * Listens to "made" of one page as long as @object lives. Call it before the page is needed.
 */
void dropoff_pages_connect (DropoffPages *self, const char *name, GCallback made, gpointer object);

G_END_DECLS
