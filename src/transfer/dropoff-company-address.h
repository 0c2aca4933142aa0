/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * dropoff_company_address_find_host:
 * @address: what a person typed, or what stands in a `dropoff:` link
 *
 * "https://acme.example/anything", "Acme.Example" and "anna@acme.example" all mean acme.example. A
 * name in another script is given as it is asked for (xn--…), so that what is shown cannot be
 * mistaken for a name that merely looks like it. A pure function.
 *
 * Returns: (transfer full) (nullable): the host, with its port if one was said; %NULL if that is no
 *   address.
 */
char *dropoff_company_address_find_host (const char *address);

G_END_DECLS
