/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "dropoff-clock.h"
#include "dropoff-secret.h"

G_BEGIN_DECLS

/**
 * dropoff_token_renew_at_us:
 * @token: a JSON Web Token that has just come
 * @usual_life_s: how long it lives if it does not say, in seconds
 * @ahead_s: how long before its end it shall be renewed, in seconds
 * @clock: learns from the token's own date
 *
 * A token that lives less than twice @ahead_s is renewed at half its life. Main thread.
 *
 * Returns: when to renew it, on the monotonic clock: no wall clock can be trusted.
 */
gint64 dropoff_token_renew_at_us (const DropoffSecret *token, gint64 usual_life_s, gint64 ahead_s,
                                  DropoffClock *clock);

G_END_DECLS
