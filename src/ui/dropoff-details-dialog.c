/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "dropoff-details-dialog.h"

#include <glib/gi18n.h>

#include "dropoff-details-row.h"
#include "dropoff-error-line.h"
#include "dropoff-focus.h"
#include "dropoff-type-icon.h"

/* From this share on it is said how much of the room is used. */
#define NEARLY_FULL 0.75

/* What stays free above and below the row that has the keyboard. */
#define ROW_ROOM_PX 6

struct _DropoffDetailsDialog
{
  AdwWindow parent_instance;

  GPtrArray *fields;
  GPtrArray *rows; /* of DropoffDetailsRow, borrowed */
  gboolean is_over;
  guint show_idle;

  GtkWidget *send_button;
  GtkScrolledWindow *scrolled;
  GtkImage *icon;
  GtkLabel *name_label;
  GtkLabel *figures_label;
  GtkBox *rows_box;
  DropoffErrorLine *error_line;
  GtkLabel *room_label;
  GtkLabel *company_label;
};

static guint answered_signal;
static guint cancelled_signal;

G_DEFINE_FINAL_TYPE (DropoffDetailsDialog, dropoff_details_dialog, ADW_TYPE_WINDOW)

DropoffDetails *
dropoff_details_dialog_dup_details (DropoffDetailsDialog *self)
{
  DropoffDetails *details = dropoff_details_new ();

  for (guint i = 0; i < self->rows->len; i++)
    {
      DropoffDetailsRow *row = g_ptr_array_index (self->rows, i);
      g_autofree char *value = dropoff_details_row_dup_value (row);

      dropoff_details_set (details, dropoff_details_row_get_field (row)->name, value);
    }
  return details;
}

/* Whether one answer, were it the only one asked for, would be taken. */
static char *
find_fault (const DropoffDetailField *field, const char *value)
{
  g_autoptr (GPtrArray) alone = g_ptr_array_new ();
  g_autoptr (DropoffDetails) details = dropoff_details_new ();
  g_autoptr (GError) error = NULL;

  dropoff_details_set (details, field->name, value);
  if (dropoff_details_get (details, field->name) == NULL)
    return NULL; /* what is missing is not wrong yet */
  g_ptr_array_add (alone, (gpointer) field);
  return dropoff_details_check (details, alone, &error) ? NULL : g_strdup (error->message);
}

static void
show_room (DropoffDetailsDialog *self, const DropoffDetails *details)
{
  const double share = (double) dropoff_details_get_size (details) / DROPOFF_DETAILS_MAX_BYTES;
  /* Translators: how much of the text that fits into a form is written */
  g_autofree char *text = g_strdup_printf (_ ("%d %% of the room is used."), (int) (share * 100));

  gtk_label_set_label (self->room_label, text);
  gtk_widget_set_visible (GTK_WIDGET (self->room_label), share > NEARLY_FULL);
}

static void
update (DropoffDetailsDialog *self)
{
  g_autoptr (DropoffDetails) details = dropoff_details_dialog_dup_details (self);
  g_autoptr (GError) error = NULL;
  gboolean is_right = dropoff_details_check (details, self->fields, &error);
  gboolean all_fit = TRUE;

  for (guint i = 0; i < self->rows->len; i++)
    {
      DropoffDetailsRow *row = g_ptr_array_index (self->rows, i);
      g_autofree char *value = dropoff_details_row_dup_value (row);
      g_autofree char *fault = find_fault (dropoff_details_row_get_field (row), value);

      dropoff_details_row_mark (row, fault);
      all_fit &= fault == NULL;
    }
  /* What is wrong with one answer stands below it; this is about all of them together. */
  all_fit &= !is_right && dropoff_details_find_missing (details, self->fields) == NULL;
  dropoff_error_line_show (self->error_line, all_fit ? error->message : NULL, NULL);
  show_room (self, details);
  gtk_widget_set_sensitive (self->send_button, is_right);
}

static gboolean
on_show_idle (gpointer user_data)
{
  DropoffDetailsDialog *self = user_data;
  GtkAdjustment *adjustment = gtk_scrolled_window_get_vadjustment (self->scrolled);
  GtkWidget *content
      = gtk_viewport_get_child (GTK_VIEWPORT (gtk_scrolled_window_get_child (self->scrolled)));
  graphene_rect_t bounds;

  self->show_idle = 0;
  for (guint i = 0; i < self->rows->len; i++)
    {
      GtkWidget *row = g_ptr_array_index (self->rows, i);

      /* In what is scrolled: where that stands now need not be drawn yet. */
      if (dropoff_focus_find_in (row) == NULL || !gtk_widget_compute_bounds (row, content, &bounds))
        continue;
      bounds.origin.y += gtk_widget_get_margin_top (content);
      gtk_adjustment_clamp_page (adjustment, bounds.origin.y - ROW_ROOM_PX,
                                 bounds.origin.y + bounds.size.height + ROW_ROOM_PX);
    }
  return G_SOURCE_REMOVE;
}

/* The platform shows the field alone that has the keyboard; what is said below it belongs to it.
 * What moves in the middle of an allocation is not drawn, so it is moved right after. */
static void
show_row_with_focus (DropoffDetailsDialog *self)
{
  if (self->show_idle == 0)
    self->show_idle = g_idle_add_full (G_PRIORITY_HIGH, on_show_idle, self, NULL);
}

static void
end (DropoffDetailsDialog *self, guint signal)
{
  if (self->is_over)
    return;
  self->is_over = TRUE;
  /* Who listens may let go of it. */
  g_object_ref (self);
  g_signal_emit (self, signal, 0);
  gtk_window_destroy (GTK_WINDOW (self));
  g_object_unref (self);
}

