/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "dropoff-autostart.h"

#include <glib/gi18n.h>
#include <string.h>

#include "dropoff-desktop.h"

struct _DropoffAutostart
{
  GObject parent_instance;

  gboolean is_known; /* "wanted" has been set at least once */
  gboolean wanted;
  gboolean is_asked; /* "asked" is what the desktop was last told */
  gboolean asked;
  gboolean is_busy; /* it is being told; the newest wish is looked at when that is done */

  GDBusConnection *bus;
  guint response_id; /* subscription to the portal's answer */
};

static guint refused_signal;

G_DEFINE_FINAL_TYPE (DropoffAutostart, dropoff_autostart, G_TYPE_OBJECT)

static void apply (DropoffAutostart *self);

static void
finish_change (DropoffAutostart *self)
{
  self->is_busy = FALSE;
  apply (self);
  g_application_release (g_application_get_default ());
}

/* Outside of a sandbox: an entry. */

static GFile *
get_entry_file (void)
{
  return g_file_new_build_filename (g_get_user_config_dir (), "autostart",
                                    DROPOFF_APP_ID ".desktop", NULL);
}

static void
on_written (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (DropoffAutostart) self = user_data;
  g_autoptr (GError) error = NULL;

  if (!g_file_replace_contents_finish (G_FILE (source), result, NULL, &error))
    g_message ("The entry for the next login could not be written: %s", error->message);
  finish_change (self);
}

static void
on_deleted (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (DropoffAutostart) self = user_data;
  g_autoptr (GError) error = NULL;

  if (!g_file_delete_finish (G_FILE (source), result, &error)
      && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND))
    g_message ("The entry for the next login could not be removed: %s", error->message);
  finish_change (self);
}

static void
change_entry (DropoffAutostart *self)
{
  g_autoptr (GFile) file = get_entry_file ();
  g_autoptr (GFile) folder = g_file_get_parent (file);
  g_autofree char *program = NULL;
  g_autofree char *entry = NULL;
  g_autoptr (GBytes) bytes = NULL;

  if (!self->asked)
    {
      g_file_delete_async (file, G_PRIORITY_DEFAULT, NULL, on_deleted, g_object_ref (self));
      return;
    }
  program = g_file_read_link ("/proc/self/exe", NULL);
  entry = dropoff_autostart_make_entry (program != NULL ? program : "dropoff");
  bytes = g_bytes_new (entry, strlen (entry));
  g_file_make_directory_with_parents (folder, NULL, NULL);
  g_file_replace_contents_bytes_async (file, bytes, NULL, FALSE, G_FILE_CREATE_NONE, NULL,
                                       on_written, g_object_ref (self));
}

/* In a sandbox: the portal. */

static void
stop_listening (DropoffAutostart *self)
{
  if (self->response_id != 0)
    g_dbus_connection_signal_unsubscribe (self->bus, self->response_id);
  self->response_id = 0;
}

static void
on_response (GDBusConnection *bus, const char *sender, const char *path, const char *interface,
             const char *signal, GVariant *parameters, gpointer user_data)
{
  DropoffAutostart *self = user_data;
  g_autoptr (GVariant) results = NULL;
  gboolean granted = FALSE;
  guint32 response = 2;

  if (!g_variant_is_of_type (parameters, G_VARIANT_TYPE ("(ua{sv})")))
    return;
  g_variant_get (parameters, "(u@a{sv})", &response, &results);
  g_variant_lookup (results, "autostart", "b", &granted);
  stop_listening (self);
  if (self->asked && (response != 0 || !granted))
    g_signal_emit (self, refused_signal, 0);
}

static void
on_requested (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (DropoffAutostart) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) reply
      = g_dbus_connection_call_finish (G_DBUS_CONNECTION (source), result, &error);

  /* A desktop without this portal cannot start anything at login. */
  if (reply == NULL)
    g_message ("The desktop was not asked to go on at login: %s", error->message);
  finish_change (self);
}

/* The answer may come before the call's own reply, so its path is built as the portal builds it. */
static char *
listen (DropoffAutostart *self)
{
  g_autofree char *token = g_strdup_printf ("dropoff%u", g_random_int ());
  g_autofree char *sender
      = g_strdelimit (g_strdup (g_dbus_connection_get_unique_name (self->bus) + 1), ".", '_');
  g_autofree char *path
      = g_strdup_printf ("/org/freedesktop/portal/desktop/request/%s/%s", sender, token);

  stop_listening (self);
  self->response_id = g_dbus_connection_signal_subscribe (
      self->bus, DROPOFF_PORTAL_NAME, "org.freedesktop.portal.Request", "Response", path, NULL,
      G_DBUS_SIGNAL_FLAGS_NONE, on_response, self, NULL);
  return g_steal_pointer (&token);
}

