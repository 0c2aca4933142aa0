/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "dropoff-banner.h"

struct _DropoffBanner
{
  GtkBox parent_instance;

  DropoffBannerKind kind;

  GtkRevealer *revealer;
};

typedef enum { PROP_KIND = 1 } BannerProperty;

static GParamSpec *properties[PROP_KIND + 1];
static guint clicked_signal;

G_DEFINE_FINAL_TYPE (DropoffBanner, dropoff_banner, GTK_TYPE_BOX)

static void
on_clicked (DropoffBanner *self)
{
  g_signal_emit (self, clicked_signal, 0);
}

static void
dropoff_banner_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  DropoffBanner *self = DROPOFF_BANNER (object);

  switch ((BannerProperty) id)
    {
    case PROP_KIND:
      g_value_set_int (value, (int) self->kind);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
dropoff_banner_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  DropoffBanner *self = DROPOFF_BANNER (object);

  switch ((BannerProperty) id)
    {
    case PROP_KIND:
      self->kind = (DropoffBannerKind) g_value_get_int (value);
      gtk_revealer_set_reveal_child (self->revealer, self->kind != DROPOFF_BANNER_NONE);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
dropoff_banner_class_init (DropoffBannerClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = dropoff_banner_get_property;
  object_class->set_property = dropoff_banner_set_property;
  properties[PROP_KIND]
      = g_param_spec_int ("kind", NULL, NULL, 0, DROPOFF_BANNER_SIGN_IN, DROPOFF_BANNER_NONE,
                          G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);
  clicked_signal = g_signal_new ("clicked", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                 NULL, NULL, G_TYPE_NONE, 0);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/dropoff/Dropoff/dropoff-banner.ui");
  gtk_widget_class_bind_template_child (widget_class, DropoffBanner, revealer);
  gtk_widget_class_bind_template_callback (widget_class, on_clicked);
}

static void
dropoff_banner_init (DropoffBanner *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
