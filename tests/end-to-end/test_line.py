#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Thin and unreliable lines: how full they are, what the bars say, and what a limit leaves.

The figures are printed; judged is only what does not depend on how busy this computer is.
"""

import json
import os
import sys
import time
import urllib.parse

import harness
from harness import MIB

sys.path.insert(0, os.path.join(harness.ROOT, "tests", "bench"))
from line import Line  # noqa: E402  (the path has to be set first)


class Lines(harness.EngineTest):
    """Each test puts a line between."""

    def start(self, size, rate, **line):
        """A file on its way over a line; gives (sender, line, SHA-256)."""
        with open(self.cloud.line["connection_file"], encoding="utf-8") as file:
            connection = json.load(file)
        endpoint = urllib.parse.urlsplit(connection["destination"]["endpoint"])
        between = Line(endpoint.port, rate, **line).start()
        self.addCleanup(between.stop)
        connection["destination"]["endpoint"] = f"https://{endpoint.hostname}:{between.port}"
        home = self.home()
        path = home.file("acme.dropoff")
        with open(path, "w", encoding="utf-8") as file:
            json.dump(connection, file)
        path = home.file("survey.bin")
        sha256 = harness.write_random(path, size)
        sender = self.stay(home, connection=home.file("acme.dropoff"))
        sender.add(path)
        return sender, between, sha256

    def finish(self, sender, line, sha256, seconds=120):
        """It arrives whole; gives what the line carried meanwhile."""
        sender.wait("batch", seconds, state=harness.DONE)
        figures = line.figures()
        self.assert_arrived("survey.bin", sha256)
        self.assert_nothing_left()
        self.assertEqual(sender.all("error"), [])
        return figures

    def test_ten_megabit(self):
        """It is full, and nobody is told of more than 1 MiB that the other side does not have."""
        size, rate = 20 * MIB, 10e6
        began = time.monotonic()
        sender, line, sha256 = self.start(size, rate)
        most = 0
        while not sender.all("batch", state=harness.DONE):
            self.assertLess(time.monotonic() - began, 120 * harness.SLOWNESS, sender.tail())
            said = [event["sent"] for event in sender.all("progress")[-1:]]
            carried = line.figures()["bytes"]
            most = max([most] + [sent - carried for sent in said])
            time.sleep(0.1)
        figures = self.finish(sender, line, sha256)
        print(f"{size / figures['room']:.1%} of the line, at most {most / 1024:.0f} KiB "
              f"ahead, {figures['bytes'] / size:.3f} times the file", file=sys.stderr)
        self.assertLess(most, MIB)
        # Parts that were called back from the thin line, heads, TLS.
        self.assertLess(figures["bytes"], 1.25 * size)

    def test_thin(self):
        """On 1 Mbit/s one part is under way, not four that would be lost together."""
        sender, line, sha256 = self.start(40 * MIB, 1e6)
        harness.wait_until(lambda: line.figures()["bytes"] > 0.7 * MIB, 60, "bytes flow")
        self.assertEqual(self.counters()["parts_in_flight"], 1)
        line.set_rate(0)
        self.finish(sender, line, sha256)

    def test_cuts(self):
        """A line that breaks every few seconds is used while it is there."""
        size, rate = 64 * MIB, 40e6
        sender, line, sha256 = self.start(size, rate, cut_every=7.5, cut_for=1)
        figures = self.finish(sender, line, sha256)
        print(f"{size / figures['room']:.1%} of the line while it was there", file=sys.stderr)

    def test_limit_is_smooth(self):
        """A limit is kept at every moment, not on average."""
        limit = 2 * MIB
        sender, line, sha256 = self.start(64 * MIB, 0)
        sender.tell("limit", limit)
        time.sleep(1.5)  # what was on its way
        line.figures()
        time.sleep(5)
        bins = line.figures()["bins"]
        seconds = [sum(bins[n : n + 10]) for n in range(len(bins) - 10)]
        print(f"limit {limit / 10 / 1024:.0f} KiB in 100 ms: "
              f"{[round(n / 1024) for n in bins[:20]]}", file=sys.stderr)
        self.assertGreater(len(seconds), 10)
        self.assertLess(max(seconds), 1.25 * limit)
        self.assertGreater(max(seconds), 0.3 * limit)
        sender.tell("limit", 0)
        self.finish(sender, line, sha256)


if __name__ == "__main__":
    harness.main()
