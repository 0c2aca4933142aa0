/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "dropoff-details.h"

#include <glib/gi18n-lib.h>
#include <json-glib/json-glib.h>
#include <string.h>

#include "dropoff-error.h"
#include "dropoff-json-check.h"

/* Much more than headers can hold, much less than would be a burden. */
#define MAX_TEXT_BYTES (64 * 1024)

/* An encoded word has at most 75 characters (RFC 2047, section 2): so many bytes in base64. */
#define WORD_BEGIN "=?UTF-8?B?"
#define WORD_END "?="
#define WORD_BYTES 45

struct _DropoffDetails
{
  GTree *values; /* name → answer */
};

void
dropoff_detail_field_free (DropoffDetailField *field)
{
  if (field == NULL)
    return;
  g_free (field->name);
  g_free (field->label);
  g_strfreev (field->choices);
  g_free (field);
}

static int
compare_names (gconstpointer a, gconstpointer b, gpointer user_data)
{
  return strcmp (a, b);
}

DropoffDetails *
dropoff_details_new (void)
{
  DropoffDetails *self = g_new0 (DropoffDetails, 1);

  self->values = g_tree_new_full (compare_names, NULL, g_free, g_free);
  return self;
}

void
dropoff_details_free (DropoffDetails *self)
{
  if (self == NULL)
    return;
  g_tree_unref (self->values);
  g_free (self);
}

void
dropoff_details_set (DropoffDetails *self, const char *name, const char *value)
{
  g_autofree char *text = value != NULL ? g_strstrip (g_strdup (value)) : NULL;

  if (text == NULL || text[0] == '\0')
    g_tree_remove (self->values, name);
  else
    g_tree_insert (self->values, g_strdup (name), g_steal_pointer (&text));
}

const char *
dropoff_details_get (const DropoffDetails *self, const char *name)
{
  return g_tree_lookup (self->values, name);
}

void
dropoff_details_foreach (const DropoffDetails *self, DropoffDetailsFunc func, gpointer user_data)
{
  for (GTreeNode *node = g_tree_node_first (self->values); node != NULL;
       node = g_tree_node_next (node))
    func (g_tree_node_key (node), g_tree_node_value (node), user_data);
}

/* As text */

static void
add_member (const char *name, const char *value, gpointer user_data)
{
  json_object_set_string_member (user_data, name, value);
}

char *
dropoff_details_write (const DropoffDetails *self)
{
  g_autoptr (JsonObject) object = json_object_new ();
  g_autoptr (JsonNode) node = json_node_new (JSON_NODE_OBJECT);

  dropoff_details_foreach (self, add_member, object);
  json_node_set_object (node, object);
  return json_to_string (node, FALSE);
}

DropoffDetails *
dropoff_details_read (const char *text, char **problem)
{
  g_autoptr (DropoffDetails) self = dropoff_details_new ();
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (JsonNode) root = NULL;
  g_autoptr (GList) names = NULL;
  JsonObject *object;

  if (text == NULL)
    return g_steal_pointer (&self);
  bytes = g_bytes_new (text, strlen (text));
  root = dropoff_json_parse (bytes, MAX_TEXT_BYTES, problem);
  if (root == NULL)
    return NULL;
  object = json_node_get_object (root);
  names = json_object_get_members (object);
  for (const GList *l = names; l != NULL; l = l->next)
    {
      const char *value = NULL;

      if (!dropoff_json_get_text (object, l->data, &value))
        {
          *problem = g_strdup ("an answer is no text");
          return NULL;
        }
      dropoff_details_set (self, l->data, value);
    }
  return g_steal_pointer (&self);
}

/* As headers */

static gboolean
is_plain (const char *value)
{
  /* Signing takes several blanks for one, so they must not stand there as such. */
  if (strstr (value, "=?") != NULL || strstr (value, "  ") != NULL)
    return FALSE;
  for (const char *at = value; *at != '\0'; at++)
    if (!g_ascii_isprint (*at))
      return FALSE;
  return TRUE;
}

char *
dropoff_details_encode (const char *value)
{
  GString *words;

  if (is_plain (value))
    return g_strdup (value);
  words = g_string_new (NULL);
  while (*value != '\0')
    {
      const char *end = value;
      g_autofree char *word = NULL;

      /* No character is cut between two words. */
      while (*end != '\0' && g_utf8_next_char (end) - value <= WORD_BYTES)
        end = g_utf8_next_char (end);
      word = g_base64_encode ((const guchar *) value, (gsize) (end - value));
      g_string_append_printf (words, "%s" WORD_BEGIN "%s" WORD_END, words->len > 0 ? " " : "",
                              word);
      value = end;
    }
  return g_string_free (words, FALSE);
}

