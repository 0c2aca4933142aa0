/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "dropoff-batch.h"

#include "dropoff-batch-files.h"
#include "dropoff-packed-card.h"
#include "dropoff-state-counts.h"

/* What is to be seen of a card that moves, or was opened: most of 100,000 have nothing of it. */
typedef struct
{
  GListStore *shown; /* NULL until somebody asks for it */
  guint64 sent_told; /* what was notified last */
  float fraction;
  float speed;
  gint32 seconds_left;
} Figures;

static const Figures no_figures = { .seconds_left = -1 };

struct _DropoffBatch
{
  GObject parent_instance;

  DropoffBatchRecord *record; /* NULL while the card is packed */
  union
  {
    DropoffBatchFiles files;
    DropoffPackedCard *packed; /* its file's state is in @counts */
  };
  const Figures *figures; /* changed through edit_figures() */
  DropoffBatchTotals *totals;
  DropoffStateCounts counts; /* of @files */
  DropoffUploadState state;
  guint64 sent_bytes; /* the sum, always up to date */
};

typedef enum {
  PROP_NAME = 1,
  PROP_PATH,
  PROP_CONTENT_TYPE,
  PROP_IS_FOLDER,
  PROP_STATE,
  PROP_SIZE,
  PROP_SENT,
  PROP_FRACTION,
  PROP_SPEED,
  PROP_SECONDS_LEFT,
  PROP_N_FILES,
  PROP_N_DONE,
  PROP_N_FAILED,
  PROP_N_WAITING,
  PROP_ERROR_MESSAGE,
  PROP_FINISHED_AT,
  PROP_VERIFIED,
} BatchProperty;

static GParamSpec *properties[PROP_VERIFIED + 1];

G_DEFINE_FINAL_TYPE (DropoffBatch, dropoff_batch, G_TYPE_OBJECT)

static Figures *
edit_figures (DropoffBatch *self)
{
  if (self->figures == &no_figures)
    self->figures = g_memdup2 (&no_figures, sizeof no_figures);
  return (Figures *) self->figures;
}

static void
free_figures (DropoffBatch *self)
{
  if (self->figures == &no_figures)
    return;
  g_clear_object (&edit_figures (self)->shown);
  g_free (edit_figures (self));
}

/* Of a card for one file, that file, if it is not packed. */
static const DropoffUploadRecord *
get_only_record (DropoffBatch *self)
{
  return self->record == NULL || self->record->is_folder || self->files.n != 1
             ? NULL
             : dropoff_batch_files_get_record (&self->files, 0);
}

static guint64
get_size (DropoffBatch *self)
{
  DropoffBatchRecord room;

  return dropoff_batch_look_at (self, &room)->size_bytes;
}

/* Takes what it contributes out of the totals, before a change, and in again. */
static void
count_out (DropoffBatch *self)
{
  if (self->totals == NULL)
    return;
  self->totals->counts[self->state]--;
  self->totals->n_failed -= dropoff_state_counts_get_failed (&self->counts);
  self->totals->n_asking -= dropoff_state_counts_get (&self->counts, DROPOFF_UPLOAD_SAME_NAME);
  self->totals->size_bytes -= get_size (self);
  self->totals->sent_bytes -= self->sent_bytes;
}

static void
count_in (DropoffBatch *self)
{
  if (self->totals == NULL)
    return;
  self->totals->counts[self->state]++;
  self->totals->n_failed += dropoff_state_counts_get_failed (&self->counts);
  self->totals->n_asking += dropoff_state_counts_get (&self->counts, DROPOFF_UPLOAD_SAME_NAME);
  self->totals->size_bytes += get_size (self);
  self->totals->sent_bytes += self->sent_bytes;
}

/* From here on it stands as its records. */
static void
open_card (DropoffBatch *self)
{
  DropoffPackedCard *packed = self->packed;
  DropoffUploadRecord *upload;

  if (self->record != NULL)
    return;
  self->record = dropoff_packed_card_unpack (packed, &upload);
  upload->state = (int) self->counts.only;
  g_free (packed);
  dropoff_batch_files_init (&self->files);
  dropoff_batch_files_append (&self->files, upload);
  dropoff_batch_record_share_texts (self->record, upload);
}

