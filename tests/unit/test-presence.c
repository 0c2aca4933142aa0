/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What is told to the desktop, as pure functions, and the preferences behind it. */
#include <glib/gstdio.h>
#include <string.h>
#include <sys/types.h>
#include <sys/xattr.h>

#include "dropoff-autostart.h"
#include "dropoff-desktop.h"
#include "dropoff-portal-paths.h"
#include "dropoff-preferences.h"
#include "dropoff-presence.h"

static void
test_status (void)
{
  g_autofree char *long_name = g_strnfill (300, 'w');
  g_autofree char *text = NULL;

  for (int state = DROPOFF_QUEUE_IDLE; state <= DROPOFF_QUEUE_HELD; state++)
    for (int is_long = 0; is_long < 2; is_long++)
      {
        g_autofree char *status = dropoff_presence_status_text (
            (DropoffQueueState) state, is_long ? long_name : "Acme Geophysics", 7300);

        g_assert_cmpint (g_utf8_strlen (status, -1), >, 0);
        g_assert_cmpint (g_utf8_strlen (status, -1), <=, DROPOFF_DESKTOP_MAX_STATUS);
      }
  text = dropoff_presence_status_text (DROPOFF_QUEUE_WAITING_NETWORK, "Acme", -1);
  g_assert_cmpstr (text, ==, "To Acme: Waiting for the network");
}

static void
test_sent_title (void)
{
  g_autofree char *one = dropoff_presence_sent_title ("a.zip", 1);
  g_autofree char *many = dropoff_presence_sent_title ("a.zip", 3);

  g_assert_cmpstr (one, ==, "“a.zip” Is Sent");
  g_assert_cmpstr (many, ==, "3 Items Are Sent");
}

/* The desktop reads back the very program. */
static void
test_entry (void)
{
  const char *const programs[] = { "/usr/bin/dropoff", "/opt/My \"$Apps`\\ 100%/dropoff" };

  for (guint i = 0; i < G_N_ELEMENTS (programs); i++)
    {
      g_autofree char *entry = dropoff_autostart_make_entry (programs[i]);
      g_autoptr (GKeyFile) file = g_key_file_new ();
      g_autoptr (GError) error = NULL;
      g_autofree char *command = NULL;
      g_auto (GStrv) arguments = NULL;
      g_auto (GStrv) percents = NULL;
      g_autofree char *program = NULL;

      g_assert_true (
          g_key_file_load_from_data (file, entry, (gsize) -1, G_KEY_FILE_NONE, &error));
      command = g_key_file_get_string (file, "Desktop Entry", "Exec", &error);
      g_assert_no_error (error);
      g_assert_true (g_shell_parse_argv (command, NULL, &arguments, &error));
      g_assert_no_error (error);
      percents = g_strsplit (arguments[0], "%%", -1);
      program = g_strjoinv ("%", percents);
      g_assert_cmpstr (program, ==, programs[i]);
      g_assert_cmpstr (arguments[1], ==, "--background");
      g_assert_null (arguments[2]);
    }
}

static void
count (guint *n)
{
  (*n)++;
}

/* Without a schema they are kept for this run; with one they are written and read back. */
static void
test_preferences (gconstpointer user_data)
{
  g_autoptr (GSettings) settings = NULL;
  g_autoptr (DropoffPreferences) preferences = NULL;
  g_autoptr (DropoffPreferences) again = NULL;
  guint n_changes = 0;

  if (user_data != NULL)
    {
      g_autoptr (GSettingsSchemaSource) source = g_settings_schema_source_new_from_directory (
          g_getenv ("DROPOFF_SCHEMAS"), NULL, FALSE, NULL);
      g_autoptr (GSettingsSchema) schema
          = g_settings_schema_source_lookup (source, DROPOFF_APP_ID, FALSE);

      settings = g_settings_new_full (schema, NULL, NULL);
    }
  preferences = dropoff_preferences_new (settings);
  g_signal_connect_swapped (preferences, "notify", G_CALLBACK (count), &n_changes);
  g_assert_cmpuint (dropoff_preferences_get_rate_limit (preferences), ==, 0);
  g_assert_true (dropoff_preferences_get_pause_on_metered (preferences));
  g_assert_true (dropoff_preferences_get_keep_awake (preferences));
  g_assert_true (dropoff_preferences_get_start_at_login (preferences));
  g_assert_true (dropoff_preferences_get_notify_when_sent (preferences));
  g_assert_null (dropoff_preferences_get_certificate_file (preferences));

  g_object_set (preferences, "speed-limit", 2.5, "certificate-file", "/etc/company.pem", NULL);
  g_assert_cmpuint (dropoff_preferences_get_rate_limit (preferences), ==, 0);
  g_object_set (preferences, "limit-speed", TRUE, "keep-awake", TRUE, NULL);
  g_assert_cmpuint (dropoff_preferences_get_rate_limit (preferences), ==, 2500000);
  g_assert_cmpstr (dropoff_preferences_get_certificate_file (preferences), ==,
                   "/etc/company.pem");
  g_assert_cmpuint (n_changes, ==, 3);

  again = dropoff_preferences_new (settings);
  g_assert_cmpuint (dropoff_preferences_get_rate_limit (again), ==,
                    settings != NULL ? 2500000 : 0);
}

/* What anybody can set says nothing; what the portal says counts if it can be read. */
static void
test_portal_paths (void)
{
  g_autofree char *folder = g_dir_make_tmp ("dropoff-portal-XXXXXX", NULL);
  g_autofree char *documents = g_build_filename (folder, "doc", NULL);
  g_autofree char *document = g_build_filename (documents, "a.zip", NULL);
  g_autofree char *beside = g_build_filename (folder, "documents.zip", NULL);
  g_autofree char *real = g_build_filename (folder, "a \xc3\xa9.zip", NULL);
  const char *const paths[] = { document, beside, real };
  g_autofree char *found = NULL;

  g_assert_cmpint (g_mkdir (documents, 0700), ==, 0);
  for (guint i = 0; i < G_N_ELEMENTS (paths); i++)
    g_assert_true (g_file_set_contents (paths[i], "x", 1, NULL));
  for (guint i = 0; i < 2; i++)
    g_assert_cmpint (setxattr (paths[i], "user.document-portal.host-path", real, strlen (real), 0),
                     ==, 0);
  found = dropoff_portal_paths_get_real (document, documents);
  g_assert_cmpstr (found, ==, real);
  g_assert_null (dropoff_portal_paths_get_real (beside, documents));
  g_assert_null (dropoff_portal_paths_get_real (real, documents));
  g_assert_cmpint (g_unlink (real), ==, 0);
  g_assert_null (dropoff_portal_paths_get_real (document, documents));
  g_assert_cmpint (g_unlink (document), ==, 0);
  g_assert_cmpint (g_unlink (beside), ==, 0);
  g_assert_cmpint (g_rmdir (documents), ==, 0);
  g_assert_cmpint (g_rmdir (folder), ==, 0);
}

int
main (int argc, char *argv[])
{
  g_setenv ("GSETTINGS_BACKEND", "memory", TRUE);
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/presence/status", test_status);
  g_test_add_func ("/presence/sent-title", test_sent_title);
  g_test_add_func ("/presence/entry", test_entry);
  g_test_add_func ("/portal-paths/real", test_portal_paths);
  g_test_add_data_func ("/preferences/kept", "", test_preferences);
  g_test_add_data_func ("/preferences/not-installed", NULL, test_preferences);
  return g_test_run ();
}
