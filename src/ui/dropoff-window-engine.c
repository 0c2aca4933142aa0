/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n.h>

#include "dropoff-sign-in-page.h"
#include "dropoff-window-private.h"

DropoffAccountState
dropoff_window_get_account_state (DropoffWindow *self)
{
  DropoffAccount *account = self->engine != NULL ? dropoff_engine_get_account (self->engine) : NULL;

  return account != NULL ? dropoff_account_get_state (account) : DROPOFF_ACCOUNT_SIGNED_OUT;
}

DropoffUploadQueue *
dropoff_window_get_queue (DropoffWindow *self)
{
  return self->engine != NULL ? dropoff_engine_get_queue (self->engine) : NULL;
}

static void
on_account_state (DropoffWindow *self)
{
  DropoffSignInPage *page = dropoff_pages_peek (self->pages, DROPOFF_PAGE_SIGN_IN);

  if (dropoff_window_get_account_state (self) == DROPOFF_ACCOUNT_SIGNED_IN)
    {
      self->signing_in_again = FALSE;
      /* The keyring may have come up while the password was being typed. */
      if (page != NULL)
        dropoff_sign_in_page_clear (page);
    }
  dropoff_window_update_page (self);
}

static void
show_queue (DropoffWindow *self)
{
  DropoffUploadQueue *queue = dropoff_window_get_queue (self);
  DropoffInProgressPage *in_progress = dropoff_main_view_get_in_progress_page (self->main_view);
  DropoffSentPage *sent = dropoff_main_view_get_sent_page (self->main_view);

  dropoff_in_progress_page_set_model (in_progress, queue != NULL ? G_LIST_MODEL (queue) : NULL);
  dropoff_window_finish_removals (self);
  dropoff_sent_page_set_model (
      sent, queue != NULL ? dropoff_upload_queue_get_sent_list (queue) : NULL);
  g_signal_group_set_target (self->queue_signals, queue);
  g_binding_group_set_source (self->queue_overall_bindings, queue);
  g_binding_group_set_source (self->queue_view_bindings, queue);
}

static void
on_queue_changed (DropoffWindow *self)
{
  show_queue (self);
  dropoff_window_update_page (self);
}

static void
show_account (DropoffWindow *self)
{
  DropoffAccount *account = dropoff_engine_get_account (self->engine);

  self->signing_in_again = FALSE;
  dropoff_sign_in_flow_set_account (self->flow, account);
  dropoff_browser_flow_set_account (self->browser_flow, account);
  g_signal_group_set_target (self->account_signals, account);
  g_binding_group_set_source (self->account_bindings, account);
}

static void
on_account_changed (DropoffWindow *self)
{
  show_account (self);
  dropoff_window_update_page (self);
}

/* What its company says of the page that asks for a password. */
void
dropoff_window_describe_company (DropoffWindow *self, DropoffSignInPage *page)
{
  DropoffConnection *connection
      = self->engine != NULL ? dropoff_engine_get_connection (self->engine) : NULL;

  g_object_set (page, "hint",
                connection != NULL ? dropoff_connection_get_hint (connection) : NULL,
                "takes-names",
                connection != NULL
                    && dropoff_connection_get_sign_in_kind (connection)
                           == DROPOFF_SIGN_IN_DEVELOPER,
                NULL);
}

static void
show_connection (DropoffWindow *self)
{
  DropoffSignInPage *sign_in_page = dropoff_pages_peek (self->pages, DROPOFF_PAGE_SIGN_IN);
  DropoffConnection *connection = dropoff_engine_get_connection (self->engine);
  const char *name = connection != NULL ? dropoff_connection_get_name (connection) : "";

  dropoff_pages_set_company_name (self->pages, name);
  if (sign_in_page != NULL)
    dropoff_window_describe_company (self, sign_in_page);
  g_object_set (self->main_view, "company-name", name, NULL);
  dropoff_window_update_companies (self);
  gtk_window_set_title (GTK_WINDOW (self), *name != '\0' ? name : "Dropoff");
}

static void
on_connection_changed (DropoffWindow *self)
{
  show_connection (self);
  dropoff_window_update_page (self);
}

