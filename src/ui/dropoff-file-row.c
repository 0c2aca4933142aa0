/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "dropoff-file-row.h"

#include <glib/gi18n.h>
#include <string.h>

#include "dropoff-focus.h"
#include "dropoff-row-parts.h"
#include "dropoff-type-icon.h"

struct _DropoffFileRow
{
  GtkBox parent_instance;

  DropoffUpload *upload;
  GSignalGroup *upload_signals;

  GtkBox *column;
  GtkWidget *answers; /* NULL until it first asks */
  GtkWidget *icon;
  GtkLabel *name_label;
  GtkLabel *folder_label;
  GtkLabel *status_label;
  GtkWidget *word_button;
  GtkWidget *round_button;
  GtkMenuButton *menu_button;
  gboolean has_details;
};

typedef enum { PROP_UPLOAD = 1 } RowProperty;

static GParamSpec *properties[PROP_UPLOAD + 1];
static guint request_signal;

G_DEFINE_FINAL_TYPE (DropoffFileRow, dropoff_file_row, GTK_TYPE_BOX)

static char *
make_status (DropoffUpload *upload)
{
  DropoffRowFigures figures = { 0 };
  g_autofree char *size = NULL;

  figures.state = dropoff_upload_get_state (upload);
  figures.size_bytes = dropoff_upload_get_size (upload);
  figures.sent_bytes = dropoff_upload_get_sent (upload);
  figures.speed = dropoff_upload_get_speed (upload);
  figures.seconds_left = -1;
  figures.message = dropoff_upload_get_error_message (upload);
  if (figures.state != DROPOFF_UPLOAD_DONE)
    return dropoff_text_status (&figures);
  size = dropoff_text_size (figures.size_bytes);
  return g_strdup_printf ("%s · %s", size,
                          dropoff_upload_get_record (upload)->verified ? _ ("Received")
                                                                       : _ ("Sent"));
}

static void
name_parent (DropoffFileRow *self)
{
  g_autofree char *name = NULL;

  if (self->upload != NULL)
    name = g_strdup_printf ("%s, %s", dropoff_upload_get_name (self->upload),
                            gtk_label_get_text (self->status_label));
  dropoff_row_name_parent (GTK_WIDGET (self), name);
}

static void
on_figures_changed (DropoffFileRow *self)
{
  g_autofree char *status = make_status (self->upload);

  gtk_label_set_label (self->status_label, status);
}

static void
on_state_changed (DropoffFileRow *self)
{
  DropoffUploadState state = dropoff_upload_get_state (self->upload);
  DropoffRowButton button = dropoff_state_button (state);
  gboolean is_done = state == DROPOFF_UPLOAD_DONE;
  GtkWidget *focus = dropoff_focus_find_in (GTK_WIDGET (self));

  on_figures_changed (self);
  dropoff_row_show_button (self->word_button, self->round_button, button);
  dropoff_row_show_answers (self->column, &self->answers, button, "row.remove");
  dropoff_row_keep_focus (focus, self->round_button, GTK_WIDGET (self->menu_button));
  dropoff_row_show_trouble (GTK_WIDGET (self->status_label), state);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "row.send-first", !is_done);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "row.remove", !is_done);
  name_parent (self);
}

static void
request (GtkWidget *widget, const char *action, GVariant *parameter)
{
  g_signal_emit (widget, request_signal, 0, (int) dropoff_row_find_verb (action));
}

static GMenuModel *
get_menu (void)
{
  static GMenu *menu;
  g_autoptr (GMenu) first = NULL;
  g_autoptr (GMenu) last = NULL;

  if (menu != NULL)
    return G_MENU_MODEL (menu);
  first = g_menu_new ();
  last = g_menu_new ();
  menu = g_menu_new ();
  g_menu_append (first, _ ("Send _First"), "row.send-first");
  g_menu_append (first, _ ("_Show in Files"), "row.show-in-files");
  dropoff_row_append_if_enabled (first, _ ("_Details…"), "row.details");
  g_menu_append (last, _ ("_Remove"), "row.remove");
  g_menu_append_section (menu, NULL, G_MENU_MODEL (first));
  g_menu_append_section (menu, NULL, G_MENU_MODEL (last));
  return G_MENU_MODEL (menu);
}

static gboolean
may_change_details (DropoffFileRow *self)
{
  return self->has_details && self->upload != NULL
         && dropoff_row_may_change_details (dropoff_upload_get_state (self->upload),
                                            dropoff_upload_get_sent (self->upload));
}

static void
create_menu (GtkMenuButton *button, gpointer user_data)
{
  DropoffFileRow *self = user_data;

  gtk_widget_action_set_enabled (GTK_WIDGET (self), "row.details", may_change_details (self));
  if (gtk_menu_button_get_popover (button) == NULL)
    gtk_menu_button_set_menu_model (button, get_menu ());
}

