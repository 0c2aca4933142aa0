/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <json-glib/json-glib.h>
#include <string.h>

#include "dropoff-json-check.h"
#include "dropoff-json-writer.h"

static void
assert_text (GBytes *bytes, const char *expected)
{
  gsize size;
  const char *data = g_bytes_get_data (bytes, &size);
  g_autofree char *text = g_strndup (data, size);

  g_assert_cmpstr (text, ==, expected);
}

static void
test_shape (void)
{
  DropoffJsonWriter *writer = dropoff_json_writer_new ();
  g_autoptr (DropoffSecret) secret = dropoff_secret_new ("s3cret");
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GBytes) empty = dropoff_json_writer_finish (dropoff_json_writer_new ());

  dropoff_json_writer_add_text (writer, "A", "one");
  dropoff_json_writer_begin_object (writer, "B");
  dropoff_json_writer_add_secret (writer, "C", secret);
  dropoff_json_writer_add_text (writer, "left out", NULL);
  dropoff_json_writer_begin_object (writer, "D");
  dropoff_json_writer_end_object (writer);
  dropoff_json_writer_end_object (writer);
  dropoff_json_writer_add_text (writer, "E", "");
  dropoff_json_writer_add_pairs (writer, "G",
                                 (const char *[]){ "a", "1", "b", NULL, "left out", NULL });
  dropoff_json_writer_add_pairs (writer, "H", (const char *[]){ "a", "1", "b", "2", NULL });
  bytes = dropoff_json_writer_finish (writer);
  assert_text (bytes, "{\"A\":\"one\",\"B\":{\"C\":\"s3cret\",\"D\":{}},\"E\":\"\","
                      "\"G\":[{\"Name\":\"a\",\"Value\":\"1\"}],\"H\":[{\"Name\":\"a\","
                      "\"Value\":\"1\"},{\"Name\":\"b\",\"Value\":\"2\"}]}");
  assert_text (empty, "{}");
}

/* Everything comes back as it went in, read by another program's parser. */
static void
test_round_trip (void)
{
  static const char *const texts[] = {
    "quote \" backslash \\ slash /", "tab\tnewline\nreturn\rbell\a\x01\x1f\x7f",
    "Ünï çödé 9 pässwörd ✓", "🚢 \xe2\x80\xa8 line separator", " both ends ", "</script>",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      DropoffJsonWriter *writer = dropoff_json_writer_new ();
      g_autoptr (GBytes) bytes = NULL;
      g_autoptr (JsonNode) root = NULL;
      g_autofree char *problem = NULL;
      const char *value;

      dropoff_json_writer_add_text (writer, "text", texts[i]);
      bytes = dropoff_json_writer_finish (writer);
      root = dropoff_json_parse (bytes, 1024, &problem);
      g_assert_cmpstr (problem, ==, NULL);
      g_assert_true (dropoff_json_get_text (json_node_get_object (root), "text", &value));
      g_assert_cmpstr (value, ==, texts[i]);
    }
}

/* Far beyond the first size, so that the memory moves several times. */
static void
test_growing (void)
{
  DropoffJsonWriter *writer = dropoff_json_writer_new ();
  g_autofree char *large = g_strnfill (100000, 'x');
  g_autoptr (GBytes) bytes = NULL;

  for (int i = 0; i < 10; i++)
    dropoff_json_writer_add_text (writer, i % 2 == 0 ? "even" : "odd", large);
  bytes = dropoff_json_writer_finish (writer);
  g_assert_cmpuint (g_bytes_get_size (bytes), ==,
                    2 + 10 * strlen (large) + 5 * strlen ("\"even\":\"\",")
                        + 5 * strlen ("\"odd\":\"\",") - 1);
}

static void
test_invalid (void)
{
  static const char *const texts[] = { "\xff", "a\xc3", "\xed\xa0\x80", "\xc0\xaf" };

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      DropoffJsonWriter *writer = dropoff_json_writer_new ();

      dropoff_json_writer_add_text (writer, "text", texts[i]);
      g_assert_null (dropoff_json_writer_finish (writer));
      writer = dropoff_json_writer_new ();
      dropoff_json_writer_begin_object (writer, texts[i]);
      dropoff_json_writer_end_object (writer);
      g_assert_null (dropoff_json_writer_finish (writer));
    }
  dropoff_json_writer_free (dropoff_json_writer_new ());
}

/* The strict check in front of json-glib. */
static void
test_check (void)
{
  static const char *const good[] = {
    "{}", " { \"a\" : [ 1 , -2.5e+3 , true , null , \"\\u00e9\\ud83d\\udea2\\/\" ] } ", "[]", "0",
    "\"x\"", "123456789012345678", "{\"a\":{\"b\":1},\"c\":{\"b\":1}}",
  };
  static const char *const bad[] = {
    "", " ", "{", "}", "{]", "[1,]", "{\"a\":1,}", "{a:1}", "{'a':1}", "{\"a\" 1}", "{\"a\":}",
    "[1 2]", "01", "-", "1.", ".5", "1e", "1e1234", "+1", "NaN", "tru", "nulll", "/* c */ {}",
    "// c\n{}", "var x = {}", "\"\\x\"", "\"\\u12g4\"", "\"\\u0000\"", "\"\\ud800\"",
    "\"\\udc00\"", "\"\\ud800\\u0041\"", "\"tab\there\"", "\"open", "\"\\", "1234567890123456789",
    "{\"a\":1,\"a\":2}", "{} {}", "{}x", "\xef\xbb\xbf{}", "\"\xff\"", "{\"a\":1;}",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (good); i++)
    {
      g_autofree char *problem = NULL;

      g_assert_true (dropoff_json_check (good[i], strlen (good[i]), &problem));
      g_assert_null (problem);
    }
  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autofree char *problem = NULL;
      g_autofree char *shown = g_strescape (bad[i], NULL);

      g_test_message ("%s", shown);
      g_assert_false (dropoff_json_check (bad[i], strlen (bad[i]), &problem));
      g_assert_nonnull (problem);
    }
}

static gboolean
check_nested (guint depth)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_autofree char *problem = NULL;

  for (guint i = 0; i < depth; i++)
    g_string_append (text, i % 2 == 0 ? "[" : "{\"a\":");
  g_string_append (text, "1");
  for (guint i = depth; i > 0; i--)
    g_string_append_c (text, i % 2 == 1 ? ']' : '}');
  return dropoff_json_check (text->str, text->len, &problem);
}

static void
test_depth (void)
{
  g_assert_true (check_nested (DROPOFF_JSON_MAX_DEPTH));
  g_assert_false (check_nested (DROPOFF_JSON_MAX_DEPTH + 1));
  g_assert_false (check_nested (100000));
}

static void
test_path (void)
{
  const char text[] = "{\"a\":{\"b\":[{\"c\":1,\"c\":2}]}}";
  g_autofree char *problem = NULL;

  g_assert_false (dropoff_json_check (text, strlen (text), &problem));
  g_assert_cmpstr (problem, ==, "a.b.c appears twice");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/json/writer/shape", test_shape);
  g_test_add_func ("/json/writer/round-trip", test_round_trip);
  g_test_add_func ("/json/writer/growing", test_growing);
  g_test_add_func ("/json/writer/invalid", test_invalid);
  g_test_add_func ("/json/check", test_check);
  g_test_add_func ("/json/check/depth", test_depth);
  g_test_add_func ("/json/check/path", test_path);
  return g_test_run ();
}
