/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "dropoff-file-error.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <string.h>
#include <unistd.h>

#include "dropoff-error.h"

/* Takes a first component off, which must be followed by another. */
static const char *
skip_component (const char *path, const char *component)
{
  gsize length = strlen (component);

  if (strncmp (path, component, length) != 0 || path[length] != '/')
    return NULL;
  return path + length + 1;
}

char *
dropoff_file_error_find_drive (const char *path, const char *user, char **root)
{
  const char *name = skip_component (path, "/run/media");
  const char *below_user;
  const char *end;
  g_autofree char *bytes = NULL;

  *root = NULL;
  if (name == NULL)
    name = skip_component (path, "/media");
  if (name == NULL)
    return NULL;
  below_user = skip_component (name, user);
  if (below_user != NULL && strchr (below_user, '/') != NULL)
    name = below_user;
  end = strchr (name, '/');
  if (end == NULL || end == name)
    return NULL;
  *root = g_strndup (path, (gsize) (end - path));
  bytes = g_strndup (name, (gsize) (end - name));
  return g_filename_display_name (bytes);
}

/* Returns NULL when the drive is there, or not known. */
static char *
describe_missing_drive (int error_number, const char *path)
{
  g_autofree char *root = NULL;
  g_autofree char *drive = NULL;

  if (path == NULL)
    return NULL;
  drive = dropoff_file_error_find_drive (path, g_get_user_name (), &root);
  if (drive == NULL)
    return NULL;
  /* A file that was deleted is not on its way back with the drive. */
  if ((error_number == ENOENT || error_number == ENOTDIR) && access (root, F_OK) == 0)
    return NULL;
  return g_strdup_printf (_ ("Insert “%s” to go on"), drive);
}

GError *
dropoff_file_error_new (int error_number, const char *path)
{
  /* g_strerror() keeps a table under locks that ThreadSanitizer cannot see. */
  const char *detail = strerrordesc_np (error_number);
  g_autofree char *missing = NULL;

  switch (error_number)
    {
    case ENOENT:
    case ENOTDIR:
    case ENODEV:
    case ENXIO:
    case ENOMEDIUM:
    case EIO:
    case ESTALE:
    case ENOTCONN:
    case EHOSTDOWN:
    case EHOSTUNREACH:
    case ETIMEDOUT:
      missing = describe_missing_drive (error_number, path);
      return dropoff_error_new (DROPOFF_ERROR_FILE_GONE, detail, 0,
                                missing != NULL ? missing : _ ("This file isn’t there any more."));
    case EACCES:
    case EPERM:
      return dropoff_error_new (DROPOFF_ERROR_FILE, detail, 0,
                                _ ("You don’t have permission to open this file."));
    default:
      return dropoff_error_new (DROPOFF_ERROR_FILE, detail, 0,
                                _ ("This file can’t be opened. Check the drive, then retry."));
    }
}
