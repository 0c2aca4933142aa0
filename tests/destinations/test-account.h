/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "dropoff-account.h"

/* Somebody who has keys without signing in: a guest of the local cloud's identity pool, or the keys
 * that the environment gives. */
DropoffAccount *test_account_new (DropoffConnection *connection);
/* How often keys were fetched. */
guint test_account_count_keys (DropoffAccount *account);
/* The keys it has at present. */
DropoffAwsCredentials *test_account_dup_keys (DropoffAccount *account);
