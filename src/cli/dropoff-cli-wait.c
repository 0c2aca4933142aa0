/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "dropoff-cli-wait.h"

#include <glib-unix.h>
#include <unistd.h>

#include "dropoff-cli-errors.h"
#include "dropoff-terminal.h"

void
dropoff_cli_on_result (GObject *source, GAsyncResult *result, gpointer wait)
{
  ((DropoffCliWait *) wait)->result = g_object_ref (result);
}

GAsyncResult *
dropoff_cli_wait (DropoffCliWait *wait)
{
  while (wait->result == NULL)
    g_main_context_iteration (NULL, TRUE);
  return g_steal_pointer (&wait->result);
}

GCancellable *
dropoff_cli_get_interrupt (void)
{
  static GCancellable *interrupt;

  if (interrupt == NULL)
    interrupt = g_cancellable_new ();
  return interrupt;
}

static gboolean
on_signal (gpointer user_data)
{
  if (g_cancellable_is_cancelled (dropoff_cli_get_interrupt ()))
    {
      /* The list is made to survive this. */
      dropoff_terminal_restore ();
      _exit (DROPOFF_CLI_INTERRUPTED);
    }
  g_cancellable_cancel (dropoff_cli_get_interrupt ());
  return G_SOURCE_CONTINUE;
}

void
dropoff_cli_begin_interrupt (void)
{
  static const int signals[] = { SIGINT, SIGTERM, SIGHUP };

  for (guint i = 0; i < G_N_ELEMENTS (signals); i++)
    g_unix_signal_add (signals[i], on_signal, NULL);
}
