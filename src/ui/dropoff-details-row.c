/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "dropoff-details-row.h"

#include <glib/gi18n.h>

#include "dropoff-error-line.h"

/* Of a field for several lines: it grows with what is in it, and scrolls only then. */
#define LONG_HEIGHT_PX 96
#define LONG_MAX_HEIGHT_PX 160

/* A longer label would be cut off above a line in a narrow window: AdwEntryRow does not wrap it. */
#define LABEL_OF_ROW_CHARS 24

struct _DropoffDetailsRow
{
  AdwBin parent_instance;

  const DropoffDetailField *field;
  GtkWidget *input; /* an AdwEntryRow, AdwComboRow, GtkText or GtkTextView, of the card */
  DropoffErrorLine *error_line; /* below the card */
  GtkWidget *calendar_button;
  GtkScrolledWindow *scrolled; /* nullable; around the text */
  guint grow_idle;
};

static guint changed_signal;

G_DEFINE_FINAL_TYPE (DropoffDetailsRow, dropoff_details_row, ADW_TYPE_BIN)

static void
on_changed (DropoffDetailsRow *self)
{
  g_signal_emit (self, changed_signal, 0);
}

static gboolean
on_grow_idle (gpointer user_data)
{
  DropoffDetailsRow *self = user_data;
  GtkTextView *view = GTK_TEXT_VIEW (self->input);
  GtkTextIter end;
  GdkRectangle last;
  int height_px;

  self->grow_idle = 0;
  /* The adjustment is never less than what is in sight: once high, it would always be high. */
  gtk_text_buffer_get_end_iter (gtk_text_view_get_buffer (view), &end);
  gtk_text_view_get_iter_location (view, &end, &last);
  height_px = last.y + last.height + gtk_text_view_get_top_margin (view)
              + gtk_text_view_get_bottom_margin (view);
  gtk_scrolled_window_set_min_content_height (
      self->scrolled, CLAMP (height_px, LONG_HEIGHT_PX, LONG_MAX_HEIGHT_PX));
  return G_SOURCE_REMOVE;
}

/* The text is laid out while sizes are given out, when none can be asked for. */
static void
on_text_height (DropoffDetailsRow *self)
{
  if (self->grow_idle == 0)
    self->grow_idle = g_idle_add_full (G_PRIORITY_HIGH, on_grow_idle, self, NULL);
}

static void
dropoff_details_row_dispose (GObject *object)
{
  g_clear_handle_id (&DROPOFF_DETAILS_ROW (object)->grow_idle, g_source_remove);
  G_OBJECT_CLASS (dropoff_details_row_parent_class)->dispose (object);
}

static gboolean
dropoff_details_row_grab_focus (GtkWidget *widget)
{
  return gtk_widget_grab_focus (DROPOFF_DETAILS_ROW (widget)->input);
}

static void
dropoff_details_row_class_init (DropoffDetailsRowClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = dropoff_details_row_dispose;
  GTK_WIDGET_CLASS (klass)->grab_focus = dropoff_details_row_grab_focus;
  /* Its list or text has the name; without a role its type would be read out. */
  gtk_widget_class_set_accessible_role (GTK_WIDGET_CLASS (klass), GTK_ACCESSIBLE_ROLE_GROUP);
  changed_signal = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                 NULL, NULL, G_TYPE_NONE, 0);
}

static void
dropoff_details_row_init (DropoffDetailsRow *self)
{
}

static void
set_card (DropoffDetailsRow *self, GtkWidget *card)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 9);

  self->error_line = g_object_new (DROPOFF_TYPE_ERROR_LINE, NULL);
  gtk_box_append (GTK_BOX (box), card);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->error_line));
  adw_bin_set_child (ADW_BIN (self), box);
}

/* Beside the label and not in it: a long one is cut off at its end. */
static GtkWidget *
make_required_mark (void)
{
  /* Translators: beside the label of a field of a form that must be filled in */
  GtkWidget *mark = gtk_label_new (_ ("Required"));

  gtk_widget_set_valign (mark, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (mark, "caption");
  gtk_widget_add_css_class (mark, "dim-label");
  return mark;
}

static void
speak_required (DropoffDetailsRow *self)
{
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->input), GTK_ACCESSIBLE_PROPERTY_REQUIRED,
                                  self->field->required, -1);
}

/* Alone in a list, as the platform's forms have their rows. */
static void
set_row (DropoffDetailsRow *self, GtkWidget *row)
{
  GtkWidget *list = gtk_list_box_new ();

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), self->field->label);
  gtk_list_box_set_selection_mode (GTK_LIST_BOX (list), GTK_SELECTION_NONE);
  gtk_widget_add_css_class (list, "boxed-list");
  gtk_list_box_append (GTK_LIST_BOX (list), row);
  set_card (self, list);
  self->input = row;
  speak_required (self);
}

