/* SPDX-License-Identifier: GPL-3.0-or-later */
/* dropoff-test-hang DIRECTORY COMMAND [ARGUMENT…]: runs a command for which that directory is a
 * drive that does not answer. Nobody else sees it. Status 77: the system does not allow that. */
#include <gio/gio.h>
#include <unistd.h>

#include "hanging-drive.h"

#define NOT_ALLOWED 77

int
main (int argc, char **argv)
{
  g_autoptr (GError) error = NULL;

  if (argc < 3)
    return 2;
  if (!hanging_drive_prepare () || hanging_drive_new (argv[1], 0, &error) == NULL)
    {
      g_printerr ("%s\n", error != NULL ? error->message : "no mount namespace here");
      return NOT_ALLOWED;
    }
  execv (argv[2], argv + 2);
  return 1;
}
