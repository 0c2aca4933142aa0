#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Many things in one drag: three files, and a folder of many, from every kind of window; and odd ones.

DROPOFF_DRAG_TIMES says how often each is dragged, DROPOFF_DRAG_FOLDER how many files the folder has;
tests/soak/drags.sh takes twenty times and 10,000.
"""

import os
import unittest

import case
import desk
import sources

TIMES = int(os.environ.get("DROPOFF_DRAG_TIMES", "1"))
MANY = int(os.environ.get("DROPOFF_DRAG_FOLDER", "300"))
IN_A_FOLDER = 500  # the many are spread over folders in it


class Manager:
    """Drags from a file manager."""

    def __init__(self, test, program):
        if not sources.FileManager.is_installed(program):
            test.skipTest(f"{program} is not installed")
        self._manager = sources.FileManager(program, os.path.join(test.files, "shown"),
                                            test.other_log, (20, 680, 760, 480))
        test.addCleanup(self._manager.stop)

    def begin(self, paths):
        """Have it show these things, moved there, and nothing else; gives where a drag begins."""
        self._manager.clear()
        for path in paths:
            os.rename(path, os.path.join(self._manager.folder, os.path.basename(path)))
        start = self._manager.offer()
        if len(paths) > 1:
            self._manager.select_all()
        return start


class Window:
    """Drags from a GTK 4 window."""

    def __init__(self, test):
        self._source = sources.Gtk4Window(test.other_log)
        test.addCleanup(self._source.stop)
        self._source.window.place(820, 60)

    def begin(self, paths):
        """Have the next drag bring these; gives where it begins."""
        return self._source.offer(*paths)


class TestDrags(case.Case):
    """Every drag is compared file by file; then the cloud is emptied for the next."""

    def setUp(self):
        super().setUp()
        self.app = self.start_signed_in()

    def make(self, name, data):
        """A file below the test's own folder."""
        path = os.path.join(self.files, name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "wb") as file:
            file.write(data)
        return case.sha256(data)

    def drag(self, source, paths, expected, seconds):
        """One drag, until the company has all of it and nothing else, and the window says so."""
        self.app.take(source.begin(paths))
        desk.wait_for(lambda: f"{len(expected)} objects expected: {self.cloud.page('state')}",
                      lambda: self.cloud.page("state")["objects"] >= len(expected), seconds, 0.3)
        self.app.wait_for("Drop Files Here", 20)
        self.assertEqual(self.digests(), expected)
        self.check_words()
        self.cloud.control(delete_objects=True, reset_log=True)

    def drag_three(self, source, label):
        """Three files at once."""
        for turn in range(TIMES):
            expected = {}
            for number in range(3):
                name = f"{label} {turn:02} {'abc'[number]}.dat"
                expected[name] = self.make(name, case.random_bytes(40_000 * number, turn * 3 + number))
            self.drag(source, [os.path.join(self.files, name) for name in expected], expected, 30)
            print(f"three files from {label}: {turn + 1} of {TIMES}", flush=True)

    def drag_folder(self, source, label):
        """A folder of many files, each with a text of its own."""
        for turn in range(TIMES):
            name = f"{label} {turn:02}"
            expected = {}
            for number in range(MANY):
                path = f"{name}/line {number // IN_A_FOLDER:03}/{number:05}.txt"
                expected[path] = self.make(path, f"{label} {turn} {number}\n".encode())
            self.drag(source, [os.path.join(self.files, name)], expected, 60 + MANY / 20)
            print(f"folder of {MANY} files from {label}: {turn + 1} of {TIMES}", flush=True)

    def test_pcmanfm(self):
        """GTK 2."""
        source = Manager(self, "pcmanfm")
        self.drag_three(source, "pcmanfm")
        self.drag_folder(source, "pcmanfm")

    def test_thunar(self):
        """GTK 3."""
        source = Manager(self, "thunar")
        self.drag_three(source, "thunar")
        self.drag_folder(source, "thunar")

    def test_window(self):
        """GTK 4."""
        source = Window(self)
        self.drag_three(source, "window")
        self.drag_folder(source, "window")