static const char *
get_content_type (DropoffBatch *self)
{
  const DropoffUploadRecord *upload;

  open_card (self);
  if (self->record->is_folder)
    return "inode/directory";
  upload = get_only_record (self);
  return upload != NULL ? upload->content_type : NULL;
}

static void
dropoff_batch_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  DropoffBatch *self = DROPOFF_BATCH (object);
  DropoffBatchRecord room;
  const DropoffBatchRecord *record = dropoff_batch_look_at (self, &room);

  switch ((BatchProperty) id)
    {
    case PROP_NAME:
      g_value_set_string (value, record->name);
      break;
    case PROP_PATH:
      g_value_take_string (value, g_filename_display_name (record->path));
      break;
    case PROP_CONTENT_TYPE:
      g_value_set_string (value, get_content_type (self));
      break;
    case PROP_IS_FOLDER:
      g_value_set_boolean (value, record->is_folder);
      break;
    case PROP_STATE:
      g_value_set_int (value, (int) self->state);
      break;
    case PROP_SIZE:
      g_value_set_uint64 (value, record->size_bytes);
      break;
    case PROP_SENT:
      g_value_set_uint64 (value, self->figures->sent_told);
      break;
    case PROP_FRACTION:
      g_value_set_double (value, (double) self->figures->fraction);
      break;
    case PROP_SPEED:
      g_value_set_double (value, (double) self->figures->speed);
      break;
    case PROP_SECONDS_LEFT:
      g_value_set_int64 (value, self->figures->seconds_left);
      break;
    case PROP_N_FILES:
      g_value_set_uint (value, record->n_files);
      break;
    case PROP_N_DONE:
      g_value_set_uint (value, dropoff_state_counts_get (&self->counts, DROPOFF_UPLOAD_DONE));
      break;
    case PROP_N_FAILED:
      g_value_set_uint (value, dropoff_state_counts_get_failed (&self->counts));
      break;
    case PROP_N_WAITING:
      g_value_set_uint (value, dropoff_state_counts_get (&self->counts, DROPOFF_UPLOAD_QUEUED));
      break;
    case PROP_ERROR_MESSAGE:
      g_value_set_string (value, dropoff_batch_get_error_message (self));
      break;
    case PROP_FINISHED_AT:
      g_value_set_int64 (value, record->finished_at_s);
      break;
    case PROP_VERIFIED:
      g_value_set_boolean (value, record->verified);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

/* What it is is packed, or nothing then. */
static void
free_records (DropoffBatch *self)
{
  if (self->record == NULL)
    return;
  if (get_only_record (self) != NULL)
    dropoff_batch_record_give_texts_back (self->record, get_only_record (self));
  dropoff_batch_files_clear (&self->files);
  g_clear_pointer (&self->record, dropoff_batch_record_free);
  self->packed = NULL;
}

static void
dropoff_batch_finalize (GObject *object)
{
  DropoffBatch *self = DROPOFF_BATCH (object);

  free_records (self);
  g_clear_pointer (&self->packed, g_free);
  dropoff_state_counts_clear (&self->counts);
  free_figures (self);
  G_OBJECT_CLASS (dropoff_batch_parent_class)->finalize (object);
}

static void
dropoff_batch_class_init (DropoffBatchClass *klass)
{
  const GParamFlags flags
      = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = dropoff_batch_get_property;
  object_class->finalize = dropoff_batch_finalize;

  properties[PROP_NAME] = g_param_spec_string ("name", NULL, NULL, NULL, flags);
  properties[PROP_PATH] = g_param_spec_string ("path", NULL, NULL, NULL, flags);
  properties[PROP_CONTENT_TYPE] = g_param_spec_string ("content-type", NULL, NULL, NULL, flags);
  properties[PROP_IS_FOLDER] = g_param_spec_boolean ("is-folder", NULL, NULL, FALSE, flags);
  properties[PROP_STATE] = g_param_spec_int ("state", NULL, NULL, 0, DROPOFF_UPLOAD_N_STATES - 1,
                                             DROPOFF_UPLOAD_QUEUED, flags);
  properties[PROP_SIZE] = g_param_spec_uint64 ("size", NULL, NULL, 0, G_MAXUINT64, 0, flags);
  properties[PROP_SENT] = g_param_spec_uint64 ("sent", NULL, NULL, 0, G_MAXUINT64, 0, flags);
  properties[PROP_FRACTION] = g_param_spec_double ("fraction", NULL, NULL, 0, 1, 0, flags);
  properties[PROP_SPEED] = g_param_spec_double ("speed", NULL, NULL, 0, G_MAXDOUBLE, 0, flags);
  properties[PROP_SECONDS_LEFT]
      = g_param_spec_int64 ("seconds-left", NULL, NULL, -1, G_MAXINT64, -1, flags);
  properties[PROP_N_FILES] = g_param_spec_uint ("n-files", NULL, NULL, 0, G_MAXUINT, 0, flags);
  properties[PROP_N_DONE] = g_param_spec_uint ("n-done", NULL, NULL, 0, G_MAXUINT, 0, flags);
  properties[PROP_N_FAILED] = g_param_spec_uint ("n-failed", NULL, NULL, 0, G_MAXUINT, 0, flags);
  properties[PROP_N_WAITING]
      = g_param_spec_uint ("n-waiting", NULL, NULL, 0, G_MAXUINT, 0, flags);
  properties[PROP_ERROR_MESSAGE]
      = g_param_spec_string ("error-message", NULL, NULL, NULL, flags);
  properties[PROP_FINISHED_AT]
      = g_param_spec_int64 ("finished-at", NULL, NULL, 0, G_MAXINT64, 0, flags);
  properties[PROP_VERIFIED] = g_param_spec_boolean ("verified", NULL, NULL, FALSE, flags);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);
}

