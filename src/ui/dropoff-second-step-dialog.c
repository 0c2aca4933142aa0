/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "dropoff-second-step-dialog.h"

#include <glib/gi18n.h>

#include "dropoff-account-fault.h"
#include "dropoff-app-page.h"
#include "dropoff-error.h"
#include "dropoff-second-step-row.h"
#include "dropoff-second-steps.h"

struct _DropoffSecondStepDialog
{
  AdwWindow parent_instance;

  DropoffConnection *connection;
  DropoffSecondSteps *steps;
  GCancellable *cancellable;
  gboolean loaded;
  DropoffFaultWay way; /* where the button beside the fault leads */
  GtkWidget *pressed; /* the row that a change came from: it keeps the focus */

  GtkStack *pages;
  GtkWidget *list_page;
  GtkSpinner *spinner;
  GtkLabel *description_label;
  GtkWidget *list;
  DropoffSecondStepRow *app_row;
  DropoffSecondStepRow *email_row;
  DropoffSecondStepRow *phone_row;
  DropoffErrorLine *error_line;
  DropoffAppPage *app_page;
};

G_DEFINE_FINAL_TYPE (DropoffSecondStepDialog, dropoff_second_step_dialog, ADW_TYPE_WINDOW)

static guint
count_on (DropoffSecondStepDialog *self)
{
  guint n_on = 0;

  for (guint way = 0; way < DROPOFF_N_WAYS; way++)
    n_on += dropoff_second_steps_is_on (self->steps, (DropoffChallengeWay) way) ? 1 : 0;
  return n_on;
}

static void
show_row (DropoffSecondStepDialog *self, DropoffSecondStepRow *row, guint n_on)
{
  DropoffChallengeWay way = dropoff_second_step_row_get_way (row);
  gboolean is_on = dropoff_second_steps_is_on (self->steps, way);

  gtk_widget_set_visible (GTK_WIDGET (row), dropoff_second_steps_is_possible (self->steps, way));
  dropoff_second_step_row_show (row, is_on, dropoff_second_steps_is_first (self->steps, way),
                                n_on > 1);
}

static void
show_steps (DropoffSecondStepDialog *self)
{
  guint n_on = count_on (self);

  gtk_label_set_label (self->description_label,
                       n_on > 0 ? _ ("When you sign in you are asked for your password and a code.")
                                : _ ("When you sign in you are asked for your password alone. With "
                                     "a code as a second step, nobody who learns your password can "
                                     "sign in as you."));
  show_row (self, self->app_row, n_on);
  show_row (self, self->email_row, n_on);
  show_row (self, self->phone_row, n_on);
  gtk_widget_set_visible (self->list, TRUE);
}

static void
set_busy (DropoffSecondStepDialog *self, gboolean busy)
{
  gtk_spinner_set_spinning (self->spinner, busy);
  gtk_widget_set_sensitive (self->list, !busy);
  g_object_set (self->app_page, "busy", busy, NULL);
  /* The focus left what took no keys. */
  if (!busy && self->pressed != NULL
      && gtk_stack_get_visible_child (self->pages) == self->list_page)
    gtk_widget_grab_focus (self->pressed);
}

/* The key does not stay on a page that nobody sees. */
static void
show_list (DropoffSecondStepDialog *self)
{
  gtk_stack_set_visible_child (self->pages, self->list_page);
  dropoff_app_page_clear (self->app_page);
  gtk_widget_grab_focus (self->pressed != NULL ? self->pressed : GTK_WIDGET (self->app_row));
}

/* Whether the call went well; FALSE with nothing shown if the dialog is closed. */
static gboolean
end_call (DropoffSecondStepDialog *self, GAsyncResult *result, GError **error)
{
  gboolean ok = dropoff_second_steps_finish (self->steps, result, error);

  if (g_cancellable_is_cancelled (self->cancellable))
    {
      g_clear_error (error);
      return FALSE;
    }
  set_busy (self, FALSE);
  return ok;
}

static void
begin_call (DropoffSecondStepDialog *self)
{
  dropoff_error_line_show (self->error_line, NULL, NULL);
  set_busy (self, TRUE);
}

/* Beside the rows, with what leads on where something does. */
static void
show_error (DropoffSecondStepDialog *self, const GError *error)
{
  self->way = dropoff_account_fault_find_way (error, !self->loaded);
  dropoff_account_fault_show (self->error_line, error, self->way, self->connection);
}

static void
on_changed (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (DropoffSecondStepDialog) self = user_data;
  g_autoptr (GError) error = NULL;

  if (end_call (self, result, &error))
    {
      self->loaded = TRUE;
      show_steps (self);
      show_list (self);
    }
  else if (error != NULL)
    show_error (self, error);
}

static void
load (DropoffSecondStepDialog *self)
{
  begin_call (self);
  dropoff_second_steps_load_async (self->steps, self->cancellable, on_changed,
                                   g_object_ref (self));
}

static void
on_fault_clicked (DropoffSecondStepDialog *self)
{
  if (self->way == DROPOFF_FAULT_AGAIN)
    load (self);
  else
    dropoff_account_fault_follow (self->way, GTK_WINDOW (self), self->connection);
}

