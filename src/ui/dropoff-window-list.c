/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n.h>

#include "dropoff-all-files-dialog.h"
#include "dropoff-closures.h"
#include "dropoff-desktop.h"
#include "dropoff-file-chooser.h"
#include "dropoff-receipt-dialog.h"
#include "dropoff-receipt-folder.h"
#include "dropoff-window-private.h"

/* So many cards that leave the list, or come back, are not shown one after the other. */
#define MANY 2000

/* Removing, with Undo instead of a question. */

/* Where the person left off, on the list that is shown: the toast that had the focus goes. */
static void
focus_batch (DropoffWindow *self, DropoffBatch *batch)
{
  if (dropoff_batch_get_record (batch)->finished_at_s == 0)
    dropoff_in_progress_page_focus_batch (
        dropoff_main_view_get_in_progress_page (self->main_view), batch);
  else
    dropoff_sent_page_focus_batch (dropoff_main_view_get_sent_page (self->main_view), batch);
}

static void on_came_back (GListModel *list, guint position, guint removed, guint added,
                          DropoffWindow *self);

static void
await_no_more (DropoffWindow *self)
{
  if (self->awaited == NULL)
    return;
  g_signal_handlers_disconnect_by_func (self->awaited_in, on_came_back, self);
  g_clear_object (&self->awaited_in);
  g_clear_object (&self->awaited);
}

static void
on_came_back (GListModel *list, guint position, guint removed, guint added, DropoffWindow *self)
{
  for (guint i = position; i < position + added; i++)
    {
      g_autoptr (DropoffBatch) batch = g_list_model_get_item (list, i);

      if (batch != self->awaited)
        continue;
      await_no_more (self);
      focus_batch (self, batch);
      return;
    }
}

/* Of thousands that come back in slices it is the last. */
static void
await (DropoffWindow *self, DropoffUploadQueue *queue, DropoffBatch *batch)
{
  gboolean in_progress = dropoff_batch_get_record (batch)->finished_at_s == 0;

  await_no_more (self);
  self->awaited = g_object_ref (batch);
  self->awaited_in = g_object_ref (in_progress ? G_LIST_MODEL (queue)
                                               : dropoff_upload_queue_get_sent_list (queue));
  g_signal_connect_object (self->awaited_in, "items-changed", G_CALLBACK (on_came_back), self, 0);
}

static void
forget_removed (DropoffWindow *self)
{
  DropoffUploadQueue *queue = dropoff_window_get_queue (self);

  if (queue != NULL)
    dropoff_upload_queue_forget (queue, self->removed);
  g_ptr_array_set_size (self->removed, 0);
}

static void
on_removal_toast_dismissed (DropoffWindow *self)
{
  g_clear_weak_pointer (&self->removal_toast);
  forget_removed (self);
}

/* What was asked of thousands comes before whatever comes next. */
static void
finish_asking (DropoffWindow *self)
{
  if (self->main_view != NULL)
    dropoff_in_progress_page_finish_asking (
        dropoff_main_view_get_in_progress_page (self->main_view));
}

void
dropoff_window_finish_removals (DropoffWindow *self)
{
  finish_asking (self);
  dropoff_window_drop_toast (self, &self->removal_toast);
  await_no_more (self);
  forget_removed (self);
  dropoff_window_leave_forms (self);
}

/* Rows that are made for each step of it would take minutes. */
static void
prepare_for (DropoffWindow *self, GPtrArray *batches)
{
  if (batches->len >= MANY)
    dropoff_in_progress_page_expect_changes (
        dropoff_main_view_get_in_progress_page (self->main_view));
}

static void
bring_back (DropoffWindow *self)
{
  DropoffUploadQueue *queue = dropoff_window_get_queue (self);

  if (queue != NULL && self->removed->len > 0)
    {
      prepare_for (self, self->removed);
      await (self, queue, g_ptr_array_index (self->removed, 0));
      dropoff_upload_queue_undo_remove (queue, self->removed);
    }
  g_ptr_array_set_size (self->removed, 0);
}

void
dropoff_window_undo_removals (DropoffWindow *self)
{
  finish_asking (self);
  bring_back (self);
  dropoff_window_drop_toast (self, &self->removal_toast);
}

