/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "dropoff-day-heading.h"

struct _DropoffDayHeading
{
  GObject parent_instance;

  GDateTime *day;
};

G_DEFINE_FINAL_TYPE (DropoffDayHeading, dropoff_day_heading, G_TYPE_OBJECT)

static void
dropoff_day_heading_finalize (GObject *object)
{
  DropoffDayHeading *self = DROPOFF_DAY_HEADING (object);

  g_clear_pointer (&self->day, g_date_time_unref);
  G_OBJECT_CLASS (dropoff_day_heading_parent_class)->finalize (object);
}

static void
dropoff_day_heading_class_init (DropoffDayHeadingClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = dropoff_day_heading_finalize;
}

static void
dropoff_day_heading_init (DropoffDayHeading *self)
{
}

DropoffDayHeading *
dropoff_day_heading_new (GDateTime *day)
{
  DropoffDayHeading *self = g_object_new (DROPOFF_TYPE_DAY_HEADING, NULL);

  self->day = g_date_time_new_local (g_date_time_get_year (day), g_date_time_get_month (day),
                                     g_date_time_get_day_of_month (day), 0, 0, 0);
  return self;
}

GDateTime *
dropoff_day_heading_get_day (DropoffDayHeading *self)
{
  g_return_val_if_fail (DROPOFF_IS_DAY_HEADING (self), NULL);

  return self->day;
}