static void
dropoff_batch_init (DropoffBatch *self)
{
  dropoff_batch_files_init (&self->files);
  self->figures = &no_figures;
}

static gboolean
is_shown_state (DropoffUploadState state)
{
  return state == DROPOFF_UPLOAD_CHECKING || state == DROPOFF_UPLOAD_SENDING
         || state == DROPOFF_UPLOAD_VERIFYING || state == DROPOFF_UPLOAD_WAITING_FILE
         || state == DROPOFF_UPLOAD_REFUSED || dropoff_upload_state_needs_person (state);
}

static void
update_shown (DropoffBatch *self, DropoffUpload *upload)
{
  guint position;
  gboolean is_in;
  gboolean should_be = is_shown_state (dropoff_upload_get_state (upload));

  if (self->figures->shown == NULL)
    return;
  is_in = g_list_store_find (self->figures->shown, upload, &position);
  if (is_in && !should_be)
    g_list_store_remove (self->figures->shown, position);
  else if (!is_in && should_be
           && g_list_model_get_n_items (G_LIST_MODEL (self->figures->shown))
                  < DROPOFF_BATCH_MAX_SHOWN)
    g_list_store_append (self->figures->shown, upload);
}

static DropoffUploadState
sum_up (DropoffBatch *self)
{
  DropoffUploadState state = dropoff_state_counts_sum_up (&self->counts);

  return self->record->form_id != 0 && !dropoff_upload_state_is_finished (state)
             ? DROPOFF_UPLOAD_NEEDS_DETAILS
             : state;
}

static void
update_state (DropoffBatch *self)
{
  DropoffUploadState state = sum_up (self);

  if (self->record->is_open && state == DROPOFF_UPLOAD_DONE)
    state = DROPOFF_UPLOAD_CHECKING; /* the rest is still being looked for */
  if (state == self->state)
    return;
  self->state = state;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_STATE]);
}

