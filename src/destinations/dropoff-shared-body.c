/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "dropoff-shared-body.h"

struct _DropoffSharedBody
{
  gatomicrefcount ref_count;
  const DropoffHttpBodyFuncs *funcs;
  gpointer body;
  gboolean touched; /* net thread: an earlier request has read from it */
};

/* What one request holds. */
typedef struct
{
  DropoffSharedBody *shared;
  gboolean begun; /* net thread: this request has read or sought */
} Loan;

/* The net thread alone may move the body, so a second loan goes back when it is first read. */
static gboolean
begin (Loan *loan)
{
  DropoffSharedBody *shared = loan->shared;
  const gboolean go_back = shared->touched && !loan->begun;

  loan->begun = TRUE;
  shared->touched = TRUE;
  return !go_back || shared->funcs->seek (shared->body, 0);
}

static gssize
loan_read (gpointer user_data, guint8 *buffer, gsize size_bytes)
{
  Loan *loan = user_data;

  if (!begin (loan))
    return -1;
  return loan->shared->funcs->read (loan->shared->body, buffer, size_bytes);
}

static gboolean
loan_seek (gpointer user_data, guint64 offset_bytes)
{
  Loan *loan = user_data;

  return begin (loan) && loan->shared->funcs->seek (loan->shared->body, offset_bytes);
}

static GError *
loan_describe_error (gpointer user_data)
{
  DropoffSharedBody *shared = ((Loan *) user_data)->shared;

  if (shared->funcs->describe_error == NULL)
    return NULL;
  return shared->funcs->describe_error (shared->body);
}

static void
loan_free (gpointer user_data)
{
  Loan *loan = user_data;

  dropoff_shared_body_unref (loan->shared);
  g_free (loan);
}

DropoffSharedBody *
dropoff_shared_body_new (const DropoffHttpBodyFuncs *funcs, gpointer body)
{
  DropoffSharedBody *shared = g_new0 (DropoffSharedBody, 1);

  g_atomic_ref_count_init (&shared->ref_count);
  shared->funcs = funcs;
  shared->body = body;
  return shared;
}

void
dropoff_shared_body_unref (DropoffSharedBody *shared)
{
  if (shared == NULL || !g_atomic_ref_count_dec (&shared->ref_count))
    return;
  if (shared->funcs->free != NULL)
    shared->funcs->free (shared->body);
  g_free (shared);
}

void
dropoff_shared_body_lend (DropoffSharedBody *shared, DropoffHttpRequest *request,
                          guint64 length_bytes)
{
  static const DropoffHttpBodyFuncs funcs = {
    .read = loan_read,
    .seek = loan_seek,
    .describe_error = loan_describe_error,
    .free = loan_free,
  };
  Loan *loan = g_new0 (Loan, 1);

  g_atomic_ref_count_inc (&shared->ref_count);
  loan->shared = shared;
  dropoff_http_request_set_body (request, &funcs, loan, length_bytes);
}
