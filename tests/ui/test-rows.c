/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Which rows of a long list are filled, and when; what the pointer meets while it is scrolled; what
 * of a list the window around it has to know. */
#include "dropoff-batch-row.h"
#include "dropoff-steady-layout.h"
#include "probe.h"
#include "samples.h"

static guint
count_filled (gpointer page)
{
  GtkWidget *row;
  guint n_filled = 0;

  for (guint i = 0; (row = probe_find (page, DROPOFF_TYPE_BATCH_ROW, i)) != NULL; i++)
    n_filled += g_object_get_data (G_OBJECT (row), "tree-row") != NULL;
  return n_filled;
}

/* What is in rows out of sight is hidden and needs no style; they are as high as all the same. */
static void
expect_empty_rows_hidden (gpointer page)
{
  GtkWidget *list = probe_find (page, GTK_TYPE_LIST_VIEW, 0);
  guint n_empty = 0;

  for (GtkWidget *row = gtk_widget_get_first_child (list); row != NULL;
       row = gtk_widget_get_next_sibling (row))
    {
      GtkWidget *child = gtk_widget_get_first_child (row);
      gboolean is_empty = !DROPOFF_IS_BATCH_ROW (child);
      int asked_height = 0;
      int height = 0;

      gtk_widget_get_size_request (row, NULL, &asked_height);
      gtk_widget_measure (row, GTK_ORIENTATION_VERTICAL, -1, &height, NULL, NULL, NULL);
      g_assert_cmpint (gtk_widget_get_visible (child), ==, !is_empty);
      g_assert_cmpint (asked_height > 0, ==, is_empty);
      g_assert_cmpint (height, >, 40);
      n_empty += is_empty;
    }
  g_assert_cmpuint (n_empty, >, 100);
}

/* A window of this height shows seven cards; as many are filled above and below. */
#define MOST_FILLED 27

/* Rows of a page that is not shown are empty. When it is shown those that are seen are filled from
 * the top, and as many below them when there is time; the others stay empty. */
static void
test_filling (void)
{
  DropoffWindow *window = probe_new_window (760, 600);
  DropoffMainView *view = DROPOFF_MAIN_VIEW (dropoff_window_show_page (window, "main"));
  DropoffInProgressPage *page = dropoff_main_view_get_in_progress_page (view);
  g_autoptr (GListStore) list = samples_many (1000);

  dropoff_main_view_show_page (view, "sent");
  probe_settle (SETTLE_MS);
  dropoff_in_progress_page_set_model (page, G_LIST_MODEL (list));
  probe_settle (SETTLE_MS);
  g_assert_null (probe_find (page, DROPOFF_TYPE_BATCH_ROW, 0));
  dropoff_main_view_show_page (view, "in-progress");
  while (count_filled (page) < 9)
    g_main_context_iteration (NULL, TRUE);
  probe_settle (SETTLE_MS);
  g_assert_cmpuint (count_filled (page), <=, MOST_FILLED);
  for (guint i = 0; i < 9; i++)
    {
      g_autofree char *name = samples_name_at (list, i);
      GtkWidget *row = probe_find (page, DROPOFF_TYPE_BATCH_ROW, i);

      g_assert_nonnull (row);
      probe_expect (row, name);
    }
  expect_empty_rows_hidden (page);
  probe_close_window (window);
}

/* What is dropped is there at once; nothing fades. */
static void
test_at_once (void)
{
  DropoffWindow *window = probe_new_window (760, 600);
  g_autoptr (GListStore) none = samples_many (0);
  g_autoptr (GListStore) some = samples_many (3);
  DropoffInProgressPage *page = probe_show_list (window, none);
  GtkStack *stack = GTK_STACK (probe_find (page, GTK_TYPE_STACK, 0));

  probe_settle (SETTLE_MS);
  g_assert_cmpstr (gtk_stack_get_visible_child_name (stack), ==, "empty");
  g_object_set (gtk_settings_get_default (), "gtk-enable-animations", TRUE, NULL);
  dropoff_in_progress_page_set_model (page, G_LIST_MODEL (some));
  g_assert_cmpstr (gtk_stack_get_visible_child_name (stack), ==, "list");
  g_assert_false (gtk_stack_get_transition_running (stack));
  g_object_set (gtk_settings_get_default (), "gtk-enable-animations", FALSE, NULL);
  probe_close_window (window);
}

/* The list is scrolled, and jumps, which makes all rows anew. Those that are seen then get
 * the children of those that were, but for the row with the keyboard, and no more are made however
 * often it jumps; where the list was it looks as it did. */
