#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""dropoff-cli: alone, and beside a process that owns the list already.

DROPOFF_TEST_CLI is the program.
"""

import json
import os
import pty
import re
import select
import shutil
import signal
import subprocess
import tempfile
import time
import unittest

import harness
from harness import MIB

CLI = os.environ.get("DROPOFF_TEST_CLI", "dropoff-cli")


class Command(harness.EngineTest):
    """Runs the program as a person or a script would."""

    def command(self, home, *words, password=None, connection=True, **more):
        """Start it; gives the process. The password goes through a descriptor of its own."""
        command = [CLI, "--json", *words]
        if connection:
            command += ["--connection", self.cloud.line["connection_file"]]
        kept = ()
        if password is not None:
            reader, writer = os.pipe()
            os.write(writer, password.encode() + b"\n")
            os.close(writer)
            command += ["--user", harness.USER, f"--password-fd={reader}"]
            kept = (reader,)
        process = subprocess.Popen(command, env=home.environment, cwd=home.files,
                                   stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                   stderr=subprocess.PIPE, pass_fds=kept,
                                   preexec_fn=harness.die_with_parent, start_new_session=True,
                                   **more)
        for descriptor in kept:
            os.close(descriptor)
        self.addCleanup(harness.end_process, process)
        self.addCleanup(process.stderr.close)
        return process

    def run_it(self, home, *words, status=0, seconds=60, **more):
        """Run it to its end; gives its events."""
        process = self.command(home, *words, **more)
        out, err = process.communicate(timeout=seconds * harness.SLOWNESS)
        self.assertEqual(process.returncode, status, (words, out[-1500:], err[-1500:]))
        events = [json.loads(line) for line in out.splitlines()]
        for event in events:
            if event.get("message"):
                self.assert_plain(event["message"])
        return events

    def password(self):
        """Of the first fixture user."""
        return self.cloud.user(harness.USER)["password"]

    def events_named(self, events, name):
        """Those with that name."""
        return [event for event in events if event["event"] == name]

    def wait_bytes(self, amount):
        """Until that many bytes of files have come in."""
        harness.wait_until(lambda: self.counters()["object_bytes_received"] > amount, 30,
                           "bytes flow")


class Alone(Command):
    """No other process is there."""

    def test_upload(self):
        """Signs in once, sends, and needs no password the next time; a folder, too."""
        home = self.home()
        first = harness.write_random(home.file("one.bin"), 20 * MIB)
        os.mkdir(home.file("folder"))
        second = harness.write_random(home.file("folder/two.bin"), 3000)
        events = self.run_it(home, "upload", "one.bin", password=self.password())
        self.assertEqual(self.events_named(events, "settled"),
                         [{"event": "settled", "sent": 1, "not-sent": 0}])
        done = self.events_named(events, "batch")[-1]
        self.assertEqual((done["state"], done["verified"]), ("done", True))
        self.run_it(home, "upload", "--", "folder", connection=False)
        self.assert_arrived("one.bin", first)
        self.assert_arrived("folder/two.bin", second)
        sent = self.events_named(self.run_it(home, "list", "--sent", connection=False), "batch")
        self.assertEqual([one["name"] for one in sent], ["folder", "one.bin"])
        self.run_it(home, "sign-out", connection=False)
        self.run_it(home, "upload", "one.bin", connection=False, status=3)

    def test_statuses(self):
        """What went wrong can be told by the exit status, and by a sentence."""
        home = self.home()
        harness.write_random(home.file("one.bin"), 1000)
        self.run_it(home, "upload", "one.bin", connection=False, status=6)
        self.run_it(home, "upload", status=2)
        self.run_it(home, "nonsense", status=2)
        self.run_it(home, "sign-in", password="not the password 1A!", status=3)
        events = self.run_it(home, "upload", "not-there.bin", "one.bin", password=self.password(),
                             status=1)
        self.assertEqual(len(self.events_named(events, "refused")), 1)
        self.assertIn("one.bin", self.objects())
        broken = home.file("broken.dropoff")
        with open(broken, "w", encoding="ascii") as file:
            file.write("{}")
        self.run_it(home, "connection", broken, connection=False, status=6)
        self.run_it(home, "cancel", "7", connection=False, status=1)
        self.run_it(home, "pause", "all", connection=False)

    def test_no_network(self):
        """Signing in where nothing answers."""
        home = self.home()
        with open(self.cloud.line["connection_file"], encoding="utf-8") as file:
            connection = json.load(file)
        connection["sign-in"]["endpoint"] = "https://127.0.0.1:1"
        path = home.file("away.dropoff")
        with open(path, "w", encoding="utf-8") as file:
            json.dump(connection, file)
        self.run_it(home, "sign-in", "--connection", path, connection=False,
                    password=self.password(), status=4)

    def test_stop_and_go_on(self):
        """Ctrl+C stops in order, and resume goes on; so it does after SIGKILL."""
        home = self.home()
        sha256 = harness.write_random(home.file("long.bin"), 96 * MIB)
        self.set(bytes_per_second=8 * MIB)
        process = self.command(home, "upload", "long.bin", password=self.password())
        self.wait_bytes(20 * MIB)
        process.send_signal(signal.SIGINT)
        out, _ = process.communicate(timeout=20 * harness.SLOWNESS)
        self.assertEqual(process.returncode, 130)
        self.assertIn("dropoff-cli resume", json.loads(out.splitlines()[-1])["message"])
        left = self.events_named(self.run_it(home, "list", connection=False), "batch")
        self.assertEqual(len(left), 1)
        process = self.command(home, "resume", connection=False)
        self.wait_bytes(50 * MIB)
        process.kill()
        process.communicate()
        self.set(bytes_per_second=0)
        self.run_it(home, "resume", connection=False)
        self.assert_arrived("long.bin", sha256)
        self.assert_nothing_left()
        self.assertEqual(self.counters()["operations"]["CreateMultipartUpload"], 1)

    def test_pause_survives(self):
        """pause, list and cancel without anybody who sends; what was begun is taken back."""
        home = self.home()
        harness.write_random(home.file("long.bin"), 64 * MIB)
        self.set(bytes_per_second=4 * MIB)
        process = self.command(home, "upload", "long.bin", password=self.password())
        self.wait_bytes(8 * MIB)
        process.send_signal(signal.SIGTERM)
        process.communicate()
        self.run_it(home, "pause", "all", connection=False)
        left = self.events_named(self.run_it(home, "list", connection=False), "batch")
        self.assertEqual(left[0]["state"], "paused")
        self.run_it(home, "cancel", str(left[0]["id"]), connection=False)
        self.assertEqual(self.run_it(home, "list", connection=False)[0:], [])
        self.assert_nothing_left()


class Doctor(Command):
    """What a company's set-up lacks is named, and who has to see to it."""

    def setUp(self):
        super().setUp()
        self.shared = self.home()

    def examine(self, status, change=None, password=None):
        """Run it, perhaps with a changed connection file; gives all steps, and those that failed."""
        with open(self.cloud.line["connection_file"], encoding="utf-8") as file:
            connection = json.load(file)
        if change:
            change(connection)
        path = self.shared.file("examined.dropoff")
        with open(path, "w", encoding="utf-8") as file:
            json.dump(connection, file)
        process = self.command(self.shared, "doctor", "--connection", path, connection=False,
                               password=password or self.password())
        out, err = process.communicate(timeout=60 * harness.SLOWNESS)
        self.assertEqual(process.returncode, status, (out, err))
        checks = [e for e in map(json.loads, out.splitlines()) if e["event"] == "check"]
        missing = [check for check in checks if not check["good"]]
        for check in missing:
            self.assertIn(check["who"], ("account", "connection", "network", "computer"))
        return checks, missing

    def test_all_there(self):
        """Nothing is missing, and nothing is left behind."""
        checks, missing = self.examine(0)
        self.assertEqual(missing, [])
        steps = [check["step"] for check in checks]
        self.assertEqual(len(steps), 15, steps)
        for early in ("(DNS)", "(TLS)", "region of the bucket", "clock"):
            at = [n for n, step in enumerate(steps) if early in step]
            self.assertEqual(len(at), 1, steps)
            self.assertLess(at[0], steps.index("sign-in"))
        self.assert_nothing_left()
        self.assertEqual(self.objects(), {})
        operations = self.counters()["operations"]
        for name in ("CreateMultipartUpload", "UploadPart", "ListParts", "PutObject",
                     "AbortMultipartUpload", "CompleteMultipartUpload", "HeadObject"):
            self.assertGreaterEqual(operations.get(name, 0), 1, operations)

    def test_permissions(self):
        """Each permission that is missing is named, and only that."""
        actions = ["PutObject", "GetObject", "AbortMultipartUpload", "ListMultipartUploadParts",
                   "ListBucketMultipartUploads"]
        for action in actions:
            with self.subTest(action):
                self.set(allowed_actions=[other for other in actions if other != action])
                _, missing = self.examine(1)
                self.assertEqual(len(missing), 1, missing)
                self.assertIn(f"s3:{action} ", missing[0]["advice"])
                self.assertEqual(missing[0]["who"], "account")
                self.cloud.control(delete_uploads=True)

    def use_no_name(self, connection):
        """Lead the sign-in to a name that nobody has."""
        connection.pop("ca-file")  # only for services on this computer
        connection["sign-in"]["endpoint"] = "https://no.such.name.invalid"

    def test_connection(self):
        """What is wrong in the connection file is named by its member."""
        cases = (
            (lambda c: c["destination"].update(bucket="not-there"), 1, "destination.bucket"),
            (lambda c: c["destination"].update(region="us-east-2"), 1, "destination.region"),
            (self.use_no_name, 4, "sign-in.region or endpoint"),
            (lambda c: c["sign-in"].update({"client-id": "9nosuchclient"}), 3,
             "sign-in.client-id"),
        )
        for change, status, member in cases:
            with self.subTest(member):
                self.shared = self.home()
                _, missing = self.examine(status, change)
                self.assertIn(member, missing[0]["advice"], missing)
                self.assert_nothing_left()

    def test_network_and_computer(self):
        """No trust, no answer, a wrong password, and a clock that is a day off."""
        _, missing = self.examine(4, lambda c: c.pop("ca-file"))
        self.assertIn("(TLS)", missing[0]["step"])
        self.assertIn("certificate", missing[0]["advice"])
        self.assertEqual(missing[0]["who"], "network")
        _, missing = self.examine(3, password="not the password 1A!")
        self.assertEqual([(one["step"], one["who"]) for one in missing], [("sign-in", "computer")])
        self.set(clock_skew=26 * 3600)
        _, missing = self.examine(1)
        self.assertEqual([(one["step"], one["who"]) for one in missing],
                         [("clock of this computer", "computer")])
        self.assertIn("minutes behind", missing[0]["message"])


