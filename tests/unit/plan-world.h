/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

#include "dropoff-upload-plan.h"

G_BEGIN_DECLS

/* A simulated world for a plan: the other side, the file, the journal, the program that dies and is
 * paused, and the weather. What it does follows from its seed alone. */

#define WORLD_MIB (G_GUINT64_CONSTANT (1024) * 1024)
#define WORLD_MAX_PARTS 8
#define WORLD_MAX_FLIGHTS 4
#define WORLD_N_NAMES 16
#define WORLD_MAX_UPLOADS 16

/* Bytes are not simulated: the content of a part is a number, and its checksum follows from it. */
typedef struct
{
  guint64 size;
  guint n_parts;                       /* 0 = one request */
  guint content[WORLD_MAX_PARTS + 1];  /* by part, from 1; of a file in one request, 1 */
  gint64 mtime;
  gint64 ctime; /* another one for every change */
} WorldFile;

typedef struct
{
  gboolean there;
  gboolean acknowledged; /* and the program heard it */
  guint64 length;
  guint64 crc64;
} WorldPart;

/* An upload in parts that is open. */
typedef struct
{
  guint number;
  guint candidate;
  gboolean late;    /* its begin was carried out when nobody waited for it any more */
  gboolean foreign; /* begun by another computer, which has sent a part */
  gint64 reference;
  WorldPart parts[WORLD_MAX_PARTS + 1];
} WorldUpload;

typedef struct
{
  gboolean exists;
  guint64 size;
  guint64 crc64;
  gint64 reference; /* 0 = somebody else's */
} WorldObject;

/* What the program has in memory of an upload, and what is journaled of it. */
typedef struct
{
  guint key; /* candidate, 0 = none */
  gboolean has_upload_id;
  guint upload_number;
  gint64 earlier_reference; /* 0 = none */
  gboolean may_grow;
  gboolean complete_intended;
  guint64 part_size;
  DropoffFileFacts facts;
} WorldRecord;

typedef struct
{
  DropoffAction action;
  guint candidate;
  gint64 reference;
  guint upload_number;
  gboolean changed; /* the bytes were not what they had been when they were summed up */
  gboolean gone_out; /* all its bytes were handed to the network */
  guint content;
  guint64 length;
  GArray *parts; /* COMPLETE */
} WorldFlight;

typedef struct
{
  /* The other side */
  WorldUpload uploads[WORLD_MAX_UPLOADS]; /* the youngest last */
  guint n_uploads;
  guint last_number;
  guint n_foreign; /* that must be there at the end */
  WorldObject objects[WORLD_N_NAMES]; /* by candidate name, from 1 */
  WorldFlight late[WORLD_MAX_FLIGHTS]; /* whose answer nobody waits for, still on their way */
  guint n_late;

  /* The file, and what it was at every time of change */
  WorldFile file;
  GArray *history; /* of WorldFile, by ctime */
  guint next_content;

  /* The journal */
  WorldRecord journal;
  DropoffPartRecord journal_parts[WORLD_MAX_PARTS];
  guint n_journal_parts;

  /* The program */
  WorldRecord record;
  DropoffFileFacts facts; /* as last looked at */
  guint found_number; /* an upload that is only to be looked at and taken back, 0 = none */
  GArray *found_numbers; /* of guint, all that were in this life */
  DropoffUploadPlan *plan;
  WorldFlight flights[WORLD_MAX_FLIGHTS];
  guint n_flights;
  gint64 now_ms;

  /* The weather */
  GRand *rand;
  gboolean calm;
  gboolean echoes; /* the other side compares checksums */
  gboolean blind;  /* we may not look at objects */
  gboolean hides;  /* and are told that there are none */
  gboolean edits;  /* the file is written to */
  gboolean unwanted;
  guint sent_again; /* parts that were acknowledged, with the same bytes, in the same upload */
  guint n_failed;   /* answers in a row, until now */
  guint n_asked;    /* how often the person was asked about a new version */
  guint n_kept;     /* parts that were there when a new version was taken */
  gboolean finished;
  DropoffActionKind ending;
  DropoffError ending_error;
} World;

/* The checksum of content that is no part's. */
guint64 world_crc (guint content);

void world_init (World *world, guint32 seed, gboolean edits);
void world_clear (World *world);

/* Takes one step: something happens, and the plan is asked. */
void world_step (World *world);

/* The file is not wanted any more. */
void world_abort (World *world);

/* Steps until the end; after so many the storm is over. */
void world_run (World *world, guint stormy_steps);

/* Ends the test unless what was begun is gone and what others began is there. Gives how many were
 * left because the other side did not answer. */
guint world_count_left (World *world);

/* Whether an object is the file that the record is about, as it was at one moment. */
gboolean world_is_of_one_version (World *world, const WorldObject *object);

G_END_DECLS
