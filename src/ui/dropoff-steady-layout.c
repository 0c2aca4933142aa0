/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "dropoff-steady-layout.h"

typedef struct
{
  int minimum;
  int natural;
} Need;

struct _DropoffSteadyLayout
{
  GtkLayoutManager parent_instance;

  gboolean is_known; /* has been laid out */
  Need width;
  Need height;
  guint source; /* tells that they have changed */
};

G_DEFINE_FINAL_TYPE (DropoffSteadyLayout, dropoff_steady_layout, GTK_TYPE_LAYOUT_MANAGER)

static GtkSizeRequestMode
get_request_mode (GtkLayoutManager *manager, GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_CONSTANT_SIZE;
}

static Need
ask (GtkWidget *widget, GtkOrientation orientation)
{
  GtkWidget *child = gtk_widget_get_first_child (widget);
  Need need = { 0 };

  if (child != NULL)
    gtk_widget_measure (child, orientation, -1, &need.minimum, &need.natural, NULL, NULL);
  return need;
}

static void
measure (GtkLayoutManager *manager, GtkWidget *widget, GtkOrientation orientation, int for_size,
         int *minimum, int *natural, int *minimum_baseline, int *natural_baseline)
{
  DropoffSteadyLayout *self = DROPOFF_STEADY_LAYOUT (manager);
  Need need = orientation == GTK_ORIENTATION_HORIZONTAL ? self->width : self->height;

  if (!self->is_known)
    need = ask (widget, orientation);
  *minimum = need.minimum;
  *natural = need.natural;
}

static gboolean
on_changed (gpointer user_data)
{
  DropoffSteadyLayout *self = user_data;

  self->source = 0;
  gtk_layout_manager_layout_changed (GTK_LAYOUT_MANAGER (self));
  return G_SOURCE_REMOVE;
}

static gboolean
is_other (Need one, Need other)
{
  return one.minimum != other.minimum || one.natural != other.natural;
}

static void
allocate (GtkLayoutManager *manager, GtkWidget *widget, int width, int height, int baseline)
{
  DropoffSteadyLayout *self = DROPOFF_STEADY_LAYOUT (manager);
  GtkWidget *child = gtk_widget_get_first_child (widget);
  Need across;
  Need along;

  if (child != NULL)
    gtk_widget_allocate (child, width, height, baseline, NULL);
  across = ask (widget, GTK_ORIENTATION_HORIZONTAL);
  along = ask (widget, GTK_ORIENTATION_VERTICAL);
  /* Not from here: what is around it is being laid out. */
  if (self->is_known && (is_other (across, self->width) || is_other (along, self->height))
      && self->source == 0)
    self->source = g_idle_add_full (GDK_PRIORITY_REDRAW - 1, on_changed, self, NULL);
  self->is_known = TRUE;
  self->width = across;
  self->height = along;
}

static void
dropoff_steady_layout_dispose (GObject *object)
{
  DropoffSteadyLayout *self = DROPOFF_STEADY_LAYOUT (object);

  g_clear_handle_id (&self->source, g_source_remove);
  G_OBJECT_CLASS (dropoff_steady_layout_parent_class)->dispose (object);
}

static void
dropoff_steady_layout_class_init (DropoffSteadyLayoutClass *klass)
{
  GtkLayoutManagerClass *manager_class = GTK_LAYOUT_MANAGER_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = dropoff_steady_layout_dispose;
  manager_class->get_request_mode = get_request_mode;
  manager_class->measure = measure;
  manager_class->allocate = allocate;
}

static void
dropoff_steady_layout_init (DropoffSteadyLayout *self)
{
}
