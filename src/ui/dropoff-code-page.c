/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "dropoff-code-page.h"

#include <adwaita.h>
#include <glib/gi18n.h>
#include <string.h>

#include "dropoff-closures.h"
#include "dropoff-form-page.h"

#define RESEND_WAIT_S 30
/* The usual length: the last digit sends the code by itself. */
#define USUAL_DIGITS 6
#define MIN_DIGITS 4

struct _DropoffCodePage
{
  DropoffQuestionPage parent_instance;

  DropoffChallengeKind kind;
  char *tried; /* the code that was sent by itself, so that it is not sent twice */
  gint64 resend_at_us;
  guint resend_timeout;

  DropoffFormPage *form;
  GtkEditable *code_entry;
  GtkWidget *answer_list;
  GtkEditable *answer_row;
  GtkWidget *life_label;
  GtkCheckButton *remember_check;
  DropoffErrorLine *error_line;
  GtkWidget *submit_button;
  GtkWidget *resend_button;
};

enum { SIGNAL_SUBMIT, SIGNAL_RESEND, N_SIGNALS };

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (DropoffCodePage, dropoff_code_page, DROPOFF_TYPE_QUESTION_PAGE)

/* Not digits but words. */
static gboolean
asks_for_text (DropoffChallengeKind kind)
{
  return kind == DROPOFF_CHALLENGE_CUSTOM || kind == DROPOFF_CHALLENGE_SET_UP_EMAIL;
}

static GtkWidget *
get_field (DropoffCodePage *self)
{
  return asks_for_text (self->kind) ? GTK_WIDGET (self->answer_row)
                                    : GTK_WIDGET (self->code_entry);
}

static const char *
get_answer (DropoffCodePage *self)
{
  return gtk_editable_get_text (GTK_EDITABLE (get_field (self)));
}

/* Gives how many seconds are still to wait. */
static guint
show_resend (DropoffCodePage *self)
{
  gboolean is_busy = dropoff_question_page_is_busy (DROPOFF_QUESTION_PAGE (self));
  gint64 left_us = self->resend_at_us - g_get_monotonic_time ();
  guint left_s = left_us > 0 ? (guint) ((left_us + G_USEC_PER_SEC - 1) / G_USEC_PER_SEC) : 0;
  g_autofree char *text = dropoff_text_new_code_button (left_s);

  gtk_button_set_label (GTK_BUTTON (self->resend_button), text);
  gtk_widget_set_sensitive (self->resend_button, left_s == 0 && !is_busy);
  if (left_s > 0)
    gtk_widget_add_css_class (self->resend_button, "countdown");
  else
    gtk_widget_remove_css_class (self->resend_button, "countdown");
  return left_s;
}

static gboolean
on_resend_second (gpointer user_data)
{
  DropoffCodePage *self = user_data;

  if (show_resend (self) > 0)
    return G_SOURCE_CONTINUE;
  self->resend_timeout = 0;
  return G_SOURCE_REMOVE;
}

static void
start_resend_wait (DropoffCodePage *self, guint seconds)
{
  g_clear_handle_id (&self->resend_timeout, g_source_remove);
  self->resend_at_us = g_get_monotonic_time () + seconds * G_USEC_PER_SEC;
  if (seconds > 0)
    self->resend_timeout = g_timeout_add_seconds (1, on_resend_second, self);
  show_resend (self);
}

static void
update (DropoffQuestionPage *page)
{
  DropoffCodePage *self = DROPOFF_CODE_PAGE (page);
  gboolean is_busy = dropoff_question_page_is_busy (page);
  gsize min_length = asks_for_text (self->kind) ? 1 : MIN_DIGITS;

  gtk_widget_set_sensitive (GTK_WIDGET (self->code_entry), !is_busy);
  gtk_widget_set_sensitive (GTK_WIDGET (self->answer_row), !is_busy);
  g_object_set (self->submit_button, "ready", strlen (get_answer (self)) >= min_length, NULL);
  show_resend (self);
}

static void
on_submit (DropoffCodePage *self)
{
  gboolean is_ready = FALSE;

  g_object_get (self->submit_button, "ready", &is_ready, NULL);
  if (!dropoff_question_page_is_busy (DROPOFF_QUESTION_PAGE (self)) && is_ready)
    g_signal_emit (self, signals[SIGNAL_SUBMIT], 0, get_answer (self));
}

