/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "dropoff-browser-flow.h"

#include <glib/gi18n.h>

#include "dropoff-browser-page.h"
#include "dropoff-company-help.h"

struct _DropoffBrowserFlow
{
  GObject parent_instance;

  DropoffAccount *account;
  GCancellable *cancellable; /* of the sign-in under way, else NULL */
  gboolean has_other_way;    /* there are pages that ask for a password */
  gboolean chosen;           /* the person has turned from them to this one */

  DropoffPages *pages; /* not owned */
};

enum { SIGNAL_CHANGED, SIGNAL_DONE, SIGNAL_OPEN, SIGNAL_LEFT, N_SIGNALS };

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (DropoffBrowserFlow, dropoff_browser_flow, G_TYPE_OBJECT)

static void begin (DropoffBrowserFlow *self);

static gboolean
has_pages (DropoffBrowserFlow *self)
{
  return self->account != NULL
         && dropoff_connection_get_login_endpoint (dropoff_account_get_connection (self->account))
                != NULL;
}

static DropoffBrowserPage *
get_page (DropoffBrowserFlow *self)
{
  return dropoff_pages_get (self->pages, DROPOFF_PAGE_BROWSER);
}

static void
update_page (DropoffBrowserFlow *self)
{
  DropoffBrowserPage *page = dropoff_pages_peek (self->pages, DROPOFF_PAGE_BROWSER);

  if (page != NULL)
    g_object_set (page, "waiting", self->cancellable != NULL, "offers-password",
                  self->has_other_way, NULL);
}

static void
change (DropoffBrowserFlow *self)
{
  update_page (self);
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

static void
on_step_done (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (DropoffBrowserFlow) self = user_data;
  DropoffAccount *account = DROPOFF_ACCOUNT (source);
  g_autoptr (GError) error = NULL;
  gboolean ok = dropoff_account_step_finish (account, result, &error);

  /* The person went back, or turned to another company, in the meantime. */
  if (account != self->account || self->cancellable == NULL
      || g_task_get_cancellable (G_TASK (result)) != self->cancellable)
    return;
  g_clear_object (&self->cancellable);
  dropoff_browser_page_show_error (get_page (self), ok ? NULL : error->message);
  if (!ok && dropoff_company_can_help (error))
    dropoff_browser_page_offer (
        get_page (self), dropoff_company_help_label (dropoff_account_get_connection (account)));
  change (self);
  if (ok)
    g_signal_emit (self, signals[SIGNAL_DONE], 0);
  else
    dropoff_browser_page_begin (get_page (self));
}

static void
open_address (DropoffBrowserFlow *self)
{
  const char *address = dropoff_account_get_browser_address (self->account);

  if (address != NULL)
    g_signal_emit (self, signals[SIGNAL_OPEN], 0, address);
}

static void
on_open (DropoffBrowserFlow *self)
{
  if (self->account == NULL)
    return;
  if (self->cancellable != NULL)
    open_address (self);
  else
    begin (self);
}

static void
stop (DropoffBrowserFlow *self)
{
  DropoffBrowserPage *page = dropoff_pages_peek (self->pages, DROPOFF_PAGE_BROWSER);

  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  if (page != NULL)
    dropoff_browser_page_show_error (page, NULL);
}

/* On a computer without a browser of its own choice the page can be opened by hand. */
static void
on_copy (DropoffBrowserFlow *self)
{
  const char *address
      = self->account != NULL ? dropoff_account_get_browser_address (self->account) : NULL;

  if (address != NULL)
    gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (get_page (self))), address);
}

static void
on_fault_clicked (DropoffBrowserFlow *self)
{
  g_autofree char *uri = NULL;

  if (self->account == NULL)
    return;
  uri = dropoff_company_help_dup_uri (dropoff_account_get_connection (self->account));
  if (uri != NULL)
    g_signal_emit (self, signals[SIGNAL_OPEN], 0, uri);
}

