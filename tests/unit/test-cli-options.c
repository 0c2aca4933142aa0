/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is an option on the command line and what is not, wherever it stands. */
#include "dropoff-cli-options.h"

typedef struct
{
  const char *line;
  const char *words; /* NULL: there is an error */
  const char *user;
  gboolean json;
} Line;

static const Line lines[] = {
  { "upload a b c", "upload a b c", NULL, FALSE },
  { "--json upload a b c", "upload a b c", NULL, TRUE },
  { "upload --json a b c", "upload a b c", NULL, TRUE },
  { "upload a b c --json", "upload a b c", NULL, TRUE },
  { "upload a --json b c", "upload a b c", NULL, TRUE },
  { "--user zoe upload a b", "upload a b", "zoe", FALSE },
  { "upload --user zoe a b", "upload a b", "zoe", FALSE },
  { "upload a b --user zoe", "upload a b", "zoe", FALSE },
  { "upload --user=zoe a a a", "upload a a a", "zoe", FALSE },
  { "upload -j -u zoe a zoe", "upload a zoe", "zoe", TRUE },
  { "upload -- --json a b", "upload --json a b", NULL, FALSE },
  { "--json -- upload a b", "upload a b", NULL, TRUE },
  { "list", "list", NULL, FALSE },
  { "--user zoe", NULL, NULL, FALSE },
  { "", NULL, NULL, FALSE },
  { "upload a b --user", NULL, NULL, FALSE },
  { "upload --nothing a b c", NULL, NULL, FALSE },
};

static void
test_words (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (lines); i++)
    {
      g_autofree char *line = g_strconcat ("dropoff-cli ", lines[i].line, NULL);
      g_auto (GStrv) argv = g_strsplit (g_strchomp (line), " ", -1);
      g_autoptr (GError) error = NULL;
      g_autoptr (DropoffCliOptions) options = dropoff_cli_options_read (argv, "", &error);
      g_autofree char *words = NULL;

      g_assert_true ((options == NULL) == (lines[i].words == NULL));
      g_assert_true ((options == NULL) == (error != NULL));
      if (options == NULL)
        continue;
      words = g_strjoinv (" ", options->words);
      g_assert_cmpstr (words, ==, lines[i].words);
      g_assert_true (options->command == options->words[0]);
      g_assert_true (options->arguments == options->words + 1);
      g_assert_cmpstr (options->user, ==, lines[i].user);
      g_assert_cmpint (options->json, ==, lines[i].json);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/cli-options/words", test_words);
  return g_test_run ();
}
