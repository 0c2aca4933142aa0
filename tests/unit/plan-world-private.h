/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "plan-world.h"

G_BEGIN_DECLS

/* A world's inside, shared by its two files: the program, the file and the weather (plan-world.c),
 * and the other side (plan-world-service.c). */

/* A result that is that failure. */
void world_fail (DropoffResult *result, DropoffError error);

/* The reference that the object of an upload bears, by what the program knows of it. */
gint64 world_get_reference (const WorldRecord *record);

/* The upload that a request is about, or NULL when it is not open. */
WorldUpload *world_find_open (World *world, const WorldFlight *flight);

/* One more is open, the youngest. */
WorldUpload *world_open_upload (World *world, guint candidate);

/* A begin is carried out, perhaps when nobody waits for it any more. */
void world_serve_begin (World *world, WorldFlight *flight, gboolean late);

/* A part arrives. The page keeps what the result borrows. */
void world_serve_part (World *world, const WorldFlight *flight, DropoffResult *result,
                       DropoffPart *page);

/* Any request arrives. The page keeps what the result borrows. */
void world_serve (World *world, WorldFlight *flight, DropoffResult *result, DropoffPart *page);

G_END_DECLS