/* Where there is another way, it is where the person came from. */
static void
on_back (DropoffBrowserFlow *self)
{
  gboolean was_waiting = self->cancellable != NULL;

  stop (self);
  if (self->account != NULL && was_waiting)
    dropoff_account_abandon (self->account);
  self->chosen = FALSE;
  change (self);
  if (self->has_other_way)
    return;
  if (was_waiting)
    dropoff_browser_page_begin (get_page (self));
  else
    g_signal_emit (self, signals[SIGNAL_LEFT], 0);
}

static void
begin (DropoffBrowserFlow *self)
{
  stop (self);
  self->cancellable = g_cancellable_new ();
  dropoff_account_sign_in_with_browser_async (self->account, self->cancellable, on_step_done,
                                              g_object_ref (self));
  change (self);
  open_address (self);
}

static void
dropoff_browser_flow_dispose (GObject *object)
{
  DropoffBrowserFlow *self = DROPOFF_BROWSER_FLOW (object);

  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->account);
  G_OBJECT_CLASS (dropoff_browser_flow_parent_class)->dispose (object);
}

static void
dropoff_browser_flow_class_init (DropoffBrowserFlowClass *klass)
{
  GType type = G_TYPE_FROM_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = dropoff_browser_flow_dispose;
  signals[SIGNAL_CHANGED] = g_signal_new ("changed", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                          G_TYPE_NONE, 0);
  signals[SIGNAL_DONE] = g_signal_new ("done", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                       G_TYPE_NONE, 0);
  signals[SIGNAL_OPEN] = g_signal_new ("open", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                       G_TYPE_NONE, 1, G_TYPE_STRING);
  signals[SIGNAL_LEFT] = g_signal_new ("left", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                       G_TYPE_NONE, 0);
}

static void
dropoff_browser_flow_init (DropoffBrowserFlow *self)
{
}

static void
on_page (DropoffBrowserFlow *self, DropoffBrowserPage *page)
{
  g_signal_connect_object (page, "open", G_CALLBACK (on_open), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (page, "copy", G_CALLBACK (on_copy), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (page, "password", G_CALLBACK (on_back), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (page, "back", G_CALLBACK (on_back), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (page, "fault-clicked", G_CALLBACK (on_fault_clicked), self,
                           G_CONNECT_SWAPPED);
  update_page (self);
}

DropoffBrowserFlow *
dropoff_browser_flow_new (DropoffPages *pages)
{
  DropoffBrowserFlow *self = g_object_new (DROPOFF_TYPE_BROWSER_FLOW, NULL);

  self->pages = pages;
  dropoff_pages_connect (pages, DROPOFF_PAGE_BROWSER, G_CALLBACK (on_page), self);
  return self;
}

void
dropoff_browser_flow_set_account (DropoffBrowserFlow *self, DropoffAccount *account)
{
  g_return_if_fail (DROPOFF_IS_BROWSER_FLOW (self));

  if (!g_set_object (&self->account, account))
    return;
  stop (self);
  self->chosen = FALSE;
  self->has_other_way
      = account != NULL
        && dropoff_connection_get_sign_in_kind (dropoff_account_get_connection (account))
               == DROPOFF_SIGN_IN_COGNITO;
  update_page (self);
}

void
dropoff_browser_flow_not_opened (DropoffBrowserFlow *self)
{
  g_return_if_fail (DROPOFF_IS_BROWSER_FLOW (self));

  if (self->cancellable != NULL)
    dropoff_browser_page_show_error (get_page (self),
                                     _ ("Your browser did not open. Copy the address and open it "
                                        "in a browser on this computer."));
}

void
dropoff_browser_flow_choose (DropoffBrowserFlow *self)
{
  g_return_if_fail (DROPOFF_IS_BROWSER_FLOW (self));

  if (!has_pages (self))
    return;
  self->chosen = TRUE;
  begin (self);
}

gboolean
dropoff_browser_flow_asks (DropoffBrowserFlow *self)
{
  g_return_val_if_fail (DROPOFF_IS_BROWSER_FLOW (self), FALSE);

  return has_pages (self) && (self->chosen || !self->has_other_way);
}
