/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "dropoff-password-page.h"

#include <adwaita.h>
#include <glib/gi18n.h>
#include <string.h>

#include "dropoff-form-page.h"
#include "dropoff-wipe-field.h"

#define N_RULES 5
#define SYMBOLS "^$*.[]{}()?\"!@#%&/\\,><':;|_~`=+-"

struct _DropoffPasswordPage
{
  DropoffQuestionPage parent_instance;

  DropoffPasswordRules rules;
  GPtrArray *attribute_names; /* of char */
  GPtrArray *attribute_rows;  /* of AdwEntryRow, owned by their list */

  DropoffFormPage *form;
  GtkListBox *list;
  GtkListBox *attribute_list; /* below the password's rules, which stand under the password */
  GtkEditable *user_row; /* visible for a new account only */
  GtkEditable *password_row;
  DropoffErrorLine *error_line;
  GtkBox *rules_box;
  GtkWidget *submit_button;

  struct
  {
    GtkWidget *line;
    GtkImage *icon;
    GtkWidget *label;
  } rule_lines[N_RULES];
};

enum { SIGNAL_SUBMIT, N_SIGNALS };

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (DropoffPasswordPage, dropoff_password_page, DROPOFF_TYPE_QUESTION_PAGE)

gboolean
dropoff_password_meets (const DropoffPasswordRules *rules, const char *password,
                        gboolean met[N_RULES])
{
  gsize length = strlen (password);
  gboolean upper = FALSE, lower = FALSE, number = FALSE, symbol = FALSE;

  for (gsize i = 0; i < length; i++)
    {
      gboolean inner_blank = password[i] == ' ' && i > 0 && i + 1 < length;

      upper |= g_ascii_isupper (password[i]);
      lower |= g_ascii_islower (password[i]);
      number |= g_ascii_isdigit (password[i]);
      symbol |= inner_blank || strchr (SYMBOLS, password[i]) != NULL;
    }
  met[0] = (guint) g_utf8_strlen (password, -1) >= rules->min_length;
  met[1] = upper || !rules->upper;
  met[2] = lower || !rules->lower;
  met[3] = number || !rules->number;
  met[4] = symbol || !rules->symbol;
  return met[0] && met[1] && met[2] && met[3] && met[4];
}

/* The eye goes to what is missing: what is met is ticked and quiet; nothing is red while typing. */
static void
show_rule (DropoffPasswordPage *self, guint index, gboolean met)
{
  GtkWidget *icon = GTK_WIDGET (self->rule_lines[index].icon);

  gtk_image_set_from_icon_name (self->rule_lines[index].icon,
                                met ? "dropoff-received-symbolic" : "dropoff-open-dot-symbolic");
  if (met)
    {
      gtk_widget_add_css_class (icon, "received");
      gtk_widget_remove_css_class (icon, "dim-label");
      gtk_widget_add_css_class (self->rule_lines[index].label, "dim-label");
    }
  else
    {
      gtk_widget_remove_css_class (icon, "received");
      gtk_widget_add_css_class (icon, "dim-label");
      gtk_widget_remove_css_class (self->rule_lines[index].label, "dim-label");
    }
  gtk_accessible_update_state (GTK_ACCESSIBLE (self->rule_lines[index].line),
                               GTK_ACCESSIBLE_STATE_CHECKED,
                               met ? GTK_ACCESSIBLE_TRISTATE_TRUE : GTK_ACCESSIBLE_TRISTATE_FALSE,
                               -1);
}

static gboolean
is_good_password (DropoffPasswordPage *self)
{
  const char *password = gtk_editable_get_text (self->password_row);
  gboolean met[N_RULES];

  return *password != '\0' && dropoff_password_meets (&self->rules, password, met);
}

