/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

#include "dropoff-destination.h"
#include "dropoff-store-records.h"

G_BEGIN_DECLS

/**
 * DropoffPlanPartState:
 * @DROPOFF_PLAN_PART_MISSING: has to be sent
 * @DROPOFF_PLAN_PART_JOURNALED: the journal knows it; whether the server still has it is asked
 * @DROPOFF_PLAN_PART_FLYING: is being sent
 * @DROPOFF_PLAN_PART_UNSURE: the server has it, but of which version of the file?
 * @DROPOFF_PLAN_PART_THERE: the server has it
 *
 * Where a part stands.
 */
typedef enum {
  DROPOFF_PLAN_PART_MISSING,
  DROPOFF_PLAN_PART_JOURNALED,
  DROPOFF_PLAN_PART_FLYING,
  DROPOFF_PLAN_PART_UNSURE,
  DROPOFF_PLAN_PART_THERE,
} DropoffPlanPartState;

/**
 * DropoffPlanPart:
 * @state: a #DropoffPlanPartState
 * @n_damaged: how often it arrived damaged
 * @n_unverified: how often it was taken without a comparison
 * @crc64: CRC64NVME of its bytes, once known
 * @etag: the server's tag, once it is there
 *
 * One part of an upload.
 */
typedef struct
{
  guint8 state;
  guint8 n_damaged;
  guint8 n_unverified;
  guint64 crc64;
  char etag[80];
} DropoffPlanPart;

/**
 * DropoffPlanParts:
 * @size_bytes: size of the file
 * @part_size_bytes: bytes of a part, 0 = the file goes in one request and there are no parts
 * @n_parts: how many
 * @parts: them
 * @n_there: how many the server has for certain
 * @bytes_there: sizes of the parts that the server has, together
 * @next_missing: no missing part has a lower index
 * @first_unsure: no unsure part has a lower index
 *
 * The parts of one upload. A plan's own; its other members are read, but written only here.
 */
typedef struct
{
  guint64 size_bytes;
  guint64 part_size_bytes;
  guint n_parts;
  DropoffPlanPart *parts;
  guint n_there;
  guint64 bytes_there;
  guint next_missing;
  guint first_unsure;
} DropoffPlanParts;

/**
 * dropoff_plan_parts_init:
 * @table: a table to fill
 * @size_bytes: size of the file
 * @part_size_bytes: bytes of a part, or 0
 *
 * All parts are missing.
 */
void dropoff_plan_parts_init (DropoffPlanParts *table, guint64 size_bytes,
                              guint64 part_size_bytes);

/**
 * dropoff_plan_parts_clear:
 * @table: a table
 *
 * Frees what it holds.
 */
void dropoff_plan_parts_clear (DropoffPlanParts *table);

/**
 * dropoff_plan_parts_get_range:
 * @table: a table
 * @number: 1 to its number of parts
 * @length_bytes: (out): bytes of that part
 *
 * Returns: where the part begins in the file, in bytes.
 */
guint64 dropoff_plan_parts_get_range (const DropoffPlanParts *table, guint number,
                                      guint64 *length_bytes);

/**
 * dropoff_plan_parts_take_journaled:
 * @table: a table
 * @records: (array length=n_records) (nullable): parts as journaled
 * @n_records: how many
 *
 * Takes those that fit the table as journaled.
 */
void dropoff_plan_parts_take_journaled (DropoffPlanParts *table, const DropoffPartRecord *records,
                                        guint n_records);

/**
 * dropoff_plan_parts_take_listed:
 * @table: a table
 * @listed: (array length=n_listed) (nullable): parts as the server lists them
 * @n_listed: how many
 *
 * Those that the journal knows by the same tag, or for which the server tells a checksum, are
 * there: the latter arrived, but we died before that was journaled.
 */
void dropoff_plan_parts_take_listed (DropoffPlanParts *table, const DropoffPart *listed,
                                     guint n_listed);

/**
 * dropoff_plan_parts_settle_journaled:
 * @table: a table
 * @state: what the parts that are journaled only become
 *
 * Ends the asking.
 */
void dropoff_plan_parts_settle_journaled (DropoffPlanParts *table, DropoffPlanPartState state);

/**
 * dropoff_plan_parts_doubt:
 * @table: a table
 * @state: %DROPOFF_PLAN_PART_UNSURE, to compare them with the file, or
 *   %DROPOFF_PLAN_PART_JOURNALED, to ask the server again first
 *
 * No part is there for certain any more.
 */
void dropoff_plan_parts_doubt (DropoffPlanParts *table, DropoffPlanPartState state);

/**
 * dropoff_plan_parts_find_unsure:
 * @table: a table
 * @number: (out): the first part that has to be compared with the file
 *
 * Returns: whether there is one.
 */
gboolean dropoff_plan_parts_find_unsure (const DropoffPlanParts *table, guint *number);

/**
 * dropoff_plan_parts_settle_unsure:
 * @table: a table
 * @number: an unsure part
 * @crc64: CRC64NVME of these bytes in the file
 *
 * It is there if the server has the same, else missing.
 *
 * Returns: whether it is there.
 */
gboolean dropoff_plan_parts_settle_unsure (DropoffPlanParts *table, guint number, guint64 crc64);

/**
 * dropoff_plan_parts_forget:
 * @table: a table
 *
 * All parts are missing again.
 */
void dropoff_plan_parts_forget (DropoffPlanParts *table);

/**
 * dropoff_plan_parts_find_missing:
 * @table: a table
 * @number: (out): the first part that has to be sent
 *
 * Returns: whether there is one.
 */
gboolean dropoff_plan_parts_find_missing (const DropoffPlanParts *table, guint *number);

/**
 * dropoff_plan_parts_fly:
 * @table: a table
 * @number: a missing part
 *
 * It is being sent.
 */
void dropoff_plan_parts_fly (DropoffPlanParts *table, guint number);

/**
 * dropoff_plan_parts_land:
 * @table: a table
 * @number: a part that was sent
 *
 * It is not being sent any more, and missing until something else is said.
 *
 * Returns: (transfer none) (nullable): the part, or %NULL if it was of an upload that was begun
 *   again meanwhile.
 */
DropoffPlanPart *dropoff_plan_parts_land (DropoffPlanParts *table, guint number);

/**
 * dropoff_plan_parts_arrive:
 * @table: a table
 * @number: a part that is missing
 * @crc64: CRC64NVME of its bytes
 * @etag: (nullable): the server's tag
 *
 * The server has it.
 */
void dropoff_plan_parts_arrive (DropoffPlanParts *table, guint number, guint64 crc64,
                                const char *etag);

/**
 * dropoff_plan_parts_are_complete:
 * @table: a table
 *
 * Returns: whether the server has all.
 */
gboolean dropoff_plan_parts_are_complete (const DropoffPlanParts *table);

/**
 * dropoff_plan_parts_get_crc64:
 * @table: a table with parts that are all there
 *
 * Returns: the CRC64NVME of the whole file, combined from theirs.
 */
guint64 dropoff_plan_parts_get_crc64 (const DropoffPlanParts *table);

/**
 * dropoff_plan_parts_to_array:
 * @table: a table
 *
 * Counts them and adds up their sizes once more, independently of the running figures: engines
 * have put together objects that lacked a part.
 *
 * Returns: (transfer full) (nullable) (element-type DropoffPart): them, in order, or %NULL if a
 *   part is not there or they do not make up the file.
 */
GArray *dropoff_plan_parts_to_array (const DropoffPlanParts *table);

G_END_DECLS
