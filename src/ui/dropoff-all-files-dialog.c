/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "dropoff-all-files-dialog.h"

#include <glib/gi18n.h>

#include "dropoff-closures.h"
#include "dropoff-file-list.h"
#include "dropoff-file-row.h"
#include "dropoff-focus.h"
#include "dropoff-toast-line.h"
#include "dropoff-verb.h"

#define UNDO_SECONDS 8

struct _DropoffAllFilesDialog
{
  AdwWindow parent_instance;

  DropoffBatch *batch;
  DropoffFileList *files;
  GPtrArray *removed; /* of DropoffUpload: Undo is offered */
  DropoffToastLine *line;
  AdwToast *toast; /* nullable, weak */

  AdwWindowTitle *window_title;
  GtkWidget *search_entry;
  AdwToastOverlay *toasts;
  GtkStack *stack;
  GtkListView *list;
};

static guint request_signal;

G_DEFINE_FINAL_TYPE (DropoffAllFilesDialog, dropoff_all_files_dialog, ADW_TYPE_WINDOW)

static void
ask (DropoffAllFilesDialog *self, DropoffUpload *upload, DropoffVerb verb)
{
  g_signal_emit (self, request_signal, 0, upload, (int) verb);
}

/* Removing, with Undo instead of a question */

static void
finish_removals (DropoffAllFilesDialog *self)
{
  g_autoptr (GPtrArray) removed = g_steal_pointer (&self->removed);

  self->removed = g_ptr_array_new_with_free_func (g_object_unref);
  for (guint i = 0; i < removed->len; i++)
    ask (self, g_ptr_array_index (removed, i), DROPOFF_VERB_REMOVE);
}

static void
on_toast_dismissed (DropoffAllFilesDialog *self)
{
  g_clear_weak_pointer (&self->toast);
  finish_removals (self);
}

static void
on_undo (DropoffAllFilesDialog *self)
{
  for (guint i = 0; i < self->removed->len; i++)
    {
      DropoffUpload *upload = g_ptr_array_index (self->removed, i);

      dropoff_file_list_set_hidden (self->files, upload, FALSE);
      /* What asks something is not answered by that. */
      if (dropoff_upload_get_state (upload) == DROPOFF_UPLOAD_PAUSED)
        ask (self, upload, DROPOFF_VERB_RESUME);
    }
  g_ptr_array_set_size (self->removed, 0);
}

static AdwToastOverlay *
get_place (gpointer user_data)
{
  DropoffAllFilesDialog *self = user_data;

  return self->toasts;
}

static void
undo (GtkWidget *widget, const char *action, GVariant *parameter)
{
  DropoffAllFilesDialog *self = DROPOFF_ALL_FILES_DIALOG (widget);

  on_undo (self);
  dropoff_toast_line_drop (self->line, &self->toast, self);
}

