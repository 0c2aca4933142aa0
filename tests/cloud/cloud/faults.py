# SPDX-License-Identifier: GPL-3.0-or-later
"""Faults on order: which requests they hit, and what they do to them.

A fault is {"match": {...}, "do": {"kind": ...}, "times": N, "probability": p, "skip": N}. The
members of match are compared with the request; README.md lists them and the kinds.
"""

import base64
import fnmatch
import json
import os
import random
import re
import threading
import time

from .errors import ConnectionCut, ControlError, JsonError, S3Error
from .http_server import Response

KINDS = {
    "throttle",
    "error",
    "reply",
    "delay",
    "stall",
    "cut-request",
    "cut-reply",
    "drop-reply",
    "late-work",
    "lie-checksum",
    "lie-etag",
    "no-checksum",
    "late-error",
    "slow-complete",
    "expire-keys",
    "revoke",
    "error-style",
    "change-json",
    "change-body",
    "lose-part",
    "slow-read",
    "fail-after",
}
MATCHES = {"service", "op", "n", "key", "method", "user", "challenge", "path"}
RUBBISH_STEP = 65536


class Fault:
    """One armed fault."""

    def __init__(self, number, order, seed):
        self.number = number
        self.match = order.get("match", {})
        action = order.get("do")
        self.do = {"kind": action} if isinstance(action, str) else action
        self.left = order.get("times")
        self.skip = order.get("skip", 0)
        self.probability = order.get("probability", 1.0)
        self.hits = 0
        self._random = random.Random(order.get("seed", seed))
        self._check(order)

    def _check(self, order):
        unknown = set(order) - {"match", "do", "times", "probability", "skip", "seed"}
        unknown |= set(self.match) - MATCHES
        if unknown:
            raise ControlError(f"unknown member '{sorted(unknown)[0]}' in a fault")
        if not isinstance(self.do, dict) or self.do.get("kind") not in KINDS:
            raise ControlError(f'a fault needs "do" with a kind of {sorted(KINDS)}')

    def fits(self, request):
        """Whether the fault is meant for this request."""
        return all(_same(wanted, _fact(request, name)) for name, wanted in self.match.items())

    def strike(self):
        """Count a fitting request; True when the fault acts on it."""
        if self.left is not None and self.left <= 0:
            return False
        if self.skip > 0:
            self.skip -= 1
            return False
        if self._random.random() >= self.probability:
            return False
        if self.left is not None:
            self.left -= 1
        self.hits += 1
        return True

    def describe(self):
        """The fault as the control endpoint shows it."""
        return {
            "id": self.number,
            "match": self.match,
            "do": self.do,
            "left": self.left,
            "skip": self.skip,
            "probability": self.probability,
            "hits": self.hits,
        }


def _fact(request, name):
    if name == "n":
        return request.part_number
    if name == "key":
        return request.key.decode("utf-8", "backslashreplace") if request.key else ""
    if name == "path":
        return request.raw_path
    message = request.message or {}
    if name == "challenge":
        return message.get("ChallengeName")
    if name == "user":
        parameters = message.get("AuthParameters") or message.get("ChallengeResponses") or {}
        return parameters.get("USERNAME") or message.get("Username")
    return getattr(request, name)


def _same(wanted, value):
    if isinstance(wanted, list):
        return any(_same(one, value) for one in wanted)
    if isinstance(wanted, str) and isinstance(value, str):
        return wanted == value or fnmatch.fnmatchcase(value, wanted)
    return wanted == value


class Faults:
    """All armed faults."""

    def __init__(self):
        self._lock = threading.Lock()
        self._faults = []
        self._next = 1

    def arm(self, order):
        """Arm a fault; gives its number."""
        if not isinstance(order, dict):
            raise ControlError("a fault is an object")
        with self._lock:
            fault = Fault(self._next, order, self._next)
            self._next += 1
            self._faults.append(fault)
            return fault.number

    def clear(self, number=None):
        """Disarm one fault or all."""
        with self._lock:
            self._faults = [f for f in self._faults if number is not None and f.number != number]

    def take(self, request):
        """What the armed faults do to this request."""
        with self._lock:
            return [fault.do for fault in self._faults if fault.fits(request) and fault.strike()]

    def describe(self):
        """All faults, also used-up ones."""
        with self._lock:
            return [fault.describe() for fault in self._faults]


def before(cloud, request):
    """Apply what comes before the work; may give a Response instead of it, or raise."""
    for effect in request.effects:
        kind = effect["kind"]
        if kind == "delay":
            time.sleep(effect.get("seconds", 1))
        elif kind == "expire-keys":
            cloud.keys.expire_all()
        elif kind == "revoke":
            cloud.user_pool.tokens.revoke_all()
        elif kind in ("cut-request", "stall", "slow-read", "fail-after"):
            _hook_body(request, effect)
        elif kind == "late-work":
            _work_later(cloud, request, effect)
    for effect in request.effects:
        response = _instead(request, effect)
        if response:
            return response
    return None


