/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "dropoff-in-progress-page.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#include "dropoff-asking.h"
#include "dropoff-batch-row.h"
#include "dropoff-chosen.h"
#include "dropoff-closures.h"
#include "dropoff-focus.h"
#include "dropoff-growing-list.h"
#include "dropoff-list-note-row.h"
#include "dropoff-reorder.h"
#include "dropoff-row-filler.h"
#include "dropoff-row-gestures.h"
#include "dropoff-row-selection.h"
#include "dropoff-scroll-shield.h"
#include "dropoff-steady-layout.h"
#include "dropoff-upload-row.h"
#include "dropoff-verb.h"

struct _DropoffInProgressPage
{
  GtkBox parent_instance;

  GListModel *model;
  char *company_name;
  gboolean held;
  DropoffGrowingList *shown; /* of the model; NULL while there is none */
  GtkTreeListModel *tree;   /* of what is shown */
  GtkSelectionModel *selection; /* of the tree */
  DropoffRowFiller *filler;     /* of the cards */
  DropoffAsking *asking;

  GtkStack *stack;
  GtkWidget *empty_page;
  GtkWidget *choose_button;
  DropoffOverallLine *overall;
  GtkListView *list;
};

typedef enum { PROP_MODEL = 1, PROP_COMPANY_NAME, PROP_HELD } PageProperty;

static GParamSpec *properties[PROP_HELD + 1];
static guint request_signal;
static guint move_signal;

G_DEFINE_FINAL_TYPE (DropoffInProgressPage, dropoff_in_progress_page, GTK_TYPE_BOX)

static char *
empty_text (DropoffInProgressPage *self, const char *company_name)
{
  /* Translators: %s is the company's name. A status page's description is markup. */
  return g_markup_printf_escaped (_ ("They go straight to %s."),
                                  company_name != NULL ? company_name : "");
}

/* The tree. */

static GListModel *
append_note (GListModel *model, DropoffBatch *batch)
{
  g_autoptr (DropoffListNote) note = dropoff_list_note_new (batch);
  GListStore *notes = g_list_store_new (DROPOFF_TYPE_LIST_NOTE);
  GListStore *both = g_list_store_new (G_TYPE_LIST_MODEL);

  g_list_store_append (notes, note);
  g_list_store_append (both, model);
  g_list_store_append (both, notes);
  g_object_unref (notes);
  return G_LIST_MODEL (gtk_flatten_list_model_new (G_LIST_MODEL (both)));
}

static GListModel *
create_children (gpointer item, gpointer user_data)
{
  if (!DROPOFF_IS_BATCH (item) || !dropoff_batch_get_record (item)->is_folder)
    return NULL;
  return append_note (dropoff_batch_get_shown (item), item);
}

static void
on_items_changed (DropoffInProgressPage *self)
{
  gboolean is_empty = self->model == NULL || g_list_model_get_n_items (self->model) == 0;
  gboolean is_shown_empty
      = g_strcmp0 (gtk_stack_get_visible_child_name (self->stack), "empty") == 0;
  GtkWidget *focus = dropoff_focus_find (GTK_WIDGET (self));
  gboolean had_focus;

  /* A card that has gone may have taken it along. */
  had_focus = focus != NULL ? gtk_widget_is_ancestor (focus, GTK_WIDGET (self))
                            : gtk_widget_get_mapped (GTK_WIDGET (self));
  if (is_empty == is_shown_empty)
    return;
  /* What has been dropped is there at once: fading over draws both pages again and again, just when
   * everything begins. */
  gtk_stack_set_visible_child_full (self->stack, is_empty ? "empty" : "list",
                                    is_empty ? GTK_STACK_TRANSITION_TYPE_CROSSFADE
                                             : GTK_STACK_TRANSITION_TYPE_NONE);
  if (had_focus)
    dropoff_in_progress_page_focus (self);
}

/* Rows. */

static GtkTreeListRow *
get_tree_row (DropoffBatchRow *row)
{
  return g_object_get_data (G_OBJECT (row), "tree-row");
}

static void
toggle_open (GtkTreeListRow *tree_row)
{
  if (tree_row != NULL && gtk_tree_list_row_is_expandable (tree_row))
    gtk_tree_list_row_set_expanded (tree_row, !gtk_tree_list_row_get_expanded (tree_row));
}

