/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "dropoff-choice-page.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#include "dropoff-form-page.h"

struct _DropoffChoicePage
{
  DropoffQuestionPage parent_instance;

  DropoffChallengeWay ways[DROPOFF_N_WAYS];
  guint n_ways;

  DropoffFormPage *form;
  GtkListBox *list;
  DropoffErrorLine *error_line;
};

enum { SIGNAL_CHOSEN, N_SIGNALS };

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (DropoffChoicePage, dropoff_choice_page, DROPOFF_TYPE_QUESTION_PAGE)

static void
on_row_activated (DropoffChoicePage *self, GtkListBoxRow *row)
{
  int index = gtk_list_box_row_get_index (row);

  if (!dropoff_question_page_is_busy (DROPOFF_QUESTION_PAGE (self)) && index >= 0
      && (guint) index < self->n_ways)
    g_signal_emit (self, signals[SIGNAL_CHOSEN], 0, (guint) self->ways[index]);
}

static void
update (DropoffQuestionPage *page)
{
  gtk_widget_set_sensitive (GTK_WIDGET (DROPOFF_CHOICE_PAGE (page)->list),
                            !dropoff_question_page_is_busy (page));
}

static void
dropoff_choice_page_class_init (DropoffChoicePageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  GType type = G_TYPE_FROM_CLASS (klass);

  DROPOFF_QUESTION_PAGE_CLASS (klass)->update = update;
  signals[SIGNAL_CHOSEN] = g_signal_new ("chosen", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                         G_TYPE_NONE, 1, G_TYPE_UINT);
  dropoff_question_page_class_set_template (DROPOFF_QUESTION_PAGE_CLASS (klass),
                                            "/io/github/dropoff/Dropoff/dropoff-choice-page.ui");
  gtk_widget_class_bind_template_child (widget_class, DropoffChoicePage, form);
  gtk_widget_class_bind_template_child (widget_class, DropoffChoicePage, list);
  gtk_widget_class_bind_template_child (widget_class, DropoffChoicePage, error_line);
  gtk_widget_class_bind_template_callback (widget_class, on_row_activated);
}

static void
dropoff_choice_page_init (DropoffChoicePage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  dropoff_question_page_set_up (DROPOFF_QUESTION_PAGE (self), self->error_line, NULL);
}

static const char *
get_title (DropoffChallengeWay way)
{
  switch (way)
    {
    case DROPOFF_WAY_PHONE:
      return _ ("Text Message");
    case DROPOFF_WAY_APP:
      return _ ("Code App");
    case DROPOFF_WAY_EMAIL:
    default:
      return _ ("E-mail");
    }
}

static const char *
get_subtitle (DropoffChallengeWay way)
{
  switch (way)
    {
    case DROPOFF_WAY_PHONE:
      return _ ("A code comes to your phone");
    case DROPOFF_WAY_APP:
      return _ ("An app on your phone shows a code");
    case DROPOFF_WAY_EMAIL:
    default:
      return _ ("A code comes to your address");
    }
}

static GtkWidget *
make_row (DropoffChallengeWay way)
{
  GtkWidget *row = g_object_new (ADW_TYPE_ACTION_ROW, "activatable", TRUE, NULL);
  GtkWidget *arrow = gtk_image_new_from_icon_name ("go-next-symbolic");

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), get_title (way));
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), get_subtitle (way));
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), arrow);
  return row;
}

void
dropoff_choice_page_begin (DropoffChoicePage *self, const DropoffChallenge *challenge)
{
  GtkListBoxRow *row;

  g_return_if_fail (DROPOFF_IS_CHOICE_PAGE (self));

  while ((row = gtk_list_box_get_row_at_index (self->list, 0)) != NULL)
    gtk_list_box_remove (self->list, GTK_WIDGET (row));
  self->n_ways = challenge->n_ways;
  for (guint i = 0; i < self->n_ways; i++)
    {
      self->ways[i] = challenge->ways[i];
      gtk_list_box_append (self->list, make_row (self->ways[i]));
    }
  g_object_set (self->form, "title",
                challenge->is_set_up ? _ ("Choose a Second Step") : _ ("Choose How to Get a Code"),
                "description",
                challenge->is_set_up
                    ? _ ("From now on you sign in with your password and a code.")
                    : _ ("You can choose another one the next time."),
                NULL);
  dropoff_choice_page_show_error (self, NULL);
  row = gtk_list_box_get_row_at_index (self->list, 0);
  if (row != NULL)
    gtk_widget_grab_focus (GTK_WIDGET (row));
}

void
dropoff_choice_page_show_error (DropoffChoicePage *self, const char *message)
{
  g_return_if_fail (DROPOFF_IS_CHOICE_PAGE (self));

  dropoff_question_page_show_fault (DROPOFF_QUESTION_PAGE (self), message, NULL, NULL);
}
