#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""first_frame.py EMPTY-WINDOW RUNS: from the start of a program to the first frame on its display.

What a person sees counts, so the display's pixels are looked at, not what a program says of itself.
Runs inside tests/ui/with-display.sh; see first-frame.sh.
"""

import ctypes
import os
import statistics
import subprocess
import sys
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "end-to-end", "display"))

import case  # noqa: E402  (the path has to be set first)
import desk  # noqa: E402
from app import make_environment  # noqa: E402

Z_PIXMAP = 2
ALL_PLANES = ctypes.c_ulong(-1)
LIGHT = 200  # of 255: a window's ground and its cards are, the bare display is not
DARK = 128  # letters are
# A piece of a new window's middle, wherever the window manager puts it: the ground of an empty
# window, cards of a list with their letters.
LEFT, TOP, WIDTH, HEIGHT = 380, 400, 200, 100
LEAST_DARK = 50  # pixels
LOOK_S = 0.002
LIMIT_S = 30
FILES = 40
PACE = 2000  # bytes a second on each connection: the list stays
TICKS = os.sysconf("SC_CLK_TCK")


class Image(ctypes.Structure):
    """The head of Xlib's XImage."""

    _fields_ = [("width", ctypes.c_int), ("height", ctypes.c_int), ("xoffset", ctypes.c_int),
                ("format", ctypes.c_int), ("data", ctypes.c_void_p)]


class Display:
    """The display's pixels."""

    def __init__(self):
        self.xlib = ctypes.CDLL("libX11.so.6")
        self.xlib.XOpenDisplay.restype = ctypes.c_void_p
        self.xlib.XDefaultRootWindow.restype = ctypes.c_ulong
        self.xlib.XGetImage.restype = ctypes.POINTER(Image)
        self.xlib.XDestroyImage.argtypes = [ctypes.POINTER(Image)]
        self.connection = ctypes.c_void_p(self.xlib.XOpenDisplay(None))
        self.root = ctypes.c_ulong(self.xlib.XDefaultRootWindow(self.connection))

    def look(self, width=WIDTH, height=HEIGHT):
        """The green of that piece's pixels."""
        image = self.xlib.XGetImage(self.connection, self.root, LEFT, TOP, width, height,
                                    ALL_PLANES, Z_PIXMAP)
        pixels = ctypes.string_at(image.contents.data, 4 * width * height)
        self.xlib.XDestroyImage(image)
        return pixels[1::4]

    def shows_window(self):
        """Whether a window is there."""
        return self.look(1, 1)[0] >= LIGHT

    def shows_list(self):
        """Whether there is something in it."""
        return sum(green < DARK for green in self.look()) >= LEAST_DARK and self.shows_window()


def wait_until(check, what):
    """Until it is true; gives the time."""
    end = time.monotonic() + LIMIT_S
    while not check():
        if time.monotonic() > end:
            raise AssertionError(what)
        time.sleep(LOOK_S)
    return time.monotonic()


def cpu_seconds(process):
    """The processor time that all its threads have had."""
    with open(f"/proc/{process.pid}/stat", encoding="ascii") as stat:
        fields = stat.read().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


class Bench(case.Case):
    """A home with a sign-in and a list of files that are under way."""

    def fill_list(self):
        """Sign in, drop, pause and quit; gives the program."""
        app = self.start_signed_in()
        program = app.process.args[0]
        self.cloud.control(set={"bytes_per_second": PACE})
        paths = [self.make_file(f"line-{number:02}.sgy", 200_000, number)
                 for number in range(FILES)]
        subprocess.run([program, *paths], env=make_environment(self.home), check=True,
                       cwd=self.home, stdout=self.other_log, stderr=self.other_log, timeout=60)
        app.wait_for("of.8.MB")
        app.window.activate()
        desk.press("ctrl+p")  # paused, so that the list stays as it is
        app.wait_for("Resume All")
        desk.press("ctrl+q")
        desk.wait_for("Dropoff did not end", lambda: app.process.poll() is not None)
        return program

    def measure(self, program, environment, keys, has_list):
        """One run: seconds from its start to its first frame, to what belongs into it, and of the
        processor until then."""
        begin = time.monotonic()
        process = subprocess.Popen([program], env=environment, cwd=self.home,
                                   stdin=subprocess.DEVNULL, stdout=self.other_log,
                                   stderr=self.other_log, preexec_fn=desk.die_with_parent)
        try:
            frame = filled = wait_until(self.display.shows_window, "no window") - begin
            if has_list:
                filled = wait_until(self.display.shows_list, "no list") - begin
            cpu = cpu_seconds(process)
            # Then it ends as a person ends it, so that the next one finds everything in order.
            desk.wait_for_window(process).activate()
            time.sleep(0.3)
            desk.press(keys)
            desk.wait_for("it does not end", lambda: process.poll() is not None)
            wait_until(lambda: not self.display.shows_window(), "the window stays")
        finally:
            desk.end(process)
        return frame, filled, cpu

    def runTest(self):
        """The figures."""
        empty, runs = sys.argv[1], int(sys.argv[2])
        dropoff = self.fill_list()
        self.display = Display()
        desk.xdotool("mousemove", 5, 5)
        environment = make_environment(self.home)
        environment.pop("G_MESSAGES_DEBUG")
        figures = []
        for turn in range(runs + 1):
            row = (self.measure(empty, environment, "alt+F4", False)
                   + self.measure(dropoff, environment, "ctrl+q", True))
            if turn > 0:  # the first one warms everything up
                figures.append(row)
        report(list(zip(*figures)))


def report(columns):
    """Medians, and Dropoff's beside the empty window's."""
    (empty, _, empty_cpu, first, filled, cpu) = columns
    print(f"{'ms':30} {'median':>8} {'least':>8} {'most':>8} {'ratio':>8}")
    for name, values, base in (("empty window, first frame", empty, empty),
                               ("Dropoff, first frame", first, empty),
                               ("Dropoff, first with its list", filled, empty),
                               ("empty window, processor", empty_cpu, empty_cpu),
                               ("Dropoff, processor", cpu, empty_cpu)):
        median = statistics.median(values)
        print(f"{name:30} {median * 1000:8.0f} {min(values) * 1000:8.0f} {max(values) * 1000:8.0f} "
              f"{median / statistics.median(base):8.2f}")


def main():
    """Run it as a test runs, with all that a test's home needs."""
    result = Bench().run()
    for _, trace in result.failures + result.errors:
        print(trace, file=sys.stderr)
    return 0 if result.wasSuccessful() else 1


if __name__ == "__main__":
    sys.exit(main())