static void
remove_batches (DropoffWindow *self, DropoffUploadQueue *queue, GPtrArray *batches)
{
  DropoffBatch *first = g_ptr_array_index (batches, 0);
  g_autofree char *text = NULL;
  AdwToast *toast;

  await_no_more (self);
  for (guint i = 0; i < batches->len; i++)
    g_ptr_array_add (self->removed, g_object_ref (g_ptr_array_index (batches, i)));
  prepare_for (self, batches);
  dropoff_upload_queue_remove (queue, batches);
  /* One toast speaks for all whose Undo is still offered. */
  dropoff_window_drop_toast (self, &self->removal_toast);
  text = dropoff_text_removed (dropoff_batch_get_name (first), self->removed->len);
  toast = dropoff_window_make_undo (self, text);
  g_set_weak_pointer (&self->removal_toast, toast);
  g_signal_connect_object (toast, "button-clicked", G_CALLBACK (bring_back), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (toast, "dismissed", G_CALLBACK (on_removal_toast_dismissed), self,
                           G_CONNECT_SWAPPED);
  dropoff_window_add_toast (self, toast);
}

/* What rows ask. */

static void
pause_or_resume (DropoffUploadQueue *queue, GPtrArray *batches, DropoffVerb verb)
{
  g_autoptr (GPtrArray) paused = g_ptr_array_new ();
  g_autoptr (GPtrArray) resumed = g_ptr_array_new ();

  for (guint i = 0; i < batches->len; i++)
    {
      DropoffBatch *batch = g_ptr_array_index (batches, i);
      DropoffRowButton button = dropoff_state_button (dropoff_batch_get_state (batch));

      if (button == DROPOFF_ROW_BUTTON_PAUSE && verb != DROPOFF_VERB_RESUME)
        g_ptr_array_add (paused, batch);
      else if (button != DROPOFF_ROW_BUTTON_PAUSE && button != DROPOFF_ROW_BUTTON_NONE
               && verb != DROPOFF_VERB_PAUSE)
        g_ptr_array_add (resumed, batch);
    }
  dropoff_upload_queue_pause (queue, paused);
  dropoff_upload_queue_resume (queue, resumed);
}

/* Nothing is left of a file's own card; of a folder's, what does not ask. That is an answer and no
 * slip, and the files are still where they were: no Undo for it. */
static void
skip (DropoffWindow *self, DropoffUploadQueue *queue, GPtrArray *batches)
{
  DropoffBatch *batch = g_ptr_array_index (batches, 0);

  if (dropoff_batch_get_record (batch)->is_folder)
    dropoff_upload_queue_skip_same_names (queue, batch);
  else
    remove_batches (self, queue, batches);
}

/* A card's own button: what it waits for may be an answer. */
static void
press (DropoffWindow *self, DropoffUploadQueue *queue, GPtrArray *batches)
{
  if (dropoff_batch_get_state (g_ptr_array_index (batches, 0)) == DROPOFF_UPLOAD_NEEDS_DETAILS)
    dropoff_window_update_form (self);
  else
    pause_or_resume (queue, batches, DROPOFF_VERB_PRESS);
}

static void
send_first (DropoffUploadQueue *queue, GPtrArray *batches)
{
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (queue)); i++)
    {
      g_autoptr (DropoffBatch) head = g_list_model_get_item (G_LIST_MODEL (queue), i);

      if (g_ptr_array_find (batches, head, NULL))
        continue;
      dropoff_upload_queue_move (queue, batches, head);
      return;
    }
}

static void
send_again (DropoffWindow *self, GPtrArray *batches)
{
  g_autoptr (GPtrArray) files = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < batches->len; i++)
    g_ptr_array_add (files, g_file_new_for_path (
                                dropoff_batch_get_record (g_ptr_array_index (batches, i))->path));
  if (dropoff_window_is_ready_to_send (self))
    dropoff_window_send_files (self, files, TRUE);
}

static const char *
get_company_name (DropoffWindow *self)
{
  DropoffConnection *connection = dropoff_engine_get_connection (self->engine);

  return connection != NULL ? dropoff_connection_get_name (connection) : "";
}

static const GPtrArray *
get_fields (DropoffWindow *self)
{
  DropoffConnection *connection = dropoff_engine_get_connection (self->engine);

  return connection != NULL ? dropoff_connection_get_details (connection) : NULL;
}

static void
show_receipt (DropoffWindow *self, DropoffBatch *batch)
{
  DropoffUploadQueue *queue = dropoff_window_get_queue (self);
  GtkWidget *dialog = dropoff_receipt_dialog_new (GTK_WINDOW (self), get_company_name (self),
                                                  get_fields (self), batch);

  if (queue != NULL)
    dropoff_receipt_dialog_set_destination (DROPOFF_RECEIPT_DIALOG (dialog),
                                            dropoff_upload_queue_get_destination (queue));
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
on_receipts_saved (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (DropoffWindow) self = user_data;
  gssize n_saved = dropoff_receipt_folder_save_finish (result, NULL);
  g_autofree char *text = NULL;

  if (self->engine == NULL)
    return;
  if (n_saved < 0)
    text = g_strdup (_ ("The receipt could not be saved there. Choose another folder."));
  else
    text = g_strdup_printf (
        ngettext ("%u receipt saved", "%u receipts saved", (gulong) n_saved), (guint) n_saved);
  dropoff_window_show_notice (self, text, FALSE);
}

static void
on_receipts_folder (GListModel *files, gpointer user_data)
{
  DropoffWindow *self = user_data;
  g_autoptr (GFile) folder = g_list_model_get_item (files, 0);
  GPtrArray *batches = g_object_get_data (G_OBJECT (self), "receipts");

  if (self->engine != NULL && batches != NULL)
    dropoff_receipt_folder_save_async (folder, get_company_name (self), get_fields (self),
                                       batches, on_receipts_saved, g_object_ref (self));
}

/* The window keeps what the folder is chosen for: its chooser is modal, so there is only one. */
static void
save_receipts (DropoffWindow *self, GPtrArray *batches)
{
  g_object_set_data_full (G_OBJECT (self), "receipts", g_ptr_array_ref (batches),
                          (GDestroyNotify) g_ptr_array_unref);
  dropoff_file_chooser_open (GTK_WINDOW (self), DROPOFF_FILE_CHOOSER_RECEIPTS, on_receipts_folder,
                             self);
}

static gboolean
is_in_progress (DropoffUploadQueue *queue, DropoffBatch *batch)
{
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (queue)); i++)
    {
      g_autoptr (DropoffBatch) found = g_list_model_get_item (G_LIST_MODEL (queue), i);

      if (found == batch)
        return TRUE;
    }
  return FALSE;
}

