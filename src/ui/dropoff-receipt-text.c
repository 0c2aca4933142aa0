/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "dropoff-receipt-text.h"

#include <cairo-pdf.h>
#include <glib/gi18n.h>
#include <pango/pangocairo.h>
#include <string.h>

#include "dropoff-closures.h"

/* A4 in points */
#define PAGE_WIDTH 595
#define PAGE_HEIGHT 842
#define MARGIN 72

/* A folder's files share the beginning of their place up to the folder's name. */
static char *
get_reference (DropoffBatch *batch)
{
  const char *key;
  g_autofree char *name = NULL;
  const char *end;

  if (dropoff_batch_get_n_uploads (batch) == 0)
    return NULL;
  key = dropoff_upload_get_record (dropoff_batch_get_upload (batch, 0))->later->key;
  if (key == NULL || !dropoff_batch_get_record (batch)->is_folder)
    return g_strdup (key);
  name = g_strdup_printf ("/%s/", dropoff_batch_get_name (batch));
  end = strstr (key, name);
  return end != NULL ? g_strndup (key, (gsize) (end - key) + strlen (name)) : NULL;
}

static char *
get_checksum (DropoffBatch *batch)
{
  const DropoffUploadRecord *record;

  if (dropoff_batch_get_record (batch)->is_folder || dropoff_batch_get_n_uploads (batch) != 1)
    return NULL;
  record = dropoff_upload_get_record (dropoff_batch_get_upload (batch, 0));
  return record->has_crc64 ? dropoff_text_checksum (record->later->crc64) : NULL;
}

/* What went with it; a file alone may have its own. */
static DropoffDetails *
get_details (DropoffBatch *batch)
{
  const char *text = dropoff_batch_get_record (batch)->details;
  g_autofree char *problem = NULL;

  if (!dropoff_batch_get_record (batch)->is_folder && dropoff_batch_get_n_uploads (batch) == 1
      && dropoff_batch_peek_record (batch, 0)->later->details != NULL)
    text = dropoff_batch_peek_record (batch, 0)->later->details;
  return dropoff_details_read (text, &problem);
}

static void
tell_details (DropoffReceiptText *text, const GPtrArray *fields, DropoffBatch *batch)
{
  g_autoptr (DropoffDetails) details = get_details (batch);
  g_autoptr (GStrvBuilder) labels = g_strv_builder_new ();
  g_autoptr (GStrvBuilder) values = g_strv_builder_new ();

  for (guint i = 0; fields != NULL && details != NULL && i < fields->len; i++)
    {
      const DropoffDetailField *field = g_ptr_array_index (fields, i);
      const char *value = dropoff_details_get (details, field->name);

      if (value == NULL)
        continue;
      g_strv_builder_add (labels, field->label);
      g_strv_builder_add (values, value);
    }
  text->detail_labels = g_strv_builder_end (labels);
  text->detail_values = g_strv_builder_end (values);
}

DropoffReceiptText *
dropoff_receipt_text_new (const char *company_name, const GPtrArray *fields, DropoffBatch *batch)
{
  const DropoffBatchRecord *record = dropoff_batch_get_record (batch);
  DropoffReceiptText *text = g_new0 (DropoffReceiptText, 1);
  g_autoptr (GDateTime) when = g_date_time_new_from_unix_local (record->finished_at_s);
  g_autofree char *size = dropoff_text_exact_size (record->size_bytes);

  /* Translators: title of a receipt; %s is the company's name */
  text->title = g_strdup_printf (_ ("%s Has It"), company_name);
  if (record->verified)
    text->sentence = g_strdup (record->is_folder
                                   ? _ ("What they received is identical to your files.")
                                   : _ ("What they received is identical to your file."));
  text->kind = record->is_folder ? _ ("Folder") : _ ("File");
  text->file = g_strdup (record->name);
  if (record->is_folder)
    {
      g_autofree char *files = dropoff_text_files (record->n_files);

      text->size = g_strdup_printf ("%s · %s", files, size);
    }
  else
    text->size = g_steal_pointer (&size);
  text->received = dropoff_text_moment (when);
  text->reference = get_reference (batch);
  text->checksum = get_checksum (batch);
  tell_details (text, fields, batch);
  return text;
}

void
dropoff_receipt_text_free (DropoffReceiptText *text)
{
  if (text == NULL)
    return;
  g_free (text->title);
  g_free (text->sentence);
  g_free (text->file);
  g_free (text->size);
  g_free (text->received);
  g_free (text->reference);
  g_free (text->checksum);
  g_strfreev (text->detail_labels);
  g_strfreev (text->detail_values);
  g_free (text);
}

