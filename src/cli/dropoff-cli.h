/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * dropoff_cli_run:
 * @argc: how many arguments
 * @argv: the arguments
 *
 * The terminal client, from its command line to its end.
 *
 * Returns: the exit status, a #DropoffCliStatus.
 */
int dropoff_cli_run (int argc, char **argv);

G_END_DECLS
