/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "dropoff-app-page.h"

#include <adwaita.h>
#include <glib/gi18n.h>
#include <string.h>

#include "dropoff-closures.h"
#include "dropoff-qr-code.h"

/* Codes of apps always have six digits. */
#define CODE_DIGITS 6
/* How many characters of the key stand together, so that it can be typed. */
#define GROUP 4

struct _DropoffAppPage
{
  DropoffQuestionPage parent_instance;

  char *tried; /* the code that was sent by itself, so that it is not sent twice */

  DropoffQrCode *qr_code;
  GtkLabel *key_label;
  GtkEditable *code_entry;
  DropoffErrorLine *error_line;
  GtkWidget *copy_button;
  GtkWidget *submit_button;
};

enum { SIGNAL_SUBMIT, N_SIGNALS };

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (DropoffAppPage, dropoff_app_page, DROPOFF_TYPE_QUESTION_PAGE)

static void
update (DropoffQuestionPage *page)
{
  DropoffAppPage *self = DROPOFF_APP_PAGE (page);
  gtk_widget_set_sensitive (GTK_WIDGET (self->code_entry), !dropoff_question_page_is_busy (page));
  g_object_set (self->submit_button, "ready",
                strlen (gtk_editable_get_text (self->code_entry)) == CODE_DIGITS, NULL);
}

static void
on_submit (DropoffAppPage *self)
{
  gboolean is_ready = FALSE;

  g_object_get (self->submit_button, "ready", &is_ready, NULL);
  if (!dropoff_question_page_is_busy (DROPOFF_QUESTION_PAGE (self)) && is_ready)
    g_signal_emit (self, signals[SIGNAL_SUBMIT], 0, gtk_editable_get_text (self->code_entry));
}

/* Blanks of a pasted code go; the sixth digit is as good as Enter. */
static void
on_code_changed (DropoffAppPage *self)
{
  const char *text = gtk_editable_get_text (self->code_entry);
  g_autofree char *clean = dropoff_clean_code (text);

  if (!g_str_equal (clean, text))
    {
      g_signal_handlers_block_by_func (self->code_entry, on_code_changed, self);
      gtk_editable_set_text (self->code_entry, clean);
      gtk_editable_set_position (self->code_entry, -1);
      g_signal_handlers_unblock_by_func (self->code_entry, on_code_changed, self);
    }
  dropoff_app_page_show_error (self, NULL);
  dropoff_question_page_update (DROPOFF_QUESTION_PAGE (self));
  if (strlen (clean) != CODE_DIGITS || g_strcmp0 (self->tried, clean) == 0)
    return;
  g_free (self->tried);
  self->tried = g_strdup (clean);
  on_submit (self);
}

static void
on_copy (DropoffAppPage *self)
{
  g_autofree char *key = g_strdup (gtk_label_get_label (self->key_label));
  char *to = key;

  for (const char *from = key; *from != '\0'; from++)
    {
      if (*from != ' ')
        *to++ = *from;
    }
  *to = '\0';
  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)), key);
}

static void
dropoff_app_page_finalize (GObject *object)
{
  DropoffAppPage *self = DROPOFF_APP_PAGE (object);

  g_free (self->tried);
  G_OBJECT_CLASS (dropoff_app_page_parent_class)->finalize (object);
}

static void
bind_template (DropoffAppPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  dropoff_question_page_class_set_template (DROPOFF_QUESTION_PAGE_CLASS (klass),
                                            "/io/github/dropoff/Dropoff/dropoff-app-page.ui");
  gtk_widget_class_bind_template_child (widget_class, DropoffAppPage, qr_code);
  gtk_widget_class_bind_template_child (widget_class, DropoffAppPage, key_label);
  gtk_widget_class_bind_template_child (widget_class, DropoffAppPage, copy_button);
  gtk_widget_class_bind_template_child (widget_class, DropoffAppPage, code_entry);
  gtk_widget_class_bind_template_child (widget_class, DropoffAppPage, error_line);
  gtk_widget_class_bind_template_child (widget_class, DropoffAppPage, submit_button);
  gtk_widget_class_bind_template_callback (widget_class, on_code_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_submit);
  gtk_widget_class_bind_template_callback (widget_class, on_copy);
}

static void
dropoff_app_page_class_init (DropoffAppPageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GType type = G_TYPE_FROM_CLASS (klass);

  DROPOFF_QUESTION_PAGE_CLASS (klass)->update = update;
  object_class->finalize = dropoff_app_page_finalize;

  signals[SIGNAL_SUBMIT] = g_signal_new ("submit", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                         G_TYPE_NONE, 1, G_TYPE_STRING);
  g_type_ensure (DROPOFF_TYPE_QR_CODE);
  bind_template (klass);
}

static void
dropoff_app_page_init (DropoffAppPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  dropoff_question_page_set_up (DROPOFF_QUESTION_PAGE (self), self->error_line,
                                self->submit_button);
}

/* In groups, as keys on paper are: a person has to type it. */
static char *
group_key (const char *key)
{
  GString *grouped = g_string_new (NULL);

  for (gsize i = 0; key[i] != '\0'; i++)
    {
      if (i > 0 && i % GROUP == 0)
        g_string_append_c (grouped, ' ');
      g_string_append_c (grouped, key[i]);
    }
  return g_string_free (grouped, FALSE);
}

void
dropoff_app_page_begin (DropoffAppPage *self, const DropoffSecret *key,
                        const DropoffSecret *address)
{
  char *grouped = group_key (dropoff_secret_peek (key));

  g_return_if_fail (DROPOFF_IS_APP_PAGE (self));

  gtk_label_set_label (self->key_label, grouped);
  dropoff_wipe_string (grouped);
  gtk_widget_set_visible (GTK_WIDGET (self->qr_code),
                          dropoff_qr_code_set_text (self->qr_code, dropoff_secret_peek (address)));
  g_clear_pointer (&self->tried, g_free);
  gtk_editable_set_text (self->code_entry, "");
  dropoff_app_page_show_error (self, NULL);
  dropoff_question_page_update (DROPOFF_QUESTION_PAGE (self));
  gtk_widget_grab_focus (GTK_WIDGET (self->code_entry));
}

void
dropoff_app_page_clear (DropoffAppPage *self)
{
  g_return_if_fail (DROPOFF_IS_APP_PAGE (self));

  gtk_label_set_label (self->key_label, "");
  dropoff_qr_code_set_text (self->qr_code, NULL);
}

void
dropoff_app_page_show_error (DropoffAppPage *self, const char *message)
{
  g_return_if_fail (DROPOFF_IS_APP_PAGE (self));

  dropoff_question_page_show_fault (DROPOFF_QUESTION_PAGE (self), message, NULL,
                                    GTK_WIDGET (self->code_entry));
}
