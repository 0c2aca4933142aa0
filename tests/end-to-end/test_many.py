#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Many files: sent while they are being found, found again after a crash, known when dropped again.

DROPOFF_TEST_FILES is how many there are in the large folder (2,000; 100,000 for the full run).
"""

import contextlib
import json
import os
import sqlite3
import time

import harness
from harness import MIB
from test_cli import Command

CARDS = 20_000
MAX_CARD_BYTES = 520
FILES = int(os.environ.get("DROPOFF_TEST_FILES", "2000"))


def fill(folder, count):
    """That many small files in folders of a thousand; gives the names below the folder."""
    names = []
    for n in range(count):
        name = f"{n // 1000:03}/{n % 1000:03}.dat"
        path = os.path.join(folder, name)
        if n % 1000 == 0:
            os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "wb") as file:
            file.write(b"%d" % n)
        names.append(name)
    return names


def is_forgotten(home, card):
    """Whether the journal knows that a card is not to come back."""
    path = os.path.join(home.data, "journal.db")
    with contextlib.closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as journal:
        row = journal.execute("SELECT forgotten FROM batches WHERE id = ?", (card,)).fetchone()
    return row is None or row[0] != 0


class Many(harness.EngineTest):
    """A folder with many files in it."""

    def assert_all_there(self, names):
        """Every file is there once, under its own name."""
        found = self.objects()
        self.assertEqual(set(found), {f"Survey/{name}" for name in names})
        self.assert_nothing_left()

    def test_begins_at_once(self):
        """The first files are sent before the last ones are found."""
        home = self.home()
        names = fill(home.file("Survey"), FILES)
        sender = self.stay(home)
        idle = sender.memory("VmRSS")
        sender.mark()
        began = time.monotonic()
        sender.tell("add", "file://" + home.file("Survey"))
        sender.wait("batch", 60)
        shown = time.monotonic() - began
        harness.wait_until(lambda: self.counters()["operations"].get("PutObject"), 60,
                           "a first file")
        sent = time.monotonic() - began
        added = sender.wait("added", 60 + FILES / 200)
        found = time.monotonic() - began
        self.assertEqual((added["files"], added["known"], added["refused"]), (FILES, 0, 0))
        sender.wait("batch", 60 + FILES / 20, state=harness.DONE)
        done = time.monotonic() - began
        turn, cpu = sender.longest_turn()
        print(f"{FILES} files: card after {shown:.2f} s, first file there after {sent:.2f} s, all "
              f"found after {found:.2f} s, all sent after {done:.1f} s; main loop's longest turn "
              f"{turn} ms ({cpu} ms of processor time); idle {idle / MIB:.1f} MiB, peak {sender.memory('VmHWM') / MIB:.1f} MiB")
        self.assert_all_there(names)

    def test_cards(self):
        """Single files dropped in one go: paused, found again after a restart, and all sent."""
        home = self.home()
        names = [f"{n:06}.dat" for n in range(FILES // 2)]
        for name in names:
            with open(home.file(name), "wb") as file:
                file.write(name.encode())
        sender = self.stay(home)
        sender.mark()
        sender.tell("watch")
        sender.tell("add", *("file://" + home.file(name) for name in names))
        sender.wait("batch", 60)
        sender.wait("added", 60 + FILES / 100, files=len(names), known=0, refused=0)
        sender.tell("pause", "all")
        sender.wait("state", 30 + FILES / 1000, state=harness.Q_PAUSED)
        harness.wait_until(lambda: all(one["state"] == harness.PAUSED
                                       for one in sender.lists()[1]), 60, "all is paused", 1)
        sender.mark()
        sender.wait("progress", state=harness.Q_PAUSED)
        turns = [sender.longest_turn()]
        sender.quit(60)
        sender = self.stay(home, sign_in=False)
        sent, left = sender.lists()
        self.assertEqual(len(sent) + len(left), len(names))
        self.assertEqual({one["state"] for one in left}, {harness.PAUSED})
        sender.tell("watch")
        sender.tell("resume", "all")
        sender.wait("state", 60 + FILES / 20, state=harness.IDLE)
        turns.append(sender.longest_turn())
        print(f"{len(names)} cards: longest turns {turns} ms (of processor time); peak "
              f"{sender.memory('VmHWM') / MIB:.1f} MiB")
        self.assertEqual(set(self.objects()), set(names))
        self.assert_nothing_left()

    def test_remove_all(self):
        """All cards removed in one go, brought back as they stood, and removed for good."""
        home = self.home()
        names = [home.file(f"{n:06}.dat") for n in range(FILES // 2)]
        for name in names:
            with open(name, "wb") as file:
                file.write(b"not to be sent")
        sender = self.stay(home)
        self.set(bytes_per_second=100)
        sender.tell("add", *("file://" + name for name in names))
        sender.wait("added", 60 + FILES / 100, files=len(names))
        before = [one["id"] for one in sender.lists()[1]]
        self.assertEqual(len(before), len(names))
        sender.tell("watch")
        sender.tell("remove", "all")
        sender.tell("undo", "all")
        harness.wait_until(lambda: [one["id"] for one in sender.lists()[1]] == before, 60,
                           "all cards are where they were", 1)
        sender.tell("remove", "all")
        sender.tell("forget", "all")
        harness.wait_until(lambda: sender.lists() == ([], []), 60, "no card is left", 1)
        time.sleep(1)
        print(f"{len(names)} cards removed: longest turn {sender.longest_turn()} ms (of processor "
              f"time)")
        sender.quit(60)
        sender = self.stay(home, sign_in=False)
        time.sleep(0.5)
        self.assertEqual(sender.lists(), ([], []))
        self.assertEqual(self.objects(), {})
        self.assert_nothing_left()

    def test_dropped_while_removed(self):
        """Dropped again while all cards are being removed: not taken for what is on its way."""
        home = self.home()
        names = [f"{n:06}.dat" for n in range(3000)]
        for name in names:
            with open(home.file(name), "wb") as file:
                file.write(b"sent once more")
        sender = self.stay(home)
        self.set(bytes_per_second=1)
        sender.tell("add", *("file://" + home.file(name) for name in names))
        sender.wait("added", 60, files=len(names))
        self.set(bytes_per_second=0)
        sender.mark()
        sender.tell("remove", "all")
        sender.tell("add", "file://" + home.file(names[-1]))
        sender.wait("added", 60, files=1, known=0)
        sender.tell("forget", "all")
        harness.wait_until(lambda: names[-1] in self.objects(), 60, "the last one is sent")
        harness.wait_until(lambda: sender.lists()[1] == [], 60, "no card is left", 1)

    def test_crash_while_looking(self):
        """Killed while it looks through the folder: the rest is found again, nothing goes twice."""
        home = self.home()
        names = fill(home.file("Survey"), 1500)
        sender = self.stay(home)
        sender.tell("add", "file://" + home.file("Survey"))
        sender.wait("batch", 20)
        sender.kill()
        for n in range(4):
            sender = self.stay(home, sign_in=False)
            time.sleep(0.03 * n)
            sender.kill()
        sender = self.stay(home, sign_in=False)
        harness.wait_until(lambda: len(self.objects()) >= 1500, 120, "all files")
        harness.wait_until(lambda: sender.lists()[1] == [], 30, "the list is empty")
        self.assert_all_there(names)
        self.assertEqual(sender.all("error"), [])

    def test_stop_while_looking(self):
        """Told to stop instead."""
        home = self.home()
        names = fill(home.file("Survey"), 1500)
        sender = self.stay(home)
        sender.tell("add", "file://" + home.file("Survey"))
        sender.wait("batch", 20)
        sender.quit()
        sender = self.stay(home, sign_in=False)
        harness.wait_until(lambda: len(self.objects()) >= 1500, 120, "all files")
        self.assert_all_there(names)

    def test_remove_while_looking(self):
        """Removed for good in the middle of it: nothing more comes, also not after a restart."""
        home = self.home()
        fill(home.file("Survey"), 1500)
        self.set(bytes_per_second=100)
        sender = self.stay(home)
        sender.tell("add", "file://" + home.file("Survey"))
        sender.wait("batch", 20, id=1)
        sender.tell("remove", 1)
        sender.tell("forget", 1)
        sender.wait("added", 60)
        self.assertEqual(sender.lists(), ([], []))
        # Killed before that is journaled, it would not have been forgotten, and may come back.
        harness.wait_until(lambda: is_forgotten(home, 1), 60, "it to be journaled")
        sender.kill()
        sender = self.stay(home, sign_in=False)
        time.sleep(0.5)
        self.assertEqual(sender.lists(), ([], []))
        self.assertLess(len(self.objects()), 100)

    def test_again(self):
        """Dropped again after a restart, a folder sends only what is new or has changed."""
        home = self.home()
        names = fill(home.file("Survey"), 120)
        self.assert_sent(self.send(home, home.file("Survey")), 60, 120)
        sender = self.stay(home, sign_in=False)
        added = sender.add(home.file("Survey"))
        self.assertEqual((added["files"], added["known"]), (0, 120))
        time.sleep(0.02)
        for name in ("000/003.dat", "000/new.dat", "000/another.dat"):
            with open(home.file("Survey/" + name), "wb") as file:
                file.write(name.encode())
        added = sender.add(home.file("Survey"))
        self.assertEqual((added["files"], added["known"]), (3, 119))
        sender.wait("batch", 30, state=harness.DONE)
        found = self.objects()
        self.assertEqual(set(found), {f"Survey/{name}" for name in names} | {
            "Survey/000/new.dat", "Survey/000/another.dat", "Survey/000/003 (2).dat"})
        with open(found["Survey/000/003 (2).dat"]["path"], "rb") as file:
            self.assertEqual(file.read(), b"000/003.dat")
        # One that is part of it, dropped alone, has another name there: it is sent.
        added = sender.add(home.file("Survey/000/004.dat"))
        self.assertEqual((added["files"], added["known"]), (1, 0))
        # What is on its way does not go twice either, unless it was removed.
        self.set(bytes_per_second=MIB)
        path = home.file("slow.bin")
        harness.write_random(path, 40 * MIB)
        sender.add(path)
        added = sender.add(path)
        self.assertEqual((added["files"], added["known"]), (0, 1))
        number = max(event["id"] for event in sender.all("batch"))
        sender.tell("remove", number)
        added = sender.add(path)
        self.assertEqual((added["files"], added["known"]), (1, 0))


class Cards(Command):
    """What dropoff-cli takes for files that wait, because 100,000 may."""

    def memory_of(self, process):
        """Bytes that it has in memory."""
        with open(f"/proc/{process.pid}/statm", encoding="ascii") as file:
            return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")

    def test_memory_of_a_card(self):
        """One more takes little, while nothing can be sent yet."""
        home = self.home()
        names = [f"{n:05}.dat" for n in range(CARDS)]
        with open(home.file(names[0]), "wb") as file:
            file.write(b"one")
        for name in names[1:]:
            os.link(home.file(names[0]), home.file(name))
        self.fault("delay", parameters={"seconds": 300}, op="GetCredentialsForIdentity")
        process = self.command(home, "upload", *names, password=self.password())
        taken = []  # after each piece of them; what only the adding takes is there after the first
        n_added = 0
        while n_added < CARDS:
            event = json.loads(process.stdout.readline())
            if event["event"] == "added":
                n_added += event["files"]
                taken.append((n_added, self.memory_of(process)))
        process.kill()
        process.communicate()
        (first, before), (last, after) = taken[0], taken[-1]
        each = (after - before) / (last - first)
        print(f"{CARDS} cards: {after / MIB:.1f} MiB, each {each:.0f} bytes")
        if harness.SLOWNESS < 4:  # a sanitizer takes more
            self.assertLess(each, MAX_CARD_BYTES)


if __name__ == "__main__":
    harness.main()
