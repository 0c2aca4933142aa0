#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Bad input: files that are odd, gone or changed; disks, keyrings and companies that fail.

Each ends sent and whole, or says one plain sentence; nothing is lost, nothing crashes.
"""

import ctypes
import json
import os
import shutil
import signal
import socket
import subprocess
import threading
import time
import unittest

import harness
from harness import MIB

HANG = os.environ.get("DROPOFF_TEST_HANG", "dropoff-test-hang")
NAMES = (
    "plain.txt", "with space.txt", " leading.txt", "quotes \"double\" and 'single'.txt",
    "percent %41 100%.txt", "plus+and&amp.txt", "back\\slash.txt", "-n", "--help.txt",
    "emoji \U0001f30a\U0001f6a4.txt", "line\nbreak.txt", "tab\there.txt", "e\u0301.txt", "\u00e9.txt",
    "...", ".hidden", "semi;colon?query#hash.txt", "~tilde$(id)`id`.txt", "n" * 251 + ".txt",
    "\u20ac" * 85, "\u0645\u0631\u062d\u0628\u0627.txt", "\u202eright.txt", "bell\x07.txt",
)
BROKEN_NAMES = (b"invalid \xff\xfe.txt", b"\xc3(", b"cut \xe2\x82")


class Files(harness.EngineTest):
    """What is dropped is odd."""

    def test_names(self):
        """Every name arrives, one for one."""
        home = self.home()
        paths, sums = [], []
        for n, name in enumerate([*map(str.encode, NAMES), *BROKEN_NAMES]):
            paths.append(home.file(name))
            sums.append(harness.write_random(paths[-1], 1000 + n))
        sender = self.stay(home)
        added = sender.add(*paths)
        self.assertEqual((added["files"], added["refused"]), (len(paths), 0), sender.tail())
        sender.wait("state", 30, state=harness.IDLE)
        sent, left = sender.lists()
        self.assertEqual(left, [])
        self.assertTrue(all(one["verified"] for one in sent))
        found = self.objects()
        self.assertEqual(sorted(harness.sha256_of(one["path"]) for one in found.values()),
                         sorted(sums))
        for name in NAMES:
            self.assertIn(name, found)
        self.assert_all_plain(sender)

    def test_names_in_a_folder_after_a_restart(self):
        """The journal keeps them too: paused, killed, sent by the next life."""
        home = self.home()
        folder = home.file(b"odd \xff folder")
        os.mkdir(folder)
        sums = [harness.write_random(os.path.join(folder, name), 100 + n)
                for n, name in enumerate([*map(str.encode, NAMES), *BROKEN_NAMES])]
        sender = self.stay(home, sign_in=False)
        sender.add(folder)
        sender.kill()
        self.assert_sent(self.send(home), 30, len(sums))
        found = self.objects()
        self.assertEqual(sorted(harness.sha256_of(one["path"]) for one in found.values()),
                         sorted(sums))

    def test_refused(self):
        """What is no file, or is not there, is refused in words; the rest goes."""
        home = self.home()
        good = home.file("good.bin")
        sha256 = harness.write_random(good, 1000)
        os.mkfifo(home.file("pipe"))
        os.symlink("loop-b", home.file("loop-a"))
        os.symlink("loop-a", home.file("loop-b"))
        os.mkdir(home.file("empty folder"))
        sock = socket.socket(socket.AF_UNIX)
        self.addCleanup(sock.close)
        sock.bind(home.file("socket"))
        bad = ["pipe", "loop-a", "empty folder", "socket", "never there"]
        sender = self.stay(home)
        added = sender.add(good, *map(home.file, bad), "/dev/null", "/proc/self/nothing")
        self.assertEqual(added["files"], 1)
        refused = {event["name"]: event["message"] for event in sender.all("refused")}
        self.assertEqual(set(refused), {*bad, "null", "nothing"})
        sender.wait("state", 20, state=harness.IDLE)
        self.assert_arrived("good.bin", sha256)
        self.assert_all_plain(sender)

    def test_loop_of_folders(self):
        """Links that lead back are refused, what else lies there is sent once."""
        home = self.home()
        os.makedirs(home.file("loop/deep/er"))
        sums = {f"loop/{name}": harness.write_random(home.file(f"loop/{name}"), 500)
                for name in ("a.bin", "deep/b.bin", "deep/er/c.bin")}
        os.symlink("..", home.file("loop/deep/up"))
        os.symlink(home.file("loop"), home.file("loop/deep/er/top"))
        os.symlink("a.bin", home.file("loop/link.bin"))
        os.symlink("self", home.file("loop/self"))
        os.mkfifo(home.file("loop/pipe"))
        sender = self.stay(home)
        added = sender.add(home.file("loop"))
        self.assertEqual((added["files"], added["refused"]), (3, 5), sender.tail())
        sender.wait("state", 20, state=harness.IDLE)
        for name, sha256 in sums.items():
            self.assert_arrived(name, sha256)
        self.assertEqual(len(self.objects()), 3)
        self.assert_all_plain(sender)

    def test_empty_file(self):
        """0 bytes arrive as 0 bytes, verified."""
        home = self.home()
        open(home.file("empty.bin"), "wb").close()
        self.assert_sent(self.send(home, home.file("empty.bin")), 20)
        self.assertEqual(self.objects()["empty.bin"]["size"], 0)

    def test_sizes_at_the_edges(self):
        """Around the size where parts begin."""
        home = self.home()
        sums = {}
        for n, size in enumerate((1, 16 * MIB - 1, 16 * MIB, 16 * MIB + 1, 32 * MIB)):
            path = home.file(f"{n}.bin")
            sums[f"{n}.bin"] = harness.write_random(path, size)
        self.assert_sent(self.send(home, *map(home.file, sums)), 60, len(sums))
        for name, sha256 in sums.items():
            self.assert_arrived(name, sha256)

    @unittest.skipIf(os.geteuid() != 0, "the superuser's right to read all is taken away for this")
    def test_unreadable(self):
        """Refused when it is dropped; when it becomes so later, it says so and can be tried again."""
        home = self.home()
        closed, later = home.file("closed.bin"), home.file("later.bin")
        harness.write_random(closed, 100)
        sha256 = harness.write_random(later, 30 * MIB)
        os.chmod(closed, 0)
        drop = ["setpriv", "--bounding-set=-dac_override,-dac_read_search", "--inh-caps=-all"]
        sender = self.stay(home, sign_in=False, prefix=drop)
        added = sender.add(closed, later)
        self.assertEqual((added["files"], added["refused"]), (1, 1))
        os.chmod(later, 0)
        sender.tell("sign-in", harness.USER, self.cloud.user(harness.USER)["password"])
        event = sender.wait("batch", 10, state=harness.FAILED)
        self.assert_plain(event["message"])
        os.chmod(later, 0o600)
        sender.tell("resume", event["id"])
        sender.wait("batch", 20, state=harness.DONE)
        self.assert_arrived("later.bin", sha256)
        self.assert_all_plain(sender)

    def test_vanished(self):
        """Gone on the way: it waits, and goes on when the file is back."""
        self.set(bytes_per_second=4 * MIB)
        home = self.home()
        path = home.file("stick.bin")
        sha256 = harness.write_random(path, 160 * MIB)
        sender = self.stay(home)
        sender.add(path)
        harness.wait_until(lambda: self.counters()["object_bytes_received"] > 8 * MIB, 30, "flow")
        os.rename(path, path + ".away")
        event = sender.wait("batch", 30, state=harness.WAITING_FILE)
        self.assert_plain(event["message"])
        sender.wait("state", 5, state=harness.WAITING_PERSON)
        self.set(bytes_per_second=0)
        os.rename(path + ".away", path)
        sender.wait("batch", 30, state=harness.DONE)
        self.assert_arrived("stick.bin", sha256)
        self.assert_nothing_left()
        self.assertEqual(self.counters()["operations"]["CreateMultipartUpload"], 1)
        self.assert_all_plain(sender)

    def test_drive_pulled(self):
        """A drive with many files is pulled: what is on other drives goes on, and it, once back."""
        self.set(bytes_per_second=MIB)
        home = self.home()
        stick = home.file("stick")
        os.mkdir(stick)
        for n in range(500):
            harness.write_random(os.path.join(stick, f"{n}.bin"), 64 * 1024)
        other = home.file("other.bin")
        sha256 = harness.write_random(other, 20 * MIB)
        sender = self.stay(home)
        sender.add(stick)
        harness.wait_until(lambda: len(self.objects()) > 20, 60, "flow")
        os.rename(stick, stick + ".away")
        sender.wait("batch", 60, state=harness.WAITING_FILE)
        self.set(bytes_per_second=0)
        sender.add(other)
        sender.wait("batch", 60, state=harness.DONE, name="other.bin")
        self.assert_arrived("other.bin", sha256)
        self.assertLess(len(self.objects()), 400)
        os.rename(stick + ".away", stick)
        sender.wait("batch", 90, state=harness.DONE, name="stick")
        self.assertEqual(len(self.objects()), 501)
        self.assert_nothing_left()
        self.assert_all_plain(sender)

    def test_drive_that_does_not_answer(self):
        """A drop on a drive that hangs waits, and says so; others go on, and nothing is lost."""
        home = self.home()
        stick = home.file("stick")
        os.mkdir(stick)
        later = harness.write_random(os.path.join(stick, "later.bin"), 3000)
        other = home.file("other.bin")
        sha256 = harness.write_random(other, 3 * MIB)
        if subprocess.run([HANG, stick, "/bin/true"], check=False).returncode == 77:
            self.skipTest("no drive can be mounted here")
        # A thread that hangs there cannot be looked at for leaks.
        options = os.environ.get("ASAN_OPTIONS", "") + ":detect_leaks=0"
        sender = self.stay(home, prefix=(HANG, stick), environment={"ASAN_OPTIONS": options})
        sender.tell("add", "file://" + stick)
        sender.add(other)
        sender.wait("batch", 30, state=harness.DONE, name="other.bin")
        self.assert_arrived("other.bin", sha256)
        harness.wait_until(lambda: sender.all("notice"), 30, "a word about the drive")
        notice = sender.all("notice")[0]["message"]
        self.assertIn("“stick”", notice)
        self.assert_plain(notice)
        sender.quit()
        sender = self.stay(home, sign_in=False)  # plugged in again
        harness.wait_until(lambda: "stick/later.bin" in self.objects(), 30, "it is sent")
        self.assert_arrived("stick/later.bin", later)

    def change_on_the_way(self, change):
        """Send slowly, change the file; gives the sender once it has noticed."""
        self.set(bytes_per_second=4 * MIB)
        home = self.home()
        path = home.file("log.bin")
        harness.write_random(path, 160 * MIB)
        sender = self.stay(home)
        sender.add(path)
        harness.wait_until(lambda: self.counters()["object_bytes_received"] > 8 * MIB, 30, "flow")
        change(path)
        event = sender.wait("batch", 30, state=harness.CHANGED)
        self.assert_plain(event["message"])
        sender.wait("state", 5, state=harness.WAITING_PERSON)
        self.set(bytes_per_second=0)
        return sender, path

    def finish_new_version(self, sender, path):
        """Take the new version."""
        sender.mark()
        sender.tell("resume", 1)
        sender.wait("batch", 40, state=harness.DONE)
        self.assert_arrived("log.bin", harness.sha256_of(path), os.path.getsize(path))
        self.assertEqual(len(self.objects()), 1)
        self.assert_nothing_left()
        self.assert_all_plain(sender)

    def test_changed(self):
        """Written to on the way: it asks, and sends the new version when told to."""
        def grow(path):
            with open(path, "ab") as file:
                file.write(b"one more line")

        sender, path = self.change_on_the_way(grow)
        self.finish_new_version(sender, path)
        # What had arrived and still is in the file was kept.
        received = sum(self.counters()["bytes_per_object"].values())
        most = self.counters()["parts_in_flight_most"]
        self.assertLess(received, os.path.getsize(path) + most * harness.PART)
        self.assertEqual(self.counters()["operations"]["CreateMultipartUpload"], 1)

    def test_grows_without_end(self):
        """A log: asked about once, then what was there is sent, whatever is written behind it."""
        over = threading.Event()

        def write_on():
            with open(path, "ab", buffering=0) as file:
                while not over.wait(0.02):
                    file.write(os.urandom(3000))

        def grow(name):
            nonlocal path
            path = name
            writer.start()

        path = None
        writer = threading.Thread(target=write_on)
        self.addCleanup(over.set)
        sender, _ = self.change_on_the_way(grow)
        self.assertIn("grown", sender.all("batch", state=harness.CHANGED)[-1]["message"])
        least = os.path.getsize(path)
        self.set(bytes_per_second=8 * MIB)
        parts = self.counters()["operations"]["UploadPart"]
        sender.tell("resume", 1)
        harness.wait_until(lambda: self.counters()["operations"]["UploadPart"] > parts, 60, "parts")
        sender.kill()  # what was said is not asked again after a crash, either
        self.set(bytes_per_second=0)
        sender = self.stay(sender.home, sign_in=False)
        sender.wait("batch", 60, state=harness.DONE)
        grown = os.path.getsize(path)
        over.set()
        writer.join()
        size = self.objects()["log.bin"]["size"]
        self.assertTrue(least <= size < grown, (least, size, grown))
        os.truncate(path, size)
        self.assert_arrived("log.bin", harness.sha256_of(path), size)
        self.assertEqual(sender.all("batch", state=harness.CHANGED), [])
        self.assertTrue(sender.lists()[0][0]["verified"])
        self.assert_nothing_left()
        self.assert_all_plain(sender)

    def test_touched(self):
        """Other times, other permissions, a copy in its place: the same bytes go on unasked."""
        self.set(bytes_per_second=8 * MIB)
        home = self.home()
        path = home.file("log.bin")
        sha256 = harness.write_random(path, 100 * MIB)
        sender = self.stay(home)
        sender.add(path)

        def replace():
            shutil.copyfile(path, path + ".copy")
            os.rename(path + ".copy", path)

        changes = (lambda: os.utime(path), lambda: os.chmod(path, 0o640), replace)
        for n, change in enumerate(changes):
            harness.wait_until(
                lambda n=n: sum(u["bytes"] for u in self.cloud.page("uploads")) >= (n + 1) * 16 * MIB,
                30, "parts")
            change()
        self.set(bytes_per_second=0)
        sender.wait("batch", 40, state=harness.DONE)
        self.assertFalse([e for e in sender.all("batch") if e["state"] == harness.CHANGED])
        self.assert_arrived("log.bin", sha256)
        self.assertEqual(self.counters()["operations"]["CreateMultipartUpload"], 1)
        self.assert_nothing_left()

    def test_shortened(self):
        """Truncated on the way, below what had been sent."""
        self.finish_new_version(
            *self.change_on_the_way(lambda path: os.truncate(path, 20 * MIB + 7)))

    def test_changed_to_small(self):
        """The new version needs no parts, nothing of the old one stays behind."""
        self.finish_new_version(*self.change_on_the_way(lambda path: os.truncate(path, 77)))

    def test_changed_and_killed(self):
        """The question is asked again after a crash."""
        sender, path = self.change_on_the_way(lambda path: os.truncate(path, 30 * MIB))
        time.sleep(0.5)
        sender.kill()
        sender = self.stay(sender.home, sign_in=False)
        sender.wait("batch", 10, state=harness.CHANGED)
        self.finish_new_version(sender, path)

    def test_changed_with_the_time_kept(self):
        """Changed bytes under the old size and time never arrive as if they were whole."""
        def sneak(path):
            before = os.stat(path)
            with open(path, "r+b") as file:
                file.seek(150 * MIB)
                file.write(os.urandom(MIB))
            os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))

        self.set(bytes_per_second=4 * MIB)
        home = self.home()
        path = home.file("log.bin")
        harness.write_random(path, 160 * MIB)
        sender = self.stay(home)
        sender.add(path)
        harness.wait_until(lambda: self.counters()["object_bytes_received"] > 8 * MIB, 30, "flow")
        sneak(path)
        self.set(bytes_per_second=0)
        sender.wait("batch", 40, state=harness.DONE)
        self.assert_arrived("log.bin", harness.sha256_of(path))


class Company(harness.EngineTest):
    """The company's file, rules and services."""

    def connection(self, change, text=None):
        """A changed copy of the connection file."""
        with open(self.cloud.line["connection_file"], encoding="utf-8") as file:
            data = json.load(file)
        change(data)
        path = os.path.join(self.cloud.line["data"], f"changed-{time.monotonic_ns()}.dropoff")
        with open(path, "w", encoding="utf-8") as file:
            file.write(json.dumps(data) if text is None else text)
        return path

    def test_rules(self):
        """Too large, or of a kind that is not taken: refused in words before any byte."""
        def rule(data):
            data["rules"] = {"max-size": 1000, "types": [".bin"]}

        home = self.home()
        for name, size in (("good.bin", 1000), ("large.bin", 1001), ("kind.exe", 10)):
            harness.write_random(home.file(name), size)
        sender = self.stay(home, connection=self.connection(rule))
        added = sender.add(*map(home.file, ("good.bin", "large.bin", "kind.exe")))
        self.assertEqual((added["files"], added["refused"]), (1, 2))
        sender.wait("state", 20, state=harness.IDLE)
        self.assertEqual(set(self.objects()), {"good.bin"})
        self.assert_all_plain(sender)

    def test_broken_connection_files(self):
        """One plain sentence each, and a good one works afterwards."""
        def drop(name):
            return lambda data: data.pop(name)

        def put(section, name, value):
            return lambda data: data[section].__setitem__(name, value)

        broken = [self.connection(change) for change in (
            drop("dropoff"), drop("id"), drop("name"), drop("sign-in"), drop("destination"),
            put("sign-in", "kind", "magic"), put("sign-in", "region", 7),
            put("sign-in", "user-pool-id", ""), put("sign-in", "endpoint", "http://acme.example"),
            put("destination", "kind", "ftp"), put("destination", "bucket", None),
            put("destination", "key", "x/{unknown}"), put("destination", "endpoint", "not a url"))]
        broken += [self.connection(lambda data: None, text) for text in (
            "", "{", "[]", "null", "\x00\x01", "{\"dropoff\": 2}", "<html></html>", "x" * 3000000)]
        broken += ["/does/not/exist.dropoff", self.cloud.line["data"]]
        home = self.home()
        for path in broken:
            with self.subTest(path=os.path.basename(path)):
                sender = self.send(home, connection=path)
                self.assertEqual(sender.wait_exit(20), 2, sender.tail())
                error = sender.wait("error")
                self.assertEqual(error["what"], "read-connection")
                self.assert_plain(error["message"])
        self.assert_sent(self.send(home, __file__), 20)

    def refuse_sign_in(self, user=harness.USER, password=None, connection=None, wait=20):
        """Try to sign in; gives the sentence."""
        home = self.home()
        sender = self.send(home, user=user, password=password, connection=connection)
        self.assertEqual(sender.wait_exit(wait), 2, sender.tail())
        error = sender.wait("error")
        self.assertEqual(error["what"], "sign-in")
        self.assert_plain(error["message"])
        print(f"    {error['message']}")
        return error

    def test_wrong_password_and_unknown_user(self):
        """Both the same sentence: nobody learns who has an account."""
        wrong = self.refuse_sign_in(password="not it")
        unknown = self.refuse_sign_in("nobody@example.com", "not it")
        self.assertEqual(wrong["message"], unknown["message"])
        self.set(hide_existence=False)
        self.refuse_sign_in("nobody@example.com", "not it")
        self.refuse_sign_in("off@example.com")

    def test_unreachable(self):
        """Nobody listens, or the name does not exist."""
        with socket.create_server(("127.0.0.1", 0)) as taken:
            port = taken.getsockname()[1]
        def closed(data):
            data["sign-in"]["endpoint"] = f"https://localhost:{port}"

        def nowhere(data):
            data["sign-in"]["endpoint"] = "https://does-not-exist.invalid"
            data.pop("ca-file")

        self.refuse_sign_in(connection=self.connection(closed))
        self.refuse_sign_in(connection=self.connection(nowhere))

    def test_wrong_names_in_tls(self):
        """A certificate for somebody else, or from somebody unknown."""
        def no_authority(data):
            data.pop("ca-file")

        self.refuse_sign_in(connection=self.connection(no_authority))

    def test_strange_replies(self):
        """Rubbish, nothing, a page of a hotel's network instead of the service."""
        replies = (
            {"rubbish": 10 * MIB}, {"rubbish": 10 * MIB, "status": 500}, {"body": ""},
            {"body": "<html><title>Free Wi-Fi</title></html>"}, {"body": "{\"ChallengeName\": 7}"},
            {"body": "[" * 100000, "content_type": "application/json"},
            {"body": "{}", "content_type": "application/x-amz-json-1.1"},
            {"body": "<html>Bad gateway</html>", "status": 502},
            {"body": "", "status": 302, "headers": {"Location": "https://portal.example/"}},
        )
        for op in ("InitiateAuth", "RespondToAuthChallenge", "GetId",
                   "GetCredentialsForIdentity"):
            for reply in replies:
                if op.startswith("Get") and reply.get("status", 200) >= 500:
                    continue  # tried again until it works
                with self.subTest(op=op, reply=str(reply)[:60]):
                    self.cloud.control(clear_faults=True)
                    self.fault("reply", op=op, parameters=reply)
                    self.strange_reply(op)

    def strange_reply(self, op):
        """Sign in and send; either that is refused in words, or the file waits in words."""
        home = harness.Home("none")
        try:
            sender = self.stay_for(home)
            harness.wait_until(lambda: sender.all("error") or any(
                event["message"] for event in sender.all("batch")), 30, f"a sentence for {op}")
            self.assert_all_plain(sender)
            sender.close()
        finally:
            home.close()

    def stay_for(self, home):
        """A sender with a small file dropped."""
        path = home.file("small.bin")
        harness.write_random(path, 10)
        sender = self.send(home, stay=True)
        sender.wait("ready", 30)
        sender.add(path)
        return sender


