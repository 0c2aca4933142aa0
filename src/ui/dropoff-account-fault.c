/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "dropoff-account-fault.h"

#include <glib/gi18n.h>

#include "dropoff-company-help.h"
#include "dropoff-error.h"

DropoffFaultWay
dropoff_account_fault_find_way (const GError *error, gboolean may_try_again)
{
  if (dropoff_error_is (error, DROPOFF_ERROR_SIGN_IN))
    return DROPOFF_FAULT_SIGN_IN;
  if (dropoff_company_can_help (error))
    return DROPOFF_FAULT_COMPANY;
  return may_try_again ? DROPOFF_FAULT_AGAIN : DROPOFF_FAULT_NOTHING;
}

static const char *
get_words (DropoffFaultWay way, DropoffConnection *connection)
{
  switch (way)
    {
    case DROPOFF_FAULT_AGAIN:
      return _ ("Try Again");
    case DROPOFF_FAULT_SIGN_IN:
      return _ ("Sign In");
    case DROPOFF_FAULT_COMPANY:
      return dropoff_company_help_label (connection);
    case DROPOFF_FAULT_NOTHING:
    default:
      return NULL;
    }
}

void
dropoff_account_fault_show (DropoffErrorLine *line, const GError *error, DropoffFaultWay way,
                            DropoffConnection *connection)
{
  g_return_if_fail (DROPOFF_IS_ERROR_LINE (line));
  g_return_if_fail (error != NULL);

  dropoff_error_line_show (line, error->message, get_words (way, connection));
  if (way == DROPOFF_FAULT_SIGN_IN)
    gtk_widget_child_focus (GTK_WIDGET (line), GTK_DIR_TAB_FORWARD);
}

void
dropoff_account_fault_follow (DropoffFaultWay way, GtkWindow *dialog,
                              DropoffConnection *connection)
{
  g_autoptr (GtkWindow) kept = g_object_ref (dialog);
  g_autofree char *uri = NULL;

  if (way == DROPOFF_FAULT_SIGN_IN)
    {
      gtk_window_close (kept);
      g_signal_emit_by_name (kept, "sign-in");
    }
  else if (way == DROPOFF_FAULT_COMPANY)
    {
      uri = dropoff_company_help_dup_uri (connection);
      gtk_show_uri (kept, uri, GDK_CURRENT_TIME);
    }
}
