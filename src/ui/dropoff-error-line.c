/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "dropoff-error-line.h"

#include "dropoff-last-words.h"

struct _DropoffErrorLine
{
  GtkBox parent_instance;

  GtkLabel *label;
  GtkWidget *button;
};

static guint clicked_signal;

G_DEFINE_FINAL_TYPE (DropoffErrorLine, dropoff_error_line, GTK_TYPE_BOX)

static void
on_clicked (DropoffErrorLine *self)
{
  g_signal_emit (self, clicked_signal, 0);
}

static void
dropoff_error_line_class_init (DropoffErrorLineClass *klass)
{
  clicked_signal = g_signal_new ("clicked", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                 NULL, NULL, G_TYPE_NONE, 0);
}

static void
dropoff_error_line_init (DropoffErrorLine *self)
{
  GtkWidget *icon = gtk_image_new_from_icon_name ("dialog-error-symbolic");
  GtkWidget *label = g_object_new (GTK_TYPE_LABEL, "accessible-role", GTK_ACCESSIBLE_ROLE_ALERT,
                                   "hexpand", TRUE, "xalign", 0.0, "wrap", TRUE, "wrap-mode",
                                   PANGO_WRAP_WORD_CHAR, NULL);

  self->label = GTK_LABEL (label);
  dropoff_last_words_keep (self->label);
  self->button = g_object_new (GTK_TYPE_BUTTON, "use-underline", TRUE, NULL);
  gtk_widget_add_css_class (GTK_WIDGET (self), "error-line");
  gtk_widget_add_css_class (icon, "error");
  gtk_widget_add_css_class (label, "caption-heading");
  gtk_widget_add_css_class (label, "error");
  gtk_widget_add_css_class (self->button, "small");
  gtk_widget_set_valign (self->button, GTK_ALIGN_CENTER);
  g_signal_connect_swapped (self->button, "clicked", G_CALLBACK (on_clicked), self);
  gtk_box_set_spacing (GTK_BOX (self), 9);
  gtk_box_append (GTK_BOX (self), icon);
  gtk_box_append (GTK_BOX (self), label);
  gtk_box_append (GTK_BOX (self), self->button);
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}

void
dropoff_error_line_show (DropoffErrorLine *self, const char *message, const char *button)
{
  g_return_if_fail (DROPOFF_IS_ERROR_LINE (self));

  gtk_label_set_label (self->label, message != NULL ? message : "");
  dropoff_error_line_offer (self, button);
  gtk_widget_set_visible (GTK_WIDGET (self), message != NULL);
}

void
dropoff_error_line_offer (DropoffErrorLine *self, const char *button)
{
  g_return_if_fail (DROPOFF_IS_ERROR_LINE (self));

  gtk_button_set_label (GTK_BUTTON (self->button), button != NULL ? button : "");
  gtk_widget_set_visible (self->button, button != NULL);
}
