#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""job.py PICTURES: the whole job in the sandbox; see test.sh. Runs inside tests/ui/with-display.sh.

The sandbox hides the program's process, so the window is found by its class, driven by keys and the
pointer alone, and judged by what the cloud has.
"""

import os
import re
import subprocess
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "tests", "end-to-end", "display"))

import case  # noqa: E402  (the path has to be set first)
import cloud_client  # noqa: E402
import desk  # noqa: E402
import sources  # noqa: E402

APP = "io.github.dropoff.Dropoff"
PACE = 1_000_000  # bytes a second on each connection
LARGE = 60_000_000
FORBIDDEN = re.compile(rb"CRITICAL|ERROR \*\*|AddressSanitizer")


class Documents:
    """The real document portal, which shows the sandbox what it may not see by itself."""

    NAME = "org.freedesktop.portal.Documents"

    def __init__(self, log):
        self.mount = os.path.join(os.environ["XDG_RUNTIME_DIR"], "doc")
        self._processes = [
            subprocess.Popen([f"/usr/libexec/{name}"], stdin=subprocess.DEVNULL, stdout=log,
                             stderr=log, preexec_fn=desk.die_with_parent)
            for name in ("xdg-permission-store", "xdg-document-portal")]
        desk.wait_for("no document portal", lambda: os.path.ismount(self.mount), 20)

    def handed_out(self):
        """The host's files that any program was given: a list of paths."""
        answer = desk.output("gdbus", "call", "--session", "--dest", self.NAME, "--object-path",
                             "/org/freedesktop/portal/documents", "--method",
                             f"{self.NAME}.List", APP).decode()
        return re.findall(r"b'([^']*)'", answer)

    def stop(self):
        """End it. What is below its mount are the host's own files, so nothing may be taken away
        before it is gone."""
        for process in reversed(self._processes):
            desk.end(process)
        if os.path.ismount(self.mount):
            subprocess.run(["fusermount3", "-u", "-z", self.mount], check=True)


class Sandbox:
    """The installed Flatpak, run with the same home every time."""

    def __init__(self, log_path):
        self.log_path = log_path
        self.log = open(log_path, "wb")
        self.window = None

    def run(self, *arguments):
        """Start it, or hand something to the one that runs."""
        environment = {name: value for name, value in os.environ.items() if name != "GDK_DEBUG"}
        subprocess.Popen(["flatpak", "run", "--user", "--env=GSK_RENDERER=cairo",
                          "--env=GDK_DISABLE=gl", APP, *arguments], env=environment,
                         stdin=subprocess.DEVNULL, stdout=self.log, stderr=self.log,
                         preexec_fn=desk.die_with_parent)

    def start(self, *arguments):
        """Start it and wait for its window."""
        self.run(*arguments)
        number = desk.wait_for(f"no window, see {self.log_path}", self._find, 60, 0.2)
        self.window = desk.Window(number)
        self.window.place(20, 30, 760, 600)
        self.window.activate()
        self.settle()

    @staticmethod
    def _find():
        done = subprocess.run(["xdotool", "search", "--onlyvisible", "--class", "dropoff"],
                              capture_output=True, check=False, timeout=20)
        return int(done.stdout.split()[0]) if done.stdout.strip() else None

    def settle(self, seconds=20):
        """Wait until the window stands still for a second."""
        seen = []

        def is_still():
            seen.append(self.window.grey()[2])
            return len(seen) > 4 and len(set(seen[-4:])) == 1

        desk.wait_for("the window does not come to rest", is_still, seconds, 0.25)

    def kill(self):
        """As a power cut ends it."""
        subprocess.run(["flatpak", "kill", APP], check=False, timeout=20)
        desk.wait_for("it does not end", lambda: self._find() is None, 20)


