# SPDX-License-Identifier: GPL-3.0-or-later
"""What the end-to-end tests share: a cloud, a private home with bus and keyring, the sender.

Environment: DROPOFF_TEST_SEND is the program dropoff-test-send, DROPOFF_SOURCE_ROOT the checkout.
Everything ends with the test, also when it fails.
"""

import concurrent.futures
import ctypes
import fcntl
import hashlib
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import unittest
import urllib.parse

import gi

gi.require_version("Gio", "2.0")
from gi.repository import Gio, GLib  # noqa: E402  (the version has to be set first)

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.environ.get("DROPOFF_SOURCE_ROOT") or os.path.dirname(os.path.dirname(HERE))
SEND = os.environ.get("DROPOFF_TEST_SEND", "dropoff-test-send")
sys.dont_write_bytecode = True
sys.path.insert(0, os.path.join(ROOT, "tests", "cloud"))

import cloud_client  # noqa: E402

USER = "zoe.martin@example.com"
MIB = 1024 * 1024
PART = 16 * MIB  # at most
# How many tests run at a time.
JOBS = int(os.environ.get("DROPOFF_TEST_JOBS", "3"))
# A build with sanitizers is several times slower.
SLOWNESS = float(os.environ.get("DROPOFF_TEST_SLOWNESS", "1"))

# The numbers of src/transfer and src/accounts.
(QUEUED, CHECKING, SENDING, VERIFYING, DONE, PAUSED, WAITING_NETWORK, WAITING_SIGN_IN,
 WAITING_FILE, CHANGED, REFUSED, FAILED, CANCELLED, NEEDS_DETAILS, SAME_NAME) = range(15)
(IDLE, Q_SENDING, FINISHING, Q_PAUSED, Q_WAITING_NETWORK, Q_WAITING_SIGN_IN,
 WAITING_PERSON, HELD) = range(8)
SIGNED_OUT, CHALLENGED, SIGNED_IN, LAPSED = range(4)

TRADE_WORDS = re.compile(
    r"\b(buckets?|regions?|tokens?|pools?|ARNs?|multipart|S3|credentials?|endpoints?"
    r"|servers?|upload(?:s|ed|ing|er)?)\b",
    re.IGNORECASE)

BUS_CONFIG = """<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>session</type>
  <listen>unix:dir={directory}</listen>
  <auth>EXTERNAL</auth>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
  </policy>
</busconfig>
"""


def die_with_parent():
    """For preexec_fn: whatever happens to the test, its children end."""
    ctypes.CDLL(None).prctl(1, signal.SIGKILL)


def end_process(process):
    """End a process that we started."""
    if process.poll() is None:
        process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
    for stream in (process.stdin, process.stdout):
        if stream:
            try:
                stream.close()
            except OSError:
                pass


def wait_until(condition, seconds, what, pause=0.02):
    """Wait for a condition; gives what it gave. A costly one is looked at less often."""
    deadline = time.monotonic() + seconds * SLOWNESS
    while True:
        found = condition()
        if found:
            return found
        if time.monotonic() > deadline:
            raise AssertionError(f"waited {seconds * SLOWNESS:.0f} s in vain: {what}")
        time.sleep(pause)


def write_random(path, size, seed=b"dropoff"):
    """Write a file of random bytes, quickly; gives its SHA-256."""
    summed = hashlib.sha256()
    block = hashlib.shake_256(seed + os.urandom(16)).digest(MIB)
    with open(path, "wb", buffering=0) as file:
        for n in range(0, size, MIB):
            piece = n.to_bytes(8, "little") + block[8 : min(MIB, size - n)]
            piece = piece[: size - n]
            file.write(piece)
            summed.update(piece)
    return summed.hexdigest()


def sha256_of(path):
    """The SHA-256 of a file."""
    summed = hashlib.sha256()
    with open(path, "rb", buffering=0) as file:
        while piece := file.read(4 * MIB):
            summed.update(piece)
    return summed.hexdigest()


def connect_to(path):
    """A local socket, connected; its name may be longer than one can say."""
    door = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    directory = os.open(os.path.dirname(path), os.O_PATH)
    try:
        door.connect(f"/proc/self/fd/{directory}/{os.path.basename(path)}")
    finally:
        os.close(directory)
    return door


