/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "plan-world-private.h"

#include <string.h>

#include "dropoff-crc64nvme.h"

#define MAX_STEPS 40000
#define PART_SIZE (16 * WORLD_MIB)

/* The file */

guint64
world_crc (guint content)
{
  guint64 value = content * G_GUINT64_CONSTANT (0x9e3779b97f4a7c15);

  return dropoff_crc64nvme_update (0, &value, sizeof value);
}

static gboolean
chance (World *world, double probability)
{
  return g_rand_double (world->rand) < probability;
}

/* Of so many bytes from its beginning. */
static guint64
file_crc (const WorldFile *file, guint64 size)
{
  guint64 crc = world_crc (file->content[1]);

  for (guint i = 2; PART_SIZE * (i - 1) < size; i++)
    crc = dropoff_crc64nvme_combine (crc, world_crc (file->content[i]),
                                     MIN (PART_SIZE, size - PART_SIZE * (i - 1)));
  return crc;
}

static DropoffFileFacts
file_facts (const WorldFile *file)
{
  return (DropoffFileFacts){ .size_bytes = file->size, .mtime_ns = file->mtime,
                             .ctime_ns = file->ctime };
}

gboolean
world_is_of_one_version (World *world, const WorldObject *object)
{
  const DropoffFileFacts *facts = &world->record.facts;

  if (object->size != facts->size_bytes)
    return FALSE;
  for (guint i = (guint) facts->ctime_ns; i < world->history->len; i++)
    {
      const WorldFile *version = &g_array_index (world->history, WorldFile, i);

      /* The very version, or, of a file that grows, what a later one begins with. */
      if ((i == facts->ctime_ns || (world->facts.may_grow && version->size > object->size))
          && file_crc (version, object->size) == object->crc64)
        return TRUE;
    }
  return FALSE;
}

static void
note_version (World *world)
{
  world->file.ctime = world->history->len;
  g_array_append_val (world->history, world->file);
}

static void
resize (World *world, guint n_parts)
{
  WorldFile *file = &world->file;
  guint before = MAX (file->n_parts, 1);

  n_parts = n_parts == 1 ? 0 : n_parts;
  file->size = n_parts == 0 ? (guint64) g_rand_int_range (world->rand, 0, 1000)
                            : PART_SIZE * (n_parts - 1)
                                  + (guint64) g_rand_int_range (world->rand, 1, 1 << 24);
  file->n_parts = n_parts;
  /* What was the last part, and what is now, are no whole parts any more. */
  for (guint i = MIN (before, MAX (n_parts, 1)); i <= WORLD_MAX_PARTS; i++)
    file->content[i] = ++world->next_content;
}

/* What was there stays as it was. */
static void
append (World *world)
{
  WorldFile *file = &world->file;
  guint n_before = MAX (file->n_parts, 1);

  file->n_parts = (guint) g_rand_int_range (world->rand, (gint32) n_before, WORLD_MAX_PARTS + 1);
  if (file->n_parts > n_before)
    file->size
        = PART_SIZE * (file->n_parts - 1) + (guint64) g_rand_int_range (world->rand, 1, 1000);
  else if (file->size < PART_SIZE * n_before)
    file->size++;
  else
    file->n_parts = n_before;
  file->n_parts = file->size <= PART_SIZE ? 0 : file->n_parts;
  for (guint i = n_before + 1; i <= WORLD_MAX_PARTS; i++)
    file->content[i] = ++world->next_content;
}

/* Bytes of requests on their way that were not handed out yet are not what they were. */
static void
disturb_flights (World *world, const WorldFile *before)
{
  for (guint i = 0; i < world->n_flights; i++)
    {
      WorldFlight *flight = &world->flights[i];
      guint part = MAX (flight->action.part, 1);

      if (flight->gone_out)
        continue;
      if (chance (world, 0.5))
        flight->gone_out = TRUE;
      else if (before->content[part] != world->file.content[part]
               || world->file.size < world->facts.size_bytes
               || (world->file.size != before->size && !world->facts.may_grow))
        flight->changed = TRUE;
    }
}

