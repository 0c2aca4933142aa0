/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "dropoff-about.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#include "dropoff-report.h"

GtkWidget *
dropoff_about_new (GtkWindow *parent)
{
  g_autofree char *system = dropoff_report_about_system ();

  return g_object_new (ADW_TYPE_ABOUT_WINDOW, "transient-for", parent, "modal", TRUE,
                       "destroy-with-parent", TRUE, "application-name", "Dropoff",
                       "application-icon", DROPOFF_APP_ID, "version", DROPOFF_VERSION,
                       "license-type", GTK_LICENSE_GPL_3_0, "developer-name",
                       _ ("The Dropoff project"), "debug-info", system, "debug-info-filename",
                       "dropoff.txt", "comments",
                       _ ("Hand files over to a company, and know that they arrived."),
                       /* Translators: your names, one a line */
                       "translator-credits", _ ("translator-credits"), NULL);
}
