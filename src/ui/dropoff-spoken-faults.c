/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "dropoff-spoken-faults.h"

#include "dropoff-closures.h"

/* So many cards of a list, and files of a card, are looked at: it may be general, never slow. */
#define LOOK_AT 500

struct _DropoffSpokenFaults
{
  guint n_failed;
  GHashTable *cards; /* DropoffBatch, not owned and only compared → how many of its files failed */
};

DropoffSpokenFaults *
dropoff_spoken_faults_new (void)
{
  DropoffSpokenFaults *self = g_new0 (DropoffSpokenFaults, 1);

  self->cards = g_hash_table_new (NULL, NULL);
  return self;
}

void
dropoff_spoken_faults_free (DropoffSpokenFaults *self)
{
  if (self == NULL)
    return;
  g_hash_table_unref (self->cards);
  g_free (self);
}

/* (transfer full) (nullable): the card that the only new one is in. Remembers how all are. */
static DropoffBatch *
look_at_cards (DropoffSpokenFaults *self, GListModel *list)
{
  g_autoptr (GHashTable) now = g_hash_table_new (NULL, NULL);
  g_autoptr (DropoffBatch) found = NULL;
  guint n = MIN (g_list_model_get_n_items (list), LOOK_AT);
  guint n_new = 0;

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (DropoffBatch) batch = g_list_model_get_item (list, i);
      guint n_failed = dropoff_batch_get_n_failed (batch);
      guint n_told = GPOINTER_TO_UINT (g_hash_table_lookup (self->cards, batch));

      if (n_failed == 0)
        continue;
      g_hash_table_insert (now, batch, GUINT_TO_POINTER (n_failed));
      if (n_failed <= n_told)
        continue;
      n_new += n_failed - n_told;
      if (n_failed == 1)
        g_set_object (&found, batch);
    }
  g_hash_table_unref (self->cards);
  self->cards = g_steal_pointer (&now);
  return n_new == 1 ? g_steal_pointer (&found) : NULL;
}

/* (nullable): the words for the only file of a card that failed. */
static char *
describe (DropoffBatch *batch)
{
  guint n = MIN (dropoff_batch_get_n_uploads (batch), LOOK_AT);

  for (guint i = 0; i < n; i++)
    {
      DropoffUploadState state = dropoff_batch_peek_state (batch, i);
      DropoffRowFigures figures = { .state = state };
      g_autofree char *trouble = NULL;
      DropoffUpload *upload;

      if (state != DROPOFF_UPLOAD_REFUSED && !dropoff_upload_state_needs_person (state))
        continue;
      upload = dropoff_batch_get_upload (batch, i);
      figures.message = dropoff_upload_get_error_message (upload);
      trouble = dropoff_text_child_trouble (&figures);
      return g_strdup_printf ("%s, %s", dropoff_upload_get_name (upload), trouble);
    }
  return NULL;
}

char *
dropoff_spoken_faults_next (DropoffSpokenFaults *self, GListModel *list, guint n_failed,
                            guint n_asking)
{
  gboolean is_more = n_failed > self->n_failed;
  g_autoptr (DropoffBatch) batch = NULL;
  char *text = NULL;

  if (n_failed == self->n_failed)
    return NULL;
  self->n_failed = n_failed;
  batch = look_at_cards (self, list);
  if (!is_more)
    return NULL;
  if (batch != NULL)
    text = describe (batch);
  return text != NULL ? text : dropoff_text_trouble (n_failed, n_asking);
}
