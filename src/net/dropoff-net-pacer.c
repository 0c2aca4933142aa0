/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "dropoff-net-pacer.h"

/* A hundred pieces a second, but not so small that heads outweigh them, nor so large that one
 * connection holds up the others. */
#define PIECES_PER_SECOND 100
#define MIN_PIECE_BYTES 1024
#define MAX_PIECE_BYTES (256 * 1024)
/* What was not used is kept this long: enough for a thread that is woken late on a busy machine. */
#define SAVED_S 0.05

struct _DropoffNetPacer
{
  double rate; /* bytes per second, 0 = no limit */
  double saved_bytes;
  gint64 filled_us;
  GQueue line;
};

static double
get_piece (const DropoffNetPacer *pacer)
{
  return CLAMP (pacer->rate / PIECES_PER_SECOND, MIN_PIECE_BYTES, MAX_PIECE_BYTES);
}

static void
fill (DropoffNetPacer *pacer, gint64 now_us)
{
  double elapsed_s = (double) MAX (now_us - pacer->filled_us, 0) / G_USEC_PER_SEC;
  double most = MAX (pacer->rate * SAVED_S, get_piece (pacer));

  pacer->saved_bytes = MIN (pacer->saved_bytes + elapsed_s * pacer->rate, most);
  pacer->filled_us = now_us;
}

/* Tells 0 when there is not enough yet. */
static gsize
cut_piece (DropoffNetPacer *pacer, gint64 now_us)
{
  double piece = get_piece (pacer);

  fill (pacer, now_us);
  if (pacer->saved_bytes < piece)
    return 0;
  pacer->saved_bytes -= piece;
  return (gsize) piece;
}

DropoffNetPacer *
dropoff_net_pacer_new (void)
{
  DropoffNetPacer *pacer = g_new0 (DropoffNetPacer, 1);

  g_queue_init (&pacer->line);
  return pacer;
}

void
dropoff_net_pacer_free (DropoffNetPacer *pacer)
{
  g_queue_clear (&pacer->line);
  g_free (pacer);
}

void
dropoff_net_pacer_set_rate (DropoffNetPacer *pacer, guint64 bytes_per_second, gint64 now_us)
{
  fill (pacer, now_us);
  pacer->rate = (double) bytes_per_second;
  pacer->saved_bytes = MIN (pacer->saved_bytes, pacer->rate * SAVED_S);
}

gboolean
dropoff_net_pacer_is_on (const DropoffNetPacer *pacer)
{
  return pacer->rate > 0;
}

gsize
dropoff_net_pacer_take (DropoffNetPacer *pacer, gpointer waiter, gint64 now_us)
{
  gsize n_bytes = g_queue_is_empty (&pacer->line) ? cut_piece (pacer, now_us) : 0;

  if (n_bytes == 0)
    g_queue_push_tail (&pacer->line, waiter);
  return n_bytes;
}

gpointer
dropoff_net_pacer_pop_due (DropoffNetPacer *pacer, gint64 now_us, gsize *n_bytes)
{
  *n_bytes = 0;
  if (g_queue_is_empty (&pacer->line))
    return NULL;
  if (dropoff_net_pacer_is_on (pacer) && (*n_bytes = cut_piece (pacer, now_us)) == 0)
    return NULL;
  return g_queue_pop_head (&pacer->line);
}

gint64
dropoff_net_pacer_get_due_us (DropoffNetPacer *pacer)
{
  double missing;

  if (g_queue_is_empty (&pacer->line))
    return G_MAXINT64;
  if (!dropoff_net_pacer_is_on (pacer))
    return pacer->filled_us;
  missing = MAX (get_piece (pacer) - pacer->saved_bytes, 0);
  return pacer->filled_us + (gint64) (missing / pacer->rate * G_USEC_PER_SEC) + 1;
}

void
dropoff_net_pacer_remove (DropoffNetPacer *pacer, gpointer waiter)
{
  g_queue_remove (&pacer->line, waiter);
}
