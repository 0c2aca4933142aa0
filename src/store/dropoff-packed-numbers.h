/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * dropoff_packed_put:
 * @bytes: what is being packed
 * @value: a number
 *
 * Adds it, in as many bytes as it has groups of seven bits. Any thread.
 */
void dropoff_packed_put (GByteArray *bytes, guint64 value);

/**
 * dropoff_packed_take:
 * @at: (inout): where the number begins that dropoff_packed_put() wrote, and then where it ends
 *
 * Any thread.
 *
 * Returns: that number.
 */
guint64 dropoff_packed_take (const guint8 **at);

/**
 * dropoff_packed_fold:
 * @difference: the difference of two numbers, of either sign
 *
 * Any thread.
 *
 * Returns: a number that is small if the difference is.
 */
guint64 dropoff_packed_fold (guint64 difference);

/**
 * dropoff_packed_unfold:
 * @folded: from dropoff_packed_fold()
 *
 * Any thread.
 *
 * Returns: the difference.
 */
guint64 dropoff_packed_unfold (guint64 folded);

G_END_DECLS
