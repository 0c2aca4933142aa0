/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "dropoff-window.h"

#include "dropoff-browser-page.h"
#include "dropoff-closures.h"
#include "dropoff-company-page.h"
#include "dropoff-key-page.h"
#include "dropoff-sign-in-page.h"
#include "dropoff-start-page.h"
#include "dropoff-window-private.h"

typedef enum { PROP_NARROW = 1 } WindowProperty;

static GParamSpec *properties[PROP_NARROW + 1];
static guint drawn_signal;

G_DEFINE_FINAL_TYPE (DropoffWindow, dropoff_window, ADW_TYPE_APPLICATION_WINDOW)

/* The layout. */

static double
get_text_scale (DropoffWindow *self)
{
  int dpi = -1; /* in 1/1024 */

  g_object_get (gtk_widget_get_settings (GTK_WIDGET (self)), "gtk-xft-dpi", &dpi, NULL);
  return dpi > 0 ? dpi / 1024.0 / 96.0 : 1;
}

static void
update_narrow (DropoffWindow *self, int width_px)
{
  gboolean narrow = dropoff_is_narrow (width_px, get_text_scale (self));

  if (narrow == self->narrow)
    return;
  self->narrow = narrow;
  if (narrow)
    gtk_widget_remove_css_class (GTK_WIDGET (self), "wide");
  else
    gtk_widget_add_css_class (GTK_WIDGET (self), "wide");
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_NARROW]);
}

static gboolean
on_narrow_idle (gpointer user_data)
{
  DropoffWindow *self = user_data;

  self->narrow_idle = 0;
  update_narrow (self, gtk_widget_get_width (GTK_WIDGET (self)));
  return G_SOURCE_REMOVE;
}

/* Widgets must not come and go in the middle of an allocation, so it is looked at right after. */
static void
dropoff_window_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  DropoffWindow *self = DROPOFF_WINDOW (widget);

  GTK_WIDGET_CLASS (dropoff_window_parent_class)->size_allocate (widget, width, height, baseline);
  if (self->narrow_idle == 0
      && dropoff_is_narrow (width, get_text_scale (self)) != self->narrow)
    self->narrow_idle = g_idle_add_full (G_PRIORITY_HIGH, on_narrow_idle, self, NULL);
}

/* The keyboard. */

static gboolean
on_focus_idle (gpointer user_data)
{
  DropoffWindow *self = user_data;

  self->focus_idle = 0;
  if (gtk_window_get_focus (GTK_WINDOW (self)) == NULL
      && gtk_widget_get_mapped (GTK_WIDGET (self->main_view)))
    dropoff_main_view_focus_list (self->main_view);
  return G_SOURCE_REMOVE;
}

/* A row that is made anew, or goes, takes the focus along: GTK leaves it nowhere. */
static void
on_focus_changed (DropoffWindow *self)
{
  if (gtk_window_get_focus (GTK_WINDOW (self)) == NULL && self->focus_idle == 0
      && !gtk_widget_in_destruction (GTK_WIDGET (self)))
    self->focus_idle = g_idle_add (on_focus_idle, self);
}

/* Pages. */

static const char *
choose_page (DropoffWindow *self)
{
  DropoffAccountState state = dropoff_window_get_account_state (self);

  if (self->engine == NULL)
    return DROPOFF_WINDOW_LOADING;
  if (self->candidate != NULL)
    return DROPOFF_PAGE_COMPANY;
  if (self->choosing_company || dropoff_engine_get_connection (self->engine) == NULL)
    return DROPOFF_PAGE_START;
  if ((state == DROPOFF_ACCOUNT_SIGNED_IN || state == DROPOFF_ACCOUNT_LAPSED)
      && !self->signing_in_again)
    return DROPOFF_WINDOW_MAIN;
  if (dropoff_window_asks_key (self))
    return DROPOFF_PAGE_KEY;
  if (dropoff_browser_flow_asks (self->browser_flow))
    return DROPOFF_PAGE_BROWSER;
  return dropoff_sign_in_flow_get_page (self->flow);
}

