/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "dropoff-cli-errors.h"
#include "dropoff-cli-link.h"

G_BEGIN_DECLS

/**
 * DropoffCliCommand:
 * @name: as typed
 * @usage: its arguments, for --help
 * @n_arguments: how many it needs at least
 * @max_arguments: how many it takes at most
 * @run: does it
 *
 * A command of the terminal client.
 */
typedef struct
{
  const char *name;
  const char *usage;
  guint n_arguments;
  guint max_arguments;
  DropoffCliStatus (*run) (const DropoffCliOptions *options, DropoffCliLink *link);
} DropoffCliCommand;

/**
 * dropoff_cli_command_find:
 * @name: what was typed
 *
 * Returns: (nullable): the command of that name.
 */
const DropoffCliCommand *dropoff_cli_command_find (const char *name);

/**
 * dropoff_cli_command_describe_all:
 *
 * Returns: (transfer full): the commands and their arguments, a line each.
 */
char *dropoff_cli_command_describe_all (void);

G_END_DECLS