/* The first field that still wants something, in the order on the page, or NULL. */
static GtkWidget *
find_empty_row (DropoffPasswordPage *self)
{
  g_autofree char *user_name = dropoff_password_page_dup_user_name (self);

  if (gtk_widget_get_visible (GTK_WIDGET (self->user_row)) && *user_name == '\0')
    return GTK_WIDGET (self->user_row);
  if (!is_good_password (self))
    return GTK_WIDGET (self->password_row);
  for (guint i = 0; i < self->attribute_rows->len; i++)
    {
      GtkEditable *row = g_ptr_array_index (self->attribute_rows, i);
      g_autofree char *text = g_strstrip (g_strdup (gtk_editable_get_text (row)));

      if (*text == '\0')
        return GTK_WIDGET (row);
    }
  return NULL;
}

static void
update (DropoffQuestionPage *page)
{
  DropoffPasswordPage *self = DROPOFF_PASSWORD_PAGE (page);
  const char *password = gtk_editable_get_text (self->password_row);
  gboolean met[N_RULES];

  dropoff_password_meets (&self->rules, password, met);
  for (guint i = 0; i < N_RULES; i++)
    show_rule (self, i, met[i]);
  gtk_widget_set_sensitive (GTK_WIDGET (self->list), !dropoff_question_page_is_busy (page));
  gtk_widget_set_sensitive (GTK_WIDGET (self->attribute_list),
                            !dropoff_question_page_is_busy (page));
  g_object_set (self->submit_button, "ready", find_empty_row (self) == NULL, NULL);
}

static void
on_changed (DropoffPasswordPage *self)
{
  dropoff_password_page_show_error (self, NULL);
  dropoff_question_page_update (DROPOFF_QUESTION_PAGE (self));
}

static void
on_submit (DropoffPasswordPage *self)
{
  g_autoptr (DropoffSecret) password = NULL;
  g_autoptr (GStrvBuilder) attributes = g_strv_builder_new ();
  g_auto (GStrv) pairs = NULL;
  gboolean is_ready = FALSE;

  g_object_get (self->submit_button, "ready", &is_ready, NULL);
  if (dropoff_question_page_is_busy (DROPOFF_QUESTION_PAGE (self)))
    return;
  /* Enter goes on to what is missing. */
  if (!is_ready)
    {
      gtk_widget_grab_focus (find_empty_row (self));
      return;
    }
  for (guint i = 0; i < self->attribute_rows->len; i++)
    {
      GtkEditable *row = g_ptr_array_index (self->attribute_rows, i);
      g_autofree char *text = g_strstrip (g_strdup (gtk_editable_get_text (row)));

      g_strv_builder_add (attributes, g_ptr_array_index (self->attribute_names, i));
      g_strv_builder_add (attributes, text);
    }
  pairs = g_strv_builder_end (attributes);
  password = dropoff_secret_new (gtk_editable_get_text (self->password_row));
  g_signal_emit (self, signals[SIGNAL_SUBMIT], 0, password, pairs);
}

static void
dropoff_password_page_finalize (GObject *object)
{
  DropoffPasswordPage *self = DROPOFF_PASSWORD_PAGE (object);

  g_clear_pointer (&self->attribute_names, g_ptr_array_unref);
  g_clear_pointer (&self->attribute_rows, g_ptr_array_unref);
  G_OBJECT_CLASS (dropoff_password_page_parent_class)->finalize (object);
}

static void
dropoff_password_page_class_init (DropoffPasswordPageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  GType type = G_TYPE_FROM_CLASS (klass);

  DROPOFF_QUESTION_PAGE_CLASS (klass)->update = update;
  object_class->finalize = dropoff_password_page_finalize;

  signals[SIGNAL_SUBMIT] = g_signal_new ("submit", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                         G_TYPE_NONE, 2, DROPOFF_TYPE_SECRET, G_TYPE_STRV);
  dropoff_question_page_class_set_template (DROPOFF_QUESTION_PAGE_CLASS (klass),
                                            "/io/github/dropoff/Dropoff/dropoff-password-page.ui");
  gtk_widget_class_bind_template_child (widget_class, DropoffPasswordPage, form);
  gtk_widget_class_bind_template_child (widget_class, DropoffPasswordPage, list);
  gtk_widget_class_bind_template_child (widget_class, DropoffPasswordPage, attribute_list);
  gtk_widget_class_bind_template_child (widget_class, DropoffPasswordPage, user_row);
  gtk_widget_class_bind_template_child (widget_class, DropoffPasswordPage, password_row);
  gtk_widget_class_bind_template_child (widget_class, DropoffPasswordPage, error_line);
  gtk_widget_class_bind_template_child (widget_class, DropoffPasswordPage, rules_box);
  gtk_widget_class_bind_template_child (widget_class, DropoffPasswordPage, submit_button);
  gtk_widget_class_bind_template_callback (widget_class, on_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_submit);
}

