/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Behind the states a column after the other, of each the differences from record to record; then
 * the paths, of each what is not as in the one before; then what became known later. */
#include "dropoff-packed-uploads.h"

#include <string.h>

#include "dropoff-packed-numbers.h"

/* How the numbers of a column stand. */
typedef enum {
  COLUMN_EVEN, /* the first, and the one difference between all of them */
  COLUMN_EACH, /* the difference of each */
} ColumnKind;

/* A number of each record, the same bits whether it is signed or not. */
typedef guint64 (*GetFunc) (const DropoffUploadRecord *record);
typedef void (*SetFunc) (DropoffUploadRecord *record, guint64 value);

static void
put_column (GByteArray *bytes, const guint64 *values, guint n)
{
  const guint64 step = n > 1 ? values[1] - values[0] : 0;
  guint i = 1;

  while (i < n && values[i] - values[i - 1] == step)
    i++;
  if (i >= n)
    {
      dropoff_packed_put (bytes, COLUMN_EVEN);
      dropoff_packed_put (bytes, dropoff_packed_fold (values[0]));
      dropoff_packed_put (bytes, dropoff_packed_fold (step));
      return;
    }
  dropoff_packed_put (bytes, COLUMN_EACH);
  for (i = 0; i < n; i++)
    dropoff_packed_put (bytes, dropoff_packed_fold (values[i] - (i > 0 ? values[i - 1] : 0)));
}

static void
take_column (const guint8 **at, guint64 *values, guint n)
{
  const gboolean is_even = dropoff_packed_take (at) == COLUMN_EVEN;
  guint64 step;

  values[0] = dropoff_packed_unfold (dropoff_packed_take (at));
  step = is_even ? dropoff_packed_unfold (dropoff_packed_take (at)) : 0;
  for (guint i = 1; i < n; i++)
    values[i] = values[i - 1] + (is_even ? step : dropoff_packed_unfold (dropoff_packed_take (at)));
}

#define NUMBER(member, type)                                                                      \
  static guint64 get_##member (const DropoffUploadRecord *record)                                 \
  {                                                                                               \
    return (guint64) record->member;                                                              \
  }                                                                                               \
  static void set_##member (DropoffUploadRecord *record, guint64 value)                           \
  {                                                                                               \
    record->member = (type) value;                                                                \
  }

NUMBER (size_bytes, guint64)
NUMBER (id, gint64)
NUMBER (batch_id, gint64)
NUMBER (mtime_ns, gint64)
NUMBER (device, guint64)
NUMBER (inode, guint64)
NUMBER (error_code, int)

/* Most often that of the last change of the file itself; after @mtime_ns. */
static guint64
get_ctime (const DropoffUploadRecord *record)
{
  return (guint64) record->ctime_ns - (guint64) record->mtime_ns;
}

static void
set_ctime (DropoffUploadRecord *record, guint64 value)
{
  record->ctime_ns = (gint64) (value + (guint64) record->mtime_ns);
}

static guint64
get_flags (const DropoffUploadRecord *record)
{
  return record->may_grow | record->has_crc64 << 1 | record->verified << 2
         | record->keeps_both << 3;
}

static void
set_flags (DropoffUploadRecord *record, guint64 value)
{
  record->may_grow = value & 1;
  record->has_crc64 = value >> 1 & 1;
  record->verified = value >> 2 & 1;
  record->keeps_both = value >> 3 & 1;
}

/* The sizes are the first, where they are found without the others. */
static const struct
{
  GetFunc get;
  SetFunc set;
} numbers[] = {
  { get_size_bytes, set_size_bytes }, { get_id, set_id },
  { get_batch_id, set_batch_id },     { get_mtime_ns, set_mtime_ns },
  { get_ctime, set_ctime },           { get_device, set_device },
  { get_inode, set_inode },           { get_error_code, set_error_code },
  { get_flags, set_flags },
};

/* MIME types are interned: where they are says all. Few are different, and each is written once. */
static void
put_types (GByteArray *bytes, DropoffUploadRecord *const *records, guint n)
{
  g_autofree const char **types = g_new (const char *, n);
  g_autofree guint64 *which = g_new (guint64, n);
  guint n_types = 0;

  for (guint i = 0; i < n; i++)
    {
      guint type = 0;

      while (type < n_types && types[type] != records[i]->content_type)
        type++;
      if (type == n_types)
        types[n_types++] = records[i]->content_type;
      which[i] = type;
    }
  dropoff_packed_put (bytes, n_types);
  for (guint i = 0; i < n_types; i++)
    dropoff_packed_put (bytes, GPOINTER_TO_SIZE (types[i]));
  put_column (bytes, which, n);
}

