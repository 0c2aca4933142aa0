/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "dropoff-browser-page.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#include "dropoff-error-line.h"
#include "dropoff-form-page.h"

struct _DropoffBrowserPage
{
  GtkBox parent_instance;

  char *company_name;
  gboolean waiting;
  gboolean offers_password;

  GtkWidget *form;
  DropoffErrorLine *error_line;
  GtkWidget *open_button;
  GtkWidget *cancel_button;
  GtkWidget *copy_button;
  GtkWidget *password_button;
};

typedef enum { PROP_COMPANY_NAME = 1, PROP_WAITING, PROP_OFFERS_PASSWORD } PageProperty;

enum { SIGNAL_OPEN, SIGNAL_COPY, SIGNAL_PASSWORD, SIGNAL_BACK, SIGNAL_FAULT_CLICKED, N_SIGNALS };

static GParamSpec *properties[PROP_OFFERS_PASSWORD + 1];
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (DropoffBrowserPage, dropoff_browser_page, GTK_TYPE_BOX)

static void
on_open (DropoffBrowserPage *self)
{
  g_signal_emit (self, signals[SIGNAL_OPEN], 0);
}

static void
on_copy (DropoffBrowserPage *self)
{
  g_signal_emit (self, signals[SIGNAL_COPY], 0);
}

static void
on_password (DropoffBrowserPage *self)
{
  g_signal_emit (self, signals[SIGNAL_PASSWORD], 0);
}

static void
on_back (DropoffBrowserPage *self)
{
  g_signal_emit (self, signals[SIGNAL_BACK], 0);
}

static void
on_fault_clicked (DropoffBrowserPage *self)
{
  g_signal_emit (self, signals[SIGNAL_FAULT_CLICKED], 0);
}

static void
update (DropoffBrowserPage *self)
{
  g_object_set (self->form, "title",
                self->waiting ? _ ("Continue in Your Browser") : self->company_name, "description",
                self->waiting ? _ ("Sign in on your company’s page. This window goes on by itself "
                                   "afterwards.")
                              : _ ("Sign in to send files"),
                NULL);
  gtk_button_set_label (GTK_BUTTON (self->open_button),
                        self->waiting ? _ ("_Open Again") : _ ("_Sign In with Your Company"));
  gtk_widget_set_visible (self->cancel_button, self->waiting);
  gtk_widget_set_visible (self->copy_button, self->waiting);
  gtk_widget_set_visible (self->password_button, self->offers_password && !self->waiting);
}

static void
dropoff_browser_page_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  DropoffBrowserPage *self = DROPOFF_BROWSER_PAGE (object);

  switch ((PageProperty) id)
    {
    case PROP_COMPANY_NAME:
      g_value_set_string (value, self->company_name);
      break;
    case PROP_WAITING:
      g_value_set_boolean (value, self->waiting);
      break;
    case PROP_OFFERS_PASSWORD:
      g_value_set_boolean (value, self->offers_password);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
dropoff_browser_page_set_property (GObject *object, guint id, const GValue *value,
                                   GParamSpec *pspec)
{
  DropoffBrowserPage *self = DROPOFF_BROWSER_PAGE (object);

  switch ((PageProperty) id)
    {
    case PROP_COMPANY_NAME:
      g_free (self->company_name);
      self->company_name = g_value_dup_string (value);
      break;
    case PROP_WAITING:
      self->waiting = g_value_get_boolean (value);
      break;
    case PROP_OFFERS_PASSWORD:
      self->offers_password = g_value_get_boolean (value);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
  update (self);
}

static void
dropoff_browser_page_finalize (GObject *object)
{
  g_free (DROPOFF_BROWSER_PAGE (object)->company_name);
  G_OBJECT_CLASS (dropoff_browser_page_parent_class)->finalize (object);
}

static void
dropoff_browser_page_class_init (DropoffBrowserPageClass *klass)
{
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS;
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GType type = G_TYPE_FROM_CLASS (klass);

  object_class->get_property = dropoff_browser_page_get_property;
  object_class->set_property = dropoff_browser_page_set_property;
  object_class->finalize = dropoff_browser_page_finalize;

  properties[PROP_COMPANY_NAME] = g_param_spec_string ("company-name", NULL, NULL, NULL, flags);
  properties[PROP_WAITING] = g_param_spec_boolean ("waiting", NULL, NULL, FALSE, flags);
  properties[PROP_OFFERS_PASSWORD]
      = g_param_spec_boolean ("offers-password", NULL, NULL, FALSE, flags);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);
  signals[SIGNAL_OPEN] = g_signal_new ("open", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                       G_TYPE_NONE, 0);
  signals[SIGNAL_COPY] = g_signal_new ("copy", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                       G_TYPE_NONE, 0);
  signals[SIGNAL_PASSWORD] = g_signal_new ("password", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                           NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_BACK] = g_signal_new ("back", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                       G_TYPE_NONE, 0);
  signals[SIGNAL_FAULT_CLICKED] = g_signal_new ("fault-clicked", type, G_SIGNAL_RUN_LAST, 0, NULL,
                                                NULL, NULL, G_TYPE_NONE, 0);
  g_type_ensure (DROPOFF_TYPE_FORM_PAGE);
  g_type_ensure (DROPOFF_TYPE_ERROR_LINE);
  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/dropoff/Dropoff/dropoff-browser-page.ui");
  gtk_widget_class_bind_template_child (widget_class, DropoffBrowserPage, form);
  gtk_widget_class_bind_template_child (widget_class, DropoffBrowserPage, error_line);
  gtk_widget_class_bind_template_child (widget_class, DropoffBrowserPage, open_button);
  gtk_widget_class_bind_template_child (widget_class, DropoffBrowserPage, cancel_button);
  gtk_widget_class_bind_template_child (widget_class, DropoffBrowserPage, copy_button);
  gtk_widget_class_bind_template_child (widget_class, DropoffBrowserPage, password_button);
  gtk_widget_class_bind_template_callback (widget_class, on_open);
  gtk_widget_class_bind_template_callback (widget_class, on_copy);
  gtk_widget_class_bind_template_callback (widget_class, on_password);
  gtk_widget_class_bind_template_callback (widget_class, on_back);
  gtk_widget_class_bind_template_callback (widget_class, on_fault_clicked);
}

static void
dropoff_browser_page_init (DropoffBrowserPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  update (self);
}

void
dropoff_browser_page_show_error (DropoffBrowserPage *self, const char *message)
{
  g_return_if_fail (DROPOFF_IS_BROWSER_PAGE (self));

  dropoff_error_line_show (self->error_line, message, NULL);
}

void
dropoff_browser_page_offer (DropoffBrowserPage *self, const char *button)
{
  g_return_if_fail (DROPOFF_IS_BROWSER_PAGE (self));

  dropoff_error_line_offer (self->error_line, button);
}

void
dropoff_browser_page_begin (DropoffBrowserPage *self)
{
  g_return_if_fail (DROPOFF_IS_BROWSER_PAGE (self));

  gtk_widget_grab_focus (self->open_button);
}
