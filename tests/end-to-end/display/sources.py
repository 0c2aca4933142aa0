# SPDX-License-Identifier: GPL-3.0-or-later
"""Other programs that files are dragged from: file managers and a GTK 4 window."""

import json
import os
import pathlib
import shutil
import subprocess
import time

import desk

HERE = os.path.dirname(os.path.abspath(__file__))


def uri_of(path):
    """The file: URI of a path (text or bytes)."""
    return pathlib.Path(os.fsdecode(path)).as_uri()


class Gtk4Window:
    """A GTK 4 window that offers files in the way that is asked for."""

    def __init__(self, log):
        environment = {name: value for name, value in os.environ.items() if name != "G_DEBUG"}
        self._process = subprocess.Popen(
            ["/usr/bin/python3", os.path.join(HERE, "drag_source.py")], stdin=subprocess.PIPE,
            stdout=subprocess.PIPE, stderr=log, env=environment, text=True,
            preexec_fn=desk.die_with_parent)
        self.window = desk.wait_for_window(self._process)

    def _order(self, **order):
        self._process.stdin.write(json.dumps(order) + "\n")
        self._process.stdin.flush()
        while True:
            line = self._process.stdout.readline()
            if not line:
                raise AssertionError("the window to drag from has ended")
            if line.strip() == "ok":  # the rest tells of drags
                return

    def offer(self, *paths, kind="files"):
        """What the next drag brings; gives the point where it begins."""
        self._order(offer=[uri_of(path) for path in paths], **{"as": kind})
        return self.window.at(0.4, 0.5)

    def offer_addresses(self, *uris):
        """The same for any addresses, as text/uri-list."""
        self._order(offer=uris, **{"as": "uri-list"})
        return self.window.at(0.4, 0.5)

    def copy(self, *paths, kind="files"):
        """Put files into the clipboard."""
        self._order(copy=[uri_of(path) for path in paths], **{"as": kind})
        time.sleep(0.3)  # others learn of it a little later; App.paste() has the patience for more

    def stop(self):
        """Close it."""
        self._process.stdin.close()
        desk.end(self._process)
        self._process.stdout.close()


class FileManager:
    """pcmanfm or thunar with one folder, whose first file is found by its picture."""

    BARS = 0.25  # tool bars and status bar are not part of the folder
    SIDE = 0.28  # nor is the side pane

    def __init__(self, program, folder, log, place):
        os.makedirs(folder, exist_ok=True)
        self.folder = folder
        self.name = program
        environment = {name: value for name, value in os.environ.items() if name != "G_DEBUG"}
        self._process = subprocess.Popen([program, folder], stdin=subprocess.DEVNULL, stdout=log,
                                         stderr=log, env=environment,
                                         preexec_fn=desk.die_with_parent)
        self.window = desk.wait_for_window(self._process)
        self.window.place(*place)
        self._look_away()
        desk.wait_until_steady(self._has_drawn, 0.4)
        self._empty = self._picture()

    @staticmethod
    def is_installed(program):
        """Whether this machine has it."""
        return shutil.which(program) is not None

    def _look_away(self):
        desk.xdotool("mousemove", *self.window.at(0.97, 0.8))

    def _picture(self):
        width, height, pixels = self.window.grey()
        return [pixels[y * width + round(width * self.SIDE):(y + 1) * width]
                for y in range(round(height * self.BARS), round(height * (1 - self.BARS / 2)))]

    def _has_drawn(self):
        """What it shows, once that is more than a ground."""
        pixels = self.window.grey()[2]
        return pixels if len(set(pixels)) > 8 else None

    def _first(self):
        """Where the first thing in the folder is, or None; seen from the folder's corner."""
        rows = [(y, row) for y, row in enumerate(self._picture())
                if y >= len(self._empty) or row != self._empty[y]]
        if not rows:
            return None
        top = rows[0][0]
        columns = [x for y, row in rows if y < top + 30
                   for x in range(len(row)) if row[x] != self._empty[y][x]]
        left = min(columns)
        near = [x for x in columns if x < left + 60]
        return (left + max(near)) // 2, top + 12

    def offer(self, *names_and_data):
        """Fill the folder with files (name, bytes) or folders (name, None); gives a point to drag."""
        for name, data in names_and_data:
            path = os.path.join(os.fsencode(self.folder), os.fsencode(name))
            if data is None:
                os.makedirs(path, exist_ok=True)
            else:
                with open(path, "wb") as file:
                    file.write(data)
        self._look_away()
        seen = []

        def is_steady():
            seen.append(self._first())
            return len(seen) > 3 and seen[-1] and seen[-1] == seen[-2] == seen[-3]

        desk.wait_for(f"{self.name} does not show the file", is_steady, 15, 0.15)
        x, y, width, height = self.window.geometry()
        return (x + round(width * self.SIDE) + seen[-1][0],
                y + round(height * self.BARS) + seen[-1][1])

    def select_all(self):
        """Everything in the folder."""
        self.window.activate()
        desk.press("ctrl+a")

    def clear(self):
        """Empty the folder, and wait until this is seen."""
        for name in os.listdir(os.fsencode(self.folder)):
            path = os.path.join(os.fsencode(self.folder), name)
            if os.path.isdir(path):
                shutil.rmtree(path)
            else:
                os.unlink(path)
        self._look_away()
        desk.wait_for(f"{self.name} still shows the file", lambda: self._first() is None, 15, 0.1)

    def stop(self):
        """Close it."""
        desk.end(self._process)