static void
take_types (const guint8 **at, DropoffUploadRecord **records, guint64 *values, guint n)
{
  const guint n_types = (guint) dropoff_packed_take (at);
  g_autofree const char **types = g_new (const char *, n_types);

  for (guint i = 0; i < n_types; i++)
    types[i] = GSIZE_TO_POINTER ((gsize) dropoff_packed_take (at));
  take_column (at, values, n);
  for (guint i = 0; i < n; i++)
    records[i]->content_type = types[values[i]];
}

static guint64
count_common (const char *one, const char *other)
{
  guint64 n = 0;

  while (one[n] != '\0' && one[n] == other[n])
    n++;
  return n;
}

/* How many bytes at the end are the same, at most @most. */
static guint64
count_common_end (const char *end, const char *other_end, guint64 most)
{
  guint64 n = 0;

  while (n < most && end[-1 - (gssize) n] == other_end[-1 - (gssize) n])
    n++;
  return n;
}

/* Texts: their lengths (one more, 0 = none), how many bytes each begins with like the one before
 * and how many are its own, and these. What follows is like the end of the one before. */
static void
put_texts (GByteArray *bytes, const char *const *texts, guint n)
{
  g_autofree guint64 *lengths = g_new (guint64, n);
  g_autofree guint64 *same = g_new0 (guint64, n);
  g_autofree guint64 *own = g_new0 (guint64, n);
  const char *before = "";

  for (guint i = 0; i < n; i++)
    {
      const char *text = texts[i] != NULL ? texts[i] : "";
      const gsize length = strlen (text);
      const gsize length_before = strlen (before);

      lengths[i] = texts[i] != NULL ? length + 1 : 0;
      same[i] = count_common (text, before);
      own[i] = length - same[i]
               - count_common_end (text + length, before + length_before,
                                   MIN (length, length_before) - same[i]);
      before = text;
    }
  put_column (bytes, lengths, n);
  put_column (bytes, same, n);
  put_column (bytes, own, n);
  for (guint i = 0; i < n; i++)
    if (own[i] > 0)
      g_byte_array_append (bytes, (const guint8 *) texts[i] + same[i], (guint) own[i]);
}

/* (transfer full) for each of @texts, which is filled in. */
static void
take_texts (const guint8 **at, char **texts, guint n)
{
  g_autofree guint64 *lengths = g_new (guint64, n);
  g_autofree guint64 *same = g_new (guint64, n);
  g_autofree guint64 *own = g_new (guint64, n);
  const char *before = "";
  gsize length_before = 0;

  take_column (at, lengths, n);
  take_column (at, same, n);
  take_column (at, own, n);
  for (guint i = 0; i < n; i++)
    {
      const gsize length = lengths[i] > 0 ? lengths[i] - 1 : 0;
      const gsize end = length - same[i] - own[i];

      texts[i] = lengths[i] > 0 ? g_malloc (length + 1) : NULL;
      if (texts[i] != NULL)
        {
          memcpy (texts[i], before, same[i]);
          memcpy (texts[i] + same[i], *at, own[i]);
          memcpy (texts[i] + same[i] + own[i], before + length_before - end, end);
          texts[i][length] = '\0';
        }
      *at += own[i];
      before = texts[i] != NULL ? texts[i] : "";
      length_before = length;
    }
}

/* Where @relative_path begins in @path, if it is its end, one more; 0 = it is a text of its own. */
static guint64
get_tail (const DropoffUploadRecord *record)
{
  const char *relative_path = record->relative_path;

  if (record->path == NULL || relative_path == NULL
      || !g_str_has_suffix (record->path, relative_path))
    return 0;
  return strlen (record->path) - strlen (relative_path) + 1;
}

static void
put_paths (GByteArray *bytes, DropoffUploadRecord *const *records, guint n)
{
  g_autofree const char **texts = g_new (const char *, n);
  g_autofree guint64 *tails = g_new (guint64, n);

  for (guint i = 0; i < n; i++)
    {
      texts[i] = records[i]->path;
      tails[i] = get_tail (records[i]);
    }
  put_texts (bytes, texts, n);
  put_column (bytes, tails, n);
  for (guint i = 0; i < n; i++)
    texts[i] = tails[i] == 0 ? records[i]->relative_path : NULL;
  put_texts (bytes, texts, n);
}

static void
take_paths (const guint8 **at, DropoffUploadRecord **records, guint64 *tails, guint n)
{
  g_autofree char **paths = g_new (char *, n);
  g_autofree char **relative_paths = g_new (char *, n);

  take_texts (at, paths, n);
  take_column (at, tails, n);
  take_texts (at, relative_paths, n);
  for (guint i = 0; i < n; i++)
    dropoff_upload_record_set_paths (
        records[i], paths[i],
        tails[i] > 0 ? g_strdup (paths[i] + tails[i] - 1) : relative_paths[i]);
}

