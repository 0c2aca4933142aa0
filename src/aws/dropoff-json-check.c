/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "dropoff-json-check.h"

#include <math.h>
#include <string.h>

/* The longest list of names that is read. */
#define MAX_NAMES 64
/* Longer integers do not fit 64 bits; json-glib would let them wrap. */
#define MAX_INTEGER_DIGITS 18
/* Names in a problem's path are shortened to this. */
#define MAX_NAME_BYTES 64

typedef struct
{
  const char *start;
  const char *at;
  const char *end;
  guint depth;
  GString *path;
  char *problem;
} Check;

static gboolean check_value (Check *check);

static gboolean
refuse_here (Check *check, const char *what)
{
  if (check->problem == NULL)
    check->problem
        = g_strdup_printf ("byte %" G_GSIZE_FORMAT ": %s", (gsize) (check->at - check->start),
                           what);
  return FALSE;
}

static gboolean
refuse_member (Check *check, const char *what)
{
  if (check->problem == NULL)
    check->problem = g_strdup_printf ("%s %s", check->path->str, what);
  return FALSE;
}

static void
skip_space (Check *check)
{
  while (check->at < check->end && strchr (" \t\r\n", *check->at) != NULL && *check->at != '\0')
    check->at++;
}

static gboolean
next_is (const Check *check, char c)
{
  return check->at < check->end && *check->at == c;
}

/* Four hex digits at the cursor; -1 if there are none. */
static int
read_hex4 (Check *check)
{
  int value = 0;

  if (check->end - check->at < 4)
    return -1;
  for (int i = 0; i < 4; i++)
    {
      int digit = g_ascii_xdigit_value (check->at[i]);

      if (digit < 0)
        return -1;
      value = value * 16 + digit;
    }
  check->at += 4;
  return value;
}

/* After the backslash and the u. */
static gboolean
check_unicode_escape (Check *check)
{
  int unit = read_hex4 (check);

  if (unit <= 0)
    return refuse_here (check, "a character is not allowed");
  if (unit >= 0xdc00 && unit <= 0xdfff)
    return refuse_here (check, "half a character");
  if (unit < 0xd800 || unit > 0xdbff)
    return TRUE;
  if (check->end - check->at < 6 || check->at[0] != '\\' || check->at[1] != 'u')
    return refuse_here (check, "half a character");
  check->at += 2;
  unit = read_hex4 (check);
  if (unit < 0xdc00 || unit > 0xdfff)
    return refuse_here (check, "half a character");
  return TRUE;
}

static gboolean
check_escape (Check *check)
{
  check->at++;
  if (check->at >= check->end || *check->at == '\0' || strchr ("\"\\/bfnrtu", *check->at) == NULL)
    return refuse_here (check, "an unknown escape");
  return *check->at++ == 'u' ? check_unicode_escape (check) : TRUE;
}

static gboolean
check_string (Check *check)
{
  if (!next_is (check, '"'))
    return refuse_here (check, "a text in quotes was expected");
  check->at++;
  while (check->at < check->end && *check->at != '"')
    {
      if ((guchar) *check->at < 0x20)
        return refuse_here (check, "a control character in a text");
      if (*check->at != '\\')
        check->at++;
      else if (!check_escape (check))
        return FALSE;
    }
  if (check->at >= check->end)
    return refuse_here (check, "a text does not end");
  check->at++;
  return TRUE;
}

static gsize
skip_digits (Check *check)
{
  const char *from = check->at;

  while (check->at < check->end && g_ascii_isdigit (*check->at))
    check->at++;
  return (gsize) (check->at - from);
}

static gboolean
check_number (Check *check)
{
  gboolean leading_zero;
  gsize n_digits;

  if (next_is (check, '-'))
    check->at++;
  leading_zero = next_is (check, '0');
  n_digits = skip_digits (check);
  if (n_digits == 0 || (leading_zero && n_digits > 1))
    return refuse_here (check, "a value was expected");
  if (n_digits > MAX_INTEGER_DIGITS)
    return refuse_here (check, "a number is too large");
  if (next_is (check, '.'))
    {
      check->at++;
      if (skip_digits (check) == 0)
        return refuse_here (check, "a number does not end");
    }
  if (next_is (check, 'e') || next_is (check, 'E'))
    {
      check->at++;
      if (next_is (check, '+') || next_is (check, '-'))
        check->at++;
      n_digits = skip_digits (check);
      if (n_digits == 0 || n_digits > 3)
        return refuse_here (check, "a number does not end");
    }
  return TRUE;
}