static void
edit_file (World *world)
{
  WorldFile before = world->file;
  guint n_parts = MAX (before.n_parts, 1);

  switch (g_rand_int_range (world->rand, 0, 6))
    {
    case 0: /* touched, nothing else */
      world->file.mtime++;
      break;
    case 1: /* renamed and back, other permissions */
      break;
    case 2: /* written to, its time set back */
      world->file.content[g_rand_int_range (world->rand, 1, (gint32) n_parts + 1)]
          = ++world->next_content;
      break;
    case 3: /* written to */
      world->file.content[g_rand_int_range (world->rand, 1, (gint32) n_parts + 1)]
          = ++world->next_content;
      world->file.mtime++;
      break;
    case 4: /* appended to */
      append (world);
      world->file.mtime++;
      break;
    default: /* truncated, or longer and another */
      resize (world, (guint) g_rand_int_range (world->rand, 0, WORLD_MAX_PARTS + 1));
      world->file.mtime++;
    }
  note_version (world);
  disturb_flights (world, &before);
}

/* The program around the plan */

static gint64
derive_reference (const DropoffFileFacts *facts)
{
  return (gint64) facts->size_bytes * 1000003 + facts->mtime_ns * 1009 + facts->ctime_ns;
}

gint64
world_get_reference (const WorldRecord *record)
{
  return record->earlier_reference != 0 ? record->earlier_reference
                                        : derive_reference (&record->facts);
}

static void
take_version (World *world)
{
  WorldRecord *record = &world->record;

  if (record->has_upload_id)
    record->earlier_reference = world_get_reference (record);
  record->facts = world->facts;
}

static void
make_plan (World *world, gboolean new_version)
{
  const WorldRecord *record = &world->record;
  DropoffPlanStart start = {
    .size_bytes = record->facts.size_bytes,
    .part_size_bytes = record->part_size,
    .has_key = record->key != 0,
    .has_upload_id = record->has_upload_id,
    .begin_intended = record->key != 0 && !record->has_upload_id,
    .complete_intended = record->complete_intended,
    .new_version = new_version,
    .mixed_versions = record->earlier_reference != 0,
    .may_grow = record->may_grow,
    .keep_both = TRUE,
    .line_rate = 100 * WORLD_MIB,
    .parts = world->journal_parts,
    .n_parts = world->n_journal_parts,
  };

  world->facts = record->facts;
  world->facts.may_grow = record->may_grow;
  world->plan = dropoff_upload_plan_new (&start);
  world->n_flights = 0;
  world->found_number = 0;
  g_array_set_size (world->found_numbers, 0);
  if (world->unwanted)
    dropoff_upload_plan_abort (world->plan);
}

static void
journal_part (World *world, const WorldFlight *flight)
{
  DropoffPartRecord record = { flight->action.part, flight->length, world_crc (flight->content),
                               "" };

  g_snprintf (record.etag, sizeof record.etag, "\"%" G_GINT64_MODIFIER "x\"", record.crc64);
  for (guint i = 0; i < world->n_journal_parts; i++)
    if (world->journal_parts[i].number == record.number)
      {
        world->journal_parts[i] = record;
        return;
      }
  world->journal_parts[world->n_journal_parts++] = record;
}

/* What the reader finds. */
static void
read_file (World *world, const WorldFlight *flight, DropoffResult *result)
{
  DropoffFileFacts now = file_facts (&world->file);

  if (flight->action.kind == DROPOFF_ACTION_CHECK_FILE)
    {
      result->change = dropoff_file_facts_compare (&world->facts, &now);
      now.may_grow = world->facts.may_grow;
      if (result->change != DROPOFF_FILE_GROWN)
        world->facts = now;
    }
  else if (flight->changed)
    world_fail (result, DROPOFF_ERROR_FILE_CHANGED);
  else
    result->crc64 = world_crc (flight->content);
}

