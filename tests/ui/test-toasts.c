/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is told as it happens, with libadwaita's animations, which the other tests do without. */
#include <adwaita.h>

#include "dropoff-window-private.h"
#include "probe.h"

/* However slow the computer. */
#define PATIENCE_US (60 * G_USEC_PER_SEC)
#define LONG_S 1000

static void
wait_for_words (DropoffWindow *window, const char *words, gboolean there)
{
  gint64 end_us = g_get_monotonic_time () + PATIENCE_US;

  while (probe_says (GTK_WIDGET (window), words) != there && g_get_monotonic_time () < end_us)
    probe_settle (SETTLE_MS);
  if (probe_says (GTK_WIDGET (window), words) != there)
    g_error ("%s: %s", words, there ? "not shown" : "still shown");
}

/* They go when they are told to, not because the computer took so long that their time was up. */
static AdwToast *
make_long_notice (DropoffWindow *window, const char *words)
{
  AdwToast *toast = dropoff_window_make_notice (window, words);

  adw_toast_set_timeout (toast, LONG_S);
  return toast;
}

static AdwToast *
make_long_undo (DropoffWindow *window, const char *words)
{
  AdwToast *toast = dropoff_window_make_undo (window, words);

  adw_toast_set_timeout (toast, LONG_S);
  return toast;
}

/* What was removed is brought back, and the notice that made way for its toast is no longer true,
 * before the notice has faded. One that lasts comes back after the toast. */
static void
test_undo_at_once (void)
{
  DropoffWindow *window = probe_new_window (760, 600);
  AdwToast *notice = make_long_notice (window, "Everything is sent.");
  AdwToast *undo = NULL;

  dropoff_window_show_page (window, "main");
  dropoff_window_add_toast (window, notice);
  wait_for_words (window, "Everything is sent.", TRUE);
  g_set_weak_pointer (&undo, make_long_undo (window, "“a.zip” removed"));
  dropoff_window_add_toast (window, undo);
  probe_settle (20);
  dropoff_window_drop_toast (window, &undo);
  g_assert_null (undo);
  wait_for_words (window, "Everything is sent.", FALSE);
  wait_for_words (window, "“a.zip” removed", FALSE);

  dropoff_window_show_notice (window, "Your list is a new one.", TRUE);
  wait_for_words (window, "Your list is a new one.", TRUE);
  g_set_weak_pointer (&undo, make_long_undo (window, "“b.zip” removed"));
  dropoff_window_add_toast (window, undo);
  wait_for_words (window, "“b.zip” removed", TRUE);
  g_assert_false (probe_says (GTK_WIDGET (window), "Your list is a new one."));
  dropoff_window_drop_toast (window, &undo);
  wait_for_words (window, "Your list is a new one.", TRUE);
  g_assert_false (probe_says (GTK_WIDGET (window), "“b.zip” removed"));
  probe_close_window (window);
}

/* Several in one turn: each is shown in its turn, whole. */
static void
test_in_turn (void)
{
  DropoffWindow *window = probe_new_window (760, 600);
  AdwToast *toasts[3] = { NULL };

  dropoff_window_show_page (window, "main");
  for (guint i = 0; i < G_N_ELEMENTS (toasts); i++)
    {
      g_autofree char *words = g_strdup_printf ("Number %u.", i);

      g_set_weak_pointer (&toasts[i], make_long_notice (window, words));
      dropoff_window_add_toast (window, toasts[i]);
    }
  for (guint i = 0; i < G_N_ELEMENTS (toasts); i++)
    {
      g_autofree char *words = g_strdup_printf ("Number %u.", i);

      wait_for_words (window, words, TRUE);
      dropoff_window_drop_toast (window, &toasts[i]);
      wait_for_words (window, words, FALSE);
    }
  probe_close_window (window);
}

/* The window goes while one appears, one waits, and one is to go. */
static void
test_closed_meanwhile (void)
{
  DropoffWindow *window = probe_new_window (760, 600);
  AdwToast *undo = NULL;

  dropoff_window_show_page (window, "main");
  g_set_weak_pointer (&undo, make_long_undo (window, "“a.zip” removed"));
  dropoff_window_add_toast (window, undo);
  dropoff_window_show_notice (window, "Your list is a new one.", FALSE);
  dropoff_window_drop_toast (window, &undo);
  probe_close_window (window);
  probe_settle (4 * SETTLE_MS);
}

int
main (int argc, char *argv[])
{
  g_autoptr (AdwApplication) application G_GNUC_UNUSED = probe_begin (&argc, &argv, TRUE);

  g_test_add_func ("/toasts/in-turn", test_in_turn);
  g_test_add_func ("/toasts/undo-at-once", test_undo_at_once);
  g_test_add_func ("/toasts/closed-meanwhile", test_closed_meanwhile);
  return g_test_run ();
}
