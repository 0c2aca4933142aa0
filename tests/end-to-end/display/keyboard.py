# SPDX-License-Identifier: GPL-3.0-or-later
"""What the tests by keys alone share: where the keyboard is, menus, dialogs, saving."""

import os
import re

import case
import desk


class KeyboardCase(case.Case):
    """Signed in. Nothing here moves the pointer."""

    def setUp(self):
        super().setUp()
        self.app = self.start_signed_in()
        self.app.window.activate()

    def focused(self):
        """What has the keyboard, by its name or that of what it is in."""
        item = self.app.reader.focused()
        return (item.name or item.parent.name) if item else ""

    def wait_for_focus(self, pattern="."):
        """Wait until what matches has the keyboard; without a pattern, anything that has a name."""
        desk.wait_for(lambda: f"“{self.focused()}” has the keyboard, not “{pattern}”",
                      lambda: re.search(pattern, self.focused()), 15, 0.1)

    def wait_for_windows(self, count):
        """Wait until a dialog has come, or gone, and the newest window takes the keys."""
        def are_there():
            windows = desk.windows_of(self.app.process.pid)
            return len(windows) == count and windows[-1].number == desk.active_window()

        desk.wait_for(lambda: f"{len(desk.windows_of(self.app.process.pid))} windows, not {count}",
                      are_there)

    def press_at(self, pattern, key="Return"):
        """Go to what matches and press it."""
        self.app.go_to(pattern)
        desk.press(key)

    def close_dialog(self, pattern=".", windows=1):
        """Escape; then the window has the keyboard again, at what matches."""
        desk.press("Escape")
        self.wait_for_windows(windows)
        self.wait_for_focus(pattern)

    def save_as(self, name):
        """Type a path into the dialog for saving that comes; gives what is in the file then."""
        path = os.path.join(self.work, name)
        self.wait_for_windows(3)
        self.wait_for_focus("^Name")
        desk.press("ctrl+a")
        desk.write(path)
        desk.press("Return")
        desk.wait_for(f"{name} is not saved", lambda: os.path.exists(path) and os.path.getsize(path))
        self.wait_for_windows(2)
        with open(path, "rb") as file:
            return file.read()

    def choose(self, menu, letter, windows=2):
        """An entry of a menu by the letter that is underlined in it."""
        desk.press(menu)
        desk.wait_for("no menu opens", self.is_in_menu)
        desk.press(letter)
        self.wait_for_windows(windows)

    def is_in_menu(self):
        """Whether an entry of a menu has the keyboard."""
        item = self.app.reader.focused()
        return item is not None and item.role == "menu item"
