/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "dropoff-application.h"

#include <glib/gi18n.h>

#include "dropoff-about.h"
#include "dropoff-engine.h"
#include "dropoff-error.h"
#include "dropoff-hand-over.h"
#include "dropoff-preferences-window.h"
#include "dropoff-presence.h"
#include "dropoff-spoken-names.h"
#include "dropoff-thread-rank.h"
#include "dropoff-ui-resources.h"
#include "dropoff-window.h"

#define RESOURCE_PATH "/io/github/dropoff/Dropoff"

struct _DropoffApplication
{
  AdwApplication parent_instance;

  DropoffEngine *engine;
  GSettings *settings; /* NULL where the schema is not installed */
  GSignalGroup *engine_signals;
  GSignalGroup *queue_signals;
  DropoffPreferences *preferences;
  DropoffPresence *presence;

  gboolean send_anyway; /* on this metered network the person wants it */
  gboolean started;  /* the engine runs */
  gboolean stopping; /* the engine is being stopped: the program ends, or begins anew */
  gboolean wanted_again;
  char *notice; /* to be shown when there is a window */
  GListStore *opened; /* GFile that came before the engine runs */
};

G_DEFINE_FINAL_TYPE (DropoffApplication, dropoff_application, ADW_TYPE_APPLICATION)

static void start_engine (DropoffApplication *self);

static DropoffWindow *
get_window (DropoffApplication *self)
{
  for (GList *l = gtk_application_get_windows (GTK_APPLICATION (self)); l != NULL; l = l->next)
    if (DROPOFF_IS_WINDOW (l->data))
      return l->data;
  return NULL;
}

static DropoffQueueState
get_queue_state (DropoffApplication *self)
{
  DropoffUploadQueue *queue
      = self->engine != NULL ? dropoff_engine_get_queue (self->engine) : NULL;

  return queue != NULL ? dropoff_upload_queue_get_state (queue) : DROPOFF_QUEUE_IDLE;
}

/* Whether something will go on by itself. */
static gboolean
is_sending (DropoffQueueState state)
{
  return state == DROPOFF_QUEUE_SENDING || state == DROPOFF_QUEUE_FINISHING
         || state == DROPOFF_QUEUE_WAITING_NETWORK || state == DROPOFF_QUEUE_WAITING_SIGN_IN
         || state == DROPOFF_QUEUE_HELD;
}

static const char *
get_company_name (DropoffApplication *self)
{
  DropoffConnection *connection = dropoff_engine_get_connection (self->engine);

  return connection != NULL ? dropoff_connection_get_name (connection) : "";
}

/* What the person prefers. */

static void
apply_speed (DropoffApplication *self)
{
  if (self->engine != NULL && !self->stopping)
    dropoff_engine_set_rate_limit (self->engine,
                                   dropoff_preferences_get_rate_limit (self->preferences));
}

static void
apply_metered (DropoffApplication *self)
{
  gboolean metered = g_network_monitor_get_network_metered (g_network_monitor_get_default ());
  DropoffUploadQueue *queue
      = self->engine != NULL ? dropoff_engine_get_queue (self->engine) : NULL;

  /* "Send Anyway" was said of that network, not of the next one. */
  if (!metered)
    self->send_anyway = FALSE;
  if (queue != NULL && !self->stopping)
    dropoff_upload_queue_set_held (
        queue, metered && !self->send_anyway
                   && dropoff_preferences_get_pause_on_metered (self->preferences));
}

static void
apply_same_name (DropoffApplication *self)
{
  DropoffUploadQueue *queue
      = self->engine != NULL ? dropoff_engine_get_queue (self->engine) : NULL;

  if (queue != NULL)
    dropoff_upload_queue_set_asks_same_name (
        queue, dropoff_preferences_get_ask_same_name (self->preferences));
}

static void
on_send_anyway (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  DropoffApplication *self = user_data;

  self->send_anyway = TRUE;
  apply_metered (self);
}

static void
apply_certificate (DropoffApplication *self)
{
  if (self->engine != NULL && !self->stopping)
    dropoff_engine_set_ca_file (self->engine,
                                dropoff_preferences_get_certificate_file (self->preferences));
}

/* Ending. */