static void
add_rule_line (DropoffPasswordPage *self, guint index)
{
  GtkWidget *line = g_object_new (GTK_TYPE_BOX, "spacing", 9, "accessible-role",
                                  GTK_ACCESSIBLE_ROLE_CHECKBOX, NULL);
  GtkWidget *icon = gtk_image_new ();
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_box_append (GTK_BOX (line), icon);
  gtk_box_append (GTK_BOX (line), label);
  gtk_box_append (self->rules_box, line);
  self->rule_lines[index].line = line;
  self->rule_lines[index].icon = GTK_IMAGE (icon);
  self->rule_lines[index].label = label;
}

static void
dropoff_password_page_init (DropoffPasswordPage *self)
{
  self->attribute_names = g_ptr_array_new_with_free_func (g_free);
  self->attribute_rows = g_ptr_array_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
  for (guint i = 0; i < N_RULES; i++)
    add_rule_line (self, i);
  dropoff_question_page_set_up (DROPOFF_QUESTION_PAGE (self), self->error_line,
                                self->submit_button);
}

static void
name_rules (DropoffPasswordPage *self)
{
  const DropoffPasswordRules *rules = &self->rules;
  const gboolean asked[N_RULES] = { rules->min_length > 0, rules->upper, rules->lower,
                                    rules->number, rules->symbol };
  g_autofree char *length = g_strdup_printf (
      ngettext ("%u character or more", "%u characters or more", rules->min_length),
      rules->min_length);
  const char *const names[N_RULES]
      = { length, _ ("A capital letter"), _ ("A small letter"), _ ("A number"),
          _ ("A symbol, such as ! or ?") };
  gboolean any = FALSE;

  for (guint i = 0; i < N_RULES; i++)
    {
      gtk_label_set_label (GTK_LABEL (self->rule_lines[i].label), names[i]);
      gtk_widget_set_visible (self->rule_lines[i].line, asked[i]);
      gtk_accessible_update_property (GTK_ACCESSIBLE (self->rule_lines[i].line),
                                      GTK_ACCESSIBLE_PROPERTY_LABEL, names[i], -1);
      any |= asked[i];
    }
  gtk_widget_set_visible (GTK_WIDGET (self->rules_box), any);
}

/* The service's names for what is commonly asked; others are shown as words as they are. */
static char *
attribute_title (const char *name)
{
  static const struct
  {
    const char *name;
    const char *title;
  } known[] = {
    { "name", N_ ("Full name") },         { "given_name", N_ ("First name") },
    { "family_name", N_ ("Last name") },  { "middle_name", N_ ("Middle name") },
    { "nickname", N_ ("Nickname") },      { "phone_number", N_ ("Telephone number") },
    { "email", N_ ("E-mail") },           { "address", N_ ("Address") },
    { "birthdate", N_ ("Date of birth") }, { "website", N_ ("Website") },
  };
  const char *own = g_str_has_prefix (name, "custom:") ? name + strlen ("custom:") : name;
  char *title;

  for (guint i = 0; i < G_N_ELEMENTS (known); i++)
    if (g_str_equal (name, known[i].name))
      return g_strdup (_ (known[i].title));
  title = g_strdelimit (g_strdup (own), "_-", ' ');
  title[0] = g_ascii_toupper (title[0]);
  return title;
}

