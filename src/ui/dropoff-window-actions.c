/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n.h>

#include "dropoff-file-chooser.h"
#include "dropoff-file-offer.h"
#include "dropoff-password-dialog.h"
#include "dropoff-report-dialog.h"
#include "dropoff-report.h"
#include "dropoff-second-step-dialog.h"
#include "dropoff-window-private.h"

static void
on_files_chosen (GListModel *files, gpointer user_data)
{
  DropoffWindow *self = user_data;

  dropoff_window_open (self, files);
}

static void
on_choose_files (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  dropoff_file_chooser_open (GTK_WINDOW (user_data), DROPOFF_FILE_CHOOSER_FILES, on_files_chosen,
                             user_data);
}

static void
on_choose_folder (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  dropoff_file_chooser_open (GTK_WINDOW (user_data), DROPOFF_FILE_CHOOSER_FOLDER,
                             on_files_chosen, user_data);
}

static void
on_pasted (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (DropoffWindow) self = user_data;

  dropoff_window_take_offer (self, result);
}

static void
on_paste (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  DropoffWindow *self = user_data;
  GdkClipboard *clipboard = gtk_widget_get_clipboard (GTK_WIDGET (self));

  if (dropoff_file_offer_has_files (gdk_clipboard_get_formats (clipboard)))
    dropoff_file_offer_read_async (clipboard, self->cancellable, on_pasted, g_object_ref (self));
  else
    dropoff_window_show_notice (self, _ ("There are no files to paste."), FALSE);
}

static void
on_undo_remove (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  dropoff_window_undo_removals (user_data);
}

static void
on_pause_all (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  DropoffUploadQueue *queue = dropoff_window_get_queue (user_data);

  if (queue != NULL)
    dropoff_upload_queue_pause_all (queue);
}

static void
on_resume_all (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  DropoffUploadQueue *queue = dropoff_window_get_queue (user_data);

  if (queue != NULL)
    dropoff_upload_queue_resume_all (queue);
}

static void
on_toggle_pause (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  DropoffUploadQueue *queue = dropoff_window_get_queue (user_data);

  if (queue == NULL)
    return;
  if (dropoff_upload_queue_get_state (queue) == DROPOFF_QUEUE_PAUSED)
    dropoff_upload_queue_resume_all (queue);
  else
    dropoff_upload_queue_pause_all (queue);
}

static void
on_show_trouble (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  DropoffWindow *self = user_data;

  dropoff_in_progress_page_show_trouble (
      dropoff_main_view_get_in_progress_page (self->main_view));
}

static void
on_page (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  DropoffWindow *self = user_data;

  dropoff_main_view_show_page (self->main_view, g_variant_get_string (parameter, NULL));
}

static void
on_search (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  DropoffWindow *self = user_data;

  dropoff_main_view_begin_search (self->main_view);
}

/* A dialog found out that the sign-in has ended. */
static void
on_sign_in_wanted (DropoffWindow *self)
{
  self->signing_in_again = TRUE;
  dropoff_window_update_page (self);
}

static void
on_password_changed (DropoffWindow *self)
{
  dropoff_window_show_notice (self, _ ("Your password has been changed."), FALSE);
}

