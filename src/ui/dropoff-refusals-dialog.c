/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "dropoff-refusals-dialog.h"

#include <glib/gi18n.h>

#include "dropoff-drop.h"

/* More than anybody reads; the sentence above the list says how many there are. */
#define MAX_ROWS 200

struct _DropoffRefusalsDialog
{
  AdwWindow parent_instance;

  GtkLabel *summary_label;
  GtkListBox *list;
};

G_DEFINE_FINAL_TYPE (DropoffRefusalsDialog, dropoff_refusals_dialog, ADW_TYPE_WINDOW)

static void
dropoff_refusals_dialog_class_init (DropoffRefusalsDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/dropoff/Dropoff/dropoff-refusals-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, DropoffRefusalsDialog, summary_label);
  gtk_widget_class_bind_template_child (widget_class, DropoffRefusalsDialog, list);
}

static void
dropoff_refusals_dialog_init (DropoffRefusalsDialog *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
dropoff_refusals_dialog_new (GtkWindow *parent, GPtrArray *refusals)
{
  DropoffRefusalsDialog *self
      = g_object_new (DROPOFF_TYPE_REFUSALS_DIALOG, "transient-for", parent, NULL);
  g_autofree char *summary = g_strdup_printf (
      ngettext ("%u file is not sent.", "%u files are not sent.", refusals->len), refusals->len);

  gtk_label_set_label (self->summary_label, summary);
  for (guint i = 0; i < MIN (refusals->len, MAX_ROWS); i++)
    {
      const DropoffRefusal *refusal = g_ptr_array_index (refusals, i);
      GtkWidget *row = g_object_new (ADW_TYPE_ACTION_ROW, "use-markup", FALSE, "title-lines", 2,
                                     "subtitle-lines", 0, NULL);

      /* Afterwards: texts given together with "use-markup" would still be read as markup. */
      g_object_set (row, "title", refusal->name, "subtitle", refusal->reason, NULL);
      gtk_list_box_append (self->list, row);
    }
  return GTK_WIDGET (self);
}
