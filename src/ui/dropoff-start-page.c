/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "dropoff-start-page.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#include "dropoff-or-line.h"

struct _DropoffStartPage
{
  DropoffQuestionPage parent_instance;

  gboolean can_go_back;

  GtkEditable *address_row;
  DropoffErrorLine *error_line;
  GtkWidget *submit_button;
  GtkWidget *file_button;
};

typedef enum { PROP_CAN_GO_BACK = 1 } PageProperty;

enum { SIGNAL_SUBMIT, SIGNAL_CHOOSE_FILE, N_SIGNALS };

static GParamSpec *properties[PROP_CAN_GO_BACK + 1];
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (DropoffStartPage, dropoff_start_page, DROPOFF_TYPE_QUESTION_PAGE)

static char *
get_address (DropoffStartPage *self)
{
  return g_strstrip (g_strdup (gtk_editable_get_text (self->address_row)));
}

static void
update (DropoffQuestionPage *page)
{
  DropoffStartPage *self = DROPOFF_START_PAGE (page);
  gboolean is_busy = dropoff_question_page_is_busy (page);
  g_autofree char *address = get_address (self);

  gtk_widget_set_sensitive (GTK_WIDGET (self->address_row), !is_busy);
  gtk_widget_set_sensitive (self->file_button, !is_busy);
  g_object_set (self->submit_button, "ready", *address != '\0', NULL);
}

static void
on_changed (DropoffStartPage *self)
{
  dropoff_start_page_show_error (self, NULL, FALSE);
  dropoff_question_page_update (DROPOFF_QUESTION_PAGE (self));
}

static void
on_submit (DropoffStartPage *self)
{
  g_autofree char *address = get_address (self);

  if (!dropoff_question_page_is_busy (DROPOFF_QUESTION_PAGE (self)) && *address != '\0')
    g_signal_emit (self, signals[SIGNAL_SUBMIT], 0, address);
}

static void
on_choose_file (DropoffStartPage *self)
{
  g_signal_emit (self, signals[SIGNAL_CHOOSE_FILE], 0);
}

static void
dropoff_start_page_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  DropoffStartPage *self = DROPOFF_START_PAGE (object);

  switch ((PageProperty) id)
    {
    case PROP_CAN_GO_BACK:
      g_value_set_boolean (value, self->can_go_back);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
dropoff_start_page_set_property (GObject *object, guint id, const GValue *value,
                                 GParamSpec *pspec)
{
  DropoffStartPage *self = DROPOFF_START_PAGE (object);

  switch ((PageProperty) id)
    {
    case PROP_CAN_GO_BACK:
      self->can_go_back = g_value_get_boolean (value);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
dropoff_start_page_class_init (DropoffStartPageClass *klass)
{
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS;
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  GType type = G_TYPE_FROM_CLASS (klass);

  DROPOFF_QUESTION_PAGE_CLASS (klass)->update = update;
  object_class->get_property = dropoff_start_page_get_property;
  object_class->set_property = dropoff_start_page_set_property;

  properties[PROP_CAN_GO_BACK] = g_param_spec_boolean ("can-go-back", NULL, NULL, FALSE, flags);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);
  signals[SIGNAL_SUBMIT] = g_signal_new ("submit", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                         G_TYPE_NONE, 1, G_TYPE_STRING);
  signals[SIGNAL_CHOOSE_FILE] = g_signal_new ("choose-file", type, G_SIGNAL_RUN_LAST, 0, NULL,
                                              NULL, NULL, G_TYPE_NONE, 0);
  g_type_ensure (DROPOFF_TYPE_OR_LINE);
  dropoff_question_page_class_set_template (DROPOFF_QUESTION_PAGE_CLASS (klass),
                                            "/io/github/dropoff/Dropoff/dropoff-start-page.ui");
  gtk_widget_class_bind_template_child (widget_class, DropoffStartPage, address_row);
  gtk_widget_class_bind_template_child (widget_class, DropoffStartPage, error_line);
  gtk_widget_class_bind_template_child (widget_class, DropoffStartPage, submit_button);
  gtk_widget_class_bind_template_child (widget_class, DropoffStartPage, file_button);
  gtk_widget_class_bind_template_callback (widget_class, on_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_submit);
  gtk_widget_class_bind_template_callback (widget_class, on_choose_file);
}

static void
dropoff_start_page_init (DropoffStartPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  dropoff_question_page_set_up (DROPOFF_QUESTION_PAGE (self), self->error_line,
                                self->submit_button);
}

void
dropoff_start_page_begin (DropoffStartPage *self)
{
  g_return_if_fail (DROPOFF_IS_START_PAGE (self));

  dropoff_start_page_show_error (self, NULL, FALSE);
  gtk_widget_grab_focus (GTK_WIDGET (self->address_row));
}

void
dropoff_start_page_set_address (DropoffStartPage *self, const char *address)
{
  g_return_if_fail (DROPOFF_IS_START_PAGE (self));

  gtk_editable_set_text (self->address_row, address);
}

void
dropoff_start_page_show_error (DropoffStartPage *self, const char *message, gboolean in_address)
{
  DropoffQuestionPage *page = DROPOFF_QUESTION_PAGE (self);
  GtkWidget *row = GTK_WIDGET (self->address_row);

  g_return_if_fail (DROPOFF_IS_START_PAGE (self));

  /* What is not about the address ends what was said about it. */
  if (!in_address)
    dropoff_question_page_show_fault (page, NULL, NULL, row);
  dropoff_question_page_show_fault (page, message, in_address ? _ ("Try Again") : NULL,
                                    in_address ? row : NULL);
}
