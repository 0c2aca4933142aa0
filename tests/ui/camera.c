/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "camera.h"

#include <adwaita.h>

#include "dropoff-closures.h"

#define PICTURE_SCALE 2
/* A list is filled in several. */
#define FRAMES 15
#define READY_MS 20000

static const struct
{
  Variant variant;
  const char *suffix;
  int width;
} forms[N_VARIANTS] = {
  { VARIANT_LIGHT, "", 760 },
  { VARIANT_DARK, "-dark", 760 },
  { VARIANT_LARGE_TEXT, "-200", 760 },
  { VARIANT_RTL, "-rtl", 760 },
  { VARIANT_NARROW, "-360", 360 },
  { VARIANT_SMALL, "-small", DROPOFF_NARROW_BELOW },
};

static guint
find_form (Variant variant)
{
  guint i = 0;

  while (i < N_VARIANTS - 1 && forms[i].variant != variant)
    i++;
  return i;
}

const char *
camera_get_suffix (Variant variant)
{
  return forms[find_form (variant)].suffix;
}

int
camera_get_width (Variant variant)
{
  return forms[find_form (variant)].width;
}

void
camera_set_variant (Variant variant)
{
  g_object_set (gtk_settings_get_default (), "gtk-xft-dpi",
                variant == VARIANT_LARGE_TEXT ? 2 * 96 * 1024 : 96 * 1024, NULL);
  adw_style_manager_set_color_scheme (adw_style_manager_get_default (),
                                      variant == VARIANT_DARK ? ADW_COLOR_SCHEME_FORCE_DARK
                                                              : ADW_COLOR_SCHEME_FORCE_LIGHT);
  gtk_widget_set_default_direction (variant == VARIANT_RTL ? GTK_TEXT_DIR_RTL
                                                           : gtk_get_locale_direction ());
}

void
camera_set_desktop (void)
{
  g_autoptr (GtkCssProvider) css = gtk_css_provider_new ();

  g_object_set (gtk_settings_get_default (), "gtk-font-name", "Cantarell 11",
                "gtk-decoration-layout", ":close", "gtk-enable-animations", FALSE, NULL);
  gtk_css_provider_load_from_data (
      css,
      "window.solid-csd, window.csd { margin: 0; padding: 0; border: none; box-shadow: none; }",
      -1);
  gtk_style_context_add_provider_for_display (gdk_display_get_default (),
                                              GTK_STYLE_PROVIDER (css), 900);
}

static gboolean
on_tick (GtkWidget *widget, GdkFrameClock *clock, gpointer user_data)
{
  guint *n_frames = user_data;

  if (gtk_widget_get_width (widget) > 0)
    (*n_frames)++;
  gtk_widget_queue_draw (widget);
  return G_SOURCE_CONTINUE;
}

void
camera_settle (GtkWidget *widget)
{
  gint64 end_us = g_get_monotonic_time () + READY_MS * 1000;
  guint n_frames = 0;
  guint tick = gtk_widget_add_tick_callback (widget, on_tick, &n_frames, NULL);

  while (n_frames < FRAMES && g_get_monotonic_time () < end_us)
    if (!g_main_context_iteration (NULL, FALSE))
      g_usleep (1000);
  gtk_widget_remove_tick_callback (widget, tick);
}

/* Where it is open, in the window's pixels. */
static void
find_popover (GtkWidget *popover, int *x, int *y)
{
  GdkSurface *surface = gtk_native_get_surface (GTK_NATIVE (popover));
  double left, top;

  gtk_native_get_surface_transform (GTK_NATIVE (popover), &left, &top);
  *x = (int) left + gdk_popup_get_position_x (GDK_POPUP (surface));
  *y = (int) top + gdk_popup_get_position_y (GDK_POPUP (surface));
}

static void
draw (GtkSnapshot *snapshot, GtkWidget *widget, int x, int y)
{
  g_autoptr (GdkPaintable) paintable = gtk_widget_paintable_new (widget);

  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT ((float) x, (float) y));
  gdk_paintable_snapshot (paintable, snapshot, gtk_widget_get_width (widget),
                          gtk_widget_get_height (widget));
  gtk_snapshot_restore (snapshot);
}

gboolean
camera_save (GtkWidget *window, GtkWidget *popover, const char *path)
{
  GtkSnapshot *snapshot = gtk_snapshot_new ();
  g_autoptr (GdkTexture) texture = NULL;
  GskRenderNode *node;
  int width = gtk_widget_get_width (window), height = gtk_widget_get_height (window);
  int x = 0, y = 0, left = 0;

  /* The picture grows where it is open beyond the window's ends. */
  if (popover != NULL)
    {
      find_popover (popover, &x, &y);
      left = MAX (-x, 0);
      width = left + MAX (width, x + gtk_widget_get_width (popover));
      height = MAX (height, y + gtk_widget_get_height (popover));
    }
  gtk_snapshot_scale (snapshot, PICTURE_SCALE, PICTURE_SCALE);
  draw (snapshot, window, left, 0);
  if (popover != NULL)
    draw (snapshot, popover, left + x, y);
  node = gtk_snapshot_free_to_node (snapshot);
  if (node == NULL)
    return FALSE;
  texture = gsk_renderer_render_texture (
      gtk_native_get_renderer (GTK_NATIVE (window)), node,
      &GRAPHENE_RECT_INIT (0, 0, width * PICTURE_SCALE, height * PICTURE_SCALE));
  gsk_render_node_unref (node);
  return gdk_texture_save_to_png (texture, path);
}
