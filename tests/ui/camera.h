/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/*
 * What takes the gallery's pictures: forms of the desktop, waiting until something is drawn, and
 * saving.
 * Main thread.
 */

/**
 * Variant:
 * @VARIANT_LIGHT: as it is, in the direction of the language
 * @VARIANT_DARK: dark
 * @VARIANT_LARGE_TEXT: text twice as large
 * @VARIANT_RTL: right to left
 * @VARIANT_NARROW: 360 pixels wide
 * @VARIANT_SMALL: the smallest window that is not narrow
 *
 * The forms of a picture.
 */
typedef enum {
  VARIANT_LIGHT = 1 << 0,
  VARIANT_DARK = 1 << 1,
  VARIANT_LARGE_TEXT = 1 << 2,
  VARIANT_RTL = 1 << 3,
  VARIANT_NARROW = 1 << 4,
  VARIANT_SMALL = 1 << 5,
} Variant;

/** How many forms there are. */
#define N_VARIANTS 6

/** The forms that most scenes have. */
#define VARIANT_ALL                                                                              \
  (VARIANT_LIGHT | VARIANT_DARK | VARIANT_LARGE_TEXT | VARIANT_RTL | VARIANT_NARROW)

/**
 * camera_get_suffix:
 * @variant: a form
 *
 * Returns: the end of its pictures' names.
 */
const char *camera_get_suffix (Variant variant);

/**
 * camera_get_width:
 * @variant: a form
 *
 * Returns: the width of its windows, pixels.
 */
int camera_get_width (Variant variant);

/**
 * camera_set_variant:
 * @variant: a form
 *
 * Windows look like that from now on.
 */
void camera_set_variant (Variant variant);

/**
 * camera_set_desktop:
 *
 * As on a desktop: its font, its window buttons; no motion, and no frame of a bare X server.
 */
void camera_set_desktop (void);

/**
 * camera_settle:
 * @widget: a window or popover
 *
 * Lets it be drawn several times, so that what follows from a layout has been laid out, too,
 * however slow the machine is.
 */
void camera_settle (GtkWidget *widget);

/**
 * camera_save:
 * @window: a window
 * @popover: (nullable): a surface of its own that is open over it
 * @path: (type filename): of the PNG, in which a pixel of the window is two
 *
 * Returns: whether the picture was saved.
 */
gboolean camera_save (GtkWidget *window, GtkWidget *popover, const char *path);

G_END_DECLS
