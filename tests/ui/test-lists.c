/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What a person does with rows: choose several, move them, see all files of a folder. */
#include <glib/gstdio.h>
#include <string.h>

#include "dropoff-all-files-dialog.h"
#include "dropoff-batch-row.h"
#include "dropoff-chosen.h"
#include "dropoff-file-list.h"
#include "dropoff-file-row.h"
#include "dropoff-focus.h"
#include "dropoff-growing-list.h"
#include "dropoff-receipt-folder.h"
#include "dropoff-row-selection.h"
#include "dropoff-sent-row.h"
#include "dropoff-spoken-faults.h"
#include "probe.h"
#include "samples.h"

#define MANY 100000

typedef struct
{
  int verb;
  guint n_batches;
} Asked;

static void
on_request (gpointer source, GPtrArray *batches, int verb, Asked *asked)
{
  asked->verb = verb;
  asked->n_batches = batches->len;
}

/* As the queue does it. */
static void
on_move (gpointer source, GPtrArray *batches, DropoffBatch *before, GListStore *list)
{
  guint position;

  for (guint i = 0; i < batches->len; i++)
    {
      g_assert_true (g_list_store_find (list, g_ptr_array_index (batches, i), &position));
      g_list_store_remove (list, position);
    }
  if (before == NULL || !g_list_store_find (list, before, &position))
    position = g_list_model_get_n_items (G_LIST_MODEL (list));
  g_list_store_splice (list, position, 0, batches->pdata, batches->len);
}

static GtkSelectionModel *
get_selection (gpointer page)
{
  return gtk_list_view_get_model (GTK_LIST_VIEW (probe_find (page, GTK_TYPE_LIST_VIEW, 0)));
}

/* As a key does it: an event cannot be made, so the list's own controllers are asked. */
static gboolean
press_key (gpointer page, guint keyval, GdkModifierType state)
{
  GtkWidget *list = probe_find (page, GTK_TYPE_LIST_VIEW, 0);
  g_autoptr (GListModel) controllers = gtk_widget_observe_controllers (list);

  for (guint i = 0; i < g_list_model_get_n_items (controllers); i++)
    {
      g_autoptr (GtkEventController) controller = g_list_model_get_item (controllers, i);
      gboolean taken = FALSE;

      if (GTK_IS_EVENT_CONTROLLER_KEY (controller))
        g_signal_emit_by_name (controller, "key-pressed", keyval, 0, state, &taken);
      if (taken)
        return TRUE;
    }
  return FALSE;
}

static void
focus_row (gpointer page, GType type, guint n)
{
  GtkWidget *row = probe_await (page, type, n);

  g_assert_true (gtk_widget_grab_focus (gtk_widget_get_parent (row)));
}

/* What is asked of one of several chosen cards is asked of all; of another one, of it alone. */
static void
test_several (void)
{
  DropoffWindow *window = probe_new_window (760, 900);
  g_autoptr (GListStore) list = samples_many (6);
  DropoffInProgressPage *page = probe_show_list (window, list);
  GtkSelectionModel *selection = get_selection (page);
  Asked asked = { 0 };

  g_signal_connect (page, "request", G_CALLBACK (on_request), &asked);
  gtk_selection_model_select_range (selection, 1, 3, TRUE);
  focus_row (page, DROPOFF_TYPE_BATCH_ROW, 2);
  g_assert_true (press_key (page, GDK_KEY_Delete, 0));
  g_assert_cmpint (asked.verb, ==, DROPOFF_VERB_REMOVE);
  g_assert_cmpuint (asked.n_batches, ==, 3);
  g_assert_true (press_key (page, GDK_KEY_space, 0));
  g_assert_cmpint (asked.verb, ==, DROPOFF_VERB_PAUSE);
  g_assert_cmpuint (asked.n_batches, ==, 3);
  /* A row's own button is its own. */
  gtk_widget_activate_action (probe_await (page, DROPOFF_TYPE_BATCH_ROW, 2), "row.press", NULL);
  g_assert_cmpuint (asked.n_batches, ==, 1);
  gtk_widget_activate_action (probe_await (page, DROPOFF_TYPE_BATCH_ROW, 5), "row.remove", NULL);
  g_assert_cmpint (asked.verb, ==, DROPOFF_VERB_REMOVE);
  g_assert_cmpuint (asked.n_batches, ==, 1);
  /* Notes are no cards. */
  gtk_selection_model_select_all (selection);
  gtk_widget_activate_action (probe_await (page, DROPOFF_TYPE_BATCH_ROW, 0), "row.pause", NULL);
  g_assert_cmpuint (asked.n_batches, ==, 6);
  probe_close_window (window);
}

