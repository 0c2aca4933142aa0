/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n.h>
#include <locale.h>

#include "dropoff-application.h"

int
main (int argc, char *argv[])
{
  g_autoptr (DropoffApplication) application = NULL;

  setlocale (LC_ALL, "");
  bindtextdomain (GETTEXT_PACKAGE, DROPOFF_LOCALEDIR);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);
  g_set_application_name ("Dropoff");

  application = dropoff_application_new ();
  return g_application_run (G_APPLICATION (application), argc, argv);
}
