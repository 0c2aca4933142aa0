#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Keys that live seconds: a long upload goes through without anybody noticing.

DROPOFF_TEST_SECONDS is how long the upload takes (40; 120 for the full run).
"""

import os
import time

import harness
from harness import MIB

SECONDS = int(os.environ.get("DROPOFF_TEST_SECONDS", "40"))
KEYS, TOKENS = 15, 20


class Keys(harness.EngineTest):
    """One slow file, many renewals."""

    cloud_arguments = ("--set", f"key_seconds={KEYS}", "--set", f"id_token_seconds={TOKENS}",
                       "--set", f"access_token_seconds={TOKENS}", "--set",
                       "refresh_rotation=true", "--set", "refresh_grace_seconds=5")

    def send_slowly(self, size, rate, limit=0):
        """Send a file of that size, each part at that rate; gives (seconds, counters).

        The limit is for all parts together, or 0."""
        self.set(bytes_per_second=rate)
        home = self.home()
        path = home.file("survey.bin")
        sha256 = harness.write_random(path, size)
        sender = self.send(home, path, limit=limit)
        began = time.monotonic()
        self.assert_sent(sender, 4 * SECONDS + 60)
        seconds = time.monotonic() - began
        self.assert_arrived("survey.bin", sha256, size)
        self.assert_nothing_left()
        # Nothing of it was to be seen: no error, no sentence, no waiting.
        for name in ("error", "notice"):
            self.assertEqual(sender.all(name), [])
        for event in sender.all("batch"):
            self.assertIsNone(event["message"], event)
            self.assertIn(event["state"], (harness.QUEUED, harness.CHECKING, harness.SENDING,
                                           harness.VERIFYING, harness.DONE))
        self.assertEqual({event["account"] for event in sender.all("account")},
                         {harness.SIGNED_IN})
        done = self.counters()["operations"]
        refused = [entry for entry in self.cloud.page("log")["entries"]
                   if entry["status"] and entry["status"] >= 400
                   and entry["op"] != "HeadObject"]
        print(f"{seconds:.0f} s, {done['GetCredentialsForIdentity']} times keys, "
              f"{done.get('GetTokensFromRefreshToken', 0)} times tokens, "
              f"{len(refused)} requests refused")
        return seconds, done

    def test_in_parts(self):
        """Many parts, each shorter than the keys' life."""
        size = max(SECONDS * 20 * MIB, 64 * MIB)
        seconds, done = self.send_slowly(size, 0, size // SECONDS)
        self.assertGreater(seconds, SECONDS * 0.8)
        self.assertGreaterEqual(done["GetCredentialsForIdentity"], seconds // KEYS)
        self.assertGreaterEqual(done["GetTokensFromRefreshToken"], seconds // TOKENS - 1)

    def test_parts_outlive_keys(self):
        """One part takes longer than the keys live: what has begun is let finish."""
        seconds, done = self.send_slowly(40 * MIB, 5 * MIB // (SECONDS // 2))
        self.assertGreater(seconds, KEYS)
        self.assertGreaterEqual(done["GetCredentialsForIdentity"], 2)

    def test_expired_under_way(self):
        """All keys are declared too old, in the middle."""
        self.fault("expire-keys", op="UploadPart", skip=6, times=1)
        self.send_slowly(160 * MIB, 6 * MIB)

    def test_expired_at_once(self):
        """Keys that are refused as soon as they are there: it waits a moment and goes on."""
        self.fault("expire-keys", op="UploadPart", skip=1, times=3)
        home = self.home()
        path = home.file("survey.bin")
        sha256 = harness.write_random(path, 128 * MIB)
        sender = self.send(home, path)
        self.assert_sent(sender, 30)
        self.assert_arrived("survey.bin", sha256)
        self.assert_all_plain(sender)


if __name__ == "__main__":
    harness.main()