/* What the other side, the reader or the journal does with a request. */
static void
serve (World *world, WorldFlight *flight, DropoffResult *result, DropoffPart *page)
{
  result->ok = TRUE;
  result->parts = page;
  if (flight->action.kind == DROPOFF_ACTION_CHECK_FILE
      || flight->action.kind == DROPOFF_ACTION_CHECK_PART)
    read_file (world, flight, result);
  else if (flight->action.kind != DROPOFF_ACTION_TAKE_VERSION)
    world_serve (world, flight, result, page);
}

static gboolean
is_sending (const WorldFlight *flight)
{
  return flight->action.kind == DROPOFF_ACTION_SEND_PART
         || flight->action.kind == DROPOFF_ACTION_PUT;
}

/* What the program keeps and journals before it tells the plan. */
static void
keep (World *world, const WorldFlight *flight, const DropoffResult *result)
{
  WorldRecord *record = &world->record;

  if (!result->ok)
    return;
  if (flight->action.kind == DROPOFF_ACTION_NAME && result->free)
    {
      record->key = flight->action.candidate;
      record->has_upload_id = FALSE;
      record->earlier_reference = 0;
      record->complete_intended = FALSE;
      record->part_size = dropoff_upload_plan_get_part_size (world->plan);
      if (record->part_size > 0)
        world->journal = *record;
    }
  if (flight->action.kind == DROPOFF_ACTION_BEGIN)
    {
      record->has_upload_id = TRUE;
      record->upload_number = flight->upload_number;
      record->complete_intended = FALSE;
      record->part_size = dropoff_upload_plan_get_part_size (world->plan);
      world->n_journal_parts = 0;
      world->journal = *record;
    }
  if (flight->action.kind == DROPOFF_ACTION_FIND)
    {
      world->found_number = flight->upload_number;
      g_array_append_val (world->found_numbers, flight->upload_number);
      record->has_upload_id
          = record->has_upload_id
            && (result->found || dropoff_upload_plan_is_completing (world->plan));
    }
  if (flight->action.kind == DROPOFF_ACTION_TAKE_VERSION)
    world->journal = *record;
  if (flight->action.kind == DROPOFF_ACTION_SEND_PART)
    world_find_open (world, flight)->parts[flight->action.part].acknowledged = TRUE;
  /* A part's row may be lost with the program: it is not waited for. */
  if (flight->action.kind == DROPOFF_ACTION_SEND_PART && result->verified
      && !chance (world, 0.05))
    journal_part (world, flight);
}

static DropoffError
random_fault (World *world)
{
  static const DropoffError faults[] = {
    DROPOFF_ERROR_NETWORK,  DROPOFF_ERROR_RETRY,       DROPOFF_ERROR_THROTTLED,
    DROPOFF_ERROR_NOT_SAFE, DROPOFF_ERROR_KEYS_EXPIRED, DROPOFF_ERROR_NOT_THE_SERVICE,
  };

  return faults[g_rand_int_range (world->rand, 0, G_N_ELEMENTS (faults))];
}

static DropoffError
fault_for (World *world, DropoffActionKind kind)
{
  if (kind == DROPOFF_ACTION_CHECK_FILE || kind == DROPOFF_ACTION_CHECK_PART)
    return DROPOFF_ERROR_FILE_GONE;
  return random_fault (world);
}

static void
keep_for_later (World *world, const WorldFlight *flight)
{
  if (world->n_late < WORLD_MAX_FLIGHTS)
    world->late[world->n_late++] = *flight;
}

