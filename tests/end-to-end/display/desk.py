# SPDX-License-Identifier: GPL-3.0-or-later
"""A desk for the tests: windows, a pointer, a keyboard and a keyring, all of them real.

Runs inside tests/ui/with-display.sh, which gives the display, the bus and the home.
"""

import ctypes
import os
import re
import signal
import subprocess
import time

# A build with sanitizers is several times slower, and so may be any machine: what is waited for comes.
SLOWNESS = float(os.environ.get("DROPOFF_TEST_SLOWNESS", "1"))
PATIENCE = 4 * SLOWNESS
FRAME = 60  # a frame around a window is thinner
STEP_S = str(0.03 * SLOWNESS)  # between two movements of a drag; without it drops get lost


class Timeout(AssertionError):
    """Something did not happen in time."""


def wait_for(what, check, seconds=15, interval=0.05):
    """Ask check() until its answer is true; gives the answer."""
    deadline = time.monotonic() + seconds * PATIENCE
    while True:
        answer = check()
        if answer:
            return answer
        if time.monotonic() > deadline:
            raise Timeout(f"after {seconds * PATIENCE:.0f} s: {what() if callable(what) else what}")
        time.sleep(interval)


def wait_until_steady(look, interval=0.1):
    """Look until the answer is the same twice, and true; gives it."""
    seen = [None]

    def is_steady():
        seen.append(look())
        return seen[-1] and seen[-1] == seen[-2]

    wait_for(lambda: f"it does not come to rest: {seen[-2:]}", is_steady, interval=interval)
    return seen[-1]


def do_until(step, check, what, patience=3):
    """Do a step, and once more whenever nothing has come of it for a while."""
    def do_and_look():
        step()
        try:
            return wait_for(what, check, patience / PATIENCE * SLOWNESS, 0.1)
        except Timeout:
            return False

    wait_for(what, do_and_look)


def die_with_parent():
    """For preexec_fn: whatever happens to the test, its children end."""
    ctypes.CDLL(None).prctl(1, signal.SIGKILL)


def end(process, seconds=10):
    """End a process that we started; gives its exit status."""
    if process.poll() is None:
        process.terminate()
        try:
            process.wait(seconds * PATIENCE)
        except subprocess.TimeoutExpired:
            process.kill()
    return process.wait()


def output(*command, timeout=20):
    """What a command prints."""
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                          timeout=timeout * PATIENCE, check=False)
    if done.returncode != 0:
        raise AssertionError(f"{' '.join(command[:3])}: {done.stderr.decode(errors='replace')}")
    return done.stdout


def xdotool(*arguments):
    """Move the real pointer, press real keys."""
    output("xdotool", *[str(argument) for argument in arguments], timeout=60)


class Window:
    """A window of the display."""

    def __init__(self, number):
        self.number = number

    def place(self, x, y, width=None, height=None):
        """Put it where the test wants it, and wait until it is there."""
        def is_there():
            left, top, *size = self.geometry()
            near = x <= left < x + FRAME and y <= top < y + FRAME
            return near and (not width or size == [width, height])

        def put():
            if width:
                xdotool("windowsize", self.number, width, height)
            xdotool("windowmove", self.number, x, y)

        # Once more if nothing comes of it: a window that has just been made has its own idea first.
        do_until(put, is_there, lambda: f"the window is at {self.geometry()}")

    def activate(self):
        """Give it the keyboard."""
        xdotool("windowactivate", self.number)
        wait_for("the window did not get the keyboard", self.is_active)

    def is_active(self):
        """Whether it has the keyboard, or a dialog of it, which keeps the keyboard to itself."""
        active = active_window()
        return active == self.number or active and self.number == owner_of(active)

    def geometry(self):
        """(x, y, width, height) of what it shows, without the frame."""
        text = output("xwininfo", "-id", str(self.number)).decode()
        names = ("Absolute upper-left X", "Absolute upper-left Y", "Width", "Height")
        return tuple(int(re.search(rf"{name}: +(-?\d+)", text).group(1)) for name in names)

    def at(self, across, down):
        """The point of the display at this share of width and height."""
        x, y, width, height = self.geometry()
        return x + round(width * across), y + round(height * down)

    def grey(self):
        """(width, height, pixels): what it shows, a byte for each pixel."""
        _, _, width, height = self.geometry()
        pixels = output("import", "-silent", "-window", str(self.number), "-depth", "8",
                        "-colorspace", "gray", "gray:-")
        if len(pixels) != width * height:
            return width, height, b""
        return width, height, pixels

    def photograph(self, path):
        """Save what it shows as a PNG."""
        os.makedirs(os.path.dirname(path), exist_ok=True)
        output("import", "-silent", "-window", str(self.number), path)
        return path


def photograph_display(path):
    """Save the whole display as a PNG."""
    os.makedirs(os.path.dirname(path), exist_ok=True)
    output("import", "-silent", "-window", "root", path)
    return path


