/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "dropoff-file-list.h"

#include <string.h>

/* Looked through in one go: about a millisecond with a search. */
#define PIECE 2000

struct _DropoffFileList
{
  GObject parent_instance;

  DropoffBatch *batch;
  char *folded;       /* what is searched for; "" = everything */
  GArray *indices;    /* of guint: the batch's uploads that are listed, ascending */
  GHashTable *hidden; /* of DropoffUpload: they keep their objects */
  guint n_looked;     /* uploads that have been looked at */
  guint idle;
};

static void list_model_init (GListModelInterface *interface);

G_DEFINE_FINAL_TYPE_WITH_CODE (DropoffFileList, dropoff_file_list, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, list_model_init))

static GType
get_item_type (GListModel *model)
{
  return DROPOFF_TYPE_UPLOAD;
}

static guint
get_n_items (GListModel *model)
{
  return DROPOFF_FILE_LIST (model)->indices->len;
}

static gpointer
get_item (GListModel *model, guint position)
{
  DropoffFileList *self = DROPOFF_FILE_LIST (model);

  if (position >= self->indices->len)
    return NULL;
  return g_object_ref (dropoff_batch_get_upload (
      self->batch, g_array_index (self->indices, guint, position)));
}

static void
list_model_init (GListModelInterface *interface)
{
  interface->get_item_type = get_item_type;
  interface->get_n_items = get_n_items;
  interface->get_item = get_item;
}

static gboolean
is_listed (DropoffFileList *self, guint index)
{
  g_autofree char *folded = NULL;

  if (dropoff_batch_peek_state (self->batch, index) == DROPOFF_UPLOAD_CANCELLED
      || g_hash_table_contains (self->hidden, dropoff_batch_peek_upload (self->batch, index)))
    return FALSE;
  if (*self->folded == '\0')
    return TRUE;
  folded = g_utf8_casefold (dropoff_batch_peek_record (self->batch, index)->relative_path, -1);
  return strstr (folded, self->folded) != NULL;
}

/* Returns whether there is more to look at. */
static gboolean
look_at_piece (DropoffFileList *self)
{
  guint before = self->indices->len;
  guint n_uploads = dropoff_batch_get_n_uploads (self->batch);
  guint end = MIN (self->n_looked + PIECE, n_uploads);

  for (; self->n_looked < end; self->n_looked++)
    if (is_listed (self, self->n_looked))
      g_array_append_val (self->indices, self->n_looked);
  if (self->indices->len > before)
    g_list_model_items_changed (G_LIST_MODEL (self), before, 0, self->indices->len - before);
  return end < n_uploads;
}

static gboolean
on_idle (gpointer user_data)
{
  DropoffFileList *self = user_data;

  if (look_at_piece (self))
    return G_SOURCE_CONTINUE;
  self->idle = 0;
  return G_SOURCE_REMOVE;
}

static void
look_on (DropoffFileList *self)
{
  if (self->idle == 0 && look_at_piece (self))
    self->idle = g_idle_add (on_idle, self);
}

static void
dropoff_file_list_finalize (GObject *object)
{
  DropoffFileList *self = DROPOFF_FILE_LIST (object);

  g_clear_handle_id (&self->idle, g_source_remove);
  g_clear_object (&self->batch);
  g_clear_pointer (&self->folded, g_free);
  g_clear_pointer (&self->indices, g_array_unref);
  g_clear_pointer (&self->hidden, g_hash_table_unref);
  G_OBJECT_CLASS (dropoff_file_list_parent_class)->finalize (object);
}

static void
dropoff_file_list_class_init (DropoffFileListClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = dropoff_file_list_finalize;
}

static void
dropoff_file_list_init (DropoffFileList *self)
{
  self->folded = g_strdup ("");
  self->indices = g_array_new (FALSE, FALSE, sizeof (guint));
  self->hidden = g_hash_table_new_full (NULL, NULL, g_object_unref, NULL);
}

DropoffFileList *
dropoff_file_list_new (DropoffBatch *batch)
{
  DropoffFileList *self = g_object_new (DROPOFF_TYPE_FILE_LIST, NULL);

  self->batch = g_object_ref (batch);
  g_signal_connect_object (batch, "notify::n-files", G_CALLBACK (look_on), self,
                           G_CONNECT_SWAPPED);
  look_on (self);
  return self;
}

void
dropoff_file_list_search (DropoffFileList *self, const char *text)
{
  guint before = self->indices->len;

  g_free (self->folded);
  self->folded = g_utf8_casefold (text, -1);
  g_array_set_size (self->indices, 0);
  self->n_looked = 0;
  if (before > 0)
    g_list_model_items_changed (G_LIST_MODEL (self), 0, before, 0);
  g_clear_handle_id (&self->idle, g_source_remove);
  look_on (self);
}

/* Where an upload is listed, or would be. */
static guint
find (DropoffFileList *self, const DropoffUpload *upload, gboolean *found)
{
  guint i;

  for (i = 0; i < self->indices->len; i++)
    if (dropoff_batch_peek_upload (self->batch, g_array_index (self->indices, guint, i)) == upload)
      {
        *found = TRUE;
        return i;
      }
  *found = FALSE;
  return i;
}

/* Lists an upload again that was left out; not if it has not been looked at yet. */
static void
list_again (DropoffFileList *self, const DropoffUpload *upload)
{
  guint index = 0, position = 0;

  while (index < self->n_looked && dropoff_batch_peek_upload (self->batch, index) != upload)
    index++;
  if (index == self->n_looked || !is_listed (self, index))
    return;
  while (position < self->indices->len && g_array_index (self->indices, guint, position) < index)
    position++;
  g_array_insert_val (self->indices, position, index);
  g_list_model_items_changed (G_LIST_MODEL (self), position, 0, 1);
}

void
dropoff_file_list_set_hidden (DropoffFileList *self, DropoffUpload *upload, gboolean hidden)
{
  gboolean found = FALSE;
  guint position;

  if (!hidden)
    {
      if (g_hash_table_remove (self->hidden, upload))
        list_again (self, upload);
      return;
    }
  position = find (self, upload, &found);
  g_hash_table_add (self->hidden, g_object_ref (upload));
  if (!found)
    return;
  g_array_remove_index (self->indices, position);
  g_list_model_items_changed (G_LIST_MODEL (self), position, 1, 0);
}

gboolean
dropoff_file_list_is_complete (DropoffFileList *self)
{
  return self->n_looked == dropoff_batch_get_n_uploads (self->batch);
}
