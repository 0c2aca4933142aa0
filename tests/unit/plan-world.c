/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "plan-world.h"

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

static gint64
get_reference (const WorldRecord *record)
{
  return record->earlier_reference != 0 ? record->earlier_reference
                                        : derive_reference (&record->facts);
}

static void
take_version (World *world)
{
  WorldRecord *record = &world->record;

  if (record->has_upload_id)
    record->earlier_reference = get_reference (record);
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

/* The other side */

static void
fail (DropoffResult *result, DropoffError error)
{
  result->ok = FALSE;
  result->error = error;
}

static gboolean
is_open (World *world, const WorldFlight *flight)
{
  return world->upload_open && flight->upload_number == world->upload_number;
}

static void
list_parts (World *world, const DropoffAction *action, DropoffResult *result, DropoffPart *page)
{
  /* Two parts a page, so that paging is always at work. */
  for (guint i = action->marker + 1; i <= WORLD_MAX_PARTS; i++)
    {
      const WorldPart *part = &world->parts[i];

      if (!part->there)
        continue;
      if (result->n_parts == 2)
        {
          result->more = TRUE;
          return;
        }
      page[result->n_parts] = (DropoffPart){ i, world->echoes, part->length, part->crc64, "" };
      g_snprintf (page[result->n_parts].etag, sizeof page->etag, "\"%" G_GINT64_MODIFIER "x\"",
                  part->crc64);
      result->n_parts++;
      result->next_marker = i;
    }
}

static void
put_object (World *world, const WorldFlight *flight, guint64 size, guint64 crc64)
{
  world->objects[flight->candidate] = (WorldObject){ TRUE, size, crc64, flight->reference };
}

static void
serve_complete (World *world, WorldFlight *flight, DropoffResult *result)
{
  guint64 size = 0;
  guint64 crc64 = 0;

  if (!is_open (world, flight))
    {
      fail (result, DROPOFF_ERROR_UPLOAD_GONE);
      return;
    }
  if (world->objects[flight->candidate].exists)
    {
      fail (result, DROPOFF_ERROR_NAME_TAKEN);
      return;
    }
  for (guint i = 0; i < flight->parts->len; i++)
    {
      const DropoffPart *named = &g_array_index (flight->parts, DropoffPart, i);
      const WorldPart *part = &world->parts[named->number];
      g_autofree char *etag = g_strdup_printf ("\"%" G_GINT64_MODIFIER "x\"", part->crc64);

      if (!part->there || strcmp (etag, named->etag) != 0)
        {
          fail (result, DROPOFF_ERROR_DAMAGED);
          return;
        }
      crc64 = dropoff_crc64nvme_combine (crc64, part->crc64, part->length);
      size += part->length;
    }
  flight->reference = world->upload_reference;
  put_object (world, flight, size, crc64);
  world->upload_open = FALSE;
  result->has_crc64 = world->echoes;
  result->crc64 = crc64;
}

static void
serve_put (World *world, const WorldFlight *flight, DropoffResult *result)
{
  result->crc64 = world_crc (flight->content);
  result->verified = world->echoes;
  if (world->objects[flight->candidate].exists)
    fail (result, DROPOFF_ERROR_NAME_TAKEN);
  else
    put_object (world, flight, flight->length, result->crc64);
}

static void
serve_part (World *world, const WorldFlight *flight, DropoffResult *result, DropoffPart *page)
{
  if (!is_open (world, flight))
    {
      fail (result, DROPOFF_ERROR_UPLOAD_GONE);
      return;
    }
  result->crc64 = world_crc (flight->content);
  result->verified = world->echoes;
  world->parts[flight->action.part] = (WorldPart){ TRUE, FALSE, flight->length, result->crc64 };
  g_snprintf (page->etag, sizeof page->etag, "\"%" G_GINT64_MODIFIER "x\"", result->crc64);
  result->etag = page->etag;
}

static void
serve_verify (World *world, const WorldFlight *flight, DropoffResult *result)
{
  const WorldObject *object = &world->objects[flight->candidate];

  if (world->blind)
    {
      result->unknown = !world->hides;
      return;
    }
  result->exists = object->exists;
  result->size_bytes = object->size;
  result->ours = object->exists && object->reference == get_reference (&world->record);
  result->has_crc64 = world->echoes;
  result->crc64 = object->crc64;
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
    fail (result, DROPOFF_ERROR_FILE_CHANGED);
  else
    result->crc64 = world_crc (flight->content);
}

/* What the other side, the reader or the journal does with a request. */
static void
serve (World *world, WorldFlight *flight, DropoffResult *result, DropoffPart *page)
{
  result->ok = TRUE;
  result->parts = page;
  switch (flight->action.kind)
    {
    case DROPOFF_ACTION_CHECK_FILE:
    case DROPOFF_ACTION_CHECK_PART:
      read_file (world, flight, result);
      break;
    case DROPOFF_ACTION_TAKE_VERSION:
      break;
    case DROPOFF_ACTION_NAME:
      result->free = world->blind
                     || (dropoff_upload_plan_get_part_size (world->plan) == 0
                         && flight->action.candidate == 1)
                     || !world->objects[flight->action.candidate].exists;
      break;
    case DROPOFF_ACTION_FIND:
      result->found = world->upload_open;
      break;
    case DROPOFF_ACTION_PUT:
      serve_put (world, flight, result);
      break;
    case DROPOFF_ACTION_BEGIN:
      g_assert_false (world->upload_open);
      world->upload_open = TRUE;
      world->upload_number++;
      world->upload_reference = flight->reference;
      memset (world->parts, 0, sizeof world->parts);
      break;
    case DROPOFF_ACTION_SEND_PART:
      serve_part (world, flight, result, page);
      break;
    case DROPOFF_ACTION_LIST_PARTS:
      if (!is_open (world, flight))
        fail (result, DROPOFF_ERROR_UPLOAD_GONE);
      else
        list_parts (world, &flight->action, result, page);
      break;
    case DROPOFF_ACTION_COMPLETE:
      serve_complete (world, flight, result);
      break;
    case DROPOFF_ACTION_VERIFY:
      serve_verify (world, flight, result);
      break;
    case DROPOFF_ACTION_ABORT:
      if (!is_open (world, flight))
        fail (result, DROPOFF_ERROR_UPLOAD_GONE);
      else
        world->upload_open = FALSE;
      break;
    case DROPOFF_ACTION_WAIT:
    case DROPOFF_ACTION_WAIT_UNTIL:
    case DROPOFF_ACTION_DONE:
    case DROPOFF_ACTION_ABORTED:
    case DROPOFF_ACTION_GIVE_UP:
    default:
      g_assert_not_reached ();
    }
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
      record->upload_number = world->upload_number;
      record->complete_intended = FALSE;
      record->part_size = dropoff_upload_plan_get_part_size (world->plan);
      world->n_journal_parts = 0;
      world->journal = *record;
    }
  if (flight->action.kind == DROPOFF_ACTION_FIND && result->found)
    {
      record->has_upload_id = TRUE;
      record->upload_number = world->upload_number;
      record->earlier_reference = get_reference (record);
      world->n_journal_parts = 0;
    }
  if (flight->action.kind == DROPOFF_ACTION_TAKE_VERSION)
    world->journal = *record;
  if (flight->action.kind == DROPOFF_ACTION_SEND_PART)
    world->parts[flight->action.part].acknowledged = TRUE;
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
land_flight (World *world)
{
  guint index = (guint) g_rand_int_range (world->rand, 0, (gint32) world->n_flights);
  WorldFlight flight = world->flights[index];
  g_autoptr (GArray) parts G_GNUC_UNUSED = flight.parts;
  DropoffPart page[2];
  DropoffResult result = { 0 };

  world->flights[index] = world->flights[--world->n_flights];
  if (flight.changed && is_sending (&flight))
    fail (&result, DROPOFF_ERROR_FILE_CHANGED);
  else if (!world->calm && flight.action.kind != DROPOFF_ACTION_TAKE_VERSION
           && chance (world, 0.1))
    fail (&result, fault_for (world, flight.action.kind));
  else
    {
      serve (world, &flight, &result, page);
      /* It happened, but the answer was lost. */
      if (!world->calm && result.ok && flight.action.kind >= DROPOFF_ACTION_NAME
          && chance (world, 0.05))
        fail (&result, random_fault (world));
    }
  result.random = g_rand_double (world->rand);
  keep (world, &flight, &result);
  dropoff_upload_plan_ended (world->plan, &flight.action, &result, world->now_ms);
}

/* Where the server tells checksums, what it has acknowledged is never sent again. */
static void
count_sent_again (World *world, const WorldFlight *flight)
{
  const WorldPart *part = &world->parts[flight->action.part];

  if (world->echoes && is_open (world, flight) && part->acknowledged
      && part->length == flight->length
      && part->crc64 == world_crc (flight->content))
    world->sent_again++;
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
    world->record.earlier_reference = 0;
  if (action->kind == DROPOFF_ACTION_COMPLETE)
    {
      world->record.complete_intended = TRUE;
      world->journal = world->record;
      flight.parts = dropoff_upload_plan_get_parts (world->plan);
      g_assert_nonnull (flight.parts);
    }
  flight.candidate = world->record.key;
  flight.reference = get_reference (&world->record);
  flight.upload_number = world->record.has_upload_id ? world->record.upload_number : 0;
  flight.content = world->file.content[MAX (action->part, 1)];
  flight.changed = change != DROPOFF_FILE_SAME && change != DROPOFF_FILE_GROWN;
  flight.length = world->facts.size_bytes;
  if (action->part > 0)
    dropoff_upload_plan_get_part_range (world->plan, action->part, &flight.length);
  if (action->kind == DROPOFF_ACTION_SEND_PART && !flight.changed)
    count_sent_again (world, &flight);
  world->flights[world->n_flights++] = flight;
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
      else if (luck < 0.6 && flight->action.kind == DROPOFF_ACTION_SEND_PART
               && world->n_late < WORLD_MAX_FLIGHTS)
        world->late[world->n_late++] = *flight;
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

static void
serve_late (World *world)
{
  DropoffPart page[2];
  DropoffResult result = { 0 };

  serve_part (world, &world->late[--world->n_late], &result, page);
}

static void
stir (World *world)
{
  WorldObject *object = &world->objects[world->record.key];

  if (world->n_late > 0 && chance (world, 0.1))
    serve_late (world);
  if (world->calm)
    return;
  if (chance (world, 0.01))
    crash (world);
  if (chance (world, 0.005))
    pause_and_resume (world);
  if (world->edits && chance (world, 0.03))
    edit_file (world);
  if (chance (world, 0.002))
    world->upload_open = FALSE; /* the owner's clean-up rule */
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
world_run (World *world, guint stormy_steps)
{
  for (guint i = 0; i < MAX_STEPS && !world->finished; i++)
    {
      world->calm = i >= stormy_steps;
      world_step (world);
    }
  g_assert_true (world->finished);
}

void
world_init (World *world, guint32 seed, gboolean edits)
{
  memset (world, 0, sizeof *world);
  world->rand = g_rand_new_with_seed (seed);
  world->history = g_array_new (FALSE, FALSE, sizeof (WorldFile));
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
  g_rand_free (world->rand);
}