class Home:
    """A private home with its own bus and, unless told otherwise, its own open keyring."""

    def __init__(self, keyring="open"):
        self.path = tempfile.mkdtemp(prefix="dropoff-e2e-")
        self.data = os.path.join(self.path, "data", "dropoff")
        self.files = os.path.join(self.path, "Files")
        self._processes = []
        self.environment = {
            "PATH": os.environ.get("PATH", "/usr/bin:/bin"),
            "HOME": self.path,
            "XDG_DATA_HOME": os.path.join(self.path, "data"),
            "XDG_CONFIG_HOME": os.path.join(self.path, "config"),
            "XDG_CACHE_HOME": os.path.join(self.path, "cache"),
            "XDG_STATE_HOME": os.path.join(self.path, "state"),
            "XDG_RUNTIME_DIR": os.path.join(self.path, "run"),
            "XDG_DATA_DIRS": "/usr/local/share:/usr/share",
            "LC_ALL": "C.UTF-8",
            "G_SLICE": "always-malloc",
            "G_DEBUG": "fatal-criticals",
        }
        for name, value in os.environ.items():
            if name.endswith("SAN_OPTIONS"):
                self.environment[name] = value
        for name in ("data", "config", "cache", "state", "run", "bus", "Files"):
            os.makedirs(os.path.join(self.path, name), mode=0o700)
        self.bus = None
        self._start_bus()
        if keyring != "none":
            self.start_keyring(keyring)

    def _start(self, command, **more):
        process = subprocess.Popen(command, env=self.environment, preexec_fn=die_with_parent,
                                   stderr=subprocess.DEVNULL, **more)
        self._processes.append(process)
        return process

    def _start_bus(self):
        config = os.path.join(self.path, "bus", "bus.conf")
        with open(config, "w", encoding="utf-8") as file:
            file.write(BUS_CONFIG.format(directory=os.path.join(self.path, "bus")))
        bus = self._start(["dbus-daemon", f"--config-file={config}", "--nofork",
                           "--print-address"], stdout=subprocess.PIPE, text=True)
        self.environment["DBUS_SESSION_BUS_ADDRESS"] = bus.stdout.readline().strip()
        self.bus = Gio.DBusConnection.new_for_address_sync(
            self.environment["DBUS_SESSION_BUS_ADDRESS"],
            Gio.DBusConnectionFlags.AUTHENTICATION_CLIENT
            | Gio.DBusConnectionFlags.MESSAGE_BUS_CONNECTION, None, None)
        self.bus.set_exit_on_close(False)

    def start_keyring(self, kind):
        """A gnome-keyring of our own: "open", or "locked" (made, then locked)."""
        os.makedirs(os.path.join(self.path, "data", "keyrings"), mode=0o700, exist_ok=True)
        daemon = self._start(["gnome-keyring-daemon", "--foreground", "--unlock",
                              "--components=secrets"], stdin=subprocess.PIPE,
                             stdout=subprocess.DEVNULL)
        daemon.stdin.write(b"keyring password")
        daemon.stdin.close()
        wait_until(self.has_keyring, 10, "the keyring takes its name on the bus")
        if kind == "locked":
            self.lock_keyring()
        return daemon

    def call(self, name, path, interface, method, arguments=None):
        """A call on the private bus."""
        return self.bus.call_sync(name, path, interface, method, arguments, None,
                                  Gio.DBusCallFlags.NO_AUTO_START, 10000, None).unpack()

    def has_keyring(self):
        """Whether somebody owns the keyring's name."""
        return self.call("org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus",
                         "NameHasOwner", GLib.Variant("(s)", ("org.freedesktop.secrets",)))[0]

    def lock_keyring(self):
        """Lock the collection that new sign-ins go to."""
        where = ("org.freedesktop.secrets", "/org/freedesktop/secrets",
                 "org.freedesktop.Secret.Service")
        collection = self.call(*where, "ReadAlias", GLib.Variant("(s)", ("default",)))[0]
        self.call(*where, "Lock", GLib.Variant("(ao)", ([collection],)))

    def file(self, name):
        """A path (bytes or text) in the folder of files to send."""
        return os.path.join(os.fsencode(self.files) if isinstance(name, bytes) else self.files,
                            name)

    def close(self):
        """End everything and remove the home."""
        self.bus.close_sync(None)
        for process in reversed(self._processes):
            end_process(process)
        for folder, _, _ in os.walk(self.path):
            os.chmod(folder, 0o700)
        shutil.rmtree(self.path, ignore_errors=True)


