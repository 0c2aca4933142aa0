/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "dropoff-net-transfer.h"

G_BEGIN_DECLS

/**
 * DropoffNetOrigins:
 *
 * The first request to a host goes alone until its connection stands; the others wait for it, then
 * use the address that it found and the TLS session that it made. (libcurl starts one resolver
 * thread and one full handshake for each of 64 requests that begin together.) Net thread only.
 */
typedef struct _DropoffNetOrigins DropoffNetOrigins;

/**
 * dropoff_net_origins_new:
 *
 * Returns: (transfer full): no origin known.
 */
DropoffNetOrigins *dropoff_net_origins_new (void);

/**
 * dropoff_net_origins_free:
 * @origins: (transfer full): origins for which nothing waits
 *
 * Frees it.
 */
void dropoff_net_origins_free (DropoffNetOrigins *origins);

/**
 * dropoff_net_origins_add:
 * @origins: the origins
 * @transfer: (transfer none): a transfer that wants to begin
 * @now_us: monotonic time in µs
 *
 * Either lets it begin, see dropoff_net_origins_pop_ready(), or lets it wait.
 */
void dropoff_net_origins_add (DropoffNetOrigins *origins, DropoffNetTransfer *transfer,
                              gint64 now_us);

/**
 * dropoff_net_origins_connected:
 * @origins: the origins
 * @transfer: a transfer that got a connection
 * @now_us: monotonic time in µs
 *
 * Those that wait for the same host may begin.
 */
void dropoff_net_origins_connected (DropoffNetOrigins *origins, DropoffNetTransfer *transfer,
                                    gint64 now_us);

/**
 * dropoff_net_origins_remove:
 * @origins: the origins
 * @transfer: a transfer that has ended, begun or not
 *
 * If others waited for it in vain, they may begin.
 */
void dropoff_net_origins_remove (DropoffNetOrigins *origins, DropoffNetTransfer *transfer);

/**
 * dropoff_net_origins_pop_ready:
 * @origins: the origins
 *
 * Returns: (transfer none) (nullable): the next transfer that may begin.
 */
DropoffNetTransfer *dropoff_net_origins_pop_ready (DropoffNetOrigins *origins);

/**
 * dropoff_net_origins_has_ready:
 * @origins: the origins
 *
 * Returns: whether dropoff_net_origins_pop_ready() would give one.
 */
gboolean dropoff_net_origins_has_ready (DropoffNetOrigins *origins);

/**
 * dropoff_net_origins_forget:
 * @origins: the origins
 *
 * Nothing is known of any host any more.
 */
void dropoff_net_origins_forget (DropoffNetOrigins *origins);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (DropoffNetOrigins, dropoff_net_origins_free)

G_END_DECLS