/* What an earlier run left of a large folder. */
static void
take_packed (DropoffBatch *self, GPtrArray *packed)
{
  for (guint i = 0; i < packed->len; i++)
    dropoff_batch_files_append_packed (&self->files,
                                       g_steal_pointer (&g_ptr_array_index (packed, i)));
  for (guint i = 0; i < self->files.n; i++)
    {
      DropoffUploadState state = dropoff_batch_files_get_state (&self->files, i);

      dropoff_state_counts_add (&self->counts, state);
      if (state == DROPOFF_UPLOAD_DONE)
        self->sent_bytes += dropoff_batch_files_get_size (&self->files, i);
    }
}

static void
take_uploads (DropoffBatch *self, GPtrArray *records)
{
  for (guint i = 0; i < records->len; i++)
    {
      DropoffUploadRecord *record = g_steal_pointer (&g_ptr_array_index (records, i));
      DropoffUploadState state = (DropoffUploadState) record->state;

      dropoff_state_counts_add (&self->counts, state);
      if (state == DROPOFF_UPLOAD_DONE)
        self->sent_bytes += record->size_bytes;
      dropoff_batch_files_append (&self->files, record);
      if (self->figures->shown != NULL && is_shown_state (state))
        update_shown (self, dropoff_batch_get_upload (self, self->files.n - 1));
    }
  g_ptr_array_set_size (records, 0);
}

DropoffBatch *
dropoff_batch_new (DropoffBatchRecord *record)
{
  DropoffBatch *self = g_object_new (DROPOFF_TYPE_BATCH, NULL);

  self->record = record;
  if (record->packed != NULL)
    take_packed (self, record->packed);
  g_clear_pointer (&record->packed, g_ptr_array_unref);
  take_uploads (self, record->uploads);
  g_clear_pointer (&record->uploads, g_ptr_array_unref);
  /* A card for one file needs no copy of what the file says, too: there may be 100,000 of them. */
  if (get_only_record (self) != NULL)
    dropoff_batch_record_share_texts (record, get_only_record (self));
  if (self->sent_bytes > 0)
    {
      edit_figures (self)->sent_told = self->sent_bytes;
      edit_figures (self)->fraction
          = (float) self->sent_bytes / (float) MAX (record->size_bytes, 1);
    }
  self->state = record->finished_at_s != 0 ? DROPOFF_UPLOAD_DONE
                                           : sum_up (self);
  return self;
}

void
dropoff_batch_pack (DropoffBatch *self)
{
  DropoffPackedCard *packed = NULL;

  g_return_if_fail (DROPOFF_IS_BATCH (self));

  if (self->figures == &no_figures && get_only_record (self) != NULL
      && dropoff_batch_files_peek_object (&self->files, 0) == NULL
      && dropoff_upload_state_is_at_rest (self->counts.only))
    packed = dropoff_packed_card_new (self->record, get_only_record (self));
  if (packed == NULL)
    return;
  free_records (self);
  self->packed = packed;
}

DropoffBatchRecord *
dropoff_batch_get_record (DropoffBatch *self)
{
  open_card (self);
  return self->record;
}

const DropoffBatchRecord *
dropoff_batch_look_at (DropoffBatch *self, DropoffBatchRecord *room)
{
  if (self->record != NULL)
    return self->record;
  dropoff_packed_card_read (self->packed, room);
  return room;
}

guint
dropoff_batch_get_n_uploads (DropoffBatch *self)
{
  return self->record != NULL ? self->files.n : 1;
}

DropoffUpload *
dropoff_batch_get_upload (DropoffBatch *self, guint index)
{
  open_card (self);
  return dropoff_batch_files_get_object (&self->files, index);
}

/* A folder's receipt names the place of its first file alone; that of the others is in the journal.
 * One that was sent in parts keeps it: they may have to be taken back. */
