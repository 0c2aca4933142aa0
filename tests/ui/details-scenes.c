/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "details-scenes.h"

#include "dropoff-closures.h"
#include "dropoff-details-dialog.h"
#include "samples.h"

static char *const lines[] = { (char *) "North Basin", (char *) "South Basin", NULL };
static char *const places[] = { (char *) "Reykjavík", NULL };

static const DropoffDetailField title
    = { (char *) "title", (char *) "Title", DROPOFF_DETAIL_TEXT, TRUE, NULL };
static const DropoffDetailField plain_title
    = { (char *) "title", (char *) "Title", DROPOFF_DETAIL_TEXT, FALSE, NULL };
static const DropoffDetailField about
    = { (char *) "about", (char *) "Description", DROPOFF_DETAIL_LONG, FALSE, NULL };
static const DropoffDetailField line
    = { (char *) "line", (char *) "Line", DROPOFF_DETAIL_CHOICE, TRUE, (char **) lines };
static const DropoffDetailField day
    = { (char *) "day", (char *) "Day of Measurement", DROPOFF_DETAIL_DATE, TRUE, NULL };
static const DropoffDetailField long_label
    = { (char *) "who", (char *) "Name of the person who was in charge of the measurement at sea",
        DROPOFF_DETAIL_TEXT, TRUE, NULL };
static const DropoffDetailField long_choice
    = { (char *) "where", (char *) "Harbour from which the survey boat set out that morning",
        DROPOFF_DETAIL_CHOICE, TRUE, (char **) places };

static GtkWidget *
make (const DropoffDetailField *const *fields, guint n_fields, const char *const *answers)
{
  g_autoptr (GPtrArray) array = g_ptr_array_new ();
  g_autoptr (DropoffDetails) details = dropoff_details_new ();
  g_autofree char *figures = dropoff_text_files_and_size (4012, G_GUINT64_CONSTANT (61000000000));
  GtkWidget *dialog;

  for (guint i = 0; i < n_fields; i++)
    {
      g_ptr_array_add (array, (gpointer) fields[i]);
      dropoff_details_set (details, fields[i]->name, answers[i]);
    }
  dialog = dropoff_details_dialog_new (NULL, COMPANY, array, details, FALSE);
  dropoff_details_dialog_set_files (DROPOFF_DETAILS_DIALOG (dialog), "Field Photos", figures,
                                    "inode/directory");
  return dialog;
}

GtkWidget *
scene_details (DropoffWindow *window)
{
  static const DropoffDetailField *const fields[] = { &plain_title, &about };
  static const char *const answers[]
      = { "North basin, camp 3", "All outcrops along line 7, taken between 9 and 14 November." };

  return make (fields, G_N_ELEMENTS (fields), answers);
}

GtkWidget *
scene_details_empty (DropoffWindow *window)
{
  static const DropoffDetailField *const fields[] = { &title, &about };
  static const char *const answers[] = { NULL, NULL };

  return make (fields, G_N_ELEMENTS (fields), answers);
}

GtkWidget *
scene_details_kinds (DropoffWindow *window)
{
  static const DropoffDetailField *const fields[] = { &title, &line, &day, &about };
  static const char *const answers[] = { "North basin, camp 3", "North Basin", "2026-11-14", "" };

  return make (fields, G_N_ELEMENTS (fields), answers);
}

GtkWidget *
scene_details_long (DropoffWindow *window)
{
  static const DropoffDetailField *const fields[] = { &long_label, &long_choice };
  static const char *const answers[] = { "Zoë Martin", "Reykjavík" };

  return make (fields, G_N_ELEMENTS (fields), answers);
}

GtkWidget *
scene_details_wrong (DropoffWindow *window)
{
  static const DropoffDetailField *const fields[] = { &title, &day, &about };
  g_autoptr (GString) text = g_string_new (NULL);
  const char *answers[] = { "North basin", "14 November", NULL };

  for (guint i = 0; i < 50; i++)
    g_string_append (text, "All outcrops along the line. ");
  answers[2] = text->str;
  return make (fields, G_N_ELEMENTS (fields), answers);
}
