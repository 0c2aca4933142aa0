/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "dropoff-browser-flow.h"
#include "dropoff-drop-overlay.h"
#include "dropoff-milestone.h"
#include "dropoff-pages.h"
#include "dropoff-sign-in-flow.h"
#include "dropoff-sign-in-page.h"
#include "dropoff-spoken-faults.h"
#include "dropoff-toast-line.h"
#include "dropoff-verb.h"
#include "dropoff-window.h"

G_BEGIN_DECLS

/* The page of a window whose engine does not run yet. */
#define DROPOFF_WINDOW_LOADING "loading"

/* The page with the lists. */
#define DROPOFF_WINDOW_MAIN "main"

/*
 * The window in parts: dropoff-window.c (layout and pages), -begin.c (until it is filled),
 * -engine.c (what the engine has), -connect.c (which company), -send.c (dropping, choosing,
 * pasting), -details.c (what the company asks with files), -list.c (what rows ask), -actions.c
 * (menu and keys), -banner.c (states that last), -toasts.c and -announce.c (what is told as it
 * happens).
 */

struct _DropoffWindow
{
  AdwApplicationWindow parent_instance;

  DropoffEngine *engine;
  gboolean narrow;
  guint narrow_idle;
  guint focus_idle;
  GCancellable *cancellable; /* ends what the window asked for, with the window */

  /* The beginning */
  GdkFrameClock *first_frames;  /* nullable; owned while they are waited for */
  gulong after_paint_id;        /* on them */
  guint drawn_source;           /* one of them has been drawn */
  gboolean is_drawn;            /* the first one has */
  DropoffEngine *coming_engine; /* nullable; waits for that */
  GPtrArray *early_keys;        /* of GdkEvent: pressed before the engine came */

  /* What the person is doing */
  gboolean choosing_company;    /* the start or company page is shown though there is one */
  gboolean finding_company;     /* what was typed or opened is looked at, or is being taken */
  gboolean signing_in_again;    /* the sign-in pages are shown though there are lists */
  DropoffMilestone milestone;   /* the last one that was spoken */
  DropoffSpokenFaults *spoken_faults;
  AdwToast *done_toast;         /* nullable, weak */
  gint64 newest_sent;           /* the row of the newest in Sent when it began, 0 = none */
  gboolean session_only_seen;   /* the banner about the keyring has been put away */
  DropoffConnection *candidate; /* read, not yet accepted */
  GPtrArray *pending_files;     /* of GFile: opened before the engine ran or the person signed in */
  GPtrArray *removed;           /* of DropoffBatch: Undo is offered */
  AdwToast *removal_toast;      /* nullable, weak */
  DropoffBatch *awaited;        /* nullable; owned: has the focus when it is back */
  GListModel *awaited_in;       /* owned: where it comes back */

  /* What the company asks */
  DropoffUploadQueue *form_queue; /* nullable; owned: the queue that asks */
  gint64 form;                    /* the one that is shown, 0 = none */
  GtkWidget *form_dialog;         /* nullable; shown for it */
  guint form_timer;
  gint64 cancelled_form;      /* Undo is offered, 0 = none */
  AdwToast *form_toast;       /* nullable, weak */
  DropoffDetails *form_draft; /* nullable; what the cancelled one had */
  gint64 drafted_form;        /* which one that was */

  /* Bound to what the engine has */
  GSignalGroup *engine_signals;
  GSignalGroup *account_signals;
  GSignalGroup *queue_signals;
  GBindingGroup *account_bindings;
  GBindingGroup *queue_overall_bindings;
  GBindingGroup *queue_view_bindings;
  DropoffSignInFlow *flow;
  DropoffBrowserFlow *browser_flow;

  GtkStack *stack;     /* of the loading page, those below and the main view */
  DropoffPages *pages; /* that ask something */
  AdwToastOverlay *page_toasts;
  DropoffToastLine *toasts; /* nullable once it is disposed of */
  GtkOverlay *overlay;
  AdwBin *main_place;
  AdwHeaderBar *loading_header;
  /* Owned; NULL until the window is filled */
  DropoffDropOverlay *drop_overlay;
  DropoffMainView *main_view;
};

/**
 * dropoff_window_fill:
 * @self: a window
 *
 * Makes what the window is for, if that has not been done: after the first frame, or when somebody
 * needs it sooner.
 */
void dropoff_window_fill (DropoffWindow *self);

/**
 * dropoff_window_init_begin:
 * @self: a window
 *
 * Keeps the keys that nobody takes before there is an engine.
 */
void dropoff_window_init_begin (DropoffWindow *self);

/**
 * dropoff_window_await_first_frame:
 * @self: a window that has just been realized
 *
 * Fills the window when its first frame is drawn, and shows the engine that came meanwhile.
 */
void dropoff_window_await_first_frame (DropoffWindow *self);

