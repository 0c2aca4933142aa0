/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * dropoff_candidate_name:
 * @path: UTF-8, "/" between folders
 * @candidate: 1 for the name itself, 2 and up for the ways round a name that is taken
 *
 * Pure. "Photos/a.tar.gz" and 2 give "Photos/a (2).tar.gz"; a name that only has a leading dot
 * has no extension.
 *
 * Returns: (transfer full): the path to try.
 */
char *dropoff_candidate_name (const char *path, guint candidate);

G_END_DECLS