static guint
find_in_model (DropoffInProgressPage *self, DropoffBatch *batch)
{
  guint n_items = g_list_model_get_n_items (self->model);

  for (guint i = 0; i < n_items; i++)
    {
      g_autoptr (DropoffBatch) found = g_list_model_get_item (self->model, i);

      if (found == batch)
        return i;
    }
  return n_items;
}

/* Where the row of the card at @index is. The list is looked through and not the tree, which makes
 * an object for every row that it is asked for. */
static guint
get_row_position (DropoffInProgressPage *self, guint index)
{
  g_autoptr (GtkTreeListRow) tree_row = NULL;

  if (index >= g_list_model_get_n_items (self->model))
    return GTK_INVALID_LIST_POSITION;
  dropoff_growing_list_reach (self->shown, index);
  tree_row = gtk_tree_list_model_get_child_row (self->tree, index);
  return gtk_tree_list_row_get_position (tree_row);
}

static void
choose (DropoffInProgressPage *self, GPtrArray *batches)
{
  g_autoptr (GHashTable) wanted = g_hash_table_new (NULL, NULL);
  g_autoptr (GtkBitset) chosen = gtk_bitset_new_empty ();
  g_autoptr (GtkBitset) all
      = gtk_bitset_new_range (0, g_list_model_get_n_items (G_LIST_MODEL (self->selection)));
  guint n_items = g_list_model_get_n_items (self->model);

  for (guint i = 0; i < batches->len; i++)
    g_hash_table_add (wanted, g_ptr_array_index (batches, i));
  for (guint i = 0; i < n_items && g_hash_table_size (wanted) > 0; i++)
    {
      g_autoptr (DropoffBatch) batch = g_list_model_get_item (self->model, i);

      if (g_hash_table_remove (wanted, batch))
        gtk_bitset_add (chosen, get_row_position (self, i));
    }
  gtk_selection_model_set_selection (self->selection, chosen, all);
}

static gboolean focus_row_of (DropoffInProgressPage *self, DropoffBatch *batch, gboolean button);

/* A list forgets what was chosen and had the focus when it has moved. */
static void
find_again (DropoffInProgressPage *self, GPtrArray *batches, DropoffBatch *focused)
{
  guint position
      = self->model != NULL ? get_row_position (self, find_in_model (self, focused))
                            : GTK_INVALID_LIST_POSITION;

  if (position == GTK_INVALID_LIST_POSITION)
    return;
  /* By the list itself first: Shift goes on from there. */
  gtk_widget_activate_action (GTK_WIDGET (self->list), "list.select-item", "(ubb)", position,
                              FALSE, FALSE);
  choose (self, batches);
  gtk_widget_activate_action (GTK_WIDGET (self->list), "list.scroll-to-item", "u", position);
  dropoff_row_filler_fill (self->filler, position);
  focus_row_of (self, focused, FALSE);
}

static void
on_asked (GPtrArray *batches, DropoffBatch *batch, DropoffVerb verb, gpointer user_data)
{
  DropoffInProgressPage *self = user_data;

  g_signal_emit (self, request_signal, 0, batches, (int) verb);
  if (verb == DROPOFF_VERB_SEND_FIRST)
    find_again (self, batches, batch);
  else if (verb == DROPOFF_VERB_REMOVE)
    dropoff_focus_after_removal (self->list);
}

static void
ask (DropoffInProgressPage *self, DropoffBatchRow *row, DropoffVerb verb)
{
  g_autoptr (DropoffBatchRow) kept G_GNUC_UNUSED = g_object_ref (row);

  dropoff_asking_finish (self->asking);
  /* What was asked before may have taken the row away. */
  if (get_tree_row (row) != NULL)
    dropoff_asking_ask (self->asking, self->selection,
                        gtk_tree_list_row_get_position (get_tree_row (row)),
                        dropoff_batch_row_get_batch (row), verb);
}

/* Space is for all that are chosen, a row's own button for that row. */
static void
ask_by_key (DropoffInProgressPage *self, DropoffBatchRow *row)
{
  DropoffBatch *batch = dropoff_batch_row_get_batch (row);
  DropoffRowButton button = dropoff_state_button (dropoff_batch_get_state (batch));

  if (button != DROPOFF_ROW_BUTTON_NONE)
    ask (self, row,
         button == DROPOFF_ROW_BUTTON_PAUSE ? DROPOFF_VERB_PAUSE : DROPOFF_VERB_RESUME);
}

/* Moving */

