/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "dropoff-folder-scan.h"

#include <errno.h>
#include <fts.h>
#include <glib/gi18n-lib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "dropoff-drop.h"
#include "dropoff-error.h"
#include "dropoff-file-facts.h"
#include "dropoff-upload-plan.h"
#include "dropoff-upload.h"

/* Deeper than any real folder; a path this long could not be opened by name anyway. */
#define MAX_DEPTH 512

typedef struct
{
  DropoffScan *scan;
  DropoffConnection *connection;
  DropoffBatchRecord *batch;
  const DropoffDrop *drop;
  gsize root_length; /* bytes of the dropped folder's path */
} Walk;

static void
refuse (DropoffScan *scan, const char *path, const char *reason)
{
  g_autofree char *base = g_path_get_basename (path);
  g_autofree char *name = g_filename_display_name (base);

  scan->n_refused++;
  if (scan->refusals->len < DROPOFF_SCAN_MAX_REFUSALS)
    g_ptr_array_add (scan->refusals, dropoff_refusal_new (name, reason));
}

static const char *
describe_errno (int error_number)
{
  if (error_number == EACCES || error_number == EPERM)
    return _ ("You don’t have permission to open it.");
  if (error_number == ENOENT)
    return _ ("It isn’t there any more.");
  if (error_number == ELOOP)
    return _ ("It is a link that leads back to itself.");
  return _ ("It can’t be read.");
}

static const char *
describe_kind (mode_t mode)
{
  if (S_ISLNK (mode))
    return _ ("It is a link. Drop the file it points to instead.");
  return _ ("It isn’t a file.");
}

/* The path under the dropped folder's name, as UTF-8 with “/” between folders. */
static char *
make_relative_path (const Walk *walk, const char *path)
{
  g_autofree char *tail = g_utf8_make_valid (path + walk->root_length, -1);
  const char *start = tail;

  while (*start == '/')
    start++;
  if (*start == '\0')
    return g_strdup (walk->batch->name);
  return g_strconcat (walk->batch->name, "/", start, NULL);
}

static char *
make_real_path (const Walk *walk, const char *path)
{
  if (walk->drop->real_path == NULL)
    return NULL;
  return g_strconcat (walk->drop->real_path, path + walk->root_length, NULL);
}

static gboolean
check_rules (Walk *walk, const char *path, const char *content_type, const struct stat *st)
{
  g_autofree char *base = g_path_get_basename (path);
  g_autofree char *name = g_filename_display_name (base);
  g_autoptr (GError) error = NULL;

  if ((guint64) st->st_size > DROPOFF_PLAN_MAX_BYTES)
    {
      refuse (walk->scan, path, _ ("It is too large to be sent."));
      return FALSE;
    }
  if (!dropoff_connection_accepts (walk->connection, name, content_type, (guint64) st->st_size,
                                   &error))
    {
      refuse (walk->scan, path, error->message);
      return FALSE;
    }
  if (access (path, R_OK) != 0)
    {
      refuse (walk->scan, path, describe_errno (errno));
      return FALSE;
    }
  return TRUE;
}

static void
add_file (Walk *walk, const char *path, const struct stat *st)
{
  g_autofree char *guess = g_content_type_guess (path, NULL, 0, NULL);
  g_autofree char *content_type = g_content_type_get_mime_type (guess);
  DropoffFileFacts facts = dropoff_file_facts_from_stat (st);
  DropoffUploadRecord *record;

  if (!check_rules (walk, path, content_type, st))
    return;
  record = dropoff_upload_record_new ();
  record->path = g_strdup (path);
  record->real_path = make_real_path (walk, path);
  record->relative_path = make_relative_path (walk, path);
  record->content_type = g_steal_pointer (&content_type);
  dropoff_file_facts_to_record (&facts, record);
  record->state = DROPOFF_UPLOAD_QUEUED;
  g_ptr_array_add (walk->batch->uploads, record);
  walk->batch->n_files++;
  walk->batch->size_bytes += record->size_bytes;
  walk->scan->n_files++;
}

static int
compare_names (const FTSENT **a, const FTSENT **b)
{
  return strcmp ((*a)->fts_name, (*b)->fts_name);
}