/* Alt and the arrows move cards; what moved is still chosen and has the focus. */
static void
test_move (void)
{
  DropoffWindow *window = probe_new_window (760, 900);
  g_autoptr (GListStore) list = samples_many (5);
  g_autofree char *first = samples_name_at (list, 0);
  g_autofree char *second = samples_name_at (list, 1);
  g_autofree char *third = samples_name_at (list, 2);
  DropoffInProgressPage *page = probe_show_list (window, list);
  GtkSelectionModel *selection = get_selection (page);
  g_autoptr (GPtrArray) chosen = NULL;
  g_autofree char *now_first = NULL, *now_third = NULL, *now_fourth = NULL, *at_end = NULL;
  GtkWidget *focus;

  g_signal_connect (page, "move", G_CALLBACK (on_move), list);
  focus_row (page, DROPOFF_TYPE_BATCH_ROW, 0);
  g_assert_true (press_key (page, GDK_KEY_Up, GDK_ALT_MASK)); /* nowhere to go */
  gtk_selection_model_select_range (selection, 0, 2, TRUE);
  focus_row (page, DROPOFF_TYPE_BATCH_ROW, 1);
  g_assert_true (press_key (page, GDK_KEY_Down, GDK_ALT_MASK));
  probe_settle (2 * SETTLE_MS);
  now_first = samples_name_at (list, 0);
  now_third = samples_name_at (list, 2);
  g_assert_cmpstr (now_first, ==, third);
  g_assert_cmpstr (now_third, ==, second);
  chosen = dropoff_chosen_list (selection);
  g_assert_cmpuint (chosen->len, ==, 2);
  g_assert_cmpstr (dropoff_batch_get_name (g_ptr_array_index (chosen, 0)), ==, first);
  focus = gtk_widget_get_first_child (gtk_window_get_focus (GTK_WINDOW (window)));
  g_assert_true (DROPOFF_IS_BATCH_ROW (focus));
  g_assert_cmpstr (dropoff_batch_get_name (dropoff_batch_row_get_batch (DROPOFF_BATCH_ROW (focus))),
                   ==, second);
  for (guint i = 0; i < 4; i++)
    g_assert_true (press_key (page, GDK_KEY_Down, GDK_ALT_MASK));
  now_fourth = samples_name_at (list, 3);
  at_end = samples_name_at (list, 4);
  g_assert_cmpstr (now_fourth, ==, first);
  g_assert_cmpstr (at_end, ==, second);
  probe_close_window (window);
}

/* The name of the card that has the keyboard as a whole. */
static const char *
get_focused_name (DropoffWindow *window)
{
  GtkWidget *focus = dropoff_focus_find (GTK_WIDGET (window));
  GtkWidget *row = focus != NULL ? gtk_widget_get_first_child (focus) : NULL;

  if (DROPOFF_IS_SENT_ROW (row))
    return dropoff_batch_get_name (dropoff_sent_row_get_batch (DROPOFF_SENT_ROW (row)));
  g_assert_true (DROPOFF_IS_BATCH_ROW (row));
  return dropoff_batch_get_name (dropoff_batch_row_get_batch (DROPOFF_BATCH_ROW (row)));
}

/* Who comes back to a list is where they left it: after the other page, after the header, and when
 * cards before it have come and gone. */