static void
land_flight (World *world)
{
  guint index = (guint) g_rand_int_range (world->rand, 0, (gint32) world->n_flights);
  WorldFlight flight = world->flights[index];
  g_autoptr (GArray) parts G_GNUC_UNUSED = flight.parts;
  DropoffPart page[2];
  DropoffResult result = { 0 };

  world->flights[index] = world->flights[--world->n_flights];
  if (flight.changed && is_sending (&flight))
    world_fail (&result, DROPOFF_ERROR_FILE_CHANGED);
  else if (!world->calm && flight.action.kind != DROPOFF_ACTION_TAKE_VERSION
           && chance (world, 0.1))
    {
      world_fail (&result, fault_for (world, flight.action.kind));
      if (flight.action.kind == DROPOFF_ACTION_BEGIN && chance (world, 0.5))
        keep_for_later (world, &flight);
    }
  else if (!world->calm && flight.action.kind == DROPOFF_ACTION_COMPLETE && chance (world, 0.03))
    world_fail (&result, DROPOFF_ERROR_UPLOAD_GONE); /* a conflict: it is not gone */
  else
    {
      serve (world, &flight, &result, page);
      /* It happened, but the answer was lost. */
      if (!world->calm && result.ok && flight.action.kind >= DROPOFF_ACTION_NAME
          && chance (world, 0.05))
        world_fail (&result, random_fault (world));
    }
  result.random = g_rand_double (world->rand);
  world->n_failed = result.ok ? 0 : world->n_failed + 1;
  keep (world, &flight, &result);
  dropoff_upload_plan_ended (world->plan, &flight.action, &result, world->now_ms);
}

/* Where the server tells checksums, what it has acknowledged is never sent again. */
static void
count_sent_again (World *world, const WorldFlight *flight)
{
  const WorldUpload *upload = world_find_open (world, flight);
  const WorldPart *part = upload != NULL ? &upload->parts[flight->action.part] : NULL;

  if (world->echoes && part != NULL && part->acknowledged && part->length == flight->length
      && part->crc64 == world_crc (flight->content))
    world->sent_again++;
}

static void
serve_late (World *world, guint index)
{
  WorldFlight *flight = &world->late[index];
  DropoffPart page[2];
  DropoffResult result = { 0 };

  if (flight->action.kind == DROPOFF_ACTION_BEGIN)
    world_serve_begin (world, flight, TRUE);
  else
    world_serve_part (world, flight, &result, page);
  *flight = world->late[--world->n_late];
}

static void
serve_late_begins (World *world)
{
  for (guint i = world->n_late; i > 0; i--)
    if (world->late[i - 1].action.kind == DROPOFF_ACTION_BEGIN)
      serve_late (world, i - 1);
}

static guint
get_upload_number (World *world, DropoffActionKind kind)
{
  if ((kind == DROPOFF_ACTION_LIST_PARTS || kind == DROPOFF_ACTION_ABORT)
      && world->found_number != 0)
    return world->found_number;
  return world->record.has_upload_id ? world->record.upload_number : 0;
}

static void
begin_flight (World *world, const DropoffAction *action)
{
  WorldFlight flight = { .action = *action };
  DropoffFileFacts now = file_facts (&world->file);
  DropoffFileChange change = dropoff_file_facts_compare (&world->facts, &now);

  if (action->kind == DROPOFF_ACTION_TAKE_VERSION || action->kind == DROPOFF_ACTION_NAME
      || action->kind == DROPOFF_ACTION_BEGIN || action->kind == DROPOFF_ACTION_PUT)
    take_version (world);
  if (action->kind == DROPOFF_ACTION_TAKE_VERSION)
    world->n_kept += dropoff_upload_plan_get_arrived (world->plan) > 0 ? 1 : 0;
  if (action->kind == DROPOFF_ACTION_BEGIN)
    {
      world->record.earlier_reference = 0;
      world->found_number = 0;
    }
  if (action->kind == DROPOFF_ACTION_COMPLETE)
    {
      world->record.complete_intended = TRUE;
      world->journal = world->record;
      flight.parts = dropoff_upload_plan_get_parts (world->plan);
      g_assert_nonnull (flight.parts);
    }
  flight.candidate = world->record.key;
  flight.reference = world_get_reference (&world->record);
  flight.upload_number = get_upload_number (world, action->kind);
  flight.content = world->file.content[MAX (action->part, 1)];
  flight.changed = change != DROPOFF_FILE_SAME && change != DROPOFF_FILE_GROWN;
  flight.length = world->facts.size_bytes;
  if (action->part > 0)
    dropoff_upload_plan_get_part_range (world->plan, action->part, &flight.length);
  if (action->kind == DROPOFF_ACTION_SEND_PART && !flight.changed)
    count_sent_again (world, &flight);
  world->flights[world->n_flights++] = flight;
  /* What is late comes before the last look for it: of what is begun only, not of parts. */
  if (action->kind == DROPOFF_ACTION_COMPLETE || action->kind == DROPOFF_ACTION_PUT
      || (action->kind == DROPOFF_ACTION_FIND && world->unwanted))
    serve_late_begins (world);
  dropoff_upload_plan_started (world->plan, action);
}

