/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "dropoff-busy-button.h"

struct _DropoffBusyButton
{
  GtkButton parent_instance;

  gboolean busy;
  gboolean ready;

  GtkStack *stack;
  GtkLabel *label;
  GtkSpinner *spinner;
};

typedef enum { PROP_TEXT = 1, PROP_BUSY, PROP_READY } ButtonProperty;

static GParamSpec *properties[PROP_READY + 1];

G_DEFINE_FINAL_TYPE (DropoffBusyButton, dropoff_busy_button, GTK_TYPE_BUTTON)

static void
update (DropoffBusyButton *self)
{
  gtk_stack_set_visible_child (self->stack,
                               self->busy ? GTK_WIDGET (self->spinner) : GTK_WIDGET (self->label));
  gtk_spinner_set_spinning (self->spinner, self->busy);
  gtk_widget_set_sensitive (GTK_WIDGET (self), self->busy || self->ready);
  gtk_widget_set_can_target (GTK_WIDGET (self), !self->busy);
  gtk_accessible_update_state (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_STATE_BUSY, self->busy, -1);
}

static void
dropoff_busy_button_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  DropoffBusyButton *self = DROPOFF_BUSY_BUTTON (object);

  switch ((ButtonProperty) id)
    {
    case PROP_TEXT:
      g_value_set_string (value, gtk_label_get_label (self->label));
      break;
    case PROP_BUSY:
      g_value_set_boolean (value, self->busy);
      break;
    case PROP_READY:
      g_value_set_boolean (value, self->ready);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
dropoff_busy_button_set_property (GObject *object, guint id, const GValue *value,
                                  GParamSpec *pspec)
{
  DropoffBusyButton *self = DROPOFF_BUSY_BUTTON (object);

  switch ((ButtonProperty) id)
    {
    case PROP_TEXT:
      gtk_label_set_text_with_mnemonic (self->label, g_value_get_string (value));
      break;
    case PROP_BUSY:
      self->busy = g_value_get_boolean (value);
      update (self);
      break;
    case PROP_READY:
      self->ready = g_value_get_boolean (value);
      update (self);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
dropoff_busy_button_class_init (DropoffBusyButtonClass *klass)
{
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS;
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = dropoff_busy_button_get_property;
  object_class->set_property = dropoff_busy_button_set_property;
  properties[PROP_TEXT] = g_param_spec_string ("text", NULL, NULL, NULL, flags);
  properties[PROP_BUSY] = g_param_spec_boolean ("busy", NULL, NULL, FALSE, flags);
  properties[PROP_READY] = g_param_spec_boolean ("ready", NULL, NULL, TRUE, flags);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);
}

static void
dropoff_busy_button_init (DropoffBusyButton *self)
{
  GtkWidget *stack = gtk_stack_new ();
  GtkWidget *label = gtk_label_new (NULL);
  GtkWidget *spinner = gtk_spinner_new ();

  self->ready = TRUE;
  self->stack = GTK_STACK (stack);
  self->label = GTK_LABEL (label);
  self->spinner = GTK_SPINNER (spinner);
  gtk_label_set_mnemonic_widget (self->label, GTK_WIDGET (self));
  gtk_stack_add_child (self->stack, label);
  gtk_stack_add_child (self->stack, spinner);
  gtk_button_set_child (GTK_BUTTON (self), stack);
  gtk_widget_set_halign (GTK_WIDGET (self), GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (GTK_WIDGET (self), "pill");
  gtk_widget_add_css_class (GTK_WIDGET (self), "suggested-action");
  gtk_widget_add_css_class (GTK_WIDGET (self), "text-button");
}
