/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The other side of a simulated world: its objects, and the uploads that are open. */
#include "plan-world-private.h"

#include <string.h>

#include "dropoff-crc64nvme.h"

void
world_fail (DropoffResult *result, DropoffError error)
{
  result->ok = FALSE;
  result->error = error;
}

WorldUpload *
world_find_open (World *world, const WorldFlight *flight)
{
  for (guint i = 0; i < world->n_uploads; i++)
    if (world->uploads[i].number == flight->upload_number)
      return &world->uploads[i];
  return NULL;
}

WorldUpload *
world_open_upload (World *world, guint candidate)
{
  WorldUpload *upload = &world->uploads[world->n_uploads++];

  g_assert_cmpuint (world->n_uploads, <=, WORLD_MAX_UPLOADS);
  *upload = (WorldUpload){ .number = ++world->last_number, .candidate = candidate };
  return upload;
}

static void
close_upload (World *world, WorldUpload *upload)
{
  const gsize n_behind = (gsize) (&world->uploads[world->n_uploads] - upload) - 1;

  g_assert_false (upload->foreign);
  memmove (upload, upload + 1, n_behind * sizeof *upload);
  world->n_uploads--;
}

void
world_serve_begin (World *world, WorldFlight *flight, gboolean late)
{
  WorldUpload *upload;

  for (guint i = 0; i < world->n_uploads; i++)
    g_assert_true (late || world->uploads[i].late || world->uploads[i].foreign);
  upload = world_open_upload (world, flight->candidate);
  upload->late = late;
  upload->reference = flight->reference;
  flight->upload_number = upload->number;
}

static gboolean
was_found (World *world, guint number)
{
  for (guint i = 0; i < world->found_numbers->len; i++)
    if (g_array_index (world->found_numbers, guint, i) == number)
      return TRUE;
  return FALSE;
}

static void
serve_find (World *world, WorldFlight *flight, DropoffResult *result)
{
  flight->upload_number = 0;
  for (guint i = world->n_uploads; i > 0 && !result->found; i--)
    if (world->uploads[i - 1].candidate == flight->candidate
        && !was_found (world, world->uploads[i - 1].number))
      {
        result->found = TRUE;
        flight->upload_number = world->uploads[i - 1].number;
        result->ours = world->record.has_upload_id
                       && flight->upload_number == world->record.upload_number;
      }
}

static void
list_parts (const WorldUpload *upload, gboolean echoes, const DropoffAction *action,
            DropoffResult *result, DropoffPart *page)
{
  /* Two parts a page, so that paging is always at work. */
  for (guint i = action->marker + 1; i <= WORLD_MAX_PARTS; i++)
    {
      const WorldPart *part = &upload->parts[i];

      if (!part->there)
        continue;
      if (result->n_parts == 2)
        {
          result->more = TRUE;
          return;
        }
      page[result->n_parts] = (DropoffPart){ i, echoes, part->length, part->crc64, "" };
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
  WorldUpload *upload = world_find_open (world, flight);
  guint64 size = 0;
  guint64 crc64 = 0;

  if (upload == NULL)
    {
      world_fail (result, DROPOFF_ERROR_UPLOAD_GONE);
      return;
    }
  if (world->objects[flight->candidate].exists)
    {
      world_fail (result, DROPOFF_ERROR_NAME_TAKEN);
      return;
    }
  for (guint i = 0; i < flight->parts->len; i++)
    {
      const DropoffPart *named = &g_array_index (flight->parts, DropoffPart, i);
      const WorldPart *part = &upload->parts[named->number];
      g_autofree char *etag = g_strdup_printf ("\"%" G_GINT64_MODIFIER "x\"", part->crc64);

      if (!part->there || strcmp (etag, named->etag) != 0)
        {
          world_fail (result, DROPOFF_ERROR_DAMAGED);
          return;
        }
      crc64 = dropoff_crc64nvme_combine (crc64, part->crc64, part->length);
      size += part->length;
    }
  flight->reference = upload->reference;
  put_object (world, flight, size, crc64);
  close_upload (world, upload);
  result->has_crc64 = world->echoes;
  result->crc64 = crc64;
}

static void
serve_put (World *world, const WorldFlight *flight, DropoffResult *result)
{
  result->crc64 = world_crc (flight->content);
  result->verified = world->echoes;
  if (world->objects[flight->candidate].exists)
    world_fail (result, DROPOFF_ERROR_NAME_TAKEN);
  else
    put_object (world, flight, flight->length, result->crc64);
}

void
world_serve_part (World *world, const WorldFlight *flight, DropoffResult *result, DropoffPart *page)
{
  WorldUpload *upload = world_find_open (world, flight);

  if (upload == NULL)
    {
      world_fail (result, DROPOFF_ERROR_UPLOAD_GONE);
      return;
    }
  result->crc64 = world_crc (flight->content);
  result->verified = world->echoes;
  g_assert_false (upload->foreign);
  upload->parts[flight->action.part] = (WorldPart){ TRUE, FALSE, flight->length, result->crc64 };
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
  result->ours = object->exists && object->reference == world_get_reference (&world->record);
  result->has_crc64 = world->echoes;
  result->crc64 = object->crc64;
}

/* What is done with an upload itself. */
static void
serve_upload (World *world, WorldFlight *flight, DropoffResult *result, DropoffPart *page)
{
  WorldUpload *upload = world_find_open (world, flight);

  if (upload == NULL)
    world_fail (result, DROPOFF_ERROR_UPLOAD_GONE);
  else if (flight->action.kind == DROPOFF_ACTION_ABORT)
    close_upload (world, upload);
  else
    list_parts (upload, world->echoes, &flight->action, result, page);
}

void
world_serve (World *world, WorldFlight *flight, DropoffResult *result, DropoffPart *page)
{
  switch (flight->action.kind)
    {
    case DROPOFF_ACTION_NAME:
      result->free = world->blind
                     || (dropoff_upload_plan_get_part_size (world->plan) == 0
                         && flight->action.candidate == 1)
                     || !world->objects[flight->action.candidate].exists;
      break;
    case DROPOFF_ACTION_FIND:
      serve_find (world, flight, result);
      break;
    case DROPOFF_ACTION_PUT:
      serve_put (world, flight, result);
      break;
    case DROPOFF_ACTION_BEGIN:
      world_serve_begin (world, flight, FALSE);
      break;
    case DROPOFF_ACTION_SEND_PART:
      world_serve_part (world, flight, result, page);
      break;
    case DROPOFF_ACTION_LIST_PARTS:
    case DROPOFF_ACTION_ABORT:
      serve_upload (world, flight, result, page);
      break;
    case DROPOFF_ACTION_COMPLETE:
      serve_complete (world, flight, result);
      break;
    case DROPOFF_ACTION_VERIFY:
      serve_verify (world, flight, result);
      break;
    case DROPOFF_ACTION_WAIT:
    case DROPOFF_ACTION_WAIT_UNTIL:
    case DROPOFF_ACTION_CHECK_FILE:
    case DROPOFF_ACTION_CHECK_PART:
    case DROPOFF_ACTION_TAKE_VERSION:
    case DROPOFF_ACTION_DONE:
    case DROPOFF_ACTION_ABORTED:
    case DROPOFF_ACTION_GIVE_UP:
    default:
      g_assert_not_reached ();
    }
}
