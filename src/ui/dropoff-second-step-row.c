/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "dropoff-second-step-row.h"

#include <glib/gi18n.h>

struct _DropoffSecondStepRow
{
  AdwActionRow parent_instance;

  DropoffChallengeWay way;
  gboolean is_on;

  GtkWidget *first_button;
  GtkButton *turn_button;
};

typedef enum { PROP_WAY = 1 } RowProperty;

enum { SIGNAL_TURN, SIGNAL_PUT_FIRST, N_SIGNALS };

static GParamSpec *properties[PROP_WAY + 1];
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (DropoffSecondStepRow, dropoff_second_step_row, ADW_TYPE_ACTION_ROW)

static const char *
get_name (DropoffChallengeWay way)
{
  switch (way)
    {
    case DROPOFF_WAY_APP:
      return _ ("Code App");
    case DROPOFF_WAY_PHONE:
      return _ ("Text Message");
    case DROPOFF_WAY_EMAIL:
    default:
      return _ ("E-mail");
    }
}

static const char *
get_word (DropoffSecondStepRow *self)
{
  if (self->is_on)
    return _ ("Turn Off");
  return self->way == DROPOFF_WAY_APP ? _ ("Set Up…") : _ ("Turn On");
}

/* A screen reader that comes to a button alone hears what it is about. */
static void
name_button (GtkWidget *button, const char *word, const char *name)
{
  g_autofree char *label = g_strdup_printf ("%s, %s", word, name);

  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, label,
                                  -1);
}

static void
on_turn (DropoffSecondStepRow *self)
{
  g_signal_emit (self, signals[SIGNAL_TURN], 0, !self->is_on);
}

static void
on_put_first (DropoffSecondStepRow *self)
{
  g_signal_emit (self, signals[SIGNAL_PUT_FIRST], 0);
}

/* The row itself does nothing. */
static gboolean
dropoff_second_step_row_grab_focus (GtkWidget *widget)
{
  DropoffSecondStepRow *self = DROPOFF_SECOND_STEP_ROW (widget);

  return gtk_widget_grab_focus (gtk_widget_get_visible (self->first_button)
                                    ? self->first_button
                                    : GTK_WIDGET (self->turn_button));
}

static void
dropoff_second_step_row_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  DropoffSecondStepRow *self = DROPOFF_SECOND_STEP_ROW (object);

  switch ((RowProperty) id)
    {
    case PROP_WAY:
      g_value_set_int (value, (int) self->way);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
dropoff_second_step_row_set_property (GObject *object, guint id, const GValue *value,
                                      GParamSpec *pspec)
{
  DropoffSecondStepRow *self = DROPOFF_SECOND_STEP_ROW (object);

  switch ((RowProperty) id)
    {
    case PROP_WAY:
      self->way = (DropoffChallengeWay) g_value_get_int (value);
      adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self), get_name (self->way));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
dropoff_second_step_row_class_init (DropoffSecondStepRowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  GType type = G_TYPE_FROM_CLASS (klass);

  object_class->get_property = dropoff_second_step_row_get_property;
  object_class->set_property = dropoff_second_step_row_set_property;
  widget_class->grab_focus = dropoff_second_step_row_grab_focus;
  properties[PROP_WAY]
      = g_param_spec_int ("way", NULL, NULL, 0, DROPOFF_N_WAYS - 1, 0,
                          G_PARAM_READWRITE | G_PARAM_CONSTRUCT | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);
  signals[SIGNAL_TURN] = g_signal_new ("turn", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                       G_TYPE_NONE, 1, G_TYPE_BOOLEAN);
  signals[SIGNAL_PUT_FIRST] = g_signal_new ("put-first", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                            NULL, G_TYPE_NONE, 0);
  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/dropoff/Dropoff/dropoff-second-step-row.ui");
  gtk_widget_class_bind_template_child (widget_class, DropoffSecondStepRow, first_button);
  gtk_widget_class_bind_template_child (widget_class, DropoffSecondStepRow, turn_button);
  gtk_widget_class_bind_template_callback (widget_class, on_turn);
  gtk_widget_class_bind_template_callback (widget_class, on_put_first);
}

static void
dropoff_second_step_row_init (DropoffSecondStepRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

DropoffChallengeWay
dropoff_second_step_row_get_way (DropoffSecondStepRow *self)
{
  g_return_val_if_fail (DROPOFF_IS_SECOND_STEP_ROW (self), DROPOFF_WAY_EMAIL);

  return self->way;
}

void
dropoff_second_step_row_show (DropoffSecondStepRow *self, gboolean is_on, gboolean is_first,
                              gboolean has_others)
{
  const char *state = _ ("Off");

  g_return_if_fail (DROPOFF_IS_SECOND_STEP_ROW (self));

  self->is_on = is_on;
  if (is_on)
    state = has_others && is_first ? _ ("On, asked for first") : _ ("On");
  adw_action_row_set_subtitle (ADW_ACTION_ROW (self), state);
  gtk_button_set_label (self->turn_button, get_word (self));
  gtk_widget_set_visible (self->first_button, is_on && has_others && !is_first);
  name_button (GTK_WIDGET (self->turn_button), get_word (self), get_name (self->way));
  name_button (self->first_button, _ ("Ask for First"), get_name (self->way));
}
