/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "dropoff-pages.h"

#include <adwaita.h>

#include "dropoff-app-page.h"
#include "dropoff-browser-page.h"
#include "dropoff-choice-page.h"
#include "dropoff-code-page.h"
#include "dropoff-company-page.h"
#include "dropoff-key-page.h"
#include "dropoff-password-page.h"
#include "dropoff-sign-in-page.h"
#include "dropoff-start-page.h"

struct _DropoffPages
{
  GObject parent_instance;

  GtkStack *stack; /* not owned */
  char *company_name;
};

typedef struct
{
  const char *name;
  GType (*get_type) (void);
  gboolean is_of_company; /* the company is known when it is shown */
} PageKind;

static const PageKind kinds[] = {
  { DROPOFF_PAGE_START, dropoff_start_page_get_type, FALSE },
  { DROPOFF_PAGE_COMPANY, dropoff_company_page_get_type, FALSE },
  { DROPOFF_PAGE_KEY, dropoff_key_page_get_type, TRUE },
  { DROPOFF_PAGE_BROWSER, dropoff_browser_page_get_type, TRUE },
  { DROPOFF_PAGE_SIGN_IN, dropoff_sign_in_page_get_type, TRUE },
  { DROPOFF_PAGE_CODE, dropoff_code_page_get_type, TRUE },
  { DROPOFF_PAGE_PASSWORD, dropoff_password_page_get_type, TRUE },
  { DROPOFF_PAGE_CHOICE, dropoff_choice_page_get_type, TRUE },
  { DROPOFF_PAGE_APP, dropoff_app_page_get_type, TRUE },
};

static guint made_signal;

G_DEFINE_FINAL_TYPE (DropoffPages, dropoff_pages, G_TYPE_OBJECT)

static AdwBin *
get_place (DropoffPages *self, const char *name)
{
  return ADW_BIN (gtk_stack_get_child_by_name (self->stack, name));
}

static const PageKind *
find_kind (const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (g_str_equal (kinds[i].name, name))
      return &kinds[i];
  return NULL;
}

static GtkWidget *
make_page (DropoffPages *self, const char *name)
{
  const PageKind *kind = find_kind (name);
  GtkWidget *page = g_object_new (kind->get_type (), NULL);

  if (kind->is_of_company)
    g_object_set (page, "company-name", self->company_name, NULL);
  adw_bin_set_child (get_place (self, name), page);
  g_signal_emit (self, made_signal, g_quark_from_static_string (kind->name), page);
  return page;
}

static void
dropoff_pages_finalize (GObject *object)
{
  g_free (DROPOFF_PAGES (object)->company_name);
  G_OBJECT_CLASS (dropoff_pages_parent_class)->finalize (object);
}

static void
dropoff_pages_class_init (DropoffPagesClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = dropoff_pages_finalize;
  made_signal = g_signal_new ("made", G_TYPE_FROM_CLASS (klass),
                              G_SIGNAL_RUN_LAST | G_SIGNAL_DETAILED, 0, NULL, NULL, NULL,
                              G_TYPE_NONE, 1, GTK_TYPE_WIDGET);
}

static void
dropoff_pages_init (DropoffPages *self)
{
}

DropoffPages *
dropoff_pages_new (GtkStack *stack)
{
  DropoffPages *self = g_object_new (DROPOFF_TYPE_PAGES, NULL);

  self->stack = stack;
  return self;
}

gpointer
dropoff_pages_get (DropoffPages *self, const char *name)
{
  GtkWidget *page = dropoff_pages_peek (self, name);

  return page != NULL ? page : make_page (self, name);
}

gpointer
dropoff_pages_peek (DropoffPages *self, const char *name)
{
  g_return_val_if_fail (DROPOFF_IS_PAGES (self), NULL);
  g_return_val_if_fail (find_kind (name) != NULL, NULL);

  return adw_bin_get_child (get_place (self, name));
}

void
dropoff_pages_set_company_name (DropoffPages *self, const char *name)
{
  g_return_if_fail (DROPOFF_IS_PAGES (self));

  g_free (self->company_name);
  self->company_name = g_strdup (name);
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      GtkWidget *page = dropoff_pages_peek (self, kinds[i].name);

      if (page != NULL && kinds[i].is_of_company)
        g_object_set (page, "company-name", name, NULL);
    }
}

void
dropoff_pages_set_busy (DropoffPages *self, const char *const *names, gboolean busy)
{
  g_return_if_fail (DROPOFF_IS_PAGES (self));

  for (guint i = 0; names[i] != NULL; i++)
    {
      GObject *page = dropoff_pages_peek (self, names[i]);

      if (page != NULL)
        g_object_set (page, "busy", busy, NULL);
    }
}

void
dropoff_pages_connect (DropoffPages *self, const char *name, GCallback made, gpointer object)
{
  g_autofree char *signal = g_strconcat ("made::", name, NULL);

  g_return_if_fail (DROPOFF_IS_PAGES (self));

  g_signal_connect_object (self, signal, made, object, G_CONNECT_SWAPPED);
}
