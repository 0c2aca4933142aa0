/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "dropoff-control-messages.h"

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size_bytes);

/* What another process says is a whole request, which can be written and read back, or is refused
 * with one reason. */
int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size_bytes)
{
  g_autoptr (GBytes) line = g_bytes_new (data, size_bytes);
  g_autofree char *problem = NULL;
  g_autofree char *again_problem = NULL;
  g_autoptr (DropoffControlRequest) request = dropoff_control_request_read (line, &problem);
  g_autoptr (DropoffControlRequest) again = NULL;
  g_autofree char *written = NULL;
  g_autoptr (GBytes) written_line = NULL;

  g_assert_true ((request == NULL) == (problem != NULL));
  if (request == NULL)
    return 0;
  g_assert_cmpint (request->id, >=, 0);
  g_assert_cmpuint (request->paths->len, <=, DROPOFF_CONTROL_MAX_FILES);
  for (guint i = 0; i < request->paths->len; i++)
    g_assert_true (g_path_is_absolute (g_ptr_array_index (request->paths, i)));
  written = dropoff_control_request_write (request);
  written_line = g_bytes_new (written, strlen (written) - 1);
  again = dropoff_control_request_read (written_line, &again_problem);
  /* Written anew, names can be three times as long. */
  if (again == NULL)
    g_assert_cmpuint (strlen (written), >, DROPOFF_CONTROL_MAX_LINE_BYTES);
  else
    g_assert_cmpuint (again->paths->len, ==, request->paths->len);
  return 0;
}
