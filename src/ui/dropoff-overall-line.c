/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "dropoff-overall-line.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#include "dropoff-closures.h"

struct _DropoffOverallLine
{
  GtkBox parent_instance;

  DropoffQueueState state;
  guint64 size_bytes;
  guint64 sent_bytes;
  double fraction;
  double speed;
  gint64 seconds_left;
  guint n_failed;
  guint n_asking;
  gint64 shown_seconds; /* the estimate that the title says now */

  GtkWidget *title_label;
  GtkWidget *figures_label;
  GtkWidget *trouble_box;
  GtkWidget *trouble_label;
  GtkWidget *pause_button;
  GtkWidget *pause_content;
  GtkWidget *bar;
};

typedef enum {
  PROP_STATE = 1,
  PROP_SIZE,
  PROP_SENT,
  PROP_FRACTION,
  PROP_SPEED,
  PROP_SECONDS_LEFT,
  PROP_N_FAILED,
  PROP_N_ASKING,
} LineProperty;

static GParamSpec *properties[PROP_N_ASKING + 1];

G_DEFINE_FINAL_TYPE (DropoffOverallLine, dropoff_overall_line, GTK_TYPE_BOX)

static char *
title_text (DropoffOverallLine *self, int state, gint64 seconds_left)
{
  self->shown_seconds = dropoff_settle_seconds (self->shown_seconds, seconds_left);
  return dropoff_text_overall_title ((DropoffQueueState) state, self->shown_seconds);
}

static char *
figures_text (DropoffOverallLine *self, guint64 sent_bytes, guint64 size_bytes, double speed)
{
  return dropoff_text_overall_figures (
      sent_bytes, size_bytes, self->state == DROPOFF_QUEUE_SENDING ? speed : 0);
}

static gboolean
has_trouble (DropoffOverallLine *self, guint n_failed)
{
  return n_failed > 0;
}

static char *
trouble_text (DropoffOverallLine *self, guint n_failed, guint n_asking)
{
  return dropoff_text_trouble (n_failed, n_asking);
}

static void
show_state (DropoffOverallLine *self)
{
  gboolean is_paused = self->state == DROPOFF_QUEUE_PAUSED;
  const char *word = is_paused ? _ ("Resume All") : _ ("Pause All");

  gtk_widget_set_visible (self->pause_button, self->state != DROPOFF_QUEUE_IDLE
                                                  && self->state != DROPOFF_QUEUE_FINISHING
                                                  && self->state != DROPOFF_QUEUE_HELD
                                                  && self->state != DROPOFF_QUEUE_WAITING_SIGN_IN
                                                  && self->state != DROPOFF_QUEUE_WAITING_PERSON);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (self->pause_button),
                                  is_paused ? "win.resume-all" : "win.pause-all");
  adw_button_content_set_label (ADW_BUTTON_CONTENT (self->pause_content), word);
  adw_button_content_set_icon_name (ADW_BUTTON_CONTENT (self->pause_content),
                                    is_paused ? "media-playback-start-symbolic"
                                              : "media-playback-pause-symbolic");
  if (dropoff_queue_state_flows (self->state))
    gtk_widget_remove_css_class (self->bar, "idle");
  else
    gtk_widget_add_css_class (self->bar, "idle");
}

