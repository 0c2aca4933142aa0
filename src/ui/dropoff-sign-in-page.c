/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "dropoff-sign-in-page.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#include "dropoff-busy-button.h"
#include "dropoff-error-line.h"
#include "dropoff-form-page.h"
#include "dropoff-or-line.h"
#include "dropoff-wipe-field.h"

struct _DropoffSignInPage
{
  GtkBox parent_instance;

  char *company_name;
  char *user_name;
  char *hint;
  gboolean busy;
  gboolean can_go_back;
  gboolean takes_names;
  gboolean offers_code;
  gboolean offers_sign_up;
  gboolean offers_browser;

  GtkWidget *form;
  GtkWidget *user_row;
  GtkWidget *password_row;
  DropoffErrorLine *error_line;
  GtkWidget *submit_button;
  GtkWidget *help_button;
  GtkWidget *code_button;
  GtkWidget *sign_up_button;
  GtkWidget *browser_button;
};

typedef enum {
  PROP_COMPANY_NAME = 1,
  PROP_USER_NAME,
  PROP_HINT,
  PROP_BUSY,
  PROP_CAN_GO_BACK,
  PROP_TAKES_NAMES,
  PROP_OFFERS_CODE,
  PROP_OFFERS_SIGN_UP,
  PROP_OFFERS_BROWSER,
} PageProperty;

enum { SIGNAL_SUBMIT, SIGNAL_HELP, SIGNAL_SIGN_UP, SIGNAL_BROWSER, SIGNAL_BACK, N_SIGNALS };

static GParamSpec *properties[PROP_OFFERS_BROWSER + 1];
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (DropoffSignInPage, dropoff_sign_in_page, GTK_TYPE_BOX)

static const char *
get_text (GtkWidget *row)
{
  return gtk_editable_get_text (GTK_EDITABLE (row));
}

static gboolean
is_complete (DropoffSignInPage *self)
{
  g_autofree char *user_name = g_strstrip (g_strdup (get_text (self->user_row)));

  return *user_name != '\0' && *get_text (self->password_row) != '\0';
}

static void
update (DropoffSignInPage *self)
{
  g_object_set (self->submit_button, "busy", self->busy, NULL);
  /* The focus must not stay in a field that takes no keys. */
  if (self->busy)
    gtk_widget_grab_focus (self->submit_button);
  gtk_widget_set_sensitive (self->user_row, !self->busy);
  gtk_widget_set_sensitive (self->password_row, !self->busy);
  g_object_set (self->submit_button, "ready", is_complete (self), NULL);
  gtk_widget_set_sensitive (self->help_button, !self->busy);
  gtk_widget_set_sensitive (self->code_button, !self->busy);
  gtk_widget_set_sensitive (self->sign_up_button, !self->busy);
  gtk_widget_set_sensitive (self->browser_button, !self->busy);
}

static void
ask_user (DropoffSignInPage *self)
{
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->user_row),
                                 self->takes_names ? _ ("Name or e-mail") : _ ("E-mail"));
  g_object_set (self->user_row, "input-purpose",
                self->takes_names ? GTK_INPUT_PURPOSE_FREE_FORM : GTK_INPUT_PURPOSE_EMAIL, NULL);
}

static void
on_changed (DropoffSignInPage *self)
{
  /* The fault is spoken of until the first key, no longer. */
  if (gtk_widget_has_css_class (self->password_row, "error"))
    dropoff_sign_in_page_show_error (self, NULL, NULL, FALSE);
  update (self);
}

static void
on_user_activated (DropoffSignInPage *self)
{
  gtk_widget_grab_focus (self->password_row);
}

static void
on_submit (DropoffSignInPage *self)
{
  g_autofree char *user_name = g_strstrip (g_strdup (get_text (self->user_row)));
  g_autoptr (DropoffSecret) password = NULL;

  if (self->busy || !is_complete (self))
    return;
  password = dropoff_secret_new (get_text (self->password_row));
  g_signal_emit (self, signals[SIGNAL_SUBMIT], 0, user_name, password);
}

/* An empty password stands for a code. */
static void
on_code (DropoffSignInPage *self)
{
  g_autofree char *user_name = dropoff_sign_in_page_dup_user_name (self);
  g_autoptr (DropoffSecret) none = dropoff_secret_new ("");

  if (*user_name == '\0')
    gtk_widget_grab_focus (self->user_row);
  else if (!self->busy)
    g_signal_emit (self, signals[SIGNAL_SUBMIT], 0, user_name, none);
}

static void
on_sign_up (DropoffSignInPage *self)
{
  g_signal_emit (self, signals[SIGNAL_SIGN_UP], 0);
}

static void
on_browser (DropoffSignInPage *self)
{
  g_signal_emit (self, signals[SIGNAL_BROWSER], 0);
}

