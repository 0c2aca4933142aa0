/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "dropoff-cli.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "dropoff-cli-commands.h"
#include "dropoff-cli-output.h"
#include "dropoff-cli-wait.h"

static DropoffCliStatus
refuse_usage (const char *sentence)
{
  g_printerr ("dropoff-cli: %s\n", sentence);
  return DROPOFF_CLI_USAGE;
}

static DropoffCliStatus
run (DropoffCliOptions *options, const DropoffCliCommand *command)
{
  g_autoptr (DropoffCliLink) link = NULL;
  g_autoptr (GError) error = NULL;

  /* The company that is to be chosen is the one that the link opens. */
  if (strcmp (command->name, "connection") == 0 && options->arguments[0] != NULL)
    {
      g_free (options->connection);
      options->connection = g_strdup (options->arguments[0]);
    }
  link = dropoff_cli_link_open (options, &error);
  if (link != NULL)
    return command->run (options, link);
  return dropoff_cli_say_error (options, error);
}

int
dropoff_cli_run (int argc, char **argv)
{
  g_autofree char *described = dropoff_cli_command_describe_all ();
  g_autoptr (GError) error = NULL;
  g_autoptr (DropoffCliOptions) options = dropoff_cli_options_read (argv, described, &error);
  const DropoffCliCommand *command;
  guint n;

  if (options == NULL)
    return refuse_usage (error->message);
  command = dropoff_cli_command_find (options->command);
  if (command == NULL)
    return refuse_usage (_ ("There is no such command: dropoff-cli --help tells what there is."));
  n = g_strv_length (options->arguments);
  if (n < command->n_arguments || n > command->max_arguments)
    return refuse_usage (_ ("That is too little or too much: dropoff-cli --help tells what is "
                            "needed."));
  dropoff_cli_begin_interrupt ();
  return run (options, command);
}
