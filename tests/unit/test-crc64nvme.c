/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "dropoff-crc64nvme.h"

#include <string.h>

#define BUFFER_BYTES (64 * 1024)

/* The definition itself, one bit at a time: what every fast way must agree with. */
static guint64
reference (guint64 crc, const guint8 *data, gsize size_bytes)
{
  guint64 state = ~crc;

  for (gsize i = 0; i < size_bytes; i++)
    {
      state ^= data[i];
      for (guint bit = 0; bit < 8; bit++)
        state = (state >> 1) ^ ((state & 1) != 0 ? G_GUINT64_CONSTANT (0x9a6c9329ac4bc9b5) : 0);
    }
  return ~state;
}

static guint8 *
random_bytes (gsize size_bytes)
{
  guint8 *data = g_malloc (size_bytes);

  for (gsize i = 0; i < size_bytes; i++)
    data[i] = (guint8) g_test_rand_int ();
  return data;
}

static void
test_check_value (void)
{
  const guint64 expected = G_GUINT64_CONSTANT (0xae8b14860a799888);

  g_assert_cmphex (dropoff_crc64nvme_update (0, "123456789", 9), ==, expected);
  g_assert_cmphex (dropoff_crc64nvme_update (0, NULL, 0), ==, 0);
  for (int i = 0; i < DROPOFF_CRC64_N_IMPLEMENTATIONS; i++)
    if (dropoff_crc64nvme_has (i))
      g_assert_cmphex (dropoff_crc64nvme_update_with (i, 0, "123456789", 9), ==, expected);
}

/* NVM Command Set Specification, examples of 4 KiB blocks. */
static void
test_published_blocks (void)
{
  guint8 block[4096];

  memset (block, 0, sizeof block);
  g_assert_cmphex (dropoff_crc64nvme_update (0, block, sizeof block), ==,
                   G_GUINT64_CONSTANT (0x6482d367eb22b64e));
  memset (block, 0xff, sizeof block);
  g_assert_cmphex (dropoff_crc64nvme_update (0, block, sizeof block), ==,
                   G_GUINT64_CONSTANT (0xc0ddba7302eca3ac));
}

static void
test_all_agree (gconstpointer user_data)
{
  const DropoffCrc64Implementation implementation = GPOINTER_TO_INT (user_data);
  g_autofree guint8 *data = random_bytes (BUFFER_BYTES);

  if (!dropoff_crc64nvme_has (implementation))
    {
      g_test_skip ("not on this machine");
      return;
    }
  for (gsize size = 0; size < 1100; size++)
    {
      gsize offset = (gsize) g_test_rand_int_range (0, 64);

      g_assert_cmphex (dropoff_crc64nvme_update_with (implementation, 0, data + offset, size), ==,
                       reference (0, data + offset, size));
    }
  for (guint i = 0; i < 300; i++)
    {
      gsize offset = (gsize) g_test_rand_int_range (0, BUFFER_BYTES);
      gsize size = (gsize) g_test_rand_int_range (0, (gint32) (BUFFER_BYTES - offset) + 1);
      guint64 crc = ((guint64) g_test_rand_int () << 32) | (guint32) g_test_rand_int ();

      g_assert_cmphex (dropoff_crc64nvme_update_with (implementation, crc, data + offset, size), ==,
                       reference (crc, data + offset, size));
    }
}

static void
test_pieces_give_the_whole (void)
{
  g_autofree guint8 *data = random_bytes (BUFFER_BYTES);
  const guint64 whole = dropoff_crc64nvme_update (0, data, BUFFER_BYTES);

  for (guint round = 0; round < 50; round++)
    {
      guint64 crc = 0;
      gsize at = 0;

      while (at < BUFFER_BYTES)
        {
          gsize size = (gsize) g_test_rand_int_range (0, 5000);

          size = MIN (size, BUFFER_BYTES - at);
          crc = dropoff_crc64nvme_update (crc, data + at, size);
          at += size;
        }
      g_assert_cmphex (crc, ==, whole);
    }
}

static void
test_combine (void)
{
  g_autofree guint8 *data = random_bytes (BUFFER_BYTES);

  for (guint round = 0; round < 500; round++)
    {
      gsize size = (gsize) g_test_rand_int_range (0, BUFFER_BYTES + 1);
      gsize cut = (gsize) g_test_rand_int_range (0, (gint32) size + 1);
      guint64 a = dropoff_crc64nvme_update (0, data, cut);
      guint64 b = dropoff_crc64nvme_update (0, data + cut, size - cut);

      g_assert_cmphex (dropoff_crc64nvme_combine (a, b, size - cut), ==,
                       dropoff_crc64nvme_update (0, data, size));
    }
}

