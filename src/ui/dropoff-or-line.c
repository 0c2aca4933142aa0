/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "dropoff-or-line.h"

#include <glib/gi18n.h>

struct _DropoffOrLine
{
  GtkBox parent_instance;
};

G_DEFINE_FINAL_TYPE (DropoffOrLine, dropoff_or_line, GTK_TYPE_BOX)

static void
dropoff_or_line_class_init (DropoffOrLineClass *klass)
{
}

static void
append_stroke (GtkBox *box)
{
  GtkWidget *stroke = gtk_separator_new (GTK_ORIENTATION_HORIZONTAL);

  gtk_widget_set_hexpand (stroke, TRUE);
  gtk_widget_set_valign (stroke, GTK_ALIGN_CENTER);
  gtk_box_append (box, stroke);
}

static void
dropoff_or_line_init (DropoffOrLine *self)
{
  /* Translators: Between two ways to go on */
  GtkWidget *label = gtk_label_new (_ ("or"));

  gtk_widget_add_css_class (label, "caption");
  gtk_widget_add_css_class (label, "dim-label");
  gtk_box_set_spacing (GTK_BOX (self), 12);
  append_stroke (GTK_BOX (self));
  gtk_box_append (GTK_BOX (self), label);
  append_stroke (GTK_BOX (self));
}