static void
on_engine_stopped (GObject *source, GAsyncResult *result, gpointer user_data)
{
  DropoffApplication *self = user_data;

  dropoff_engine_stop_finish (DROPOFF_ENGINE (source), result);
  g_clear_object (&self->engine);
  self->started = FALSE;
  self->stopping = FALSE;
  if (self->wanted_again)
    {
      self->wanted_again = FALSE;
      start_engine (self);
      g_application_activate (G_APPLICATION (self));
    }
  g_application_release (G_APPLICATION (self));
}

static void
stop_engine (DropoffApplication *self)
{
  if (self->stopping || self->engine == NULL)
    return;
  self->stopping = TRUE;
  dropoff_presence_set_queue (self->presence, NULL, NULL);
  g_signal_group_set_target (self->queue_signals, NULL);
  g_signal_group_set_target (self->engine_signals, NULL);
  dropoff_engine_stop_async (self->engine, on_engine_stopped, self);
}

/* Without a window the program lives as long as there is something to send. */
static void
on_queue_state_changed (DropoffApplication *self)
{
  DropoffQueueState state = get_queue_state (self);

  if (!self->started || get_window (self) != NULL)
    return;
  if (!is_sending (state))
    stop_engine (self);
}

static void
on_queue_changed (DropoffApplication *self)
{
  DropoffUploadQueue *queue = dropoff_engine_get_queue (self->engine);

  apply_metered (self);
  apply_same_name (self);
  /* First, so that the person is told before the program ends. */
  dropoff_presence_set_queue (self->presence, queue, get_company_name (self));
  g_signal_group_set_target (self->queue_signals, queue);
}

static void
on_window_removed (GtkApplication *application, GtkWindow *window)
{
  DropoffApplication *self = DROPOFF_APPLICATION (application);

  GTK_APPLICATION_CLASS (dropoff_application_parent_class)->window_removed (application, window);
  if (!DROPOFF_IS_WINDOW (window) || self->stopping)
    return;
  if (!self->started || !is_sending (get_queue_state (self)))
    {
      stop_engine (self);
      return;
    }
  dropoff_presence_say_goes_on (self->presence);
}

/* The window. */

static void
save_window (DropoffWindow *window, GSettings *settings)
{
  int width = 0, height = 0;

  gtk_window_get_default_size (GTK_WINDOW (window), &width, &height);
  g_settings_set (settings, "window-size", "(ii)", width, height);
  g_settings_set_boolean (settings, "window-maximized",
                          gtk_window_is_maximized (GTK_WINDOW (window)));
}

static gboolean
on_close_request (DropoffWindow *window, DropoffApplication *self)
{
  if (self->settings != NULL)
    save_window (window, self->settings);
  return GDK_EVENT_PROPAGATE;
}

static void
on_is_active (DropoffApplication *self)
{
  DropoffWindow *window = get_window (self);

  if (window != NULL && gtk_window_is_active (GTK_WINDOW (window)))
    dropoff_presence_seen (self->presence);
}

/* Not sooner: what the engine loads beside the first frame takes a busy computer's time from it. */
static void
on_drawn (DropoffApplication *self)
{
  if (self->engine == NULL)
    start_engine (self);
}

