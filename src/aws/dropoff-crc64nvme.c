/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "dropoff-crc64nvme.h"

#include "dropoff-crc64nvme-private.h"

#include <string.h>

#define POLYNOMIAL G_GUINT64_CONSTANT (0x9a6c9329ac4bc9b5)
#define ONE (G_GUINT64_CONSTANT (1) << 63) /* x^0: numbers are reflected, the top bit is x^0 */
#define SLICES 16

typedef void (*FoldFunc) (guint64 state, const guint8 *data, gsize size_bytes,
                          const DropoffCrc64Fold *fold, guint8 rest[16]);

/* Everything that follows from the polynomial, computed once (about 50 µs) instead of written
 * down, so that there is one number to check. */
typedef struct
{
  guint64 slice[SLICES][256];
  guint64 power[64]; /* power[n] = x^(8·2^n): what 2^n bytes multiply by */
  DropoffCrc64Fold fold[DROPOFF_CRC64_N_IMPLEMENTATIONS];
  DropoffCrc64Implementation best;
} Tables;

static Tables tables;

static guint64
multiply (guint64 a, guint64 b)
{
  guint64 product = 0;

  for (guint64 bit = ONE; bit != 0; bit >>= 1)
    {
      if (a & bit)
        product ^= b;
      b = (b >> 1) ^ ((b & 1) != 0 ? POLYNOMIAL : 0);
    }
  return product;
}

static guint64
x_to_the (guint64 n)
{
  guint64 result = ONE;

  for (guint64 square = ONE >> 1; n != 0; n >>= 1)
    {
      if (n & 1)
        result = multiply (result, square);
      square = multiply (square, square);
    }
  return result;
}

static void
fill_fold (DropoffCrc64Fold *fold, guint stride_bytes)
{
  const guint stride_bits = stride_bytes * 8;

  fold->far[0] = x_to_the (stride_bits + 63);
  fold->far[1] = x_to_the (stride_bits - 1);
  fold->near[0] = x_to_the (128 + 63);
  fold->near[1] = x_to_the (128 - 1);
}

static gboolean
cpu_has (DropoffCrc64Implementation implementation)
{
#ifdef __x86_64__
  switch (implementation)
    {
    case DROPOFF_CRC64_PCLMUL:
      return __builtin_cpu_supports ("pclmul") && __builtin_cpu_supports ("sse4.1");
    case DROPOFF_CRC64_VPCLMUL_AVX2:
      return __builtin_cpu_supports ("vpclmulqdq") && __builtin_cpu_supports ("avx2");
    case DROPOFF_CRC64_VPCLMUL_AVX512:
      return __builtin_cpu_supports ("vpclmulqdq") && __builtin_cpu_supports ("avx512f");
    case DROPOFF_CRC64_PORTABLE:
    case DROPOFF_CRC64_N_IMPLEMENTATIONS:
    default:
      break;
    }
#endif
  return implementation == DROPOFF_CRC64_PORTABLE;
}

static void
fill_tables (void)
{
  for (guint value = 0; value < 256; value++)
    {
      guint64 crc = value;

      for (guint bit = 0; bit < 8; bit++)
        crc = (crc >> 1) ^ ((crc & 1) != 0 ? POLYNOMIAL : 0);
      tables.slice[0][value] = crc;
    }
  for (guint n = 1; n < SLICES; n++)
    for (guint value = 0; value < 256; value++)
      {
        guint64 crc = tables.slice[n - 1][value];

        tables.slice[n][value] = (crc >> 8) ^ tables.slice[0][crc & 0xff];
      }

  tables.power[0] = x_to_the (8);
  for (guint n = 1; n < G_N_ELEMENTS (tables.power); n++)
    tables.power[n] = multiply (tables.power[n - 1], tables.power[n - 1]);

  fill_fold (&tables.fold[DROPOFF_CRC64_PCLMUL], DROPOFF_CRC64_STRIDE_PCLMUL);
  fill_fold (&tables.fold[DROPOFF_CRC64_VPCLMUL_AVX2], DROPOFF_CRC64_STRIDE_AVX2);
  fill_fold (&tables.fold[DROPOFF_CRC64_VPCLMUL_AVX512], DROPOFF_CRC64_STRIDE_AVX512);

  tables.best = DROPOFF_CRC64_PORTABLE;
  for (guint i = 0; i < DROPOFF_CRC64_N_IMPLEMENTATIONS; i++)
    if (cpu_has ((DropoffCrc64Implementation) i))
      tables.best = (DropoffCrc64Implementation) i;
}

static const Tables *
get_tables (void)
{
  static gsize filled;

  if (g_once_init_enter (&filled))
    {
      fill_tables ();
      g_once_init_leave (&filled, 1);
    }
  return &tables;
}

static inline guint64
load_little_endian (const guint8 *data)
{
  guint64 value;

  memcpy (&value, data, sizeof value);
  return GUINT64_FROM_LE (value);
}

