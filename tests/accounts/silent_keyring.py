#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A keyring that owns its name on the bus and never answers anything."""

import gi

gi.require_version("Gio", "2.0")
from gi.repository import Gio, GLib  # noqa: E402  (the version has to be set first)


def swallow(_connection, message, incoming):
    """Take every call that comes in, and say nothing."""
    if incoming and message.get_message_type() == Gio.DBusMessageType.METHOD_CALL:
        return None
    return message


def main():
    """Own the name until the bus goes away."""
    bus = Gio.bus_get_sync(Gio.BusType.SESSION)
    bus.add_filter(swallow)
    bus.call_sync("org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus",
                  "RequestName", GLib.Variant("(su)", ("org.freedesktop.secrets", 0)), None,
                  Gio.DBusCallFlags.NONE, -1, None)
    GLib.MainLoop().run()


if __name__ == "__main__":
    main()
