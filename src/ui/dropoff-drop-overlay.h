/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define DROPOFF_TYPE_DROP_OVERLAY (dropoff_drop_overlay_get_type ())

/**
 * DropoffDropOverlay:
 *
 * What lights up over the whole window while files are dragged over it. Properties: "active"
 * (boolean), "calm" (boolean: nothing can be dropped now), "text" (string). Main thread.
 */
G_DECLARE_FINAL_TYPE (DropoffDropOverlay, dropoff_drop_overlay, DROPOFF, DROP_OVERLAY, GtkBox)

G_END_DECLS
