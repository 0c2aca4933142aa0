/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * DropoffCliOptions:
 * @words: what is no option, zero-terminated; the words themselves are the command line's
 * @command: its name, the first of them
 * @arguments: the others
 * @json: print an object a line
 * @sent: list what was sent
 * @details: (nullable): "name=value" each, zero-terminated
 * @connection: (nullable): which company: id, file or address
 * @data_dir: (type filename) (nullable): another data directory
 * @user: (nullable): who signs in
 * @browser: sign in on the company's own page
 * @password_fd: where the password is read, -1 = from the terminal
 *
 * The command line, read.
 */
typedef struct
{
  char **words;
  const char *command;
  char **arguments;
  gboolean json;
  gboolean sent;
  char **details;
  char *connection;
  char *data_dir;
  char *user;
  gboolean browser;
  int password_fd;
} DropoffCliOptions;

/**
 * dropoff_cli_options_read:
 * @argv: (array zero-terminated=1): the command line; has to outlive the options
 * @commands: (nullable): the commands, for --help
 * @error: a sentence about what is wrong
 *
 * Reads the command line; --help and --version are answered, and end the program.
 *
 * Returns: (transfer full) (nullable): the options.
 */
DropoffCliOptions *dropoff_cli_options_read (char **argv, const char *commands, GError **error);

/**
 * dropoff_cli_options_free:
 * @self: (transfer full) (nullable): options
 *
 * Frees them.
 */
void dropoff_cli_options_free (DropoffCliOptions *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (DropoffCliOptions, dropoff_cli_options_free)

G_END_DECLS