static void
on_file_request (DropoffAllFilesDialog *dialog, DropoffUpload *upload, int verb,
                 DropoffWindow *self)
{
  DropoffUploadQueue *queue = dropoff_window_get_queue (self);
  DropoffBatch *batch = dropoff_all_files_dialog_get_batch (dialog);

  if (verb == DROPOFF_VERB_SHOW_IN_FILES)
    dropoff_desktop_show_in_files (GTK_WINDOW (dialog), dropoff_upload_get_record (upload)->path);
  /* It may have left the list meanwhile. */
  if (queue == NULL || !is_in_progress (queue, batch))
    return;
  if (verb == DROPOFF_VERB_PAUSE)
    dropoff_upload_queue_pause_upload (queue, batch, upload);
  else if (verb == DROPOFF_VERB_RESUME)
    dropoff_upload_queue_resume_upload (queue, batch, upload);
  else if (verb == DROPOFF_VERB_SEND_FIRST)
    dropoff_upload_queue_send_upload_first (queue, batch, upload);
  else if (verb == DROPOFF_VERB_REMOVE)
    dropoff_upload_queue_cancel_upload (queue, batch, upload);
  else if (verb == DROPOFF_VERB_DETAILS)
    dropoff_window_change_details (self, GTK_WINDOW (dialog), batch, upload);
}

static void
show_all_files (DropoffWindow *self, DropoffBatch *batch)
{
  GtkWidget *dialog = dropoff_all_files_dialog_new (GTK_WINDOW (self), batch);

  g_signal_connect_object (dialog, "request", G_CALLBACK (on_file_request), self, 0);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
on_request (DropoffWindow *self, GPtrArray *batches, int verb)
{
  DropoffUploadQueue *queue = dropoff_window_get_queue (self);
  DropoffBatch *batch = g_ptr_array_index (batches, 0);

  if (queue == NULL)
    return;
  switch ((DropoffVerb) verb)
    {
    case DROPOFF_VERB_PRESS:
      press (self, queue, batches);
      break;
    case DROPOFF_VERB_PAUSE:
    case DROPOFF_VERB_RESUME:
      pause_or_resume (queue, batches, (DropoffVerb) verb);
      break;
    case DROPOFF_VERB_SEND_FIRST:
      send_first (queue, batches);
      break;
    case DROPOFF_VERB_SHOW_IN_FILES:
      dropoff_desktop_show_in_files (GTK_WINDOW (self), dropoff_batch_get_record (batch)->path);
      break;
    case DROPOFF_VERB_REMOVE:
      remove_batches (self, queue, batches);
      break;
    case DROPOFF_VERB_SKIP:
      skip (self, queue, batches);
      break;
    case DROPOFF_VERB_DETAILS:
      dropoff_window_change_details (self, GTK_WINDOW (self), batch, NULL);
      break;
    case DROPOFF_VERB_RECEIPT:
      show_receipt (self, batch);
      break;
    case DROPOFF_VERB_SAVE_RECEIPTS:
      save_receipts (self, batches);
      break;
    case DROPOFF_VERB_SEND_AGAIN:
      send_again (self, batches);
      break;
    case DROPOFF_VERB_SHOW_ALL:
      show_all_files (self, batch);
      break;
    case DROPOFF_VERB_TOGGLE_OPEN:
    default:
      break;
    }
}

static void
on_move (DropoffWindow *self, GPtrArray *batches, DropoffBatch *before)
{
  DropoffUploadQueue *queue = dropoff_window_get_queue (self);

  if (queue != NULL)
    dropoff_upload_queue_move (queue, batches, before);
}

void
dropoff_window_init_list (DropoffWindow *self)
{
  DropoffInProgressPage *in_progress = dropoff_main_view_get_in_progress_page (self->main_view);

  g_signal_connect_object (in_progress, "request", G_CALLBACK (on_request), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (in_progress, "move", G_CALLBACK (on_move), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (dropoff_main_view_get_sent_page (self->main_view), "request",
                           G_CALLBACK (on_request), self, G_CONNECT_SWAPPED);
}
