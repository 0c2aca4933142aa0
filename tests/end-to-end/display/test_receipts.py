#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What was sent and its receipts by keys alone, and where the keyboard is after each step."""

import unittest

import case
import desk
import keyboard
import sources

KIB = 1024


class TestReceipts(keyboard.KeyboardCase):
    """Searched, read, copied, checked, saved, removed, and brought back."""

    def setUp(self):
        super().setUp()
        self.source = sources.Gtk4Window(self.other_log)
        self.addCleanup(self.source.stop)
        self.source.window.place(820, 60)
        self.app.window.activate()

    # Steps

    def send(self, name, size, seed):
        """A file of these bytes, pasted and received; the keyboard is somewhere all the time."""
        before = len(self.objects())
        self.paste(self.app, self.source, self.make_file(name, size, seed),
                   check=lambda: len(self.objects()) > before)
        self.app.wait_for("Drop Files Here")
        self.wait_for_focus("^Choose Files…$")

    def open_receipt(self):
        """Of the entry that has the keyboard."""
        desk.press("Return")
        self.wait_for_windows(2)
        self.app.wait_for(f"{case.COMPANY} Has It")

    def save(self, key, name):
        """By this key into a file of this name; gives what is in it."""
        desk.press(key)
        saved = self.save_as(name)
        self.wait_for_focus("^File$")  # where it was
        return saved

    def assert_removed_and_back(self):
        """The first file has just been removed from the list; Undo brings it back."""
        # The row that is left, or its button; and soon Undo is over.
        self.wait_for_focus("^other.dat, |^More$")
        desk.press("ctrl+z")
        self.app.wait_for("^report.dat, ")
        self.wait_for_focus("^report.dat, ")

    # Jobs

    def test_search(self):
        """By its key and by typing; left by Escape; an entry removed and brought back."""
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
        desk.press("Delete")
        self.assert_removed_and_back()
        desk.press("Tab", "shift+F10")  # from a button of the row, too
        app.press_in_menu("m")
        self.assert_removed_and_back()
        self.check_words()

    def test_receipt(self):
        """Saved as text and as PDF, and left at once; copied, and checked again."""
        app = self.app
        self.send("report.dat", 5 * KIB, 1)
        desk.press("alt+2")
        self.wait_for_focus("^report.dat, ")
        self.open_receipt()
        self.assertIn(b"report.dat", self.save("alt+t", "receipt.txt"))
        self.assertEqual(self.save("alt+s", "receipt.pdf")[:5], b"%PDF-")
        app.wait_for("^Receipt saved$")
        self.close_dialog("^report.dat, ")
        self.open_receipt()
        self.press_at("^Copy Reference", "space")
        app.wait_for("^Reference copied$")
        self.press_at("^Check Again")
        app.wait_for("^It is still there, identical to what you sent")
        self.wait_for_focus()
        self.close_dialog("^report.dat, ")
        self.check_words()


if __name__ == "__main__":
    unittest.main()
