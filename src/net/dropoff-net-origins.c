/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "dropoff-net-origins.h"

/* As long as libcurl remembers an address (CURLOPT_DNS_CACHE_TIMEOUT). */
#define KNOWN_US (60 * G_USEC_PER_SEC)

typedef struct
{
  gint64 known_until_us;
  DropoffNetTransfer *scout; /* the one that went ahead, until it is connected */
  GQueue waiting;            /* of DropoffNetTransfer */
} Origin;

struct _DropoffNetOrigins
{
  GHashTable *by_name; /* scheme://host:port → Origin */
  GQueue ready;        /* of DropoffNetTransfer */
};

static void
origin_free (gpointer data)
{
  Origin *origin = data;

  g_queue_clear (&origin->waiting);
  g_free (origin);
}

static Origin *
get_origin (DropoffNetOrigins *origins, DropoffNetTransfer *transfer)
{
  const char *name = dropoff_net_transfer_get_origin (transfer);
  Origin *origin = g_hash_table_lookup (origins->by_name, name);

  if (origin == NULL)
    {
      origin = g_new0 (Origin, 1);
      g_queue_init (&origin->waiting);
      g_hash_table_insert (origins->by_name, g_strdup (name), origin);
    }
  return origin;
}

static void
release (DropoffNetOrigins *origins, Origin *origin)
{
  gpointer transfer;

  origin->scout = NULL;
  while ((transfer = g_queue_pop_head (&origin->waiting)) != NULL)
    g_queue_push_tail (&origins->ready, transfer);
}

DropoffNetOrigins *
dropoff_net_origins_new (void)
{
  DropoffNetOrigins *origins = g_new0 (DropoffNetOrigins, 1);

  origins->by_name = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, origin_free);
  g_queue_init (&origins->ready);
  return origins;
}

void
dropoff_net_origins_free (DropoffNetOrigins *origins)
{
  g_hash_table_unref (origins->by_name);
  g_queue_clear (&origins->ready);
  g_free (origins);
}

void
dropoff_net_origins_add (DropoffNetOrigins *origins, DropoffNetTransfer *transfer, gint64 now_us)
{
  Origin *origin = get_origin (origins, transfer);

  if (origin->scout != NULL)
    {
      g_queue_push_tail (&origin->waiting, transfer);
      return;
    }
  if (origin->known_until_us <= now_us)
    origin->scout = transfer;
  g_queue_push_tail (&origins->ready, transfer);
}

void
dropoff_net_origins_connected (DropoffNetOrigins *origins, DropoffNetTransfer *transfer,
                               gint64 now_us)
{
  Origin *origin = get_origin (origins, transfer);

  origin->known_until_us = now_us + KNOWN_US;
  release (origins, origin);
}

void
dropoff_net_origins_remove (DropoffNetOrigins *origins, DropoffNetTransfer *transfer)
{
  Origin *origin = get_origin (origins, transfer);

  g_queue_remove (&origins->ready, transfer);
  g_queue_remove (&origin->waiting, transfer);
  if (origin->scout == transfer)
    release (origins, origin);
}

DropoffNetTransfer *
dropoff_net_origins_pop_ready (DropoffNetOrigins *origins)
{
  return g_queue_pop_head (&origins->ready);
}

gboolean
dropoff_net_origins_has_ready (DropoffNetOrigins *origins)
{
  return !g_queue_is_empty (&origins->ready);
}

void
dropoff_net_origins_forget (DropoffNetOrigins *origins)
{
  g_hash_table_remove_all (origins->by_name);
}