class TestOddDrops(case.Case):
    """Whatever is dropped gives files or a sentence."""

    def setUp(self):
        super().setUp()
        self.app = self.start_signed_in()
        self.source = sources.Gtk4Window(self.other_log)
        self.addCleanup(self.source.stop)
        self.source.window.place(820, 60)

    def test_mixture_and_twice(self):
        """Files and folders together, the same one twice, then all of it again."""
        folder = os.path.join(self.files, "Line 7")
        os.mkdir(folder)
        inside = os.path.join(folder, "inside.dat")
        with open(inside, "wb") as file:
            file.write(b"inside")
        single = os.fsdecode(self.make_file("single.dat", 2345))
        expected = {"Line 7/inside.dat": case.sha256_of_file(inside),
                    "single.dat": case.sha256_of_file(single)}
        self.app.take(self.source.offer(single, folder, single))
        self.wait_for_objects(2)
        self.app.wait_for("Drop Files Here", 20)
        self.assertEqual(self.digests(), expected)
        self.app.take(self.source.offer(folder, single))
        self.app.wait_for("already sent")
        self.assertEqual(self.digests(), expected)
        self.check_words()

    def test_nothing(self):
        """Dropped and pasted: who says that there are files, and then hands none over."""
        nothing = "did not hand these files over. Choose them with"
        self.app.take(self.source.offer_addresses())
        self.app.wait_for(nothing)
        desk.wait_for("the sentence stays", lambda: not self.app.says(nothing))
        self.paste(self.app, self.source, check=lambda: self.app.says(nothing), kind="uri-list")
        self.assertEqual(self.objects(), {})
        self.check_words()

    def test_addresses(self):
        """What a browser's list of downloads offers, places elsewhere, and what is not there."""
        path = os.fsdecode(self.make_file("downloaded (1).pdf", 3456))
        self.app.take(self.source.offer_addresses(sources.uri_of(path)))
        self.wait_for_objects(1)
        self.app.wait_for("Drop Files Here", 20)
        for address in ("sftp://host.example/home/zoe/a.dat", "https://example.com/report.pdf"):
            self.app.take(self.source.offer_addresses(address))
            self.app.wait_for("Only files on this computer can be sent")
            desk.press("Escape")
            desk.wait_for("the sentence stays",
                          lambda: len(desk.windows_of(self.app.process.pid)) == 1)
        self.app.take(self.source.offer_addresses("sftp://host.example/b.dat", sources.uri_of(
            os.fsdecode(self.make_file("beside.dat", 17)))))
        self.app.wait_for("Only files on this computer can be sent")
        self.wait_for_objects(2)
        self.app.take(self.source.offer_addresses(sources.uri_of(path + ".gone")))
        self.app.wait_for("gone")
        self.assertEqual(len(self.objects()), 2)
        self.check_words()


class TestOddDropsEarly(case.Case):
    """The same on the pages before."""

    def test_nothing(self):
        """Each names a way that is there."""
        app = self.start()
        app.wait_for("Send Files to a Company")
        source = sources.Gtk4Window(self.other_log)
        self.addCleanup(source.stop)
        source.window.place(820, 60)
        app.take(source.offer_addresses(), invitation="^Drop the Connection File Here")
        app.wait_for("did not hand this file over. Open it with “Open Connection File…”")
        app.take(source.offer(self.cloud.line["connection_file"]),
                 invitation="^Drop the Connection File Here")
        app.wait_for(f"Send Files to {case.COMPANY}|Send Files to\n")
        app.window.activate()
        desk.press("Return")
        app.wait_for("Sign in to send files")
        app.take(source.offer_addresses(), invitation="^Sign In First")
        app.wait_for("when you are signed in")
        self.check_words()


if __name__ == "__main__":
    unittest.main()