/**
 * dropoff_window_forget_first_frames:
 * @self: a window
 *
 * Listens to its frames no longer.
 */
void dropoff_window_forget_first_frames (DropoffWindow *self);

/**
 * dropoff_window_emit_drawn:
 * @self: a window
 *
 * Tells that its first frame is drawn, or waited for long enough.
 */
void dropoff_window_emit_drawn (DropoffWindow *self);

/**
 * dropoff_window_is_beginning:
 * @self: a window
 *
 * Returns: whether its first frame is still to be drawn.
 */
gboolean dropoff_window_is_beginning (DropoffWindow *self);

/**
 * dropoff_window_give_keys:
 * @self: a window that shows what its engine has
 *
 * Presses the keys again that were kept.
 */
void dropoff_window_give_keys (DropoffWindow *self);

/**
 * dropoff_window_init_engine:
 * @self: a window that is being filled
 *
 * Makes the pages follow what the engine will have.
 */
void dropoff_window_init_engine (DropoffWindow *self);

/**
 * dropoff_window_get_account_state:
 * @self: a window
 *
 * Returns: that of the current account; signed out when there is none.
 */
DropoffAccountState dropoff_window_get_account_state (DropoffWindow *self);

/**
 * dropoff_window_describe_company:
 * @self: a window
 * @page: the page that asks for a password
 *
 * Says on it what its company says of it.
 */
void dropoff_window_describe_company (DropoffWindow *self, DropoffSignInPage *page);

/**
 * dropoff_window_update_page:
 * @self: a window
 *
 * Shows the page that follows from engine, account and what the person is doing.
 */
void dropoff_window_update_page (DropoffWindow *self);

/**
 * dropoff_window_is_ready_to_send:
 * @self: a window
 *
 * Returns: whether dropped files would be taken now.
 */
gboolean dropoff_window_is_ready_to_send (DropoffWindow *self);

/**
 * dropoff_window_shows:
 * @self: a window
 * @page: the name of one of its pages
 *
 * Returns: whether this is the page that is shown.
 */
gboolean dropoff_window_shows (DropoffWindow *self, const char *page);

/**
 * dropoff_window_get_queue:
 * @self: a window
 *
 * Returns: (transfer none) (nullable): the current connection's queue.
 */
DropoffUploadQueue *dropoff_window_get_queue (DropoffWindow *self);

/**
 * dropoff_window_init_connect:
 * @self: a window
 *
 * Connects the pages that ask which company.
 */
void dropoff_window_init_connect (DropoffWindow *self);

/**
 * dropoff_window_use_company:
 * @self: a window
 * @id: the id of a connection that this computer knows
 *
 * Sends to that company from now on. What is unfinished for the one before waits, and the person
 * is told so.
 */
void dropoff_window_use_company (DropoffWindow *self, const char *id);

/**
 * dropoff_window_update_companies:
 * @self: a window
 *
 * Lists the known companies in the company menu, the current one marked.
 */
void dropoff_window_update_companies (DropoffWindow *self);

/**
 * dropoff_window_open_connection:
 * @self: a window
 * @file: a connection file or dropoff: link
 *
 * Reads it and asks the person.
 */
void dropoff_window_open_connection (DropoffWindow *self, GFile *file);

/**
 * dropoff_window_init_send:
 * @self: a window
 *
 * Makes the window a drop target.
 */
void dropoff_window_init_send (DropoffWindow *self);

/**
 * dropoff_window_send_files:
 * @self: a window, ready to send
 * @files: (element-type GFile): what to send
 * @again: also what was sent before and has not changed
 *
 * Hands the files to the queue; what is not taken is shown in one list, and what is left out
 * because it has been sent is told.
 */
void dropoff_window_send_files (DropoffWindow *self, GPtrArray *files, gboolean again);

/**
 * dropoff_window_show_refusals:
 * @self: a window
 * @refusals: (nullable) (element-type DropoffRefusal): what is not sent
 * @n_added: how many files of the same drop are
 *
 * Shows one refusal as a toast, several in one list.
 */
void dropoff_window_show_refusals (DropoffWindow *self, GPtrArray *refusals, guint n_added);

/**
 * dropoff_window_send_pending:
 * @self: a window
 *
 * Sends what was opened before sign-in, if it can be sent now.
 */
void dropoff_window_send_pending (DropoffWindow *self);

/**
 * dropoff_window_take_files:
 * @self: a window
 * @files: (element-type GFile): dropped, pasted or opened
 * @keep: before sign-in: keep them instead of saying that it is too early
 *
 * Finds out what is to be done with files.
 */
void dropoff_window_take_files (DropoffWindow *self, GPtrArray *files, gboolean keep);