static void
on_change_password (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  DropoffWindow *self = user_data;
  GtkWidget *dialog = dropoff_password_dialog_new (GTK_WINDOW (self),
                                                   dropoff_engine_get_account (self->engine));

  g_signal_connect_object (dialog, "changed", G_CALLBACK (on_password_changed), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (dialog, "sign-in", G_CALLBACK (on_sign_in_wanted), self,
                           G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
on_second_step (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  DropoffWindow *self = user_data;
  GtkWidget *dialog = dropoff_second_step_dialog_new (GTK_WINDOW (self),
                                                      dropoff_engine_get_account (self->engine));

  g_signal_connect_object (dialog, "sign-in", G_CALLBACK (on_sign_in_wanted), self,
                           G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
on_signed_out (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (DropoffWindow) self = user_data;
  g_autoptr (GError) error = NULL;

  if (!dropoff_account_sign_out_finish (DROPOFF_ACCOUNT (source), result, &error)
      && self->engine != NULL)
    dropoff_window_show_notice (self, error->message, FALSE);
}

static void
on_sign_out (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  DropoffWindow *self = user_data;
  DropoffAccount *account
      = self->engine != NULL ? dropoff_engine_get_account (self->engine) : NULL;

  if (account != NULL)
    dropoff_account_sign_out_async (account, NULL, on_signed_out, g_object_ref (self));
}

static void
on_other_company (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  DropoffWindow *self = user_data;

  self->choosing_company = TRUE;
  dropoff_window_update_page (self);
}

static char *
get_help_uri (DropoffWindow *self)
{
  DropoffConnection *connection
      = self->engine != NULL ? dropoff_engine_get_connection (self->engine) : NULL;
  const char *url, *address;

  if (connection == NULL)
    return NULL;
  url = dropoff_connection_get_support_url (connection);
  address = dropoff_connection_get_support_email (connection);
  if (url != NULL)
    return g_strdup (url);
  return address != NULL ? g_strconcat ("mailto:", address, NULL) : NULL;
}

static void
on_help (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  DropoffWindow *self = user_data;
  g_autofree char *uri = get_help_uri (self);

  if (uri != NULL)
    gtk_show_uri (GTK_WINDOW (self), uri, GDK_CURRENT_TIME);
}

static void
on_report (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  DropoffWindow *self = user_data;
  DropoffConnection *connection
      = self->engine != NULL ? dropoff_engine_get_connection (self->engine) : NULL;
  g_autofree char *report = dropoff_report_make (self->engine);

  gtk_window_present (GTK_WINDOW (dropoff_report_dialog_new (
      GTK_WINDOW (self),
      connection != NULL ? dropoff_connection_get_support_email (connection) : NULL, report)));
}

/* GTK would make this window of more than a hundred widgets together with the first one. */
static void
on_show_help_overlay (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  GtkApplicationWindow *self = user_data;
  g_autoptr (GtkBuilder) builder = NULL;

  if (gtk_application_window_get_help_overlay (self) == NULL)
    {
      builder = gtk_builder_new_from_resource (
          "/io/github/dropoff/Dropoff/dropoff-shortcuts.ui");
      gtk_application_window_set_help_overlay (
          self, GTK_SHORTCUTS_WINDOW (gtk_builder_get_object (builder, "help_overlay")));
    }
  gtk_window_present (GTK_WINDOW (gtk_application_window_get_help_overlay (self)));
}

/* A radio item of the company menu. */
static void
on_company (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  dropoff_window_use_company (user_data, g_variant_get_string (parameter, NULL));
}

/* In the view and not in the application, so that a text field's own paste and undo come first. */
static void
add_keys (DropoffWindow *self)
{
  static const struct
  {
    guint key;
    const char *action;
  } actions[] = { { GDK_KEY_v, "win.paste" }, { GDK_KEY_z, "win.undo-remove" } };
  GtkEventController *keys = gtk_shortcut_controller_new ();

  for (guint i = 0; i < G_N_ELEMENTS (actions); i++)
    gtk_shortcut_controller_add_shortcut (
        GTK_SHORTCUT_CONTROLLER (keys),
        gtk_shortcut_new (gtk_keyval_trigger_new (actions[i].key, GDK_CONTROL_MASK),
                          gtk_named_action_new (actions[i].action)));
  gtk_shortcut_controller_set_scope (GTK_SHORTCUT_CONTROLLER (keys), GTK_SHORTCUT_SCOPE_MANAGED);
  gtk_widget_add_controller (GTK_WIDGET (self->main_view), keys);
}

void
dropoff_window_init_actions (DropoffWindow *self)
{
  static const GActionEntry entries[] = {
    { .name = "choose-files", .activate = on_choose_files },
    { .name = "choose-folder", .activate = on_choose_folder },
    { .name = "paste", .activate = on_paste },
    { .name = "undo-remove", .activate = on_undo_remove },
    { .name = "pause-all", .activate = on_pause_all },
    { .name = "resume-all", .activate = on_resume_all },
    { .name = "toggle-pause", .activate = on_toggle_pause },
    { .name = "show-trouble", .activate = on_show_trouble },
    { .name = "page", .activate = on_page, .parameter_type = "s" },
    { .name = "search", .activate = on_search },
    { .name = "change-password", .activate = on_change_password },
    { .name = "second-step", .activate = on_second_step },
    { .name = "sign-out", .activate = on_sign_out },
    { .name = "other-company", .activate = on_other_company },
    { .name = "help", .activate = on_help },
    { .name = "report", .activate = on_report },
    { .name = "show-help-overlay", .activate = on_show_help_overlay },
    { .name = "company", .activate = on_company, .parameter_type = "s", .state = "''" },
  };

  g_action_map_add_action_entries (G_ACTION_MAP (self), entries, G_N_ELEMENTS (entries), self);
  add_keys (self);
}

static void
enable (DropoffWindow *self, const char *name, gboolean enabled)
{
  GAction *action = g_action_map_lookup_action (G_ACTION_MAP (self), name);

  g_simple_action_set_enabled (G_SIMPLE_ACTION (action), enabled);
}

void
dropoff_window_update_actions (DropoffWindow *self)
{
  static const char *const of_main_view[]
      = { "choose-files", "choose-folder", "paste",  "undo-remove", "pause-all",
          "resume-all",   "toggle-pause",  "page",   "search",      "show-trouble",
          "company",      "other-company" };
  gboolean is_main = dropoff_window_shows (self, DROPOFF_WINDOW_MAIN);
  DropoffAccount *account
      = self->engine != NULL ? dropoff_engine_get_account (self->engine) : NULL;
  g_autofree char *help_uri = get_help_uri (self);

  for (guint i = 0; i < G_N_ELEMENTS (of_main_view); i++)
    enable (self, of_main_view[i], is_main);
  enable (self, "change-password",
          is_main && account != NULL && dropoff_account_can_change_password (account));
  enable (self, "second-step",
          is_main && account != NULL && dropoff_account_can_change_second_steps (account));
  /* Who never signed in cannot sign out, and would only be a stranger to the company by it. */
  enable (self, "sign-out", is_main && account != NULL && !dropoff_window_has_guest (self));
  enable (self, "help", help_uri != NULL);
}