static void
test_jump (void)
{
  /* The first ones are so near that no row is made anew. */
  const guint places[] = { 15, 30, 45, 60, 75, 400, 800, 2000, 4000 };
  DropoffWindow *window = probe_new_window (760, 600);
  g_autoptr (GListStore) list = samples_many (5000);
  DropoffInProgressPage *page = probe_show_list (window, list);
  GtkWidget *view = probe_find (page, GTK_TYPE_LIST_VIEW, 0);
  g_autoptr (DropoffBatch) first = g_list_model_get_item (G_LIST_MODEL (list), 0);
  GtkWidget *focus;

  while (count_filled (page) < 9)
    g_main_context_iteration (NULL, TRUE);
  dropoff_in_progress_page_focus_batch (page, first);
  for (guint i = 0; i < G_N_ELEMENTS (places); i++)
    {
      const guint position = places[i];
      g_autofree char *name = samples_name_at (list, position);

      gtk_widget_activate_action (view, "list.scroll-to-item", "u", position);
      while (!probe_says (view, name))
        g_main_context_iteration (NULL, TRUE);
      probe_settle (SETTLE_MS);
      g_assert_null (probe_find (page, DROPOFF_TYPE_BATCH_ROW, MOST_FILLED));
      focus = gtk_root_get_focus (GTK_ROOT (window));
      g_assert_true (DROPOFF_IS_BATCH_ROW (gtk_widget_get_first_child (focus)));
      probe_expect (focus, dropoff_batch_get_name (first));
    }
  gtk_widget_activate_action (view, "list.scroll-to-item", "u", 0);
  while (count_filled (page) < 9)
    g_main_context_iteration (NULL, TRUE);
  probe_settle (SETTLE_MS);
  for (guint i = 0; i < 9; i++)
    {
      g_autofree char *name = samples_name_at (list, i);

      probe_expect (probe_find (page, DROPOFF_TYPE_BATCH_ROW, i), name);
    }
  probe_close_window (window);
}

typedef struct
{
  gpointer page;
  guint n_frames;
  guint n_filled; /* after the first frame with rows */
} Late;

static void
be_late (Late *late)
{
  g_usleep (6000);
}

static void
count_late (Late *late)
{
  if (late->n_frames == 0)
    late->n_filled = count_filled (late->page);
  late->n_frames++;
}

/* A frame that is late does not fill rows as well; but if all are late they are filled, too. */
static void
test_late (void)
{
  DropoffWindow *window = probe_new_window (760, 600);
  g_autoptr (GListStore) list = samples_many (1000);
  DropoffMainView *view = DROPOFF_MAIN_VIEW (dropoff_window_show_page (window, "main"));
  DropoffInProgressPage *page = dropoff_main_view_get_in_progress_page (view);
  GdkFrameClock *clock = gtk_widget_get_frame_clock (GTK_WIDGET (window));
  Late late = { .page = page };

  dropoff_main_view_show_page (view, "sent");
  dropoff_in_progress_page_set_model (page, G_LIST_MODEL (list));
  probe_settle (SETTLE_MS);
  dropoff_main_view_show_page (view, "in-progress");
  g_signal_connect_swapped (clock, "update", G_CALLBACK (be_late), &late);
  g_signal_connect_swapped (clock, "after-paint", G_CALLBACK (count_late), &late);
  while (count_filled (page) < 7)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpuint (late.n_filled, ==, 0);
  g_assert_cmpuint (late.n_frames, >, 0);
  g_signal_handlers_disconnect_by_data (clock, &late);
  probe_close_window (window);
}

static void
turn_wheel (GtkEventController *controller)
{
  gboolean taken;

  g_signal_emit_by_name (controller, "scroll", 0.0, 1.0, &taken);
}

static void
press (GtkEventController *controller, guint key)
{
  gboolean taken;

  g_signal_emit_by_name (controller, "key-pressed", key, 0, 0, &taken);
}

static gboolean
meets_row (GtkWidget *scrolled)
{
  GtkWidget *met = gtk_widget_pick (scrolled, 380, 200, GTK_PICK_DEFAULT);

  return gtk_widget_get_ancestor (met, DROPOFF_TYPE_BATCH_ROW) != NULL;
}

