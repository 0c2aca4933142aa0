#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What was sent and its receipts by keys alone, and where the keyboard is after each step."""

import os
import re
import time
import unittest

import case
import desk
import sources

KIB = 1024


class TestReceipts(case.Case):
    """Nothing here moves the pointer."""

    def setUp(self):
        super().setUp()
        self.app = self.start_signed_in()
        self.source = sources.Gtk4Window(self.other_log)
        self.addCleanup(self.source.stop)
        self.source.window.place(820, 60)
        self.app.window.activate()

    # Steps

    def send(self, name, size, seed):
        """A file of these bytes, pasted and received; the keyboard is somewhere all the time."""
        before = len(self.objects())
        self.source.copy(self.make_file(name, size, seed))
        self.app.window.activate()
        desk.press("ctrl+v")
        self.wait_for_objects(before + 1)
        self.app.wait_for("Drop Files Here")
        self.wait_for_focus("^Choose Files…$")

    def focused(self):
        """What has the keyboard, by its name or that of what it is in."""
        item = self.app.reader.focused()
        return (item.name or item.parent.name) if item else ""

    def wait_for_focus(self, pattern="."):
        """Wait until what matches has the keyboard; without a pattern, anything that has a name."""
        desk.wait_for(lambda: f"“{self.focused()}” has the keyboard, not “{pattern}”",
                      lambda: re.search(pattern, self.focused()), 15, 0.1)

    def wait_for_windows(self, count):
        """Wait until a dialog has come, or gone; then for its keyboard."""
        desk.wait_for(lambda: f"{len(desk.windows_of(self.app.process.pid))} windows, not {count}",
                      lambda: len(desk.windows_of(self.app.process.pid)) == count)
        time.sleep(0.3 * desk.SLOWNESS)

    def press_at(self, pattern, key="Return"):
        """Go to what matches and press it."""
        self.app.go_to(pattern)
        desk.press(key)

    def close_dialog(self, pattern="."):
        """Escape; then the window has the keyboard again, at what matches."""
        desk.press("Escape")
        self.wait_for_windows(1)
        self.wait_for_focus(pattern)

    def choose_place(self, name):
        """Type a path into the dialog for saving; gives it."""
        path = os.path.join(self.work, name)
        self.wait_for_windows(3)
        time.sleep(0.6 * desk.SLOWNESS)
        desk.press("ctrl+a")
        desk.write(path)
        desk.press("Return")
        desk.wait_for(f"{name} is not saved", lambda: os.path.exists(path) and os.path.getsize(path))
        self.wait_for_windows(2)
        desk.windows_of(self.app.process.pid)[-1].activate()
        return path

    # Jobs

    def test_sent(self):
        """Search; a receipt: copied, checked again; removed, brought back; saved as text and as PDF."""
        app = self.app
        self.send("report.dat", 5 * KIB, 1)
        self.send("other.dat", 6 * KIB, 2)
        desk.press("alt+2")
        app.wait_for("^report.dat, .*Received")
        self.wait_for_focus("^other.dat, ")
        desk.press("ctrl+f")
        self.wait_for_focus("[Ss]earch")
        desk.write("nothing of the kind")
        app.wait_for("No Results Found")
        desk.press("Escape")
        self.wait_for_focus("^other.dat, ")
        desk.write("report")  # typing begins a search, too
        desk.wait_for("other.dat is shown", lambda: not app.says("^other.dat, "))
        self.wait_for_focus("[Ss]earch")
        desk.press("Escape")
        app.wait_for("^other.dat, ")
        self.wait_for_focus("dat, ")
        app.go_to("^report.dat, ", "Down", 3)
        desk.press("Return")
        self.wait_for_windows(2)
        app.wait_for(f"{case.COMPANY} Has It")
        self.press_at("^Copy Reference", "space")
        app.wait_for("Reference copied")
        self.press_at("^Check Again")
        desk.wait_for("no verdict", lambda: "It is still there, identical to what you sent."
                      in app.reader.texts())
        self.wait_for_focus()
        self.close_dialog("^report.dat, ")
        desk.press("Delete")
        app.wait_for("“report.dat” removed")
        self.wait_for_focus("^other.dat, |^More$")  # the row that is left, or its button
        desk.press("ctrl+z")
        app.wait_for("^report.dat, ")
        self.wait_for_focus("^report.dat, ")
        desk.press("Return")
        self.wait_for_windows(2)
        app.wait_for(f"{case.COMPANY} Has It")
        desk.press("alt+t")
        with open(self.choose_place("receipt.txt"), encoding="utf-8") as file:
            self.assertIn("report.dat", file.read())
        desk.press("alt+s")
        with open(self.choose_place("receipt.pdf"), "rb") as file:
            self.assertEqual(file.read(5), b"%PDF-")
        self.check_words()


if __name__ == "__main__":
    unittest.main()
