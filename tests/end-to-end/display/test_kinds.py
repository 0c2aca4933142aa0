#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The other ways in, by keys alone: a real browser, a company's own back end, guests."""

import os
import shutil
import time
import unittest

from case import PASSWORD, USER, Case

import desk

BROWSER = """#!/bin/sh
exec chromium --no-sandbox --no-first-run --disable-gpu --disable-sync --password-store=basic \\
  --disable-background-networking --ignore-certificate-errors --user-data-dir={profile} \\
  --window-size=600,500 --window-position=300,100 "$1"
"""
ENTRY = """[Desktop Entry]
Type=Application
Name=Browser
Exec={script} %u
MimeType=x-scheme-handler/https;x-scheme-handler/http;
"""


class Kinds(Case):
    """A person who is let in by somebody else."""

    def open_kind(self, kind):
        """Open the connection of that kind and accept it."""
        app = self.start(self.cloud.line["connection_files"][kind])
        app.wait_for("Send Files to Acme Geophysics|Send Files to\n")
        desk.press("Return")
        return app

    def install_browser(self):
        """Chromium becomes what opens web pages in this test's home."""
        self.assertTrue(shutil.which("chromium"), "chromium is not installed")
        script = os.path.join(self.work, "browser")
        with open(script, "w", encoding="utf-8") as file:
            file.write(BROWSER.format(profile=os.path.join(self.work, "profile")))
        os.chmod(script, 0o755)
        folder = os.path.join(self.home, ".local", "share", "applications")
        os.makedirs(folder)
        with open(os.path.join(folder, "browser.desktop"), "w", encoding="utf-8") as file:
            file.write(ENTRY.format(script=script))
        os.makedirs(os.path.join(self.home, ".config"), exist_ok=True)
        with open(os.path.join(self.home, ".config", "mimeapps.list"), "w",
                  encoding="utf-8") as file:
            file.write("[Default Applications]\nx-scheme-handler/https=browser.desktop\n"
                       "x-scheme-handler/http=browser.desktop\n")

    def wait_for_page(self, operation):
        """Wait until the browser has asked for it."""
        desk.wait_for(lambda: f"no {operation} in {self.operations()}",
                      lambda: self.operations().get(operation, 0) > 0, 90, 0.2)

    def operations(self):
        """The cloud's counters of operations."""
        return self.cloud.page("log")["counters"]["operations"]

    def test_browser(self):
        """Company sign-in in Chromium; the window goes on by itself."""
        self.install_browser()
        app = self.open_kind("browser")
        app.wait_for("Sign In with Your Company")
        desk.press("Return")
        app.wait_for("Go On in Your Browser")
        self.wait_for_page("LoginPage")
        time.sleep(3 * desk.SLOWNESS)  # until the page has taken the keyboard
        desk.write(USER)
        desk.press("Tab")
        desk.write(PASSWORD)
        desk.press("Return")
        app.wait_for("Drop Files Here", 60)
        self.assertEqual(self.operations()["Token"], 1)
        self.check_words()

    def test_browser_cancelled(self):
        """Cancel leads back to the button, and the page may be opened again."""
        app = self.open_kind("browser")
        app.wait_for("Sign In with Your Company")
        desk.press("Return")
        app.wait_for("Go On in Your Browser")
        desk.press("Tab", "Return")
        app.wait_for("Sign In with Your Company")

    def test_developer(self):
        """The company's own back end: a wrong password first."""
        app = self.open_kind("developer")
        app.wait_for("Sign in to send files")
        self.sign_in(app, "wrong")
        app.wait_for("The name or the password is not right", 30)
        desk.write(PASSWORD)
        desk.press("Return")
        app.wait_for("Drop Files Here", 30)
        self.check_words()

    def test_shared_key(self):
        """One key, asked for once: a wrong one first."""
        app = self.open_kind("shared-key")
        app.wait_for("Type the key that the company gave you")
        desk.write("wrong")
        desk.press("Return")
        app.wait_for("This key is not right", 30)
        desk.write(self.cloud.line["put_key"])
        desk.press("Return")
        app.wait_for("Drop Files Here", 30)
        self.check_words()

    def test_guest(self):
        """Nobody signs in: after "Whose is it" the window takes files."""
        self.cloud.control(set={"guests_allowed": True})
        app = self.open_kind("guest")
        app.wait_for("Drop Files Here", 30)
        self.check_words()


if __name__ == "__main__":
    unittest.main(verbosity=2)
