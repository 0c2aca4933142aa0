#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The company's menu by keys alone, and where the keyboard is afterwards."""

import json
import os
import unittest

import case
import desk
import keyboard
import sources

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

    def write_other_company(self):
        """The file of another company; gives its path."""
        with open(self.cloud.line["connection_file"], encoding="utf-8") as file:
            connection = json.load(file)
        connection.update({"id": "basin", "name": "Basin Surveys"})
        path = os.path.join(self.work, "basin.dropoff")
        with open(path, "w", encoding="utf-8") as file:
            json.dump(connection, file)
        return path

    def test_other_company(self):
        """Opened while a file is sent, which waits then, as is said; back again, it goes on."""
        app = self.app
        self.cloud.control(set={"bytes_per_second": 20_000})
        source = sources.Gtk4Window(self.other_log)
        self.addCleanup(source.stop)
        source.window.place(820, 60)
        app.take(source.offer(self.make_file("slow.dat", 1_000_000)))
        app.wait_for("slow.dat, .*of")
        app.take(source.offer(self.write_other_company()))
        app.wait_for("Send Files to\nBasin Surveys")
        app.window.activate()
        desk.press("Return")
        app.wait_for("Sign in to send files")
        app.wait_for(f"Files for {case.COMPANY} wait until you choose it again")
        self.sign_in(app)
        app.wait_for("go straight to Basin Surveys", 30)
        self.wait_for_focus("^Choose Files…$")
        app.go_to("Company Menu")
        desk.press("space")
        desk.wait_for("no menu opens", app.is_in_menu)
        app.go_to(f"^{case.COMPANY}$", "Down")
        desk.press("Return")
        app.wait_for("slow.dat, .*of")
        self.wait_for_focus("Company Menu")
        self.cloud.control(set={"bytes_per_second": 0})
        self.wait_for_objects(1)
        self.check_words()


if __name__ == "__main__":
    unittest.main()