static void
test_comes_back (void)
{
  DropoffWindow *window = probe_new_window (760, 900);
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  g_autoptr (GListStore) list = samples_many (6);
  g_autoptr (GListStore) sent = samples_sent (now);
  g_autofree char *first = samples_name_at (list, 0);
  g_autofree char *third = samples_name_at (list, 2);
  g_autofree char *fourth = samples_name_at (list, 3);
  g_autofree char *second_sent = samples_name_at (sent, 1);
  DropoffInProgressPage *page = probe_show_list (window, list);
  DropoffMainView *view = dropoff_window_get_main_view (window);

  dropoff_sent_page_set_model (dropoff_main_view_get_sent_page (view), G_LIST_MODEL (sent));
  dropoff_main_view_focus_list (view);
  g_assert_cmpstr (get_focused_name (window), ==, first);
  focus_row (page, DROPOFF_TYPE_BATCH_ROW, 2);
  dropoff_main_view_show_page (view, "sent");
  probe_settle (2 * SETTLE_MS);
  focus_row (dropoff_main_view_get_sent_page (view), DROPOFF_TYPE_SENT_ROW, 1);
  dropoff_main_view_show_page (view, "in-progress");
  probe_settle (2 * SETTLE_MS);
  g_assert_cmpstr (get_focused_name (window), ==, third);
  dropoff_main_view_show_page (view, "sent");
  probe_settle (2 * SETTLE_MS);
  g_assert_cmpstr (get_focused_name (window), ==, second_sent);
  dropoff_main_view_show_page (view, "in-progress");
  probe_settle (2 * SETTLE_MS);
  gtk_widget_grab_focus (probe_find (view, GTK_TYPE_MENU_BUTTON, 1));
  g_list_store_remove (list, 0);
  probe_settle (2 * SETTLE_MS);
  dropoff_main_view_focus_list (view);
  g_assert_cmpstr (get_focused_name (window), ==, third);
  /* It goes while the keyboard is on it: the next one is in its place. */
  g_list_store_remove (list, 1);
  probe_settle (2 * SETTLE_MS);
  dropoff_main_view_focus_list (view);
  g_assert_cmpstr (get_focused_name (window), ==, fourth);
  probe_close_window (window);
}

/* Tab goes to each card as a whole, then to its buttons; from outside, to the card one had left. */
static void
test_tab (void)
{
  DropoffWindow *window = probe_new_window (760, 900);
  g_autoptr (GListStore) list = samples_many (3);
  g_autofree char *second = samples_name_at (list, 1);
  g_autofree char *third = samples_name_at (list, 2);
  DropoffInProgressPage *page = probe_show_list (window, list);
  GtkWidget *list_view = probe_find (page, GTK_TYPE_LIST_VIEW, 0);
  GtkWidget *elsewhere
      = probe_find (dropoff_window_get_main_view (window), GTK_TYPE_MENU_BUTTON, 0);
  guint n_buttons = 0;

  focus_row (page, DROPOFF_TYPE_BATCH_ROW, 1);
  gtk_widget_grab_focus (elsewhere);
  for (guint n = 0; dropoff_focus_find_in (list_view) == NULL; n++)
    {
      g_assert_cmpuint (n, <, 20);
      g_signal_emit_by_name (window, "move-focus", GTK_DIR_TAB_FORWARD);
    }
  g_assert_cmpstr (get_focused_name (window), ==, second);
  g_signal_emit_by_name (window, "move-focus", GTK_DIR_TAB_FORWARD);
  for (; GTK_IS_BUTTON (dropoff_focus_find_in (list_view)); n_buttons++)
    g_signal_emit_by_name (window, "move-focus", GTK_DIR_TAB_FORWARD);
  g_assert_cmpuint (n_buttons, >, 0);
  g_assert_cmpstr (get_focused_name (window), ==, third);
  while (dropoff_focus_find_in (list_view) != NULL)
    g_signal_emit_by_name (window, "move-focus", GTK_DIR_TAB_FORWARD);
  g_signal_emit_by_name (window, "move-focus", GTK_DIR_TAB_BACKWARD);
  g_assert_cmpstr (get_focused_name (window), ==, third);
  probe_close_window (window);
}

static void
assert_spoken (DropoffSpokenFaults *faults, GListStore *list, guint n_failed, guint n_asking,
               const char *expected)
{
  g_autofree char *text
      = dropoff_spoken_faults_next (faults, G_LIST_MODEL (list), n_failed, n_asking);

  g_assert_cmpstr (text, ==, expected);
}