/* Blanks and dashes of a pasted code go; the sixth digit is as good as Enter. */
static void
on_code_changed (DropoffCodePage *self)
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
  dropoff_code_page_show_error (self, NULL);
  dropoff_question_page_update (DROPOFF_QUESTION_PAGE (self));
  if (strlen (clean) != USUAL_DIGITS || g_strcmp0 (self->tried, clean) == 0)
    return;
  g_free (self->tried);
  self->tried = g_strdup (clean);
  on_submit (self);
}

static void
on_answer_changed (DropoffCodePage *self)
{
  dropoff_code_page_show_error (self, NULL);
  dropoff_question_page_update (DROPOFF_QUESTION_PAGE (self));
}

static void
on_resend (DropoffCodePage *self)
{
  start_resend_wait (self, RESEND_WAIT_S);
  g_signal_emit (self, signals[SIGNAL_RESEND], 0);
}

static void
dropoff_code_page_dispose (GObject *object)
{
  DropoffCodePage *self = DROPOFF_CODE_PAGE (object);

  g_clear_handle_id (&self->resend_timeout, g_source_remove);
  G_OBJECT_CLASS (dropoff_code_page_parent_class)->dispose (object);
}

static void
dropoff_code_page_finalize (GObject *object)
{
  DropoffCodePage *self = DROPOFF_CODE_PAGE (object);

  g_clear_pointer (&self->tried, g_free);
  G_OBJECT_CLASS (dropoff_code_page_parent_class)->finalize (object);
}

static void
bind_template (DropoffCodePageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  dropoff_question_page_class_set_template (DROPOFF_QUESTION_PAGE_CLASS (klass),
                                            "/io/github/dropoff/Dropoff/dropoff-code-page.ui");
  gtk_widget_class_bind_template_child (widget_class, DropoffCodePage, form);
  gtk_widget_class_bind_template_child (widget_class, DropoffCodePage, code_entry);
  gtk_widget_class_bind_template_child (widget_class, DropoffCodePage, answer_list);
  gtk_widget_class_bind_template_child (widget_class, DropoffCodePage, answer_row);
  gtk_widget_class_bind_template_child (widget_class, DropoffCodePage, life_label);
  gtk_widget_class_bind_template_child (widget_class, DropoffCodePage, remember_check);
  gtk_widget_class_bind_template_child (widget_class, DropoffCodePage, error_line);
  gtk_widget_class_bind_template_child (widget_class, DropoffCodePage, submit_button);
  gtk_widget_class_bind_template_child (widget_class, DropoffCodePage, resend_button);
  gtk_widget_class_bind_template_callback (widget_class, on_code_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_answer_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_submit);
  gtk_widget_class_bind_template_callback (widget_class, on_resend);
}

static void
dropoff_code_page_class_init (DropoffCodePageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GType type = G_TYPE_FROM_CLASS (klass);

  DROPOFF_QUESTION_PAGE_CLASS (klass)->update = update;
  object_class->dispose = dropoff_code_page_dispose;
  object_class->finalize = dropoff_code_page_finalize;

  signals[SIGNAL_SUBMIT] = g_signal_new ("submit", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                         G_TYPE_NONE, 1, G_TYPE_STRING);
  signals[SIGNAL_RESEND] = g_signal_new ("resend", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                         G_TYPE_NONE, 0);
  bind_template (klass);
}

static void
dropoff_code_page_init (DropoffCodePage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  start_resend_wait (self, 0);
  dropoff_question_page_set_up (DROPOFF_QUESTION_PAGE (self), self->error_line,
                                self->submit_button);
}

static const char *
get_title (DropoffChallengeKind kind)
{
  switch (kind)
    {
    case DROPOFF_CHALLENGE_SMS_CODE:
      return _ ("Check Your Phone");
    case DROPOFF_CHALLENGE_APP_CODE:
      return _ ("Open Your Code App");
    case DROPOFF_CHALLENGE_CUSTOM:
      return _ ("One More Question");
    case DROPOFF_CHALLENGE_SET_UP_EMAIL:
      return _ ("Where Shall We Send Codes?");
    case DROPOFF_CHALLENGE_EMAIL_CODE:
    case DROPOFF_CHALLENGE_NEW_PASSWORD:
    case DROPOFF_CHALLENGE_CHOOSE:
    case DROPOFF_CHALLENGE_SET_UP_APP:
    case DROPOFF_CHALLENGE_CONFIRM_ADDRESS:
    case DROPOFF_CHALLENGE_RESET_PASSWORD:
    default:
      return _ ("Check Your E-mail");
    }
}

