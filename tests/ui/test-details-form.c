/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The form of what a company asks: its one end, how it grows, and that a fault is seen. */
#include <adwaita.h>

#include "dropoff-details-dialog.h"
#include "dropoff-error-line.h"
#include "probe.h"

static const DropoffDetailField title
    = { (char *) "title", (char *) "Title", DROPOFF_DETAIL_TEXT, TRUE, NULL };

static void
count_up (GtkWidget *dialog, gpointer user_data)
{
  ++*(guint *) user_data;
}

/* Send is there when what is required is; one end, once. */
static void
test_details (void)
{
  g_autoptr (GPtrArray) fields = g_ptr_array_new ();
  guint n_answered = 0, n_cancelled = 0;

  g_ptr_array_add (fields, (gpointer) &title);
  for (guint round = 0; round < 2; round++)
    {
      g_autoptr (DropoffDetails) details = NULL;
      GtkWidget *dialog = dropoff_details_dialog_new (NULL, "Acme", fields, NULL, FALSE);
      GtkWidget *row, *send;

      g_signal_connect (dialog, "answered", G_CALLBACK (count_up), &n_answered);
      g_signal_connect (dialog, "cancelled", G_CALLBACK (count_up), &n_cancelled);
      gtk_window_present (GTK_WINDOW (dialog));
      probe_settle (SETTLE_MS);
      row = probe_find (dialog, ADW_TYPE_ENTRY_ROW, 0);
      send = gtk_window_get_default_widget (GTK_WINDOW (dialog));
      probe_expect (dialog, "Required");
      g_assert_false (gtk_widget_get_sensitive (send));
      gtk_editable_set_text (GTK_EDITABLE (row), "   ");
      g_assert_false (gtk_widget_get_sensitive (send));
      gtk_editable_set_text (GTK_EDITABLE (row), " North ");
      g_assert_true (gtk_widget_get_sensitive (send));
      details = dropoff_details_dialog_dup_details (DROPOFF_DETAILS_DIALOG (dialog));
      g_assert_cmpstr (dropoff_details_get (details, "title"), ==, "North");
      if (round == 0)
        gtk_widget_activate_default (row);
      else
        gtk_window_close (GTK_WINDOW (dialog));
      probe_settle (SETTLE_MS);
    }
  g_assert_cmpuint (n_answered, ==, 1);
  g_assert_cmpuint (n_cancelled, ==, 1);
}

/* A field for several lines shows all of them, up to a height, and is low again without them. */
static void
test_details_grow (void)
{
  DropoffDetailField text = { .name = (char *) "text",
                              .label = (char *) "Text",
                              .kind = DROPOFF_DETAIL_LONG };
  g_autoptr (GPtrArray) fields = g_ptr_array_new ();
  GtkWidget *dialog, *view;
  GtkAdjustment *lines;
  int before;

  g_ptr_array_add (fields, &text);
  dialog = dropoff_details_dialog_new (NULL, "Acme", fields, NULL, FALSE);
  gtk_window_present (GTK_WINDOW (dialog));
  probe_settle (2 * SETTLE_MS);
  view = probe_find (dialog, GTK_TYPE_TEXT_VIEW, 0);
  lines = gtk_scrollable_get_vadjustment (GTK_SCROLLABLE (view));
  before = gtk_widget_get_height (view);
  gtk_text_buffer_set_text (gtk_text_view_get_buffer (GTK_TEXT_VIEW (view)),
                            "1\n2\n3\n4\n5\n6\n7\n8", -1);
  /* For ever if it does not grow. */
  while (gtk_widget_get_height (view) == before
         || gtk_adjustment_get_upper (lines) > gtk_adjustment_get_page_size (lines))
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpint (gtk_widget_get_height (view), >, before);
  gtk_text_buffer_set_text (gtk_text_view_get_buffer (GTK_TEXT_VIEW (view)), "", -1);
  while (gtk_widget_get_height (view) != before)
    g_main_context_iteration (NULL, TRUE);
  gtk_window_destroy (GTK_WINDOW (dialog));
}

/* Whether all of a widget is in sight in the form. */
static gboolean
is_in_sight (GtkWidget *dialog, gpointer widget)
{
  GtkWidget *scrolled = probe_find (dialog, GTK_TYPE_SCROLLED_WINDOW, 0);
  graphene_rect_t bounds;

  return gtk_widget_compute_bounds (widget, scrolled, &bounds) && bounds.origin.y >= 0
         && bounds.origin.y + bounds.size.height <= gtk_widget_get_height (scrolled);
}

/* What is wrong with an answer is seen, and the answer, in a form that is too long for its window:
 * when it comes while somebody types, and when the keyboard comes back to it. */
