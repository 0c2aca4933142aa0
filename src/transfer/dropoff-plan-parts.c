/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "dropoff-plan-parts.h"

#include <string.h>

#include "dropoff-crc64nvme.h"

static void
recount (DropoffPlanParts *table)
{
  table->n_there = 0;
  table->bytes_there = 0;
  table->next_missing = 0;
  for (guint i = 0; i < table->n_parts; i++)
    {
      const guint8 state = table->parts[i].state;
      guint64 length;

      if (state != DROPOFF_PLAN_PART_THERE && state != DROPOFF_PLAN_PART_UNSURE)
        continue;
      dropoff_plan_parts_get_range (table, i + 1, &length);
      table->n_there += state == DROPOFF_PLAN_PART_THERE ? 1 : 0;
      table->bytes_there += length;
    }
}

void
dropoff_plan_parts_init (DropoffPlanParts *table, guint64 size_bytes, guint64 part_size_bytes)
{
  *table = (DropoffPlanParts){ .size_bytes = size_bytes, .part_size_bytes = part_size_bytes };
  if (part_size_bytes == 0)
    return;
  table->n_parts = (guint) ((size_bytes + part_size_bytes - 1) / part_size_bytes);
  table->parts = g_new0 (DropoffPlanPart, table->n_parts);
}

void
dropoff_plan_parts_clear (DropoffPlanParts *table)
{
  g_clear_pointer (&table->parts, g_free);
}

guint64
dropoff_plan_parts_get_range (const DropoffPlanParts *table, guint number, guint64 *length_bytes)
{
  guint64 offset = table->part_size_bytes * (number - 1);

  g_assert (number >= 1 && number <= table->n_parts);
  *length_bytes = MIN (table->part_size_bytes, table->size_bytes - offset);
  return offset;
}

/* Returns NULL for a part that is not one of ours, or not of its size. */
static DropoffPlanPart *
get_fitting (DropoffPlanParts *table, guint number, guint64 size_bytes)
{
  guint64 length;

  if (number < 1 || number > table->n_parts)
    return NULL;
  dropoff_plan_parts_get_range (table, number, &length);
  return size_bytes == length ? &table->parts[number - 1] : NULL;
}

void
dropoff_plan_parts_take_journaled (DropoffPlanParts *table, const DropoffPartRecord *records,
                                   guint n_records)
{
  for (guint i = 0; i < n_records; i++)
    {
      DropoffPlanPart *part = get_fitting (table, records[i].number, records[i].size_bytes);

      if (part == NULL)
        continue;
      part->state = DROPOFF_PLAN_PART_JOURNALED;
      part->crc64 = records[i].crc64;
      g_strlcpy (part->etag, records[i].etag, sizeof part->etag);
    }
}

void
dropoff_plan_parts_take_listed (DropoffPlanParts *table, const DropoffPart *listed,
                                guint n_listed)
{
  for (guint i = 0; i < n_listed; i++)
    {
      DropoffPlanPart *part = get_fitting (table, listed[i].number, listed[i].size_bytes);

      if (part == NULL)
        continue;
      if (part->state == DROPOFF_PLAN_PART_JOURNALED && strcmp (part->etag, listed[i].etag) == 0)
        part->state = DROPOFF_PLAN_PART_THERE;
      else if (listed[i].has_crc64)
        {
          part->state = DROPOFF_PLAN_PART_THERE;
          part->crc64 = listed[i].crc64;
          g_strlcpy (part->etag, listed[i].etag, sizeof part->etag);
        }
    }
}

void
dropoff_plan_parts_settle_journaled (DropoffPlanParts *table, DropoffPlanPartState state)
{
  for (guint i = 0; i < table->n_parts; i++)
    if (table->parts[i].state == DROPOFF_PLAN_PART_JOURNALED)
      table->parts[i].state = (guint8) state;
  recount (table);
}

void
dropoff_plan_parts_doubt (DropoffPlanParts *table, DropoffPlanPartState state)
{
  for (guint i = 0; i < table->n_parts; i++)
    if (table->parts[i].state == DROPOFF_PLAN_PART_THERE
        || table->parts[i].state == DROPOFF_PLAN_PART_UNSURE)
      table->parts[i].state = (guint8) state;
  table->first_unsure = 0;
  recount (table);
}

