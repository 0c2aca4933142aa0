#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A big file costs no memory. DROPOFF_TEST_GB is its size in GB (5; 50 for the full run)."""

import os
import time

import harness
from harness import MIB

SIZE = int(os.environ.get("DROPOFF_TEST_GB", "5")) * 1000 ** 3
LIMIT = 64 * MIB


class Big(harness.EngineTest):
    """A sparse file to a cloud that only counts."""

    cloud_arguments = ("--set", "discard=true", "--set", 'etag="opaque"')

    def test_memory(self):
        """Peak of memory against a signed-in program with nothing to do."""
        home = self.home()
        path = home.file("sparse.bin")
        with open(path, "wb") as file:
            file.truncate(SIZE)
        sender = self.stay(home)
        time.sleep(2)
        idle = sender.memory("VmRSS")
        began = time.monotonic()
        sender.add(path)
        sender.wait("batch", 60 + SIZE / 50e6, state=harness.DONE)
        seconds = time.monotonic() - began
        peak = sender.memory("VmHWM")
        turn, cpu = sender.longest_turn()
        print(f"{SIZE / 1e9:.0f} GB in {seconds:.0f} s ({SIZE / seconds / 1e6:.0f} MB/s), idle "
              f"{idle / MIB:.1f} MiB, peak {peak / MIB:.1f} MiB, main loop's longest "
              f"turn {turn} ms ({cpu} ms of processor time)")
        if harness.SLOWNESS < 4:  # a sanitizer keeps what has been freed
            self.assertLessEqual(peak, idle + LIMIT)
        found = self.objects()["sparse.bin"]
        self.assertEqual(found["size"], SIZE)
        self.assertEqual(found["checksum"][0], "CRC64NVME")
        self.assertTrue(sender.lists()[0][0]["verified"])
        self.assert_nothing_left()


if __name__ == "__main__":
    harness.main()
