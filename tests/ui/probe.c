/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "probe.h"

#include <locale.h>

#include "dropoff-application.h"
#include "dropoff-batch-row.h"

#define READY_MS 20000
#define EXPECT_S 30

AdwApplication *
probe_begin (int *argc, char ***argv, gboolean animations)
{
  AdwApplication *application;

  gtk_test_init (argc, argv, NULL);
  setlocale (LC_ALL, "C.UTF-8");
  g_object_set (gtk_settings_get_default (), "gtk-enable-animations", animations, NULL);
  dropoff_ui_init ();
  application = g_object_new (ADW_TYPE_APPLICATION, "application-id", DROPOFF_APP_ID ".Test",
                              "flags", G_APPLICATION_NON_UNIQUE, "resource-base-path",
                              "/io/github/dropoff/Dropoff", NULL);
  g_assert_true (g_application_register (G_APPLICATION (application), NULL, NULL));
  return application;
}

void
probe_settle (guint ms)
{
  gint64 end_us = g_get_monotonic_time () + ms * 1000;

  while (g_get_monotonic_time () < end_us)
    if (!g_main_context_iteration (NULL, FALSE))
      g_usleep (1000);
}

/* The nth visible widget of a type below a widget, in order. */
static GtkWidget *
find_nth (GtkWidget *widget, GType type, guint *n)
{
  if (!gtk_widget_get_visible (widget))
    return NULL;
  if (g_type_is_a (G_OBJECT_TYPE (widget), type) && (*n)-- == 0)
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find_nth (child, type, n);

      if (found != NULL)
        return found;
    }
  return NULL;
}

GtkWidget *
probe_find (gpointer widget, GType type, guint n)
{
  return find_nth (widget, type, &n);
}

GtkWidget *
probe_await (gpointer widget, GType type, guint n)
{
  gint64 end_us = g_get_monotonic_time () + EXPECT_S * G_USEC_PER_SEC;
  GtkWidget *found;

  while ((found = probe_find (widget, type, n)) == NULL)
    {
      if (g_get_monotonic_time () > end_us)
        g_error ("there is no %s %u", g_type_name (type), n);
      probe_settle (10);
    }
  return found;
}

/* Whether some visible label below a widget says exactly this (no-break spaces are blanks). */
gboolean
probe_says (GtkWidget *widget, const char *text)
{
  if (!gtk_widget_get_visible (widget))
    return FALSE;
  if (GTK_IS_LABEL (widget))
    {
      g_auto (GStrv) parts = g_strsplit (gtk_label_get_text (GTK_LABEL (widget)), "\xc2\xa0", -1);
      g_autofree char *plain = g_strjoinv (" ", parts);

      if (g_str_equal (plain, text))
        return TRUE;
    }
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    if (probe_says (child, text))
      return TRUE;
  return FALSE;
}

void
probe_expect (GtkWidget *widget, const char *text)
{
  gint64 end_us = g_get_monotonic_time () + EXPECT_S * G_USEC_PER_SEC;

  while (!probe_says (widget, text))
    {
      if (g_get_monotonic_time () > end_us)
        g_error ("nothing says “%s”", text);
      probe_settle (10);
    }
}

DropoffWindow *
probe_new_window (int width, int height)
{
  gint64 end_us = g_get_monotonic_time () + READY_MS * 1000;
  DropoffWindow *window = dropoff_window_new (NULL);

  gtk_window_set_default_size (GTK_WINDOW (window), width, height);
  gtk_window_present (GTK_WINDOW (window));
  /* On a busy machine it takes its time until it is laid out. */
  while (gtk_widget_get_width (GTK_WIDGET (window)) == 0 && g_get_monotonic_time () < end_us)
    probe_settle (SETTLE_MS);
  probe_settle (2 * SETTLE_MS);
  return window;
}

void
probe_close_window (DropoffWindow *window)
{
  GWeakRef ref;

  g_weak_ref_init (&ref, window);
  gtk_window_destroy (GTK_WINDOW (window));
  probe_settle (SETTLE_MS);
  /* Nothing holds a window that is closed. */
  g_assert_null (g_weak_ref_get (&ref));
  g_weak_ref_clear (&ref);
}

DropoffInProgressPage *
probe_show_list (DropoffWindow *window, GListStore *list)
{
  DropoffMainView *view = DROPOFF_MAIN_VIEW (dropoff_window_show_page (window, "main"));
  DropoffInProgressPage *page = dropoff_main_view_get_in_progress_page (view);

  g_object_set (view, "company-name", "Acme Geophysics", NULL);
  dropoff_in_progress_page_set_model (page, G_LIST_MODEL (list));
  probe_settle (2 * SETTLE_MS);
  /* Rows of a long list are filled when they are drawn. */
  while (g_list_model_get_n_items (G_LIST_MODEL (list)) > 0
         && probe_find (page, DROPOFF_TYPE_BATCH_ROW, 0) == NULL)
    g_main_context_iteration (NULL, TRUE);
  return page;
}
