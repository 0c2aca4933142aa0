/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "dropoff-file-facts.h"

#define NS_PER_SECOND G_GINT64_CONSTANT (1000000000)

static gint64
to_ns (const struct timespec *time)
{
  return (gint64) time->tv_sec * NS_PER_SECOND + time->tv_nsec;
}

DropoffFileFacts
dropoff_file_facts_from_stat (const struct stat *st)
{
  return (DropoffFileFacts){
    .size_bytes = (guint64) st->st_size,
    .mtime_ns = to_ns (&st->st_mtim),
    .ctime_ns = to_ns (&st->st_ctim),
    .device = (guint64) st->st_dev,
    .inode = (guint64) st->st_ino,
  };
}

DropoffFileChange
dropoff_file_facts_compare (const DropoffFileFacts *before, const DropoffFileFacts *now)
{
  if (before->may_grow && before->size_bytes < now->size_bytes)
    return DROPOFF_FILE_GROWN;
  if (before->size_bytes != now->size_bytes)
    return DROPOFF_FILE_RESIZED;
  if (before->mtime_ns != now->mtime_ns)
    return DROPOFF_FILE_TOUCHED;
  if (before->ctime_ns != 0 && before->ctime_ns != now->ctime_ns)
    return DROPOFF_FILE_MOVED;
  return DROPOFF_FILE_SAME;
}

DropoffFileFacts
dropoff_file_facts_from_record (const DropoffUploadRecord *record)
{
  return (DropoffFileFacts){
    .size_bytes = record->size_bytes,
    .mtime_ns = record->mtime_ns,
    .ctime_ns = record->ctime_ns,
    .device = record->device,
    .inode = record->inode,
  };
}

void
dropoff_file_facts_to_record (const DropoffFileFacts *facts, DropoffUploadRecord *record)
{
  record->size_bytes = facts->size_bytes;
  record->mtime_ns = facts->mtime_ns;
  record->ctime_ns = facts->ctime_ns;
  record->device = facts->device;
  record->inode = facts->inode;
}