/* Lengths that no test can hash: zeros of 2^40 bytes made by doubling, in two ways. */
static void
test_combine_long (void)
{
  const guint8 zero = 0;
  guint64 doubled = dropoff_crc64nvme_update (0, &zero, 1);
  guint64 before = 0;

  for (guint n = 0; n < 40; n++)
    {
      before = doubled;
      doubled = dropoff_crc64nvme_combine (doubled, doubled, G_GUINT64_CONSTANT (1) << n);
    }
  /* 2^39 + (2^39 - 5) + 5 */
  {
    const guint8 five[5] = { 0 };
    guint64 crc_five = dropoff_crc64nvme_update (0, five, 5);
    guint64 crc_sum = dropoff_crc64nvme_combine (before, crc_five, 5);
    guint64 crc_other = dropoff_crc64nvme_combine (crc_five, before, G_GUINT64_CONSTANT (1) << 39);

    g_assert_cmphex (crc_sum, ==, crc_other);
    g_assert_cmphex (dropoff_crc64nvme_combine (before, before, G_GUINT64_CONSTANT (1) << 39), ==,
                     doubled);
  }
}

static void
test_base64 (void)
{
  g_autofree char *text = dropoff_crc64nvme_to_base64 (G_GUINT64_CONSTANT (0xae8b14860a799888));
  const char *const bad[] = { "",
                              "rosUhgp5mI",
                              "rosUhgp5mIg",
                              "rosUhgp5mIg=-2",
                              "rosUhgp5mI!=",
                              "rosUhgp5mIh=",
                              "rosUhgp5 mIg=",
                              "====" };
  guint64 crc = 1;

  g_assert_cmpstr (text, ==, "rosUhgp5mIg=");
  g_assert_true (dropoff_crc64nvme_from_base64 (text, &crc));
  g_assert_cmphex (crc, ==, G_GUINT64_CONSTANT (0xae8b14860a799888));
  crc = 1;
  g_assert_false (dropoff_crc64nvme_from_base64 (NULL, &crc));
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    g_assert_false (dropoff_crc64nvme_from_base64 (bad[i], &crc));
  g_assert_cmpuint (crc, ==, 1);
}

static void
measure (DropoffCrc64Implementation implementation, const char *name, const guint8 *data,
         gsize size_bytes, guint rounds)
{
  gint64 begin_us = g_get_monotonic_time ();
  guint64 crc = 0;
  double seconds;

  for (guint i = 0; i < rounds; i++)
    crc = dropoff_crc64nvme_update_with (implementation, crc, data, size_bytes);
  seconds = (double) (g_get_monotonic_time () - begin_us) / G_USEC_PER_SEC;
  g_test_message ("%s, %zu KiB blocks: %.1f GB/s (%016" G_GINT64_MODIFIER "x)", name,
                  size_bytes / 1024, (double) size_bytes * rounds / seconds / 1e9, crc);
}

static void
test_speed (void)
{
  const char *const names[] = { "portable", "pclmul", "vpclmul avx2", "vpclmul avx512" };
  const gsize far_bytes = 256 * 1024 * 1024;
  g_autofree guint8 *data = NULL;

  if (!g_test_perf ())
    {
      g_test_skip ("run with -m perf");
      return;
    }
  data = g_malloc (far_bytes);
  memset (data, 0x5a, far_bytes);
  for (int i = 0; i < DROPOFF_CRC64_N_IMPLEMENTATIONS; i++)
    if (dropoff_crc64nvme_has (i))
      {
        measure (i, names[i], data, 64 * 1024, i == DROPOFF_CRC64_PORTABLE ? 20000 : 100000);
        measure (i, names[i], data, far_bytes, 4);
      }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/crc64nvme/check-value", test_check_value);
  g_test_add_func ("/crc64nvme/published-blocks", test_published_blocks);
  g_test_add_data_func ("/crc64nvme/agree/portable", GINT_TO_POINTER (DROPOFF_CRC64_PORTABLE),
                        test_all_agree);
  g_test_add_data_func ("/crc64nvme/agree/pclmul", GINT_TO_POINTER (DROPOFF_CRC64_PCLMUL),
                        test_all_agree);
  g_test_add_data_func ("/crc64nvme/agree/avx2", GINT_TO_POINTER (DROPOFF_CRC64_VPCLMUL_AVX2),
                        test_all_agree);
  g_test_add_data_func ("/crc64nvme/agree/avx512", GINT_TO_POINTER (DROPOFF_CRC64_VPCLMUL_AVX512),
                        test_all_agree);
  g_test_add_func ("/crc64nvme/pieces", test_pieces_give_the_whole);
  g_test_add_func ("/crc64nvme/combine", test_combine);
  g_test_add_func ("/crc64nvme/combine-long", test_combine_long);
  g_test_add_func ("/crc64nvme/base64", test_base64);
  g_test_add_func ("/crc64nvme/speed", test_speed);
  return g_test_run ();
}
