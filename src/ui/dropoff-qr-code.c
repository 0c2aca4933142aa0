/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "dropoff-qr-code.h"

#include <qrencode.h>
#include <string.h>

#include "dropoff-secret.h"

#define SIZE 212
#define MAX_TEXT_BYTES 1000
/* The margin that the standard asks for, in modules. */
#define QUIET 4
#define CORNER 9

struct _DropoffQrCode
{
  GtkWidget parent_instance;

  QRcode *code; /* nullable */
};

G_DEFINE_FINAL_TYPE (DropoffQrCode, dropoff_qr_code, GTK_TYPE_WIDGET)

/* The modules are the key itself. */
static void
drop_code (DropoffQrCode *self)
{
  if (self->code == NULL)
    return;
  dropoff_wipe (self->code->data, (gsize) (self->code->width * self->code->width));
  g_clear_pointer (&self->code, QRcode_free);
}

static void
dropoff_qr_code_finalize (GObject *object)
{
  drop_code (DROPOFF_QR_CODE (object));
  G_OBJECT_CLASS (dropoff_qr_code_parent_class)->finalize (object);
}

static void
dropoff_qr_code_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum,
                         int *natural, int *minimum_baseline, int *natural_baseline)
{
  *minimum = SIZE;
  *natural = SIZE;
  *minimum_baseline = -1;
  *natural_baseline = -1;
}

/* One stretch of black modules after the other, on whole pixels: no seams, nothing blurred. */
static void
draw_row (GtkSnapshot *snapshot, const QRcode *code, int row, float x, float y, float module)
{
  const GdkRGBA black = { 0, 0, 0, 1 };
  const unsigned char *data = code->data + row * code->width;

  for (int from = 0; from < code->width; from++)
    {
      int to = from;

      while (to < code->width && (data[to] & 1) != 0)
        to++;
      if (to > from)
        gtk_snapshot_append_color (snapshot, &black,
                                   &GRAPHENE_RECT_INIT (x + (float) from * module,
                                                        y + (float) row * module,
                                                        (float) (to - from) * module, module));
      from = to;
    }
}

static void
dropoff_qr_code_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  DropoffQrCode *self = DROPOFF_QR_CODE (widget);
  const GdkRGBA white = { 1, 1, 1, 1 };
  int side = MIN (gtk_widget_get_width (widget), gtk_widget_get_height (widget));
  graphene_rect_t ground = GRAPHENE_RECT_INIT (
      (float) ((gtk_widget_get_width (widget) - side) / 2),
      (float) ((gtk_widget_get_height (widget) - side) / 2), (float) side, (float) side);
  GskRoundedRect rounded;
  int module;
  float x, y;

  if (self->code == NULL)
    return;
  gsk_rounded_rect_init_from_rect (&rounded, &ground, CORNER);
  gtk_snapshot_push_rounded_clip (snapshot, &rounded);
  gtk_snapshot_append_color (snapshot, &white, &ground);
  module = MAX (side / (self->code->width + 2 * QUIET), 1);
  x = ground.origin.x + (float) ((side - module * self->code->width) / 2);
  y = ground.origin.y + (float) ((side - module * self->code->width) / 2);
  for (int row = 0; row < self->code->width; row++)
    draw_row (snapshot, self->code, row, x, y, (float) module);
  gtk_snapshot_pop (snapshot);
}

static void
dropoff_qr_code_class_init (DropoffQrCodeClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = dropoff_qr_code_finalize;
  widget_class->measure = dropoff_qr_code_measure;
  widget_class->snapshot = dropoff_qr_code_snapshot;
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
dropoff_qr_code_init (DropoffQrCode *self)
{
}

gboolean
dropoff_qr_code_set_text (DropoffQrCode *self, const char *text)
{
  g_return_val_if_fail (DROPOFF_IS_QR_CODE (self), FALSE);

  drop_code (self);
  if (text != NULL && strlen (text) <= MAX_TEXT_BYTES)
    self->code = QRcode_encodeString (text, 0, QR_ECLEVEL_M, QR_MODE_8, 1);
  gtk_widget_queue_draw (GTK_WIDGET (self));
  return text == NULL || self->code != NULL;
}