static void
on_card_pressed (DropoffDetailsRow *self)
{
  gtk_widget_grab_focus (self->input);
}

/* The whole label above what is typed, in as many lines as it takes. Takes the input, or what is
 * around it. Returns: (transfer none): the label's line, for what stands beside it. */
static GtkBox *
make_card (DropoffDetailsRow *self, GtkWidget *content)
{
  GtkWidget *card = gtk_box_new (GTK_ORIENTATION_VERTICAL, 3);
  GtkWidget *head = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *label
      = g_object_new (GTK_TYPE_LABEL, "label", self->field->label, "xalign", 0.0, "hexpand", TRUE,
                      "wrap", TRUE, "wrap-mode", PANGO_WRAP_WORD_CHAR, NULL);
  GtkGesture *press = gtk_gesture_click_new ();

  gtk_accessible_update_property (GTK_ACCESSIBLE (self->input), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  self->field->label, -1);
  speak_required (self);
  gtk_widget_add_css_class (card, "card");
  gtk_widget_add_css_class (card, "textfield");
  gtk_widget_add_css_class (label, "caption");
  gtk_widget_add_css_class (label, "dim-label");
  gtk_box_append (GTK_BOX (head), label);
  if (self->field->required)
    gtk_box_append (GTK_BOX (head), make_required_mark ());
  gtk_box_append (GTK_BOX (card), head);
  gtk_box_append (GTK_BOX (card), content);
  /* As a row of a form does it: whoever presses beside the text means it. */
  g_signal_connect_object (press, "pressed", G_CALLBACK (on_card_pressed), self,
                           G_CONNECT_SWAPPED);
  gtk_widget_add_controller (head, GTK_EVENT_CONTROLLER (press));
  set_card (self, card);
  return GTK_BOX (head);
}

static gboolean
has_long_label (DropoffDetailsRow *self)
{
  return g_utf8_strlen (self->field->label, -1) > LABEL_OF_ROW_CHARS;
}

/* suffix: (nullable): what stands behind what is typed */
static void
make_line (DropoffDetailsRow *self, const char *value, GtkWidget *suffix)
{
  if (has_long_label (self))
    {
      GtkBox *head;

      self->input = gtk_text_new ();
      gtk_text_set_activates_default (GTK_TEXT (self->input), TRUE);
      head = make_card (self, self->input);
      if (suffix != NULL)
        gtk_box_append (head, suffix);
    }
  else
    {
      set_row (self, adw_entry_row_new ());
      adw_entry_row_set_activates_default (ADW_ENTRY_ROW (self->input), TRUE);
      if (self->field->required)
        adw_entry_row_add_suffix (ADW_ENTRY_ROW (self->input), make_required_mark ());
      if (suffix != NULL)
        adw_entry_row_add_suffix (ADW_ENTRY_ROW (self->input), suffix);
    }
  gtk_editable_set_text (GTK_EDITABLE (self->input), value != NULL ? value : "");
  g_signal_connect_object (self->input, "changed", G_CALLBACK (on_changed), self,
                           G_CONNECT_SWAPPED);
}

static void
make_text (DropoffDetailsRow *self, const char *value)
{
  GtkWidget *scrolled = g_object_new (GTK_TYPE_SCROLLED_WINDOW, "hscrollbar-policy",
                                      GTK_POLICY_NEVER, "min-content-height", LONG_HEIGHT_PX,
                                      NULL);
  GtkTextBuffer *buffer;

  self->input = g_object_new (GTK_TYPE_TEXT_VIEW, "accepts-tab", FALSE, "wrap-mode",
                              GTK_WRAP_WORD_CHAR, NULL);
  buffer = gtk_text_view_get_buffer (GTK_TEXT_VIEW (self->input));
  gtk_text_buffer_set_text (buffer, value != NULL ? value : "", -1);
  g_signal_connect_object (buffer, "changed", G_CALLBACK (on_changed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (buffer, "changed", G_CALLBACK (on_text_height), self,
                           G_CONNECT_SWAPPED);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), self->input);
  self->scrolled = GTK_SCROLLED_WINDOW (scrolled);
  g_signal_connect_object (gtk_scrolled_window_get_vadjustment (self->scrolled), "notify::upper",
                           G_CALLBACK (on_text_height), self, G_CONNECT_SWAPPED);
  make_card (self, scrolled);
}