static void
on_send (DropoffDetailsDialog *self)
{
  if (gtk_widget_get_sensitive (self->send_button))
    end (self, answered_signal);
}

static gboolean
on_send_key (GtkWidget *widget, GVariant *arguments, gpointer user_data)
{
  on_send (DROPOFF_DETAILS_DIALOG (widget));
  return TRUE;
}

static void
on_cancel (DropoffDetailsDialog *self)
{
  end (self, cancelled_signal);
}

static gboolean
dropoff_details_dialog_close_request (GtkWindow *window)
{
  on_cancel (DROPOFF_DETAILS_DIALOG (window));
  return TRUE;
}

static void
dropoff_details_dialog_dispose (GObject *object)
{
  g_clear_handle_id (&DROPOFF_DETAILS_DIALOG (object)->show_idle, g_source_remove);
  G_OBJECT_CLASS (dropoff_details_dialog_parent_class)->dispose (object);
}

static void
dropoff_details_dialog_finalize (GObject *object)
{
  DropoffDetailsDialog *self = DROPOFF_DETAILS_DIALOG (object);

  g_ptr_array_unref (self->rows);
  g_clear_pointer (&self->fields, g_ptr_array_unref);
  G_OBJECT_CLASS (dropoff_details_dialog_parent_class)->finalize (object);
}

static void
dropoff_details_dialog_class_init (DropoffDetailsDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = dropoff_details_dialog_dispose;
  G_OBJECT_CLASS (klass)->finalize = dropoff_details_dialog_finalize;
  GTK_WINDOW_CLASS (klass)->close_request = dropoff_details_dialog_close_request;
  answered_signal = g_signal_new ("answered", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                  NULL, NULL, NULL, G_TYPE_NONE, 0);
  cancelled_signal = g_signal_new ("cancelled", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                   NULL, NULL, NULL, G_TYPE_NONE, 0);
  g_type_ensure (DROPOFF_TYPE_ERROR_LINE);
  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/dropoff/Dropoff/dropoff-details-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, DropoffDetailsDialog, send_button);
  gtk_widget_class_bind_template_child (widget_class, DropoffDetailsDialog, scrolled);
  gtk_widget_class_bind_template_child (widget_class, DropoffDetailsDialog, icon);
  gtk_widget_class_bind_template_child (widget_class, DropoffDetailsDialog, name_label);
  gtk_widget_class_bind_template_child (widget_class, DropoffDetailsDialog, figures_label);
  gtk_widget_class_bind_template_child (widget_class, DropoffDetailsDialog, rows_box);
  gtk_widget_class_bind_template_child (widget_class, DropoffDetailsDialog, error_line);
  gtk_widget_class_bind_template_child (widget_class, DropoffDetailsDialog, room_label);
  gtk_widget_class_bind_template_child (widget_class, DropoffDetailsDialog, company_label);
  gtk_widget_class_bind_template_callback (widget_class, on_send);
  gtk_widget_class_bind_template_callback (widget_class, on_cancel);
}

static void
dropoff_details_dialog_init (DropoffDetailsDialog *self)
{
  GtkEventController *keys = gtk_shortcut_controller_new ();

  self->rows = g_ptr_array_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
  /* Before the field: a text of some lines would take it for a new line. */
  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  gtk_shortcut_controller_add_shortcut (
      GTK_SHORTCUT_CONTROLLER (keys),
      gtk_shortcut_new (gtk_shortcut_trigger_parse_string ("<Control>Return|<Control>KP_Enter"),
                        gtk_callback_action_new (on_send_key, NULL, NULL)));
  gtk_widget_add_controller (GTK_WIDGET (self), keys);
  g_signal_connect (self, "notify::focus-widget", G_CALLBACK (show_row_with_focus), NULL);
  g_signal_connect_object (gtk_scrolled_window_get_vadjustment (self->scrolled), "changed",
                           G_CALLBACK (show_row_with_focus), self, G_CONNECT_SWAPPED);
}

static void
add_row (DropoffDetailsDialog *self, const DropoffDetailField *field,
         const DropoffDetails *earlier)
{
  const char *value = earlier != NULL ? dropoff_details_get (earlier, field->name) : NULL;
  GtkWidget *row = dropoff_details_row_new (field, value);

  gtk_box_append (self->rows_box, row);
  g_ptr_array_add (self->rows, row);
  g_signal_connect_object (row, "changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
}

GtkWidget *
dropoff_details_dialog_new (GtkWindow *parent, const char *company_name, const GPtrArray *fields,
                            const DropoffDetails *earlier, gboolean changes)
{
  DropoffDetailsDialog *self
      = g_object_new (DROPOFF_TYPE_DETAILS_DIALOG, "transient-for", parent, NULL);
  /* Translators: %s is the company's name */
  g_autofree char *note = g_strdup_printf (_ ("%s gets this together with your files."),
                                           company_name);

  self->fields = g_ptr_array_ref ((GPtrArray *) fields);
  gtk_label_set_label (self->company_label, note);
  if (changes)
    gtk_button_set_label (GTK_BUTTON (self->send_button), _ ("_Save"));
  for (guint i = 0; i < fields->len; i++)
    add_row (self, g_ptr_array_index (fields, i), earlier);
  update (self);
  gtk_widget_grab_focus (g_ptr_array_index (self->rows, 0));
  return GTK_WIDGET (self);
}

void
dropoff_details_dialog_set_files (DropoffDetailsDialog *self, const char *name,
                                  const char *figures, const char *content_type)
{
  g_autoptr (GIcon) icon = dropoff_type_icon (content_type, FALSE);

  gtk_image_set_from_gicon (self->icon, icon);
  gtk_label_set_label (self->name_label, name);
  gtk_label_set_label (self->figures_label, figures);
}