class Sender:
    """A running dropoff-test-send and what it said."""

    def __init__(self, home, *paths, cloud=None, connection=None, address=None, user=None,
                 password=None, limit=0, stay=False, environment=None, prefix=(),
                 ca_file=None):
        self.home = home
        command = [*prefix, SEND, "--data", home.data]
        if cloud is not None:
            connection = connection or cloud.line["connection_file"]
        if connection is not None:
            command += ["--connection", connection]
        if address is not None:
            command += ["--address", address]
        extra = dict(environment or {})
        if user is not None:
            command += ["--user", user]
            extra["DROPOFF_TEST_PASSWORD"] = (
                password if password is not None else cloud.user(user)["password"])
        if limit:
            command += ["--limit", str(limit)]
        if ca_file is not None:
            command += ["--ca-file", ca_file]
        if stay:
            command.append("--stay")
        self.errors_path = os.path.join(home.path, f"stderr-{time.monotonic_ns()}")
        self.lines = []
        self.events = []
        self._mark = 0
        self._changed = threading.Condition()
        self.began = time.monotonic()
        with open(self.errors_path, "wb") as errors:
            self.process = subprocess.Popen(
                [*command, "--", *paths] if paths else command, stdin=subprocess.PIPE,
                stdout=subprocess.PIPE, stderr=errors, env={**home.environment, **extra},
                preexec_fn=die_with_parent, cwd=home.path)
        try:  # a deep pipe: what it says never makes it wait
            fcntl.fcntl(self.process.stdout, 1031, MIB)
        except OSError:
            pass
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self):
        for line in self.process.stdout:
            with self._changed:
                self.lines.append(line)
                if not line.startswith(b"{"):
                    continue  # GLib's debug messages go where the events go
                self.events.append(json.loads(line))
                self._changed.notify_all()
        with self._changed:
            self.events.append({"event": "end"})
            self._changed.notify_all()

    def tell(self, *words):
        """Give it a command."""
        line = " ".join(os.fsdecode(w) if isinstance(w, bytes) else str(w) for w in words)
        self.process.stdin.write(line.encode("utf-8", "surrogateescape") + b"\n")
        self.process.stdin.flush()

    def add(self, *paths):
        """Drop files in one go; gives the event "added"."""
        self.mark()
        uris = ["file://" + urllib.parse.quote_from_bytes(os.fsencode(p)) for p in paths]
        self.tell("add", *uris)
        return self.wait("added", 60)

    def mark(self):
        """From here on wait() looks at later events only."""
        with self._changed:
            self._mark = len(self.events)

    def wait(self, event_name, seconds=30, **members):
        """The first event since the mark with that name and these members."""
        deadline = time.monotonic() + seconds * SLOWNESS
        with self._changed:
            at = self._mark
            while True:
                for event in self.events[at:]:
                    if _matches(event, event_name, members):
                        return event
                    if event["event"] == "end":
                        raise AssertionError(f"it ended before “{event_name}” {members}: {self.tail()}")
                at = len(self.events)
                left = deadline - time.monotonic()
                if left <= 0:
                    raise AssertionError(f"no “{event_name}” {members} in {seconds} s: {self.tail()}")
                self._changed.wait(left)

    def all(self, event_name, **members):
        """All events with that name and these members so far."""
        with self._changed:
            return [event for event in self.events if _matches(event, event_name, members)]

    def tail(self):
        """The last events and lines of stderr, for a failure's message."""
        said = [e for e in self.events if e["event"] != "progress"][-12:]
        with open(self.errors_path, "rb") as errors:
            return f"{said} {errors.read()[-1500:].decode('utf-8', 'replace')}"

    def lists(self):
        """What is in the lists now: (sent, left)."""
        self.mark()
        start = self._mark
        self.tell("list")
        self.wait("listed")
        with self._changed:
            events = self.events[start:]
        return ([e for e in events if e["event"] == "sent"],
                [e for e in events if e["event"] == "left"])

    def wait_exit(self, seconds):
        """Wait for its end by itself; gives its status."""
        try:
            status = self.process.wait(seconds * SLOWNESS)
        except subprocess.TimeoutExpired:
            raise AssertionError(f"still runs after {seconds} s: {self.tail()}") from None
        self._reader.join(10)
        return status

    def kill(self):
        """SIGKILL."""
        self.process.kill()
        self.process.wait()
        self._reader.join(10)

    def quit(self, seconds=10):
        """Have it stop in order."""
        self.tell("quit")
        status = self.wait_exit(seconds)
        if status != 3:
            raise AssertionError(f"ended with {status}: {self.tail()}")

    def close(self):
        """Have it stop in order if it still runs; it may not have crashed or lost memory."""
        if self.process.poll() is None:
            self.process.terminate()
        try:
            self.process.wait(15 * SLOWNESS)
        except subprocess.TimeoutExpired:
            self.process.kill()
            raise AssertionError(f"does not stop: {self.tail()}") from None
        finally:
            self._reader.join(10)
            end_process(self.process)
        # Before it listens to signals, SIGTERM is the end of any program.
        if self.process.returncode not in (0, 1, 2, 3, -signal.SIGKILL, -signal.SIGTERM):
            raise AssertionError(f"ended with {self.process.returncode}: {self.tail()}")

    def longest_turn(self):
        """Milliseconds of the main loop's longest turn: by the clock, and of processor time."""
        last = self.all("progress")[-1]
        return last["turn-ms"], last["turn-cpu-ms"]

    def memory(self, name):
        """A figure of /proc/PID/status in bytes (VmRSS, VmHWM)."""
        with open(f"/proc/{self.process.pid}/status", encoding="ascii") as status:
            for line in status:
                if line.startswith(name + ":"):
                    return int(line.split()[1]) * 1024
        raise KeyError(name)


