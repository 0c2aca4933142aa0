/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "dropoff-company-help.h"

#include <glib/gi18n.h>

#include "dropoff-error.h"

gboolean
dropoff_company_can_help (const GError *error)
{
  return dropoff_error_is (error, DROPOFF_ERROR_ASK_COMPANY)
         || dropoff_error_is (error, DROPOFF_ERROR_TOO_MANY_TRIES)
         || dropoff_error_is (error, DROPOFF_ERROR_INTERNAL);
}

const char *
dropoff_company_help_label (DropoffConnection *connection)
{
  if (dropoff_connection_get_support_email (connection) != NULL)
    return _ ("E-mail Them");
  return dropoff_connection_get_support_url (connection) != NULL ? _ ("_Help") : NULL;
}

char *
dropoff_company_help_dup_uri (DropoffConnection *connection)
{
  const char *address = dropoff_connection_get_support_email (connection);
  g_autofree char *escaped = NULL;

  if (address == NULL)
    return g_strdup (dropoff_connection_get_support_url (connection));
  escaped = g_uri_escape_string (address, "@", FALSE);
  return g_strconcat ("mailto:", escaped, NULL);
}
