/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "dropoff-receipt-folder.h"

#include <glib/gi18n.h>

#include "dropoff-receipt-text.h"

#define MAX_NUMBER 10000

typedef struct
{
  GFile *folder;
  GPtrArray *names;
  GPtrArray *receipts; /* of GBytes, at the same index */
} Saving;

static void
saving_free (gpointer data)
{
  Saving *saving = data;

  g_object_unref (saving->folder);
  g_ptr_array_unref (saving->names);
  g_ptr_array_unref (saving->receipts);
  g_free (saving);
}

static char *
make_name (const char *sent, guint number)
{
  g_autofree char *numbered = number > 1 ? g_strdup_printf ("%s (%u)", sent, number) : NULL;

  /* Translators: proposed file name; %s is the name of what was sent */
  return g_strdup_printf (_ ("Receipt for %s.pdf"), numbered != NULL ? numbered : sent);
}

/* (transfer full) (nullable): a new file under the first name that is free */
static GFileOutputStream *
create (GFile *folder, const char *sent, GCancellable *cancellable, GError **error)
{
  for (guint number = 1; number < MAX_NUMBER; number++)
    {
      g_autofree char *name = make_name (sent, number);
      g_autoptr (GFile) file = g_file_get_child (folder, name);
      GFileOutputStream *stream = g_file_create (file, G_FILE_CREATE_NONE, cancellable, error);

      if (stream != NULL || !g_error_matches (*error, G_IO_ERROR, G_IO_ERROR_EXISTS))
        return stream;
      g_clear_error (error);
    }
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_EXISTS, "no name is free");
  return NULL;
}

static void
write_all (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Saving *saving = data;
  GError *error = NULL;

  for (guint i = 0; i < saving->names->len; i++)
    {
      GBytes *bytes = g_ptr_array_index (saving->receipts, i);
      g_autoptr (GFileOutputStream) stream
          = create (saving->folder, g_ptr_array_index (saving->names, i), cancellable, &error);

      if (stream == NULL
          || !g_output_stream_write_all (G_OUTPUT_STREAM (stream), g_bytes_get_data (bytes, NULL),
                                         g_bytes_get_size (bytes), NULL, cancellable, &error)
          || !g_output_stream_close (G_OUTPUT_STREAM (stream), cancellable, &error))
        {
          g_task_return_error (task, error);
          return;
        }
    }
  g_task_return_int (task, saving->names->len);
}

void
dropoff_receipt_folder_save_async (GFile *folder, const char *company_name,
                                   const GPtrArray *fields, GPtrArray *batches,
                                   GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, NULL, callback, user_data);
  Saving *saving = g_new0 (Saving, 1);

  g_task_set_source_tag (task, dropoff_receipt_folder_save_async);
  saving->folder = g_object_ref (folder);
  saving->names = g_ptr_array_new_with_free_func (g_free);
  saving->receipts = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  g_task_set_task_data (task, saving, saving_free);
  for (guint i = 0; i < batches->len; i++)
    {
      DropoffBatch *batch = g_ptr_array_index (batches, i);
      g_autoptr (DropoffReceiptText) text = NULL;
      GBytes *receipt = NULL;

      if (!dropoff_batch_get_record (batch)->verified)
        continue;
      text = dropoff_receipt_text_new (company_name, fields, batch);
      receipt = dropoff_receipt_text_to_pdf (text);
      if (receipt == NULL)
        continue;
      g_ptr_array_add (saving->names, g_strdup (dropoff_batch_get_name (batch)));
      g_ptr_array_add (saving->receipts, receipt);
    }
  g_task_run_in_thread (task, write_all);
}

gssize
dropoff_receipt_folder_save_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_int (G_TASK (result), error);
}
