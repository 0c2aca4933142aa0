/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "message-fixture.h"

void
assert_body (GBytes *body, const char *expected)
{
  g_autofree char *text = g_strndup (g_bytes_get_data (body, NULL), g_bytes_get_size (body));

  g_assert_cmpstr (text, ==, expected);
  g_bytes_unref (body);
}
