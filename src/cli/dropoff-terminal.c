/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "dropoff-terminal.h"

#include <errno.h>
#include <fcntl.h>
#include <glib-unix.h>
#include <glib/gi18n-lib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

#include "dropoff-cli-wait.h"
#include "dropoff-error.h"

#define MAX_LINE_BYTES 4096
#define DEFAULT_WIDTH 80

static int hidden_fd = -1;
static struct termios shown;

void
dropoff_terminal_restore (void)
{
  if (hidden_fd >= 0)
    tcsetattr (hidden_fd, TCSANOW, &shown);
  hidden_fd = -1;
}

static void
hide (int fd)
{
  struct termios hidden;

  if (tcgetattr (fd, &shown) != 0)
    return;
  hidden = shown;
  hidden.c_lflag &= ~(tcflag_t) ECHO;
  hidden.c_lflag |= ECHONL;
  if (tcsetattr (fd, TCSAFLUSH, &hidden) == 0)
    hidden_fd = fd;
}

static gboolean
on_ready (int fd, GIOCondition condition, gpointer user_data)
{
  *(gboolean *) user_data = TRUE;
  return G_SOURCE_REMOVE;
}

static void
on_interrupt (GCancellable *cancellable, gpointer user_data)
{
  g_main_context_wakeup (NULL);
}

/* A terminal gives whole lines. */
static gboolean
wait_for_line (int fd)
{
  GCancellable *interrupt = dropoff_cli_get_interrupt ();
  gboolean ready = FALSE;
  guint source = g_unix_fd_add (fd, G_IO_IN | G_IO_HUP | G_IO_ERR, on_ready, &ready);
  gulong handler = g_cancellable_connect (interrupt, G_CALLBACK (on_interrupt), NULL, NULL);

  while (!ready && !g_cancellable_is_cancelled (interrupt))
    g_main_context_iteration (NULL, TRUE);
  g_cancellable_disconnect (interrupt, handler);
  if (!ready)
    g_source_remove (source);
  return ready;
}

static gboolean
write_text (int fd, const char *text)
{
  return write (fd, text, strlen (text)) == (gssize) strlen (text);
}

/* The line may lack its end; the buffer has room for a zero and is wiped. */
static DropoffSecret *
take_line (char line[MAX_LINE_BYTES + 1], gsize length)
{
  DropoffSecret *secret;

  if (length > 0 && line[length - 1] == '\n')
    length--;
  line[length] = '\0';
  secret = g_utf8_validate (line, -1, NULL) ? dropoff_secret_new (line) : NULL;
  dropoff_wipe (line, MAX_LINE_BYTES + 1);
  return secret;
}

DropoffSecret *
dropoff_terminal_ask (const char *question, gboolean hidden, GError **error)
{
  int fd = open ("/dev/tty", O_RDWR | O_CLOEXEC | O_NOCTTY);
  g_autofree char *prompt = g_strconcat (question, ": ", NULL);
  DropoffSecret *answer = NULL;
  char line[MAX_LINE_BYTES + 1];
  gssize n = 0;

  if (fd < 0)
    {
      g_propagate_error (error, dropoff_error_new (DROPOFF_ERROR_SIGN_IN, "no terminal", 0,
                                                   _ ("Sign in first; there is no terminal to "
                                                      "ask you here.")));
      return NULL;
    }
  if (hidden)
    hide (fd);
  if (write_text (fd, prompt) && wait_for_line (fd))
    n = read (fd, line, MAX_LINE_BYTES);
  dropoff_terminal_restore ();
  close (fd);
  if (n > 0)
    answer = take_line (line, (gsize) n);
  if (answer == NULL)
    g_propagate_error (error, dropoff_error_new (DROPOFF_ERROR_CANCELLED, NULL, 0,
                                                 _ ("Nothing was answered.")));
  return answer;
}

DropoffSecret *
dropoff_terminal_read_line (int fd, GError **error)
{
  DropoffSecret *secret = NULL;
  char line[MAX_LINE_BYTES + 1];
  gsize length = 0;
  gssize n = 1;

  while (length < MAX_LINE_BYTES && n > 0)
    {
      /* One at a time: what comes after the line belongs to somebody else. */
      n = read (fd, line + length, 1);
      if (n < 0 && errno == EINTR)
        n = 1;
      else if (n > 0 && line[length++] == '\n')
        break;
    }
  if (n >= 0 && length > 0)
    secret = take_line (line, length);
  if (secret == NULL)
    g_propagate_error (error, dropoff_error_new (DROPOFF_ERROR_SIGN_IN,
                                                 "the descriptor cannot be read", 0,
                                                 _ ("The password could not be read.")));
  return secret;
}

guint
dropoff_terminal_get_width (int fd)
{
  struct winsize size;

  if (!isatty (fd))
    return 0;
  if (ioctl (fd, TIOCGWINSZ, &size) != 0 || size.ws_col == 0)
    return DEFAULT_WIDTH;
  return size.ws_col;
}
