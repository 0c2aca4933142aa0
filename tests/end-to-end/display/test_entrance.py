#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every way in through the window, by the keyboard alone: an invitation with a code app that is set
up from the picture on the screen, a forgotten password, a new account, a remembered computer."""

import json
import os
import re
import unittest
import urllib.parse

import gi

gi.require_version("Secret", "1")
from gi.repository import Secret  # noqa: E402  (the version has to be set first)

import case  # noqa: E402  (sets the path for the cloud)
import desk  # noqa: E402
from cloud import totp  # noqa: E402

NEW_PASSWORD = "Quite-long-enough-7"
SUPPORT = "Sign in to send files"


class TestSignIn(case.Case):
    """One way in after the other, each from the first page."""

    def start_at_company(self, settings=None, **members):
        """The sign-in page of a company whose file has these members in "sign-in"."""
        self.cloud.control(reset=True, set=settings or {})
        with open(self.cloud.line["connection_file"], encoding="utf-8") as file:
            connection = json.load(file)
        connection["sign-in"].update(members)
        path = os.path.join(self.work, "acme.dropoff")
        with open(path, "w", encoding="utf-8") as file:
            json.dump(connection, file)
        app = self.start(path)
        app.wait_for(f"Send Files to {case.COMPANY}|Send Files to\n")
        desk.press("Return")
        app.wait_for(SUPPORT)
        return app

    def sign_in_as(self, user, password):
        """Type name and password with real keys."""
        desk.write(user)
        desk.press("Return")
        desk.write(password)
        desk.press("Return")

    def last_code(self, email):
        """The code that was sent last."""
        return self.cloud.page(f"outbox?email={email}")[-1]["code"]

    def picture(self, app, name):
        """A picture of the window; gives its path."""
        folder = os.environ.get("DROPOFF_TEST_PICTURES", self.work)
        os.makedirs(folder, exist_ok=True)
        path = os.path.join(folder, name)
        app.window.photograph(path)
        return path

    def forget_sign_in(self):
        """Take the sign-in out of the keyring, and leave what is known of the computer."""
        service = Secret.Service.open_sync(Secret.Service.__gtype__, None,
                                           Secret.ServiceFlags.LOAD_COLLECTIONS, None)
        kinds = []
        for collection in service.get_collections():
            collection.load_items_sync(None)
            for item in collection.get_items():
                kinds.append(item.get_attributes().get("kind"))
                if kinds[-1] == "sign-in":
                    item.delete_sync(None)
        self.assertIn("sign-in", kinds)
        self.assertIn("devices", kinds)

    def test_invitation(self):
        """Starting password, own password and name, code app by its picture, code, in; then again
        with a code."""
        app = self.start_at_company({"mfa_required": True})
        self.sign_in_as("new@example.com", "Start-here-2026")
        app.wait_for("Choose a Password")
        desk.write(NEW_PASSWORD)
        self.picture(app, "choose-password.png")
        desk.press("Return")  # goes on to what is missing: the name
        desk.write("Nora")
        desk.press("Return")
        app.wait_for("Set Up a Code App")
        address = urllib.parse.urlsplit(
            desk.scan(lambda: self.picture(app, "set-up-app.png")))
        self.assertEqual((address.scheme, address.netloc), ("otpauth", "totp"))
        query = dict(urllib.parse.parse_qsl(address.query))
        self.assertEqual(query["issuer"], case.COMPANY)
        self.assertEqual(urllib.parse.unquote(address.path), f"/{case.COMPANY}:new@example.com")
        # The key as text is the same.
        shown = " ".join(query["secret"][i:i + 4] for i in range(0, len(query["secret"]), 4))
        self.assertTrue(app.says(re.escape(shown)), app.reader.texts())
        desk.write("000000")
        app.wait_for("code is not right")
        desk.write(totp.code(query["secret"], self.cloud.page("state")["time"]))
        app.wait_for("Drop Files Here", 30)
        app.stop()

        app = self.start()
        app.wait_for("Drop Files Here", 30)  # the keyring remembers
        self.check_words()

    def test_forgotten_password(self):
        """From the first page to being in, with one wrong code on the way."""
        app = self.start_at_company()
        desk.press("Tab", "Tab", "Tab")
        app.press("Forgot Password")
        app.wait_for("Type your e-mail address first")
        desk.write(case.USER)
        desk.press("Return")
        desk.write("guess")
        desk.press("Return")
        app.wait_for("not right")
        # The button beside the fault: after the field and its eye.
        desk.press("Tab", "Tab", "Return")
        app.wait_for("Check Your E-mail")
        self.picture(app, "forgot-code.png")
        desk.write("000000")
        app.wait_for("Choose a New Password")
        desk.write(NEW_PASSWORD)
        desk.press("Return")
        app.wait_for("code is not right")
        desk.write(self.last_code(case.USER))
        app.wait_for("Choose a New Password")
        self.picture(app, "forgot-password.png")
        desk.write(NEW_PASSWORD)
        desk.press("Return")
        app.wait_for("Drop Files Here", 30)
        self.check_words()

    def test_new_account(self):
        """A name that is taken, then one that is not; the code; in."""
        app = self.start_at_company(**{"self-sign-up": True, "sign-up-fields": ["given_name"]})
        self.picture(app, "sign-in-offers.png")
        desk.press("alt+a")
        app.wait_for("You sign in with your e-mail address")  # the button says the title, too
        desk.write(case.USER)
        desk.press("Tab")
        desk.write(NEW_PASSWORD)
        desk.press("Return")  # goes on to the name
        desk.write("Ines")
        self.picture(app, "sign-up.png")
        desk.press("Return")
        app.wait_for("already an account")
        desk.press("alt+a")
        app.wait_for("You sign in with your e-mail address")
        desk.press("ctrl+a")
        desk.write("ines@example.com")
        desk.press("Return")
        desk.write(NEW_PASSWORD)
        desk.press("Return")
        desk.write("Ines")
        desk.press("Return")
        app.wait_for("Check Your E-mail")
        desk.write(self.last_code("ines@example.com"))
        app.wait_for("Drop Files Here", 30)
        self.check_words()

    def test_remembered_computer(self):
        """A choice of second steps, a code, “Don’t ask again”; the next time there is no code."""
        app = self.start_at_company({"remember_devices": True, "device_choice": True},
                                    **{"remember-devices": True})
        self.sign_in_as("choice@example.com", case.PASSWORD)
        app.wait_for("Choose How to Get a Code")
        self.picture(app, "choice.png")
        desk.press("Return")
        app.wait_for("Check Your Phone")
        desk.press("Tab", "space")
        self.picture(app, "code-remember.png")
        desk.press("shift+Tab")
        desk.write(self.last_code("choice@example.com"))
        app.wait_for("Drop Files Here", 30)
        app.stop()
        self.forget_sign_in()
        app = self.start()
        app.wait_for(SUPPORT)
        self.sign_in_as("choice@example.com", case.PASSWORD)
        app.wait_for("Drop Files Here", 30)
        self.check_words()


if __name__ == "__main__":
    unittest.main(verbosity=2)
