/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "dropoff-company-page.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#include "dropoff-busy-button.h"
#include "dropoff-error-line.h"
#include "dropoff-form-page.h"

struct _DropoffCompanyPage
{
  GtkBox parent_instance;

  char *company_name;
  char *origin;
  char *questions;
  gboolean busy;

  GtkWidget *list;
  AdwActionRow *origin_row;
  AdwActionRow *questions_row;
  DropoffErrorLine *error_line;
  GtkWidget *submit_button;
};

typedef enum { PROP_COMPANY_NAME = 1, PROP_ORIGIN, PROP_QUESTIONS, PROP_BUSY } PageProperty;

enum { SIGNAL_SUBMIT, SIGNAL_BACK, N_SIGNALS };

static GParamSpec *properties[PROP_BUSY + 1];
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (DropoffCompanyPage, dropoff_company_page, GTK_TYPE_BOX)

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
  if (!self->busy)
    g_signal_emit (self, signals[SIGNAL_SUBMIT], 0);
}

static void
on_back (DropoffCompanyPage *self)
{
  g_signal_emit (self, signals[SIGNAL_BACK], 0);
}

static void
dropoff_company_page_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  DropoffCompanyPage *self = DROPOFF_COMPANY_PAGE (object);

  switch ((PageProperty) id)
    {
    case PROP_COMPANY_NAME:
      g_value_set_string (value, self->company_name);
      break;
    case PROP_ORIGIN:
      g_value_set_string (value, self->origin);
      break;
    case PROP_QUESTIONS:
      g_value_set_string (value, self->questions);
      break;
    case PROP_BUSY:
      g_value_set_boolean (value, self->busy);
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
    case PROP_COMPANY_NAME:
      g_free (self->company_name);
      self->company_name = g_value_dup_string (value);
      break;
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
    case PROP_BUSY:
      self->busy = g_value_get_boolean (value);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
dropoff_company_page_finalize (GObject *object)
{
  DropoffCompanyPage *self = DROPOFF_COMPANY_PAGE (object);

  g_clear_pointer (&self->company_name, g_free);
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
  GType type = G_TYPE_FROM_CLASS (klass);

  object_class->get_property = dropoff_company_page_get_property;
  object_class->set_property = dropoff_company_page_set_property;
  object_class->finalize = dropoff_company_page_finalize;

  properties[PROP_COMPANY_NAME] = g_param_spec_string ("company-name", NULL, NULL, NULL, flags);
  properties[PROP_ORIGIN] = g_param_spec_string ("origin", NULL, NULL, NULL, flags);
  properties[PROP_QUESTIONS] = g_param_spec_string ("questions", NULL, NULL, NULL, flags);
  properties[PROP_BUSY] = g_param_spec_boolean ("busy", NULL, NULL, FALSE, flags);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);
  signals[SIGNAL_SUBMIT] = g_signal_new ("submit", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                         G_TYPE_NONE, 0);
  signals[SIGNAL_BACK] = g_signal_new ("back", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                       G_TYPE_NONE, 0);
  g_type_ensure (DROPOFF_TYPE_FORM_PAGE);
  g_type_ensure (DROPOFF_TYPE_ERROR_LINE);
  g_type_ensure (DROPOFF_TYPE_BUSY_BUTTON);
  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/dropoff/Dropoff/dropoff-company-page.ui");
  gtk_widget_class_bind_template_child (widget_class, DropoffCompanyPage, list);
  gtk_widget_class_bind_template_child (widget_class, DropoffCompanyPage, origin_row);
  gtk_widget_class_bind_template_child (widget_class, DropoffCompanyPage, questions_row);
  gtk_widget_class_bind_template_child (widget_class, DropoffCompanyPage, error_line);
  gtk_widget_class_bind_template_child (widget_class, DropoffCompanyPage, submit_button);
  gtk_widget_class_bind_template_callback (widget_class, title_text);
  gtk_widget_class_bind_template_callback (widget_class, description_text);
  gtk_widget_class_bind_template_callback (widget_class, on_submit);
  gtk_widget_class_bind_template_callback (widget_class, on_back);
}

static void
dropoff_company_page_init (DropoffCompanyPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  show_row (self, self->origin_row, NULL);
  show_row (self, self->questions_row, NULL);
}

void
dropoff_company_page_begin (DropoffCompanyPage *self)
{
  g_return_if_fail (DROPOFF_IS_COMPANY_PAGE (self));

  dropoff_error_line_show (self->error_line, NULL, NULL);
  gtk_widget_grab_focus (self->submit_button);
}

void
dropoff_company_page_show_error (DropoffCompanyPage *self, const char *message)
{
  g_return_if_fail (DROPOFF_IS_COMPANY_PAGE (self));

  dropoff_error_line_show (self->error_line, message, NULL);
}
