#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a company asks with files, by keys alone: the form, Send, Cancel, and a restart in between."""

import email.header
import json
import os
import subprocess
import unittest

from case import Case, sha256_of_file

import app
import desk

FORM = "Acme Geophysics gets this together with your files"

FIELDS = [
    {"name": "title", "label": "Title", "required": True},
    {"name": "line", "label": "Line", "kind": "choice", "choices": ["North", "South"]},
    {"name": "about", "label": "Description", "kind": "long"},
]


class Details(Case):
    """A company that asks for a title."""

    def setUp(self):
        super().setUp()
        with open(self.cloud.line["connection_file"], encoding="utf-8") as file:
            connection = json.load(file)
        connection["details"] = FIELDS
        path = os.path.join(self.work, "asks.dropoff")
        with open(path, "w", encoding="utf-8") as file:
            json.dump(connection, file)
        self.app = self.start(path)
        self.app.wait_for("Send Files to Acme Geophysics|Send Files to\n")
        desk.press("Return")
        self.app.wait_for("Sign in to send files")
        self.sign_in(self.app)
        self.app.wait_for("Drop Files Here", 30)

    def hand_over(self, *names):
        """Open files with Dropoff, as a file manager does, and wait for the form."""
        paths = [os.path.join(self.files, name) for name in names]
        process = subprocess.Popen([app.PROGRAM, *paths], stdin=subprocess.DEVNULL,
                                   stdout=self.other_log, stderr=self.other_log,
                                   env=app.make_environment(self.home),
                                   preexec_fn=desk.die_with_parent)
        self.addCleanup(desk.end, process)
        self.wait_for_form()

    def wait_for_form(self):
        """It is asked, and keys go there."""
        self.app.wait_for(FORM, 30)
        self.app.wait_for_windows(2)

    def metadata(self):
        """Of the one object there is."""
        self.wait_for_objects(1)
        return self.metadata_of(self.cloud.page("objects")[0])

    def metadata_of(self, one):
        """What the company reads there, by name."""
        prefix = "x-amz-meta-"
        found = {name[len(prefix):]: value for name, value in one["headers"]
                 if name.startswith(prefix)}
        self.assertTrue(found.pop("dropoff-reference"))
        return {name: str(email.header.make_header(email.header.decode_header(value)))
                for name, value in found.items()}

    def test_fill_in(self):
        """Nothing goes before Send; Tab goes through the form, Ctrl+Enter sends."""
        path = self.make_file("survey.bin", 300000)
        self.hand_over("survey.bin")
        desk.press("ctrl+Return")  # the title is missing
        self.assertTrue(self.app.says(FORM))
        self.assertEqual(self.objects(), {})
        desk.write("Boje 7 & Größe")
        desk.press("Tab", "Tab")
        desk.write("First line")
        desk.press("Return")
        desk.write("second")
        desk.press("ctrl+Return")
        self.assertEqual(self.metadata(),
                         {"title": "Boje 7 & Größe", "about": "First line\nsecond"})
        self.assertEqual(self.digests(), {"survey.bin": sha256_of_file(path)})
        self.app.wait_for("Drop Files Here", 30)
        self.check_words()

    def test_cancel(self):
        """Esc takes the files out; Undo asks again and still has what was typed."""
        self.make_file("one.bin", 3000)
        self.make_file("two.bin", 5000)
        self.hand_over("one.bin", "two.bin")
        self.app.wait_for("one.bin and 1 more")
        desk.write("Nearly")
        desk.press("Escape")
        self.app.wait_for("2 items removed")
        self.app.press("Undo")
        self.wait_for_form()
        self.assertEqual(self.objects(), {})
        desk.press("ctrl+Return")
        self.wait_for_objects(2)
        self.assertEqual([self.metadata_of(one) for one in self.cloud.page("objects")],
                         [{"title": "Nearly"}] * 2)

        self.make_file("three.bin", 7000)
        self.hand_over("three.bin")
        desk.press("Escape")
        self.app.wait_for("^Undo$")
        desk.wait_for("the toast stays", lambda: not self.app.says("^Undo$"))
        self.app.wait_for("Drop Files Here", 30)
        self.assertEqual(set(self.objects()), {"one.bin", "two.bin"})
        self.check_words()

    def test_restart(self):
        """Killed while the form is open, it asks again and sends nothing before."""
        self.make_file("survey.bin", 300000)
        self.hand_over("survey.bin")
        self.app.kill()
        self.app = self.start()
        self.wait_for_form()
        self.assertEqual(self.objects(), {})
        desk.write("After all")
        desk.press("Return")
        self.assertEqual(self.metadata(), {"title": "After all"})
        self.check_words()


if __name__ == "__main__":
    unittest.main()
