#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Everything that goes wrong, together: soak.py MINUTES [--seed N [--round N]].

Round after round: a drop of a few files, then kills, cuts, stalls, a slow line, faults of the other
side, keys that end, sleep, and files that are edited while they are sent. Then calm, and what a person
would do (go on with what stands still). At the end every file has to be in the list with its receipt,
every object has to be, to the byte, some state that its file was in (or what it then began with, when
it grew after it was asked for), nothing may be left behind, and the journal has to be sound. The seed and the round decide about everything but the machine's timing.
"""

import argparse
import json
import os
import random
import signal
import sys
import time

from oracle import (MIB, PART, Finding, Sums, check_journal, check_object, harness, require,
                    write_sparse)
from relay import Relay

SIZES = (lambda r: 0, lambda r: r.randrange(1, 5000), lambda r: r.randrange(1, MIB),
         lambda r: r.randrange(MIB, PART), lambda r: r.randrange(PART + 1, 3 * PART),
         lambda r: r.randrange(2 * PART, 6 * PART))
SENDING = ("PutObject", "UploadPart")
ANY = ("PutObject", "CreateMultipartUpload", "UploadPart", "CompleteMultipartUpload", "HeadObject",
       "ListParts", "AbortMultipartUpload", "ListMultipartUploads")
COMPLETE = ("CompleteMultipartUpload",)
FAULTS = (
    (ANY, {"kind": "throttle"}), (ANY, {"kind": "throttle", "retry-after": 1}),
    (ANY, {"kind": "error", "status": 500, "code": "InternalError"}),
    (ANY, {"kind": "cut-reply", "after": 20}), (ANY, {"kind": "drop-reply"}),
    (ANY, {"kind": "drop-reply", "reset": True}), (ANY, {"kind": "delay", "seconds": 1}),
    (ANY, {"kind": "reply", "body": "<html>Free Wi-Fi</html>"}),
    (ANY, {"kind": "error", "status": 400, "code": "ExpiredToken"}), (ANY, {"kind": "expire-keys"}),
    (SENDING, {"kind": "cut-request", "after": 300000}),
    (SENDING, {"kind": "fail-after", "status": 503, "code": "SlowDown", "after": 300000}),
    (SENDING, {"kind": "stall", "after": 100000, "seconds": 3}),
    (SENDING, {"kind": "error", "status": 400, "code": "BadDigest"}),
    (SENDING + COMPLETE, {"kind": "lie-checksum"}), (("UploadPart",), {"kind": "lie-etag"}),
    (SENDING, {"kind": "no-checksum"}), (COMPLETE, {"kind": "late-error"}),
    (COMPLETE, {"kind": "late-error", "commit": True}),
    (COMPLETE, {"kind": "slow-complete", "seconds": 2}),
    (COMPLETE, {"kind": "error", "status": 409, "code": "ConditionalRequestConflict"}),
    (("UploadPart", "CompleteMultipartUpload", "ListParts"),
     {"kind": "error", "status": 404, "code": "NoSuchUpload"}),
)
PATIENCE_S = 150


class File:
    """A file and every state that it was in."""

    def __init__(self, path, size, rand):
        self.path = path
        self.name = os.path.basename(path)
        write_sparse(path, size, rand)
        self.states = [Sums(path)]

    def edit(self, rand):
        """Changes it as people and programs do."""
        size = os.path.getsize(self.path)
        how = rand.choice(("overwrite", "append", "truncate", "replace", "touch"))
        if how == "replace":
            fresh = self.path + ".new"
            write_sparse(fresh, max(1, size), rand)
            os.replace(fresh, self.path)
        elif how == "touch":
            os.utime(self.path)
        else:
            with open(self.path, "r+b", buffering=0) as file:
                if how == "truncate":
                    file.truncate(size // 2)
                else:
                    at = size if how == "append" else rand.randrange(max(1, size))
                    os.pwrite(file.fileno(), rand.randbytes(1000), at)
        size = os.path.getsize(self.path)
        earlier = {state.size for state in self.states if state.size < size}
        self.states += [Sums(self.path, before) for before in sorted(earlier)] + [Sums(self.path)]


class Soak:
    """A cloud, a line to it, and a home."""

    def __init__(self):
        self.cloud = harness.cloud_client.Running("--set", 'etag="opaque"')
        self.home = harness.Home()
        self.relay = Relay(int(self.cloud.line["endpoint"].rpartition(":")[2]))
        self.sender = None
        self.rand = None
        self.files = []
        self.counts = {}
        self.heard = []  # the events of earlier lives of this round
        self.connection = self.write_connection()

    def write_connection(self):
        """The cloud's connection, but by way of the line."""
        with open(self.cloud.line["connection_file"], encoding="utf-8") as file:
            text = file.read()
        path = os.path.join(self.cloud.line["data"], "line.dropoff")
        with open(path, "w", encoding="utf-8") as file:
            file.write(text.replace(self.cloud.line["endpoint"],
                                    f"https://localhost:{self.relay.port}"))
        return path

    def close(self):
        """End everything."""
        if self.sender is not None:
            self.sender.kill()
        self.relay.go_away()
        self.home.close()
        self.cloud.stop()

    def start(self, user=None):
        """A new life."""
        self.sender = harness.Sender(self.home, cloud=self.cloud, connection=self.connection,
                                     user=user, stay=True)

    # -- what goes wrong ---------------------------------------------------------------------------

    def kill(self):
        """A power cut for the program alone."""
        self.sender.kill()
        self.heard += self.sender.events
        self.start()

    def stall(self):
        """The line goes silent for a while."""
        self.relay.silent = True
        time.sleep(self.rand.uniform(0.2, 3))
        self.relay.silent = False

    def away(self):
        """Nobody there, for a while."""
        self.relay.go_away()
        time.sleep(self.rand.uniform(0.1, 2.5))
        self.relay.come_back()

    def slow(self):
        """Another speed of the line."""
        self.relay.rate = self.rand.choice((0, 500_000, 2_000_000, 10_000_000))

    def fault(self):
        """Something that the other side says or does."""
        ops, do = self.rand.choice(FAULTS)
        self.cloud.control(fault={"match": {"op": self.rand.choice(ops)}, "do": do,
                                  "times": self.rand.randint(1, 3)})

    def sleep(self):
        """The computer sleeps: everything stands, then the network is another one."""
        self.sender.process.send_signal(signal.SIGSTOP)
        if self.rand.random() < 0.5:
            self.relay.cut()
        time.sleep(self.rand.uniform(0.2, 2))
        self.sender.process.send_signal(signal.SIGCONT)
        self.tell("network")

    def edit(self):
        """Somebody works on a file."""
        self.rand.choice(self.files).edit(self.rand)

    def pause(self):
        """A person changes their mind."""
        self.tell("pause", "all")
        time.sleep(self.rand.uniform(0, 0.5))
        self.tell("resume", "all")

    def expire_keys(self):
        """All keys given out so far end now."""
        self.cloud.control(expire_keys=True)

    def tell(self, *words):
        """A command; one that has just died does not hear it."""
        try:
            self.sender.tell(*words)
        except OSError:
            pass

    def misfortune(self):
        """One of them."""
        chosen = self.rand.choices(
            (self.kill, self.relay.cut, self.stall, self.away, self.slow, self.fault, self.sleep,
             self.edit, self.pause, self.expire_keys),
            (3, 3, 1, 1, 2, 8, 1, 1.5, 1, 1))[0]
        name = chosen.__name__
        self.counts[name] = self.counts.get(name, 0) + 1
        chosen()

    # -- a round -----------------------------------------------------------------------------------

    def round(self, seed, number):
        """One drop and its misfortunes."""
        self.rand = random.Random(f"{seed}/{number}")
        self.counts, self.heard = {}, []
        self.cloud.control(reset_log=True, delete_objects=True, set={
            "bytes_per_second": self.rand.choice((1, 4, 16)) * MIB,
            "verify_checksums": self.rand.random() > 0.1,
            "key_seconds": self.rand.choice((15, 60, 3600)),
            "max_list_parts": self.rand.choice((2, 1000))})
        self.files = [File(self.home.file(f"round {number} file {n}.dat"),
                           self.rand.choice(SIZES)(self.rand), self.rand)
                      for n in range(self.rand.randint(1, 5))]
        if self.sender is None:
            self.start(harness.USER)
            self.sender.wait("ready", 30)
        self.sender.add(*(file.path for file in self.files))
        end = time.monotonic() + self.rand.uniform(3, 15)
        while time.monotonic() < end:
            time.sleep(self.rand.uniform(0, 0.8))
            self.misfortune()
        self.calm()
        self.check()
        for file in self.files:
            os.unlink(file.path)

    def calm(self):
        """Nothing is wrong any more; a person goes on with what stands still."""
        self.relay.rate = 0
        self.cloud.control(clear_faults=True, set={"bytes_per_second": 0})
        harness.wait_until(lambda: self.sender.all("ready"), 60, "it is ready")
        self.tell("network")
        deadline = time.monotonic() + PATIENCE_S * harness.SLOWNESS
        while True:
            require(self.sender.process.poll() is None, "it ended:", self.sender.tail())
            left = self.sender.lists()[1]
            if not left:
                return
            require(time.monotonic() < deadline, "never done:", left, self.sender.tail())
            for one in left:
                if one["state"] in (harness.CHANGED, harness.FAILED, harness.PAUSED):
                    self.tell("resume", one["id"])
            time.sleep(0.5)

    def check(self):
        """Everything that has to be true at the end of a round."""
        heard = self.heard + self.sender.events
        bad = [event for event in heard if event["event"] in ("notice", "error")]
        require(not bad, "it complained:", bad)
        objects = {one["key"]: one for one in self.cloud.page("objects")}
        sent = self.sender.lists()[0]
        for file in self.files:
            mine = [one for one in sent if one["name"] == file.name]
            require(len(mine) == 1, file.name, "is in the list", len(mine), "times")
            require(mine[0]["verified"], "without a receipt:", mine[0])
            require(mine[0]["key"] in objects, "there is no object for", mine[0])
            self.check_state(objects.pop(mine[0]["key"]), file)
        for key, extra in objects.items():
            name = key.split("/", 2)[2]
            family = [file for file in self.files
                      if name.startswith(file.name.removesuffix(".dat") + " (") or name == file.name]
            require(family and len(family[0].states) > 1, "nobody sent", key)
            self.check_state(extra, family[0])
        deadline = time.monotonic() + 20 * harness.SLOWNESS
        while self.cloud.page("uploads"):
            require(time.monotonic() < deadline, "left behind:", self.cloud.page("uploads"))
            time.sleep(0.1)
        check_journal(self.home.data)

    def check_state(self, found, file):
        """An object is some state of its file, whole."""
        for sums in file.states:
            if found["size"] == sums.size:
                try:
                    check_object(found, sums)
                    return
                except Finding:
                    pass
        raise Finding(f"{found['key']} is no state that {file.name} was in "
                      f"({[state.size for state in file.states]}): {json.dumps(found)}")


