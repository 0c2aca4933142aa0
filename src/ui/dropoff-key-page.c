/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "dropoff-key-page.h"

#include <adwaita.h>

#include "dropoff-wipe-field.h"

struct _DropoffKeyPage
{
  DropoffQuestionPage parent_instance;

  GtkWidget *form;
  GtkWidget *key_row;
  DropoffErrorLine *error_line;
  GtkWidget *submit_button;
};

enum { SIGNAL_SUBMIT, N_SIGNALS };

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (DropoffKeyPage, dropoff_key_page, DROPOFF_TYPE_QUESTION_PAGE)

static const char *
get_text (DropoffKeyPage *self)
{
  return gtk_editable_get_text (GTK_EDITABLE (self->key_row));
}

static void
update (DropoffQuestionPage *page)
{
  DropoffKeyPage *self = DROPOFF_KEY_PAGE (page);
  g_object_set (self->submit_button, "ready", *get_text (self) != '\0', NULL);
  gtk_widget_set_sensitive (self->key_row, !dropoff_question_page_is_busy (page));
}

static void
on_changed (DropoffKeyPage *self)
{
  dropoff_key_page_show_error (self, NULL);
  dropoff_question_page_update (DROPOFF_QUESTION_PAGE (self));
}

/* A pasted key often brings blanks along, and no key has any. */
static void
on_submit (DropoffKeyPage *self)
{
  g_autoptr (DropoffSecret) key
      = dropoff_secret_new_take (g_strstrip (g_strdup (get_text (self))));

  if (!dropoff_question_page_is_busy (DROPOFF_QUESTION_PAGE (self))
      && dropoff_secret_length (key) > 0)
    g_signal_emit (self, signals[SIGNAL_SUBMIT], 0, key);
}

static void
dropoff_key_page_class_init (DropoffKeyPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  GType type = G_TYPE_FROM_CLASS (klass);

  DROPOFF_QUESTION_PAGE_CLASS (klass)->update = update;
  signals[SIGNAL_SUBMIT] = g_signal_new ("submit", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                         G_TYPE_NONE, 1, DROPOFF_TYPE_SECRET);
  dropoff_question_page_class_set_template (DROPOFF_QUESTION_PAGE_CLASS (klass),
                                            "/io/github/dropoff/Dropoff/dropoff-key-page.ui");
  gtk_widget_class_bind_template_child (widget_class, DropoffKeyPage, form);
  gtk_widget_class_bind_template_child (widget_class, DropoffKeyPage, key_row);
  gtk_widget_class_bind_template_child (widget_class, DropoffKeyPage, error_line);
  gtk_widget_class_bind_template_child (widget_class, DropoffKeyPage, submit_button);
  gtk_widget_class_bind_template_callback (widget_class, on_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_submit);
}

static void
dropoff_key_page_init (DropoffKeyPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  dropoff_question_page_set_up (DROPOFF_QUESTION_PAGE (self), self->error_line,
                                self->submit_button);
}

void
dropoff_key_page_show_error (DropoffKeyPage *self, const char *message)
{
  g_return_if_fail (DROPOFF_IS_KEY_PAGE (self));

  dropoff_question_page_show_fault (DROPOFF_QUESTION_PAGE (self), message, NULL, self->key_row);
}

void
dropoff_key_page_begin (DropoffKeyPage *self)
{
  g_return_if_fail (DROPOFF_IS_KEY_PAGE (self));

  dropoff_wipe_field (GTK_EDITABLE (self->key_row));
  gtk_widget_grab_focus (self->key_row);
}
