#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a person does to the list: pause, go on, remove, undo, send first, sign in later."""

import contextlib
import os
import sqlite3
import time

import harness
from harness import MIB


class Control(harness.EngineTest):
    """Each test drops something and interferes."""

    def start_slow(self, size=160 * MIB, rate=4 * MIB, home=None):
        """A file on its way, slowly; gives (sender, path, SHA-256)."""
        self.set(bytes_per_second=rate)
        home = home or self.home()
        path = home.file("slow.bin")
        sha256 = harness.write_random(path, size)
        sender = self.stay(home)
        sender.add(path)
        sender.wait("batch", 20, state=harness.SENDING)
        harness.wait_until(lambda: self.received() > 6 * MIB, 30, "bytes flow")
        return sender, path, sha256

    def received(self):
        """Bytes of files that have come in so far."""
        return self.counters()["object_bytes_received"]

    def assert_quiet(self, within, quiet=2.0):
        """No more bytes come in after that time."""
        time.sleep(within)
        before = self.received()
        time.sleep(quiet)
        self.assertEqual(self.received(), before)

    def finish(self, sender, sha256, name="slow.bin"):
        """Let it end at full speed."""
        self.set(bytes_per_second=0)
        sender.wait("batch", 60, state=harness.DONE)
        self.assert_arrived(name, sha256)
        self.assert_nothing_left()
        self.assertEqual(sender.all("error"), [])
        self.assert_all_plain(sender)

    def test_pause_and_resume(self):
        """Bytes stop within two seconds and go on where they stood."""
        sender, _, sha256 = self.start_slow()
        began = time.monotonic()
        sender.tell("pause", 1)
        sender.wait("batch", 2, state=harness.PAUSED)
        print(f"paused after {time.monotonic() - began:.2f} s")
        self.assert_quiet(max(0, 2 - (time.monotonic() - began)))
        sender.wait("state", 2, state=harness.Q_PAUSED)
        parts = len(self.cloud.page("uploads")[0]["parts"])
        sender.mark()
        sender.tell("resume", 1)
        sender.wait("batch", 10, state=harness.SENDING)
        self.assertGreaterEqual(len(self.cloud.page("uploads")[0]["parts"]), parts)
        self.finish(sender, sha256)
        self.assertEqual(self.counters()["operations"]["CreateMultipartUpload"], 1)

    def test_pause_all(self):
        """One word for everything, also for what is dropped in between."""
        sender, _, sha256 = self.start_slow()
        sender.tell("pause", "all")
        sender.wait("state", 2, state=harness.Q_PAUSED)
        self.assert_quiet(2)
        sender.tell("resume", "all")
        self.finish(sender, sha256)

    def start_folder(self):
        """A card of three large files on its way, slowly; gives (sender, SHA-256 by name)."""
        home = self.home()
        sums = {}
        for n in range(3):
            path = os.path.join(home.file("Survey"), f"{n}.bin")
            os.makedirs(os.path.dirname(path), exist_ok=True)
            sums[f"Survey/{n}.bin"] = harness.write_random(path, 40 * MIB)
        self.set(bytes_per_second=2 * MIB)
        sender = self.stay(home)
        sender.add(home.file("Survey"))
        harness.wait_until(lambda: len(self.cloud.page("uploads")) == 3, 30, "three are begun")
        return sender, sums

    def finish_folder(self, sender, sums):
        """Let it end at full speed; exactly these are there, and nothing else."""
        self.set(bytes_per_second=0)
        sender.wait("batch", 60, state=harness.DONE)
        for name, sha256 in sums.items():
            self.assert_arrived(name, sha256)
        self.assertEqual(set(self.objects()), set(sums))
        self.assert_nothing_left()
        self.assertEqual(sender.all("error"), [])

    def test_pause_one_file(self):
        """One file of a card stands still, also after a crash, while the others go."""
        sender, sums = self.start_folder()
        sender.tell("pause-file", 1, 1)
        sender.wait("pause-file", 5)
        self.set(bytes_per_second=0)
        harness.wait_until(lambda: len(self.objects()) == 2, 60, "the others are sent")
        self.assertNotIn("Survey/1.bin", self.objects())
        sender.wait("batch", 5, state=harness.PAUSED)
        self.assert_quiet(0)
        sender.kill()
        sender = self.stay(sender.home, sign_in=False)
        sender.wait("batch", 5, state=harness.PAUSED)
        self.assert_quiet(0)
        sender.tell("resume-file", 1, 1)
        self.finish_folder(sender, sums)

    def test_resume_one_file(self):
        """Of a paused card one file goes on alone; the others stay paused over a crash."""
        sender, sums = self.start_folder()
        sender.tell("pause", 1)
        sender.wait("batch", 2, state=harness.PAUSED)
        self.set(bytes_per_second=0)
        sender.tell("resume-file", 1, 2)
        harness.wait_until(lambda: self.objects(), 60, "one is sent")
        sender.kill()
        sender = self.stay(sender.home, sign_in=False)
        sender.wait("batch", 5, state=harness.PAUSED)
        self.assert_quiet(0)
        self.assertEqual(set(self.objects()), {"Survey/2.bin"})
        sender.tell("resume", "all")
        self.finish_folder(sender, sums)

    def test_cancel_one_file(self):
        """Its bytes stop and it is taken back, also if we crash before; the others arrive."""
        sender, sums = self.start_folder()
        self.fault("throttle", op="AbortMultipartUpload")
        sender.tell("cancel-file", 1, 0)
        sender.wait("cancel-file", 5)
        harness.wait_until(lambda: self.counters()["operations"].get("AbortMultipartUpload"), 10,
                           "a try to take it back")
        sender.kill()
        self.cloud.control(clear_faults=True)
        sender = self.stay(sender.home, sign_in=False)
        del sums["Survey/0.bin"]
        self.finish_folder(sender, sums)
        sent, left = sender.lists()
        self.assertEqual(left, [])
        self.assertEqual(sorted(one["verified"] for one in sent), [False, True, True])

    def test_cancel_every_file(self):
        """With its last file a card leaves the list."""
        sender, _ = self.start_folder()
        for n in range(3):
            sender.tell("cancel-file", 1, n)
        harness.wait_until(lambda: not self.cloud.page("uploads"), 10, "all is taken back")
        self.assertEqual(sender.lists(), ([], []))
        sender.quit()
        sender = self.stay(sender.home, sign_in=False)
        self.assertEqual(sender.lists(), ([], []))
        self.assertEqual(self.objects(), {})

    def test_send_one_file_first(self):
        """The last of a card with many large files overtakes the others."""
        home = self.home()
        for n in range(12):
            path = os.path.join(home.file("Survey"), f"{n:02}.bin")
            os.makedirs(os.path.dirname(path), exist_ok=True)
            harness.write_random(path, 20 * MIB)
        self.set(bytes_per_second=8 * MIB)
        sender = self.stay(home)
        sender.add(home.file("Survey"))
        sender.wait("batch", 20, state=harness.SENDING)
        sender.tell("first-file", 1, 11)
        harness.wait_until(lambda: "Survey/11.bin" in self.objects(), 60, "the last is sent")
        self.assertLess(len(self.objects()), 11)

    def test_hold(self):
        """Held back: bytes stop, files keep their place, what is dropped waits with them."""
        sender, _, sha256 = self.start_slow()
        sender.tell("hold")
        sender.wait("state", 2, state=harness.HELD)
        self.assert_quiet(2)
        other = sender.home.file("small.bin")
        small = harness.write_random(other, 1000)
        sender.add(other)
        self.assert_quiet(0)
        self.assertEqual(self.objects(), {})
        sender.tell("release")
        self.set(bytes_per_second=0)
        sender.wait("batch", 60, id=2, state=harness.DONE)
        self.assert_arrived("small.bin", small)
        sender.wait("batch", 60, id=1, state=harness.DONE)
        self.finish(sender, sha256)
        self.assertEqual(self.counters()["operations"]["CreateMultipartUpload"], 1)

    def test_limit(self):
        """A limit for the bytes is kept, by all files together, and can be changed on the way."""
        home = self.home()
        sums = {}
        for n in range(4):
            path = home.file(f"{n}.bin")
            sums[f"{n}.bin"] = harness.write_random(path, 20 * MIB)
        sender = self.stay(home)
        sender.tell("limit", 4 * MIB)
        sender.wait("limit", 5)
        sender.add(*(home.file(name) for name in sums))
        harness.wait_until(lambda: self.received() > 4 * MIB, 30, "bytes flow")
        began = time.monotonic()
        before = self.received()
        time.sleep(4)
        speed = (self.received() - before) / (time.monotonic() - began)
        print(f"{speed / MIB:.2f} MiB/s of 4")
        self.assertLess(speed, 4.4 * MIB)
        self.assertGreater(speed, 1 * MIB)
        sender.tell("limit", 0)
        for n in range(4):
            sender.wait("batch", 60, id=n + 1, state=harness.DONE)
        for name, sha256 in sums.items():
            self.assert_arrived(name, sha256)

    def test_pause_survives_a_restart(self):
        """Also a hard one; nothing is asked of the cloud for it."""
        sender, _, sha256 = self.start_slow()
        sender.tell("pause", 1)
        sender.wait("batch", 2, state=harness.PAUSED)
        time.sleep(0.5)
        sender.kill()
        sender = self.stay(sender.home, sign_in=False)
        sender.wait("batch", 5, id=1, state=harness.PAUSED)
        self.assert_quiet(0)
        sender.tell("resume", 1)
        self.finish(sender, sha256)

    def test_small_behind_large(self):
        """A small file dropped last does not wait for the large ones before it."""
        home = self.home()
        large = [home.file(f"{n:02}.bin") for n in range(40)]
        for path in large:
            with open(path, "wb") as file:
                file.truncate(64 * MIB)
        sender = self.stay(home)
        self.set(bytes_per_second=MIB)
        sender.tell("add", *("file://" + path for path in large))
        sender.wait("added", 30, files=40)
        sender.wait("batch", 30, state=harness.SENDING)
        sha256 = harness.write_random(home.file("small.bin"), 1000)
        sender.add(home.file("small.bin"))
        sender.wait("batch", 30, id=41, state=harness.DONE)
        self.assert_arrived("small.bin", sha256)
        self.assertEqual(len(self.objects()), 1)
        sender.kill()

    def test_remove_and_forget(self):
        """What was begun is taken back."""
        sender, _, _ = self.start_slow()
        sender.tell("remove", 1)
        self.assert_quiet(2, 1)
        self.assertEqual(len(self.cloud.page("uploads")), 1)
        sender.tell("forget", 1)
        harness.wait_until(lambda: not self.cloud.page("uploads"), 10, "it is taken back")
        sender.quit()
        sender = self.stay(sender.home, sign_in=False)
        self.assertEqual(sender.lists(), ([], []))
        self.assertEqual(self.objects(), {})

    def test_forgotten_for_good(self):
        """Killed before the other side could be told: the next start tells it."""
        sender, _, _ = self.start_slow()
        self.fault("drop-reply", op="AbortMultipartUpload", times=1)
        self.fault("throttle", op="AbortMultipartUpload")
        sender.tell("remove", 1)
        sender.tell("forget", 1)
        harness.wait_until(lambda: self.counters()["operations"].get("AbortMultipartUpload"), 10,
                           "a try to take it back")
        sender.kill()
        self.cloud.control(clear_faults=True)
        sender = self.stay(sender.home, sign_in=False)
        harness.wait_until(lambda: not self.cloud.page("uploads"), 10, "it is taken back")
        self.assertEqual(sender.lists(), ([], []))

    def test_remove_and_restart(self):
        """Removed but not forgotten: it comes back, paused."""
        sender, _, sha256 = self.start_slow()
        sender.tell("remove", 1)
        time.sleep(0.5)
        sender.kill()
        sender = self.stay(sender.home, sign_in=False)
        sender.wait("batch", 5, id=1, state=harness.PAUSED)
        sender.tell("resume", 1)
        self.finish(sender, sha256)

    def test_remove_and_undo(self):
        """As if nothing had been."""
        sender, _, sha256 = self.start_slow()
        sender.tell("remove", 1)
        time.sleep(1)
        sender.mark()
        sender.tell("undo", 1)
        sender.wait("batch", 10, state=harness.SENDING)
        self.finish(sender, sha256)
        self.assertEqual(self.counters()["operations"]["CreateMultipartUpload"], 1)

    def remove_and_undo(self, sender):
        """After it nothing may be sent."""
        sender.mark()
        sender.tell("remove", 1)
        sender.tell("undo", 1)
        sender.wait("undo", 5)
        self.assert_quiet(2, 1)

    def test_undo_resumes_nothing(self):
        """What a person paused, or is asked about, is as it was before it was removed."""
        sender, path, sha256 = self.start_slow()
        sender.tell("pause", 1)
        sender.wait("batch", 10, id=1, state=harness.PAUSED)
        self.remove_and_undo(sender)
        with open(path, "r+b") as file:
            file.write(b"another version")
        os.utime(path, (1, 1))
        sender.tell("resume", 1)
        sender.wait("batch", 20, id=1, state=harness.CHANGED)
        self.remove_and_undo(sender)
        self.assertEqual(self.objects(), {})
        sender.tell("resume", 1)
        self.finish(sender, harness.sha256_of(path))
        self.assertNotEqual(sha256, harness.sha256_of(path))

    def test_send_first(self):
        """The last one dropped overtakes the others, one of them under way."""
        home = self.home()
        # Before anything is sent: where writing is slow, the first would be through before the last.
        sums = {f"{n}.bin": harness.write_random(home.file(f"{n}.bin"), 20 * MIB)
                for n in range(2, 14)}
        sender, path, _ = self.start_slow(size=320 * MIB, home=home)
        sender.tell("limit", 12 * MIB)  # so that more connections are not worth while
        for name in sums:
            sender.add(home.file(name))
        sender.tell("first", 13)
        sender.wait("batch", 60, id=13, state=harness.DONE)
        self.assertNotIn("slow.bin", self.objects())
        self.assertLess(len(self.objects()), 11)
        self.set(bytes_per_second=0)
        sender.tell("limit", 0)
        for n in range(1, 13):
            harness.wait_until(lambda: sender.all("batch", id=n, state=harness.DONE), 60,
                               f"number {n} is sent")
        for name, sha256 in sums.items():
            self.assert_arrived(name, sha256)
        self.assertEqual(os.path.getsize(path), self.objects()["slow.bin"]["size"])

    def test_move(self):
        """Cards that are moved are sent in their new order, and the journal has it."""
        home = self.home()
        sender = self.stay(home)
        sender.tell("hold")
        sender.wait("hold", 5)
        for n in range(1, 6):
            path = home.file(f"{n}.bin")
            harness.write_random(path, n * 100)
            sender.add(path)
            sender.wait("batch", 20, id=n)
        for words in ((4, 2), (1,), (5, 4), (3, 5), (2, 1)):
            sender.tell("move", *words)
        sender.quit()
        with contextlib.closing(sqlite3.connect(os.path.join(home.data, "journal.db"))) as journal:
            rows = journal.execute("SELECT name FROM batches ORDER BY position, id").fetchall()
        self.assertEqual([name for (name,) in rows],
                         ["3.bin", "5.bin", "4.bin", "2.bin", "1.bin"])
        again = self.stay(home)
        for n in range(1, 6):
            again.wait("batch", 60, id=n, state=harness.DONE)
            self.assertEqual(self.objects()[f"{n}.bin"]["size"], n * 100)

    def test_folder(self):
        """300 small files in nested folders are one card and keep their paths."""
        home = self.home()
        sums = {}
        for n in range(300):
            name = f"Line {n % 7}/day {n % 3}/shot {n:03}.dat"
            path = os.path.join(home.file("Survey"), name)
            os.makedirs(os.path.dirname(path), exist_ok=True)
            sums[f"Survey/{name}"] = harness.write_random(path, 37 * n)
        began = time.monotonic()
        sender = self.send(home, home.file("Survey") + "/")
        self.assert_sent(sender, 60, 300)
        print(f"300 files in {time.monotonic() - began:.1f} s")
        for name, sha256 in sums.items():
            self.assert_arrived(name, sha256)
        self.assertEqual(len(self.objects()), 300)
        self.assertEqual(len({event["id"] for event in sender.all("batch")}), 1)

    def test_same_name_twice(self):
        """Both are kept, small and in parts, dropped together or later."""
        home = self.home()
        sums = []
        for n, folder in enumerate(("one", "two", "three")):
            for name, size in (("a.tar.gz", 100), ("big.bin", 20 * MIB)):
                path = os.path.join(home.file(folder), name)
                os.makedirs(os.path.dirname(path), exist_ok=True)
                sums.append(harness.write_random(path, size + n))
        paths = [os.path.join(home.file(folder), name) for folder in ("one", "two", "three")
                 for name in ("a.tar.gz", "big.bin")]
        self.assert_sent(self.send(home, *paths[:4]), 60, 4)
        self.assert_sent(self.send(home, *paths[4:], sign_in=False), 60, 6)
        found = self.objects()
        self.assertEqual(set(found), {"a.tar.gz", "a (2).tar.gz", "a (3).tar.gz", "big.bin",
                                      "big (2).bin", "big (3).bin"})
        self.assertEqual({harness.sha256_of(one["path"]) for one in found.values()}, set(sums))
        self.assert_nothing_left()

    def test_many_of_one_name(self):
        """A small file of the same name, sent day after day: each is kept under the next name."""
        home = self.home()
        sums = set()
        for day in range(9):
            path = os.path.join(home.file(f"day {day}"), "log.txt")
            os.makedirs(os.path.dirname(path), exist_ok=True)
            sums.add(harness.write_random(path, 100 + day))
            self.assert_sent(self.send(home, path, sign_in=day == 0), 60, day + 1)
        found = self.objects()
        self.assertEqual({harness.sha256_of(one["path"]) for one in found.values()}, sums)
        self.assertEqual(set(found), {"log.txt"} | {f"log ({n}).txt" for n in range(2, 10)})

    def make_twice(self, home, folders, names):
        """Files of the same names in several folders; gives {(folder, name): (path, SHA-256)}."""
        made = {}
        for n, folder in enumerate(folders):
            for name, size in names.items():
                path = os.path.join(home.file(folder), name)
                os.makedirs(os.path.dirname(path), exist_ok=True)
                made[folder, name] = (path, harness.write_random(path, size + n))
        return made

    def test_same_name_asked(self):
        """Who wants to be asked is, also after a restart; to go on is to send both."""
        home = self.home()
        made = self.make_twice(home, ("one", "two"), {"a.bin": 100, "big.bin": 20 * MIB})
        first = [path for (folder, _), (path, _) in made.items() if folder == "one"]
        second = [path for (folder, _), (path, _) in made.items() if folder == "two"]
        self.assert_sent(self.send(home, *first), 60, 2)
        sender = self.stay(home)
        sender.tell("ask-same-name")
        sender.add(*second)
        for number in (3, 4):
            event = sender.wait("batch", 30, id=number, state=harness.SAME_NAME)
            self.assertIn("already a file of this name", event["message"])
        # Nothing but an answer is one: not the same drop again, no pause, no retry.
        sender.add(*second)
        sender.tell("pause", "all")
        sender.tell("resume", "all")
        sender.tell("retry", "all")
        sender.tell("remove", 3)
        sender.tell("undo", 3)
        sender.wait("undo", 5)
        self.assertEqual(set(self.objects()), {"a.bin", "big.bin"})
        self.assertEqual(sender.all("batch", id=5), [])
        self.assertEqual(self.counters()["operations"]["CreateMultipartUpload"], 1)
        sender.quit()
        self.assert_nothing_left()
        again = self.stay(home)
        again.tell("ask-same-name")
        for number in (3, 4):
            again.wait("batch", 5, id=number, state=harness.SAME_NAME)
            again.tell("resume", number)
            again.wait("batch", 30, id=number, state=harness.DONE)
        for name, other in (("a.bin", "a (2).bin"), ("big.bin", "big (2).bin")):
            self.assert_arrived(name, made["one", name][1])
            self.assert_arrived(other, made["two", name][1])
        self.assertEqual(len(self.objects()), 4)
        self.assert_nothing_left()
        self.assert_all_plain(again)

    def test_same_names_of_a_folder(self):
        """One answer for all files of a folder that ask; what does not ask is sent meanwhile."""
        home = self.home()
        sizes = {f"Survey/shot {n}.dat": 300 * n for n in range(1, 6)}
        made = self.make_twice(home, ("one", "two", "three"), sizes)
        self.assert_sent(self.send(home, os.path.join(home.file("one"), "Survey")), 60, 5)
        for folder, name in (("two", "new.dat"), ("three", "newer.dat")):
            harness.write_random(os.path.join(home.file(folder), "Survey", name), 77)
        sender = self.stay(home)
        sender.tell("ask-same-name")
        sender.add(os.path.join(home.file("two"), "Survey"))
        sender.wait("batch", 30, id=2, state=harness.SAME_NAME)
        self.assertEqual(len(self.objects()), 6)
        sender.tell("resume", 2)
        sender.wait("batch", 30, id=2, state=harness.DONE)
        self.assertEqual(len(self.objects()), 11)
        for name in sizes:
            stem, end = os.path.splitext(name)
            self.assert_arrived(name, made["one", name][1])
            self.assert_arrived(f"{stem} (2){end}", made["two", name][1])
        sender.add(os.path.join(home.file("three"), "Survey"))
        sender.wait("batch", 30, id=3, state=harness.SAME_NAME)
        sender.tell("skip", 3)
        sender.wait("batch", 30, id=3, state=harness.DONE)
        self.assertEqual(len(self.objects()), 12)
        self.assert_nothing_left()
        self.assert_all_plain(sender)

    def test_signed_out(self):
        """Dropped while nobody is signed in: it waits, and goes when somebody is."""
        home = self.home()
        path = home.file("later.bin")
        sha256 = harness.write_random(path, 20 * MIB)
        sender = self.stay(home, sign_in=False)
        self.assertEqual(sender.wait("ready")["account"], harness.SIGNED_OUT)
        sender.add(path)
        sender.wait("batch", 5, state=harness.WAITING_SIGN_IN)
        sender.wait("state", 5, state=harness.Q_WAITING_SIGN_IN)
        sender.kill()
        sender = self.stay(home, sign_in=False)
        sender.wait("batch", 5, state=harness.WAITING_SIGN_IN)
        sender.tell("sign-in", harness.USER, self.cloud.user(harness.USER)["password"])
        self.finish(sender, sha256, "later.bin")

    def test_stop_at_any_moment(self):
        """Told to stop while it starts, signs in or sends: it ends in order, and nothing is lost."""
        home = self.home()
        path = home.file("slow.bin")
        sha256 = harness.write_random(path, 40 * MIB)
        sender = self.stay(home)
        sender.add(path)
        sender.quit()
        for n in range(30):
            sender = self.send(home, stay=True, sign_in=n % 2 == 0)
            time.sleep(0.03 + 0.015 * n)
            sender.close()
        sender = self.send(home, sign_in=False)
        self.assertEqual(sender.wait_exit(30), 0, sender.tail())
        self.assert_arrived("slow.bin", sha256)
        self.assert_nothing_left()

    def test_sign_out_on_the_way(self):
        """Signed out in the middle: it waits and goes on after the next sign-in."""
        sender, _, sha256 = self.start_slow()
        sender.tell("sign-out")
        sender.wait("signed-out", 5, account=harness.SIGNED_OUT)
        sender.wait("state", 30, state=harness.Q_WAITING_SIGN_IN)
        # Parts that were under way are let finish.
        self.assert_quiet(16 * MIB / (4 * MIB) * 2)
        sender.tell("sign-in", harness.USER, self.cloud.user(harness.USER)["password"])
        self.finish(sender, sha256)


if __name__ == "__main__":
    harness.main()