def main():
    """Rounds until the time is over."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("minutes", type=float)
    parser.add_argument("--seed", type=int, default=random.randrange(1 << 32))
    parser.add_argument("--round", type=int, default=1, help="the first one")
    options = parser.parse_args()
    print(f"seed {options.seed}", flush=True)
    end = time.monotonic() + options.minutes * 60
    number, findings, soak, totals = options.round, 0, None, {}
    while time.monotonic() < end:
        try:
            soak = soak or Soak()
            soak.round(options.seed, number)
            said = ", ".join(f"{name} {n}" for name, n in sorted(soak.counts.items()))
            print(f"round {number}: {len(soak.files)} files; {said}", flush=True)
            for name, n in soak.counts.items():
                totals[name] = totals.get(name, 0) + n
        except AssertionError as finding:
            findings += 1
            print(f"FINDING in round {number} (--seed {options.seed} --round {number}): {finding}\n"
                  f"    {soak.counts}", flush=True)
            broken, soak = soak, None
            broken.close()  # the next round begins with everything new
        number += 1
    if soak is not None:
        soak.close()
    print(f"{number - options.round} rounds, {findings} findings; {totals}")
    print(f"{number - options.round - findings} passed, {findings} failed")
    sys.exit(1 if findings else 0)


if __name__ == "__main__":
    main()
