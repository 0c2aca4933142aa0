/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "dropoff-batch-row.h"

#include <glib/gi18n.h>

#include "dropoff-focus.h"
#include "dropoff-last-words.h"
#include "dropoff-reorder.h"
#include "dropoff-row-gestures.h"
#include "dropoff-row-parts.h"
#include "dropoff-type-icon.h"

struct _DropoffBatchRow
{
  GtkBox parent_instance;

  DropoffBatch *batch;
  gboolean expanded;
  gboolean held;
  gint64 shown_seconds; /* the estimate that the status text says now */
  GSignalGroup *batch_signals;

  GtkBox *column;
  GtkWidget *answers; /* NULL until it first asks */
  GtkWidget *name_label;
  GtkWidget *word_button;
  GtkWidget *open_button;
  GtkWidget *round_button;
  GtkWidget *menu_button;
  GtkWidget *state_icon;
  GtkWidget *status_label;
  GtkWidget *bar;
};

typedef enum { PROP_BATCH = 1, PROP_EXPANDED, PROP_HELD } RowProperty;

static GParamSpec *properties[PROP_HELD + 1];
static guint request_signal;

G_DEFINE_FINAL_TYPE (DropoffBatchRow, dropoff_batch_row, GTK_TYPE_BOX)

static GIcon *
type_icon (DropoffBatchRow *self, const char *content_type)
{
  return dropoff_type_icon (content_type, FALSE);
}

static char *
status_text (DropoffBatchRow *self, int state, guint64 sent_bytes, double speed,
             gint64 seconds_left, guint n_done, guint n_failed, gboolean held,
             const char *message)
{
  const DropoffBatchRecord *record;
  DropoffRowFigures figures = { 0 };

  if (self->batch == NULL)
    return g_strdup ("");
  record = dropoff_batch_get_record (self->batch);
  self->shown_seconds = dropoff_settle_seconds (self->shown_seconds, seconds_left);
  figures.state = (DropoffUploadState) state;
  figures.size_bytes = record->size_bytes;
  figures.sent_bytes = sent_bytes;
  figures.speed = speed;
  figures.seconds_left = self->shown_seconds;
  figures.n_files = record->is_folder ? record->n_files : 0;
  figures.n_done = n_done;
  figures.n_failed = n_failed;
  figures.n_asking = dropoff_batch_get_n_in_state (self->batch, DROPOFF_UPLOAD_SAME_NAME);
  figures.held = held;
  figures.message = message;
  return dropoff_text_status (&figures);
}

static void
show_bar (DropoffBatchRow *self, DropoffRowBar bar)
{
  double fraction = 0;

  g_object_get (self->batch, "fraction", &fraction, NULL);
  gtk_widget_set_visible (self->bar, bar != DROPOFF_ROW_BAR_NONE);
  dropoff_row_set_class (self->bar, "idle", bar == DROPOFF_ROW_BAR_IDLE);
  gtk_progress_bar_set_fraction (GTK_PROGRESS_BAR (self->bar),
                                 bar == DROPOFF_ROW_BAR_FULL ? 1 : fraction);
}

/* How it looks: what is held back looks like what is paused. */
static DropoffUploadState
get_looks (DropoffBatchRow *self)
{
  DropoffUploadState state = dropoff_batch_get_state (self->batch);

  return dropoff_state_is_held (state, self->held) ? DROPOFF_UPLOAD_PAUSED : state;
}

/* Only when the state changes, so that figures are not read out twice a second. */
static void
name_parent (DropoffBatchRow *self)
{
  g_autofree char *name = NULL;

  if (self->batch != NULL)
    name = g_strdup_printf ("%s, %s", dropoff_batch_get_name (self->batch),
                            gtk_label_get_text (GTK_LABEL (self->status_label)));
  dropoff_row_name_parent (GTK_WIDGET (self), name);
}

