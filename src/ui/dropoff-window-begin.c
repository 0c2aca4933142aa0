/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "dropoff-window-private.h"

/* So long the first frame is waited for. */
#define PATIENCE_MS 400

/* More is not typed into a window that shows nothing yet. */
#define MAX_EARLY_KEYS 64

/* The first frame is the header bar and the ground; what the window is for is made when it is
 * drawn, which brings it sooner. */

void
dropoff_window_forget_first_frames (DropoffWindow *self)
{
  g_clear_handle_id (&self->drawn_source, g_source_remove);
  /* Not by data: GTK has handlers of its own there, for the same window. */
  if (self->first_frames != NULL)
    g_clear_signal_handler (&self->after_paint_id, self->first_frames);
  g_clear_object (&self->first_frames);
}

static gboolean
on_drawn (gpointer user_data)
{
  DropoffWindow *self = user_data;
  g_autoptr (DropoffEngine) engine = g_steal_pointer (&self->coming_engine);

  self->drawn_source = 0;
  if (!self->is_drawn)
    {
      self->is_drawn = TRUE;
      adw_header_bar_set_show_start_title_buttons (self->loading_header, TRUE);
      adw_header_bar_set_show_end_title_buttons (self->loading_header, TRUE);
      dropoff_window_emit_drawn (self);
    }
  dropoff_window_fill (self);
  if (engine != NULL)
    dropoff_window_set_engine (self, engine);
  else if (self->engine != NULL)
    {
      dropoff_window_forget_first_frames (self);
      /* Last, because X11 wants it drawn in many sizes. */
      gtk_window_set_default_icon_name (DROPOFF_APP_ID);
    }
  return G_SOURCE_REMOVE;
}

/* Not at once: what was drawn goes to the display when the main loop turns. */
static void
on_after_paint (DropoffWindow *self)
{
  g_clear_handle_id (&self->drawn_source, g_source_remove);
  self->drawn_source = g_idle_add_full (G_PRIORITY_HIGH, on_drawn, self, NULL);
}

void
dropoff_window_await_first_frame (DropoffWindow *self)
{
  if (self->is_drawn || self->first_frames != NULL)
    return;
  self->first_frames = g_object_ref (gtk_widget_get_frame_clock (GTK_WIDGET (self)));
  self->after_paint_id = g_signal_connect_swapped (self->first_frames, "after-paint",
                                                   G_CALLBACK (on_after_paint), self);
  /* A display that is off may draw nothing. */
  self->drawn_source = g_timeout_add (PATIENCE_MS, on_drawn, self);
}

gboolean
dropoff_window_is_beginning (DropoffWindow *self)
{
  return !self->is_drawn && self->first_frames != NULL;
}

/* What the person types meanwhile. */

static gboolean
on_early_key (DropoffWindow *self, guint key, guint code, GdkModifierType state,
              GtkEventController *controller)
{
  GdkEvent *event = gtk_event_controller_get_current_event (controller);

  if (!dropoff_window_shows (self, DROPOFF_WINDOW_LOADING) || gdk_key_event_is_modifier (event)
      || self->early_keys->len == MAX_EARLY_KEYS)
    return GDK_EVENT_PROPAGATE;
  g_ptr_array_add (self->early_keys, gdk_event_ref (event));
  return GDK_EVENT_STOP;
}

void
dropoff_window_init_begin (DropoffWindow *self)
{
  GtkEventController *controller = gtk_event_controller_key_new ();

  g_signal_connect_swapped (controller, "key-pressed", G_CALLBACK (on_early_key), self);
  gtk_widget_add_controller (GTK_WIDGET (self), controller);
}

void
dropoff_window_give_keys (DropoffWindow *self)
{
  for (guint i = 0; i < self->early_keys->len; i++)
    gdk_display_put_event (gtk_widget_get_display (GTK_WIDGET (self)),
                           g_ptr_array_index (self->early_keys, i));
  g_ptr_array_set_size (self->early_keys, 0);
}