gboolean
dropoff_window_has_guest (DropoffWindow *self)
{
  DropoffConnection *connection
      = self->engine != NULL ? dropoff_engine_get_connection (self->engine) : NULL;

  return connection != NULL
         && dropoff_connection_get_sign_in_kind (connection) == DROPOFF_SIGN_IN_GUEST;
}

/* Who sends, for the company menu. */
static gboolean
name_person (GBinding *binding, const GValue *from, GValue *to, gpointer user_data)
{
  const char *user_name = g_value_get_string (from);

  if (user_name == NULL && dropoff_window_has_guest (user_data))
    user_name = _ ("You send as a guest");
  g_value_set_string (to, user_name);
  return TRUE;
}

static void
on_waits_for_drive (DropoffWindow *self, const char *sentence)
{
  dropoff_window_show_notice (self, sentence, TRUE);
}

void
dropoff_window_init_engine (DropoffWindow *self)
{
  static const char *const overall[]
      = { "state", "size", "sent", "fraction", "speed", "seconds-left", "n-failed",
          "n-asking" };
  DropoffInProgressPage *page = dropoff_main_view_get_in_progress_page (self->main_view);
  DropoffOverallLine *line = dropoff_in_progress_page_get_overall (page);

  self->queue_overall_bindings = g_binding_group_new ();
  for (guint i = 0; i < G_N_ELEMENTS (overall); i++)
    g_binding_group_bind (self->queue_overall_bindings, overall[i], line, overall[i],
                          G_BINDING_SYNC_CREATE);
  self->queue_view_bindings = g_binding_group_new ();
  g_binding_group_bind (self->queue_view_bindings, "n-unfinished", self->main_view,
                        "n-unfinished", G_BINDING_SYNC_CREATE);
  self->account_bindings = g_binding_group_new ();
  g_binding_group_bind_full (self->account_bindings, "user-name", self->main_view, "user-name",
                             G_BINDING_SYNC_CREATE, name_person, NULL, self, NULL);

  self->engine_signals = g_signal_group_new (DROPOFF_TYPE_ENGINE);
  g_signal_group_connect_swapped (self->engine_signals, "notify::connection",
                                  G_CALLBACK (on_connection_changed), self);
  g_signal_group_connect_swapped (self->engine_signals, "notify::account",
                                  G_CALLBACK (on_account_changed), self);
  g_signal_group_connect_swapped (self->engine_signals, "notify::queue",
                                  G_CALLBACK (on_queue_changed), self);
  self->queue_signals = g_signal_group_new (DROPOFF_TYPE_UPLOAD_QUEUE);
  g_signal_group_connect_swapped (self->queue_signals, "refused",
                                  G_CALLBACK (dropoff_window_show_refusals), self);
  g_signal_group_connect_swapped (self->queue_signals, "waits-for-drive",
                                  G_CALLBACK (on_waits_for_drive), self);
  g_signal_group_connect_swapped (self->queue_signals, "notify::form",
                                  G_CALLBACK (dropoff_window_update_form), self);
  self->account_signals = g_signal_group_new (DROPOFF_TYPE_ACCOUNT);
  g_signal_group_connect_swapped (self->account_signals, "notify::state",
                                  G_CALLBACK (on_account_state), self);
  g_signal_group_connect_swapped (self->account_signals, "notify::session-only",
                                  G_CALLBACK (dropoff_window_update_banner), self);
}

void
dropoff_window_set_engine (DropoffWindow *self, DropoffEngine *engine)
{
  g_autoptr (GPtrArray) opened = NULL;

  g_return_if_fail (DROPOFF_IS_WINDOW (self));

  if (dropoff_window_is_beginning (self))
    {
      g_set_object (&self->coming_engine, engine);
      return;
    }
  dropoff_window_fill (self);
  if (!g_set_object (&self->engine, engine))
    return;
  g_signal_group_set_target (self->engine_signals, engine);
  if (engine == NULL)
    return;
  /* What was opened before now is looked at once it is known who is signed in. */
  opened = g_steal_pointer (&self->pending_files);
  self->pending_files = g_ptr_array_new_with_free_func (g_object_unref);
  show_connection (self);
  show_account (self);
  show_queue (self);
  /* When all is in its place, or it would be seen coming one after the other. */
  dropoff_window_update_page (self);
  dropoff_window_take_files (self, opened, TRUE);
  dropoff_window_give_keys (self);
}
