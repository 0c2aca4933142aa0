/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n.h>
#include <string.h>

#include "dropoff-company-page.h"
#include "dropoff-error.h"
#include "dropoff-file-chooser.h"
#include "dropoff-start-page.h"
#include "dropoff-window-private.h"

#define LINK_SCHEME "dropoff"

gboolean
dropoff_window_is_connection (GFile *file)
{
  g_autofree char *name = NULL;

  if (g_file_has_uri_scheme (file, LINK_SCHEME))
    return TRUE;
  name = g_file_get_basename (file);
  return name != NULL && g_str_has_suffix (name, ".dropoff");
}

static void
set_busy (DropoffWindow *self, gboolean busy)
{
  static const char *const names[] = { DROPOFF_PAGE_START, DROPOFF_PAGE_COMPANY, NULL };

  self->finding_company = busy;
  dropoff_pages_set_busy (self->pages, names, busy);
}

static DropoffStartPage *
get_start_page (DropoffWindow *self)
{
  return dropoff_pages_get (self->pages, DROPOFF_PAGE_START);
}

static DropoffCompanyPage *
get_company_page (DropoffWindow *self)
{
  return dropoff_pages_get (self->pages, DROPOFF_PAGE_COMPANY);
}

/* Asked once per company: the very connection that is in use needs no second yes. */
static gboolean
is_current (DropoffWindow *self, DropoffConnection *connection)
{
  DropoffConnection *current = dropoff_engine_get_connection (self->engine);

  return current != NULL
         && g_bytes_equal (dropoff_connection_get_bytes (current),
                           dropoff_connection_get_bytes (connection));
}

static void
show_candidate (DropoffWindow *self, DropoffConnection *connection)
{
  const char *questions = dropoff_connection_get_support_email (connection);

  if (is_current (self, connection))
    {
      self->choosing_company = FALSE;
      dropoff_window_update_page (self);
      return;
    }
  if (questions == NULL)
    questions = dropoff_connection_get_support_url (connection);
  g_set_object (&self->candidate, connection);
  g_object_set (get_company_page (self), "company-name", dropoff_connection_get_name (connection),
                "origin", dropoff_connection_get_origin (connection), "questions", questions,
                NULL);
  dropoff_window_update_page (self);
}

/* A fault of what was typed stands at the field; one of a file that came from elsewhere may meet
 * any page. */
static void
show_fault (DropoffWindow *self, const GError *error, gboolean in_address)
{
  if (dropoff_window_shows (self, DROPOFF_PAGE_START))
    dropoff_start_page_show_error (get_start_page (self), error->message, in_address);
  else
    dropoff_window_show_notice (self, error->message, FALSE);
}

static void
on_found (GObject *source, GAsyncResult *result, gpointer user_data, gboolean in_address)
{
  g_autoptr (DropoffWindow) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (DropoffConnection) connection
      = dropoff_engine_connection_finish (DROPOFF_ENGINE (source), result, &error);

  if (self->engine == NULL)
    return;
  set_busy (self, FALSE);
  if (connection != NULL)
    show_candidate (self, connection);
  else if (!dropoff_error_is (error, DROPOFF_ERROR_CANCELLED))
    show_fault (self, error, in_address);
}

static void
on_file_read (GObject *source, GAsyncResult *result, gpointer user_data)
{
  on_found (source, result, user_data, FALSE);
}

static void
on_address_asked (GObject *source, GAsyncResult *result, gpointer user_data)
{
  on_found (source, result, user_data, TRUE);
}

static void
find_address (DropoffWindow *self, const char *address)
{
  if (self->engine == NULL)
    return;
  set_busy (self, TRUE);
  dropoff_start_page_show_error (get_start_page (self), NULL, FALSE);
  dropoff_engine_find_connection_async (self->engine, address, self->cancellable,
                                        on_address_asked, g_object_ref (self));
}

void
dropoff_window_open_connection (DropoffWindow *self, GFile *file)
{
  if (self->engine == NULL)
    return;
  if (g_file_has_uri_scheme (file, LINK_SCHEME))
    {
      g_autofree char *uri = g_file_get_uri (file);
      const char *address = uri + strlen (LINK_SCHEME ":");

      while (*address == '/')
        address++;
      self->choosing_company = TRUE;
      dropoff_window_update_page (self);
      dropoff_start_page_set_address (get_start_page (self), address);
      find_address (self, address);
      return;
    }
  set_busy (self, TRUE);
  dropoff_engine_read_connection_async (self->engine, file, self->cancellable, on_file_read,
                                        g_object_ref (self));
}

static void
on_used (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (DropoffWindow) self = user_data;
  g_autoptr (GError) error = NULL;
  gboolean ok
      = dropoff_engine_use_connection_finish (DROPOFF_ENGINE (source), result, &error);

  if (self->engine == NULL)
    return;
  set_busy (self, FALSE);
  if (!ok)
    {
      dropoff_company_page_show_error (get_company_page (self), error->message);
      return;
    }
  g_clear_object (&self->candidate);
  self->choosing_company = FALSE;
  dropoff_window_update_page (self);
}

static gboolean
is_current_company (DropoffWindow *self, DropoffConnection *connection)
{
  DropoffConnection *current = dropoff_engine_get_connection (self->engine);

  return current != NULL
         && g_str_equal (dropoff_connection_get_id (current),
                         dropoff_connection_get_id (connection));
}

