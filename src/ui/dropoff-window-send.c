/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n.h>

#include "dropoff-closures.h"
#include "dropoff-file-offer.h"
#include "dropoff-portal-paths.h"
#include "dropoff-refusals-dialog.h"
#include "dropoff-window-private.h"

/* Handing over. */

void
dropoff_window_show_refusals (DropoffWindow *self, GPtrArray *refusals, guint n_added)
{
  GtkWidget *dialog;

  if (refusals == NULL || refusals->len == 0)
    return;
  if (refusals->len == 1 && n_added > 0)
    {
      const DropoffRefusal *refusal = g_ptr_array_index (refusals, 0);
      /* Translators: a file's name and why it is not sent */
      g_autofree char *text = g_strdup_printf (_ ("“%s” is not sent. %s"), refusal->name,
                                               refusal->reason);

      dropoff_window_show_notice (self, text, FALSE);
      return;
    }
  dialog = dropoff_refusals_dialog_new (GTK_WINDOW (self), refusals);
  gtk_window_present (GTK_WINDOW (dialog));
}

typedef struct
{
  DropoffWindow *window;
  DropoffUploadQueue *queue; /* the company that the person saw when dropping */
  GPtrArray *files;    /* of GFile: what was handed over */
  gboolean again;      /* also what was sent before */
  GPtrArray *refusals; /* of DropoffRefusal: what could not even be handed over */
} Handover;

/* To forget so many one by one would be felt in the window. */
#define MANY_FILES 10000

static gpointer
forget_files (gpointer files)
{
  g_ptr_array_unref (files);
  return NULL;
}

static void
handover_free (Handover *handover)
{
  g_clear_object (&handover->window);
  g_clear_object (&handover->queue);
  if (handover->files->len > MANY_FILES)
    g_thread_unref (g_thread_new ("dropoff-forget", forget_files, handover->files));
  else
    g_ptr_array_unref (handover->files);
  g_clear_pointer (&handover->refusals, g_ptr_array_unref);
  g_free (handover);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Handover, handover_free)

static void
on_send_again (DropoffWindow *self, AdwToast *toast)
{
  GPtrArray *files = g_object_get_data (G_OBJECT (toast), "files");

  if (dropoff_window_is_ready_to_send (self))
    dropoff_window_send_files (self, files, TRUE);
}

/* Says what is left out because it has been sent. If that is all, it can be sent all the same. */
static void
show_known (DropoffWindow *self, GPtrArray *files, guint n_known, guint n_added)
{
  g_autofree char *text = dropoff_text_known (n_known, n_added);
  AdwToast *toast = dropoff_window_make_notice (self, text);

  if (n_added == 0)
    {
      adw_toast_set_button_label (toast, _ ("_Send Again"));
      g_object_set_data_full (G_OBJECT (toast), "files", g_ptr_array_ref (files),
                              (GDestroyNotify) g_ptr_array_unref);
      g_signal_connect_object (toast, "button-clicked", G_CALLBACK (on_send_again), self,
                               G_CONNECT_SWAPPED);
    }
  dropoff_window_add_toast (self, toast);
}

static void
on_added (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Handover) handover = user_data;
  g_autoptr (GPtrArray) refusals = NULL;
  g_autoptr (GError) error = NULL;
  DropoffWindow *self = handover->window;
  guint n_added = 0;
  guint n_known = 0;
  gboolean ok = dropoff_upload_queue_add_finish (DROPOFF_UPLOAD_QUEUE (source), result, &n_added,
                                                 &n_known, &refusals, &error);

  if (self->engine == NULL)
    return;
  if (!ok)
    {
      dropoff_window_show_notice (self, error->message, FALSE);
      return;
    }
  for (guint i = 0; refusals != NULL && i < refusals->len; i++)
    {
      const DropoffRefusal *refusal = g_ptr_array_index (refusals, i);

      g_ptr_array_add (handover->refusals, dropoff_refusal_new (refusal->name, refusal->reason));
    }
  if (n_known > 0)
    show_known (self, handover->files, n_known, n_added);
  dropoff_window_show_refusals (self, handover->refusals, n_added + n_known);
}

static void
refuse_address (GPtrArray *refusals, GFile *file)
{
  g_autofree char *name = g_file_get_parse_name (file);

  g_ptr_array_add (refusals,
                   dropoff_refusal_new (name, _ ("Only files on this computer can be sent. "
                                                 "Save it here first.")));
}

static void
keep_files (DropoffWindow *self, GPtrArray *files)
{
  for (guint i = 0; i < files->len; i++)
    g_ptr_array_add (self->pending_files, g_object_ref (g_ptr_array_index (files, i)));
}

static void
on_looked (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Handover) handover = user_data;
  DropoffWindow *self = handover->window;
  DropoffUploadQueue *queue = dropoff_window_get_queue (self);
  g_autoptr (GPtrArray) drops = dropoff_portal_paths_look_finish (result, NULL);

  if (drops == NULL || queue == NULL || queue != handover->queue)
    return;
  for (guint i = 0; i < drops->len; i++)
    ((DropoffDrop *) g_ptr_array_index (drops, i))->again = handover->again;
  dropoff_main_view_show_page (self->main_view, "in-progress");
  dropoff_upload_queue_add_async (queue, g_steal_pointer (&drops), self->cancellable, on_added,
                                  g_steal_pointer (&handover));
}