static void
request (DropoffAutostart *self)
{
  const char *const command[] = { "dropoff", "--background", NULL };
  g_autofree char *token = listen (self);
  GVariantBuilder options;

  g_variant_builder_init (&options, G_VARIANT_TYPE_VARDICT);
  g_variant_builder_add (&options, "{sv}", "handle_token", g_variant_new_string (token));
  g_variant_builder_add (&options, "{sv}", "reason",
                         g_variant_new_string (_ ("Unfinished files go on when you log in.")));
  g_variant_builder_add (&options, "{sv}", "autostart", g_variant_new_boolean (self->asked));
  g_variant_builder_add (&options, "{sv}", "commandline", g_variant_new_strv (command, -1));
  g_variant_builder_add (&options, "{sv}", "dbus-activatable", g_variant_new_boolean (FALSE));
  g_dbus_connection_call (self->bus, DROPOFF_PORTAL_NAME, DROPOFF_PORTAL_PATH,
                          "org.freedesktop.portal.Background", "RequestBackground",
                          g_variant_new ("(sa{sv})", "", &options), G_VARIANT_TYPE ("(o)"),
                          G_DBUS_CALL_FLAGS_NONE, -1, NULL, on_requested, g_object_ref (self));
}

static void
on_bus (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (DropoffAutostart) self = user_data;

  self->bus = g_bus_get_finish (result, NULL);
  if (self->bus != NULL)
    request (self);
  else
    finish_change (self);
}

static void
apply (DropoffAutostart *self)
{
  if (self->is_busy || (self->is_asked && self->asked == self->wanted))
    return;
  self->is_busy = TRUE;
  self->is_asked = TRUE;
  self->asked = self->wanted;
  /* The program does not end before the desktop knows. */
  g_application_hold (g_application_get_default ());
  if (!dropoff_desktop_is_sandboxed ())
    change_entry (self);
  else if (self->bus != NULL)
    request (self);
  else
    g_bus_get (G_BUS_TYPE_SESSION, NULL, on_bus, g_object_ref (self));
}

static void
dropoff_autostart_dispose (GObject *object)
{
  DropoffAutostart *self = DROPOFF_AUTOSTART (object);

  stop_listening (self);
  g_clear_object (&self->bus);
  G_OBJECT_CLASS (dropoff_autostart_parent_class)->dispose (object);
}

static void
dropoff_autostart_class_init (DropoffAutostartClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = dropoff_autostart_dispose;
  refused_signal = g_signal_new ("refused", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                 NULL, NULL, G_TYPE_NONE, 0);
}

static void
dropoff_autostart_init (DropoffAutostart *self)
{
}

DropoffAutostart *
dropoff_autostart_new (void)
{
  return g_object_new (DROPOFF_TYPE_AUTOSTART, NULL);
}

void
dropoff_autostart_set_wanted (DropoffAutostart *self, gboolean wanted)
{
  g_return_if_fail (DROPOFF_IS_AUTOSTART (self));

  if (self->is_known && self->wanted == wanted)
    return;
  self->is_known = TRUE;
  self->wanted = wanted;
  apply (self);
}

char *
dropoff_autostart_make_entry (const char *program)
{
  g_autoptr (GString) quoted = g_string_new ("\"");

  /* Two rules on top of each other: quoting inside of a value whose backslashes are escapes. */
  for (const char *c = program; *c != '\0'; c++)
    {
      if (*c == '\\')
        g_string_append (quoted, "\\\\\\\\");
      else if (*c == '"' || *c == '`' || *c == '$')
        g_string_append_printf (quoted, "\\\\%c", *c);
      else if (*c == '%')
        g_string_append (quoted, "%%");
      else
        g_string_append_c (quoted, *c);
    }
  g_string_append_c (quoted, '"');
  return g_strdup_printf ("[Desktop Entry]\n"
                          "Type=Application\n"
                          "Name=Dropoff\n"
                          "Exec=%s --background\n"
                          "Icon=" DROPOFF_APP_ID "\n"
                          "X-GNOME-UsesNotifications=true\n"
                          "NoDisplay=true\n",
                          quoted->str);
}
