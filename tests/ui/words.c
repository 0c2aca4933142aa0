/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "words.h"

#include <string.h>

/* What pseudo.py puts around every text. */
#define BEGIN "⟦"
/* No language is as long everywhere as this one; a tenth more than the window's width may pass. */
#define TOO_WIDE 1.1

/* What the scenes invent, and what a person's own files and other programs say. */
static const char *const data[] = {
  "Acme", "acme", "Basin Surveys", "example", "The Very Long Name", "Field Photos", "Core Scans",
  ".dmp", ".zip", ".tif", ".odt", ".ods", ".bin", ".CR3", ".mov", ".jpg", ".mp4", ".sgy", ".txt",
  ".pdf", ".lnk", "uploads/", "wwww", "JBSW", "Dropoff 0", "customer account", "Cost centre",
  "Title", "Line", "Day of Measurement", "Description", "Name of the person", "Harbour",
  "North Basin", "Reykjavík",
};
/* The toolkit's own words, in its own translation. */
static const char *const toolkit[] = {
  "Shortcuts", "Search Shortcuts", "Search Results", "Ctrl", "Shift", "Alt", "Delete", "Space",
  "Esc", "Menu", "Escape", "Details", "Troubleshooting", "Credits", "Legal",
};

static gboolean
holds_data (const char *text)
{
  for (guint i = 0; i < G_N_ELEMENTS (data); i++)
    if (strstr (text, data[i]) != NULL)
      return TRUE;
  return FALSE;
}

static gboolean
is_data (const char *text)
{
  guint n_letters = 0;

  if (holds_data (text) || g_str_equal (text, "Dropoff"))
    return TRUE;
  for (guint i = 0; i < G_N_ELEMENTS (toolkit); i++)
    if (g_str_equal (text, toolkit[i]))
      return TRUE;
  /* Figures, keys, initials, checksums. */
  for (const char *c = text; *c != '\0'; c++)
    n_letters += g_ascii_islower (*c);
  return n_letters < 2;
}

static gboolean
check_label (GtkLabel *label, const char *scene)
{
  const char *text = gtk_label_get_text (label);
  gboolean is_translated = strstr (text, BEGIN) != NULL;

  if (!is_translated && !is_data (text))
    {
      g_print ("%s: not translated: “%s”\n", scene, text);
      return FALSE;
    }
  /* A file's name may be as long as it likes. */
  if (is_translated && !holds_data (text)
      && pango_layout_is_ellipsized (gtk_label_get_layout (label)))
    {
      g_print ("%s: cut off: “%s”\n", scene, text);
      return FALSE;
    }
  return TRUE;
}

static gboolean
check_below (GtkWidget *widget, const char *scene)
{
  gboolean ok = TRUE;

  if (!gtk_widget_get_mapped (widget))
    return TRUE;
  if (GTK_IS_LABEL (widget) && gtk_widget_get_width (widget) > 0)
    ok = check_label (GTK_LABEL (widget), scene);
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    ok &= check_below (child, scene);
  return ok;
}

gboolean
words_check (GtkWidget *root, const char *scene, int width)
{
  gboolean ok = check_below (root, scene);

  if (width > 0 && gtk_widget_get_width (root) > width * TOO_WIDE)
    {
      g_print ("%s: %d pixels wide, not %d\n", scene, gtk_widget_get_width (root), width);
      ok = FALSE;
    }
  return ok;
}
