/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "dropoff-row-parts.h"

#include <glib/gi18n.h>

void
dropoff_row_set_class (GtkWidget *widget, const char *name, gboolean wanted)
{
  if (wanted)
    gtk_widget_add_css_class (widget, name);
  else
    gtk_widget_remove_css_class (widget, name);
}

void
dropoff_row_set_tooltip (GtkWidget *widget, const char *text)
{
  /* GTK asks the display where the pointer is each time, and waits for the answer. */
  if (g_strcmp0 (gtk_widget_get_tooltip_text (widget), text) != 0)
    gtk_widget_set_tooltip_text (widget, text);
}

void
dropoff_row_show_trouble (GtkWidget *widget, DropoffUploadState state)
{
  gboolean is_trouble
      = dropoff_upload_state_needs_person (state) || state == DROPOFF_UPLOAD_REFUSED;

  dropoff_row_set_class (widget, "error", is_trouble);
  dropoff_row_set_class (widget, "dim-label", !is_trouble);
}

void
dropoff_row_show_button (GtkWidget *word_button, GtkWidget *round_button, DropoffRowButton button)
{
  gboolean is_word = button == DROPOFF_ROW_BUTTON_RETRY || button == DROPOFF_ROW_BUTTON_SEND;
  gboolean is_round = button == DROPOFF_ROW_BUTTON_PAUSE || button == DROPOFF_ROW_BUTTON_RESUME;
  gboolean pauses = button == DROPOFF_ROW_BUTTON_PAUSE;
  const char *round_word = pauses ? _ ("Pause") : _ ("Resume");

  gtk_widget_set_visible (word_button, is_word);
  if (is_word)
    gtk_button_set_label (GTK_BUTTON (word_button),
                          button == DROPOFF_ROW_BUTTON_RETRY ? _ ("Retry") : _ ("Send"));
  gtk_widget_set_visible (round_button, is_round);
  gtk_button_set_icon_name (GTK_BUTTON (round_button), pauses ? "media-playback-pause-symbolic"
                                                              : "media-playback-start-symbolic");
  dropoff_row_set_tooltip (round_button, round_word);
  gtk_accessible_update_property (GTK_ACCESSIBLE (round_button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  round_word, -1);
}

/* Its words break rather than being cut off. */
static GtkWidget *
make_answer (const char *words, const char *action)
{
  GtkWidget *button = gtk_button_new ();
  GtkWidget *label = gtk_label_new (words);

  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_justify (GTK_LABEL (label), GTK_JUSTIFY_CENTER);
  gtk_button_set_child (GTK_BUTTON (button), label);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, words,
                                  -1);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), action);
  return button;
}

void
dropoff_row_show_answers (GtkBox *column, GtkWidget **answers, DropoffRowButton button,
                          const char *skip_action)
{
  gboolean asks = button == DROPOFF_ROW_BUTTON_SEND_BOTH;

  if (*answers == NULL && asks)
    {
      *answers = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
      gtk_widget_set_halign (*answers, GTK_ALIGN_END);
      gtk_widget_set_margin_top (*answers, 6);
      gtk_widget_set_margin_end (*answers, 9);
      gtk_box_append (GTK_BOX (*answers), make_answer (_ ("Don’t Send"), skip_action));
      /* Translators: a file, and another one of the same name that the company has already */
      gtk_box_append (GTK_BOX (*answers), make_answer (_ ("Send Both"), "row.press"));
      gtk_box_append (column, *answers);
    }
  if (*answers != NULL)
    gtk_widget_set_visible (*answers, asks);
}

void
dropoff_row_keep_focus (GtkWidget *focus, GtkWidget *round_button, GtkWidget *menu_button)
{
  if (focus != NULL && !gtk_widget_get_mapped (focus))
    gtk_widget_grab_focus (gtk_widget_get_visible (round_button) ? round_button : menu_button);
}

void
dropoff_row_name_parent (GtkWidget *row, const char *name)
{
  GtkWidget *parent = gtk_widget_get_parent (row);

  if (parent != NULL && name != NULL)
    gtk_accessible_update_property (GTK_ACCESSIBLE (parent), GTK_ACCESSIBLE_PROPERTY_LABEL, name,
                                    -1);
}

static GtkSizeRequestMode
get_request_mode (GtkWidget *bin)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static void
measure (GtkWidget *bin, GtkOrientation orientation, int for_size, int *minimum, int *natural,
         int *minimum_baseline, int *natural_baseline)
{
  gtk_widget_measure (gtk_widget_get_first_child (bin), orientation,
                      orientation == GTK_ORIENTATION_HORIZONTAL ? -1 : for_size, minimum, natural,
                      minimum_baseline, natural_baseline);
}

static void
allocate (GtkWidget *bin, int width, int height, int baseline)
{
  gtk_widget_allocate (gtk_widget_get_first_child (bin), width, height, baseline, NULL);
}

void
dropoff_row_ease_wrapping (GtkWidget *bin)
{
  gtk_widget_set_layout_manager (bin, gtk_custom_layout_new (get_request_mode, measure, allocate));
}

DropoffVerb
dropoff_row_find_verb (const char *action)
{
  static const struct
  {
    const char *action;
    DropoffVerb verb;
  } verbs[] = {
    { "row.press", DROPOFF_VERB_PRESS },
    { "row.toggle-open", DROPOFF_VERB_TOGGLE_OPEN },
    { "row.send-first", DROPOFF_VERB_SEND_FIRST },
    { "row.show-in-files", DROPOFF_VERB_SHOW_IN_FILES },
    { "row.pause", DROPOFF_VERB_PAUSE },
    { "row.resume", DROPOFF_VERB_RESUME },
    { "row.show-all", DROPOFF_VERB_SHOW_ALL },
    { "row.details", DROPOFF_VERB_DETAILS },
    { "row.receipt", DROPOFF_VERB_RECEIPT },
    { "row.send-again", DROPOFF_VERB_SEND_AGAIN },
    { "row.save-receipts", DROPOFF_VERB_SAVE_RECEIPTS },
    { "row.remove", DROPOFF_VERB_REMOVE },
    { "row.skip", DROPOFF_VERB_SKIP },
  };

  for (guint i = 0; i < G_N_ELEMENTS (verbs); i++)
    if (g_str_equal (action, verbs[i].action))
      return verbs[i].verb;
  g_return_val_if_reached (DROPOFF_VERB_PRESS);
}

gboolean
dropoff_row_may_change_details (DropoffUploadState state, guint64 sent_bytes)
{
  return sent_bytes == 0 && dropoff_upload_state_is_at_rest (state);
}

void
dropoff_row_append_if_enabled (GMenu *menu, const char *label, const char *action)
{
  g_autoptr (GMenuItem) item = g_menu_item_new (label, action);

  g_menu_item_set_attribute (item, "hidden-when", "s", "action-disabled");
  g_menu_append_item (menu, item);
}
