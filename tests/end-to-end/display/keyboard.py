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
        self.app.wait_for_windows(count)

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
        self.app.press_in_menu(letter)
        self.wait_for_windows(windows)