/* before: NULL is the end of the list */
static void
move (DropoffInProgressPage *self, DropoffBatch *batch, GPtrArray *batches, DropoffBatch *before)
{
  g_signal_emit (self, move_signal, 0, batches, before);
  find_again (self, batches, batch);
}

/* (transfer full) (nullable): the first card from @position on that is not among @batches */
static DropoffBatch *
find_other (DropoffInProgressPage *self, guint position, GPtrArray *batches)
{
  g_autoptr (DropoffBatch) batch = g_list_model_get_item (self->model, position);

  while (batch != NULL && g_ptr_array_find (batches, batch, NULL))
    {
      g_object_unref (batch);
      batch = g_list_model_get_item (self->model, ++position);
    }
  return g_steal_pointer (&batch);
}

static void
on_dropped (DropoffBatch *dragged, DropoffBatch *over, gboolean after, gpointer user_data)
{
  DropoffInProgressPage *self = user_data;
  g_autoptr (GPtrArray) batches
      = dropoff_chosen_with (self->selection, dragged, DROPOFF_VERB_SEND_FIRST);
  g_autoptr (DropoffBatch) before = NULL;

  if (self->model == NULL)
    return;
  before = find_other (self, find_in_model (self, over) + (after ? 1 : 0), batches);
  move (self, dragged, batches, before);
}

static void
move_by_key (DropoffInProgressPage *self, DropoffBatchRow *row, gboolean down)
{
  g_autoptr (DropoffBatch) batch = g_object_ref (dropoff_batch_row_get_batch (row));
  g_autoptr (GPtrArray) batches
      = dropoff_chosen_with (self->selection, batch, DROPOFF_VERB_SEND_FIRST);
  guint first = find_in_model (self, g_ptr_array_index (batches, 0));
  g_autoptr (DropoffBatch) before = NULL;

  if (down)
    {
      guint last = find_in_model (self, g_ptr_array_index (batches, batches->len - 1));

      before = g_list_model_get_item (self->model, last + 2);
      if (last + 1 < g_list_model_get_n_items (self->model))
        move (self, batch, batches, before);
    }
  else if (first > 0)
    {
      before = g_list_model_get_item (self->model, first - 1);
      move (self, batch, batches, before);
    }
}

static void
on_row_request (DropoffBatchRow *row, int verb, DropoffInProgressPage *self)
{
  if (verb == DROPOFF_VERB_TOGGLE_OPEN)
    toggle_open (get_tree_row (row));
  else
    ask (self, row, (DropoffVerb) verb);
}

static void
on_expanded_changed (GtkTreeListRow *tree_row, GParamSpec *pspec, DropoffBatchRow *row)
{
  dropoff_batch_row_set_expanded (row, gtk_tree_list_row_get_expanded (tree_row));
}

static void
on_menu (GtkWidget *widget, double x, double y, gpointer user_data)
{
  DropoffInProgressPage *self = user_data;
  DropoffBatchRow *row = DROPOFF_BATCH_ROW (widget);
  guint position = gtk_tree_list_row_get_position (get_tree_row (row));

  if (!gtk_selection_model_is_selected (self->selection, position))
    gtk_widget_activate_action (GTK_WIDGET (self->list), "list.select-item", "(ubb)", position,
                                FALSE, FALSE);
  dropoff_batch_row_popup_menu_at (row, x, y);
}

static void
bind_batch (DropoffInProgressPage *self, GtkListItem *list_item, GtkTreeListRow *tree_row,
            DropoffBatch *batch)
{
  GtkWidget *child = gtk_list_item_get_child (list_item);

  if (!DROPOFF_IS_BATCH_ROW (child))
    {
      child = dropoff_batch_row_new ();
      g_signal_connect (child, "request", G_CALLBACK (on_row_request), self);
      g_object_bind_property (self, "held", child, "held", G_BINDING_SYNC_CREATE);
      gtk_list_item_set_child (list_item, child);
    }
  g_object_set_data_full (G_OBJECT (child), "tree-row", g_object_ref (tree_row),
                          g_object_unref);
  g_signal_connect_object (tree_row, "notify::expanded", G_CALLBACK (on_expanded_changed), child,
                           0);
  dropoff_batch_row_set_batch (DROPOFF_BATCH_ROW (child), batch);
  on_expanded_changed (tree_row, NULL, DROPOFF_BATCH_ROW (child));
}

