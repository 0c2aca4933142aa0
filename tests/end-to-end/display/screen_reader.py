# SPDX-License-Identifier: GPL-3.0-or-later
"""Reads a window as a screen reader does, by AT-SPI over its bus.

GTK 4.8 does not tell which pages of a stack are hidden. So whatever matches counts only when it is
met at its own place in the window.
"""

import re

import gi

gi.require_version("Gio", "2.0")
from gi.repository import Gio, GLib  # noqa: E402  (the version has to be set first)

ROOT = "/org/a11y/atspi/accessible/root"
ACCESSIBLE = "org.a11y.atspi.Accessible"
COMPONENT = "org.a11y.atspi.Component"
PROPERTIES = "org.freedesktop.DBus.Properties"
IN_WINDOW = 1  # coordinates of the window
ALERT = "alert"
UNMET = ("switch", "spin button")
BARE = ("scroll bar", "separator", "image")  # nothing to read inside
TIMEOUT_MS = 10000
CHECKED, FOCUSABLE, FOCUSED, PRESSED = 4, 11, 12, 20  # states
CONTAINERS = ("frame", "window", "filler", "panel", "group", "scroll pane", "application")


class Item:
    """Something that a screen reader can speak of."""

    def __init__(self, path, parent):
        self.path, self.parent = path, parent
        self.name = self.role = ""
        self.children = []

    def above(self):
        """Itself and everything it is in."""
        one = self
        while one:
            yield one
            one = one.parent


def own_name(item):
    """Its name; what GTK calls a widget that has none is not one."""
    return "" if re.fullmatch(r"(Gtk|Adw|Dropoff)[A-Z]\w*", item.name) else item.name.strip()


def to_be_met(item):
    """Itself; of what has only parts that cannot be met, the row that it is in."""
    return next((one for one in item.above()
                 if item.role in UNMET and one.role == "list item"), item)


