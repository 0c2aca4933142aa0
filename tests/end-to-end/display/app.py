# SPDX-License-Identifier: GPL-3.0-or-later
"""Dropoff as a person has it: the program, its window, and what a screen reader can read of it."""

import os
import re
import subprocess
import time

import desk
from screen_reader import ROOT, ScreenReader

PROGRAM = os.environ.get("DROPOFF_PROGRAM", "dropoff")
SUPPRESSIONS = os.path.realpath(os.path.join(os.path.dirname(__file__), "../../lsan.supp"))
# Harmless and not ours: what GTK 3 sources of drags make GTK say, and its own guess about focus.
ALLOWED = re.compile(rb"Gdk-CRITICAL \*\*: [\d:.]+: gdk_drop_set_actions: "
                     rb"|Gtk-WARNING \*\*: [\d:.]+: GtkText - did not receive a focus-out event")
COMPLAINT = re.compile(rb"^.*-(?:CRITICAL|ERROR) \*\*:.*$"
                       rb"|^.*(?:Dropoff|Gtk|Gdk|Gsk|Pango|Adwaita|GLib|GObject)-WARNING \*\*:.*$"
                       rb"|^.*(?:AddressSanitizer|runtime error:|LeakSanitizer).*$", re.MULTILINE)

NOTHING_COPIED = "^There are no files to paste"


def make_environment(home):
    """That of a person with this home."""
    environment = dict(os.environ, G_MESSAGES_DEBUG="all", HOME=home,
                       XDG_DATA_HOME=os.path.join(home, ".local", "share"),
                       XDG_CONFIG_HOME=os.path.join(home, ".config"),
                       XDG_CACHE_HOME=os.path.join(home, ".cache"),
                       XDG_STATE_HOME=os.path.join(home, ".local", "state"))
    environment.pop("G_DEBUG", None)
    environment.setdefault("LSAN_OPTIONS", f"suppressions={SUPPRESSIONS}:print_suppressions=0")
    return environment


