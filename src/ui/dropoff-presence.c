/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "dropoff-presence.h"

#include <glib/gi18n.h>

#include "dropoff-autostart.h"
#include "dropoff-closures.h"
#include "dropoff-desktop.h"

/* Three things a person may be told; a newer one of a kind takes the place of the older. */
#define ID_GOES_ON "sending"
#define ID_SENT "sent"
#define ID_TROUBLE "trouble"

#define DOCK_STEP 0.01

struct _DropoffPresence
{
  GObject parent_instance;

  GtkApplication *application; /* not owned */
  DropoffPreferences *preferences;
  DropoffAutostart *autostart;
  DropoffUploadQueue *queue;
  char *company_name;
  GSignalGroup *queue_signals;
  GSignalGroup *sent_signals;

  guint inhibit_cookie;
  char *status;         /* what the desktop was told last */
  double dock_fraction; /* what the dock was told last, −1 = nothing */
  guint dock_count;

  guint n_unseen;    /* sent since the person looked */
  char *unseen_name; /* of the first of them */
};

G_DEFINE_FINAL_TYPE (DropoffPresence, dropoff_presence, G_TYPE_OBJECT)

static DropoffQueueState
get_state (DropoffPresence *self)
{
  return self->queue != NULL ? dropoff_upload_queue_get_state (self->queue) : DROPOFF_QUEUE_IDLE;
}

static gboolean
is_watched (DropoffPresence *self)
{
  GtkWindow *window = gtk_application_get_active_window (self->application);

  return window != NULL && gtk_window_is_active (window);
}

/* Notifications. */

static void
notify_person (DropoffPresence *self, const char *id, const char *page, const char *title,
               const char *body)
{
  g_autoptr (GNotification) notification = g_notification_new (title);

  g_notification_set_body (notification, body);
  g_notification_set_default_action_and_target (notification, "app.show-page", "s", page);
  g_application_send_notification (G_APPLICATION (self->application), id, notification);
}

static void
forget_unseen (DropoffPresence *self)
{
  self->n_unseen = 0;
  g_clear_pointer (&self->unseen_name, g_free);
}

static void
tell_sent (DropoffPresence *self)
{
  g_autofree char *title = NULL;
  g_autofree char *body = NULL;

  if (self->n_unseen == 0 || is_watched (self)
      || !dropoff_preferences_get_notify_when_sent (self->preferences))
    return;
  title = dropoff_presence_sent_title (self->unseen_name, self->n_unseen);
  /* Translators: a notification; %s is the company's name */
  body = g_strdup_printf (_ ("%s has everything."), self->company_name);
  g_application_withdraw_notification (G_APPLICATION (self->application), ID_GOES_ON);
  notify_person (self, ID_SENT, "sent", title, body);
  forget_unseen (self);
}

static void
tell_trouble (DropoffPresence *self)
{
  if (!is_watched (self))
    notify_person (self, ID_TROUBLE, "in-progress", _ ("Sending Has Stopped"),
                   _ ("Open Dropoff to see what is needed."));
}

static void
on_sent (DropoffPresence *self, guint position, guint removed, guint added, GListModel *sent)
{
  g_autoptr (DropoffBatch) batch = NULL;

  if (added == 0 || removed > 0 || is_watched (self))
    return;
  batch = g_list_model_get_item (sent, position);
  if (self->unseen_name == NULL)
    self->unseen_name = g_strdup (dropoff_batch_get_name (batch));
  self->n_unseen += added;
}

/* What lasts. */

static void
update_inhibit (DropoffPresence *self)
{
  DropoffQueueState state = get_state (self);
  gboolean flows = (state == DROPOFF_QUEUE_SENDING || state == DROPOFF_QUEUE_FINISHING)
                   && dropoff_preferences_get_keep_awake (self->preferences);

  if (flows && self->inhibit_cookie == 0)
    self->inhibit_cookie = gtk_application_inhibit (
        self->application, gtk_application_get_active_window (self->application),
        GTK_APPLICATION_INHIBIT_SUSPEND, _ ("Files are being sent"));
  else if (!flows && self->inhibit_cookie != 0)
    {
      gtk_application_uninhibit (self->application, self->inhibit_cookie);
      self->inhibit_cookie = 0;
    }
}