class Beside(Command):
    """Another process owns the list."""

    def owner(self, home):
        """That process."""
        return self.stay(home)

    def test_hand_over(self):
        """The files go to the owner, and their progress comes from there."""
        home = self.home()
        sha256 = harness.write_random(home.file("handed.bin"), 24 * MIB)
        owner = self.owner(home)
        self.set(bytes_per_second=12 * MIB)
        events = self.run_it(home, "upload", "handed.bin", connection=False)
        self.assertTrue(self.events_named(events, "total"))
        self.assertEqual(self.events_named(events, "settled")[-1]["sent"], 1)
        self.assert_arrived("handed.bin", sha256)
        owner.wait("batch", 10, state=harness.DONE)
        self.assertEqual(os.stat(os.path.join(home.data, "control.sock")).st_mode & 0o777, 0o600)

    def test_control(self):
        """list, pause, resume and cancel work the same way; signing in has to be done there."""
        home = self.home()
        harness.write_random(home.file("slow.bin"), 64 * MIB)
        owner = self.owner(home)
        self.set(bytes_per_second=2 * MIB)
        owner.add(home.file("slow.bin"))
        owner.wait("batch", 20, state=harness.SENDING)
        listed = self.events_named(self.run_it(home, "list", connection=False), "batch")
        self.assertEqual([one["name"] for one in listed], ["slow.bin"])
        which = str(listed[0]["id"])
        self.run_it(home, "pause", which, connection=False)
        owner.wait("batch", 10, state=harness.PAUSED)
        owner.mark()
        self.run_it(home, "resume", "all", connection=False)
        owner.wait("batch", 20, state=harness.SENDING)
        self.run_it(home, "sign-out", connection=False, status=5)
        self.run_it(home, "cancel", which, connection=False)
        harness.wait_until(lambda: not self.cloud.page("uploads"), 20, "it is taken back")
        self.assertEqual(self.run_it(home, "list", connection=False), [])

    def test_silent_owner(self):
        """One that has been stopped does not answer: it is named, and nothing hangs."""
        home = self.home()
        harness.write_random(home.file("one.bin"), 1000)
        owner = self.owner(home)
        owner.process.send_signal(signal.SIGSTOP)
        try:
            events = self.run_it(home, "upload", "one.bin", connection=False, status=7)
        finally:
            owner.process.send_signal(signal.SIGCONT)
        self.assertIn(str(owner.process.pid), events[-1]["detail"])

    def test_rubbish(self):
        """Whatever comes in at the door, the owner goes on."""
        home = self.home()
        owner = self.owner(home)
        path = os.path.join(home.data, "control.sock")
        for rubbish in (b"{}\n", b"\xff\n", b'{"do":"add","files":["http://x/"]}\n',
                        b"x" * (3 * MIB), b'{"do":"pause","id":1e9}\n' * 1000):
            with harness.connect_to(path) as door:
                door.settimeout(10 * harness.SLOWNESS)
                try:
                    door.sendall(rubbish)
                    self.assertIn(b'"ready"', door.recv(4096))
                except (BrokenPipeError, ConnectionResetError):
                    pass
        self.run_it(home, "list", connection=False)
        self.assertEqual(owner.all("error"), [])