/* While a list is scrolled the pointer passes over its rows; at once afterwards it meets them. */
static void
test_scrolled (void)
{
  DropoffWindow *window = probe_new_window (760, 600);
  g_autoptr (GListStore) list = samples_many (100);
  GtkWidget *view = probe_find (probe_show_list (window, list), GTK_TYPE_LIST_VIEW, 0);
  GtkWidget *scrolled = gtk_widget_get_ancestor (view, GTK_TYPE_SCROLLED_WINDOW);
  g_autoptr (GListModel) controllers = gtk_widget_observe_controllers (scrolled);
  guint n_tried = 0;

  while (!meets_row (scrolled))
    g_main_context_iteration (NULL, TRUE);
  for (guint i = 0; i < g_list_model_get_n_items (controllers); i++)
    {
      g_autoptr (GtkEventController) controller = g_list_model_get_item (controllers, i);

      if (gtk_event_controller_get_propagation_phase (controller) != GTK_PHASE_CAPTURE)
        continue;
      if (GTK_IS_EVENT_CONTROLLER_SCROLL (controller))
        turn_wheel (controller);
      else if (GTK_IS_EVENT_CONTROLLER_KEY (controller))
        {
          press (controller, GDK_KEY_Control_L);
          g_assert_true (meets_row (scrolled));
          press (controller, GDK_KEY_Page_Down);
        }
      else
        continue;
      n_tried += !meets_row (scrolled);
      while (!meets_row (scrolled))
        g_main_context_iteration (NULL, TRUE);
    }
  g_assert_cmpuint (n_tried, ==, 2);
  probe_close_window (window);
}

static int needed;
static guint n_asked;

static void
measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum, int *natural,
         int *minimum_baseline, int *natural_baseline)
{
  n_asked++;
  *minimum = *natural = needed;
}

static void
allocate (GtkWidget *widget, int width, int height, int baseline)
{
}

static int
measure_across (GtkWidget *widget)
{
  int minimum = 0;

  gtk_widget_measure (widget, GTK_ORIENTATION_HORIZONTAL, -1, &minimum, NULL, NULL, NULL);
  return minimum;
}

/* What is in a list is not asked how large it is when it changes, but when it is laid out. */
static void
test_steady (void)
{
  GtkWidget *window = gtk_window_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *bin = adw_bin_new ();
  GtkWidget *child = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);

  needed = 60;
  gtk_widget_set_layout_manager (child, gtk_custom_layout_new (NULL, measure, allocate));
  gtk_widget_set_layout_manager (bin, g_object_new (DROPOFF_TYPE_STEADY_LAYOUT, NULL));
  adw_bin_set_child (ADW_BIN (bin), child);
  gtk_box_append (GTK_BOX (box), bin);
  gtk_window_set_child (GTK_WINDOW (window), box);
  g_assert_cmpint (measure_across (bin), ==, 60);
  gtk_window_present (GTK_WINDOW (window));
  while (gtk_widget_get_width (bin) == 0)
    g_main_context_iteration (NULL, TRUE);
  needed = 400;
  n_asked = 0;
  gtk_widget_queue_resize (child);
  g_assert_cmpint (measure_across (bin), ==, 60);
  g_assert_cmpint (measure_across (window), <, 400);
  g_assert_cmpuint (n_asked, ==, 0);
  while (gtk_widget_get_width (bin) < 400)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpint (measure_across (bin), ==, 400);
  g_assert_cmpint (measure_across (window), >=, 400);
  gtk_window_destroy (GTK_WINDOW (window));
}

/* What is measured before GTK has seen it gets a style that depends on the whole window around it:
 * it is made anew with each step of the keyboard. */
static void
test_styles (void)
{
  DropoffWindow *window = probe_new_window (760, 600);
  g_autoptr (GListStore) list = samples_many (3);
  g_autoptr (GListStore) more = samples_many (3);
  g_autoptr (DropoffBatch) batch = g_list_model_get_item (G_LIST_MODEL (more), 2);
  DropoffInProgressPage *page = probe_show_list (window, list);
  g_autofree char *style = NULL;
  GtkWidget *row;
  GtkWidget *label;

  probe_settle (SETTLE_MS);
  g_list_store_append (list, batch);
  while ((row = probe_find (page, DROPOFF_TYPE_BATCH_ROW, 3)) == NULL
         || gtk_widget_get_width (row) == 0)
    g_main_context_iteration (NULL, TRUE);
  label = probe_find (row, GTK_TYPE_LABEL, 0);
  style = gtk_style_context_to_string (gtk_widget_get_style_context (label),
                                       GTK_STYLE_CONTEXT_PRINT_SHOW_CHANGE);
  g_assert_nonnull (strstr (style, "name|"));
  g_assert_null (strstr (style, "parent-backdrop"));
  probe_close_window (window);
}

int
main (int argc, char *argv[])
{
  g_autoptr (AdwApplication) application G_GNUC_UNUSED = probe_begin (&argc, &argv, FALSE);

  g_test_add_func ("/rows/filling", test_filling);
  g_test_add_func ("/rows/at-once", test_at_once);
  g_test_add_func ("/rows/jump", test_jump);
  g_test_add_func ("/rows/late", test_late);
  g_test_add_func ("/rows/scrolled", test_scrolled);
  g_test_add_func ("/rows/steady", test_steady);
  g_test_add_func ("/rows/styles", test_styles);
  return g_test_run ();
}