static void
begin_page (DropoffWindow *self, gpointer page)
{
  if (DROPOFF_IS_START_PAGE (page))
    dropoff_start_page_begin (page);
  else if (DROPOFF_IS_COMPANY_PAGE (page))
    dropoff_company_page_begin (page);
  else if (DROPOFF_IS_KEY_PAGE (page))
    dropoff_key_page_begin (page);
  else if (DROPOFF_IS_BROWSER_PAGE (page))
    dropoff_browser_page_begin (page);
  else if (DROPOFF_IS_SIGN_IN_PAGE (page))
    dropoff_sign_in_flow_begin (self->flow);
  else if (DROPOFF_IS_MAIN_VIEW (page))
    dropoff_main_view_focus_list (self->main_view);
}

/* Makes the page if it was never shown. */
static GtkWidget *
get_page (DropoffWindow *self, const char *name)
{
  GtkWidget *child = gtk_stack_get_child_by_name (self->stack, name);

  if (child == GTK_WIDGET (self->main_place))
    return GTK_WIDGET (self->main_view);
  return ADW_IS_BIN (child) ? dropoff_pages_get (self->pages, name) : child;
}

/* What is there from the beginning does not slide in. */
static void
turn_to_page (DropoffWindow *self, const char *name)
{
  gtk_stack_set_visible_child_full (self->stack, name,
                                    dropoff_window_shows (self, DROPOFF_WINDOW_LOADING)
                                        ? GTK_STACK_TRANSITION_TYPE_NONE
                                        : GTK_STACK_TRANSITION_TYPE_SLIDE_LEFT_RIGHT);
}

/* The first page of all can be left only if there is another. */
static void
update_start_page (DropoffWindow *self)
{
  GObject *page = dropoff_pages_peek (self->pages, DROPOFF_PAGE_START);

  if (page != NULL)
    g_object_set (page, "can-go-back",
                  self->engine != NULL && dropoff_engine_get_connection (self->engine) != NULL,
                  NULL);
}

gboolean
dropoff_window_shows (DropoffWindow *self, const char *page)
{
  return g_strcmp0 (gtk_stack_get_visible_child_name (self->stack), page) == 0;
}

void
dropoff_window_update_page (DropoffWindow *self)
{
  const char *name = choose_page (self);
  GtkWidget *page = get_page (self, name);

  dropoff_window_update_banner (self);
  update_start_page (self);
  if (!dropoff_window_shows (self, name))
    {
      turn_to_page (self, name);
      /* Before the focus: a button whose action is off does not take it. */
      dropoff_window_update_actions (self);
      begin_page (self, page);
    }
  dropoff_window_update_actions (self);
  dropoff_window_update_form (self);
  dropoff_window_send_pending (self);
}

gboolean
dropoff_window_is_ready_to_send (DropoffWindow *self)
{
  return dropoff_window_get_queue (self) != NULL
         && dropoff_window_shows (self, DROPOFF_WINDOW_MAIN);
}

void
dropoff_window_leave_sign_in (DropoffWindow *self)
{
  if (self->signing_in_again)
    self->signing_in_again = FALSE;
  else
    self->choosing_company = TRUE;
  dropoff_window_update_page (self);
}

/* Somebody signed in; whoever did so ahead of time never was signed out. */
static void
on_flow_done (DropoffWindow *self)
{
  self->signing_in_again = FALSE;
  dropoff_window_update_page (self);
}

static void
on_browser_opened (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (DropoffWindow) self = user_data;
  g_autoptr (GError) error = NULL;

  if (gtk_show_uri_full_finish (GTK_WINDOW (source), result, &error) || self->engine == NULL)
    return;
  g_message ("no browser: %s", error->message);
  dropoff_browser_flow_not_opened (self->browser_flow);
}

static void
on_browser_open (DropoffWindow *self, const char *address)
{
  gtk_show_uri_full (GTK_WINDOW (self), address, GDK_CURRENT_TIME, self->cancellable,
                     on_browser_opened, g_object_ref (self));
}

static void
on_flow_help (DropoffWindow *self, const char *uri)
{
  gtk_show_uri (GTK_WINDOW (self), uri, GDK_CURRENT_TIME);
}

/* What the window is for. */

