/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "dropoff-kept-sign-in.h"

G_BEGIN_DECLS

#define DROPOFF_TYPE_GUEST_LOGIN (dropoff_guest_login_get_type ())

/**
 * DropoffGuestLogin:
 *
 * A guest at an identity pool: a #DropoffLoginSource that proves nothing. Main thread.
 */
G_DECLARE_FINAL_TYPE (DropoffGuestLogin, dropoff_guest_login, DROPOFF, GUEST_LOGIN, GObject)

/**
 * dropoff_guest_login_new:
 * @kept: where the guest's identity is held
 *
 * Returns: (transfer full): a login.
 */
DropoffGuestLogin *dropoff_guest_login_new (DropoffKeptSignIn *kept);

G_END_DECLS