static void
forget_place (DropoffUploadRecord *record)
{
  DropoffUploadLater *later;

  if (record->later->upload_id != NULL || record->later->part_size_bytes > 0
      || record->later->key == NULL)
    return;
  later = dropoff_upload_record_edit (record);
  g_clear_pointer (&later->key, g_free);
  g_clear_pointer (&later->etag, g_free);
  g_clear_pointer (&later->version_id, g_free);
}

void
dropoff_batch_let_go (DropoffBatch *self, DropoffUpload *upload)
{
  DropoffUploadRecord *record;
  guint index;

  g_return_if_fail (DROPOFF_IS_BATCH (self));

  open_card (self);
  index = dropoff_batch_files_find (&self->files, upload);
  if (index == self->files.n || G_OBJECT (upload)->ref_count > 1)
    return;
  record = dropoff_batch_files_drop_object (&self->files, index);
  if (index > 0)
    forget_place (record);
}

const DropoffUploadRecord *
dropoff_batch_peek_record (DropoffBatch *self, guint index)
{
  open_card (self);
  return dropoff_batch_files_get_record (&self->files, index);
}

DropoffUploadState
dropoff_batch_peek_state (DropoffBatch *self, guint index)
{
  return self->record != NULL ? dropoff_batch_files_get_state (&self->files, index)
                              : self->counts.only;
}

DropoffUpload *
dropoff_batch_peek_upload (DropoffBatch *self, guint index)
{
  return self->record != NULL ? dropoff_batch_files_peek_object (&self->files, index) : NULL;
}

gboolean
dropoff_batch_is_untouched (DropoffBatch *self, guint index)
{
  return self->record == NULL || dropoff_batch_files_is_untouched (&self->files, index);
}

GListModel *
dropoff_batch_get_shown (DropoffBatch *self)
{
  open_card (self);
  if (self->figures->shown == NULL)
    {
      edit_figures (self)->shown = g_list_store_new (DROPOFF_TYPE_UPLOAD);
      for (guint i = 0; i < self->files.n
                        && g_list_model_get_n_items (G_LIST_MODEL (self->figures->shown))
                               < DROPOFF_BATCH_MAX_SHOWN;
           i++)
        if (is_shown_state (dropoff_batch_files_get_state (&self->files, i)))
          g_list_store_append (self->figures->shown, dropoff_batch_get_upload (self, i));
    }
  return G_LIST_MODEL (self->figures->shown);
}

DropoffUploadState
dropoff_batch_get_state (DropoffBatch *self)
{
  return self->state;
}

const char *
dropoff_batch_get_error_message (DropoffBatch *self)
{
  const DropoffUploadRecord *upload = get_only_record (self);

  return upload != NULL ? upload->later->error_message : NULL;
}

const char *
dropoff_batch_get_name (DropoffBatch *self)
{
  open_card (self);
  return self->record->name;
}

guint64
dropoff_batch_get_sent (DropoffBatch *self)
{
  return self->sent_bytes;
}

double
dropoff_batch_get_speed (DropoffBatch *self)
{
  return (double) self->figures->speed;
}

guint
dropoff_batch_get_n_failed (DropoffBatch *self)
{
  return dropoff_state_counts_get_failed (&self->counts);
}

/* Takes a cancelled file out of the sums, or back in. */
static void
leave_out (DropoffBatch *self, DropoffUpload *upload, gboolean out)
{
  guint64 size_bytes = dropoff_upload_get_size (upload);

  self->record->size_bytes += out ? -size_bytes : size_bytes;
  self->record->n_files += out ? -1U : 1U;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SIZE]);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_N_FILES]);
}

void
dropoff_batch_add_uploads (DropoffBatch *self, GPtrArray *uploads)
{
  g_return_if_fail (DROPOFF_IS_BATCH (self));

  open_card (self);
  count_out (self);
  for (guint i = 0; i < uploads->len; i++)
    self->record->size_bytes
        += ((DropoffUploadRecord *) g_ptr_array_index (uploads, i))->size_bytes;
  self->record->n_files += uploads->len;
  take_uploads (self, uploads);
  g_object_freeze_notify (G_OBJECT (self));
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SIZE]);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_N_FILES]);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_N_WAITING]);
  update_state (self);
  count_in (self);
  g_object_thaw_notify (G_OBJECT (self));
}

