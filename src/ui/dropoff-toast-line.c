/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "dropoff-toast-line.h"

/* How long libadwaita has a toast appear. */
#define APPEARING_US 300000

struct _DropoffToastLine
{
  DropoffToastPlaceFunc get_place;
  gpointer user_data;
  GQueue waiting;  /* of AdwToast, owned */
  AdwToast *shown; /* nullable; its overlay's, also while it fades */
  guint source;

  /* Of the one that is shown */
  AdwToastOverlay *place; /* nullable, weak */
  gulong dismissed_id;
  gboolean fades;
  gboolean unwanted; /* it is dismissed when it has appeared */
  guint tick;        /* while it appears */
  gint64 began_us;   /* in frames' time, 0 = with the next frame */
  gboolean is_last_frame;
};

static void
on_dismissed (AdwToast *toast, gpointer user_data)
{
  DropoffToastLine *line = user_data;

  line->fades = TRUE;
}

static void
stop_waiting_for_frames (DropoffToastLine *line)
{
  if (line->tick != 0 && line->place != NULL)
    gtk_widget_remove_tick_callback (GTK_WIDGET (line->place), line->tick);
  line->tick = 0;
}

/* One more frame than it takes, because those who ask for frames last are told first. */
static gboolean
on_tick (GtkWidget *widget, GdkFrameClock *clock, gpointer user_data)
{
  DropoffToastLine *line = user_data;
  gint64 now_us = gdk_frame_clock_get_frame_time (clock);

  if (line->began_us == 0)
    line->began_us = now_us;
  if (!line->is_last_frame)
    {
      line->is_last_frame = now_us - line->began_us >= APPEARING_US;
      return G_SOURCE_CONTINUE;
    }
  line->tick = 0;
  if (line->unwanted && line->shown != NULL && !line->fades)
    adw_toast_dismiss (line->shown);
  return G_SOURCE_REMOVE;
}

/* What is not mapped does not appear step by step. */
static void
dismiss_shown (DropoffToastLine *line)
{
  line->unwanted = TRUE;
  if (line->tick == 0 || line->place == NULL
      || !gtk_widget_get_mapped (GTK_WIDGET (line->place)))
    adw_toast_dismiss (line->shown);
}

static void add_next (DropoffToastLine *line);

static gboolean
on_idle (gpointer user_data)
{
  DropoffToastLine *line = user_data;

  line->source = 0;
  add_next (line);
  return G_SOURCE_REMOVE;
}

/* Its overlay is in the midst of letting go of it. */
static void
on_gone (gpointer user_data, GObject *where_it_was)
{
  DropoffToastLine *line = user_data;

  stop_waiting_for_frames (line);
  line->shown = NULL;
  if (line->source == 0)
    line->source = g_idle_add (on_idle, line);
}

static void
add_next (DropoffToastLine *line)
{
  AdwToast *toast;

  if (line->shown != NULL || line->source != 0)
    return;
  toast = g_queue_pop_head (&line->waiting);
  if (toast == NULL)
    return;
  line->shown = toast;
  line->fades = FALSE;
  line->unwanted = FALSE;
  line->began_us = 0;
  line->is_last_frame = FALSE;
  line->dismissed_id = g_signal_connect (toast, "dismissed", G_CALLBACK (on_dismissed), line);
  g_object_weak_ref (G_OBJECT (toast), on_gone, line);
  g_set_weak_pointer (&line->place, line->get_place (line->user_data));
  adw_toast_overlay_add_toast (line->place, toast);
  line->tick = gtk_widget_add_tick_callback (GTK_WIDGET (line->place), on_tick, line, NULL);
}

DropoffToastLine *
dropoff_toast_line_new (DropoffToastPlaceFunc get_place, gpointer user_data)
{
  DropoffToastLine *line = g_new0 (DropoffToastLine, 1);

  line->get_place = get_place;
  line->user_data = user_data;
  g_queue_init (&line->waiting);
  return line;
}

void
dropoff_toast_line_free (DropoffToastLine *line)
{
  g_clear_handle_id (&line->source, g_source_remove);
  g_queue_clear_full (&line->waiting, g_object_unref);
  stop_waiting_for_frames (line);
  g_clear_weak_pointer (&line->place);
  if (line->shown != NULL)
    {
      g_signal_handler_disconnect (line->shown, line->dismissed_id);
      g_object_weak_unref (G_OBJECT (line->shown), on_gone, line);
    }
  g_free (line);
}

void
dropoff_toast_line_add (DropoffToastLine *line, AdwToast *toast)
{
  if (adw_toast_get_priority (toast) == ADW_TOAST_PRIORITY_HIGH)
    {
      g_queue_push_head (&line->waiting, toast);
      if (dropoff_toast_line_get_shown (line) != NULL)
        dismiss_shown (line);
    }
  else
    g_queue_push_tail (&line->waiting, toast);
  add_next (line);
}

void
dropoff_toast_line_drop (DropoffToastLine *line, AdwToast **toast, gpointer data)
{
  AdwToast *dropped = *toast;

  if (dropped == NULL)
    return;
  g_clear_weak_pointer (toast);
  g_signal_handlers_disconnect_by_data (dropped, data);
  if (line == NULL)
    return;
  if (g_queue_remove (&line->waiting, dropped))
    g_object_unref (dropped);
  else if (dropped == dropoff_toast_line_get_shown (line))
    dismiss_shown (line);
}

AdwToast *
dropoff_toast_line_get_shown (DropoffToastLine *line)
{
  return line->fades || line->unwanted ? NULL : line->shown;
}
