/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n.h>

#include "dropoff-window-private.h"

#define UNDO_SECONDS 8
#define UNDO_LINES 3

static AdwToastOverlay *
get_place (gpointer user_data)
{
  DropoffWindow *self = user_data;

  return dropoff_window_shows (self, DROPOFF_WINDOW_MAIN)
             ? dropoff_main_view_get_toasts (self->main_view)
             : self->page_toasts;
}

void
dropoff_window_init_toasts (DropoffWindow *self)
{
  self->toasts = dropoff_toast_line_new (get_place, self);
}

void
dropoff_window_add_toast (DropoffWindow *self, AdwToast *toast)
{
  AdwToast *shown;
  g_autofree char *sentence = NULL;

  if (self->toasts == NULL)
    {
      g_object_unref (toast);
      return;
    }
  shown = dropoff_toast_line_get_shown (self->toasts);
  /* What lasts makes way for an Undo, and comes back. */
  if (shown != NULL && adw_toast_get_timeout (shown) == 0
      && adw_toast_get_priority (toast) == ADW_TOAST_PRIORITY_HIGH)
    sentence = g_strdup (gtk_label_get_text (GTK_LABEL (adw_toast_get_custom_title (shown))));
  dropoff_toast_line_add (self->toasts, toast);
  if (sentence != NULL)
    dropoff_window_show_notice (self, sentence, TRUE);
}

void
dropoff_window_drop_toast (DropoffWindow *self, AdwToast **toast)
{
  dropoff_toast_line_drop (self->toasts, toast, self);
}

/* A toast's own title is cut to one line; a sentence is to be read to its end. */
static AdwToast *
make_toast (const char *sentence, int width_chars, GtkAccessibleRole role)
{
  AdwToast *toast = adw_toast_new ("");
  GtkWidget *label = g_object_new (GTK_TYPE_LABEL, "label", sentence, "wrap", TRUE, "wrap-mode",
                                   PANGO_WRAP_WORD_CHAR, "xalign", 0.0, "max-width-chars",
                                   width_chars, "accessible-role", role, NULL);

  gtk_widget_add_css_class (label, "heading");
  adw_toast_set_custom_title (toast, label);
  return toast;
}

AdwToast *
dropoff_window_make_notice (DropoffWindow *self, const char *sentence)
{
  return make_toast (sentence, self->narrow ? 28 : 48, GTK_ACCESSIBLE_ROLE_ALERT);
}

AdwToast *
dropoff_window_make_undo (DropoffWindow *self, const char *text)
{
  AdwToast *toast = make_toast (text, self->narrow ? 20 : 40, GTK_ACCESSIBLE_ROLE_LABEL);

  /* A file's name may be very long. */
  g_object_set (adw_toast_get_custom_title (toast), "lines", UNDO_LINES, "ellipsize",
                PANGO_ELLIPSIZE_MIDDLE, NULL);
  adw_toast_set_button_label (toast, _ ("_Undo"));
  adw_toast_set_timeout (toast, UNDO_SECONDS);
  adw_toast_set_priority (toast, ADW_TOAST_PRIORITY_HIGH);
  return toast;
}

void
dropoff_window_show_notice (DropoffWindow *self, const char *sentence, gboolean lasting)
{
  AdwToast *toast;

  g_return_if_fail (DROPOFF_IS_WINDOW (self));

  toast = dropoff_window_make_notice (self, sentence);
  if (lasting)
    adw_toast_set_timeout (toast, 0);
  dropoff_window_add_toast (self, toast);
}
