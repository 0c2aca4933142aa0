/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "dropoff-file-offer.h"

#include <unistd.h>

#define ADDRESSES "text/uri-list"

static const char *const portal_types[]
    = { "application/vnd.portal.filetransfer", "application/vnd.portal.files" };

static GdkContentFormats *
get_formats (gpointer offer)
{
  return GDK_IS_DROP (offer) ? gdk_drop_get_formats (offer) : gdk_clipboard_get_formats (offer);
}

static gboolean
offers_portal (GdkContentFormats *formats)
{
  for (guint i = 0; i < G_N_ELEMENTS (portal_types); i++)
    if (gdk_content_formats_contain_mime_type (formats, portal_types[i]))
      return TRUE;
  return FALSE;
}

/* GDK could tell by itself what it makes a file list of; but it reads the loaders of pictures for
 * that, and this is asked before the first frame. */
GdkContentFormats *
dropoff_file_offer_list_formats (void)
{
  GdkContentFormatsBuilder *builder = gdk_content_formats_builder_new ();

  gdk_content_formats_builder_add_gtype (builder, GDK_TYPE_FILE_LIST);
  gdk_content_formats_builder_add_mime_type (builder, ADDRESSES);
  for (guint i = 0; i < G_N_ELEMENTS (portal_types); i++)
    gdk_content_formats_builder_add_mime_type (builder, portal_types[i]);
  return gdk_content_formats_builder_free_to_formats (builder);
}

gboolean
dropoff_file_offer_has_files (GdkContentFormats *formats)
{
  g_autoptr (GdkContentFormats) known = dropoff_file_offer_list_formats ();

  return gdk_content_formats_match (formats, known);
}

/* Through GDK, and so through the portal where there is one. */

static void
on_value (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) files = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GSList) list = NULL;
  const GValue *value
      = GDK_IS_DROP (source)
            ? gdk_drop_read_value_finish (GDK_DROP (source), result, &error)
            : gdk_clipboard_read_value_finish (GDK_CLIPBOARD (source), result, &error);

  if (value == NULL)
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }
  list = gdk_file_list_get_files (g_value_get_boxed (value));
  for (const GSList *l = list; l != NULL; l = l->next)
    g_ptr_array_add (files, g_object_ref (l->data));
  g_task_return_pointer (task, g_steal_pointer (&files), (GDestroyNotify) g_ptr_array_unref);
}

static void
read_value (GTask *task)
{
  gpointer offer = g_task_get_source_object (task);
  GCancellable *cancellable = g_task_get_cancellable (task);

  if (GDK_IS_DROP (offer))
    gdk_drop_read_value_async (offer, GDK_TYPE_FILE_LIST, G_PRIORITY_DEFAULT, cancellable, on_value,
                               task);
  else
    gdk_clipboard_read_value_async (offer, GDK_TYPE_FILE_LIST, G_PRIORITY_DEFAULT, cancellable,
                                    on_value, task);
}

/* The addresses. There may be 100,000, so they are looked at on a thread. */

typedef struct
{
  char *text;
  gboolean has_other_way;
} Addresses;

static void
addresses_free (Addresses *addresses)
{
  g_free (addresses->text);
  g_free (addresses);
}

static gboolean
is_readable (GFile *file)
{
  const char *path = g_file_peek_path (file);

  return path != NULL && access (path, R_OK) == 0;
}

/* Gives NULL when the other way has to be taken. */
static void
run_look (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  Addresses *addresses = task_data;
  g_auto (GStrv) uris = g_uri_list_extract_uris (addresses->text);
  g_autoptr (GPtrArray) files = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; uris[i] != NULL; i++)
    {
      GFile *file = g_file_new_for_uri (uris[i]);

      g_ptr_array_add (files, file);
      if (addresses->has_other_way && !is_readable (file))
        {
          g_task_return_pointer (task, NULL, NULL);
          return;
        }
    }
  g_task_return_pointer (task, g_steal_pointer (&files), (GDestroyNotify) g_ptr_array_unref);
}

static void
on_looked (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;
  GPtrArray *files = g_task_propagate_pointer (G_TASK (result), &error);

  if (error != NULL)
    g_task_return_error (task, g_steal_pointer (&error));
  else if (files == NULL)
    read_value (g_steal_pointer (&task));
  else
    g_task_return_pointer (task, files, (GDestroyNotify) g_ptr_array_unref);
}

static void
on_text (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GTask) look = NULL;
  GMemoryOutputStream *memory = G_MEMORY_OUTPUT_STREAM (source);
  GdkContentFormats *formats = get_formats (g_task_get_source_object (task));
  GCancellable *cancellable = g_task_get_cancellable (task);
  Addresses *addresses;

  if (g_output_stream_splice_finish (G_OUTPUT_STREAM (source), result, NULL) < 0)
    {
      read_value (g_steal_pointer (&task));
      return;
    }
  addresses = g_new0 (Addresses, 1);
  addresses->text = g_strndup (g_memory_output_stream_get_data (memory),
                               g_memory_output_stream_get_data_size (memory));
  addresses->has_other_way = offers_portal (formats);
  look = g_task_new (NULL, cancellable, on_looked, g_steal_pointer (&task));
  g_task_set_source_tag (look, on_text);
  g_task_set_task_data (look, addresses, (GDestroyNotify) addresses_free);
  g_task_run_in_thread (look, run_look);
}

static void
on_stream (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GInputStream) stream
      = GDK_IS_DROP (source)
            ? gdk_drop_read_finish (GDK_DROP (source), result, NULL, NULL)
            : gdk_clipboard_read_finish (GDK_CLIPBOARD (source), result, NULL, NULL);
  g_autoptr (GOutputStream) memory = NULL;
  GCancellable *cancellable = g_task_get_cancellable (task);

  if (stream == NULL)
    {
      read_value (g_steal_pointer (&task));
      return;
    }
  memory = g_memory_output_stream_new_resizable ();
  g_output_stream_splice_async (memory, stream,
                                G_OUTPUT_STREAM_SPLICE_CLOSE_SOURCE
                                    | G_OUTPUT_STREAM_SPLICE_CLOSE_TARGET,
                                G_PRIORITY_DEFAULT, cancellable, on_text, g_steal_pointer (&task));
}

void
dropoff_file_offer_read_async (gpointer offer, GCancellable *cancellable,
                               GAsyncReadyCallback callback, gpointer user_data)
{
  static const char *types[] = { ADDRESSES, NULL };
  GTask *task = g_task_new (offer, cancellable, callback, user_data);

  g_task_set_source_tag (task, dropoff_file_offer_read_async);
  if (!gdk_content_formats_contain_mime_type (get_formats (offer), ADDRESSES))
    read_value (task);
  else if (GDK_IS_DROP (offer))
    gdk_drop_read_async (offer, types, G_PRIORITY_DEFAULT, cancellable, on_stream, task);
  else
    gdk_clipboard_read_async (offer, types, G_PRIORITY_DEFAULT, cancellable, on_stream, task);
}

GPtrArray *
dropoff_file_offer_read_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, dropoff_file_offer_read_async), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