def _work_later(cloud, request, effect):
    """Break the connection, and carry the request out all the same when some time has passed."""
    timer = threading.Timer(effect.get("seconds", 1), cloud.s3.handle, (request,))
    timer.daemon = True
    timer.start()
    raise ConnectionCut(reset=effect.get("reset", True))


def _instead(request, effect):
    kind = effect["kind"]
    if kind == "throttle":
        if request.service == "s3":
            raise S3Error(
                503,
                "SlowDown",
                "Please reduce your request rate.",
                {},
                [("Retry-After", str(effect["retry-after"]))] if "retry-after" in effect else [],
            )
        raise JsonError("TooManyRequestsException", "Too many requests", effect.get("status", 400))
    if kind == "error":
        raise _error(request, effect)
    if kind == "reply":
        return _reply(effect)
    if kind in ("cut-request", "stall") and request.body.finished:
        _act_on_body(request, effect)
    return None


def _error(request, effect):
    code, text = effect.get("code", "InternalError"), effect.get("message", "An error was ordered.")
    if request.service == "s3":
        headers = list(effect.get("headers", {}).items())
        return S3Error(effect.get("status", 500), code, text, effect.get("elements", {}), headers)
    return JsonError(code, text, effect.get("status", 400))


def _reply(effect):
    if "rubbish" in effect:
        body = os.urandom(RUBBISH_STEP) * (effect["rubbish"] // RUBBISH_STEP + 1)
        body = body[: effect["rubbish"]]
    elif "body_base64" in effect:
        body = base64.b64decode(effect["body_base64"])
    else:
        body = effect.get("body", "").encode()
    headers = [
        ("Content-Type", effect.get("content_type", "text/html")),
        *effect.get("headers", {}).items(),
    ]
    response = Response(effect.get("status", 200), headers, body)
    response.close = bool(effect.get("close", False))
    return response


def _hook_body(request, effect):
    """Let the fault act when so many bytes of the body have been read."""
    after = effect.get("after", 0)
    earlier = request.body.hook

    over = False

    def hook(body):
        nonlocal over
        if earlier:
            earlier(body)
        if body.received >= after and not over:
            over = effect["kind"] == "stall"  # once; the others act at every step
            _act_on_body(request, effect)

    request.body.hook = hook


def _act_on_body(request, effect):
    kind = effect["kind"]
    if kind == "cut-request":
        raise ConnectionCut(reset=effect.get("reset", True))
    if kind == "fail-after":
        raise _error(request, effect)
    if kind == "slow-read":
        time.sleep(effect.get("seconds", 0.05))
    else:
        _stall(request, effect.get("seconds", 3600))


def _stall(request, seconds):
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if request.connection.client_has_left():
            raise ConnectionCut
        time.sleep(0.05)


def after(request, response):
    """Apply what spoils a finished reply."""
    for effect in request.effects:
        kind = effect["kind"]
        if kind == "drop-reply":
            raise ConnectionCut(reset=effect.get("reset", False))
        if kind == "cut-reply":
            response.cut_after = effect.get("after", 0)
        elif kind == "lie-etag":
            response.set_header("ETag", effect.get("value", '"00000000000000000000000000000000"'))
        elif kind in ("lie-checksum", "no-checksum"):
            _spoil_checksums(response, kind == "lie-checksum")
        elif kind == "change-body" and response.status == 200:
            _change_body(response, effect)
        elif kind == "change-json" and response.status == 200:
            response.body = _change_json(response.body, effect)
    return response


def _spoil_checksums(response, lie):
    kept = []
    for name, value in response.headers:
        if name.startswith("x-amz-checksum-"):
            if not lie:
                continue
            if not name.endswith("-type"):
                value = base64.b64encode(
                    bytes(b ^ 1 for b in base64.b64decode(value.split("-")[0]))
                )
                value = value.decode()
        kept.append((name, value))
    response.headers = kept


def _change_body(response, effect):
    """Put other text in place of what a pattern finds, or keep only a part of the whole."""
    text = response.body.decode("utf-8", "surrogateescape")
    if "pattern" in effect:
        text = re.sub(effect["pattern"], effect.get("with", ""), text, flags=re.DOTALL)
    text = text[: int(len(text) * effect.get("keep", 1))]
    response.body = text.encode("utf-8", "surrogateescape")


def _change_json(body, effect):
    """Set ("set": {"A.B": value}) or remove ("remove": ["A.B"]) members of a JSON reply."""
    message = json.loads(body)
    for path, value in effect.get("set", {}).items():
        *parents, last = path.split(".")
        place = message
        for name in parents:
            place = place.setdefault(name, {})
        place[last] = value
    for path in effect.get("remove", []):
        *parents, last = path.split(".")
        place = message
        for name in parents:
            place = place.get(name, {})
        place.pop(last, None)
    return json.dumps(message).encode()
