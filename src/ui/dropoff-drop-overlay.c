/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "dropoff-drop-overlay.h"

#include <adwaita.h>

#define FADE_IN_MS 150
#define FADE_OUT_MS 100

struct _DropoffDropOverlay
{
  GtkBox parent_instance;

  gboolean active;
  gboolean calm;
  char *text;

  GtkRevealer *revealer;
  GtkWidget *ground;
  AdwStatusPage *page;
};

typedef enum { PROP_ACTIVE = 1, PROP_CALM, PROP_TEXT } OverlayProperty;

static GParamSpec *properties[PROP_TEXT + 1];

G_DEFINE_FINAL_TYPE (DropoffDropOverlay, dropoff_drop_overlay, GTK_TYPE_BOX)

/* Hidden it must not be in the way of the pointer. */
static void
on_revealed (DropoffDropOverlay *self)
{
  gtk_widget_set_visible (GTK_WIDGET (self),
                          self->active || gtk_revealer_get_child_revealed (self->revealer));
}

static void
set_active (DropoffDropOverlay *self, gboolean active)
{
  self->active = active;
  if (active)
    gtk_widget_set_visible (GTK_WIDGET (self), TRUE);
  gtk_revealer_set_transition_duration (self->revealer, active ? FADE_IN_MS : FADE_OUT_MS);
  gtk_revealer_set_reveal_child (self->revealer, active);
  on_revealed (self);
}

static void
set_text (DropoffDropOverlay *self, const char *text)
{
  g_autofree char *markup = g_markup_escape_text (text != NULL ? text : "", -1);

  g_free (self->text);
  self->text = g_strdup (text);
  adw_status_page_set_title (self->page, markup);
}

static void
dropoff_drop_overlay_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  DropoffDropOverlay *self = DROPOFF_DROP_OVERLAY (object);

  switch ((OverlayProperty) id)
    {
    case PROP_ACTIVE:
      g_value_set_boolean (value, self->active);
      break;
    case PROP_CALM:
      g_value_set_boolean (value, self->calm);
      break;
    case PROP_TEXT:
      g_value_set_string (value, self->text);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
dropoff_drop_overlay_set_property (GObject *object, guint id, const GValue *value,
                                   GParamSpec *pspec)
{
  DropoffDropOverlay *self = DROPOFF_DROP_OVERLAY (object);

  switch ((OverlayProperty) id)
    {
    case PROP_ACTIVE:
      set_active (self, g_value_get_boolean (value));
      break;
    case PROP_CALM:
      self->calm = g_value_get_boolean (value);
      if (self->calm)
        gtk_widget_add_css_class (self->ground, "calm");
      else
        gtk_widget_remove_css_class (self->ground, "calm");
      break;
    case PROP_TEXT:
      set_text (self, g_value_get_string (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
dropoff_drop_overlay_finalize (GObject *object)
{
  DropoffDropOverlay *self = DROPOFF_DROP_OVERLAY (object);

  g_clear_pointer (&self->text, g_free);
  G_OBJECT_CLASS (dropoff_drop_overlay_parent_class)->finalize (object);
}

static void
dropoff_drop_overlay_class_init (DropoffDropOverlayClass *klass)
{
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS;
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = dropoff_drop_overlay_get_property;
  object_class->set_property = dropoff_drop_overlay_set_property;
  object_class->finalize = dropoff_drop_overlay_finalize;
  properties[PROP_ACTIVE] = g_param_spec_boolean ("active", NULL, NULL, FALSE, flags);
  properties[PROP_CALM] = g_param_spec_boolean ("calm", NULL, NULL, FALSE, flags);
  properties[PROP_TEXT] = g_param_spec_string ("text", NULL, NULL, NULL, flags);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);
  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/dropoff/Dropoff/dropoff-drop-overlay.ui");
  gtk_widget_class_bind_template_child (widget_class, DropoffDropOverlay, revealer);
  gtk_widget_class_bind_template_child (widget_class, DropoffDropOverlay, ground);
  gtk_widget_class_bind_template_child (widget_class, DropoffDropOverlay, page);
  gtk_widget_class_bind_template_callback (widget_class, on_revealed);
}

static void
dropoff_drop_overlay_init (DropoffDropOverlay *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