static void
make_choice (DropoffDetailsRow *self, const char *value)
{
  GtkWidget *row = adw_combo_row_new ();
  g_autoptr (GtkStringList) list = gtk_string_list_new (NULL);

  /* Translators: in a list of choices: none of them is chosen */
  gtk_string_list_append (list, _ ("Not chosen"));
  for (char **choice = self->field->choices; *choice != NULL; choice++)
    gtk_string_list_append (list, *choice);
  set_row (self, row);
  if (self->field->required)
    adw_action_row_add_suffix (ADW_ACTION_ROW (row), make_required_mark ());
  /* Below the label, as what is typed is: beside a long one there is no room for it. */
  adw_combo_row_set_use_subtitle (ADW_COMBO_ROW (row), TRUE);
  gtk_widget_add_css_class (row, "property");
  adw_combo_row_set_model (ADW_COMBO_ROW (row), G_LIST_MODEL (list));
  for (guint i = 0; value != NULL && self->field->choices[i] != NULL; i++)
    if (g_str_equal (self->field->choices[i], value))
      adw_combo_row_set_selected (ADW_COMBO_ROW (row), i + 1);
  g_signal_connect_object (row, "notify::selected", G_CALLBACK (on_changed), self,
                           G_CONNECT_SWAPPED);
}

static void
on_day_chosen (DropoffDetailsRow *self, GtkCalendar *calendar)
{
  g_autoptr (GDateTime) date = gtk_calendar_get_date (calendar);
  g_autofree char *text = g_date_time_format (date, "%Y-%m-%d");

  gtk_editable_set_text (GTK_EDITABLE (self->input), text);
  gtk_menu_button_popdown (GTK_MENU_BUTTON (self->calendar_button));
}

static void
make_date (DropoffDetailsRow *self, const char *value)
{
  GtkWidget *calendar = gtk_calendar_new ();
  GtkWidget *popover = gtk_popover_new ();
  /* Translators: opens a calendar to choose a day */
  const char *words = _ ("Choose a Day");

  self->calendar_button = gtk_menu_button_new ();
  gtk_popover_set_child (GTK_POPOVER (popover), calendar);
  gtk_menu_button_set_popover (GTK_MENU_BUTTON (self->calendar_button), popover);
  gtk_menu_button_set_icon_name (GTK_MENU_BUTTON (self->calendar_button),
                                 "x-office-calendar-symbolic");
  gtk_widget_set_valign (self->calendar_button, GTK_ALIGN_CENTER);
  gtk_widget_set_tooltip_text (self->calendar_button, words);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->calendar_button),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, words, -1);
  gtk_widget_add_css_class (self->calendar_button, "flat");
  make_line (self, value, self->calendar_button);
  g_signal_connect_object (calendar, "day-selected", G_CALLBACK (on_day_chosen), self,
                           G_CONNECT_SWAPPED);
}

GtkWidget *
dropoff_details_row_new (const DropoffDetailField *field, const char *value)
{
  DropoffDetailsRow *self = g_object_new (DROPOFF_TYPE_DETAILS_ROW, NULL);

  self->field = field;
  switch (field->kind)
    {
    case DROPOFF_DETAIL_LONG:
      make_text (self, value);
      break;
    case DROPOFF_DETAIL_CHOICE:
      make_choice (self, value);
      break;
    case DROPOFF_DETAIL_DATE:
      make_date (self, value);
      break;
    case DROPOFF_DETAIL_TEXT:
    default:
      make_line (self, value, NULL);
      break;
    }
  return GTK_WIDGET (self);
}

const DropoffDetailField *
dropoff_details_row_get_field (DropoffDetailsRow *self)
{
  g_return_val_if_fail (DROPOFF_IS_DETAILS_ROW (self), NULL);
  return self->field;
}

char *
dropoff_details_row_dup_value (DropoffDetailsRow *self)
{
  guint selected;

  g_return_val_if_fail (DROPOFF_IS_DETAILS_ROW (self), NULL);

  if (self->field->kind == DROPOFF_DETAIL_LONG)
    {
      GtkTextBuffer *buffer = gtk_text_view_get_buffer (GTK_TEXT_VIEW (self->input));
      GtkTextIter start, end;

      gtk_text_buffer_get_bounds (buffer, &start, &end);
      return gtk_text_buffer_get_text (buffer, &start, &end, FALSE);
    }
  if (self->field->kind != DROPOFF_DETAIL_CHOICE)
    return g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->input)));
  selected = adw_combo_row_get_selected (ADW_COMBO_ROW (self->input));
  return g_strdup (selected > 0 && selected != GTK_INVALID_LIST_POSITION
                       ? self->field->choices[selected - 1]
                       : "");
}

void
dropoff_details_row_mark (DropoffDetailsRow *self, const char *fault)
{
  g_return_if_fail (DROPOFF_IS_DETAILS_ROW (self));

  if (fault != NULL)
    gtk_widget_add_css_class (self->input, "error");
  else
    gtk_widget_remove_css_class (self->input, "error");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->input),
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, fault != NULL ? fault : "",
                                  -1);
  dropoff_error_line_show (self->error_line, fault, NULL);
}
