#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The main menu and what it opens by keys alone, and where the keyboard is afterwards."""

import re
import unittest

import desk
import keyboard


class TestMenus(keyboard.KeyboardCase):
    """Preferences, shortcuts, About, and the report."""

    # Steps

    def toggle(self, pattern):
        """Press a switch by Space, and see that it has turned."""
        reader = self.app.reader

        def are_on():
            return [reader.is_on(item) for item in reader.items()
                    if item.role == "switch" and re.search(pattern, item.name)]

        self.app.go_to(pattern, "Down")
        before = are_on()
        self.assertTrue(before)
        desk.press("space")
        desk.wait_for(f"“{pattern}” does not turn", lambda: are_on() != before)

    # Jobs

    def test_preferences(self):
        """Each switch turned; then the list of the shortcuts."""
        self.choose("F10", "p")
        for switch in ("Pause on Metered", "Keep the Computer Awake", "Ask Before Sending",
                       "Go On after Restart", "Notify When Everything"):
            self.toggle(f"^{switch}")
        self.close_dialog("^Main Menu")
        desk.press("ctrl+question")
        self.wait_for_windows(2)
        self.app.wait_for("Pause or resume everything")
        self.close_dialog("^Main Menu")
        self.check_words()

    def test_about(self):
        """About, down to what it says for support, and back; the report, saved."""
        app = self.app
        self.choose("F10", "a")
        self.press_at("^Troubleshooting")
        self.press_at("^Debugging Information")
        app.wait_for("^Copy Text")
        desk.press("Escape")  # back, page by page
        app.wait_for("^Debugging Information")
        desk.press("Escape")
        app.wait_for("^Troubleshooting")
        self.close_dialog("^Main Menu")
        self.choose("F10", "r")
        app.wait_for("This is all that the report says")
        self.press_at("^Save…")
        self.assertIn(b"Sign-in: signed in", self.save_as("report.txt"))
        app.wait_for("^Report saved$")
        self.wait_for_focus("^Save…")
        self.close_dialog("^Main Menu")
        self.check_words()


if __name__ == "__main__":
    unittest.main()