static DropoffWindow *
make_window (DropoffApplication *self)
{
  DropoffWindow *window = dropoff_window_new (GTK_APPLICATION (self));
  int width = 0, height = 0;

  g_signal_connect (window, "close-request", G_CALLBACK (on_close_request), self);
  g_signal_connect_object (window, "drawn", G_CALLBACK (on_drawn), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (window, "notify::is-active", G_CALLBACK (on_is_active), self,
                           G_CONNECT_SWAPPED);
  if (self->settings != NULL)
    {
      g_settings_get (self->settings, "window-size", "(ii)", &width, &height);
      gtk_window_set_default_size (GTK_WINDOW (window), width, height);
      if (g_settings_get_boolean (self->settings, "window-maximized"))
        gtk_window_maximize (GTK_WINDOW (window));
    }
  if (self->started)
    dropoff_window_set_engine (window, self->engine);
  return window;
}

static void
dropoff_application_activate (GApplication *application)
{
  DropoffApplication *self = DROPOFF_APPLICATION (application);
  DropoffWindow *window;

  if (self->stopping)
    {
      self->wanted_again = TRUE;
      return;
    }
  window = get_window (self);
  if (window == NULL)
    window = make_window (self);
  gtk_window_present (GTK_WINDOW (window));
  if (self->started && self->notice != NULL)
    {
      dropoff_window_show_notice (window, self->notice, TRUE);
      g_clear_pointer (&self->notice, g_free);
    }
}

static void
dropoff_application_open (GApplication *application, GFile **files, int n_files,
                          const char *hint)
{
  DropoffApplication *self = DROPOFF_APPLICATION (application);
  g_autoptr (GListStore) list = g_list_store_new (G_TYPE_FILE);
  DropoffWindow *window;

  dropoff_application_activate (application);
  for (int i = 0; i < n_files; i++)
    g_list_store_append (self->started ? list : self->opened, files[i]);
  window = get_window (self);
  if (window != NULL && self->started)
    dropoff_window_open (window, G_LIST_MODEL (list));
}

/* Beginning. */

static void
be_started (DropoffApplication *self)
{
  DropoffWindow *window = get_window (self);
  g_autoptr (GListStore) opened = g_steal_pointer (&self->opened);

  self->opened = g_list_store_new (G_TYPE_FILE);
  self->started = TRUE;
  g_signal_group_set_target (self->engine_signals, self->engine);
  on_queue_changed (self);
  if (window == NULL)
    {
      on_queue_state_changed (self);
      return;
    }
  dropoff_window_set_engine (window, self->engine);
  if (g_list_model_get_n_items (G_LIST_MODEL (opened)) > 0)
    dropoff_window_open (window, G_LIST_MODEL (opened));
  if (self->notice != NULL)
    dropoff_window_show_notice (window, self->notice, TRUE);
  g_clear_pointer (&self->notice, g_free);
}

/* A connection, which a person has to choose where the list is. */
static gboolean
is_connection_opened (DropoffApplication *self)
{
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->opened)); i++)
    {
      g_autoptr (GFile) file = g_list_model_get_item (G_LIST_MODEL (self->opened), i);

      if (dropoff_window_is_connection (file))
        return TRUE;
    }
  return FALSE;
}

static void
on_handed_over (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (DropoffApplication) self = user_data;
  g_autoptr (GError) error = NULL;
  gboolean has_files = g_list_model_get_n_items (G_LIST_MODEL (self->opened)) > 0;
  gboolean has_connection = is_connection_opened (self);
  gboolean shown;
  gboolean taken = dropoff_hand_over_finish (result, &shown, &error);

  if (self->engine == NULL || self->stopping)
    return;
  if (has_files && taken && !has_connection)
    {
      g_free (self->notice);
      self->notice = g_strdup (_ ("Dropoff is already sending in the background. It has taken "
                                  "your files, too."));
    }
  g_list_store_remove_all (self->opened);
  if (shown && taken && !has_connection)
    g_action_group_activate_action (G_ACTION_GROUP (self), "quit", NULL);
  else
    be_started (self);
}

/* Another process has the list: where no bus has led to it, its own door does. */
static void
hand_over (DropoffApplication *self)
{
  g_autoptr (GPtrArray) paths = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->opened)); i++)
    {
      g_autoptr (GFile) file = g_list_model_get_item (G_LIST_MODEL (self->opened), i);
      char *path = dropoff_window_is_connection (file) ? NULL : g_file_get_path (file);

      if (path != NULL)
        g_ptr_array_add (paths, path);
    }
  dropoff_hand_over_async (dropoff_engine_get_data_dir (self->engine), paths, NULL, on_handed_over,
                           g_object_ref (self));
}

static void
on_engine_started (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (DropoffApplication) self = user_data;
  g_autoptr (GError) error = NULL;

  if (self->engine != DROPOFF_ENGINE (source))
    return;
  if (dropoff_engine_start_finish (self->engine, result, &self->notice, &error))
    {
      be_started (self);
      return;
    }
  g_free (self->notice);
  self->notice = g_strdup (error->message);
  if (dropoff_error_is (error, DROPOFF_ERROR_JOURNAL) && get_window (self) != NULL)
    hand_over (self);
  else
    be_started (self);
}

static void
start_engine (DropoffApplication *self)
{
  g_application_hold (G_APPLICATION (self));
  dropoff_thread_rank_put_window_first ();
  self->engine = dropoff_engine_new (g_getenv ("DROPOFF_DATA_DIR"));
  apply_certificate (self);
  apply_speed (self);
  dropoff_engine_start_async (self->engine, NULL, on_engine_started, g_object_ref (self));
}

