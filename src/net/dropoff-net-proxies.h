/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * DropoffNetProxies:
 *
 * What the desktop's network settings say about proxies (GProxyResolver: GNOME's settings, a
 * configuration script, or the portal of a sandbox). Each place is asked for once a minute. A proxy
 * named in the environment (https_proxy, all_proxy, no_proxy) comes first and is libcurl's own
 * business; places on this computer have none. Main thread.
 */
typedef struct _DropoffNetProxies DropoffNetProxies;

/**
 * dropoff_net_proxies_new:
 * @on_answer: called with @user_data from the main loop when the desktop has answered: whoever
 *   waits may ask again
 * @user_data: for @on_answer
 *
 * Returns: (transfer full): proxies of which nothing is known yet.
 */
DropoffNetProxies *dropoff_net_proxies_new (void (*on_answer) (gpointer user_data),
                                            gpointer user_data);

/**
 * dropoff_net_proxies_free:
 * @proxies: (transfer full): proxies
 *
 * Frees them; @on_answer is not called any more.
 */
void dropoff_net_proxies_free (DropoffNetProxies *proxies);

/**
 * dropoff_net_proxies_get:
 * @proxies: proxies
 * @url: an address to be asked
 * @proxy: (out) (transfer none) (nullable): the proxy's URL as libcurl wants it, or %NULL for none;
 *   valid until the next call
 *
 * Looks up which proxy leads there. A desktop that does not answer within ten seconds has none.
 *
 * Returns: %TRUE if it is known; else the desktop is being asked.
 */
gboolean dropoff_net_proxies_get (DropoffNetProxies *proxies, const char *url, const char **proxy);

/**
 * dropoff_net_proxies_forget:
 * @proxies: proxies
 *
 * The network has changed: what was known may be wrong.
 */
void dropoff_net_proxies_forget (DropoffNetProxies *proxies);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (DropoffNetProxies, dropoff_net_proxies_free)

G_END_DECLS
