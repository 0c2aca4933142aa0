/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "dropoff-key-page.h"

#include <adwaita.h>

#include "dropoff-busy-button.h"
#include "dropoff-error-line.h"
#include "dropoff-form-page.h"

struct _DropoffKeyPage
{
  GtkBox parent_instance;

  char *company_name;
  gboolean busy;

  GtkWidget *form;
  GtkWidget *key_row;
  DropoffErrorLine *error_line;
  GtkWidget *submit_button;
};

typedef enum { PROP_COMPANY_NAME = 1, PROP_BUSY } PageProperty;

enum { SIGNAL_SUBMIT, SIGNAL_BACK, N_SIGNALS };

static GParamSpec *properties[PROP_BUSY + 1];
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (DropoffKeyPage, dropoff_key_page, GTK_TYPE_BOX)

static const char *
get_text (DropoffKeyPage *self)
{
  return gtk_editable_get_text (GTK_EDITABLE (self->key_row));
}

static void
update (DropoffKeyPage *self)
{
  g_object_set (self->submit_button, "busy", self->busy, "ready", *get_text (self) != '\0', NULL);
  /* The focus must not stay in a field that takes no keys. */
  if (self->busy)
    gtk_widget_grab_focus (self->submit_button);
  gtk_widget_set_sensitive (self->key_row, !self->busy);
}

static void
on_changed (DropoffKeyPage *self)
{
  dropoff_error_line_show (self->error_line, NULL, NULL);
  gtk_widget_remove_css_class (self->key_row, "error");
  update (self);
}

/* A pasted key often brings blanks along, and no key has any. */
static void
on_submit (DropoffKeyPage *self)
{
  g_autoptr (DropoffSecret) key
      = dropoff_secret_new_take (g_strstrip (g_strdup (get_text (self))));

  if (!self->busy && dropoff_secret_length (key) > 0)
    g_signal_emit (self, signals[SIGNAL_SUBMIT], 0, key);
}

static void
on_back (DropoffKeyPage *self)
{
  g_signal_emit (self, signals[SIGNAL_BACK], 0);
}

static void
dropoff_key_page_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  DropoffKeyPage *self = DROPOFF_KEY_PAGE (object);

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
dropoff_key_page_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  DropoffKeyPage *self = DROPOFF_KEY_PAGE (object);

  switch ((PageProperty) id)
    {
    case PROP_COMPANY_NAME:
      g_free (self->company_name);
      self->company_name = g_value_dup_string (value);
      break;
    case PROP_BUSY:
      self->busy = g_value_get_boolean (value);
      update (self);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
dropoff_key_page_finalize (GObject *object)
{
  g_free (DROPOFF_KEY_PAGE (object)->company_name);
  G_OBJECT_CLASS (dropoff_key_page_parent_class)->finalize (object);
}

static void
dropoff_key_page_class_init (DropoffKeyPageClass *klass)
{
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS;
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GType type = G_TYPE_FROM_CLASS (klass);

  object_class->get_property = dropoff_key_page_get_property;
  object_class->set_property = dropoff_key_page_set_property;
  object_class->finalize = dropoff_key_page_finalize;

  properties[PROP_COMPANY_NAME] = g_param_spec_string ("company-name", NULL, NULL, NULL, flags);
  properties[PROP_BUSY] = g_param_spec_boolean ("busy", NULL, NULL, FALSE, flags);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);
  signals[SIGNAL_SUBMIT] = g_signal_new ("submit", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                         G_TYPE_NONE, 1, DROPOFF_TYPE_SECRET);
  signals[SIGNAL_BACK] = g_signal_new ("back", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                       G_TYPE_NONE, 0);
  g_type_ensure (DROPOFF_TYPE_FORM_PAGE);
  g_type_ensure (DROPOFF_TYPE_ERROR_LINE);
  g_type_ensure (DROPOFF_TYPE_BUSY_BUTTON);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/dropoff/Dropoff/dropoff-key-page.ui");
  gtk_widget_class_bind_template_child (widget_class, DropoffKeyPage, form);
  gtk_widget_class_bind_template_child (widget_class, DropoffKeyPage, key_row);
  gtk_widget_class_bind_template_child (widget_class, DropoffKeyPage, error_line);
  gtk_widget_class_bind_template_child (widget_class, DropoffKeyPage, submit_button);
  gtk_widget_class_bind_template_callback (widget_class, on_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_submit);
  gtk_widget_class_bind_template_callback (widget_class, on_back);
}

static void
dropoff_key_page_init (DropoffKeyPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  update (self);
}

void
dropoff_key_page_show_error (DropoffKeyPage *self, const char *message)
{
  g_return_if_fail (DROPOFF_IS_KEY_PAGE (self));

  dropoff_error_line_show (self->error_line, message, NULL);
  if (message == NULL)
    return;
  gtk_widget_add_css_class (self->key_row, "error");
  gtk_widget_grab_focus (self->key_row);
  gtk_editable_select_region (GTK_EDITABLE (self->key_row), 0, -1);
}

void
dropoff_key_page_begin (DropoffKeyPage *self)
{
  g_return_if_fail (DROPOFF_IS_KEY_PAGE (self));

  gtk_editable_set_text (GTK_EDITABLE (self->key_row), "");
  gtk_widget_grab_focus (self->key_row);
}
