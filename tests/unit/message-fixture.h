/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

/* Whether a request's body is this text, which ends the test if not. Takes @body. */
void assert_body (GBytes *body, const char *expected);