static void
update_status (DropoffPresence *self)
{
  gint64 seconds_left = -1;
  char *status;

  if (self->queue == NULL)
    return;
  g_object_get (self->queue, "seconds-left", &seconds_left, NULL);
  status = dropoff_presence_status_text (get_state (self), self->company_name, seconds_left);
  if (g_strcmp0 (status, self->status) != 0)
    dropoff_desktop_set_status (status);
  g_free (self->status);
  self->status = status;
}

static void
update_dock (DropoffPresence *self)
{
  double fraction = -1;
  guint count = 0;

  if (self->queue != NULL && get_state (self) != DROPOFF_QUEUE_IDLE)
    g_object_get (self->queue, "fraction", &fraction, "n-unfinished", &count, NULL);
  if (count == self->dock_count && (fraction < 0) == (self->dock_fraction < 0)
      && ABS (fraction - self->dock_fraction) < DOCK_STEP)
    return;
  self->dock_fraction = fraction;
  self->dock_count = count;
  dropoff_desktop_set_dock (fraction, count);
}

/* The next login has something to go on with only if something is unfinished. */
static void
update_autostart (DropoffPresence *self)
{
  guint n_unfinished = 0;

  /* A place of its own for the data means a trial, not the person's own uploads. */
  if (self->queue == NULL || g_getenv ("DROPOFF_DATA_DIR") != NULL)
    return;
  g_object_get (self->queue, "n-unfinished", &n_unfinished, NULL);
  dropoff_autostart_set_wanted (
      self->autostart,
      n_unfinished > 0 && dropoff_preferences_get_start_at_login (self->preferences));
}

static void
on_state_changed (DropoffPresence *self)
{
  DropoffQueueState state = get_state (self);

  update_inhibit (self);
  update_status (self);
  update_dock (self);
  if (state == DROPOFF_QUEUE_IDLE)
    tell_sent (self);
  else if (state == DROPOFF_QUEUE_WAITING_PERSON || state == DROPOFF_QUEUE_WAITING_SIGN_IN)
    tell_trouble (self);
  else
    g_application_withdraw_notification (G_APPLICATION (self->application), ID_TROUBLE);
}

static void
on_refused (DropoffPresence *self)
{
  g_object_set (self->preferences, "start-at-login", FALSE, NULL);
}

static void
dropoff_presence_dispose (GObject *object)
{
  DropoffPresence *self = DROPOFF_PRESENCE (object);

  g_clear_object (&self->queue_signals);
  g_clear_object (&self->sent_signals);
  g_clear_object (&self->autostart);
  g_clear_object (&self->queue);
  g_clear_object (&self->preferences);
  g_clear_pointer (&self->company_name, g_free);
  g_clear_pointer (&self->status, g_free);
  g_clear_pointer (&self->unseen_name, g_free);
  G_OBJECT_CLASS (dropoff_presence_parent_class)->dispose (object);
}

static void
dropoff_presence_class_init (DropoffPresenceClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = dropoff_presence_dispose;
}