/* What was on the wire may still arrive, now or later; nobody hears the answer. */
static void
drop_flights (World *world)
{
  for (guint i = 0; i < world->n_flights; i++)
    {
      WorldFlight *flight = &world->flights[i];
      DropoffPart page[2];
      DropoffResult result = { 0 };
      double luck = g_rand_double (world->rand);

      if (flight->changed || flight->action.kind < DROPOFF_ACTION_NAME)
        luck = 1;
      if (luck < 0.4)
        serve (world, flight, &result, page);
      else if (luck < 0.6
               && (flight->action.kind == DROPOFF_ACTION_SEND_PART
                   || flight->action.kind == DROPOFF_ACTION_BEGIN))
        keep_for_later (world, flight);
      g_clear_pointer (&flight->parts, g_array_unref);
    }
  world->n_flights = 0;
}

static void
live_again (World *world, gboolean new_version)
{
  dropoff_upload_plan_free (world->plan);
  make_plan (world, new_version);
}

static void
crash (World *world)
{
  drop_flights (world);
  world->record = world->journal;
  live_again (world, FALSE);
}

static void
pause_and_resume (World *world)
{
  drop_flights (world);
  world->journal = world->record;
  live_again (world, FALSE);
}

/* The person is asked about a new version, and wants it. */
static void
send_new_version (World *world)
{
  world->n_asked++;
  world->journal = world->record;
  world->facts = file_facts (&world->file);
  if (world->record.complete_intended)
    world->record.part_size = 0;
  world->record.complete_intended = FALSE;
  take_version (world);
  world->record.may_grow = TRUE;
  live_again (world, TRUE);
}

/* The same person sends a file of the name from another computer. */
static void
open_foreign_upload (World *world)
{
  WorldUpload *upload = world_open_upload (world, world->record.key);

  upload->foreign = TRUE;
  upload->parts[1] = (WorldPart){ TRUE, FALSE, PART_SIZE, 1 };
  world->n_foreign++;
}

static void
stir (World *world)
{
  WorldObject *object = &world->objects[world->record.key];

  if (world->n_late > 0 && chance (world, 0.1))
    serve_late (world, world->n_late - 1);
  if (world->calm)
    return;
  if (chance (world, 0.01))
    crash (world);
  if (chance (world, 0.005))
    pause_and_resume (world);
  if (world->edits && chance (world, 0.03))
    edit_file (world);
  if (chance (world, 0.002))
    world->n_uploads = world->n_foreign = 0; /* the owner's clean-up rule */
  if (world->record.key != 0 && world->n_foreign < 2 && chance (world, 0.003))
    open_foreign_upload (world);
  if (world->record.key != 0 && chance (world, 0.002) && !object->exists && world->record.key < 3)
    *object = (WorldObject){ TRUE, world->file.size, 1, 0 }; /* somebody else takes the name */
  if (chance (world, 0.01))
    dropoff_upload_plan_hurry (world->plan);
}

static void
finish (World *world, const DropoffAction *action)
{
  g_assert_cmpuint (world->n_flights, ==, 0);
  if (action->kind == DROPOFF_ACTION_GIVE_UP && action->error == DROPOFF_ERROR_FILE_CHANGED)
    {
      send_new_version (world);
      return;
    }
  if (action->kind == DROPOFF_ACTION_GIVE_UP && action->error == DROPOFF_ERROR_FILE)
    {
      pause_and_resume (world); /* the person sees to the drive and tries again */
      return;
    }
  world->finished = TRUE;
  world->ending = action->kind;
  world->ending_error = action->error;
}

