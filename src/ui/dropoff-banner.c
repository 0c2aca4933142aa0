/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "dropoff-banner.h"

#include "dropoff-last-words.h"

struct _DropoffBanner
{
  GtkBox parent_instance;

  DropoffBannerKind kind;

  GtkRevealer *revealer;
  GtkWidget *strip;
  GtkImage *icon;
  GtkLabel *label;
  GtkButton *button;
};

static guint clicked_signal;

G_DEFINE_FINAL_TYPE (DropoffBanner, dropoff_banner, GTK_TYPE_BOX)

static void
on_clicked (DropoffBanner *self)
{
  g_signal_emit (self, clicked_signal, 0);
}

static void
dropoff_banner_class_init (DropoffBannerClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  clicked_signal = g_signal_new ("clicked", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                 NULL, NULL, G_TYPE_NONE, 0);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/dropoff/Dropoff/dropoff-banner.ui");
  gtk_widget_class_bind_template_child (widget_class, DropoffBanner, revealer);
  gtk_widget_class_bind_template_child (widget_class, DropoffBanner, strip);
  gtk_widget_class_bind_template_child (widget_class, DropoffBanner, icon);
  gtk_widget_class_bind_template_child (widget_class, DropoffBanner, label);
  gtk_widget_class_bind_template_child (widget_class, DropoffBanner, button);
  gtk_widget_class_bind_template_callback (widget_class, on_clicked);
}

static void
dropoff_banner_init (DropoffBanner *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  dropoff_last_words_keep (self->label);
}

void
dropoff_banner_show (DropoffBanner *self, const DropoffBannerFacts *facts)
{
  DropoffBannerKind kind = dropoff_banner_choose (facts);
  const char *button = dropoff_banner_button (kind);
  g_autofree char *text = NULL;

  g_return_if_fail (DROPOFF_IS_BANNER (self));

  self->kind = kind;
  gtk_revealer_set_reveal_child (self->revealer, kind != DROPOFF_BANNER_NONE);
  /* While it slides away it still says what it said. */
  if (kind == DROPOFF_BANNER_NONE)
    return;
  text = dropoff_banner_text (kind, facts);
  gtk_label_set_label (self->label, text);
  gtk_image_set_from_icon_name (self->icon, dropoff_banner_icon (kind));
  gtk_widget_set_visible (GTK_WIDGET (self->button), button != NULL);
  gtk_button_set_label (self->button, button != NULL ? button : "");
  gtk_widget_remove_css_class (self->strip,
                               dropoff_banner_needs_person (kind) ? "info" : "warn");
  gtk_widget_add_css_class (self->strip, dropoff_banner_needs_person (kind) ? "warn" : "info");
}

DropoffBannerKind
dropoff_banner_get_kind (DropoffBanner *self)
{
  g_return_val_if_fail (DROPOFF_IS_BANNER (self), DROPOFF_BANNER_NONE);

  return self->kind;
}
