/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "dropoff-desktop.h"

#define TIMEOUT_MS 3000

typedef struct
{
  GWeakRef parent;
  GFile *file;
} ShowRequest;

static void
show_request_free (ShowRequest *request)
{
  g_weak_ref_clear (&request->parent);
  g_clear_object (&request->file);
  g_free (request);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ShowRequest, show_request_free)

/* No file manager that can select (or a sandbox): the folder will do. */
static void
on_items_shown (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (ShowRequest) request = user_data;
  g_autoptr (GVariant) reply
      = g_dbus_connection_call_finish (G_DBUS_CONNECTION (source), result, NULL);
  g_autoptr (GtkWindow) parent = NULL;
  g_autoptr (GFile) folder = NULL;
  g_autofree char *uri = NULL;

  if (reply != NULL)
    return;
  parent = g_weak_ref_get (&request->parent);
  folder = g_file_get_parent (request->file);
  uri = g_file_get_uri (folder != NULL ? folder : request->file);
  gtk_show_uri (parent, uri, GDK_CURRENT_TIME);
}

static void
on_bus (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (ShowRequest) request = user_data;
  g_autoptr (GDBusConnection) bus = g_bus_get_finish (result, NULL);
  g_autofree char *uri = g_file_get_uri (request->file);
  GVariantBuilder uris;

  if (bus == NULL)
    return;
  g_variant_builder_init (&uris, G_VARIANT_TYPE_STRING_ARRAY);
  g_variant_builder_add (&uris, "s", uri);
  g_dbus_connection_call (bus, "org.freedesktop.FileManager1", "/org/freedesktop/FileManager1",
                          "org.freedesktop.FileManager1", "ShowItems",
                          g_variant_new ("(ass)", &uris, ""), NULL, G_DBUS_CALL_FLAGS_NONE,
                          TIMEOUT_MS, NULL, on_items_shown, g_steal_pointer (&request));
}

void
dropoff_desktop_show_in_files (GtkWindow *parent, const char *path)
{
  ShowRequest *request = g_new0 (ShowRequest, 1);

  g_weak_ref_init (&request->parent, parent);
  request->file = g_file_new_for_path (path);
  g_bus_get (G_BUS_TYPE_SESSION, NULL, on_bus, request);
}

gboolean
dropoff_desktop_is_sandboxed (void)
{
  return g_file_test ("/.flatpak-info", G_FILE_TEST_EXISTS)
         || g_strcmp0 (g_getenv ("GTK_USE_PORTAL"), "1") == 0;
}

/* The application's connection: what has none (a test, a broken desktop) shows nothing. */
static GDBusConnection *
get_bus (void)
{
  GApplication *application = g_application_get_default ();

  return application != NULL ? g_application_get_dbus_connection (application) : NULL;
}

void
dropoff_desktop_set_status (const char *status)
{
  GDBusConnection *bus = get_bus ();
  GVariantBuilder options;

  if (bus == NULL || !dropoff_desktop_is_sandboxed ())
    return;
  g_variant_builder_init (&options, G_VARIANT_TYPE_VARDICT);
  g_variant_builder_add (&options, "{sv}", "message", g_variant_new_string (status));
  g_dbus_connection_call (bus, DROPOFF_PORTAL_NAME, DROPOFF_PORTAL_PATH,
                          "org.freedesktop.portal.Background", "SetStatus",
                          g_variant_new ("(a{sv})", &options), NULL, G_DBUS_CALL_FLAGS_NONE,
                          TIMEOUT_MS, NULL, NULL, NULL);
}

void
dropoff_desktop_set_dock (double fraction, guint n_unfinished)
{
  GDBusConnection *bus = get_bus ();
  GVariantBuilder what;

  if (bus == NULL)
    return;
  g_variant_builder_init (&what, G_VARIANT_TYPE_VARDICT);
  g_variant_builder_add (&what, "{sv}", "progress", g_variant_new_double (MAX (fraction, 0)));
  g_variant_builder_add (&what, "{sv}", "progress-visible", g_variant_new_boolean (fraction >= 0));
  g_variant_builder_add (&what, "{sv}", "count", g_variant_new_int64 (n_unfinished));
  g_variant_builder_add (&what, "{sv}", "count-visible", g_variant_new_boolean (n_unfinished > 1));
  g_dbus_connection_emit_signal (
      bus, NULL, "/com/canonical/unity/launcherentry/dropoff", "com.canonical.Unity.LauncherEntry",
      "Update", g_variant_new ("(sa{sv})", "application://" DROPOFF_APP_ID ".desktop", &what),
      NULL);
}
