#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The company's menu by keys alone, and where the keyboard is afterwards."""

import unittest

import case
import desk
import keyboard

NEW_PASSWORD = "Quite-long-enough-7"


class TestAccount(keyboard.KeyboardCase):
    """Another password; out, in, and quit."""

    def change_password(self):
        """By the company's menu; left with Escape first."""
        app = self.app
        for leaves in (True, False):
            app.go_to("Company Menu")
            self.choose("space", "p")
            app.wait_for("^Change Password$")  # the focus of its fields is not told
            if leaves:
                self.close_dialog("Company Menu")
        desk.write(case.PASSWORD)
        desk.press("Return")  # goes on to what is missing
        desk.write(NEW_PASSWORD)
        desk.press("Return")
        self.wait_for_windows(1)
        self.wait_for_focus("Company Menu")

    def test_password(self):
        """Another password; out, in again with it, and quit."""
        app = self.app
        self.change_password()
        app.go_to("Company Menu")
        self.choose("space", "o", windows=1)
        app.wait_for("Sign in to send files")
        desk.write(NEW_PASSWORD)  # the page knows the name still, and asks for the password
        desk.press("Return")
        app.wait_for("Drop Files Here", 30)
        self.wait_for_focus("^Choose Files…$")
        desk.press("ctrl+q")
        desk.wait_for("Ctrl+Q does not end it", lambda: app.process.poll() is not None)
        self.assertEqual(app.process.returncode, 0)
        self.check_words()


if __name__ == "__main__":
    unittest.main()