static void
test_details_fault (void)
{
  DropoffDetailField day = { .name = (char *) "day",
                             .label = (char *) "Day of Measurement",
                             .kind = DROPOFF_DETAIL_DATE };
  DropoffDetailField text = { .name = (char *) "text",
                              .label = (char *) "Text",
                              .kind = DROPOFF_DETAIL_LONG };
  g_autoptr (GPtrArray) fields = g_ptr_array_new ();
  GtkWidget *dialog, *row, *line;

  for (guint i = 0; i < 2; i++)
    g_ptr_array_add (fields, &text);
  g_ptr_array_add (fields, &day);
  for (guint i = 0; i < 2; i++)
    g_ptr_array_add (fields, &text);
  dialog = dropoff_details_dialog_new (NULL, "Acme", fields, NULL, FALSE);
  gtk_window_set_default_size (GTK_WINDOW (dialog), 460, 300);
  gtk_window_present (GTK_WINDOW (dialog));
  probe_settle (SETTLE_MS);
  row = probe_find (dialog, ADW_TYPE_ENTRY_ROW, 0);
  gtk_widget_grab_focus (row);
  gtk_editable_set_text (GTK_EDITABLE (row), "14 November");
  while ((line = probe_find (dialog, DROPOFF_TYPE_ERROR_LINE, 0)) == NULL
         || !is_in_sight (dialog, line) || !is_in_sight (dialog, row))
    g_main_context_iteration (NULL, TRUE);
  gtk_widget_grab_focus (probe_find (dialog, GTK_TYPE_TEXT_VIEW, 0));
  while (is_in_sight (dialog, line))
    g_main_context_iteration (NULL, TRUE);
  gtk_widget_grab_focus (row);
  while (!is_in_sight (dialog, line) || !is_in_sight (dialog, row))
    g_main_context_iteration (NULL, TRUE);
  gtk_editable_set_text (GTK_EDITABLE (row), "2026-11-14");
  g_assert_null (probe_find (dialog, DROPOFF_TYPE_ERROR_LINE, 0));
  gtk_window_destroy (GTK_WINDOW (dialog));
}

/* Whether a visible label below it is cut off. */
static gboolean
has_cut_label (GtkWidget *widget)
{
  if (!gtk_widget_get_visible (widget))
    return FALSE;
  if (GTK_IS_LABEL (widget)
      && pango_layout_is_ellipsized (gtk_label_get_layout (GTK_LABEL (widget))))
    return TRUE;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    if (has_cut_label (child))
      return TRUE;
  return FALSE;
}

/* The longest label that a company may give a field is read whole in a narrow window, and the field
 * works as one with a short label does. */
static void
test_details_label (void)
{
  DropoffDetailField person
      = { .name = (char *) "person",
          .label = (char *) "The whole name of the person who was in charge of the measurement, "
                            "with a title",
          .kind = DROPOFF_DETAIL_TEXT,
          .required = TRUE };
  DropoffDetailField day = { .name = (char *) "day",
                             .label = (char *) "The day on which the measurement at sea began",
                             .kind = DROPOFF_DETAIL_DATE };
  g_autoptr (GPtrArray) fields = g_ptr_array_new ();
  g_autoptr (DropoffDetails) details = NULL;
  GtkWidget *dialog, *first, *second;

  g_ptr_array_add (fields, &person);
  g_ptr_array_add (fields, &day);
  dialog = dropoff_details_dialog_new (NULL, "Acme", fields, NULL, FALSE);
  gtk_window_set_default_size (GTK_WINDOW (dialog), 360, 400);
  gtk_window_present (GTK_WINDOW (dialog));
  probe_expect (dialog, person.label);
  probe_settle (2 * SETTLE_MS);
  g_assert_false (has_cut_label (dialog));
  first = probe_await (dialog, GTK_TYPE_TEXT, 0);
  second = probe_await (dialog, GTK_TYPE_TEXT, 1);
  g_assert_false (gtk_widget_get_sensitive (gtk_window_get_default_widget (GTK_WINDOW (dialog))));
  gtk_editable_set_text (GTK_EDITABLE (first), " Zoë Martin ");
  g_assert_true (gtk_widget_get_sensitive (gtk_window_get_default_widget (GTK_WINDOW (dialog))));
  gtk_editable_set_text (GTK_EDITABLE (second), "yesterday");
  probe_await (dialog, DROPOFF_TYPE_ERROR_LINE, 0);
  gtk_editable_set_text (GTK_EDITABLE (second), "2026-11-14");
  g_assert_null (probe_find (dialog, DROPOFF_TYPE_ERROR_LINE, 0));
  details = dropoff_details_dialog_dup_details (DROPOFF_DETAILS_DIALOG (dialog));
  g_assert_cmpstr (dropoff_details_get (details, "person"), ==, "Zoë Martin");
  g_assert_cmpstr (dropoff_details_get (details, "day"), ==, "2026-11-14");
  gtk_window_destroy (GTK_WINDOW (dialog));
}

int
main (int argc, char *argv[])
{
  g_autoptr (AdwApplication) application G_GNUC_UNUSED = probe_begin (&argc, &argv, FALSE);

  g_test_add_func ("/details/one-end", test_details);
  g_test_add_func ("/details/grow", test_details_grow);
  g_test_add_func ("/details/fault", test_details_fault);
  g_test_add_func ("/details/label", test_details_label);
  return g_test_run ();
}