/* Another one is about to be chosen. */
static void
leave_company (DropoffWindow *self)
{
  DropoffUploadQueue *queue = dropoff_window_get_queue (self);
  g_autofree char *text = NULL;

  dropoff_window_finish_removals (self);
  if (queue == NULL || g_list_model_get_n_items (G_LIST_MODEL (queue)) == 0)
    return;
  /* Translators: %s is the name of the company that was chosen before */
  text = g_strdup_printf (
      _ ("Files for %s wait until you choose it again."),
      dropoff_connection_get_name (dropoff_engine_get_connection (self->engine)));
  dropoff_window_show_notice (self, text, FALSE);
}

static void
on_accepted (DropoffWindow *self)
{
  if (self->engine == NULL || self->candidate == NULL)
    return;
  set_busy (self, TRUE);
  if (!is_current_company (self, self->candidate))
    leave_company (self);
  dropoff_engine_use_connection_async (self->engine, self->candidate, self->cancellable, on_used,
                                       g_object_ref (self));
}

/* Only with more than one there is something to choose. */
void
dropoff_window_update_companies (DropoffWindow *self)
{
  GListModel *known = dropoff_engine_get_connections (self->engine);
  DropoffConnection *current = dropoff_engine_get_connection (self->engine);
  GMenu *menu = dropoff_main_view_get_companies_menu (self->main_view);
  guint n = g_list_model_get_n_items (known);

  g_menu_remove_all (menu);
  for (guint i = 0; n > 1 && i < n; i++)
    {
      g_autoptr (DropoffConnection) connection = g_list_model_get_item (known, i);
      g_autoptr (GMenuItem) item
          = g_menu_item_new (dropoff_connection_get_name (connection), NULL);

      g_menu_item_set_action_and_target (item, "win.company", "s",
                                         dropoff_connection_get_id (connection));
      g_menu_append_item (menu, item);
    }
  g_action_group_change_action_state (
      G_ACTION_GROUP (self), "company",
      g_variant_new_string (current != NULL ? dropoff_connection_get_id (current) : ""));
}

static DropoffConnection *
find_company (DropoffWindow *self, const char *id)
{
  GListModel *known = dropoff_engine_get_connections (self->engine);

  for (guint i = 0; i < g_list_model_get_n_items (known); i++)
    {
      g_autoptr (DropoffConnection) connection = g_list_model_get_item (known, i);

      if (strcmp (dropoff_connection_get_id (connection), id) == 0)
        return g_steal_pointer (&connection);
    }
  return NULL;
}

static void
on_switched (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (DropoffWindow) self = user_data;
  g_autoptr (GError) error = NULL;

  if (!dropoff_engine_use_connection_finish (DROPOFF_ENGINE (source), result, &error)
      && self->engine != NULL)
    dropoff_window_show_notice (self, error->message, FALSE);
}

void
dropoff_window_use_company (DropoffWindow *self, const char *id)
{
  g_autoptr (DropoffConnection) connection
      = self->engine != NULL ? find_company (self, id) : NULL;

  if (connection == NULL || is_current_company (self, connection))
    return;
  leave_company (self);
  dropoff_engine_use_connection_async (self->engine, connection, self->cancellable, on_switched,
                                       g_object_ref (self));
}

static void
on_company_back (DropoffWindow *self)
{
  g_clear_object (&self->candidate);
  set_busy (self, FALSE);
  dropoff_window_update_page (self);
}

static void
on_start_back (DropoffWindow *self)
{
  self->choosing_company = FALSE;
  set_busy (self, FALSE);
  dropoff_window_update_page (self);
}

static void
on_file_chosen (GListModel *files, gpointer user_data)
{
  DropoffWindow *self = user_data;
  g_autoptr (GFile) file = g_list_model_get_item (files, 0);

  if (file != NULL)
    dropoff_window_open_connection (self, file);
}

static void
on_choose_file (DropoffWindow *self)
{
  dropoff_file_chooser_open (GTK_WINDOW (self), DROPOFF_FILE_CHOOSER_CONNECTION, on_file_chosen,
                             self);
}

static void
on_start_page (DropoffWindow *self, DropoffStartPage *page)
{
  g_signal_connect_object (page, "submit", G_CALLBACK (find_address), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (page, "choose-file", G_CALLBACK (on_choose_file), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (page, "back", G_CALLBACK (on_start_back), self, G_CONNECT_SWAPPED);
  g_object_set (page, "busy", self->finding_company, NULL);
}

static void
on_company_page (DropoffWindow *self, DropoffCompanyPage *page)
{
  g_signal_connect_object (page, "submit", G_CALLBACK (on_accepted), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (page, "back", G_CALLBACK (on_company_back), self, G_CONNECT_SWAPPED);
  g_object_set (page, "busy", self->finding_company, NULL);
}

void
dropoff_window_init_connect (DropoffWindow *self)
{
  dropoff_pages_connect (self->pages, DROPOFF_PAGE_START, G_CALLBACK (on_start_page), self);
  dropoff_pages_connect (self->pages, DROPOFF_PAGE_COMPANY, G_CALLBACK (on_company_page), self);
}