static void
put_text (GByteArray *bytes, const char *text)
{
  const gsize length = text != NULL ? strlen (text) : 0;

  dropoff_packed_put (bytes, text != NULL ? length + 1 : 0);
  g_byte_array_append (bytes, (const guint8 *) text, (guint) length);
}

static char *
take_text (const guint8 **at)
{
  const gsize length = (gsize) dropoff_packed_take (at);
  char *text;

  if (length == 0)
    return NULL;
  text = g_strndup ((const char *) *at, length - 1);
  *at += length - 1;
  return text;
}

static gboolean
is_nothing (const DropoffUploadLater *later)
{
  static const DropoffUploadLater nothing;

  return memcmp (later, &nothing, sizeof nothing) == 0;
}

static void
put_later (GByteArray *bytes, const DropoffUploadLater *later)
{
  put_text (bytes, later->real_path);
  put_text (bytes, later->key);
  dropoff_packed_put (bytes, later->part_size_bytes);
  put_text (bytes, later->upload_id);
  put_text (bytes, later->earlier_reference);
  put_text (bytes, later->error_message);
  dropoff_packed_put (bytes, later->crc64);
  put_text (bytes, later->etag);
  put_text (bytes, later->version_id);
  dropoff_packed_put (bytes, (guint64) later->finished_at_s);
  put_text (bytes, later->details);
}

static void
take_later (const guint8 **at, DropoffUploadLater *later)
{
  later->real_path = take_text (at);
  later->key = take_text (at);
  later->part_size_bytes = dropoff_packed_take (at);
  later->upload_id = take_text (at);
  later->earlier_reference = take_text (at);
  later->error_message = take_text (at);
  later->crc64 = dropoff_packed_take (at);
  later->etag = take_text (at);
  later->version_id = take_text (at);
  later->finished_at_s = (gint64) dropoff_packed_take (at);
  later->details = take_text (at);
}

static void
put_columns (GByteArray *bytes, DropoffUploadRecord *const *records, guint n)
{
  g_autofree guint64 *values = g_new (guint64, n);

  for (guint column = 0; column < G_N_ELEMENTS (numbers); column++)
    {
      for (guint i = 0; i < n; i++)
        values[i] = numbers[column].get (records[i]);
      put_column (bytes, values, n);
    }
  put_types (bytes, records, n);
  put_paths (bytes, records, n);
  for (guint i = 0; i < n; i++)
    values[i] = !is_nothing (records[i]->later);
  put_column (bytes, values, n);
  for (guint i = 0; i < n; i++)
    if (values[i] != 0)
      put_later (bytes, records[i]->later);
}

DropoffPackedUploads *
dropoff_packed_uploads_new (DropoffUploadRecord *const *records)
{
  g_autoptr (GByteArray) bytes = g_byte_array_sized_new (8192);
  DropoffPackedUploads *self;

  put_columns (bytes, records, DROPOFF_PACKED_UPLOADS_N);
  self = g_malloc (sizeof *self + bytes->len);
  memcpy (self->columns, bytes->data, bytes->len);
  self->first_id = records[0]->id;
  self->has_reasons = FALSE;
  self->has_touched = FALSE;
  self->all_verified = TRUE;
  for (guint i = 0; i < DROPOFF_PACKED_UPLOADS_N; i++)
    {
      const DropoffUploadLater *later = records[i]->later;

      self->states[i] = (guint8) records[i]->state;
      self->has_reasons |= records[i]->error_code != -1 || later->error_message != NULL;
      self->has_touched |= later->key != NULL || later->upload_id != NULL;
      self->all_verified &= records[i]->verified;
    }
  return self;
}

void
dropoff_packed_uploads_unpack (const DropoffPackedUploads *self, DropoffUploadRecord **records)
{
  const guint n = DROPOFF_PACKED_UPLOADS_N;
  guint64 values[DROPOFF_PACKED_UPLOADS_N];
  const guint8 *at = self->columns;

  for (guint i = 0; i < n; i++)
    {
      records[i] = dropoff_upload_record_new ();
      records[i]->state = self->states[i];
    }
  for (guint column = 0; column < G_N_ELEMENTS (numbers); column++)
    {
      take_column (&at, values, n);
      for (guint i = 0; i < n; i++)
        numbers[column].set (records[i], values[i]);
    }
  take_types (&at, records, values, n);
  take_paths (&at, records, values, n);
  take_column (&at, values, n);
  for (guint i = 0; i < n; i++)
    if (values[i] != 0)
      take_later (&at, dropoff_upload_record_edit (records[i]));
}

void
dropoff_packed_uploads_read_sizes (const DropoffPackedUploads *self, guint64 *sizes_bytes)
{
  const guint8 *at = self->columns;

  take_column (&at, sizes_bytes, DROPOFF_PACKED_UPLOADS_N);
}
