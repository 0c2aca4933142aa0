/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "dropoff-banner-choice.h"

G_BEGIN_DECLS

#define DROPOFF_TYPE_BANNER (dropoff_banner_get_type ())

/**
 * DropoffBanner:
 *
 * A strip under the header for one state that lasts, with a button where the person can do
 * something. Signal: "clicked". Main thread.
 */
G_DECLARE_FINAL_TYPE (DropoffBanner, dropoff_banner, DROPOFF, BANNER, GtkBox)

/**
 * dropoff_banner_show:
 * @self: a banner
 * @facts: what is known
 *
 * Speaks of the state that presses most, or hides.
 */
void dropoff_banner_show (DropoffBanner *self, const DropoffBannerFacts *facts);

/**
 * dropoff_banner_get_kind:
 * @self: a banner
 *
 * Returns: the state that it speaks of.
 */
DropoffBannerKind dropoff_banner_get_kind (DropoffBanner *self);

G_END_DECLS