static void
remove_file (DropoffAllFilesDialog *self, DropoffUpload *upload)
{
  g_autofree char *text = NULL;
  g_autofree char *markup = NULL;
  AdwToast *toast;

  if (dropoff_upload_get_state (upload) == DROPOFF_UPLOAD_DONE)
    return;
  g_ptr_array_add (self->removed, g_object_ref (upload));
  ask (self, upload, DROPOFF_VERB_PAUSE);
  dropoff_file_list_set_hidden (self->files, upload, TRUE);
  dropoff_toast_line_drop (self->line, &self->toast, self);
  text = dropoff_text_removed (dropoff_upload_get_name (upload), self->removed->len);
  markup = g_markup_escape_text (text, -1);
  toast = adw_toast_new (markup);
  g_set_weak_pointer (&self->toast, toast);
  adw_toast_set_button_label (toast, _ ("_Undo"));
  adw_toast_set_timeout (toast, UNDO_SECONDS);
  g_signal_connect_object (toast, "button-clicked", G_CALLBACK (on_undo), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (toast, "dismissed", G_CALLBACK (on_toast_dismissed), self,
                           G_CONNECT_SWAPPED);
  dropoff_toast_line_add (self->line, toast);
}

/* Rows */

static void
on_row_request (DropoffFileRow *row, int verb, DropoffAllFilesDialog *self)
{
  g_autoptr (DropoffUpload) upload = g_object_ref (dropoff_file_row_get_upload (row));
  DropoffRowButton button = dropoff_state_button (dropoff_upload_get_state (upload));

  if (verb == DROPOFF_VERB_REMOVE)
    remove_file (self, upload);
  else if (verb != DROPOFF_VERB_PRESS)
    ask (self, upload, (DropoffVerb) verb);
  else if (button != DROPOFF_ROW_BUTTON_NONE)
    ask (self, upload,
         button == DROPOFF_ROW_BUTTON_PAUSE ? DROPOFF_VERB_PAUSE : DROPOFF_VERB_RESUME);
}

static void
on_setup (DropoffAllFilesDialog *self, GtkListItem *list_item)
{
  GtkWidget *row = dropoff_file_row_new ();

  g_signal_connect (row, "request", G_CALLBACK (on_row_request), self);
  gtk_list_item_set_child (list_item, row);
  gtk_list_item_set_activatable (list_item, FALSE);
}

static void
on_bind (DropoffAllFilesDialog *self, GtkListItem *list_item)
{
  DropoffFileRow *row = DROPOFF_FILE_ROW (gtk_list_item_get_child (list_item));

  dropoff_file_row_set_upload (row, gtk_list_item_get_item (list_item));
  dropoff_file_row_set_has_details (row, dropoff_batch_get_record (self->batch)->details != NULL);
}

static void
on_unbind (DropoffAllFilesDialog *self, GtkListItem *list_item)
{
  dropoff_file_row_set_upload (DROPOFF_FILE_ROW (gtk_list_item_get_child (list_item)), NULL);
}

static gboolean
on_key_pressed (DropoffAllFilesDialog *self, guint keyval, guint keycode, GdkModifierType state)
{
  GdkModifierType modifiers = state & gtk_accelerator_get_default_mod_mask ();
  gboolean itself;
  GtkWidget *row = dropoff_focus_find_row (GTK_WIDGET (self), DROPOFF_TYPE_FILE_ROW, &itself);

  if (row == NULL || (modifiers & ~GDK_SHIFT_MASK) != 0)
    return GDK_EVENT_PROPAGATE;
  if (keyval == GDK_KEY_space && itself)
    on_row_request (DROPOFF_FILE_ROW (row), DROPOFF_VERB_PRESS, self);
  else if (keyval == GDK_KEY_Delete || keyval == GDK_KEY_KP_Delete)
    on_row_request (DROPOFF_FILE_ROW (row), DROPOFF_VERB_REMOVE, self);
  else if (dropoff_focus_is_menu_key (keyval, modifiers))
    dropoff_file_row_popup_menu (DROPOFF_FILE_ROW (row));
  else
    return GDK_EVENT_PROPAGATE;
  return GDK_EVENT_STOP;
}

/* Searching */

static void
update_stack (DropoffAllFilesDialog *self)
{
  gboolean is_empty = g_list_model_get_n_items (G_LIST_MODEL (self->files)) == 0;
  const char *text = gtk_editable_get_text (GTK_EDITABLE (self->search_entry));

  gtk_stack_set_visible_child_name (
      self->stack, is_empty && *text != '\0' && dropoff_file_list_is_complete (self->files)
                       ? "nothing-found"
                       : "list");
}

static void
on_search_changed (DropoffAllFilesDialog *self)
{
  dropoff_file_list_search (self->files,
                            gtk_editable_get_text (GTK_EDITABLE (self->search_entry)));
  update_stack (self);
}

static void
on_stop_search (DropoffAllFilesDialog *self)
{
  if (*gtk_editable_get_text (GTK_EDITABLE (self->search_entry)) != '\0')
    gtk_editable_set_text (GTK_EDITABLE (self->search_entry), "");
  else
    gtk_window_close (GTK_WINDOW (self));
}

static void
search (GtkWidget *widget, const char *action, GVariant *parameter)
{
  gtk_widget_grab_focus (DROPOFF_ALL_FILES_DIALOG (widget)->search_entry);
}

static void
show_figures (DropoffAllFilesDialog *self)
{
  guint n_done = 0, n_files = 0;
  g_autofree char *figures = NULL;

  g_object_get (self->batch, "n-done", &n_done, "n-files", &n_files, NULL);
  figures = dropoff_text_files_of (n_done, n_files);
  adw_window_title_set_subtitle (self->window_title, figures);
}

/* The dialog is closed, by whatever: what was removed stays removed. */
static void
dropoff_all_files_dialog_unmap (GtkWidget *widget)
{
  DropoffAllFilesDialog *self = DROPOFF_ALL_FILES_DIALOG (widget);

  dropoff_toast_line_drop (self->line, &self->toast, self);
  finish_removals (self);
  GTK_WIDGET_CLASS (dropoff_all_files_dialog_parent_class)->unmap (widget);
}

static void
dropoff_all_files_dialog_dispose (GObject *object)
{
  DropoffAllFilesDialog *self = DROPOFF_ALL_FILES_DIALOG (object);

  dropoff_toast_line_drop (self->line, &self->toast, self);
  g_clear_pointer (&self->line, dropoff_toast_line_free);
  g_clear_object (&self->files);
  g_clear_object (&self->batch);
  g_clear_pointer (&self->removed, g_ptr_array_unref);
  G_OBJECT_CLASS (dropoff_all_files_dialog_parent_class)->dispose (object);
}

static void
dropoff_all_files_dialog_class_init (DropoffAllFilesDialogClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = dropoff_all_files_dialog_dispose;
  widget_class->unmap = dropoff_all_files_dialog_unmap;
  request_signal = g_signal_new ("request", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                 NULL, NULL, G_TYPE_NONE, 2, DROPOFF_TYPE_UPLOAD, G_TYPE_INT);

  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/dropoff/Dropoff/dropoff-all-files-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, DropoffAllFilesDialog, window_title);
  gtk_widget_class_bind_template_child (widget_class, DropoffAllFilesDialog, search_entry);
  gtk_widget_class_bind_template_child (widget_class, DropoffAllFilesDialog, toasts);
  gtk_widget_class_bind_template_child (widget_class, DropoffAllFilesDialog, stack);
  gtk_widget_class_bind_template_child (widget_class, DropoffAllFilesDialog, list);
  gtk_widget_class_bind_template_callback (widget_class, on_search_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_stop_search);
  gtk_widget_class_install_action (widget_class, "files.search", NULL, search);
  gtk_widget_class_install_action (widget_class, "files.undo", NULL, undo);
}