void
dropoff_window_send_files (DropoffWindow *self, GPtrArray *files, gboolean again)
{
  g_autoptr (GPtrArray) local = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (Handover) handover = g_new0 (Handover, 1);

  handover->window = g_object_ref (self);
  handover->queue = g_object_ref (dropoff_window_get_queue (self));
  handover->files = g_ptr_array_ref (files);
  handover->again = again;
  handover->refusals = g_ptr_array_new_with_free_func ((GDestroyNotify) dropoff_refusal_free);
  for (guint i = 0; i < files->len; i++)
    {
      GFile *file = g_ptr_array_index (files, i);

      if (g_file_peek_path (file) != NULL)
        g_ptr_array_add (local, g_object_ref (file));
      else
        refuse_address (handover->refusals, file);
    }
  if (local->len == 0)
    dropoff_window_show_refusals (self, handover->refusals, 0);
  else
    dropoff_portal_paths_look_async (local, self->cancellable, on_looked,
                                     g_steal_pointer (&handover));
}

void
dropoff_window_send_pending (DropoffWindow *self)
{
  g_autoptr (GPtrArray) files = NULL;

  if (self->pending_files->len == 0 || !dropoff_window_is_ready_to_send (self))
    return;
  files = g_steal_pointer (&self->pending_files);
  self->pending_files = g_ptr_array_new_with_free_func (g_object_unref);
  dropoff_window_send_files (self, files, FALSE);
}

void
dropoff_window_take_files (DropoffWindow *self, GPtrArray *files, gboolean keep)
{
  if (files->len == 0)
    return;
  if (self->engine == NULL)
    {
      keep_files (self, files);
      return;
    }
  if (files->len == 1 && dropoff_window_is_connection (g_ptr_array_index (files, 0)))
    {
      dropoff_window_open_connection (self, g_ptr_array_index (files, 0));
      return;
    }
  if (dropoff_window_is_ready_to_send (self))
    {
      dropoff_window_send_files (self, files, FALSE);
      return;
    }
  if (keep)
    keep_files (self, files);
  dropoff_window_show_notice (self, keep ? _ ("Your files are sent after you sign in.")
                                         : _ ("Sign in first, then drop your files."),
                              FALSE);
}

/* What leads on has to be on the page that is shown. */
static const char *
describe_empty_offer (DropoffWindow *self)
{
  if (dropoff_window_is_ready_to_send (self))
    return _ ("The other program did not hand these files over. Choose them with “+” instead.");
  if (dropoff_window_shows (self, DROPOFF_PAGE_START))
    return _ ("The other program did not hand this file over. "
              "Open it with “Open Connection File…” instead.");
  return _ ("The other program did not hand these files over. "
            "You can choose them with “+” when you are signed in.");
}

gboolean
dropoff_window_take_offer (DropoffWindow *self, GAsyncResult *result)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) files = dropoff_file_offer_read_finish (result, &error);

  if (files != NULL && files->len > 0)
    {
      dropoff_window_take_files (self, files, FALSE);
      return TRUE;
    }
  if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    dropoff_window_show_notice (self, describe_empty_offer (self), FALSE);
  return FALSE;
}

/* Dropping. */

static GdkDragAction
on_enter (DropoffWindow *self)
{
  gboolean ready = dropoff_window_is_ready_to_send (self);
  gboolean asks_company = dropoff_window_shows (self, DROPOFF_PAGE_START);
  g_autofree char *text = NULL;

  dropoff_window_fill (self);
  if (ready)
    /* Translators: %s is the company's name */
    text = g_strdup_printf (
        _ ("Drop to Send to %s"),
        dropoff_connection_get_name (dropoff_engine_get_connection (self->engine)));
  else if (asks_company)
    text = g_strdup (_ ("Drop the Connection File Here"));
  else if (self->engine == NULL)
    text = g_strdup (_ ("Drop Files Here"));
  else
    text = g_strdup (_ ("Sign In First, Then Drop"));
  g_object_set (self->drop_overlay, "text", text, "calm",
                !ready && !asks_company && self->engine != NULL, "active", TRUE, NULL);
  return GDK_ACTION_COPY;
}

static void
on_leave (DropoffWindow *self)
{
  g_object_set (self->drop_overlay, "active", FALSE, NULL);
}

static void
on_read (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (DropoffWindow) self = user_data;

  gdk_drop_finish (GDK_DROP (source),
                   dropoff_window_take_offer (self, result) ? GDK_ACTION_COPY : 0);
}

static gboolean
on_drop (DropoffWindow *self, GdkDrop *drop)
{
  g_object_set (self->drop_overlay, "active", FALSE, NULL);
  dropoff_file_offer_read_async (drop, self->cancellable, on_read, g_object_ref (self));
  return TRUE;
}

void
dropoff_window_init_send (DropoffWindow *self)
{
  GtkDropTargetAsync *target
      = gtk_drop_target_async_new (dropoff_file_offer_list_formats (), GDK_ACTION_COPY);

  g_signal_connect_swapped (target, "drag-enter", G_CALLBACK (on_enter), self);
  g_signal_connect_swapped (target, "drag-leave", G_CALLBACK (on_leave), self);
  g_signal_connect_swapped (target, "drop", G_CALLBACK (on_drop), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (target));
}