class Completion(unittest.TestCase):
    """What bash offers when Tab is pressed."""

    def setUp(self):
        self.folder = tempfile.mkdtemp(prefix="dropoff-completion-")
        self.addCleanup(shutil.rmtree, self.folder)
        os.mkdir(os.path.join(self.folder, "deep folder"))
        for name in ("acme.dropoff", "one file.bin", "two.bin"):
            with open(os.path.join(self.folder, name), "wb"):
                pass

    def offered(self, *words):
        """For these words, the last of which is being typed."""
        script = ('source "$0"; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); '
                  'complete -p dropoff-cli >/dev/null && _dropoff_cli && printf "%s\\n" "${COMPREPLY[@]}"')
        done = subprocess.run(
            ["bash", "--norc", "-uec", script, os.path.join(harness.ROOT, "data/dropoff-cli.bash"),
             "dropoff-cli", *words],
            cwd=self.folder, capture_output=True, text=True, check=False)
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        return sorted(filter(None, done.stdout.split("\n")))

    def test_same_as_help(self):
        """Every command and every option that there is, and no others."""
        said = subprocess.run([CLI, "--help"], capture_output=True, text=True, check=True,
                              env={**os.environ, "LC_ALL": "C.UTF-8"}).stdout
        head, _, commands = said.partition("\n\n  upload")
        self.assertEqual(self.offered(""), sorted(
            line.split()[0] for line in ("  upload" + commands).splitlines() if line.strip()))
        self.assertEqual(self.offered("--"), sorted(set(re.findall(r"--[a-z-]+", head))))

    def test_arguments(self):
        """Files, connections, the list, and what belongs to an option."""
        everything = ["acme.dropoff", "deep folder", "one file.bin", "two.bin"]
        for words, wanted in (
                (("upload", ""), everything), (("--json", "upload", "two.bin", "o"), ["one file.bin"]),
                (("pause", ""), ["all"]), (("list", ""), []), (("do",), ["doctor"]),
                (("connection", ""), ["acme.dropoff", "deep folder"]),
                (("-c", "a"), ["acme.dropoff"]), (("--connection", "=", "a"), ["acme.dropoff"]),
                (("--user", ""), []), (("--user", "zoe", "can"), ["cancel"]),
                (("list", "--s"), ["--sent"]), (("--data", ""), ["deep folder"])):
            with self.subTest(words):
                self.assertEqual(self.offered(*words), wanted)


