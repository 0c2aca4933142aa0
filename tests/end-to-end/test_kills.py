#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Kills the sender at random moments of one upload: test_kills.py [--kills N] [--size MIB].

Every life after the first signs in by what the keyring has, and goes on where the last one stood.
"""

import argparse
import random
import sys
import time

import harness
from harness import MIB, PART

options = argparse.Namespace(kills=20, size=1024, seed=None)


class Kills(harness.EngineTest):
    """One file, many deaths."""

    # Slow enough that a kill finds parts on their way, fast enough that lives finish some.
    cloud_arguments = ("--set", "bytes_per_second=40000000", "--set", 'etag="opaque"')

    def setUp(self):
        super().setUp()
        self.seed = options.seed if options.seed is not None else random.randrange(1 << 32)
        self.random = random.Random(self.seed)

    def arrived(self):
        """Bytes of parts that the cloud has; everything once the object is there."""
        return sum(upload["bytes"] for upload in self.cloud.page("uploads"))

    def live_and_die(self, sender, target):
        """Let it run until the cloud has that many bytes and a bit longer, then kill it."""
        deadline = time.monotonic() + 60 * harness.SLOWNESS
        while self.arrived() < target and sender.process.poll() is None:
            self.assertLess(time.monotonic(), deadline, sender.tail())
            time.sleep(0.01)
        time.sleep(self.random.uniform(0, 0.15))
        ended_itself = sender.process.poll() is not None
        sender.kill()
        self.assertFalse(ended_itself, f"it ended before it was killed: {sender.tail()}")
        self.assertEqual(sender.all("error"), [])

    def check(self, size, kills):
        """The object is there, whole, once, and cost no more than it may."""
        received = self.counters()["bytes_per_object"]
        received = sum(received.values())
        allowed = size + kills * self.counters()["parts_in_flight_most"] * PART
        print(f"{size} bytes, {kills} kills: {received} received "
              f"({(received - size) / MIB:.1f} MiB more than the file, "
              f"{(allowed - size) / MIB:.0f} allowed)", file=sys.stderr)
        self.assertGreaterEqual(received, size)
        self.assertLessEqual(received, allowed)
        self.assert_nothing_left()
        self.assertEqual(len(self.objects()), 1)

    def test_random_kills(self):
        """Random moments over the whole upload."""
        size = options.size * MIB
        home = self.home()
        path = home.file("survey.bin")
        sha256 = harness.write_random(path, size)
        print(f"seed {self.seed}", file=sys.stderr)
        sender = self.send(home, path)
        sender.wait("added", 30)
        for n in range(options.kills):
            share = size * 0.97 / options.kills
            target = self.arrived() + self.random.uniform(0, 2 * share) if n else 0
            target = min(target, size * 0.97 * (n + 1) / options.kills)
            self.live_and_die(sender, target)
            sender = self.send(home, sign_in=False)
        self.assert_sent(sender, 120)
        self.assertEqual(sender.all("notice"), [])
        self.check(size, options.kills)
        self.assert_arrived("survey.bin", sha256, size)

    def test_kills_around_begin_and_end(self):
        """The moments where an answer can be lost: the begin and the putting together."""
        size = 40 * MIB
        for op in ("CreateMultipartUpload", "CompleteMultipartUpload"):
            for moment in ("before", "after"):
                with self.subTest(op=op, moment=moment):
                    self.kill_at(op, moment, size)

    def kill_at(self, op, moment, size):
        """Kill it while it waits for the answer to an operation."""
        self.cloud.control(reset_log=True, delete_objects=True, delete_uploads=True)
        home = self.home()
        path = home.file("survey.bin")
        sha256 = harness.write_random(path, size)
        if moment == "before":
            self.fault("delay", times=1, op=op, parameters={"seconds": 2})
        else:
            # The work is done and the answer never comes: the next life has to find out.
            self.fault("drop-reply", times=1, op=op)
        sender = self.send(home, path)
        harness.wait_until(lambda: self.counters()["operations"].get(op), 30, op)
        if moment == "after":
            time.sleep(0.05)
        sender.kill()
        time.sleep(2.2 if moment == "before" else 0)
        self.cloud.control(clear_faults=True)
        sender = self.send(home, sign_in=False)
        self.assert_sent(sender, 30)
        self.check(size, 1)
        self.assert_arrived("survey.bin", sha256, size)

    def test_small_file(self):
        """A file that goes in one request."""
        home = self.home()
        path = home.file("small.bin")
        sha256 = harness.write_random(path, 9 * MIB)
        sender = self.send(home, path)
        sender.wait("added")
        for _ in range(5):
            time.sleep(self.random.uniform(0, 0.3))
            if sender.process.poll() is None:
                sender.kill()
            sender = self.send(home, sign_in=False)
        status = sender.wait_exit(30)
        self.assertEqual(status, 0, sender.tail())
        self.assertEqual(len(sender.all("sent")), 1)
        self.assertTrue(sender.all("sent")[0]["verified"])
        self.assert_arrived("small.bin", sha256)
        self.assertEqual(len(self.objects()), 1)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=options.kills)
    parser.add_argument("--size", type=int, default=options.size, help="in MiB")
    parser.add_argument("--seed", type=int)
    options, rest = parser.parse_known_args()
    given = [word for word in sys.argv[1:] if word not in rest]
    sys.argv[1:] = rest
    harness.main(given)