static void
on_state_changed (DropoffBatchRow *self)
{
  DropoffUploadState state = dropoff_batch_get_state (self->batch);
  DropoffRowButton button = dropoff_state_button (state);
  const char *icon = dropoff_state_icon (get_looks (self));
  GtkWidget *focus = dropoff_focus_find_in (GTK_WIDGET (self));

  gtk_widget_set_visible (self->state_icon, icon != NULL);
  gtk_image_set_from_icon_name (GTK_IMAGE (self->state_icon), icon);
  dropoff_row_show_trouble (self->state_icon, state);
  dropoff_row_show_trouble (self->status_label, state);
  dropoff_row_show_button (self->word_button, self->round_button, button);
  dropoff_row_show_answers (self->column, &self->answers, button, "row.skip");
  dropoff_row_keep_focus (focus, self->round_button, self->menu_button);
  show_bar (self, dropoff_state_bar (get_looks (self)));
  name_parent (self);
}

static void
on_fraction_changed (DropoffBatchRow *self)
{
  show_bar (self, dropoff_state_bar (get_looks (self)));
}

static void
on_sent_changed (DropoffBatchRow *self)
{
  const DropoffBatchRecord *record = dropoff_batch_get_record (self->batch);
  g_autofree char *text
      = dropoff_text_size_of (dropoff_batch_get_sent (self->batch), record->size_bytes);

  gtk_accessible_update_property (GTK_ACCESSIBLE (self->bar), GTK_ACCESSIBLE_PROPERTY_VALUE_TEXT,
                                  text, -1);
}

static void
request (GtkWidget *widget, const char *action, GVariant *parameter)
{
  g_signal_emit (widget, request_signal, 0, (int) dropoff_row_find_verb (action));
}

/* One menu for all rows: the actions go to the row that opened it. */
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
  dropoff_row_append_if_enabled (first, _ ("_Pause"), "row.pause");
  dropoff_row_append_if_enabled (first, _ ("R_esume"), "row.resume");
  dropoff_row_append_if_enabled (first, _ ("Show _All Files…"), "row.show-all");
  g_menu_append (first, _ ("_Show in Files"), "row.show-in-files");
  dropoff_row_append_if_enabled (first, _ ("_Details…"), "row.details");
  g_menu_append (last, _ ("_Remove"), "row.remove");
  g_menu_append_section (menu, NULL, G_MENU_MODEL (first));
  g_menu_append_section (menu, NULL, G_MENU_MODEL (last));
  return G_MENU_MODEL (menu);
}

/* The company asked something, and nothing is on its way yet. */
static gboolean
may_change_details (DropoffBatchRow *self)
{
  return dropoff_batch_get_record (self->batch)->details != NULL
         && dropoff_row_may_change_details (dropoff_batch_get_state (self->batch),
                                            dropoff_batch_get_sent (self->batch));
}

static void
update_actions (DropoffBatchRow *self)
{
  GtkWidget *widget = GTK_WIDGET (self);
  DropoffRowButton button;

  if (self->batch == NULL)
    return;
  button = dropoff_state_button (dropoff_batch_get_state (self->batch));
  gtk_widget_action_set_enabled (widget, "row.pause", button == DROPOFF_ROW_BUTTON_PAUSE);
  gtk_widget_action_set_enabled (widget, "row.resume", button == DROPOFF_ROW_BUTTON_RESUME);
  gtk_widget_action_set_enabled (widget, "row.show-all",
                                 dropoff_batch_get_record (self->batch)->is_folder);
  gtk_widget_action_set_enabled (widget, "row.details", may_change_details (self));
}

/* Popovers are made when they are first wanted: a list has far more rows than open menus. */
static void
create_menu (GtkMenuButton *button, gpointer user_data)
{
  update_actions (user_data);
  if (gtk_menu_button_get_popover (button) == NULL)
    gtk_menu_button_set_menu_model (button, get_menu ());
}

/* A folder's whole card opens it. */
static void
on_pressed (GtkWidget *row, double x, double y, gpointer user_data)
{
  DropoffBatch *batch = DROPOFF_BATCH_ROW (row)->batch;

  if (batch != NULL && dropoff_batch_get_record (batch)->is_folder)
    g_signal_emit (row, request_signal, 0, (int) DROPOFF_VERB_TOGGLE_OPEN);
}