class App:
    """One run of the program in a home; leaks: a sanitizer looks for leaks when it ends."""

    def __init__(self, home, *arguments, size=(760, 600), place=(20, 30), leaks=False):
        self.home = home
        self._write_settings()
        self.log_path = os.path.join(os.path.dirname(home), f"app-{time.monotonic_ns()}.log")
        self._log = open(self.log_path, "wb")
        environment = make_environment(home)
        if not leaks:
            # GTK 4.8 loses some bytes of each drop and paste that it reads on X11.
            environment["ASAN_OPTIONS"] = environment.get("ASAN_OPTIONS", "") + ":detect_leaks=0"
        self.process = subprocess.Popen([PROGRAM, *arguments], stdin=subprocess.DEVNULL,
                                        stdout=self._log, stderr=self._log, env=environment,
                                        cwd=home, preexec_fn=desk.die_with_parent)
        self.window = desk.wait_for_window(self.process)
        if size:
            self.window.place(*place, *size)
        self.window.activate()
        self.reader = ScreenReader(self.process.pid)

    def _write_settings(self):
        """The desktop's usual letters and buttons, which no settings daemon gives here."""
        folder = os.path.join(self.home, ".config", "gtk-4.0")
        os.makedirs(folder, exist_ok=True)
        with open(os.path.join(folder, "settings.ini"), "w", encoding="ascii") as file:
            file.write("[Settings]\ngtk-font-name=Cantarell 11\n"
                       "gtk-decoration-layout=appmenu:close\n")

    # What the window says

    def says(self, pattern):
        """Whether something that is shown matches."""
        return self.reader.find(pattern) is not None

    def wait_for(self, pattern, seconds=15):
        """Wait until something that is shown matches."""
        def check():
            self.check_alive()
            return self.says(pattern)

        desk.wait_for(lambda: f"the window does not say “{pattern}” but {self.reader.texts()}",
                      check, seconds, 0.1)

    def press(self, pattern):
        """Press a button as assistive technology does."""
        roles = ("push button", "button", "menu item", "toggle button", "page tab")
        items = desk.wait_for(lambda: f"no button “{pattern}” in {self.reader.texts()}",
                              lambda: list(self.reader.find_all(pattern, roles)))
        if not any(self.reader.act(item) for item in reversed(items)):
            raise AssertionError(f"“{pattern}” cannot be pressed")

    def go_to(self, pattern, key="Tab", most=30):
        """Press a key until what matches has the keyboard; a menu's button is inside what is named."""
        for _ in range(most):
            item = self.reader.focused()
            if item and re.search(pattern, item.name or item.parent.name):
                return
            desk.press(key)
            self._wait_for_other_focus(item and item.path)
        raise AssertionError(f"{key} does not lead to “{pattern}” in {self.reader.texts()}")

    def _wait_for_other_focus(self, path, seconds=1):
        """Wait until the keyboard is elsewhere; what is typed into does not tell that it has it."""
        deadline = time.monotonic() + seconds * desk.SLOWNESS
        while time.monotonic() < deadline:
            item = self.reader.focused()
            if item and item.path != path:
                return

    def find(self, pattern, roles=None):
        """Where on the display something is, once it stands still."""
        def look():
            item = self.reader.find(pattern, roles)
            return item and (*self.reader.place(item), *self.window.geometry()[:2])

        desk.wait_for(lambda: f"no “{pattern}” in {self.reader.texts()}", look)
        across, down, x, y = desk.wait_until_steady(look)
        return x + across, y + down

    def click(self, pattern, roles=None):
        """Click on what matches with the real pointer."""
        desk.click(self.find(pattern, roles))

    def wait_for_windows(self, count):
        """Wait until a dialog has come, or gone, and the newest window takes the keys."""
        def are_there():
            windows = desk.windows_of(self.process.pid)
            return len(windows) == count and windows[-1].is_active()

        desk.wait_for(lambda: f"{len(desk.windows_of(self.process.pid))} windows, not {count}",
                      are_there)

    def is_in_menu(self):
        """Whether an entry of a menu has the keyboard."""
        item = self.reader.focused()
        return item is not None and item.role == "menu item"

    def press_in_menu(self, *keys):
        """Keys for the menu that is about to open."""
        desk.wait_for(lambda: f"no menu opens: {self.reader.texts()}", self.is_in_menu)
        desk.press(*keys)

    # Files

    def take(self, start, over=None, invitation="^Drop to Send"):
        """Drag from there onto a place where no button is; over(): while it hangs there."""
        def hold():
            def lights_up():
                desk.stir()
                return self.says(invitation)

            desk.wait_for("the window does not light up", lights_up)
            if over:
                over()

        desk.drag(start, self.window.at(0.5, 0.8), hold)

    def paste(self, check):
        """Ctrl+V until check() is true: once more if the other program was slow to say what it has."""
        def press():
            desk.wait_for("the toast stays", lambda: not self.says(NOTHING_COPIED))
            self.window.activate()
            desk.press("ctrl+v")

        def has_come_of_it():
            return check() or self.says(NOTHING_COPIED)

        def paste_once():
            press()
            desk.wait_for(lambda: f"nothing is pasted: {self.reader.texts()}", has_come_of_it)
            return check()

        desk.wait_for("nothing is pasted", paste_once)

    def choose_file(self, path):
        """Type a path into the dialog that has opened for it, and go on."""
        self.wait_for_windows(2)
        desk.wait_for("nothing in the dialog takes keys", self._is_in_dialog)
        desk.write(path)  # a slash begins an address
        desk.do_until(lambda: desk.press("Return"),
                      lambda: len(desk.windows_of(self.process.pid)) == 1, "the dialog stays")

    def _is_in_dialog(self):
        """Whether what has the keyboard is in another window than the first."""
        item = self.reader.focused()
        windows = [one for one in self.reader.items() if one.parent and one.parent.path == ROOT]
        return item is not None and list(item.above())[-2].path != windows[0].path

    # Its life

    def check_alive(self):
        """Fail if the program has ended."""
        if self.process.poll() is not None:
            raise AssertionError(f"Dropoff ended with status {self.process.returncode}:\n"
                                 f"{self.log_tail()}")

    def log(self):
        """Everything it has written."""
        with open(self.log_path, "rb") as file:
            return file.read()

    def log_tail(self, lines=30):
        """The end of it."""
        return b"\n".join(self.log().split(b"\n")[-lines:]).decode(errors="replace")

    def complaints(self):
        """Criticals, and warnings of our own; not the one that is known."""
        return [line.decode(errors="replace") for line in COMPLAINT.findall(self.log())
                if not ALLOWED.search(line)]

    def kill(self):
        """As a power cut ends it."""
        self.process.kill()
        self.process.wait()
        self._log.close()

    def stop(self):
        """End it; gives its exit status."""
        status = desk.end(self.process)
        self._log.close()
        return status
