#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""How many clicks a new user needs, from the connection file to the first file sent."""

import os
import unittest

import case
import desk
import sources


class TestClicks(case.Case):
    """The window says what to do next; everything else is typed."""

    MOST = 8

    def start_at_company(self):
        """The file manager has opened the company's file."""
        app = self.start(self.cloud.line["connection_file"])
        app.wait_for(f"Send Files to {case.COMPANY}|Send Files to\n")
        return app

    def sign_in_by_clicks(self, app):
        """Gives the number of clicks."""
        app.click("^Continue$")
        app.wait_for("Sign in to send files")
        desk.write(case.USER)
        desk.press("Tab")
        desk.write(case.PASSWORD)
        app.click("^Sign In$")
        app.wait_for("Drop Files Here", 30)
        return 2

    def test_drop(self):
        """Sign in, then drag."""
        app = self.start_at_company()
        clicks = self.sign_in_by_clicks(app)
        source = sources.Gtk4Window(self.other_log)
        self.addCleanup(source.stop)
        source.window.place(820, 60)
        app.take(source.offer(self.make_file("dropped.dat", 1234)))
        clicks += 1
        self.wait_for_objects(1)
        print(f"clicks with a drop: {clicks}")
        self.assertLessEqual(clicks, self.MOST)
        # The list is empty again: it says so, and leads to what was sent.
        app.click("^Show$")
        app.wait_for("dropped.dat, .*Received")
        self.check_words()

    def test_choose(self):
        """Sign in, then choose."""
        app = self.start_at_company()
        clicks = self.sign_in_by_clicks(app)
        app.click("^Choose Files…$")
        clicks += 1
        app.choose_file(os.fsdecode(self.make_file("chosen.dat", 1234)))
        self.wait_for_objects(1)
        print(f"clicks with a choice: {clicks}")
        self.assertLessEqual(clicks, self.MOST)
        self.check_words()


if __name__ == "__main__":
    unittest.main()