static void
set_held (DropoffBatchRow *self, gboolean held)
{
  if (self->held == held)
    return;
  self->held = held;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_HELD]);
  if (self->batch != NULL)
    on_state_changed (self);
}

static void
dropoff_batch_row_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  DropoffBatchRow *self = DROPOFF_BATCH_ROW (object);

  switch ((RowProperty) id)
    {
    case PROP_BATCH:
      g_value_set_object (value, self->batch);
      break;
    case PROP_EXPANDED:
      g_value_set_boolean (value, self->expanded);
      break;
    case PROP_HELD:
      g_value_set_boolean (value, self->held);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
dropoff_batch_row_set_property (GObject *object, guint id, const GValue *value,
                                GParamSpec *pspec)
{
  DropoffBatchRow *self = DROPOFF_BATCH_ROW (object);

  switch ((RowProperty) id)
    {
    case PROP_BATCH:
      dropoff_batch_row_set_batch (self, g_value_get_object (value));
      break;
    case PROP_EXPANDED:
      dropoff_batch_row_set_expanded (self, g_value_get_boolean (value));
      break;
    case PROP_HELD:
      set_held (self, g_value_get_boolean (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
dropoff_batch_row_dispose (GObject *object)
{
  DropoffBatchRow *self = DROPOFF_BATCH_ROW (object);

  g_clear_object (&self->batch_signals);
  g_clear_object (&self->batch);
  G_OBJECT_CLASS (dropoff_batch_row_parent_class)->dispose (object);
}

static void
dropoff_batch_row_class_init (DropoffBatchRowClass *klass)
{
  const GParamFlags flags
      = G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = dropoff_batch_row_get_property;
  object_class->set_property = dropoff_batch_row_set_property;
  object_class->dispose = dropoff_batch_row_dispose;

  properties[PROP_BATCH]
      = g_param_spec_object ("batch", NULL, NULL, DROPOFF_TYPE_BATCH, flags);
  properties[PROP_EXPANDED] = g_param_spec_boolean ("expanded", NULL, NULL, FALSE, flags);
  properties[PROP_HELD] = g_param_spec_boolean ("held", NULL, NULL, FALSE, flags);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);
  request_signal = g_signal_new ("request", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                 NULL, NULL, G_TYPE_NONE, 1, G_TYPE_INT);

  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/dropoff/Dropoff/dropoff-batch-row.ui");
  gtk_widget_class_bind_template_child (widget_class, DropoffBatchRow, column);
  gtk_widget_class_bind_template_child (widget_class, DropoffBatchRow, name_label);
  gtk_widget_class_bind_template_child (widget_class, DropoffBatchRow, word_button);
  gtk_widget_class_bind_template_child (widget_class, DropoffBatchRow, open_button);
  gtk_widget_class_bind_template_child (widget_class, DropoffBatchRow, round_button);
  gtk_widget_class_bind_template_child (widget_class, DropoffBatchRow, menu_button);
  gtk_widget_class_bind_template_child (widget_class, DropoffBatchRow, state_icon);
  gtk_widget_class_bind_template_child (widget_class, DropoffBatchRow, status_label);
  gtk_widget_class_bind_template_child (widget_class, DropoffBatchRow, bar);
  gtk_widget_class_bind_template_callback (widget_class, type_icon);
  gtk_widget_class_bind_template_callback (widget_class, status_text);
  gtk_widget_class_install_action (widget_class, "row.press", NULL, request);
  gtk_widget_class_install_action (widget_class, "row.toggle-open", NULL, request);
  gtk_widget_class_install_action (widget_class, "row.send-first", NULL, request);
  gtk_widget_class_install_action (widget_class, "row.show-in-files", NULL, request);
  gtk_widget_class_install_action (widget_class, "row.pause", NULL, request);
  gtk_widget_class_install_action (widget_class, "row.resume", NULL, request);
  gtk_widget_class_install_action (widget_class, "row.show-all", NULL, request);
  gtk_widget_class_install_action (widget_class, "row.details", NULL, request);
  gtk_widget_class_install_action (widget_class, "row.remove", NULL, request);
  gtk_widget_class_install_action (widget_class, "row.skip", NULL, request);
}

static void
dropoff_batch_row_init (DropoffBatchRow *self)
{
  self->shown_seconds = -1;
  self->batch_signals = g_signal_group_new (DROPOFF_TYPE_BATCH);
  g_signal_group_connect_swapped (self->batch_signals, "notify::state",
                                  G_CALLBACK (on_state_changed), self);
  g_signal_group_connect_swapped (self->batch_signals, "notify::fraction",
                                  G_CALLBACK (on_fraction_changed), self);
  g_signal_group_connect_swapped (self->batch_signals, "notify::sent",
                                  G_CALLBACK (on_sent_changed), self);
  gtk_widget_init_template (GTK_WIDGET (self));
  dropoff_last_words_keep (GTK_LABEL (self->status_label));
  dropoff_row_ease_wrapping (gtk_widget_get_parent (self->status_label));
  gtk_menu_button_set_create_popup_func (GTK_MENU_BUTTON (self->menu_button), create_menu, self,
                                         NULL);
  dropoff_row_gestures_add_press (GTK_WIDGET (self), on_pressed, NULL);
  dropoff_reorder_add_source (GTK_WIDGET (self));
  g_signal_connect (self, "notify::parent", G_CALLBACK (name_parent), NULL);
}

GtkWidget *
dropoff_batch_row_new (void)
{
  return g_object_new (DROPOFF_TYPE_BATCH_ROW, NULL);
}

DropoffBatch *
dropoff_batch_row_get_batch (DropoffBatchRow *self)
{
  g_return_val_if_fail (DROPOFF_IS_BATCH_ROW (self), NULL);

  return self->batch;
}

void
dropoff_batch_row_set_batch (DropoffBatchRow *self, DropoffBatch *batch)
{
  g_return_if_fail (DROPOFF_IS_BATCH_ROW (self));

  if (!g_set_object (&self->batch, batch))
    return;
  self->shown_seconds = -1;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_BATCH]);
  g_signal_group_set_target (self->batch_signals, batch);
  if (batch == NULL)
    return;
  dropoff_row_set_class (GTK_WIDGET (self), "activatable",
                         dropoff_batch_get_record (batch)->is_folder);
  on_state_changed (self);
  on_sent_changed (self);
}

void
dropoff_batch_row_set_expanded (DropoffBatchRow *self, gboolean expanded)
{
  const char *word = expanded ? _ ("Close Folder") : _ ("Open Folder");

  g_return_if_fail (DROPOFF_IS_BATCH_ROW (self));

  dropoff_row_set_class (GTK_WIDGET (self), "open", expanded);
  /* Not bound: an expression would be looked at once more when the row goes before its button. */
  gtk_button_set_icon_name (GTK_BUTTON (self->open_button),
                            expanded ? "pan-up-symbolic" : "pan-down-symbolic");
  dropoff_row_set_tooltip (self->open_button, word);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->open_button),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, word, -1);
  if (self->expanded == expanded)
    return;
  self->expanded = expanded;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_EXPANDED]);
}

void
dropoff_batch_row_popup_menu (DropoffBatchRow *self)
{
  g_return_if_fail (DROPOFF_IS_BATCH_ROW (self));

  gtk_menu_button_popup (GTK_MENU_BUTTON (self->menu_button));
}

void
dropoff_batch_row_popup_menu_at (DropoffBatchRow *self, double x, double y)
{
  g_return_if_fail (DROPOFF_IS_BATCH_ROW (self));

  update_actions (self);
  dropoff_row_gestures_popup_menu (GTK_WIDGET (self), get_menu (), x, y);
}

void
dropoff_batch_row_focus_button (DropoffBatchRow *self)
{
  GtkWidget *button;

  g_return_if_fail (DROPOFF_IS_BATCH_ROW (self));

  if (self->answers != NULL && gtk_widget_get_visible (self->answers))
    button = gtk_widget_get_last_child (self->answers);
  else
    button = gtk_widget_get_visible (self->word_button) ? self->word_button : self->menu_button;
  gtk_widget_grab_focus (button);
}
