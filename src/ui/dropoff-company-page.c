/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "dropoff-company-page.h"

#include <adwaita.h>
#include <glib/gi18n.h>

struct _DropoffCompanyPage
{
  DropoffQuestionPage parent_instance;

  char *origin;
  char *questions;

  GtkWidget *list;
  AdwActionRow *origin_row;
  AdwActionRow *questions_row;
  DropoffErrorLine *error_line;
  GtkWidget *submit_button;
};

typedef enum { PROP_ORIGIN = 1, PROP_QUESTIONS } PageProperty;

static GParamSpec *properties[PROP_QUESTIONS + 1];
static guint submit_signal;

G_DEFINE_FINAL_TYPE (DropoffCompanyPage, dropoff_company_page, DROPOFF_TYPE_QUESTION_PAGE)

static char *
title_text (DropoffCompanyPage *self, const char *company_name)
{
  /* Translators: a page's title; %s is the company's name and stands on a line of its own */
  return g_strdup_printf (_ ("Send Files to\n%s?"), company_name != NULL ? company_name : "");
}

static char *
description_text (DropoffCompanyPage *self, const char *company_name)
{
  /* Translators: %s is the company's name */
  return g_strdup_printf (_ ("What you drop into this window goes to %s and to nobody else."),
                          company_name != NULL ? company_name : "");
}

static void
show_row (DropoffCompanyPage *self, AdwActionRow *row, const char *text)
{
  adw_action_row_set_subtitle (row, text != NULL ? text : "");
  gtk_widget_set_visible (GTK_WIDGET (row), text != NULL);
  gtk_widget_set_visible (self->list, self->origin != NULL || self->questions != NULL);
}

static void
on_submit (DropoffCompanyPage *self)
{
  if (!dropoff_question_page_is_busy (DROPOFF_QUESTION_PAGE (self)))
    g_signal_emit (self, submit_signal, 0);
}

static void
dropoff_company_page_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  DropoffCompanyPage *self = DROPOFF_COMPANY_PAGE (object);

  switch ((PageProperty) id)
    {
    case PROP_ORIGIN:
      g_value_set_string (value, self->origin);
      break;
    case PROP_QUESTIONS:
      g_value_set_string (value, self->questions);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
dropoff_company_page_set_property (GObject *object, guint id, const GValue *value,
                                   GParamSpec *pspec)
{
  DropoffCompanyPage *self = DROPOFF_COMPANY_PAGE (object);

  switch ((PageProperty) id)
    {
    case PROP_ORIGIN:
      g_free (self->origin);
      self->origin = g_value_dup_string (value);
      show_row (self, self->origin_row, self->origin);
      break;
    case PROP_QUESTIONS:
      g_free (self->questions);
      self->questions = g_value_dup_string (value);
      show_row (self, self->questions_row, self->questions);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
dropoff_company_page_finalize (GObject *object)
{
  DropoffCompanyPage *self = DROPOFF_COMPANY_PAGE (object);

  g_clear_pointer (&self->origin, g_free);
  g_clear_pointer (&self->questions, g_free);
  G_OBJECT_CLASS (dropoff_company_page_parent_class)->finalize (object);
}

static void
dropoff_company_page_class_init (DropoffCompanyPageClass *klass)
{
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS;
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = dropoff_company_page_get_property;
  object_class->set_property = dropoff_company_page_set_property;
  object_class->finalize = dropoff_company_page_finalize;

  properties[PROP_ORIGIN] = g_param_spec_string ("origin", NULL, NULL, NULL, flags);
  properties[PROP_QUESTIONS] = g_param_spec_string ("questions", NULL, NULL, NULL, flags);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);
  submit_signal = g_signal_new ("submit", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                NULL, NULL, G_TYPE_NONE, 0);
  dropoff_question_page_class_set_template (DROPOFF_QUESTION_PAGE_CLASS (klass),
                                            "/io/github/dropoff/Dropoff/dropoff-company-page.ui");
  gtk_widget_class_bind_template_child (widget_class, DropoffCompanyPage, list);
  gtk_widget_class_bind_template_child (widget_class, DropoffCompanyPage, origin_row);
  gtk_widget_class_bind_template_child (widget_class, DropoffCompanyPage, questions_row);
  gtk_widget_class_bind_template_child (widget_class, DropoffCompanyPage, error_line);
  gtk_widget_class_bind_template_child (widget_class, DropoffCompanyPage, submit_button);
  gtk_widget_class_bind_template_callback (widget_class, title_text);
  gtk_widget_class_bind_template_callback (widget_class, description_text);
  gtk_widget_class_bind_template_callback (widget_class, on_submit);
}

static void
dropoff_company_page_init (DropoffCompanyPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  show_row (self, self->origin_row, NULL);
  show_row (self, self->questions_row, NULL);
  dropoff_question_page_set_up (DROPOFF_QUESTION_PAGE (self), self->error_line,
                                self->submit_button);
}

void
dropoff_company_page_begin (DropoffCompanyPage *self)
{
  g_return_if_fail (DROPOFF_IS_COMPANY_PAGE (self));

  dropoff_company_page_show_error (self, NULL);
  gtk_widget_grab_focus (self->submit_button);
}

void
dropoff_company_page_show_error (DropoffCompanyPage *self, const char *message)
{
  g_return_if_fail (DROPOFF_IS_COMPANY_PAGE (self));

  dropoff_question_page_show_fault (DROPOFF_QUESTION_PAGE (self), message, NULL, NULL);
}
