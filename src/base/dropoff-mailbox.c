/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "dropoff-mailbox.h"

#include <errno.h>
#include <glib-unix.h>
#include <pthread.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "dropoff-slice.h"

typedef struct
{
  DropoffMailFunc func;
  gpointer mail;
} Letter;

struct _DropoffMailbox
{
  int event_fd;
  GSource *source;
  pthread_mutex_t mutex;
  GQueue letters; /* of Letter, guarded by mutex */
};

static void
ring (DropoffMailbox *mailbox)
{
  guint64 one = 1;

  if (write (mailbox->event_fd, &one, sizeof one) < 0 && errno != EAGAIN)
    g_critical ("The mailbox's event descriptor cannot be written: %s", g_strerror (errno));
}

static GQueue
take_letters (DropoffMailbox *mailbox)
{
  GQueue letters;

  pthread_mutex_lock (&mailbox->mutex);
  letters = mailbox->letters;
  g_queue_init (&mailbox->letters);
  pthread_mutex_unlock (&mailbox->mutex);
  return letters;
}

/* Before those that have come meanwhile. */
static void
put_back (DropoffMailbox *mailbox, GQueue *letters)
{
  Letter *letter;

  pthread_mutex_lock (&mailbox->mutex);
  while ((letter = g_queue_pop_tail (letters)) != NULL)
    g_queue_push_head (&mailbox->letters, letter);
  pthread_mutex_unlock (&mailbox->mutex);
  ring (mailbox);
}

static void
read_next (GQueue *letters)
{
  Letter *letter = g_queue_pop_head (letters);

  letter->func (letter->mail);
  g_free (letter);
}

static void
deliver (DropoffMailbox *mailbox)
{
  const gint64 until_us = dropoff_slice_get_end ();
  g_autoptr (GSource) source = g_source_ref (mailbox->source);
  GQueue letters = take_letters (mailbox);

  /* A letter may be the mailbox's last: then the others are read, too, and it is left alone. */
  while (!g_queue_is_empty (&letters)
         && (g_source_is_destroyed (source) || g_get_monotonic_time () < until_us))
    read_next (&letters);
  if (!g_source_is_destroyed (source) && !g_queue_is_empty (&letters))
    put_back (mailbox, &letters);
}

static gboolean
on_event (int fd, GIOCondition condition, gpointer user_data)
{
  guint64 count;

  /* Non-blocking: a spurious wake-up reads nothing, which is fine. */
  if (read (fd, &count, sizeof count) < 0 && errno != EAGAIN)
    g_critical ("The mailbox's event descriptor cannot be read: %s", g_strerror (errno));
  deliver (user_data);
  return G_SOURCE_CONTINUE;
}

DropoffMailbox *
dropoff_mailbox_new (void)
{
  DropoffMailbox *mailbox = g_new0 (DropoffMailbox, 1);

  mailbox->event_fd = eventfd (0, EFD_CLOEXEC | EFD_NONBLOCK);
  if (mailbox->event_fd < 0)
    g_error ("No event descriptor: %s", g_strerror (errno));
  pthread_mutex_init (&mailbox->mutex, NULL);
  g_queue_init (&mailbox->letters);
  mailbox->source = g_unix_fd_source_new (mailbox->event_fd, G_IO_IN);
  g_source_set_callback (mailbox->source, G_SOURCE_FUNC (on_event), mailbox, NULL);
  g_source_set_static_name (mailbox->source, "dropoff-mailbox");
  /* What comes all at once, or without a pause, must not keep a window from drawing. */
  g_source_set_priority (mailbox->source, DROPOFF_SLICE_PRIORITY);
  g_source_attach (mailbox->source, g_main_context_get_thread_default ());
  return mailbox;
}

void
dropoff_mailbox_post (DropoffMailbox *mailbox, DropoffMailFunc func, gpointer mail)
{
  Letter *letter = g_new (Letter, 1);

  letter->func = func;
  letter->mail = mail;
  pthread_mutex_lock (&mailbox->mutex);
  g_queue_push_tail (&mailbox->letters, letter);
  pthread_mutex_unlock (&mailbox->mutex);
  ring (mailbox);
}

void
dropoff_mailbox_free (DropoffMailbox *mailbox)
{
  GQueue letters;

  g_source_destroy (mailbox->source);
  g_source_unref (mailbox->source);
  letters = take_letters (mailbox);
  while (!g_queue_is_empty (&letters))
    read_next (&letters);
  close (mailbox->event_fd);
  pthread_mutex_destroy (&mailbox->mutex);
  g_free (mailbox);
}
