#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""fake_portal.py LOG: stands in for the desktop portal.

A mock, because the real one is bound to a desktop session and its permission store. It offers what
Dropoff and GTK ask of it, writes each call as a line of JSON to LOG, and takes commands as lines of
JSON on standard input: {"metered": true} changes the network.
"""

import json
import sys

import gi

gi.require_version("Gio", "2.0")
from gi.repository import Gio, GLib  # noqa: E402  (the version has to be set first)

PATH = "/org/freedesktop/portal/desktop"
REQUEST = "org.freedesktop.portal.Request"
INTERFACES = """
<node>
  <interface name="org.freedesktop.portal.NetworkMonitor">
    <method name="GetStatus"><arg type="a{sv}" direction="out"/></method>
    <method name="GetAvailable"><arg type="b" direction="out"/></method>
    <method name="GetMetered"><arg type="b" direction="out"/></method>
    <method name="GetConnectivity"><arg type="u" direction="out"/></method>
    <signal name="changed"/>
    <property name="version" type="u" access="read"/>
  </interface>
  <interface name="org.freedesktop.portal.Background">
    <method name="RequestBackground">
      <arg type="s" direction="in"/><arg type="a{sv}" direction="in"/>
      <arg type="o" direction="out"/>
    </method>
    <method name="SetStatus"><arg type="a{sv}" direction="in"/></method>
    <property name="version" type="u" access="read"/>
  </interface>
  <interface name="org.freedesktop.portal.Notification">
    <method name="AddNotification">
      <arg type="s" direction="in"/><arg type="a{sv}" direction="in"/>
    </method>
    <method name="RemoveNotification"><arg type="s" direction="in"/></method>
    <property name="version" type="u" access="read"/>
  </interface>
  <interface name="org.freedesktop.portal.Inhibit">
    <method name="Inhibit">
      <arg type="s" direction="in"/><arg type="u" direction="in"/>
      <arg type="a{sv}" direction="in"/><arg type="o" direction="out"/>
    </method>
    <method name="CreateMonitor">
      <arg type="s" direction="in"/><arg type="a{sv}" direction="in"/>
      <arg type="o" direction="out"/>
    </method>
    <property name="version" type="u" access="read"/>
  </interface>
  <interface name="org.freedesktop.portal.Request">
    <method name="Close"/>
    <signal name="Response"><arg type="u"/><arg type="a{sv}"/></signal>
  </interface>
</node>
"""


class Portal:
    """What is asked, and the state of the network."""

    def __init__(self, log_path):
        self.log = open(log_path, "a", encoding="utf-8")
        self.metered = False
        self.node = Gio.DBusNodeInfo.new_for_xml(INTERFACES)
        self.bus = Gio.bus_get_sync(Gio.BusType.SESSION)
        for interface in self.node.interfaces:
            if interface.name != REQUEST:
                self.bus.register_object(PATH, interface, self.on_call, self.on_get, None)
        Gio.bus_own_name_on_connection(self.bus, "org.freedesktop.portal.Desktop",
                                       Gio.BusNameOwnerFlags.NONE, lambda *_: self.write("ready"),
                                       None)

    def write(self, method, *arguments):
        """A line of the log."""
        self.log.write(json.dumps([method, *arguments], default=str) + "\n")
        self.log.flush()

    def on_get(self, _bus, _sender, _path, interface, _name):
        """Every interface's version."""
        return GLib.Variant("u", 3 if interface.endswith("NetworkMonitor") else 2)

    def new_request(self, sender, options):
        """The object that stands for what was asked."""
        token = options.get("handle_token", f"t{GLib.random_int()}")
        path = f"{PATH}/request/{sender[1:].replace('.', '_')}/{token}"
        self.bus.register_object(path, self.node.lookup_interface(REQUEST), self.on_call, None,
                                 None)
        return path

    def respond(self, path, sender, results):
        """The answer, as the person gave it."""
        self.bus.emit_signal(sender, path, REQUEST, "Response",
                             GLib.Variant("(ua{sv})", (0, results)))

    def on_call(self, _bus, sender, path, _interface, method, parameters, invocation):
        """Any call."""
        arguments = parameters.unpack()
        self.write(method, *arguments, path)
        answer = None
        if method == "GetStatus":
            answer = GLib.Variant("(a{sv})", ({"available": GLib.Variant("b", True),
                                               "metered": GLib.Variant("b", self.metered),
                                               "connectivity": GLib.Variant("u", 4)},))
        elif method == "GetAvailable":
            answer = GLib.Variant("(b)", (True,))
        elif method == "GetMetered":
            answer = GLib.Variant("(b)", (self.metered,))
        elif method == "GetConnectivity":
            answer = GLib.Variant("(u)", (4,))
        elif method in ("RequestBackground", "Inhibit", "CreateMonitor"):
            options = arguments[-1]
            request = self.new_request(sender, options)
            if method == "RequestBackground":
                wanted = bool(options.get("autostart"))
                self.respond(request, sender, {"background": GLib.Variant("b", True),
                                               "autostart": GLib.Variant("b", wanted)})
            answer = GLib.Variant("(o)", (request,))
        invocation.return_value(answer)

    def obey(self, line):
        """A command."""
        self.metered = json.loads(line)["metered"]
        self.bus.emit_signal(None, PATH, "org.freedesktop.portal.NetworkMonitor", "changed", None)


def main():
    """Until standard input ends."""
    portal = Portal(sys.argv[1])
    loop = GLib.MainLoop()

    def on_input(channel, condition):
        line = sys.stdin.readline()
        if not line:
            loop.quit()
            return False
        portal.obey(line)
        return True

    GLib.io_add_watch(sys.stdin.fileno(), GLib.PRIORITY_DEFAULT,
                      GLib.IOCondition.IN | GLib.IOCondition.HUP, on_input)
    loop.run()


if __name__ == "__main__":
    main()