static void
init_flows (DropoffWindow *self)
{
  self->pages = dropoff_pages_new (self->stack);
  self->flow = dropoff_sign_in_flow_new (self->pages);
  dropoff_pages_connect (self->pages, DROPOFF_PAGE_SIGN_IN,
                         G_CALLBACK (dropoff_window_describe_company), self);
  g_signal_connect_object (self->flow, "done", G_CALLBACK (on_flow_done), self,
                           G_CONNECT_SWAPPED);
  dropoff_window_init_key (self);
  self->browser_flow = dropoff_browser_flow_new (self->pages);
  g_signal_connect_object (self->browser_flow, "changed",
                           G_CALLBACK (dropoff_window_update_page), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->browser_flow, "done", G_CALLBACK (on_flow_done), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->browser_flow, "left",
                           G_CALLBACK (dropoff_window_leave_sign_in), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->browser_flow, "open", G_CALLBACK (on_browser_open), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->flow, "changed", G_CALLBACK (dropoff_window_update_page), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->flow, "left", G_CALLBACK (dropoff_window_leave_sign_in), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->flow, "help", G_CALLBACK (on_flow_help), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->flow, "browser", G_CALLBACK (dropoff_browser_flow_choose),
                           self->browser_flow, G_CONNECT_SWAPPED);
}

static void
init_main_view (DropoffWindow *self)
{
  self->main_view = g_object_ref_sink (g_object_new (DROPOFF_TYPE_MAIN_VIEW, NULL));
  g_object_bind_property (self, "narrow", self->main_view, "narrow", G_BINDING_SYNC_CREATE);
  adw_bin_set_child (self->main_place, GTK_WIDGET (self->main_view));
  self->drop_overlay = g_object_ref_sink (g_object_new (DROPOFF_TYPE_DROP_OVERLAY, NULL));
  gtk_overlay_add_overlay (self->overlay, GTK_WIDGET (self->drop_overlay));
}

void
dropoff_window_emit_drawn (DropoffWindow *self)
{
  g_signal_emit (self, drawn_signal, 0);
}

void
dropoff_window_fill (DropoffWindow *self)
{
  if (self->main_view != NULL)
    return;
  init_flows (self);
  init_main_view (self);
  g_signal_connect (self, "notify::focus-widget", G_CALLBACK (on_focus_changed), NULL);
  dropoff_window_init_engine (self);
  dropoff_window_init_banner (self);
  dropoff_window_init_announce (self);
  dropoff_window_init_actions (self);
  dropoff_window_init_connect (self);
  dropoff_window_init_list (self);
}

static void
dropoff_window_realize (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (dropoff_window_parent_class)->realize (widget);
  dropoff_window_await_first_frame (DROPOFF_WINDOW (widget));
}

/* The clock goes with what it drives, and who listens to it with it. */
static void
dropoff_window_unrealize (GtkWidget *widget)
{
  dropoff_window_forget_first_frames (DROPOFF_WINDOW (widget));
  GTK_WIDGET_CLASS (dropoff_window_parent_class)->unrealize (widget);
}