class Computer(harness.EngineTest):
    """The keyring and the disk of this computer."""

    def send_one(self, home, **more):
        """Send a small file; gives the sender."""
        path = home.file("small.bin")
        sha256 = harness.write_random(path, 1000)
        sender = self.stay(home, **more)
        sender.add(path)
        sender.wait("batch", 30, state=harness.DONE)
        self.assert_arrived("small.bin", sha256)
        self.assert_all_plain(sender)
        return sender

    def assert_session_only(self, home):
        """Signed in and sent, only not remembered; the next start says so and asks again."""
        sender = self.send_one(home)
        self.assertTrue(sender.all("ready")[0]["session-only"], sender.tail())
        sender.quit(20)
        sender = self.stay(home, sign_in=False)
        self.assertEqual(sender.all("ready")[0]["account"], harness.SIGNED_OUT)
        return sender

    def test_no_keyring(self):
        """Nobody keeps secrets: signed in for this session."""
        self.assert_session_only(self.home("none"))

    def test_locked_keyring(self):
        """There, but locked, and nobody to ask for its password."""
        home = self.home("locked")
        sender = self.assert_session_only(home)
        self.assert_plain(sender.wait("notice")["message"])

    def test_silent_keyring(self):
        """A keyring that never answers costs seconds, not the sign-in."""
        home = self.home("none")
        daemon = home.start_keyring("open")
        daemon.send_signal(signal.SIGSTOP)
        self.addCleanup(daemon.send_signal, signal.SIGCONT)
        began = time.monotonic()
        sender = self.stay(home)
        print(f"ready after {time.monotonic() - began:.1f} s")
        self.assertLess(time.monotonic() - began, 25 * harness.SLOWNESS)
        self.assertEqual(sender.all("ready")[0]["account"], harness.SIGNED_IN)
        self.assertTrue(sender.all("ready")[0]["session-only"])
        sender.quit()
        sender = self.stay(home, sign_in=False)
        self.assert_plain(sender.all("notice")[0]["message"])

    def test_keyring_locked_on_the_way(self):
        """Locked while signed in: what runs goes on."""
        home = self.home()
        self.set(id_token_seconds=4, access_token_seconds=4, key_seconds=4, late_seconds=60,
                 refresh_rotation=True)
        sender = self.stay(home)
        home.lock_keyring()
        time.sleep(5)
        path = home.file("small.bin")
        sha256 = harness.write_random(path, 1000)
        sender.add(path)
        sender.wait("batch", 30, state=harness.DONE)
        self.assert_arrived("small.bin", sha256)
        self.assert_all_plain(sender)

    def test_no_bus(self):
        """No session bus at all, as in a bare terminal."""
        home = self.home("none")
        self.send_one(home, environment={"DBUS_SESSION_BUS_ADDRESS": "unix:path=/nonexistent"})

    @unittest.skipIf(os.geteuid() != 0, "only the superuser may mount a small disk")
    def test_full_disk(self):
        """No room for the list: nothing is taken, and it says so; with room it works."""
        home = self.home()
        os.makedirs(home.data, 0o700)
        libc = ctypes.CDLL(None, use_errno=True)
        subprocess.run(["mount", "-t", "tmpfs", "-o", "size=1M,mode=700", "none", home.data],
                       check=True)
        self.addCleanup(libc.umount2, home.data.encode(), 2)
        self.send_one(home).quit()
        ballast = os.path.join(home.data, "ballast")
        folder = home.file("many")
        os.mkdir(folder)
        for n in range(2000):
            open(os.path.join(folder, f"{n:04}" + "x" * 200), "wb").close()
        sender = self.stay(home, sign_in=False)
        with open(ballast, "wb", buffering=0) as file:
            try:
                while True:
                    file.write(bytes(4096))
            except OSError:
                pass
        sender.mark()
        sender.tell("add", "file://" + folder)
        error = sender.wait("error", 20)
        self.assertEqual(error["code"], 23, error)  # no space
        self.assert_plain(error["message"])
        self.assertEqual(sender.lists()[1], [])
        os.unlink(ballast)
        other = home.file("after.bin")
        sha256 = harness.write_random(other, 20 * MIB)
        sender.add(other)
        sender.wait("batch", 20, name="after.bin", state=harness.DONE)
        self.assert_arrived("after.bin", sha256)
        self.assert_all_plain(sender)

    @unittest.skipIf(os.geteuid() != 0, "only the superuser may mount a small disk")
    def test_disk_fills_on_the_way(self):
        """The disk fills while parts arrive: it says so or goes on, and loses nothing."""
        home = self.home()
        os.makedirs(home.data, 0o700)
        libc = ctypes.CDLL(None, use_errno=True)
        subprocess.run(["mount", "-t", "tmpfs", "-o", "size=1M,mode=700", "none", home.data],
                       check=True)
        self.addCleanup(libc.umount2, home.data.encode(), 2)
        self.set(bytes_per_second=8 * MIB)
        path = home.file("big.bin")
        sha256 = harness.write_random(path, 200 * MIB)
        sender = self.stay(home)
        sender.add(path)
        harness.wait_until(lambda: self.counters()["object_bytes_received"] > 8 * MIB, 30, "flow")
        with open(os.path.join(home.data, "ballast"), "wb", buffering=0) as file:
            try:
                while True:
                    file.write(bytes(512))
            except OSError:
                pass
        ended = harness.wait_until(
            lambda: sender.all("batch", state=harness.DONE)
            or sender.all("batch", state=harness.FAILED), 60, "an end")
        print(ended[-1])
        sender.kill()
        os.unlink(os.path.join(home.data, "ballast"))
        self.set(bytes_per_second=0)
        sender = self.stay(home, sign_in=False)
        sender.tell("resume", "all")
        if not sender.all("batch", state=harness.DONE) and sender.all("batch"):
            sender.tell("resume", 1)
            sender.wait("batch", 60, state=harness.DONE)
        self.assert_arrived("big.bin", sha256)
        self.assert_nothing_left()
        self.assertEqual(len(self.objects()), 1)

    def test_damaged_journal(self):
        """Set aside and said; the next file goes."""
        home = self.home()
        self.send_one(home).quit()
        with open(os.path.join(home.data, "journal.db"), "r+b") as file:
            file.write(os.urandom(4096))
        for name in ("journal.db-wal", "journal.db-shm"):
            if os.path.exists(os.path.join(home.data, name)):
                os.unlink(os.path.join(home.data, name))
        sender = self.stay(home, sign_in=False)
        self.assert_plain(sender.wait("notice")["message"])
        harness.write_random(home.file("small.bin"), 999)
        sender.add(home.file("small.bin"))
        sender.wait("batch", 20, state=harness.DONE)
        self.assertEqual(set(self.objects()), {"small.bin", "small (2).bin"})

    def test_second_program(self):
        """Two at once never share a journal."""
        home = self.home()
        self.stay(home)
        sender = self.send(home, sign_in=False)
        self.assertEqual(sender.wait_exit(20), 2, sender.tail())
        self.assert_plain(sender.wait("error")["message"])


if __name__ == "__main__":
    harness.main()