static void
visit (Walk *walk, FTS *tree, FTSENT *entry)
{
  switch (entry->fts_info)
    {
    case FTS_D:
      if (entry->fts_level > MAX_DEPTH)
        {
          refuse (walk->scan, entry->fts_path, _ ("It lies too deep in the folder."));
          fts_set (tree, entry, FTS_SKIP);
        }
      break;
    case FTS_DP:
      break;
    case FTS_F:
      add_file (walk, entry->fts_path, entry->fts_statp);
      break;
    case FTS_SL:
    case FTS_SLNONE:
    case FTS_DEFAULT:
      refuse (walk->scan, entry->fts_path, describe_kind (entry->fts_statp->st_mode));
      break;
    case FTS_DNR:
    case FTS_ERR:
    case FTS_NS:
      refuse (walk->scan, entry->fts_path, describe_errno (entry->fts_errno));
      break;
    case FTS_DC:
      refuse (walk->scan, entry->fts_path, _ ("It is a link that leads back to itself."));
      break;
    default:
      refuse (walk->scan, entry->fts_path, describe_errno (EIO));
    }
}

static void
walk_folder (Walk *walk, const char *path)
{
  char *roots[] = { (char *) path, NULL };
  FTS *tree = fts_open (roots, FTS_PHYSICAL | FTS_NOCHDIR, compare_names);
  FTSENT *entry;

  if (tree == NULL)
    {
      refuse (walk->scan, path, describe_errno (errno));
      return;
    }
  while ((entry = fts_read (tree)) != NULL)
    visit (walk, tree, entry);
  fts_close (tree);
}

static char *
without_final_slashes (const char *path)
{
  gsize length = strlen (path);

  while (length > 1 && path[length - 1] == '/')
    length--;
  return g_strndup (path, length);
}

static void
scan_drop (DropoffScan *scan, DropoffConnection *connection, const DropoffDrop *drop)
{
  g_autofree char *path = without_final_slashes (drop->path);
  g_autofree char *base = g_path_get_basename (path);
  g_autoptr (DropoffBatchRecord) batch = dropoff_batch_record_new ();
  Walk walk = { scan, connection, batch, drop, strlen (path) };
  g_autofree char *resolved = NULL;
  guint n_refused_before = scan->n_refused;
  struct stat st;

  /* Following the dropped thing itself: a link on the desktop means what it points to. */
  if (stat (path, &st) != 0)
    {
      refuse (scan, path, describe_errno (errno));
      return;
    }
  batch->connection_id = g_strdup (dropoff_connection_get_id (connection));
  batch->name = g_filename_display_name (base);
  batch->path = g_strdup (path);
  batch->is_folder = S_ISDIR (st.st_mode);
  batch->created_at_s = g_get_real_time () / G_USEC_PER_SEC;
  if (S_ISREG (st.st_mode))
    add_file (&walk, path, &st);
  else if (S_ISDIR (st.st_mode))
    {
      resolved = realpath (path, NULL);
      walk.root_length = strlen (resolved != NULL ? resolved : path);
      walk_folder (&walk, resolved != NULL ? resolved : path);
    }
  else
    refuse (scan, path, describe_kind (st.st_mode));
  if (batch->n_files > 0)
    g_ptr_array_add (scan->batches, g_steal_pointer (&batch));
  else if (batch->is_folder && scan->n_refused == n_refused_before)
    refuse (scan, path, _ ("It is an empty folder."));
}

DropoffScan *
dropoff_folder_scan_run (GPtrArray *drops, DropoffConnection *connection)
{
  DropoffScan *scan = g_new0 (DropoffScan, 1);

  scan->batches = g_ptr_array_new_with_free_func ((GDestroyNotify) dropoff_batch_record_free);
  scan->refusals = g_ptr_array_new_with_free_func ((GDestroyNotify) dropoff_refusal_free);
  for (guint i = 0; i < drops->len; i++)
    scan_drop (scan, connection, g_ptr_array_index (drops, i));
  return scan;
}

void
dropoff_scan_free (DropoffScan *scan)
{
  if (scan == NULL)
    return;
  g_ptr_array_unref (scan->batches);
  g_ptr_array_unref (scan->refusals);
  g_free (scan);
}
