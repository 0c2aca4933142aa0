/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a drag or the clipboard offers, read from a clipboard of our own. The document portal itself
 * takes part in flatpak/test.sh. */
#include <adwaita.h>
#include <glib/gstdio.h>

#include "dropoff-file-offer.h"
#include "probe.h"

static void
on_read (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  GPtrArray **files = user_data;

  *files = dropoff_file_offer_read_finish (result, &error);
  g_assert_no_error (error);
}

static GPtrArray *
read_offer (GdkContentProvider *provider)
{
  GdkClipboard *clipboard = gdk_display_get_clipboard (gdk_display_get_default ());
  GPtrArray *files = NULL;

  g_assert_true (gdk_clipboard_set_content (clipboard, provider));
  g_assert_true (dropoff_file_offer_has_files (gdk_clipboard_get_formats (clipboard)));
  dropoff_file_offer_read_async (clipboard, NULL, on_read, &files);
  while (files == NULL)
    g_main_context_iteration (NULL, TRUE);
  return files;
}

static GdkContentProvider *
new_provider (const char *type, const char *text)
{
  g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));

  return gdk_content_provider_new_for_bytes (type, bytes);
}

/* Both ways are offered, and the portal's is not taken: nobody answers to this key. */
static void
test_prefers_addresses (void)
{
  g_autofree char *path = NULL;
  g_autofree char *uri = NULL;
  g_autofree char *addresses = NULL;
  g_autoptr (GdkContentProvider) provider = NULL;
  g_autoptr (GPtrArray) files = NULL;
  g_autoptr (GFile) file = NULL;
  int fd = g_file_open_tmp ("offer-XXXXXX", &path, NULL);
  GdkContentProvider *both[2];

  g_assert_true (g_close (fd, NULL));
  file = g_file_new_for_path (path);
  uri = g_file_get_uri (file);
  addresses = g_strdup_printf ("# a comment\r\n%s\r\n%s\r\n", uri, uri);
  both[0] = new_provider ("application/vnd.portal.filetransfer", "a key");
  both[1] = new_provider ("text/uri-list", addresses);
  provider = gdk_content_provider_new_union (both, 2);
  files = read_offer (provider);
  g_assert_cmpuint (files->len, ==, 2);
  for (guint i = 0; i < files->len; i++)
    g_assert_true (g_file_equal (g_ptr_array_index (files, i), file));
  g_assert_cmpint (g_unlink (path), ==, 0);
}

/* An address that cannot be read is for the engine to refuse, with a sentence. */
static void
test_addresses_alone (void)
{
  g_autoptr (GdkContentProvider) provider
      = new_provider ("text/uri-list", "file:///nowhere/at%20all.txt\r\nhttps://example.com/a\r\n");
  g_autoptr (GPtrArray) files = read_offer (provider);

  g_assert_cmpuint (files->len, ==, 2);
  g_assert_cmpstr (g_file_peek_path (g_ptr_array_index (files, 0)), ==, "/nowhere/at all.txt");
  g_assert_true (g_file_has_uri_scheme (g_ptr_array_index (files, 1), "https"));
}

/* Without addresses, what GDK makes of it. */
static void
test_file_list (void)
{
  g_autoptr (GFile) file = g_file_new_for_path ("/tmp/some file");
  GFile *list[] = { file };
  GdkFileList *value = gdk_file_list_new_from_array (list, G_N_ELEMENTS (list));
  g_autoptr (GdkContentProvider) provider
      = gdk_content_provider_new_typed (GDK_TYPE_FILE_LIST, value);
  g_autoptr (GPtrArray) files = read_offer (provider);

  g_boxed_free (GDK_TYPE_FILE_LIST, value);
  g_assert_cmpuint (files->len, ==, 1);
  g_assert_true (g_file_equal (g_ptr_array_index (files, 0), file));
}

static void
test_no_files (void)
{
  g_autoptr (GdkContentFormats) text = gdk_content_formats_new_for_gtype (G_TYPE_STRING);

  g_assert_false (dropoff_file_offer_has_files (text));
}

int
main (int argc, char *argv[])
{
  g_autoptr (AdwApplication) application G_GNUC_UNUSED = probe_begin (&argc, &argv, FALSE);

  g_test_add_func ("/file-offer/prefers-addresses", test_prefers_addresses);
  g_test_add_func ("/file-offer/addresses-alone", test_addresses_alone);
  g_test_add_func ("/file-offer/file-list", test_file_list);
  g_test_add_func ("/file-offer/no-files", test_no_files);
  return g_test_run ();
}
