/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The inner loop of a reflected CRC of up to 64 bits, eight bytes a step, for checksums.py.
 * Little-endian machines only; checksums.py falls back to its own loop elsewhere. */
#include <stddef.h>
#include <stdint.h>
#include <string.h>

uint64_t crc_update (const uint64_t t[8][256], uint64_t crc, const unsigned char *data,
                     size_t length);

uint64_t
crc_update (const uint64_t t[8][256], uint64_t crc, const unsigned char *data, size_t length)
{
  for (; length >= 8; length -= 8, data += 8)
    {
      uint64_t word;

      memcpy (&word, data, 8);
      word ^= crc;
      crc = t[7][word & 0xff] ^ t[6][(word >> 8) & 0xff] ^ t[5][(word >> 16) & 0xff]
            ^ t[4][(word >> 24) & 0xff] ^ t[3][(word >> 32) & 0xff] ^ t[2][(word >> 40) & 0xff]
            ^ t[1][(word >> 48) & 0xff] ^ t[0][word >> 56];
    }
  for (; length > 0; length--, data++)
    crc = t[0][(crc ^ *data) & 0xff] ^ (crc >> 8);
  return crc;
}
