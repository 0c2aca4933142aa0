/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "dropoff-wipe-field.h"

/* GTK tells assistive technology what was deleted, in a copy that nobody wipes: so nothing longer
 * than one character is deleted at a time. */
void
dropoff_wipe_field (GtkEditable *field)
{
  g_return_if_fail (GTK_IS_EDITABLE (field));

  for (glong length = g_utf8_strlen (gtk_editable_get_text (field), -1); length > 0; length--)
    gtk_editable_delete_text (field, (int) length - 1, (int) length);
}
