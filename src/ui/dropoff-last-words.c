/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "dropoff-last-words.h"

#include <string.h>

/* Two longer ones might not fit into a narrow window with large text. */
#define LONGEST_CHARS 16

/* Where the last two words begin. */
static const char *
find_last_but_one (const char *text, const char *last_space)
{
  while (last_space > text && last_space[-1] != ' ' && last_space[-1] != '\n')
    last_space--;
  return last_space;
}

static void
on_label (GtkLabel *label)
{
  const char *text = gtk_label_get_text (label);
  const char *space = strrchr (text, ' ');
  g_autoptr (PangoAttrList) attributes = NULL;

  if (space != NULL && space[1] != '\0' && strchr (space, '\n') == NULL
      && g_utf8_strlen (find_last_but_one (text, space), -1) <= LONGEST_CHARS)
    {
      PangoAttribute *whole = pango_attr_allow_breaks_new (FALSE);

      /* Only where the second begins, so that long words can still be broken. */
      whole->start_index = (guint) (space - text);
      whole->end_index = (guint) (g_utf8_next_char (space + 1) - text);
      attributes = pango_attr_list_new ();
      pango_attr_list_insert (attributes, whole);
    }
  gtk_label_set_attributes (label, attributes);
}

void
dropoff_last_words_keep (GtkLabel *label)
{
  g_return_if_fail (GTK_IS_LABEL (label));

  g_signal_connect (label, "notify::label", G_CALLBACK (on_label), NULL);
  on_label (label);
}