/* Each file that needs the person is told once: alone with what it needs, several as a number. */
static void
test_spoken_faults (void)
{
  DropoffSpokenFaults *faults = dropoff_spoken_faults_new ();
  g_autoptr (GListStore) list = samples_in_progress ();
  g_autoptr (DropoffBatch) failed
      = samples_file ("new.bin", "application/octet-stream", DROPOFF_UPLOAD_FAILED, 0, 5);
  g_autoptr (DropoffBatch) asking = samples_same_names ();

  assert_spoken (faults, list, 0, 0, NULL);
  assert_spoken (faults, list, 2, 0, "2 files could not be sent");
  assert_spoken (faults, list, 2, 0, NULL);
  g_list_store_insert (list, 0, failed);
  assert_spoken (faults, list, 3, 0, "new.bin, This file could not be sent.");
  assert_spoken (faults, list, 3, 0, NULL);
  g_list_store_insert (list, 0, asking);
  assert_spoken (faults, list, 6, 3, "6 files need you");
  /* Tried again: it fails again. */
  g_list_store_remove (list, 1);
  assert_spoken (faults, list, 5, 3, NULL);
  g_list_store_append (list, failed);
  assert_spoken (faults, list, 6, 3, "new.bin, This file could not be sent.");
  dropoff_spoken_faults_free (faults);
}

static DropoffBatch *
get_folder (GListStore *list)
{
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (list)); i++)
    {
      g_autoptr (DropoffBatch) batch = g_list_model_get_item (G_LIST_MODEL (list), i);

      if (dropoff_batch_get_record (batch)->is_folder)
        return batch;
    }
  g_assert_not_reached ();
}

static void
wait_for_files (DropoffFileList *files)
{
  while (!dropoff_file_list_is_complete (files))
    g_main_context_iteration (NULL, FALSE);
}

static void
test_file_list (void)
{
  g_autoptr (GListStore) list = samples_in_progress ();
  DropoffBatch *folder = get_folder (list);
  g_autoptr (DropoffFileList) files = dropoff_file_list_new (folder);
  GListModel *model = G_LIST_MODEL (files);
  g_autoptr (DropoffUpload) upload = NULL;

  wait_for_files (files);
  g_assert_cmpuint (g_list_model_get_n_items (model), ==, 4012);
  dropoff_file_list_search (files, "CHLOÉ");
  wait_for_files (files);
  g_assert_cmpuint (g_list_model_get_n_items (model), ==, 1);
  upload = g_list_model_get_item (model, 0);
  g_assert_cmpstr (dropoff_upload_get_name (upload), ==, "Chloé & Zoë (1).CR3");
  dropoff_file_list_set_hidden (files, upload, TRUE);
  g_assert_cmpuint (g_list_model_get_n_items (model), ==, 0);
  dropoff_file_list_search (files, "");
  wait_for_files (files);
  g_assert_cmpuint (g_list_model_get_n_items (model), ==, 4011);
  dropoff_file_list_set_hidden (files, upload, FALSE);
  g_assert_cmpuint (g_list_model_get_n_items (model), ==, 4012);
  g_assert_true (g_list_model_get_item (model, 0) == upload);
  g_object_unref (upload);
}

static void
on_file_request (gpointer dialog, DropoffUpload *upload, int verb, GString *verbs)
{
  g_string_append_printf (verbs, "%d ", verb);
}

/* A removed file is paused while Undo is offered, and gone when the dialog is. */
static void
test_all_files (void)
{
  g_autoptr (GListStore) list = samples_in_progress ();
  DropoffBatch *folder = get_folder (list);
  GtkWidget *dialog = dropoff_all_files_dialog_new (NULL, folder);
  g_autoptr (GString) verbs = g_string_new (NULL);
  g_autofree char *expected = g_strdup_printf ("%d %d %d ", DROPOFF_VERB_PAUSE,
                                               DROPOFF_VERB_PAUSE, DROPOFF_VERB_REMOVE);
  GtkWidget *entry;

  gtk_window_present (GTK_WINDOW (dialog));
  probe_settle (3 * SETTLE_MS);
  g_signal_connect (dialog, "request", G_CALLBACK (on_file_request), verbs);
  probe_expect (dialog, "Chloé & Zoë (1).CR3");
  g_assert_null (probe_find (dialog, DROPOFF_TYPE_FILE_ROW, 300));
  entry = probe_find (dialog, GTK_TYPE_SEARCH_ENTRY, 0);
  gtk_editable_set_text (GTK_EDITABLE (entry), "img_3999");
  probe_settle (8 * SETTLE_MS);
  probe_expect (dialog, "IMG_3999.CR3");
  g_assert_false (probe_says (dialog, "Chloé & Zoë (1).CR3"));
  focus_row (dialog, DROPOFF_TYPE_FILE_ROW, 0);
  g_assert_true (press_key (dialog, GDK_KEY_space, 0));
  g_assert_true (press_key (dialog, GDK_KEY_Delete, 0));
  probe_settle (2 * SETTLE_MS);
  probe_expect (dialog, "No Results Found");
  probe_expect (dialog, "“IMG_3999.CR3” removed");
  gtk_window_destroy (GTK_WINDOW (dialog));
  g_assert_cmpstr (verbs->str, ==, expected);
}