/**
 * dropoff_window_take_offer:
 * @self: a window
 * @result: of dropoff_file_offer_read_async(), for a drop or for what is in the clipboard
 *
 * Takes the files over, or says how they can be had when the other program handed none over.
 *
 * Returns: whether there were files.
 */
gboolean dropoff_window_take_offer (DropoffWindow *self, GAsyncResult *result);

/**
 * dropoff_window_init_list:
 * @self: a window
 *
 * Does what the rows of both pages ask.
 */
void dropoff_window_init_list (DropoffWindow *self);

/**
 * dropoff_window_undo_removals:
 * @self: a window
 *
 * Brings back what was removed, as long as its toast offers that.
 */
void dropoff_window_undo_removals (DropoffWindow *self);

/**
 * dropoff_window_init_banner:
 * @self: a window
 *
 * Makes the banner follow the queue, and does what its button asks.
 */
void dropoff_window_init_banner (DropoffWindow *self);

/**
 * dropoff_window_update_banner:
 * @self: a window
 *
 * Shows the lasting state that presses most.
 */
void dropoff_window_update_banner (DropoffWindow *self);

/**
 * dropoff_window_init_announce:
 * @self: a window
 *
 * Tells screen readers how far everything is, and of each file that needs the person: once each;
 * and everybody when everything is sent.
 */
void dropoff_window_init_announce (DropoffWindow *self);

/**
 * dropoff_window_init_key:
 * @self: a window
 *
 * Listens to the page that asks for a shared key.
 */
void dropoff_window_init_key (DropoffWindow *self);

/**
 * dropoff_window_leave_sign_in:
 * @self: a window
 *
 * The person goes back from the first page of a sign-in: to the lists, or to choose a company.
 */
void dropoff_window_leave_sign_in (DropoffWindow *self);

/**
 * dropoff_window_asks_key:
 * @self: a window
 *
 * Returns: whether the current company gives one key to everybody.
 */
gboolean dropoff_window_asks_key (DropoffWindow *self);

/**
 * dropoff_window_has_guest:
 * @self: a window
 *
 * Returns: whether the current company takes files from everybody, so that nobody signs in.
 */
gboolean dropoff_window_has_guest (DropoffWindow *self);

/**
 * dropoff_window_init_actions:
 * @self: a window
 *
 * Adds the window's actions.
 */
void dropoff_window_init_actions (DropoffWindow *self);

/**
 * dropoff_window_update_actions:
 * @self: a window
 *
 * Enables the actions that can be done now.
 */
void dropoff_window_update_actions (DropoffWindow *self);

/**
 * dropoff_window_make_notice:
 * @self: a window
 * @sentence: what to say
 *
 * Returns: (transfer full): a toast that shows the sentence to its end, not added yet.
 */
AdwToast *dropoff_window_make_notice (DropoffWindow *self, const char *sentence);

/**
 * dropoff_window_make_undo:
 * @self: a window
 * @text: what was done
 *
 * Returns: (transfer full): a toast that says so for 8 s, in several lines if it has to, and offers
 *   Undo; not added yet.
 */
AdwToast *dropoff_window_make_undo (DropoffWindow *self, const char *text);

/**
 * dropoff_window_add_toast:
 * @self: a window
 * @toast: (transfer full): a toast
 *
 * Shows it over the lists, or over whatever page is shown, when what was shown has faded. One that
 * offers Undo goes first; a notice that lasts comes back after it. Keep no reference to it.
 */
void dropoff_window_add_toast (DropoffWindow *self, AdwToast *toast);

/**
 * dropoff_window_drop_toast:
 * @self: a window
 * @toast: (inout): a weak pointer to a toast of it, or to %NULL; becomes %NULL
 *
 * Takes it away, with no word about that to handlers that have @self as their data.
 */
void dropoff_window_drop_toast (DropoffWindow *self, AdwToast **toast);

/**
 * dropoff_window_init_toasts:
 * @self: a window
 *
 * Makes the line in which toasts wait for each other.
 */
void dropoff_window_init_toasts (DropoffWindow *self);

/**
 * dropoff_window_update_form:
 * @self: a window
 *
 * Shows the form that has to be answered next, or takes away the one that has not.
 */
void dropoff_window_update_form (DropoffWindow *self);

/**
 * dropoff_window_leave_forms:
 * @self: a window
 *
 * Takes a form away, which is asked again at the next occasion, and makes final what was cancelled.
 */
void dropoff_window_leave_forms (DropoffWindow *self);

/**
 * dropoff_window_change_details:
 * @self: a window
 * @parent: the window over which the form is shown
 * @batch: a batch of which nothing is begun
 * @upload: (nullable): only this one of its files
 *
 * Shows the form again with what was answered.
 */
void dropoff_window_change_details (DropoffWindow *self, GtkWindow *parent, DropoffBatch *batch,
                                    DropoffUpload *upload);

G_END_DECLS