static void
set_attributes (DropoffPasswordPage *self, const char *const *attributes)
{
  for (guint i = 0; i < self->attribute_rows->len; i++)
    gtk_list_box_remove (self->attribute_list, g_ptr_array_index (self->attribute_rows, i));
  g_ptr_array_set_size (self->attribute_rows, 0);
  g_ptr_array_set_size (self->attribute_names, 0);
  for (guint i = 0; attributes != NULL && attributes[i] != NULL; i++)
    {
      g_autofree char *title = attribute_title (attributes[i]);
      GtkWidget *row = g_object_new (ADW_TYPE_ENTRY_ROW, "use-markup", FALSE, NULL);

      adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
      g_signal_connect_swapped (row, "changed", G_CALLBACK (on_changed), self);
      g_signal_connect_swapped (row, "entry-activated", G_CALLBACK (on_submit), self);
      gtk_list_box_append (self->attribute_list, row);
      g_ptr_array_add (self->attribute_rows, row);
      g_ptr_array_add (self->attribute_names, g_strdup (attributes[i]));
    }
  gtk_widget_set_visible (GTK_WIDGET (self->attribute_list), self->attribute_rows->len > 0);
}

static void
set_reason (DropoffPasswordPage *self, DropoffPasswordReason reason)
{
  static const struct
  {
    const char *title;
    const char *description;
    const char *button;
  } texts[] = {
    [DROPOFF_PASSWORD_INVITED]
    = { N_ ("Choose a Password"),
        N_ ("Your invitation password works only once. From now on you sign in with this one."),
        N_ ("_Save and Sign In") },
    [DROPOFF_PASSWORD_FORGOTTEN]
    = { N_ ("Choose a New Password"), N_ ("From now on you sign in with this one."),
        N_ ("_Save and Sign In") },
    [DROPOFF_PASSWORD_SIGN_UP] = { N_ ("Create an Account"),
                                   N_ ("You sign in with your e-mail address and this password."),
                                   N_ ("_Create Account") },
  };

  g_object_set (self->form, "title", _ (texts[reason].title), "description",
                _ (texts[reason].description), NULL);
  g_object_set (self->submit_button, "text", _ (texts[reason].button), NULL);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->password_row),
                                 reason == DROPOFF_PASSWORD_SIGN_UP ? _ ("Password")
                                                                    : _ ("New password"));
  gtk_widget_set_visible (GTK_WIDGET (self->user_row), reason == DROPOFF_PASSWORD_SIGN_UP);
}

void
dropoff_password_page_begin (DropoffPasswordPage *self, DropoffPasswordReason reason,
                             const DropoffPasswordRules *rules, const char *const *attributes)
{
  g_return_if_fail (DROPOFF_IS_PASSWORD_PAGE (self));

  set_reason (self, reason);
  self->rules = *rules;
  name_rules (self);
  set_attributes (self, attributes);
  dropoff_wipe_field (self->password_row);
  dropoff_password_page_show_error (self, NULL);
  dropoff_question_page_update (DROPOFF_QUESTION_PAGE (self));
  gtk_widget_grab_focus (find_empty_row (self));
}

void
dropoff_password_page_set_user_name (DropoffPasswordPage *self, const char *user_name)
{
  g_return_if_fail (DROPOFF_IS_PASSWORD_PAGE (self));

  gtk_editable_set_text (self->user_row, user_name);
}

char *
dropoff_password_page_dup_user_name (DropoffPasswordPage *self)
{
  g_return_val_if_fail (DROPOFF_IS_PASSWORD_PAGE (self), NULL);

  return g_strstrip (g_strdup (gtk_editable_get_text (self->user_row)));
}

void
dropoff_password_page_show_error (DropoffPasswordPage *self, const char *message)
{
  g_return_if_fail (DROPOFF_IS_PASSWORD_PAGE (self));

  dropoff_question_page_show_fault (DROPOFF_QUESTION_PAGE (self), message, NULL,
                                    GTK_WIDGET (self->password_row));
}

void
dropoff_password_page_set_password (DropoffPasswordPage *self, const char *password)
{
  g_return_if_fail (DROPOFF_IS_PASSWORD_PAGE (self));

  gtk_editable_set_text (self->password_row, password);
  gtk_editable_set_position (self->password_row, -1);
}