static void
add_line (GString *plain, const char *name, const char *value)
{
  if (value != NULL)
    g_string_append_printf (plain, "%s: %s\n", name, value);
}

char *
dropoff_receipt_text_to_plain (const DropoffReceiptText *text)
{
  GString *plain = g_string_new (text->title);

  g_string_append_c (plain, '\n');
  if (text->sentence != NULL)
    g_string_append_printf (plain, "%s\n", text->sentence);
  g_string_append_c (plain, '\n');
  add_line (plain, text->kind, text->file);
  add_line (plain, _ ("Size"), text->size);
  add_line (plain, _ ("Received"), text->received);
  add_line (plain, _ ("Reference"), text->reference);
  add_line (plain, _ ("Checksum"), text->checksum);
  for (guint i = 0; text->detail_labels[i] != NULL; i++)
    add_line (plain, text->detail_labels[i], text->detail_values[i]);
  return g_string_free (plain, FALSE);
}

static cairo_status_t
append_bytes (void *closure, const unsigned char *data, unsigned int length)
{
  g_byte_array_append (closure, data, length);
  return CAIRO_STATUS_SUCCESS;
}

/* Draws a paragraph at the pen and moves the pen below it. */
static void
draw_paragraph (cairo_t *cr, const char *text, const char *font, double space_after)
{
  g_autoptr (PangoLayout) layout = pango_cairo_create_layout (cr);
  PangoFontDescription *description = pango_font_description_from_string (font);
  int height;
  double x, y;

  pango_layout_set_font_description (layout, description);
  pango_font_description_free (description);
  pango_layout_set_width (layout, (PAGE_WIDTH - 2 * MARGIN) * PANGO_SCALE);
  pango_layout_set_wrap (layout, PANGO_WRAP_WORD_CHAR);
  pango_layout_set_text (layout, text, -1);
  pango_layout_get_pixel_size (layout, NULL, &height);
  cairo_get_current_point (cr, &x, &y);
  pango_cairo_show_layout (cr, layout);
  cairo_move_to (cr, x, y + height + space_after);
}

static void
draw_field (cairo_t *cr, const char *name, const char *value)
{
  double x, y;

  if (value == NULL)
    return;
  cairo_get_current_point (cr, &x, &y);
  if (y > PAGE_HEIGHT - 2 * MARGIN)
    {
      cairo_show_page (cr);
      cairo_move_to (cr, MARGIN, MARGIN);
    }
  cairo_set_source_rgb (cr, 0.4, 0.4, 0.4);
  draw_paragraph (cr, name, "Cantarell, Sans 9", 2);
  cairo_set_source_rgb (cr, 0, 0, 0);
  draw_paragraph (cr, value, "Cantarell, Sans 11", 14);
}

GBytes *
dropoff_receipt_text_to_pdf (const DropoffReceiptText *text)
{
  g_autoptr (GByteArray) data = g_byte_array_new ();
  cairo_surface_t *surface
      = cairo_pdf_surface_create_for_stream (append_bytes, data, PAGE_WIDTH, PAGE_HEIGHT);
  cairo_t *cr = cairo_create (surface);
  gboolean ok;

  cairo_pdf_surface_set_metadata (surface, CAIRO_PDF_METADATA_TITLE, _ ("Receipt"));
  cairo_move_to (cr, MARGIN, MARGIN);
  draw_paragraph (cr, text->title, "Cantarell, Sans Bold 20", 6);
  if (text->sentence != NULL)
    draw_paragraph (cr, text->sentence, "Cantarell, Sans 11", 0);
  cairo_rel_move_to (cr, 0, 24);
  draw_field (cr, text->kind, text->file);
  draw_field (cr, _ ("Size"), text->size);
  draw_field (cr, _ ("Received"), text->received);
  draw_field (cr, _ ("Reference"), text->reference);
  draw_field (cr, _ ("Checksum"), text->checksum);
  for (guint i = 0; text->detail_labels[i] != NULL; i++)
    draw_field (cr, text->detail_labels[i], text->detail_values[i]);
  cairo_destroy (cr);
  cairo_surface_finish (surface);
  ok = cairo_surface_status (surface) == CAIRO_STATUS_SUCCESS;
  cairo_surface_destroy (surface);
  return ok ? g_byte_array_free_to_bytes (g_steal_pointer (&data)) : NULL;
}
