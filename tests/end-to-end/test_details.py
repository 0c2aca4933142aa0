#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the company asks with files: from the command line to the object's own metadata.

DROPOFF_TEST_CLI is the program.
"""

import email.header
import json
import os

import harness
from harness import MIB
from test_cli import Command

FIELDS = [
    {"name": "title", "label": "Title", "required": True},
    {"name": "about", "label": "Description", "kind": "long"},
    {"name": "line", "label": "Line", "kind": "choice", "choices": ["North", "Süd"]},
    {"name": "day", "label": "Day of Measurement", "kind": "date"},
]
LONG = "Zwei Zeilen,\nviel Größe: " + "äöü " * 40
ALL = {"title": "Survey “7”", "about": LONG.strip(), "line": "Süd", "day": "2026-11-26"}


def decoded(text):
    """As readers of such metadata decode it (RFC 2047)."""
    return str(email.header.make_header(email.header.decode_header(text)))


class Asking(Command):
    """Companies that ask."""

    def connect(self, home, kind=None):
        """The path of a connection that asks."""
        line = self.cloud.line
        source = line["connection_files"][kind] if kind else line["connection_file"]
        with open(source, encoding="utf-8") as file:
            connection = json.load(file)
        connection["details"] = FIELDS
        path = home.file("asks.dropoff")
        with open(path, "w", encoding="utf-8") as file:
            json.dump(connection, file)
        return path

    def upload(self, home, path, *files, details=None, password=None, **more):
        """Sends files with details."""
        words = [f"--detail={name}={value}" for name, value in (details or {}).items()]
        return self.run_it(home, "upload", *files, *words, "--connection", path,
                           connection=False, password=password, **more)

    def metadata(self, name):
        """Of the object whose name ends so: what the company finds there."""
        found = [one for one in self.cloud.page("objects") if one["key"].endswith("/" + name)]
        self.assertEqual(len(found), 1)
        prefix = "x-amz-meta-"
        headers = {key[len(prefix):]: value for key, value in found[0]["headers"]
                   if key.startswith(prefix)}
        self.assertTrue(headers.pop("dropoff-reference"))
        for value in headers.values():
            self.assertTrue(value.isascii() and value.isprintable())
        return {key: decoded(value) for key, value in headers.items()}


class Details(Asking):
    """In the company's storage."""

    def test_with_the_object(self):
        """In one request, in parts, and in a folder: every object has them."""
        home = self.home()
        path = self.connect(home)
        sums = {"one.bin": harness.write_random(home.file("one.bin"), 3000),
                "big.bin": harness.write_random(home.file("big.bin"), 20 * MIB)}
        os.mkdir(home.file("folder"))
        sums["folder/two.bin"] = harness.write_random(home.file("folder/two.bin"), 300)
        self.upload(home, path, "one.bin", "big.bin", "folder", details=ALL,
                    password=self.password())
        for name, sha256 in sums.items():
            self.assert_arrived(name, sha256)
            self.assertEqual(self.metadata(name), ALL)

    def test_refused(self):
        """What is missing or wrong is said, and nothing is sent."""
        home = self.home()
        path = self.connect(home)
        harness.write_random(home.file("one.bin"), 3000)
        self.run_it(home, "sign-in", "--connection", path, connection=False,
                    password=self.password())
        for details, words in (
            ({}, "--detail title="),
            ({"title": "x", "line": "West"}, "“Line”"),
            ({"title": "x", "day": "yesterday"}, "“Day of Measurement”"),
            ({"title": "x", "colour": "red"}, "“colour”"),
            ({"title": "x", "about": "语" * 700}, "Shorten it"),
        ):
            events = self.upload(home, path, "one.bin", details=details, status=1)
            self.assertIn(words, self.events_named(events, "error")[-1]["message"])
        self.run_it(home, "upload", "one.bin", "--detail", "title", connection=False, status=2)
        self.assertEqual(self.objects(), {})

    def test_interrupted(self):
        """A restart before anything is sent keeps them."""
        home = self.home()
        path = self.connect(home)
        sha256 = harness.write_random(home.file("big.bin"), 24 * MIB)
        self.set(bytes_per_second=2 * MIB)
        process = self.command(home, "upload", "big.bin", "--detail", "title=Später",
                               "--connection", path, connection=False,
                               password=self.password())
        harness.wait_until(lambda: self.counters()["operations"].get("UploadPart", 0) > 0, 60,
                           "a part is under way")
        process.kill()
        process.communicate()
        self.set(bytes_per_second=0)
        self.run_it(home, "resume", connection=False)
        self.assert_arrived("big.bin", sha256)
        self.assertEqual(self.metadata("big.bin"), {"title": "Später"})

    def test_hand_over(self):
        """Through the process that owns the list."""
        home = self.home()
        path = self.connect(home)
        first = harness.write_random(home.file("first.bin"), 8 * MIB)
        second = harness.write_random(home.file("second.bin"), 3000)
        self.set(bytes_per_second=1 * MIB)
        owner = self.command(home, "upload", "first.bin", "--detail", "title=One",
                             "--connection", path, connection=False, password=self.password())
        self.wait_bytes(0)
        self.run_it(home, "upload", "second.bin", connection=False, status=1)
        self.run_it(home, "upload", "second.bin", "--detail", "title=Two", connection=False)
        self.assertEqual(self.metadata("second.bin"), {"title": "Two"})
        self.set(bytes_per_second=0)
        owner.communicate(timeout=60 * harness.SLOWNESS)
        self.assertEqual(owner.returncode, 0)
        self.assert_arrived("first.bin", first)
        self.assert_arrived("second.bin", second)
        self.assertEqual(self.metadata("first.bin"), {"title": "One"})


class ByPut(Asking):
    """At a company's own address."""

    def test_headers(self):
        """Each answer is a header of the request."""
        home = self.home()
        path = self.connect(home, "shared-key")
        harness.write_random(home.file("one.bin"), 3000)
        self.upload(home, path, "one.bin", details=ALL, password=self.cloud.line["put_key"])
        kept = self.cloud.page("put")["one.bin"]["details"]
        self.assertEqual({name: decoded(value) for name, value in kept.items()}, ALL)


if __name__ == "__main__":
    harness.main()
