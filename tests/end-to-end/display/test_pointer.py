#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the pointer does in the lists: choose several, menus at the row, cards dragged up and down."""

import contextlib
import os
import re
import sqlite3
import unittest

import case
import desk
import sources

KIB = 1024


class TestPointer(case.Case):
    """Three cards that stand still, because everything is paused."""

    NAMES = ("a.dat", "b.dat", "c.dat")

    def setUp(self):
        super().setUp()
        self.app = self.start_signed_in()
        source = sources.Gtk4Window(self.other_log)
        self.addCleanup(source.stop)
        source.window.place(820, 60)
        self.cloud.control(set={"bytes_per_second": 1000})
        for name in self.NAMES:
            self.paste(self.app, source, self.make_file(name, 300 * KIB, len(name) + ord(name[0])),
                       check=lambda n=name: self.app.says(f"^{n}, "))
        desk.press("ctrl+p")
        self.app.wait_for("^a.dat, Paused")

    def cards(self):
        """The names of the cards from the first to the last."""
        return [match.group(1) for match in (re.match(r"([abc]\.dat), ", item.name)
                                             for item in self.app.reader.items()) if match]

    def wait_for_cards(self, *expected):
        """Wait until the cards stand in this order."""
        desk.wait_for(lambda: f"{expected} expected: {self.cards()}",
                      lambda: self.cards() == list(expected))

    def drag_card(self, name, over, share):
        """Drag one card onto another, above (−) or below (+) its middle."""
        x, y = self.app.find(f"^{over}, ")
        desk.drag(self.app.find(f"^{name}, "), (x, y + share))

    def test_cards_dragged(self):
        """Down, up, to the end; the journal has the order, and so has the next start."""
        self.drag_card("a.dat", "b.dat", 15)
        self.wait_for_cards("b.dat", "a.dat", "c.dat")
        self.drag_card("c.dat", "b.dat", -15)
        self.wait_for_cards("c.dat", "b.dat", "a.dat")
        self.assertFalse(self.app.says("Drop to Send"))
        self.drag_card("c.dat", "a.dat", 15)
        self.wait_for_cards("b.dat", "a.dat", "c.dat")
        self.app.window.activate()
        desk.press("ctrl+q")
        desk.wait_for("it does not end", lambda: self.app.process.poll() is not None)
        path = os.path.join(self.home, ".local", "share", "dropoff", "journal.db")
        with contextlib.closing(sqlite3.connect(path)) as journal:
            names = journal.execute("SELECT name FROM batches ORDER BY position, id").fetchall()
        self.assertEqual([name for (name,) in names], ["b.dat", "a.dat", "c.dat"])
        self.app = self.start()
        self.app.wait_for("^a.dat, ", 30)
        self.wait_for_cards("b.dat", "a.dat", "c.dat")
        self.check_words_but_drags()

    def check_words_but_drags(self):
        """A drag that ends in the window where it began makes GTK 4.8 miss a weak reference."""
        for app in self.apps:
            self.assertEqual([line for line in app.complaints()
                              if "g_object_weak_unref: couldn't find weak ref" not in line], [])

    def test_several(self):
        """Ctrl and Shift choose; the menu at a chosen row is for all, at another one for that one."""
        desk.click(self.app.find("^a.dat, "))
        self.click_with("ctrl", self.app.find("^c.dat, "))
        self.menu_at("^c.dat, ", "f")
        self.wait_for_cards("a.dat", "c.dat", "b.dat")
        self.menu_at("^b.dat, ", "f")
        self.wait_for_cards("b.dat", "a.dat", "c.dat")
        desk.click(self.app.find("^b.dat, "))
        self.click_with("shift", self.app.find("^c.dat, "))
        self.menu_at("^a.dat, ", "r")
        self.app.wait_for("3 items removed")  # and soon Undo is over
        self.app.press("Undo")
        self.wait_for_cards("b.dat", "a.dat", "c.dat")
        for name in self.NAMES:
            self.app.wait_for(f"^{name}, Paused")
        self.cloud.control(set={"bytes_per_second": 0})
        self.app.window.activate()
        desk.press("ctrl+p")
        self.wait_for_objects(3, 60)
        self.app.wait_for("Drop Files Here", 20)
        self.check_sent()
        self.check_words()

    def check_sent(self):
        """Whatever takes the keyboard has a name; a press shows the receipt."""
        self.app.window.activate()
        desk.press("alt+2")
        self.app.wait_for("^b.dat, .*Received")
        self.assertEqual(self.app.reader.nameless(), [])
        desk.click(self.app.find("^b.dat, .*Received"))
        self.app.wait_for(f"{case.COMPANY} Has It")
        desk.press("Escape")
        desk.wait_for("the receipt stays",
                      lambda: len(desk.windows_of(self.app.process.pid)) == 1)

    def click_with(self, key, point):
        """A click with a key held down."""
        desk.xdotool("keydown", key)
        desk.click(point)
        desk.xdotool("keyup", key)

    def menu_at(self, pattern, letter):
        """The secondary button on a row, and the letter of an item of its menu."""
        desk.xdotool("mousemove", *self.app.find(pattern), "sleep", desk.STEP_S, "click", 3)
        self.app.press_in_menu(letter)


if __name__ == "__main__":
    unittest.main()
