/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define DROPOFF_TYPE_BANNER (dropoff_banner_get_type ())

/**
 * DropoffBannerKind:
 * @DROPOFF_BANNER_NONE: hidden
 * @DROPOFF_BANNER_SIGN_IN: the person has to sign in again
 *
 * The states that last and that the banner speaks of.
 */
typedef enum {
  DROPOFF_BANNER_NONE,
  DROPOFF_BANNER_SIGN_IN,
} DropoffBannerKind;

/**
 * DropoffBanner:
 *
 * A strip under the header for one state that lasts, with a button. Property: "kind" (int,
 * #DropoffBannerKind). Signal: "clicked". Main thread.
 */
G_DECLARE_FINAL_TYPE (DropoffBanner, dropoff_banner, DROPOFF, BANNER, GtkBox)

G_END_DECLS