static void
on_saved (GObject *source, GAsyncResult *result, gpointer user_data)
{
  gssize *n_saved = user_data;
  g_autoptr (GError) error = NULL;

  *n_saved = dropoff_receipt_folder_save_finish (result, &error);
}

/* Several receipts go into a folder; nothing in it is replaced. */
static void
test_receipts (void)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  g_autoptr (GListStore) sent = samples_sent (now);
  g_autoptr (GPtrArray) batches = g_ptr_array_new_with_free_func (g_object_unref);
  g_autofree char *path = g_dir_make_tmp ("dropoff-receipts-XXXXXX", NULL);
  g_autoptr (GFile) folder = g_file_new_for_path (path);
  g_autoptr (GDir) dir = NULL;
  guint n_verified = 0, n_files = 0, n_numbered = 0;
  const char *name;

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (sent)); i++)
    {
      g_ptr_array_add (batches, g_list_model_get_item (G_LIST_MODEL (sent), i));
      n_verified += dropoff_batch_get_record (g_ptr_array_index (batches, i))->verified ? 1 : 0;
    }
  g_assert_cmpuint (n_verified, <, batches->len);
  for (guint i = 0; i < 2; i++)
    {
      gssize n_saved = -2;

      dropoff_receipt_folder_save_async (folder, "Acme", NULL, batches, on_saved, &n_saved);
      while (n_saved == -2)
        g_main_context_iteration (NULL, TRUE);
      g_assert_cmpint (n_saved, ==, n_verified);
    }
  dir = g_dir_open (path, 0, NULL);
  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *file = g_build_filename (path, name, NULL);

      n_files++;
      n_numbered += strstr (name, " (2).pdf") != NULL ? 1 : 0;
      g_assert_cmpint (g_unlink (file), ==, 0);
    }
  g_assert_cmpuint (n_files, ==, 2 * n_verified);
  g_assert_cmpuint (n_numbered, ==, n_verified);
  g_assert_cmpint (g_rmdir (path), ==, 0);
}

/* A hundred thousand cards can all be chosen and asked at once. */
typedef struct
{
  guint n_told;
  guint position;
  guint removed;
  guint added;
} Told;

static void
on_told (gpointer list, guint position, guint removed, guint added, Told *told)
{
  *told = (Told) { told->n_told + 1, position, removed, added };
}

/* A growing list is at every moment the beginning of the whole, and says no more than it must. */
static void
test_growing (void)
{
  g_autoptr (GListStore) source = samples_many (3000);
  g_autoptr (GListStore) more = samples_many (2);
  gpointer two[] = { g_list_model_get_item (G_LIST_MODEL (more), 0),
                     g_list_model_get_item (G_LIST_MODEL (more), 1) };
  g_autoptr (DropoffGrowingList) list = dropoff_growing_list_new (G_LIST_MODEL (source));
  GListModel *model = G_LIST_MODEL (list);
  guint n_first = g_list_model_get_n_items (model);
  Told told = { 0 };

  g_signal_connect (list, "items-changed", G_CALLBACK (on_told), &told);
  g_assert_cmpuint (n_first, <, 3000);
  /* Below what is shown nobody hears of it; across the edge only as far as it is shown. */
  g_list_store_remove (source, 2000);
  g_assert_cmpuint (told.n_told, ==, 0);
  g_list_store_splice (source, n_first - 1, 10, two, 2);
  g_assert_true (told.n_told == 1 && told.position == n_first - 1 && told.removed == 1
                 && told.added == 2);
  g_assert_cmpuint (g_list_model_get_n_items (model), ==, n_first + 1);
  while (g_list_model_get_n_items (model) < 2991)
    g_main_context_iteration (NULL, TRUE);
  while (g_main_context_iteration (NULL, FALSE))
    continue;
  /* Whole: every change as it is. */
  told.n_told = 0;
  g_list_store_remove (source, 0);
  g_assert_true (told.n_told == 1 && told.position == 0 && told.removed == 1 && told.added == 0);
  g_list_store_splice (source, 2990, 0, two, 2);
  g_assert_true (told.n_told == 2 && told.position == 2990 && told.added == 2);
  for (guint i = 0; i < 2992; i++)
    {
      g_autoptr (GObject) shown = g_list_model_get_item (model, i);
      g_autoptr (GObject) real = g_list_model_get_item (G_LIST_MODEL (source), i);

      g_assert_true (shown != NULL && shown == real);
    }
  g_assert_null (g_list_model_get_item (model, 2992));
  g_object_unref (two[0]);
  g_object_unref (two[1]);
}