void
dropoff_batch_set_open (DropoffBatch *self, gboolean is_open)
{
  g_return_if_fail (DROPOFF_IS_BATCH (self));

  open_card (self);
  g_object_freeze_notify (G_OBJECT (self));
  count_out (self);
  self->record->is_open = is_open;
  update_state (self);
  count_in (self);
  g_object_thaw_notify (G_OBJECT (self));
}

void
dropoff_batch_set_details (DropoffBatch *self, const char *details)
{
  g_return_if_fail (DROPOFF_IS_BATCH (self));

  open_card (self);
  g_object_freeze_notify (G_OBJECT (self));
  count_out (self);
  g_free (self->record->details);
  self->record->details = g_strdup (details);
  self->record->form_id = 0;
  update_state (self);
  count_in (self);
  g_object_thaw_notify (G_OBJECT (self));
}

void
dropoff_batch_set_totals (DropoffBatch *self, DropoffBatchTotals *totals)
{
  g_return_if_fail (DROPOFF_IS_BATCH (self));

  count_out (self);
  self->totals = totals;
  count_in (self);
}

/* One upload of many that change; what is told afterwards is up to the caller. */
static void
change_state (DropoffBatch *self, guint index, DropoffUploadState state)
{
  DropoffUploadState before = dropoff_batch_files_get_state (&self->files, index);
  DropoffUpload *upload = dropoff_batch_files_peek_object (&self->files, index);
  gint is_out = (state == DROPOFF_UPLOAD_CANCELLED) - (before == DROPOFF_UPLOAD_CANCELLED);

  dropoff_state_counts_move (&self->counts, before, state);
  if (is_out != 0)
    self->record->size_bytes
        -= (guint64) is_out * dropoff_batch_files_get_size (&self->files, index);
  self->record->n_files -= (guint) is_out;
  if (upload == NULL)
    {
      dropoff_batch_files_set_state (&self->files, index, state);
      return;
    }
  if (state == DROPOFF_UPLOAD_CANCELLED)
    {
      self->sent_bytes -= dropoff_upload_get_sent (upload);
      dropoff_upload_set_figures (upload, 0, 0, -1);
    }
  dropoff_upload_set_state (upload, state, NULL);
  update_shown (self, upload);
}

void
dropoff_batch_change_states (DropoffBatch *self, DropoffBatchStateFunc func)
{
  static const BatchProperty changed[] = { PROP_SIZE,     PROP_N_FILES,   PROP_N_DONE,
                                           PROP_N_FAILED, PROP_N_WAITING, PROP_ERROR_MESSAGE };

  g_return_if_fail (DROPOFF_IS_BATCH (self));

  open_card (self);
  g_object_freeze_notify (G_OBJECT (self));
  count_out (self);
  for (guint i = 0; i < self->files.n; i++)
    {
      DropoffUploadState before = dropoff_batch_files_get_state (&self->files, i);
      DropoffUploadState state = func (before);

      if (state != before)
        change_state (self, i, state);
    }
  for (guint i = 0; i < G_N_ELEMENTS (changed); i++)
    g_object_notify_by_pspec (G_OBJECT (self), properties[changed[i]]);
  update_state (self);
  count_in (self);
  g_object_thaw_notify (G_OBJECT (self));
}

