/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "dropoff-net-proxies.h"

#include <string.h>

#include "dropoff-net-address.h"
#include "dropoff-secret.h"

/* A setting that the person changes works soon, and many small files do not ask each time. */
#define KNOWN_US (60 * G_USEC_PER_SEC)
/* A configuration script may have to be fetched first. */
#define ANSWER_WITHIN_S 10

/* What is known of one scheme, host and port. */
typedef struct
{
  char *proxy; /* NULL: none; may hold a password */
  gint64 known_until_us;
  gboolean asked;
} Place;

/* A question to the desktop. */
typedef struct
{
  DropoffNetProxies *proxies; /* NULL once they are gone, or the answer came too late */
  char *origin;
  GCancellable *cancellable;
  guint timer;
} Question;

struct _DropoffNetProxies
{
  GHashTable *places;    /* scheme://host:port → Place */
  GPtrArray *questions;  /* of Question, borrowed: they live until their answer */
  gboolean environment;  /* names a proxy itself */
  void (*on_answer) (gpointer user_data);
  gpointer user_data;
};

static void
place_free (gpointer data)
{
  Place *place = data;

  dropoff_wipe_string (place->proxy);
  g_free (place);
}

static void
question_free (Question *question)
{
  g_clear_handle_id (&question->timer, g_source_remove);
  g_clear_object (&question->cancellable);
  g_free (question->origin);
  g_free (question);
}

/* libcurl looks at these for https, in this order. */
static gboolean
is_named_in_environment (void)
{
  static const char *const names[] = { "https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY" };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      const char *value = g_getenv (names[i]);

      if (value != NULL && *value != '\0')
        return TRUE;
    }
  return FALSE;
}

/* The first of the desktop's proposals that libcurl can use; NULL for a direct way. "socks" means
 * SOCKS 5 there; "5h" leaves looking up the name to the proxy. */
static char *
choose (char **proposals)
{
  static const struct
  {
    const char *prefix;
    const char *for_libcurl;
  } kinds[] = {
    { "direct://", NULL },          { "http://", "http://" },
    { "https://", "https://" },     { "socks://", "socks5h://" },
    { "socks5://", "socks5h://" },  { "socks4a://", "socks4a://" },
    { "socks4://", "socks4://" },
  };

  for (guint i = 0; proposals != NULL && proposals[i] != NULL; i++)
    for (guint j = 0; j < G_N_ELEMENTS (kinds); j++)
      if (g_str_has_prefix (proposals[i], kinds[j].prefix))
        return kinds[j].for_libcurl != NULL
                 ? g_strconcat (kinds[j].for_libcurl, proposals[i] + strlen (kinds[j].prefix), NULL)
                 : NULL;
  return NULL;
}

/* Takes over the proxy. */
static void
settle (Question *question, char *proxy)
{
  DropoffNetProxies *proxies = g_steal_pointer (&question->proxies);
  Place *place = g_hash_table_lookup (proxies->places, question->origin);

  g_ptr_array_remove_fast (proxies->questions, question);
  dropoff_wipe_string (place->proxy);
  place->proxy = proxy;
  place->asked = FALSE;
  place->known_until_us = g_get_monotonic_time () + KNOWN_US;
  proxies->on_answer (proxies->user_data);
}

static void
on_looked_up (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Question *question = user_data;
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) proposals
    = g_proxy_resolver_lookup_finish (G_PROXY_RESOLVER (source), result, &error);

  if (question->proxies != NULL)
    {
      if (error != NULL)
        g_message ("The desktop does not tell its proxy: %s", error->message);
      settle (question, choose (proposals));
    }
  question_free (question);
}

static gboolean
on_too_late (gpointer user_data)
{
  Question *question = user_data;

  question->timer = 0;
  g_message ("The desktop does not tell its proxy in time");
  settle (question, NULL);
  g_cancellable_cancel (question->cancellable);
  return G_SOURCE_REMOVE;
}

static void
ask (DropoffNetProxies *proxies, const char *origin)
{
  Question *question = g_new0 (Question, 1);

  question->proxies = proxies;
  question->origin = g_strdup (origin);
  question->cancellable = g_cancellable_new ();
  question->timer = g_timeout_add_seconds (ANSWER_WITHIN_S, on_too_late, question);
  g_ptr_array_add (proxies->questions, question);
  g_proxy_resolver_lookup_async (g_proxy_resolver_get_default (), origin, question->cancellable,
                                 on_looked_up, question);
}

DropoffNetProxies *
dropoff_net_proxies_new (void (*on_answer) (gpointer user_data), gpointer user_data)
{
  DropoffNetProxies *proxies = g_new0 (DropoffNetProxies, 1);

  proxies->places = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, place_free);
  proxies->questions = g_ptr_array_new ();
  proxies->environment = is_named_in_environment ();
  proxies->on_answer = on_answer;
  proxies->user_data = user_data;
  return proxies;
}

void
dropoff_net_proxies_free (DropoffNetProxies *proxies)
{
  for (guint i = 0; i < proxies->questions->len; i++)
    {
      Question *question = g_ptr_array_index (proxies->questions, i);

      question->proxies = NULL;
      g_clear_handle_id (&question->timer, g_source_remove);
      g_cancellable_cancel (question->cancellable);
    }
  g_ptr_array_unref (proxies->questions);
  g_hash_table_unref (proxies->places);
  g_free (proxies);
}

gboolean
dropoff_net_proxies_get (DropoffNetProxies *proxies, const char *url, const char **proxy)
{
  DropoffNetAddress address = { 0 };
  Place *place;
  gboolean known = TRUE;

  *proxy = NULL;
  if (proxies->environment
      || dropoff_net_address_init (&address, url) != DROPOFF_HTTP_FAILURE_NONE)
    return TRUE;
  if (!address.is_loopback)
    {
      place = g_hash_table_lookup (proxies->places, address.origin);
      if (place == NULL)
        {
          place = g_new0 (Place, 1);
          g_hash_table_insert (proxies->places, g_strdup (address.origin), place);
        }
      known = !place->asked && g_get_monotonic_time () < place->known_until_us;
      if (known)
        *proxy = place->proxy;
      else if (!place->asked)
        {
          place->asked = TRUE;
          ask (proxies, address.origin);
        }
    }
  dropoff_net_address_clear (&address);
  return known;
}

void
dropoff_net_proxies_forget (DropoffNetProxies *proxies)
{
  GHashTableIter iter;
  gpointer place;

  g_hash_table_iter_init (&iter, proxies->places);
  while (g_hash_table_iter_next (&iter, NULL, &place))
    ((Place *) place)->known_until_us = 0;
}
