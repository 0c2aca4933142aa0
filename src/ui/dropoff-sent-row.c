/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "dropoff-sent-row.h"

#include <glib/gi18n.h>

#include "dropoff-row-gestures.h"
#include "dropoff-row-parts.h"
#include "dropoff-type-icon.h"

struct _DropoffSentRow
{
  GtkBox parent_instance;

  DropoffBatch *batch;
  gboolean narrow;
  GSignalGroup *batch_signals;

  GtkLabel *line_label;
  GtkWidget *received_icon;
  GtkWidget *received_label;
  GtkMenuButton *menu_button;
};

typedef enum { PROP_BATCH = 1, PROP_NARROW } RowProperty;

static GParamSpec *properties[PROP_NARROW + 1];
static guint request_signal;

G_DEFINE_FINAL_TYPE (DropoffSentRow, dropoff_sent_row, GTK_TYPE_BOX)

static GIcon *
type_icon (DropoffSentRow *self, const char *content_type)
{
  return dropoff_type_icon (content_type, FALSE);
}

/* Green only with a receipt; then narrow rows leave the word to the check's tooltip and label. */
static void
show_received (DropoffSentRow *self)
{
  gboolean verified = self->batch != NULL && dropoff_batch_get_record (self->batch)->verified;
  GtkLabel *label = GTK_LABEL (self->received_label);

  gtk_label_set_label (label, verified ? _ ("Received") : _ ("Sent"));
  gtk_widget_set_visible (self->received_label, !(verified && self->narrow));
  dropoff_row_set_class (self->received_label, "received", verified);
  dropoff_row_set_class (self->received_label, "dim-label", !verified);
}

static void
name_parent (DropoffSentRow *self)
{
  g_autofree char *name = NULL;

  if (self->batch != NULL)
    name = g_strdup_printf ("%s, %s, %s", dropoff_batch_get_name (self->batch),
                            gtk_label_get_text (self->line_label),
                            gtk_label_get_text (GTK_LABEL (self->received_label)));
  dropoff_row_name_parent (GTK_WIDGET (self), name);
}

static void
show_batch (DropoffSentRow *self)
{
  const DropoffBatchRecord *record = dropoff_batch_get_record (self->batch);
  g_autoptr (GDateTime) when = g_date_time_new_from_unix_local (record->finished_at_s);
  g_autofree char *line = dropoff_text_sent_line (record->is_folder ? record->n_files : 0,
                                                  record->size_bytes, when);

  gtk_label_set_label (self->line_label, line);
  show_received (self);
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
  g_menu_append (first, _ ("_Receipt…"), "row.receipt");
  g_menu_append (first, _ ("Save Re_ceipts…"), "row.save-receipts");
  g_menu_append (first, _ ("_Show in Files"), "row.show-in-files");
  g_menu_append (first, _ ("Send _Again"), "row.send-again");
  g_menu_append (last, _ ("Re_move from List"), "row.remove");
  g_menu_append_section (menu, NULL, G_MENU_MODEL (first));
  g_menu_append_section (menu, NULL, G_MENU_MODEL (last));
  return G_MENU_MODEL (menu);
}

/* Whether the file is still there is asked off the main thread, each time the menu opens. */
static void
on_exists (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (DropoffSentRow) self = user_data;
  g_autoptr (GFileInfo) info = g_file_query_info_finish (G_FILE (source), result, NULL);

  gtk_widget_action_set_enabled (GTK_WIDGET (self), "row.show-in-files", info != NULL);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "row.send-again", info != NULL);
}

static void
update_actions (DropoffSentRow *self)
{
  g_autoptr (GFile) file = NULL;
  gboolean verified;

  if (self->batch == NULL)
    return;
  verified = dropoff_batch_get_record (self->batch)->verified;
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "row.receipt", verified);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "row.save-receipts", verified);
  file = g_file_new_for_path (dropoff_batch_get_record (self->batch)->path);
  g_file_query_info_async (file, G_FILE_ATTRIBUTE_STANDARD_TYPE, G_FILE_QUERY_INFO_NONE,
                           G_PRIORITY_DEFAULT, NULL, on_exists, g_object_ref (self));
}

static void
create_menu (GtkMenuButton *button, gpointer user_data)
{
  if (gtk_menu_button_get_popover (button) == NULL)
    gtk_menu_button_set_menu_model (button, get_menu ());
  update_actions (user_data);
}

static void
on_pressed (GtkWidget *row, double x, double y, gpointer user_data)
{
  dropoff_sent_row_press (DROPOFF_SENT_ROW (row));
}