static void
on_network_changed (DropoffApplication *self, gboolean available)
{
  if (self->started && !self->stopping)
    dropoff_engine_network_changed (self->engine, available);
}

/* Actions. */

static void
on_quit (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  DropoffApplication *self = user_data;
  DropoffWindow *window = get_window (self);

  if (window != NULL && self->settings != NULL)
    save_window (window, self->settings);
  if (window != NULL && self->started)
    dropoff_window_finish_removals (window);
  stop_engine (self);
  if (window != NULL)
    gtk_window_destroy (GTK_WINDOW (window));
}

/* A notification was pressed. */
static void
on_show_page (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  DropoffApplication *self = user_data;
  DropoffWindow *window;

  g_application_activate (G_APPLICATION (self));
  window = get_window (self);
  if (window != NULL)
    dropoff_main_view_show_page (dropoff_window_get_main_view (window),
                                 g_variant_get_string (parameter, NULL));
}

static void
on_preferences (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  DropoffApplication *self = user_data;
  GtkWidget *window = dropoff_preferences_window_new (
      gtk_application_get_active_window (GTK_APPLICATION (self)), self->preferences);

  gtk_window_present (GTK_WINDOW (window));
}

static void
on_about (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  DropoffApplication *self = user_data;

  gtk_window_present (GTK_WINDOW (
      dropoff_about_new (gtk_application_get_active_window (GTK_APPLICATION (self)))));
}

static void
add_actions (DropoffApplication *self)
{
  static const GActionEntry entries[] = {
    { .name = "quit", .activate = on_quit },
    { .name = "show-page", .activate = on_show_page, .parameter_type = "s" },
    { .name = "preferences", .activate = on_preferences },
    { .name = "send-anyway", .activate = on_send_anyway },
    { .name = "about", .activate = on_about },
  };
  static const struct
  {
    const char *action;
    const char *keys[3];
  } accels[] = {
    { "app.quit", { "<Control>q" } },
    { "app.preferences", { "<Control>comma" } },
    { "window.close", { "<Control>w" } },
    { "win.choose-files", { "<Control>o" } },
    { "win.choose-folder", { "<Control><Shift>o" } },
    { "win.search", { "<Control>f" } },
    { "win.toggle-pause", { "<Control>p" } },
    { "win.page::in-progress", { "<Alt>1" } },
    { "win.page::sent", { "<Alt>2" } },
    { "win.help", { "F1" } },
    { "win.show-help-overlay", { "<Control>question", "<Control><Shift>question" } },
  };

  g_action_map_add_action_entries (G_ACTION_MAP (self), entries, G_N_ELEMENTS (entries), self);
  for (guint i = 0; i < G_N_ELEMENTS (accels); i++)
    gtk_application_set_accels_for_action (GTK_APPLICATION (self), accels[i].action,
                                           (const char *const *) accels[i].keys);
}

static GSettings *
open_settings (void)
{
  g_autoptr (GSettingsSchema) schema = g_settings_schema_source_lookup (
      g_settings_schema_source_get_default (), DROPOFF_APP_ID, TRUE);

  return schema != NULL ? g_settings_new (DROPOFF_APP_ID) : NULL;
}

static void
follow_preferences (DropoffApplication *self)
{
  static const struct
  {
    const char *change;
    GCallback apply;
  } changes[] = {
    { "notify::certificate-file", G_CALLBACK (apply_certificate) },
    { "notify::limit-speed", G_CALLBACK (apply_speed) },
    { "notify::speed-limit", G_CALLBACK (apply_speed) },
    { "notify::pause-on-metered", G_CALLBACK (apply_metered) },
    { "notify::ask-same-name", G_CALLBACK (apply_same_name) },
  };

  for (guint i = 0; i < G_N_ELEMENTS (changes); i++)
    g_signal_connect_object (self->preferences, changes[i].change, changes[i].apply, self,
                             G_CONNECT_SWAPPED);
  g_signal_connect_object (g_network_monitor_get_default (), "notify::network-metered",
                           G_CALLBACK (apply_metered), self, G_CONNECT_SWAPPED);
}

