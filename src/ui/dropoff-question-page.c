/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "dropoff-question-page.h"

#include "dropoff-busy-button.h"
#include "dropoff-form-page.h"

typedef struct
{
  char *company_name;
  gboolean busy;
  DropoffErrorLine *error_line; /* the child's, as is the button */
  GtkWidget *submit_button;
} DropoffQuestionPagePrivate;

typedef enum { PROP_COMPANY_NAME = 1, PROP_BUSY } PageProperty;

static GParamSpec *properties[PROP_BUSY + 1];
static guint back_signal;
static guint fault_clicked_signal;

G_DEFINE_ABSTRACT_TYPE_WITH_PRIVATE (DropoffQuestionPage, dropoff_question_page, GTK_TYPE_BOX)

static DropoffQuestionPagePrivate *
get_private (DropoffQuestionPage *self)
{
  return dropoff_question_page_get_instance_private (self);
}

static void
on_back (DropoffQuestionPage *self)
{
  g_signal_emit (self, back_signal, 0);
}

static void
on_fault_clicked (DropoffQuestionPage *self)
{
  g_signal_emit (self, fault_clicked_signal, 0);
}

static void
dropoff_question_page_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  DropoffQuestionPagePrivate *private = get_private (DROPOFF_QUESTION_PAGE (object));

  switch ((PageProperty) id)
    {
    case PROP_COMPANY_NAME:
      g_value_set_string (value, private->company_name);
      break;
    case PROP_BUSY:
      g_value_set_boolean (value, private->busy);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
dropoff_question_page_set_property (GObject *object, guint id, const GValue *value,
                                    GParamSpec *pspec)
{
  DropoffQuestionPage *self = DROPOFF_QUESTION_PAGE (object);
  DropoffQuestionPagePrivate *private = get_private (self);

  switch ((PageProperty) id)
    {
    case PROP_COMPANY_NAME:
      g_free (private->company_name);
      private->company_name = g_value_dup_string (value);
      dropoff_question_page_update (self);
      break;
    case PROP_BUSY:
      private->busy = g_value_get_boolean (value);
      dropoff_question_page_update (self);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
dropoff_question_page_finalize (GObject *object)
{
  g_free (get_private (DROPOFF_QUESTION_PAGE (object))->company_name);
  G_OBJECT_CLASS (dropoff_question_page_parent_class)->finalize (object);
}

static void
dropoff_question_page_class_init (DropoffQuestionPageClass *klass)
{
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS;
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = dropoff_question_page_get_property;
  object_class->set_property = dropoff_question_page_set_property;
  object_class->finalize = dropoff_question_page_finalize;

  properties[PROP_COMPANY_NAME] = g_param_spec_string ("company-name", NULL, NULL, NULL, flags);
  properties[PROP_BUSY] = g_param_spec_boolean ("busy", NULL, NULL, FALSE, flags);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);
  back_signal = g_signal_new ("back", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                              NULL, G_TYPE_NONE, 0);
  fault_clicked_signal = g_signal_new ("fault-clicked", G_TYPE_FROM_CLASS (klass),
                                       G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
dropoff_question_page_init (DropoffQuestionPage *self)
{
}

void
dropoff_question_page_class_set_template (DropoffQuestionPageClass *klass,
                                          const char *resource_path)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  g_type_ensure (DROPOFF_TYPE_FORM_PAGE);
  g_type_ensure (DROPOFF_TYPE_ERROR_LINE);
  g_type_ensure (DROPOFF_TYPE_BUSY_BUTTON);
  gtk_widget_class_set_template_from_resource (widget_class, resource_path);
  gtk_widget_class_bind_template_callback (widget_class, on_back);
}

void
dropoff_question_page_set_up (DropoffQuestionPage *self, DropoffErrorLine *error_line,
                              GtkWidget *submit_button)
{
  DropoffQuestionPagePrivate *private;

  g_return_if_fail (DROPOFF_IS_QUESTION_PAGE (self));

  private = get_private (self);
  private->error_line = error_line;
  private->submit_button = submit_button;
  g_signal_connect_object (error_line, "clicked", G_CALLBACK (on_fault_clicked), self,
                           G_CONNECT_SWAPPED);
  dropoff_question_page_update (self);
}

void
dropoff_question_page_update (DropoffQuestionPage *self)
{
  DropoffQuestionPagePrivate *private;

  g_return_if_fail (DROPOFF_IS_QUESTION_PAGE (self));

  private = get_private (self);
  /* Properties are set before the child's template is there, too. */
  if (private->error_line == NULL)
    return;
  if (private->submit_button != NULL)
    g_object_set (private->submit_button, "busy", private->busy, NULL);
  /* The focus must not stay in a field that takes no keys. */
  if (private->submit_button != NULL && private->busy)
    gtk_widget_grab_focus (private->submit_button);
  if (DROPOFF_QUESTION_PAGE_GET_CLASS (self)->update != NULL)
    DROPOFF_QUESTION_PAGE_GET_CLASS (self)->update (self);
}

gboolean
dropoff_question_page_is_busy (DropoffQuestionPage *self)
{
  g_return_val_if_fail (DROPOFF_IS_QUESTION_PAGE (self), FALSE);

  return get_private (self)->busy;
}

const char *
dropoff_question_page_get_company_name (DropoffQuestionPage *self)
{
  g_return_val_if_fail (DROPOFF_IS_QUESTION_PAGE (self), NULL);

  return get_private (self)->company_name;
}

void
dropoff_question_page_show_fault (DropoffQuestionPage *self, const char *message,
                                  const char *button, GtkWidget *field)
{
  g_return_if_fail (DROPOFF_IS_QUESTION_PAGE (self));

  dropoff_error_line_show (get_private (self)->error_line, message, button);
  if (field == NULL)
    return;
  gtk_accessible_update_property (GTK_ACCESSIBLE (field), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                  message != NULL ? message : "", -1);
  if (message == NULL)
    {
      gtk_widget_remove_css_class (field, "error");
      return;
    }
  gtk_widget_add_css_class (field, "error");
  gtk_widget_grab_focus (field);
  gtk_editable_select_region (GTK_EDITABLE (field), 0, -1);
}

void
dropoff_question_page_offer (DropoffQuestionPage *self, const char *button)
{
  g_return_if_fail (DROPOFF_IS_QUESTION_PAGE (self));

  dropoff_error_line_offer (get_private (self)->error_line, button);
}
