/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/** Characters of a checksum's base64 form without the final zero: 8 bytes give 12. */
#define DROPOFF_CRC64NVME_BASE64_LENGTH 12

/**
 * DropoffCrc64Implementation:
 * @DROPOFF_CRC64_PORTABLE: 16 tables, any machine
 * @DROPOFF_CRC64_PCLMUL: carry-less multiplication on 128 bits
 * @DROPOFF_CRC64_VPCLMUL_AVX2: the same on 256 bits
 * @DROPOFF_CRC64_VPCLMUL_AVX512: the same on 512 bits
 * @DROPOFF_CRC64_N_IMPLEMENTATIONS: how many there are
 *
 * The ways to compute the checksum, slowest first. The fastest that the machine has is chosen at
 * run time; tests name one.
 */
typedef enum {
  DROPOFF_CRC64_PORTABLE,
  DROPOFF_CRC64_PCLMUL,
  DROPOFF_CRC64_VPCLMUL_AVX2,
  DROPOFF_CRC64_VPCLMUL_AVX512,
  DROPOFF_CRC64_N_IMPLEMENTATIONS,
} DropoffCrc64Implementation;

/**
 * dropoff_crc64nvme_update:
 * @crc: 0 to begin, or the result so far
 * @data: the next bytes
 * @size_bytes: how many, may be 0
 *
 * Goes on with a CRC64NVME (NVM Express NVM Command Set, 64-bit CRC: reflected polynomial
 * 0x9a6c9329ac4bc9b5, all ones before and after; the check value of "123456789" is
 * 0xae8b14860a799888). Every result is a finished checksum of all bytes so far. Any thread.
 *
 * Returns: the checksum of all bytes up to and with @data.
 */
guint64 dropoff_crc64nvme_update (guint64 crc, const void *data, gsize size_bytes);

/**
 * dropoff_crc64nvme_combine:
 * @crc_a: checksum of A
 * @crc_b: checksum of B
 * @length_b_bytes: length of B
 *
 * Any thread; at most 64 multiplications whatever the length.
 *
 * Returns: the checksum of A followed by B.
 */
guint64 dropoff_crc64nvme_combine (guint64 crc_a, guint64 crc_b, guint64 length_b_bytes);

/**
 * dropoff_crc64nvme_to_base64:
 * @crc: a checksum
 *
 * Returns: (transfer full): its form in S3's headers: big-endian bytes in base64, 12 characters.
 */
char *dropoff_crc64nvme_to_base64 (guint64 crc);

/**
 * dropoff_crc64nvme_from_base64:
 * @text: (nullable): S3's form of a checksum
 * @crc: (out): the checksum
 *
 * Returns: %FALSE if @text is not the base64 form of eight bytes; @crc is untouched then. (A
 *   composite checksum, which ends in "-N", is none.)
 */
gboolean dropoff_crc64nvme_from_base64 (const char *text, guint64 *crc);

/**
 * dropoff_crc64nvme_has:
 * @implementation: one of the ways
 *
 * Returns: whether this machine and build can compute it so. Any thread.
 */
gboolean dropoff_crc64nvme_has (DropoffCrc64Implementation implementation);

/**
 * dropoff_crc64nvme_update_with:
 * @implementation: one that dropoff_crc64nvme_has()
 * @crc: 0 to begin, or the result so far
 * @data: the next bytes
 * @size_bytes: how many
 *
 * As dropoff_crc64nvme_update() but in a given way, for tests and measurements.
 *
 * Returns: the checksum.
 */
guint64 dropoff_crc64nvme_update_with (DropoffCrc64Implementation implementation, guint64 crc,
                                       const void *data, gsize size_bytes);

G_END_DECLS