void
world_step (World *world)
{
  DropoffAction action;

  world->now_ms += g_rand_int_range (world->rand, 0, 50);
  stir (world);
  action = dropoff_upload_plan_next (world->plan, world->now_ms,
                                     world->n_flights < WORLD_MAX_FLIGHTS);
  switch (action.kind)
    {
    case DROPOFF_ACTION_WAIT:
      g_assert_cmpuint (world->n_flights, >, 0);
      land_flight (world);
      break;
    case DROPOFF_ACTION_WAIT_UNTIL:
      if (world->n_flights > 0)
        land_flight (world);
      else
        world->now_ms = MAX (world->now_ms, action.until_ms);
      break;
    case DROPOFF_ACTION_DONE:
    case DROPOFF_ACTION_ABORTED:
    case DROPOFF_ACTION_GIVE_UP:
      finish (world, &action);
      break;
    case DROPOFF_ACTION_CHECK_FILE:
    case DROPOFF_ACTION_CHECK_PART:
    case DROPOFF_ACTION_TAKE_VERSION:
    case DROPOFF_ACTION_NAME:
    case DROPOFF_ACTION_FIND:
    case DROPOFF_ACTION_PUT:
    case DROPOFF_ACTION_BEGIN:
    case DROPOFF_ACTION_SEND_PART:
    case DROPOFF_ACTION_LIST_PARTS:
    case DROPOFF_ACTION_COMPLETE:
    case DROPOFF_ACTION_VERIFY:
    case DROPOFF_ACTION_ABORT:
    default:
      begin_flight (world, &action);
      if (chance (world, 0.3) && world->n_flights > 0)
        land_flight (world);
    }
}

void
world_abort (World *world)
{
  world->unwanted = TRUE;
  serve_late_begins (world);
  dropoff_upload_plan_abort (world->plan);
}

void
world_run (World *world, guint stormy_steps)
{
  for (guint i = 0; i < MAX_STEPS && !world->finished; i++)
    {
      world->calm = i >= stormy_steps;
      world_step (world);
    }
  g_assert_true (world->finished);
}

guint
world_count_left (World *world)
{
  guint n_left = 0;
  guint n_foreign = 0;

  for (guint i = 0; i < world->n_uploads; i++)
    {
      const WorldUpload *upload = &world->uploads[i];

      n_foreign += upload->foreign;
      /* What came late for a name that was given up is looked for no more; nor, after a pause, for
       * a file that has become so small that it went in one request. */
      if (!upload->foreign
          && (!upload->late
              || (upload->candidate == world->record.key && world->record.part_size > 0)))
        n_left++;
    }
  g_assert_cmpuint (n_foreign, ==, world->n_foreign);
  if (world->n_failed < 3)
    g_assert_cmpuint (n_left, ==, 0);
  return n_left;
}

void
world_init (World *world, guint32 seed, gboolean edits)
{
  memset (world, 0, sizeof *world);
  world->rand = g_rand_new_with_seed (seed);
  world->history = g_array_new (FALSE, FALSE, sizeof (WorldFile));
  world->found_numbers = g_array_new (FALSE, FALSE, sizeof (guint));
  resize (world, (guint) g_rand_int_range (world->rand, 0, WORLD_MAX_PARTS + 1));
  world->file.mtime = 1000;
  note_version (world); /* a time of change of 0 would not be compared */
  note_version (world);
  world->edits = edits;
  world->echoes = chance (world, 0.8);
  world->blind = chance (world, 0.2);
  world->hides = chance (world, 0.5);
  if (chance (world, 0.2))
    world->objects[1] = (WorldObject){ TRUE, 7, 0, 0 }; /* the name was taken before */
  world->record.facts = file_facts (&world->file);
  world->journal = world->record;
  make_plan (world, FALSE);
}

void
world_clear (World *world)
{
  for (guint i = 0; i < world->n_flights; i++)
    g_clear_pointer (&world->flights[i].parts, g_array_unref);
  dropoff_upload_plan_free (world->plan);
  g_array_unref (world->history);
  g_array_unref (world->found_numbers);
  g_rand_free (world->rand);
}