static void
on_prepared (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (DropoffSecondStepDialog) self = user_data;
  g_autoptr (GError) error = NULL;
  const DropoffChallenge *app;

  if (!end_call (self, result, &error))
    {
      if (error != NULL)
        show_error (self, error);
      return;
    }
  app = dropoff_second_steps_get_app (self->steps);
  gtk_stack_set_visible_child (self->pages, GTK_WIDGET (self->app_page));
  dropoff_app_page_begin (self->app_page, app->app_key, app->app_address);
}

static void
on_turn (DropoffSecondStepDialog *self, gboolean on, DropoffSecondStepRow *row)
{
  DropoffChallengeWay way = dropoff_second_step_row_get_way (row);

  self->pressed = GTK_WIDGET (row);
  begin_call (self);
  if (on && way == DROPOFF_WAY_APP)
    dropoff_second_steps_prepare_app_async (self->steps, self->cancellable, on_prepared,
                                            g_object_ref (self));
  else
    dropoff_second_steps_turn_async (self->steps, way, on, self->cancellable, on_changed,
                                     g_object_ref (self));
}

static void
on_put_first (DropoffSecondStepDialog *self, DropoffSecondStepRow *row)
{
  self->pressed = GTK_WIDGET (row);
  begin_call (self);
  dropoff_second_steps_put_first_async (self->steps, dropoff_second_step_row_get_way (row),
                                        self->cancellable, on_changed, g_object_ref (self));
}

/* What failed after the code was taken is said beside the rows: the code is of no more use. So is
 * the end of the sign-in: no code helps then. */
static void
on_confirmed (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (DropoffSecondStepDialog) self = user_data;
  g_autoptr (GError) error = NULL;

  if (end_call (self, result, &error))
    {
      show_steps (self);
      show_list (self);
    }
  else if (error != NULL && dropoff_second_steps_get_app (self->steps) != NULL
           && !dropoff_error_is (error, DROPOFF_ERROR_SIGN_IN))
    dropoff_app_page_show_error (self->app_page, error->message);
  else if (error != NULL)
    {
      show_list (self);
      show_error (self, error);
    }
}

static void
on_code (DropoffSecondStepDialog *self, const char *code)
{
  begin_call (self);
  dropoff_second_steps_confirm_app_async (self->steps, code, self->cancellable, on_confirmed,
                                          g_object_ref (self));
}

static void
dropoff_second_step_dialog_dispose (GObject *object)
{
  DropoffSecondStepDialog *self = DROPOFF_SECOND_STEP_DIALOG (object);

  g_cancellable_cancel (self->cancellable);
  G_OBJECT_CLASS (dropoff_second_step_dialog_parent_class)->dispose (object);
}

static void
dropoff_second_step_dialog_finalize (GObject *object)
{
  DropoffSecondStepDialog *self = DROPOFF_SECOND_STEP_DIALOG (object);

  g_object_unref (self->cancellable);
  g_clear_object (&self->connection);
  g_clear_object (&self->steps);
  G_OBJECT_CLASS (dropoff_second_step_dialog_parent_class)->finalize (object);
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/dropoff/Dropoff/dropoff-second-step-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, DropoffSecondStepDialog, pages);
  gtk_widget_class_bind_template_child (widget_class, DropoffSecondStepDialog, list_page);
  gtk_widget_class_bind_template_child (widget_class, DropoffSecondStepDialog, spinner);
  gtk_widget_class_bind_template_child (widget_class, DropoffSecondStepDialog, description_label);
  gtk_widget_class_bind_template_child (widget_class, DropoffSecondStepDialog, list);
  gtk_widget_class_bind_template_child (widget_class, DropoffSecondStepDialog, app_row);
  gtk_widget_class_bind_template_child (widget_class, DropoffSecondStepDialog, email_row);
  gtk_widget_class_bind_template_child (widget_class, DropoffSecondStepDialog, phone_row);
  gtk_widget_class_bind_template_child (widget_class, DropoffSecondStepDialog, error_line);
  gtk_widget_class_bind_template_child (widget_class, DropoffSecondStepDialog, app_page);
  gtk_widget_class_bind_template_callback (widget_class, on_fault_clicked);
  gtk_widget_class_bind_template_callback (widget_class, show_list);
  gtk_widget_class_bind_template_callback (widget_class, on_turn);
  gtk_widget_class_bind_template_callback (widget_class, on_put_first);
  gtk_widget_class_bind_template_callback (widget_class, on_code);
}

static void
dropoff_second_step_dialog_class_init (DropoffSecondStepDialogClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = dropoff_second_step_dialog_dispose;
  G_OBJECT_CLASS (klass)->finalize = dropoff_second_step_dialog_finalize;
  g_signal_new ("sign-in", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                G_TYPE_NONE, 0);
  g_type_ensure (DROPOFF_TYPE_APP_PAGE);
  g_type_ensure (DROPOFF_TYPE_ERROR_LINE);
  g_type_ensure (DROPOFF_TYPE_SECOND_STEP_ROW);
  bind_template (GTK_WIDGET_CLASS (klass));
}

static void
dropoff_second_step_dialog_init (DropoffSecondStepDialog *self)
{
  self->cancellable = g_cancellable_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
dropoff_second_step_dialog_new (GtkWindow *parent, DropoffAccount *account)
{
  DropoffSecondStepDialog *self
      = g_object_new (DROPOFF_TYPE_SECOND_STEP_DIALOG, "transient-for", parent, NULL);

  self->connection = g_object_ref (dropoff_account_get_connection (account));
  self->steps = dropoff_account_make_second_steps (account);
  load (self);
  return GTK_WIDGET (self);
}
