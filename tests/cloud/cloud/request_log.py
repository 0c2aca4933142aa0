# SPDX-License-Identifier: GPL-3.0-or-later
"""What happened: a bounded list of requests, counters, and the messages that were "sent"."""

import collections
import secrets
import threading
import time

from . import srp

MAX_ENTRIES = 20000
MAX_MESSAGES = 1000


class RequestLog:
    """Every request without any secret: operation, key, part, bytes, status, time."""

    def __init__(self):
        self._lock = threading.Lock()
        self.reset()

    def reset(self):
        """Begin anew."""
        with self._lock:
            self._entries = collections.deque(maxlen=MAX_ENTRIES)
            self._next = 1
            self._in_flight = {}
            self._ops = collections.Counter()
            self._per_object = collections.Counter()
            self._shapes = collections.Counter()
            self._bytes = self._object_bytes = 0
            self._parts_now = 0
            self._parts_most = 0
            self._objects_finished = 0

    def count_bytes(self, request, count):
        """Bytes of a body have arrived; those of objects are counted for themselves."""
        with self._lock:
            self._bytes += count
            if request.op in ("PutObject", "UploadPart"):
                self._object_bytes += count
                self._per_object[_text(request.key)] += count

    def begin(self, request):
        """A request whose head has been understood."""
        entry = {
            "n": 0,
            "time": request.started,
            "service": request.service,
            "op": request.op,
            "method": request.method,
            "key": _text(request.key),
            "part": request.part_number,
            "upload": (request.upload_id or "")[:12] or None,
            "bytes": 0,
            "status": None,
            "seconds": None,
            "error": None,
            "faults": [],
        }
        with self._lock:
            entry["n"] = self._next
            self._next += 1
            self._entries.append(entry)
            self._in_flight[entry["n"]] = request
            self._ops[request.op] += 1
            if request.op == "UploadPart":
                self._parts_now += 1
                self._parts_most = max(self._parts_most, self._parts_now)
        return entry

    def end(self, entry, request, status, error=None):
        """The request is over; status None means that no reply went out."""
        with self._lock:
            self._in_flight.pop(entry["n"], None)
            if request.op == "UploadPart":
                self._parts_now = max(0, self._parts_now - 1)
            entry.update(
                bytes=request.body.received,
                status=status,
                error=error,
                seconds=round(time.time() - request.started, 4),
                faults=[effect["kind"] for effect in request.effects],
            )
            if request.detail:
                entry["detail"] = request.detail

    def object_finished(self, _key, _size):
        """An object has become visible."""
        with self._lock:
            self._objects_finished += 1

    def note_shapes(self, exchange, salt):
        """Which forms the SRP numbers of a challenge took."""
        values = {
            "A": exchange.client_value,
            "B": exchange.server_value,
            "u": exchange.scrambler(),
            "S": exchange.shared_secret(),
            "salt": salt,
        }
        with self._lock:
            for name, value in values.items():
                shape = srp.shape_of(value, srp.FULL_BYTES.get(name, 384))
                self._shapes[f"{name} {shape}"] += 1

    def entries(self, since=0):
        """The entries after a number."""
        with self._lock:
            return [dict(entry) for entry in self._entries if entry["n"] > since]

    def counters(self):
        """The sums."""
        with self._lock:
            return {
                "requests": self._next - 1,
                "bytes_received": self._bytes,
                "object_bytes_received": self._object_bytes,
                "operations": dict(self._ops),
                "bytes_per_object": dict(self._per_object),
                "parts_in_flight": self._parts_now,
                "parts_in_flight_most": self._parts_most,
                "objects_finished": self._objects_finished,
                "srp_shapes": dict(self._shapes),
                "in_flight": len(self._in_flight),
            }


class Outbox:
    """Codes that would have gone out by e-mail or as a text message."""

    def __init__(self, clock):
        self._clock = clock
        self._lock = threading.Lock()
        self._messages = collections.deque(maxlen=MAX_MESSAGES)
        self._next = 1

    @staticmethod
    def new_code(digits):
        """A random code; never one with a leading zero missing."""
        return f"{secrets.randbelow(10 ** digits):0{digits}d}"

    def add(self, email, to, purpose, code):
        """Note a message."""
        with self._lock:
            self._messages.append(
                {
                    "n": self._next,
                    "time": self._clock.now(),
                    "email": email,
                    "to": to,
                    "purpose": purpose,
                    "code": code,
                }
            )
            self._next += 1

    def messages(self, email=None):
        """The messages (to one person), oldest first."""
        with self._lock:
            return [dict(m) for m in self._messages if email in (None, m["email"])]


def _text(key):
    return key.decode("utf-8", "backslashreplace") if isinstance(key, bytes) else key