static void
dropoff_sent_row_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  DropoffSentRow *self = DROPOFF_SENT_ROW (object);

  switch ((RowProperty) id)
    {
    case PROP_BATCH:
      g_value_set_object (value, self->batch);
      break;
    case PROP_NARROW:
      g_value_set_boolean (value, self->narrow);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
dropoff_sent_row_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  DropoffSentRow *self = DROPOFF_SENT_ROW (object);

  switch ((RowProperty) id)
    {
    case PROP_BATCH:
      dropoff_sent_row_set_batch (self, g_value_get_object (value));
      break;
    case PROP_NARROW:
      self->narrow = g_value_get_boolean (value);
      show_received (self);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
dropoff_sent_row_dispose (GObject *object)
{
  DropoffSentRow *self = DROPOFF_SENT_ROW (object);

  g_clear_object (&self->batch_signals);
  g_clear_object (&self->batch);
  G_OBJECT_CLASS (dropoff_sent_row_parent_class)->dispose (object);
}

static void
dropoff_sent_row_class_init (DropoffSentRowClass *klass)
{
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS;
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = dropoff_sent_row_get_property;
  object_class->set_property = dropoff_sent_row_set_property;
  object_class->dispose = dropoff_sent_row_dispose;

  properties[PROP_BATCH] = g_param_spec_object ("batch", NULL, NULL, DROPOFF_TYPE_BATCH,
                                                flags | G_PARAM_EXPLICIT_NOTIFY);
  properties[PROP_NARROW] = g_param_spec_boolean ("narrow", NULL, NULL, FALSE, flags);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);
  request_signal = g_signal_new ("request", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                 NULL, NULL, G_TYPE_NONE, 1, G_TYPE_INT);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/dropoff/Dropoff/dropoff-sent-row.ui");
  gtk_widget_class_bind_template_child (widget_class, DropoffSentRow, line_label);
  gtk_widget_class_bind_template_child (widget_class, DropoffSentRow, received_icon);
  gtk_widget_class_bind_template_child (widget_class, DropoffSentRow, received_label);
  gtk_widget_class_bind_template_child (widget_class, DropoffSentRow, menu_button);
  gtk_widget_class_bind_template_callback (widget_class, type_icon);
  gtk_widget_class_install_action (widget_class, "row.receipt", NULL, request);
  gtk_widget_class_install_action (widget_class, "row.show-in-files", NULL, request);
  gtk_widget_class_install_action (widget_class, "row.send-again", NULL, request);
  gtk_widget_class_install_action (widget_class, "row.save-receipts", NULL, request);
  gtk_widget_class_install_action (widget_class, "row.remove", NULL, request);
}

static void
dropoff_sent_row_init (DropoffSentRow *self)
{
  self->batch_signals = g_signal_group_new (DROPOFF_TYPE_BATCH);
  g_signal_group_connect_swapped (self->batch_signals, "notify::finished-at",
                                  G_CALLBACK (show_batch), self);
  g_signal_group_connect_swapped (self->batch_signals, "notify::verified",
                                  G_CALLBACK (show_batch), self);
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_menu_button_set_create_popup_func (self->menu_button, create_menu, self, NULL);
  dropoff_row_gestures_add_press (GTK_WIDGET (self), on_pressed, NULL);
  g_signal_connect (self, "notify::parent", G_CALLBACK (name_parent), NULL);
}

GtkWidget *
dropoff_sent_row_new (void)
{
  return g_object_new (DROPOFF_TYPE_SENT_ROW, NULL);
}

DropoffBatch *
dropoff_sent_row_get_batch (DropoffSentRow *self)
{
  g_return_val_if_fail (DROPOFF_IS_SENT_ROW (self), NULL);

  return self->batch;
}

void
dropoff_sent_row_set_batch (DropoffSentRow *self, DropoffBatch *batch)
{
  g_return_if_fail (DROPOFF_IS_SENT_ROW (self));

  if (!g_set_object (&self->batch, batch))
    return;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_BATCH]);
  g_signal_group_set_target (self->batch_signals, batch);
  if (batch != NULL)
    show_batch (self);
}

void
dropoff_sent_row_set_place (DropoffSentRow *self, DropoffDayPlace place)
{
  static const struct
  {
    DropoffDayPlace place;
    const char *name;
  } classes[] = {
    { DROPOFF_DAY_PLACE_FIRST, "first" },
    { DROPOFF_DAY_PLACE_MID, "mid" },
    { DROPOFF_DAY_PLACE_LAST, "last" },
    { DROPOFF_DAY_PLACE_ONE, "one" },
  };

  g_return_if_fail (DROPOFF_IS_SENT_ROW (self));

  for (guint i = 0; i < G_N_ELEMENTS (classes); i++)
    if (classes[i].place == place)
      gtk_widget_add_css_class (GTK_WIDGET (self), classes[i].name);
    else
      gtk_widget_remove_css_class (GTK_WIDGET (self), classes[i].name);
}

void
dropoff_sent_row_popup_menu (DropoffSentRow *self)
{
  g_return_if_fail (DROPOFF_IS_SENT_ROW (self));

  gtk_menu_button_popup (self->menu_button);
}

void
dropoff_sent_row_popup_menu_at (DropoffSentRow *self, double x, double y)
{
  g_return_if_fail (DROPOFF_IS_SENT_ROW (self));

  update_actions (self);
  dropoff_row_gestures_popup_menu (GTK_WIDGET (self), get_menu (), x, y);
}

void
dropoff_sent_row_press (DropoffSentRow *self)
{
  g_return_if_fail (DROPOFF_IS_SENT_ROW (self));

  if (self->batch == NULL)
    return;
  g_signal_emit (self, request_signal, 0,
                 (int) (dropoff_batch_get_record (self->batch)->verified
                            ? DROPOFF_VERB_RECEIPT
                            : DROPOFF_VERB_SHOW_IN_FILES));
}