static gboolean
check_word (Check *check)
{
  static const char *const words[] = { "true", "false", "null" };

  for (gsize i = 0; i < G_N_ELEMENTS (words); i++)
    {
      gsize length = strlen (words[i]);

      if ((gsize) (check->end - check->at) >= length
          && strncmp (check->at, words[i], length) == 0)
        {
          check->at += length;
          return TRUE;
        }
    }
  return refuse_here (check, "a value was expected");
}

/* Goes past the comma or the closing bracket; @closed tells which. */
static gboolean
check_separator (Check *check, char close, gboolean *closed)
{
  skip_space (check);
  if (!next_is (check, ',') && !next_is (check, close))
    return refuse_here (check, "a comma or the end was expected");
  *closed = *check->at++ == close;
  skip_space (check);
  return TRUE;
}

static gboolean
enter (Check *check)
{
  if (++check->depth > DROPOFF_JSON_MAX_DEPTH)
    return refuse_here (check, "nested too deeply");
  check->at++;
  skip_space (check);
  return TRUE;
}

static void
append_name (GString *path, const char *name)
{
  const char *end = name + MIN (strlen (name), MAX_NAME_BYTES);

  if (path->len > 0)
    g_string_append_c (path, '.');
  for (; name < end; name++)
    g_string_append_c (path, g_ascii_isgraph (*name) ? *name : '?');
}

static gboolean
check_member (Check *check, GHashTable *names)
{
  const char *from = check->at;
  gsize path_length = check->path->len;
  char *name;

  if (!check_string (check))
    return FALSE;
  name = g_strndup (from + 1, (gsize) (check->at - from) - 2);
  append_name (check->path, name);
  if (!g_hash_table_add (names, name))
    return refuse_member (check, "appears twice");
  skip_space (check);
  if (!next_is (check, ':'))
    return refuse_here (check, "a colon was expected");
  check->at++;
  if (!check_value (check))
    return FALSE;
  g_string_truncate (check->path, path_length);
  return TRUE;
}

static gboolean
check_object (Check *check)
{
  g_autoptr (GHashTable) names = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  gboolean closed;

  if (!enter (check))
    return FALSE;
  closed = next_is (check, '}');
  if (closed)
    check->at++;
  while (!closed)
    {
      if (!check_member (check, names) || !check_separator (check, '}', &closed))
        return FALSE;
    }
  check->depth--;
  return TRUE;
}

static gboolean
check_array (Check *check)
{
  gboolean closed;

  if (!enter (check))
    return FALSE;
  closed = next_is (check, ']');
  if (closed)
    check->at++;
  while (!closed)
    {
      if (!check_value (check) || !check_separator (check, ']', &closed))
        return FALSE;
    }
  check->depth--;
  return TRUE;
}

static gboolean
check_value (Check *check)
{
  skip_space (check);
  if (check->at >= check->end)
    return refuse_here (check, "a value was expected");
  switch (*check->at)
    {
    case '{':
      return check_object (check);
    case '[':
      return check_array (check);
    case '"':
      return check_string (check);
    case 't':
    case 'f':
    case 'n':
      return check_word (check);
    default:
      return check_number (check);
    }
}

gboolean
dropoff_json_check (const char *text, gsize size_bytes, char **problem)
{
  g_autoptr (GString) path = g_string_new (NULL);
  Check check = { .start = text, .at = text, .end = text + size_bytes, .path = path };
  gboolean valid;

  g_return_val_if_fail (problem != NULL && *problem == NULL, FALSE);

  if (size_bytes == 0)
    {
      *problem = g_strdup ("empty");
      return FALSE;
    }
  if (!g_utf8_validate_len (text, size_bytes, &check.at))
    {
      refuse_here (&check, "not valid UTF-8");
      *problem = check.problem;
      return FALSE;
    }
  check.at = text;
  valid = check_value (&check);
  if (valid)
    {
      skip_space (&check);
      if (check.at < check.end)
        valid = refuse_here (&check, "something follows the end");
    }
  *problem = check.problem;
  return valid;
}

