#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Files with unusual names, dragged onto the window, arrive whole and are listed."""

import os
import re
import unittest

import case
import desk
import sources

NAMES = (
    "it's a \"good\" <b>100 %<br> & more.dat",
    "emoji 🛰️ 測量 ñ é.dat",
    "x" * 251 + ".dat",
    "+plus %41 #hash ?query;semicolon=.dat",
    "back\\slash.dat",
    " blanks around ",
    "line\nbreak.dat",
    "-rf.dat",
)
BROKEN = b"broken \xff\xfe name.dat"


class TestNames(case.Case):
    """One file for each name."""

    def setUp(self):
        super().setUp()
        self.app = self.start_signed_in()
        self.expected = {}

    def send(self, names, drag):
        """Drag a file for each name; each holds other bytes."""
        for number, name in enumerate(names):
            data = case.random_bytes(1000 + number, 100 + number)
            self.expected[name] = case.sha256(data)
            drag(name, data)
            self.wait_for_objects(len(self.expected))

    def check(self):
        """All of them arrived, under their own names where these are text."""
        found = self.digests()
        self.assertEqual(sorted(found.values()), sorted(self.expected.values()))
        for name, digest in self.expected.items():
            if isinstance(name, str):
                self.assertEqual(found.get(name), digest, name)
        self.app.wait_for("Drop Files Here")
        self.app.window.activate()
        desk.press("alt+2")
        for name in list(self.expected)[-3:]:
            shown = re.escape(name.split("\n")[0]) if isinstance(name, str) else "broken .* name.dat"
            self.app.wait_for(f"^{shown}")
        self.check_words()

    def test_from_window(self):
        """As GdkFileList and as text/uri-list."""
        source = sources.Gtk4Window(self.other_log)
        self.addCleanup(source.stop)
        source.window.place(820, 60)

        def drag(name, data):
            path = os.path.join(os.fsencode(self.files), os.fsencode(name))
            with open(path, "wb") as file:
                file.write(data)
            kind = ("files", "uri-list")[len(self.expected) % 2]
            self.app.take(source.offer(path, kind=kind))

        self.send((*NAMES, BROKEN), drag)
        self.check()

    def test_from_file_manager(self):
        """As a file manager writes them."""
        manager = sources.FileManager("pcmanfm", os.path.join(self.files, "shown"), self.other_log,
                                      (20, 680, 760, 480))
        self.addCleanup(manager.stop)

        def drag(name, data):
            self.app.take(manager.offer((name, data)))
            self.wait_for_objects(len(self.expected))
            self.app.wait_for("Drop Files Here")
            manager.clear()

        self.send((NAMES[0], NAMES[1], NAMES[2], NAMES[3], BROKEN), drag)
        self.check()


if __name__ == "__main__":
    unittest.main()
