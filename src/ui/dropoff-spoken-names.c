/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <adwaita.h>

#include "dropoff-spoken-names.h"

/* Calls it now and whenever a property of the widget changes. */
static void
follow (GtkWidget *widget, const char *property, GCallback mend)
{
  g_autofree char *signal = g_strconcat ("notify::", property, NULL);
  gulong earlier
      = g_signal_handler_find (widget, G_SIGNAL_MATCH_FUNC, 0, 0, NULL, (gpointer) mend, NULL);

  if (earlier == 0
      && g_object_class_find_property (G_OBJECT_GET_CLASS (widget), property) != NULL)
    g_signal_connect (widget, signal, mend, NULL);
}

/* It is labelled by the words in it, and was given the same words with their underscore. */
static void
forget_raw_words (GtkWidget *widget)
{
  gtk_accessible_reset_property (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_LABEL);
}

static void
mend_words (GtkLabel *label)
{
  GtkWidget *owner = gtk_label_get_mnemonic_widget (label);

  if (owner == NULL || !gtk_widget_is_ancestor (GTK_WIDGET (label), owner))
    return;
  forget_raw_words (owner);
  follow (owner, GTK_IS_BUTTON (owner) ? "label" : "text", G_CALLBACK (forget_raw_words));
}

/* Its words are no mnemonic to GTK 4.8, only drawn as one. */
static void
speak_check_button (GtkWidget *button)
{
  GtkWidget *child = gtk_widget_get_last_child (button);

  if (GTK_IS_LABEL (child))
    gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                    gtk_label_get_text (GTK_LABEL (child)), -1);
}

static void
speak_tooltip (GtkWidget *button)
{
  GtkWidget *parent = gtk_widget_get_parent (button);
  const char *text = gtk_widget_get_tooltip_text (button);

  if (text == NULL && ADW_IS_SPLIT_BUTTON (parent))
    text = gtk_widget_get_tooltip_text (parent);
  if (text != NULL)
    gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, text,
                                    -1);
}

/* What a button that has only an icon says changes with what a press would do. */
static void
mend_icon (GtkWidget *button)
{
  speak_tooltip (button);
  follow (button, "tooltip-text", G_CALLBACK (speak_tooltip));
}

/* That of a row which opens says nothing; any other is labelled by its row. */
static void
speak_switch (GtkWidget *widget)
{
  GtkWidget *row = gtk_widget_get_ancestor (widget, ADW_TYPE_ACTION_ROW);

  if (row != NULL && adw_action_row_get_activatable_widget (ADW_ACTION_ROW (row)) != widget)
    gtk_accessible_update_property (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                    adw_preferences_row_get_title (ADW_PREFERENCES_ROW (row)), -1);
}

/* What is in a row is labelled by the row. These have words of their own, and would say both. */
static void
mend_row (AdwActionRow *row)
{
  GtkWidget *widget = adw_action_row_get_activatable_widget (row);

  if (GTK_IS_BUTTON (widget) || GTK_IS_SPIN_BUTTON (widget))
    gtk_accessible_reset_relation (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_RELATION_LABELLED_BY);
}

static gboolean
on_map (GSignalInvocationHint *hint, guint n_values, const GValue *values, gpointer user_data)
{
  GtkWidget *widget = g_value_get_object (values);

  if (GTK_IS_LABEL (widget))
    mend_words (GTK_LABEL (widget));
  else if (GTK_IS_BUTTON (widget) && gtk_button_get_icon_name (GTK_BUTTON (widget)) != NULL)
    mend_icon (widget);
  else if (GTK_IS_CHECK_BUTTON (widget))
    speak_check_button (widget);
  else if (ADW_IS_ACTION_ROW (widget))
    mend_row (ADW_ACTION_ROW (widget));
  else if (GTK_IS_SWITCH (widget))
    speak_switch (widget);
  else if (GTK_IS_MENU_BUTTON (widget) && ADW_IS_SPLIT_BUTTON (gtk_widget_get_parent (widget)))
    mend_icon (widget);
  else if (GTK_IS_LIST_BOX (widget)
           && gtk_list_box_get_selection_mode (GTK_LIST_BOX (widget)) == GTK_SELECTION_NONE)
    gtk_widget_set_focusable (widget, FALSE);
  return TRUE;
}

void
dropoff_spoken_names_mend (void)
{
  /* Widgets of the toolkit are made when nobody knows; but each of them is mapped. */
  g_type_class_unref (g_type_class_ref (GTK_TYPE_WIDGET));
  g_signal_add_emission_hook (g_signal_lookup ("map", GTK_TYPE_WIDGET), 0, on_map, NULL, NULL);
}