def scan(photograph):
    """What the QR code says in the picture that is made, once it is drawn; a real decoder reads it."""
    def look():
        done = subprocess.run(["zbarimg", "--quiet", "--raw", photograph()], timeout=60,
                              stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=False)
        return done.stdout.decode().strip()

    return wait_for("no code is drawn", look, interval=0.3)


def active_window():
    """The number of the window that has the keyboard, or None."""
    text = output("xprop", "-root", "_NET_ACTIVE_WINDOW").decode()
    found = re.search(r"window id # (0x[0-9a-f]+)", text)
    return int(found.group(1), 16) if found else None


def owner_of(number):
    """The window that a dialog is for, or None."""
    text = output("xprop", "-id", str(number), "WM_TRANSIENT_FOR").decode()
    found = re.search(r"window id # (0x[0-9a-f]+)", text)
    return int(found.group(1), 16) if found else None


def windows_of(pid):
    """The windows of a process, the oldest first."""
    found = []
    text = output("xprop", "-root", "_NET_CLIENT_LIST").decode()
    for number in re.findall(r"0x[0-9a-f]+", text):
        try:
            owner = output("xprop", "-id", number, "_NET_WM_PID").decode()
        except AssertionError:  # it has just been closed
            continue
        if re.search(rf"= {pid}$", owner.strip()):
            found.append(Window(int(number, 16)))
    return found


def wait_for_window(process, seconds=20):
    """The first window of a process."""
    def look():
        if process.poll() is not None:
            raise AssertionError(f"the program ended with {process.returncode} and has no window")
        return windows_of(process.pid)

    return wait_for("no window", look, seconds)[0]


def _glide(start, target, steps=10):
    arguments = []
    for step in range(1, steps + 1):
        arguments += ["mousemove", start[0] + (target[0] - start[0]) * step // steps,
                      start[1] + (target[1] - start[1]) * step // steps, "sleep", STEP_S]
    return arguments


def drag(start, target, over=None):
    """Drag with the real pointer; over() is called while it hangs over the target."""
    begin = ["mousemove", *start, "sleep", STEP_S, "mousedown", 1, "sleep", STEP_S]
    for _ in range(3):  # over the threshold
        begin += ["mousemove_relative", 6, 0, "sleep", STEP_S]
    xdotool(*begin, *_glide((start[0] + 18, start[1]), target))
    stir()
    if over:
        over()
    xdotool("mouseup", 1, "sleep", STEP_S)


def stir():
    """Move the pointer a little: who is asked while something hangs there answers to that."""
    for _ in range(3):
        xdotool("mousemove_relative", 1, 0, "sleep", STEP_S)
        xdotool("mousemove_relative", "--", -1, 0, "sleep", STEP_S)


def click(point):
    """Press and release."""
    xdotool("mousemove", *point, "sleep", STEP_S, "click", 1, "sleep", STEP_S)


def press(*keys):
    """Real keys, one after the other, for the window that has the keyboard."""
    for key in keys:
        xdotool("key", "--clearmodifiers", key)
        time.sleep(0.05)


def write(text):
    """Type a text with real keys."""
    for piece in re.findall(r"[ -~]+|[^ -~]", text):
        # What is on no key is put on one for a moment, in which it has to be read.
        xdotool("type", "--delay", 15 if piece.isascii() else round(500 * SLOWNESS), "--", piece)


class Keyring:
    """A keyring of our own, unlocked."""

    def __init__(self, directory):
        os.makedirs(os.path.join(directory, "keyrings"), mode=0o700, exist_ok=True)
        environment = {name: value for name, value in os.environ.items()
                       if name not in ("G_DEBUG", "G_SLICE", "G_MESSAGES_DEBUG")}
        # Its own directory for its socket, too: that of a person's keyring must not be replaced.
        environment.update(XDG_DATA_HOME=directory, XDG_RUNTIME_DIR=directory)
        environment.pop("GNOME_KEYRING_CONTROL", None)
        self.directory = directory
        self._log = open(os.path.join(directory, "keyring.log"), "wb")
        self._process = subprocess.Popen(
            ["gnome-keyring-daemon", "--foreground", "--unlock", "--components=secrets"],
            stdin=subprocess.PIPE, stdout=self._log, stderr=self._log, env=environment,
            preexec_fn=die_with_parent)
        self._process.stdin.write(b"the keyring's own password")
        self._process.stdin.close()
        wait_for("no keyring", keyring_is_there)

    def pause(self):
        """It answers nobody from now on."""
        self._process.send_signal(signal.SIGSTOP)

    def go_on(self):
        """It answers again, also what it was asked meanwhile."""
        self._process.send_signal(signal.SIGCONT)

    def stop(self):
        """End it; what it keeps stays in its directory."""
        end(self._process)
        self._log.close()
        wait_for("the keyring did not go", lambda: not keyring_is_there())


def keyring_is_there():
    """Whether somebody owns the keyring's name on the bus."""
    answer = output("gdbus", "call", "--session", "--dest", "org.freedesktop.DBus",
                    "--object-path", "/org/freedesktop/DBus", "--method",
                    "org.freedesktop.DBus.NameHasOwner", "org.freedesktop.secrets")
    return b"true" in answer