static void
fill_card (GtkListItem *list_item, gpointer user_data)
{
  GtkTreeListRow *tree_row = gtk_list_item_get_item (list_item);
  g_autoptr (DropoffBatch) batch = gtk_tree_list_row_get_item (tree_row);

  bind_batch (user_data, list_item, tree_row, batch);
}

/* It keeps what it shows until it shows another: emptying it takes as long as filling it. */
static void
let_go_of_card (GtkWidget *child, gpointer user_data)
{
  GtkTreeListRow *tree_row = get_tree_row (DROPOFF_BATCH_ROW (child));

  g_signal_handlers_disconnect_by_func (tree_row, on_expanded_changed, child);
  g_object_set_data (G_OBJECT (child), "tree-row", NULL);
}

static void
on_bind (DropoffInProgressPage *self, GtkListItem *list_item)
{
  GtkTreeListRow *tree_row = gtk_list_item_get_item (list_item);
  g_autoptr (GObject) item = gtk_tree_list_row_get_item (tree_row);
  GtkWidget *child = gtk_list_item_get_child (list_item);

  /* Only what can be chosen takes the focus as a whole. */
  gtk_list_item_set_selectable (list_item, !DROPOFF_IS_LIST_NOTE (item));
  gtk_list_item_set_activatable (list_item, gtk_tree_list_row_is_expandable (tree_row));
  if (DROPOFF_IS_BATCH (item))
    {
      dropoff_row_filler_add (self->filler, list_item);
      return;
    }
  if (DROPOFF_IS_UPLOAD (item))
    {
      if (!DROPOFF_IS_UPLOAD_ROW (child))
        {
          child = dropoff_upload_row_new ();
          gtk_list_item_set_child (list_item, child);
        }
      dropoff_upload_row_set_upload (DROPOFF_UPLOAD_ROW (child), DROPOFF_UPLOAD (item));
      return;
    }
  if (!DROPOFF_IS_LIST_NOTE_ROW (child))
    {
      child = dropoff_list_note_row_new ();
      gtk_list_item_set_child (list_item, child);
    }
  dropoff_list_note_row_set_note (DROPOFF_LIST_NOTE_ROW (child), DROPOFF_LIST_NOTE (item));
}

static void
on_unbind (DropoffInProgressPage *self, GtkListItem *list_item)
{
  GtkWidget *child = gtk_list_item_get_child (list_item);

  if (!dropoff_row_filler_remove (self->filler, list_item) && DROPOFF_IS_UPLOAD_ROW (child))
    dropoff_upload_row_set_upload (DROPOFF_UPLOAD_ROW (child), NULL);
}

static void
on_list_activate (DropoffInProgressPage *self, guint position)
{
  g_autoptr (GtkTreeListRow) tree_row
      = g_list_model_get_item (G_LIST_MODEL (self->tree), position);

  toggle_open (tree_row);
}

/* Keys. */

static void
set_open (DropoffBatchRow *row, gboolean open)
{
  GtkTreeListRow *tree_row = get_tree_row (row);

  if (tree_row != NULL && gtk_tree_list_row_is_expandable (tree_row))
    gtk_tree_list_row_set_expanded (tree_row, open);
}

static gboolean
on_key_pressed (DropoffInProgressPage *self, guint keyval, guint keycode, GdkModifierType state)
{
  gboolean itself = FALSE;
  GtkWidget *focused = dropoff_row_filler_find_focused (self->filler, &itself);
  DropoffBatchRow *row = focused != NULL ? DROPOFF_BATCH_ROW (focused) : NULL;
  GdkModifierType modifiers = state & gtk_accelerator_get_default_mod_mask ();
  gboolean is_rtl = gtk_widget_get_direction (GTK_WIDGET (self)) == GTK_TEXT_DIR_RTL;

  if (row != NULL && itself && modifiers == GDK_ALT_MASK
      && (keyval == GDK_KEY_Up || keyval == GDK_KEY_Down))
    {
      move_by_key (self, row, keyval == GDK_KEY_Down);
      return GDK_EVENT_STOP;
    }
  if (row == NULL || (modifiers & ~GDK_SHIFT_MASK) != 0)
    return GDK_EVENT_PROPAGATE;
  /* On a button Space and the arrows are the button's. */
  if (!itself && keyval != GDK_KEY_Delete && keyval != GDK_KEY_KP_Delete
      && !dropoff_focus_is_menu_key (keyval, modifiers))
    return GDK_EVENT_PROPAGATE;
  if (keyval == GDK_KEY_space)
    ask_by_key (self, row);
  else if (keyval == GDK_KEY_Delete || keyval == GDK_KEY_KP_Delete)
    ask (self, row, DROPOFF_VERB_REMOVE);
  else if (dropoff_focus_is_menu_key (keyval, modifiers))
    dropoff_batch_row_popup_menu (row);
  else if (keyval == GDK_KEY_Right || keyval == GDK_KEY_KP_Right)
    set_open (row, !is_rtl);
  else if (keyval == GDK_KEY_Left || keyval == GDK_KEY_KP_Left)
    set_open (row, is_rtl);
  else
    return GDK_EVENT_PROPAGATE;
  return GDK_EVENT_STOP;
}

