#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The window forgets a password that was typed into it: a core dump taken then does not hold it."""

import os
import sys
import unittest

import case
import desk

sys.path.insert(0, os.path.join(case.ROOT, "tests", "end-to-end"))

import memory  # noqa: E402  (the path has to be set first)

PASSWORD = "Quite-a-long-password-7-for-the-survey-boat!"


class TestMemory(case.Case):
    """Real keys, the real page."""

    def found(self, app):
        """How often the password is there, in each form."""
        return memory.count(app.process.pid, memory.forms(PASSWORD))

    def test_sign_in(self):
        """While it stands in the field it is found; once in, it is not, but the name is."""
        self.cloud.control(user={"email": case.USER, "password": PASSWORD})
        app = self.start_with_connection()
        desk.write(case.USER)
        desk.press("Return")
        desk.write(PASSWORD)
        desk.wait_for("the password is not in the field", lambda: any(self.found(app)))
        desk.press("Return")
        app.wait_for("Drop Files Here", 30)
        self.assertTrue(memory.count(app.process.pid, [case.USER.encode()])[0])
        desk.wait_for(lambda: f"the password is still there: {self.found(app)}",
                      lambda: not any(self.found(app)), 5)
        self.check_words()


if __name__ == "__main__":
    unittest.main(verbosity=2)
