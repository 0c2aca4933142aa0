/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "dropoff-choice-page.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#include "dropoff-error-line.h"
#include "dropoff-form-page.h"

struct _DropoffChoicePage
{
  GtkBox parent_instance;

  char *company_name;
  gboolean busy;
  DropoffChallengeWay ways[DROPOFF_N_WAYS];
  guint n_ways;

  DropoffFormPage *form;
  GtkListBox *list;
  DropoffErrorLine *error_line;
};

typedef enum { PROP_COMPANY_NAME = 1, PROP_BUSY } PageProperty;

enum { SIGNAL_CHOSEN, SIGNAL_BACK, N_SIGNALS };

static GParamSpec *properties[PROP_BUSY + 1];
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (DropoffChoicePage, dropoff_choice_page, GTK_TYPE_BOX)

static void
on_row_activated (DropoffChoicePage *self, GtkListBoxRow *row)
{
  int index = gtk_list_box_row_get_index (row);

  if (!self->busy && index >= 0 && (guint) index < self->n_ways)
    g_signal_emit (self, signals[SIGNAL_CHOSEN], 0, (guint) self->ways[index]);
}

static void
on_back (DropoffChoicePage *self)
{
  g_signal_emit (self, signals[SIGNAL_BACK], 0);
}

static void
dropoff_choice_page_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  DropoffChoicePage *self = DROPOFF_CHOICE_PAGE (object);

  switch ((PageProperty) id)
    {
    case PROP_COMPANY_NAME:
      g_value_set_string (value, self->company_name);
      break;
    case PROP_BUSY:
      g_value_set_boolean (value, self->busy);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
dropoff_choice_page_set_property (GObject *object, guint id, const GValue *value,
                                  GParamSpec *pspec)
{
  DropoffChoicePage *self = DROPOFF_CHOICE_PAGE (object);

  switch ((PageProperty) id)
    {
    case PROP_COMPANY_NAME:
      g_free (self->company_name);
      self->company_name = g_value_dup_string (value);
      break;
    case PROP_BUSY:
      self->busy = g_value_get_boolean (value);
      gtk_widget_set_sensitive (GTK_WIDGET (self->list), !self->busy);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
dropoff_choice_page_finalize (GObject *object)
{
  g_free (DROPOFF_CHOICE_PAGE (object)->company_name);
  G_OBJECT_CLASS (dropoff_choice_page_parent_class)->finalize (object);
}

static void
dropoff_choice_page_class_init (DropoffChoicePageClass *klass)
{
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS;
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GType type = G_TYPE_FROM_CLASS (klass);

  object_class->get_property = dropoff_choice_page_get_property;
  object_class->set_property = dropoff_choice_page_set_property;
  object_class->finalize = dropoff_choice_page_finalize;

  properties[PROP_COMPANY_NAME] = g_param_spec_string ("company-name", NULL, NULL, NULL, flags);
  properties[PROP_BUSY] = g_param_spec_boolean ("busy", NULL, NULL, FALSE, flags);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);
  signals[SIGNAL_CHOSEN] = g_signal_new ("chosen", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                         G_TYPE_NONE, 1, G_TYPE_UINT);
  signals[SIGNAL_BACK] = g_signal_new ("back", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                       G_TYPE_NONE, 0);
  g_type_ensure (DROPOFF_TYPE_FORM_PAGE);
  g_type_ensure (DROPOFF_TYPE_ERROR_LINE);
  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/dropoff/Dropoff/dropoff-choice-page.ui");
  gtk_widget_class_bind_template_child (widget_class, DropoffChoicePage, form);
  gtk_widget_class_bind_template_child (widget_class, DropoffChoicePage, list);
  gtk_widget_class_bind_template_child (widget_class, DropoffChoicePage, error_line);
  gtk_widget_class_bind_template_callback (widget_class, on_row_activated);
  gtk_widget_class_bind_template_callback (widget_class, on_back);
}

static void
dropoff_choice_page_init (DropoffChoicePage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
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

  dropoff_error_line_show (self->error_line, message, NULL);
}