/* Nothing is heard of what changes at first, then it is whole. */
static void
test_growing_later (void)
{
  g_autoptr (GListStore) source = samples_many (3000);
  g_autoptr (DropoffGrowingList) list = dropoff_growing_list_new_later (G_LIST_MODEL (source));
  Told told = { 0 };

  g_signal_connect (list, "items-changed", G_CALLBACK (on_told), &told);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (list)), ==, 0);
  g_list_store_splice (source, 0, 1000, NULL, 0);
  g_assert_cmpuint (told.n_told, ==, 0);
  while (g_list_model_get_n_items (G_LIST_MODEL (list)) < 2000)
    g_main_context_iteration (NULL, TRUE);
  g_assert_true (told.position + told.added == 2000 && told.removed == 0);
}

/* What is built on it hears of a few at a time, and is freed when nothing is left. */
static void
test_withering (void)
{
  g_autoptr (GListStore) source = samples_many (20000);
  DropoffGrowingList *list = dropoff_growing_list_new (G_LIST_MODEL (source));
  gpointer on_it = gtk_no_selection_new (G_LIST_MODEL (g_object_ref (list)));
  Told told = { 0 };

  g_signal_connect (list, "items-changed", G_CALLBACK (on_told), &told);
  dropoff_growing_list_reach (list, 20000);
  told.n_told = 0;
  g_object_add_weak_pointer (G_OBJECT (on_it), &on_it);
  dropoff_growing_list_wither (list, on_it);
  g_object_unref (list);
  g_list_store_remove_all (source);
  g_assert_cmpuint (told.n_told, ==, 0);
  while (on_it != NULL)
    {
      told.removed = 0;
      g_main_context_iteration (NULL, TRUE);
      g_assert_cmpuint (told.removed, <=, 1000);
    }
  g_assert_cmpuint (told.n_told, >=, 20);
  g_assert_true (told.position == 0 && told.added == 0);
}

static gpointer
count_asked (gpointer item, gpointer n_asked)
{
  ++*(guint *) n_asked;
  return item;
}

/* Places alone: what is chosen is never asked for, in whatever way it is chosen. */
static void
test_row_selection (void)
{
  g_autoptr (GListStore) source = samples_many (20);
  guint n_asked = 0;
  g_autoptr (GtkMapListModel) rows = gtk_map_list_model_new (G_LIST_MODEL (g_object_ref (source)),
                                                             count_asked, &n_asked, NULL);
  g_autoptr (GtkSelectionModel) selection = dropoff_row_selection_new (G_LIST_MODEL (rows));
  g_autoptr (GtkBitset) chosen = NULL;
  Told told = { 0 };

  gtk_selection_model_select_all (selection);
  g_signal_connect (selection, "items-changed", G_CALLBACK (on_told), &told);
  gtk_selection_model_unselect_range (selection, 0, 10);
  gtk_selection_model_unselect_item (selection, 12);
  g_list_store_splice (source, 0, 5, NULL, 0);
  g_assert_true (told.n_told == 1 && told.position == 0 && told.removed == 5);
  chosen = gtk_selection_model_get_selection (selection);
  g_assert_cmpuint (gtk_bitset_get_size (chosen), ==, 9);
  g_assert_cmpuint (gtk_bitset_get_minimum (chosen), ==, 5);
  g_assert_false (gtk_selection_model_is_selected (selection, 7));
  gtk_selection_model_select_item (selection, 3, TRUE);
  g_assert_true (gtk_selection_model_is_selected (selection, 3));
  g_assert_false (gtk_selection_model_is_selected (selection, 5));
  g_assert_cmpuint (n_asked, ==, 0);
}