def _matches(event, name, members):
    return event["event"] == name and all(event.get(k) == v for k, v in members.items())


class EngineTest(unittest.TestCase):
    """A test with a cloud of its own."""

    cloud_arguments = ()

    def setUp(self):
        self.cloud = cloud_client.Running(*self.cloud_arguments)
        self.addCleanup(self.cloud.stop)
        self.sentences = []

    def set(self, **settings):
        """Change settings of the cloud."""
        self.cloud.control(set=settings)

    def fault(self, kind, times=None, skip=None, parameters=None, **match):
        """Arm a fault."""
        order = {"match": match, "do": {"kind": kind, **(parameters or {})}}
        if times is not None:
            order["times"] = times
        if skip is not None:
            order["skip"] = skip
        return self.cloud.control(fault=order)

    def home(self, keyring="open"):
        """A fresh private home."""
        home = Home(keyring)
        self.addCleanup(home.close)
        return home

    def send(self, home, *paths, sign_in=True, **more):
        """Start the sender; signed in as the first fixture user unless told otherwise."""
        if sign_in:
            more.setdefault("user", USER)
        sender = Sender(home, *paths, cloud=self.cloud, **more)
        self.addCleanup(sender.close)
        return sender

    def stay(self, home, **more):
        """Start a sender that takes commands, and wait until it is ready."""
        sender = self.send(home, stay=True, **more)
        sender.wait("ready", 30)
        return sender

    def counters(self):
        """The cloud's counters."""
        return self.cloud.page("state")["counters"]

    def objects(self):
        """Finished objects by their name without the prefix of the identity."""
        return {one["key"].split("/", 2)[2]: one for one in self.cloud.page("objects")}

    def assert_arrived(self, name, sha256, size=None):
        """An object is there with exactly these bytes."""
        found = self.objects()
        self.assertIn(name, found)
        if size is not None:
            self.assertEqual(found[name]["size"], size)
        self.assertEqual(sha256_of(found[name]["path"]), sha256, f"{name} differs")

    def assert_nothing_left(self):
        """No upload is open on the cloud."""
        self.assertEqual(self.cloud.page("uploads"), [])

    def assert_sent(self, sender, seconds=60, count=1):
        """It ends by itself with everything sent and verified."""
        status = sender.wait_exit(seconds)
        self.assertEqual(status, 0, sender.tail())
        sent = sender.all("sent")
        self.assertEqual(len(sent), count, sender.tail())
        for one in sent:
            self.assertTrue(one["verified"], one)
        return sent

    def assert_plain(self, sentence):
        """A sentence that a person can read."""
        self.assertTrue(sentence, "no sentence")
        self.assertIsNone(TRADE_WORDS.search(sentence), sentence)
        self.assertRegex(sentence, r"^[A-Z“].*[.?]$")
        self.assertNotRegex(sentence, r"\(null\)|%s|%d|0x")
        self.assertLess(len(sentence), 200)

    def assert_all_plain(self, sender):
        """Every sentence that it said can be read by a person."""
        for event in list(sender.events):
            message = event.get("message")
            if message:
                self.assert_plain(message)


def _names_of(tests):
    for test in tests:
        if isinstance(test, unittest.TestSuite):
            yield from _names_of(test)
        else:
            yield test.id().split(".", 1)[1]


def _run_one(path, options, name):
    """One test in a process of its own; gives (name, good, what it said, seconds)."""
    began = time.monotonic()
    done = subprocess.run([sys.executable, path, *options, name], stdin=subprocess.DEVNULL,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False)
    return name, done.returncode == 0, done.stdout, time.monotonic() - began


def main(options=()):
    """Run the tests of a file; all of them several at a time, because they mostly wait.

    The options are what each process has to be told besides the name of its test.
    """
    if len(sys.argv) > 1:
        unittest.main(verbosity=2)
    path = os.path.abspath(sys.argv[0])
    names = list(_names_of(unittest.defaultTestLoader.loadTestsFromModule(
        sys.modules["__main__"])))
    failed = 0
    with concurrent.futures.ThreadPoolExecutor(JOBS) as pool:
        runs = [pool.submit(_run_one, path, options, name) for name in names]
        for run in concurrent.futures.as_completed(runs):
            name, good, said, seconds = run.result()
            failed += not good
            print(f"{'ok' if good else 'not ok'} {name} ({seconds:.0f} s)", flush=True)
            sys.stdout.buffer.write(said)
            sys.stdout.flush()
    print(f"{len(names) - failed} passed, {failed} failed")
    sys.exit(1 if failed or not names else 0)