class Job:
    """The steps."""

    def __init__(self, pictures):
        self.pictures = pictures
        self.home = os.environ["HOME"]
        self.files = os.path.join(self.home, "Documents")
        os.makedirs(self.files)
        self.sandbox = Sandbox(os.path.join(pictures, "dropoff.log"))
        self.other_log = open(os.path.join(pictures, "others.log"), "wb")
        self.documents = Documents(self.other_log)
        self.keyring = desk.Keyring(os.path.join(self.home, "keyring"))
        self.cloud = cloud_client.Running()

    def photograph(self, name):
        """A picture of the display."""
        desk.photograph_display(os.path.join(self.pictures, f"{name}.png"))

    def say(self, text):
        """What comes next."""
        print(f"sandbox: {text}", flush=True)

    def make_file(self, name, size, folder=None):
        """A file, in the home where nothing else is said; gives its path."""
        path = os.path.join(folder or self.files, name)
        with open(path, "wb") as file:
            file.write(case.random_bytes(size, size))
        return path

    def ops(self):
        """What the cloud was asked for."""
        return [entry["op"] for entry in self.cloud.page("log")["entries"]]

    def wait_for_object(self, path, seconds=60):
        """Until the cloud has it, byte by byte."""
        name = os.path.basename(path)

        def find():
            return [one["path"] for one in self.cloud.page("objects")
                    if one["key"].endswith("/" + name)]

        stored = desk.wait_for(lambda: f"“{name}” did not arrive; {self.ops()[-10:]}", find, seconds)
        if case.sha256_of_file(stored[0]) != case.sha256_of_file(path):
            raise AssertionError(f"“{name}” is not what was sent")

    def sign_in(self):
        """By the connection file, with real keys."""
        self.say("opening the connection file")
        connection = case.write_connection(self.cloud, self.files, "For this test")
        self.sandbox.start(connection)
        self.photograph("1-whose-is-it")
        desk.press("Return")
        self.sandbox.settle()
        self.say("signing in")
        desk.write(case.USER)
        desk.press("Return")
        desk.write(case.PASSWORD)
        self.photograph("2-sign-in")
        desk.press("Return")
        desk.wait_for(lambda: f"not signed in: {self.ops()}",
                      lambda: "RespondToAuthChallenge" in self.ops(), 60)
        self.sandbox.settle()
        self.photograph("3-empty")

    def send(self):
        """A file that is handed over, and one that is dragged."""
        self.say("handing a file over")
        handed = self.make_file("handed over.bin", 300_000)
        self.sandbox.run(handed)
        self.wait_for_object(handed)
        self.say("dragging a file")
        dragged = self.make_file("dragged.bin", 20_000_000)
        window = sources.Gtk4Window(self.other_log)
        window.window.place(820, 60)
        self.sandbox.window.activate()
        desk.drag(window.offer(dragged), self.sandbox.window.at(0.5, 0.75),
                  over=lambda: (time.sleep(0.4), self.photograph("4-drag")))
        self.wait_for_object(dragged)
        if self.documents.handed_out():
            raise AssertionError("what the sandbox sees came by a path that does not last: "
                                 f"{self.documents.handed_out()}")
        with tempfile.TemporaryDirectory(prefix="dropoff-hidden-", dir="/tmp") as hidden:
            self.send_hidden(hidden, window)
        window.stop()

    def send_hidden(self, folder, window):
        """Dragged from where the sandbox sees nothing: /tmp is its own."""
        self.say("dragging files that only the document portal can show")
        paths = [self.make_file(name, 300_000 + len(name), folder)
                 for name in ("unseen.bin", "unseen, too.bin")]
        self.sandbox.window.activate()
        desk.drag(window.offer(*paths), self.sandbox.window.at(0.5, 0.75),
                  over=lambda: (time.sleep(0.4), self.photograph("4b-drag")))
        for path in paths:
            self.wait_for_object(path)
        if sorted(self.documents.handed_out()) != sorted(paths):
            raise AssertionError(f"not through the portal: {self.documents.handed_out()}")

    def go_on(self):
        """Killed in the middle; a new start finishes, without anybody signing in."""
        self.say("killing it in the middle")
        self.cloud.control(set={"bytes_per_second": PACE})
        large = self.make_file("large.bin", LARGE)
        self.sandbox.run(large)
        desk.wait_for(lambda: f"no part arrived: {self.ops()[-5:]}",
                      lambda: self.ops().count("UploadPart") >= 1, 60, 0.2)
        time.sleep(3)
        self.photograph("5-sending")
        self.sandbox.kill()
        self.cloud.control(set={"bytes_per_second": 0}, reset_log=True)
        self.say("starting it again")
        self.sandbox.start()
        self.photograph("6-again")
        self.wait_for_object(large)
        if "InitiateAuth" in self.ops() or "RespondToAuthChallenge" in self.ops():
            raise AssertionError("somebody had to sign in again")
        self.sandbox.settle()
        desk.press("alt+2")
        time.sleep(1)
        self.photograph("7-sent")

    def run(self):
        """All of it."""
        self.sign_in()
        self.send()
        self.go_on()
        with open(self.sandbox.log_path, "rb") as file:
            bad = [line for line in file.read().split(b"\n") if FORBIDDEN.search(line)]
        if bad:
            raise AssertionError(f"it complained: {bad}")
        self.say("ok")

    def end(self):
        """Take everything away."""
        self.sandbox.kill()
        self.documents.stop()
        self.keyring.stop()
        self.cloud.stop()


def main():
    """0 when everything was as it should be."""
    job = Job(sys.argv[1])
    try:
        job.run()
    except BaseException:
        job.photograph("failure")
        raise
    finally:
        job.end()


if __name__ == "__main__":
    main()