static void
dropoff_presence_init (DropoffPresence *self)
{
  self->dock_fraction = -1;
  self->autostart = dropoff_autostart_new ();
  g_signal_connect_object (self->autostart, "refused", G_CALLBACK (on_refused), self,
                           G_CONNECT_SWAPPED);
  self->queue_signals = g_signal_group_new (DROPOFF_TYPE_UPLOAD_QUEUE);
  g_signal_group_connect_swapped (self->queue_signals, "notify::state",
                                  G_CALLBACK (on_state_changed), self);
  g_signal_group_connect_swapped (self->queue_signals, "notify::seconds-left",
                                  G_CALLBACK (update_status), self);
  g_signal_group_connect_swapped (self->queue_signals, "notify::fraction",
                                  G_CALLBACK (update_dock), self);
  g_signal_group_connect_swapped (self->queue_signals, "notify::n-unfinished",
                                  G_CALLBACK (update_autostart), self);
  self->sent_signals = g_signal_group_new (G_TYPE_LIST_MODEL);
  g_signal_group_connect_swapped (self->sent_signals, "items-changed", G_CALLBACK (on_sent), self);
}

DropoffPresence *
dropoff_presence_new (GtkApplication *application, DropoffPreferences *preferences)
{
  DropoffPresence *self = g_object_new (DROPOFF_TYPE_PRESENCE, NULL);

  self->application = application;
  self->preferences = g_object_ref (preferences);
  g_signal_connect_object (preferences, "notify::keep-awake", G_CALLBACK (update_inhibit), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (preferences, "notify::start-at-login", G_CALLBACK (update_autostart),
                           self, G_CONNECT_SWAPPED);
  return self;
}

void
dropoff_presence_set_queue (DropoffPresence *self, DropoffUploadQueue *queue,
                            const char *company_name)
{
  g_return_if_fail (DROPOFF_IS_PRESENCE (self));

  g_set_object (&self->queue, queue);
  g_free (self->company_name);
  self->company_name = g_strdup (company_name);
  forget_unseen (self);
  g_signal_group_set_target (self->queue_signals, queue);
  g_signal_group_set_target (
      self->sent_signals, queue != NULL ? dropoff_upload_queue_get_sent_list (queue) : NULL);
  on_state_changed (self);
  update_autostart (self);
}

void
dropoff_presence_say_goes_on (DropoffPresence *self)
{
  g_return_if_fail (DROPOFF_IS_PRESENCE (self));

  notify_person (self, ID_GOES_ON, "in-progress", _ ("Sending Goes On"),
                 _ ("Your files are still being sent while the window is closed."));
}

void
dropoff_presence_seen (DropoffPresence *self)
{
  static const char *const ids[] = { ID_GOES_ON, ID_SENT, ID_TROUBLE };

  g_return_if_fail (DROPOFF_IS_PRESENCE (self));

  forget_unseen (self);
  for (guint i = 0; i < G_N_ELEMENTS (ids); i++)
    g_application_withdraw_notification (G_APPLICATION (self->application), ids[i]);
}

char *
dropoff_presence_status_text (DropoffQueueState state, const char *company_name,
                              gint64 seconds_left)
{
  g_autofree char *title = dropoff_text_overall_title (state, seconds_left);
  g_autofree char *text = NULL;

  if (state == DROPOFF_QUEUE_IDLE)
    text = g_strdup (_ ("Everything is sent"));
  else
    /* Translators: status of a background app: a company's name and "About 2 hours left" */
    text = g_strdup_printf (_ ("To %s: %s"), company_name, title);
  if (g_utf8_strlen (text, -1) <= DROPOFF_DESKTOP_MAX_STATUS)
    return g_steal_pointer (&text);
  /* Only a company's name can be that long. */
  g_free (text);
  text = state == DROPOFF_QUEUE_IDLE ? g_strdup ("") : g_steal_pointer (&title);
  return g_utf8_substring (
      text, 0, MIN (g_utf8_strlen (text, -1), (glong) DROPOFF_DESKTOP_MAX_STATUS));
}

char *
dropoff_presence_sent_title (const char *name, guint n_sent)
{
  if (n_sent == 1 && name != NULL)
    /* Translators: title of a notification; %s is a file's name */
    return g_strdup_printf (_ ("“%s” Is Sent"), name);
  return g_strdup_printf (ngettext ("%'u Item Is Sent", "%'u Items Are Sent", n_sent), n_sent);
}
