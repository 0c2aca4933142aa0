#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The window with many rows: how long a person waits for it. Called by window.sh."""

import argparse
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import time

import servers

sys.path.insert(0, str(servers.TESTS / "end-to-end" / "display"))

import desk  # noqa: E402  (the path has to be set first)

N_LARGE = 8  # a file has at most 65,000 links
USER = "zoe.martin@example.com"
RESTING = "… not scrolled"
HIDDEN = "… window hidden"
NEXT_START = "… next start"
COLUMNS = ("dropped", "rows", "connections", "first row ms", "frames", "over 33 ms",
           "longest frame ms", "longest turn ms", "stall ms", "frame's wait ms", "peak MB", "sent MB")


def make_files(folder, count, megabytes):
    """Files below that folder, a thousand in each of its own: small ones, or large ones that are
    links to a few: what is read is in memory then. (Holes are not: the kernel makes their pages
    in one go that it does not interrupt for anybody, up to 60 ms on a virtual machine whose host
    has to find the memory, and the frames that wait for that say nothing of the window.)"""
    few = [folder.parent / f"{number}.dat" for number in range(N_LARGE if megabytes else 0)]
    for path in few:
        path.write_bytes(os.urandom(megabytes << 20))
    for number in range(count):
        path = folder / f"{number // 1000:03}" / f"{number:06}.dat"
        if number % 1000 == 0:
            path.parent.mkdir(parents=True)
        if megabytes:
            path.hardlink_to(few[number % N_LARGE])
        else:
            path.write_bytes(number.to_bytes(8, "little") * (20 + number % 400))


class Program:
    """A running bench-window."""

    def __init__(self, build, where, work):
        connection = servers.SignIn.connection(where, work)
        environment = dict(os.environ,
                           DROPOFF_TEST_PASSWORD=servers.SignIn.cloud.user(USER)["password"])
        self.process = subprocess.Popen(
            [build / "tests/bench/bench-window", work / "data", connection, USER], text=True,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
            env=environment, preexec_fn=desk.die_with_parent)
        self.read("ready")
        self.window = desk.wait_for_window(self.process)

    def read(self, event):
        """The next line with that event."""
        for line in self.process.stdout:
            if line.startswith("{") and json.loads(line)["event"] == event:
                return json.loads(line)
        raise SystemExit(f"window.py: the window ended with status {self.process.wait()}")

    def tell(self, line):
        """Give it a command."""
        self.process.stdin.write(line + "\n")
        self.process.stdin.flush()

    def figures(self):
        """What it has counted."""
        self.tell("figures")
        return self.read("figures")

    def peak_mb(self):
        """The most memory that it had."""
        with open(f"/proc/{self.process.pid}/status", encoding="ascii") as status:
            return next(int(line.split()[1]) for line in status if line.startswith("VmHWM")) / 1024

    def kill(self):
        """As a power cut ends it."""
        self.process.kill()
        self.process.wait()
        self.process.stdin.close()
        self.process.stdout.close()


def count_connections(where):
    """How many the kernel has to the server now."""
    port = f"{int(where.endpoint.rsplit(':', 1)[1]):04X}"
    with open("/proc/net/tcp", encoding="ascii") as table:
        rows = [line.split() for line in table]
    return sum(row[2].endswith(":" + port) and row[3] == "01" for row in rows)


def scroll(window, where, seconds):
    """Turn the wheel over the list and press its keys, as fast as they repeat when held down; gives
    the most connections seen."""
    until = time.monotonic() + seconds
    most = 0
    desk.xdotool("mousemove", "--window", window.number, 380, 400)
    window.activate()
    while time.monotonic() < until:
        desk.xdotool("click", "--repeat", 20, "--delay", 20, 5)
        desk.xdotool("key", "--delay", 33, "End", "Page_Up", "Page_Up", "Home", "Page_Down",
                     "Page_Down", "Down", "Down")
        desk.xdotool("click", "--repeat", 5, "--delay", 20, 4)
        most = max(most, count_connections(where))
    return most


