/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "dropoff-crc64nvme-private.h"

/* Four registers run side by side, a stride apart, because one multiplication takes several cycles
 * and the next may begin at once. At the end they are folded into the last one. Each function
 * carries its own target, so the file is compiled for any x86-64 and the caller asks the CPU. */
#ifdef __x86_64__

#include <immintrin.h>
#include <string.h>

#define TARGET_PCLMUL __attribute__ ((target ("pclmul,sse4.1")))
#define TARGET_AVX2 __attribute__ ((target ("avx2,vpclmulqdq,pclmul,sse4.1")))
#define TARGET_AVX512 __attribute__ ((target ("avx512f,avx2,vpclmulqdq,pclmul,sse4.1")))

TARGET_PCLMUL static inline __m128i
load_128 (const void *data)
{
  return _mm_loadu_si128 (data);
}

TARGET_PCLMUL static inline __m128i
fold_128 (__m128i x, __m128i k, __m128i next)
{
  __m128i earlier = _mm_clmulepi64_si128 (x, k, 0x00);
  __m128i later = _mm_clmulepi64_si128 (x, k, 0x11);

  return _mm_xor_si128 (_mm_xor_si128 (earlier, later), next);
}

/* Folds @n registers of 16 bytes that follow each other, then what is left of the data. */
TARGET_PCLMUL static inline void
finish_128 (const guint8 *registers, guint n, const guint8 *data, gsize size_bytes,
            const DropoffCrc64Fold *fold, guint8 rest[16])
{
  __m128i k = load_128 (fold->near);
  __m128i x = load_128 (registers);

  for (guint i = 1; i < n; i++)
    x = fold_128 (x, k, load_128 (registers + 16 * i));
  for (; size_bytes >= 16; data += 16, size_bytes -= 16)
    x = fold_128 (x, k, load_128 (data));
  memcpy (rest, &x, 16);
}

TARGET_PCLMUL void
dropoff_crc64_fold_pclmul (guint64 state, const guint8 *data, gsize size_bytes,
                           const DropoffCrc64Fold *fold, guint8 rest[16])
{
  const __m128i k = load_128 (fold->far);
  __m128i x[4];

  for (guint i = 0; i < 4; i++)
    x[i] = load_128 (data + 16 * i);
  x[0] = _mm_xor_si128 (x[0], _mm_set_epi64x (0, (long long) state));
  data += DROPOFF_CRC64_STRIDE_PCLMUL;
  size_bytes -= DROPOFF_CRC64_STRIDE_PCLMUL;

  while (size_bytes >= DROPOFF_CRC64_STRIDE_PCLMUL)
    {
      x[0] = fold_128 (x[0], k, load_128 (data));
      x[1] = fold_128 (x[1], k, load_128 (data + 16));
      x[2] = fold_128 (x[2], k, load_128 (data + 32));
      x[3] = fold_128 (x[3], k, load_128 (data + 48));
      data += DROPOFF_CRC64_STRIDE_PCLMUL;
      size_bytes -= DROPOFF_CRC64_STRIDE_PCLMUL;
    }
  finish_128 ((const guint8 *) x, 4, data, size_bytes, fold, rest);
}

TARGET_AVX2 static inline __m256i
load_256 (const void *data)
{
  return _mm256_loadu_si256 (data);
}

TARGET_AVX2 static inline __m256i
fold_256 (__m256i x, __m256i k, __m256i next)
{
  __m256i earlier = _mm256_clmulepi64_epi128 (x, k, 0x00);
  __m256i later = _mm256_clmulepi64_epi128 (x, k, 0x11);

  return _mm256_xor_si256 (_mm256_xor_si256 (earlier, later), next);
}

TARGET_AVX2 void
dropoff_crc64_fold_avx2 (guint64 state, const guint8 *data, gsize size_bytes,
                         const DropoffCrc64Fold *fold, guint8 rest[16])
{
  const __m256i k = _mm256_broadcastsi128_si256 (load_128 (fold->far));
  __m256i x[4];

  for (guint i = 0; i < 4; i++)
    x[i] = load_256 (data + 32 * i);
  x[0] = _mm256_xor_si256 (x[0], _mm256_set_epi64x (0, 0, 0, (long long) state));
  data += DROPOFF_CRC64_STRIDE_AVX2;
  size_bytes -= DROPOFF_CRC64_STRIDE_AVX2;

  while (size_bytes >= DROPOFF_CRC64_STRIDE_AVX2)
    {
      x[0] = fold_256 (x[0], k, load_256 (data));
      x[1] = fold_256 (x[1], k, load_256 (data + 32));
      x[2] = fold_256 (x[2], k, load_256 (data + 64));
      x[3] = fold_256 (x[3], k, load_256 (data + 96));
      data += DROPOFF_CRC64_STRIDE_AVX2;
      size_bytes -= DROPOFF_CRC64_STRIDE_AVX2;
    }
  finish_128 ((const guint8 *) x, 8, data, size_bytes, fold, rest);
}

TARGET_AVX512 static inline __m512i
load_512 (const void *data)
{
  return _mm512_loadu_si512 (data);
}

TARGET_AVX512 static inline __m512i
fold_512 (__m512i x, __m512i k, __m512i next)
{
  __m512i earlier = _mm512_clmulepi64_epi128 (x, k, 0x00);
  __m512i later = _mm512_clmulepi64_epi128 (x, k, 0x11);

  /* 0x96 is the truth table of a three-way xor. */
  return _mm512_ternarylogic_epi64 (earlier, later, next, 0x96);
}

TARGET_AVX512 void
dropoff_crc64_fold_avx512 (guint64 state, const guint8 *data, gsize size_bytes,
                           const DropoffCrc64Fold *fold, guint8 rest[16])
{
  const __m512i k = _mm512_broadcast_i32x4 (load_128 (fold->far));
  __m512i x[4];

  for (guint i = 0; i < 4; i++)
    x[i] = load_512 (data + 64 * i);
  x[0] = _mm512_xor_si512 (x[0], _mm512_set_epi64 (0, 0, 0, 0, 0, 0, 0, (long long) state));
  data += DROPOFF_CRC64_STRIDE_AVX512;
  size_bytes -= DROPOFF_CRC64_STRIDE_AVX512;

  while (size_bytes >= DROPOFF_CRC64_STRIDE_AVX512)
    {
      x[0] = fold_512 (x[0], k, load_512 (data));
      x[1] = fold_512 (x[1], k, load_512 (data + 64));
      x[2] = fold_512 (x[2], k, load_512 (data + 128));
      x[3] = fold_512 (x[3], k, load_512 (data + 192));
      data += DROPOFF_CRC64_STRIDE_AVX512;
      size_bytes -= DROPOFF_CRC64_STRIDE_AVX512;
    }
  finish_128 ((const guint8 *) x, 16, data, size_bytes, fold, rest);
}

#endif