static void
dropoff_file_row_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  DropoffFileRow *self = DROPOFF_FILE_ROW (object);

  switch ((RowProperty) id)
    {
    case PROP_UPLOAD:
      g_value_set_object (value, self->upload);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
dropoff_file_row_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  DropoffFileRow *self = DROPOFF_FILE_ROW (object);

  switch ((RowProperty) id)
    {
    case PROP_UPLOAD:
      dropoff_file_row_set_upload (self, g_value_get_object (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
dropoff_file_row_dispose (GObject *object)
{
  DropoffFileRow *self = DROPOFF_FILE_ROW (object);

  g_clear_object (&self->upload_signals);
  g_clear_object (&self->upload);
  G_OBJECT_CLASS (dropoff_file_row_parent_class)->dispose (object);
}

static void
dropoff_file_row_class_init (DropoffFileRowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = dropoff_file_row_get_property;
  object_class->set_property = dropoff_file_row_set_property;
  object_class->dispose = dropoff_file_row_dispose;

  properties[PROP_UPLOAD] = g_param_spec_object (
      "upload", NULL, NULL, DROPOFF_TYPE_UPLOAD,
      G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);
  request_signal = g_signal_new ("request", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                 NULL, NULL, G_TYPE_NONE, 1, G_TYPE_INT);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/dropoff/Dropoff/dropoff-file-row.ui");
  gtk_widget_class_bind_template_child (widget_class, DropoffFileRow, column);
  gtk_widget_class_bind_template_child (widget_class, DropoffFileRow, icon);
  gtk_widget_class_bind_template_child (widget_class, DropoffFileRow, name_label);
  gtk_widget_class_bind_template_child (widget_class, DropoffFileRow, folder_label);
  gtk_widget_class_bind_template_child (widget_class, DropoffFileRow, status_label);
  gtk_widget_class_bind_template_child (widget_class, DropoffFileRow, word_button);
  gtk_widget_class_bind_template_child (widget_class, DropoffFileRow, round_button);
  gtk_widget_class_bind_template_child (widget_class, DropoffFileRow, menu_button);
  gtk_widget_class_install_action (widget_class, "row.press", NULL, request);
  gtk_widget_class_install_action (widget_class, "row.send-first", NULL, request);
  gtk_widget_class_install_action (widget_class, "row.show-in-files", NULL, request);
  gtk_widget_class_install_action (widget_class, "row.details", NULL, request);
  gtk_widget_class_install_action (widget_class, "row.remove", NULL, request);
}

static void
dropoff_file_row_init (DropoffFileRow *self)
{
  self->upload_signals = g_signal_group_new (DROPOFF_TYPE_UPLOAD);
  g_signal_group_connect_swapped (self->upload_signals, "notify::state",
                                  G_CALLBACK (on_state_changed), self);
  g_signal_group_connect_swapped (self->upload_signals, "notify::sent",
                                  G_CALLBACK (on_figures_changed), self);
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_menu_button_set_create_popup_func (self->menu_button, create_menu, self, NULL);
  g_signal_connect (self, "notify::parent", G_CALLBACK (name_parent), NULL);
}

GtkWidget *
dropoff_file_row_new (void)
{
  return g_object_new (DROPOFF_TYPE_FILE_ROW, NULL);
}

DropoffUpload *
dropoff_file_row_get_upload (DropoffFileRow *self)
{
  g_return_val_if_fail (DROPOFF_IS_FILE_ROW (self), NULL);

  return self->upload;
}

static void
show_upload (DropoffFileRow *self)
{
  const DropoffUploadRecord *record = dropoff_upload_get_record (self->upload);
  g_autoptr (GIcon) icon = dropoff_type_icon (record->content_type, TRUE);
  g_autofree char *folder = g_path_get_dirname (record->relative_path);

  gtk_image_set_from_gicon (GTK_IMAGE (self->icon), icon);
  gtk_label_set_label (self->name_label, dropoff_upload_get_name (self->upload));
  dropoff_row_set_tooltip (GTK_WIDGET (self->name_label), record->relative_path);
  gtk_label_set_label (self->folder_label, folder);
  /* The folder that was dropped is in the title. */
  gtk_widget_set_visible (GTK_WIDGET (self->folder_label),
                          strchr (folder, G_DIR_SEPARATOR) != NULL);
  on_state_changed (self);
}

void
dropoff_file_row_set_upload (DropoffFileRow *self, DropoffUpload *upload)
{
  g_return_if_fail (DROPOFF_IS_FILE_ROW (self));

  if (!g_set_object (&self->upload, upload))
    return;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_UPLOAD]);
  g_signal_group_set_target (self->upload_signals, upload);
  if (upload != NULL)
    show_upload (self);
}

void
dropoff_file_row_set_has_details (DropoffFileRow *self, gboolean has_details)
{
  g_return_if_fail (DROPOFF_IS_FILE_ROW (self));
  self->has_details = has_details;
}

void
dropoff_file_row_popup_menu (DropoffFileRow *self)
{
  g_return_if_fail (DROPOFF_IS_FILE_ROW (self));

  gtk_menu_button_popup (self->menu_button);
}
