#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A GTK 4 window to drag files from, and a clipboard.

Reads a line of JSON for each order and answers "ok": {"offer": [URI…], "as": KIND} is what the next
drag brings, {"copy": [URI…], "as": KIND} goes to the clipboard. KIND is "files" (GdkFileList),
"uri-list" (text/uri-list alone) or "copied-files" (x-special/gnome-copied-files alone). Prints "drag"
when one begins and "dropped" when one was taken.
"""

import json
import sys

import gi

gi.require_version("Gdk", "4.0")
gi.require_version("Gtk", "4.0")
from gi.repository import Gdk, Gio, GLib, GObject, Gtk  # noqa: E402  (versions come first)


def make_provider(uris, kind):
    """What is offered to others."""
    if kind == "files":
        files = Gdk.FileList.new_from_list([Gio.File.new_for_uri(uri) for uri in uris])
        return Gdk.ContentProvider.new_for_value(GObject.Value(Gdk.FileList, files))
    if kind == "uri-list":
        data = "".join(uri + "\r\n" for uri in uris)
        return Gdk.ContentProvider.new_for_bytes("text/uri-list", GLib.Bytes(data.encode()))
    data = "\n".join(["copy", *uris])
    return Gdk.ContentProvider.new_for_bytes("x-special/gnome-copied-files",
                                             GLib.Bytes(data.encode()))


class Source:
    """The window."""

    def __init__(self, loop):
        self._loop = loop
        self._provider = None
        self._icon = Gtk.Image(icon_name="text-x-generic", pixel_size=64)
        self._label = Gtk.Label(label="…", ellipsize=3, max_width_chars=24)
        box = Gtk.Box(orientation=Gtk.Orientation.VERTICAL, spacing=12, valign=Gtk.Align.CENTER)
        box.append(self._icon)
        box.append(self._label)
        self.window = Gtk.Window(title="Pictures", default_width=360, default_height=280,
                                 child=box)
        source = Gtk.DragSource(actions=Gdk.DragAction.COPY)
        source.connect("prepare", lambda *_: self._provider)
        source.connect("drag-begin", self._on_begin)
        source.connect("drag-end", lambda *_: print("dropped", flush=True))
        self.window.add_controller(source)
        self.window.connect("close-request", lambda _: loop.quit())

    def _on_begin(self, source, _drag):
        theme = Gtk.IconTheme.get_for_display(self.window.get_display())
        icon = theme.lookup_icon("text-x-generic", None, 48, 1, Gtk.TextDirection.NONE, 0)
        source.set_icon(icon, 24, 24)
        print("drag", flush=True)

    def obey(self, order):
        """Do what a line says."""
        uris = order["offer"] if "offer" in order else order["copy"]
        provider = make_provider(uris, order["as"])
        if "copy" in order:
            self.window.get_clipboard().set_content(provider)
        else:
            self._provider = provider
            names = [Gio.File.new_for_uri(uri).get_basename() for uri in uris]
            name = "".join(names).encode("utf-8", "replace").decode()
            self._label.set_label(name if len(names) == 1 else f"{len(names)} files")
        print("ok", flush=True)

    def on_input(self, channel, _condition):
        """A line, or the end."""
        status, line, _, _ = channel.read_line()
        if status != GLib.IOStatus.NORMAL:
            self._loop.quit()
            return False
        self.obey(json.loads(line))
        return True


def main():
    """Show the window until the input ends."""
    Gtk.init()
    loop = GLib.MainLoop()
    source = Source(loop)
    channel = GLib.IOChannel.unix_new(sys.stdin.fileno())
    GLib.io_add_watch(channel, GLib.PRIORITY_DEFAULT, GLib.IOCondition.IN | GLib.IOCondition.HUP,
                      source.on_input)
    source.window.present()
    loop.run()


if __name__ == "__main__":
    main()
