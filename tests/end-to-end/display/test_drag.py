#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Files dragged onto the window with the real pointer arrive as they are, each time."""

import os
import unittest

import case
import desk
import sources

TIMES = 20


class TestDrag(case.Case):
    """From file managers and from a GTK 4 window, every drag another file."""

    def setUp(self):
        super().setUp()
        self.app = self.start_signed_in()

    def data(self, number):
        """What the file of a drag holds: most are small, one is empty, one goes in parts."""
        size = {0: 0, 1: 1, 7: 17 * 1024 * 1024}.get(number, 997 * number * number)
        return case.random_bytes(size, number + 1)

    def check_objects(self, expected):
        """The company has these and nothing else."""
        self.assertEqual(self.digests(), {name: case.sha256(data)
                                          for name, data in expected.items()})
        self.check_words()

    def wait_until_sent(self, count):
        """The company has everything, and the window says so."""
        self.wait_for_objects(count)
        self.app.wait_for("Drop Files Here", 20)

    def manager(self, program):
        """A file manager below the window."""
        if not sources.FileManager.is_installed(program):
            self.skipTest(f"{program} is not installed")
        manager = sources.FileManager(program, os.path.join(self.files, "shown"), self.other_log,
                                      (20, 680, 760, 480))
        self.addCleanup(manager.stop)
        return manager

    def drag_from_manager(self, program):
        """Many files, one after the other."""
        manager = self.manager(program)
        expected = {}
        for number in range(TIMES):
            name = f"{program} {number:02}.dat"
            expected[name] = self.data(number)
            start = manager.offer((name, expected[name]))
            self.app.take(start)
            self.wait_until_sent(len(expected))
            manager.clear()
        self.check_objects(expected)

    def test_pcmanfm(self):
        """GTK 2: text/uri-list."""
        self.drag_from_manager("pcmanfm")

    def test_thunar(self):
        """GTK 3: text/uri-list, and an action that changes while it is dragged."""
        self.drag_from_manager("thunar")

    def test_several_and_a_folder(self):
        """Three files at once, then a folder with folders in it."""
        manager = self.manager("pcmanfm")
        expected = {f"part {letter}.dat": self.data(10 + number)
                    for number, letter in enumerate("abc")}
        start = manager.offer(*expected.items())
        manager.select_all()
        self.app.take(start)
        self.wait_until_sent(3)
        manager.clear()
        inside = {"Line 7/a.dat": self.data(3), "Line 7/deep/er/b.dat": self.data(4),
                  "Line 7/empty.dat": b""}
        outside = os.path.join(self.files, "Line 7")
        for name, data in inside.items():
            path = os.path.join(self.files, name)
            os.makedirs(os.path.dirname(path), exist_ok=True)
            with open(path, "wb") as file:
                file.write(data)
        os.rename(outside, os.path.join(manager.folder, "Line 7"))
        self.app.take(manager.offer())
        self.wait_until_sent(6)
        self.check_objects({**expected, **inside})
        self.app.window.activate()
        desk.press("alt+2")
        self.app.wait_for("Line 7, 3.files.*Received")

    def drag_from_window(self, kind):
        """Many files from a GTK 4 window that offers them in one way."""
        source = sources.Gtk4Window(self.other_log)
        self.addCleanup(source.stop)
        source.window.place(820, 60)
        expected = {}
        for number in range(TIMES):
            name = f"{kind} {number:02}.dat"
            expected[name] = self.data(number)
            path = self.make_file(name, 0)
            with open(path, "wb") as file:
                file.write(expected[name])
            self.app.take(source.offer(path, kind=kind))
            self.wait_for_objects(len(expected))
        self.app.wait_for("Drop Files Here", 20)
        self.check_objects(expected)

    def test_file_list(self):
        """GTK 4: GdkFileList."""
        self.drag_from_window("files")

    def test_uri_list(self):
        """Addresses as text and nothing else."""
        self.drag_from_window("uri-list")


if __name__ == "__main__":
    unittest.main()
