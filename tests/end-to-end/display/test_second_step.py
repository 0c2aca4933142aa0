#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The second step of somebody who is signed in, by the keyboard alone: a code app set up from the
picture on the screen, asked for first, turned off; what the company does not offer."""

import os
import unittest
import urllib.parse

import case
import desk
from cloud import totp  # the path is set by case

MAIL = "mail@example.com"


class TestSecondStep(case.Case):
    """From the menu to the dialog and back."""

    def picture(self, app, name):
        """A picture of the dialog; gives its path."""
        folder = os.environ.get("DROPOFF_TEST_PICTURES", self.work)
        return desk.windows_of(app.process.pid)[-1].photograph(os.path.join(folder, name))

    def open_dialog(self, app):
        """By the primary menu, which has everything in a narrow window."""
        app.window.place(20, 30, 420, 600)
        desk.wait_for("it does not get narrow", lambda: not app.says("Company Menu"))
        app.window.activate()
        desk.press("F10")
        app.press_in_menu("Down", "Return")  # below Change Password…
        app.wait_for("When you sign in")
        app.wait_for_windows(2)

    def user(self):
        """The service's own word on it."""
        return {one["email"]: one for one in self.cloud.page("users")}[MAIL]

    def wait_for_steps(self, mfa, preferred):
        """Wait until the service has it so."""
        desk.wait_for(lambda: f"the service says {self.user()}",
                      lambda: sorted(self.user()["mfa"]) == sorted(mfa)
                      and self.user()["preferred_mfa"] == preferred)

    def test_all(self):
        """E-mail is on; an app comes to it, is put first, and is the only one in the end."""
        app = self.start_with_connection()
        desk.write(MAIL)
        desk.press("Return")
        desk.write(case.PASSWORD)
        desk.press("Return")
        app.wait_for("Check Your E-mail")
        # What only the company can mend has its button here, too; what was typed stays.
        self.cloud.control(fault={
            "match": {"op": "RespondToAuthChallenge"}, "times": 1,
            "do": {"kind": "error", "code": "NotAuthorizedException",
                   "message": "User is disabled."}})
        desk.write(self.cloud.page(f"outbox?email={MAIL}")[-1]["code"])
        app.wait_for("switched off")
        app.wait_for("E-mail Them")
        desk.press("Return")
        app.wait_for("Drop Files Here", 30)

        self.open_dialog(app)
        app.wait_for("your password and a code")
        self.picture(app, "second-step.png")
        desk.press("Return")  # the first button: Set Up…
        app.wait_for("Set Up a Code App")
        address = desk.scan(lambda: self.picture(app, "second-step-app.png"))
        query = dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(address).query))
        desk.write("000000")
        app.wait_for("code is not right")
        desk.write(totp.code(query["secret"], self.cloud.page("state")["time"]))
        app.wait_for("Ask for First")
        self.wait_for_steps(["EMAIL_OTP", "SOFTWARE_TOKEN_MFA"], None)
        self.picture(app, "second-step-two.png")
        desk.press("Return")  # the row keeps the focus: Ask for First
        app.wait_for("On, asked for first")
        self.wait_for_steps(["EMAIL_OTP", "SOFTWARE_TOKEN_MFA"], "SOFTWARE_TOKEN_MFA")
        self.cloud.control(set={"mfa_offered": ["SOFTWARE_TOKEN_MFA"]})
        desk.press("Tab", "Tab", "Return")  # over Ask for First of e-mail to its Turn Off
        self.wait_for_steps(["SOFTWARE_TOKEN_MFA"], "SOFTWARE_TOKEN_MFA")
        app.wait_for("^Off$")
        desk.press("Return")  # and on again
        app.wait_for("not offered here")
        self.picture(app, "second-step-refused.png")
        desk.press("Escape")
        desk.wait_for("the dialog is still there",
                      lambda: len(desk.windows_of(app.process.pid)) == 1)
        self.check_words()


    def test_ended(self):
        """The sign-in was ended elsewhere: either dialog leads to signing in again, and back."""
        app = self.start_signed_in()
        self.open_dialog(app)
        app.wait_for("your password alone")
        self.cloud.control(revoke=True)
        desk.press("Return")  # Set Up…
        self.sign_in_again(app)
        app.window.activate()
        desk.press("F10")
        app.press_in_menu("Return")  # Change Password…
        app.wait_for_windows(2)
        self.cloud.control(revoke=True)
        desk.write(case.PASSWORD)
        desk.press("Return")  # goes on to what is missing
        desk.write("Quite-long-enough-7")
        desk.press("Return")
        self.sign_in_again(app)
        self.check_words()

    def sign_in_again(self, app):
        """By the button beside the fault, which has the focus."""
        app.wait_for("Please sign in again")
        self.picture(app, "ended.png")
        desk.press("Return")
        app.wait_for_windows(1)
        app.wait_for("Sign in to send files")
        desk.write(case.PASSWORD)
        desk.press("Return")
        app.wait_for("Drop Files Here", 30)


if __name__ == "__main__":
    unittest.main(verbosity=2)
