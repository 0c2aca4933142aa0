#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is done with the cards in progress, by keys alone."""

import os
import re
import unittest

import case
import desk
import sources

KIB = 1024
MANY = 2500  # more than come back in one go


class TestKeys(case.Case):
    """Nothing here moves the pointer."""

    def setUp(self):
        super().setUp()
        self.app = self.start_signed_in()
        self.source = sources.Gtk4Window(self.other_log)
        self.addCleanup(self.source.stop)
        self.source.window.place(820, 60)

    def make_folder(self, name, count):
        """A folder of small files; gives its path."""
        path = os.path.join(self.files, name)
        os.mkdir(path)
        for number in range(count):
            with open(os.path.join(path, f"shot {number:02}.dat"), "wb") as file:
                file.write(case.random_bytes(200 * KIB, number))
        return path

    def choose(self, path):
        """Ctrl+O, and the path as text."""
        self.app.window.activate()
        desk.press("ctrl+o")
        self.app.choose_file(path)

    def fill(self):
        """Two files and a folder, on their way but slowly."""
        self.cloud.control(set={"bytes_per_second": 10_000})
        self.choose(os.fsdecode(self.make_file("chosen.dat", 900 * KIB)))
        self.app.wait_for("chosen.dat, ")
        for name, path in (("pasted.dat", self.make_file("pasted.dat", 800 * KIB)),
                           ("Survey", self.make_folder("Survey", 24))):
            self.paste(self.app, self.source, path,
                       check=lambda n=name: self.app.says(f"^{n}, "))

    def cards(self):
        """The names of the cards from the first to the last."""
        names = [item.name for item in self.app.reader.items()
                 if re.search(r"^(chosen\.dat|pasted\.dat|Survey), ", item.name)]
        return [name.split(",")[0] for name in names]

    def wait_for_cards(self, *expected):
        """Wait until the cards stand in this order."""
        desk.wait_for(lambda: f"{expected} expected: {self.cards()}",
                      lambda: self.cards() == list(expected))

    def wait_for_focus(self, name):
        """Wait until the card of that name has the keyboard, as a whole."""
        def focused():
            item = self.app.reader.focused()
            return item.name if item else ""

        desk.wait_for(lambda: f"the keyboard is at “{focused()}”",
                      lambda: focused().startswith(f"{name}, "), 20, 0.1)

    def remove_paused(self):
        """What was paused before it was removed is paused when it comes back."""
        self.app.go_to("^chosen.dat, ")
        desk.press("space")
        self.app.wait_for("chosen.dat, Paused")
        desk.press("Delete")
        self.app.wait_for("“chosen.dat” removed")
        desk.press("ctrl+z")
        self.wait_for_focus("chosen.dat")
        self.app.wait_for("chosen.dat, Paused")
        desk.press("space")

    def test_list(self):
        """Choose, paste, pause, resume, move, send first, remove two, undo."""
        app = self.app
        self.fill()
        app.go_to("^chosen.dat, ")
        desk.press("space")
        app.wait_for("chosen.dat, Paused")
        desk.press("space")
        desk.wait_for("it stays paused", lambda: not app.says("chosen.dat, Paused"))
        desk.press("alt+Down")
        self.wait_for_cards("pasted.dat", "chosen.dat", "Survey")
        desk.press("Down", "Tab", "shift+F10")  # from a button of the row, too
        app.press_in_menu("f")
        self.wait_for_cards("Survey", "pasted.dat", "chosen.dat")
        app.go_to("^Survey, ")
        desk.press("shift+Down", "Delete")
        app.wait_for("2 items removed")  # and soon Undo is over
        self.wait_for_focus("chosen.dat")
        desk.press("ctrl+z")
        self.wait_for_cards("Survey", "pasted.dat", "chosen.dat")
        self.wait_for_focus("Survey")
        desk.wait_for("the toast stays", lambda: not app.says("items removed"))
        self.remove_paused()
        self.cloud.control(set={"bytes_per_second": 0})
        self.wait_for_objects(26, 60)
        app.wait_for("Drop Files Here", 20)
        self.check_words()

    def test_all_files(self):
        """A file among all of a folder: its menu, from the row as a whole and from a button in it."""
        app = self.app
        self.fill()
        app.go_to("^Survey, ")
        desk.press("Menu")
        app.press_in_menu("a")
        app.wait_for_windows(2)
        app.go_to("^Search files")
        desk.press("Tab", "End")
        self.wait_for_focus("shot 23.dat")
        desk.press("Menu")
        app.press_in_menu("r")
        app.wait_for("“shot 23.dat” removed")
        desk.press("End")
        self.wait_for_focus("shot 22.dat")
        desk.press("Tab", "shift+F10")
        app.press_in_menu("r")
        # Together with the first one, unless a busy machine let its Undo end.
        app.wait_for("2 items removed|“shot 22.dat” removed")
        self.check_words()

    def test_thousands_back(self):
        """Thousands removed and brought back, in slices: the keyboard is on the first of them."""
        app = self.app
        self.cloud.control(set={"bytes_per_second": 10_000})
        paths = [os.path.join(self.files, f"line {number:04}.dat") for number in range(MANY)]
        for path in paths:
            with open(path, "wb") as file:
                file.truncate(4096 * KIB)  # of nothing: the disk keeps none of it
        self.paste(app, self.source, *paths, check=lambda: app.says("^line 0000.dat, "))
        desk.press("ctrl+p")
        app.wait_for("^Paused", 60)
        app.go_to("^line 0000.dat, ")
        desk.press("ctrl+a", "Delete")
        app.wait_for(" items removed", 60)
        desk.press("ctrl+z")
        self.wait_for_focus("line 0000.dat")
        self.check_words()


if __name__ == "__main__":
    unittest.main()
