/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "dropoff-details.h"
#include "dropoff-error.h"

/* What S3 and mail readers make of a header (RFC 2047): written anew, base64 only. */
static char *
decode (const char *header)
{
  GString *text = g_string_new (NULL);
  g_auto (GStrv) words = NULL;

  if (!g_str_has_prefix (header, "=?"))
    {
      g_string_append (text, header);
      return g_string_free (text, FALSE);
    }
  words = g_strsplit (header, " ", -1);
  for (guint i = 0; words[i] != NULL; i++)
    {
      g_autofree char *base64 = NULL;
      g_autofree guchar *bytes = NULL;
      gsize length;

      g_assert_cmpuint (strlen (words[i]), <=, 75);
      g_assert_true (g_str_has_prefix (words[i], "=?UTF-8?B?"));
      g_assert_true (g_str_has_suffix (words[i], "?="));
      base64 = g_strndup (words[i] + 10, strlen (words[i]) - 12);
      bytes = g_base64_decode (base64, &length);
      g_assert_true (g_utf8_validate ((const char *) bytes, (gssize) length, NULL));
      g_string_append_len (text, (const char *) bytes, (gssize) length);
    }
  return g_string_free (text, FALSE);
}

static void
test_headers (void)
{
  static const struct
  {
    const char *value;
    gboolean plain;
  } cases[] = {
    { "Seismic survey", TRUE },
    { "a=b?c", TRUE },
    { "=?UTF-8?B?eA==?=", FALSE },
    { "two  blanks", FALSE },
    { "two\nlines", FALSE },
    { "Größe", FALSE },
    { "調査報告書の件名はここにあり、たいへん長い。調査報告書の件名はここにあり、たいへん長い。", FALSE },
    { "😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀", FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *header = dropoff_details_encode (cases[i].value);
      g_autofree char *decoded = decode (header);

      g_assert_cmpstr (decoded, ==, cases[i].value);
      g_assert_cmpint (strcmp (header, cases[i].value) == 0, ==, cases[i].plain);
      for (const char *at = header; *at != '\0'; at++)
        g_assert_true (g_ascii_isprint (*at));
    }
}

static void
test_text (void)
{
  g_autoptr (DropoffDetails) details = dropoff_details_new ();
  g_autoptr (DropoffDetails) read = NULL;
  g_autoptr (DropoffDetails) none = NULL;
  g_autofree char *text = NULL;
  g_autofree char *problem = NULL;

  dropoff_details_set (details, "title", "  “Ünïcode” \\ and\nlines ");
  dropoff_details_set (details, "place", "x");
  dropoff_details_set (details, "place", " \n ");
  g_assert_null (dropoff_details_get (details, "place"));
  g_assert_cmpstr (dropoff_details_get (details, "title"), ==, "“Ünïcode” \\ and\nlines");
  text = dropoff_details_write (details);
  read = dropoff_details_read (text, &problem);
  g_assert_null (problem);
  g_assert_cmpstr (dropoff_details_get (read, "title"), ==, "“Ünïcode” \\ and\nlines");
  none = dropoff_details_read (NULL, &problem);
  g_assert_cmpuint (dropoff_details_get_size (none), ==, 0);
}

static void
test_unreadable (void)
{
  static const char *const texts[] = { "", "[]", "{\"a\":1}", "{\"a\":\"b\"", "{\"a\":[\"b\"]}" };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autofree char *problem = NULL;

      g_assert_null (dropoff_details_read (texts[i], &problem));
      g_assert_nonnull (problem);
    }
}

static GPtrArray *
make_fields (void)
{
  static char *choices[] = { (char *) "A", (char *) "B", NULL };
  static const DropoffDetailField fields[] = {
    { (char *) "title", (char *) "Title", DROPOFF_DETAIL_TEXT, TRUE, NULL },
    { (char *) "about", (char *) "Description", DROPOFF_DETAIL_LONG, FALSE, NULL },
    { (char *) "line", (char *) "Line", DROPOFF_DETAIL_CHOICE, FALSE, choices },
    { (char *) "day", (char *) "Day", DROPOFF_DETAIL_DATE, FALSE, NULL },
  };
  GPtrArray *array = g_ptr_array_new ();

  for (guint i = 0; i < G_N_ELEMENTS (fields); i++)
    g_ptr_array_add (array, (gpointer) &fields[i]);
  return array;
}

static void
test_check (void)
{
  static const struct
  {
    const char *text;
    const char *sentence; /* NULL: it is fine */
  } cases[] = {
    { "{\"title\":\"x\"}", NULL },
    { "{\"title\":\"x\",\"about\":\"a\\nb\",\"line\":\"B\",\"day\":\"2024-02-29\"}", NULL },
    { "{}", "The company asks for “Title”. Fill it in." },
    { "{\"title\":\"  \"}", "The company asks for “Title”. Fill it in." },
    { "{\"title\":\"a\\nb\"}", "“Title” has to be a single line." },
    { "{\"title\":\"x\",\"line\":\"C\"}", "“Line” has to be one of the choices." },
    { "{\"title\":\"x\",\"day\":\"2026-02-29\"}", "“Day” has to be a date like 2026-11-26." },
    { "{\"title\":\"x\",\"day\":\"26.11.2026\"}", "“Day” has to be a date like 2026-11-26." },
    { "{\"title\":\"x\",\"day\":\"2026-1-111\"}", "“Day” has to be a date like 2026-11-26." },
    { "{\"title\":\"x\",\"color\":\"red\"}", "The company does not ask for “color”." },
  };
  g_autoptr (GPtrArray) fields = make_fields ();

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *problem = NULL;
      g_autoptr (DropoffDetails) details = dropoff_details_read (cases[i].text, &problem);
      g_autoptr (GError) error = NULL;

      g_assert_cmpint (dropoff_details_check (details, fields, &error), ==,
                       cases[i].sentence == NULL);
      if (cases[i].sentence == NULL)
        continue;
      g_assert_error (error, DROPOFF_ERROR, DROPOFF_ERROR_NOT_ACCEPTED);
      g_assert_cmpstr (error->message, ==, cases[i].sentence);
    }
}

/* All headers together stay below what S3 keeps, whatever they are written in. */
static void
test_size (void)
{
  g_autoptr (GPtrArray) fields = make_fields ();

  for (guint round = 0; round < 2; round++)
    {
      const char *piece = round == 0 ? "a" : "語";
      g_autoptr (GString) text = g_string_new (NULL);
      g_autoptr (DropoffDetails) details = dropoff_details_new ();
      g_autoptr (GError) error = NULL;
      gsize size = 0;

      dropoff_details_set (details, "title", "x");
      while (dropoff_details_check (details, fields, NULL))
        {
          size = dropoff_details_get_size (details);
          g_string_append (text, piece);
          dropoff_details_set (details, "about", text->str);
        }
      g_assert_cmpuint (size, >, DROPOFF_DETAILS_MAX_BYTES - 100);
      g_assert_false (dropoff_details_check (details, fields, &error));
      g_assert_nonnull (strstr (error->message, "Shorten it."));
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/details/headers", test_headers);
  g_test_add_func ("/details/text", test_text);
  g_test_add_func ("/details/unreadable", test_unreadable);
  g_test_add_func ("/details/check", test_check);
  g_test_add_func ("/details/size", test_size);
  return g_test_run ();
}
