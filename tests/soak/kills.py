#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Kills the sender at random moments, over uploads of 1 to 200 parts: kills.py KILLS [--seed N].

Round after round: a drop of one to three files, lives that end by SIGKILL, a last one that may
finish. Then every object has to be whole and there once, no part that had arrived may have been
sent again, no upload may be left behind, and the journal has to be sound. The seed decides about
files and moments; what a moment hits is also up to the machine.
"""

import argparse
import os
import random
import sys
import time

from oracle import (MIB, PART, Finding, Sums, check_journal, check_never_again, check_object,
                    describe_log, harness, require, write_sparse)

MAX_PARTS = 200
# Smaller drops are kept by the cloud and compared byte by byte; larger ones are only summed up.
KEPT_BYTES = 256 * MIB
MOMENTS = ("PutObject", "CreateMultipartUpload", "CompleteMultipartUpload", "HeadObject", "ListParts")
PATIENCE_S = 120


class Kills:
    """One cloud and one home for all rounds."""

    def __init__(self, seed, max_parts):
        self.random = random.Random(seed)
        self.max_parts = max_parts
        self.cloud = harness.cloud_client.Running("--set", 'etag="opaque"')
        self.home = harness.Home()
        self.n_kills = self.n_rounds = self.n_parts = self.n_files = 0
        self.signed_in = False

    def close(self):
        """End everything."""
        self.home.close()
        self.cloud.stop()

    def start(self, *paths):
        """A new life; only the first has to sign in."""
        user = None if self.signed_in else harness.USER
        return harness.Sender(self.home, *paths, cloud=self.cloud, user=user)

    def choose_sizes(self):
        """One to three files; every number of parts is as likely as its double."""
        sizes = []
        for _ in range(self.random.choice((1, 1, 1, 2, 3))):
            parts = round(self.max_parts ** self.random.random())
            sizes.append(max(1, parts * PART - self.random.randrange(PART)))
        return sizes

    def make_files(self):
        """Fresh files; gives {name: sums} and their paths."""
        files, paths = {}, []
        for size in self.choose_sizes():
            self.n_files += 1
            name = f"round {self.n_rounds} file {self.n_files}.bin"
            path = self.home.file(name)
            write_sparse(path, size, self.random)
            files[name] = Sums(path)
            paths.append(path)
        return files, paths

    def counters(self):
        """The cloud's counters."""
        return self.cloud.page("state")["counters"]

    def wait_moment(self, sender, share):
        """Until a moment of its life: of its start, of its bytes, or of a request that matters."""
        kind = self.random.random()
        delay = self.random.uniform(0, 0.12)
        if kind < 0.2:
            time.sleep(self.random.uniform(0, 0.4))
            return
        before = self.counters()
        op = self.random.choice(MOMENTS)
        target = before["object_bytes_received"] + self.random.uniform(0, 2 * share)
        deadline = time.monotonic() + 4 * harness.SLOWNESS
        while sender.process.poll() is None and time.monotonic() < deadline:
            now = self.counters()
            if kind < 0.4 and now["operations"].get(op, 0) > before["operations"].get(op, 0):
                delay *= self.random.random() ** 2
                break
            if kind >= 0.4 and now["object_bytes_received"] >= target:
                break
            time.sleep(0.005)
        time.sleep(delay)

    def wait_while_it_moves(self, sender):
        """Until it ends by itself, however long a busy machine takes for that."""
        received, since = -1, 0
        while sender.process.poll() is None:
            now = self.counters()["object_bytes_received"]
            if now != received:
                received, since = now, time.monotonic()
            require(time.monotonic() - since < PATIENCE_S * harness.SLOWNESS, "stands still:",
                    sender.tail())
            time.sleep(0.1)

    def check_life(self, sender):
        """What no life may ever say, killed or not."""
        require(not sender.all("notice"), sender.tail())
        require(not sender.all("error"), sender.tail())

    def round(self, kills):
        """One drop and that many deaths."""
        self.n_rounds += 1
        files, paths = self.make_files()
        whole = sum(sums.size for sums in files.values())
        share = whole / (kills + 1)
        # A life lasts about half a second, however large its share is.
        self.cloud.control(reset_log=True, delete_objects=True, set={
            "discard": whole > KEPT_BYTES,
            "bytes_per_second": int(min(200 * MIB, max(2 * MIB, share / 3)))})
        sender = self.start(*paths)
        sender.wait("added", PATIENCE_S)
        self.signed_in = True
        while kills > 0 and sender.process.poll() is None:
            self.wait_moment(sender, share)
            over = sender.process.poll() is not None
            sender.kill()
            self.check_life(sender)
            if over:
                break
            kills -= 1
            self.n_kills += 1
            sender = self.start()
        self.cloud.control(set={"bytes_per_second": 0})
        if sender.process.returncode not in (0, None):
            sender = self.start()
        self.wait_while_it_moves(sender)
        status = sender.wait_exit(1)
        require(status == 0, "ended with", status, sender.tail())
        self.check_life(sender)
        self.check(sender, files)
        for path in paths:
            os.unlink(path)

    def check(self, sender, files):
        """Everything that has to be true at the end of a round."""
        objects = {one["key"].split("/", 2)[2]: one for one in self.cloud.page("objects")}
        require(set(objects) == set(files), "there are", sorted(objects), "not", sorted(files))
        for name, sums in files.items():
            check_object(objects[name], sums)
        sent = [one for one in sender.all("sent") if one["name"] in files]
        require(len(sent) == len(files), len(sent), "of", len(files), "are in the list")
        require(all(one["verified"] for one in sent), "without a receipt:", sent)
        require(self.cloud.page("uploads") == [], "left behind:", self.cloud.page("uploads"))
        check_journal(self.home.data)
        self.n_parts += check_never_again(self.cloud.page("log")["entries"])


def main():
    """Rounds until that many kills have been survived."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("kills", type=int)
    parser.add_argument("--seed", type=int, default=random.randrange(1 << 32))
    parser.add_argument("--max-parts", type=int, default=MAX_PARTS)
    options = parser.parse_args()
    print(f"seed {options.seed}", flush=True)
    kills = Kills(options.seed, options.max_parts)
    began = time.monotonic()
    good = True
    try:
        while kills.n_kills < options.kills:
            most = options.kills - kills.n_kills
            kills.round(min(most, kills.random.randint(1, 12)))
            print(f"round {kills.n_rounds}: {kills.n_kills} kills, {kills.n_files} files, "
                  f"{kills.n_parts} parts, {time.monotonic() - began:.0f} s", flush=True)
    except (Finding, AssertionError) as finding:
        good = False
        print(f"FINDING in round {kills.n_rounds} (seed {options.seed}): {finding}", flush=True)
        print(describe_log(kills.cloud.page("log")["entries"]), flush=True)
    finally:
        kills.close()
    print(f"{kills.n_kills} kills in {kills.n_rounds} rounds: {kills.n_files} files, "
          f"{kills.n_parts} parts, every object whole and there once, nothing left behind"
          if good else "not good", flush=True)
    print(f"{int(good)} passed, {int(not good)} failed")
    sys.exit(0 if good else 1)


if __name__ == "__main__":
    main()
