/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * DropoffCrc64Fold:
 * @far: constants that carry a register over a whole stride: [0] for its earlier half, [1] for its
 *   later half
 * @near: the same for 128 bits
 *
 * Multipliers of the folding implementations. Carrying a register D bits forward multiplies it by
 * x^D modulo the polynomial; the earlier half lies 64 bits further, and the product of two
 * reflected numbers comes out one bit short, hence x^(D+63) and x^(D-1).
 */
typedef struct
{
  guint64 far[2];
  guint64 near[2];
} DropoffCrc64Fold;

/** Bytes that one round of each folding implementation eats, and the least it can begin with. */
#define DROPOFF_CRC64_STRIDE_PCLMUL 64
#define DROPOFF_CRC64_STRIDE_AVX2 128
#define DROPOFF_CRC64_STRIDE_AVX512 256

/**
 * dropoff_crc64_fold_pclmul:
 * @state: the checksum's register (inverted) before @data
 * @data: bytes
 * @size_bytes: a multiple of 16, at least the stride
 * @fold: constants for this stride
 * @rest: (out) (array fixed-size=16): 16 bytes with the same remainder as register and data
 *
 * Folds @data into 16 bytes. Only where the machine has the instructions; the two below likewise.
 */
void dropoff_crc64_fold_pclmul (guint64 state, const guint8 *data, gsize size_bytes,
                                const DropoffCrc64Fold *fold, guint8 rest[16]);

/** As dropoff_crc64_fold_pclmul() with 256-bit registers. */
void dropoff_crc64_fold_avx2 (guint64 state, const guint8 *data, gsize size_bytes,
                              const DropoffCrc64Fold *fold, guint8 rest[16]);

/** As dropoff_crc64_fold_pclmul() with 512-bit registers. */
void dropoff_crc64_fold_avx512 (guint64 state, const guint8 *data, gsize size_bytes,
                                const DropoffCrc64Fold *fold, guint8 rest[16]);

G_END_DECLS