static void
dropoff_in_progress_page_get_property (GObject *object, guint id, GValue *value,
                                       GParamSpec *pspec)
{
  DropoffInProgressPage *self = DROPOFF_IN_PROGRESS_PAGE (object);

  switch ((PageProperty) id)
    {
    case PROP_MODEL:
      g_value_set_object (value, self->model);
      break;
    case PROP_COMPANY_NAME:
      g_value_set_string (value, self->company_name);
      break;
    case PROP_HELD:
      g_value_set_boolean (value, self->held);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
dropoff_in_progress_page_set_property (GObject *object, guint id, const GValue *value,
                                       GParamSpec *pspec)
{
  DropoffInProgressPage *self = DROPOFF_IN_PROGRESS_PAGE (object);

  switch ((PageProperty) id)
    {
    case PROP_MODEL:
      dropoff_in_progress_page_set_model (self, g_value_get_object (value));
      break;
    case PROP_COMPANY_NAME:
      g_free (self->company_name);
      self->company_name = g_value_dup_string (value);
      break;
    case PROP_HELD:
      self->held = g_value_get_boolean (value);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
dropoff_in_progress_page_dispose (GObject *object)
{
  DropoffInProgressPage *self = DROPOFF_IN_PROGRESS_PAGE (object);

  if (self->list != NULL)
    dropoff_in_progress_page_set_model (self, NULL);
  g_clear_pointer (&self->asking, dropoff_asking_free);
  g_clear_pointer (&self->filler, dropoff_row_filler_free);
  self->list = NULL;
  G_OBJECT_CLASS (dropoff_in_progress_page_parent_class)->dispose (object);
}

static void
dropoff_in_progress_page_finalize (GObject *object)
{
  DropoffInProgressPage *self = DROPOFF_IN_PROGRESS_PAGE (object);

  g_clear_pointer (&self->company_name, g_free);
  G_OBJECT_CLASS (dropoff_in_progress_page_parent_class)->finalize (object);
}

static void
dropoff_in_progress_page_class_init (DropoffInProgressPageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = dropoff_in_progress_page_get_property;
  object_class->set_property = dropoff_in_progress_page_set_property;
  object_class->dispose = dropoff_in_progress_page_dispose;
  object_class->finalize = dropoff_in_progress_page_finalize;

  properties[PROP_MODEL] = g_param_spec_object (
      "model", NULL, NULL, G_TYPE_LIST_MODEL,
      G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  properties[PROP_COMPANY_NAME] = g_param_spec_string ("company-name", NULL, NULL, NULL,
                                                       G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  properties[PROP_HELD] = g_param_spec_boolean ("held", NULL, NULL, FALSE,
                                                G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);
  request_signal = g_signal_new ("request", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                 NULL, NULL, G_TYPE_NONE, 2, G_TYPE_PTR_ARRAY, G_TYPE_INT);
  move_signal
      = g_signal_new ("move", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                      G_TYPE_NONE, 2, G_TYPE_PTR_ARRAY, DROPOFF_TYPE_BATCH);

  g_type_ensure (DROPOFF_TYPE_OVERALL_LINE);
  g_type_ensure (DROPOFF_TYPE_STEADY_LAYOUT);
  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/dropoff/Dropoff/dropoff-in-progress-page.ui");
  gtk_widget_class_bind_template_child (widget_class, DropoffInProgressPage, stack);
  gtk_widget_class_bind_template_child (widget_class, DropoffInProgressPage, empty_page);
  gtk_widget_class_bind_template_child (widget_class, DropoffInProgressPage, choose_button);
  gtk_widget_class_bind_template_child (widget_class, DropoffInProgressPage, overall);
  gtk_widget_class_bind_template_child (widget_class, DropoffInProgressPage, list);
  gtk_widget_class_bind_template_callback (widget_class, empty_text);
  gtk_widget_class_bind_template_callback (widget_class, on_list_activate);
}

static void
dropoff_in_progress_page_init (DropoffInProgressPage *self)
{
  g_autoptr (GtkListItemFactory) factory = gtk_signal_list_item_factory_new ();
  GtkEventController *keys = gtk_event_controller_key_new ();

  gtk_widget_init_template (GTK_WIDGET (self));
  self->filler = dropoff_row_filler_new (GTK_WIDGET (self->list), DROPOFF_TYPE_BATCH_ROW,
                                         fill_card, let_go_of_card, self);
  self->asking = dropoff_asking_new (on_asked, self);
  g_signal_connect_swapped (factory, "bind", G_CALLBACK (on_bind), self);
  g_signal_connect_swapped (factory, "unbind", G_CALLBACK (on_unbind), self);
  gtk_list_view_set_factory (self->list, factory);
  dropoff_focus_rows_first (self->list);
  /* Before the list's own bindings, which would take Space and the arrows. */
  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect_swapped (keys, "key-pressed", G_CALLBACK (on_key_pressed), self);
  gtk_widget_add_controller (GTK_WIDGET (self->list), keys);
  dropoff_row_gestures_add_menu (GTK_WIDGET (self->list), DROPOFF_TYPE_BATCH_ROW, on_menu, self);
  dropoff_reorder_add_target (GTK_WIDGET (self->list), on_dropped, self);
  dropoff_scroll_shield_add (GTK_WIDGET (self->list));
}

DropoffOverallLine *
dropoff_in_progress_page_get_overall (DropoffInProgressPage *self)
{
  g_return_val_if_fail (DROPOFF_IS_IN_PROGRESS_PAGE (self), NULL);

  return self->overall;
}

/* The rows that there were are not in sight any more, whatever comes instead. */
static void
let_go_of_list (DropoffInProgressPage *self)
{
  dropoff_asking_forget (self->asking);
  gtk_list_view_set_model (self->list, NULL);
  g_clear_object (&self->selection);
  if (self->shown != NULL)
    dropoff_growing_list_wither (self->shown, g_steal_pointer (&self->tree));
  g_clear_object (&self->shown);
}

/* shown: (transfer full) */
static void
show_list (DropoffInProgressPage *self, DropoffGrowingList *shown)
{
  self->shown = shown;
  self->tree = gtk_tree_list_model_new (append_note (G_LIST_MODEL (shown), NULL), FALSE, FALSE,
                                        create_children, NULL, NULL);
  self->selection = dropoff_row_selection_new (G_LIST_MODEL (self->tree));
  gtk_list_view_set_model (self->list, self->selection);
}

void
dropoff_in_progress_page_set_model (DropoffInProgressPage *self, GListModel *model)
{
  g_return_if_fail (DROPOFF_IS_IN_PROGRESS_PAGE (self));

  if (self->model == model)
    return;
  if (self->model != NULL)
    g_signal_handlers_disconnect_by_func (self->model, on_items_changed, self);
  let_go_of_list (self);
  g_set_object (&self->model, model);
  if (model != NULL)
    {
      show_list (self, dropoff_growing_list_new (model));
      g_signal_connect_swapped (model, "items-changed", G_CALLBACK (on_items_changed), self);
    }
  on_items_changed (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_MODEL]);
}

/* button: the button that it needs; else the card as a whole */
static gboolean
focus_row_of (DropoffInProgressPage *self, DropoffBatch *batch, gboolean button)
{
  for (GtkWidget *item = gtk_widget_get_first_child (GTK_WIDGET (self->list)); item != NULL;
       item = gtk_widget_get_next_sibling (item))
    {
      GtkWidget *row = gtk_widget_get_first_child (item);

      if (!DROPOFF_IS_BATCH_ROW (row) || get_tree_row (DROPOFF_BATCH_ROW (row)) == NULL
          || dropoff_batch_row_get_batch (DROPOFF_BATCH_ROW (row)) != batch)
        continue;
      if (button)
        dropoff_batch_row_focus_button (DROPOFF_BATCH_ROW (row));
      else
        gtk_widget_grab_focus (item);
      return TRUE;
    }
  return FALSE;
}

/* The index of the first card that needs the person; the number of cards if there is none. */
static guint
find_trouble (DropoffInProgressPage *self)
{
  guint n_items = g_list_model_get_n_items (self->model);

  for (guint i = 0; i < n_items; i++)
    {
      g_autoptr (DropoffBatch) batch = g_list_model_get_item (self->model, i);

      if (dropoff_batch_get_n_failed (batch) > 0)
        return i;
    }
  return n_items;
}

void
dropoff_in_progress_page_show_trouble (DropoffInProgressPage *self)
{
  g_autoptr (DropoffBatch) batch = NULL;
  guint index;
  guint position;

  g_return_if_fail (DROPOFF_IS_IN_PROGRESS_PAGE (self));

  if (self->model == NULL)
    return;
  index = find_trouble (self);
  batch = g_list_model_get_item (self->model, index);
  if (batch == NULL)
    return;
  position = get_row_position (self, index);
  gtk_widget_activate_action (GTK_WIDGET (self->list), "list.scroll-to-item", "u", position);
  dropoff_row_filler_fill (self->filler, position);
  focus_row_of (self, batch, TRUE);
}

void
dropoff_in_progress_page_focus_batch (DropoffInProgressPage *self, DropoffBatch *batch)
{
  guint position;

  g_return_if_fail (DROPOFF_IS_IN_PROGRESS_PAGE (self));

  position = self->model != NULL ? get_row_position (self, find_in_model (self, batch))
                                 : GTK_INVALID_LIST_POSITION;
  if (position == GTK_INVALID_LIST_POSITION)
    return;
  gtk_widget_activate_action (GTK_WIDGET (self->list), "list.scroll-to-item", "u", position);
  dropoff_row_filler_fill (self->filler, position);
  focus_row_of (self, batch, FALSE);
}

void
dropoff_in_progress_page_set_compact (DropoffInProgressPage *self, gboolean compact)
{
  g_return_if_fail (DROPOFF_IS_IN_PROGRESS_PAGE (self));

  if (compact)
    gtk_widget_add_css_class (self->empty_page, "compact");
  else
    gtk_widget_remove_css_class (self->empty_page, "compact");
}

char *
dropoff_in_progress_page_dup_part_arrived (DropoffInProgressPage *self)
{
  guint n_items;
  guint n_arrived = 0;
  guint n_files = 0;

  g_return_val_if_fail (DROPOFF_IS_IN_PROGRESS_PAGE (self), NULL);

  n_items = self->model != NULL ? g_list_model_get_n_items (self->model) : 0;
  for (guint i = 0; i < n_items; i++)
    {
      g_autoptr (DropoffBatch) batch = g_list_model_get_item (self->model, i);
      guint n_done = dropoff_batch_get_n_in_state (batch, DROPOFF_UPLOAD_DONE);

      if (n_done == 0)
        continue;
      n_arrived += n_done;
      n_files += dropoff_batch_get_record (batch)->n_files;
    }
  return n_arrived > 0 ? dropoff_text_files_of (n_arrived, n_files) : NULL;
}

void
dropoff_in_progress_page_focus (DropoffInProgressPage *self)
{
  g_return_if_fail (DROPOFF_IS_IN_PROGRESS_PAGE (self));

  if (g_str_equal (gtk_stack_get_visible_child_name (self->stack), "empty"))
    gtk_widget_grab_focus (self->choose_button);
  else
    dropoff_focus_list (self->list);
}

void
dropoff_in_progress_page_set_open (DropoffInProgressPage *self, guint index, gboolean open)
{
  g_autoptr (GtkTreeListRow) tree_row = NULL;

  g_return_if_fail (DROPOFF_IS_IN_PROGRESS_PAGE (self));

  if (self->model == NULL || index >= g_list_model_get_n_items (self->model))
    return;
  dropoff_growing_list_reach (self->shown, index);
  tree_row = gtk_tree_list_model_get_child_row (self->tree, index);
  gtk_tree_list_row_set_expanded (tree_row, open);
}

void
dropoff_in_progress_page_expect_changes (DropoffInProgressPage *self)
{
  g_return_if_fail (DROPOFF_IS_IN_PROGRESS_PAGE (self));

  if (self->model == NULL)
    return;
  let_go_of_list (self);
  show_list (self, dropoff_growing_list_new_later (self->model));
}

void
dropoff_in_progress_page_finish_asking (DropoffInProgressPage *self)
{
  g_return_if_fail (DROPOFF_IS_IN_PROGRESS_PAGE (self));

  dropoff_asking_finish (self->asking);
}
