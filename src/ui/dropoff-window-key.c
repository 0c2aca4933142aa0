/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "dropoff-company-help.h"
#include "dropoff-error.h"
#include "dropoff-key-page.h"
#include "dropoff-window-private.h"

static DropoffAccount *
get_account (DropoffWindow *self)
{
  return self->engine != NULL ? dropoff_engine_get_account (self->engine) : NULL;
}

gboolean
dropoff_window_asks_key (DropoffWindow *self)
{
  DropoffAccount *account = get_account (self);

  return account != NULL
         && dropoff_connection_get_sign_in_kind (dropoff_account_get_connection (account))
                == DROPOFF_SIGN_IN_SHARED_KEY;
}

static void
on_tried (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (DropoffWindow) self = user_data;
  DropoffAccount *account = DROPOFF_ACCOUNT (source);
  g_autoptr (GError) error = NULL;
  gboolean ok = dropoff_account_step_finish (account, result, &error);
  DropoffKeyPage *page;

  /* The window has gone, or the person turned to another company. */
  if (account != get_account (self))
    return;
  page = dropoff_pages_get (self->pages, DROPOFF_PAGE_KEY);
  g_object_set (page, "busy", FALSE, NULL);
  if (ok || dropoff_error_is (error, DROPOFF_ERROR_CANCELLED))
    return;
  dropoff_key_page_show_error (page, error->message);
  if (dropoff_company_can_help (error))
    dropoff_question_page_offer (
        DROPOFF_QUESTION_PAGE (page),
        dropoff_company_help_label (dropoff_account_get_connection (account)));
}

static void
on_fault_clicked (DropoffWindow *self)
{
  g_autofree char *uri = NULL;

  if (!dropoff_window_asks_key (self))
    return;
  uri = dropoff_company_help_dup_uri (dropoff_account_get_connection (get_account (self)));
  if (uri != NULL)
    gtk_show_uri (GTK_WINDOW (self), uri, GDK_CURRENT_TIME);
}

static void
on_submit (DropoffWindow *self, DropoffSecret *key)
{
  if (!dropoff_window_asks_key (self))
    return;
  g_object_set (dropoff_pages_get (self->pages, DROPOFF_PAGE_KEY), "busy", TRUE, NULL);
  dropoff_account_sign_in_async (get_account (self), "", key, self->cancellable, on_tried,
                                 g_object_ref (self));
}

static void
on_page (DropoffWindow *self, DropoffKeyPage *page)
{
  g_signal_connect_object (page, "submit", G_CALLBACK (on_submit), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (page, "fault-clicked", G_CALLBACK (on_fault_clicked), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (page, "back", G_CALLBACK (dropoff_window_leave_sign_in), self,
                           G_CONNECT_SWAPPED);
}

void
dropoff_window_init_key (DropoffWindow *self)
{
  dropoff_pages_connect (self->pages, DROPOFF_PAGE_KEY, G_CALLBACK (on_page), self);
}