static void
on_help (DropoffSignInPage *self)
{
  g_signal_emit (self, signals[SIGNAL_HELP], 0);
}

static void
on_back (DropoffSignInPage *self)
{
  g_signal_emit (self, signals[SIGNAL_BACK], 0);
}

static void
dropoff_sign_in_page_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  DropoffSignInPage *self = DROPOFF_SIGN_IN_PAGE (object);

  switch ((PageProperty) id)
    {
    case PROP_COMPANY_NAME:
      g_value_set_string (value, self->company_name);
      break;
    case PROP_USER_NAME:
      g_value_set_string (value, self->user_name);
      break;
    case PROP_HINT:
      g_value_set_string (value, self->hint);
      break;
    case PROP_BUSY:
      g_value_set_boolean (value, self->busy);
      break;
    case PROP_CAN_GO_BACK:
      g_value_set_boolean (value, self->can_go_back);
      break;
    case PROP_TAKES_NAMES:
      g_value_set_boolean (value, self->takes_names);
      break;
    case PROP_OFFERS_CODE:
      g_value_set_boolean (value, self->offers_code);
      break;
    case PROP_OFFERS_SIGN_UP:
      g_value_set_boolean (value, self->offers_sign_up);
      break;
    case PROP_OFFERS_BROWSER:
      g_value_set_boolean (value, self->offers_browser);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
dropoff_sign_in_page_set_property (GObject *object, guint id, const GValue *value,
                                   GParamSpec *pspec)
{
  DropoffSignInPage *self = DROPOFF_SIGN_IN_PAGE (object);

  switch ((PageProperty) id)
    {
    case PROP_COMPANY_NAME:
      g_free (self->company_name);
      self->company_name = g_value_dup_string (value);
      break;
    case PROP_USER_NAME:
      g_free (self->user_name);
      self->user_name = g_value_dup_string (value);
      gtk_editable_set_text (GTK_EDITABLE (self->user_row),
                             self->user_name != NULL ? self->user_name : "");
      break;
    case PROP_HINT:
      g_free (self->hint);
      self->hint = g_value_dup_string (value);
      g_object_set (self->form, "description",
                    self->hint != NULL ? self->hint : _ ("Sign in to send files"), NULL);
      break;
    case PROP_BUSY:
      self->busy = g_value_get_boolean (value);
      update (self);
      break;
    case PROP_CAN_GO_BACK:
      self->can_go_back = g_value_get_boolean (value);
      break;
    case PROP_TAKES_NAMES:
      self->takes_names = g_value_get_boolean (value);
      ask_user (self);
      break;
    case PROP_OFFERS_CODE:
      self->offers_code = g_value_get_boolean (value);
      break;
    case PROP_OFFERS_SIGN_UP:
      self->offers_sign_up = g_value_get_boolean (value);
      break;
    case PROP_OFFERS_BROWSER:
      self->offers_browser = g_value_get_boolean (value);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
dropoff_sign_in_page_finalize (GObject *object)
{
  DropoffSignInPage *self = DROPOFF_SIGN_IN_PAGE (object);

  g_clear_pointer (&self->company_name, g_free);
  g_clear_pointer (&self->user_name, g_free);
  g_clear_pointer (&self->hint, g_free);
  G_OBJECT_CLASS (dropoff_sign_in_page_parent_class)->finalize (object);
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/dropoff/Dropoff/dropoff-sign-in-page.ui");
  gtk_widget_class_bind_template_child (widget_class, DropoffSignInPage, user_row);
  gtk_widget_class_bind_template_child (widget_class, DropoffSignInPage, form);
  gtk_widget_class_bind_template_child (widget_class, DropoffSignInPage, password_row);
  gtk_widget_class_bind_template_child (widget_class, DropoffSignInPage, error_line);
  gtk_widget_class_bind_template_child (widget_class, DropoffSignInPage, submit_button);
  gtk_widget_class_bind_template_child (widget_class, DropoffSignInPage, help_button);
  gtk_widget_class_bind_template_callback (widget_class, on_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_user_activated);
  gtk_widget_class_bind_template_callback (widget_class, on_submit);
  gtk_widget_class_bind_template_child (widget_class, DropoffSignInPage, code_button);
  gtk_widget_class_bind_template_child (widget_class, DropoffSignInPage, sign_up_button);
  gtk_widget_class_bind_template_callback (widget_class, on_code);
  gtk_widget_class_bind_template_child (widget_class, DropoffSignInPage, browser_button);
  gtk_widget_class_bind_template_callback (widget_class, on_sign_up);
  gtk_widget_class_bind_template_callback (widget_class, on_browser);
  gtk_widget_class_bind_template_callback (widget_class, on_help);
  gtk_widget_class_bind_template_callback (widget_class, on_back);
}

static void
dropoff_sign_in_page_class_init (DropoffSignInPageClass *klass)
{
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS;
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GType type = G_TYPE_FROM_CLASS (klass);

  object_class->get_property = dropoff_sign_in_page_get_property;
  object_class->set_property = dropoff_sign_in_page_set_property;
  object_class->finalize = dropoff_sign_in_page_finalize;

  properties[PROP_COMPANY_NAME] = g_param_spec_string ("company-name", NULL, NULL, NULL, flags);
  properties[PROP_USER_NAME] = g_param_spec_string ("user-name", NULL, NULL, NULL, flags);
  properties[PROP_HINT] = g_param_spec_string ("hint", NULL, NULL, NULL, flags);
  properties[PROP_BUSY] = g_param_spec_boolean ("busy", NULL, NULL, FALSE, flags);
  properties[PROP_CAN_GO_BACK] = g_param_spec_boolean ("can-go-back", NULL, NULL, FALSE, flags);
  properties[PROP_TAKES_NAMES] = g_param_spec_boolean ("takes-names", NULL, NULL, FALSE, flags);
  properties[PROP_OFFERS_CODE] = g_param_spec_boolean ("offers-code", NULL, NULL, FALSE, flags);
  properties[PROP_OFFERS_SIGN_UP]
      = g_param_spec_boolean ("offers-sign-up", NULL, NULL, FALSE, flags);
  properties[PROP_OFFERS_BROWSER]
      = g_param_spec_boolean ("offers-browser", NULL, NULL, FALSE, flags);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);
  signals[SIGNAL_SUBMIT] = g_signal_new ("submit", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                         G_TYPE_NONE, 2, G_TYPE_STRING, DROPOFF_TYPE_SECRET);
  signals[SIGNAL_HELP] = g_signal_new ("help", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                       G_TYPE_NONE, 0);
  signals[SIGNAL_SIGN_UP] = g_signal_new ("sign-up", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                          G_TYPE_NONE, 0);
  signals[SIGNAL_BROWSER] = g_signal_new ("browser", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                          G_TYPE_NONE, 0);
  signals[SIGNAL_BACK] = g_signal_new ("back", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                       G_TYPE_NONE, 0);
  g_type_ensure (DROPOFF_TYPE_FORM_PAGE);
  g_type_ensure (DROPOFF_TYPE_ERROR_LINE);
  g_type_ensure (DROPOFF_TYPE_BUSY_BUTTON);
  g_type_ensure (DROPOFF_TYPE_OR_LINE);
  bind_template (GTK_WIDGET_CLASS (klass));
}

static void
dropoff_sign_in_page_init (DropoffSignInPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  g_object_set (self, "hint", NULL, "takes-names", FALSE, NULL);
  update (self);
}

void
dropoff_sign_in_page_show_error (DropoffSignInPage *self, const char *message,
                                 const char *button, gboolean in_password)
{
  g_return_if_fail (DROPOFF_IS_SIGN_IN_PAGE (self));

  dropoff_error_line_show (self->error_line, message, button);
  /* The next step stands beside the fault, so not below it as well. */
  gtk_widget_set_visible (self->help_button, message == NULL || button == NULL);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->password_row),
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                  in_password && message != NULL ? message : "", -1);
  if (!in_password || message == NULL)
    {
      gtk_widget_remove_css_class (self->password_row, "error");
      return;
    }
  gtk_widget_add_css_class (self->password_row, "error");
  gtk_widget_grab_focus (self->password_row);
  gtk_editable_select_region (GTK_EDITABLE (self->password_row), 0, -1);
}

