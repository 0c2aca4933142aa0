/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "dropoff-scroll-shield.h"

/* Nobody presses so soon after having scrolled. */
#define CALM_MS 60

typedef struct
{
  GtkWidget *list;
  gint64 asked_us; /* when it was last scrolled */
  guint source; /* takes the shield away; 0: there is none */
} Shield;

static gboolean
on_time (gpointer user_data)
{
  Shield *shield = user_data;

  if (g_get_monotonic_time () - shield->asked_us < CALM_MS * 1000)
    return G_SOURCE_CONTINUE;
  gtk_widget_set_can_target (shield->list, TRUE);
  shield->source = 0;
  return G_SOURCE_REMOVE;
}

static void
raise_shield (Shield *shield)
{
  shield->asked_us = g_get_monotonic_time ();
  if (shield->source != 0)
    return;
  gtk_widget_set_can_target (shield->list, FALSE);
  shield->source = g_timeout_add (CALM_MS, on_time, shield);
}

static gboolean
on_scroll (GtkEventController *controller, double dx, double dy, Shield *shield)
{
  raise_shield (shield);
  return GDK_EVENT_PROPAGATE;
}

/* Other keys are held while rows are pressed. */
static gboolean
on_key (GtkEventController *controller, guint key, guint code, GdkModifierType state,
        Shield *shield)
{
  switch (key)
    {
    case GDK_KEY_Up:
    case GDK_KEY_Down:
    case GDK_KEY_Page_Up:
    case GDK_KEY_Page_Down:
    case GDK_KEY_Home:
    case GDK_KEY_End:
      raise_shield (shield);
      break;
    default:
      break;
    }
  return GDK_EVENT_PROPAGATE;
}

static void
shield_free (gpointer user_data)
{
  Shield *shield = user_data;

  g_clear_handle_id (&shield->source, g_source_remove);
  g_free (shield);
}

void
dropoff_scroll_shield_add (GtkWidget *list)
{
  GtkWidget *scrolled = gtk_widget_get_ancestor (list, GTK_TYPE_SCROLLED_WINDOW);
  GtkEventController *wheel
      = gtk_event_controller_scroll_new (GTK_EVENT_CONTROLLER_SCROLL_BOTH_AXES);
  GtkEventController *keys = gtk_event_controller_key_new ();
  Shield *shield = g_new0 (Shield, 1);

  shield->list = list;
  g_object_set_data_full (G_OBJECT (list), "dropoff-scroll-shield", shield, shield_free);
  gtk_event_controller_set_propagation_phase (wheel, GTK_PHASE_CAPTURE);
  g_signal_connect (wheel, "scroll", G_CALLBACK (on_scroll), shield);
  gtk_widget_add_controller (scrolled, wheel);
  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect (keys, "key-pressed", G_CALLBACK (on_key), shield);
  gtk_widget_add_controller (scrolled, keys);
}
