/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "dropoff-s3-key.h"

#include <string.h>

#define TEMPLATE "uploads/{identity}/{path}"
#define IDENTITY "eu-west-1:0d70b0ff-10ca-4c10-8dd0-feedc0ffee01"
#define NOW_S 1795182840 /* 2026-11-20 */

static void
assert_key (const char *key_template, const char *path, const char *expected)
{
  g_autofree char *key = dropoff_s3_key_make (key_template, IDENTITY, path, NOW_S);

  g_assert_cmpstr (key, ==, expected);
}

static void
test_paths (void)
{
  const char *const pairs[][2] = {
    { "a.txt", "a.txt" },
    { "a/b/c.txt", "a/b/c.txt" },
    { "/a", "a" },
    { "a//b/./c/../d", "a/b/c/d" },
    { "../../etc/passwd", "etc/passwd" },
    { "...", "..." },
    { "", "unnamed" },
    { "/../.", "unnamed" },
    { " a b ", " a b " },
    { "a\nb\t\"c'+%20", "a\nb\t\"c'+%20" },
    { "ünï/😀", "ünï/😀" },
    { "a\xff\xfe", "a\xef\xbf\xbd\xef\xbf\xbd" },
    { "{date}{identity}{path}", "{date}{identity}{path}" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (pairs); i++)
    assert_key ("{path}", pairs[i][0], pairs[i][1]);
}

static void
test_templates (void)
{
  assert_key (TEMPLATE, "a/b", "uploads/" IDENTITY "/a/b");
  assert_key ("{date}/{path}", "a", "2026-11-20/a");
  assert_key ("{path}-{path}", "a", "a-a");
  assert_key ("in/{date}/{identity}//{path}.raw", "a", "in/2026-11-20/" IDENTITY "//a.raw");
  g_assert_null (dropoff_s3_key_make (TEMPLATE, NULL, "a", NOW_S));
  {
    g_autofree char *key = dropoff_s3_key_make ("x/{path}", NULL, "a", NOW_S);

    g_assert_cmpstr (key, ==, "x/a");
  }
}

static void
test_long (void)
{
  g_autofree char *long_name = g_strnfill (2000, 'x');
  g_autofree char *longer_name = g_strconcat (long_name, "y.tar", NULL);
  g_autofree char *other_name = g_strconcat (long_name, "z.tar", NULL);
  g_autofree char *key = dropoff_s3_key_make (TEMPLATE, IDENTITY, longer_name, NOW_S);
  g_autofree char *other = dropoff_s3_key_make (TEMPLATE, IDENTITY, other_name, NOW_S);
  g_autofree char *again = dropoff_s3_key_make (TEMPLATE, IDENTITY, longer_name, NOW_S);
  g_autofree char *frame = g_strconcat ("uploads/" IDENTITY "/", NULL);
  g_autofree char *fits = g_strnfill (DROPOFF_S3_MAX_KEY_BYTES - strlen (frame), 'a');
  g_autofree char *fitting = dropoff_s3_key_make (TEMPLATE, IDENTITY, fits, NOW_S);
  g_autofree char *huge_template = g_strnfill (1000, 't');
  g_autofree char *no_room = g_strconcat (huge_template, "{path}", NULL);

  g_assert_cmpuint (strlen (key), ==, DROPOFF_S3_MAX_KEY_BYTES);
  g_assert_true (g_str_has_suffix (key, ".tar"));
  g_assert_cmpstr (key, !=, other);
  g_assert_cmpstr (key, ==, again);
  g_assert_cmpuint (strlen (fitting), ==, DROPOFF_S3_MAX_KEY_BYTES);
  g_assert_true (g_str_has_suffix (fitting, fits));
  g_assert_null (dropoff_s3_key_make (no_room, NULL, "a", NOW_S));
}

/* Never cut inside a character, wherever the limit falls; no extension longer than it should be. */
static void
test_long_characters (void)
{
  for (guint blanks = 0; blanks < 8; blanks++)
    {
      GString *path = g_string_new (NULL);
      g_autofree char *key = NULL;

      for (guint i = 0; i < blanks; i++)
        g_string_append_c (path, '_');
      for (guint i = 0; i < 400; i++)
        g_string_append (path, i % 7 == 0 ? "/" : "😀");
      g_string_append (path, ".anextensionthatistoolongtobeone");
      key = dropoff_s3_key_make (TEMPLATE, IDENTITY, path->str, NOW_S);
      g_string_free (path, TRUE);

      g_assert_true (g_utf8_validate (key, -1, NULL));
      g_assert_cmpuint (strlen (key), <=, DROPOFF_S3_MAX_KEY_BYTES);
      g_assert_cmpuint (strlen (key), >, DROPOFF_S3_MAX_KEY_BYTES - 4);
      g_assert_null (strstr (key, "toolong"));
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/s3-key/paths", test_paths);
  g_test_add_func ("/s3-key/templates", test_templates);
  g_test_add_func ("/s3-key/long", test_long);
  g_test_add_func ("/s3-key/long-characters", test_long_characters);
  return g_test_run ();
}