static void
dropoff_all_files_dialog_init (DropoffAllFilesDialog *self)
{
  g_autoptr (GtkListItemFactory) factory = gtk_signal_list_item_factory_new ();
  GtkEventController *keys = gtk_event_controller_key_new ();

  self->removed = g_ptr_array_new_with_free_func (g_object_unref);
  self->line = dropoff_toast_line_new (get_place, self);
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_search_entry_set_key_capture_widget (GTK_SEARCH_ENTRY (self->search_entry),
                                           GTK_WIDGET (self));
  g_signal_connect_swapped (factory, "setup", G_CALLBACK (on_setup), self);
  g_signal_connect_swapped (factory, "bind", G_CALLBACK (on_bind), self);
  g_signal_connect_swapped (factory, "unbind", G_CALLBACK (on_unbind), self);
  gtk_list_view_set_factory (self->list, factory);
  dropoff_focus_rows_first (self->list);
  /* Before the search, which would take Space. */
  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect_swapped (keys, "key-pressed", G_CALLBACK (on_key_pressed), self);
  gtk_widget_add_controller (GTK_WIDGET (self->list), keys);
}

GtkWidget *
dropoff_all_files_dialog_new (GtkWindow *parent, DropoffBatch *batch)
{
  DropoffAllFilesDialog *self
      = g_object_new (DROPOFF_TYPE_ALL_FILES_DIALOG, "transient-for", parent, NULL);
  g_autoptr (GtkSelectionModel) selection = NULL;

  self->batch = g_object_ref (batch);
  self->files = dropoff_file_list_new (batch);
  selection = GTK_SELECTION_MODEL (
      gtk_no_selection_new (g_object_ref (G_LIST_MODEL (self->files))));
  gtk_list_view_set_model (self->list, selection);
  g_signal_connect_object (self->files, "items-changed", G_CALLBACK (update_stack), self,
                           G_CONNECT_SWAPPED);
  adw_window_title_set_title (self->window_title, dropoff_batch_get_name (batch));
  g_signal_connect_object (batch, "notify::n-done", G_CALLBACK (show_figures), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (batch, "notify::n-files", G_CALLBACK (show_figures), self,
                           G_CONNECT_SWAPPED);
  show_figures (self);
  return GTK_WIDGET (self);
}

DropoffBatch *
dropoff_all_files_dialog_get_batch (DropoffAllFilesDialog *self)
{
  g_return_val_if_fail (DROPOFF_IS_ALL_FILES_DIALOG (self), NULL);

  return self->batch;
}
