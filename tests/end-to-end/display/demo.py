#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The whole job, once, on a display of its own: what tests/demo.sh does where nobody looks on.

demo.py PICTURES: signs in through the window with real keys, drags a file and a folder from a file
manager with the real pointer, waits until both are under Sent, compares what the company has byte by
byte, and leaves pictures of the window. Runs inside tests/ui/with-display.sh. DROPOFF_PROGRAM is the
program.
"""

import filecmp
import os
import subprocess
import sys
import tempfile
import time
import traceback

sys.dont_write_bytecode = True

import case  # noqa: E402  (no bytecode in the checkout)
import cloud_client  # noqa: E402
import desk  # noqa: E402
import sources  # noqa: E402
from app import App  # noqa: E402

FILE = "survey-line-07.dmp"
FILE_BYTES = 40_000_000
FOLDER = "Site photos"
PHOTOS = {"harbour.jpg": 9_400_000, "mast.jpg": 14_800_000, "winch.jpg": 6_100_000}
PACE = 1_500_000  # bytes a second on each connection, so that there is something to see
BORDER = 5  # what GTK draws around a window where nothing draws shadows


class Demo:
    """The steps, and what has to end afterwards."""

    def __init__(self, pictures):
        self.pictures = pictures
        self.step = "begin"
        self.app = self.cloud = None
        self._endings = []
        self._work = tempfile.TemporaryDirectory(prefix="dropoff-demo-")
        self._log = open(os.path.join(self._work.name, "others.log"), "wb")

    def say(self, step):
        """Name the step that begins."""
        self.step = step
        print(f"demo: {step}", flush=True)

    def photograph(self, name):
        """A picture of the window alone."""
        path = self.app.window.photograph(os.path.join(self.pictures, name))
        subprocess.run(["convert", path, "-shave", f"{BORDER}x{BORDER}", "+repage", path],
                       check=True, timeout=30)

    def end(self):
        """End everything that was started."""
        for ending in reversed(self._endings):
            ending()
        self._log.close()
        self._work.cleanup()

    def run(self):
        """All steps; gives the digest of the file that was sent."""
        self.say("starting the local cloud and a keyring")
        self.cloud = cloud_client.Running()
        self._endings.append(self.cloud.stop)
        keyring = desk.Keyring(os.path.join(self._work.name, "keyring"))
        self._endings.append(keyring.stop)
        self.open_connection()
        self.sign_in()
        originals = self.drag()
        self.wait_until_sent(originals)
        digest = self.compare(originals)
        self.say("closing the window")
        self.app.window.activate()
        desk.press("ctrl+w")
        desk.wait_for("Dropoff did not end with its window",
                      lambda: self.app.process.poll() is not None)
        if self.app.process.returncode != 0 or self.app.complaints():
            raise AssertionError(f"Dropoff ended with {self.app.process.returncode}; it said: "
                                 f"{self.app.complaints()}")
        return digest

    def open_connection(self):
        """As a person does who got the file by e-mail."""
        self.say("opening the connection file")
        home = os.path.join(self._work.name, "home")
        os.mkdir(home, 0o700)
        self.app = App(home, self.cloud.line["connection_file"])
        self._endings.append(self.app.stop)
        self.app.wait_for(f"Send Files to\n{case.COMPANY}")
        time.sleep(0.4)
        self.photograph("whose-is-it.png")
        desk.press("Return")

    def sign_in(self):
        """With real keys."""
        self.say("signing in")
        self.app.wait_for("Sign in to send files")
        desk.write(case.USER)
        desk.press("Return")
        desk.write(case.PASSWORD)
        time.sleep(0.3)
        self.photograph("sign-in.png")
        desk.press("Return")
        self.app.wait_for("Drop Files Here", 30)
        time.sleep(0.3)
        self.photograph("empty.png")

    def drag(self):
        """From a file manager onto the window; gives the originals by the object's name."""
        self.say("dragging a file and a folder from a file manager")
        self.cloud.control(set={"bytes_per_second": PACE})
        folder = os.path.join(self._work.name, "Surveys")
        manager = sources.FileManager("pcmanfm", folder, self._log, (20, 680, 700, 460))
        self._endings.append(manager.stop)
        start = manager.offer((FILE, case.random_bytes(FILE_BYTES, 7)))
        self.app.take(start, self.photograph_drop)
        self.app.wait_for("of.40.MB")
        aside = os.path.join(self._work.name, FILE)
        originals = {FILE: aside}
        os.link(os.path.join(folder, FILE), aside)
        photos = os.path.join(self._work.name, FOLDER)
        os.mkdir(photos)
        for number, (name, size) in enumerate(PHOTOS.items()):
            originals[f"{FOLDER}/{name}"] = os.path.join(photos, name)
            with open(originals[f"{FOLDER}/{name}"], "wb") as file:
                file.write(case.random_bytes(size, number))
        window = sources.Gtk4Window(self._log)
        self._endings.append(window.stop)
        window.window.place(820, 60)
        self.app.take(window.offer(photos))
        return originals

    def photograph_drop(self):
        """While the pointer still holds the file."""
        time.sleep(0.4)
        desk.photograph_display(os.path.join(self.pictures, "drag.png"))

    def wait_until_sent(self, originals):
        """As the window says it, and the cloud."""
        self.say("sending")
        self.app.wait_for("of 3 files|of.3.files")
        self.app.window.activate()
        time.sleep(5.5)  # then the time left is known
        self.photograph("window.png")
        self.cloud.control(set={"bytes_per_second": 0})
        desk.wait_for(lambda: f"the cloud has {self.cloud.page('objects')}",
                      lambda: len(self.cloud.page("objects")) == len(originals), 60)
        self.app.wait_for("Drop Files Here", 30)
        desk.press("alt+2")
        self.app.wait_for(f"{FILE}, .*Received")
        self.app.wait_for(f"{FOLDER}, .*Received")
        time.sleep(0.5)
        self.photograph("sent.png")

    def compare(self, originals):
        """Byte by byte; gives the digest of the file."""
        self.say("comparing byte by byte")
        stored = {one["key"].split("/", 2)[2]: one["path"] for one in self.cloud.page("objects")}
        if sorted(stored) != sorted(originals):
            raise AssertionError(f"{sorted(originals)} were sent, there is {sorted(stored)}")
        for name, original in originals.items():
            if not filecmp.cmp(original, stored[name], shallow=False):
                raise AssertionError(f"“{name}” is not what was sent")
        return case.sha256_of_file(stored[FILE])


def main():
    """Run the demo; 0 when everything was as it should be."""
    demo = Demo(os.path.abspath(sys.argv[1]))
    os.makedirs(demo.pictures, exist_ok=True)
    try:
        digest = demo.run()
    except Exception:  # whatever it was, a person wants to know where
        print(f"demo: FAILED while {demo.step}")
        traceback.print_exc(file=sys.stdout)
        desk.photograph_display(os.path.join(demo.pictures, "failure.png"))
        if demo.app:
            print(f"demo: the end of what Dropoff said:\n{demo.app.log_tail(40)}")
        if demo.cloud and demo.cloud.process.poll() is None:
            print("demo: the last requests the cloud has seen:")
            for entry in demo.cloud.page("log")["entries"][-15:]:
                print("   ", {name: entry[name] for name in ("op", "key", "status", "error")})
        return 1
    finally:
        demo.end()
    print(f"demo: ok {digest}", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
