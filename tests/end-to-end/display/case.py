# SPDX-License-Identifier: GPL-3.0-or-later
"""What the tests with a display share: a cloud, a keyring, a home, and the usual steps of a person."""

import hashlib
import json
import os
import random
import re
import shutil
import sys
import tempfile
import unittest

sys.dont_write_bytecode = True
HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(os.path.dirname(HERE)))
sys.path.insert(0, os.path.join(ROOT, "tests", "cloud"))

import cloud_client  # noqa: E402  (the path has to be set first)

import desk  # noqa: E402
from app import App  # noqa: E402

USER = "zoe.martin@example.com"
PASSWORD = "Survey boat 7 at sea!"
COMPANY = "Acme Geophysics"


def sha256(data):
    """In hex."""
    return hashlib.sha256(data).hexdigest()


def sha256_of_file(path):
    """In hex; files may be large."""
    digest = hashlib.sha256()
    with open(path, "rb") as file:
        while data := file.read(1 << 20):
            digest.update(data)
    return digest.hexdigest()


def random_bytes(size, seed):
    """The same bytes for the same seed."""
    return random.Random(seed).randbytes(size)


def write_connection(cloud, folder, hint):
    """The cloud's connection file with a sentence for the sign-in page; gives its path."""
    with open(cloud.line["connection_file"], encoding="utf-8") as file:
        connection = json.load(file)
    connection["sign-in"]["hint"] = hint
    path = os.path.join(folder, "acme.dropoff")
    with open(path, "w", encoding="utf-8") as file:
        json.dump(connection, file, indent=2)
    return path


class Case(unittest.TestCase):
    """A cloud and a keyring for each test; Dropoff in a home of its own."""

    KEYRING = True

    def setUp(self):
        self.work = tempfile.mkdtemp(prefix="dropoff-desk-")
        self.addCleanup(shutil.rmtree, self.work, True)
        self.home = os.path.join(self.work, "home")
        self.files = os.path.join(self.work, "files")
        for path in (self.home, self.files):
            os.mkdir(path, 0o700)
        self.cloud = cloud_client.Running()
        self.addCleanup(self.cloud.stop)
        self.keyring = None
        if self.KEYRING:
            self.keyring = desk.Keyring(os.path.join(self.work, "keyring"))
            self.addCleanup(self.keyring.stop)
        self.apps = []
        self.other_log = open(os.path.join(self.work, "others.log"), "wb")
        self.addCleanup(self.other_log.close)

    def run(self, result=None):
        """Remember the result, so that tearDown knows whether the test failed."""
        self._result = result or self.defaultTestResult()
        self._bad_before = len(self._result.failures) + len(self._result.errors)
        return super().run(self._result)

    def tearDown(self):
        """On a failure: pictures and words of what was there."""
        if len(self._result.failures) + len(self._result.errors) == self._bad_before:
            return
        pictures = os.environ.get("DROPOFF_TEST_PICTURES")
        if pictures:
            desk.photograph_display(os.path.join(pictures, f"{self.id()}.png"))
        for app in self.apps:
            print(f"--- {app.log_path}\n{app.log_tail()}", file=sys.stderr)

    # Steps of a person

    def start(self, *arguments, leaks=False):
        """Start Dropoff in this test's home."""
        app = App(self.home, *arguments, leaks=leaks)
        self.apps.append(app)
        self.addCleanup(app.stop)
        return app

    def start_with_connection(self, hint=None):
        """Open the connection file as a person does, and accept it."""
        path = self.cloud.line["connection_file"]
        if hint:
            path = write_connection(self.cloud, self.work, hint)
        app = self.start(path)
        app.wait_for(f"Send Files to {COMPANY}|Send Files to\n")
        desk.press("Return")
        app.wait_for(re.escape(hint) if hint else "Sign in to send files")
        return app

    def sign_in(self, app, password=PASSWORD):
        """Type name and password with real keys."""
        desk.write(USER)
        desk.press("Return")
        desk.write(password)
        desk.press("Return")

    def start_signed_in(self):
        """From nothing to the window that takes files."""
        app = self.start_with_connection()
        self.sign_in(app)
        app.wait_for("Drop Files Here", 30)
        return app

    def make_file(self, name, size, seed=None):
        """A file of random bytes; gives its path."""
        path = os.path.join(os.fsencode(self.files), os.fsencode(name))
        with open(path, "wb") as file:
            file.write(random_bytes(size, seed or size))
        return path

    # What the company has

    def paste(self, app, source, *paths, check, kind="files"):
        """Copied in another window, pasted in ours, until check() is true."""
        source.copy(*paths, kind=kind)
        app.paste(check)

    def objects(self):
        """The finished objects: {key below the person's folder: path of the stored file}."""
        return {one["key"].split("/", 2)[2]: one["path"] for one in self.cloud.page("objects")}

    def digests(self):
        """SHA-256 of each finished object by its name."""
        return {key: sha256_of_file(path) for key, path in self.objects().items()}

    def wait_for_objects(self, count, seconds=20):
        """Wait until that many have arrived."""
        desk.wait_for(lambda: f"{count} objects expected, there are {sorted(self.objects())}",
                      lambda: len(self.objects()) >= count, seconds, 0.1)

    def check_words(self):
        """No complaint in what any run has written."""
        for app in self.apps:
            self.assertEqual(app.complaints(), [])
