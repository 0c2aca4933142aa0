/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "dropoff-folder-scan.h"

#include <dirent.h>
#include <errno.h>
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

/* A folder that is being read: its names are known, each file is looked at when its turn comes, so
 * that the first files of a large folder are found at once. */
typedef struct
{
  char *path;
  GPtrArray *names; /* of char, sorted */
  guint next;
} Level;

struct _DropoffFolderScan
{
  GPtrArray *drops; /* of DropoffDropRecord */
  DropoffConnection *connection;
  GPtrArray *refusals; /* of DropoffRefusal */
  guint n_refused;
  guint next_drop;
  guint next_forgotten;
  gint steps; /* both atomic: read while it runs */
  gint place;

  /* The folder that is being looked through, if any */
  GPtrArray *levels; /* of Level, the deepest last */
  DropoffBatchRecord *head; /* of its batch */
  const char *real_root;    /* the drop's real_path */
  gsize root_length;        /* bytes of the folder's path */
  gboolean found_any;       /* files or refusals */
};

static void
level_free (Level *level)
{
  g_free (level->path);
  g_ptr_array_unref (level->names);
  g_free (level);
}

static void
refuse (DropoffFolderScan *scan, const char *path, const char *reason)
{
  g_autofree char *base = g_path_get_basename (path);
  g_autofree char *name = g_filename_display_name (base);

  scan->n_refused++;
  scan->found_any = TRUE;
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
make_relative_path (DropoffFolderScan *scan, const char *path)
{
  g_autofree char *tail = g_utf8_make_valid (path + scan->root_length, -1);
  const char *start = tail;

  while (*start == '/')
    start++;
  if (*start == '\0')
    return g_strdup (scan->head->name);
  return g_strconcat (scan->head->name, "/", start, NULL);
}

static gboolean
check_rules (DropoffFolderScan *scan, const char *path, const char *content_type,
             const struct stat *st)
{
  g_autofree char *base = g_path_get_basename (path);
  g_autofree char *name = g_filename_display_name (base);
  g_autoptr (GError) error = NULL;

  if ((guint64) st->st_size > DROPOFF_PLAN_MAX_BYTES)
    {
      refuse (scan, path, _ ("It is too large to be sent."));
      return FALSE;
    }
  if (!dropoff_connection_accepts (scan->connection, name, content_type, (guint64) st->st_size,
                                   &error))
    {
      refuse (scan, path, error->message);
      return FALSE;
    }
  if (access (path, R_OK) != 0)
    {
      refuse (scan, path, describe_errno (errno));
      return FALSE;
    }
  return TRUE;
}

static void
add_file (DropoffFolderScan *scan, DropoffBatchRecord *batch, const char *path,
          const struct stat *st)
{
  g_autofree char *guess = g_content_type_guess (path, NULL, 0, NULL);
  g_autofree char *content_type = g_content_type_get_mime_type (guess);
  DropoffFileFacts facts = dropoff_file_facts_from_stat (st);
  DropoffUploadRecord *record;

  if (!check_rules (scan, path, content_type, st))
    return;
  record = dropoff_upload_record_new ();
  dropoff_upload_record_set_paths (record, g_strdup (path), make_relative_path (scan, path));
  if (scan->real_root != NULL)
    dropoff_upload_record_edit (record)->real_path
        = g_strconcat (scan->real_root, path + scan->root_length, NULL);
  record->content_type = g_intern_string (content_type);
  dropoff_file_facts_to_record (&facts, record);
  record->state = DROPOFF_UPLOAD_QUEUED;
  g_ptr_array_add (batch->uploads, record);
  batch->n_files++;
  batch->size_bytes += record->size_bytes;
  scan->found_any = TRUE;
}

static int
compare_names (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

static gboolean
is_dot (const char *name)
{
  return strcmp (name, ".") == 0 || strcmp (name, "..") == 0;
}

/* Not g_dir_read_name(), which ends at an error as if the folder ended there. */
static void
enter_folder (DropoffFolderScan *scan, const char *path)
{
  DIR *directory = scan->levels->len <= MAX_DEPTH ? opendir (path) : NULL;
  const struct dirent *entry;
  Level *level;

  if (scan->levels->len > MAX_DEPTH)
    {
      refuse (scan, path, _ ("It lies too deep in the folder."));
      return;
    }
  if (directory == NULL)
    {
      refuse (scan, path, describe_errno (errno));
      return;
    }
  level = g_new0 (Level, 1);
  level->path = g_strdup (path);
  level->names = g_ptr_array_new_with_free_func (g_free);
  errno = 0;
  while ((entry = readdir (directory)) != NULL)
    {
      g_atomic_int_inc (&scan->steps);
      if (!is_dot (entry->d_name))
        g_ptr_array_add (level->names, g_strdup (entry->d_name));
    }
  if (errno != 0)
    refuse (scan, path, describe_errno (errno));
  closedir (directory);
  g_ptr_array_sort (level->names, compare_names);
  g_ptr_array_add (scan->levels, level);
}

/* Looks at one name of the deepest folder, or leaves that folder. */
static void
walk_on (DropoffFolderScan *scan, DropoffBatchRecord *batch)
{
  Level *level = g_ptr_array_index (scan->levels, scan->levels->len - 1);
  g_autofree char *path = NULL;
  struct stat st;

  if (level->next == level->names->len)
    {
      g_ptr_array_set_size (scan->levels, (int) scan->levels->len - 1);
      return;
    }
  path = g_strconcat (level->path, g_str_has_suffix (level->path, "/") ? "" : "/",
                      g_ptr_array_index (level->names, level->next), NULL);
  level->next++;
  g_atomic_int_inc (&scan->steps);
  if (lstat (path, &st) != 0)
    refuse (scan, path, describe_errno (errno));
  else if (S_ISDIR (st.st_mode))
    enter_folder (scan, path);
  else if (S_ISREG (st.st_mode))
    add_file (scan, batch, path, &st);
  else
    refuse (scan, path, describe_kind (st.st_mode));
}

static char *
without_final_slashes (const char *path)
{
  gsize length = strlen (path);

  while (length > 1 && path[length - 1] == '/')
    length--;
  return g_strndup (path, length);
}

static DropoffBatchRecord *
new_head (DropoffFolderScan *scan, const DropoffDropRecord *drop, const char *path,
          gboolean is_folder)
{
  DropoffBatchRecord *head = dropoff_batch_record_new ();
  g_autofree char *base = g_path_get_basename (path);

  head->connection_id = g_intern_string (dropoff_connection_get_id (scan->connection));
  head->name = g_filename_display_name (base);
  head->path = g_strdup (path);
  head->is_folder = is_folder;
  head->details = g_strdup (drop->details);
  head->form_id = drop->form_id;
  head->created_at_s = g_get_real_time () / G_USEC_PER_SEC;
  return head;
}

static void
add_find (DropoffFolderScan *scan, GPtrArray *finds, guint drop, DropoffBatchRecord *batch,
          gboolean is_last)
{
  const DropoffDropRecord *record = g_ptr_array_index (scan->drops, drop);
  DropoffFindRecord *find;

  if (batch->n_files == 0)
    g_clear_pointer (&batch, dropoff_batch_record_free);
  find = dropoff_find_record_new (record->id, batch, is_last);
  find->again = record->again;
  g_ptr_array_add (finds, find);
}

static void
leave_drop (DropoffFolderScan *scan)
{
  g_clear_pointer (&scan->head, dropoff_batch_record_free);
  scan->next_drop++;
}

/* Begins with a dropped thing. FALSE: it was a file or nothing to send, and is over. */
static gboolean
enter_drop (DropoffFolderScan *scan, GPtrArray *finds)
{
  const DropoffDropRecord *drop = g_ptr_array_index (scan->drops, scan->next_drop);
  g_autofree char *path = without_final_slashes (drop->path);
  g_autofree char *resolved = NULL;
  struct stat st = { 0 };
  gboolean is_there;

  g_atomic_int_inc (&scan->steps);
  g_atomic_int_set (&scan->place, (gint) scan->next_drop);
  /* Following the dropped thing itself: a link on the desktop means what it points to. */
  is_there = stat (path, &st) == 0;
  scan->head = new_head (scan, drop, path, is_there && S_ISDIR (st.st_mode));
  scan->real_root = drop->real_path;
  scan->root_length = strlen (path);
  scan->found_any = FALSE;
  if (!is_there)
    refuse (scan, path, describe_errno (errno));
  else if (S_ISREG (st.st_mode))
    add_file (scan, scan->head, path, &st);
  else if (!S_ISDIR (st.st_mode))
    refuse (scan, path, describe_kind (st.st_mode));
  else
    {
      resolved = realpath (path, NULL);
      scan->root_length = strlen (resolved != NULL ? resolved : path);
      enter_folder (scan, resolved != NULL ? resolved : path);
    }
  if (scan->levels->len > 0)
    return TRUE;
  add_find (scan, finds, scan->next_drop, g_steal_pointer (&scan->head), TRUE);
  leave_drop (scan);
  return FALSE;
}

static gboolean
is_enough (guint n_files, guint max_files, gint64 until_us)
{
  return n_files >= max_files || (n_files > 0 && g_get_monotonic_time () > until_us);
}

/* Goes on in the folder that is open until the piece is large enough. Gives how many files the
 * piece has then. */
static guint
look_through_folder (DropoffFolderScan *scan, GPtrArray *finds, guint n_files, guint max_files,
                     gint64 until_us)
{
  DropoffBatchRecord *batch = dropoff_batch_record_copy_head (scan->head);
  guint drop = scan->next_drop;
  gboolean is_last;

  while (scan->levels->len > 0 && !is_enough (n_files + batch->n_files, max_files, until_us))
    walk_on (scan, batch);
  n_files += batch->n_files;
  is_last = scan->levels->len == 0;
  if (is_last)
    {
      if (!scan->found_any)
        refuse (scan, batch->path, _ ("It is an empty folder."));
      leave_drop (scan);
    }
  add_find (scan, finds, drop, batch, is_last);
  return n_files;
}

/* Of those that were left only the last may still be asked for its name. */
static void
forget_left (DropoffFolderScan *scan)
{
  guint place = (guint) g_atomic_int_get (&scan->place);

  for (; scan->next_forgotten < place; scan->next_forgotten++)
    dropoff_drop_record_free (
        g_steal_pointer (&g_ptr_array_index (scan->drops, scan->next_forgotten)));
}

DropoffFolderScan *
dropoff_folder_scan_new (GPtrArray *drops, DropoffConnection *connection)
{
  DropoffFolderScan *scan = g_new0 (DropoffFolderScan, 1);

  scan->drops = g_ptr_array_ref (drops);
  scan->connection = g_object_ref (connection);
  scan->refusals = g_ptr_array_new_with_free_func ((GDestroyNotify) dropoff_refusal_free);
  scan->levels = g_ptr_array_new_with_free_func ((GDestroyNotify) level_free);
  return scan;
}

GPtrArray *
dropoff_folder_scan_next (DropoffFolderScan *scan, guint max_files, guint patience_ms)
{
  GPtrArray *finds = g_ptr_array_new_with_free_func ((GDestroyNotify) dropoff_find_record_free);
  gint64 until_us = g_get_monotonic_time () + (gint64) patience_ms * 1000;
  guint n_files = 0;

  forget_left (scan);
  /* Bounded by drops, too: a thousand of them may have nothing to send. */
  while (scan->next_drop < scan->drops->len && finds->len < max_files
         && !is_enough (n_files, max_files, until_us))
    if (scan->levels->len > 0 || enter_drop (scan, finds))
      n_files = look_through_folder (scan, finds, n_files, max_files, until_us);
    else
      n_files++;
  return finds;
}

GPtrArray *
dropoff_folder_scan_get_refusals (DropoffFolderScan *scan)
{
  return scan->refusals;
}

guint
dropoff_folder_scan_get_n_refused (DropoffFolderScan *scan)
{
  return scan->n_refused;
}

guint
dropoff_folder_scan_get_steps (DropoffFolderScan *scan)
{
  return (guint) g_atomic_int_get (&scan->steps);
}

char *
dropoff_folder_scan_get_place (DropoffFolderScan *scan)
{
  const DropoffDropRecord *drop
      = g_ptr_array_index (scan->drops, (guint) g_atomic_int_get (&scan->place));
  g_autofree char *base = g_path_get_basename (drop->path);

  return g_filename_display_name (base);
}

void
dropoff_folder_scan_free (DropoffFolderScan *scan)
{
  if (scan == NULL)
    return;
  g_ptr_array_unref (scan->levels);
  g_ptr_array_unref (scan->refusals);
  g_clear_pointer (&scan->head, dropoff_batch_record_free);
  g_ptr_array_unref (scan->drops);
  g_object_unref (scan->connection);
  g_free (scan);
}
