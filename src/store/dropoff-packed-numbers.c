/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "dropoff-packed-numbers.h"

void
dropoff_packed_put (GByteArray *bytes, guint64 value)
{
  guint8 groups[10];
  guint n = 0;

  for (; value > 0x7f; value >>= 7)
    groups[n++] = (guint8) (value & 0x7f) | 0x80;
  groups[n++] = (guint8) value;
  g_byte_array_append (bytes, groups, n);
}

guint64
dropoff_packed_take (const guint8 **at)
{
  guint64 value = 0;
  guint shift = 0;

  for (; (**at & 0x80) != 0; shift += 7)
    value |= (guint64) (*(*at)++ & 0x7f) << shift;
  return value | (guint64) *(*at)++ << shift;
}

guint64
dropoff_packed_fold (guint64 difference)
{
  return difference << 1 ^ (0 - (difference >> 63));
}

guint64
dropoff_packed_unfold (guint64 folded)
{
  return folded >> 1 ^ (0 - (folded & 1));
}