JsonNode *
dropoff_json_parse (GBytes *bytes, gsize max_bytes, char **problem)
{
  g_autoptr (JsonParser) parser = NULL;
  gsize size_bytes;
  const char *text = g_bytes_get_data (bytes, &size_bytes);
  JsonNode *root;

  g_return_val_if_fail (problem != NULL && *problem == NULL, NULL);

  if (size_bytes > max_bytes)
    {
      *problem = g_strdup_printf ("larger than %" G_GSIZE_FORMAT " bytes", max_bytes);
      return NULL;
    }
  if (text == NULL || size_bytes == 0)
    {
      *problem = g_strdup ("empty");
      return NULL;
    }
  if (!dropoff_json_check (text, size_bytes, problem))
    return NULL;
  parser = json_parser_new_immutable ();
  if (!json_parser_load_from_data (parser, text, (gssize) size_bytes, NULL))
    {
      *problem = g_strdup ("not readable");
      return NULL;
    }
  root = json_parser_get_root (parser);
  if (root == NULL || !JSON_NODE_HOLDS_OBJECT (root))
    {
      *problem = g_strdup ("not an object");
      return NULL;
    }
  return json_node_ref (root);
}

gboolean
dropoff_json_get_text (JsonObject *object, const char *name, const char **value)
{
  JsonNode *node = json_object_get_member (object, name);

  *value = NULL;
  if (node == NULL || JSON_NODE_HOLDS_NULL (node))
    return TRUE;
  if (!JSON_NODE_HOLDS_VALUE (node) || json_node_get_value_type (node) != G_TYPE_STRING)
    return FALSE;
  if (json_node_get_string (node)[0] != '\0')
    *value = json_node_get_string (node);
  return TRUE;
}

gboolean
dropoff_json_get_object (JsonObject *object, const char *name, JsonObject **value)
{
  JsonNode *node = json_object_get_member (object, name);

  *value = NULL;
  if (node == NULL || JSON_NODE_HOLDS_NULL (node))
    return TRUE;
  if (!JSON_NODE_HOLDS_OBJECT (node))
    return FALSE;
  *value = json_node_get_object (node);
  return TRUE;
}

gboolean
dropoff_json_get_number (JsonObject *object, const char *name, double *value)
{
  JsonNode *node = json_object_get_member (object, name);
  double number;

  if (node == NULL || JSON_NODE_HOLDS_NULL (node))
    return TRUE;
  if (!JSON_NODE_HOLDS_VALUE (node)
      || (json_node_get_value_type (node) != G_TYPE_INT64
          && json_node_get_value_type (node) != G_TYPE_DOUBLE))
    return FALSE;
  number = json_node_get_double (node);
  if (!isfinite (number))
    return FALSE;
  *value = number;
  return TRUE;
}

char **
dropoff_json_read_names (JsonArray *array)
{
  g_autoptr (GStrvBuilder) names = g_strv_builder_new ();

  for (guint i = 0; array != NULL && i < MIN (json_array_get_length (array), MAX_NAMES); i++)
    {
      JsonNode *element = json_array_get_element (array, i);

      if (JSON_NODE_HOLDS_VALUE (element) && json_node_get_value_type (element) == G_TYPE_STRING
          && json_node_get_string (element)[0] != '\0')
        g_strv_builder_add (names, json_node_get_string (element));
    }
  return g_strv_builder_end (names);
}

gboolean
dropoff_json_get_names (JsonObject *object, const char *name, char ***names)
{
  JsonNode *node = json_object_get_member (object, name);

  *names = NULL;
  if (node != NULL && !JSON_NODE_HOLDS_ARRAY (node) && !JSON_NODE_HOLDS_NULL (node))
    return FALSE;
  *names = dropoff_json_read_names (
      node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL);
  return TRUE;
}
