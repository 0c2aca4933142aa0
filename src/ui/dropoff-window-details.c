/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the company asks with files: one form for what was dropped in one go, before it is sent. */
#include <glib/gi18n.h>

#include "dropoff-closures.h"
#include "dropoff-details-dialog.h"
#include "dropoff-window-private.h"

#define FIGURES_MS 300

static DropoffConnection *
get_connection (DropoffWindow *self)
{
  return dropoff_engine_get_connection (self->engine);
}

/* What the form is about, so far: a folder may still be being looked through. */
static void
show_files (DropoffDetailsDialog *dialog, GPtrArray *batches)
{
  DropoffBatch *first = batches->len > 0 ? g_ptr_array_index (batches, 0) : NULL;
  g_autofree char *name = NULL;
  g_autofree char *figures = NULL;
  g_autofree char *content_type = NULL;
  guint64 size_bytes = 0;
  guint n_files = 0;

  if (first == NULL)
    return;
  for (guint i = 0; i < batches->len; i++)
    {
      const DropoffBatchRecord *record
          = dropoff_batch_get_record (g_ptr_array_index (batches, i));

      n_files += record->n_files;
      size_bytes += record->size_bytes;
    }
  g_object_get (first, "content-type", &content_type, NULL);
  name = dropoff_text_and_more (dropoff_batch_get_name (first), batches->len - 1);
  figures = dropoff_text_files_and_size (n_files, size_bytes);
  dropoff_details_dialog_set_files (dialog, name, figures, content_type);
}

static gboolean
on_figures (gpointer user_data)
{
  DropoffWindow *self = user_data;
  g_autoptr (GPtrArray) batches = dropoff_upload_queue_list_form (self->form_queue, self->form);

  show_files (DROPOFF_DETAILS_DIALOG (self->form_dialog), batches);
  return G_SOURCE_CONTINUE;
}

/* Without asking the dialog, which may be the one who calls. */
static void
leave_form (DropoffWindow *self)
{
  g_clear_handle_id (&self->form_timer, g_source_remove);
  self->form_dialog = NULL;
  self->form = 0;
}

static void
on_answered (DropoffWindow *self)
{
  g_autoptr (DropoffDetails) details
      = dropoff_details_dialog_dup_details (DROPOFF_DETAILS_DIALOG (self->form_dialog));
  const gint64 form = self->form;

  leave_form (self);
  g_clear_pointer (&self->form_draft, dropoff_details_free);
  dropoff_upload_queue_answer_form (self->form_queue, form, details);
}

static void
on_undo (DropoffWindow *self)
{
  const gint64 form = self->cancelled_form;

  self->cancelled_form = 0;
  if (form != 0)
    dropoff_upload_queue_undo_cancel_form (self->form_queue, form);
}

static void
forget_cancelled (DropoffWindow *self)
{
  const gint64 form = self->cancelled_form;

  self->cancelled_form = 0;
  if (form == 0)
    return;
  g_clear_pointer (&self->form_draft, dropoff_details_free);
  dropoff_upload_queue_forget_form (self->form_queue, form);
}

static void
on_toast_dismissed (DropoffWindow *self)
{
  g_clear_weak_pointer (&self->form_toast);
  forget_cancelled (self);
}

