#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The other ways in, by keys alone: a real browser, a company's own back end, guests."""

import json
import os
import re
import shutil
import sys
import time
import unittest
import unittest.mock
import urllib.parse

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


CLIPBOARD = """
import gi
gi.require_version("Gdk", "4.0")
gi.require_version("Gtk", "4.0")
from gi.repository import Gdk, GLib, Gtk
Gtk.init()
loop = GLib.MainLoop()
def on_text(clipboard, result):
    try:
        print(clipboard.read_text_finish(result))
    except GLib.Error as error:
        print(error.message)
    loop.quit()
Gdk.Display.get_default().get_clipboard().read_text_async(None, on_text)
loop.run()
"""


class Kinds(Case):
    """A person who is let in by somebody else."""

    def open_kind(self, kind, **members):
        """Open the connection of that kind, with these members in "sign-in", and accept it."""
        with open(self.cloud.line["connection_files"][kind], encoding="utf-8") as file:
            connection = json.load(file)
        connection["sign-in"].update(members)
        path = os.path.join(self.work, f"{kind}.dropoff")
        with open(path, "w", encoding="utf-8") as file:
            json.dump(connection, file)
        app = self.start(path)
        app.wait_for("Send Files to Acme Geophysics|Send Files to\n")
        desk.press("Return")
        return app

    def trust_cloud(self):
        """What a person does who chooses the company's certificate in Preferences."""
        folder = os.path.join(self.home, ".config", "glib-2.0", "settings")
        os.makedirs(folder)
        with open(os.path.join(folder, "keyfile"), "w", encoding="utf-8") as file:
            file.write("[io/github/dropoff/Dropoff]\n"
                       f"certificate-file='{self.cloud.line['ca_file']}'\n")
        self.enterContext(unittest.mock.patch.dict(
            os.environ, GSETTINGS_BACKEND="keyfile",
            GSETTINGS_SCHEMA_DIR=os.environ["DROPOFF_SCHEMAS"]))

    def serve(self, kind):
        """The company's address answers with the connection of that kind."""
        with open(self.cloud.line["connection_files"][kind], encoding="utf-8") as file:
            body = file.read()
        self.cloud.control(clear_faults=True, fault={
            "match": {"path": "/.well-known/dropoff.json"},
            "do": {"kind": "reply", "body": body, "content_type": "application/json"}})

    def hide_browsers(self):
        """A computer on which no program opens web pages."""
        folder = os.path.join(self.work, "share")
        os.mkdir(folder)
        for name in ("glib-2.0", "icons", "mime"):
            os.symlink(f"/usr/share/{name}", os.path.join(folder, name))
        self.enterContext(unittest.mock.patch.dict(os.environ, XDG_DATA_DIRS=folder))

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

    def sign_in_on_page(self):
        """As a person does in the browser."""
        self.wait_for_page("LoginPage")

        def type_in():
            desk.press("F5")  # an empty page, whatever was typed before
            time.sleep(2 * desk.SLOWNESS)  # nothing tells when it takes keys
            desk.write(USER)
            desk.press("Tab")
            desk.write(PASSWORD)
            desk.press("Return")

        desk.do_until(type_in, lambda: self.operations().get("LoginForm", 0) > 0,
                      "nothing arrives from the page", 10)

    def operations(self):
        """The cloud's counters of operations."""
        return self.cloud.page("log")["counters"]["operations"]

    def test_browser(self):
        """Company sign-in in Chromium; the window goes on by itself."""
        self.install_browser()
        app = self.open_kind("browser")
        app.wait_for("Sign In with Your Company")
        desk.press("Return")
        app.wait_for("Continue in Your Browser")
        self.sign_in_on_page()
        app.wait_for("Drop Files Here", 60)
        self.assertEqual(self.operations()["Token"], 1)
        self.check_words()

    def test_browser_cancelled(self):
        """Cancel leads back to the button, and the page may be opened again."""
        app = self.open_kind("browser")
        app.wait_for("Sign In with Your Company")
        desk.press("Return")
        app.wait_for("Continue in Your Browser")
        desk.press("Tab", "Return")
        app.wait_for("Sign In with Your Company")

    def test_both(self):
        """From the page for a password to the browser, back again, and in."""
        self.hide_browsers()
        app = self.open_kind("both")
        app.wait_for("Sign in to send files")
        desk.press("alt+w")
        app.wait_for("Continue in Your Browser")
        app.wait_for("Your browser did not open")
        desk.press("alt+a")
        desk.wait_for("the address is not in the clipboard",
                      lambda: "/oauth2/authorize?" in desk.output(sys.executable, "-c",
                                                                  CLIPBOARD).decode())
        desk.press("alt+c")
        app.wait_for("Sign in to send files")
        self.sign_in(app)
        app.wait_for("Drop Files Here", 30)
        self.check_words()

    def test_passkey(self):
        """Who has nothing but a passkey is led to the browser, and is in from there."""
        self.install_browser()
        self.cloud.control(set={"choice_auth": True},
                           user={"email": USER, "factors": ["WEB_AUTHN"]})
        app = self.open_kind("both", flow="user-auth")
        app.wait_for("Sign in to send files")
        desk.write(USER)
        desk.press("alt+c")  # Sign In with a Code
        app.wait_for("Continue in Your Browser", 30)
        self.sign_in_on_page()
        app.wait_for("Drop Files Here", 60)
        self.check_words()

    def test_links(self):
        """A link leads to the first page of each kind; one to nobody, and one that lies, to a
        sentence."""
        address = urllib.parse.urlsplit(self.cloud.line["endpoint"]).netloc
        first_pages = {"guest": "Drop Files Here", "shared-key": "Type the key",
                       "browser": "Sign In with Your Company", "both": "Sign in to send files",
                       "developer": "Sign in to send files"}
        self.trust_cloud()
        self.cloud.control(set={"guests_allowed": True})
        for kind, page in first_pages.items():
            with self.subTest(kind):
                self.serve(kind)
                app = self.start(f"dropoff:{address}")
                try:
                    app.wait_for("Send Files to Acme Geophysics|Send Files to\n")
                    self.assertTrue(app.says(re.escape(address)), app.reader.texts())
                    desk.press("Return")
                    app.wait_for(page, 30)
                finally:
                    app.stop()
        self.cloud.control(clear_faults=True, fault={
            "match": {"path": "/.well-known/dropoff.json"},
            "do": {"kind": "reply", "body": "<html>Welcome</html>"}})
        for link in (f"dropoff://{address}/", f"dropoff:acme.example@{address}@x"):
            with self.subTest(link):
                app = self.start(link)
                try:
                    app.wait_for("No company found at this address")
                finally:
                    app.stop()
        self.check_words()

    def test_developer(self):
        """The company's own back end: a wrong password first."""
        app = self.open_kind("developer")
        app.wait_for("Sign in to send files")
        self.assertIn("Name or e-mail", app.reader.texts())
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
