#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A line of a given speed between two ports of this computer.

Usage: line.py TARGET-PORT [--rate BITS-PER-SECOND] [--cut-every S --cut-for S] [--port PORT]

Takes connections on 127.0.0.1 and passes them on to the target. What is sent to the target goes at
the rate, all connections together, in turn, through small buffers, so that what the sender's TCP has
acknowledged is what has been passed on, but for a few KiB. The way back is not limited. While the
line is cut, connections are reset and new ones too.

Prints its port, ends when its standard input does, and takes commands from it, one a line:
    rate BITS-PER-SECOND    another speed (0 = no limit)
    cut / mend              breaks the line / it is there again
    figures                 prints a line of JSON: {"bytes", "room", "up_s", "bins"}: bytes passed
                            on, bytes for which there was room since the first of them (a moment in
                            which this program itself was late is nobody's room), seconds that the
                            line was there since then, and bytes in each 100 ms since the last time
"""

import argparse
import collections
import json
import selectors
import socket
import struct
import sys
import threading
import time

PIECE = 1448
BUFFER = 16 * 1024
BIN_S = 0.1
# What a late wake-up may make good.
SAVED_S = 0.02


class Way:
    """A connection and its other half."""

    def __init__(self, near, far):
        self.near, self.far = near, far
        self.up, self.down = b"", b""  # read, but not passed on yet
        self.readable = False  # the sender has something
        self.ended = False  # the sender has closed its half


class Line:
    """The line; runs in a thread of its own from start() to stop()."""

    def __init__(self, target, rate=0, cut_every=0.0, cut_for=0.0, port=0):
        self._target = ("127.0.0.1", target)
        self._rate = rate / 8
        self._saved = 0.0
        self._filled = time.monotonic()
        self._cut_every, self._cut_for = cut_every, cut_for
        self._next_change = time.monotonic() + cut_every if cut_every else None
        self._is_cut = False
        self._up_s, self._up_since = 0.0, time.monotonic()
        self._bytes, self._room = 0, 0.0
        self._idle = True
        self._bins = collections.Counter()
        self._lock = threading.RLock()
        self._ways = collections.deque()
        self._selector = selectors.DefaultSelector()
        self._listener = socket.socket()
        self._listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self._listener.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, BUFFER // 2)
        self._listener.bind(("127.0.0.1", port))
        self._listener.listen(512)
        self._listener.setblocking(False)
        self._selector.register(self._listener, selectors.EVENT_READ, None)
        self.port = self._listener.getsockname()[1]
        self._running = True
        self._thread = threading.Thread(target=self._run, daemon=True)

    def start(self):
        """Begin; gives itself."""
        self._thread.start()
        return self

    def stop(self):
        """Break everything and end."""
        self._running = False
        self._thread.join()
        self._drop_all()
        self._listener.close()
        self._selector.close()

    def set_rate(self, rate):
        """Another speed in bits per second, 0 for no limit."""
        with self._lock:
            self._rate, self._saved = rate / 8, 0.0

    def cut(self, is_cut=True):
        """Break the line, or mend it."""
        with self._lock:
            now = time.monotonic()
            if is_cut and not self._is_cut:
                self._up_s += now - self._up_since
                self._drop_all()
            elif not is_cut and self._is_cut:
                self._up_since = now
            self._is_cut = is_cut

    def figures(self):
        """What was passed on since the beginning, and in each 100 ms since the last call."""
        with self._lock:
            up_s = self._up_s + (0 if self._is_cut else time.monotonic() - self._up_since)
            bins, self._bins = self._bins, collections.Counter()
            span = range(min(bins), max(bins) + 1) if bins else ()
            return {"bytes": self._bytes, "room": round(self._room), "up_s": round(up_s, 3),
                    "bins": [bins[n] for n in span]}

    def _drop(self, way):
        for end in (way.near, way.far):
            try:
                self._selector.unregister(end)
            except (KeyError, ValueError):
                pass
            end.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            end.close()
        self._ways.remove(way)

    def _drop_all(self):
        for way in list(self._ways):
            self._drop(way)

    def _accept(self):
        try:
            near, _ = self._listener.accept()
        except OSError:
            return
        if self._is_cut:
            near.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            near.close()
            return
        far = socket.socket()
        far.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        try:
            far.connect(self._target)
        except OSError:
            near.close()
            return
        way = Way(near, far)
        for end in (near, far):
            end.setblocking(False)
            end.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._ways.append(way)
        self._watch(way)

    def _watch(self, way):
        """Look out only for what can be dealt with."""
        near = selectors.EVENT_WRITE if way.down else 0
        if not way.readable and not way.ended:
            near |= selectors.EVENT_READ
        far = selectors.EVENT_WRITE if way.up else 0
        if not way.down:
            far |= selectors.EVENT_READ
        for end, events in ((way.near, near), (way.far, far)):
            try:
                if events:
                    self._selector.modify(end, events, way)
                else:
                    self._selector.unregister(end)
            except KeyError:
                if events:
                    self._selector.register(end, events, way)

    def _fill(self):
        now = time.monotonic()
        most = max(self._rate * SAVED_S, 2 * PIECE)
        passed = (now - self._filled) * self._rate
        self._saved = min(self._saved + passed, most)
        self._filled = now
        if not self._is_cut:
            self._room += passed if self._idle else min(passed, most)

    def _take_turns(self):
        """Pass on what the rate allows, a piece of each connection in turn."""
        self._fill()
        waiting = [way for way in self._ways if way.readable and not way.up]
        while waiting and (self._rate == 0 or self._saved >= PIECE):
            way = waiting.pop(0)
            try:
                piece = way.near.recv(PIECE if self._rate else 256 * 1024)
            except BlockingIOError:
                way.readable = False
                self._watch(way)
                continue
            except OSError:
                self._drop(way)
                continue
            if not piece:
                way.readable, way.ended = False, True
                way.far.shutdown(socket.SHUT_WR)
                self._watch(way)
                continue
            if self._bytes == 0:
                self._up_s, self._up_since, self._room = 0.0, time.monotonic(), 0.0
            self._saved -= len(piece) if self._rate else 0
            self._bytes += len(piece)
            self._bins[int(time.monotonic() / BIN_S)] += len(piece)
            way.up = piece
            if self._push(way) and way.readable:
                waiting.append(way)
        self._ways.rotate(-1)
        self._idle = not waiting
        return bool(waiting)

    def _push(self, way):
        """Pass on what lies here; whether it is all gone and the connection still there."""
        try:
            if way.up:
                way.up = way.up[way.far.send(way.up):]
            if way.down:
                way.down = way.down[way.near.send(way.down):]
        except BlockingIOError:
            pass
        except OSError:
            self._drop(way)
            return False
        self._watch(way)
        return not way.up

    def _on_event(self, way, end, events):
        if way not in self._ways:
            return
        if events & selectors.EVENT_READ and end is way.near:
            way.readable = True
        elif events & selectors.EVENT_READ and not way.down:
            try:
                way.down = way.far.recv(64 * 1024)
            except BlockingIOError:
                pass
            except OSError:
                self._drop(way)
                return
            else:
                if not way.down:
                    self._drop(way)
                    return
        self._push(way)

    def _keep_schedule(self):
        now = time.monotonic()
        if self._next_change is None or now < self._next_change:
            return
        self.cut(not self._is_cut)
        self._next_change = now + (self._cut_for if self._is_cut else self._cut_every)

    def _run(self):
        waiting = False
        while self._running:
            pause = PIECE / self._rate if waiting and self._rate else 0.05
            for key, events in self._selector.select(min(pause, 0.05)):
                with self._lock:
                    if key.data is None:
                        self._accept()
                    else:
                        self._on_event(key.data, key.fileobj, events)
            with self._lock:
                self._keep_schedule()
                waiting = self._take_turns()


def main():
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("target", type=int)
    parser.add_argument("--rate", type=float, default=0)
    parser.add_argument("--cut-every", type=float, default=0)
    parser.add_argument("--cut-for", type=float, default=1)
    parser.add_argument("--port", type=int, default=0)
    options = parser.parse_args()
    line = Line(options.target, options.rate, options.cut_every, options.cut_for,
                options.port).start()
    print(line.port, flush=True)
    for words in map(str.split, sys.stdin):
        if words[:1] == ["rate"]:
            line.set_rate(float(words[1]))
        elif words in (["cut"], ["mend"]):
            line.cut(words == ["cut"])
        elif words == ["figures"]:
            print(json.dumps(line.figures()), flush=True)
    line.stop()


if __name__ == "__main__":
    main()