class Terminal(Command):
    """With a person in front of it."""

    def test_terminal(self):
        """The password is asked for and not shown; the bars fit the terminal."""
        home = self.home()
        harness.write_random(home.file("seen.bin"), 30 * MIB)
        self.set(bytes_per_second=20 * MIB)
        child, terminal = pty.fork()
        if child == 0:
            os.chdir(home.files)
            os.execve(CLI, [CLI, "upload", "seen.bin", "--user", harness.USER, "--connection",
                            self.cloud.line["connection_file"]], home.environment)
        seen = b""
        answered = False
        deadline = time.monotonic() + 60 * harness.SLOWNESS
        while time.monotonic() < deadline:
            if not select.select([terminal], [], [], 1)[0]:
                continue
            try:
                piece = os.read(terminal, 65536)
            except OSError:
                break
            seen += piece
            if b"Password for" in seen and not answered:
                answered = True
                time.sleep(0.2)
                os.write(terminal, self.password().encode() + b"\n")
        _, status = os.waitpid(child, 0)
        os.close(terminal)
        self.assertEqual(os.waitstatus_to_exitcode(status), 0, seen[-2000:])
        self.assertNotIn(self.password().encode(), seen)
        self.assertIn(b"seen.bin: Sent", seen)
        self.assertRegex(seen, rb"\d+% \[[#.]{20}\]")


if __name__ == "__main__":
    harness.main()
