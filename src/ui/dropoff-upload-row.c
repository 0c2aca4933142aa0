/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "dropoff-upload-row.h"

#include "dropoff-row-parts.h"
#include "dropoff-type-icon.h"

struct _DropoffUploadRow
{
  GtkBox parent_instance;

  DropoffUpload *upload;
  GSignalGroup *upload_signals;

  GtkWidget *icon;
  GtkWidget *name_label;
  GtkWidget *status_label;
  GtkWidget *trouble_label;
};

typedef enum { PROP_UPLOAD = 1 } RowProperty;

static GParamSpec *properties[PROP_UPLOAD + 1];

G_DEFINE_FINAL_TYPE (DropoffUploadRow, dropoff_upload_row, GTK_TYPE_BOX)

static char *
status_text (DropoffUploadRow *self, int state, guint64 sent_bytes)
{
  DropoffRowFigures figures = { 0 };

  if (self->upload == NULL)
    return g_strdup ("");
  figures.state = (DropoffUploadState) state;
  figures.size_bytes = dropoff_upload_get_size (self->upload);
  figures.sent_bytes = sent_bytes;
  return dropoff_text_child_status (&figures);
}

static char *
trouble_text (DropoffUploadRow *self, int state, const char *message)
{
  DropoffRowFigures figures = { .state = (DropoffUploadState) state, .message = message };
  char *text;

  if (self->upload != NULL)
    {
      figures.size_bytes = dropoff_upload_get_size (self->upload);
      figures.sent_bytes = dropoff_upload_get_sent (self->upload);
    }
  text = dropoff_text_child_trouble (&figures);
  return text != NULL ? text : g_strdup ("");
}

static void
on_state_changed (DropoffUploadRow *self)
{
  const char *trouble = gtk_label_get_label (GTK_LABEL (self->trouble_label));
  gboolean has_trouble = *trouble != '\0';
  g_autofree char *label = NULL;

  gtk_widget_set_visible (self->trouble_label, has_trouble);
  if (has_trouble)
    {
      gtk_image_set_from_icon_name (GTK_IMAGE (self->icon), "dialog-warning-symbolic");
      gtk_widget_add_css_class (self->icon, "error");
      gtk_widget_remove_css_class (self->icon, "dim-label");
    }
  else
    {
      g_autoptr (GIcon) icon = dropoff_type_icon (
          dropoff_upload_get_record (self->upload)->content_type, TRUE);

      gtk_image_set_from_gicon (GTK_IMAGE (self->icon), icon);
      gtk_widget_remove_css_class (self->icon, "error");
      gtk_widget_add_css_class (self->icon, "dim-label");
    }
  label = g_strdup_printf ("%s, %s", dropoff_upload_get_name (self->upload),
                           has_trouble ? trouble
                                       : gtk_label_get_text (GTK_LABEL (self->status_label)));
  dropoff_row_name_parent (GTK_WIDGET (self), label);
}

static void
on_trouble_changed (DropoffUploadRow *self)
{
  if (self->upload != NULL)
    on_state_changed (self);
}

static void
dropoff_upload_row_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  DropoffUploadRow *self = DROPOFF_UPLOAD_ROW (object);

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
dropoff_upload_row_set_property (GObject *object, guint id, const GValue *value,
                                 GParamSpec *pspec)
{
  DropoffUploadRow *self = DROPOFF_UPLOAD_ROW (object);

  switch ((RowProperty) id)
    {
    case PROP_UPLOAD:
      dropoff_upload_row_set_upload (self, g_value_get_object (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
dropoff_upload_row_dispose (GObject *object)
{
  DropoffUploadRow *self = DROPOFF_UPLOAD_ROW (object);

  g_clear_object (&self->upload_signals);
  g_clear_object (&self->upload);
  G_OBJECT_CLASS (dropoff_upload_row_parent_class)->dispose (object);
}

static void
dropoff_upload_row_class_init (DropoffUploadRowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = dropoff_upload_row_get_property;
  object_class->set_property = dropoff_upload_row_set_property;
  object_class->dispose = dropoff_upload_row_dispose;

  properties[PROP_UPLOAD] = g_param_spec_object (
      "upload", NULL, NULL, DROPOFF_TYPE_UPLOAD,
      G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);

  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/dropoff/Dropoff/dropoff-upload-row.ui");
  gtk_widget_class_bind_template_child (widget_class, DropoffUploadRow, icon);
  gtk_widget_class_bind_template_child (widget_class, DropoffUploadRow, name_label);
  gtk_widget_class_bind_template_child (widget_class, DropoffUploadRow, status_label);
  gtk_widget_class_bind_template_child (widget_class, DropoffUploadRow, trouble_label);
  gtk_widget_class_bind_template_callback (widget_class, status_text);
  gtk_widget_class_bind_template_callback (widget_class, trouble_text);
}

static void
dropoff_upload_row_init (DropoffUploadRow *self)
{
  self->upload_signals = g_signal_group_new (DROPOFF_TYPE_UPLOAD);
  g_signal_group_connect_swapped (self->upload_signals, "notify::state",
                                  G_CALLBACK (on_state_changed), self);
  gtk_widget_init_template (GTK_WIDGET (self));
  g_signal_connect_swapped (self->trouble_label, "notify::label",
                            G_CALLBACK (on_trouble_changed), self);
}

GtkWidget *
dropoff_upload_row_new (void)
{
  return g_object_new (DROPOFF_TYPE_UPLOAD_ROW, NULL);
}

void
dropoff_upload_row_set_upload (DropoffUploadRow *self, DropoffUpload *upload)
{
  g_return_if_fail (DROPOFF_IS_UPLOAD_ROW (self));

  if (!g_set_object (&self->upload, upload))
    return;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_UPLOAD]);
  g_signal_group_set_target (self->upload_signals, upload);
  if (upload != NULL)
    on_state_changed (self);
}
