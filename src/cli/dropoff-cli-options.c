/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "dropoff-cli-options.h"

#include <glib/gi18n-lib.h>
#include <stdlib.h>
#include <string.h>

void
dropoff_cli_options_free (DropoffCliOptions *self)
{
  if (self == NULL)
    return;
  g_free (self->words);
  g_strfreev (self->details);
  g_free (self->connection);
  g_free (self->data_dir);
  g_free (self->user);
  g_free (self);
}

static gboolean
on_version (const char *name, const char *value, gpointer data, GError **error)
{
  g_print ("dropoff-cli %s\n", DROPOFF_VERSION);
  exit (EXIT_SUCCESS);
}

/* Where the words at the end begin of which none is an option or the value of one. GOption would
 * copy each of them and make lists of them, and there may be 100,000 files. */
static char **
find_plain_end (char **argv)
{
  char **end = argv + g_strv_length (argv);
  char **plain = end;

  while (plain > argv + 1 && plain[-1][0] != '-')
    plain--;
  return plain < end ? plain + 1 : end; /* the first may be a value */
}

static char **
copy_words (char **from, char **to)
{
  char **copy = g_new0 (char *, to - from + 1);

  for (gsize i = 0; from + i < to; i++)
    copy[i] = g_strdup (from[i]);
  return copy;
}

/* What is no option stands in @argv in the same order, and need not be in memory twice, all the
 * while that it is sent. Gives (transfer container) all of it, up to the end. */
static char **
borrow_words (char **words, char **argv, char **plain_end)
{
  const guint n = words != NULL ? g_strv_length (words) : 0;
  const guint n_plain = g_strv_length (plain_end);

  for (guint i = 0; i < n; i++)
    {
      while (strcmp (*argv, words[i]) != 0)
        argv++;
      g_free (words[i]);
      words[i] = *argv++;
    }
  words = g_renew (char *, words, n + n_plain + 1);
  memcpy (words + n, plain_end, (n_plain + 1) * sizeof *words);
  return words;
}

DropoffCliOptions *
dropoff_cli_options_read (char **argv, const char *commands, GError **error)
{
  g_autoptr (DropoffCliOptions) self = g_new0 (DropoffCliOptions, 1);
  g_autoptr (GOptionContext) context = g_option_context_new (_ ("COMMAND [ARGUMENT…]"));
  char **plain_end = find_plain_end (argv);
  g_auto (GStrv) copy = copy_words (argv, plain_end);
  g_auto (GStrv) rest = NULL;
  const GOptionEntry entries[] = {
    { "connection", 'c', 0, G_OPTION_ARG_STRING, &self->connection,
      _ ("Whose files these are: a connection file, an address, or an id"), _ ("COMPANY") },
    { "user", 'u', 0, G_OPTION_ARG_STRING, &self->user, _ ("Sign in with this name"),
      _ ("NAME") },
    { "password-fd", 0, 0, G_OPTION_ARG_INT, &self->password_fd,
      _ ("Read the password from this file descriptor"), "N" },
    { "detail", 'd', 0, G_OPTION_ARG_STRING_ARRAY, &self->details,
      _ ("Send this with the files; for what the company asks"), _ ("NAME=TEXT") },
    { "browser", 'b', 0, G_OPTION_ARG_NONE, &self->browser,
      _ ("Sign in on the company’s own page"), NULL },
    { "sent", 0, 0, G_OPTION_ARG_NONE, &self->sent, _ ("List what was sent"), NULL },
    { "json", 'j', 0, G_OPTION_ARG_NONE, &self->json, _ ("Print one JSON object a line"), NULL },
    { "data", 0, 0, G_OPTION_ARG_FILENAME, &self->data_dir,
      _ ("Keep everything in another directory"), _ ("DIRECTORY") },
    { "version", 'V', G_OPTION_FLAG_NO_ARG, G_OPTION_ARG_CALLBACK, (gpointer) on_version,
      _ ("Show the version and exit"), NULL },
    { G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &rest, NULL, NULL },
    G_OPTION_ENTRY_NULL,
  };

  self->password_fd = -1;
  g_option_context_add_main_entries (context, entries, NULL);
  g_option_context_set_description (context, commands);
  if (!g_option_context_parse_strv (context, &copy, error))
    return NULL;
  self->words = borrow_words (g_steal_pointer (&rest), argv, plain_end);
  if (self->words[0] == NULL)
    {
      g_set_error_literal (error, G_OPTION_ERROR, G_OPTION_ERROR_FAILED,
                           _ ("Say what to do: dropoff-cli --help tells what there is."));
      return NULL;
    }
  self->command = self->words[0];
  self->arguments = self->words + 1;
  return g_steal_pointer (&self);
}