static void
offer_undo (DropoffWindow *self, const char *name, guint n)
{
  g_autofree char *text = dropoff_text_removed (name, n);
  AdwToast *toast = dropoff_window_make_undo (self, text);

  g_set_weak_pointer (&self->form_toast, toast);
  g_signal_connect_object (toast, "button-clicked", G_CALLBACK (on_undo), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (toast, "dismissed", G_CALLBACK (on_toast_dismissed), self,
                           G_CONNECT_SWAPPED);
  dropoff_window_add_toast (self, toast);
}

static void
on_cancelled (DropoffWindow *self)
{
  g_autoptr (GPtrArray) batches = dropoff_upload_queue_list_form (self->form_queue, self->form);
  g_autoptr (DropoffDetails) draft
      = dropoff_details_dialog_dup_details (DROPOFF_DETAILS_DIALOG (self->form_dialog));
  const gint64 form = self->form;

  leave_form (self);
  dropoff_window_drop_toast (self, &self->form_toast);
  forget_cancelled (self);
  g_clear_pointer (&self->form_draft, dropoff_details_free);
  self->form_draft = g_steal_pointer (&draft);
  self->drafted_form = form;
  self->cancelled_form = form;
  dropoff_upload_queue_cancel_form (self->form_queue, form);
  if (batches->len > 0)
    offer_undo (self, dropoff_batch_get_name (g_ptr_array_index (batches, 0)), batches->len);
}

static void
ask (DropoffWindow *self, gint64 form)
{
  DropoffConnection *connection = get_connection (self);

  self->form = form;
  self->form_dialog = dropoff_details_dialog_new (
      GTK_WINDOW (self), dropoff_connection_get_name (connection),
      dropoff_connection_get_details (connection),
      self->drafted_form == form ? self->form_draft : NULL, FALSE);
  g_signal_connect_object (self->form_dialog, "answered", G_CALLBACK (on_answered), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->form_dialog, "cancelled", G_CALLBACK (on_cancelled), self,
                           G_CONNECT_SWAPPED);
  on_figures (self);
  self->form_timer = g_timeout_add (FIGURES_MS, on_figures, self);
  gtk_window_present (GTK_WINDOW (self->form_dialog));
}

static void
take_form_away (DropoffWindow *self)
{
  GtkWidget *dialog = self->form_dialog;

  if (dialog == NULL)
    return;
  leave_form (self);
  g_signal_handlers_disconnect_by_data (dialog, self);
  gtk_window_destroy (GTK_WINDOW (dialog));
}

void
dropoff_window_update_form (DropoffWindow *self)
{
  DropoffUploadQueue *queue = dropoff_window_get_queue (self);
  gint64 form = queue != NULL ? dropoff_upload_queue_get_form (queue) : 0;

  if (queue != self->form_queue)
    {
      dropoff_window_leave_forms (self);
      g_set_object (&self->form_queue, queue);
    }
  /* Signed out, it has to wait; what it was about may have been taken out elsewhere. */
  if (!dropoff_window_is_ready_to_send (self))
    form = 0;
  if (form == self->form)
    return;
  take_form_away (self);
  if (form != 0)
    ask (self, form);
}

void
dropoff_window_leave_forms (DropoffWindow *self)
{
  take_form_away (self);
  dropoff_window_drop_toast (self, &self->form_toast);
  if (self->form_queue != NULL)
    forget_cancelled (self);
  g_clear_object (&self->form_queue);
}

/* Changing what was answered, as long as nothing is begun. */

static void
on_changed (GtkWidget *dialog, gpointer user_data)
{
  DropoffWindow *self = user_data;
  DropoffBatch *batch = g_object_get_data (G_OBJECT (dialog), "batch");
  DropoffUpload *upload = g_object_get_data (G_OBJECT (dialog), "upload");
  DropoffUploadQueue *queue = dropoff_window_get_queue (self);
  g_autoptr (DropoffDetails) details
      = dropoff_details_dialog_dup_details (DROPOFF_DETAILS_DIALOG (dialog));

  if (queue != NULL && !dropoff_upload_queue_change_details (queue, batch, upload, details))
    dropoff_window_show_notice (self, _ ("It is being sent already, as it was before."), FALSE);
}

static void
show_file (DropoffDetailsDialog *dialog, DropoffUpload *upload)
{
  g_autofree char *size = dropoff_text_size (dropoff_upload_get_size (upload));

  dropoff_details_dialog_set_files (dialog, dropoff_upload_get_name (upload), size,
                                    dropoff_upload_get_record (upload)->content_type);
}

void
dropoff_window_change_details (DropoffWindow *self, GtkWindow *parent, DropoffBatch *batch,
                               DropoffUpload *upload)
{
  DropoffConnection *connection = get_connection (self);
  const char *text = dropoff_batch_get_record (batch)->details;
  g_autoptr (GPtrArray) batches = g_ptr_array_new ();
  g_autoptr (DropoffDetails) earlier = NULL;
  g_autofree char *problem = NULL;
  GtkWidget *dialog;

  if (!dropoff_upload_queue_can_change_details (dropoff_window_get_queue (self), batch, upload))
    {
      dropoff_window_show_notice (self, _ ("It is being sent already, as it was before."), FALSE);
      return;
    }
  if (upload != NULL && dropoff_upload_get_record (upload)->later->details != NULL)
    text = dropoff_upload_get_record (upload)->later->details;
  earlier = dropoff_details_read (text, &problem);
  dialog = dropoff_details_dialog_new (parent, dropoff_connection_get_name (connection),
                                       dropoff_connection_get_details (connection), earlier, TRUE);
  g_ptr_array_add (batches, batch);
  if (upload != NULL)
    show_file (DROPOFF_DETAILS_DIALOG (dialog), upload);
  else
    show_files (DROPOFF_DETAILS_DIALOG (dialog), batches);
  g_object_set_data_full (G_OBJECT (dialog), "batch", g_object_ref (batch), g_object_unref);
  if (upload != NULL)
    g_object_set_data_full (G_OBJECT (dialog), "upload", g_object_ref (upload), g_object_unref);
  g_signal_connect_object (dialog, "answered", G_CALLBACK (on_changed), self, 0);
  gtk_window_present (GTK_WINDOW (dialog));
}