char *
dropoff_sign_in_page_dup_user_name (DropoffSignInPage *self)
{
  g_return_val_if_fail (DROPOFF_IS_SIGN_IN_PAGE (self), NULL);

  return g_strstrip (g_strdup (get_text (self->user_row)));
}

void
dropoff_sign_in_page_ask_user_name (DropoffSignInPage *self)
{
  g_return_if_fail (DROPOFF_IS_SIGN_IN_PAGE (self));

  gtk_widget_grab_focus (self->user_row);
}

void
dropoff_sign_in_page_submit (DropoffSignInPage *self)
{
  g_return_if_fail (DROPOFF_IS_SIGN_IN_PAGE (self));

  on_submit (self);
}

void
dropoff_sign_in_page_clear (DropoffSignInPage *self)
{
  g_return_if_fail (DROPOFF_IS_SIGN_IN_PAGE (self));

  dropoff_wipe_field (GTK_EDITABLE (self->password_row));
  dropoff_sign_in_page_show_error (self, NULL, NULL, FALSE);
  update (self);
}

void
dropoff_sign_in_page_begin (DropoffSignInPage *self)
{
  g_return_if_fail (DROPOFF_IS_SIGN_IN_PAGE (self));

  dropoff_sign_in_page_clear (self);
  gtk_widget_grab_focus (*get_text (self->user_row) == '\0' ? self->user_row
                                                            : self->password_row);
}
