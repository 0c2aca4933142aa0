/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define DROPOFF_TYPE_DAY_LIST (dropoff_day_list_get_type ())

/**
 * DropoffDayPlace:
 * @DROPOFF_DAY_PLACE_HEADING: not a row: the day's heading
 * @DROPOFF_DAY_PLACE_FIRST: first row of its day
 * @DROPOFF_DAY_PLACE_MID: neither first nor last
 * @DROPOFF_DAY_PLACE_LAST: last row of its day
 * @DROPOFF_DAY_PLACE_ONE: the only row of its day
 *
 * Where an item stands in its day's card.
 */
typedef enum {
  DROPOFF_DAY_PLACE_HEADING,
  DROPOFF_DAY_PLACE_FIRST,
  DROPOFF_DAY_PLACE_MID,
  DROPOFF_DAY_PLACE_LAST,
  DROPOFF_DAY_PLACE_ONE,
} DropoffDayPlace;

/**
 * DropoffDayList:
 *
 * A #GListModel that puts a heading before each day of a list of finished #DropoffBatch that is
 * sorted newest first: its items are #DropoffDayHeading and #DropoffBatch. Main thread.
 */
G_DECLARE_FINAL_TYPE (DropoffDayList, dropoff_day_list, DROPOFF, DAY_LIST, GObject)

/**
 * dropoff_day_list_new:
 * @source: (nullable): a list of #DropoffBatch, newest first
 *
 * Returns: (transfer full): the list with headings.
 */
DropoffDayList *dropoff_day_list_new (GListModel *source);

/**
 * dropoff_day_list_get_place:
 * @self: a list
 * @position: an item's position
 *
 * Returns: where that item stands in its day's card.
 */
DropoffDayPlace dropoff_day_list_get_place (DropoffDayList *self, guint position);

G_END_DECLS
