/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "dropoff-connection.h"

G_BEGIN_DECLS

/**
 * dropoff_company_can_help:
 * @error: what went wrong
 *
 * Returns: whether nothing that the person can do here leads on, but the company can.
 */
gboolean dropoff_company_can_help (const GError *error);

/**
 * dropoff_company_help_label:
 * @connection: a connection
 *
 * Returns: (nullable): the words of the button that leads to the company, or %NULL if it named
 *   neither an address nor a page for that.
 */
const char *dropoff_company_help_label (DropoffConnection *connection);

/**
 * dropoff_company_help_dup_uri:
 * @connection: a connection
 *
 * Returns: (transfer full) (nullable): what that button opens.
 */
char *dropoff_company_help_dup_uri (DropoffConnection *connection);

G_END_DECLS
