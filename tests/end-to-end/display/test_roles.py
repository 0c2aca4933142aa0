#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a screen reader says of everything that takes the keyboard, on every page and in every dialog.

The gallery shows them, signing in included, one after the other.
"""

import collections
import os
import re
import subprocess
import sys
import unittest

sys.dont_write_bytecode = True

import desk  # noqa: E402
from screen_reader import ScreenReader  # noqa: E402

# What a person can make something of; anything else would be spoken as "panel" or not at all.
ROLES = {"button", "push button", "toggle button", "checkbox", "check box", "radio button",
         "combo box", "entry", "text", "text box", "search box", "password text", "spin button",
         "list item", "tab", "page tab", "menu item", "label", "switch", "list box", "list",
         "table row", "link", "slider", "grid"}
# A mnemonic's underscore, markup, an entity; the same words twice.
WRONG = re.compile(r"(^|[\s\W])_\w|\w_\w+[ …]|</?[a-z]+>|&(amp|lt|gt|quot);|^(.+) \3$")
# What has words of its own in a row that has a title: these, and not the title behind them.
OWN_WORDS = {"At most, in megabytes per second", "Choose the company certificate"}
# Data of the samples, spoken as it is: the name of a file, and a key that repeats itself.
DATA = re.compile(r"<b>bold</b>\.txt, |^JBSW Y3DP ")

# The toolkit's own window: it gives its button for the version no name.
NAMELESS = {("14-about", "button")}


class TestRoles(unittest.TestCase):
    """One scene after the other."""

    def setUp(self):
        self.gallery = subprocess.Popen([os.environ["DROPOFF_GALLERY"], "--hold"], text=True,
                                        stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                        preexec_fn=desk.die_with_parent)
        self.addCleanup(self.gallery.stdout.close)
        self.addCleanup(desk.end, self.gallery)
        self.addCleanup(self.gallery.stdin.close)

    def scenes(self):
        """The name of each while it is shown."""
        for line in self.gallery.stdout:
            if line.startswith("gallery: "):
                return
            yield line.strip()
            self.gallery.stdin.write("\n")
            self.gallery.stdin.flush()

    def test_every_page(self):
        """Each has a name and a role."""
        reader, roles, names = None, collections.Counter(), set()
        wrong, silent, scenes = [], [], 0
        for scene in self.scenes():
            scenes += 1
            reader = reader or ScreenReader(self.gallery.pid)
            spoken = reader.spoken_of()
            if not spoken:
                silent.append(scene)
            for role, name, place in spoken:
                roles[role] += 1
                names.add(name)
                if not name and (scene, role) in NAMELESS:
                    continue
                if not name or role not in ROLES or WRONG.search(name) and not DATA.search(name):
                    wrong.append((scene, role, name, place))
                    print(wrong[-1], flush=True)
        print(f"{scenes} pages and dialogs, {sum(roles.values())} things that take the keyboard, "
              f"{len(names)} names: {dict(sorted(roles.items()))}")
        self.assertEqual(wrong, [])
        self.assertLessEqual(OWN_WORDS, names)
        # While something is dragged over the window, all of it is the place to drop; and the list
        # of shortcuts is only read.
        self.assertEqual(silent, ["04-drag-over", "04a-drag-early", "13-shortcuts"])
        self.assertGreater(scenes, 60)
        self.assertEqual(self.gallery.wait(30 * desk.PATIENCE), 0)


if __name__ == "__main__":
    unittest.main()