gboolean
dropoff_plan_parts_find_unsure (const DropoffPlanParts *table, guint *number)
{
  for (guint i = table->first_unsure; i < table->n_parts; i++)
    if (table->parts[i].state == DROPOFF_PLAN_PART_UNSURE)
      {
        *number = i + 1;
        return TRUE;
      }
  return FALSE;
}

gboolean
dropoff_plan_parts_settle_unsure (DropoffPlanParts *table, guint number, guint64 crc64)
{
  DropoffPlanPart *part = &table->parts[number - 1];
  guint64 length;

  g_assert (part->state == DROPOFF_PLAN_PART_UNSURE);
  table->first_unsure = number;
  if (part->crc64 == crc64)
    {
      part->state = DROPOFF_PLAN_PART_THERE;
      table->n_there++;
      return TRUE;
    }
  part->state = DROPOFF_PLAN_PART_MISSING;
  dropoff_plan_parts_get_range (table, number, &length);
  table->bytes_there -= length;
  table->next_missing = MIN (table->next_missing, number - 1);
  return FALSE;
}

void
dropoff_plan_parts_forget (DropoffPlanParts *table)
{
  if (table->n_parts > 0)
    memset (table->parts, 0, sizeof (DropoffPlanPart) * table->n_parts);
  recount (table);
}

gboolean
dropoff_plan_parts_find_missing (const DropoffPlanParts *table, guint *number)
{
  for (guint i = table->next_missing; i < table->n_parts; i++)
    if (table->parts[i].state == DROPOFF_PLAN_PART_MISSING)
      {
        *number = i + 1;
        return TRUE;
      }
  return FALSE;
}

void
dropoff_plan_parts_fly (DropoffPlanParts *table, guint number)
{
  g_assert (table->parts[number - 1].state == DROPOFF_PLAN_PART_MISSING);
  table->parts[number - 1].state = DROPOFF_PLAN_PART_FLYING;
  table->next_missing = number;
}

DropoffPlanPart *
dropoff_plan_parts_land (DropoffPlanParts *table, guint number)
{
  DropoffPlanPart *part = number <= table->n_parts ? &table->parts[number - 1] : NULL;

  if (part == NULL || part->state != DROPOFF_PLAN_PART_FLYING)
    return NULL;
  part->state = DROPOFF_PLAN_PART_MISSING;
  table->next_missing = MIN (table->next_missing, number - 1);
  return part;
}

void
dropoff_plan_parts_arrive (DropoffPlanParts *table, guint number, guint64 crc64, const char *etag)
{
  DropoffPlanPart *part = &table->parts[number - 1];
  guint64 length;

  g_assert (part->state == DROPOFF_PLAN_PART_MISSING);
  part->state = DROPOFF_PLAN_PART_THERE;
  part->crc64 = crc64;
  g_strlcpy (part->etag, etag != NULL ? etag : "", sizeof part->etag);
  dropoff_plan_parts_get_range (table, number, &length);
  table->n_there++;
  table->bytes_there += length;
}

gboolean
dropoff_plan_parts_are_complete (const DropoffPlanParts *table)
{
  return table->n_there == table->n_parts;
}

guint64
dropoff_plan_parts_get_crc64 (const DropoffPlanParts *table)
{
  guint64 crc64 = table->parts[0].crc64;
  guint64 length;

  for (guint i = 1; i < table->n_parts; i++)
    {
      dropoff_plan_parts_get_range (table, i + 1, &length);
      crc64 = dropoff_crc64nvme_combine (crc64, table->parts[i].crc64, length);
    }
  return crc64;
}

GArray *
dropoff_plan_parts_to_array (const DropoffPlanParts *table)
{
  g_autoptr (GArray) array = g_array_sized_new (FALSE, TRUE, sizeof (DropoffPart), table->n_parts);
  guint64 total = 0;

  for (guint i = 0; i < table->n_parts; i++)
    {
      DropoffPart part = { .number = i + 1, .has_crc64 = TRUE };

      if (table->parts[i].state != DROPOFF_PLAN_PART_THERE)
        return NULL;
      part.crc64 = table->parts[i].crc64;
      g_strlcpy (part.etag, table->parts[i].etag, sizeof part.etag);
      dropoff_plan_parts_get_range (table, i + 1, &part.size_bytes);
      total += part.size_bytes;
      g_array_append_val (array, part);
    }
  return total == table->size_bytes ? g_steal_pointer (&array) : NULL;
}
