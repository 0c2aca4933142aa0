/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "dropoff-preferences-window.h"

#include <glib/gi18n.h>
#include <math.h>

#include "dropoff-file-chooser.h"

struct _DropoffPreferencesWindow
{
  AdwPreferencesWindow parent_instance;

  DropoffPreferences *preferences;

  AdwExpanderRow *limit_row;
  GtkSpinButton *limit_spin;
  GtkSwitch *metered_switch;
  GtkSwitch *awake_switch;
  GtkSwitch *same_name_switch;
  GtkSwitch *login_switch;
  GtkSwitch *notify_switch;
  AdwActionRow *certificate_row;
  GtkWidget *forget_button;
};

G_DEFINE_FINAL_TYPE (DropoffPreferencesWindow, dropoff_preferences_window,
                     ADW_TYPE_PREFERENCES_WINDOW)

static void
show_certificate (DropoffPreferencesWindow *self)
{
  const char *path = dropoff_preferences_get_certificate_file (self->preferences);
  g_autofree char *name = path != NULL ? g_filename_display_basename (path) : NULL;

  adw_action_row_set_subtitle (
      self->certificate_row,
      name != NULL ? name : _ ("Only if the network of your company needs one"));
  gtk_widget_set_visible (self->forget_button, name != NULL);
}

static void
on_certificate_chosen (GListModel *files, gpointer user_data)
{
  DropoffPreferencesWindow *self = user_data;
  g_autoptr (GFile) file = g_list_model_get_item (files, 0);
  g_autofree char *path = file != NULL ? g_file_get_path (file) : NULL;

  if (path != NULL)
    g_object_set (self->preferences, "certificate-file", path, NULL);
}

static void
on_choose_certificate (DropoffPreferencesWindow *self)
{
  dropoff_file_chooser_open (GTK_WINDOW (self), DROPOFF_FILE_CHOOSER_CERTIFICATE,
                             on_certificate_chosen, self);
}

static void
on_forget_certificate (DropoffPreferencesWindow *self)
{
  g_object_set (self->preferences, "certificate-file", "", NULL);
}

/* "4" and not "4.0", but "4.5". */
static gboolean
on_limit_output (GtkSpinButton *spin)
{
  double value = gtk_spin_button_get_value (spin);
  g_autofree char *text
      = g_strdup_printf ("%.*f", fabs (value - round (value)) < 0.05 ? 0 : 1, value);

  if (!g_str_equal (text, gtk_editable_get_text (GTK_EDITABLE (spin))))
    gtk_editable_set_text (GTK_EDITABLE (spin), text);
  return TRUE;
}

static void
dropoff_preferences_window_dispose (GObject *object)
{
  DropoffPreferencesWindow *self = DROPOFF_PREFERENCES_WINDOW (object);

  g_clear_object (&self->preferences);
  G_OBJECT_CLASS (dropoff_preferences_window_parent_class)->dispose (object);
}

static void
dropoff_preferences_window_class_init (DropoffPreferencesWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = dropoff_preferences_window_dispose;
  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/dropoff/Dropoff/dropoff-preferences-window.ui");
  gtk_widget_class_bind_template_child (widget_class, DropoffPreferencesWindow, limit_row);
  gtk_widget_class_bind_template_child (widget_class, DropoffPreferencesWindow, limit_spin);
  gtk_widget_class_bind_template_child (widget_class, DropoffPreferencesWindow, metered_switch);
  gtk_widget_class_bind_template_child (widget_class, DropoffPreferencesWindow, awake_switch);
  gtk_widget_class_bind_template_child (widget_class, DropoffPreferencesWindow, same_name_switch);
  gtk_widget_class_bind_template_child (widget_class, DropoffPreferencesWindow, login_switch);
  gtk_widget_class_bind_template_child (widget_class, DropoffPreferencesWindow, notify_switch);
  gtk_widget_class_bind_template_child (widget_class, DropoffPreferencesWindow, certificate_row);
  gtk_widget_class_bind_template_child (widget_class, DropoffPreferencesWindow, forget_button);
  gtk_widget_class_bind_template_callback (widget_class, on_limit_output);
  gtk_widget_class_bind_template_callback (widget_class, on_choose_certificate);
  gtk_widget_class_bind_template_callback (widget_class, on_forget_certificate);
}

static void
dropoff_preferences_window_init (DropoffPreferencesWindow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

static void
bind (DropoffPreferencesWindow *self, const char *name, gpointer widget, const char *property)
{
  g_object_bind_property (self->preferences, name, widget, property,
                          G_BINDING_SYNC_CREATE | G_BINDING_BIDIRECTIONAL);
}

GtkWidget *
dropoff_preferences_window_new (GtkWindow *parent, DropoffPreferences *preferences)
{
  DropoffPreferencesWindow *self
      = g_object_new (DROPOFF_TYPE_PREFERENCES_WINDOW, "transient-for", parent, NULL);

  self->preferences = g_object_ref (preferences);
  bind (self, "limit-speed", self->limit_row, "enable-expansion");
  bind (self, "speed-limit", self->limit_spin, "value");
  bind (self, "pause-on-metered", self->metered_switch, "active");
  bind (self, "keep-awake", self->awake_switch, "active");
  bind (self, "ask-same-name", self->same_name_switch, "active");
  bind (self, "start-at-login", self->login_switch, "active");
  bind (self, "notify-when-sent", self->notify_switch, "active");
  adw_expander_row_set_expanded (self->limit_row,
                                 adw_expander_row_get_enable_expansion (self->limit_row));
  g_signal_connect_object (preferences, "notify::certificate-file",
                           G_CALLBACK (show_certificate), self, G_CONNECT_SWAPPED);
  show_certificate (self);
  return GTK_WIDGET (self);
}
