/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "dropoff-row-gestures.h"

typedef struct
{
  DropoffRowFunc func;
  gpointer user_data;
  GType row_type; /* of a menu's rows */
} Handler;

static void
handler_free (gpointer handler, GClosure *closure)
{
  g_free (handler);
}

static Handler *
handler_new (DropoffRowFunc func, gpointer user_data, GType row_type)
{
  Handler *handler = g_new0 (Handler, 1);

  handler->func = func;
  handler->user_data = user_data;
  handler->row_type = row_type;
  return handler;
}

/* Pressing */

/* The second press of a double click: the first one has done it. */
static void
on_pressed (GtkGestureClick *gesture, int n_press, double x, double y)
{
  if (n_press > 1)
    gtk_gesture_set_state (GTK_GESTURE (gesture), GTK_EVENT_SEQUENCE_CLAIMED);
}

static void
on_released (GtkGestureClick *gesture, int n_press, double x, double y, Handler *handler)
{
  GtkEventController *controller = GTK_EVENT_CONTROLLER (gesture);
  GdkModifierType state = gtk_event_controller_get_current_event_state (controller);
  GtkWidget *row = gtk_event_controller_get_widget (controller);

  if (n_press == 1 && (state & (GDK_CONTROL_MASK | GDK_SHIFT_MASK)) == 0)
    handler->func (row, x, y, handler->user_data);
}

void
dropoff_row_gestures_add_press (GtkWidget *row, DropoffRowFunc func, gpointer user_data)
{
  GtkGesture *click = gtk_gesture_click_new ();

  g_signal_connect (click, "pressed", G_CALLBACK (on_pressed), NULL);
  g_signal_connect_data (click, "released", G_CALLBACK (on_released),
                         handler_new (func, user_data, G_TYPE_NONE), handler_free, 0);
  gtk_widget_add_controller (row, GTK_EVENT_CONTROLLER (click));
}

/* The menu */

static void
ask_for_menu (GtkGesture *gesture, double x, double y, Handler *handler)
{
  GtkWidget *list = gtk_event_controller_get_widget (GTK_EVENT_CONTROLLER (gesture));
  GtkWidget *met = gtk_widget_pick (list, x, y, GTK_PICK_DEFAULT);
  GtkWidget *row = met != NULL ? gtk_widget_get_ancestor (met, handler->row_type) : NULL;
  double row_x, row_y;

  /* The list's own row is a little larger than its child. */
  if (row == NULL && met != NULL && gtk_widget_get_parent (met) == list)
    row = gtk_widget_get_first_child (met);
  if (row == NULL || !g_type_is_a (G_OBJECT_TYPE (row), handler->row_type)
      || !gtk_widget_translate_coordinates (list, row, x, y, &row_x, &row_y))
    return;
  gtk_gesture_set_state (gesture, GTK_EVENT_SEQUENCE_CLAIMED);
  handler->func (row, row_x, row_y, handler->user_data);
}

static void
on_secondary (GtkGesture *gesture, int n_press, double x, double y, Handler *handler)
{
  ask_for_menu (gesture, x, y, handler);
}

static void
on_long_touch (GtkGesture *gesture, double x, double y, Handler *handler)
{
  ask_for_menu (gesture, x, y, handler);
}

void
dropoff_row_gestures_add_menu (GtkWidget *list, GType row_type, DropoffRowFunc func,
                               gpointer user_data)
{
  GtkGesture *secondary = gtk_gesture_click_new ();
  GtkGesture *touch = gtk_gesture_long_press_new ();

  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (secondary), GDK_BUTTON_SECONDARY);
  g_signal_connect_data (secondary, "pressed", G_CALLBACK (on_secondary),
                         handler_new (func, user_data, row_type), handler_free, 0);
  gtk_widget_add_controller (list, GTK_EVENT_CONTROLLER (secondary));
  gtk_gesture_single_set_touch_only (GTK_GESTURE_SINGLE (touch), TRUE);
  g_signal_connect_data (touch, "pressed", G_CALLBACK (on_long_touch),
                         handler_new (func, user_data, row_type), handler_free, 0);
  gtk_widget_add_controller (list, GTK_EVENT_CONTROLLER (touch));
}

static gboolean
take_away (gpointer popover)
{
  gtk_widget_unparent (popover);
  return G_SOURCE_REMOVE;
}

/* Later: the chosen item's action still goes through the row. */
static void
on_closed (GtkWidget *popover)
{
  g_idle_add_full (G_PRIORITY_DEFAULT_IDLE, take_away, g_object_ref (popover), g_object_unref);
}

void
dropoff_row_gestures_popup_menu (GtkWidget *row, GMenuModel *menu, double x, double y)
{
  GtkWidget *popover = gtk_popover_menu_new_from_model (menu);
  const GdkRectangle at = { (int) x, (int) y, 1, 1 };

  gtk_popover_set_has_arrow (GTK_POPOVER (popover), FALSE);
  gtk_popover_set_position (GTK_POPOVER (popover), GTK_POS_BOTTOM);
  gtk_widget_set_halign (popover, GTK_ALIGN_START);
  gtk_popover_set_pointing_to (GTK_POPOVER (popover), &at);
  gtk_widget_set_parent (popover, row);
  g_signal_connect (popover, "closed", G_CALLBACK (on_closed), NULL);
  gtk_popover_popup (GTK_POPOVER (popover));
}