static void
dropoff_window_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  DropoffWindow *self = DROPOFF_WINDOW (object);

  switch ((WindowProperty) id)
    {
    case PROP_NARROW:
      g_value_set_boolean (value, self->narrow);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
dropoff_window_dispose (GObject *object)
{
  DropoffWindow *self = DROPOFF_WINDOW (object);

  if (self->engine != NULL)
    dropoff_window_finish_removals (self);
  dropoff_window_leave_forms (self);
  g_cancellable_cancel (self->cancellable);
  g_clear_handle_id (&self->narrow_idle, g_source_remove);
  g_clear_handle_id (&self->focus_idle, g_source_remove);
  g_clear_pointer (&self->toasts, dropoff_toast_line_free);
  g_clear_object (&self->coming_engine);
  g_clear_object (&self->engine_signals);
  g_clear_object (&self->account_signals);
  g_clear_object (&self->queue_signals);
  g_clear_object (&self->account_bindings);
  g_clear_object (&self->queue_overall_bindings);
  g_clear_object (&self->queue_view_bindings);
  /* A step that is under way may end later, and finds no page then. */
  if (self->flow != NULL)
    dropoff_sign_in_flow_set_account (self->flow, NULL);
  if (self->browser_flow != NULL)
    dropoff_browser_flow_set_account (self->browser_flow, NULL);
  g_clear_object (&self->flow);
  g_clear_object (&self->browser_flow);
  g_clear_object (&self->pages);
  g_clear_object (&self->candidate);
  g_clear_object (&self->engine);
  G_OBJECT_CLASS (dropoff_window_parent_class)->dispose (object);
}

static void
dropoff_window_finalize (GObject *object)
{
  DropoffWindow *self = DROPOFF_WINDOW (object);

  g_clear_object (&self->main_view);
  g_clear_object (&self->drop_overlay);
  g_clear_object (&self->cancellable);
  g_clear_pointer (&self->pending_files, g_ptr_array_unref);
  g_clear_pointer (&self->early_keys, g_ptr_array_unref);
  g_clear_pointer (&self->removed, g_ptr_array_unref);
  g_clear_pointer (&self->form_draft, dropoff_details_free);
  g_clear_pointer (&self->spoken_faults, dropoff_spoken_faults_free);
  g_clear_weak_pointer (&self->done_toast);
  g_clear_weak_pointer (&self->removal_toast);
  g_clear_weak_pointer (&self->form_toast);
  G_OBJECT_CLASS (dropoff_window_parent_class)->finalize (object);
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/dropoff/Dropoff/dropoff-window.ui");
  gtk_widget_class_bind_template_child (widget_class, DropoffWindow, stack);
  gtk_widget_class_bind_template_child (widget_class, DropoffWindow, page_toasts);
  gtk_widget_class_bind_template_child (widget_class, DropoffWindow, overlay);
  gtk_widget_class_bind_template_child (widget_class, DropoffWindow, main_place);
  gtk_widget_class_bind_template_child (widget_class, DropoffWindow, loading_header);
}

static void
dropoff_window_class_init (DropoffWindowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = dropoff_window_get_property;
  object_class->dispose = dropoff_window_dispose;
  object_class->finalize = dropoff_window_finalize;
  widget_class->realize = dropoff_window_realize;
  widget_class->unrealize = dropoff_window_unrealize;
  widget_class->size_allocate = dropoff_window_size_allocate;

  properties[PROP_NARROW]
      = g_param_spec_boolean ("narrow", NULL, NULL, FALSE,
                              G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);

  drawn_signal = g_signal_new ("drawn", DROPOFF_TYPE_WINDOW, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                               NULL, G_TYPE_NONE, 0);

  bind_template (widget_class);
}

static void
dropoff_window_init (DropoffWindow *self)
{
  dropoff_window_init_toasts (self);
  self->cancellable = g_cancellable_new ();
  self->pending_files = g_ptr_array_new_with_free_func (g_object_unref);
  self->removed = g_ptr_array_new_with_free_func (g_object_unref);
  self->early_keys = g_ptr_array_new_with_free_func ((GDestroyNotify) gdk_event_unref);
  gtk_widget_init_template (GTK_WIDGET (self));
  dropoff_window_init_begin (self);
  dropoff_window_init_send (self);
}

DropoffWindow *
dropoff_window_new (GtkApplication *application)
{
  return g_object_new (DROPOFF_TYPE_WINDOW, "application", application, NULL);
}

void
dropoff_window_open (DropoffWindow *self, GListModel *files)
{
  g_autoptr (GPtrArray) array = g_ptr_array_new_with_free_func (g_object_unref);

  g_return_if_fail (DROPOFF_IS_WINDOW (self));

  for (guint i = 0; i < g_list_model_get_n_items (files); i++)
    g_ptr_array_add (array, g_list_model_get_item (files, i));
  dropoff_window_take_files (self, array, TRUE);
}

DropoffMainView *
dropoff_window_get_main_view (DropoffWindow *self)
{
  g_return_val_if_fail (DROPOFF_IS_WINDOW (self), NULL);

  dropoff_window_fill (self);
  return self->main_view;
}

GtkWidget *
dropoff_window_show_page (DropoffWindow *self, const char *name)
{
  g_return_val_if_fail (DROPOFF_IS_WINDOW (self), NULL);

  dropoff_window_fill (self);
  gtk_stack_set_visible_child_name (self->stack, name);
  return get_page (self, name);
}

void
dropoff_window_show_overlay (DropoffWindow *self)
{
  g_return_if_fail (DROPOFF_IS_WINDOW (self));

  dropoff_window_fill (self);
  g_object_set (self->drop_overlay, "active", TRUE, NULL);
}
