/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "dropoff-password-dialog.h"

#include <glib/gi18n.h>

#include "dropoff-account-fault.h"
#include "dropoff-busy-button.h"
#include "dropoff-error.h"

struct _DropoffPasswordDialog
{
  AdwWindow parent_instance;

  DropoffAccount *account;
  GCancellable *cancellable;
  gboolean busy;
  DropoffFaultWay way; /* where the button beside the fault leads */

  GtkWidget *list;
  GtkEditable *old_row;
  GtkEditable *new_row;
  DropoffErrorLine *error_line;
  GtkWidget *submit_button;
};

static guint changed_signal;

G_DEFINE_FINAL_TYPE (DropoffPasswordDialog, dropoff_password_dialog, ADW_TYPE_WINDOW)

static gboolean
is_empty (GtkEditable *row)
{
  return gtk_editable_get_text (row)[0] == '\0';
}

static void
update (DropoffPasswordDialog *self)
{
  g_object_set (self->submit_button, "busy", self->busy, "ready",
                !is_empty (self->old_row) && !is_empty (self->new_row), NULL);
  /* The focus must not stay in a field that takes no keys. */
  if (self->busy)
    gtk_widget_grab_focus (self->submit_button);
  gtk_widget_set_sensitive (self->list, !self->busy);
}

static void
mark (GtkEditable *row, const char *message)
{
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                  message != NULL ? message : "", -1);
  if (message == NULL)
    {
      gtk_widget_remove_css_class (GTK_WIDGET (row), "error");
      return;
    }
  gtk_widget_add_css_class (GTK_WIDGET (row), "error");
  gtk_widget_grab_focus (GTK_WIDGET (row));
  gtk_editable_select_region (row, 0, -1);
}

static void
on_changed (DropoffPasswordDialog *self)
{
  mark (self->old_row, NULL);
  mark (self->new_row, NULL);
  dropoff_error_line_show (self->error_line, NULL, NULL);
  update (self);
}

static void
on_fault_clicked (DropoffPasswordDialog *self)
{
  dropoff_account_fault_follow (self->way, GTK_WINDOW (self),
                                dropoff_account_get_connection (self->account));
}

/* The fault stands beside the field that it is about. */
static void
show_fault (DropoffPasswordDialog *self, const GError *error)
{
  self->way = dropoff_account_fault_find_way (error, FALSE);
  dropoff_account_fault_show (self->error_line, error, self->way,
                              dropoff_account_get_connection (self->account));
  if (dropoff_error_is (error, DROPOFF_ERROR_NEW_PASSWORD))
    mark (self->new_row, error->message);
  else if (dropoff_error_is (error, DROPOFF_ERROR_WRONG_ANSWER))
    mark (self->old_row, error->message);
}

static void
on_done (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (DropoffPasswordDialog) self = user_data;
  g_autoptr (GError) error = NULL;
  gboolean ok
      = dropoff_account_change_password_finish (DROPOFF_ACCOUNT (source), result, &error);

  if (g_cancellable_is_cancelled (self->cancellable))
    return;
  self->busy = FALSE;
  update (self);
  if (!ok)
    {
      show_fault (self, error);
      return;
    }
  gtk_window_close (GTK_WINDOW (self));
  g_signal_emit (self, changed_signal, 0);
}

static void
on_submit (DropoffPasswordDialog *self)
{
  g_autoptr (DropoffSecret) old_password = NULL;
  g_autoptr (DropoffSecret) new_password = NULL;

  if (self->busy)
    return;
  if (is_empty (self->old_row) || is_empty (self->new_row))
    {
      gtk_widget_grab_focus (GTK_WIDGET (is_empty (self->old_row) ? self->old_row
                                                                  : self->new_row));
      return;
    }
  old_password = dropoff_secret_new (gtk_editable_get_text (self->old_row));
  new_password = dropoff_secret_new (gtk_editable_get_text (self->new_row));
  self->busy = TRUE;
  update (self);
  dropoff_account_change_password_async (self->account, old_password, new_password,
                                         self->cancellable, on_done, g_object_ref (self));
}

static void
dropoff_password_dialog_dispose (GObject *object)
{
  DropoffPasswordDialog *self = DROPOFF_PASSWORD_DIALOG (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->account);
  G_OBJECT_CLASS (dropoff_password_dialog_parent_class)->dispose (object);
}

static void
dropoff_password_dialog_finalize (GObject *object)
{
  g_object_unref (DROPOFF_PASSWORD_DIALOG (object)->cancellable);
  G_OBJECT_CLASS (dropoff_password_dialog_parent_class)->finalize (object);
}

static void
dropoff_password_dialog_class_init (DropoffPasswordDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  GType type = G_TYPE_FROM_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = dropoff_password_dialog_dispose;
  G_OBJECT_CLASS (klass)->finalize = dropoff_password_dialog_finalize;
  changed_signal = g_signal_new ("changed", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                 G_TYPE_NONE, 0);
  g_signal_new ("sign-in", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  g_type_ensure (DROPOFF_TYPE_ERROR_LINE);
  g_type_ensure (DROPOFF_TYPE_BUSY_BUTTON);
  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/dropoff/Dropoff/dropoff-password-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, DropoffPasswordDialog, list);
  gtk_widget_class_bind_template_child (widget_class, DropoffPasswordDialog, old_row);
  gtk_widget_class_bind_template_child (widget_class, DropoffPasswordDialog, new_row);
  gtk_widget_class_bind_template_child (widget_class, DropoffPasswordDialog, error_line);
  gtk_widget_class_bind_template_child (widget_class, DropoffPasswordDialog, submit_button);
  gtk_widget_class_bind_template_callback (widget_class, on_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_submit);
  gtk_widget_class_bind_template_callback (widget_class, on_fault_clicked);
}

static void
dropoff_password_dialog_init (DropoffPasswordDialog *self)
{
  self->cancellable = g_cancellable_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
  update (self);
}

GtkWidget *
dropoff_password_dialog_new (GtkWindow *parent, DropoffAccount *account)
{
  DropoffPasswordDialog *self
      = g_object_new (DROPOFF_TYPE_PASSWORD_DIALOG, "transient-for", parent, NULL);

  self->account = g_object_ref (account);
  return GTK_WIDGET (self);
}