static void
dropoff_application_startup (GApplication *application)
{
  DropoffApplication *self = DROPOFF_APPLICATION (application);

  dropoff_ui_init ();
  G_APPLICATION_CLASS (dropoff_application_parent_class)->startup (application);
  self->settings = open_settings ();
  self->preferences = dropoff_preferences_new (self->settings);
  self->presence = dropoff_presence_new (GTK_APPLICATION (self), self->preferences);
  follow_preferences (self);
  add_actions (self);
  g_signal_connect_object (g_network_monitor_get_default (), "network-changed",
                           G_CALLBACK (on_network_changed), self, G_CONNECT_SWAPPED);
  /* Nobody may ask for a window. */
  if (g_application_get_flags (application) & G_APPLICATION_IS_SERVICE)
    start_engine (self);
}

static int
dropoff_application_handle_local_options (GApplication *application, GVariantDict *options)
{
  if (g_variant_dict_contains (options, "version"))
    {
      g_print ("Dropoff %s\n", DROPOFF_VERSION);
      return 0;
    }
  if (g_variant_dict_contains (options, "background"))
    {
      /* No window, as when the bus starts it; one that runs already goes on anyway. */
      g_application_set_flags (application, g_application_get_flags (application)
                                                | G_APPLICATION_IS_SERVICE);
      if (!g_application_register (application, NULL, NULL))
        return 0;
    }
  return -1;
}

static void
dropoff_application_dispose (GObject *object)
{
  DropoffApplication *self = DROPOFF_APPLICATION (object);

  g_clear_object (&self->engine_signals);
  g_clear_object (&self->queue_signals);
  g_clear_object (&self->engine);
  g_clear_object (&self->presence);
  g_clear_object (&self->preferences);
  g_clear_object (&self->settings);
  g_clear_pointer (&self->notice, g_free);
  g_clear_object (&self->opened);
  G_OBJECT_CLASS (dropoff_application_parent_class)->dispose (object);
}

static void
dropoff_application_class_init (DropoffApplicationClass *klass)
{
  GApplicationClass *application_class = G_APPLICATION_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = dropoff_application_dispose;
  application_class->startup = dropoff_application_startup;
  application_class->activate = dropoff_application_activate;
  application_class->open = dropoff_application_open;
  application_class->handle_local_options = dropoff_application_handle_local_options;
  GTK_APPLICATION_CLASS (klass)->window_removed = on_window_removed;
}

static void
dropoff_application_init (DropoffApplication *self)
{
  static const GOptionEntry options[] = {
    { "version", 0, 0, G_OPTION_ARG_NONE, NULL, N_ ("Show the version and exit"), NULL },
    { "background", 0, 0, G_OPTION_ARG_NONE, NULL,
      N_ ("Go on with unfinished files without a window"), NULL },
    { NULL },
  };

  g_application_add_main_option_entries (G_APPLICATION (self), options);
  g_application_set_option_context_parameter_string (G_APPLICATION (self), _ ("[FILE…]"));
  self->opened = g_list_store_new (G_TYPE_FILE);
  self->engine_signals = g_signal_group_new (DROPOFF_TYPE_ENGINE);
  g_signal_group_connect_swapped (self->engine_signals, "notify::queue",
                                  G_CALLBACK (on_queue_changed), self);
  g_signal_group_connect_swapped (self->engine_signals, "show",
                                  G_CALLBACK (g_application_activate), self);
  self->queue_signals = g_signal_group_new (DROPOFF_TYPE_UPLOAD_QUEUE);
  g_signal_group_connect_swapped (self->queue_signals, "notify::state",
                                  G_CALLBACK (on_queue_state_changed), self);
  g_signal_connect_swapped (self->queue_signals, "bind", G_CALLBACK (on_queue_state_changed),
                            self);
}

DropoffApplication *
dropoff_application_new (void)
{
  return g_object_new (DROPOFF_TYPE_APPLICATION, "application-id", DROPOFF_APP_ID, "flags",
                       G_APPLICATION_HANDLES_OPEN, "resource-base-path", RESOURCE_PATH, NULL);
}

void
dropoff_ui_init (void)
{
  /* A static library's constructors are dropped by the linker unless something names them. */
  g_resources_register (dropoff_ui_get_resource ());
  dropoff_spoken_names_mend ();
}