static void
add_size (const char *name, const char *value, gpointer user_data)
{
  g_autofree char *encoded = dropoff_details_encode (value);

  *(gsize *) user_data += strlen (name) + strlen (encoded);
}

gsize
dropoff_details_get_size (const DropoffDetails *self)
{
  gsize size = 0;

  dropoff_details_foreach (self, add_size, &size);
  return size;
}

/* Against what is asked */

const DropoffDetailField *
dropoff_details_find_missing (const DropoffDetails *self, const GPtrArray *fields)
{
  for (guint i = 0; i < fields->len; i++)
    {
      const DropoffDetailField *field = g_ptr_array_index (fields, i);

      if (field->required && dropoff_details_get (self, field->name) == NULL)
        return field;
    }
  return NULL;
}

static gboolean
is_day (const char *text)
{
  int year, month, day;

  if (strlen (text) != strlen ("2026-11-26") || strspn (text, "0123456789") != 4
      || text[4] != '-' || strspn (text + 5, "0123456789") != 2 || text[7] != '-'
      || strspn (text + 8, "0123456789") != 2)
    return FALSE;
  year = (int) g_ascii_strtoll (text, NULL, 10);
  month = (int) g_ascii_strtoll (text + 5, NULL, 10);
  day = (int) g_ascii_strtoll (text + 8, NULL, 10);
  return g_date_valid_dmy ((GDateDay) day, (GDateMonth) month, (GDateYear) year);
}

static gboolean
is_one_line (const char *text)
{
  for (; *text != '\0'; text = g_utf8_next_char (text))
    if (g_unichar_iscntrl (g_utf8_get_char (text)))
      return FALSE;
  return TRUE;
}

/* What is wrong with one answer, as a sentence; or NULL. */
static char *
find_fault (const DropoffDetailField *field, const char *value)
{
  if (field->kind == DROPOFF_DETAIL_CHOICE
      && !g_strv_contains ((const char *const *) field->choices, value))
    /* Translators: %s is the label of a field of a form */
    return g_strdup_printf (_ ("“%s” has to be one of the choices."), field->label);
  if (field->kind == DROPOFF_DETAIL_DATE && !is_day (value))
    /* Translators: %s is the label of a field of a form; the date is meant as it is here */
    return g_strdup_printf (_ ("“%s” has to be a date like 2026-11-26."), field->label);
  if (field->kind == DROPOFF_DETAIL_TEXT && !is_one_line (value))
    /* Translators: %s is the label of a field of a form */
    return g_strdup_printf (_ ("“%s” has to be a single line."), field->label);
  return NULL;
}

typedef struct
{
  const GPtrArray *fields;
  char *sentence; /* the first that is wrong */
} Check;

static void
check_value (const char *name, const char *value, gpointer user_data)
{
  Check *check = user_data;

  if (check->sentence != NULL)
    return;
  for (guint i = 0; i < check->fields->len; i++)
    {
      const DropoffDetailField *field = g_ptr_array_index (check->fields, i);

      if (strcmp (field->name, name) != 0)
        continue;
      check->sentence = find_fault (field, value);
      return;
    }
  /* Translators: %s is the name of a field of a form */
  check->sentence = g_strdup_printf (_ ("The company does not ask for “%s”."), name);
}

gboolean
dropoff_details_check (const DropoffDetails *self, const GPtrArray *fields, GError **error)
{
  const DropoffDetailField *missing = dropoff_details_find_missing (self, fields);
  Check check = { .fields = fields };
  g_autofree char *sentence = NULL;

  dropoff_details_foreach (self, check_value, &check);
  sentence = check.sentence;
  if (sentence == NULL && missing != NULL)
    /* Translators: %s is the label of a field of a form */
    sentence = g_strdup_printf (_ ("The company asks for “%s”. Fill it in."), missing->label);
  if (sentence == NULL && dropoff_details_get_size (self) > DROPOFF_DETAILS_MAX_BYTES)
    sentence = g_strdup (_ ("This is more text than can be sent with a file. Shorten it."));
  if (sentence == NULL)
    return TRUE;
  g_propagate_error (error, dropoff_error_new (DROPOFF_ERROR_NOT_ACCEPTED,
                                               missing != NULL ? missing->name : NULL, 0,
                                               sentence));
  return FALSE;
}