static void
dropoff_overall_line_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  DropoffOverallLine *self = DROPOFF_OVERALL_LINE (object);

  switch ((LineProperty) id)
    {
    case PROP_STATE:
      g_value_set_int (value, (int) self->state);
      break;
    case PROP_SIZE:
      g_value_set_uint64 (value, self->size_bytes);
      break;
    case PROP_SENT:
      g_value_set_uint64 (value, self->sent_bytes);
      break;
    case PROP_FRACTION:
      g_value_set_double (value, self->fraction);
      break;
    case PROP_SPEED:
      g_value_set_double (value, self->speed);
      break;
    case PROP_SECONDS_LEFT:
      g_value_set_int64 (value, self->seconds_left);
      break;
    case PROP_N_FAILED:
      g_value_set_uint (value, self->n_failed);
      break;
    case PROP_N_ASKING:
      g_value_set_uint (value, self->n_asking);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
dropoff_overall_line_set_property (GObject *object, guint id, const GValue *value,
                                   GParamSpec *pspec)
{
  DropoffOverallLine *self = DROPOFF_OVERALL_LINE (object);

  switch ((LineProperty) id)
    {
    case PROP_STATE:
      self->state = (DropoffQueueState) g_value_get_int (value);
      show_state (self);
      break;
    case PROP_SIZE:
      self->size_bytes = g_value_get_uint64 (value);
      break;
    case PROP_SENT:
      self->sent_bytes = g_value_get_uint64 (value);
      break;
    case PROP_FRACTION:
      self->fraction = g_value_get_double (value);
      break;
    case PROP_SPEED:
      self->speed = g_value_get_double (value);
      break;
    case PROP_SECONDS_LEFT:
      self->seconds_left = g_value_get_int64 (value);
      break;
    case PROP_N_FAILED:
      self->n_failed = g_value_get_uint (value);
      break;
    case PROP_N_ASKING:
      self->n_asking = g_value_get_uint (value);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
dropoff_overall_line_class_init (DropoffOverallLineClass *klass)
{
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS;
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = dropoff_overall_line_get_property;
  object_class->set_property = dropoff_overall_line_set_property;

  properties[PROP_STATE] = g_param_spec_int (
      "state", NULL, NULL, 0, DROPOFF_QUEUE_HELD, DROPOFF_QUEUE_IDLE, flags);
  properties[PROP_SIZE] = g_param_spec_uint64 ("size", NULL, NULL, 0, G_MAXUINT64, 0, flags);
  properties[PROP_SENT] = g_param_spec_uint64 ("sent", NULL, NULL, 0, G_MAXUINT64, 0, flags);
  properties[PROP_FRACTION] = g_param_spec_double ("fraction", NULL, NULL, 0, 1, 0, flags);
  properties[PROP_SPEED] = g_param_spec_double ("speed", NULL, NULL, 0, G_MAXDOUBLE, 0, flags);
  properties[PROP_SECONDS_LEFT]
      = g_param_spec_int64 ("seconds-left", NULL, NULL, -1, G_MAXINT64, -1, flags);
  properties[PROP_N_FAILED] = g_param_spec_uint ("n-failed", NULL, NULL, 0, G_MAXUINT, 0, flags);
  properties[PROP_N_ASKING] = g_param_spec_uint ("n-asking", NULL, NULL, 0, G_MAXUINT, 0, flags);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);

  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/dropoff/Dropoff/dropoff-overall-line.ui");
  gtk_widget_class_bind_template_child (widget_class, DropoffOverallLine, title_label);
  gtk_widget_class_bind_template_child (widget_class, DropoffOverallLine, figures_label);
  gtk_widget_class_bind_template_child (widget_class, DropoffOverallLine, trouble_box);
  gtk_widget_class_bind_template_child (widget_class, DropoffOverallLine, trouble_label);
  gtk_widget_class_bind_template_child (widget_class, DropoffOverallLine, pause_button);
  gtk_widget_class_bind_template_child (widget_class, DropoffOverallLine, pause_content);
  gtk_widget_class_bind_template_child (widget_class, DropoffOverallLine, bar);
  gtk_widget_class_bind_template_callback (widget_class, title_text);
  gtk_widget_class_bind_template_callback (widget_class, figures_text);
  gtk_widget_class_bind_template_callback (widget_class, has_trouble);
  gtk_widget_class_bind_template_callback (widget_class, trouble_text);
}

static void
dropoff_overall_line_init (DropoffOverallLine *self)
{
  self->seconds_left = -1;
  self->shown_seconds = -1;
  gtk_widget_init_template (GTK_WIDGET (self));
  show_state (self);
}