static guint64
update_portable (const Tables *t, guint64 state, const guint8 *data, gsize size_bytes)
{
  for (; size_bytes >= SLICES; data += SLICES, size_bytes -= SLICES)
    {
      guint64 a = load_little_endian (data) ^ state;
      guint64 b = load_little_endian (data + 8);

      state =
          t->slice[15][a & 0xff] ^ t->slice[14][(a >> 8) & 0xff] ^ t->slice[13][(a >> 16) & 0xff]
          ^ t->slice[12][(a >> 24) & 0xff] ^ t->slice[11][(a >> 32) & 0xff]
          ^ t->slice[10][(a >> 40) & 0xff] ^ t->slice[9][(a >> 48) & 0xff] ^ t->slice[8][a >> 56]
          ^ t->slice[7][b & 0xff] ^ t->slice[6][(b >> 8) & 0xff] ^ t->slice[5][(b >> 16) & 0xff]
          ^ t->slice[4][(b >> 24) & 0xff] ^ t->slice[3][(b >> 32) & 0xff]
          ^ t->slice[2][(b >> 40) & 0xff] ^ t->slice[1][(b >> 48) & 0xff] ^ t->slice[0][b >> 56];
    }
  for (; size_bytes > 0; data++, size_bytes--)
    state = (state >> 8) ^ t->slice[0][(state ^ *data) & 0xff];
  return state;
}

static FoldFunc
get_fold_func (DropoffCrc64Implementation implementation, gsize *stride_bytes)
{
#ifdef __x86_64__
  switch (implementation)
    {
    case DROPOFF_CRC64_PCLMUL:
      *stride_bytes = DROPOFF_CRC64_STRIDE_PCLMUL;
      return dropoff_crc64_fold_pclmul;
    case DROPOFF_CRC64_VPCLMUL_AVX2:
      *stride_bytes = DROPOFF_CRC64_STRIDE_AVX2;
      return dropoff_crc64_fold_avx2;
    case DROPOFF_CRC64_VPCLMUL_AVX512:
      *stride_bytes = DROPOFF_CRC64_STRIDE_AVX512;
      return dropoff_crc64_fold_avx512;
    case DROPOFF_CRC64_PORTABLE:
    case DROPOFF_CRC64_N_IMPLEMENTATIONS:
    default:
      break;
    }
#endif
  *stride_bytes = 0;
  return NULL;
}

guint64
dropoff_crc64nvme_update (guint64 crc, const void *data, gsize size_bytes)
{
  return dropoff_crc64nvme_update_with (get_tables ()->best, crc, data, size_bytes);
}

guint64
dropoff_crc64nvme_update_with (DropoffCrc64Implementation implementation, guint64 crc,
                               const void *data, gsize size_bytes)
{
  const Tables *t = get_tables ();
  gsize stride_bytes;
  FoldFunc fold = get_fold_func (implementation, &stride_bytes);
  const guint8 *bytes = data;
  guint64 state = ~crc;

  if (fold != NULL && size_bytes >= stride_bytes)
    {
      const gsize folded_bytes = size_bytes & ~(gsize) 15;
      guint8 rest[16];

      fold (state, bytes, folded_bytes, &t->fold[implementation], rest);
      state = update_portable (t, 0, rest, sizeof rest);
      bytes += folded_bytes;
      size_bytes -= folded_bytes;
    }
  return ~update_portable (t, state, bytes, size_bytes);
}

guint64
dropoff_crc64nvme_combine (guint64 crc_a, guint64 crc_b, guint64 length_b_bytes)
{
  const Tables *t = get_tables ();

  for (guint n = 0; length_b_bytes != 0; n++, length_b_bytes >>= 1)
    if (length_b_bytes & 1)
      crc_a = multiply (crc_a, t->power[n]);
  return crc_a ^ crc_b;
}

char *
dropoff_crc64nvme_to_base64 (guint64 crc)
{
  const guint64 big_endian = GUINT64_TO_BE (crc);

  return g_base64_encode ((const guchar *) &big_endian, sizeof big_endian);
}

gboolean
dropoff_crc64nvme_from_base64 (const char *text, guint64 *crc)
{
  g_autofree guchar *bytes = NULL;
  g_autofree char *again = NULL;
  gsize size_bytes;
  guint64 big_endian;

  if (text == NULL || strlen (text) != DROPOFF_CRC64NVME_BASE64_LENGTH)
    return FALSE;
  bytes = g_base64_decode (text, &size_bytes);
  if (size_bytes != sizeof big_endian)
    return FALSE;
  /* GLib skips what is not base64: only a text that comes out again was one. */
  again = g_base64_encode (bytes, size_bytes);
  if (strcmp (again, text) != 0)
    return FALSE;
  memcpy (&big_endian, bytes, sizeof big_endian);
  *crc = GUINT64_FROM_BE (big_endian);
  return TRUE;
}

gboolean
dropoff_crc64nvme_has (DropoffCrc64Implementation implementation)
{
  return cpu_has (implementation);
}