static char *
get_description (const DropoffChallenge *challenge)
{
  if (challenge->kind == DROPOFF_CHALLENGE_CUSTOM)
    return g_strdup (challenge->question != NULL ? challenge->question
                                                 : _ ("Type the answer to go on."));
  if (challenge->kind == DROPOFF_CHALLENGE_APP_CODE)
    return g_strdup (_ ("Type the code that your code app shows now."));
  if (challenge->kind == DROPOFF_CHALLENGE_SET_UP_EMAIL)
    return g_strdup (_ ("From now on you sign in with your password and a code."));
  if (challenge->kind == DROPOFF_CHALLENGE_RESET_PASSWORD && challenge->destination == NULL)
    return g_strdup (_ ("If there is an account with this address, a code is on its way. Type it "
                        "here."));
  if (challenge->destination == NULL)
    return g_strdup (_ ("Type the code that we sent you."));
  /* Translators: %s is a masked address or telephone number; it stands on a line of its own */
  return g_strdup_printf (_ ("Type the code that we sent to\n%s"), challenge->destination);
}

void
dropoff_code_page_begin (DropoffCodePage *self, const DropoffChallenge *challenge)
{
  gboolean is_text = asks_for_text (challenge->kind);
  gboolean was_sent = !is_text && challenge->kind != DROPOFF_CHALLENGE_APP_CODE;
  gboolean lasts = challenge->kind == DROPOFF_CHALLENGE_CONFIRM_ADDRESS
                   || challenge->kind == DROPOFF_CHALLENGE_RESET_PASSWORD;
  g_autofree char *description = get_description (challenge);
  g_autofree char *life = g_strdup_printf (
      ngettext ("The code works for %d minute.", "The code works for %d minutes.",
                DROPOFF_CODE_LIFE_S / 60),
      DROPOFF_CODE_LIFE_S / 60);

  g_return_if_fail (DROPOFF_IS_CODE_PAGE (self));

  self->kind = challenge->kind;
  g_clear_pointer (&self->tried, g_free);
  g_object_set (self->form, "title", get_title (challenge->kind), "description", description,
                NULL);
  gtk_widget_set_visible (GTK_WIDGET (self->code_entry), !is_text);
  gtk_widget_set_visible (self->answer_list, is_text);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->answer_row),
                                 challenge->kind == DROPOFF_CHALLENGE_SET_UP_EMAIL
                                     ? _ ("E-mail")
                                     : _ ("Answer"));
  gtk_widget_set_visible (GTK_WIDGET (self->remember_check), challenge->may_remember);
  gtk_label_set_label (GTK_LABEL (self->life_label), life);
  /* Codes for an account last an hour or a day, which nobody has to hurry for. */
  gtk_widget_set_visible (self->life_label, was_sent && !lasts);
  gtk_widget_set_visible (self->resend_button, was_sent);
  gtk_editable_set_text (self->code_entry, "");
  gtk_editable_set_text (self->answer_row, "");
  dropoff_code_page_show_error (self, NULL);
  start_resend_wait (self, was_sent ? RESEND_WAIT_S : 0);
  dropoff_question_page_update (DROPOFF_QUESTION_PAGE (self));
  gtk_widget_grab_focus (get_field (self));
}

void
dropoff_code_page_show_error (DropoffCodePage *self, const char *message)
{
  g_return_if_fail (DROPOFF_IS_CODE_PAGE (self));

  dropoff_question_page_show_fault (DROPOFF_QUESTION_PAGE (self), message, NULL,
                                    get_field (self));
}

gboolean
dropoff_code_page_get_remember (DropoffCodePage *self)
{
  g_return_val_if_fail (DROPOFF_IS_CODE_PAGE (self), FALSE);

  return gtk_check_button_get_active (self->remember_check);
}

void
dropoff_code_page_set_code (DropoffCodePage *self, const char *code)
{
  g_return_if_fail (DROPOFF_IS_CODE_PAGE (self));

  gtk_editable_set_text (self->code_entry, code);
  gtk_editable_set_position (self->code_entry, -1);
}