void
dropoff_batch_upload_changed (DropoffBatch *self, DropoffUpload *upload,
                              DropoffUploadState before, guint64 sent_before_bytes)
{
  DropoffUploadState state = dropoff_upload_get_state (upload);
  guint failed_before = dropoff_state_counts_get_failed (&self->counts);

  g_return_if_fail (DROPOFF_IS_BATCH (self));

  open_card (self);
  g_object_freeze_notify (G_OBJECT (self));
  count_out (self);
  self->sent_bytes += dropoff_upload_get_sent (upload) - sent_before_bytes;
  if (state != before)
    {
      dropoff_state_counts_move (&self->counts, before, state);
      update_shown (self, upload);
      if (before == DROPOFF_UPLOAD_CANCELLED || state == DROPOFF_UPLOAD_CANCELLED)
        leave_out (self, upload, state == DROPOFF_UPLOAD_CANCELLED);
      if (before == DROPOFF_UPLOAD_DONE || state == DROPOFF_UPLOAD_DONE)
        g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_N_DONE]);
      if (before == DROPOFF_UPLOAD_QUEUED || state == DROPOFF_UPLOAD_QUEUED)
        g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_N_WAITING]);
      if (failed_before != dropoff_state_counts_get_failed (&self->counts))
        g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_N_FAILED]);
      update_state (self);
    }
  count_in (self);
  if (get_only_record (self) != NULL)
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ERROR_MESSAGE]);
  g_object_thaw_notify (G_OBJECT (self));
}

guint
dropoff_batch_get_n_in_state (DropoffBatch *self, DropoffUploadState state)
{
  return dropoff_state_counts_get (&self->counts, state);
}

void
dropoff_batch_upload_resized (DropoffBatch *self, DropoffUpload *upload, guint64 size_bytes)
{
  g_return_if_fail (DROPOFF_IS_BATCH (self));

  open_card (self);
  count_out (self);
  self->record->size_bytes += size_bytes - dropoff_upload_get_size (upload);
  self->sent_bytes -= dropoff_upload_get_sent (upload);
  count_in (self);
  dropoff_upload_set_size (upload, size_bytes);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SIZE]);
}

void
dropoff_batch_set_figures (DropoffBatch *self, double speed, gint64 seconds_left)
{
  const float told_speed = (float) speed;
  const gint32 told_seconds = (gint32) CLAMP (seconds_left, -1, G_MAXINT32);

  g_return_if_fail (DROPOFF_IS_BATCH (self));

  g_object_freeze_notify (G_OBJECT (self));
  if (self->figures->sent_told != self->sent_bytes)
    {
      edit_figures (self)->sent_told = self->sent_bytes;
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SENT]);
    }
  if (self->figures->speed != told_speed)
    {
      edit_figures (self)->speed = told_speed;
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SPEED]);
    }
  if (self->figures->seconds_left != told_seconds)
    {
      edit_figures (self)->seconds_left = told_seconds;
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SECONDS_LEFT]);
    }
  g_object_thaw_notify (G_OBJECT (self));
}

void
dropoff_batch_set_fraction (DropoffBatch *self, double fraction)
{
  const float told = (float) CLAMP (fraction, 0, 1);

  g_return_if_fail (DROPOFF_IS_BATCH (self));

  if (self->figures->fraction == told)
    return;
  edit_figures (self)->fraction = told;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_FRACTION]);
}

void
dropoff_batch_set_finished (DropoffBatch *self, gint64 finished_at_s)
{
  gboolean verified;

  g_return_if_fail (DROPOFF_IS_BATCH (self));

  open_card (self);
  verified = self->files.n > 0;
  for (guint i = 0; i < self->files.n && verified; i++)
    verified = dropoff_batch_files_get_state (&self->files, i) == DROPOFF_UPLOAD_CANCELLED
               || dropoff_batch_files_is_verified (&self->files, i);
  self->record->finished_at_s = finished_at_s;
  self->record->verified = verified;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_FINISHED_AT]);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_VERIFIED]);
}

gboolean
dropoff_batch_is_finished (DropoffBatch *self)
{
  guint n_done = dropoff_state_counts_get (&self->counts, DROPOFF_UPLOAD_DONE);
  guint n_cancelled = dropoff_state_counts_get (&self->counts, DROPOFF_UPLOAD_CANCELLED);

  return self->record != NULL && !self->record->is_open && n_done > 0
         && n_done + n_cancelled == self->files.n;
}