class ScreenReader:
    """Everything that a program shows."""

    def __init__(self, pid):
        self._pid = pid
        self._owner = None
        self._heard = []
        self.last_error = None
        session = Gio.bus_get_sync(Gio.BusType.SESSION)
        address = session.call_sync("org.a11y.Bus", "/org/a11y/bus", "org.a11y.Bus", "GetAddress",
                                    None, None, 0, TIMEOUT_MS, None).unpack()[0]
        self._bus = Gio.DBusConnection.new_for_address_sync(
            address, Gio.DBusConnectionFlags.AUTHENTICATION_CLIENT
            | Gio.DBusConnectionFlags.MESSAGE_BUS_CONNECTION, None, None)

    # Calls: all of a level at once, else a tree takes seconds

    def _call(self, path, interface, method, arguments=None, owner=None):
        return self._bus.call_sync(owner or self._owner, path, interface, method, arguments, None,
                                   0, TIMEOUT_MS, None).unpack()

    def _call_all(self, calls):
        """Answers to (path, interface, method, arguments), None where there was none."""
        answers = [None] * len(calls)
        left = [len(calls)]

        def on_answer(bus, result, index):
            try:
                answers[index] = bus.call_finish(result).unpack()
            except GLib.Error as error:  # mostly it has gone meanwhile
                self.last_error = error.message
            left[0] -= 1

        for index, call in enumerate(calls):
            self._bus.call(self._owner, *call, None, 0, TIMEOUT_MS, None, on_answer, index)
        while left[0] > 0:
            GLib.MainContext.default().iteration(True)
        return answers

    def _find_owner(self):
        registry = "org.a11y.atspi.Registry"
        for owner, _ in self._call(ROOT, ACCESSIBLE, "GetChildren", owner=registry)[0]:
            pid = self._call("/org/freedesktop/DBus", "org.freedesktop.DBus",
                             "GetConnectionUnixProcessID", GLib.Variant("(s)", (owner,)),
                             "org.freedesktop.DBus")[0]
            if pid == self._pid:
                return owner
        return None

    # What is spoken of without being looked at

    def listen(self):
        """Remember the new names of everything from now on."""
        self._heard = []

        def on_change(_bus, _sender, path, _interface, _signal, parameters):
            detail, _, _, value, _ = parameters.unpack()
            if detail == "accessible-name":
                self._heard.append((path, value))

        self._bus.signal_subscribe(None, "org.a11y.atspi.Event.Object", "PropertyChange", None,
                                   None, Gio.DBusSignalFlags.NONE, on_change)

    def heard(self):
        """All of them, in order."""
        while GLib.MainContext.default().iteration(False):
            pass
        return [value for _, value in self._heard]

    def announced(self):
        """Those that are spoken wherever the keyboard is, in order."""
        self.heard()
        alerts = {item.path for item in self.items() if item.role == ALERT}
        return [value for path, value in self._heard if path in alerts and value]

    # The tree

    def _look(self, level):
        """Ask for names, roles, and what is inside; gives the next level."""
        name = GLib.Variant("(ss)", (ACCESSIBLE, "Name"))
        calls = []
        for item in level:
            calls += [(item.path, PROPERTIES, "Get", name),
                      (item.path, ACCESSIBLE, "GetRoleName", None),
                      (item.path, ACCESSIBLE, "GetChildren", None)]
        answers = self._call_all(calls)
        for index, item in enumerate(level):
            named, role, children = answers[3 * index:3 * index + 3]
            item.name = named[0] if named else ""
            item.role = role[0] if role else ""
            if children and item.role not in BARE:
                item.children = [Item(path, item) for _, path in children[0]]
        return [child for item in level for child in item.children]

    def items(self):
        """Everything there is, shown or hidden."""
        self._owner = self._owner or self._find_owner()
        if not self._owner:
            return []
        found, level = [], [Item(ROOT, None)]
        while level and len(found) < 20000:
            found += level
            level = self._look(level)
        return found

    def _hit(self, path, window):
        """What the pointer would meet in the middle of something, or None."""
        place = self._call_all([(path, COMPONENT, "GetExtents", GLib.Variant("(u)", (IN_WINDOW,)))])
        if not place[0] or min(place[0][0][2:]) <= 0:
            return None
        x, y, width, height = place[0][0]
        point = GLib.Variant("(iiu)", (x + width // 2, y + height // 2, IN_WINDOW))
        answer = self._call_all([(window, COMPONENT, "GetAccessibleAtPoint", point)])[0]
        return answer[0][1] if answer else None

    def is_shown(self, item, items):
        """Whether it is met at its own place."""
        window = [one for one in item.above() if one.parent and one.parent.path == ROOT]
        if not window:
            return False
        hit = self._hit(item.path, window[0].path)
        met = next((one for one in items if one.path == hit), None)
        return met is not None and (item in met.above() or met in item.above())

    def find_all(self, pattern, roles=None):
        """Everything shown whose name matches; what is inside of others comes later."""
        items = self.items()
        for item in items:
            if item.name and re.search(pattern, item.name) and (not roles or item.role in roles):
                if self.is_shown(item, items):
                    yield item

    def find(self, pattern, roles=None):
        """The first of them, or None."""
        return next(self.find_all(pattern, roles), None)

    def texts(self):
        """Names of everything in front, for messages."""
        found = []
        for item in self.items():
            if item.name and not item.name.startswith(("Gtk", "Adw")) and item.name not in found:
                found.append(item.name)
        return found or [f"nothing: {self.last_error}"]

    # Focus

    def _with_state(self, items, state):
        """Those of them that are in a state (its number in AT-SPI)."""
        answers = self._call_all([(item.path, ACCESSIBLE, "GetState", None) for item in items])
        return [item for item, answer in zip(items, answers)
                if answer and answer[0][state // 32] & 1 << state % 32]

    def focused(self):
        """What has the keyboard, the innermost of the newest window, or None."""
        items = self.items()
        windows = [item.path for item in items if item.parent and item.parent.path == ROOT]
        found = [(windows.index(list(item.above())[-2].path), depth, item)
                 for depth, item in enumerate(self._with_state(items, FOCUSED))
                 if item.parent]
        return max(found)[2] if found else None

    def is_on(self, item):
        """Whether a switch or check box is spoken of as on."""
        return bool(self._with_state([item], CHECKED) or self._with_state([item], PRESSED))

    def _shown(self, wanted, items):
        """Those that are met at their own place, in the middle or at its beginning; all at once.

        What is typed into is not met itself, and a menu is a surface of its own: one that was
        never opened has nothing in it.
        """
        by_path = {item.path: item for item in items}
        windows = [next((one for one in item.above() if one.parent and one.parent.path == ROOT), None)
                   for item in wanted]
        places = self._call_all([(to_be_met(item).path, COMPONENT, "GetExtents",
                                  GLib.Variant("(u)", (IN_WINDOW,))) for item in wanted])
        calls, asked, shown = [], [], set()
        for item, window, place in zip(wanted, windows, places):
            if not window or not place or min(place[0][2:]) <= 0:
                continue
            x, y, width, height = place[0]
            if any(one.role == "menu" for one in item.above()):
                shown.add(item.path)
                continue
            for across in (width // 2, min(4, width // 2)):
                asked.append(item)
                calls.append((window.path, COMPONENT, "GetAccessibleAtPoint",
                              GLib.Variant("(iiu)", (x + across, y + height // 2, IN_WINDOW))))
        for item, answer in zip(asked, self._call_all(calls)):
            met = by_path.get(answer[0][1]) if answer else None
            there = to_be_met(item)
            if met is not None and (there in met.above() or met in there.above()):
                shown.add(item.path)
        return [item for item in wanted if item.path in shown]

    def spoken_of(self):
        """What takes the keyboard and is shown: (role, name, what it is in)."""
        items = self.items()
        wanted = self._with_state([item for item in items if item.role not in CONTAINERS], FOCUSABLE)
        return [(item.role, own_name(item), [(one.role, one.name) for one in item.above()][1:5])
                for item in self._shown(wanted, items)]

    def nameless(self):
        """What takes the keyboard and is shown, but has no name to be spoken: (role, place)."""
        return [(role, place) for role, name, place in self.spoken_of() if not name]

    def place(self, item):
        """The middle of something, seen from its window's corner."""
        answer = self._call_all([(item.path, COMPONENT, "GetExtents",
                                  GLib.Variant("(u)", (IN_WINDOW,)))])[0]
        x, y, width, height = answer[0]
        return x + width // 2, y + height // 2

    def act(self, item):
        """Press it; gives whether it can be pressed."""
        answer = self._call_all([(item.path, "org.a11y.atspi.Action", "DoAction",
                                  GLib.Variant("(i)", (0,)))])[0]
        return bool(answer and answer[0])