def use(program, name, where, seconds):
    """Wait for its first row, scroll, and give what came of it as a row of the table."""
    desk.wait_for("a first row", lambda: program.figures()["first-row-us"] > 0, 60)
    connections = scroll(program.window, where, seconds)
    if name != NEXT_START:
        desk.wait_for("something to be sent", lambda: program.figures()["sent"] > 0, 30)
    return describe(program, name, connections)


def leave(program, name, order, where, seconds):
    """Leave it alone, in sight or not: what the engine and what is in sight take by themselves."""
    program.tell(order)
    most = 0
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        time.sleep(0.2)
        most = max(most, count_connections(where))
    return describe(program, name, most)


def remove_all(program):
    """Choose everything by key and remove it; the name of the row says how long the list took."""
    program.tell("watch")
    begun = time.monotonic()
    desk.xdotool("key", "ctrl+a", "Delete")
    desk.wait_for("everything to be removed", lambda: program.figures()["rows"] == 0, 120)
    return describe(program, f"… removed: {time.monotonic() - begun:.1f} s", 0)


def describe(program, name, connections):
    """What it has counted, as a row of the table."""
    found = program.figures()

    def both(name):
        return f"{found[name + '-us'] / 1000:.1f} (CPU {found[name + '-cpu-us'] / 1000:.1f})"

    return (name, found["rows"], connections, f"{found['first-row-us'] / 1000:.0f}", found["frames"],
            f"{found['long-frames']} (CPU {found['long-cpu-frames']})", both("frame"), both("turn"),
            both("stall"), both("wait"), f"{program.peak_mb():.0f}", f"{found['sent'] / 1e6:.2f}")


def run(build, order, folder, arguments):
    """One drop, and the next start after a crash; gives their rows of the table."""
    name = "a folder" if order == "drop" else "one by one"
    with tempfile.TemporaryDirectory(prefix="dropoff-bench-") as work, \
            servers.Sink(True, arguments.think, aside=True).running() as where:
        keyring = desk.Keyring(os.path.join(work, "keyring"))  # so that the next start is signed in
        program = Program(build, where, pathlib.Path(work))
        program.tell(f"{order} {folder}")
        rows = [use(program, name, where, arguments.seconds),
                leave(program, RESTING, "watch", where, arguments.seconds / 2),
                leave(program, HIDDEN, "hide", where, arguments.seconds / 2)]
        program.kill()
        if rows[-1][1] > 0:
            program = Program(build, where, pathlib.Path(work))
            rows.append(use(program, NEXT_START, where, arguments.seconds / 3))
            rows.append(remove_all(program))
            program.kill()
        keyring.stop()
    return rows


def main():
    """Run it."""
    parser = argparse.ArgumentParser(prog="window.sh")
    parser.add_argument("build", type=pathlib.Path)
    parser.add_argument("--files", type=int, default=100000)
    parser.add_argument("--seconds", type=float, default=30, help="how long it is scrolled")
    parser.add_argument("--think", type=int, default=20, metavar="MS",
                        help="what the server needs for a file: many connections are in use")
    parser.add_argument("--megabytes", type=int, default=0, help="how large the files are")
    arguments = parser.parse_args()
    build = arguments.build.resolve()
    servers.SINK = build / "tests/bench/bench-sink"
    with tempfile.TemporaryDirectory(prefix="dropoff-bench-") as folder, servers.SignIn():
        survey = pathlib.Path(folder) / "Survey"
        make_files(survey, arguments.files, arguments.megabytes)
        rows = [row for order in ("drop", "drop-files")
                for row in run(build, order, survey, arguments)]
    print(f"{arguments.files} files, drawn by {os.environ.get('GSK_RENDERER', 'the default')}")
    for row in (COLUMNS, *rows):
        print(" ".join(f"{cell!s:>{max(12, len(title))}}" for cell, title in zip(row, COLUMNS)))


if __name__ == "__main__":
    main()
