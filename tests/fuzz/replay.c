/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib.h>

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size_bytes);

/* Makes a plain program of a fuzz target: gives it every file of a directory, once. */
int
main (int argc, char **argv)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GDir) corpus = NULL;
  const char *name;
  guint n_files = 0;

  if (argc != 2)
    {
      g_printerr ("usage: %s CORPUS-DIRECTORY\n", argv[0]);
      return 2;
    }
  corpus = g_dir_open (argv[1], 0, &error);
  while (error == NULL && (name = g_dir_read_name (corpus)) != NULL)
    {
      g_autofree char *path = g_build_filename (argv[1], name, NULL);
      g_autofree char *data = NULL;
      gsize size_bytes;

      if (!g_file_get_contents (path, &data, &size_bytes, &error))
        break;
      LLVMFuzzerTestOneInput ((const guint8 *) data, size_bytes);
      n_files++;
    }
  if (error != NULL || n_files == 0)
    {
      g_printerr ("%s: %s\n", argv[1], error != NULL ? error->message : "no files");
      return 1;
    }
  g_print ("%u files\n", n_files);
  return 0;
}
