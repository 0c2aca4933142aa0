/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "dropoff-upload-job.h"
#include "dropoff-upload-plan.h"

G_BEGIN_DECLS

/* A job's inside, shared by its three files: its life (dropoff-upload-job.c), how each action of
 * the plan is carried out (dropoff-upload-job-actions.c), and what of it is under way
 * (dropoff-upload-job-flights.c). Main thread. */
struct _DropoffUploadJob
{
  GObject parent_instance;

  DropoffJobTools tools;
  DropoffBatch *batch;
  DropoffUpload *upload;
  DropoffJobPurpose purpose;

  DropoffUploadPlan *plan; /* NULL until the journal's parts are read */
  DropoffFileFacts facts;  /* as last looked at; the record follows when this version is taken */
  gboolean loading;
  GCancellable *cancellable; /* of what holds no connection */
  GPtrArray *flights; /* of DropoffFlight, what is under way */
  char *found_id; /* (nullable): an upload that is only to be looked at and taken back */
  GPtrArray *found_ids; /* of char *, all that were: each is looked at once */
  guint n_sending;
  guint n_called_back;
  guint n_failures; /* of actions, so far */
  gint64 part_ms;       /* how long the last part took that had company, or 0 */
  guint64 resent_bytes; /* acknowledged ones of stragglers that were sent again */
  gboolean use_real_path;
  gboolean has_grown; /* when last looked at */

  gboolean stopping;
  gboolean failed; /* before there was a plan */
  DropoffJobEnding ending;
  GError *last_error;
};

/* One action under way. */
typedef struct
{
  DropoffUploadJob *job; /* owned reference */
  DropoffAction action;
  DropoffResult result;
  GCancellable *cancellable;
  gboolean called_back;
  guint n_failures;   /* the job's when it set out */
  guint64 size_bytes; /* of what holds a connection */
  gint64 began_ms;    /* of the same: monotonic */
  DropoffHttpProgress *progress;
  DropoffOutcome *outcome; /* result borrows from it */
  char *key;
} DropoffFlight;

/**
 * dropoff_upload_job_begin_action:
 * @self: a job with a plan
 * @action: what its plan wants done
 *
 * Sets out to do it; its end is told to the plan, and "changed" is emitted.
 */
void dropoff_upload_job_begin_action (DropoffUploadJob *self, const DropoffAction *action);

/**
 * dropoff_upload_job_get_path:
 * @self: a job
 *
 * Returns: (transfer none) (type filename): where the file is read.
 */
const char *dropoff_upload_job_get_path (DropoffUploadJob *self);

/**
 * dropoff_upload_job_get_reference:
 * @self: a job
 *
 * What tells our object from another's of the same name, also after a crash: it follows from what
 * the journal keeps of the version that the upload was begun with.
 *
 * Returns: (transfer full): the reference that the object bears or will bear.
 */
char *dropoff_upload_job_get_reference (DropoffUploadJob *self);

/**
 * dropoff_upload_job_take_version:
 * @self: a job
 *
 * From now on the record is about the file as last looked at. An upload that was begun for another
 * version is marked in the same moment, so that whenever the record is journaled, its parts are
 * never taken for parts of this version unseen.
 */
void dropoff_upload_job_take_version (DropoffUploadJob *self);

/**
 * dropoff_upload_job_cancel_flights:
 * @self: a job
 *
 * Takes everything that is under way off the wire.
 */
void dropoff_upload_job_cancel_flights (DropoffUploadJob *self);

/**
 * dropoff_upload_job_holds_connection:
 * @kind: a kind of action
 *
 * Returns: whether it carries the file's bytes.
 */
gboolean dropoff_upload_job_holds_connection (DropoffActionKind kind);

/**
 * dropoff_upload_job_emit_changed:
 * @self: a job
 *
 * Says that a step may be possible again.
 */
void dropoff_upload_job_emit_changed (DropoffUploadJob *self);

G_END_DECLS