static guint
count_rows (gpointer page)
{
  return g_list_model_get_n_items (G_LIST_MODEL (get_selection (page)));
}

static void
test_many (void)
{
  DropoffWindow *window = probe_new_window (760, 600);
  g_autoptr (GListStore) list = samples_many (MANY);
  g_autoptr (GListStore) few = samples_many (1);
  g_autoptr (GListStore) more = samples_many (1);
  DropoffInProgressPage *page = probe_show_list (window, few);
  Asked asked = { 0 };
  g_autoptr (GPtrArray) new_ones = g_ptr_array_new_with_free_func (g_object_unref);
  GtkWidget *row;
  gpointer tree;

  g_signal_connect (page, "request", G_CALLBACK (on_request), &asked);
  g_ptr_array_add (new_ones, g_list_model_get_item (G_LIST_MODEL (more), 0));
  /* A long list comes little by little, but at once as far as somebody looks. */
  dropoff_in_progress_page_set_model (page, G_LIST_MODEL (list));
  g_assert_cmpuint (count_rows (page), <, MANY / 10);
  dropoff_in_progress_page_set_open (page, MANY / 2, FALSE);
  g_assert_cmpuint (count_rows (page), >, MANY / 2);
  while (count_rows (page) < MANY || probe_find (page, DROPOFF_TYPE_BATCH_ROW, 0) == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_assert_true (DROPOFF_IS_ROW_SELECTION (get_selection (page)));
  gtk_selection_model_select_all (get_selection (page));
  probe_settle (3 * SETTLE_MS); /* until it is filled */
  row = probe_find (page, DROPOFF_TYPE_BATCH_ROW, 0);
  gtk_widget_activate_action (row, "row.remove", NULL);
  /* They are gathered in slices: what comes meanwhile was not chosen. */
  g_assert_cmpuint (asked.n_batches, ==, 0);
  g_list_store_splice (list, MANY - 1, 1, new_ones->pdata, new_ones->len);
  while (asked.n_batches == 0)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpuint (asked.n_batches, ==, MANY - 1);
  /* What is asked next comes after it. */
  asked.n_batches = 0;
  gtk_selection_model_select_all (get_selection (page));
  gtk_widget_activate_action (row, "row.remove", NULL);
  g_assert_cmpuint (asked.n_batches, ==, 0);
  gtk_widget_activate_action (row, "row.send-first", NULL);
  g_assert_cmpuint (asked.n_batches, ==, MANY);
  g_assert_cmpint (asked.verb, ==, DROPOFF_VERB_REMOVE);
  dropoff_in_progress_page_finish_asking (page);
  g_assert_cmpint (asked.verb, ==, DROPOFF_VERB_SEND_FIRST);
  /* They go at once, the tree of them little by little. */
  tree = dropoff_row_selection_get_rows (DROPOFF_ROW_SELECTION (get_selection (page)));
  g_object_add_weak_pointer (G_OBJECT (tree), &tree);
  dropoff_in_progress_page_expect_changes (page);
  g_assert_cmpuint (count_rows (page), <, MANY / 10);
  g_assert_cmpuint (g_list_model_get_n_items (tree), >=, MANY);
  while (tree != NULL || count_rows (page) < MANY)
    g_main_context_iteration (NULL, TRUE);
  probe_close_window (window);
}

int
main (int argc, char *argv[])
{
  g_autoptr (AdwApplication) application G_GNUC_UNUSED = probe_begin (&argc, &argv, FALSE);

  g_test_add_func ("/lists/several", test_several);
  g_test_add_func ("/lists/move", test_move);
  g_test_add_func ("/lists/comes-back", test_comes_back);
  g_test_add_func ("/lists/tab", test_tab);
  g_test_add_func ("/lists/spoken-faults", test_spoken_faults);
  g_test_add_func ("/lists/file-list", test_file_list);
  g_test_add_func ("/lists/all-files", test_all_files);
  g_test_add_func ("/lists/receipts", test_receipts);
  g_test_add_func ("/lists/growing", test_growing);
  g_test_add_func ("/lists/growing-later", test_growing_later);
  g_test_add_func ("/lists/withering", test_withering);
  g_test_add_func ("/lists/row-selection", test_row_selection);
  g_test_add_func ("/lists/many", test_many);
  return g_test_run ();
}
